//! One new transfer as all rules see it: its two ends and the legs they have.
//!
//! Looked up once a transfer and not once a rule, since each look-up is a wait for memory.

use crate::graph::{Edge, EdgeId, Leg, TemporalGraph, newest};
use crate::ledger::PartyId;
use crate::pattern::Side;
use crate::rule::Direction;
use tidegate_kyc_core::base::Instant;

/// A new transfer in one graph.
#[derive(Clone, Copy, Debug)]
pub(super) struct Anchor<'g> {
    pub(super) id: EdgeId,
    pub(super) edge: &'g Edge,
    pub(super) sender: End<'g>,
    pub(super) receiver: End<'g>,
    /// How many hops at the most lead to the sender, as far as they are told apart.
    pub(super) walks: usize,
}

/// One end of a new transfer.
#[derive(Clone, Copy, Debug)]
pub(super) struct End<'g> {
    pub(super) party: PartyId,
    /// A service is never a subject.
    pub(super) is_service: bool,
    pub(super) is_customer: bool,
    /// When its first transfer was.
    pub(super) since: Instant,
    /// How many transfers it ever received, and how many it sent.
    pub(super) ever: (u32, u32),
    /// All its legs that the graph knows.
    pub(super) legs: Legs<'g>,
}

impl<'g> Anchor<'g> {
    /// The end that receives (in) or sends (out).
    #[inline]
    pub(super) const fn end(&self, side: Side) -> &End<'g> {
        match side {
            Side::In => &self.receiver,
            Side::Out => &self.sender,
        }
    }
}

impl<'g> Legs<'g> {
    /// All legs of a party, with forgotten ones before them perhaps.
    pub(super) fn all(graph: &'g TemporalGraph, party: PartyId) -> Self {
        let (ins, outs) = graph.kept(party);
        Self { ins, outs }
    }
}

impl End<'_> {
    /// How many transfers it ever had in a direction.
    #[inline]
    pub(super) fn ever(&self, direction: Direction) -> u64 {
        direction.of(u64::from(self.ever.0), u64::from(self.ever.1))
    }
}

/// A subject's legs in the ledger's order, from both sides where both are asked.
#[derive(Clone, Copy, Debug)]
pub(super) struct Legs<'g> {
    ins: &'g [Leg],
    outs: &'g [Leg],
}

impl<'g> Legs<'g> {
    /// Those of one direction, or all.
    #[inline]
    pub(super) const fn of(self, direction: Direction) -> Self {
        match direction {
            Direction::In => Self { outs: &[], ..self },
            Direction::Out => Self { ins: &[], ..self },
            Direction::Both => self,
        }
    }

    /// Whether at least so many of each side are not older than `start`. Constant time.
    #[inline]
    pub(super) fn reach(&self, start: EdgeId, ins: usize, outs: usize) -> bool {
        let reach = |legs: &[Leg], least: usize| {
            least == 0 || legs.len().checked_sub(least).is_some_and(|at| legs[at].edge >= start)
        };
        reach(self.ins, ins) && reach(self.outs, outs)
    }

    /// How many transfers came before `start` at the least, of so many ever, of which these are the newest:
    /// those that are not among them, and, if that tells that there are more than `most`, as many of these
    /// as are too many with them. Constant time.
    #[inline]
    pub(super) fn earlier_at_least(&self, start: EdgeId, ever: u64, most: u64) -> u64 {
        let gone = ever.saturating_sub(self.len() as u64);
        let Some(more) = most.checked_sub(gone) else { return gone };
        let at = usize::try_from(more).unwrap_or(usize::MAX);
        let is_before = |legs: &[Leg]| legs.get(at).is_some_and(|it| it.edge < start);
        if is_before(self.ins) || is_before(self.outs) { gone + more + 1 } else { gone }
    }

    /// Those that are not older than `start`. Logarithmic in how many they are.
    pub(super) fn since(self, start: EdgeId) -> Self {
        Self { ins: newest(self.ins, start), outs: newest(self.outs, start) }
    }

    /// The incoming and the outgoing ones.
    pub(super) const fn sides(self) -> (&'g [Leg], &'g [Leg]) {
        (self.ins, self.outs)
    }

    pub(super) const fn len(&self) -> usize {
        self.ins.len() + self.outs.len()
    }
}

impl Iterator for Legs<'_> {
    type Item = (EdgeId, Side);

    fn next(&mut self) -> Option<Self::Item> {
        match (self.ins.split_first(), self.outs.split_first()) {
            (Some((leg, rest)), other) if other.is_none_or(|it| leg.edge < it.0.edge) => {
                self.ins = rest;
                Some((leg.edge, Side::In))
            }
            (_, Some((leg, rest))) => {
                self.outs = rest;
                Some((leg.edge, Side::Out))
            }
            _ => None,
        }
    }
}

impl DoubleEndedIterator for Legs<'_> {
    fn next_back(&mut self) -> Option<Self::Item> {
        match (self.ins.split_last(), self.outs.split_last()) {
            (Some((leg, rest)), other) if other.is_none_or(|it| leg.edge > it.0.edge) => {
                self.ins = rest;
                Some((leg.edge, Side::In))
            }
            (_, Some((leg, rest))) => {
                self.outs = rest;
                Some((leg.edge, Side::Out))
            }
            _ => None,
        }
    }
}
