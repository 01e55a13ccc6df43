//! What reading costs: rows off canonical CSV and JSON Lines, times and amounts one by one.
//!
//! Rows are made by a small seeded generator: hex addresses and hashes as exports have them.

use divan::counter::{BytesCount, ItemsCount};
use std::fmt::Write;
use tidegate_monitor::ledger::{Import, Ledger, LedgerBuilder, parse_amount, parse_instant};

const ROWS: u64 = 100_000;
const WALLETS: u64 = 20_000;

fn main() {
    divan::main();
}

/// A well-mixed number for each input (the finaliser of a common generator).
fn mix(seed: u64) -> u64 {
    let a = (seed ^ (seed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let b = (a ^ (a >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    b ^ (b >> 31)
}

fn address(number: u64) -> String {
    let part = |it: u64| mix(number * 3 + it + 1);
    format!("0x{:016x}{:016x}{:08x}", part(0), part(1), part(2) >> 32)
}

fn rows(write: impl Fn(&mut String, u64, &str, &str, &str, &str)) -> String {
    let mut text = String::new();
    for row in 0..ROWS {
        let (from, to) = (address(mix(row) % WALLETS), address(mix(row + ROWS) % WALLETS));
        let amount = format!("{}.{:06}", mix(row) % 5000, mix(row + 7) % 1_000_000);
        let txid = format!("0x{:016x}{:016x}{:016x}{:016x}", mix(row + 1), mix(row + 2), mix(row + 3), row);
        write(&mut text, 1_756_684_801 + row * 2, &from, &to, &amount, &txid);
    }
    text
}

fn csv() -> String {
    let body = rows(|text, time, from, to, amount, txid| {
        let _ = writeln!(text, "{time},{from},{to},{amount},ETH,{txid}");
    });
    format!("timestamp,from,to,amount,asset,tx_id\n{body}")
}

fn jsonl() -> String {
    rows(|text, time, from, to, amount, txid| {
        let _ = writeln!(
            text,
            "{{\"time\":{time},\"from\":\"{from}\",\"to\":\"{to}\",\"amount\":{amount},\"asset\":\"ETH\",\"txid\":\"{txid}\"}}"
        );
    })
}

fn read(name: &str, text: &str) -> Ledger {
    let mut builder = LedgerBuilder::new(Import::default());
    let answer = builder.read(name, text.as_bytes());
    assert!(answer.is_ok());
    builder.finish()
}

#[divan::bench]
fn canonical_csv(bencher: divan::Bencher<'_, '_>) {
    let text = csv();
    bencher.counter(ItemsCount::new(ROWS)).counter(BytesCount::of_str(&text)).bench(|| read("x.csv", &text));
}

#[divan::bench]
fn json_lines(bencher: divan::Bencher<'_, '_>) {
    let text = jsonl();
    bencher.counter(ItemsCount::new(ROWS)).counter(BytesCount::of_str(&text)).bench(|| read("x.jsonl", &text));
}

#[divan::bench(args = ["1756684801", "2026-03-01T10:00:00Z", "2026-03-01 10:00:00.123456+02:00"])]
fn time(text: &str) -> bool {
    parse_instant(divan::black_box(text)).is_ok()
}

#[divan::bench(args = ["601.411033", "1500000000000000001", "0.00000001", "12345678901234567890.123456789012345678"])]
fn amount(text: &str) -> bool {
    parse_amount(divan::black_box(text)).is_ok()
}
