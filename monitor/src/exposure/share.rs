//! Parts of a whole in whole units.

/// `one * other / whole`, rounded down, where neither factor is larger than the whole, or one of them is not.
///
/// Exact for all 128 bits. The caller sees to it that the quotient fits: `one <= whole` or `other <= whole`.
/// Nothing of nothing is nothing.
pub(super) const fn share(one: u128, other: u128, whole: u128) -> u128 {
    if whole == 0 {
        return 0;
    }
    if let Some(product) = one.checked_mul(other) {
        return product / whole;
    }
    divide(product(one, other), whole)
}

/// The product as its high and its low 128 bits.
const fn product(one: u128, other: u128) -> (u128, u128) {
    const LOW: u128 = u64::MAX as u128;
    let (a, b, c, d) = (one >> 64, one & LOW, other >> 64, other & LOW);
    let (low, cross, again, high) = (b * d, a * d, b * c, a * c);
    let middle = (low >> 64) + (cross & LOW) + (again & LOW);
    (high + (cross >> 64) + (again >> 64) + (middle >> 64), (middle << 64) | (low & LOW))
}

/// The quotient of 256 bits by 128, bit by bit; fits where `high < whole`.
const fn divide((high, mut low): (u128, u128), whole: u128) -> u128 {
    let (mut rest, mut quotient, mut bit) = (high % whole, 0_u128, 0);
    while bit < 128 {
        let over = rest >> 127 == 1;
        rest = (rest << 1) | (low >> 127);
        low <<= 1;
        quotient <<= 1;
        if over || rest >= whole {
            rest = rest.wrapping_sub(whole);
            quotient |= 1;
        }
        bit += 1;
    }
    quotient
}

/// Parts `units` of `whole`, cut out of `sum` one after the other so that they add up to it: each is within one of
/// the exact one, and no larger than itself where `sum` is no larger than the whole.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cutter {
    sum: u128,
    whole: u128,
    before: u128,
    given: u128,
}

impl Cutter {
    pub(super) const fn new(sum: u128, whole: u128) -> Self {
        Self { sum, whole, before: 0, given: 0 }
    }

    /// The share of the next part.
    pub(super) const fn cut(&mut self, units: u128) -> u128 {
        self.before = self.before.saturating_add(units);
        let until = share(self.sum, self.before, self.whole);
        let it = until - self.given;
        self.given = until;
        it
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_largest_numbers_are_shared_exactly() {
        let all = u128::MAX;
        assert_eq!(
            (share(all, all, all), share(all, all - 1, all), share(all - 1, all - 1, all)),
            (all, all - 1, all - 2)
        );
        assert_eq!((share(all, 1, all), share(all / 2, 2, all), share(3, 5, 0)), (1, 0, 0));
        assert_eq!(share(1 << 127, 1 << 127, (1 << 127) + 1), (1 << 127) - 1);
    }

    proptest! {
        /// A share is the only whole number for which `share * whole <= product < (share + 1) * whole`.
        #[test]
        fn a_share_is_rounded_down(one in any::<u128>(), other in any::<u128>(), whole in 1_u128..) {
            let other = other % whole;
            let it = share(one, other, whole);
            let least = product(it, whole);
            prop_assert!(least <= product(one, other));
            let (low, over) = least.1.overflowing_add(whole);
            prop_assert!((least.0 + u128::from(over), low) > product(one, other));
        }

        #[test]
        fn parts_add_up_and_none_is_larger_than_itself(parts in prop::collection::vec(0_u128..1 << 100, 1..9), share in 0_u128..=1000) {
            let whole: u128 = parts.iter().sum();
            let sum = whole / 1000 * share;
            let mut cutter = Cutter::new(sum, whole);
            let cut: Vec<u128> = parts.iter().map(|it| cutter.cut(*it)).collect();
            prop_assert_eq!(cut.iter().sum::<u128>(), if whole == 0 { 0 } else { sum });
            prop_assert!(cut.iter().zip(&parts).all(|(cut, part)| cut <= part));
        }
    }
}
