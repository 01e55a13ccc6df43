//! Who decides in whom: a set of parties in, every entity that they control together out.
//!
//! Whoever holds more of a stake than the rule asks decides; so does whoever appoints the board or rules by articles,
//! contract or law. What is held over controlled entities counts in full, and adds up with what is held
//! beside them: the company-control problem, solved by one pass over the links.
//!
//! Regulation (EU) 2024/1624, Art. 53; for sanctioned owners the rule of 50 per cent (OFAC, 13 August 2014).

use super::record::Stake;
use super::rule::Threshold;
use super::share::Bound;
use super::web::{Link, Web};
use crate::base::{Budget, Exhausted};
use petgraph::graph::NodeIndex;
use std::collections::{BTreeSet, HashMap};

/// What counts as control.
pub(super) struct Terms<'r> {
    /// How much of a stake.
    pub(super) share: &'r Threshold,
    /// Whether control by other means counts beside shares.
    pub(super) by_other_means: bool,
    /// What is sure, or all that may be.
    pub(super) sure: Sure,
}

/// How sure something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Sure {
    Certain,
    Possible,
}

impl Sure {
    /// The end of a range that counts: what is held at least, or at most.
    pub(super) fn end(self, link: &Link, stake: Stake) -> Bound {
        let range = link.of(stake);
        match self {
            Self::Certain => range.low,
            Self::Possible => range.high,
        }
    }

    /// Whether a link is control of itself; a nominee decides as its nominator says.
    fn is_control(self, link: &Link) -> bool {
        let surely = link.control.is_some() || link.is_sole_nominator;
        surely || self == Self::Possible && (link.is_unclear() || link.role.is_some())
    }
}

/// Everybody whom the parties control together, and themselves.
///
/// Linear in the links of whomever they control.
///
/// # Errors
/// Where the budget is spent.
pub(super) fn controlled(
    web: &Web<'_>,
    by: &[NodeIndex],
    terms: &Terms<'_>,
    budget: &mut Budget,
) -> Result<BTreeSet<NodeIndex>, Exhausted> {
    controlled_beside(web, by, Vec::new(), terms, budget)
}

/// The same of parties that hold parts of entities beside what the web tells.
///
/// # Errors
/// Where the budget is spent.
pub(super) fn controlled_beside(
    web: &Web<'_>,
    by: &[NodeIndex],
    beside: Vec<(NodeIndex, Stake, Bound)>,
    terms: &Terms<'_>,
    budget: &mut Budget,
) -> Result<BTreeSet<NodeIndex>, Exhausted> {
    let mut found: BTreeSet<NodeIndex> = by.iter().copied().collect();
    found.extend(beside.iter().filter(|it| terms.share.is_met(&it.2)).map(|it| it.0));
    let mut next: Vec<NodeIndex> = found.iter().copied().collect();
    let mut sums: HashMap<(NodeIndex, Stake), Bound> =
        beside.into_iter().map(|(node, stake, share)| ((node, stake), share)).collect();
    while let Some(node) = next.pop() {
        for (into, link) in web.holdings(node) {
            budget.spend(1)?;
            if found.contains(&into) {
                continue;
            }
            let mut is_enough = terms.by_other_means && terms.sure.is_control(link);
            for stake in &web.stakes {
                let sum = sums.entry((into, *stake)).or_insert(Bound::ZERO);
                *sum = sum.clone() + terms.sure.end(link, *stake);
                is_enough |= terms.share.is_met(sum);
            }
            if is_enough {
                found.insert(into);
                next.push(into);
            }
        }
    }
    Ok(found)
}
