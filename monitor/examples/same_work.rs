//! The counts that other engines give, by this one's own searches: `same_work read|cycles|fan-in|scatter-gather EXPORT`.
//!
//! `cargo run --release -p tidegate-monitor --example same_work -- cycles t1m.csv`
//!
//! One line of JSON. `read`: transfers. `cycles`: temporal cycles of at most twelve transfers within 24 hours, strictly later ones after
//! one another, every combination of parallel transfers, by length. `fan-in`: transfers after which the receiver has at
//! least ten distinct senders in the 24 hours up to and with their second. `scatter-gather`: for each transfer, the sources that
//! reach its receiver over its sender and two others or more, each in two transfers in the ledger's order, all within the
//! 24 hours that end with it. `monitor/benches/peers` lays them beside others.

use std::collections::{HashMap, VecDeque};
use std::error::Error;
use std::fs::File;
use std::io::{Write, stdout};
use tidegate_kyc_core::base::{Budget, Window};
use tidegate_monitor::graph::{Edge, TemporalGraph};
use tidegate_monitor::ledger::{Import, LedgerBuilder, PartyId};
use tidegate_monitor::pattern::cycle::{Chaining, count_all};
use tidegate_monitor::pattern::diamond::{Known, search_on};
use tidegate_monitor::pattern::{Ask, Assets, Bound, Ground, PartySet, Scratch};
use tidegate_monitor::pattern::{Figure, Quantity, QuantitySet, Row, Side, Tally};

/// Transfers of the longest cycle that is counted.
const HOPS_MAX: usize = 12;
/// Distinct senders from which a receiver is counted.
const SENDERS_MIN: u64 = 10;
/// Distinct parties in between from which a scatter and gather is counted.
const MIDDLES_MIN: u64 = 3;

fn main() -> Result<(), Box<dyn Error>> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let [what, export] = words.as_slice() else {
        return Err("usage: same_work read|cycles|fan-in|scatter-gather EXPORT".into());
    };
    let mut builder = LedgerBuilder::new(Import::default());
    builder.read(export, File::open(export)?)?;
    let edges: Vec<Edge> = builder.finish().transfers().iter().map(edge).collect();
    let mut out = stdout().lock();
    match what.as_str() {
        "cycles" => writeln!(out, "{:?}", cycles(&edges))?,
        "fan-in" => writeln!(out, "{}", fan_in(&edges))?,
        "scatter-gather" => writeln!(out, "{}", scatter_gather(&edges)?)?,
        "read" => writeln!(out, "{}", edges.len())?,
        _ => return Err("what is to be counted: read, cycles, fan-in or scatter-gather".into()),
    }
    Ok(())
}

fn edge(it: &tidegate_monitor::ledger::Transfer) -> Edge {
    let (amount, time, value, asset) = (it.amount, it.time, it.value, it.asset);
    Edge { amount, time, selected: 1, value, from: it.from, to: it.to, asset }
}

/// Cycles by length, from 0 on.
fn cycles(edges: &[Edge]) -> Vec<u64> {
    let mut graph = TemporalGraph::default();
    for edge in edges {
        graph.push(*edge);
    }
    count_all(&graph, Window::from_hours(24), HOPS_MAX, Chaining::StrictlyLater)
}

/// Transfers that complete or extend a scatter and gather, once for each of its sources.
fn scatter_gather(edges: &[Edge]) -> Result<usize, Box<dyn Error>> {
    let within = Window::from_hours(24);
    let (size, kept) = (Bound { min: Some(MIDDLES_MIN), max: None }, Bound::default());
    let ask = Ask { within, assets: Assets::Any, size, kept };
    let (mut graph, mut scratch, mut known) = (TemporalGraph::default(), Scratch::default(), Known::default());
    let boundaries = PartySet::default();
    let (mut found, mut many) = (Vec::new(), 0);
    for edge in edges.iter().filter(|it| it.from != it.to) {
        graph.forget_before(within.start(edge.time));
        let anchor = graph.push(*edge);
        let view = graph.view(graph.first(), graph.end());
        let ground = Ground { view, selected: 1, boundaries: &boundaries };
        let budget = &mut Budget::of(u64::MAX);
        search_on(&mut known, &mut scratch, &ground, anchor, &ask, budget, &mut found)?;
        many += found.len();
        found.clear();
    }
    Ok(many)
}

/// Transfers that leave their receiver with many senders. All of one second count for one another.
fn fan_in(edges: &[Edge]) -> usize {
    let within = Window::from_hours(24);
    let kept: QuantitySet = [Quantity::Senders].into_iter().collect();
    let mut windows: HashMap<PartyId, (Tally, VecDeque<usize>)> = HashMap::new();
    let (mut many, mut first) = (0, 0);
    for second in edges.chunk_by(|one, other| one.time == other.time) {
        for (at, edge) in (first..).zip(second) {
            let (tally, rows) = windows.entry(edge.to).or_insert_with(|| (Tally::keeping(kept), VecDeque::new()));
            tally.push_newest(Row { edge, side: Side::In });
            rows.push_back(at);
            while let Some(oldest) = rows.front().map(|it| &edges[*it]).filter(|it| !within.holds(it.time, edge.time)) {
                rows.pop_front();
                tally.pop_oldest(Row { edge: oldest, side: Side::In }, rows.front().map(|it| edges[*it].time));
            }
        }
        first += second.len();
        let senders = |it: &&Edge| windows.get(&it.to).map(|it| it.0.figure(Quantity::Senders));
        many += second.iter().filter(|it| matches!(senders(it), Some(Figure::Exact(it)) if it >= SENDERS_MIN)).count();
    }
    many
}
