//! A graph that stands still: edges in time order, and the legs of each party in one piece.
//!
//! Built at once in two passes, it costs a fraction of a graph that lives: nothing is appended to it and nothing let go.

use crate::graph::{Edge, EdgeId, Leg, Way};
use crate::ledger::PartyId;
use tidegate_kyc_core::base::Instant;

/// The graph.
#[derive(Debug, Default)]
pub(super) struct Still {
    edges: Vec<Edge>,
    ins: Legs,
    outs: Legs,
}

/// The legs of one way, those of a party behind each other and in time order.
#[derive(Debug, Default)]
struct Legs {
    /// Where those of each party begin, and the end of all.
    starts: Vec<u32>,
    legs: Vec<Leg>,
}

impl Legs {
    fn of(edges: &[Edge], parties: usize, end: fn(&Edge) -> PartyId, other: fn(&Edge) -> PartyId) -> Self {
        let mut starts = vec![0_u32; parties + 1];
        edges.iter().for_each(|it| starts[end(it).index() + 1] += 1);
        let mut sum = 0;
        for start in &mut starts {
            sum += *start;
            *start = sum;
        }
        let mut next = starts.clone();
        let mut legs = vec![Leg { edge: EdgeId(0), other: PartyId(0) }; edges.len()];
        for (edge, it) in (0..).map(EdgeId).zip(edges) {
            let place = &mut next[end(it).index()];
            legs[*place as usize] = Leg { edge, other: other(it) };
            *place += 1;
        }
        Self { starts, legs }
    }

    fn of_party(&self, party: PartyId) -> &[Leg] {
        let ends = self.starts.get(party.index()..).and_then(|it| Some((*it.first()? as usize, *it.get(1)? as usize)));
        ends.and_then(|(start, end)| self.legs.get(start..end)).unwrap_or_default()
    }
}

impl Still {
    /// Of edges in time order between so many parties.
    pub(super) fn of(edges: Vec<Edge>, parties: usize) -> Self {
        let ins = Legs::of(&edges, parties, |it| it.to, |it| it.from);
        let outs = Legs::of(&edges, parties, |it| it.from, |it| it.to);
        Self { edges, ins, outs }
    }

    /// The edge behind an id.
    pub(super) fn edge(&self, id: EdgeId) -> Option<&Edge> {
        self.edges.get(id.0 as usize)
    }

    /// The legs of a party in time order.
    pub(super) fn legs(&self, party: PartyId, way: Way) -> &[Leg] {
        match way {
            Way::In => self.ins.of_party(party),
            Way::Out => self.outs.of_party(party),
        }
    }

    /// The first edge that is not before an instant, or the one behind the last.
    pub(super) fn first_since(&self, time: Instant) -> EdgeId {
        EdgeId(u32::try_from(self.edges.partition_point(|it| it.time < time)).unwrap_or(u32::MAX))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::oracle::transfer;
    use crate::graph::TemporalGraph;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn it_is_the_graph_that_lives(rows in proptest::collection::vec((0_i64..9, 0_u32..6, 0_u32..6), 0..40)) {
            let mut hours: Vec<_> = rows;
            hours.sort_by_key(|it| it.0);
            let edge = |it: &(i64, u32, u32)| {
                let it = transfer(1, it.0, it.1, it.2, 1, 0, None);
                let (from, to) = (it.sender(), it.receiver());
                Edge { amount: it.amount, time: it.time, selected: 1, value: None, from, to, asset: it.asset }
            };
            let edges: Vec<Edge> = hours.iter().map(edge).collect();
            let mut living = TemporalGraph::with_hubs_beyond(usize::MAX >> 33);
            for it in &edges {
                let _ = living.push(*it);
            }
            let still = Still::of(edges.clone(), 6);
            for party in (0..7).map(PartyId) {
                prop_assert_eq!(still.legs(party, Way::In), living.kept_legs(party, Way::In));
                prop_assert_eq!(still.legs(party, Way::Out), living.kept_legs(party, Way::Out));
            }
            for it in &edges {
                prop_assert_eq!(still.first_since(it.time), living.first_since(it.time));
            }
            prop_assert!(still.edge(EdgeId(edges.len() as u32)).is_none());
        }
    }
}
