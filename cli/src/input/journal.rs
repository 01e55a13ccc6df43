//! The file of a journal: read under a shared lock, appended to by one writer at a time.
//!
//! An entry counts once it is on the disk. A torn tail, which a crash leaves, is cut off by the next writer alone.

use super::mark::Mark;
use super::office::{is_no_keys, journal_file};
use super::secret::Folder;
use super::trail::{Signer, Trail};
use super::{Staged, cannot, file_name, speak};
use crate::fault::Fault;
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{BufReader, Seek, SeekFrom, Write};
use std::path::Path;
use tidegate_kyc_core::base::Instant;
use tidegate_kyc_core::journal::{Agreement, Checkpoint, Entry, Event, Journal, Kind, LogFault, Survey, Walk, survey};

/// What to do about a journal that is not as it was written.
const CORRUPT: &str =
    "nothing behind that place is to be trusted: take the file from a copy, and keep this one as evidence";

/// What to do where an entry was perhaps recorded: what was written may stand in the file although the disk said no.
const UNKNOWN: &str = "it is not known whether the entry was recorded: check the space on its disk, see with tidegate audit \
    verify how many entries the journal has, then give the command again";

/// Opens a journal for reading; whoever writes is waited for.
///
/// # Errors
/// A fault where it cannot be opened or locked.
pub(crate) fn open_journal(path: &Path) -> Result<BufReader<File>, Fault> {
    is_no_keys(path)?;
    let path = &journal_file(path);
    let file = File::open(path).map_err(|it| cannot(path, &it))?;
    file.lock_shared().map_err(|it| cannot(path, &it))?;
    Ok(BufReader::with_capacity(1 << 16, file))
}

/// Reads a journal that must be whole; a torn tail is passed over.
///
/// # Errors
/// A fault where it cannot be read, is corrupt or has no entry.
pub(crate) fn whole_journal(
    path: &Path,
    checkpoint: Option<&Checkpoint>,
    each: impl FnMut(&Entry),
) -> Result<(Journal, Survey), Fault> {
    let found = survey(open_journal(path)?, checkpoint, each).map_err(|it| corrupt(path, &it))?;
    found.journal.clone().map(|it| (it, found)).ok_or_else(|| no_entry(path))
}

/// The fault of a journal that is not as it was written.
pub(crate) fn corrupt(path: &Path, fault: &LogFault) -> Fault {
    Fault::unreadable(format!("{}: {fault}", file_name(path)), CORRUPT)
}

/// The fault of a journal that cannot be opened for writing: one that may be read says so.
fn closed(path: &Path, error: &std::io::Error) -> Fault {
    let is_shut = matches!(error.kind(), std::io::ErrorKind::PermissionDenied | std::io::ErrorKind::ReadOnlyFilesystem);
    if is_shut && File::open(path).is_ok() {
        let help = "ask for the right to write it: this command records what it does, or holds the journal meanwhile";
        return Fault::unreadable(format!("{} may be read, but not written", path.display()), help);
    }
    cannot(path, error)
}

/// The fault of a file without entries.
fn no_entry(path: &Path) -> Fault {
    let help = "a journal begins with the entry that opens it: where nothing was ever recorded, take the file away and begin \
        anew; otherwise take it from a copy";
    Fault::unreadable(format!("{} holds no whole entry", file_name(path)), help)
}

/// Makes the file of a new journal from its first line.
///
/// # Errors
/// A fault where the file is there already, or cannot be written; it is then not there.
pub(crate) fn begin_journal(path: &Path, line: &[u8]) -> Result<(), Fault> {
    let failed = |it: &std::io::Error| {
        let what = format!("{} cannot be written: {}", path.display(), it.kind());
        match it.kind() {
            std::io::ErrorKind::AlreadyExists => Fault::usage(
                format!("{} is there already", path.display()),
                "nothing was written: a journal is begun once, and only grows",
            ),
            _ => Fault::unreadable(what, "check the path and its rights"),
        }
    };
    // Whole or not at all: another who begins it at the same time finds it there, with its entry.
    let beside = path.with_extension(format!("{}.part", std::process::id()));
    let begun = std::fs::write(&beside, line)
        .and_then(|()| File::open(&beside)?.sync_all())
        .and_then(|()| std::fs::hard_link(&beside, path));
    // What was begun is ours and no journal; if it cannot be removed, the answer is the same.
    let _ = std::fs::remove_file(&beside);
    begun.map_err(|it| failed(&it))
}

/// How a journal stands to what the keys remember, and what it records of them.
struct Standing {
    agreement: Option<Agreement>,
    /// How far it had come when it was gone on with from a copy, by its own entries.
    explained: Option<u64>,
    trail: Trail,
}

/// What the keys remember of the journal in a file, by its first entry.
fn remembered(path: &Path, file: &File, keys: &Folder<'_>) -> Result<Mark, Fault> {
    let mut walk = Walk::new(BufReader::new(file));
    walk.step().map_err(|it| corrupt(path, &it))?;
    Mark::of(keys, walk.journal().ok_or_else(|| no_entry(path))?.origin())
}

/// A journal open for writing: no other writer and no reader is at it.
#[derive(Debug)]
pub(crate) struct JournalFile {
    file: File,
    journal: Journal,
    name: String,
    torn: u64,
    /// What the keys remember of it, where it was opened with them.
    mark: Option<Mark>,
}

impl JournalFile {
    /// Opens a journal for writing and reads it whole. Another writer is waited for, and the wait is told.
    ///
    /// # Errors
    /// A fault where it cannot be opened, is corrupt or has no entry; nothing is then changed.
    pub(crate) fn open(path: &Path) -> Result<Self, Fault> {
        Self::open_reading(path, |_| {})
    }

    /// The same, and hands each entry on as it is read.
    ///
    /// # Errors
    /// As [`JournalFile::open`].
    pub(crate) fn open_reading(path: &Path, each: impl FnMut(&Entry)) -> Result<Self, Fault> {
        Self::read(path, None, each).map(|it| it.0)
    }

    /// The same for whoever signs by it: it must be the very journal by which the keys signed before, they remember how far
    /// it comes, and are no older than what it records of them.
    ///
    /// # Errors
    /// As [`JournalFile::open`], and where it is behind what the keys remember, or they are behind what it records.
    pub(crate) fn open_with(path: &Path, signer: &Signer<'_>, each: impl FnMut(&Entry)) -> Result<Self, Fault> {
        let (file, trail) = Self::open_kept(path, Some(signer.keys), each)?;
        file.admits(&trail, signer)?;
        Ok(file)
    }

    /// The same for whoever makes, rotates or ends keys, which may be older: gives what the journal records of them. Keys that
    /// are made now (none) remember nothing.
    ///
    /// # Errors
    /// As [`JournalFile::open`], and where it is behind what the keys remember.
    pub(crate) fn open_trailing(path: &Path, keys: Option<&Folder<'_>>) -> Result<(Self, Trail), Fault> {
        Self::open_kept(path, keys, |_| {})
    }

    fn open_kept(path: &Path, keys: Option<&Folder<'_>>, each: impl FnMut(&Entry)) -> Result<(Self, Trail), Fault> {
        let (file, standing) = Self::read(path, keys, each)?;
        let mark = file.mark.as_ref();
        mark.map_or(Ok(()), |it| it.held_by(&file.name, standing.agreement, standing.explained))?;
        Ok((file, standing.trail))
    }

    /// The same as [`JournalFile::open_with`] for a journal that may be behind; gives how it stands to what the keys remember, and
    /// what it records of them. Where entries are lost that the keys knew, it need not say that they sign: it says so no more.
    ///
    /// # Errors
    /// As [`JournalFile::open`], and where the keys are behind what it records of them.
    pub(crate) fn open_behind(
        path: &Path,
        signer: &Signer<'_>,
        each: impl FnMut(&Entry),
    ) -> Result<(Self, Option<Agreement>, Trail), Fault> {
        let (file, Standing { agreement, trail, .. }) = Self::read(path, Some(signer.keys), each)?;
        let is_behind = agreement.is_some_and(|it| !matches!(it, Agreement::Agrees { .. }));
        if !is_behind || trail.end_of(signer.set.active()).is_some() {
            file.admits(&trail, signer)?;
        }
        Ok((file, agreement, trail))
    }

    /// Refuses keys of which the journal does not say that they sign.
    fn admits(&self, trail: &Trail, signer: &Signer<'_>) -> Result<(), Fault> {
        trail.admits(signer, self.signed_lists(), &self.name).map_err(|fault| {
            // Who waits for the journal opened the keys before: then it may be what they were, and not what they are.
            if signer.keys.set().is_ok_and(|it| it != *signer.set) {
                let folder = signer.keys.0.display();
                let what = format!(
                    "the keys in {folder} were rotated, or one of them ended, while this waited for {}",
                    self.name
                );
                return Fault::unreadable(what, "give the command again; nothing was changed");
            }
            fault
        })
    }

    /// Whether the keys signed a status list by it before.
    pub(crate) fn signed_lists(&self) -> bool {
        self.mark.as_ref().is_some_and(|it| !it.lists().is_empty())
    }

    fn read(path: &Path, keys: Option<&Folder<'_>>, mut each: impl FnMut(&Entry)) -> Result<(Self, Standing), Fault> {
        is_no_keys(path)?;
        let path = &journal_file(path);
        let mut file = OpenOptions::new().read(true).write(true).open(path).map_err(|it| closed(path, &it))?;
        let name = file_name(path);
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                speak(&format!("{name} is in use by another writer: waiting"));
                file.lock().map_err(|it| cannot(path, &it))?;
            }
            Err(TryLockError::Error(fault)) => return Err(cannot(path, &fault)),
        }
        let mark = keys.map(|it| remembered(path, &file, it)).transpose()?;
        file.rewind().map_err(|it| cannot(path, &it))?;
        let (said, mut explained, mut trail) = (mark.as_ref().and_then(Mark::said), None, Trail::default());
        let each = |entry: &Entry| {
            if entry.event().kind == Kind::JournalResumed {
                let had = entry.event().body.get("remembered_entries").and_then(serde_json::Value::as_u64);
                explained = explained.max(had);
            }
            trail.see(entry);
            each(entry);
        };
        let found = survey(BufReader::with_capacity(1 << 16, &file), said, each).map_err(|it| corrupt(path, &it))?;
        let journal = found.journal.ok_or_else(|| no_entry(path))?;
        let standing = Standing { agreement: found.agreement, explained, trail };
        Ok((Self { file, journal, name, torn: found.torn, mark }, standing))
    }

    /// Lets the keys remember how far it comes.
    pub(crate) fn keep(&mut self, mark: Mark) {
        self.mark = Some(mark);
    }

    /// What the keys remember of it.
    pub(crate) const fn mark(&self) -> Option<&Mark> {
        self.mark.as_ref()
    }

    /// Lets the keys remember, with the next entry, how many places of which status list are given out.
    pub(crate) fn gives_out(&mut self, uri: &str, places: u64) {
        if let Some(mark) = &mut self.mark {
            mark.gives_out(uri, places);
        }
    }

    /// Takes the status list of that name and address, of which so many places say what the journal knows nothing of.
    ///
    /// # Errors
    /// A fault where the keys signed by this journal before: entries were cut off.
    pub(crate) fn takes(&mut self, list: (&str, &str), unrecorded: u64) -> Result<(), Fault> {
        self.mark.as_mut().map_or(Ok(()), |it| it.takes(list.0, list.1, unrecorded))
    }

    /// Lets the keys remember it as it stands.
    ///
    /// # Errors
    /// A fault where they cannot.
    pub(crate) fn remember(&mut self) -> Result<(), Fault> {
        let moved = self.mark.as_ref().map(|it| it.moved(&self.journal)).transpose()?;
        self.moved(moved)
    }

    fn moved(&mut self, moved: Option<(Staged, Checkpoint)>) -> Result<(), Fault> {
        if let Some(((staged, said), mark)) = moved.zip(self.mark.as_mut()) {
            staged.put()?;
            mark.is_now(said);
        }
        Ok(())
    }

    /// The journal as it stands on the disk.
    pub(crate) const fn journal(&self) -> &Journal {
        &self.journal
    }

    /// Records an event: when this returns, it is on the disk. Cuts off a torn tail first, and says so.
    ///
    /// # Errors
    /// A fault where the event cannot be an entry or the clock is behind, and the file is as it was; or where writing
    /// fails, and nobody knows whether the file has the entry, a torn tail or nothing new.
    pub(crate) fn append(&mut self, at: Instant, event: Event) -> Result<(), Fault> {
        let mut after = self.journal.clone();
        let added = after
            .append(at, event)
            .map_err(|it| Fault::usage(format!("{}: {it}", self.name), "nothing was recorded"))?;
        // What the keys will remember lies ready before there is an entry.
        let moved = self.mark.as_ref().map(|it| it.moved(&after)).transpose()?;
        self.put(&added.line).map_err(|it| {
            let what = format!("{} cannot be written: {}", self.name, it.kind());
            Fault::unreadable(what, UNKNOWN)
        })?;
        self.journal = after;
        self.moved(moved)
    }

    fn put(&mut self, line: &[u8]) -> std::io::Result<()> {
        let place = self.journal.len();
        if self.torn > 0 {
            self.file.set_len(place)?;
            speak(&format!(
                "{}: cut off a torn tail of {} bytes behind entry {}",
                self.name,
                self.torn,
                self.journal.size() - 1
            ));
        }
        // Until the line is whole, what lies behind the last entry is a tail to cut.
        self.torn = line.len() as u64;
        self.file.seek(SeekFrom::Start(place))?;
        self.file.write_all(line)?;
        self.file.sync_data()?;
        self.torn = 0;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc;
    use std::time::Duration;

    fn at(seconds: i64) -> Instant {
        Instant::from_micros(1_772_359_200_000_000 + seconds * 1_000_000)
    }

    fn run() -> Event {
        Event::of(Kind::Run, serde_json::Map::new())
    }

    fn made(folder: &Path) -> (std::path::PathBuf, Vec<u8>) {
        let path = folder.join("journal.jsonl");
        let line = Journal::begin("example.com/journal", at(0)).unwrap().1.line;
        std::fs::write(&path, &line).unwrap();
        (path, line)
    }

    #[test]
    fn what_is_appended_is_read_and_a_torn_tail_is_cut_by_writing_alone() {
        let folder = tempfile::tempdir().unwrap();
        let (path, opened) = made(folder.path());
        JournalFile::open(&path).unwrap().append(at(1), run()).unwrap();
        let whole = std::fs::read(&path).unwrap();
        for cut in opened.len()..whole.len() {
            std::fs::write(&path, &whole[..cut]).unwrap();
            let (journal, found) = whole_journal(&path, None, |_| {}).unwrap();
            assert_eq!((journal.size(), found.torn), (1, (cut - opened.len()) as u64));
            assert_eq!(std::fs::read(&path).unwrap().len(), cut, "reading repairs nothing");
            let mut file = JournalFile::open(&path).unwrap();
            assert_eq!(std::fs::read(&path).unwrap().len(), cut, "nor does opening");
            file.append(at(1), run()).unwrap();
            assert_eq!(std::fs::read(&path).unwrap(), whole);
        }
    }

    #[test]
    fn where_writing_fails_nobody_says_that_nothing_was_recorded() {
        let folder = tempfile::tempdir().unwrap();
        let (path, _) = made(folder.path());
        let mut journal = JournalFile::open(&path).unwrap();
        journal.file = File::open(&path).unwrap();
        let Err(Fault::Said { what, help, .. }) = journal.append(at(1), run()) else { panic!("recorded") };
        assert!(what.contains("journal.jsonl cannot be written"), "{what}");
        assert!(help.contains("not known whether") && help.contains("audit verify"), "{help}");
        assert!(!help.contains("nothing was recorded"), "{help}");
    }

    #[test]
    fn a_tail_longer_than_the_next_entry_leaves_nothing_behind() {
        let folder = tempfile::tempdir().unwrap();
        let (path, mut bytes) = made(folder.path());
        bytes.extend(vec![b'x'; 5000]);
        std::fs::write(&path, bytes).unwrap();
        JournalFile::open(&path).unwrap().append(at(1), run()).unwrap();
        assert_eq!(whole_journal(&path, None, |_| {}).unwrap().1.torn, 0);
    }

    #[test]
    fn a_clock_behind_or_a_corrupt_line_changes_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let (path, opened) = made(folder.path());
        let torn = [opened.as_slice(), b"{\"ent"].concat();
        std::fs::write(&path, &torn).unwrap();
        let Err(Fault::Said { what, .. }) = JournalFile::open(&path).unwrap().append(at(-1), run()) else {
            panic!("recorded")
        };
        assert!(what.contains("before the newest entry"), "{what}");
        assert_eq!(std::fs::read(&path).unwrap(), torn);
        let mut changed = opened;
        changed[20] ^= 1;
        std::fs::write(&path, &changed).unwrap();
        let Err(Fault::Said { what, .. }) = JournalFile::open(&path) else { panic!("opened") };
        assert!(what.contains("line 1"), "{what}");
        assert_eq!(std::fs::read(&path).unwrap(), changed);
    }

    #[test]
    fn of_two_writers_the_second_waits_and_both_entries_stand() {
        let folder = tempfile::tempdir().unwrap();
        let (path, _) = made(folder.path());
        let mut first = JournalFile::open(&path).unwrap();
        let (tell, told) = mpsc::channel();
        let second = {
            let path = path.clone();
            std::thread::spawn(move || {
                let mut file = JournalFile::open(&path).unwrap();
                tell.send(()).unwrap();
                file.append(at(9), run()).unwrap();
            })
        };
        assert!(told.recv_timeout(Duration::from_millis(200)).is_err(), "the second writer did not wait");
        first.append(at(5), run()).unwrap();
        drop(first);
        second.join().unwrap();
        assert_eq!(whole_journal(&path, None, |_| {}).unwrap().0.size(), 3);
    }
}
