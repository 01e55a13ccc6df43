//! The legs at which a trail may go on, newest first: all of a short ring that pass the sieve, of a
//! long one those that its files hold for it.
//!
//! Lets everything through that fits, and a little more; what it gives has still to be compared.

use super::fit::{Fit, Sieve};
use super::trail::Start;
use crate::graph::{EdgeId, Fitting, Gist, Leg, Way, newest};
use crate::ledger::PartyId;
use tidegate_kyc_core::base::{Budget, Exhausted};

/// Legs of one party that may fit, newest first.
#[derive(Clone, Debug)]
pub(super) enum Legs<'g> {
    /// Of these, those of the view that pass. Before them may stand older ones.
    Ring(&'g [Leg], Sieve),
    /// Those of a hub.
    Files(Fitting<'g>),
}

impl<'g> Legs<'g> {
    /// The legs into a party that may be passed on by its transfer `id`, whose gist is `later`.
    pub(super) fn before(start: &Start<'g>, fit: &mut Fit, party: PartyId, id: EdgeId, later: Gist) -> Self {
        let view = start.ground.view;
        let value = || view.edge(id).and_then(|it| it.value);
        match view.fitting(party, Way::In, view.first()..id, || fit.wanted_before(later, value)) {
            Some(files) => Self::of(files, fit),
            None => Self::Ring(view.ins_until(party, id), fit.before(later)),
        }
    }

    /// The legs out of a party that may pass on the transfer `id` to it, whose gist is `earlier`.
    pub(super) fn after(start: &Start<'g>, fit: &mut Fit, party: PartyId, id: EdgeId, earlier: Gist) -> Self {
        let (view, first) = (start.ground.view, EdgeId(id.0.saturating_add(1)));
        let value = || view.edge(id).and_then(|it| it.value);
        match view.fitting(party, Way::Out, first..view.end(), || fit.wanted_after(earlier, value)) {
            Some(files) => Self::of(files, fit),
            None => Self::Ring(view.outs_after(party, id), fit.after(earlier)),
        }
    }

    fn of(files: Fitting<'g>, fit: &mut Fit) -> Self {
        if files.is_blind {
            fit.overlook();
        }
        Self::Files(files)
    }

    /// Ends a search that is about to look at all of them and cannot, before it looks at any.
    #[inline]
    pub(super) fn afford(&self, start: &Start<'g>, budget: &mut Budget) -> Result<(), Exhausted> {
        let Self::Ring(legs, _) = self else { return Ok(()) };
        if legs.len() as u64 <= budget.left() {
            return Ok(());
        }
        let all = newest(legs, start.ground.view.first()).len() as u64;
        if all > budget.left() { budget.spend(all) } else { Ok(()) }
    }

    /// The next selected leg, with its gist, in no order where they are a hub's.
    #[inline]
    pub(super) fn next_any(
        &mut self,
        start: &Start<'g>,
        budget: &mut Budget,
    ) -> Result<Option<(Leg, Gist)>, Exhausted> {
        let Self::Files(files) = self else { return self.next(start, budget) };
        while let Some(found) = files.next_any(budget)? {
            if start.ground.view.meets(found.0.edge, start.ground.selected) {
                return Ok(Some(found));
            }
        }
        Ok(None)
    }

    /// The next older selected leg, with its gist; each leg looked at is a step.
    #[inline]
    pub(super) fn next(&mut self, start: &Start<'g>, budget: &mut Budget) -> Result<Option<(Leg, Gist)>, Exhausted> {
        match self {
            Self::Ring(legs, sieve) => {
                let (view, selected) = (start.ground.view, start.ground.selected);
                let (first, briefs) = (view.first().0, view.briefs());
                while let Some((leg, rest)) = legs.split_last() {
                    let Some(at) = leg.edge.0.checked_sub(first) else { break };
                    *legs = rest;
                    budget.spend(1)?;
                    let brief = briefs.get(at as usize).filter(|it| it.selected & selected != 0);
                    if let Some(brief) = brief.filter(|it| sieve.passes(Some(it.gist))) {
                        return Ok(Some((*leg, brief.gist)));
                    }
                }
                Ok(None)
            }
            Self::Files(files) => {
                while let Some(found) = files.next(budget)? {
                    if start.ground.view.meets(found.0.edge, start.ground.selected) {
                        return Ok(Some(found));
                    }
                }
                Ok(None)
            }
        }
    }
}
