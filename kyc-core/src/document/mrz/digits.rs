//! Check digits of machine-readable zones: characters in, one digit out, and what it agrees with.
//!
//! ICAO Doc 9303-3 section 4.9: characters weighted 7, 3, 1, 7, 3, 1 … and added, modulo 10.
//!
//! All three weights are coprime to 10, so a changed character goes unnoticed exactly when old
//! and new have the same value modulo 10. Those are the members of these ten groups, and no others:
//!
//! ```text
//! 0 < A K U   1 B L V   2 C M W   3 D N X   4 E O Y
//! 5 F P Z     6 G Q     7 H R     8 I S     9 J T
//! ```
//!
//! No digit can be mistaken for another, but O for 4 can, and I for 8, S for 8, B for 1, Z for 5,
//! G for 6. A check digit is a guard against misreading, never evidence of authenticity.

use super::layout::{Layout, MrzField};
use std::ops::Range;

/// What a check digit says about its field. Never a yes or no: a digit may not be there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Digit {
    /// The printed digit is the computed one.
    Agrees,
    /// The printed character is another digit, or a letter.
    Fails,
    /// A filler stands where the digit belongs.
    NotPrinted,
}

/// The value of each character; 255 for those that no zone has.
const VALUES: [u8; 128] = {
    let mut values = [255; 128];
    let mut at: u8 = 0;
    while at < 10 {
        values[(b'0' + at) as usize] = at;
        at += 1;
    }
    while at < 36 {
        values[(b'A' + at - 10) as usize] = at;
        at += 1;
    }
    values[b'<' as usize] = 0;
    values
};

/// The value of a character in the sum: digits themselves, A to Z 10 to 35, the filler 0;
/// `None` for characters that no zone has.
#[must_use]
pub const fn value(character: u8) -> Option<u8> {
    match character {
        0..128 if VALUES[character as usize] != 255 => Some(VALUES[character as usize]),
        _ => None,
    }
}

/// The check digit of a text, 0 to 9; `None` where a character is none of a zone. Linear.
///
/// ```
/// use tidegate_kyc_core::document::mrz::check_digit;
/// assert_eq!(check_digit(b"520727"), Some(3)); // Doc 9303-3, appendix A, example 1
/// assert_eq!(check_digit(b"AB2134<<<"), Some(5)); // example 2
/// ```
#[must_use]
pub fn check_digit(text: &[u8]) -> Option<u8> {
    text.iter().all(|it| value(*it).is_some()).then(|| sum(std::iter::once(text)))
}

/// The check digit of several stretches read as one text. Every character is one of a zone.
fn sum<'a>(parts: impl Iterator<Item = &'a [u8]>) -> u8 {
    let (mut sum, mut at) = (0_u32, 0_usize);
    for part in parts {
        for character in part {
            sum += u32::from(VALUES[usize::from(character & 0x7f)]) * [7, 3, 1][at];
            at = if at == 2 { 0 } else { at + 1 };
        }
    }
    // INVARIANT: a remainder of 10 fits a u8.
    (sum % 10) as u8
}

fn compare(printed: u8, computed: u8) -> Digit {
    match printed {
        b'<' => Digit::NotPrinted,
        it if it == b'0' + computed => Digit::Agrees,
        _ => Digit::Fails,
    }
}

/// How a document number lies in its zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct NumberPlaces {
    /// Where the number runs on in the optional data; empty for a number of its own field.
    pub(super) rest: (usize, usize),
    /// Where its check digit stands.
    pub(super) digit: usize,
    /// Where the optional data begin.
    pub(super) optional_from: usize,
}

/// Finds a number that runs on: a filler for a digit, then the rest, its digit, and a filler.
pub(super) fn number_places(text: &[u8], layout: &Layout) -> NumberPlaces {
    let optional = &layout.optional[0];
    let plain = NumberPlaces { rest: (0, 0), digit: layout.number_digit, optional_from: optional.start };
    let full = text[layout.number.end - 1] != b'<';
    if !layout.runs_on || text[layout.number_digit] != b'<' || !full {
        return plain;
    }
    let run = text[optional.clone()].iter().take_while(|it| **it != b'<').count();
    match run.checked_sub(1) {
        None => plain,
        Some(rest) => {
            let digit = optional.start + rest;
            NumberPlaces { rest: (optional.start, digit), digit, optional_from: (digit + 2).min(optional.end) }
        }
    }
}

/// The digit of a number that runs on leaves out the filler between its two parts (Doc 9303-5, 8th
/// edition, section 4.2.4); Belgian cards count it. The composite digit guards both, so either will do.
fn number_verdict(text: &[u8], layout: &Layout) -> Digit {
    let places = number_places(text, layout);
    let (head, rest) = (&text[layout.number.clone()], &text[places.rest.0..places.rest.1]);
    let plain = compare(text[places.digit], sum([head, rest].into_iter()));
    let counted = compare(text[places.digit], sum([head, b"<", rest].into_iter()));
    if counted == Digit::Agrees && places.rest != (0, 0) { counted } else { plain }
}

/// One field and what its check digit says.
pub type FieldDigit = (MrzField, Digit);

/// What every check digit of a zone says, in the order of printing; a kind without one of them leaves it out.
pub(super) fn verdicts(text: &[u8], layout: &Layout) -> [Option<FieldDigit>; 5] {
    let one = |range: &Range<usize>, digit: usize| {
        (!range.is_empty()).then(|| compare(text[digit], sum(std::iter::once(&text[range.clone()]))))
    };
    let number = Some(number_verdict(text, layout));
    let optional = layout.optional_digit.and_then(|digit| {
        let empty = text[layout.optional[0].clone()].iter().all(|it| *it == b'<');
        // Doc 9303-4 section 4.2.2.2: where the field is empty, its digit may be 0 or a filler.
        one(&layout.optional[0], digit).map(|it| if it == Digit::NotPrinted && !empty { Digit::Fails } else { it })
    });
    let composite = layout.composite.map(|(digit, parts)| {
        // A composite digit is always printed: a filler in its place is a fault, not a gap.
        match compare(text[digit], sum(parts.iter().map(|it| &text[it.clone()]))) {
            Digit::NotPrinted => Digit::Fails,
            it => it,
        }
    });
    [
        number.map(|it| (MrzField::Number, it)),
        one(&layout.birth, layout.birth_digit).map(|it| (MrzField::Birth, it)),
        one(&layout.expiry, layout.expiry_digit).map(|it| (MrzField::Expiry, it)),
        optional.map(|it| (MrzField::Optional, it)),
        composite.map(|it| (MrzField::Composite, it)),
    ]
}
