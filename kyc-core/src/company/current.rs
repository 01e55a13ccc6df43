//! What held on a day: statements in, the records as they then stood out.
//!
//! Of the statements about one record the newest counts, and among those of one day the last in the file. A record
//! that is closed is gone; so is an interest before its first day, and from the day on which it is no more.

use super::bods::{Statement, Statements, Told};
use super::concern::{Concern, ConcernCode};
use super::record::{Party, PartyKind, Relationship, Structure};
use crate::base::Day;
use std::collections::{BTreeMap, BTreeSet};

impl Statements {
    /// Who had what in whom on a day, and what the statements leave open. `n log n` in the statements.
    #[must_use]
    pub fn on(&self, at: Day) -> (Structure, Vec<Concern>) {
        let mut concerns: Vec<Concern> = Vec::new();
        for (place, why) in &self.unread {
            concerns.push(Concern::new(ConcernCode::StatementUnreadable, place, why.to_string()));
        }
        let later = self.all.iter().filter(|it| it.said > at).count();
        if later > 0 {
            concerns.push(Concern::new(ConcernCode::StatementLater, "", format!("{later} of {}", self.all.len())));
        }
        concerns.extend(self.told_twice());
        let newest = self.newest(at);
        let mut parties: BTreeMap<String, Party> = BTreeMap::new();
        let mut closed: BTreeSet<&str> = BTreeSet::new();
        let mut relationships: Vec<Relationship> = Vec::new();
        for (record, statement) in &newest {
            if statement.is_closed {
                closed.insert(record);
            }
            match &statement.told {
                Told::Party(party) => drop(parties.insert(party.id.clone(), party.clone())),
                Told::Relationship(it) if !statement.is_closed => {
                    parties.extend(statement.unspecified.iter().map(|it| (it.id.clone(), it.clone())));
                    relationships.extend(active(it, at));
                }
                Told::Relationship(_) => {}
            }
        }
        let ends: BTreeSet<&str> = relationships.iter().flat_map(|it| [&*it.subject, &*it.party]).collect();
        concerns.extend(missing(&ends, &closed, &mut parties));
        parties.retain(|id, _| ends.contains(id.as_str()) || !closed.contains(id.as_str()));
        let subject = subject(newest.values().copied(), &parties);
        let parties = parties.into_values().collect();
        (Structure { parties, relationships, subject }, concerns)
    }

    /// The newest statement about each record, in the order of the records.
    fn newest(&self, at: Day) -> BTreeMap<&str, &Statement> {
        let mut newest: BTreeMap<&str, &Statement> = BTreeMap::new();
        for statement in self.all.iter().filter(|it| it.said <= at) {
            let held = newest.entry(&statement.record).or_insert(statement);
            if statement.said >= held.said {
                *held = statement;
            }
        }
        newest
    }

    /// Ids of statements that say two things.
    fn told_twice(&self) -> Vec<Concern> {
        let mut first: BTreeMap<&str, &Statement> = BTreeMap::new();
        let mut twice: BTreeSet<&str> = BTreeSet::new();
        for statement in &self.all {
            if **first.entry(&statement.id).or_insert(statement) != *statement {
                twice.insert(&statement.id);
            }
        }
        twice.into_iter().map(|it| Concern::new(ConcernCode::StatementTwice, it, "")).collect()
    }
}

/// A relationship with the interests that stood on a day; none where all of them are over, or not begun.
///
/// One without any interests stays: somebody stands there, and nobody says with what.
fn active(all: &Relationship, at: Day) -> Option<Relationship> {
    let stands =
        |from: Option<Day>, until: Option<Day>| from.is_none_or(|it| it <= at) && until.is_none_or(|it| it > at);
    let interests: Vec<_> = all.interests.iter().filter(|it| stands(it.from, it.until)).cloned().collect();
    (all.interests.is_empty() || !interests.is_empty()).then(|| Relationship { interests, ..all.clone() })
}

/// Ends of relationships without a record of their own are added, as somebody of whom nothing is known.
fn missing(ends: &BTreeSet<&str>, closed: &BTreeSet<&str>, parties: &mut BTreeMap<String, Party>) -> Vec<Concern> {
    let mut concerns = Vec::new();
    for end in ends {
        if closed.contains(end) {
            concerns.push(Concern::new(ConcernCode::RecordClosed, *end, ""));
        }
        if !parties.contains_key(*end) {
            concerns.push(Concern::new(ConcernCode::RecordMissing, *end, ""));
            parties.insert((*end).to_owned(), Party::new(*end, PartyKind::Unspecified));
        }
    }
    concerns
}

/// The entity that the statements are about, where they agree on one.
fn subject<'s>(statements: impl Iterator<Item = &'s Statement>, parties: &BTreeMap<String, Party>) -> Option<String> {
    let is_entity = |it: &&str| parties.get(*it).is_some_and(|it| !it.kind.is_person());
    let all: BTreeSet<&str> = statements.filter_map(|it| it.about.as_deref()).filter(is_entity).collect();
    let mut all = all.into_iter();
    all.next().filter(|_| all.next().is_none()).map(str::to_owned)
}
