//! What is left open about an entity and its owners, and what is worth a look.

use super::alike;
use super::answer::{GroundKind, Ownership};
use super::concern::{Concern, ConcernCode};
use super::judge::Judged;
use super::record::{PartyKind, Stake, Unspecified};
use super::rule::OwnerRule;
use super::share::{Bound, Range};
use super::web::Web;
use crate::base::{Budget, Day, Exhausted};
use petgraph::algo::kosaraju_scc;
use petgraph::graph::NodeIndex;

/// How much of the entity nobody is named for at a node.
pub(super) fn undisclosed(judged: &Judged<'_, '_>, node: NodeIndex, stake: Stake) -> Range {
    let rest = judged.web.undisclosed(node, stake);
    judged.held.get(&stake).map_or(Range::NONE, |it| it.part(node, &rest, node == judged.web.root))
}

/// Whether a node is a company or the like without anybody named behind it.
pub(super) fn is_open_company(web: &Web<'_>, node: NodeIndex) -> bool {
    matches!(web.party(node).kind, PartyKind::Entity | PartyKind::Arrangement) && web.holders(node).next().is_none()
}

/// Everything that is open or worth a look in a web.
///
/// # Errors
/// Where the budget is spent.
pub(super) fn in_web(
    judged: &Judged<'_, '_>,
    rule: &OwnerRule,
    at: Day,
    budget: &mut Budget,
) -> Result<Vec<Concern>, Exhausted> {
    let web = judged.web;
    let mut concerns = hidden(judged, rule, budget)?;
    for node in web.graph.node_indices() {
        let party = web.party(node);
        for stake in &web.stakes {
            let all: Bound = web.holders(node).map(|it| it.1.of(*stake).low).sum();
            if all > Bound::ONE {
                let detail = format!("{stake}: at least {all} in all");
                concerns.push(Concern::new(ConcernCode::ShareOverWhole, &party.id, detail));
            }
        }
        if !party.kind.is_person() && has_ended(party.ended.as_deref(), at) {
            concerns.push(Concern::new(ConcernCode::PartyEnded, &party.id, ""));
        }
        if party.kind == PartyKind::Nomination {
            concerns.push(Concern::new(ConcernCode::Nominee, &party.id, ""));
        }
    }
    for held in judged.held.values() {
        let said = held.contradicted.iter().map(|it| web.party(*it).id.as_str());
        concerns.extend(said.map(|it| Concern::new(ConcernCode::IndirectContradicts, it, "")));
        if held.is_cut {
            concerns.push(Concern::new(ConcernCode::Unfinished, &web.party(web.root).id, "a circle is too large"));
        }
    }
    concerns.extend(circles(web));
    concerns.extend(alike::told_twice(web));
    concerns.extend(alike::nominees(web));
    let newest = web.graph.edge_weights().flat_map(|it| &it.told).map(|it| web.structure.relationships[*it].said).max();
    if let Some(newest) = newest.filter(|it| at.since(*it) > i64::from(rule.days_max)) {
        concerns.push(Concern::new(ConcernCode::StatementsOld, "", format!("of {newest}")));
    }
    Ok(concerns)
}

/// Parts that nobody is named for, where an owner may be among whoever holds them.
fn hidden(judged: &Judged<'_, '_>, rule: &OwnerRule, budget: &mut Budget) -> Result<Vec<Concern>, Exhausted> {
    let web = judged.web;
    let is_company = |it: &NodeIndex| matches!(web.party(*it).kind, PartyKind::Entity | PartyKind::Arrangement);
    let rest =
        |node: NodeIndex| web.stakes.iter().map(|it| web.undisclosed(node, *it).high).max().unwrap_or(Bound::ZERO);
    let open: Vec<NodeIndex> = web.graph.node_indices().filter(is_company).filter(|it| !rest(*it).is_zero()).collect();
    let (exempt, open): (Vec<_>, Vec<_>) =
        open.into_iter().partition(|it| rule.is_listed_exempt && web.party(*it).is_listed);
    let open: Vec<NodeIndex> = open.into_iter().filter(|it| !has_unspecified(web, *it)).collect();
    let listed = exempt.into_iter().map(|it| Concern::new(ConcernCode::Listed, &web.party(it).id, ""));
    let mut concerns: Vec<Concern> = listed.collect();
    if !judged.may_hide(&open, budget)? {
        return Ok(concerns);
    }
    let mut alone = Vec::new();
    for node in &open {
        if judged.may_hide(&[*node], budget)? {
            alone.push(*node);
        }
    }
    // Where no part is enough by itself, all of them together are.
    for node in if alone.is_empty() { open } else { alone } {
        let rest = rest(node);
        let whole = web.stakes.iter().map(|it| undisclosed(judged, node, *it).high).max().unwrap_or(Bound::ZERO);
        let rest = if rest == Bound::ONE { "all of it".to_owned() } else { format!("up to {rest} of it") };
        let of_root = match node == web.root {
            true => String::new(),
            false => format!(", which is up to {whole} of what is asked about"),
        };
        concerns.push(Concern::new(ConcernCode::HoldersUndisclosed, &web.party(node).id, rest + &of_root));
    }
    Ok(concerns)
}

/// Whether the statements say that somebody is there whom they do not name: what is open about it is told of that.
fn has_unspecified(web: &Web<'_>, node: NodeIndex) -> bool {
    web.holders(node).any(|it| web.party(it.0).kind == PartyKind::Unspecified && it.1.is_unclear())
}

/// Entities that own each other, and those that nobody else owns.
fn circles(web: &Web<'_>) -> Vec<Concern> {
    let mut concerns = Vec::new();
    for knot in kosaraju_scc(&web.graph) {
        let mut ids: Vec<&str> = knot.iter().map(|it| web.party(*it).id.as_str()).collect();
        ids.sort_unstable();
        let is_circle = knot.len() > 1 || knot.iter().any(|it| web.graph.find_edge(*it, *it).is_some());
        let Some(first) = ids.first().filter(|_| is_circle) else { continue };
        let is_closed = knot.iter().all(|it| web.holders(*it).all(|(holder, _)| knot.contains(&holder)));
        let code = if is_closed { ConcernCode::ClosedCircle } else { ConcernCode::Circle };
        concerns.push(Concern::new(code, *first, format!("{} of them", ids.len())));
    }
    concerns
}

/// Somebody who is or may be an owner, or who hides one, and is not named.
pub(super) fn about_unnamed(judged: &Judged<'_, '_>, node: NodeIndex) -> Option<Concern> {
    let party = judged.web.party(node);
    let is_open = match party.kind {
        PartyKind::UnnamedPerson | PartyKind::UnnamedEntity => true,
        // That there is none is an answer, unless somebody holds all the same; who manages stands in.
        PartyKind::Unspecified => {
            party.unspecified != Some(Unspecified::NoBeneficialOwners)
                || judged.web.holdings(node).any(|it| it.1.is_stated())
        }
        _ => false,
    };
    let why = party.unspecified.map_or("", Unspecified::code);
    is_open.then(|| Concern::new(ConcernCode::PartyUnnamed, &party.id, why))
}

/// Whoever has a role in a trust and is not named, and a trust of which nobody is told.
pub(super) fn about_trust(web: &Web<'_>, trust: NodeIndex) -> Vec<Concern> {
    let roles: Vec<NodeIndex> = web.holders(trust).filter(|it| it.1.role.is_some()).map(|it| it.0).collect();
    let unnamed = |it: &&NodeIndex| {
        matches!(web.party(**it).kind, PartyKind::UnnamedPerson | PartyKind::UnnamedEntity | PartyKind::Unspecified)
    };
    let concern = |it: &NodeIndex| {
        let party = web.party(*it);
        Concern::new(ConcernCode::PartyUnnamed, &party.id, party.unspecified.map_or("", Unspecified::code))
    };
    match roles.is_empty() {
        true => vec![Concern::new(ConcernCode::PartyUnnamed, &web.party(trust).id, "nobody of the trust is told")],
        false => roles.iter().filter(unnamed).map(concern).collect(),
    }
}

/// What is open about the owners that were found, and that none was.
pub(super) fn about_owners(answer: &mut Ownership, rule: &OwnerRule, at: Day) {
    let mut concerns = Vec::new();
    for owner in &answer.owners {
        let id = &owner.party.id;
        if !owner.is_sure() {
            let has = |kinds: &[GroundKind]| owner.grounds.iter().any(|it| kinds.contains(&it.kind));
            let share = owner.greatest().map_or_else(String::new, |it| format!("{}: {}", it.0, it.1));
            if has(&[GroundKind::Ownership, GroundKind::HoldsController, GroundKind::BehindTrust]) {
                concerns.push(Concern::new(ConcernCode::ShareUnclear, id, share));
            } else if has(&[GroundKind::Control, GroundKind::ControlsHolder]) {
                concerns.push(Concern::new(ConcernCode::ControlUnclear, id, share));
            } else {
                concerns.push(Concern::new(ConcernCode::OwnerOnlyDeclared, id, ""));
            }
        } else if owner.is_declared == Some(false) {
            concerns.push(Concern::new(ConcernCode::OwnerNotDeclared, id, ""));
        }
        if owner.party.is_exposed == Some(true) {
            concerns.push(Concern::new(ConcernCode::OwnerExposed, id, ""));
        }
        if has_ended(owner.party.ended.as_deref(), at) {
            concerns.push(Concern::new(ConcernCode::PartyEnded, id, ""));
        }
    }
    if answer.layers >= usize::try_from(rule.layers).unwrap_or(usize::MAX) {
        concerns.push(Concern::new(ConcernCode::Complex, "", format!("{} layers", answer.layers)));
    }
    let is_exempt = rule.is_listed_exempt && answer.subject.is_listed;
    if answer.owners.is_empty() && answer.managers.is_empty() && !is_exempt {
        concerns.push(Concern::new(ConcernCode::ManagersMissing, &answer.subject.id, ""));
    }
    answer.concerns.extend(concerns);
}

/// Whether a day, a month or a year as it is written lies before a day, or is it.
fn has_ended(text: Option<&str>, at: Day) -> bool {
    text.is_some_and(|it| !it.is_empty() && *it <= *at.to_string())
}
