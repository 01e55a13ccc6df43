//! Short names of tiers, assets, markets and currencies: a text in, a text of known shape out.

use super::source::SourceId;
use std::fmt;

/// A name of one to 32 ASCII letters, digits and `-`, `_`, `.`, with a letter or digit first. Case counts.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Label(Box<str>);

/// A text is no such name. Carries nothing of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a name has 1 to 32 ASCII letters, digits and - _ . with a letter or digit first")]
pub struct LabelError;

impl Label {
    /// The longest name, in bytes.
    pub const LEN_MAX: usize = 32;

    /// Checks a name.
    ///
    /// # Errors
    /// [`LabelError`] for any other text.
    pub fn parse(text: &str) -> Result<Self, LabelError> {
        let fits = |it: u8| it.is_ascii_alphanumeric() || matches!(it, b'-' | b'_' | b'.');
        let first = text.bytes().next().is_some_and(|it| it.is_ascii_alphanumeric());
        if first && text.len() <= Self::LEN_MAX && text.bytes().all(fits) {
            Ok(Self(text.into()))
        } else {
            Err(LabelError)
        }
    }

    /// The name of what is known by a digest: its first 32 hex digits, as of a hit that a restriction comes from.
    #[must_use]
    pub fn of(source: &SourceId) -> Self {
        Self(super::hex(&source.digest()[..Self::LEN_MAX / 2]).into())
    }

    /// The name as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Label {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl fmt::Debug for Label {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What names a hit has twice as many digits as a name may have.
    #[test]
    fn a_digest_names_by_its_first_half() {
        let source = SourceId::of(b"a hit");
        let label = Label::of(&source);
        assert!(Label::parse(&source.to_string()).is_err());
        assert!(source.to_string().starts_with(label.as_str()));
        assert_eq!(Label::parse(label.as_str()), Ok(label));
    }

    #[test]
    fn names_are_read_and_other_texts_are_not() {
        for text in ["BTC", "1INCH", "tier-2", "usd.c", "a_b", &"x".repeat(32)] {
            assert_eq!(Label::parse(text).unwrap().as_str(), text);
        }
        for (fault, text) in [
            ("empty", ""),
            ("33_characters", &*"x".repeat(33)),
            ("wildcard", "*"),
            ("space", "B C"),
            ("dash_first", "-a"),
            ("quote", "a\"b"),
            ("letter_beyond_ascii", "é"),
        ] {
            assert_eq!(Label::parse(text), Err(LabelError), "{fault}");
        }
    }
}
