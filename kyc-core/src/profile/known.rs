//! What is known of a customer: attributes with their grade and day, and the facts that follow from them.

use super::dossier::{Dossier, Proof};
use super::gaps;
use super::lift::Lifts;
use super::{behind, control};
use crate::base::{Country, Day, Instant, Redacted, says_something};
use crate::document::Attribute;
use crate::evidence::{Answer, Check, CheckCode, age};
use crate::policy::{Fact, FactValue, Grade, Policy, Wanted};
use std::collections::{BTreeMap, BTreeSet};

/// An attribute, how well it is known, and since when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    /// Which attribute.
    pub attribute: Attribute,
    /// How well.
    pub grade: Grade,
    /// The instant for which a document proved it; none where it is only declared.
    pub since: Option<Instant>,
    /// Which proofs of the dossier say so, by their place in it.
    pub proofs: Vec<usize>,
    /// Every value, the proved ones first.
    pub values: Redacted<Vec<String>>,
}

/// Everything that is known.
pub(super) struct Knowledge {
    pub(super) attributes: Vec<Known>,
    /// Which of the checks that the channel demands the best document does not pass: the one with least to be lifted.
    pub(super) missing: Vec<CheckCode>,
    /// Of each document that counts: when it was authenticated, and its last day if it has one.
    pub(super) dated: Vec<(Instant, Option<Day>)>,
}

/// The answer of one proof to one check.
fn answer(proof: &Proof, code: CheckCode) -> Answer {
    let mut of_code = proof.checks().filter(|it| it.code == code).map(|it| it.answer).peekable();
    match of_code.peek() {
        None if code.is_silent_when_clear() => Answer::Clear,
        None => Answer::Unknown,
        Some(_) => of_code.max_by_key(|it| weight(*it)).unwrap_or(Answer::Unknown),
    }
}

/// Whether a document agrees with the claim in a name or the day of birth, and contradicts it in nothing.
fn agrees_so_far(proof: &Proof) -> bool {
    let names =
        [Attribute::FamilyName, Attribute::GivenName, Attribute::FullName, Attribute::BirthDate].map(Attribute::code);
    let of_claim = || proof.checks().filter(|it| it.code == CheckCode::ClaimAgrees);
    let agrees = |it: &Check| it.answer == Answer::Clear && it.field.is_some_and(|it| names.contains(&it));
    of_claim().any(agrees) && of_claim().all(|it| it.answer != Answer::Found)
}

/// Found before unknown before clear, as in [`crate::evidence::overall`].
const fn weight(answer: Answer) -> u8 {
    match answer {
        Answer::Clear => 0,
        Answer::Unknown => 1,
        Answer::Found => 2,
    }
}

impl Knowledge {
    /// Gathers it. A document proves attributes where it passes all that the channel demands; another one beside it,
    /// where it agrees with the claim and has not expired. One that agrees as far as the claim goes proves them where what the
    /// claim leaves out is a reason of its own, or people accepted that.
    pub(super) fn of(dossier: &Dossier, policy: &Policy, lifts: &Lifts) -> Self {
        let channel = policy.channel(&dossier.channel);
        let mut demanded: Vec<CheckCode> =
            channel.map_or_else(|| CheckCode::ALL.to_vec(), |it| it.checks.iter().copied().collect());
        // What the policy accepts speaks against no document, and makes none worse than another.
        demanded.retain(|it| !gaps::tolerated(*it, policy));
        let missing_in = |proof: &Proof| -> Vec<CheckCode> {
            demanded.iter().copied().filter(|it| answer(proof, *it) != Answer::Clear).collect()
        };
        let judged: Vec<Vec<CheckCode>> = dossier.proofs.iter().map(missing_in).collect();
        // What people lifted does not speak against a document: otherwise a better one beside it would stand in its way.
        let open = |it: &Vec<CheckCode>| it.iter().filter(|it| !lifts.lift(&gaps::missing(**it))).count();
        let missing = judged.iter().min_by_key(|it| (open(it), it.len())).unwrap_or(&demanded).clone();
        let told = missing.contains(&CheckCode::ClaimAgrees) || lifts.lift(&gaps::missing(CheckCode::ClaimAgrees));
        let counts = |at: usize, proof: &Proof| {
            let agrees = answer(proof, CheckCode::ClaimAgrees) == Answer::Clear || told && agrees_so_far(proof);
            judged[at].is_empty() || agrees && answer(proof, CheckCode::DocumentExpiry) == Answer::Clear
        };
        let counting: Vec<(usize, &Proof)> =
            dossier.proofs.iter().enumerate().filter(|it| counts(it.0, it.1)).collect();
        let dated = counting.iter().filter_map(|it| dated(it.1)).collect();
        Self { attributes: attributes(dossier, &counting), missing, dated }
    }

    /// Whether a wanted attribute is known well enough.
    pub(super) fn has(&self, wanted: &Wanted) -> bool {
        self.attributes.iter().any(|it| wanted.any.contains(&it.attribute) && it.grade >= wanted.grade)
    }

    fn values(&self, attribute: Attribute) -> impl Iterator<Item = &str> {
        let known = self.attributes.iter().filter(move |it| it.attribute == attribute);
        known.flat_map(|it| it.values.reveal()).map(String::as_str)
    }

    /// The value of a fact: from the attributes and the application where it follows from them, otherwise as stated.
    pub(super) fn fact(&self, dossier: &Dossier, fact: Fact, at: Day) -> Option<FactValue> {
        let countries = |attribute: Attribute| {
            let read: Option<BTreeSet<Country>> = self.values(attribute).map(|it| Country::parse(it).ok()).collect();
            // A country that cannot be read is not known, and so is the whole: it may be the one that counts.
            read.map(FactValue::Countries).filter(FactValue::is_known)
        };
        match fact {
            Fact::Age => self.age(at).map(FactValue::Number),
            Fact::Nationality => countries(Attribute::Nationality),
            Fact::Residence => countries(Attribute::AddressCountry),
            Fact::BirthCountry => countries(Attribute::BirthCountry),
            // Of a person alone it is known that there is none.
            Fact::RegistrationCountry => {
                Some(FactValue::Countries(dossier.company.iter().map(|it| it.country).collect()))
            }
            Fact::OwnerCountry | Fact::OwnerExposure | Fact::OwnershipLayers => behind::fact(dossier, fact),
            Fact::Channel => Some(FactValue::Words(BTreeSet::from([dossier.channel.clone()]))),
            Fact::SelfHostedWallets => Some(FactValue::Number(dossier.wallets.len() as u64)),
            Fact::WalletControl => control::fact(dossier),
            stated => dossier.facts.get(stated).cloned(),
        }
    }

    /// The age, by the day of birth that is known best.
    fn age(&self, at: Day) -> Option<u64> {
        let born = self.values(Attribute::BirthDate).find_map(|it| Day::parse(it.get(..10)?).ok())?;
        age(born, at).and_then(|it| u64::try_from(it).ok())
    }
}

/// When a document was authenticated, and its last day: by what it states, or the last whole day for which its issuer vouches
/// for it, if that comes before.
fn dated(proof: &Proof) -> Option<(Instant, Option<Day>)> {
    let Proof::Proved { evidence, .. } = proof else { return None };
    let mut all = evidence.proved().iter().filter(|it| it.attribute == Attribute::ExpiryDate);
    let expiry = all.find_map(|it| Day::parse(it.value.reveal().get(..10)?).ok());
    let vouched = evidence.until().and_then(|it| it.day().plus_days(-1));
    Some((evidence.since(), expiry.into_iter().chain(vouched).min()))
}

fn attributes(dossier: &Dossier, counting: &[(usize, &Proof)]) -> Vec<Known> {
    let mut known: BTreeMap<Attribute, Known> = BTreeMap::new();
    let fresh = |attribute: Attribute, grade: Grade, since: Option<Instant>| Known {
        attribute,
        grade,
        since,
        proofs: Vec::new(),
        values: Redacted::new(Vec::new()),
    };
    for (at, proof) in counting {
        let Proof::Proved { evidence, .. } = proof else { continue };
        for proved in evidence.proved() {
            let since = Some(evidence.since());
            let held =
                known.entry(proved.attribute).or_insert_with(|| fresh(proved.attribute, Grade::Authenticated, since));
            held.since = held.since.max(since);
            if held.proofs.last() != Some(at) {
                held.proofs.push(*at);
            }
            add(held, proved.value.reveal());
        }
    }
    for (attribute, values) in &dossier.declared {
        let held = known.entry(*attribute).or_insert_with(|| fresh(*attribute, Grade::Declared, None));
        values.iter().for_each(|it| add(held, it.reveal()));
    }
    known.retain(|_, it| !it.values.reveal().is_empty());
    known.into_values().collect()
}

fn add(known: &mut Known, value: &str) {
    if !says_something(value) || known.values.reveal().iter().any(|it| it == value) {
        return;
    }
    let held = std::mem::replace(&mut known.values, Redacted::new(Vec::new()));
    known.values = held.map(|mut it| {
        it.push(value.to_owned());
        it
    });
}
