//! The words of `tidegate company`.

use super::screen::{AgeArgs, score};
use super::wallet::ProofForm;
use clap::Args;
use std::path::PathBuf;
use tidegate_kyc_core::screen::THRESHOLD;
use tidegate_kyc_core::screen::name::Score;

pub(super) const EXAMPLES: &str = "Examples:
  Who owns and controls a company, by statements of a register:
    tidegate company ownership.json
  The same by another rule of the file of rules, for an entity between:
    tidegate company ownership.json --rule us-cdd --subject openownership-register-123
  Whether its owners are on a list, and what that makes of it:
    tidegate company ownership.json --list sdn.xml --list eu.xml
  What it would be if one of them were sanctioned:
    tidegate company ownership.json --sanctioned openownership-register-456";

/// `tidegate company`.
#[derive(Debug, Args)]
pub(crate) struct CompanyArgs {
    /// Ownership statements: BODS 0.4, as one JSON array or one statement a line; a hyphen is standard input
    #[arg(value_name = "OWNERSHIP", required = true)]
    pub(crate) files: Vec<PathBuf>,
    /// The entity, by its record id [default: the one that the statements are about]
    #[arg(long, value_name = "RECORD")]
    pub(crate) subject: Option<String>,
    /// Who counts as an owner: a name in the file of rules [default: the first that holds on the day]
    #[arg(long, value_name = "RULE")]
    pub(crate) rule: Option<String>,
    /// The file of rules [default: the one that is shipped, rules/kyc/ownership.toml]
    #[arg(long, value_name = "FILE")]
    pub(crate) rules: Option<PathBuf>,
    /// A party that is sanctioned, by its record id; may be repeated
    #[arg(long, value_name = "RECORD", action = clap::ArgAction::Append, help_heading = "Sanctions")]
    pub(crate) sanctioned: Vec<String>,
    /// A sanctions list to screen everybody against who stands behind the company; may be repeated
    ///
    /// A candidate counts as the one on the list until somebody looked: what is reckoned says what follows if it is.
    #[arg(long = "list", value_name = "FILE", action = clap::ArgAction::Append, help_heading = "Sanctions")]
    pub(crate) lists: Vec<PathBuf>,
    /// The least score of a candidate, from 0 to 1
    #[arg(long, value_name = "SCORE", value_parser = score, default_value_t = THRESHOLD, help_heading = "Sanctions")]
    pub(crate) threshold: Score,
    #[command(flatten)]
    pub(crate) age: AgeArgs,
    /// In which form to answer
    #[arg(long = "as", value_enum, value_name = "FORM", default_value_t = ProofForm::Table)]
    pub(crate) form: ProofForm,
    /// Write to this file instead of standard output; it appears complete or not at all
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
}
