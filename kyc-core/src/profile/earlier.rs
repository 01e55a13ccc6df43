//! What earlier decisions knew of a customer → what of it is not given any more.
//!
//! A decision is made from what is given for it: without a look back, a second application could leave out, or say
//! otherwise, what stood in the way of the first. Whoever keeps earlier decisions hands them on as an [`Earlier`].

use super::assess::Profile;
use super::dossier::Dossier;
use super::gaps;
use super::known::Known;
use super::lift::Lifts;
use super::risk::{Met, Row};
use crate::base::{Country, Label, Redacted};
use crate::document::Attribute;
use crate::policy::{Fact, Reason, ReasonCode};
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// What earlier decisions about a customer knew: [`crate::gate::Answer::earlier`] gives it for the next.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Earlier {
    /// What names the newest decision: the number of its entry in the journal.
    pub entry: u64,
    /// What stood in the way then and nobody lifted.
    pub reasons: Vec<Reason>,
    /// The factors of risk that were met then, each with what was observed. Personal data.
    pub met: BTreeMap<Label, Redacted<String>>,
    /// The newest decision that let the customer trade, if one did.
    pub allowed: Option<Allowed>,
}

impl Earlier {
    /// What a decision knew that is recorded as `entry`: what stood in the way of it, or that nothing did, and what of
    /// `before` still counts.
    pub(crate) fn of(entry: u64, profile: &Profile, refused: Option<&[Reason]>, before: Option<&Self>) -> Self {
        let met = profile.table.iter().filter(|it| it.met == Met::Yes);
        let met = met.filter_map(|it| Some((it.factor.clone(), it.observed.clone()?))).collect();
        let identity = |it: &&Known| it.attribute == Attribute::Nationality || LASTING.contains(&it.attribute);
        let allowed = || {
            let known = profile.known.iter().filter(identity).map(|it| (it.attribute, it.values.clone())).collect();
            Allowed { entry, known, for_company: profile.for_company }
        };
        let allowed = match refused {
            None => Some(allowed()),
            Some(_) => before.and_then(|it| it.allowed.clone()),
        };
        Self { entry, reasons: refused.unwrap_or_default().to_vec(), met, allowed }
    }

    /// As JSON, to be kept with the customer's data.
    #[must_use]
    pub fn value(&self) -> Redacted<Value> {
        let reasons: Vec<Value> =
            self.reasons.iter().map(|it| json!({"code": it.code.code(), "about": &*it.about})).collect();
        let met: Map<String, Value> =
            self.met.iter().map(|it| (it.0.to_string(), it.1.reveal().as_str().into())).collect();
        let allowed = self.allowed.as_ref().map(|it| {
            let known: Map<String, Value> =
                it.known.iter().map(|it| (it.0.code().to_owned(), it.1.reveal().as_slice().into())).collect();
            json!({"entry": it.entry, "known": known, "for_company": it.for_company})
        });
        Redacted::new(json!({"entry": self.entry, "reasons": reasons, "met": met, "allowed": allowed}))
    }

    /// Reads what [`Earlier::value`] gave; nothing where a part of it cannot be read, for half of it would forget what was
    /// found. Without it nothing should be decided about the customer.
    #[must_use]
    pub fn read(value: &Value) -> Option<Self> {
        let reason =
            |it: &Value| Some(Reason::new(ReasonCode::parse(it.get("code")?.as_str()?)?, it.get("about")?.as_str()?));
        let met = |(factor, observed): (&String, &Value)| {
            Some((Label::parse(factor).ok()?, Redacted::new(observed.as_str()?.to_owned())))
        };
        let known = |(attribute, values): (&String, &Value)| {
            let values = values.as_array()?.iter().map(|it| Some(it.as_str()?.to_owned())).collect::<Option<_>>()?;
            Some((Attribute::parse(attribute)?, Redacted::new(values)))
        };
        let allowed = |it: &Value| {
            let known = it.get("known")?.as_object()?.iter().map(known).collect::<Option<_>>()?;
            let (entry, for_company) = (it.get("entry")?.as_u64()?, it.get("for_company")?.as_bool()?);
            Some(Allowed { entry, known, for_company })
        };
        Some(Self {
            entry: value.get("entry")?.as_u64()?,
            reasons: value.get("reasons")?.as_array()?.iter().map(reason).collect::<Option<_>>()?,
            met: value.get("met")?.as_object()?.iter().map(met).collect::<Option<_>>()?,
            allowed: match value.get("allowed")? {
                Value::Null => None,
                it => Some(allowed(it)?),
            },
        })
    }
}

/// Whom a decision let trade.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Allowed {
    /// The number of its entry.
    pub entry: u64,
    /// What was known: every value of an attribute. Personal data.
    pub known: BTreeMap<Attribute, Redacted<Vec<String>>>,
    /// Whether the person acted for a company.
    pub for_company: bool,
}

/// Attributes of which something stays as long as it is the same person: a word of a name, the day.
const LASTING: [Attribute; 3] = [Attribute::FamilyName, Attribute::GivenName, Attribute::BirthDate];

/// Facts by which a customer is of higher risk until somebody looked: what is stated of the person and of who is behind the
/// company, and not of what they do.
const STANDING: [Fact; 8] = [
    Fact::PoliticalExposure,
    Fact::Nationality,
    Fact::Residence,
    Fact::BirthCountry,
    Fact::RegistrationCountry,
    Fact::OwnerCountry,
    Fact::OwnerExposure,
    Fact::OwnershipLayers,
];

/// One thing that an earlier decision knew.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Matter {
    /// An entry of a list that was found.
    Match(String),
    /// That the person acts for a company.
    Company,
    /// A factor of risk that was met, by its digest: what factors are met is personal data.
    Factor(String),
    /// A lasting attribute, of which nothing is the same.
    Otherwise(Attribute),
    /// An attribute of which a value is missing.
    LeftOut(Attribute),
}

impl fmt::Display for Matter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Match(entry) => write!(f, "match {entry}"),
            Self::Company => f.write_str("company"),
            Self::Factor(factor) => write!(f, "factor {factor}"),
            Self::Otherwise(attribute) => write!(f, "other {attribute}"),
            Self::LeftOut(attribute) => write!(f, "less {attribute}"),
        }
    }
}

/// Reads what a reason of an earlier decision is about, with the entry it is of. Attributes are compared anew each time.
fn carried(about: &str) -> Option<(Matter, u64)> {
    let (matter, entry) = about.rsplit_once(" of entry ")?;
    let matter = match matter.split_once(' ') {
        Some(("match", entry)) => Matter::Match(entry.to_owned()),
        Some(("factor", factor)) => Matter::Factor(factor.to_owned()),
        None if matter == "company" => Matter::Company,
        _ => return None,
    };
    Some((matter, entry.parse().ok()?))
}

/// The entry of a list that a reason is about, and the ways by which it was found.
fn listed(reason: &Reason) -> Option<(&str, &str)> {
    let is_match = matches!(reason.code, ReasonCode::ScreeningMatch | ReasonCode::ScreeningCandidate);
    reason.about.rsplit_once(" by ").filter(|_| is_match)
}

/// Whether a match was found by the very names that are given now: where it is gone, the list or the policy changed, and
/// not the customer.
fn is_by(ways: &str, names: &BTreeSet<String>) -> bool {
    let by_names = |it: &str| names.iter().any(|names| it.contains(&format!(" of {names} at ")));
    ways.split(", ").all(|it| by_names(it) || it == "birth-date")
}

/// That something an earlier decision knew is not given any more, each once, by the entry that knew it first. What people
/// lifted since counts no more.
pub(super) fn withdrawn(
    dossier: &Dossier,
    known: &[Known],
    table: &[Row],
    now: &[Reason],
    lifts: &Lifts,
) -> Vec<Reason> {
    let Some(earlier) = &dossier.earlier else { return Vec::new() };
    let names: BTreeSet<String> = gaps::names(dossier).into_iter().collect();
    let mut matters: BTreeMap<Matter, u64> = BTreeMap::new();
    let mut add = |matter: Matter, entry: u64| {
        let first = matters.entry(matter).or_insert(entry);
        *first = (*first).min(entry);
    };
    for reason in earlier.reasons.iter().filter(|it| !lifts.lift(it)) {
        if let Some((entry, _)) = listed(reason).filter(|it| !is_by(it.1, &names)) {
            add(Matter::Match(entry.to_owned()), earlier.entry);
        }
        match reason.code {
            ReasonCode::OwnershipUnknown => add(Matter::Company, earlier.entry),
            ReasonCode::Withdrawn => carried(&reason.about).into_iter().for_each(|it| add(it.0, it.1)),
            _ => {}
        }
    }
    let is_other = |factor: &Label, observed: &Redacted<String>| {
        table.iter().any(|it| it.factor == *factor && it.observed.as_ref() != Some(observed))
    };
    let changed_facts = earlier.met.iter().filter(|it| is_other(it.0, it.1));
    changed_facts.for_each(|it| add(Matter::Factor(dossier.factor_digest(it.0)), earlier.entry));
    if let Some(allowed) = &earlier.allowed {
        allowed.for_company.then(|| add(Matter::Company, allowed.entry));
        changed(allowed, known).into_iter().for_each(|it| add(it, allowed.entry));
    }
    let is_gone = |matter: &Matter| match matter {
        Matter::Match(entry) => !now.iter().any(|it| listed(it).is_some_and(|it| it.0 == entry)),
        Matter::Company => dossier.company.is_none(),
        Matter::Factor(factor) => {
            let is_met_no_more = |it: &&Row| dossier.factor_digest(&it.factor) == *factor && it.met == Met::No;
            table.iter().find(is_met_no_more).is_some_and(|it| STANDING.contains(&it.fact))
        }
        Matter::Otherwise(_) | Matter::LeftOut(_) => true,
    };
    matters.retain(|it, _| is_gone(it));
    let reason =
        |(matter, entry): (Matter, u64)| Reason::new(ReasonCode::Withdrawn, format!("{matter} of entry {entry}"));
    matters.into_iter().map(reason).collect()
}

/// What is known otherwise than when the customer was let trade. What is not known at all is told by the requirements.
fn changed(allowed: &Allowed, known: &[Known]) -> Vec<Matter> {
    let words = |attribute: Attribute, value: &String| -> Vec<String> {
        match attribute {
            Attribute::BirthDate => vec![value.trim().to_owned()],
            // A country is written in several ways.
            Attribute::Nationality => {
                vec![Country::parse(value).map_or_else(|_| value.clone(), |it| it.state().alpha3().to_owned())]
            }
            // Of a name each word, so that a second given name may be left away.
            _ => {
                let parts = value.split(|it: char| !it.is_alphanumeric());
                parts.filter(|it| !it.is_empty()).map(str::to_lowercase).collect()
            }
        }
    };
    let of = |attribute: Attribute| -> BTreeSet<String> {
        let values = known.iter().filter(|it| it.attribute == attribute).flat_map(|it| it.values.reveal());
        values.flat_map(|it| words(attribute, it)).collect()
    };
    let was = |attribute: Attribute| -> BTreeSet<String> {
        let values = allowed.known.get(&attribute).into_iter().flat_map(|it| it.reveal());
        values.flat_map(|it| words(attribute, it)).collect()
    };
    let is_other = |attribute: &Attribute| {
        let (was, is) = (was(*attribute), of(*attribute));
        // A day may be known in part: `1974` and `1974-08` are no other day than `1974-08-12`.
        let fits =
            |a: &str, b: &str| a == b || *attribute == Attribute::BirthDate && (a.starts_with(b) || b.starts_with(a));
        !was.is_empty() && !is.is_empty() && !was.iter().any(|a| is.iter().any(|b| fits(a, b)))
    };
    let mut matters: Vec<Matter> = LASTING.into_iter().filter(is_other).map(Matter::Otherwise).collect();
    if !was(Attribute::Nationality).is_subset(&of(Attribute::Nationality)) {
        matters.push(Matter::LeftOut(Attribute::Nationality));
    }
    matters
}

#[cfg(test)]
mod tests {
    use super::super::sample::dossier;
    use super::*;
    use crate::policy::Group;

    fn known(attribute: Attribute, values: &[&str]) -> Known {
        let values = Redacted::new(values.iter().map(|it| (*it).to_owned()).collect());
        Known { attribute, grade: crate::policy::Grade::Declared, since: None, proofs: Vec::new(), values }
    }

    fn row(factor: &str, fact: Fact, met: Met) -> Row {
        let factor = Label::parse(factor).unwrap();
        let (group, source) = (Group::Customer, String::new());
        let observed = Some(Redacted::new("none".to_owned()));
        Row { factor, group, fact, observed, met, points: 10, floor: None, source }
    }

    fn told(earlier: Earlier, known: &[Known], table: &[Row], now: &[Reason]) -> Vec<String> {
        let dossier = Dossier { earlier: Some(earlier), company: None, ..dossier() };
        withdrawn(&dossier, known, table, now, &Lifts::default()).iter().map(|it| it.about.to_string()).collect()
    }

    fn reason(code: ReasonCode, about: &str) -> Reason {
        Reason::new(code, about)
    }

    #[test]
    fn a_match_that_is_not_found_any_more_holds_until_it_is_found_or_lifted() {
        let found = reason(ReasonCode::ScreeningMatch, "own/P-1 by name 0a of 1b at 0.9000");
        let candidate = reason(ReasonCode::ScreeningCandidate, "own/P-1 by name 0a of 77 at 0.8000");
        let first = Earlier { entry: 3, reasons: vec![found.clone()], ..Earlier::default() };
        assert_eq!(told(first.clone(), &[], &[], &[]), ["match own/P-1 of entry 3"]);
        assert_eq!(told(first.clone(), &[], &[], &[candidate]), [""; 0], "whatever it is found by");
        let about = format!("own/P-1 by name 0a of {} at 0.9000, birth-date", gaps::names(&dossier())[0]);
        let same = Earlier { reasons: vec![reason(ReasonCode::ScreeningMatch, &about)], ..first.clone() };
        assert_eq!(told(same, &[], &[], &[]), [""; 0], "the names are the same, and the list is another");
        let wallet = reason(ReasonCode::ScreeningMatch, "own/P-1 by wallet 0a1b2c3d");
        assert_eq!(told(Earlier { reasons: vec![wallet], ..first }, &[], &[], &[]).len(), 1);
        // The next decision carries it, and remembers the entry.
        let held = reason(ReasonCode::Withdrawn, "match own/P-1 of entry 3");
        let second = Earlier { entry: 4, reasons: vec![held], ..Earlier::default() };
        assert_eq!(told(second.clone(), &[], &[], &[]), ["match own/P-1 of entry 3"]);
        assert_eq!(told(second, &[], &[], &[found]), [""; 0]);
    }

    #[test]
    fn factors_of_standing_and_companies_are_not_left_out_in_silence() {
        let met = ["exposed", "busy"].map(|it| (Label::parse(it).unwrap(), Redacted::new("minister".to_owned())));
        let met = BTreeMap::from(met);
        let reasons = vec![reason(ReasonCode::OwnershipUnknown, "1 papers, digest 00")];
        let earlier = Earlier { entry: 2, reasons, met, ..Earlier::default() };
        let table = |met| [row("exposed", Fact::PoliticalExposure, met), row("busy", Fact::MonthlyVolume, Met::No)];
        let exposed = dossier().factor_digest(&Label::parse("exposed").unwrap());
        let all = ["company of entry 2".to_owned(), format!("factor {exposed} of entry 2")];
        assert_eq!(told(earlier.clone(), &[], &table(Met::No), &[]), all);
        assert_eq!(told(earlier.clone(), &[], &table(Met::Unknown), &[]), all[..1], "unknown counts as met");
        assert_eq!(told(earlier.clone(), &[], &[], &[]), all[..1], "the policy has no such factor any more");
        let same = earlier.met.keys().map(|it| (it.clone(), Redacted::new("none".to_owned()))).collect();
        let earlier = Earlier { met: same, ..earlier };
        assert_eq!(told(earlier, &[], &table(Met::No), &[]), all[..1], "the policy changed, and not the answer");
    }

    #[test]
    fn another_person_under_the_same_pseudonym_is_held() {
        let was = [
            (Attribute::FamilyName, &["ERIKSSON", "Eriksson"][..]),
            (Attribute::BirthDate, &["1974-08-12"]),
            (Attribute::Nationality, &["UTO", "IR"]),
        ];
        let was = was.map(|it| (it.0, Redacted::new(it.1.iter().map(|it| (*it).to_owned()).collect())));
        let allowed = Allowed { entry: 5, known: was.into(), for_company: false };
        let earlier = Earlier { entry: 7, allowed: Some(allowed), ..Earlier::default() };
        let same = [
            known(Attribute::FamilyName, &["Lindqvist-Eriksson"]),
            known(Attribute::BirthDate, &["1974"]),
            known(Attribute::Nationality, &["IRN", "UTO"]),
        ];
        assert_eq!(told(earlier.clone(), &same, &[], &[]), [""; 0], "a name that is added takes none away");
        let other = [
            known(Attribute::FamilyName, &["Voss"]),
            known(Attribute::BirthDate, &["1974-08-13"]),
            known(Attribute::Nationality, &["UTO"]),
        ];
        let all = ["other family-name of entry 5", "other birth-date of entry 5", "less nationality of entry 5"];
        assert_eq!(told(earlier, &other, &[], &[]), all);
    }

    #[test]
    fn what_was_known_is_kept_whole_or_not_at_all() {
        let texts = |all: &[&str]| Redacted::new(all.iter().map(|it| (*it).to_owned()).collect());
        let known = [(Attribute::FamilyName, texts(&["Eriksson", "Müller"])), (Attribute::Nationality, texts(&[]))];
        let earlier = Earlier {
            entry: 7,
            reasons: vec![reason(ReasonCode::ScreeningMatch, "own/P-1 by number")],
            met: [(Label::parse("exposed").unwrap(), Redacted::new("minister".to_owned()))].into(),
            allowed: Some(Allowed { entry: 5, known: known.into(), for_company: true }),
        };
        let value = earlier.value();
        assert_eq!(Earlier::read(value.reveal()), Some(earlier));
        assert_eq!(Earlier::read(Earlier::default().value().reveal()), Some(Earlier::default()));
        for pointer in ["/entry", "/reasons/0/code", "/met/exposed", "/allowed/known/family-name/1", "/allowed"] {
            let mut value = value.reveal().clone();
            *value.pointer_mut(pointer).unwrap() = json!({"lost": true});
            assert_eq!(Earlier::read(&value), None, "{pointer}");
        }
    }

    #[test]
    fn what_a_reason_carries_is_read_as_it_was_written() {
        for matter in [Matter::Match("ofac-sdn/12".into()), Matter::Company, Matter::Factor("exposed".into())] {
            assert_eq!(carried(&format!("{matter} of entry 12")), Some((matter, 12)));
        }
        for about in ["other birth-date of entry 2", "match x", "factor a of entry b", ""] {
            assert_eq!(carried(about), None, "{about}");
        }
    }
}
