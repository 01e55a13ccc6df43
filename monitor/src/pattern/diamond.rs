//! The kind `diamond` (scatter–gather): one source pays one gatherer through several middles.
//!
//! ```text
//!            ┌──▶ m1 ──┐
//!        a ──┼──▶ m2 ──┼──▶ z      a→m earlier than m→z in every branch, all within the window;
//!            └──▶ m3 ──┘           the anchor is the newest of the second legs
//! ```
//!
//! Definition. A branch of source `a`, middle `m` and gatherer `z`, three distinct parties, is a
//! transfer `a→m` and a later one `m→z`, both in the closed window that ends at the anchor `x` and
//! both selected, the second keeping a share of the first within the bound, where one is asked.
//! `z` is the receiver of `x`, and `x` is the second leg of one of the branches. A match is a
//! source whose distinct middles lie within the bound (at least one). With assets `same`, all rows
//! move the anchor's asset.
//!
//! One match a source. Its rows are, for each middle, the latest `m→z` that has a fitting `a→m`,
//! and the latest such `a→m`. The subject is the gatherer. First and second legs of different
//! branches may interleave: a scatter need not be over when the gathering begins.
//!
//! Boundaries. No party of it is a service: those fan out and gather for a living.
//!
//! Left out: longer branches (see `path`), several transfers that add up to one leg, sources that
//! pay the gatherer's middles only after the gathering.
//!
//! Complexity. In steps (legs looked at): the legs into the anchor's sender, for the sources that
//! can be; and only if some of them has enough legs out, the legs into the gatherer, once, and the
//! legs out of each such source, each against the transfers of its middle to the gatherer.

use super::fit::Fit;
use super::trail::{HOPE_STEPS, Marks, Scratch, Sight, Start, before, extremes, reach, span};
use super::{Ask, Ground};
use crate::graph::{Edge, EdgeId};
use crate::ledger::PartyId;
use tidegate_kyc_core::base::{Budget, Exhausted};

/// A source and its branches to the gatherer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diamond {
    /// Where the money comes from.
    pub source: PartyId,
    /// For each middle the transfer to it and the transfer on to the gatherer, by the latter.
    pub branches: Vec<(EdgeId, EdgeId)>,
}

/// The figures of a diamond, each in its quantity's unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DiamondFigures {
    /// `middles`: distinct parties in between.
    pub middles: u64,
    /// `kept_share`, the least of all branches, in permille; `None` where any cannot be compared.
    pub kept_least: Option<u64>,
    /// `kept_share`, the most of all branches, in permille; `None` where any cannot be compared.
    pub kept_most: Option<u64>,
    /// `span`: microseconds from the first to the last transfer.
    pub span: u64,
}

/// Appends to `found` every diamond whose gathering `anchor` belongs to, one a source, those with
/// the later first leg of the anchor's own branch first.
///
/// # Errors
/// [`Exhausted`] when the budget is spent; the diamonds found before stay in `found`.
pub fn search(
    scratch: &mut Scratch,
    ground: &Ground<'_>,
    anchor: EdgeId,
    ask: &Ask,
    budget: &mut Budget,
    found: &mut Vec<Diamond>,
) -> Result<Sight, Exhausted> {
    let (least, most) = reach(ask.size, 1, u64::MAX);
    let Some(start) = Start::at(ground, anchor, ask.within) else { return Ok(Sight::default()) };
    let (middle, gatherer) = (start.edge.from, start.edge.to);
    if least > most
        || start.ground.ins(middle).is_empty()
        || start.ground.ins(gatherer).len() < least as usize
        || start.is_service(middle)
        || start.is_service(gatherer)
    {
        return Ok(Sight::default());
    }
    let fit = Fit::of(ask);
    let known = found.len();
    let mut hope = Budget::of(HOPE_STEPS);
    let mut gathering = Gathering { start, fit, least, most, scratch, budget };
    gathering.find(found)?;
    if found.len() > known || !gathering.fit.was_blind() {
        return Ok(Sight::default());
    }
    (gathering.fit, gathering.budget) = (fit.hopefully(), &mut hope);
    let mut hoped = Vec::new();
    let ended = gathering.find(&mut hoped);
    Ok(Sight { blind: ended.is_err() || !hoped.is_empty() })
}

/// The figures of a diamond's branches, first legs and second legs in pairs.
#[must_use]
pub fn measure(branches: &[(Edge, Edge)]) -> DiamondFigures {
    let (kept_least, kept_most) = extremes(branches.iter().map(|(first, second)| second.kept_of(first)));
    let first = branches.iter().map(|it| &it.0).min_by_key(|it| it.time);
    let last = branches.iter().map(|it| &it.1).max_by_key(|it| it.time);
    DiamondFigures {
        middles: branches.len() as u64,
        kept_least,
        kept_most,
        span: first.zip(last).map_or(0, |(first, last)| span(first, last)),
    }
}

/// Lists of the search, kept between calls.
#[derive(Debug, Default)]
pub(super) struct Tables {
    /// Sources that can be.
    sources: Vec<PartyId>,
    /// Transfers to the gatherer, linked by middle from new to old.
    gathered: Vec<Gathered>,
    /// The branches of the source at hand.
    branches: Vec<(EdgeId, EdgeId)>,
}

#[derive(Clone, Copy, Debug)]
struct Gathered {
    edge: EdgeId,
    /// The next older one of the same middle.
    older: u32,
}

/// No older transfer.
const END: u32 = u32::MAX;

struct Gathering<'a, 'g> {
    start: Start<'g>,
    fit: Fit,
    least: u32,
    most: u32,
    scratch: &'a mut Scratch,
    budget: &'a mut Budget,
}

impl Gathering<'_, '_> {
    fn find(&mut self, found: &mut Vec<Diamond>) -> Result<(), Exhausted> {
        self.collect_sources()?;
        if self.scratch.diamond.sources.is_empty() || !self.collect_gathered()? {
            return Ok(());
        }
        for at in 0..self.scratch.diamond.sources.len() {
            let Some(source) = self.scratch.diamond.sources.get(at).copied() else { break };
            self.join(source)?;
            let branches = &mut self.scratch.diamond.branches;
            if (self.least as usize..=self.most as usize).contains(&branches.len()) {
                branches.sort_unstable_by_key(|it| it.1);
                found.push(Diamond { source, branches: branches.clone() });
            }
        }
        Ok(())
    }

    /// Who paid the anchor's sender what the anchor passes on, and paid enough parties at all.
    fn collect_sources(&mut self) -> Result<(), Exhausted> {
        let Start { ground, anchor, edge: last, .. } = self.start;
        self.scratch.diamond.sources.clear();
        self.scratch.parties.begin(self.start.parties());
        let sieve = self.fit.before(last);
        for leg in before(ground.ins(last.from), anchor).iter().rev() {
            self.budget.spend(1)?;
            let source = leg.other;
            if source == last.to || source == last.from || !sieve.passes(self.start.gist(leg.edge)) {
                continue;
            }
            let Some(edge) = ground.edge(leg.edge) else { continue };
            if !self.fit.allows(edge, last)
                || self.scratch.parties.get(source.index()).is_some()
                || ground.outs(source).len() < self.least as usize
                || self.start.is_service(source)
            {
                continue;
            }
            self.scratch.parties.set(source.index(), 1);
            self.scratch.diamond.sources.push(source);
        }
        Ok(())
    }

    /// Lists the transfers to the gatherer by middle; says whether there are middles enough.
    fn collect_gathered(&mut self) -> Result<bool, Exhausted> {
        let Start { ground, edge: last, .. } = self.start;
        let Scratch { parties: newest, diamond: Tables { gathered, .. }, .. } = &mut *self.scratch;
        gathered.clear();
        newest.begin(self.start.parties());
        let mut middles = 0;
        let sieve = self.fit.beside(last);
        // Oldest first, so that each list is headed by its newest.
        for leg in ground.ins(last.to) {
            self.budget.spend(1)?;
            if leg.other == last.to
                || !sieve.passes(self.start.gist(leg.edge))
                || ground.edge(leg.edge).is_none()
                || self.start.is_service(leg.other)
            {
                continue;
            }
            let older = newest.get(leg.other.index()).unwrap_or(END);
            middles += u32::from(older == END);
            newest.set(leg.other.index(), u32::try_from(gathered.len()).unwrap_or(END));
            gathered.push(Gathered { edge: leg.edge, older });
        }
        Ok(middles >= self.least)
    }

    /// The branches of one source: for each middle the latest second leg, then the latest first.
    fn join(&mut self, source: PartyId) -> Result<(), Exhausted> {
        let Start { ground, edge: last, .. } = self.start;
        let Scratch { parties: newest, more_parties: branch_of, diamond: Tables { gathered, branches, .. }, .. } =
            &mut *self.scratch;
        branches.clear();
        branch_of.begin(self.start.parties());
        let sieve = self.fit.beside(last);
        for leg in ground.outs(source) {
            self.budget.spend(1)?;
            if leg.other == source || !sieve.passes(self.start.gist(leg.edge)) {
                continue;
            }
            let Some(head) = newest.get(leg.other.index()) else { continue };
            let Some(first) = ground.edge(leg.edge) else { continue };
            let mut at = head;
            while let Some(second) = gathered.get(at as usize).filter(|it| it.edge > leg.edge) {
                self.budget.spend(1)?;
                if ground.edge(second.edge).is_some_and(|it| self.fit.allows(first, it)) {
                    keep_latest(branches, branch_of, leg.other, (leg.edge, second.edge));
                    break;
                }
                at = second.older;
            }
        }
        Ok(())
    }
}

/// Keeps a middle's branch if it is its first or later than the one kept, second legs compared first.
fn keep_latest(branches: &mut Vec<(EdgeId, EdgeId)>, of: &mut Marks, middle: PartyId, new: (EdgeId, EdgeId)) {
    match of.get(middle.index()).and_then(|at| branches.get_mut(at as usize)) {
        Some(old) if (new.1, new.0) > (old.1, old.0) => *old = new,
        Some(_) => {}
        None => {
            of.set(middle.index(), u32::try_from(branches.len()).unwrap_or(END));
            branches.push(new);
        }
    }
}
