//! The service: what an exchange keeps while it watches a stream.

use std::collections::{BTreeMap, BTreeSet, HashSet, VecDeque};
use std::error::Error;
use tidegate_kyc_core::base::{Instant, Label, Window};
use tidegate_kyc_core::gate::{Restrain, Restriction, Seen};
use tidegate_monitor::engine::{Monitor, Outcome, Resumed};
use tidegate_monitor::hit::{Ids, party};
use tidegate_monitor::ledger::{Book, Prices, SourceIndex, SymbolId, TextId, Transfer, parse_amount, parse_value};
use tidegate_monitor::restrict::Measure;
use tidegate_monitor::rule::{Facts, MeasureKind, Pack, fill};
use tidegate_monitor::tag::{Customers, Tag, Tags};

pub(crate) type Done<T> = Result<T, Box<dyn Error>>;

/// One message of the queue.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Message {
    pub(crate) time: Instant,
    /// The transaction's hash, or the exchange's own number: the same each time the message is delivered.
    pub(crate) id: &'static str,
    pub(crate) from: &'static str,
    pub(crate) to: &'static str,
    pub(crate) to_customer: Option<&'static str>,
    pub(crate) amount: &'static str,
    pub(crate) asset: &'static str,
}

/// So long a transfer is waited for that comes late. What comes later still goes to an officer.
const LATE: Window = Window::from_micros(10 * 60_000_000);

/// The service. What outlives the process is the snapshot, the names of the hits, and the place in the queue.
pub(crate) struct Watch<'p> {
    pack: &'p Pack,
    monitor: Monitor,
    pub(crate) book: Book,
    pub(crate) tags: Tags,
    pub(crate) customers: Customers,
    pub(crate) prices: Option<Prices>,
    waiting: BTreeSet<Message>,
    /// What was taken within the longest window, so that it counts once, and up to where its texts stand.
    taken: VecDeque<(Instant, &'static str, TextId)>,
    known: HashSet<&'static str>,
    ids: Ids,
    /// The ids of hits by the serial that the stream gives them.
    pub(crate) named: BTreeMap<u64, String>,
    /// What each hit puts on its customer, by its serial.
    measures: BTreeMap<u64, Measure>,
    pub(crate) restrictions: Vec<Restriction>,
    /// Every transfer, for the comparison at the end alone.
    pub(crate) all: Vec<Transfer>,
}

impl<'p> Watch<'p> {
    pub(crate) fn new(pack: &'p Pack) -> Self {
        Self {
            pack,
            monitor: Monitor::new(pack),
            book: Book::default(),
            tags: Tags::default(),
            customers: Customers::default(),
            prices: None,
            waiting: BTreeSet::new(),
            taken: VecDeque::new(),
            known: HashSet::new(),
            ids: Ids::default(),
            named: BTreeMap::new(),
            measures: BTreeMap::new(),
            restrictions: Vec::new(),
            all: Vec::new(),
        }
    }

    /// Takes in a message, and observes what need not be waited for any more.
    pub(crate) fn receive(&mut self, message: Message) -> Done<()> {
        let newest = self.taken.back().map(|it| it.0);
        if newest.is_some_and(|it| message.time < it) {
            println!("  {} came too late: for an officer", message.id);
        } else if self.known.insert(message.id) {
            self.waiting.insert(message);
        }
        let ripe = self.waiting.last().map(|it| LATE.start(it.time));
        ripe.map_or(Ok(()), |it| self.observe_before(it))
    }

    /// Observes what waits and is older.
    pub(crate) fn observe_before(&mut self, time: Instant) -> Done<()> {
        while let Some(first) = self.waiting.pop_first() {
            if first.time >= time {
                self.waiting.insert(first);
                break;
            }
            self.observe(first)?;
        }
        Ok(())
    }

    /// A transfer with names from the book. Its value is of now: what it was worth when it happened.
    fn transfer(&mut self, it: &Message) -> Done<Transfer> {
        let (book, amount) = (&mut self.book, parse_amount(it.amount)?);
        let own = (it.asset == self.pack.currency).then(|| parse_value(it.amount)).transpose()?;
        Ok(Transfer {
            amount,
            time: it.time,
            sequence: 0,
            value: own.or_else(|| self.prices.as_ref()?.value(it.asset, amount, it.time)),
            txid: book.texts.keep(it.id).ok_or("an id that is longer than any")?,
            memo: TextId::NONE,
            from: book.parties.wallet(it.from),
            to: book.parties.wallet(it.to),
            from_customer: None,
            to_customer: it.to_customer.map(|it| book.parties.customer(it)),
            asset: SymbolId(book.asset_number(it.asset)),
            kind: SymbolId(book.kind_number("deposit")),
            index: 0,
            source: SourceIndex(0),
            line: 0,
        })
    }

    fn observe(&mut self, message: Message) -> Done<()> {
        let transfer = self.transfer(&message)?;
        let facts = Facts { book: &self.book, tags: &self.tags, customers: &self.customers };
        for outcome in self.monitor.observe(&transfer, facts)? {
            match outcome {
                Outcome::Opened { serial, hit } => {
                    let rule = &self.pack.rules[hit.rule];
                    let (id, (kind, name)) = (self.ids.next(hit, rule, &self.book), party(&self.book, hit.subject));
                    let rows: Vec<_> = hit.rows.iter().map(|it| self.book.texts.text(it.txid)).collect();
                    let why = fill(rule, &self.pack.currency, &hit.measured, name);
                    println!("  {:.8} {} {kind} {name}: {why} {rows:?}", id.to_string(), rule.id);
                    self.named.insert(*serial, id.to_string());
                    // A rule on trial restricts nobody, and a wallet of strangers is no customer of the gate's.
                    match Measure::of(hit, id, self.pack, &self.book) {
                        Ok(it) => {
                            self.restrictions.push(restriction(&it));
                            self.measures.insert(*serial, it);
                        }
                        Err(why) => println!("    restricts nobody: {}", why.meaning()),
                    }
                }
                Outcome::Grew(it) => {
                    println!("  {:.8} grew by {}", self.named[&it.serial], it.rows.len());
                    // Who lifted the first restriction did not see what came since.
                    if let Some(measure) = self.measures.get_mut(&it.serial) {
                        measure.grow(&it.rows, it.score);
                        self.restrictions.push(restriction(measure));
                    }
                }
                Outcome::Unfinished(it) => println!("  {}: not finished", self.pack.rules[it.rule].id),
                Outcome::TooLittle(it) => println!("  {}: {:?} is not known", self.pack.rules[it.rule].id, it.missing),
            }
        }
        self.all.push(transfer);
        // No later hit cites what lies behind the longest window: its texts and ids are let go.
        self.taken.push_back((message.time, message.id, self.book.texts.end()));
        let longest = self.pack.longest_window();
        while let Some((_, id, end)) = self.taken.pop_front_if(|it| !longest.holds(it.0, message.time)) {
            self.known.remove(id);
            self.book.texts.forget_before(end);
        }
        Ok(())
    }

    /// Somebody learned who stands behind a wallet.
    pub(crate) fn tag(&mut self, wallet: &str, category: &str) {
        let (label, source) = ("an exchange".to_owned(), "an officer".to_owned());
        self.tags.set(wallet, [Tag { category: category.to_owned(), label, source }]);
        let wallet = self.book.parties.wallet(wallet);
        self.monitor.ask_again(wallet, Facts { book: &self.book, tags: &self.tags, customers: &self.customers });
    }

    /// Dies, and goes on from its snapshot; the rest stands in the exchange's own store.
    pub(crate) fn restart(&mut self) -> Done<()> {
        let snapshot = self.monitor.snapshot(&self.book);
        let Resumed { monitor, book, transfers } = Monitor::restore(&snapshot, self.pack)?;
        println!("  went on after {transfers} transfers, from {} bytes", snapshot.len());
        (self.monitor, self.book) = (monitor, book);
        // The texts of a resumed book stand elsewhere: they go with the first that is kept from now on.
        self.taken.iter_mut().for_each(|it| it.2 = TextId::NONE);
        Ok(())
    }
}

/// What the gate makes of a measure.
fn restriction(it: &Measure) -> Restriction {
    let restrain = match it.kind {
        MeasureKind::Block => Restrain::Block,
        MeasureKind::Review => Restrain::Review,
    };
    let seen = Some(Seen { rows: it.rows, score: it.score });
    Restriction { subject: it.subject.clone(), restrain, source: Label::of(&it.hit), from: it.from, until: None, seen }
}
