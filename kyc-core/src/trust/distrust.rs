//! Why a document is not authentic: the fault of each check, with a lasting code.
//!
//! Faults name parts, algorithms, countries and instants. They never carry a document's content.

use super::key::KeyFault;
use super::signature::{Hash, SignatureFault};
use crate::base::{Exhausted, Instant};
use crate::codes;

codes! {
    /// The kinds of reasons for which a document is not authenticated.
    pub enum DistrustCode {
        /// A signed part cannot be read, so that nothing can be said of it.
        Unreadable = "trust-unreadable",
        /// A signature does not verify.
        Signature = "trust-signature",
        /// An algorithm, a curve or a key size is not supported or not allowed.
        Algorithm = "trust-algorithm",
        /// A hash is too weak for the policy.
        WeakHash = "trust-weak-hash-refused",
        /// The certificate of the signer is not there.
        SignerMissing = "trust-signer-missing",
        /// No trust anchor has issued the certificate.
        AnchorUnknown = "trust-anchor-unknown",
        /// A certificate is not valid yet, or no longer.
        Validity = "trust-validity",
        /// A certificate may not be used for what it was used for.
        Usage = "trust-usage",
        /// Two parts that must name one country name two, or none.
        Country = "trust-country",
        /// A certificate was revoked.
        Revoked = "trust-revoked",
        /// The digest that was signed is not that of the content.
        Digest = "trust-digest",
        /// A part is not among what was signed, or what must be there is not.
        Coverage = "trust-coverage",
        /// The search for a trust path was given up, its budget being spent.
        Unfinished = "trust-unfinished",
    }
}

/// A part of a document or of its trust path.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Part {
    /// The document security object of a passport (EF.SOD).
    SecurityObject,
    /// The signed attributes of signed data.
    SignedAttributes,
    /// A data group of a passport, by number from 1 to 16.
    DataGroup(u8),
    /// The certificate of who signed the document.
    Signer,
    /// A certificate between the signer's and the anchor's.
    Intermediate,
    /// The certificate of the trust anchor.
    Anchor,
    /// A revocation list.
    RevocationList,
    /// A list of trust anchors.
    MasterList,
    /// The answer of a chip to a challenge.
    ChipAnswer,
}

impl std::fmt::Display for Part {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::SecurityObject => "the security object",
            Self::SignedAttributes => "the signed attributes",
            Self::DataGroup(number) => return write!(f, "data group {number}"),
            Self::Signer => "the signer's certificate",
            Self::Intermediate => "an intermediate certificate",
            Self::Anchor => "the anchor's certificate",
            Self::RevocationList => "the revocation list",
            Self::MasterList => "the master list",
            Self::ChipAnswer => "the chip's answer",
        })
    }
}

/// Why a document is not authenticated. Carries no personal data, so it may be logged.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Distrust {
    /// A part cannot be read.
    #[error("{part} cannot be read: {why}")]
    Unreadable {
        /// Which part.
        part: Part,
        /// What is wrong with it.
        why: &'static str,
    },
    /// A signature does not stand.
    #[error("{of}: {fault}")]
    Signature {
        /// What was signed.
        of: Part,
        /// How it fails.
        fault: SignatureFault,
    },
    /// A key is not usable.
    #[error("{of}: {fault}")]
    Key {
        /// Whose certificate.
        of: Part,
        /// What is wrong with the key.
        fault: KeyFault,
    },
    /// A signature or digest algorithm is not supported, or its parameters are not.
    #[error("{of} uses an algorithm that is not supported")]
    Algorithm {
        /// What was signed with it.
        of: Part,
    },
    /// A hash is too weak for the policy.
    #[error("{of} relies on {hash}, which the policy does not accept", hash = hash.name())]
    WeakHash {
        /// What relies on it.
        of: Part,
        /// The hash.
        hash: Hash,
    },
    /// No certificate matches the signer's identifier.
    #[error("the certificate of the signer is not there")]
    SignerMissing,
    /// No anchor of the purpose has issued the certificate.
    #[error("no trust anchor is known that issued {of}")]
    AnchorUnknown {
        /// The topmost certificate that was reached.
        of: Part,
    },
    /// A certificate is not valid yet.
    #[error("{of} is valid only from {from}")]
    NotYetValid {
        /// Whose certificate.
        of: Part,
        /// When its validity begins.
        from: Instant,
    },
    /// A certificate is no longer valid.
    #[error("{of} was valid only until {until}")]
    Expired {
        /// Whose certificate.
        of: Part,
        /// When its validity ended.
        until: Instant,
    },
    /// A certificate may not be used so.
    #[error("{of} may not be used to {wanted}")]
    Usage {
        /// Whose certificate.
        of: Part,
        /// The use that was asked of it.
        wanted: &'static str,
    },
    /// A certificate has a critical extension that is not understood (RFC 5280 section 4.2).
    #[error("{of} has a critical extension that is not understood")]
    CriticalExtension {
        /// Whose certificate.
        of: Part,
    },
    /// Two parts name different countries.
    #[error("{of} names another country than its issuer or the document")]
    Country {
        /// Which part.
        of: Part,
    },
    /// A certificate was revoked.
    #[error("{of} was revoked on {since}")]
    Revoked {
        /// Whose certificate.
        of: Part,
        /// When.
        since: Instant,
    },
    /// A digest is not that of the content.
    #[error("the signed digest of {of} is not that of its content")]
    Digest {
        /// Whose content.
        of: Part,
    },
    /// A part was given that was not signed.
    #[error("{part} is not among what was signed")]
    NotCovered {
        /// The part.
        part: Part,
    },
    /// A part that must be there is not.
    #[error("{part} is missing")]
    Missing {
        /// The part.
        part: Part,
    },
    /// The budget of the search was spent.
    #[error("the search for a trust path was given up, its budget being spent")]
    Unfinished,
}

impl Distrust {
    /// The lasting code of its kind.
    #[must_use]
    pub const fn code(&self) -> DistrustCode {
        match self {
            Self::Unreadable { .. } => DistrustCode::Unreadable,
            Self::Signature { .. } => DistrustCode::Signature,
            Self::Key { .. } | Self::Algorithm { .. } => DistrustCode::Algorithm,
            Self::WeakHash { .. } => DistrustCode::WeakHash,
            Self::SignerMissing => DistrustCode::SignerMissing,
            Self::AnchorUnknown { .. } => DistrustCode::AnchorUnknown,
            Self::NotYetValid { .. } | Self::Expired { .. } => DistrustCode::Validity,
            Self::Usage { .. } | Self::CriticalExtension { .. } => DistrustCode::Usage,
            Self::Country { .. } => DistrustCode::Country,
            Self::Revoked { .. } => DistrustCode::Revoked,
            Self::Digest { .. } => DistrustCode::Digest,
            Self::NotCovered { .. } | Self::Missing { .. } => DistrustCode::Coverage,
            Self::Unfinished => DistrustCode::Unfinished,
        }
    }
}

impl From<Exhausted> for Distrust {
    fn from(_: Exhausted) -> Self {
        Self::Unfinished
    }
}
