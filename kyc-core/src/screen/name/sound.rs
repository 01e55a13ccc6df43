//! What a word sounds like: letters in, at most [`SOUNDS_MAX`] sounds out, and what it costs to turn one
//! word into another.
//!
//! Spellings of one name differ in vowels, doubled letters and digraphs (*Qadhafi*, *Gaddafi*); sounds
//! differ less. Costs are whole numbers: 100 is one consonant that has nothing to do with the other.
//! Arabic and Hebrew words come without most of their vowels; against such a word vowels cost next to
//! nothing. Knows words, not names.

use super::sound_table::{CLASS, NEAR, SWAP, WEIGHT};
pub(crate) use super::sound_table::{GAP, TURN};

/// Sounds kept of one word: two words are told apart well before, and a row of costs stays within a cache line.
pub(crate) const SOUNDS_MAX: usize = 24;

/// Sounds, by their place in the tables of costs.
pub(crate) mod code {
    macro_rules! sounds {
        ($($name:ident = $at:literal),+ $(,)?) => { $(pub(crate) const $name: u8 = $at;)+ };
    }
    sounds! {
        A = 0, E = 1, I = 2, O = 3, U = 4, Y = 5, W = 6, H = 7, B = 8, P = 9, F = 10, V = 11, M = 12, N = 13,
        L = 14, R = 15, D = 16, T = 17, DH = 18, TH = 19, DAD = 20, S = 21, Z = 22, SH = 23, ZH = 24, CH = 25,
        J = 26, TS = 27, K = 28, G = 29, Q = 30, KH = 31, GH = 32, AIN = 33, TAIL = 34, HEH = 35,
    }
    /// How many there are.
    pub(crate) const COUNT: usize = 36;
}

/// Whether a word's script writes its vowels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Vowels {
    Written,
    /// Arabic and Hebrew letters.
    Unwritten,
}

/// The sounds of one word, with what a quick look needs.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Sounds {
    codes: [u8; SOUNDS_MAX],
    len: u8,
    pub(crate) vowels: Vowels,
    /// Groups of first consonants, as bits: words whose groups do not meet are never alike.
    pub(crate) heads: u16,
    /// The whole cost of the word: with vowels written on both sides, and against the other kind.
    norm: [u16; 2],
    /// The consonants that stand in it, as bits.
    pub(crate) mask: u64,
    /// The consonants that are akin to one of its sounds, as bits.
    pub(crate) near: u64,
}

impl Sounds {
    /// The word of these sounds; what exceeds [`SOUNDS_MAX`] is left off, unknown codes too.
    pub(crate) fn of(codes: &[u8], vowels: Vowels) -> Self {
        let mut word = Self { codes: [0; SOUNDS_MAX], len: 0, vowels, heads: 0, norm: [0, 0], mask: 0, near: 0 };
        for &code in codes.iter().filter(|it| usize::from(**it) < code::COUNT) {
            let len = usize::from(word.len);
            if len == SOUNDS_MAX {
                break;
            }
            if len > 0 && word.codes[len - 1] == code {
                continue;
            }
            word.codes[len] = code;
            word.len += 1;
            let at = usize::from(code);
            word.norm[0] += u16::from(WEIGHT[0][at]);
            word.norm[1] += u16::from(WEIGHT[1][at]);
            word.near |= NEAR[at];
            if is_consonant(code) {
                word.mask |= 1 << code;
            }
        }
        word.heads = heads(word.codes());
        word
    }

    /// Its sounds in order.
    pub(crate) fn codes(&self) -> &[u8] {
        &self.codes[..usize::from(self.len)]
    }

    /// Whether it has no sound at all.
    pub(crate) const fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Its consonants as classes of four bits, the first sixteen of them: what is left of a word when
    /// vowels and shades are taken away.
    pub(crate) fn skeleton(&self) -> u64 {
        let mut key = 0;
        let classes = self.codes().iter().map(|it| CLASS[usize::from(*it)]).filter(|it| *it != 0);
        let mut last = 0;
        for class in classes.take(16) {
            if class != last {
                key = key << 4 | u64::from(class);
            }
            last = class;
        }
        key
    }

    /// The whole cost of the word: against a word of its own kind, and of the other.
    pub(crate) const fn norms(&self) -> [u16; 2] {
        self.norm
    }

    /// 1 for a word whose vowels are not written, else 0.
    pub(crate) const fn unwritten(&self) -> u8 {
        match self.vowels {
            Vowels::Written => 0,
            Vowels::Unwritten => 1,
        }
    }

    /// Which row of the cost tables two words are compared by.
    fn manner(&self, other: &Self) -> usize {
        usize::from(self.vowels != other.vowels)
    }

    /// The most that two words may differ by, when at least `least` of 10000 is to agree.
    fn limit(&self, other: &Self, least: u32) -> u32 {
        let manner = self.manner(other);
        limit(self.norm[manner], other.norm[manner], least)
    }

    /// Whether two words may agree in at least `least` of 10000: never wrong when it says no.
    ///
    /// A consonant that is akin to nothing on the other side is either left out (at least 90) or stands
    /// for another such (100 for both).
    #[inline]
    pub(crate) fn may_agree(&self, other: &Self, least: u32) -> bool {
        if self.heads & other.heads == 0 {
            return false;
        }
        let (here, there) = ((self.mask & !other.near).count_ones(), (other.mask & !self.near).count_ones());
        (90 * here.max(there)).max(50 * (here + there)) <= self.limit(other, least)
    }

    /// How far two words agree, of 10000; `None` below `least`.
    ///
    /// Optimal string alignment with the costs of the sounds. O(n·m) with n, m ≤ [`SOUNDS_MAX`].
    pub(crate) fn agreement(&self, other: &Self, least: u32) -> Option<u32> {
        if self.is_empty() || other.is_empty() || !self.may_agree(other, least) {
            return None;
        }
        let manner = self.manner(other);
        let cost = if self.codes() == other.codes() { 0 } else { self.cost(other, manner, self.limit(other, least))? };
        Some(agreement_of(cost, self.norm[manner], other.norm[manner]))
    }

    /// The least cost of turning one word into the other; `None` above `limit`.
    fn cost(&self, other: &Self, manner: usize, limit: u32) -> Option<u32> {
        let (a, b) = (self.codes(), other.codes());
        let mut before = [0_u16; COLUMNS];
        let mut above = first_row(b, manner);
        let (mut least_above, mut previous) = (0, None);
        for &from in a {
            let mut here = [0_u16; COLUMNS];
            let least = next_row(&mut here, &above, &before, (previous, from), b, manner);
            if u32::from(least.min(least_above)) > limit {
                return None;
            }
            (least_above, previous, before, above) = (least, Some(from), above, here);
        }
        let cost = u32::from(above[b.len()]);
        (cost <= limit).then_some(cost)
    }
}

/// The most that words of these whole costs may differ by, when at least `least` of 10000 is to agree.
pub(crate) fn limit(one: u16, other: u16, least: u32) -> u32 {
    u32::from(one.max(other)) * 10_000_u32.saturating_sub(least) / 10_000
}

/// How far words of these whole costs agree that differ by `cost`.
pub(crate) fn agreement_of(cost: u32, one: u16, other: u16) -> u32 {
    10_000_u32.saturating_sub(cost * 10_000 / u32::from(one.max(other)).max(1))
}

/// One row of costs: for each number of sounds of the other word.
pub(crate) const COLUMNS: usize = SOUNDS_MAX + 1;

/// The costs of leaving out the first sounds of `word`.
pub(crate) fn first_row(word: &[u8], manner: usize) -> [u16; COLUMNS] {
    let mut row = [0; COLUMNS];
    for (at, code) in word.iter().enumerate() {
        row[at + 1] = row[at] + u16::from(GAP[manner][usize::from(*code)]);
    }
    row
}

/// Fills the row of one more sound and gives its least cost.
///
/// `above` and `before` are the rows of one and of two sounds fewer, `sounds` the sound before this one,
/// where there is one, and this one. Optimal string alignment: of the neighbours left out, turned into one
/// another, or swapped, the cheapest.
#[inline]
pub(crate) fn next_row(
    here: &mut [u16; COLUMNS],
    above: &[u16; COLUMNS],
    before: &[u16; COLUMNS],
    sounds: (Option<u8>, u8),
    word: &[u8],
    manner: usize,
) -> u16 {
    let (previous, from) = sounds;
    let (gap, turns) = (&GAP[manner], &TURN[manner][usize::from(from)]);
    let leave = u16::from(gap[usize::from(from)]);
    here[0] = above[0] + leave;
    let mut least = here[0];
    for (at, &to) in word.iter().enumerate().take(SOUNDS_MAX) {
        let place = usize::from(to);
        let mut best = above[at] + u16::from(turns[place]);
        best = best.min(above[at + 1] + leave).min(here[at] + u16::from(gap[place]));
        if at > 0 && from == word[at - 1] && previous == Some(to) {
            best = best.min(before[at - 1] + SWAP);
        }
        here[at + 1] = best;
        least = least.min(best);
    }
    least
}

/// Whether a sound counts in the quick look: what is cheap to leave out does not.
pub(crate) const fn is_consonant(code: u8) -> bool {
    code >= code::B && code < code::AIN
}

/// The groups of the first consonants, as bits.
///
/// A first sound that is often left out or turned into a vowel (*h*, *v*, *w*, *j*) counts with the one
/// behind it, so that *Haroun* meets *Aroun* and *Vladimir* meets *Uladzimir*.
fn heads(codes: &[u8]) -> u16 {
    use code::*;
    let mut groups = 0;
    for &it in codes.iter().filter(|it| !matches!(**it, A | E | I | O | U | Y | AIN | TAIL | HEH)).take(2) {
        groups |= match it {
            B | P => 1,
            F | V | W => 1 << 1,
            M => 1 << 2,
            N => 1 << 3,
            L => 1 << 4,
            R => 1 << 5,
            D | T => 1 << 6,
            TH | DH | DAD => 1 << 6 | 1 << 7,
            S | Z | SH | ZH => 1 << 7,
            CH | J | TS => 1 << 7 | 1 << 8,
            _ => 1 << 8,
        };
        if !matches!(it, H | V | W | J) {
            return groups;
        }
    }
    // All vowels, or nothing firm among the first two.
    groups | 1 << 9
}
