//! Rarity: the names of a list in, what each word weighs there out.
//!
//! A word that few names of the list have tells more than one that many have. Counted by consonants, so
//! that the spellings of a common name are common together. A word weighs the less of what it weighs by
//! the tables and by the list.

use super::lexicon::Class;
use super::part::{Name, Part};
use std::borrow::Borrow;
use std::collections::HashMap;

/// Names below which a list tells nothing of rarity: its weights are those of the tables.
const NAMES_MIN: usize = 1_000;
/// The weight of a word that every name has, and of one that a single name has.
const WEIGHTS: (u64, u64) = (250, 1_000);

/// How rare words are in a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rarity {
    pub(crate) names: u64,
    /// How many names have a word of this key, in the order of keys.
    pub(crate) counts: Vec<(u64, u32)>,
}

impl Rarity {
    /// Counts the words of these names. Linear.
    #[must_use]
    pub fn of(names: impl IntoIterator<Item = impl Borrow<Name>>) -> Self {
        let mut counts: HashMap<u64, u32> = HashMap::new();
        let mut all = 0;
        for name in names {
            all += 1;
            let mut keys: Vec<u64> = name.borrow().parts.iter().filter_map(key).collect();
            keys.sort_unstable();
            keys.dedup();
            for key in keys {
                *counts.entry(key).or_default() += 1;
            }
        }
        let mut counts: Vec<(u64, u32)> = counts.into_iter().filter(|it| it.1 > 1).collect();
        counts.sort_unstable();
        Self { names: all, counts }
    }

    /// Gives each word of a name the weight that it has in this list.
    pub fn weigh(&self, name: &mut Name) {
        if self.names < NAMES_MIN as u64 {
            return;
        }
        for part in &mut name.parts {
            if let Some(key) = key(part) {
                part.weight = part.weight.min(self.weight(key));
            }
        }
    }

    /// From the logarithm of the share of names that have the word.
    fn weight(&self, key: u64) -> u16 {
        let count = self.counts.binary_search_by_key(&key, |it| it.0).map_or(1, |at| self.counts[at].1);
        // Five names are as good as one: variants of an entry's own name stand in the list together.
        let count = u64::from(count).div_ceil(5).max(1);
        let (least, most) = WEIGHTS;
        let all = log2(self.names.max(2) / 5).max(1);
        let weight = least + (most - least) * log2(self.names.max(2) / 5 / count.max(1)) / all;
        // INVARIANT: at most 1000.
        weight.min(most) as u16
    }
}

/// What a word is counted by: its consonants where it has three, else its spelling.
fn key(part: &Part) -> Option<u64> {
    if !matches!(part.class, Class::Word | Class::Patronymic | Class::Generic) {
        return None;
    }
    let skeleton = part.readings.first().map_or(0, super::sound::Sounds::skeleton);
    Some(if skeleton >= 0x100 { skeleton } else { part.spelling | 1 << 63 })
}

/// The logarithm to base 2 in 256ths, between powers of two along the chord; 0 for 0.
fn log2(number: u64) -> u64 {
    let Some(whole) = number.checked_ilog2() else { return 0 };
    let rest = number - (1 << whole);
    // INVARIANT: rest < 2^whole, so the quotient is below 256.
    u64::from(whole) * 256 + ((u128::from(rest) << 8) >> whole) as u64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::screen::list::EntryKind;

    #[test]
    fn logarithms_are_monotone_and_exact_at_powers() {
        assert_eq!([log2(0), log2(1), log2(2), log2(1024), log2(u64::MAX)], [0, 0, 256, 2560, 63 * 256 + 255]);
        assert!((1..5000).all(|it| log2(it) <= log2(it + 1)));
    }

    #[test]
    fn what_many_names_have_weighs_less_in_any_spelling() {
        let text = |at: usize| format!("{} zygmunt{at}", if at.is_multiple_of(2) { "Brunhilde" } else { "Brunhylda" });
        let names: Vec<Name> = (0..2000).map(|it| Name::prepare(&text(it), EntryKind::Person)).collect();
        let rarity = Rarity::of(&names);
        let mut name = Name::prepare("Brunhild Xerxesson", EntryKind::Person);
        rarity.weigh(&mut name);
        assert!(name.parts[0].weight < 400 && name.parts[1].weight == 1000);
        let mut few = Name::prepare("Brunhild", EntryKind::Person);
        Rarity::of(&names[..10]).weigh(&mut few);
        assert_eq!(few.parts[0].weight, 1000, "a short list tells nothing");
    }
}
