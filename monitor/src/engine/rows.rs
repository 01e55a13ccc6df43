//! The transfers of the window, by how many there are before them: a stream's own, or places in the
//! ledger of a batch, which stays where it is.

use crate::hit::Citation;
use crate::ledger::Transfer;
use std::collections::VecDeque;

/// Transfers that come at the new end and go at the old one.
#[derive(Debug)]
pub(super) enum Rows<'t> {
    /// Copies.
    Own(VecDeque<Transfer>),
    /// Places in a ledger, of which the next one is `at`.
    Lent { ledger: &'t [Transfer], places: VecDeque<u32>, at: usize },
}

impl Default for Rows<'_> {
    fn default() -> Self {
        Self::Own(VecDeque::new())
    }
}

impl<'t> Rows<'t> {
    /// Rows of a ledger, told by [`Rows::stand_at`] which.
    pub(super) const fn of(ledger: &'t [Transfer]) -> Self {
        Self::Lent { ledger, places: VecDeque::new(), at: 0 }
    }

    /// Says where in its ledger the next transfer stands.
    #[inline]
    pub(super) const fn stand_at(&mut self, place: usize) {
        if let Self::Lent { at, .. } = self {
            *at = place;
        }
    }

    /// Takes the next transfer in.
    #[inline]
    pub(super) fn push(&mut self, transfer: &Transfer) {
        match self {
            Self::Own(rows) => rows.push_back(*transfer),
            // Rows of a ledger are numbered in 32 bits wherever it is sorted.
            Self::Lent { places, at, .. } => places.push_back(*at as u32),
        }
    }

    /// The transfer before which there are so many.
    #[inline]
    pub(super) fn get(&self, at: usize) -> Option<&Transfer> {
        self.cite(at).map(|it| it.row)
    }

    /// The same, to be cited by a hit.
    #[inline]
    pub(super) fn cite(&self, at: usize) -> Option<Citation<'_>> {
        match self {
            Self::Own(rows) => rows.get(at).map(|row| Citation { place: 0, row }),
            Self::Lent { ledger, places, .. } => {
                let place = *places.get(at)?;
                ledger.get(place as usize).map(|row| Citation { place, row })
            }
        }
    }

    /// The newest.
    pub(super) fn newest(&self) -> Option<&Transfer> {
        match self {
            Self::Own(rows) => rows.back(),
            Self::Lent { ledger, places, .. } => ledger.get(*places.back()? as usize),
        }
    }

    /// All of them, oldest first.
    pub(super) fn iter(&self) -> impl Iterator<Item = &Transfer> {
        (0..).map_while(|it| self.get(it))
    }

    /// Lets go of so many of the oldest, or of all.
    pub(super) fn forget(&mut self, rows: usize) {
        match self {
            Self::Own(own) => drop(own.drain(..rows.min(own.len()))),
            Self::Lent { places, .. } => drop(places.drain(..rows.min(places.len()))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::oracle::transfer;
    use proptest::prelude::*;

    proptest! {
        /// Of a ledger of which some rows are left out, both tell the same at every step.
        #[test]
        fn what_is_lent_is_what_is_owned(taken in prop::collection::vec(any::<bool>(), 1..40), gone in 0_usize..5) {
            let ledger: Vec<Transfer> = (0..taken.len() as u32).map(|it| transfer(it, 0, 0, 1, 5, 0, None)).collect();
            let (mut own, mut lent) = (Rows::default(), Rows::of(&ledger));
            for (at, row) in ledger.iter().enumerate().filter(|it| taken[it.0]) {
                lent.stand_at(at);
                own.push(row);
                lent.push(row);
                if at % 7 == 6 {
                    own.forget(gone);
                    lent.forget(gone);
                }
                prop_assert!(own.iter().eq(lent.iter()) && own.newest() == lent.newest());
            }
        }
    }
}
