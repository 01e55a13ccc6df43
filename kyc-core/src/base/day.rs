//! Civil days of the Gregorian calendar: `YYYY-MM-DD` in, a count of days since 1970-01-01 out.
//!
//! The calendar runs unchanged into the past (proleptic), as in ISO 8601. Knows no time zone:
//! a day is a line in a document or a file, not a stretch of time somewhere.

use super::text::{number, serde_as_text};
use std::fmt;

/// A civil day: days since 1970-01-01, negative before it.
///
/// Texts and civil dates of the years 1 to 9999 are read, which is what documents and exports
/// can write. Days far outside can arise from arithmetic; they are still ordered, and show
/// with a signed year.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(i32);

/// Why a text is not a day, an instant or a window. Carries nothing of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TimeError {
    /// The text has another shape.
    #[error("is not of the form {0}")]
    Form(&'static str),
    /// No year from 1 to 9999.
    #[error("the year is not from 0001 to 9999")]
    Year,
    /// No month from 1 to 12.
    #[error("the month is not from 01 to 12")]
    Month,
    /// No such day in that month of that year.
    #[error("the month has no such day")]
    DayOfMonth,
    /// No time of day; a leap second is none, since instants count 86,400 seconds a day.
    #[error("the time of day is not from 00:00:00 to 23:59:59")]
    TimeOfDay,
    /// No offset from UTC.
    #[error("the offset from UTC is not from -23:59 to +23:59")]
    Offset,
    /// A window longer than can be counted.
    #[error("the length is more than 100000000 days")]
    TooLong,
}

const DAY_FORM: TimeError = TimeError::Form("YYYY-MM-DD");
/// Days of 400 years: 400 × 365 + 97 leap days.
const DAYS_OF_400_YEARS: i64 = 146_097;
/// Days from 0000-03-01 to 1970-01-01.
const MARCH_ZERO_TO_EPOCH: i64 = 719_468;

impl Day {
    /// The day so many days after (or before) 1970-01-01.
    #[must_use]
    pub const fn from_days(days: i32) -> Self {
        Self(days)
    }

    /// Days since 1970-01-01.
    #[must_use]
    pub const fn days(self) -> i32 {
        self.0
    }

    /// The day of a civil date.
    ///
    /// # Errors
    /// [`TimeError::Year`], [`TimeError::Month`] or [`TimeError::DayOfMonth`], the first that is wrong.
    pub fn from_civil(year: i32, month: u8, day: u8) -> Result<Self, TimeError> {
        if !(1..=9999).contains(&year) {
            return Err(TimeError::Year);
        }
        if !(1..=12).contains(&month) {
            return Err(TimeError::Month);
        }
        if day == 0 || day > month_length(year, month) {
            return Err(TimeError::DayOfMonth);
        }
        // Years that begin in March put the leap day last, so that a month's start does not depend on the year.
        let (year, month) = (i64::from(year) - i64::from(month <= 2), i64::from(month));
        let from_march = (month + 9) % 12;
        let day_of_year = (from_march * 153 + 2) / 5 + i64::from(day) - 1;
        let days = year * 365 + year / 4 - year / 100 + year / 400 + day_of_year - MARCH_ZERO_TO_EPOCH;
        i32::try_from(days).map(Self).map_err(|_| TimeError::Year)
    }

    /// The civil date: year, month from 1, day from 1. Constant time.
    #[must_use]
    pub fn civil(self) -> (i32, u8, u8) {
        let days = i64::from(self.0) + MARCH_ZERO_TO_EPOCH;
        let (cycle, day) = (days.div_euclid(DAYS_OF_400_YEARS), days.rem_euclid(DAYS_OF_400_YEARS));
        // Take out the leap days passed so far; what is left is a plain count of 365-day years.
        let year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365;
        let day_of_year = day - (year * 365 + year / 4 - year / 100);
        let from_march = (day_of_year * 5 + 2) / 153;
        let day_of_month = day_of_year - (from_march * 153 + 2) / 5 + 1;
        let month = (from_march + 2) % 12 + 1;
        let year = year + cycle * 400 + i64::from(month <= 2);
        // INVARIANT: an i32 of days is below 5.9 million years; month is 1..=12, day 1..=31.
        (i32::try_from(year).unwrap_or(i32::MAX), month as u8, day_of_month as u8)
    }

    /// Reads `YYYY-MM-DD`, and nothing else.
    ///
    /// # Errors
    /// A [`TimeError`] that says which part is wrong.
    pub fn parse(text: &str) -> Result<Self, TimeError> {
        Self::parse_bytes(text.as_bytes())
    }

    pub(super) fn parse_bytes(text: &[u8]) -> Result<Self, TimeError> {
        if text.len() != 10 || text[4] != b'-' || text[7] != b'-' {
            return Err(DAY_FORM);
        }
        let part = |from: usize, to: usize| number(&text[from..to]).ok_or(DAY_FORM);
        let (year, month, day) = (part(0, 4)?, part(5, 7)?, part(8, 10)?);
        // INVARIANT: four digits fit an i32, two digits fit a u8.
        Self::from_civil(year as i32, month as u8, day as u8)
    }

    /// The day so many days later, or earlier for a negative count; `None` beyond ±5.8 million years.
    #[must_use]
    pub fn plus_days(self, days: i32) -> Option<Self> {
        self.0.checked_add(days).map(Self)
    }

    /// Days from `earlier` to `self`; negative when `self` is the earlier one.
    #[must_use]
    pub const fn since(self, earlier: Self) -> i64 {
        self.0 as i64 - earlier.0 as i64
    }
}

fn is_leap(year: i32) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

fn month_length(year: i32, month: u8) -> u8 {
    match month {
        2 if is_leap(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.civil();
        if (0..=9999).contains(&year) {
            write!(f, "{year:04}-{month:02}-{day:02}")
        } else {
            write!(f, "{year:+05}-{month:02}-{day:02}")
        }
    }
}

impl fmt::Debug for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

serde_as_text!(Day, TimeError, "a day as YYYY-MM-DD");

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The oracle: the calendar walked day by day from its first day, with the rules as they are taught.
    struct Calendar {
        year: i32,
        month: u8,
        day: u8,
    }

    impl Calendar {
        fn next(&mut self) {
            let long = [31, if Self::leap(self.year) { 29 } else { 28 }, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
            self.day += 1;
            if self.day > long[usize::from(self.month) - 1] {
                (self.month, self.day) = (self.month + 1, 1);
            }
            if self.month > 12 {
                (self.year, self.month) = (self.year + 1, 1);
            }
        }

        fn leap(year: i32) -> bool {
            if year % 400 == 0 {
                return true;
            }
            if year % 100 == 0 {
                return false;
            }
            year % 4 == 0
        }
    }

    #[test]
    fn every_day_of_the_years_1_to_9999_agrees_with_the_walked_calendar() {
        let mut calendar = Calendar { year: 1, month: 1, day: 1 };
        let mut days = -719_162; // 0001-01-01, checked below by arriving at the epoch
        let mut epochs = 0;
        while calendar.year <= 9999 {
            let day = Day::from_days(days);
            assert_eq!(day.civil(), (calendar.year, calendar.month, calendar.day));
            assert_eq!(Day::from_civil(calendar.year, calendar.month, calendar.day), Ok(day));
            epochs += i32::from(days == 0 && day.civil() == (1970, 1, 1));
            calendar.next();
            days += 1;
        }
        assert_eq!((days, epochs), (2_932_897, 1), "the walk passes the epoch and ends at 10000-01-01");
    }

    #[test]
    fn known_days_have_their_known_numbers() {
        for (text, days) in [
            ("1970-01-01", 0),
            ("2000-03-01", 11_017),
            ("1969-12-31", -1),
            ("2026-03-01", 20_513),
            ("2024-02-29", 19_782),
        ] {
            assert_eq!(Day::parse(text).map(Day::days), Ok(days), "{text}");
            assert_eq!(Day::from_days(days).to_string(), text);
        }
    }

    #[test]
    fn bad_texts_are_refused_by_name() {
        use TimeError::*;
        for (fault, text, error) in [
            ("empty", "", DAY_FORM),
            ("two_digit_year", "26-03-01", DAY_FORM),
            ("five_digit_year", "12026-03-01", DAY_FORM),
            ("slashes", "2026/03/01", DAY_FORM),
            ("no_dashes", "20260301", DAY_FORM),
            ("one_digit_month", "2026-3-001", DAY_FORM),
            ("sign_in_a_number", "2026-+3-01", DAY_FORM),
            ("space_before", " 2026-03-1", DAY_FORM),
            ("newline_after", "2026-03-01\n", DAY_FORM),
            ("time_after", "2026-03-01T00:00:00Z", DAY_FORM),
            ("arabic_digits", "٢٠٢٦-03", DAY_FORM),
            ("year_zero", "0000-01-01", Year),
            ("month_zero", "2026-00-10", Month),
            ("month_thirteen", "2026-13-10", Month),
            ("day_zero", "2026-01-00", DayOfMonth),
            ("day_32", "2026-01-32", DayOfMonth),
            ("april_31", "2026-04-31", DayOfMonth),
            ("february_29_of_a_common_year", "2025-02-29", DayOfMonth),
            ("february_29_of_a_century", "1900-02-29", DayOfMonth),
        ] {
            assert_eq!(Day::parse(text), Err(error), "{fault}");
        }
        assert!(Day::parse("2000-02-29").is_ok(), "every fourth century is a leap year");
    }

    #[test]
    fn days_beyond_the_written_years_show_with_a_sign() {
        let last = Day::parse("9999-12-31").unwrap();
        assert_eq!(last.plus_days(1).unwrap().to_string(), "+10000-01-01");
        assert_eq!(Day::from_days(-719_529).to_string(), "-0001-12-31");
        assert_eq!(Day::from_days(i32::MAX).plus_days(1), None);
        assert_eq!(Day::from_days(i32::MIN).civil().0, -5_877_641);
    }

    #[test]
    fn serde_speaks_the_written_day() {
        let day = Day::parse("2026-03-01").unwrap();
        assert_eq!(serde_json::to_string(&day).unwrap(), "\"2026-03-01\"");
        assert_eq!(serde_json::from_str::<Day>("\"2026-03-01\"").unwrap(), day);
        let error = serde_json::from_str::<Day>("\"2026-02-30\"").unwrap_err().to_string();
        assert!(error.starts_with("the month has no such day"), "{error}");
    }

    proptest! {
        #[test]
        fn order_of_days_is_order_of_texts(a in -719_162_i32..2_932_897, b in -719_162_i32..2_932_897) {
            let (a, b) = (Day::from_days(a), Day::from_days(b));
            prop_assert_eq!(a.cmp(&b), a.to_string().cmp(&b.to_string()));
            prop_assert_eq!(Day::parse(&a.to_string()), Ok(a));
            prop_assert_eq!(b.plus_days(i32::try_from(a.since(b)).unwrap()), Some(a));
        }

        #[test]
        fn no_text_panics(text in ".{0,12}") {
            let _ = Day::parse(&text);
        }
    }
}
