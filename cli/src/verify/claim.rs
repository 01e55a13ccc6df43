//! The customer's claim: a file of TOML or JSON in, a claim out; no fault repeats what it holds.

use crate::fault::Fault;
use crate::input;
use std::borrow::Cow;
use std::path::Path;
use tidegate_kyc_core::evidence::{Claim, RawClaim};
use toml::de::{DeTable, DeValue};

const HELP: &str = "keys: family_name, given_names, birth_date, sex, nationalities, document_number; all values are \
                    texts in quotes, nationalities is a list of texts";

/// Reads a claim; JSON where the text begins with a brace, else TOML.
///
/// # Errors
/// A fault where the file cannot be read, has an unknown key or a value of another form.
pub(super) fn read(path: &Path) -> Result<Claim, Fault> {
    let (name, text) = (input::file_name(path), input::text(path)?);
    let raw = parse(&text).map_err(|why| Fault::unreadable(format!("{name}: {why}"), HELP))?;
    Claim::of(raw).map_err(|why| Fault::unreadable(format!("{name}: {why}"), HELP))
}

fn parse(text: &str) -> Result<RawClaim, String> {
    if text.trim_start().starts_with('{') {
        return serde_json::from_str(text).map_err(|it| format!("line {}: {}", it.line(), harmless(&it.to_string())));
    }
    let text = quoted(text);
    toml::from_str(&text).map_err(|it| {
        let line = it.span().map_or(1, |span| text[..span.start.min(text.len())].matches('\n').count() + 1);
        format!("line {line}: {}", harmless(it.message()))
    })
}

/// The text with a date of birth that is written as TOML writes dates, `birth_date = 1964-08-12`, in quotes.
fn quoted(text: &str) -> Cow<'_, str> {
    let (root, _) = DeTable::parse_recoverable(text);
    let date = root.get_ref().get("birth_date").filter(|it| matches!(it.get_ref(), DeValue::Datetime(_)));
    let parts = date
        .map(toml::Spanned::span)
        .and_then(|it| Some((text.get(..it.start)?, text.get(it.clone())?, text.get(it.end..)?)));
    parts.map_or(Cow::Borrowed(text), |(before, date, behind)| Cow::Owned(format!("{before}\"{date}\"{behind}")))
}

/// A parser's words, unless they may repeat a value, or a key that is none of ours: there may stand anything in its place.
fn harmless(words: &str) -> String {
    match words.split_once("`, expected one of ") {
        Some((start, known)) if start.starts_with("unknown field") => {
            let known = known.split(" at line").next().unwrap_or_default();
            format!("an unknown field, where {known} may stand")
        }
        _ if words.starts_with("duplicate") => "a key stands twice".to_owned(),
        _ => "is not written as a claim is".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_notations_say_the_same() {
        let toml = parse("family_name = \"Mustermann\"\nnationalities = [\"DE\"]\n").map(Claim::of);
        let json = parse(" {\"family_name\": \"Mustermann\", \"nationalities\": [\"DE\"]}").map(Claim::of);
        assert!(toml.as_ref().is_ok_and(Result::is_ok));
        assert_eq!(toml, json);
    }

    #[test]
    fn a_date_as_toml_writes_it_is_that_date() {
        let of = |text: &str| parse(text).map(|it| Claim::of(it).map_err(|it| it.to_string()));
        let native = of("family_name = \"A\"\nbirth_date = 1964-08-12 # a date\nsex = \"male\"\n");
        assert!(native.as_ref().is_ok_and(Result::is_ok), "{native:?}");
        assert_eq!(native, of("family_name = \"A\"\nbirth_date = \"1964-08-12\"\nsex = \"male\"\n"));
        let moment = of("birth_date = 1964-08-12T10:00:00Z").unwrap().unwrap_err();
        assert_eq!(moment, "birth_date is not a day as YYYY-MM-DD, YYYY-MM or YYYY");
    }

    const FIELDS: &str = "line #: an unknown field, where `family_name`, `given_names`, `birth_date`, `sex`, `nationalities`, \
        `document_number` may stand";

    #[test]
    fn faults_name_the_line_and_the_key_and_never_a_value() {
        for (text, said) in [
            ("family_name = \"A\"\nfamilyname = \"Mustermann\"", FIELDS.replace('#', "2")),
            ("{\"Mustermann\": 1}", FIELDS.replace('#', "1")),
            ("{\"birth_date\": 19640812}", "line 1: is not written as a claim is".to_owned()),
            ("family_name = 1964", "line 1: is not written as a claim is".to_owned()),
            ("family_name = \"Muster\nmann\"", "line 2: is not written as a claim is".to_owned()),
        ] {
            let words = parse(text).map(|_| ()).unwrap_err();
            assert_eq!(words, said);
        }
    }
}
