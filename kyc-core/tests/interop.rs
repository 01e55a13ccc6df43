//! The made permits, as another library reads them: the crate `jsonwebtoken`, with its own reading of tokens, key sets
//! and claims. Its curve is the one we verify with, since those it brings along need an older generation of digests.
//!
//! Cannot catch a fault that our curve shares with our signatures: `wycheproof.rs` is for that, and `docs/permits.md`
//! says with which other implementations a permit was verified by hand.
#![allow(clippy::unwrap_used, reason = "a test may fail loudly")]

use ed25519_dalek::{Signature, VerifyingKey};
use jsonwebtoken::crypto::{CryptoProvider, JwtVerifier, KeyUtils};
use jsonwebtoken::errors::{ErrorKind, Result};
use jsonwebtoken::jwk::JwkSet;
use jsonwebtoken::{Algorithm, AlgorithmFamily, DecodingKey, TokenData, Validation, decode, decode_header, signature};
use serde_json::Value;

static PROVIDER: CryptoProvider = CryptoProvider {
    signer_factory: |_, _| Err(ErrorKind::UnsupportedAlgorithm.into()),
    verifier_factory: verifier,
    key_utils: KeyUtils::new_unimplemented(),
};

struct Ed25519(VerifyingKey);

impl signature::Verifier<Vec<u8>> for Ed25519 {
    fn verify(&self, message: &[u8], signature: &Vec<u8>) -> std::result::Result<(), signature::Error> {
        let signature = Signature::from_slice(signature).map_err(|_| signature::Error::new())?;
        self.0.verify_strict(message, &signature).map_err(|_| signature::Error::new())
    }
}

impl JwtVerifier for Ed25519 {
    fn algorithm(&self) -> Algorithm {
        Algorithm::EdDSA
    }
}

fn verifier(algorithm: &Algorithm, key: &DecodingKey) -> Result<Box<dyn JwtVerifier>> {
    if *algorithm != Algorithm::EdDSA || key.family() != AlgorithmFamily::Ed {
        return Err(ErrorKind::UnsupportedAlgorithm.into());
    }
    let bytes = key.try_get_as_bytes()?.try_into().map_err(|_| ErrorKind::InvalidEddsaKey)?;
    Ok(Box::new(Ed25519(VerifyingKey::from_bytes(bytes).map_err(|_| ErrorKind::InvalidEddsaKey)?)))
}

fn made(name: &str) -> String {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../testdata/permits").join(name);
    std::fs::read_to_string(path).unwrap().trim().to_owned()
}

/// As an order path would that has nothing of ours: the key by its name in the set, then signature, times, parties.
fn read(token: &str, issuer: &str, audience: &str) -> Result<TokenData<Value>> {
    let _ = PROVIDER.install_default();
    let set: JwkSet = serde_json::from_str(&made("keys/jwks.json")).unwrap();
    let name = decode_header(token)?.kid.ok_or(ErrorKind::InvalidToken)?;
    let key = DecodingKey::from_jwk(set.find(&name).ok_or(ErrorKind::InvalidToken)?)?;
    let mut asked = Validation::new(Algorithm::EdDSA);
    asked.set_issuer(&[issuer]);
    asked.set_audience(&[audience]);
    asked.set_required_spec_claims(&["exp", "iss", "aud", "sub", "nbf"]);
    decode(token, &key, &asked)
}

const GATE: &str = "https://gate.example";
const EXCHANGE: &str = "https://exchange.example";

#[test]
fn another_library_verifies_our_permits_and_reads_what_they_say() {
    for (name, subject, tier, place) in [
        ("permit", "c-0042", "standard", 0),
        ("suspended", "c-0043", "standard", 1),
        ("revoked", "c-0044", "enhanced", 2),
    ] {
        let permit = read(&made(&format!("{name}.jwt")), GATE, EXCHANGE).unwrap();
        assert_eq!(permit.header.typ.as_deref(), Some("trading-permit+jwt"));
        let said = |it: &str| permit.claims.pointer(it).cloned().unwrap_or_default();
        assert_eq!((said("/sub"), said("/tier")), (subject.into(), tier.into()));
        assert_eq!(said("/status/status_list/idx"), place);
        assert_eq!(said("/trade/limits/0/minor"), 500_000);
    }
}

#[test]
fn another_library_refuses_a_changed_permit_and_other_parties() {
    let token = made("permit.jwt");
    assert!(read(&token, "https://gate.example.org", EXCHANGE).is_err());
    assert!(read(&token, GATE, "https://exchange.example.org").is_err());
    let mut refused = 0;
    for place in 0..token.len() {
        for flip in [0x01, 0x02, 0x20] {
            let mut changed = token.clone().into_bytes();
            changed[place] ^= flip;
            let changed = String::from_utf8(changed).unwrap();
            assert!(read(&changed, GATE, EXCHANGE).is_err(), "{place}");
            refused += 1;
        }
    }
    assert!(refused > 3_000, "{refused}");
}
