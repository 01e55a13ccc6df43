//! Attestations in both forms: what counts, what does not, and which answer each fault gets.

use super::*;
use crate::document::base64url;
use ed25519_dalek::{Signer, SigningKey};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

fn key() -> SigningKey {
    SigningKey::from_bytes(&[7; 32])
}

fn jwk(key: &SigningKey) -> Value {
    json!({"kty": "OKP", "crv": "Ed25519", "x": base64url::encode(key.verifying_key().as_bytes())})
}

fn policy() -> AttestationPolicy {
    let raw = json!({
        "asked": ["liveness", "face-match"],
        "vendors": [{"id": "vendor-a", "key": jwk(&key()), "may": ["liveness"], "age_max": "15m"}],
    });
    AttestationPolicy::of(&serde_json::from_value(raw).unwrap()).unwrap()
}

fn statement() -> Value {
    json!({
        "type": "tidegate.attestation/1", "vendor": "vendor-a", "nonce": "n-1",
        "document": SourceId::of(b"document").to_string(), "made_at": "2026-03-01T10:00:00Z",
        "checks": {"liveness": "passed", "face-match": "passed"},
    })
}

fn as_jws(statement: &Value, header: &Value) -> Vec<u8> {
    let input = format!(
        "{}.{}",
        base64url::encode(header.to_string().as_bytes()),
        base64url::encode(statement.to_string().as_bytes())
    );
    format!("{input}.{}", base64url::encode(&key().sign(input.as_bytes()).to_bytes())).into_bytes()
}

fn header() -> Value {
    json!({"alg": "EdDSA", "typ": "attestation+jwt"})
}

fn as_object(statement: &Value) -> Vec<u8> {
    let mut proof = json!({
        "type": "DataIntegrityProof", "cryptosuite": "eddsa-jcs-2022", "created": "2026-03-01T10:00:00Z",
        "verificationMethod": "https://vendor-a.example/keys/1", "proofPurpose": "assertionMethod",
    });
    let digest = |it: &Value| Sha256::digest(serde_jcs::to_vec(it).unwrap());
    let signed = [digest(&proof), digest(statement)].concat();
    proof["proofValue"] = json!(format!("z{}", bs58::encode(key().sign(&signed).to_bytes()).into_string()));
    let mut whole = statement.clone();
    whole["proof"] = proof;
    serde_json::to_vec_pretty(&whole).unwrap()
}

/// The answers: of the attestation, of liveness, of the face.
fn answers_at(bytes: &[u8], nonce: &str, at: &str) -> [Answer; 3] {
    let (at, leeway) = (Instant::parse(at).unwrap(), Window::from_micros(60_000_000));
    let occasion = Occasion { nonce, document: SourceId::of(b"document"), at, leeway };
    let checks = check_attestation(bytes, &policy(), &occasion);
    assert_eq!(checks.iter().map(|it| it.code.code()).collect::<Vec<_>>(), ["attestation", "liveness", "face-match"]);
    [checks[0].answer, checks[1].answer, checks[2].answer]
}

fn answers(bytes: &[u8]) -> [Answer; 3] {
    answers_at(bytes, "n-1", "2026-03-01T10:05:00Z")
}

const COUNTS: [Answer; 3] = [Answer::Clear, Answer::Clear, Answer::Unknown];
const FORGED: [Answer; 3] = [Answer::Found, Answer::Unknown, Answer::Unknown];
const GAP: [Answer; 3] = [Answer::Unknown, Answer::Unknown, Answer::Unknown];

#[test]
fn both_forms_count_and_nobody_attests_what_they_may_not() {
    assert_eq!(answers(&as_jws(&statement(), &header())), COUNTS);
    assert_eq!(answers(&as_object(&statement())), COUNTS);
}

#[test]
fn outcomes_become_answers() {
    for (outcome, answer) in [("passed", Answer::Clear), ("failed", Answer::Found), ("inconclusive", Answer::Unknown)] {
        let mut it = statement();
        it["checks"] = json!({"liveness": outcome});
        assert_eq!(answers(&as_object(&it))[1], answer, "{outcome}");
    }
    let mut silent = statement();
    silent["checks"] = json!({});
    assert_eq!(answers(&as_object(&silent))[1], Answer::Unknown);
}

#[test]
fn an_attestation_of_another_occasion_is_found() {
    let good = as_jws(&statement(), &header());
    assert_eq!(answers_at(&good, "n-2", "2026-03-01T10:05:00Z"), FORGED);
    assert_eq!(answers_at(&good, "n-1", "2026-03-01T09:58:59Z"), FORGED, "made in the future");
    assert_eq!(answers_at(&good, "n-1", "2026-03-01T10:16:00Z"), COUNTS, "as old as may be");
    assert_eq!(answers_at(&good, "n-1", "2026-03-01T10:16:01Z"), GAP, "too old");
    let mut other = statement();
    other["document"] = json!(SourceId::of(b"another").to_string());
    assert_eq!(answers(&as_object(&other)), FORGED);
    let (document, at) = (SourceId::of(b"document"), Instant::parse("2026-03-01T10:05:00Z").unwrap());
    let occasion = Occasion { nonce: "n-1", document, at, leeway: Window::from_micros(0) };
    let why = &check_attestation(&as_object(&other), &policy(), &occasion)[0].why;
    assert_eq!(why, "the attestation: it is about another document", "in words of its own");
}

#[test]
fn what_nobody_vouches_for_does_not_count() {
    let changed = |name: &str, value: Value| {
        let mut it = statement();
        it[name] = value;
        it
    };
    for (fault, bytes) in [
        ("vendor", as_jws(&changed("vendor", json!("vendor-b")), &header())),
        ("other_member", as_jws(&changed("score", json!(1)), &header())),
        ("other_form", as_jws(&changed("type", json!("tidegate.attestation/2")), &header())),
        ("unheard_of_check", as_jws(&changed("checks", json!({"mood": "passed"})), &header())),
        ("unheard_of_outcome", as_jws(&changed("checks", json!({"liveness": true})), &header())),
        ("algorithm_none", as_jws(&statement(), &json!({"alg": "none", "typ": "attestation+jwt"}))),
        ("algorithm_hs256", as_jws(&statement(), &json!({"alg": "HS256", "typ": "attestation+jwt"}))),
        ("another_token", as_jws(&statement(), &json!({"alg": "EdDSA", "typ": "JWT"}))),
        ("no_proof", statement().to_string().into_bytes()),
        ("empty", Vec::new()),
        ("long", vec![b'a'; LEN + 1]),
    ] {
        assert_eq!(answers(&bytes), GAP, "{fault}");
    }
}

const LEN: usize = 64 << 10;

#[test]
fn any_flipped_bit_of_a_signed_attestation_stops_it_from_counting() {
    for form in [as_jws(&statement(), &header()), as_object(&statement())] {
        for at in 0..form.len() {
            let mut bytes = form.clone();
            bytes[at] ^= 1;
            if serde_json::from_slice::<Value>(&bytes).ok() == serde_json::from_slice(&form).ok() && form[0] == b'{' {
                continue; // White space of the JSON form, which is not signed.
            }
            assert_ne!(answers(&bytes)[0], Answer::Clear, "byte {at}");
        }
    }
}

#[test]
fn bad_policies_are_refused_by_name() {
    let of = |asked: Value, id: &str, key: Value, may: Value| {
        let vendor = json!({"id": id, "key": key, "may": may, "age_max": "1h"});
        AttestationPolicy::of(&serde_json::from_value(json!({"asked": asked, "vendors": [vendor]})).unwrap()).err()
    };
    let okp = jwk(&key());
    let p256 = json!({"kty": "EC", "crv": "P-256", "x": "MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4", "y": "4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM"});
    assert_eq!(of(json!(["liveness"]), "a", okp.clone(), json!([])), None);
    assert_eq!(of(json!([]), "a", okp.clone(), json!([])), Some(PolicyError::Asked));
    assert_eq!(of(json!(["liveness", "liveness"]), "a", okp.clone(), json!([])), Some(PolicyError::Asked));
    assert_eq!(of(json!(["mood"]), "a", okp.clone(), json!([])), Some(PolicyError::Attested));
    assert_eq!(of(json!(["liveness"]), "a", okp.clone(), json!(["mood"])), Some(PolicyError::Attested));
    assert_eq!(of(json!(["liveness"]), "", okp, json!([])), Some(PolicyError::Name(0)));
    assert_eq!(of(json!(["liveness"]), "a", p256, json!([])), Some(PolicyError::Key(0)));
    let unknown = json!({"asked": [], "vendors": [], "score_min": 5});
    assert!(serde_json::from_value::<RawAttestationPolicy>(unknown).is_err());
}
