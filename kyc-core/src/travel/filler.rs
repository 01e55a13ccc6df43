//! What says nothing: a text in, whether it only fills its field out.
//!
//! EBA/GL/2024/11 has services find missing and meaningless information, such as strings of random characters and
//! designations that make no sense, and treat the latter as missing. Words that are names as well are left alone where
//! names stand: somebody is called Null, and somebody Na.

use crate::base::says_something;

/// What kind of field a text stands in.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Sort {
    /// A part of a name, or a place: most words may be one.
    Name,
    /// A number that somebody gave out: one digit over and over is none.
    Number,
    /// Any other text.
    Plain,
}

/// Texts that are no name of anybody, of small letters and digits with single blanks for everything else.
const NEVER: &[&str] = &[
    "a n other",
    "abc",
    "abcd",
    "abcde",
    "abcdef",
    "abcdefg",
    "an other",
    "anonymous",
    "another",
    "as above",
    "asdf",
    "asdfgh",
    "beneficiary",
    "customer",
    "my client",
    "my customer",
    "my wallet",
    "n a",
    "no data",
    "no name",
    "not applicable",
    "not available",
    "not known",
    "not provided",
    "originator",
    "our client",
    "our customer",
    "placeholder",
    "qwerty",
    "same as above",
    "same as originator",
    "self hosted",
    "to be confirmed",
    "to be determined",
    "undefined",
    "unknown",
    "various",
];
/// Texts that say nothing in a field, and are names of people or places.
const MOSTLY: &[&str] =
    &["client", "dummy", "na", "nil", "nobody", "none", "null", "self", "sender", "tba", "tbc", "tbd", "test"];
/// So many equal letters are no word.
const LETTERS: usize = 3;
/// So many equal digits are no number that somebody gave out.
const DIGITS: usize = 5;

/// Whether the text says nothing where it stands.
pub(super) fn says_nothing(text: &str, sort: Sort) -> bool {
    let plain = plain(text);
    !says_something(text)
        || NEVER.contains(&plain.as_str())
        || (sort != Sort::Name && MOSTLY.contains(&plain.as_str()))
        || is_one_letter(&plain)
        || (sort == Sort::Number && is_one_digit(&plain))
}

/// Whether a text is a word that says nothing and might be a name: two of them are no name of anybody.
pub(super) fn mostly_says_nothing(text: &str) -> bool {
    says_nothing(text, Sort::Plain)
}

/// Small letters and digits, with one blank for whatever else stands between them.
fn plain(text: &str) -> String {
    let small = text.to_lowercase();
    small.split(|it: char| !it.is_alphanumeric()).filter(|it| !it.is_empty()).collect::<Vec<_>>().join(" ")
}

fn is_one(text: &str, least: usize, fits: fn(char) -> bool) -> bool {
    let first = text.chars().find(|it| *it != ' ');
    let mut count = 0;
    let same = text.chars().filter(|it| *it != ' ').all(|it| {
        count += 1;
        Some(it) == first && fits(it)
    });
    same && count >= least
}

fn is_one_letter(plain: &str) -> bool {
    // Roman numerals stand in names: John III.
    plain != "iii" && is_one(plain, LETTERS, char::is_alphabetic)
}

fn is_one_digit(plain: &str) -> bool {
    is_one(plain, DIGITS, char::is_numeric)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fillers_are_told_from_names_and_numbers() {
        for text in
            ["-", "...", "N/A", "n.a.", "Unknown", "xxx", "AAAA", "x x x", "An Other", "MY CUSTOMER", " \u{3164}"]
        {
            assert!(says_nothing(text, Sort::Name), "{text}");
            assert!(says_nothing(text, Sort::Plain), "{text}");
        }
        for text in ["Na", "Null", "None", "Test"] {
            assert!(!says_nothing(text, Sort::Name) && says_nothing(text, Sort::Plain), "{text}");
        }
        assert!(says_nothing("00000", Sort::Number) && !says_nothing("11111", Sort::Plain), "a post code");
        for text in ["O", "Xi", "III", "Bar", "Anna", "7", "ABC Limited", "0001", "吴", "ああ"] {
            assert!(!says_nothing(text, Sort::Name), "{text}");
        }
    }
}
