//! A customer whom nothing stands in the way of, for the tests of profile and gate.

use super::{Company, Dossier, Met, Proof};
use crate::base::written::WrittenFile;
use crate::base::{Country, Day, Instant, Label, Redacted, SourceId, SubjectId};
use crate::document::Attribute;
use crate::evidence::{Answer, Check, CheckCode, Evidence, Proved, Source};
use crate::key::KeyPair;
use crate::policy::{Fact, FactValue, Facts, Policy, Reason};
use crate::review::{Act, NewLevel, Review, SignedReview};
use crate::screen::list::{EntryKind, List};
use crate::screen::read::{Limits, read};
use crate::screen::{Customer, Memory, Screen, Screening};
use std::collections::{BTreeMap, BTreeSet};
use zeroize::Zeroizing;

pub(crate) const AT: i64 = 1_772_445_600; // 2026-03-02T10:00:00Z

pub(crate) fn second(at: i64) -> Instant {
    Instant::from_micros(at * 1_000_000)
}

pub(crate) fn label(text: &str) -> Label {
    Label::parse(text).unwrap()
}

pub(crate) fn written(text: &str) -> WrittenFile {
    WrittenFile { name: "policy.toml".into(), text: text.into() }
}

pub(crate) const POLICY: &str = include_str!("../../../testdata/policies/kyc/policy.toml");
pub(crate) const PEOPLE: &str = include_str!("../../../testdata/policies/kyc/reviewers.toml");

pub(crate) fn policy() -> Policy {
    Policy::read(&written(POLICY), Some(&written(PEOPLE))).unwrap_or_else(|it| panic!("{it:#?}"))
}

pub(crate) fn subject() -> SubjectId {
    SubjectId::parse("cust:42").unwrap()
}

pub(crate) const PROVED: &[(Attribute, &str)] = &[
    (Attribute::FamilyName, "Eriksson"),
    (Attribute::GivenName, "Anna Maria"),
    (Attribute::BirthDate, "1974-08-12"),
    (Attribute::BirthPlace, "Zenith"),
    (Attribute::Nationality, "UTO"),
    (Attribute::AddressCity, "Zenith"),
    (Attribute::AddressCountry, "UTO"),
    (Attribute::ExpiryDate, "2031-04-15"),
];

/// A document that is clear in everything a wallet's channel demands.
pub(crate) fn document(number: u8) -> Proof {
    let demanded: Vec<CheckCode> = policy().channel(&label("wallet")).unwrap().checks.iter().copied().collect();
    let clear = |code: CheckCode| Check::new(code, Answer::Clear, "as it should be");
    let spoken = demanded.into_iter().filter(|it| !it.is_silent_when_clear());
    let proved = PROVED.iter().map(|(attribute, value)| Proved {
        attribute: *attribute,
        source: Source::SdJwt,
        value: Redacted::new((*value).to_owned()),
    });
    Proof::Proved {
        source: SourceId::of(&[number]),
        evidence: Box::new(Evidence::sample(spoken.map(clear).collect(), proved.collect(), second(AT))),
        beside: Vec::new(),
    }
}

pub(crate) fn lists() -> Vec<List> {
    let bytes = include_bytes!("../../../testdata/lists/own.csv");
    vec![read(&bytes[..], &Limits::default()).unwrap().0]
}

pub(crate) fn screening(name: &str, lists: Vec<List>, at: Day) -> Screening {
    let customer = Customer::named(name, EntryKind::Person);
    Screen::new(lists).screen(&customer, &policy().screening_policy(), at, &mut Memory::default())
}

pub(crate) fn word(text: &str) -> FactValue {
    FactValue::Words(BTreeSet::from([label(text)]))
}

pub(crate) const FACTS: &[Fact] = &[
    Fact::PoliticalExposure,
    Fact::Occupation,
    Fact::SourceOfFunds,
    Fact::AccessCountry,
    Fact::Product,
    Fact::MonthlyVolume,
    Fact::OpenHits,
    Fact::DaysActive,
];

pub(crate) fn facts(but: &[Fact]) -> Facts {
    let mut facts = Facts::default();
    for (fact, value) in [
        (Fact::PoliticalExposure, word("none")),
        (Fact::Occupation, word("teacher")),
        (Fact::SourceOfFunds, word("salary")),
        (Fact::AccessCountry, FactValue::Countries(BTreeSet::from([Country::from_alpha3("UTO").unwrap()]))),
        (Fact::Product, word("spot")),
        (Fact::MonthlyVolume, FactValue::Number(100_000)),
        (Fact::OpenHits, FactValue::Number(0)),
        (Fact::DaysActive, FactValue::Number(0)),
    ] {
        if !but.contains(&fact) {
            facts.state(fact, value).unwrap();
        }
    }
    facts
}

pub(crate) fn declared() -> BTreeMap<Attribute, Vec<Redacted<String>>> {
    PROVED.iter().map(|(it, value)| (*it, vec![Redacted::new((*value).to_owned())])).collect()
}

/// Clear in everything, with two documents of the same content.
pub(crate) fn dossier() -> Dossier {
    Dossier {
        subject: subject(),
        jurisdiction: Country::from_alpha3("UTO").unwrap(),
        tier: label("basic"),
        channel: label("wallet"),
        declared: declared(),
        proofs: vec![document(1), document(2)],
        screenings: vec![screening("Anna Maria Eriksson", lists(), second(AT).day())],
        company: None,
        wallets: Vec::new(),
        controls: Vec::new(),
        facts: facts(&[]),
        salt: Redacted::new([7; 32]),
        earlier: None,
    }
}

pub(crate) fn company_of(name: &str, papers: &[u8]) -> Company {
    Company {
        name: Redacted::new(name.to_owned()),
        country: Country::from_alpha3("UTO").unwrap(),
        numbers: Vec::new(),
        papers: papers.iter().map(|it| SourceId::of(&[*it])).collect(),
        behind: None,
    }
}

pub(crate) fn pair(name: &str) -> KeyPair {
    let seed = *SourceId::of(format!("testdata reviewer {name}").as_bytes()).digest();
    KeyPair::from_seed(&Zeroizing::new(seed))
}

pub(crate) fn review_of(reviewer: &str, act: Act) -> Review {
    Review {
        subject: subject(),
        act,
        reviewer: label(reviewer),
        made: second(AT - 60),
        until: second(AT + 86_400),
        why: Redacted::new("seen and judged".to_owned()),
    }
}

pub(crate) fn signed(reviewer: &str, act: Act) -> SignedReview {
    let token = review_of(reviewer, act).sign(&pair(reviewer)).unwrap();
    SignedReview::verify(token.as_bytes(), &policy()).unwrap()
}

/// A level in place of the one that is reckoned of a dossier, by somebody who saw all of it.
pub(crate) fn new_level(level: &str, seen: &Dossier) -> Act {
    let profile = super::assess(seen, &[], &policy(), second(AT));
    let factors = profile.table().iter().filter(|it| it.met != Met::No).map(|it| it.factor.clone()).collect();
    Act::SetLevel(NewLevel { level: label(level), instead_of: profile.reckoned().clone(), factors })
}

/// A review of a later second.
pub(crate) fn signed_at(reviewer: &str, act: Act, made: i64) -> SignedReview {
    let token = Review { made: second(made), ..review_of(reviewer, act) }.sign(&pair(reviewer)).unwrap();
    SignedReview::verify(token.as_bytes(), &policy()).unwrap()
}

pub(crate) fn lift(reviewer: &str, reason: &Reason) -> SignedReview {
    signed(reviewer, Act::Lift(reason.clone()))
}
