//! JSON Lines → rows: one object a line, its members under the canonical names or synonyms.
//!
//! Numbers are taken as they are written, digit by digit; nothing goes through a float.

use super::cells::{Cell, Cells, Refusal};
use super::columns::{fold, is_value_elsewhere};
use super::feed::{Fault, Feed};
use super::intake::Intake;
use super::layout::Layout;
use super::slips::slips;
use super::{Format, Import, ReadFault, Reason, Role};
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::fmt;
use std::io::Read;

/// So many different names of members are remembered; exports have a dozen.
const NAMES_MAX: usize = 1024;

/// Reads a whole source.
pub(super) fn read<R: Read>(feed: &mut Feed<R>, import: &Import, intake: &mut Intake) -> Result<Format, ReadFault> {
    if feed.peek(1).is_empty() {
        return Err(ReadFault::Empty);
    }
    if starts_list(feed.peek(LIST_START)) {
        return Err(ReadFault::JsonList);
    }
    let mut names = Names { known: Vec::new(), import };
    while let Some(line) = feed.next_line() {
        match line {
            Err(Fault { line, reason }) => intake.reject(line, None, reason),
            Ok((_, text)) if text.trim().is_empty() => {}
            Ok((line, text)) => {
                if let Err((column, reason)) = row(line, text, &mut names, intake) {
                    // A value without an end is one that was cut only where the file ends with it.
                    let is_whole = reason == Reason::Truncated && !feed.ends_in_a_line();
                    intake.reject(line, column.as_deref(), if is_whole { Reason::NotJson } else { reason });
                }
            }
        }
    }
    intake.slips = names.slips();
    intake.value_elsewhere = names.value_elsewhere();
    Ok(Format::JsonLines)
}

/// So many bytes are looked at for the bracket that opens a list of objects.
const LIST_START: usize = 64;

/// Whether one list of objects begins here, as programs that know no lines write it.
pub(super) fn starts_list(start: &[u8]) -> bool {
    let mut marks = start.iter().filter(|it| !it.is_ascii_whitespace());
    marks.next() == Some(&b'[') && matches!(marks.next(), Some(b'{') | None)
}

type Member<'a> = (Cow<'a, str>, &'a RawValue);

fn row(line: u32, text: &str, names: &mut Names<'_>, intake: &mut Intake) -> Result<(), (Option<String>, Reason)> {
    let mut reader = serde_json::Deserializer::from_str(text);
    let members = reader
        .deserialize_map(Members)
        .map_err(|it| (None, if it.is_eof() { Reason::Truncated } else { Reason::NotJson }))?;
    reader.end().map_err(|_| (None, Reason::NotJson))?;
    let mut texts: [Cow<'_, str>; Role::COUNT] = std::array::from_fn(|_| Cow::Borrowed(""));
    let mut taken: [Option<(u32, usize)>; Role::COUNT] = [None; Role::COUNT];
    for (at, (name, value)) in members.iter().enumerate() {
        for (role, rank) in names.roles(name) {
            match taken[role as usize] {
                Some((other, _)) if other < rank => continue,
                Some((other, _)) if other == rank => return Err((Some(name.to_string()), Reason::Twice)),
                _ => {}
            }
            let Some(text) = cell(value) else {
                // What a contract is said to be in full only tells tokens apart.
                if matches!(role, Role::Contract | Role::TokenId) {
                    continue;
                }
                return Err((Some(name.to_string()), Reason::Nested));
            };
            taken[role as usize] = Some((rank, at));
            texts[role as usize] = text;
        }
    }
    let mut cells = Cells::empty();
    for role in Role::ALL {
        // What another role comes first to is this one's only where that has another.
        let first = role.behind().and_then(|it| taken[it.0 as usize]);
        if first.is_some() && first.map(|it| it.1) == taken[role as usize].map(|it| it.1) {
            taken[role as usize] = None;
        }
        let constant = || names.import.map.as_ref().map_or("", |it| it.constant(role));
        cells.put(role, if taken[role as usize].is_some() { texts[role as usize].as_ref() } else { constant() });
    }
    cells.further = Role::ALL.into_iter().any(|it| it.is_further() && !cells.get(it).is_empty());
    cells.names_currency = taken[Role::ValueCurrency as usize].is_some();
    cells.unscaled = taken[Role::Decimals as usize].is_some() && cells.get(Role::Decimals).is_empty();
    intake.accept(line, &cells).map_err(|Refusal { cell, reason }| {
        let Cell::Of(role) = cell else { return (None, reason) };
        let name = taken[role as usize].and_then(|it| members.get(it.1)).map(|it| it.0.to_string());
        (Some(name.unwrap_or_else(|| role.name().to_owned())), reason)
    })
}

/// A member as a text; `None` for lists and objects.
fn cell(value: &RawValue) -> Option<Cow<'_, str>> {
    let raw = value.get().trim();
    match raw.as_bytes() {
        b"null" => Some(Cow::Borrowed("")),
        [b'"', inner @ .., b'"'] if !inner.contains(&b'\\') => Some(Cow::Borrowed(&raw[1..raw.len() - 1])),
        [b'"', ..] => serde_json::from_str(raw).ok().map(Cow::Owned),
        [b'[' | b'{', ..] => None,
        _ => Some(Cow::Borrowed(raw)),
    }
}

/// Which roles a member's name means, the same for every line.
struct Names<'i> {
    known: Vec<(String, Vec<(Role, u32)>)>,
    import: &'i Import,
}

impl Names<'_> {
    /// The roles and how good a name for them it is; zero is best.
    fn roles(&mut self, name: &str) -> Vec<(Role, u32)> {
        if let Some(found) = self.known.iter().find(|it| it.0 == name) {
            return found.1.clone();
        }
        let roles = Layout::ranked(name, self.import);
        if self.known.len() < NAMES_MAX {
            self.known.push((name.to_owned(), roles.clone()));
        }
        roles
    }

    /// A member with values in another currency, where no line has one in the rules' own.
    fn value_elsewhere(&self) -> Option<String> {
        let Import { map, currency, .. } = self.import;
        let constant = map.as_ref().map_or("", |it| it.constant(Role::Value));
        let has_value = !constant.is_empty() || self.known.iter().any(|it| it.1.iter().any(|it| it.0 == Role::Value));
        let mut names = self.known.iter().map(|it| &it.0).filter(|_| !has_value);
        names.find(|it| is_value_elsewhere(&fold(it), currency.as_deref())).cloned()
    }

    /// Members that nothing is read from though their names are nearly those of others, which no line has.
    fn slips(&self) -> Vec<(String, Role)> {
        let is_free = |role: Role| {
            let constant = self.import.map.as_ref().map_or("", |it| it.constant(role));
            constant.is_empty() && !self.known.iter().any(|it| it.1.iter().any(|it| it.0 == role))
        };
        let unused = self.known.iter().filter(|it| it.1.is_empty()).map(|it| it.0.as_str());
        slips(unused, is_free)
    }
}

/// The members of an object in their order, values as they are written.
struct Members;

impl<'de> Visitor<'de> for Members {
    type Value = Vec<Member<'de>>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Self::Value, M::Error> {
        let mut members = Vec::new();
        while let Some((Name(name), value)) = map.next_entry::<Name<'de>, &'de RawValue>()? {
            members.push((name, value));
        }
        Ok(members)
    }
}

/// A member's name, borrowed where it has no escapes.
#[derive(serde::Deserialize)]
struct Name<'a>(#[serde(borrow)] Cow<'a, str>);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::{ColumnMap, LedgerBuilder, Value};

    fn check(line: &str, map: Option<&str>) -> Result<String, (Option<String>, &'static str)> {
        let map = map.map(|it| ColumnMap::parse(it).unwrap());
        let mut builder = LedgerBuilder::new(Import { map, ..Import::default() });
        builder.read("x.jsonl", format!("{line}\n").as_bytes()).unwrap();
        let ledger = builder.finish();
        match (ledger.transfers(), ledger.rejected()) {
            ([it], []) => {
                let (parties, book) = (&ledger.book().parties, ledger.book());
                let value = it.value.map_or("?".to_owned(), |Value(it)| it.to_string());
                Ok(format!(
                    "{} {} {} {} {value}",
                    parties.name(it.from),
                    parties.name(it.to),
                    it.amount,
                    book.asset(it.asset)
                ))
            }
            ([], [it]) => Err((it.column.clone(), it.reason.code())),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn numbers_and_texts_are_taken_as_they_are_written() {
        let wei = r#"{"time":1772355600,"from":"a","to":"b","amount":1.000000000000000001,"asset":"ETH","x":[1]}"#;
        assert_eq!(check(wei, None).unwrap(), "a b 1.000000000000000001 ETH ?");
        let text = r#" {"timestamp":"2026-03-01","sender":"\u0061\"","receiver":"b","quantity":"1e2","coin":"eth","value":12.5} "#;
        assert_eq!(check(text, None).unwrap(), "a\" b 100 ETH 1250");
    }

    #[test]
    fn the_better_synonym_wins_in_any_order() {
        for line in [
            r#"{"time":"2026-03-01","date":"nonsense","from":"a","to":"b","amount":1,"asset":"E"}"#,
            r#"{"date":"nonsense","time":"2026-03-01","from":"a","to":"b","amount":1,"asset":"E"}"#,
        ] {
            assert!(check(line, None).is_ok());
        }
    }

    #[test]
    fn a_map_names_members_and_constants() {
        let line = r#"{"when":"2026-03-01","payer":"a","payee":"b","sum":5}"#;
        assert_eq!(check(line, Some("time=when,amount=sum,asset='EUR'")).unwrap(), "a b 5 EUR ?");
    }

    #[test]
    fn of_two_members_the_one_that_a_map_writes_is_taken() {
        for line in [
            r#"{"When":"nonsense","when":"2026-03-01","from":"a","to":"b","amount":5,"asset":"E"}"#,
            r#"{"when":"2026-03-01","When":"nonsense","from":"a","to":"b","amount":5,"asset":"E"}"#,
            r#"{"When":"2026-03-01","from":"a","to":"b","amount":5,"asset":"E"}"#,
        ] {
            assert_eq!(check(line, Some("time=when")).unwrap(), "a b 5 E ?");
        }
        let line = r#"{"WHEN":"2026-03-01","When":"2026-03-01","from":"a","to":"b","amount":5,"asset":"E"}"#;
        assert_eq!(check(line, Some("time=when")), Err((Some("When".to_owned()), "row-member-twice")));
    }

    #[test]
    fn members_whose_names_are_nearly_known_are_told() {
        let row = |more: &str| {
            format!("{{\"time\":1772355600,\"from\":\"a\",\"to\":\"b\",\"amount\":1,\"asset\":\"E\"{more}}}\n")
        };
        let slips = |text: String| {
            let mut builder = LedgerBuilder::new(Import::default());
            builder.read("x.jsonl", text.as_bytes()).unwrap();
            builder.finish().sources()[0].slips.clone()
        };
        assert_eq!(slips(row(r#","tixd":"x","fee":1"#)), [("tixd".to_owned(), Role::Txid)]);
        // What one line misspells another line has.
        assert_eq!(slips(row(r#","tixd":"x""#) + &row(r#","txid":"x""#)), []);
    }

    #[test]
    fn lines_that_do_not_do_are_refused_for_their_reason() {
        for (line, column, code) in [
            ("nonsense", None, "row-not-json"),
            ("{\"time\":1", None, "row-not-json"),
            ("[1,2]", None, "row-not-json"),
            ("{} {}", None, "row-not-json"),
            (r#"{"time":"2026-03-01","from":"a","to":"b","amount":NaN,"asset":"E"}"#, None, "row-not-json"),
            (
                r#"{"time":"2026-03-01","from":"a","to":"b","amount":"NaN","asset":"E"}"#,
                Some("amount"),
                "row-amount-not-finite",
            ),
            (r#"{"time":"2026-03-01","from":"a","to":"b","qty":-1,"asset":"E"}"#, Some("qty"), "row-amount-negative"),
            (
                r#"{"time":"2026-03-01","from":"a","to":"b","amount":null,"asset":"E"}"#,
                Some("amount"),
                "row-amount-missing",
            ),
            (r#"{"time":"2026-03-01","from":"a","amount":1,"asset":"E"}"#, Some("to"), "row-missing-cell"),
            (
                r#"{"time":"2026-03-01","from":["a"],"to":"b","amount":1,"asset":"E"}"#,
                Some("from"),
                "row-member-nested",
            ),
            (
                r#"{"time":"2026-03-01","from":"a","to":"b","amount":1,"Amount":2,"asset":"E"}"#,
                Some("Amount"),
                "row-member-twice",
            ),
        ] {
            assert_eq!(check(line, None), Err((column.map(str::to_owned), code)), "{line}");
        }
    }

    #[test]
    fn a_deep_nest_does_not_overflow() {
        let deep = format!("{{\"x\":{}", "[".repeat(200_000));
        assert_eq!(check(&deep, None), Err((None, "row-not-json")));
    }
}
