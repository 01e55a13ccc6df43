//! Restrictions: what a hit of the monitor or an officer puts on a customer between two decisions.

use super::status::PlaceStatus;
use crate::base::{Instant, Label, SubjectId};
use crate::codes;
use crate::policy::Limit;
use std::collections::BTreeSet;

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

/// A restriction on one customer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Restriction {
    /// The customer's pseudonym.
    pub subject: SubjectId,
    /// What it does.
    pub restrain: Restrain,
    /// Where it comes from: the id of a hit, or the officer's ticket.
    pub source: Label,
    /// From when on.
    pub from: Instant,
    /// The instant from which it no longer counts; none where it counts until it is taken away.
    pub until: Option<Instant>,
}

impl Restriction {
    /// Whether it counts for a subject at an instant.
    #[must_use]
    pub fn counts(&self, subject: &SubjectId, at: Instant) -> bool {
        self.subject == *subject && self.from <= at && self.until.is_none_or(|it| at < it)
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
