//! What a window's amounts weigh: their sum from below and from above, of their sizes alone.
//!
//! ```text
//!   credits ▭▭▭▭▭▭▭▭▭▭▭│░│        a share is too large or too small where no two amounts
//!   debits  ▭▭▭▭│░│                 between these ends could give one that is not
//! ```
//!
//! Four bytes a row and a few additions, where exact sums take eighty bytes and numbers of 320 bits.
//! What is weighed is told or left open, and never told wrongly.

use super::program::Program;
use super::series::Case;
use crate::graph::{EdgeId, Leg, Size, newest};
use crate::pattern::turnover::median;
use crate::pattern::{Answer, Bound, Figure, Quantity, Side};
use std::collections::VecDeque;

/// The octave in which amounts are weighed; those of other octaves are brought to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Scale(u32);

/// Amounts of so many octaves above the scale's are weighed, and all below, the small ones roughly:
/// the sum of 2^32 of them fits, and one of 40 octaves less still has all its digits.
const ABOVE: u32 = 30;
const BELOW: u32 = 40;

impl Scale {
    /// A scale for amounts up to this size.
    pub(super) fn of(largest: Size) -> Self {
        Self(largest.digits().map_or(0, |it| it.1))
    }

    /// Whether it is made for amounts of this size.
    fn takes(self, size: Size) -> bool {
        size.digits().is_none_or(|it| it.1 <= self.0 + ABOVE)
    }

    /// An amount of this size is not below the first and, unless it is nothing, below the sum of both.
    fn ends(self, size: Size) -> Option<(u128, u128)> {
        let (digits, octave) = size.digits()?;
        if digits == 0 {
            return Some((0, 0));
        }
        let digits = u128::from(digits);
        match (octave + BELOW).checked_sub(self.0) {
            Some(up) => (up <= ABOVE + BELOW).then(|| (digits << up, 1 << up)),
            None => Some((digits.checked_shr(self.0 - octave - BELOW).unwrap_or(0), 1)),
        }
    }
}

/// The sum of some amounts of one asset, between two ends.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Weight {
    low: u128,
    slack: u128,
    /// Amounts that the scale does not weigh.
    beyond: u32,
}

impl Weight {
    /// The weight of some amounts.
    pub(super) fn of(sizes: impl Iterator<Item = Size>, scale: Scale) -> Self {
        let mut weight = Self::default();
        sizes.for_each(|it| weight.add(it, scale));
        weight
    }

    fn add(&mut self, size: Size, scale: Scale) {
        match scale.ends(size) {
            Some((low, slack)) => (self.low, self.slack) = (self.low + low, self.slack + slack),
            None => self.beyond += 1,
        }
    }

    /// Takes out what was added on the same scale.
    fn take(&mut self, size: Size, scale: Scale) {
        match scale.ends(size) {
            Some((low, slack)) => (self.low, self.slack) = (self.low - low, self.slack - slack),
            None => self.beyond -= 1,
        }
    }

    /// What a bound says to the sum in permille of `whole`, on the same scale; `None` where their ends
    /// leave it open.
    pub(super) fn share_of(&self, whole: &Self, bound: Bound) -> Option<Answer> {
        if self.beyond > 0 || whole.beyond > 0 {
            return None;
        }
        let (most, whole_most) = (self.low + self.slack, whole.low + whole.slack);
        if whole_most == 0 {
            return Some(bound.judge(Figure::Absent));
        }
        // Whether `part` is at least, and whether it is less than, so many permille of `all`.
        let reaches = |part: u128, all: u128, permille: u64| {
            part.checked_mul(1000).zip(all.checked_mul(u128::from(permille))).is_some_and(|(part, all)| part >= all)
        };
        let is_less = |part: u128, all: u128, permille: u64| {
            let all = all.checked_mul(u128::from(permille)).filter(|it| *it > 0);
            part.checked_mul(1000).zip(all).is_some_and(|(part, all)| part <= all)
        };
        // Shares are rounded down: one is more than the most if it reaches the next.
        let above = match bound.max {
            Some(max) => Some(max.checked_add(1)?),
            None => None,
        };
        if bound.min.is_some_and(|it| is_less(most, whole.low, it))
            || above.is_some_and(|it| reaches(self.low, whole_most, it))
        {
            return Some(Answer::Fails);
        }
        let inside = bound.min.is_none_or(|it| reaches(self.low, whole_most, it))
            && above.is_none_or(|it| is_less(most, whole.low, it));
        inside.then_some(Answer::Holds)
    }
}

/// The credits of a long window and the debits after the median one, weighed and kept up at both ends.
///
/// INVARIANT: after [`Balance::advance`] they are those that a [`super::run::Run`] over the same
/// window holds.
#[derive(Debug)]
pub(super) struct Balance {
    /// The first edge not yet looked at.
    next: EdgeId,
    scale: Scale,
    pub(super) credits: Pan,
    pub(super) debits: Pan,
}

/// One side of a [`Balance`].
#[derive(Debug, Default)]
pub(super) struct Pan {
    rows: VecDeque<(EdgeId, Size)>,
    pub(super) weight: Weight,
}

impl Balance {
    /// An empty one, for a window that begins at `start`.
    pub(super) fn new(start: EdgeId) -> Self {
        Self { next: start, scale: Scale::of(Size::LEAST), credits: Pan::default(), debits: Pan::default() }
    }

    /// Whether it holds no credit that is not older than `start`.
    pub(super) fn is_stale(&self, start: EdgeId) -> bool {
        self.credits.rows.back().is_none_or(|it| it.0 < start)
    }

    /// Moves on to the window of a case.
    pub(super) fn advance(&mut self, case: &Case<'_>) {
        let (ins, outs) = case.legs.sides();
        let from = self.next.max(case.start);
        self.take_in(case, newest(ins, from), Side::In);
        self.take_in(case, newest(outs, from), Side::Out);
        self.next = EdgeId(case.anchor.0 + 1);
        self.credits.expire(case.start, self.scale);
        // The median only moves on, so that a debit once passed never counts again.
        let after = self.median().map_or(self.next, |it| EdgeId(it.0 + 1));
        self.debits.expire(after, self.scale);
    }

    fn take_in(&mut self, case: &Case<'_>, legs: &[Leg], side: Side) {
        let view = case.view();
        for leg in legs.iter().filter(|it| case.has(it.edge, side)) {
            let Some(size) = view.gist(leg.edge).map(|it| it.size) else { continue };
            if !self.scale.takes(size) {
                // Each time by more than so many octaves, of which there are few.
                self.scale = Scale::of(size);
                self.credits.weigh(self.scale);
                self.debits.weigh(self.scale);
            }
            match side {
                Side::In => self.credits.push(leg.edge, size, self.scale),
                Side::Out => self.debits.push(leg.edge, size, self.scale),
            }
        }
    }

    pub(super) fn median(&self) -> Option<EdgeId> {
        self.credits.rows.get(median(self.credits.rows.len())).map(|it| it.0)
    }
}

impl Pan {
    pub(super) fn len(&self) -> usize {
        self.rows.len()
    }

    pub(super) fn first(&self) -> Option<EdgeId> {
        self.rows.front().map(|it| it.0)
    }

    fn push(&mut self, edge: EdgeId, size: Size, scale: Scale) {
        self.rows.push_back((edge, size));
        self.weight.add(size, scale);
    }

    fn expire(&mut self, start: EdgeId, scale: Scale) {
        while let Some((_, size)) = self.rows.pop_front_if(|it| it.0 < start) {
            self.weight.take(size, scale);
        }
    }

    fn weigh(&mut self, scale: Scale) {
        self.weight = Weight::of(self.rows.iter().map(|it| it.1), scale);
    }
}

/// Whether a rule asks what a [`Balance`] tells.
pub(super) fn is_asked(program: &Program) -> bool {
    !program.bounds.of(Quantity::KeptShare).is_open()
}
