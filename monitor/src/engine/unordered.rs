//! Transfers whose order nobody knows → those of which it could change what the rules of a pack answer.
//!
//! ```text
//!   a ─▶ b ─▶ c     within one instant: is it a chain, or was b paid after it paid?
//! ```
//!
//! **Definition.** Of two transfers, one into a party and one out of it, that share an instant while nothing says which
//! was first, the order can matter to a rule where both meet its selection, the party is no service, and a match could
//! hold both if transfers of one instant came in whatever order suits it: a turnover where the party has as many
//! credits and debits, of as many others and of sums that keep a share within the bound; a chain where as many hops lead
//! on and came before as it asks for, each keeping its share; a cycle where what is reached from them meets; a diamond
//! where as many parties stand between the two ends. Of two that one party sent, the order can matter to a turnover whose
//! share has a bound from above, see [`debits`].
//!
//! What is left out can change nothing; of what is kept some may not either. A look that takes too many steps keeps
//! what it is about. Knows nothing of wallets without a tag that are taken for services.

mod asked;
mod debits;
mod still;

use super::program::{Program, Programs};
use super::running;
use crate::graph::{Edge, EdgeId, Leg, Way};
use crate::ledger::{Book, Ledger, PartyId, PartyKind, Sum, SymbolId, Tied, Transfer};
use crate::pattern::{Assets, Bound, Kind, PartySet, Quantity, may_follow};
use crate::rule::{Facts, Pack, Selector, Stance, Stances, Subject};
use asked::{Asked, levels, may_join};
use std::collections::{HashMap, HashSet};
use std::ops::Range;
use still::Still;
use tidegate_kyc_core::base::{Budget, Exhausted, Instant, Window};

/// About so many transfers of a ledger are looked at together, and those within a window of them.
const TOGETHER: usize = if cfg!(test) { 3 } else { 1 << 21 };
/// Where one transfer in so many has no known order, those they concern are sought first; where more have none, that is
/// most.
const FEW: usize = if cfg!(test) { 1 } else { 8 };
/// So many legs are looked at for one transfer: most wallets have fewer in any window.
const STEPS: u64 = 400;
/// So many legs of one party are looked at for what it received and sent: whoever has more can be anything.
const LEGS: usize = 4096;

/// The transfers of no known order that could change an answer, in the ledger's order.
#[must_use]
pub fn unordered<'l>(ledger: &'l Ledger, facts: Facts<'_>, pack: &Pack) -> Vec<&'l Transfer> {
    let tied: Vec<Tied<'l>> = ledger.tied().collect();
    let mut kept = vec![false; tied.len()];
    let asks = |it: &usize| pack.rules[*it].require.kind.asks_order();
    let mut rest: Vec<usize> = running(pack).into_iter().filter(asks).collect();
    while !rest.is_empty() && !tied.is_empty() {
        let (programs, left) = Programs::new(pack, &rest);
        if left.len() == rest.len() {
            break;
        }
        for part in parts(&tied) {
            Near::of(ledger.transfers(), &tied[part.clone()], facts, pack, &programs).keep(&mut kept[part]);
        }
        rest = left;
    }
    tied.iter().zip(kept).filter(|it| it.1).map(|it| it.0.transfer).collect()
}

/// The transfers of no known order in parts, no instant in two: what is held of a ledger does not grow with its length.
fn parts(tied: &[Tied<'_>]) -> impl Iterator<Item = Range<usize>> {
    let mut start = 0;
    std::iter::from_fn(move || {
        let first = tied.get(start)?;
        let near = tied[start..].partition_point(|it| it.place < first.place + TOGETHER);
        let last = tied.get(start + near - 1)?.transfer.time;
        let end = start + tied[start..].partition_point(|it| it.transfer.time <= last);
        Some(std::mem::replace(&mut start, end)..end)
    })
}

/// What is known of a party.
#[derive(Clone, Copy)]
struct Known {
    stance: Stance,
    is_service: bool,
}

/// The transfers that stand in a window with some of no known order.
struct Near<'a> {
    tied: &'a [Tied<'a>],
    /// The edges of those, where they have one.
    edges: Vec<Option<EdgeId>>,
    graph: Still,
    services: PartySet,
    programs: &'a Programs,
    book: &'a Book,
}

/// Two transfers of one instant, into a party and out of it.
#[derive(Clone, Copy)]
struct Pair<'a> {
    first: (EdgeId, &'a Edge),
    second: (EdgeId, &'a Edge),
}

impl<'a> Near<'a> {
    fn of(transfers: &[Transfer], tied: &'a [Tied<'a>], facts: Facts<'a>, pack: &Pack, programs: &'a Programs) -> Self {
        let mut near = Self {
            tied,
            edges: vec![None; tied.len()],
            graph: Still::default(),
            services: PartySet::default(),
            programs,
            book: facts.book,
        };
        let (parties, horizon) = (facts.book.parties.len(), programs.horizon);
        let (Some(first), Some(last)) = (tied.first(), tied.last()) else { return near };
        let start = transfers.partition_point(|it| !horizon.holds(it.time, first.transfer.time));
        let end =
            transfers.partition_point(|it| it.time <= last.transfer.time || horizon.holds(last.transfer.time, it.time));
        let (mut selector, mut known) = (programs.selector(), vec![None; parties]);
        let mut edge = |it: &Transfer| near.edge(it, &mut selector, &mut known, (facts, pack));
        let asked = if tied.len() * FEW <= end - start {
            let own: Vec<Option<Edge>> =
                tied.iter().map(|it| super::is_of_two(it.transfer).then(|| edge(it.transfer))).collect();
            Asked::of(tied, &own, programs, &near.services)
        } else {
            Asked::All
        };
        if asked.is_nobody() {
            return near;
        }
        let mut edges = Vec::new();
        // The first that is not before the window of a transfer, and the first that does not come before it.
        let (mut oldest, mut next) = (0, 0);
        for (place, transfer) in transfers.iter().enumerate().take(end).skip(start).filter(|it| asked.holds(it.1)) {
            let before = |it: &Tied<'_>| !horizon.holds(it.transfer.time, transfer.time);
            oldest += tied[oldest..].iter().take_while(|it| before(it)).count();
            let Some(first) = tied.get(oldest) else { break };
            next += tied[next..].iter().take_while(|it| it.place < place).count();
            if horizon.holds(transfer.time, first.transfer.time) && super::is_of_two(transfer) {
                if tied.get(next).is_some_and(|it| it.place == place) {
                    near.edges[next] = u32::try_from(edges.len()).ok().map(EdgeId);
                }
                edges.push(near.edge(transfer, &mut selector, &mut known, (facts, pack)));
            }
        }
        near.graph = Still::of(edges, parties);
        near
    }

    /// The edge of a transfer with the selections that it meets, or would with a value, as trails see them.
    fn edge(
        &mut self,
        transfer: &Transfer,
        selector: &mut Selector,
        known: &mut [Option<Known>],
        (facts, pack): (Facts<'_>, &Pack),
    ) -> Edge {
        let mut of = |party: PartyId| {
            *known[party.index()].get_or_insert_with(|| {
                let is_wallet = facts.book.parties.kind(party) == PartyKind::Wallet;
                let tags = if is_wallet { facts.tags.of(facts.book.parties.name(party)) } else { &[] };
                let is_service = tags.iter().any(|it| pack.services.contains(&it.category));
                Known { stance: selector.stance(party, facts), is_service }
            })
        };
        let customer = |it: Option<Known>| it.map_or(Stance::NOBODY, |it| it.stance);
        let (from, to) = (of(transfer.from), of(transfer.to));
        let (from_customer, to_customer) = (transfer.from_customer.map(&mut of), transfer.to_customer.map(&mut of));
        let stances = Stances {
            from: from.stance,
            to: to.stance,
            from_customer: customer(from_customer),
            to_customer: customer(to_customer),
        };
        let services = (from_customer.unwrap_or(from).is_service, to_customer.unwrap_or(to).is_service);
        let (sender, receiver) = (transfer.sender(), transfer.receiver());
        for (party, _) in [(sender, services.0), (receiver, services.1)].into_iter().filter(|it| it.1) {
            self.services.insert(party);
        }
        let ends = super::Ends { services, ..super::Ends::default() };
        let met = self.programs.trails.past_services(selector.select(transfer, stances, facts), ends);
        Edge {
            amount: transfer.amount,
            time: transfer.time,
            selected: met.bits | met.unknown,
            value: transfer.value,
            from: sender,
            to: receiver,
            asset: transfer.asset,
        }
    }

    /// Marks those of which the order could change an answer.
    fn keep(&self, kept: &mut [bool]) {
        let mut start = 0;
        for instant in self.tied.chunk_by(|a, b| a.transfer.time == b.transfer.time) {
            let edges = || (start..start + instant.len()).filter_map(|at| Some((at, self.edge_at(at)?.1)));
            let ends = |of: fn(&Edge) -> PartyId| by_party(edges(), of);
            let (received, sent) = (ends(|it| it.to), ends(|it| it.from));
            let mut turnovers = Turnovers::new();
            for received in received.chunk_by(|a, b| a.0 == b.0) {
                let party = received[0].0;
                let sent = of_party(&sent, party);
                if !sent.is_empty() && !self.services.contains(party) {
                    self.keep_of(received, sent, &mut turnovers, kept);
                }
            }
            for sent in sent.chunk_by(|a, b| a.0 == b.0).filter(|it| it.len() > 1) {
                if !self.services.contains(sent[0].0) {
                    self.keep_debits(sent, kept);
                }
            }
            start += instant.len();
        }
    }

    /// The same of what one party received and sent in one instant.
    fn keep_of(
        &self,
        received: &[(PartyId, usize)],
        sent: &[(PartyId, usize)],
        seen: &mut Turnovers,
        kept: &mut [bool],
    ) {
        for (_, one) in received {
            let mut budget = Budget::of(STEPS);
            for (at, (_, other)) in sent.iter().enumerate() {
                match self.may_matter((*one, *other), (kept[*one] && kept[*other]).then_some(false), seen, &mut budget)
                {
                    Ok(false) => {}
                    Ok(true) => (kept[*one], kept[*other]) = (true, true),
                    // What could not be looked at to its end is kept.
                    Err(Exhausted) => {
                        kept[*one] |= self.counts(*one, |it| it.bit_in);
                        sent[at..].iter().for_each(|it| kept[it.1] |= self.counts(it.1, |it| it.bit_in | it.bit_out));
                        break;
                    }
                }
            }
        }
    }

    /// Whether the order of two transfers could change an answer, by their places among the tied; `known` where that
    /// need not be asked.
    fn may_matter(
        &self,
        (one, other): (usize, usize),
        known: Option<bool>,
        seen: &mut Turnovers,
        budget: &mut Budget,
    ) -> Result<bool, Exhausted> {
        budget.spend(1)?;
        let (Some(first), Some(second), None) = (self.edge_at(one), self.edge_at(other), known) else {
            return Ok(known.unwrap_or(false));
        };
        if self.tied[one].is_told_from(&self.tied[other], self.book) {
            return Ok(false);
        }
        for (number, program) in self.programs.all.iter().enumerate() {
            let pair = Pair { first, second };
            let matters = match program.kind {
                Kind::Flow => false,
                Kind::Turnover => self.may_turn_over((number, program), pair, seen),
                _ => self.may_lead(program, pair, budget)?,
            };
            if matters {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Whether any rule could count a transfer by one of these selections of it.
    fn counts(&self, at: usize, bits: impl Fn(&Program) -> u64) -> bool {
        self.edge_at(at).is_some_and(|it| self.programs.all.iter().any(|program| it.1.selected & bits(program) != 0))
    }

    /// Whether a party's turnover could hold both: what it received and what it sent.
    fn may_turn_over(&self, (number, program): (usize, &Program), pair: Pair<'_>, seen: &mut Turnovers) -> bool {
        let (credit, debit) = (pair.first.1, pair.second.1);
        let is_selected = credit.selected & program.bit_in != 0 && debit.selected & program.bit_out != 0;
        if !is_selected || program.assets == Assets::Same && credit.asset != debit.asset {
            return false;
        }
        let asset = (program.assets == Assets::Same).then_some(credit.asset);
        let look = || self.turns_over(program, credit.to, asset, credit.time);
        program.subject == Subject::Wallet || *seen.entry((number, credit.to, asset)).or_insert_with(look)
    }

    /// Whether all that a party received and sent about that time is enough for a turnover, in whatever order.
    fn turns_over(&self, program: &Program, party: PartyId, asset: Option<SymbolId>, time: Instant) -> bool {
        let (span, bounds) = (self.span(program.within, time), &program.bounds);
        let legs = |way, bit: u64| {
            let legs = within(self.graph.legs(party, way), &span);
            let edges = legs.iter().filter_map(|it| self.graph.edge(it.edge)).take(LEGS);
            let counts = move |it: &&Edge| it.selected & bit != 0 && asset.is_none_or(|asset| asset == it.asset);
            (legs.len() > LEGS, edges.filter(counts).collect::<Vec<&Edge>>())
        };
        let (credits, debits) = (legs(Way::In, program.bit_in), legs(Way::Out, program.bit_out));
        if credits.0 || debits.0 {
            return true;
        }
        let (credits, debits) = (credits.1, debits.1);
        let enough = |quantity, count: &dyn Fn(usize) -> usize| {
            let least = bounds.of(quantity).min.map_or(0, |it| usize::try_from(it).unwrap_or(usize::MAX));
            least == 0 || count(least) >= least
        };
        enough(Quantity::InCount, &|_| credits.len())
            && enough(Quantity::OutCount, &|_| debits.len())
            && enough(Quantity::Senders, &|least| others(&credits, |it| it.from, least))
            && enough(Quantity::Receivers, &|least| others(&debits, |it| it.to, least))
            && (asset.is_none() || may_keep(&credits, &debits, bounds.of(Quantity::KeptShare)))
    }

    /// Whether a chain, a cycle or a diamond could lead over both.
    fn may_lead(&self, program: &Program, pair: Pair<'_>, budget: &mut Budget) -> Result<bool, Exhausted> {
        let (first, second) = (pair.first.1, pair.second.1);
        if !may_join(program, first, second) {
            return Ok(false);
        }
        let least = program.ask.size.min.unwrap_or(1);
        if program.subject == Subject::Wallet {
            return Ok(true);
        }
        if first.from == second.to {
            return Ok(program.kind == Kind::Cycle && least <= 2);
        }
        if program.kind == Kind::Diamond {
            return self.stand_between(program, pair, least, budget);
        }
        let levels = levels(program);
        let (on, reached) = self.walk(program, pair.second, Way::Out, levels, budget)?;
        let (back, begun) = self.walk(program, pair.first, Way::In, levels, budget)?;
        Ok(match program.kind {
            Kind::Path => on + back >= levels,
            _ => !reached.is_disjoint(&begun),
        })
    }

    /// Whether so many parties stand between the source of one transfer and the gatherer of another.
    fn stand_between(
        &self,
        program: &Program,
        pair: Pair<'_>,
        least: u64,
        budget: &mut Budget,
    ) -> Result<bool, Exhausted> {
        let span = self.span(program.within, pair.first.1.time);
        let mut others = |party, way| {
            let legs = within(self.graph.legs(party, way), &span);
            budget.spend(legs.len() as u64)?;
            let counts = |it: &&Leg| self.graph.edge(it.edge).is_some_and(|it| it.selected & program.bit_in != 0);
            Ok(legs.iter().filter(counts).map(|it| it.other).collect::<HashSet<PartyId>>())
        };
        let (paid, gathered) = (others(pair.first.1.from, Way::Out)?, others(pair.second.1.to, Way::In)?);
        Ok(paid.intersection(&gathered).count() as u64 >= least)
    }

    /// How many more hops, up to `levels`, lead on from a transfer or led up to it, and whom they reach.
    fn walk(
        &self,
        program: &Program,
        start: (EdgeId, &Edge),
        way: Way,
        levels: u32,
        budget: &mut Budget,
    ) -> Result<(u32, HashSet<PartyId>), Exhausted> {
        let span = self.span(program.within, start.1.time);
        let end = |it: &Edge| if way == Way::Out { it.to } else { it.from };
        let (mut reached, mut level) = (HashSet::from([end(start.1)]), vec![start.0]);
        for hops in 0..levels {
            let mut next = Vec::new();
            for edge in level.iter().filter_map(|it| self.graph.edge(*it)) {
                for leg in within(self.graph.legs(end(edge), way), &span) {
                    budget.spend(1)?;
                    let Some(other) = self.graph.edge(leg.edge) else { continue };
                    let (earlier, later) = if way == Way::Out { (edge, other) } else { (other, edge) };
                    let fits = earlier.time <= later.time && other.selected & program.bit_in != 0;
                    if fits && earlier.from != later.to && may_follow(&program.ask, earlier, later) {
                        next.push(leg.edge);
                        reached.insert(leg.other);
                    }
                }
            }
            if next.is_empty() {
                return Ok((hops, reached));
            }
            next.sort_unstable();
            next.dedup();
            level = next;
        }
        Ok((levels, reached))
    }

    /// The edges that share a window with a time.
    fn span(&self, within: Window, time: Instant) -> Range<EdgeId> {
        let end = time.micros().saturating_add(within.micros()).saturating_add(1);
        self.graph.first_since(within.start(time))..self.graph.first_since(Instant::from_micros(end))
    }

    fn edge_at(&self, at: usize) -> Option<(EdgeId, &Edge)> {
        let id = self.edges[at]?;
        Some((id, self.graph.edge(id)?))
    }
}

/// Which parties turn over enough of which asset in the instant that is looked at, by the number of the rule.
type Turnovers = HashMap<(usize, PartyId, Option<SymbolId>), bool>;

/// At one end of each of some edges, who stands there, with the edge's place; in order.
fn by_party<'e>(edges: impl Iterator<Item = (usize, &'e Edge)>, end: fn(&Edge) -> PartyId) -> Vec<(PartyId, usize)> {
    let mut ends: Vec<(PartyId, usize)> = edges.map(|(at, it)| (end(it), at)).collect();
    ends.sort_unstable();
    ends
}

/// Those of one party.
fn of_party(ends: &[(PartyId, usize)], party: PartyId) -> &[(PartyId, usize)] {
    let ends = &ends[ends.partition_point(|it| it.0 < party)..];
    &ends[..ends.partition_point(|it| it.0 == party)]
}

/// The legs in a span of edges.
fn within<'g>(legs: &'g [Leg], span: &Range<EdgeId>) -> &'g [Leg] {
    let legs = &legs[legs.partition_point(|it| it.edge < span.start)..];
    &legs[..legs.partition_point(|it| it.edge < span.end)]
}

/// How many parties stand at one end of some edges, counted to `most`.
fn others(edges: &[&Edge], end: fn(&Edge) -> PartyId, most: usize) -> usize {
    let mut met: HashSet<PartyId, foldhash::fast::RandomState> = HashSet::default();
    edges.iter().filter(|it| met.insert(end(it))).take(most).count()
}

/// Whether some of these debits could be such a share of some of these credits, all of one asset.
fn may_keep(credits: &[&Edge], debits: &[&Edge], share: Bound) -> bool {
    let sum = |edges: &[&Edge]| {
        let mut sum = Sum::default();
        edges.iter().for_each(|it| sum.add(it.amount));
        sum
    };
    let least = |edges: &[&Edge]| {
        let least = edges.iter().filter(|it| !it.amount.is_zero()).min_by_key(|it| it.amount);
        sum(least.copied().as_slice())
    };
    let most = sum(debits).permille_of(&least(credits));
    let fewest = least(debits).permille_of(&sum(credits));
    share.min.zip(most).is_none_or(|(min, most)| most >= min)
        && share.max.zip(fewest).is_none_or(|(max, fewest)| fewest <= max)
}
