//! Which wallets money can have come through, or can have gone on to, in which asset.
//!
//! One pass over the transfers, against time for the source and with it for the destination; linear. What the
//! wallets hold is reckoned for these alone.

use super::services::Services;
use super::trace::Moves;
use super::{Question, Side};
use crate::ledger::{PartyId, SymbolId};
use std::collections::HashMap;

/// The numbers of wallets that count, by wallet and asset.
#[derive(Debug, Default)]
pub(super) struct Reach(HashMap<(PartyId, SymbolId), u32, foldhash::fast::RandomState>);

impl Reach {
    /// Those of a question. Who is taken for a service for the number of its transfers is among them: that
    /// changes with time.
    pub(super) fn of(question: &Question, moves: &Moves<'_>, services: &mut Services<'_>) -> Self {
        let mut it = Self::default();
        let subject = question.subject;
        match question.side {
            Side::Source => moves.all().rev().for_each(|(_, row, from, to)| {
                if (to == subject || it.has(to, row.asset)) && from != subject && services.always(from).is_none() {
                    it.add(from, row.asset);
                }
            }),
            Side::Destination => moves.all().for_each(|(_, row, from, to)| {
                if (from == subject || it.has(from, row.asset)) && to != subject && services.always(to).is_none() {
                    it.add(to, row.asset);
                }
            }),
        }
        it
    }

    fn add(&mut self, party: PartyId, asset: SymbolId) {
        let next = self.0.len() as u32;
        self.0.entry((party, asset)).or_insert(next);
    }

    fn has(&self, party: PartyId, asset: SymbolId) -> bool {
        self.0.contains_key(&(party, asset))
    }

    /// The number of a wallet that counts.
    pub(super) fn number(&self, party: PartyId, asset: SymbolId) -> Option<usize> {
        self.0.get(&(party, asset)).map(|it| *it as usize)
    }

    /// The wallets by their numbers.
    pub(super) fn in_order(&self) -> Vec<(PartyId, SymbolId)> {
        let mut all: Vec<_> = self.0.iter().map(|(key, number)| (*number, *key)).collect();
        all.sort_unstable_by_key(|it| it.0);
        all.into_iter().map(|it| it.1).collect()
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }
}
