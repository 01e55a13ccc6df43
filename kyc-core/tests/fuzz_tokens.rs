//! Replays the fuzz corpora of tokens, mobile documents and seals through the same functions as the fuzz targets, on
//! stable Rust, and again with each seed cut and with single bytes changed.
#![allow(clippy::unwrap_used, reason = "a test may fail loudly")]

#[path = "../../fuzz/fuzz_targets/tokens.rs"]
mod tokens;

use std::path::Path;

/// Every seed whole, cut at every place, and with every byte changed in two ways.
fn replay(target: &str, run: fn(&[u8])) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fuzz/corpus").join(target);
    let mut seeds: Vec<_> = folder.read_dir().unwrap().map(|it| it.unwrap().path()).collect();
    seeds.sort();
    assert!(!seeds.is_empty(), "the corpus of {target} is empty");
    for seed in seeds {
        let bytes = std::fs::read(&seed).unwrap();
        run(&bytes);
        for at in 0..bytes.len() {
            run(&bytes[..at]);
            for flip in [0x01, 0xff] {
                let mut changed = bytes.clone();
                changed[at] ^= flip;
                run(&changed);
            }
        }
    }
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
