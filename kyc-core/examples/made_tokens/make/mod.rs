//! Making tokens: names in, keys, certificates and signed documents out, the same bytes every time.
//!
//! Shared by the example that writes `testdata`, by the tests and by the benches. Holders are those of the specimen
//! documents of ICAO Doc 9303; Utopia is their state.
#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "test data, of which each user takes a part, and which may fail loudly"
)]

pub(crate) mod certificate;
pub(crate) mod mobile;
pub(crate) mod others;
pub(crate) mod token;

use base64ct::{Base64UrlUnpadded, Encoding};
use p256::ecdsa::signature::Signer;
use p256::ecdsa::{Signature, SigningKey};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// The instant all of it is good for: 2026-03-01T10:00:00Z, in seconds.
pub(crate) const NOW: i64 = 1_772_359_200;
/// The issuer of tokens.
pub(crate) const ISSUER: &str = "https://pid-issuer.example";
/// The verifier that presentations are made for.
pub(crate) const AUDIENCE: &str = "https://exchange.example";
/// The nonce that presentations are made for.
pub(crate) const NONCE: &str = "n-0S6_WzA2Mj";

/// 32 bytes that follow from a name.
pub(crate) fn seed(name: &str) -> [u8; 32] {
    Sha256::digest(format!("tidegate made data: {name}")).into()
}

/// The P-256 key of that name.
pub(crate) fn key(name: &str) -> SigningKey {
    SigningKey::from_slice(&seed(name)).unwrap()
}

/// r and s side by side.
pub(crate) fn sign(key: &SigningKey, message: &[u8]) -> Vec<u8> {
    let signature: Signature = key.sign(message);
    signature.to_bytes().to_vec()
}

pub(crate) fn encode(bytes: &[u8]) -> String {
    Base64UrlUnpadded::encode_string(bytes)
}

/// The public key as a JSON Web Key.
pub(crate) fn jwk(key: &SigningKey) -> Value {
    let point = key.verifying_key().to_sec1_point(false);
    let bytes = point.as_bytes();
    json!({"kty": "EC", "crv": "P-256", "x": encode(&bytes[1..33]), "y": encode(&bytes[33..65])})
}

/// `header.payload.signature`.
pub(crate) fn jws(key: &SigningKey, header: &Value, payload: &Value) -> String {
    let input = format!("{}.{}", encode(header.to_string().as_bytes()), encode(payload.to_string().as_bytes()));
    let signature = encode(&sign(key, input.as_bytes()));
    format!("{input}.{signature}")
}

/// Every file by its path below `testdata`.
pub(crate) fn files() -> Vec<(&'static str, Vec<u8>)> {
    let authorities = certificate::Authorities::new();
    let pretty = |it: Value| format!("{}\n", serde_json::to_string_pretty(&it).unwrap()).into_bytes();
    vec![
        ("anchors/issuer/utopia.jwks", pretty(token::issuers())),
        ("anchors/iaca/utopia.der", authorities.iaca.clone()),
        ("anchors/vds/utopia.der", authorities.vds.clone()),
        ("policies/vendors.json", pretty(others::vendors())),
        ("documents/pid.sd-jwt", format!("{}\n", token::bound(&token::pid(|_, _| ()), |_, _| ())).into_bytes()),
        ("documents/status.jwt", format!("{}\n", token::status_list(|_, _| ())).into_bytes()),
        ("documents/mdl.mdoc", mobile::response(&authorities, |_| ())),
        ("documents/mdl.session", mobile::session_transcript()),
        ("documents/pid.mdoc", mobile::issuer_signed(&authorities, &mobile::Made::pid())),
        ("documents/seal.vds.json", pretty(others::seal(&authorities))),
        ("documents/attestation.json", pretty(others::attestation())),
        ("documents/attestation.jws", format!("{}\n", others::attestation_jws()).into_bytes()),
    ]
}
