//! Screening: names and wallet addresses against sanctions lists.
//!
//! Takes lists as their publishers write them; gives entries that can be compared with a
//! customer, the answer whether a customer is listed, and changes between two issues of one list. Knows nothing of documents, trust or
//! the gate.

pub mod address;
mod answer;
pub mod diff;
mod evidence;
pub mod list;
pub mod name;
pub mod read;

pub use answer::{Candidate, Consulted, Customer, Gap, GapCode, Policy, Screen, Screening, Verdict};
pub use evidence::{BirthMatch, Evidence, Overlap, evidence};
