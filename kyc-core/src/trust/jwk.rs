//! JSON Web Keys (RFC 7517, RFC 8037): JSON → public keys, each bound to the one algorithm it may verify.
//!
//! Key sets go into the store of anchors under the issuer they belong to, never loose.

use super::anchors::{Anchors, Purpose, TrustedKey};
use super::key::{Curve, PublicKey};
use super::signature::{Hash, Scheme};
use crate::base::json;
use crate::document::base64url;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// How many keys one issuer may have; issuers rotate two or three.
pub(crate) const KEYS_MAX: usize = 32;

/// A public key of a token issuer, a holder or a vendor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Jwk {
    key: PublicKey,
    scheme: Scheme,
    id: Option<String>,
}

/// Why JSON is not a key or a key set that signatures are accepted of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum JwkFault {
    /// Not the JSON of RFC 7517 section 4 or 5.
    #[error("the key has not the form of RFC 7517")]
    Form,
    /// A type or curve other than EC P-256, P-384, P-521 and OKP Ed25519: symmetric keys and RSA are not taken.
    #[error("the type or the curve of the key is not accepted")]
    Kind,
    /// The point is not on the curve, or its coordinates have not their full length.
    #[error("the key is no point of its curve")]
    Point,
    /// The key says that it is for something else than verifying signatures, or for another algorithm.
    #[error("the key is meant for another use")]
    Use,
    /// A private key: whoever publishes one has lost it.
    #[error("the key is a private one")]
    Private,
    /// The set names no issuer and none was given.
    #[error("the key set names no issuer")]
    Issuer,
    /// More than 32 keys, or none.
    #[error("the issuer has no key, or more than 32")]
    Count,
}

impl Jwk {
    /// Reads one public key.
    ///
    /// # Errors
    /// A [`JwkFault`].
    pub fn read(value: &Value) -> Result<Self, JwkFault> {
        let map = value.as_object().ok_or(JwkFault::Form)?;
        if map.contains_key("d") || map.contains_key("k") {
            return Err(JwkFault::Private);
        }
        let kind = (text(map, "kty")?, map.get("crv").and_then(Value::as_str).ok_or(JwkFault::Kind)?);
        let (curve, hash, length, names) = match kind {
            ("EC", "P-256") => (Some(Curve::P256), Hash::Sha256, 32, &["ES256", "ESP256"]),
            ("EC", "P-384") => (Some(Curve::P384), Hash::Sha384, 48, &["ES384", "ESP384"]),
            ("EC", "P-521") => (Some(Curve::P521), Hash::Sha512, 66, &["ES512", "ESP512"]),
            ("OKP", "Ed25519") => (None, Hash::Sha512, 32, &["EdDSA", "Ed25519"]),
            _ => return Err(JwkFault::Kind),
        };
        let signs = |it: &Value| it.as_array().is_some_and(|it| it.iter().any(|it| it == "verify"));
        if map.get("use").is_some_and(|it| it != "sig")
            || map.get("key_ops").is_some_and(|it| !signs(it))
            || map.get("alg").is_some_and(|it| !names.iter().any(|name| it == name))
        {
            return Err(JwkFault::Use);
        }
        let coordinate = |name| {
            let bytes = base64url::decode(text(map, name)?).ok_or(JwkFault::Form)?;
            if bytes.len() == length { Ok(bytes) } else { Err(JwkFault::Point) }
        };
        let x = coordinate("x")?;
        let (key, scheme) = match curve {
            Some(curve) => {
                let point = [&[4][..], &x, &coordinate("y")?].concat();
                (PublicKey::from_sec1(curve, &point), Scheme::EcdsaFixed(hash))
            }
            None => (PublicKey::from_ed25519(&x), Scheme::Ed25519),
        };
        let id = map.get("kid").and_then(Value::as_str).map(str::to_owned);
        Ok(Self { key: key.map_err(|_| JwkFault::Point)?, scheme, id })
    }

    /// The key.
    #[must_use]
    pub const fn key(&self) -> &PublicKey {
        &self.key
    }

    /// The one scheme its signatures are accepted in.
    #[must_use]
    pub const fn scheme(&self) -> Scheme {
        self.scheme
    }

    /// Its name within its set (`kid`), if it has one.
    #[must_use]
    pub fn id(&self) -> Option<&str> {
        self.id.as_deref()
    }
}

fn text<'a>(map: &'a Map<String, Value>, name: &str) -> Result<&'a str, JwkFault> {
    map.get(name).and_then(Value::as_str).ok_or(JwkFault::Form)
}

/// The scheme of a JOSE algorithm name (RFC 7518, RFC 8037, RFC 9864) with that key; `None` for every name that is
/// not accepted: `none`, symmetric ones, RSA, and those of another curve.
pub(crate) fn jose_scheme(algorithm: &str, key: &PublicKey) -> Option<Scheme> {
    match (algorithm, key.curve()) {
        ("ES256" | "ESP256", Some(Curve::P256)) => Some(Scheme::EcdsaFixed(Hash::Sha256)),
        ("ES384" | "ESP384", Some(Curve::P384)) => Some(Scheme::EcdsaFixed(Hash::Sha384)),
        ("ES512" | "ESP512", Some(Curve::P521)) => Some(Scheme::EcdsaFixed(Hash::Sha512)),
        // `verify` refuses the scheme for a key that is no Edwards key.
        ("EdDSA" | "Ed25519", None) => Some(Scheme::Ed25519),
        _ => None,
    }
}

/// Trusts the key set of an issuer for a purpose and says how many keys it has.
///
/// Reads `{"keys":[…]}` under the given name, or issuer metadata `{"issuer":"…","jwks":{"keys":[…]}}`
/// (draft-ietf-oauth-sd-jwt-vc, section "JWT VC Issuer Metadata"), or an array of such. A name that is given has to be
/// the one that metadata states. Every key has to be usable.
///
/// # Errors
/// A [`JwkFault`]; nothing is added then.
pub fn add_jwks(
    anchors: &mut Anchors,
    purpose: Purpose,
    issuer: Option<&str>,
    bytes: &[u8],
) -> Result<usize, JwkFault> {
    let whole = json::read(bytes).map_err(|_| JwkFault::Form)?;
    let listed = whole.as_array().map_or(std::slice::from_ref(&whole), Vec::as_slice);
    let mut found: BTreeMap<&str, Vec<TrustedKey>> = BTreeMap::new();
    for it in listed {
        let stated = it.get("issuer").map(|it| it.as_str().ok_or(JwkFault::Form)).transpose()?;
        let name = match (stated, issuer) {
            (Some(stated), Some(given)) if stated != given => return Err(JwkFault::Issuer),
            (stated, given) => stated.or(given).ok_or(JwkFault::Issuer)?,
        };
        let set = it.get("jwks").unwrap_or(it).get("keys").and_then(Value::as_array).ok_or(JwkFault::Form)?;
        let keys = found.entry(name).or_default();
        for it in set {
            let Jwk { key, id, .. } = Jwk::read(it)?;
            keys.push(TrustedKey { issuer: name.to_owned(), key_id: id, key });
        }
        let count = keys.len() + anchors.keys(purpose, name).len();
        if keys.is_empty() || count > KEYS_MAX {
            return Err(JwkFault::Count);
        }
    }
    let count = found.values().map(Vec::len).sum();
    found.into_values().flatten().for_each(|it| anchors.add_key(purpose, it));
    Ok(count)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Day;
    use serde_json::json;

    fn p256() -> Value {
        // RFC 7517, appendix A.1.
        json!({"kty": "EC", "crv": "P-256", "kid": "1", "use": "sig",
            "x": "MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4",
            "y": "4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM"})
    }

    fn changed(name: &str, value: Value) -> Result<Jwk, JwkFault> {
        let mut it = p256();
        it[name] = value;
        Jwk::read(&it)
    }

    #[test]
    fn keys_are_read_and_bound_to_one_scheme() {
        let key = Jwk::read(&p256()).unwrap();
        assert_eq!((key.scheme(), key.id()), (Scheme::EcdsaFixed(Hash::Sha256), Some("1")));
        // RFC 8037, appendix A.2 and A.3.
        let okp = json!({"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"});
        let key = Jwk::read(&okp).unwrap();
        assert_eq!(key.scheme(), Scheme::Ed25519);
    }

    #[test]
    fn bad_keys_are_refused_by_name() {
        for (fault, read, error) in [
            ("private", changed("d", json!("AA")), JwkFault::Private),
            ("symmetric", Jwk::read(&json!({"kty": "oct", "k": "AA"})), JwkFault::Private),
            ("symmetric_without_its_secret", Jwk::read(&json!({"kty": "oct"})), JwkFault::Kind),
            ("rsa", Jwk::read(&json!({"kty": "RSA", "n": "AA", "e": "AQAB"})), JwkFault::Kind),
            ("curve", changed("crv", json!("secp256k1")), JwkFault::Kind),
            ("encryption", changed("use", json!("enc")), JwkFault::Use),
            ("operations", changed("key_ops", json!(["sign"])), JwkFault::Use),
            ("other_algorithm", changed("alg", json!("ES384")), JwkFault::Use),
            ("short_coordinate", changed("x", json!("AA")), JwkFault::Point),
            ("off_the_curve", changed("x", json!("MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D8")), JwkFault::Point),
            ("unused_bits", changed("x", json!("MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D5")), JwkFault::Form),
            ("no_coordinate", changed("y", json!(5)), JwkFault::Form),
            ("array", Jwk::read(&json!([])), JwkFault::Form),
        ] {
            assert_eq!(read.err(), Some(error), "{fault}");
        }
    }

    #[test]
    fn keys_stand_under_their_issuer_only() {
        let set = json!({"keys": [p256()]}).to_string();
        let metadata = json!({"issuer": "https://a.example", "jwks": {"keys": [p256()]}});
        let mut anchors = Anchors::new(Day::from_days(20_000));
        let mut add =
            |issuer: Option<&str>, text: &str| add_jwks(&mut anchors, Purpose::Issuer, issuer, text.as_bytes());
        assert_eq!(add(None, &set), Err(JwkFault::Issuer));
        assert_eq!(add(Some("https://b.example"), &metadata.to_string()), Err(JwkFault::Issuer));
        assert_eq!(add(Some("https://b.example"), r#"{"keys":[]}"#), Err(JwkFault::Count));
        assert_eq!(
            add(Some("https://b.example"), &json!({"keys": vec![p256(); 33]}).to_string()),
            Err(JwkFault::Count)
        );
        let half = json!([metadata, {"issuer": "https://c.example", "jwks": {"keys": [{"kty": "oct"}]}}]);
        assert_eq!(add(None, &half.to_string()), Err(JwkFault::Kind));
        assert_eq!(add(Some("https://b.example"), &set), Ok(1));
        assert_eq!(add(None, &metadata.to_string()), Ok(1));
        let count = |issuer: &str| anchors.keys(Purpose::Issuer, issuer).len();
        assert_eq!(["https://a.example", "https://b.example", "https://c.example"].map(count), [1, 1, 0]);
        assert!(anchors.keys(Purpose::Vendor, "https://a.example").is_empty());
    }

    #[test]
    fn an_algorithm_name_goes_with_its_key_only() {
        let key = Jwk::read(&p256()).unwrap();
        assert_eq!(jose_scheme("ES256", key.key()), Some(Scheme::EcdsaFixed(Hash::Sha256)));
        for name in ["none", "None", "HS256", "RS256", "PS256", "ES384", "EdDSA", "es256", ""] {
            assert_eq!(jose_scheme(name, key.key()), None, "{name}");
        }
    }
}
