//! Every cut and every change of a small journal: a cut loses the torn entry alone, a change is found.
//!
//! Cannot catch a whole rewriting with fitting hashes: `survey_tests.rs` holds that against a checkpoint.

use super::*;
use crate::journal::sample::{at, event, journal};
use proptest::prelude::*;

/// The entries that can be read, the torn bytes, and how reading ended.
fn read(bytes: &[u8]) -> (Vec<Entry>, u64, Result<(), LogFault>) {
    let (mut walk, mut entries) = (Walk::new(bytes), Vec::new());
    loop {
        match walk.step() {
            Ok(Some(entry)) => entries.push(entry),
            Ok(None) => return (entries, walk.torn(), Ok(())),
            Err(fault) => return (entries, walk.torn(), Err(fault)),
        }
    }
}

/// The state after reading, as a writer would take it up.
fn state(bytes: &[u8]) -> Option<Journal> {
    let mut walk = Walk::new(bytes);
    while walk.step().unwrap().is_some() {}
    walk.journal().cloned()
}

#[test]
fn what_was_written_is_read_with_the_same_state() {
    let (written, bytes) = journal(5);
    let (entries, torn, ended) = read(&bytes);
    assert!(ended.is_ok() && torn == 0);
    assert_eq!(entries.iter().map(Entry::sequence).collect::<Vec<_>>(), [0, 1, 2, 3, 4]);
    assert_eq!(state(&bytes), Some(written.clone()));
    assert_eq!(written.len(), bytes.len() as u64);
    assert_eq!(written.root(), entries.iter().map(Entry::leaf).collect::<Frontier>().root());
    assert_eq!(entries.concat_lines(), bytes);
}

trait Lines {
    fn concat_lines(&self) -> Vec<u8>;
}

impl Lines for [Entry] {
    fn concat_lines(&self) -> Vec<u8> {
        self.iter().flat_map(Entry::line).collect()
    }
}

#[test]
fn a_crash_at_every_byte_of_an_append_loses_at_most_the_entry_being_written() {
    let (before, old) = journal(4);
    let mut after = before.clone();
    let next = after.append(at(60), event(99)).unwrap();
    for cut in 0..=next.line.len() {
        let file = [old.as_slice(), &next.line[..cut]].concat();
        let (entries, torn, ended) = read(&file);
        assert!(ended.is_ok(), "cut at {cut}: {ended:?}");
        if cut == next.line.len() {
            assert_eq!((entries.len(), torn), (5, 0));
            assert_eq!(state(&file), Some(after.clone()));
            continue;
        }
        assert_eq!((entries.len(), torn), (4, cut as u64));
        // Repaired as a writer does it: back to the whole entries, then the same append again.
        let mut taken_up = state(&file).unwrap();
        assert_eq!(taken_up, before);
        let again = taken_up.append(at(60), event(99)).unwrap();
        let repaired = [&file[..before.len() as usize], &again.line].concat();
        assert_eq!(state(&repaired), Some(after.clone()));
    }
}

#[test]
fn a_file_cut_at_every_byte_keeps_its_whole_entries() {
    let (_, bytes) = journal(4);
    let ends: Vec<usize> = bytes.iter().enumerate().filter(|it| *it.1 == b'\n').map(|it| it.0 + 1).collect();
    for cut in 0..bytes.len() {
        let (entries, torn, ended) = read(&bytes[..cut]);
        assert!(ended.is_ok());
        let whole = ends.iter().filter(|it| **it <= cut).count();
        let start = ends[..whole].last().copied().unwrap_or(0);
        assert_eq!((entries.len(), torn), (whole, (cut - start) as u64), "{cut}");
    }
}

#[test]
fn every_changed_byte_is_found_and_never_taken_for_a_torn_tail_before_the_last_line() {
    let (_, bytes) = journal(3);
    let last_line = bytes[..bytes.len() - 1].iter().rposition(|it| *it == b'\n').unwrap() + 1;
    for place in 0..bytes.len() {
        for flip in [0x01, 0x20, 0x80, bytes[place], bytes[place] ^ b'\n'] {
            let mut changed = bytes.clone();
            changed[place] ^= flip;
            if changed == bytes {
                continue;
            }
            let (entries, torn, ended) = read(&changed);
            assert!(entries.len() < 3, "{place}");
            let Err(LogFault::Corrupt { line, offset, .. }) = ended else {
                // Only the last line's end can be lost without a trace of it.
                assert!(place == bytes.len() - 1 || place >= last_line && torn > 0, "{place}");
                continue;
            };
            assert_eq!(line as usize, entries.len() + 1);
            assert!(offset as usize <= place, "{place} is at or behind byte {offset}");
            assert_eq!(offset as usize, entries.concat_lines().len());
        }
    }
}

/// The lines of a journal of five, as they are changed by `change`.
fn changed(change: impl Fn(&mut Vec<Vec<u8>>)) -> Vec<u8> {
    let (_, bytes) = journal(5);
    let mut lines: Vec<Vec<u8>> = bytes.split_inclusive(|it| *it == b'\n').map(<[u8]>::to_vec).collect();
    change(&mut lines);
    lines.concat()
}

#[test]
fn bad_files_are_refused_by_name_and_place() {
    use LineFault::{Form, Leaf, Opening, Sequence, Time, TooLong};
    let foreign =
        |sequence, seconds, kind| Entry::make(sequence, at(seconds), Event { kind, ..event(7) }).unwrap().line();
    let no_origin = Entry::make(0, at(0), Event::of(Kind::JournalOpened, Map::new())).unwrap().line();
    let entry = |it: &[u8]| it[HEAD.len()..it.len() - 75].to_vec();
    for (fault, file, line, answer) in [
        ("dropped", changed(|it| drop(it.remove(2))), 3, Sequence { asked: 2, found: 3 }),
        ("swapped", changed(|it| it.swap(2, 3)), 3, Sequence { asked: 2, found: 3 }),
        ("repeated", changed(|it| it.insert(2, it[1].clone())), 3, Sequence { asked: 2, found: 1 }),
        ("inserted", changed(|it| it.insert(2, foreign(2, 30, Kind::Run))), 4, Sequence { asked: 3, found: 2 }),
        ("first_dropped", changed(|it| drop(it.remove(0))), 1, Sequence { asked: 0, found: 1 }),
        ("older", changed(|it| it[4] = foreign(4, 0, Kind::Run)), 5, Time),
        ("opened_twice", changed(|it| it[4] = foreign(4, 90, Kind::JournalOpened)), 5, Opening),
        ("not_opened", foreign(0, 0, Kind::Run), 1, Opening),
        ("opened_without_an_origin", no_origin, 1, Opening),
        ("empty_line", changed(|it| it.insert(1, b"\n".to_vec())), 2, Form),
        (
            "another_end_of_line",
            changed(|it| {
                it[1].insert(0, b' ');
            }),
            2,
            Form,
        ),
        (
            "carriage_return",
            changed(|it| {
                let end = it[1].len() - 1;
                it[1].insert(end, b'\r');
            }),
            2,
            Form,
        ),
        (
            "upper_case_hash",
            changed(|it| {
                let end = it[1].len() - 67;
                it[1][end..].make_ascii_uppercase();
            }),
            2,
            Form,
        ),
        (
            "hash_of_another",
            changed(|it| {
                let (a, b) = (it[1].len() - 67, it[2].len() - 67);
                let other = it[2][b..].to_vec();
                it[1].splice(a.., other);
            }),
            2,
            Leaf,
        ),
        ("bare_entry", changed(|it| it[1] = [entry(&it[1]), b"\n".to_vec()].concat()), 2, Form),
        ("too_long", changed(|it| it.insert(1, vec![b'x'; LINE_LEN_MAX + 1])), 2, TooLong),
        ("no_end_in_sight", vec![b'x'; 3 * LINE_LEN_MAX], 1, TooLong),
        ("csv", b"time,from,to\n".to_vec(), 1, Form),
    ] {
        let (entries, _, ended) = read(&file);
        let Err(LogFault::Corrupt { line: found, fault: why, .. }) = ended else { panic!("{fault}: taken") };
        assert_eq!((found, why), (line, answer), "{fault}");
        assert_eq!(entries.len() as u64, line - 1, "{fault}");
    }
}

#[test]
fn an_entry_that_is_not_canonical_is_refused_with_its_right_hash() {
    let (_, bytes) = journal(1);
    let spaced = b"{\"body\": {},\"commitments\":{},\"kind\":\"run\",\"sequence\":1,\"subject\":null,\"time\":\"2026-03-01T10:00:00Z\"}";
    let leaf = crate::journal::leaf_hash(spaced).to_string();
    let file = [bytes.as_slice(), HEAD, spaced, MIDDLE, leaf.as_bytes(), END].concat();
    let (_, _, ended) = read(&file);
    assert!(matches!(ended, Err(LogFault::Corrupt { line: 2, fault: LineFault::Entry(EntryFault::Canonical), .. })));
}

#[test]
fn a_clock_before_the_newest_entry_changes_nothing() {
    let (mut journal, _) = journal(3);
    let before = journal.clone();
    let newest = journal.last();
    let early = Instant::from_micros(newest.micros() - 1);
    let fault = journal.append(early, event(1)).unwrap_err();
    assert_eq!(fault, AppendFault::Clock { given: early, last: newest });
    assert!(fault.to_string().contains("set the clock right"));
    let opened = journal.append(newest, Event::of(Kind::JournalOpened, Map::new())).unwrap_err();
    assert_eq!(opened, AppendFault::OpenedTwice);
    let fraction = Map::from_iter([("share".to_owned(), serde_json::json!(0.5))]);
    assert!(matches!(journal.append(newest, Event::of(Kind::Run, fraction)), Err(AppendFault::Entry(_))));
    assert_eq!(journal, before);
    assert!(journal.append(newest, event(1)).is_ok(), "the same instant may hold several entries");
}

#[test]
fn an_origin_can_name_a_key() {
    for name in ["", "two words", "a+b", "line\nbreak"] {
        assert_eq!(Journal::begin(name, at(0)).unwrap_err(), AppendFault::Origin, "{name:?}");
    }
}

#[test]
fn nothing_at_all_is_no_journal_and_no_fault() {
    let (entries, torn, ended) = read(b"");
    assert!(entries.is_empty() && torn == 0 && ended.is_ok());
    assert_eq!(state(b""), None);
}

proptest! {
    #[test]
    fn any_events_are_read_as_they_were_written(texts in proptest::collection::vec(".{0,12}", 0..6), gaps in proptest::collection::vec(0_i64..3, 6)) {
        let (mut journal, opened) = Journal::begin("example.com/j", at(0)).unwrap();
        let (mut file, mut now) = (opened.line, 0);
        for (text, gap) in texts.iter().zip(gaps) {
            now += gap;
            let body = Map::from_iter([(text.clone(), Value::from(text.as_str()))]);
            file.extend(journal.append(at(now), Event::of(Kind::Review, body)).unwrap().line);
        }
        let (entries, _, ended) = read(&file);
        prop_assert!(ended.is_ok());
        prop_assert_eq!(entries.len(), texts.len() + 1);
        prop_assert_eq!(state(&file), Some(journal));
    }
}
