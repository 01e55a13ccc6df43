//! Texts that occur about once: transaction ids and memos, one after the other.
//!
//! Most ids are hashes of 64 hexadecimal digits, as explorers of Ethereum, Bitcoin and Tron write them. Half as many bytes
//! say the same, and what an id is kept in is more than a third of what a ledger keeps of most rows.

use std::borrow::Cow;
use std::hash::{Hash, Hasher};
use std::ops::{Deref, Range};

/// A text that occurs about once (a transaction id, a memo), by its place in [`Texts`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct TextId(u64);

impl TextId {
    /// The empty text.
    pub const NONE: Self = Self(0);
    const LEN_BITS: u32 = 20;
    /// The longest text that can be kept, in bytes.
    pub const LEN_MAX: usize = (1 << Self::LEN_BITS) - 1;
    /// Marks the digits of a hash, of which two stand in each byte.
    const HASH: u64 = 1 << 63;
    /// Marks a hash that is written with `0x` before its digits.
    const PREFIXED: u64 = 1 << 62;

    /// Whether it is the empty text.
    #[must_use]
    pub const fn is_none(self) -> bool {
        self.0 == 0
    }

    /// Where it stands among all bytes that were ever kept.
    const fn start(self) -> u64 {
        (self.0 & !(Self::HASH | Self::PREFIXED)) >> Self::LEN_BITS
    }
}

/// Texts one after the other, never looked up by content.
#[derive(Debug, Default)]
pub struct Texts {
    /// Each text is one by itself, or a hash.
    bytes: Vec<u8>,
    /// Bytes that stood before those and were let go.
    gone: u64,
}

impl Texts {
    /// Keeps a text; `None` when it is longer than [`TextId::LEN_MAX`].
    #[inline]
    pub fn keep(&mut self, text: &str) -> Option<TextId> {
        self.keep_bytes(text.as_bytes())
    }

    /// The same of the bytes of a text.
    #[inline]
    pub(super) fn keep_bytes(&mut self, text: &[u8]) -> Option<TextId> {
        match Digest::of(text) {
            Some(digest) => Some(self.keep_digest(&digest)),
            None => self.keep_other(text),
        }
    }

    /// Keeps a hash.
    #[inline]
    pub(super) fn keep_digest(&mut self, digest: &Digest) -> TextId {
        let id = self.end().0 | TextId::HASH | digest.bytes.len() as u64;
        self.bytes.extend_from_slice(&digest.bytes);
        TextId(if digest.is_prefixed { id | TextId::PREFIXED } else { id })
    }

    /// The same as [`Texts::keep_bytes`] of a text that is no hash.
    #[inline]
    pub(super) fn keep_other(&mut self, text: &[u8]) -> Option<TextId> {
        if text.is_empty() {
            return Some(TextId::NONE);
        }
        if text.len() > TextId::LEN_MAX {
            return None;
        }
        let id = self.end().0 | text.len() as u64;
        self.bytes.extend_from_slice(text);
        Some(TextId(id))
    }

    /// The text; empty where it was let go.
    #[must_use]
    pub fn text(&self, id: TextId) -> Cow<'_, str> {
        match self.bytes(id).0 {
            Form::Kept(bytes) => str::from_utf8(bytes).unwrap_or("").into(),
            Form::Hash(hash) => str::from_utf8(hash.as_written()).unwrap_or("").to_owned().into(),
        }
    }

    /// The bytes of the same text.
    #[inline]
    #[must_use]
    pub fn bytes(&self, id: TextId) -> Written<'_> {
        let kept = self.place(id).and_then(|it| self.bytes.get(it)).unwrap_or(&[]);
        Written(match kept.try_into() {
            Ok(hash) if id.0 & TextId::HASH != 0 => Form::Hash(Unpacked::of(hash, id.0 & TextId::PREFIXED != 0)),
            _ => Form::Kept(kept),
        })
    }

    /// Reads where a text stands, so that it is at hand when it is asked for. The number says nothing.
    #[inline]
    #[must_use]
    pub fn touch(&self, id: TextId) -> usize {
        self.place(id).and_then(|it| self.bytes.get(it.start)).map_or(0, |it| usize::from(*it))
    }

    /// Where a text stands that was not let go.
    #[inline]
    fn place(&self, id: TextId) -> Option<Range<usize>> {
        let start = id.start().checked_sub(self.gone)? as usize;
        Some(start..start + (id.0 & TextId::LEN_MAX as u64) as usize)
    }

    /// The place behind the newest text, for [`Texts::forget_before`].
    #[must_use]
    pub fn end(&self) -> TextId {
        TextId((self.gone + self.bytes.len() as u64) << TextId::LEN_BITS)
    }

    /// Lets go of the texts that were kept before a place. A stream does so with those that no rule
    /// can cite any more: they are the part of a book that grows with every transfer. Amortised
    /// constant time a text.
    pub fn forget_before(&mut self, place: TextId) {
        let at = place.start().saturating_sub(self.gone) as usize;
        let at = at.min(self.bytes.len());
        // Moving the rest costs as much as it is long: only where at least as much is let go.
        if at * 2 >= self.bytes.len() {
            self.bytes.drain(..at);
            self.gone += at as u64;
        }
    }
}

/// The bytes of a text, as it was written. Two are equal if their bytes are.
#[derive(Clone, Copy, Debug)]
pub struct Written<'a>(Form<'a>);

#[derive(Clone, Copy, Debug)]
enum Form<'a> {
    Kept(&'a [u8]),
    Hash(Unpacked),
}

impl Deref for Written<'_> {
    type Target = [u8];

    #[inline]
    fn deref(&self) -> &[u8] {
        match &self.0 {
            Form::Kept(bytes) => bytes,
            Form::Hash(hash) => hash.as_written(),
        }
    }
}

impl PartialEq for Written<'_> {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl Eq for Written<'_> {}

impl Hash for Written<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (**self).hash(state);
    }
}

/// Hexadecimal digits of a hash.
const DIGITS: usize = 64;
/// What may stand before them.
const PREFIX: &[u8; 2] = b"0x";

/// A hash that is written in 64 small hexadecimal digits, with or without `0x` before them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Digest {
    bytes: [u8; DIGITS / 2],
    is_prefixed: bool,
}

impl Hash for Digest {
    /// Word by word: how many there are need not be told.
    #[inline]
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.bytes.as_chunks().0.iter().for_each(|it| state.write_u64(u64::from_le_bytes(*it)));
        state.write_u8(u8::from(self.is_prefixed));
    }
}

impl Digest {
    /// The hash that is written so; `None` of any other text.
    #[inline]
    pub(super) fn of(text: &[u8]) -> Option<Self> {
        let (digits, is_prefixed) = match text.len() {
            DIGITS => (text, false),
            66 => (text.strip_prefix(PREFIX)?, true),
            _ => return None,
        };
        let digits: &[u8; DIGITS] = digits.try_into().ok()?;
        let (mut bytes, mut large, mut wrong) = ([0; DIGITS / 2], 0, 0);
        for (four, eight) in bytes.as_chunks_mut::<4>().0.iter_mut().zip(digits.as_chunks::<8>().0) {
            let text = u64::from_le_bytes(*eight);
            let values = (text & LOW) + ((text >> 6) & ONES) * 9;
            large |= values;
            wrong |= text ^ digits_of(values);
            // The first of two digits is the higher half of their byte.
            let pairs = (values << 4 | values >> 8) & 0x00ff_00ff_00ff_00ff;
            let fours = (pairs | pairs >> 8) & 0x0000_ffff_0000_ffff;
            *four = ((fours | fours >> 16) as u32).to_le_bytes();
        }
        (large & !LOW == 0 && wrong == 0).then_some(Self { bytes, is_prefixed })
    }
}

/// A one in each of eight bytes.
const ONES: u64 = u64::MAX / 0xff;
/// The lower half of each of eight bytes.
const LOW: u64 = ONES * 0xf;

/// Eight values below 16 as small hexadecimal digits.
#[inline]
const fn digits_of(values: u64) -> u64 {
    // One where a value is a letter, which stand 39 behind the digits.
    let letters = ((values + ONES * 6) >> 4) & ONES;
    values + ONES * b'0' as u64 + letters * 39
}

/// A hash in digits, with `0x` before them or without.
#[derive(Clone, Copy, Debug)]
struct Unpacked {
    text: [u8; DIGITS + PREFIX.len()],
    is_prefixed: bool,
}

impl Unpacked {
    #[inline]
    fn of(hash: &[u8; DIGITS / 2], is_prefixed: bool) -> Self {
        let mut text = [0; DIGITS + PREFIX.len()];
        text[..PREFIX.len()].copy_from_slice(PREFIX);
        let eights = text[PREFIX.len()..].as_chunks_mut::<8>().0;
        for (eight, four) in eights.iter_mut().zip(hash.as_chunks::<4>().0) {
            let fours = u64::from(u32::from_le_bytes(*four));
            let pairs = (fours | fours << 16) & 0x0000_ffff_0000_ffff;
            let bytes = (pairs | pairs << 8) & 0x00ff_00ff_00ff_00ff;
            *eight = digits_of((bytes >> 4 | bytes << 8) & LOW).to_le_bytes();
        }
        Self { text, is_prefixed }
    }

    #[inline]
    fn as_written(&self) -> &[u8] {
        if self.is_prefixed { &self.text } else { &self.text[PREFIX.len()..] }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// Hashes with and without `0x`, and what is nearly one.
        #[test]
        fn a_text_is_kept_as_it_was_written(texts in proptest::collection::vec("(0x)?[0-9a-f]{64}|(0X|0y)?[0-9a-g]{63,65}|0x[0-9a-f]{60,63}[G-é]{1,4}|[é0]{0,70}", 1..9)) {
            let mut table = Texts::default();
            let ids: Vec<TextId> = texts.iter().map(|it| table.keep(it).unwrap()).collect();
            for (id, text) in ids.into_iter().zip(&texts) {
                prop_assert_eq!(&*table.bytes(id), text.as_bytes());
                prop_assert_eq!(&table.text(id), text);
                prop_assert_eq!(id.is_none(), text.is_empty());
                let digits = text.strip_prefix("0x").unwrap_or(text);
                let is_hash = digits.len() == 64 && digits.bytes().all(|it| b"0123456789abcdef".contains(&it));
                prop_assert_eq!(Digest::of(text.as_bytes()).is_some(), is_hash);
            }
        }

        /// The oracle is a list. What is let go is gone at once or later; the rest stays as it was.
        #[test]
        fn texts_that_are_let_go_leave_the_others(texts in proptest::collection::vec("[aé]{0,5}", 1..40), forgets in proptest::collection::vec(any::<bool>(), 40)) {
            let (mut table, mut kept, mut forgotten) = (Texts::default(), Vec::new(), 0);
            for (at, text) in texts.iter().enumerate() {
                kept.push((table.keep(text).unwrap(), text));
                if forgets[at] {
                    let end = table.end();
                    table.keep("behind").unwrap();
                    table.forget_before(end);
                    forgotten = kept.len();
                }
                for (place, (id, text)) in kept.iter().enumerate() {
                    let found = table.text(*id);
                    prop_assert!(found == **text || (place < forgotten && found.is_empty()));
                }
            }
        }
    }

    #[test]
    fn a_stream_of_texts_holds_no_more_than_twice_its_window() {
        let (mut table, mut ends) = (Texts::default(), std::collections::VecDeque::new());
        for _ in 0..1000 {
            table.keep("0123456789").unwrap();
            ends.push_back(table.end());
            if ends.len() > 10 {
                ends.pop_front().into_iter().for_each(|it| table.forget_before(it));
            }
            assert!(table.bytes.len() <= 220);
        }
    }

    #[test]
    fn a_hash_takes_half_its_digits() {
        let (mut table, hash) = (Texts::default(), "0123456789abcdef".repeat(4));
        let (bitcoin, evm) = (table.keep(&hash).unwrap(), table.keep(&format!("0x{hash}")).unwrap());
        assert_eq!(table.bytes.len(), 64);
        assert!(table.bytes(bitcoin) != table.bytes(evm), "of two chains");
        assert_eq!((table.text(bitcoin), table.text(evm)), (hash.clone().into(), format!("0x{hash}").into()));
        table.forget_before(table.end());
        assert_eq!((table.text(evm), table.touch(evm)), ("".into(), 0));
        let again = table.keep(&hash).unwrap();
        assert_eq!(table.text(again), hash);
    }
}
