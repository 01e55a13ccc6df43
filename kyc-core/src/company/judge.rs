//! What makes owners of whom: a web and a rule in, the grounds of everybody in it out.

use super::answer::{Ground, GroundKind};
use super::control::{Sure, Terms, controlled, controlled_beside};
use super::record::Stake;
use super::rule::OwnerRule;
use super::share::{Bound, Range};
use super::solve::{Held, held};
use super::web::Web;
use crate::base::{Budget, Exhausted};
use petgraph::graph::NodeIndex;
use std::collections::BTreeMap;

/// What is reckoned of a web once.
pub(super) struct Judged<'w, 's> {
    pub(super) web: &'w Web<'s>,
    rule: &'w OwnerRule,
    /// What everybody holds of the entity, by stake.
    pub(super) held: BTreeMap<Stake, Held>,
    /// Who controls it, how sure.
    pub(super) controllers: BTreeMap<NodeIndex, Sure>,
    /// What everybody holds of those who control it.
    of_controllers: BTreeMap<NodeIndex, BTreeMap<Stake, Held>>,
}

impl<'w, 's> Judged<'w, 's> {
    /// Reckons what everybody holds, and who controls.
    pub(super) fn of(web: &'w Web<'s>, rule: &'w OwnerRule, budget: &mut Budget) -> Result<Self, Exhausted> {
        let all = |of: NodeIndex, budget: &mut Budget| -> Result<BTreeMap<Stake, Held>, Exhausted> {
            web.stakes.iter().map(|it| Ok((*it, held(web, of, *it, budget)?))).collect()
        };
        let mut judged = Self {
            web,
            rule,
            held: all(web.root, budget)?,
            controllers: BTreeMap::new(),
            of_controllers: BTreeMap::new(),
        };
        for node in web.graph.node_indices().filter(|it| *it != web.root) {
            for sure in [Sure::Possible, Sure::Certain] {
                let found = controlled(web, &[node], &judged.terms(sure), budget)?;
                if !found.contains(&web.root) {
                    break;
                }
                judged.controllers.insert(node, sure);
            }
        }
        if rule.is_joined {
            for node in judged.controllers.keys().copied().filter(|it| !web.party(*it).kind.is_person()) {
                judged.of_controllers.insert(node, all(node, budget)?);
            }
        }
        Ok(judged)
    }

    fn terms(&self, sure: Sure) -> Terms<'w> {
        Terms { share: &self.rule.control, by_other_means: true, sure }
    }

    /// How much of the entity somebody holds, by stake.
    pub(super) fn shares(&self, node: NodeIndex) -> Vec<(Stake, Range)> {
        self.held.iter().map(|(stake, held)| (*stake, held.share(node))).collect()
    }

    /// Why somebody is or may be an owner; nothing where nobody could say so.
    ///
    /// # Errors
    /// Where the budget is spent.
    pub(super) fn grounds(&self, node: NodeIndex, budget: &mut Budget) -> Result<Vec<Ground>, Exhausted> {
        let mut grounds: Vec<Ground> = Vec::new();
        grounds.extend(self.share_ground(GroundKind::Ownership, None, &self.shares(node)));
        if let Some(sure) = self.controllers.get(&node) {
            let by = self.web.graph.find_edge(node, self.web.root).and_then(|it| self.web.graph[it].control);
            let (kind, is_sure) = (GroundKind::Control, *sure == Sure::Certain);
            grounds.push(Ground { kind, is_sure, share: None, over: None, by });
        }
        if self.rule.is_joined {
            grounds.extend(self.over_holders(node, budget)?);
            for (controller, held) in self.of_controllers.iter().filter(|it| *it.0 != node) {
                let shares: Vec<(Stake, Range)> = held.iter().map(|(stake, held)| (*stake, held.share(node))).collect();
                let over = Some(self.web.party(*controller).id.clone());
                let is_sure = self.controllers.get(controller) == Some(&Sure::Certain);
                let ground = self.share_ground(GroundKind::HoldsController, over, &shares);
                grounds.extend(ground.map(|it| Ground { is_sure: it.is_sure && is_sure, ..it }));
            }
        }
        // Of grounds of one kind the surest says enough.
        grounds.sort_by_key(|it| (it.kind, !it.is_sure));
        grounds.dedup_by_key(|it| it.kind);
        Ok(grounds)
    }

    /// That shares are enough, or may be: the greatest of those that are.
    fn share_ground(&self, kind: GroundKind, over: Option<String>, shares: &[(Stake, Range)]) -> Option<Ground> {
        let asked = &self.rule.ownership;
        let best = |end: fn(&Range) -> &Bound| {
            shares.iter().rev().filter(|it| asked.is_met(end(&it.1))).max_by_key(|it| end(&it.1).clone())
        };
        let (found, is_sure) = match best(|it| &it.low) {
            Some(it) => (it, true),
            None => (best(|it| &it.high)?, false),
        };
        Some(Ground { kind, is_sure, share: Some(found.clone()), over, by: None })
    }

    /// Art. 54(a): who controls entities that directly hold enough of it, alone or together.
    fn over_holders(&self, node: NodeIndex, budget: &mut Budget) -> Result<Option<Ground>, Exhausted> {
        let web = self.web;
        for sure in [Sure::Certain, Sure::Possible] {
            let group = controlled(web, &[node], &self.terms(sure), budget)?;
            let of_group = |stake: Stake| -> (Bound, Option<NodeIndex>) {
                let inside = web.holders(web.root).filter(|it| it.0 != web.root && group.contains(&it.0));
                let mut first = None;
                let sum = inside.map(|(holder, link)| {
                    let share = sure.end(link, stake);
                    if holder != node && !share.is_zero() {
                        first = first.or(Some(holder));
                    }
                    share
                });
                (sum.sum::<Bound>().min(Bound::ONE), first)
            };
            for stake in &web.stakes {
                let (share, over) = of_group(*stake);
                if let Some(over) = over.filter(|_| self.rule.ownership.is_met(&share)) {
                    return Ok(Some(Ground {
                        kind: GroundKind::ControlsHolder,
                        is_sure: sure == Sure::Certain,
                        share: Some((*stake, Range::exact(share))),
                        over: Some(web.party(over).id.clone()),
                        by: None,
                    }));
                }
            }
        }
        Ok(None)
    }

    /// Whether somebody who is not named may be an owner, by what nobody is named for of some entities.
    ///
    /// # Errors
    /// Where the budget is spent.
    pub(super) fn may_hide(&self, of: &[NodeIndex], budget: &mut Budget) -> Result<bool, Exhausted> {
        let (web, asked) = (self.web, &self.rule.ownership);
        let rests = |stake: Stake| of.iter().map(move |it| (*it, web.undisclosed(*it, stake)));
        let holds = |into: NodeIndex, held: &BTreeMap<Stake, Held>| {
            held.iter().any(|(stake, held)| {
                let parts = rests(*stake).map(|(node, rest)| held.part(node, &rest, node == into).high);
                asked.is_met(&parts.sum::<Bound>().min(Bound::ONE))
            })
        };
        if holds(web.root, &self.held) {
            return Ok(true);
        }
        let beside = web.stakes.iter().flat_map(|stake| rests(*stake).map(|it| (it.0, *stake, it.1.high))).collect();
        let group = controlled_beside(web, &[], beside, &self.terms(Sure::Possible), budget)?;
        if group.contains(&web.root) {
            return Ok(true);
        }
        let together = |stake: &Stake| {
            let own = rests(*stake).find(|it| it.0 == web.root).map_or(Bound::ZERO, |it| it.1.high);
            let inside = web.holders(web.root).filter(|it| group.contains(&it.0));
            asked.is_met(&(own + inside.map(|it| Sure::Possible.end(it.1, *stake)).sum()))
        };
        let over_holders = !group.is_empty() && web.stakes.iter().any(together);
        let is_behind = || self.of_controllers.iter().any(|(into, held)| holds(*into, held));
        Ok(self.rule.is_joined && (over_holders || is_behind()))
    }
}
