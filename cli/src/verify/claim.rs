//! The customer's claim: a file of TOML or JSON in, a claim out; no fault repeats what it holds.

use crate::fault::Fault;
use crate::input;
use std::path::Path;
use tidegate_kyc_core::evidence::{Claim, RawClaim};

const HELP: &str = "keys: family_name, given_names, birth_date, sex, nationalities, document_number; all values are \
                    texts, nationalities is a list of texts";

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
    toml::from_str(text).map_err(|it| {
        let line = it.span().map_or(1, |span| text[..span.start.min(text.len())].matches('\n').count() + 1);
        format!("line {line}: {}", harmless(it.message()))
    })
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
