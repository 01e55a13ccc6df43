//! The pass over the transfers in which money is followed.
//!
//! For the source, wallets hold pieces marked with where they are from, and what comes to the subject is added up
//! by marks. For the destination, the subject's pieces are marked as its own, and are added up where they
//! end. Linear in transfers and in pieces that are moved, of which there is a budget.

use super::gather::{Gathered, Scale, scales};
use super::holding::{Brought, Holding, Mark, Piece};
use super::reach::Reach;
use super::services::Services;
use super::share::Cutter;
use super::steps::Steps;
use super::{Categories, Exposure, Method, Question, Side, Stop};
use crate::ledger::{Book, Ledger, PartyId, PartyKind, SymbolId, Transfer};
use crate::tag::Tags;
use std::collections::HashMap;
use tidegate_kyc_core::base::Instant;

/// The transfers that count for a question: something is moved, between two, in time.
#[derive(Clone, Copy, Debug)]
pub(super) struct Moves<'l> {
    transfers: &'l [Transfer],
    /// Whether wallets are the ends, or whoever stands behind them.
    of_wallets: bool,
    subject: PartyId,
    /// Wallets whose tags are a finding, by their numbers: no customer stands for them.
    risks: &'l [bool],
}

impl<'l> Moves<'l> {
    fn new(ledger: &'l Ledger, question: &Question, risks: &'l [bool]) -> Self {
        let all = ledger.transfers();
        let end = question.until.map_or(all.len(), |until| all.partition_point(|it| it.time <= until));
        let of_wallets = ledger.book().parties.kind(question.subject) == PartyKind::Wallet;
        Self { transfers: &all[..end], of_wallets, subject: question.subject, risks }
    }

    /// The two ends of a transfer.
    fn ends(self, it: &Transfer) -> (PartyId, PartyId) {
        let end = |wallet: PartyId, customer: Option<PartyId>| match customer {
            Some(it) if !self.of_wallets && (it == self.subject || !self.risks[wallet.index()]) => it,
            _ => wallet,
        };
        (end(it.from, it.from_customer), end(it.to, it.to_customer))
    }

    fn time(self, place: u32) -> Instant {
        self.transfers.get(place as usize).map_or(Instant::from_micros(0), |it| it.time)
    }

    /// Each with its place and its two ends.
    pub(super) fn all(self) -> impl DoubleEndedIterator<Item = (u32, &'l Transfer, PartyId, PartyId)> + Clone {
        self.transfers.iter().enumerate().filter(|(_, it)| !it.amount.is_zero()).filter_map(move |(place, it)| {
            let (from, to) = self.ends(it);
            // Places of a ledger have 32 bits.
            (from != to && it.from != it.to).then_some((place as u32, it, from, to))
        })
    }
}

/// Follows the money of a question through a ledger.
///
/// Every unit that the subject received, or sent, stands at exactly one end of its asset, but by
/// [`Method::Poison`], which says what could be at most. The same ledger gives the same answer, whatever numbers its book gave
/// to names. Linear in transfers and in the pieces that are moved (by the shares of all a wallet holds, in marks for each
/// transfer); of these at most [`Question::moves`], and where they are spent the rest ends at [`Stop::Spent`].
#[must_use]
pub fn trace(ledger: &Ledger, tags: &Tags, categories: &Categories, question: &Question) -> Exposure {
    let book = ledger.book();
    let risks = risks(book, tags, categories);
    let moves = Moves::new(ledger, question, &risks);
    let ends = moves.all().map(|it| (it.2, it.3));
    let mut services = Services::new((book, tags, categories), question.untagged_service, ends);
    let reach = Reach::of(question, &moves, &mut services);
    let scales = scales(moves.all().map(|it| it.1), book.assets.len());
    let holdings = (0..reach.len()).map(|_| Holding::new(question.method)).collect();
    let tracer = Tracer {
        question,
        services,
        holdings,
        scales,
        steps: Steps::default(),
        gathered: Gathered::new(question.method),
        moved: Vec::new(),
        own: HashMap::default(),
        // Steps are numbered in 32 bits.
        left: question.moves.min(MOVES_MAX),
    };
    let mut exposure = tracer.run(&moves, &reach, ledger);
    exposure.wallets = reach.len() as u64;
    exposure.without_order = without_order(ledger, &moves, &reach, question.subject);
    exposure
}

/// Which parties are wallets whose tags are a finding.
fn risks(book: &Book, tags: &Tags, categories: &Categories) -> Vec<bool> {
    let is_risk = |at: usize| {
        let party = PartyId(at as u32);
        book.parties.kind(party) == PartyKind::Wallet && categories.is_risk(tags.of(book.parties.name(party)))
    };
    if tags.is_empty() { vec![false; book.parties.len()] } else { (0..book.parties.len()).map(is_risk).collect() }
}

/// Transfers into or out of wallets that were looked into whose order within their instant nobody knows.
fn without_order(ledger: &Ledger, moves: &Moves<'_>, reach: &Reach, subject: PartyId) -> u64 {
    let counts = |it: &Transfer, party: PartyId| party == subject || reach.number(party, it.asset).is_some();
    let tied = ledger.tied().filter(|it| it.place < moves.transfers.len() && !it.transfer.amount.is_zero());
    let is_near = |it: &Transfer| {
        let (from, to) = moves.ends(it);
        counts(it, from) || counts(it, to)
    };
    tied.filter(|it| is_near(it.transfer)).count() as u64
}

/// No more pieces are moved, whatever is asked.
const MOVES_MAX: u64 = 1 << 30;

struct Tracer<'l> {
    question: &'l Question,
    services: Services<'l>,
    holdings: Vec<Holding>,
    scales: Vec<Scale>,
    steps: Steps,
    gathered: Gathered,
    /// The pieces of the transfer that is looked at.
    moved: Vec<Piece>,
    /// What the subject holds of each asset, as far as it is shown receiving it.
    own: HashMap<SymbolId, u128, foldhash::fast::RandomState>,
    /// Pieces that may still be moved.
    left: u64,
}

/// One transfer as it is looked at.
#[derive(Clone, Copy)]
struct Move<'l> {
    place: u32,
    row: &'l Transfer,
    units: u128,
    from: PartyId,
    to: PartyId,
}

impl<'l> Tracer<'l> {
    fn run(mut self, moves: &Moves<'l>, reach: &Reach, ledger: &Ledger) -> Exposure {
        let subject = self.question.subject;
        let mut too_large = Vec::new();
        for (place, row, from, to) in moves.all() {
            let (sender, receiver) = (reach.number(from, row.asset), reach.number(to, row.asset));
            if sender.is_some() || receiver.is_some() || from == subject || to == subject {
                let scale = self.scales[row.asset.0 as usize];
                match scale.units(row.amount).filter(|_| scale.fits()) {
                    None => too_large.push(row.asset),
                    Some(units) => {
                        let it = Move { place, row, units, from, to };
                        match self.question.side {
                            Side::Source => self.source(it, sender, receiver, moves),
                            Side::Destination => self.destination(it, sender, receiver, moves),
                        }
                    }
                }
            }
            self.services.count(from, to, row.time);
        }
        if self.question.side == Side::Destination {
            self.settle(reach, moves);
        }
        too_large.sort_by(|one, other| ledger.book().asset(*one).cmp(ledger.book().asset(*other)));
        too_large.dedup();
        let exposure = self.gathered.finish(&self.scales, &self.steps, ledger.book());
        Exposure { too_large, is_spent: self.left == 0, ..exposure }
    }

    /// A transfer on the way to the subject.
    fn source(&mut self, it: Move<'_>, sender: Option<usize>, receiver: Option<usize>, moves: &Moves<'_>) {
        self.note_own(it);
        self.send(it, sender);
        if it.to == self.question.subject {
            self.arrive(it, moves);
            return;
        }
        let Some(number) = receiver else { return };
        for piece in &mut self.moved {
            piece.step = self.steps.take(it.place, piece.step);
        }
        if let Some(stop) = self.services.stop(it.to, it.row.time) {
            // What enters a service is the service's, also when it no longer looks like one.
            self.moved.clear();
            self.moved.push(Piece::new(it.units, Mark::From(stop)));
        }
        self.put(number, it.units);
    }

    /// Notes what the subject holds, as far as it is shown receiving it.
    fn note_own(&mut self, it: Move<'_>) {
        if it.from != self.question.subject && it.to != self.question.subject {
            return;
        }
        let own = self.own.entry(it.row.asset).or_default();
        if it.to == self.question.subject {
            *own += it.units;
        }
        if it.from == self.question.subject {
            let missing = it.units.saturating_sub(*own);
            *own -= it.units - missing;
            self.gathered.unseen(it.row.asset, missing);
        }
    }

    /// A transfer to the subject: where each piece is from.
    fn arrive(&mut self, it: Move<'_>, moves: &Moves<'_>) {
        self.gathered.count(it.row, it.units);
        let limit = self.question.hops.unwrap_or(u32::MAX);
        let value = it.row.value.map_or(0, |it| it.0);
        let mut cutter = Cutter::new(u128::from(value), it.units);
        let mut pieces = std::mem::take(&mut self.moved);
        for piece in &mut pieces {
            let Mark::From(mut stop) = piece.mark else { continue };
            piece.step = self.steps.take(it.place, piece.step);
            if self.steps.hops(piece.step) > limit {
                piece.step = self.steps.cut(piece.step, limit);
                self.left = self.left.saturating_sub(u64::from(limit));
                let first = self.steps.places(piece.step).first().and_then(|it| moves.transfers.get(*it as usize));
                stop = first.map_or(stop, |row| Stop::Beyond(moves.ends(row).0));
            }
            piece.value = match self.question.method {
                Method::Poison => value,
                _ => u64::try_from(cutter.cut(piece.units)).unwrap_or(value),
            };
            piece.brought = Brought::by(it.place);
            self.gathered.end(it.row.asset, stop, piece, &self.steps, |it| moves.time(it));
        }
        self.moved = pieces;
    }

    /// A transfer on the way from the subject.
    fn destination(&mut self, it: Move<'_>, sender: Option<usize>, receiver: Option<usize>, moves: &Moves<'_>) {
        self.note_own(it);
        self.send(it, sender);
        if it.from == self.question.subject {
            self.gathered.count(it.row, it.units);
        }
        let mut stop = match it.to == self.question.subject {
            true => Some(Stop::Returned),
            false => self.services.stop(it.to, it.row.time),
        };
        if self.left == 0 {
            stop = stop.or(Some(Stop::Spent(it.to)));
        }
        let limit = self.question.hops.unwrap_or(u32::MAX);
        let mut pieces = std::mem::take(&mut self.moved);
        for piece in &mut pieces {
            let is_own = piece.mark == Mark::Own;
            let end = match stop {
                _ if !is_own => None,
                // As far as was asked: it left from there, and is followed no further.
                _ if self.steps.hops(piece.step) >= limit => Some(Stop::Beyond(it.from)),
                stop => {
                    piece.step = self.steps.take(it.place, piece.step);
                    piece.brought = Brought::by(it.place);
                    stop
                }
            };
            if let Some(stop) = end {
                self.gathered.end(it.row.asset, stop, piece, &self.steps, |it| moves.time(it));
            }
            if !is_own || end.is_some() {
                *piece = Piece::new(piece.units, Mark::Other);
            }
        }
        self.moved = pieces;
        if let Some(number) = receiver.filter(|_| stop.is_none()) {
            self.put(number, it.units);
        }
    }

    /// Which pieces a transfer moves, by who sends it.
    fn send(&mut self, it: Move<'_>, sender: Option<usize>) {
        self.moved.clear();
        let is_source = self.question.side == Side::Source;
        let whole = |mark| Piece::new(it.units, mark);
        let from = |stop| whole(if is_source { Mark::From(stop) } else { Mark::Other });
        if it.from == self.question.subject {
            let value = it.row.value.map_or(0, |it| it.0);
            self.moved.push(if is_source { from(Stop::Returned) } else { Piece { value, ..whole(Mark::Own) } });
            return;
        }
        if let Some(stop) = self.services.stop(it.from, it.row.time) {
            self.moved.push(from(stop));
            return;
        }
        if self.left == 0 {
            self.moved.push(from(Stop::Spent(it.from)));
            return;
        }
        let unseen = from(Stop::Unseen(it.from));
        let Some(holding) = sender.and_then(|it| self.holdings.get_mut(it)) else {
            self.moved.push(unseen);
            return;
        };
        let work = if matches!(self.question.method, Method::Haircut) { holding.len() } else { 0 };
        let missing = holding.take(it.units, &mut self.moved);
        self.left = self.left.saturating_sub((work.max(self.moved.len()) + 1) as u64);
        match self.question.method {
            _ if missing == 0 => {}
            // What taints all taints it once, and this is the shorter way.
            Method::Poison => {
                self.moved.retain(|it| it.mark != unseen.mark);
                self.moved.push(unseen);
            }
            _ => self.moved.push(Piece { units: missing, ..unseen }),
        }
    }

    fn put(&mut self, number: usize, units: u128) {
        if let Some(holding) = self.holdings.get_mut(number) {
            holding.put(&self.moved, units, &self.steps);
            self.left = self.left.saturating_sub(self.moved.len() as u64);
        }
    }

    /// What is left of the subject's money where it is.
    fn settle(&mut self, reach: &Reach, moves: &Moves<'_>) {
        for (number, (party, asset)) in reach.in_order().into_iter().enumerate() {
            let stop = match () {
                () if self.left == 0 => Stop::Spent(party),
                () if self.services.was_busy(party) => Stop::Service(party),
                () => Stop::Held(party),
            };
            for it in self.holdings[number].pieces().filter(|it| it.mark == Mark::Own) {
                self.gathered.end(asset, stop, &it, &self.steps, |it| moves.time(it));
            }
        }
    }
}
