//! Numbers as decimal digits behind other bytes: what `Display` writes, without its machinery, for
//! answers of a million rows.

use itoa::Buffer;

/// Appends a whole number.
#[inline]
pub fn push_whole(bytes: &mut Vec<u8>, number: u64) {
    bytes.extend_from_slice(Buffer::new().format(number).as_bytes());
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
    let (mut buffer, places) = (Buffer::new(), usize::from(decimals));
    // Numbers of 64 bits need no division of 128.
    let digits = match u64::try_from(units) {
        Ok(short) => buffer.format(short).as_bytes(),
        Err(_) => buffer.format(units).as_bytes(),
    };
    match digits.split_at_checked(digits.len().wrapping_sub(places)) {
        Some((whole, [])) => bytes.extend_from_slice(whole),
        Some((whole @ [_, ..], fraction)) => {
            bytes.extend_from_slice(whole);
            bytes.push(b'.');
            bytes.extend_from_slice(fraction);
        }
        _ => {
            bytes.extend_from_slice(b"0.");
            bytes.resize(bytes.len() + places - digits.len(), b'0');
            bytes.extend_from_slice(digits);
        }
    }
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
