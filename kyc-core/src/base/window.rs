//! Lengths of time windows: `72h` in, whole microseconds out.
//!
//! Knows how long a window is and which instants share one; not where one begins.

use super::day::TimeError;
use super::instant::Instant;
use super::text::serde_as_text;
use std::fmt;

/// The length of a closed sliding window in event time.
///
/// Two instants are in one window when they are at most this length apart:
/// `last - first <= length`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Window {
    micros: i64,
}

const SECOND: i64 = 1_000_000;
const HOUR: i64 = 3600 * SECOND;
const DAY: i64 = 24 * HOUR;
/// 100 million days: far past any ledger, and far from the end of an i64 of microseconds.
const LONGEST: i64 = 100_000_000 * DAY;

impl Window {
    /// A window of so many microseconds; a negative length is taken as zero.
    #[must_use]
    pub const fn from_micros(micros: i64) -> Self {
        Self { micros: if micros < 0 { 0 } else { micros } }
    }

    /// A window of so many hours.
    #[must_use]
    pub const fn from_hours(hours: u32) -> Self {
        Self { micros: hours as i64 * HOUR }
    }

    /// Its length in microseconds.
    #[must_use]
    pub const fn micros(self) -> i64 {
        self.micros
    }

    /// Whether both instants lie in one window, borders included.
    #[must_use]
    pub const fn holds(self, first: Instant, last: Instant) -> bool {
        last.since(first) <= self.micros
    }

    /// The earliest instant that shares a window with `last`.
    #[must_use]
    pub const fn start(self, last: Instant) -> Instant {
        Instant::from_micros(last.micros().saturating_sub(self.micros))
    }

    /// Reads a whole number and its unit: `90s`, `15m`, `72h`, `30d`.
    ///
    /// A window of zero holds what happens at one instant, and is read.
    ///
    /// # Errors
    /// [`TimeError::Form`] for any other text, [`TimeError::TooLong`] past 100 million days.
    pub fn parse(text: &str) -> Result<Self, TimeError> {
        let form = TimeError::Form("a whole number and s, m, h or d, for instance 72h");
        let Some((number, unit)) = text.split_at_checked(text.len().saturating_sub(1)) else { return Err(form) };
        let unit = match unit {
            "s" => SECOND,
            "m" => 60 * SECOND,
            "h" => HOUR,
            "d" => DAY,
            _ => return Err(form),
        };
        if number.is_empty() || !number.bytes().all(|it| it.is_ascii_digit()) {
            return Err(form);
        }
        let micros = number.parse::<i64>().ok().and_then(|it| it.checked_mul(unit));
        micros.filter(|it| *it <= LONGEST).map(Self::from_micros).ok_or(TimeError::TooLong)
    }
}

/// The largest unit that divides it: `90s`, `15m`, `72h`; days from a week on, `30d`.
///
/// A length that is no whole number of seconds shows a fraction, which rule files cannot write.
impl fmt::Display for Window {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let micros = self.micros;
        let units = [(DAY, 7 * DAY, 'd'), (HOUR, HOUR, 'h'), (60 * SECOND, 60 * SECOND, 'm'), (SECOND, 0, 's')];
        match units.iter().find(|(unit, from, _)| micros >= *from && micros % unit == 0) {
            Some((unit, _, letter)) => write!(f, "{}{letter}", micros / unit),
            None => {
                let fraction = format!("{:06}", micros % SECOND);
                write!(f, "{}.{}s", micros / SECOND, fraction.trim_end_matches('0'))
            }
        }
    }
}

serde_as_text!(Window, TimeError, "a length of time, for instance 72h");

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn lengths_are_read_in_their_unit_and_shown_in_the_largest() {
        for (text, seconds, shown) in [
            ("0s", 0, "0s"),
            ("90s", 90, "90s"),
            ("60s", 60, "1m"),
            ("15m", 900, "15m"),
            ("24h", 86_400, "24h"),
            ("1d", 86_400, "24h"),
            ("72h", 259_200, "72h"),
            ("168h", 604_800, "7d"),
            ("30d", 2_592_000, "30d"),
            ("0030d", 2_592_000, "30d"),
            ("100000000d", 8_640_000_000_000, "100000000d"),
        ] {
            let window = Window::parse(text).unwrap();
            assert_eq!((window.micros(), window.to_string().as_str()), (seconds * SECOND, shown), "{text}");
        }
        assert_eq!(Window::from_micros(1_500_000).to_string(), "1.5s");
    }

    #[test]
    fn bad_lengths_are_refused_by_name() {
        for (fault, text) in [
            ("empty", ""),
            ("no_unit", "72"),
            ("no_number", "h"),
            ("unknown_unit", "2w"),
            ("capital_unit", "72H"),
            ("fraction", "1.5h"),
            ("negative", "-1h"),
            ("plus", "+1h"),
            ("space", "72 h"),
            ("two_units", "1h30m"),
            ("wide_letter_at_the_end", "72é"),
            ("arabic_digits", "٧٢h"),
        ] {
            assert!(matches!(Window::parse(text), Err(TimeError::Form(_))), "{fault}");
        }
        for text in ["100000001d", "2400000001h", "9223372036854775807s", "99999999999999999999d"] {
            assert_eq!(Window::parse(text), Err(TimeError::TooLong), "{text}");
        }
    }

    #[test]
    fn a_window_is_closed_at_both_ends() {
        let (window, at) = (Window::from_hours(1), Instant::from_micros);
        assert!(window.holds(at(0), at(HOUR)));
        assert!(!window.holds(at(0), at(HOUR + 1)));
        assert!(window.holds(window.start(at(5)), at(5)));
        assert_eq!(window.start(at(i64::MIN)), at(i64::MIN));
    }

    proptest! {
        #[test]
        fn what_is_shown_is_read_back(seconds in 0_i64..10_000_000) {
            let window = Window::from_micros(seconds * SECOND);
            prop_assert_eq!(Window::parse(&window.to_string()), Ok(window));
            prop_assert_eq!(serde_json::from_str::<Window>(&serde_json::to_string(&window).unwrap()).unwrap(), window);
        }

        #[test]
        fn the_start_is_the_earliest_instant_of_the_window(length in 0_i64..100, last in -50_i64..50) {
            let (window, last) = (Window::from_micros(length), Instant::from_micros(last));
            let slowly = (-200..=50).map(Instant::from_micros).find(|it| window.holds(*it, last));
            prop_assert_eq!(slowly, Some(window.start(last)));
        }

        #[test]
        fn no_text_panics(text in ".{0,8}") {
            let _ = Window::parse(&text);
        }
    }
}
