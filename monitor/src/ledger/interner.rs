//! Texts by number, each stored once.
//!
//! Built for millions of wallet names in random order, where waiting for memory is all the cost:
//! a look-up touches one line of the table and one line of text, and many look-ups overlap.

use std::hash::{BuildHasher, Hasher};
use std::hint::black_box;

/// Texts of up to so many bytes live in their own line.
const SHORT_MAX: usize = 63;
/// Marks a text that lives in the arena of long texts.
const LONG: u8 = u8::MAX;
const SLOTS_MIN: usize = 16;

/// One line of memory: a short text and its length, or where a long one stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(align(64))]
struct Line {
    bytes: [u8; SHORT_MAX],
    len: u8,
}

impl Line {
    const EMPTY: Self = Self { bytes: [0; SHORT_MAX], len: 0 };
}

/// Lines by number, in pieces: what is aligned to a line of the cache grows by being copied, and pieces are never moved.
#[derive(Debug, Default)]
struct Lines {
    pieces: Vec<Vec<Line>>,
}

impl Lines {
    /// So many lines make a piece; a power of two.
    const PIECE: usize = if cfg!(test) { 8 } else { 1 << 12 };

    #[inline]
    fn get(&self, number: usize) -> Option<&Line> {
        self.pieces.get(number / Self::PIECE)?.get(number % Self::PIECE)
    }

    /// Appends a line. The first piece grows, since most tables hold a few names; every other is made whole.
    fn push(&mut self, line: Line) {
        match self.pieces.last_mut().filter(|it| it.len() < Self::PIECE) {
            Some(piece) => piece.push(line),
            None => {
                let mut piece = Vec::with_capacity(if self.pieces.is_empty() { 1 } else { Self::PIECE });
                piece.push(line);
                self.pieces.push(piece);
            }
        }
    }

    #[inline]
    fn len(&self) -> usize {
        self.pieces.last().map_or(0, |it| (self.pieces.len() - 1) * Self::PIECE + it.len())
    }
}

/// A text prepared to be looked up.
#[derive(Clone, Debug)]
pub(super) struct Sought {
    hash: u64,
    line: Line,
    /// The whole text, where it is a long one.
    long: Option<Box<[u8]>>,
}

/// Texts prepared to be looked up together.
#[derive(Debug, Default)]
pub(super) struct Batch {
    hashes: Vec<u64>,
    /// A long text's line says which of `long` it is.
    lines: Vec<Line>,
    long: Vec<Box<[u8]>>,
}

impl Batch {
    /// How many there are.
    pub(super) const fn len(&self) -> usize {
        self.hashes.len()
    }

    /// Lets go of all of them.
    pub(super) fn clear(&mut self) {
        self.hashes.clear();
        self.lines.clear();
        self.long.clear();
    }

    /// Adds a text; gives a number that equal texts share, and others by rare chance.
    #[inline]
    fn push(&mut self, sought: Sought) -> u64 {
        let mut line = sought.line;
        if let Some(long) = sought.long {
            line.bytes[..8].copy_from_slice(&(self.long.len() as u64).to_le_bytes());
            line.len = LONG;
            self.long.push(long);
        }
        self.hashes.push(sought.hash);
        self.lines.push(line);
        sought.hash
    }

    /// One of them, as it was prepared.
    fn get(&self, at: usize) -> Option<Sought> {
        let (hash, line) = (*self.hashes.get(at)?, *self.lines.get(at)?);
        if line.len != LONG {
            return Some(Sought { hash, line, long: None });
        }
        let long = self.long.get(word(&line, 0))?.clone();
        Some(Sought { hash, line: Line::EMPTY, long: Some(long) })
    }
}

/// Texts by number, each stored once.
///
/// The table is open, at most half full, and holds 32 bits of a randomly keyed hash beside each
/// number: names are chosen by strangers, who must not be able to make them collide.
#[derive(Debug, Default)]
pub struct Interner {
    lines: Lines,
    long: Vec<u8>,
    /// Hash bits above, number plus one below; zero is free. A power of two in length.
    slots: Vec<u64>,
    hasher: foldhash::fast::RandomState,
}

impl Interner {
    /// The number of `text`, new if it was not seen before. Amortised constant time.
    pub fn intern(&mut self, text: &str) -> u32 {
        let sought = self.sought(&[text.as_bytes()]);
        self.place(&sought)
    }

    /// The number of `text` if it is known.
    #[must_use]
    pub fn find(&self, text: &str) -> Option<u32> {
        let sought = self.sought(&[text.as_bytes()]);
        self.search(&sought).ok()
    }

    /// The text behind a number; empty for a number this table never gave.
    #[must_use]
    pub fn text(&self, number: u32) -> &str {
        str::from_utf8(self.bytes_of(number)).unwrap_or("")
    }

    /// The bytes of the same text: nobody looks whether they are one.
    #[inline]
    #[must_use]
    pub fn bytes_of(&self, number: u32) -> &[u8] {
        self.lines.get(number as usize).map_or(&[], |it| self.bytes(it))
    }

    /// Reads the line of a text, so that it is at hand when it is asked for.
    #[inline]
    pub(super) fn touch(&self, number: u32) -> usize {
        self.lines.get(number as usize).map_or(0, |it| usize::from(it.len))
    }

    /// How many texts it holds.
    #[must_use]
    pub fn len(&self) -> usize {
        self.lines.len()
    }

    /// Whether it holds none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.lines.pieces.is_empty()
    }

    /// Prepares the text that these parts make.
    #[inline]
    pub(super) fn sought(&self, parts: &[&[u8]]) -> Sought {
        let len: usize = parts.iter().map(|it| it.len()).sum();
        if len > SHORT_MAX {
            let whole = parts.concat();
            return Sought { hash: self.hash(&whole), line: Line::EMPTY, long: Some(whole.into()) };
        }
        let mut line = Line { len: len as u8, ..Line::EMPTY };
        let mut at = 0;
        for part in parts {
            line.bytes[at..at + part.len()].copy_from_slice(part);
            at += part.len();
        }
        Sought { hash: self.hash(&line.bytes[..len]), line, long: None }
    }

    /// Prepares the text that these parts make to be looked up with others; gives a number that equal texts
    /// share, and others by rare chance.
    pub(super) fn seek(&self, parts: &[&[u8]], batch: &mut Batch) -> u64 {
        batch.push(self.sought(parts))
    }

    /// Prepares the text that a mark and these bytes make, as [`Interner::seek`] does. How many
    /// they are is known to the compiler, which copies them without a call.
    #[inline]
    pub(super) fn seek_behind<const LEN: usize>(&self, mark: u8, text: &[u8; LEN], batch: &mut Batch) -> u64 {
        const { assert!(LEN < SHORT_MAX, "the text and its mark are a short text") };
        let mut line = Line { len: LEN as u8 + 1, ..Line::EMPTY };
        line.bytes[0] = mark;
        line.bytes[1..=LEN].copy_from_slice(text);
        let hash = self.hash_behind(mark, text);
        batch.hashes.push(hash);
        batch.lines.push(line);
        hash
    }

    /// The numbers of a batch, new ones for those that were not seen before, in their order. The look-ups do not
    /// wait for each other. `known` is room to work in.
    pub(super) fn place_all(&mut self, batch: &Batch, known: &mut Vec<Option<u32>>, mut found: impl FnMut(u32)) {
        self.find_all(batch, known);
        for (at, known) in known.iter().enumerate() {
            match known {
                Some(number) => found(*number),
                None => batch.get(at).into_iter().for_each(|it| found(self.place(&it))),
            }
        }
    }

    /// Which of these are known under which number; of long ones nobody says.
    fn find_all(&self, batch: &Batch, known: &mut Vec<Option<u32>>) {
        known.clear();
        // First all slots, then all lines, and nothing that hangs on them: memory answers many
        // questions at once.
        let slot = |hash: &u64| self.slots.get(self.start(*hash)).copied().unwrap_or(0);
        black_box(batch.hashes.iter().fold(0, |all, it| all ^ slot(it)));
        known.extend(batch.hashes.iter().map(|it| self.candidate(*it)));
        black_box(known.iter().flatten().fold(0, |all, it| all ^ self.touch(*it)));
        for (line, known) in batch.lines.iter().zip(known) {
            *known = known.filter(|number| self.lines.get(*number as usize) == Some(line) && line.len != LONG);
        }
    }

    /// The number of a prepared text, new if it was not seen before.
    pub(super) fn place(&mut self, sought: &Sought) -> u32 {
        if self.slots.len() <= self.lines.len() * 2 {
            self.grow();
        }
        let slot = match self.search(sought) {
            Ok(number) => return number,
            Err(slot) => slot,
        };
        let number = u32::try_from(self.lines.len()).unwrap_or(u32::MAX - 1);
        self.slots[slot] = (sought.hash & HASH) | (u64::from(number) + 1);
        let line = sought.long.as_ref().map_or(sought.line, |it| {
            let mut line = Line { len: LONG, ..Line::EMPTY };
            line.bytes[..8].copy_from_slice(&(self.long.len() as u64).to_le_bytes());
            line.bytes[8..16].copy_from_slice(&(it.len() as u64).to_le_bytes());
            self.long.extend_from_slice(it);
            line
        });
        self.lines.push(line);
        number
    }

    fn hash(&self, text: &[u8]) -> u64 {
        text.split_first().map_or(0, |(first, rest)| self.hash_behind(*first, rest))
    }

    /// The hash of a text by its first byte and the others, wherever these stand.
    #[inline]
    fn hash_behind(&self, first: u8, rest: &[u8]) -> u64 {
        let mut hasher = self.hasher.build_hasher();
        hasher.write(rest);
        hasher.write_u8(first);
        hasher.finish()
    }

    fn bytes<'a>(&'a self, line: &'a Line) -> &'a [u8] {
        if line.len != LONG {
            return line.bytes.get(..usize::from(line.len)).unwrap_or(&[]);
        }
        let start = word(line, 0);
        self.long.get(start..start + word(line, 8)).unwrap_or(&[])
    }

    /// The slot where the search for a hash begins.
    #[inline]
    fn start(&self, hash: u64) -> usize {
        (hash >> 32) as usize & self.slots.len().wrapping_sub(1)
    }

    /// The first number whose hash bits agree.
    #[inline]
    fn candidate(&self, hash: u64) -> Option<u32> {
        if self.slots.is_empty() {
            return None;
        }
        let mut at = self.start(hash);
        loop {
            let slot = *self.slots.get(at)?;
            if slot == 0 {
                return None;
            }
            if (slot ^ hash) & HASH == 0 {
                return Some((slot & !HASH) as u32 - 1);
            }
            at = (at + 1) & (self.slots.len() - 1);
        }
    }

    /// The number of a text, or the free slot where it belongs.
    fn search(&self, sought: &Sought) -> Result<u32, usize> {
        if self.slots.is_empty() {
            return Err(0);
        }
        let mut at = self.start(sought.hash);
        loop {
            let slot = self.slots[at];
            if slot == 0 {
                return Err(at);
            }
            if (slot ^ sought.hash) & HASH == 0 {
                let number = (slot & !HASH) as u32 - 1;
                let line = self.lines.get(number as usize);
                let same = line.is_some_and(|line| match &sought.long {
                    None => *line == sought.line,
                    Some(text) => line.len == LONG && self.bytes(line) == &**text,
                });
                if same {
                    return Ok(number);
                }
            }
            at = (at + 1) & (self.slots.len() - 1);
        }
    }

    /// Doubles the table. The bits kept beside each number say where it goes.
    fn grow(&mut self) {
        let old = std::mem::take(&mut self.slots);
        self.slots = vec![0; (old.len() * 2).max(SLOTS_MIN)];
        for slot in old.into_iter().filter(|it| *it != 0) {
            let mut at = self.start(slot);
            while self.slots[at] != 0 {
                at = (at + 1) & (self.slots.len() - 1);
            }
            self.slots[at] = slot;
        }
    }
}

/// The number that stands in a line from here on.
fn word(line: &Line, at: usize) -> usize {
    line.bytes.iter().skip(at).take(8).rev().fold(0, |sum, it| (sum << 8) | usize::from(*it))
}

/// The hash's part of a slot.
const HASH: u64 = !(u32::MAX as u64);

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::HashMap;

    proptest! {
        #[test]
        fn a_text_behind_a_mark_is_sought_like_its_parts(text in "[ab]{42}") {
            let interner = Interner::default();
            let mut batch = Batch::default();
            let one = interner.seek(&[b"w", text.as_bytes()], &mut batch);
            let other = interner.seek_behind::<42>(b'w', text.as_bytes().try_into().unwrap(), &mut batch);
            prop_assert_eq!((one, batch.lines[0]), (other, batch.lines[1]));
        }

        /// The oracle is a plain map. Texts are short and long, few and many.
        #[test]
        fn numbers_agree_with_a_map(texts in proptest::collection::vec("[ab]{0,3}|[ab]{62,66}", 0..200)) {
            let (mut interner, mut oracle) = (Interner::default(), HashMap::new());
            for (at, text) in texts.iter().enumerate() {
                let next = oracle.len() as u32;
                let number = *oracle.entry(text.as_str()).or_insert(next);
                prop_assert_eq!(interner.find(text).is_none(), number == next && interner.len() == next as usize);
                if at % 2 == 0 {
                    prop_assert_eq!(interner.intern(text), number);
                } else {
                    let (mut batch, mut known, mut found) = (Batch::default(), Vec::new(), Vec::new());
                    interner.seek(&[text.as_bytes()], &mut batch);
                    interner.seek(&[b"", text.as_bytes()], &mut batch);
                    interner.place_all(&batch, &mut known, |it| found.push(it));
                    prop_assert!(known[0].is_none_or(|it| it == number));
                    prop_assert_eq!(found, [number; 2]);
                }
                prop_assert_eq!(interner.text(number), text);
            }
            prop_assert_eq!(interner.len(), oracle.len());
        }
    }

    #[test]
    fn many_names_are_all_found_again() {
        let mut interner = Interner::default();
        let name = |it: u32| format!("0x{:040x}", u64::from(it).wrapping_mul(0x9e37_79b9_7f4a_7c15));
        for it in 0..50_000 {
            assert_eq!(interner.intern(&name(it)), it);
        }
        let (mut batch, mut known) = (Batch::default(), Vec::new());
        for it in 0..50_000 {
            interner.seek(&[name(it).as_bytes()], &mut batch);
        }
        interner.find_all(&batch, &mut known);
        // A candidate may be another name with the same hash bits; the rest must be right.
        let right = known.iter().zip(0..).filter(|(found, it)| **found == Some(*it)).count();
        assert!(right > 49_900 && known.iter().zip(0..).all(|(found, it)| found.is_none_or(|found| found == it)));
        assert_eq!((interner.text(50_000), interner.find("0x")), ("", None));
    }
}
