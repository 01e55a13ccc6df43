//! A PID as SD-JWT VC with nested and recursive disclosures, decoys and key binding, and its status list.

use super::{AUDIENCE, ISSUER, NONCE, NOW, encode, jwk, jws, key, seed};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::io::Write;

/// The address of the status list.
pub(crate) const STATUS: &str = "https://pid-issuer.example/status/1";
/// The place of the PID in it.
pub(crate) const STATUS_INDEX: u64 = 7;

/// The metadata of the issuer, with its keys.
pub(crate) fn issuers() -> Value {
    let mut current = jwk(&key("pid issuer"));
    current["kid"] = json!("2026");
    let mut former = jwk(&key("former pid issuer"));
    former["kid"] = json!("2025");
    json!([{"issuer": ISSUER, "jwks": {"keys": [former, current]}}])
}

/// Disclosures made so far.
#[derive(Default)]
pub(crate) struct Disclosures(pub(crate) Vec<String>);

impl Disclosures {
    /// Hides a claim or, without a name, an array element, and gives the digest.
    pub(crate) fn hide(&mut self, name: Option<&str>, value: Value) -> String {
        let salt = encode(&seed(&format!("salt {}", self.0.len()))[..16]);
        let content = name.map_or_else(|| json!([salt, value]), |name| json!([salt, name, value]));
        self.0.push(encode(content.to_string().as_bytes()));
        digest(self.0.last().unwrap())
    }
}

/// The digest of a disclosure.
pub(crate) fn digest(text: &str) -> String {
    encode(&Sha256::digest(text))
}

/// An issued PID: `token~disclosure~…~`. Header and payload can be changed before they are signed.
pub(crate) fn pid(change: impl FnOnce(&mut Value, &mut Value)) -> String {
    let mut hidden = Disclosures::default();
    let mut claims = Vec::new();
    for (name, value) in [
        ("family_name", json!("Eriksson")),
        ("given_name", json!("Anna Maria")),
        ("birthdate", json!("1974-08-12")),
        ("sex", json!(2)),
        ("date_of_expiry", json!("2030-01-31")),
        ("date_of_issuance", json!("2025-02-01")),
        ("issuing_authority", json!("Utopian Registry of Persons")),
        ("issuing_country", json!("UT")),
        ("document_number", json!("L898902C3")),
    ] {
        claims.push(hidden.hide(Some(name), value));
    }
    let place: Vec<String> =
        [("locality", "Zenith"), ("country", "UT")].map(|it| hidden.hide(Some(it.0), json!(it.1))).into();
    claims.push(hidden.hide(Some("place_of_birth"), json!({"_sd": place})));
    let address: Vec<String> = [("street_address", "Main Street"), ("locality", "Zenith"), ("country", "UT")]
        .map(|it| hidden.hide(Some(it.0), json!(it.1)))
        .into();
    claims.push(hidden.hide(Some("address"), json!({"_sd": address})));
    claims.extend(["decoy 1", "decoy 2"].map(|it| encode(&seed(it))));
    claims.sort();
    let nationality = hidden.hide(None, json!("UT"));
    let adult = hidden.hide(Some("18"), json!(true));
    let mut header = json!({"alg": "ES256", "typ": "dc+sd-jwt", "kid": "2026"});
    let mut payload = json!({
        "iss": ISSUER, "iat": NOW - 86_400, "nbf": NOW - 86_400, "exp": NOW + 86_400 * 90, "vct": "urn:eudi:pid:1",
        "cnf": {"jwk": jwk(&key("holder"))}, "status": {"status_list": {"idx": STATUS_INDEX, "uri": STATUS}},
        "_sd_alg": "sha-256", "_sd": claims, "nationalities": [{"...": nationality}, {"...": encode(&seed("decoy 3"))}],
        "age_equal_or_over": {"_sd": [adult]},
    });
    change(&mut header, &mut payload);
    let tail: String = hidden.0.iter().map(|it| format!("{it}~")).collect();
    format!("{}~{tail}", jws(&key("pid issuer"), &header, &payload))
}

/// The token with the holder's key binding.
pub(crate) fn bound(token: &str, change: impl FnOnce(&mut Value, &mut Value)) -> String {
    let mut header = json!({"alg": "ES256", "typ": "kb+jwt"});
    let mut payload = json!({"nonce": NONCE, "aud": AUDIENCE, "iat": NOW - 5, "sd_hash": digest(token)});
    change(&mut header, &mut payload);
    format!("{token}{}", jws(&key("holder"), &header, &payload))
}

/// A list of 1,024 places of two bits: all valid but 8, which is revoked, and 9, which is suspended.
pub(crate) fn status_list(change: impl FnOnce(&mut Value, &mut Value)) -> String {
    let mut list = [0_u8; 256];
    list[2] = 0b1001;
    let mut packer = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
    packer.write_all(&list).unwrap();
    let packed = encode(&packer.finish().unwrap());
    let mut header = json!({"alg": "ES256", "typ": "statuslist+jwt", "kid": "2026"});
    let mut payload = json!({
        "iss": ISSUER, "sub": STATUS, "iat": NOW - 3_600, "exp": NOW + 86_400, "ttl": 43_200,
        "status_list": {"bits": 2, "lst": packed},
    });
    change(&mut header, &mut payload);
    jws(&key("pid issuer"), &header, &payload)
}
