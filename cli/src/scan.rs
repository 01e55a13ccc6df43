//! `tidegate scan`: exports and rules in, hits and everything that was not judged out.
//!
//! Puts the rooms together; decides nothing but the order of the table and the exit code.

use crate::args::{Form, ReadArgs, ScanArgs, Span};
use crate::fault::{Exit, Fault};
use crate::input::{self, Ink, Loaded};
use crate::progress::Bar;
use crate::report::build::{Names, counts, facts_line, opening, severity, source_line};
use crate::report::hits::write_hits;
use crate::report::json::object;
use crate::report::lines::{
    Line, PlaceLine, RejectedLine, SUMMARY_SCHEMA, SliceLine, SummaryLine, WithoutOrder, WithoutValue,
};
use crate::report::moved::moved;
use crate::report::split::split_wallets;
use crate::report::table::{Entry, Rest, table};
use crate::report::valueless::without_value;
use crate::report::words::{Shortener, id_digits};
use crate::slice::{Cut, demand_within, slice};
use crate::{recorded, restrict};
use std::cell::OnceCell;
use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use tidegate_kyc_core::base::{Instant, SourceId};
use tidegate_monitor::engine::{self, Progress, Scan};
use tidegate_monitor::graph::{dot, evidence};
use tidegate_monitor::hit::Hit;
use tidegate_monitor::ledger::{Reason, Rejected, Transfer, ValuelessCount};
use tidegate_monitor::restrict::{Measure, NoMeasure};
use tidegate_monitor::rule::{Facts, Pack, Status};
use tidegate_monitor::tag::Finding;

/// How many hits the table shows unless all are asked for.
const SHOWN: usize = 50;

/// What there is to scan: rules, and everything that was read.
#[derive(Debug)]
pub(crate) struct Read {
    /// The rules.
    pub(crate) pack: Pack,
    /// What was read.
    pub(crate) loaded: Loaded,
    /// File names by the number of the source.
    sources: Vec<String>,
}

/// A scan with everything its answers refer to.
#[derive(Debug)]
pub(crate) struct Run<'r> {
    pub(crate) read: &'r Read,
    /// The answer.
    pub(crate) scan: Scan<'r>,
    /// Which part of the ledger it is about, where not all of it was asked for.
    cut: Option<Cut<'r>>,
    /// How many threads may work.
    threads: usize,
    summary: OnceCell<SummaryLine>,
}

/// Runs the command.
///
/// # Errors
/// A fault where a file cannot be read or written, or rules have complaints.
pub(crate) fn command(args: &ScanArgs) -> Result<Exit, Fault> {
    input::spares_inputs(args.out.as_deref(), inputs(args), Some(&args.rules))?;
    args.journal.as_deref().map_or(Ok(()), recorded::is_possible)?;
    let read = Read::all(&args.exports, &args.rules, &args.read)?;
    if let Some(file) = &args.restrict {
        restrict::is_possible(file, &read.pack, inputs(args).chain(args.out.clone()))?;
    }
    let run = read.scan(args.part.slice, args.read.threads)?;
    let ink = if args.form == Form::Table { Ink::Coloured } else { Ink::Plain };
    input::write(args.out.as_deref(), ink, &mut |out| match args.form {
        Form::Table => run.write_table(out, if args.all { usize::MAX } else { SHOWN }),
        Form::Jsonl => run.write_lines(out),
        Form::Dot => run.write_graphs(out),
    })?;
    if args.form != Form::Table || args.out.as_ref().is_some_and(|it| it.as_os_str() != "-") {
        input::speak(&run.in_short());
    }
    let restricted = args.restrict.as_deref().map(|it| restrict::add(it, &run.measures())).transpose()?;
    if let Some(journal) = &args.journal {
        recorded::record(journal, args, run.summary(), run.slice().as_ref(), restricted)?;
    }
    let exit = run.exit(args.strict);
    if exit == Exit::Unreadable {
        return Err(run.unreadable());
    }
    Ok(exit)
}

/// The files of transfers, tags, customers and prices.
fn inputs(args: &ScanArgs) -> impl Iterator<Item = PathBuf> {
    args.exports.iter().chain(args.read.facts()).cloned()
}

impl Read {
    /// Reads rules and exports, and what is known of wallets and customers.
    ///
    /// # Errors
    /// A fault where a file cannot be read, or rules have complaints or none of them runs.
    pub(crate) fn all(exports: &[PathBuf], rules: &Path, read: &ReadArgs) -> Result<Self, Fault> {
        let pack = input::read_rules(rules)?.pack()?;
        if !pack.rules.iter().any(|it| matches!(it.status, Status::Active | Status::Shadow)) {
            let what =
                format!("no rule of {} runs, so nothing would be judged: all are drafts or retired", rules.display());
            return Err(Fault::unreadable(
                what,
                "set status = \"active\" in the rules that are to run, or \"shadow\" to try them",
            ));
        }
        let loaded = input::load(exports, read, Some(&pack))?;
        let sources = loaded.ledger.sources().iter().map(|it| it.name.clone()).collect();
        Ok(Self { pack, loaded, sources })
    }

    /// Scans all of it, or a part.
    ///
    /// # Errors
    /// A fault where the part lies outside the exports.
    pub(crate) fn scan(&self, part: Option<Span>, threads: Option<u16>) -> Result<Run<'_>, Fault> {
        let (transfers, facts, pack) = (self.loaded.ledger.transfers(), self.names().facts, &self.pack);
        part.map_or(Ok(()), |it| demand_within(it, transfers))?;
        let bar = Bar::scanning(transfers.len() as u64);
        let (threads, to) = (input::threads(threads), |it: Progress| bar.to(it.transfers, it.hits));
        let (scan, cut) = match part {
            None => (engine::scan(transfers, facts, pack, threads, &to), None),
            Some(span) => {
                let mut done = engine::scan_slice(transfers, facts, pack, slice(span), threads, &to);
                (std::mem::take(&mut done.scan), Some(Cut::new(span, done)))
            }
        };
        bar.clear();
        Ok(Run { read: self, scan, cut, threads, summary: OnceCell::new() })
    }

    /// What lines are made with.
    pub(crate) fn names(&self) -> Names<'_> {
        let Loaded { ledger, tags, customers, .. } = &self.loaded;
        Names { facts: Facts { book: ledger.book(), tags, customers }, pack: &self.pack, sources: &self.sources }
    }
}

impl Run<'_> {
    /// Clear only where everything was judged and nothing was found; a hit of a rule on trial is
    /// written and does not count. An export that gave no transfer is unreadable:
    /// what nobody could look at is not clear.
    fn exit(&self, strict: bool) -> Exit {
        let rows = self.read.loaded.ledger.counts();
        let unread = rows.rejected + self.read.loaded.facts.iter().map(|it| it.rejected).sum::<u64>();
        let on_trial = |it: &Hit<'_>| self.read.pack.rules[it.rule].status == Status::Shadow;
        let read = rows.rejected == 0 && self.read.loaded.findings.is_empty();
        let judged = read && self.scan.unfinished.is_empty() && self.scan.lacks.is_empty();
        let judged = judged && self.summary().without_order.transfers == 0;
        match rows {
            it if it.accepted == 0 || (strict && unread > 0) => Exit::Unreadable,
            _ if self.broken_off().is_some() => Exit::Unreadable,
            _ if judged && self.scan.hits.iter().all(on_trial) => Exit::Clear,
            _ => Exit::Found,
        }
    }

    /// What each hit puts on its customer.
    fn measures(&self) -> Vec<Result<Measure, NoMeasure>> {
        let names = self.read.names();
        let of = |(hit, id): (&Hit<'_>, SourceId)| Measure::of(hit, id, names.pack, names.facts.book);
        names.identified(&self.scan.hits).map(of).collect()
    }

    /// Where the first export breaks off that does: nobody knows what it held behind that.
    fn broken_off(&self) -> Option<&Rejected> {
        let breaks = |it: &&Rejected| matches!(it.reason, Reason::Truncated | Reason::Damaged);
        self.read.loaded.ledger.rejected().iter().find(breaks)
    }

    /// What an answer that was written ends with where it is not to be relied on.
    fn unreadable(&self) -> Fault {
        let summary = self.summary();
        if summary.rows.accepted == 0 {
            let help =
                "look at the rows that were not read; is the format right, or are columns to be named with --map?";
            return Fault::unreadable("no row of the exports is a transfer, so nothing was judged", help);
        }
        if let Some(end) = self.broken_off() {
            let name = self.read.sources.get(end.source.0 as usize).map_or("", String::as_str);
            let what = format!("{name} breaks off at line {}, and what it held from there on was not judged", end.line);
            return Fault::unreadable(
                what,
                "export or copy it again, and scan again; what was found before is written",
            );
        }
        let rows = crate::report::words::plural(summary.unread(), "row", "rows");
        let help = "mend the rows, or leave --strict away: then the good rows stand";
        Fault::unreadable(format!("--strict: {rows} could not be read"), help)
    }

    /// One JSON object a line: hits, unfinished, too little, rejected, findings, summary.
    fn write_lines(&self, out: &mut dyn Write) -> io::Result<()> {
        let names = self.read.names();
        write_hits(names, &self.scan.hits, self.threads, out)?;
        let mut put = |line: &Line| object(line, out);
        self.scan.unfinished.iter().try_for_each(|it| put(&Line::Unfinished(names.unfinished(it))))?;
        self.scan.lacks.iter().try_for_each(|it| put(&Line::TooLittle(names.too_little(it))))?;
        self.rejected().into_iter().try_for_each(|it| put(&Line::Rejected(it)))?;
        self.findings(false).try_for_each(|it| put(&Line::Finding(it)))?;
        self.slice().map_or(Ok(()), |it| put(&Line::Slice(it)))?;
        put(&Line::Summary(self.summary().clone()))
    }

    fn slice(&self) -> Option<SliceLine> {
        self.cut.as_ref().map(|it| it.line(self))
    }

    /// One Graphviz graph a hit, under a comment that names it.
    fn write_graphs(&self, out: &mut dyn Write) -> io::Result<()> {
        let names = self.read.names();
        for (hit, id) in names.identified(&self.scan.hits) {
            let rule = names.rule(hit.rule);
            writeln!(out, "// hit {id} of {} version {}", rule.id, rule.version)?;
            out.write_all(dot(&evidence(hit.rows_in_order(), names.facts.book)).as_bytes())?;
        }
        Ok(())
    }

    fn write_table(&self, out: &mut dyn Write, most: usize) -> io::Result<()> {
        let names = self.read.names();
        let entries = self.entries(most);
        let unfinished: Vec<_> = self.scan.unfinished.iter().map(|it| names.unfinished(it)).collect();
        let too_little: Vec<_> = self.scan.lacks.iter().map(|it| names.too_little(it)).collect();
        let slice = self.slice();
        let (rejected, doubted) = (self.rejected(), self.findings(false).collect::<Vec<_>>());
        let rest = Rest {
            unfinished: &unfinished,
            too_little: &too_little,
            rejected: &rejected,
            doubted: &doubted,
            summary: self.summary(),
            slice: slice.as_ref(),
        };
        out.write_all(table(&entries, &rest, input::width()).as_bytes())
    }

    /// The most severe hits first, of those the highest scores, then the earliest; what is equal
    /// stays in the engine's order.
    fn entries(&self, most: usize) -> Vec<Entry> {
        let names = self.read.names();
        let mut hits: Vec<(&Hit<'_>, String)> =
            names.identified(&self.scan.hits).map(|it| (it.0, it.1.to_string())).collect();
        let digits = id_digits(hits.iter().map(|it| it.1.as_str()));
        hits.sort_by_key(|(it, _)| {
            (Reverse(names.rule(it.rule).severity), Reverse(it.score), opening(it).map(|it| it.time))
        });
        let mut alike: HashMap<Vec<(u32, u32)>, Vec<&str>> = HashMap::new();
        hits.iter().for_each(|(it, id)| alike.entry(places(it)).or_default().push(id));
        let twin = |hit: &Hit<'_>, own: &str| {
            let other = alike.get(&places(hit))?.iter().find(|it| **it != own)?;
            Some(other[..digits.min(other.len())].to_owned())
        };
        let twins: Vec<Option<String>> = hits.iter().take(most).map(|(it, id)| twin(it, id)).collect();
        hits.truncate(most);
        let subjects = hits.iter().map(|(it, _)| names.facts.book.parties.name(it.subject));
        let shortener = Shortener::of(subjects);
        let entry = |((it, id), twin): (&(&Hit<'_>, String), Option<String>)| Entry {
            twin,
            ..self.entry(it, &id[..digits.min(id.len())], &shortener)
        };
        hits.iter().zip(twins).map(entry).collect()
    }

    fn entry(&self, hit: &Hit<'_>, id: &str, shortener: &Shortener) -> Entry {
        let names = self.read.names();
        let rule = names.rule(hit.rule);
        let subject = names.party(hit.subject);
        let times = hit.rows.iter().map(|it| it.time);
        let time = |it: Option<Instant>| it.map(|it| it.to_string()).unwrap_or_default();
        Entry {
            severity: severity(rule.severity),
            score: hit.score,
            title: rule.title.clone(),
            id: id.to_owned(),
            subject: format!("{} {}", subject.kind, shortener.name(&subject.id)),
            times: (time(times.clone().min()), time(times.max())),
            moved: moved(hit, rule, names.facts.book, &self.read.pack.currency),
            rows: hit.rows.len(),
            twin: None,
            why: names.explanation(hit, |it| shortener.name(it)),
            shadow: rule.status == Status::Shadow,
        }
    }

    fn rejected(&self) -> Vec<RejectedLine> {
        let source = |at: usize| self.read.sources.get(at).cloned().unwrap_or_default();
        let line = |it: &Rejected| RejectedLine {
            source: source(it.source.0 as usize),
            line: u64::from(it.line),
            column: it.column.clone(),
            reason: it.reason.code().to_owned(),
            why: it.reason.to_string(),
        };
        self.read.loaded.ledger.rejected().iter().map(line).chain(self.findings(true)).collect()
    }

    /// Rows of tags and customers: those that were left out, or those that are in doubt.
    fn findings(&self, left_out: bool) -> impl Iterator<Item = RejectedLine> {
        let line = |it: &Finding| RejectedLine {
            source: it.file.clone(),
            line: it.line,
            column: it.column.map(str::to_owned),
            reason: it.fault.code().to_owned(),
            why: it.fault.to_string(),
        };
        self.read.loaded.findings.iter().filter(move |it| it.fault.rejects() == left_out).map(line)
    }

    /// What the last line says, made once.
    fn summary(&self) -> &SummaryLine {
        self.summary.get_or_init(|| self.sum_up())
    }

    fn sum_up(&self) -> SummaryLine {
        let (ledger, names) = (&self.read.loaded.ledger, self.read.names());
        let (mut by_rule, mut by_severity) = (BTreeMap::new(), BTreeMap::new());
        for hit in &self.scan.hits {
            let rule = names.rule(hit.rule);
            *by_rule.entry(rule.id.clone()).or_default() += 1;
            *by_severity.entry(severity(rule.severity).to_owned()).or_default() += 1;
        }
        let transfers = ledger.transfers();
        let (wallets, without_value) = self.wallets_and_values();
        let split = tidegate_monitor::ledger::split_wallets(transfers, &ledger.book().parties);
        SummaryLine {
            schema: SUMMARY_SCHEMA.to_owned(),
            rows: counts(ledger.counts()),
            sources: ledger.sources().iter().map(source_line).collect(),
            facts: self.read.loaded.facts.iter().map(facts_line).collect(),
            findings: self.findings(false).count() as u64,
            hits: self.scan.hits.len() as u64,
            hits_by_rule: by_rule,
            hits_by_severity: by_severity,
            unfinished: self.scan.unfinished.len() as u64,
            too_little: self.scan.lacks.len() as u64,
            without_value,
            without_order: self.without_order(),
            wallets,
            split_wallets: split_wallets(&split, &ledger.book().parties, &self.read.sources),
            first: transfers.first().map(|it| it.time.to_string()),
            last: transfers.last().map(|it| it.time.to_string()),
            pack_digest: self.read.pack.digest.to_string(),
            currency: self.read.pack.currency.clone(),
            tool: format!("tidegate {}", env!("CARGO_PKG_VERSION")),
        }
    }

    /// How many wallets the transfers name, and which transfers have no value.
    fn wallets_and_values(&self) -> (u64, WithoutValue) {
        let Read { pack, loaded, sources } = self.read;
        let (book, prices) = (loaded.ledger.book(), loaded.prices.as_ref());
        let mut seen = vec![false; book.parties.len()];
        let mut count = ValuelessCount::new(&loaded.ledger, prices, &pack.currency);
        for transfer in loaded.ledger.transfers() {
            seen[transfer.from.index()] = true;
            seen[transfer.to.index()] = true;
            count.take(transfer);
        }
        let wallets = seen.into_iter().filter(|it| *it).count() as u64;
        (wallets, without_value(&count.finish(), book, sources, prices))
    }

    /// The transfers of which nobody knows whether they came first, where that could change an answer.
    fn without_order(&self) -> WithoutOrder {
        let Read { pack, loaded, sources } = self.read;
        let unordered = engine::unordered(&loaded.ledger, self.read.names().facts, pack);
        let source = |it: &Transfer| sources.get(it.source.0 as usize).cloned().unwrap_or_default();
        let first = unordered.first().map(|it| PlaceLine { source: source(it), line: it.line });
        WithoutOrder { transfers: unordered.len() as u64, first }
    }

    /// One line for people beside an answer for machines.
    fn in_short(&self) -> String {
        crate::report::table::in_short(self.summary(), self.slice().as_ref())
    }
}

/// Which rows a hit consists of, by source and line.
fn places(hit: &Hit<'_>) -> Vec<(u32, u32)> {
    let mut places: Vec<(u32, u32)> = hit.rows.iter().map(|it| (it.source.0, it.line)).collect();
    places.sort_unstable();
    places
}
