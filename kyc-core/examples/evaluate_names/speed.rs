//! How long searches over the Treasury's whole list take: mean, percentiles and a histogram.
//!
//! A search remembers nothing of the one before it, so that every name is met for the first time. Queries
//! are those of `search`: aliases held out, and clean customers of common names; and the worst a customer
//! can write: 32 of the words that most names of the list have.

use crate::clean;
use crate::search::{STEPS, held_out, read, weighed};
use std::collections::HashMap;
use std::time::{Duration, Instant};
use tidegate_kyc_core::base::Budget;
use tidegate_kyc_core::screen::list::EntryKind;
use tidegate_kyc_core::screen::name::{Index, Name, Score, Scratch};

pub(crate) fn run(list: &str) {
    let rows = read(list);
    let (kept, held) = held_out(&rows, 0);
    let start = Instant::now();
    let index = Index::build(kept.iter().map(|it| (Name::prepare(&it.text, it.kind), it.entry)));
    println!("{} names built in {:?}", index.len(), start.elapsed());
    let bytes = index.save();
    let start = Instant::now();
    println!("{} bytes loaded in {:?}", bytes.len(), Index::load(&bytes).map(|_| start.elapsed()).unwrap());
    let aliases: Vec<Name> = held.iter().map(|it| weighed(&index, &rows[*it].text, rows[*it].kind)).collect();
    let clean: Vec<Name> = clean::hard(2_000, 0).iter().map(|it| weighed(&index, it, EntryKind::Person)).collect();
    let hostile = hostile(&index);
    for threshold in ["0.78", "0.82", "0.85"] {
        let score = Score::parse(threshold).unwrap();
        for (what, queries) in [("aliases", &aliases), ("clean customers", &clean), ("hostile names", &hostile)] {
            show(&format!("{what} at {threshold}"), measure(&index, queries, score));
        }
    }
}

/// How often all queries are asked, one after the other; the least time of each counts, since on a shared
/// machine the others have waits for a processor in them.
const ROUNDS: usize = 3;

/// The time of each search, and the steps of all.
fn measure(index: &Index, queries: &[Name], threshold: Score) -> (Vec<Duration>, u64, u64) {
    let (mut scratch, mut took, mut steps, mut most) = (Scratch::default(), Vec::new(), 0, 0);
    for round in 0..ROUNDS {
        for (at, query) in queries.iter().enumerate() {
            let mut budget = Budget::of(STEPS);
            let start = Instant::now();
            index.search(query, threshold, &mut scratch, &mut budget).unwrap();
            let elapsed = start.elapsed();
            if round == 0 {
                took.push(elapsed);
                steps += STEPS - budget.left();
                most = most.max(STEPS - budget.left());
            } else {
                took[at] = took[at].min(elapsed);
            }
        }
    }
    took.sort_unstable();
    (took, steps, most)
}

fn show(what: &str, (took, steps, most): (Vec<Duration>, u64, u64)) {
    let at = |permille: usize| took[(took.len() * permille / 1000).min(took.len() - 1)].as_micros();
    let mean = (took.iter().sum::<Duration>() / took.len() as u32).as_micros();
    println!(
        "{what}: {} searches, mean {mean} us, median {}, p90 {}, p99 {}, most {}; steps: mean {}, most {most}",
        took.len(),
        at(500),
        at(900),
        at(990),
        at(1000),
        steps / took.len() as u64,
    );
    let edges = [50, 100, 200, 300, 500, 1_000, 2_000, 5_000, u128::MAX];
    let mut below = 0;
    for edge in edges {
        let upto = took.iter().filter(|it| it.as_micros() < edge).count();
        let share = (upto - below) * 1000 / took.len();
        let name = if edge == u128::MAX { "longer".to_owned() } else { format!("< {edge} us") };
        if upto > below {
            println!("  {name:>10} {:3}.{} % {}", share / 10, share % 10, "#".repeat(share.div_ceil(20)));
        }
        below = upto;
    }
}

/// Names of 32 parts, all of them among the words that most names of the index have, and of two and three
/// such words.
fn hostile(index: &Index) -> Vec<Name> {
    let mut counts: HashMap<String, u32> = HashMap::new();
    for at in 0..index.len() as u32 {
        let name = index.name(at).unwrap();
        if name.kind() == EntryKind::Person {
            name.words().for_each(|it| *counts.entry(it.to_owned()).or_default() += 1);
        }
    }
    let mut words: Vec<(u32, String)> = counts.into_iter().map(|it| (it.1, it.0)).collect();
    words.sort_unstable_by(|one, other| other.cmp(one));
    let words: Vec<&str> = words.iter().take(64).map(|it| it.1.as_str()).collect();
    let texts = (0..8).flat_map(|at| [2, 3, 5, 32].map(|count| words[at..at + count].join(" ")));
    let mut names: Vec<Name> = texts.map(|it| weighed(index, &it, EntryKind::Person)).collect();
    names.extend((0..4).map(|at| weighed(index, &words[at..at + 32].join(" "), EntryKind::Unknown)));
    names
}
