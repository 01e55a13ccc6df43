//! How much of an entity everybody holds in all: along every chain its shares multiplied, and the chains added.
//!
//! With `s(u, v)` for what `u` holds of `v`, the share `y(u)` of the entity `T` is `s(u, T) + Σ s(u, v) · y(v)` over all `v`: one
//! linear system, solved exactly, entity by entity from `T` outwards. Entities that own each other are solved together, so that
//! a chain which comes round and round is added up to its limit and not cut off. Bounds are reckoned each for
//! itself: a lower one from lower ones, an upper one from upper ones, since more of one link never makes less of a chain.
//!
//! Regulation (EU) 2024/1624, Art. 52(1). The matrix of cross-holdings is that of F. Brioschi, L. Buzzacchi and
//! M. Colombo, "Risk capital financing and the separation of ownership and control in business groups" (1989).

use super::record::Stake;
use super::share::{Bound, Range};
use super::web::Web;
use crate::base::{Budget, Exhausted};
use petgraph::algo::kosaraju_scc;
use petgraph::graph::NodeIndex;

/// The most entities that may own each other all round and be solved: a knot of so many, all of them linked, takes a second.
const KNOT_MAX: usize = 48;

/// What everybody holds of an entity.
pub(super) struct Held {
    /// By node, and as a factor: what reaches the entity of each unit of the node. Within a circle it can be more than one, for
    /// what an entity holds of itself over others comes round to it again.
    pub(super) factors: Vec<Range>,
    /// Of which nodes the upper factor has no limit.
    endless: Vec<bool>,
    /// Who is said to hold over others what cannot be held over them.
    pub(super) contradicted: Vec<NodeIndex>,
    /// Whether entities owned each other in a knot that is too large to be solved: their shares are bounds that are sure.
    pub(super) is_cut: bool,
}

impl Held {
    /// How much of the entity somebody holds.
    pub(super) fn share(&self, node: NodeIndex) -> Range {
        let factor = &self.factors[node.index()];
        let high = if self.endless[node.index()] { Bound::ONE } else { factor.high.clone().min(Bound::ONE) };
        Range { low: factor.low.clone().min(Bound::ONE), high }
    }

    /// How much of the entity a part of somebody is; of the entity itself the part, and what comes round to it again.
    pub(super) fn part(&self, node: NodeIndex, part: &Range, is_entity: bool) -> Range {
        let own = if is_entity { Bound::ONE } else { Bound::ZERO };
        let times = |factor: &Bound, part: &Bound| (&(factor.clone() + own.clone()) * part).min(Bound::ONE);
        let factor = &self.factors[node.index()];
        let is_endless = self.endless[node.index()] && !part.high.is_zero();
        let high = if is_endless { Bound::ONE } else { times(&factor.high, &part.high) };
        Range { low: times(&factor.low, &part.low), high }
    }
}

#[derive(Clone, Copy)]
enum End {
    Low,
    High,
}

impl End {
    const fn of(self, range: &Range) -> &Bound {
        match self {
            Self::Low => &range.low,
            Self::High => &range.high,
        }
    }
}

/// What everybody holds of a stake in an entity of the web.
///
/// Linear in links but for knots, which are cubic in their entities.
///
/// # Errors
/// Where the budget is spent.
pub(super) fn held(web: &Web<'_>, of: NodeIndex, stake: Stake, budget: &mut Budget) -> Result<Held, Exhausted> {
    let count = web.graph.node_count();
    let (factors, endless) = (vec![Range::NONE; count], vec![false; count]);
    let mut held = Held { factors, endless, contradicted: Vec::new(), is_cut: false };
    // Whoever is owned comes before whoever owns.
    for knot in kosaraju_scc(&web.graph) {
        budget.spend(knot.len() as u64)?;
        for end in [End::Low, End::High] {
            let right: Vec<Bound> = knot.iter().map(|it| outside(web, of, stake, *it, &knot, &held, end)).collect();
            let solved = solve(web, stake, &knot, &right, end, budget)?;
            held.is_cut |= solved.is_none() && knot.len() > KNOT_MAX;
            if matches!(end, End::High) {
                let is_endless = solved.is_none() || knot.iter().any(|it| is_under_endless(web, stake, *it, &held));
                knot.iter().for_each(|it| held.endless[it.index()] = is_endless);
            }
            // Of a knot that cannot be solved what is held beside it is sure.
            for (node, share) in knot.iter().zip(solved.unwrap_or(right)) {
                match end {
                    End::Low => held.factors[node.index()].low = share,
                    End::High => held.factors[node.index()].high = share,
                }
            }
        }
        for node in knot {
            refine(web, of, stake, node, &mut held);
        }
    }
    Ok(held)
}

/// Whether somebody may hold anything of an entity whose upper factor has no limit.
fn is_under_endless(web: &Web<'_>, stake: Stake, node: NodeIndex, held: &Held) -> bool {
    web.holdings(node).any(|(into, link)| held.endless[into.index()] && !link.of(stake).high.is_zero())
}

/// What one of a knot holds over everybody who is not of it.
fn outside(
    web: &Web<'_>,
    of: NodeIndex,
    stake: Stake,
    node: NodeIndex,
    knot: &[NodeIndex],
    held: &Held,
    end: End,
) -> Bound {
    let links = web.holdings(node).map(|(into, link)| {
        let own = link.of(stake);
        let direct = if into == of { end.of(&own).clone() } else { Bound::ZERO };
        let over = if knot.contains(&into) { Bound::ZERO } else { end.of(&own) * end.of(&held.factors[into.index()]) };
        direct + over
    });
    links.sum()
}

/// The shares of a knot; none where there is no finite solution, or the knot is too large.
fn solve(
    web: &Web<'_>,
    stake: Stake,
    knot: &[NodeIndex],
    right: &[Bound],
    end: End,
    budget: &mut Budget,
) -> Result<Option<Vec<Bound>>, Exhausted> {
    let is_circle = knot.len() > 1 || knot.iter().any(|it| web.graph.find_edge(*it, *it).is_some());
    if !is_circle || right.iter().all(Bound::is_zero) {
        return Ok(Some(right.to_vec()));
    }
    if knot.len() > KNOT_MAX {
        return Ok(None);
    }
    let place = |node: NodeIndex| knot.iter().position(|it| *it == node);
    // One minus what the knot holds of itself, and what it holds over others beside it.
    let mut rows: Vec<Vec<Bound>> = Vec::new();
    for (row, (node, right)) in knot.iter().zip(right).enumerate() {
        let mut line = vec![Bound::ZERO; knot.len()];
        line[row] = Bound::ONE;
        for (into, link) in web.holdings(*node) {
            if let Some(column) = place(into) {
                line[column] = line[column].clone() - end.of(&link.of(stake)).clone();
            }
        }
        line.push(right.clone());
        rows.push(line);
    }
    let size = knot.len() as u64;
    // The numbers grow with the knot as well.
    budget.spend(size * size * size * size / 16)?;
    Ok(eliminate(rows).filter(|it| it.iter().all(|share| *share >= Bound::ZERO)))
}

/// Gauss and Jordan: the solution of a system whose last column is its right side; none where it has not exactly one.
fn eliminate(mut rows: Vec<Vec<Bound>>) -> Option<Vec<Bound>> {
    for pivot in 0..rows.len() {
        let found = (pivot..rows.len()).find(|it| Bound::ONE.over(&rows[*it][pivot]).is_some())?;
        rows.swap(pivot, found);
        let by = rows[pivot][pivot].clone();
        for cell in &mut rows[pivot] {
            *cell = cell.over(&by)?;
        }
        let line = rows[pivot].clone();
        for (_, row) in rows.iter_mut().enumerate().filter(|it| it.0 != pivot) {
            let times = row[pivot].clone();
            if times.is_zero() {
                continue;
            }
            for (cell, other) in row.iter_mut().zip(&line) {
                *cell = cell.clone() - &times * other;
            }
        }
    }
    rows.into_iter().map(|mut it| it.pop()).collect()
}

/// Holds what was reckoned against what is said to be held over others.
fn refine(web: &Web<'_>, of: NodeIndex, stake: Stake, node: NodeIndex, held: &mut Held) {
    let Some(claim) = web.claims.get(&(node, of, stake)) else { return };
    let direct = web.graph.find_edge(node, of).map_or(Range::NONE, |it| web.graph[it].of(stake));
    let (said, reckoned) = (direct.plus(&claim.share), held.share(node));
    held.endless[node.index()] = false;
    held.factors[node.index()] = match (claim.is_covered, reckoned.and(&said)) {
        (true, Some(both)) => both,
        (true, None) => {
            held.contradicted.push(node);
            Range { low: reckoned.low.min(said.low), high: reckoned.high.max(said.high) }
        }
        // Other ways than those that are told may add to them.
        (false, _) => {
            let low = reckoned.low.max(said.low);
            Range { high: (reckoned.high + claim.share.high.clone()).min(Bound::ONE).max(low.clone()), low }
        }
    };
}
