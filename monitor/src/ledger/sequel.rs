//! How the rows of an export follow each other → which of its transfers are still to be put in order.

use super::order::{by_time, rank, within_instants};
use super::ties::Ties;
use super::{Book, Transfer};
use tidegate_kyc_core::base::Instant;

/// How transfers follow each other, noted as they come in: mostly in order of time, so that only those that share an
/// instant with another are looked at again.
#[derive(Debug, Default)]
pub(super) struct Sequel {
    /// How many there are.
    transfers: usize,
    /// The places of those of the same time as the one before them.
    tied: Vec<u32>,
    /// Whether one came behind a later one, or may have.
    back_in_time: bool,
    /// Whether a row said anything of its order, or may have.
    numbered: bool,
}

impl Sequel {
    /// Notes a transfer of this time, of which the row said this of its order, behind another.
    #[inline]
    pub(super) fn note(&mut self, last: Option<&Transfer>, time: Instant, sequence: u64) {
        if let Some(last) = last {
            self.back_in_time |= last.time > time;
            if last.time == time {
                match u32::try_from(self.transfers) {
                    Ok(place) => self.tied.push(place),
                    Err(_) => self.numbered = true,
                }
            }
        }
        self.numbered |= sequence != 0;
        self.transfers += 1;
    }

    /// Forgets every transfer from this one on.
    pub(super) fn truncate(&mut self, transfers: usize) {
        self.tied.truncate(self.tied.partition_point(|it| (*it as usize) < transfers));
        self.transfers = transfers;
    }

    /// Sorts transfers by the total order, as all would be, if they are those that were noted or what was left of them.
    pub(super) fn put_in_order(&self, transfers: &mut [Transfer], book: &Book) -> Ties {
        if self.back_in_time {
            by_time(transfers);
        }
        if self.back_in_time || self.numbered || self.transfers != transfers.len() {
            return within_instants(transfers, book);
        }
        let mut ties = Ties::default();
        for later in self.tied.chunk_by(|one, next| next.checked_sub(1) == Some(*one)) {
            let (first, end) = (later[0] as usize - 1, later[0] as usize + later.len());
            transfers.get_mut(first..end).into_iter().for_each(|run| rank(first, run, book, &mut ties));
        }
        ties
    }
}

#[cfg(test)]
mod tests {
    use super::super::order::sort;
    use super::super::{Amount, PartyId, SourceIndex, SymbolId};
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// The oracle is the sort of all of them. Times mostly go on, ids are few, and some rows say something of their
        /// order; the last rows may be forgotten again.
        #[test]
        fn what_was_noted_is_put_in_the_order_of_all(
            rows in prop::collection::vec((-1_i64..4, 0_u32..3, 0_u32..3, 0_u8..4), 1..30),
            is_back in any::<bool>(), is_numbered in any::<bool>(), forgotten in 0_usize..3,
        ) {
            let mut book = Book::default();
            let (mut sequel, mut transfers, mut time) = (Sequel::default(), Vec::<Transfer>::new(), 0);
            for (line, (step, from, to, id)) in rows.iter().enumerate() {
                time += if is_back { *step } else { (*step).max(0) / 2 };
                let txid = book.texts.keep(["", "t1", "t2", "t10"][usize::from(*id)]).unwrap();
                let transfer = Transfer {
                    amount: Amount::new(1, 0).unwrap(),
                    time: Instant::from_micros(time),
                    sequence: if is_numbered { u64::from(*id) } else { 0 },
                    value: None,
                    txid,
                    memo: book.texts.keep("").unwrap(),
                    from: PartyId(*from),
                    to: PartyId(*to),
                    from_customer: None,
                    to_customer: None,
                    asset: SymbolId(0),
                    kind: SymbolId(0),
                    index: 0,
                    source: SourceIndex(0),
                    line: line as u32,
                };
                sequel.note(transfers.last(), transfer.time, transfer.sequence);
                transfers.push(transfer);
            }
            transfers.truncate(rows.len() - forgotten.min(rows.len()));
            sequel.truncate(transfers.len());
            let mut expected = transfers.clone();
            let ties = sort(&mut expected, &book);
            prop_assert_eq!(sequel.put_in_order(&mut transfers, &book), ties);
            prop_assert_eq!(transfers, expected);
        }
    }
}
