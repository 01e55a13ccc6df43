//! Why a customer may not trade, or not yet: one list of lasting codes, each with what it weighs and what lifts it.

use super::fact::Fact;
use crate::codes;
use crate::screen::GapCode;
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
        /// What an earlier decision found, or knew of who the customer is, is not given any more, or is given otherwise.
        Withdrawn = "withdrawn",
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

/// How many people it takes to set a level of risk.
pub const FOUR_EYES: usize = 2;

impl Weight {
    /// How many people it takes to lift it: one for a gap, two for a finding.
    #[must_use]
    pub const fn people(self) -> usize {
        match self {
            Self::Gap => 1,
            Self::Finding => FOUR_EYES,
        }
    }
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
            | Self::UnderReview
            | Self::Withdrawn => Weight::Gap,
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
            Self::Blocked => "the restriction given with its end, or two reviewers who overturn it",
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
            Self::UnderReview => "the restriction given with its end, or a reviewer who closes the review",
            Self::Withdrawn => "the same given again, or a reviewer who knows why it is not",
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

    /// What would lift it, as a clause: what its code says, unless the customer's own name or address is what could not be
    /// asked for, which no list mends, or a key answers better than a customer.
    #[must_use]
    pub fn lift(&self) -> &'static str {
        let gap = GapCode::parse(self.about.split('/').next().unwrap_or_default());
        if self.code == ReasonCode::FactUnknown && self.about.starts_with(Fact::WalletControl.code()) {
            return "an answer of the wallet's key to a challenge, or a reviewer who accepts the gap";
        }
        if self.code == ReasonCode::ScreeningGap && gap.is_some_and(|it| !it.is_of_lists()) {
            return "the customer's name or address as it is truly written, and a screening with it";
        }
        self.code.lift()
    }

    /// Whether somebody who lifted this saw no less than what another reason says. Most are about one thing, and the
    /// words are the same. What a list or a risk says may become more: `ENTRY by WAY, WAY …` covers fewer ways to the
    /// same entry, and `… at NUMBER` covers a lower number. So may what a hit says: `SOURCE from INSTANT, rows at NUMBER, …`
    /// covers the same of fewer rows.
    #[must_use]
    pub fn covers(&self, now: &Self) -> bool {
        let grows = matches!(
            self.code,
            ReasonCode::ScreeningMatch
                | ReasonCode::ScreeningCandidate
                | ReasonCode::TierTooHigh
                | ReasonCode::ApprovalMissing
                | ReasonCode::RiskProhibited
                | ReasonCode::Blocked
                | ReasonCode::UnderReview
        );
        self.code == now.code && (self.about == now.about || grows && saw_no_less(&self.about, &now.about))
    }

    /// What it is about without its number: the level of risk, for reasons about one.
    #[must_use]
    pub fn stem(&self) -> &str {
        numbered(&self.about).map_or(&*self.about, |it| it.0)
    }
}

fn saw_no_less(then: &str, now: &str) -> bool {
    let parts = |text| str::rsplit_once(text, " by ").unwrap_or(("", text));
    let ((then_head, then), (now_head, now)) = (parts(then), parts(now));
    let seen = |now: &str| then.split(", ").any(|then| then == now || lower(then, now));
    then_head == now_head && now.split(", ").all(seen)
}

fn lower(then: &str, now: &str) -> bool {
    numbered(then).zip(numbered(now)).is_some_and(|(then, now)| then.0 == now.0 && now.1 <= then.1)
}

/// A text that ends with a number, whole or with four decimals.
fn numbered(text: &str) -> Option<(&str, u64)> {
    let (stem, number) = text.rsplit_once(" at ")?;
    number.replacen('.', "", 1).parse().ok().map(|it| (stem, it))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_lifted_more_lifted_less() {
        for (code, then, now, covers) in [
            (ReasonCode::ScreeningMatch, "l/P-1 by name 3f at 0.9900", "l/P-1 by name 3f at 0.9900", true),
            (ReasonCode::ScreeningMatch, "l/P-1 by name 3f at 0.9900", "l/P-1 by name 3f at 0.9800", true),
            (ReasonCode::ScreeningMatch, "l/P-1 by name 3f at 0.9900", "l/P-1 by name 3f at 1.0000", false),
            (ReasonCode::ScreeningMatch, "l/P-1 by name 3f at 0.9900", "l/P-1 by name 4f at 0.9800", false),
            (ReasonCode::ScreeningMatch, "l/P-1 by name 3f of aa at 0.9900", "l/P-1 by name 3f of aa at 0.9800", true),
            (ReasonCode::ScreeningMatch, "l/P-1 by name 3f of aa at 0.9900", "l/P-1 by name 3f of bb at 0.9800", false),
            (ReasonCode::ScreeningMatch, "l/P-1 by name 3f at 0.9900, wallet 7e", "l/P-1 by wallet 7e", true),
            (ReasonCode::ScreeningMatch, "l/P-1 by wallet 7e", "l/P-1 by name 3f at 0.9900, wallet 7e", false),
            (ReasonCode::ScreeningMatch, "l/P-1 by wallet 7e", "l/P-2 by wallet 7e", false),
            (ReasonCode::TierTooHigh, "high at 85", "high at 60", true),
            (ReasonCode::TierTooHigh, "high at 85", "high at 145", false),
            (ReasonCode::TierTooHigh, "high at 85", "prohibited at 60", false),
            (ReasonCode::UnderReview, "h from T, rows at 7, score at 40", "h from T, rows at 5, score at 40", true),
            (ReasonCode::UnderReview, "h from T, rows at 7, score at 40", "h from T, rows at 8, score at 40", false),
            (ReasonCode::Blocked, "h from T, rows at 7, score at 40", "h from T, rows at 7, score at 41", false),
            (ReasonCode::Blocked, "h from T, rows at 7, score at 40", "h from T", true),
            (ReasonCode::Blocked, "h from T", "h from T, rows at 7, score at 40", false),
            (ReasonCode::Blocked, "h from T, rows at 7, score at 40", "h from U, rows at 7, score at 40", false),
            (ReasonCode::CheckFound, "authenticity at 85", "authenticity at 60", false),
        ] {
            assert_eq!(Reason::new(code, then).covers(&Reason::new(code, now)), covers, "{then} and {now}");
        }
        let (match_, candidate) = (ReasonCode::ScreeningMatch, ReasonCode::ScreeningCandidate);
        assert!(!Reason::new(match_, "l/P-1").covers(&Reason::new(candidate, "l/P-1")));
        assert_eq!(Reason::new(ReasonCode::ApprovalMissing, "high at 85").stem(), "high");
    }
    #[test]
    fn no_list_mends_an_address_that_nobody_can_read() {
        let lift = |about: &str| Reason::new(ReasonCode::ScreeningGap, about).lift();
        assert!(lift("screen-address-invalid").starts_with("the customer's name or address"));
        assert!(lift("screen-name-damaged").starts_with("the customer's name or address"));
        for about in ["screen-list-too-old/us-ofac", "screen-unfinished/eu", "screen-address-invalids"] {
            assert_eq!(lift(about), ReasonCode::ScreeningGap.lift(), "{about}");
        }
        let found = Reason::new(ReasonCode::CheckFound, "screen-address-invalid");
        assert_eq!(found.lift(), ReasonCode::CheckFound.lift());
    }
}
