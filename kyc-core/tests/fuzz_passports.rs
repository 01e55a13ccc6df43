//! Replays the fuzz corpora of passports through the same functions as the fuzz targets, on stable
//! Rust, and again with each seed cut and with single bytes changed.
#![allow(clippy::unwrap_used, reason = "a test may fail loudly")]

#[path = "../../fuzz/fuzz_targets/passports.rs"]
mod passports;

#[path = "../../fuzz/replay.rs"]
mod replay;

/// Every seed whole, cut at every place, and with bytes there changed.
fn replay(target: &str, run: fn(&[u8])) {
    replay::replay(target, usize::MAX, &[0x01, 0x80, 0xff], run);
}

#[test]
fn the_corpus_of_chips_is_read() {
    replay("lds", passports::lds);
}

#[test]
fn the_corpus_of_security_objects_is_read() {
    replay("sod", passports::sod);
}
