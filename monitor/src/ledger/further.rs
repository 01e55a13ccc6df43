//! What further columns say of a row: whether money moved at all, in which unit its amount is, of which zone its time.
//!
//! Asked only of rows whose source has such columns. Knows words and units; knows no format.

use super::cells::{Cells, Refusal};
use super::row::whole;
use super::time::{is_absolute, is_clock};
use super::{Amount, AmountError, Reason, Role, parse_instant};
use std::borrow::Cow;
use tidegate_kyc_core::base::Instant;

/// Words of a status, in small letters, that say that money moved; the codes of four letters are those of ISO 20022.
const DONE: [&str; 29] = [
    "",
    "ok",
    "success",
    "successful",
    "succeeded",
    "completed",
    "complete",
    "confirmed",
    "done",
    "settled",
    "executed",
    "finished",
    "finalized",
    "booked",
    "book",
    "posted",
    "paid",
    "processed",
    "cleared",
    "credited",
    "acsc",
    "accc",
    "yes",
    "y",
    "t",
    "true",
    "1",
    "1.0",
    "0x1",
];
/// Words that say that it did not, or not yet.
const NOT_DONE: [&str; 22] = [
    "failed",
    "failure",
    "fail",
    "cancelled",
    "canceled",
    "rejected",
    "declined",
    "expired",
    "pending",
    "processing",
    "reverted",
    "error",
    "pdng",
    "rjct",
    "canc",
    "no",
    "n",
    "f",
    "false",
    "0",
    "0.0",
    "0x0",
];

/// Whether money moved, by the word of a status.
///
/// # Errors
/// [`Reason::NotCompleted`] where it did not, [`Reason::UnknownStatus`] where the word says neither.
#[inline(never)]
pub(super) fn took_place(status: &str) -> Result<(), Reason> {
    let is_in = |words: &[&str]| words.iter().any(|it| it.eq_ignore_ascii_case(status));
    match () {
        () if is_in(&DONE) => Ok(()),
        () if is_in(&NOT_DONE) => Err(Reason::NotCompleted),
        // As good as an empty cell.
        () if is_placeholder(status) => Ok(()),
        () => Err(Reason::UnknownStatus),
    }
}

/// An amount of smallest units, of which so many decimals make a whole one.
///
/// # Errors
/// A refusal of the amount where it has a fraction or does not fit, of the decimals where they are no number.
#[inline(never)]
pub(super) fn scaled(units: Amount, decimals: &str) -> Result<Amount, Refusal> {
    let decimals = whole(decimals).ok().flatten().and_then(|it| u8::try_from(it).ok());
    let decimals = decimals.ok_or(Refusal::of(Role::Decimals, Reason::NotWhole))?;
    if units.decimals() > 0 {
        return Err(Refusal::of(Role::Amount, Reason::NotUnits));
    }
    Amount::new(units.units(), decimals).map_err(|it: AmountError| Refusal::of(Role::Amount, Reason::Amount(it)))
}

/// Names of UTC, as exports write them beside a time.
const UTC: [&str; 13] = [
    "",
    "utc",
    "gmt",
    "z",
    "etc/utc",
    "etc/gmt",
    "+00:00",
    "-00:00",
    "+0000",
    "+00",
    "utc+0",
    "utc+00:00",
    "utc±00:00",
];

/// The time of a row whose day may stand in a column of its own, and whose zone may.
///
/// # Errors
/// A refusal of the cell at fault.
#[inline(never)]
pub(super) fn time(cells: &Cells<'_>) -> Result<Instant, Refusal> {
    let (text, day) = (cells.get(Role::Time), cells.get(Role::Date));
    let mut text = Cow::Borrowed(text);
    if !day.is_empty() && is_clock(&text) {
        let midnight = parse_instant(day).map_err(|it| Refusal::of(Role::Date, Reason::Time(it)))?;
        // Hours below ten may be written with one digit.
        text = Cow::Owned(format!("{} {}{text}", midnight.day(), if text.find(':') == Some(1) { "0" } else { "" }));
    }
    let zone = Some(cells.get(Role::Timezone)).filter(|it| !is_placeholder(it)).unwrap_or_default();
    if !UTC.iter().any(|it| it.eq_ignore_ascii_case(zone)) && !is_absolute(&text) {
        return Err(Refusal::of(Role::Timezone, Reason::Zone));
    }
    parse_instant(&text).map_err(|it| Refusal::of(Role::Time, Reason::Time(it)))
}

/// Words with which programs and people fill a cell of which they know nothing, in small letters.
const NOTHING: [&str; 12] = ["null", "none", "n/a", "#n/a", "na", "nan", "undefined", "unknown", "-", "--", "---", "?"];

/// Whether a cell that should name somebody or something says only that nothing is known.
#[inline]
pub(crate) fn is_placeholder(text: impl AsRef<[u8]>) -> bool {
    let text = text.as_ref();
    // Addresses and accounts are longer.
    text.len() <= 9
        && matches!(
            text,
            [b'n' | b'N', b'u' | b'U' | b'o' | b'O' | b'a' | b'A' | b'/', ..]
                | [b'u' | b'U' | b'#', b'n' | b'N', ..]
                | [b'-' | b'?']
                | [b'-', b'-', ..]
        )
        && is_nothing(text)
}

#[cold]
fn is_nothing(text: &[u8]) -> bool {
    NOTHING.iter().any(|it| it.as_bytes().eq_ignore_ascii_case(text))
}

/// Whether a name is a number in scientific notation with a fraction, as spreadsheets round long ones: `1.23E+15`.
#[inline]
pub(super) fn is_mangled(text: impl AsRef<[u8]>) -> bool {
    let text = text.as_ref();
    text.len() <= 24 && matches!(text, [b'0'..=b'9', b'.' | b',' | b'E', ..]) && is_rounded(text)
}

#[cold]
fn is_rounded(text: &[u8]) -> bool {
    let digits = |it: &str| !it.is_empty() && it.bytes().all(|it| it.is_ascii_digit());
    let parts = str::from_utf8(text).ok().and_then(|it| it.split_once("E+"));
    parts.is_some_and(|(number, exponent)| {
        let (whole, fraction) = number.split_once(['.', ',']).unwrap_or((number, "0"));
        digits(whole) && digits(fraction) && digits(exponent)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_status_says_that_money_moved_or_not_or_is_not_known() {
        for (words, expected) in [
            (
                "|Booked|posted|ACSC|yes|T|N/A|-|ok|Success|COMPLETED|complete|confirmed|done|settled|executed|True|1",
                Ok(()),
            ),
            ("RJCT|no|failed|Cancelled|canceled|rejected|pending|reverted|False|0|error", Err(Reason::NotCompleted)),
            ("CA|on hold|2", Err(Reason::UnknownStatus)),
        ] {
            for word in words.split('|') {
                assert_eq!(took_place(word), expected, "{word}");
            }
        }
    }

    #[test]
    fn words_for_nothing_and_rounded_numbers_name_nobody() {
        for text in "NULL|null|None|N/A|NA|n/a|#N/A|nan|NaN|undefined|unknown|Unknown|-|--|?".split('|') {
            assert!(is_placeholder(text), "{text}");
        }
        for text in "|n|na1|nancy|unknown-1|0|#1|N/B|a|nullable".split('|') {
            assert!(!is_placeholder(text), "{text}");
        }
        for text in "1.23E+15|1.23457E+11|1,2E+9|1E+15".split('|') {
            assert!(is_mangled(text), "{text}");
        }
        for text in "1.23e15|1E15|E+15|0x1.5E+3|1.2.3E+4|12345|1.5|1.5E+|2-E+1".split('|') {
            assert!(!is_mangled(text), "{text}");
        }
    }

    #[test]
    fn units_are_whole_and_their_decimals_are_counted() {
        let amount = |text: &str| super::super::parse_amount(text).unwrap();
        let found = |units: &str, decimals| scaled(amount(units), decimals).map(|it| it.to_string());
        assert_eq!(found("1500000", "6"), Ok("1.5".to_owned()));
        assert_eq!(found("1500000", "18.0"), Ok("0.0000000000015".to_owned()));
        assert_eq!(found("7", "0"), Ok("7".to_owned()));
        assert_eq!(found("1.5", "6"), Err(Refusal::of(Role::Amount, Reason::NotUnits)));
        assert_eq!(found("1", "31"), Err(Refusal::of(Role::Amount, Reason::Amount(AmountError::TooLarge))));
        for decimals in ["six", "-1", "1.5", "256"] {
            assert_eq!(found("1", decimals), Err(Refusal::of(Role::Decimals, Reason::NotWhole)), "{decimals}");
        }
    }

    #[test]
    fn times_of_other_zones_need_an_offset_of_their_own() {
        let read = |time, date, zone| {
            let mut cells = Cells::empty();
            cells.put(Role::Time, time);
            cells.put(Role::Date, date);
            cells.put(Role::Timezone, zone);
            super::time(&cells).map(|it| it.to_string())
        };
        let ten = Ok("2026-03-01T10:00:00Z".to_owned());
        for (time, date, zone) in [
            ("2026-03-01 10:00", "", "UTC"),
            ("2026-03-01 10:00", "", "etc/UTC"),
            ("2026-03-01 10:00", "", "+00:00"),
            ("2026-03-01T10:00:00Z", "", "America/New_York"),
            ("2026-03-01 05:00:00-05:00", "", "America/New_York"),
            ("1772359200", "", "CET"),
            ("10:00", "2026-03-01", "NULL"),
            ("10:00:00", "20260301", "GMT"),
            ("11:00+01:00", "2026/03/01", "CET"),
            ("2026-03-01 10:00", "2026-02-01", ""),
        ] {
            assert_eq!(read(time, date, zone), ten, "{time} {date} {zone}");
        }
        assert_eq!(read("9:30", "2026-03-01", ""), Ok("2026-03-01T09:30:00Z".to_owned()));
        let zone = Refusal::of(Role::Timezone, Reason::Zone);
        for (time, date, refusal) in [
            ("2026-03-01 10:00", "", zone),
            ("2026-03-01", "", zone),
            ("10:00", "2026-03-01", zone),
            ("10:00", "soon", Refusal::of(Role::Date, Reason::Time(super::super::TimeError::NotATime))),
        ] {
            assert_eq!(read(time, date, "America/New_York"), Err(refusal), "{time}");
        }
        let no_day = Refusal::of(Role::Time, Reason::Time(super::super::TimeError::NoDay));
        assert_eq!(read("10:00", "", ""), Err(no_day));
    }
}
