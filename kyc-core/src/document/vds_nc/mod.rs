//! Visible digital seal for non-constrained environments (ICAO VDS-NC): JSON → header, message, signature.
//!
//! What is signed is the canonical form of `data` (RFC 8785), made here from the values read, so that white
//! space and the order of members do not matter. Verifies nothing.

use super::attribute::Attribute;
use super::base64url;
use crate::base::Redacted;
use crate::base::json::{self, JsonFault};
use serde_json::{Map, Value};

/// How long a seal may be, in bytes: the largest QR code holds 2,953 bytes, sent forms may be indented.
pub const LEN_MAX: usize = 64 << 10;

/// A seal: well formed, its canonical bytes at hand.
#[derive(Clone, Debug)]
pub struct VdsNc {
    kind: String,
    version: u64,
    issuer: String,
    message: Redacted<Map<String, Value>>,
    canonical: Redacted<Vec<u8>>,
    algorithm: SealAlgorithm,
    certificate: Option<Vec<u8>>,
    certificate_reference: Option<String>,
    signature: Vec<u8>,
}

/// The signature algorithm a seal names (`sig.alg`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SealAlgorithm {
    /// ECDSA with SHA-256.
    Es256,
    /// ECDSA with SHA-384.
    Es384,
    /// ECDSA with SHA-512.
    Es512,
}

/// Why bytes are not a seal. Carries nothing of the message, so it may be logged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum VdsError {
    /// Longer than [`LEN_MAX`].
    #[error("the seal is longer than 65536 bytes")]
    TooLong,
    /// Not JSON that may be read.
    #[error("{0}")]
    Json(JsonFault),
    /// A member beside those of the technical report.
    #[error("beside data, sig, hdr and msg a member stands that nobody signs")]
    Extra,
    /// A member is missing or has not the form of the technical report.
    #[error("{0} is missing or has not the form of VDS-NC")]
    Form(&'static str),
    /// A number that has no canonical form.
    #[error("the data has no canonical form")]
    Canonical,
    /// An algorithm other than ES256, ES384 and ES512.
    #[error("the seal names an algorithm other than ES256, ES384 and ES512")]
    Algorithm,
}

impl VdsNc {
    /// Reads a seal: exactly `data` (`hdr`, `msg`) and `sig`.
    ///
    /// Members beside them are refused: they would stand unsigned next to what is signed.
    ///
    /// # Errors
    /// A [`VdsError`]; the first that is met.
    pub fn read(bytes: &[u8]) -> Result<Self, VdsError> {
        if bytes.len() > LEN_MAX {
            return Err(VdsError::TooLong);
        }
        let mut whole = json::read_object(bytes).map_err(VdsError::Json)?;
        let (data, seal) = (object(&mut whole, "data")?, object(&mut whole, "sig")?);
        let canonical = serde_jcs::to_vec(&data).map_err(|_| VdsError::Canonical)?;
        let mut data = data;
        let (header, message) = (object(&mut data, "hdr")?, object(&mut data, "msg")?);
        if !whole.is_empty() || !data.is_empty() {
            return Err(VdsError::Extra);
        }
        let bytes_of = |name| match seal.get(name) {
            None => Ok(None),
            Some(it) => it.as_str().and_then(base64url::decode_padded).map(Some).ok_or(VdsError::Form(name)),
        };
        Ok(Self {
            kind: text(&header, "t")?.to_owned(),
            version: header.get("v").and_then(Value::as_u64).ok_or(VdsError::Form("v"))?,
            issuer: text(&header, "is")?.to_owned(),
            message: Redacted::new(message),
            canonical: Redacted::new(canonical),
            algorithm: match text(&seal, "alg")? {
                "ES256" => SealAlgorithm::Es256,
                "ES384" => SealAlgorithm::Es384,
                "ES512" => SealAlgorithm::Es512,
                _ => return Err(VdsError::Algorithm),
            },
            certificate: bytes_of("cer")?,
            certificate_reference: seal
                .get("certRef")
                .map(|_| text(&seal, "certRef").map(str::to_owned))
                .transpose()?,
            signature: bytes_of("sigvl")?.ok_or(VdsError::Form("sigvl"))?,
        })
    }

    /// The type of seal (`hdr.t`), for instance `icao.vacc`.
    #[must_use]
    pub fn kind(&self) -> &str {
        &self.kind
    }

    /// The version of the type (`hdr.v`).
    #[must_use]
    pub const fn version(&self) -> u64 {
        self.version
    }

    /// The issuing state (`hdr.is`), three letters of Doc 9303-3.
    #[must_use]
    pub fn issuer(&self) -> &str {
        &self.issuer
    }

    /// The message (`msg`).
    #[must_use]
    pub const fn message(&self) -> &Redacted<Map<String, Value>> {
        &self.message
    }

    /// What is signed: `data` in canonical form (RFC 8785).
    #[must_use]
    pub fn signed_bytes(&self) -> &[u8] {
        self.canonical.reveal()
    }

    /// The algorithm of the signature.
    #[must_use]
    pub const fn algorithm(&self) -> SealAlgorithm {
        self.algorithm
    }

    /// The certificate of the signer (`sig.cer`) as DER; `None` where the seal only refers to it.
    #[must_use]
    pub fn certificate(&self) -> Option<&[u8]> {
        self.certificate.as_deref()
    }

    /// The reference to the certificate of the signer (`sig.certRef`).
    #[must_use]
    pub fn certificate_reference(&self) -> Option<&str> {
        self.certificate_reference.as_deref()
    }

    /// The signature: r and s of fixed length.
    #[must_use]
    pub fn signature(&self) -> &[u8] {
        &self.signature
    }

    /// What the seal states of a person (`msg.pid`) and of its issuer, by lasting codes.
    #[must_use]
    pub fn fields(&self) -> Vec<(Attribute, Redacted<String>)> {
        let names = [
            ("n", Attribute::FullName),
            ("dob", Attribute::BirthDate),
            ("sex", Attribute::Sex),
            ("i", Attribute::DocumentNumber),
        ];
        let person = self.message.reveal().get("pid");
        let stated = names.iter().filter_map(|it| Some((it.1, person?.get(it.0)?.as_str()?)));
        let issuer = std::iter::once((Attribute::IssuingCountry, self.issuer.as_str()));
        stated.chain(issuer).map(|it| (it.0, Redacted::new(it.1.to_owned()))).collect()
    }
}

fn object(map: &mut Map<String, Value>, name: &'static str) -> Result<Map<String, Value>, VdsError> {
    match map.remove(name) {
        Some(Value::Object(it)) => Ok(it),
        _ => Err(VdsError::Form(name)),
    }
}

fn text<'a>(map: &'a Map<String, Value>, name: &'static str) -> Result<&'a str, VdsError> {
    map.get(name).and_then(Value::as_str).ok_or(VdsError::Form(name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn seal() -> Value {
        json!({
            "data": {
                "hdr": {"v": 1, "t": "icao.test", "is": "UTO"},
                "msg": {"utci": "X1", "pid": {"n": "ERIKSSON ANNA MARIA", "dob": "1974-08-12", "sex": "F"}},
            },
            "sig": {"alg": "ES256", "cer": "TQ==", "sigvl": "AAAA"},
        })
    }

    fn changed(change: impl FnOnce(&mut Value)) -> Result<VdsNc, VdsError> {
        let mut it = seal();
        change(&mut it);
        VdsNc::read(it.to_string().as_bytes())
    }

    #[test]
    fn a_seal_is_read_whatever_its_white_space() {
        let seal = VdsNc::read(serde_json::to_string_pretty(&seal()).unwrap().as_bytes()).unwrap();
        assert_eq!((seal.kind(), seal.version(), seal.issuer()), ("icao.test", 1, "UTO"));
        assert_eq!((seal.certificate(), seal.certificate_reference()), (Some(&b"M"[..]), None));
        assert!(seal.signed_bytes().starts_with(br#"{"hdr":{"is":"UTO","t":"icao.test","v":1},"msg":{"pid":{"dob":"#));
        let codes: Vec<&str> = seal.fields().iter().map(|it| it.0.code()).collect();
        assert_eq!(codes, ["full-name", "birth-date", "sex", "issuing-country"]);
        assert!(!format!("{seal:?}").contains("ERIKSSON"));
    }

    #[test]
    fn bad_seals_are_refused_by_name() {
        let form = |name| Err(VdsError::Form(name));
        let of = |it: Result<VdsNc, VdsError>| it.map(|_| ());
        assert_eq!(of(VdsNc::read(br#"{"isThisAVDS":false}"#)), form("data"));
        assert_eq!(of(VdsNc::read(&[b' '; LEN_MAX + 1])), Err(VdsError::TooLong));
        assert_eq!(of(VdsNc::read(br#"{"data":{},"data":{}}"#)), Err(VdsError::Json(JsonFault::NameTwice)));
        assert_eq!(of(changed(|it| it["sig"]["alg"] = json!("none"))), Err(VdsError::Algorithm));
        assert_eq!(of(changed(|it| it["sig"]["alg"] = json!("HS256"))), Err(VdsError::Algorithm));
        assert_eq!(of(changed(|it| it["sig"]["sigvl"] = json!("AA="))), form("sigvl"));
        assert_eq!(of(changed(|it| it["sig"]["cer"] = json!(5))), form("cer"));
        assert_eq!(of(changed(|it| it["data"]["hdr"]["v"] = json!("1"))), form("v"));
        assert_eq!(of(changed(|it| it["more"] = json!(1))), Err(VdsError::Extra));
        assert_eq!(of(changed(|it| it["data"]["more"] = json!(1))), Err(VdsError::Extra));
    }

    #[test]
    fn the_canonical_form_is_that_of_rfc_8785() {
        // RFC 8785 section 3.2.2 and 3.2.3: numbers as ECMAScript writes them, names in the order of UTF-16 units.
        let data: Value = serde_json::from_str(
            "{\"numbers\":[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001],\
             \"string\":\"\\u20ac$\\u000F\\u000aA'\\u0042\\u0022\\u005c\\\\\\\"\\/\",\"literals\":[null,true,false]}",
        )
        .unwrap();
        let expected = "{\"literals\":[null,true,false],\"numbers\":[333333333.3333333,1e+30,4.5,0.002,1e-27],\
             \"string\":\"€$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"}";
        assert_eq!(serde_jcs::to_string(&data).unwrap(), expected);
        let names: Value = serde_json::from_str(
            "{\"\\u20ac\":1,\"\\r\":2,\"\\ufb33\":3,\"1\":4,\"\\ud83d\\ude00\":5,\"\\u0080\":6,\"\\u00f6\":7}",
        )
        .unwrap();
        let order = ["\\r", "1", "\u{80}", "ö", "€", "😀", "\u{fb33}"].map(|it| format!("\"{it}\":"));
        let text = serde_jcs::to_string(&names).unwrap();
        assert!(order.iter().map(|it| text.find(it).unwrap()).is_sorted(), "{text}");
    }
}
