//! What exports say beside who moved what when: decimals, currencies, states, units, zones, tokens, words for nothing.
//!
//! Each table is a header, a row and what becomes of it. Cannot catch words that exports will use tomorrow.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::float_arithmetic,
    reason = "a test may fail loudly"
)]

use tidegate_monitor::ledger::{ColumnMap, Decimal, Import, Ledger, LedgerBuilder, ReadFault};

fn euros() -> Import {
    Import { currency: Some("EUR".into()), ..Import::default() }
}

fn read(name: &str, text: &str, import: Import) -> Result<Ledger, ReadFault> {
    let mut builder = LedgerBuilder::new(import);
    builder.read(name, text.as_bytes()).map_err(|it| it.fault)?;
    Ok(builder.finish())
}

/// Transfers as `amount asset [=value]`, then rejected rows as `column code`.
fn answer(ledger: &Ledger) -> Vec<String> {
    let book = ledger.book();
    let value = |it: Option<_>| it.map_or(String::new(), |it| format!(" ={it}"));
    let taken = ledger.transfers().iter();
    let taken = taken.map(|it| format!("{} {}{}", it.amount, book.asset(it.asset), value(it.value)));
    let refused = ledger.rejected().iter();
    let refused = refused.map(|it| format!("{} {}", it.column.as_deref().unwrap_or("-"), it.reason.code()));
    taken.chain(refused).collect()
}

fn check(cases: &[(&str, &str, &str)]) {
    for (header, row, expected) in cases {
        let ledger = read("x.csv", &format!("{header}\n{row}\n"), euros()).unwrap();
        assert_eq!(answer(&ledger), [*expected], "{header}: {row}");
    }
}

#[test]
fn amounts_of_tables_split_by_semicolons_are_read_where_they_mean_one_thing_only() {
    let (semicolons, tabs) = ("time;from;to;amount;asset;value", "time\tfrom\tto\tamount\tasset\tvalue");
    check(&[
        (semicolons, "2026-03-01;a;b;12,50;BTC;1.234,56", "12.5 BTC =1234.56"),
        (semicolons, "2026-03-01;a;b;9.50;BTC;", "9.5 BTC"),
        (semicolons, "2026-03-01;a;b;12.345.678;BTC;", "12345678 BTC"),
        (semicolons, "2026-03-01;a;b;9.500;BTC;", "amount row-amount-ambiguous"),
        (semicolons, "2026-03-01;a;b;9,500;BTC;", "amount row-amount-ambiguous"),
        (semicolons, "2026-03-01;a;b;1;BTC;99.000", "value row-value-ambiguous"),
        (tabs, "2026-03-01\ta\tb\t0,5\tBTC\t", "0.5 BTC"),
        (tabs, "2026-03-01\ta\tb\t9.500\tBTC\t", "amount row-amount-ambiguous"),
        ("time,from,to,amount,asset", "2026-03-01,a,b,9.500,BTC", "9.5 BTC"),
        ("time,from,to,amount,asset", "2026-03-01,a,b,\"9,500\",BTC", "amount row-amount-separated"),
    ]);
    for (decimal, amount, expected) in [
        (Decimal::Comma, "9.500", "9500 BTC"),
        (Decimal::Comma, "1.234,56", "1234.56 BTC"),
        (Decimal::Comma, "9.50", "amount row-amount-misgrouped"),
        (Decimal::Point, "9.500", "9.5 BTC"),
        (Decimal::Point, "12,50", "amount row-amount-separated"),
    ] {
        let text = format!("time;from;to;amount;asset\n2026-03-01;a;b;{amount};BTC\n");
        let ledger = read("x.csv", &text, Import { decimal, ..euros() }).unwrap();
        assert_eq!(answer(&ledger), [expected], "{amount}");
    }
    let explorer = "Txhash;UnixTimestamp;From;To;ContractAddress;Value_IN(ETH);Value_OUT(ETH);Status;ErrCode\n\
                    0x01;1772355600;a;b;;0;1,5;;\n0x02;1772355600;a;b;;0;1.500;;\n";
    let ledger = read("x.csv", explorer, euros()).unwrap();
    assert_eq!(answer(&ledger), ["1.5 ETH", "Value_IN(ETH) row-amount-ambiguous"]);
}

#[test]
fn a_value_in_another_currency_is_unknown() {
    let own = "time,from,to,amount,asset,value,value_currency";
    check(&[
        (own, "2026-03-01,a,b,1,BTC,1000000,JPY", "1 BTC"),
        (own, "2026-03-01,a,b,1,BTC,1000000,", "1 BTC"),
        (own, "2026-03-01,a,b,1,BTC,50000,eur", "1 BTC =50000.00"),
        (own, "2026-03-01,a,b,7,EUR,9,JPY", "7 EUR =7.00"),
        ("time,from,to,amount,asset,currency,value", "2026-03-01,a,b,1,BTC,USD,60000", "1 BTC"),
        ("time,from,to,amount,asset,fiat_value,fiat_currency", "2026-03-01,a,b,1,BTC,60000,CHF", "1 BTC"),
        ("time,from,to,amount,asset,value,Quote Currency", "2026-03-01,a,b,1,BTC,60000,USD", "1 BTC"),
        ("time,from,to,amount,currency,value", "2026-03-01,a,b,1,BTC,60000", "1 BTC =60000.00"),
    ]);
    let text = format!("{own}\n2026-03-01,a,b,1,BTC,1,JPY\n2026-03-01,a,b,1,BTC,1,EUR\n2026-03-01,a,b,1,BTC,,JPY\n");
    assert_eq!(read("x.csv", &text, euros()).unwrap().sources()[0].foreign_values, 1);
    let line = r#"{"time":"2026-03-01","from":"a","to":"b","amount":1,"asset":"BTC","value":9,"currency":"USD"}"#;
    assert_eq!(answer(&read("x.jsonl", line, euros()).unwrap()), ["1 BTC"]);
    let line = r#"{"time":"2026-03-01","from":"a","to":"b","amount":1,"currency":"BTC","value":9}"#;
    assert_eq!(answer(&read("x.jsonl", line, euros()).unwrap()), ["1 BTC =9.00"]);
}

#[test]
fn rows_that_did_not_take_place_are_refused_in_every_reader() {
    let header = |name: &str| format!("time,from,to,amount,asset,{name}");
    for (name, word, expected) in [
        ("status", "completed", "5 EUR =5.00"),
        ("status", "", "5 EUR =5.00"),
        ("status", "failed", "status row-not-completed"),
        ("State", "Cancelled", "State row-not-completed"),
        ("Success", "false", "Success row-not-completed"),
        ("txn_status", "reverted", "txn_status row-not-completed"),
        ("result", "0", "result row-not-completed"),
        ("state", "CA", "state row-status-unknown"),
    ] {
        check(&[(&header(name), &format!("2026-03-01,a,b,5,EUR,{word}"), expected)]);
    }
    let import = Import { map: ColumnMap::parse("status=''").ok(), ..euros() };
    let ledger = read("x.csv", &format!("{}\n2026-03-01,a,b,5,EUR,CA\n", header("state")), import).unwrap();
    assert_eq!(answer(&ledger), ["5 EUR =5.00"], "an empty text leaves the column out");
    let line = r#"{"time":"2026-03-01","from":"a","to":"b","amount":5,"asset":"EUR","success":false}"#;
    assert_eq!(answer(&read("x.jsonl", line, euros()).unwrap()), ["success row-not-completed"]);
}

#[test]
fn units_and_zones_of_their_own_columns_count() {
    let (units, zones) = ("time,from,to,amount,asset,decimals", "time,from,to,amount,asset,timezone");
    check(&[
        (units, "2026-03-01,a,b,1500000,USDC,6", "1.5 USDC"),
        (units, "2026-03-01,a,b,1.5,USDC,6", "amount row-amount-not-units"),
        (units, "2026-03-01,a,b,1500000,USDC,six", "decimals row-index-unreadable"),
        (units, "2026-03-01,a,b,1500000,USDC,", "1500000 USDC (smallest units)"),
        (zones, "2026-03-01 10:00,a,b,5,EUR,UTC", "5 EUR =5.00"),
        (zones, "2026-03-01 10:00,a,b,5,EUR,America/New_York", "timezone row-time-of-another-zone"),
        (zones, "2026-03-01 10:00-05:00,a,b,5,EUR,America/New_York", "5 EUR =5.00"),
        ("date,time,from,to,amount,asset", "2026-03-01,10:00,a,b,5,EUR", "5 EUR =5.00"),
        ("time,from,to,amount,asset", "10:00,a,b,5,EUR", "time row-time-without-day"),
    ]);
    let joined = read("x.csv", "date,time,from,to,amount,asset\n2026-03-01,10:00,a,b,5,EUR\n", euros()).unwrap();
    assert_eq!(joined.transfers()[0].time.to_string(), "2026-03-01T10:00:00Z");
}

#[test]
fn words_for_nothing_name_no_wallet_and_no_transaction() {
    let header = "time,from,to,amount,asset,txid,to_customer";
    check(&[
        (header, "2026-03-01,NULL,b,5,EUR,t,", "from row-missing-cell"),
        (header, "2026-03-01,a,#N/A,5,EUR,t,", "to row-missing-cell"),
        (header, "2026-03-01,a,-,5,EUR,t,", "to row-missing-cell"),
        (header, "2026-03-01,1.23457E+11,b,5,EUR,t,", "from row-number-mangled"),
        (header, "2026-03-01,a,b,5,EUR,t,4.9152E+11", "to_customer row-number-mangled"),
        // Elsewhere they are as good as an empty cell.
        ("time,from,to,amount,asset,value,sequence", "2026-03-01,a,b,5,ETH,N/A,NULL", "5 ETH"),
        ("time,from,to,amount,asset,value,status", "2026-03-01,a,b,5,EUR,-,NULL", "5 EUR =5.00"),
        ("time,from,to,amount,asset,index,timezone", "2026-03-01,a,b,5,EUR,NULL,n/a", "5 EUR =5.00"),
    ]);
    let rows = "2026-03-01,a,b,5,EUR,1.23E+15,nan\n2026-03-01,a,b,5,EUR,1.23E+15,\n2026-03-01,a,b,5,EUR,N/A,\n2026-03-01,a,b,5,EUR,N/A,\n";
    let ledger = read("x.csv", &format!("{header}\n{rows}"), euros()).unwrap();
    assert_eq!(ledger.counts().accepted, 4, "without an id a row is no duplicate");
    assert!(ledger.transfers().iter().all(|it| it.txid.is_none() && it.to_customer.is_none()));
}

#[test]
fn a_line_above_the_header_is_told_or_obeyed() {
    let table = "time;from;to;amount;asset\n2026-03-01;a;b;1,5;EUR\n";
    for first in ["sep=;\n", "SEP=;\r\n", "\"sep=;\"\n", "\u{feff}sep=;\n"] {
        let ledger = read("x.csv", &format!("{first}{table}"), euros()).unwrap();
        assert_eq!((ledger.transfers().len(), ledger.transfers()[0].line), (1, 3), "{first}");
    }
    let bars = read("x.csv", "sep=|\ntime|from|to|amount|asset\n2026-03-01|a,c,d,e,f|b|1|EUR\n", euros()).unwrap();
    assert_eq!(bars.transfers().len(), 1);
    let titled = read("x.csv", &format!("Export of March;;;;\nMade on;01.03.2026;;;\n\n{table}"), euros());
    assert_eq!(titled.unwrap_err(), ReadFault::HeaderBelow(4));
    let german = read("x.csv", "Buchungsdatum;Betrag;Währung\n2026-03-01;5;EUR\n", euros()).unwrap_err();
    assert!(german.to_string().ends_with("; its columns are Buchungsdatum, Betrag, Währung"), "{german}");
    let headless = read("x.csv", "2026-03-01,Anna,Berta,5,EUR\n", euros()).unwrap_err();
    assert!(!headless.to_string().contains("Anna"), "a row may name somebody: {headless}");
}

#[test]
fn a_blank_before_a_quotation_mark_makes_no_other_wallet() {
    let text = "time, \"from\", \"to\", \"amount\", \"asset\"\n2026-03-01, \"a\", \"b\", \"1\", \"ETH\"\n2026-03-02,b,a,x,ETH\n2026-03-03,b,a,1,ETH\n";
    let ledger = read("x.csv", text, euros()).unwrap();
    assert_eq!(answer(&ledger), ["1 ETH", "1 ETH", "amount row-amount-unreadable"]);
    assert_eq!(ledger.book().parties.len(), 2);
}
