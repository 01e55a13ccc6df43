//! Scores in ten-thousandths, and how two parts of names may agree.

use std::fmt;

/// How far two names agree, or how much a part adds to it: 0 to 10000, shown as 0.0000 to 1.0000.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Score(u16);

/// A number or text is not a score.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("is not a score from 0 to 1 with at most four decimals")]
pub struct ScoreError;

impl Score {
    /// Nothing agrees.
    pub const NONE: Self = Self(0);
    /// All agrees.
    pub const FULL: Self = Self(10_000);

    /// So many ten-thousandths.
    ///
    /// # Errors
    /// [`ScoreError`] above 10000.
    pub const fn new(parts: u16) -> Result<Self, ScoreError> {
        if parts > 10_000 { Err(ScoreError) } else { Ok(Self(parts)) }
    }

    /// At most so many; more is [`Score::FULL`].
    pub(crate) fn at_most(parts: u64) -> Self {
        // INVARIANT: 10000 fits.
        Self(parts.min(10_000) as u16)
    }

    /// Its ten-thousandths.
    #[must_use]
    pub const fn parts(self) -> u16 {
        self.0
    }

    /// Reads `0.82`, `1`, `0.8250`.
    ///
    /// # Errors
    /// [`ScoreError`] for anything else.
    pub fn parse(text: &str) -> Result<Self, ScoreError> {
        let (whole, decimals) = text.split_once('.').map_or((text, None), |it| (it.0, Some(it.1)));
        let digits = |it: &str| !it.is_empty() && it.bytes().all(|it| it.is_ascii_digit());
        if !digits(whole) || whole.len() > 4 || decimals.is_some_and(|it| !digits(it) || it.len() > 4) {
            return Err(ScoreError);
        }
        let number = |it: &str| it.parse::<u32>().map_err(|_| ScoreError);
        let decimals = decimals.map_or(Ok(0), |it| number(&format!("{it:0<4}")))?;
        let parts = number(whole)? * 10_000 + decimals;
        u16::try_from(parts).map_err(|_| ScoreError).and_then(Self::new)
    }
}

impl fmt::Display for Score {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{:04}", self.0 / 10_000, self.0 % 10_000)
    }
}

crate::codes! {
    /// How parts of two names agree, or that a part is left over.
    pub enum How {
        /// The same word in the same spelling.
        Same = "same",
        /// The same number.
        SameNumber = "same-number",
        /// Words of one meaning, in two languages or two forms.
        SameMeaning = "same-meaning",
        /// Forms of one given name.
        SameGivenName = "same-given-name",
        /// The same syllables in two romanisations.
        SameSyllables = "same-syllables",
        /// Words that sound alike.
        Alike = "alike",
        /// One is written as several words and the other as one.
        Joined = "joined",
        /// A short name made of the first letters of the words it stands for.
        Acronym = "acronym",
        /// An initial and a word that begins with it.
        Initial = "initial",
        /// A part of the first name that stands for nothing in the second.
        OnlyHere = "only-here",
        /// A part of the second name that stands for nothing in the first.
        OnlyThere = "only-there",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scores_are_shown_and_read_to_the_last_decimal() {
        for (text, parts) in [("0", 0), ("1", 10_000), ("0.82", 8_200), ("0.0001", 1), ("1.0000", 10_000)] {
            assert_eq!(Score::parse(text).map(Score::parts), Ok(parts), "{text}");
        }
        for text in ["", ".5", "1.0001", "0.00001", "82%", "-0", "2", "0,5", "99999999999", "0."] {
            assert_eq!(Score::parse(text), Err(ScoreError), "{text}");
        }
        assert_eq!(Score::at_most(8_234).to_string(), "0.8234");
        assert_eq!(Score::parse(&Score::FULL.to_string()), Ok(Score::FULL));
    }
}
