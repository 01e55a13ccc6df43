//! Who owns and controls an entity: the answer, with the grounds of every owner and what is left open.

use super::concern::{Concern, Weight};
use super::record::{InterestType, Party, Stake};
use super::share::Range;
use crate::base::{Day, Label};

crate::codes! {
    /// What makes somebody a beneficial owner.
    pub enum GroundKind {
        /// Holds so much of it along all chains.
        Ownership = "ownership",
        /// Controls it.
        Control = "control",
        /// Controls entities that hold so much of it.
        ControlsHolder = "controls-holder",
        /// Holds so much of an entity that controls it.
        HoldsController = "holds-controller",
        /// Is behind a trust that owns or controls it, or is one of it.
        BehindTrust = "behind-trust",
        /// The publisher says so.
        Declared = "declared",
    }
}

/// One reason why somebody is an owner.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ground {
    /// What it is.
    pub kind: GroundKind,
    /// Whether it is so for sure, or may be.
    pub is_sure: bool,
    /// How much of what, where it is a share.
    pub share: Option<(Stake, Range)>,
    /// The entity or trust over which it is so, by its id.
    pub over: Option<String>,
    /// The role or the right, where it is one.
    pub by: Option<InterestType>,
}

/// One step of a way: somebody, and what they hold in who comes next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Who, by id.
    pub party: String,
    /// How much of the stake that is followed.
    pub share: Range,
    /// The role or right beside it.
    pub by: Option<InterestType>,
    /// The statements that say so.
    pub statements: Vec<String>,
    /// From what they were taken.
    pub sources: Vec<String>,
}

/// A chain of interests from somebody to the entity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Way {
    /// The steps, the somebody first; the entity itself is not among them.
    pub steps: Vec<Step>,
    /// Their shares multiplied.
    pub share: Range,
}

/// A natural person who is, or may be, a beneficial owner.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Owner {
    /// Who.
    pub party: Party,
    /// Why.
    pub grounds: Vec<Ground>,
    /// How much of each stake in all.
    pub shares: Vec<(Stake, Range)>,
    /// The ways over which most is held, the greatest first, at most three.
    pub ways: Vec<Way>,
    /// What the publisher says; none where it says nothing.
    pub is_declared: Option<bool>,
}

impl Owner {
    /// Whether one ground at least is sure.
    #[must_use]
    pub fn is_sure(&self) -> bool {
        self.grounds.iter().any(|it| it.is_sure)
    }

    /// The greatest share.
    #[must_use]
    pub fn greatest(&self) -> Option<&(Stake, Range)> {
        greatest(&self.shares)
    }
}

/// Somebody at an end of the chains, or what of an entity nobody is named for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holder {
    /// Who, or whose remainder.
    pub party: Party,
    /// Whether it is the part of the party that nobody is named for.
    pub is_undisclosed: bool,
    /// How much of each stake.
    pub shares: Vec<(Stake, Range)>,
}

impl Holder {
    /// The greatest share.
    #[must_use]
    pub fn greatest(&self) -> Option<&(Stake, Range)> {
        greatest(&self.shares)
    }
}

fn greatest(shares: &[(Stake, Range)]) -> Option<&(Stake, Range)> {
    // The first of equals, which is shares where they are told.
    shares.iter().rev().max_by_key(|it| (it.1.high.clone(), it.1.low.clone()))
}

/// Whether it is known who owns and controls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Every beneficial owner is known, and there can be no other.
    Known,
    /// There may be others, or those that are named may be none.
    Open,
    /// The statements contradict each other.
    Contradicted,
}

impl Standing {
    /// The word for it: `known`, `open` or `contradicted`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Known => "known",
            Self::Open => "open",
            Self::Contradicted => "contradicted",
        }
    }
}

/// Who owns and controls an entity on a day, by a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ownership {
    /// The entity.
    pub subject: Party,
    /// The day.
    pub at: Day,
    /// The rule.
    pub rule: Label,
    /// The owners: those that are sure first, then by what they hold.
    pub owners: Vec<Owner>,
    /// Who manages it.
    pub managers: Vec<Party>,
    /// Who stands at the ends of the chains, whoever holds most first.
    pub holders: Vec<Holder>,
    /// What is left open, and what is worth a look: the gravest first.
    pub concerns: Vec<Concern>,
    /// The entities between it and an owner, on the longest way that was found.
    pub layers: usize,
    /// How many parties stand behind it in all.
    pub parties: usize,
}

impl Ownership {
    /// Whether it is known who owns and controls.
    #[must_use]
    pub fn standing(&self) -> Standing {
        match self.concerns.iter().map(|it| it.code.weight()).min() {
            Some(Weight::Contradiction) => Standing::Contradicted,
            Some(Weight::Gap) => Standing::Open,
            Some(Weight::Note) | None => Standing::Known,
        }
    }
}
