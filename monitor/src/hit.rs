//! A match that a rule flags, with everything needed to derive it again.

mod cited;
mod ids;

pub(crate) use cited::Citation;
pub use cited::Cited;
pub use ids::Ids;

use crate::ledger::{Book, PartyId, PartyKind, Transfer, push_decimal, push_whole};
use crate::pattern::{Measured, Quantity};
use crate::rule::{Facts, Rule};
use tidegate_kyc_core::base::SourceId;

/// A match that meets a rule: its rows, what was measured, and the score.
#[derive(Clone, Debug, PartialEq)]
pub struct Hit<'t> {
    /// Index of the rule in its pack; whether it counts or is on trial, [`crate::rule::Rule::status`] tells.
    pub rule: usize,
    /// Whom the hit is about.
    pub subject: PartyId,
    /// The transfers of the match: those it opened with, then those that joined, each time in the
    /// ledger's order. [`Hit::rows_in_order`] gives all of them in the ledger's order.
    pub rows: Cited<'t>,
    /// How many of `rows` stood there when the hit opened; they give it its identity.
    pub opened_with: usize,
    /// Every figure of the kind: first those the rule bounds, in the order of the file.
    pub measured: Vec<Measured>,
    /// The points it earned.
    pub score: u32,
    /// Whether rows were left out because the hit reached its largest size.
    pub truncated: bool,
}

/// From when the age of a subject's account is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AgeSince {
    /// From its opening, as a customer file states it.
    Opening,
    /// From the first row that names it, since no opening is known: the account may be older.
    FirstRow,
}

impl Hit<'_> {
    /// From when the account's age is counted that this hit measures; `None` where it measures none.
    #[must_use]
    pub fn age_since(&self, facts: Facts<'_>) -> Option<AgeSince> {
        let measures = |it: &Measured| it.what == Quantity::AccountAge && it.observed.exact().is_some();
        self.measured.iter().any(measures).then(|| {
            let parties = &facts.book.parties;
            let customer = parties.kind(self.subject) == PartyKind::Customer;
            let known = || facts.customers.of(parties.name(self.subject))?.opened;
            if customer && known().is_some() { AgeSince::Opening } else { AgeSince::FirstRow }
        })
    }

    /// The hit's lasting identity: SHA-256 over the rule's digest, the subject and the rows it
    /// opened with. Independent of files, lines and the order of reading, and the same for the
    /// stream's `opened` line and the batch's complete one. Hits that open with copies of each other's
    /// rows share it; [`Ids`] tells them apart.
    #[must_use]
    pub fn id(&self, rule: &Rule, book: &Book) -> SourceId {
        self.id_within(&mut Vec::new(), rule, book)
    }

    /// The same, put together in a buffer for many: whatever stands in it is overwritten.
    #[must_use]
    pub fn id_within(&self, bytes: &mut Vec<u8>, rule: &Rule, book: &Book) -> SourceId {
        let opened_with = self.opened_with.min(self.rows.len());
        bytes.clear();
        bytes.reserve(ROW_BYTES * (opened_with + 1));
        put(bytes, b"tidegate.hit/1");
        put(bytes, rule.digest.to_string().as_bytes());
        let (kind, name) = party(book, self.subject);
        put(bytes, kind.as_bytes());
        put(bytes, name.as_bytes());
        for row in self.rows.iter().take(opened_with) {
            let micros = row.time.micros();
            put_written(bytes, |it| {
                if micros < 0 {
                    it.push(b'-');
                }
                push_whole(it, micros.unsigned_abs());
            });
            put(bytes, &book.texts.bytes(row.txid));
            put_written(bytes, |it| push_whole(it, u64::from(row.index)));
            put(bytes, book.parties.name_bytes(row.from));
            put(bytes, book.parties.name_bytes(row.to));
            put(bytes, book.asset(row.asset).as_bytes());
            put_written(bytes, |it| push_decimal(it, row.amount.units(), row.amount.decimals()));
        }
        SourceId::of(bytes)
    }

    /// All rows in the ledger's order.
    #[must_use]
    pub fn rows_in_order(&self) -> Vec<&Transfer> {
        let mut rows: Vec<&Transfer> = self.rows.iter().collect();
        rows.sort_by_key(|it| (it.time, it.sequence));
        rows
    }
}

/// About so many bytes of a row, or of the rest, go into a hit's identity.
const ROW_BYTES: usize = 256;

/// Appends a text behind its length.
fn put(bytes: &mut Vec<u8>, text: &[u8]) {
    bytes.extend_from_slice(&(text.len() as u64).to_be_bytes());
    bytes.extend_from_slice(text);
}

/// Appends what is written behind its length.
fn put_written(bytes: &mut Vec<u8>, write: impl FnOnce(&mut Vec<u8>)) {
    let start = bytes.len() + LENGTH;
    bytes.extend_from_slice(&[0; LENGTH]);
    write(bytes);
    let length = ((bytes.len() - start) as u64).to_be_bytes();
    bytes[start - LENGTH..start].copy_from_slice(&length);
}

/// Bytes of a length.
const LENGTH: usize = size_of::<u64>();

/// A party's kind in a word, and its name.
#[must_use]
pub fn party(book: &Book, party: PartyId) -> (&'static str, &str) {
    let kind = match book.parties.kind(party) {
        PartyKind::Wallet => "wallet",
        PartyKind::Customer => "customer",
    };
    (kind, book.parties.name(party))
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
    /// The name of whoever sent or received, so that nobody knows how many they were.
    Party,
    /// A tag of a party that receives and sends like a service: whether a trail ends there.
    Tag,
}

/// A rule that could not answer for a transfer because too little is known.
#[derive(Clone, Debug, PartialEq)]
pub struct TooLittle {
    /// Index of the rule in its pack.
    pub rule: usize,
    /// What is missing.
    pub missing: Missing,
    /// The parties of whom it is missing, where it is missing of parties: sender before receiver.
    pub parties: Vec<PartyId>,
    /// The transfer it could not answer for.
    pub at: Transfer,
}
