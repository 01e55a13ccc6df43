//! Recall on ledgers that others made and labelled, found through the variable `TIDEGATE_VECTORS`.
//!
//! An attempt counts as found when one hit of its typology holds at least half of its transfers.
//! Which attempts carry their shape at all is worked out here from their rows, by the words of the
//! demand and without the engine. Where the variable is unset these tests are ignored.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test stops at the first surprise")]
#![allow(clippy::print_stderr, reason = "recall and hits raised are what these tests are read for")]

mod shipped;

use shipped::{ledger, pack};
use std::collections::{BTreeMap, BTreeSet};
use std::fs::read_to_string;
use std::path::PathBuf;
use tidegate_kyc_core::base::Window;
use tidegate_monitor::engine::{Scan, scan};
use tidegate_monitor::ledger::{Ledger, PartyId, Transfer};
use tidegate_monitor::rule::{Facts, Pack};
use tidegate_monitor::tag::{Customers, Tags};

fn vectors(path: &str) -> PathBuf {
    let root = std::env::var("TIDEGATE_VECTORS").expect("TIDEGATE_VECTORS names the folder of vectors");
    PathBuf::from(root).join("transfers").join(path)
}

/// One labelled attempt: its rows in the ledger's order, and by their lines.
#[derive(Default)]
struct Attempt {
    rows: Vec<Transfer>,
    lines: BTreeSet<u32>,
}

impl Attempt {
    fn add(&mut self, row: &Transfer) {
        self.rows.push(*row);
        self.lines.insert(row.line);
    }
}

fn run<'t>(pack: &Pack, ledger: &'t Ledger) -> Scan<'t> {
    let (tags, customers) = (Tags::default(), Customers::default());
    let facts = Facts { book: ledger.book(), tags: &tags, customers: &customers };
    let scan = scan(ledger.transfers(), facts, pack, 1, &|_| {});
    assert!(scan.unfinished.is_empty(), "{} searches have no end", scan.unfinished.len());
    scan
}

/// How many of the attempts one rule finds, and how many hits it raises; said aloud.
fn recall(pack: &Pack, scan: &Scan, rule: &str, attempts: &[&Attempt]) -> usize {
    let hits: Vec<BTreeSet<u32>> = scan
        .hits
        .iter()
        .filter(|it| pack.rules[it.rule].id == rule)
        .map(|it| it.rows.iter().map(|row| row.line).collect())
        .collect();
    let is_found = |it: &&&Attempt| hits.iter().any(|hit| 2 * hit.intersection(&it.lines).count() >= it.lines.len());
    let found = attempts.iter().filter(is_found).count();
    eprintln!("{rule}: {found} of {} attempts found, {} hits raised", attempts.len(), hits.len());
    found
}

fn assert_share(found: usize, all: usize, percent: usize, what: &str) {
    assert!(all > 0, "no attempt is a {what}");
    assert!(100 * found >= percent * all, "{what}: {found} of {all} found, {percent} % asked");
}

#[test]
#[ignore = "needs TIDEGATE_VECTORS: the folder of data from outside the project"]
fn amlsim_alerts_that_carry_their_shape_are_found() {
    let pack = pack(Some("amlsim.toml"));
    let ledger = ledger(&vectors("amlsim/transactions.csv.gz"), &pack);
    let by_id: BTreeMap<_, &Transfer> =
        ledger.transfers().iter().map(|it| (ledger.book().texts.text(it.txid), it)).collect();
    let mut alerts: BTreeMap<(String, String), Attempt> = BTreeMap::new();
    for line in read_to_string(vectors("amlsim/alert_transactions.csv")).unwrap().lines().skip(1) {
        let fields: Vec<&str> = line.split(',').collect();
        let key = (fields[1].to_owned(), fields[0].to_owned());
        alerts.entry(key).or_default().add(by_id[fields[3]]);
    }
    let scan = run(&pack, &ledger);
    eprintln!("hits raised in all: {}", scan.hits.len());
    for (rule, label) in [("gather-scatter", "gather_scatter"), ("scatter-gather", "scatter_gather")] {
        let labelled: Vec<&Attempt> = alerts.iter().filter(|it| it.0.0 == label).map(|it| it.1).collect();
        assert_share(recall(&pack, &scan, rule, &labelled), labelled.len(), 95, label);
    }
}

/// The most distinct parties on the other side within 72 hours, for the busiest party on one side.
fn counterparties(attempt: &Attempt, hub: fn(&Transfer) -> PartyId, other: fn(&Transfer) -> PartyId) -> usize {
    let within = Window::from_hours(72);
    let rows = &attempt.rows;
    let near = |first: &Transfer, it: &&Transfer| it.time >= first.time && within.holds(first.time, it.time);
    let around = |first: &Transfer| {
        let same = rows.iter().filter(|it| hub(it) == hub(first)).filter(|it| near(first, it));
        same.map(other).collect::<BTreeSet<_>>().len()
    };
    rows.iter().map(around).max().unwrap_or(0)
}

fn is_ordered_cycle(attempt: &Attempt) -> bool {
    let rows = &attempt.rows;
    let chained = rows.windows(2).all(|it| it[0].to == it[1].from);
    let parties: BTreeSet<PartyId> = rows.iter().map(|it| it.from).collect();
    rows.len() >= 2
        && chained
        && rows.first().map(|it| it.from) == rows.last().map(|it| it.to)
        && parties.len() == rows.len()
}

/// The most parties between any two ends that were paid by the one before they paid the other.
fn ordered_branches(attempt: &Attempt) -> usize {
    let mut ends: BTreeMap<(PartyId, PartyId), BTreeSet<PartyId>> = BTreeMap::new();
    for (at, first) in attempt.rows.iter().enumerate() {
        for second in attempt.rows[at + 1..].iter().filter(|it| it.from == first.to && it.to != first.from) {
            ends.entry((first.from, second.to)).or_default().insert(first.to);
        }
    }
    ends.values().map(BTreeSet::len).max().unwrap_or(0)
}

/// The least of the distinct payers and the distinct payees, for the party where it is largest.
fn sides(attempt: &Attempt) -> usize {
    let parties: BTreeSet<PartyId> = attempt.rows.iter().flat_map(|it| [it.from, it.to]).collect();
    let least = |hub: PartyId| {
        let payers: BTreeSet<PartyId> = attempt.rows.iter().filter(|it| it.to == hub).map(|it| it.from).collect();
        let payees: BTreeSet<PartyId> = attempt.rows.iter().filter(|it| it.from == hub).map(|it| it.to).collect();
        payers.len().min(payees.len())
    };
    parties.into_iter().map(least).max().unwrap_or(0)
}

#[test]
#[ignore = "needs TIDEGATE_VECTORS: the folder of data from outside the project"]
fn amlworld_attempts_that_carry_their_shape_are_found() {
    let pack = pack(Some("amlworld.toml"));
    let ledger = ledger(&vectors("amlworld/HI-Small_Patterns_dev.txt"), &pack);
    let mut attempts: BTreeMap<_, Attempt> = BTreeMap::new();
    for row in ledger.transfers() {
        attempts.entry(ledger.book().texts.text(row.memo)).or_default().add(row);
    }
    let scan = run(&pack, &ledger);
    eprintln!("hits raised in all: {}", scan.hits.len());
    let fan_in: fn(&Attempt) -> bool = |it| counterparties(it, |row| row.to, |row| row.from) >= 5;
    let fan_out: fn(&Attempt) -> bool = |it| counterparties(it, |row| row.from, |row| row.to) >= 5;
    let demands = [
        ("temporal-cycle", "CYCLE", is_ordered_cycle as fn(&Attempt) -> bool, 100),
        ("fan-in", "FAN-IN", fan_in, 95),
        ("fan-out", "FAN-OUT", fan_out, 95),
        ("scatter-gather", "SCATTER-GATHER", |it| ordered_branches(it) >= 3, 95),
        ("gather-scatter", "GATHER-SCATTER", |it| sides(it) >= 3, 95),
    ];
    for (rule, label, carries_shape, percent) in demands {
        let labelled = attempts.iter().filter(|it| it.0.ends_with(&format!(" {label}")));
        let shaped: Vec<&Attempt> = labelled.map(|it| it.1).filter(|it| carries_shape(it)).collect();
        assert_share(recall(&pack, &scan, rule, &shaped), shaped.len(), percent, label);
    }
}
