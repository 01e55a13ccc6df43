//! An index of names: a list's names in, all that score at least a threshold against a query out.
//!
//! The index leaves out a name only where a bound on its score is below the threshold, so that a search
//! finds what comparing with every name would find. Knows names and the number of their owner, not lists.

mod bound;
mod dictionary;
mod file;
mod forms;
mod glance;
mod search;
mod share;

pub use file::IndexError;
pub use search::{Hit, Scratch};

use super::lexicon::{Class, symbol};
use super::part::{Name, Part};
use super::rarity::Rarity;
use dictionary::{Dictionary, Posting};
use forms::Forms;

/// Names of one index at most: what 32 bits count, and far more than any list has.
pub(crate) const NAMES_MAX: usize = 50_000_000;

/// Names made searchable. Immutable; searches share it.
#[derive(Clone)]
pub struct Index {
    names: Vec<Name>,
    owners: Vec<u32>,
    rarity: Rarity,
    words: Dictionary,
    joins: Dictionary,
    /// Particles and titles, which agree by sound with one another alone.
    small: Dictionary,
    symbols: Keyed,
    join_symbols: Keyed,
    part_forms: Forms,
    join_forms: Forms,
}

/// Keys that have no kind among [`symbol`]: letters and spellings.
mod key {
    /// A part that is the initial of this letter.
    pub(super) const INITIAL: u64 = 16 << 56;
    /// A word that begins with this letter.
    pub(super) const LETTER: u64 = 17 << 56;
}

/// Postings by a key.
#[derive(Clone, Default)]
struct Keyed {
    /// Each key, where its postings begin, and the greatest weight of one.
    keys: Vec<(u64, u32, u16)>,
    postings: Vec<Posting>,
}

impl Keyed {
    fn of(mut all: Vec<(u64, Posting)>) -> Self {
        all.sort_unstable();
        all.dedup();
        let mut keys: Vec<(u64, u32, u16)> = Vec::new();
        for (at, (key, posting)) in (0_u32..).zip(&all) {
            match keys.last_mut() {
                Some(last) if last.0 == *key => last.2 = last.2.max(posting.weight),
                _ => keys.push((*key, at, posting.weight)),
            }
        }
        Self { keys, postings: all.into_iter().map(|it| it.1).collect() }
    }

    /// The postings of a key, and the greatest weight of one.
    fn of_key(&self, key: u64) -> (&[Posting], u32) {
        let Ok(at) = self.keys.binary_search_by_key(&key, |it| it.0) else { return (&[], 0) };
        let (_, start, heaviest) = self.keys[at];
        let end = self.keys.get(at + 1).map_or(self.postings.len(), |it| it.1 as usize);
        (&self.postings[start as usize..end], heaviest.into())
    }
}

impl Index {
    /// Makes names searchable, each with a number that says whose it is.
    ///
    /// O(n log n); 48,000 names take about a second. Names past 50 million are not taken, and
    /// [`Index::len`] tells; no list has a hundredth of that.
    #[must_use]
    pub fn build(names: impl IntoIterator<Item = (Name, u32)>) -> Self {
        let (names, owners): (Vec<Name>, Vec<u32>) = names.into_iter().take(NAMES_MAX).unzip();
        let rarity = Rarity::of(&names);
        Self::with(names, owners, rarity)
    }

    /// The same, where words are as rare as they are among other names: those of a whole list, of which these are
    /// some, so that a name scores what it scores there.
    #[must_use]
    pub(crate) fn build_among(names: impl IntoIterator<Item = (Name, u32)>, rarity: Rarity) -> Self {
        let (names, owners) = names.into_iter().take(NAMES_MAX).unzip();
        Self::with(names, owners, rarity)
    }

    fn with(mut names: Vec<Name>, owners: Vec<u32>, rarity: Rarity) -> Self {
        names.iter_mut().for_each(|it| rarity.weigh(it));
        let (mut words, mut joins, mut small) = (Vec::new(), Vec::new(), Vec::new());
        let (mut symbols, mut join_symbols) = (Vec::new(), Vec::new());
        for (at, name) in (0_u32..).zip(&names) {
            for part in &name.parts {
                let consonants = part.consonants();
                let posting = Posting { name: at, weight: part.weight, consonants, kind: name.kind };
                let readings = part.readings.iter().map(|it| (*it, posting));
                if has_sounds(part) {
                    words.extend(readings);
                } else if is_small(part) {
                    small.extend(readings);
                }
                symbols.extend(keys_of(part).map(|key| (key, posting)));
            }
            for join in &name.joins {
                let weight: u32 = name.parts[join.range()].iter().map(|it| u32::from(it.weight)).sum();
                // INVARIANT: at most 32 parts of at most 1000.
                let posting = Posting { name: at, weight: weight as u16, consonants: 0, kind: name.kind };
                joins.extend(join.readings.iter().map(|it| (*it, posting)));
                join_symbols.extend(join.symbols.iter().map(|it| (*it, posting)));
            }
        }
        Self {
            part_forms: Forms::of_parts(&names),
            join_forms: Forms::of_joins(&names),
            names,
            owners,
            rarity,
            words: Dictionary::of(words),
            joins: Dictionary::of(joins),
            small: Dictionary::of(small),
            symbols: Keyed::of(symbols),
            join_symbols: Keyed::of(join_symbols),
        }
    }

    /// How many names it has.
    #[must_use]
    pub fn len(&self) -> usize {
        self.names.len()
    }

    /// Whether it has no name at all: nothing can be screened clear against it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    /// A name by its number, as [`Hit::name`] gives it.
    #[must_use]
    pub fn name(&self, number: u32) -> Option<&Name> {
        self.names.get(number as usize)
    }

    /// Whose a name is: the number given to [`Index::build`].
    #[must_use]
    pub fn owner(&self, number: u32) -> Option<u32> {
        self.owners.get(number as usize).copied()
    }

    /// How rare words are among these names.
    #[must_use]
    pub const fn rarity(&self) -> &Rarity {
        &self.rarity
    }
}

/// Whether a part is found by its sounds among words. Forms and numbers agree by symbol alone.
fn has_sounds(part: &Part) -> bool {
    matches!(part.class, Class::Word | Class::Patronymic | Class::Generic)
}

/// Whether a part agrees by its sounds with particles and titles alone.
fn is_small(part: &Part) -> bool {
    matches!(part.class, Class::Particle | Class::Title)
}

/// The keys a part of the list is found by.
fn keys_of(part: &Part) -> impl Iterator<Item = u64> {
    let letter = (part.letter != 0).then(|| match part.class {
        Class::Initial => Some(key::INITIAL | u64::from(part.letter)),
        Class::Word | Class::Patronymic | Class::Generic => Some(key::LETTER | u64::from(part.letter)),
        _ => None,
    });
    part.symbols.iter().copied().chain(letter.flatten()).chain([part.spelled()])
}

/// The most that parts which share a symbol agree in.
const fn most_by(symbol: u64) -> u32 {
    match symbol::kind(symbol) {
        symbol::NICKNAME => super::tuning::NICKNAME as u32,
        symbol::SYLLABLES => super::tuning::SYLLABLES as u32,
        symbol::ACRONYM => super::acronym::MOST as u32,
        _ => 10_000,
    }
}
