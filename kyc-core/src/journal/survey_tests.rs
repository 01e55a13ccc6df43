//! Whatever is done to a journal behind a kept checkpoint's back is found, fitting hashes or not.
//!
//! What lies after the checkpoint can be rewritten by whoever has the file: only a newer checkpoint holds it.

use super::*;
use crate::journal::sample::{at, entries, event, journal};
use proptest::prelude::*;

fn agreement_of(file: &[u8], checkpoint: &Checkpoint) -> Option<Agreement> {
    survey(file, Some(checkpoint), |_| {}).ok().and_then(|it| it.agreement)
}

/// A file made anew of those events, with fitting numbers, times and hashes.
fn rewritten(events: impl IntoIterator<Item = u64>) -> Vec<u8> {
    let (mut journal, opened) = Journal::begin("example.com/journal", at(0)).unwrap();
    let mut file = opened.line;
    for (place, it) in events.into_iter().enumerate() {
        file.extend(journal.append(at(10 * (place as i64 + 1)), event(it)).unwrap().line);
    }
    file
}

#[test]
fn a_journal_agrees_with_every_checkpoint_of_its_own_past() {
    let (_, file) = journal(9);
    for size in 1..=9 {
        let (then, _) = journal(size);
        assert_eq!(agreement_of(&file, &Checkpoint::of(&then)), Some(Agreement::Agrees { since: 9 - size }));
    }
    let mut count = 0;
    let found = survey(file.as_slice(), None, |_| count += 1).unwrap();
    assert_eq!((count, found.torn, found.agreement), (9, 0, None));
    assert_eq!(found.journal.map(|it| it.size()), Some(9));
    let nothing = Checkpoint { size: 0, root: Frontier::new().root(), ..Checkpoint::of(&journal(1).0) };
    assert_eq!(agreement_of(&file, &nothing), Some(Agreement::Agrees { since: 9 }));
    assert_eq!(agreement_of(b"", &nothing), Some(Agreement::Agrees { since: 0 }));
}

#[test]
fn whatever_is_rewritten_with_fitting_hashes_is_found() {
    let (then, file) = journal(7);
    let checkpoint = Checkpoint::of(&then);
    assert_eq!(rewritten(1..7), file, "the tool of this test writes the same file");
    let moved = |change: &dyn Fn(&mut Vec<u64>)| {
        let mut events: Vec<u64> = (1..7).collect();
        change(&mut events);
        agreement_of(&rewritten(events), &checkpoint)
    };
    for place in 0..6 {
        assert_eq!(moved(&|it| it[place] = 50), Some(Agreement::Differs), "changed {place}");
        assert_eq!(
            moved(&|it| it.retain(|event| *event != place as u64 + 1)),
            Some(Agreement::Shorter { missing: 1 }),
            "dropped {place}"
        );
        assert_eq!(moved(&|it| it.insert(place, 50)), Some(Agreement::Differs), "inserted {place}");
        for other in 0..place {
            assert_eq!(moved(&|it| it.swap(place, other)), Some(Agreement::Differs), "swapped {place} and {other}");
        }
        let dropped_and_filled_up = moved(&|it| {
            it.remove(place);
            it.push(50);
        });
        assert_eq!(dropped_and_filled_up, Some(Agreement::Differs), "dropped {place}, and another at the end");
    }
    assert_eq!(moved(&|it| it.push(50)), Some(Agreement::Agrees { since: 1 }));
}

#[test]
fn a_cut_a_change_and_another_journal_are_told_apart() {
    let (then, file) = journal(5);
    let checkpoint = Checkpoint::of(&then);
    for size in 1..5 {
        assert_eq!(agreement_of(&journal(size).1, &checkpoint), Some(Agreement::Shorter { missing: 5 - size }));
    }
    assert_eq!(agreement_of(b"", &checkpoint), Some(Agreement::Shorter { missing: 5 }));
    for cut in 0..file.len() {
        let Some(Agreement::Shorter { missing }) = agreement_of(&file[..cut], &checkpoint) else { panic!("{cut}") };
        assert_eq!(missing, 5 - entries(&file[..cut]).len() as u64);
    }
    let other = Checkpoint { origin: "example.com/other".into(), ..checkpoint.clone() };
    assert_eq!(agreement_of(&file, &other), Some(Agreement::OtherOrigin));
    let wrong = Checkpoint { root: Frontier::new().root(), ..checkpoint };
    assert_eq!(agreement_of(&file, &wrong), Some(Agreement::Differs));
}

proptest! {
    /// Any rewriting that keeps the form agrees only where it changes nothing that the checkpoint covers.
    #[test]
    fn only_what_kept_the_past_agrees(events in proptest::collection::vec(1_u64..4, 0..8), covered in 0_usize..6) {
        let honest: Vec<u64> = (0..covered as u64).map(|it| it % 3 + 1).collect();
        let then = survey(rewritten(honest.clone()).as_slice(), None, |_| {}).unwrap().journal.unwrap();
        let agrees = matches!(agreement_of(&rewritten(events.clone()), &Checkpoint::of(&then)), Some(Agreement::Agrees { .. }));
        prop_assert_eq!(agrees, events.starts_with(&honest));
    }

    /// Whatever is done to the lines as they stand, by someone who does not fit the hashes: what the checkpoint covers
    /// agrees only where every byte of it is as it was.
    #[test]
    fn no_edit_of_the_lines_that_are_covered_goes_unseen(
        covered in 1_u64..7, edit in 0_usize..5, one in 0_usize..7, other in 0_usize..7, at in 0_usize..3000, flip in 1_u8..,
    ) {
        let (_, file) = journal(7);
        let checkpoint = Checkpoint::of(&journal(covered).0);
        let kept = journal(covered).1;
        let mut lines: Vec<Vec<u8>> = file.split_inclusive(|it| *it == b'\n').map(<[u8]>::to_vec).collect();
        match edit {
            0 => lines.swap(one, other),
            1 => drop(lines.remove(one)),
            2 => lines.insert(one, file.split_inclusive(|it| *it == b'\n').nth(other).unwrap().to_vec()),
            3 => {
                let line = &mut lines[one];
                let place = at % line.len();
                line[place] ^= flip;
            }
            _ => {
                let place = at % file.len();
                lines = vec![file[..place].to_vec()];
            }
        }
        let edited = lines.concat();
        let agrees = matches!(agreement_of(&edited, &checkpoint), Some(Agreement::Agrees { .. }));
        // An edit behind the checkpoint makes the file corrupt as a whole, or a torn tail, which agrees.
        prop_assert!(!agrees || edited.starts_with(&kept));
    }
}
