//! What one wallet holds of one asset, in pieces by where they are from, and which of them it sends.

use super::share::Cutter;
use super::steps::{StepId, Steps};
use super::{Method, Stop};
use std::collections::{HashMap, VecDeque};

/// Whose a piece is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Mark {
    /// It is from there.
    From(Stop),
    /// The subject sent it.
    Own,
    /// Anybody else's, where only the subject's is followed.
    Other,
}

/// So many units of one mark that came one way.
#[derive(Clone, Copy, Debug)]
pub(super) struct Piece {
    pub(super) units: u128,
    pub(super) mark: Mark,
    pub(super) step: StepId,
}

/// Pieces in their order, or one a mark.
#[derive(Debug)]
pub(super) struct Holding {
    method: Method,
    pieces: VecDeque<Piece>,
    /// Where each mark stands, for methods that keep one piece a mark.
    places: HashMap<Mark, usize, foldhash::fast::RandomState>,
    balance: u128,
}

impl Holding {
    pub(super) fn new(method: Method) -> Self {
        Self { method, pieces: VecDeque::new(), places: HashMap::default(), balance: 0 }
    }

    /// What is there, by marks.
    pub(super) fn pieces(&self) -> impl Iterator<Item = Piece> {
        let (is_tainted, balance) = (self.method == Method::Poison, self.balance);
        // By poison, all that is there.
        self.pieces.iter().map(move |it| Piece { units: if is_tainted { balance } else { it.units }, ..*it })
    }

    /// How many pieces it has.
    pub(super) fn len(&self) -> usize {
        self.pieces.len()
    }

    /// Takes pieces in that came with one transfer of so many units.
    pub(super) fn put(&mut self, pieces: &[Piece], units: u128, steps: &Steps) {
        self.balance += units;
        for it in pieces.iter().filter(|it| it.units > 0) {
            match self.method {
                Method::Fifo | Method::Lifo => match self.pieces.back_mut() {
                    Some(last) if last.mark == it.mark && last.step == it.step => last.units += it.units,
                    _ => self.pieces.push_back(*it),
                },
                Method::Haircut | Method::Poison => self.add(*it, steps),
            }
        }
    }

    /// Adds to the piece of a mark, which keeps the shorter way.
    fn add(&mut self, it: Piece, steps: &Steps) {
        let next = self.pieces.len();
        let at = *self.places.entry(it.mark).or_insert(next);
        match self.pieces.get_mut(at) {
            None => self.pieces.push_back(it),
            Some(kept) => {
                if steps.hops(it.step) < steps.hops(kept.step) {
                    kept.step = it.step;
                }
                kept.units = kept.units.saturating_add(it.units);
            }
        }
    }

    /// Sends so many units: which pieces go, into `sent`. Gives what is missing, which was never seen coming.
    pub(super) fn take(&mut self, units: u128, sent: &mut Vec<Piece>) -> u128 {
        let there = units.min(self.balance);
        match self.method {
            Method::Fifo | Method::Lifo => self.take_in_turn(there, sent),
            Method::Haircut => self.take_of_all(there, sent),
            Method::Poison => sent.extend(self.pieces.iter().map(|it| Piece { units, ..*it })),
        }
        self.balance -= there;
        units - there
    }

    fn take_in_turn(&mut self, mut wanted: u128, sent: &mut Vec<Piece>) {
        while wanted > 0 {
            let is_fifo = self.method == Method::Fifo;
            let next = if is_fifo { self.pieces.front_mut() } else { self.pieces.back_mut() };
            let Some(it) = next else { return };
            let units = wanted.min(it.units);
            sent.push(Piece { units, ..*it });
            wanted -= units;
            it.units -= units;
            if it.units == 0 {
                let _ = if is_fifo { self.pieces.pop_front() } else { self.pieces.pop_back() };
            }
        }
    }

    fn take_of_all(&mut self, wanted: u128, sent: &mut Vec<Piece>) {
        let mut cutter = Cutter::new(wanted, self.balance);
        for it in &mut self.pieces {
            let units = cutter.cut(it.units);
            it.units -= units;
            sent.push(Piece { units, ..*it });
        }
        if wanted == self.balance {
            self.pieces.clear();
            self.places.clear();
        }
    }
}
