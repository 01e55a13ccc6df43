//! Instants in UTC, as whole microseconds: RFC 3339 in and out.
//!
//! Knows no clock: an instant is read from data or handed in. Seconds are those of Unix time,
//! 86,400 a day, so a leap second cannot be written.

use super::day::{Day, TimeError};
use super::text::{number, serde_as_text};
use std::fmt;

/// A moment in UTC: microseconds since 1970-01-01T00:00:00Z, negative before it.
///
/// Texts of the years 1 to 9999 are read, which is what exports and documents can write.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instant(i64);

const SECOND: i64 = 1_000_000;
const DAY: i64 = 86_400 * SECOND;
const FORM: TimeError = TimeError::Form("YYYY-MM-DDTHH:MM:SSZ");

impl Instant {
    /// The instant so many microseconds after (or before) the epoch.
    #[must_use]
    pub const fn from_micros(micros: i64) -> Self {
        Self(micros)
    }

    /// Microseconds since the epoch.
    #[must_use]
    pub const fn micros(self) -> i64 {
        self.0
    }

    /// Microseconds from `earlier` to `self`; negative when `self` is the earlier one.
    #[must_use]
    pub const fn since(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0)
    }

    /// The instant of a time of day in UTC on a day of the years 1 to 9999.
    ///
    /// # Errors
    /// [`TimeError::TimeOfDay`] unless it is from 00:00:00 to 23:59:59, [`TimeError::Year`] outside those years.
    pub fn from_civil(day: Day, hour: u8, minute: u8, second: u8) -> Result<Self, TimeError> {
        if hour > 23 || minute > 59 || second > 59 {
            return Err(TimeError::TimeOfDay);
        }
        if !(1..=9999).contains(&day.civil().0) {
            return Err(TimeError::Year);
        }
        let seconds = (i64::from(hour) * 60 + i64::from(minute)) * 60 + i64::from(second);
        Ok(Self(i64::from(day.days()) * DAY + seconds * SECOND))
    }

    /// The civil day it falls on in UTC.
    #[must_use]
    pub fn day(self) -> Day {
        // INVARIANT: 2^63 microseconds are 106,751,992 days, which fit an i32.
        Day::from_days(self.0.div_euclid(DAY) as i32)
    }

    /// Reads RFC 3339: a date, `T`, a time of day with seconds, an optional fraction, and `Z` or
    /// an offset. Digits finer than a microsecond are dropped.
    ///
    /// # Errors
    /// A [`TimeError`] that says which part is wrong; also for a leap second, and for an instant
    /// whose offset carries it outside the years 1 to 9999.
    pub fn parse(text: &str) -> Result<Self, TimeError> {
        let bytes = text.as_bytes();
        let (Some(date), Some(time), Some(rest)) = (bytes.get(..10), bytes.get(10..19), bytes.get(19..)) else {
            return Err(FORM);
        };
        if !matches!(time[0], b'T' | b't') || time[3] != b':' || time[6] != b':' {
            return Err(FORM);
        }
        let day = Day::parse_bytes(date).map_err(|it| if matches!(it, TimeError::Form(_)) { FORM } else { it })?;
        let part = |from: usize| number(&time[from..from + 2]).map(|it| it as u8).ok_or(FORM);
        let local = Self::from_civil(day, part(1)?, part(4)?, part(7)?)?;
        let (fraction, zone) = split_fraction(rest)?;
        let utc = Self(local.0 + fraction - offset(zone)?);
        if (1..=9999).contains(&utc.day().civil().0) { Ok(utc) } else { Err(TimeError::Year) }
    }
}

/// `.5Z` → half a second in microseconds and `Z`.
fn split_fraction(rest: &[u8]) -> Result<(i64, &[u8]), TimeError> {
    let Some(digits) = rest.strip_prefix(b".") else { return Ok((0, rest)) };
    let length = digits.iter().take_while(|it| it.is_ascii_digit()).count();
    let (digits, zone) = digits.split_at(length);
    if digits.is_empty() {
        return Err(FORM);
    }
    let micros = (0..6).fold(0, |sum, at| sum * 10 + digits.get(at).map_or(0, |it| i64::from(it - b'0')));
    Ok((micros, zone))
}

/// How far a zone is ahead of UTC, in microseconds.
fn offset(zone: &[u8]) -> Result<i64, TimeError> {
    let (sign, hours, minutes) = match zone {
        [b'Z' | b'z'] => return Ok(0),
        [b'+', h1, h2, b':', m1, m2] => (1, [*h1, *h2], [*m1, *m2]),
        [b'-', h1, h2, b':', m1, m2] => (-1, [*h1, *h2], [*m1, *m2]),
        _ => return Err(FORM),
    };
    let (hours, minutes) = (number(&hours).ok_or(FORM)?, number(&minutes).ok_or(FORM)?);
    if hours > 23 || minutes > 59 {
        return Err(TimeError::Offset);
    }
    Ok(sign * i64::from(hours * 60 + minutes) * 60 * SECOND)
}

/// RFC 3339 in UTC, `2026-03-01T10:00:00Z`; microseconds stand only where they are not zero.
impl fmt::Display for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let within = self.0.rem_euclid(DAY);
        let (seconds, micros) = (within / SECOND, within % SECOND);
        write!(f, "{}T{:02}:{:02}:{:02}", self.day(), seconds / 3600, seconds / 60 % 60, seconds % 60)?;
        if micros != 0 {
            write!(f, ".{micros:06}")?;
        }
        f.write_str("Z")
    }
}

serde_as_text!(Instant, TimeError, "an instant as RFC 3339, for instance 2026-03-01T10:00:00Z");

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn known_instants_read_and_show_the_same() {
        for (text, micros) in [
            ("1970-01-01T00:00:00Z", 0),
            ("2026-03-01T10:00:00Z", 1_772_359_200_000_000),
            ("1969-12-31T23:59:59.999999Z", -1),
            ("0001-01-01T00:00:00Z", -62_135_596_800_000_000),
            ("9999-12-31T23:59:59.999999Z", 253_402_300_799_999_999),
        ] {
            assert_eq!(Instant::parse(text), Ok(Instant::from_micros(micros)), "{text}");
            assert_eq!(Instant::from_micros(micros).to_string(), text);
        }
    }

    #[test]
    fn one_instant_has_many_texts() {
        let ten = Instant::parse("2026-03-01T10:00:00Z");
        for text in [
            "2026-03-01t10:00:00z",
            "2026-03-01T11:00:00+01:00",
            "2026-03-01T04:30:00-05:30",
            "2026-03-02T09:59:00+23:59",
            "2026-03-01T10:00:00-00:00",
            "2026-03-01T10:00:00.000000999Z",
        ] {
            assert_eq!(Instant::parse(text), ten, "{text}");
        }
        assert_eq!(Instant::parse("2026-03-01T10:00:00.5Z").unwrap().since(ten.unwrap()), 500_000);
    }

    #[test]
    fn bad_texts_are_refused_by_name() {
        use TimeError::*;
        for (fault, text, error) in [
            ("empty", "", FORM),
            ("date_only", "2026-03-01", FORM),
            ("no_seconds", "2026-03-01T10:00Z", FORM),
            ("no_zone", "2026-03-01T10:00:00", FORM),
            ("space_for_t", "2026-03-01 10:00:00Z", FORM),
            ("zone_without_colon", "2026-03-01T10:00:00+0100", FORM),
            ("zone_name", "2026-03-01T10:00:00 UTC", FORM),
            ("point_without_digits", "2026-03-01T10:00:00.Z", FORM),
            ("comma_for_point", "2026-03-01T10:00:00,5Z", FORM),
            ("after_the_end", "2026-03-01T10:00:00Zulu", FORM),
            ("letters_in_hours", "2026-03-01Taa:00:00Z", FORM),
            ("cut_within_a_letter", "2026-03-01T10:00:0é", FORM),
            ("hour_24", "2026-03-01T24:00:00Z", TimeOfDay),
            ("minute_60", "2026-03-01T10:60:00Z", TimeOfDay),
            ("leap_second", "2016-12-31T23:59:60Z", TimeOfDay),
            ("offset_24", "2026-03-01T10:00:00+24:00", Offset),
            ("offset_minute_60", "2026-03-01T10:00:00+01:60", Offset),
            ("february_30", "2026-02-30T10:00:00Z", DayOfMonth),
            ("year_zero", "0000-03-01T10:00:00Z", Year),
            ("offset_into_year_zero", "0001-01-01T00:00:00+00:01", Year),
            ("offset_into_year_10000", "9999-12-31T23:59:59-00:01", Year),
        ] {
            assert_eq!(Instant::parse(text), Err(error), "{fault}");
        }
    }

    #[test]
    fn instants_outside_the_written_years_still_show() {
        assert_eq!(Instant::from_micros(i64::MIN).to_string(), "-290308-12-21T19:59:05.224192Z");
        assert_eq!(Instant::from_micros(i64::MAX).day().days(), 106_751_991);
        let day = Instant::from_micros(i64::MAX).day();
        assert_eq!(Instant::from_civil(day, 0, 0, 0), Err(TimeError::Year));
    }

    proptest! {
        #[test]
        fn text_and_micros_are_one_to_one_in_the_written_years(micros in -62_135_596_800_000_000_i64..=253_402_300_799_999_999) {
            let instant = Instant::from_micros(micros);
            prop_assert_eq!(Instant::parse(&instant.to_string()), Ok(instant));
            prop_assert_eq!(serde_json::from_str::<Instant>(&serde_json::to_string(&instant).unwrap()).unwrap(), instant);
        }

        /// The oracle: whole days by the calendar, the rest by plain division.
        #[test]
        fn the_parts_add_up(days in -719_162_i32..2_932_897, hour in 0_u8..24, minute in 0_u8..60, second in 0_u8..60) {
            let day = Day::from_days(days);
            let instant = Instant::from_civil(day, hour, minute, second).unwrap();
            prop_assert_eq!(instant.day(), day);
            prop_assert_eq!(instant.to_string(), format!("{day}T{hour:02}:{minute:02}:{second:02}Z"));
        }

        #[test]
        fn no_text_panics(text in "[0-9TZtz:.+é -]{0,30}") {
            let _ = Instant::parse(&text);
        }
    }
}
