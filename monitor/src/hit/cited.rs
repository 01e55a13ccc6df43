//! The transfers that a hit cites.

use crate::ledger::Transfer;
use std::fmt;

/// Transfers that a hit cites: copies of a stream's, or places in the ledger of a batch, where a row
/// takes four bytes.
#[derive(Clone)]
pub struct Cited<'t>(Rows<'t>);

#[derive(Clone)]
enum Rows<'t> {
    Own(Vec<Transfer>),
    Lent { ledger: &'t [Transfer], places: Vec<u32> },
}

/// A transfer on its way into a hit.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Citation<'a> {
    /// Its place in the ledger of a batch; of a stream's it says nothing.
    pub(crate) place: u32,
    pub(crate) row: &'a Transfer,
}

impl Default for Cited<'_> {
    fn default() -> Self {
        Vec::new().into()
    }
}

impl From<Vec<Transfer>> for Cited<'_> {
    fn from(rows: Vec<Transfer>) -> Self {
        Self(Rows::Own(rows))
    }
}

impl FromIterator<Transfer> for Cited<'_> {
    fn from_iter<I: IntoIterator<Item = Transfer>>(rows: I) -> Self {
        Vec::from_iter(rows).into()
    }
}

impl<'t> Cited<'t> {
    /// None yet, of those of a ledger.
    pub(crate) const fn of(ledger: &'t [Transfer]) -> Self {
        Self(Rows::Lent { ledger, places: Vec::new() })
    }

    /// How many they are.
    #[must_use]
    pub const fn len(&self) -> usize {
        match &self.0 {
            Rows::Own(rows) => rows.len(),
            Rows::Lent { places, .. } => places.len(),
        }
    }

    /// Whether they are none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The one before which there are so many.
    #[must_use]
    pub fn get(&self, at: usize) -> Option<&Transfer> {
        match &self.0 {
            Rows::Own(rows) => rows.get(at),
            Rows::Lent { ledger, places } => ledger.get(*places.get(at)? as usize),
        }
    }

    /// All of them, as they were cited.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &Transfer> + Clone {
        (0..self.len()).filter_map(|it| self.get(it))
    }

    /// Cites another.
    pub(crate) fn push(&mut self, it: Citation<'_>) {
        match &mut self.0 {
            Rows::Own(rows) => rows.push(*it.row),
            Rows::Lent { places, .. } => places.push(it.place),
        }
    }

    /// Leaves out all but the first so many.
    pub(crate) fn truncate(&mut self, rows: usize) {
        match &mut self.0 {
            Rows::Own(own) => own.truncate(rows),
            Rows::Lent { places, .. } => places.truncate(rows),
        }
    }
}

impl PartialEq for Cited<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.len() == other.len() && self.iter().eq(other.iter())
    }
}

impl fmt::Debug for Cited<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::oracle::transfer;
    use proptest::prelude::*;

    proptest! {
        /// The same transfers, copied and by their places, are the same hit's.
        #[test]
        fn places_are_what_copies_are(places in prop::collection::vec(0_u32..9, 0..20), most in 0_usize..25) {
            let ledger: Vec<Transfer> = (0..9).map(|it| transfer(it, 0, 0, 1, 5, 0, None)).collect();
            let (mut own, mut lent) = (Cited::default(), Cited::of(&ledger));
            for place in &places {
                let it = Citation { place: *place, row: &ledger[*place as usize] };
                own.push(it);
                lent.push(it);
            }
            prop_assert_eq!(&own, &lent);
            prop_assert!(lent.iter().map(|it| it.line).eq(places.iter().map(|it| ledger[*it as usize].line)));
            own.truncate(most);
            lent.truncate(most);
            prop_assert_eq!((&own, own.len()), (&lent, places.len().min(most)));
            prop_assert_eq!(format!("{own:?}"), format!("{lent:?}"));
            prop_assert_eq!((own.is_empty(), own.get(most)), (lent.is_empty(), None));
        }
    }
}
