//! Keys at rest and their public sets. Files of OpenSSL are the outside opinion; that it reads ours too was tried by
//! hand (`docs/permits.md`), since a test may not ask for it to be installed.

use super::*;
use crate::base::Instant;
use serde_json::{Value, json};
use zeroize::Zeroizing;

fn pair(name: &str) -> KeyPair {
    KeyPair::from_seed(&Zeroizing::new(*crate::base::SourceId::of(name.as_bytes()).digest()))
}

fn pass(text: &str) -> Passphrase {
    Passphrase::new(Zeroizing::new(text.as_bytes().to_vec())).unwrap()
}

fn second(at: i64) -> Instant {
    Instant::from_micros(at * 1_000_000)
}

const RIGHT: &str = "correct horse battery";
const SEAL: Seal = Seal { salt: [7; 16], iv: [9; 16] };
const OPENSSL: &[u8] = include_bytes!("vectors/openssl_scrypt.pem");

#[test]
fn a_key_comes_back_from_its_file_and_the_same_seal_gives_the_same_file() {
    let pem = pair("a").to_pem(&pass(RIGHT), &SEAL).unwrap();
    assert!(pem.starts_with("-----BEGIN ENCRYPTED PRIVATE KEY-----\n"));
    assert_eq!(*pem, *pair("a").to_pem(&pass(RIGHT), &SEAL).unwrap());
    assert_ne!(*pem, *pair("a").to_pem(&pass(RIGHT), &Seal { salt: [8; 16], ..SEAL }).unwrap());
    // The line break that an editor leaves behind a passphrase is not part of it.
    assert_eq!(KeyPair::from_pem(pem.as_bytes(), &pass(&format!("{RIGHT}\r\n"))).unwrap().id(), pair("a").id());
    assert_eq!(KeyPair::from_pem(pem.as_bytes(), &pass("wrong horse battery")).err(), Some(KeyFileError::Locked));
    assert_eq!(pair("a").to_pem(&pass("eleven char"), &SEAL).err(), Some(KeyFileError::ShortPassphrase));
    assert_eq!(Passphrase::new(Zeroizing::new(b"\r\n".to_vec())).err(), Some(KeyFileError::NoPassphrase));
}

#[test]
fn a_key_of_openssl_is_opened() {
    let public = include_str!("vectors/public.pem");
    let (_, der) = pkcs8::der::Document::from_pem(public).unwrap();
    let key = KeyPair::from_pem(OPENSSL, &pass(RIGHT)).unwrap();
    assert!(der.as_bytes().ends_with(&key.public()));
}

#[test]
fn other_files_are_refused_by_name() {
    for (fault, file, error) in [
        ("empty", &b""[..], KeyFileError::Pem),
        ("text", b"hello", KeyFileError::Pem),
        ("binary", b"\xff\x00", KeyFileError::Pem),
        ("large", &[b'-'; 20_000], KeyFileError::Size),
        ("public", include_bytes!("vectors/public.pem"), KeyFileError::Public),
        ("clear", include_bytes!("vectors/clear.pem"), KeyFileError::Clear),
        ("rsa_clear", include_bytes!("vectors/rsa_clear.pem"), KeyFileError::Kind),
        ("rsa", include_bytes!("vectors/rsa_scrypt.pem"), KeyFileError::Kind),
        ("pbkdf2", include_bytes!("vectors/openssl_pbkdf2.pem"), KeyFileError::Scheme),
        ("csr", b"-----BEGIN CERTIFICATE REQUEST-----\nMAA=\n-----END CERTIFICATE REQUEST-----\n", KeyFileError::Form),
    ] {
        assert_eq!(KeyPair::from_pem(file, &pass(RIGHT)).err(), Some(error), "{fault}");
    }
    for it in [KeyFileError::Locked, KeyFileError::Kind, KeyFileError::OtherKey] {
        assert!(!it.to_string().contains(RIGHT) && !it.to_string().ends_with('.'));
    }
}

#[test]
fn costs_past_the_bound_are_refused_before_any_work() {
    let (_, der) = pkcs8::der::SecretDocument::from_pem(std::str::from_utf8(OPENSSL).unwrap()).unwrap();
    // N = 16384, r = 8, p = 1, as they stand side by side.
    let at = der.as_bytes().windows(10).position(|it| it == [2, 2, 0x40, 0, 2, 1, 8, 2, 1, 1]).unwrap();
    for (fault, place, value) in [
        ("cost_is_no_power", 3, 1),
        ("cost_of_none", 2, 0),
        ("wide_blocks", 6, 0x7f),
        ("many_lanes", 9, 0x7f),
        ("no_block", 6, 0),
    ] {
        let mut changed = der.as_bytes().to_vec();
        changed[at + place] = value;
        let changed = pkcs8::der::Document::try_from(changed).unwrap();
        let pem = changed.to_pem("ENCRYPTED PRIVATE KEY", pkcs8::LineEnding::LF).unwrap();
        let error = KeyPair::from_pem(pem.as_bytes(), &pass(RIGHT)).err();
        assert!(matches!(error, Some(KeyFileError::Cost | KeyFileError::Form)), "{fault}: {error:?}");
    }
}

#[test]
fn a_changed_file_never_opens_a_ring_with_another_key() {
    let set = KeySet::new(&KeyPair::from_pem(OPENSSL, &pass(RIGHT)).unwrap().public()).unwrap();
    assert!(KeyRing::open(set.clone(), OPENSSL, &pass(RIGHT)).is_ok());
    let (_, der) = pkcs8::der::SecretDocument::from_pem(std::str::from_utf8(OPENSSL).unwrap()).unwrap();
    let der = der.as_bytes();
    // The sealed key is the last 64 bytes; a change in the second block is one that no form betrays.
    for at in der.len() - 64..der.len() {
        let mut changed = der.to_vec();
        changed[at] ^= 1;
        let changed = pkcs8::der::Document::try_from(changed).unwrap();
        let pem = changed.to_pem("ENCRYPTED PRIVATE KEY", pkcs8::LineEnding::LF).unwrap();
        let error = KeyRing::open(set.clone(), pem.as_bytes(), &pass(RIGHT)).err().unwrap();
        let known = [KeyFileError::Locked, KeyFileError::OtherKey, KeyFileError::Kind, KeyFileError::Form];
        assert!(known.contains(&error), "{at}: {error}");
    }
}

#[test]
fn rotation_retires_the_former_key_and_drops_those_past_their_end() {
    let ring = KeyRing::new(pair("a")).unwrap();
    let ring = ring.rotate(pair("b"), second(1_000), second(10)).unwrap();
    assert_eq!((ring.set().active(), ring.pair().id()), (pair("b").id(), pair("b").id()));
    let retired = ring.set().named(&pair("a").id().to_string()).unwrap();
    assert_eq!((retired.counts_at(second(999)), retired.counts_at(second(1_000))), (true, false));
    let again = KeySet::read(ring.set().to_json().as_bytes()).unwrap();
    assert_eq!(&again, ring.set());
    let ring = ring.rotate(pair("c"), second(5_000), second(1_000)).unwrap();
    let ids: Vec<KeyId> = ring.set().keys().iter().map(SetKey::id).collect();
    assert_eq!(ids, [pair("c").id(), pair("b").id()]);
    let behind = ring.set().rotated(&pair("d").public(), second(9_000), second(999));
    assert_eq!(behind, Err(KeySetError::Clock), "the clock was set back");
    assert_eq!(ring.rotate(pair("b"), second(9_000), second(1_001)).err(), Some(KeySetError::Twice));
}

/// A key that was stolen after it was replaced: its end need not be waited for.
#[test]
fn a_former_key_is_ended_at_once() {
    let rotated = || {
        let ring = KeyRing::new(pair("a")).unwrap().rotate(pair("b"), second(1_000), second(10)).unwrap();
        ring.rotate(pair("c"), second(2_000), second(20)).unwrap()
    };
    let ring = rotated().end(pair("a").id(), second(30)).unwrap();
    let ids: Vec<KeyId> = ring.set().keys().iter().map(SetKey::id).collect();
    assert_eq!((ids, ring.pair().id()), (vec![pair("c").id(), pair("b").id()], pair("c").id()));
    assert_eq!(ring.end(pair("a").id(), second(40)).err(), Some(KeySetError::Unknown), "it is gone");
    assert_eq!(rotated().end(pair("c").id(), second(30)).err(), Some(KeySetError::IsActive));
    assert_eq!(rotated().end(pair("a").id(), second(1_000)).err(), Some(KeySetError::Unknown), "its end has come");
}

/// What is recorded of a former key's end holds, and no more: its grace is neither lengthened nor struck out.
#[test]
fn a_former_key_counts_until_the_earlier_of_two_ends() {
    let rotated = || KeyRing::new(pair("a")).unwrap().rotate(pair("b"), second(1_000), second(10)).unwrap();
    for (until, end) in [(500, Some(500)), (1_000, Some(1_000)), (2_000, Some(1_000)), (30, None), (20, None)] {
        let ring = rotated().limit(pair("a").id(), second(until), second(30)).unwrap();
        let former = ring.set().named(&pair("a").id().to_string()).and_then(SetKey::not_after);
        assert_eq!((former, ring.set().active()), (end.map(second), pair("b").id()), "{until}");
        assert_eq!(KeySet::read(ring.set().to_json().as_bytes()).unwrap(), *ring.set());
    }
    assert_eq!(rotated().limit(pair("b").id(), second(500), second(30)).err(), Some(KeySetError::IsActive));
    assert_eq!(rotated().limit(pair("c").id(), second(500), second(30)).err(), Some(KeySetError::Unknown));
}

#[test]
fn bad_sets_are_refused_by_name() {
    let good: Value = serde_json::from_str(&KeySet::new(&pair("a").public()).unwrap().to_json()).unwrap();
    let with = |change: &dyn Fn(&mut Value)| {
        let mut it = good.clone();
        change(&mut it["keys"]);
        KeySet::read(it.to_string().as_bytes()).err()
    };
    assert_eq!(with(&|_| ()), None);
    let other: Value = serde_json::from_str(&KeySet::new(&pair("b").public()).unwrap().to_json()).unwrap();
    for (fault, found, error) in [
        ("empty", with(&|it| *it = json!([])), KeySetError::Count),
        ("no_array", with(&|it| *it = json!({})), KeySetError::Form),
        ("private", with(&|it| it[0]["d"] = json!("AA")), KeySetError::Kind),
        ("symmetric", with(&|it| it[0] = json!({"kty": "oct", "k": "AA"})), KeySetError::Kind),
        ("other_algorithm", with(&|it| it[0]["alg"] = json!("ES256")), KeySetError::Kind),
        ("encryption", with(&|it| it[0]["use"] = json!("enc")), KeySetError::Kind),
        ("other_name", with(&|it| it[0]["kid"] = json!("1")), KeySetError::Name),
        ("no_name", with(&|it| drop(it[0].as_object_mut().unwrap().remove("kid"))), KeySetError::Name),
        ("twice", with(&|it| *it = json!([it[0], it[0]])), KeySetError::Twice),
        ("two_active", with(&|it| *it = json!([it[0], other["keys"][0]])), KeySetError::Active),
        ("none_active", with(&|it| it[0]["exp"] = json!(5)), KeySetError::Active),
        ("end_is_text", with(&|it| it[0]["exp"] = json!("5")), KeySetError::Form),
    ] {
        assert_eq!(found, Some(error), "{fault}");
    }
    assert_eq!(KeySet::read(br#"{"keys":[],"keys":[]}"#), Err(KeySetError::Form));
}
