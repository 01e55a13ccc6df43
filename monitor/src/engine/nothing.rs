//! Transfers of amount 0, which move nothing: they stand in the graph and count for nobody's past.
//!
//! Else whoever sends nothing to a subject could make it look as if it were not new, or had not been
//! idle. They are kept apart by party, in the ledger's order, so that it costs a logarithm to tell how
//! many of a party's legs moved something, and nothing where a party has none of them.

use super::legs::Legs;
use crate::graph::{EdgeId, Leg};
use crate::ledger::PartyId;
use crate::pattern::{PartySet, Side};
use std::collections::{HashMap, VecDeque};

/// The transfers of nothing that a graph still knows.
#[derive(Debug, Default)]
pub(super) struct Nothing {
    /// Those who ever had any: their rings may still hold legs that the graph has forgotten.
    met: PartySet,
    parties: HashMap<PartyId, Ids, foldhash::fast::RandomState>,
}

/// Those of one party, by side.
#[derive(Debug, Default)]
struct Ids {
    ins: VecDeque<EdgeId>,
    outs: VecDeque<EdgeId>,
}

impl Ids {
    fn of(&self, side: Side) -> &VecDeque<EdgeId> {
        match side {
            Side::In => &self.ins,
            Side::Out => &self.outs,
        }
    }
}

impl Nothing {
    /// Adds a transfer of nothing, later than all it knows.
    pub(super) fn push(&mut self, id: EdgeId, from: PartyId, to: PartyId) {
        self.met.insert(from);
        self.met.insert(to);
        self.parties.entry(from).or_default().outs.push_back(id);
        self.parties.entry(to).or_default().ins.push_back(id);
    }

    /// Forgets the oldest that it knows.
    pub(super) fn forget(&mut self, from: PartyId, to: PartyId) {
        for (party, side) in [(from, Side::Out), (to, Side::In)] {
            let Some(ids) = self.parties.get_mut(&party) else { continue };
            match side {
                Side::In => ids.ins.pop_front(),
                Side::Out => ids.outs.pop_front(),
            };
            if ids.ins.is_empty() && ids.outs.is_empty() {
                self.parties.remove(&party);
            }
        }
    }

    /// Whether a party ever had any.
    #[inline]
    pub(super) fn is_of(&self, party: PartyId) -> bool {
        self.met.contains(party)
    }

    /// How many of a party's legs moved something, of which the graph has forgotten none.
    pub(super) fn moving(&self, party: PartyId, legs: Legs<'_>) -> u64 {
        let (ins, outs) = legs.sides();
        let idle = self.among(party, Side::In, ins) + self.among(party, Side::Out, outs);
        legs.len().saturating_sub(idle) as u64
    }

    /// The newest of a party's legs that moved something.
    pub(super) fn newest<'g>(&self, party: PartyId, side: Side, legs: &'g [Leg]) -> Option<&'g Leg> {
        let idle = longest(legs.len(), |it| self.among(party, side, &legs[legs.len() - it..]) == it);
        legs.get(..legs.len() - idle)?.last()
    }

    /// The oldest of them.
    pub(super) fn oldest<'g>(&self, party: PartyId, side: Side, legs: &'g [Leg]) -> Option<&'g Leg> {
        legs.get(longest(legs.len(), |it| self.among(party, side, &legs[..it]) == it))
    }

    /// How many of legs that follow one another moved nothing.
    fn among(&self, party: PartyId, side: Side, legs: &[Leg]) -> usize {
        let ids = if self.parties.is_empty() { None } else { self.parties.get(&party) };
        let (Some(ids), Some((first, last))) = (ids, legs.first().zip(legs.last())) else { return 0 };
        let ids = ids.of(side);
        ids.partition_point(|it| *it <= last.edge) - ids.partition_point(|it| *it < first.edge)
    }
}

/// The largest of the numbers up to `most` that is one, where with one all smaller ones are; zero is.
fn longest(most: usize, is_one: impl Fn(usize) -> bool) -> usize {
    let (mut least, mut most) = (0, most);
    while least < most {
        let middle = least + (most - least).div_ceil(2);
        if is_one(middle) {
            least = middle;
        } else {
            most = middle - 1;
        }
    }
    least
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_longest_run_is_found() {
        for most in 0..20 {
            for longest_one in 0..=most {
                assert_eq!(longest(most, |it| it <= longest_one), longest_one);
            }
        }
    }

    proptest! {
        /// The oracle looks at every leg.
        #[test]
        fn what_moved_is_what_a_walk_finds(moved in prop::collection::vec(any::<bool>(), 0..24), from in 0_usize..24) {
            let (party, mut nothing) = (PartyId(0), Nothing::default());
            let legs: Vec<Leg> = (0..).zip(&moved).map(|(at, _)| Leg { edge: EdgeId(3 * at), other: PartyId(1) }).collect();
            for (leg, _) in legs.iter().zip(&moved).filter(|it| !it.1) {
                nothing.push(leg.edge, PartyId(1), party);
            }
            let from = from.min(legs.len());
            let slowly = || legs.iter().zip(&moved).skip(from).filter(|it| *it.1).map(|it| it.0.edge);
            let side = Side::In;
            prop_assert_eq!(nothing.newest(party, side, &legs[from..]).map(|it| it.edge), slowly().next_back());
            prop_assert_eq!(nothing.oldest(party, side, &legs[from..]).map(|it| it.edge), slowly().next());
            prop_assert_eq!(legs.len() - from - nothing.among(party, side, &legs[from..]), slowly().count());
            prop_assert_eq!(nothing.is_of(party), moved.contains(&false));
        }
    }
}
