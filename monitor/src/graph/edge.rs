//! One edge and the half of it that each end keeps.

use crate::ledger::{Amount, PartyId, SymbolId, Value};
use std::slice;
use tidegate_kyc_core::base::Instant;

/// An edge by its place in the total order: a smaller id is an earlier transfer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EdgeId(pub u32);

/// What the searches need of a transfer: as much as one line of the cache takes, and in one line.
#[derive(Clone, Copy, Debug)]
#[repr(align(64))]
pub struct Edge {
    /// What was moved.
    pub amount: Amount,
    /// When; edges are appended in this order.
    pub time: Instant,
    /// Which of the pack's selections the transfer meets, one bit each.
    pub selected: u64,
    /// Worth in the reporting currency, if known.
    pub value: Option<Value>,
    /// The sending party.
    pub from: PartyId,
    /// The receiving party.
    pub to: PartyId,
    /// The asset moved.
    pub asset: SymbolId,
}

impl Edge {
    /// The bit of [`Edge::selected`] that is none of the selections': no search leads over the edge, so
    /// that what makes searches fast is not kept of it.
    pub const ASIDE: u64 = 1 << 63;

    /// Another such bit: no search begins with what its receiver received, since that is a service or no
    /// rule asks who gathers, so that the edge is filed there only once a search may come to it.
    pub const UNGATHERED: u64 = 1 << 62;

    /// Another such bit: the export does not name who sent.
    pub const FROM_UNNAMED: u64 = 1 << 61;

    /// Another such bit: the export does not name who received.
    pub const TO_UNNAMED: u64 = 1 << 60;

    /// Whether no search begins with what its receiver received.
    pub(super) const fn is_ungathered(&self) -> bool {
        self.selected & Self::UNGATHERED != 0
    }

    /// Whether no search leads over it.
    pub(super) const fn is_aside(&self) -> bool {
        self.selected & Self::ASIDE != 0
    }

    /// How much of `earlier` this edge passes on, in permille, rounded down.
    ///
    /// Amounts are compared where both move the same asset, values otherwise. `None` where
    /// neither can be compared (different assets and an unknown value, or nothing received).
    #[must_use]
    pub fn kept_of(&self, earlier: &Self) -> Option<u64> {
        if self.asset == earlier.asset {
            return self.amount.permille_of(earlier.amount);
        }
        match (self.value, earlier.value) {
            (Some(Value(part)), Some(Value(whole))) if whole > 0 => {
                let permille = u128::from(part) * 1000 / u128::from(whole);
                Some(u64::try_from(permille).unwrap_or(u64::MAX))
            }
            _ => None,
        }
    }
}

/// An edge as one of its ends sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Leg {
    /// The edge.
    pub edge: EdgeId,
    /// The party at the other end.
    pub other: PartyId,
}

/// The edges of a [`View`](super::View) with their ids, in the ledger's order.
#[derive(Clone, Debug)]
pub struct Edges<'g> {
    pub(super) next: u32,
    pub(super) edges: slice::Iter<'g, Edge>,
}

impl<'g> Iterator for Edges<'g> {
    type Item = (EdgeId, &'g Edge);

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        let edge = self.edges.next()?;
        let id = EdgeId(self.next);
        self.next += 1;
        Some((id, edge))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.edges.size_hint()
    }
}

impl ExactSizeIterator for Edges<'_> {}
