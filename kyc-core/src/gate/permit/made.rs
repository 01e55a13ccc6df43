//! The permits of `testdata/permits`: what the gate mints is what stands there, and it still verifies.
//!
//! Renew them with `TIDEGATE_RENEW=1 cargo test -p tidegate-kyc-core --lib made`. The key follows from its name and its
//! passphrase stands here: it protects nothing.

use super::*;
use crate::base::{Instant, Label, SourceId, SubjectId, Window};
use crate::document::StatusReference;
use crate::gate::{PlaceStatus, StatusBook};
use crate::key::{KeyPair, KeyRing, Passphrase, Seal};
use crate::policy::{Limit, Period};
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

const ISSUER: &str = "https://gate.example";
const AUDIENCE: &str = "https://exchange.example";
const LIST: &str = "https://gate.example/status/1";
const PASSPHRASE: &str = "correct horse battery";
const DAY_HOURS: u32 = 24;
/// Permit, customer, tier, place.
const PERMITS: [(&str, &str, &str, u64); 3] =
    [("permit", "c-0042", "standard", 0), ("suspended", "c-0043", "standard", 1), ("revoked", "c-0044", "enhanced", 2)];

fn at(text: &str) -> Instant {
    Instant::parse(text).unwrap()
}

fn pair() -> KeyPair {
    KeyPair::from_seed(&Zeroizing::new(*SourceId::of(b"testdata/permits").digest()))
}

fn file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../testdata/permits").join(name)
}

fn minted(subject: &str, tier: &str, place: u64) -> String {
    let label = |it: &str| Label::parse(it).unwrap();
    let limit = |per, minor| Limit { currency: label("EUR"), per, minor };
    let grant = Grant::of(Terms {
        issuer: ISSUER.into(),
        audience: AUDIENCE.into(),
        subject: SubjectId::parse(subject).unwrap(),
        issued: at("2026-11-01T00:00:00Z"),
        from: at("2026-11-01T00:00:00Z"),
        until: at("2036-11-01T00:00:00Z"),
        tier: label(tier),
        assets: ["BTC", "ETH", "EUR"].map(label).into(),
        markets: [label("spot")].into(),
        limits: [limit(Period::Order, 500_000), limit(Period::Day, 1_000_000), limit(Period::Month, 15_000_000)].into(),
        policy: SourceId::of(b"the policy of testdata/permits"),
        evidence: SourceId::of(subject.as_bytes()),
        status: StatusReference { uri: LIST.into(), index: place },
    });
    format!("{}\n", mint(&grant.unwrap(), &pair()).token())
}

fn listed() -> String {
    let mut book = StatusBook::new(ISSUER, LIST, 1024).unwrap();
    assert_eq!([(); 3].map(|()| book.give_out()), [Ok(0), Ok(1), Ok(2)]);
    book.set(1, PlaceStatus::Suspended).and_then(|()| book.set(2, PlaceStatus::Revoked)).unwrap();
    let life = Window::from_hours(3650 * DAY_HOURS);
    format!("{}\n", book.sign(&pair(), at("2026-11-01T00:00:00Z"), life).unwrap())
}

#[test]
fn the_made_permits_are_what_the_gate_mints() {
    let passphrase = Passphrase::new(Zeroizing::new(PASSPHRASE.into())).unwrap();
    let pem = pair().to_pem(&passphrase, &Seal { salt: [3; 16], iv: [4; 16] }).unwrap();
    let mut files = vec![
        ("keys/jwks.json".to_owned(), KeyRing::new(pair()).unwrap().set().to_json()),
        (format!("keys/{}.pem", pair().id()), pem.to_string()),
    ];
    files.extend(PERMITS.map(|(name, subject, tier, place)| (format!("{name}.jwt"), minted(subject, tier, place))));
    if std::env::var_os("TIDEGATE_RENEW").is_some() {
        std::fs::create_dir_all(file("keys")).unwrap();
        // How the list is packed may change with the packer; what it says may not.
        std::fs::write(file("status.jwt"), listed()).unwrap();
        files.iter().for_each(|(name, text)| std::fs::write(file(name), text).unwrap());
    }
    for (name, text) in files {
        assert!(std::fs::read_to_string(file(&name)).unwrap() == text, "{name} is not what would be made");
    }
}

#[test]
fn the_made_permits_are_answered_as_their_names_say() {
    let read = |name: &str| std::fs::read(file(name)).unwrap();
    let policy =
        VerifierPolicy { issuer: ISSUER.into(), audience: AUDIENCE.into(), status_age_max: Window::from_hours(24) };
    let verifier = PermitVerifier::new(&read("keys/jwks.json"), policy).unwrap();
    let noon = at("2026-11-01T12:00:00Z");
    let lists = [verifier.status_list(&read("status.jwt"), noon).unwrap()];
    for (name, fault) in
        [("permit", None), ("suspended", Some(PermitFault::Suspended)), ("revoked", Some(PermitFault::Revoked))]
    {
        let token = String::from_utf8(read(&format!("{name}.jwt"))).unwrap();
        assert_eq!(verifier.verify(token.trim_ascii(), &lists, noon).err().map(|it| it.0), fault, "{name}");
    }
}
