//! Export rows in, [`Transfer`]s in one total order out.
//!
//! Knows the formats that exchanges, explorers and researchers export; knows nothing of graphs
//! or rules. A bad row is a counted finding, the good rows stand.

mod amount;
mod decimal;
mod names;
mod time;
mod transfer;

pub use amount::{Amount, AmountError, Value};
pub use decimal::{parse_amount, parse_value};
pub use names::{Book, Interner, Parties, PartyId, PartyKind, SymbolId, TextId, Texts};
pub use time::{TimeError, format_instant, parse_instant};
pub use transfer::{SourceIndex, Transfer};
