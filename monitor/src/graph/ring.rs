//! The legs of one party in one direction: appended at the new end, forgotten at the old end.

use super::{EdgeId, Leg};
use crate::ledger::PartyId;

/// A queue of legs whose living part is one contiguous slice.
///
/// Most parties have few transfers within a window. Theirs stand in the ring itself, which is
/// half a cache line: a push then touches one line and asks the allocator for nothing.
#[derive(Debug)]
#[repr(align(32))]
pub(super) enum Ring {
    /// The first `len` of `legs` live.
    Few { legs: [Leg; FEW], len: u8 },
    /// All of `legs` from `head` on live.
    Many { legs: Vec<Leg>, head: u32 },
}

/// As many as fit in the room that a `Vec` and its head take.
const FEW: usize = 3;
/// What stands where no leg lives.
const NO_LEG: Leg = Leg { edge: EdgeId(0), other: PartyId(0) };
/// Room for the legs of a ring that outgrows itself: a cache line.
const MANY_AT_FIRST: usize = 8;
/// Forgotten legs are moved out when there are so many, and as many as living ones.
const FORGOTTEN_MAX: usize = 32;

impl Default for Ring {
    fn default() -> Self {
        Self::Few { legs: [NO_LEG; FEW], len: 0 }
    }
}

impl Ring {
    /// The living legs, oldest first.
    #[inline]
    pub(super) fn live(&self) -> &[Leg] {
        match self {
            Self::Few { legs, len } => legs.get(..usize::from(*len)).unwrap_or(&[]),
            Self::Many { legs, head } => legs.get(*head as usize..).unwrap_or(&[]),
        }
    }

    /// Appends a leg. Amortised constant time.
    #[inline]
    pub(super) fn push(&mut self, leg: Leg) {
        match self {
            Self::Few { legs, len } => {
                if let Some(place) = legs.get_mut(usize::from(*len)) {
                    *place = leg;
                    *len += 1;
                    return;
                }
                let mut many = Vec::with_capacity(MANY_AT_FIRST);
                many.extend_from_slice(legs);
                many.push(leg);
                *self = Self::Many { legs: many, head: 0 };
            }
            Self::Many { legs, .. } => legs.push(leg),
        }
    }

    /// Forgets the oldest leg, if there is one. Amortised constant time.
    ///
    /// Goes back to few only when one leg is left, so that a ring between few and many does not
    /// ask for memory at every turn.
    #[inline]
    pub(super) fn pop(&mut self) {
        match self {
            Self::Few { legs, len } => {
                legs.rotate_left(1);
                *len = len.saturating_sub(1);
            }
            Self::Many { legs, head } => {
                *head += 1;
                let gone = *head as usize;
                if legs.len() - gone <= 1 {
                    let last = legs.get(gone).copied();
                    *self = Self::default();
                    last.into_iter().for_each(|it| self.push(it));
                } else if gone >= FORGOTTEN_MAX && gone * 2 >= legs.len() {
                    legs.drain(..gone);
                    *head = 0;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::VecDeque;

    proptest! {
        #[test]
        fn a_ring_is_a_queue(turns in prop::collection::vec((0_u32..60, 0_u32..60), 1..20)) {
            let (mut ring, mut queue, mut next) = (Ring::default(), VecDeque::new(), 0);
            for (pushes, pops) in turns {
                for _ in 0..pushes {
                    let leg = Leg { edge: EdgeId(next), other: PartyId(next % 7) };
                    ring.push(leg);
                    queue.push_back(leg);
                    next += 1;
                    prop_assert_eq!(ring.live(), queue.make_contiguous());
                }
                for _ in 0..pops {
                    ring.pop();
                    queue.pop_front();
                    prop_assert_eq!(ring.live(), queue.make_contiguous());
                }
            }
        }
    }

    #[test]
    fn a_ring_is_half_a_cache_line() {
        assert_eq!(size_of::<Ring>(), 32);
    }

    #[test]
    fn a_ring_keeps_no_more_than_it_needs() {
        let mut ring = Ring::default();
        for number in 0..100_000 {
            ring.push(Leg { edge: EdgeId(number), other: PartyId(0) });
            if number >= 50 {
                ring.pop();
            }
        }
        assert!(matches!(&ring, Ring::Many { legs, .. } if legs.capacity() <= 256));
        for _ in 0..50 {
            ring.pop();
        }
        assert!(matches!(ring, Ring::Few { len: 0, .. }));
    }
}
