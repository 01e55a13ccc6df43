//! `tidegate screen`: subjects and lists in, candidates and everything that was not judged out.
//!
//! Puts the rooms together; decides nothing but the order and the exit code.

mod changes;
mod compare;
pub(crate) mod judge;

use crate::args::{ScreenArgs, ScreenCommand, ScreenForm, Subjects};
use crate::fault::{Exit, Fault};
use crate::input::{self, Ink, LoadedList};
use crate::progress::Bar;
use crate::report::screening::{self, ListLine, ScreenLine};
use crate::report::words::{clean, plural};
use judge::{Judge, Policy, Subject};
use std::io::{self, Write};
use std::path::Path;
use tidegate_kyc_core::screen::list::{Birth, Country, EntryKind, List};
use tidegate_kyc_core::screen::name::Scratch;

/// Runs the command.
///
/// # Errors
/// A fault where a file cannot be read or written.
pub(crate) fn command(args: &ScreenArgs) -> Result<Exit, Fault> {
    match &args.command {
        Some(ScreenCommand::Compare(args)) => return compare::command(args),
        Some(ScreenCommand::Diff(args)) => return changes::command(args),
        None => {}
    }
    let subjects = match (&args.batch, &args.subject) {
        (Some(path), _) => customers(path)?,
        (None, Some(text)) => vec![Subject::of(text, args.born, args.country, kind(args.kind))],
        (None, None) => Vec::new(),
    };
    let loaded = input::read_lists(&args.lists, args.age.published)?;
    tell_findings(&loaded);
    let policy =
        Policy { threshold: args.threshold, max_age: args.age.max_age, at: args.age.at.unwrap_or_else(input::today) };
    let lists: Vec<&List> = loaded.iter().map(|it| &it.list).collect();
    let lines = judged(&subjects, lists.clone(), &policy);
    let about: Vec<ListLine> = lists.iter().map(|it| screening::list_line(it, &policy)).collect();
    write(&lines, &about, &policy, args.form, args.out.as_deref(), args.batch.is_some())?;
    Ok(exit(&lines))
}

/// Clear only where every subject is.
fn exit(lines: &[ScreenLine]) -> Exit {
    if !lines.is_empty() && lines.iter().all(|it| it.answer == "clear") { Exit::Clear } else { Exit::Found }
}

fn kind(asked: Option<Subjects>) -> EntryKind {
    match asked {
        Some(Subjects::Person) => EntryKind::Person,
        Some(Subjects::Company) => EntryKind::Organisation,
        None => EntryKind::Unknown,
    }
}

/// Judges subjects one after the other.
fn judged(subjects: &[Subject], lists: Vec<&List>, policy: &Policy) -> Vec<ScreenLine> {
    let (judge, mut scratch) = (Judge::of(lists), Scratch::default());
    let bar = Bar::screening(subjects.len() as u64);
    let mut lines = Vec::with_capacity(subjects.len());
    let mut found = 0;
    for subject in subjects {
        let line = screening::line(subject, &judge.judge(subject, policy, &mut scratch), policy);
        found += u64::from(line.answer == "found");
        lines.push(line);
        bar.screened(lines.len() as u64, found);
    }
    bar.clear();
    lines
}

fn tell_findings(loaded: &[LoadedList]) {
    for it in loaded.iter().filter(|it| !it.findings.is_empty()) {
        let mut codes: Vec<_> = it.findings.iter().map(|it| it.code).collect();
        codes.sort_unstable();
        for same in codes.chunk_by(|one, other| one == other) {
            let Some(code) = same.first() else { continue };
            let times = if same.len() > 1 { format!(" ({} times)", same.len()) } else { String::new() };
            input::speak(&format!("note: {}: {}{times}", clean(&it.name), code.meaning()));
        }
    }
}

/// Customers of a file: the columns name or address are needed, and customer, born, country, type are read.
fn customers(path: &Path) -> Result<Vec<Subject>, Fault> {
    let mut table = input::table(path)?;
    let names = table.headers().map_err(|it| input::broken(path, &it))?.clone();
    let column = |name: &str| names.iter().position(|it| it.trim_start_matches('\u{feff}').eq_ignore_ascii_case(name));
    let [customer, name, address, born, country, kind] =
        ["customer", "name", "address", "born", "country", "type"].map(column);
    if name.is_none() && address.is_none() {
        return Err(Fault::unreadable(
            format!("{} has no column name and no column address", input::file_name(path)),
            "a customer file is CSV with name or address, and if known customer, born, country, type",
        ));
    }
    let mut subjects = Vec::new();
    for (row, number) in table.records().zip(1_u64..) {
        let row = row.map_err(|it| input::broken(path, &it))?;
        let cell = |at: Option<usize>| at.and_then(|it| row.get(it)).map(str::trim).filter(|it| !it.is_empty());
        let kind = match cell(kind).map(str::to_ascii_lowercase).as_deref() {
            Some("person" | "individual") => EntryKind::Person,
            Some("company" | "organisation" | "organization" | "entity") => EntryKind::Organisation,
            _ => EntryKind::Unknown,
        };
        subjects.push(Subject {
            customer: Some(cell(customer).map_or_else(|| format!("row-{number}"), str::to_owned)),
            name: cell(name).map(str::to_owned),
            address: cell(address).map(str::to_owned),
            born: cell(born).and_then(Birth::read),
            country: cell(country).and_then(Country::named),
            kind,
        });
    }
    if subjects.is_empty() {
        return Err(Fault::unreadable(
            format!("{} has no row below its columns' names", input::file_name(path)),
            "nobody was screened: is it the right file?",
        ));
    }
    Ok(subjects)
}

/// Writes answers in the form asked for.
fn write(
    lines: &[ScreenLine],
    lists: &[ListLine],
    policy: &Policy,
    form: ScreenForm,
    out: Option<&Path>,
    batch: bool,
) -> Result<(), Fault> {
    let ink = if form == ScreenForm::Table { Ink::Coloured } else { Ink::Plain };
    input::write(out, ink, &mut |to| match form {
        ScreenForm::Table => to.write_all(screening::table(lines, lists, policy, input::width()).as_bytes()),
        ScreenForm::Jsonl => jsonl(lines, lists, to),
        ScreenForm::Csv => screening::csv(lines, to),
    })?;
    if batch && (form != ScreenForm::Table || out.is_some()) {
        let of = |answer: &str| lines.iter().filter(|it| it.answer == answer).count();
        let count = plural(lines.len() as u64, "subject", "subjects");
        input::speak(&format!("{count}: {} found, {} unknown, {} clear", of("found"), of("unknown"), of("clear")));
    }
    Ok(())
}

fn jsonl(lines: &[ScreenLine], lists: &[ListLine], out: &mut dyn Write) -> io::Result<()> {
    for line in lines {
        serde_json::to_writer(&mut *out, &screening::with_lists(line, lists))?;
        out.write_all(b"\n")?;
    }
    Ok(())
}
