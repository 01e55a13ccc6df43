//! Numbers of 320 bits and exact sums of amounts, for where 128 bits overflow.

use super::amount::{Amount, DECIMALS_MAX};
use std::cmp::Ordering;

/// An unsigned number of 320 bits, little end first: room for 128 bits times 10^30 times 2^64.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Wide([u64; 5]);

impl Wide {
    pub(super) const fn of(it: u128) -> Self {
        Self([it as u64, (it >> 64) as u64, 0, 0, 0])
    }

    pub(super) fn times(mut self, factor: u64) -> Self {
        let mut carry = 0_u128;
        for word in &mut self.0 {
            let product = u128::from(*word) * u128::from(factor) + carry;
            carry = product >> 64;
            *word = product as u64;
        }
        self
    }

    pub(super) fn times_ten_to(self, exponent: u8) -> Self {
        const STEP: u8 = 19;
        let (whole, rest) = (exponent / STEP, exponent % STEP);
        let scaled = (0..whole).fold(self, |it, _| it.times(10_u64.pow(u32::from(STEP))));
        if rest == 0 { scaled } else { scaled.times(10_u64.pow(u32::from(rest))) }
    }

    /// The product with a number of 128 bits; exact while it fits 320 bits.
    pub(super) fn times_wide(self, factor: u128) -> Self {
        let Self([low, high, ..]) = Self::of(factor);
        let Self([a, b, c, d, _]) = self.times(high);
        let mut sum = self.times(low).0;
        let mut carry = 0;
        for (word, other) in sum.iter_mut().zip([0, a, b, c, d]) {
            let (first, over) = word.overflowing_add(other);
            let (second, again) = first.overflowing_add(carry);
            *word = second;
            carry = u64::from(over || again);
        }
        Self(sum)
    }

    /// A tenth, rounded down, and the digit that was dropped.
    pub(super) fn tenth(mut self) -> (Self, u64) {
        let mut rest = 0_u64;
        for word in self.0.iter_mut().rev() {
            let part = (u128::from(rest) << 64) | u128::from(*word);
            rest = u64::try_from(part % 10).unwrap_or(0);
            *word = u64::try_from(part / 10).unwrap_or(u64::MAX);
        }
        (self, rest)
    }

    /// The number, if it fits 64 bits.
    pub(super) fn narrow(self) -> Option<u64> {
        let [low, rest @ ..] = self.0;
        (rest == [0; 4]).then_some(low)
    }

    fn plus(mut self, other: Self) -> Self {
        let mut carry = false;
        for (word, more) in self.0.iter_mut().zip(other.0) {
            (*word, carry) = word.carrying_add(more, carry);
        }
        self
    }

    fn minus(mut self, other: Self) -> Self {
        let mut borrow = false;
        for (word, less) in self.0.iter_mut().zip(other.0) {
            (*word, borrow) = word.borrowing_sub(less, borrow);
        }
        self
    }

    /// The highest 64 bits below `bits`, for an estimate.
    fn shifted_down(self, bits: u32) -> u128 {
        let (words, rest) = ((bits / 64) as usize, bits % 64);
        let word = |at: usize| u128::from(self.0.get(at).copied().unwrap_or(0));
        let low = word(words) | word(words + 1) << 64;
        if rest == 0 { low } else { low >> rest | word(words + 2) << (128 - rest) }
    }

    fn bits(self) -> u32 {
        let top = self.0.iter().rposition(|it| *it != 0);
        top.map_or(0, |at| at as u32 * 64 + 64 - self.0[at].leading_zeros())
    }

    /// `self * 1000 / whole`, rounded down, saturating; `None` of nothing.
    pub(super) fn permille_of(self, whole: Self) -> Option<u64> {
        if whole == Self::default() {
            return None;
        }
        let part = self.times(1000);
        let shift = part.bits().saturating_sub(126);
        let divisor = whole.shifted_down(shift).max(1);
        let mut quotient = u64::try_from(part.shifted_down(shift) / divisor).unwrap_or(u64::MAX);
        if whole.bits().saturating_sub(shift) < 72 && shift > 0 {
            quotient = Self::bisect(part, whole);
        }
        while quotient > 0 && whole.times(quotient) > part {
            quotient -= 1;
        }
        while quotient < u64::MAX && whole.times(quotient + 1) <= part {
            quotient += 1;
        }
        Some(quotient)
    }

    fn bisect(part: Self, whole: Self) -> u64 {
        let (mut low, mut high) = (0_u64, u64::MAX);
        while low < high {
            let middle = low + (high - low).div_ceil(2);
            if whole.times(middle) <= part { low = middle } else { high = middle - 1 }
        }
        low
    }
}

impl PartialOrd for Wide {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Wide {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.iter().rev().cmp(other.0.iter().rev())
    }
}

/// An exact running sum of amounts of one asset. Cannot overflow in practice: 2^90 amounts fit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sum(Wide);

impl Sum {
    /// Adds an amount.
    pub fn add(&mut self, amount: Amount) {
        self.0 = self.0.plus(Self::scaled(amount));
    }

    /// Takes an amount out that was added before.
    pub fn take(&mut self, amount: Amount) {
        self.0 = self.0.minus(Self::scaled(amount));
    }

    /// The sum as whole permille of another, rounded down, saturating; `None` of nothing.
    #[must_use]
    pub fn permille_of(&self, whole: &Self) -> Option<u64> {
        self.0.permille_of(whole.0)
    }

    fn scaled(amount: Amount) -> Wide {
        Wide::of(amount.units()).times_ten_to(DECIMALS_MAX - amount.decimals())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_share_of_sums_is_the_share_by_bisection(parts in proptest::collection::vec((any::<u128>(), 0_u8..=30), 1..5), wholes in proptest::collection::vec((any::<u128>(), 0_u8..=30), 1..5), cut in 0_u32..128) {
            let sum = |of: &[(u128, u8)]| {
                let mut sum = Sum::default();
                for (units, decimals) in of {
                    sum.add(Amount::new(units >> cut, *decimals).unwrap());
                }
                sum
            };
            let (part, whole) = (sum(&parts), sum(&wholes));
            let fast = part.permille_of(&whole);
            let slow = (whole != Sum::default()).then(|| Wide::bisect(part.0.times(1000), whole.0));
            prop_assert_eq!(fast, slow);
        }

        #[test]
        fn what_is_added_and_taken_leaves_nothing(amounts in proptest::collection::vec((any::<u128>(), 0_u8..=30), 0..9)) {
            let amounts: Vec<Amount> = amounts.into_iter().filter_map(|(units, decimals)| Amount::new(units, decimals).ok()).collect();
            let mut sum = Sum::default();
            amounts.iter().for_each(|it| sum.add(*it));
            amounts.iter().rev().for_each(|it| sum.take(*it));
            prop_assert_eq!(sum, Sum::default());
        }
    }
}
