//! The kind `path`: the longest chain of transfers that ends at a new transfer.
//!
//! ```text
//!   a ──x1──▶ b ──x2──▶ c ──x3──▶ d ──x = x4──▶ e        x1 < x2 < x3 < x4 in the ledger's order
//!             └──── relays ─────┘                        x4.time - x1.time <= within
//! ```
//!
//! Definition. A chain is a row of transfers `x1 … xh = x` in which each goes out of the party the
//! one before went into and is later in the ledger's order; the first and the last share the closed
//! window; all `h + 1` parties are distinct; every transfer meets the selection; each hop keeps a
//! share of the hop before within the bound, where one is asked; `h` is at least 2.
//!
//! One match an anchor: the longest chain that ends at it, of at most `hops.max` transfers (or
//! [`HOPS_MAX`]); among the longest the one whose rows are latest, compared from the anchor
//! backwards. It is no match if it is shorter than `hops.min`. The subject is the sender of `x1`.
//!
//! Boundaries. Services never send in a chain: none is the subject or a relay, so a chain that
//! money enters from an exchange begins behind it. The receiver of the anchor may be one: a chain
//! may end at an exchange.
//!
//! Left out: chains that pass through one party twice (see `cycle`), amounts split over several
//! transfers of one hop (see `turnover`), shorter chains with the same end.
//!
//! Complexity. Let a step be one leg looked at. First every walk back from the anchor is bounded,
//! each edge once: the sum, over the edges that walks reach, of the legs into their senders. Walks
//! forget who was met before, so the bound is not below the longest chain; where the latest of
//! them is a chain, it is the answer. Otherwise chains are tried, latest first, wherever the bound
//! promises more than was found: exponential in the worst case, and then the budget ends it.

use super::fit::Fit;
use super::legs::Legs;
use super::trail::{HOPE_STEPS, HOPS_MAX, Marks, Scratch, Sight, Start, TrailFigures, reach};
use super::{Ask, Ground};
use crate::graph::{Edge, EdgeId, Gist};
use crate::ledger::PartyId;
use tidegate_kyc_core::base::{Budget, Exhausted};

/// The longest chain that ends at `anchor`, oldest transfer first, if `ask` is met.
///
/// # Errors
/// [`Exhausted`] when the budget is spent before the longest chain is known; there is no answer then.
pub fn search(
    scratch: &mut Scratch,
    ground: &Ground<'_>,
    anchor: EdgeId,
    ask: &Ask,
    budget: &mut Budget,
) -> Result<(Option<Vec<EdgeId>>, Sight), Exhausted> {
    let none = Ok((None, Sight::default()));
    let (least, most) = reach(ask.size, 2, HOPS_MAX);
    let Some(start) = Start::at(ground, anchor, ask.within) else { return none };
    let may_come = |hops: u32| start.ground.view.may_end_walk(start.edge.from, hops as usize);
    if least > most || start.is_service(start.edge.from) || !may_come(least - 1) {
        return none;
    }
    let fit = Fit::of(ask, start.ground.view);
    let mut hope = Budget::of(HOPE_STEPS);
    let mut chains = Chains { start, fit, least, most, scratch, budget };
    let found = chains.longest()?;
    if found.is_some() || !chains.fit.was_blind() {
        return Ok((found, Sight::default()));
    }
    (chains.fit, chains.budget) = (fit.hopefully(), &mut hope);
    Ok((None, Sight { blind: chains.longest().map_or(true, |it| it.is_some()) }))
}

/// The figures of a chain, oldest transfer first.
#[must_use]
pub fn measure(rows: &[(EdgeId, Edge)], first_seen: impl Fn(PartyId) -> Option<EdgeId>) -> TrailFigures {
    TrailFigures::of(rows, first_seen)
}

struct Chains<'a, 'g> {
    start: Start<'g>,
    fit: Fit,
    least: u32,
    most: u32,
    scratch: &'a mut Scratch,
    budget: &'a mut Budget,
}

/// An edge whose predecessors are being tried, newest first.
struct Frame<'g> {
    at: At,
    legs: Legs<'g>,
    /// The most hops of a walk that ends at a predecessor tried so far.
    longest: u32,
}

/// A transfer with what is asked of it.
#[derive(Clone, Copy)]
struct At {
    id: EdgeId,
    gist: Gist,
    from: PartyId,
    to: PartyId,
}

/// What is known of the longest walk that ends at an edge: exactly, or that it is no shorter.
#[derive(Clone, Copy)]
enum Known {
    Exactly(u32),
    AtLeast(u32),
}

fn known(memo: &Marks, slot: usize) -> Option<Known> {
    memo.get(slot).map(|it| if it & 1 == 1 { Known::Exactly(it >> 1) } else { Known::AtLeast(it >> 1) })
}

fn learn(memo: &mut Marks, slot: usize, it: Known) {
    let coded = match it {
        Known::Exactly(hops) => hops << 1 | 1,
        Known::AtLeast(hops) => hops << 1,
    };
    memo.set(slot, coded);
}

impl<'g> Chains<'_, 'g> {
    fn frame(&mut self, at: At) -> Frame<'g> {
        Frame { at, legs: Legs::before(&self.start, &mut self.fit, at.from, at.id, at.gist), longest: 0 }
    }

    /// The next predecessor that fits `frame`'s edge, newest first.
    fn step(&mut self, frame: &mut Frame<'g>) -> Result<Option<At>, Exhausted> {
        let (anchor, later) = (self.start.edge, frame.at);
        while let Some((leg, gist)) = frame.legs.next(&self.start, self.budget)? {
            let sender = leg.other;
            if sender == later.to || sender == later.from || sender == anchor.to || sender == anchor.from {
                continue;
            }
            let pair = ((leg.edge, gist), (later.id, later.gist));
            if !self.start.is_service(sender) && self.start.follows_as(&mut self.fit, pair.0, pair.1) {
                return Ok(Some(At { id: leg.edge, gist, from: sender, to: later.from }));
            }
        }
        Ok(None)
    }

    /// The most hops, up to `wanted`, of a walk that ends at an edge. Walks may meet a party
    /// twice, so no chain is longer.
    fn bound(&mut self, at: At, wanted: u32) -> Result<u32, Exhausted> {
        match known(&self.scratch.edges, self.start.slot(at.id)) {
            Some(Known::Exactly(hops)) => return Ok(hops.min(wanted)),
            Some(Known::AtLeast(hops)) if hops >= wanted => return Ok(wanted),
            _ => {}
        }
        // Most walks end at once: the frames under the top one are stacked only then.
        let (mut stack, mut top) = (Vec::new(), self.frame(at));
        loop {
            let depth = u32::try_from(stack.len() + 1).unwrap_or(u32::MAX);
            if depth >= wanted {
                return Ok(self.reached(&stack, wanted));
            }
            let Some(at) = self.step(&mut top)? else {
                let hops = top.longest + 1;
                learn(&mut self.scratch.edges, self.start.slot(top.at.id), Known::Exactly(hops));
                let Some(under) = stack.pop() else { return Ok(hops) };
                top = under;
                top.longest = top.longest.max(hops);
                continue;
            };
            match known(&self.scratch.edges, self.start.slot(at.id)) {
                Some(Known::Exactly(hops) | Known::AtLeast(hops)) if depth + hops >= wanted => {
                    stack.push(top);
                    return Ok(self.reached(&stack, wanted));
                }
                Some(Known::Exactly(hops)) => top.longest = top.longest.max(hops),
                _ => {
                    let over = self.frame(at);
                    stack.push(std::mem::replace(&mut top, over));
                }
            }
        }
    }

    /// Notes that a walk of `wanted` hops ends at the lowest frame, and so less one a frame above.
    fn reached(&mut self, stack: &[Frame<'g>], wanted: u32) -> u32 {
        for (frame, hops) in stack.iter().zip((0..=wanted).rev()) {
            let slot = self.start.slot(frame.at.id);
            if !matches!(known(&self.scratch.edges, slot), Some(Known::AtLeast(it)) if it >= hops) {
                learn(&mut self.scratch.edges, slot, Known::AtLeast(hops));
            }
        }
        wanted
    }

    /// The longest chain, the latest among equals.
    fn longest(&mut self) -> Result<Option<Vec<EdgeId>>, Exhausted> {
        self.scratch.edges.begin(self.start.slots());
        let Start { anchor, edge, .. } = self.start;
        let at = At { id: anchor, gist: self.start.gist, from: edge.from, to: edge.to };
        let most = self.bound(at, self.most)?;
        if most < self.least {
            return Ok(None);
        }
        self.scratch.parties.begin(self.start.parties());
        let mut best: Option<Vec<EdgeId>> = None;
        let mut hops_best = self.least - 1;
        let mut stack = vec![self.frame(at)];
        while let Some(mut top) = stack.pop() {
            let depth = u32::try_from(stack.len() + 1).unwrap_or(u32::MAX);
            let next = if depth < most { self.step(&mut top)? } else { None };
            let Some(at) = next else {
                // The chain was at its longest here; it is written down once, not at every hop.
                if depth > hops_best {
                    hops_best = depth;
                    best = Some(std::iter::once(&top).chain(stack.iter().rev()).map(|it| it.at.id).collect());
                }
                if hops_best == most {
                    break;
                }
                self.scratch.parties.unset(top.at.from.index());
                continue;
            };
            stack.push(top);
            if self.scratch.parties.get(at.from.index()).is_some() || depth + self.bound(at, most - depth)? <= hops_best
            {
                continue;
            }
            self.scratch.parties.set(at.from.index(), 1);
            stack.push(self.frame(at));
        }
        Ok(best)
    }
}
