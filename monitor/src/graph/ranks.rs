//! Sets of parties and nodes as bits, and their compact numbers 0, 1, 2, … in the same order.

use super::View;
use crate::ledger::PartyId;
use petgraph::graph::NodeIndex;
use petgraph::visit::VisitMap;

/// The parties that a view's edges touch, with a compact number for each.
///
/// One bit and half a byte for every party of the whole graph; a number is looked up in constant time.
#[derive(Clone, Debug)]
pub(super) struct Ranks {
    words: Vec<u64>,
    /// How many parties stand before each word.
    before: Vec<u32>,
}

impl Ranks {
    /// O(edges of the view + party bound of the graph / 64).
    pub(super) fn of(view: View<'_>) -> Self {
        let mut words = vec![0_u64; view.graph().party_bound().div_ceil(64)];
        for (_, edge) in view.in_order() {
            for party in [edge.from, edge.to] {
                words[party.index() / 64] |= 1 << (party.index() % 64);
            }
        }
        let count = |total: &mut u32, word: &u64| {
            let before = *total;
            *total += word.count_ones();
            Some(before)
        };
        let before = words.iter().scan(0, count).collect();
        Self { words, before }
    }

    /// The compact number of a party, if the view touches it.
    #[inline]
    pub(super) fn rank(&self, party: PartyId) -> Option<u32> {
        let (word, bit) = (party.index() / 64, party.index() % 64);
        let bits = *self.words.get(word)?;
        (bits >> bit & 1 == 1).then(|| self.before[word] + (bits & ((1 << bit) - 1)).count_ones())
    }

    /// The parties, in the order of their numbers.
    pub(super) fn parties(&self) -> Vec<PartyId> {
        let mut parties = Vec::with_capacity(self.len());
        for (word, bits) in (0_u32..).zip(&self.words) {
            let mut left = *bits;
            while left != 0 {
                parties.push(PartyId(word * 64 + left.trailing_zeros()));
                left &= left - 1;
            }
        }
        parties
    }

    /// How many parties there are.
    pub(super) fn len(&self) -> usize {
        let last = self.words.last().map_or(0, |it| it.count_ones());
        (self.before.last().copied().unwrap_or(0) + last) as usize
    }
}

/// Which nodes a search has met, one bit each.
#[derive(Clone, Debug, Default)]
pub struct Visited {
    words: Vec<u64>,
}

impl Visited {
    pub(super) fn new(bound: usize) -> Self {
        Self { words: vec![0; bound.div_ceil(64)] }
    }

    pub(super) fn reset(&mut self, bound: usize) {
        self.words.clear();
        self.words.resize(bound.div_ceil(64), 0);
    }

    #[inline]
    fn put(&mut self, at: usize) -> bool {
        let bit = 1 << (at % 64);
        let word = &mut self.words[at / 64];
        let new = *word & bit == 0;
        *word |= bit;
        new
    }

    #[inline]
    fn has(&self, at: usize) -> bool {
        self.words.get(at / 64).is_some_and(|it| it >> (at % 64) & 1 == 1)
    }

    fn take(&mut self, at: usize) -> bool {
        let had = self.has(at);
        if had {
            self.words[at / 64] &= !(1 << (at % 64));
        }
        had
    }
}

impl VisitMap<PartyId> for Visited {
    #[inline]
    fn visit(&mut self, it: PartyId) -> bool {
        self.put(it.index())
    }

    #[inline]
    fn is_visited(&self, it: &PartyId) -> bool {
        self.has(it.index())
    }

    fn unvisit(&mut self, it: PartyId) -> bool {
        self.take(it.index())
    }
}

impl VisitMap<NodeIndex> for Visited {
    #[inline]
    fn visit(&mut self, it: NodeIndex) -> bool {
        self.put(it.index())
    }

    #[inline]
    fn is_visited(&self, it: &NodeIndex) -> bool {
        self.has(it.index())
    }

    fn unvisit(&mut self, it: NodeIndex) -> bool {
        self.take(it.index())
    }
}
