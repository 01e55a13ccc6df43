//! The stream: one transfer in, the outcomes it completes out. A batch is its fold.
//!
//! [`Monitor`] keeps what the longest window of its rules needs and the declared state of parties
//! (first seen, last seen, number of transfers); nothing else of history. [`scan`] runs it over a
//! sorted ledger, with the rules spread over threads, and folds its outcomes.
//!
//! ```
//! use tidegate_monitor::engine::{Monitor, Outcome};
//! use tidegate_monitor::ledger::{Import, LedgerBuilder};
//! use tidegate_monitor::rule::{Facts, Pack, RuleFile};
//! use tidegate_monitor::tag::{Customers, Tags};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../rules/aml/structuring/structuring-below-threshold.toml");
//! let rule = RuleFile { name: "structuring.toml".into(), text: std::fs::read_to_string(path)? };
//! let pack = RuleFile {
//!     name: "pack.toml".into(),
//!     text: "currency = 'EUR'\nsearch_steps = 20000\n[[rule]]\nid = 'structuring-below-threshold'\nversion = 1".into(),
//! };
//! let pack = Pack::read(&[pack], &[rule]).map_err(|complaints| complaints[0].to_string())?;
//!
//! let export = "time,from,to,to_customer,amount,asset,kind\n\
//!     2026-03-01T10:00:00Z,x1,a1,c-42,9500,EUR,deposit\n\
//!     2026-03-02T10:00:00Z,x1,a1,c-42,9800,EUR,deposit\n\
//!     2026-03-04T10:00:00Z,x2,a1,c-42,9000,EUR,deposit\n";
//! let mut builder = LedgerBuilder::new(Import { currency: Some(pack.currency.clone()), ..Import::default() });
//! builder.read("export.csv", export.as_bytes())?;
//! let (ledger, tags, customers) = (builder.finish(), Tags::default(), Customers::default());
//!
//! let facts = Facts { book: ledger.book(), tags: &tags, customers: &customers };
//! let mut monitor = Monitor::new(&pack);
//! let mut opened = 0;
//! for transfer in ledger.transfers() {
//!     for outcome in monitor.observe(transfer, facts)? {
//!         if let Outcome::Opened { hit, .. } = outcome {
//!             assert_eq!((facts.book.parties.name(hit.subject), hit.rows.len()), ("c-42", 3));
//!             opened += 1;
//!         }
//!     }
//! }
//! assert_eq!(opened, 1);
//! # Ok(())
//! # }
//! ```

mod doubt;
mod ends;
mod figures;
mod fold;
mod gate;
#[cfg(test)]
mod gate_tests;
mod glance;
#[cfg(test)]
mod glance_tests;
mod lacks;
mod legs;
mod nothing;
#[cfg(test)]
pub(crate) mod oracle;
mod program;
#[cfg(test)]
mod properties;
mod rows;
mod run;
#[cfg(test)]
mod samples;
mod series;
mod shapes;
mod sink;
mod slice;
#[cfg(test)]
mod slice_tests;
mod sliding;
mod snapshot;
mod unordered;
#[cfg(test)]
mod unordered_tests;
#[cfg(test)]
mod untagged_tests;
mod weight;
mod world;

pub use fold::Scan;
pub use lacks::Lack;
pub use sink::Growth;
pub use slice::{LookBack, Slice, Sliced, scan_slice};
pub use snapshot::{Resumed, SnapshotError};
pub use unordered::unordered;

use crate::hit::{Hit, Missing, TooLittle, Unfinished};
use crate::ledger::{Book, PartyId, Transfer};
use crate::pattern::Kind;
use crate::rule::{Facts, Pack, Selected, Selector, Status};
use ends::Ends;
use fold::Fold;
use program::Programs;
use rows::Rows;
use series::Series;
use shapes::Shapes;
use sink::{Buffer, Sink};
use smallvec::SmallVec;
use std::sync::atomic::{AtomicU64, Ordering};
use tidegate_kyc_core::base::{Instant, SourceId};
use world::World;

/// What one transfer completes.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// A hit's bounds were crossed. `serial` names it in this stream.
    Opened {
        /// The hit's number in this stream, by which [`Growth`] names it later; its lasting identity is that of
        /// [`crate::hit::Ids`].
        serial: u64,
        /// The hit as it stands.
        hit: Hit<'static>,
    },
    /// A later transfer extends an open hit.
    Grew(Growth),
    /// A search ran out of budget.
    Unfinished(Unfinished),
    /// A rule lacks knowledge for this transfer.
    TooLittle(TooLittle),
}

/// Why a stream does not take a transfer. It stands as it stood.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ObserveError {
    /// The transfer comes after a later one: a stream must be in the order of time.
    #[error("a transfer of {given} came after one of {newest}: sort the transfers by time first")]
    OutOfOrder {
        /// The time of the transfer that was refused.
        given: Instant,
        /// The newest time observed before.
        newest: Instant,
    },
    /// The transfer, or one before it, names what the book does not have: it is another book than that of the stream.
    #[error(
        "a transfer has names that are not in the book: give the book whose numbers it has, the same for the whole stream"
    )]
    OtherBook,
    /// The stream has taken as many transfers as it can number.
    #[error("the stream has taken as many transfers as it can number: begin anew, from the longest window before")]
    Full,
}

/// The most transfers between two parties that one stream takes: each has a number of 32 bits, and the last numbers are
/// kept free.
const TRANSFERS_MAX: u32 = u32::MAX - 1;

/// How far a run is, for a progress bar.
#[derive(Clone, Copy, Debug, Default)]
pub struct Progress {
    /// Transfers observed.
    pub transfers: u64,
    /// Hits opened.
    pub hits: u64,
}

/// After so many transfers, what no window reaches any more is let go.
const SWEEP_EVERY: u64 = 1 << 16;

/// For so many transfers at a time, a batch reads ahead what they will touch.
const AHEAD: usize = 32;

/// Runs a pack over a stream of transfers.
///
/// A stream takes 2^32 - 2 transfers between two parties, at a thousand a second for 49 days, and then none
/// ([`ObserveError::Full`]). Its snapshots are refused some 16 million before: such a stream has to begin anew,
/// from the longest window before.
#[derive(Debug)]
pub struct Monitor {
    groups: Vec<Group<'static>>,
    buffer: Buffer,
    newest: Option<Instant>,
    /// Transfers observed.
    transfers: u64,
    /// Digest of the pack.
    pack: SourceId,
}

impl Monitor {
    /// A monitor for the rules of a pack that run (active and shadow ones).
    #[must_use]
    pub fn new(pack: &Pack) -> Self {
        let groups = Group::all(pack, &running(pack), Rows::default);
        Self { groups, buffer: Buffer::default(), newest: None, transfers: 0, pack: pack.digest }
    }

    /// Takes the next transfer and gives the outcomes that it completes.
    ///
    /// Transfers must come in the ledger's order; of those of one instant, the order of calls is
    /// taken. Names in `facts` must stay the same numbers for the life of the monitor. A transfer that is given twice counts
    /// twice: whoever is told of one twice, as by a queue that delivers at least once, leaves the second out. Hits of shadow
    /// rules come like any others: [`crate::rule::Rule::status`] tells.
    ///
    /// What the tags and customer facts say of a party is asked when it is met; a change of them is told by
    /// [`Monitor::ask_again`]. A transfer's value is as it was given, so that prices may change at any time. Texts that no
    /// rule can cite any more, those of transfers older than [`Pack::longest_window`], are the caller's to let go
    /// ([`crate::ledger::Texts::forget_before`]); `monitor/examples/live` does all of it.
    ///
    /// # Errors
    /// [`ObserveError`] when the transfer is earlier than one before it, of another book, or one too many; nothing is changed
    /// then.
    pub fn observe(&mut self, transfer: &Transfer, facts: Facts<'_>) -> Result<&[Outcome], ObserveError> {
        if !has_names(facts.book, transfer) || self.groups.iter().any(|it| it.world.knows_beyond(facts.book)) {
            return Err(ObserveError::OtherBook);
        }
        if let Some(newest) = self.newest.filter(|it| *it > transfer.time) {
            return Err(ObserveError::OutOfOrder { given: transfer.time, newest });
        }
        if self.groups.iter().any(|it| it.world.graph.end().0 >= TRANSFERS_MAX) {
            return Err(ObserveError::Full);
        }
        self.newest = Some(transfer.time);
        self.transfers += 1;
        self.buffer.outcomes.clear();
        for group in &mut self.groups {
            group.observe(transfer, facts, &mut self.buffer);
        }
        Ok(&self.buffer.outcomes)
    }

    /// Asks anew what the tags and customer facts say of a party that was met, once they say otherwise: a wallet that is
    /// tagged while the stream runs, a customer of another risk. Counts for transfers from the next one on; those before
    /// stand with what was known then, and so do their hits. A party that was not met is asked when it is.
    pub fn ask_again(&mut self, party: PartyId, facts: Facts<'_>) {
        for group in &mut self.groups {
            group.world.ask_again(party, &mut group.selector, facts);
            group.shapes.forget_derived();
        }
    }
}

/// Whether a book has every name of a transfer.
fn has_names(book: &Book, it: &Transfer) -> bool {
    let parties = [Some(it.from), Some(it.to), it.from_customer, it.to_customer];
    parties.into_iter().flatten().all(|it| it.index() < book.parties.len())
        && (it.asset.0 as usize) < book.assets.len()
        && (it.kind.0 as usize) < book.kinds.len()
}

fn running(pack: &Pack) -> Vec<usize> {
    let runs = |status| matches!(status, Status::Active | Status::Shadow);
    (0..pack.rules.len()).filter(|it| runs(pack.rules[*it].status)).collect()
}

/// Up to 60 selections' worth of rules over one graph.
#[derive(Debug)]
struct Group<'t> {
    programs: Programs,
    selector: Selector,
    world: World<'t>,
    series: Series,
    shapes: Shapes,
    seen: u64,
}

impl<'t> Group<'t> {
    /// Groups of these rules, each with rows of its own.
    fn all(pack: &Pack, rules: &[usize], rows: impl Fn() -> Rows<'t>) -> Vec<Self> {
        let mut groups = Vec::new();
        let mut rest = rules.to_vec();
        while !rest.is_empty() {
            let before = rest.len();
            let (programs, left) = Programs::new(pack, &rest);
            let world = World::new(&programs, &pack.services, rows());
            let (series, shapes) = (Series::new(series::SHORT), Shapes::new(pack.search_steps));
            groups.push(Self { selector: programs.selector(), programs, world, series, shapes, seen: 0 });
            if left.len() == before {
                break;
            }
            rest = left;
        }
        groups
    }

    fn observe(&mut self, transfer: &Transfer, facts: Facts<'_>, sink: &mut impl Sink) {
        if !is_of_two(transfer) {
            return;
        }
        let (met, ends) = self.admit(transfer, facts);
        if ends.has_untagged() {
            for program in self.programs.all.iter().filter(|it| it.kind.is_trail()) {
                let parties: SmallVec<[PartyId; 2]> = self.programs.trails.unfollowed(program, met, ends).collect();
                if !parties.is_empty() {
                    sink.too_little(program.rule, Missing::Tag, &parties, Some(transfer));
                }
            }
        }
        let selected = self.programs.trails.past_untagged(met, ends);
        if selected.unknown != 0 {
            sink.unanswered(&self.programs, selected.unknown, transfer);
        }
        let anchor = self.world.append(transfer, selected.bits, &self.programs);
        let Some(edge) = self.world.graph.edge(anchor) else { return };
        let party = self.world.anchor(&self.world.graph, anchor, edge);
        let wallets = self.world.wallets.as_ref().and_then(|it| Some((it, it.edge(anchor)?)));
        let wallet = wallets.map(|(graph, edge)| self.world.anchor(graph, anchor, edge));
        for block in 0..self.programs.gates.blocks() {
            for at in self.programs.gates.open(block, selected.bits, &party, wallet.as_ref()) {
                let Some(gate) = self.programs.gates.of(block, at) else { continue };
                let (graph, seen) = match (&self.world.wallets, &wallet) {
                    (Some(wallets), Some(wallet)) if gate.is_of_wallets => (wallets, wallet),
                    _ => (&self.world.graph, &party),
                };
                let (number, cursors) = (gate.program as usize, self.world.cursors());
                let program = &self.programs.all[number];
                match gate.side {
                    None if gate.lets_follow(graph, seen, cursors) => {
                        self.shapes.observe(number, program, &self.world, anchor, sink);
                    }
                    Some(side) if gate.lets_pass(seen, side, cursors) => {
                        let end = seen.end(side);
                        let nothing = self.world.nothing(gate.is_of_wallets);
                        if gate.is_past(end, cursors, nothing) && !self.series.may_have_opened(number, end.party) {
                            continue;
                        }
                        self.series.observe(number, program, &self.world, (seen, side), sink);
                    }
                    _ => {}
                }
            }
        }
        self.seen += 1;
        if self.seen.is_multiple_of(SWEEP_EVERY) {
            self.series.sweep(&self.programs.all, &self.world, transfer.time);
            self.shapes.sweep(&self.programs.all, &self.world, transfer.time);
        }
    }
}

impl Group<'_> {
    /// Meets the parties of a transfer: which selections it meets, but for those of trails that end at a
    /// service, and who stands at its ends. Nothing is taken in yet.
    fn admit(&mut self, transfer: &Transfer, facts: Facts<'_>) -> (Selected, Ends) {
        let stances = self.world.meet(transfer, &mut self.selector, facts);
        let selected = self.selector.select(transfer, stances, facts);
        self.world.forget(self.programs.horizon.start(transfer.time));
        let ends = self.world.ends(transfer, &self.programs);
        (self.programs.trails.past_services(selected, ends), ends)
    }
}

/// Whether a transfer moves anything from one party to another.
fn is_of_two(transfer: &Transfer) -> bool {
    transfer.sender() != transfer.receiver() && transfer.from != transfer.to
}

/// Runs a pack over transfers in the ledger's order, with so many threads, and folds the stream.
///
/// The same transfers give the same answer, whatever the number of threads: each thread runs some
/// of the rules over all transfers. `progress` is called now and then, from one thread.
pub fn scan<'t>(
    transfers: &'t [Transfer],
    facts: Facts<'_>,
    pack: &Pack,
    threads: usize,
    progress: &(dyn Fn(Progress) + Sync),
) -> Scan<'t> {
    let hits = AtomicU64::new(0);
    let work = |(number, rules): (usize, Vec<usize>)| {
        let mut fold = Fold::over(transfers);
        let mut groups = Group::all(pack, &rules, || Rows::of(transfers));
        groups.iter_mut().for_each(|it| it.world.reserve(facts.book.parties.len()));
        for (at, transfer) in transfers.iter().enumerate() {
            if at.is_multiple_of(AHEAD) {
                let next = &transfers[at..transfers.len().min(at + AHEAD)];
                std::hint::black_box(groups.iter().fold(0, |sum: u64, it| sum ^ it.world.warm(next)));
            }
            fold.begin(at);
            for group in &mut groups {
                group.world.rows.stand_at(at);
                group.observe(transfer, facts, &mut fold);
            }
            if at % 8192 == 8191 || at + 1 == transfers.len() {
                hits.fetch_add(fold.take_news(), Ordering::Relaxed);
                if number == 0 {
                    progress(Progress { transfers: at as u64 + 1, hits: hits.load(Ordering::Relaxed) });
                }
            }
        }
        fold
    };
    Fold::finish(spread(shares(pack, running(pack), threads), &work))
}

/// Does each share of the work, on a thread of its own where there are several.
fn spread<T: Send>(shares: Vec<Share>, work: &(impl Fn(Share) -> T + Sync)) -> Vec<T> {
    if shares.len() <= 1 {
        return shares.into_iter().map(work).collect();
    }
    std::thread::scope(|scope| {
        let running: Vec<_> = shares.into_iter().map(|it| scope.spawn(move || work(it))).collect();
        let joined = running.into_iter().map(std::thread::ScopedJoinHandle::join);
        joined.map(|it| it.unwrap_or_else(|panic| std::panic::resume_unwind(panic))).collect()
    })
}

/// The number of a share of the work, and its rules.
type Share = (usize, Vec<usize>);

/// Rules dealt to threads, about as much work to each. Those that follow trails stay together as far as
/// that goes: what makes their searches fast is then kept by few threads.
fn shares(pack: &Pack, mut rules: Vec<usize>, threads: usize) -> Vec<Share> {
    rules.sort_by_key(|it| std::cmp::Reverse(pack.rules[*it].require.kind));
    // Roughly, by the time that each of the shipped rules takes where hubs are.
    let weight = |rule: usize| match pack.rules[rule].require.kind {
        Kind::Diamond | Kind::Cycle => 4,
        Kind::Path => 3,
        Kind::Turnover => 2,
        Kind::Flow => 1,
    };
    let threads = threads.clamp(1, rules.len().max(1));
    let all: usize = rules.iter().map(|it| weight(*it)).sum();
    let mut shares = vec![Vec::new(); threads];
    let mut before = 0;
    for rule in rules {
        // A rule goes where its middle falls.
        let middle = (2 * before + weight(rule)) * threads / (2 * all).max(1);
        shares[middle.min(threads - 1)].push(rule);
        before += weight(rule);
    }
    shares.retain(|it| !it.is_empty());
    shares.iter_mut().for_each(|it| it.sort_unstable());
    shares.into_iter().enumerate().collect()
}
