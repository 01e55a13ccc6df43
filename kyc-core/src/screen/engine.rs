//! Lists made searchable: a customer, a policy and a day in, a [`Screening`] out.
//!
//! The one path by which names, companies and wallets are judged. `Clear` can be had only where every list was
//! loaded, young enough on the day and whole, and searched whole for names that were read whole. Everything else
//! is a finding or a gap that says its reason.

use super::address::{AddressFound, AddressIndex, Undecoded, speaks_of_address};
use super::answer::{Consulted, Gap, GapCode, Screening, WalletAnswer, WalletHit};
use super::customer::{Customer, CustomerName, Policy};
use super::list::{Age, Completeness, Entry, EntryKind, List, ListName, Strength, is_asked_for};
use super::name::{Score, Scratch, Wholeness};
use super::unread::{is_damaged, is_placeholder, is_unread};
use crate::base::{Day, Redacted};
use loaded::{Finished, Loaded, Query, best, queries};
use std::fmt;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

mod loaded;

/// Lists made searchable. Immutable; screenings share it.
///
/// ```
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use tidegate_kyc_core::base::Day;
/// use tidegate_kyc_core::screen::list::EntryKind;
/// use tidegate_kyc_core::screen::read::{Limits, read};
/// use tidegate_kyc_core::screen::{Customer, Memory, Policy, Screen, Verdict};
///
/// let file = "tidegate-list,own,2026-03-01\nid,kind,name\nP-1,person,Ravindar Tolmachi Voss\n";
/// let (list, findings) = read(file.as_bytes(), &Limits::default())?;
/// assert!(findings.is_empty(), "everything in it was understood");
/// let (screen, policy) = (Screen::new(vec![list]), Policy::requiring(["own"]));
///
/// let customer = Customer::named("Ravinder Tolmachy Voss", EntryKind::Person);
/// let answer = screen.screen(&customer, &policy, Day::parse("2026-03-02")?, &mut Memory::default());
/// assert_eq!(answer.verdict(), Verdict::Found);
/// # Ok(())
/// # }
/// ```
pub struct Screen {
    lists: Vec<Loaded>,
    addresses: AddressIndex,
    undecoded: Vec<Undecoded>,
}

/// Working memory of screenings, to be used again: some megabytes for a large list. Answers do not depend on it.
#[derive(Clone, Default)]
pub struct Memory(Vec<Scratch>);

/// The lists by their names.
impl fmt::Debug for Screen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lists: Vec<&str> = self.lists().map(List::id).collect();
        f.debug_struct("Screen").field("lists", &lists).finish_non_exhaustive()
    }
}

/// Nothing of it: it holds what was asked last.
impl fmt::Debug for Memory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Memory").finish_non_exhaustive()
    }
}

/// Customers that a thread takes at once: enough that taking costs nothing, few enough that none waits at the end.
const TAKEN: usize = 8;

impl Screen {
    /// Makes lists searchable. A second for 48,000 names.
    #[must_use]
    pub fn new(lists: Vec<List>) -> Self {
        let (addresses, undecoded) = AddressIndex::of(&lists);
        Self { lists: lists.into_iter().map(|it| Loaded::of(it, None)).collect(), addresses, undecoded }
    }

    /// Makes the difference of two issues searchable ([`Changes::difference`](super::diff::Changes::difference)):
    /// words are as rare in it as in the whole new issue, so that a name scores what it scores there.
    #[must_use]
    pub fn of_difference(difference: List, whole: &List) -> Self {
        let (addresses, undecoded) = AddressIndex::of([&difference]);
        Self { lists: vec![Loaded::of(difference, Some(whole))], addresses, undecoded }
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
        let queries = queries(customer);
        let mut gaps = self.missing(policy);
        gaps.extend(not_asked(customer, &queries));
        let (mut candidates, mut lists) = (Vec::new(), Vec::new());
        for ((number, loaded), scratch) in self.lists.iter().enumerate().zip(&mut memory.0) {
            let consulted = loaded.consulted(at, policy);
            gaps.extend(gaps_of(&consulted));
            let finished = loaded.search(customer, &queries, policy, number, scratch, &mut candidates);
            if finished == Finished::Short {
                gaps.push(Gap::of_list(GapCode::Unfinished, &consulted.id));
            }
            lists.push(consulted);
        }
        candidates.sort_by(|one, other| one.order().cmp(&other.order()));
        let mut wallets: Vec<WalletAnswer> = customer.wallets.iter().map(|it| self.wallet(it.reveal())).collect();
        let in_names = customer.names.iter().map(CustomerName::text).filter(|it| speaks_of_address(it));
        wallets.extend(in_names.map(|it| self.wallet(it)));
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
        let loaded = |id: &String| self.lists.iter().any(|it| is_asked_for(id, it.list.id()));
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
        let asked = Redacted::new(text.to_owned());
        WalletAnswer { asked, address, hits: hits.into_iter().filter_map(hit).collect() }
    }
}

/// How far two names of one kind agree: what a screening finds where one is the customer's and the other the only one on a
/// list, whichever way round is better. `None` where one of them has no letter or digit.
///
/// ```
/// use tidegate_kyc_core::screen::list::EntryKind;
/// use tidegate_kyc_core::screen::score_of;
///
/// let apart = score_of("V O S S  R A V I N D A R", "Ravindar Voss", EntryKind::Person);
/// assert_eq!(apart, score_of("Voss Ravindar", "Ravindar Voss", EntryKind::Person));
/// assert_eq!(score_of("Ravindar Voss", "-", EntryKind::Person), None);
/// ```
#[must_use]
pub fn score_of(one: &str, other: &str, kind: EntryKind) -> Option<Score> {
    either_way(one, other, kind, kind)
}

/// The same for two names of which nobody said what they name, and what the listed one was taken for: the first of person,
/// organisation and unknown by which the score is highest. A screening of a customer of unknown kind gives that score
/// where the listed name is of that kind, and may give less where it is of another.
///
/// ```
/// use tidegate_kyc_core::screen::list::EntryKind;
/// use tidegate_kyc_core::screen::name::Score;
/// use tidegate_kyc_core::screen::scored_as;
///
/// assert_eq!(scored_as("Voss Ravindar", "Ravindar Voss"), Some((Score::FULL, EntryKind::Person)));
/// assert_eq!(scored_as("Ravindar Voss", "-"), None);
/// ```
#[must_use]
pub fn scored_as(one: &str, other: &str) -> Option<(Score, EntryKind)> {
    let kinds = [EntryKind::Person, EntryKind::Organisation, EntryKind::Unknown];
    let scored = kinds.into_iter().filter_map(|it| Some((either_way(one, other, EntryKind::Unknown, it)?, it)));
    scored.reduce(|best, it| if it.0 > best.0 { it } else { best })
}

/// The score of a customer's name with a listed one of these kinds, whichever of the two is the customer's.
fn either_way(one: &str, other: &str, customer: EntryKind, listed: EntryKind) -> Option<Score> {
    let way = |asked: &str, name: &str| {
        best(&Customer::named(asked, customer), &ListName::new(name, Strength::Primary), listed)
    };
    way(one, other).max(way(other, one))
}

/// What is missing of the customer.
fn not_asked(customer: &Customer, queries: &[Query]) -> Vec<Gap> {
    if queries.is_empty() && customer.wallets.is_empty() {
        return vec![Gap::new(GapCode::NothingAsked)];
    }
    let of = |it: &Query| match it.name.wholeness() {
        Wholeness::Whole => None,
        Wholeness::Cut => Some(Gap::of_asked(GapCode::NameTooLong, it.asked)),
        Wholeness::Empty => Some(Gap::of_asked(GapCode::NameEmpty, it.asked)),
    };
    let of_text = |code, is: fn(&str) -> bool| {
        let names = customer.names.iter().enumerate().filter(move |it| is(it.1.text()));
        names.map(move |it| Gap::of_asked(code, it.0))
    };
    let mut gaps: Vec<Gap> = of_text(GapCode::NameDamaged, is_damaged).collect();
    gaps.extend(of_text(GapCode::NamePlaceholder, is_placeholder));
    // Another name that can be read will do: in a passport's zone there is one.
    if customer.names.iter().all(|it| is_unread(it.text())) {
        gaps.extend(of_text(GapCode::NameUnread, is_unread));
    }
    gaps.extend(queries.iter().filter_map(of));
    // Both readings of one name are cut alike.
    gaps.dedup();
    gaps
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

#[cfg(test)]
mod tests;
