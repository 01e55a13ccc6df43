//! How far a journal had come when the keys of its gate were used last.
//!
//! It lies with the keys and not with the journal, so that a journal that was put back from an older copy, cut at its end or
//! begun again is noticed before anything is signed by it: what was signed after that copy still counts.

use super::secret::{Folder, owned};
use super::{is_there, speak, text};
use crate::fault::Fault;
use crate::report::words::plural;
use std::path::PathBuf;
use tidegate_kyc_core::journal::{Agreement, Checkpoint, Journal};

/// What to do about a journal that is behind its mark.
const BEHIND: &str = "permits, refusals and reviews are missing: put the newest copy back. Where there is none, tidegate audit \
    resume goes on from here and takes every former permit back; for a trial, make keys of its own: tidegate keys new; \
    nothing was changed";

/// The mark of one journal in a folder of keys.
#[derive(Debug)]
pub(crate) struct Mark {
    path: PathBuf,
    said: Option<Checkpoint>,
}

impl Mark {
    /// The mark of the journal of an origin; an empty one where the keys were never used for it.
    ///
    /// # Errors
    /// A fault where it cannot be read, or is none.
    pub(crate) fn of(keys: &Folder<'_>, origin: &str) -> Result<Self, Fault> {
        let path = keys.mark_path(origin);
        if !is_there(&path) {
            return Ok(Self { path, said: None });
        }
        let said = Checkpoint::parse(&text(&path)?).ok().filter(|it| *it.origin == *origin);
        let damaged = || {
            let help = "take it from a copy of the folder of keys: it tells whether the journal lost entries";
            Fault::unreadable(format!("{} is damaged: it is no mark of the journal {origin}", path.display()), help)
        };
        let said = Some(said.ok_or_else(damaged)?);
        Ok(Self { path, said })
    }

    /// What the journal was when the keys were used last.
    pub(crate) const fn said(&self) -> Option<&Checkpoint> {
        self.said.as_ref()
    }

    /// Refuses a journal that does not begin with the entries of the mark.
    ///
    /// # Errors
    /// A fault that says how the two differ.
    pub(crate) fn held_by(&self, name: &str, agreement: Option<Agreement>) -> Result<(), Fault> {
        let Some((said, agreement)) = self.said.as_ref().zip(agreement) else { return Ok(()) };
        let (had, origin) = (plural(said.size, "entry", "entries"), &said.origin);
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
        Err(Fault::unreadable(what, BEHIND))
    }

    /// Refuses to begin a journal that was begun already.
    ///
    /// # Errors
    /// A fault that says how far the other had come.
    pub(crate) fn is_new(&self, place: &str) -> Result<(), Fault> {
        let Some(said) = &self.said else { return Ok(()) };
        let had = plural(said.size, "entry", "entries");
        let what = format!("{place} has no journal, and the keys last signed when {} had {had}", said.origin);
        Err(Fault::unreadable(
            what,
            "give the folder of that journal, or put it back from a copy; for a trial, make keys of its own: tidegate keys \
             new; nothing was changed",
        ))
    }

    /// Moves on to a journal as it stands. The mark follows the journal: a crash leaves it behind, which is no fault.
    pub(crate) fn move_to(&mut self, journal: &Journal) {
        let now = Checkpoint::of(journal);
        if owned(&self.path, now.text().as_bytes()).is_err() {
            speak(&format!(
                "note: {} cannot be written: whether the journal is put back from an older copy will not be noticed",
                self.path.display()
            ));
        }
        self.said = Some(now);
    }
}
