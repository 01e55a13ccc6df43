//! Replays the fuzz corpus of ownership statements through the same function as the fuzz target, on stable Rust, and again
//! with each seed cut and with single bytes changed.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail loudly")]

#[path = "../../fuzz/fuzz_targets/owned.rs"]
mod owned;

#[path = "../../fuzz/replay.rs"]
mod replay;

use std::path::Path;
use tidegate_kyc_core::company::Statements;

#[test]
fn the_corpus_of_ownership_is_read() {
    replay::replay("ownership", 40, &[0x01, 0x20], owned::ownership);
}

/// A seed that says nothing would test little.
#[test]
fn the_good_seeds_are_good() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fuzz/corpus/ownership");
    for seed in folder.read_dir().unwrap() {
        let text = std::fs::read_to_string(seed.unwrap().path()).unwrap();
        let read = Statements::read(&text).unwrap();
        assert!(read.len() >= 8 && read.unread().count() == 0);
    }
}
