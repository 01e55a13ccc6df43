//! Replays the fuzz corpora of policies and reviews through the same functions as the fuzz targets, on stable Rust, and
//! again with each seed cut and with single bytes changed.
#![allow(clippy::unwrap_used, reason = "a test may fail loudly")]

#[path = "../../fuzz/fuzz_targets/policies.rs"]
mod policies;

#[path = "../../fuzz/replay.rs"]
mod replay;

#[test]
fn the_corpus_of_policies_is_read() {
    replay::replay("policy", 64, &[0x01, 0xff], policies::policy);
}

#[test]
fn the_corpus_of_reviews_is_read() {
    replay::replay("review", usize::MAX, &[0x01, 0xff], policies::review);
}
