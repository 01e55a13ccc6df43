//! The head of a journal → a checkpoint that can be kept elsewhere (C2SP tlog-checkpoint), and back.
//!
//! [`Checkpoint`] is what a text says; a [`SignedCheckpoint`] is made by signing or by verifying alone. Whoever keeps
//! one can later tell whether the journal still begins with the entries it was made over.

use super::log::Journal;
use super::note::{NoteFault, NoteKey, SignedNote, is_name};
use super::tree::Digest;
use crate::key::KeyPair;
use base64ct::{Base64, Encoding};

/// The head of a tree: whose, how many leaves, which root.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// What names the journal.
    pub origin: Box<str>,
    /// How many entries it covers.
    pub size: u64,
    /// The root of their tree.
    pub root: Digest,
    /// Lines that are signed with them and mean nothing to others.
    pub extensions: Vec<Box<str>>,
}

/// Why a note is not a checkpoint, or is not to be believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CheckpointFault {
    /// The note is none, or not signed by a known key.
    #[error("{0}")]
    Note(NoteFault),
    /// The text is not origin, size and root.
    #[error("the note is no checkpoint: origin, size and root, one line each")]
    Form,
    /// It is signed, but not under the name of its origin.
    #[error("the checkpoint is not signed in the name of its origin")]
    Origin,
}

impl Checkpoint {
    /// The checkpoint of a journal as it stands.
    #[must_use]
    pub fn of(journal: &Journal) -> Self {
        Self { origin: journal.origin().into(), size: journal.size(), root: journal.root(), extensions: Vec::new() }
    }

    /// Reads the text of a note.
    ///
    /// # Errors
    /// [`CheckpointFault::Form`].
    pub fn parse(text: &str) -> Result<Self, CheckpointFault> {
        let body = text.strip_suffix('\n').ok_or(CheckpointFault::Form)?;
        let mut lines = body.split('\n');
        let (Some(origin), Some(size), Some(root)) = (lines.next(), lines.next(), lines.next()) else {
            return Err(CheckpointFault::Form);
        };
        let digits = size.bytes().all(|it| it.is_ascii_digit()) && (size == "0" || !size.starts_with('0'));
        let size = size.parse().ok().filter(|_| digits).ok_or(CheckpointFault::Form)?;
        let root = Base64::decode_vec(root).ok().and_then(|it| <[u8; 32]>::try_from(it).ok());
        let root = root.map(Digest::from_bytes).ok_or(CheckpointFault::Form)?;
        let extensions: Vec<Box<str>> = lines.map(Box::from).collect();
        if origin.is_empty() || extensions.iter().any(|it| it.is_empty()) {
            return Err(CheckpointFault::Form);
        }
        Ok(Self { origin: origin.into(), size, root, extensions })
    }

    /// Reads the checkpoint of a note whose signatures nobody has verified.
    ///
    /// # Errors
    /// A [`CheckpointFault`] of form.
    pub fn read_unverified(note: &[u8]) -> Result<Self, CheckpointFault> {
        Self::parse(SignedNote::read(note).map_err(CheckpointFault::Note)?.text())
    }

    /// The text of the note.
    #[must_use]
    pub fn text(&self) -> String {
        let root = Base64::encode_string(self.root.bytes());
        let extensions: String = self.extensions.iter().flat_map(|it| [it, "\n"]).collect();
        format!("{}\n{}\n{root}\n{extensions}", self.origin, self.size)
    }

    /// Signs it in the name of its origin.
    ///
    /// # Errors
    /// A [`CheckpointFault`] where the origin cannot name a key, or a line is empty or none.
    pub fn sign(self, key: &KeyPair) -> Result<SignedCheckpoint, CheckpointFault> {
        let text = self.text();
        if !is_name(&self.origin) || Self::parse(&text).as_ref() != Ok(&self) {
            return Err(CheckpointFault::Form);
        }
        let note = SignedNote::sign(&text, &self.origin, key).map_err(CheckpointFault::Note)?;
        Ok(SignedCheckpoint { checkpoint: self, note })
    }
}

/// A checkpoint that a known key has signed in the name of its origin.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub struct SignedCheckpoint {
    checkpoint: Checkpoint,
    note: SignedNote,
}

impl SignedCheckpoint {
    /// Reads a checkpoint and verifies it by the known keys; one that bears its origin's name must have signed.
    ///
    /// # Errors
    /// A [`CheckpointFault`].
    pub fn verify(note: &[u8], keys: &[NoteKey]) -> Result<Self, CheckpointFault> {
        let note = SignedNote::read(note).map_err(CheckpointFault::Note)?;
        let signed = note.verify(keys).map_err(CheckpointFault::Note)?;
        let checkpoint = Checkpoint::parse(note.text())?;
        if !signed.iter().any(|it| it.name() == &*checkpoint.origin) {
            return Err(CheckpointFault::Origin);
        }
        Ok(Self { checkpoint, note })
    }

    /// What it says.
    #[must_use]
    pub const fn checkpoint(&self) -> &Checkpoint {
        &self.checkpoint
    }

    /// The note, as it is to be kept.
    #[must_use]
    pub const fn note(&self) -> &SignedNote {
        &self.note
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use zeroize::Zeroizing;

    /// The example of C2SP tlog-checkpoint.
    const EXAMPLE: &str = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n\
        \u{2014} example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n";

    #[test]
    fn the_example_of_the_standard_is_read_and_written_the_same() {
        let read = Checkpoint::read_unverified(EXAMPLE.as_bytes()).unwrap();
        assert_eq!((&*read.origin, read.size), ("example.com/behind-the-sofa", 20_852_163));
        assert_eq!(read.root.to_string(), "0ac5186a91863e8e1d90c808014aa89bf5da8e3ee1d9f07630f0378f68f1ab62");
        assert!(EXAMPLE.starts_with(&(read.text() + "\n")));
        assert_eq!(SignedNote::read(EXAMPLE.as_bytes()).unwrap().to_string(), EXAMPLE);
    }

    fn pair(seed: u8) -> KeyPair {
        KeyPair::from_seed(&Zeroizing::new([seed; 32]))
    }

    fn sample() -> Checkpoint {
        Checkpoint {
            origin: "example.com/log".into(),
            size: 7,
            root: Digest::from_bytes([9; 32]),
            extensions: Vec::new(),
        }
    }

    #[test]
    fn what_was_signed_is_verified_and_anything_else_is_not() {
        let key = pair(3);
        let known = NoteKey::new("example.com/log", &key.public()).unwrap();
        let signed = sample().sign(&key).unwrap();
        let note = signed.note().to_string();
        let back = SignedCheckpoint::verify(note.as_bytes(), std::slice::from_ref(&known)).unwrap();
        assert_eq!(back, signed);
        assert_eq!(back.checkpoint(), &sample());
        for at in 0..note.len() {
            let mut changed = note.clone().into_bytes();
            changed[at] ^= 1;
            assert!(SignedCheckpoint::verify(&changed, std::slice::from_ref(&known)).is_err(), "{at}");
        }
        let other = NoteKey::new("example.com/log", &pair(4).public()).unwrap();
        let fault = SignedCheckpoint::verify(note.as_bytes(), &[other]).unwrap_err();
        assert_eq!(fault, CheckpointFault::Note(NoteFault::Unknown));
    }

    #[test]
    fn a_witness_alone_does_not_speak_for_the_origin() {
        let key = pair(3);
        let note = SignedNote::sign(&sample().text(), "witness.example", &key).unwrap().to_string();
        let known = NoteKey::new("witness.example", &key.public()).unwrap();
        assert_eq!(SignedCheckpoint::verify(note.as_bytes(), &[known]).unwrap_err(), CheckpointFault::Origin);
    }

    #[test]
    fn lines_beyond_the_third_are_kept_and_signed() {
        let extended = Checkpoint { extensions: vec!["a".into(), "b c".into()], ..sample() };
        assert_eq!(Checkpoint::parse(&extended.text()), Ok(extended.clone()));
        let key = pair(3);
        assert!(extended.sign(&key).is_ok());
        for line in ["", "a\nb", "a\n"] {
            let broken = Checkpoint { extensions: vec![line.into()], ..sample() };
            assert!(line == "a\nb" || broken.clone().sign(&key).is_err(), "{line:?}");
            assert_ne!(Checkpoint::parse(&broken.text()).as_ref(), Ok(&broken), "{line:?}");
        }
    }

    #[test]
    fn bad_texts_are_refused_by_name() {
        let root = "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=";
        for (fault, text) in [
            ("empty", String::new()),
            ("no_last_end", format!("o\n1\n{root}")),
            ("no_origin", format!("\n1\n{root}\n")),
            ("two_lines", "o\n1\n".to_owned()),
            ("leading_zero", format!("o\n01\n{root}\n")),
            ("double_zero", format!("o\n00\n{root}\n")),
            ("sign", format!("o\n+1\n{root}\n")),
            ("no_digits", format!("o\n\n{root}\n")),
            ("past_u64", format!("o\n18446744073709551616\n{root}\n")),
            ("short_root", "o\n1\nAAAA\n".to_owned()),
            ("other_spelling_of_the_root", format!("o\n1\n{}\n", root.replace("2I=", "2J="))),
            ("root_without_padding", format!("o\n1\n{}\n", root.trim_end_matches('='))),
            ("root_url_alphabet", format!("o\n1\n{}\n", root.replace('/', "_"))),
            ("empty_extension", format!("o\n1\n{root}\n\n")),
        ] {
            assert_eq!(Checkpoint::parse(&text), Err(CheckpointFault::Form), "{fault}");
        }
        assert!(Checkpoint::parse(&format!("o\n0\n{root}\n")).is_ok());
    }
}
