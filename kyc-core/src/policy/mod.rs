//! The policy: files that compliance officers write in, what may be decided and on what grounds out.
//!
//! Knows no customer, no clock and no key of its own. Everything that another officer might decide otherwise
//! stands in a file: checks, attributes, points, levels, tiers, reviewers; with its source and its days.

mod codes;
mod fact;
mod limit;
mod read;
mod reason;
mod terms;
#[cfg(test)]
mod tests;

pub use codes::{PolicyCode, document_policy_codes};
pub use fact::{Fact, FactError, FactKind, FactValue, Facts, Group};
pub use limit::{Limit, MINOR_MAX, Period};
pub use reason::{FOUR_EYES, Reason, ReasonCode, Weight, document_facts, document_reasons};
pub use terms::{
    Channel, Condition, Days, Diligence, Factor, Grade, GroupWeight, Level, PermitTerms, Requirement, Reviewer, Role,
    ScreeningTerms, SetsLevels, Taken, Tier, Wanted,
};

use crate::base::{Label, SourceId};
use crate::screen;
use std::collections::BTreeMap;

/// Whether documents of Utopia, the state of specimens, count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Specimens {
    /// A specimen is a finding, as it is for everybody who takes real customers.
    Refused,
    /// A specimen is no finding: for trying out a policy.
    Accepted,
}

/// A policy that may be decided by. Only [`Policy::read`] makes one.
#[derive(Clone, Debug)]
pub struct Policy {
    id: Label,
    version: u32,
    days: Days,
    currency: Label,
    specimens: Specimens,
    grace_days: u32,
    permit: PermitTerms,
    screening: ScreeningTerms,
    levels: Vec<Level>,
    tiers: Vec<Tier>,
    weights: BTreeMap<Group, GroupWeight>,
    channels: Vec<Channel>,
    requirements: Vec<Requirement>,
    factors: Vec<Factor>,
    roles: Vec<Role>,
    reviewers: Vec<Reviewer>,
    digest: SourceId,
}

impl Policy {
    /// Its lasting name.
    #[must_use]
    pub const fn id(&self) -> &Label {
        &self.id
    }

    /// Its version, one more with every change of meaning.
    #[must_use]
    pub const fn version(&self) -> u32 {
        self.version
    }

    /// SHA-256 of its file, without that of reviewers; line endings do not count.
    #[must_use]
    pub const fn digest(&self) -> SourceId {
        self.digest
    }

    /// When it is in force.
    #[must_use]
    pub const fn days(&self) -> Days {
        self.days
    }

    /// The currency of its limits and volumes.
    #[must_use]
    pub const fn currency(&self) -> &Label {
        &self.currency
    }

    /// Whether specimens count.
    #[must_use]
    pub const fn specimens(&self) -> Specimens {
        self.specimens
    }

    /// Days for which a customer whose review is due may go on.
    #[must_use]
    pub const fn grace_days(&self) -> u32 {
        self.grace_days
    }

    /// What every permit carries.
    #[must_use]
    pub const fn permit(&self) -> &PermitTerms {
        &self.permit
    }

    /// What is asked of a screening.
    #[must_use]
    pub const fn screening(&self) -> &ScreeningTerms {
        &self.screening
    }

    /// The same, as the screening takes it.
    #[must_use]
    pub fn screening_policy(&self) -> screen::Policy {
        let terms = &self.screening;
        screen::Policy {
            threshold: terms.threshold,
            days_max: terms.days_max,
            days_max_of: terms.days_max_of.clone(),
            ..screen::Policy::requiring(terms.required.iter().cloned())
        }
    }

    /// The levels of risk, lowest first; never empty.
    #[must_use]
    pub fn levels(&self) -> &[Level] {
        &self.levels
    }

    /// A level by name.
    #[must_use]
    pub fn level(&self, name: &Label) -> Option<&Level> {
        self.levels.iter().find(|it| it.name == *name)
    }

    /// The tiers.
    #[must_use]
    pub fn tiers(&self) -> &[Tier] {
        &self.tiers
    }

    /// A tier by name.
    #[must_use]
    pub fn tier(&self, name: &Label) -> Option<&Tier> {
        self.tiers.iter().find(|it| it.name == *name)
    }

    /// A channel by name.
    #[must_use]
    pub fn channel(&self, name: &Label) -> Option<&Channel> {
        self.channels.iter().find(|it| it.name == *name)
    }

    /// What a group of factors counts for.
    #[must_use]
    pub fn weight(&self, group: Group) -> GroupWeight {
        self.weights.get(&group).copied().unwrap_or(GroupWeight { weight: 100, cap: u32::MAX })
    }

    /// The requirements, in the order of the file.
    #[must_use]
    pub fn requirements(&self) -> &[Requirement] {
        &self.requirements
    }

    /// The factors, in the order of the file.
    #[must_use]
    pub fn factors(&self) -> &[Factor] {
        &self.factors
    }

    /// The roles.
    #[must_use]
    pub fn roles(&self) -> &[Role] {
        &self.roles
    }

    /// A role by name.
    #[must_use]
    pub fn role(&self, name: &Label) -> Option<&Role> {
        self.roles.iter().find(|it| it.name == *name)
    }

    /// A reviewer by id.
    #[must_use]
    pub fn reviewer(&self, id: &str) -> Option<&Reviewer> {
        self.reviewers.iter().find(|it| it.id.as_str() == id)
    }

    /// The roles that may lift a reason, in the order of the file.
    #[must_use]
    pub fn lifters(&self, reason: &Reason) -> Vec<&Role> {
        let approval = |it: &&Role| {
            let level = self.levels.iter().find(|level| level.name.as_str() == reason.stem());
            level.and_then(|level| level.approval.as_ref()) == Some(&it.name)
        };
        let may = |it: &&Role| match reason.code {
            ReasonCode::ApprovalMissing => approval(it),
            code => it.lifts.contains(&code),
        };
        self.roles.iter().filter(may).collect()
    }
}
