//! The living graph: append at the new end, forget at the old end.

use super::hub::{Fitting, Hubs, Pairs, Wanted, Way};
use super::ranks::Ranks;
use super::ring::Ring;
use super::walks::Walks;
use super::{Edge, EdgeId, Edges, Gist, Leg};
use crate::ledger::PartyId;
use std::collections::VecDeque;
use std::ops::Range;
use tidegate_kyc_core::base::Instant;

/// A multigraph of transfers in time order, whose oldest edges can be forgotten.
///
/// Appending and forgetting cost amortised constant time. Each party keeps its incoming and its
/// outgoing legs as contiguous slices in time order, so that a window is a sub-slice.
#[derive(Debug, Default)]
pub struct TemporalGraph {
    edges: VecDeque<Edge>,
    gists: VecDeque<Gist>,
    selected: VecDeque<u64>,
    base: u32,
    nodes: Vec<Node>,
    /// The node that is tidied next.
    hand: usize,
    hubs: Hubs,
    /// For each edge, how many edges before it had no value, modulo 2^32.
    valueless: VecDeque<u32>,
    /// The same for the next edge.
    valueless_next: u32,
    walks: Walks,
    /// The selections that any edge failed to meet.
    unmet: u64,
}

/// So many nodes are tidied with each new edge, in turn, so that a party that falls silent holds no
/// forgotten legs for longer than half as many edges as there are parties.
const TIDIED: usize = 2;

/// Both rings of one party, side by side: together they fill one cache line.
#[derive(Debug, Default)]
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
    /// An empty graph whose first edge has this number: one that goes on where another stopped.
    #[must_use]
    pub fn beginning_at(first: EdgeId) -> Self {
        Self { base: first.0, ..Self::default() }
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
        debug_assert!(self.edges.back().is_none_or(|it| it.time <= edge.time), "edges come in time order");
        let id = self.end();
        let most = edge.from.index().max(edge.to.index());
        if self.nodes.len() <= most {
            self.nodes.resize_with(most + 1, Node::default);
        }
        let oldest = self.first();
        self.nodes[edge.from.index()].outs.push(Leg { edge: id, other: edge.to }, oldest);
        self.nodes[edge.to.index()].ins.push(Leg { edge: id, other: edge.from }, oldest);
        let gist = Gist::of(&edge);
        self.gists.push_back(gist);
        self.selected.push_back(edge.selected);
        self.valueless.push_back(self.valueless_next);
        self.valueless_next = self.valueless_next.wrapping_add(u32::from(edge.value.is_none()));
        self.walks.push(id, &edge);
        self.unmet |= !edge.selected;
        self.edges.push_back(edge);
        let (edges, base) = (&self.edges, self.base);
        let of = |id: EdgeId| edges.get(id.0.checked_sub(base)? as usize);
        self.hubs.push(edge.from, Way::Out, self.nodes[edge.from.index()].outs.kept(), of);
        self.hubs.push(edge.to, Way::In, self.nodes[edge.to.index()].ins.kept(), of);
        self.tidy();
        id
    }

    /// Makes room for parties with numbers below this, so that their nodes are not moved about.
    pub fn reserve(&mut self, parties: usize) {
        self.nodes.reserve(parties.saturating_sub(self.nodes.len()));
    }

    /// Takes forgotten legs out of the next few nodes.
    fn tidy(&mut self) {
        let oldest = self.first();
        for node in self.nodes.iter_mut().skip(self.hand).take(TIDIED) {
            node.ins.tidy(oldest);
            node.outs.tidy(oldest);
        }
        self.hand += TIDIED;
        if self.hand >= self.nodes.len() {
            self.hand = 0;
            let legs = |party: PartyId, way| self.nodes.get(party.index()).map_or(0, |it| it.ring(way).kept().len());
            self.hubs.sweep(legs);
        }
    }

    /// Forgets the oldest edge, if there is one. Constant time: its legs are passed over from now
    /// on, and taken out when their party is next written to or tidied.
    pub fn forget_first(&mut self) {
        if self.edges.pop_front().is_some() {
            self.valueless.pop_front();
            self.gists.pop_front();
            self.selected.pop_front();
            self.base += 1;
        }
    }

    /// Forgets every edge before `time`. Amortised constant time an edge.
    pub fn forget_before(&mut self, time: Instant) {
        while self.edges.front().is_some_and(|it| it.time < time) {
            self.forget_first();
        }
    }

    /// The edge behind an id, unless it was forgotten.
    #[must_use]
    pub fn edge(&self, id: EdgeId) -> Option<&Edge> {
        self.edges.get(id.0.checked_sub(self.base)? as usize)
    }

    /// The gist of the edge behind an id, unless it was forgotten.
    #[inline]
    #[must_use]
    pub fn gist(&self, id: EdgeId) -> Option<Gist> {
        self.gists.get(id.0.checked_sub(self.base)? as usize).copied()
    }

    /// Which of the pack's selections the edge behind an id meets; none where it was forgotten.
    #[inline]
    fn selected(&self, id: EdgeId) -> u64 {
        id.0.checked_sub(self.base).and_then(|it| self.selected.get(it as usize)).copied().unwrap_or(0)
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
        EdgeId(self.base + u32::try_from(self.edges.partition_point(|it| it.time < time)).unwrap_or(u32::MAX))
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
    pub(crate) fn kept(&self, party: PartyId) -> (&[Leg], &[Leg]) {
        self.nodes.get(party.index()).map_or((&[], &[]), |it| (it.ins.kept(), it.outs.kept()))
    }

    /// All legs of a party in one direction, forgotten ones before them perhaps. Constant time.
    #[inline]
    pub(crate) fn kept_legs(&self, party: PartyId, way: Way) -> &[Leg] {
        self.nodes.get(party.index()).map_or(&[], |it| it.ring(way).kept())
    }

    /// How many edges before an edge, or the next, had no value, modulo 2^32.
    fn valueless_before(&self, id: EdgeId) -> u32 {
        let at = id.0.saturating_sub(self.base) as usize;
        self.valueless.get(at).copied().unwrap_or(self.valueless_next)
    }

    /// Reads a party's newest legs, so that they are at hand when it is asked for.
    #[must_use]
    pub fn touch(&self, party: PartyId) -> u32 {
        let newest = |ring: &Ring| ring.kept().last().map_or(0, |it| it.edge.0);
        self.nodes.get(party.index()).map_or(0, |it| newest(&it.ins) ^ newest(&it.outs))
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
        let end = self.edges.partition_point(|it| it.time <= to);
        self.view(self.first_since(from), EdgeId(self.base + u32::try_from(end).unwrap_or(u32::MAX)))
    }
}

/// A run of consecutive edges of a [`TemporalGraph`], seen as a graph.
#[derive(Clone, Copy, Debug)]
pub struct View<'g> {
    graph: &'g TemporalGraph,
    first: EdgeId,
    end: EdgeId,
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
        Edges { next: self.first.0, edges: self.graph.edges.range(start..start + self.len()) }
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
        let legs = self.graph.kept_legs(party, Way::In);
        legs.get(..legs.len() - newest(legs, edge).len()).unwrap_or(&[])
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
        let hub = self.graph.hubs.of(party, way, self.graph.kept_legs(party, way))?;
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
        self.graph.valueless_before(self.end).wrapping_sub(self.graph.valueless_before(self.first)) as usize
    }

    /// Whether a row of so many edges, each later and out of the party the one before went into, may
    /// end at a party: of its edges only their order is asked, and of more hops than three only
    /// three; edges after the view count as well. Constant time.
    #[inline]
    pub(crate) fn may_end_walk(self, party: PartyId, hops: usize) -> bool {
        self.graph.walks.latest(party, hops).is_some_and(|it| it >= self.first)
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
        let hub = self.graph.hubs.of(party, way, self.graph.kept_legs(party, way))?;
        hub.fitting(&wanted()?, range.start.max(self.first)..range.end.min(self.end))
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

/// The legs that are not older than `start`, sought from the newest on: most are asked for the
/// newest few of many, and those lie together. Logarithmic in how many they are.
pub(crate) fn newest(legs: &[Leg], start: EdgeId) -> &[Leg] {
    let (mut step, mut known) = (1, legs.len());
    while let Some(at) = known.checked_sub(step) {
        if legs[at].edge < start {
            let within = legs[at + 1..known].partition_point(|it| it.edge < start);
            return &legs[at + 1 + within..];
        }
        (known, step) = (at, step * 2);
    }
    &legs[legs[..known].partition_point(|it| it.edge < start)..]
}
