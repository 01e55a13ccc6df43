//! The words of `tidegate scan`.

use super::{Form, ReadArgs};
use clap::Args;
use std::path::PathBuf;
use tidegate_kyc_core::base::Instant;

pub(super) const EXAMPLES: &str = "Examples:
  An export of an exchange, with tags that say which wallets are services:
    tidegate scan transfers.csv --rules rules --tags tags.csv
  Values in the reporting currency from a price list:
    tidegate scan erc20.csv --format etherscan-erc20 --prices prices.csv --rules rules
  A file with column names of its own:
    tidegate scan book.csv --map time=booked,from=giver,to=taker,amount=units,asset=coin_name --rules rules
  One day of a month, complete, for instance to share a year out over machines:
    tidegate scan 2026-03.csv --rules rules --slice 2026-03-14..2026-03-15 --as jsonl
  What hits put on customers, for the gate:
    tidegate scan 2026-03.csv --rules rules --customers customers.csv --restrict restrictions.jsonl
  Several files are one ledger; a hyphen is standard input:
    zcat 2026-03.csv.gz | tidegate scan - 2026-04.csv --rules rules";

/// `tidegate scan`.
#[derive(Debug, Args)]
pub(crate) struct ScanArgs {
    /// Exports of transfers; a hyphen is standard input. Several are read as one ledger
    #[arg(required = true, value_name = "EXPORT")]
    pub(crate) exports: Vec<PathBuf>,
    /// The rules: a folder with a pack.toml, or one pack file
    ///
    /// For instance: --rules rules, or --rules testdata/packs/amlsim.toml
    #[arg(long, value_name = "RULES")]
    pub(crate) rules: PathBuf,
    #[command(flatten)]
    pub(crate) read: ReadArgs,
    #[command(flatten)]
    pub(crate) part: SliceArgs,
    /// In which form to answer
    #[arg(long = "as", value_enum, value_name = "FORM", default_value_t = Form::Table, help_heading = "Writing")]
    pub(crate) form: Form,
    /// Write to this file instead of standard output; it appears complete or not at all
    ///
    /// A hyphen is standard output; of a link, the file it points to is written; of a pipe, it waits until somebody
    /// reads. For instance: --as jsonl --out hits.jsonl
    #[arg(long, value_name = "FILE", help_heading = "Writing")]
    pub(crate) out: Option<PathBuf>,
    /// Add what the hits put on customers to this file, for tidegate onboard --restrictions
    ///
    /// By the severity of their rules: restrict in pack.toml or in an overlay says what. The file may be there already: its
    /// lines stay as they are, and each hit is added once. Hits about wallets that no customer holds, and those of rules on
    /// trial, put nothing on anybody. For instance: --restrict restrictions.jsonl
    #[arg(long, value_name = "FILE", help_heading = "Writing")]
    pub(crate) restrict: Option<PathBuf>,
    /// Record in this journal, its file or folder, that the exports were judged: by which rules, with which answer
    ///
    /// The entry (run) holds digests and counts; with --out it holds the digest of the answer. It is written when the answer
    /// is.
    #[arg(long, value_name = "FILE|FOLDER", help_heading = "Writing")]
    pub(crate) journal: Option<PathBuf>,
    /// Show every hit in the table, not only the first 50
    #[arg(long, help_heading = "Writing")]
    pub(crate) all: bool,
    /// End with exit code 3 if a single row cannot be read; the answer is written all the same
    #[arg(long, help_heading = "Reading")]
    pub(crate) strict: bool,
}

/// From where to where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Span {
    /// The first instant; `None` is the beginning of the exports.
    pub(crate) from: Option<Instant>,
    /// The first instant after it; `None` is the end of the exports.
    pub(crate) to: Option<Instant>,
}

/// Which part is to be judged.
#[derive(Debug, Args)]
#[command(next_help_heading = "Slices")]
pub(crate) struct SliceArgs {
    /// Judge a part only: hits that open in FROM <= time < TO, complete with the rows that joined them later
    ///
    /// Give the same exports for every slice: what lies before is replayed silently, what lies after can only let hits
    /// of the slice grow. Slices that meet, one after the other, then give the hits of the whole. FROM and TO are as
    /// 2026-03-01 (its midnight, UTC) or 2026-03-01T10:00:00Z; either may be left away. A line of type slice says what
    /// was done. For instance: --slice 2026-03-01..2026-04-01
    #[arg(long, value_name = "FROM..TO", value_parser = span)]
    pub(crate) slice: Option<Span>,
    /// How far before the slice the rules are run
    ///
    /// auto: the longest window of the rules, and for a rule whose hits follow each other without a pause into the
    /// slice twice as far, and again, in the end from the first transfer on.
    #[arg(long, value_name = "auto", value_parser = ["auto"], default_value = "auto", requires = "slice")]
    pub(crate) lookback: String,
}

/// Reads `FROM..TO`.
fn span(text: &str) -> Result<Span, String> {
    let form = "a slice is FROM..TO, for instance 2026-03-01..2026-04-01";
    let (from, to) = text.split_once("..").ok_or(form)?;
    let end = |name, it: &str| match it {
        "" => Ok(None),
        it => crate::input::instant(it).map(Some).map_err(|fault| match fault.strip_prefix("is ") {
            Some(not) => format!("{name} is {not}"),
            None => format!("{name}: {fault}"),
        }),
    };
    let span = Span { from: end("FROM", from)?, to: end("TO", to)? };
    match (span.from, span.to) {
        (None, None) => Err(format!("{form}; without either it is the whole: leave --slice away")),
        (Some(from), Some(to)) if from >= to => {
            Err("FROM is not before TO: TO is the first instant after the slice".to_owned())
        }
        _ => Ok(span),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slice_has_two_ends_of_which_one_may_be_open() {
        let day = |text: &str| Some(Instant::parse(text).unwrap());
        for (text, from, to) in [
            ("2026-03-01..2026-04-01", day("2026-03-01T00:00:00Z"), day("2026-04-01T00:00:00Z")),
            ("2026-03-01T10:00:00.5Z..", day("2026-03-01T10:00:00.5Z"), None),
            ("..2026-03-01", None, day("2026-03-01T00:00:00Z")),
        ] {
            assert_eq!(span(text), Ok(Span { from, to }), "{text}");
        }
        for text in
            ["", "..", "2026-03-01", "2026-03-01...2026-03-02", "2026-03-02..2026-03-01", "2026-03-01..2026-03-01"]
        {
            assert!(span(text).is_err(), "{text}");
        }
        assert_eq!(span("2026-02-01..2026-02-30"), Err("TO: the month has no such day".to_owned()));
        assert!(span("yesterday..").is_err_and(|it| it.starts_with("FROM is not of the form YYYY-MM-DD or ")));
    }
}
