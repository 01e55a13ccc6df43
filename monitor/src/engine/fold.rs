//! The fold of a stream's outcomes: each hit once, complete.

use super::Outcome;
use super::sink::{Growth, Sink};
use crate::hit::{Hit, Missing, Unfinished};
use crate::ledger::{PartyId, Transfer};
use std::collections::BTreeMap;

/// The most rows that a complete hit lists; figures go on counting beyond it. About ten times the
/// largest sweep that an officer was seen to read row by row.
const ROWS_MAX: usize = 10_000;

/// The answer of a whole run.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Scan {
    /// Hits, complete, by the transfer that opened them, then by rule.
    pub hits: Vec<Hit>,
    /// Searches without an end, in the ledger's order, then by rule.
    pub unfinished: Vec<Unfinished>,
    /// What rules could not judge, by rule.
    pub lacks: Vec<Lack>,
}

/// Transfers for which one rule lacked one kind of knowledge.
#[derive(Clone, Debug, PartialEq)]
pub struct Lack {
    /// Index of the rule in its pack.
    pub rule: usize,
    /// What is missing.
    pub missing: Missing,
    /// For how many transfers.
    pub transfers: u64,
    /// The first of them.
    pub first: Transfer,
}

/// Outcomes put together, in the order of the transfers they arose at.
#[derive(Debug, Default)]
pub(super) struct Fold {
    at: usize,
    news: u64,
    hits: Vec<(usize, Hit)>,
    unfinished: Vec<(usize, Unfinished)>,
    lacks: BTreeMap<(usize, Missing), (usize, Lack)>,
}

impl Fold {
    /// Notes which transfer comes next.
    pub(super) const fn begin(&mut self, at: usize) {
        self.at = at;
    }

    /// Hits opened since the last call.
    pub(super) const fn take_news(&mut self) -> u64 {
        std::mem::replace(&mut self.news, 0)
    }

    /// Puts the folds of several groups of rules together, in one order.
    pub(super) fn finish(folds: Vec<Self>) -> Scan {
        let (mut hits, mut unfinished, mut lacks) = (Vec::new(), Vec::new(), BTreeMap::new());
        for mut fold in folds {
            hits.append(&mut fold.hits);
            unfinished.append(&mut fold.unfinished);
            lacks.append(&mut fold.lacks);
        }
        // Stable: what one rule finds at one transfer stays in the rule's own order.
        hits.sort_by_key(|(at, hit)| (*at, hit.rule));
        unfinished.sort_by_key(|(at, it)| (*at, it.rule));
        Scan {
            hits: hits.into_iter().map(|it| it.1).collect(),
            unfinished: unfinished.into_iter().map(|it| it.1).collect(),
            lacks: lacks.into_values().map(|it| it.1).collect(),
        }
    }

    /// Folds one outcome of a stream.
    fn take(&mut self, outcome: &Outcome) {
        match outcome {
            Outcome::Opened { hit, .. } => _ = self.opened(hit.clone()),
            Outcome::Grew(growth) => self.grew(growth.clone()),
            Outcome::Unfinished(it) => self.unfinished(it.rule, it.subject, Some(&it.at)),
            Outcome::TooLittle(it) => self.too_little(it.rule, it.missing, Some(&it.at)),
        }
    }
}

impl Scan {
    /// The fold of a stream's outcomes, given transfer by transfer: what a batch over the same
    /// transfers answers.
    pub fn of_stream<'a>(outcomes: impl Iterator<Item = &'a [Outcome]>) -> Self {
        let mut fold = Fold::default();
        for (at, outcomes) in outcomes.enumerate() {
            fold.begin(at);
            outcomes.iter().for_each(|it| fold.take(it));
        }
        Fold::finish(vec![fold])
    }
}

impl Sink for Fold {
    fn opened(&mut self, mut hit: Hit) -> u64 {
        cut(&mut hit);
        self.news += 1;
        self.hits.push((self.at, hit));
        self.hits.len() as u64
    }

    fn grew(&mut self, growth: Growth) {
        let at = usize::try_from(growth.serial).unwrap_or(usize::MAX).wrapping_sub(1);
        if let Some((_, hit)) = self.hits.get_mut(at) {
            hit.rows.extend(growth.rows);
            hit.measured = growth.measured;
            hit.score = growth.score;
            cut(hit);
        }
    }

    fn unfinished(&mut self, rule: usize, subject: PartyId, at: Option<&Transfer>) {
        if let Some(at) = at {
            self.unfinished.push((self.at, Unfinished { rule, subject, at: *at }));
        }
    }

    fn too_little(&mut self, rule: usize, missing: Missing, at: Option<&Transfer>) {
        let Some(first) = at else { return };
        let new = || (usize::MAX, Lack { rule, missing, transfers: 0, first: *first });
        let (last, lack) = self.lacks.entry((rule, missing)).or_insert_with(new);
        if *last != self.at {
            *last = self.at;
            lack.transfers += 1;
        }
    }
}

fn cut(hit: &mut Hit) {
    if hit.rows.len() > ROWS_MAX {
        hit.rows.truncate(ROWS_MAX);
        hit.truncated = true;
    }
}
