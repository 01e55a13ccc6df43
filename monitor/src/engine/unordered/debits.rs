//! What one party sent within one instant, several times → whether a turnover hangs on which came first.
//!
//! ```text
//!   100 came in, 95 and 20 went out    with the 95 first a share of 0.95 has left, with the 20 first never one
//! ```                                  between 0.90 and 1.02
//!
//! Debits add up one by one, so that their order matters only to a bound from above, and only where all of them are too
//! much and some of them are not.

use super::{Near, within};
use crate::engine::program::Program;
use crate::graph::{Edge, Way};
use crate::ledger::{PartyId, Sum, SymbolId};
use crate::pattern::turnover::median;
use crate::pattern::{Assets, Kind, Quantity};
use tidegate_kyc_core::base::Instant;

/// Of so few debits all choices are tried: parties seldom send more within one instant.
const FEW: usize = if cfg!(test) { 2 } else { 6 };

impl Near<'_> {
    /// Marks those of one party's debits of one instant, by their places among the tied, of which the order could change
    /// an answer.
    pub(super) fn keep_debits(&self, sent: &[(PartyId, usize)], kept: &mut [bool]) {
        let bounded = |it: &&Program| it.kind == Kind::Turnover && it.bounds.0.iter().any(|it| it.1.max.is_some());
        for program in self.programs.all.iter().filter(bounded) {
            let mut debits: Vec<(Option<SymbolId>, usize)> = Vec::new();
            for (_, at) in sent {
                let edge = self.edge_at(*at).map(|it| it.1).filter(|it| it.selected & program.bit_out != 0);
                debits.extend(edge.map(|it| ((program.assets == Assets::Same).then_some(it.asset), *at)));
            }
            debits.sort_by_key(|it| it.0.map(|it| it.0));
            for debits in debits.chunk_by(|a, b| a.0 == b.0) {
                let is_done = |it: &[(Option<SymbolId>, usize)]| {
                    let (one, other) = (it[0].1, it[1].1);
                    kept[one] && kept[other] || self.tied[one].is_told_from(&self.tied[other], self.book)
                };
                if debits.windows(2).all(is_done) {
                    continue;
                }
                let (asset, time) = (debits[0].0, self.tied[debits[0].1].transfer.time);
                let party = sent[0].0;
                if self.turns_over(program, party, asset, time) && self.may_overspend(program, party, asset, time) {
                    debits.iter().for_each(|it| kept[it.1] = true);
                }
            }
        }
    }

    /// Whether what a party sent at a time is too much with all of it and perhaps not with some.
    fn may_overspend(&self, program: &Program, party: PartyId, asset: Option<SymbolId>, time: Instant) -> bool {
        let bounds = &program.bounds.0;
        if bounds.iter().any(|it| it.0 != Quantity::KeptShare && it.1.max.is_some()) {
            return true;
        }
        let mut span = self.span(program.within, time);
        span.end = self.graph.first_since(Instant::from_micros(time.micros().saturating_add(1)));
        let legs = |way, bit: u64| {
            let legs = within(self.graph.legs(party, way), &span);
            let edges = legs.iter().filter_map(|it| Some((it.edge, self.graph.edge(it.edge)?)));
            let counts = move |it: &(_, &Edge)| it.1.selected & bit != 0 && asset.is_none_or(|own| own == it.1.asset);
            edges.filter(counts).collect::<Vec<_>>()
        };
        let (credits, debits) = (legs(Way::In, program.bit_in), legs(Way::Out, program.bit_out));
        let mut assets = credits.iter().chain(&debits).map(|it| it.1.asset);
        let first = assets.next();
        if assets.any(|it| Some(it) != first) {
            return true;
        }
        // Credits of that very instant may come before or after.
        let (before, now) = credits.split_at(credits.partition_point(|it| it.1.time < time));
        let (spent, sent) = debits.split_at(debits.partition_point(|it| it.1.time < time));
        let median = before.get(median(before.len())).map(|it| it.0);
        let spent = spent.iter().filter(|it| median.is_none_or(|median| it.0 > median));
        let (spent, sent): (Vec<&Edge>, Vec<&Edge>) =
            (spent.map(|it| it.1).collect(), sent.iter().map(|it| it.1).collect());
        let (before, now): (Vec<&Edge>, Vec<&Edge>) =
            (before.iter().map(|it| it.1).collect(), now.iter().map(|it| it.1).collect());
        let credited = if before.is_empty() { sum(least(&now)) } else { sum(before.iter().copied()) };
        let credited_most = sum(before.into_iter().chain(now.iter().copied()));
        let kept = program.bounds.of(Quantity::KeptShare);
        let exceeds = |part: &Sum| kept.max.is_none_or(|max| part.permille_of(&credited).is_none_or(|it| it > max));
        let suffices = |part: &Sum| kept.min.is_none_or(|min| part.permille_of(&credited).is_none_or(|it| it >= min));
        let all = sum(spent.iter().chain(&sent).copied());
        if now.is_empty() && sent.len() <= FEW {
            let some = |chosen: u32| {
                let sent = sent.iter().zip(0..).filter(move |it| chosen >> it.1 & 1 == 1).map(|it| *it.0);
                sum(spent.iter().copied().chain(sent))
            };
            let fits = |it: &Sum| suffices(it) && !exceeds(it);
            return exceeds(&all) && (1..1 << sent.len()).map(some).any(|it| fits(&it));
        }
        // With the first alone, and with all but one.
        let one = least(&sent);
        let first = sum(spent.into_iter().filter(|_| now.is_empty()).chain(one));
        let mut rest = all;
        one.into_iter().for_each(|it| rest.take(it.amount));
        let fits = |max: u64| first.permille_of(&credited_most).is_none_or(|it| it <= max);
        exceeds(&all) && suffices(&rest) && kept.max.is_none_or(fits)
    }
}

/// The least that moved anything.
fn least<'e>(edges: &[&'e Edge]) -> Option<&'e Edge> {
    edges.iter().filter(|it| !it.amount.is_zero()).min_by_key(|it| it.amount).copied()
}

fn sum<'e>(edges: impl IntoIterator<Item = &'e Edge>) -> Sum {
    let mut sum = Sum::default();
    edges.into_iter().for_each(|it| sum.add(it.amount));
    sum
}
