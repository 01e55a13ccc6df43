//! A limit on the work of one search, so that hostile input costs a known amount and is reported.
//!
//! A number of steps goes in; whether the search may go on comes out. Knows no clock: a step is a
//! step on every machine, so that the same input is unfinished everywhere or nowhere.

/// The steps a search may still take.
///
/// Every search of the project takes one and charges each elementary step to it. A spent
/// budget ends the search with [`Exhausted`], which is an answer of its own ("unfinished"),
/// never silence.
///
/// ```
/// use tidegate_kyc_core::base::{Budget, Exhausted};
/// let mut budget = Budget::of(10);
/// assert_eq!(budget.spend(7), Ok(()));
/// assert_eq!(budget.spend(4), Err(Exhausted));
/// assert_eq!(budget.left(), 0);
/// ```
#[derive(Clone, Debug)]
pub struct Budget {
    left: u64,
}

impl Budget {
    /// A budget of so many steps.
    #[must_use]
    pub const fn of(steps: u64) -> Self {
        Self { left: steps }
    }

    /// Charges `steps` and says whether the search may go on.
    ///
    /// # Errors
    /// [`Exhausted`] when fewer than `steps` are left; the budget is then empty.
    #[inline]
    pub fn spend(&mut self, steps: u64) -> Result<(), Exhausted> {
        match self.left.checked_sub(steps) {
            Some(left) => {
                self.left = left;
                Ok(())
            }
            None => {
                self.left = 0;
                Err(Exhausted)
            }
        }
    }

    /// The steps that are left.
    #[must_use]
    pub const fn left(&self) -> u64 {
        self.left
    }
}

/// A search stopped because its [`Budget`] was spent: its answer is "unfinished".
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the search's budget is spent")]
pub struct Exhausted;

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_last_step_may_be_taken_and_no_other() {
        let mut budget = Budget::of(2);
        assert_eq!([budget.spend(1), budget.spend(1), budget.spend(1)], [Ok(()), Ok(()), Err(Exhausted)]);
        assert_eq!(budget.spend(0), Ok(()), "no step is always free");
    }

    proptest! {
        /// The oracle: a running sum that stops at the first charge past the limit.
        #[test]
        fn charges_add_up(limit in 0_u64..50, charges in prop::collection::vec(0_u64..20, 0..12)) {
            let mut budget = Budget::of(limit);
            let mut sum = 0;
            for charge in charges {
                sum += charge;
                if sum > limit {
                    prop_assert_eq!(budget.spend(charge), Err(Exhausted));
                    prop_assert_eq!(budget.left(), 0);
                    break;
                }
                prop_assert_eq!(budget.spend(charge), Ok(()));
                prop_assert_eq!(budget.left(), limit - sum);
            }
        }
    }
}
