//! Figures of hit lines as people read them: the notation of machines in, words out.
//!
//! Knows the units of the table of quantities; computes nothing.

use super::lines::{AskedLine, MeasuredLine};
use super::words::{clean, grouped};
use tidegate_monitor::pattern::{Answer, Bound, Figure, Quantity, QuantityRow, Unit};
use tidegate_monitor::rule::show;

/// The row of the table that a name stands for.
pub(crate) fn quantity(name: &str) -> Option<&'static QuantityRow> {
    Quantity::table().iter().find(|it| it.name == name)
}

/// What was observed, in words.
pub(crate) fn observed(it: &MeasuredLine, currency: &str) -> String {
    match (&it.observed, &it.at_least) {
        (Some(figure), _) => words(&it.what, figure, currency),
        (None, Some(least)) => format!("at least {}", words(&it.what, least, currency)),
        (None, None) => "unknown".to_owned(),
    }
}

/// What was asked, in words; empty where nothing was.
pub(crate) fn asked(what: &str, asked: &AskedLine, currency: &str) -> String {
    let end = |it: &String| words(what, it, currency);
    match (&asked.min, &asked.max) {
        (None, None) => String::new(),
        (Some(min), None) => format!("at least {}", end(min)),
        (None, Some(max)) => format!("at most {}", end(max)),
        (Some(min), Some(max)) if min == max => format!("exactly {}", end(min)),
        (Some(min), Some(max)) => format!("{} to {}", end(min), end(max)),
    }
}

/// Whether what was observed lies within what was asked; `None` where nothing was asked, or too little is known.
pub(crate) fn holds(it: &MeasuredLine) -> Option<bool> {
    let unit = quantity(&it.what)?.unit;
    if it.asked == AskedLine::default() {
        return None;
    }
    let end = |text: &Option<String>| text.as_ref().map(|it| read(unit, it).ok_or(())).transpose().ok();
    let bound = Bound { min: end(&it.asked.min)?, max: end(&it.asked.max)? };
    match bound.judge(known(unit, it)) {
        Answer::Holds => Some(true),
        Answer::Fails => Some(false),
        Answer::Unknown => None,
    }
}

/// What is known of a figure of a line.
pub(crate) fn known(unit: Unit, it: &MeasuredLine) -> Figure {
    let number = |text: &Option<String>| text.as_ref().and_then(|it| read(unit, it));
    match (number(&it.observed), number(&it.at_least)) {
        (Some(it), _) => Figure::Exact(it),
        (None, Some(it)) => Figure::AtLeast(it),
        (None, None) => Figure::Unknown,
    }
}

fn words(what: &str, figure: &str, currency: &str) -> String {
    match quantity(what).and_then(|row| Some((row, read(row.unit, figure)?))) {
        Some((row, number)) if row.unit == Unit::Count => grouped(number),
        Some((row, number)) => show(row.quantity, Figure::Exact(number), currency),
        None => clean(figure),
    }
}

/// A figure of a line as the whole number of its unit; `None` where it is not in that notation.
pub(crate) fn read(unit: Unit, figure: &str) -> Option<u64> {
    match unit {
        Unit::Count => figure.parse().ok(),
        Unit::Money => scaled(figure, 2),
        Unit::Share => scaled(figure, 3),
        Unit::Duration => duration(figure),
    }
}

fn scaled(figure: &str, decimals: usize) -> Option<u64> {
    let (whole, fraction) = figure.split_once('.').unwrap_or((figure, ""));
    (fraction.len() <= decimals).then(|| format!("{whole}{fraction:0<decimals$}").parse().ok())?
}

/// `P3DT4H5M6.5S` in microseconds.
fn duration(figure: &str) -> Option<u64> {
    let (mut sum, mut number) = (0_u64, String::new());
    let mut in_time = false;
    for it in figure.strip_prefix('P')?.chars() {
        let unit: u64 = match it {
            'T' if number.is_empty() => {
                in_time = true;
                continue;
            }
            '0'..='9' | '.' => {
                number.push(it);
                continue;
            }
            'D' if !in_time => 86_400,
            'H' if in_time => 3_600,
            'M' if in_time => 60,
            'S' if in_time => 1,
            _ => return None,
        };
        sum = sum.checked_add(scaled(&std::mem::take(&mut number), 6)?.checked_mul(unit)?)?;
    }
    number.is_empty().then_some(sum)
}

#[cfg(test)]
mod tests {
    use super::*;
    use tidegate_monitor::rule::figure;

    #[test]
    fn every_figure_is_read_back() {
        for row in Quantity::table() {
            for number in [0, 1, 7, 999, 1000, 93_000, 3_600_000_000, 97_200_000_000, 90_061_000_001] {
                let text = figure(row.quantity, number);
                assert_eq!(read(row.unit, &text), Some(number), "{}: {text}", row.name);
            }
        }
    }

    #[test]
    fn what_is_no_figure_is_shown_as_it_is() {
        for bad in ["", "P", "3 days", "PT5", "P5H", "1.2.3", "-4", "9.9999", "PT99999999999999999999S"] {
            let unit = Unit::Duration;
            assert!(matches!(read(unit, bad), None | Some(0)), "{bad}");
        }
        assert_eq!(words("no_such_quantity", "a\u{1b}b", "EUR"), "a\\u{1b}b");
    }

    #[test]
    fn bounds_are_said_in_words() {
        let ask = |min: Option<&str>, max: Option<&str>| {
            asked("count", &AskedLine { min: min.map(str::to_owned), max: max.map(str::to_owned) }, "EUR")
        };
        assert_eq!(ask(Some("3"), None), "at least 3");
        assert_eq!(ask(None, Some("1200")), "at most 1,200");
        assert_eq!(ask(Some("3"), Some("5")), "3 to 5");
        assert_eq!(ask(Some("3"), Some("3")), "exactly 3");
        assert_eq!(ask(None, None), "");
    }

    #[test]
    fn a_bound_holds_at_both_of_its_ends() {
        let line = |observed: Option<&str>| MeasuredLine {
            what: "kept_share".to_owned(),
            observed: observed.map(str::to_owned),
            at_least: None,
            since: None,
            asked: AskedLine { min: Some("0.800".to_owned()), max: Some("1.000".to_owned()) },
        };
        for (observed, expected) in [("0.799", false), ("0.800", true), ("1.000", true), ("1.001", false)] {
            assert_eq!(holds(&line(Some(observed))), Some(expected), "{observed}");
        }
        assert_eq!(holds(&line(None)), None);
        // The least that is known decides alone where no value that is missing can change it.
        let least = |text: &str, asked: (Option<&str>, Option<&str>)| {
            let asked = AskedLine { min: asked.0.map(str::to_owned), max: asked.1.map(str::to_owned) };
            MeasuredLine { what: "total".to_owned(), at_least: Some(text.to_owned()), asked, ..line(None) }
        };
        for (known, asked, expected) in [
            ("7.00", (Some("7.00"), None), Some(true)),
            ("7.00", (Some("7.01"), None), None),
            ("7.00", (None, Some("9.00")), None),
            ("7.00", (None, Some("6.99")), Some(false)),
        ] {
            assert_eq!(holds(&least(known, asked)), expected, "{known} {asked:?}");
        }
        assert_eq!(observed(&least("1234.00", (None, None)), "EUR"), "at least 1234.00 EUR");
    }
}
