//! Disclosures: one base64url text → its digest and the claim or array element it discloses.
//!
//! The digest is over the text as it stands (RFC 9901 section 4.2.3), so that no re-encoding can change it.

use super::super::base64url;
use super::SdJwtError;
use crate::base::json;
use serde_json::{Map, Value};
use sha2::{Digest, Sha256, Sha384, Sha512};

/// The digest that hides claims (`_sd_alg`, names of the IANA registry of named information hashes).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DigestAlgorithm {
    /// `sha-256`, also where the token names none (RFC 9901 section 4.1.1).
    Sha256,
    /// `sha-384`.
    Sha384,
    /// `sha-512`.
    Sha512,
}

impl DigestAlgorithm {
    /// What the signed payload names.
    pub(super) fn of(payload: &Map<String, Value>) -> Result<Self, SdJwtError> {
        match payload.get("_sd_alg").map(Value::as_str) {
            None | Some(Some("sha-256")) => Ok(Self::Sha256),
            Some(Some("sha-384")) => Ok(Self::Sha384),
            Some(Some("sha-512")) => Ok(Self::Sha512),
            Some(_) => Err(SdJwtError::Algorithm),
        }
    }

    /// The digest of a text as base64url.
    pub(super) fn digest(self, text: &[u8]) -> String {
        match self {
            Self::Sha256 => base64url::encode(&Sha256::digest(text)),
            Self::Sha384 => base64url::encode(&Sha384::digest(text)),
            Self::Sha512 => base64url::encode(&Sha512::digest(text)),
        }
    }
}

/// One disclosure: where it stood in the token, its digest, and what it discloses.
pub(super) struct Disclosure {
    pub(super) at: usize,
    pub(super) digest: String,
    pub(super) content: Content,
}

/// What a disclosure discloses; its number of elements says which.
pub(super) enum Content {
    /// `[salt, name, value]`.
    Claim(String, Value),
    /// `[salt, value]`.
    Element(Value),
}

impl Disclosure {
    /// Reads the disclosure number `at`. The salt has to be a text; its content is not looked at.
    pub(super) fn read(at: usize, text: &str, algorithm: DigestAlgorithm) -> Result<Self, SdJwtError> {
        let bytes = base64url::decode(text).ok_or(SdJwtError::Disclosure(at))?;
        let Value::Array(elements) = json::read(&bytes).map_err(|it| SdJwtError::DisclosureJson(at, it))? else {
            return Err(SdJwtError::Disclosure(at));
        };
        let mut elements = elements.into_iter();
        let content = match (elements.next(), elements.next(), elements.next(), elements.next()) {
            (Some(Value::String(_)), Some(Value::String(name)), Some(value), None) => Content::Claim(name, value),
            (Some(Value::String(_)), Some(value), None, None) => Content::Element(value),
            _ => return Err(SdJwtError::DisclosureShape(at)),
        };
        Ok(Self { at, digest: algorithm.digest(text.as_bytes()), content })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_digest_is_that_of_rfc_9901() {
        // RFC 9901 section 4.2.1 and 4.2.3.
        let text = "WyJfMjZiYzRMVC1hYzZxMktJNmNCVzVlcyIsICJmYW1pbHlfbmFtZSIsICJNw7ZiaXVzIl0";
        let disclosure = Disclosure::read(0, text, DigestAlgorithm::Sha256).unwrap();
        assert_eq!(disclosure.digest, "X9yH0Ajrdm1Oij4tWso9UzzKJvPoDxwmuEcO3XAdRC0");
        assert!(
            matches!(disclosure.content, Content::Claim(name, value) if name == "family_name" && value == "Möbius")
        );
    }

    #[test]
    fn bad_disclosures_are_refused_by_name() {
        for (fault, json, error) in [
            ("object", "{}", SdJwtError::Disclosure(7)),
            ("salt_alone", r#"["s"]"#, SdJwtError::DisclosureShape(7)),
            ("salt_number", r#"[1,"a",2]"#, SdJwtError::DisclosureShape(7)),
            ("name_number", r#"["s",1,2]"#, SdJwtError::DisclosureShape(7)),
            ("four_elements", r#"["s","a",1,2]"#, SdJwtError::DisclosureShape(7)),
            ("name_twice", r#"["s","a",{"b":1,"b":2}]"#, SdJwtError::DisclosureJson(7, json::JsonFault::NameTwice)),
        ] {
            let read = Disclosure::read(7, &base64url::encode(json.as_bytes()), DigestAlgorithm::Sha256);
            assert_eq!(read.err(), Some(error), "{fault}");
        }
        assert_eq!(Disclosure::read(7, "W1=", DigestAlgorithm::Sha256).err(), Some(SdJwtError::Disclosure(7)));
    }

    #[test]
    fn only_three_digest_algorithms_are_accepted() {
        let of = |json: &str| DigestAlgorithm::of(&json::read_object(json.as_bytes()).unwrap());
        assert_eq!(of("{}"), Ok(DigestAlgorithm::Sha256));
        assert_eq!(of(r#"{"_sd_alg":"sha-512"}"#), Ok(DigestAlgorithm::Sha512));
        for json in [r#"{"_sd_alg":"sha-1"}"#, r#"{"_sd_alg":"SHA-256"}"#, r#"{"_sd_alg":null}"#, r#"{"_sd_alg":256}"#]
        {
            assert_eq!(of(json), Err(SdJwtError::Algorithm), "{json}");
        }
    }
}
