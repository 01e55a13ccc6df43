//! `flow`: what one subject receives or sends within a window.
//!
//! ```text
//!   a ──9500──▶ ┐
//!   b ──9800──▶ ├─ subject        count 3, senders 3, total 28 400, span ≤ within
//!   c ──9100──▶ ┘
//! ```
//!
//! **Definition.** Let x be a selected transfer of subject w in the asked direction, at time t.
//! The rows are all selected transfers of w in that direction with `t - within <= time <= t`
//! that are not later than x in the ledger's order (asset `same`: those in x's asset). They
//! match when every bounded quantity of the rows holds.
//!
//! **Borders.** Both ends of the window belong to it. Transfers of one instant count in the
//! ledger's order. A self-transfer never counts. `both` counts each transfer once.
//!
//! **Cost.** Amortised constant time a transfer and rule: a count of legs rejects first, then a
//! short window is summed afresh and a long one is kept up at both ends ([`super::Tally`]).
//!
//! **Leaves out** who is behind two wallets (that is a customer's or a cluster's question) and
//! any order among the rows.

use super::{Figure, Quantity};

/// What the subject's history says about a run of rows, besides the rows themselves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Past {
    /// Transfers of the subject in the counted direction before the first row.
    pub earlier: u64,
    /// Microseconds between the subject's last transfer before the window and its first in it.
    pub idle_before: Option<u64>,
    /// Microseconds from the account's opening to the newest row.
    pub account_age: u64,
}

impl Past {
    /// What it measures; [`Figure::Absent`] for quantities that are not of the past.
    #[must_use]
    pub fn figure(&self, quantity: Quantity) -> Figure {
        match quantity {
            Quantity::Earlier => Figure::Exact(self.earlier),
            Quantity::IdleBefore => self.idle_before.map_or(Figure::Absent, Figure::Exact),
            Quantity::AccountAge => Figure::Exact(self.account_age),
            _ => Figure::Absent,
        }
    }
}
