//! Pseudonyms of customers: a text in, an id that is safe to log out.
//!
//! Checks the shape only. Who stands behind a pseudonym is known to the KYC side alone.

use super::text::serde_as_text;
use std::fmt;

/// The pseudonym of a customer.
///
/// One to 64 ASCII letters, digits and `-`, `_`, `.`, `:`, with a letter or digit first. Spaces,
/// `@` and letters beyond ASCII are refused, so that a name or a mail address put there by
/// mistake is mostly noticed. Upper and lower case differ.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SubjectId(Box<str>);

/// Why a text cannot be a pseudonym. Carries nothing of the text, which may be a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SubjectError {
    /// No characters at all.
    #[error("a subject id is not empty")]
    Empty,
    /// More than 64 characters.
    #[error("a subject id has at most 64 characters")]
    TooLong,
    /// A character that pseudonyms do not have.
    #[error("a subject id has only ASCII letters, digits and - _ . : with a letter or digit first")]
    Character,
}

impl SubjectId {
    /// The longest pseudonym, in bytes.
    pub const LEN_MAX: usize = 64;

    /// Checks a pseudonym.
    ///
    /// # Errors
    /// A [`SubjectError`] that says what is wrong.
    pub fn parse(text: &str) -> Result<Self, SubjectError> {
        let first = text.bytes().next().ok_or(SubjectError::Empty)?;
        if text.len() > Self::LEN_MAX {
            return Err(SubjectError::TooLong);
        }
        let fits = |it: u8| it.is_ascii_alphanumeric() || matches!(it, b'-' | b'_' | b'.' | b':');
        if !first.is_ascii_alphanumeric() || !text.bytes().all(fits) {
            return Err(SubjectError::Character);
        }
        Ok(Self(text.into()))
    }

    /// The pseudonym as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for SubjectId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl fmt::Debug for SubjectId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

serde_as_text!(SubjectId, SubjectError, "a subject id");

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn pseudonyms_in_use_are_read() {
        for text in ["42", "c-0001", "cust:42", "a", "7f3b2c9e-1d4a-4f6b-9c8e-2a1b3c4d5e6f", "A.b_c", &"x".repeat(64)] {
            assert_eq!(SubjectId::parse(text).unwrap().as_str(), text);
        }
    }

    #[test]
    fn bad_texts_are_refused_by_name() {
        use SubjectError::*;
        for (fault, text, error) in [
            ("empty", "", Empty),
            ("name_with_a_space", "Erika Mustermann", Character),
            ("mail_address", "erika@example.org", Character),
            ("phone_number", "+491701234567", Character),
            ("dash_first", "-42", Character),
            ("newline", "c-1\n", Character),
            ("letter_beyond_ascii", "Müller", Character),
            ("comma", "a,b", Character),
            ("quote", "a\"b", Character),
            ("65_characters", &"x".repeat(65), TooLong),
        ] {
            assert_eq!(SubjectId::parse(text), Err(error), "{fault}");
            assert!(text.is_empty() || !error.to_string().contains(text), "{fault}: the error repeats the text");
        }
    }

    #[test]
    fn serde_checks_what_it_reads() {
        assert_eq!(serde_json::from_str::<SubjectId>("\"c-1\"").unwrap().to_string(), "c-1");
        assert!(serde_json::from_str::<SubjectId>("\"Erika Mustermann\"").is_err());
        assert_eq!(serde_json::to_string(&SubjectId::parse("c-1").unwrap()).unwrap(), "\"c-1\"");
    }

    proptest! {
        #[test]
        fn what_is_read_shows_as_it_was(text in "\\PC{0,70}") {
            if let Ok(id) = SubjectId::parse(&text) {
                prop_assert_eq!(id.to_string(), text);
            }
        }
    }
}
