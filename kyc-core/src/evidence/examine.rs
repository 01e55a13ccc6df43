//! The step to evidence: an authenticated document, its page and a claim in, evidence out.
//!
//! Takes [`Authenticated`] and nothing else, so that what nobody vouched for cannot prove anything.

use super::check::{Answer, Check, CheckCode, overall};
use super::claim::Claim;
use super::review::review;
use super::statement::{Source, Statement};
use super::zone::specimen;
use crate::base::{Country, Instant, Redacted};
use crate::document::Attribute;
use crate::document::mrz::Mrz;
use crate::trust::{AnchorId, Authenticated, Remark};

/// A document that can tell what it states.
pub trait States {
    /// Its statements, the leading one first; each part of the document is one.
    fn statements(&self) -> Vec<Statement>;

    /// What is said once the holder proved to hold the key that the document is bound to; none for a kind without such a key.
    fn bound(&self) -> Option<&'static str> {
        None
    }
}

/// An attribute that an authenticated document states.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proved {
    /// Which attribute.
    pub attribute: Attribute,
    /// By which part of the document.
    pub source: Source,
    /// Its value, as text.
    pub value: Redacted<String>,
}

/// What an authenticated document proves, since when and by whom, and what was checked.
///
/// Only [`examine`] makes one:
///
/// ```compile_fail,E0451
/// use tidegate_kyc_core::evidence::Evidence;
/// let forged = Evidence { checks: Vec::new() }; // its fields are private
/// ```
///
/// ```compile_fail,E0308
/// use tidegate_kyc_core::{document::mrz::Mrz, evidence::examine};
/// fn shortcut(zone: &Mrz) { let _ = examine(zone, None, None); } // nobody vouched for the zone
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub struct Evidence {
    anchor: AnchorId,
    since: Instant,
    until: Option<Instant>,
    checks: Vec<Check>,
    proved: Vec<Proved>,
}

/// Examines an authenticated document for the instant at which it was authenticated: validity, age,
/// agreement of its parts, of its printed page and of the customer's claim with it.
///
/// Expiry is apart from authenticity: an expired document is still authentic, and the evidence
/// says that it has expired. The remarks of the authentication become checks that are unknown, and a holder's proof that was
/// asked for becomes one that is clear.
pub fn examine<D: States>(document: &Authenticated<D>, page: Option<&Mrz>, claim: Option<&Claim>) -> Evidence {
    let (statements, at) = (document.document().statements(), document.at().day());
    let mut checks =
        vec![Check::new(CheckCode::Authenticity, Answer::Clear, "the issuer's signature leads to a trust anchor")];
    checks.extend(document.remarks().iter().map(|it| of_remark(*it)));
    if !checks.iter().any(|it| it.code == CheckCode::Revocation) {
        // Authentication refuses what is revoked, and remarks what it could not look up.
        let why = "nothing by which the issuer revokes was left open";
        checks.push(Check::new(CheckCode::Revocation, Answer::Clear, why));
    }
    checks.extend(review(&statements, page, claim, document.at()));
    let proved = statements.iter().flat_map(|part| {
        let source = part.source();
        part.values_at(at).into_iter().map(move |(attribute, value)| Proved { attribute, source, value })
    });
    let proved: Vec<Proved> = proved.collect();
    let of_state = [Attribute::IssuingCountry, Attribute::Nationality];
    let states = proved.iter().filter(|it| of_state.contains(&it.attribute));
    checks.push(specimen(states.filter_map(|it| Country::parse(it.value.reveal()).ok())));
    // Authentication refuses a proof of the holder that does not hold, and remarks that none was asked for.
    let bound = document.document().bound().filter(|_| !document.remarks().contains(&Remark::HolderUnknown));
    checks.extend(bound.map(|it| Check::new(CheckCode::HolderBinding, Answer::Clear, it)));
    Evidence { anchor: document.anchor().clone(), since: document.at(), until: document.until(), checks, proved }
}

/// A remark of the authentication as a check: something that is not known.
pub fn of_remark(remark: Remark) -> Check {
    let meaning = remark.meaning().trim_end_matches('.');
    let mut letters = meaning.chars();
    let first =
        letters.next().into_iter().map(|it| if meaning.starts_with("SHA") { it } else { it.to_ascii_lowercase() });
    let code = match remark {
        Remark::RevocationUnknown
        | Remark::RevocationStale
        | Remark::RevocationRefused
        | Remark::StatusUnknown
        | Remark::StatusUnread => CheckCode::Revocation,
        Remark::HolderUnknown => CheckCode::HolderBinding,
        _ => CheckCode::TrustRemark,
    };
    Check::new(code, Answer::Unknown, first.collect::<String>() + letters.as_str())
}

impl Evidence {
    /// Evidence of any kind, for the tests of the rooms that take it.
    #[cfg(test)]
    pub(crate) fn sample(checks: Vec<Check>, proved: Vec<Proved>, since: Instant) -> Self {
        let anchor = AnchorId::new(crate::base::SourceId::of(b"anchor"), "an anchor of a test".into());
        Self { anchor, since, until: None, checks, proved }
    }

    /// The same with better words for a remark, by whoever knows more of what was given. No answer changes.
    pub fn explained(mut self, remark: Remark, why: &str) -> Self {
        let plain = of_remark(remark);
        self.checks.iter_mut().filter(|it| **it == plain).for_each(|it| why.clone_into(&mut it.why));
        self
    }

    /// Whose word it rests on.
    #[must_use]
    pub const fn anchor(&self) -> &AnchorId {
        &self.anchor
    }

    /// The instant for which the document was authenticated, or at which its presentation was first seen: since then its
    /// attributes are proved.
    #[must_use]
    pub const fn since(&self) -> Instant {
        self.since
    }

    /// The instant from which the issuer no longer vouches for the document, where it says one: the customer has to show another
    /// by then.
    #[must_use]
    pub const fn until(&self) -> Option<Instant> {
        self.until
    }

    /// The same for a presentation that was first seen earlier: nothing shows that the holder was there since.
    pub fn seen(self, at: Instant) -> Self {
        Self { since: self.since.min(at), ..self }
    }

    /// Every check, in the order in which they were made.
    pub fn checks(&self) -> &[Check] {
        &self.checks
    }

    /// Found before unknown before clear.
    #[must_use]
    pub fn answer(&self) -> Answer {
        overall(&self.checks)
    }

    /// Every attribute that is proved, part by part.
    #[must_use]
    pub fn proved(&self) -> &[Proved] {
        &self.proved
    }

    /// Which of the attributes that a rule asks for are not proved, in its order: the gap that
    /// other means must fill (AMLR Art. 22(1), draft RTS Art. 32).
    #[must_use]
    pub fn missing(&self, asked: &[Attribute]) -> Vec<Attribute> {
        let proved = |wanted: &Attribute| self.proved.iter().any(|it| it.attribute == *wanted);
        asked.iter().filter(|it| !proved(it)).copied().collect()
    }
}
