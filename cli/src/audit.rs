//! `tidegate audit`: a journal verified, an entry of it proved, a checkpoint of it signed.

use crate::args::{AuditCommand, AuditVerifyArgs, CheckpointArgs, NewArgs, ProveArgs, VerdictForm};
use crate::fault::{Exit, Fault};
use crate::input::{self, Folder, Ink, JournalFile, Signer, Signs, Written};
use crate::pseudonym;
use crate::report::audit::Audit;
use crate::report::words::plural;
use crate::resume;
use std::path::{Path, PathBuf};
use tidegate_kyc_core::journal::{
    Agreement, Checkpoint, Digest, Entry, Event, Head, Journal, Kind, LogFault, NoteKey, ProofRecord, SignedCheckpoint,
    Walk, inclusion, survey,
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
        AuditCommand::Open(args) => pseudonym::open(args),
        AuditCommand::Erase(args) => pseudonym::erase(args),
        AuditCommand::Resume(args) => resume::resume(args),
    }
}

fn new(args: &NewArgs) -> Result<Exit, Fault> {
    input::has_place(&args.journal)?;
    let begun = Journal::begin(&args.origin, args.moment.or_now()?);
    let (journal, opened) = begun.map_err(|it| Fault::usage(it, "nothing was written"))?;
    input::begin_journal(&args.journal, &opened.line)?;
    input::speak(&format!("began the journal of {}: its name stays for good", journal.origin()));
    Ok(Exit::Clear)
}

fn verify(args: &AuditVerifyArgs) -> Result<Exit, Fault> {
    let keys: Vec<NoteKey> = args.key.iter().cloned().collect();
    let audit = match (&args.proof, &args.journal) {
        (Some(proof), _) => proof_alone(proof, args.key.as_ref())?,
        (None, Some(_)) if args.key.is_some() && args.checkpoint.is_none() => {
            let help = "give the checkpoint that it signed with --checkpoint, or leave the key away";
            return Err(Fault::usage("--key verifies a checkpoint, and none was given", help));
        }
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
    let (journal, torn, answer, why) = match survey(input::open_journal(path)?, asked, |_| {}) {
        Ok(found) if found.journal.is_none() => {
            let why = "the file holds no whole entry, and a journal begins with the one that opens it".to_owned();
            (None, found.torn, "corrupt", why)
        }
        Ok(found) => {
            let (answer, why) = judged(found.torn, found.agreement, asked);
            (found.journal, found.torn, answer, why)
        }
        Err(fault @ LogFault::Read(_)) => return Err(input::corrupt(path, &fault)),
        Err(fault) => {
            let journal = before(path)?;
            let holds = if journal.is_some() { "what stands before it holds, " } else { "" };
            (journal, 0, "corrupt", format!("{fault}; {holds}nothing behind it is to be trusted"))
        }
    };
    let journal = journal.as_ref();
    Ok(Audit {
        schema: SCHEMA,
        of: "journal",
        answer,
        holds: matches!(answer, "whole" | "agrees"),
        why,
        origin: journal.map(|it| it.origin().to_owned()),
        entries: journal.map_or(0, Journal::size),
        root: journal.map(Journal::root),
        newest: journal.map(|it| it.last().to_string()),
        torn,
        checkpoint: asked.map(|it| it.size),
        signed_by: signed.and(key).map(ToString::to_string),
    })
}

/// What stands before the first line that does not hold; none where that is the first.
fn before(path: &Path) -> Result<Option<Journal>, Fault> {
    let mut walk = Walk::new(input::open_journal(path)?);
    while matches!(walk.step(), Ok(Some(_))) {}
    Ok(walk.journal().cloned())
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

fn proof_alone(path: &Path, key: Option<&NoteKey>) -> Result<Audit, Fault> {
    let unread =
        |it| Fault::unreadable(format!("{}: {it}", input::file_name(path)), "give a file that audit prove wrote");
    let record = ProofRecord::read(&input::whole(path)?).map_err(unread)?;
    let (entry, why) = match record.verify(key.map_or(&[], std::slice::from_ref)) {
        Ok(entry) => {
            let why = format!(
                "entry {} stands in the journal: its path leads to the root of a checkpoint that the key has signed",
                entry.sequence()
            );
            (Some(entry), why)
        }
        Err(fault) => (None, fault.to_string()),
    };
    let said = record.checkpoint.as_ref().and_then(|it| Checkpoint::read_unverified(it.as_bytes()).ok());
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
        checkpoint: said.map(|it| it.size),
        signed_by: entry.and(key).map(ToString::to_string),
    })
}

fn prove(args: &ProveArgs) -> Result<Exit, Fault> {
    let make =
        "make a checkpoint first: tidegate audit checkpoint JOURNAL --keys FOLDER --out FILE, then --against FILE";
    spare(args.out.as_deref(), Written::Proof, &args.journal, args.against.as_ref(), None)?;
    let Some(against) = &args.against else {
        return Err(Fault::usage("a proof leads to a signed checkpoint, and none was given", make));
    };
    let note = input::text(against)?;
    let said = Checkpoint::read_unverified(note.as_bytes())
        .map_err(|it| Fault::unreadable(it, "give a checkpoint that audit checkpoint wrote"))?;
    let (mut leaves, mut entry): (Vec<Digest>, Option<Entry>) = (Vec::new(), None);
    let (journal, found) = input::whole_journal(&args.journal, Some(&said), |it| {
        if it.sequence() < said.size {
            leaves.push(it.leaf());
        }
        if it.sequence() == args.entry {
            entry = Some(it.clone());
        }
    })?;
    let entry = entry.ok_or_else(|| {
        let what = format!("there is no entry {}: the journal's last is {}", args.entry, journal.size() - 1);
        Fault::usage(what, "entries count from 0")
    })?;
    if !matches!(found.agreement, Some(Agreement::Agrees { .. })) {
        let (_, why) = judged(0, found.agreement, Some(&said));
        return Err(Fault::unreadable(why, "no proof leads from that checkpoint to this journal"));
    }
    if args.entry >= said.size {
        let covered = plural(said.size, "entry", "entries");
        let what = format!("the checkpoint covers the first {covered} alone, and entry {} came later", args.entry);
        return Err(Fault::usage(what, make));
    }
    let ours = || Fault::unreadable("the proof cannot be made", "report this");
    let path = usize::try_from(args.entry).ok().and_then(|it| inclusion(&leaves, it)).ok_or_else(ours)?;
    let tree = Head { size: said.size, root: said.root };
    let mut record = ProofRecord::new(journal.origin(), &entry, tree, path).map_err(|_| ours())?;
    record.checkpoint = Some(note.into());
    let object = serde_json::to_string_pretty(&record).map_err(|it| Fault::unreadable(it, "report this"))?;
    input::write(args.out.as_deref(), Ink::Plain, &mut |out| writeln!(out, "{object}"))?;
    Ok(Exit::Clear)
}

/// Refuses an answer that would take the place of a file that is read, or of anything but a former one of its kind, or
/// stand in one of the gate's folders.
fn spare(
    out: Option<&Path>,
    written: Written,
    journal: &Path,
    read: Option<&PathBuf>,
    keys: Option<&Folder<'_>>,
) -> Result<(), Fault> {
    let Some(out) = out.filter(|it| it.as_os_str() != "-") else { return Ok(()) };
    let own = input::journal_file(journal);
    if input::is_same(&own, out)
        || read.is_some_and(|it| input::is_same(it, out))
        || keys.is_some_and(|it| it.holds(out))
    {
        return Err(Fault::usage("--out would overwrite a file that is read", "give it another name"));
    }
    input::free_for(out, written, std::iter::once(journal).chain(keys.map(|it| it.0)))
}

/// Refuses to replace the checkpoint of another journal, which may be the only one of it.
fn is_own(out: Option<&Path>, origin: &str) -> Result<(), Fault> {
    let Some(out) = out.filter(|it| it.is_file()) else { return Ok(()) };
    let former = input::text(out)?;
    match former.lines().next().filter(|it| *it != origin) {
        None => Ok(()),
        Some(other) => Err(Fault::usage(
            format!("{} is a checkpoint of {other}, and the journal is {origin}", input::file_name(out)),
            "give --out another name: each journal keeps its own; nothing was signed",
        )),
    }
}

fn checkpoint(args: &CheckpointArgs) -> Result<Exit, Fault> {
    let keys = Folder(&args.secret.keys);
    let passphrase = args.secret.passphrase_file.as_ref();
    spare(args.out.as_deref(), Written::Checkpoint, &args.journal, passphrase, Some(&keys))?;
    let ring = keys.open(args.secret.passphrase_file.as_deref())?;
    let signer = Signer { keys: &keys, set: ring.set(), signs: Signs::Checkpoints, at: args.moment.or_now()? };
    let mut file = JournalFile::open_with(&args.journal, &signer, |_| {})?;
    is_own(args.out.as_deref(), file.journal().origin())?;
    let known = NoteKey::new(file.journal().origin(), &ring.pair().public());
    let known = known.map_err(|it| Fault::unreadable(it, "make another key"))?;
    let body = serde_json::Map::from_iter([("key".to_owned(), format!("{}+{}", known.name(), known.hash()).into())]);
    file.append(args.moment.or_now()?, Event::of(Kind::Checkpoint, body))?;
    let signed = Checkpoint::of(file.journal()).sign(ring.pair()).map_err(|it| Fault::unreadable(it, "report this"))?;
    input::write(args.out.as_deref(), Ink::Plain, &mut |out| write!(out, "{}", signed.note()))?;
    let size = plural(signed.checkpoint().size, "entry", "entries");
    input::speak(&format!("signed over {size}; keep it out of the house; verify with --key {known}"));
    Ok(Exit::Clear)
}
