//! The legs of one party in one direction: appended at the new end, forgotten at the old end.

use super::{EdgeId, Leg};
use crate::ledger::PartyId;

/// A queue of legs whose living part is one contiguous slice.
///
/// Most parties have few transfers within a window. Theirs stand in the ring itself, which is
/// half a cache line: a push then touches one line and asks the allocator for nothing.
///
/// A leg whose edge is forgotten is not taken out at once, since finding its ring again is a wait
/// for memory: it is passed over when the ring is read, and taken out when its room is needed or
/// the ring is tidied. Calls are told the oldest edge that lives.
#[derive(Debug)]
#[repr(align(32))]
pub(super) enum Ring {
    /// Up to the first [`NO_LEG`].
    Few([Leg; FEW]),
    /// `legs[head..end]`, of which `first` is the edge of the oldest; behind them is room.
    Many { legs: Box<[Leg]>, head: u32, end: u32, first: EdgeId },
}

/// As many as fit in the room that a longer ring takes.
const FEW: usize = 3;
/// What stands where no leg is: no edge has this number.
const NO_LEG: Leg = Leg { edge: EdgeId(u32::MAX), other: PartyId(0) };
/// Room for the legs of a ring that outgrows itself: a cache line.
const MANY_AT_FIRST: usize = 8;

impl Default for Ring {
    fn default() -> Self {
        Self::Few([NO_LEG; FEW])
    }
}

impl Ring {
    /// The legs whose edges live, oldest first. Logarithmic in the legs that are passed over.
    #[inline]
    pub(super) fn live(&self, oldest: EdgeId) -> &[Leg] {
        since(self.kept(), oldest)
    }

    /// The same, with forgotten ones before them perhaps. Constant time.
    #[inline]
    pub(super) fn kept(&self) -> &[Leg] {
        match self {
            Self::Few(legs) => legs.get(..few(legs)).unwrap_or(&[]),
            Self::Many { legs, head, end, .. } => legs.get(*head as usize..*end as usize).unwrap_or(&[]),
        }
    }

    /// Whether the ring is short: all that tells it from a long one, read and done with.
    #[inline]
    pub(super) const fn touch(&self) -> u32 {
        matches!(self, Self::Few(_)) as u32
    }

    /// Appends a leg. Amortised constant time.
    #[inline]
    pub(super) fn push(&mut self, leg: Leg, oldest: EdgeId) {
        let full = match self {
            Self::Few(legs) => legs[FEW - 1].edge != NO_LEG.edge,
            Self::Many { legs, end, .. } => legs.len() == *end as usize,
        };
        if full {
            self.tidy(oldest);
            self.make_room();
        }
        match self {
            Self::Few(legs) => {
                let len = few(legs);
                legs[len.min(FEW - 1)] = leg;
            }
            Self::Many { legs, end, .. } => {
                if let Some(place) = legs.get_mut(*end as usize) {
                    *place = leg;
                    *end += 1;
                }
            }
        }
    }

    /// Moves the legs of a ring that is full even when tidied to where there is room for one more.
    fn make_room(&mut self) {
        let (kept, room) = match self {
            Self::Few(legs) if legs[FEW - 1].edge == NO_LEG.edge => return,
            Self::Few(_) => (self.kept(), MANY_AT_FIRST),
            Self::Many { legs, head, end, .. } => {
                let kept = *end - *head;
                if kept as usize * 2 <= legs.len() {
                    legs.copy_within(*head as usize..*end as usize, 0);
                    (*head, *end) = (0, kept);
                    return;
                }
                (self.kept(), kept as usize * 2)
            }
        };
        let (end, first) = (kept.len() as u32, kept.first().map_or(NO_LEG.edge, |it| it.edge));
        let mut legs = Vec::with_capacity(room);
        legs.extend_from_slice(kept);
        legs.resize(room, NO_LEG);
        *self = Self::Many { legs: legs.into(), head: 0, end, first };
    }

    /// Takes out the legs whose edges are forgotten. Amortised constant time; nothing but the ring
    /// itself is touched where there are none.
    ///
    /// Goes back to few only when one leg is left, so that a ring between few and many does not
    /// ask for memory at every turn.
    #[inline]
    pub(super) fn tidy(&mut self, oldest: EdgeId) {
        match self {
            // What is forgotten stands before what lives, and that before the places of no legs.
            Self::Few([first, ..]) if first.edge >= oldest => {}
            Self::Few([_, second, third]) => {
                *self = Self::Few(match (second.edge < oldest, third.edge < oldest) {
                    (false, _) => [*second, *third, NO_LEG],
                    (true, false) => [*third, NO_LEG, NO_LEG],
                    (true, true) => [NO_LEG; FEW],
                });
            }
            Self::Many { first, .. } if *first < oldest => self.take_out(oldest),
            Self::Many { .. } => {}
        }
    }

    /// The same of a long ring.
    fn take_out(&mut self, oldest: EdgeId) {
        let live = self.live(oldest).len();
        match self {
            Self::Few(_) => {}
            Self::Many { .. } if live <= 1 => {
                let last = self.live(oldest).first().copied();
                *self = Self::Few([last.unwrap_or(NO_LEG), NO_LEG, NO_LEG]);
            }
            Self::Many { legs, head, end, first } => {
                *head = *end - live as u32;
                *first = legs.get(*head as usize).map_or(*first, |it| it.edge);
                // A ring that was long once gives its room back.
                if live >= MANY_AT_FIRST && live * 8 <= legs.len() {
                    *legs = legs[*head as usize..*end as usize].into();
                    (*head, *end) = (0, live as u32);
                }
            }
        }
    }
}

/// How many legs stand in a short ring.
#[inline]
fn few(legs: &[Leg; FEW]) -> usize {
    legs.iter().filter(|it| it.edge != NO_LEG.edge).count()
}

/// The legs that are not older than `oldest`, sought from the old end: few are passed over.
#[inline]
fn since(legs: &[Leg], oldest: EdgeId) -> &[Leg] {
    if legs.first().is_none_or(|it| it.edge >= oldest) {
        return legs;
    }
    if legs.last().is_some_and(|it| it.edge < oldest) {
        return &[];
    }
    let (mut known, mut step) = (0, 1);
    while legs.get(known + step).is_some_and(|it| it.edge < oldest) {
        known += step;
        step *= 2;
    }
    let end = legs.len().min(known + step);
    let more = legs.get(known..end).map_or(0, |it| it.partition_point(|it| it.edge < oldest));
    legs.get(known + more..).unwrap_or(&[])
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::VecDeque;

    const fn leg(number: u32) -> Leg {
        Leg { edge: EdgeId(number), other: PartyId(number % 7) }
    }

    proptest! {
        /// Turns of pushes, of edges that other rings hold, and of forgetting with or without tidying.
        #[test]
        fn a_ring_is_a_queue(turns in prop::collection::vec((0_u32..60, 0_u32..4, 0_u32..90, 0_u32..2), 1..20)) {
            let (mut ring, mut queue, mut next, mut oldest) = (Ring::default(), VecDeque::new(), 0, 0);
            for (pushes, gap, forgotten, tidied) in turns {
                for _ in 0..pushes {
                    ring.push(leg(next), EdgeId(oldest));
                    queue.push_back(leg(next));
                    next += 1 + gap;
                    prop_assert_eq!(ring.live(EdgeId(oldest)), queue.make_contiguous());
                }
                oldest = (oldest + forgotten).min(next);
                queue.retain(|it| it.edge.0 >= oldest);
                if tidied == 1 {
                    ring.tidy(EdgeId(oldest));
                    prop_assert_eq!(ring.kept(), ring.live(EdgeId(oldest)));
                }
                prop_assert_eq!(ring.live(EdgeId(oldest)), queue.make_contiguous());
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
        for number in 0_u32..100_000 {
            ring.push(leg(number), EdgeId(number.saturating_sub(50)));
        }
        assert!(matches!(&ring, Ring::Many { legs, .. } if legs.len() <= 256));
        ring.tidy(EdgeId(100_000));
        assert!(matches!(ring, Ring::Few([NO_LEG, NO_LEG, NO_LEG])));
    }
}
