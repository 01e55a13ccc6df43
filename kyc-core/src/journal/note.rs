//! Texts and Ed25519 keys → signed notes (C2SP signed-note), and back.
//!
//! Reads strictly: one spelling for each note and key. The text of a note counts only once a key that the reader
//! trusts has signed it. Kinds of signature other than Ed25519 (0x01) are those of unknown keys, and passed over.

use crate::key::KeyPair;
use base64ct::{Base64, Encoding};
use ed25519_dalek::{Signature, VerifyingKey};
use sha2::{Digest as _, Sha256};
use std::fmt;

/// The longest note, in bytes: a checkpoint with sixteen signatures of five kilobytes is a tenth of it.
const LEN_MAX: usize = 1 << 20;
/// The most signatures of one note; the standard asks for at least 16.
const SIGNATURES_MAX: usize = 100;
/// What each signature line begins with.
const DASH: &str = "\u{2014} ";
const ED25519: u8 = 1;

/// Why a text is not a key that verifies notes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum KeyFault {
    /// Not name, eight hex digits and base64, joined by plus signs.
    #[error("a key for notes is written NAME+HASH+BASE64, with eight hex digits in the middle")]
    Form,
    /// A name with spaces, plus signs or control characters, or none.
    #[error("the name of a key has no spaces, plus signs or control characters, and is not empty")]
    Name,
    /// Not Ed25519.
    #[error("the key is not of kind Ed25519")]
    Kind,
    /// The hash is not that of name and key.
    #[error("the hash in the key is not that of its name and bytes")]
    Hash,
    /// The bytes are no point of the curve, or one of the few that any signature fits.
    #[error("the key is no sound point of its curve")]
    Point,
}

/// Why a text is not a signed note, or is not to be believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NoteFault {
    /// Not a text, an empty line and signature lines.
    #[error("the file is not a signed note")]
    Form,
    /// Longer than a megabyte, or more than a hundred signatures.
    #[error("the note is longer than a megabyte or has more than a hundred signatures")]
    TooLong,
    /// Two keys of one name and hash were given.
    #[error("two keys of one name and hash were given")]
    Ambiguous,
    /// A signature of a known key is wrong.
    #[error("the signature of a known key does not hold: the note or the signature was changed")]
    Signature,
    /// None of the known keys has signed.
    #[error("none of the known keys has signed the note")]
    Unknown,
}

/// Whether a text may name a key: not empty, no Unicode spaces, no plus signs, no control characters.
pub(super) fn is_name(text: &str) -> bool {
    !text.is_empty() && !text.chars().any(|it| it == '+' || it.is_whitespace() || it.is_control())
}

/// A public key that verifies notes, under a name. Shown and read as `NAME+HASH+BASE64`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoteKey {
    name: Box<str>,
    key: VerifyingKey,
    id: [u8; 4],
}

impl NoteKey {
    /// A public key of 32 bytes under a name.
    ///
    /// # Errors
    /// [`KeyFault::Name`], or [`KeyFault::Point`] for bytes that are no key, or one of small order.
    pub fn new(name: &str, public: &[u8; 32]) -> Result<Self, KeyFault> {
        if !is_name(name) {
            return Err(KeyFault::Name);
        }
        let key = VerifyingKey::from_bytes(public).map_err(|_| KeyFault::Point)?;
        if key.is_weak() {
            return Err(KeyFault::Point);
        }
        let hashed = Sha256::new().chain_update(name).chain_update([b'\n', ED25519]).chain_update(key.as_bytes());
        let hashed: [u8; 32] = hashed.finalize().into();
        Ok(Self { name: name.into(), key, id: [hashed[0], hashed[1], hashed[2], hashed[3]] })
    }

    /// Reads `NAME+HASH+BASE64`.
    ///
    /// # Errors
    /// A [`KeyFault`].
    pub fn parse(text: &str) -> Result<Self, KeyFault> {
        let mut parts = text.splitn(3, '+');
        let (Some(name), Some(hash), Some(bytes)) = (parts.next(), parts.next(), parts.next()) else {
            return Err(KeyFault::Form);
        };
        let bytes = Base64::decode_vec(bytes).map_err(|_| KeyFault::Form)?;
        let (kind, bytes) = bytes.split_first().ok_or(KeyFault::Form)?;
        if *kind != ED25519 {
            return Err(KeyFault::Kind);
        }
        let bytes: [u8; 32] = bytes.try_into().map_err(|_| KeyFault::Form)?;
        let key = Self::new(name, &bytes)?;
        if hash == key.hash() { Ok(key) } else { Err(KeyFault::Hash) }
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its id: the first four bytes of SHA-256 over name, newline, 0x01 and key.
    #[must_use]
    pub const fn id(&self) -> [u8; 4] {
        self.id
    }

    /// The id in hex, as it stands in the middle of the key's text.
    #[must_use]
    pub fn hash(&self) -> String {
        format!("{:08x}", u32::from_be_bytes(self.id))
    }
}

impl fmt::Display for NoteKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bytes = [&[ED25519][..], self.key.as_bytes()].concat();
        write!(f, "{}+{}+{}", self.name, self.hash(), Base64::encode_string(&bytes))
    }
}

/// A text with signature lines, read but not yet believed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedNote {
    text: Box<str>,
    signatures: Vec<NoteSignature>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct NoteSignature {
    name: Box<str>,
    id: [u8; 4],
    bytes: Vec<u8>,
}

impl SignedNote {
    /// Signs a text under a name.
    ///
    /// # Errors
    /// [`NoteFault::Form`] where the text does not end its last line or has control characters, or the name is none.
    pub fn sign(text: &str, name: &str, key: &KeyPair) -> Result<Self, NoteFault> {
        let known = NoteKey::new(name, &key.public()).map_err(|_| NoteFault::Form)?;
        if !text.ends_with('\n') || !is_plain(text) {
            return Err(NoteFault::Form);
        }
        let bytes = key.sign(text.as_bytes()).to_vec();
        Ok(Self { text: text.into(), signatures: vec![NoteSignature { name: name.into(), id: known.id, bytes }] })
    }

    /// Reads a note.
    ///
    /// # Errors
    /// A [`NoteFault`] of form or length.
    pub fn read(bytes: &[u8]) -> Result<Self, NoteFault> {
        if bytes.len() > LEN_MAX {
            return Err(NoteFault::TooLong);
        }
        let whole = std::str::from_utf8(bytes).ok().filter(|it| is_plain(it)).ok_or(NoteFault::Form)?;
        let gap = whole.rfind("\n\n").ok_or(NoteFault::Form)?;
        let (text, lines) = (&whole[..=gap], &whole[gap + 2..]);
        let lines = lines.strip_suffix('\n').ok_or(NoteFault::Form)?;
        let mut signatures = Vec::new();
        for line in lines.split('\n') {
            if signatures.len() == SIGNATURES_MAX {
                return Err(NoteFault::TooLong);
            }
            signatures.push(signature(line).ok_or(NoteFault::Form)?);
        }
        Ok(Self { text: text.into(), signatures })
    }

    /// Verifies the signatures of the known keys, each strictly, and gives the keys that have signed. Signatures of
    /// unknown keys are passed over.
    ///
    /// # Errors
    /// A [`NoteFault`] where one of them does not hold, or there is none.
    pub fn verify<'a>(&self, keys: &'a [NoteKey]) -> Result<Vec<&'a NoteKey>, NoteFault> {
        let mut signed: Vec<&NoteKey> = Vec::new();
        for it in &self.signatures {
            let mut known = keys.iter().filter(|key| key.name == it.name && key.id == it.id);
            let Some(key) = known.next() else { continue };
            if known.next().is_some() {
                return Err(NoteFault::Ambiguous);
            }
            let signature = Signature::from_slice(&it.bytes).map_err(|_| NoteFault::Signature)?;
            key.key.verify_strict(self.text.as_bytes(), &signature).map_err(|_| NoteFault::Signature)?;
            if !signed.contains(&key) {
                signed.push(key);
            }
        }
        if signed.is_empty() { Err(NoteFault::Unknown) } else { Ok(signed) }
    }

    /// The text, whoever has signed it.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }
}

/// The note as it is written.
impl fmt::Display for SignedNote {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.text)?;
        self.signatures.iter().try_for_each(|it| {
            let bytes = [&it.id[..], &it.bytes].concat();
            writeln!(f, "{DASH}{} {}", it.name, Base64::encode_string(&bytes))
        })
    }
}

/// No control characters of ASCII but the newline.
fn is_plain(text: &str) -> bool {
    text.bytes().all(|it| it >= b' ' || it == b'\n')
}

fn signature(line: &str) -> Option<NoteSignature> {
    let (name, bytes) = line.strip_prefix(DASH)?.split_once(' ')?;
    let bytes = Base64::decode_vec(bytes).ok()?;
    let (id, bytes) = bytes.split_first_chunk::<4>().filter(|it| is_name(name) && !it.1.is_empty())?;
    Some(NoteSignature { name: name.into(), id: *id, bytes: bytes.to_vec() })
}

#[cfg(test)]
#[path = "note_tests.rs"]
mod tests;
