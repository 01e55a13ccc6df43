//! A run of one subject's rows and what it amounts to, built from the newest row backwards and
//! grown at the new end.

use super::program::Program;
use crate::graph::{Edge, EdgeId};
use crate::pattern::flow::Past;
use crate::pattern::turnover::{Turnover, median};
use crate::pattern::{Answer, Figure, Kind, Quantity, QuantitySet, Row, Side, Tally};
use tidegate_kyc_core::base::Instant;

/// The rows of a possible match and their figures.
#[derive(Clone, Debug)]
pub(super) struct Run {
    rows: Rows,
    /// Facts of the subject's past that go with the oldest row.
    pub(super) past: Past,
}

#[derive(Clone, Debug)]
#[expect(
    clippy::large_enum_variant,
    reason = "flow is the common kind, and a box for each window would cost an allocation"
)]
enum Rows {
    Flow(Tally),
    Turnover(Box<Backwards>),
}

/// A turnover under construction: rows come from the newest to the oldest.
#[derive(Clone, Debug, Default)]
struct Backwards {
    sums: Turnover,
    /// Credits, newest first.
    credits: Vec<(EdgeId, Instant)>,
    /// Debits that may still come to lie after the median, newest first.
    debits: Vec<(EdgeId, Edge)>,
    /// How many of them do.
    counted: usize,
}

impl Run {
    /// An empty run for a rule that keeps what these quantities need.
    pub(super) fn new(program: &Program, kept: QuantitySet, past: Past) -> Self {
        let rows = match program.kind {
            Kind::Turnover => {
                let sums =
                    Turnover { credits: Tally::keeping(kept), debits: Tally::keeping(kept), ..Turnover::default() };
                Rows::Turnover(Box::new(Backwards { sums, ..Backwards::default() }))
            }
            _ => Rows::Flow(Tally::keeping(kept)),
        };
        Self { rows, past }
    }

    /// Empties a run of a rule of the same kind, to be filled again for these quantities; what memory it
    /// has, it keeps.
    pub(super) fn restart(&mut self, kept: QuantitySet, past: Past) {
        self.past = past;
        match &mut self.rows {
            Rows::Flow(tally) => tally.restart(kept),
            Rows::Turnover(back) => {
                back.sums.credits.restart(kept);
                back.sums.debits.restart(kept);
                (back.sums.median, back.sums.newest, back.counted) = (None, None, 0);
                back.credits.clear();
                back.debits.clear();
            }
        }
    }

    /// What of a hit that opens is kept: its sums and the median credit. The rows' memory stays behind, to
    /// be filled again.
    pub(super) fn settle(&mut self) -> Self {
        match &mut self.rows {
            Rows::Flow(tally) => Self::flow(std::mem::take(tally), self.past),
            Rows::Turnover(back) => {
                let median = back.median();
                Self::turnover(std::mem::take(&mut back.sums), median, self.past)
            }
        }
    }

    /// A run that was kept up elsewhere.
    pub(super) const fn flow(rows: Tally, past: Past) -> Self {
        Self { rows: Rows::Flow(rows), past }
    }

    /// A turnover that was kept up elsewhere, with its median credit.
    pub(super) fn turnover(sums: Turnover, median: Option<(EdgeId, Instant)>, past: Past) -> Self {
        let credits = median.into_iter().collect();
        Self { rows: Rows::Turnover(Box::new(Backwards { sums, credits, ..Backwards::default() })), past }
    }

    /// The median credit of a turnover, which stays where it was when the hit opened.
    pub(super) fn median(&self) -> Option<(EdgeId, Instant)> {
        match &self.rows {
            Rows::Flow(_) => None,
            Rows::Turnover(back) => back.median(),
        }
    }

    /// Adds a row older than all it holds.
    pub(super) fn push_oldest(&mut self, id: EdgeId, edge: &Edge, side: Side) {
        match &mut self.rows {
            Rows::Flow(tally) => tally.push_oldest(Row { edge, side }),
            Rows::Turnover(back) => back.push_oldest(id, edge, side),
        }
    }

    /// Adds a row newer than all it holds. The median of a turnover stays where it was.
    pub(super) fn push_newest(&mut self, edge: &Edge, side: Side) {
        match (&mut self.rows, side) {
            (Rows::Flow(tally), _) => tally.push_newest(Row { edge, side }),
            (Rows::Turnover(back), Side::In) => back.sums.credits.push_newest(Row { edge, side }),
            (Rows::Turnover(back), Side::Out) => {
                back.sums.debits.push_newest(Row { edge, side });
                back.sums.newest = Some(edge.time);
            }
        }
    }

    /// Whether a row within the run belongs to the match: of a turnover, debits before the median
    /// credit do not.
    pub(super) fn holds(&self, id: EdgeId, side: Side) -> bool {
        match (&self.rows, side) {
            (Rows::Turnover(back), Side::Out) => back.median().is_some_and(|it| id > it.0),
            _ => true,
        }
    }

    /// What the rule's bounds say to it. A turnover without a credit is none.
    pub(super) fn judge(&self, program: &Program) -> Answer {
        match &self.rows {
            Rows::Turnover(back) if back.sums.credits.count() == 0 => Answer::Fails,
            _ => program.judge(|it| self.figure(it)),
        }
    }

    /// What it measures.
    pub(super) fn figure(&self, quantity: Quantity) -> Figure {
        let known = match &self.rows {
            Rows::Flow(tally) => tally.figure(quantity),
            Rows::Turnover(back) => back.sums.figure(quantity),
        };
        if known == Figure::Absent { self.past.figure(quantity) } else { known }
    }
}

impl Backwards {
    fn median(&self) -> Option<(EdgeId, Instant)> {
        let n = self.credits.len();
        self.credits.get(n.checked_sub(1 + median(n))?).copied()
    }

    fn push_oldest(&mut self, id: EdgeId, edge: &Edge, side: Side) {
        match side {
            Side::Out => {
                self.debits.push((id, *edge));
                return;
            }
            Side::In => {
                self.credits.push((id, edge.time));
                self.sums.credits.push_oldest(Row { edge, side });
            }
        }
        let Some((median, time)) = self.median() else { return };
        self.sums.median = Some(time);
        while let Some((_, debit)) = self.debits.get(self.counted).filter(|it| it.0 > median) {
            self.sums.newest = self.sums.newest.or(Some(debit.time));
            self.sums.debits.push_oldest(Row { edge: debit, side: Side::Out });
            self.counted += 1;
        }
    }
}
