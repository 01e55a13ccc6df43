//! What a policy says, part by part: plain values that only the reader of policies makes.

use super::fact::{Fact, Group};
use super::limit::Limit;
use super::reason::ReasonCode;
use crate::base::{Country, Day, Instant, Label, Window};
use crate::codes;
use crate::document::Attribute;
use crate::evidence::CheckCode;
use crate::screen::name::Score;
use crate::trust::PublicKey;
use std::collections::BTreeSet;

codes! {
    /// How closely a customer is looked at (FATF Recommendation 10; AMLR (EU) 2024/1624 Arts. 33 and 34).
    pub enum Diligence {
        /// Simplified due diligence: lower risk.
        Simplified = "simplified",
        /// Standard due diligence.
        Standard = "standard",
        /// Enhanced due diligence: higher risk.
        Enhanced = "enhanced",
    }
}

codes! {
    /// How well an attribute is known.
    pub enum Grade {
        /// The customer says so.
        Declared = "declared",
        /// An authenticated document says so.
        Authenticated = "authenticated",
    }
}

/// From a day on, until before another. Days are in UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Days {
    /// The first day.
    pub from: Day,
    /// The first day after it; none where there is no end yet.
    pub until: Option<Day>,
}

impl Days {
    /// Whether it holds a day.
    #[must_use]
    pub fn holds(&self, day: Day) -> bool {
        self.from <= day && self.until.is_none_or(|it| day < it)
    }
}

/// What permits carry whatever the customer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PermitTerms {
    /// The gate that issues them.
    pub issuer: String,
    /// The order path they are meant for.
    pub audience: String,
    /// The address under which their status list is published.
    pub status_list: String,
    /// How long one counts at most.
    pub valid: Window,
}

/// What is asked of a screening.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScreeningTerms {
    /// The lists without which nothing is clear.
    pub required: Vec<String>,
    /// The score from which on a name is a candidate.
    pub threshold: Score,
    /// The score from which on a candidate is a match. A candidate by number or wallet always is one.
    pub refuse_from: Score,
    /// Days after which a list is too old.
    pub days_max: u32,
    /// Other days for some lists, by the list's id.
    pub days_max_of: Vec<(String, u32)>,
    /// Days after which a screening is too old.
    pub valid_days: u32,
}

/// A level of risk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Level {
    /// Its name.
    pub name: Label,
    /// The points from which on a customer has it.
    pub from: u64,
    /// How closely the customer is looked at.
    pub diligence: Diligence,
    /// Days after which the customer is reviewed.
    pub review_days: u32,
    /// The role that has to approve the customer, if any.
    pub approval: Option<Label>,
    /// Whether customers of this level are taken on at all.
    pub taken: Taken,
}

codes! {
    /// Whether customers of a level are taken on.
    pub enum Taken {
        /// They are.
        Accepted = "accepted",
        /// They are refused.
        Refused = "refused",
    }
}

/// A tier: what may be traded by customers of up to some level.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tier {
    /// Its name.
    pub name: Label,
    /// Where the highest level that it takes stands among the levels.
    pub level_max: usize,
    /// What may be traded.
    pub assets: BTreeSet<Label>,
    /// Where or how.
    pub markets: BTreeSet<Label>,
    /// Up to how much.
    pub limits: BTreeSet<Limit>,
}

/// A channel: how customers come, and which checks that takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Channel {
    /// Its name.
    pub name: Label,
    /// The checks in which one document must be clear. All others are waived in so many words.
    pub checks: BTreeSet<CheckCode>,
}

/// One thing that must be known of a customer: any of some attributes, at least so well.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// Any of these.
    pub any: Vec<Attribute>,
    /// How well it must be known.
    pub grade: Grade,
}

/// What must be known of a customer of some countries and tiers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Requirement {
    /// Its name.
    pub name: Label,
    /// When it holds.
    pub days: Days,
    /// Under which countries' rules; none means any.
    pub countries: Option<BTreeSet<Country>>,
    /// For which tiers.
    pub tiers: BTreeSet<Label>,
    /// From which diligence on.
    pub diligence: Diligence,
    /// The attributes.
    pub attributes: Vec<Wanted>,
    /// The facts.
    pub facts: BTreeSet<Fact>,
    /// The law or decision it comes from.
    pub source: String,
}

/// When a factor is met.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Condition {
    /// One of the words is among these.
    AnyWord(BTreeSet<Label>),
    /// One of the words is not among these.
    OtherWord(BTreeSet<Label>),
    /// One of the countries is among these.
    AnyCountry(BTreeSet<Country>),
    /// One of the countries is not among these.
    OtherCountry(BTreeSet<Country>),
    /// The number lies within these, both included.
    Between(u64, u64),
}

/// A risk factor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Factor {
    /// Its name.
    pub name: Label,
    /// Its group.
    pub group: Group,
    /// The fact it looks at.
    pub fact: Fact,
    /// When it is met. A fact that is not known counts as meeting it.
    pub when: Condition,
    /// What it adds to the points of its group.
    pub points: u32,
    /// Where the lowest level that it leaves stands among the levels.
    pub floor: Option<usize>,
    /// The law, guideline or judgement it comes from.
    pub source: String,
}

/// What a group of factors counts for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GroupWeight {
    /// The weight in hundredths.
    pub weight: u32,
    /// The most points that its factors may add up to, before weighing.
    pub cap: u32,
}

/// A role of reviewers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Role {
    /// Its name.
    pub name: Label,
    /// The reasons it may lift.
    pub lifts: BTreeSet<ReasonCode>,
    /// Whether it may set a level of risk.
    pub levels: SetsLevels,
}

impl Role {
    /// Whether it may take on whom the policy refuses for the risk alone.
    #[must_use]
    pub fn takes_refused(&self) -> bool {
        self.lifts.contains(&ReasonCode::RiskProhibited)
    }
}

codes! {
    /// Whether a role may set a level of risk, with a second person.
    pub enum SetsLevels {
        /// It may.
        Yes = "yes",
        /// It may not.
        No = "no",
    }
}

/// Somebody who may decide.
#[derive(Clone, Debug)]
pub struct Reviewer {
    /// Under which name: a pseudonym of the exchange's own.
    pub id: Label,
    /// In which role.
    pub role: Label,
    /// The key that signs.
    pub key: PublicKey,
    /// The instant from which reviews no longer count.
    pub until: Option<Instant>,
}
