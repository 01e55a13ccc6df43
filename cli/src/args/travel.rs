//! The words of `tidegate travel-rule`.

use clap::{Args, Subcommand, ValueEnum};
use std::path::PathBuf;
use tidegate_kyc_core::base::{Day, Label};
use tidegate_kyc_core::travel::{Amount, Hosting};

pub(super) const EXAMPLES: &str = "Examples:
  Make a payload of a small description, into a file that its owner alone may read:
    tidegate travel-rule build transfer.toml --out payload.json
  Check what came in against the transfer and the rules of the European Union:
    tidegate travel-rule check payload.json --policy travel.toml --jurisdiction EU --amount 1500.00 --currency EUR \\
      --asset ETH --from 0x4a62… --to bc1q… --self-hosted none
  The same for a transfer to the customer's own wallet, over which control was proved:
    tidegate travel-rule check payload.json --policy travel.toml --jurisdiction EU --amount 1500.00 --currency EUR \\
      --asset ETH --from 0x4a62… --to 0x7e5f… --self-hosted beneficiary --control-proved";

/// What can be done with payloads of the Travel Rule.
#[derive(Debug, Subcommand)]
pub(crate) enum TravelCommand {
    /// Make a payload of a description: who sends what to whom
    ///
    /// The description is a small TOML file; docs/travel-rule.md has its keys. The payload goes into the file of --out, as
    /// canonical JSON, if nothing is missing from it; the answer names elements and nobody. Names in other letters are spelt in
    /// Latin ones where no Latin spelling is given, and each of these is named, to be looked at.
    #[command(after_help = super::EXIT_CODES)]
    Build(TravelBuildArgs),
    /// Check a payload: against the standard, the transfer it goes with, and what a policy asks of that
    ///
    /// Says COMPLETE where nothing is left to ask, INCOMPLETE where something is missing, says nothing or could not be
    /// checked, and REFUSED where it is faulty or contradicts the transfer. The answer names elements and nobody.
    #[command(after_help = super::EXIT_CODES)]
    Check(Box<TravelCheckArgs>),
}

/// `tidegate travel-rule build`.
#[derive(Debug, Args)]
pub(crate) struct TravelBuildArgs {
    /// The description, in TOML; a hyphen is standard input
    #[arg(value_name = "DESCRIPTION")]
    pub(crate) description: PathBuf,
    /// Write the payload to this file, which its owner alone may read; it appears complete or not at all
    #[arg(long, value_name = "FILE")]
    pub(crate) out: PathBuf,
    /// The day of the transfer, as 2026-03-01 [default: today]
    #[arg(long, value_name = "DAY", value_parser = day)]
    pub(crate) at: Option<Day>,
    /// In which form to answer
    #[arg(long = "as", value_enum, value_name = "FORM", default_value_t = TravelForm::Table)]
    pub(crate) form: TravelForm,
}

/// `tidegate travel-rule check`.
#[derive(Debug, Args)]
pub(crate) struct TravelCheckArgs {
    /// The payload, IVMS101.2023 as JSON; a hyphen is standard input
    #[arg(value_name = "PAYLOAD")]
    pub(crate) payload: PathBuf,
    /// The policy: which fields go along with which transfers
    #[arg(long, value_name = "FILE")]
    pub(crate) policy: PathBuf,
    /// Whose rules count, as the policy names it: EU, GB, US
    #[arg(long, value_name = "NAME", value_parser = Label::parse, help_heading = "Transfer")]
    pub(crate) jurisdiction: Label,
    /// What the transfer is worth, such as 1500.00
    #[arg(long, value_name = "AMOUNT", value_parser = Amount::parse, help_heading = "Transfer")]
    pub(crate) amount: Amount,
    /// In which currency that is: best that of the jurisdiction's threshold
    #[arg(long, value_name = "CURRENCY", value_parser = currency, help_heading = "Transfer")]
    pub(crate) currency: Label,
    /// What is transferred, such as ETH; for the record
    #[arg(long, value_name = "ASSET", value_parser = Label::parse, help_heading = "Transfer")]
    pub(crate) asset: Label,
    /// The wallet it comes from; without it no account number of the originator is compared, which is a gap
    #[arg(long, value_name = "ADDRESS", help_heading = "Transfer")]
    pub(crate) from: Option<String>,
    /// The wallet it goes to; without it no account number of the beneficiary is compared, which is a gap
    #[arg(long, value_name = "ADDRESS", help_heading = "Transfer")]
    pub(crate) to: Option<String>,
    /// Whose wallet is self-hosted
    #[arg(long, value_enum, value_name = "WHO", help_heading = "Transfer")]
    pub(crate) self_hosted: SelfHosted,
    /// Control over the self-hosted wallet was proved (tidegate wallet prove)
    #[arg(long, help_heading = "Transfer")]
    pub(crate) control_proved: bool,
    /// Both services are in the jurisdiction [default: the transfer crosses a border, or nobody knows]
    #[arg(long, help_heading = "Transfer")]
    pub(crate) domestic: bool,
    /// The day of the transfer, as 2026-03-01 [default: today]
    #[arg(long, value_name = "DAY", value_parser = day, help_heading = "Transfer")]
    pub(crate) at: Option<Day>,
    /// In which form to answer
    #[arg(long = "as", value_enum, value_name = "FORM", default_value_t = TravelForm::Table)]
    pub(crate) form: TravelForm,
}

fn day(text: &str) -> Result<Day, String> {
    Day::parse(text).map_err(|it| it.to_string())
}

fn currency(text: &str) -> Result<Label, String> {
    use tidegate_kyc_core::base::written::{CURRENCY_HELP, is_currency};
    Label::parse(text).ok().filter(|_| is_currency(text)).ok_or_else(|| format!("is not {CURRENCY_HELP}"))
}

/// Whose wallet is nobody's but their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum SelfHosted {
    /// Nobody's: services hold both.
    None,
    /// The originator's.
    Originator,
    /// The beneficiary's.
    Beneficiary,
}

impl SelfHosted {
    /// As the library has it.
    pub(crate) const fn is(self) -> Hosting {
        match self {
            Self::None => Hosting::BothHosted,
            Self::Originator => Hosting::OriginatorSelfHosted,
            Self::Beneficiary => Hosting::BeneficiarySelfHosted,
        }
    }
}

/// The form of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum TravelForm {
    /// A page for people.
    Table,
    /// One JSON object for machines.
    Json,
}
