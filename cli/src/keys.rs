//! `tidegate keys`: makes and rotates signing keys, prints the public ones.

use crate::args::{EndArgs, KeysCommand, NewKeyArgs, RecordArgs, RotateArgs};
use crate::fault::{Exit, Fault};
use crate::input::{self, Folder, Ink, JournalFile, OTHERS, Trail, Twice};
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use tidegate_kyc_core::base::Instant;
use tidegate_kyc_core::journal::{Event, Kind};
use tidegate_kyc_core::key::{KeyId, KeyPair, KeyRing, KeySetError};

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
    let is_made = !args.secret.keys.is_dir();
    folder.make()?;
    // Of two who make keys in one folder at once, one finds those of the other. The folder is held before the journal, as
    // whoever rotates holds them: otherwise each could wait for the other.
    let _held = folder.alone();
    folder.vacant()?;
    // Keys that are new remember nothing.
    let mut record = Record::open(&args.record, None).inspect_err(|_| {
        if is_made {
            let _ = std::fs::remove_dir(&args.secret.keys);
        }
    })?;
    let present = record.trail.present(active, true);
    let others = record.trail.unrecorded(ring.set(), present.filter(|_| args.for_permits), at, false);
    let facts = [("event", "made".to_owned()), ("key", active.to_string())];
    record.append(at, facts_of(facts, args.for_permits, &others))?;
    folder.write(&ring, &sealed)?;
    input::speak(&format!("made key {active}: keep its passphrase, nobody can open it without"));
    tell_others(present, &others, at);
    tell_idle(present.filter(|_| !args.for_permits));
    Ok(Exit::Clear)
}

/// Tells that a key signs no permits, since another does by the journal.
fn tell_idle(present: Option<KeyId>) {
    if let Some(present) = present {
        input::speak(&format!(
            "note: by the journal {present} signs permits, and this key signs none: where that one is lost, tidegate keys \
             rotate --journal --for-permits"
        ));
    }
}

/// A ring in which another key signs, and what a journal is to record of it in one entry: two could say that two keys sign.
struct Turn {
    ring: KeyRing,
    former: KeyId,
    /// Until when the former key counts.
    end: Instant,
    /// Keys that the journal had end, and until when they count.
    caught_up: Vec<(KeyId, Instant)>,
    /// The key that the journal had sign.
    present: Option<KeyId>,
    /// Keys beside the former one of which the journal is told until when they count: the present one above all.
    others: BTreeMap<KeyId, Instant>,
}

impl Turn {
    /// Turns a ring to another key by what a journal records of its keys, if there is one. Whichever key it has sign does so
    /// no more, be the ring older than the journal or never recorded in it.
    ///
    /// # Errors
    /// A [`KeySetError`] where the ring takes no other key.
    fn of(
        ring: KeyRing,
        pair: KeyPair,
        (asked, at): (Instant, Instant),
        trail: &Trail,
        signs_permits: bool,
    ) -> Result<Self, KeySetError> {
        let former = ring.set().active();
        // What the journal ended counts no longer by keys that were put back from a copy.
        let end = trail.end_of(former).map_or(asked, |it| it.min(asked));
        let caught_up = trail.overstayed(ring.set(), at);
        let limited = caught_up.iter().try_fold(ring, |ring, it| ring.limit(it.0, it.1, at))?;
        let ring = limited.rotate(pair, end, at)?;
        let present = trail.present(former, signs_permits);
        let mut others = trail.unrecorded(ring.set(), present, at, present == Some(former));
        others.remove(&former);
        Ok(Self { ring, former, end, caught_up, present, others })
    }

    fn facts(&self, for_permits: bool) -> Map<String, Value> {
        let facts = [
            ("event", "rotated".to_owned()),
            ("key", self.ring.set().active().to_string()),
            ("former", self.former.to_string()),
            ("former_until", self.end.to_string()),
        ];
        facts_of(facts, for_permits, &self.others)
    }
}

fn rotate(args: &RotateArgs) -> Result<Exit, Fault> {
    let at = args.record.moment.or_now()?;
    let folder = Folder(&args.secret.keys);
    let file = args.secret.passphrase_file.as_deref();
    let _held = folder.alone();
    let ring = folder.open(file)?;
    let passphrase = input::passphrase(file, Twice::Yes)?;
    let asked = input::later(at, args.grace, "--grace")?;
    let mut record = Record::open(&args.record, Some(&folder))?;
    let signs_permits = args.for_permits || record.signed_lists();
    let pair = KeyPair::from_seed(&input::random()?);
    let turn = Turn::of(ring, pair, (asked, at), &record.trail, signs_permits).map_err(|it| Fault::usage(it, HELP))?;
    let sealed = input::sealed(&turn.ring, &passphrase)?;
    record.append(at, turn.facts(args.for_permits))?;
    let Turn { ring, former, end, caught_up, present, others } = turn;
    let active = ring.set().active();
    folder.write(&ring, &sealed)?;
    folder.clear(active)?;
    input::speak(&format!("key {active} signs from now on; what {former} signed counts until {end}"));
    tell_caught_up(&caught_up, at);
    tell_others(present, &others, at);
    tell_former(&ring, former);
    let of_permits = record.trail.present(former, true).filter(|_| !signs_permits);
    tell_idle(of_permits.filter(|it| *it != former && Some(*it) != record.trail.present(former, false)));
    if record.journal.is_none() && folder.has_marks() {
        input::speak(
            "note: no journal was given: one that knows the former key has the new one sign nothing until it records that \
             (tidegate keys rotate --journal)",
        );
    }
    input::speak("publish the new key set before the first permit: tidegate keys jwks");
    Ok(Exit::Clear)
}

fn end(args: &EndArgs) -> Result<Exit, Fault> {
    let at = args.record.moment.or_now()?;
    let folder = Folder(&args.secret.keys);
    let _held = folder.alone();
    let ring = folder.open(args.secret.passphrase_file.as_deref())?;
    let active = ring.set().active();
    let counts = ring.set().keys().iter().any(|it| it.id() == args.key && it.counts_at(at));
    // What does not count here may count by a journal, which was not told.
    let ring = if counts || args.record.journal.is_none() || args.key == active {
        ring.end(args.key, at).map_err(|it| Fault::usage(it, HELP))?
    } else {
        ring
    };
    let mut record = Record::open(&args.record, Some(&folder))?;
    if !counts && record.journal.is_some() {
        is_unrecorded(&record.trail, args.key, at)?;
    }
    let (ring, caught_up) = record.caught_up(ring, at)?;
    record.append(
        at,
        facts_of([("event", "ended".to_owned()), ("key", args.key.to_string())], false, &BTreeMap::new()),
    )?;
    folder.publish(&ring)?;
    let how = if counts { "" } else { ", as it did by these keys already: the journal did not say so, and does now" };
    input::speak(&format!("what {} signed counts no more{how}; key {active} signs as before", args.key));
    tell_caught_up(&caught_up, at);
    tell_refused(&record, active);
    tell_former(&ring, args.key);
    if record.journal.is_none() && folder.has_marks() {
        input::speak(&format!(
            "note: no journal was given: by one that lets {} count longer, a copy of the keys does so, until the same is given \
             with --journal",
            args.key
        ));
    }
    input::speak("publish the new key set, and the status list anew: tidegate keys jwks, tidegate permit publish");
    Ok(Exit::Clear)
}

/// Refuses to record the end of a key that the journal does not know, or has end already.
fn is_unrecorded(trail: &Trail, key: KeyId, at: Instant) -> Result<(), Fault> {
    if !trail.knows(key) {
        let what = format!("{key} counts by these keys no more, and the journal never named it");
        return Err(Fault::usage(what, HELP));
    }
    match trail.end_of(key).filter(|it| *it <= at) {
        Some(end) => {
            let what = format!("{key} counts by these keys no more, and by the journal it did until {end}");
            Err(Fault::usage(what, "there is nothing to record; nothing was written"))
        }
        None => Ok(()),
    }
}

/// The journal that was given, if any, open before anything is made, and what it says of the keys.
struct Record {
    journal: Option<JournalFile>,
    trail: Trail,
}

impl Record {
    fn open(args: &RecordArgs, keys: Option<&Folder<'_>>) -> Result<Self, Fault> {
        let opened = args.journal.as_deref().map(|it| JournalFile::open_trailing(it, keys)).transpose()?;
        let (journal, trail) = opened.map_or_else(|| (None, Trail::default()), |it| (Some(it.0), it.1));
        Ok(Self { journal, trail })
    }

    /// Whether the keys signed permits by the journal, whatever it knows of them.
    fn signed_lists(&self) -> bool {
        self.journal.as_ref().is_some_and(JournalFile::signed_lists)
    }

    /// The ring in which former keys count no longer than the journal says, and those that counted longer.
    fn caught_up(&self, ring: KeyRing, at: Instant) -> Result<(KeyRing, Vec<(KeyId, Instant)>), Fault> {
        let longer = self.trail.overstayed(ring.set(), at);
        let ring = longer.iter().try_fold(ring, |ring, it| ring.limit(it.0, it.1, at));
        ring.map(|it| (it, longer)).map_err(|it| Fault::usage(it, HELP))
    }

    /// Records what is about to be done.
    fn append(&mut self, at: Instant, body: Map<String, Value>) -> Result<(), Fault> {
        self.journal.as_mut().map_or(Ok(()), |it| it.append(at, Event::of(Kind::KeyEvent, body)))
    }
}

fn facts_of<const N: usize>(
    facts: [(&str, String); N],
    for_permits: bool,
    others: &BTreeMap<KeyId, Instant>,
) -> Map<String, Value> {
    let mut body: Map<String, Value> = facts.into_iter().map(|it| (it.0.to_owned(), it.1.into())).collect();
    if for_permits {
        body.insert("purpose".to_owned(), "permits".into());
    }
    if !others.is_empty() {
        body.insert(OTHERS.to_owned(), input::ends(others));
    }
    body
}

/// What a key signed: until when it counts, if it does.
fn counts(until: Instant, at: Instant) -> String {
    if until > at { format!("counts until {until}") } else { "counts no more".to_owned() }
}

fn tell_caught_up(longer: &[(KeyId, Instant)], at: Instant) {
    for (id, until) in longer {
        input::speak(&format!("note: the journal ended {id}: what it signed {}", counts(*until, at)));
    }
}

/// Tells of which keys the journal hears now until when they count; the present one signed by it until now.
pub(crate) fn tell_others(present: Option<KeyId>, others: &BTreeMap<KeyId, Instant>, at: Instant) {
    for (id, until) in others {
        let was = if Some(*id) == present { "signed until now, and signs nothing any more" } else { "counted longer" };
        input::speak(&format!("note: by the journal {id} {was}: what it signed {}", counts(*until, at)));
    }
}

/// Tells that a journal refuses keys with that active one, though one of the former ended.
fn tell_refused(record: &Record, active: KeyId) {
    let present = record.trail.present(active, record.signed_lists());
    if record.trail.end_of(active).is_some() || present.is_some_and(|it| it != active) {
        input::speak(&format!(
            "note: by the journal {active} signs nothing: put the newest copy of the keys back, or rotate them (tidegate keys \
             rotate --journal)"
        ));
    }
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

#[cfg(test)]
mod tests;
