//! A visible digital seal and the attestation of a vendor in both forms.

use super::certificate::Authorities;
use super::{NONCE, encode, key, seed, sign};
use base64ct::{Base64Url, Encoding};
use ed25519_dalek::{Signer, SigningKey};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// A seal of type `icao.test` with its signer's certificate.
pub(crate) fn seal(authorities: &Authorities) -> Value {
    let data = json!({
        "hdr": {"t": "icao.test", "v": 1, "is": "UTO"},
        "msg": {"utci": "U32870", "pid": {"n": "ERIKSSON  ANNA MARIA", "dob": "1974-08-12", "i": "L898902C3", "sex": "F"}},
    });
    let signature = sign(&key("seal signer"), &serde_jcs::to_vec(&data).unwrap());
    let (certificate, signature) =
        (Base64Url::encode_string(&authorities.vds_signer), Base64Url::encode_string(&signature));
    json!({"data": data, "sig": {"alg": "ES256", "cer": certificate, "sigvl": signature}})
}

/// The vendor's key.
pub(crate) fn vendor() -> SigningKey {
    SigningKey::from_bytes(&seed("vendor"))
}

/// The policy that believes the vendor.
pub(crate) fn vendors() -> Value {
    let key = json!({"kty": "OKP", "crv": "Ed25519", "x": encode(vendor().verifying_key().as_bytes())});
    let may = ["liveness", "face-match", "document-inspection"];
    json!({"asked": may, "vendors": [{"id": "utopian-eyes", "key": key, "may": may, "age_max": "15m"}]})
}

/// The digest of the document the attestation is bound to: that of the made PID.
pub(crate) fn document() -> String {
    let pid = super::token::bound(&super::token::pid(|_, _| ()), |_, _| ());
    Sha256::digest(format!("{pid}\n")).iter().map(|it| format!("{it:02x}")).collect()
}

fn statement() -> Value {
    json!({
        "type": "tidegate.attestation/1", "vendor": "utopian-eyes", "nonce": NONCE, "document": document(),
        "made_at": "2026-03-01T09:55:00Z",
        "checks": {"liveness": "passed", "face-match": "passed", "document-inspection": "inconclusive"},
    })
}

/// JSON with an `eddsa-jcs-2022` proof.
pub(crate) fn attestation() -> Value {
    let mut whole = statement();
    let multikey = [&[0xed, 0x01], vendor().verifying_key().as_bytes().as_slice()].concat();
    let multikey = format!("z{}", bs58::encode(multikey).into_string());
    let mut proof = json!({
        "type": "DataIntegrityProof", "cryptosuite": "eddsa-jcs-2022", "created": "2026-03-01T09:55:00Z",
        "verificationMethod": format!("did:key:{multikey}#{multikey}"), "proofPurpose": "assertionMethod",
    });
    let digest = |it: &Value| Sha256::digest(serde_jcs::to_vec(it).unwrap());
    let signed = [digest(&proof), digest(&whole)].concat();
    proof["proofValue"] = json!(format!("z{}", bs58::encode(vendor().sign(&signed).to_bytes()).into_string()));
    whole["proof"] = proof;
    whole
}

/// The same as a compact JWS.
pub(crate) fn attestation_jws() -> String {
    let header = json!({"alg": "EdDSA", "typ": "attestation+jwt"}).to_string();
    let input = format!("{}.{}", encode(header.as_bytes()), encode(statement().to_string().as_bytes()));
    let signature = encode(&vendor().sign(input.as_bytes()).to_bytes());
    format!("{input}.{signature}")
}
