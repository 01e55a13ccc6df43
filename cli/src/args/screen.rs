//! The words of `tidegate screen`.

use clap::{Args, Subcommand, ValueEnum};
use std::path::PathBuf;
use tidegate_kyc_core::base::Day;
use tidegate_kyc_core::screen::list::{Birth, Country};
use tidegate_kyc_core::screen::name::Score;

/// Examples under the long help.
pub(crate) const EXAMPLES: &str = "Examples:
  A person, with what is known of them:
    tidegate screen 'Ravindar Voss' --born 1961-04-17 --country BY --list testdata/lists/own.csv
  A wallet, in any spelling and under any ticker:
    tidegate screen 0x7e5f4552091a69125d5dfcb7b8c2659029395bdf --list sdn_advanced.xml.gz
  All customers, against lists that are at most a week old:
    tidegate screen --batch customers.csv --list sdn_advanced.xml --list un.xml --max-age 7 --as csv
  Only what changed since yesterday's list:
    tidegate screen diff sdn_old.xml sdn_new.xml --batch customers.csv";

/// `tidegate screen`.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub(crate) struct ScreenArgs {
    /// What to do instead of screening.
    #[command(subcommand)]
    pub(crate) command: Option<ScreenCommand>,
    /// A name, or a wallet address of any known network
    #[arg(value_name = "NAME|ADDRESS", required_unless_present = "batch", conflicts_with = "batch")]
    pub(crate) subject: Option<String>,
    /// Date of birth as it is known: 1961-04-17, 1961-04 or 1961
    #[arg(long, value_name = "DATE", value_parser = birth, conflicts_with = "batch")]
    pub(crate) born: Option<Birth>,
    /// A country of the person or company: its two or three letters, or its name
    #[arg(long, value_name = "COUNTRY", value_parser = country, conflicts_with = "batch")]
    pub(crate) country: Option<Country>,
    /// What is screened; without it, people and companies alike
    #[arg(long = "type", value_enum, value_name = "TYPE", conflicts_with = "batch")]
    pub(crate) kind: Option<Subjects>,
    /// Customers: CSV with name or address, and if known customer, born, country, type
    #[arg(long, value_name = "FILE")]
    pub(crate) batch: Option<PathBuf>,
    /// The lists: publishers' own files, packed (.gz, .bz2, .zst) or not; the four files of OFAC's CSV together,
    /// or the folder they lie in
    #[arg(long = "list", value_name = "FILE", num_args = 1.., required = true)]
    pub(crate) lists: Vec<PathBuf>,
    /// The least score of a candidate, from 0 to 1
    #[arg(long, value_name = "SCORE", value_parser = score, default_value = "0.75")]
    pub(crate) threshold: Score,
    #[command(flatten)]
    pub(crate) age: AgeArgs,
    /// In which form to answer
    #[arg(long = "as", value_enum, value_name = "FORM", default_value_t = ScreenForm::Table)]
    pub(crate) form: ScreenForm,
    /// Write to this file instead of standard output; it appears complete or not at all
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
}

/// How old lists may be.
#[derive(Debug, Args)]
pub(crate) struct AgeArgs {
    /// The most days since a list was published; an older list makes the answer unknown, never clear
    #[arg(long, value_name = "DAYS")]
    pub(crate) max_age: Option<u32>,
    /// The day to judge ages by [default: today, in UTC]
    #[arg(long, value_name = "DAY", value_parser = day)]
    pub(crate) at: Option<Day>,
    /// The day the lists were published, for files that do not tell it (OFAC's CSV)
    #[arg(long, value_name = "DAY", value_parser = day)]
    pub(crate) published: Option<Day>,
}

/// What can be done besides screening.
#[derive(Debug, Subcommand)]
pub(crate) enum ScreenCommand {
    /// Score pairs of names: the file comes back with a column `score`
    Compare(CompareArgs),
    /// Tell what changed between two issues of a list, and rescreen customers against the difference only
    Diff(DiffArgs),
}

/// `tidegate screen compare`.
#[derive(Debug, Args)]
pub(crate) struct CompareArgs {
    /// CSV with the columns name1 and name2, and if known schema (Person, Company …)
    #[arg(long, value_name = "FILE")]
    pub(crate) pairs: PathBuf,
    /// Write to this file instead of standard output
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
}

/// `tidegate screen diff`.
#[derive(Debug, Args)]
pub(crate) struct DiffArgs {
    /// The earlier issue
    pub(crate) old: PathBuf,
    /// The later issue
    pub(crate) new: PathBuf,
    /// Customers to screen against entries added and changed, and no others
    #[arg(long, value_name = "FILE")]
    pub(crate) batch: Option<PathBuf>,
    /// The least score of a candidate, from 0 to 1
    #[arg(long, value_name = "SCORE", value_parser = score, default_value = "0.75")]
    pub(crate) threshold: Score,
    #[command(flatten)]
    pub(crate) age: AgeArgs,
    /// In which form to answer
    #[arg(long = "as", value_enum, value_name = "FORM", default_value_t = ScreenForm::Table)]
    pub(crate) form: ScreenForm,
    /// Write to this file instead of standard output
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
}

/// What can be screened by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Subjects {
    /// A human being
    Person,
    /// A company or another organisation
    Company,
}

/// The forms of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ScreenForm {
    /// For people: the strongest candidates first
    Table,
    /// For machines: one JSON object a subject
    Jsonl,
    /// For spreadsheets: one row a candidate
    Csv,
}

fn birth(text: &str) -> Result<Birth, String> {
    Birth::read(text).ok_or_else(|| "is not a date: write 1961-04-17, 1961-04 or 1961".to_owned())
}

fn country(text: &str) -> Result<Country, String> {
    Country::named(text).ok_or_else(|| "is no country: write its two or three letters".to_owned())
}

fn score(text: &str) -> Result<Score, String> {
    Score::parse(text).map_err(|it| it.to_string())
}

fn day(text: &str) -> Result<Day, String> {
    Day::parse(text).map_err(|it| it.to_string())
}
