//! The temporal graph against a plain list of edges, and petgraph's algorithms on a window
//! against the same algorithms on a copy of it.
//!
//! Ledgers have six parties and few moments, so that ties, parallel edges, loops and cycles are
//! common. It cannot catch what shows only in large graphs; the chain below is the one such test.

#![expect(clippy::unwrap_used, reason = "test helpers: a failure here fails the test")]

use petgraph::algo::{connected_components, dijkstra, is_cyclic_directed, kosaraju_scc, toposort};
use petgraph::graph::NodeIndex;
use petgraph::visit::{
    EdgeCount, EdgeRef, IntoEdgeReferences, IntoEdges, IntoEdgesDirected, IntoNeighbors, IntoNeighborsDirected,
    IntoNodeIdentifiers, NodeCount, NodeIndexable,
};
use petgraph::{Direction, Graph};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use tidegate_kyc_core::base::Instant;
use tidegate_monitor::graph::{Edge, EdgeId, Leg, TemporalGraph, View};
use tidegate_monitor::ledger::{Amount, PartyId, SymbolId};

const PARTIES: u32 = 6;

fn edge(from: u32, to: u32, time: i64) -> Edge {
    Edge {
        amount: Amount::new(u128::from(from) * 7 + 1, 0).unwrap(),
        time: Instant::from_micros(time),
        selected: 1,
        value: None,
        from: PartyId(from),
        to: PartyId(to),
        asset: SymbolId(0),
    }
}

/// What is done to a graph: time goes on by so much and an edge comes, or the past is forgotten.
#[derive(Clone, Copy, Debug)]
enum Step {
    Push { later: i64, from: u32, to: u32 },
    Forget { keep: i64 },
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    // One hub in two ends, so that its legs grow long enough to be moved as old ones are forgotten.
    let party = || prop_oneof![Just(0), 0..PARTIES];
    let push = (0_i64..3, party(), party()).prop_map(|(later, from, to)| Step::Push { later, from, to });
    let forget = (0_i64..12).prop_map(|keep| Step::Forget { keep });
    prop::collection::vec(prop_oneof![9 => push, 1 => forget], 0..160)
}

/// The oracle: every edge ever pushed, with its id, and those forgotten struck off the front.
#[derive(Debug, Default)]
struct Slow {
    alive: Vec<(u32, Edge)>,
    pushed: u32,
    now: i64,
}

impl Slow {
    fn step(&mut self, step: Step, graph: &mut TemporalGraph) {
        match step {
            Step::Push { later, from, to } => {
                self.now += later;
                let new = edge(from, to, self.now);
                assert_eq!(graph.push(new), EdgeId(self.pushed));
                self.alive.push((self.pushed, new));
                self.pushed += 1;
            }
            Step::Forget { keep } => {
                let from = Instant::from_micros(self.now - keep);
                graph.forget_before(from);
                self.alive.retain(|(_, it)| it.time >= from);
            }
        }
    }

    fn legs(&self, party: u32, direction: Direction, within: impl Fn(u32) -> bool) -> Vec<Leg> {
        let ends = |edge: &Edge| match direction {
            Direction::Outgoing => (edge.from, edge.to),
            Direction::Incoming => (edge.to, edge.from),
        };
        let legs = self.alive.iter().filter(|(id, edge)| within(*id) && ends(edge).0 == PartyId(party));
        legs.map(|(id, edge)| Leg { edge: EdgeId(*id), other: ends(edge).1 }).collect()
    }

    fn run(steps: &[Step]) -> (Self, TemporalGraph) {
        let (mut slow, mut graph) = (Self::default(), TemporalGraph::default());
        for step in steps {
            slow.step(*step, &mut graph);
        }
        (slow, graph)
    }
}

fn same_edges<'a>(view: View<'_>, slow: impl Iterator<Item = &'a (u32, Edge)>) {
    let told: Vec<_> = view.in_order().map(|(id, it)| (id.0, it.from, it.to, it.time)).collect();
    let listed: Vec<_> = slow.map(|(id, it)| (*id, it.from, it.to, it.time)).collect();
    assert_eq!(told, listed);
    assert_eq!((view.len(), view.is_empty()), (listed.len(), listed.is_empty()));
}

proptest! {
    #[test]
    fn the_graph_agrees_with_a_list_of_edges_after_every_step(steps in steps()) {
        let (mut slow, mut graph) = (Slow::default(), TemporalGraph::default());
        for step in steps {
            slow.step(step, &mut graph);
            let first = slow.alive.first().map_or(slow.pushed, |(id, _)| *id);
            prop_assert_eq!((graph.first(), graph.end()), (EdgeId(first), EdgeId(slow.pushed)));
            for party in 0..PARTIES + 1 {
                prop_assert_eq!(graph.outs(PartyId(party)), slow.legs(party, Direction::Outgoing, |_| true));
                prop_assert_eq!(graph.ins(PartyId(party)), slow.legs(party, Direction::Incoming, |_| true));
            }
            for id in 0..slow.pushed + 1 {
                let known = slow.alive.iter().find(|(it, _)| *it == id);
                let told = graph.edge(EdgeId(id)).map(|it| (it.from, it.to, it.time));
                prop_assert_eq!(told, known.map(|(_, it)| (it.from, it.to, it.time)));
            }
        }
    }

    #[test]
    fn a_view_holds_exactly_its_run_of_edges(steps in steps(), first in 0_u32..170, end in 0_u32..170) {
        let (slow, graph) = Slow::run(&steps);
        let view = graph.view(EdgeId(first), EdgeId(end));
        let within = |id: u32| id >= first && id < end;
        same_edges(view, slow.alive.iter().filter(|(id, _)| within(*id)));
        for party in 0..PARTIES + 1 {
            prop_assert_eq!(view.outs(PartyId(party)), slow.legs(party, Direction::Outgoing, within));
            prop_assert_eq!(view.ins(PartyId(party)), slow.legs(party, Direction::Incoming, within));
        }
        for id in 0..slow.pushed + 1 {
            let known = within(id) && slow.alive.iter().any(|(it, _)| *it == id);
            prop_assert_eq!(view.edge(EdgeId(id)).is_some(), known);
        }
    }

    #[test]
    fn a_window_is_closed_at_both_ends(steps in steps(), from in -2_i64..60, length in -1_i64..30) {
        let (slow, graph) = Slow::run(&steps);
        let view = graph.window(Instant::from_micros(from), Instant::from_micros(from + length));
        same_edges(view, slow.alive.iter().filter(|(_, it)| (from..=from + length).contains(&it.time.micros())));
    }

    #[test]
    fn petgraph_sees_on_a_window_what_it_sees_on_a_copy(steps in steps(), first in 0_u32..100, len in 0_u32..40) {
        let (_, graph) = Slow::run(&steps);
        let view = graph.view(EdgeId(first), EdgeId(first + len));
        let compact = view.compact();
        let copy = Copied::of(view);
        copy.check_structure(view);
        copy.check_compact(view);

        let parties = view.node_identifiers().len();
        prop_assert_eq!(copy.groups(kosaraju_scc(view)), copy.groups_of_copy());
        let by_node = kosaraju_scc(&compact).into_iter();
        let by_party = by_node.map(|it| it.into_iter().filter_map(|node| compact.party(node)).collect()).collect();
        prop_assert_eq!(copy.groups(by_party), copy.groups_of_copy());
        prop_assert_eq!(connected_components(&compact), connected_components(&copy.graph));
        prop_assert_eq!(is_cyclic_directed(view), is_cyclic_directed(&copy.graph));
        prop_assert_eq!(is_cyclic_directed(&compact), is_cyclic_directed(&copy.graph));
        let sorted = toposort(view, None);
        prop_assert_eq!(sorted.is_err(), is_cyclic_directed(&copy.graph));
        prop_assert_eq!(toposort(&compact, None).is_err(), sorted.is_err());
        if let Ok(order) = sorted {
            let place: BTreeMap<_, _> = order.iter().zip(0..).collect();
            prop_assert_eq!(place.len(), parties);
            prop_assert!(view.in_order().all(|(_, it)| place[&it.from] < place[&it.to]));
        }
        for (party, node) in &copy.nodes {
            let here = dijkstra(view, *party, None, |it| it.weight().amount.units());
            let there = dijkstra(&copy.graph, *node, None, |it| it.weight().amount.units());
            let there: BTreeMap<_, _> = there.into_iter().map(|(node, cost)| (copy.graph[node], cost)).collect();
            prop_assert_eq!(here.into_iter().collect::<BTreeMap<_, _>>(), there.clone());
            let start = compact.node(*party).unwrap();
            let dense = dijkstra(&compact, start, None, |it| it.weight().amount.units());
            let dense = dense.into_iter().map(|(node, cost)| (compact.party(node).unwrap(), cost));
            prop_assert_eq!(dense.collect::<BTreeMap<_, _>>(), there);
        }
    }
}

/// A window copied into petgraph's own graph, edge by edge.
struct Copied {
    graph: Graph<PartyId, Edge>,
    nodes: BTreeMap<PartyId, NodeIndex>,
}

impl Copied {
    fn of(view: View<'_>) -> Self {
        let (mut graph, mut nodes) = (Graph::new(), BTreeMap::new());
        for (_, edge) in view.in_order() {
            let mut node = |party| *nodes.entry(party).or_insert_with(|| graph.add_node(party));
            let (from, to) = (node(edge.from), node(edge.to));
            graph.add_edge(from, to, *edge);
        }
        Self { graph, nodes }
    }

    fn groups(&self, groups: Vec<Vec<PartyId>>) -> BTreeSet<BTreeSet<PartyId>> {
        assert_eq!(groups.iter().map(Vec::len).sum::<usize>(), self.graph.node_count());
        groups.into_iter().map(|it| it.into_iter().collect()).collect()
    }

    fn groups_of_copy(&self) -> BTreeSet<BTreeSet<PartyId>> {
        let groups = kosaraju_scc(&self.graph).into_iter();
        groups.map(|it| it.into_iter().map(|node| self.graph[node]).collect()).collect()
    }

    /// Nodes, edges and neighbours of the view, in every direction, are those of the copy.
    fn check_structure(&self, view: View<'_>) {
        assert!(view.node_identifiers().eq(self.nodes.keys().copied()), "each party once, in order");
        assert_eq!((view.node_count(), view.edge_count()), (self.graph.node_count(), self.graph.edge_count()));
        let ends = view.edge_references().map(|it| (it.source(), it.target(), it.id()));
        assert!(ends.eq(view.in_order().map(|(id, it)| (it.from, it.to, id))));
        for (party, node) in &self.nodes {
            assert_eq!(view.from_index(view.to_index(*party)), *party);
            assert!(view.to_index(*party) < view.node_bound());
            assert!(view.neighbors(*party).eq(view.neighbors_directed(*party, Direction::Outgoing)));
            assert!(view.edges(*party).all(|it| it.source() == *party));
            for direction in [Direction::Outgoing, Direction::Incoming] {
                // petgraph's graph lists a node's edges from the newest to the oldest.
                let copied = self.graph.neighbors_directed(*node, direction).map(|it| self.graph[it]);
                let copied: Vec<_> = copied.collect::<Vec<_>>().into_iter().rev().collect();
                assert_eq!(view.neighbors_directed(*party, direction).collect::<Vec<_>>(), copied);
                let edges = view.edges_directed(*party, direction).map(|it| match direction {
                    Direction::Outgoing => (it.source(), it.target()),
                    Direction::Incoming => (it.target(), it.source()),
                });
                assert_eq!(edges.collect::<Vec<_>>(), copied.iter().map(|it| (*party, *it)).collect::<Vec<_>>());
            }
        }
    }

    /// The compact window is the view under other numbers.
    fn check_compact(&self, view: View<'_>) {
        let compact = view.compact();
        let party = |node| compact.party(node).unwrap();
        let nodes: Vec<_> = (&compact).node_identifiers().collect();
        assert_eq!((compact.node_count(), compact.node_bound()), (self.nodes.len(), self.nodes.len()));
        assert_eq!(compact.edge_count(), view.edge_count());
        assert!(nodes.iter().map(|it| party(*it)).eq(view.node_identifiers()));
        assert!((0..).zip(&nodes).all(|(at, it)| compact.from_index(at) == *it && compact.to_index(*it) == at));
        assert_eq!((compact.party(NodeIndex::new(nodes.len())), compact.node(PartyId(PARTIES))), (None, None));
        let ends = (&compact).edge_references().map(|it| (party(it.source()), party(it.target()), it.id()));
        assert!(ends.eq(view.edge_references().map(|it| (it.source(), it.target(), it.id()))));
        for node in nodes {
            assert_eq!(compact.node(party(node)), Some(node));
            assert!((&compact).neighbors(node).map(party).eq(view.neighbors(party(node))));
            assert!((&compact).edges(node).map(|it| it.id()).eq(view.edges(party(node)).map(|it| it.id())));
            for direction in [Direction::Outgoing, Direction::Incoming] {
                let near = view.neighbors_directed(party(node), direction);
                assert!((&compact).neighbors_directed(node, direction).map(party).eq(near));
                let told = (&compact).edges_directed(node, direction);
                let told = told.map(|it| (party(it.source()), party(it.target()), it.id()));
                let known = view.edges_directed(party(node), direction);
                assert!(told.eq(known.map(|it| (it.source(), it.target(), it.id()))));
            }
        }
    }
}

#[test]
fn a_peel_chain_of_a_million_parties_does_not_touch_the_stack() {
    const HOPS: u32 = 1_000_000;
    let mut graph = TemporalGraph::default();
    for hop in 0..HOPS {
        graph.push(edge(hop, hop + 1, i64::from(hop)));
    }
    let view = graph.view(graph.first(), graph.end());
    assert_eq!(kosaraju_scc(view).len(), HOPS as usize + 1);
    assert_eq!(toposort(view, None).map(|it| it.len()).ok(), Some(HOPS as usize + 1));
    let compact = view.compact();
    assert_eq!(kosaraju_scc(&compact).len(), HOPS as usize + 1);
    assert_eq!(connected_components(&compact), 1);
}

#[test]
fn an_empty_window_has_no_node_and_no_edge() {
    let mut graph = TemporalGraph::default();
    let nothing = graph.view(EdgeId(3), EdgeId(1));
    assert_eq!((nothing.len(), nothing.node_count(), nothing.in_order().count()), (0, 0, 0));
    graph.push(edge(4, 5, 10));
    let before = graph.window(Instant::from_micros(0), Instant::from_micros(9));
    assert_eq!((before.node_count(), before.edge_count()), (0, 0));
    assert_eq!(connected_components(&before.compact()), 0);
    assert!(before.outs(PartyId(4)).is_empty());
}

#[test]
#[cfg(debug_assertions)]
#[should_panic(expected = "edges come in time order")]
fn an_edge_out_of_time_stops_a_debug_build() {
    let mut graph = TemporalGraph::default();
    graph.push(edge(0, 1, 10));
    graph.push(edge(0, 1, 9));
}
