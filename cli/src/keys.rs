//! `tidegate keys`: makes and rotates signing keys, prints the public ones.

use crate::args::{EndArgs, KeysCommand, NewKeyArgs, RecordArgs, RotateArgs};
use crate::fault::{Exit, Fault};
use crate::input::{self, Folder, Ink, JournalFile, Twice};
use tidegate_kyc_core::base::Instant;
use tidegate_kyc_core::journal::{Event, Kind};
use tidegate_kyc_core::key::{KeyId, KeyPair, KeyRing};

const HELP: &str = "nothing was written";

/// Runs the command.
///
/// # Errors
/// A fault where a key cannot be read, opened or written.
pub(crate) fn command(command: &KeysCommand) -> Result<Exit, Fault> {
    match command {
        KeysCommand::New(args) => new(args),
        KeysCommand::Rotate(args) => rotate(args),
        KeysCommand::End(args) => end(args),
        KeysCommand::Jwks { keys } => {
            let set = Folder(keys).set()?.to_json();
            input::write(None, Ink::Plain, &mut |out| out.write_all(set.as_bytes()))?;
            Ok(Exit::Clear)
        }
    }
}

fn new(args: &NewKeyArgs) -> Result<Exit, Fault> {
    let at = args.record.moment.or_now()?;
    let folder = Folder(&args.secret.keys);
    folder.vacant()?;
    let passphrase = input::passphrase(args.secret.passphrase_file.as_deref(), Twice::Yes)?;
    let pair = KeyPair::from_seed(&input::random()?);
    let ring = KeyRing::new(pair).map_err(|it| Fault::usage(it, HELP))?;
    let sealed = input::sealed(&ring, &passphrase)?;
    let active = ring.set().active();
    // Keys that are new remember nothing.
    let journal = args.record.journal.as_deref().map(JournalFile::open).transpose()?;
    folder.make()?;
    record(journal, at, &[("event", "made"), ("key", &active.to_string())])?;
    folder.write(&ring, &sealed)?;
    input::speak(&format!("made key {active}: keep its passphrase, nobody can open it without"));
    Ok(Exit::Clear)
}

fn rotate(args: &RotateArgs) -> Result<Exit, Fault> {
    let at = args.record.moment.or_now()?;
    let folder = Folder(&args.secret.keys);
    let file = args.secret.passphrase_file.as_deref();
    let ring = folder.open(file)?;
    let passphrase = input::passphrase(file, Twice::Yes)?;
    let former = ring.set().active();
    let end = input::later(at, args.grace, "--grace")?;
    let pair = KeyPair::from_seed(&input::random()?);
    let ring = ring.rotate(pair, end, at).map_err(|it| Fault::usage(it, HELP))?;
    let sealed = input::sealed(&ring, &passphrase)?;
    let active = ring.set().active();
    let (new, old, until) = (active.to_string(), former.to_string(), end.to_string());
    let facts = [("event", "rotated"), ("key", &new), ("former", &old), ("former_until", &until)];
    record(journal(&args.record, &folder)?, at, &facts)?;
    folder.write(&ring, &sealed)?;
    folder.clear(active)?;
    input::speak(&format!("key {active} signs from now on; what {former} signed counts until {end}"));
    tell_former(&ring, former);
    input::speak("publish the new key set before the first permit: tidegate keys jwks");
    Ok(Exit::Clear)
}

/// Tells which other keys count still: a permit that one of them signed is taken as well.
fn tell_former(ring: &KeyRing, told: KeyId) {
    for it in ring.set().keys().iter().filter(|it| it.id() != told) {
        if let Some(end) = it.not_after() {
            input::speak(&format!(
                "note: what {} signed counts until {end}: tidegate keys end ends it at once",
                it.id()
            ));
        }
    }
}

fn end(args: &EndArgs) -> Result<Exit, Fault> {
    let at = args.record.moment.or_now()?;
    let folder = Folder(&args.secret.keys);
    let ring = folder.open(args.secret.passphrase_file.as_deref())?;
    let active = ring.set().active();
    let ring = ring.end(args.key, at).map_err(|it| Fault::usage(it, HELP))?;
    record(journal(&args.record, &folder)?, at, &[("event", "ended"), ("key", &args.key.to_string())])?;
    folder.publish(&ring)?;
    input::speak(&format!("what {} signed counts no more; key {active} signs as before", args.key));
    tell_former(&ring, args.key);
    input::speak("publish the new key set, and the status list anew: tidegate keys jwks, tidegate permit publish");
    Ok(Exit::Clear)
}

/// The journal that was given, if any, open before anything is made.
fn journal(args: &RecordArgs, keys: &Folder<'_>) -> Result<Option<JournalFile>, Fault> {
    args.journal.as_deref().map(|it| JournalFile::open_with(it, keys, |_| {})).transpose()
}

/// Records what is about to be done.
fn record(journal: Option<JournalFile>, at: Instant, facts: &[(&str, &str)]) -> Result<(), Fault> {
    let body = facts.iter().map(|(name, it)| ((*name).to_owned(), (*it).into())).collect();
    journal.map_or(Ok(()), |mut it| it.append(at, Event::of(Kind::KeyEvent, body)))
}
