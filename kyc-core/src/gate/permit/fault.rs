//! Why a permit does not count: a lasting code each.

use crate::base::clause;
use crate::codes;

codes! {
    /// The faults of permits and of the status lists they need.
    pub enum PermitFault {
        /// The permit is longer than 16 KiB.
        Size = "permit-size",
        /// The permit has not the form of a signed token (RFC 7515), or asks for an extension.
        Form = "permit-form",
        /// The token is of another media type than trading-permit+jwt.
        Type = "permit-type",
        /// The algorithm is not EdDSA.
        Algorithm = "permit-algorithm",
        /// The permit names no key, or one that is not in the key set.
        Key = "permit-key-unknown",
        /// The key that signed was retired and its time is over.
        KeyRetired = "permit-key-retired",
        /// The signature does not verify.
        Signature = "permit-signature",
        /// A claim is missing, of another form, or one too many.
        Claims = "permit-claims",
        /// The permit is from another issuer.
        Issuer = "permit-issuer",
        /// The permit is meant for another order path.
        Audience = "permit-audience",
        /// The permit does not count yet.
        NotYetValid = "permit-not-yet-valid",
        /// The permit no longer counts.
        Expired = "permit-expired",
        /// The status list of the permit is not at hand.
        StatusMissing = "permit-status-missing",
        /// The status list is older than it says, or than the verifier accepts.
        StatusStale = "permit-status-stale",
        /// The status list is no signed list of the issuer, or was issued in the future.
        StatusList = "permit-status-list",
        /// The status list has no such place, or the place was never given out.
        StatusPlace = "permit-status-place",
        /// The permit was revoked.
        Revoked = "permit-revoked",
        /// The permit is suspended.
        Suspended = "permit-suspended",
    }
}

impl std::error::Error for PermitFault {}

impl PermitFault {
    /// Whether something is missing rather than wrong: a newer or another status list may lift it.
    #[must_use]
    pub const fn is_gap(self) -> bool {
        matches!(self, Self::StatusMissing | Self::StatusStale | Self::StatusPlace | Self::NotYetValid)
    }
}

/// A permit does not count. Carries nothing of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PermitError(pub PermitFault);

impl std::fmt::Display for PermitError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&clause(self.0.meaning()))
    }
}

impl std::error::Error for PermitError {}

impl From<PermitFault> for PermitError {
    fn from(fault: PermitFault) -> Self {
        Self(fault)
    }
}
