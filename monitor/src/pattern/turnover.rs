//! `turnover`: credits of one subject that leave it again.
//!
//! ```text
//!   a ─▶ ┐            ┌ ─▶ x
//!   b ─▶ ├─ subject ──┤          credits a b c, then debits x y after the median credit b
//!   c ─▶ ┘            └ ─▶ y     kept share = debits / credits
//! ```
//!
//! **Definition.** Let x be a selected debit of subject w at time t. The credits are the selected
//! transfers into w with `t - within <= time`, earlier than x in the ledger's order; with none
//! there is no match. The *median credit* is the ⌈n/2⌉-th of the n credits. The debits are the
//! selected transfers out of w after the median credit, up to and including x. Credits and debits
//! match when every bounded quantity holds. (Asset `same`: all of it in x's asset.)
//!
//! **Borders.** Both ends of the window belong to it; one instant goes by the ledger's order.
//! Debits before the median credit are not counted: money must have come in before it goes out.
//!
//! **Cost.** Amortised constant time a transfer and rule; see [`super::flow`].
//!
//! **Leaves out** which credit pays which debit: for that, ask for a `path`.

use super::{Figure, Quantity, Tally};
use tidegate_kyc_core::base::Instant;

/// Credits and the debits that follow them.
#[derive(Clone, Debug, Default)]
pub struct Turnover {
    /// What came in.
    pub credits: Tally,
    /// What went out after the median credit.
    pub debits: Tally,
    /// When the median credit came in.
    pub median: Option<Instant>,
    /// When the newest debit left.
    pub newest: Option<Instant>,
}

impl Turnover {
    /// What it measures; [`Figure::Absent`] for quantities that are not a turnover's.
    #[must_use]
    pub fn figure(&self, quantity: Quantity) -> Figure {
        match quantity {
            Quantity::InCount => self.credits.figure(Quantity::Count),
            Quantity::OutCount => self.debits.figure(Quantity::Count),
            Quantity::InTotal => self.credits.total(),
            Quantity::OutTotal => self.debits.total(),
            Quantity::Senders => self.credits.figure(Quantity::Senders),
            Quantity::Receivers => self.debits.figure(Quantity::Receivers),
            Quantity::KeptShare => self.debits.share_of(&self.credits),
            Quantity::Delay => since(self.newest, self.median),
            Quantity::Span => since(self.newest, self.credits.first()),
            _ => Figure::Absent,
        }
    }
}

fn since(later: Option<Instant>, earlier: Option<Instant>) -> Figure {
    match (later, earlier) {
        (Some(later), Some(earlier)) => u64::try_from(later.since(earlier)).map_or(Figure::Absent, Figure::Exact),
        _ => Figure::Absent,
    }
}

/// The place of the median among `n` things in order, counted from 0: the ⌈n/2⌉-th.
#[must_use]
pub const fn median(n: usize) -> usize {
    n.div_ceil(2).saturating_sub(1)
}
