//! What a stream holds in memory: reads an export in pieces, observes it transfer by transfer, lets go of what no rule
//! can cite any more, and says after two days and at the end how much memory was held at most.
//!
//! `cargo run --release -p tidegate-monitor --example window -- EXPORT RULES`
//!
//! EXPORT is a CSV in order of time. Memory is that of the whole process, `VmHWM` of Linux. Duplicates are found within
//! a piece only, which is what a stream can do.

use std::collections::VecDeque;
use std::error::Error;
use std::fs::File;
use std::io::{BufRead, BufReader, Write, stdout};
use std::path::Path;
use tidegate_kyc_core::base::Instant;
use tidegate_monitor::engine::{Monitor, Outcome};
use tidegate_monitor::ledger::{Book, Import, LedgerBuilder, TextId, Transfer};
use tidegate_monitor::rule::{Facts, Pack};
use tidegate_monitor::tag::{Customers, Tags};

mod pack;

/// So many rows are read at a time.
const PIECE: usize = 10_000;
const DAY: i64 = 86_400_000_000;

/// A stream with its counts.
struct Stream {
    monitor: Monitor,
    book: Book,
    /// Of each piece whose texts are held, its newest transfer's time and the end of its texts.
    pieces: VecDeque<(Instant, TextId)>,
    begun: Option<Instant>,
    transfers: u64,
    opened: u64,
    told: bool,
}

fn main() -> Result<(), Box<dyn Error>> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let [export, rules] = words.as_slice() else { return Err("usage: window EXPORT RULES".into()) };
    let pack = pack::of(Path::new(rules))?;
    let (monitor, book) = (Monitor::new(&pack), Book::default());
    let mut stream =
        Stream { monitor, book, pieces: VecDeque::new(), begun: None, transfers: 0, opened: 0, told: false };
    let mut input = BufReader::new(File::open(export)?);
    let mut header = Vec::new();
    input.read_until(b'\n', &mut header)?;
    loop {
        let mut piece = header.clone();
        for _ in 0..PIECE {
            input.read_until(b'\n', &mut piece)?;
        }
        if piece.len() == header.len() {
            break;
        }
        stream.take(&piece, &pack)?;
    }
    stream.tell("at the end")?;
    Ok(())
}

impl Stream {
    /// Observes the rows of a piece.
    fn take(&mut self, piece: &[u8], pack: &Pack) -> Result<(), Box<dyn Error>> {
        let import = Import { currency: Some(pack.currency.clone()), ..Import::default() };
        let mut builder = LedgerBuilder::with_names(import, std::mem::take(&mut self.book));
        builder.read("piece.csv", piece)?;
        let (transfers, book) = builder.finish().into_parts();
        self.book = book;
        let (tags, customers) = (Tags::default(), Customers::default());
        for transfer in &transfers {
            self.two_days_at(transfer)?;
            let facts = Facts { book: &self.book, tags: &tags, customers: &customers };
            let outcomes = self.monitor.observe(transfer, facts)?;
            self.opened += outcomes.iter().filter(|it| matches!(it, Outcome::Opened { .. })).count() as u64;
            self.transfers += 1;
        }
        if let Some(newest) = transfers.last() {
            self.pieces.push_back((newest.time, self.book.texts.end()));
            self.let_go(newest.time, pack);
        }
        Ok(())
    }

    /// Lets go of the texts of pieces that lie before every window.
    fn let_go(&mut self, now: Instant, pack: &Pack) {
        let longest = pack.rules.iter().map(|it| it.require.within).max();
        let Some(start) = longest.map(|it| it.start(now)) else { return };
        while let Some((_, end)) = self.pieces.front().filter(|it| it.0 < start).copied() {
            self.book.texts.forget_before(end);
            self.pieces.pop_front();
        }
    }

    /// Tells what is held when two days are over, once.
    fn two_days_at(&mut self, transfer: &Transfer) -> Result<(), Box<dyn Error>> {
        let begun = *self.begun.get_or_insert(transfer.time);
        if !self.told && transfer.time.since(begun) >= 2 * DAY {
            self.told = true;
            self.tell("after two days")?;
        }
        Ok(())
    }

    fn tell(&self, when: &str) -> Result<(), Box<dyn Error>> {
        let (transfers, parties, opened) = (self.transfers, self.book.parties.len(), self.opened);
        let status = std::fs::read_to_string("/proc/self/status")?;
        let most = status.lines().find_map(|it| it.strip_prefix("VmHWM:")).map_or("unknown", str::trim);
        writeln!(stdout(), "{when}: {transfers} transfers, {parties} wallets, {opened} hits opened, at most {most}")?;
        Ok(())
    }
}
