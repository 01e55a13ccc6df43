//! The lines of a run as other programs read them: one JSON object a line, each with its type.
//!
//! These are the command line's own types, so that the libraries may change inside without
//! breaking a reader. Numbers that may be large are texts. Nothing here depends on the clock,
//! the machine, the folder or the number of threads. Their JSON Schemas stand in docs/schema/.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The schema of hit lines.
pub(crate) const HIT_SCHEMA: &str = "tidegate.hit/1";
/// The schema of slice lines.
pub(crate) const SLICE_SCHEMA: &str = "tidegate.slice/1";
/// The schema of summary lines.
pub(crate) const SUMMARY_SCHEMA: &str = "tidegate.summary/1";

/// Any line of a run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(crate) enum Line {
    /// A match that a rule flags.
    Hit(HitLine),
    /// A search that ran out of budget.
    Unfinished(UnfinishedLine),
    /// A rule that lacks knowledge.
    TooLittle(TooLittleLine),
    /// A row that could not be read.
    Rejected(RejectedLine),
    /// A row that was taken and is in doubt.
    Finding(RejectedLine),
    /// Which part of the ledger was judged, where not all of it was.
    Slice(SliceLine),
    /// The last line.
    Summary(SummaryLine),
}

/// A hit with everything needed to derive it again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct HitLine {
    /// Always [`HIT_SCHEMA`].
    pub(crate) schema: String,
    /// SHA-256 over the rule's digest, the subject and the rows the hit opened with.
    pub(crate) id: String,
    /// Id of the rule.
    pub(crate) rule: String,
    /// Version of the rule.
    pub(crate) version: u32,
    /// SHA-256 of the rule's meaning.
    pub(crate) rule_digest: String,
    /// Id in the catalogue of typologies.
    pub(crate) typology: String,
    /// `low`, `medium`, `high` or `critical`.
    pub(crate) severity: String,
    /// The points it earned.
    pub(crate) score: u32,
    /// Whom it is about.
    pub(crate) subject: PartyLine,
    /// When the rule's bounds were first crossed: RFC 3339 in UTC.
    pub(crate) time: String,
    /// The transfers of the match, in the ledger's order.
    pub(crate) rows: Vec<RowLine>,
    /// What was measured, against what was asked.
    pub(crate) measured: Vec<MeasuredLine>,
    /// One sentence.
    pub(crate) explanation: String,
    /// Whether rows were left out because the hit reached its largest size.
    pub(crate) truncated: bool,
    /// `shadow` where the rule is on trial; absent otherwise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) status: Option<String>,
}

/// A wallet or a customer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct PartyLine {
    /// `wallet` or `customer`.
    pub(crate) kind: String,
    /// Address, account or pseudonym.
    pub(crate) id: String,
}

/// A transfer, cited from the file it was read from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct RowLine {
    /// Name of the file, without its folder.
    pub(crate) source: String,
    /// Line in that file, counted from 1, the header included.
    pub(crate) line: u32,
    /// Transaction id; empty where the export has none.
    pub(crate) txid: String,
    /// Sending wallet.
    pub(crate) from: String,
    /// Receiving wallet.
    pub(crate) to: String,
    /// What was moved, exactly.
    pub(crate) amount: String,
    /// The asset moved.
    pub(crate) asset: String,
    /// Worth in the reporting currency; null is unknown, never zero.
    pub(crate) value: Option<String>,
    /// When: RFC 3339 in UTC.
    pub(crate) time: String,
    /// The customer behind the sending wallet, where the row names one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) from_customer: Option<String>,
    /// The customer behind the receiving wallet, where the row names one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) to_customer: Option<String>,
}

/// One figure against what was asked of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct MeasuredLine {
    /// Name of the quantity.
    pub(crate) what: String,
    /// The figure in its unit's notation; null where it is not known exactly.
    pub(crate) observed: Option<String>,
    /// The least that it is, where values are unknown and that much is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) at_least: Option<String>,
    /// Of an account's age: `opening`, or `first_row` where no opening is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) since: Option<String>,
    /// What the rule asked; empty for figures reported without being asked.
    pub(crate) asked: AskedLine,
}

/// The ends of a bound, both included.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct AskedLine {
    /// The least that is allowed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) min: Option<String>,
    /// The most that is allowed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) max: Option<String>,
}

/// A search that could not be finished: neither a hit nor silence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct UnfinishedLine {
    /// Id of the rule.
    pub(crate) rule: String,
    /// Version of the rule.
    pub(crate) version: u32,
    /// Whom the search was about.
    pub(crate) subject: PartyLine,
    /// The transfer it was made for.
    pub(crate) at: RowLine,
    /// What stopped it.
    pub(crate) why: String,
}

/// Transfers for which a rule could not answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct TooLittleLine {
    /// Id of the rule.
    pub(crate) rule: String,
    /// What is missing: `value`, `party`, or `tag`.
    pub(crate) missing: String,
    /// For how many transfers.
    pub(crate) transfers: u64,
    /// The wallets whose tags are missing, those with the most such transfers first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) wallets: Vec<UntaggedLine>,
    /// The first of them.
    pub(crate) first: RowLine,
    /// What it means and what would help.
    pub(crate) why: String,
}

/// A wallet that receives and sends like a service, and that nobody has tagged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct UntaggedLine {
    /// The wallet.
    pub(crate) id: String,
    /// Over how many of its transfers the rule followed no trail.
    pub(crate) transfers: u64,
}

/// A row that could not be read, while the others stand; or one that was taken and is in doubt.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct RejectedLine {
    /// Name of the file, without its folder.
    pub(crate) source: String,
    /// Line in that file, counted from 1.
    pub(crate) line: u64,
    /// The column, where one is to blame.
    pub(crate) column: Option<String>,
    /// A lasting code.
    pub(crate) reason: String,
    /// The reason in words; never the content of the row.
    pub(crate) why: String,
}

/// Which part of a ledger the lines above are about, and what was replayed for it. Slices that meet,
/// of the same inputs and the same rules, give one after the other the hits of the whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct SliceLine {
    /// Always [`SLICE_SCHEMA`].
    pub(crate) schema: String,
    /// Its first instant; null is the beginning of the exports.
    pub(crate) from: Option<String>,
    /// The first instant after it; null is the end of the exports.
    pub(crate) to: Option<String>,
    /// Transfers in it.
    pub(crate) transfers: u64,
    /// Transfers of the exports before it.
    pub(crate) before: u64,
    /// Transfers of the exports after it.
    pub(crate) after: u64,
    /// Whether hits of the slice may still grow by rows that later exports hold: these end less than
    /// the longest window after the slice's last transfer.
    pub(crate) may_grow: bool,
    /// The longest window of the rules that run.
    pub(crate) longest_window: String,
    /// How far before the slice rules were run, at most; `whole` is from the first transfer on.
    pub(crate) look_back: String,
    /// The same for each rule.
    pub(crate) look_back_by_rule: BTreeMap<String, String>,
    /// Hit lines above.
    pub(crate) hits: u64,
    /// Unfinished lines above.
    pub(crate) unfinished: u64,
    /// Too-little lines above.
    pub(crate) too_little: u64,
    /// SHA-256 over the digests of exports and facts, in order: the same for slices of the same inputs.
    pub(crate) inputs_digest: String,
    /// SHA-256 over the rules and their settings.
    pub(crate) pack_digest: String,
}

/// The last line of a run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct SummaryLine {
    /// Always [`SUMMARY_SCHEMA`].
    pub(crate) schema: String,
    /// The rows of all sources together.
    pub(crate) rows: Counts,
    /// The files, in the order they were given.
    pub(crate) sources: Vec<SourceLine>,
    /// The tags, customers and prices that the hits also depend on, in this order.
    #[serde(default)]
    pub(crate) facts: Vec<FactsLine>,
    /// Finding lines above.
    #[serde(default)]
    pub(crate) findings: u64,
    /// Hit lines above.
    pub(crate) hits: u64,
    /// Hit lines by rule id.
    pub(crate) hits_by_rule: BTreeMap<String, u64>,
    /// Hit lines by severity.
    pub(crate) hits_by_severity: BTreeMap<String, u64>,
    /// Unfinished lines above.
    pub(crate) unfinished: u64,
    /// Too-little lines above.
    pub(crate) too_little: u64,
    /// Transfers of the exports without a value, by asset.
    #[serde(default)]
    pub(crate) without_value: WithoutValue,
    /// Transfers of the exports whose order within their instant is not known, where a rule asks for it.
    #[serde(default)]
    pub(crate) without_order: WithoutOrder,
    /// Distinct wallets of all transfers.
    pub(crate) wallets: u64,
    /// Wallets that stand with a customer in some rows and with none or another in others.
    #[serde(default)]
    pub(crate) split_wallets: SplitWallets,
    /// Time of the first transfer; null where there is none.
    pub(crate) first: Option<String>,
    /// Time of the last transfer; null where there is none.
    pub(crate) last: Option<String>,
    /// SHA-256 over the rules and their settings.
    pub(crate) pack_digest: String,
    /// The reporting currency.
    pub(crate) currency: String,
    /// The version of this program.
    pub(crate) tool: String,
}

/// Rows by what became of them: `in` is always the sum of the others.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Counts {
    /// Rows that were read.
    #[serde(rename = "in")]
    pub(crate) total: u64,
    /// Rows that are transfers.
    pub(crate) accepted: u64,
    /// Rows that could not be read.
    pub(crate) rejected: u64,
    /// Rows that repeat another one.
    pub(crate) duplicates: u64,
}

/// What `too_little` lines say is missing where it is values.
pub(crate) const VALUE: &str = "value";

/// Transfers without a value.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct WithoutValue {
    /// How many there are.
    pub(crate) transfers: u64,
    /// By asset and reason: most transfers first, the first hundred.
    pub(crate) listed: Vec<ValuelessLine>,
    /// How many more assets and reasons there are.
    pub(crate) more: u64,
}

/// Transfers that share an instant with another that they may follow, or that may follow them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct WithoutOrder {
    /// How many there are.
    pub(crate) transfers: u64,
    /// Where the first of them stands; absent where there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) first: Option<PlaceLine>,
}

/// Wallets that are more than one party.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct SplitWallets {
    /// How many there are.
    pub(crate) wallets: u64,
    /// The first hundred, by the first row that does not fit those before it.
    pub(crate) listed: Vec<SplitLine>,
}

/// One of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct SplitLine {
    /// The wallet.
    pub(crate) id: String,
    /// `several` where rows name several customers, `some` where some rows name one and some none.
    pub(crate) customers: String,
    /// Where the first row stands that does not fit those before it.
    pub(crate) first: PlaceLine,
}

/// Transfers of one asset that have no value, for one reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ValuelessLine {
    /// The asset's symbol.
    pub(crate) asset: String,
    /// The reason's lasting code.
    pub(crate) reason: String,
    /// For how many transfers.
    pub(crate) transfers: u64,
    /// Where the first of them stands.
    pub(crate) first: PlaceLine,
    /// The reason in words.
    pub(crate) why: String,
}

/// Where a row stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct PlaceLine {
    /// Name of the file, without its folder.
    pub(crate) source: String,
    /// Its line there, from 1 on.
    pub(crate) line: u32,
}

/// One export.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct SourceLine {
    /// Name of the file, without its folder.
    pub(crate) name: String,
    /// SHA-256 of its bytes as they were given.
    pub(crate) sha256: String,
    /// The format it was read as.
    pub(crate) format: String,
    /// Its rows.
    pub(crate) rows: Counts,
}

/// One file of tags, customers or prices.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct FactsLine {
    /// `tags`, `customers` or `prices`.
    pub(crate) holds: String,
    /// Name of the file, without its folder.
    pub(crate) name: String,
    /// SHA-256 of its bytes as they were given.
    pub(crate) sha256: String,
    /// Its rows: `in` is the sum of the others.
    pub(crate) rows: FactCounts,
}

/// Rows of a file of facts by what became of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct FactCounts {
    /// Rows that were read.
    #[serde(rename = "in")]
    pub(crate) total: u64,
    /// Rows that were taken.
    pub(crate) accepted: u64,
    /// Rows that could not be read.
    pub(crate) rejected: u64,
}

impl SummaryLine {
    /// Rows that could not be read, of exports and facts together.
    pub(crate) fn unread(&self) -> u64 {
        self.rows.rejected + self.facts.iter().map(|it| it.rows.rejected).sum::<u64>()
    }
}

impl PartyLine {
    /// Whether a row comes from this party.
    pub(crate) fn sends(&self, row: &RowLine) -> bool {
        if self.kind == "customer" { row.from_customer.as_ref() == Some(&self.id) } else { row.from == self.id }
    }

    /// Whether a row goes to this party.
    pub(crate) fn receives(&self, row: &RowLine) -> bool {
        if self.kind == "customer" { row.to_customer.as_ref() == Some(&self.id) } else { row.to == self.id }
    }
}
