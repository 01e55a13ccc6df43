//! Building: a description → a payload that meets the standard and says something throughout, or every gap of it.

use super::describe::{Description, Script};
use super::gap::Gap;
use super::payload::Payload;
use super::read::{self, Reading};
use crate::base::Day;

/// A Latin spelling that nobody gave: it was made letter by letter, by no standard of section 7.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filled {
    /// The element that holds it.
    pub path: String,
    /// The letters it was made from.
    pub from: Script,
}

/// What came of a description.
#[derive(Clone, Debug)]
pub struct Built {
    /// The payload; there is none where there is a gap.
    pub payload: Option<Payload>,
    /// What keeps it from being one.
    pub gaps: Vec<Gap>,
    /// How many more there are.
    pub left_off: u64,
    /// Latin spellings that were made here. Somebody has to look at them: a name has one spelling on its holder's documents.
    pub filled: Vec<Filled>,
}

/// Makes a payload of a description, for a day: dates of birth have to lie before it.
///
/// The payload is read as one from a stranger is, by the same code; what it holds is what [`Payload::canonical`] writes. Account
/// numbers are the wallet addresses alone. Linear in the description.
#[must_use]
pub fn build(description: &Description, at: Day) -> Built {
    let filled = description.filled.clone();
    // INVARIANT: the value is texts, lists and small numbers, an object with a version of ours, at most six levels deep; what is
    // too long for a payload has no bytes here and so no payload.
    let bytes = serde_json::to_vec(description.payload.reveal()).unwrap_or_default();
    match read::read(&bytes, at) {
        Ok(Reading { payload, gaps, left_off, .. }) => {
            let is_whole = gaps.is_empty() && left_off == 0;
            Built { payload: payload.filter(|_| is_whole), gaps, left_off, filled }
        }
        Err(_) => Built { payload: None, gaps: Vec::new(), left_off: 1, filled },
    }
}
