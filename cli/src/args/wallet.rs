//! The words of `tidegate wallet`.

use clap::{Args, Subcommand, ValueEnum};
use std::path::PathBuf;
use tidegate_kyc_core::base::Instant;

pub(super) const EXAMPLES: &str = "Examples:
  Ask a customer to prove control of a wallet, within the hour:
    tidegate wallet challenge 0x7e5f… --origin exchange.example --customer c-0042 --out challenge.txt
  Judge the answer, which the customer's wallet made of that text:
    tidegate wallet prove 0x7e5f… --challenge challenge.txt --signature 0x5d2a…1b";

/// What can be done with wallets.
#[derive(Debug, Subcommand)]
pub(crate) enum WalletCommand {
    /// Write a text for a customer to sign with a wallet
    ///
    /// It names who asks, the wallet, the customer by pseudonym, a random number, and until when it may be answered. Keep
    /// it: the answer is judged by the very text. See to it that each is answered once.
    #[command(after_help = super::EXIT_CODES)]
    Challenge(ChallengeArgs),
    /// Judge a signature over such a text: does whoever answered control the wallet
    ///
    /// EVM and TRON wallets (personal_sign, signMessageV2), Bitcoin (BIP-322 simple, and signed messages by BIP-137, also of
    /// Litecoin, Dogecoin, Dash and Bitcoin Cash) and Solana. It shows that the key of the address signed the text; whose key that
    /// is, and who else has it, nobody can see.
    #[command(after_help = super::EXIT_CODES)]
    Prove(ProveControlArgs),
}

/// `tidegate wallet challenge`.
#[derive(Debug, Args)]
pub(crate) struct ChallengeArgs {
    /// The wallet's address, of any known network
    #[arg(value_name = "ADDRESS")]
    pub(crate) address: String,
    /// Who asks, as customers know it: a name or a domain
    #[arg(long, value_name = "NAME")]
    pub(crate) origin: String,
    /// Whom, by pseudonym
    #[arg(long, value_name = "CUSTOMER")]
    pub(crate) customer: String,
    /// For how many minutes it may be answered
    #[arg(long, value_name = "N", default_value_t = 60, value_parser = clap::value_parser!(u32).range(1..=525_600))]
    pub(crate) minutes: u32,
    /// From when on it may be answered, as 2026-03-01T10:00:00Z [default: now]
    #[arg(long, value_name = "INSTANT", value_parser = crate::input::instant)]
    pub(crate) at: Option<Instant>,
    /// Write to this file instead of standard output
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
}

/// `tidegate wallet prove`.
#[derive(Debug, Args)]
pub(crate) struct ProveControlArgs {
    /// The wallet's address
    #[arg(value_name = "ADDRESS")]
    pub(crate) address: String,
    /// Your own copy of the text that was to be signed, as tidegate wallet challenge wrote it; a hyphen is standard input
    ///
    /// Whoever answers could sign a text of their own: judge by no text that came back with the answer.
    #[arg(long, value_name = "FILE")]
    pub(crate) challenge: PathBuf,
    /// The customer who has to be named in it
    #[arg(long, value_name = "CUSTOMER")]
    pub(crate) customer: Option<String>,
    /// The signature, as the wallet gives it: hex, base64 or base58
    #[arg(long, value_name = "TEXT", required_unless_present = "signature_file", conflicts_with = "signature_file")]
    pub(crate) signature: Option<String>,
    /// The same from a file; a hyphen is standard input
    #[arg(long, value_name = "FILE")]
    pub(crate) signature_file: Option<PathBuf>,
    /// When it was answered, as 2026-03-01T10:00:00Z [default: now]
    #[arg(long, value_name = "INSTANT", value_parser = crate::input::instant)]
    pub(crate) at: Option<Instant>,
    /// In which form to answer
    #[arg(long = "as", value_enum, value_name = "FORM", default_value_t = ProofForm::Table)]
    pub(crate) form: ProofForm,
}

/// The form of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ProofForm {
    /// A page for people.
    Table,
    /// One JSON object for machines.
    Json,
}
