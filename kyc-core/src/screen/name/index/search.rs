//! Search: a query in, every name of the index that scores at least the threshold out.
//!
//! For each part of the query, every part of the index that may agree with it adds the most it can to
//! its name. A name whose sum cannot reach the threshold is left out, the others are compared in full.

use super::{Index, has_sounds, key, most_by, spelling_key};
use crate::base::{Budget, Exhausted};
use crate::screen::list::EntryKind;
use crate::screen::name::align::score;
use crate::screen::name::alike::curve;
use crate::screen::name::lexicon::Class;
use crate::screen::name::lexicon::weight::{PARTICLE, TITLE};
use crate::screen::name::part::{Join, Name, Part};
use crate::screen::name::score::Score;
use crate::screen::name::tuning::{INITIAL, LEAST, LEAST_JOINED, LEFT_ONE};

use super::dictionary::Posting;
use crate::screen::name::sound::Sounds;
use std::collections::HashMap;
use std::ops::Range;

/// A name found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hit {
    /// Its number in the index.
    pub name: u32,
    /// How far it agrees with the query.
    pub score: Score,
}

/// Working memory of a search, to be used again: two numbers for each name of the index, and the words
/// that were looked for. Belongs to one index: another index empties it.
#[derive(Clone, Default)]
pub struct Scratch {
    /// The index it was last used with.
    index: Option<u64>,
    /// What each name can reach with the parts seen so far: weight times agreement.
    sums: Vec<u32>,
    /// What it can reach with the part being seen.
    best: Vec<u32>,
    touched: Vec<u32>,
    part: Vec<u32>,
    /// Words that were looked for before, with what agreed: customers share names.
    known: HashMap<(Sounds, Where), Agreeing>,
}

/// The words that agree with one, how far and where their postings are; and the steps of looking for them, which
/// are paid again when they are remembered, so that an answer does not depend on what was asked before.
type Agreeing = (u64, Vec<(u32, Range<u32>)>);

/// Which words are looked at, and how strictly.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Where {
    Words,
    Joins,
    WordsAsJoined,
}

/// Words remembered by a scratch before it starts anew: a few megabytes.
const KNOWN_MAX: usize = 4_096;

impl Scratch {
    fn begin(&mut self, names: usize, index: u64) {
        if self.index != Some(index) {
            *self = Self { index: Some(index), ..Self::default() };
        }
        for at in self.touched.drain(..) {
            if let Some(it) = self.sums.get_mut(at as usize) {
                *it = 0;
            }
        }
        for at in self.part.drain(..) {
            if let Some(it) = self.best.get_mut(at as usize) {
                *it = 0;
            }
        }
        self.sums.resize(names, 0);
        self.best.resize(names, 0);
    }

    /// Notes the most that postings can add for the part being seen.
    fn note(&mut self, postings: &[Posting], weight: u32, agreement: u64) {
        for it in postings {
            let at = it.name as usize;
            // INVARIANT: 32 parts of weight 1000 on each side, agreement of 10000: below 2^31.
            let worth = (u64::from((weight + u32::from(it.weight)) / 2) * agreement) as u32;
            let best = &mut self.best[at];
            if *best == 0 {
                self.part.push(it.name);
            }
            *best = (*best).max(worth.max(1));
        }
    }

    /// Adds what the part being seen can give to each name.
    fn settle(&mut self) {
        for name in self.part.drain(..) {
            let at = name as usize;
            if self.sums[at] == 0 {
                self.touched.push(name);
            }
            self.sums[at] = self.sums[at].saturating_add(std::mem::take(&mut self.best[at]));
        }
    }
}

impl Index {
    /// Every name that scores at least `threshold` against `query`, best first, then by number.
    ///
    /// The query should be weighed by [`Index::rarity`]; it is compared with names of its kind, and of
    /// unknown kind. Exactly the names that `score` puts at or above the threshold are found: a name is
    /// left out only by a bound on what it can score. Costs a glance at the words that begin alike for each
    /// part of the query and a comparison for each name within the bound.
    ///
    /// # Errors
    /// [`Exhausted`] when the budget does not last, which is never "no name": a glance and a posting
    /// cost one step, a comparison 64.
    pub fn search(
        &self,
        query: &Name,
        threshold: Score,
        scratch: &mut Scratch,
        budget: &mut Budget,
    ) -> Result<Vec<Hit>, Exhausted> {
        scratch.begin(self.names.len(), self.identity);
        for (at, part) in query.parts.iter().enumerate() {
            let steps = self.see_part(part, scratch)
                + query
                    .joins
                    .iter()
                    .filter(|it| usize::from(it.first) == at)
                    .map(|it| self.see_join(query, it, scratch))
                    .sum::<u64>();
            budget.spend(steps + scratch.part.len() as u64)?;
            scratch.settle();
        }
        let (whole, allowance) = (query.weight(), allowance(query));
        let mut hits = Vec::new();
        for &name in &scratch.touched {
            let at = name as usize;
            if !reaches(u64::from(scratch.sums[at]) + allowance, whole + self.weights[at], threshold)
                || !may_meet(query, &self.names[at])
            {
                continue;
            }
            budget.spend(64)?;
            let score = score(query, &self.names[at]);
            if score >= threshold {
                hits.push(Hit { name, score });
            }
        }
        hits.sort_unstable_by_key(|it| (std::cmp::Reverse(it.score), it.name));
        Ok(hits)
    }

    /// What the parts and joins of the index can give to one part of the query.
    fn see_part(&self, part: &Part, scratch: &mut Scratch) -> u64 {
        let weight = u32::from(part.weight);
        let mut steps = 0;
        if has_sounds(part) {
            for reading in &part.readings {
                steps += self.see_sounds(reading, Where::Words, weight, scratch);
                steps += self.see_sounds(reading, Where::Joins, weight, scratch);
            }
        }
        for symbol in &part.symbols {
            scratch.note(self.symbols.of_key(*symbol), weight, most_by(*symbol));
            scratch.note(self.join_symbols.of_key(*symbol), weight, most_by(*symbol));
        }
        scratch.note(self.symbols.of_key(spelling_key(part)), weight, 10_000);
        let letter = u64::from(part.letter);
        if letter != 0 {
            let (initial, word) =
                (self.symbols.of_key(key::INITIAL | letter), self.symbols.of_key(key::LETTER | letter));
            match part.class {
                Class::Initial => {
                    scratch.note(initial, weight, 10_000);
                    scratch.note(word, weight, INITIAL.into());
                }
                Class::Word | Class::Patronymic | Class::Generic => scratch.note(initial, weight, INITIAL.into()),
                _ => {}
            }
        }
        steps
    }

    /// What words that sound like `reading` can give; words seen before are not looked for again.
    fn see_sounds(&self, reading: &Sounds, place: Where, weight: u32, scratch: &mut Scratch) -> u64 {
        let (dictionary, least) = match place {
            Where::Words => (&self.words, LEAST),
            Where::Joins => (&self.joins, LEAST_JOINED),
            Where::WordsAsJoined => (&self.words, LEAST_JOINED),
        };
        let (steps, found) = scratch.known.remove(&(*reading, place)).unwrap_or_else(|| {
            let mut found = Vec::new();
            let steps = dictionary.agreeing(reading, least, |agreement, postings| found.push((agreement, postings)));
            (steps + 1, found)
        });
        for (agreement, postings) in &found {
            scratch.note(dictionary.postings(postings.clone()), weight, most_of(*agreement));
        }
        if scratch.known.len() >= KNOWN_MAX {
            scratch.known.clear();
        }
        scratch.known.insert((*reading, place), (steps, found));
        steps
    }

    /// What the parts of the index can give to a join of the query.
    fn see_join(&self, query: &Name, join: &Join, scratch: &mut Scratch) -> u64 {
        let weight: u32 = query.parts[join.range()].iter().map(|it| u32::from(it.weight)).sum();
        let mut steps = 0;
        for reading in &join.readings {
            steps += self.see_sounds(reading, Where::WordsAsJoined, weight, scratch);
        }
        for symbol in &join.symbols {
            scratch.note(self.symbols.of_key(*symbol), weight, most_by(*symbol));
        }
        steps
    }
}

/// What the small words of a query may give to any name: they agree by sound with small words only.
fn allowance(query: &Name) -> u64 {
    let small = query.parts.iter().filter(|it| matches!(it.class, Class::Particle | Class::Title));
    small.map(|it| u64::from((u32::from(it.weight) + u32::from(PARTICLE.max(TITLE))) / 2) * 10_000).sum()
}

/// The most that words of this agreement of sounds agree in: all, where they may be one word.
fn most_of(agreement: u32) -> u64 {
    if agreement == 10_000 { 10_000 } else { curve(agreement).into() }
}

/// Whether two names are of kinds that can be one.
pub(crate) fn may_meet(one: &Name, other: &Name) -> bool {
    one.kind == other.kind || one.kind == EntryKind::Unknown || other.kind == EntryKind::Unknown
}

/// Pairs of an alignment at most, each of whose mean weight was rounded down by at most one half.
const PAIRS_MAX: u64 = 32;

/// Whether a name can score the threshold when its matched parts are worth at most `most` (weight times
/// agreement of 10000) and both names together weigh `weights`.
///
/// With M the worth of an alignment and W its weight, M ≤ 10000·W, and the whole it is divided by is at
/// least 1000·W + LEFT_ONE·(weights − 2·W): leftovers of both sides never count less than those of one.
/// So score ≤ 1000·M / ((1000 − 2·LEFT_ONE)·M/10000 + LEFT_ONE·weights), which grows with M.
fn reaches(most: u64, weights: u32, threshold: Score) -> bool {
    let threshold = u64::from(threshold.parts());
    let weights = u64::from(weights).saturating_sub(PAIRS_MAX);
    let share = 1000 - 2 * LEFT_ONE;
    1000 * 10_000 * most >= threshold * (share * most + 10_000 * LEFT_ONE * weights)
}
