//! The fold of a stream's outcomes: each hit once, complete.

use super::Outcome;
use super::sink::Sink;
use crate::hit::{Hit, Missing, Unfinished};
use crate::ledger::{PartyId, Transfer};
use crate::pattern::Measured;
use std::collections::{BTreeSet, HashMap};
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

/// Transfers for which one rule lacked one kind of knowledge.
#[derive(Clone, Debug, PartialEq)]
pub struct Lack {
    /// Index of the rule in its pack.
    pub rule: usize,
    /// What is missing.
    pub missing: Missing,
    /// For how many transfers.
    pub transfers: u64,
    /// The parties of whom it is missing, where it is missing of parties, each with its number of
    /// such transfers: most first, then by number.
    pub parties: Vec<(PartyId, u64)>,
    /// The first of them.
    pub first: Transfer,
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
    /// By rule and what is missing; the counts are asked far more often than anything else of a lack.
    counts: Vec<Count>,
    lacks: Vec<Option<Lacked>>,
}

/// The transfers of one lack.
#[derive(Clone, Copy, Debug)]
struct Count {
    /// The one counted last.
    last: usize,
    transfers: u64,
}

impl Count {
    const NONE: Self = Self { last: usize::MAX, transfers: 0 };
}

/// A lack that grows; its transfers are counted elsewhere.
#[derive(Clone, Debug)]
struct Lacked {
    lack: Lack,
    parties: HashMap<PartyId, u64, foldhash::fast::RandomState>,
}

impl Lacked {
    fn new(rule: usize, missing: Missing, first: Transfer) -> Self {
        let lack = Lack { rule, missing, transfers: 0, parties: Vec::new(), first };
        Self { lack, parties: HashMap::default() }
    }

    fn finish(mut self, count: Count) -> Lack {
        self.lack.transfers = count.transfers;
        self.lack.parties = self.parties.into_iter().collect();
        self.lack.parties.sort_unstable_by_key(|it| (std::cmp::Reverse(it.1), it.0));
        self.lack
    }
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
        for (count, lacked) in self.counts.iter_mut().zip(&mut self.lacks) {
            if lacked.take_if(|it| rules.contains(&it.lack.rule)).is_some() {
                *count = Count::NONE;
            }
        }
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
            let lacked = fold.lacks.into_iter().zip(fold.counts);
            lacks.extend(lacked.filter_map(|(it, count)| Some(it?.finish(count))));
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
        let Some(first) = at.filter(|_| self.keeps()) else { return };
        let place = rule * 2 + usize::from(missing == Missing::Tag);
        if self.counts.len() <= place {
            self.counts.resize(place + 1, Count::NONE);
            self.lacks.resize(place + 1, None);
        }
        let count = &mut self.counts[place];
        if count.last == self.at {
            return;
        }
        *count = Count { last: self.at, transfers: count.transfers + 1 };
        if count.transfers == 1 || !parties.is_empty() {
            let lacked = self.lacks[place].get_or_insert_with(|| Lacked::new(rule, missing, *first));
            parties.iter().for_each(|it| *lacked.parties.entry(*it).or_default() += 1);
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
