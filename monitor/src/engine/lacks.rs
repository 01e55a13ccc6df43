//! What rules could not judge, counted.
//!
//! Of most transfers of a ledger without values some rules cannot even tell whether they select them, and
//! these are the same rules for nearly all: they are counted together.

use super::program::Programs;
use crate::hit::Missing;
use crate::ledger::{PartyId, Transfer};
use std::collections::{BTreeSet, HashMap};

/// Transfers for which one rule lacked one kind of knowledge.
#[derive(Clone, Debug, PartialEq)]
pub struct Lack {
    /// Index of the rule in its pack.
    pub rule: usize,
    /// What is missing.
    pub missing: Missing,
    /// For how many transfers.
    pub transfers: u64,
    /// The parties of whom it is missing, where it is missing of parties, each with its number of
    /// such transfers: most first, then by number.
    pub parties: Vec<(PartyId, u64)>,
    /// The first of them.
    pub first: Transfer,
}

/// All lacks of some rules, as they grow. Transfers come by their places, in order.
#[derive(Debug, Default)]
pub(super) struct Lacks {
    /// By rule and what is missing; the counts are asked far more often than anything else of a lack.
    counts: Vec<Count>,
    lacks: Vec<Option<Lacked>>,
    unanswered: Vec<Unanswered>,
    /// The places there.
    places: HashMap<Selections, usize, foldhash::fast::RandomState>,
    /// Which of `unanswered` grew last, and by which transfer.
    newest: Option<(usize, usize)>,
}

/// The transfers of one lack.
#[derive(Clone, Copy, Debug)]
struct Count {
    /// The one counted last.
    last: usize,
    transfers: u64,
}

impl Count {
    const NONE: Self = Self { last: usize::MAX, transfers: 0 };
}

/// A lack that grows; its transfers are counted elsewhere.
#[derive(Clone, Debug)]
struct Lacked {
    lack: Lack,
    first_at: usize,
    parties: HashMap<PartyId, u64, foldhash::fast::RandomState>,
}

/// The first rule of some programs, and selections by their bits there.
type Selections = (Option<usize>, u64);

/// Transfers of which the same selections lack a value.
#[derive(Debug)]
struct Unanswered {
    of: Selections,
    /// The rules of these selections.
    rules: Vec<usize>,
    transfers: u64,
    first: Transfer,
    first_at: usize,
}

/// So many things may be missing.
const MISSING: usize = 3;

impl Lacks {
    /// Counts the transfer in a place for a rule, once however often it is told.
    pub(super) fn count(&mut self, at: usize, rule: usize, missing: Missing, parties: &[PartyId], first: &Transfer) {
        let is_counted = |it: &(usize, usize)| it.1 == at && self.unanswered[it.0].rules.contains(&rule);
        if missing == Missing::Value && self.newest.as_ref().is_some_and(is_counted) {
            return;
        }
        let place = self.place(rule, missing);
        let count = &mut self.counts[place];
        if count.last == at {
            return;
        }
        *count = Count { last: at, transfers: count.transfers + 1 };
        if count.transfers == 1 || !parties.is_empty() {
            let lacked = self.lacks[place].get_or_insert_with(|| Lacked::new(rule, missing, *first, at));
            parties.iter().for_each(|it| *lacked.parties.entry(*it).or_default() += 1);
        }
    }

    /// Counts the transfer in a place for all rules whose selections, among these, lack its value. Comes
    /// before what else those rules lack of it.
    pub(super) fn count_unanswered(&mut self, at: usize, programs: &Programs, unknown: u64, first: &Transfer) {
        let of = (programs.all.first().map(|it| it.rule), unknown);
        let place = match self.newest {
            Some((place, _)) if self.unanswered[place].of == of => place,
            _ => *self.places.entry(of).or_insert_with(|| {
                let rules = programs.unanswered(unknown).collect();
                self.unanswered.push(Unanswered { of, rules, transfers: 0, first: *first, first_at: at });
                self.unanswered.len() - 1
            }),
        };
        self.unanswered[place].transfers += 1;
        self.newest = Some((place, at));
    }

    /// The place of a lack; of one rule, in the order of what may be missing.
    fn place(&mut self, rule: usize, missing: Missing) -> usize {
        let place = rule * MISSING + missing as usize;
        if self.counts.len() <= place {
            self.counts.resize(place + 1, Count::NONE);
            self.lacks.resize(place + 1, None);
        }
        place
    }

    /// Leaves out whatever these rules lacked.
    pub(super) fn leave_out(&mut self, rules: &BTreeSet<usize>) {
        self.unanswered.iter_mut().for_each(|it| it.rules.retain(|it| !rules.contains(it)));
        for (count, lacked) in self.counts.iter_mut().zip(&mut self.lacks) {
            if lacked.take_if(|it| rules.contains(&it.lack.rule)).is_some() {
                *count = Count::NONE;
            }
        }
    }

    /// All of them, by rule and what is missing.
    pub(super) fn finish(mut self) -> impl Iterator<Item = Lack> {
        for it in std::mem::take(&mut self.unanswered) {
            for rule in it.rules {
                let place = self.place(rule, Missing::Value);
                self.counts[place].transfers += it.transfers;
                let new = || Lacked::new(rule, Missing::Value, it.first, it.first_at);
                let lacked = self.lacks[place].get_or_insert_with(new);
                if it.first_at < lacked.first_at {
                    (lacked.lack.first, lacked.first_at) = (it.first, it.first_at);
                }
            }
        }
        self.lacks.into_iter().zip(self.counts).filter_map(|(it, count)| Some(it?.finish(count)))
    }
}

impl Lacked {
    fn new(rule: usize, missing: Missing, first: Transfer, first_at: usize) -> Self {
        let lack = Lack { rule, missing, transfers: 0, parties: Vec::new(), first };
        Self { lack, first_at, parties: HashMap::default() }
    }

    fn finish(mut self, count: Count) -> Lack {
        self.lack.transfers = count.transfers;
        self.lack.parties = self.parties.into_iter().collect();
        self.lack.parties.sort_unstable_by_key(|it| (std::cmp::Reverse(it.1), it.0));
        self.lack
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::oracle::{pack, rule, transfer};
    use crate::ledger::Value;
    use crate::pattern::{Assets, Bound, Kind, Quantity};
    use crate::rule::Direction;

    #[test]
    fn a_transfer_counts_once_for_a_rule_however_often_it_is_told() {
        let count = vec![(Quantity::Count, Bound { min: Some(1), max: None })];
        let mut valued = rule(Kind::Flow, Direction::Both, 1, Assets::Any, count);
        valued.select.value_from = Some(Value(1));
        let pack = pack(vec![valued.clone(), valued]);
        let (programs, rest) = Programs::new(&pack, &[0, 1]);
        assert!(rest.is_empty());
        let (row, mut lacks) = (|at| transfer(at, 0, 0, 1, 1, 0, None), Lacks::default());
        // The second rule is told of before, of the same transfer, and after.
        lacks.count(3, 1, Missing::Value, &[], &row(3));
        for at in [4, 7] {
            lacks.count_unanswered(at, &programs, u64::MAX, &row(at as u32));
            lacks.count(at, 1, Missing::Value, &[], &row(at as u32));
            lacks.count(at, 0, Missing::Tag, &[PartyId(at as u32)], &row(at as u32));
        }
        lacks.count(9, 1, Missing::Value, &[], &row(9));
        lacks.count(9, 1, Missing::Value, &[], &row(9));
        let all: Vec<Lack> = lacks.finish().collect();
        let told = all.iter().map(|it| (it.rule, it.missing, it.transfers, it.first.line));
        let value = Missing::Value;
        assert!(told.eq([(0, value, 2, 4), (0, Missing::Tag, 2, 4), (1, value, 4, 3)]));
        assert_eq!(all[1].parties, [(PartyId(4), 1), (PartyId(7), 1)]);
    }
}
