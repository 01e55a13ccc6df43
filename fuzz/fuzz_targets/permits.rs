//! What the readers of permits, status lists, key files and key sets must keep whatever the bytes are. Shared by the
//! fuzz targets and by the replay of their corpora in `cargo test`; knows nothing of the fuzzer.

use tidegate_kyc_core::base::{Instant, Window};
use tidegate_kyc_core::gate::{Grant, PermitId, PermitVerifier, StatusBook, UnverifiedPermit, VerifierPolicy};
use tidegate_kyc_core::key::{KeyPair, KeyRing, KeySet, Passphrase};

/// What the made gate has signed, and nothing else.
const PERMIT: &str = include_str!("../../testdata/permits/permit.jwt");
const LIST: &str = include_str!("../../testdata/permits/status.jwt");
const KEYS: &[u8] = include_bytes!("../../testdata/permits/keys/jwks.json");
/// 2026-11-01T12:00:00Z.
const NOON: Instant = Instant::from_micros(1_793_534_400_000_000);

fn keys() -> KeySet {
    KeySet::read(KEYS).unwrap()
}

fn verifier() -> PermitVerifier {
    let policy = VerifierPolicy {
        issuer: "https://gate.example".into(),
        audience: "https://exchange.example".into(),
        status_age_max: Window::from_hours(24),
    };
    PermitVerifier::with_keys(keys(), policy)
}

/// A permit: what is read is written the same, and only what the gate has signed is taken.
pub(crate) fn permit(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    if let Ok(id) = PermitId::parse(text) {
        assert_eq!(id.to_string(), text);
    }
    if let Ok(read) = UnverifiedPermit::read(text) {
        assert_eq!(Grant::of(read.grant.terms().clone()), Ok(read.grant));
        assert_eq!(PermitId::parse(&read.id.to_string()), Ok(read.id));
    }
    let verifier = verifier();
    let lists = [verifier.status_list(LIST.as_bytes(), NOON).unwrap()];
    assert_eq!(verifier.verify(text, &lists, NOON).is_ok(), text == PERMIT.trim_ascii());
}

/// A status list: only what the gate has signed is taken, by the order path as by the gate.
pub(crate) fn status(bytes: &[u8]) {
    let ours = bytes.trim_ascii() == LIST.trim_ascii().as_bytes();
    assert_eq!(verifier().status_list(bytes, NOON).is_ok(), ours);
    let book = StatusBook::read(bytes, &keys());
    assert_eq!(book.is_ok(), ours);
    assert!(book.is_ok_and(|it| it.len() == 1024) == ours);
}

/// A key file: none opens a set that does not name its key.
pub(crate) fn key(bytes: &[u8]) {
    let passphrase = Passphrase::new(b"correct horse battery".to_vec().into()).unwrap();
    if let Ok(pair) = KeyPair::from_pem(bytes, &passphrase) {
        assert_eq!(format!("{pair:?}"), format!("KeyPair({})", pair.id()));
        assert_eq!(KeyRing::open(keys(), bytes, &passphrase).is_ok(), pair.id() == keys().active());
    }
}

/// A key set: what is read is written the same, and exactly one key of it is active.
pub(crate) fn jwks(bytes: &[u8]) {
    let Ok(set) = KeySet::read(bytes) else { return };
    assert_eq!(KeySet::read(set.to_json().as_bytes()).as_ref(), Ok(&set));
    assert!(set.named(&set.active().to_string()).is_some_and(|it| it.not_after().is_none()));
    assert_eq!(set.keys().iter().filter(|it| it.not_after().is_none()).count(), 1);
}
