//! One check and its answer: clear, found or unknown, with a lasting code and a reason.
//!
//! A gap is an answer of its own and never a yes. Reasons name fields and sources, and carry
//! nothing of what stands in them.

use crate::codes;
use crate::document::Attribute;

codes! {
    /// The three answers a check can give.
    pub enum Answer {
        /// Checked, and as it should be.
        Clear = "clear",
        /// Checked, and not as it should be.
        Found = "found",
        /// Not checked, or not to be told from what was given.
        Unknown = "unknown",
    }
}

codes! {
    /// What can be checked of a document, its holder and the customer's claim.
    pub enum CheckCode {
        /// The issuer's signature, up to a trust anchor.
        Authenticity = "authenticity",
        /// A check digit of a machine-readable zone.
        MrzCheckDigit = "mrz-check-digit",
        /// The form of a field of a machine-readable zone.
        MrzForm = "mrz-form",
        /// Whether every part of a document can be read.
        DocumentForm = "document-form",
        /// The inner consistency of an AAMVA barcode.
        AamvaConsistency = "aamva-consistency",
        /// Whether the document is within its validity.
        DocumentExpiry = "document-expiry",
        /// Whether the holder is of age.
        HolderAge = "holder-age",
        /// Whether the document names Utopia, the state of specimens.
        Specimen = "specimen",
        /// Whether the printed page says what the chip says.
        PageAgreesChip = "page-agrees-chip",
        /// Whether the parts of one document say the same.
        DocumentAgreesItself = "document-agrees-itself",
        /// Whether the customer's claim says what the document says.
        ClaimAgrees = "claim-agrees",
        /// A remark of the authentication: a weak hash, a revocation that nobody could look up.
        TrustRemark = "trust-remark",
        /// Whether the chip proved to be the one that was signed.
        ActiveAuthentication = "active-authentication",
        /// Whether the holder of the token presented it, for this occasion.
        HolderBinding = "holder-binding",
        /// Whether the issuer's status list still vouches for the document.
        Revocation = "revocation",
        /// Whether an attestation was signed by a vendor of the policy, for this occasion.
        Attestation = "attestation",
        /// Whether a vendor says that a living person was there.
        Liveness = "liveness",
        /// Whether a vendor says that the face is that of the document.
        FaceMatch = "face-match",
        /// Whether a vendor says that the document shows no sign of forgery.
        DocumentInspection = "document-inspection",
    }
}

impl CheckCode {
    /// Whether the check is told only where something is amiss, so that silence about a document means clear.
    #[must_use]
    pub const fn is_silent_when_clear(self) -> bool {
        matches!(self, Self::TrustRemark)
    }
}

/// One check: what was checked, of which field, the answer and why.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub struct Check {
    /// What was checked.
    pub code: CheckCode,
    /// The field it is about, where there is one: the lasting code of an [`Attribute`] or of a zone's field.
    pub field: Option<&'static str>,
    /// The answer.
    pub answer: Answer,
    /// Why, as one sentence without a full stop and without personal data.
    pub why: String,
}

impl Check {
    /// A check of the document as a whole.
    pub fn new(code: CheckCode, answer: Answer, why: impl Into<String>) -> Self {
        Self { code, field: None, answer, why: why.into() }
    }

    /// The same, of one attribute.
    pub fn of(self, attribute: Attribute) -> Self {
        self.of_field(attribute.code())
    }

    /// The same, of one field by its code.
    pub fn of_field(self, field: &'static str) -> Self {
        Self { field: Some(field), ..self }
    }
}

/// The answer of several checks together: found before unknown before clear; unknown where nothing was checked.
#[must_use]
pub fn overall(checks: &[Check]) -> Answer {
    let any = |answer: Answer| checks.iter().any(|it| it.answer == answer);
    match () {
        () if any(Answer::Found) => Answer::Found,
        () if any(Answer::Unknown) || checks.is_empty() => Answer::Unknown,
        () => Answer::Clear,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_finding_outweighs_a_gap_and_a_gap_outweighs_the_rest() {
        let check = |answer: Answer| Check::new(CheckCode::HolderAge, answer, "x");
        assert_eq!(overall(&[]), Answer::Unknown, "nothing checked is not clear");
        assert_eq!(overall(&[check(Answer::Clear)]), Answer::Clear);
        assert_eq!(overall(&[check(Answer::Clear), check(Answer::Unknown)]), Answer::Unknown);
        assert_eq!(overall(&[check(Answer::Unknown), check(Answer::Found), check(Answer::Clear)]), Answer::Found);
    }
}
