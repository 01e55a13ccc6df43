//! Runs the kinds that look at one subject's rows: `flow` and `turnover`.
//!
//! For each anchor: a count of legs rejects; an open hit takes the row if the hit still meets its
//! bounds with it; otherwise, if the whole window meets the bounds, as a glance or sums tell, a hit opens. A new hit holds
//! every row of the window that no earlier hit of the same rule and subject holds and, where
//! those alone do not meet the bounds, as few of the latest earlier rows as are needed.

use super::doubt::{Doubt, could_match};
use super::glance::{Glance, LOOK};
use super::legs::{Anchor, Legs};
use super::program::{Missings, Program};
use super::run::Run;
use super::sink::{Opening, Sink};
use super::sliding::Sliding;
use super::world::World;
use crate::graph::{Edge, EdgeId, View};
use crate::hit::{Citation, Missing};
use crate::ledger::{PartyId, SymbolId};
use crate::pattern::flow::Past;
use crate::pattern::{Answer, Assets, Figure, Kind, Measured, PartySet, Quantity, QuantitySet, Side};
use crate::rule::Subject;
use std::collections::HashMap;
use tidegate_kyc_core::base::Instant;

/// Windows with more rows than this are kept up instead of summed afresh: about where the copy
/// of sums costs as much as a fresh sum.
pub(super) const SHORT: usize = 48;

/// A rule, a subject, and the asset where the rule asks for one asset throughout.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Key {
    pub(super) program: usize,
    pub(super) subject: PartyId,
    pub(super) asset: Option<SymbolId>,
}

/// The latest hit of one key.
#[derive(Debug)]
pub(super) struct Episode {
    pub(super) serial: u64,
    /// Where the run begins; of a turnover perhaps before the hit's first row.
    pub(super) first: EdgeId,
    pub(super) first_time: Instant,
    /// The newest row of the hit.
    pub(super) last: EdgeId,
    pub(super) last_time: Instant,
    /// The newest row that `run` has taken in; later than `last` while rows wait for one that
    /// makes them part of the match.
    pub(super) seen: EdgeId,
    pub(super) run: Run,
}

/// The state of all `flow` and `turnover` rules of one monitor.
#[derive(Debug)]
pub(super) struct Series {
    pub(super) short: usize,
    pub(super) glance: Glance,
    sliding: HashMap<Key, Sliding, foldhash::fast::RandomState>,
    pub(super) episodes: HashMap<Key, Episode, foldhash::fast::RandomState>,
    /// By rule, the subjects that may have an episode: nearly nobody has, and these are few enough
    /// to be at hand. Others are not looked up.
    opened: Vec<PartySet>,
    /// A run for a `flow` and one for a `turnover`, in which windows are summed afresh, one after the
    /// other: most come to nothing.
    drafts: [Option<Run>; 2],
    /// What a replay from the middle of a ledger does not know.
    pub(super) doubt: Doubt<Key>,
}

/// One anchor as one rule sees it.
#[derive(Clone, Copy)]
pub(super) struct Case<'a> {
    pub(super) program: &'a Program,
    pub(super) world: &'a World<'a>,
    pub(super) key: Key,
    pub(super) legs: Legs<'a>,
    pub(super) start: EdgeId,
    pub(super) anchor: EdgeId,
    pub(super) edge: &'a Edge,
}

impl Series {
    /// A new state; windows of more than `short` rows are kept up.
    pub(super) fn new(short: usize) -> Self {
        Self {
            short,
            glance: Glance::new(LOOK),
            sliding: HashMap::default(),
            episodes: HashMap::default(),
            opened: Vec::new(),
            drafts: [None, None],
            doubt: Doubt::default(),
        }
    }

    /// Answers one rule for one end of a new transfer that its gate lets pass.
    pub(super) fn observe(
        &mut self,
        number: usize,
        program: &Program,
        world: &World<'_>,
        (anchor, side): (&Anchor<'_>, Side),
        sink: &mut impl Sink,
    ) {
        let (end, start) = (anchor.end(side), world.start(program));
        let asset = (program.assets == Assets::Same).then_some(anchor.edge.asset);
        let key = Key { program: number, subject: end.party, asset };
        let legs = end.legs.of(program.direction);
        self.answer(&mut Case { program, world, key, legs, start, anchor: anchor.id, edge: anchor.edge }, sink);
    }

    /// Answers a case, of which it cuts the legs to the window.
    fn answer(&mut self, case: &mut Case<'_>, sink: &mut impl Sink) {
        let in_doubt = self.doubt.is_in(&case.key, case.program.within, case.edge.time);
        if in_doubt && could_match(case) {
            self.doubt.touch(case.key, case.key.program, case.edge.time);
        }
        if self.grow(case, sink) || case.is_forbidden() {
            return;
        }
        case.legs = case.legs.since(case.start);
        let case = &*case;
        if case.is_forbidden() {
            return;
        }
        let glanced = self.glance.answer(case, self.short);
        let (answer, whole) = glanced.map_or_else(|| self.judge(case), |it| (it, None));
        match answer {
            Answer::Fails => {}
            Answer::Unknown if case.world.unnamed.is_empty() => {
                sink.too_little(case.program.rule, Missing::Value, &[], case.world.transfer(case.anchor));
            }
            Answer::Unknown => {
                for missing in self.missing(case).iter() {
                    sink.too_little(case.program.rule, missing, &[], case.world.transfer(case.anchor));
                }
            }
            Answer::Holds => {
                let covered = self.episodes.get(&case.key).map(|it| it.last).filter(|it| *it >= case.start);
                let is_whole = covered.is_none() && case.program.judged == case.program.kept;
                let first = match whole {
                    _ if !is_whole => None,
                    None if glanced.is_none() => self.copy(case),
                    whole => whole,
                };
                let first = first.unwrap_or_else(|| case.backwards(self.draft(case, case.program.kept), covered));
                self.open(case, first, sink);
            }
        }
    }

    /// Lets an open hit take the rows up to the anchor, if it still meets its bounds with them.
    fn grow(&mut self, case: &Case<'_>, sink: &mut impl Sink) -> bool {
        if !self.may_have_opened(case.key.program, case.key.subject) {
            return false;
        }
        let Some(episode) = self.episodes.get_mut(&case.key) else { return false };
        if !case.program.within.holds(episode.first_time, case.edge.time) {
            if !case.program.within.holds(episode.last_time, case.edge.time) {
                self.let_go(&case.key);
            }
            return false;
        }
        for (id, side, edge) in case.rows(EdgeId(episode.seen.0 + 1)) {
            episode.run.push_newest(edge, side);
            episode.seen = id;
        }
        episode.run.past.account_age = case.account_age();
        let (program, run) = (case.program, &episode.run);
        if run.judge(program) != Answer::Holds {
            return false;
        }
        let mut rows = case.cite(EdgeId(episode.last.0 + 1), run);
        sink.grew(episode.serial, &mut rows, &mut |measured| report(program, run, measured));
        drop(rows);
        case.tell_open_points(run, sink);
        episode.last = case.anchor;
        episode.last_time = case.edge.time;
        true
    }

    /// What the whole window says, and where it begins if it was summed afresh in a draft.
    fn judge(&mut self, case: &Case<'_>) -> (Answer, Option<EdgeId>) {
        if case.legs.len() <= self.short {
            let run = self.draft(case, case.program.judged);
            let first = case.backwards(run, None);
            return (run.judge(case.program), Some(first));
        }
        let graph = case.world.graph(case.program);
        let sliding = self.sliding.entry(case.key).or_insert_with(|| Sliding::new(case.program, case.start));
        sliding.advance(case.program, graph, case.legs, case.key.asset, case.start, case.anchor);
        let past = case.past(sliding.first().unwrap_or(case.anchor));
        (sliding.judge(case.program, past), None)
    }

    /// What the whole window lacks, as its sums tell.
    fn missing(&mut self, case: &Case<'_>) -> Missings {
        let (program, is_fresh) = (case.program, self.judge(case).1.is_some());
        match (&self.drafts[draft_of(program)], self.sliding.get(&case.key)) {
            (Some(run), _) if is_fresh => program.missing(|it| run.figure(it)),
            (_, Some(sliding)) => program.missing(|it| sliding.figure(it)),
            _ => Missings::default(),
        }
    }

    /// The draft for a rule of this kind, emptied to be filled for these quantities.
    fn draft(&mut self, case: &Case<'_>, kept: QuantitySet) -> &mut Run {
        let past = case.past(case.anchor);
        let run = self.drafts[draft_of(case.program)].get_or_insert_with(|| Run::new(case.program, kept, past));
        run.restart(kept, past);
        run
    }

    /// Lets the draft be the whole window as it was kept up, and tells where that begins.
    fn copy(&mut self, case: &Case<'_>) -> Option<EdgeId> {
        let sliding = self.sliding.get(&case.key)?;
        let first = sliding.first()?;
        self.drafts[draft_of(case.program)] = Some(sliding.run(case.past(first)));
        Some(first)
    }

    /// Opens a hit of what stands in the draft, whose run begins at `first`.
    fn open(&mut self, case: &Case<'_>, first: EdgeId, sink: &mut impl Sink) {
        let Some(run) = &mut self.drafts[draft_of(case.program)] else { return };
        let mut rows = case.cite(first, run).peekable();
        let first_time = rows.peek().map_or(case.edge.time, |it| it.row.time);
        let (rule, subject, mut measured) = (case.program.rule, case.key.subject, Vec::new());
        let score = report(case.program, run, &mut measured);
        let serial = sink.opened(Opening { rule, subject, measured, score }, &mut rows);
        drop(rows);
        case.tell_open_points(run, sink);
        let (last, last_time, run) = (case.anchor, case.edge.time, run.settle());
        self.keep(case.key, Episode { serial, first, first_time, last, last_time, seen: last, run });
    }

    /// Keeps the latest hit of a key.
    pub(super) fn keep(&mut self, key: Key, episode: Episode) {
        note_opened(&mut self.opened, &key);
        self.episodes.insert(key, episode);
    }

    /// Lets go of an episode that no later transfer can touch, so that its subject is not looked up again.
    fn let_go(&mut self, key: &Key) {
        self.episodes.remove(key);
        if let Some(subjects) = self.opened.get_mut(key.program).filter(|_| key.asset.is_none()) {
            subjects.remove(key.subject);
        }
    }

    /// Whether a subject may have a hit of a program; yes for few of whom that is false.
    #[inline]
    pub(super) fn may_have_opened(&self, program: usize, subject: PartyId) -> bool {
        self.opened.get(program).is_some_and(|it| it.contains(subject))
    }

    /// Lets go of what no later transfer can touch. Linear in what is held.
    pub(super) fn sweep(&mut self, programs: &[Program], world: &World<'_>, now: Instant) {
        let start = |key: &Key| programs.get(key.program).map(|it| world.start(it));
        self.glance.sweep(start);
        self.sliding.retain(|key, it| start(key).is_some_and(|start| !it.is_stale(start)));
        let within = |key: &Key| programs.get(key.program).map(|it| it.within);
        self.episodes.retain(|key, it| within(key).is_some_and(|within| within.holds(it.last_time, now)));
        self.opened.clear();
        self.episodes.keys().for_each(|it| note_opened(&mut self.opened, it));
    }
}

fn note_opened(opened: &mut Vec<PartySet>, key: &Key) {
    if opened.len() <= key.program {
        opened.resize_with(key.program + 1, PartySet::default);
    }
    if let Some(subjects) = opened.get_mut(key.program) {
        subjects.insert(key.subject);
    }
}

/// Writes the figures of a run and gives its score.
fn report(program: &Program, run: &Run, measured: &mut Vec<Measured>) -> u32 {
    program.measure(measured, |it| run.figure(it));
    program.points(|it| run.figure(it))
}

/// The place of a rule's draft.
fn draft_of(program: &Program) -> usize {
    usize::from(program.kind == Kind::Turnover)
}

impl<'a> Case<'a> {
    /// Rows of the subject that count, from an edge on.
    pub(super) fn rows(&self, from: EdgeId) -> impl DoubleEndedIterator<Item = (EdgeId, Side, &'a Edge)> + use<'a> {
        let (program, asset) = (self.program, self.key.asset);
        let graph = self.world.graph(program);
        self.legs.since(from.max(self.start)).filter_map(move |(id, side)| {
            let edge = graph.edge(id)?;
            program.counts(edge, side, asset).then_some((id, side, edge))
        })
    }

    /// The edges of the window.
    pub(super) fn view(&self) -> View<'a> {
        let graph = self.world.graph(self.program);
        graph.view(self.start, graph.end())
    }

    /// Whether every leg of the subject in the window is a row; no for some of which that is true.
    pub(super) fn takes_all(&self) -> bool {
        let (view, program) = (self.view(), self.program);
        self.key.asset.is_none() && view.meets_always(program.bit_in) && view.meets_always(program.bit_out)
    }

    /// Whether an edge of the window is a row of a side, asked without the edge: see [`Program::counts`].
    pub(super) fn picks(&self, side: Side) -> impl Fn(EdgeId) -> bool + 'a {
        let (view, asset) = (self.view(), self.key.asset);
        let bit = if side == Side::In { self.program.bit_in } else { self.program.bit_out };
        let always = view.meets_always(bit);
        let moves = move |id: EdgeId| asset.is_none_or(|it| view.gist(id).is_some_and(|gist| gist.asset == it));
        move |id| (always || view.meets(id, bit)) && moves(id)
    }

    /// Fills an empty run, whose past is that seen from the anchor, from there backwards: over the whole
    /// window, or, where an earlier hit holds the rows up to `covered`, only until all later rows are in
    /// and the bounds hold.
    fn backwards(&self, run: &mut Run, covered: Option<EdgeId>) -> EdgeId {
        let mut first = self.anchor;
        for (id, side, edge) in self.rows(self.start).rev() {
            if covered.is_some_and(|it| id <= it) && run.judge(self.program) == Answer::Holds {
                break;
            }
            run.push_oldest(id, edge, side);
            first = id;
            if covered.is_some() {
                run.past.earlier = self.earlier(first);
            }
        }
        run.past.earlier = self.earlier(first);
        first
    }

    /// Whether the subject's past forbids a match before any row is looked at. Legs that are not
    /// cut to the window make it the more careful.
    fn is_forbidden(&self) -> bool {
        let Some(party) = self.program.asks_past.then(|| self.world.party(self.key.subject)).flatten() else {
            return false;
        };
        let known = u64::try_from(self.edge.time.since(party.since)).unwrap_or(0);
        let ever = self.world.ever(self.key.subject, self.program.direction);
        let has_nothing = self.world.nothing(self.program.subject == Subject::Wallet).is_of(self.key.subject);
        let earlier = |most: Option<u64>| match has_nothing {
            true => self.earlier(self.start),
            false => self.legs.earlier_at_least(self.start, ever, most.unwrap_or(u64::MAX)),
        };
        self.program.forbids(|quantity| match quantity {
            Quantity::Earlier => Figure::AtLeast(earlier(self.program.bounds.of(quantity).max)),
            // No silence is longer than the time since the first transfer.
            Quantity::IdleBefore if self.program.bounds.of(quantity).min.is_some_and(|it| it > known) => Figure::Absent,
            Quantity::AccountAge => Figure::Exact(self.account_age()),
            _ => Figure::Unknown,
        })
    }

    /// The subject's past, as seen from a run that begins at `first`.
    fn past(&self, first: EdgeId) -> Past {
        if !self.program.asks_past {
            return Past::default();
        }
        Past {
            earlier: self.earlier(first),
            idle_before: self.world.idle_before(self.program, self.key.subject, self.start),
            account_age: self.account_age(),
        }
    }

    /// How many transfers in the rule's direction the subject had before `first`.
    fn earlier(&self, first: EdgeId) -> u64 {
        if !self.program.asks_past {
            return 0;
        }
        self.world.earlier(self.program, self.key.subject, self.legs, first)
    }

    pub(super) fn account_age(&self) -> u64 {
        let opened = self.world.opened(self.key.subject).unwrap_or(self.edge.time);
        u64::try_from(self.edge.time.since(opened)).unwrap_or(0)
    }

    /// A part of the score that cannot be told is knowledge that the rule lacks.
    fn tell_open_points(&self, run: &Run, sink: &mut impl Sink) {
        for missing in self.program.open_points(|it| run.figure(it)).iter() {
            sink.too_little(self.program.rule, missing, &[], self.world.transfer(self.anchor));
        }
    }

    fn cite<'r>(&self, from: EdgeId, run: &'r Run) -> impl Iterator<Item = Citation<'a>> + use<'a, 'r> {
        let (rows, world) = (self.rows(from).filter(|(id, side, _)| run.holds(*id, *side)), self.world);
        rows.filter_map(move |(id, _, _)| world.cite(id))
    }
}
