//! `tidegate keys`: makes and rotates signing keys, prints the public ones.

use crate::args::{EndArgs, KeysCommand, NewKeyArgs, RecordArgs, RotateArgs};
use crate::fault::{Exit, Fault};
use crate::input::{self, Folder, Ink, JournalFile, Trail, Twice};
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
    Record { journal, trail: Trail::default() }.append(at, &[("event", "made"), ("key", &active.to_string())])?;
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
    let asked = input::later(at, args.grace, "--grace")?;
    let mut record = Record::open(&args.record, &folder)?;
    // What the journal ended counts no longer by keys that were put back from a copy.
    let end = record.trail.end_of(former).map_or(asked, |it| it.min(asked));
    let heir = record.heir_of(former);
    let ring = record.caught_up(ring, at)?;
    let pair = KeyPair::from_seed(&input::random()?);
    let ring = ring.rotate(pair, end, at).map_err(|it| Fault::usage(it, HELP))?;
    let sealed = input::sealed(&ring, &passphrase)?;
    let active = ring.set().active();
    let (new, old, until) = (active.to_string(), former.to_string(), end.to_string());
    let facts = [("event", "rotated"), ("key", &new), ("former", &old), ("former_until", &until)];
    record.append(at, &facts)?;
    if let Some(heir) = heir {
        record.append(at, &[("event", "ended"), ("key", &heir.to_string())])?;
    }
    folder.write(&ring, &sealed)?;
    folder.clear(active)?;
    input::speak(&format!("key {active} signs from now on; what {former} signed counts until {end}"));
    if let Some(heir) = heir {
        input::speak(&format!("note: {heir}, which had taken the place of {former} by the journal, was ended as well"));
    }
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
    let mut record = Record::open(&args.record, &folder)?;
    let ring = record.caught_up(ring, at)?;
    record.append(at, &[("event", "ended"), ("key", &args.key.to_string())])?;
    folder.publish(&ring)?;
    input::speak(&format!("what {} signed counts no more; key {active} signs as before", args.key));
    if record.trail.end_of(active).is_some() {
        input::speak(&format!(
            "note: by the journal {active} ended as well, and signs nothing by it: put the newest copy of the keys back, or \
             rotate them (tidegate keys rotate --journal)"
        ));
    }
    tell_former(&ring, args.key);
    input::speak("publish the new key set, and the status list anew: tidegate keys jwks, tidegate permit publish");
    Ok(Exit::Clear)
}

/// The journal that was given, if any, open before anything is made, and what it says of the keys.
struct Record {
    journal: Option<JournalFile>,
    trail: Trail,
}

impl Record {
    fn open(args: &RecordArgs, keys: &Folder<'_>) -> Result<Self, Fault> {
        let opened = args.journal.as_deref().map(|it| JournalFile::open_trailing(it, keys, |_| {})).transpose()?;
        let (journal, trail) = opened.map_or_else(|| (None, Trail::default()), |it| (Some(it.0), it.1));
        Ok(Self { journal, trail })
    }

    /// The key that took another's place by the journal, where keys that sign permits were put back from before: a copy with
    /// it that turns up later signs nothing beside the one that is made now.
    fn heir_of(&self, former: KeyId) -> Option<KeyId> {
        let signs_permits = self.journal.as_ref()?.mark().is_some_and(|it| !it.lists().is_empty());
        self.trail.heir_of(former).filter(|_| signs_permits)
    }

    /// The ring without former keys that count longer than the journal says, each of which is told.
    fn caught_up(&self, ring: KeyRing, at: Instant) -> Result<KeyRing, Fault> {
        self.trail.overstayed(ring.set(), at).into_iter().try_fold(ring, |ring, it| {
            input::speak(&format!("note: the journal ended {it}: what it signed counts no more"));
            ring.end(it, at).map_err(|it| Fault::usage(it, HELP))
        })
    }

    /// Records what is about to be done.
    fn append(&mut self, at: Instant, facts: &[(&str, &str)]) -> Result<(), Fault> {
        let body = facts.iter().map(|(name, it)| ((*name).to_owned(), (*it).into())).collect();
        self.journal.as_mut().map_or(Ok(()), |it| it.append(at, Event::of(Kind::KeyEvent, body)))
    }
}
