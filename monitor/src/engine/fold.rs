//! The fold of a stream's outcomes: each hit once, complete.

use super::Outcome;
use super::lacks::{Lack, Lacks};
use super::program::Programs;
use super::sink::Sink;
use crate::hit::{Hit, Missing, Unfinished};
use crate::ledger::{PartyId, Transfer};
use crate::pattern::Measured;
use std::collections::BTreeSet;
use std::ops::Range;

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

/// Outcomes put together, in the order of the transfers they arose at.
#[derive(Debug, Default)]
pub(super) struct Fold {
    at: usize,
    /// The transfers whose outcomes are kept; all where there is none.
    only: Option<Range<usize>>,
    news: u64,
    hits: Vec<(usize, Hit)>,
    unfinished: Vec<(usize, Unfinished)>,
    lacks: Lacks,
}

impl Fold {
    /// A fold of what arises at these transfers. Hits that opened there grow on after them.
    pub(super) fn only(transfers: Range<usize>) -> Self {
        Self { only: Some(transfers), ..Self::default() }
    }

    fn keeps(&self) -> bool {
        self.only.as_ref().is_none_or(|it| it.contains(&self.at))
    }

    /// Leaves out whatever these rules answered.
    pub(super) fn leave_out(&mut self, rules: &BTreeSet<usize>) {
        self.hits.retain(|it| !rules.contains(&it.1.rule));
        self.unfinished.retain(|it| !rules.contains(&it.1.rule));
        self.lacks.leave_out(rules);
    }

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
        let (mut hits, mut unfinished, mut lacks) = (Vec::new(), Vec::new(), Vec::new());
        for mut fold in folds {
            hits.append(&mut fold.hits);
            unfinished.append(&mut fold.unfinished);
            lacks.extend(fold.lacks.finish());
        }
        // Stable: what one rule finds at one transfer stays in the rule's own order.
        hits.sort_by_key(|(at, hit)| (*at, hit.rule));
        unfinished.sort_by_key(|(at, it)| (*at, it.rule));
        lacks.sort_by_key(|it: &Lack| (it.rule, it.missing));
        Scan {
            hits: hits.into_iter().map(|it| it.1).collect(),
            unfinished: unfinished.into_iter().map(|it| it.1).collect(),
            lacks,
        }
    }

    /// Folds one outcome of a stream.
    fn take(&mut self, outcome: &Outcome) {
        match outcome {
            Outcome::Opened { hit, .. } => _ = self.opened(hit.clone()),
            Outcome::Grew(growth) => {
                let mut report = |measured: &mut Vec<Measured>| {
                    measured.clone_from(&growth.measured);
                    growth.score
                };
                self.grew(growth.serial, &mut growth.rows.iter().copied(), &mut report);
            }
            Outcome::Unfinished(it) => self.unfinished(it.rule, it.subject, Some(&it.at)),
            Outcome::TooLittle(it) => self.too_little(it.rule, it.missing, &it.parties, Some(&it.at)),
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
        if !self.keeps() {
            return NOBODY;
        }
        cut(&mut hit);
        self.news += 1;
        self.hits.push((self.at, hit));
        self.hits.len() as u64
    }

    fn grew(
        &mut self,
        serial: u64,
        rows: &mut dyn Iterator<Item = Transfer>,
        report: &mut dyn FnMut(&mut Vec<Measured>) -> u32,
    ) {
        let at = usize::try_from(serial).unwrap_or(usize::MAX).wrapping_sub(1);
        if let Some((_, hit)) = self.hits.get_mut(at) {
            hit.rows.extend(rows);
            hit.score = report(&mut hit.measured);
            cut(hit);
        }
    }

    fn unfinished(&mut self, rule: usize, subject: PartyId, at: Option<&Transfer>) {
        if let Some(at) = at.filter(|_| self.keeps()) {
            self.unfinished.push((self.at, Unfinished { rule, subject, at: *at }));
        }
    }

    fn too_little(&mut self, rule: usize, missing: Missing, parties: &[PartyId], at: Option<&Transfer>) {
        if let Some(first) = at.filter(|_| self.keeps()) {
            self.lacks.count(self.at, rule, missing, parties, first);
        }
    }

    fn unanswered(&mut self, programs: &Programs, unknown: u64, at: &Transfer) {
        if self.keeps() {
            self.lacks.count_unanswered(self.at, programs, unknown, at);
        }
    }
}

/// The number of a hit that is not kept.
const NOBODY: u64 = 0;

fn cut(hit: &mut Hit) {
    if hit.rows.len() > ROWS_MAX {
        hit.rows.truncate(ROWS_MAX);
        hit.truncated = true;
    }
}
