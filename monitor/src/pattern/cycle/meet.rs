//! Two layered searches that meet in the middle: can the anchor close a cycle at all, and from
//! which edges can it be reached in how many hops.
//!
//! Takes an anchor and what its hops must keep; marks, in the scratch, the edges that trails out of
//! the anchor's receiver reach. Walks only: it forgets which parties a trail has met, so what it
//! excludes is excluded, and what it allows is still to be tried.

use crate::graph::{Edge, EdgeId, Gist, Leg};
use crate::ledger::PartyId;
use crate::pattern::fit::Fit;
use crate::pattern::legs::Legs;
use crate::pattern::trail::{Marks, Scratch, Start, after, before};
use crate::pattern::{Assets, Ground};
use tidegate_kyc_core::base::{Budget, Exhausted};

/// Lists of the two searches, kept between calls.
#[derive(Debug, Default)]
pub(in crate::pattern) struct Tables {
    forward: Vec<EdgeId>,
    backward: Vec<EdgeId>,
    next: Vec<EdgeId>,
}

/// That the two searches met, and how far the forward one came.
pub(super) struct Meeting {
    levels: u32,
    complete: bool,
}

impl Meeting {
    /// Whether an edge may be reached from the anchor's receiver in at most `left` hops, its own
    /// included. `forward` are the marks of the search.
    #[inline]
    pub(super) fn may_return(&self, forward: &Marks, slot: usize, left: u32) -> bool {
        match forward.get(slot) {
            Some(level) => level <= left,
            None => !self.complete && left > self.levels,
        }
    }

    /// Searches both ways for cycles of at most `most` hops. `None`: there are none.
    pub(super) fn seek(
        start: Start<'_>,
        fit: &mut Fit,
        most: u32,
        scratch: &mut Scratch,
        budget: &mut Budget,
    ) -> Result<Option<Self>, Exhausted> {
        let mut both = Both { start, fit, scratch, budget, met: false };
        both.seek(most)
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    Forward,
    Backward,
}

/// One of the two searches: how many levels are marked, and what the next one costs, roughly: for
/// each edge of the last one the few legs that fit it.
struct Side {
    way: Way,
    levels: u32,
    cost: usize,
    /// Whether the last level marked anything.
    alive: bool,
    /// Whether it came to the other side's first party.
    home: bool,
}

impl Side {
    const fn new(way: Way, cost: usize) -> Self {
        Self { way, levels: 0, cost, alive: true, home: false }
    }
}

/// The legs of one level, counted until the steps do not suffice for them.
struct Level {
    left: u64,
}

impl Level {
    fn takes_after(&mut self, ground: Ground<'_>, party: PartyId, edge: EdgeId) -> bool {
        self.take(|most| ground.view.count_after(party, edge, most))
    }

    fn takes_before(&mut self, ground: Ground<'_>, party: PartyId, edge: EdgeId) -> bool {
        self.take(|most| ground.view.count_before(party, edge, most))
    }

    /// Takes so many legs, which need be counted no further than to one too many.
    fn take(&mut self, legs: impl FnOnce(usize) -> usize) -> bool {
        let one_too_many = usize::try_from(self.left).unwrap_or(usize::MAX).saturating_add(1);
        let legs = legs(one_too_many) as u64;
        let left = self.left.checked_sub(legs);
        self.left = left.unwrap_or(0);
        left.is_some()
    }
}

/// Whether a search of hope spends all its steps on the first two levels of one side: told without a
/// look at more of them than that takes.
///
/// The cheaper side goes first, and again: what its first level marks is no more than it had legs.
pub(super) fn is_beyond_hope(start: &Start<'_>, fit: &mut Fit, budget: &Budget) -> bool {
    let Start { ground, edge: anchor, .. } = *start;
    if !fit.is_hopeful() || fit.only_order() || fit.assets == Assets::Same {
        return false;
    }
    let (outs, ins) = (ground.outs(anchor.to), ground.ins(anchor.from));
    let first = outs.len().min(ins.len()) as u64;
    let Some(left) = budget.left().checked_sub(first) else { return true };
    let mut level = Level { left };
    if outs.len() < ins.len() {
        return outs.iter().any(|leg| {
            let goes_on = leg.other != anchor.to && leg.other != anchor.from;
            goes_on
                && ground.gist(leg.edge).is_some()
                && !start.is_service(leg.other)
                && !level.takes_after(ground, leg.other, leg.edge)
        });
    }
    let sieve = fit.before(Gist::of(anchor));
    ins.iter().rev().any(|leg| {
        let goes_on = leg.other != anchor.to && leg.other != anchor.from && leg.edge < start.anchor;
        goes_on
            && sieve.passes(ground.gist(leg.edge))
            && !start.is_service(leg.other)
            && start.follows(fit, leg.edge, start.anchor)
            && !level.takes_before(ground, leg.other, leg.edge)
    })
}

struct Both<'a, 'g> {
    start: Start<'g>,
    fit: &'a mut Fit,
    scratch: &'a mut Scratch,
    budget: &'a mut Budget,
    met: bool,
}

impl<'g> Both<'_, 'g> {
    fn seek(&mut self, most: u32) -> Result<Option<Meeting>, Exhausted> {
        let Start { ground, edge, .. } = self.start;
        let slots = self.start.slots();
        self.scratch.edges.begin(slots);
        self.scratch.more_edges.begin(slots);
        if self.fit.only_order() {
            let parties = self.start.parties();
            self.scratch.parties.begin(parties);
            self.scratch.more_parties.begin(parties);
        }
        // All that the anchor's receiver sent is looked at, but of what its sender received what fits.
        let mut forward = Side::new(Way::Forward, ground.outs(edge.to).len());
        let mut backward =
            Side::new(Way::Backward, if self.fit.is_hopeful() { ground.ins(edge.from).len() } else { 0 });
        while forward.alive && backward.alive && forward.levels + backward.levels < most {
            let side = if forward.cost < backward.cost { &mut forward } else { &mut backward };
            self.widen(side)?;
            if !side.alive && !side.home {
                return Ok(None);
            }
        }
        // A side that has come home is met by the other's first level.
        for side in [&mut forward, &mut backward] {
            if side.levels == 0 {
                self.widen(side)?;
            }
        }
        Ok(self.met.then_some(Meeting { levels: forward.levels, complete: !forward.alive }))
    }

    /// Marks the next level of one side.
    fn widen(&mut self, side: &mut Side) -> Result<(), Exhausted> {
        let lists = &mut self.scratch.cycle;
        let frontier = match side.way {
            Way::Forward => &mut lists.forward,
            Way::Backward => &mut lists.backward,
        };
        let mut frontier = std::mem::take(frontier);
        let mut next = std::mem::take(&mut lists.next);
        next.clear();
        side.levels += 1;
        let ended = if side.levels == 1 {
            let (party, edge) = match side.way {
                Way::Forward => (self.start.edge.to, None),
                Way::Backward => (self.start.edge.from, Some((self.start.anchor, self.start.edge))),
            };
            self.expand(side, party, edge, &mut next)
        } else {
            self.afford(side.way, &frontier).and_then(|()| {
                frontier.iter().try_for_each(|id| {
                    let Some(edge) = self.start.ground.edge(*id) else { return Ok(()) };
                    let party = if side.way == Way::Forward { edge.to } else { edge.from };
                    self.expand(side, party, Some((*id, edge)), &mut next)
                })
            })
        };
        side.alive = !next.is_empty();
        side.cost = next.len();
        frontier.clear();
        let lists = &mut self.scratch.cycle;
        lists.next = frontier;
        match side.way {
            Way::Forward => lists.forward = next,
            Way::Backward => lists.backward = next,
        }
        ended
    }

    /// Ends a search of hope that is about to look at a level and cannot, before it looks at any of it:
    /// most end so, and nearly all of their steps are those of the last level.
    fn afford(&mut self, way: Way, frontier: &[EdgeId]) -> Result<(), Exhausted> {
        if !self.fit.is_hopeful() || self.fit.only_order() {
            return Ok(());
        }
        let Start { ground, edge: anchor, .. } = self.start;
        let mut level = Level { left: self.budget.left() };
        for id in frontier {
            let is_within = match (way, ground.edge(*id)) {
                (Way::Forward, Some(edge)) => edge.to == anchor.from || level.takes_after(ground, edge.to, *id),
                (Way::Backward, Some(edge)) => edge.from == anchor.to || level.takes_before(ground, edge.from, *id),
                _ => true,
            };
            if !is_within {
                return self.budget.spend(u64::MAX);
            }
        }
        Ok(())
    }

    /// Marks the edges that continue a trail at `party`, past the last one if there is one yet.
    fn expand(
        &mut self,
        side: &mut Side,
        party: PartyId,
        past: Option<(EdgeId, &Edge)>,
        next: &mut Vec<EdgeId>,
    ) -> Result<(), Exhausted> {
        let Start { ground, edge: anchor, .. } = self.start;
        // A trail may come home by an edge of any level; it does not go on from there.
        let (home, away) = match side.way {
            Way::Forward => (anchor.from, anchor.to),
            Way::Backward => (anchor.to, anchor.from),
        };
        if party == home {
            return Ok(());
        }
        let mut legs = match (side.way, past) {
            (_, None) => Legs::Ring(ground.outs(party), self.fit.in_row(anchor)),
            (way, Some((id, _))) if self.fit.only_order() => {
                Legs::Ring(self.fresh_legs(way, party, id), self.fit.in_row(anchor))
            }
            (Way::Forward, Some((id, edge))) => Legs::after(&self.start, self.fit, id, edge),
            (Way::Backward, Some((id, edge))) => Legs::before(&self.start, self.fit, id, edge),
        };
        legs.afford(self.budget)?;
        while let Some(leg) = legs.next(&self.start, self.budget)? {
            if leg.other == away || leg.other == party {
                continue;
            }
            let fits = past.is_none_or(|(_, edge)| self.fits(side.way, edge, leg.edge));
            if !fits || self.start.is_service(leg.other) {
                continue;
            }
            let slot = self.start.slot(leg.edge);
            let (own, others) = match side.way {
                Way::Forward => (&mut self.scratch.edges, &self.scratch.more_edges),
                Way::Backward => (&mut self.scratch.more_edges, &self.scratch.edges),
            };
            if own.get(slot).is_some() {
                continue;
            }
            own.set(slot, side.levels);
            self.met |= others.get(slot).is_some();
            next.push(leg.edge);
            side.home |= leg.other == home;
        }
        Ok(())
    }

    /// Whether a transfer may stand beside one of the trail.
    #[inline]
    fn fits(&mut self, way: Way, edge: &Edge, found: EdgeId) -> bool {
        let Some(gist) = self.start.ground.gist(found) else { return false };
        if let Some(fits) = self.fit.glance(edge.asset, gist.asset) {
            return fits;
        }
        self.start.ground.edge(found).is_some_and(|found| match way {
            Way::Forward => self.fit.allows(edge, found),
            Way::Backward => self.fit.allows(found, edge),
        })
    }

    /// The legs to look at. Where only order is asked, those that an earlier (forward) or later
    /// (backward) arrival at the same party has opened already are left out.
    fn fresh_legs(&mut self, way: Way, party: PartyId, from: EdgeId) -> &'g [Leg] {
        let (legs, opened) = match way {
            Way::Forward => (self.start.ground.outs(party), &mut self.scratch.parties),
            Way::Backward => (self.start.ground.ins(party), &mut self.scratch.more_parties),
        };
        let old = if self.fit.only_order() { opened.get(party.index()).map(EdgeId) } else { None };
        if self.fit.only_order() {
            let widest = match way {
                Way::Forward => old.map_or(from, |it| it.min(from)),
                Way::Backward => old.map_or(from, |it| it.max(from)),
            };
            opened.set(party.index(), widest.0);
        }
        // An old arrival is no leg out of the party it arrived at, so the ends need no care.
        match (way, old) {
            (Way::Forward, None) => after(legs, from),
            (Way::Forward, Some(old)) => before(after(legs, from), old),
            (Way::Backward, None) => before(legs, from),
            (Way::Backward, Some(old)) => after(before(legs, from), old),
        }
    }
}
