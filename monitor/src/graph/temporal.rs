//! The living graph: append at the new end, forget at the old end.

mod view;

pub use view::View;
pub(crate) use view::newest;

use super::hub::{Hubs, Way};
use super::queue::Queue;
use super::ring::Ring;
use super::walks::Walks;
use super::{Edge, EdgeId, Gist, Leg};
use crate::ledger::PartyId;
use tidegate_kyc_core::base::Instant;

/// A multigraph of transfers in time order, whose oldest edges can be forgotten.
///
/// Appending and forgetting cost amortised constant time. Each party keeps its incoming and its
/// outgoing legs as contiguous slices in time order, so that a window is a sub-slice.
#[derive(Debug, Default)]
pub struct TemporalGraph {
    edges: Queue<Edge>,
    briefs: Queue<Brief>,
    /// When each edge was: windows are moved on along these, which stand eight to a line of the cache.
    times: Queue<Instant>,
    base: u32,
    nodes: Vec<Node>,
    /// The node that is tidied next.
    hand: usize,
    hubs: Hubs,
    /// What was counted before each edge, and before the next.
    counts: Queue<Counts>,
    counts_next: Counts,
    /// The newest edge that moves an amount of zero, one more than its number; 0 where there is none.
    zero: u32,
    walks: Walks,
    /// The selections that any edge failed to meet.
    unmet: u64,
}

/// What a search asks of each edge that it meets: its gist, and the selections that it meets.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Brief {
    pub(crate) gist: Gist,
    pub(crate) selected: u64,
}

/// How many edges before one had no value, and how many another asset than the edge before them; each
/// modulo 2^32.
#[derive(Clone, Copy, Debug, Default)]
struct Counts {
    valueless: u32,
    changes: u32,
}

/// So many nodes are tidied for each new edge, in turn, so that a party that falls silent holds no
/// forgotten legs for longer than as many edges as there are parties.
const TIDIED: usize = 1;

/// With every so many edges, all that are due.
const TIDIED_WITH: u32 = if cfg!(test) { 2 } else { 32 };

/// Both rings of one party, side by side: together they fill one cache line.
#[derive(Debug, Default)]
#[repr(align(64))]
struct Node {
    ins: Ring,
    outs: Ring,
}

impl Node {
    const fn ring(&self, way: Way) -> &Ring {
        match way {
            Way::In => &self.ins,
            Way::Out => &self.outs,
        }
    }
}

impl TemporalGraph {
    /// Lets an empty graph begin with this number: as one that goes on where another stopped.
    pub fn begin_at(&mut self, first: EdgeId) {
        debug_assert!(self.edges.len() == 0, "only an empty graph begins");
        self.base = first.0;
    }

    /// An empty graph that files the legs of parties with more than so many in one direction, where
    /// the default waits for as many as make it worth while. No answer depends on it.
    #[must_use]
    pub fn with_hubs_beyond(legs: usize) -> Self {
        Self { hubs: Hubs::beyond(legs), ..Self::default() }
    }

    /// Appends an edge. It must not be earlier than the newest one: whoever observes transfers
    /// checks that first, and an earlier one here is a caller's bug that debug builds stop at.
    ///
    /// Ids are never reused; a graph takes 2^32 - 1 edges in its life.
    pub fn push(&mut self, edge: Edge) -> EdgeId {
        self.take(&edge)
    }

    /// The same of an edge that stands elsewhere: it is copied but once.
    pub(crate) fn take(&mut self, edge: &Edge) -> EdgeId {
        debug_assert!(self.edges.last().is_none_or(|it| it.time <= edge.time), "edges come in time order");
        let id = self.end();
        let most = edge.from.index().max(edge.to.index());
        if self.nodes.len() <= most {
            self.nodes.resize_with(most + 1, Node::default);
        }
        let oldest = self.first();
        self.nodes[edge.from.index()].outs.push(Leg { edge: id, other: edge.to }, oldest);
        self.nodes[edge.to.index()].ins.push(Leg { edge: id, other: edge.from }, oldest);
        self.briefs.push(Brief { gist: Gist::of(edge), selected: edge.selected });
        self.times.push(edge.time);
        self.counts.push(self.counts_next);
        let changes = self.edges.last().is_some_and(|it| it.asset != edge.asset);
        self.counts_next.valueless = self.counts_next.valueless.wrapping_add(u32::from(edge.value.is_none()));
        self.counts_next.changes = self.counts_next.changes.wrapping_add(u32::from(changes));
        if edge.amount.is_zero() {
            self.zero = id.0 + 1;
        }
        if !edge.is_aside() {
            self.walks.push(id, edge);
        }
        self.unmet |= !edge.selected;
        self.edges.push(*edge);
        let (edges, base) = (&self.edges, self.base);
        let of = |id: EdgeId| edges.get(id.0.checked_sub(base)? as usize).filter(|it| !it.is_aside());
        let (from, to) = (&self.nodes[edge.from.index()], &self.nodes[edge.to.index()]);
        self.hubs.push(edge.from, Way::Out, from.outs.kept(), of);
        if !edge.is_aside() {
            // From here on searches may come to the sender, who may have been a service when money came in.
            self.hubs.push(edge.from, Way::In, from.ins.kept(), of);
        }
        // A search begins with what the receiver received only if money came to the sender before, and comes
        // to the receiver by an edge out of it: until then what it received waits to be filed.
        let begins = !edge.is_aside() && !edge.is_ungathered() && self.may_end_walk(edge.from, 1, oldest);
        let is_asked = |end: EdgeId| end >= oldest && self.hubs.of(edge.to, Way::In, to.ins.kept(), end).is_none();
        if begins || self.walks.latest_out(edge.to).is_some_and(is_asked) {
            self.hubs.push(edge.to, Way::In, to.ins.kept(), of);
        }
        if id.0.is_multiple_of(TIDIED_WITH) {
            self.tidy();
        }
        id
    }

    /// Makes room for parties with numbers below this, so that their nodes are not moved about.
    pub fn reserve(&mut self, parties: usize) {
        self.nodes.reserve(parties.saturating_sub(self.nodes.len()));
    }

    /// Takes forgotten legs out of the next few nodes.
    fn tidy(&mut self) {
        let (oldest, due) = (self.first(), TIDIED * TIDIED_WITH as usize);
        for node in self.nodes.iter_mut().skip(self.hand).take(due) {
            node.ins.tidy(oldest);
            node.outs.tidy(oldest);
        }
        self.hand += due;
        if self.hand >= self.nodes.len() {
            self.hand = 0;
            let legs = |party: PartyId, way| self.nodes.get(party.index()).map_or(0, |it| it.ring(way).kept().len());
            self.hubs.sweep(legs);
        }
    }

    /// Forgets so many of the oldest edges, or all. Constant time an edge: their legs are passed over from
    /// now on, and taken out when their party is next written to or tidied.
    pub fn forget(&mut self, edges: u32) {
        self.counts.forget(edges as usize);
        self.briefs.forget(edges as usize);
        self.times.forget(edges as usize);
        self.base += self.edges.forget(edges as usize) as u32;
    }

    /// Forgets every edge before `time`. Logarithmic, and constant time an edge that is forgotten.
    pub fn forget_before(&mut self, time: Instant) {
        self.forget(self.first_since(time).0 - self.base);
    }

    /// The edge behind an id, unless it was forgotten.
    #[must_use]
    pub fn edge(&self, id: EdgeId) -> Option<&Edge> {
        self.edges.get(id.0.checked_sub(self.base)? as usize)
    }

    /// When an edge was, unless it was forgotten.
    #[inline]
    pub(crate) fn time(&self, id: EdgeId) -> Option<Instant> {
        self.times.get(id.0.checked_sub(self.base)? as usize).copied()
    }

    /// The first edge from `cursor` on that is not before `start`, sought one by one: amortised constant time for a cursor
    /// that is moved on with each new edge.
    #[inline]
    pub(crate) fn advance(&self, cursor: EdgeId, start: Instant) -> EdgeId {
        let at = cursor.0.saturating_sub(self.base) as usize;
        let times = self.times.as_slice().get(at..).unwrap_or(&[]);
        let passed = times.iter().take_while(|it| **it < start).count();
        EdgeId(cursor.0.max(self.base) + passed as u32)
    }

    /// The gist of the edge behind an id, unless it was forgotten.
    #[inline]
    #[must_use]
    pub fn gist(&self, id: EdgeId) -> Option<Gist> {
        Some(self.briefs.get(id.0.checked_sub(self.base)? as usize)?.gist)
    }

    /// Which of the pack's selections the edge behind an id meets; none where it was forgotten.
    #[inline]
    fn selected(&self, id: EdgeId) -> u64 {
        id.0.checked_sub(self.base).and_then(|it| self.briefs.get(it as usize)).map_or(0, |it| it.selected)
    }

    /// The oldest edge that is still known.
    #[must_use]
    pub const fn first(&self) -> EdgeId {
        EdgeId(self.base)
    }

    /// One past the newest edge.
    #[must_use]
    pub fn end(&self) -> EdgeId {
        EdgeId(self.base + u32::try_from(self.edges.len()).unwrap_or(u32::MAX))
    }

    /// The first edge that is not before `time`. Logarithmic.
    #[must_use]
    pub fn first_since(&self, time: Instant) -> EdgeId {
        EdgeId(self.base + u32::try_from(self.times.as_slice().partition_point(|it| *it < time)).unwrap_or(u32::MAX))
    }

    /// All living legs out of a party, in time order.
    #[must_use]
    pub fn outs(&self, party: PartyId) -> &[Leg] {
        self.nodes.get(party.index()).map_or(&[], |it| it.outs.live(self.first()))
    }

    /// All living legs into a party, in time order.
    #[must_use]
    pub fn ins(&self, party: PartyId) -> &[Leg] {
        self.nodes.get(party.index()).map_or(&[], |it| it.ins.live(self.first()))
    }

    /// All legs into and out of a party, in time order, with forgotten ones before them perhaps:
    /// for those who cut them to a window anyway. Constant time.
    #[inline]
    pub(crate) fn kept(&self, party: PartyId) -> (&[Leg], &[Leg]) {
        self.nodes.get(party.index()).map_or((&[], &[]), |it| (it.ins.kept(), it.outs.kept()))
    }

    /// All legs of a party in one direction, forgotten ones before them perhaps. Constant time.
    #[inline]
    pub(crate) fn kept_legs(&self, party: PartyId, way: Way) -> &[Leg] {
        self.nodes.get(party.index()).map_or(&[], |it| it.ring(way).kept())
    }

    /// The files of a party's legs in one direction, where they are filed.
    #[cfg(test)]
    pub(super) fn hubs_of(&self, party: PartyId, way: Way, end: EdgeId) -> Option<&super::hub::Hub> {
        self.hubs.of(party, way, self.kept_legs(party, way), end)
    }

    /// What was counted before an edge, or the next.
    fn counts_before(&self, id: EdgeId) -> Counts {
        let at = id.0.saturating_sub(self.base) as usize;
        self.counts.get(at).copied().unwrap_or(self.counts_next)
    }

    /// Reads where a party's legs stand and how late it is reached, without a choice that would hold up
    /// the next such read. The sum says nothing.
    #[must_use]
    pub(crate) fn touch(&self, party: PartyId) -> u32 {
        let nodes = self.nodes.get(party.index()).map_or(0, |it| it.ins.touch() ^ it.outs.touch());
        nodes ^ self.walks.latest(party, 1).map_or(0, |it| it.0)
    }

    /// Reads a party's newest legs, once it is known where they stand.
    #[must_use]
    pub(crate) fn touch_legs(&self, party: PartyId) -> u32 {
        let newest = |ring: &Ring| ring.kept().last().map_or(0, |it| it.edge.0);
        self.nodes.get(party.index()).map_or(0, |it| newest(&it.ins) ^ newest(&it.outs))
    }

    /// The same as [`View::may_end_walk`] of the edges from `first` on.
    #[inline]
    pub(crate) fn may_end_walk(&self, party: PartyId, hops: usize, first: EdgeId) -> bool {
        self.walks.latest(party, hops).is_some_and(|it| it >= first)
    }

    /// The most hops of walks that are told apart.
    pub(crate) const WALKS: usize = Walks::MOST;

    /// The most hops, of those told apart, of a walk of known edges that ends at a party. Constant time.
    #[inline]
    pub(crate) fn walks_to(&self, party: PartyId) -> usize {
        // Without its first edge a walk is one of a hop less, which begins later.
        (1..=Self::WALKS).take_while(|it| self.may_end_walk(party, *it, self.first())).count()
    }

    /// One past the highest party that any edge has touched.
    #[must_use]
    pub fn party_bound(&self) -> usize {
        self.nodes.len()
    }

    /// The edges `first..end` as a graph of their own, without a copy.
    #[must_use]
    pub fn view(&self, first: EdgeId, end: EdgeId) -> View<'_> {
        let end = end.clamp(self.first(), self.end());
        View { graph: self, first: first.clamp(self.first(), end), end }
    }

    /// The closed window of time `from..=to` as a graph of its own.
    #[must_use]
    pub fn window(&self, from: Instant, to: Instant) -> View<'_> {
        let end = self.times.as_slice().partition_point(|it| *it <= to);
        self.view(self.first_since(from), EdgeId(self.base + u32::try_from(end).unwrap_or(u32::MAX)))
    }
}
