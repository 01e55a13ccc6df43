//! What the readers of journals, notes and proofs must keep whatever the bytes are. Shared by the fuzz targets and by
//! the replay of their corpora in `cargo test`; knows nothing of the fuzzer.

use tidegate_kyc_core::journal::{Checkpoint, NoteKey, ProofRecord, SignedNote, Walk};

/// The file of a journal.
pub(crate) fn journal(bytes: &[u8]) {
    let (mut walk, mut whole) = (Walk::new(bytes), Vec::new());
    let ended = loop {
        match walk.step() {
            Ok(Some(entry)) => whole.extend(entry.line()),
            ended => break ended,
        }
    };
    assert!(bytes.starts_with(&whole), "what was read is written the same");
    assert_eq!(walk.journal().map_or(0, |it| it.len()), whole.len() as u64);
    if ended.is_ok() {
        assert_eq!(whole.len() as u64 + walk.torn(), bytes.len() as u64);
    }
}

/// A signed note, and the checkpoint in it.
pub(crate) fn note(bytes: &[u8]) {
    if let Some(key) = std::str::from_utf8(bytes).ok().and_then(|it| NoteKey::parse(it.trim_end()).ok()) {
        assert_eq!(key.to_string().as_bytes(), bytes.trim_ascii_end());
    }
    let Ok(note) = SignedNote::read(bytes) else { return };
    assert_eq!(note.to_string().as_bytes(), bytes);
    assert!(note.verify(&[]).is_err(), "nobody is trusted here");
    if let Ok(checkpoint) = Checkpoint::parse(note.text()) {
        assert_eq!(checkpoint.text(), note.text());
    }
}

/// A proof.
pub(crate) fn proof(bytes: &[u8]) {
    let Ok(record) = ProofRecord::read(bytes) else { return };
    assert!(record.verify(&[]).is_err(), "nobody is trusted here");
    if let Ok(entry) = record.hashed() {
        assert!(entry.sequence() < record.tree.size);
    }
}
