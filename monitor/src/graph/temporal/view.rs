//! A window of the living graph, without a copy: what the searches ask of it.

use super::{Brief, TemporalGraph};
use crate::graph::hub::{Fitting, Pairs, Wanted, Way};
use crate::graph::ranks::Ranks;
use crate::graph::{Edge, EdgeId, Edges, Gist, Leg};
use crate::ledger::PartyId;
use std::ops::Range;

/// A run of consecutive edges of a [`TemporalGraph`], seen as a graph.
#[derive(Clone, Copy, Debug)]
pub struct View<'g> {
    pub(super) graph: &'g TemporalGraph,
    pub(super) first: EdgeId,
    pub(super) end: EdgeId,
}

impl<'g> View<'g> {
    /// The graph it looks at.
    #[must_use]
    pub const fn graph(self) -> &'g TemporalGraph {
        self.graph
    }

    /// The first edge of the view.
    #[must_use]
    pub const fn first(self) -> EdgeId {
        self.first
    }

    /// One past the last edge of the view.
    #[must_use]
    pub const fn end(self) -> EdgeId {
        self.end
    }

    /// How many edges it holds.
    #[must_use]
    pub const fn len(self) -> usize {
        self.end.0.saturating_sub(self.first.0) as usize
    }

    /// Whether it holds no edge.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// Its edges with their ids, in the ledger's order.
    #[must_use]
    pub fn in_order(self) -> Edges<'g> {
        let start = self.first.0.saturating_sub(self.graph.base) as usize;
        let edges = self.graph.edges.as_slice().get(start..start + self.len()).unwrap_or(&[]);
        Edges { next: self.first.0, edges: edges.iter() }
    }

    /// The parties its edges touch, each once, in the order of their numbers.
    ///
    /// O(edges of the view + party bound of the graph / 64).
    #[must_use]
    pub fn parties(self) -> Vec<PartyId> {
        Ranks::of(self).parties()
    }

    /// The edge behind an id, if the view holds it.
    #[must_use]
    pub fn edge(self, id: EdgeId) -> Option<&'g Edge> {
        if id < self.first || id >= self.end { None } else { self.graph.edge(id) }
    }

    /// The gist of the edge behind an id, if the view holds it.
    #[inline]
    #[must_use]
    pub fn gist(self, id: EdgeId) -> Option<Gist> {
        if id < self.first || id >= self.end { None } else { self.graph.gist(id) }
    }

    /// What is asked of its edges first, from the first on.
    #[inline]
    pub(crate) fn briefs(self) -> &'g [Brief] {
        let start = self.first.0.saturating_sub(self.graph.base) as usize;
        self.graph.briefs.as_slice().get(start..start + self.len()).unwrap_or(&[])
    }

    /// Whether an edge of the view meets a selection among these.
    #[inline]
    pub(crate) fn meets(self, id: EdgeId, selected: u64) -> bool {
        self.meets_always(selected) || self.graph.selected(id) & selected != 0
    }

    /// Legs out of a party after an edge of the view, in time order. Logarithmic in how many they are.
    pub(crate) fn outs_after(self, party: PartyId, edge: EdgeId) -> &'g [Leg] {
        let legs = self.before_end(self.graph.kept_legs(party, Way::Out));
        newest(legs, EdgeId(edge.0.saturating_add(1)))
    }

    /// Legs into a party before an edge of the view, in time order, with some before the view perhaps.
    /// Logarithmic in how many it is later than.
    pub(crate) fn ins_until(self, party: PartyId, edge: EdgeId) -> &'g [Leg] {
        until(self.graph.kept_legs(party, Way::In), edge)
    }

    /// The same of legs out of a party.
    pub(crate) fn outs_until(self, party: PartyId, edge: EdgeId) -> &'g [Leg] {
        until(self.graph.kept_legs(party, Way::Out), edge)
    }

    /// Legs out of a party within the view, in time order. Logarithmic in the party's legs.
    #[must_use]
    pub fn outs(self, party: PartyId) -> &'g [Leg] {
        self.cut(self.graph.kept(party).1)
    }

    /// Legs into a party within the view, in time order. Logarithmic in the party's legs.
    #[must_use]
    pub fn ins(self, party: PartyId) -> &'g [Leg] {
        self.cut(self.graph.kept(party).0)
    }

    /// Whether a party has at least so many legs in one direction within the view. Constant time
    /// where the view ends with the graph.
    pub(crate) fn has_legs(self, party: PartyId, way: Way, least: usize) -> bool {
        let legs = self.graph.kept_legs(party, way);
        let legs = self.before_end(legs);
        least == 0 || legs.len().checked_sub(least).is_some_and(|at| legs[at].edge >= self.first)
    }

    /// Whether a party has so many legs in one direction within the view that they are filed. What
    /// the graph has forgotten or the view leaves out makes no hub.
    #[inline]
    pub(crate) fn is_hub(self, party: PartyId, way: Way) -> bool {
        self.has_legs(party, way, self.graph.hubs.long() + 1)
    }

    /// What a hub's legs in one direction are by the parties at their other ends; `None` where the
    /// party is no hub.
    pub(crate) fn pairs(self, party: PartyId, way: Way) -> Option<Pairs<'g>> {
        if !self.is_hub(party, way) {
            return None;
        }
        let hub = self.graph.hubs.of(party, way, self.graph.kept_legs(party, way), self.end)?;
        Some(Pairs { hub, first: self.first })
    }

    /// Whether every edge meets a selection among these; no for some views of which that is true.
    #[inline]
    pub(crate) const fn meets_always(self, selected: u64) -> bool {
        selected & !self.graph.unmet != 0
    }

    /// How many legs out of a party are later than an edge of the view, counted to `most`. Constant
    /// time where there are so many.
    pub(crate) fn count_after(self, party: PartyId, edge: EdgeId, most: usize) -> usize {
        let legs = self.before_end(self.graph.kept_legs(party, Way::Out));
        let has_most = legs.len().checked_sub(most).and_then(|at| legs.get(at)).is_some_and(|it| it.edge > edge);
        if most == 0 || has_most { most } else { newest(legs, EdgeId(edge.0.saturating_add(1))).len().min(most) }
    }

    /// How many legs into a party are earlier than an edge of the view, counted to `most`.
    pub(crate) fn count_before(self, party: PartyId, edge: EdgeId, most: usize) -> usize {
        let legs = self.ins_until(party, edge);
        let has_most = legs.len().checked_sub(most).and_then(|at| legs.get(at)).is_some_and(|it| it.edge >= self.first);
        if most == 0 || has_most { most } else { newest(legs, self.first).len().min(most) }
    }

    /// How many of its edges have no value. Constant time.
    pub(crate) fn valueless(self) -> usize {
        let (before, all) = (self.graph.counts_before(self.first), self.graph.counts_before(self.end));
        all.valueless.wrapping_sub(before.valueless) as usize
    }

    /// Whether all its edges move one and the same asset. Constant time.
    pub(crate) fn has_one_asset(self) -> bool {
        let second = EdgeId(self.first.0.saturating_add(1)).min(self.end);
        self.graph.counts_before(second).changes == self.graph.counts_before(self.end).changes
    }

    /// Whether a party has at least so many legs in one direction within the view that move more than an
    /// amount of zero. Constant time where no edge moves zero, otherwise linear in the legs looked at.
    pub(crate) fn moves_often(self, party: PartyId, way: Way, least: usize) -> bool {
        if !self.has_legs(party, way, least) {
            return false;
        }
        if self.graph.zero <= self.first.0 {
            return true;
        }
        let legs = self.cut(self.graph.kept_legs(party, way));
        let moved = legs.iter().rev().filter(|it| self.edge(it.edge).is_some_and(|it| !it.amount.is_zero()));
        moved.take(least).count() == least
    }

    /// Whether a row of so many edges, each later and out of the party the one before went into, may
    /// end at a party: of its edges only their order is asked, and of more hops than three only
    /// three; edges after the view count as well. Constant time.
    #[inline]
    pub(crate) fn may_end_walk(self, party: PartyId, hops: usize) -> bool {
        self.graph.may_end_walk(party, hops, self.first)
    }

    /// Whether an edge that does not stand aside leads out of a party; edges after the view count as
    /// well. Constant time.
    #[inline]
    pub(crate) fn may_leave(self, party: PartyId) -> bool {
        self.graph.walks.latest_out(party).is_some_and(|it| it >= self.first)
    }

    /// The wanted legs of a party in one direction, of a range of edges; `None` where the party is
    /// no hub or their sizes differ too widely.
    pub(crate) fn fitting(
        self,
        party: PartyId,
        way: Way,
        range: Range<EdgeId>,
        wanted: impl FnOnce() -> Option<Wanted>,
    ) -> Option<Fitting<'g>> {
        if !self.is_hub(party, way) {
            return None;
        }
        let range = range.start.max(self.first)..range.end.min(self.end);
        let hub = self.graph.hubs.of(party, way, self.graph.kept_legs(party, way), range.end)?;
        hub.fitting(&wanted()?, range)
    }

    fn cut(self, legs: &'g [Leg]) -> &'g [Leg] {
        newest(self.before_end(legs), self.first)
    }

    fn before_end(self, legs: &'g [Leg]) -> &'g [Leg] {
        let stop = if legs.last().is_some_and(|it| it.edge < self.end) {
            legs.len()
        } else {
            legs.partition_point(|it| it.edge < self.end)
        };
        legs.get(..stop).unwrap_or(&[])
    }
}

/// The legs that are older than `end`.
fn until(legs: &[Leg], end: EdgeId) -> &[Leg] {
    legs.get(..legs.len() - newest(legs, end).len()).unwrap_or(&[])
}

/// The legs that are not older than `start`. Most are asked for the newest few of many, and those lie
/// together: they are sought first, and then around where the legs would begin if they came as evenly as
/// edges do. Logarithmic in how many they are.
#[inline]
pub(crate) fn newest(legs: &[Leg], start: EdgeId) -> &[Leg] {
    /// A line of the cache.
    const LINE: usize = 8;
    match legs {
        [.., last] if last.edge < start => &[],
        [first, ..] if legs.len() > LINE || first.edge < start => sought(legs, start),
        _ => legs,
    }
}

fn sought(legs: &[Leg], start: EdgeId) -> &[Leg] {
    const NEAR: usize = 32;
    let near = legs.len().saturating_sub(NEAR);
    let at = match legs.get(near) {
        Some(leg) if leg.edge < start || near == 0 => near + legs[near..].partition_point(|it| it.edge < start),
        _ => around(&legs[..near], start),
    };
    &legs[at..]
}

/// The place of the first leg that is not older than `start`, sought from where it would be in an even row
/// on.
fn around(legs: &[Leg], start: EdgeId) -> usize {
    /// A line of the cache.
    const NEAR: usize = 8;
    let is_old = |at: usize| legs[at].edge < start;
    let Some((first, last)) = legs.first().zip(legs.last()) else { return 0 };
    let (early, all) = (start.0.saturating_sub(first.edge.0), last.edge.0.saturating_sub(first.edge.0));
    let even = (legs.len() as u64 * u64::from(early) / u64::from(all).max(1)) as usize;
    let (mut low, mut high, mut step) = (0, legs.len(), NEAR);
    let mut at = even.min(legs.len() - 1);
    while low < high {
        if is_old(at) {
            low = at + 1;
            at += step;
            if at >= high {
                break;
            }
        } else {
            high = at;
            let Some(before) = at.checked_sub(step).filter(|it| *it >= low) else { break };
            at = before;
        }
        step *= 2;
    }
    low + legs[low..high].partition_point(|it| it.edge < start)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// Legs that come evenly, in bursts, and with long gaps.
        #[test]
        fn newest_legs_are_those_of_a_scan(gaps in prop::collection::vec((1_u32..4, 0_u32..9), 0..400), start in 0_u32..3_000) {
            let edges = gaps.iter().scan(0, |edge, (gap, rare)| {
                *edge += if *rare == 0 { gap * 100 } else { *gap };
                Some(EdgeId(*edge))
            });
            let legs: Vec<Leg> = edges.map(|edge| Leg { edge, other: PartyId(0) }).collect();
            let slowly: Vec<Leg> = legs.iter().filter(|it| it.edge.0 >= start).copied().collect();
            prop_assert_eq!(newest(&legs, EdgeId(start)), slowly.as_slice());
        }
    }
}
