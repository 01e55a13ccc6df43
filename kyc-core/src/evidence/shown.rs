//! What a customer showed, part by part, and when each part was first seen.
//!
//! A document is shown once and counts until it expires; a check of the moment (a face, an attestation, a presentation) is
//! judged for the instant at which its part was first seen, so that a decision can be repeated without the customer. Whoever
//! keeps this keeps it where nobody changes it unseen: committed to in the journal.

use super::statement::Statement;
use crate::base::{Day, Instant, SourceId};
use crate::document::Attribute;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

crate::codes! {
    /// What a part is of a showing.
    pub enum PartKind {
        /// The document itself, by what it says.
        Document = "document",
        /// What binds it to its holder on one occasion: nonce and audience of a token, the transcript of a session.
        Binding = "binding",
        /// The challenge that a chip answered: there are many answers to one.
        Chip = "chip",
        /// The nonce of an attestation about it: a signature can be written in many ways.
        Attestation = "attestation",
        /// The challenge that a wallet's key answered, by the digest of its text.
        Control = "control",
    }
}

impl PartKind {
    /// The digest of a part: SHA-256 of the kind, the document's [`document_digest`] and the bytes, each behind its length. A
    /// digest of the document's own bytes would make the same document a new one when it is written in another way. Status
    /// lists are no part: they are fetched anew for every decision. Keep only parts that counted: what is wrong would push
    /// them out.
    #[must_use]
    pub fn part(self, document: SourceId, bytes: &[&[u8]]) -> SourceId {
        let mut text = format!("tidegate.presentation/1\0{self} {document}").into_bytes();
        for it in bytes {
            text.extend(format!(" {}:", it.len()).into_bytes());
            text.extend_from_slice(it);
        }
        SourceId::of(&text)
    }
}

/// What tells one document of a customer from another: SHA-256 of its number, its days and its issuer, whatever the bytes.
/// Where it states none of them, `source`, the digest of its bytes.
#[must_use]
pub fn document_digest(statements: &[Statement], source: SourceId, at: Day) -> SourceId {
    let telling = [Attribute::DocumentNumber, Attribute::IssueDate, Attribute::ExpiryDate, Attribute::IssuingCountry];
    let values = statements.iter().flat_map(|it| it.values_at(at));
    let lines: BTreeSet<String> = values
        .filter(|it| telling.contains(&it.0))
        .map(|it| format!("{} {}\n", it.0.code(), it.1.reveal().trim().escape_debug()))
        .collect();
    if lines.is_empty() {
        return source;
    }
    let text: String = std::iter::once("tidegate.document/1\n".to_owned()).chain(lines).collect();
    SourceId::of(text.as_bytes())
}

/// Parts by their digest, each with the instant at which it was first seen.
///
/// ```
/// use tidegate_kyc_core::base::{Instant, SourceId};
/// use tidegate_kyc_core::evidence::{PartKind, Shown};
///
/// let token = SourceId::of(b"a token");
/// let (morning, evening) = (Instant::parse("2026-03-01T10:00:00Z").unwrap(), Instant::parse("2026-03-01T18:00:00Z").unwrap());
/// let part = PartKind::Binding.part(token, &[b"nonce", b"https://exchange.example"]);
/// let mut shown = Shown::default();
/// shown.add(part, morning);
/// assert_eq!(Shown::read(&shown.value()).first(part, evening), morning);
/// assert_eq!(shown.first(PartKind::Binding.part(token, &[b"another"]), evening), evening);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shown(BTreeMap<SourceId, Instant>);

impl Shown {
    /// So many parts are kept of one customer, unless more are shown at once.
    pub const KEPT: usize = 256;

    /// When a part was first seen: now, where that is not on record, and never later than now.
    #[must_use]
    pub fn first(&self, part: SourceId, now: Instant) -> Instant {
        self.0.get(&part).map_or(now, |it| (*it).min(now))
    }

    /// Whether a part is on record.
    #[must_use]
    pub fn knows(&self, part: SourceId) -> bool {
        self.0.contains_key(&part)
    }

    /// Takes in a part that was seen at an instant; the earliest counts.
    pub fn add(&mut self, part: SourceId, at: Instant) {
        self.0.entry(part).and_modify(|it| *it = (*it).min(at)).or_insert(at);
    }

    /// With as much of what was shown before as is kept, the newest first: a showing that went wrong loses nothing.
    #[must_use]
    pub fn with(mut self, before: &Self) -> Self {
        let mut others: Vec<(Instant, SourceId)> =
            before.0.iter().filter(|it| !self.knows(*it.0)).map(|it| (*it.1, *it.0)).collect();
        others.sort_unstable();
        let room = Self::KEPT.saturating_sub(self.0.len());
        others.into_iter().rev().take(room).for_each(|it| self.add(it.1, it.0));
        self
    }

    /// As JSON, in the order of the digests.
    #[must_use]
    pub fn value(&self) -> Value {
        let one = |it: (&SourceId, &Instant)| json!({"digest": it.0.to_string(), "at": it.1.to_string()});
        self.0.iter().map(one).collect()
    }

    /// Reads what [`Shown::value`] gave. What is no part is left out, which makes it new.
    #[must_use]
    pub fn read(value: &Value) -> Self {
        let one = |it: &Value| {
            let text = |name: &str| it.get(name).and_then(Value::as_str);
            Some((SourceId::parse(text("digest")?).ok()?, Instant::parse(text("at")?).ok()?))
        };
        let mut shown = Self::default();
        value.as_array().into_iter().flatten().filter_map(one).for_each(|it| shown.add(it.0, it.1));
        shown
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Instant {
        Instant::from_micros(second * 1_000_000)
    }

    fn part(number: u64) -> SourceId {
        SourceId::of(&number.to_le_bytes())
    }

    #[test]
    fn parts_do_not_run_into_each_other() {
        let (one, other) = (SourceId::of(b"one"), SourceId::of(b"other"));
        let parts = [
            PartKind::Binding.part(one, &[b"ab", b"c"]),
            PartKind::Binding.part(one, &[b"a", b"bc"]),
            PartKind::Binding.part(one, &[b"abc"]),
            PartKind::Attestation.part(one, &[b"abc"]),
            PartKind::Binding.part(other, &[b"abc"]),
            PartKind::Binding.part(one, &[]),
        ];
        for (at, it) in parts.iter().enumerate() {
            assert!(!parts[..at].contains(it), "{at}");
        }
    }

    #[test]
    fn the_earliest_sight_counts_and_none_is_later_than_now() {
        let mut shown = Shown::default();
        shown.add(part(1), at(20));
        shown.add(part(1), at(10));
        shown.add(part(1), at(30));
        assert_eq!((shown.first(part(1), at(40)), shown.first(part(1), at(5))), (at(10), at(5)));
        assert!(shown.knows(part(1)) && !shown.knows(part(2)));
    }

    #[test]
    fn what_was_shown_before_is_kept_as_far_as_there_is_room() {
        let of = |parts: std::ops::Range<u64>| {
            let mut shown = Shown::default();
            parts.for_each(|it| shown.add(part(it), at(i64::try_from(it).unwrap())));
            shown
        };
        assert_eq!(of(0..3).with(&of(2..9)), of(0..9));
        let full = of(1_000..1_002).with(&of(0..400));
        assert_eq!(full.0.len(), Shown::KEPT);
        assert!(full.knows(part(399)) && !full.knows(part(400 - 255)), "the newest are kept");
        assert_eq!(of(0..300).with(&of(300..302)), of(0..300), "what is shown now is kept whole");
    }

    #[test]
    fn it_is_read_as_it_was_written_and_what_is_no_part_is_new() {
        let mut shown = Shown::default();
        shown.add(part(1), at(10));
        shown.add(part(2), at(20));
        assert_eq!(Shown::read(&shown.value()), shown);
        let mut value = shown.value();
        value[0]["at"] = "yesterday".into();
        assert_eq!(Shown::read(&value).0.len(), 1);
        assert_eq!(Shown::read(&Value::Null), Shown::default());
    }
}
