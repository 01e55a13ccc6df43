//! Export rows in, [`Transfer`]s in one total order out.
//!
//! Knows the formats that exchanges, explorers and researchers export; knows nothing of graphs
//! or rules. A bad row is a counted finding, the good rows stand.

mod amount;
mod builder;
mod cells;
mod columns;
mod copies;
mod datasets;
mod decimal;
mod digits;
mod exports;
mod feed;
#[cfg(test)]
mod feed_tests;
mod format;
mod further;
mod heading;
mod holders;
mod input;
mod intake;
mod interner;
mod jsonl;
mod layout;
mod marks;
mod names;
mod notation;
mod order;
#[cfg(feature = "parquet")]
mod parquet;
mod prices;
mod recent;
mod record;
mod reject;
mod row;
mod sequel;
mod sequence;
mod slips;
mod straight;
mod table;
mod texts;
mod ties;
mod time;
mod tokens;
mod transfer;
mod twist;
mod valueless;
mod wide;

pub(crate) use amount::DECIMALS_MAX;
pub use amount::{Amount, AmountError, Value};
pub use builder::{Counts, Import, Ledger, LedgerBuilder, Source};
pub use columns::{ColumnMap, MapError, Role};
pub use decimal::{parse_amount, parse_value};
pub use digits::{push_decimal, push_whole};
pub use format::Format;
pub(crate) use further::is_placeholder;
pub use holders::{SplitWallet, split_wallets};
pub use input::Tap;
pub use interner::Interner;
pub use names::{Book, Parties, PartyId, PartyKind, SymbolId};
pub use notation::Decimal;
pub use prices::{PriceError, PriceFault, Prices};
pub use reject::{ReadError, ReadFault, Reason, Rejected};
pub use texts::{TextId, Texts, Written};
pub use ties::Tied;
pub use time::{TimeError, parse_instant};
pub use transfer::{SourceIndex, Transfer};
pub use valueless::{NoValue, Valueless, ValuelessCount};
pub use wide::Sum;
