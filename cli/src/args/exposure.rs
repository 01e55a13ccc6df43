//! The words of `tidegate exposure`.

use super::ReadArgs;
use clap::{Args, ValueEnum};
use std::path::PathBuf;
use tidegate_kyc_core::base::Instant;
use tidegate_monitor::exposure::{MOVES, Method, Side};

pub(super) const EXAMPLES: &str = "Examples:
  Where a wallet's money is from and where it went, as far as these tags and exports tell:
    tidegate exposure 0x7e5f4552091a69125d5dfcb7b8c2659029395bdf transfers.csv --tags tags.csv
  A customer of the exchange, with values in the rules' currency, and services as the rules have them:
    tidegate exposure cust:c-0042 transfers.csv --tags tags.csv --prices prices.csv --rules rules
  What it received only, by shares, as of a day, for a machine:
    tidegate exposure bc1qx… transfers.csv --tags tags.csv --side source --method haircut --at 2026-03-31 --as json
  Everything that sanctioned money could have touched, at most:
    tidegate exposure 0x7e5f… transfers.csv --tags ofac.csv --method poison --risk sanctions";

/// `tidegate exposure`.
#[derive(Debug, Args)]
pub(crate) struct ExposureArgs {
    /// The wallet, or a customer: cust:NAME
    ///
    /// Without cust: a customer is taken where no wallet has that name. A wallet's money is followed between wallets, a
    /// customer's between whoever stands behind them.
    #[arg(value_name = "ADDRESS")]
    pub(crate) subject: String,
    /// Exports of transfers; a hyphen is standard input. Several are read as one ledger
    ///
    /// Money is followed no further than they show it: give those of the wallets in between, from early on.
    #[arg(required = true, value_name = "EXPORT")]
    pub(crate) exports: Vec<PathBuf>,
    /// Whether it is asked where the money is from, where it went, or both
    #[arg(long, value_enum, value_name = "SIDE", default_value_t = Sides::Both, help_heading = "Following")]
    pub(crate) side: Sides,
    /// Which of the money that a wallet holds it sends
    #[arg(long, value_enum, value_name = "METHOD", default_value_t = Methods::Fifo, help_heading = "Following")]
    pub(crate) method: Methods,
    /// The most transfers between the subject and where its money is from or went; what lies further is not known
    /// [default: as many as there are]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..), help_heading = "Following")]
    pub(crate) hops: Option<u32>,
    /// Look at transfers up to this instant: 2026-03-01 (its midnight, UTC) or 2026-03-01T10:00:00Z [default: all]
    #[arg(long, value_name = "INSTANT", value_parser = crate::input::instant, help_heading = "Following")]
    pub(crate) at: Option<Instant>,
    /// Categories that are a finding, instead of the usual ones
    ///
    /// Usually those of sanctions and crime, mixers, gambling, and exchanges without a licence or of high risk. For
    /// instance: --risk sanctions,terrorist_financing
    #[arg(long, value_name = "CATEGORY,…", value_delimiter = ',', help_heading = "Following")]
    pub(crate) risk: Vec<String>,
    /// Categories of which nothing more is to be asked, instead of the usual ones
    ///
    /// Usually exchange, custodian, payment_processor, merchant, mining_pool and hot_wallet. All others end a trail as
    /// well, and who stands behind them is not known.
    #[arg(long, value_name = "CATEGORY,…", value_delimiter = ',', help_heading = "Following")]
    pub(crate) known: Vec<String>,
    /// The most pieces of money that may be moved from wallet to wallet; what is left then is not known
    #[arg(long, value_name = "N", default_value_t = MOVES, help_heading = "Following")]
    pub(crate) moves: u64,
    /// Rules, for their reporting currency and for who is taken for a service untagged
    ///
    /// Without them values are those of the exports as they stand, and whoever receives and sends 100 times within a day is
    /// taken for a service.
    #[arg(long, value_name = "RULES")]
    pub(crate) rules: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) read: ReadArgs,
    /// In which form to answer
    #[arg(long = "as", value_enum, value_name = "FORM", default_value_t = ExposureForm::Table, help_heading = "Writing")]
    pub(crate) form: ExposureForm,
    /// Write to this file instead of standard output; it appears complete or not at all
    #[arg(long, value_name = "FILE", help_heading = "Writing")]
    pub(crate) out: Option<PathBuf>,
}

/// Which sides are asked about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Sides {
    /// What was received, and who sent it first.
    Source,
    /// What was sent, and who has it now.
    Destination,
    /// Both.
    Both,
}

impl Sides {
    /// Them, in their order.
    pub(crate) const fn all(self) -> &'static [Side] {
        match self {
            Self::Source => &[Side::Source],
            Self::Destination => &[Side::Destination],
            Self::Both => &[Side::Source, Side::Destination],
        }
    }
}

/// How money is followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Methods {
    /// What came first goes first.
    Fifo,
    /// What came last goes first.
    Lifo,
    /// Of everything the same share.
    Haircut,
    /// All that was ever held taints all that is sent: what could be, at most.
    Poison,
}

impl Methods {
    /// As the library has it, and how it is called.
    pub(crate) const fn is(self) -> (Method, &'static str) {
        match self {
            Self::Fifo => (Method::Fifo, "fifo"),
            Self::Lifo => (Method::Lifo, "lifo"),
            Self::Haircut => (Method::Haircut, "haircut"),
            Self::Poison => (Method::Poison, "poison"),
        }
    }
}

/// The form of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ExposureForm {
    /// A page for people.
    Table,
    /// One JSON object for machines.
    Json,
}
