//! What the folder of names and the index file must keep whatever the bytes are. Shared by the fuzz target
//! and by the replay of its corpus in `cargo test`; knows nothing of the fuzzer.

use tidegate_kyc_core::base::Budget;
use tidegate_kyc_core::screen::list::EntryKind;
use tidegate_kyc_core::screen::name::{Index, Name, Score, Scratch, compare};

/// Any bytes as an index, and their lines as names that are compared and searched.
pub(crate) fn names(bytes: &[u8]) {
    if let Ok(index) = Index::load(bytes) {
        assert_eq!(index.save(), bytes, "what is read is written again");
    }
    let text = String::from_utf8_lossy(bytes);
    for kind in [EntryKind::Person, EntryKind::Organisation, EntryKind::Unknown] {
        let names: Vec<Name> = text.lines().take(8).map(|it| Name::prepare(it, kind)).collect();
        for pair in names.windows(2) {
            let (forth, back) = (compare(&pair[0], &pair[1]), compare(&pair[1], &pair[0]));
            assert_eq!(forth.score, back.score);
            let sum: u32 = forth.lines.iter().map(|it| u32::from(it.points.parts())).sum();
            assert_eq!(sum, u32::from(forth.score.parts()));
        }
        let index = Index::build((0..).zip(names.clone()).map(|(at, name)| (name, at)));
        for name in &names {
            let found = index.search(name, Score::FULL, &mut Scratch::default(), &mut Budget::of(100_000));
            assert!(found.is_err() || found.is_ok_and(|it| it.len() <= names.len()));
        }
    }
}
