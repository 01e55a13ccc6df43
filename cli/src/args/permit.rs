//! The words of `tidegate keys` and `tidegate permit`.

use super::moment::MomentArgs;
use clap::{Args, Subcommand, ValueEnum};
use std::path::PathBuf;
use tidegate_kyc_core::base::{Instant, Window};
use tidegate_kyc_core::key::KeyId;

/// Examples under the long help.
pub(crate) const EXAMPLES: &str = "Examples:
  What a permit says, whoever wrote it:
    tidegate permit inspect permit.jwt
  Whether the order path would take it:
    tidegate permit verify permit.jwt --jwks jwks.json --status status.jwt --issuer https://gate.example \\
      --audience https://exchange.example
  Take it back:
    tidegate permit revoke permit.jwt --keys keys --journal journal --reason monitoring-hit";

/// What can be done with keys.
#[derive(Debug, Subcommand)]
pub(crate) enum KeysCommand {
    /// Make a new signing key in a folder that holds none
    #[command(after_help = super::EXIT_CODES)]
    New(NewKeyArgs),
    /// Replace the signing key; the former one counts for a while longer
    #[command(after_help = super::EXIT_CODES)]
    Rotate(RotateArgs),
    /// End a former key at once: what it signed counts no more; for one that was stolen
    ///
    /// With --journal also one that ended without: that is recorded then.
    #[command(after_help = super::EXIT_CODES)]
    End(EndArgs),
    /// Print the public keys as a JSON Web Key Set, for the order path
    #[command(after_help = super::EXIT_CODES)]
    Jwks {
        /// The folder of the keys; for instance: --keys keys
        #[arg(long, value_name = "FOLDER")]
        keys: PathBuf,
    },
}

/// Where the private key is, and how its passphrase is given. Without --passphrase-file it is taken from
/// TIDEGATE_PASSPHRASE, else asked for on the terminal.
#[derive(Debug, Args)]
pub(crate) struct SecretArgs {
    /// The folder of the keys, which nobody but its owner may read
    #[arg(long, value_name = "FOLDER")]
    pub(crate) keys: PathBuf,
    /// A file with the passphrase [default: the variable TIDEGATE_PASSPHRASE, else it is asked for]
    #[arg(long, value_name = "FILE")]
    pub(crate) passphrase_file: Option<PathBuf>,
}

/// `tidegate keys new`.
#[derive(Debug, Args)]
pub(crate) struct NewKeyArgs {
    #[command(flatten)]
    pub(crate) secret: SecretArgs,
    #[command(flatten)]
    pub(crate) record: RecordArgs,
    /// By the journal, the key signs permits in the place of the one that does: for keys that are lost
    #[arg(long, requires = "journal")]
    pub(crate) for_permits: bool,
}

/// Where it is recorded, and when.
#[derive(Debug, Args)]
pub(crate) struct RecordArgs {
    /// A journal, its file or folder, in which it is recorded before it is done
    #[arg(long, value_name = "FILE|FOLDER")]
    pub(crate) journal: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) moment: MomentArgs,
}

/// `tidegate keys rotate`.
#[derive(Debug, Args)]
pub(crate) struct RotateArgs {
    #[command(flatten)]
    pub(crate) secret: SecretArgs,
    /// How long what the former key signed still counts: at least the life of a permit; 0s where the key was stolen;
    /// a whole number and s, m, h or d
    #[arg(long, value_name = "TIME", default_value = "30d", value_parser = Window::parse)]
    pub(crate) grace: Window,
    #[command(flatten)]
    pub(crate) record: RecordArgs,
    /// By the journal, the key signs permits in the place of the one that does, though these keys never did: where the others are
    /// lost
    #[arg(long, requires = "journal")]
    pub(crate) for_permits: bool,
}

/// `tidegate keys end`.
#[derive(Debug, Args)]
pub(crate) struct EndArgs {
    /// The key: its kid, as tidegate keys jwks tells it
    #[arg(value_name = "KEY", value_parser = KeyId::parse, allow_hyphen_values = true)]
    pub(crate) key: KeyId,
    #[command(flatten)]
    pub(crate) secret: SecretArgs,
    #[command(flatten)]
    pub(crate) record: RecordArgs,
}

/// What can be done with permits.
#[derive(Debug, Subcommand)]
pub(crate) enum PermitCommand {
    /// Show what a permit says, without asking whether it is genuine
    #[command(after_help = super::EXIT_CODES)]
    Inspect(ViewArgs),
    /// Verify a permit as the order path does: key, signature, times and status
    #[command(after_help = super::EXIT_CODES)]
    Verify(PublicArgs),
    /// Revoke or suspend a permit in the status list, or lift a suspension
    ///
    /// The journal gets its entry first, then the list is replaced: both or neither.
    #[command(after_help = super::EXIT_CODES)]
    Revoke(RevokeArgs),
    /// Sign the status list anew as it stands, before its time is over: without a fresh list nothing counts
    #[command(after_help = super::EXIT_CODES)]
    Publish(ListArgs),
}

/// A permit, and how to answer.
#[derive(Debug, Args)]
pub(crate) struct ViewArgs {
    /// The permit: a file, a hyphen for standard input, or the text itself
    #[arg(value_name = "TOKEN")]
    pub(crate) token: String,
    /// In which form to answer
    #[arg(long = "as", value_enum, value_name = "FORM", default_value_t = PermitForm::Table, help_heading = "Writing")]
    pub(crate) form: PermitForm,
}

/// `tidegate permit verify`.
#[derive(Debug, Args)]
pub(crate) struct PublicArgs {
    #[command(flatten)]
    pub(crate) view: ViewArgs,
    /// The public keys of the gate, as `tidegate keys jwks` prints them
    #[arg(long, value_name = "FILE")]
    pub(crate) jwks: PathBuf,
    /// The gate's signed status list; without one nothing counts
    #[arg(long, value_name = "FILE")]
    pub(crate) status: Option<PathBuf>,
    /// The gate that must have issued it, as its `iss` names it
    #[arg(long, value_name = "TEXT")]
    pub(crate) issuer: String,
    /// The order path that it must be meant for, as its `aud` names it
    #[arg(long, value_name = "TEXT")]
    pub(crate) audience: String,
    /// How old the status list may be, whatever it says itself: a whole number and s, m, h or d
    #[arg(long, value_name = "TIME", default_value = "24h", value_parser = Window::parse)]
    pub(crate) status_age: Window,
    /// The instant for which to judge, as 2026-03-01 or 2026-03-01T10:00:00Z [default: now]
    #[arg(long, value_name = "INSTANT", value_parser = crate::input::instant)]
    pub(crate) at: Option<Instant>,
}

/// A status list to be signed anew, and with what.
#[derive(Debug, Args)]
pub(crate) struct ListArgs {
    #[command(flatten)]
    pub(crate) secret: SecretArgs,
    /// The gate's status list, which is replaced by a newly signed one [default: status.jwt, or of permit revoke the list of the permit beside it, where the journal is given by its folder]
    #[arg(long, value_name = "FILE")]
    pub(crate) status: Option<PathBuf>,
    /// The gate's journal, its file or folder: whoever changes the list holds it meanwhile, and records what changes
    #[arg(long, value_name = "FILE|FOLDER")]
    pub(crate) journal: PathBuf,
    /// How long the new list counts: a whole number and s, m, h or d
    #[arg(long, value_name = "TIME", default_value = "24h", value_parser = Window::parse)]
    pub(crate) life: Window,
    #[command(flatten)]
    pub(crate) moment: MomentArgs,
}

/// `tidegate permit revoke`.
#[derive(Debug, Args)]
pub(crate) struct RevokeArgs {
    /// The permit: its id (jti), a file, a hyphen for standard input, or the text itself
    #[arg(value_name = "ID|TOKEN")]
    pub(crate) permit: String,
    #[command(flatten)]
    pub(crate) list: ListArgs,
    /// Why
    #[arg(long, value_enum, value_name = "CODE")]
    pub(crate) reason: ReasonCode,
    /// Suspend for the time being instead of revoking for good
    #[arg(long)]
    pub(crate) suspend: bool,
    /// Lift a suspension instead
    #[arg(long, conflicts_with = "suspend")]
    pub(crate) lift: bool,
    /// In which form to answer
    #[arg(long = "as", value_enum, value_name = "FORM", default_value_t = PermitForm::Table, help_heading = "Writing")]
    pub(crate) form: PermitForm,
}

/// Why a permit is taken back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ReasonCode {
    /// Monitoring raised a hit
    MonitoringHit,
    /// Screening found a match
    ScreeningMatch,
    /// An officer decided so
    OfficerDecision,
    /// The customer asked for it
    CustomerRequest,
    /// A newer permit replaces it
    Superseded,
    /// The evidence turned out to be wrong
    EvidenceWithdrawn,
}

/// The forms of an answer about a permit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum PermitForm {
    /// For people
    Table,
    /// For machines: one JSON object (tidegate.permit/1, or tidegate.revocation/1)
    Json,
}
