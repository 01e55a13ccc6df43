//! The temporal graph on five million random transfers of thirty days among a million parties,
//! beside petgraph's own `Graph` and `GraphMap` with the same payload.
//!
//! Both ends follow a heavy tail (the share of rank r falls with its square root). Wall time and
//! allocations; the bytes of `max alloc` in a building bench, divided by [`EDGES`], are what an edge takes
//! with all room reserved for growth.

#![expect(clippy::unwrap_used, reason = "the constants of the bench fit")]

use divan::{AllocProfiler, Bencher, black_box};
use petgraph::algo::{connected_components, kosaraju_scc};
use petgraph::graph::NodeIndex;
use petgraph::prelude::DiGraphMap;
use petgraph::visit::{EdgeFiltered, EdgeRef, IntoEdges, IntoNeighbors, IntoNodeIdentifiers};
use std::sync::OnceLock;
use tidegate_kyc_core::base::Instant;
use tidegate_monitor::graph::{Edge, TemporalGraph, View};
use tidegate_monitor::ledger::{Amount, PartyId, SymbolId};

#[global_allocator]
static ALLOC: AllocProfiler = AllocProfiler::system();

const EDGES: u32 = 5_000_000;
const PARTIES: u32 = 1_000_000;
const DAY_MICROS: i64 = 86_400_000_000;
const DAYS: i64 = 30;

fn main() {
    divan::main();
}

/// `SplitMix64`: the finaliser of a counter (Steele, Lea, Flood 2014).
fn random(counter: u64) -> u64 {
    let mut it = counter.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    it = (it ^ (it >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    it = (it ^ (it >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    it ^ (it >> 31)
}

/// A party by a heavy-tailed rank, scattered so that neighbours in rank are not neighbours in memory.
fn party(counter: u64, odd: u64) -> PartyId {
    let share = random(counter) >> 32;
    let rank = (((share * share) >> 32) * u64::from(PARTIES)) >> 32;
    PartyId(u32::try_from(rank * odd % u64::from(PARTIES)).unwrap())
}

fn edges() -> impl Iterator<Item = Edge> {
    let gap = DAYS * DAY_MICROS / i64::from(EDGES);
    (0..EDGES).map(move |number| {
        let seed = u64::from(number) * 3;
        Edge {
            amount: Amount::new(u128::from(random(seed) >> 40), 2).unwrap(),
            time: Instant::from_micros(i64::from(number) * gap),
            selected: 1,
            value: None,
            from: party(seed + 1, 999_983),
            to: party(seed + 2, 777_781),
            asset: SymbolId(0),
        }
    })
}

fn ours() -> &'static TemporalGraph {
    static GRAPH: OnceLock<TemporalGraph> = OnceLock::new();
    GRAPH.get_or_init(build_ours)
}

fn theirs() -> &'static petgraph::Graph<(), Edge> {
    static GRAPH: OnceLock<petgraph::Graph<(), Edge>> = OnceLock::new();
    GRAPH.get_or_init(build_theirs)
}

fn build_ours() -> TemporalGraph {
    let mut graph = TemporalGraph::default();
    for edge in edges() {
        graph.push(edge);
    }
    graph
}

fn build_theirs() -> petgraph::Graph<(), Edge> {
    let mut graph = petgraph::Graph::new();
    for _ in 0..PARTIES {
        graph.add_node(());
    }
    for edge in edges() {
        graph.add_edge(NodeIndex::from(edge.from.0), NodeIndex::from(edge.to.0), edge);
    }
    graph
}

fn whole() -> View<'static> {
    ours().view(ours().first(), ours().end())
}

const DAY_START: Instant = Instant::from_micros(15 * DAY_MICROS);
const DAY_END: Instant = Instant::from_micros(16 * DAY_MICROS);

fn day() -> View<'static> {
    ours().window(DAY_START, DAY_END)
}

fn in_day(edge: &Edge) -> bool {
    (DAY_START..=DAY_END).contains(&edge.time)
}

/// Touches every neighbour of every node.
fn neighbours<G: IntoNeighbors + IntoNodeIdentifiers>(graph: G, number: impl Fn(G::NodeId) -> usize) -> usize {
    graph.node_identifiers().flat_map(|it| graph.neighbors(it)).fold(0, |sum, it| sum ^ number(it))
}

/// Touches the payload of every edge out of every node.
fn payloads<G: IntoEdges<EdgeWeight = Edge> + IntoNodeIdentifiers>(graph: G) -> i64 {
    graph.node_identifiers().flat_map(|it| graph.edges(it)).fold(0, |sum, it| sum ^ it.weight().time.micros())
}

mod build {
    use super::*;

    #[divan::bench(sample_count = 3)]
    fn temporal() -> TemporalGraph {
        build_ours()
    }

    #[divan::bench(sample_count = 3)]
    fn petgraph_graph() -> petgraph::Graph<(), Edge> {
        build_theirs()
    }

    #[divan::bench(sample_count = 1)]
    fn petgraph_graphmap_without_parallel_edges() -> DiGraphMap<u32, Edge> {
        let mut graph = DiGraphMap::new();
        for edge in edges() {
            graph.add_edge(edge.from.0, edge.to.0, edge);
        }
        graph
    }

    #[divan::bench(sample_count = 3)]
    fn compact_of_all(bencher: Bencher<'_, '_>) {
        ours();
        bencher.bench(|| whole().compact());
    }

    /// A stream with a window of one day: what is pushed is forgotten a day later.
    #[divan::bench(sample_count = 3)]
    fn push_and_forget_beyond_a_day() -> TemporalGraph {
        let mut graph = TemporalGraph::default();
        for edge in edges() {
            graph.forget_before(Instant::from_micros(edge.time.micros() - DAY_MICROS));
            graph.push(edge);
        }
        graph
    }
}

mod scan_all {
    use super::*;

    #[divan::bench(sample_count = 5)]
    fn neighbours_of_view(bencher: Bencher<'_, '_>) {
        ours();
        bencher.bench(|| neighbours(black_box(whole()), PartyId::index));
    }

    #[divan::bench(sample_count = 5)]
    fn neighbours_of_compact(bencher: Bencher<'_, '_>) {
        let compact = whole().compact();
        bencher.bench(|| neighbours(black_box(&compact), NodeIndex::index));
    }

    #[divan::bench(sample_count = 5)]
    fn neighbours_of_petgraph(bencher: Bencher<'_, '_>) {
        theirs();
        bencher.bench(|| neighbours(black_box(theirs()), NodeIndex::index));
    }

    #[divan::bench(sample_count = 5)]
    fn payloads_of_view(bencher: Bencher<'_, '_>) {
        ours();
        bencher.bench(|| payloads(black_box(whole())));
    }

    #[divan::bench(sample_count = 5)]
    fn payloads_in_order(bencher: Bencher<'_, '_>) {
        ours();
        bencher.bench(|| black_box(whole()).in_order().fold(0, |sum, (_, it)| sum ^ it.time.micros()));
    }

    #[divan::bench(sample_count = 5)]
    fn payloads_of_petgraph(bencher: Bencher<'_, '_>) {
        theirs();
        bencher.bench(|| payloads(black_box(theirs())));
    }
}

mod one_day {
    use super::*;

    #[divan::bench(sample_count = 5)]
    fn neighbours_of_view(bencher: Bencher<'_, '_>) {
        ours();
        bencher.bench(|| neighbours(black_box(day()), PartyId::index));
    }

    #[divan::bench(sample_count = 5)]
    fn compact_built(bencher: Bencher<'_, '_>) {
        ours();
        bencher.bench(|| black_box(day()).compact());
    }

    #[divan::bench(sample_count = 5)]
    fn neighbours_of_compact(bencher: Bencher<'_, '_>) {
        let compact = day().compact();
        bencher.bench(|| neighbours(black_box(&compact), NodeIndex::index));
    }

    #[divan::bench(sample_count = 3)]
    fn neighbours_of_petgraph(bencher: Bencher<'_, '_>) {
        let day = EdgeFiltered::from_fn(theirs(), |it| in_day(it.weight()));
        bencher.bench(|| neighbours(black_box(&day), NodeIndex::index));
    }

    #[divan::bench(sample_count = 5)]
    fn scc_of_view(bencher: Bencher<'_, '_>) {
        ours();
        bencher.bench(|| kosaraju_scc(black_box(day())));
    }

    #[divan::bench(sample_count = 5)]
    fn scc_of_compact_built_for_it(bencher: Bencher<'_, '_>) {
        ours();
        bencher.bench(|| kosaraju_scc(&black_box(day()).compact()));
    }

    #[divan::bench(sample_count = 3)]
    fn scc_of_petgraph(bencher: Bencher<'_, '_>) {
        let day = EdgeFiltered::from_fn(theirs(), |it| in_day(it.weight()));
        bencher.bench(|| kosaraju_scc(black_box(&day)));
    }

    #[divan::bench(sample_count = 5)]
    fn components_of_compact_built_for_it(bencher: Bencher<'_, '_>) {
        ours();
        bencher.bench(|| connected_components(&black_box(day()).compact()));
    }
}
