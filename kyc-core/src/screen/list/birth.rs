//! Dates of birth as lists tell them: a closed range of days, and how precisely it was told.

use crate::base::Day;
use std::fmt;

crate::codes! {
    /// How precisely a date was told.
    pub enum Precision {
        /// One day.
        Day = "day",
        /// A month.
        Month = "month",
        /// A year.
        Year = "year",
        /// From one date to another.
        Range = "range",
    }
}

crate::codes! {
    /// Whether the publisher stands by a date.
    pub enum Exactness {
        /// As told.
        Exact = "exact",
        /// About then.
        Circa = "circa",
    }
}

/// A date of birth: the person was born on one of the days from `first` to `last`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Birth {
    first: Day,
    last: Day,
    precision: Precision,
    exactness: Exactness,
}

impl Birth {
    /// Born on that day.
    #[must_use]
    pub const fn on(day: Day) -> Self {
        Self { first: day, last: day, precision: Precision::Day, exactness: Exactness::Exact }
    }

    /// Born in that month. `None` where there is no such month.
    #[must_use]
    pub fn in_month(year: i32, month: u8) -> Option<Self> {
        let first = Day::from_civil(year, month, 1).ok()?;
        let last = (28..=31).rev().find_map(|day| Day::from_civil(year, month, day).ok())?;
        Some(Self { first, last, precision: Precision::Month, exactness: Exactness::Exact })
    }

    /// Born in that year. `None` outside the years 1 to 9999.
    #[must_use]
    pub fn in_year(year: i32) -> Option<Self> {
        let (first, last) = (Day::from_civil(year, 1, 1).ok()?, Day::from_civil(year, 12, 31).ok()?);
        Some(Self { first, last, precision: Precision::Year, exactness: Exactness::Exact })
    }

    /// Born at the earliest as told by one and at the latest as told by the other; either order.
    #[must_use]
    pub fn between(one: Self, other: Self) -> Self {
        let exactness = one.exactness.max(other.exactness);
        let (first, last) = (one.first.min(other.first), one.last.max(other.last));
        let precision = if (first, last) == (one.first, one.last) { one.precision } else { Precision::Range };
        Self { first, last, precision, exactness }
    }

    /// Born on one of the days between these two; a whole month or year is told as such.
    #[must_use]
    pub fn spanning(one: Day, other: Day) -> Self {
        let (first, last) = (one.min(other), one.max(other));
        let (year, month, _) = first.civil();
        let whole = [Self::in_month(year, month), Self::in_year(year)];
        let same = |it: &Self| (it.first, it.last) == (first, last);
        whole.into_iter().flatten().find(same).unwrap_or_else(|| Self::between(Self::on(first), Self::on(last)))
    }

    /// The same, about then. The range stays as told; how much is allowed around it is for the comparison to say.
    #[must_use]
    pub fn about(mut self) -> Self {
        self.exactness = Exactness::Circa;
        self
    }

    /// Born on the civil date of these parts; a part that is none is not known.
    #[must_use]
    pub fn of_parts(year: i32, month: Option<u8>, day: Option<u8>) -> Option<Self> {
        match (month, day) {
            (Some(month), Some(day)) => Day::from_civil(year, month, day).ok().map(Self::on),
            (Some(month), None) => Self::in_month(year, month),
            (None, _) => Self::in_year(year),
        }
    }

    /// The first possible day.
    #[must_use]
    pub const fn first(self) -> Day {
        self.first
    }

    /// The last possible day.
    #[must_use]
    pub const fn last(self) -> Day {
        self.last
    }

    /// How precisely it was told.
    #[must_use]
    pub const fn precision(self) -> Precision {
        self.precision
    }

    /// Whether the publisher stands by it.
    #[must_use]
    pub const fn exactness(self) -> Exactness {
        self.exactness
    }

    /// Reads a date as people write it: `1948-12-10`, `1948-12`, `1948`, `10 Dec 1948`, `Dec 1948`, `10/12/1948`
    /// (day first, as the European publishers write it; `00` is not known), with `circa`, `c.`, `about` or
    /// `approximately` before it, two of them joined by `to`, `-` or `between … and …`. `None` for anything else.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let text = text.trim().trim_end_matches('.').to_lowercase();
        let (text, circa) = without_doubt(&text);
        let text = text.strip_prefix("between ").map_or_else(|| text.to_owned(), |it| it.replacen(" and ", " to ", 1));
        let born = match text.split_once(" to ").or_else(|| text.split_once(" - ")).or_else(|| years(&text)) {
            Some((one, other)) => Self::between(Self::read_one(one)?, Self::read_one(other)?),
            None => Self::read_one(&text)?,
        };
        Some(if circa { born.about() } else { born })
    }

    fn read_one(text: &str) -> Option<Self> {
        let (text, circa) = without_doubt(text.trim());
        let parts: Vec<&str> = text.split(['-', '/', '.', ' ', ',']).filter(|it| !it.is_empty()).collect();
        let born = match parts.as_slice() {
            [year] => Self::in_year(year_of(year)?),
            [month, year] if month_of(month).is_some() => Self::in_month(year_of(year)?, month_of(month)?),
            [year, month] if year.len() == 4 => Self::of_parts(year_of(year)?, some(month)?, None),
            [month, year] => Self::of_parts(year_of(year)?, some(month)?, None),
            [month, day, year] if month_of(month).is_some() => {
                Self::of_parts(year_of(year)?, month_of(month), some(day)?)
            }
            [day, month, year] if month_of(month).is_some() => {
                Self::of_parts(year_of(year)?, month_of(month), some(day)?)
            }
            [year, month, day] if year.len() == 4 => Self::of_parts(year_of(year)?, some(month)?, some(day)?),
            [day, month, year] => Self::of_parts(year_of(year)?, some(month)?, some(day)?),
            _ => None,
        }?;
        Some(if circa { born.about() } else { born })
    }
}

/// A two-year range joined by a bare dash: `1948-1950`.
fn years(text: &str) -> Option<(&str, &str)> {
    let (one, other) = text.split_once('-')?;
    (one.len() == 4 && other.len() == 4 && year_of(one).is_some() && year_of(other).is_some()).then_some((one, other))
}

fn without_doubt(text: &str) -> (&str, bool) {
    let text = text.trim();
    for word in ["circa", "approximately", "approx", "about", "c.", "ca."] {
        if let Some(rest) = text.strip_prefix(word) {
            return (rest.trim_start_matches(['.', ':', ' ']), true);
        }
    }
    (text, false)
}

fn year_of(text: &str) -> Option<i32> {
    let plain = text.len() == 4 && text.bytes().all(|it| it.is_ascii_digit());
    plain.then(|| text.parse().ok()).flatten().filter(|it| *it > 0)
}

/// A part of one or two digits, where `00` is told and not known.
#[expect(clippy::option_option, reason = "outer: readable; inner: known")]
fn some(text: &str) -> Option<Option<u8>> {
    let plain = (1..=2).contains(&text.len()) && text.bytes().all(|it| it.is_ascii_digit());
    let number: u8 = plain.then(|| text.parse().ok()).flatten()?;
    Some((number > 0).then_some(number))
}

fn month_of(text: &str) -> Option<u8> {
    const MONTHS: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let at =
        MONTHS.iter().position(|it| text.len() >= 3 && it.starts_with(text) || text == "sept" && *it == "september")?;
    u8::try_from(at + 1).ok()
}

/// The range, which is what comparisons use.
impl fmt::Display for Birth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, _) = self.first.civil();
        if self.exactness == Exactness::Circa {
            f.write_str("about ")?;
        }
        match self.precision {
            Precision::Day => write!(f, "{}", self.first),
            Precision::Month => write!(f, "{year:04}-{month:02}"),
            Precision::Year => write!(f, "{year:04}"),
            Precision::Range => write!(f, "{} to {}", self.first, self.last),
        }
    }
}

/// Shows how precise the date is, never the date.
impl fmt::Debug for Birth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Birth({}, {})", self.precision, self.exactness)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn dates_are_read_as_publishers_write_them() {
        for (text, shown) in [
            ("1948-12-10", "1948-12-10"),
            ("1948-12", "1948-12"),
            ("1948", "1948"),
            ("10 Dec 1948", "1948-12-10"),
            ("10 December 1948", "1948-12-10"),
            ("Dec 10, 1948", "1948-12-10"),
            ("Dec 1948", "1948-12"),
            ("Sept 1948", "1948-09"),
            ("10/12/1948", "1948-12-10"),
            ("00/12/1948", "1948-12"),
            ("00/00/1948", "1948"),
            ("12/1948", "1948-12"),
            ("circa 1948", "about 1948"),
            ("c. 1948", "about 1948"),
            ("Approximately 1948", "about 1948"),
            ("1948 to 1950", "1948-01-01 to 1950-12-31"),
            ("1948-1950", "1948-01-01 to 1950-12-31"),
            ("Between 1948 and 1950", "1948-01-01 to 1950-12-31"),
            ("circa 1948-1950", "about 1948-01-01 to 1950-12-31"),
            ("01 Jan 1948 to 31 Jan 1948", "1948-01-01 to 1948-01-31"),
        ] {
            assert_eq!(Birth::read(text).map(|it| it.to_string()).as_deref(), Some(shown), "{text}");
        }
    }

    #[test]
    fn what_is_no_date_is_not_read() {
        for text in [
            "",
            "unknown",
            "1948-13-01",
            "31 Feb 1948",
            "48",
            "0000",
            "in 1948 or so",
            "1948-12-10T00:00",
            "-",
            "99/99/1948",
        ] {
            assert_eq!(Birth::read(text), None, "{text}");
        }
    }

    #[test]
    fn a_month_and_a_year_cover_all_their_days() {
        let february = Birth::in_month(2024, 2).unwrap();
        assert_eq!(february.last().to_string(), "2024-02-29");
        let year = Birth::in_year(1948).unwrap();
        assert_eq!((year.first().to_string(), year.last().to_string()), ("1948-01-01".into(), "1948-12-31".into()));
        assert_eq!(Birth::between(year, year).precision(), Precision::Year);
        assert!(!format!("{year:?}").contains("1948"));
    }

    proptest! {
        #[test]
        fn no_text_panics(text in "[0-9a-z /.,-]{0,24}") {
            if let Some(born) = Birth::read(&text) {
                prop_assert!(born.first() <= born.last());
                prop_assert_eq!(Birth::read(&born.to_string()).map(|it| (it.first(), it.last())), Some((born.first(), born.last())));
            }
        }
    }
}
