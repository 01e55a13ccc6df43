//! The oracles: the definitions, written with no thought for speed.

use super::ledgers::{SELECTED, World};
use std::collections::BTreeMap;
use tidegate_monitor::graph::Edge;
use tidegate_monitor::pattern::{Ask, Assets, HOPS_MAX};

/// What to make of a share that cannot be compared because a value is missing.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unknown {
    Misses,
    Meets,
}

/// Whether a transfer counts at all for an anchor: selected, between two parties, in the window.
fn counts(world: &World, at: usize, anchor: usize, ask: &Ask) -> bool {
    let (edge, last) = (&world.edges[at], &world.edges[anchor]);
    let in_window = last.time.micros() - edge.time.micros() <= ask.within.micros();
    at <= anchor && in_window && edge.selected & SELECTED != 0 && edge.from != edge.to
}

fn fits(earlier: &Edge, later: &Edge, ask: &Ask, unknown: Unknown) -> bool {
    if ask.assets == Assets::Same && earlier.asset != later.asset {
        return false;
    }
    if ask.kept.min.is_none() && ask.kept.max.is_none() {
        return true;
    }
    match later.kept_of(earlier) {
        Some(share) => ask.kept.holds(share),
        None if earlier.asset == later.asset || earlier.value.is_some_and(|it| it.0 == 0) => false,
        None => unknown == Unknown::Meets,
    }
}

/// Every row of at most `most` transfers that ends at the anchor and in which each goes out of the
/// party the one before went into, is later and fits; oldest first.
fn rows(world: &World, anchor: usize, ask: &Ask, unknown: Unknown, most: usize) -> Vec<Vec<usize>> {
    let mut all = Vec::new();
    if counts(world, anchor, anchor, ask) {
        extend(world, &mut vec![anchor], (ask, unknown, most), &mut all);
    }
    all
}

/// `backward` is a row from the anchor backwards.
fn extend(world: &World, backward: &mut Vec<usize>, asked: (&Ask, Unknown, usize), all: &mut Vec<Vec<usize>>) {
    all.push(backward.iter().rev().copied().collect());
    let (ask, unknown, most) = asked;
    // A row in which a party sends twice is neither a chain nor a cycle, nor is any longer one.
    let (anchor, first) = (backward[0], *backward.last().unwrap());
    for at in 0..first {
        let (edge, next) = (&world.edges[at], &world.edges[first]);
        let sends_twice = backward.iter().any(|it| world.edges[*it].from == edge.from);
        if edge.to == next.from
            && counts(world, at, anchor, ask)
            && fits(edge, next, ask, unknown)
            && !sends_twice
            && backward.len() < most
        {
            backward.push(at);
            extend(world, backward, asked, all);
            backward.pop();
        }
    }
}

/// The longest chain that ends at the anchor, the latest among equals, compared backwards.
pub(crate) fn path(world: &World, anchor: usize, ask: &Ask, unknown: Unknown) -> Option<Vec<usize>> {
    let most = ask.size.max.unwrap_or(HOPS_MAX) as usize;
    let end = world.edges[anchor].to;
    rows(world, anchor, ask, unknown, most)
        .into_iter()
        .filter(|row| row.len() >= 2)
        .filter(|row| row.iter().all(|it| world.edges[*it].from != end && !world.is_service(world.edges[*it].from)))
        .max_by_key(|row| (row.len(), row.iter().rev().copied().collect::<Vec<_>>()))
        .filter(|row| ask.size.holds(row.len() as u64))
}

/// One cycle for each sequence of parties that the anchor closes, latest rows first.
pub(crate) fn cycles(world: &World, anchor: usize, ask: &Ask, unknown: Unknown) -> Vec<Vec<usize>> {
    let most = ask.size.max.unwrap_or(HOPS_MAX) as usize;
    let mut latest: BTreeMap<Vec<u32>, Vec<usize>> = BTreeMap::new();
    for row in rows(world, anchor, ask, unknown, most) {
        let parties: Vec<u32> = row.iter().map(|it| world.edges[*it].from.0).collect();
        let returns = world.edges[row[0]].from == world.edges[anchor].to;
        let has_service = row.iter().any(|it| world.is_service(world.edges[*it].from));
        if row.len() < 2 || !returns || has_service || !ask.size.holds(row.len() as u64) {
            continue;
        }
        let backward: Vec<usize> = row.iter().rev().copied().collect();
        let best = latest.entry(parties).or_default();
        *best = best.clone().max(backward);
    }
    let mut found: Vec<Vec<usize>> = latest.into_values().collect();
    found.sort();
    found.reverse();
    found.iter().map(|it| it.iter().rev().copied().collect()).collect()
}

/// A source and its branches, as first and second legs.
pub(crate) type Branches = (u32, Vec<(usize, usize)>);

/// One diamond a source, the later first leg of the anchor's branch first.
pub(crate) fn diamonds(world: &World, anchor: usize, ask: &Ask, unknown: Unknown) -> Vec<Branches> {
    let last = &world.edges[anchor];
    let allowed = |it: usize| {
        let (edge, same) = (&world.edges[it], ask.assets == Assets::Any || world.edges[it].asset == last.asset);
        let service = world.is_service(edge.from) || world.is_service(edge.to);
        counts(world, it, anchor, ask) && same && !service
    };
    let mut all: BTreeMap<u32, BTreeMap<u32, (usize, usize)>> = BTreeMap::new();
    for second in (0..=anchor).filter(|it| allowed(*it)) {
        for first in (0..second).filter(|it| allowed(*it)) {
            let (out, on) = (&world.edges[first], &world.edges[second]);
            let shaped = out.to == on.from && on.to == last.to && out.from != last.to;
            if shaped && fits(out, on, ask, unknown) {
                let branches = all.entry(out.from.0).or_default();
                let branch = branches.entry(on.from.0).or_default();
                *branch = (*branch).max((second, first));
            }
        }
    }
    let mut found: Vec<Branches> = all
        .into_iter()
        .filter(|(_, branches)| branches.values().any(|it| it.0 == anchor) && ask.size.holds(branches.len() as u64))
        .map(|(source, branches)| {
            let mut pairs: Vec<(usize, usize)> = branches.into_values().collect();
            pairs.sort_unstable();
            (source, pairs.into_iter().map(|(second, first)| (first, second)).collect())
        })
        .collect();
    // The anchor is the newest second leg of all, so its branch is the last.
    found.sort_by_key(|it| std::cmp::Reverse(it.1.last().map(|it| it.0)));
    found
}
