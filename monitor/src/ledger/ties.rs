//! Transfers that share an instant and may follow one another, without anything that says in which order.
//!
//! ```text
//!   2026-03-01  a ─▶ b        which was first? where the export has no time of day and no sequence, the
//!   2026-03-01  b ─▶ c        ledger goes by transaction ids, and they know nothing of it
//! ```
//!
//! Looks only at instants that several transfers share. Of one transaction, the index says the order.

use super::{PartyId, TextId, Transfer};

/// The places in a ledger of transfers whose order among others of their instant is not known, where somebody
/// receives in one and sends in another.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Ties(pub(super) Vec<u32>);

/// An end of a transfer: who it is, in which transaction and where in it, and which transfer.
type End = (PartyId, u32, u32, usize);

impl Ties {
    /// Takes in the transfers of one instant, as they were read and in the total order, the first of which has this
    /// place. Log-linear in them.
    pub(super) fn take(&mut self, first: usize, instant: &[Transfer], same: impl Fn(TextId, TextId) -> bool) {
        let mut place = first;
        for run in instant.chunk_by(|a, b| a.sequence == b.sequence) {
            if run.len() > 1 {
                let tied = tied(run, &same).into_iter().enumerate().filter(|it| it.1);
                self.0.extend(tied.filter_map(|it| u32::try_from(place + it.0).ok()));
            }
            place += run.len();
        }
    }
}

/// Whether a transfer moves anything from one party to another.
fn moves(it: &Transfer) -> bool {
    it.sender() != it.receiver() && !it.amount.is_zero()
}

/// Which transfers of one instant and one sequence have another that they may follow, or that may follow them.
fn tied(run: &[Transfer], same: &impl Fn(TextId, TextId) -> bool) -> Vec<bool> {
    // Rows of one transaction stand together; those without one stand for themselves.
    let mut transactions = Vec::with_capacity(run.len());
    for (at, it) in run.iter().enumerate() {
        let goes_on = at > 0 && it.txid != TextId::NONE && same(run[at - 1].txid, it.txid);
        let before: u32 = transactions.last().copied().unwrap_or(0);
        transactions.push(if goes_on { before } else { before + 1 });
    }
    let ends = |of: fn(&Transfer) -> PartyId| {
        let moves = run.iter().enumerate().filter(|it| moves(it.1));
        let mut ends: Vec<End> = moves.map(|(at, it)| (of(it), transactions[at], it.index, at)).collect();
        ends.sort_unstable();
        ends
    };
    let (receivers, senders) = (ends(Transfer::receiver), ends(Transfer::sender));
    let mut tied = vec![false; run.len()];
    for (ends, others) in [(&receivers, &senders), (&senders, &receivers)] {
        for (party, transaction, index, at) in ends {
            let of_party = &others[others.partition_point(|it| it.0 < *party)..];
            let of_party = &of_party[..of_party.partition_point(|it| it.0 == *party)];
            let is_other = |it: Option<&End>| it.is_some_and(|it| it.1 != *transaction);
            let alike = of_party.partition_point(|it| (it.1, it.2) < (*transaction, *index));
            let is_alike = of_party.get(alike).is_some_and(|it| (it.1, it.2) == (*transaction, *index));
            tied[*at] |= is_other(of_party.first()) || is_other(of_party.last()) || is_alike;
        }
    }
    tied
}

#[cfg(test)]
mod tests {
    use super::super::{Amount, SourceIndex, SymbolId, Texts};
    use super::*;
    use proptest::prelude::*;
    use tidegate_kyc_core::base::Instant;

    /// An id for each number; none for zero.
    fn id(number: u32) -> TextId {
        let mut texts = Texts::default();
        (0..number).map(|_| texts.keep("t").unwrap()).last().unwrap_or(TextId::NONE)
    }

    fn transfer(line: u32, (from, to): (u32, u32), txid: u32, (sequence, index): (u64, u32)) -> Transfer {
        Transfer {
            amount: Amount::new(1, 0).unwrap(),
            time: Instant::from_micros(0),
            sequence,
            value: None,
            txid: id(txid),
            memo: TextId::NONE,
            from: PartyId(from),
            to: PartyId(to),
            from_customer: None,
            to_customer: None,
            asset: SymbolId(0),
            kind: SymbolId(0),
            index,
            source: SourceIndex(0),
            line,
        }
    }

    fn ties(of: &[Transfer]) -> Vec<u32> {
        let mut ties = Ties::default();
        ties.take(7, of, |a, b| a == b);
        ties.0
    }

    #[test]
    fn a_chain_within_one_instant_is_tied_unless_something_says_its_order() {
        let chain = |first: (u32, (u64, u32)), second: (u32, (u64, u32))| {
            let rows = [transfer(1, (0, 1), first.0, first.1), transfer(2, (1, 2), second.0, second.1)];
            ties(&rows).len()
        };
        assert_eq!(chain((0, (0, 0)), (0, (0, 0))), 2, "no id, no sequence");
        assert_eq!(chain((1, (0, 0)), (2, (0, 0))), 2, "ids say nothing of the order");
        assert_eq!(chain((1, (0, 0)), (1, (0, 0))), 2, "nor does an index that is not there");
        assert_eq!(chain((1, (0, 3)), (1, (0, 4))), 0, "an index does");
        assert_eq!(chain((1, (7, 0)), (2, (8, 0))), 0, "a sequence does");
    }

    proptest! {
        /// The oracle compares each with each.
        #[test]
        fn the_tied_are_those_of_the_definition(mut rows in prop::collection::vec((0_u32..4, 0_u32..4, 0_u32..3, 0_u64..2, 0_u32..2), 1..12)) {
            rows.sort_by_key(|it| (it.3, it.2, it.4));
            let rows: Vec<Transfer> =
                (0..).zip(&rows).map(|(line, it)| transfer(line, (it.0, it.1), it.2, (it.3, it.4))).collect();
            let known = |a: &Transfer, b: &Transfer| {
                a.sequence != b.sequence || a.txid != TextId::NONE && a.txid == b.txid && a.index != b.index
            };
            let follow = |a: &Transfer, b: &Transfer| a.line != b.line && (a.to == b.from || b.to == a.from);
            let slowly = |a: &&Transfer| moves(a) && rows.iter().any(|b| moves(b) && follow(a, b) && !known(a, b));
            let expected: Vec<u32> = rows.iter().filter(slowly).map(|it| 7 + it.line).collect();
            prop_assert_eq!(ties(&rows), expected);
        }
    }
}
