//! The words of `tidegate screen`.

use clap::{Args, Subcommand, ValueEnum};
use std::path::PathBuf;
use tidegate_kyc_core::base::Day;
use tidegate_kyc_core::screen::list::{Birth, Country, Gender};
use tidegate_kyc_core::screen::name::Score;
use tidegate_kyc_core::screen::{DAYS_MAX, THRESHOLD};

/// Examples under the long help.
pub(crate) const EXAMPLES: &str = "Examples:
  A person, with what is known of them:
    tidegate screen 'Ravindar Voss' --born 1961-04-17 --country BY --gender male --id MX4471902 --list own.csv
  A wallet, in any spelling and under any ticker:
    tidegate screen 0x7e5f4552091a69125d5dfcb7b8c2659029395bdf --list sdn_advanced.xml.gz
  All customers; the United Nations publish less often than the others:
    tidegate screen --batch customers.csv --list sdn_advanced.xml un.xml --max-age un-sc=60 --as csv
  Only what changed since yesterday's list:
    tidegate screen diff sdn_old.xml sdn_new.xml --batch customers.csv";

/// The name comes first: behind `--list` it would be one more list.
const USAGE: &str = "tidegate screen <NAME|ADDRESS> [OPTIONS] --list <FILE>...
       tidegate screen --batch <FILE> [OPTIONS] --list <FILE>...
       tidegate screen <COMMAND>";

/// `tidegate screen`.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true, override_usage = USAGE)]
pub(crate) struct ScreenArgs {
    /// What to do instead of screening.
    #[command(subcommand)]
    pub(crate) command: Option<ScreenCommand>,
    /// A name, or a wallet address of any known network
    ///
    /// One word that is written like an address is taken for one; with --type it is a name whatever it looks like.
    #[arg(value_name = "NAME|ADDRESS", required_unless_present_any = ["batch", "family"], conflicts_with = "batch")]
    pub(crate) subject: Option<String>,
    #[command(flatten)]
    pub(crate) known: KnownArgs,
    /// Customers: CSV with name or address, and what is known of them
    ///
    /// Columns: customer (a pseudonym), name or given_name and family_name, other_names, born, gender, country,
    /// identifiers, type, address. Several values of one cell are joined by semicolons. A hyphen is standard input.
    #[arg(long, value_name = "FILE")]
    pub(crate) batch: Option<PathBuf>,
    /// The lists: publishers' own files, packed (.gz, .bz2, .zst) or not; the four files of OFAC's CSV together,
    /// or the folder they lie in
    #[arg(long = "list", value_name = "FILE", num_args = 1.., required = true)]
    pub(crate) lists: Vec<PathBuf>,
    /// A list without which nobody is clear, by the name that answers give it: us-ofac-sdn, un-sc …
    #[arg(long, value_name = "LIST", action = clap::ArgAction::Append)]
    pub(crate) require: Vec<String>,
    #[command(flatten)]
    pub(crate) judge: JudgeArgs,
}

/// What is known of a customer besides the name.
#[derive(Debug, Args)]
#[command(next_help_heading = "What is known")]
pub(crate) struct KnownArgs {
    /// Given names, where they are known apart from the family name
    #[arg(long, value_name = "NAMES", requires = "family", conflicts_with = "batch")]
    pub(crate) given: Option<String>,
    /// Family name, where it is known apart; a listed given name that agrees with it counts less
    #[arg(long, value_name = "NAME", conflicts_with = "batch")]
    pub(crate) family: Option<String>,
    /// Date of birth as it is known: 1961-04-17, 1961-04 or 1961
    #[arg(long, value_name = "DATE", value_parser = birth, conflicts_with = "batch")]
    pub(crate) born: Option<Birth>,
    /// Gender: female or male
    #[arg(long, value_name = "GENDER", value_parser = gender, conflicts_with = "batch")]
    pub(crate) gender: Option<Gender>,
    /// A country of the person or company: its two or three letters, or its name; may be repeated
    #[arg(long, value_name = "COUNTRY", value_parser = country, conflicts_with = "batch")]
    pub(crate) country: Vec<Country>,
    /// The number of a passport, a register or the like; whoever is listed with it is a candidate whatever the
    /// name; may be repeated
    #[arg(long = "id", value_name = "NUMBER", value_parser = number, conflicts_with = "batch")]
    pub(crate) ids: Vec<String>,
    /// What is screened: entries of other kinds are left aside; without it, all are looked at
    #[arg(long = "type", value_enum, value_name = "TYPE", conflicts_with = "batch")]
    pub(crate) kind: Option<Subjects>,
}

/// How to judge and how to answer.
#[derive(Debug, Args)]
pub(crate) struct JudgeArgs {
    /// The least score of a candidate, from 0 to 1
    #[arg(long, value_name = "SCORE", value_parser = score, default_value_t = THRESHOLD)]
    pub(crate) threshold: Score,
    #[command(flatten)]
    pub(crate) age: AgeArgs,
    /// End with exit code 3 if a single row or cell of the customer file is not understood; the answer is written
    /// all the same
    #[arg(long)]
    pub(crate) strict: bool,
    /// How many threads may work; the answer does not depend on it [default: as many as the machine has]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub(crate) threads: Option<u16>,
    /// In which form to answer
    #[arg(long = "as", value_enum, value_name = "FORM", default_value_t = ScreenForm::Table, help_heading = "Writing")]
    pub(crate) form: ScreenForm,
    /// Write to this file instead of standard output; it appears complete or not at all
    ///
    /// Into a pipe it is written as it is, once somebody reads.
    #[arg(long, value_name = "FILE", help_heading = "Writing")]
    pub(crate) out: Option<PathBuf>,
}

/// How old lists may be.
#[derive(Debug, Args)]
pub(crate) struct AgeArgs {
    /// The most days since a list was published: DAYS for all lists, or LIST=DAYS for one; may be repeated
    ///
    /// An older list, and one whose day is not known, makes the answer unknown, never clear. Without it 10 days:
    /// the publishers of lists that change every few days are hardly ever silent for longer. A list dated one day
    /// ahead is of today, for its publisher's day begins up to 14 hours before that in UTC; of one dated further
    /// ahead the age is not known. For instance: --max-age 3 --max-age un-sc=60
    #[arg(long, value_name = "DAYS", value_parser = max_age, action = clap::ArgAction::Append)]
    pub(crate) max_age: Vec<MaxAge>,
    /// The day to judge ages by, as 2026-03-01 [default: today, in UTC]
    #[arg(long, value_name = "DAY", value_parser = day)]
    pub(crate) at: Option<Day>,
    /// The day the lists were published, for files that do not tell it (OFAC's CSV)
    #[arg(long, value_name = "DAY", value_parser = day)]
    pub(crate) published: Option<Day>,
}

/// The most days, for one list or for all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct MaxAge {
    /// The list; none where it is for all.
    pub(crate) list: Option<String>,
    /// The days.
    pub(crate) days: u32,
}

impl AgeArgs {
    /// The most days for all lists, and for some.
    pub(crate) fn days_max(&self) -> (u32, Vec<(String, u32)>) {
        let all = self.max_age.iter().rev().find(|it| it.list.is_none()).map_or(DAYS_MAX, |it| it.days);
        (all, self.max_age.iter().filter_map(|it| Some((it.list.clone()?, it.days))).collect())
    }
}

/// What can be done besides screening.
#[derive(Debug, Subcommand)]
pub(crate) enum ScreenCommand {
    /// Score pairs of names: the file comes back with a column `score`
    #[command(after_help = super::EXIT_CODES)]
    Compare(CompareArgs),
    /// Tell what changed between two issues of a list, and rescreen customers against the difference only
    #[command(after_help = super::EXIT_CODES)]
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
    #[command(flatten)]
    pub(crate) judge: JudgeArgs,
}

/// What can be screened by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Subjects {
    /// A human being
    Person,
    /// A company or another organisation
    Company,
    /// A ship
    Vessel,
    /// An aircraft
    Aircraft,
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

fn gender(text: &str) -> Result<Gender, String> {
    Gender::read(text).ok_or_else(|| "is no gender that lists tell: write female or male".to_owned())
}

fn number(text: &str) -> Result<String, String> {
    let told = text.chars().any(char::is_alphanumeric);
    told.then(|| text.to_owned()).ok_or_else(|| "has no letter or digit".to_owned())
}

fn max_age(text: &str) -> Result<MaxAge, String> {
    let (list, days) = match text.split_once('=') {
        Some((list, days)) if !list.is_empty() => (Some(list.to_owned()), days),
        _ => (None, text),
    };
    let days = days.parse().map_err(|_| "is no number of days: write 10, or un-sc=60 for one list".to_owned())?;
    Ok(MaxAge { list, days })
}

pub(super) fn score(text: &str) -> Result<Score, String> {
    Score::parse(text).map_err(|it| it.to_string())
}

fn day(text: &str) -> Result<Day, String> {
    Day::parse(text).map_err(|it| it.to_string())
}
