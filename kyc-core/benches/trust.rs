//! What authenticating a security object costs beside its bare signatures, with 600 authorities loaded.
//!
//! Thirty of them have the name of the right one, twice as many as any of the German list; the bare
//! signatures are the two that must be verified, with their keys at hand.
#![expect(clippy::unwrap_used, reason = "what is made here is well formed")]

#[path = "../tests/made/mod.rs"]
mod made;

use divan::{Bencher, black_box};
use made::passport::{Country, files, groups, security_object};
use made::{CSCA, Key, Template};
use std::sync::OnceLock;
use tidegate_kyc_core::base::{Day, Instant};
use tidegate_kyc_core::document::lds::Passport;
use tidegate_kyc_core::trust::{
    Anchors, Certificate, Hash, PassportPolicy, Purpose, Scheme, WeakHash, authenticate_passport,
    authenticate_security_object,
};

const STRICT: PassportPolicy<'static> = PassportPolicy { weak_hash: WeakHash::Refuse, crls: &[], certificates: &[] };
const AUTHORITIES: usize = 600;
const NAMESAKES: usize = 30;
/// The length of the signed attributes of the made security object.
const ATTRIBUTES: usize = 75;

fn main() {
    divan::main();
}

fn at() -> Instant {
    Instant::parse("2026-06-01T00:00:00Z").unwrap()
}

fn store() -> &'static Anchors {
    static STORE: OnceLock<Anchors> = OnceLock::new();
    STORE.get_or_init(|| {
        let mut anchors = Anchors::new(Day::from_days(20_000));
        for number in 0..AUTHORITIES - 1 {
            let key = Key::of(&format!("authority {number}"));
            let name: &'static str = String::leak(format!("Authority {number}"));
            let subject = if number < NAMESAKES { CSCA } else { ("UT", name) };
            let template = Template { subject, issuer: subject, ..Template::authority() };
            anchors.add_der(Purpose::Csca, &template.sign(&key, &key)).unwrap();
        }
        anchors.add_der(Purpose::Csca, &Country::utopia().csca).unwrap();
        assert_eq!(anchors.len(), AUTHORITIES);
        anchors
    })
}

#[divan::bench]
fn security_object_against_600(bencher: Bencher<'_, '_>) {
    let country = Country::utopia();
    let sod = security_object(&country, &groups(&Key::of("chip"))).sign(&country.signer);
    let store = store();
    bencher.bench(|| authenticate_security_object(black_box(&sod), store, &STRICT, at()).unwrap());
}

#[divan::bench]
fn passport_against_600(bencher: Bencher<'_, '_>) {
    let files = files();
    let files: Vec<(&str, &[u8])> = files.iter().map(|it| (it.0, it.1.as_slice())).collect();
    let store = store();
    bencher.bench(|| {
        let passport = Passport::read(black_box(&files)).unwrap();
        authenticate_passport(passport, store, &STRICT, at()).unwrap()
    });
}

#[divan::bench]
fn two_bare_signatures(bencher: Bencher<'_, '_>) {
    let country = Country::utopia();
    let (csca, dsc) = (Certificate::read(&country.csca).unwrap(), Certificate::read(&country.dsc).unwrap());
    let (above, below) = (csca.key().unwrap(), dsc.key().unwrap());
    let message = [0x31; ATTRIBUTES];
    let signature = country.signer.sign(Hash::Sha256, &message);
    bencher.bench(|| {
        below.verify(Scheme::EcdsaDer(Hash::Sha256), black_box(&message), &signature).unwrap();
        dsc.verify_by(black_box(&above)).unwrap();
    });
}
