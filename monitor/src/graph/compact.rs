//! A window with compact node numbers: the form to walk again and again.
//!
//! A [`View`] finds a party's legs by two binary searches among all that the graph remembers of
//! it. Where an algorithm visits the whole window, it pays to lay the window's legs out once,
//! one after the other, with the neighbour's compact number beside each.

use super::ranks::{Ranks, Visited};
use super::{Edge, EdgeId, EdgeReference, View};
use crate::ledger::PartyId;
use petgraph::graph::NodeIndex;
use petgraph::visit::{
    Data, EdgeCount, GraphBase, GraphProp, IntoEdgeReferences, IntoEdges, IntoEdgesDirected, IntoNeighbors,
    IntoNeighborsDirected, IntoNodeIdentifiers, NodeCompactIndexable, NodeCount, NodeIndexable, Visitable,
};
use petgraph::{Directed, Direction};
use std::{iter, ops, slice};

/// A view whose nodes are numbered 0, 1, 2, … in the order of their parties.
///
/// Sixteen bytes an edge and twelve a party of the window, besides half a byte a party of the
/// whole graph; edges themselves stay where they are. What [`View`] says about recursion and
/// time holds here too: `kosaraju_scc`, not `tarjan_scc`.
#[derive(Clone, Debug)]
pub struct Compact<'g> {
    view: View<'g>,
    ranks: Ranks,
    parties: Vec<PartyId>,
    outs: Side,
    ins: Side,
}

/// The legs of all nodes in one direction, node by node, each node's in time order.
#[derive(Clone, Debug)]
struct Side {
    starts: Vec<u32>,
    hops: Vec<Hop>,
}

/// A leg by compact numbers.
#[derive(Clone, Copy, Debug)]
struct Hop {
    edge: EdgeId,
    other: u32,
}

impl<'g> View<'g> {
    /// The same window with compact node numbers, laid out for walking.
    ///
    /// O(edges of the view + party bound of the graph / 64).
    #[must_use]
    pub fn compact(self) -> Compact<'g> {
        let ranks = Ranks::of(self);
        let parties = ranks.parties();
        let number = |party| ranks.rank(party).unwrap_or_default();
        let ends: Vec<_> = self.in_order().map(|(_, edge)| (number(edge.from), number(edge.to))).collect();
        let outs = Side::of(parties.len(), self.first(), &ends, |(from, to)| (from, to));
        let ins = Side::of(parties.len(), self.first(), &ends, |(from, to)| (to, from));
        Compact { view: self, ranks, parties, outs, ins }
    }
}

impl Side {
    /// A counting sort, which keeps the order of time within each node: `ends` are the sending
    /// and receiving nodes of consecutive edges from `first` on, `turn` puts the near end in front.
    fn of(nodes: usize, first: EdgeId, ends: &[(u32, u32)], turn: impl Fn((u32, u32)) -> (u32, u32)) -> Self {
        let mut starts = vec![0_u32; nodes + 1];
        for pair in ends {
            starts[turn(*pair).0 as usize] += 1;
        }
        let mut sum = 0;
        for start in &mut starts {
            sum += *start;
            *start = sum;
        }
        // Each start is one past its node's last hop now, and reaches the first as hops come in from the end.
        let mut hops = vec![Hop { edge: first, other: 0 }; ends.len()];
        let mut edge = first.0 + ends.len() as u32;
        for pair in ends.iter().rev() {
            edge -= 1;
            let (near, other) = turn(*pair);
            let at = &mut starts[near as usize];
            *at -= 1;
            hops[*at as usize] = Hop { edge: EdgeId(edge), other };
        }
        Self { starts, hops }
    }

    #[inline]
    fn of_node(&self, node: NodeIndex) -> slice::Iter<'_, Hop> {
        let at = node.index();
        match (self.starts.get(at), self.starts.get(at + 1)) {
            (Some(start), Some(end)) => self.hops[*start as usize..*end as usize].iter(),
            _ => [].iter(),
        }
    }
}

impl<'g> Compact<'g> {
    /// The view it was made of.
    #[must_use]
    pub const fn view(&self) -> View<'g> {
        self.view
    }

    /// The party behind a node.
    #[must_use]
    pub fn party(&self, node: NodeIndex) -> Option<PartyId> {
        self.parties.get(node.index()).copied()
    }

    /// The node of a party, if the window touches it. Constant time.
    #[must_use]
    pub fn node(&self, party: PartyId) -> Option<NodeIndex> {
        self.ranks.rank(party).map(NodeIndex::from)
    }

    fn side(&self, direction: Direction) -> &Side {
        match direction {
            Direction::Outgoing => &self.outs,
            Direction::Incoming => &self.ins,
        }
    }
}

/// The nodes at the other ends of a node's edges, one for each edge.
#[derive(Clone, Debug)]
pub struct CompactNeighbors<'a>(slice::Iter<'a, Hop>);

impl Iterator for CompactNeighbors<'_> {
    type Item = NodeIndex;

    #[inline]
    fn next(&mut self) -> Option<NodeIndex> {
        self.0.next().map(|it| NodeIndex::from(it.other))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.0.size_hint()
    }
}

/// The edges of one node in one direction, in time order.
#[derive(Clone, Debug)]
pub struct CompactEdges<'a> {
    view: View<'a>,
    near: NodeIndex,
    direction: Direction,
    hops: slice::Iter<'a, Hop>,
}

impl<'a> Iterator for CompactEdges<'a> {
    type Item = EdgeReference<'a, NodeIndex>;

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        let hop = self.hops.next()?;
        let (near, other) = (self.near, NodeIndex::from(hop.other));
        let (source, target) = match self.direction {
            Direction::Outgoing => (near, other),
            Direction::Incoming => (other, near),
        };
        self.view.edge(hop.edge).map(|edge| EdgeReference { source, target, id: hop.edge, edge })
    }
}

/// All edges of a compact window, in the ledger's order.
#[derive(Clone, Debug)]
pub struct CompactEdgeReferences<'a> {
    ranks: &'a Ranks,
    edges: super::Edges<'a>,
}

impl<'a> Iterator for CompactEdgeReferences<'a> {
    type Item = EdgeReference<'a, NodeIndex>;

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        let (id, edge): (EdgeId, &Edge) = self.edges.next()?;
        let node = |party| self.ranks.rank(party).map(NodeIndex::from);
        Some(EdgeReference { source: node(edge.from)?, target: node(edge.to)?, id, edge })
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.edges.size_hint()
    }
}

impl GraphBase for Compact<'_> {
    type NodeId = NodeIndex;
    type EdgeId = EdgeId;
}

impl Data for Compact<'_> {
    type NodeWeight = ();
    type EdgeWeight = Edge;
}

impl GraphProp for Compact<'_> {
    type EdgeType = Directed;
}

impl<'a> IntoNeighbors for &'a Compact<'_> {
    type Neighbors = CompactNeighbors<'a>;

    #[inline]
    fn neighbors(self, node: NodeIndex) -> CompactNeighbors<'a> {
        CompactNeighbors(self.outs.of_node(node))
    }
}

impl<'a> IntoNeighborsDirected for &'a Compact<'_> {
    type NeighborsDirected = CompactNeighbors<'a>;

    #[inline]
    fn neighbors_directed(self, node: NodeIndex, direction: Direction) -> CompactNeighbors<'a> {
        CompactNeighbors(self.side(direction).of_node(node))
    }
}

impl<'a> IntoEdgeReferences for &'a Compact<'_> {
    type EdgeRef = EdgeReference<'a, NodeIndex>;
    type EdgeReferences = CompactEdgeReferences<'a>;

    fn edge_references(self) -> CompactEdgeReferences<'a> {
        CompactEdgeReferences { ranks: &self.ranks, edges: self.view.in_order() }
    }
}

impl<'a> IntoEdges for &'a Compact<'_> {
    type Edges = CompactEdges<'a>;

    fn edges(self, node: NodeIndex) -> CompactEdges<'a> {
        self.edges_directed(node, Direction::Outgoing)
    }
}

impl<'a> IntoEdgesDirected for &'a Compact<'_> {
    type EdgesDirected = CompactEdges<'a>;

    fn edges_directed(self, near: NodeIndex, direction: Direction) -> CompactEdges<'a> {
        CompactEdges { view: self.view, near, direction, hops: self.side(direction).of_node(near) }
    }
}

impl IntoNodeIdentifiers for &Compact<'_> {
    type NodeIdentifiers = iter::Map<ops::Range<u32>, fn(u32) -> NodeIndex>;

    fn node_identifiers(self) -> Self::NodeIdentifiers {
        (0..u32::try_from(self.parties.len()).unwrap_or(u32::MAX)).map(NodeIndex::from)
    }
}

impl NodeCount for Compact<'_> {
    fn node_count(&self) -> usize {
        self.parties.len()
    }
}

impl EdgeCount for Compact<'_> {
    fn edge_count(&self) -> usize {
        self.view.len()
    }
}

impl NodeIndexable for Compact<'_> {
    fn node_bound(&self) -> usize {
        self.parties.len()
    }

    fn to_index(&self, node: NodeIndex) -> usize {
        node.index()
    }

    fn from_index(&self, index: usize) -> NodeIndex {
        NodeIndex::new(index)
    }
}

impl NodeCompactIndexable for Compact<'_> {}

impl Visitable for Compact<'_> {
    type Map = Visited;

    fn visit_map(&self) -> Visited {
        Visited::new(self.parties.len())
    }

    fn reset_map(&self, map: &mut Visited) {
        map.reset(self.parties.len());
    }
}
