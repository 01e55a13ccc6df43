//! Verification: a record and the policy → a review that counts.

use super::fault::{ReviewError, ReviewFault};
use super::record::{Act, Review};
use crate::base::{Instant, SourceId, SubjectId};
use crate::document::Jws;
use crate::policy::{Policy, SetsLevels, Taken};
use crate::trust::Scheme;

/// The longest record, in bytes.
const TOKEN_LEN_MAX: usize = 16 << 10;

/// A review that a reviewer of the policy signed, in a role that may. Only [`SignedReview::verify`] makes one:
///
/// ```compile_fail,E0451
/// use tidegate_kyc_core::{base::SourceId, review::{Review, SignedReview}};
/// fn forge(review: Review, digest: SourceId) -> SignedReview {
///     SignedReview { review, digest } // its fields are private
/// }
/// ```
#[must_use]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedReview {
    review: Review,
    digest: SourceId,
}

impl SignedReview {
    /// Verifies a record. `Ok` says who decided what, that they were reviewers of the policy when they did, and that
    /// their role may. Whether it counts at an instant, and whether others have to agree, is not said.
    ///
    /// # Errors
    /// [`ReviewError`] with the first fault: form, claims, reviewer, signature, role.
    pub fn verify(token: &[u8], policy: &Policy) -> Result<Self, ReviewError> {
        let (jws, review) = opened(token)?;
        let reviewer = policy.reviewer(review.reviewer.as_str()).ok_or(ReviewFault::Reviewer)?;
        if reviewer.until.is_some_and(|it| review.made >= it) {
            return Err(ReviewFault::ReviewerPast.into());
        }
        let verified = reviewer.key.verify(Scheme::Ed25519, jws.signing_input(), jws.signature());
        verified.map_err(|_| ReviewFault::Signature)?;
        let role = policy.role(&reviewer.role).ok_or(ReviewFault::Role)?;
        match &review.act {
            // Who may lift a reason may say that it stands.
            Act::Lift(reason) | Act::Uphold(reason) => {
                if !policy.lifters(reason).iter().any(|it| it.name == role.name) {
                    return Err(ReviewFault::Role.into());
                }
            }
            Act::SetLevel(set) => {
                let (level, former) =
                    policy.level(&set.level).zip(policy.level(&set.instead_of)).ok_or(ReviewFault::Level)?;
                // Whom the policy does not take on, only those take on who may lift exactly that.
                let takes = level.taken == Taken::Refused || former.taken == Taken::Accepted || role.takes_refused();
                if role.levels != SetsLevels::Yes || !takes {
                    return Err(ReviewFault::Role.into());
                }
            }
        }
        Ok(Self { review, digest: SourceId::of(token.trim_ascii()) })
    }

    /// What was decided.
    #[must_use]
    pub const fn review(&self) -> &Review {
        &self.review
    }

    /// SHA-256 of the record, by which a journal names it.
    #[must_use]
    pub const fn digest(&self) -> SourceId {
        self.digest
    }

    /// Whether it counts for a subject at an instant.
    #[must_use]
    pub fn counts(&self, subject: &SubjectId, at: Instant) -> bool {
        self.review.subject == *subject && self.review.made <= at && at < self.review.until
    }
}

/// What a record says, whoever signed it: for showing it, never for deciding by it.
///
/// # Errors
/// [`ReviewError`] where it is no review.
pub fn read_unverified(token: &[u8]) -> Result<Review, ReviewError> {
    opened(token).map(|it| it.1)
}

fn opened(token: &[u8]) -> Result<(Jws, Review), ReviewError> {
    if token.len() > TOKEN_LEN_MAX {
        return Err(ReviewFault::Form.into());
    }
    let text = std::str::from_utf8(token).map_err(|_| ReviewFault::Form)?;
    let jws = Jws::read(text.trim_ascii()).map_err(|_| ReviewFault::Form)?;
    if jws.kind() != Ok(Some("review+jwt")) {
        return Err(ReviewFault::Type.into());
    }
    if jws.algorithm() != Ok("EdDSA") {
        return Err(ReviewFault::Algorithm.into());
    }
    let claims = jws.claims().map_err(|_| ReviewFault::Claims)?.into_revealed();
    let review = Review::read(&claims)?;
    if jws.key_id() != Some(review.reviewer.as_str()) {
        return Err(ReviewFault::Claims.into());
    }
    Ok((jws, review))
}
