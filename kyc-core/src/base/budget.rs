//! A limit on the work of one search, so that hostile input costs a known amount and is reported.

/// The steps a search may still take.
///
/// Every search of the project takes one and charges each elementary step to it. A spent
/// budget ends the search with [`Exhausted`], which is an answer of its own ("unfinished"),
/// never silence.
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
