//! The proof of authenticity as a type: a document and the anchor that vouches for it.
//!
//! Only this room can make one, after every check; who holds one need not ask again.

use crate::base::{Instant, SourceId};
use crate::codes;
use std::fmt;

codes! {
    /// What was accepted and should be known: none of these makes a document less authentic by the policy used.
    pub enum Remark {
        /// SHA-1 secures a signature or a digest, and the policy accepts it.
        WeakHash = "trust-weak-hash",
        /// An RSA key of fewer than 2048 bits made a signature.
        SmallKey = "trust-small-key",
        /// No revocation list of the issuer was given, so that the signer may have been revoked.
        RevocationUnknown = "trust-revocation-unknown",
        /// The issuer's revocation list is past its next update; what it lists was still checked.
        RevocationStale = "trust-revocation-stale",
        /// The document names parts that were not given and so were not compared.
        PartsNotGiven = "trust-parts-not-given",
        /// A revocation list under the issuer's name was given that its key has not signed, or not in a way that is accepted.
        RevocationRefused = "trust-revocation-refused",
        /// The status list that the document refers to is not among those given that count, so that it may have been revoked.
        StatusUnknown = "trust-status-unknown",
        /// The issuer revokes the document by a mechanism that is not read, so that it may have been revoked.
        StatusUnread = "trust-status-unread",
        /// No proof was asked that the holder has the key the document is bound to.
        HolderUnknown = "trust-holder-unknown",
        /// The certificate has no name that could confirm the issuer the token states.
        IssuerNameUnconfirmed = "trust-issuer-name-unconfirmed",
    }
}

/// Which certificate or key a trust path ends at: its SHA-256 and a short name.
///
/// The name is that of an authority, as its certificate states it; it is no personal data.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AnchorId {
    digest: SourceId,
    name: String,
}

impl AnchorId {
    /// An anchor by the digest of its certificate (DER) or key, and the name to tell it by.
    #[must_use]
    pub const fn new(digest: SourceId, name: String) -> Self {
        Self { digest, name }
    }

    /// The SHA-256 of the certificate as it stood, or of the key.
    #[must_use]
    pub const fn digest(&self) -> SourceId {
        self.digest
    }

    /// The short name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }
}

impl fmt::Display for AnchorId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digest = self.digest.to_string();
        write!(f, "{} ({})", self.name, digest.get(..16).unwrap_or_default())
    }
}

/// One step of a trust path, from the document up: what was verified with what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// What was verified: `security object`, `document signer`, …
    pub what: &'static str,
    /// The name and digest of whose key verified it.
    pub by: AnchorId,
    /// The key's kind: `ECDSA P-256`, `RSA 2048`.
    pub key: String,
}

/// `security object signed by C=DE,O=… (0123456789abcdef), ECDSA P-256`.
impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} signed by {}, {}", self.what, self.by, self.key)
    }
}

/// A document whose issuer's signature was verified up to a trust anchor, at an instant.
///
/// There is no other way to get one than the functions of this room, so that a function which
/// takes it cannot be handed an unchecked document:
///
/// ```compile_fail,E0451
/// use tidegate_kyc_core::trust::Authenticated;
/// let forged = Authenticated { document: "anything" }; // its fields are private
/// ```
///
/// ```compile_fail,E0624
/// use tidegate_kyc_core::{base::{Instant, SourceId}, trust::{AnchorId, Authenticated}};
/// let anchor = AnchorId::new(SourceId::of(b""), "nobody".into());
/// let forged = Authenticated::new("anything", anchor, Instant::from_micros(0)); // and so is its constructor
/// ```
#[must_use]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Authenticated<D> {
    document: D,
    anchor: AnchorId,
    at: Instant,
    until: Option<Instant>,
    path: Vec<Step>,
    remarks: Vec<Remark>,
}

impl<D> Authenticated<D> {
    /// Says that every check of `document` was made and passed.
    pub(in crate::trust) const fn new(document: D, anchor: AnchorId, at: Instant) -> Self {
        Self { document, anchor, at, until: None, path: Vec::new(), remarks: Vec::new() }
    }

    /// Adds how it was verified and what should be known; remarks come out sorted, each once.
    pub(in crate::trust) fn with(mut self, path: Vec<Step>, remarks: impl IntoIterator<Item = Remark>) -> Self {
        self.path = path;
        self.remarks.extend(remarks);
        self.remarks.sort_unstable();
        self.remarks.dedup();
        self
    }

    /// Adds the instant from which the issuer no longer vouches for it.
    pub(in crate::trust) fn lasting(self, until: Option<Instant>) -> Self {
        Self { until, ..self }
    }

    /// The document.
    #[must_use]
    pub const fn document(&self) -> &D {
        &self.document
    }

    /// The anchor its trust path ends at.
    #[must_use]
    pub const fn anchor(&self) -> &AnchorId {
        &self.anchor
    }

    /// The instant for which it was judged.
    #[must_use]
    pub const fn at(&self) -> Instant {
        self.at
    }

    /// The instant from which its issuer no longer vouches for it (`exp` of a token, `validUntil` of a mobile document), however
    /// long the document itself is valid; none where it says none.
    #[must_use]
    pub const fn until(&self) -> Option<Instant> {
        self.until
    }

    /// What was accepted and should be known, sorted, each once.
    #[must_use]
    pub fn remarks(&self) -> &[Remark] {
        &self.remarks
    }

    /// How it was verified, from the document up to the anchor.
    #[must_use]
    pub fn trust_path(&self) -> &[Step] {
        &self.path
    }

    /// The document alone; the proof is given up.
    #[must_use]
    pub fn into_document(self) -> D {
        self.document
    }
}
