//! SD-JWT and SD-JWT VC (RFC 9901, draft-ietf-oauth-sd-jwt-vc): text → claims as disclosed.
//!
//! Reads the compact and both JSON serialisations, puts every disclosure in its place and refuses
//! what RFC 9901 section 7.1 refuses. Knows nothing of trust: the claims may still be forged.

mod disclosure;
mod serialisation;
#[cfg(test)]
mod tests;
mod unfold;

use super::jws::{Jws, JwsError};
use super::status::StatusReference;
use crate::base::JsonFault;
use crate::base::Redacted;
pub use disclosure::DigestAlgorithm;
use disclosure::Disclosure;
use serde_json::{Map, Value};

/// How long a token may be, in bytes: a PID with a portrait of 100 KB has less than 200 KB.
pub const LEN_MAX: usize = 1 << 20;
/// How many disclosures a token may bring: an EUDI PID has fewer than 40 attributes.
pub const DISCLOSURES_MAX: usize = 1024;
/// How many issuer signatures the general JSON serialisation may bring.
pub const SIGNATURES_MAX: usize = 4;
/// How deep claims may nest once every disclosure is in its place.
pub const DEPTH_MAX: u32 = 32;

/// Claims that control validity or trust: an issuer may not make them selectively disclosable
/// (draft-ietf-oauth-sd-jwt-vc, section "Registered JWT Claims"; RFC 9901 section 9.7).
const NEVER_HIDDEN: [&str; 8] = ["iss", "aud", "nbf", "exp", "cnf", "vct", "vct#integrity", "status"];

/// A token as presented: well formed, every disclosure in its place.
///
/// ```
/// use tidegate_kyc_core::document::sd_jwt::{SdJwt, SdJwtError};
/// assert_eq!(SdJwt::read(b"not a token").unwrap_err(), SdJwtError::Form);
/// ```
#[derive(Clone, Debug)]
pub struct SdJwt {
    signatures: Vec<Jws>,
    signed: Redacted<Map<String, Value>>,
    claims: Redacted<Map<String, Value>>,
    disclosed: usize,
    algorithm: DigestAlgorithm,
    key_binding: Option<Jws>,
    presented: Redacted<String>,
}

/// Why a text is not an SD-JWT. Carries no claim, so it may be logged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SdJwtError {
    /// Longer than [`LEN_MAX`].
    #[error("the token is longer than 1048576 bytes")]
    TooLong,
    /// Neither the compact nor a JSON serialisation.
    #[error("the text is no SD-JWT serialisation")]
    Form,
    /// The issuer's signature part is malformed.
    #[error("the issuer's signature: {0}")]
    Issuer(JwsError),
    /// The key binding part is malformed.
    #[error("the key binding: {0}")]
    KeyBinding(JwsError),
    /// More than [`DISCLOSURES_MAX`] disclosures.
    #[error("the token brings more than 1024 disclosures")]
    TooManyDisclosures,
    /// More than [`SIGNATURES_MAX`] issuer signatures, or none.
    #[error("the token does not bring one to four issuer signatures")]
    Signatures,
    /// A disclosure is not strict base64url of a JSON array.
    #[error("disclosure {0} is not base64url of a JSON array")]
    Disclosure(usize),
    /// A disclosure's JSON is out of bounds.
    #[error("disclosure {0}: {1}")]
    DisclosureJson(usize, JsonFault),
    /// A disclosure has not the elements that its place asks: three for a claim, two for an array element.
    #[error("disclosure {0} has not the elements that its place asks")]
    DisclosureShape(usize),
    /// A disclosure names a claim `_sd` or `...`, or one that an issuer may not hide.
    #[error("disclosure {0} names a claim that may not be disclosed selectively")]
    ForbiddenName(usize),
    /// A disclosure names a claim that stands there already.
    #[error("disclosure {0} names a claim that stands there already")]
    NameTwice(usize),
    /// A disclosure is given twice.
    #[error("disclosure {0} is given twice")]
    DisclosureTwice(usize),
    /// No digest refers to a disclosure.
    #[error("no digest refers to disclosure {0}")]
    Unreferenced(usize),
    /// A digest stands twice.
    #[error("a digest stands twice")]
    DigestTwice,
    /// `_sd` or `...` stands where it may not, or has not the form of RFC 9901 section 4.2.4.
    #[error("the member {0} has not the form or the place of RFC 9901")]
    Reserved(&'static str),
    /// `_sd_alg` names a digest algorithm that is not accepted.
    #[error("the digest algorithm is not sha-256, sha-384 or sha-512")]
    Algorithm,
    /// Claims nest deeper than [`DEPTH_MAX`].
    #[error("the claims nest deeper than 32")]
    Depth,
}

impl SdJwtError {
    /// Whether the text is plainly an SD-JWT all the same, of which something was changed or asks for what nobody here
    /// knows: that is found of a document, and not the lack of one. What copying does to a text (a part cut off, padded or
    /// broken into lines) is no such thing.
    #[must_use]
    pub fn is_of_a_token(self) -> bool {
        match self {
            Self::TooLong | Self::Form | Self::Signatures => false,
            Self::Issuer(fault) | Self::KeyBinding(fault) => !matches!(
                fault,
                JwsError::Parts | JwsError::Encoding(_) | JwsError::Json("header" | "serialisation", JsonFault::Form)
            ),
            _ => true,
        }
    }
}

impl SdJwt {
    /// Reads any of the three serialisations; white space at the borders is not part of the token.
    ///
    /// Linear in the length of the token, but for a logarithm of the number of disclosures.
    ///
    /// # Errors
    /// A [`SdJwtError`]; disclosures are counted from 0 in the order of the token.
    pub fn read(bytes: &[u8]) -> Result<Self, SdJwtError> {
        if bytes.len() > LEN_MAX {
            return Err(SdJwtError::TooLong);
        }
        let text = std::str::from_utf8(bytes).map_err(|_| SdJwtError::Form)?.trim_ascii();
        let parts = serialisation::read(text)?;
        let [first, ..] = parts.signatures.as_slice() else { return Err(SdJwtError::Signatures) };
        let signed = first.claims().map_err(SdJwtError::Issuer)?;
        let algorithm = DigestAlgorithm::of(signed.reveal())?;
        let mut disclosures = Vec::with_capacity(parts.disclosures.len());
        for (at, text) in parts.disclosures.iter().enumerate() {
            disclosures.push(Disclosure::read(at, text, algorithm)?);
        }
        let disclosed = disclosures.len();
        let claims = unfold::unfold(signed.reveal().clone(), disclosures)?;
        let presented = Redacted::new(serialisation::presented(first, &parts.disclosures));
        Ok(Self {
            claims: Redacted::new(claims),
            key_binding: parts.key_binding,
            signatures: parts.signatures,
            signed,
            disclosed,
            algorithm,
            presented,
        })
    }

    /// The issuer's signatures over one payload, in the order of the token: one to four.
    #[must_use]
    pub fn signatures(&self) -> &[Jws] {
        &self.signatures
    }

    /// The claims with every disclosure in its place, without `_sd`, `...` and `_sd_alg`.
    #[must_use]
    pub const fn claims(&self) -> &Redacted<Map<String, Value>> {
        &self.claims
    }

    /// A top-level claim that may not be hidden (`iss`, `exp`, `vct`, `cnf` …), from the signed payload itself.
    #[must_use]
    pub fn signed_claim(&self, name: &str) -> Option<&Value> {
        self.signed.reveal().get(name)
    }

    /// The type of credential (`vct`), if the token states one: a public name, no personal data.
    #[must_use]
    pub fn credential_type(&self) -> Option<&str> {
        self.signed_claim("vct").and_then(Value::as_str)
    }

    /// The issuer the token names (`iss`).
    #[must_use]
    pub fn issuer(&self) -> Option<&str> {
        self.signed_claim("iss").and_then(Value::as_str)
    }

    /// Where its status is to be looked up (`status.status_list`); `None` where it names no list that can be read.
    #[must_use]
    pub fn status(&self) -> Option<StatusReference> {
        StatusReference::of_json(self.signed_claim("status")?)
    }

    /// Whether it can be revoked by something else than a list that can be read: a `status` of another kind or form, or
    /// the `credentialStatus` of the W3C's data model.
    #[must_use]
    pub fn has_unread_status(&self) -> bool {
        let claims = self.claims.reveal();
        let w3c = claims.contains_key("credentialStatus")
            || claims.get("vc").is_some_and(|it| it.get("credentialStatus").is_some());
        w3c || (self.signed_claim("status").is_some() && self.status().is_none())
    }

    /// How many disclosures the token brings; each is in its place.
    #[must_use]
    pub const fn disclosed(&self) -> usize {
        self.disclosed
    }

    /// The holder's key binding, if one is there.
    #[must_use]
    pub const fn key_binding(&self) -> Option<&Jws> {
        self.key_binding.as_ref()
    }

    /// The digest that a key binding has to repeat as `sd_hash` (RFC 9901 section 4.3.1), base64url: over the
    /// first issuer signature in compact form and the disclosures, each followed by a tilde.
    #[must_use]
    pub fn presentation_digest(&self) -> String {
        self.algorithm.digest(self.presented.reveal().as_bytes())
    }
}
