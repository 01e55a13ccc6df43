//! A hub's legs by the parties at their other ends.

use super::{END, Hub, Link};
use crate::graph::EdgeId;
use crate::ledger::PartyId;
use tidegate_kyc_core::base::{Budget, Exhausted};

/// A hub's legs in one direction by the parties at their other ends.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pairs<'g> {
    pub(in crate::graph) hub: &'g Hub,
    pub(in crate::graph) first: EdgeId,
}

impl<'g> Pairs<'g> {
    /// Whether any of the hub's legs from the first edge on has no value.
    pub(crate) fn lack_a_value(self) -> bool {
        self.hub.valueless().last().is_some_and(|it| it.edge >= self.first)
    }

    /// Whether there may be an edge of the hub and another party: no for most of whom there is none.
    #[inline]
    pub(crate) fn may_hold(self, other: PartyId) -> bool {
        self.hub.met.may_hold(other)
    }

    /// The edges of the hub and another party from the first edge on, newest first.
    #[inline]
    pub(crate) fn of(self, other: PartyId) -> Pair<'g> {
        let place = if self.hub.met.may_hold(other) { self.hub.heads.get(&other).copied() } else { None };
        self.at(place.unwrap_or(END))
    }

    /// The edges of one pair from a place on, which is that of an edge of the pair or [`Pair::END`].
    #[inline]
    pub(crate) fn at(self, place: u32) -> Pair<'g> {
        Pair { links: &self.hub.links, at: place, first: self.first }
    }
}

/// The edges of one pair of parties, newest first.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pair<'g> {
    links: &'g [Link],
    at: u32,
    first: EdgeId,
}

impl Pair<'_> {
    /// Where no edge is left.
    pub(crate) const END: u32 = END;

    /// The place of the next edge.
    pub(crate) const fn place(&self) -> u32 {
        self.at
    }

    /// Passes over the edges that are not before `edge`; each is a step.
    ///
    /// # Errors
    /// [`Exhausted`] when the budget is spent.
    #[inline]
    pub(crate) fn pass_to(&mut self, edge: EdgeId, budget: &mut Budget) -> Result<(), Exhausted> {
        while let Some(link) = self.links.get(self.at as usize).filter(|it| it.edge >= edge) {
            budget.spend(1)?;
            self.at = link.older;
        }
        Ok(())
    }
}

impl Iterator for Pair<'_> {
    type Item = EdgeId;

    #[inline]
    fn next(&mut self) -> Option<EdgeId> {
        let link = self.links.get(self.at as usize).filter(|it| it.edge >= self.first)?;
        self.at = link.older;
        Some(link.edge)
    }
}
