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
use super::weight::{Balance, Scale, Weight};
use crate::graph::{Edge, EdgeId, Leg, Size, View, newest};
use crate::ledger::PartyId;
use crate::pattern::turnover::median;
use crate::pattern::{Answer, Bound, Figure, Kind, Quantity, Side, distinct};
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
    case: &'a Case<'a>,
    view: View<'a>,
    look: usize,
    /// How many credits, and how many debits after the median one.
    counts: (usize, usize),
    first: EdgeId,
    median: EdgeId,
    /// The legs of the credits, and of the debits after the median one.
    credits: &'a [Leg],
    debits: &'a [Leg],
    /// Where legs may stand among these that are no rows, or where there are too many to look at: what
    /// the rows weigh.
    balance: Option<&'a Balance>,
    has_strays: bool,
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
        let (ins, outs) = case.legs.sides();
        let asks_share = !case.program.bounds.of(Quantity::KeptShare).is_open();
        let (credits, debits) = if case.takes_all() {
            (ins, outs)
        } else if case.legs.len() <= short {
            for (sought, legs, side) in [(0, ins, Side::In), (1, outs, Side::Out)] {
                let picks = case.picks(side);
                self.sought[sought].clear();
                self.sought[sought].extend(legs.iter().filter(|it| picks(it.edge)));
            }
            (self.sought[0].as_slice(), self.sought[1].as_slice())
        } else if asks_share {
            return Self::weigh(&mut self.balances, self.look, case, (ins, outs), true);
        } else {
            return None;
        };
        let Some(median) = credits.get(median(credits.len())).map(|it| it.edge) else { return Some(Answer::Fails) };
        let after = newest(debits, EdgeId(median.0 + 1));
        let (counts, first) = ((credits.len(), after.len()), credits.first().map_or(median, |it| it.edge));
        let (look, view) = (self.look, case.view());
        let sight =
            Sight { case, view, look, counts, first, median, credits, debits: after, balance: None, has_strays: false };
        let told = sight.judge();
        if told.is_some() || !asks_share || sight.sees_all() || case.legs.len() <= short {
            return told;
        }
        Self::weigh(&mut self.balances, self.look, case, (credits, debits), false)
    }

    /// The same for the credits and debits of a long window, with what they weigh.
    fn weigh(
        balances: &mut HashMap<Key, Balance, foldhash::fast::RandomState>,
        look: usize,
        case: &Case<'_>,
        (credits, debits): (&[Leg], &[Leg]),
        has_strays: bool,
    ) -> Option<Answer> {
        let balance = balances.entry(case.key).or_insert_with(|| Balance::new(case.start));
        balance.advance(case);
        let (Some(first), Some(median)) = (balance.credits.first(), balance.median()) else {
            return Some(Answer::Fails);
        };
        let (counts, debits) = ((balance.credits.len(), balance.debits.len()), newest(debits, EdgeId(median.0 + 1)));
        let (view, balance) = (case.view(), Some(&*balance));
        Sight { case, view, look, counts, first, median, credits, debits, balance, has_strays }.judge()
    }

    /// Lets go of what lies before the windows.
    pub(super) fn sweep(&mut self, start: impl Fn(&Key) -> Option<EdgeId>) {
        self.balances.retain(|key, it| start(key).is_some_and(|start| !it.is_stale(start)));
    }
}

impl Sight<'_> {
    /// What all bounds say, unless it takes sums to know.
    fn judge(&self) -> Option<Answer> {
        let mut worst = Some(Answer::Holds);
        for (quantity, bound) in self.case.program.bounds.0.iter().filter(|it| !it.1.is_open()) {
            match self.ask(*quantity, *bound) {
                Some(Answer::Fails) => return Some(Answer::Fails),
                answer => worst = worst.zip(answer).map(|(one, other)| one.max(other)),
            }
        }
        worst
    }

    fn ask(&self, quantity: Quantity, bound: Bound) -> Option<Answer> {
        let count = |it: usize| Some(bound.judge(Figure::Exact(it as u64)));
        match quantity {
            Quantity::InCount => count(self.counts.0),
            Quantity::OutCount => count(self.counts.1),
            Quantity::Delay => self.since(self.median, bound),
            Quantity::Span => self.since(self.first, bound),
            Quantity::Senders => self.distinct(Side::In, bound),
            Quantity::Receivers => self.distinct(Side::Out, bound),
            Quantity::KeptShare => match self.balance {
                Some(balance) => balance.share(bound),
                None => self.share(bound),
            },
            _ => None,
        }
    }

    /// Whether all rows are near enough to look at.
    fn sees_all(&self) -> bool {
        self.counts.0.max(self.counts.1) <= self.look
    }

    /// What a bound says to the time from an edge to the anchor.
    fn since(&self, edge: EdgeId, bound: Bound) -> Option<Answer> {
        let time = self.case.edge.time.since(self.view.edge(edge)?.time);
        Some(bound.judge(u64::try_from(time).map_or(Figure::Absent, Figure::Exact)))
    }

    /// What a bound says to the number of distinct parties of a side, if the newest legs show it.
    fn distinct(&self, side: Side, bound: Bound) -> Option<Answer> {
        let (legs, count) = if side == Side::In { (self.credits, self.counts.0) } else { (self.debits, self.counts.1) };
        let enough = bound.max.map_or(bound.min, |_| None).unwrap_or(u64::MAX);
        if bound.min.is_some_and(|it| (count as u64) < it) {
            return Some(Answer::Fails);
        }
        let picks = self.case.picks(side);
        let (mut parties, mut known, mut unnamed) = ([PartyId(0); PARTIES], 0, 0);
        let nobody = &self.case.world.unnamed;
        for leg in legs.iter().rev().take(self.look).filter(|it| !self.has_strays || picks(it.edge)) {
            if nobody.contains(leg.other) {
                unnamed += 1;
                continue;
            }
            if parties[..known].contains(&leg.other) {
                continue;
            }
            *parties.get_mut(known)? = leg.other;
            known += 1;
            if known as u64 >= enough {
                return Some(Answer::Holds);
            }
        }
        (legs.len() <= self.look).then(|| bound.judge(distinct(known as u64, unnamed)))
    }

    /// What a bound says to the debits as a share of the credits, if the newest legs show it.
    fn share(&self, bound: Bound) -> Option<Answer> {
        let anchor = self.case.edge;
        let newest = |legs: &'_ [Leg]| legs.len().saturating_sub(self.look);
        let (credits, debits) = (&self.credits[newest(self.credits)..], &self.debits[newest(self.debits)..]);
        let is_other = |leg: &Leg| self.view.gist(leg.edge).is_some_and(|it| it.asset != anchor.asset);
        let is_mixed = self.case.key.asset.is_none() && debits.iter().chain(credits).rev().any(is_other);
        if is_mixed && anchor.value.is_none() {
            // Several assets are compared by value alone.
            return Some(Answer::Unknown);
        }
        if !self.sees_all() {
            return None;
        }
        let value = |edge: &Edge| edge.value.map_or(Size::MOST, Size::of_value);
        let size = |leg: &Leg| match is_mixed {
            true => self.view.edge(leg.edge).map(value),
            false => self.view.gist(leg.edge).map(|it| it.size),
        };
        let weigh = |legs: &[Leg], scale| Weight::of(legs.iter().filter_map(size), scale);
        let largest = debits.iter().chain(credits).filter_map(size).max()?;
        if is_mixed && largest == Size::MOST {
            return Some(Answer::Unknown);
        }
        let scale = Scale::of(largest);
        weigh(debits, scale).share_of(&weigh(credits, scale), bound)
    }
}
