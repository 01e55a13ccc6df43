//! What a permit says: terms in, a grant that is sensible out.

use crate::base::{Instant, Label, SourceId, SubjectId};
use crate::codes;
use crate::document::StatusReference;
use crate::policy::{Limit, MINOR_MAX};
use std::collections::BTreeSet;

/// How many assets, markets or limits a permit may name, so that it stays below its greatest length.
const NAMES_MAX: usize = 256;
/// Length of an issuer, an audience or an address of a list, in bytes.
const TEXT_MAX: usize = 256;
const SECOND: i64 = 1_000_000;

codes! {
    /// Why terms are no grant.
    pub enum GrantFault {
        /// The issuer, the audience or the address of the status list is empty, long, or not visible ASCII.
        Text = "grant-text",
        /// The permit ends before it begins, or begins before it is issued, or lies outside the years 1970 to 9999.
        Time = "grant-time",
        /// No asset or no market, or more than 256 of one.
        Scope = "grant-scope",
        /// No limit, more than 256, or one above 2⁵³ − 1.
        Limit = "grant-limit",
        /// Two limits for one currency and period.
        LimitTwice = "grant-limit-twice",
        /// The place in the status list is past the end of every list.
        Place = "grant-place",
    }
}

impl std::error::Error for GrantFault {}

/// What somebody is to be permitted. Plain values: only [`Grant::of`] says whether they are sensible.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Terms {
    /// The gate that issues the permit (`iss`).
    pub issuer: String,
    /// The order path it is meant for (`aud`).
    pub audience: String,
    /// The customer's pseudonym (`sub`).
    pub subject: SubjectId,
    /// When it is issued (`iat`), rounded down to the second.
    pub issued: Instant,
    /// From when on it counts (`nbf`), rounded down to the second.
    pub from: Instant,
    /// The instant from which it no longer counts (`exp`), rounded down to the second.
    pub until: Instant,
    /// The customer's tier.
    pub tier: Label,
    /// What may be traded; nothing else may.
    pub assets: BTreeSet<Label>,
    /// Where or how it may be traded (`spot`, for instance); nowhere else.
    pub markets: BTreeSet<Label>,
    /// Up to how much. A currency without a limit may not be used.
    pub limits: BTreeSet<Limit>,
    /// Digest of the policy that decided.
    pub policy: SourceId,
    /// Digest of the evidence that was decided on.
    pub evidence: SourceId,
    /// Where the permit's status stands.
    pub status: StatusReference,
}

/// Terms that are sensible, which the gate may mint a permit of. Grants nothing by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant(Terms);

impl Grant {
    /// Checks terms and rounds their times down to whole seconds.
    ///
    /// # Errors
    /// The first [`GrantFault`].
    pub fn of(mut terms: Terms) -> Result<Self, GrantFault> {
        let visible = |it: &str| !it.is_empty() && it.len() <= TEXT_MAX && it.bytes().all(|it| it.is_ascii_graphic());
        if ![&terms.issuer, &terms.audience, &terms.status.uri].into_iter().all(|it| visible(it)) {
            return Err(GrantFault::Text);
        }
        for it in [&mut terms.issued, &mut terms.from, &mut terms.until] {
            *it = Instant::from_micros(it.micros().div_euclid(SECOND).saturating_mul(SECOND));
        }
        let year = |it: Instant| it.day().civil().0;
        if terms.issued.micros() < 0
            || terms.from < terms.issued
            || terms.until <= terms.from
            || year(terms.until) > 9999
        {
            return Err(GrantFault::Time);
        }
        let some = |count: usize| (1..=NAMES_MAX).contains(&count);
        if !some(terms.assets.len()) || !some(terms.markets.len()) {
            return Err(GrantFault::Scope);
        }
        if !some(terms.limits.len()) || terms.limits.iter().any(|it| it.minor > MINOR_MAX) {
            return Err(GrantFault::Limit);
        }
        let kinds: BTreeSet<_> = terms.limits.iter().map(|it| (&it.currency, it.per)).collect();
        if kinds.len() != terms.limits.len() {
            return Err(GrantFault::LimitTwice);
        }
        if terms.status.index >= crate::gate::status::PLACES_MAX {
            return Err(GrantFault::Place);
        }
        Ok(Self(terms))
    }

    /// What it says.
    #[must_use]
    pub const fn terms(&self) -> &Terms {
        &self.0
    }
}
