//! The words of `tidegate onboard` and `tidegate review`.

use super::moment::MomentArgs;
use super::{SecretArgs, VerdictForm};
use clap::{Args, Subcommand};
use std::path::PathBuf;
use tidegate_kyc_core::base::{Day, Instant, Label, SubjectId, Window};
use tidegate_kyc_core::policy::ReasonCode;

pub(crate) const ONBOARD_EXAMPLES: &str = "Examples:
  Decide about one customer; the journal's folder is made on first use:
    tidegate onboard application.json --policy rules/kyc --anchors anchors --list sdn.xml --list eu.xml --keys keys --journal journal --permit permit.jwt
  The same for a machine:
    tidegate onboard application.json … --as json";

pub(crate) const REVIEW_EXAMPLES: &str = "Examples:
  What is held, and what would lift it:
    tidegate review list --journal journal --policy rules/kyc
    tidegate review show cust-1003 --journal journal --policy rules/kyc
  One reviewer decides; then the customer is decided about anew:
    tidegate review decide cust-1003 --lift fact-unknown --about political-exposure --why 'asked by telephone' --reviewer officer-1 --key officer-1.pem --journal journal --policy rules/kyc
    tidegate onboard application.json …";

/// `tidegate onboard`.
#[derive(Debug, Args)]
pub(crate) struct OnboardArgs {
    /// The application: JSON of schema tidegate.application/1; the files it names lie in its folder or below
    #[arg(value_name = "APPLICATION")]
    pub(crate) application: PathBuf,
    /// The folder of the policy: policy.toml, and beside it reviewers.toml and vendors.json where there are any
    #[arg(long, value_name = "FOLDER")]
    pub(crate) policy: PathBuf,
    /// A folder with what is trusted, as for tidegate verify; without it nothing is authentic
    #[arg(long, value_name = "FOLDER")]
    pub(crate) anchors: Option<PathBuf>,
    /// A sanctions list, as for tidegate screen; give the option again for more
    #[arg(long = "list", value_name = "FILE", action = clap::ArgAction::Append)]
    pub(crate) lists: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) secret: SecretArgs,
    /// The folder of the journal, the status list and the reviews; it is made on first use
    #[arg(long, value_name = "FOLDER")]
    pub(crate) journal: PathBuf,
    /// Restrictions by the monitor or by officers: JSON lines of schema tidegate.restriction/1
    #[arg(long, value_name = "FILE")]
    pub(crate) restrictions: Option<PathBuf>,
    /// How long the status list counts that is published with a permit: a whole number and s, m, h or d
    #[arg(long, value_name = "TIME", default_value = "24h", value_parser = Window::parse)]
    pub(crate) status_life: Window,
    #[command(flatten)]
    pub(crate) moment: MomentArgs,
    /// Write the permit to this file, if there is one; whoever holds it can show it
    #[arg(long, value_name = "FILE", help_heading = "Writing")]
    pub(crate) permit: Option<PathBuf>,
    /// In which form to answer
    #[arg(long = "as", value_enum, value_name = "FORM", default_value_t = VerdictForm::Table, help_heading = "Writing")]
    pub(crate) form: VerdictForm,
    /// Show what was observed of the customer; without it only names of facts are shown
    #[arg(long, help_heading = "Writing")]
    pub(crate) show_personal_data: bool,
}

/// What can be done with reviews.
#[derive(Debug, Subcommand)]
pub(crate) enum ReviewCommand {
    /// List the customers whose last decision was no permit, and those whose review is due, who trade although a finding
    /// was upheld since, or about whom something came in
    #[command(after_help = super::EXIT_CODES)]
    List(ReviewListArgs),
    /// Show one of them: what stands in the way, what would lift it, who may, and who did
    #[command(after_help = super::EXIT_CODES)]
    Show(ReviewShowArgs),
    /// Sign a review: lift one reason, or set a level of risk
    #[command(after_help = super::EXIT_CODES)]
    Decide(ReviewDecideArgs),
}

/// Where the items are.
#[derive(Debug, Args)]
pub(crate) struct DeskArgs {
    /// The folder of the journal, as for tidegate onboard
    #[arg(long, value_name = "FOLDER")]
    pub(crate) journal: PathBuf,
    /// The folder of the policy, which says who may lift what
    #[arg(long, value_name = "FOLDER")]
    pub(crate) policy: PathBuf,
    /// In which form to answer
    #[arg(long = "as", value_enum, value_name = "FORM", default_value_t = VerdictForm::Table, help_heading = "Writing")]
    pub(crate) form: VerdictForm,
}

/// `tidegate review list`.
#[derive(Debug, Args)]
pub(crate) struct ReviewListArgs {
    #[command(flatten)]
    pub(crate) desk: DeskArgs,
    /// Restrictions, as for tidegate onboard: whom one is about that the newest decision did not know is named
    #[arg(long, value_name = "FILE")]
    pub(crate) restrictions: Option<PathBuf>,
    /// A sanctions list, as for tidegate screen; whom it may mean, and the newest decision did not say so, is named. Give
    /// the option again for more
    #[arg(long = "list", value_name = "FILE", action = clap::ArgAction::Append)]
    pub(crate) lists: Vec<PathBuf>,
    /// The instant for which to tell what is open, as 2026-03-01 or 2026-03-01T10:00:00Z; what was recorded later is left
    /// out [default: now, and everything]
    #[arg(long, value_name = "INSTANT", value_parser = crate::input::instant)]
    pub(crate) at: Option<Instant>,
}

/// `tidegate review show`.
#[derive(Debug, Args)]
pub(crate) struct ReviewShowArgs {
    /// The customer's pseudonym
    #[arg(value_name = "SUBJECT", value_parser = SubjectId::parse)]
    pub(crate) subject: SubjectId,
    #[command(flatten)]
    pub(crate) desk: DeskArgs,
    /// The instant for which to tell what is open, as 2026-03-01 or 2026-03-01T10:00:00Z; what was recorded later is left
    /// out [default: now, and everything]
    #[arg(long, value_name = "INSTANT", value_parser = crate::input::instant)]
    pub(crate) at: Option<Instant>,
}

/// `tidegate review decide`.
#[derive(Debug, Args)]
#[command(group = clap::ArgGroup::new("act").required(true))]
pub(crate) struct ReviewDecideArgs {
    /// The customer's pseudonym
    #[arg(value_name = "SUBJECT", value_parser = SubjectId::parse)]
    pub(crate) subject: SubjectId,
    #[command(flatten)]
    pub(crate) desk: DeskArgs,
    /// The reason that shall not stand in the way, by its code
    #[arg(long, value_name = "CODE", value_parser = reason, group = "act")]
    pub(crate) lift: Option<ReasonCode>,
    /// The reason that stands after all: takes back what the same reviewer lifted before
    #[arg(long, value_name = "CODE", value_parser = reason, group = "act")]
    pub(crate) uphold: Option<ReasonCode>,
    /// What exactly, as tidegate review show tells it; may be left out where the code stands once
    #[arg(long, value_name = "TEXT", conflicts_with = "level")]
    pub(crate) about: Option<String>,
    /// The level of risk that the customer shall have instead of the reckoned one; it takes two reviewers, and counts
    /// until worse is known of the customer
    #[arg(long, value_name = "LEVEL", value_parser = label, group = "act")]
    pub(crate) level: Option<Label>,
    /// Why, in words; stays in the signed record and goes into no log
    #[arg(long, value_name = "TEXT")]
    pub(crate) why: String,
    /// Who decides, by the id in reviewers.toml
    #[arg(long, value_name = "ID", value_parser = label)]
    pub(crate) reviewer: Label,
    /// The reviewer's private key: PKCS#8 in PEM, sealed with a passphrase
    #[arg(long, value_name = "FILE")]
    pub(crate) key: PathBuf,
    /// A file with the passphrase [default: the variable TIDEGATE_PASSPHRASE, else it is asked for]
    #[arg(long, value_name = "FILE")]
    pub(crate) passphrase_file: Option<PathBuf>,
    /// The first day on which the review no longer counts, as 2026-03-01 [default: 90 days on]
    #[arg(long, value_name = "DAY", value_parser = day)]
    pub(crate) until: Option<Day>,
    #[command(flatten)]
    pub(crate) moment: MomentArgs,
}

fn reason(text: &str) -> Result<ReasonCode, String> {
    ReasonCode::parse(text).ok_or_else(|| "is no code of a reason: docs/reasons.md lists them".to_owned())
}

fn label(text: &str) -> Result<Label, String> {
    Label::parse(text).map_err(|it| it.to_string())
}

fn day(text: &str) -> Result<Day, String> {
    Day::parse(text).map_err(|it| it.to_string())
}
