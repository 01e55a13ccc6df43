//! Restrictions as JSON lines: what the monitor or an officer puts on customers.
//!
//! `{"schema": "tidegate.restriction/1", "subject": "cust-1", "kind": "block", "source": "hit-3f2a9c", "from": "…"}`,
//! with `until` and, for the kind `limit`, `limits`. A line that cannot be read is a fault: a restriction that is
//! passed over would be a permit too many.

use super::written::harmless;
use crate::fault::Fault;
use crate::input;
use crate::report::words::plural;
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::path::Path;
use tidegate_kyc_core::base::{Instant, Label, SubjectId};
use tidegate_kyc_core::gate::{Limit, MINOR_MAX, Period, Restrain, Restriction, RestrictionKind};

/// The schema of a line.
pub(crate) const SCHEMA: &str = "tidegate.restriction/1";
/// So many customers are named in one note.
const NAMED_MAX: usize = 5;
const HELP: &str = "a restriction has the keys schema, subject, kind, source, from, and where they are needed until and limits \
    (currency, per, minor); instants are written 2026-03-01T10:00:00Z; nothing was changed";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    schema: String,
    subject: String,
    kind: String,
    source: String,
    from: String,
    until: Option<String>,
    #[serde(default)]
    limits: Vec<RawLimit>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawLimit {
    currency: String,
    per: String,
    minor: u64,
}

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
        let raw: Raw = serde_json::from_str(line)
            .map_err(|it| wrong(&format!("column {}: {}", it.column(), harmless(&it.to_string()))))?;
        all.push(one(raw).map_err(wrong)?);
    }
    Ok(all)
}

/// A restriction as a decision's entry keeps it, from which [`recorded`] makes it again.
pub(super) fn record(it: &Restriction) -> Value {
    let limits: Vec<Value> = match &it.restrain {
        Restrain::Limit(all) => all
            .iter()
            .map(|it| json!({"currency": it.currency.as_str(), "minor": it.minor, "per": it.per.code()}))
            .collect(),
        Restrain::Block | Restrain::Review => Vec::new(),
    };
    json!({
        "from": it.from.to_string(),
        "kind": it.kind().code(),
        "limits": limits,
        "source": it.source.as_str(),
        "until": it.until.map(|it| it.to_string()),
    })
}

/// The restrictions of an entry about a customer. One that cannot be read, which the gate never writes, is a review.
pub(super) fn recorded(body: Option<&Value>, subject: &SubjectId, at: Instant) -> Vec<Restriction> {
    let read = |it: &Value| {
        let mut raw = it.as_object()?.clone();
        raw.insert("schema".to_owned(), SCHEMA.into());
        raw.insert("subject".to_owned(), subject.as_str().into());
        one(serde_json::from_value(raw.into()).ok()?).ok()
    };
    let unread = || {
        Label::parse("unread").ok().map(|source| Restriction {
            subject: subject.clone(),
            restrain: Restrain::Review,
            source,
            from: at,
            until: None,
        })
    };
    body.and_then(Value::as_array).into_iter().flatten().filter_map(|it| read(it).or_else(unread)).collect()
}

/// Tells which restrictions of the last decision are not given any more and count all the same.
pub(super) fn tell(given: &[Restriction], all: &[Restriction], entry: u64) {
    for it in all.iter().skip(given.len()) {
        input::speak(&format!(
            "note: the {} of {} from {} that entry {entry} records is not given any more: it counts until it is given \
             with its end, or reviewers lift it",
            it.kind(),
            it.source,
            it.from
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

fn one(raw: Raw) -> Result<Restriction, &'static str> {
    if raw.schema != SCHEMA {
        return Err("\"schema\" is not tidegate.restriction/1");
    }
    let subject = SubjectId::parse(&raw.subject).map_err(
        |_| "\"subject\" is no pseudonym: up to 64 letters, digits and - _ . : with a letter or digit first",
    )?;
    let source = Label::parse(&raw.source).map_err(|_| "\"source\" is not a name of letters, digits and hyphens")?;
    let kind = RestrictionKind::parse(&raw.kind).ok_or("\"kind\" is not block, limit or review")?;
    match kind {
        RestrictionKind::Limit if raw.limits.is_empty() => return Err("a limit names none: give it \"limits\""),
        RestrictionKind::Block | RestrictionKind::Review if !raw.limits.is_empty() => {
            return Err("\"limits\" stand with the kind \"limit\" and with no other");
        }
        _ => {}
    }
    let from = Instant::parse(&raw.from).map_err(|_| "\"from\" is no instant, such as 2026-03-01T10:00:00Z")?;
    let until = raw.until.map(|it| Instant::parse(&it)).transpose();
    let until = until.map_err(|_| "\"until\" is no instant, such as 2026-03-01T10:00:00Z")?;
    if until.is_some_and(|it| it <= from) {
        return Err("\"until\" is not after \"from\"");
    }
    let limit = |it: RawLimit| {
        let currency = Label::parse(&it.currency).ok()?;
        Some(Limit { currency, per: Period::parse(&it.per)?, minor: it.minor }).filter(|it| it.minor <= MINOR_MAX)
    };
    let restrain = match kind {
        RestrictionKind::Block => Restrain::Block,
        RestrictionKind::Review => Restrain::Review,
        RestrictionKind::Limit => {
            let limits = raw.limits.into_iter().map(limit).collect::<Option<_>>();
            Restrain::Limit(limits.ok_or("a limit has a currency, a period and whole minor units")?)
        }
    };
    Ok(Restriction { subject, restrain, source, from, until })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(line: &str) -> Result<Restriction, String> {
        let raw: Raw = serde_json::from_str(line).map_err(|_| "no restriction".to_owned())?;
        one(raw).map_err(ToOwned::to_owned)
    }

    #[test]
    fn what_is_recorded_is_read_the_same() {
        let subject = SubjectId::parse("cust-1").unwrap();
        let limit = Limit { currency: Label::parse("EUR").unwrap(), per: Period::Day, minor: 5 };
        for (restrain, until) in [
            (Restrain::Block, None),
            (Restrain::Review, Some("2026-03-02T00:00:00.5Z")),
            (Restrain::Limit([limit].into()), None),
        ] {
            let it = Restriction {
                subject: subject.clone(),
                restrain,
                source: Label::parse("hit-1").unwrap(),
                from: Instant::parse("2026-03-01T10:00:00.25Z").unwrap(),
                until: until.map(|it| Instant::parse(it).unwrap()),
            };
            assert_eq!(recorded(Some(&json!([record(&it)])), &subject, it.from), [it]);
        }
        let at = Instant::parse("2026-03-01T10:00:00Z").unwrap();
        assert_eq!(recorded(Some(&json!(["hit-1"])), &subject, at)[0].kind(), RestrictionKind::Review);
        assert_eq!(recorded(None, &subject, at), []);
    }

    #[test]
    fn a_restriction_is_read_and_what_is_wrong_is_told() {
        let sound = r#"{"schema": "tidegate.restriction/1", "subject": "cust-1", "kind": "limit", "source": "hit-1",
            "from": "2026-03-01T10:00:00Z", "limits": [{"currency": "EUR", "per": "day", "minor": 5}]}"#;
        assert_eq!(told(sound).unwrap().kind(), RestrictionKind::Limit);
        for (fault, from, to, said) in [
            ("other_schema", "restriction/1", "restriction/2", "\"schema\""),
            ("misspelt", "\"kind\"", "\"kin\"", "no restriction"),
            ("unknown_kind", "\"limit\"", "\"stop\"", "\"kind\""),
            ("limits_of_a_block", "\"limit\"", "\"block\"", "\"limits\""),
            ("no_period", "\"day\"", "\"week\"", "a limit has"),
            ("limit_of_nothing", r#"[{"currency": "EUR", "per": "day", "minor": 5}]"#, "[]", "a limit names none"),
            ("day_for_an_instant", "2026-03-01T10:00:00Z", "2026-03-01", "\"from\""),
            ("over_before_it_began", "\"limits\"", "\"until\": \"2026-03-01T09:00:00Z\", \"limits\"", "\"until\""),
            ("source_with_spaces", "hit-1", "a hit", "\"source\""),
            ("name_for_a_pseudonym", "cust-1", "Erika Mustermann", "\"subject\""),
        ] {
            let told = told(&sound.replacen(from, to, 1)).unwrap_err();
            assert!(told.contains(said), "{fault}: {told}");
        }
    }
}
