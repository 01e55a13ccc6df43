//! The web of whoever stands behind an entity: a structure and an entity in, a graph of shares and control out.
//!
//! Nodes are the entity and everybody from whom a chain of interests leads to it. Every kind of stake is followed
//! for itself; of an entity of which one kind is not told, another stands for it, as one share mostly has one vote.
//!
//! What is said to be held over others is no link of its own where the others are there: it would count twice. It is
//! kept as a claim, and what is reckoned over the others is held against it.

use super::record::{Directness, Effect, Interest, InterestType, Party, PartyKind, Relationship, Stake, Structure};
use super::share::{Bound, Range};
use crate::base::{Budget, Exhausted};
use petgraph::Direction;
use petgraph::graph::{DiGraph, NodeIndex};
use petgraph::visit::EdgeRef;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// What one party has in one entity, of all its relationships together.
#[derive(Clone, Debug, Default)]
pub(super) struct Link {
    /// The relationships that say so, by their places in the structure.
    pub(super) told: Vec<usize>,
    /// What is told of each stake.
    stated: BTreeMap<Stake, Range>,
    /// The most that an interest of an unclear kind may be.
    unclear: Option<Bound>,
    /// An interest that is control of itself.
    pub(super) control: Option<InterestType>,
    /// A role in a trust.
    pub(super) role: Option<InterestType>,
    /// Has a nominee act.
    is_nominator: bool,
    /// Is the only one who has a nominee act.
    pub(super) is_sole_nominator: bool,
    /// What it holds of each stake: what is told, or what follows.
    pub(super) holds: BTreeMap<Stake, Range>,
}

impl Link {
    /// Whether an interest in it is of a kind that may be control.
    pub(super) const fn is_unclear(&self) -> bool {
        self.unclear.is_some()
    }

    /// How much of a stake it holds.
    pub(super) fn of(&self, stake: Stake) -> Range {
        self.holds.get(&stake).cloned().unwrap_or(Range::NONE)
    }

    /// Whether anybody says that it holds so much of a stake at least.
    pub(super) fn is_stated(&self) -> bool {
        self.stated.values().any(|it| !it.low.is_zero())
    }

    fn leads_on(&self) -> bool {
        !self.stated.is_empty()
            || self.unclear.is_some()
            || self.control.is_some()
            || self.role.is_some()
            || self.is_nominator
    }

    /// What a relationship says, but for what may be held over others.
    fn take(&mut self, place: usize, told: &Relationship) {
        self.told.push(place);
        if told.interests.is_empty() {
            self.unclear = Some(Bound::ONE);
        }
        told.interests.iter().filter(|it| !may_be_over_others(it)).for_each(|it| self.add(it));
    }

    fn add(&mut self, interest: &Interest) {
        match interest.of.effect() {
            Effect::Stake(stake) => {
                let held = self.stated.entry(stake).or_insert(Range::NONE);
                *held = held.plus(&interest.share);
            }
            Effect::Control => self.control = self.control.or(Some(interest.of)),
            Effect::Unclear => {
                let held = self.unclear.take().unwrap_or(Bound::ZERO);
                self.unclear = Some((held + interest.share.high.clone()).min(Bound::ONE));
            }
            Effect::TrustRole => self.role = self.role.or(Some(interest.of)),
            Effect::Nominator => self.is_nominator = true,
            Effect::Manager | Effect::Neither => {}
        }
    }
}

/// What a party is said to hold in an entity over others.
#[derive(Clone, Debug)]
pub(super) struct Claim {
    /// How much of a stake in all, beside what it holds directly.
    pub(super) share: Range,
    /// Whether the statements tell every way that it is held over.
    pub(super) is_covered: bool,
}

/// Who stands behind an entity, and how.
pub(super) struct Web<'s> {
    pub(super) structure: &'s Structure,
    /// Nodes are places in the structure's list of parties.
    pub(super) graph: DiGraph<usize, Link>,
    /// The entity itself.
    pub(super) root: NodeIndex,
    /// The stakes that anybody tells of; shares where nobody tells of any.
    pub(super) stakes: Vec<Stake>,
    /// What is said to be held over others, by who holds, in whom, and of what.
    pub(super) claims: BTreeMap<(NodeIndex, NodeIndex, Stake), Claim>,
}

impl<'s> Web<'s> {
    /// The web behind an entity, by its place in the list of parties.
    ///
    /// # Errors
    /// Where the budget is spent: the statements tell too much of what is held over others.
    pub(super) fn behind(structure: &'s Structure, root: usize, budget: &mut Budget) -> Result<Self, Exhausted> {
        let places: HashMap<&str, usize> =
            structure.parties.iter().enumerate().map(|(place, it)| (it.id.as_str(), place)).collect();
        let inside = ancestors(structure, &places, root, budget)?;
        let mut graph = DiGraph::new();
        let nodes: BTreeMap<usize, NodeIndex> = inside.iter().map(|it| (*it, graph.add_node(*it))).collect();
        // Interests that may be held over others wait until it is known who the others are.
        let mut waiting: Vec<(usize, NodeIndex, NodeIndex)> = Vec::new();
        for (place, relationship) in structure.relationships.iter().enumerate() {
            let node = |id: &str| places.get(id).and_then(|it| nodes.get(it)).copied();
            let Some(subject) = node(&relationship.subject) else { continue };
            let Some(party) = node(&relationship.party).filter(|_| leads_on(relationship)) else { continue };
            let edge = graph.find_edge(party, subject);
            let edge = edge.unwrap_or_else(|| graph.add_edge(party, subject, Link::default()));
            graph[edge].take(place, relationship);
            if relationship.interests.iter().any(may_be_over_others) {
                waiting.push((place, party, subject));
            }
        }
        let (stakes, claims) = (Vec::new(), BTreeMap::new());
        let mut web = Self { structure, root: nodes[&root], graph, stakes, claims };
        for (place, party, subject) in waiting {
            web.settle(&structure.relationships[place], (party, subject), budget)?;
        }
        // A claim alone is no link: what it is held over is there.
        web.graph.retain_edges(|graph, edge| graph[edge].leads_on());
        web.stakes = web.told_stakes();
        web.share_out();
        Ok(web)
    }

    /// Who stands at a node.
    pub(super) fn party(&self, node: NodeIndex) -> &'s Party {
        &self.structure.parties[self.graph[node]]
    }

    /// Whoever holds something in an entity, with what.
    pub(super) fn holders(&self, of: NodeIndex) -> impl Iterator<Item = (NodeIndex, &Link)> {
        self.graph.edges_directed(of, Direction::Incoming).map(|it| (it.source(), it.weight()))
    }

    /// Whatever a party holds something in, with what.
    pub(super) fn holdings(&self, of: NodeIndex) -> impl Iterator<Item = (NodeIndex, &Link)> {
        self.graph.edges(of).map(|it| (it.target(), it.weight()))
    }

    /// How much of a stake in an entity nobody is named for.
    ///
    /// Nothing of a trust, a nomination or a state: nobody holds shares of them.
    pub(super) fn undisclosed(&self, of: NodeIndex, stake: Stake) -> Range {
        if matches!(self.party(of).kind, PartyKind::Trust | PartyKind::Nomination | PartyKind::State)
            || self.party(of).kind.is_person()
        {
            return Range::NONE;
        }
        let sum = |end: fn(Range) -> Bound| self.holders(of).map(|it| end(it.1.of(stake))).sum::<Bound>().rest();
        Range { low: sum(|it| it.high), high: sum(|it| it.low) }
    }

    /// Interests that may be held over others: a claim where others are there, a part of the link where none is.
    fn settle(
        &mut self,
        told: &Relationship,
        (party, subject): (NodeIndex, NodeIndex),
        budget: &mut Budget,
    ) -> Result<(), Exhausted> {
        let between = self.between(party, subject, budget)?;
        for interest in told.interests.iter().filter(|it| may_be_over_others(it)) {
            let Effect::Stake(stake) = interest.of.effect() else { continue };
            if between.is_empty() {
                if let Some(edge) = self.graph.find_edge(party, subject) {
                    self.graph[edge].add(interest);
                }
                continue;
            }
            let is_covered = interest.directness == Directness::Indirect
                && between.iter().all(|it| told.components.contains(&self.structure.relationships[*it].id));
            let claim = self.claims.entry((party, subject, stake));
            let claim = claim.or_insert(Claim { share: Range::NONE, is_covered: true });
            claim.share = claim.share.plus(&interest.share);
            claim.is_covered &= is_covered;
        }
        Ok(())
    }

    /// The relationships on ways from one to the other over somebody else.
    fn between(&self, from: NodeIndex, to: NodeIndex, budget: &mut Budget) -> Result<BTreeSet<usize>, Exhausted> {
        let (onward, back) =
            (self.reach(from, to, Direction::Outgoing, budget)?, self.reach(to, from, Direction::Incoming, budget)?);
        let mut between = BTreeSet::new();
        for edge in self.graph.edge_references() {
            budget.spend(1)?;
            let (party, subject) = (edge.source(), edge.target());
            let is_direct = party == from && subject == to;
            if !is_direct && party != to && subject != from && onward.contains(&party) && back.contains(&subject) {
                between.extend(&edge.weight().told);
            }
        }
        Ok(between)
    }

    /// Everybody whom ways lead to from one, but over the other, and not by the link between the two.
    fn reach(
        &self,
        from: NodeIndex,
        other: NodeIndex,
        way: Direction,
        budget: &mut Budget,
    ) -> Result<BTreeSet<NodeIndex>, Exhausted> {
        let (mut seen, mut next) = (BTreeSet::from([from]), vec![from]);
        while let Some(node) = next.pop() {
            for neighbour in self.graph.neighbors_directed(node, way) {
                budget.spend(1)?;
                if neighbour != other && seen.insert(neighbour) {
                    next.push(neighbour);
                }
            }
        }
        seen.insert(other);
        Ok(seen)
    }

    fn told_stakes(&self) -> Vec<Stake> {
        let told: BTreeSet<Stake> = self.graph.edge_weights().flat_map(|it| it.stated.keys().copied()).collect();
        if told.is_empty() { vec![Stake::Shares] } else { told.into_iter().collect() }
    }

    /// What each link holds of each stake.
    fn share_out(&mut self) {
        let stakes = self.stakes.clone();
        for entity in self.graph.node_indices().collect::<Vec<_>>() {
            let links: Vec<_> = { self.graph.edges_directed(entity, Direction::Incoming).map(|it| it.id()).collect() };
            let nominators = links.iter().filter(|it| self.graph[**it].is_nominator).count();
            for link in &links {
                self.graph[*link].is_sole_nominator = nominators == 1 && self.graph[*link].is_nominator;
            }
            for &stake in &stakes {
                let is_told = |it: Stake| links.iter().any(|link| self.graph[*link].stated.contains_key(&it));
                let told = std::iter::once(stake).chain(Stake::ALL.iter().copied()).find(|it| is_told(*it));
                let held: Vec<Range> = links.iter().map(|it| held(&self.graph[*it], told)).collect();
                let all: Bound = held.iter().map(|it| it.low.clone()).sum();
                for (link, range) in links.iter().zip(held) {
                    // What others surely hold is not left for it.
                    let left = (all.clone() - range.low.clone()).rest().max(range.low.clone());
                    let range = Range { high: range.high.min(left), low: range.low };
                    self.graph[*link].holds.insert(stake, range);
                }
            }
        }
    }
}

/// What a link holds of a stake that is told as another, or not at all.
fn held(link: &Link, told: Option<Stake>) -> Range {
    if link.is_nominator {
        return if link.is_sole_nominator { Range::exact(Bound::ONE) } else { Range::UNKNOWN };
    }
    let stated = told.and_then(|it| link.stated.get(&it).cloned()).unwrap_or(Range::NONE);
    match &link.unclear {
        None => stated,
        Some(most) => stated.plus(&Range { low: Bound::ZERO, high: most.clone() }),
    }
}

/// An interest that counts may be held over others where nobody says that it is held directly.
fn may_be_over_others(interest: &Interest) -> bool {
    interest.directness != Directness::Direct && matches!(interest.of.effect(), Effect::Stake(_))
}

/// Whether a relationship can lead to an owner.
fn leads_on(relationship: &Relationship) -> bool {
    let leads = |it: &Interest| !matches!(it.of.effect(), Effect::Manager | Effect::Neither);
    relationship.interests.is_empty() || relationship.interests.iter().any(leads)
}

/// Everybody from whom relationships lead to the entity, and itself, by their places.
fn ancestors(
    structure: &Structure,
    places: &HashMap<&str, usize>,
    root: usize,
    budget: &mut Budget,
) -> Result<BTreeSet<usize>, Exhausted> {
    let mut into: HashMap<usize, Vec<usize>> = HashMap::new();
    for it in structure.relationships.iter().filter(|it| leads_on(it)) {
        budget.spend(1)?;
        if let (Some(party), Some(subject)) = (places.get(&*it.party), places.get(&*it.subject)) {
            into.entry(*subject).or_default().push(*party);
        }
    }
    let (mut inside, mut next) = (BTreeSet::from([root]), vec![root]);
    while let Some(node) = next.pop() {
        for party in into.get(&node).into_iter().flatten() {
            budget.spend(1)?;
            if inside.insert(*party) {
                next.push(*party);
            }
        }
    }
    Ok(inside)
}
