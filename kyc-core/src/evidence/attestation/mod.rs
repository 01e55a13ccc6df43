//! Vendor attestations: a signed statement on a person's presence, face or document → checks with answers.
//!
//! An attestation counts only where a vendor of the policy signed it, for this nonce, this document and not long ago. What
//! it says is the vendor's word: clear here means that the vendor says so, and may say so.

mod policy;
mod statement;
#[cfg(test)]
mod tests;

use super::check::{Answer, Check, CheckCode};
use crate::base::{Instant, SourceId, Window};
use crate::codes;
use crate::trust::{TokenDistrust, TokenFault, TokenPart};
pub use policy::{AttestationPolicy, PolicyError, RawAttestationPolicy, RawVendor, Vendor};
use statement::{Outcome, Statement};

codes! {
    /// What a vendor can attest.
    pub enum Attested {
        /// A living person was in front of the camera.
        Liveness = "liveness",
        /// The person's face is that of the document's portrait.
        FaceMatch = "face-match",
        /// The document itself was looked at for signs of forgery.
        DocumentInspection = "document-inspection",
    }
}

impl Attested {
    const fn check(self) -> CheckCode {
        match self {
            Self::Liveness => CheckCode::Liveness,
            Self::FaceMatch => CheckCode::FaceMatch,
            Self::DocumentInspection => CheckCode::DocumentInspection,
        }
    }
}

/// What an attestation has to be bound to.
#[derive(Clone, Copy, Debug)]
pub struct Occasion<'a> {
    /// The nonce that was given out for this onboarding.
    pub nonce: &'a str,
    /// The SHA-256 of the document's bytes, as they were handed to the vendor.
    pub document: SourceId,
    /// The instant of the check.
    pub at: Instant,
    /// How far clocks may differ.
    pub leeway: Window,
}

/// Why an attestation does not count.
enum Refusal {
    /// It contradicts what it has to be: forged, or of another occasion.
    Contradiction(TokenDistrust),
    /// It is about another document.
    OtherDocument,
    /// It cannot be told: unreadable, of an unknown vendor, too old.
    Gap(TokenDistrust),
}

/// Checks an attestation: JSON with an `eddsa-jcs-2022` proof, or a compact JWS with EdDSA and `typ` `attestation+jwt`.
///
/// The first check is of the attestation itself ([`CheckCode::Attestation`]); one for each thing the policy asks follows,
/// in the order of the policy. A wrong signature, nonce or document is found; an unknown vendor, an old or unreadable
/// attestation, and whatever is asked and not attested are unknown.
pub fn check_attestation(bytes: &[u8], policy: &AttestationPolicy, occasion: &Occasion<'_>) -> Vec<Check> {
    let (first, outcomes) = match judge(bytes, policy, occasion) {
        Ok((vendor, statement)) => {
            let why = "a vendor of the policy signed it for this occasion";
            (Check::new(CheckCode::Attestation, Answer::Clear, why), Some((vendor, statement)))
        }
        Err(Refusal::Contradiction(why)) => (Check::new(CheckCode::Attestation, Answer::Found, why.to_string()), None),
        Err(Refusal::OtherDocument) => {
            (Check::new(CheckCode::Attestation, Answer::Found, "the attestation: it is about another document"), None)
        }
        Err(Refusal::Gap(why)) => (Check::new(CheckCode::Attestation, Answer::Unknown, why.to_string()), None),
    };
    let asked = policy.asked.iter().map(|it| {
        let (answer, why) = outcomes
            .as_ref()
            .map_or((Answer::Unknown, "the attestation does not count"), |found| outcome(found.0, &found.1, *it));
        Check::new(it.check(), answer, why)
    });
    std::iter::once(first).chain(asked.collect::<Vec<_>>()).collect()
}

fn outcome(vendor: &Vendor, statement: &Statement, asked: Attested) -> (Answer, &'static str) {
    if !vendor.may.contains(&asked) {
        return (Answer::Unknown, "the policy does not let this vendor attest it");
    }
    match statement.checks.get(&asked) {
        Some(Outcome::Passed) => (Answer::Clear, "the vendor says that it passed"),
        Some(Outcome::Failed) => (Answer::Found, "the vendor says that it failed"),
        Some(Outcome::Inconclusive) => (Answer::Unknown, "the vendor could not tell"),
        None => (Answer::Unknown, "the vendor says nothing of it"),
    }
}

fn judge<'a>(
    bytes: &[u8],
    policy: &'a AttestationPolicy,
    occasion: &Occasion<'_>,
) -> Result<(&'a Vendor, Statement), Refusal> {
    let gap = |fault| Refusal::Gap(TokenPart::Attestation.fault(fault));
    let wrong = |fault| Refusal::Contradiction(TokenPart::Attestation.fault(fault));
    let signed = statement::read(bytes).map_err(Refusal::Gap)?;
    let vendor = policy.vendor(signed.vendor()).ok_or_else(|| gap(TokenFault::IssuerUnknown))?;
    let statement = signed.verify(&vendor.key).map_err(Refusal::Contradiction)?;
    if statement.nonce != occasion.nonce {
        return Err(wrong(TokenFault::Nonce));
    }
    if statement.document != occasion.document {
        return Err(Refusal::OtherDocument);
    }
    if statement.made_at.since(occasion.at) > occasion.leeway.micros() {
        return Err(wrong(TokenFault::IssuedInFuture));
    }
    if occasion.at.since(statement.made_at) > vendor.age_max.micros().saturating_add(occasion.leeway.micros()) {
        return Err(gap(TokenFault::TooOld));
    }
    Ok((vendor, statement))
}
