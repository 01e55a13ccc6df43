//! The body of a snapshot as it is written: plain values, numbers instead of types.
//!
//! A change of any of these is a new version of the format.

use serde::{Deserialize, Serialize};

/// Everything.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Image {
    pub(super) names: NamesImage,
    /// The number of the newest hit.
    pub(super) serial: u64,
    /// The newest time observed, in microseconds.
    pub(super) newest: Option<i64>,
    pub(super) groups: Vec<GroupImage>,
}

/// The names of a book, each table in the order of its numbers.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct NamesImage {
    /// Whether it is a customer, and the name.
    pub(super) parties: Vec<(bool, String)>,
    pub(super) assets: Vec<String>,
    pub(super) kinds: Vec<String>,
}

/// One group of rules.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct GroupImage {
    pub(super) seen: u64,
    /// What each stance admits on the sender's side and on the receiver's.
    pub(super) stances: Vec<(u64, u64)>,
    pub(super) world: WorldImage,
    pub(super) episodes: Vec<EpisodeImage>,
    pub(super) shapes: ShapesImage,
}

/// What all rules of a group look at.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct WorldImage {
    /// The number of the first row.
    pub(super) first: u32,
    pub(super) rows: Vec<RowImage>,
    /// By number; parties that were not met have none.
    pub(super) parties: Vec<Option<PartyImage>>,
    /// The newest forgotten transfers of wallets that a customer stood behind.
    pub(super) fronted: Vec<(u32, i64)>,
    /// When customers' accounts were opened.
    pub(super) openings: Vec<(u32, i64)>,
    pub(super) services: Vec<u32>,
    pub(super) customers: Vec<u32>,
    /// Wallets of which tags say something.
    pub(super) tagged: Vec<u32>,
}

/// One transfer, with the selections it meets.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct RowImage {
    pub(super) selected: u64,
    pub(super) units: u128,
    pub(super) decimals: u8,
    pub(super) time: i64,
    pub(super) sequence: u64,
    pub(super) value: Option<u64>,
    pub(super) txid: String,
    pub(super) memo: String,
    pub(super) from: u32,
    pub(super) to: u32,
    pub(super) from_customer: Option<u32>,
    pub(super) to_customer: Option<u32>,
    pub(super) asset: u32,
    pub(super) kind: u32,
    pub(super) index: u32,
    pub(super) source: u32,
    pub(super) line: u32,
}

/// The declared state of one party.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct PartyImage {
    pub(super) since: i64,
    /// Its newest transfer that was forgotten.
    pub(super) gone: Option<i64>,
    pub(super) first: u32,
    pub(super) ins: u32,
    pub(super) outs: u32,
    pub(super) stance: u32,
}

/// The latest hit of one rule, subject and asset.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct EpisodeImage {
    pub(super) program: usize,
    pub(super) subject: u32,
    pub(super) asset: Option<u32>,
    pub(super) serial: u64,
    pub(super) first: u32,
    pub(super) first_time: i64,
    pub(super) last: u32,
    pub(super) last_time: i64,
    pub(super) seen: u32,
    /// The median credit of a turnover and its time.
    pub(super) median: Option<(u32, i64)>,
    pub(super) earlier: u64,
    pub(super) idle_before: Option<u64>,
    pub(super) account_age: u64,
}

/// The hits of the graph-shaped rules that later transfers can touch.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct ShapesImage {
    /// Program, serial and rows of each open chain.
    pub(super) chains: Vec<(usize, u64, Vec<u32>)>,
    /// Program and transfer of whatever stands in a chain.
    pub(super) chained: Vec<(usize, u32)>,
    pub(super) gatherings: Vec<GatheringImage>,
}

/// The latest hit of one rule, source and gatherer.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct GatheringImage {
    pub(super) program: usize,
    pub(super) source: u32,
    pub(super) gatherer: u32,
    pub(super) serial: u64,
    pub(super) first_time: i64,
    pub(super) last: u32,
    pub(super) last_time: i64,
    /// Of a hit that may still grow alone.
    pub(super) open: Option<OpenImage>,
}

/// What a hit may still grow by.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct OpenImage {
    pub(super) newest: i64,
    pub(super) middles: Vec<u32>,
    pub(super) kept_least: Option<u64>,
    pub(super) kept_most: Option<u64>,
    pub(super) span: u64,
}
