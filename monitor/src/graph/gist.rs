//! The little of an edge that excludes most edges: its asset and the rough size of its amount.
//!
//! Eight bytes instead of eighty, so that a search over thousands of legs stays in the cache. What
//! a gist excludes is excluded; what it admits has still to be compared exactly, unless the sizes
//! leave no doubt.

use super::Edge;
use crate::ledger::{Amount, DECIMALS_MAX, SymbolId, Value};

/// What of an edge is asked first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gist {
    /// The asset moved.
    pub asset: SymbolId,
    /// How much, roughly.
    pub size: Size,
}

impl Gist {
    /// The gist of an edge.
    #[inline]
    #[must_use]
    pub fn of(edge: &Edge) -> Self {
        Self { asset: edge.asset, size: Size::of(edge.amount) }
    }
}

/// An amount to 25 binary digits, cut off below. A larger amount never has a smaller size.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Size(u32);

/// Powers of ten, for amounts of up to [`DECIMALS_MAX`] decimals.
pub(crate) const TENS: [u128; DECIMALS_MAX as usize + 1] = {
    let mut tens = [1_u128; DECIMALS_MAX as usize + 1];
    let mut at = 1;
    while at < tens.len() {
        tens[at] = tens[at - 1] * 10;
        at += 1;
    }
    tens
};

/// Binary digits after the leading one.
const FRACTION: u32 = 24;

impl Size {
    /// No amount is smaller.
    pub const LEAST: Self = Self(0);
    /// No amount is larger.
    pub const MOST: Self = Self(u32::MAX);

    /// The size of an amount. Constant time.
    #[must_use]
    pub fn of(amount: Amount) -> Self {
        let finest = TENS[usize::from(DECIMALS_MAX - amount.decimals())];
        match amount.units().checked_mul(finest) {
            Some(whole) => Self::coded(whole, 0),
            None => {
                let (high, low) = product(amount.units(), finest);
                // A high half of few digits is filled up from the low one: 25 digits are enough.
                if high >> FRACTION == 0 { Self::coded(high << 64 | low >> 64, 64) } else { Self::coded(high, 128) }
            }
        }
    }

    /// The size of a value, comparable with those of other values alone. Constant time.
    #[must_use]
    pub fn of_value(value: Value) -> Self {
        Self::coded(u128::from(value.0), 0)
    }

    /// The first digits of an amount of this size, as a whole number of 25 binary digits, and the octave it
    /// lies in; nothing has no digits. `None` in the highest octave, which has no end.
    #[inline]
    pub(crate) const fn digits(self) -> Option<(u32, u32)> {
        match self.0 >> FRACTION {
            _ if self.0 == 0 => Some((0, 0)),
            255 => None,
            octave => Some(((self.0 & ((1 << FRACTION) - 1)) | 1 << FRACTION, octave)),
        }
    }

    /// How many drawers an octave has.
    pub(super) const DRAWERS: u32 = 8;

    /// In which drawer it lies, of all octaves. A larger size never lies in a lower one.
    #[inline]
    pub(super) const fn drawer(self) -> u32 {
        self.0 / ((1 << FRACTION) / Self::DRAWERS)
    }

    /// The octave, and which of its drawers.
    #[inline]
    pub(super) const fn place(self) -> (u32, usize) {
        (self.drawer() / Self::DRAWERS, (self.drawer() % Self::DRAWERS) as usize)
    }

    /// Whether an amount of this size is from `least` to below `above` permille of one of size
    /// `whole`; `None` where that takes the amounts themselves, or cannot be told in few digits.
    #[inline]
    #[must_use]
    pub fn keeps(self, whole: Self, least: u64, above: u64) -> Option<bool> {
        const SPARE: u32 = 10;
        // Beyond that many octaves between the two, or such shares, the products do not fit.
        const OCTAVES: u32 = 10;
        const SHARE: u64 = 1 << 18;
        let (order, other) = (self.0 >> FRACTION, whole.0 >> FRACTION);
        let apart = (order + SPARE).wrapping_sub(other);
        let is_few = apart <= SPARE + OCTAVES && least <= SHARE && above <= SHARE;
        if self.0 == 0 || whole.0 == 0 || order >= 255 || other >= 255 || !is_few {
            return None;
        }
        // Each amount is not below the first and below the second of these, times one power of two.
        let digits = |it: Self| u64::from((it.0 & ((1 << FRACTION) - 1)) | 1 << FRACTION);
        let (part, whole) = (digits(self), digits(whole));
        let ((low, high), (base, top)) = ((part << apart, (part + 1) << apart), (whole << SPARE, (whole + 1) << SPARE));
        if low * 1000 >= top * least && high * 1000 <= base * above {
            return Some(true);
        }
        (high * 1000 <= base * least || low * 1000 >= top * above).then_some(false)
    }

    /// A size that no amount of `part / whole` times one of this size is below.
    #[inline]
    #[must_use]
    pub fn at_least(self, part: u64, whole: u64) -> Self {
        if self.0 == 0 || whole == 0 { Self::LEAST } else { self.times(part, whole, 0) }
    }

    /// A size that no amount of `part / whole` times one of this size is above. Nothing is divided by
    /// zero: that is the most.
    #[inline]
    #[must_use]
    pub fn at_most(self, part: u64, whole: u64) -> Self {
        match whole {
            0 => Self::MOST,
            _ if self.0 == 0 => Self::LEAST,
            _ => self.times(part, whole, 1).max(Self(1 << FRACTION)),
        }
    }

    /// Its least amount times `part / whole`, rounded down, or, with one `more`, that of the next size,
    /// rounded up.
    #[inline]
    fn times(self, part: u64, whole: u64, more: u32) -> Self {
        // The amount is mantissa * 2^exponent, cut off below.
        let mantissa = ((self.0 & ((1 << FRACTION) - 1)) | 1 << FRACTION) + more;
        let exponent = i64::from(self.0 >> FRACTION) - i64::from(FRACTION + 1);
        // All but absurd bounds leave room to spare, and the long division costs more than the rest of a
        // search's look at a leg.
        const SPARE: u32 = 20;
        if part >> (63 - SPARE - FRACTION - 1) == 0 {
            let scaled = (u64::from(mantissa) << SPARE) * part / whole + u64::from(more);
            return Self::shifted_few(scaled, exponent - i64::from(SPARE));
        }
        let scaled = (u128::from(mantissa) << 32) * u128::from(part) / u128::from(whole) + u128::from(more);
        Self::shifted(scaled, exponent - 32)
    }

    /// The size of `whole * 2^exponent`.
    fn coded(whole: u128, exponent: u32) -> Self {
        Self::shifted(whole, i64::from(exponent))
    }

    fn shifted(whole: u128, exponent: i64) -> Self {
        if let Ok(few) = u64::try_from(whole) {
            return Self::shifted_few(few, exponent);
        }
        let more = u64::BITS - (whole >> u64::BITS).leading_zeros().saturating_sub(u64::BITS);
        Self::shifted_few((whole >> more) as u64, exponent + i64::from(more))
    }

    /// The same of a number of 64 bits.
    #[inline]
    fn shifted_few(whole: u64, exponent: i64) -> Self {
        if whole == 0 {
            return Self::LEAST;
        }
        let digits = u64::BITS - whole.leading_zeros();
        // Its first digit in the highest place, which is cut off, and then as many as are kept.
        let fraction = (whole << (u64::BITS - digits)) << 1 >> (u64::BITS - FRACTION);
        match u32::try_from(i64::from(digits) + exponent) {
            Ok(0) | Err(_) if exponent < 0 => Self::LEAST,
            Ok(order) if order < 256 => Self(order << FRACTION | fraction as u32),
            _ => Self::MOST,
        }
    }
}

/// The 256 bits of a product, in halves.
fn product(one: u128, other: u128) -> (u128, u128) {
    const LOW: u128 = u64::MAX as u128;
    let (a, b, c, d) = (one >> 64, one & LOW, other >> 64, other & LOW);
    let (low, left, right) = (b * d, a * d, b * c);
    let middle = (low >> 64) + (left & LOW) + (right & LOW);
    (a * c + (left >> 64) + (right >> 64) + (middle >> 64), middle << 64 | low & LOW)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn amounts() -> impl Strategy<Value = Amount> {
        let units = (any::<u128>(), 0_u32..128).prop_map(|(it, shift)| it >> shift);
        (units, 0_u8..=30).prop_filter_map("fits", |(units, decimals)| Amount::new(units, decimals).ok())
    }

    #[test]
    fn the_ends_of_the_scale_are_ordered() {
        let size = |units, decimals| Size::of(Amount::new(units, decimals).unwrap());
        assert_eq!(size(0, 0), Size::LEAST);
        assert!(size(1, 30) > Size::LEAST && size(2, 30) > size(1, 30));
        assert!(size(u128::MAX, 0) < Size::MOST && size(u128::MAX, 0) > size(u128::MAX, 1));
        assert_eq!(size(10, 1), size(1, 0));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4000))]

        #[test]
        fn a_larger_amount_never_has_a_smaller_size(one in amounts(), other in amounts()) {
            prop_assert_eq!(one.min(other), if one <= other { one } else { other });
            prop_assert!(Size::of(one.min(other)) <= Size::of(one.max(other)));
        }

        #[test]
        fn a_share_of_an_amount_lies_between_the_ends(whole in amounts(), part in amounts(), near in 0_u64..3000) {
            // Both an amount at random and one close to the share that is asked.
            let units = (whole.units() / 1000).checked_mul(u128::from(near));
            let close = units.and_then(|it| Amount::new(it, whole.decimals()).ok());
            for part in [Some(part), close].into_iter().flatten() {
                let Some(share) = part.permille_of(whole).filter(|it| *it < u64::MAX) else { continue };
                let least = Size::of(whole).at_least(share, 1000);
                let most = Size::of(whole).at_most(share + 1, 1000);
                prop_assert!(least <= Size::of(part) && Size::of(part) <= most, "{} of {}", part, whole);
                let least = Size::of(part).at_least(1000, share + 1);
                let most = Size::of(part).at_most(1000, share);
                prop_assert!(least <= Size::of(whole) && Size::of(whole) <= most, "{} in {}", part, whole);
            }
        }

        /// Both an amount at random and one close to a bound, where a size may leave doubt but never err.
        #[test]
        fn what_a_size_keeps_is_kept(
            part in amounts(), whole in amounts(), near in 0_u64..3000, least in 0_u64..2500, more in 0_u64..1500
        ) {
            let units = (whole.units() / 1000).checked_mul(u128::from(near));
            let close = units.and_then(|it| Amount::new(it, whole.decimals()).ok());
            for part in [Some(part), close].into_iter().flatten() {
                let slowly = part.permille_of(whole).is_some_and(|it| least <= it && it < least + more);
                let told = Size::of(part).keeps(Size::of(whole), least, least + more);
                prop_assert!(told.is_none_or(|it| it == slowly), "{} of {}", part, whole);
                if Some(near) == part.permille_of(whole) && least + 1 < near && near + 2 < least + more {
                    prop_assert!(told.is_some() || whole.is_zero(), "{} of {} leaves no doubt", part, whole);
                }
            }
        }
    }
}
