//! An index as a file: the bytes of an index out, and in again.
//!
//! Little-endian: the magic, a digest of the tables the names were prepared by, the number of names, the
//! names, and the SHA-256 of all of it. Words in sorted order and postings are made anew, which is
//! quicker than reading them. A file of other tables is refused: its names would be compared by rules
//! they were not prepared for.

use super::{Index, NAMES_MAX};
use crate::screen::list::{EntryKind, PartRole};
use crate::screen::name::join::joins;
use crate::screen::name::lexicon::{Class, TABLES};
use crate::screen::name::part::{Name, PARTS_MAX, Part, READINGS_MAX, SYMBOLS_MAX, Wholeness};
use crate::screen::name::prepare::fingerprint;
use crate::screen::name::sound::{SOUNDS_MAX, Sounds, Vowels};
use sha2::Digest;
use smallvec::SmallVec;

/// The file's first bytes: its name and the version of its form and of the rules of preparation.
const MAGIC: &[u8; 8] = b"TGNAMES9";
const DIGEST: usize = 32;
/// Bytes of a part's text at most: a phrase of seven long words.
const TEXT_MAX: usize = 2048;

/// Why bytes are not an index.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum IndexError {
    /// They do not begin like one.
    #[error("the file is no index of names, or of another version: build it again from the list")]
    Magic,
    /// They were made with other tables of names.
    #[error("the index was built by another version of the name tables: build it again from the list")]
    Tables,
    /// Their digest is not that of their content.
    #[error("the index is damaged or cut: its digest does not agree with its content")]
    Digest,
    /// They end too early, or a number in them is beyond its bound.
    #[error("the index is not well formed at byte {0}")]
    Form(usize),
}

/// The digest of the tables that names are prepared by.
fn tables() -> [u8; DIGEST] {
    let mut hash = sha2::Sha256::new();
    for table in TABLES {
        hash.update((table.len() as u64).to_le_bytes());
        hash.update(table.as_bytes());
    }
    hash.finalize().into()
}

impl Index {
    /// The index as bytes: the same index, the same bytes.
    #[must_use]
    pub fn save(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(self.names.len() * 128);
        out.extend_from_slice(MAGIC);
        out.extend_from_slice(&tables());
        out.extend_from_slice(&(self.names.len() as u32).to_le_bytes());
        for (name, owner) in self.names.iter().zip(&self.owners) {
            write(name, *owner, &mut out);
        }
        let digest = sha2::Sha256::digest(&out);
        out.extend_from_slice(&digest);
        out
    }

    /// Reads what [`Index::save`] wrote. Memory is at most a fixed multiple of the bytes.
    ///
    /// # Errors
    /// An [`IndexError`] that says whether to build the index again; nothing of a damaged file is used.
    pub fn load(bytes: &[u8]) -> Result<Self, IndexError> {
        let head = MAGIC.len() + DIGEST;
        if bytes.get(..MAGIC.len()) != Some(MAGIC) {
            return Err(IndexError::Magic);
        }
        let end = bytes.len().checked_sub(DIGEST).filter(|it| *it >= head + 4).ok_or(IndexError::Digest)?;
        let (content, digest) = bytes.split_at(end);
        if sha2::Sha256::digest(content).as_slice() != digest {
            return Err(IndexError::Digest);
        }
        if content[MAGIC.len()..head] != tables() {
            return Err(IndexError::Tables);
        }
        let mut reader = Reader { bytes: content, at: head };
        let count = reader.number()? as usize;
        // A name has at least seven bytes.
        if count > NAMES_MAX || count > content.len() / 7 {
            return Err(IndexError::Form(head));
        }
        let names: Vec<(Name, u32)> = (0..count).map(|_| reader.name()).collect::<Result<_, _>>()?;
        if reader.at != content.len() {
            return Err(IndexError::Form(reader.at));
        }
        Ok(Self::build(names))
    }
}

fn place<T: PartialEq>(all: &[T], it: &T) -> u8 {
    // INVARIANT: every list of kinds is shorter than 256 and complete.
    all.iter().position(|other| other == it).unwrap_or(0) as u8
}

const WHOLE: [Wholeness; 3] = [Wholeness::Whole, Wholeness::Cut, Wholeness::Empty];

fn write(name: &Name, owner: u32, out: &mut Vec<u8>) {
    out.extend_from_slice(&owner.to_le_bytes());
    out.extend_from_slice(&[place(EntryKind::ALL, &name.kind), place(&WHOLE, &name.whole), name.parts.len() as u8]);
    out.push(u8::from(name.stopped));
    for part in &name.parts {
        let text = &part.shown.as_bytes()[..part.shown.floor_char_boundary(TEXT_MAX)];
        out.extend_from_slice(&(text.len() as u16).to_le_bytes());
        out.extend_from_slice(text);
        out.extend_from_slice(&[place(&Class::ALL, &part.class), place(PartRole::ALL, &part.role), part.letter]);
        out.extend_from_slice(&part.weight.to_le_bytes());
        out.push(part.readings.len() as u8);
        for reading in &part.readings {
            out.extend_from_slice(&[reading.unwritten(), reading.codes().len() as u8]);
            out.extend_from_slice(reading.codes());
        }
        out.push(part.symbols.len() as u8);
        for symbol in &part.symbols {
            out.extend_from_slice(&symbol.to_le_bytes());
        }
    }
}

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Reader<'a> {
    fn take(&mut self, count: usize) -> Result<&'a [u8], IndexError> {
        let end = self.at.checked_add(count).ok_or(IndexError::Form(self.at))?;
        let taken = self.bytes.get(self.at..end).ok_or(IndexError::Form(self.at))?;
        self.at = end;
        Ok(taken)
    }

    fn fixed<const N: usize>(&mut self) -> Result<[u8; N], IndexError> {
        self.take(N)?.try_into().map_err(|_| IndexError::Form(self.at))
    }

    fn number(&mut self) -> Result<u32, IndexError> {
        self.fixed().map(u32::from_le_bytes)
    }

    fn short(&mut self) -> Result<u16, IndexError> {
        self.fixed().map(u16::from_le_bytes)
    }

    /// A byte of at most `most`.
    fn count(&mut self, most: usize) -> Result<usize, IndexError> {
        let [byte] = self.fixed()?;
        if usize::from(byte) > most { Err(IndexError::Form(self.at)) } else { Ok(usize::from(byte)) }
    }

    fn one_of<T: Copy>(&mut self, all: &[T]) -> Result<T, IndexError> {
        let [byte] = self.fixed()?;
        all.get(usize::from(byte)).copied().ok_or(IndexError::Form(self.at))
    }

    fn name(&mut self) -> Result<(Name, u32), IndexError> {
        let owner = self.number()?;
        let (kind, whole) = (self.one_of(EntryKind::ALL)?, self.one_of(&WHOLE)?);
        let count = self.count(PARTS_MAX)?;
        let stopped = self.one_of(&[false, true])?;
        let parts = (0..count).map(|_| self.part()).collect::<Result<_, _>>()?;
        let mut name = Name { parts, joins: Vec::new(), kind, whole, stopped };
        name.joins = joins(&name);
        Ok((name, owner))
    }

    fn part(&mut self) -> Result<Part, IndexError> {
        let length = usize::from(self.short()?);
        let text = if length > TEXT_MAX { return Err(IndexError::Form(self.at)) } else { self.take(length)? };
        let shown: Box<str> = std::str::from_utf8(text).map_err(|_| IndexError::Form(self.at))?.into();
        let (class, role) = (self.one_of(&Class::ALL)?, self.one_of(PartRole::ALL)?);
        let [letter] = self.fixed()?;
        let weight = self.short()?;
        if weight > 1000 {
            return Err(IndexError::Form(self.at));
        }
        let mut readings = SmallVec::new();
        for _ in 0..self.count(READINGS_MAX)? {
            let vowels = self.one_of(&[Vowels::Written, Vowels::Unwritten])?;
            let count = self.count(SOUNDS_MAX)?;
            readings.push(Sounds::of(self.take(count)?, vowels));
        }
        let count = self.count(SYMBOLS_MAX)?;
        let symbols = (0..count).map(|_| self.fixed().map(u64::from_le_bytes)).collect::<Result<_, _>>()?;
        Ok(Part { spelling: fingerprint(&shown), shown, class, role, weight, letter, readings, symbols })
    }
}
