//! Text → [`Amount`] and [`Value`], digit by digit; amount × price → [`Value`].
//!
//! Nothing here is ever a float: what the text writes is what is kept, or it is refused.

use super::amount::DECIMALS_MAX;
use super::wide::Wide;
use super::{Amount, AmountError, Value};

/// Digits after the point of a [`Value`].
const MINOR_DECIMALS: u8 = 2;

/// Reads an exact decimal: digits with an optional point, an optional `e` exponent.
///
/// # Errors
/// [`AmountError`]: negative, not finite, with separators of thousands, not a number at all, or
/// beyond what 128 bits and 30 decimals hold without rounding.
pub fn parse_amount(text: &str) -> Result<Amount, AmountError> {
    match short(text.as_bytes()) {
        Some(amount) => Ok(amount),
        None => long(text.trim_ascii().as_bytes()),
    }
}

/// Reads a value of the reporting currency: an exact decimal, rounded half to even to minor units
/// where it has more than two decimals.
///
/// # Errors
/// As [`parse_amount`]; [`AmountError::TooLarge`] also beyond 64 bits of minor units.
pub fn parse_value(text: &str) -> Result<Value, AmountError> {
    in_minor_units(parse_amount(text)?)
}

/// An amount of the reporting currency itself, rounded half to even to minor units.
///
/// # Errors
/// [`AmountError::TooLarge`] beyond 64 bits of minor units.
pub(super) fn in_minor_units(amount: Amount) -> Result<Value, AmountError> {
    rounded(Wide::of(amount.units()), amount.decimals())
}

/// What an amount is worth at a price per whole unit, rounded half to even to minor units.
///
/// # Errors
/// [`AmountError::TooLarge`] beyond 64 bits of minor units.
pub(super) fn worth(amount: Amount, price: Amount) -> Result<Value, AmountError> {
    rounded(Wide::of(amount.units()).times_wide(price.units()), amount.decimals() + price.decimals())
}

/// `units / 10^decimals` in minor units, half to even.
fn rounded(mut units: Wide, decimals: u8) -> Result<Value, AmountError> {
    if decimals < MINOR_DECIMALS {
        units = units.times_ten_to(MINOR_DECIMALS - decimals);
    }
    let (mut last, mut below) = (0, false);
    for _ in MINOR_DECIMALS..decimals {
        below |= last != 0;
        (units, last) = units.tenth();
    }
    let whole = units.narrow().ok_or(AmountError::TooLarge)?;
    let up = last > 5 || (last == 5 && (below || whole % 2 == 1));
    whole.checked_add(u64::from(up)).map(Value).ok_or(AmountError::TooLarge)
}

/// The common case: at most 18 digits, one point, no exponent. `None` leaves it to [`long`].
#[inline]
pub(super) fn short(text: &[u8]) -> Option<Amount> {
    let (mut units, mut rest) = digits(0, text);
    let mut count = text.len() - rest.len();
    let mut decimals = 0;
    if let [b'.', fraction @ ..] = rest {
        (units, rest) = digits(units, fraction);
        decimals = fraction.len() - rest.len();
        count += decimals;
    }
    if !rest.is_empty() {
        return None;
    }
    if !(1..=18).contains(&count) {
        return None;
    }
    while decimals > 0 && units.is_multiple_of(10) {
        units /= 10;
        decimals -= 1;
    }
    Some(Amount::shortest(u128::from(units), decimals as u8))
}

/// Digits written behind a number: what they make together, and what follows them.
#[inline]
pub(super) fn digits(mut number: u64, text: &[u8]) -> (u64, &[u8]) {
    let mut rest = text;
    while let [byte, after @ ..] = rest {
        let digit = byte.wrapping_sub(b'0');
        if digit > 9 {
            break;
        }
        number = number.wrapping_mul(10).wrapping_add(u64::from(digit));
        rest = after;
    }
    (number, rest)
}

/// Every other way to write a decimal. Zeros are multiplied in only when a digit follows them,
/// so that neither leading nor trailing zeros count against the limits.
fn long(text: &[u8]) -> Result<Amount, AmountError> {
    let text = match text {
        [] => return Err(AmountError::Empty),
        [b'-', rest @ ..] => return negative(rest),
        [b'+', rest @ ..] => rest,
        _ => text,
    };
    let (mut units, mut zeros, mut fraction) = (0_u128, 0_u32, 0_i64);
    let (mut any, mut point, mut rest) = (false, false, text);
    while let [byte, after @ ..] = rest {
        match byte {
            b'0' => zeros = zeros.saturating_add(1),
            b'1'..=b'9' => {
                units = push(units, zeros, byte - b'0')?;
                zeros = 0;
            }
            b'.' if !point => {
                (point, rest) = (true, after);
                continue;
            }
            b'e' | b'E' if any => break,
            _ => return Err(word(text)),
        }
        any = true;
        fraction += i64::from(point);
        rest = after;
    }
    if !any {
        return Err(word(text));
    }
    let exponent = match rest {
        [_, after @ ..] => exponent(after).ok_or_else(|| word(text))?,
        [] => 0,
    };
    scaled(units, exponent - fraction + i64::from(zeros))
}

/// What stands behind a minus sign: nothing is no less than nothing.
fn negative(rest: &[u8]) -> Result<Amount, AmountError> {
    let starts = rest.first().is_some_and(|it| it.is_ascii_digit() || *it == b'.');
    match long(if starts { rest } else { b"" }) {
        Ok(zero) if zero.is_zero() => Ok(zero),
        _ => Err(if is_number(rest) { AmountError::Negative } else { word(rest) }),
    }
}

fn push(units: u128, zeros: u32, digit: u8) -> Result<u128, AmountError> {
    if units == 0 {
        return Ok(u128::from(digit));
    }
    let scale = 10_u128.checked_pow(zeros.saturating_add(1)).ok_or(AmountError::TooLarge)?;
    units.checked_mul(scale).and_then(|it| it.checked_add(u128::from(digit))).ok_or(AmountError::TooLarge)
}

/// `units × 10^exponent`, where `units` has no zero at its end.
fn scaled(units: u128, exponent: i64) -> Result<Amount, AmountError> {
    if units == 0 {
        return Ok(Amount::shortest(0, 0));
    }
    if exponent < 0 {
        let decimals = u8::try_from(-exponent).ok().filter(|it| *it <= DECIMALS_MAX).ok_or(AmountError::TooLarge)?;
        return Ok(Amount::shortest(units, decimals));
    }
    let scale = u32::try_from(exponent).ok().and_then(|it| 10_u128.checked_pow(it)).ok_or(AmountError::TooLarge)?;
    units.checked_mul(scale).map(|it| Amount::shortest(it, 0)).ok_or(AmountError::TooLarge)
}

/// A whole number of at most nine digits, with a sign.
fn exponent(text: &[u8]) -> Option<i64> {
    let (negative, digits) = match text {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        _ => (false, text),
    };
    if digits.is_empty() || digits.len() > 9 || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let size = digits.iter().fold(0, |sum, it| sum * 10 + i64::from(it - b'0'));
    Some(if negative { -size } else { size })
}

fn is_number(text: &[u8]) -> bool {
    text.iter().any(u8::is_ascii_digit)
        && text.iter().all(|it| matches!(it, b'0'..=b'9' | b'.' | b',' | b'e' | b'E' | b'+' | b'-'))
}

/// What to say of a text that is not a plain decimal.
fn word(text: &[u8]) -> AmountError {
    let digits = text.iter().any(u8::is_ascii_digit);
    let separated = text.iter().any(|it| matches!(it, b',' | b' ' | b'\'' | b'_'));
    let plain = text.iter().all(|it| matches!(it, b'0'..=b'9' | b'.' | b',' | b' ' | b'\'' | b'_'));
    if digits && separated && plain {
        return AmountError::Separated;
    }
    let lower = text.to_ascii_lowercase();
    if matches!(lower.as_slice(), b"nan" | b"inf" | b"infinity") {
        AmountError::NotFinite
    } else {
        AmountError::NotANumber
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check(text: &str, expected: &str) {
        assert_eq!(parse_amount(text).unwrap().to_string(), expected, "{text}");
    }

    #[test]
    fn exact_decimals_are_kept_exactly() {
        check("9500", "9500");
        check("0.00000001", "0.00000001");
        check("601.4110330", "601.411033");
        check("1000000000000000000000000000001", "1000000000000000000000000000001");
        check("340282366920938463463374607431768211455", "340282366920938463463374607431768211455");
        check("0.000000000000000000000000000001", "0.000000000000000000000000000001");
        check("1.00000000000000000000000000000000000000000000000000", "1");
        check("000000000000000000000000000000000000000000000000012.5", "12.5");
        check("1e-7", "0.0000001");
        check("1.5E+3", "1500");
        check("2500e-2", "25");
        check("0e999999999", "0");
        check("+5", "5");
        check(".5", "0.5");
        check("5.", "5");
        check(" 7 ", "7");
        check("-0", "0");
        check("-0.00", "0");
        check("-.0e5", "0");
    }

    #[test]
    fn what_is_not_an_amount_is_refused_for_its_reason() {
        for (text, fault) in [
            ("", AmountError::Empty),
            ("-1", AmountError::Negative),
            ("-0.01", AmountError::Negative),
            ("-+0", AmountError::Negative),
            ("-", AmountError::NotANumber),
            ("-1,000.5", AmountError::Negative),
            ("NaN", AmountError::NotFinite),
            ("inf", AmountError::NotFinite),
            ("-Infinity", AmountError::NotFinite),
            ("1,000.50", AmountError::Separated),
            ("9500,5", AmountError::Separated),
            ("1 000", AmountError::Separated),
            ("1'000", AmountError::Separated),
            ("1_000", AmountError::Separated),
            ("ten", AmountError::NotANumber),
            ("10 USDT", AmountError::NotANumber),
            ("0x10", AmountError::NotANumber),
            ("1.2.3", AmountError::NotANumber),
            (".", AmountError::NotANumber),
            ("e5", AmountError::NotANumber),
            ("1e", AmountError::NotANumber),
            ("1e5e5", AmountError::NotANumber),
            ("--1", AmountError::Negative),
            ("1e39", AmountError::TooLarge),
            ("1e999999999", AmountError::TooLarge),
            ("1e-31", AmountError::TooLarge),
            ("340282366920938463463374607431768211456", AmountError::TooLarge),
        ] {
            assert_eq!(parse_amount(text), Err(fault), "{text}");
        }
    }

    #[test]
    fn values_are_rounded_half_to_even() {
        for (text, minor) in [
            ("9500", 950_000),
            ("0.5", 50),
            ("1.005", 100),
            ("1.015", 102),
            ("1.0050000000000000000001", 101),
            ("1.0049999999999999999999", 100),
            ("184467440737095516.15", u64::MAX),
        ] {
            assert_eq!(parse_value(text), Ok(Value(minor)), "{text}");
        }
        assert_eq!(parse_value("184467440737095516.16"), Err(AmountError::TooLarge));
    }

    #[test]
    fn wei_times_a_price_does_not_overflow() {
        let amount = parse_amount("120000000.123456789012345678").unwrap();
        let price = parse_amount("2500.125").unwrap();
        assert_eq!(worth(amount, price), Ok(Value(30_001_500_030_866)));
        let fine = parse_amount("0.000000000000000000000000000001").unwrap();
        assert_eq!(worth(fine, fine), Ok(Value(0)));
    }

    proptest! {
        #[test]
        fn the_short_way_agrees_with_the_long_one(text in "[0-9.]{0,20}") {
            if let Some(amount) = short(text.as_bytes()) {
                prop_assert_eq!(Ok(amount), long(text.as_bytes()));
            }
        }

        #[test]
        fn a_written_amount_is_read_back(units in any::<u128>(), decimals in 0_u8..=30) {
            let amount = Amount::new(units, decimals).unwrap();
            prop_assert_eq!(parse_amount(&amount.to_string()), Ok(amount));
        }

        #[test]
        fn worth_agrees_with_whole_numbers(units in 0_u128..1 << 60, price in 0_u128..1 << 40, places in 0_u8..6) {
            let (amount, each) = (Amount::new(units, places).unwrap(), Amount::new(price, 2).unwrap());
            let (product, scale) = (units * price, 10_u128.pow(u32::from(places)));
            let (whole, rest) = (product / scale, product % scale);
            let up = rest * 2 > scale || (rest * 2 == scale && whole % 2 == 1);
            let expected = u64::try_from(whole + u128::from(up)).map(Value).map_err(|_| AmountError::TooLarge);
            prop_assert_eq!(worth(amount, each), expected);
        }
    }
}
