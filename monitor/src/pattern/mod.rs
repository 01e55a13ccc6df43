//! Pattern kinds: what shape of money movement is looked for around one new transfer.
//!
//! Each kind is a file of its own with its exact definition. Kinds measure [`Quantity`]s; a
//! rule bounds them. Knows graphs; knows nothing of rule files.

pub mod cycle;
pub mod diamond;
mod figure;
mod fit;
pub mod flow;
#[cfg(test)]
mod hope_tests;
mod legs;
pub mod path;
mod quantity;
mod tally;
mod trail;
pub mod turnover;

pub use figure::{Answer, Figure};
pub(crate) use fit::may_follow;
pub use quantity::{Bound, Bounds, Kind, Measured, Quantity, QuantityRow, Unit};
pub(crate) use tally::distinct;
pub use tally::{QuantitySet, Row, Tally};
pub use trail::{HOPS_MAX, Scratch, Sight, TrailFigures};

use crate::graph::{Edge, EdgeId, Gist, Leg, View};
use crate::ledger::PartyId;
use tidegate_kyc_core::base::Window;

/// The side of a transfer that a subject is on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Side {
    /// It receives: the counterparty is the sender.
    In,
    /// It sends: the counterparty is the receiver.
    Out,
}

/// Whether all transfers of one match must move the same asset.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Assets {
    /// Any assets; shares are compared by value where the assets differ.
    Any,
    /// One asset throughout.
    Same,
}

/// What a graph-shaped kind (path, cycle, diamond) is asked to find.
#[derive(Clone, Debug)]
pub struct Ask {
    /// The first and the last transfer of a match share this closed window.
    pub within: Window,
    /// One asset, or any.
    pub assets: Assets,
    /// Transfers in a row (path, cycle), or distinct middles (diamond).
    pub size: Bound,
    /// What each hop passes on of the hop before, in permille; unbounded asks nothing.
    pub kept: Bound,
}

/// What a search may walk on: a view whose edges meet the rule's selection, with boundaries.
#[derive(Clone, Copy)]
pub struct Ground<'g> {
    /// Edges up to and including the anchor, no older than the window.
    pub view: View<'g>,
    /// The bits of which an edge needs at least one to count (see [`Edge::selected`]).
    pub selected: u64,
    /// Parties that end a trail: services such as exchanges, bridges, pools.
    pub boundaries: &'g PartySet,
}

impl<'g> Ground<'g> {
    /// The edge, where it meets the selection.
    #[inline]
    #[must_use]
    pub fn edge(&self, id: EdgeId) -> Option<&'g Edge> {
        self.view.edge(id).filter(|it| it.selected & self.selected != 0)
    }

    /// The edge's gist, where the edge meets the selection.
    #[inline]
    #[must_use]
    pub fn gist(&self, id: EdgeId) -> Option<Gist> {
        self.view.gist(id).filter(|_| self.view.meets(id, self.selected))
    }

    /// Whether every edge meets the selection; no for some grounds of which that is true.
    #[inline]
    pub(crate) const fn meets_always(&self) -> bool {
        self.view.meets_always(self.selected)
    }

    /// Legs into a party, in time order; their edges may still fail the selection.
    #[inline]
    #[must_use]
    pub fn ins(&self, party: PartyId) -> &'g [Leg] {
        self.view.ins(party)
    }

    /// Legs out of a party, in time order; their edges may still fail the selection.
    #[inline]
    #[must_use]
    pub fn outs(&self, party: PartyId) -> &'g [Leg] {
        self.view.outs(party)
    }
}

/// A set of parties, one bit each.
#[derive(Clone, Debug, Default)]
pub struct PartySet {
    words: Vec<u64>,
}

impl PartySet {
    /// Adds a party.
    pub fn insert(&mut self, party: PartyId) {
        let word = party.index() / 64;
        if self.words.len() <= word {
            self.words.resize(word + 1, 0);
        }
        self.words[word] |= 1 << (party.index() % 64);
    }

    /// Takes a party out.
    pub fn remove(&mut self, party: PartyId) {
        if let Some(word) = self.words.get_mut(party.index() / 64) {
            *word &= !(1 << (party.index() % 64));
        }
    }

    /// The parties, in the order of their numbers.
    pub fn iter(&self) -> impl Iterator<Item = PartyId> {
        let numbers = (0_u32..)
            .zip(&self.words)
            .flat_map(|(word, bits)| (0..64).filter(move |bit| bits >> bit & 1 == 1).map(move |bit| word * 64 + bit));
        numbers.map(PartyId)
    }

    /// Whether it never held any.
    #[inline]
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// Whether it holds a party.
    #[inline]
    #[must_use]
    pub fn contains(&self, party: PartyId) -> bool {
        self.words.get(party.index() / 64).is_some_and(|it| it >> (party.index() % 64) & 1 == 1)
    }
}
