//! What both rivers need: time, windows, codes, permille, identities, sources and budgets.
//!
//! Uses nothing else of the project; every other room may use it.

mod budget;
mod source;
mod time;

pub use budget::{Budget, Exhausted};
pub use source::{SourceId, Span};
pub use time::{Instant, Window};
