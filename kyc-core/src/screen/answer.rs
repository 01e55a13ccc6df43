//! The answer: a customer, lists and a policy in, a [`Screening`] out.
//!
//! `Clear` can be had only where every required list was loaded, young enough on the day, and searched
//! whole for a name that was read whole. Everything else is a finding or a gap that says its reason.

use super::evidence::{Evidence, Overlap, evidence, plain};
use super::list::{Age, Birth, Country, Entry, EntryKind, Gender, List, Strength};
use super::name::{Comparison, Index, Name, Score, Scratch, Wholeness, compare};
use crate::base::{Budget, Day, Redacted, SourceId};
use std::collections::HashMap;

/// Whom or what to screen. Personal data: `Debug` shows none.
#[derive(Clone, Debug)]
pub struct Customer {
    /// What the customer is.
    pub kind: EntryKind,
    /// The name, all of it in one text.
    pub name: Redacted<String>,
    /// When a person was born, as far as known.
    pub birth: Option<Redacted<Birth>>,
    /// Countries of any role.
    pub countries: Vec<Country>,
    /// The gender, where known.
    pub gender: Option<Gender>,
    /// Numbers of passports, registers and the like.
    pub identifiers: Vec<Redacted<String>>,
}

impl Customer {
    /// A customer of whom only the name is known.
    #[must_use]
    pub fn named(name: &str, kind: EntryKind) -> Self {
        let name = Redacted::new(name.to_owned());
        Self { kind, name, birth: None, countries: Vec::new(), gender: None, identifiers: Vec::new() }
    }
}

/// What is asked of a screening.
#[derive(Clone, Debug)]
pub struct Policy {
    /// The score at which a name is a candidate.
    pub threshold: Score,
    /// The lists without which nothing is clear, by [`List::id`].
    pub required: Vec<String>,
    /// Days after which a list is too old.
    pub days_max: u32,
    /// Steps of the search in one list; see [`Index::search`].
    pub steps: u64,
}

/// Lists made searchable. Immutable; screenings share it.
pub struct Screen {
    lists: Vec<Loaded>,
}

struct Loaded {
    list: List,
    index: Index,
    /// For each name of the index, which of its entry's names it is.
    places: Vec<u32>,
    identifiers: HashMap<String, Vec<u32>>,
}

/// A list that was looked through.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Consulted {
    /// Its name.
    pub id: Box<str>,
    /// The digest of its bytes.
    pub source: SourceId,
    /// The day it was published.
    pub published: Option<Day>,
    /// How old it was on the day of the screening.
    pub age: Age,
    /// How many names it has.
    pub names: usize,
}

crate::codes! {
    /// Why nothing is clear.
    pub enum GapCode {
        /// No list was asked for or given.
        NoList = "screen-no-list",
        /// A required list was not loaded.
        ListMissing = "screen-list-missing",
        /// A list is older than the policy allows.
        ListTooOld = "screen-list-too-old",
        /// It is not known how old a list is, or something of it is missing.
        ListAgeUnknown = "screen-list-age-unknown",
        /// The customer's name has no letter or digit.
        NameEmpty = "screen-name-empty",
        /// The customer's name is longer than any name.
        NameTooLong = "screen-name-too-long",
        /// The search of a list stopped before its end.
        Unfinished = "screen-unfinished",
    }
}

/// A reason why nothing is clear, and the list it is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gap {
    /// The reason.
    pub code: GapCode,
    /// The list, where the reason is about one.
    pub list: Option<Box<str>>,
}

/// An entry that may be the customer.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// Which of [`Screening::lists`] it is from.
    pub list: usize,
    /// The publisher's identifier of the entry.
    pub entry: Box<str>,
    /// Which of the entry's names agrees best.
    pub name: usize,
    /// How that name agrees, part by part; the first name is the customer's.
    pub comparison: Comparison,
    /// The words of the customer's name that the comparison speaks of.
    pub words: Redacted<Vec<String>>,
    /// The words of the listed name.
    pub listed: Redacted<Vec<String>>,
    /// What else agrees.
    pub evidence: Evidence,
}

/// The answer, in one word. There is no default.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Every required list was searched whole, and none has a candidate.
    Clear,
    /// There is at least one candidate.
    Found,
    /// There is no candidate, and something was not searched.
    Unknown,
}

/// What a screening found and against what. Only [`Screen::screen`] makes one.
#[derive(Clone, Debug)]
#[must_use]
pub struct Screening {
    candidates: Vec<Candidate>,
    gaps: Vec<Gap>,
    lists: Vec<Consulted>,
    threshold: Score,
}

impl Screening {
    /// The answer. Clear needs no candidate and no gap.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        match (self.candidates.is_empty(), self.gaps.is_empty()) {
            (false, _) => Verdict::Found,
            (true, false) => Verdict::Unknown,
            (true, true) => Verdict::Clear,
        }
    }

    /// Candidates: those with the customer's identifier first, then by score, then by evidence.
    #[must_use]
    pub fn candidates(&self) -> &[Candidate] {
        &self.candidates
    }

    /// What was not searched; may stand beside candidates.
    #[must_use]
    pub fn gaps(&self) -> &[Gap] {
        &self.gaps
    }

    /// The lists that were searched, in the order they were given.
    #[must_use]
    pub fn lists(&self) -> &[Consulted] {
        &self.lists
    }

    /// The score asked for.
    #[must_use]
    pub const fn threshold(&self) -> Score {
        self.threshold
    }
}

impl Screen {
    /// Makes lists searchable. A second for 48,000 names.
    #[must_use]
    pub fn new(lists: Vec<List>) -> Self {
        Self { lists: lists.into_iter().map(Loaded::of).collect() }
    }

    /// The lists, in order.
    pub fn lists(&self) -> impl ExactSizeIterator<Item = &List> {
        self.lists.iter().map(|it| &it.list)
    }

    /// Screens one customer on a day. `scratch` is working memory for all lists; the answer does not depend on it.
    pub fn screen(&self, customer: &Customer, policy: &Policy, at: Day, scratch: &mut Vec<Scratch>) -> Screening {
        scratch.resize_with(self.lists.len(), Scratch::default);
        let name = Name::prepare(customer.name.reveal(), customer.kind);
        let mut gaps = self.missing(policy);
        match name.wholeness() {
            Wholeness::Whole => {}
            Wholeness::Cut => gaps.push(Gap { code: GapCode::NameTooLong, list: None }),
            Wholeness::Empty => gaps.push(Gap { code: GapCode::NameEmpty, list: None }),
        }
        let (mut candidates, mut lists) = (Vec::new(), Vec::new());
        for ((number, loaded), scratch) in self.lists.iter().enumerate().zip(scratch) {
            let consulted = loaded.consulted(at, policy);
            let code = match consulted.age {
                Age::Fresh { .. } => None,
                Age::Stale { .. } => Some(GapCode::ListTooOld),
                Age::Unknown => Some(GapCode::ListAgeUnknown),
            };
            let finished = loaded.search(customer, &name, policy, number, scratch, &mut candidates);
            for code in code.into_iter().chain((finished == Finished::Short).then_some(GapCode::Unfinished)) {
                gaps.push(Gap { code, list: Some(consulted.id.clone()) });
            }
            lists.push(consulted);
        }
        candidates.sort_by(|one, other| order(one).cmp(&order(other)));
        Screening { candidates, gaps, lists, threshold: policy.threshold }
    }

    fn missing(&self, policy: &Policy) -> Vec<Gap> {
        let loaded = |id: &String| self.lists.iter().any(|it| it.list.id() == id);
        let missing = policy.required.iter().filter(|it| !loaded(it));
        let mut gaps: Vec<Gap> =
            missing.map(|it| Gap { code: GapCode::ListMissing, list: Some(it.as_str().into()) }).collect();
        if self.lists.is_empty() && gaps.is_empty() {
            gaps.push(Gap { code: GapCode::NoList, list: None });
        }
        gaps
    }
}

/// An identifier first, then the score, then the evidence, then the place: a total order.
fn order(it: &Candidate) -> impl Ord {
    let identifier = it.evidence.identifier != Overlap::Same;
    (identifier, std::cmp::Reverse(it.comparison.score), it.evidence, it.list, it.entry.clone())
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Finished {
    Whole,
    Short,
}

impl Loaded {
    fn of(list: List) -> Self {
        let (mut names, mut places) = (Vec::new(), Vec::new());
        let mut identifiers: HashMap<String, Vec<u32>> = HashMap::new();
        for (number, entry) in (0_u32..).zip(list.entries()) {
            for (place, name) in (0_u32..).zip(&entry.names) {
                names.push((Name::prepare(&name.text, entry.kind), number));
                places.push(place);
            }
            for it in &entry.identifiers {
                let of_number = identifiers.entry(plain(&it.value)).or_default();
                if of_number.last() != Some(&number) {
                    of_number.push(number);
                }
            }
        }
        Self { index: Index::build(names), places, identifiers, list }
    }

    fn consulted(&self, at: Day, policy: &Policy) -> Consulted {
        Consulted {
            id: self.list.id().into(),
            source: self.list.source(),
            published: self.list.published(),
            age: self.list.age(at, policy.days_max),
            names: self.index.len(),
        }
    }

    /// Adds the candidates of this list, each entry once with its best name.
    fn search(
        &self,
        customer: &Customer,
        name: &Name,
        policy: &Policy,
        number: usize,
        scratch: &mut Scratch,
        candidates: &mut Vec<Candidate>,
    ) -> Finished {
        let mut query = name.clone();
        self.index.rarity().weigh(&mut query);
        let found = self.index.search(&query, policy.threshold, scratch, &mut Budget::of(policy.steps));
        let finished = if found.is_ok() { Finished::Whole } else { Finished::Short };
        // Best names come first, so that the first of an entry is its best.
        let mut best: HashMap<u32, u32> = HashMap::new();
        for hit in found.unwrap_or_default() {
            if let Some(owner) = self.index.owner(hit.name) {
                best.entry(owner).or_insert(hit.name);
            }
        }
        let by_number = customer.identifiers.iter().map(|it| plain(it.reveal())).filter(|it| !it.is_empty());
        for entry in by_number.filter_map(|it| self.identifiers.get(&it)).flatten() {
            if let Some(name) = self.best_name(*entry, &query) {
                best.entry(*entry).or_insert(name);
            }
        }
        let mut best: Vec<(u32, u32)> = best.into_iter().collect();
        best.sort_unstable();
        candidates.extend(best.into_iter().filter_map(|it| self.candidate(customer, &query, number, it)));
        finished
    }

    /// The name of an entry that agrees best, whatever its score.
    fn best_name(&self, entry: u32, query: &Name) -> Option<u32> {
        let first = self.list.entries().iter().take(entry as usize).map(|it| it.names.len()).sum::<usize>();
        let count = self.list.entries().get(entry as usize)?.names.len();
        // INVARIANT: the index counts names in 32 bits.
        let names = (first..first + count).filter_map(|it| Some((it as u32, self.index.name(it as u32)?)));
        names.max_by_key(|it| (super::name::score(query, it.1), std::cmp::Reverse(it.0))).map(|it| it.0)
    }

    fn candidate(&self, customer: &Customer, query: &Name, list: usize, found: (u32, u32)) -> Option<Candidate> {
        let (entry, name) = found;
        let entry: &Entry = self.list.entries().get(entry as usize)?;
        let place = *self.places.get(name as usize)? as usize;
        let listed = self.index.name(name)?;
        let strength = entry.names.get(place).map_or(Strength::Alias, |it| it.strength);
        let words = |it: &Name| Redacted::new(it.words().map(str::to_owned).collect());
        Some(Candidate {
            list,
            entry: entry.id.clone(),
            name: place,
            comparison: compare(query, listed),
            words: words(query),
            listed: words(listed),
            evidence: evidence(customer, entry, strength),
        })
    }
}

#[cfg(test)]
mod tests;
