//! What all rules of a monitor look at: the living graph, its windows, what is known of parties.

use super::ends::Ends;
use super::legs::{Anchor, End, Legs};
use super::nothing::Nothing;
use super::program::{Program, Programs};
use super::rows::Rows;
use crate::graph::{Edge, EdgeId, Leg, TemporalGraph, Way};
use crate::hit::Citation;
use crate::ledger::{Book, PartyId, PartyKind, Transfer};
use crate::pattern::{PartySet, Side};
use crate::rule::{Direction, Facts, Selector, Stance, Stances, Subject};
use std::collections::{BTreeSet, HashMap};
use tidegate_kyc_core::base::Instant;

/// The declared state of one party: all that outlives the window. Half a cache line. Transfers of amount 0 move
/// nothing, and do not count for it.
#[derive(Clone, Copy, Debug)]
#[repr(align(32))]
pub(super) struct Party {
    /// When its first transfer was; before there is one, when it was met.
    pub(super) since: Instant,
    /// Its newest transfer as a party that the graph has forgotten.
    pub(super) gone: Instant,
    /// Its first transfer ever.
    pub(super) first: EdgeId,
    /// How many there were.
    pub(super) ins: u32,
    pub(super) outs: u32,
    /// What the selections say to it.
    pub(super) stance: Stance,
}

/// Before every transfer: nothing was forgotten.
pub(super) const NEVER: Instant = Instant::from_micros(i64::MIN);

impl Party {
    pub(super) const UNMET: Self =
        Self { since: NEVER, gone: NEVER, first: EdgeId(0), ins: 0, outs: 0, stance: Stance::NOBODY };

    /// Whether any transfer named it.
    pub(super) fn is_met(&self) -> bool {
        self.has_moved() || self.since != NEVER
    }

    /// Whether any transfer of it moved something.
    pub(super) const fn has_moved(&self) -> bool {
        self.ins | self.outs != 0
    }
}

/// So many transfers are forgotten at once.
const FORGOTTEN: u32 = if cfg!(test) { 2 } else { 64 };

/// No party has so many legs: where no rule searches, nobody asks for the files of hubs.
const UNFILED: usize = u32::MAX as usize;

/// The shared state of one monitor.
#[derive(Debug, Default)]
pub(super) struct World<'t> {
    pub(super) graph: TemporalGraph,
    /// The same edges between bare wallets; kept only where a rule asks for wallets.
    pub(super) wallets: Option<TemporalGraph>,
    /// Transfers of nothing in either.
    pub(super) nothing: Nothing,
    nothing_of_wallets: Nothing,
    pub(super) rows: Rows<'t>,
    pub(super) parties: Vec<Party>,
    /// The newest forgotten transfers of wallets that a customer stood behind there: such a transfer
    /// is the wallet's own only for rules about wallets. Kept only where there are such rules.
    pub(super) fronted: HashMap<PartyId, Instant, foldhash::fast::RandomState>,
    /// When customers' accounts were opened, where that is known.
    pub(super) openings: HashMap<PartyId, Instant, foldhash::fast::RandomState>,
    pub(super) services: PartySet,
    pub(super) customers: PartySet,
    /// Parties that the exports do not name.
    pub(super) unnamed: PartySet,
    /// Wallets of which tags say something.
    pub(super) tagged: PartySet,
    categories: BTreeSet<String>,
    cursors: Vec<EdgeId>,
}

impl<'t> World<'t> {
    /// The world of some programs, whose transfers stand in these rows, of which there are none yet.
    pub(super) fn new(programs: &Programs, services: &BTreeSet<String>, rows: Rows<'t>) -> Self {
        let wallets = programs.all.iter().any(|it| it.subject == Subject::Wallet);
        let searches = programs.all.iter().any(|it| it.kind.is_trail());
        let graph = || if searches { TemporalGraph::default() } else { TemporalGraph::with_hubs_beyond(UNFILED) };
        Self {
            graph: graph(),
            rows,
            wallets: wallets.then(graph),
            categories: services.clone(),
            cursors: vec![EdgeId(0); programs.windows.len()],
            ..Self::default()
        }
    }

    /// The graph whose nodes are this program's subjects.
    pub(super) fn graph(&self, program: &Program) -> &TemporalGraph {
        match (&self.wallets, program.subject) {
            (Some(wallets), Subject::Wallet) => wallets,
            _ => &self.graph,
        }
    }

    /// The transfers of nothing in the graph of parties, or of wallets.
    pub(super) const fn nothing(&self, of_wallets: bool) -> &Nothing {
        if of_wallets && self.wallets.is_some() { &self.nothing_of_wallets } else { &self.nothing }
    }

    /// How many transfers that moved something a subject had before `first` in the program's direction, in which
    /// it has these legs.
    pub(super) fn earlier(&self, program: &Program, subject: PartyId, legs: Legs<'_>, first: EdgeId) -> u64 {
        let nothing = self.nothing(program.subject == Subject::Wallet);
        self.ever(subject, program.direction).saturating_sub(nothing.moving(subject, legs.since(first)))
    }

    /// An edge of a graph with its two ends.
    #[inline]
    pub(super) fn anchor<'g>(&self, graph: &'g TemporalGraph, id: EdgeId, edge: &'g Edge) -> Anchor<'g> {
        let end = |party: PartyId| {
            let known = self.party(party);
            End {
                party,
                is_service: self.services.contains(party),
                is_customer: self.customers.contains(party),
                since: known.map_or(edge.time, |it| it.since),
                ever: known.map_or((0, 0), |it| (it.ins, it.outs)),
                legs: Legs::all(graph, party),
            }
        };
        Anchor { id, edge, sender: end(edge.from), receiver: end(edge.to), walks: graph.walks_to(edge.from) }
    }

    /// The first edge in the program's window, whose end is the newest edge.
    pub(super) fn start(&self, program: &Program) -> EdgeId {
        self.cursors.get(program.cursor).copied().unwrap_or_default()
    }

    /// The first edge in each window, by the windows' places.
    pub(super) fn cursors(&self) -> &[EdgeId] {
        &self.cursors
    }

    /// What is known of a party of which any transfer moved something.
    pub(super) fn party(&self, party: PartyId) -> Option<&Party> {
        self.parties.get(party.index()).filter(|it| it.has_moved())
    }

    pub(super) fn transfer(&self, edge: EdgeId) -> Option<&Transfer> {
        self.rows.get(edge.0.checked_sub(self.graph.first().0)? as usize)
    }

    /// The same, to be cited by a hit.
    pub(super) fn cite(&self, edge: EdgeId) -> Option<Citation<'_>> {
        self.rows.cite(edge.0.checked_sub(self.graph.first().0)? as usize)
    }

    /// Who stands at the ends of the next transfer. Comes between [`World::forget`] and [`World::append`].
    pub(super) fn ends(&mut self, next: &Transfer, programs: &Programs) -> Ends {
        let (sender, receiver) = (next.sender(), next.receiver());
        let services = (self.services.contains(sender), self.services.contains(receiver));
        let Some((service, cursor)) = programs.untagged else { return Ends { services, ..Ends::default() } };
        // Hardly anybody ever had so many.
        let ever = |party: PartyId| {
            let has = |it: &Party| u64::from(it.ins) >= service.received && u64::from(it.outs) >= service.sent;
            self.party(party).is_some_and(has) && !self.customers.contains(party) && !self.tagged.contains(party)
        };
        let often = (Some(sender).filter(|it| ever(*it)), Some(receiver).filter(|it| ever(*it)));
        if often == (None, None) {
            return Ends { services, untagged: often };
        }
        if let Some(cursor) = self.cursors.get_mut(cursor) {
            *cursor = self.graph.advance(*cursor, service.within.start(next.time));
        }
        let first = self.cursors.get(cursor).copied().unwrap_or_default();
        let view = self.graph.view(first, self.graph.end());
        let least = |it: u64| usize::try_from(it).unwrap_or(usize::MAX);
        let is_one = |party: &PartyId| {
            view.moves_often(*party, Way::In, least(service.received))
                && view.moves_often(*party, Way::Out, least(service.sent))
        };
        Ends { services, untagged: (often.0.filter(is_one), often.1.filter(is_one)) }
    }

    /// Takes a transfer in and moves the windows on.
    pub(super) fn append(&mut self, transfer: &Transfer, selected: u64, programs: &Programs) -> EdgeId {
        let edge = Edge {
            amount: transfer.amount,
            time: transfer.time,
            selected,
            value: transfer.value,
            from: transfer.sender(),
            to: transfer.receiver(),
            asset: transfer.asset,
        };
        self.rows.push(transfer);
        if let Some(wallets) = &mut self.wallets {
            wallets.take(&marked(&self.unnamed, Edge { from: transfer.from, to: transfer.to, ..edge }));
        }
        let id = self.graph.take(&marked(&self.unnamed, edge));
        if edge.amount.is_zero() {
            self.nothing.push(id, edge.from, edge.to);
            if self.wallets.is_some() {
                self.nothing_of_wallets.push(id, transfer.from, transfer.to);
            }
        }
        for (cursor, window) in self.cursors.iter_mut().zip(&programs.windows) {
            *cursor = self.graph.advance(*cursor, window.start(transfer.time));
        }
        id
    }

    /// Lets a transfer go by that is older than every window: its parties know when it was.
    pub(super) fn pass_by(&mut self, transfer: &Transfer) {
        let wallets = self.wallets.is_some().then_some([transfer.from, transfer.to]);
        if !transfer.amount.is_zero() {
            self.let_go(transfer.time, [transfer.sender(), transfer.receiver()], wallets);
        }
        self.begin_at(EdgeId(self.graph.end().0 + 1));
    }

    /// Lets the edges begin at a number, before there are any.
    pub(super) fn begin_at(&mut self, first: EdgeId) {
        self.graph.begin_at(first);
        self.wallets.iter_mut().for_each(|it| it.begin_at(first));
    }

    /// Reads what the next transfers will touch, all at once, so that the memory answers for many
    /// together and not one after the other. Changes nothing; the sum keeps the reads alive.
    pub(super) fn warm(&self, next: &[Transfer]) -> u64 {
        fn sum(next: &[Transfer], of: impl Fn(PartyId) -> u32) -> u64 {
            let both = next.iter().flat_map(|it| [it.sender(), it.receiver()]);
            both.fold(0, |sum: u64, it| sum.wrapping_add(u64::from(of(it))))
        }
        let places = sum(next, |it| self.parties.get(it.index()).map_or(0, |it| it.ins) ^ self.graph.touch(it));
        places.wrapping_add(sum(next, |it| self.graph.touch_legs(it)))
    }

    /// Makes room for so many parties.
    pub(super) fn reserve(&mut self, parties: usize) {
        self.parties.reserve(parties.saturating_sub(self.parties.len()));
        self.graph.reserve(parties);
    }

    /// Counts a transfer for those that take part in it, and tells their stances. Comes before
    /// [`World::append`].
    pub(super) fn meet(&mut self, transfer: &Transfer, selector: &mut Selector, facts: Facts<'_>) -> Stances {
        let moved = u32::from(!transfer.amount.is_zero());
        let mut note = |party, side| self.note((party, side), (transfer.time, moved), selector, facts);
        let customer =
            |party: Option<PartyId>, note: &mut dyn FnMut(PartyId) -> Stance| party.map_or(Stance::NOBODY, note);
        Stances {
            from: note(transfer.from, Side::Out),
            to: note(transfer.to, Side::In),
            from_customer: customer(transfer.from_customer, &mut |it| note(it, Side::Out)),
            to_customer: customer(transfer.to_customer, &mut |it| note(it, Side::In)),
        }
    }

    fn note(
        &mut self,
        (party, side): (PartyId, Side),
        (time, moved): (Instant, u32),
        selector: &mut Selector,
        facts: Facts<'_>,
    ) -> Stance {
        if self.parties.len() <= party.index() {
            self.parties.resize(party.index() + 1, Party::UNMET);
        }
        if !self.parties[party.index()].has_moved() {
            self.begin(party, time, selector, facts);
        }
        let known = &mut self.parties[party.index()];
        match side {
            Side::In => known.ins = known.ins.saturating_add(moved),
            Side::Out => known.outs = known.outs.saturating_add(moved),
        }
        known.stance
    }

    /// A party's first transfer, as long as none has moved anything.
    #[cold]
    fn begin(&mut self, party: PartyId, time: Instant, selector: &mut Selector, facts: Facts<'_>) {
        if !self.parties[party.index()].is_met() {
            self.learn(party, time, selector, facts);
        }
        let first = self.graph.end();
        let known = &mut self.parties[party.index()];
        (known.since, known.first) = (time, first);
    }

    /// What the facts say of a party, asked once, when it is met.
    fn learn(&mut self, party: PartyId, time: Instant, selector: &mut Selector, facts: Facts<'_>) {
        let stance = selector.stance(party, facts);
        self.parties[party.index()] = Party { since: time, stance, ..Party::UNMET };
        self.believe(party, facts);
        if facts.book.parties.is_unnamed(party) {
            self.unnamed.insert(party);
        }
    }

    /// Whether it met parties that a book does not have.
    pub(super) fn knows_beyond(&self, book: &Book) -> bool {
        self.parties.len() > book.parties.len()
    }

    /// Asks the facts of a party again, if it was met.
    pub(super) fn ask_again(&mut self, party: PartyId, selector: &mut Selector, facts: Facts<'_>) {
        if let Some(known) = self.parties.get_mut(party.index()).filter(|it| it.is_met()) {
            known.stance = selector.stance(party, facts);
            for set in [&mut self.tagged, &mut self.services] {
                set.remove(party);
            }
            self.openings.remove(&party);
            self.believe(party, facts);
        }
    }

    /// Takes in what the facts say of a party of which nothing is known.
    fn believe(&mut self, party: PartyId, facts: Facts<'_>) {
        if facts.book.parties.kind(party) == PartyKind::Customer {
            self.customers.insert(party);
        } else if !facts.tags.is_empty() {
            let tags = facts.tags.of(facts.book.parties.name(party));
            if !tags.is_empty() {
                self.tagged.insert(party);
            }
            if tags.iter().any(|it| self.categories.contains(&it.category)) {
                self.services.insert(party);
            }
        }
        if let Some(opened) = opened(party, facts) {
            self.openings.insert(party, opened);
        }
    }

    /// When its account was opened as the customer facts say, otherwise its first transfer.
    pub(super) fn opened(&self, party: PartyId) -> Option<Instant> {
        self.openings.get(&party).copied().or(self.party(party).map(|it| it.since))
    }

    /// Forgets the transfers before a time, which no window reaches any more, once there are a few: what
    /// that touches is fetched for all of them together.
    pub(super) fn forget(&mut self, before: Instant) {
        let first = self.graph.first();
        let last = EdgeId(first.0.saturating_add(FORGOTTEN - 1));
        if self.graph.time(last).is_none_or(|it| it >= before) {
            return;
        }
        let is_gone = |at: &u32| self.graph.time(EdgeId(*at)).is_some_and(|it| it < before);
        let gone = (last.0..).take_while(is_gone).count() as u32 + FORGOTTEN - 1;
        for id in (first.0..).map(EdgeId).take(gone as usize) {
            let Some(edge) = self.graph.edge(id) else { break };
            let wallets = self.wallets.as_ref().and_then(|it| it.edge(id)).map(|it| [it.from, it.to]);
            let (time, ends) = (edge.time, [edge.from, edge.to]);
            if edge.amount.is_zero() {
                self.nothing.forget(ends[0], ends[1]);
                wallets.into_iter().for_each(|[from, to]| self.nothing_of_wallets.forget(from, to));
            } else {
                self.let_go(time, ends, wallets);
            }
        }
        self.rows.forget(gone as usize);
        self.graph.forget(gone);
        self.wallets.iter_mut().for_each(|it| it.forget(gone));
    }

    /// Notes that a transfer between parties, and between wallets where rules ask for those, is in no graph any
    /// more.
    fn let_go(&mut self, time: Instant, ends: [PartyId; 2], wallets: Option<[PartyId; 2]>) {
        for party in ends {
            if let Some(party) = self.parties.get_mut(party.index()) {
                party.gone = time;
            }
        }
        let fronted = wallets.into_iter().flatten().zip(ends).filter(|(wallet, party)| wallet != party);
        self.fronted.extend(fronted.map(|(wallet, _)| (wallet, time)));
    }

    /// A subject's newest transfer that its graph has forgotten.
    fn gone(&self, program: &Program, subject: PartyId) -> Option<Instant> {
        let fronted = self.fronted.get(&subject).filter(|_| program.subject == Subject::Wallet).copied();
        fronted.max(self.party(subject).map(|it| it.gone).filter(|it| *it != NEVER))
    }

    /// How many transfers that moved something a subject had in a direction, all told.
    pub(super) fn ever(&self, subject: PartyId, direction: Direction) -> u64 {
        self.party(subject).map_or(0, |it| direction.of(u64::from(it.ins), u64::from(it.outs)))
    }

    /// Microseconds between the subject's last transfer before `start` and its first since.
    pub(super) fn idle_before(&self, program: &Program, subject: PartyId, start: EdgeId) -> Option<u64> {
        let (graph, nothing) = (self.graph(program), self.nothing(program.subject == Subject::Wallet));
        let time = |leg: Option<&Leg>| leg.and_then(|it| graph.edge(it.edge)).map(|it| it.time);
        let split = |side: Side, legs: &[Leg]| {
            let (before, since) = legs.split_at(legs.partition_point(|it| it.edge < start));
            (time(nothing.newest(subject, side, before)), time(nothing.oldest(subject, side, since)))
        };
        let (in_before, in_first) = split(Side::In, graph.ins(subject));
        let (out_before, out_first) = split(Side::Out, graph.outs(subject));
        let before = in_before.max(out_before).or_else(|| self.gone(program, subject))?;
        let first = in_first.into_iter().chain(out_first).min()?;
        u64::try_from(first.since(before)).ok()
    }
}

/// An edge that says who of its ends is not named.
fn marked(unnamed: &PartySet, edge: Edge) -> Edge {
    if unnamed.is_empty() {
        return edge;
    }
    let from = if unnamed.contains(edge.from) { Edge::FROM_UNNAMED } else { 0 };
    let to = if unnamed.contains(edge.to) { Edge::TO_UNNAMED } else { 0 };
    Edge { selected: edge.selected | from | to, ..edge }
}

fn opened(party: PartyId, facts: Facts<'_>) -> Option<Instant> {
    let customer = facts.book.parties.kind(party) == PartyKind::Customer;
    customer.then(|| facts.customers.of(facts.book.parties.name(party))?.opened).flatten()
}
