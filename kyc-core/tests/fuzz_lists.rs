//! Replays the fuzz corpora of lists and addresses through the same functions as the fuzz targets, on
//! stable Rust, and again with each seed cut and with single bytes changed.
#![allow(clippy::unwrap_used, reason = "a test may fail loudly")]

#[path = "../../fuzz/fuzz_targets/lists.rs"]
mod lists;

use std::path::Path;

/// Every seed whole, cut at some places, and with some bytes changed.
fn replay(target: &str, run: fn(&[u8])) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fuzz/corpus").join(target);
    let mut seeds: Vec<_> = folder.read_dir().unwrap().map(|it| it.unwrap().path()).collect();
    seeds.sort();
    assert!(!seeds.is_empty(), "the corpus of {target} is empty");
    for seed in seeds {
        let bytes = std::fs::read(&seed).unwrap();
        run(&bytes);
        let step = (bytes.len() / 200).max(1);
        for at in (0..bytes.len()).step_by(step) {
            run(&bytes[..at]);
            for flip in [0x01, 0x80, 0xff] {
                let mut changed = bytes.clone();
                changed[at] ^= flip;
                run(&changed);
            }
        }
    }
}

#[test]
fn the_corpus_of_lists_is_read() {
    replay("list", lists::list);
}

#[test]
fn the_corpus_of_addresses_is_read() {
    replay("address", lists::address);
}
