//! Legal entity identifiers (ISO 17442-1): a text in, an identifier whose check digits agree out.
//!
//! Knows the form and the check digits; whether an identifier was ever issued, and to whom, the
//! Global LEI Index tells, which this library does not ask.

use super::text::serde_as_text;
use std::fmt;

/// A legal entity identifier: 18 capital letters and digits, then two check digits.
///
/// ```
/// use tidegate_kyc_core::base::{Lei, LeiError};
/// assert!(Lei::parse("529900T8BM49AURSDO55").is_ok());
/// assert_eq!(Lei::parse("529900T8BM49AURSDO56"), Err(LeiError::CheckDigits));
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Lei([u8; Lei::LEN]);

/// Why a text is no legal entity identifier. Carries nothing of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum LeiError {
    /// Not 18 capital letters and digits with two digits behind them.
    #[error("an LEI has 18 capital letters and digits, and two check digits")]
    Form,
    /// The check digits do not agree with the rest (ISO 7064 MOD 97-10): a slip of the pen.
    #[error("the check digits of the LEI do not agree with the rest of it")]
    CheckDigits,
}

impl Lei {
    /// Its length in characters.
    pub const LEN: usize = 20;

    /// Checks an identifier, as it is written: no blanks, capital letters.
    ///
    /// # Errors
    /// [`LeiError`] for any other text.
    pub fn parse(text: &str) -> Result<Self, LeiError> {
        let bytes: [u8; Self::LEN] = text.as_bytes().try_into().map_err(|_| LeiError::Form)?;
        let (head, check) = bytes.split_at(Self::LEN - 2);
        let fits = |it: &u8| it.is_ascii_digit() || it.is_ascii_uppercase();
        if !head.iter().all(fits) || !check.iter().all(u8::is_ascii_digit) {
            return Err(LeiError::Form);
        }
        // Each letter stands for two digits, A for 10 to Z for 35; the whole number leaves 1.
        let rest = bytes.iter().fold(0_u32, |sum, it| match it {
            b'0'..=b'9' => (sum * 10 + u32::from(it - b'0')) % 97,
            _ => (sum * 100 + u32::from(it - b'A') + 10) % 97,
        });
        if rest == 1 { Ok(Self(bytes)) } else { Err(LeiError::CheckDigits) }
    }

    /// The identifier as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        // INVARIANT: ASCII, as `parse` saw to.
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl fmt::Display for Lei {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl fmt::Debug for Lei {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

serde_as_text!(Lei, LeiError, "a legal entity identifier");

#[cfg(test)]
mod tests {
    use super::*;

    /// Every wrong digit, every wrong letter, and every two neighbours of one kind that changed places are noticed. A letter in
    /// place of a digit can go unnoticed: two digits stand for it.
    #[test]
    fn a_slip_of_the_pen_is_noticed() {
        let right = "529900T8BM49AURSDO55";
        assert_eq!(Lei::parse(right).unwrap().as_str(), right);
        for place in 0..Lei::LEN {
            for other in ('0'..='9').chain('A'..='Z') {
                let mut text: Vec<char> = right.chars().collect();
                if text[place] != other && text[place].is_ascii_digit() == other.is_ascii_digit() {
                    text[place] = other;
                    assert!(Lei::parse(&String::from_iter(text)).is_err(), "{place} {other}");
                }
            }
            let mut text: Vec<char> = right.chars().collect();
            let alike = |it: &[char]| it[0] != it[1] && it[0].is_ascii_digit() == it[1].is_ascii_digit();
            if place > 0 && alike(&text[place - 1..=place]) {
                text.swap(place, place - 1);
                assert!(Lei::parse(&String::from_iter(text)).is_err(), "{place}");
            }
        }
    }

    #[test]
    fn other_texts_are_none() {
        for (fault, text) in [
            ("empty", ""),
            ("nineteen", "529900T8BM49AURSDO5"),
            ("lower_case", "529900t8bm49aursdo55"),
            ("blank", "5299 00T8BM49AURSD55"),
            ("letters_for_check_digits", "529900T8BM49AURSDOAB"),
            ("beyond_ascii", "529900T8BM49AURSDé5"),
        ] {
            assert_eq!(Lei::parse(text), Err(LeiError::Form), "{fault}");
        }
    }
}
