//! What a replay that begins in the middle of a ledger does not know: which hits were open before.
//!
//! The world of such a replay is exact (see [`super::slice`]); its hits are not at first, since a hit
//! from before may take a row that would otherwise open another. A hit is forgotten once its newest
//! row leaves the window. So a key (whatever a rule keeps one latest hit for) is in doubt from the
//! beginning until a whole window passes without a transfer at which a hit of it *could* have opened
//! or grown, whatever came before. What happens at a key in doubt may be wrong, and is noted.

use super::program::Program;
use super::series::Case;
use crate::graph::{Edge, EdgeId};
use crate::pattern::turnover::Turnover;
use crate::pattern::{Answer, Figure, Kind, Quantity, Row, Side, Tally};
use std::collections::{BTreeSet, HashMap};
use std::hash::Hash;
use tidegate_kyc_core::base::{Instant, Window};

/// Flows of more rows, and turnovers of more credits, are not tried in all their parts: that a hit
/// could be there is taken for granted. About where trying costs as much as a longer replay.
const FLOW_MAX: usize = 512;
const CREDITS_MAX: usize = 24;

/// The keys in doubt; none where a run began at the beginning.
#[derive(Debug)]
pub(super) struct Doubt<K> {
    /// When the replay began, before which no hit is known, and from when on its answers count.
    bounds: Option<(Instant, Instant)>,
    /// When a hit that is in doubt was last touched, perhaps.
    touched: HashMap<K, Instant, foldhash::fast::RandomState>,
    /// Programs whose answers may be wrong.
    pub(super) found: BTreeSet<usize>,
}

impl<K> Default for Doubt<K> {
    fn default() -> Self {
        Self { bounds: None, touched: HashMap::default(), found: BTreeSet::new() }
    }
}

impl<K: Hash + Eq> Doubt<K> {
    /// Doubts whatever lies before `since`; answers count from `from` on.
    pub(super) fn begin(&mut self, since: Instant, from: Instant) {
        self.bounds = Some((since, from));
    }

    /// Whether a hit that is not known for certain may still take part.
    #[inline]
    pub(super) fn is_in(&self, key: &K, within: Window, now: Instant) -> bool {
        let Some((since, _)) = self.bounds else { return false };
        // What is not known lies before the first instant, and so a microsecond before it at the latest.
        let unknown = || Instant::from_micros(since.micros().saturating_sub(1));
        within.holds(self.touched.get(key).copied().unwrap_or_else(unknown), now)
    }

    /// Whether a key was ever in doubt.
    pub(super) fn was_in(&self, key: &K) -> bool {
        self.touched.contains_key(key)
    }

    /// A hit of this key could have opened or grown now.
    pub(super) fn touch(&mut self, key: K, program: usize, now: Instant) {
        self.touched.insert(key, now);
        if self.bounds.is_some_and(|(_, from)| now >= from) {
            self.found.insert(program);
        }
    }
}

/// Whether a hit of the case's key could open or grow at the anchor, whatever hit was open before.
///
/// A hit's rows are all rows that count from one row of the window on; of a turnover, debits after
/// some credit among them. If no such run meets the bounds, nothing can happen. Of the subject's
/// past, which belongs to the moment a hit opened, only what holds for every such moment is asked.
pub(super) fn could_match(case: &Case<'_>) -> bool {
    let rows: Vec<(EdgeId, Side, &Edge)> = case.rows(case.start).rev().take(FLOW_MAX + 1).collect();
    if is_ruled_out(case) {
        return false;
    }
    match case.program.kind {
        Kind::Turnover => could_turn_over(case.program, &rows),
        _ => could_flow(case.program, &rows),
    }
}

fn is_ruled_out(case: &Case<'_>) -> bool {
    let subject = case.key.subject;
    let Some(party) = case.program.asks_past.then(|| case.world.party(subject)).flatten() else { return false };
    let known = u64::try_from(case.edge.time.since(party.since)).unwrap_or(0);
    let earlier = case.world.earlier(case.program, subject, case.legs, case.start);
    case.program.forbids(|quantity| match quantity {
        // Once too many came before the window, no hit opens any more, now or later; and one that
        // opened in the slice was in doubt then.
        Quantity::Earlier => Figure::AtLeast(earlier),
        Quantity::IdleBefore if case.program.bounds.of(quantity).min.is_some_and(|it| it > known) => Figure::Absent,
        Quantity::AccountAge => Figure::Exact(case.account_age()),
        _ => Figure::Unknown,
    })
}

/// Rows come newest first.
fn could_flow(program: &Program, rows: &[(EdgeId, Side, &Edge)]) -> bool {
    let mut tally = Tally::keeping(program.kept);
    rows.len() > FLOW_MAX
        || rows.iter().any(|(_, side, edge)| {
            tally.push_oldest(Row { edge, side: *side });
            program.judge_without_past(|it| tally.figure(it)) == Answer::Holds
        })
}

/// Rows come newest first.
fn could_turn_over(program: &Program, rows: &[(EdgeId, Side, &Edge)]) -> bool {
    let credits = rows.iter().filter(|it| it.1 == Side::In).count();
    if rows.len() > FLOW_MAX || credits > CREDITS_MAX {
        return true;
    }
    let newest = rows.iter().find(|it| it.1 == Side::Out).map(|it| it.2.time);
    let keeping = || Tally::keeping(program.kept);
    let (mut debits, mut all) = (keeping(), keeping());
    // For each credit, newest first: the credits from it on, the debits after it, its time.
    let mut parts: Vec<(Tally, Tally, Instant)> = Vec::new();
    for (_, side, edge) in rows {
        match side {
            Side::Out => debits.push_oldest(Row { edge, side: *side }),
            Side::In => {
                all.push_oldest(Row { edge, side: *side });
                parts.push((all.clone(), debits.clone(), edge.time));
            }
        }
    }
    parts.iter().enumerate().any(|(at, (_, debits, median))| {
        parts.iter().skip(at).any(|(credits, ..)| {
            let (credits, debits) = (credits.clone(), debits.clone());
            let newest = newest.filter(|_| debits.count() > 0);
            let sums = Turnover { credits, debits, median: Some(*median), newest };
            program.judge_without_past(|it| sums.figure(it)) == Answer::Holds
        })
    })
}
