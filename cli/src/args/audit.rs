//! The words of `tidegate audit`.

use super::moment::MomentArgs;
use clap::{Args, Subcommand};
use std::path::PathBuf;
use tidegate_kyc_core::base::{Label, SubjectId};
use tidegate_kyc_core::journal::NoteKey;

use super::{ListArgs, SecretArgs, VerdictForm};

/// What can be done with a journal.
#[derive(Debug, Subcommand)]
pub(crate) enum AuditCommand {
    /// Begin a journal
    #[command(after_help = super::EXIT_CODES)]
    New(NewArgs),
    /// Verify a journal, alone or against a checkpoint that was kept elsewhere; or a proof
    ///
    /// Every line is checked: its hash, its number, its time, its form. What was changed with fitting hashes, or cut off
    /// at the end, only a checkpoint can show. Ends with 1 where anything is not as it was written, or a tail is torn.
    #[command(after_help = super::EXIT_CODES, after_long_help = format!("{EXAMPLES}\n\n{}", super::EXIT_CODES))]
    Verify(Box<AuditVerifyArgs>),
    /// Prove to others that an entry stands in a journal (tidegate.proof/1)
    #[command(after_help = super::EXIT_CODES)]
    Prove(ProveArgs),
    /// Sign a checkpoint of a journal, to be kept elsewhere
    ///
    /// That it is signed is itself an entry, the last one that the checkpoint covers. A torn tail is cut off first.
    #[command(after_help = super::EXIT_CODES)]
    Checkpoint(CheckpointArgs),
    /// Show what stands behind a pseudonym: the values that its newest decision is committed to
    ///
    /// That somebody looked is itself an entry, with who it was; the words of --why are kept with the customer's data.
    #[command(after_help = super::EXIT_CODES)]
    Open(OpenArgs),
    /// Delete what opens the commitments about a customer, and the words of their reviews; the journal stays whole
    #[command(after_help = super::EXIT_CODES)]
    Erase(EraseArgs),
    /// Go on with a journal that was put back from an older copy: every permit from before is revoked, known or not
    ///
    /// The keys remember how far the journal had come, and nothing is signed by one that is behind. Whose permits, refusals
    /// and restrictions were in the lost entries nobody knows: decide about every customer anew.
    #[command(after_help = super::EXIT_CODES)]
    Resume(ResumeArgs),
}

const EXAMPLES: &str = "Examples:
  A journal against a checkpoint that the auditor has kept:
    tidegate audit verify journal.jsonl --checkpoint kept.txt --key example.com/journal+1a2b3c4d+AW…
  A proof, without the journal:
    tidegate audit verify --proof proof.json --key example.com/journal+1a2b3c4d+AW…";

/// `tidegate audit new`.
#[derive(Debug, Args)]
pub(crate) struct NewArgs {
    /// The file, which must not be there yet
    #[arg(value_name = "JOURNAL")]
    pub(crate) journal: PathBuf,
    /// What names the journal and its checkpoints, for good; for instance: example.com/journal
    #[arg(long, value_name = "NAME")]
    pub(crate) origin: String,
    #[command(flatten)]
    pub(crate) moment: MomentArgs,
}

/// `tidegate audit verify`.
#[derive(Debug, Args)]
pub(crate) struct AuditVerifyArgs {
    /// The journal: its file or folder
    #[arg(value_name = "JOURNAL", required_unless_present = "proof", conflicts_with = "proof")]
    pub(crate) journal: Option<PathBuf>,
    /// A checkpoint that was kept elsewhere: the journal must still begin with what it covers
    #[arg(long, value_name = "FILE", requires = "key")]
    pub(crate) checkpoint: Option<PathBuf>,
    /// The key that signed the checkpoint, or the one in the proof: NAME+HASH+BASE64, as `audit checkpoint` says it
    #[arg(long, value_name = "VKEY", value_parser = key)]
    pub(crate) key: Option<NoteKey>,
    /// A proof that `audit prove` wrote, to be verified alone: its root must be that of a checkpoint that the key signed
    #[arg(long, value_name = "FILE", conflicts_with = "checkpoint", requires = "key")]
    pub(crate) proof: Option<PathBuf>,
    /// In which form to answer
    #[arg(long = "as", value_enum, value_name = "FORM", default_value_t = VerdictForm::Table, help_heading = "Writing")]
    pub(crate) form: VerdictForm,
}

/// `tidegate audit prove`.
#[derive(Debug, Args)]
pub(crate) struct ProveArgs {
    /// The journal: its file or folder
    #[arg(value_name = "JOURNAL")]
    pub(crate) journal: PathBuf,
    /// The number of the entry; the first is 0
    #[arg(value_name = "ENTRY")]
    pub(crate) entry: u64,
    /// The signed checkpoint to prove it against, which covers the entry: the newest one that audit checkpoint wrote
    #[arg(long, value_name = "CHECKPOINT")]
    pub(crate) against: Option<PathBuf>,
    /// Write to this file instead of standard output; it appears complete or not at all
    #[arg(long, value_name = "FILE", help_heading = "Writing")]
    pub(crate) out: Option<PathBuf>,
}

/// `tidegate audit checkpoint`.
#[derive(Debug, Args)]
pub(crate) struct CheckpointArgs {
    /// The journal: its file or folder
    #[arg(value_name = "JOURNAL")]
    pub(crate) journal: PathBuf,
    #[command(flatten)]
    pub(crate) secret: SecretArgs,
    #[command(flatten)]
    pub(crate) moment: MomentArgs,
    /// Write to this file instead of standard output; it appears complete or not at all
    #[arg(long, value_name = "FILE", help_heading = "Writing")]
    pub(crate) out: Option<PathBuf>,
}

/// `tidegate audit open`.
#[derive(Debug, Args)]
pub(crate) struct OpenArgs {
    /// The customer's pseudonym
    #[arg(value_name = "SUBJECT", value_parser = SubjectId::parse)]
    pub(crate) subject: SubjectId,
    #[command(flatten)]
    pub(crate) who: ByArgs,
    /// What it is looked at for, in words
    #[arg(long, value_name = "TEXT")]
    pub(crate) why: String,
    /// In which form to answer
    #[arg(long = "as", value_enum, value_name = "FORM", default_value_t = VerdictForm::Table, help_heading = "Writing")]
    pub(crate) form: VerdictForm,
}

/// `tidegate audit erase`.
#[derive(Debug, Args)]
pub(crate) struct EraseArgs {
    /// The customer's pseudonym
    #[arg(value_name = "SUBJECT", value_parser = SubjectId::parse)]
    pub(crate) subject: SubjectId,
    #[command(flatten)]
    pub(crate) who: ByArgs,
}

/// `tidegate audit resume`.
#[derive(Debug, Args)]
pub(crate) struct ResumeArgs {
    /// Who does it: a name of letters, digits and hyphens
    #[arg(long, value_name = "NAME", value_parser = Label::parse)]
    pub(crate) by: Label,
    #[command(flatten)]
    pub(crate) list: ListArgs,
}

/// Who does it, where and when.
#[derive(Debug, Args)]
pub(crate) struct ByArgs {
    /// The folder of the journal
    #[arg(long, value_name = "DIR")]
    pub(crate) journal: PathBuf,
    /// Who does it: a name of letters, digits and hyphens
    #[arg(long, value_name = "NAME", value_parser = Label::parse)]
    pub(crate) by: Label,
    #[command(flatten)]
    pub(crate) moment: MomentArgs,
}

fn key(text: &str) -> Result<NoteKey, String> {
    NoteKey::parse(text).map_err(|it| it.to_string())
}
