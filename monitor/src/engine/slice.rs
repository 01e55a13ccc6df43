//! A part of a ledger for itself: the hits that open in `from <= time < to`, complete.
//!
//! ```text
//!   counted            looked at       rules run silently   rules run, hits kept   hits only grow
//!   ──────────────────┬───────────────┬────────────────────┬──────────────────────┬──────────────▶
//!           longest window before    look-back            from                    to      longest window
//! ```
//!
//! What rules know of parties from before their windows (first seen, counts, silence) takes in every
//! earlier transfer, which costs little. Edges are taken in from one longest window before the
//! look-back, and before that from one window in which it is counted who is taken for a service, so
//! that everything the rules look at is exact where they begin to run. Which hits were
//! open there is not known, and is in doubt until it no longer matters (see [`super::doubt`]). A rule
//! that is still in doubt within the slice is run again with twice the look-back, in the end from the
//! first transfer on. So the slices of a ledger, one after the other, are the hits of the whole.

use super::fold::Fold;
use super::rows::Rows;
use super::{Group, Progress, Scan, is_of_two, running, shares};
use crate::ledger::Transfer;
use crate::rule::{Facts, Pack};
use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::atomic::{AtomicU64, Ordering};
use tidegate_kyc_core::base::{Instant, Window};

/// A half-open part of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Slice {
    /// Its first instant.
    pub from: Instant,
    /// The first instant after it.
    pub to: Instant,
}

/// How far back a rule had to be run to be certain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum LookBack {
    /// From so long before the slice.
    Length(Window),
    /// From the first transfer.
    Whole,
}

/// The answer for a slice.
#[derive(Clone, Debug, PartialEq)]
pub struct Sliced<'t> {
    /// Hits that opened in the slice, with all rows that joined later; searches without an end and
    /// lacks at its transfers.
    pub scan: Scan<'t>,
    /// Which transfers are the slice's, by their places.
    pub transfers: Range<usize>,
    /// One past the last transfer that hits of the slice could take.
    pub seen: usize,
    /// How far back each running rule was run; rules by their index in the pack.
    pub look_back: Vec<(usize, LookBack)>,
}

/// Where the parts of one run begin and end.
#[derive(Clone, Debug)]
struct Plan {
    /// The first transfer whose edge is taken in, and the first at which rules run.
    edges: usize,
    rules: usize,
    slice: Range<usize>,
    end: usize,
    /// Where rules begin, and where the slice does; `None` where nothing lies before.
    doubt: Option<(Instant, Instant)>,
}

impl Plan {
    /// `longest` is the longest window of the rules, `counted` the one in which it is counted who is
    /// taken for a service, of which every edge within `longest` must tell.
    fn new(transfers: &[Transfer], slice: Slice, (longest, counted): (Window, Window), back: LookBack) -> Self {
        let before = |time: Instant| transfers.partition_point(|it| it.time < time);
        let own = before(slice.from)..before(slice.to).max(before(slice.from));
        let end = before(Instant::from_micros(slice.to.micros().saturating_add(longest.micros()))).max(own.end);
        let whole = Self { edges: 0, rules: 0, slice: own, end, doubt: None };
        let LookBack::Length(length) = back else { return whole };
        let since = length.start(slice.from);
        let (edges, rules) = (before(counted.start(longest.start(since))), before(since));
        Self { edges, rules, doubt: Some((since, slice.from)), ..whole }
    }
}

/// Runs a pack over a slice of transfers in the ledger's order, with so many threads.
///
/// The scans of slices that meet, one after the other, are that of the whole ledger (counts of lacks
/// added), however many transfers share the instant of a cut. The answer does not depend on threads.
pub fn scan_slice<'t>(
    transfers: &'t [Transfer],
    facts: Facts<'_>,
    pack: &Pack,
    slice: Slice,
    threads: usize,
    progress: &(dyn Fn(Progress) + Sync),
) -> Sliced<'t> {
    let mut pending = running(pack);
    let none = Window::from_micros(0);
    let longest = pending.iter().map(|it| pack.rules[*it].require.within).max().unwrap_or(none);
    let windows = (longest, pack.untagged_service.map_or(none, |it| it.within));
    let first = transfers.first().map_or(slice.from, |it| it.time);
    let (mut length, mut folds, mut look_back) = (longest, Vec::new(), Vec::new());
    let whole = Plan::new(transfers, slice, windows, LookBack::Whole);
    while !pending.is_empty() {
        let back = if length.start(slice.from) <= first { LookBack::Whole } else { LookBack::Length(length) };
        let plan = Plan::new(transfers, slice, windows, back);
        let mut again = Vec::new();
        for (mut fold, doubtful) in run_all(transfers, facts, pack, &pending, threads, &plan, progress) {
            fold.leave_out(&doubtful);
            folds.push(fold);
            again.extend(doubtful);
        }
        again.sort_unstable();
        look_back.extend(pending.into_iter().filter(|it| !again.contains(it)).map(|it| (it, back)));
        pending = again;
        length = Window::from_micros(length.micros().saturating_mul(2).max(1));
    }
    look_back.sort_unstable();
    Sliced { scan: Fold::finish(folds), transfers: whole.slice, seen: whole.end, look_back }
}

/// Runs rules by a plan, spread over threads; gives the rules whose answers are in doubt beside each.
fn run_all<'t>(
    transfers: &'t [Transfer],
    facts: Facts<'_>,
    pack: &Pack,
    rules: &[usize],
    threads: usize,
    plan: &Plan,
    progress: &(dyn Fn(Progress) + Sync),
) -> Vec<(Fold<'t>, BTreeSet<usize>)> {
    let hits = AtomicU64::new(0);
    let work = |(number, rules): (usize, Vec<usize>)| {
        let mut run = Run::new(pack, &rules, plan, transfers);
        for (at, transfer) in transfers.iter().enumerate().take(plan.end) {
            run.take(at, transfer, facts);
            if at % 8192 == 8191 || at + 1 == plan.end {
                hits.fetch_add(run.fold.take_news(), Ordering::Relaxed);
                if number == 0 {
                    progress(Progress { transfers: at as u64 + 1, hits: hits.load(Ordering::Relaxed) });
                }
                if plan.doubt.is_some() && run.doubtful().len() == rules.len() {
                    break;
                }
            }
        }
        let doubtful = run.doubtful();
        (run.fold, doubtful)
    };
    super::spread(shares(pack, rules.to_vec(), threads), &work)
}

/// Some rules on their way through the parts of a plan.
struct Run<'p, 't> {
    plan: &'p Plan,
    groups: Vec<Group<'t>>,
    fold: Fold<'t>,
}

impl<'p, 't> Run<'p, 't> {
    fn new(pack: &Pack, rules: &[usize], plan: &'p Plan, transfers: &'t [Transfer]) -> Self {
        let groups = Group::all(pack, rules, || Rows::of(transfers));
        Self { plan, groups, fold: Fold::only(transfers, plan.slice.clone()) }
    }

    fn take(&mut self, at: usize, transfer: &Transfer, facts: Facts<'_>) {
        if at < self.plan.edges {
            self.groups.iter_mut().for_each(|it| it.pass_by(transfer, facts));
            return;
        }
        self.groups.iter_mut().for_each(|it| it.world.rows.stand_at(at));
        if at < self.plan.rules {
            self.groups.iter_mut().for_each(|it| it.look_at(transfer, facts));
            return;
        }
        if at == self.plan.rules
            && let Some((since, from)) = self.plan.doubt
        {
            self.groups.iter_mut().for_each(|it| it.doubt(since, from));
        }
        self.fold.begin(at);
        self.groups.iter_mut().for_each(|it| it.observe(transfer, facts, &mut self.fold));
    }

    /// The rules whose answers in the slice may be wrong.
    fn doubtful(&self) -> BTreeSet<usize> {
        let of = |it: &Group<'_>| {
            let found = [&it.series.doubt.found, &it.shapes.gathered.found, &it.shapes.linked.found];
            let rule = |number: &usize| it.programs.all.get(*number).map(|it| it.rule);
            found.into_iter().flatten().filter_map(rule).collect::<Vec<_>>()
        };
        self.groups.iter().flat_map(of).collect()
    }
}

impl Group<'_> {
    /// Counts a transfer for its parties, and forgets it.
    fn pass_by(&mut self, transfer: &Transfer, facts: Facts<'_>) {
        if !is_of_two(transfer) {
            return;
        }
        self.world.meet(transfer, &mut self.selector, facts);
        self.world.pass_by(transfer);
    }

    /// Takes a transfer in without running a rule.
    fn look_at(&mut self, transfer: &Transfer, facts: Facts<'_>) {
        if !is_of_two(transfer) {
            return;
        }
        let (met, ends) = self.admit(transfer, facts);
        let selected = self.programs.trails.past_untagged(met, ends);
        self.world.append(transfer, selected.bits, &self.programs);
    }

    /// From here on rules run, and hits from before `since` are not known.
    fn doubt(&mut self, since: Instant, from: Instant) {
        self.series.doubt.begin(since, from);
        self.shapes.gathered.begin(since, from);
        self.shapes.linked.begin(since, from);
        self.shapes.known_from = self.world.graph.end();
    }
}
