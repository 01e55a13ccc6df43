//! Would the anchor complete a diamond if what cannot be compared for want of a value fitted?
//!
//! Answers what a search with a few steps would: source by source, newest first, and yes where the
//! steps are spent. A yes is the same whether found or spent, so that the sources may be tried in
//! any order, and need not be tried where they are seen to take too many steps.

use super::Gathering;
use crate::graph::Way;
use crate::pattern::legs::Legs;
use crate::pattern::trail::Start;
use tidegate_kyc_core::base::Exhausted;

impl Gathering<'_, '_> {
    /// Whether any source would have middles enough.
    ///
    /// # Errors
    /// [`Exhausted`] when the budget is spent, or would be if no source had.
    pub(super) fn may_hope(&mut self) -> Result<bool, Exhausted> {
        self.collect_hopes()?;
        // The sources that pay most first.
        for of_hubs in [true, false] {
            for at in 0..self.scratch.diamond.sources.len() {
                let Some((source, _)) = self.scratch.diamond.sources.get(at).copied() else { break };
                if self.start.ground.view.is_hub(source, Way::Out) != of_hubs {
                    continue;
                }
                self.join(source)?;
                if self.is_match() {
                    return Ok(true);
                }
            }
        }
        Ok(false)
    }

    /// Collects the sources, and adds up what joining each of them takes at the least.
    fn collect_hopes(&mut self) -> Result<(), Exhausted> {
        let Start { ground, anchor, edge: last, .. } = self.start;
        self.scratch.diamond.sources.clear();
        self.scratch.parties.begin(self.start.parties());
        let own = self.start.gist;
        // Few sources are hubs.
        let ins = || ground.ins(last.to).len();
        // Every leg into the middle is looked at where none of them leads to a match.
        let left = usize::try_from(self.budget.left()).unwrap_or(usize::MAX);
        let mut taken = ground.view.count_before(last.from, anchor, left.saturating_add(1));
        if taken > left {
            return self.budget.spend(taken as u64);
        }
        let is_gathered = ground.view.is_hub(last.to, Way::In);
        let mut legs = Legs::before(&self.start, &mut self.fit, last.from, anchor, own);
        while let Some((leg, gist)) = legs.next(&self.start, self.budget)? {
            let source = leg.other;
            if source == last.to
                || source == last.from
                || self.scratch.parties.get(source.index()).is_some()
                || !self.start.follows_as(&mut self.fit, (leg.edge, gist), (anchor, own))
                || !ground.view.has_legs(source, Way::Out, self.least as usize)
                || self.start.is_service(source)
            {
                continue;
            }
            self.scratch.parties.set(source.index(), 1);
            self.scratch.diamond.sources.push((source, leg.edge));
            taken += match (ground.view.is_hub(source, Way::Out), is_gathered) {
                (true, false) => ins(),
                (true, true) => ins().min(ground.outs(source).len()),
                (false, _) => ground.outs(source).len(),
            };
            if taken > left {
                return self.budget.spend(taken as u64);
            }
        }
        self.look_up_gatherer();
        Ok(())
    }
}

#[cfg(test)]
pub(crate) mod plain {
    //! The oracle: source by source, newest first, until the steps are spent.

    use super::*;
    use crate::graph::EdgeId;
    use crate::pattern::diamond::Known;
    use crate::pattern::fit::Fit;
    use crate::pattern::trail::{Scratch, reach};
    use crate::pattern::{Ask, Ground};
    use tidegate_kyc_core::base::Budget;

    fn answer(
        scratch: &mut Scratch,
        ground: &Ground<'_>,
        anchor: EdgeId,
        ask: &Ask,
        steps: u64,
        search: impl FnOnce(&mut Gathering<'_, '_>) -> Result<bool, Exhausted>,
    ) -> Option<bool> {
        let (least, most) = reach(ask.size, 1, u64::MAX);
        let start = Start::at(ground, anchor, ask.within)?;
        let fit = Fit::of(ask, start.ground.view).hopefully();
        let (known, budget) = (&mut Known::default(), &mut Budget::of(steps));
        let mut it = Gathering { start, fit, least, most, scratch, known, budget, listed: false, paid: None };
        Some(search(&mut it).unwrap_or(true))
    }

    pub(crate) fn hopes_within(
        scratch: &mut Scratch,
        ground: &Ground<'_>,
        anchor: EdgeId,
        ask: &Ask,
        steps: u64,
    ) -> Option<bool> {
        answer(scratch, ground, anchor, ask, steps, |it| it.may_hope())
    }

    pub(crate) fn hopes_plainly(
        scratch: &mut Scratch,
        ground: &Ground<'_>,
        anchor: EdgeId,
        ask: &Ask,
        steps: u64,
    ) -> Option<bool> {
        answer(scratch, ground, anchor, ask, steps, |it| {
            let Start { ground, anchor, edge: last, .. } = it.start;
            it.paid = ground.view.pairs(last.to, Way::In);
            let mut tried = Vec::new();
            for leg in ground.ins(last.from).iter().rev().filter(|it| it.edge < anchor) {
                it.budget.spend(1)?;
                let source = leg.other;
                if source == last.to
                    || source == last.from
                    || tried.contains(&source)
                    || !it.start.follows(&mut it.fit, leg.edge, anchor)
                    || ground.outs(source).len() < it.least as usize
                    || it.start.is_service(source)
                {
                    continue;
                }
                tried.push(source);
                it.join(source)?;
                if it.is_match() {
                    return Ok(true);
                }
            }
            Ok(false)
        })
    }
}
