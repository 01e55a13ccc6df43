//! The distinct words of an index: a word in, those that agree with it and their postings out.
//!
//! Words stand by the groups of their first consonants and by size, where the size of a word is the least it
//! costs to leave out all its sounds: words of other groups never agree, and words whose sizes differ by
//! more than the limit cannot. What is left is looked at sound by sound (each costs at least what it
//! costs to come from the nearest sound of the query), then compared by the very costs of two words.

use crate::screen::list::EntryKind;
use crate::screen::name::sound::{
    COLUMNS, GAP, SOUNDS_MAX, Sounds, TURN, Vowels, agreement_of, code, first_row, limit, next_row,
};
use std::ops::Range;
use std::sync::LazyLock;

/// That a name has a word, and what it weighs there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Posting {
    pub(super) name: u32,
    pub(super) weight: u16,
    /// Of the part: see [`Part::consonants`](crate::screen::name::part::Part::consonants); 0 of a join.
    pub(super) consonants: u8,
    pub(super) kind: EntryKind,
}

/// Distinct words with their postings.
#[derive(Clone, Default)]
pub(super) struct Dictionary {
    /// By whether the vowels of the words are written, then by the manner of comparing.
    shelves: [[Shelf; 2]; 2],
    postings: Vec<Posting>,
    /// The greatest weight of a posting.
    pub(super) heaviest: u16,
}

/// A word that agrees with another.
pub(super) struct Agreeing<'a> {
    /// How far the sounds agree, of 10000.
    pub(super) agreement: u32,
    /// The names that have it.
    pub(super) postings: &'a [Posting],
}

/// Words of one kind of vowels in the order of one manner of comparing.
#[derive(Clone, Default)]
struct Shelf {
    /// The groups of first consonants, and where their words stand.
    groups: Vec<(u16, Range<u32>)>,
    sizes: Vec<Size>,
    words: Vec<Word>,
    /// The greatest whole cost of a word for 1000 of its size, rounded up.
    ratio: u32,
}

/// What rules most words out: the size of a word and its whole cost.
#[derive(Clone, Copy)]
struct Size {
    size: u16,
    norm: u16,
}

#[derive(Clone, Copy)]
struct Word {
    /// Its sounds, then [`NOTHING`].
    codes: [u8; SOUNDS_MAX],
    len: u8,
    postings: (u32, u32),
}

/// The code of no sound, behind the end of a word.
const NOTHING: u8 = code::COUNT as u8;
/// Sounds looked at in one go.
const STRIDE: usize = 8;

impl Dictionary {
    /// Sorts words and their postings.
    pub(super) fn of(mut all: Vec<(Sounds, Posting)>) -> Self {
        all.retain(|it| !it.0.is_empty());
        all.sort_unstable();
        all.dedup();
        let mut words: [Vec<(Sounds, (u32, u32))>; 2] = Default::default();
        let mut at = 0;
        while at < all.len() {
            let word = all[at].0;
            let same = all[at..].iter().take_while(|it| it.0 == word).count();
            // INVARIANT: postings are counted in 32 bits: at most 50 million names.
            words[usize::from(word.unwritten())].push((word, (at as u32, (at + same) as u32)));
            at += same;
        }
        let shelves = words.map(|it| [0, 1].map(|manner| Shelf::of(&it, manner)));
        let postings: Vec<Posting> = all.into_iter().map(|it| it.1).collect();
        let heaviest = postings.iter().map(|it| it.weight).max().unwrap_or(0);
        Self { shelves, postings, heaviest }
    }

    /// Tells every word that agrees with `query` in at least `least` of 10000, and gives the steps it took.
    ///
    /// O(words of the same groups), few of which are compared in full.
    pub(super) fn agreeing<'a>(&'a self, query: &Sounds, least: u32, mut tell: impl FnMut(Agreeing<'a>)) -> u64 {
        if query.is_empty() {
            return 0;
        }
        let mut steps = 0;
        for (shelves, vowels) in self.shelves.iter().zip([Vowels::Written, Vowels::Unwritten]) {
            let manner = usize::from(vowels != query.vowels);
            steps += shelves[manner].look(&Query::of(query, manner, least), |agreement, (start, end)| {
                tell(Agreeing { agreement, postings: &self.postings[start as usize..end as usize] });
            });
        }
        steps
    }
}

/// The sizes of sounds in each manner.
static SIZES: LazyLock<[[u16; code::COUNT]; 2]> = LazyLock::new(|| [0, 1].map(sizes));

/// The least that it can cost to leave out each sound: alone, or turned into others first.
///
/// The sizes of two sounds differ by no more than it costs to turn one into the other, so that the sizes
/// of two words differ by no more than their cost.
fn sizes(manner: usize) -> [u16; code::COUNT] {
    let mut least = GAP[manner].map(u16::from);
    // Shortest ways over at most all sounds.
    for _ in 0..code::COUNT {
        for one in 0..code::COUNT {
            for other in 0..code::COUNT {
                least[one] = least[one].min(least[other] + u16::from(TURN[manner][one][other]));
            }
        }
    }
    least
}

fn size_of(word: &Sounds, manner: usize) -> u16 {
    word.codes().iter().map(|it| SIZES[manner][usize::from(*it)]).sum()
}

impl Shelf {
    fn of(all: &[(Sounds, (u32, u32))], manner: usize) -> Self {
        let mut sorted: Vec<(u16, Size, u32)> = Vec::with_capacity(all.len());
        for (at, (word, _)) in (0_u32..).zip(all) {
            sorted.push((word.heads, Size { size: size_of(word, manner), norm: word.norms()[manner] }, at));
        }
        sorted.sort_unstable_by_key(|it| (it.0, it.1.size, it.2));
        let mut shelf = Self::default();
        for (at, (heads, size, number)) in (0_u32..).zip(sorted) {
            match shelf.groups.last_mut() {
                Some(last) if last.0 == heads => last.1.end = at + 1,
                _ => shelf.groups.push((heads, at..at + 1)),
            }
            let (word, postings) = &all[number as usize];
            let mut codes = [NOTHING; SOUNDS_MAX];
            codes[..word.codes().len()].copy_from_slice(word.codes());
            // INVARIANT: at most 24 sounds.
            shelf.words.push(Word { codes, len: word.codes().len() as u8, postings: *postings });
            shelf.sizes.push(size);
            shelf.ratio = shelf.ratio.max((u32::from(size.norm) * 1000).div_ceil(u32::from(size.size).max(1)));
        }
        shelf
    }

    /// Tells every word that agrees enough.
    fn look(&self, query: &Query<'_>, mut tell: impl FnMut(u32, (u32, u32))) -> u64 {
        let mut steps = 1;
        let mut rows = [[0_u16; COLUMNS]; 3];
        let (from, to) = query.span(self.ratio);
        for (_, range) in self.groups.iter().filter(|it| it.0 & query.word.heads != 0) {
            let range = range.start as usize..range.end as usize;
            let sizes = &self.sizes[range.clone()];
            let start = sizes.partition_point(|it| u32::from(it.size) < from);
            let end = sizes.partition_point(|it| u32::from(it.size) <= to);
            steps += end.saturating_sub(start) as u64;
            for (size, word) in sizes.iter().zip(&self.words[range]).take(end).skip(start) {
                let most = query.most(size.norm);
                if u32::from(size.size.abs_diff(query.size)) > most || query.nearest(word) > most {
                    continue;
                }
                if let Some(cost) = query.cost(word, limit(query.norm, size.norm, query.least), &mut rows) {
                    tell(agreement_of(cost, query.norm, size.norm), word.postings);
                }
                steps += 8;
            }
        }
        steps
    }
}

/// A word looked for in one shelf.
struct Query<'a> {
    word: &'a Sounds,
    manner: usize,
    least: u32,
    norm: u16,
    size: u16,
    /// For each sound the least it costs to come from a sound of the word, or from none.
    nearest: [u8; 64],
    /// The share that words may differ by, of 65536, rounded up.
    share: u32,
}

impl<'a> Query<'a> {
    fn of(word: &'a Sounds, manner: usize, least: u32) -> Self {
        let mut nearest = [0; 64];
        nearest[..code::COUNT].copy_from_slice(&GAP[manner]);
        for from in word.codes() {
            for (least, turn) in nearest.iter_mut().zip(&TURN[manner][usize::from(*from)]) {
                *least = (*least).min(*turn);
            }
        }
        let share = (10_000_u32.saturating_sub(least) << 16).div_ceil(10_000);
        let size = size_of(word, manner);
        Self { word, manner, least, norm: word.norms()[manner], size, nearest, share }
    }

    /// At least the limit of two words.
    fn most(&self, norm: u16) -> u32 {
        (u32::from(self.norm.max(norm)) * self.share) >> 16
    }

    /// The sizes of words that may agree, where no word's whole cost is above `ratio` thousandths of its size.
    fn span(&self, ratio: u32) -> (u32, u32) {
        let size = u32::from(self.size);
        let from = size.saturating_sub(self.most(0).max((size * ratio / 1000 * self.share) >> 16) + 1);
        // size(other) − size ≤ share · ratio · size(other) where the other word is the greater.
        let grown = u64::from(self.share) * u64::from(ratio) / 1000 + 1;
        let to = match 65_536_u64.checked_sub(grown) {
            Some(rest) if rest > 0 => (u64::from(size) << 16).div_ceil(rest) + 1,
            _ => u64::MAX,
        };
        (from, u32::try_from(to).unwrap_or(u32::MAX).max(size + self.most(0)))
    }

    /// The least that the sounds of `other` cost together, each on its own.
    #[inline]
    fn nearest(&self, other: &Word) -> u32 {
        let mut sum = 0;
        for stride in other.codes.chunks_exact(STRIDE).take(usize::from(other.len).div_ceil(STRIDE)) {
            sum += stride.iter().map(|it| u32::from(self.nearest[usize::from(*it & 63)])).sum::<u32>();
        }
        sum
    }

    /// The least cost of turning one word into the other; `None` above `limit`.
    ///
    /// As the comparison of two words, but left as soon as the sounds still to come cost too much.
    fn cost(&self, other: &Word, limit: u32, rows: &mut [[u16; COLUMNS]; 3]) -> Option<u32> {
        let codes = &other.codes[..usize::from(other.len)];
        // What the sounds from each on cost at least.
        let mut rest = [0_u16; COLUMNS];
        for at in (0..codes.len()).rev() {
            rest[at] = rest[at + 1] + u16::from(self.nearest[usize::from(codes[at] & 63)]);
        }
        let [before, above, here] = rows;
        *above = first_row(codes, self.manner);
        let (mut least_above, mut previous) = (0, None);
        for &from in self.word.codes() {
            next_row(here, above, before, (previous, from), codes, self.manner);
            let least = here.iter().zip(&rest).take(codes.len() + 1).map(|it| it.0 + it.1).min().unwrap_or(0);
            if u32::from(least.min(least_above)) > limit {
                return None;
            }
            (least_above, previous) = (least, Some(from));
            std::mem::swap(before, above);
            std::mem::swap(above, here);
        }
        let cost = u32::from(above[codes.len()]);
        (cost <= limit).then_some(cost)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn words() -> impl Strategy<Value = (Vec<u8>, Vowels)> {
        let vowels = prop::sample::select(vec![Vowels::Written, Vowels::Unwritten]);
        // Few sounds that are near one another, and now and then any.
        let sound =
            prop_oneof![4 => prop::sample::select(vec![0_u8, 1, 4, 5, 6, 7, 12, 13, 16, 21, 28]), 1 => 0..34_u8];
        (prop::collection::vec(sound, 0..12), vowels)
    }

    proptest! {
        /// The oracle: comparing the query with every word.
        #[test]
        fn the_shelves_find_every_word_that_agrees(
            list in prop::collection::vec(words(), 0..80),
            query in words(),
            least in prop::sample::select(vec![5_000_u32, 7_200, 8_800, 10_000]),
        ) {
            let list: Vec<Sounds> = list.iter().map(|it| Sounds::of(&it.0, it.1)).collect();
            let query = Sounds::of(&query.0, query.1);
            let posting = |name| Posting { name, weight: 1, consonants: 0, kind: EntryKind::Person };
            let dictionary = Dictionary::of((0..).zip(&list).map(|(at, it)| (*it, posting(at))).collect());
            let mut found = Vec::new();
            dictionary.agreeing(&query, least, |it| {
                found.extend(it.postings.iter().map(|posting| (posting.name, it.agreement)));
            });
            found.sort_unstable();
            let all = (0_u32..).zip(&list);
            let slowly: Vec<_> = all.filter_map(|(at, it)| Some((at, query.agreement(it, least)?))).collect();
            prop_assert_eq!(found, slowly);
        }
    }
}
