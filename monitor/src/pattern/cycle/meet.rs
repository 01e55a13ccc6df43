//! Two layered searches that meet in the middle: can the anchor close a cycle at all, and from
//! which edges can it be reached in how many hops.
//!
//! Takes an anchor and what its hops must keep; marks, in the scratch, the edges that trails out of
//! the anchor's receiver reach. Walks only: it forgets which parties a trail has met, so what it
//! excludes is excluded, and what it allows is still to be tried.

use crate::graph::{EdgeId, Gist, Leg};
use crate::ledger::PartyId;
use crate::pattern::fit::Fit;
use crate::pattern::legs::Legs;
use crate::pattern::trail::{Scratch, Start, after, before};
use crate::pattern::{Assets, Ground};
use tidegate_kyc_core::base::{Budget, Exhausted};

/// Lists of the two searches and their marks, kept between calls.
#[derive(Debug, Default)]
pub(in crate::pattern) struct Tables {
    forward: Vec<Reached>,
    backward: Vec<Reached>,
    next: Vec<Reached>,
    levels: Levels,
}

/// An edge that a search has marked, with what is asked of it to go on from there.
#[derive(Clone, Copy, Debug)]
struct Reached {
    edge: EdgeId,
    /// The party that it leads the search to.
    party: PartyId,
    gist: Gist,
}

/// On which level each search has marked each edge, in four bytes an edge. Levels from the highest
/// that fits on are one: what is reached on a later one is taken for reached there.
#[derive(Debug, Default)]
struct Levels {
    epoch: u16,
    /// The epoch in which it was written, the forward level and the backward one; 0 is none.
    cells: Vec<(u16, [u8; 2])>,
}

impl Levels {
    fn begin(&mut self, len: usize) {
        if self.cells.len() < len {
            self.cells.resize(len, (0, [0; 2]));
        }
        self.epoch = self.epoch.wrapping_add(1);
        if self.epoch == 0 {
            self.cells.fill((0, [0; 2]));
            self.epoch = 1;
        }
    }

    /// The forward and the backward level of an edge.
    #[inline]
    fn get(&self, slot: usize) -> [u8; 2] {
        self.cells.get(slot).filter(|it| it.0 == self.epoch).map_or([0; 2], |it| it.1)
    }

    /// Marks an edge for one of the searches, if that has not marked it yet. `None` where it has,
    /// otherwise whether the other one has.
    #[inline]
    fn mark(&mut self, slot: usize, way: Way, level: u32) -> Option<bool> {
        let mut levels = self.get(slot);
        let (own, other) = if way == Way::Forward { (0, 1) } else { (1, 0) };
        if levels[own] != 0 {
            return None;
        }
        levels[own] = u8::try_from(level).unwrap_or(u8::MAX);
        if let Some(cell) = self.cells.get_mut(slot) {
            *cell = (self.epoch, levels);
        }
        Some(levels[other] != 0)
    }
}

/// That the two searches met, and how far the forward one came.
pub(super) struct Meeting {
    levels: u32,
    complete: bool,
}

impl Meeting {
    /// Whether an edge may be reached from the anchor's receiver in at most `left` hops, its own
    /// included. `tables` are those of the search.
    #[inline]
    pub(super) fn may_return(&self, tables: &Tables, slot: usize, left: u32) -> bool {
        match tables.levels.get(slot) {
            [0, _] => !self.complete && left > self.levels,
            [level, _] => u32::from(level) <= left,
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
    let sieve = fit.before(start.gist);
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
        self.scratch.cycle.levels.begin(slots);
        if self.fit.only_order() {
            let parties = self.start.parties();
            self.scratch.parties.begin(parties);
            self.scratch.more_parties.begin(parties);
        }
        // All that the anchor's receiver sent is looked at, but of what its sender received what fits, which
        // is mostly nothing: unless all of it might, that comes first.
        let mut backward =
            Side::new(Way::Backward, if self.fit.is_hopeful() { ground.ins(edge.from).len() } else { 0 });
        if !self.fit.is_hopeful() {
            self.widen(&mut backward)?;
            if !backward.alive && !backward.home {
                return Ok(None);
            }
        }
        let mut forward = Side::new(Way::Forward, ground.outs(edge.to).len());
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
            let (party, past) = match side.way {
                Way::Forward => (self.start.edge.to, None),
                Way::Backward => (self.start.edge.from, Some((self.start.anchor, self.start.gist))),
            };
            self.expand(side, party, past, &mut next)
        } else {
            self.afford(side.way, &frontier).and_then(|()| {
                frontier.iter().try_for_each(|it| self.expand(side, it.party, Some((it.edge, it.gist)), &mut next))
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
    fn afford(&mut self, way: Way, frontier: &[Reached]) -> Result<(), Exhausted> {
        if !self.fit.is_hopeful() || self.fit.only_order() {
            return Ok(());
        }
        let Start { ground, edge: anchor, .. } = self.start;
        let mut level = Level { left: self.budget.left() };
        for it in frontier {
            let is_within = match way {
                Way::Forward => it.party == anchor.from || level.takes_after(ground, it.party, it.edge),
                Way::Backward => it.party == anchor.to || level.takes_before(ground, it.party, it.edge),
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
        past: Option<(EdgeId, Gist)>,
        next: &mut Vec<Reached>,
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
            (Way::Forward, Some((id, gist))) => Legs::after(&self.start, self.fit, party, id, gist),
            (Way::Backward, Some((id, gist))) => Legs::before(&self.start, self.fit, party, id, gist),
        };
        legs.afford(&self.start, self.budget)?;
        while let Some((leg, gist)) = legs.next_any(&self.start, self.budget)? {
            if leg.other == away || leg.other == party {
                continue;
            }
            let fits = past.is_none_or(|it| match side.way {
                Way::Forward => self.start.follows_as(self.fit, it, (leg.edge, gist)),
                Way::Backward => self.start.follows_as(self.fit, (leg.edge, gist), it),
            });
            if !fits || self.start.is_service(leg.other) {
                continue;
            }
            let slot = self.start.slot(leg.edge);
            let Some(met) = self.scratch.cycle.levels.mark(slot, side.way, side.levels) else { continue };
            self.met |= met;
            next.push(Reached { edge: leg.edge, party: leg.other, gist });
            side.home |= leg.other == home;
        }
        Ok(())
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
