//! Figures as text: what a rule file writes becomes whole units, whole units become words.
//!
//! Counts are plain, money is minor units of the reporting currency, shares are permille,
//! durations are microseconds. No floats anywhere.

use crate::pattern::{Figure, Quantity, Unit};

/// The longest duration a rule may write: a hundred years, so that no sum of instants overflows.
const DAYS_MAX: u64 = 36_525;
const SECOND: u64 = 1_000_000;
/// Two decimals: money in minor units.
pub(super) const MONEY: u32 = 2;
/// Three decimals: shares in permille.
pub(super) const SHARE: u32 = 3;

/// A plain decimal such as `9000` or `0.85`, in units of its last allowed decimal.
/// `None` for signs, spaces, exponents, more decimals, or more than a `u64` holds.
pub(super) fn read_decimal(text: &str, decimals: u32) -> Option<u64> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |it: &str| !it.is_empty() && it.bytes().all(|it| it.is_ascii_digit());
    if !digits(whole) || !digits(fraction) {
        return None;
    }
    let kept = fraction.trim_end_matches('0');
    let missing = decimals.checked_sub(u32::try_from(kept.len()).ok()?)?;
    let part = if kept.is_empty() { 0 } else { kept.parse::<u64>().ok()? };
    let scaled = whole.parse::<u64>().ok()?.checked_mul(10_u64.checked_pow(decimals)?)?;
    scaled.checked_add(part.checked_mul(10_u64.checked_pow(missing)?)?)
}

/// A duration `<integer>(s|m|h|d)` in microseconds; `None` beyond a hundred years.
pub(super) fn read_duration(text: &str) -> Option<u64> {
    let seconds = match text.as_bytes().last()? {
        b's' => 1,
        b'm' => 60,
        b'h' => 3_600,
        b'd' => 86_400,
        _ => return None,
    };
    let number = text.get(..text.len() - 1).filter(|it| it.bytes().all(|it| it.is_ascii_digit()))?;
    let micros = number.parse::<u64>().ok()?.checked_mul(seconds)?.checked_mul(SECOND)?;
    (micros <= DAYS_MAX * 86_400 * SECOND).then_some(micros)
}

/// A figure as a machine reads it: count `3`, money `29000.00`, share `0.930`, duration `PT72H`.
#[must_use]
pub fn figure(quantity: Quantity, observed: u64) -> String {
    match quantity.row().unit {
        Unit::Count => observed.to_string(),
        Unit::Money => format!("{}.{:02}", observed / 100, observed % 100),
        Unit::Share => format!("{}.{:03}", observed / 1000, observed % 1000),
        Unit::Duration => iso(observed),
    }
}

/// A figure as people read it: `3`, `29000.00 EUR`, `93 %`, `3 days 4 h`, `at least 7.00 EUR`, `an unknown total`.
#[must_use]
pub fn show(quantity: Quantity, observed: Figure, currency: &str) -> String {
    let row = quantity.row();
    let words = |it: u64| match row.unit {
        Unit::Count => it.to_string(),
        Unit::Money => show_money(it, currency),
        Unit::Share if it.is_multiple_of(10) => format!("{} %", it / 10),
        Unit::Share => format!("{}.{} %", it / 10, it % 10),
        Unit::Duration => show_duration(it),
    };
    match (observed.exact(), observed.at_least()) {
        (Some(it), _) => words(it),
        (None, Some(it)) => format!("at least {}", words(it)),
        (None, None) => format!("an unknown {}", row.name.replace('_', " ")),
    }
}

/// Money as people read it.
pub(super) fn show_money(minor: u64, currency: &str) -> String {
    format!("{}.{:02} {currency}", minor / 100, minor % 100)
}

/// A duration in its two largest units, rounded down: `3 days 4 h`, `5 min 3 s`, `less than 1 s`.
pub(super) fn show_duration(micros: u64) -> String {
    if micros < SECOND {
        return if micros == 0 { "0 s".to_owned() } else { "less than 1 s".to_owned() };
    }
    let seconds = micros / SECOND;
    let days = seconds / 86_400;
    let parts = [
        (days, if days == 1 { "day" } else { "days" }),
        (seconds / 3_600 % 24, "h"),
        (seconds / 60 % 60, "min"),
        (seconds % 60, "s"),
    ];
    let first = parts.iter().position(|it| it.0 > 0).unwrap_or(3);
    let shown: Vec<_> = parts.iter().skip(first).take(2).filter(|it| it.0 > 0).collect();
    shown.iter().map(|(number, unit)| format!("{number} {unit}")).collect::<Vec<_>>().join(" ")
}

/// ISO 8601 in hours, minutes and seconds, exact to the microsecond.
fn iso(micros: u64) -> String {
    let (seconds, fraction) = (micros / SECOND, micros % SECOND);
    let mut text = "PT".to_owned();
    for (number, unit) in [(seconds / 3_600, 'H'), (seconds / 60 % 60, 'M')] {
        if number > 0 {
            text.push_str(&format!("{number}{unit}"));
        }
    }
    if fraction > 0 {
        let digits = format!("{fraction:06}");
        text.push_str(&format!("{}.{}S", seconds % 60, digits.trim_end_matches('0')));
    } else if seconds % 60 > 0 || text == "PT" {
        text.push_str(&format!("{}S", seconds % 60));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn decimals_are_exact_or_refused() {
        let cases: &[(&str, Option<u64>)] = &[
            ("9000", Some(900_000)),
            ("9000.5", Some(900_050)),
            ("0.01", Some(1)),
            ("0.010000", Some(1)),
            ("0.001", None),
            ("", None),
            (".5", None),
            ("5.", None),
            ("-1", None),
            ("+1", None),
            ("1e3", None),
            ("1_000", None),
            ("184467440737095516.15", Some(u64::MAX)),
            ("184467440737095516.16", None),
            ("99999999999999999999", None),
        ];
        for (text, asked) in cases {
            assert_eq!(read_decimal(text, MONEY), *asked, "{text}");
        }
    }

    #[test]
    fn durations_have_one_unit() {
        assert_eq!(read_duration("72h"), Some(72 * 3_600 * SECOND));
        assert_eq!(read_duration("3d"), read_duration("72h"));
        assert_eq!(read_duration("90s"), Some(90 * SECOND));
        for bad in ["", "h", "72", "72 h", "-1h", "+1h", "1.5h", "3w", "36526d", "99999999999999999999d", "１h"] {
            assert_eq!(read_duration(bad), None, "{bad}");
        }
    }

    #[test]
    fn figures_read_well_for_people_and_for_machines() {
        let check = |quantity, observed, machine: &str, people: &str| {
            assert_eq!(figure(quantity, observed), machine);
            assert_eq!(show(quantity, Figure::Exact(observed), "EUR"), people);
        };
        check(Quantity::Count, 5, "5", "5");
        check(Quantity::Total, 2_900_000, "29000.00", "29000.00 EUR");
        check(Quantity::Total, 7, "0.07", "0.07 EUR");
        check(Quantity::KeptShare, 930, "0.930", "93 %");
        check(Quantity::KeptShare, 1_005, "1.005", "100.5 %");
        check(Quantity::Span, 72 * 3_600 * SECOND, "PT72H", "3 days");
        check(Quantity::Span, 76 * 3_600 * SECOND, "PT76H", "3 days 4 h");
        check(Quantity::Span, 303 * SECOND, "PT5M3S", "5 min 3 s");
        check(Quantity::Span, 86_400 * SECOND + 59, "PT24H0.000059S", "1 day");
        check(Quantity::Span, 250_000, "PT0.25S", "less than 1 s");
        check(Quantity::Span, 0, "PT0S", "0 s");
        assert_eq!(show(Quantity::Total, Figure::Unknown, "EUR"), "an unknown total");
        assert_eq!(show(Quantity::Total, Figure::AtLeast(0), "EUR"), "an unknown total");
        assert_eq!(show(Quantity::Total, Figure::AtLeast(700), "EUR"), "at least 7.00 EUR");
        assert_eq!(show(Quantity::IdleBefore, Figure::Absent, "EUR"), "an unknown idle before");
    }

    proptest! {
        #[test]
        fn money_written_is_money_read(minor: u64) {
            prop_assert_eq!(read_decimal(&figure(Quantity::Total, minor), MONEY), Some(minor));
            prop_assert_eq!(read_decimal(&figure(Quantity::Spread, minor), SHARE), Some(minor));
        }
    }
}
