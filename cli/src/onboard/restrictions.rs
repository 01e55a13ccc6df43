//! Restrictions as JSON lines: what the monitor or an officer puts on customers.
//!
//! `{"schema": "tidegate.restriction/1", "subject": "cust-1", "kind": "block", "source": "hit-3f2a9c", "from": "…"}`,
//! with `until`, for the kind `limit` `limits`, and of a hit `seen`. A line that cannot be read is a fault: a restriction that is
//! passed over would be a permit too many.

use super::written::harmless;
use crate::fault::Fault;
use crate::input;
use crate::report::words::plural;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::path::Path;
use tidegate_kyc_core::base::{Instant, Label, SubjectId};
use tidegate_kyc_core::gate::{RawRestriction, Restrain, Restriction};

/// The schema of a line.
const SCHEMA: &str = "tidegate.restriction/1";
/// So many customers are named in one note.
const NAMED_MAX: usize = 5;
const HELP: &str = "a restriction has the keys schema, subject, kind, source, from, and where they are needed until, limits \
    (currency, per, minor) and seen (rows, score); instants are written 2026-03-01T10:00:00Z; nothing was changed";

/// Reads a file of restrictions.
///
/// # Errors
/// A fault with the first line that is none.
pub(crate) fn read(path: &Path) -> Result<Vec<Restriction>, Fault> {
    let mut all = Vec::new();
    for (number, line) in
        input::text(path)?.trim_start_matches('\u{feff}').lines().enumerate().filter(|it| !it.1.trim().is_empty())
    {
        let wrong = |why: &str| Fault::unreadable(format!("{}:{}: {why}", input::file_name(path), number + 1), HELP);
        let raw: RawRestriction = serde_json::from_str(line)
            .map_err(|it| wrong(&format!("column {}: {}", it.column(), harmless(&it.to_string()))))?;
        all.push(Restriction::of(raw).map_err(|it| wrong(&it.to_string()))?);
    }
    Ok(all)
}

/// A restriction as a decision's entry keeps it, from which [`recorded`] makes it again: the entry has the subject.
pub(super) fn record(it: &Restriction) -> Value {
    let Value::Object(mut value) = it.value() else { return Value::Null };
    value.remove("schema");
    value.remove("subject");
    value.entry("limits").or_insert_with(|| json!([]));
    value.entry("until").or_insert(Value::Null);
    value.into()
}

/// The restrictions of an entry about a customer. One that cannot be read, which the gate never writes, is a review.
pub(super) fn recorded(body: Option<&Value>, subject: &SubjectId, at: Instant) -> Vec<Restriction> {
    let read = |it: &Value| {
        let mut raw = it.as_object()?.clone();
        raw.insert("schema".to_owned(), SCHEMA.into());
        raw.insert("subject".to_owned(), subject.as_str().into());
        Restriction::of(serde_json::from_value(raw.into()).ok()?).ok()
    };
    let unread = || {
        Label::parse("unread").ok().map(|source| Restriction {
            subject: subject.clone(),
            restrain: Restrain::Review,
            source,
            from: at,
            until: None,
            seen: None,
        })
    };
    body.and_then(Value::as_array).into_iter().flatten().filter_map(|it| read(it).or_else(unread)).collect()
}

/// Tells which restrictions of the last decision are not given any more and count all the same.
pub(super) fn tell(given: &[Restriction], all: &[Restriction], entry: u64) {
    for it in all.iter().skip(given.len()) {
        input::speak(&format!(
            "note: the {} of {it} that entry {entry} records is not given any more: it counts until it is given \
             with its end, or reviewers lift it",
            it.kind()
        ));
    }
}

/// Tells of restrictions about nobody known: perhaps the pseudonym is misspelt, and somebody trades who should not.
pub(crate) fn tell_strangers(given: &[Restriction], path: Option<&Path>, is_known: impl Fn(&SubjectId) -> bool) {
    let strangers: BTreeSet<&str> =
        given.iter().map(|it| &it.subject).filter(|it| !is_known(it)).map(SubjectId::as_str).collect();
    let (Some(path), false) = (path, strangers.is_empty()) else { return };
    let count = plural(strangers.len() as u64, "customer", "customers");
    let more = if strangers.len() > NAMED_MAX { ", …" } else { "" };
    let named: Vec<&str> = strangers.into_iter().take(NAMED_MAX).collect();
    input::speak(&format!(
        "note: {} restricts {count} of whom the journal knows nothing: {}{more}",
        input::file_name(path),
        named.join(", ")
    ));
}

#[cfg(test)]
mod tests {
    use super::*;
    use tidegate_kyc_core::gate::{Limit, Period, RestrictionKind, Seen};

    #[test]
    fn what_is_recorded_is_read_the_same() {
        let subject = SubjectId::parse("cust-1").unwrap();
        let limit = Limit { currency: Label::parse("EUR").unwrap(), per: Period::Day, minor: 5 };
        for (restrain, until, seen) in [
            (Restrain::Block, None, Some(Seen { rows: 16, score: 40 })),
            (Restrain::Review, Some("2026-03-02T00:00:00.5Z"), None),
            (Restrain::Limit([limit].into()), None, None),
        ] {
            let it = Restriction {
                subject: subject.clone(),
                restrain,
                source: Label::parse("hit-1").unwrap(),
                from: Instant::parse("2026-03-01T10:00:00.25Z").unwrap(),
                until: until.map(|it| Instant::parse(it).unwrap()),
                seen,
            };
            assert_eq!(recorded(Some(&json!([record(&it)])), &subject, it.from), [it]);
        }
        let at = Instant::parse("2026-03-01T10:00:00Z").unwrap();
        assert_eq!(recorded(Some(&json!(["hit-1"])), &subject, at)[0].kind(), RestrictionKind::Review);
        assert_eq!(recorded(None, &subject, at), []);
    }
}
