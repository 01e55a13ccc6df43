//! Why a review does not count: a lasting code each.

use crate::base::clause;
use crate::codes;

codes! {
    /// The faults of reviews.
    pub enum ReviewFault {
        /// The record has not the form of a signed token (RFC 7515), or is too long.
        Form = "review-form",
        /// The record is of another media type than review+jwt.
        Type = "review-type",
        /// The algorithm is not EdDSA.
        Algorithm = "review-algorithm",
        /// A claim is missing, of another form, or one too many.
        Claims = "review-claims",
        /// The review gives no reason, or too long a one.
        Why = "review-why",
        /// The review ends before it begins, or counts for more than 366 days.
        Time = "review-time",
        /// The policy knows no such reviewer.
        Reviewer = "review-reviewer-unknown",
        /// The reviewer was no longer one when the review was made.
        ReviewerPast = "review-reviewer-past",
        /// The signature does not verify with the reviewer's key.
        Signature = "review-signature",
        /// The reviewer's role may not lift this reason or set a level.
        Role = "review-role",
        /// The policy has no such level.
        Level = "review-level-unknown",
    }
}

impl std::error::Error for ReviewFault {}

/// A review does not count. Carries nothing of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReviewError(pub ReviewFault);

impl std::fmt::Display for ReviewError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&clause(self.0.meaning()))
    }
}

impl std::error::Error for ReviewError {}

impl From<ReviewFault> for ReviewError {
    fn from(fault: ReviewFault) -> Self {
        Self(fault)
    }
}
