//! What the searches for one diamond rule have learnt of pairs of hubs: their branches, kept up.
//!
//! A branch is found when its second leg is the anchor, so that whoever has seen every anchor since
//! knows all branches without reading either hub's legs again. It may be emptied at any time: a search
//! that knows nothing finds the same, and its budget is charged the same.

use crate::graph::EdgeId;
use crate::ledger::{PartyId, SymbolId};
use std::collections::{HashMap, HashSet};

/// A source and a gatherer, and the asset where the rule asks for one asset throughout.
pub(super) type Ends = (PartyId, PartyId, Option<SymbolId>);
/// A middle, the latest first leg that its second leg passes on, and the second leg.
pub(super) type Branch = (PartyId, EdgeId, EdgeId);

/// The branches of some sources to some gatherers, each list in the order of the second legs.
#[derive(Debug, Default)]
pub struct Known {
    lists: HashMap<Ends, List, foldhash::fast::RandomState>,
    gatherers: HashSet<PartyId, foldhash::fast::RandomState>,
    /// How many lists and branches are held.
    held: usize,
}

#[derive(Debug, Default)]
struct List {
    branches: Vec<Branch>,
    /// One past the anchor that asked for it last.
    asked: EdgeId,
}

/// So many lists and branches are held at the most: 6 MB. The benchmark with hubs needs a tenth.
const HELD_MAX: usize = 1 << 18;

impl Known {
    /// Forgets everything.
    pub(super) fn forget(&mut self) {
        if self.held > 0 {
            *self = Self::default();
        }
    }

    /// Whether anything is known of a gatherer: then it has to learn of every transfer to it.
    #[inline]
    pub(super) fn gathers(&self, gatherer: PartyId) -> bool {
        self.held > 0 && self.gatherers.contains(&gatherer)
    }

    /// Whether it knows the branches of two.
    pub(super) fn holds(&self, ends: Ends) -> bool {
        self.lists.contains_key(&ends)
    }

    /// Takes all branches of two, by their second legs.
    pub(super) fn begin(&mut self, ends: Ends, all: Vec<Branch>) {
        if self.held + all.len() > HELD_MAX {
            self.forget();
        }
        self.held += 1 + all.len();
        self.gatherers.insert(ends.1);
        self.lists.insert(ends, List { branches: all, asked: EdgeId(0) });
    }

    /// Takes in the branch of a new second leg, where the others of the two are known.
    #[inline]
    pub(super) fn learn(&mut self, ends: Ends, new: Branch) {
        if let Some(list) = self.lists.get_mut(&ends) {
            list.branches.push(new);
            self.held += 1;
            if self.held > HELD_MAX {
                self.forget();
            }
        }
    }

    /// The branches of two whose first legs are not older than the view's first edge; `end` is one
    /// past the anchor.
    pub(super) fn recall(&mut self, ends: Ends, oldest: EdgeId, end: EdgeId) -> &[Branch] {
        let Some(List { branches, asked }) = self.lists.get_mut(&ends) else { return &[] };
        *asked = end;
        let before = branches.len();
        branches.retain(|it| it.1 >= oldest);
        self.held -= before - branches.len();
        branches
    }

    /// Lets go of the lists that nobody asked for since `oldest`: who is asked for once in a window is
    /// asked for again, and to learn a list takes longer than to keep it up, were it empty. Linear in
    /// what is held.
    pub(crate) fn sweep(&mut self, oldest: EdgeId) {
        self.lists.retain(|_, it| it.asked >= oldest);
        self.lists.values_mut().for_each(|it| it.branches.retain(|it| it.1 >= oldest));
        self.gatherers = self.lists.keys().map(|it| it.1).collect();
        self.held = self.lists.values().map(|it| 1 + it.branches.len()).sum();
    }
}
