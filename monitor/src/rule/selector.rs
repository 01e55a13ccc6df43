//! Selections at work: up to 60 of them answered for one transfer at once, a bit each.
//!
//! What a wallet or a customer admits is asked once and kept by the caller as a [`Stance`], what an
//! asset or a kind admits is found on first sight: a transfer then costs a few array reads however
//! many selections there are. A party whose tags or facts change while a [`Selector`] lives has to be asked anew.

use super::{Facts, Select, Side};
use crate::ledger::{PartyId, PartyKind, Transfer};
use crate::tag::Tag;

/// Which selections a transfer meets, and which it would meet if its value lay in their range.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Selected {
    /// A bit for each selection it meets.
    pub bits: u64,
    /// A bit for each selection that all but its unknown value admits.
    pub unknown: u64,
}

/// What the tags of a wallet, or the facts of a customer, admit: told once by
/// [`Selector::stance`], kept wherever the party is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stance(u32);

impl Stance {
    /// That of a customer whom the row does not name.
    pub const NOBODY: Self = Self(0);

    /// Its number in the selector that told it.
    pub(crate) const fn number(self) -> u32 {
        self.0
    }
}

/// The stances of all who take part in a transfer.
#[derive(Clone, Copy, Debug)]
pub struct Stances {
    /// The sending wallet.
    pub from: Stance,
    /// The receiving wallet.
    pub to: Stance,
    /// The customer behind the sending wallet.
    pub from_customer: Stance,
    /// The customer behind the receiving wallet.
    pub to_customer: Stance,
}

/// Up to 60 selections, each with the side it is seen from, ready to answer for millions of transfers.
#[derive(Debug, Default)]
pub struct Selector {
    selections: Vec<(Select, Side)>,
    all: u64,
    /// Selections with a range of values, and with a memo's expression.
    ranged: u64,
    worded: u64,
    assets: Known,
    kinds: Known,
    /// What each stance admits on the sender's side of a transfer, and on the receiver's.
    stances: Vec<Pair>,
    /// What a wallet without a tag admits, which most are.
    untagged: Pair,
}

/// Bits admitted on the sender's side of a transfer, and on the receiver's.
pub(crate) type Pair = (u64, u64);

/// What assets or kinds admit, by number.
#[derive(Debug, Default)]
struct Known(Vec<Option<u64>>);

impl Known {
    #[inline]
    fn of(&mut self, number: u32, judge: impl FnOnce() -> u64) -> u64 {
        match self.0.get(number as usize) {
            Some(Some(bits)) => *bits,
            _ => self.learn(number as usize, judge()),
        }
    }

    #[cold]
    fn learn(&mut self, at: usize, bits: u64) -> u64 {
        if self.0.len() <= at {
            self.0.resize(at + 1, None);
        }
        self.0[at] = Some(bits);
        bits
    }
}

impl Selector {
    /// The most selections that one selector can tell apart: the bits of a word, but for two that edges keep for themselves.
    pub const SELECTIONS_MAX: usize = 60;

    /// A selector for these selections, each seen from its side; bits in their order. Those beyond
    /// the 62nd are left out.
    #[must_use]
    pub fn new(mut selections: Vec<(Select, Side)>) -> Self {
        selections.truncate(Self::SELECTIONS_MAX);
        let nobody = pair(&selections, |select, side, own| side != own || !select.asks_customer());
        Self {
            all: mask(&selections, |_| true),
            ranged: mask(&selections, |it| it.value_from.is_some() || it.value_below.is_some()),
            worded: mask(&selections, |it| it.memo.is_some()),
            stances: vec![nobody],
            untagged: wallet(&selections, &[]),
            selections,
            ..Self::default()
        }
    }

    /// What a party's tags (of a wallet) or facts (of a customer) admit. Asked once a party; costs
    /// a look at every selection, but for wallets without a tag.
    pub fn stance(&mut self, party: PartyId, facts: Facts<'_>) -> Stance {
        let tags = || if facts.tags.is_empty() { &[] } else { facts.tags.of(facts.book.parties.name(party)) };
        let pair = match facts.book.parties.kind(party) {
            PartyKind::Wallet => match tags() {
                [] => self.untagged,
                tags => wallet(&self.selections, tags),
            },
            PartyKind::Customer => customer(&self.selections, party, facts),
        };
        let known = self.stances.iter().position(|it| *it == pair);
        let place = known.unwrap_or_else(|| {
            self.stances.push(pair);
            self.stances.len() - 1
        });
        Stance(u32::try_from(place).unwrap_or(0))
    }

    /// What all stances admit, by number: all that a selector has learnt of parties.
    pub(crate) fn stances(&self) -> &[Pair] {
        &self.stances
    }

    /// Takes up the stances that a selector of the same selections has told; false, and nothing is
    /// changed, where they are not such.
    pub(crate) fn take_up(&mut self, stances: Vec<Pair>) -> bool {
        let same = stances.first() == self.stances.first();
        if same {
            self.stances = stances;
        }
        same
    }

    /// The stance of a number, if one was told.
    pub(crate) fn told(&self, number: u32) -> Option<Stance> {
        ((number as usize) < self.stances.len()).then_some(Stance(number))
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
    pub fn select(&mut self, transfer: &Transfer, stances: Stances, facts: Facts<'_>) -> Selected {
        let selections = &self.selections;
        let asset = |select: &Select| {
            let asked = &select.assets;
            asked.is_empty() || asked.iter().any(|it| it.eq_ignore_ascii_case(facts.book.asset(transfer.asset)))
        };
        let kind = |select: &Select| {
            let asked = &select.kinds;
            asked.is_empty() || asked.iter().any(|it| it == facts.book.kind(transfer.kind))
        };
        let of = |stance: Stance| self.stances.get(stance.0 as usize).copied().unwrap_or_default();
        let bits = self.all
            & self.assets.of(transfer.asset.0, || mask(selections, asset))
            & self.kinds.of(transfer.kind.0, || mask(selections, kind))
            & of(stances.from).0
            & of(stances.to).1
            & of(stances.from_customer).0
            & of(stances.to_customer).1;
        if bits & (self.ranged | self.worded) == 0 {
            return Selected { bits, unknown: 0 };
        }
        if transfer.value.is_none() && bits & self.worded == 0 {
            return Selected { bits: bits & !self.ranged, unknown: bits & self.ranged };
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
            let worded = || select.memo.as_ref().is_none_or(|it| it.is_match(&facts.book.texts.text(transfer.memo)));
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

/// A bit for each selection that admits, whichever side it is seen from.
fn mask(selections: &[(Select, Side)], admits: impl Fn(&Select) -> bool) -> u64 {
    pair(selections, |select, _, _| admits(select)).0
}

/// What a wallet admits where it sends and where it receives: its tags are the subject's on the
/// side that a selection looks from, and the counterparty's on the other.
fn wallet(selections: &[(Select, Side)], tags: &[Tag]) -> Pair {
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
