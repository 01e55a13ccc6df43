//! A long window of one busy subject, kept up at both ends, so that a hub costs no more than
//! anybody else.

use super::legs::Legs;
use super::program::Program;
use super::run::Run;
use crate::graph::{Edge, EdgeId, TemporalGraph};
use crate::ledger::SymbolId;
use crate::pattern::flow::Past;
use crate::pattern::turnover::{Turnover, median};
use crate::pattern::{Answer, Figure, Kind, Quantity, Row, Side, Tally};
use std::collections::VecDeque;
use tidegate_kyc_core::base::Instant;

/// The rows of a window and their sums, as far as bounds ask for them.
///
/// INVARIANT: after [`Sliding::advance`] its figures equal those of a [`Run`] built afresh over
/// the same window (tested by `tests/engine_oracle.rs`, which also runs with every window kept).
#[derive(Debug)]
pub(super) struct Sliding {
    /// The first edge not yet looked at.
    next: EdgeId,
    /// Flow: the rows. Turnover: the credits.
    rows: VecDeque<(EdgeId, Side, Edge)>,
    /// Turnover: debits after the median credit.
    debits: VecDeque<(EdgeId, Edge)>,
    flow: Tally,
    turnover: Turnover,
    kind: Kind,
}

impl Sliding {
    pub(super) fn new(program: &Program, start: EdgeId) -> Self {
        let keeping = || Tally::keeping(program.judged);
        Self {
            next: start,
            rows: VecDeque::new(),
            debits: VecDeque::new(),
            flow: keeping(),
            turnover: Turnover { credits: keeping(), debits: keeping(), ..Turnover::default() },
            kind: program.kind,
        }
    }

    /// Whether it holds nothing that is not older than `start`.
    pub(super) fn is_stale(&self, start: EdgeId) -> bool {
        self.rows.back().is_none_or(|it| it.0 < start)
    }

    /// Moves the window so that it begins at `start` and ends at `anchor`.
    pub(super) fn advance(
        &mut self,
        program: &Program,
        graph: &TemporalGraph,
        legs: Legs<'_>,
        asset: Option<SymbolId>,
        start: EdgeId,
        anchor: EdgeId,
    ) {
        for (id, side) in legs.since(self.next.max(start)) {
            if let Some(edge) = graph.edge(id).filter(|it| program.counts(it, side, asset)) {
                self.push(id, side, edge);
            }
        }
        self.next = EdgeId(anchor.0 + 1);
        self.expire(start);
        if self.kind == Kind::Turnover {
            self.settle();
        }
    }

    fn push(&mut self, id: EdgeId, side: Side, edge: &Edge) {
        match (self.kind, side) {
            (Kind::Turnover, Side::Out) => {
                self.debits.push_back((id, *edge));
                self.turnover.debits.push_newest(Row { edge, side });
            }
            (Kind::Turnover, Side::In) => {
                self.rows.push_back((id, side, *edge));
                self.turnover.credits.push_newest(Row { edge, side });
            }
            _ => {
                self.rows.push_back((id, side, *edge));
                self.flow.push_newest(Row { edge, side });
            }
        }
    }

    fn expire(&mut self, start: EdgeId) {
        while let Some((_, side, edge)) = self.rows.front().filter(|it| it.0 < start).copied() {
            self.rows.pop_front();
            let next = self.rows.front().map(|it| it.2.time);
            let tally = if self.kind == Kind::Turnover { &mut self.turnover.credits } else { &mut self.flow };
            tally.pop_oldest(Row { edge: &edge, side }, next);
        }
    }

    /// Lets go of the debits that do not follow the median credit. The median only moves on, so
    /// a debit once passed never counts again.
    fn settle(&mut self) {
        let median = self.median().map(|it| it.0);
        let passed = |debit: EdgeId| median.is_none_or(|it| debit < it);
        while let Some((_, edge)) = self.debits.front().filter(|it| passed(it.0)).copied() {
            self.debits.pop_front();
            let next = self.debits.front().map(|it| it.1.time);
            self.turnover.debits.pop_oldest(Row { edge: &edge, side: Side::Out }, next);
        }
        self.turnover.median = self.median().map(|it| it.1);
        self.turnover.newest = self.debits.back().map(|it| it.1.time);
    }

    fn median(&self) -> Option<(EdgeId, Instant)> {
        self.rows.get(median(self.rows.len())).map(|it| (it.0, it.2.time))
    }

    /// What the rule's bounds say to it. A turnover without a credit is none.
    pub(super) fn judge(&self, program: &Program, past: Past) -> Answer {
        if self.rows.is_empty() {
            return Answer::Fails;
        }
        program.judge(|quantity| match self.figure(quantity) {
            Figure::Absent => past.figure(quantity),
            known => known,
        })
    }

    /// What its rows measure.
    pub(super) fn figure(&self, quantity: Quantity) -> Figure {
        match self.kind {
            Kind::Turnover => self.turnover.figure(quantity),
            _ => self.flow.figure(quantity),
        }
    }

    /// The oldest row.
    pub(super) fn first(&self) -> Option<EdgeId> {
        self.rows.front().map(|it| it.0)
    }

    /// A copy of the window as a run that can grow.
    pub(super) fn run(&self, past: Past) -> Run {
        match self.kind {
            Kind::Turnover => Run::turnover(self.turnover.clone(), self.median(), past),
            _ => Run::flow(self.flow.clone(), past),
        }
    }
}
