//! Delimited text with a header → rows: the canonical columns, a map by hand, or an export whose
//! header is known.

use super::cells::{Cell, Cells};
use super::exports::Export;
use super::feed::{Fault, Feed};
use super::format::of_header;
use super::heading;
use super::intake::Intake;
use super::layout::Layout;
use super::record::Record;
use super::straight::Straight;
use super::{Format, Import, ReadFault, Reason};
use std::io::Read;

/// Reads a whole table; gives the format it turned out to be.
pub(super) fn read<R: Read>(
    feed: &mut Feed<R>,
    name: &str,
    format: Format,
    import: &Import,
    intake: &mut Intake,
) -> Result<Format, ReadFault> {
    let split = told_delimiter(feed.peek(TOLD));
    if split.is_some() {
        let _ = feed.next_line();
    }
    let delimiter = split.unwrap_or_else(|| delimiter(feed.peek(START)));
    feed.split_at(delimiter);
    let headers: Vec<String> = match feed.next_record() {
        None => return Err(ReadFault::Empty),
        Some(Err(Fault { reason, .. })) => return Err(ReadFault::Header(reason)),
        Some(Ok(record)) => (0..record.len()).map(|it| record.field(it).to_owned()).collect(),
    };
    let below = |feed: &mut Feed<R>, fault| {
        let (line, currency) = (feed.line(), import.currency.as_deref());
        heading::below(&headers, feed.peek(START), line, currency).map_or(fault, ReadFault::HeaderBelow)
    };
    let format = match format {
        Format::Auto if import.map.is_some() => Format::Mapped,
        Format::Auto => of_header(&headers, name).ok_or(ReadFault::DepositOrWithdrawal)?,
        asked => asked,
    };
    match format {
        Format::Mapped if import.map.is_none() => return Err(ReadFault::NoMap),
        Format::Canonical | Format::Mapped => {
            let mut layout = Layout::find(&headers, import).map_err(|it| match it {
                ReadFault::NoColumn { .. } | ReadFault::NotInHeader { .. } => below(feed, it),
                other => other,
            })?;
            layout.decimal = import.decimal.of_table(delimiter);
            intake.slips = layout.slips(&headers);
            intake.passed_over = layout.passed_over(&headers, import);
            intake.value_elsewhere = layout.value_elsewhere(&headers, import);
            let straight = Straight::of(&layout, headers.len(), delimiter);
            rows(feed, &headers, intake, straight, |record, intake| {
                let mut cells = Cells::empty();
                cells.fill(record, &layout);
                intake.accept(record.line, &cells).map_err(|it| match it.cell {
                    Cell::Of(role) => (layout.column(role), it.reason),
                    Cell::At(column) => (Some(column), it.reason),
                })
            });
        }
        _ => {
            let mut export = Export::find(format, &headers, import).map_err(|it| match it {
                ReadFault::OtherFormat(_) => below(feed, it),
                other => other,
            })?;
            export.write_decimals(import.decimal.of_table(delimiter));
            rows(feed, &headers, intake, None, |record, intake| {
                let cells = export.cells(record);
                let taken = cells.and_then(|cells| intake.accept(record.line, &cells));
                taken.map_err(|it| (export.column(it.cell), it.reason))
            });
        }
    }
    Ok(format)
}

/// Takes every row through `take`, which says which column is at fault where one is; but for plain ones, where they can
/// be told.
fn rows<R: Read>(
    feed: &mut Feed<R>,
    headers: &[String],
    intake: &mut Intake,
    mut straight: Option<Straight>,
    mut take: impl FnMut(&Record<'_>, &mut Intake) -> Result<(), (Option<usize>, Reason)>,
) {
    loop {
        straight.iter_mut().for_each(|it| it.take_all(feed, intake));
        let Some(record) = feed.next_record() else { return };
        let record = match record {
            Ok(record) => record,
            Err(Fault { line, reason }) => {
                intake.reject(line, None, if reason == Reason::UnclosedQuote { cut(feed, reason) } else { reason });
                continue;
            }
        };
        if record.len() != headers.len() {
            let (line, extra) = (record.line, (headers.len()..record.len()).any(|it| !record.field(it).is_empty()));
            if record.len() < headers.len() || extra {
                intake.reject(line, None, if extra { Reason::TooManyFields } else { cut(feed, Reason::TooFewFields) });
                continue;
            }
        }
        if let Err((column, reason)) = take(&record, intake) {
            let column = column.and_then(|it| headers.get(it));
            intake.reject(record.line, column.map(String::as_str), reason);
        }
    }
}

/// What is wrong with a row that is not whole: the file breaks off in it where nothing follows, not even the end of
/// its line.
fn cut<R: Read>(feed: &Feed<R>, reason: Reason) -> Reason {
    if feed.ends_in_a_line() { Reason::Truncated } else { reason }
}

/// So many bytes are looked at for the header, or for the line that is it.
const START: usize = 1 << 13;
/// So many for a line that tells what splits the others.
const TOLD: usize = 16;

/// What splits the lines, where the first line tells it as spreadsheets do: `sep=;`.
fn told_delimiter(start: &[u8]) -> Option<u8> {
    let line = start.split(|it| *it == b'\n').next().unwrap_or(start).trim_ascii_end();
    let line = line.strip_prefix(b"\"").and_then(|it| it.strip_suffix(b"\"")).unwrap_or(line);
    match line {
        [s, e, p, b'=', mark] if [s, e, p].iter().map(|it| it.to_ascii_lowercase()).eq(*b"sep") => Some(*mark),
        // A tab is white space.
        [s, e, p, b'='] if [s, e, p].iter().map(|it| it.to_ascii_lowercase()).eq(*b"sep") => Some(b'\t'),
        _ => None,
    }
}

/// What splits the header: the most frequent of comma, semicolon, tab and bar.
pub(super) fn delimiter(start: &[u8]) -> u8 {
    let header = start.split(|it| *it == b'\n').find(|it| !it.trim_ascii().is_empty()).unwrap_or(start);
    let count = |mark: u8| header.iter().filter(|it| **it == mark).count();
    let mut best = b',';
    for mark in *b";\t|" {
        if count(mark) > count(best) {
            best = mark;
        }
    }
    best
}
