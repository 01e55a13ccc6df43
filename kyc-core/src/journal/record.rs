//! A proof that travels alone: one entry, its path to a root, and the signed checkpoint with that root, as one JSON
//! object.
//!
//! Its schema is `tidegate.proof/1`, docs/schema/proof.schema.json. Whoever has it and knows the key can verify it without
//! the journal.

use super::canonical;
use super::checkpoint::{CheckpointFault, SignedCheckpoint};
use super::entry::{Entry, EntryFault};
use super::note::NoteKey;
use super::proof::{ProofFault, verify_consistency, verify_inclusion};
use super::tree::Digest;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The schema of the object.
const SCHEMA: &str = "tidegate.proof/1";

/// The most bytes of a record: an entry's line and two paths of 64 digests, laid out generously.
const LEN_MAX: usize = 1 << 22;

/// A tree by size and root.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Head {
    /// How many entries.
    pub size: u64,
    /// The root.
    pub root: Digest,
}

/// A proof about one entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProofRecord {
    schema: Box<str>,
    /// What names the journal.
    pub origin: Box<str>,
    entry: Value,
    /// The tree that the entry stands in.
    pub tree: Head,
    /// The entry's path to its root, from the leaf up.
    pub inclusion: Vec<Digest>,
    /// That the tree of the checkpoint is the beginning of a later one, which nobody vouches for. It is not written any
    /// more.
    pub consistency: Option<Growth>,
    /// The note of the checkpoint of that tree.
    pub checkpoint: Option<Box<str>>,
}

/// One tree that grew out of another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Growth {
    /// The earlier.
    pub from: Head,
    /// The later.
    pub to: Head,
    /// The hashes that lead from one root to the other.
    pub path: Vec<Digest>,
}

/// Why a record is none, or proves nothing. Carries nothing of the entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RecordFault {
    /// Not the members of the schema.
    #[error("the file is not a proof of schema tidegate.proof/1")]
    Form,
    /// The entry is none.
    #[error("{0}")]
    Entry(EntryFault),
    /// The entry's path does not hold.
    #[error("the entry is not proved: {0}")]
    Inclusion(ProofFault),
    /// The growth does not hold.
    #[error("the journal's growth is not proved: {0}")]
    Consistency(ProofFault),
    /// The note is no checkpoint, or not to be believed.
    #[error("the checkpoint in the proof: {0}")]
    Checkpoint(CheckpointFault),
    /// The checkpoint is of another tree or journal than the proof is about.
    #[error("the checkpoint is of another tree than the proof is about")]
    OtherTree,
    /// The entry came after the checkpoint, so that nobody signed a tree in which it stands.
    #[error("the entry is not covered by the checkpoint in the proof, which is of the first {size} entries alone")]
    NotCovered {
        /// How many entries the checkpoint covers.
        size: u64,
    },
    /// There is no checkpoint that a key could have signed.
    #[error("the proof holds no checkpoint that a key could have signed")]
    NoCheckpoint,
}

impl ProofRecord {
    /// A proof of one entry that stands in a tree.
    ///
    /// # Errors
    /// [`RecordFault::Form`] where the entry is no JSON, which an [`Entry`] always is.
    pub fn new(origin: &str, entry: &Entry, tree: Head, inclusion: Vec<Digest>) -> Result<Self, RecordFault> {
        let entry = serde_json::from_slice(entry.canonical()).map_err(|_| RecordFault::Form)?;
        let (schema, origin) = (SCHEMA.into(), origin.into());
        Ok(Self { schema, origin, entry, tree, inclusion, consistency: None, checkpoint: None })
    }

    /// Reads a record; nothing of it is proved yet.
    ///
    /// # Errors
    /// [`RecordFault::Form`].
    pub fn read(bytes: &[u8]) -> Result<Self, RecordFault> {
        if bytes.len() > LEN_MAX {
            return Err(RecordFault::Form);
        }
        let record: Self = serde_json::from_slice(bytes).map_err(|_| RecordFault::Form)?;
        if &*record.schema == SCHEMA { Ok(record) } else { Err(RecordFault::Form) }
    }

    /// Verifies everything it says, and gives the entry. The tree that the entry's path leads to must be the one of the
    /// checkpoint, signed by one of the keys in the name of the origin (C2SP tlog-proof): that a signed tree is the
    /// beginning of another says nothing of what stands behind it, for anybody can make such hashes.
    ///
    /// # Errors
    /// A [`RecordFault`].
    pub fn verify(&self, keys: &[NoteKey]) -> Result<Entry, RecordFault> {
        let entry = self.hashed()?;
        let note = self.checkpoint.as_ref().ok_or(RecordFault::NoCheckpoint)?;
        let signed = SignedCheckpoint::verify(note.as_bytes(), keys).map_err(RecordFault::Checkpoint)?;
        let said = signed.checkpoint();
        match () {
            () if said.origin != self.origin => Err(RecordFault::OtherTree),
            () if said.size <= entry.sequence() => Err(RecordFault::NotCovered { size: said.size }),
            () if (Head { size: said.size, root: said.root }) != self.tree => Err(RecordFault::OtherTree),
            () if self.consistency.as_ref().is_some_and(|it| it.from != self.tree) => Err(RecordFault::OtherTree),
            () => Ok(entry),
        }
    }

    /// The entry, where its hashes lead to the root that the record names itself. Nobody vouches for that root, so that
    /// this proves nothing: [`ProofRecord::verify`] does.
    ///
    /// # Errors
    /// A [`RecordFault`].
    pub fn hashed(&self) -> Result<Entry, RecordFault> {
        canonical::check(&self.entry).map_err(|it| RecordFault::Entry(EntryFault::Value(it)))?;
        let bytes = canonical::bytes(&self.entry).map_err(|it| RecordFault::Entry(EntryFault::Value(it)))?;
        let entry = Entry::read(&bytes).map_err(RecordFault::Entry)?;
        let Head { size, root } = self.tree;
        verify_inclusion(&entry.leaf(), entry.sequence(), size, &self.inclusion, &root)
            .map_err(RecordFault::Inclusion)?;
        if let Some(Growth { from, to, path }) = &self.consistency {
            verify_consistency((from.size, &from.root), (to.size, &to.root), path).map_err(RecordFault::Consistency)?;
        }
        Ok(entry)
    }
}

#[cfg(test)]
#[path = "record_tests.rs"]
mod tests;
