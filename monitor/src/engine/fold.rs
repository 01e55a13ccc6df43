//! The fold of a stream's outcomes: each hit once, complete.

use super::Outcome;
use super::lacks::{Lack, Lacks};
use super::program::Programs;
use super::sink::{Opening, Sink};
use crate::hit::{Citation, Cited, Hit, Missing, Unfinished};
use crate::ledger::{PartyId, Transfer};
use crate::pattern::Measured;
use std::collections::BTreeSet;
use std::ops::Range;

/// The most rows that a complete hit lists; figures go on counting beyond it. About ten times the
/// largest sweep that an officer was seen to read row by row.
const ROWS_MAX: usize = 10_000;

/// The answer of a whole run.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Scan<'t> {
    /// Hits, complete, by the transfer that opened them, then by rule.
    pub hits: Vec<Hit<'t>>,
    /// Searches without an end, in the ledger's order, then by rule.
    pub unfinished: Vec<Unfinished>,
    /// What rules could not judge, by rule.
    pub lacks: Vec<Lack>,
}

/// Outcomes put together, in the order of the transfers they arose at.
#[derive(Debug, Default)]
pub(super) struct Fold<'t> {
    at: usize,
    /// The transfers whose outcomes are kept; all where there is none.
    only: Option<Range<usize>>,
    news: u64,
    hits: Vec<(usize, Hit<'t>)>,
    /// The rows of a hit that has none yet.
    blank: Cited<'t>,
    unfinished: Vec<(usize, Unfinished)>,
    lacks: Lacks,
}

impl<'t> Fold<'t> {
    /// A fold whose hits cite the rows of a ledger by their places.
    pub(super) fn over(ledger: &'t [Transfer]) -> Self {
        Self { blank: Cited::of(ledger), ..Self::default() }
    }

    /// The same of what arises at these transfers. Hits that opened there grow on after them.
    pub(super) fn only(ledger: &'t [Transfer], transfers: Range<usize>) -> Self {
        Self { only: Some(transfers), ..Self::over(ledger) }
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
    pub(super) fn finish(folds: Vec<Self>) -> Scan<'t> {
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
            Outcome::Opened { hit, .. } => {
                let Hit { rule, subject, score, .. } = *hit;
                let opening = Opening { rule, subject, measured: hit.measured.clone(), score };
                self.opened(opening, &mut hit.rows.iter().map(of_no_ledger));
            }
            Outcome::Grew(growth) => {
                let mut report = |measured: &mut Vec<Measured>| {
                    measured.clone_from(&growth.measured);
                    growth.score
                };
                self.grew(growth.serial, &mut growth.rows.iter().map(of_no_ledger), &mut report);
            }
            Outcome::Unfinished(it) => self.unfinished(it.rule, it.subject, Some(&it.at)),
            Outcome::TooLittle(it) => self.too_little(it.rule, it.missing, &it.parties, Some(&it.at)),
        }
    }
}

/// A transfer of a stream as it is cited.
const fn of_no_ledger(row: &Transfer) -> Citation<'_> {
    Citation { place: 0, row }
}

impl Scan<'_> {
    /// The fold of a stream's outcomes, given transfer by transfer: what a batch over the same
    /// transfers answers, given in the order and under the sequence that the batch's ledger gives them.
    pub fn of_stream<'a>(outcomes: impl Iterator<Item = &'a [Outcome]>) -> Self {
        let mut fold = Fold::default();
        for (at, outcomes) in outcomes.enumerate() {
            fold.begin(at);
            outcomes.iter().for_each(|it| fold.take(it));
        }
        Fold::finish(vec![fold])
    }
}

impl Sink for Fold<'_> {
    fn opened(&mut self, opening: Opening, rows: &mut dyn Iterator<Item = Citation<'_>>) -> u64 {
        if !self.keeps() {
            return NOBODY;
        }
        let mut cited = self.blank.clone();
        rows.for_each(|it| cited.push(it));
        let mut hit = opening.with(cited);
        cut(&mut hit);
        self.news += 1;
        self.hits.push((self.at, hit));
        self.hits.len() as u64
    }

    fn grew(
        &mut self,
        serial: u64,
        rows: &mut dyn Iterator<Item = Citation<'_>>,
        report: &mut dyn FnMut(&mut Vec<Measured>) -> u32,
    ) {
        let at = usize::try_from(serial).unwrap_or(usize::MAX).wrapping_sub(1);
        if let Some((_, hit)) = self.hits.get_mut(at) {
            rows.for_each(|it| hit.rows.push(it));
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

fn cut(hit: &mut Hit<'_>) {
    if hit.rows.len() > ROWS_MAX {
        hit.rows.truncate(ROWS_MAX);
        hit.truncated = true;
    }
}
