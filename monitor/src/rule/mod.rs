//! Rule files: text in, [`Pack`] of validated [`Rule`]s out, with every complaint at once.
//!
//! `raw` is the file as written, with spans; what stands here is the rule obeyed. Case notation
//! is read here, since a rule whose cases cannot be read is refused; cases are run elsewhere.

mod codes;
mod document;
mod expect;
mod figure;
mod notation;
mod overlay;
mod pack;
mod select;
mod selector;
mod slips;
mod template;
mod validate;
mod validate_case;
mod validate_require;
mod validate_select;

pub use codes::Code;
pub use document::{document_codes, document_quantities};
pub use expect::Expectation;
pub use figure::{figure, show};
pub use notation::Scenario;
pub use pack::pack_base;
pub use select::{Direction, Facts, Select, Side, Subject, TagFilter};
pub use selector::{Selected, Selector, Stance, Stances};
pub use slips::Slip;
pub use template::fill;
pub use tidegate_kyc_core::base::written::{Fault, WrittenFile as RuleFile};

use crate::pattern::{Assets, Bounds, Kind};
use std::collections::{BTreeMap, BTreeSet};
use tidegate_kyc_core::base::{SourceId, Window};
use tidegate_kyc_core::codes;

/// One thing that is wrong with a rule or pack file.
pub type Complaint = tidegate_kyc_core::base::written::Complaint<Code>;

/// Where complaints about one rule or pack file are gathered.
type Desk<'t> = tidegate_kyc_core::base::written::Desk<'t, Code>;

/// How far a rule is in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// Being written: checked and tested, not run.
    Draft,
    /// Run, its hits marked as shadow.
    Shadow,
    /// Run.
    Active,
    /// Kept for the record, not run.
    Retired,
}

/// How urgent a hit is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// For the file.
    Low,
    /// Look at it in the ordinary course.
    Medium,
    /// Look at it today.
    High,
    /// Look at it now.
    Critical,
}

codes! {
    /// What hits put on their customers until somebody has looked.
    pub enum MeasureKind {
        /// No trading.
        Block = "block",
        /// A look first, and no trading until then.
        Review = "review",
    }
}

/// What a match must be.
#[derive(Clone, Debug)]
pub struct Require {
    /// The pattern kind.
    pub kind: Kind,
    /// The closed sliding window.
    pub within: Window,
    /// One asset, or any.
    pub assets: Assets,
    /// The bounds, in the order of the file.
    pub bounds: Bounds,
}

/// Points that a hit earns.
#[derive(Clone, Debug)]
pub struct Points {
    /// How many.
    pub points: u32,
    /// Only where these hold; no bounds: always.
    pub when: Bounds,
    /// Why, in a few words.
    pub because: Option<String>,
}

/// A validated rule.
#[derive(Clone, Debug)]
pub struct Rule {
    /// Lasting name, in kebab case.
    pub id: String,
    /// Grows with every change of meaning.
    pub version: u32,
    /// Whether it runs.
    pub status: Status,
    /// How urgent its hits are.
    pub severity: Severity,
    /// One line.
    pub title: String,
    /// Id in the catalogue of typologies, for instance `GRA-05`.
    pub typology: String,
    /// Where the typology is described.
    pub references: Vec<String>,
    /// Why such a match is suspicious.
    pub rationale: String,
    /// What honest behaviour looks alike.
    pub innocent: Vec<String>,
    /// What the rule does not see.
    pub blind_spots: Vec<String>,
    /// Which transfers count.
    pub select: Select,
    /// What they must amount to.
    pub require: Require,
    /// The score, part by part.
    pub score: Vec<Points>,
    /// The explanation, with `{quantity}` and `{select.value.from}` in braces.
    pub explain: String,
    /// Tiny ledgers with the expected answer.
    pub cases: Vec<Case>,
    /// SHA-256 of the rule's meaning: its file, and the overlay that changed it.
    pub digest: SourceId,
    /// The file it was read from, as given by the caller.
    pub file: String,
}

/// A tiny ledger and what the rule must answer.
#[derive(Clone, Debug)]
pub struct Case {
    /// A sentence.
    pub name: String,
    /// Transfers in case notation, one a line.
    pub transfers: String,
    /// Tags of wallets, `x1 mixer` each.
    pub tags: Vec<String>,
    /// Facts about customers, `42 risk=high` each.
    pub customers: Vec<String>,
    /// `hit SUBJECT rows 1-3 score 40`, `quiet SUBJECT`, `too_little`, or `unfinished`; several lines may stand.
    pub expect: String,
}

/// From when on a party that nobody knows is taken for a service: trails end there, as at those that
/// tags name, and each rule says that it followed no further.
///
/// A party is one at a transfer if it is a wallet without any tag, not a customer, and both received
/// and sent so many transfers of any assets in the closed window that ends at this transfer, which itself
/// is not counted; nor are transfers of an amount of zero, which others can write in a wallet's name, and
/// those to oneself. Exchanges and payment services both take in and pay out without end; who only collects,
/// or only pays, is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UntaggedService {
    /// The least number of transfers received.
    pub received: u64,
    /// The least number of transfers sent.
    pub sent: u64,
    /// The window that they are counted in.
    pub within: Window,
}

/// The rules of one run.
#[derive(Clone, Debug)]
pub struct Pack {
    /// In the order of their ids.
    pub rules: Vec<Rule>,
    /// The reporting currency that values are in, for instance `EUR`.
    pub currency: String,
    /// Tag categories whose parties are services: trails end there.
    pub services: BTreeSet<String>,
    /// Who else is taken for a service though nobody has tagged it; `None`: nobody.
    pub untagged_service: Option<UntaggedService>,
    /// The most steps one search may take.
    pub search_steps: u64,
    /// What hits put on customers, by severity; nothing where there is no entry. It changes no hit, and is not in the digest.
    pub restrict: BTreeMap<Severity, MeasureKind>,
    /// SHA-256 over the rules' digests and these settings.
    pub digest: SourceId,
    /// The pack under an overlay: its rules are as written, and their cases are about them.
    pub stands_on: Option<Box<Pack>>,
}
