//! `tidegate audit resume`: goes on with a journal that is an older state of itself.
//!
//! What the lost entries gave out and took back nobody knows any more. Every place of the status list that they may have
//! given out is revoked, so that no lost permit counts and no new one shares a place with it.

use crate::args::ResumeArgs;
use crate::fault::{Exit, Fault};
use crate::input::{self, JournalFile, Staged};
use crate::permit::{Desk, half_done, wrong};
use crate::report::words::plural;
use serde_json::{Map, Value, json};
use tidegate_kyc_core::gate::{PlaceStatus, StatusBook};
use tidegate_kyc_core::journal::{Agreement, Checkpoint, Event, Kind};

/// Runs the command.
///
/// # Errors
/// A fault where the journal is not behind, where there is no status list, or something cannot be read or written.
pub(crate) fn resume(args: &ResumeArgs) -> Result<Exit, Fault> {
    let mut remembered = None;
    let mut desk = Desk::open_by(&args.list, &mut |path, keys, each| {
        let (file, found) = JournalFile::open_behind(path, keys, each)?;
        remembered = found;
        Ok(file)
    })?;
    let said = match remembered {
        Some((agreement, said)) if !matches!(agreement, Agreement::Agrees { .. }) => said,
        Some(_) => return Err(whole("holds every entry that the keys remember")),
        None => return Err(whole("is not known to the keys: they never signed by it")),
    };
    let end = void_below(&desk.book, &said, desk.journal.journal().size());
    let revoked = |it| desk.book.restore(it, PlaceStatus::Revoked);
    (0..end).try_for_each(revoked).map_err(|it| wrong(&desk.name, it))?;
    let list = desk.sign(&args.list)?;
    let entry = desk.journal.journal().size();
    let key = desk.ring.set().active().to_string();
    let body = body(&args.by, &said, &desk.book, end, &key);
    let staged = Staged::new(&desk.status, list.as_bytes())?;
    desk.journal.append(desk.at, Event::of(Kind::JournalResumed, body))?;
    staged.put().map_err(|it| half_done(it, entry))?;
    input::speak(&format!(
        "{} goes on with entry {entry}; when the keys last signed it had {}",
        said.origin,
        plural(said.size, "entry", "entries")
    ));
    input::speak(&format!(
        "revoked {} of {}, given out or not: publish {}, and decide about every customer anew, also about those whom the lost \
         entries refused",
        plural(end, "place", "places"),
        desk.book.uri(),
        desk.name
    ));
    Ok(Exit::Clear)
}

fn whole(how: &str) -> Fault {
    Fault::usage(format!("the journal {how}"), "there is nothing to go on from: use it as it is; nothing was changed")
}

/// Below which place everything may have been given out. An entry gives out one place at most, and the newest may have been
/// written without the keys' noticing.
fn void_below(book: &StatusBook, said: &Checkpoint, size: u64) -> u64 {
    let known = (0..book.len()).rev().find(|it| book.status(*it) != Some(PlaceStatus::Free)).map_or(0, |it| it + 1);
    match said.size.checked_sub(size).filter(|it| *it > 0) {
        Some(missing) => known.saturating_add(missing).saturating_add(1),
        // Other entries stood in the place of these.
        None => known.max(said.size.saturating_add(1)),
    }
}

fn body(by: &impl ToString, said: &Checkpoint, book: &StatusBook, end: u64, key: &str) -> Map<String, Value> {
    let facts = [
        ("by", json!(by.to_string())),
        ("key", json!(key)),
        ("list", json!(book.uri())),
        ("remembered_entries", json!(said.size)),
        ("remembered_root", json!(said.root)),
        ("revoked_below", json!(end)),
    ];
    facts.into_iter().map(|it| (it.0.to_owned(), it.1)).collect()
}
