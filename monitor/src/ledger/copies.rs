//! Sources → which of them are copies of others, however they are packed and their lines end.

use super::order::compare;
use super::{Book, Source, SourceIndex, Transfer};

/// Notes with each source of which other it is a copy. `transfers` stand as they were read, source by source.
///
/// Sources are told apart by their counts and first transfers; only what agrees in these is compared to its end.
pub(super) fn mark(sources: &mut [Source], transfers: &[Transfer], book: &Book) {
    let mut rest = transfers;
    let taken = sources.iter().map(|it| {
        let all = rest.split_at_checked(usize::try_from(it.accepted).unwrap_or(usize::MAX)).unwrap_or((rest, &[]));
        rest = all.1;
        all.0
    });
    let taken: Vec<&[Transfer]> = taken.collect();
    for at in 1..sources.len() {
        let (before, source) = (&sources[..at], &sources[at]);
        let is_first = |it: &usize| {
            before[*it].digest == source.digest || (!taken[at].is_empty() && are_alike(taken[*it], taken[at], book))
        };
        let first = (0..at).find(is_first).and_then(|it| u32::try_from(it).ok());
        sources[at].copy_of = first.map(SourceIndex);
    }
}

/// Whether two sources give the same transfers in the same order; the lines may differ that these stand in.
fn are_alike(one: &[Transfer], other: &[Transfer], book: &Book) -> bool {
    let same = |(a, b): (&Transfer, &Transfer)| {
        a.time == b.time && compare(&Transfer { source: b.source, line: b.line, ..*a }, b, book).is_eq()
    };
    one.len() == other.len() && one.iter().zip(other).all(same)
}

#[cfg(test)]
mod tests {
    use crate::ledger::{Import, LedgerBuilder, SourceIndex};

    fn check(files: &[&str], expected: &[Option<u32>]) {
        let mut builder = LedgerBuilder::new(Import::default());
        for text in files {
            builder.read("x.csv", format!("time,from,to,amount,asset,memo\n{text}").as_bytes()).unwrap();
        }
        let ledger = builder.finish();
        let found: Vec<Option<SourceIndex>> = ledger.sources().iter().map(|it| it.copy_of).collect();
        assert_eq!(found, expected.iter().map(|it| it.map(SourceIndex)).collect::<Vec<_>>(), "{files:?}");
    }

    #[test]
    fn a_source_of_the_same_rows_is_a_copy_however_its_lines_end() {
        let (one, two) = ("2026-03-01,a,b,1,ETH,x\n", "2026-03-02,a,b,1,ETH,y\n");
        let both = format!("{one}{two}");
        check(&[&both, &both.replace('\n', "\r\n"), &both], &[None, Some(0), Some(0)]);
        check(&[one, &both, one, &format!("\n{both}")], &[None, None, Some(0), Some(1)]);
        check(&[&both, &format!("{two}{one}"), &both.replace('y', "z")], &[None, None, None]);
        check(&["", "", "\n"], &[None, Some(0), None]);
    }
}
