//! Replays the fuzz corpus of names through the same function as the fuzz target, on stable Rust, and again
//! with each seed cut and with single bytes changed.
#![allow(clippy::unwrap_used, reason = "a test may fail loudly")]

#[path = "../../fuzz/fuzz_targets/names_held.rs"]
mod names_held;

use std::path::Path;
use tidegate_kyc_core::screen::list::EntryKind;
use tidegate_kyc_core::screen::name::{Index, Name};

fn around(bytes: &[u8]) {
    names_held::names(bytes);
    for at in (0..bytes.len()).step_by((bytes.len() / 40).max(1)) {
        names_held::names(&bytes[..at]);
        for flip in [0x01, 0x80] {
            let mut changed = bytes.to_vec();
            changed[at] ^= flip;
            names_held::names(&changed);
        }
    }
}

#[test]
fn the_corpus_of_names_is_held() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fuzz/corpus/names");
    let mut seeds: Vec<_> = folder.read_dir().unwrap().map(|it| it.unwrap().path()).collect();
    seeds.sort();
    assert!(!seeds.is_empty());
    for seed in seeds {
        around(&std::fs::read(&seed).unwrap());
    }
}

#[test]
fn an_index_file_cut_or_changed_is_held() {
    let names = ["Erika Mustermann", "محمد علي", "吴永昊"];
    around(&Index::build((0..).zip(names).map(|(at, it)| (Name::prepare(it, EntryKind::Person), at))).save());
}
