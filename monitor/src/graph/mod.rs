//! Transfers as a temporal multigraph: one edge a transfer, adjacency in time order, windows
//! without a copy.
//!
//! Knows parties, times and amounts; knows nothing of patterns or rules. Edges are numbered in
//! the total order of the ledger, so comparing two [`EdgeId`]s compares two positions.

mod edge;
mod temporal;

pub use edge::{Edge, EdgeId, Leg};
pub use temporal::{TemporalGraph, View};
