//! Writes a seeded transaction export with planted, labelled laundering patterns, so that
//! benchmarks can be repeated with nothing else.
//!
//! `cargo run --release --example generate -- --transfers 1000000 --wallets 200000 --seed 7 > t.csv`
//!
//! Background: senders and receivers are drawn apart from a law that gives rank r a share of
//! (r + q)^-a; a quarter of the transfers repeat the pair of another one; hours of the day are
//! busier and quieter; amounts are log-normal. With `--hubs` the tail is heavy and seven in ten
//! wallets have one rank for both ends, as exchanges' hot wallets do. Six in a thousand transfers
//! belong to planted patterns of nine kinds. Whole numbers only: one seed gives the same bytes on
//! every machine. What it does not imitate: fees, balances, prices.

#[path = "generate/patterns.rs"]
mod patterns;
#[path = "generate/random.rs"]
mod random;

use random::{Random, log_normal, mix};
use std::error::Error;
use std::fs::File;
use std::io::{BufWriter, Write};

const MANUAL: &str = "\
usage: generate [--transfers N] [--wallets N] [--seed N] [--days N] [--hubs] [--values] [--labels FILE]

Writes a CSV export (time,from,to,amount,asset,txid) to standard output, in time order.
  --transfers N  rows, planted ones included      (1000000)
  --wallets N    wallets to draw from, at least 64 (200000)
  --seed N       the same seed, the same bytes     (7)
  --days N       length of the export, at least 2  (30)
  --hubs         a heavy tail of wallets that both receive and send
  --values       a value column, one unit of any asset being worth one
  --labels FILE  CSV line,txid,pattern,kind of every planted row
";

/// 2025-09-01T00:00:00Z in Unix seconds.
const START: u64 = 1_756_684_800;
const DAY: u64 = 86_400;
const ASSETS: [&str; 4] = ["BTC", "ETH", "USDT", "USDC"];
/// Amounts are whole millionths.
const MICRO: u64 = 1_000_000;
const PLANTED_PER_MILLE: u64 = 6;

/// A row to be written.
#[derive(Clone, Copy, Debug)]
struct Row {
    /// Seconds after [`START`].
    time: u32,
    from: u32,
    to: u32,
    /// In millionths.
    amount: u64,
    /// Index into [`ASSETS`].
    asset: u8,
    /// The planted pattern, from 1; 0 is background.
    pattern: u32,
}

/// What is asked for.
#[derive(Debug)]
struct Asked {
    transfers: u64,
    wallets: u32,
    seed: u64,
    days: u64,
    tail: Tail,
    values: Values,
    labels: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Tail {
    /// (r + 10)^-3/4, the two ends ranked apart.
    Mild,
    /// (r + 3)^-1, seven in ten wallets ranked alike at both ends.
    Hubs,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Values {
    Written,
    LeftOut,
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut out = BufWriter::with_capacity(1 << 20, std::io::stdout().lock());
    let Some(asked) = asked(std::env::args().skip(1))? else {
        out.write_all(MANUAL.as_bytes())?;
        return Ok(out.flush()?);
    };
    let (mut rows, kinds) = patterns::plant(&asked);
    background(&asked, &mut rows);
    // Stable: rows of one second stay in the order they were made.
    rows.sort_by_key(|it| it.time);
    write_rows(&asked, &rows, &mut out)?;
    out.flush()?;
    match &asked.labels {
        Some(path) => write_labels(&asked, &rows, &kinds, BufWriter::new(File::create(path)?)),
        None => Ok(()),
    }
}

/// Reads the command line; `None` asks for the manual.
fn asked(mut words: impl Iterator<Item = String>) -> Result<Option<Asked>, Box<dyn Error>> {
    let mut asked = Asked {
        transfers: 1_000_000,
        wallets: 200_000,
        seed: 7,
        days: 30,
        tail: Tail::Mild,
        values: Values::LeftOut,
        labels: None,
    };
    while let Some(word) = words.next() {
        let mut next = || words.next().ok_or_else(|| format!("{word} needs a value\n\n{MANUAL}"));
        match word.as_str() {
            "--transfers" => asked.transfers = next()?.parse()?,
            "--wallets" => asked.wallets = next()?.parse()?,
            "--seed" => asked.seed = next()?.parse()?,
            "--days" => asked.days = next()?.parse()?,
            "--hubs" => asked.tail = Tail::Hubs,
            "--values" => asked.values = Values::Written,
            "--labels" => asked.labels = Some(next()?),
            "--help" | "-h" => return Ok(None),
            _ => return Err(format!("{word} is not known\n\n{MANUAL}").into()),
        }
    }
    let usable = asked.wallets >= 64 && (2..=36_500).contains(&asked.days);
    if usable { Ok(Some(asked)) } else { Err(format!("too few wallets, or too few or many days\n\n{MANUAL}").into()) }
}

/// Fills up to the asked number of rows with everyday transfers.
fn background(asked: &Asked, rows: &mut Vec<Row>) {
    let mut random = Random::new(asked.seed, 2);
    let law = random::Law::new(asked.wallets, asked.tail == Tail::Hubs);
    let (senders, receivers) = ranks(asked, &mut random);
    let count = usize::try_from(asked.transfers).unwrap_or(usize::MAX).saturating_sub(rows.len());
    let mut pairs = Vec::with_capacity(count);
    for _ in 0..count {
        let from = senders[law.rank(&mut random)];
        let to = receivers[law.rank(&mut random)];
        pairs.push((from, if from == to { (to + 1) % asked.wallets } else { to }));
    }
    let clock = random::Clock::new();
    for number in 0..count {
        let repeats = random.below(4) == 0;
        let (from, to) = pairs[if repeats { random.index(count) } else { number }];
        let day = random.below(asked.days) * DAY;
        let asset = match random.below(100) {
            0..15 => 0,
            15..40 => 1,
            40..85 => 2,
            _ => 3,
        };
        let time = u32::try_from(day + clock.second(&mut random)).unwrap_or(u32::MAX);
        rows.push(Row { time, from, to, amount: log_normal(&mut random, 6_000, 2_000), asset, pattern: 0 });
    }
}

/// Which wallet has which rank, as a sender and as a receiver.
fn ranks(asked: &Asked, random: &mut Random) -> (Vec<u32>, Vec<u32>) {
    let mut senders: Vec<u32> = (0..asked.wallets).collect();
    random.shuffle(&mut senders);
    let mut receivers = senders.clone();
    match asked.tail {
        Tail::Mild => random.shuffle(&mut receivers),
        Tail::Hubs => {
            // Three in ten trade places among themselves.
            let mut movers: Vec<usize> = (0..receivers.len()).filter(|_| random.below(10) < 3).collect();
            let places = movers.clone();
            random.shuffle(&mut movers);
            for (place, mover) in places.into_iter().zip(movers) {
                receivers[place] = senders[mover];
            }
        }
    }
    (senders, receivers)
}

fn write_rows(asked: &Asked, rows: &[Row], out: &mut impl Write) -> Result<(), Box<dyn Error>> {
    let values = asked.values == Values::Written;
    writeln!(out, "time,from,to,amount,asset,txid{}", if values { ",value" } else { "" })?;
    for (number, row) in (0_u64..).zip(rows) {
        let (time, whole, micro) = (START + u64::from(row.time), row.amount / MICRO, row.amount % MICRO);
        let (from, to) = (Address(asked.seed, row.from), Address(asked.seed, row.to));
        let asset = ASSETS[usize::from(row.asset)];
        write!(out, "{time},{from},{to},{whole}.{micro:06},{asset},{}", Txid(asked.seed, number))?;
        if values {
            let cents = (row.amount + 5_000) / 10_000;
            write!(out, ",{}.{:02}", cents / 100, cents % 100)?;
        }
        out.write_all(b"\n")?;
    }
    Ok(())
}

fn write_labels(asked: &Asked, rows: &[Row], kinds: &[&str], mut out: impl Write) -> Result<(), Box<dyn Error>> {
    writeln!(out, "line,txid,pattern,kind")?;
    for (number, row) in (0_u64..).zip(rows).filter(|(_, row)| row.pattern > 0) {
        let kind = kinds[row.pattern as usize - 1];
        writeln!(out, "{},{},{},{kind}", number + 2, Txid(asked.seed, number), row.pattern)?;
    }
    Ok(out.flush()?)
}

/// An EVM-like address; the first half differs for any two wallets of one seed.
struct Address(u64, u32);

impl std::fmt::Display for Address {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let first = mix(mix(self.0) ^ u64::from(self.1));
        write!(f, "0x{first:016x}{:016x}{:08x}", mix(first ^ 1), mix(first ^ 2) >> 32)
    }
}

/// A transaction id; the first quarter differs for any two rows of one seed.
struct Txid(u64, u64);

impl std::fmt::Display for Txid {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let first = mix(mix(self.0 ^ 0x7478) ^ self.1);
        write!(f, "0x{first:016x}{:016x}{:016x}{:016x}", mix(first ^ 1), mix(first ^ 2), mix(first ^ 3))
    }
}
