//! Replays the fuzz corpora of journals, notes and proofs through the same functions as the fuzz targets, on stable
//! Rust, and again with each seed cut and with single bytes changed.
#![allow(clippy::unwrap_used, reason = "a test may fail loudly")]

#[path = "../../fuzz/fuzz_targets/journals.rs"]
mod journals;

#[path = "../../fuzz/replay.rs"]
mod replay;

#[test]
fn the_corpus_of_journals_is_read() {
    replay::replay("journal", usize::MAX, &[0x01, 0xff], journals::journal);
}

#[test]
fn the_corpus_of_notes_is_read() {
    replay::replay("note", usize::MAX, &[0x01, 0xff], journals::note);
}

#[test]
fn the_corpus_of_proofs_is_read() {
    replay::replay("proof", usize::MAX, &[0x01, 0xff], journals::proof);
}
