//! Decisions and reviews → an append-only log that nobody can change unnoticed.
//!
//! Takes entries and instants; gives lines for a file, the head of a Merkle tree (RFC 9162), proofs and signed
//! checkpoints (C2SP). Opens no file and knows no clock. Personal data enter as salted [`Commitment`]s alone, so that
//! erasing them breaks nothing. A whole tree does not show that everything was recorded, and without a checkpoint
//! kept elsewhere the newest entries can be cut off unseen: docs/journal.md names these limits.

mod canonical;
mod checkpoint;
mod commitment;
mod entry;
mod log;
mod note;
mod openings;
mod proof;
mod record;
#[cfg(test)]
mod sample;
mod survey;
mod tree;

pub use canonical::ValueFault;
pub use checkpoint::{Checkpoint, CheckpointFault, SignedCheckpoint};
pub use commitment::{Commitment, Opening, OpeningFault, Salt};
pub use entry::{Entry, EntryFault, Event, Kind, LINE_LEN_MAX};
pub use log::{AppendFault, Appended, Journal, LineFault, LogFault, Walk};
pub use note::{KeyFault, NoteFault, NoteKey, SignedNote};
pub use openings::{Openings, OpeningsError};
pub use proof::{ProofFault, consistency, inclusion, verify_consistency, verify_inclusion};
pub use record::{Growth, Head, ProofRecord, RecordFault};
pub use survey::{Agreement, Survey, survey};
pub use tree::{Digest, Frontier, leaf_hash, node_hash};
