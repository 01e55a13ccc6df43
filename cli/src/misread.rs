//! A command line that was not understood: what is wrong with it, and nothing of what may be somebody's data.
//!
//! Names, days of birth and numbers of documents stand on the command line. What was typed is repeated only where it
//! is a word of the command line's own.

use clap::error::{ContextKind, ContextValue, ErrorKind};
use std::error::Error as _;

const MORE: &str = "For more information, try '--help'.";

/// The same, without values that were typed.
pub(crate) fn told(mut words: clap::Error) -> clap::Error {
    let text = |kind| match words.get(kind) {
        Some(ContextValue::String(it)) => it.clone(),
        _ => String::new(),
    };
    let (argument, value) = (text(ContextKind::InvalidArg), text(ContextKind::InvalidValue));
    match words.kind() {
        ErrorKind::ValueValidation => {
            let why = words.source().map(ToString::to_string).unwrap_or_default();
            said(words.kind(), &format!("invalid value for '{argument}': {why}"))
        }
        ErrorKind::InvalidValue if !is_word(&value) => {
            words.insert(ContextKind::InvalidValue, ContextValue::String("…".to_owned()));
            words
        }
        ErrorKind::UnknownArgument if is_negative(&argument) => {
            let help = "a value that begins with a hyphen is joined to its option by an equals sign, as in --at=-5";
            said(words.kind(), &format!("unexpected argument: {help}"))
        }
        // A second word of a name is taken for a command, where there are some.
        ErrorKind::ArgumentConflict if words.get(ContextKind::InvalidSubcommand).is_some() => too_many(words.kind()),
        ErrorKind::UnknownArgument if !argument.starts_with('-') => too_many(words.kind()),
        _ => words,
    }
}

fn said(kind: ErrorKind, what: &str) -> clap::Error {
    clap::Error::raw(kind, format!("{what}\n\n{MORE}\n"))
}

fn too_many(kind: ErrorKind) -> clap::Error {
    let help = "there is one word too many; a name of several words stands in quotation marks";
    said(kind, &format!("unexpected argument: {help}"))
}

/// Whether a value may be a word of the command line's own, mistyped.
fn is_word(value: &str) -> bool {
    value.len() <= 24 && value.bytes().all(|it| it.is_ascii_lowercase() || it == b'-')
}

fn is_negative(argument: &str) -> bool {
    argument.strip_prefix('-').is_some_and(|it| it.starts_with(|it: char| it.is_ascii_digit() || it == '.'))
}

#[cfg(test)]
mod tests {
    use crate::args::Cli;
    use clap::Parser;

    #[test]
    fn what_was_typed_is_not_repeated_where_it_may_be_somebodys() {
        let sorry = |words: &[&str]| super::told(Cli::try_parse_from(words).unwrap_err()).to_string();
        let list = ["--list", "own.csv"];
        for (words, said) in [
            (
                &["review", "show", "Anna Eriksson", "--journal", "j", "--policy", "p"][..],
                "'<SUBJECT>': a subject id has",
            ),
            (&["screen", "Anna", "--born", "12.8.Eriksson"], "'--born <DATE>': is not a date: write"),
            (&["screen", "Anna", "--country", "Eriksson"], "is no country: write its two or three letters"),
            (&["screen", "Anna", "Eriksson"], "a name of several words stands in quotation marks"),
            (&["screen", "Anna", "--type", "Eriksson"], "[possible values: person, company, vessel, aircraft]"),
            (&["screen", "Anna", "--max-age", "-5"], "is joined to its option by an equals sign"),
        ] {
            let text = sorry(&[&["tidegate"], words, &list].concat());
            assert!(text.contains(said) && !text.contains("Eriksson"), "{text}");
            assert!(text.starts_with("error: ") && text.ends_with("'--help'.\n"), "{text}");
        }
        // A word of our own is repeated, and the nearest one is told.
        let text = sorry(&["tidegate", "screen", "Anna", "--type", "persn", "--list", "own.csv"]);
        assert!(text.contains("persn") && text.contains("person"), "{text}");
        let text = sorry(&["tidegate", "screen", "Anna", "--lists", "own.csv"]);
        assert!(text.contains("'--lists'"), "{text}");
    }
}
