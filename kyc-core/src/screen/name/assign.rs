//! Assign: edges between parts in, the heaviest set in which no part stands twice out.
//!
//! Branch and bound over the parts of the first name; names have few edges, so that it ends after a
//! handful of steps. Past [`STEPS`] the best set so far stands, which is at least the greedy one.

use super::score::How;
use crate::base::Budget;
use smallvec::SmallVec;
use std::ops::Range;

/// Steps of one search, so that a pair of hostile names costs a known amount; a choice, not a measurement.
pub(crate) const STEPS: u64 = 2_000;

/// A pair of parts, or of joined parts and a part, that may stand for one another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Edge {
    here: (u8, u8),
    there: (u8, u8),
    pub(crate) how: How,
    /// Of 10000.
    pub(crate) agreement: u16,
    pub(crate) weight: u32,
}

/// The edges of two names; most have fewer than sixteen.
pub(crate) type Edges = SmallVec<[Edge; 16]>;

impl Edge {
    pub(crate) fn new(here: Range<usize>, there: Range<usize>, agreement: u16, how: How, weight: u32) -> Self {
        // INVARIANT: a name has at most 32 parts.
        let bounds = |it: Range<usize>| (it.start as u8, it.end as u8);
        Self { here: bounds(here), there: bounds(there), how, agreement, weight }
    }

    pub(crate) fn here(&self) -> Range<usize> {
        usize::from(self.here.0)..usize::from(self.here.1)
    }

    pub(crate) fn there(&self) -> Range<usize> {
        usize::from(self.there.0)..usize::from(self.there.1)
    }

    pub(crate) fn here_mask(&self) -> u32 {
        mask(self.here)
    }

    pub(crate) fn there_mask(&self) -> u32 {
        mask(self.there)
    }

    /// What it is worth: weight times agreement.
    pub(crate) fn value(&self) -> u64 {
        u64::from(self.weight) * u64::from(self.agreement)
    }
}

/// The bits from `start` to before `end`, at most 32.
const fn mask((start, end): (u8, u8)) -> u32 {
    (((1_u64 << end) - 1) & !((1_u64 << start) - 1)) as u32
}

/// The heaviest set of edges without a part used twice, in the order of the first name.
///
/// Deterministic: of equally heavy sets the first found stands, and edges are tried by worth and place.
pub(crate) fn heaviest(mut edges: Edges, parts: usize) -> Edges {
    let clear = {
        let (mut here, mut there) = (0_u32, 0_u32);
        edges.iter().all(|it| {
            let free = here & it.here_mask() == 0 && there & it.there_mask() == 0;
            here |= it.here_mask();
            there |= it.there_mask();
            free
        })
    };
    if clear {
        return edges;
    }
    edges.sort_unstable_by_key(|it| (it.here.0, std::cmp::Reverse(it.value()), it.there, it.here.1));
    let mut search =
        Search { best: greedy(&edges), worth: 0, rest: rest(&edges, parts), edges, budget: Budget::of(STEPS) };
    search.worth = search.best.iter().map(Edge::value).sum();
    let mut taken = Edges::new();
    search.go(0, 0, 0, 0, &mut taken);
    search.best
}

/// For each part, the most that it and all later ones can add.
fn rest(edges: &Edges, parts: usize) -> SmallVec<[u64; 32]> {
    let mut rest: SmallVec<[u64; 32]> = SmallVec::from_elem(0, parts + 1);
    for edge in edges {
        let at = usize::from(edge.here.0);
        rest[at] = rest[at].max(edge.value());
    }
    for at in (0..parts).rev() {
        rest[at] += rest[at + 1];
    }
    rest
}

/// The heaviest edge, then the heaviest that still fits, and so on.
fn greedy(edges: &Edges) -> Edges {
    let mut by_worth: SmallVec<[&Edge; 16]> = edges.iter().collect();
    by_worth.sort_unstable_by_key(|it| (std::cmp::Reverse(it.value()), it.here, it.there));
    let (mut here, mut there) = (0, 0);
    let mut taken = Edges::new();
    for edge in by_worth {
        if here & edge.here_mask() == 0 && there & edge.there_mask() == 0 {
            here |= edge.here_mask();
            there |= edge.there_mask();
            taken.push(*edge);
        }
    }
    taken.sort_unstable_by_key(|it| it.here);
    taken
}

struct Search {
    edges: Edges,
    rest: SmallVec<[u64; 32]>,
    best: Edges,
    worth: u64,
    budget: Budget,
}

impl Search {
    /// Decides on the part `at`, with the edges from `from` on still to see. At most 32 levels deep.
    fn go(&mut self, at: usize, from: usize, there: u32, worth: u64, taken: &mut Edges) {
        if worth > self.worth {
            self.worth = worth;
            self.best = taken.clone();
        }
        let Some(most) = self.rest.get(at) else { return };
        if worth + most <= self.worth || self.budget.spend(1).is_err() {
            return;
        }
        let mut next = from;
        while let Some(edge) = self.edges.get(next).copied().filter(|it| usize::from(it.here.0) == at) {
            next += 1;
            if there & edge.there_mask() == 0 {
                let after = usize::from(edge.here.1);
                let behind = self.edges.iter().skip(next).position(|it| usize::from(it.here.0) >= after);
                taken.push(edge);
                let behind = behind.map_or(self.edges.len(), |it| next + it);
                self.go(after, behind, there | edge.there_mask(), worth + edge.value(), taken);
                taken.pop();
            }
        }
        // The part stays alone.
        self.go(at + 1, next, there, worth, taken);
    }
}
