//! What was read of exports without a fault and may have been meant otherwise, in words.

use super::speak;
use crate::report::words::{clean, plural};
use tidegate_monitor::ledger::Source;

/// Says what is doubtful about whole exports: copies, misspelt columns, times that may not be what they were read as.
pub(super) fn tell(sources: &[Source]) {
    let each = |tell: fn(&[Source], &Source) -> Vec<String>| sources.iter().flat_map(move |it| tell(sources, it));
    let columns = each(slips).chain(each(passed_over)).chain(each(foreign));
    each(copies).chain(each(empty)).chain(columns).chain(each(hours)).for_each(|it| speak(&format!("note: {it}")));
}

/// Rows without a transaction id count once in each copy.
fn copies(sources: &[Source], copy: &Source) -> Vec<String> {
    let first = copy.copy_of.and_then(|it| sources.get(it.0 as usize)).filter(|_| copy.accepted > 0);
    let told = |first: &Source| {
        let what = if first.digest == copy.digest { "bytes" } else { "rows" };
        let (first, copy) = (&first.name, &copy.name);
        format!("{copy} holds the same {what} as {first}: rows without a transaction id count twice, leave one away")
    };
    first.map(told).into_iter().collect()
}

/// Columns that may have been meant to be read.
fn slips(_: &[Source], source: &Source) -> Vec<String> {
    let told = |(column, role): &(String, tidegate_monitor::ledger::Role)| {
        let (source, column, role) = (&source.name, clean(column), role.name());
        format!("{source}: nothing is read from the column {column}: is it {role}? rename it, or say so with --map")
    };
    source.slips.iter().map(told).collect()
}

/// Exports of several files are often cut by day: one without a row may be one that failed.
fn empty(sources: &[Source], source: &Source) -> Vec<String> {
    // Of a single one the answer itself says that nothing was judged.
    let told = || format!("{} has a header and not a single row: is the export complete?", source.name);
    (source.rows == 0 && sources.len() > 1).then(told).into_iter().collect()
}

/// Columns that would do and are not read.
fn passed_over(_: &[Source], source: &Source) -> Vec<String> {
    let told = |(role, taken, other): &(tidegate_monitor::ledger::Role, String, String)| {
        let (source, role) = (&source.name, role.name());
        let (taken, other) = (clean(taken), clean(other));
        format!(
            "{source}: {role} is read from the column {taken}, and nothing from {other}: if that is wrong, say --map {role}={other}"
        )
    };
    source.passed_over.iter().map(told).collect()
}

/// Values that are of no use.
fn foreign(_: &[Source], source: &Source) -> Vec<String> {
    if let Some(column) = &source.value_elsewhere {
        let (source, column) = (&source.name, clean(column));
        return vec![format!(
            "{source}: the column {column} is of another currency than the rules': nothing is read from it"
        )];
    }
    let told = || {
        let rows = plural(source.foreign_values, "row", "rows");
        format!(
            "{}: {rows} with a value in another currency than the rules', or in one that is not named: the value is not used",
            source.name
        )
    };
    (source.foreign_values > 0).then(told).into_iter().collect()
}

/// Ten digits are Unix seconds, and such of a day and an hour lie in 2033 and later.
fn hours(_: &[Source], source: &Source) -> Vec<String> {
    let told = || {
        let source = &source.name;
        format!(
            "{source}: its times are read as Unix seconds of 2033 or later, and each could be a day and an hour \
             (YYYYMMDDHH) instead: if so, write them as YYYYMMDDHHMM and scan again"
        )
    };
    source.hours.then(told).into_iter().collect()
}
