//! Restrictions: what a hit of the monitor or an officer puts on a customer between two decisions, and what stays of it
//! until somebody ends it.

use super::status::PlaceStatus;
use crate::base::{Instant, Label, SubjectId};
use crate::codes;
use crate::policy::Limit;
use std::collections::BTreeSet;
use std::fmt;

/// What a restriction does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Restrain {
    /// No trading: a finding, which refuses.
    Block,
    /// Less trading: permits carry the lower of each limit.
    Limit(BTreeSet<Limit>),
    /// A review first: a gap, which holds.
    Review,
}

codes! {
    /// The kinds of restriction.
    pub enum RestrictionKind {
        /// No trading.
        Block = "block",
        /// Less trading.
        Limit = "limit",
        /// A review first.
        Review = "review",
    }
}

/// How large a hit was when it put its restriction on a customer. A hit may grow: who lifts the restriction saw so much of
/// it, and no more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seen {
    /// How many rows it had; at least one.
    pub rows: u32,
    /// The score that they earned.
    pub score: u32,
}

impl Seen {
    /// Whether this is no less than another.
    #[must_use]
    pub const fn holds(self, other: Self) -> bool {
        self.rows >= other.rows && self.score >= other.score
    }
}

/// A restriction on one customer. As a text it is its source, its beginning and what was seen of its hit: what a reason says
/// of it, and what a lift of that reason is bound to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Restriction {
    /// The customer's pseudonym.
    pub subject: SubjectId,
    /// What it does.
    pub restrain: Restrain,
    /// Where it comes from: a hit by the first 32 digits of its id ([`Label::of`]), or the officer's ticket.
    pub source: Label,
    /// From when on.
    pub from: Instant,
    /// The instant from which it no longer counts; none where it counts until it is taken away.
    pub until: Option<Instant>,
    /// How large the hit was; none where it is none of a hit, or nobody wrote it down.
    pub seen: Option<Seen>,
}

impl Restriction {
    /// Whether it counts for a subject at an instant. Permits count by whole seconds, and so it counts in every second of
    /// which it takes a part.
    #[must_use]
    pub fn counts(&self, subject: &SubjectId, at: Instant) -> bool {
        self.subject == *subject && second(self.from) <= at && !self.is_over(at)
    }

    /// Whether it ended before the second of an instant.
    #[must_use]
    pub fn is_over(&self, at: Instant) -> bool {
        self.until.is_some_and(|it| it <= second(at))
    }

    /// Whether this one, given now, tells what became of another that was laid on the same customer before: it is the
    /// same by source, kind, beginning and what was seen, be it over or not.
    fn tells_of(&self, laid: &Self) -> bool {
        self.subject == laid.subject
            && self.source == laid.source
            && self.kind() == laid.kind()
            && self.from == laid.from
            && self.seen == laid.seen
    }

    /// Its kind.
    #[must_use]
    pub const fn kind(&self) -> RestrictionKind {
        match self.restrain {
            Restrain::Block => RestrictionKind::Block,
            Restrain::Limit(_) => RestrictionKind::Limit,
            Restrain::Review => RestrictionKind::Review,
        }
    }

    /// What becomes of a permit that stands when the restriction comes, in the status list: a block or a lower limit
    /// revokes it, for the next decision mints another; a review suspends it.
    #[must_use]
    pub const fn status(&self) -> PlaceStatus {
        match self.restrain {
            Restrain::Block | Restrain::Limit(_) => PlaceStatus::Revoked,
            Restrain::Review => PlaceStatus::Suspended,
        }
    }
}

impl fmt::Display for Restriction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} from {}", self.source, self.from)?;
        match self.seen {
            Some(Seen { rows, score }) => write!(f, ", rows at {rows}, score at {score}"),
            None => Ok(()),
        }
    }
}

/// The restrictions of a decision: those that are given, and those `laid` on the customer before of which nothing given
/// tells what became. Silence ends none: one that has an end ends then, and others where they are given with an end.
#[must_use]
pub fn carried(given: &[Restriction], laid: &[Restriction], at: Instant) -> Vec<Restriction> {
    let lost = laid.iter().filter(|laid| !laid.is_over(at) && !given.iter().any(|it| it.tells_of(laid)));
    given.iter().chain(lost).cloned().collect()
}

/// The beginning of an instant's second.
const fn second(at: Instant) -> Instant {
    Instant::from_micros(at.micros().div_euclid(1_000_000).saturating_mul(1_000_000))
}
