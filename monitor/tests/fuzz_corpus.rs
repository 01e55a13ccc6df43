//! Replays the fuzz corpora through the same functions as the fuzz targets, on stable Rust, and
//! again with each seed cut and with single bytes changed.
#![allow(clippy::unwrap_used, reason = "a test may fail loudly")]

#[path = "../../fuzz/fuzz_targets/readers.rs"]
mod readers;

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
