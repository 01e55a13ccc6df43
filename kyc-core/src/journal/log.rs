//! Lines of a file → entries in their order and the state after them; events → the next lines.
//!
//! A file is whole lines and at most one torn tail, which a crash leaves while it is written. Everything else that is
//! not as it was written is refused with its place. Opens no file: the caller writes what [`Journal::append`] gives at
//! [`Journal::len`], and only then holds the entry for recorded.

use super::entry::{END, Entry, EntryFault, Event, HEAD, Kind, LINE_LEN_MAX, MIDDLE};
use super::tree::{Digest, Frontier};
use crate::base::Instant;
use serde_json::{Map, Value};
use std::io::{BufRead, Read};

/// A journal without its entries: what must be known of them to add the next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Journal {
    origin: Box<str>,
    frontier: Frontier,
    last: Instant,
    len: u64,
}

/// An entry on its way into the file.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub struct Appended {
    /// The entry.
    pub entry: Entry,
    /// The bytes to write at [`Journal::len`] as it was before.
    pub line: Vec<u8>,
}

/// Why an event was not added; the journal is as it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum AppendFault {
    /// The clock stands before the newest entry.
    #[error("the clock stands at {given}, before the newest entry of {last}: set the clock right")]
    Clock {
        /// The instant that was given.
        given: Instant,
        /// That of the newest entry.
        last: Instant,
    },
    /// The event cannot be an entry.
    #[error("{0}")]
    Entry(EntryFault),
    /// A journal is opened once, and by its first entry alone.
    #[error("a journal is opened by its first entry alone")]
    OpenedTwice,
    /// The origin cannot name checkpoints.
    #[error("an origin is a text without spaces and plus signs, for instance example.com/journal")]
    Origin,
}

impl Journal {
    /// Begins a journal whose checkpoints will bear that origin; gives its first entry as well.
    ///
    /// # Errors
    /// An [`AppendFault`].
    pub fn begin(origin: &str, at: Instant) -> Result<(Self, Appended), AppendFault> {
        if !super::note::is_name(origin) {
            return Err(AppendFault::Origin);
        }
        let body = Map::from_iter([("origin".to_owned(), Value::from(origin))]);
        let entry = Entry::make(0, at, Event::of(Kind::JournalOpened, body)).map_err(AppendFault::Entry)?;
        let mut journal = Self { origin: origin.into(), frontier: Frontier::new(), last: at, len: 0 };
        let line = entry.line();
        journal.take(&entry, line.len());
        Ok((journal, Appended { entry, line }))
    }

    /// Adds an event at an instant that is not before the newest entry's. O(log size), and the size of the event.
    ///
    /// # Errors
    /// An [`AppendFault`]; the journal is then as it was.
    pub fn append(&mut self, at: Instant, event: Event) -> Result<Appended, AppendFault> {
        if at < self.last {
            return Err(AppendFault::Clock { given: at, last: self.last });
        }
        if event.kind == Kind::JournalOpened {
            return Err(AppendFault::OpenedTwice);
        }
        let entry = Entry::make(self.size(), at, event).map_err(AppendFault::Entry)?;
        let line = entry.line();
        self.take(&entry, line.len());
        Ok(Appended { entry, line })
    }

    fn take(&mut self, entry: &Entry, len: usize) {
        self.frontier.push(entry.leaf());
        self.last = entry.time();
        self.len = self.len.saturating_add(len as u64);
    }

    /// What names it, and its checkpoints.
    #[must_use]
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// How many entries it has.
    #[must_use]
    pub const fn size(&self) -> u64 {
        self.frontier.size()
    }

    /// The root of the tree of its entries.
    #[must_use]
    pub fn root(&self) -> Digest {
        self.frontier.root()
    }

    /// When its newest entry was written.
    #[must_use]
    pub const fn last(&self) -> Instant {
        self.last
    }

    /// How many bytes its whole entries have: the place of the next.
    #[must_use]
    #[expect(clippy::len_without_is_empty, reason = "a journal has at least the entry that opens it")]
    pub const fn len(&self) -> u64 {
        self.len
    }
}

/// What is wrong with a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum LineFault {
    /// Not an entry and its leaf hash.
    #[error("the line is not an entry and its leaf hash")]
    Form,
    /// The leaf hash is not that of the entry.
    #[error("the leaf hash is not that of the entry: one of them was changed")]
    Leaf,
    /// Not an entry.
    #[error("{0}")]
    Entry(EntryFault),
    /// Not the number that follows.
    #[error("the entry has number {found} where {asked} must follow: entries were dropped, swapped or inserted")]
    Sequence {
        /// What follows the line before.
        asked: u64,
        /// What stands there.
        found: u64,
    },
    /// Before the entry above it.
    #[error("the entry is older than the one before it")]
    Time,
    /// The first entry does not open a journal, or a later one does.
    #[error("a journal is opened by its first entry alone, with an origin")]
    Opening,
    /// Longer than any entry.
    #[error("the line is longer than an entry may be")]
    TooLong,
}

/// Why the lines of a file are not a journal.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LogFault {
    /// A line is not as it was written.
    #[error("line {line} (from byte {offset}): {fault}")]
    Corrupt {
        /// The line, from 1.
        line: u64,
        /// Its first byte.
        offset: u64,
        /// What is wrong.
        fault: LineFault,
    },
    /// Reading failed.
    #[error("reading fails: {0}")]
    Read(std::io::ErrorKind),
}

/// A journal being read, entry by entry. Holds one line at a time.
#[derive(Debug)]
pub struct Walk<R> {
    input: R,
    line: Vec<u8>,
    journal: Option<Journal>,
    torn: u64,
}

impl<R: BufRead> Walk<R> {
    /// Begins at the first byte of a file.
    pub const fn new(input: R) -> Self {
        Self { input, line: Vec::new(), journal: None, torn: 0 }
    }

    /// The next entry; `None` at the end of the whole entries.
    ///
    /// # Errors
    /// A [`LogFault`] with the place; nothing behind it is to be trusted.
    pub fn step(&mut self) -> Result<Option<Entry>, LogFault> {
        if self.torn > 0 {
            return Ok(None);
        }
        self.line.clear();
        let mut bounded = self.input.by_ref().take(LINE_LEN_MAX as u64 + 1);
        bounded.read_until(b'\n', &mut self.line).map_err(|it| LogFault::Read(it.kind()))?;
        if self.line.len() > LINE_LEN_MAX {
            return Err(self.corrupt(LineFault::TooLong));
        }
        if self.line.last() != Some(&b'\n') {
            self.torn = self.line.len() as u64;
            return Ok(None);
        }
        let entry = parse(&self.line).and_then(|it| self.follows(&it).map(|()| it)).map_err(|it| self.corrupt(it))?;
        let origin = origin(&entry);
        let begun = || Journal {
            origin: origin.unwrap_or_default().into(),
            frontier: Frontier::new(),
            last: entry.time(),
            len: 0,
        };
        let len = self.line.len();
        self.journal.get_or_insert_with(begun).take(&entry, len);
        Ok(Some(entry))
    }

    /// Whether an entry may stand next.
    fn follows(&self, entry: &Entry) -> Result<(), LineFault> {
        let asked = self.journal.as_ref().map_or(0, Journal::size);
        if entry.sequence() != asked {
            return Err(LineFault::Sequence { asked, found: entry.sequence() });
        }
        if self.journal.as_ref().is_some_and(|it| entry.time() < it.last) {
            return Err(LineFault::Time);
        }
        let opens = entry.event().kind == Kind::JournalOpened;
        let named = origin(entry).is_some_and(super::note::is_name);
        if opens != self.journal.is_none() || opens && !named {
            return Err(LineFault::Opening);
        }
        Ok(())
    }

    fn corrupt(&self, fault: LineFault) -> LogFault {
        let (size, offset) = self.journal.as_ref().map_or((0, 0), |it| (it.size(), it.len()));
        LogFault::Corrupt { line: size.saturating_add(1), offset, fault }
    }

    /// The journal as far as it was read; `None` before its first entry.
    #[must_use]
    pub const fn journal(&self) -> Option<&Journal> {
        self.journal.as_ref()
    }

    /// How many bytes stand behind the last whole entry, without an end: a torn tail. Known at the end.
    #[must_use]
    pub const fn torn(&self) -> u64 {
        self.torn
    }
}

fn origin(entry: &Entry) -> Option<&str> {
    entry.event().body.get("origin").and_then(Value::as_str)
}

/// Takes a line with its end apart.
fn parse(line: &[u8]) -> Result<Entry, LineFault> {
    let inner = line.strip_prefix(HEAD).and_then(|it| it.strip_suffix(END)).ok_or(LineFault::Form)?;
    let (front, leaf) = inner.split_at_checked(inner.len().wrapping_sub(64)).ok_or(LineFault::Form)?;
    let canonical = front.strip_suffix(MIDDLE).ok_or(LineFault::Form)?;
    let lower = |it: &u8| it.is_ascii_digit() || (b'a'..=b'f').contains(it);
    if !leaf.iter().all(lower) {
        return Err(LineFault::Form);
    }
    let leaf = std::str::from_utf8(leaf).ok().and_then(|it| Digest::parse(it).ok()).ok_or(LineFault::Form)?;
    if super::tree::leaf_hash(canonical) != leaf {
        return Err(LineFault::Leaf);
    }
    Entry::read(canonical).map_err(LineFault::Entry)
}

#[cfg(test)]
#[path = "log_tests.rs"]
mod tests;
