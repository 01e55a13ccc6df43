//! Replays the fuzz corpora of lists, addresses and customers through the same functions as the fuzz targets, on
//! stable Rust, and again with each seed cut and with single bytes changed.
#![allow(clippy::unwrap_used, reason = "a test may fail loudly")]

#[path = "../../fuzz/fuzz_targets/lists.rs"]
mod lists;

#[path = "../../fuzz/replay.rs"]
mod replay;

/// Every seed whole, cut at some places, and with bytes there changed.
fn replay(target: &str, run: fn(&[u8])) {
    replay::replay(target, 200, &[0x01, 0x80, 0xff], run);
}

#[test]
fn the_corpus_of_lists_is_read() {
    replay("list", lists::list);
}

#[test]
fn the_corpus_of_addresses_is_read() {
    replay("address", lists::address);
}

#[test]
fn the_corpus_of_customers_is_read() {
    replay("customers", lists::customers);
}

#[test]
fn the_corpus_of_lists_in_parts_is_read() {
    replay("list_parts", lists::parts);
}
