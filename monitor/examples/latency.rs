//! How long one transfer takes in a stream: reads an export, observes it transfer by transfer, and prints the histogram.
//!
//! `cargo run --release -p tidegate-monitor --example latency -- EXPORT RULES`
//!
//! Times are wall time of single calls of `Monitor::observe`, the clock's own cost included (some 30 ns). What stops a
//! thread from outside shows in the longest ones.

use std::error::Error;
use std::fs::File;
use std::io::{Write, stdout};
use std::path::Path;
use std::time::Instant;
use tidegate_monitor::engine::{Monitor, Outcome};
use tidegate_monitor::ledger::{Import, LedgerBuilder};
use tidegate_monitor::rule::Facts;
use tidegate_monitor::tag::{Customers, Tags};

mod pack;

fn main() -> Result<(), Box<dyn Error>> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let [export, rules] = words.as_slice() else { return Err("usage: latency EXPORT RULES".into()) };
    let pack = pack::of(Path::new(rules))?;
    let mut builder = LedgerBuilder::new(Import { currency: Some(pack.currency.clone()), ..Import::default() });
    builder.read(export, File::open(export)?)?;
    let ledger = builder.finish();
    let (tags, customers) = (Tags::default(), Customers::default());
    let facts = Facts { book: ledger.book(), tags: &tags, customers: &customers };
    let mut monitor = Monitor::new(&pack);
    let mut nanos: Vec<u64> = Vec::with_capacity(ledger.transfers().len());
    let (mut opened, mut grew, mut unfinished) = (0_u64, 0_u64, 0_u64);
    for transfer in ledger.transfers() {
        let begun = Instant::now();
        let outcomes = monitor.observe(transfer, facts)?;
        nanos.push(u64::try_from(begun.elapsed().as_nanos()).unwrap_or(u64::MAX));
        for outcome in outcomes {
            match outcome {
                Outcome::Opened { .. } => opened += 1,
                Outcome::Grew(_) => grew += 1,
                Outcome::Unfinished(_) => unfinished += 1,
                Outcome::TooLittle(_) => {}
            }
        }
    }
    print(&mut nanos)?;
    writeln!(stdout(), "{opened} hits opened, {grew} growths, {unfinished} unfinished of {} transfers", nanos.len())?;
    Ok(())
}

/// One line for each power of two that occurs, then what so many of the calls stay below.
fn print(nanos: &mut [u64]) -> std::io::Result<()> {
    let mut out = stdout().lock();
    let mut counts = [0_u64; 65];
    nanos.iter().for_each(|it| counts[64 - it.leading_zeros() as usize] += 1);
    let most = counts.iter().copied().max().unwrap_or(1).max(1);
    for (power, count) in counts.iter().enumerate().filter(|it| *it.1 > 0) {
        let below = 1_u64.checked_shl(u32::try_from(power).unwrap_or(64)).unwrap_or(u64::MAX);
        let bar = "#".repeat(usize::try_from((count * 60).div_ceil(most)).unwrap_or(60));
        writeln!(out, "below {:>12} ns {count:>9} {bar}", below)?;
    }
    nanos.sort_unstable();
    for (name, permyriad) in [("median", 5_000), ("99 %", 9_900), ("99.9 %", 9_990), ("99.99 %", 9_999)] {
        let at = (nanos.len() * permyriad / 10_000).min(nanos.len().saturating_sub(1));
        writeln!(out, "{name:>8}  {} ns", nanos.get(at).copied().unwrap_or(0))?;
    }
    writeln!(out, "{:>8}  {} ns", "longest", nanos.last().copied().unwrap_or(0))
}
