//! How somebody holds an entity: the chains over which most is held, each link with the statements that say so.

use super::answer::{Step, Way};
use super::record::Stake;
use super::share::{Bound, Range};
use super::web::Web;
use petgraph::algo::all_simple_paths;
use petgraph::graph::NodeIndex;
use std::collections::hash_map::RandomState;

/// How many chains are looked at; of a structure with more of them the answer shows some of the greatest.
const LOOKED_AT: usize = 256;
/// How many links a chain may have.
const LINKS_MAX: usize = 24;
/// How many chains are shown.
const SHOWN: usize = 3;

/// The ways from somebody to the entity, the greatest first.
pub(super) fn ways(web: &Web<'_>, from: NodeIndex, stake: Stake) -> Vec<Way> {
    let paths = all_simple_paths::<Vec<NodeIndex>, _, RandomState>(&web.graph, from, web.root, 0, Some(LINKS_MAX));
    let mut ways: Vec<Way> = paths.take(LOOKED_AT).map(|it| way(web, &it, stake)).collect();
    ways.sort_by(|one, other| {
        let share = |it: &Way| (it.share.high.clone(), it.share.low.clone());
        let ids = |it: &Way| it.steps.iter().map(|it| it.party.clone()).collect::<Vec<_>>();
        let order = share(other).cmp(&share(one)).then(one.steps.len().cmp(&other.steps.len()));
        order.then_with(|| ids(one).cmp(&ids(other)))
    });
    ways.truncate(SHOWN);
    ways
}

fn way(web: &Web<'_>, nodes: &[NodeIndex], stake: Stake) -> Way {
    let mut share = Range::exact(Bound::ONE);
    let mut steps = Vec::new();
    for pair in nodes.windows(2) {
        let [from, to] = pair else { continue };
        let Some(link) = web.graph.find_edge(*from, *to).map(|it| &web.graph[it]) else { continue };
        let held = link.of(stake);
        share = Range { low: &share.low * &held.low, high: &share.high * &held.high };
        let told = || link.told.iter().map(|it| &web.structure.relationships[*it]);
        let mut sources: Vec<String> = told().flat_map(|it| it.sources.iter().cloned()).collect();
        sources.sort();
        sources.dedup();
        steps.push(Step {
            party: web.party(*from).id.clone(),
            share: held,
            by: link.control.or(link.role),
            statements: told().map(|it| it.statement.clone()).collect(),
            sources,
        });
    }
    Way { steps, share }
}
