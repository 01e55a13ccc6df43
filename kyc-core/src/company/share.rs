//! Shares of ownership: percentages as publishers write them in, exact fractions and ranges out.
//!
//! No rounding anywhere: thirds of thirds stay what they are, and a share that has to reach a bound reaches it
//! or does not. A bound of a range may be open ("more than 25 %"): it is kept as a number and a step beside it
//! that is smaller than any number.

use dashu_int::{IBig, UBig};
use dashu_ratio::RBig;
use std::cmp::Ordering;
use std::fmt;
use std::ops::{Add, Mul, Sub};

/// A number, and how far beside it: `25 + 1ε` is more than 25 and less than any number above it.
///
/// Of `ε` only what is needed to compare is kept: its square is nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bound {
    value: RBig,
    beside: RBig,
}

/// Why a text is no percentage. Carries nothing of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PercentError {
    /// Not a decimal number of at most 40 digits.
    #[error("is not a decimal number of at most 40 digits")]
    Form,
    /// Below 0 or above 100.
    #[error("is not from 0 to 100")]
    OutOfRange,
}

/// The most digits that a percentage may have; registers write up to twenty.
const DIGITS_MAX: usize = 40;

impl Bound {
    /// Nothing.
    pub const ZERO: Self = Self { value: RBig::ZERO, beside: RBig::ZERO };
    /// The whole.
    pub const ONE: Self = Self { value: RBig::ONE, beside: RBig::ZERO };

    /// So many of a whole.
    ///
    /// ```
    /// use tidegate_kyc_core::company::Bound;
    /// let third = Bound::of(1, 3);
    /// assert_eq!(third.clone() + third.clone() + third, Bound::ONE);
    /// ```
    #[must_use]
    pub fn of(part: u32, whole: u32) -> Self {
        let value = RBig::from_parts(IBig::from(part), UBig::from(whole.max(1)));
        Self { value, beside: RBig::ZERO }
    }

    /// Reads a percentage as JSON or people write it: `25`, `33.3`, `2.5e1`; 100 is the whole.
    ///
    /// # Errors
    /// [`PercentError`].
    pub fn percent(text: &str) -> Result<Self, PercentError> {
        let (digits, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
        let exponent: i32 =
            exponent.parse().ok().filter(|it: &i32| it.unsigned_abs() <= 40).ok_or(PercentError::Form)?;
        let (sign, digits) = digits.strip_prefix('-').map_or((1, digits), |it| (-1, it));
        let (whole, part) = digits.split_once('.').unwrap_or((digits, "0"));
        let all = format!("{whole}{part}");
        let fits = !whole.is_empty() && !part.is_empty() && all.bytes().all(|it| it.is_ascii_digit());
        if !fits || all.len() > DIGITS_MAX {
            return Err(PercentError::Form);
        }
        let number: UBig = all.parse().map_err(|_| PercentError::Form)?;
        let ten = |power: u32| UBig::from(10_u8).pow(usize::try_from(power).unwrap_or_default());
        let places = u32::try_from(part.len()).unwrap_or_default();
        let (up, down) = (ten(exponent.max(0).unsigned_abs()), ten(exponent.min(0).unsigned_abs()));
        let value = RBig::from_parts(IBig::from(number * up) * sign, ten(places) * down * UBig::from(100_u8));
        if value < RBig::ZERO || value > RBig::ONE {
            return Err(PercentError::OutOfRange);
        }
        Ok(Self { value, beside: RBig::ZERO })
    }

    /// Just above: an exclusive minimum.
    #[must_use]
    pub fn above(self) -> Self {
        Self { beside: RBig::ONE, ..self }
    }

    /// Just below: an exclusive maximum.
    #[must_use]
    pub fn below(self) -> Self {
        Self { beside: -RBig::ONE, ..self }
    }

    /// Whether it is nothing at all, not even a little.
    #[must_use]
    pub fn is_zero(&self) -> bool {
        self.value == RBig::ZERO && self.beside == RBig::ZERO
    }

    /// One of them by the other; none where the other has no value to divide by.
    #[must_use]
    pub fn over(&self, other: &Self) -> Option<Self> {
        if other.value == RBig::ZERO {
            return None;
        }
        let value = &self.value / &other.value;
        let beside = (&self.beside - &value * &other.beside) / &other.value;
        Some(Self { value, beside })
    }

    /// What is left of the whole beside it; never less than nothing.
    #[must_use]
    pub fn rest(&self) -> Self {
        (Self::ONE - self.clone()).max(Self::ZERO)
    }

    /// Whether nothing stands beside the number.
    #[must_use]
    pub fn is_closed(&self) -> bool {
        self.beside == RBig::ZERO
    }

    /// The number as a fraction in lowest terms: `1/3`.
    #[must_use]
    pub fn fraction(&self) -> String {
        self.value.to_string()
    }

    /// Whole hundredths of a percent, rounded down: 3333 for a third.
    #[must_use]
    pub fn hundredths(&self) -> u32 {
        let scaled = &self.value * RBig::from(10_000);
        u32::try_from(scaled.floor()).unwrap_or(if scaled < RBig::ZERO { 0 } else { u32::MAX })
    }

    /// Whether [`Bound::hundredths`] cut something off.
    #[must_use]
    pub fn is_cut(&self) -> bool {
        !(&self.value * RBig::from(10_000)).is_int()
    }
}

impl fmt::Display for Bound {
    /// Percent with as many of two decimals as it takes, and `…` where more would follow.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (all, more) = (self.hundredths(), if self.is_cut() { "…" } else { "" });
        let (whole, part) = (all / 100, all % 100);
        match (part, more) {
            (0, "") => write!(f, "{whole}%"),
            (_, "") if part % 10 == 0 => write!(f, "{whole}.{}%", part / 10),
            _ => write!(f, "{whole}.{part:02}{more}%"),
        }
    }
}

impl PartialOrd for Bound {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Bound {
    fn cmp(&self, other: &Self) -> Ordering {
        self.value.cmp(&other.value).then_with(|| self.beside.cmp(&other.beside))
    }
}

impl Add for Bound {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self { value: self.value + other.value, beside: self.beside + other.beside }
    }
}

impl Sub for Bound {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        Self { value: self.value - other.value, beside: self.beside - other.beside }
    }
}

impl Mul for &Bound {
    type Output = Bound;

    fn mul(self, other: Self) -> Bound {
        let beside = &self.value * &other.beside + &self.beside * &other.value;
        Bound { value: &self.value * &other.value, beside }
    }
}

impl std::iter::Sum for Bound {
    fn sum<I: Iterator<Item = Self>>(all: I) -> Self {
        all.fold(Self::ZERO, Add::add)
    }
}

/// A share that is known to lie between two bounds, both of them in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Range {
    /// Not less than this.
    pub low: Bound,
    /// Not more than this.
    pub high: Bound,
}

impl Range {
    /// Nothing is known of it.
    pub const UNKNOWN: Self = Self { low: Bound::ZERO, high: Bound::ONE };
    /// Nothing.
    pub const NONE: Self = Self { low: Bound::ZERO, high: Bound::ZERO };

    /// Known exactly.
    #[must_use]
    pub fn exact(share: Bound) -> Self {
        Self { low: share.clone(), high: share }
    }

    /// What both say; none where they cannot both be true.
    #[must_use]
    pub fn and(&self, other: &Self) -> Option<Self> {
        let low = self.low.clone().max(other.low.clone());
        let high = self.high.clone().min(other.high.clone());
        (low <= high).then_some(Self { low, high })
    }

    /// The sum of two, never more than the whole.
    #[must_use]
    pub fn plus(&self, other: &Self) -> Self {
        let sum = |one: &Bound, two: &Bound| (one.clone() + two.clone()).min(Bound::ONE);
        Self { low: sum(&self.low, &other.low), high: sum(&self.high, &other.high) }
    }
}

impl fmt::Display for Range {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { low, high } = self;
        if low == high {
            return write!(f, "{low}");
        }
        if *self == Self::UNKNOWN {
            return f.write_str("unknown");
        }
        let from = if low.is_closed() { format!("{low}") } else { format!("over {low}") };
        let to = if high.is_closed() { format!("{high}") } else { format!("under {high}") };
        match (low.is_zero(), *high == Bound::ONE) {
            (true, _) if high.is_closed() => write!(f, "up to {to}"),
            (true, _) => f.write_str(&to),
            (false, true) if low.is_closed() => write!(f, "at least {from}"),
            (false, true) => f.write_str(&from),
            (false, false) => write!(f, "{from} to {to}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(low: &str, high: &str) -> String {
        let bound = |text: &str| match text.split_at(1) {
            (">", rest) => Bound::percent(rest).unwrap().above(),
            ("<", rest) => Bound::percent(rest).unwrap().below(),
            _ => Bound::percent(text).unwrap(),
        };
        Range { low: bound(low), high: bound(high) }.to_string()
    }

    #[test]
    fn ranges_are_said_in_words() {
        for (low, high, said) in [
            ("25", "25", "25%"),
            ("33.333", "33.333", "33.33…%"),
            ("0", "100", "unknown"),
            (">25", "50", "over 25% to 50%"),
            ("25", "<50", "25% to under 50%"),
            ("0", "49.5", "up to 49.5%"),
            ("0", "<25", "under 25%"),
            ("75", "100", "at least 75%"),
            (">75", "100", "over 75%"),
        ] {
            assert_eq!(shown(low, high), said);
        }
    }

    #[test]
    fn percentages_are_read_to_the_last_digit() {
        let same = |one: &str, two: &str| assert_eq!(Bound::percent(one), Bound::percent(two), "{one}");
        same("25", "2.5e1");
        same("25", "25.000");
        same("0.5", "5E-1");
        same("12.5", "125e-1");
        assert!(Bound::percent("24.99999999999999999999").unwrap() < Bound::of(1, 4));
        assert_eq!(Bound::percent("25").unwrap(), Bound::of(1, 4));
        for (fault, text) in [
            ("empty", ""),
            ("point_first", ".5"),
            ("point_last", "5."),
            ("sign", "+5"),
            ("word", "NaN"),
            ("digits_41", &"1".repeat(41)),
            ("exponent_41", "1e-41"),
            ("percent_sign", "5%"),
        ] {
            assert_eq!(Bound::percent(text), Err(PercentError::Form), "{fault}");
        }
        for text in ["-1", "100.0000000001", "1e3", "-0.1"] {
            assert_eq!(Bound::percent(text), Err(PercentError::OutOfRange), "{text}");
        }
    }

    /// More than a quarter of more than a half is more than an eighth, and a quarter of more than a half as well.
    #[test]
    fn what_is_open_stays_open() {
        let (quarter, half) = (Bound::of(1, 4), Bound::of(1, 2));
        assert!(&quarter.clone().above() * &half.clone().above() > Bound::of(1, 8));
        assert!(&quarter * &half.clone().above() > Bound::of(1, 8));
        assert!(quarter.clone().below() + half.clone() < Bound::of(3, 4));
        assert!(quarter.clone().above().rest() < Bound::of(3, 4));
        let whole = half.clone().above().over(&half.clone().above()).unwrap();
        assert_eq!(whole, Bound::ONE);
        assert_eq!(half.over(&Bound::ZERO), None);
    }
}
