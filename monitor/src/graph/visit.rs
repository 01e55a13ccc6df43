//! petgraph's traits for a [`View`]: its algorithms run on a window without a copy.
//!
//! Nodes are [`PartyId`]s, edges are [`EdgeId`]s with [`Edge`]s as weights; parallel edges and
//! loops count as they stand. Time is no obstacle to petgraph: a walk may go from a later edge to
//! an earlier one, so that answers here are about who is connected within the window, not about
//! money that can have flowed. The pattern kinds walk in time order.
//!
//! * `node_identifiers` gives the parties that the view's edges touch, by number.
//! * `NodeIndexable` counts to the party bound of the whole graph, with gaps. An algorithm that
//!   wants numbers without gaps (`connected_components`, `page_rank`) takes [`View::compact`].
//! * `tarjan_scc`, `depth_first_search` and what stands on them (`is_cyclic_directed`) recurse
//!   once a hop: a peel chain of 100,000 wallets, which a stranger can lay for a few coins,
//!   overflows the stack and ends the process. Ask `kosaraju_scc` and `toposort`, which keep
//!   their own stack, wherever the transfers come from outside.

use super::ranks::{Ranks, Visited};
use super::{Edge, EdgeId, Edges, Leg, View};
use crate::ledger::PartyId;
use petgraph::visit::{
    Data, EdgeCount, EdgeRef, GraphBase, GraphProp, GraphRef, IntoEdgeReferences, IntoEdges, IntoEdgesDirected,
    IntoNeighbors, IntoNeighborsDirected, IntoNodeIdentifiers, NodeCount, NodeIndexable, Visitable,
};
use petgraph::{Directed, Direction};
use std::{slice, vec};

/// An edge with its ends, as petgraph's algorithms see it.
#[derive(Clone, Copy, Debug)]
pub struct EdgeReference<'g, N = PartyId> {
    pub(super) source: N,
    pub(super) target: N,
    pub(super) id: EdgeId,
    pub(super) edge: &'g Edge,
}

impl<N: Copy> EdgeRef for EdgeReference<'_, N> {
    type NodeId = N;
    type EdgeId = EdgeId;
    type Weight = Edge;

    fn source(&self) -> N {
        self.source
    }

    fn target(&self) -> N {
        self.target
    }

    fn weight(&self) -> &Edge {
        self.edge
    }

    fn id(&self) -> EdgeId {
        self.id
    }
}

impl<'g> EdgeReference<'g> {
    fn new(id: EdgeId, edge: &'g Edge) -> Self {
        Self { source: edge.from, target: edge.to, id, edge }
    }
}

/// The parties at the other ends of a party's legs, one for each leg.
#[derive(Clone, Debug)]
pub struct Neighbors<'g>(slice::Iter<'g, Leg>);

impl Iterator for Neighbors<'_> {
    type Item = PartyId;

    #[inline]
    fn next(&mut self) -> Option<PartyId> {
        self.0.next().map(|it| it.other)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.0.size_hint()
    }
}

/// The edges behind a party's legs, in time order.
#[derive(Clone, Debug)]
pub struct LegEdges<'g> {
    view: View<'g>,
    legs: slice::Iter<'g, Leg>,
}

impl<'g> Iterator for LegEdges<'g> {
    type Item = EdgeReference<'g>;

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        let id = self.legs.next()?.edge;
        self.view.edge(id).map(|edge| EdgeReference::new(id, edge))
    }
}

/// All edges of a view, in the ledger's order.
#[derive(Clone, Debug)]
pub struct EdgeReferences<'g>(Edges<'g>);

impl<'g> Iterator for EdgeReferences<'g> {
    type Item = EdgeReference<'g>;

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        self.0.next().map(|(id, edge)| EdgeReference::new(id, edge))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.0.size_hint()
    }
}

impl GraphBase for View<'_> {
    type NodeId = PartyId;
    type EdgeId = EdgeId;
}

impl GraphRef for View<'_> {}

impl Data for View<'_> {
    type NodeWeight = ();
    type EdgeWeight = Edge;
}

impl GraphProp for View<'_> {
    type EdgeType = Directed;
}

impl<'g> IntoNeighbors for View<'g> {
    type Neighbors = Neighbors<'g>;

    fn neighbors(self, party: PartyId) -> Neighbors<'g> {
        Neighbors(self.outs(party).iter())
    }
}

impl<'g> IntoNeighborsDirected for View<'g> {
    type NeighborsDirected = Neighbors<'g>;

    fn neighbors_directed(self, party: PartyId, direction: Direction) -> Neighbors<'g> {
        Neighbors(legs(self, party, direction))
    }
}

impl<'g> IntoEdgeReferences for View<'g> {
    type EdgeRef = EdgeReference<'g>;
    type EdgeReferences = EdgeReferences<'g>;

    fn edge_references(self) -> EdgeReferences<'g> {
        EdgeReferences(self.in_order())
    }
}

impl<'g> IntoEdges for View<'g> {
    type Edges = LegEdges<'g>;

    fn edges(self, party: PartyId) -> LegEdges<'g> {
        LegEdges { view: self, legs: self.outs(party).iter() }
    }
}

impl<'g> IntoEdgesDirected for View<'g> {
    type EdgesDirected = LegEdges<'g>;

    fn edges_directed(self, party: PartyId, direction: Direction) -> LegEdges<'g> {
        LegEdges { view: self, legs: legs(self, party, direction) }
    }
}

impl IntoNodeIdentifiers for View<'_> {
    type NodeIdentifiers = vec::IntoIter<PartyId>;

    fn node_identifiers(self) -> Self::NodeIdentifiers {
        self.parties().into_iter()
    }
}

impl NodeCount for View<'_> {
    fn node_count(&self) -> usize {
        Ranks::of(*self).len()
    }
}

impl EdgeCount for View<'_> {
    fn edge_count(&self) -> usize {
        self.len()
    }
}

impl NodeIndexable for View<'_> {
    fn node_bound(&self) -> usize {
        self.graph().party_bound()
    }

    fn to_index(&self, party: PartyId) -> usize {
        party.index()
    }

    fn from_index(&self, index: usize) -> PartyId {
        PartyId(u32::try_from(index).unwrap_or(u32::MAX))
    }
}

impl Visitable for View<'_> {
    type Map = Visited;

    fn visit_map(&self) -> Visited {
        Visited::new(self.node_bound())
    }

    fn reset_map(&self, map: &mut Visited) {
        map.reset(self.node_bound());
    }
}

fn legs<'g>(view: View<'g>, party: PartyId, direction: Direction) -> slice::Iter<'g, Leg> {
    match direction {
        Direction::Outgoing => view.outs(party).iter(),
        Direction::Incoming => view.ins(party).iter(),
    }
}
