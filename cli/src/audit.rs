//! `tidegate audit`: a journal verified, an entry of it proved, a checkpoint of it signed.

use crate::args::{AuditCommand, AuditVerifyArgs, CheckpointArgs, NewArgs, ProveArgs, VerdictForm};
use crate::fault::{Exit, Fault};
use crate::input::{self, Folder, Ink, JournalFile};
use crate::report::audit::Audit;
use crate::report::words::plural;
use std::path::{Path, PathBuf};
use tidegate_kyc_core::journal::{
    Agreement, Checkpoint, Digest, Entry, Event, Growth, Head, Journal, Kind, LogFault, NoteKey, ProofRecord,
    SignedCheckpoint, Walk, consistency, inclusion, survey,
};

/// The schema of an answer.
const SCHEMA: &str = "tidegate.audit/1";

/// Runs the command.
///
/// # Errors
/// A fault where something cannot be read or written.
pub(crate) fn command(command: &AuditCommand) -> Result<Exit, Fault> {
    match command {
        AuditCommand::New(args) => new(args),
        AuditCommand::Verify(args) => verify(args),
        AuditCommand::Prove(args) => prove(args),
        AuditCommand::Checkpoint(args) => checkpoint(args),
    }
}

fn new(args: &NewArgs) -> Result<Exit, Fault> {
    input::has_place(&args.journal)?;
    let begun = Journal::begin(&args.origin, args.at.unwrap_or_else(input::now));
    let (journal, opened) = begun.map_err(|it| Fault::usage(it, "nothing was written"))?;
    input::begin_journal(&args.journal, &opened.line)?;
    input::speak(&format!("began the journal of {}: its name stays for good", journal.origin()));
    Ok(Exit::Clear)
}

fn verify(args: &AuditVerifyArgs) -> Result<Exit, Fault> {
    let keys: Vec<NoteKey> = args.key.iter().cloned().collect();
    let audit = match (&args.proof, &args.journal) {
        (Some(proof), _) => proof_alone(proof, &keys)?,
        (None, Some(journal)) => {
            let signed = args.checkpoint.as_deref().map(|it| kept(it, &keys)).transpose()?;
            whole(journal, signed.as_ref(), args.key.as_ref())?
        }
        (None, None) => {
            return Err(Fault::usage("nothing to verify was given", "give a journal, or a proof with --proof"));
        }
    };
    match args.form {
        VerdictForm::Table => {
            let screen = audit.screen(input::width());
            input::write(None, Ink::Coloured, &mut |out| out.write_all(screen.as_bytes()))?;
        }
        VerdictForm::Json => {
            let object = serde_json::to_string(&audit).map_err(|it| Fault::unreadable(it, "report this"))?;
            input::write(None, Ink::Plain, &mut |out| writeln!(out, "{object}"))?;
        }
    }
    Ok(if audit.holds { Exit::Clear } else { Exit::Found })
}

/// A checkpoint whose signature holds.
fn kept(path: &Path, keys: &[NoteKey]) -> Result<SignedCheckpoint, Fault> {
    SignedCheckpoint::verify(&input::whole(path)?, keys).map_err(|it| {
        let help = "check the file and the key; a checkpoint that nobody known has signed says nothing";
        Fault::unreadable(format!("{}: {it}", input::file_name(path)), help)
    })
}

fn whole(path: &Path, signed: Option<&SignedCheckpoint>, key: Option<&NoteKey>) -> Result<Audit, Fault> {
    let asked = signed.map(SignedCheckpoint::checkpoint);
    let mut last = None;
    let found = survey(input::open_journal(path)?, asked, |it| last = Some(it.sequence()));
    let (journal, torn, answer, why) = match found {
        Ok(found) => {
            let journal = found.journal.ok_or_else(|| input::no_entry(path))?;
            let (answer, why) = judged(found.torn, found.agreement, asked);
            (journal, found.torn, answer, why)
        }
        // Of a file that never was a journal, nothing can be said.
        Err(fault @ LogFault::Read(_)) => return Err(input::corrupt(path, &fault)),
        Err(fault) if last.is_none() => return Err(input::corrupt(path, &fault)),
        Err(fault) => {
            let why = format!("{fault}; what stands before it holds, nothing behind it is to be trusted");
            (before(path)?, 0, "corrupt", why)
        }
    };
    Ok(Audit {
        schema: SCHEMA,
        of: "journal",
        answer,
        holds: matches!(answer, "whole" | "agrees"),
        why,
        origin: Some(journal.origin().to_owned()),
        entries: journal.size(),
        root: Some(journal.root()),
        newest: Some(journal.last().to_string()),
        torn,
        checkpoint: asked.map(|it| it.size),
        signed_by: signed.and(key).map(ToString::to_string),
    })
}

/// What stands before the first line that does not hold.
fn before(path: &Path) -> Result<Journal, Fault> {
    let mut walk = Walk::new(input::open_journal(path)?);
    while matches!(walk.step(), Ok(Some(_))) {}
    walk.journal().cloned().ok_or_else(|| input::no_entry(path))
}

fn judged(torn: u64, agreement: Option<Agreement>, asked: Option<&Checkpoint>) -> (&'static str, String) {
    let covered = plural(asked.map_or(0, |it| it.size), "entry", "entries");
    match agreement {
        Some(Agreement::Shorter { missing }) => {
            ("shorter", format!("the checkpoint covers {covered}: the newest {missing} of them were cut off"))
        }
        Some(Agreement::Differs) => (
            "differs",
            format!(
                "the checkpoint covers {covered}, and they are not the ones that stand here: the journal was rewritten"
            ),
        ),
        Some(Agreement::OtherOrigin) => {
            ("another-journal", "the checkpoint is of a journal with another origin".to_owned())
        }
        _ if torn > 0 => {
            let tail = plural(torn, "byte", "bytes");
            (
                "torn-tail",
                format!("{tail} of an unfinished entry stand behind the last whole one; the next writer cuts them off"),
            )
        }
        Some(Agreement::Agrees { since }) => {
            let since = plural(since, "entry", "entries");
            ("agrees", format!("the journal begins with the {covered} of the checkpoint; {since} since"))
        }
        None => {
            let why = "every entry follows from the one before; compared with no checkpoint, which alone would show a \
                       rewriting or a cut at the end";
            ("whole", why.to_owned())
        }
    }
}

fn proof_alone(path: &Path, keys: &[NoteKey]) -> Result<Audit, Fault> {
    let unread =
        |it| Fault::unreadable(format!("{}: {it}", input::file_name(path)), "give a file that audit prove wrote");
    let record = ProofRecord::read(&input::whole(path)?).map_err(unread)?;
    let (entry, why) = match record.verify(keys) {
        Ok(entry) => {
            let number = entry.sequence();
            let vouched = if keys.is_empty() {
                "nobody vouches for the root: compare it with a checkpoint, or give the key that signed one with --key"
            } else {
                "the root leads to a checkpoint that the key has signed"
            };
            (Some(entry), format!("entry {number} stands in the journal; {vouched}"))
        }
        Err(fault) => (None, fault.to_string()),
    };
    Ok(Audit {
        schema: SCHEMA,
        of: "proof",
        answer: if entry.is_some() { "proved" } else { "not-proved" },
        holds: entry.is_some(),
        why,
        origin: Some(record.origin.to_string()),
        entries: record.tree.size,
        root: Some(record.tree.root),
        newest: entry.as_ref().map(|it| it.time().to_string()),
        torn: 0,
        checkpoint: record
            .checkpoint
            .as_ref()
            .and_then(|it| Checkpoint::read_unverified(it.as_bytes()).ok())
            .map(|it| it.size),
        signed_by: entry.and_then(|_| keys.first().map(ToString::to_string)),
    })
}

fn prove(args: &ProveArgs) -> Result<Exit, Fault> {
    spare(args.out.as_deref(), &[Some(&args.journal), args.against.as_ref()])?;
    let note = args.against.as_deref().map(input::text).transpose()?;
    let against = note.as_deref().map(|it| Checkpoint::read_unverified(it.as_bytes())).transpose();
    let against = against.map_err(|it| Fault::unreadable(it, "give a checkpoint that audit checkpoint wrote"))?;
    let (mut leaves, mut entry): (Vec<Digest>, Option<Entry>) = (Vec::new(), None);
    let (journal, found) = input::whole_journal(&args.journal, against.as_ref(), |it| {
        leaves.push(it.leaf());
        if it.sequence() == args.entry {
            entry = Some(it.clone());
        }
    })?;
    let entry = entry.ok_or_else(|| {
        let what = format!("there is no entry {}: the journal's last is {}", args.entry, journal.size() - 1);
        Fault::usage(what, "entries count from 0")
    })?;
    if !matches!(found.agreement, None | Some(Agreement::Agrees { .. })) {
        let (_, why) = judged(0, found.agreement, against.as_ref());
        return Err(Fault::unreadable(why, "no proof leads from that checkpoint to this journal"));
    }
    let now = Head { size: journal.size(), root: journal.root() };
    let then = against.as_ref().map(|it| Head { size: it.size, root: it.root });
    let tree = then.filter(|it| args.entry < it.size).unwrap_or(now);
    let ours = || Fault::unreadable("the proof cannot be made", "report this");
    let places = |it: u64| usize::try_from(it).map_err(|_| ours());
    let path =
        leaves.get(..places(tree.size)?).and_then(|it| inclusion(it, places(args.entry).ok()?)).ok_or_else(ours)?;
    let mut record = ProofRecord::new(journal.origin(), &entry, tree, path).map_err(|_| ours())?;
    if let Some(from) = then {
        let path = consistency(&leaves, places(from.size)?).ok_or_else(ours)?;
        record.consistency = Some(Growth { from, to: now, path });
        record.checkpoint = note.map(Into::into);
    }
    let object = serde_json::to_string_pretty(&record).map_err(|it| Fault::unreadable(it, "report this"))?;
    input::write(args.out.as_deref(), Ink::Plain, &mut |out| writeln!(out, "{object}"))?;
    Ok(Exit::Clear)
}

/// Refuses an answer that has no place, or would take that of a file that is read.
fn spare(out: Option<&Path>, read: &[Option<&PathBuf>]) -> Result<(), Fault> {
    let Some(out) = out else { return Ok(()) };
    input::has_place(out)?;
    if read.iter().flatten().any(|it| input::is_same(&input::journal_file(it), out)) {
        return Err(Fault::usage("--out would overwrite a file that is read", "give it another name"));
    }
    Ok(())
}

fn checkpoint(args: &CheckpointArgs) -> Result<Exit, Fault> {
    let keys = Folder(&args.secret.keys);
    spare(args.out.as_deref(), &[Some(&args.journal), args.secret.passphrase_file.as_ref()])?;
    if args.out.as_deref().is_some_and(|it| keys.holds(it)) {
        return Err(Fault::usage("--out would overwrite a file that is read", "give it another name"));
    }
    let ring = keys.open(args.secret.passphrase_file.as_deref())?;
    let mut file = JournalFile::open(&args.journal)?;
    let known = NoteKey::new(file.journal().origin(), &ring.pair().public());
    let known = known.map_err(|it| Fault::unreadable(it, "make another key"))?;
    let body = serde_json::Map::from_iter([("key".to_owned(), format!("{}+{}", known.name(), known.hash()).into())]);
    file.append(args.at.unwrap_or_else(input::now), Event::of(Kind::Checkpoint, body))?;
    let signed = Checkpoint::of(file.journal()).sign(ring.pair()).map_err(|it| Fault::unreadable(it, "report this"))?;
    input::write(args.out.as_deref(), Ink::Plain, &mut |out| write!(out, "{}", signed.note()))?;
    let size = plural(signed.checkpoint().size, "entry", "entries");
    input::speak(&format!("signed over {size}; keep it out of the house; verify with --key {known}"));
    Ok(Exit::Clear)
}
