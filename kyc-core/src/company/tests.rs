//! Owners and controllers in a notation of their own: `A: p 60, B 40 votes` is what is held of `A`.
//!
//! Capital letters are entities, small ones persons, and the first entity is the one that is asked about.

mod bands;
mod oracle;
mod parties;
mod shapes;
mod statements;

use super::*;
use crate::base::Day;
use crate::base::written::WrittenFile;
use std::collections::BTreeMap;

pub(super) fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

pub(super) fn rules() -> Rules {
    let text = include_str!("../../../rules/kyc/ownership.toml").to_owned();
    Rules::read(&WrittenFile { name: "ownership.toml".to_owned(), text }).unwrap()
}

pub(super) fn rule(id: &str) -> OwnerRule {
    rules().owners.into_iter().find(|it| it.head.id.as_str() == id).unwrap()
}

/// `60`, `25..50`, `>25..<50`, `?`.
fn range(text: &str) -> Range {
    let bound = |text: &str| match text.split_at(1) {
        (">", rest) => Bound::percent(rest).unwrap().above(),
        ("<", rest) => Bound::percent(rest).unwrap().below(),
        _ => Bound::percent(text).unwrap(),
    };
    match text.split_once("..") {
        _ if text == "?" => Range::UNKNOWN,
        Some((low, high)) => Range { low: bound(low), high: bound(high) },
        None => Range::exact(bound(text)),
    }
}

fn kind_of(name: &str) -> PartyKind {
    match name {
        _ if name.starts_with("trust") => PartyKind::Trust,
        _ if name.starts_with("nomination") => PartyKind::Nomination,
        _ if name.starts_with("state") => PartyKind::State,
        _ if name.starts_with("nobody") => PartyKind::Unspecified,
        _ if name.starts_with("hidden") => PartyKind::UnnamedPerson,
        _ if name.starts_with(char::is_uppercase) => PartyKind::Entity,
        _ => PartyKind::Person,
    }
}

/// The structure that a text draws, and its first entity.
pub(super) fn drawn(text: &str) -> Structure {
    let mut parties: BTreeMap<String, Party> = BTreeMap::new();
    let mut relationships = Vec::new();
    let mut subject = None;
    let mut party = |name: &str| {
        parties.entry(name.to_owned()).or_insert_with(|| Party::new(name, kind_of(name)));
    };
    for line in text.lines().map(str::trim).filter(|it| !it.is_empty()) {
        let (entity, holders) = line.split_once(':').unwrap();
        party(entity);
        subject.get_or_insert_with(|| entity.to_owned());
        for holder in holders.split(',').map(str::trim).filter(|it| !it.is_empty()) {
            let words: Vec<&str> = holder.split_whitespace().collect();
            party(words[0]);
            relationships.push(relationship(entity, &words, relationships.len()));
        }
    }
    Structure { parties: parties.into_values().collect(), relationships, subject }
}

/// `p 60`, `p 60 votes`, `p settlor`, `p 30 over r1 r2`; `p` alone has nobody knows what.
fn relationship(entity: &str, words: &[&str], number: usize) -> Relationship {
    let (before, over) = match words.iter().position(|it| *it == "over") {
        Some(at) => (&words[..at], Some(words[at + 1..].iter().map(|it| (*it).to_owned()).collect())),
        None => (words, None),
    };
    let directness = if over.is_some() { Directness::Indirect } else { Directness::Direct };
    let of = match before.get(2).or(before.get(1)).copied() {
        Some("votes") => InterestType::VotingRights,
        Some("profits") => InterestType::RightsToProfitOrIncome,
        Some("board") => InterestType::AppointmentOfBoard,
        Some("manages") => InterestType::SeniorManagingOfficial,
        Some("unclear") => InterestType::UnknownInterest,
        Some(word) => InterestType::parse(word).unwrap_or(InterestType::Shareholding),
        None => InterestType::UnknownInterest,
    };
    let share = before.get(1).filter(|it| it.starts_with(['>', '?']) || it.starts_with(|it: char| it.is_ascii_digit()));
    let interest = Interest {
        of,
        share: share.map_or(Range::UNKNOWN, |it| range(it)),
        is_counted: share.is_some(),
        directness,
        is_declared: None,
        from: None,
        until: None,
    };
    Relationship {
        id: format!("r{}", number + 1),
        statement: format!("s{}", number + 1),
        said: day("2026-01-01"),
        sources: Vec::new(),
        subject: entity.to_owned(),
        party: words[0].to_owned(),
        interests: if before.len() > 1 { vec![interest] } else { Vec::new() },
        components: over.unwrap_or_default(),
    }
}

pub(super) fn answered(text: &str, rule: &OwnerRule) -> Ownership {
    drawn(text).owners(None, rule, day("2026-03-01"), Vec::new()).unwrap()
}

/// Owners with their grounds and greatest shares, a question mark before those that may be none; then what is open.
pub(super) fn told(answer: &Ownership) -> String {
    let mut words: Vec<String> = Vec::new();
    for owner in &answer.owners {
        let mark = if owner.is_sure() { "" } else { "?" };
        let grounds: Vec<&str> = owner.grounds.iter().map(|it| it.kind.code()).collect();
        let share = owner.greatest().map_or_else(String::new, |it| format!(" {}", it.1));
        words.push(format!("{mark}{}{share} {}", owner.party.id, grounds.join("+")));
    }
    for concern in &answer.concerns {
        words.push(format!("[{} {}]", concern.code, concern.about).replace(" ]", "]"));
    }
    words.join(" | ")
}

/// What the regulation of 2027 says of a drawing.
pub(super) fn check(text: &str, expected: &str) {
    assert_eq!(told(&answered(text, &rule("eu-amlr"))), expected, "{text}");
}
