//! A small journal for the tests.

use super::{Entry, Event, Journal, Kind, Walk};
use crate::base::{Instant, SubjectId};
use serde_json::json;

/// That many seconds after ten o'clock on 2026-03-01.
pub(super) fn at(seconds: i64) -> Instant {
    Instant::from_micros(1_772_359_200_000_000 + seconds * 1_000_000)
}

/// An event that differs by its number.
pub(super) fn event(number: u64) -> Event {
    let body = json!({"decision": "allow", "number": number}).as_object().unwrap().clone();
    Event { subject: Some(SubjectId::parse(&format!("c-{number}")).unwrap()), ..Event::of(Kind::Decision, body) }
}

/// A journal of that many entries, one every ten seconds, and its file.
pub(super) fn journal(entries: u64) -> (Journal, Vec<u8>) {
    let (mut journal, opened) = Journal::begin("example.com/journal", at(0)).unwrap();
    let mut file = opened.line;
    for number in 1..entries {
        file.extend(journal.append(at(10 * number as i64), event(number)).unwrap().line);
    }
    (journal, file)
}

/// All entries of a file.
pub(super) fn entries(file: &[u8]) -> Vec<Entry> {
    let mut walk = Walk::new(file);
    std::iter::from_fn(|| walk.step().unwrap()).collect()
}
