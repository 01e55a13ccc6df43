//! `tidegate audit resume`: goes on with a journal that is an older state of itself.
//!
//! What the lost entries gave out and took back nobody knows any more. Every place of each status list that was given out is
//! revoked, so that no lost permit counts and no new one shares a place with it.

use crate::args::ResumeArgs;
use crate::book::{SECOND, given_out, tell_ahead};
use crate::fault::{Exit, Fault};
use crate::input::{self, JournalFile, Mark, OTHERS, Staged, Trail};
use crate::keys::tell_others;
use crate::permit::{Desk, wrong};
use crate::report::words::plural;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::path::PathBuf;
use tidegate_kyc_core::base::Instant;
use tidegate_kyc_core::gate::{PlaceStatus, StatusBook};
use tidegate_kyc_core::journal::{Agreement, Checkpoint, Event, Kind};
use tidegate_kyc_core::key::KeyId;

/// Runs the command.
///
/// # Errors
/// A fault where the journal is not behind, where there is no status list, or something cannot be read or written.
pub(crate) fn resume(args: &ResumeArgs) -> Result<Exit, Fault> {
    let (mut agreement, mut trail) = (None, Trail::default());
    let mut desk = Desk::open_by(&args.list, None, &mut |path, signer, each| {
        let (file, found, keys) = JournalFile::open_behind(path, signer, each)?;
        (agreement, trail) = (found, keys);
        Ok(file)
    })?;
    let mark = desk.journal.mark();
    let (Some(said), Some(newest)) = (mark.and_then(Mark::said).cloned(), mark.and_then(Mark::newest)) else {
        return Err(whole("is not known to the keys: they never signed by it"));
    };
    tell_ahead(&desk.name, desk.ahead);
    // A list that was published later than the copy tells of a loss that the keys do not remember.
    let is_whole = matches!(agreement, Some(Agreement::Agrees { .. }));
    if is_whole && desk.ahead == 0 {
        return Err(whole("holds every entry that the keys remember"));
    }
    let own = own_list(args, &desk);
    let is_newer = desk.published.iter().chain(own.as_ref().map(|it| &it.1)).any(|it| is_newer(it, mark));
    let void = void_below(&desk, own.as_ref(), mark.map(Mark::lists).filter(|it| !it.is_empty()))?;
    if desk.at < newest {
        let help = "the lost entries were later: give a later --at; nothing was changed";
        return Err(Fault::usage(
            format!("{} is before the newest entry that the keys remember, of {newest}", desk.at),
            help,
        ));
    }
    let (uri, end) = (desk.book.uri().to_owned(), void.get(desk.book.uri()).copied().unwrap_or_default());
    let revoked = |it| desk.book.restore(it, PlaceStatus::Revoked);
    (0..end).try_for_each(revoked).map_err(|it| wrong(&desk.name, it))?;
    own.iter().filter_map(|it| it.1.issued()).for_each(|it| desk.book.signed_before(it));
    let list = desk.sign(&args.list)?;
    let entry = desk.journal.journal().size();
    let present = trail.present(desk.ring.set().active(), true);
    let others = trail.unrecorded(desk.ring.set(), present, desk.at, !is_whole);
    let body = body(&args.by, &said, &void, (desk.ring.set().active(), &others));
    let staged = Staged::new(&desk.status, list.as_bytes())?;
    let own = own.map(|it| Staged::new(&it.0, list.as_bytes())).transpose()?;
    desk.journal.gives_out(&uri, end);
    desk.journal.takes((&desk.name, &uri), 0)?;
    desk.journal.append(desk.at, Event::of(Kind::JournalResumed, body))?;
    [Some(staged), own].into_iter().flatten().try_for_each(Staged::put).map_err(|it| unpublished(it, entry))?;
    tell(&desk, entry, &said, &void, is_newer);
    tell_others(present, &others, desk.at);
    input::speak("decide about every customer anew, also about those whom the lost entries refused");
    Ok(Exit::Clear)
}

/// Tells what was revoked, and of which places nobody knows.
fn tell(desk: &Desk, entry: u64, said: &Checkpoint, void: &BTreeMap<String, u64>, is_newer: bool) {
    input::speak(&format!(
        "{} goes on with entry {entry}; when the keys last signed it had {}",
        said.origin,
        plural(said.size, "entry", "entries")
    ));
    for (list, end) in void {
        let places = plural(*end, "place", "places");
        let how = if list == desk.book.uri() {
            format!("publish {}", desk.name)
        } else {
            "sign it anew as well: tidegate permit publish --status FILE".to_owned()
        };
        let known = if list == desk.book.uri() { "these keys and this list know of" } else { "these keys know of" };
        input::speak(&format!("revoked {places} of {list}, every one that {known}: {how}"));
    }
    if !is_newer {
        input::speak(&format!(
            "note: {} is not newer than what these keys remember. Were they put back from a copy as well, or is it not the list \
             that was published last, then places that were given out later are given out again, to two customers: put the \
             list that was published last beside the journal, or give it with --status, and run this anew before anybody is \
             decided about",
            desk.name
        ));
    }
}

/// The journal goes on, and the list does not show it: it is brought up to the journal by the next one that is signed.
fn unpublished(fault: Fault, entry: u64) -> Fault {
    match fault {
        Fault::Said { what, .. } => Fault::unreadable(
            format!("{what}: entry {entry} of the journal takes every permit back, and the list does not show it"),
            "sign it anew before anybody reads it: tidegate permit publish",
        ),
        other => other,
    }
}

/// Whether a list was signed later than what the keys remember, or gave out places that they do not know: it is not of the
/// copy from which they came.
fn is_newer(list: &StatusBook, mark: Option<&Mark>) -> bool {
    let second = |it: Instant| it.micros().div_euclid(SECOND);
    let remembered = mark.and_then(|it| it.lists().get(list.uri())).copied().unwrap_or_default();
    let is_later = list.issued().zip(mark.and_then(Mark::newest)).is_some_and(|it| second(it.0) > second(it.1));
    is_later || given_out(list) > remembered
}

fn whole(how: &str) -> Fault {
    Fault::usage(format!("the journal {how}"), "there is nothing to go on from: use it as it is; nothing was changed")
}

/// The list in the journal's own folder, where another file was named and both are of one address: it is brought up with it.
fn own_list(args: &ResumeArgs, desk: &Desk) -> Option<(PathBuf, StatusBook)> {
    let own = input::own_status(&args.list.journal);
    if !input::is_there(&own) || input::is_same_place(&own, &desk.status) {
        return None;
    }
    let read = input::whole(&own).ok().and_then(|it| StatusBook::read(&it, desk.ring.set()).ok());
    let Some(read) = read else {
        input::speak(&format!(
            "note: {} is no list that these keys signed, and stays as it is: take it away, or give it with --status",
            own.display()
        ));
        return None;
    };
    Some((own, read)).filter(|it| it.1.uri() == desk.book.uri())
}

/// Below which place of each list everything was given out: by the lists at hand, and by what the keys remember.
fn void_below(
    desk: &Desk,
    own: Option<&(PathBuf, StatusBook)>,
    remembered: Option<&BTreeMap<String, u64>>,
) -> Result<BTreeMap<String, u64>, Fault> {
    let Some(mut void) = remembered.cloned() else {
        let help = "give the keys of the gate, which signed its permits; nothing was changed";
        return Err(Fault::usage("these keys never signed a status list by this journal", help));
    };
    let known = void.entry(desk.book.uri().to_owned()).or_default();
    *known = given_out(&desk.book).max(own.map_or(0, |it| given_out(&it.1))).max(*known);
    Ok(void)
}

/// What is recorded; the entry that had the key sign, and others end, may be among those that are lost.
fn body(
    by: &impl ToString,
    said: &Checkpoint,
    void: &BTreeMap<String, u64>,
    (key, others): (KeyId, &BTreeMap<KeyId, Instant>),
) -> Map<String, Value> {
    let facts = [
        ("by", json!(by.to_string())),
        ("key", json!(key.to_string())),
        ("remembered_entries", json!(said.size)),
        ("remembered_root", json!(said.root)),
        ("revoked_below", json!(void)),
    ];
    let others = Some((OTHERS, input::ends(others))).filter(|_| !others.is_empty());
    facts.into_iter().chain(others).map(|it| (it.0.to_owned(), it.1)).collect()
}
