//! One list made searchable: a customer's names and numbers in, the list's candidates out.
//!
//! A name of an unknown kind is read as a person's and as any other's, on both sides: *Anna Sa Lindholm* may be a
//! person, or have a legal form in the middle. Knows one list; what is missing of others is `engine`.

use super::super::answer::{Basis, Candidate, Consulted, NameMatch};
use super::super::asked::names_in;
use super::super::customer::{Customer, Policy, prepared};
use super::super::evidence::{Overlap, evidence, numbers};
use super::super::list::{Entry, EntryKind, List, ListName, Strength};
use super::super::name::{Index, Name, Rarity, Score, Scratch, Wholeness, compare, score};
use crate::base::{Budget, Day, Redacted};
use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};

/// A list made searchable.
pub(super) struct Loaded {
    pub(super) list: List,
    index: Index,
    /// The number in the index of the first reading of each entry's first name.
    firsts: Vec<usize>,
    /// Readings of all names: the index has as many names, unless there were too many.
    readings: usize,
    identifiers: HashMap<String, Vec<u32>>,
    addresses: usize,
}

/// A reading of a customer's name, and which of the names it is.
#[derive(Clone)]
pub(super) struct Query {
    pub(super) asked: usize,
    pub(super) name: Name,
}

/// Every reading of every name of an entry, in order.
fn readings(entry: &Entry) -> impl Iterator<Item = Name> {
    entry.names.iter().flat_map(|name| entry.kind.read_as().iter().map(move |kind| prepared(name, *kind)))
}

/// All readings of a customer's names, and of the names that stand in them. One that reads as another does is left out.
pub(super) fn queries(customer: &Customer) -> Vec<Query> {
    let mut queries: Vec<Query> = Vec::new();
    for (asked, name) in customer.names.iter().enumerate() {
        let within = |it: &ListName| names_in(&it.text).into_iter().map(|it| ListName::new(&it, Strength::Primary));
        for name in name.written().flat_map(|it| std::iter::once(it.clone()).chain(within(it))) {
            for kind in customer.kind.read_as() {
                let name = prepared(&name, *kind);
                let same = |it: &Query| it.asked == asked && it.name.reads_as(&name);
                if !queries.iter().any(same) {
                    queries.push(Query { asked, name });
                }
            }
        }
    }
    queries
}

/// The best score of a customer's names with one of a listed entry of a kind, in every reading of both; none where one
/// cannot be read.
pub(super) fn best(customer: &Customer, listed: &ListName, kind: EntryKind) -> Option<Score> {
    let queries = queries(customer);
    let readings: Vec<Name> = kind.read_as().iter().map(|it| prepared(listed, *it)).collect();
    let pairs = queries.iter().flat_map(|query| readings.iter().map(move |it| (&query.name, it)));
    let read = |it: &Name| it.wholeness() != Wholeness::Empty;
    pairs.filter(|it| read(it.0) && read(it.1) && it.0.meets(it.1)).map(|it| score(it.0, it.1)).max()
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Finished {
    Whole,
    Short,
}

/// The best agreement of an entry's names with the customer's: the first of equals on both sides.
type Best = (Score, Reverse<usize>, Reverse<u32>);

impl Loaded {
    /// `whole` is the list that tells how rare words are, where it is another.
    pub(super) fn of(list: List, whole: Option<&List>) -> Self {
        let (mut names, mut firsts) = (Vec::new(), Vec::new());
        let mut identifiers: HashMap<String, Vec<u32>> = HashMap::new();
        let mut addresses = 0;
        for (number, entry) in (0_u32..).zip(list.entries()) {
            firsts.push(names.len());
            names.extend(readings(entry).map(|it| (it, number)));
            addresses += entry.addresses.len();
            for it in entry.identifiers.iter().flat_map(|it| numbers(&it.value)) {
                let of_number = identifiers.entry(it).or_default();
                if of_number.last() != Some(&number) {
                    of_number.push(number);
                }
            }
        }
        let rarity = whole.map(|it| Rarity::of(it.entries().iter().flat_map(readings)));
        let readings = names.len();
        let index = match rarity {
            Some(rarity) => Index::build_among(names, rarity),
            None => Index::build(names),
        };
        Self { readings, index, firsts, identifiers, addresses, list }
    }

    pub(super) fn consulted(&self, at: Day, policy: &Policy) -> Consulted {
        let days_max = policy.days_max_of(self.list.id());
        Consulted {
            id: self.list.id().into(),
            source: self.list.source(),
            published: self.list.published(),
            age: self.list.age_by_day(at, days_max),
            days_max,
            completeness: self.list.completeness(),
            names: self.list.names(),
            addresses: self.addresses,
        }
    }

    /// Adds the candidates of this list, each entry once with its best name.
    pub(super) fn search(
        &self,
        customer: &Customer,
        queries: &[Query],
        policy: &Policy,
        number: usize,
        scratch: &mut Scratch,
        candidates: &mut Vec<Candidate>,
    ) -> Finished {
        let mut queries = queries.to_vec();
        queries.iter_mut().for_each(|it| self.index.rarity().weigh(&mut it.name));
        let all = self.index.len() == self.readings;
        let mut finished = if all { Finished::Whole } else { Finished::Short };
        let mut best: BTreeMap<u32, Option<Best>> = BTreeMap::new();
        for (at, query) in queries.iter().enumerate() {
            let Ok(hits) = self.index.search(&query.name, policy.threshold, scratch, &mut Budget::of(policy.steps))
            else {
                finished = Finished::Short;
                continue;
            };
            for hit in hits {
                if let Some(entry) = self.index.owner(hit.name) {
                    let found = Some((hit.score, Reverse(at), Reverse(hit.name)));
                    let known = best.entry(entry).or_default();
                    *known = found.max(*known);
                }
            }
        }
        let by_number = customer.identifiers.iter().flat_map(|it| numbers(it.reveal()));
        for entry in by_number.filter_map(|it| self.identifiers.get(&it)).flatten() {
            best.entry(*entry).or_insert_with(|| self.best_name(*entry, &queries));
        }
        candidates.extend(best.into_iter().filter_map(|it| self.candidate(customer, &queries, policy, number, it)));
        finished
    }

    /// The name of an entry that agrees best with any of the customer's, whatever its score.
    fn best_name(&self, entry: u32, queries: &[Query]) -> Option<Best> {
        let first = *self.firsts.get(entry as usize)?;
        let entry = self.list.entries().get(entry as usize)?;
        let count = entry.names.len() * entry.kind.read_as().len();
        // INVARIANT: the index counts names in 32 bits.
        let listed = (first..first + count).filter_map(|it| Some((it as u32, self.index.name(it as u32)?)));
        let scored = listed.flat_map(|(number, name)| {
            let of = move |(at, query): (usize, &Query)| (score(&query.name, name), Reverse(at), Reverse(number));
            queries.iter().enumerate().map(of)
        });
        scored.max()
    }

    fn candidate(
        &self,
        customer: &Customer,
        queries: &[Query],
        policy: &Policy,
        list: usize,
        (entry, best): (u32, Option<Best>),
    ) -> Option<Candidate> {
        let first = *self.firsts.get(entry as usize)?;
        let entry: &Entry = self.list.entries().get(entry as usize)?;
        let name = best.and_then(|(_, Reverse(at), Reverse(name))| {
            let (Query { asked, name: query }, listed) = (queries.get(at)?, self.index.name(name)?);
            let words = |it: &Name| Redacted::new(it.words().map(str::to_owned).collect());
            Some(NameMatch {
                asked: *asked,
                listed: (name as usize).checked_sub(first)? / entry.kind.read_as().len(),
                comparison: compare(query, listed),
                words: words(query),
                listed_words: words(listed),
            })
        });
        let strength =
            name.as_ref().and_then(|it| entry.names.get(it.listed)).map_or(Strength::Alias, |it| it.strength);
        let evidence = evidence(customer, entry, strength);
        let mine: Vec<String> = customer.identifiers.iter().flat_map(|it| numbers(it.reveal())).collect();
        let same = entry.identifiers.iter().map(|it| numbers(&it.value).iter().any(|it| mine.contains(it)));
        let reached = name.as_ref().is_some_and(|it| it.comparison.score >= policy.threshold);
        Some(Candidate {
            list,
            entry: entry.id.clone(),
            kind: entry.kind,
            programmes: entry.programmes.clone(),
            basis: if evidence.identifier == Overlap::Same || !reached { Basis::Identifier } else { Basis::Name },
            identifiers: same.enumerate().filter(|it| it.1).map(|it| it.0).collect(),
            name,
            evidence,
        })
    }
}
