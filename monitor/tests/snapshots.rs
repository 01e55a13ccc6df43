//! A stream that is put down and taken up again, over the demonstration ledger and the shipped
//! rules, in a process with a book of its own: what is written of it is the same, name by name.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops at the first surprise")]

mod shipped;

use shipped::{at, ledger, pack};
use std::fs::File;
use tidegate_monitor::engine::{Monitor, Outcome};
use tidegate_monitor::hit::{Cited, party};
use tidegate_monitor::ledger::{Book, Import, Ledger, LedgerBuilder, Transfer};
use tidegate_monitor::rule::{Facts, Pack};
use tidegate_monitor::tag::{Customers, Tags};

/// The demonstration ledger, read with the names of a book.
fn demo(pack: &Pack, book: Book) -> Ledger {
    let import = Import { currency: Some(pack.currency.clone()), ..Import::default() };
    let mut builder = LedgerBuilder::with_names(import, book);
    builder.read("demo.csv", File::open(at("testdata/ledgers/demo.csv")).unwrap()).unwrap();
    builder.finish()
}

fn known() -> (Tags, Customers) {
    let tags = Tags::read_csv("demo.csv", File::open(at("testdata/tags/demo.csv")).unwrap()).unwrap().0;
    let customers = Customers::read_csv("demo.csv", File::open(at("testdata/customers/demo.csv")).unwrap()).unwrap().0;
    (tags, customers)
}

/// All of an outcome by names.
fn told(outcome: &Outcome, book: &Book, pack: &Pack) -> String {
    let row = |it: &Transfer| {
        let name = |party| book.parties.name(party);
        let (texts, ends) = (&book.texts, (name(it.from), name(it.to)));
        let customers = (it.from_customer.map(name), it.to_customer.map(name));
        let (txid, memo) = (texts.text(it.txid), texts.text(it.memo));
        let what = (it.amount, book.asset(it.asset), book.kind(it.kind), it.value);
        format!("{} {} {txid} {memo} {ends:?} {customers:?} {what:?} {} {}", it.time, it.sequence, it.index, it.line)
    };
    let rows = |rows: &Cited<'_>| rows.iter().map(row).collect::<Vec<_>>();
    match outcome {
        Outcome::Opened { serial, hit } => {
            let (id, subject) = (hit.id(&pack.rules[hit.rule], book), party(book, hit.subject));
            format!("{serial} {id} {subject:?} {:?} {:?} {}", rows(&hit.rows), hit.measured, hit.score)
        }
        Outcome::Grew(it) => format!("{} {:?} {:?} {}", it.serial, rows(&it.rows), it.measured, it.score),
        Outcome::Unfinished(it) => format!("{} {:?} {}", it.rule, party(book, it.subject), row(&it.at)),
        Outcome::TooLittle(it) => format!("{} {:?} {}", it.rule, it.missing, row(&it.at)),
    }
}

/// What a monitor says from one transfer on.
fn rest(monitor: &mut Monitor, ledger: &Ledger, pack: &Pack, from: usize, to: usize) -> Vec<Vec<String>> {
    let (tags, customers) = known();
    let facts = Facts { book: ledger.book(), tags: &tags, customers: &customers };
    let transfers = &ledger.transfers()[from..to];
    let observe = |it| monitor.observe(it, facts).unwrap().iter().map(|it| told(it, facts.book, pack)).collect();
    transfers.iter().map(observe).collect()
}

#[test]
fn the_demonstration_goes_on_as_it_would_have_from_wherever_it_was_stopped() {
    let pack = pack(None);
    let ledger = ledger(&at("testdata/ledgers/demo.csv"), &pack);
    let n = ledger.transfers().len();
    let whole = rest(&mut Monitor::new(&pack), &ledger, &pack, 0, n);
    assert!(whole.iter().flatten().count() > 50);
    let mut monitor = Monitor::new(&pack);
    let mut done = 0;
    for stop in (0..=n).step_by(23).chain([n]) {
        assert_eq!(rest(&mut monitor, &ledger, &pack, done, stop), whole[done..stop]);
        done = stop;
        let snapshot = monitor.snapshot(ledger.book());
        let resumed = Monitor::restore(&snapshot, &pack).unwrap();
        assert_eq!(resumed.transfers as usize, stop);
        let (mut other, names) = (resumed.monitor, resumed.book);
        assert_eq!(other.snapshot(&names), snapshot, "at {stop}");
        let again = demo(&pack, names);
        assert_eq!(rest(&mut other, &again, &pack, stop, n), whole[stop..], "stopped at {stop}");
    }
}

#[test]
fn a_snapshot_of_the_shipped_rules_is_not_taken_up_under_an_overlay() {
    let (plain, laid) = (pack(None), pack(Some("amlsim.toml")));
    let snapshot = Monitor::new(&plain).snapshot(&Book::default());
    let told = Monitor::restore(&snapshot, &laid).unwrap_err().to_string();
    assert!(told.contains(&plain.digest.to_string()) && told.contains(&laid.digest.to_string()), "{told}");
}
