//! The distinct words of an index by their first consonants: sounds in, words that agree with their
//! postings out.
//!
//! A word is looked for only in the groups of its first consonants, which is how agreement itself is
//! defined; a glance at the consonants of each word there leaves few to compare in full.

use crate::screen::name::sound::Sounds;

/// Groups of first consonants, as in [`Sounds::heads`].
const GROUPS: usize = 10;

/// That a name has a word, and what it weighs there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Posting {
    pub(super) name: u32,
    pub(super) weight: u16,
}

/// Distinct words with their postings.
#[derive(Clone, Default)]
pub(super) struct Dictionary {
    words: Vec<Sounds>,
    /// Where the postings of each word begin; one more at the end.
    starts: Vec<u32>,
    postings: Vec<Posting>,
    /// The words of each group: what the glance needs, side by side.
    groups: [Vec<Glance>; GROUPS],
}

/// What tells most words apart, in the order it is asked.
#[derive(Clone, Copy)]
struct Glance {
    mask: u64,
    near: u64,
    heads: u16,
    norm: [u16; 2],
    unwritten: u8,
    word: u32,
}

impl Dictionary {
    /// Sorts words and their postings.
    pub(super) fn of(mut all: Vec<(Sounds, Posting)>) -> Self {
        all.retain(|it| !it.0.is_empty());
        all.sort_unstable();
        all.dedup();
        let mut dictionary = Self::default();
        for (at, (word, posting)) in (0_u32..).zip(all) {
            if dictionary.words.last() != Some(&word) {
                dictionary.add(word, at);
            }
            dictionary.postings.push(posting);
        }
        dictionary.starts.push(dictionary.postings.len() as u32);
        dictionary
    }

    fn add(&mut self, word: Sounds, at: u32) {
        // INVARIANT: fewer words than postings, which are counted in 32 bits.
        let number = self.words.len() as u32;
        let glance = Glance {
            mask: word.mask,
            near: word.near,
            heads: word.heads,
            norm: word.norms(),
            unwritten: word.unwritten(),
            word: number,
        };
        for (group, words) in self.groups.iter_mut().enumerate() {
            if word.heads & 1 << group != 0 {
                words.push(glance);
            }
        }
        self.words.push(word);
        self.starts.push(at);
    }

    /// Tells every word that agrees with `query` in at least `least` of 10000, with its agreement and its
    /// postings, and how many words were glanced at.
    pub(super) fn agreeing(&self, query: &Sounds, least: u32, mut tell: impl FnMut(u32, &[Posting])) -> u64 {
        let mut glanced = 0;
        let norms = query.norms();
        for (group, words) in self.groups.iter().enumerate().filter(|it| query.heads & 1 << it.0 != 0) {
            glanced += words.len() as u64;
            let earlier = (1_u16 << group) - 1;
            for it in words {
                let manner = usize::from(it.unwritten ^ query.unwritten());
                let (here, there) = ((query.mask & !it.near).count_ones(), (it.mask & !query.near).count_ones());
                let cost = (90 * here.max(there)).max(50 * (here + there));
                let norm = u32::from(norms[manner].max(it.norm[manner]));
                let limit = norm * (10_000 - least) / 10_000;
                // A word of two groups is told in the first that both have.
                if cost > limit || it.heads & query.heads & earlier != 0 {
                    continue;
                }
                if let Some(agreement) = self.words[it.word as usize].agreement(query, least) {
                    tell(agreement, self.postings_of(it.word));
                }
            }
        }
        glanced
    }

    fn postings_of(&self, word: u32) -> &[Posting] {
        let at = word as usize;
        &self.postings[self.starts[at] as usize..self.starts[at + 1] as usize]
    }
}
