//! The ledger is the same however its rows are shuffled and split over files.
//!
//! Small random ledgers with few wallets, times and transactions, so that ties, duplicates and
//! self-transfers are common. Catches an order or a choice among duplicates that hangs on files;
//! cannot catch a total order that is consistent but not the documented one: a table below does.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::float_arithmetic,
    reason = "a test may fail loudly"
)]

use proptest::prelude::*;
use std::collections::BTreeMap;
use tidegate_monitor::ledger::{
    Amount, Book, Import, Ledger, LedgerBuilder, SourceIndex, SymbolId, TextId, Transfer, parse_instant,
};

const HEADER: &str = "time,from,to,amount,asset,txid,value,kind,from_customer,to_customer,memo,index,sequence";

/// A transaction id that nobody gives twice.
const HASH: &str = "5f16f4c7f149ac4f9510d9cf8cf384038ad348b3bcdc01915f95de12df9d1b02";

/// One row as its thirteen cells.
type Row = Vec<String>;

fn rows() -> impl Strategy<Value = Vec<Row>> {
    let cell = |values: &'static [&'static str]| proptest::sample::select(values).prop_map(str::to_owned);
    let row = (
        (cell(&["2026-03-01", "2026-03-01T00:00:01Z", "1772323200"]), cell(&["a", "b", "c"]), cell(&["a", "b", "c"])),
        (cell(&["1", "2", "1.0"]), cell(&["ETH", "BTC"]), cell(&["", "", "t2", "t10", "t02", HASH]), cell(&["", "5"])),
        (
            cell(&["", "deposit"]),
            cell(&["", "1"]),
            cell(&["", "2"]),
            cell(&["", "x,\"y\"\nz"]),
            cell(&["", "1"]),
            cell(&["", "3"]),
        ),
    );
    let row = row.prop_map(|((a, b, c), (d, e, f, g), (h, i, j, k, l, m))| vec![a, b, c, d, e, f, g, h, i, j, k, l, m]);
    proptest::collection::vec(row, 0..24)
}

fn csv_of(rows: &[Row]) -> String {
    let quoted = |cell: &String| format!("\"{}\"", cell.replace('"', "\"\""));
    let lines = rows.iter().map(|row| row.iter().map(quoted).collect::<Vec<_>>().join(","));
    std::iter::once(HEADER.to_owned()).chain(lines).collect::<Vec<_>>().join("\n")
}

fn json_of(rows: &[Row]) -> String {
    let names: Vec<&str> = HEADER.split(',').collect();
    let line = |row: &Row| {
        let object: serde_json::Map<_, _> =
            names.iter().zip(row).map(|(name, cell)| ((*name).to_owned(), cell.clone().into())).collect();
        serde_json::Value::Object(object).to_string() + "\n"
    };
    rows.iter().map(line).collect()
}

fn ledger(files: &[(&str, String)]) -> Ledger {
    let mut builder = LedgerBuilder::new(Import::default());
    for (name, text) in files {
        builder.read(name, text.as_bytes()).unwrap();
    }
    builder.finish()
}

/// Everything a transfer says, but for the file and line it is cited from.
fn say(ledger: &Ledger) -> Vec<String> {
    let book = ledger.book();
    let party = |it| book.parties.name(it).to_owned();
    let say = |it: &Transfer| {
        let ids = [it.txid, it.memo].map(|it| book.texts.text(it).into_owned());
        let parties = [Some(it.from), Some(it.to), it.from_customer, it.to_customer].map(|it| it.map(party));
        let what = (book.asset(it.asset), book.kind(it.kind), it.amount.to_string(), it.value);
        format!("{} {} {} {ids:?} {parties:?} {what:?}", it.time.micros(), it.sequence, it.index)
    };
    ledger.transfers().iter().map(say).collect()
}

/// The oracle for duplicates: groups by the written key, in a map.
fn duplicates_slowly(rows: &[Row]) -> usize {
    let mut groups: BTreeMap<Vec<&str>, usize> = BTreeMap::new();
    for row in rows.iter().filter(|it| !it[5].is_empty()) {
        let amount = if row[3] == "1.0" { "1" } else { &row[3] };
        let time = match row[0].as_str() {
            _ if row[5] == HASH => "any",
            "1772323200" => "2026-03-01",
            written => written,
        };
        *groups.entry(vec![&row[5], &row[1], &row[2], &row[4], amount, &row[11], time]).or_default() += 1;
    }
    groups.values().map(|it| it - 1).sum()
}

proptest! {
    #[test]
    fn shuffled_and_split_rows_give_the_same_ledger(
        (rows, shuffled) in rows().prop_flat_map(|it| (Just(it.clone()), Just(it).prop_shuffle())),
        (one, two) in (0.0..1.0_f64, 0.0..1.0_f64),
    ) {
        let whole = ledger(&[("all.csv", csv_of(&rows))]);
        let cut = |share: f64| (shuffled.len() as f64 * share) as usize;
        let (low, high) = (cut(one.min(two)), cut(one.max(two)));
        let parts = ledger(&[
            ("one.csv", csv_of(&shuffled[..low])),
            ("two.jsonl", json_of(&shuffled[low..high])),
            ("three.csv", csv_of(&shuffled[high..])),
        ][..]
            .iter()
            .filter(|it| !it.1.is_empty())
            .cloned()
            .collect::<Vec<_>>());
        prop_assert_eq!(say(&whole), say(&parts));
        prop_assert_eq!(whole.counts(), parts.counts());
        prop_assert!(whole.rejected().is_empty());
    }

    #[test]
    fn duplicates_agree_with_the_oracle(rows in rows()) {
        let counts = ledger(&[("all.csv", csv_of(&rows))]).counts();
        prop_assert_eq!(counts.rows as usize, rows.len());
        prop_assert_eq!(counts.duplicates as usize, duplicates_slowly(&rows));
    }

    #[test]
    fn reading_twice_adds_only_duplicates(rows in rows()) {
        let rows: Vec<Row> = rows.into_iter().filter(|it| !it[5].is_empty()).collect();
        let (once, twice) = (csv_of(&rows), csv_of(&rows));
        let one = ledger(&[("a.csv", once.clone())]);
        let two = ledger(&[("a.csv", once), ("b.csv", twice)]);
        prop_assert_eq!(say(&one), say(&two));
        prop_assert_eq!(two.counts().duplicates, one.counts().duplicates + rows.len() as u64);
    }
}

#[test]
fn rows_of_one_instant_come_in_the_documented_order() {
    let body = [
        "2026-03-02,b,a,1,E,t1,,1",
        "2026-03-02,a,b,1,E,t1,,1",
        "2026-03-02,a,a,1,F,t1,,1",
        "2026-03-02,a,a,2,E,t1,,1",
        "2026-03-02,a,a,1,E,t1,,1",
        "2026-03-02,a,a,1,E,t1,,0",
        "2026-03-02,a,a,1,E,t10,,0",
        "2026-03-02,a,a,1,E,t9,,0",
        "2026-03-02,a,a,1,E,t0,7,0",
        "2026-03-01,z,z,9,Z,z,9,9",
    ]
    .join("\n");
    let ledger = ledger(&[("x.csv", format!("time,from,to,amount,asset,txid,sequence,index\n{body}"))]);
    let lines: Vec<u32> = ledger.transfers().iter().map(|it| it.line).collect();
    assert_eq!(lines, [11, 10, 7, 6, 5, 4, 3, 2, 9, 8]);
}

/// A row without a number beside rows with one comes last, and nobody knows whether it did; so does a row without an
/// index in its transaction.
#[test]
fn a_missing_number_is_no_order() {
    let places = |body: &str| {
        let text = format!("time,from,to,amount,asset,txid,block,transaction_index,log_index\n{body}");
        let ledger = ledger(&[("x.csv", text)]);
        let lines: Vec<u32> = ledger.transfers().iter().map(|it| it.line).collect();
        let tied: Vec<u32> = ledger.tied().map(|it| it.transfer.line).collect();
        (lines, tied)
    };
    let rows = |cells: [&str; 2]| format!("1772323200,a,b,1,E,{}\n1772323200,b,c,1,E,{}\n", cells[0], cells[1]);
    for (cells, order, tied) in [
        (["t1,,,", "t2,0,,"], [3, 2], true),
        (["t1,8,,", "t2,7,,"], [3, 2], false),
        (["t1,7,1,", "t2,7,0,"], [3, 2], false),
        (["t1,7,1,", "t2,8,0,"], [2, 3], false),
        (["t1,7,1,", "t2,7,,"], [3, 2], true),
        (["t1,,1,", "t2,,0,"], [2, 3], true),
        (["t1,7,1,9", "t1,7,1,8"], [3, 2], false),
        (["t1,7,1,0", "t1,7,1,"], [2, 3], true),
        (["t1,7,,4", "t2,7,,5"], [2, 3], true),
    ] {
        assert_eq!(places(&rows(cells)), (order.to_vec(), if tied { order.to_vec() } else { vec![] }), "{cells:?}");
    }
}

/// Of two copies of a row the one that says its order stays.
#[test]
fn of_duplicates_the_one_with_a_number_stays() {
    let bare = "time,from,to,amount,asset,txid\n2026-03-01,a,b,1,E,t1\n".to_owned();
    let numbered = "time,from,to,amount,asset,txid,seq\n2026-03-01,a,b,1,E,t1,8\n2026-03-01,b,c,1,E,t2,7\n".to_owned();
    let ledger = ledger(&[("bare.csv", bare), ("numbered.csv", numbered)]);
    let lines: Vec<(u32, u32)> = ledger.transfers().iter().map(|it| (it.source.0, it.line)).collect();
    assert_eq!((lines, ledger.tied().count()), (vec![(1, 3), (1, 2)], 0));
}

#[test]
fn of_duplicates_the_earliest_stays_whatever_the_order_of_files() {
    let header = "time,from,to,amount,asset,txid";
    let (early, late) =
        (format!("{header}\n2026-03-01,a,b,1,E,{HASH}"), format!("{header}\n2026-03-02,a,b,1.00,E,{HASH}"));
    for files in [[("e.csv", early.clone()), ("l.csv", late.clone())], [("l.csv", late), ("e.csv", early)]] {
        let ledger = ledger(&files);
        assert_eq!(ledger.transfers().len(), 1);
        assert_eq!(ledger.transfers()[0].time, parse_instant("2026-03-01").unwrap());
        let late = ledger.sources().iter().find(|it| it.name == "l.csv").unwrap();
        assert_eq!((late.rows, late.accepted, late.duplicates), (1, 0, 1));
    }
}

/// A bank's reference or a counter comes again: only at one time is it the same row. A word for nothing is no id.
#[test]
fn a_short_transaction_id_that_comes_again_later_is_another_transfer() {
    let long = &HASH[..32];
    let zeros = ["0".repeat(64), "00000000-0000-0000-0000-000000000000".to_owned()];
    for (txid, kept) in [
        (zeros[0].as_str(), 3),
        (zeros[1].as_str(), 3),
        ("rent", 3),
        ("-", 4),
        ("n/a", 4),
        (&long[..31], 3),
        (long, 1),
        (HASH, 1),
    ] {
        let row = |day: u32| format!("2026-03-0{day},a,b,9500,EUR,{txid}\n");
        let rows = [row(1), row(2), row(3), row(3)].concat();
        let ledger = ledger(&[("x.csv", format!("time,from,to,amount,asset,txid\n{rows}"))]);
        assert_eq!((ledger.transfers().len(), ledger.counts().duplicates), (kept, 4 - kept as u64), "{txid}");
    }
}

#[test]
fn a_ledger_of_made_transfers_is_sorted_and_keeps_all() {
    let mut book = Book::default();
    let (from, to) = (book.parties.wallet("a"), book.parties.wallet("b"));
    let make = |time: &str| Transfer {
        amount: Amount::new(1, 0).unwrap(),
        time: parse_instant(time).unwrap(),
        sequence: 0,
        value: None,
        txid: TextId::NONE,
        memo: TextId::NONE,
        from,
        to,
        from_customer: None,
        to_customer: None,
        asset: SymbolId(0),
        kind: SymbolId(0),
        index: 0,
        source: SourceIndex(0),
        line: 0,
    };
    let ledger = Ledger::of(vec![make("2026-03-09"), make("2026-03-03"), make("2026-03-03"), make("2026-03-07")], book);
    let days: Vec<u8> = ledger.transfers().iter().map(|it| it.time.day().civil().2).collect();
    assert_eq!(days, [3, 3, 7, 9]);
}

#[test]
fn a_hash_in_large_letters_is_the_same_and_stays_as_it_is_written() {
    let row = |txid: &str| format!("2026-03-01,a,b,1,ETH,{txid}\n");
    let other = HASH.replace('5', "z");
    for (ids, transfers) in [
        ([HASH.to_owned(), HASH.to_uppercase()], 1),
        ([format!("0x{HASH}"), format!("0x{}", HASH.to_uppercase())], 1),
        ([format!("0x{HASH}"), HASH.to_owned()], 2),
        ([other.clone(), other.to_uppercase()], 2),
    ] {
        let text = format!("time,from,to,amount,asset,txid\n{}{}", row(&ids[0]), row(&ids[1]));
        let ledger = ledger(&[("x.csv", text)]);
        assert_eq!((ledger.transfers().len(), ledger.counts().rows), (transfers, 2), "{ids:?}");
        let cited = ledger.book().texts.text(ledger.transfers()[0].txid);
        assert!(ids.iter().any(|it| *it == cited), "{cited}");
    }
}
