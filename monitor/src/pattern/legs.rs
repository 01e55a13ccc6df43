//! The legs at which a trail may go on, newest first: all of a short ring that pass the sieve, of a
//! long one those that its files hold for it.
//!
//! Lets everything through that fits, and a little more; what it gives has still to be compared.

use super::fit::{Fit, Sieve};
use super::trail::{Start, after, before};
use crate::graph::{Edge, EdgeId, Fitting, Gist, Leg, Way};
use tidegate_kyc_core::base::{Budget, Exhausted};

/// Legs of one party that may fit, newest first.
#[derive(Clone, Debug)]
pub(super) enum Legs<'g> {
    /// Of these, those that pass.
    Ring(&'g [Leg], Sieve),
    /// Those of a hub.
    Files(Fitting<'g>),
}

impl<'g> Legs<'g> {
    /// The legs into the sender of `later` that it may pass on.
    pub(super) fn before(start: &Start<'g>, fit: &mut Fit, id: EdgeId, later: &Edge) -> Self {
        let view = start.ground.view;
        match view.fitting(later.from, Way::In, view.first()..id, || fit.wanted_before(later)) {
            Some(files) => {
                if files.is_blind {
                    fit.overlook();
                }
                Self::Files(files)
            }
            None => Self::Ring(before(start.ground.ins(later.from), id), fit.before(Gist::of(later))),
        }
    }

    /// The legs out of the receiver of `earlier` that may pass it on.
    pub(super) fn after(start: &Start<'g>, fit: &mut Fit, id: EdgeId, earlier: &Edge) -> Self {
        let (view, first) = (start.ground.view, EdgeId(id.0.saturating_add(1)));
        match view.fitting(earlier.to, Way::Out, first..view.end(), || fit.wanted_after(earlier)) {
            Some(files) => {
                if files.is_blind {
                    fit.overlook();
                }
                Self::Files(files)
            }
            None => Self::Ring(after(start.ground.outs(earlier.to), id), fit.after(Gist::of(earlier))),
        }
    }

    /// Ends a search that is about to look at all of them and cannot, before it looks at any.
    #[inline]
    pub(super) fn afford(&self, budget: &mut Budget) -> Result<(), Exhausted> {
        match self {
            Self::Ring(legs, _) if legs.len() as u64 > budget.left() => budget.spend(legs.len() as u64),
            _ => Ok(()),
        }
    }

    /// The next older selected leg; each leg looked at is a step.
    #[inline]
    pub(super) fn next(&mut self, start: &Start<'g>, budget: &mut Budget) -> Result<Option<Leg>, Exhausted> {
        match self {
            Self::Ring(legs, sieve) => {
                while let Some((leg, rest)) = legs.split_last() {
                    *legs = rest;
                    budget.spend(1)?;
                    if sieve.passes(start.ground.gist(leg.edge)) {
                        return Ok(Some(*leg));
                    }
                }
                Ok(None)
            }
            Self::Files(files) => files.next(budget),
        }
    }
}
