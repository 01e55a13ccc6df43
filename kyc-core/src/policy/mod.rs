//! The policy: files that compliance officers write in, what may be decided and on what grounds out.
//!
//! Knows no customer, no clock and no key of its own. Everything that another officer might decide otherwise
//! stands in a file: checks, attributes, points, levels, tiers, reviewers; with its source and its days.

mod fact;
mod limit;

pub use fact::{Fact, FactError, FactKind, FactValue, Facts, Group};
pub use limit::{Limit, MINOR_MAX, Period};
