//! Search: a query in, every name of the index that scores at least the threshold out.
//!
//! Each part of the query has a share that some part of a name must be worth ([`super::share`]). Names with
//! a part that is worth it are compared in full, the others cannot reach the threshold.

use super::bound::{Bound, Joins, Memos};
use super::dictionary::{Dictionary, Posting};
use super::share::{Worth, least_for, shares, worth};
use super::{Index, Keyed, has_sounds, is_small, key, most_by};
use crate::base::{Budget, Exhausted};
use crate::screen::list::EntryKind;
use crate::screen::name::align::{most_alike, score, told};
use crate::screen::name::alike::curve;
use crate::screen::name::lexicon::Class;
use crate::screen::name::part::{Join, Name, Part, kinds_meet};
use crate::screen::name::score::Score;
use crate::screen::name::sound::Sounds;
use crate::screen::name::tuning::{INITIAL, LEAST, LEAST_JOINED};

/// A name found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hit {
    /// Its number in the index.
    pub name: u32,
    /// How far it agrees with the query.
    pub score: Score,
}

/// Working memory of a search, to be used again. For each name of the index two bits and at most eight bytes;
/// for each distinct part and join two bytes for each part (at most 32) and join of the longest query yet.
/// Nothing is remembered from one search to the next.
#[derive(Clone, Default)]
pub struct Scratch {
    /// Which names are to be compared, as bits and in the order they were found.
    marked: Marks,
    /// Names that have a join which agrees with a part of the query, or a part that agrees with a join.
    joined: Marks,
    /// How the parts and joins of names agree with the query.
    memos: Memos,
}

/// Names, as bits and in the order they were found.
#[derive(Clone, Default)]
struct Marks {
    bits: Vec<u64>,
    names: Vec<u32>,
}

impl Marks {
    fn begin(&mut self, names: usize) {
        for name in self.names.drain(..) {
            if let Some(it) = self.bits.get_mut(name as usize / 64) {
                *it = 0;
            }
        }
        self.bits.resize(names.div_ceil(64), 0);
    }

    #[inline]
    fn mark(&mut self, name: u32) {
        let (place, bit) = (name as usize / 64, 1 << (name % 64));
        if self.bits[place] & bit == 0 {
            self.bits[place] |= bit;
            self.names.push(name);
        }
    }

    fn has(&self, name: u32) -> bool {
        self.bits[name as usize / 64] & 1 << (name % 64) != 0
    }
}

/// What one part or join of the query looks for.
struct Look<'a> {
    kind: EntryKind,
    weight: u32,
    /// Of a part; see [`Part::consonants`].
    consonants: u8,
    share: Worth,
    threshold: Score,
    scratch: &'a mut Scratch,
}

impl Look<'_> {
    /// Marks the names whose part is worth the share; gives the steps taken.
    fn mark(&mut self, postings: &[Posting], agreement: impl Fn(&Posting, u32) -> u32) -> u64 {
        for it in postings {
            let agreement = agreement(it, (self.weight + u32::from(it.weight)) / 2);
            let enough = worth(self.weight, it.weight.into(), agreement, self.threshold) >= self.share;
            if enough && kinds_meet(self.kind, it.kind) {
                self.scratch.marked.mark(it.name);
            }
        }
        postings.len() as u64
    }

    /// Marks the names that share a key with the query.
    fn key(&mut self, keyed: &Keyed, key: u64, agreement: u32) -> u64 {
        let (postings, heaviest) = keyed.of_key(key);
        let most = worth(self.weight, heaviest, agreement, self.threshold);
        // Of a pair below the threshold the lightest is worth most.
        if most.max(worth(self.weight, 0, agreement, self.threshold)) < self.share {
            return 1;
        }
        1 + self.mark(postings, |_, _| agreement)
    }

    /// Marks the names with a word that sounds like one of the query.
    fn sounds(&mut self, dictionary: &Dictionary, reading: &Sounds) -> u64 {
        let heaviest = u32::from(dictionary.heaviest);
        let (kind, consonants) = (self.kind, self.consonants);
        let most = |sound: u32, weight: u32, fewer: u8| most_alike(curve(sound), told(weight, fewer), kind).into();
        let agreement = |sound: u32, weight: u32| most(sound, weight, consonants);
        let Some(least) = least_for(self.share, (self.weight, heaviest), LEAST, self.threshold, agreement) else {
            return 1;
        };
        let mut postings = 0;
        let looked = dictionary.agreeing(reading, least, |it| {
            let sound = it.agreement;
            postings += self.mark(it.postings, |it, weight| most(sound, weight, consonants.min(it.consonants)));
        });
        looked + postings
    }

    /// As [`Look::key`] and [`Look::sounds`] where one side is a join; marks every such name as joined.
    fn joined(&mut self, keyed: &Keyed, keys: &[u64], dictionary: &Dictionary, readings: &[Sounds]) -> u64 {
        let mut steps = 0;
        for key in keys {
            let (postings, _) = keyed.of_key(*key);
            postings.iter().for_each(|it| self.scratch.joined.mark(it.name));
            steps += 1 + self.mark(postings, |_, _| most_by(*key));
        }
        for reading in readings {
            steps += dictionary.agreeing(reading, LEAST_JOINED, |it| {
                it.postings.iter().for_each(|it| self.scratch.joined.mark(it.name));
                self.mark(it.postings, |_, _| curve(it.agreement).into());
            });
        }
        steps
    }
}

impl Index {
    /// Every name that scores at least `threshold` against `query`, best first, then by number.
    ///
    /// The query should be weighed by [`Index::rarity`]; it is compared with names of its kind, and of
    /// unknown kind. Exactly the names that `score` puts at or above the threshold are found: a name is
    /// left out only by a bound on what it can score. Costs a glance at the words that begin alike for the
    /// heavy parts of the query and a comparison for each name that has one of them.
    ///
    /// # Errors
    /// [`Exhausted`] when the budget does not last, which is never "no name": a glance and a posting
    /// cost one step, a comparison of words eight, of names 64.
    pub fn search(
        &self,
        query: &Name,
        threshold: Score,
        scratch: &mut Scratch,
        budget: &mut Budget,
    ) -> Result<Vec<Hit>, Exhausted> {
        scratch.marked.begin(self.names.len());
        scratch.joined.begin(self.names.len());
        let parts: Vec<(u32, Worth)> =
            query.parts.iter().map(|it| (it.least_weight().into(), self.most_worth(it, threshold))).collect();
        match shares(&parts, threshold) {
            Some(shares) => self.mark(query, threshold, &shares, scratch, budget)?,
            None => self.mark_all(scratch),
        }
        let bound = Bound::of(query, threshold);
        let Scratch { marked, joined, memos } = scratch;
        memos.begin(self, query);
        let mut hits = Vec::new();
        for &name in &marked.names {
            let other = &self.names[name as usize];
            if !query.meets(other) {
                continue;
            }
            let asked = memos.asked();
            let joins = if joined.has(name) { Joins::Some } else { Joins::None };
            let reaches = bound.reaches(self, name, memos, joins);
            budget.spend(4 + memos.asked() - asked)?;
            if !reaches {
                continue;
            }
            budget.spend(64)?;
            let score = score(query, other);
            if score >= threshold {
                hits.push(Hit { name, score });
            }
        }
        hits.sort_unstable_by_key(|it| (std::cmp::Reverse(it.score), it.name));
        Ok(hits)
    }

    /// Marks every name, to be compared with all it has.
    fn mark_all(&self, scratch: &mut Scratch) {
        // INVARIANT: at most 50 million names.
        for name in 0..self.names.len() as u32 {
            scratch.marked.mark(name);
            scratch.joined.mark(name);
        }
    }

    /// Marks every name one of whose parts or joins is worth the share of what it stands for.
    fn mark(
        &self,
        query: &Name,
        threshold: Score,
        shares: &[Worth],
        scratch: &mut Scratch,
        budget: &mut Budget,
    ) -> Result<(), Exhausted> {
        let kind = query.kind;
        for (part, share) in query.parts.iter().zip(shares) {
            let (weight, consonants) = (part.weight.into(), part.consonants());
            let look = Look { kind, weight, consonants, share: *share, threshold, scratch: &mut *scratch };
            budget.spend(self.see_part(part, look))?;
        }
        for join in &query.joins {
            let weight = query.parts[join.range()].iter().map(|it| u32::from(it.weight)).sum();
            let share = shares[join.range()].iter().sum();
            let look = Look { kind, weight, consonants: 0, share, threshold, scratch: &mut *scratch };
            budget.spend(self.see_join(join, look))?;
        }
        Ok(())
    }

    /// The most that a part of the query can be worth with one part of a name.
    fn most_worth(&self, part: &Part, threshold: Score) -> Worth {
        let mut most = Worth::MIN;
        let mut may = |heaviest: u32, agreement: u32| {
            let weight = u32::from(part.weight);
            let (heavy, light) = [heaviest, 0].map(|it| worth(weight, it, agreement, threshold)).into();
            most = most.max(heavy).max(light);
        };
        // Words that sound the same.
        may(if is_small(part) { self.small.heaviest } else { self.words.heaviest }.into(), curve(10_000).into());
        for (key, agreement) in keys(part) {
            let (postings, heaviest) = self.symbols.of_key(key);
            if !postings.is_empty() {
                may(heaviest, agreement);
            }
        }
        most
    }

    /// What the parts and joins of the index can be worth with one part of the query.
    fn see_part(&self, part: &Part, mut look: Look<'_>) -> u64 {
        let mut steps = 0;
        let dictionary = if is_small(part) { &self.small } else { &self.words };
        if has_sounds(part) || is_small(part) {
            steps += part.readings.iter().map(|it| look.sounds(dictionary, it)).sum::<u64>();
        }
        for (key, agreement) in keys(part) {
            steps += look.key(&self.symbols, key, agreement);
        }
        if has_sounds(part) {
            steps += look.joined(&self.join_symbols, &part.symbols, &self.joins, &part.readings);
            steps += look.joined(&self.join_symbols, &[part.spelled()], &self.joins, &[]);
        }
        steps
    }

    /// What the parts of the index can be worth with a join of the query.
    fn see_join(&self, join: &Join, mut look: Look<'_>) -> u64 {
        look.joined(&self.symbols, &join.symbols, &self.words, &join.readings)
    }
}

/// What a part of the query is found by besides its sounds, and the most that it agrees in by it.
fn keys(part: &Part) -> impl Iterator<Item = (u64, u32)> {
    let letter = (part.letter != 0).then_some(u64::from(part.letter));
    let initial = letter.filter(|_| part.class == Class::Initial);
    let begins = initial.map(|it| (key::LETTER | it, INITIAL.into()));
    let same = initial.map(|it| (key::INITIAL | it, 10_000));
    let short = letter.filter(|_| has_sounds(part)).map(|it| (key::INITIAL | it, INITIAL.into()));
    let symbols = part.symbols.iter().map(|it| (*it, most_by(*it)));
    symbols.chain([(part.spelled(), 10_000)]).chain(begins).chain(same).chain(short)
}
