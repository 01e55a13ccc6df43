//! Whom somebody deals with, to a few bits: most of those with whom he does not are told so by what is
//! in the cache, and not sought in a table that is not.

use crate::ledger::PartyId;

/// Which parties are met, with some that are not: a few bits a party, so that most who are not met
/// are told so by what is in the cache.
#[derive(Debug, Default)]
pub(crate) struct Met {
    words: Vec<u64>,
}

impl Met {
    /// Bits for each party, so that one in four who are not met passes.
    const BITS: usize = 4;

    pub(crate) fn has_room(&self, parties: usize) -> bool {
        self.words.len() * 64 >= parties * Self::BITS
    }

    /// Empties it and makes room for twice as many parties.
    pub(crate) fn begin(&mut self, parties: usize) {
        self.words.clear();
        self.words.resize((parties * Self::BITS * 2 / 64).next_power_of_two().max(4), 0);
    }

    /// The word and the bit of a party.
    fn place(&self, party: PartyId) -> (usize, u64) {
        let mixed = u64::from(party.0).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        ((mixed >> 32) as usize & self.words.len().wrapping_sub(1), 1 << (mixed >> 26 & 63))
    }

    #[inline]
    pub(crate) fn insert(&mut self, party: PartyId) {
        let (at, bit) = self.place(party);
        if let Some(word) = self.words.get_mut(at) {
            *word |= bit;
        }
    }

    #[inline]
    pub(crate) fn may_hold(&self, party: PartyId) -> bool {
        let (at, bit) = self.place(party);
        self.words.get(at).is_some_and(|it| it & bit != 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_is_met_is_held_and_most_others_are_not() {
        let mut met = Met::default();
        assert!(!met.may_hold(PartyId(0)));
        met.begin(1_000);
        (0..1_000).for_each(|it| met.insert(PartyId(it * 7)));
        assert!(met.has_room(2_000));
        assert!((0..1_000).all(|it| met.may_hold(PartyId(it * 7))));
        assert!((0..1_000).filter(|it| met.may_hold(PartyId(it * 7 + 3))).count() < 250);
    }
}
