//! `tidegate screen --batch`: customers one chunk after the other, screened by all threads, written in their order.
//!
//! What is in memory is one chunk, and for the table the gravest subjects so far.

use super::{Run, exit};
use crate::args::{JudgeArgs, ScreenForm};
use crate::fault::{Exit, Fault};
use crate::input::{self, CustomerInput, Ink};
use crate::report::lines::{Line, RejectedLine};
use crate::report::screening::{self, Asked, Gravest, Rows, SummaryLine};
use crate::report::words::{clean, grouped, plural};
use std::collections::{BTreeMap, HashSet};
use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher};
use std::io::{self, Write};
use std::ops::ControlFlow;
use tidegate_kyc_core::screen::list::EntryKind;
use tidegate_kyc_core::screen::read::{
    CustomerFault, CustomerFinding, CustomerRow, CustomersError, Limits, read_customers,
};
use tidegate_kyc_core::screen::{Customer, Memory, Verdict};

/// Customers a thread gets in one chunk.
const CHUNK: usize = 128;

/// Runs it.
///
/// # Errors
/// A fault where the file cannot be read to its end, or the answer cannot be written.
pub(super) fn run(run: &Run, file: CustomerInput, judge: &JudgeArgs) -> Result<Exit, Fault> {
    let threads = input::threads(judge.threads);
    let name = file.name.clone();
    let (bytes, bar) = file.begin()?;
    let mut input = Some(bytes);
    let (mut summary, mut unread, mut unwritten) = (None, None, None);
    let ink = if judge.form == ScreenForm::Table { Ink::Coloured } else { Ink::Plain };
    let written = input::write(judge.out.as_deref(), ink, &mut |out| {
        let Some(input) = input.take() else { return Err(io::ErrorKind::InvalidInput.into()) };
        let mut batch = Batch {
            run,
            name: &name,
            memories: vec![Memory::default(); threads],
            pending: Vec::new(),
            met: HashSet::new(),
            numbers: BuildHasherDefault::new(),
            tally: Tally::default(),
            out: Form::of(judge.form, out)?,
        };
        let read = read_customers(input, &Limits::default(), run.at, &mut |row| batch.take(row, &bar));
        let file = match read {
            Ok(Ok(file)) => file,
            Ok(Err(error)) => return Err(error),
            Err(error) => {
                unread = Some(error);
                // The file that would be written is left out; a pipe has what was screened before.
                return Err(io::ErrorKind::InvalidData.into());
            }
        };
        batch.flush()?;
        let nobody = run.screen.screen(&Customer::new(EntryKind::Unknown), &run.policy, run.at, &mut Memory::default());
        let told = screening::summary(&file, batch.name, &batch.tally, &nobody);
        let done = batch.out.finish(&told);
        unwritten = Some(batch.tally);
        summary = Some(told);
        done
    });
    bar.clear();
    if let Some(error) = unread {
        return Err(unreadable(&name, &error));
    }
    written?;
    let (Some(summary), Some(tally)) = (summary, unwritten) else { return Ok(Exit::Found) };
    tell(&name, &summary, &tally);
    if judge.form != ScreenForm::Table || judge.out.as_ref().is_some_and(|it| it.as_os_str() != "-") {
        input::speak(&screening::in_short(&summary));
    }
    if judge.strict && tally.findings > 0 {
        let what = plural(tally.findings, "row or cell was", "rows or cells were");
        let help = "mend them, or leave --strict away: then the others stand";
        return Err(Fault::unreadable(format!("--strict: {what} not understood"), help));
    }
    let clear = tally.found + tally.unknown + tally.findings == 0;
    Ok(exit(if clear { Verdict::Clear } else { Verdict::Unknown }))
}

/// The fault of a customer file.
fn unreadable(name: &str, error: &CustomersError) -> Fault {
    Fault::unreadable(format!("{} {error}", clean(name)), error.help())
}

/// What was counted on the way.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    /// Subjects of whom something was found.
    pub(crate) found: u64,
    /// Subjects that are not clear.
    pub(crate) unknown: u64,
    /// Subjects that are.
    pub(crate) clear: u64,
    /// Rows and cells that were not understood.
    pub(crate) findings: u64,
    /// How many of each, and the line of the first.
    pub(crate) by_fault: BTreeMap<CustomerFault, (u64, u64)>,
    /// How many rows name a customer that a row before them named, and the line of the first.
    repeated: (u64, u64),
}

struct Batch<'a> {
    run: &'a Run,
    name: &'a str,
    memories: Vec<Memory>,
    pending: Vec<CustomerRow>,
    /// A number for each customer met, eight bytes that stand for the name.
    met: HashSet<u64>,
    numbers: BuildHasherDefault<DefaultHasher>,
    tally: Tally,
    out: Form<'a>,
}

impl Batch<'_> {
    fn take(&mut self, row: CustomerRow, bar: &crate::progress::Bar) -> ControlFlow<io::Error> {
        self.pending.push(row);
        if self.pending.len() < CHUNK * self.memories.len() {
            return ControlFlow::Continue(());
        }
        if let Err(error) = self.flush() {
            return ControlFlow::Break(error);
        }
        let tally = &self.tally;
        bar.screened(tally.found + tally.unknown + tally.clear, tally.found);
        ControlFlow::Continue(())
    }

    /// Screens what is pending and writes it in its order.
    fn flush(&mut self) -> io::Result<()> {
        let rows = std::mem::take(&mut self.pending);
        let customers: Vec<Customer> = rows.iter().filter_map(|it| it.customer.clone()).collect();
        let run = self.run;
        let mut screened =
            run.screen.screen_all(&customers, &run.policy, run.at, &mut self.memories).into_iter().zip(&customers);
        for row in &rows {
            for it in &row.findings {
                self.finding(row, it)?;
            }
            let Some(_) = row.customer else { continue };
            self.meet(row);
            let Some((screening, customer)) = screened.next() else { continue };
            match screening.verdict() {
                Verdict::Found => self.tally.found += 1,
                Verdict::Unknown => self.tally.unknown += 1,
                Verdict::Clear => self.tally.clear += 1,
            }
            let id = if row.id.is_empty() { format!("line-{}", row.line) } else { row.id.to_string() };
            self.out.screened(run.line(Asked { id: Some(id), line: Some(row.line), customer }, &screening))?;
        }
        Ok(())
    }

    /// Counts a row whose customer stood in one before it: each row is an answer of its own, and two may differ.
    fn meet(&mut self, row: &CustomerRow) {
        // Of so many as are screened in a year no two will have one number by chance.
        if !row.id.is_empty() && !self.met.insert(self.numbers.hash_one(&row.id)) {
            let (times, first) = &mut self.tally.repeated;
            *first = if *times == 0 { row.line } else { *first };
            *times += 1;
        }
    }

    fn finding(&mut self, row: &CustomerRow, it: &CustomerFinding) -> io::Result<()> {
        self.tally.findings += 1;
        let of_fault = self.tally.by_fault.entry(it.fault).or_insert((0, it.line));
        of_fault.0 += 1;
        let line = RejectedLine {
            source: self.name.to_owned(),
            line: it.line,
            column: it.column.map(str::to_owned),
            reason: it.fault.code().to_owned(),
            why: words(it.fault).to_owned(),
        };
        self.out.finding(&row.id, it.fault.rejects(), line)
    }
}

/// What is wrong, as a clause.
fn words(fault: CustomerFault) -> &'static str {
    fault.meaning().trim_end_matches('.')
}

/// A batch on its way out.
enum Form<'a> {
    Table(&'a mut dyn Write, Gravest),
    Jsonl(&'a mut dyn Write),
    Csv(Box<Rows<'a>>),
}

impl<'a> Form<'a> {
    fn of(form: ScreenForm, out: &'a mut dyn Write) -> io::Result<Self> {
        Ok(match form {
            ScreenForm::Table => Self::Table(out, Gravest::default()),
            ScreenForm::Jsonl => Self::Jsonl(out),
            ScreenForm::Csv => Self::Csv(Box::new(Rows::new(out)?)),
        })
    }

    fn screened(&mut self, line: screening::ScreenLine) -> io::Result<()> {
        match self {
            Self::Table(_, gravest) => gravest.note(line),
            Self::Jsonl(out) => screening::json(&line, out)?,
            Self::Csv(rows) => rows.screened(&line)?,
        }
        Ok(())
    }

    fn finding(&mut self, id: &str, rejected: bool, line: RejectedLine) -> io::Result<()> {
        match self {
            Self::Table(..) => Ok(()),
            Self::Jsonl(out) => {
                screening::json(&if rejected { Line::Rejected(line) } else { Line::Finding(line) }, out)
            }
            Self::Csv(rows) if rejected => rows.rejected(id, &line),
            Self::Csv(_) => Ok(()),
        }
    }

    fn finish(self, summary: &SummaryLine) -> io::Result<()> {
        match self {
            Self::Table(out, gravest) => out.write_all(gravest.page(summary, input::width()).as_bytes()),
            Self::Jsonl(out) => screening::json(summary, out),
            Self::Csv(rows) => rows.finish(),
        }
    }
}

/// Says on standard error what was not understood.
fn tell(name: &str, summary: &SummaryLine, tally: &Tally) {
    for (fault, (times, first)) in &tally.by_fault {
        let times = if *times == 1 {
            format!("line {first}")
        } else {
            format!("{} times, first on line {first}", grouped(*times))
        };
        input::speak(&format!("note: {}: {} ({times})", clean(name), words(*fault)));
    }
    match tally.repeated {
        (0, _) => {}
        (times, first) => {
            let rows = plural(times, "row names", "rows name");
            let what = "a customer who stands further up: each row has an answer of its own";
            input::speak(&format!("note: {}: {rows} {what} (first on line {first})", clean(name)));
        }
    }
    if !summary.unread_columns.is_empty() {
        let columns: Vec<String> = summary.unread_columns.iter().map(|it| clean(it)).collect();
        input::speak(&format!("note: {}: columns that were not read: {}", clean(name), columns.join(", ")));
    }
}
