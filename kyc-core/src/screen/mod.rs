//! Screening: names and wallet addresses against sanctions lists.
//!
//! Takes lists as their publishers write them; gives entries that can be compared with a
//! customer, and changes between two issues of one list. Knows nothing of documents, trust or
//! the gate.

pub mod address;
pub mod diff;
pub mod list;
pub mod name;
pub mod read;
