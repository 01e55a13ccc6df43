//! Whose transfers the look at unknown orders reads, told by the unordered ones alone: mostly those of few parties.

use super::{Kind, PartySet, Program, Programs, Subject, Tied, by_party, of_party};
use crate::graph::Edge;
use crate::ledger::{PartyId, Transfer};
use crate::pattern::{HOPS_MAX, may_follow};

/// So many pairs of one party within one instant are looked at; where there are more, everybody is asked about.
const PAIRS: usize = if cfg!(test) { 3 } else { 64 };

/// Whose transfers are read.
pub(super) enum Asked {
    /// Everybody's: a search may go on from party to party.
    All,
    /// Those of some.
    Of(PartySet),
}

impl Asked {
    /// What is asked about transfers of no known order with these edges: linear in them, and in the pairs of one party
    /// within one instant.
    pub(super) fn of(tied: &[Tied<'_>], edges: &[Option<Edge>], programs: &Programs, services: &PartySet) -> Self {
        let mut parties = PartySet::default();
        let mut rest = edges;
        for instant in tied.chunk_by(|a, b| a.transfer.time == b.transfer.time) {
            let (edges, later) = rest.split_at(instant.len().min(rest.len()));
            rest = later;
            let known = || edges.iter().enumerate().filter_map(|(at, it)| Some((at, it.as_ref()?)));
            let (received, sent) = (by_party(known(), |it| it.to), by_party(known(), |it| it.from));
            for sent in sent.chunk_by(|a, b| a.0 == b.0).filter(|it| !services.contains(it[0].0)) {
                let of = |ends: &[(PartyId, usize)]| ends.iter().filter_map(|it| edges[it.1].as_ref()).collect();
                let (received, sent): (Vec<&Edge>, Vec<&Edge>) = (of(of_party(&received, sent[0].0)), of(sent));
                if !reaches(&mut parties, &received, &sent, &programs.all) {
                    return Self::All;
                }
            }
        }
        Self::Of(parties)
    }

    /// Whether no transfer is read.
    pub(super) const fn is_nobody(&self) -> bool {
        matches!(self, Self::Of(parties) if parties.is_empty())
    }

    /// Whether a transfer is read.
    #[inline]
    pub(super) fn holds(&self, it: &Transfer) -> bool {
        match self {
            Self::All => true,
            Self::Of(parties) => [it.sender(), it.receiver()].into_iter().any(|it: PartyId| parties.contains(it)),
        }
    }
}

/// Adds whose legs are asked for by what one party received and sent in one instant, where it did both or sent more than
/// once; `false` where that may be anybody.
fn reaches(parties: &mut PartySet, received: &[&Edge], sent: &[&Edge], programs: &[Program]) -> bool {
    if received.is_empty() && sent.len() < 2 {
        return true;
    }
    sent.first().into_iter().for_each(|it| parties.insert(it.from));
    if received.len().saturating_mul(sent.len()) > PAIRS {
        return false;
    }
    for (first, second) in received.iter().flat_map(|it| sent.iter().map(move |other| (*it, *other))) {
        let is_back = first.from == second.to;
        for program in programs.iter().filter(|it| !is_back && may_join(it, first, second)) {
            if is_far(program) {
                return false;
            }
            parties.insert(first.from);
            parties.insert(second.to);
        }
    }
    true
}

/// Whether a trail could lead over two transfers, by what they say themselves.
pub(super) fn may_join(program: &Program, first: &Edge, second: &Edge) -> bool {
    program.kind.is_trail()
        && first.selected & second.selected & program.bit_in != 0
        && may_follow(&program.ask, first, second)
}

/// How many hops a trail has besides two of unknown order, at the most that are asked about.
pub(super) fn levels(program: &Program) -> u32 {
    let size = &program.ask.size;
    let hops = if program.kind == Kind::Path { size.min.unwrap_or(1) } else { size.max.unwrap_or(HOPS_MAX) };
    u32::try_from(hops).unwrap_or(u32::MAX).saturating_sub(2)
}

/// Whether a trail is sought beyond the legs of those at its two ends.
fn is_far(program: &Program) -> bool {
    program.subject != Subject::Wallet && program.kind != Kind::Diamond && levels(program) > 1
}
