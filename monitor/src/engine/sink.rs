//! Where outcomes go: into a buffer for a stream, or straight into the fold of a batch.

use super::Outcome;
use super::program::Programs;
use crate::hit::{Citation, Cited, Hit, Missing, TooLittle, Unfinished};
use crate::ledger::{PartyId, Transfer};
use crate::pattern::Measured;

/// What a later transfer adds to an open hit.
#[derive(Clone, Debug, PartialEq)]
pub struct Growth {
    /// The hit's number in this stream, as `Opened` named it; it stays the same over a snapshot.
    pub serial: u64,
    /// The rows that joined.
    pub rows: Cited<'static>,
    /// The figures as they are now.
    pub measured: Vec<Measured>,
    /// The score as it is now.
    pub score: u32,
}

/// A hit that opens, but for its rows.
#[derive(Debug)]
pub(super) struct Opening {
    pub(super) rule: usize,
    pub(super) subject: PartyId,
    pub(super) measured: Vec<Measured>,
    pub(super) score: u32,
}

impl Opening {
    /// The hit with these rows.
    pub(super) fn with(self, rows: Cited<'_>) -> Hit<'_> {
        let Self { rule, subject, measured, score } = self;
        Hit { rule, subject, opened_with: rows.len(), rows, measured, score, truncated: false }
    }
}

/// Takes outcomes in the order in which they arise.
pub(super) trait Sink {
    /// A hit opened; gives it its number.
    fn opened(&mut self, opening: Opening, rows: &mut dyn Iterator<Item = Citation<'_>>) -> u64;
    /// An open hit grew by `rows`; `report` writes its figures as they are now and gives its score.
    fn grew(
        &mut self,
        serial: u64,
        rows: &mut dyn Iterator<Item = Citation<'_>>,
        report: &mut dyn FnMut(&mut Vec<Measured>) -> u32,
    );
    /// A search ran out of budget.
    fn unfinished(&mut self, rule: usize, subject: PartyId, at: Option<&Transfer>);
    /// A rule lacked knowledge, of these parties if it is their tags. That it lacked values or names counts once a rule and
    /// transfer, however often it is told.
    fn too_little(&mut self, rule: usize, missing: Missing, parties: &[PartyId], at: Option<&Transfer>);
    /// A transfer lacks the value that these selections of some programs ask: the same of all their rules.
    fn unanswered(&mut self, programs: &Programs, unknown: u64, at: &Transfer) {
        for rule in programs.unanswered(unknown) {
            self.too_little(rule, Missing::Value, &[], Some(at));
        }
    }
}

/// The buffer of a stream.
#[derive(Debug, Default)]
pub(super) struct Buffer {
    pub(super) outcomes: Vec<Outcome>,
    pub(super) serial: u64,
}

impl Sink for Buffer {
    fn opened(&mut self, opening: Opening, rows: &mut dyn Iterator<Item = Citation<'_>>) -> u64 {
        self.serial += 1;
        let hit = opening.with(copies(rows));
        self.outcomes.push(Outcome::Opened { serial: self.serial, hit });
        self.serial
    }

    fn grew(
        &mut self,
        serial: u64,
        rows: &mut dyn Iterator<Item = Citation<'_>>,
        report: &mut dyn FnMut(&mut Vec<Measured>) -> u32,
    ) {
        let mut measured = Vec::new();
        let score = report(&mut measured);
        self.outcomes.push(Outcome::Grew(Growth { serial, rows: copies(rows), measured, score }));
    }

    fn unfinished(&mut self, rule: usize, subject: PartyId, at: Option<&Transfer>) {
        if let Some(at) = at {
            self.outcomes.push(Outcome::Unfinished(Unfinished { rule, subject, at: *at }));
        }
    }

    fn too_little(&mut self, rule: usize, missing: Missing, parties: &[PartyId], at: Option<&Transfer>) {
        let is_same = |it: &Outcome| matches!(it, Outcome::TooLittle(it) if (it.rule, it.missing) == (rule, missing));
        let is_told = missing != Missing::Tag && self.outcomes.iter().any(is_same);
        if let Some(at) = at.filter(|_| !is_told) {
            self.outcomes.push(Outcome::TooLittle(TooLittle { rule, missing, parties: parties.to_vec(), at: *at }));
        }
    }
}

fn copies(rows: &mut dyn Iterator<Item = Citation<'_>>) -> Cited<'static> {
    rows.map(|it| *it.row).collect()
}
