//! Points: facts and factors in, a table with every factor, its points and its source out.

use super::dossier::Dossier;
use super::known::Knowledge;
use crate::base::{Day, Label, Redacted};
use crate::codes;
use crate::policy::{Condition, Fact, FactValue, Group, Policy};
use std::collections::BTreeSet;

codes! {
    /// Whether a factor is met.
    pub enum Met {
        /// It is.
        Yes = "yes",
        /// It is not.
        No = "no",
        /// The fact is not known; it counts as met, for unknown is never zero.
        Unknown = "unknown",
    }
}

/// One factor of a profile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The factor's name.
    pub factor: Label,
    /// Its group.
    pub group: Group,
    /// The fact it looks at.
    pub fact: Fact,
    /// What was observed; none where the fact is not known. Personal data.
    pub observed: Option<Redacted<String>>,
    /// Whether it is met.
    pub met: Met,
    /// What it adds to its group, before weighing.
    pub points: u32,
    /// The lowest level that it leaves, where it is met.
    pub floor: Option<Label>,
    /// Where it comes from.
    pub source: String,
}

/// What the factors add up to.
pub(super) struct Reckoned {
    pub(super) table: Vec<Row>,
    pub(super) points: u64,
    /// Where the level stands among the levels.
    pub(super) level: usize,
}

/// Reckons. More facts that meet a condition, and fewer facts known, never give a lower level.
pub(super) fn reckon(dossier: &Dossier, knowledge: &Knowledge, policy: &Policy, at: Day) -> Reckoned {
    let (mut table, mut floor) = (Vec::new(), 0);
    for factor in policy.factors() {
        let value = knowledge.fact(dossier, factor.fact, at);
        let met = match &value {
            None => Met::Unknown,
            Some(value) if meets(value, &factor.when) => Met::Yes,
            Some(_) => Met::No,
        };
        let counts = met != Met::No;
        let lowest = factor.floor.filter(|_| counts);
        floor = floor.max(lowest.unwrap_or(0));
        table.push(Row {
            factor: factor.name.clone(),
            group: factor.group,
            fact: factor.fact,
            observed: value.as_ref().map(observed),
            met,
            points: if counts { factor.points } else { 0 },
            floor: lowest.and_then(|it| policy.levels().get(it)).map(|it| it.name.clone()),
            source: factor.source.clone(),
        });
    }
    let points = Group::ALL.iter().map(|it| of_group(&table, *it, policy)).sum();
    let by_points = policy.levels().iter().rposition(|it| it.from <= points).unwrap_or(0);
    Reckoned { table, points, level: by_points.max(floor) }
}

/// The points of a group: capped, then weighed, rounded up.
fn of_group(table: &[Row], group: Group, policy: &Policy) -> u64 {
    let weight = policy.weight(group);
    let sum: u64 = table.iter().filter(|it| it.group == group).map(|it| u64::from(it.points)).sum();
    (sum.min(u64::from(weight.cap)) * u64::from(weight.weight)).div_ceil(100)
}

fn meets(value: &FactValue, when: &Condition) -> bool {
    match (value, when) {
        (FactValue::Words(words), Condition::AnyWord(asked)) => words.iter().any(|it| among(it, asked)),
        (FactValue::Words(words), Condition::OtherWord(asked)) => words.iter().any(|it| !among(it, asked)),
        (FactValue::Countries(all), Condition::AnyCountry(asked)) => all.iter().any(|it| asked.contains(it)),
        (FactValue::Countries(all), Condition::OtherCountry(asked)) => all.iter().any(|it| !asked.contains(it)),
        (FactValue::Number(number), Condition::Between(least, most)) => (least..=most).contains(&number),
        // The policy's reader gives each factor a condition of its fact's kind. Were it not so, it would count.
        _ => true,
    }
}

/// Whether a word is one of those asked for, in whatever case it is written.
fn among(word: &Label, asked: &BTreeSet<Label>) -> bool {
    asked.iter().any(|it| it.as_str().eq_ignore_ascii_case(word.as_str()))
}

fn observed(value: &FactValue) -> Redacted<String> {
    let joined = |it: Vec<String>| it.join(", ");
    Redacted::new(match value {
        FactValue::Words(words) => joined(words.iter().map(ToString::to_string).collect()),
        FactValue::Countries(all) => joined(all.iter().map(ToString::to_string).collect()),
        FactValue::Number(number) => number.to_string(),
    })
}
