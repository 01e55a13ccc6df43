//! Checking: a payload, its transfer and a policy → complete, incomplete or refused, with every gap.
//!
//! A gap is never a yes: complete means that nothing is missing, meaningless, faulty, contradictory or unchecked.

use super::gap::{Field, Gap, GapKind, TravelCode};
use super::payload::PayloadError;
use super::policy::{Ask, Holds, Rule, TravelPolicy};
use super::read::{self, GAPS_MAX, Reading, Seen, SeenParty, SeenPerson, SeenVasp};
use super::transfer::{Control, Hosting, Transfer, bare, is_same_wallet, is_wallet};
use crate::base::{Label, Redacted};

/// What a payload is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Nothing is left to ask, by the standard and by the rules that hold.
    Complete,
    /// Something is missing, says nothing, or could not be checked: ask for it before anything is released.
    Incomplete,
    /// Something is faulty, or disagrees with the transfer or with itself: this payload is none.
    Refused,
}

impl Verdict {
    /// The word for it.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Complete => "complete",
            Self::Incomplete => "incomplete",
            Self::Refused => "refused",
        }
    }

    /// What gaps amount to; `left_off` are those that were not kept, which refuse.
    #[must_use]
    pub fn of(gaps: &[Gap], left_off: u64) -> Self {
        let refuses = |it: &Gap| matches!(it.code.kind(), GapKind::Faulty | GapKind::Contradicts);
        match gaps.iter().any(refuses) || left_off > 0 {
            true => Self::Refused,
            false if gaps.is_empty() => Self::Complete,
            false => Self::Incomplete,
        }
    }
}

/// What is said of a payload and its transfer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// What it is worth.
    pub verdict: Verdict,
    /// Everything that keeps it from being complete: in the order of the elements, then what rules ask.
    pub gaps: Vec<Gap>,
    /// How many more there are.
    pub left_off: u64,
    /// The rules that hold for the transfer, in the order of the policy.
    pub rules: Vec<Label>,
}

/// Checks a payload against the standard, the transfer it goes with, and what a policy asks of it.
///
/// Rules of the transfer's jurisdiction that are in force on its day and hold for its wallets, reach and amount all count. A
/// rule with thresholds in other currencies than the transfer's counts too, and that is a gap. Linear in the payload, but for
/// account numbers and services, which are compared with what the policy and the transfer name.
///
/// # Errors
/// A [`PayloadError`] for what cannot be read as a payload of this version at all; never [`PayloadError::Gaps`].
pub fn check(bytes: &[u8], transfer: &Transfer, policy: &TravelPolicy) -> Result<Answer, PayloadError> {
    let Reading { mut gaps, mut left_off, seen, .. } = read::read(bytes, transfer.day)?;
    authorities(&seen, policy, &mut gaps);
    for vasp in [&seen.originating_vasp, &seen.beneficiary_vasp].into_iter().flatten().chain(&seen.intermediaries) {
        vasp_is_known(vasp, policy, &mut gaps);
    }
    wallet("originator", &seen.originator, transfer.from.as_ref(), &mut gaps);
    wallet("beneficiary", &seen.beneficiary, transfer.to.as_ref(), &mut gaps);
    let rules = in_force(transfer, policy, &mut gaps);
    for rule in &rules {
        asked(rule, transfer, &seen, &mut gaps);
    }
    left_off += gaps.len().saturating_sub(GAPS_MAX) as u64;
    gaps.truncate(GAPS_MAX);
    Ok(Answer {
        verdict: Verdict::of(&gaps, left_off),
        gaps,
        left_off,
        rules: rules.into_iter().map(|it| it.name.clone()).collect(),
    })
}

/// C10: the list is GLEIF's; which of its codes somebody looked up stands in the policy.
fn authorities(seen: &Seen, policy: &TravelPolicy, gaps: &mut Vec<Gap>) {
    let unknown = seen.authorities.iter().filter(|it| !policy.knows_authority(&it.1));
    gaps.extend(unknown.map(|it| Gap::new(it.0.clone(), TravelCode::AuthorityUnchecked)));
}

/// Whether a service's name and identifier are those of one service that somebody looked up.
fn vasp_is_known(vasp: &SeenVasp, policy: &TravelPolicy, gaps: &mut Vec<Gap>) {
    let Some(lei) = &vasp.lei else { return };
    let bears = |name: &str| vasp.names.iter().any(|it| is_same_name(it, name));
    let bears_only = |name: &str| vasp.names.iter().all(|it| is_same_name(it, name));
    let by_lei = policy.vasps().iter().find(|it| it.lei.as_str() == lei);
    let by_name = policy.vasps().iter().any(|it| bears(&it.name));
    let identifier = format!("{}.legalPerson.nationalIdentification.nationalIdentifier", vasp.path);
    match by_lei {
        Some(known) if bears_only(&known.name) => {}
        Some(_) => {
            let name = format!("{}.legalPerson.name", vasp.path);
            gaps.push(Gap::new(name, TravelCode::VaspNotLei).with("the policy has another name for this LEI"));
        }
        None if by_name => {
            gaps.push(Gap::new(identifier, TravelCode::VaspNotLei).with("the policy has another LEI for this name"));
        }
        None => gaps.push(Gap::new(identifier, TravelCode::VaspUnchecked)),
    }
}

/// Names of companies, whatever their capitals, blanks and points.
fn is_same_name(one: &str, other: &str) -> bool {
    let letters = |it: &str| it.to_lowercase().chars().filter(|it| it.is_alphanumeric()).collect::<String>();
    letters(one) == letters(other)
}

/// Whether the wallet of the transfer is among the account numbers of a side.
fn wallet(side: &str, seen: &SeenParty, wallet: Option<&Redacted<String>>, gaps: &mut Vec<Gap>) {
    let path = format!("{side}.accountNumber");
    let Some(wallet) = wallet else {
        gaps.push(Gap::new(path, TravelCode::WalletUnchecked));
        return;
    };
    let wallet = wallet.reveal();
    if seen.accounts.iter().any(|it| is_same_wallet(it.1.reveal(), wallet)) {
        return;
    }
    let other = seen.accounts.iter().find(|it| is_wallet(it.1.reveal()) || !is_wallet(bare(wallet)));
    gaps.push(match other {
        Some((path, _)) => Gap::new(path.clone(), TravelCode::AccountNotWallet),
        None => Gap::new(path, TravelCode::WalletMissing),
    });
}

/// The rules that hold, or may.
fn in_force<'p>(transfer: &Transfer, policy: &'p TravelPolicy, gaps: &mut Vec<Gap>) -> Vec<&'p Rule> {
    let of_day: Vec<&Rule> = policy.rules().iter().filter(|it| it.is_in_force(transfer)).collect();
    if of_day.is_empty() {
        gaps.push(Gap::new("transfer.jurisdiction", TravelCode::NoRule));
    }
    let mut rules = Vec::new();
    for rule in of_day {
        match rule.holds(transfer) {
            Holds::No => continue,
            Holds::Yes => {}
            Holds::Perhaps => {
                let currencies: Vec<&str> = rule.thresholds.iter().map(|it| it.currency.as_str()).collect();
                let told = format!("{} has its threshold in {}", rule.name, currencies.join(" and "));
                gaps.push(Gap::new("transfer.amount", TravelCode::AmountUnchecked).with(told));
            }
        }
        rules.push(rule);
    }
    rules
}

fn asked(rule: &Rule, transfer: &Transfer, seen: &Seen, gaps: &mut Vec<Gap>) {
    let Ask { originator, originator_one_of, beneficiary, beneficiary_one_of, .. } = &rule.ask;
    for (side, party, fields, sets) in [
        ("originator", &seen.originator, originator, originator_one_of),
        ("beneficiary", &seen.beneficiary, beneficiary, beneficiary_one_of),
    ] {
        of_party(rule, (side, party), fields, sets, gaps);
    }
    // A self-hosted wallet has no service behind it.
    let has_origin = seen.originating_vasp.is_some() || transfer.hosting == Hosting::OriginatorSelfHosted;
    let has_target = seen.beneficiary_vasp.is_some() || transfer.hosting == Hosting::BeneficiarySelfHosted;
    for (is_asked, is_there, path) in [
        (rule.ask.originating_vasp, has_origin, "originatingVASP"),
        (rule.ask.beneficiary_vasp, has_target, "beneficiaryVASP"),
    ] {
        if is_asked && !is_there {
            gaps.push(missing(rule, path.to_owned(), "a service"));
        }
    }
    if rule.ask.control && transfer.hosting != Hosting::BothHosted && transfer.control == Control::Unproved {
        let told = format!("{} asks for it", rule.name);
        gaps.push(Gap::new("transfer.control", TravelCode::ControlUnproved).with(told));
    }
}

fn missing(rule: &Rule, path: String, what: &str) -> Gap {
    Gap::new(path, TravelCode::FieldMissing).with(format!("{} asks for {what}", rule.name))
}

fn of_party(
    rule: &Rule,
    (side, party): (&str, &SeenParty),
    fields: &[Field],
    sets: &[Vec<Field>],
    gaps: &mut Vec<Gap>,
) {
    let has = |person: &SeenPerson, field: &Field| match field {
        Field::AccountNumber => !party.accounts.is_empty(),
        field => person.fields.contains(field),
    };
    for person in &party.persons {
        for field in fields.iter().filter(|it| **it != Field::AccountNumber && !has(person, it)) {
            gaps.push(missing(rule, person.path.clone(), field.code()));
        }
        if !sets.is_empty() && !sets.iter().any(|set| set.iter().all(|it| has(person, it))) {
            let words = |set: &Vec<Field>| set.iter().map(|it| it.code()).collect::<Vec<_>>().join(" + ");
            let all: Vec<String> = sets.iter().map(words).collect();
            gaps.push(missing(rule, person.path.clone(), &all.join(", or ")));
        }
    }
    if fields.contains(&Field::AccountNumber) && party.accounts.is_empty() {
        gaps.push(missing(rule, format!("{side}.accountNumber"), Field::AccountNumber.code()));
    }
}
