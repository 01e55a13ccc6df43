//! A measured figure that may be known only in part, and what a bound says to it.

use super::{Bound, Bounds, Quantity};

/// What is known of one quantity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Figure {
    /// Known exactly.
    Exact(u64),
    /// Some values are unknown; it is at least this much.
    AtLeast(u64),
    /// It is at least the first and at most the second, which is more: parties are not named.
    Between(u64, u64),
    /// Cannot be told, because values are unknown.
    Unknown,
    /// There is no such thing here (no transfer before the first one): no bound holds.
    Absent,
}

/// What bounds say to figures. Ordered: the worst of several counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Answer {
    /// Every bound holds.
    Holds,
    /// Nothing fails, but something cannot be told.
    Unknown,
    /// At least one bound fails.
    Fails,
}

impl Figure {
    /// The number, where it is known exactly.
    #[must_use]
    pub const fn exact(self) -> Option<u64> {
        match self {
            Self::Exact(it) => Some(it),
            Self::AtLeast(_) | Self::Between(..) | Self::Unknown | Self::Absent => None,
        }
    }

    /// The least that it is, where that is all that is known. That it is not below nothing says nothing.
    #[must_use]
    pub const fn at_least(self) -> Option<u64> {
        match self {
            Self::AtLeast(it) | Self::Between(it, _) if it > 0 => Some(it),
            _ => None,
        }
    }
}

impl Bound {
    /// Whether a figure lies within, as far as it is known.
    #[must_use]
    pub fn judge(self, figure: Figure) -> Answer {
        let met = |holds: bool| if holds { Answer::Holds } else { Answer::Fails };
        match figure {
            _ if self.is_open() => Answer::Holds,
            Figure::Exact(it) => met(self.holds(it)),
            Figure::AtLeast(it) if self.max.is_some_and(|max| it > max) => Answer::Fails,
            Figure::AtLeast(it) if self.max.is_none() && self.min.is_some_and(|min| it >= min) => Answer::Holds,
            Figure::Between(least, most) => match (self.holds(least), self.holds(most)) {
                _ if self.min.is_some_and(|it| it > most) || self.max.is_some_and(|it| it < least) => Answer::Fails,
                (true, true) => Answer::Holds,
                _ => Answer::Unknown,
            },
            Figure::AtLeast(_) | Figure::Unknown => Answer::Unknown,
            Figure::Absent => Answer::Fails,
        }
    }
}

impl Bounds {
    /// What all bounds together say to figures: a failing one decides, then an unknown one.
    pub fn judge(&self, figure: impl Fn(Quantity) -> Figure) -> Answer {
        let mut worst = Answer::Holds;
        for (quantity, bound) in &self.0 {
            worst = worst.max(bound.judge(figure(*quantity)));
            if worst == Answer::Fails {
                break;
            }
        }
        worst
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_known_in_part_is_no_exact_number() {
        let told = |it: Figure| (it.exact(), it.at_least());
        assert_eq!(told(Figure::Exact(0)), (Some(0), None));
        assert_eq!(told(Figure::AtLeast(7)), (None, Some(7)));
        assert_eq!(told(Figure::AtLeast(0)), (None, None));
        assert_eq!(told(Figure::Between(2, 5)), (None, Some(2)));
        assert_eq!(told(Figure::Unknown), (None, None));
        assert_eq!(told(Figure::Absent), (None, None));
    }

    #[test]
    fn a_part_that_is_known_can_already_decide() {
        let bound = |min, max| Bound { min, max };
        assert_eq!(bound(Some(5), None).judge(Figure::AtLeast(5)), Answer::Holds);
        assert_eq!(bound(Some(5), None).judge(Figure::AtLeast(4)), Answer::Unknown);
        assert_eq!(bound(Some(5), Some(9)).judge(Figure::AtLeast(10)), Answer::Fails);
        assert_eq!(bound(Some(5), Some(9)).judge(Figure::AtLeast(6)), Answer::Unknown);
        let between = |min, max| bound(min, max).judge(Figure::Between(3, 5));
        assert_eq!(between(Some(3), None), Answer::Holds);
        assert_eq!(between(Some(3), Some(5)), Answer::Holds);
        assert_eq!(between(Some(4), None), Answer::Unknown);
        assert_eq!(between(None, Some(4)), Answer::Unknown);
        assert_eq!(between(Some(6), None), Answer::Fails);
        assert_eq!(between(None, Some(2)), Answer::Fails);
        assert_eq!(bound(None, None).judge(Figure::Absent), Answer::Holds);
        assert_eq!(bound(Some(0), None).judge(Figure::Absent), Answer::Fails);
    }
}
