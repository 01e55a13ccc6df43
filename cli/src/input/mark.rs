//! How far a journal had come when the keys of its gate were used last.
//!
//! It lies with the keys and not with the journal, so that a journal that was put back from an older copy, cut at its end or
//! begun again is noticed before anything is signed by it: what was signed after that copy still counts. It is the text of a
//! checkpoint, with the instant of the newest entry and how many places of each status list were given out.

use super::secret::Folder;
use super::{Staged, is_there, speak, text};
use crate::fault::Fault;
use crate::report::words::plural;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use tidegate_kyc_core::base::Instant;
use tidegate_kyc_core::journal::{Agreement, Checkpoint, Journal};

/// What to do about a journal that is behind its mark.
const BEHIND: &str = "permits, refusals and reviews are missing: put the newest copy back. Where there is none, tidegate audit \
    resume goes on from here and takes every former permit back; for a trial, make keys of its own: tidegate keys new; \
    nothing was changed";
/// What begins the lines of a mark beside those of every checkpoint.
const NEWEST: &str = "newest ";
const LIST: &str = "list ";
const APART: &str = "apart ";

/// The mark of one journal in a folder of keys.
#[derive(Debug)]
pub(crate) struct Mark {
    path: PathBuf,
    said: Option<Checkpoint>,
    /// By address of each status list that the keys signed: how many of its places were given out.
    lists: BTreeMap<String, u64>,
    /// By address of each list that was older than the journal's first permit: how many of its places say what the journal
    /// never recorded.
    apart: BTreeMap<String, u64>,
}

impl Mark {
    /// The mark of the journal of an origin; an empty one where the keys were never used for it.
    ///
    /// # Errors
    /// A fault where it cannot be read, or is none.
    pub(crate) fn of(keys: &Folder<'_>, origin: &str) -> Result<Self, Fault> {
        let path = keys.mark_path(origin);
        if !is_there(&path) {
            return Ok(Self { path, said: None, lists: BTreeMap::new(), apart: BTreeMap::new() });
        }
        let read = Checkpoint::parse(&text(&path)?).ok().filter(|it| *it.origin == *origin);
        let list = |it: &str| {
            let (places, uri) = it.split_once(' ')?;
            Some((uri.to_owned(), places.parse().ok()?))
        };
        let all = |it: &Checkpoint, word| lines(it, word).map(list).collect::<Option<BTreeMap<String, u64>>>();
        let read = read.filter(|it| newest(it).is_some());
        let Some((said, lists, apart)) =
            read.and_then(|it| all(&it, LIST).zip(all(&it, APART)).map(|all| (it, all.0, all.1)))
        else {
            let help = "take it from a copy of the folder of keys. Where there is none, put it away: only a checkpoint that is \
                kept elsewhere can tell then whether entries are missing (tidegate audit verify --checkpoint)";
            let what = format!("{} is damaged: it is no mark of the journal {origin}", path.display());
            return Err(Fault::unreadable(what, help));
        };
        Ok(Self { path, said: Some(said), lists, apart })
    }

    /// What the journal was when the keys were used last.
    pub(crate) const fn said(&self) -> Option<&Checkpoint> {
        self.said.as_ref()
    }

    /// The instant of the newest entry then.
    pub(crate) fn newest(&self) -> Option<Instant> {
        self.said.as_ref().and_then(newest)
    }

    /// The status lists that the keys signed, by address, and how many places of each were given out.
    pub(crate) const fn lists(&self) -> &BTreeMap<String, u64> {
        &self.lists
    }

    /// Notes a list that is signed now. What was given out stays so.
    pub(crate) fn gives_out(&mut self, uri: &str, places: u64) {
        let known = self.lists.entry(uri.to_owned()).or_default();
        *known = places.max(*known);
    }

    /// Takes a status list of which so many places say what the journal knows nothing of. Keys that never signed a list by
    /// this journal take it as it is, and remember that; to others it shows that entries were cut off.
    ///
    /// # Errors
    /// A fault that says so.
    pub(crate) fn takes(&mut self, name: &str, uri: &str, unrecorded: u64) -> Result<(), Fault> {
        let taken = self.apart.get(uri).copied().unwrap_or_default();
        if unrecorded > taken && self.said.is_some() && !self.lists.is_empty() {
            let changes = plural(unrecorded - taken, "change", "changes");
            let what = format!("{name} has {changes} that the journal knows nothing of: it is older than its list");
            return Err(Fault::unreadable(what, BEHIND));
        }
        self.apart.insert(uri.to_owned(), unrecorded);
        self.apart.retain(|_, it| *it > 0);
        Ok(())
    }

    /// Refuses a journal that does not begin with the entries of the mark. `explained` is how far it had come, by the entry
    /// with which it was gone on with from a copy: keys that sign checkpoints alone go on with it. Keys that sign permits were
    /// moved on by that very entry, or know of another loss.
    ///
    /// # Errors
    /// A fault that says how the two differ.
    pub(crate) fn held_by(
        &self,
        name: &str,
        agreement: Option<Agreement>,
        explained: Option<u64>,
    ) -> Result<(), Fault> {
        let Some((said, agreement)) = self.said.as_ref().zip(agreement) else { return Ok(()) };
        let (had, origin) = (plural(said.size, "entry", "entries"), &said.origin);
        let is_explained = self.lists.is_empty() && explained.is_some_and(|it| it >= said.size);
        if !matches!(agreement, Agreement::Agrees { .. }) && is_explained {
            speak(&format!(
                "note: the journal was gone on with from an older copy since these keys were used, when it had {had}: \
                 checkpoints from before do not fit it any more"
            ));
            return Ok(());
        }
        let what = match agreement {
            Agreement::Agrees { .. } => return Ok(()),
            Agreement::Shorter { missing } => format!(
                "{name} is an older state of the journal: the keys last signed when {origin} had {had}, and here {} missing",
                if missing == 1 { "1 is".to_owned() } else { format!("{missing} are") }
            ),
            Agreement::Differs | Agreement::OtherOrigin => {
                format!("{name} has other entries than those by which the keys last signed, when {origin} had {had}")
            }
        };
        if self.lists.is_empty() {
            let help = format!(
                "put the newest copy back. Where there is none and the loss is known, take {} away: checkpoints from before do not \
                 fit the journal any more; nothing was changed",
                self.path.display()
            );
            return Err(Fault::unreadable(what, help));
        }
        Err(Fault::unreadable(what, BEHIND))
    }

    /// Refuses to begin a journal that was begun already.
    ///
    /// # Errors
    /// A fault that says how far the other had come.
    pub(crate) fn is_new(&self, place: &Path) -> Result<(), Fault> {
        let Some(said) = &self.said else { return Ok(()) };
        let had = plural(said.size, "entry", "entries");
        let place = place.display();
        let what = format!("{place} has no journal, and the keys last signed when {} had {had}", said.origin);
        Err(Fault::unreadable(
            what,
            "give the folder of that journal, or put it back from a copy; for a trial, make keys of its own: tidegate keys \
             new; nothing was changed",
        ))
    }

    /// The mark of a journal as it will stand, ready to take the place of this one: keys that cannot remember sign nothing.
    ///
    /// # Errors
    /// A fault where it cannot be written beside its place.
    pub(crate) fn moved(&self, journal: &Journal) -> Result<(Staged, Checkpoint), Fault> {
        let mut now = Checkpoint::of(journal);
        now.extensions.push(format!("{NEWEST}{}", journal.last()).into());
        let told = |word, (uri, places): (&String, &u64)| format!("{word}{places} {uri}").into();
        now.extensions.extend(self.lists.iter().map(|it| told(LIST, it)));
        now.extensions.extend(self.apart.iter().map(|it| told(APART, it)));
        let staged = Staged::private(&self.path, now.text().as_bytes()).map_err(|it| match it {
            Fault::Said { exit, what, .. } => Fault::Said {
                exit,
                what,
                help: "the folder of keys remembers how far the journal has come, and must be writable by its owner; nothing \
                    was recorded"
                    .to_owned(),
            },
            other => other,
        })?;
        Ok((staged, now))
    }

    /// Takes in what is written now.
    pub(crate) fn is_now(&mut self, said: Checkpoint) {
        self.said = Some(said);
    }
}

/// What stands behind a word in lines of their own.
fn lines<'a>(said: &'a Checkpoint, word: &str) -> impl Iterator<Item = &'a str> {
    said.extensions.iter().filter_map(move |it| it.strip_prefix(word))
}

fn newest(said: &Checkpoint) -> Option<Instant> {
    Instant::parse(lines(said, NEWEST).next()?).ok()
}
