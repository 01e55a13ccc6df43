//! The risk profile of a customer: a dossier, reviews and a policy → points with reasons, what is known and how well,
//! what stands in the way.
//!
//! Decides nothing: the gate does, on a profile and nothing else.

mod assess;
mod behind;
mod control;
mod digest;
mod dossier;
mod earlier;
mod gaps;
mod known;
mod lift;
mod risk;
#[cfg(test)]
pub(crate) mod sample;
mod screened;
#[cfg(test)]
mod tests;

pub use assess::{Profile, Stage, assess};
pub use behind::{Behind, screened_again, screened_as};
pub use control::Control;
pub use dossier::{Company, Dossier, Proof};
pub use earlier::{Allowed, Earlier};
pub use known::Known;
pub use lift::{Lifted, Lifts, SetLevel};
pub use risk::{Met, Row};
pub use screened::describe;

use crate::base::{Country, Day, Instant, Label, SourceId, SubjectId};
use crate::policy::{Diligence, Reason};

impl Profile {
    /// The customer's pseudonym.
    #[must_use]
    pub const fn subject(&self) -> &SubjectId {
        &self.subject
    }

    /// The country under whose rules.
    #[must_use]
    pub const fn jurisdiction(&self) -> Country {
        self.jurisdiction
    }

    /// The tier that is asked for.
    #[must_use]
    pub const fn tier(&self) -> &Label {
        &self.tier
    }

    /// How the customer came.
    #[must_use]
    pub const fn channel(&self) -> &Label {
        &self.channel
    }

    /// The instant it is for.
    #[must_use]
    pub const fn at(&self) -> Instant {
        self.at
    }

    /// What is known of the customer, in the order of the attributes.
    #[must_use]
    pub fn known(&self) -> &[Known] {
        &self.known
    }

    /// Every factor of the policy, in its order.
    #[must_use]
    pub fn table(&self) -> &[Row] {
        &self.table
    }

    /// What the factors add up to, weighed.
    #[must_use]
    pub const fn points(&self) -> u64 {
        self.points
    }

    /// The level that the points and floors give.
    #[must_use]
    pub const fn reckoned(&self) -> &Label {
        &self.reckoned
    }

    /// The level that two people set in its place, if they did.
    #[must_use]
    pub const fn set_level(&self) -> Option<&SetLevel> {
        self.set.as_ref()
    }

    /// The level that counts.
    #[must_use]
    pub const fn level(&self) -> &Label {
        &self.level
    }

    /// How closely the customer is looked at.
    #[must_use]
    pub const fn diligence(&self) -> Diligence {
        self.diligence
    }

    /// What stands in the way, in order; empty where nothing does.
    #[must_use]
    pub fn reasons(&self) -> &[Reason] {
        &self.reasons
    }

    /// What people lifted.
    #[must_use]
    pub fn lifted(&self) -> &[Lifted] {
        &self.lifted
    }

    /// The reviews that count, for reasons that arise after the profile.
    #[must_use]
    pub const fn lifts(&self) -> &Lifts {
        &self.lifts
    }

    /// The day on which documents last proved who the customer is.
    #[must_use]
    pub const fn verified(&self) -> Day {
        self.verified
    }

    /// The day on which the next review is due.
    #[must_use]
    pub const fn next_review(&self) -> Day {
        self.next_review
    }

    /// The first day on which the customer may no longer go on without it.
    #[must_use]
    pub const fn lapses(&self) -> Day {
        self.lapses
    }

    /// Where the customer stands between two reviews.
    #[must_use]
    pub fn stage(&self) -> Stage {
        match self.at.day() {
            day if day < self.next_review => Stage::Current,
            day if day < self.lapses => Stage::Due,
            _ => Stage::Lapsed,
        }
    }

    /// The instant from which a review that it rests on no longer counts.
    #[must_use]
    pub const fn until(&self) -> Option<Instant> {
        self.until
    }

    /// SHA-256 of what it was made of. Holds no value that could be guessed.
    #[must_use]
    pub const fn evidence(&self) -> SourceId {
        self.evidence
    }

    /// SHA-256 of the policy it was made by.
    #[must_use]
    pub const fn policy(&self) -> SourceId {
        self.policy
    }
}
