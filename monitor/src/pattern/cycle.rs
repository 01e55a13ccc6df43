//! The kind `cycle`: money that comes back to where it set out.
//!
//! ```text
//!        ┌──────── x = x4 ────────┐
//!        ▼                        │         x1 < x2 < x3 < x4 in the ledger's order
//!        v ──x1──▶ b ──x2──▶ c ──x3──▶ u    x4.time - x1.time <= within
//! ```
//!
//! Definition. A cycle is a row of transfers `x1 … xh = x` in which each goes out of the party the
//! one before went into and is later in the ledger's order, the last goes into the party the first
//! came out of, and all `h` parties are distinct; the first and the last share the closed window;
//! every transfer meets the selection; each hop keeps a share of the hop before within the bound,
//! where one is asked; `h` is at least 2 and lies within the bound, or is at most [`HOPS_MAX`]
//! where no maximum is asked. The share is not asked of the first hop against the last: that is
//! `returned_share`, which is measured.
//!
//! One match for each distinct sequence of parties that the anchor `x` closes. Of parallel
//! transfers its rows are the latest, compared from the anchor backwards. The subject is the party
//! where the cycle starts and ends, the receiver of the anchor.
//!
//! Boundaries. No party of it is a service: through an exchange everything returns to everyone.
//!
//! Left out: cycles whose parties repeat, returns split over several transfers of one hop, cycles
//! without order in time ([`count_all`] counts by order too).
//!
//! Complexity, in steps (legs looked at). An anchor whose receiver sent nothing or whose sender
//! received nothing costs none. Otherwise two layered searches, forward from the receiver and
//! backward from the sender, meet in the middle, the cheaper side first: `O(d^(h/2))` for `d` legs
//! a hop, and each edge is reached once a side. Only where they meet are the cycles listed,
//! backwards, on edges that the forward search reached in time.

mod count;
mod meet;

pub use count::{Chaining, count_all};
pub(super) use meet::Tables;

use super::fit::{Fit, Sieve};
use super::legs::Legs;
use super::trail::{HOPE_STEPS, HOPS_MAX, Scratch, Sight, Start, TrailFigures, before, reach};
use super::{Ask, Ground};
use crate::graph::{Edge, EdgeId, Gist, Leg};
use crate::ledger::PartyId;
use meet::Meeting;
use smallvec::{SmallVec, smallvec};
use tidegate_kyc_core::base::{Budget, Exhausted};

/// Appends to `found` every cycle that `anchor` closes, one a sequence of parties, each with its
/// rows from old to new; the cycles in falling order of their rows, compared from the anchor
/// backwards.
///
/// # Errors
/// [`Exhausted`] when the budget is spent; the cycles found before stay in `found`.
pub fn search(
    scratch: &mut Scratch,
    ground: &Ground<'_>,
    anchor: EdgeId,
    ask: &Ask,
    budget: &mut Budget,
    found: &mut Vec<Vec<EdgeId>>,
) -> Result<Sight, Exhausted> {
    let (least, most) = reach(ask.size, 2, HOPS_MAX);
    let Some(start) = Start::at(ground, anchor, ask.within) else { return Ok(Sight::default()) };
    if least > most || !may_close(&start, least) {
        return Ok(Sight::default());
    }
    let fit = Fit::of(ask, start.ground.view);
    let known = found.len();
    let mut hope = Budget::of(HOPE_STEPS);
    let mut closing = Closing { start, fit, least, most, scratch, budget };
    let ended = closing.list(found);
    if let Some(new) = found.get_mut(known..) {
        new.sort_unstable_by(|one, other| other.iter().rev().cmp(one.iter().rev()));
    }
    ended?;
    if found.len() > known || !closing.fit.was_blind() {
        return Ok(Sight::default());
    }
    (closing.fit, closing.budget) = (fit.hopefully(), &mut hope);
    if meet::is_beyond_hope(&closing.start, &mut closing.fit, closing.budget) {
        return Ok(Sight { blind: true });
    }
    let mut hoped = Vec::new();
    let ended = closing.list(&mut hoped);
    Ok(Sight { blind: ended.is_err() || !hoped.is_empty() })
}

/// The figures of a cycle, oldest transfer first.
#[must_use]
pub fn measure(rows: &[(EdgeId, Edge)], first_seen: impl Fn(PartyId) -> Option<EdgeId>) -> TrailFigures {
    TrailFigures::of(rows, first_seen)
}

/// Whether the anchor's receiver sent before its sender received, and a walk of as many hops as are
/// asked for may end at the sender; constant time but for the cut.
fn may_close(start: &Start<'_>, least: u32) -> bool {
    let (from, to, view) = (start.edge.from, start.edge.to, start.ground.view);
    // What costs least comes first: most anchors end here.
    if !view.may_end_walk(from, least as usize - 1) || !view.may_leave(to) {
        return false;
    }
    if start.is_service(from) || start.is_service(to) {
        return false;
    }
    // Both ends are sought from the anchor backwards, where they mostly are.
    let is_within = |it: &&Leg| it.edge >= view.first();
    let Some(came) = view.ins_until(from, start.anchor).last().filter(is_within) else { return false };
    view.outs_until(to, EdgeId(came.edge.0 + 1)).last().is_some_and(|it| it.edge >= view.first())
}

struct Closing<'a, 'g> {
    start: Start<'g>,
    fit: Fit,
    least: u32,
    most: u32,
    scratch: &'a mut Scratch,
    budget: &'a mut Budget,
}

/// The parallel transfers between two parties of a trail from which the anchor can be reached.
#[derive(Clone, Debug)]
struct Hop {
    /// Who sends them.
    party: PartyId,
    /// From new to old; where only order is asked, the newest alone.
    edges: SmallVec<[EdgeId; 4]>,
}

/// A level of the search: the hops that can precede the level before, newest first.
struct Level {
    hops: std::vec::IntoIter<Hop>,
    chosen: Option<Hop>,
}

impl<'g> Closing<'_, 'g> {
    fn list(&mut self, found: &mut Vec<Vec<EdgeId>>) -> Result<(), Exhausted> {
        let meeting = Meeting::seek(self.start, &mut self.fit, self.most, self.scratch, self.budget)?;
        let Some(meeting) = meeting else { return Ok(()) };
        let Start { anchor, edge, .. } = self.start;
        let first = Hop { party: edge.from, edges: smallvec![anchor] };
        let mut levels = vec![Level { hops: vec![first].into_iter(), chosen: None }];
        while let Some(top) = levels.last_mut() {
            top.chosen = top.hops.next();
            let Some(chosen) = &top.chosen else {
                levels.pop();
                continue;
            };
            if chosen.party == edge.to {
                if levels.len() >= self.least as usize {
                    let rows = self.latest(&levels)?;
                    found.extend(rows);
                    if self.fit.is_hopeful() && !found.is_empty() {
                        return Ok(());
                    }
                }
                continue;
            }
            let hops = self.precede(&levels, &meeting)?;
            levels.push(Level { hops: hops.into_iter(), chosen: None });
        }
        Ok(())
    }

    /// The hops that can precede the trail, by party, in the order of their newest transfer.
    fn precede(&mut self, levels: &[Level], meeting: &Meeting) -> Result<Vec<Hop>, Exhausted> {
        let mut hops: Vec<Hop> = Vec::new();
        let Some(later) = levels.last().and_then(|it| it.chosen.as_ref()) else { return Ok(hops) };
        let Some(newest) = later.edges.first() else { return Ok(hops) };
        let left = self.most.saturating_sub(u32::try_from(levels.len()).unwrap_or(u32::MAX));
        let home = self.start.edge.to;
        self.scratch.parties.begin(self.start.parties());
        let mut legs = match later.edges.as_slice() {
            [only] => {
                let Some(edge) = self.start.ground.edge(*only) else { return Ok(hops) };
                Legs::before(&self.start, &mut self.fit, edge.from, *only, Gist::of(edge))
            }
            several => {
                let edges = several.iter().filter_map(|it| self.start.ground.edge(*it));
                let Some(sieve) = edges.map(|it| self.fit.before(Gist::of(it))).reduce(Sieve::or) else {
                    return Ok(hops);
                };
                Legs::Ring(before(self.start.ground.ins(later.party), *newest), sieve)
            }
        };
        while let Some((leg, _)) = legs.next(&self.start, self.budget)? {
            if !meeting.may_return(&self.scratch.cycle, self.start.slot(leg.edge), left)
                || leg.other != home && (left < 2 || self.start.is_service(leg.other) || met(levels, leg.other))
            {
                continue;
            }
            let slot = self.scratch.parties.get(leg.other.index());
            if slot.is_some() && self.fit.only_order() || !self.follows(&leg, &later.edges)? {
                continue;
            }
            match slot.and_then(|at| hops.get_mut(at as usize)) {
                Some(hop) => hop.edges.push(leg.edge),
                None => {
                    self.scratch.parties.set(leg.other.index(), u32::try_from(hops.len()).unwrap_or(u32::MAX));
                    hops.push(Hop { party: leg.other, edges: smallvec![leg.edge] });
                }
            }
        }
        Ok(hops)
    }

    /// Whether a transfer may precede any of the later ones, which stand from new to old.
    fn follows(&mut self, leg: &Leg, later: &[EdgeId]) -> Result<bool, Exhausted> {
        for id in later.iter().take_while(|it| **it > leg.edge) {
            self.budget.spend(1)?;
            if self.start.follows(&mut self.fit, leg.edge, *id) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// The latest rows, compared from the anchor backwards, along the trail's parties.
    fn latest(&mut self, levels: &[Level]) -> Result<Option<Vec<EdgeId>>, Exhausted> {
        let mut hops: Vec<&[EdgeId]> =
            levels.iter().filter_map(|it| it.chosen.as_ref()).map(|it| it.edges.as_slice()).collect();
        // From the far end: which transfers of a hop the far end can reach.
        let mut able: Vec<Vec<EdgeId>> = vec![hops.pop().unwrap_or(&[]).to_vec()];
        while let Some(hop) = hops.pop() {
            let mut kept = Vec::new();
            for later in hop {
                if self.latest_before(able.last().map_or(&[], Vec::as_slice), *later)?.is_some() {
                    kept.push(*later);
                }
            }
            able.push(kept);
        }
        let mut rows = vec![self.start.anchor];
        able.pop();
        while let (Some(hop), Some(later)) = (able.pop(), rows.last().copied()) {
            let Some(edge) = self.latest_before(&hop, later)? else { return Ok(None) };
            rows.push(edge);
        }
        rows.reverse();
        Ok(Some(rows))
    }

    fn latest_before(&mut self, earlier: &[EdgeId], later: EdgeId) -> Result<Option<EdgeId>, Exhausted> {
        for id in earlier.iter().filter(|it| **it < later) {
            self.budget.spend(1)?;
            if self.start.follows(&mut self.fit, *id, later) {
                return Ok(Some(*id));
            }
        }
        Ok(None)
    }
}

/// Whether a party sends on the trail already.
fn met(levels: &[Level], party: PartyId) -> bool {
    levels.iter().filter_map(|it| it.chosen.as_ref()).any(|it| it.party == party)
}

/// Whether hope is told to be vain with so many steps, and whether a plain search says yes; `None`
/// where there is nothing to hope for.
#[cfg(test)]
pub(super) fn hopes_within(
    scratch: &mut Scratch,
    ground: &Ground<'_>,
    anchor: EdgeId,
    ask: &Ask,
    steps: u64,
) -> Option<(bool, bool)> {
    let (least, most) = reach(ask.size, 2, HOPS_MAX);
    let start = Start::at(ground, anchor, ask.within).filter(|it| may_close(it, least))?;
    let fit = Fit::of(ask, start.ground.view).hopefully();
    let budget = &mut Budget::of(steps);
    let vain = meet::is_beyond_hope(&start, &mut fit.clone(), budget);
    let mut found = Vec::new();
    let ended = Closing { start, fit, least, most, scratch, budget }.list(&mut found);
    // Whoever is told at once is told yes; of the others the search itself is the answer.
    let plainly = ended.is_err() || !found.is_empty();
    Some((vain || plainly, plainly))
}
