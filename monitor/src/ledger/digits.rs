//! Numbers as decimal digits behind other bytes: what `Display` writes, without its machinery, for
//! answers of a million rows.

/// Digits of the largest number of 64 bits.
const DIGITS: usize = 20;

/// Appends a whole number.
#[inline]
pub fn push_whole(bytes: &mut Vec<u8>, number: u64) {
    let mut digits = [b'0'; DIGITS];
    let start = fill(&mut digits, number);
    bytes.extend_from_slice(&digits[start.min(DIGITS - 1)..]);
}

/// Appends `units / 10^decimals` with exactly so many digits after the point, and no point where
/// there are none.
///
/// ```
/// let mut bytes = b"EUR ".to_vec();
/// tidegate_monitor::ledger::push_decimal(&mut bytes, 2_900_007, 2);
/// assert_eq!(bytes, b"EUR 29000.07");
/// ```
pub fn push_decimal(bytes: &mut Vec<u8>, units: u128, decimals: u8) {
    let places = usize::from(decimals);
    let (true, Ok(short)) = (places < DIGITS, u64::try_from(units)) else {
        let digits = format!("{units:0>width$}", width = places + 1);
        let (whole, fraction) = digits.split_at(digits.len() - places);
        return push_parts(bytes, whole.as_bytes(), fraction.as_bytes());
    };
    let mut digits = [b'0'; DIGITS];
    let start = fill(&mut digits, short);
    let point = DIGITS - places;
    push_parts(bytes, &digits[start.min(point - 1)..point], &digits[point..]);
}

fn push_parts(bytes: &mut Vec<u8>, whole: &[u8], fraction: &[u8]) {
    bytes.extend_from_slice(whole);
    if !fraction.is_empty() {
        bytes.push(b'.');
        bytes.extend_from_slice(fraction);
    }
}

/// Writes a number at the end of a row of zeros, and gives where it begins; nothing of zero.
#[inline]
fn fill(digits: &mut [u8; DIGITS], mut number: u64) -> usize {
    let mut at = DIGITS;
    while number > 0 {
        at -= 1;
        digits[at] = b'0' + (number % 10) as u8;
        number /= 10;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::{Amount, Value};
    use proptest::prelude::*;

    fn shown(push: impl FnOnce(&mut Vec<u8>)) -> String {
        let mut bytes = Vec::new();
        push(&mut bytes);
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn the_ends_are_written_as_they_are() {
        for number in [0, 1, 9, 10, u64::MAX] {
            assert_eq!(shown(|it| push_whole(it, number)), number.to_string());
        }
        for (units, decimals, text) in [
            (0, 0, "0"),
            (0, 2, "0.00"),
            (7, 2, "0.07"),
            (u128::from(u64::MAX), 19, "1.8446744073709551615"),
            (u128::from(u64::MAX), 20, "0.18446744073709551615"),
            (1, 30, "0.000000000000000000000000000001"),
            (u128::MAX, 0, "340282366920938463463374607431768211455"),
        ] {
            assert_eq!(shown(|it| push_decimal(it, units, decimals)), text);
        }
    }

    proptest! {
        /// The oracle is `Display`.
        #[test]
        fn digits_are_what_display_writes(units: u128, cut in 0_u32..128, decimals in 0_u8..=30, minor: u64) {
            let units = units >> cut;
            prop_assert_eq!(shown(|it| push_whole(it, units as u64)), (units as u64).to_string());
            prop_assert_eq!(shown(|it| push_decimal(it, u128::from(minor), 2)), Value(minor).to_string());
            if let Ok(amount) = Amount::new(units, decimals) {
                prop_assert_eq!(shown(|it| push_decimal(it, amount.units(), amount.decimals())), amount.to_string());
            }
        }
    }
}
