//! The branches of one source to the gatherer: which middles are paid by the one and pay the other.
//!
//! Reads the legs of the end that has fewer and asks the other for each middle: a hub by its pairs,
//! a gatherer that is none by a list made once an anchor. All give the same branches.

use super::known::Branch;
use super::{END, Gathered, Gathering};
use crate::graph::{EdgeId, Leg, Pair, Pairs, Way};
use crate::ledger::PartyId;
use crate::pattern::Ground;
use crate::pattern::fit::{Fit, Sieve};
use crate::pattern::trail::{Marks, Scratch, Start};
use tidegate_kyc_core::base::{Budget, Exhausted};

/// Of the legs into a gatherer, of whose branches what is known is kept up, one in so many is charged
/// to each search that asks for it.
const KEPT_UP: u64 = 16;

/// To learn of two hubs, every leg of the one is compared with every leg of the other at the worst. One
/// in so many of these pairs is charged, whether the two are known already or not: what a search
/// costs follows from its window alone, and is the same for whoever begins to observe later.
const COMPARED: u64 = 1 << 15;

/// The transfers of one middle to the gatherer, newest first.
enum Seconds<'g> {
    Hub(Pair<'g>),
    /// A place in the list.
    Listed(u32),
}

impl Seconds<'_> {
    fn next(&mut self, gathered: &[Gathered]) -> Option<EdgeId> {
        match self {
            Self::Hub(pair) => pair.next(),
            Self::Listed(at) => {
                let it = gathered.get(*at as usize)?;
                *at = it.older;
                Some(it.edge)
            }
        }
    }
}

impl<'g> Gathering<'_, 'g> {
    /// The branches of one source: for each middle the latest second leg, then the latest first.
    pub(super) fn join(&mut self, source: PartyId) -> Result<(), Exhausted> {
        let (gatherer, ground) = (self.start.edge.to, self.start.ground);
        self.scratch.diamond.branches.clear();
        match (ground.view.pairs(source, Way::Out), self.paid) {
            (Some(pays), Some(paid)) if !self.fit.is_hopeful() => self.recall(source, pays, paid),
            (Some(pays), Some(_)) if ground.outs(source).len() > ground.ins(gatherer).len() => {
                self.join_gatherer(source, pays)
            }
            (Some(pays), None) => self.join_gatherer(source, pays),
            (_, paid) => self.join_source(source, paid),
        }
    }

    /// From the legs out of the source, each against the transfers of its middle to the gatherer.
    fn join_source(&mut self, source: PartyId, paid: Option<Pairs<'g>>) -> Result<(), Exhausted> {
        let Start { ground, edge: last, .. } = self.start;
        if paid.is_none() {
            self.list_gathered()?;
        }
        self.scratch.more_parties.begin(self.start.parties());
        let sieve = self.beside();
        let legs = ground.outs(source);
        self.budget.spend(legs.len() as u64)?;
        for leg in legs.iter().rev() {
            if paid.is_none() && !self.scratch.diamond.payers.may_hold(leg.other) {
                continue;
            }
            let mut seconds = self.seconds(leg.other, paid);
            let Some(newest) = seconds.next(&self.scratch.diamond.gathered).filter(|it| *it > leg.edge) else {
                continue;
            };
            if leg.other == source || leg.other == last.to || !passes(sieve, ground, leg.edge) {
                continue;
            }
            if self.start.is_service(leg.other) {
                continue;
            }
            let mut second = Some(newest);
            while let Some(id) = second.filter(|it| *it > leg.edge) {
                self.budget.spend(1)?;
                if self.start.follows(&mut self.fit, leg.edge, id) {
                    self.keep_latest(leg.other, (leg.edge, id));
                    break;
                }
                second = seconds.next(&self.scratch.diamond.gathered);
            }
            if self.is_enough() {
                break;
            }
        }
        Ok(())
    }

    /// From the legs into the gatherer, each against the transfers of the source to its middle.
    fn join_gatherer(&mut self, source: PartyId, pays: Pairs<'g>) -> Result<(), Exhausted> {
        let Start { ground, edge: last, .. } = self.start;
        self.scratch.more_parties.begin(self.start.parties());
        let sieve = self.beside();
        let legs = ground.ins(last.to);
        self.budget.spend(legs.len() as u64)?;
        // Newest first, so that the first branch of a middle is its latest.
        for leg in legs.iter().rev() {
            if !pays.may_hold(leg.other) || !passes(sieve, ground, leg.edge) {
                continue;
            }
            let passed = &mut self.scratch.more_parties;
            if let Some(first) = self.start.latest_first(&mut self.fit, passed, (source, pays), leg, self.budget)? {
                passed.set(leg.other.index(), Pair::END);
                self.scratch.diamond.branches.push((first, leg.edge));
                if self.is_enough() {
                    break;
                }
            }
        }
        Ok(())
    }

    /// What is known of the source and the gatherer; learns it first where nothing is.
    fn recall(&mut self, source: PartyId, pays: Pairs<'g>, paid: Pairs<'g>) -> Result<(), Exhausted> {
        let Start { ground, edge: last, .. } = self.start;
        let ends = self.ends(source);
        let (ins, outs) = (ground.ins(last.to).len() as u64, ground.outs(source).len() as u64);
        self.budget.spend(ins / KEPT_UP + ins.saturating_mul(outs) / COMPARED)?;
        if !self.known.holds(ends) {
            let all = self.learn(source, pays)?;
            self.known.begin(ends, all);
        }
        if pays.lack_a_value() || paid.lack_a_value() {
            self.fit.overlook();
        }
        let Scratch { more_parties: met, diamond, .. } = &mut *self.scratch;
        met.begin(self.start.parties());
        let recalled = self.known.recall(ends, ground.view.first(), ground.view.end());
        for (middle, first, second) in recalled.iter().rev() {
            self.budget.spend(1)?;
            if met.get(middle.index()).is_none() {
                met.set(middle.index(), 1);
                diamond.branches.push((*first, *second));
            }
        }
        Ok(())
    }

    /// Every second leg of a branch of two hubs with the latest first leg that it passes on. What it
    /// costs is bounded by what [`COMPARED`] charges, so that it has no end of its own.
    fn learn(&mut self, source: PartyId, pays: Pairs<'g>) -> Result<Vec<Branch>, Exhausted> {
        let Start { ground, edge: last, .. } = self.start;
        let sieve = self.beside();
        let (passed, endless) = (&mut self.scratch.more_parties, &mut Budget::of(u64::MAX));
        passed.begin(self.start.parties());
        let mut all = Vec::new();
        for leg in ground.ins(last.to).iter().rev() {
            if pays.may_hold(leg.other)
                && passes(sieve, ground, leg.edge)
                && let Some(first) = self.start.latest_first(&mut self.fit, passed, (source, pays), leg, endless)?
            {
                all.push((leg.other, first, leg.edge));
            }
        }
        all.reverse();
        Ok(all)
    }

    /// Lists the transfers to a gatherer that is no hub by middle, once an anchor.
    fn list_gathered(&mut self) -> Result<(), Exhausted> {
        if std::mem::replace(&mut self.listed, true) {
            return Ok(());
        }
        let Start { ground, edge: last, .. } = self.start;
        let sieve = self.beside();
        let super::Tables { gathered, newest, payers, .. } = &mut self.scratch.diamond;
        gathered.clear();
        newest.begin(self.start.parties());
        let legs = ground.ins(last.to);
        payers.begin(legs.len());
        self.budget.spend(legs.len() as u64)?;
        // Oldest first, so that each list is headed by its newest.
        for leg in legs {
            if leg.other == last.to || !passes(sieve, ground, leg.edge) {
                continue;
            }
            let older = newest.get(leg.other.index()).unwrap_or(END);
            newest.set(leg.other.index(), u32::try_from(gathered.len()).unwrap_or(END));
            payers.insert(leg.other);
            gathered.push(Gathered { edge: leg.edge, older });
        }
        Ok(())
    }

    /// What the gists of all rows must be; `None` where nothing is asked of them.
    fn beside(&self) -> Option<Sieve> {
        let sieve = self.fit.beside(self.start.edge);
        Some(sieve).filter(|it| !it.is_open() || !self.start.ground.meets_always())
    }

    fn seconds(&self, middle: PartyId, paid: Option<Pairs<'g>>) -> Seconds<'g> {
        match paid {
            Some(paid) => Seconds::Hub(paid.of(middle)),
            None => Seconds::Listed(self.scratch.diamond.newest.get(middle.index()).unwrap_or(END)),
        }
    }

    /// Keeps a middle's branch if it is its first or later than the one kept, second legs compared first.
    fn keep_latest(&mut self, middle: PartyId, new: (EdgeId, EdgeId)) {
        let (of, branches) = (&mut self.scratch.more_parties, &mut self.scratch.diamond.branches);
        match of.get(middle.index()).and_then(|at| branches.get_mut(at as usize)) {
            Some(old) if (new.1, new.0) > (old.1, old.0) => *old = new,
            Some(_) => {}
            None => {
                of.set(middle.index(), u32::try_from(branches.len()).unwrap_or(END));
                branches.push(new);
            }
        }
    }

    /// Whether the branches found are all that is asked for: of hope, that there are so many.
    fn is_enough(&self) -> bool {
        self.fit.is_hopeful()
            && self.most == u32::MAX >> 1
            && self.scratch.diamond.branches.len() >= self.least as usize
    }
}

/// Whether a transfer meets the selection and passes; it is read only where anything is asked of it.
#[inline]
fn passes(sieve: Option<Sieve>, ground: Ground<'_>, edge: EdgeId) -> bool {
    sieve.is_none_or(|it| it.passes(ground.gist(edge)))
}

impl Start<'_> {
    /// The latest transfer of a hub to a middle that the middle's leg to the gatherer may pass on.
    ///
    /// Second legs come newest first: what is too new for one is too new for those that follow, and
    /// is passed over once. `passed` says how far, for each middle. Each transfer looked at is a step.
    fn latest_first(
        &self,
        fit: &mut Fit,
        passed: &mut Marks,
        (source, pays): (PartyId, Pairs<'_>),
        second: &Leg,
        budget: &mut Budget,
    ) -> Result<Option<EdgeId>, Exhausted> {
        let middle = second.other;
        if middle == source || middle == self.edge.to {
            return Ok(None);
        }
        let mut firsts = pays.of(middle);
        if firsts.place() == Pair::END {
            return Ok(None);
        }
        if let Some(place) = passed.get(middle.index()) {
            firsts = pays.at(place);
        }
        firsts.pass_to(second.edge, budget)?;
        passed.set(middle.index(), firsts.place());
        for first in firsts {
            budget.spend(1)?;
            if self.follows(fit, first, second.edge) {
                return Ok(Some(first).filter(|_| !self.is_service(middle)));
            }
        }
        Ok(None)
    }
}
