//! Sanctioned for its owners: parties that are on a list and a rule in, whether an entity counts as sanctioned with them out.
//!
//! What sanctioned parties hold counts at each level: an entity of which they hold enough is sanctioned itself, and what it
//! holds counts in full (OFAC, "Revised Guidance on Entities Owned by Persons Whose Property and Interests in
//! Property Are Blocked", 13 August 2014; FAQ 401). Regulation (EU) 2024/1624, Art. 20(1)(d).

use super::control::{Sure, Terms, controlled};
use super::owners::CompanyError;
use super::record::Structure;
use super::rule::SanctionRule;
use super::share::{Bound, Range};
use super::web::Web;
use crate::base::{Budget, Exhausted, Label};
use petgraph::graph::NodeIndex;
use std::collections::BTreeSet;

/// Elementary steps of one answer.
const STEPS: u64 = 5_000_000;

/// Whether an entity counts as sanctioned for its owners.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tainted {
    /// It does.
    Yes,
    /// It may: shares are not known well enough, or the search was not finished.
    Unknown,
    /// It does not.
    No,
}

/// What a rule says of an entity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sanctioned {
    /// The rule.
    pub rule: Label,
    /// Whether it counts as sanctioned.
    pub answer: Tainted,
    /// The sanctioned parties that stand behind it, by their ids.
    pub parties: Vec<String>,
    /// How much of it sanctioned parties, and entities that are sanctioned with them, hold directly: of the stake of which most is held.
    pub share: Range,
    /// The entities between that are sanctioned with them, by their ids: for sure, or perhaps.
    pub over: Vec<String>,
}

impl Structure {
    /// Whether an entity counts as sanctioned, if the parties of those ids are.
    ///
    /// # Errors
    /// [`CompanyError`] where there is no such entity.
    pub fn sanctioned(
        &self,
        subject: Option<&str>,
        parties: &[String],
        rule: &SanctionRule,
    ) -> Result<Sanctioned, CompanyError> {
        let subject = subject.or(self.subject.as_deref()).ok_or(CompanyError::NoSubject)?;
        let place = self.parties.iter().position(|it| it.id == subject).ok_or(CompanyError::Unknown)?;
        if self.parties[place].kind.is_person() {
            return Err(CompanyError::Person);
        }
        let unfinished = Sanctioned {
            rule: rule.head.id.clone(),
            answer: Tainted::Unknown,
            parties: parties.to_vec(),
            share: Range::UNKNOWN,
            over: Vec::new(),
        };
        Ok(reckon(self, place, parties, rule).unwrap_or(unfinished))
    }
}

fn reckon(
    structure: &Structure,
    place: usize,
    parties: &[String],
    rule: &SanctionRule,
) -> Result<Sanctioned, Exhausted> {
    let mut budget = Budget::of(STEPS);
    let web = Web::behind(structure, place, &mut budget)?;
    let seeds: Vec<NodeIndex> = web.graph.node_indices().filter(|it| parties.contains(&web.party(*it).id)).collect();
    let sets: Vec<Vec<NodeIndex>> =
        if rule.is_added { vec![seeds.clone()] } else { seeds.iter().map(|it| vec![*it]).collect() };
    let mut best = Sanctioned {
        rule: rule.head.id.clone(),
        answer: Tainted::No,
        parties: seeds.iter().map(|it| web.party(*it).id.clone()).collect(),
        share: Range::NONE,
        over: Vec::new(),
    };
    best.parties.sort();
    for set in sets {
        let of = |sure: Sure, budget: &mut Budget| {
            let terms = Terms { share: &rule.owned, by_other_means: rule.by_control, sure };
            controlled(&web, &set, &terms, budget)
        };
        let (certain, possible) = (of(Sure::Certain, &mut budget)?, of(Sure::Possible, &mut budget)?);
        let answer = match (certain.contains(&web.root), possible.contains(&web.root)) {
            (true, _) => Tainted::Yes,
            (false, true) => Tainted::Unknown,
            (false, false) => Tainted::No,
        };
        let share = Range { low: direct(&web, &certain, Sure::Certain), high: direct(&web, &possible, Sure::Possible) };
        if (answer, std::cmp::Reverse(&share.high)) < (best.answer, std::cmp::Reverse(&best.share.high)) {
            let between = possible.iter().filter(|it| !set.contains(it) && **it != web.root);
            best.over = between.map(|it| web.party(*it).id.clone()).collect();
            (best.answer, best.share) = (answer, share);
        }
    }
    best.over.sort();
    Ok(best)
}

/// The greatest stake that a set holds directly.
fn direct(web: &Web<'_>, set: &BTreeSet<NodeIndex>, sure: Sure) -> Bound {
    let of_stake = |stake: &super::record::Stake| -> Bound {
        let inside = web.holders(web.root).filter(|it| it.0 != web.root && set.contains(&it.0));
        inside.map(|it| sure.end(it.1, *stake)).sum::<Bound>().min(Bound::ONE)
    };
    web.stakes.iter().map(of_stake).max().unwrap_or(Bound::ZERO)
}
