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
//! Complexity. In steps (legs looked at): the legs into the anchor's sender that it may pass on, for
//! the sources that can be; then for each source with enough legs out, the legs out of it or the legs
//! into the gatherer, whichever is not a hub, each against what the other end has of the same middle.
//! Where both are hubs, what is [`Known`] of the two is kept up from anchor to anchor instead.

mod hope;
mod join;
mod known;

#[cfg(test)]
pub(crate) use hope::plain::{hopes_plainly, hopes_within};
pub use known::Known;

use super::fit::Fit;
use super::legs::Legs;
use super::trail::{HOPE_STEPS, Marks, Scratch, Sight, Start, extremes, reach, span};
use super::{Ask, Assets, Ground};
use crate::graph::{Edge, EdgeId, Met, Pairs, Way};
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
    search_on(&mut Known::default(), scratch, ground, anchor, ask, budget, found)
}

/// The same for a search that follows another: `known` is what the searches for the same question
/// have learnt from each of the ground's edges in turn, up to the one before this anchor.
///
/// # Errors
/// [`Exhausted`] when the budget is spent; the diamonds found before stay in `found`.
pub fn search_on(
    known: &mut Known,
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
    let view = start.ground.view;
    if least > most || !view.may_end_walk(middle, 1) || start.is_service(middle) || start.is_service(gatherer) {
        return Ok(Sight::default());
    }
    let too_few = !view.has_legs(gatherer, Way::In, least as usize);
    if too_few && !known.gathers(gatherer) {
        return Ok(Sight::default());
    }
    let fit = Fit::of(ask, view);
    let before = found.len();
    let mut hope = Budget::of(HOPE_STEPS);
    let mut gathering = Gathering { start, fit, least, most, scratch, known, budget, listed: false, paid: None };
    if too_few {
        // Nothing gathers here. What is known of the gatherer is kept up at no cost to this search,
        // which answers like one that knows nothing.
        gathering.budget = &mut hope;
        let _ = gathering.keep_up();
        return Ok(Sight::default());
    }
    gathering.find(found)?;
    if found.len() > before || !gathering.fit.was_blind() {
        return Ok(Sight::default());
    }
    (gathering.fit, gathering.budget) = (fit.hopefully(), &mut hope);
    Ok(Sight { blind: gathering.may_hope().unwrap_or(true) })
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

impl DiamondFigures {
    /// The figures of these branches and others over other middles. The span is not the sum's to
    /// tell: it is given.
    #[must_use]
    pub fn with(self, others: Self, span: u64) -> Self {
        let both = |one: Option<u64>, other: Option<u64>, of: fn(u64, u64) -> u64| Some(of(one?, other?));
        Self {
            middles: self.middles + others.middles,
            kept_least: both(self.kept_least, others.kept_least, u64::min),
            kept_most: both(self.kept_most, others.kept_most, u64::max),
            span,
        }
    }
}

/// Lists of the search, kept between calls.
#[derive(Debug, Default)]
pub(super) struct Tables {
    /// Sources that can be, each with its latest transfer that the anchor passes on.
    sources: Vec<(PartyId, EdgeId)>,
    /// Transfers to the gatherer, linked by middle from new to old.
    gathered: Vec<Gathered>,
    /// The newest in `gathered` of each middle.
    newest: Marks,
    /// These middles.
    payers: Met,
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
    known: &'a mut Known,
    budget: &'a mut Budget,
    /// Whether the transfers to the gatherer are listed in the scratch.
    listed: bool,
    /// The gatherer's pairs, where it is a hub: looked up once there is a source.
    paid: Option<Pairs<'g>>,
}

impl Gathering<'_, '_> {
    fn find(&mut self, found: &mut Vec<Diamond>) -> Result<(), Exhausted> {
        self.keep_up()?;
        self.look_up_gatherer();
        for at in 0..self.scratch.diamond.sources.len() {
            let Some((source, _)) = self.scratch.diamond.sources.get(at).copied() else { break };
            if !self.start.ground.view.has_legs(source, Way::Out, self.least as usize) {
                continue;
            }
            self.join(source)?;
            if self.is_match() {
                let branches = &mut self.scratch.diamond.branches;
                branches.sort_unstable_by_key(|it| it.1);
                found.push(Diamond { source, branches: branches.clone() });
            }
        }
        Ok(())
    }

    fn look_up_gatherer(&mut self) {
        let Start { ground, edge: last, .. } = self.start;
        self.paid = if self.scratch.diamond.sources.is_empty() { None } else { ground.view.pairs(last.to, Way::In) };
    }

    /// Whether the branches of the source at hand are as many as are asked for.
    fn is_match(&self) -> bool {
        (self.least as usize..=self.most as usize).contains(&self.scratch.diamond.branches.len())
    }

    /// Collects the sources, and adds to what is known of them and the gatherer.
    fn keep_up(&mut self) -> Result<(), Exhausted> {
        // Where that finds no end, what this anchor adds to each source is not known.
        self.collect_sources().inspect_err(|_| self.known.forget())
    }

    /// Who paid the anchor's sender what the anchor passes on.
    fn collect_sources(&mut self) -> Result<(), Exhausted> {
        let Start { anchor, edge: last, .. } = self.start;
        let (gathers, own) = (self.known.gathers(last.to), self.start.gist);
        self.scratch.diamond.sources.clear();
        self.scratch.parties.begin(self.start.parties());
        let mut legs = Legs::before(&self.start, &mut self.fit, last.from, anchor, own);
        while let Some((leg, gist)) = legs.next(&self.start, self.budget)? {
            let source = leg.other;
            if source == last.to || source == last.from {
                continue;
            }
            if self.scratch.parties.get(source.index()).is_some()
                || !self.start.follows_as(&mut self.fit, (leg.edge, gist), (anchor, own))
                || self.start.is_service(source)
            {
                continue;
            }
            self.scratch.parties.set(source.index(), 1);
            self.scratch.diamond.sources.push((source, leg.edge));
            if gathers {
                self.known.learn(self.ends(source), (last.from, leg.edge, anchor));
            }
        }
        Ok(())
    }

    fn ends(&self, source: PartyId) -> known::Ends {
        let last = self.start.edge;
        (source, last.to, (self.fit.assets == Assets::Same).then_some(last.asset))
    }
}
