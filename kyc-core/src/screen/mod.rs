//! Screening: names and wallet addresses against sanctions lists.
//!
//! Takes lists as their publishers write them; gives entries that can be compared with a customer, the answer
//! whether a customer is listed ([`Screen::screen`]), and changes between two issues of one list. Knows nothing of
//! documents, trust or the gate.

pub mod address;
mod answer;
mod asked;
mod customer;
pub mod diff;
mod engine;
mod evidence;
pub mod list;
pub mod name;
pub mod read;
mod spaced;
mod unread;

pub use answer::{Basis, Candidate, Consulted, Gap, GapCode, NameMatch, Screening, Verdict, WalletAnswer, WalletHit};
pub use customer::{ALGORITHM, Customer, CustomerName, DAYS_MAX, Policy, STEPS, THRESHOLD};
pub use engine::{Memory, Screen, score_of, scored_as};
pub use evidence::{BirthMatch, Evidence, Overlap, evidence};
