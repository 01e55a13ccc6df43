//! What of a rule is asked first of every transfer: some forty bytes each, side by side.
//!
//! Most transfers fail at most rules for want of a selection or of rows. How many rows its ends have, and
//! which selections it meets, says of 64 gates at once which stay shut ([`Gates::open`]); what opens is
//! asked one by one, and only what passes looks at the rule itself.

use super::legs::{Anchor, End};
use super::nothing::Nothing;
use super::program::Program;
use crate::graph::{EdgeId, TemporalGraph};
use crate::pattern::{Kind, Quantity, Side};
use crate::rule::{Direction, Subject};
use tidegate_kyc_core::base::Instant;

/// The gates of some rules, in the rules' order.
#[derive(Debug, Default)]
pub(super) struct Gates {
    all: Vec<Gate>,
    blocks: Vec<Block>,
}

/// What up to 64 gates ask, each a bit by its place.
#[derive(Debug)]
struct Block {
    /// Those that so many incoming legs suffice, and those that so many outgoing ones do; the last also for
    /// all who have more.
    ins: [u64; LEGS],
    outs: [u64; LEGS],
    /// Those on the receiver's side, and on the sender's.
    receivers: u64,
    senders: u64,
    /// Those on no side that so many hops to the sender suffice.
    trails: [u64; TemporalGraph::WALKS + 1],
    /// Those that ask how long a subject is known, and the least time that any of them asks.
    patient: u64,
    patience: u64,
    of_wallets: u64,
    only_customers: u64,
    /// Of which one of these selections must be met; the gates themselves by the selections' bits.
    by_selection: [u64; 64],
    /// The selections that the newest transfer met, and their gates.
    met: (u64, u64),
}

/// Numbers of legs that are told apart.
const LEGS: usize = 9;

impl Gates {
    /// Adds the gates of a rule, which is in this place.
    pub(super) fn add(&mut self, program: &Program, place: usize) {
        for gate in Gate::of(program, place) {
            if self.all.len().is_multiple_of(64) {
                self.blocks.push(Block::EMPTY);
            }
            if let Some(block) = self.blocks.last_mut() {
                block.add(&gate, self.all.len() % 64);
            }
            self.all.push(gate);
        }
    }

    /// How many blocks of gates there are: one, unless the rules are many.
    pub(super) const fn blocks(&self) -> usize {
        self.blocks.len()
    }

    /// Which gates of a block a transfer may pass: those of selections that it meets and of ends with as
    /// many rows. Its ends are told of parties, and of wallets where there are rules about them.
    #[inline]
    pub(super) fn open(
        &mut self,
        block: usize,
        selected: u64,
        party: &Anchor<'_>,
        wallet: Option<&Anchor<'_>>,
    ) -> Bits {
        let Some(block) = self.blocks.get_mut(block) else { return Bits(0) };
        let parties = block.open(selected, party);
        Bits(match wallet {
            None => parties,
            Some(wallet) => parties & !block.of_wallets | block.open(selected, wallet) & block.of_wallets,
        })
    }

    /// A gate of a block.
    #[inline]
    pub(super) fn of(&self, block: usize, at: usize) -> Option<&Gate> {
        self.all.get(block * 64 + at)
    }
}

impl Block {
    const EMPTY: Self = Self {
        ins: [0; LEGS],
        outs: [0; LEGS],
        receivers: 0,
        senders: 0,
        trails: [0; TemporalGraph::WALKS + 1],
        patient: 0,
        patience: u64::MAX,
        of_wallets: 0,
        only_customers: 0,
        by_selection: [0; 64],
        met: (0, 0),
    };

    fn add(&mut self, gate: &Gate, at: usize) {
        let bit = 1 << at;
        let suffice = |it: &(usize, &mut u64), least: u32| it.0 >= (least as usize).min(LEGS - 1);
        self.ins.iter_mut().enumerate().filter(|it| suffice(it, gate.least.0)).for_each(|it| *it.1 |= bit);
        self.outs.iter_mut().enumerate().filter(|it| suffice(it, gate.least.1)).for_each(|it| *it.1 |= bit);
        match gate.side {
            Some(Side::In) => self.receivers |= bit,
            Some(Side::Out) => self.senders |= bit,
            None => {
                let hops = (gate.hops as usize).min(TemporalGraph::WALKS);
                self.trails[hops..].iter_mut().for_each(|it| *it |= bit);
            }
        }
        if gate.known_for > 0 {
            self.patient |= bit;
            self.patience = self.patience.min(gate.known_for);
        }
        self.of_wallets |= if gate.is_of_wallets { bit } else { 0 };
        self.only_customers |= if gate.only_customers { bit } else { 0 };
        for selection in Bits(gate.bits) {
            self.by_selection[selection] |= bit;
        }
    }

    #[inline]
    fn open(&mut self, selected: u64, anchor: &Anchor<'_>) -> u64 {
        // Transfers of one kind mostly come one after the other.
        if self.met.0 != selected {
            let met = Bits(selected).filter_map(|it| self.by_selection.get(it));
            self.met = (selected, met.fold(0, |all, it| all | it));
        }
        let let_in = |it| self.let_in(it, anchor.edge.time);
        let (senders, receivers) = (let_in(&anchor.sender), let_in(&anchor.receiver));
        self.met.1 & (self.trails[anchor.walks] | senders & self.senders | receivers & self.receivers)
    }

    /// The gates whose subject an end may be.
    #[inline]
    fn let_in(&self, end: &End<'_>, now: Instant) -> u64 {
        if end.is_service {
            return 0;
        }
        let is_new = u64::try_from(now.since(end.since)).is_ok_and(|it| it < self.patience);
        let (ins, outs) = end.legs.sides();
        let subjects = if end.is_customer { u64::MAX } else { !self.only_customers };
        let subjects = if is_new { subjects & !self.patient } else { subjects };
        subjects & self.ins[ins.len().min(LEGS - 1)] & self.outs[outs.len().min(LEGS - 1)]
    }
}

/// The places of the bits that are set, from the lowest on.
pub(super) struct Bits(u64);

impl Iterator for Bits {
    type Item = usize;

    #[inline]
    fn next(&mut self) -> Option<usize> {
        let at = (self.0 != 0).then(|| self.0.trailing_zeros() as usize)?;
        self.0 &= self.0 - 1;
        Some(at)
    }
}

/// One rule as one side of a transfer meets it; a rule that follows trails has a single gate.
#[derive(Clone, Copy, Debug)]
pub(super) struct Gate {
    /// The selections of which one must be met.
    bits: u64,
    /// The least incoming and outgoing rows of a match; none where trails are followed.
    least: (u32, u32),
    /// The place of the rule's program.
    pub(super) program: u32,
    cursor: u32,
    /// The side on which the subject stands; none where trails are followed.
    pub(super) side: Option<Side>,
    pub(super) is_of_wallets: bool,
    only_customers: bool,
    /// The least microseconds since a subject's first transfer: no silence is longer than that.
    known_for: u64,
    /// The most transfers in this direction that a subject may have had before the window.
    earlier: u64,
    direction: Direction,
    /// How many hops must lead to the sender, where trails are followed.
    hops: u32,
}

impl Gate {
    /// The gates of a rule, which is in this place.
    fn of(program: &Program, place: usize) -> impl Iterator<Item = Self> + '_ {
        let few = |it: usize| u32::try_from(it).unwrap_or(u32::MAX);
        let gate = move |bits, side| Self {
            bits,
            least: (few(program.least_in), few(program.least_out)),
            program: few(place),
            cursor: few(program.cursor),
            side,
            is_of_wallets: program.subject == Subject::Wallet,
            only_customers: program.subject == Subject::Customer,
            known_for: program.bounds.of(Quantity::IdleBefore).min.unwrap_or(0),
            earlier: program.bounds.of(Quantity::Earlier).max.unwrap_or(u64::MAX),
            direction: program.direction,
            hops: hops(program),
        };
        let trail = program.kind.is_trail().then(|| gate(program.bit_in | program.bit_out, None));
        let sides = if program.kind.is_trail() { &[] } else { program.sides };
        let bit = |side: Side| if side == Side::In { program.bit_in } else { program.bit_out };
        sides.iter().map(move |side| gate(bit(*side), Some(*side))).chain(trail)
    }

    /// Whether an open gate's subject has enough rows in the window. Constant time.
    #[inline]
    pub(super) fn lets_pass(&self, anchor: &Anchor<'_>, side: Side, cursors: &[EdgeId]) -> bool {
        let end = anchor.end(side);
        if self.known_for > 0 && u64::try_from(anchor.edge.time.since(end.since)).is_ok_and(|it| it < self.known_for) {
            return false;
        }
        let start = cursors.get(self.cursor as usize).copied().unwrap_or_default();
        end.legs.reach(start, self.least.0 as usize, self.least.1 as usize)
    }

    /// Whether an open gate's subject has had too much behind it for a match to begin: from then on for
    /// good, so that only a hit that it has already may grow. Constant time, unless it has transfers of nothing.
    #[inline]
    pub(super) fn is_past(&self, end: &End<'_>, cursors: &[EdgeId], nothing: &Nothing) -> bool {
        if self.earlier == u64::MAX {
            return false;
        }
        let start = cursors.get(self.cursor as usize).copied().unwrap_or_default();
        let ever = end.ever(self.direction);
        if nothing.is_of(end.party) {
            let moving = nothing.moving(end.party, end.legs.of(self.direction).since(start));
            return ever.saturating_sub(moving) > self.earlier;
        }
        end.legs.of(self.direction).earlier_at_least(start, ever, self.earlier) > self.earlier
    }

    /// Whether money may have come to the sender over as many hops as a match needs. Constant time.
    #[inline]
    pub(super) fn lets_follow(&self, graph: &TemporalGraph, anchor: &Anchor<'_>, cursors: &[EdgeId]) -> bool {
        let start = cursors.get(self.cursor as usize).copied().unwrap_or_default();
        graph.may_end_walk(anchor.sender.party, self.hops as usize, start)
    }
}

/// The hops before the last of a match: a diamond's branches have one, chains and cycles one at least.
fn hops(program: &Program) -> u32 {
    let asked = match program.kind {
        Kind::Path | Kind::Cycle => program.ask.size.min.unwrap_or(0).saturating_sub(1).max(1),
        _ => 1,
    };
    u32::try_from(asked).unwrap_or(u32::MAX)
}
