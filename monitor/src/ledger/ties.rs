//! Transfers that share an instant and may follow one another, without anything that says in which order.
//!
//! ```text
//!   2026-03-01  a ─▶ b        which was first? where the export has no time of day and no sequence, the
//!   2026-03-01  b ─▶ c        ledger goes by transaction ids, and they know nothing of it
//! ```
//!
//! So with two that one party sends: a part of what it received may have left with the first of them, and too much with
//! both. Looks only at instants that several transfers share. Of one transaction, the index says the order. Where some
//! have a number and others none, nothing says which of the two was first.

use super::{Book, PartyId, TextId, Transfer, Written, sequence};
use std::collections::HashMap;

/// The transfers in a ledger whose order among others of their instant is not known, where somebody receives in one
/// and sends in another, or sends in both: their places, each with what its row says of its order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Ties(pub(super) Vec<(u32, u64)>);

/// A transfer whose order among others of its instant is not known.
#[derive(Clone, Copy, Debug)]
pub struct Tied<'l> {
    /// The transfer.
    pub transfer: &'l Transfer,
    /// Its place in the ledger.
    pub place: usize,
    pub(super) sequence: u64,
}

impl Tied<'_> {
    /// Whether anything says which of two transfers of one instant was first.
    #[must_use]
    pub fn is_told_from(&self, other: &Self, book: &Book) -> bool {
        let text = |it: &Self| book.texts.bytes(it.transfer.txid);
        let numbered = |it: &Self| it.transfer.txid != TextId::NONE && sequence::is_indexed(it.sequence);
        sequence::tells(self.sequence, other.sequence)
            || (numbered(self)
                && numbered(other)
                && self.transfer.index != other.transfer.index
                && text(self) == text(other))
    }
}

/// An end of a transfer: who it is, what has to be another's for an order to be known, in which transaction and where
/// in it, and which transfer.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct End {
    party: PartyId,
    key: u64,
    transaction: u32,
    index: Option<u32>,
    at: usize,
}

impl Ties {
    /// Takes in the transfers of one instant, as they were read and in the total order, the first of which has this
    /// place. Log-linear in them.
    pub(super) fn take<'b>(&mut self, first: usize, instant: &[Transfer], text: impl Fn(TextId) -> Written<'b>) {
        if instant.len() <= FEW && !may_meet(instant) {
            return;
        }
        let kinds = |it: &[Transfer]| sequence::kind(it[0].sequence) != sequence::kind(it[1].sequence);
        let is_mixed = instant.windows(2).any(kinds);
        let numbers = |it: &[Transfer]| sequence::number(it[0].sequence) == sequence::number(it[1].sequence);
        if !is_mixed && !instant.windows(2).any(numbers) {
            return;
        }
        let tied = tied(instant, is_mixed, &text).into_iter().enumerate().filter(|it| it.1);
        let place = |at: usize| u32::try_from(first + at).ok();
        self.0.extend(tied.filter_map(|(at, _)| Some((place(at)?, instant[at].sequence))));
    }
}

/// So many transfers are compared each with each, before anything is sorted.
const FEW: usize = if cfg!(test) { 3 } else { 8 };

/// Whether anybody sends in two of some transfers, or receives in one and sends in another.
fn may_meet(instant: &[Transfer]) -> bool {
    let meets = |one: &Transfer, other: &Transfer| {
        let (from, to) = (other.sender(), other.receiver());
        one.sender() == from || one.receiver() == from || one.sender() == to
    };
    (1..instant.len()).any(|at| instant[..at].iter().any(|it| meets(it, &instant[at])))
}

/// Whether a transfer moves anything from one party to another.
fn moves(it: &Transfer) -> bool {
    it.sender() != it.receiver() && !it.amount.is_zero()
}

/// Which transfers of one instant have another that they may follow, that may follow them, or that has their sender; `is_mixed` where their
/// numbers are of several kinds.
fn tied<'b>(instant: &[Transfer], is_mixed: bool, text: &impl Fn(TextId) -> Written<'b>) -> Vec<bool> {
    let mut tied = vec![false; instant.len()];
    let transactions = transactions(instant, is_mixed, text);
    let ends = |of: fn(&Transfer) -> PartyId, key: fn(u64) -> u64| {
        let moves = instant.iter().enumerate().filter(|it| moves(it.1));
        let mut ends: Vec<End> = moves
            .map(|(at, it)| {
                let index = sequence::is_indexed(it.sequence).then_some(it.index);
                End { party: of(it), key: key(it.sequence), transaction: transactions[at], index, at }
            })
            .collect();
        ends.sort_unstable();
        ends
    };
    let both = |key| (ends(Transfer::receiver, key), ends(Transfer::sender, key));
    let (receivers, senders) = both(sequence::number);
    for (ends, others, own) in [(&receivers, &senders, 0), (&senders, &receivers, 0), (&senders, &senders, 1)] {
        ends.iter().for_each(|it| tied[it.at] |= meets(it, it.key, others, own));
    }
    if is_mixed {
        let (receivers, senders) = both(sequence::kind);
        for (ends, others) in [(&receivers, &senders), (&senders, &receivers), (&senders, &senders)] {
            for it in ends {
                tied[it.at] |= (0..=2).any(|kind| kind != it.key && meets(it, kind, others, 0));
            }
        }
    }
    tied
}

/// Whether others of this key, at whose end the same party stands, have no index that tells them from this one, which
/// stands so often among them itself.
fn meets(end: &End, key: u64, others: &[End], own: usize) -> bool {
    let others = &others[others.partition_point(|it| (it.party, it.key) < (end.party, key))..];
    let others = &others[..others.partition_point(|it| (it.party, it.key) == (end.party, key))];
    let is_other = |it: &End| it.transaction != end.transaction;
    match (others, end.index) {
        _ if others.len() <= own => false,
        ([first, ..], _) if is_other(first) || others.last().is_some_and(is_other) => true,
        // All are of one transaction.
        ([first, ..], Some(_)) => {
            let alike = &others[others.partition_point(|it| it.index < end.index)..];
            first.index.is_none() || alike.partition_point(|it| it.index == end.index) > own
        }
        _ => true,
    }
}

/// A number for the transaction of each; a row without an id is one of its own.
fn transactions<'b>(instant: &[Transfer], is_mixed: bool, text: &impl Fn(TextId) -> Written<'b>) -> Vec<u32> {
    let mut numbers: Vec<u32> = Vec::with_capacity(instant.len());
    let mut known: HashMap<Written<'b>, u32, foldhash::fast::RandomState> = HashMap::default();
    for (number, it) in (0..).zip(instant) {
        // Among numbers of one kind, rows that these do not tell apart stand together if they are of one transaction.
        let before = (number as usize).checked_sub(1);
        let goes_on = |at: usize| text(instant[at].txid) == text(it.txid);
        numbers.push(match before {
            _ if it.txid == TextId::NONE => number,
            _ if is_mixed => *known.entry(text(it.txid)).or_insert(number),
            Some(at) if goes_on(at) => numbers[at],
            _ => number,
        });
    }
    numbers
}

#[cfg(test)]
mod tests {
    use super::super::{Amount, SourceIndex, SymbolId};
    use super::*;
    use proptest::prelude::*;
    use tidegate_kyc_core::base::Instant;

    /// What a row says of its order.
    type Said = (Option<u64>, Option<u64>, Option<u32>);

    fn transfer(line: u32, (from, to): (u32, u32), txid: TextId, (sequence, place, index): Said) -> Transfer {
        Transfer {
            amount: Amount::new(1, 0).unwrap(),
            time: Instant::from_micros(0),
            sequence: sequence::written(sequence, place, index.is_some()),
            value: None,
            txid,
            memo: TextId::NONE,
            from: PartyId(from),
            to: PartyId(to),
            from_customer: None,
            to_customer: None,
            asset: SymbolId(0),
            kind: SymbolId(0),
            index: index.unwrap_or(0),
            source: SourceIndex(0),
            line,
        }
    }

    fn ties(of: &[Transfer], Book { texts, .. }: &Book) -> Vec<u32> {
        let mut ties = Ties::default();
        ties.take(7, of, |it| texts.bytes(it));
        ties.0.into_iter().map(|it| it.0).collect()
    }

    #[test]
    fn a_chain_within_one_instant_is_tied_unless_something_says_its_order() {
        let mut book = Book::default();
        let id = ["", "t1", "t2"].map(|it| book.texts.keep(it).unwrap());
        let chain = |first: (usize, Said), second: (usize, Said)| {
            let rows = [transfer(1, (0, 1), id[first.0], first.1), transfer(2, (1, 2), id[second.0], second.1)];
            ties(&rows, &book).len()
        };
        let (none, of, index) = ((None, None, None), |it| (Some(it), None, None), |it| (None, None, Some(it)));
        assert_eq!(chain((0, none), (0, none)), 2, "no id, no sequence");
        assert_eq!(chain((1, none), (2, none)), 2, "ids say nothing of the order");
        assert_eq!(chain((1, none), (1, none)), 2, "nor does an index that is not there");
        assert_eq!(chain((1, index(0)), (1, index(4))), 0, "an index does");
        assert_eq!(chain((1, none), (1, index(4))), 2, "but not beside a row without one");
        assert_eq!(chain((1, index(3)), (2, index(4))), 2, "nor from one transaction to another");
        assert_eq!(chain((1, of(0)), (2, of(8))), 0, "a sequence does");
        assert_eq!(chain((1, none), (2, of(8))), 2, "a missing number is no order");
        assert_eq!(chain((1, (Some(5), Some(1), None)), (2, (Some(5), Some(0), None))), 0, "a place in the block does");
        assert_eq!(chain((1, (Some(5), Some(1), None)), (2, of(5))), 2, "but not beside a block alone");
    }

    proptest! {
        /// The oracle compares each with each.
        #[test]
        fn the_tied_are_those_of_the_definition(rows in prop::collection::vec((0_u32..4, 0_u32..4, 0_usize..3, prop::option::of(0_u64..2), prop::option::of(0_u64..2), prop::option::of(0_u32..2)), 1..12)) {
            let mut book = Book::default();
            let ids = ["", "t1", "t2"].map(|it| book.texts.keep(it).unwrap());
            let mut rows: Vec<Transfer> =
                rows.iter().map(|it| transfer(0, (it.0, it.1), ids[it.2], (it.3, it.4, it.5))).collect();
            rows.sort_by_key(|it| (sequence::rank(it.sequence), book.texts.text(it.txid), it.index));
            (0..).zip(&mut rows).for_each(|(line, it)| it.line = line);
            let all: Vec<Tied<'_>> =
                rows.iter().zip(0..).map(|(transfer, place)| Tied { transfer, place, sequence: transfer.sequence }).collect();
            let follow = |a: &Transfer, b: &Transfer| a.line != b.line && (a.to == b.from || b.to == a.from || a.from == b.from);
            let free = |a: &Tied<'_>, b: &Tied<'_>| moves(b.transfer) && follow(a.transfer, b.transfer) && !a.is_told_from(b, &book);
            let expected: Vec<u32> = all.iter().filter(|a| moves(a.transfer) && all.iter().any(|b| free(a, b))).map(|it| 7 + it.transfer.line).collect();
            prop_assert_eq!(ties(&rows, &book), expected);
        }
    }
}
