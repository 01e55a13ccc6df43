//! Replays the fuzz corpora of printed zones through the same functions as the fuzz targets, on
//! stable Rust, and again with each seed cut and with single bytes changed.
#![allow(clippy::unwrap_used, reason = "a test may fail loudly")]

#[path = "../../fuzz/fuzz_targets/zones.rs"]
mod zones;

#[path = "../../fuzz/replay.rs"]
mod replay;

/// Every seed whole, cut at every place, and with bytes there changed.
fn replay(target: &str, run: fn(&[u8])) {
    replay::replay(target, usize::MAX, &[0x01, 0x0c, 0x80, 0xff], run);
}

#[test]
fn the_corpus_of_machine_readable_zones_is_read() {
    replay("mrz", zones::mrz);
}

#[test]
fn the_corpus_of_barcodes_is_read() {
    replay("aamva", zones::aamva);
}
