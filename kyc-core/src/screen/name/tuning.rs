//! The few figures that were fitted to labelled pairs, in one place.
//!
//! Fitted on one half of each set of pairs by the hash of the pair and reported on the other:
//! docs/screening.md tells how, and how little the result hangs on each.

/// The least agreement of sounds at which two words stand for one another, of 10000.
pub(crate) const LEAST: u32 = 7_200;
/// The least agreement of sounds for words written as one.
pub(crate) const LEAST_JOINED: u32 = 8_800;
/// How much a difference of sounds counts beyond its share of the word, in thousandths.
pub(crate) const SLOPE: u32 = 1_200;
/// What an initial and a word with that letter agree in, of 10000.
pub(crate) const INITIAL: u16 = 7_000;
/// By how much less in companies' names, whose letters seldom stand for a word.
pub(crate) const INITIAL_COMPANY: u16 = 2;
/// What two forms of one given name agree in.
pub(crate) const NICKNAME: u16 = 9_200;
/// What two romanisations of the same syllables agree in.
pub(crate) const SYLLABLES: u16 = 9_000;
/// What is left of an agreement where a given name meets a family name, of 10000.
pub(crate) const SWAPPED: u32 = 8_000;
/// How much more a difference counts between words that all names have, in thousandths.
pub(crate) const COMMON: u32 = 1_800;
/// How much a leftover of one name counts that has a leftover of the other against it, in thousandths.
pub(crate) const LEFT_BOTH: u64 = 1_800;
/// How much a leftover counts that has nothing against it, in thousandths.
pub(crate) const LEFT_ONE: u64 = 300;
/// What the parts that agree weigh together, at least, where leftovers are to count as little as that.
pub(crate) const ENOUGH: u64 = 1_600;
/// How much more a leftover of one name counts where next to nothing agrees, in thousandths.
pub(crate) const LEFT_THIN: u64 = 1_000;
/// Distinct consonants of a company's word that is hardly any other's: *Sberbank*, and not *Phoenix*.
pub(crate) const OWN_CONSONANTS: u32 = 5;
/// What such a word weighs at least, in the tables and in the list, of 1000.
pub(crate) const OWN_WEIGHT: u32 = 700;
/// What it agrees in with the other name's, of 10000.
pub(crate) const OWN_AGREEMENT: u32 = 9_000;
/// Distinct consonants of a word that may be one company's, where nothing beside it says otherwise.
pub(crate) const MAY_OWN_CONSONANTS: u32 = 3;
/// What it agrees in with the other name's, of 10000.
pub(crate) const MAY_OWN_AGREEMENT: u32 = 9_500;
/// Sounds of a word of fewer consonants that may be one company's where both do the same: *Mahan*.
pub(crate) const OWN_SOUNDS: usize = 5;
/// How much of its weight a word that sounds alike tells by, by its number of distinct consonants.
pub(crate) const SHORT: [u32; 4] = [0, 300, 600, 1_000];
/// What is left of it where only one of the words has its vowels written, in thousandths.
pub(crate) const VOWELLESS: u32 = 700;
/// Letters of a word that is read by its letters in a company's name, at most.
pub(crate) const BRIEF: usize = 4;
/// What is left of the agreement of sounds of such words, of 10000.
pub(crate) const SPELLED: u32 = 7_500;

/// The bound of the index rests on it: splitting a leftover over both names never makes it cheaper.
const _: () = assert!(LEFT_BOTH >= 2 * LEFT_ONE && 2 * LEFT_ONE <= 1000);
