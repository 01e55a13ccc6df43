//! The kinds that look at one subject, `flow` and `turnover`, through the engine: each transfer of
//! a stream is observed by one rule, on a ledger without hubs and on one in which a few parties
//! both receive and send a tenth of everything.
//!
//! Counts transfers; what a bench takes includes the graph and the state of parties (`no_rule_fits`
//! takes that alone: its rule selects nothing).

#![expect(clippy::unwrap_used, reason = "a bench may stop at what it did not expect")]

use divan::counter::ItemsCount;
use divan::{Bencher, black_box};
use tidegate_monitor::engine::scan;
use tidegate_monitor::ledger::{Import, Ledger, LedgerBuilder};
use tidegate_monitor::rule::{Facts, Pack, RuleFile};
use tidegate_monitor::tag::{Customers, Tags};

const TRANSFERS: u64 = 100_000;
const PARTIES: u64 = 20_000;
/// A day holds a third of the ledger.
const SECONDS: u64 = 3 * 86_400;

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

fn ledger(shape: Shape) -> Ledger {
    let mut seed = 0x7469_6465_6761_7465;
    let party = |seed: &mut u64| {
        let hub = matches!(shape, Shape::Hubs) && next(seed).is_multiple_of(10);
        next(seed) % if hub { 20 } else { PARTIES }
    };
    let mut text = "time,from,to,amount,asset,txid\n".to_owned();
    for number in 0..TRANSFERS {
        let time = 1_700_000_000 + number * SECONDS / TRANSFERS;
        let (from, to, amount) = (party(&mut seed), party(&mut seed), next(&mut seed) % 1_000_000);
        text += &format!("{time},w{from},w{to},{}.{:02},EUR,{number:x}\n", amount / 100, amount % 100);
    }
    let mut builder = LedgerBuilder::new(Import { currency: Some("EUR".to_owned()), ..Import::default() });
    builder.read("bench.csv", text.as_bytes()).unwrap();
    builder.finish()
}

/// A pack of one rule that selects and requires this.
fn pack(select: &str, require: &str) -> Pack {
    let case = |name: &str, days: &[u32], expect: &str| {
        let rows = |it: &u32| format!("2026-03-0{it}T10:00Z a -> b 5 EUR\n2026-03-0{it}T11:00Z b -> c 5 EUR\n");
        let rows: String = days.iter().map(rows).collect();
        format!("[[case]]\nname = \"{name}\"\ntransfers = \"\"\"\n{rows}\"\"\"\nexpect = \"{expect}\"\n")
    };
    let rule = format!(
        "id = \"bench\"\nversion = 1\nstatus = \"active\"\nseverity = \"low\"\ntitle = \"x\"\ntypology = \"AMT-01\"\n\
         references = [\"x\"]\nrationale = \"x\"\ninnocent = [\"x\"]\nblind_spots = [\"x\"]\n\
         [select]\nsubject = \"party\"\n{select}\n[require]\n{require}\n[[score]]\npoints = 1\n\
         [explain]\ntext = \"x\"\n{}{}",
        case("one", &[1], "hit b rows 1"),
        case("none", &[2], "quiet")
    );
    let pack =
        "currency = \"EUR\"\nservices = [\"exchange\"]\nsearch_steps = 1000\n[[rule]]\nid = \"bench\"\nversion = 1\n";
    let file = |name: &str, text: &str| RuleFile { name: name.to_owned(), text: text.to_owned() };
    Pack::read(&[file("pack.toml", pack)], &[file("bench.toml", &rule)]).unwrap()
}

fn run(bencher: Bencher<'_, '_>, shape: Shape, select: &str, require: &str) {
    let (ledger, pack) = (ledger(shape), pack(select, require));
    let (tags, customers) = (Tags::default(), Customers::default());
    let facts = Facts { book: ledger.book(), tags: &tags, customers: &customers };
    bencher
        .counter(ItemsCount::new(TRANSFERS))
        .bench_local(|| black_box(scan(ledger.transfers(), facts, &pack, 1, &|_| {})).hits.len());
}

const IN: &str = "direction = \"in\"";
const FEW: &str = "kind = \"flow\"\nwithin = \"24h\"\nsenders = { min = 9 }";

#[divan::bench(args = SHAPES, sample_count = 5)]
fn no_rule_fits(bencher: Bencher<'_, '_>, shape: Shape) {
    run(bencher, shape, "direction = \"in\"\nasset = [\"NONE\"]", FEW);
}

#[divan::bench(args = SHAPES, sample_count = 5)]
fn flow_by_count_alone(bencher: Bencher<'_, '_>, shape: Shape) {
    run(bencher, shape, IN, "kind = \"flow\"\nwithin = \"24h\"\ncount = { min = 9 }");
}

#[divan::bench(args = SHAPES, sample_count = 5)]
fn flow_by_senders(bencher: Bencher<'_, '_>, shape: Shape) {
    run(bencher, shape, IN, FEW);
}

#[divan::bench(args = SHAPES, sample_count = 5)]
fn flow_by_total(bencher: Bencher<'_, '_>, shape: Shape) {
    run(bencher, shape, IN, "kind = \"flow\"\nwithin = \"24h\"\ntotal = { min = \"50000\" }");
}

#[divan::bench(args = SHAPES, sample_count = 5)]
fn turnover_by_counts(bencher: Bencher<'_, '_>, shape: Shape) {
    run(bencher, shape, "", "kind = \"turnover\"\nwithin = \"24h\"\nsenders = { min = 4 }\nreceivers = { min = 3 }");
}

#[divan::bench(args = SHAPES, sample_count = 5)]
fn turnover_by_kept_share(bencher: Bencher<'_, '_>, shape: Shape) {
    let require =
        "kind = \"turnover\"\nwithin = \"24h\"\nin_count = { min = 3 }\nkept_share = { min = \"0.9\", max = \"1.1\" }";
    run(bencher, shape, "", require);
}
