//! Text → [`Instant`], in every way that exports write a time; always UTC.
//!
//! Knows RFC 3339 and its looser relatives, the basic format of ISO 8601, and numbers since 1970 that tell
//! their unit by their size. Knows no time zone by name but UTC: a local time without an offset is taken as
//! UTC, as exports mean it.

use tidegate_kyc_core::base::{Day, Instant};

const SECOND: i64 = 1_000_000;
const DAY_SECONDS: i64 = 86_400;
/// 0001-01-01T00:00:00Z and 9999-12-31T23:59:59.999999Z, in microseconds.
const FIRST: i64 = -62_135_596_800 * SECOND;
const LAST: i64 = 253_402_300_800 * SECOND - 1;
/// The fewest Unix seconds that are taken for such: 2001-09-09. Below are counters, serial numbers and dates.
const SECONDS_FROM: i64 = 1_000_000_000;
/// The years that eight digits in a row may name.
const BASIC_YEARS: std::ops::RangeInclusive<i64> = 1900..=2199;

/// Why a text is not a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TimeError {
    /// Nothing was written.
    #[error("a time is missing")]
    Empty,
    /// Not one of the known ways to write a time.
    #[error(
        "a time is not written as YYYY-MM-DD, with HH:MM:SS and an offset if wanted (without one it is UTC), nor as Unix seconds"
    )]
    NotATime,
    /// A time of day alone.
    #[error(
        "a time of day has no day: give its day in a column date, or name that column with date=COLUMN in a column map"
    )]
    NoDay,
    /// A number that tells no unit.
    #[error(
        "a time is a number of no known unit: YYYYMMDD is one, and so are Unix seconds, milliseconds, microseconds and nanoseconds from September 2001 on; cells of a spreadsheet are to have the format of a date"
    )]
    NoUnit,
    /// A 30th of February, a 25th hour, a 61st second.
    #[error("a time names a day or an hour that does not exist")]
    NoSuchTime,
    /// Before the year 1 or after the year 9999, in UTC.
    #[error("a time is outside the years 1 to 9999")]
    OutOfRange,
}

/// Reads a time: RFC 3339, `YYYY-MM-DD HH:MM[:SS[.fraction]]` with an optional offset, the same with slashes, a
/// bare day (its midnight), ISO 8601's basic format (`YYYYMMDD`, `YYYYMMDDHHMM`, `YYYYMMDDHHMMSS`), or Unix
/// seconds (a fraction is allowed), milliseconds, microseconds or nanoseconds.
///
/// Fractions are exact to the microsecond; finer digits are dropped. Numbers tell their unit by their size: each
/// counts from 2001-09-09 to 2286-11-20. Without an offset the time is UTC.
///
/// # Errors
/// [`TimeError`], which says nothing of the text itself.
pub fn parse_instant(text: &str) -> Result<Instant, TimeError> {
    if let Some(time) = <&[u8; 10]>::try_from(text.as_bytes()).ok().and_then(seconds) {
        return Ok(time);
    }
    let text = text.trim_ascii().as_bytes();
    match text {
        [] => Err(TimeError::Empty),
        _ if text.iter().all(u8::is_ascii_digit) => numeral(text),
        [a, b, c, d, rest @ ..] if [a, b, c, d].iter().all(|it| it.is_ascii_digit()) && starts_date(rest) => {
            calendar(number(&text[..4]), rest)
        }
        _ if starts_clock(text) => Err(TimeError::NoDay),
        _ => fractional(text),
    }
}

/// Whether a text is a time of day alone: `9:30`, `10:00:00+01:00`.
pub(super) fn is_clock(text: &str) -> bool {
    starts_clock(text.trim_ascii().as_bytes())
}

const fn starts_clock(text: &[u8]) -> bool {
    matches!(
        text,
        [b'0'..=b'9', b':', b'0'..=b'9', b'0'..=b'9', ..]
            | [b'0'..=b'9', b'0'..=b'9', b':', b'0'..=b'9', b'0'..=b'9', ..]
    )
}

/// Whether a text says by itself which moment it is: with an offset, or as a number since 1970.
pub(super) fn is_absolute(text: &str) -> bool {
    let text = text.trim_ascii();
    if text.bytes().all(|it| it.is_ascii_digit() || it == b'.') {
        return unix(text.split('.').next().unwrap_or(text).as_bytes()).is_some();
    }
    let behind_day = text.get(10..).unwrap_or("");
    ["Z", "z", "UTC", "GMT"].iter().any(|it| text.ends_with(it)) || behind_day.contains(['+', '-'])
}

/// Ten digits: Unix seconds for certain, and the common case. `None` leaves a text to the others.
#[inline]
pub(super) fn seconds(ten: &[u8; 10]) -> Option<Instant> {
    let digits = ten.map(|it| it.wrapping_sub(b'0'));
    let sum = digits.iter().fold(0_i64, |sum, it| sum.wrapping_mul(10).wrapping_add(i64::from(*it)));
    let is_number = digits.iter().fold(true, |all, it| all & (*it < 10));
    (is_number && sum >= SECONDS_FROM).then_some(Instant::from_micros(sum * SECOND))
}

/// The instant so many microseconds after 1970, if it is within the years 1 to 9999.
pub(super) fn within_years(micros: i64) -> Option<Instant> {
    (FIRST..=LAST).contains(&micros).then_some(Instant::from_micros(micros))
}

fn starts_date(rest: &[u8]) -> bool {
    matches!(rest, [b'-' | b'/', ..])
}

/// The number that up to 18 digits write.
fn number(digits: &[u8]) -> i64 {
    digits.iter().fold(0, |sum, it| sum * 10 + i64::from(it - b'0'))
}

/// A time of digits alone.
fn numeral(digits: &[u8]) -> Result<Instant, TimeError> {
    basic(digits).or_else(|| unix(digits)).ok_or(TimeError::NoUnit)
}

/// ISO 8601's basic format: a day, and perhaps hours, minutes and seconds.
fn basic(digits: &[u8]) -> Option<Instant> {
    let clock = match digits.len() {
        8 | 12 | 14 => digits.get(8..)?,
        _ => return None,
    };
    let [year, month, day] = [&digits[..4], &digits[4..6], &digits[6..8]].map(number);
    // INVARIANT: four digits fit an i32, two digits fit a u8.
    let day = BASIC_YEARS.contains(&year).then(|| Day::from_civil(year as i32, month as u8, day as u8).ok())??;
    let of = |at: usize| clock.get(at..at + 2).map_or(0, |it| number(it) as u8);
    Instant::from_civil(day, of(0), of(2), of(4)).ok()
}

/// A number since 1970 of the unit that its size tells.
fn unix(digits: &[u8]) -> Option<Instant> {
    let digits = significant(digits);
    Some(Instant::from_micros(match digits.len() {
        10 => number(digits) * SECOND,
        13 => number(digits) * 1000,
        16 => number(digits),
        19 => number(&digits[..16]),
        _ => return None,
    }))
}

/// Digits without zeros before them.
fn significant(digits: &[u8]) -> &[u8] {
    &digits[digits.iter().take_while(|it| **it == b'0').count()..]
}

/// Whether a time may have been read as Unix seconds though a day and an hour were meant, as in `2026030110`: the
/// digits of the seconds write one, too.
pub(super) fn may_be_an_hour(time: Instant) -> bool {
    let seconds = time.micros() / SECOND;
    let digits = seconds.to_string();
    let is_whole = time.micros() % SECOND == 0 && digits.len() == 10;
    is_whole && seconds % 100 < 24 && basic(&digits.as_bytes()[..8]).is_some() && digits.starts_with("20")
}

/// A number with a fraction, of which that of a second counts.
fn fractional(text: &[u8]) -> Result<Instant, TimeError> {
    let point = text.iter().position(|it| *it == b'.').ok_or(TimeError::NotATime)?;
    let (whole, fraction) = (&text[..point], &text[point + 1..]);
    if whole.is_empty() || fraction.is_empty() || whole.iter().chain(fraction).any(|it| !it.is_ascii_digit()) {
        return Err(TimeError::NotATime);
    }
    let time = unix(whole).ok_or(TimeError::NoUnit)?;
    let is_seconds = significant(whole).len() == 10;
    Ok(if is_seconds { Instant::from_micros(time.micros() + micros(fraction)) } else { time })
}

/// The first six digits of a fraction of a second, as microseconds.
fn micros(digits: &[u8]) -> i64 {
    (0..6).fold(0, |sum, at| sum * 10 + digits.get(at).map_or(0, |it| i64::from(it - b'0')))
}

/// What stands after the four digits of the year.
fn calendar(year: i64, rest: &[u8]) -> Result<Instant, TimeError> {
    let (&[a, m1, m2, b, d1, d2], rest) = rest.split_first_chunk::<6>().ok_or(TimeError::NotATime)?;
    if a != b || ![m1, m2, d1, d2].iter().all(u8::is_ascii_digit) {
        return Err(TimeError::NotATime);
    }
    if year == 0 {
        return Err(TimeError::OutOfRange);
    }
    // INVARIANT: four digits fit an i32, two digits fit a u8.
    let day = Day::from_civil(year as i32, pair(m1, m2) as u8, pair(d1, d2) as u8);
    let day = day.map_err(|_| TimeError::NoSuchTime)?;
    let (clock, fraction, zone) = clock(rest)?;
    let offset = offset(zone)?;
    let micros = (i64::from(day.days()) * DAY_SECONDS + clock - offset) * SECOND + fraction;
    within_years(micros).ok_or(TimeError::OutOfRange)
}

/// Seconds of the day, microseconds, and the text of the offset.
fn clock(rest: &[u8]) -> Result<(i64, i64, &[u8]), TimeError> {
    if rest.is_empty() {
        return Ok((0, 0, rest));
    }
    let (mark, h1, h2, m1, m2, rest) = match rest {
        [mark, h1, h2, b':', m1, m2, rest @ ..] => (*mark, *h1, *h2, *m1, *m2, rest),
        // Spreadsheets write hours below ten with one digit.
        [b' ', h2, b':', m1, m2, rest @ ..] => (b' ', b'0', *h2, *m1, *m2, rest),
        _ => return Err(TimeError::NotATime),
    };
    if !matches!(mark, b' ' | b'T' | b't') || ![h1, h2, m1, m2].iter().all(u8::is_ascii_digit) {
        return Err(TimeError::NotATime);
    }
    let (hour, minute) = (pair(h1, h2), pair(m1, m2));
    let (second, rest) = match rest {
        [b':', s1, s2, rest @ ..] if s1.is_ascii_digit() && s2.is_ascii_digit() => (pair(*s1, *s2), rest),
        [b':', ..] => return Err(TimeError::NotATime),
        _ => (0, rest),
    };
    if hour > 23 || minute > 59 || second > 59 {
        return Err(TimeError::NoSuchTime);
    }
    let (fraction, rest) = match rest {
        [b'.', after @ ..] => {
            let digits = after.iter().take_while(|it| it.is_ascii_digit()).count();
            if digits == 0 {
                return Err(TimeError::NotATime);
            }
            (micros(&after[..digits]), &after[digits..])
        }
        _ => (0, rest),
    };
    Ok((hour * 3600 + minute * 60 + second, fraction, rest))
}

/// Seconds east of UTC.
fn offset(zone: &[u8]) -> Result<i64, TimeError> {
    let zone = zone.strip_prefix(b" ").unwrap_or(zone);
    let (sign, hours, minutes) = match zone {
        [] | b"Z" | b"z" | b"UTC" | b"GMT" => return Ok(0),
        [sign, a, b, b':', c, d] | [sign, a, b, c, d] => (*sign, [*a, *b], [*c, *d]),
        [sign, a, b] => (*sign, [*a, *b], [b'0', b'0']),
        _ => return Err(TimeError::NotATime),
    };
    if !matches!(sign, b'+' | b'-') || !hours.iter().chain(&minutes).all(u8::is_ascii_digit) {
        return Err(TimeError::NotATime);
    }
    let (hours, minutes) = (pair(hours[0], hours[1]), pair(minutes[0], minutes[1]));
    if hours > 23 || minutes > 59 {
        return Err(TimeError::NoSuchTime);
    }
    let seconds = hours * 3600 + minutes * 60;
    Ok(if sign == b'-' { -seconds } else { seconds })
}

fn pair(tens: u8, ones: u8) -> i64 {
    i64::from(tens - b'0') * 10 + i64::from(ones - b'0')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn micros_of(text: &str) -> i64 {
        parse_instant(text).unwrap().micros()
    }

    #[test]
    fn ten_digits_of_a_day_and_an_hour_are_doubtful_seconds() {
        for (text, doubtful) in [
            ("2026030110", true),
            ("2026030124", false),
            ("2026023010", false),
            ("1772355600", false),
            ("2126030110", false),
            ("2026-03-01 10:00", false),
            ("2026030110.5", false),
        ] {
            assert_eq!(may_be_an_hour(parse_instant(text).unwrap()), doubtful, "{text}");
        }
    }

    #[test]
    fn every_way_to_write_one_moment_is_read_alike() {
        let moment = 1_772_355_600 * SECOND;
        for text in [
            "2026-03-01T09:00:00Z",
            "2026-03-01t09:00:00z",
            "2026-03-01 09:00:00",
            "2026-03-01 09:00",
            "2026-03-01 9:00",
            "2026-03-01 9:00:00.0+00:00",
            "2026/03/01 09:00",
            "2026-03-01T09:00Z",
            "2026-03-01 09:00:00 UTC",
            "2026-03-01T11:30:00+02:30",
            "2026-03-01T04:00:00-0500",
            "2026-03-01T08:00:00-01",
            "2026-03-01T09:00:00.0000009Z",
            " 2026-03-01T09:00:00.000000 ",
            "202603010900",
            "20260301090000",
            "1772355600",
            "0001772355600",
            "1772355600000",
            "1772355600000.5",
            "1772355600000000",
            "1772355600000000999",
            "1772355600.0",
        ] {
            assert_eq!(micros_of(text), moment, "{text}");
        }
    }

    #[test]
    fn fractions_are_kept_to_the_microsecond_and_no_finer() {
        assert_eq!(micros_of("1970-01-01T00:00:00.1Z"), 100_000);
        assert_eq!(micros_of("1970-01-01T00:00:00.1234567Z"), 123_456);
        assert_eq!(micros_of("1000000000.25"), 1_000_000_000_250_000);
        assert_eq!(micros_of("1772355600001"), 1_772_355_600_001_000);
    }

    #[test]
    fn a_number_tells_its_unit_by_its_size() {
        let (first, last) = (1_000_000_000 * SECOND, 10_000_000_000 * SECOND);
        for unit in ["", "000", "000000", "000000000"] {
            assert_eq!(micros_of(&format!("1000000000{unit}")), first, "{unit}");
            let nines = "9".repeat(unit.len());
            let finest = micros_of(&format!("9999999999{nines}"));
            assert!((last - SECOND..last).contains(&finest), "{unit}");
        }
        assert_eq!(micros_of("20260301"), micros_of("2026-03-01"));
        assert_eq!(micros_of("19000101"), micros_of("1900-01-01"));
        assert_eq!(micros_of("21991231235959"), micros_of("2199-12-31T23:59:59Z"));
    }

    #[test]
    fn the_first_and_the_last_year_are_read_exactly() {
        assert_eq!(micros_of("0001-01-01T00:00:00Z"), FIRST);
        assert_eq!(micros_of("9999-12-31T23:59:59.999999Z"), LAST);
    }

    #[test]
    fn what_is_not_a_time_is_refused_for_its_reason() {
        for (text, fault) in [
            ("", TimeError::Empty),
            ("  ", TimeError::Empty),
            ("yesterday", TimeError::NotATime),
            ("2026-3-1", TimeError::NotATime),
            ("2026-03/01", TimeError::NotATime),
            ("2026-03-01T", TimeError::NotATime),
            ("2026-03-01T09", TimeError::NotATime),
            ("2026-03-01T9:00", TimeError::NotATime),
            ("2026-03-01 9", TimeError::NotATime),
            ("2026-03-01T09:00:", TimeError::NotATime),
            ("2026-03-01T09:00:00.", TimeError::NotATime),
            ("2026-03-01T09:00:00Europe/Berlin", TimeError::NotATime),
            ("01/03/2026", TimeError::NotATime),
            ("-5", TimeError::NotATime),
            ("1e9", TimeError::NotATime),
            ("NaN", TimeError::NotATime),
            ("2026-02-29", TimeError::NoSuchTime),
            ("2026-13-01", TimeError::NoSuchTime),
            ("2026-00-10", TimeError::NoSuchTime),
            ("2026-01-01T24:00:00Z", TimeError::NoSuchTime),
            ("2026-01-01T23:59:60Z", TimeError::NoSuchTime),
            ("2026-01-01T00:00:00+24:00", TimeError::NoSuchTime),
            ("0000-01-01", TimeError::OutOfRange),
            ("0001-01-01T00:00:00+01:00", TimeError::OutOfRange),
            ("9999-12-31T23:59:59-00:01", TimeError::OutOfRange),
            // Years alone, serial numbers of spreadsheets, counters, days that are none.
            ("0", TimeError::NoUnit),
            ("2026", TimeError::NoUnit),
            ("46082", TimeError::NoUnit),
            ("46082.41667", TimeError::NoUnit),
            ("99999999", TimeError::NoUnit),
            ("999999999", TimeError::NoUnit),
            ("202602301000", TimeError::NoUnit),
            ("202603011000.25", TimeError::NoUnit),
            ("202603011000000", TimeError::NoUnit),
            ("20260230", TimeError::NoUnit),
            ("18991231", TimeError::NoUnit),
            ("17723556000", TimeError::NoUnit),
            ("20260301250000", TimeError::NoUnit),
            ("99999999999999999999999999", TimeError::NoUnit),
        ] {
            assert_eq!(parse_instant(text), Err(fault), "{text}");
        }
    }

    proptest! {
        #[test]
        fn a_written_time_is_read_back(micros in FIRST..=LAST) {
            prop_assert_eq!(micros_of(&Instant::from_micros(micros).to_string()), micros);
        }

        /// The oracle reads a number of any length.
        #[test]
        fn a_short_number_is_read_as_any_number(text in "[0-9]{0,20}|[0-9]{8,11}|[0-9./:]{0,12}") {
            let digits = !text.is_empty() && text.bytes().all(|it| it.is_ascii_digit());
            let large = text.parse::<u64>().is_ok_and(|it| it >= 1_000_000_000);
            let ten = <&[u8; 10]>::try_from(text.as_bytes()).ok();
            prop_assert_eq!(ten.and_then(seconds).is_some(), digits && large && text.len() == 10);
            if digits {
                prop_assert_eq!(parse_instant(&text), numeral(text.as_bytes()));
            }
        }

        #[test]
        fn no_text_makes_it_fall(text in "[-0-9T:.+Z/ ]{0,32}") {
            let _ = parse_instant(&text);
        }
    }
}
