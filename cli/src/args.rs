//! The words of the command line: what can be asked, in which words, with which defaults.
//!
//! Its help texts are the manual and the source of the man pages. Knows no files and no rooms.

mod audit;
mod company;
mod exposure;
mod moment;
mod onboard;
mod permit;
mod scan;
mod screen;
mod travel;
mod wallet;

pub(crate) use audit::{
    AuditCommand, AuditVerifyArgs, CheckpointArgs, EraseArgs, NewArgs, OpenArgs, ProveArgs, ResumeArgs,
};
pub(crate) use company::CompanyArgs;
pub(crate) use exposure::{ExposureArgs, ExposureForm};
pub(crate) use onboard::{DeskArgs, OnboardArgs, ReviewCommand, ReviewDecideArgs};
pub(crate) use permit::{
    EndArgs, KeysCommand, ListArgs, NewKeyArgs, PermitCommand, PermitForm, PublicArgs, RecordArgs, RevokeArgs,
    RotateArgs, SecretArgs, ViewArgs,
};
pub(crate) use scan::{ScanArgs, Span};
pub(crate) use screen::{CompareArgs, DiffArgs, JudgeArgs, KnownArgs, ScreenArgs, ScreenCommand, ScreenForm, Subjects};
pub(crate) use travel::{TravelBuildArgs, TravelCheckArgs, TravelCommand, TravelForm};
pub(crate) use wallet::{ChallengeArgs, ProofForm, ProveControlArgs, WalletCommand};

use clap::builder::styling::{AnsiColor, Styles};
use clap::{Args, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

const STYLES: Styles = Styles::styled()
    .header(AnsiColor::Cyan.on_default().bold())
    .usage(AnsiColor::Cyan.on_default().bold())
    .literal(AnsiColor::Green.on_default())
    .placeholder(AnsiColor::Yellow.on_default());

/// What every command's exit code means, printed under each help text.
const EXIT_CODES: &str = "Exit codes:
  0  clear: everything was judged and nothing was found
  1  hits (but for those of rules on trial), candidates, or findings: what could not be judged is never clear; of
     rules test, a case that fails
  2  the command was not understood, or asks for what does not fit what is there: a permit that is revoked
     already, an instant before the journal's newest entry
  3  something could not be read (an export, a rule file, a row under --strict) or written, or rules that were
     to run fail their own cases
  4  our fault: please report it";

const ABOUT: &str = "Scans transfers against rules and explains every hit";

const LONG_ABOUT: &str =
    "Tidegate reads exports of transfers (CSV, JSON Lines, Parquet, and the files that explorers and \
exchanges write), follows the money from wallet to wallet, and reports every match of the rules with the rows it \
consists of, what was measured against what was asked, and the innocent explanations.

The same export and the same rules always give the same answer, byte for byte. What could not be judged is said: \
rows that could not be read, transfers without a value, searches without an end. Data goes to standard output; words \
and progress go to standard error. Colours follow the terminal and NO_COLOR; COLUMNS sets the width where there is no \
terminal (otherwise 100).

Examples:
  Scan an export against a folder of rules:
    tidegate scan transfers.csv --rules rules
  The same for a machine, into a file:
    tidegate scan transfers.csv --rules rules --as jsonl --out hits.jsonl
  Look at one hit, by the first digits of its id:
    tidegate explain 3f2a9c --run hits.jsonl --rules rules
  Check the rules themselves:
    tidegate rules check rules && tidegate rules test rules";

/// The whole command line.
#[derive(Debug, Parser)]
#[command(
    name = "tidegate", version, about = ABOUT, long_about = LONG_ABOUT, after_help = EXIT_CODES, styles = STYLES,
    propagate_version = true, max_term_width = 100
)]
pub(crate) struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Scan exports of transfers against rules
    #[command(after_help = EXIT_CODES, after_long_help = format!("{}\n\n{EXIT_CODES}", scan::EXAMPLES))]
    Scan(ScanArgs),
    /// Explain one hit: the flow drawn, measured against asked, the rows, what else it may be
    #[command(after_help = EXIT_CODES, after_long_help = format!("{EXPLAIN_EXAMPLES}\n\n{EXIT_CODES}"))]
    Explain(ExplainArgs),
    /// Find where a wallet's or a customer's money is from, and where it went
    ///
    /// Follows it back and on from wallet to wallet, until somebody stands there whom a tag names. Every unit that was
    /// received or sent is accounted for: what came from or went to whom, over which transfers, and what is not known.
    #[command(after_help = EXIT_CODES, after_long_help = format!("{}\n\n{EXIT_CODES}", exposure::EXAMPLES))]
    Exposure(Box<ExposureArgs>),
    /// Verify one identity document: is it authentic, valid, and does it agree with a claim
    ///
    /// Takes the text of a machine-readable zone, the files of a passport's chip (or a folder of them), an SD-JWT,
    /// a mobile document (CBOR, base64url or hex), an AAMVA barcode or a VDS-NC seal, and recognises which it is.
    /// A printed zone given together with another document is taken for its page and compared with it.
    #[command(after_help = EXIT_CODES, after_long_help = format!("{VERIFY_EXAMPLES}\n\n{EXIT_CODES}"))]
    Verify(VerifyArgs),
    /// Check rules and run the cases they carry
    #[command(after_help = EXIT_CODES)]
    Rules {
        /// What to do with them.
        #[command(subcommand)]
        command: RulesCommand,
    },
    /// Screen a name, a company, a wallet address or a file of customers against sanctions lists
    #[command(after_help = EXIT_CODES, after_long_help = format!("{}\n\n{EXIT_CODES}", screen::EXAMPLES))]
    Screen(ScreenArgs),
    /// Verify the journal of decisions, prove an entry of it, sign a checkpoint
    #[command(after_help = EXIT_CODES)]
    Audit {
        /// What to do with it.
        #[command(subcommand)]
        command: AuditCommand,
    },
    /// Decide about one customer: from an application to a permit, or to why not
    ///
    /// Verifies the documents, judges the attestations, screens the names and wallets, reckons the risk by the policy,
    /// and decides: allow, with a signed permit; hold, with what is missing; refuse, with what was found. The decision
    /// stands in the journal before anybody sees a permit. Permits of the same customer from before are taken back, but for
    /// those of a status list under a former address: permit revoke takes them back.
    #[command(after_help = EXIT_CODES, after_long_help = format!("{}\n\n{EXIT_CODES}", onboard::ONBOARD_EXAMPLES))]
    Onboard(Box<OnboardArgs>),
    /// See what is held or refused, and decide about it as a reviewer
    #[command(after_help = EXIT_CODES, after_long_help = format!("{}\n\n{EXIT_CODES}", onboard::REVIEW_EXAMPLES))]
    Review {
        /// What to do with reviews.
        #[command(subcommand)]
        command: ReviewCommand,
    },
    /// Make and rotate the keys that sign permits
    #[command(after_help = EXIT_CODES)]
    Keys {
        /// What to do with them.
        #[command(subcommand)]
        command: KeysCommand,
    },
    /// Read, verify and revoke permits to trade
    #[command(after_help = EXIT_CODES, after_long_help = format!("{}\n\n{EXIT_CODES}", permit::EXAMPLES))]
    Permit {
        /// What to do with them.
        #[command(subcommand)]
        command: PermitCommand,
    },
    /// Find who owns and controls a company, and whether sanctioned owners make it sanctioned
    ///
    /// Takes ownership statements of registers (Beneficial Ownership Data Standard 0.4), multiplies shares along every
    /// chain, adds the chains up, follows control, trusts and nominees, and says what is not known: nobody who is not
    /// named is taken for nobody.
    #[command(after_help = EXIT_CODES, after_long_help = format!("{}\n\n{EXIT_CODES}", company::EXAMPLES))]
    Company(Box<CompanyArgs>),
    /// Ask for a proof that a customer controls a wallet, and judge the answer
    #[command(after_help = EXIT_CODES, after_long_help = format!("{}\n\n{EXIT_CODES}", wallet::EXAMPLES))]
    Wallet {
        /// What to do.
        #[command(subcommand)]
        command: WalletCommand,
    },
    /// Make and check the payloads that go along with transfers between services
    ///
    /// IVMS101.2023: who sends and who receives, as the Travel Rule asks of services that transfer crypto-assets.
    #[command(after_help = EXIT_CODES, after_long_help = format!("{}\n\n{EXIT_CODES}", travel::EXAMPLES))]
    TravelRule {
        /// What to do.
        #[command(subcommand)]
        command: TravelCommand,
    },
    /// Print completions for a shell
    ///
    /// For instance: tidegate completions bash > ~/.local/share/bash-completion/completions/tidegate
    Completions {
        /// The shell the completions are for.
        #[arg(value_enum)]
        shell: clap_complete::Shell,
    },
    /// Write the manual pages into a folder
    ///
    /// One page for each command, named tidegate.1, tidegate-scan.1 and so on. The folder is made if it does not
    /// stand. Read one with: man -l tidegate-scan.1
    Man {
        /// The folder to write into, for instance /usr/local/share/man/man1.
        #[arg(value_name = "FOLDER")]
        folder: PathBuf,
    },
}

/// What can be done with rules.
#[derive(Debug, Subcommand)]
pub(crate) enum RulesCommand {
    /// Read rule files and show every complaint at once, drawn under the offending text
    ///
    /// Then the cases are run that every rule carries: a rule that fails its own is refused, here as in a scan.
    #[command(after_help = EXIT_CODES)]
    Check {
        /// A folder of rules, or one pack file.
        #[arg(value_name = "RULES")]
        path: PathBuf,
    },
    /// Run the cases that every rule carries
    ///
    /// Each case is a tiny ledger with the answer that the rule must give to it. A case that fails is shown with
    /// what was expected and what came instead.
    #[command(after_help = EXIT_CODES)]
    Test {
        /// A folder of rules, or one pack file.
        #[arg(value_name = "RULES")]
        path: PathBuf,
    },
}

const EXPLAIN_EXAMPLES: &str = "Examples:
  From lines that a scan wrote:
    tidegate scan transfers.csv --rules rules --as jsonl --out hits.jsonl
    tidegate explain 3f2a9c --run hits.jsonl --rules rules
  By scanning again:
    tidegate explain 3f2a9c transfers.csv --rules rules";

const VERIFY_EXAMPLES: &str = "Examples:
  The files of a passport's chip, against a folder with country certificates and master lists:
    tidegate verify chip/ --anchors anchors
  The same with the text of the printed page and what the customer typed:
    tidegate verify chip/ page.txt --anchors anchors --claim claim.toml
  A credential that was presented for this session:
    tidegate verify pid.sd-jwt --anchors anchors --nonce 5f3c… --audience https://exchange.example
  The same with the status list that it refers to:
    tidegate verify pid.sd-jwt status.jwt --anchors anchors
  A printed zone alone: its digits, dates and forms; its authenticity stays unknown:
    tidegate verify page.txt";

/// How transfers are read.
#[derive(Debug, Args)]
#[command(next_help_heading = "Reading")]
pub(crate) struct ReadArgs {
    /// The format of the exports
    ///
    /// By default it is recognised from the header of each file. What is packed with gzip or zstd is unpacked,
    /// whatever its name, also from standard input.
    #[arg(long, value_name = "FORMAT", default_value = "auto", value_parser = crate::input::format_names())]
    pub(crate) format: String,
    /// Which column holds what, for files whose header is not recognised
    ///
    /// Pairs of field=column, with commas between. Fields: time, from, to, amount, asset, txid, value, kind,
    /// from_customer, to_customer, memo, index, sequence; and value_currency, status, decimals (the amount is in smallest
    /// units then), timezone, contract, token_id, date (the day, where time is one of day), transaction_index (its place in the block that
    /// sequence names). For instance: time=booked,from=payer,to=payee,amount=sum.
    /// One column may serve two fields if it is named for both: amount=sum,value=sum. A text in single quotes stands
    /// for every row: asset='EUR'. An empty one leaves a column out: status=''
    #[arg(long, value_name = "FIELD=COLUMN,…")]
    pub(crate) map: Option<String>,
    /// What stands before decimals in delimited text: a point as in 1,234.56, or a comma as in 1.234,56
    ///
    /// By default it is a point, with nothing between thousands. Files split by semicolons or tabs, as spreadsheets of many countries write them, are
    /// read cell by cell: 12,50 and 1.234,56 and 9.50 mean one thing only, and 9.500 or 9,500 is refused, for it may be
    /// thousands or have three decimals. For instance: --decimal comma
    #[arg(long, value_name = "MARK", default_value = "auto", value_parser = crate::input::decimal_names())]
    pub(crate) decimal: String,
    /// Whose account it is, for exports whose rows name only the counterparty
    ///
    /// For instance: --owner acme-hot-wallet-1
    #[arg(long, value_name = "NAME")]
    pub(crate) owner: Option<String>,
    /// Prices for transfers that carry no value of their own: CSV with asset, day, price
    ///
    /// The price is that of one whole unit in the rules' reporting currency, the day is in UTC (2026-03-01). An amount
    /// of the reporting currency is its own value, whatever a column says; what an explorer or a column reckons in dollars (or in another named
    /// currency) counts only where that is the reporting currency. Without any of these the value of a transfer is
    /// unknown, which is never taken as zero. Values are kept to two decimals, finer ones rounded half to even. A price
    /// file is used as a whole or not at all. For instance: --prices prices.csv
    #[arg(long, value_name = "FILE")]
    pub(crate) prices: Option<PathBuf>,
    /// What is known about wallets: CSV with wallet, category, label, source
    ///
    /// In a scan, wallets whose category the rules list as a service (an exchange, a bridge) end a trail instead of relaying
    /// it; in exposure, every wallet does of which a tag says anything. One file each; give the option again for more. For instance: --tags own.csv --tags bought.csv
    #[arg(long, value_name = "FILE", action = clap::ArgAction::Append)]
    pub(crate) tags: Vec<PathBuf>,
    /// What is known about customers: CSV with customer, risk, country, opened
    ///
    /// Customers are known by pseudonyms only. For instance: --customers customers.csv
    #[arg(long, value_name = "FILE")]
    pub(crate) customers: Option<PathBuf>,
    /// How many threads may work; the answer does not depend on it [default: as many as the machine has]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub(crate) threads: Option<u16>,
}

impl ReadArgs {
    /// The files of tags, customers and prices.
    pub(crate) fn facts(&self) -> impl Iterator<Item = &PathBuf> {
        self.tags.iter().chain(&self.prices).chain(&self.customers)
    }
}

/// `tidegate explain`.
#[derive(Debug, Args)]
pub(crate) struct ExplainArgs {
    /// The id of the hit, or its first digits: at least 6, as many as make it the only one
    #[arg(value_name = "HIT")]
    pub(crate) hit: String,
    /// The exports in which it was found, to scan them again; a hyphen is standard input
    #[arg(value_name = "EXPORT", conflicts_with = "run", requires = "rules")]
    pub(crate) exports: Vec<PathBuf>,
    /// Lines that `tidegate scan --as jsonl` wrote; a hyphen is standard input
    ///
    /// With --rules as well, the rule's reason, its innocent explanations and its blind spots are shown too.
    #[arg(long, value_name = "FILE")]
    pub(crate) run: Option<PathBuf>,
    /// The rules: a folder with a pack.toml, or one pack file
    #[arg(long, value_name = "RULES")]
    pub(crate) rules: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) read: ReadArgs,
}

/// `tidegate verify`.
#[derive(Debug, Args)]
pub(crate) struct VerifyArgs {
    /// The document: one file, several that belong together, or a folder of them; a hyphen is standard input
    ///
    /// A status list that the document refers to (a JWT) may be given with it: nothing is fetched. Of a folder the files
    /// directly in it are read, not those of its folders.
    #[arg(required = true, value_name = "FILE|FOLDER")]
    pub(crate) documents: Vec<PathBuf>,
    /// A folder with what is trusted: certificates, master lists, keys, revocation lists
    ///
    /// *.der, *.cer, *.crt and *.pem are certificates; *.ml is a master list, whose signer must be issued by one of
    /// these certificates; *.jwks are keys of issuers of credentials; *.crl are revocation lists.
    /// Files in a sub-folder csca, iaca, vds or issuer are trusted for that kind of document alone. Without anchors
    /// nothing can be authentic. For instance: --anchors anchors
    #[arg(long, value_name = "FOLDER")]
    pub(crate) anchors: Option<PathBuf>,
    /// What the customer claims: TOML or JSON
    ///
    /// Keys: family_name, given_names, birth_date (2026-03-01, 2026-03 or 2026), sex (female, male, unspecified),
    /// nationalities (a list of codes), document_number. All may be left away, none may be misspelt or empty.
    #[arg(long, value_name = "FILE")]
    pub(crate) claim: Option<PathBuf>,
    /// The number that was handed to the holder for this occasion; credentials must be bound to it
    ///
    /// It stands with --audience. The holder must have signed both in the ten minutes before the instant of --at.
    #[arg(long, value_name = "TEXT", requires = "audience")]
    pub(crate) nonce: Option<String>,
    /// Who asked for the credential; credentials must be bound to it (with --nonce)
    #[arg(long, value_name = "TEXT", requires = "nonce")]
    pub(crate) audience: Option<String>,
    /// The session transcript that a mobile document was asked in (ISO 18013-5): its device signature must be over it
    #[arg(long, value_name = "FILE")]
    pub(crate) session: Option<PathBuf>,
    /// The eight bytes that the chip was challenged with, in hex (INTERNAL AUTHENTICATE)
    #[arg(long, value_name = "HEX", requires = "chip_answer", value_parser = crate::input::hex)]
    pub(crate) chip_challenge: Option<Hex>,
    /// What the chip answered to the challenge, in hex: shows that it is the original and no copy
    #[arg(long, value_name = "HEX", requires = "chip_challenge", value_parser = crate::input::hex)]
    pub(crate) chip_answer: Option<Hex>,
    /// The instant for which to judge, as 2026-03-01, 2026-03-01T10:00:00Z or with an offset [default: now]
    #[arg(long, value_name = "INSTANT", value_parser = crate::input::instant)]
    pub(crate) at: Option<tidegate_kyc_core::base::Instant>,
    /// In which form to answer
    #[arg(long = "as", value_enum, value_name = "FORM", default_value_t = VerdictForm::Table, help_heading = "Writing")]
    pub(crate) form: VerdictForm,
    /// Show what the document says about its holder; without it only names of fields are shown
    #[arg(long, help_heading = "Writing")]
    pub(crate) show_personal_data: bool,
}

/// Bytes that were typed in hex.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Hex(pub(crate) Vec<u8>);

/// The forms of an answer about a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum VerdictForm {
    /// For people: what was found first
    Table,
    /// For machines: one JSON object, which names its schema
    Json,
}

/// The forms of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Form {
    /// For people: most severe first
    Table,
    /// For machines: one JSON object a line, in the ledger's order, with a summary at the end
    Jsonl,
    /// For Graphviz: one graph a hit
    Dot,
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_well_formed() {
        Cli::command().debug_assert();
    }

    #[test]
    fn every_option_is_explained() {
        fn check(command: &clap::Command) {
            assert!(command.get_about().is_some(), "{} is not explained", command.get_name());
            for argument in command.get_arguments() {
                assert!(
                    argument.get_help().is_some(),
                    "{}: {} is not explained",
                    command.get_name(),
                    argument.get_id()
                );
            }
            command.get_subcommands().for_each(check);
        }
        check(&Cli::command());
    }

    #[test]
    fn what_belongs_together_is_asked_together() {
        let parse = |line: &str| Cli::try_parse_from(line.split(' '));
        for good in [
            "tidegate scan a.csv --rules rules",
            "tidegate scan - a.csv --rules rules --as jsonl --out x --threads 2 --strict",
            "tidegate explain 3f2a9c a.csv --rules rules",
            "tidegate explain 3f2a9c --run hits.jsonl",
            "tidegate explain 3f2a9c --run hits.jsonl --rules rules",
            "tidegate explain 3f2a9c",
            "tidegate rules check rules",
            "tidegate scan --tags t.csv --tags u.csv a.csv --rules rules",
            "tidegate completions zsh",
        ] {
            assert!(parse(good).is_ok(), "refused: {good}");
        }
        for bad in [
            "tidegate",
            "tidegate scan --rules rules",
            "tidegate scan a.csv",
            "tidegate scan a.csv --rules rules --threads 0",
            "tidegate scan a.csv --rules rules --as html",
            "tidegate scan a.csv --rules rules --format nonsense",
            "tidegate explain 3f2a9c a.csv",
            "tidegate explain 3f2a9c a.csv --rules rules --run hits.jsonl",
        ] {
            assert!(parse(bad).is_err(), "accepted: {bad}");
        }
    }
}
