//! What a window's amounts weigh: their sum from below and from above, of their sizes alone.
//!
//! ```text
//!   credits ▭▭▭▭▭▭▭▭▭▭▭│░│        a share is too large or too small where no two amounts
//!   debits  ▭▭▭▭│░│                 between these ends could give one that is not
//! ```
//!
//! Four bytes a row and a few additions, where exact sums take eighty bytes and numbers of 320 bits.
//! What is weighed is told or left open, and never told wrongly.

use super::series::Case;
use crate::graph::{EdgeId, Leg, Size, newest};
use crate::ledger::SymbolId;
use crate::pattern::turnover::median;
use crate::pattern::{Answer, Bound, Figure, Side};
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

/// The credits of a long window and the debits after the median one, weighed and kept up at both ends:
/// by amount, which tells where all move one asset, and by value.
///
/// INVARIANT: after [`Balance::advance`] they are those that a [`super::run::Run`] over the same
/// window holds.
#[derive(Debug)]
pub(super) struct Balance {
    /// The first edge not yet looked at.
    next: EdgeId,
    scales: Scales,
    pub(super) credits: Pan,
    pub(super) debits: Pan,
}

/// One side of a [`Balance`].
#[derive(Debug, Default)]
pub(super) struct Pan {
    rows: VecDeque<Piece>,
    amounts: Weight,
    /// A row without a value is beyond every scale.
    values: Weight,
    /// How often the asset changes from one row to the next.
    turns: usize,
}

/// One row of a [`Pan`].
#[derive(Clone, Copy, Debug)]
struct Piece {
    edge: EdgeId,
    asset: SymbolId,
    amount: Size,
    value: Size,
}

/// How amounts are weighed, and how values are.
#[derive(Clone, Copy, Debug)]
struct Scales {
    amounts: Scale,
    values: Scale,
}

impl Balance {
    /// An empty one, for a window that begins at `start`.
    pub(super) fn new(start: EdgeId) -> Self {
        let scale = Scale::of(Size::LEAST);
        let scales = Scales { amounts: scale, values: scale };
        Self { next: start, scales, credits: Pan::default(), debits: Pan::default() }
    }

    /// Whether it holds no credit that is not older than `start`.
    pub(super) fn is_stale(&self, start: EdgeId) -> bool {
        self.credits.rows.back().is_none_or(|it| it.edge < start)
    }

    /// Moves on to the window of a case.
    pub(super) fn advance(&mut self, case: &Case<'_>) {
        let (ins, outs) = case.legs.sides();
        let from = self.next.max(case.start);
        self.take_in(case, newest(ins, from), Side::In);
        self.take_in(case, newest(outs, from), Side::Out);
        self.next = EdgeId(case.anchor.0 + 1);
        self.credits.expire(case.start, self.scales);
        // The median only moves on, so that a debit once passed never counts again.
        let after = self.median().map_or(self.next, |it| EdgeId(it.0 + 1));
        self.debits.expire(after, self.scales);
    }

    fn take_in(&mut self, case: &Case<'_>, legs: &[Leg], side: Side) {
        let (view, picks) = (case.view(), case.picks(side));
        // Within one asset nobody asks for values.
        let value = |edge: EdgeId| match case.key.asset {
            Some(_) => Size::LEAST,
            None => view.edge(edge).and_then(|it| it.value).map_or(Size::MOST, Size::of_value),
        };
        for edge in legs.iter().map(|it| it.edge).filter(|it| picks(*it)) {
            let Some(gist) = view.gist(edge) else { continue };
            let piece = Piece { edge, asset: gist.asset, amount: gist.size, value: value(edge) };
            if self.scales.widen(piece) {
                self.credits.weigh(self.scales);
                self.debits.weigh(self.scales);
            }
            let pan = if side == Side::In { &mut self.credits } else { &mut self.debits };
            pan.push(piece, self.scales);
        }
    }

    pub(super) fn median(&self) -> Option<EdgeId> {
        self.credits.rows.get(median(self.credits.rows.len())).map(|it| it.edge)
    }

    /// What a bound says to the debits as a share of the credits, as far as weights tell it.
    pub(super) fn share(&self, bound: Bound) -> Option<Answer> {
        let (credits, debits) = (&self.credits, &self.debits);
        match (credits.asset(), debits.asset()) {
            (Some(one), Some(other)) if one == other => debits.amounts.share_of(&credits.amounts, bound),
            _ if credits.values.beyond + debits.values.beyond > 0 => Some(Answer::Unknown),
            _ => debits.values.share_of(&credits.values, bound),
        }
    }
}

impl Scales {
    /// Makes room for a row; tells whether it has to weigh otherwise from now on. Each time a scale rises by
    /// more than [`ABOVE`] octaves, of which there are few.
    fn widen(&mut self, piece: Piece) -> bool {
        let fit = |scale: &mut Scale, size: Size| {
            let takes = scale.takes(size);
            if !takes {
                *scale = Scale::of(size);
            }
            !takes
        };
        fit(&mut self.amounts, piece.amount) | fit(&mut self.values, piece.value)
    }
}

impl Pan {
    pub(super) fn len(&self) -> usize {
        self.rows.len()
    }

    pub(super) fn first(&self) -> Option<EdgeId> {
        self.rows.front().map(|it| it.edge)
    }

    /// The asset that all rows move, if it is one.
    fn asset(&self) -> Option<SymbolId> {
        self.rows.front().filter(|_| self.turns == 0).map(|it| it.asset)
    }

    fn push(&mut self, piece: Piece, scales: Scales) {
        self.turns += usize::from(self.rows.back().is_some_and(|it| it.asset != piece.asset));
        self.rows.push_back(piece);
        self.amounts.add(piece.amount, scales.amounts);
        self.values.add(piece.value, scales.values);
    }

    fn expire(&mut self, start: EdgeId, scales: Scales) {
        while let Some(piece) = self.rows.pop_front_if(|it| it.edge < start) {
            self.turns -= usize::from(self.rows.front().is_some_and(|it| it.asset != piece.asset));
            self.amounts.take(piece.amount, scales.amounts);
            self.values.take(piece.value, scales.values);
        }
    }

    fn weigh(&mut self, scales: Scales) {
        self.amounts = Weight::of(self.rows.iter().map(|it| it.amount), scales.amounts);
        self.values = Weight::of(self.rows.iter().map(|it| it.value), scales.values);
    }
}
