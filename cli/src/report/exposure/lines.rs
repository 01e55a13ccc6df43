//! The object that `tidegate exposure --as json` writes.

use crate::report::lines::{Counts, FactsLine, PartyLine, RowLine, SourceLine};
use serde::Serialize;

/// The schema of the object.
pub(super) const SCHEMA: &str = "tidegate.exposure/1";

/// The answer about one subject.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct ExposureLine {
    /// `exposure`.
    #[serde(rename = "type")]
    pub(crate) kind: &'static str,
    /// [`SCHEMA`].
    pub(crate) schema: &'static str,
    /// Whose money.
    pub(crate) subject: PartyLine,
    /// What the tags say of the subject itself, and of wallets that its rows name it with.
    pub(crate) tags: Vec<OwnTagLine>,
    /// `found`, `unknown` or `clear`.
    pub(crate) answer: &'static str,
    /// How it was followed.
    pub(crate) method: &'static str,
    /// Up to when transfers were looked at.
    pub(crate) as_of: String,
    /// The most transfers that a trail may have; null where there is no bound.
    pub(crate) hops_max: Option<u32>,
    /// Categories that are a finding.
    pub(crate) risks: Vec<String>,
    /// Categories of which nothing more is to be asked.
    pub(crate) known: Vec<String>,
    /// Whether somebody named the former, and the latter.
    #[serde(skip)]
    pub(crate) asked: (bool, bool),
    /// The reporting currency; null where none was named.
    pub(crate) currency: Option<String>,
    /// What is not known, in words, with what would help.
    pub(crate) gaps: Vec<GapLine>,
    /// What was received, what was sent.
    pub(crate) sides: Vec<SideLine>,
    /// Rows of the exports.
    pub(crate) rows: Counts,
    /// The exports.
    pub(crate) sources: Vec<SourceLine>,
    /// The files of tags, customers and prices.
    pub(crate) facts: Vec<FactsLine>,
    /// The program.
    pub(crate) tool: String,
}

/// One statement about a wallet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct TagLine {
    /// What it is.
    pub(crate) category: String,
    /// Who it is.
    pub(crate) label: String,
    /// Who says so.
    pub(crate) source: String,
}

/// What is said of the subject, or of a wallet of its own.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub(crate) struct OwnTagLine {
    /// The wallet.
    pub(crate) wallet: String,
    /// What it is.
    pub(crate) category: String,
    /// Who it is.
    pub(crate) label: String,
    /// Who says so.
    pub(crate) source: String,
    /// `risk`, `open` or `known`.
    pub(crate) standing: &'static str,
}

/// Why an answer is not clear, though nothing was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct GapLine {
    /// Its lasting code.
    pub(crate) code: &'static str,
    /// What is not known.
    pub(crate) what: String,
    /// What would help.
    pub(crate) help: String,
}

/// One side of a subject.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct SideLine {
    /// `source` or `destination`.
    pub(crate) side: &'static str,
    /// What was received or sent, by asset.
    pub(crate) assets: Vec<AssetLine>,
    /// Assets whose amounts cannot be added up exactly: nothing was followed there.
    pub(crate) too_large: Vec<String>,
    /// Wallets that were looked into, once for each asset.
    pub(crate) wallets: u64,
    /// Transfers among these whose order within their instant nobody knows.
    pub(crate) without_order: u64,
    /// Whether the work that was allowed was enough.
    pub(crate) finished: bool,
}

/// One asset.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct AssetLine {
    /// Its symbol.
    pub(crate) asset: String,
    /// All that was received or sent.
    pub(crate) total: String,
    /// In so many transfers.
    pub(crate) transfers: u64,
    /// What they were worth, where that is known.
    pub(crate) value: String,
    /// Of how many it is not.
    pub(crate) without_value: u64,
    /// What the subject sent without being shown receiving it before.
    pub(crate) sent_unseen: String,
    /// When the first was.
    pub(crate) first: String,
    /// When the last was.
    pub(crate) last: String,
    /// By whom it is from or went to, all stops of one kind together: what is found first, then the largest.
    pub(crate) groups: Vec<GroupLine>,
    /// Every stop: the largest first.
    pub(crate) ends: Vec<EndLine>,
}

/// Stops of which the same is said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct GroupLine {
    /// `risk`, `open` or `known`.
    pub(crate) standing: &'static str,
    /// `tagged`, `returned`, `unseen`, `held`, `service`, `unnamed`, `beyond` or `spent`.
    pub(crate) at: &'static str,
    /// What their tags say of all of them, each once, whoever says so.
    pub(crate) tags: Vec<WhoLine>,
    /// How many wallets.
    pub(crate) wallets: u64,
    /// How many customers.
    pub(crate) customers: u64,
    /// How much, how near and when.
    #[serde(flatten)]
    pub(crate) part: PartLine,
}

/// A part of what was received or sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct PartLine {
    /// How much it is.
    pub(crate) amount: String,
    /// Of that, what lies one transfer from the subject.
    pub(crate) direct: String,
    /// What lies further.
    pub(crate) indirect: String,
    /// Both in thousandths of the total, rounded down.
    pub(crate) permille: u64,
    /// What it is worth, where that is known.
    pub(crate) value: String,
    /// The fewest transfers between the stop and the subject.
    pub(crate) hops: u32,
    /// When the first of it came to the subject, or to the stop.
    pub(crate) first: String,
    /// When the last did.
    pub(crate) last: String,
}

/// What is said of several wallets.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub(crate) struct WhoLine {
    /// What they are.
    pub(crate) category: String,
    /// Who they are.
    pub(crate) label: String,
}

/// One stop.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct EndLine {
    /// As in [`GroupLine`].
    pub(crate) standing: &'static str,
    /// As in [`GroupLine`].
    pub(crate) at: &'static str,
    /// Who stands there; null where money came back to the subject.
    pub(crate) party: Option<PartyLine>,
    /// What is said of who stands there.
    pub(crate) tags: Vec<TagLine>,
    /// How much, how near and when.
    #[serde(flatten)]
    pub(crate) part: PartLine,
    /// The wallets between them on the shortest way: one less than the transfers.
    pub(crate) wallets_between: u32,
    /// Transfers of the subject, or into the stop, that brought it.
    pub(crate) transfers: u64,
    /// The largest ways.
    pub(crate) routes: Vec<RouteLine>,
}

/// One way that money took.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct RouteLine {
    /// How much took it; null where the method does not tell ways apart.
    pub(crate) amount: Option<String>,
    /// Its transfers, the earliest first.
    pub(crate) rows: Vec<RowLine>,
}
