//! Selections at work: up to 64 of them answered for one transfer at once, a bit each.
//!
//! What a wallet, a customer, an asset or a kind admits is found on first sight and kept as a mask
//! of bits, so that a transfer costs a few array reads however many selections there are. Tags and
//! customers must therefore not change while a [`Selector`] lives.

use super::{Facts, Select, Side};
use crate::ledger::{PartyId, Transfer};

/// Which selections a transfer meets, and which it would meet if its value lay in their range.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Selected {
    /// A bit for each selection it meets.
    pub bits: u64,
    /// A bit for each selection that all but its unknown value admits.
    pub unknown: u64,
}

/// Up to 64 selections, each with the side it is seen from, ready to answer for millions of transfers.
#[derive(Debug, Default)]
pub struct Selector {
    selections: Vec<(Select, Side)>,
    all: u64,
    /// Selections with a range of values, a memo's expression, a question about wallets.
    ranged: u64,
    worded: u64,
    asks_wallets: bool,
    assets: Known,
    kinds: Known,
    wallets: Known,
    customers: Known,
    /// What a transfer without a customer admits, as the sender's side and as the receiver's.
    nobody: Pair,
}

/// Bits admitted on the sender's side of a transfer, and on the receiver's.
type Pair = (u64, u64);

/// Pairs by number. Few differ, so that a number keeps which one it has: four bytes.
#[derive(Debug, Default)]
struct Known {
    /// One more than the place of its pair; zero is unseen.
    places: Vec<u32>,
    pairs: Vec<Pair>,
}

impl Known {
    #[inline]
    fn of(&mut self, number: u32, judge: impl FnOnce() -> Pair) -> Pair {
        let place = self.places.get(number as usize).copied().unwrap_or(0);
        match self.pairs.get((place as usize).wrapping_sub(1)) {
            Some(pair) => *pair,
            None => self.learn(number as usize, judge()),
        }
    }

    #[cold]
    fn learn(&mut self, at: usize, pair: Pair) -> Pair {
        if self.places.len() <= at {
            self.places.resize(at + 1, 0);
        }
        let known = self.pairs.iter().position(|it| *it == pair);
        let place = known.unwrap_or_else(|| {
            self.pairs.push(pair);
            self.pairs.len() - 1
        });
        self.places[at] = u32::try_from(place + 1).unwrap_or(0);
        pair
    }
}

impl Selector {
    /// The most selections that one selector can tell apart: the bits of a word.
    pub const SELECTIONS_MAX: usize = 64;

    /// Adds a selection as seen from a side and gives its bit; `None` beyond the 64th.
    pub fn add(&mut self, select: Select, side: Side) -> Option<u64> {
        let bit = 1_u64.checked_shl(u32::try_from(self.selections.len()).ok()?)?;
        self.all |= bit;
        if select.value_from.is_some() || select.value_below.is_some() {
            self.ranged |= bit;
        }
        if select.memo.is_some() {
            self.worded |= bit;
        }
        self.asks_wallets |= select.asks_counterparty() || select.asks_subject_tags();
        if !select.asks_customer() || side == Side::In {
            self.nobody.0 |= bit;
        }
        if !select.asks_customer() || side == Side::Out {
            self.nobody.1 |= bit;
        }
        self.selections.push((select, side));
        (self.assets, self.kinds) = (Known::default(), Known::default());
        (self.wallets, self.customers) = (Known::default(), Known::default());
        Some(bit)
    }

    /// How many selections there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.selections.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.selections.is_empty()
    }

    /// Which selections a transfer meets, each as seen from its side, whoever the subject is.
    ///
    /// Tags are those of the wallets; risk and country those of the customer on that side, and
    /// a transfer without one, or with one of whom the fact is not known, does not count. Constant
    /// time but for a memo's expression, which is linear in the memo.
    #[inline]
    pub fn select(&mut self, transfer: &Transfer, facts: Facts<'_>) -> Selected {
        let selections = &self.selections;
        let asset = |select: &Select| {
            let asked = &select.assets;
            asked.is_empty() || asked.iter().any(|it| it.eq_ignore_ascii_case(facts.book.asset(transfer.asset)))
        };
        let kind = |select: &Select| {
            let asked = &select.kinds;
            asked.is_empty() || asked.iter().any(|it| it == facts.book.kind(transfer.kind))
        };
        let mut bits = self.all;
        bits &= self.assets.of(transfer.asset.0, || mask(selections, |it, _| asset(it))).0;
        bits &= self.kinds.of(transfer.kind.0, || mask(selections, |it, _| kind(it))).0;
        if self.asks_wallets {
            bits &= self.wallets.of(transfer.from.0, || wallet(selections, transfer.from, facts)).0;
            bits &= self.wallets.of(transfer.to.0, || wallet(selections, transfer.to, facts)).1;
        }
        let mut of = |party: Option<PartyId>| match party {
            None => self.nobody,
            Some(party) => self.customers.of(party.0, || customer(selections, party, facts)),
        };
        bits &= of(transfer.from_customer).0 & of(transfer.to_customer).1;
        if bits & (self.ranged | self.worded) == 0 {
            return Selected { bits, unknown: 0 };
        }
        self.look_closer(bits, transfer, facts)
    }

    /// Of the selections that all else admits, those whose range of values and expression do, too.
    fn look_closer(&self, mut bits: u64, transfer: &Transfer, facts: Facts<'_>) -> Selected {
        let mut asked = bits & (self.ranged | self.worded);
        while asked != 0 {
            let bit = asked & asked.wrapping_neg();
            asked &= !bit;
            let Some((select, _)) = self.selections.get(bit.trailing_zeros() as usize) else { break };
            let priced = transfer.value.is_none_or(|value| {
                select.value_from.is_none_or(|from| value >= from)
                    && select.value_below.is_none_or(|below| value < below)
            });
            let worded = || select.memo.as_ref().is_none_or(|it| it.is_match(facts.book.texts.text(transfer.memo)));
            if !(priced && worded()) {
                bits &= !bit;
            }
        }
        let unknown = if transfer.value.is_none() { bits & self.ranged } else { 0 };
        Selected { bits: bits & !unknown, unknown }
    }
}

/// A bit for each selection that admits on the sender's side, and on the receiver's.
fn pair(selections: &[(Select, Side)], admits: impl Fn(&Select, Side, Side) -> bool) -> Pair {
    let mut pair = (0, 0);
    for (at, (select, side)) in selections.iter().enumerate() {
        pair.0 |= u64::from(admits(select, *side, Side::Out)) << at;
        pair.1 |= u64::from(admits(select, *side, Side::In)) << at;
    }
    pair
}

fn mask(selections: &[(Select, Side)], admits: impl Fn(&Select, Side) -> bool) -> Pair {
    pair(selections, |select, side, _| admits(select, side))
}

/// What a wallet admits where it sends and where it receives: its tags are the subject's on the
/// side that a selection looks from, and the counterparty's on the other.
fn wallet(selections: &[(Select, Side)], wallet: PartyId, facts: Facts<'_>) -> Pair {
    let tags = facts.tags.of(facts.book.parties.name(wallet));
    pair(selections, |select, side, own| {
        if side == own {
            select.subject_tags.admits(tags)
        } else {
            let labelled = select.label.as_ref().is_none_or(|label| tags.iter().any(|it| label.is_match(&it.label)));
            labelled && select.counterparty_tags.admits(tags)
        }
    })
}

/// What a customer admits where it sends and where it receives.
fn customer(selections: &[(Select, Side)], customer: PartyId, facts: Facts<'_>) -> Pair {
    let known = facts.customers.of(facts.book.parties.name(customer));
    let among = |asked: &[String], is: Option<&String>| asked.is_empty() || is.is_some_and(|it| asked.contains(it));
    pair(selections, |select, side, own| {
        let passes = || {
            known.is_some_and(|it| {
                among(&select.customer_risk, it.risk.as_ref()) && among(&select.customer_country, it.country.as_ref())
            })
        };
        side != own || !select.asks_customer() || passes()
    })
}

#[cfg(test)]
#[path = "selector_tests.rs"]
mod tests;
