//! Replays the fuzz corpora of permits, status lists, key files and key sets through the same functions as the fuzz
//! targets, on stable Rust, and again with each seed cut and with single bytes changed.
#![allow(clippy::unwrap_used, reason = "a test may fail loudly")]

#[path = "../../fuzz/fuzz_targets/permits.rs"]
mod permits;

#[path = "../../fuzz/replay.rs"]
mod replay;

#[test]
fn the_corpus_of_permits_is_read() {
    replay::replay("permit", usize::MAX, &[0x01], permits::permit);
}

#[test]
fn the_corpus_of_status_lists_is_read() {
    replay::replay("status", usize::MAX, &[0x01, 0x20], permits::status);
}

/// The seeds cost the least that scrypt can cost, so that every byte of them can be tried.
#[test]
fn the_corpus_of_key_files_is_read() {
    replay::replay("key", usize::MAX, &[0x01, 0x02, 0xff], permits::key);
}

#[test]
fn the_corpus_of_key_sets_is_read() {
    replay::replay("jwks", usize::MAX, &[0x01, 0x10, 0xff], permits::jwks);
}

/// A seed that no reader takes would test little.
#[test]
fn the_good_seeds_are_good() {
    use tidegate_kyc_core::gate::UnverifiedPermit;
    use tidegate_kyc_core::key::{KeyPair, KeySet, Passphrase};
    let seed = |name: &str| {
        std::fs::read(std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../fuzz/corpus").join(name)).unwrap()
    };
    let passphrase = Passphrase::new(b"correct horse battery".to_vec().into()).unwrap();
    assert!(KeyPair::from_pem(&seed("key/cheap"), &passphrase).is_ok());
    assert_eq!(
        ["active", "rotated"].map(|it| KeySet::read(&seed(&format!("jwks/{it}"))).unwrap().keys().len()),
        [1, 2]
    );
    for name in ["permit", "suspended", "revoked"] {
        let token = String::from_utf8(seed(&format!("permit/{name}"))).unwrap();
        assert!(UnverifiedPermit::read(&token).is_ok(), "{name}");
    }
}
