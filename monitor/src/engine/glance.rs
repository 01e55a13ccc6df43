//! What few rows of a window say of a `turnover`, before anything is summed.
//!
//! ```text
//!   credits  a──b──a──c──b──d──b──▶     three senders asked: the newest three rows name them,
//!   debits            x──y──z──y──▶     and nobody counts the rest
//!                     after the median
//! ```
//!
//! Most windows fail a bound or lack a value. Where few rows and rough sizes prove what the bounds say,
//! a glance says so; otherwise it is silent, and the rows are summed ([`super::run`],
//! [`super::sliding`]) to the same answer.
//!
//! **Cost.** A logarithm of the legs in the window, and at most [`LOOK`] legs of each side for each
//! bound; or, where the rows are to be sought among others, amortised constant time.

use super::series::{Case, Key};
use super::weight::{Balance, Scale, Weight, is_asked};
use crate::graph::{Edge, EdgeId, Leg, View, newest};
use crate::ledger::PartyId;
use crate::pattern::turnover::median;
use crate::pattern::{Answer, Bound, Figure, Kind, Quantity, Side};
use std::collections::HashMap;

/// So many legs of a side are looked at for one bound: as many as are summed afresh without much ado.
pub(super) const LOOK: usize = super::series::SHORT;

/// The most distinct parties that are told apart by looking; rules ask for fewer.
const PARTIES: usize = 16;

/// What glances keep.
#[derive(Debug)]
pub(super) struct Glance {
    /// So many legs of a side are looked at; none: there are no glances.
    pub(super) look: usize,
    balances: HashMap<Key, Balance, foldhash::fast::RandomState>,
    /// The credits and debits of a short window among rows that do not count.
    sought: [Vec<Leg>; 2],
}

/// One turnover, as far as it is at hand.
struct Sight<'a> {
    look: usize,
    view: View<'a>,
    anchor: &'a Edge,
    /// Whether all rows move one asset by themselves.
    is_same: bool,
    /// How many credits, and how many debits after the median one.
    counts: (usize, usize),
    first: EdgeId,
    median: EdgeId,
    rows: Rows<'a>,
}

enum Rows<'a> {
    /// The credits, and the debits after the median one.
    Legs(&'a [Leg], &'a [Leg]),
    Weights(Weight, Weight),
}

impl Glance {
    pub(super) fn new(look: usize) -> Self {
        Self { look, balances: HashMap::default(), sought: [Vec::new(), Vec::new()] }
    }

    /// What the bounds say to the window of a case, if little shows it. Windows of more than `short` legs
    /// are not sought through.
    pub(super) fn answer(&mut self, case: &Case<'_>, short: usize) -> Option<Answer> {
        if case.program.kind != Kind::Turnover || self.look == 0 {
            return None;
        }
        let (look, view, is_same) = (self.look, case.view(), case.key.asset.is_some());
        let sight =
            |counts, first, median, rows| Sight { look, view, anchor: case.edge, is_same, counts, first, median, rows };
        let (ins, outs) = case.legs.sides();
        let (credits, debits) = if case.takes_all() {
            (ins, outs)
        } else if case.legs.len() <= short {
            for (sought, legs, side) in [(0, ins, Side::In), (1, outs, Side::Out)] {
                self.sought[sought].clear();
                self.sought[sought].extend(legs.iter().filter(|it| case.has(it.edge, side)));
            }
            (self.sought[0].as_slice(), self.sought[1].as_slice())
        } else if is_same && is_asked(case.program) {
            let balance = self.balances.entry(case.key).or_insert_with(|| Balance::new(case.start));
            balance.advance(case);
            let (Some(first), Some(median)) = (balance.credits.first(), balance.median()) else {
                return Some(Answer::Fails);
            };
            let counts = (balance.credits.len(), balance.debits.len());
            let rows = Rows::Weights(balance.credits.weight, balance.debits.weight);
            return sight(counts, first, median, rows).judge(case);
        } else {
            return None;
        };
        let Some(median) = credits.get(median(credits.len())).map(|it| it.edge) else { return Some(Answer::Fails) };
        let debits = newest(debits, EdgeId(median.0 + 1));
        let (counts, first) = ((credits.len(), debits.len()), credits.first().map_or(median, |it| it.edge));
        sight(counts, first, median, Rows::Legs(credits, debits)).judge(case)
    }

    /// Lets go of what lies before the windows.
    pub(super) fn sweep(&mut self, start: impl Fn(&Key) -> Option<EdgeId>) {
        self.balances.retain(|key, it| start(key).is_some_and(|start| !it.is_stale(start)));
    }
}

impl<'g> Sight<'g> {
    /// What all bounds say, unless it takes sums to know.
    fn judge(&self, case: &Case<'_>) -> Option<Answer> {
        let mut worst = Some(Answer::Holds);
        for (quantity, bound) in case.program.bounds.0.iter().filter(|it| !it.1.is_open()) {
            match self.ask(*quantity, *bound) {
                Some(Answer::Fails) => return Some(Answer::Fails),
                answer => worst = worst.zip(answer).map(|(one, other)| one.max(other)),
            }
        }
        worst
    }

    fn ask(&self, quantity: Quantity, bound: Bound) -> Option<Answer> {
        let count = |it: usize| Some(bound.judge(Figure::Exact(it as u64)));
        match (quantity, &self.rows) {
            (Quantity::InCount, _) => count(self.counts.0),
            (Quantity::OutCount, _) => count(self.counts.1),
            (Quantity::Delay, _) => self.since(self.median, bound),
            (Quantity::Span, _) => self.since(self.first, bound),
            (Quantity::Senders, Rows::Legs(credits, _)) => distinct(credits, bound, self.look),
            (Quantity::Receivers, Rows::Legs(_, debits)) => distinct(debits, bound, self.look),
            (Quantity::KeptShare, Rows::Legs(credits, debits)) => self.share(credits, debits, bound),
            (Quantity::KeptShare, Rows::Weights(credits, debits)) => debits.share_of(credits, bound),
            _ => None,
        }
    }

    /// What a bound says to the time from an edge to the anchor.
    fn since(&self, edge: EdgeId, bound: Bound) -> Option<Answer> {
        let time = self.anchor.time.since(self.view.edge(edge)?.time);
        Some(bound.judge(u64::try_from(time).map_or(Figure::Absent, Figure::Exact)))
    }

    fn share(&self, credits: &'g [Leg], debits: &'g [Leg], bound: Bound) -> Option<Answer> {
        let asset = self.anchor.asset;
        let is_other = |leg: &Leg| self.view.gist(leg.edge).is_some_and(|it| it.asset != asset);
        let newest = |legs: &'g [Leg]| &legs[legs.len().saturating_sub(self.look)..];
        let (some_credits, some_debits) = (newest(credits), newest(debits));
        if !self.is_same && some_debits.iter().chain(some_credits).rev().any(is_other) {
            // Several assets are compared by value alone.
            return self.lacks_value(some_credits, some_debits).then_some(Answer::Unknown);
        }
        if (some_credits.len(), some_debits.len()) != self.counts {
            return None;
        }
        let sizes = |legs: &'g [Leg]| legs.iter().filter_map(|it| self.view.gist(it.edge)).map(|it| it.size);
        let scale = Scale::of(sizes(credits).chain(sizes(debits)).max()?);
        let (part, whole) = (Weight::of(sizes(debits), scale), Weight::of(sizes(credits), scale));
        part.share_of(&whole, bound)
    }

    fn lacks_value(&self, credits: &[Leg], debits: &[Leg]) -> bool {
        let lacks = |leg: &Leg| self.view.edge(leg.edge).is_some_and(|it| it.value.is_none());
        let any = || self.view.valueless() > 0 && debits.iter().chain(credits).any(lacks);
        self.anchor.value.is_none() || any()
    }
}

/// What a bound says to the number of distinct parties, if the newest legs show it.
fn distinct(legs: &[Leg], bound: Bound, look: usize) -> Option<Answer> {
    let enough = bound.max.map_or(bound.min, |_| None).unwrap_or(u64::MAX);
    if bound.min.is_some_and(|it| (legs.len() as u64) < it) {
        return Some(Answer::Fails);
    }
    let (mut parties, mut known) = ([PartyId(0); PARTIES], 0);
    for leg in legs.iter().rev().take(look) {
        if parties[..known].contains(&leg.other) {
            continue;
        }
        *parties.get_mut(known)? = leg.other;
        known += 1;
        if known as u64 >= enough {
            return Some(Answer::Holds);
        }
    }
    (legs.len() <= look).then(|| bound.judge(Figure::Exact(known as u64)))
}
