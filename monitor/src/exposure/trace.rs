//! The pass over the transfers in which money is followed.
//!
//! For the source, wallets hold pieces marked with where they are from, and what comes to the subject is added up
//! by marks. For the destination, the subject's pieces are marked as its own, and are added up where they
//! end. Linear in transfers and in pieces that are moved, of which there is a budget.

use super::gather::{Gathered, Scale, scales};
use super::holding::{Holding, Mark, Piece};
use super::reach::Reach;
use super::services::Services;
use super::steps::{StepId, Steps};
use super::{Exposure, Method, Question, Side, Stop};
use crate::ledger::{Ledger, PartyId, PartyKind, Transfer};
use crate::tag::Tags;
use tidegate_kyc_core::base::Instant;

/// The transfers that count for a question: something is moved, between two, in time.
#[derive(Clone, Copy, Debug)]
pub(super) struct Moves<'l> {
    transfers: &'l [Transfer],
    /// Whether wallets are the ends, or whoever stands behind them.
    of_wallets: bool,
}

impl<'l> Moves<'l> {
    fn new(ledger: &'l Ledger, question: &Question) -> Self {
        let all = ledger.transfers();
        let end = question.until.map_or(all.len(), |until| all.partition_point(|it| it.time <= until));
        let of_wallets = ledger.book().parties.kind(question.subject) == PartyKind::Wallet;
        Self { transfers: &all[..end], of_wallets }
    }

    /// Each with its place and its two ends.
    pub(super) fn all(self) -> impl DoubleEndedIterator<Item = (u32, &'l Transfer, PartyId, PartyId)> + Clone {
        self.transfers.iter().enumerate().filter(|(_, it)| !it.amount.is_zero()).filter_map(move |(place, it)| {
            let (from, to) = if self.of_wallets { (it.from, it.to) } else { (it.sender(), it.receiver()) };
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
pub fn trace(ledger: &Ledger, tags: &Tags, question: &Question) -> Exposure {
    let (moves, book) = (Moves::new(ledger, question), ledger.book());
    let ends = moves.all().map(|it| (it.2, it.3));
    let mut services = Services::new((book, tags), question.untagged_service, ends);
    let reach = Reach::of(question, &moves, &mut services);
    let scales = scales(moves.all().map(|it| it.1), book.assets.len());
    let holdings = (0..reach.len()).map(|_| Holding::new(question.method)).collect();
    let tracer = Tracer {
        question,
        services,
        holdings,
        scales,
        steps: Steps::default(),
        gathered: Gathered::default(),
        moved: Vec::new(),
        ends: Vec::new(),
        left: question.moves,
    };
    let mut exposure = tracer.run(&moves, &reach, ledger);
    exposure.wallets = reach.len() as u64;
    exposure.without_order = without_order(ledger, &moves, &reach, question.subject);
    exposure
}

/// Transfers into or out of wallets that were looked into whose order within their instant nobody knows.
fn without_order(ledger: &Ledger, moves: &Moves<'_>, reach: &Reach, subject: PartyId) -> u64 {
    let counts = |it: &Transfer, party: PartyId| party == subject || reach.number(party, it.asset).is_some();
    let ends = |it: &Transfer| if moves.of_wallets { (it.from, it.to) } else { (it.sender(), it.receiver()) };
    let tied = ledger.tied().filter(|it| it.place < moves.transfers.len() && !it.transfer.amount.is_zero());
    tied.filter(|it| counts(it.transfer, ends(it.transfer).0) || counts(it.transfer, ends(it.transfer).1)).count()
        as u64
}

struct Tracer<'l> {
    question: &'l Question,
    services: Services<'l>,
    holdings: Vec<Holding>,
    scales: Vec<Scale>,
    steps: Steps,
    gathered: Gathered,
    /// The pieces of the transfer that is looked at.
    moved: Vec<Piece>,
    /// Where each of them ends, if it does.
    ends: Vec<Option<Stop>>,
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
            let is_own = if self.question.side == Side::Source { to == subject } else { from == subject };
            if sender.is_some() || receiver.is_some() || is_own {
                let scale = self.scales[row.asset.0 as usize];
                match scale.units(row.amount).filter(|_| scale.fits()) {
                    None => too_large.push(row.asset),
                    Some(units) => {
                        let it = Move { place, row, units, from, to };
                        match self.question.side {
                            Side::Source => self.source(it, sender, receiver),
                            Side::Destination => self.destination(it, sender, receiver),
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
    fn source(&mut self, it: Move<'_>, sender: Option<usize>, receiver: Option<usize>) {
        let is_own = it.to == self.question.subject;
        self.send(it, sender);
        if !is_own && receiver.is_none() {
            return;
        }
        let limit = self.question.hops.unwrap_or(u32::MAX);
        for piece in &mut self.moved {
            let mut before = piece.step;
            if self.steps.hops(before) >= limit {
                (piece.mark, before) = (Mark::From(Stop::Beyond(it.from)), StepId::START);
            }
            piece.step = self.steps.take(it.place, before);
        }
        if let Some(number) = receiver.filter(|_| !is_own) {
            if let Some(stop) = self.services.stop(it.to, it.row.time) {
                // What enters a service is the service's, also when it no longer looks like one.
                self.moved.clear();
                self.moved.push(Piece { units: it.units, mark: Mark::From(stop), step: StepId::START });
            }
            self.put(number, it.units);
            return;
        }
        self.gathered.count(it.row, it.units);
        self.ends.clear();
        self.ends.extend(self.moved.iter().map(|it| match it.mark {
            Mark::From(stop) => Some(stop),
            Mark::Own | Mark::Other => None,
        }));
        self.end(it);
    }

    /// A transfer on the way from the subject.
    fn destination(&mut self, it: Move<'_>, sender: Option<usize>, receiver: Option<usize>) {
        let is_own = it.from == self.question.subject;
        self.send(it, sender);
        if is_own {
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
        self.ends.clear();
        for piece in &mut self.moved {
            let before = std::mem::replace(&mut piece.step, StepId::START);
            let mut end = None;
            if piece.mark == Mark::Own {
                piece.step = self.steps.take(it.place, before);
                end = stop.or_else(|| (self.steps.hops(piece.step) >= limit).then_some(Stop::Beyond(it.to)));
            }
            self.ends.push(end);
        }
        self.end(it);
        // What has ended is followed no further.
        for (piece, end) in self.moved.iter_mut().zip(&self.ends) {
            if end.is_some() {
                (piece.mark, piece.step) = (Mark::Other, StepId::START);
            }
        }
        if let Some(number) = receiver.filter(|_| stop.is_none()) {
            self.put(number, it.units);
        }
    }

    /// Adds up what ends at a transfer.
    fn end(&mut self, it: Move<'_>) {
        let overlap = self.question.method == Method::Poison;
        self.gathered.end((it.place, it.row, it.units), (&self.moved, &self.ends), overlap, &self.steps);
    }

    /// Which pieces a transfer moves, by who sends it.
    fn send(&mut self, it: Move<'_>, sender: Option<usize>) {
        self.moved.clear();
        let is_source = self.question.side == Side::Source;
        let whole = |mark| Piece { units: it.units, mark, step: StepId::START };
        let from = |stop| whole(if is_source { Mark::From(stop) } else { Mark::Other });
        if it.from == self.question.subject {
            self.moved.push(if is_source { from(Stop::Returned) } else { whole(Mark::Own) });
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
            let time = |place: u32| moves.transfers.get(place as usize).map_or(Instant::from_micros(0), |it| it.time);
            for it in self.holdings[number].pieces().filter(|it| it.mark == Mark::Own && it.units > 0) {
                self.gathered.rest(asset, stop, &it, (&self.steps, time));
            }
        }
    }
}
