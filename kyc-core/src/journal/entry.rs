//! What happened → one entry of the journal: its canonical JSON, the leaf hash over it, and the line that holds both.
//!
//! An entry has no room for personal data: the subject is a pseudonym, attributes are commitments. Whether a body
//! keeps to that is for those who write it; nobody can tell a name from a word by looking.

use super::canonical::{self, ValueFault};
use super::commitment::Commitment;
use super::tree::{Digest, leaf_hash};
use crate::base::{Instant, SubjectId, is_code};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// The longest line, in bytes with its end. An entry cites what it is about by digest, so that a thousandth would do.
pub const LINE_LEN_MAX: usize = 1 << 20;

pub(super) const HEAD: &[u8] = b"{\"entry\":";
pub(super) const MIDDLE: &[u8] = b",\"leaf\":\"";
pub(super) const END: &[u8] = b"\"}\n";

crate::codes! {
    /// What an entry records.
    pub enum Kind {
        /// The journal begins; its body names the origin of its checkpoints.
        JournalOpened = "journal-opened",
        /// The journal was gone on with from an older copy; every permit from before is void.
        JournalResumed = "journal-resumed",
        /// The gate decided about a subject.
        Decision = "decision",
        /// A review was opened, since a decision holds.
        ReviewOpened = "review-opened",
        /// An officer decided a review.
        Review = "review",
        /// A subject was restricted, by an officer or by a hit.
        Restriction = "restriction",
        /// A restriction was taken back.
        RestrictionLifted = "restriction-lifted",
        /// A permit was revoked before its end.
        PermitRevoked = "permit-revoked",
        /// A permit was suspended for the time being.
        PermitSuspended = "permit-suspended",
        /// A suspension of a permit was lifted.
        PermitReinstated = "permit-reinstated",
        /// A signing key was made, taken into use, rotated or retired.
        KeyEvent = "key-event",
        /// Somebody looked up who stands behind a pseudonym.
        PseudonymOpened = "pseudonym-opened",
        /// Personal data and their salts were deleted; the commitments stay.
        DataErased = "data-erased",
        /// A sanctions list was taken into use.
        ListLoaded = "list-loaded",
        /// A policy or a rule pack was taken into use.
        PolicyLoaded = "policy-loaded",
        /// The monitor judged an export.
        Run = "run",
        /// Somebody read the journal.
        JournalRead = "journal-read",
        /// A checkpoint was signed over this entry and all before it.
        Checkpoint = "checkpoint",
    }
}

/// What happened, before it has its place in a journal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// What it is.
    pub kind: Kind,
    /// Whom it is about, if anyone.
    pub subject: Option<SubjectId>,
    /// The facts, without personal data: codes, digests, counts, pseudonyms.
    pub body: Map<String, Value>,
    /// Personal data that mattered, each as a commitment under the code of its attribute.
    pub commitments: BTreeMap<Box<str>, Commitment>,
}

impl Event {
    /// An event of that kind about nobody, with these facts.
    #[must_use]
    pub const fn of(kind: Kind, body: Map<String, Value>) -> Self {
        Self { kind, subject: None, body, commitments: BTreeMap::new() }
    }
}

/// Why something cannot be an entry. Carries nothing of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EntryFault {
    /// Not the members of an entry, or one of them is wrong.
    #[error("the entry has not the members body, commitments, kind, sequence, subject and time")]
    Form,
    /// A kind that this version does not know.
    #[error("the kind of the entry is unknown")]
    Kind,
    /// An attribute of a commitment is not written like a code.
    #[error("the name of a committed attribute is not lower-case words joined by dashes")]
    Attribute,
    /// The same JSON could have been written in other bytes.
    #[error("the entry is not canonical JSON (RFC 8785)")]
    Canonical,
    /// A value that readers understand differently.
    #[error("in the body, {0}")]
    Value(ValueFault),
    /// Longer than [`LINE_LEN_MAX`].
    #[error("the entry is longer than a line may be: cite by digest what is that long")]
    TooLong,
}

/// One entry of a journal: an event at its place and time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    sequence: u64,
    time: Instant,
    event: Event,
    canonical: Vec<u8>,
}

/// The members in the order of their names, as canonical JSON has them.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    body: Map<String, Value>,
    commitments: BTreeMap<Box<str>, Commitment>,
    kind: Box<str>,
    sequence: u64,
    subject: Option<SubjectId>,
    time: Instant,
}

impl Entry {
    /// Puts an event at its place and time.
    ///
    /// # Errors
    /// An [`EntryFault`] where the body has no canonical form or is too long.
    pub(super) fn make(sequence: u64, time: Instant, event: Event) -> Result<Self, EntryFault> {
        // What is written must be read again, so that writing is held to what reading asks.
        check(&event.body, &event.commitments)?;
        let Event { kind, subject, body, commitments } = event;
        let written = Written { body, commitments, kind: kind.code().into(), sequence, subject, time };
        Self::read(&canonical::bytes(&written).map_err(EntryFault::Value)?)
    }

    /// Reads the canonical JSON of one entry.
    ///
    /// # Errors
    /// An [`EntryFault`]; also for JSON that says the same in other bytes.
    pub fn read(bytes: &[u8]) -> Result<Self, EntryFault> {
        if bytes.len() + HEAD.len() + MIDDLE.len() + 64 + END.len() > LINE_LEN_MAX {
            return Err(EntryFault::TooLong);
        }
        let written: Written = serde_json::from_slice(bytes).map_err(|_| EntryFault::Form)?;
        check(&written.body, &written.commitments)?;
        if canonical::bytes(&written).map_err(EntryFault::Value)? != bytes {
            return Err(EntryFault::Canonical);
        }
        let Written { body, commitments, kind, sequence, subject, time } = written;
        let kind = Kind::parse(&kind).ok_or(EntryFault::Kind)?;
        Ok(Self { sequence, time, event: Event { kind, subject, body, commitments }, canonical: bytes.to_vec() })
    }

    /// Its number; the first is 0, and none is left out.
    #[must_use]
    pub const fn sequence(&self) -> u64 {
        self.sequence
    }

    /// When it was written; never before the entry before it.
    #[must_use]
    pub const fn time(&self) -> Instant {
        self.time
    }

    /// What happened.
    #[must_use]
    pub const fn event(&self) -> &Event {
        &self.event
    }

    /// Its canonical JSON: the leaf of the tree.
    #[must_use]
    pub fn canonical(&self) -> &[u8] {
        &self.canonical
    }

    /// The hash of its leaf.
    #[must_use]
    pub fn leaf(&self) -> Digest {
        leaf_hash(&self.canonical)
    }

    /// The line of the file, with its end.
    #[must_use]
    pub fn line(&self) -> Vec<u8> {
        let leaf = self.leaf().to_string();
        [HEAD, &self.canonical, MIDDLE, leaf.as_bytes(), END].concat()
    }
}

fn check(body: &Map<String, Value>, commitments: &BTreeMap<Box<str>, Commitment>) -> Result<(), EntryFault> {
    if !commitments.keys().all(|it| is_code(it)) {
        return Err(EntryFault::Attribute);
    }
    body.values().try_for_each(canonical::check).map_err(EntryFault::Value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn at(text: &str) -> Instant {
        Instant::parse(text).unwrap()
    }

    fn body(value: Value) -> Map<String, Value> {
        value.as_object().unwrap().clone()
    }

    #[test]
    fn an_entry_is_written_as_the_documentation_gives() {
        let mut event = Event::of(Kind::Decision, body(json!({"decision": "hold", "codes": ["birth-date-unproved"]})));
        event.subject = Some(SubjectId::parse("c-0042").unwrap());
        let entry = Entry::make(3, at("2026-03-01T10:00:00Z"), event).unwrap();
        let text = r#"{"body":{"codes":["birth-date-unproved"],"decision":"hold"},"commitments":{},"kind":"decision","sequence":3,"subject":"c-0042","time":"2026-03-01T10:00:00Z"}"#;
        assert_eq!(std::str::from_utf8(entry.canonical()).unwrap(), text);
        let line = format!("{{\"entry\":{text},\"leaf\":\"{}\"}}\n", leaf_hash(text.as_bytes()));
        assert_eq!(entry.line(), line.as_bytes());
        assert_eq!(Entry::read(text.as_bytes()), Ok(entry));
        assert!(serde_json::from_str::<Value>(&line).is_ok(), "the line is JSON, too");
    }

    #[test]
    fn bad_entries_are_refused_by_name() {
        use EntryFault::*;
        let good = r#"{"body":{"a":1},"commitments":{},"kind":"run","sequence":0,"subject":null,"time":"2026-03-01T10:00:00Z"}"#;
        assert!(Entry::read(good.as_bytes()).is_ok());
        let digest = "\"".to_owned() + &"ab".repeat(32) + "\"";
        for (fault, from, to, answer) in [
            ("empty", good, "", Form),
            ("no_object", good, "[]", Form),
            ("another_member", "\"kind\"", "\"extra\":1,\"kind\"", Form),
            ("no_body", "\"body\":{\"a\":1},", "", Form),
            ("body_is_a_list", "{\"a\":1}", "[]", Form),
            ("negative_sequence", ":0", ":-1", Form),
            ("name_as_subject", "null", "\"Erika Mustermann\"", Form),
            ("no_time", "2026-03-01T10:00:00Z", "yesterday", Form),
            ("member_twice", "\"kind\":\"run\"", "\"kind\":\"run\",\"kind\":\"run\"", Form),
            ("unknown_kind", "\"run\"", "\"walk\"", Kind),
            ("space", "\"a\":1", "\"a\": 1", Canonical),
            ("two_in_a_body", "\"a\":1", "\"a\":1,\"a\":1", Canonical),
            ("order", "\"a\":1", "\"b\":1,\"a\":1", Canonical),
            ("escape", "\"a\":1", "\"\\u0061\":1", Canonical),
            ("zeros", "00Z", "00.000Z", Canonical),
            ("offset", "00Z", "00+00:00", Canonical),
            ("trailing_space", "\"}", "\"} ", Canonical),
            ("exponent", ":1", ":1e0", Value(ValueFault::Number)),
            ("fraction", ":1", ":1.5", Value(ValueFault::Number)),
            (
                "upper_case_digest",
                "\"commitments\":{}",
                &format!("\"commitments\":{{\"a\":{}}}", digest.to_uppercase()),
                Canonical,
            ),
            ("name_as_attribute", "\"commitments\":{}", &format!("\"commitments\":{{\"Erika\":{digest}}}"), Attribute),
        ] {
            assert!(good.contains(from), "{fault}");
            assert_eq!(Entry::read(good.replacen(from, to, 1).as_bytes()), Err(answer), "{fault}");
        }
    }

    #[test]
    fn what_could_not_be_read_again_is_not_written() {
        let make = |body: Value| {
            Entry::make(0, at("2026-03-01T10:00:00Z"), Event::of(Kind::Run, body.as_object().unwrap().clone()))
        };
        assert_eq!(make(json!({"a": 0.5})), Err(EntryFault::Value(ValueFault::Number)));
        assert_eq!(make(json!({"a": "x".repeat(LINE_LEN_MAX)})), Err(EntryFault::TooLong));
        let far = Entry::make(0, Instant::from_micros(i64::MAX), Event::of(Kind::Run, Map::new()));
        assert_eq!(far, Err(EntryFault::Form), "the year 10000 cannot be written");
    }
}
