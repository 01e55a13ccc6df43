//! Counting cycles without asking anything of their amounts, as others count them.
//!
//! Takes a whole graph; gives a number for each length. Every combination of parallel transfers
//! counts, so that the figures can be laid beside those of other enumerators.

use super::meet::Meeting;
use crate::graph::{Edge, EdgeId, Leg, TemporalGraph};
use crate::ledger::PartyId;
use crate::pattern::fit::Fit;
use crate::pattern::trail::{Scratch, Start, before};
use crate::pattern::{Ask, Assets, Bound, Ground, PartySet};
use tidegate_kyc_core::base::{Budget, Exhausted, Window};

/// When one transfer may follow another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Chaining {
    /// When it is later in the ledger's order, also at the same time.
    InOrder,
    /// When its time is strictly later.
    StrictlyLater,
}

/// How many cycles of each length, from 0 to `hops_max` transfers, a graph holds: rows of transfers
/// that chain, return to where they set out, meet no party twice and share a closed window.
///
/// Counts every combination of parallel transfers, whatever the selection bits (but for edges that
/// no selection takes). Takes time in proportion to the number of cycles, without a budget: with
/// long windows and hubs that is more than anyone can wait for.
#[must_use]
pub fn count_all(graph: &TemporalGraph, within: Window, hops_max: usize, chaining: Chaining) -> Vec<u64> {
    let mut counts = vec![0; hops_max + 1];
    let mut scratch = Scratch::default();
    let nobody = PartySet::default();
    let size = Bound { min: None, max: Some(hops_max as u64) };
    let ask = Ask { within, assets: Assets::Any, size, kept: Bound::default() };
    let mut first = graph.first();
    for id in (graph.first().0..graph.end().0).map(EdgeId) {
        let Some(edge) = graph.edge(id) else { continue };
        while graph.edge(first).is_some_and(|it| !within.holds(it.time, edge.time)) {
            first = EdgeId(first.0 + 1);
        }
        let view = graph.view(first, EdgeId(id.0 + 1));
        let ground = Ground { view, selected: u64::MAX, boundaries: &nobody };
        let Some(start) = Start::at(&ground, id, within) else { continue };
        // No ledger of 2^32 transfers costs 2^64 steps an anchor before the sun is out.
        let _ = count(&start, &ask, &mut scratch, chaining, &mut counts);
    }
    counts
}

/// A transfer of the trail and the legs that may still precede it.
struct Frame<'g> {
    sender: PartyId,
    edge: &'g Edge,
    legs: &'g [Leg],
}

fn count(
    start: &Start<'_>,
    ask: &Ask,
    scratch: &mut Scratch,
    chaining: Chaining,
    counts: &mut [u64],
) -> Result<(), Exhausted> {
    if !super::may_close(start, 2) {
        return Ok(());
    }
    let most = u32::try_from(counts.len().saturating_sub(1)).unwrap_or(u32::MAX);
    let budget = &mut Budget::of(u64::MAX);
    let Some(meeting) = Meeting::seek(*start, &mut Fit::of(ask, start.ground.view), most, scratch, budget)? else {
        return Ok(());
    };
    let frame = |id, edge: &'_ Edge| before(start.ground.ins(edge.from), id);
    let legs = frame(start.anchor, start.edge);
    let mut stack = vec![Frame { sender: start.edge.from, edge: start.edge, legs }];
    while let Some(top) = stack.last_mut() {
        let Some((leg, rest)) = top.legs.split_last() else {
            stack.pop();
            continue;
        };
        top.legs = rest;
        let later = top.edge;
        let left = most.saturating_sub(u32::try_from(stack.len()).unwrap_or(u32::MAX));
        if !meeting.may_return(&scratch.cycle, start.slot(leg.edge), left) {
            continue;
        }
        let Some(edge) = start.ground.edge(leg.edge) else { continue };
        if chaining == Chaining::StrictlyLater && edge.time >= later.time {
            continue;
        }
        if leg.other == start.edge.to {
            if let Some(count) = counts.get_mut(stack.len() + 1) {
                *count += 1;
            }
        } else if left >= 2 && stack.iter().all(|it| it.sender != leg.other) {
            stack.push(Frame { sender: leg.other, edge, legs: frame(leg.edge, edge) });
        }
    }
    Ok(())
}
