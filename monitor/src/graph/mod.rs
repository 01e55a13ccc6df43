//! Transfers as a temporal multigraph: one edge a transfer, adjacency in time order, windows
//! without a copy.
//!
//! Knows parties, times and amounts; knows nothing of patterns or rules. Edges are numbered in
//! the total order of the ledger, so comparing two [`EdgeId`]s compares two positions.
//! A window is a petgraph graph: [`View`] without a copy, [`Compact`] with compact node numbers.

mod compact;
mod edge;
mod evidence;
mod gist;
mod hub;
mod met;
mod queue;
mod ranks;
mod ring;
mod temporal;
mod visit;
mod walks;

pub use compact::{Compact, CompactEdgeReferences, CompactEdges, CompactNeighbors};
pub use edge::{Edge, EdgeId, Edges, Leg};
pub use evidence::{Evidence, EvidenceParty, EvidenceTransfer, dot, evidence};
pub(crate) use gist::TENS;
pub use gist::{Gist, Size};
pub(crate) use hub::{Fitting, Pair, Pairs, Wanted, Way};
pub(crate) use met::Met;
pub use ranks::Visited;
pub(crate) use temporal::newest;
pub use temporal::{TemporalGraph, View};
pub use visit::{EdgeReference, EdgeReferences, LegEdges, Neighbors};
