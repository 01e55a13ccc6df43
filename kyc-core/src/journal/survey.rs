//! A whole file → what it holds, and whether it still begins with what a checkpoint was made over. One pass.

use super::checkpoint::Checkpoint;
use super::entry::Entry;
use super::log::{Journal, LogFault, Walk};
use super::tree::{Digest, Frontier};
use std::io::BufRead;

/// How a journal stands to a checkpoint that somebody kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Agreement {
    /// It begins with the very entries that the checkpoint covers.
    Agrees {
        /// How many entries came since.
        since: u64,
    },
    /// It has fewer entries than the checkpoint covers: the newest were cut off.
    Shorter {
        /// How many at least.
        missing: u64,
    },
    /// It has as many, but not the same: something among them was changed.
    Differs,
    /// The checkpoint is of another journal.
    OtherOrigin,
}

/// What one pass over a file finds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Survey {
    /// The journal; `None` where the file has no whole entry.
    pub journal: Option<Journal>,
    /// Bytes of a torn tail.
    pub torn: u64,
    /// How it stands to the checkpoint, where one was given.
    pub agreement: Option<Agreement>,
}

/// Reads a file to its end and hands each entry to `each`. Holds one line and some twenty digests.
///
/// # Errors
/// A [`LogFault`] with the place.
pub fn survey(
    input: impl BufRead,
    checkpoint: Option<&Checkpoint>,
    mut each: impl FnMut(&Entry),
) -> Result<Survey, LogFault> {
    let (mut walk, mut then) = (Walk::new(input), None);
    while let Some(entry) = walk.step()? {
        each(&entry);
        let at_the_checkpoint = |it: &&Journal| checkpoint.is_some_and(|asked| asked.size == it.size());
        then = walk.journal().filter(at_the_checkpoint).map(Journal::root).or(then);
    }
    let agreement = checkpoint.map(|it| agreement(walk.journal(), then, it));
    Ok(Survey { journal: walk.journal().cloned(), torn: walk.torn(), agreement })
}

fn agreement(journal: Option<&Journal>, then: Option<Digest>, asked: &Checkpoint) -> Agreement {
    let size = journal.map_or(0, Journal::size);
    match (journal, then) {
        (Some(it), _) if it.origin() != &*asked.origin => Agreement::OtherOrigin,
        _ if size < asked.size => Agreement::Shorter { missing: asked.size - size },
        (_, Some(root)) if root == asked.root => Agreement::Agrees { since: size - asked.size },
        (_, None) if asked.size == 0 && asked.root == Frontier::new().root() => Agreement::Agrees { since: size },
        _ => Agreement::Differs,
    }
}

#[cfg(test)]
#[path = "survey_tests.rs"]
mod tests;
