//! Why a token, a mobile document or a seal is not authentic: the part, the fault, and a lasting code.
//!
//! Carries no claim and no element, so it may be logged.

use super::distrust::Distrust;
use crate::codes;
use std::fmt;

codes! {
    /// The faults of tokens, mobile documents, seals and what comes with them.
    pub enum TokenFault {
        /// The part has not the form of its standard.
        Form = "token-form",
        /// The algorithm is not accepted, or is not that of the key.
        Algorithm = "token-algorithm",
        /// The media type is not one that is accepted here.
        MediaType = "token-media-type",
        /// No known key is that of the issuer.
        IssuerUnknown = "token-issuer-unknown",
        /// The certificate is for another issuer than the token names.
        IssuerName = "token-issuer-name",
        /// The signature does not verify.
        Signature = "token-signature",
        /// The chain of certificates does not hold.
        Chain = "token-chain",
        /// It is not valid yet.
        NotYetValid = "token-not-yet-valid",
        /// It is no longer valid.
        Expired = "token-expired",
        /// It was issued after the instant of the check.
        IssuedInFuture = "token-issued-in-future",
        /// It was signed at an instant at which the signer's certificate was not valid.
        SignerNotValid = "token-signer-not-valid",
        /// The type of credential or document is not one the policy accepts.
        DocumentType = "token-document-type",
        /// It is meant for another audience.
        Audience = "token-audience",
        /// The nonce is not the one that was given out.
        Nonce = "token-nonce",
        /// It is older than the policy accepts.
        TooOld = "token-too-old",
        /// The proof of the holder is asked for and not there.
        HolderMissing = "token-holder-missing",
        /// The document names no key of the holder that can be used.
        HolderKey = "token-holder-key",
        /// The proof of the holder is over another presentation.
        HolderDigest = "token-holder-digest",
        /// The device states an element that the issuer did not allow it to state.
        DeviceElement = "token-device-element",
        /// No digest of an element was signed.
        DigestMissing = "token-digest-missing",
        /// The signed digest of an element is not that of its bytes.
        Digest = "token-digest",
        /// Two parts that must name one country name two.
        Country = "token-country",
        /// The status list says that the document was revoked.
        Revoked = "token-revoked",
        /// The status list says that the document is suspended.
        Suspended = "token-suspended",
        /// The status list gives a value that has no meaning here.
        StatusOther = "token-status-other",
        /// The status list is signed by another authority than the document.
        StatusIssuer = "token-status-issuer",
        /// The status list says not how long it counts, and was issued more than 24 hours ago.
        StatusOld = "token-status-old",
        /// The status list has no such place.
        StatusIndex = "token-status-index",
    }
}

impl std::error::Error for TokenFault {}

impl TokenFault {
    /// The meaning as a clause within a sentence.
    fn clause(self) -> String {
        crate::base::clause(self.meaning())
    }
}

/// The part of a presentation that a fault lies in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum TokenPart {
    /// What the issuer signed.
    Issuer,
    /// The holder's key binding, or the device's proof.
    Holder,
    /// The status list.
    StatusList,
    /// The visible digital seal.
    Seal,
    /// The attestation of a vendor.
    Attestation,
}

impl fmt::Display for TokenPart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Issuer => "the issuer's part",
            Self::Holder => "the holder's proof",
            Self::StatusList => "the status list",
            Self::Seal => "the seal",
            Self::Attestation => "the attestation",
        })
    }
}

/// Why a token, a mobile document or a seal is not authenticated.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TokenDistrust {
    /// A check failed.
    #[error("{part}: {}", fault.clause())]
    Fault {
        /// The part.
        part: TokenPart,
        /// What is wrong with it.
        fault: TokenFault,
    },
    /// The chain of certificates does not hold.
    #[error("{part}: {why}")]
    Chain {
        /// The part.
        part: TokenPart,
        /// What is wrong with the chain.
        why: Distrust,
    },
}

impl TokenDistrust {
    /// The lasting code: that of the fault, or of the chain's own fault.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Fault { fault, .. } => fault.code(),
            Self::Chain { why, .. } => why.code().code(),
        }
    }

    /// The fault; [`TokenFault::Chain`] for any fault of a chain.
    #[must_use]
    pub const fn fault(&self) -> TokenFault {
        match self {
            Self::Fault { fault, .. } => *fault,
            Self::Chain { .. } => TokenFault::Chain,
        }
    }
}

impl TokenPart {
    /// A fault of this part.
    pub(crate) const fn fault(self, fault: TokenFault) -> TokenDistrust {
        TokenDistrust::Fault { part: self, fault }
    }

    /// A fault of this part's chain.
    pub(crate) const fn chain(self, why: Distrust) -> TokenDistrust {
        TokenDistrust::Chain { part: self, why }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_explained_and_read_as_clauses() {
        for it in TokenFault::ALL {
            assert!(it.meaning().starts_with(char::is_uppercase) && it.meaning().ends_with('.'), "{it}");
        }
        let error = TokenPart::Holder.fault(TokenFault::Nonce);
        assert_eq!(error.to_string(), "the holder's proof: the nonce is not the one that was given out");
        assert_eq!((error.code(), error.fault()), ("token-nonce", TokenFault::Nonce));
    }
}
