//! Replays the fuzz corpora through the same functions as the fuzz targets, on stable Rust, and
//! again with each seed cut and with single bytes changed.
#![allow(clippy::unwrap_used, reason = "a test may fail loudly")]

use std::path::Path;
use tidegate_kyc_core::base::Instant;
use tidegate_monitor::engine::Monitor;
use tidegate_monitor::ledger::Book;
use tidegate_monitor::rule::Facts;
use tidegate_monitor::tag::{Customers, Tags};

#[path = "../../fuzz/fuzz_targets/readers.rs"]
mod readers;

#[path = "../../fuzz/fuzz_targets/snapshots.rs"]
mod snapshots;

#[path = "../../fuzz/replay.rs"]
mod replay;

/// Every seed whole, cut at some places, and with bytes there changed.
fn replay(target: &str, run: fn(&[u8])) {
    replay::replay(target, 200, &[0x01, 0x80, 0xff], run);
}

#[test]
fn the_corpus_of_csv_is_read() {
    replay("csv", readers::csv);
}

#[test]
fn the_corpus_of_json_lines_is_read() {
    replay("jsonl", readers::jsonl);
}

#[test]
#[cfg(feature = "parquet")]
fn the_corpus_of_parquet_is_read() {
    replay("parquet", readers::parquet);
}

#[test]
fn the_corpus_of_exports_is_read() {
    replay("exports", readers::exports);
}

#[test]
fn the_corpus_of_prices_is_read() {
    replay("prices", readers::prices);
}

#[test]
fn the_corpus_of_snapshots_is_taken_up_or_refused() {
    replay("snapshot", snapshots::snapshot);
}

/// What a monitor writes today is a seed: one that is only refused would try nothing.
#[test]
fn a_seed_of_snapshots_is_what_a_monitor_writes() {
    let (pack, mut book) = (snapshots::pack(), Book::default());
    ["a", "b", "c", "d", "e"].iter().for_each(|it| _ = book.parties.wallet(it));
    let _ = (book.asset_number("EUR"), book.kind_number(""));
    let (tags, customers) = (Tags::default(), Customers::default());
    let facts = Facts { book: &book, tags: &tags, customers: &customers };
    let mut monitor = Monitor::new(&pack);
    let mut outcomes = 0;
    for (at, (from, to)) in (0_u32..).zip([(0, 1), (0, 2), (1, 3), (2, 3), (3, 4), (4, 0), (0, 1)]) {
        let time = Instant::from_micros(i64::from(at) * 3_600_000_000);
        outcomes += monitor.observe(&snapshots::transfer(time, at, from, to).unwrap(), facts).unwrap().len();
    }
    assert!(outcomes > 4, "{outcomes}");
    let snapshot = monitor.snapshot(&book);
    let seed = &snapshot[..snapshot.len() - 32];
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fuzz/corpus/snapshot/whole");
    if std::env::var_os("TIDEGATE_RENEW").is_some() {
        std::fs::write(&path, seed).unwrap();
    }
    let body = |it: &[u8]| it.split(|it| *it == b'\n').skip(1).collect::<Vec<_>>().concat();
    assert_eq!(body(&std::fs::read(path).unwrap()), body(seed), "TIDEGATE_RENEW=1 writes it anew");
}
