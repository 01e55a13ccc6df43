//! Reviews: what an authorised person decided about one customer → a signed record; a record and the policy → a
//! [`SignedReview`], or why it does not count.
//!
//! A review lifts one reason of one customer until a day, or sets a level of risk. How many people it takes is for the
//! profile to say: one for a gap, two for a finding and for a level.

mod fault;
mod record;
#[cfg(test)]
mod tests;
mod verify;
mod word;

pub use fault::{ReviewError, ReviewFault};
pub use record::{Act, NewLevel, Review, WHY_LEN_MAX};
pub use verify::{SignedReview, read_unverified};
pub use word::last_words;
