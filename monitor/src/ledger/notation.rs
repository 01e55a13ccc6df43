//! Amounts as the tables of many countries write them → exact amounts.
//!
//! What can mean only one thing is read, what can mean two is refused. Knows points and commas; knows no country.

use super::decimal::parse_amount;
use super::{Amount, AmountError};

/// What stands before the decimals of a source's amounts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Decimal {
    /// A point; in tables split by semicolons or tabs, as spreadsheets of many countries write them, whatever each
    /// cell says for certain.
    Auto,
    /// A point, and commas may part thousands: `1,234.56`.
    Point,
    /// A comma, and points may part thousands: `1.234,56`.
    Comma,
}

/// How the amounts of a source are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Notation {
    /// With a point before decimals and nothing between thousands.
    Plain,
    /// With a point before decimals and perhaps commas between thousands.
    Point,
    /// With a comma before decimals and perhaps points between thousands.
    Comma,
    /// As each cell says for certain.
    Open,
}

const NAMES: [(Decimal, &str); 3] = [(Decimal::Auto, "auto"), (Decimal::Point, "point"), (Decimal::Comma, "comma")];

impl Decimal {
    /// The notation of this name; `None` if there is none.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        NAMES.iter().find(|it| it.1.eq_ignore_ascii_case(name)).map(|it| it.0)
    }

    /// Every name that [`Decimal::parse`] takes.
    pub fn names() -> impl Iterator<Item = &'static str> {
        NAMES.iter().map(|it| it.1)
    }

    /// The notation of a table that is split so.
    pub(super) const fn of_table(self, delimiter: u8) -> Notation {
        match self {
            Self::Auto if matches!(delimiter, b';' | b'\t') => Notation::Open,
            Self::Auto => Notation::Plain,
            Self::Point => Notation::Point,
            Self::Comma => Notation::Comma,
        }
    }
}

/// Reads an amount in this notation.
///
/// # Errors
/// As [`parse_amount`]; [`AmountError::Ambiguous`] where the notation is not known and a point or a comma may part
/// thousands or decimals; [`AmountError::Misgrouped`] where a point in the notation of commas does not part thousands.
pub(super) fn amount(text: &str, notation: Notation) -> Result<Amount, AmountError> {
    let text = text.trim_ascii();
    match notation {
        Notation::Plain => return parse_amount(text),
        Notation::Point => return pointed(text),
        Notation::Comma | Notation::Open => {}
    }
    if let Some(rest) = text.strip_prefix('-').filter(|it| !it.starts_with('-')) {
        // Nothing is no less than nothing.
        return amount(rest, notation).ok().filter(|it| it.is_zero()).map_or_else(|| parse_amount(text), Ok);
    }
    let (number, exponent) = text.find(['e', 'E']).map_or((text, ""), |at| text.split_at(at));
    let number = number.strip_prefix('+').unwrap_or(number);
    let is_plain =
        !number.contains(MARKS) || !number.bytes().all(|it| it.is_ascii_digit() || matches!(it, b'.' | b','));
    if is_plain {
        return parse_amount(text);
    }
    let (points, commas) = (number.matches('.').count(), number.matches(',').count());
    let last = if number.rfind('.') > number.rfind(',') { '.' } else { ',' };
    let before_decimals = match (points, commas) {
        (1.., 1..) => Some(last),
        (1, 0) | (0, 1) if exponent.is_empty() && may_part_thousands(number) => match notation {
            Notation::Comma => Some(',').filter(|_| commas > 0),
            _ => return Err(AmountError::Ambiguous),
        },
        (1, 0) | (0, 1) => Some(last),
        _ => None,
    };
    let (whole, fraction) = before_decimals.and_then(|it| number.rsplit_once(it)).unwrap_or((number, ""));
    let other = before_decimals == Some('.') || (before_decimals.is_none() && commas > 0);
    if notation == Notation::Comma && (other || !is_grouped(whole)) {
        return Err(AmountError::Misgrouped);
    }
    if !is_grouped(whole) {
        return parse_amount(text);
    }
    let mut plain: String = whole.chars().filter(char::is_ascii_digit).collect();
    plain.push('.');
    plain.push_str(fraction);
    plain.push_str(exponent);
    parse_amount(&plain)
}

/// An amount with a point before decimals, and perhaps commas between thousands.
fn pointed(text: &str) -> Result<Amount, AmountError> {
    let read = parse_amount(text);
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    if read != Err(AmountError::Separated) || fraction.contains(',') || !is_grouped(whole.trim_start_matches('+')) {
        return read;
    }
    parse_amount(&text.replace(',', ""))
}

const MARKS: [char; 2] = ['.', ','];

/// Whether the only mark of a number may part a thousand: `9.500`, but neither `0.500` nor `9.50`.
fn may_part_thousands(number: &str) -> bool {
    number.split_once(MARKS).is_some_and(|(whole, rest)| is_first_group(whole) && rest.len() == 3)
}

fn is_first_group(digits: &str) -> bool {
    (1..=3).contains(&digits.len()) && !digits.starts_with('0') && digits.bytes().all(|it| it.is_ascii_digit())
}

/// Whether digits stand in groups of three, parted by one kind of mark, or in one piece.
fn is_grouped(whole: &str) -> bool {
    let Some(mark) = whole.chars().find(|it| MARKS.contains(it)) else { return true };
    let mut groups = whole.split(mark);
    let first = groups.next().is_some_and(is_first_group);
    first && groups.all(|it| it.len() == 3 && it.bytes().all(|it| it.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(notation: Notation, cases: &[(&str, Result<&str, AmountError>)]) {
        for (text, expected) in cases {
            let found = amount(text, notation).map(|it| it.to_string());
            assert_eq!(found, expected.map(str::to_owned), "{text}");
        }
    }

    #[test]
    fn what_can_mean_one_thing_only_is_read_in_tables_of_semicolons() {
        let plain = [
            ("12,50", "12.5"),
            ("1.234,56", "1234.56"),
            ("1,234.56", "1234.56"),
            ("9.50", "9.5"),
            ("0.123", "0.123"),
            ("0,123", "0.123"),
            ("1.234.567,8", "1234567.8"),
            ("12.345.678", "12345678"),
            ("1,234,567", "1234567"),
            ("1234.500", "1234.5"),
            ("1.500000000000000000", "1.5"),
            ("1,5E+3", "1500"),
            ("1.500E+3", "1500"),
            ("9500", "9500"),
            ("+12,5", "12.5"),
            (",5", "0.5"),
            ("5,", "5"),
        ];
        check(Notation::Open, &plain.map(|(text, read)| (text, Ok(read))));
    }

    #[test]
    fn what_can_mean_two_things_is_refused_until_the_notation_is_known() {
        check(Notation::Open, &["9.500", "1.500", "9,500", "999.000"].map(|it| (it, Err(AmountError::Ambiguous))));
        check(Notation::Comma, &[("9.500", Ok("9500")), ("9,500", Ok("9.5")), ("12.345.678", Ok("12345678"))]);
        check(Notation::Plain, &[("9.500", Ok("9.5")), ("9,500", Err(AmountError::Separated))]);
        check(Notation::Point, &[("9.500", Ok("9.5")), ("9,500", Ok("9500"))]);
    }

    #[test]
    fn a_comma_before_decimals_leaves_points_for_thousands() {
        check(
            Notation::Comma,
            &[("1.234,56", Ok("1234.56")), ("12,50", Ok("12.5")), ("0,5", Ok("0.5")), ("7", Ok("7"))],
        );
        let wrong = ["9.50", "0.500", "1,234.56", "1,234,567", "1.23.456", "12.34,5", "1234.567"];
        check(Notation::Comma, &wrong.map(|it| (it, Err(AmountError::Misgrouped))));
    }

    #[test]
    fn a_point_before_decimals_leaves_commas_for_thousands() {
        let read = [("1,234.56", "1234.56"), ("1,234,567", "1234567"), ("+12,345.6", "12345.6"), ("1,000", "1000")];
        check(Notation::Point, &read.map(|(text, read)| (text, Ok(read))));
        check(Notation::Point, &[("9.50", Ok("9.5")), ("0.123", Ok("0.123")), ("1.5e3", Ok("1500"))]);
        let wrong =
            ["12,50", "1,23,456", "1.234,56", "0,123", "1234,567", "1,234,56.7", "1.234,567", ",123", "1,234 567"];
        check(Notation::Point, &wrong.map(|it| (it, Err(AmountError::Separated))));
        check(
            Notation::Point,
            &[("-1,234.56", Err(AmountError::Negative)), ("1,234.5.6", Err(AmountError::NotANumber))],
        );
    }

    #[test]
    fn nothing_is_no_negative_amount() {
        for notation in [Notation::Plain, Notation::Point, Notation::Comma, Notation::Open] {
            check(notation, &[("-0", Ok("0")), ("--0", Err(AmountError::Negative))]);
        }
        check(Notation::Comma, &[("-0,00", Ok("0")), ("-0,01", Err(AmountError::Negative))]);
        check(Notation::Open, &[("-0.000", Ok("0")), ("-0,00", Ok("0")), ("-9.500", Err(AmountError::Negative))]);
    }

    #[test]
    fn what_is_no_number_is_refused_as_ever() {
        for notation in [Notation::Open, Notation::Comma] {
            check(
                notation,
                &[
                    ("", Err(AmountError::Empty)),
                    ("-9.500", Err(AmountError::Negative)),
                    ("-1,5", Err(AmountError::Negative)),
                    ("1 200,50", Err(AmountError::Separated)),
                    ("12,5 EUR", Err(AmountError::NotANumber)),
                ],
            );
        }
        check(Notation::Open, &[("1.2.3", Err(AmountError::NotANumber)), ("1,2,3", Err(AmountError::Separated))]);
        check(Notation::Open, &[("0.123.456", Err(AmountError::NotANumber)), (",", Err(AmountError::NotANumber))]);
    }

    #[test]
    fn only_semicolons_and_tabs_leave_the_notation_open() {
        for (delimiter, found) in
            [(b',', Notation::Plain), (b'|', Notation::Plain), (b';', Notation::Open), (b'\t', Notation::Open)]
        {
            assert_eq!(Decimal::Auto.of_table(delimiter), found);
            assert_eq!(Decimal::Comma.of_table(delimiter), Notation::Comma);
            assert_eq!(Decimal::Point.of_table(delimiter), Notation::Point);
        }
    }
}
