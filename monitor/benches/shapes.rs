//! The graph-shaped kinds on a stream of random transfers, a search an anchor and kind, as an
//! engine makes them: one ledger without hubs, one in which a few parties both receive and send a
//! tenth of everything, as exchanges do.
//!
//! Counts anchors; what a bench takes includes appending to the graph and forgetting (`stream`
//! takes that alone).

#![expect(clippy::unwrap_used, reason = "a bench may stop at what it did not expect")]

use divan::counter::ItemsCount;
use divan::{Bencher, black_box};
use tidegate_kyc_core::base::{Budget, Instant, Window};
use tidegate_monitor::graph::{Edge, EdgeId, TemporalGraph};
use tidegate_monitor::ledger::{Amount, PartyId, SymbolId};
use tidegate_monitor::pattern::cycle::{Chaining, count_all};
use tidegate_monitor::pattern::{Ask, Assets, Bound, Ground, PartySet, Scratch, cycle, diamond, path};

const TRANSFERS: u32 = 100_000;
const PARTIES: u64 = 20_000;
/// A day holds a third of the ledger, so that most of it is streamed through a full window.
const GAP_MICROS: i64 = 3 * 86_400_000_000 / TRANSFERS as i64;
/// Ten times what the dearest search on the ledger with hubs takes.
const STEPS: u64 = 50_000;

fn main() {
    divan::main();
}

#[derive(Clone, Copy, Debug)]
enum Shape {
    Even,
    Hubs,
}

const SHAPES: [Shape; 2] = [Shape::Even, Shape::Hubs];

/// The next of a seeded row of numbers (a 64-bit xorshift).
fn next(seed: &mut u64) -> u64 {
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    *seed
}

fn ledger(shape: Shape) -> Vec<Edge> {
    let mut seed = 0x7469_6465_6761_7465;
    let party = |seed: &mut u64| {
        let hub = matches!(shape, Shape::Hubs) && next(seed).is_multiple_of(10);
        let parties = if hub { 20 } else { PARTIES };
        PartyId(u32::try_from(next(seed) % parties).unwrap())
    };
    (0..i64::from(TRANSFERS))
        .map(|number| Edge {
            from: party(&mut seed),
            to: party(&mut seed),
            // Of every size, from cents to millions.
            amount: Amount::new(u128::from((next(&mut seed) % 900 + 100) << (next(&mut seed) % 20)), 2).unwrap(),
            time: Instant::from_micros(number * GAP_MICROS),
            selected: 1,
            value: None,
            asset: SymbolId(u32::try_from(next(&mut seed) % 4).unwrap()),
        })
        .collect()
}

fn ask(min: u64, kept: (u64, u64)) -> Ask {
    Ask {
        within: Window::from_hours(24),
        assets: Assets::Same,
        size: Bound { min: Some(min), max: None },
        kept: Bound { min: Some(kept.0), max: Some(kept.1) },
    }
}

/// Streams a ledger and searches at each transfer.
fn stream(bencher: Bencher<'_, '_>, shape: Shape, mut search: impl FnMut(&Ground<'_>, EdgeId, &mut Budget) -> usize) {
    let (edges, within) = (ledger(shape), Window::from_hours(24));
    let nobody = PartySet::default();
    bencher.counter(ItemsCount::new(TRANSFERS)).bench_local(|| {
        let mut graph = TemporalGraph::default();
        let mut found = 0;
        for edge in &edges {
            let anchor = graph.push(*edge);
            graph.forget_before(within.start(edge.time));
            let view = graph.view(graph.first(), graph.end());
            found += search(&Ground { view, selected: 1, boundaries: &nobody }, anchor, &mut Budget::of(STEPS));
        }
        black_box(found)
    });
}

#[divan::bench(args = SHAPES, sample_count = 5)]
fn no_search(bencher: Bencher<'_, '_>, shape: Shape) {
    stream(bencher, shape, |_, _, _| 0);
}

#[divan::bench(args = SHAPES, sample_count = 5)]
fn paths_of_four_hops(bencher: Bencher<'_, '_>, shape: Shape) {
    let (mut scratch, ask) = (Scratch::default(), ask(4, (850, 1000)));
    stream(bencher, shape, |ground, anchor, budget| {
        usize::from(path::search(&mut scratch, ground, anchor, &ask, budget).unwrap().0.is_some())
    });
}

#[divan::bench(args = SHAPES, sample_count = 5)]
fn cycles_of_three_hops(bencher: Bencher<'_, '_>, shape: Shape) {
    let (mut scratch, mut found, ask) = (Scratch::default(), Vec::new(), ask(3, (800, 1000)));
    stream(bencher, shape, |ground, anchor, budget| {
        found.clear();
        cycle::search(&mut scratch, ground, anchor, &ask, budget, &mut found).unwrap();
        found.len()
    });
}

#[divan::bench(args = SHAPES, sample_count = 5)]
fn diamonds_of_three_middles(bencher: Bencher<'_, '_>, shape: Shape) {
    let (mut scratch, mut found, ask) = (Scratch::default(), Vec::new(), ask(3, (800, 1050)));
    stream(bencher, shape, |ground, anchor, budget| {
        found.clear();
        diamond::search(&mut scratch, ground, anchor, &ask, budget, &mut found).unwrap();
        found.len()
    });
}

/// Every combination, without hubs; with them there are more cycles than anyone can count.
#[divan::bench(sample_count = 5)]
fn all_cycles_counted(bencher: Bencher<'_, '_>) {
    let mut graph = TemporalGraph::default();
    for edge in ledger(Shape::Even) {
        graph.push(edge);
    }
    bencher
        .counter(ItemsCount::new(TRANSFERS))
        .bench_local(|| count_all(&graph, Window::from_hours(24), 8, Chaining::StrictlyLater));
}
