//! Short texts that come again and again → their numbers, without a look in the table.

/// The longest text that is remembered, in bytes: it and its length make one word.
const LEN_MAX: usize = 7;
/// A table of so many words takes a kibibyte; few exports have more than a dozen symbols.
const BITS: u32 = 6;

/// The numbers of texts that were asked for lately.
///
/// A text has one place, where the newest text of that place stands. Texts of other lengths are
/// looked up without a guess of the processor: symbols of three and four letters come at random.
#[derive(Debug)]
pub(super) struct Recent {
    /// A text as a word, zero where none is, and its number.
    words: [(u64, u32); 1 << BITS],
}

impl Default for Recent {
    fn default() -> Self {
        Self { words: [(0, 0); 1 << BITS] }
    }
}

impl Recent {
    /// The number of `text`, as `find` gives it; `find` must give the same each time.
    #[inline]
    pub(super) fn number(&mut self, text: &[u8], find: impl FnOnce(&[u8]) -> u32) -> u32 {
        let Some(word) = word(text) else { return find(text) };
        let place = &mut self.words[(word.wrapping_mul(SPREAD) >> (u64::BITS - BITS)) as usize];
        if place.0 != word {
            *place = (word, find(text));
        }
        place.1
    }
}

/// 2^64 by the golden ratio, odd: it spreads similar words over the table.
const SPREAD: u64 = 0x9e37_79b9_7f4a_7c15;

/// A short text as one word, each text another; never zero.
#[inline]
fn word(text: &[u8]) -> Option<u64> {
    if text.is_empty() || text.len() > LEN_MAX {
        return None;
    }
    // Behind the end the last byte is read again, and then cut off.
    let last = text.len() - 1;
    let bytes = (0..LEN_MAX).fold(0, |all, at| all | (u64::from(text[at.min(last)]) << (at * 8)));
    Some((bytes & (u64::MAX >> (64 - text.len() * 8))) | ((text.len() as u64) << 56))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::HashMap;

    proptest! {
        /// The oracle is a plain map. Texts are alike, of all short lengths and beyond, with zeros in them.
        #[test]
        fn numbers_agree_with_a_map(texts in proptest::collection::vec("[ab\0é]{0,9}", 0..300)) {
            let (mut recent, mut oracle) = (Recent::default(), HashMap::new());
            for text in &texts {
                let next = oracle.len() as u32;
                let number = *oracle.entry(text.clone()).or_insert(next);
                let find = |it: &[u8]| oracle[str::from_utf8(it).unwrap()];
                prop_assert_eq!(recent.number(text.as_bytes(), find), number);
            }
        }

        #[test]
        fn other_texts_are_other_words(one in "[ab\0]{0,8}", other in "[ab\0]{0,8}") {
            let (a, b) = (word(one.as_bytes()), word(other.as_bytes()));
            prop_assert_eq!(a.is_some() && a == b, one == other && !one.is_empty() && one.len() <= LEN_MAX);
            prop_assert_ne!(a, Some(0));
        }
    }
}
