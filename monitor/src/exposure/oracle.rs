//! The slow oracles: each unit is a coin of its own and remembers its way; by haircut, each wallet keeps shares in
//! floating point; by poison, everybody who ever touched it is tainted. All wallets are followed, at every transfer.

use super::{Method, Question, Side, Stop};
use crate::ledger::{Book, PartyId, PartyKind, SymbolId, Transfer};
use crate::tag::Tags;
use std::collections::{BTreeMap, VecDeque};

/// A coin: where it is from, and over which transfers it came.
#[derive(Clone, Debug)]
pub(super) struct Coin {
    pub(super) from: Option<Stop>,
    pub(super) way: Vec<u32>,
}

/// What came to an end where: coins, or shares of units, each with its way where it has one.
pub(super) type Found = Vec<(SymbolId, Stop, Coin)>;

pub(super) struct World<'a> {
    pub(super) transfers: &'a [Transfer],
    pub(super) book: &'a Book,
    pub(super) tags: &'a Tags,
    pub(super) question: &'a Question,
}

impl World<'_> {
    fn ends(&self, it: &Transfer) -> (PartyId, PartyId) {
        match self.book.parties.kind(self.question.subject) {
            PartyKind::Wallet => (it.from, it.to),
            PartyKind::Customer => {
                let is_mixer =
                    |wallet| self.tags.of(self.book.parties.name(wallet)).iter().any(|it| it.category == "mixer");
                let end = |wallet, customer: Option<PartyId>| match customer {
                    Some(it) if it == self.question.subject => it,
                    Some(_) if is_mixer(wallet) => wallet,
                    Some(it) => it,
                    None => wallet,
                };
                (end(it.from, it.from_customer), end(it.to, it.to_customer))
            }
        }
    }

    /// The transfers that count.
    pub(super) fn counted(&self) -> Vec<(usize, &Transfer, PartyId, PartyId)> {
        let until = self.question.until;
        let all = self.transfers.iter().enumerate().filter(|it| until.is_none_or(|until| it.1.time <= until));
        let all = all.filter(|it| !it.1.amount.is_zero() && it.1.from != it.1.to);
        let all = all.map(|(at, it)| (at, it, self.ends(it).0, self.ends(it).1));
        all.filter(|it| it.2 != it.3).collect()
    }

    /// Whether trails end at a party when a transfer comes.
    pub(super) fn stop(&self, party: PartyId, at: usize) -> Option<Stop> {
        let parties = &self.book.parties;
        if parties.kind(party) == PartyKind::Customer {
            return None;
        }
        if self.tags.of(parties.name(party)).iter().any(|it| it.category != "self_hosted") {
            return Some(Stop::Tagged(party));
        }
        if parties.is_unnamed(party) {
            return Some(Stop::Unnamed(party));
        }
        let service = self.question.untagged_service?;
        let now = self.transfers[at].time;
        let near = || self.counted().into_iter().filter(|it| it.0 < at && service.within.holds(it.1.time, now));
        let (sent, received) = (near().filter(|it| it.2 == party).count(), near().filter(|it| it.3 == party).count());
        (received as u64 >= service.received && sent as u64 >= service.sent).then_some(Stop::Service(party))
    }

    /// The most transfers of a way.
    fn limit(&self) -> usize {
        self.question.hops.map_or(usize::MAX, |it| it as usize)
    }

    /// Coins that came to the subject, or went from it and ended, by first or last in, first out.
    pub(super) fn coins(&self) -> Found {
        let mut purses: BTreeMap<(PartyId, SymbolId), VecDeque<Coin>> = BTreeMap::new();
        let (mut found, mut busy) = (Vec::new(), Vec::new());
        let (subject, is_source) = (self.question.subject, self.question.side == Side::Source);
        for (at, it, from, to) in self.counted() {
            let (sender, receiver) = (self.stop(from, at), self.stop(to, at));
            busy.extend([sender, receiver].into_iter().flatten());
            for _ in 0..it.amount.units() {
                let purse = purses.entry((from, it.asset)).or_default();
                let held = match self.question.method {
                    _ if from == subject || sender.is_some() => None,
                    Method::Lifo => purse.pop_back(),
                    _ => purse.pop_front(),
                };
                let begun = match (from == subject, sender) {
                    (true, _) => Stop::Returned,
                    (false, Some(stop)) => stop,
                    (false, None) => Stop::Unseen(from),
                };
                let is_own = from == subject;
                let mut coin = held.unwrap_or(Coin { from: (is_source || is_own).then_some(begun), way: Vec::new() });
                if !is_source && coin.from.is_some() && coin.way.len() >= self.limit() {
                    found.push((it.asset, Stop::Beyond(from), coin));
                    coin = Coin { from: None, way: Vec::new() };
                }
                coin.way.push(at as u32);
                if is_source && to == subject {
                    let gone = coin.way.len().saturating_sub(self.limit());
                    let way = coin.way.split_off(gone);
                    let first = self.ends(&self.transfers[way[0] as usize]).0;
                    let stop = if gone > 0 { Some(Stop::Beyond(first)) } else { coin.from };
                    found.extend(stop.map(|stop| (it.asset, stop, Coin { from: Some(stop), way })));
                    continue;
                }
                if !is_source && coin.from.is_some() {
                    let end = if to == subject { Some(Stop::Returned) } else { receiver };
                    if let Some(end) = end {
                        found.push((it.asset, end, coin));
                        coin = Coin { from: None, way: Vec::new() };
                    }
                }
                if is_source && receiver.is_some() {
                    coin = Coin { from: receiver, way: Vec::new() };
                }
                if (is_source || receiver.is_none()) && to != subject {
                    purses.entry((to, it.asset)).or_default().push_back(coin);
                }
            }
        }
        if !is_source {
            for ((party, asset), purse) in purses {
                let is_busy = busy.contains(&Stop::Service(party));
                let end = if is_busy { Stop::Service(party) } else { Stop::Held(party) };
                found.extend(purse.into_iter().filter(|it| it.from.is_some()).map(|it| (asset, end, it)));
            }
        }
        found
    }

    #[expect(clippy::float_arithmetic, reason = "another arithmetic than that of what is tested")]
    /// The same by haircut (shares of each mark), or by poison (all of it), for the source: what came to the subject.
    pub(super) fn shares(&self) -> BTreeMap<(SymbolId, Stop), f64> {
        let mut purses: BTreeMap<(PartyId, SymbolId), (f64, BTreeMap<Stop, f64>)> = BTreeMap::new();
        let mut found: BTreeMap<(SymbolId, Stop), f64> = BTreeMap::new();
        let (subject, is_poison) = (self.question.subject, self.question.method == Method::Poison);
        for (at, it, from, to) in self.counted() {
            let (sender, receiver) = (self.stop(from, at), self.stop(to, at));
            let units = it.amount.units() as f64;
            let mut sent: BTreeMap<Stop, f64> = BTreeMap::new();
            match (from == subject, sender) {
                (true, _) => _ = sent.insert(Stop::Returned, units),
                (false, Some(stop)) => _ = sent.insert(stop, units),
                (false, None) => {
                    let (balance, parts) = purses.entry((from, it.asset)).or_default();
                    let there = units.min(*balance);
                    for (stop, part) in parts.iter_mut() {
                        let gone = if is_poison { units } else { *part * there / balance.max(1.0) };
                        *sent.entry(*stop).or_default() += gone;
                        *part -= if is_poison { 0.0 } else { gone };
                    }
                    *balance -= there;
                    if units > there {
                        let missing = if is_poison { units } else { units - there };
                        let unseen = sent.entry(Stop::Unseen(from)).or_default();
                        *unseen = if is_poison { units } else { *unseen + missing };
                    }
                }
            }
            if to == subject {
                sent.into_iter().for_each(|(stop, part)| *found.entry((it.asset, stop)).or_default() += part);
            } else {
                let (balance, parts) = purses.entry((to, it.asset)).or_default();
                *balance += units;
                if let Some(stop) = receiver {
                    sent = BTreeMap::from([(stop, units)]);
                }
                sent.into_iter().for_each(|(stop, part)| *parts.entry(stop).or_default() += part);
            }
        }
        found
    }
}
