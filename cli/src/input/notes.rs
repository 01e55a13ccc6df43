//! What was read of exports without a fault and may have been meant otherwise, in words.

use super::speak;
use crate::report::words::clean;
use tidegate_monitor::ledger::Source;

/// Says what is doubtful about whole exports: copies, misspelt columns, times that may not be what they were read as.
pub(super) fn tell(sources: &[Source]) {
    let each = |tell: fn(&[Source], &Source) -> Vec<String>| sources.iter().flat_map(move |it| tell(sources, it));
    each(copies).chain(each(slips)).chain(each(hours)).for_each(|it| speak(&format!("note: {it}")));
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
