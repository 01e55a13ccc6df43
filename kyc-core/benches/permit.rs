//! What a permit costs the order path: verifying it, checking it again for an order, the status list; each against the
//! bare signature. And what signing and opening a key cost the gate.
//!
//! The permit is that of `testdata/permits`.
#![allow(clippy::unwrap_used, reason = "a bench may fail loudly")]

use divan::{Bencher, black_box};
use tidegate_kyc_core::base::{Instant, Label, Window};
use tidegate_kyc_core::document::Jws;
use tidegate_kyc_core::gate::{
    Account, CheckedList, Order, Period, PermitVerifier, StatusBook, UnverifiedPermit, Used, VerifierPolicy,
};
use tidegate_kyc_core::key::{KeyPair, KeySet, Passphrase, Seal};
use tidegate_kyc_core::trust::Scheme;
use zeroize::Zeroizing;

const TOKEN: &str = include_str!("../../testdata/permits/permit.jwt");
const LIST: &[u8] = include_bytes!("../../testdata/permits/status.jwt");
const KEYS: &[u8] = include_bytes!("../../testdata/permits/keys/jwks.json");

fn main() {
    divan::main();
}

fn noon() -> Instant {
    Instant::parse("2026-11-01T12:00:00Z").unwrap()
}

fn verifier() -> (PermitVerifier, [CheckedList; 1]) {
    let policy = VerifierPolicy {
        issuer: "https://gate.example".into(),
        audience: "https://exchange.example".into(),
        status_age_max: Window::from_hours(24),
    };
    let verifier = PermitVerifier::new(KEYS, policy).unwrap();
    let list = verifier.status_list(LIST, noon()).unwrap();
    (verifier, [list])
}

fn pair() -> KeyPair {
    KeyPair::from_seed(&Zeroizing::new([7; 32]))
}

#[divan::bench]
fn verify_a_permit(bencher: Bencher<'_, '_>) {
    let (verifier, lists) = verifier();
    bencher.bench(|| verifier.verify(black_box(TOKEN.trim_ascii()), &lists, noon()).unwrap());
}

#[divan::bench]
fn verify_its_bare_signature(bencher: Bencher<'_, '_>) {
    let (jws, keys) = (Jws::read(TOKEN.trim_ascii()).unwrap(), KeySet::read(KEYS).unwrap());
    let key = keys.keys()[0].key();
    bencher.bench(|| key.verify(Scheme::Ed25519, black_box(jws.signing_input()), jws.signature()).unwrap());
}

#[divan::bench]
fn read_it_without_its_signature(bencher: Bencher<'_, '_>) {
    bencher.bench(|| UnverifiedPermit::read(black_box(TOKEN.trim_ascii())).unwrap());
}

#[divan::bench]
fn admit_an_order(bencher: Bencher<'_, '_>) {
    let (verifier, lists) = verifier();
    let account = Account::open(verifier.verify(TOKEN.trim_ascii(), &lists, noon()).unwrap());
    let label = |it: &str| Label::parse(it).unwrap();
    let order = Order { asset: label("BTC"), market: label("spot"), currency: label("EUR"), minor: 99_900 };
    let used: Used = [((label("EUR"), Period::Day), 0), ((label("EUR"), Period::Month), 0)].into();
    bencher.bench(|| account.admit(black_box(&order), &used, &verifier, &lists, noon()));
}

#[divan::bench]
fn check_a_status_list_of_1024(bencher: Bencher<'_, '_>) {
    let (verifier, _) = verifier();
    bencher.bench(|| verifier.status_list(black_box(LIST), noon()).unwrap());
}

#[divan::bench]
fn sign_a_status_list_of_a_million(bencher: Bencher<'_, '_>) {
    let mut book = StatusBook::new("https://gate.example", "https://gate.example/status/1", 1 << 20).unwrap();
    (0..1000).for_each(|_| assert!(book.give_out().is_ok()));
    let key = pair();
    bencher.bench(|| black_box(&book).sign(&key, noon(), Window::from_hours(24)).unwrap());
}

#[divan::bench]
fn sign_as_many_bytes_as_a_permit(bencher: Bencher<'_, '_>) {
    let (key, input) = (pair(), TOKEN.rsplit_once('.').unwrap().0);
    bencher.bench(|| key.sign(black_box(input.as_bytes())));
}

#[divan::bench(sample_count = 10)]
fn open_a_key_file(bencher: Bencher<'_, '_>) {
    let passphrase = Passphrase::new(Zeroizing::new(b"correct horse battery".to_vec())).unwrap();
    let pem = pair().to_pem(&passphrase, &Seal { salt: [1; 16], iv: [2; 16] }).unwrap();
    bencher.bench(|| KeyPair::from_pem(black_box(pem.as_bytes()), &passphrase).unwrap());
}
