//! Export rows in, [`Transfer`]s in one total order out.
//!
//! Knows the formats that exchanges, explorers and researchers export; knows nothing of graphs
//! or rules. A bad row is a counted finding, the good rows stand.

mod amount;
mod names;
mod transfer;
mod wide;

pub use amount::{Amount, AmountError, Value};
pub use names::{Book, Interner, Parties, PartyId, PartyKind, SymbolId, TextId, Texts};
pub use transfer::{SourceIndex, Transfer};
pub use wide::Sum;
