//! The figures of graph-shaped matches, by quantity.

use super::program::{Missings, Program};
use crate::graph::Edge;
use crate::pattern::diamond::{self, DiamondFigures};
use crate::pattern::{Bound, Figure, Measured, Quantity, TrailFigures};

/// What a chain, a cycle or a diamond measures.
#[derive(Clone, Copy, Debug)]
pub(super) enum Figures {
    /// Of transfers in a row.
    Trail(TrailFigures),
    /// Of branches side by side.
    Branches(DiamondFigures),
}

impl Figures {
    pub(super) fn of_branches(branches: impl Iterator<Item = (Edge, Edge)>) -> Self {
        Self::Branches(diamond::measure(&branches.collect::<Vec<_>>()))
    }

    /// What it measures. The kept share is the least of all hops or branches.
    pub(super) fn figure(&self, quantity: Quantity) -> Figure {
        let known = |it: Option<u64>| it.map_or(Figure::Unknown, Figure::Exact);
        match (self, quantity) {
            (_, Quantity::KeptShare) => known(self.kept().0),
            (Self::Trail(it), Quantity::Span) => Figure::Exact(it.span),
            (Self::Trail(it), Quantity::Hops) => Figure::Exact(it.hops),
            (Self::Trail(it), Quantity::FreshRelays) => Figure::Exact(it.fresh_relays),
            (Self::Trail(it), Quantity::ReturnedShare) => known(it.returned),
            (Self::Branches(it), Quantity::Span) => Figure::Exact(it.span),
            (Self::Branches(it), Quantity::Middles) => Figure::Exact(it.middles),
            _ => Figure::Absent,
        }
    }

    /// The least and the most kept share of all hops or branches.
    const fn kept(&self) -> (Option<u64>, Option<u64>) {
        match self {
            Self::Trail(it) => (it.kept_least, it.kept_most),
            Self::Branches(it) => (it.kept_least, it.kept_most),
        }
    }

    /// The figures a hit reports. The kept share stands twice where both its ends are asked: the
    /// least beside the minimum, the most beside the maximum.
    fn measure(&self, program: &Program, measured: &mut Vec<Measured>) {
        program.measure(measured, |it| self.figure(it));
        if let Some(at) = measured.iter().position(|it| it.what == Quantity::KeptShare && it.asked.max.is_some()) {
            let asked = measured[at].asked;
            let observed = self.kept().1.map_or(Figure::Unknown, Figure::Exact);
            let most = Measured { what: Quantity::KeptShare, observed, asked: Bound { min: None, ..asked } };
            if asked.min.is_some() {
                measured[at].asked.max = None;
                measured.insert(at + 1, most);
            } else {
                measured[at] = most;
            }
        }
    }

    /// Writes the figures and gives the score.
    pub(super) fn report(&self, program: &Program, measured: &mut Vec<Measured>) -> u32 {
        self.measure(program, measured);
        program.points(|it| self.figure(it))
    }

    /// What is missing where a part of the score cannot be told.
    pub(super) fn open_points(&self, program: &Program) -> Missings {
        program.open_points(|it| self.figure(it))
    }
}
