//! Why a customer may not trade, or not yet: one list of lasting codes, each with what it weighs and what lifts it.

use crate::codes;
use std::fmt;

codes! {
    /// What stands between a customer and a permit.
    pub enum ReasonCode {
        /// A check of a document found something wrong.
        CheckFound = "check-found",
        /// A sanctions list names the customer or a wallet.
        ScreeningMatch = "screening-match",
        /// The risk is beyond what the policy takes on.
        RiskProhibited = "risk-prohibited",
        /// The subject is blocked.
        Blocked = "blocked",
        /// The policy is not in force on the day of the decision.
        PolicyNotInForce = "policy-not-in-force",
        /// The policy has no such tier or channel, or no requirement for this country and tier.
        NotOffered = "not-offered",
        /// No document is clear in a check that the channel demands.
        CheckMissing = "check-missing",
        /// An attribute that is required is not there, or not proved well enough.
        AttributeMissing = "attribute-missing",
        /// A fact that is required is not known.
        FactUnknown = "fact-unknown",
        /// Nobody screened the customer, or too long ago.
        ScreeningMissing = "screening-missing",
        /// The screening could not answer for a required list.
        ScreeningGap = "screening-gap",
        /// A listed name resembles the customer's, and nobody decided whether it is the same person.
        ScreeningCandidate = "screening-candidate",
        /// Nobody established who owns and controls the company.
        OwnershipUnknown = "ownership-unknown",
        /// The level of risk is above what the tier takes.
        TierTooHigh = "tier-too-high",
        /// The level of risk needs an approval.
        ApprovalMissing = "approval-missing",
        /// The review of the customer is overdue.
        ReviewLapsed = "review-lapsed",
        /// The subject is under review.
        UnderReview = "under-review",
    }
}

/// What a reason weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weight {
    /// Something is missing: it holds the decision.
    Gap,
    /// Something was found: it refuses.
    Finding,
}

impl ReasonCode {
    /// What it weighs.
    #[must_use]
    pub const fn weight(self) -> Weight {
        match self {
            Self::CheckFound | Self::ScreeningMatch | Self::RiskProhibited | Self::Blocked => Weight::Finding,
            Self::PolicyNotInForce
            | Self::NotOffered
            | Self::CheckMissing
            | Self::AttributeMissing
            | Self::FactUnknown
            | Self::ScreeningMissing
            | Self::ScreeningGap
            | Self::ScreeningCandidate
            | Self::OwnershipUnknown
            | Self::TierTooHigh
            | Self::ApprovalMissing
            | Self::ReviewLapsed
            | Self::UnderReview => Weight::Gap,
        }
    }

    /// Whether people may lift it at all: a policy that is not in force, and what the policy does not offer, only
    /// another policy can.
    #[must_use]
    pub const fn is_for_people(self) -> bool {
        !matches!(self, Self::PolicyNotInForce | Self::NotOffered)
    }

    /// What would lift it, as a clause.
    #[must_use]
    pub const fn lift(self) -> &'static str {
        match self {
            Self::CheckFound => "present another document, or have two reviewers overturn the finding",
            Self::ScreeningMatch => "two reviewers who find that it is somebody else",
            Self::RiskProhibited => "two reviewers who set another level of risk, or facts that lower it",
            Self::Blocked => "the end of the restriction, or two reviewers who overturn it",
            Self::PolicyNotInForce => "a policy that is in force on the day",
            Self::NotOffered => "a tier, channel and country that the policy offers",
            Self::CheckMissing => "a document that is clear in this check, or a reviewer who accepts the gap",
            Self::AttributeMissing => "a document that states the attribute, or a reviewer who accepts the gap",
            Self::FactUnknown => "the customer's answer, or a reviewer who accepts the gap",
            Self::ScreeningMissing => "a screening on the day of the decision",
            Self::ScreeningGap => "the list, whole and young enough, and a screening against it",
            Self::ScreeningCandidate => "a reviewer who finds that it is somebody else",
            Self::OwnershipUnknown => "a reviewer who established it from these very papers",
            Self::TierTooHigh => "a tier that takes this level of risk, or two reviewers who set another level",
            Self::ApprovalMissing => "the approval of the role that the level names",
            Self::ReviewLapsed => "a new look at the customer: fresh documents, or a reviewer who renews",
            Self::UnderReview => "the end of the review, or a reviewer who closes it",
        }
    }
}

/// One reason: its code, and what exactly it is about. Carries no personal data.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Reason {
    /// The code.
    pub code: ReasonCode,
    /// What it is about, in codes and names of files: a check, an attribute, an entry of a list.
    pub about: Box<str>,
}

impl Reason {
    /// A reason.
    pub fn new(code: ReasonCode, about: impl Into<Box<str>>) -> Self {
        Self { code, about: about.into() }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code, self.about)
    }
}

/// Every reason for a no, as a Markdown page: what it weighs, what it means, what lifts it.
#[must_use]
pub fn document_reasons() -> String {
    let mut page = "# Reasons\n\nWhat stands between a customer and a permit. A finding refuses, a gap holds. Codes \
        last; wordings may change. This page is made from the table in the code.\n\n\
        | code | weight | meaning | what lifts it |\n| --- | --- | --- | --- |\n"
        .to_owned();
    for it in ReasonCode::ALL {
        let weight = if it.weight() == Weight::Finding { "finding" } else { "gap" };
        page.push_str(&format!("| `{it}` | {weight} | {} | {} |\n", it.meaning(), it.lift()));
    }
    page
}

/// Every fact that a policy may ask about, as a Markdown page.
#[must_use]
pub fn document_facts() -> String {
    use super::fact::{Fact, FactKind};
    let mut page = "# Facts\n\nWhat a factor of a policy may look at. What follows from documents and the application \
        itself is not stated apart from them. This page is made from the table in the code.\n\n\
        | fact | value | stated | meaning |\n| --- | --- | --- | --- |\n"
        .to_owned();
    for it in Fact::ALL {
        let kind = match it.kind() {
            FactKind::Words => "words",
            FactKind::Countries => "countries",
            FactKind::Number => "number",
        };
        let stated = if it.follows() { "no, follows" } else { "yes" };
        page.push_str(&format!("| `{it}` | {kind} | {stated} | {} |\n", it.meaning()));
    }
    page
}
