//! A stream that dies and goes on: observes an export transfer by transfer, writes what each completes, puts down a
//! snapshot now and then, and takes up the newest one where it finds one.
//!
//! `cargo run --release -p tidegate-monitor --example resume -- EXPORT RULES FOLDER [DIES_AFTER]`
//!
//! FOLDER gets `outcomes.txt` and `snapshot`. With DIES_AFTER the process aborts after so many transfers, with what it
//! had not written yet; run again without it, `outcomes.txt` is byte for byte what one run alone writes:
//!
//! ```text
//! resume demo.csv rules once; resume demo.csv rules twice 777; resume demo.csv rules twice; cmp once/outcomes.txt twice/outcomes.txt
//! ```

use std::error::Error;
use std::fs::{self, File};
use std::io::{BufWriter, Write, stdout};
use std::path::Path;
use tidegate_monitor::engine::{Monitor, Outcome, Resumed};
use tidegate_monitor::hit::{Cited, party};
use tidegate_monitor::ledger::{Book, Import, LedgerBuilder, Transfer};
use tidegate_monitor::rule::{Facts, Pack};
use tidegate_monitor::tag::{Customers, Tags};

mod pack;

/// After so many transfers a snapshot is put down. An exchange takes as many as it can do again in
/// the time it may stand still.
const EVERY: u64 = 100;

fn main() -> Result<(), Box<dyn Error>> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let [export, rules, folder, rest @ ..] = words.as_slice() else {
        return Err("usage: resume EXPORT RULES FOLDER [DIES_AFTER]".into());
    };
    let dies_after: Option<u64> = rest.first().map(|it| it.parse()).transpose()?;
    let pack = pack::of(Path::new(rules))?;
    fs::create_dir_all(folder)?;
    let (snapshot, outcomes) = (Path::new(folder).join("snapshot"), Path::new(folder).join("outcomes.txt"));
    let Resumed { mut monitor, book, transfers: done } = match fs::read(&snapshot) {
        Ok(bytes) => Monitor::restore(&bytes, &pack)?,
        Err(_) => Resumed { monitor: Monitor::new(&pack), book: Book::default(), transfers: 0 },
    };
    // What was written after the snapshot is written again.
    let before = fs::read_to_string(&outcomes).unwrap_or_default();
    let number = |line: &str| line.split(' ').next().and_then(|it| it.parse::<u64>().ok());
    let kept = before.split_inclusive('\n').take_while(|it| number(it).is_some_and(|it| it <= done));
    let mut out = BufWriter::new(Vec::from_iter(kept).concat().into_bytes());

    let import = Import { currency: Some(pack.currency.clone()), ..Import::default() };
    let mut builder = LedgerBuilder::with_names(import, book);
    builder.read(export, File::open(export)?)?;
    let ledger = builder.finish();
    let (tags, customers) = (Tags::default(), Customers::default());
    let facts = Facts { book: ledger.book(), tags: &tags, customers: &customers };
    for (number, transfer) in (1_u64..).zip(ledger.transfers()).skip(usize::try_from(done)?) {
        for outcome in monitor.observe(transfer, facts)? {
            writeln!(out, "{number} {}", told(outcome, facts.book, &pack))?;
        }
        if number.is_multiple_of(EVERY) {
            out.flush()?;
            put(&outcomes, out.get_ref())?;
            put(&snapshot, &monitor.snapshot(facts.book))?;
        }
        if dies_after == Some(number) {
            std::process::abort();
        }
    }
    out.flush()?;
    put(&outcomes, out.get_ref())?;
    writeln!(stdout(), "went on after {done} of {} transfers", ledger.transfers().len())?;
    Ok(())
}

/// Writes a file beside its place and then puts it there, so that a crash leaves the one before.
fn put(place: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let new = place.with_extension("new");
    let mut file = File::create(&new)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(new, place)
}

/// One outcome in a line.
fn told(outcome: &Outcome, book: &Book, pack: &Pack) -> String {
    let rule = |it: usize| pack.rules.get(it).map_or("", |it| it.id.as_str());
    let txid = |it: &Transfer| book.texts.text(it.txid).into_owned();
    let rows = |rows: &Cited<'_>| rows.iter().map(txid).collect::<Vec<_>>().join(",");
    match outcome {
        Outcome::Opened { serial, hit } => {
            let (kind, name) = party(book, hit.subject);
            let measured: Vec<_> = hit.measured.iter().map(|it| it.observed).collect();
            format!("opened {serial} {} {kind} {name} {} {} {measured:?}", rule(hit.rule), hit.score, rows(&hit.rows))
        }
        Outcome::Grew(it) => {
            let measured: Vec<_> = it.measured.iter().map(|it| it.observed).collect();
            format!("grew {} {} {} {measured:?}", it.serial, it.score, rows(&it.rows))
        }
        Outcome::Unfinished(it) => {
            format!("unfinished {} {}", rule(it.rule), txid(&it.at))
        }
        Outcome::TooLittle(it) => format!("too little {} {}", rule(it.rule), txid(&it.at)),
    }
}
