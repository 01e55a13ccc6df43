//! How late the walks set out that end at a party: what tells, without a look at any leg, that no
//! chain of so many hops can end there within a window.

use super::{Edge, EdgeId};
use crate::ledger::PartyId;

/// For each party and number of hops the latest first edge of all walks that end there, and the latest
/// edge out of it.
#[derive(Debug, Default)]
pub(super) struct Walks {
    /// For each party one more than the number of that edge, by hops from one on, and last that of the
    /// latest edge out; 0 where there is none.
    latest: Vec<[u32; Walks::MOST + 1]>,
}

impl Walks {
    /// The most hops that are told apart.
    pub(super) const MOST: usize = 3;

    /// Takes in the newest edge. Constant time.
    #[inline]
    pub(super) fn push(&mut self, id: EdgeId, edge: &Edge) {
        let most = edge.from.index().max(edge.to.index());
        if self.latest.len() <= most {
            self.latest.resize(most + 1, [0; Self::MOST + 1]);
        }
        let before = &mut self.latest[edge.from.index()];
        before[Self::MOST] = id.0 + 1;
        let before = *before;
        let here = &mut self.latest[edge.to.index()];
        for (here, before) in here[1..Self::MOST].iter_mut().zip(before) {
            *here = before.max(*here);
        }
        here[0] = id.0 + 1;
    }

    /// The latest edge out of a party.
    #[inline]
    pub(super) fn latest_out(&self, party: PartyId) -> Option<EdgeId> {
        self.latest.get(party.index())?[Self::MOST].checked_sub(1).map(EdgeId)
    }

    /// The latest first edge of a walk of so many hops, or of [`Walks::MOST`] if that is less, that
    /// ends at a party.
    #[inline]
    pub(super) fn latest(&self, party: PartyId, hops: usize) -> Option<EdgeId> {
        let at = hops.clamp(1, Self::MOST) - 1;
        self.latest.get(party.index())?.get(at)?.checked_sub(1).map(EdgeId)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::TemporalGraph;
    use crate::ledger::{Amount, SymbolId};
    use proptest::prelude::*;
    use tidegate_kyc_core::base::Instant;

    /// The first edges of all walks of so many hops whose last edge is one of those before `end` into a party.
    fn first_edges(edges: &[(u32, u32)], party: u32, hops: usize, end: usize) -> Vec<usize> {
        let into = (0..end).filter(|it| edges[*it].1 == party);
        into.flat_map(|it| if hops == 1 { vec![it] } else { first_edges(edges, edges[it].0, hops - 1, it) }).collect()
    }

    proptest! {
        #[test]
        fn no_walk_sets_out_later(
            mut edges in prop::collection::vec((0_u32..5, 0_u32..5), 1..14),
            aside in prop::collection::vec(prop::bool::weighted(0.2), 14),
            hops in 1_usize..5,
        ) {
            let mut graph = TemporalGraph::default();
            for ((from, to), aside) in edges.iter().zip(&aside) {
                let (amount, time) = (Amount::new(1, 0).unwrap(), Instant::from_micros(0));
                let (from, to, asset) = (PartyId(*from), PartyId(*to), SymbolId(0));
                let selected = if *aside { Edge::ASIDE } else { 1 };
                graph.push(Edge { amount, time, selected, value: None, from, to, asset });
            }
            // To the slow walks an edge that stands aside is one that nobody walks on.
            edges.iter_mut().zip(&aside).filter(|it| *it.1).for_each(|it| *it.0 = (9, 9));
            for party in 0..5 {
                let last_out = (0..edges.len()).rev().find(|it| edges[*it].0 == party);
                for first in 0..=edges.len() {
                    let view = graph.view(EdgeId(first as u32), graph.end());
                    prop_assert_eq!(view.may_leave(PartyId(party)), last_out.is_some_and(|it| it >= first));
                }
                let slowly = first_edges(&edges, party, hops.min(Walks::MOST), edges.len());
                for first in 0..=edges.len() {
                    let view = graph.view(EdgeId(first as u32), graph.end());
                    let may = slowly.iter().any(|it| *it >= first);
                    prop_assert_eq!(view.may_end_walk(PartyId(party), hops), may);
                }
            }
        }
    }
}
