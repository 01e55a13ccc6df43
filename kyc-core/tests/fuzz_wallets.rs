//! Replays the fuzz corpus of proofs of control through the same function as the fuzz target, on stable Rust, and
//! again with each seed cut and with single bytes changed.
#![allow(clippy::unwrap_used, reason = "a test may fail loudly")]

#[path = "../../fuzz/fuzz_targets/wallets.rs"]
mod wallets;

#[path = "../../fuzz/replay.rs"]
mod replay;

use std::path::Path;
use tidegate_kyc_core::wallet::address::Address;
use tidegate_kyc_core::wallet::proof::verify;

#[test]
fn the_corpus_of_proofs_is_read() {
    replay::replay("wallet", 120, &[0x01, 0x20], wallets::wallet);
}

/// A seed that proves nothing would test little.
#[test]
fn the_good_seeds_are_good() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fuzz/corpus/wallet");
    let mut proved = 0;
    for seed in folder.read_dir().unwrap() {
        let text = std::fs::read_to_string(seed.unwrap().path()).unwrap();
        let lines: Vec<&str> = text.splitn(3, '\n').collect();
        proved += usize::from(Address::read(lines[0]).is_ok_and(|it| verify(&it, lines[2], lines[1]).is_ok()));
    }
    assert!(proved >= 5, "{proved}");
}
