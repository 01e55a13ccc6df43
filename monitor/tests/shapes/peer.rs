//! Counting every combination: against the definition on small ledgers, and against the answer
//! that other enumerators agree on for a large one.

use super::ledgers::{World, worlds};
use proptest::prelude::*;
use std::collections::HashMap;
use tidegate_kyc_core::base::{Instant, Window};
use tidegate_monitor::graph::{Edge, TemporalGraph};
use tidegate_monitor::ledger::PartyId;
use tidegate_monitor::pattern::cycle::{Chaining, count_all};

/// Cycles through a row of edges, by length, one by one.
fn count_slowly(edges: &[Edge], row: &mut Vec<usize>, within: i64, chaining: Chaining, counts: &mut [u64]) {
    let (first, last) = (edges[row[0]], edges[*row.last().unwrap()]);
    if first.from == last.to {
        counts[row.len()] += 1;
        return;
    }
    for at in row.last().unwrap() + 1..edges.len() {
        let next = edges[at];
        let met = row.iter().any(|it| edges[*it].to == next.to);
        let later = chaining == Chaining::InOrder || next.time > last.time;
        let short = next.time.micros() - first.time.micros() <= within;
        if next.from == last.to && later && short && !met && next.from != next.to && row.len() + 1 < counts.len() {
            row.push(at);
            count_slowly(edges, row, within, chaining, counts);
            row.pop();
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(10_000))]

    #[test]
    fn every_combination_is_counted(world in worlds(), within in 0_i64..6, most in 2_usize..7, strictly in any::<bool>()) {
        let chaining = if strictly { Chaining::StrictlyLater } else { Chaining::InOrder };
        let World { edges, .. } = world;
        let mut graph = TemporalGraph::default();
        edges.iter().for_each(|it| {
            let _ = graph.push(*it);
        });
        let mut slowly = vec![0; most + 1];
        for first in (0..edges.len()).filter(|it| edges[*it].from != edges[*it].to) {
            count_slowly(&edges, &mut vec![first], within, chaining, &mut slowly);
        }
        prop_assert_eq!(count_all(&graph, Window::from_micros(within), most, chaining), slowly);
    }
}

#[test]
#[ignore = "needs TIDEGATE_T1M: a path to t1m.csv of the seeded benchmark generator"]
fn the_cycles_of_a_million_transfers_are_as_many_as_others_count() {
    let text = std::fs::read_to_string(std::env::var("TIDEGATE_T1M").unwrap()).unwrap();
    let mut numbers: HashMap<&str, u32> = HashMap::new();
    let mut graph = TemporalGraph::default();
    let model = World::read("0 a b 1 X").edges[0];
    for line in text.lines().skip(1) {
        let mut fields = line.split(',');
        let time = fields.next().unwrap().parse::<i64>().unwrap() * 1_000_000;
        let mut party = || {
            let new = u32::try_from(numbers.len()).unwrap();
            PartyId(*numbers.entry(fields.next().unwrap()).or_insert(new))
        };
        let (from, to) = (party(), party());
        graph.push(Edge { time: Instant::from_micros(time), from, to, ..model });
    }
    let counts = count_all(&graph, Window::from_hours(24), 12, Chaining::StrictlyLater);
    assert_eq!(counts[3..], [25, 27, 20, 15, 17, 22, 0, 0, 0, 0]);
}
