//! Answers as JSON. Texts, amounts and instants also behind other bytes: what serde_json writes of them, byte for
//! byte, for lines whose fields are written one after the other.

use serde::Serialize;
use std::io::{self, Write};
use tidegate_kyc_core::base::Instant;
use tidegate_monitor::ledger::push_decimal;
use tidegate_monitor::pattern::{Quantity, Unit};

/// Writes an answer as one JSON object, on a line of its own.
pub(crate) fn object(answer: &impl Serialize, out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer(&mut *out, answer)?;
    out.write_all(b"\n")
}

/// Appends a text with its quotation marks.
pub(super) fn push_text(bytes: &mut Vec<u8>, text: &str) {
    push_bytes(bytes, text.as_bytes());
}

/// The same of a text's bytes; nothing where they are none. Nearly all have nothing to escape and are
/// copied as they are.
pub(super) fn push_bytes(bytes: &mut Vec<u8>, text: &[u8]) {
    if is_plain(text) {
        bytes.reserve(text.len() + 2);
        bytes.push(b'"');
        bytes.extend_from_slice(text);
        bytes.push(b'"');
    } else {
        // A string is always written: there is no key to refuse and memory takes every byte.
        let _ = serde_json::to_writer(bytes, str::from_utf8(text).unwrap_or(""));
    }
}

/// Whether nothing in a text is escaped: no control character, quotation mark or backslash. Looks at
/// eight bytes at a time, which make one number.
fn is_plain(text: &[u8]) -> bool {
    let (words, rest) = text.as_chunks();
    let mut last = [b' '; 8];
    last[..rest.len()].copy_from_slice(rest);
    let odd = |it: &[u8; 8]| escaped(u64::from_ne_bytes(*it));
    words.iter().fold(odd(&last), |all, it| all | odd(it)) == 0
}

/// Not zero if any of eight bytes is escaped.
const fn escaped(word: u64) -> u64 {
    const ONES: u64 = u64::from_ne_bytes([1; 8]);
    const HIGHEST: u64 = ONES << 7;
    // A byte below a bound borrows its highest bit, which it did not have; the lowest such byte always does.
    const fn below(word: u64, bound: u8) -> u64 {
        word.wrapping_sub(ONES * bound as u64) & !word
    }
    let (quotes, backslashes) = (word ^ (ONES * b'"' as u64), word ^ (ONES * b'\\' as u64));
    (below(word, b' ') | below(quotes, 1) | below(backslashes, 1)) & HIGHEST
}

/// Appends a decimal as a text.
pub(super) fn push_amount(bytes: &mut Vec<u8>, units: u128, decimals: u8) {
    bytes.push(b'"');
    push_decimal(bytes, units, decimals);
    bytes.push(b'"');
}

/// Appends a digest in hexadecimal digits, as a text.
pub(super) fn push_digest(bytes: &mut Vec<u8>, digest: &[u8; 32]) {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    bytes.push(b'"');
    let digit = |it: u8| DIGITS[usize::from(it & 15)];
    bytes.extend(digest.iter().flat_map(|it| [digit(it >> 4), digit(*it)]));
    bytes.push(b'"');
}

/// Appends a figure as [`figure`](tidegate_monitor::rule::figure) gives it, as a text.
pub(super) fn push_figure(bytes: &mut Vec<u8>, quantity: Quantity, observed: u64) {
    match quantity.row().unit {
        Unit::Count => push_amount(bytes, u128::from(observed), 0),
        Unit::Money => push_amount(bytes, u128::from(observed), 2),
        Unit::Share => push_amount(bytes, u128::from(observed), 3),
        Unit::Duration => push_text(bytes, &tidegate_monitor::rule::figure(quantity, observed)),
    }
}

const SECOND: i64 = 1_000_000;
const DAY: i64 = 86_400 * SECOND;

/// Writes instants as texts. Rows that are written together mostly fall on one day, whose date is
/// written out once.
#[derive(Debug, Default)]
pub(super) struct Clock {
    day: Option<(i64, String)>,
}

impl Clock {
    /// Appends an instant.
    pub(super) fn push(&mut self, bytes: &mut Vec<u8>, instant: Instant) {
        let (day, within) = (instant.micros().div_euclid(DAY), instant.micros().rem_euclid(DAY));
        let date = match self.day.take() {
            Some(known) if known.0 == day => known.1,
            _ => instant.day().to_string(),
        };
        // INVARIANT: a day has fewer microseconds than 2^37, and fewer seconds than 2^17.
        let (seconds, micros) = ((within / SECOND) as u32, (within % SECOND) as u32);
        let pair = |it: u32| [b'0' + (it / 10) as u8, b'0' + (it % 10) as u8];
        let ([h1, h2], [m1, m2]) = (pair(seconds / 3600), pair(seconds / 60 % 60));
        let [s1, s2] = pair(seconds % 60);
        bytes.reserve(date.len() + 20);
        bytes.push(b'"');
        bytes.extend_from_slice(date.as_bytes());
        bytes.extend_from_slice(&[b'T', h1, h2, b':', m1, m2, b':', s1, s2]);
        if micros != 0 {
            bytes.push(b'.');
            [10_000, 100, 1].iter().for_each(|it| bytes.extend_from_slice(&pair(micros / it % 100)));
        }
        bytes.extend_from_slice(b"Z\"");
        self.day = Some((day, date));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use tidegate_kyc_core::base::SourceId;
    use tidegate_monitor::rule::figure;

    fn pushed(push: impl FnOnce(&mut Vec<u8>)) -> String {
        let mut bytes = Vec::new();
        push(&mut bytes);
        String::from_utf8(bytes).unwrap()
    }

    fn slowly(text: &str) -> String {
        serde_json::to_string(text).unwrap()
    }

    #[test]
    fn every_byte_is_escaped_as_serde_does_it() {
        for letter in (0..=0x2ff).filter_map(char::from_u32) {
            let text = format!("a{letter}b");
            assert_eq!(pushed(|it| push_text(it, &text)), slowly(&text));
        }
    }

    proptest! {
        /// The oracle is serde_json.
        #[test]
        fn texts_are_what_serde_writes(any in ".{0,70}", odd in "[\u{0}-\u{7f}é\"\\\\]{0,70}") {
            prop_assert_eq!(pushed(|it| push_text(it, &any)), slowly(&any));
            prop_assert_eq!(pushed(|it| push_text(it, &odd)), slowly(&odd));
        }

        /// The oracle is `Display`; one clock writes many instants, near and far.
        #[test]
        fn instants_and_digests_are_what_display_writes(start in -62_135_596_800_000_000_i64..253_402_300_800_000_000, steps in prop::collection::vec(prop_oneof![0..3 * DAY, Just(SECOND), Just(DAY)], 1..9), digest: [u8; 32]) {
            let (mut clock, mut micros) = (Clock::default(), start);
            for step in steps {
                let instant = Instant::from_micros(micros);
                prop_assert_eq!(pushed(|it| clock.push(it, instant)), slowly(&instant.to_string()));
                micros += step;
            }
            let id = SourceId::from_digest(digest);
            prop_assert_eq!(pushed(|it| push_digest(it, id.digest())), slowly(&id.to_string()));
        }

        #[test]
        fn figures_are_what_figure_writes(at in 0..Quantity::table().len(), observed: u64, cut in 0_u32..64) {
            let (what, observed) = (Quantity::table()[at].quantity, observed >> cut);
            prop_assert_eq!(pushed(|it| push_figure(it, what, observed)), slowly(&figure(what, observed)));
        }
    }
}
