//! Restrictions as others write them: an object of schema `tidegate.restriction/1` ↔ a restriction, or what is wrong with it.
//!
//! `{"schema": "tidegate.restriction/1", "subject": "cust-1", "kind": "block", "source": "hit-3f2a9c", "from": "…"}`, with
//! `until`, for the kind `limit` `limits`, and of a hit `seen`, how large it was: `{"rows": 16, "score": 40}`. A misspelt key is refused: what is passed over would be a permit too many.

use super::restriction::{Restrain, Restriction, RestrictionKind, Seen};
use crate::base::{Instant, Label, SubjectId};
use crate::policy::{Limit, MINOR_MAX, Period};
use serde::Deserialize;
use serde::de::value::MapAccessDeserializer;
use serde::de::{MapAccess, Visitor};
use serde_json::{Value, json};
use std::fmt;

/// The schema of the object.
const SCHEMA: &str = "tidegate.restriction/1";

/// A restriction as written. All values but numbers are texts, so that no parser's error repeats one.
#[derive(Clone, Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawRestriction {
    /// `tidegate.restriction/1`.
    pub schema: String,
    /// The customer's pseudonym.
    pub subject: String,
    /// The code of a [`RestrictionKind`].
    pub kind: String,
    /// The hit or the ticket that it comes from.
    pub source: String,
    /// From when on.
    pub from: String,
    /// The instant from which it no longer counts.
    pub until: Option<String>,
    /// The limits of a limit.
    #[serde(default)]
    pub limits: Vec<RawLimit>,
    /// How large the hit was that it comes from.
    #[serde(default, deserialize_with = "object")]
    pub seen: Option<RawSeen>,
}

/// How large a hit was, from an object with names: a list of the same values is none, nor is `null`.
fn object<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Option<RawSeen>, D::Error> {
    struct Named;
    impl<'de> Visitor<'de> for Named {
        type Value = RawSeen;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an object")
        }

        fn visit_map<A: MapAccess<'de>>(self, members: A) -> Result<RawSeen, A::Error> {
            RawSeen::deserialize(MapAccessDeserializer::new(members))
        }
    }
    from.deserialize_map(Named).map(Some)
}

/// A limit as written.
#[derive(Clone, Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawLimit {
    /// The currency that orders are valued in.
    pub currency: String,
    /// The code of a [`Period`].
    pub per: String,
    /// Whole minor units.
    pub minor: u64,
}

/// How large a hit was, as written.
#[derive(Clone, Copy, Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawSeen {
    /// How many rows it had.
    pub rows: u32,
    /// The score that they earned.
    pub score: u32,
}

/// Why what is written is no restriction. Carries nothing of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RestrictionError {
    /// Another schema.
    #[error("\"schema\" is not tidegate.restriction/1")]
    Schema,
    /// No pseudonym.
    #[error("\"subject\" is no pseudonym: up to 64 letters, digits and - _ . : with a letter or digit first")]
    Subject,
    /// No name of a source.
    #[error("\"source\" is not a name of up to 32 letters, digits and - _ . : of a hit its id's first 32 digits")]
    Source,
    /// Another kind.
    #[error("\"kind\" is not block, limit or review")]
    Kind,
    /// A limit without limits.
    #[error("a limit names none: give it \"limits\"")]
    NoLimit,
    /// Limits of something else.
    #[error("\"limits\" stand with the kind \"limit\" and with no other")]
    Limits,
    /// No instant to begin at.
    #[error("\"from\" is no instant, such as 2026-03-01T10:00:00Z")]
    From,
    /// No instant to end at.
    #[error("\"until\" is no instant, such as 2026-03-01T10:00:00Z")]
    Until,
    /// An end before the beginning.
    #[error("\"until\" is not after \"from\"")]
    Over,
    /// A limit that is none.
    #[error("a limit has a currency, a period and whole minor units")]
    Limit,
    /// A hit without rows.
    #[error("\"seen\" says how large a hit was: its rows, at least one, and its score")]
    Seen,
}

impl Restriction {
    /// Checks a restriction as written.
    ///
    /// ```
    /// use tidegate_kyc_core::gate::Restriction;
    ///
    /// let line = r#"{"schema": "tidegate.restriction/1", "subject": "cust-1", "kind": "block", "source": "T-7",
    ///     "from": "2026-03-01T10:00:00Z"}"#;
    /// let block = Restriction::of(serde_json::from_str(line)?)?;
    /// assert_eq!(Restriction::of(serde_json::from_value(block.value())?)?, block);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// A [`RestrictionError`], the first that is met.
    pub fn of(raw: RawRestriction) -> Result<Self, RestrictionError> {
        if raw.schema != SCHEMA {
            return Err(RestrictionError::Schema);
        }
        let subject = SubjectId::parse(&raw.subject).map_err(|_| RestrictionError::Subject)?;
        let source = Label::parse(&raw.source).map_err(|_| RestrictionError::Source)?;
        let kind = RestrictionKind::parse(&raw.kind).ok_or(RestrictionError::Kind)?;
        match kind {
            RestrictionKind::Limit if raw.limits.is_empty() => return Err(RestrictionError::NoLimit),
            RestrictionKind::Block | RestrictionKind::Review if !raw.limits.is_empty() => {
                return Err(RestrictionError::Limits);
            }
            _ => {}
        }
        let from = Instant::parse(&raw.from).map_err(|_| RestrictionError::From)?;
        let until = raw.until.map(|it| Instant::parse(&it)).transpose().map_err(|_| RestrictionError::Until)?;
        if until.is_some_and(|it| it <= from) {
            return Err(RestrictionError::Over);
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
                Restrain::Limit(limits.ok_or(RestrictionError::Limit)?)
            }
        };
        let seen = raw.seen.map(|it| Seen { rows: it.rows, score: it.score });
        if seen.is_some_and(|it| it.rows == 0) {
            return Err(RestrictionError::Seen);
        }
        Ok(Self { subject, restrain, source, from, until, seen })
    }

    /// The object that it is read from again.
    #[must_use]
    pub fn value(&self) -> Value {
        let mut value = json!({
            "schema": SCHEMA,
            "subject": self.subject.as_str(),
            "kind": self.kind().code(),
            "source": self.source.as_str(),
            "from": self.from.to_string(),
        });
        if let Some(until) = self.until {
            value["until"] = until.to_string().into();
        }
        if let Some(Seen { rows, score }) = self.seen {
            value["seen"] = json!({"rows": rows, "score": score});
        }
        if let Restrain::Limit(all) = &self.restrain {
            let of = |it: &Limit| json!({"currency": it.currency.as_str(), "minor": it.minor, "per": it.per.code()});
            value["limits"] = all.iter().map(of).collect();
        }
        value
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(line: &str) -> Result<Restriction, String> {
        let raw = serde_json::from_str(line).map_err(|_| "no restriction".to_owned())?;
        Restriction::of(raw).map_err(|it| it.to_string())
    }

    #[test]
    fn a_restriction_is_read_and_what_is_wrong_is_told() {
        let sound = r#"{"schema": "tidegate.restriction/1", "subject": "cust-1", "kind": "limit", "source": "hit-1",
            "from": "2026-03-01T10:00:00.25Z", "seen": {"rows": 16, "score": 40},
            "limits": [{"currency": "EUR", "per": "day", "minor": 5}]}"#;
        let read = told(sound).unwrap();
        assert_eq!((read.kind(), told(&read.value().to_string())), (RestrictionKind::Limit, Ok(read.clone())));
        let ends = Restriction { restrain: Restrain::Review, until: Some(Instant::from_micros(i64::MAX / 4)), ..read };
        assert!(told(&ends.value().to_string()).is_err(), "past the year 9999 there is no instant to be read");
        for (fault, from, to, said) in [
            ("other_schema", "restriction/1", "restriction/2", "\"schema\""),
            ("misspelt", "\"kind\"", "\"kin\"", "no restriction"),
            ("unknown_kind", "\"limit\"", "\"stop\"", "\"kind\""),
            ("limits_of_a_block", "\"limit\"", "\"block\"", "\"limits\""),
            ("no_period", "\"day\"", "\"week\"", "a limit has"),
            ("limit_of_nothing", r#"[{"currency": "EUR", "per": "day", "minor": 5}]"#, "[]", "a limit names none"),
            ("day_for_an_instant", "2026-03-01T10:00:00.25Z", "2026-03-01", "\"from\""),
            ("over_before_it_began", "\"limits\"", "\"until\": \"2026-03-01T09:00:00Z\", \"limits\"", "\"until\""),
            ("hit_without_rows", "16", "0", "\"seen\""),
            ("less_than_no_rows", "16", "-1", "no restriction"),
            ("rows_and_score_without_names", r#"{"rows": 16, "score": 40}"#, "[16, 40]", "no restriction"),
            ("null_for_how_large_it_was", r#"{"rows": 16, "score": 40}"#, "null", "no restriction"),
            ("rows_twice", r#""rows": 16"#, r#""rows": 16, "rows": 17"#, "no restriction"),
            ("source_with_spaces", "hit-1", "a hit", "\"source\""),
            ("whole_id_of_a_hit", "hit-1", &"0a".repeat(32), "first 32 digits"),
            ("name_for_a_pseudonym", "cust-1", "Erika Mustermann", "\"subject\""),
        ] {
            let told = told(&sound.replacen(from, to, 1)).unwrap_err();
            assert!(told.contains(said), "{fault}: {told}");
        }
    }
}
