//! Dates of a zone: six characters and the day of reading in, a day with its century out.
//!
//! ICAO Doc 9303-3 section 4.8: YYMMDD, fillers for what is unknown of a birth. The century is
//! not printed; it follows from the day on which the document is read, which is an argument.

use crate::base::{Day, TimeError};

/// Six characters of a date as printed. `Debug` shows them not: a date of birth is personal.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct ZoneDate([u8; 6]);

/// A date of which month or day may be unknown.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct PartialDate {
    /// The year with its century.
    pub year: i32,
    /// The month from 1, if known.
    pub month: Option<u8>,
    /// The day of the month from 1, if known; never known without the month.
    pub day: Option<u8>,
}

/// Why six characters are no date.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DateFault {
    /// The kind of document has no such field.
    #[error("the date is not printed")]
    NotPrinted,
    /// Fillers where the year belongs.
    #[error("the year is unknown")]
    Unknown,
    /// A letter among the digits, or a filler beside a digit.
    #[error("the date is not of the form YYMMDD")]
    Form,
    /// No such month or day.
    #[error("the calendar has no such day")]
    NoSuchDay,
}

/// How far ahead an expiry may lie. Doc 9303 sets no limit; passports are valid for ten years,
/// some cards for fifteen. Twice that leaves room; a day further ahead is read as long past.
const EXPIRY_YEARS_AHEAD: i32 = 30;

impl PartialDate {
    /// The first day it can mean.
    ///
    /// # Errors
    /// A [`TimeError`] where the calendar has no such day.
    pub fn earliest(self) -> Result<Day, TimeError> {
        Day::from_civil(self.year, self.month.unwrap_or(1), self.day.unwrap_or(1))
    }

    /// The last day it can mean.
    ///
    /// # Errors
    /// As [`PartialDate::earliest`].
    pub fn latest(self) -> Result<Day, TimeError> {
        match (self.month, self.day) {
            (Some(month), Some(day)) => Day::from_civil(self.year, month, day),
            (Some(month), None) if month < 12 => {
                let next = Day::from_civil(self.year, month + 1, 1)?;
                Ok(next.plus_days(-1).unwrap_or(next))
            }
            _ => Day::from_civil(self.year, 12, 31),
        }
    }

    /// Whether a day is one it can mean.
    #[must_use]
    pub fn holds(self, day: Day) -> Option<Day> {
        let (year, month, of_month) = day.civil();
        let fits = |known: Option<u8>, it: u8| known.is_none_or(|known| known == it);
        (self.year == year && fits(self.month, month) && fits(self.day, of_month)).then_some(day)
    }
}

impl ZoneDate {
    pub(super) fn of(text: &[u8]) -> Self {
        let mut characters = [b'<'; 6];
        characters.iter_mut().zip(text).for_each(|(to, from)| *to = *from);
        Self(characters)
    }

    /// A day of birth, in the latest century that puts no part of it after `at`.
    ///
    /// Fillers and `00` stand for an unknown month or day. Someone of a hundred years or more
    /// is taken for a child: a zone cannot tell them apart, [`ZoneDate::fits_birth`] can.
    ///
    /// # Errors
    /// A [`DateFault`]. Constant time.
    pub fn birth(self, at: Day) -> Result<PartialDate, DateFault> {
        let (year, month, day) = self.numbers()?;
        let now = at.civil().0;
        let century = now - now.rem_euclid(100);
        let of = |century: i32| PartialDate { year: century + i32::from(year), month, day };
        // 29 February may exist in one century and not in the other.
        let found = [of(century), of(century - 100)].into_iter().find(|it| it.earliest().is_ok_and(|it| it <= at));
        found.ok_or(DateFault::NoSuchDay)
    }

    /// A day of expiry: the year lies less than seventy years before `at` and at most thirty after it.
    ///
    /// A card without end, printed as year 99 by some issuers, is therefore read as long expired
    /// rather than as valid.
    ///
    /// # Errors
    /// A [`DateFault`]; a day of expiry has no unknown parts. Constant time.
    pub fn expiry(self, at: Day) -> Result<Day, DateFault> {
        let (year, Some(month), Some(day)) = self.numbers()? else { return Err(DateFault::Form) };
        let last = at.civil().0 + EXPIRY_YEARS_AHEAD;
        let year = last - (last - i32::from(year)).rem_euclid(100);
        Day::from_civil(year, month, day).map_err(|_| DateFault::NoSuchDay)
    }

    /// Whether a day can be the one printed, whatever its century; what is unknown fits.
    ///
    /// # Errors
    /// [`DateFault::Form`] where what is printed is no date.
    pub fn fits_birth(self, day: Day) -> Result<DateFit, DateFault> {
        let (year, month, of_month) = match self.numbers() {
            Err(DateFault::Unknown) => return Ok(DateFit::AsFarAsKnown),
            other => other?,
        };
        let (day_year, day_month, day_of_month) = day.civil();
        let fits = |known: Option<u8>, it: u8| known.is_none_or(|known| known == it);
        let same =
            day_year.rem_euclid(100) == i32::from(year) && fits(month, day_month) && fits(of_month, day_of_month);
        Ok(match (same, of_month) {
            (false, _) => DateFit::Differs,
            (true, Some(_)) => DateFit::Same,
            (true, None) => DateFit::AsFarAsKnown,
        })
    }

    /// Whether some century has the day.
    pub(super) fn exists(self) -> Result<(), DateFault> {
        let (year, month, day) = self.numbers()?;
        let of = |century: i32| PartialDate { year: century + i32::from(year), month, day };
        let known = [1900, 2000].into_iter().any(|it| of(it).earliest().is_ok());
        if known { Ok(()) } else { Err(DateFault::NoSuchDay) }
    }

    /// Year of the century, month and day; `None` for an unknown one.
    fn numbers(self) -> Result<(u8, Option<u8>, Option<u8>), DateFault> {
        let [a, b, c, d, e, f] = self.0;
        let year = pair(a, b)?.ok_or(DateFault::Unknown)?;
        let known = |it: Option<u8>| it.filter(|it| *it != 0);
        let (month, day) = (known(pair(c, d)?), known(pair(e, f)?));
        if day.is_some() && month.is_none() {
            return Err(DateFault::Form);
        }
        if month.is_some_and(|it| it > 12) || day.is_some_and(|it| it > 31) {
            return Err(DateFault::NoSuchDay);
        }
        Ok((year, month, day))
    }
}

/// How a day and a printed date of birth go together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DateFit {
    /// The same day of the same year of some century.
    Same,
    /// The same as far as it is printed: month or day are unknown.
    AsFarAsKnown,
    /// Another day.
    Differs,
}

/// Two digits; `None` for two fillers.
fn pair(tens: u8, ones: u8) -> Result<Option<u8>, DateFault> {
    match (tens, ones) {
        (b'<', b'<') => Ok(None),
        (b'0'..=b'9', b'0'..=b'9') => Ok(Some((tens - b'0') * 10 + (ones - b'0'))),
        _ => Err(DateFault::Form),
    }
}

impl std::fmt::Debug for ZoneDate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ZoneDate(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(text: &str) -> Day {
        Day::parse(text).unwrap()
    }

    fn birth(text: &str, at: &str) -> Result<String, DateFault> {
        let date = ZoneDate::of(text.as_bytes()).birth(day(at))?;
        let part = |it: Option<u8>| it.map_or("??".to_owned(), |it| format!("{it:02}"));
        Ok(format!("{}-{}-{}", date.year, part(date.month), part(date.day)))
    }

    #[test]
    fn a_birth_never_lies_after_the_day_of_reading() {
        for (text, at, read) in [
            ("740812", "2026-11-24", "1974-08-12"),
            ("261124", "2026-11-24", "2026-11-24"),
            ("261125", "2026-11-24", "1926-11-25"),
            ("000229", "2026-11-24", "2000-02-29"),
            ("991231", "1999-12-31", "1999-12-31"),
            ("000101", "1999-12-31", "1900-01-01"),
            ("7408<<", "2026-11-24", "1974-08-??"),
            ("74<<<<", "2026-11-24", "1974-??-??"),
            ("740800", "2026-11-24", "1974-08-??"),
            ("740000", "2026-11-24", "1974-??-??"),
            ("26<<<<", "2026-11-24", "2026-??-??"),
            ("2612<<", "2026-11-24", "1926-12-??"),
        ] {
            assert_eq!(birth(text, at).as_deref(), Ok(read), "{text} at {at}");
        }
    }

    #[test]
    fn what_is_no_birth_is_refused_by_name() {
        use DateFault::*;
        for (fault, text, error) in [
            ("all_unknown", "<<<<<<", Unknown),
            ("year_unknown", "<<0812", Unknown),
            ("month_unknown_and_day_known", "74<<12", Form),
            ("half_a_filler", "7<0812", Form),
            ("letter", "74O812", Form),
            ("month_13", "741301", NoSuchDay),
            ("day_32", "740132", NoSuchDay),
            ("february_30", "740230", NoSuchDay),
            ("february_29_of_common_years_both_ways", "990229", NoSuchDay),
        ] {
            assert_eq!(birth(text, "2026-11-24"), Err(error), "{fault}");
        }
    }

    #[test]
    fn an_expiry_lies_less_than_seventy_years_back_and_at_most_thirty_ahead() {
        for (text, read) in [
            ("120415", "2012-04-15"),
            ("360101", "2036-01-01"),
            ("561231", "2056-12-31"),
            ("570101", "1957-01-01"),
            ("990101", "1999-01-01"),
        ] {
            assert_eq!(ZoneDate::of(text.as_bytes()).expiry(day("2026-11-24")), Ok(day(read)), "{text}");
        }
        for (text, error) in [
            ("<<<<<<", DateFault::Unknown),
            ("1204<<", DateFault::Form),
            ("120400", DateFault::Form),
            ("12O415", DateFault::Form),
            ("120431", DateFault::NoSuchDay),
        ] {
            assert_eq!(ZoneDate::of(text.as_bytes()).expiry(day("2026-11-24")), Err(error), "{text}");
        }
    }

    #[test]
    fn a_partial_date_holds_its_days() {
        let february = PartialDate { year: 2024, month: Some(2), day: None };
        assert_eq!((february.earliest(), february.latest()), (Ok(day("2024-02-01")), Ok(day("2024-02-29"))));
        let year = PartialDate { year: 1974, month: None, day: None };
        assert_eq!((year.earliest(), year.latest()), (Ok(day("1974-01-01")), Ok(day("1974-12-31"))));
        assert!(february.holds(day("2024-02-29")).is_some() && february.holds(day("2024-03-01")).is_none());
    }

    proptest! {
        #[test]
        fn a_birth_is_found_again_for_a_hundred_years(days in -20_000_i32..40_000, age in 0_i32..36_500) {
            let at = Day::from_days(days);
            let born = Day::from_days(days - age);
            let (year, month, of_month) = born.civil();
            let text = format!("{:02}{month:02}{of_month:02}", year.rem_euclid(100));
            let zone = ZoneDate::of(text.as_bytes());
            prop_assert_eq!(zone.birth(at).map(|it| it.earliest()), Ok(Ok(born)));
            prop_assert_eq!(zone.fits_birth(born), Ok(DateFit::Same));
        }

        #[test]
        fn no_six_characters_panic(text in "[A-Z0-9<]{6}", at in -10_000_i32..40_000) {
            let (zone, at) = (ZoneDate::of(text.as_bytes()), Day::from_days(at));
            if let Ok(date) = zone.birth(at) {
                prop_assert!(date.earliest().unwrap() <= at && date.earliest().unwrap() <= date.latest().unwrap());
                prop_assert!(date.earliest().is_ok_and(|it| zone.fits_birth(it) != Ok(DateFit::Differs)));
            }
            let _ = zone.expiry(at);
        }
    }
}
