//! Beneficial owners: a structure, an entity and a rule in, who owns and controls it, and what is left open, out.

use super::answer::{Ground, GroundKind, Holder, Owner, Ownership};
use super::concern::{Concern, ConcernCode};
use super::judge::Judged;
use super::open;
use super::record::{Effect, InterestType, Party, PartyKind, Structure};
use super::rule::OwnerRule;
use super::share::Bound;
use super::ways::ways;
use super::web::Web;
use crate::base::{Budget, Day, Exhausted};
use petgraph::graph::NodeIndex;
use std::collections::{BTreeMap, BTreeSet};

/// Elementary steps of one answer: a hundred times what the largest group of testdata and of the standard's examples takes,
/// and some seconds where entities own each other.
const STEPS: u64 = 3_000_000;

/// Why nothing is said of an entity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CompanyError {
    /// Nobody of that id.
    #[error("the statements know no record of that id on that day")]
    Unknown,
    /// A person.
    #[error("that record is a person, whom nobody owns")]
    Person,
    /// The statements are about several entities, or say of none that they are about it.
    #[error("the statements do not say about which one entity they are")]
    NoSubject,
}

impl Structure {
    /// The beneficial owners of an entity: of the one that the statements are about, where none is asked for.
    ///
    /// What was left open when the structure was made ([`super::Statements::on`]) goes in, and comes back among the
    /// concerns of the answer. Linear in the web behind the entity but for entities that own each other, and
    /// quadratic in those that may control it; a structure that takes too long is unfinished and says so.
    ///
    /// # Errors
    /// [`CompanyError`] where there is no such entity.
    pub fn owners(
        &self,
        subject: Option<&str>,
        rule: &OwnerRule,
        at: Day,
        read: Vec<Concern>,
    ) -> Result<Ownership, CompanyError> {
        let subject = subject.or(self.subject.as_deref()).ok_or(CompanyError::NoSubject)?;
        let place = self.parties.iter().position(|it| it.id == subject).ok_or(CompanyError::Unknown)?;
        if self.parties[place].kind.is_person() {
            return Err(CompanyError::Person);
        }
        let mut answer = Ownership {
            subject: self.parties[place].clone(),
            at,
            rule: rule.head.id.clone(),
            owners: Vec::new(),
            managers: self.managers(subject),
            holders: Vec::new(),
            concerns: read,
            layers: 0,
            parties: 0,
        };
        let mut found = Found::default();
        if found.follow(self, place, rule, at, &mut answer).is_err() {
            answer.concerns.push(Concern::new(ConcernCode::Unfinished, subject, ""));
        }
        answer.owners = found.owners.into_values().collect();
        declare(self, subject, &mut answer);
        open::about_owners(&mut answer, rule, at);
        answer.owners.sort_by_key(|it| {
            let share = it.greatest().map_or(Bound::ZERO, |it| it.1.high.clone());
            (!it.is_sure(), std::cmp::Reverse(share), it.party.id.clone())
        });
        answer.concerns.sort_by(|one, other| (one.code.weight(), one).cmp(&(other.code.weight(), other)));
        answer.concerns.dedup();
        Ok(answer)
    }

    /// Who manages an entity.
    fn managers(&self, subject: &str) -> Vec<Party> {
        let manages = self
            .relationships
            .iter()
            .filter(|it| it.subject == subject && it.interests.iter().any(|it| it.of.effect() == Effect::Manager));
        let ids: BTreeSet<&str> = manages.map(|it| it.party.as_str()).collect();
        self.parties.iter().filter(|it| ids.contains(it.id.as_str()) && it.kind.is_person()).cloned().collect()
    }
}

/// Owners as they are found, by their places.
#[derive(Default)]
struct Found {
    owners: BTreeMap<usize, Owner>,
}

impl Found {
    /// Follows the web behind an entity, then the webs behind entities that have a role in a trust that owns it.
    fn follow(
        &mut self,
        structure: &Structure,
        place: usize,
        rule: &OwnerRule,
        at: Day,
        answer: &mut Ownership,
    ) -> Result<(), Exhausted> {
        let mut budget = Budget::of(STEPS);
        // Entities to look behind; and over which trust, how sure.
        let mut next: Vec<(usize, Option<Ground>)> = vec![(place, None)];
        let mut seen: BTreeSet<usize> = BTreeSet::from([place]);
        while let Some((place, over)) = next.pop() {
            let web = Web::behind(structure, place, &mut budget)?;
            let judged = Judged::of(&web, rule, &mut budget)?;
            if over.is_none() {
                answer.parties = web.graph.node_count() - 1;
                answer.holders = holders(&judged);
            }
            answer.concerns.extend(open::in_web(&judged, rule, at, &mut budget)?);
            for node in web.graph.node_indices() {
                let mut grounds = if node == web.root { Vec::new() } else { judged.grounds(node, &mut budget)? };
                if let Some(over) = &over {
                    let is_sure = over.is_sure && grounds.iter().any(|it| it.is_sure);
                    grounds = if grounds.is_empty() { grounds } else { vec![Ground { is_sure, ..over.clone() }] };
                }
                let is_trust = web.party(node).kind == PartyKind::Trust;
                if is_trust && (node == web.root || !grounds.is_empty()) {
                    let is_sure = over.as_ref().is_none_or(|it| it.is_sure)
                        && (node == web.root || grounds.iter().any(|it| it.is_sure));
                    for (holder, ground) in roles(&web, node, is_sure) {
                        if web.party(holder).kind.is_person() {
                            self.note(&judged, holder, vec![ground], answer, over.is_none());
                        } else if seen.insert(web.graph[holder]) {
                            next.push((web.graph[holder], Some(ground)));
                        }
                    }
                    answer.concerns.extend(open::about_trust(&web, node));
                } else if !grounds.is_empty() {
                    self.note(&judged, node, grounds, answer, over.is_none());
                }
            }
        }
        Ok(())
    }

    /// Notes the grounds of somebody: of a person as an owner, of others only that somebody may be behind them.
    fn note(
        &mut self,
        judged: &Judged<'_, '_>,
        node: NodeIndex,
        grounds: Vec<Ground>,
        answer: &mut Ownership,
        is_of_subject: bool,
    ) {
        let party = judged.web.party(node);
        if party.kind != PartyKind::Person {
            answer.concerns.extend(open::about_unnamed(judged, node));
            return;
        }
        let shares = if is_of_subject { judged.shares(node) } else { Vec::new() };
        let stake = shares.iter().rev().max_by_key(|it| it.1.high.clone()).map(|it| it.0);
        let ways = stake.filter(|_| is_of_subject).map_or_else(Vec::new, |it| ways(judged.web, node, it));
        let longest = ways.iter().map(|it| it.steps.len().saturating_sub(1)).max();
        answer.layers = answer.layers.max(longest.unwrap_or_default());
        let new = Owner { party: party.clone(), grounds: Vec::new(), shares, ways, is_declared: None };
        let owner = self.owners.entry(judged.web.graph[node]).or_insert(new);
        owner.grounds.extend(grounds);
        owner.grounds.sort_by_key(|it| (it.kind, !it.is_sure));
        owner.grounds.dedup_by(|later, earlier| later.kind == earlier.kind && later.over == earlier.over);
        // What may be says nothing beside what is.
        if owner.is_sure() {
            owner.grounds.retain(|it| it.is_sure);
        }
    }
}

/// Whoever has a role in a trust, with the ground that it is.
fn roles(web: &Web<'_>, trust: NodeIndex, is_sure: bool) -> Vec<(NodeIndex, Ground)> {
    let ground = |by: InterestType| Ground {
        kind: GroundKind::BehindTrust,
        is_sure,
        share: None,
        over: Some(web.party(trust).id.clone()),
        by: Some(by),
    };
    let mut all: Vec<_> = web.holders(trust).filter_map(|(node, link)| Some((node, ground(link.role?)))).collect();
    all.sort_by_key(|it| it.0);
    all
}

/// Everybody at an end of the chains, and what of each entity nobody is named for.
fn holders(judged: &Judged<'_, '_>) -> Vec<Holder> {
    let web = judged.web;
    let mut holders = Vec::new();
    for node in web.graph.node_indices() {
        let has_roles = web.party(node).kind == PartyKind::Trust;
        let is_end = node != web.root && (has_roles || web.holders(node).next().is_none());
        let entry =
            |is_undisclosed: bool, shares: Vec<_>| Holder { party: web.party(node).clone(), is_undisclosed, shares };
        if is_end && !open::is_open_company(web, node) {
            holders.push(entry(false, judged.shares(node)));
        } else {
            let rest = web.stakes.iter().map(|it| (*it, open::undisclosed(judged, node, *it)));
            holders.push(entry(!is_end, rest.collect()));
        }
    }
    holders.retain(|it| it.shares.iter().any(|it| !it.1.high.is_zero()));
    holders.sort_by_key(|it| {
        let share = it.greatest().map(|it| (it.1.high.clone(), it.1.low.clone()));
        (std::cmp::Reverse(share), it.is_undisclosed, it.party.id.clone())
    });
    holders
}

/// Puts what the publisher says of owners beside what was reckoned.
fn declare(structure: &Structure, subject: &str, answer: &mut Ownership) {
    let mut said: BTreeMap<&str, bool> = BTreeMap::new();
    for relationship in structure.relationships.iter().filter(|it| it.subject == subject) {
        for word in relationship.interests.iter().filter_map(|it| it.is_declared) {
            *said.entry(&relationship.party).or_insert(false) |= word;
        }
    }
    for party in structure.parties.iter().filter(|it| it.kind == PartyKind::Person) {
        let Some(word) = said.get(party.id.as_str()) else { continue };
        match answer.owners.iter_mut().find(|it| it.party.id == party.id) {
            Some(owner) => owner.is_declared = Some(*word),
            None if *word => {
                let ground = Ground { kind: GroundKind::Declared, is_sure: false, share: None, over: None, by: None };
                let (grounds, shares, ways) = (vec![ground], Vec::new(), Vec::new());
                answer.owners.push(Owner { party: party.clone(), grounds, shares, ways, is_declared: Some(true) });
            }
            None => {}
        }
    }
    // Where owners are declared at all, one who is passed over is passed over.
    if said.values().any(|it| *it) {
        let passed = answer.owners.iter_mut().filter(|it| it.is_declared.is_none());
        passed.for_each(|it| it.is_declared = Some(false));
    }
}
