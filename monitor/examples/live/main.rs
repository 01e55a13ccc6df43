//! An exchange that watches its transfers as they happen: late ones are waited for, what is delivered twice counts once, tags
//! and prices change, hits become restrictions for the gate, and the process dies and goes on.
//!
//! `cargo run -p tidegate-monitor --example live`
//!
//! What came of it is compared with a stream that never died, and with a batch over the same transfers.
#![allow(clippy::print_stdout, reason = "an example that says what it watches")]

#[path = "../pack/mod.rs"]
mod pack;
mod watch;

use std::path::Path;
use tidegate_kyc_core::base::Instant;
use tidegate_monitor::engine::scan;
use tidegate_monitor::hit::Ids;
use tidegate_monitor::ledger::{Ledger, Prices};
use tidegate_monitor::rule::{Facts, Pack};
use watch::{Done, Message, Watch};

fn main() -> Done<()> {
    let pack = pack::of(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../rules"))?;
    println!("A stream that dies twice");
    let died = watched(&pack, true)?;
    println!("The same, and it does not");
    let mut lived = watched(&pack, false)?;
    check(died.named == lived.named, "the same hits under the same ids")?;
    check(died.restrictions == lived.restrictions, "the same restrictions for the gate")?;
    let restricted: Vec<String> = lived.restrictions.iter().map(|it| format!("{} {}", it.subject, it.source)).collect();
    println!("  {}", restricted.join(", "));

    let ledger = Ledger::of(std::mem::take(&mut lived.all), std::mem::take(&mut lived.book));
    let facts = Facts { book: ledger.book(), tags: &lived.tags, customers: &lived.customers };
    let batch = scan(ledger.transfers(), facts, &pack, 1, &|_| ());
    let mut ids = Ids::default();
    let named = batch.hits.iter().map(|it| ids.next(it, &pack.rules[it.rule], facts.book).to_string());
    let (named, lived): (Vec<String>, Vec<String>) = (named.collect(), lived.named.into_values().collect());
    check(named == lived, "a batch over the same transfers finds the same")
}

fn check(holds: bool, what: &str) -> Done<()> {
    println!("  {what}: {holds}");
    if holds { Ok(()) } else { Err(what.into()) }
}

/// What happened in two days.
fn watched(pack: &Pack, dies: bool) -> Done<Watch<'_>> {
    let mut watch = Watch::new(pack);
    let at = |time: &str| Instant::parse(&format!("2026-03-{time}Z"));
    let deposit = |time: &str, id, customer, amount, asset| -> Done<Message> {
        Ok(Message { time: at(time)?, id, from: "x1", to: "hot", to_customer: Some(customer), amount, asset })
    };
    let moved = |time: &str, id, from, to| -> Done<Message> {
        Ok(Message { time: at(time)?, id, from, to, to_customer: None, amount: "5", asset: "BTC" })
    };
    watch.receive(deposit("01T10:00:00", "e-1", "c-42", "9500", "EUR")?)?;
    // Of an asset without a price no value is known, which is not zero: rules say that they cannot tell.
    watch.receive(deposit("01T11:00:00", "k-1", "c-43", "20000", "KITE")?)?;
    watch.receive(moved("01T12:00:00", "b-0", "y", "w3")?)?;
    if dies {
        watch.observe_before(at("01T12:00:01")?)?;
        watch.restart()?;
    }
    watch.receive(deposit("02T10:00:00", "e-2", "c-42", "9800", "EUR")?)?;
    watch.receive(deposit("02T10:00:00", "e-2", "c-42", "9800", "EUR")?)?; // delivered twice
    watch.receive(deposit("02T09:55:00", "k-2", "c-44", "100", "EUR")?)?; // five minutes late
    watch.receive(deposit("01T10:30:00", "k-3", "c-44", "100", "EUR")?)?; // a day late
    // Prices are taken whole: those of yesterday stand in the new table, too.
    watch.prices =
        Some(Prices::read("prices", "asset,day,price\nBTC,2026-03-01,50000\nUSD,2026-03-02,0.9\n".as_bytes())?);
    watch.receive(deposit("02T11:00:00", "e-3", "c-42", "10500", "USD")?)?;
    // The wallet was met: without asking again the chain would lead through an exchange.
    watch.tag("w3", "exchange");
    let hops =
        [("b-1", "w0", "w1"), ("b-2", "w1", "w2"), ("b-3", "w2", "w3"), ("b-4", "w3", "w4"), ("b-5", "w4", "w5")];
    for (number, (id, from, to)) in hops.into_iter().enumerate() {
        watch.receive(moved(&format!("02T12:00:0{number}"), id, from, to)?)?;
    }
    if dies {
        watch.observe_before(at("02T12:00:03")?)?;
        watch.restart()?;
    }
    watch.observe_before(at("03T00:00:00")?)?;
    Ok(watch)
}

#[test]
fn the_example_holds() {
    main().unwrap();
}
