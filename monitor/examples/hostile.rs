//! Writes exports of shapes that are hard on graph searches, so that what they cost can be measured.
//!
//! `cargo run --release -p tidegate-monitor --example hostile -- SHAPE > hostile.csv`, with SHAPE one of
//! `chain` (a million wallets in a row, a second apart), `star` (half a million spokes into one hub and as many out),
//! `complete` (each of 2,000 wallets pays each other, fifty a second), `sparse` (a million of these pairs, one a second) and
//! `instant` (100,000 transfers among 300 wallets in one second).

use std::error::Error;
use std::io::{BufWriter, Write, stdout};

/// 2026-03-01T00:00:00Z in Unix seconds.
const START: u64 = 1_772_323_200;
const MILLION: u64 = 1_000_000;

fn main() -> Result<(), Box<dyn Error>> {
    let shape = std::env::args().nth(1).unwrap_or_default();
    let mut out = BufWriter::with_capacity(1 << 20, stdout().lock());
    writeln!(out, "time,from,to,amount,asset,txid")?;
    let mut number = 0_u64;
    let mut row = |second: u64, from: String, to: String, amount: u64| {
        number += 1;
        writeln!(out, "{},{from},{to},{amount},BTC,t{number}", START + second)
    };
    match shape.as_str() {
        "chain" => {
            for at in 0..MILLION {
                row(at, format!("w{at}"), format!("w{}", at + 1), 2 * MILLION - at)?;
            }
        }
        "star" => {
            for at in 0..MILLION / 2 {
                row(2 * at, format!("in{at}"), "hub".into(), 1_000 + at % 7)?;
                row(2 * at + 1, "hub".into(), format!("out{at}"), 1_000 + at % 5)?;
            }
        }
        "complete" | "sparse" => {
            let (most, each_second) = if shape == "sparse" { (MILLION, 1) } else { (u64::MAX, 50) };
            // A step that shares no factor with the pairs visits each once, in an order without blocks.
            let pairs = 2_000_u64 * 2_000;
            let visited = (0..pairs).map(|it| it * 1_234_577 % pairs).map(|it| (it / 2_000, it % 2_000));
            for (at, (from, to)) in (0..most).zip(visited.filter(|it| it.0 != it.1)) {
                row(at / each_second, format!("w{from}"), format!("w{to}"), 1_000 + at % 97)?;
            }
        }
        "instant" => {
            for at in 0..100_000_u64 {
                let (from, to) = (at * 7_919 % 300, at * 104_729 % 299);
                row(0, format!("w{from}"), format!("w{}", if to >= from { to + 1 } else { to }), 1_000 + at % 97)?;
            }
        }
        _ => return Err("usage: hostile chain|star|complete|sparse|instant".into()),
    }
    Ok(out.flush()?)
}
