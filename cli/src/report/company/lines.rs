//! The answer about a company as it is written; its schema is docs/schema/company.schema.json.

use serde::Serialize;

/// The schema of the object.
pub(crate) const SCHEMA: &str = "tidegate.company/1";

/// The answer.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct CompanyLine {
    /// `company`.
    #[serde(rename = "type")]
    pub(crate) kind: &'static str,
    /// [`SCHEMA`].
    pub(crate) schema: &'static str,
    /// `known`, `open` or `contradicted`.
    pub(crate) answer: &'static str,
    /// The entity.
    pub(crate) subject: PartyLine,
    /// For which day.
    pub(crate) at: String,
    /// Who counts as an owner.
    pub(crate) rule: RuleLine,
    /// The owners: those that are sure first.
    pub(crate) owners: Vec<OwnerLine>,
    /// Who manages it.
    pub(crate) managers: Vec<PartyLine>,
    /// Who stands at the ends of the chains.
    pub(crate) holders: Vec<HolderLine>,
    /// What is open, and worth a look.
    pub(crate) concerns: Vec<ConcernLine>,
    /// Entities between it and an owner, at most.
    pub(crate) layers: usize,
    /// Everybody who stands behind it.
    pub(crate) parties: usize,
    /// How many statements were read.
    pub(crate) statements: usize,
    /// The files.
    pub(crate) sources: Vec<SourceLine>,
    /// What sanctions make of it; null where nobody asked.
    pub(crate) sanctions: Option<SanctionsLine>,
}

/// A person, an entity or an arrangement.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct PartyLine {
    /// Its record.
    pub(crate) record: String,
    /// What it is.
    pub(crate) kind: &'static str,
    /// Its name; null where it has none.
    pub(crate) name: Option<String>,
}

/// A rule.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct RuleLine {
    /// Its name.
    pub(crate) id: String,
    /// In words.
    pub(crate) title: String,
    /// The law.
    pub(crate) source: String,
    /// How much makes an owner.
    pub(crate) ownership: String,
    /// How much makes control.
    pub(crate) control: String,
    /// SHA-256 of the file of rules.
    pub(crate) rules_sha256: String,
}

/// A share of a stake.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct ShareLine {
    /// Of what.
    pub(crate) stake: &'static str,
    /// In words: `36 %`, `over 25 % to 50 %`.
    pub(crate) shown: String,
    /// At least so much of 1, as a fraction.
    pub(crate) least: String,
    /// At most.
    pub(crate) most: String,
    /// Whether it is exactly the least, and not more.
    pub(crate) is_exact: bool,
}

/// An owner.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct OwnerLine {
    /// Who.
    #[serde(flatten)]
    pub(crate) party: PartyLine,
    /// The day of birth, as it is told.
    pub(crate) born: Option<String>,
    /// Whether it is one for sure.
    pub(crate) is_sure: bool,
    /// What the publisher says.
    pub(crate) is_declared: Option<bool>,
    /// Whether it is politically exposed, as far as anybody says.
    pub(crate) is_politically_exposed: Option<bool>,
    /// How much.
    pub(crate) shares: Vec<ShareLine>,
    /// Why.
    pub(crate) grounds: Vec<GroundLine>,
    /// Over whom.
    pub(crate) ways: Vec<WayLine>,
}

/// Why somebody is an owner.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct GroundLine {
    /// Its code.
    pub(crate) code: &'static str,
    /// Whether it is sure.
    pub(crate) is_sure: bool,
    /// How much.
    pub(crate) share: Option<ShareLine>,
    /// Over which entity.
    pub(crate) over: Option<PartyLine>,
    /// By which right or role.
    pub(crate) by: Option<&'static str>,
}

/// A chain.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct WayLine {
    /// Its shares multiplied.
    pub(crate) share: ShareLine,
    /// Its links.
    pub(crate) steps: Vec<StepLine>,
}

/// A link: who holds how much of who comes next.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct StepLine {
    /// Who.
    #[serde(flatten)]
    pub(crate) party: PartyLine,
    /// How much.
    pub(crate) share: ShareLine,
    /// By which right or role beside it.
    pub(crate) by: Option<&'static str>,
    /// The statements that say so.
    pub(crate) statements: Vec<String>,
    /// From what they were taken.
    pub(crate) sources: Vec<String>,
}

/// Somebody at an end.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct HolderLine {
    /// Who.
    #[serde(flatten)]
    pub(crate) party: PartyLine,
    /// Whether it is the part of the party that nobody is named for.
    pub(crate) is_undisclosed: bool,
    /// How much.
    pub(crate) shares: Vec<ShareLine>,
}

/// Something that is open.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct ConcernLine {
    /// Its code.
    pub(crate) code: &'static str,
    /// `contradiction`, `gap` or `note`.
    pub(crate) weight: &'static str,
    /// The record, statement or line that it is about; empty where it is about the whole.
    pub(crate) about: String,
    /// The name of whoever that is.
    pub(crate) name: Option<String>,
    /// More of it.
    pub(crate) detail: String,
    /// What it means.
    pub(crate) meaning: &'static str,
    /// What can be done.
    pub(crate) help: &'static str,
}

/// A file of statements.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct SourceLine {
    /// Its name.
    pub(crate) file: String,
    /// Its digest.
    pub(crate) sha256: String,
}

/// What sanctions make of it.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct SanctionsLine {
    /// Who was named as sanctioned.
    pub(crate) named: Vec<PartyLine>,
    /// The lists.
    pub(crate) lists: Vec<String>,
    /// How many parties were screened; those without a name cannot be.
    pub(crate) screened: usize,
    /// Whom a list may mean.
    pub(crate) candidates: Vec<CandidateLine>,
    /// Why lists were not searched whole.
    pub(crate) gaps: Vec<String>,
    /// What each rule says if all of them are sanctioned.
    pub(crate) rules: Vec<TaintLine>,
}

/// Whom a list may mean.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct CandidateLine {
    /// Who.
    #[serde(flatten)]
    pub(crate) party: PartyLine,
    /// The list.
    pub(crate) list: String,
    /// Its entry.
    pub(crate) entry: String,
    /// How alike.
    pub(crate) score: String,
}

/// What a rule says.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct TaintLine {
    /// The rule.
    pub(crate) id: String,
    /// In words.
    pub(crate) title: String,
    /// The law.
    pub(crate) source: String,
    /// `sanctioned`, `unknown` or `not-sanctioned`.
    pub(crate) answer: &'static str,
    /// How much it asks.
    pub(crate) asked: String,
    /// How much is held directly, by them and by entities that are sanctioned with them.
    pub(crate) held: String,
    /// Those entities.
    pub(crate) over: Vec<PartyLine>,
}
