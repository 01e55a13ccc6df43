//! JSON Web Signatures (RFC 7515): a compact text or its parts → header, payload, signature.
//!
//! Checks the form only; whose signature it is, and whether, is for `trust` to say.

use super::base64url;
use crate::base::Redacted;
use crate::base::json::{self, JsonFault};
use serde_json::{Map, Value};

/// How many certificates a header may bring; the longest chain of the EUDI trust model has three.
const CERTIFICATES_MAX: usize = 8;

/// A signed text: header, payload and signature, each as decoded, and the very bytes that were signed.
///
/// The payload never shows in `Debug`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Jws {
    header: Map<String, Value>,
    payload: Redacted<Vec<u8>>,
    signature: Vec<u8>,
    signing_input: Redacted<String>,
}

/// Why a text is not a JSON Web Signature. Carries nothing of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum JwsError {
    /// Not three parts joined by dots.
    #[error("a compact signature has three parts joined by dots")]
    Parts,
    /// A part is not strict base64url without padding.
    #[error("the {0} is not strict base64url without padding")]
    Encoding(&'static str),
    /// The header or the payload is not the JSON it has to be.
    #[error("the {0}: {1}")]
    Json(&'static str, JsonFault),
    /// The header asks for an extension (`crit`): none is understood.
    #[error("the header asks for an extension that is not understood")]
    Critical,
    /// A header member has another type than its standard gives it.
    #[error("the header member {0} has not the form of its standard")]
    Header(&'static str),
}

impl Jws {
    /// Reads `header.payload.signature`.
    ///
    /// # Errors
    /// A [`JwsError`] that says which part is wrong.
    pub fn read(text: &str) -> Result<Self, JwsError> {
        let mut parts = text.split('.');
        let (Some(header), Some(payload), Some(signature), None) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(JwsError::Parts);
        };
        Self::from_parts(header, payload, signature)
    }

    /// Reads the three base64url texts, as the JSON serialisation has them (RFC 7515 section 7.2).
    ///
    /// # Errors
    /// A [`JwsError`] that says which part is wrong.
    pub fn from_parts(header: &str, payload: &str, signature: &str) -> Result<Self, JwsError> {
        let decode = |text: &str, name| base64url::decode(text).ok_or(JwsError::Encoding(name));
        let parsed = json::read_object(&decode(header, "header")?).map_err(|it| JwsError::Json("header", it))?;
        if parsed.contains_key("crit") {
            return Err(JwsError::Critical);
        }
        Ok(Self {
            header: parsed,
            payload: Redacted::new(decode(payload, "payload")?),
            signature: decode(signature, "signature")?,
            signing_input: Redacted::new(format!("{header}.{payload}")),
        })
    }

    /// The algorithm the header names (`alg`).
    ///
    /// # Errors
    /// [`JwsError::Header`] where there is none.
    pub fn algorithm(&self) -> Result<&str, JwsError> {
        self.text("alg")?.ok_or(JwsError::Header("alg"))
    }

    /// The media type the header names (`typ`), if any.
    ///
    /// # Errors
    /// [`JwsError::Header`] where it is no text.
    pub fn kind(&self) -> Result<Option<&str>, JwsError> {
        self.text("typ")
    }

    /// The key the header names (`kid`); `None` where it is absent or no text, since a hint that cannot be
    /// understood is no hint.
    #[must_use]
    pub fn key_id(&self) -> Option<&str> {
        self.header.get("kid").and_then(Value::as_str)
    }

    /// The certificates the header brings (`x5c`, leaf first), as DER; empty where it brings none.
    ///
    /// # Errors
    /// [`JwsError::Header`] where it is not an array of one to eight padded base64 texts.
    pub fn certificates(&self) -> Result<Vec<Vec<u8>>, JwsError> {
        let wrong = JwsError::Header("x5c");
        let Some(listed) = self.header.get("x5c") else { return Ok(Vec::new()) };
        let listed = listed.as_array().ok_or(wrong)?;
        if listed.is_empty() || listed.len() > CERTIFICATES_MAX {
            return Err(wrong);
        }
        listed.iter().map(|it| it.as_str().and_then(base64url::decode_plain).ok_or(wrong)).collect()
    }

    /// The payload as signed.
    #[must_use]
    pub const fn payload(&self) -> &Redacted<Vec<u8>> {
        &self.payload
    }

    /// The payload as a JSON object (a JWT claims set, RFC 7519).
    ///
    /// # Errors
    /// [`JwsError::Json`].
    pub fn claims(&self) -> Result<Redacted<Map<String, Value>>, JwsError> {
        json::read_object(self.payload.reveal()).map(Redacted::new).map_err(|it| JwsError::Json("payload", it))
    }

    /// The signature as it stands.
    #[must_use]
    pub fn signature(&self) -> &[u8] {
        &self.signature
    }

    /// What is signed: the ASCII bytes of `header.payload`.
    #[must_use]
    pub fn signing_input(&self) -> &[u8] {
        self.signing_input.reveal().as_bytes()
    }

    /// The whole as compact text.
    #[must_use]
    pub fn compact(&self) -> Redacted<String> {
        let signature = base64url::encode(&self.signature);
        Redacted::new(format!("{}.{signature}", self.signing_input.reveal()))
    }

    fn text(&self, name: &'static str) -> Result<Option<&str>, JwsError> {
        self.header.get(name).map(|it| it.as_str().ok_or(JwsError::Header(name))).transpose()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made(header: &str) -> Result<Jws, JwsError> {
        Jws::from_parts(&base64url::encode(header.as_bytes()), "e30", "AA")
    }

    #[test]
    fn the_parts_are_decoded_and_joined_again() {
        // RFC 7515, appendix A.1.
        let text = "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.\
            eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.\
            dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
        let jws = Jws::read(text).unwrap();
        assert_eq!((jws.algorithm(), jws.kind(), jws.key_id()), (Ok("HS256"), Ok(Some("JWT")), None));
        assert_eq!(jws.claims().unwrap().reveal()["iss"], "joe");
        assert_eq!(jws.signature().len(), 32);
        assert_eq!(jws.compact().reveal(), text);
        assert!(!format!("{jws:?}").contains("joe"));
    }

    #[test]
    fn bad_texts_are_refused_by_name() {
        for (fault, text, error) in [
            ("empty", "", JwsError::Parts),
            ("two_parts", "e30.e30", JwsError::Parts),
            ("four_parts", "e30.e30.AA.AA", JwsError::Parts),
            ("header_padded", "e30=.e30.AA", JwsError::Encoding("header")),
            ("payload_plain", "e30.+/8.AA", JwsError::Encoding("payload")),
            ("signature_unused_bits", "e30.e30.AB", JwsError::Encoding("signature")),
            ("header_empty", ".e30.AA", JwsError::Json("header", JsonFault::Form)),
            ("header_array", "W10.e30.AA", JwsError::Json("header", JsonFault::Form)),
        ] {
            assert_eq!(Jws::read(text), Err(error), "{fault}");
        }
        assert_eq!(made(r#"{"alg":"ES256","alg":"none"}"#), Err(JwsError::Json("header", JsonFault::NameTwice)));
        assert_eq!(made(r#"{"alg":"ES256","crit":["b64"],"b64":false}"#), Err(JwsError::Critical));
    }

    #[test]
    fn header_members_of_other_forms_are_refused() {
        assert_eq!(made("{}").unwrap().algorithm(), Err(JwsError::Header("alg")));
        assert_eq!(made(r#"{"alg":5}"#).unwrap().algorithm(), Err(JwsError::Header("alg")));
        assert_eq!(made(r#"{"typ":[]}"#).unwrap().kind(), Err(JwsError::Header("typ")));
        assert_eq!(made(r#"{"kid":42}"#).unwrap().key_id(), None);
        let nine = format!(r#"{{"x5c":[{}"AA=="]}}"#, r#""AA==","#.repeat(8));
        for header in [r#"{"x5c":"AA=="}"#, r#"{"x5c":[]}"#, r#"{"x5c":[1]}"#, r#"{"x5c":["AA"]}"#, &nine] {
            assert_eq!(made(header).unwrap().certificates(), Err(JwsError::Header("x5c")), "{header}");
        }
        assert_eq!(made(r#"{"x5c":["AA=="]}"#).unwrap().certificates(), Ok(vec![vec![0]]));
        assert_eq!(made("{}").unwrap().certificates(), Ok(vec![]));
    }
}
