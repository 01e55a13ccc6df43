//! Replays the fuzz corpus of Travel Rule payloads, policies and descriptions through the same function as the fuzz target,
//! on stable Rust, and again with each seed cut and with single bytes changed.
#![allow(clippy::unwrap_used, reason = "a test may fail loudly")]

#[path = "../../fuzz/fuzz_targets/travels.rs"]
mod travels;

#[path = "../../fuzz/replay.rs"]
mod replay;

use std::path::Path;
use tidegate_kyc_core::base::Day;
use tidegate_kyc_core::base::written::WrittenFile;
use tidegate_kyc_core::travel::{Description, Payload, TravelPolicy};

#[test]
fn the_corpus_of_payloads_is_read() {
    replay::replay("travel", 60, &[0x01, 0x20], travels::travel);
}

/// Seeds that nobody can read would test little.
#[test]
fn the_good_seeds_are_good() {
    let read = |name: &str| {
        std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../fuzz/corpus/travel").join(name)).unwrap()
    };
    let file = |name: &str| WrittenFile { name: name.to_owned(), text: read(name) };
    let day = Day::parse("2026-03-01").unwrap();
    for name in ["whole", "large"] {
        assert!(Payload::read(read(name).as_bytes(), day).is_ok(), "{name}");
    }
    assert!(Payload::read(read("faults").as_bytes(), day).is_err());
    assert!(TravelPolicy::read(&file("policy")).is_ok() && Description::read(&file("description")).is_ok());
}
