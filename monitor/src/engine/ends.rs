//! Where trails end: what is left of the selections that a transfer meets to rules that follow money
//! over it, given who stands at its ends.
//!
//! Whoever sends in a path or a cycle is no service, and nobody in a diamond is (see
//! [`crate::pattern`]). A transfer over which no trail leads is found out once, when it comes in, and
//! not by each search that meets it later.

use super::program::Program;
use crate::graph::Edge;
use crate::ledger::PartyId;
use crate::pattern::Kind;
use crate::rule::Selected;

/// The two ends of a transfer: of a wallet behind which a customer stands, the customer, who is never a service.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Ends {
    /// Whether the sender is a service by its tags, and whether the receiver is.
    pub(super) services: (bool, bool),
    /// The sender and the receiver, where they are taken for services though nobody has tagged them.
    pub(super) untagged: (Option<PartyId>, Option<PartyId>),
}

impl Ends {
    /// Those who are taken for services untagged.
    pub(super) const fn has_untagged(&self) -> bool {
        self.untagged.0.is_some() || self.untagged.1.is_some()
    }
}

/// The selections that money is followed over, which no rule of another kind shares.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Trails {
    /// Of paths and cycles.
    chains: u64,
    diamonds: u64,
}

impl Trails {
    /// Takes in the selections of a rule.
    pub(super) const fn add(&mut self, kind: Kind, bits: u64) {
        match kind {
            Kind::Path | Kind::Cycle => self.chains |= bits,
            Kind::Diamond => self.diamonds |= bits,
            Kind::Flow | Kind::Turnover => {}
        }
    }

    /// What is left where services by their tags stand at the ends.
    pub(super) const fn past_services(self, selected: Selected, ends: Ends) -> Selected {
        self.past(selected, ends.services)
    }

    /// What is left of that where parties stand there that are taken for services. The transfer stands
    /// aside of all searches where its sender is either, and none begins with what its receiver received
    /// where no diamond is sought, as where the receiver is either.
    pub(super) const fn past_untagged(self, selected: Selected, ends: Ends) -> Selected {
        let (sender, receiver) = (ends.untagged.0.is_some(), ends.untagged.1.is_some());
        let Selected { mut bits, unknown } = self.past(selected, (sender, receiver));
        if sender || ends.services.0 {
            bits |= Edge::ASIDE;
        }
        if bits & self.diamonds == 0 {
            bits |= Edge::UNGATHERED;
        }
        Selected { bits, unknown }
    }

    const fn past(self, selected: Selected, (sender, receiver): (bool, bool)) -> Selected {
        let chains = if sender { self.chains } else { 0 };
        let diamonds = if sender || receiver { self.diamonds } else { 0 };
        let left = !(chains | diamonds);
        Selected { bits: selected.bits & left, unknown: selected.unknown & left }
    }

    /// The parties at the ends for want of whose tags a rule does not follow a transfer that meets these
    /// selections otherwise; none where it does.
    pub(super) fn unfollowed(self, program: &Program, met: Selected, ends: Ends) -> impl Iterator<Item = PartyId> {
        let bits = program.bit_in & (met.bits | met.unknown);
        let sender = ends.untagged.0.filter(|_| bits & (self.chains | self.diamonds) != 0);
        let receiver = ends.untagged.1.filter(|_| bits & self.diamonds != 0);
        sender.into_iter().chain(receiver)
    }
}
