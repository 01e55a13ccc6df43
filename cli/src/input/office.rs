//! The folder of a gate: its journal, its status list and its reviews, under one lock.
//!
//! Whoever holds the journal holds the folder. What is written goes into the journal first: a crash leaves an entry
//! without its effect, never an effect without its entry.

use super::journal::{JournalFile, begin_journal, whole_journal};
use super::mark::Mark;
use super::secret::{is_private, own_folder};
use super::trail::Signer;
use super::{Staged, cannot, is_there, speak, whole};
use crate::fault::Fault;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use tidegate_kyc_core::base::{Instant, SourceId, SubjectId};
use tidegate_kyc_core::journal::{Entry, Event, Journal, Openings, OpeningsError};

/// The most reviews of one folder, and bytes of one.
const REVIEWS_MAX: usize = 100_000;

/// The open folder.
#[derive(Debug)]
pub(crate) struct Office<'a> {
    folder: &'a Path,
    journal: Held,
    /// The status list, and how many of its places are given out, which the keys remember with the next entry.
    list: Option<(String, u64)>,
}

/// The journal, or what will begin it: nothing is begun before there is something to record.
#[derive(Debug)]
enum Held {
    Open(JournalFile),
    /// As it was read, for whoever records nothing.
    Read(Journal),
    New {
        journal: Journal,
        line: Vec<u8>,
        mark: Option<Mark>,
    },
}

fn journal_path(folder: &Path) -> PathBuf {
    folder.join("journal.jsonl")
}

fn status_path(folder: &Path) -> PathBuf {
    folder.join("status.jwt")
}

/// The file of a journal that is given by its own name or by its folder's.
pub(crate) fn journal_file(given: &Path) -> PathBuf {
    if given.is_dir() { journal_path(given) } else { given.to_owned() }
}

/// Refuses a folder of keys for a journal's: nobody keeps the two in one, and a journal begun there would be read by those
/// who publish the keys.
///
/// # Errors
/// A fault that says what the folder is.
pub(crate) fn is_no_keys(folder: &Path) -> Result<(), Fault> {
    if is_there(&folder.join("jwks.json")) && !is_there(&journal_path(folder)) {
        let help = "give the folder or the file of the journal; --keys names the folder of the keys";
        return Err(Fault::usage(format!("{} holds keys and no journal", folder.display()), help));
    }
    Ok(())
}

/// Refuses what is no folder of a gate, and tells where others may look into what is kept of customers.
fn is_gates(folder: &Path) -> Result<(), Fault> {
    if folder.is_file() {
        let help = "give the folder in which the journal, the status list and the reviews lie";
        return Err(Fault::usage(format!("{} is a file", folder.display()), help));
    }
    is_no_keys(folder)?;
    for it in ["openings", "reviews"].map(|it| folder.join(it)) {
        if is_there(&it) && !is_private(&it)? {
            let path = it.display();
            speak(&format!("note: {path} is open to others than its owner: chmod -R go-rwx {path}"));
        }
    }
    Ok(())
}

/// The place of the status list that stands beside the file of a journal, whichever of the two is given.
pub(crate) fn own_status(journal: &Path) -> PathBuf {
    journal_file(journal).with_file_name("status.jwt")
}

/// The status list that stands beside the journal, where a folder is given.
pub(crate) fn status_beside(journal: &Path) -> Option<PathBuf> {
    journal.is_dir().then(|| status_path(journal))
}

/// Files beside one that are named like tokens, such as lists of former addresses.
pub(crate) fn tokens_beside(path: &Path) -> Vec<PathBuf> {
    let folder = path.parent().filter(|it| !it.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut found: Vec<PathBuf> =
        std::fs::read_dir(folder).into_iter().flatten().flatten().map(|it| it.path()).collect();
    found.retain(|it| it.is_file() && it != path && it.extension().is_some_and(|it| it == "jwt"));
    found.sort();
    found
}

impl<'a> Office<'a> {
    /// Opens the folder of a gate with its keys, and hands on every entry of its journal. Where there is none, a journal of
    /// that origin begins with what is recorded first.
    ///
    /// # Errors
    /// A fault where something cannot be opened or read, or the journal is corrupt or behind what the keys remember, or they
    /// are behind what it records.
    pub(crate) fn open(
        folder: &'a Path,
        signer: &Signer<'_>,
        origin: &str,
        each: impl FnMut(&Entry),
    ) -> Result<Self, Fault> {
        let path = journal_path(folder);
        is_gates(folder)?;
        if !is_there(&path) {
            let kept = [("reviews", "jwt"), ("openings", "jsonl")];
            if is_there(&status_path(folder)) || kept.iter().any(|it| has_files(&folder.join(it.0), it.1)) {
                let what = format!("{} has a status list, reviews or openings, but no journal", folder.display());
                let help =
                    "take journal.jsonl from a copy: without it nobody knows what was decided; nothing was changed";
                return Err(Fault::unreadable(what, help));
            }
            let mark = Mark::of(signer.keys, origin)?;
            mark.is_new(folder)?;
            let (journal, opened) =
                Journal::begin(origin, signer.at).map_err(|it| Fault::usage(it, "nothing was written"))?;
            let journal = Held::New { journal, line: opened.line, mark: Some(mark) };
            return Ok(Self { folder, journal, list: None });
        }
        Ok(Self { folder, journal: Held::Open(JournalFile::open_with(&path, signer, each)?), list: None })
    }

    /// Opens a folder that must be there.
    ///
    /// # Errors
    /// As [`Office::open`], and where there is no journal.
    pub(crate) fn of(folder: &'a Path, each: impl FnMut(&Entry)) -> Result<Self, Fault> {
        is_gates(folder)?;
        let journal = Held::Open(JournalFile::open_reading(&journal_path(folder), each)?);
        Ok(Self { folder, journal, list: None })
    }

    /// Reads a folder that must be there, to look and not to record: a copy that nobody may write will do.
    ///
    /// # Errors
    /// As [`Office::of`].
    pub(crate) fn read(folder: &'a Path, each: impl FnMut(&Entry)) -> Result<Self, Fault> {
        is_gates(folder)?;
        let (journal, _) = whole_journal(&journal_path(folder), None, each)?;
        Ok(Self { folder, journal: Held::Read(journal), list: None })
    }

    const fn journal(&self) -> &Journal {
        match &self.journal {
            Held::Open(file) => file.journal(),
            Held::New { journal, .. } | Held::Read(journal) => journal,
        }
    }

    /// The journal's file, begun where it was not.
    fn file(&mut self) -> Result<&mut JournalFile, Fault> {
        if let Held::New { journal, line, mark } = &mut self.journal {
            let path = journal_path(self.folder);
            std::fs::create_dir_all(self.folder).map_err(|it| cannot(self.folder, &it))?;
            own_folder(&self.folder.join("reviews"))?;
            let begun = begin_journal(&path, line);
            let file = begun.and_then(|()| JournalFile::open(&path)).ok().filter(|it| it.journal() == &*journal);
            let help = "run the same again; nothing was recorded";
            let other = || Fault::unreadable(format!("{} was begun by somebody else meanwhile", path.display()), help);
            let mut file = match file {
                Some(file) => file,
                None if is_there(&path) => return Err(other()),
                // It could not be begun: the same fault again.
                None => return Err(begin_journal(&path, line).err().unwrap_or_else(other)),
            };
            speak(&format!("began the journal of {} in {}", journal.origin(), self.folder.display()));
            if let Some(mark) = mark.take() {
                file.keep(mark);
            }
            self.journal = Held::Open(file);
        }
        match &mut self.journal {
            Held::Open(file) => Ok(file),
            Held::New { .. } | Held::Read(_) => Err(Fault::unreadable("the journal is not open", "report this")),
        }
    }

    /// Refuses the journal of another gate.
    ///
    /// # Errors
    /// A fault that names both.
    pub(crate) fn is_of(&self, origin: &str) -> Result<(), Fault> {
        let own = self.journal().origin();
        if own == origin {
            return Ok(());
        }
        let what =
            format!("{} is the journal of {own}, and the policy's gate is that of {origin}", self.folder.display());
        Err(Fault::usage(what, "give the journal and the policy of one gate; nothing was changed"))
    }

    /// How many entries the journal has: the number of the next one.
    pub(crate) const fn size(&self) -> u64 {
        self.journal().size()
    }

    /// Refuses an instant before the newest entry: a clock that is behind would decide by the past.
    ///
    /// # Errors
    /// A fault that names both.
    pub(crate) fn not_before(&self, at: Instant) -> Result<(), Fault> {
        let newest = self.journal().last();
        if at >= newest {
            return Ok(());
        }
        let help = "check the clock, or give a later --at; nothing was changed";
        Err(Fault::usage(format!("{at} is before the journal's newest entry of {newest}"), help))
    }

    /// Where the status list is.
    pub(crate) fn status_path(&self) -> PathBuf {
        status_path(self.folder)
    }

    /// Every signed review, by the name of its file.
    ///
    /// # Errors
    /// A fault where one cannot be read.
    pub(crate) fn reviews(&self) -> Result<Vec<(String, Vec<u8>)>, Fault> {
        let folder = self.folder.join("reviews");
        if !is_there(&folder) {
            return Ok(Vec::new());
        }
        let mut names = Vec::new();
        for entry in std::fs::read_dir(&folder).map_err(|it| cannot(&folder, &it))? {
            let path = entry.map_err(|it| cannot(&folder, &it))?.path();
            if path.extension().is_some_and(|it| it == "jwt") && path.is_file() {
                names.push(path);
            }
        }
        if names.len() > REVIEWS_MAX {
            let what = format!("{} holds more than {REVIEWS_MAX} reviews", folder.display());
            return Err(Fault::unreadable(what, "put away those that ended long ago"));
        }
        names.sort();
        names.into_iter().map(|it| Ok((super::file_name(&it), whole(&it)?))).collect()
    }

    /// Takes the status list of that address, of which so many places say what the journal knows nothing of.
    ///
    /// # Errors
    /// A fault where the keys signed by this journal before: entries were cut off.
    pub(crate) fn takes(&mut self, uri: &str, unrecorded: u64) -> Result<(), Fault> {
        match &mut self.journal {
            Held::Open(file) => file.takes(("status.jwt", uri), unrecorded),
            Held::New { .. } | Held::Read(_) => Ok(()),
        }
    }

    /// Lets the keys remember, with the next entry, how many places of which status list are given out.
    pub(crate) fn gives_out(&mut self, uri: &str, places: u64) {
        self.list = Some((uri.to_owned(), places));
    }

    /// Keeps what opens an event's commitments, records the event, then publishes a status list.
    ///
    /// # Errors
    /// A fault; where something could not be put in its place, it says that the entry stands.
    pub(crate) fn record(
        &mut self,
        at: Instant,
        event: Event,
        status: Option<&str>,
        openings: Option<(&SubjectId, &str)>,
    ) -> Result<(), Fault> {
        let (place, entry, folder) = (self.status_path(), self.size(), self.folder);
        let list = self.list.take();
        let file = self.file()?;
        list.iter().for_each(|it| file.gives_out(&it.0, it.1));
        clear(folder)?;
        // Everything lies ready beside its place before there is an entry. What opens commitments is in its place then: it
        // only grows, and a line that no entry is committed to says nothing.
        let kept = openings.map(|it| keep(folder, it.0, it.1)).transpose()?;
        let staged = status.map(|it| Staged::new(&place, it.as_bytes())).transpose()?;
        kept.map_or(Ok(()), Staged::put)?;
        file.append(at, event)?;
        staged.map_or(Ok(()), |it| it.put().map_err(|it| half_done(it, entry)))
    }

    /// Records the event of a review, then puts the record beside the others.
    ///
    /// # Errors
    /// A fault; where the record could not be put in its place, it says that the entry stands.
    pub(crate) fn file_review(&mut self, at: Instant, event: Event, token: &str) -> Result<PathBuf, Fault> {
        let folder = self.folder.join("reviews");
        own_folder(&folder)?;
        clear(self.folder)?;
        let path = folder.join(format!("{}.jwt", SourceId::of(token.trim_ascii().as_bytes())));
        if is_there(&path) {
            return Err(Fault::usage("the same review is there already", "nothing was changed"));
        }
        let staged = Staged::private(&path, token.as_bytes())?;
        let entry = self.size();
        self.file()?.append(at, event)?;
        staged.put().map_err(|it| half_done(it, entry))?;
        Ok(path)
    }
}

impl Office<'_> {
    /// Of these reviews those that are there, each file with the digest of what it holds: a copy under another name is
    /// the same review.
    ///
    /// # Errors
    /// A fault where a link or a folder stands in the place of one, or a file cannot be read.
    pub(crate) fn held_reviews(&self, digests: &BTreeSet<String>) -> Result<Vec<(String, PathBuf)>, Fault> {
        let folder = self.folder.join("reviews");
        if digests.is_empty() || !is_there(&folder) {
            return Ok(Vec::new());
        }
        for digest in digests {
            is_held(&folder.join(format!("{digest}.jwt")))?;
        }
        let mut held = Vec::new();
        for entry in std::fs::read_dir(&folder).map_err(|it| cannot(&folder, &it))? {
            let path = entry.map_err(|it| cannot(&folder, &it))?.path();
            if std::fs::symlink_metadata(&path).is_ok_and(|it| it.is_file()) {
                let digest = SourceId::of(whole(&path)?.trim_ascii()).to_string();
                held.extend(digests.contains(&digest).then_some((digest, path)));
            }
        }
        held.sort();
        Ok(held)
    }

    /// Whether anything is kept of a customer, readable or not.
    ///
    /// # Errors
    /// A fault where a link or a folder stands in its place, so that deleting it would delete nothing of it.
    pub(crate) fn keeps(&self, subject: &SubjectId) -> Result<bool, Fault> {
        is_held(&openings_path(self.folder, subject))
    }

    /// Deletes what opens the commitments about a customer, and these reviews.
    ///
    /// # Errors
    /// A fault that says which entry records what did not take effect.
    pub(crate) fn forget(&self, subject: &SubjectId, reviews: &[(String, PathBuf)], entry: u64) -> Result<(), Fault> {
        reviews.iter().try_for_each(|it| delete(&it.1)).map_err(|it| half_done(it, entry))?;
        delete(&openings_path(self.folder, subject)).map_err(|it| half_done(it, entry))
    }
}

/// Where what opens the commitments about a customer is kept. Named by a digest, so that any pseudonym names a file on any
/// system.
fn openings_path(folder: &Path, subject: &SubjectId) -> PathBuf {
    folder.join("openings").join(format!("{}.jsonl", SourceId::of(subject.as_str().as_bytes())))
}

/// What opens the commitments about a customer; nothing where nothing is kept.
///
/// # Errors
/// A fault where the file may be read by others, cannot be read, or is none.
pub(crate) fn openings(folder: &Path, subject: &SubjectId) -> Result<Openings, Fault> {
    let path = openings_path(folder, subject);
    if !is_held(&path)? {
        return Ok(Openings::default());
    }
    let help = "take the file from a copy, or away: what was shown before has to be shown anew then";
    if !is_private(&path)? {
        let what = format!("{} may be read or changed by others than its owner", path.display());
        let all = folder.join("openings");
        let help = format!("chmod -R go-rwx {}: it opens what the journal is committed to", all.display());
        return Err(Fault::unreadable(what, help));
    }
    let text = String::from_utf8(whole(&path)?)
        .map_err(|_| Fault::unreadable(format!("{} is damaged: it is no text", path.display()), help))?;
    let wrong = |it: OpeningsError| Fault::unreadable(format!("{}:{}: {}", path.display(), it.line, it.fault), help);
    Openings::read(&text).map_err(wrong)
}

/// Whether a file stands there. What a link leads to is not ours: nobody would delete it with the link.
fn is_held(path: &Path) -> Result<bool, Fault> {
    match std::fs::symlink_metadata(path) {
        Ok(it) if it.is_file() => Ok(true),
        Ok(_) => {
            let what = format!("{} is a link or no file", path.display());
            Err(Fault::usage(what, "put the file itself there, or delete it and what it leads to; nothing was changed"))
        }
        Err(_) => Ok(false),
    }
}

/// What is to be kept of a customer, for its owner alone, ready to take its place.
fn keep(folder: &Path, subject: &SubjectId, text: &str) -> Result<Staged, Fault> {
    own_folder(&folder.join("openings"))?;
    Staged::private(&openings_path(folder, subject), text.as_bytes())
}

fn delete(path: &Path) -> Result<(), Fault> {
    match std::fs::remove_file(path) {
        Err(it) if it.kind() != std::io::ErrorKind::NotFound => Err(cannot(path, &it)),
        _ => Ok(()),
    }
}

/// Removes what a writer who was stopped left of a customer's data beside its place: whoever holds the journal is the only
/// writer.
fn clear(folder: &Path) -> Result<(), Fault> {
    for folder in ["openings", "reviews"].map(|it| folder.join(it)) {
        for entry in std::fs::read_dir(&folder).into_iter().flatten().flatten() {
            let name = entry.file_name();
            let name = name.to_string_lossy();
            if name.starts_with('.') && name.ends_with(".part") {
                delete(&entry.path())?;
            }
        }
    }
    Ok(())
}

/// Whether a folder holds files of a kind.
fn has_files(folder: &Path, extension: &str) -> bool {
    let files = std::fs::read_dir(folder).into_iter().flatten().flatten();
    files.map(|it| it.path()).any(|it| it.extension().is_some_and(|it| it == extension))
}

/// The journal has the entry, its effect is missing: the same is to be done again.
fn half_done(fault: Fault, entry: u64) -> Fault {
    match fault {
        Fault::Said { what, .. } => Fault::unreadable(
            format!("{what}: entry {entry} of the journal records what did not take effect"),
            "run the same again",
        ),
        other => other,
    }
}
