//! Numbers in names: a word in, its value out.
//!
//! Digits, ordinals, Roman numerals from II on and the English words to twenty; words of other languages
//! are names more often than numbers.

use crate::screen::list::EntryKind;

/// The value of a word that is a number; `None` for any other.
///
/// Persons have no Roman numerals and no numbers in words: *Ivi*, *Vi* and *One* are names.
pub(crate) fn value(word: &str, kind: EntryKind) -> Option<u64> {
    let digits = word.strip_suffix("st").or_else(|| word.strip_suffix("nd")).or_else(|| word.strip_suffix("rd"));
    let digits = digits.or_else(|| word.strip_suffix("th")).unwrap_or(word);
    if !digits.is_empty() && digits.bytes().all(|it| it.is_ascii_digit()) {
        // Longer numbers than a machine word has are told apart by their last digits.
        return digits[digits.len().saturating_sub(16)..].parse().ok();
    }
    if kind == EntryKind::Person {
        return None;
    }
    roman(word).or_else(|| in_words(word))
}

fn in_words(word: &str) -> Option<u64> {
    const WORDS: [&str; 21] = [
        "zero",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
        "seventeen",
        "eighteen",
        "nineteen",
        "twenty",
    ];
    WORDS.iter().position(|it| *it == word).map(|it| it as u64)
}

/// II to XXXIX, in their one right spelling.
fn roman(word: &str) -> Option<u64> {
    if !(2..=7).contains(&word.len()) {
        return None;
    }
    const UNITS: [&str; 10] = ["", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix"];
    let tens = word.bytes().take_while(|it| *it == b'x').count();
    // "ix" begins with no ten.
    let (tens, rest) = if word.ends_with("ix") && tens == 0 { (0, word) } else { (tens, &word[tens..]) };
    let unit = UNITS.iter().position(|it| *it == rest)?;
    (tens <= 3).then_some((tens * 10 + unit) as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_by_value() {
        let of = |word| value(word, EntryKind::Vessel);
        for (word, number) in [
            ("7", 7),
            ("007", 7),
            ("1st", 1),
            ("22nd", 22),
            ("xiv", 14),
            ("ix", 9),
            ("vi", 6),
            ("xx", 20),
            ("three", 3),
        ] {
            assert_eq!(of(word), Some(number), "{word}");
        }
        for word in ["v", "iiii", "vx", "st", "m7", "", "lxx", "on", "xxxxx"] {
            assert_eq!(of(word), None, "{word}");
        }
        assert_eq!(value("vi", EntryKind::Person), None);
        assert_eq!(of("99999999999999999999999"), Some(9_999_999_999_999_999));
    }
}
