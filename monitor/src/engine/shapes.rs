//! Runs the graph-shaped kinds: `path`, `cycle` and `diamond`.
//!
//! A search finds what a new transfer completes. A cycle is a hit of its own. A chain that
//! continues an open hit from its last transfer lets it grow; a diamond with new middles lets the
//! open hit of its source and gatherer grow. A hit that opens over rows of earlier hits of the
//! rule takes all rows that are new and as few of the latest old ones as its bounds need.

use super::doubt::Doubt;
use super::figures::Figures;
use super::program::Program;
use super::sink::{Opening, Sink};
use super::world::World;
use crate::graph::{Edge, EdgeId};
use crate::hit::{Citation, Missing};
use crate::ledger::PartyId;
use crate::pattern::diamond::{self, Diamond, DiamondFigures, Known};
use crate::pattern::{Answer, Ground, Kind, Quantity, Scratch, TrailFigures, cycle, path};
use std::collections::HashMap;
use tidegate_kyc_core::base::{Budget, Instant};

/// An open chain, by the rule and its last transfer. It may have as many rows as the window has
/// transfers, so that none of them is looked at again when it grows.
#[derive(Debug)]
pub(super) struct Chain {
    pub(super) serial: u64,
    pub(super) first: Edge,
    pub(super) last: Edge,
    pub(super) rows: Table<EdgeId, ()>,
    pub(super) parties: Table<PartyId, ()>,
    pub(super) figures: TrailFigures,
}

/// The latest hit of one rule, source and gatherer. A hub's hit has hundreds of middles: none of its
/// branches is looked at again when it grows.
#[derive(Debug)]
pub(super) struct Gathering {
    pub(super) serial: u64,
    pub(super) first_time: Instant,
    /// The time of its newest row.
    pub(super) newest: Instant,
    /// The anchor that it opened or grew with.
    pub(super) last: EdgeId,
    pub(super) last_time: Instant,
    pub(super) middles: Table<PartyId, ()>,
    pub(super) figures: DiamondFigures,
}

/// A branch of a diamond: its two transfers, by id and as edges.
pub(super) type Branch = ((EdgeId, EdgeId), (Edge, Edge));

type Table<K, V> = HashMap<K, V, foldhash::fast::RandomState>;

/// The state of all graph-shaped rules of one monitor.
#[derive(Debug)]
pub(super) struct Shapes {
    steps: u64,
    scratch: Scratch,
    pub(super) chains: Table<(usize, EdgeId), Chain>,
    /// Transfers that stand in a chain of a rule already.
    pub(super) chained: Table<(usize, EdgeId), Instant>,
    pub(super) gatherings: Table<(usize, PartyId, PartyId), Gathering>,
    /// What the searches of each diamond rule know of hubs. Derived: without it they find the same,
    /// with the same budget.
    hubs: Table<usize, Known>,
    /// What a replay from the middle of a ledger does not know: of gatherings, and of transfers
    /// that may stand in chains; those before `known_from` all may.
    pub(super) gathered: Doubt<(usize, PartyId, PartyId)>,
    pub(super) linked: Doubt<(usize, EdgeId)>,
    pub(super) known_from: EdgeId,
}

/// One anchor as one rule sees it.
#[derive(Clone, Copy)]
struct Case<'a> {
    number: usize,
    program: &'a Program,
    world: &'a World<'a>,
    anchor: EdgeId,
    edge: &'a Edge,
}

impl Shapes {
    /// A new state; each search may take so many steps.
    pub(super) fn new(steps: u64) -> Self {
        Self {
            steps,
            scratch: Scratch::default(),
            chains: Table::default(),
            chained: Table::default(),
            gatherings: Table::default(),
            hubs: Table::default(),
            gathered: Doubt::default(),
            linked: Doubt::default(),
            known_from: EdgeId(0),
        }
    }

    /// Forgets what follows from who is a service, once that is another.
    pub(super) fn forget_derived(&mut self) {
        self.hubs.clear();
    }

    /// Answers one rule for one new transfer.
    pub(super) fn observe(
        &mut self,
        number: usize,
        program: &Program,
        world: &World<'_>,
        anchor: EdgeId,
        sink: &mut impl Sink,
    ) {
        let graph = world.graph(program);
        let Some(edge) = graph.edge(anchor) else { return };
        let view = graph.view(world.start(program), EdgeId(anchor.0 + 1));
        let ground = Ground { view, selected: program.bit_in, boundaries: &world.services };
        let case = Case { number, program, world, anchor, edge };
        let mut budget = Budget::of(self.steps);
        let (scratch, ask) = (&mut self.scratch, &program.ask);
        let ended = match program.kind {
            Kind::Path => path::search(scratch, &ground, anchor, ask, &mut budget).map(|(found, sight)| {
                found.into_iter().for_each(|it| self.chain(case, &it, sink));
                sight
            }),
            Kind::Cycle => {
                let mut found = Vec::new();
                let ended = cycle::search(scratch, &ground, anchor, ask, &mut budget, &mut found);
                found.iter().for_each(|it| case.close(it, sink));
                ended
            }
            _ => {
                let mut found = Vec::new();
                let known = self.hubs.entry(number).or_default();
                let ended = diamond::search_on(known, scratch, &ground, anchor, ask, &mut budget, &mut found);
                found.iter().for_each(|it| self.gather(case, it, sink));
                ended
            }
        };
        match ended {
            Ok(sight) if sight.blind => sink.too_little(program.rule, Missing::Value, &[], world.transfer(anchor)),
            Ok(_) => {}
            Err(_) => sink.unfinished(program.rule, edge.to, world.transfer(anchor)),
        }
    }

    /// A chain that ends at the anchor: it lets an open hit grow, or opens one.
    fn chain(&mut self, case: Case<'_>, found: &[EdgeId], sink: &mut impl Sink) {
        let rows = case.edges(found);
        let whole = case.trail(&rows);
        if case.judge(&whole) != Answer::Holds {
            return;
        }
        self.doubt_links(case, &rows);
        if self.lengthen(case, &rows, sink) {
            return;
        }
        let new = |row: &(EdgeId, Edge)| !self.chained.contains_key(&(case.number, row.0));
        let old = rows.iter().take_while(|it| !new(it)).count();
        let suffix = (1..=old).rev().find(|from| {
            let rest = &rows[*from..];
            rest.len() as u64 >= case.program.ask.size.min.unwrap_or(2)
                && case.judge(&case.trail(rest)) == Answer::Holds
        });
        let rows = rows[suffix.unwrap_or(0)..].to_vec();
        let figures = case.trail(&rows);
        let Figures::Trail(trail) = figures else { return };
        let Some((first, last)) = rows.first().zip(rows.last()).map(|it| (it.0.1, it.1.1)) else { return };
        let opening = case.opening(first.from, &figures);
        let serial = sink.opened(opening, &mut case.cite(rows.iter().map(|it| it.0)));
        case.tell_open_points(&figures, sink);
        for (id, edge) in &rows {
            self.chained.insert((case.number, *id), edge.time);
        }
        let parties = rows.iter().flat_map(|it| [(it.1.from, ()), (it.1.to, ())]).collect();
        let rows = rows.iter().map(|it| (it.0, ())).collect();
        let chain = Chain { serial, first, last, rows, parties, figures: trail };
        self.chains.insert((case.number, case.anchor), chain);
    }

    /// A chain over a transfer of which is not known where it stands puts all of its transfers in
    /// doubt: which of them stand in which hit from now on.
    fn doubt_links(&mut self, case: Case<'_>, rows: &[(EdgeId, Edge)]) {
        let unknown = |id: EdgeId| id < self.known_from || self.linked.was_in(&(case.number, id));
        if rows.iter().any(|it| unknown(it.0)) {
            rows.iter().for_each(|it| self.linked.touch((case.number, it.0), case.number, case.edge.time));
        }
    }

    /// A chain lets an open hit grow if all of it but the anchor stands in that hit.
    fn lengthen(&mut self, case: Case<'_>, found: &[(EdgeId, Edge)], sink: &mut impl Sink) -> bool {
        let known = found.get(..found.len().saturating_sub(1)).unwrap_or(&[]);
        let Some((previous, _)) = known.last() else { return false };
        let key = (case.number, *previous);
        let Some(chain) = self.chains.get_mut(&key) else { return false };
        let met = chain.parties.contains_key(&case.edge.to);
        let open = case.program.within.holds(chain.first.time, case.edge.time);
        let other = known.iter().any(|it| !chain.rows.contains_key(&it.0));
        if met || !open || other {
            return false;
        }
        let longer = chain.figures.grown(&chain.first, (*previous, &chain.last), case.edge, |it| case.first_seen(it));
        let figures = Figures::Trail(longer);
        if case.judge(&figures) != Answer::Holds {
            return false;
        }
        let mut rows = case.cite([case.anchor].into_iter());
        sink.grew(chain.serial, &mut rows, &mut |measured| figures.report(case.program, measured));
        case.tell_open_points(&figures, sink);
        self.chained.insert((case.number, case.anchor), case.edge.time);
        if let Some(mut chain) = self.chains.remove(&key) {
            (chain.figures, chain.last) = (longer, *case.edge);
            chain.rows.insert(case.anchor, ());
            chain.parties.insert(case.edge.to, ());
            self.chains.insert((case.number, case.anchor), chain);
        }
        true
    }

    /// A diamond that the anchor belongs to: new middles let an open hit grow, or one opens.
    fn gather(&mut self, case: Case<'_>, found: &Diamond, sink: &mut impl Sink) {
        // The search has seen to the number of middles and to what they keep.
        if case.program.bounds.0.iter().any(|it| !matches!(it.0, Quantity::Middles | Quantity::KeptShare)) {
            let whole = Figures::of_branches(case.branches(found).map(|it| it.1));
            if case.judge(&whole) != Answer::Holds {
                return;
            }
        }
        let key = (case.number, found.source, case.edge.to);
        if self.gathered.is_in(&key, case.program.within, case.edge.time) {
            self.gathered.touch(key, case.number, case.edge.time);
        }
        let before = self.gatherings.get_mut(&key);
        let mut covered = None;
        if let Some(open) = before {
            covered = Some(open.last);
            if case.program.within.holds(open.first_time, case.edge.time) && open.grow(case, found, sink) {
                return;
            }
        }
        let branches: Vec<Branch> = case.branches(found).collect();
        let new = branches.iter().filter(|it| covered.is_none_or(|last| it.0.1 > last)).count();
        let suffix = |from: usize| Figures::of_branches(branches[from..].iter().map(|it| it.1));
        let from = (0..=branches.len() - new).rev().find(|it| case.judge(&suffix(*it)) == Answer::Holds).unwrap_or(0);
        let (chosen, figures) = (&branches[from..], suffix(from));
        let mut ids: Vec<EdgeId> = chosen.iter().flat_map(|it| [it.0.0, it.0.1]).collect();
        ids.sort_unstable();
        let opening = case.opening(case.edge.to, &figures);
        let serial = sink.opened(opening, &mut case.cite(ids.into_iter()));
        case.tell_open_points(&figures, sink);
        let first_time = chosen.iter().map(|it| it.1.0.time).min().unwrap_or(case.edge.time);
        let gathering = Gathering {
            serial,
            first_time,
            newest: case.edge.time,
            last: case.anchor,
            last_time: case.edge.time,
            middles: chosen.iter().map(|it| (it.1.0.to, ())).collect(),
            figures: diamond::measure(&chosen.iter().map(|it| it.1).collect::<Vec<_>>()),
        };
        self.gatherings.insert(key, gathering);
    }

    /// Lets go of what no later transfer can touch. Linear in what is held.
    pub(super) fn sweep(&mut self, programs: &[Program], world: &World<'_>, now: Instant) {
        let start = |number: usize| programs.get(number).map_or(EdgeId(u32::MAX), |it| world.start(it));
        self.hubs.iter_mut().for_each(|(number, it)| it.sweep(start(*number)));
        let alive = |number: usize, time: Instant| programs.get(number).is_some_and(|it| it.within.holds(time, now));
        self.chains.retain(|key, it| alive(key.0, it.first.time));
        self.chained.retain(|key, time| alive(key.0, *time));
        self.gatherings.retain(|key, it| alive(key.0, it.last_time));
    }
}

impl Gathering {
    /// Takes in the branches over new middles; false where the hit would break its bounds by it.
    fn grow(&mut self, case: Case<'_>, found: &Diamond, sink: &mut impl Sink) -> bool {
        let graph = case.world.graph(case.program);
        let is_new = |it: &(EdgeId, EdgeId)| graph.edge(it.0).is_some_and(|it| !self.middles.contains_key(&it.to));
        let new: Vec<(EdgeId, EdgeId)> = found.branches.iter().filter(|it| is_new(it)).copied().collect();
        if new.is_empty() {
            return true;
        }
        let edges = |it: &(EdgeId, EdgeId)| Some((*graph.edge(it.0)?, *graph.edge(it.1)?));
        let branches: Vec<(Edge, Edge)> = new.iter().filter_map(edges).collect();
        let first_time = branches.iter().map(|it| it.0.time).min().unwrap_or(case.edge.time).min(self.first_time);
        let newest = branches.iter().map(|it| it.1.time).max().unwrap_or(self.newest).max(self.newest);
        let span = u64::try_from(newest.since(first_time)).unwrap_or(0);
        let whole = self.figures.with(diamond::measure(&branches), span);
        let figures = Figures::Branches(whole);
        if case.judge(&figures) != Answer::Holds {
            return false;
        }
        self.middles.extend(branches.iter().map(|it| (it.0.to, ())));
        (self.first_time, self.newest, self.figures) = (first_time, newest, whole);
        (self.last, self.last_time) = (case.anchor, case.edge.time);
        let mut ids: Vec<EdgeId> = new.iter().flat_map(|it| [it.0, it.1]).collect();
        ids.sort_unstable();
        let mut rows = case.cite(ids.into_iter());
        sink.grew(self.serial, &mut rows, &mut |measured| figures.report(case.program, measured));
        case.tell_open_points(&figures, sink);
        true
    }
}

impl<'a> Case<'a> {
    /// A cycle that the anchor closes is a hit of its own.
    fn close(self, found: &[EdgeId], sink: &mut impl Sink) {
        let figures = self.trail(&self.edges(found));
        if self.judge(&figures) == Answer::Holds {
            sink.opened(self.opening(self.edge.to, &figures), &mut self.cite(found.iter().copied()));
            self.tell_open_points(&figures, sink);
        }
    }

    fn branches(self, found: &Diamond) -> impl Iterator<Item = Branch> {
        let graph = self.world.graph(self.program);
        let edges = |it: &(EdgeId, EdgeId)| Some((*it, (*graph.edge(it.0)?, *graph.edge(it.1)?)));
        found.branches.iter().filter_map(edges)
    }

    fn edges(self, ids: &[EdgeId]) -> Vec<(EdgeId, Edge)> {
        let graph = self.world.graph(self.program);
        ids.iter().filter_map(|it| Some((*it, *graph.edge(*it)?))).collect()
    }

    fn trail(self, rows: &[(EdgeId, Edge)]) -> Figures {
        Figures::Trail(match self.program.kind {
            Kind::Cycle => cycle::measure(rows, |it| self.first_seen(it)),
            _ => path::measure(rows, |it| self.first_seen(it)),
        })
    }

    fn first_seen(self, party: PartyId) -> Option<EdgeId> {
        self.world.party(party).map(|it| it.first)
    }

    /// What the bounds say; the kept share of each hop is the search's own condition.
    fn judge(self, figures: &Figures) -> Answer {
        let asked = self.program.bounds.0.iter().filter(|it| it.0 != Quantity::KeptShare);
        asked.map(|(quantity, bound)| bound.judge(figures.figure(*quantity))).max().unwrap_or(Answer::Holds)
    }

    fn cite(self, ids: impl Iterator<Item = EdgeId>) -> impl Iterator<Item = Citation<'a>> {
        let world = self.world;
        ids.filter_map(move |it| world.cite(it))
    }

    /// A part of the score that cannot be told is knowledge that the rule lacks.
    fn tell_open_points(self, figures: &Figures, sink: &mut impl Sink) {
        for missing in figures.open_points(self.program).iter() {
            sink.too_little(self.program.rule, missing, &[], self.world.transfer(self.anchor));
        }
    }

    fn opening(self, subject: PartyId, figures: &Figures) -> Opening {
        let mut measured = Vec::new();
        let score = figures.report(self.program, &mut measured);
        Opening { rule: self.program.rule, subject, measured, score }
    }
}
