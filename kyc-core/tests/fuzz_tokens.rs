//! Replays the fuzz corpora of tokens, mobile documents and seals through the same functions as the fuzz targets, on
//! stable Rust, and again with each seed cut and with single bytes changed.
#![allow(clippy::unwrap_used, reason = "a test may fail loudly")]

#[path = "../../fuzz/fuzz_targets/tokens.rs"]
mod tokens;

#[path = "../../fuzz/replay.rs"]
mod replay;

/// Every seed whole, cut at every place, and with bytes there changed.
fn replay(target: &str, run: fn(&[u8])) {
    replay::replay(target, usize::MAX, &[0x01, 0xff], run);
}

#[test]
fn the_corpus_of_tokens_is_read() {
    replay("sdjwt", tokens::sdjwt);
}

#[test]
fn the_corpus_of_mobile_documents_is_read() {
    replay("mdoc", tokens::mdoc);
}

#[test]
fn the_corpus_of_seals_is_read() {
    replay("vds", tokens::vds);
}
