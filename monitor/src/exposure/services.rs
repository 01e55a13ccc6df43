//! At whom trails end: tagged wallets, parties without a name, wallets that look like services.

use crate::ledger::{Book, PartyId, PartyKind};
use crate::rule::UntaggedService;
use crate::tag::Tags;
use std::collections::{HashMap, VecDeque};
use tidegate_kyc_core::base::Instant;

use super::{Categories, Stop};

/// The times of a party's newest transfers, as many of each way as make it a service.
#[derive(Debug, Default)]
struct Times {
    received: VecDeque<Instant>,
    sent: VecDeque<Instant>,
    /// Whether they ever did.
    was_busy: bool,
}

/// What is known of whom.
#[derive(Debug)]
pub(super) struct Services<'l> {
    book: &'l Book,
    tags: &'l Tags,
    categories: &'l Categories,
    /// What tags and names say of a party, once it was asked.
    told: Vec<Option<Told>>,
    asked: Option<UntaggedService>,
    /// Those who ever have so many transfers.
    busy: HashMap<PartyId, Times, foldhash::fast::RandomState>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Told {
    Nothing,
    Tagged,
    Unnamed,
    /// A customer is never a service.
    Customer,
}

impl<'l> Services<'l> {
    /// `ends` gives the ends of every transfer that counts.
    pub(super) fn new(
        (book, tags, categories): (&'l Book, &'l Tags, &'l Categories),
        asked: Option<UntaggedService>,
        ends: impl Iterator<Item = (PartyId, PartyId)>,
    ) -> Self {
        let mut it =
            Self { book, tags, categories, told: vec![None; book.parties.len()], asked, busy: HashMap::default() };
        let Some(service) = asked else { return it };
        let mut counts = vec![(0_u32, 0_u32); book.parties.len()];
        for (from, to) in ends {
            counts[from.index()].1 += 1;
            counts[to.index()].0 += 1;
        }
        for (at, (received, sent)) in counts.into_iter().enumerate() {
            let party = PartyId(at as u32);
            if u64::from(received) >= service.received
                && u64::from(sent) >= service.sent
                && it.told(party) == Told::Nothing
            {
                it.busy.insert(party, Times::default());
            }
        }
        it
    }

    fn told(&mut self, party: PartyId) -> Told {
        let Self { book, tags, categories, told, .. } = self;
        *told[party.index()].get_or_insert_with(|| match book.parties.kind(party) {
            PartyKind::Customer => Told::Customer,
            PartyKind::Wallet if categories.stop(tags.of(book.parties.name(party))) => Told::Tagged,
            PartyKind::Wallet if book.parties.is_unnamed(party) => Told::Unnamed,
            PartyKind::Wallet => Told::Nothing,
        })
    }

    /// Whether trails end at a party at all times.
    pub(super) fn always(&mut self, party: PartyId) -> Option<Stop> {
        match self.told(party) {
            Told::Tagged => Some(Stop::Tagged(party)),
            Told::Unnamed => Some(Stop::Unnamed(party)),
            Told::Nothing | Told::Customer => None,
        }
    }

    /// Whether they end there at a transfer of that time, before it counts.
    pub(super) fn stop(&mut self, party: PartyId, time: Instant) -> Option<Stop> {
        self.always(party).or_else(|| self.is_busy(party, time).then_some(Stop::Service(party)))
    }

    fn is_busy(&self, party: PartyId, time: Instant) -> bool {
        let Some((times, service)) = self.busy.get(&party).zip(self.asked) else { return false };
        let all = |times: &VecDeque<Instant>, asked: u64| {
            times.len() as u64 >= asked && times.front().is_none_or(|it| *it >= service.within.start(time))
        };
        all(&times.received, service.received) && all(&times.sent, service.sent)
    }

    /// Whether a party was ever taken for a service though nobody has tagged it.
    pub(super) fn was_busy(&self, party: PartyId) -> bool {
        self.busy.get(&party).is_some_and(|it| it.was_busy)
    }

    /// Counts a transfer.
    pub(super) fn count(&mut self, from: PartyId, to: PartyId, time: Instant) {
        let Some(service) = self.asked.filter(|_| !self.busy.is_empty()) else { return };
        for party in [from, to] {
            let is_busy = self.is_busy(party, time);
            self.busy.entry(party).and_modify(|it| it.was_busy |= is_busy);
        }
        let push = |times: &mut VecDeque<Instant>, most: u64| {
            times.push_back(time);
            if times.len() as u64 > most {
                times.pop_front();
            }
        };
        if let Some(it) = self.busy.get_mut(&from) {
            push(&mut it.sent, service.sent);
        }
        if let Some(it) = self.busy.get_mut(&to) {
            push(&mut it.received, service.received);
        }
    }
}
