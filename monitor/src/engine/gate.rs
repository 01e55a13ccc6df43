//! What of a rule is asked first of every transfer: some forty bytes each, side by side.
//!
//! Most transfers fail at most rules for want of a selection or of rows. Only what passes here looks at
//! the rule itself.

use super::legs::Anchor;
use super::program::Program;
use crate::graph::{EdgeId, TemporalGraph};
use crate::pattern::{Kind, Quantity, Side};
use crate::rule::Subject;

/// One rule as one side of a transfer meets it; a rule that follows trails has a single gate.
#[derive(Clone, Copy, Debug)]
pub(super) struct Gate {
    /// The selections of which one must be met.
    pub(super) bits: u64,
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
    /// How many hops must lead to the sender, where trails are followed.
    hops: u32,
}

impl Gate {
    /// The gates of a rule, which is in this place.
    pub(super) fn of(program: &Program, place: usize) -> impl Iterator<Item = Self> + '_ {
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
            hops: hops(program),
        };
        let trail = program.kind.is_trail().then(|| gate(program.bit_in | program.bit_out, None));
        let sides = if program.kind.is_trail() { &[] } else { program.sides };
        let bit = |side: Side| if side == Side::In { program.bit_in } else { program.bit_out };
        sides.iter().map(move |side| gate(bit(*side), Some(*side))).chain(trail)
    }

    /// Whether the end on a side may be a subject with enough rows. Constant time.
    #[inline]
    pub(super) fn lets_pass(&self, anchor: &Anchor<'_>, side: Side, cursors: &[EdgeId]) -> bool {
        let end = anchor.end(side);
        if end.is_service || (self.only_customers && !end.is_customer) {
            return false;
        }
        if self.known_for > 0 && u64::try_from(anchor.edge.time.since(end.since)).is_ok_and(|it| it < self.known_for) {
            return false;
        }
        let start = cursors.get(self.cursor as usize).copied().unwrap_or_default();
        end.legs.reach(start, self.least.0 as usize, self.least.1 as usize)
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
