//! Tags and customer facts that change while a stream runs: asked anew, they count from the next transfer on, and a stream
//! that is put down and taken up again answers as one that was not.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops at the first surprise")]

mod shipped;

use shipped::{at, ledger, pack};
use tidegate_kyc_core::base::Instant;
use tidegate_monitor::engine::{Monitor, ObserveError, Outcome};
use tidegate_monitor::ledger::{Amount, Book, PartyId, SourceIndex, SymbolId, TextId, Transfer, Value};
use tidegate_monitor::rule::{Facts, Pack};
use tidegate_monitor::tag::{Customer, Customers, Tag, Tags};

fn time(text: &str) -> Instant {
    Instant::parse(text).unwrap()
}

fn tag(category: &str) -> Tag {
    Tag { category: category.to_owned(), label: "somebody".to_owned(), source: "an officer".to_owned() }
}

/// A stream of transfers that a test makes.
struct Stream<'p> {
    pack: &'p Pack,
    monitor: Monitor,
    book: Book,
    tags: Tags,
    customers: Customers,
}

impl<'p> Stream<'p> {
    fn new(pack: &'p Pack) -> Self {
        let (tags, customers) = (Tags::default(), Customers::default());
        Self { pack, monitor: Monitor::new(pack), book: Book::default(), tags, customers }
    }

    /// Moves euros; gives the rules whose hits open.
    fn moves(&mut self, at: &str, from: &str, to: &str, customer: Option<&str>, euros: u64) -> Vec<String> {
        let book = &mut self.book;
        let transfer = Transfer {
            amount: Amount::new(u128::from(euros), 0).unwrap(),
            time: time(at),
            sequence: 0,
            value: Some(Value(euros * 100)),
            txid: TextId::NONE,
            memo: TextId::NONE,
            from: book.parties.wallet(from),
            to: book.parties.wallet(to),
            from_customer: None,
            to_customer: customer.map(|it| book.parties.customer(it)),
            asset: SymbolId(book.asset_number("EUR")),
            kind: SymbolId(book.kind_number("deposit")),
            index: 0,
            source: SourceIndex(0),
            line: 0,
        };
        let facts = Facts { book: &self.book, tags: &self.tags, customers: &self.customers };
        let opened = self.monitor.observe(&transfer, facts).unwrap().iter().filter_map(|it| match it {
            Outcome::Opened { hit, .. } => Some(self.pack.rules[hit.rule].id.clone()),
            _ => None,
        });
        opened.collect()
    }

    fn ask_again(&mut self, party: PartyId) {
        let facts = Facts { book: &self.book, tags: &self.tags, customers: &self.customers };
        self.monitor.ask_again(party, facts);
    }
}

/// Five hops, of which the wallet in the middle is said to be an exchange before it is met, after that, or never.
fn chained(pack: &Pack, before: bool, after: Option<bool>) -> usize {
    let mut stream = Stream::new(pack);
    if before {
        stream.tags.add("w3", tag("exchange"));
    }
    assert_eq!(stream.moves("2026-03-01T10:00:00Z", "y", "w3", None, 1), [""; 0]);
    if let Some(asked) = after {
        stream.tags.add("w3", tag("exchange"));
        let wallet = stream.book.parties.wallet("w3");
        if asked {
            stream.ask_again(wallet);
        }
    }
    let hops = (0..6).map(|it| {
        let (from, to) = (format!("w{it}"), format!("w{}", it + 1));
        stream.moves(&format!("2026-03-02T10:00:0{it}Z"), &from, &to, None, 5_000).len()
    });
    hops.sum()
}

#[test]
fn a_wallet_that_is_tagged_after_it_was_met_counts_once_it_is_asked_again() {
    let pack = pack(None);
    let (known, unknown) = (chained(&pack, true, None), chained(&pack, false, None));
    assert!(known < unknown, "{known} and {unknown}");
    assert_eq!(chained(&pack, false, Some(true)), known);
    assert_eq!(chained(&pack, false, Some(false)), unknown, "nobody told the stream");
}

#[test]
fn an_account_whose_opening_becomes_known_is_old_from_then_on() {
    let pack = pack(None);
    let opened = |known: bool| {
        let mut stream = Stream::new(&pack);
        assert_eq!(stream.moves("2026-03-01T10:00:00Z", "x", "a", Some("c-1"), 1), [""; 0]);
        if known {
            let opened = Some(time("2020-01-01T00:00:00Z"));
            stream.customers.add("c-1", Customer { opened, ..Customer::default() });
            let customer = stream.book.parties.customer("c-1");
            stream.ask_again(customer);
        }
        stream.moves("2026-03-01T10:01:00Z", "x", "a", Some("c-1"), 60_000)
    };
    assert_eq!(opened(false), ["large-first-deposit"]);
    assert_eq!(opened(true), [""; 0]);
}

#[test]
fn tags_that_are_set_replace_what_was_said() {
    let mut tags = Tags::default();
    tags.add("0xAB00000000000000000000000000000000000000", tag("mixer"));
    tags.set("0xab00000000000000000000000000000000000000", [tag("exchange")]);
    assert_eq!(tags.of("0xAB00000000000000000000000000000000000000"), [tag("exchange")]);
    tags.set("0xab00000000000000000000000000000000000000", []);
    assert!(tags.of("0xAB00000000000000000000000000000000000000").is_empty() && tags.is_empty());
}

/// Rows of one customer would be told as another's, and no snapshot of them could be taken up.
#[test]
fn a_stream_takes_no_transfer_of_another_book() {
    let pack = pack(None);
    let mut stream = Stream::new(&pack);
    stream.moves("2026-03-01T10:00:00Z", "x", "a", Some("c-1"), 9_500);
    let book = std::mem::take(&mut stream.book);
    let facts = |book| Facts { book, tags: &stream.tags, customers: &stream.customers };
    let transfer = |book: &mut Book| Transfer {
        amount: Amount::new(1, 0).unwrap(),
        time: time("2026-03-01T11:00:00Z"),
        sequence: 0,
        value: None,
        txid: TextId::NONE,
        memo: TextId::NONE,
        from: book.parties.wallet("y"),
        to: book.parties.wallet("z"),
        from_customer: None,
        to_customer: None,
        asset: SymbolId(book.asset_number("BTC")),
        kind: SymbolId(book.kind_number("")),
        index: 0,
        source: SourceIndex(0),
        line: 0,
    };
    let mut other = Book::default();
    let refused = transfer(&mut other);
    assert_eq!(stream.monitor.observe(&refused, facts(&other)), Err(ObserveError::OtherBook), "it never met the first");
    let mut larger = Book::default();
    for it in 0..9 {
        larger.parties.wallet(&it.to_string());
    }
    let refused = transfer(&mut larger);
    assert_eq!(
        stream.monitor.observe(&refused, facts(&book)),
        Err(ObserveError::OtherBook),
        "the book has no such names"
    );
    assert!(Monitor::restore(&stream.monitor.snapshot(&book), &pack).is_ok(), "nothing of it was taken in");
}

/// Everybody in turn becomes a service and none again, in the middle of whatever goes on.
#[test]
fn a_stream_with_changing_tags_goes_on_from_a_snapshot_as_it_would_have() {
    let pack = pack(None);
    let ledger = ledger(&at("testdata/ledgers/demo.csv"), &pack);
    let customers = Customers::default();
    let change = |tags: &mut Tags, monitor: &mut Monitor, number: usize| {
        let transfer = &ledger.transfers()[number];
        let wallet = if number.is_multiple_of(2) { transfer.from } else { transfer.to };
        let name = ledger.book().parties.name(wallet);
        tags.set(name, (!number.is_multiple_of(3)).then(|| tag("exchange")));
        monitor.ask_again(wallet, Facts { book: ledger.book(), tags, customers: &customers });
    };
    let run = |restart: bool| -> Vec<String> {
        let (mut monitor, mut tags, mut all) = (Monitor::new(&pack), Tags::default(), Vec::new());
        for (number, transfer) in ledger.transfers().iter().enumerate() {
            let facts = Facts { book: ledger.book(), tags: &tags, customers: &customers };
            all.extend(monitor.observe(transfer, facts).unwrap().iter().map(|it| match it {
                Outcome::Opened { serial, hit } => {
                    format!("{number} opened {serial} {} {:?} {}", hit.rule, hit.measured, hit.rows.len())
                }
                Outcome::Grew(it) => format!("{number} grew {} {:?} {}", it.serial, it.measured, it.rows.len()),
                Outcome::Unfinished(it) => format!("{number} unfinished {}", it.rule),
                Outcome::TooLittle(it) => format!("{number} too little {} {:?}", it.rule, it.missing),
            }));
            change(&mut tags, &mut monitor, number);
            if restart {
                monitor = Monitor::restore(&monitor.snapshot(ledger.book()), &pack).unwrap().monitor;
            }
        }
        all
    };
    let whole = run(false);
    assert!(whole.len() > 50);
    assert_eq!(run(true), whole);
}
