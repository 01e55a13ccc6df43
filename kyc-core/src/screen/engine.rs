//! Lists made searchable: a customer, a policy and a day in, a [`Screening`] out.
//!
//! The one path by which names, companies and wallets are judged. `Clear` can be had only where every list was
//! loaded, young enough on the day and whole, and searched whole for names that were read whole. Everything else
//! is a finding or a gap that says its reason.

use super::address::{AddressFound, AddressIndex, Undecoded};
use super::answer::{Basis, Candidate, Consulted, Gap, GapCode, NameMatch, Screening, WalletAnswer, WalletHit};
use super::customer::{Customer, Policy, prepared};
use super::evidence::{Overlap, evidence, plain};
use super::list::{Age, Completeness, Entry, List, Strength};
use super::name::{Index, Name, Score, Scratch, Wholeness, compare, score};
use crate::base::{Budget, Day, Redacted};
use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// Lists made searchable. Immutable; screenings share it.
pub struct Screen {
    lists: Vec<Loaded>,
    addresses: AddressIndex,
    undecoded: Vec<Undecoded>,
}

/// Working memory of screenings, to be used again: some megabytes for a large list. Answers do not depend on it.
#[derive(Clone, Default)]
pub struct Memory(Vec<Scratch>);

struct Loaded {
    list: List,
    index: Index,
    /// The number in the index of each entry's first name.
    firsts: Vec<usize>,
    identifiers: HashMap<String, Vec<u32>>,
    addresses: usize,
}

/// Customers that a thread takes at once: enough that taking costs nothing, few enough that none waits at the end.
const TAKEN: usize = 8;

impl Screen {
    /// Makes lists searchable. A second for 48,000 names.
    #[must_use]
    pub fn new(lists: Vec<List>) -> Self {
        let (addresses, undecoded) = AddressIndex::of(&lists);
        Self { lists: lists.into_iter().map(Loaded::of).collect(), addresses, undecoded }
    }

    /// The lists, in order.
    pub fn lists(&self) -> impl ExactSizeIterator<Item = &List> {
        self.lists.iter().map(|it| &it.list)
    }

    /// An entry that an answer names, by the number of its list and its identifier.
    #[must_use]
    pub fn entry(&self, list: usize, id: &str) -> Option<&Entry> {
        self.lists.get(list)?.list.entry(id)
    }

    /// Listed addresses that are of no known network: they are found by their exact text alone.
    #[must_use]
    pub fn undecoded(&self) -> &[Undecoded] {
        &self.undecoded
    }

    /// Screens one customer on a day: every name, every identifier and every wallet against every list.
    ///
    /// `memory` is working memory to be used again; the answer does not depend on it. Costs about a millisecond a
    /// name on the largest list, and a microsecond a wallet.
    ///
    /// ```
    /// use tidegate_kyc_core::base::{Day, SourceId};
    /// use tidegate_kyc_core::screen::list::{Entry, EntryKind, List, ListName, Publisher, Strength};
    /// use tidegate_kyc_core::screen::{Customer, Memory, Policy, Screen, Verdict};
    ///
    /// // Lists come from `screen::read::read`; this one is made by hand.
    /// let mut listed = Entry::new("P-1", EntryKind::Person);
    /// listed.names.push(ListName::new("Ravindar Tolmachi Voss", Strength::Primary));
    /// let day = Day::parse("2026-03-01").unwrap();
    /// let list = List::new("own", Publisher::Own, Some(day), SourceId::of(b"the bytes of the list"), vec![listed]);
    /// let screen = Screen::new(vec![list.unwrap()]);
    /// let (policy, mut memory) = (Policy::requiring(["own"]), Memory::default());
    ///
    /// let customer = Customer::named("Voss, Ravinder Tolmachy", EntryKind::Person);
    /// let answer = screen.screen(&customer, &policy, day, &mut memory);
    /// assert_eq!(answer.verdict(), Verdict::Found);
    /// let candidate = &answer.candidates()[0];
    /// assert_eq!((&*candidate.entry, &*answer.lists()[candidate.list].id), ("P-1", "own"));
    /// assert!(candidate.score() >= policy.threshold);
    ///
    /// let other = Customer::named("Hanne Lindqvist", EntryKind::Person);
    /// assert_eq!(screen.screen(&other, &policy, day, &mut memory).verdict(), Verdict::Clear);
    /// // Two weeks later nobody is clear: the list is too old, and the answer says so.
    /// let late = screen.screen(&other, &policy, day.plus_days(14).unwrap(), &mut memory);
    /// assert_eq!((late.verdict(), late.gaps()[0].code.code()), (Verdict::Unknown, "screen-list-too-old"));
    /// ```
    pub fn screen(&self, customer: &Customer, policy: &Policy, at: Day, memory: &mut Memory) -> Screening {
        memory.0.resize_with(self.lists.len(), Scratch::default);
        let names: Vec<Name> = customer.names.iter().map(|it| it.prepared(customer.kind)).collect();
        let mut gaps = self.missing(policy);
        gaps.extend(not_asked(customer, &names));
        let (mut candidates, mut lists) = (Vec::new(), Vec::new());
        for ((number, loaded), scratch) in self.lists.iter().enumerate().zip(&mut memory.0) {
            let consulted = loaded.consulted(at, policy);
            gaps.extend(gaps_of(&consulted));
            let finished = loaded.search(customer, &names, policy, number, scratch, &mut candidates);
            if finished == Finished::Short {
                gaps.push(Gap::of_list(GapCode::Unfinished, &consulted.id));
            }
            lists.push(consulted);
        }
        candidates.sort_by(|one, other| one.order().cmp(&other.order()));
        let wallets: Vec<WalletAnswer> = customer.wallets.iter().map(|it| self.wallet(it.reveal())).collect();
        let invalid = wallets.iter().enumerate().filter(|it| it.1.address.is_err());
        gaps.extend(invalid.map(|it| Gap::of_asked(GapCode::AddressInvalid, it.0)));
        Screening { candidates, wallets, gaps, lists, threshold: policy.threshold, at }
    }

    /// Screens customers, as many at once as there are memories (at least one); the answers stand in the order of
    /// the customers and do not depend on how many memories there are.
    pub fn screen_all(
        &self,
        customers: &[Customer],
        policy: &Policy,
        at: Day,
        memories: &mut [Memory],
    ) -> Vec<Screening> {
        if memories.len() < 2 {
            let mut own = Memory::default();
            let memory = memories.first_mut().unwrap_or(&mut own);
            return customers.iter().map(|it| self.screen(it, policy, at, memory)).collect();
        }
        let next = AtomicUsize::new(0);
        let work = |memory: &mut Memory| {
            let mut done = Vec::new();
            loop {
                let from = next.fetch_add(TAKEN, Ordering::Relaxed);
                let Some(taken) = customers.get(from..) else { return done };
                if taken.is_empty() {
                    return done;
                }
                let screened = taken.iter().take(TAKEN).map(|it| self.screen(it, policy, at, memory));
                done.extend((from..).zip(screened));
            }
        };
        let mut all: Vec<(usize, Screening)> = thread::scope(|scope| {
            let threads: Vec<_> = memories.iter_mut().map(|it| scope.spawn(|| work(it))).collect();
            let joined = threads.into_iter().map(|it| it.join().unwrap_or_else(|it| std::panic::resume_unwind(it)));
            joined.flatten().collect()
        });
        all.sort_unstable_by_key(|it| it.0);
        all.into_iter().map(|it| it.1).collect()
    }

    fn missing(&self, policy: &Policy) -> Vec<Gap> {
        let loaded = |id: &String| self.lists.iter().any(|it| it.list.id() == id);
        let missing = policy.required.iter().filter(|it| !loaded(it));
        let mut gaps: Vec<Gap> = missing.map(|it| Gap::of_list(GapCode::ListMissing, it)).collect();
        if self.lists.is_empty() && gaps.is_empty() {
            gaps.push(Gap::new(GapCode::NoList));
        }
        gaps
    }

    fn wallet(&self, text: &str) -> WalletAnswer {
        let AddressFound { address, hits } = self.addresses.find(text);
        let hit = |it: super::address::AddressHit| {
            let list = usize::from(it.at.list);
            let entry = self.lists.get(list)?.list.entries().get(it.at.entry as usize)?;
            let listed = entry.addresses.get(it.at.address as usize)?;
            Some(WalletHit {
                list,
                entry: entry.id.clone(),
                kind: entry.kind,
                programmes: entry.programmes.clone(),
                agreement: it.agreement,
                address: listed.text.clone(),
                ticker: listed.ticker.clone(),
            })
        };
        WalletAnswer { address, hits: hits.into_iter().filter_map(hit).collect() }
    }
}

/// What is missing of the customer.
fn not_asked(customer: &Customer, names: &[Name]) -> Vec<Gap> {
    if names.is_empty() && customer.wallets.is_empty() {
        return vec![Gap::new(GapCode::NothingAsked)];
    }
    let of = |(at, name): (usize, &Name)| match name.wholeness() {
        Wholeness::Whole => None,
        Wholeness::Cut => Some(Gap::of_asked(GapCode::NameTooLong, at)),
        Wholeness::Empty => Some(Gap::of_asked(GapCode::NameEmpty, at)),
    };
    names.iter().enumerate().filter_map(of).collect()
}

/// What is wrong with a list as a whole.
fn gaps_of(list: &Consulted) -> impl Iterator<Item = Gap> {
    let partial = (list.completeness == Completeness::Partial).then_some(GapCode::ListPartial);
    let age = match list.age {
        Age::Fresh { .. } => None,
        Age::Stale { .. } => Some(GapCode::ListTooOld),
        Age::Unknown => Some(GapCode::ListAgeUnknown),
    };
    partial.into_iter().chain(age).map(|it| Gap::of_list(it, &list.id))
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Finished {
    Whole,
    Short,
}

/// The best agreement of an entry's names with the customer's: the first of equals on both sides.
type Best = (Score, Reverse<usize>, Reverse<u32>);

impl Loaded {
    fn of(list: List) -> Self {
        let (mut names, mut firsts) = (Vec::new(), Vec::new());
        let mut identifiers: HashMap<String, Vec<u32>> = HashMap::new();
        let mut addresses = 0;
        for (number, entry) in (0_u32..).zip(list.entries()) {
            firsts.push(names.len());
            names.extend(entry.names.iter().map(|it| (prepared(it, entry.kind), number)));
            addresses += entry.addresses.len();
            for it in &entry.identifiers {
                let of_number = identifiers.entry(plain(&it.value)).or_default();
                if of_number.last() != Some(&number) {
                    of_number.push(number);
                }
            }
        }
        Self { index: Index::build(names), firsts, identifiers, addresses, list }
    }

    fn consulted(&self, at: Day, policy: &Policy) -> Consulted {
        let days_max = policy.days_max_of(self.list.id());
        Consulted {
            id: self.list.id().into(),
            source: self.list.source(),
            published: self.list.published(),
            age: self.list.age_by_day(at, days_max),
            days_max,
            completeness: self.list.completeness(),
            names: self.index.len(),
            addresses: self.addresses,
        }
    }

    /// Adds the candidates of this list, each entry once with its best name.
    fn search(
        &self,
        customer: &Customer,
        names: &[Name],
        policy: &Policy,
        number: usize,
        scratch: &mut Scratch,
        candidates: &mut Vec<Candidate>,
    ) -> Finished {
        let mut queries = names.to_vec();
        queries.iter_mut().for_each(|it| self.index.rarity().weigh(it));
        let all = self.index.len() == self.list.names();
        let mut finished = if all { Finished::Whole } else { Finished::Short };
        let mut best: BTreeMap<u32, Option<Best>> = BTreeMap::new();
        for (asked, query) in queries.iter().enumerate() {
            let Ok(hits) = self.index.search(query, policy.threshold, scratch, &mut Budget::of(policy.steps)) else {
                finished = Finished::Short;
                continue;
            };
            for hit in hits {
                if let Some(entry) = self.index.owner(hit.name) {
                    let found = Some((hit.score, Reverse(asked), Reverse(hit.name)));
                    let known = best.entry(entry).or_default();
                    *known = found.max(*known);
                }
            }
        }
        let by_number = customer.identifiers.iter().map(|it| plain(it.reveal())).filter(|it| !it.is_empty());
        for entry in by_number.filter_map(|it| self.identifiers.get(&it)).flatten() {
            best.entry(*entry).or_insert_with(|| self.best_name(*entry, &queries));
        }
        candidates.extend(best.into_iter().filter_map(|it| self.candidate(customer, &queries, policy, number, it)));
        finished
    }

    /// The name of an entry that agrees best with any of the customer's, whatever its score.
    fn best_name(&self, entry: u32, queries: &[Name]) -> Option<Best> {
        let first = *self.firsts.get(entry as usize)?;
        let count = self.list.entries().get(entry as usize)?.names.len();
        // INVARIANT: the index counts names in 32 bits.
        let listed = (first..first + count).filter_map(|it| Some((it as u32, self.index.name(it as u32)?)));
        let scored = listed.flat_map(|(number, name)| {
            let of = move |(at, query): (usize, &Name)| (score(query, name), Reverse(at), Reverse(number));
            queries.iter().enumerate().map(of)
        });
        scored.max()
    }

    fn candidate(
        &self,
        customer: &Customer,
        queries: &[Name],
        policy: &Policy,
        list: usize,
        (entry, best): (u32, Option<Best>),
    ) -> Option<Candidate> {
        let first = *self.firsts.get(entry as usize)?;
        let entry: &Entry = self.list.entries().get(entry as usize)?;
        let name = best.and_then(|(_, Reverse(asked), Reverse(name))| {
            let (query, listed) = (queries.get(asked)?, self.index.name(name)?);
            let words = |it: &Name| Redacted::new(it.words().map(str::to_owned).collect());
            Some(NameMatch {
                asked,
                listed: (name as usize).checked_sub(first)?,
                comparison: compare(query, listed),
                words: words(query),
                listed_words: words(listed),
            })
        });
        let strength =
            name.as_ref().and_then(|it| entry.names.get(it.listed)).map_or(Strength::Alias, |it| it.strength);
        let evidence = evidence(customer, entry, strength);
        let mine: Vec<String> = customer.identifiers.iter().map(|it| plain(it.reveal())).collect();
        let same = entry.identifiers.iter().map(|it| plain(&it.value)).enumerate();
        let reached = name.as_ref().is_some_and(|it| it.comparison.score >= policy.threshold);
        Some(Candidate {
            list,
            entry: entry.id.clone(),
            kind: entry.kind,
            programmes: entry.programmes.clone(),
            basis: if evidence.identifier == Overlap::Same || !reached { Basis::Identifier } else { Basis::Name },
            identifiers: same.filter(|it| !it.1.is_empty() && mine.contains(&it.1)).map(|it| it.0).collect(),
            name,
            evidence,
        })
    }
}

#[cfg(test)]
mod tests;
