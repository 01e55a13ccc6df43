//! What one wallet holds of one asset, in pieces by where they are from, and which of them it sends.

use super::share::{Cutter, share};
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
    /// What they were worth in the transfer of the subject that they are part of.
    pub(super) value: u64,
    /// Which transfers brought them to where they are.
    pub(super) brought: Brought,
}

/// Some transfers: the first and the last by their places, and how many they are.
#[derive(Clone, Copy, Debug)]
pub(super) struct Brought {
    pub(super) first: u32,
    pub(super) last: u32,
    pub(super) count: u32,
}

impl Brought {
    /// None yet.
    pub(super) const NONE: Self = Self { first: u32::MAX, last: 0, count: 0 };

    /// One.
    pub(super) const fn by(place: u32) -> Self {
        Self { first: place, last: place, count: 1 }
    }

    /// Those of either; what the same last one brought is counted once.
    fn with(self, other: Self) -> Self {
        let is_same = self.count > 0 && other.count > 0 && self.last == other.last;
        let count = self.count + other.count - u32::from(is_same);
        Self { first: self.first.min(other.first), last: self.last.max(other.last), count }
    }
}

impl Piece {
    /// Nothing worth of a mark that came over no transfer yet.
    pub(super) const fn new(units: u128, mark: Mark) -> Self {
        Self { units, mark, step: StepId::START, value: 0, brought: Brought::NONE }
    }

    /// Takes so many units out of it, with their share of the value.
    fn split(&mut self, units: u128) -> Self {
        let value = u64::try_from(share(u128::from(self.value), units, self.units)).unwrap_or(self.value);
        self.units -= units;
        self.value -= value;
        Self { units, value, ..*self }
    }

    /// Adds another of the same mark; the shorter way stays.
    fn add(&mut self, other: Self, steps: &Steps) {
        if steps.hops(other.step) < steps.hops(self.step) {
            self.step = other.step;
        }
        self.units = self.units.saturating_add(other.units);
        self.value = self.value.saturating_add(other.value);
        self.brought = self.brought.with(other.brought);
    }
}

/// Pieces in their order, or one a mark.
#[derive(Debug)]
pub(super) struct Holding {
    method: Method,
    pieces: VecDeque<Piece>,
    /// Where each mark stands, for methods that keep one piece a mark; by haircut two, where one came over one transfer alone.
    places: HashMap<(Mark, bool), usize, foldhash::fast::RandomState>,
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
                    Some(last) if last.mark == it.mark && last.step == it.step => last.add(*it, steps),
                    _ => self.pieces.push_back(*it),
                },
                Method::Haircut | Method::Poison => self.add(*it, steps),
            }
        }
    }

    /// Adds to the piece of a mark.
    fn add(&mut self, it: Piece, steps: &Steps) {
        let next = self.pieces.len();
        // By poison a mark taints all, however it came.
        let is_direct = self.method == Method::Haircut && steps.hops(it.step) == 1;
        let at = *self.places.entry((it.mark, is_direct)).or_insert(next);
        match self.pieces.get_mut(at) {
            None => self.pieces.push_back(it),
            Some(kept) => kept.add(it, steps),
        }
    }

    /// Sends so many units: which pieces go, into `sent`. Gives what is missing, which was never seen coming.
    pub(super) fn take(&mut self, units: u128, sent: &mut Vec<Piece>) -> u128 {
        let there = units.min(self.balance);
        match self.method {
            Method::Fifo | Method::Lifo => self.take_in_turn(there, sent),
            Method::Haircut => self.take_of_all(there, sent),
            // What taints all is worth all.
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
            sent.push(it.split(units));
            wanted -= units;
            if it.units == 0 {
                let _ = if is_fifo { self.pieces.pop_front() } else { self.pieces.pop_back() };
            }
        }
    }

    fn take_of_all(&mut self, wanted: u128, sent: &mut Vec<Piece>) {
        let mut cutter = Cutter::new(wanted, self.balance);
        for it in &mut self.pieces {
            let units = cutter.cut(it.units);
            if units > 0 {
                sent.push(it.split(units));
            }
        }
        if wanted == self.balance {
            self.pieces.clear();
            self.places.clear();
        }
    }
}
