//! A stream that is put down and taken up at every transfer against one that runs through, on small
//! random ledgers with customers, services and every kind of rule; and what is refused.
//!
//! It catches state that a snapshot leaves out or changes. Names of transactions it has none: that
//! those are found again is tested over the demonstration ledger, in `tests/snapshots.rs`.

use super::super::oracle::{pack, rule, small_ledger, transfer};
use super::super::samples::{every_rule, facts, hub_ledger, hub_rules, untagged, with_customers};
use super::super::{Monitor, ObserveError, Outcome};
use super::*;
use crate::ledger::Transfer;
use crate::pattern::{Assets, Bound, Kind, Quantity};
use crate::rule::{Direction, Facts};
use proptest::prelude::*;

/// What each transfer completes, from one on.
fn outcomes(monitor: &mut Monitor, book: &Book, transfers: &[Transfer]) -> Vec<Vec<Outcome>> {
    let (_, tags, customers) = facts();
    let facts = Facts { book, tags: &tags, customers: &customers };
    transfers.iter().map(|it| monitor.observe(it, facts).unwrap().to_vec()).collect()
}

fn keep_up_windows_of_more_than(short: usize, monitor: &mut Monitor) {
    monitor.groups.iter_mut().for_each(|it| it.series.short = short);
}

fn check(transfers: &[Transfer], pack: &Pack, short: usize) -> Result<(), TestCaseError> {
    let (book, ..) = facts();
    let mut through = Monitor::new(pack);
    keep_up_windows_of_more_than(short, &mut through);
    let mut snapshots = vec![through.snapshot(&book)];
    let mut expected = Vec::new();
    for transfer in transfers {
        expected.extend(outcomes(&mut through, &book, std::slice::from_ref(transfer)));
        snapshots.push(through.snapshot(&book));
    }
    for (at, snapshot) in snapshots.iter().enumerate() {
        let Resumed { mut monitor, book, transfers: count } = Monitor::restore(snapshot, pack).unwrap();
        keep_up_windows_of_more_than(short, &mut monitor);
        prop_assert_eq!(count, at as u64);
        prop_assert_eq!(&monitor.snapshot(&book), snapshot, "the same state, other bytes, at {}", at);
        let rest = outcomes(&mut monitor, &book, &transfers[at..]);
        prop_assert_eq!(&rest[..], &expected[at..], "put down before transfer {}", at);
        prop_assert_eq!(&monitor.snapshot(&book), &snapshots[transfers.len()], "another end from {}", at);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(160))]

    #[test]
    fn a_stream_put_down_anywhere_answers_as_one_that_ran_through(
        transfers in with_customers(small_ledger()), rules in every_rule(), untagged_service in untagged(),
    ) {
        let pack = Pack { untagged_service, ..pack(rules) };
        for short in [0, super::super::series::SHORT] {
            check(&transfers, &pack, short)?;
        }
    }

    #[test]
    fn among_hubs_and_with_little_budget_it_does_as_well(
        transfers in hub_ledger(), rules in hub_rules(), steps in prop_oneof![0_u64..40, Just(100_000)],
        untagged_service in untagged(),
    ) {
        check(&transfers, &Pack { search_steps: steps, untagged_service, ..pack(rules) }, super::super::series::SHORT)?;
    }

    #[test]
    fn other_bytes_are_refused_and_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300), at in 0_usize..300) {
        let (pack, whole) = a_snapshot();
        prop_assert!(Monitor::restore(&bytes, &pack).is_err());
        let mut mixed = whole;
        let at = at % mixed.len();
        mixed.splice(at..(at + bytes.len()).min(mixed.len()), bytes.iter().copied());
        let same = mixed == a_snapshot().1;
        prop_assert_eq!(Monitor::restore(&mixed, &pack).is_ok(), same);
    }

    /// A body that somebody changed and sealed again may be taken up or not; it panics neither there
    /// nor with what follows.
    #[test]
    fn a_changed_body_with_a_good_seal_never_panics(
        changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4), long in any::<bool>(),
    ) {
        let (pack, bytes) = a_snapshot();
        let start = bytes.iter().position(|it| *it == b'\n').unwrap() + 1;
        let mut body = bytes[start..bytes.len() - DIGEST].to_vec();
        for (at, byte) in changes {
            let at = at.index(body.len());
            body[at] = byte;
            if long {
                // The longest number there is, in place of one byte.
                body.splice(at..=at, [0xff, 0xff, 0xff, 0xff, 0x0f]);
            }
        }
        go_on(&sealed(&bytes[..start], &body), &pack);
    }
}

/// Takes up a snapshot, if that can be, and lets some transfers follow.
fn go_on(bytes: &[u8], pack: &Pack) {
    let Ok(Resumed { mut monitor, book, .. }) = Monitor::restore(bytes, pack) else { return };
    let (_, tags, customers) = facts();
    let newest = monitor.newest.map_or(0, Instant::micros) / 3_600_000_000;
    for at in 0..6 {
        let (from, to) = (at % 3, 3 + at % 2);
        let transfer = transfer(at, newest.saturating_add(1), from, to, 5, 0, Some(100));
        if (from.max(to) as usize) < book.parties.len() && newest < i64::MAX / 3_600_000_000 {
            let _ = monitor.observe(&transfer, Facts { book: &book, tags: &tags, customers: &customers });
        }
    }
    let _ = monitor.snapshot(&book);
}

/// A header and a body with the digest of both, and the body's length in the header.
fn sealed(header: &[u8], body: &[u8]) -> Vec<u8> {
    let mut header: serde_json::Value = serde_json::from_slice(header).unwrap();
    header["bytes"] = body.len().into();
    let header: Header = serde_json::from_value(header).unwrap();
    let mut bytes = serde_json::to_vec(&header).unwrap();
    bytes.push(b'\n');
    bytes.extend_from_slice(body);
    let digest = SourceId::of(&bytes);
    bytes.extend_from_slice(digest.digest());
    bytes
}

/// A snapshot with an image that somebody changed.
fn with_image(change: impl FnOnce(&mut Image)) -> (Pack, Vec<u8>) {
    let (pack, bytes) = a_snapshot();
    let start = bytes.iter().position(|it| *it == b'\n').unwrap() + 1;
    let mut image: Image = postcard::from_bytes(&bytes[start..bytes.len() - DIGEST]).unwrap();
    change(&mut image);
    let bytes = sealed(&bytes[..start], &postcard::to_stdvec(&image).unwrap());
    (pack, bytes)
}

#[test]
fn sealed_numbers_that_no_stream_comes_to_are_refused() {
    type Change = fn(&mut Image);
    let cases: &[(&str, Change, &str)] = &[
        ("serial", |it| it.serial = u64::MAX, "counted further"),
        ("seen", |it| it.groups[0].seen = u64::MAX, "counted further"),
        ("first_row", |it| it.groups[0].world.first = u32::MAX - 9, "more rows"),
        ("newest_missing", |it| it.newest = None, "newest time"),
        ("row_after_newest", |it| it.groups[0].world.rows.last_mut().unwrap().time += 1, "newest time is older"),
        ("party_not_met", |it| it.groups[0].world.parties[0] = None, "never met"),
        ("hit_after_the_newest", |it| it.groups[0].episodes[0].serial = 1 << 40, "newer than its newest"),
        ("hit_twice", |it| it.groups[0].episodes.extend_from_within(..1), "not in order"),
        ("chain_twice", |it| it.groups[0].shapes.chains.extend_from_within(..1), "not in order"),
        ("chain_backwards", |it| it.groups[0].shapes.chains[0].2.reverse(), "not in order"),
        ("party_twice", |it| it.groups[0].world.services = vec![5, 5], "not in order"),
    ];
    for (fault, change, said) in cases {
        let (pack, bytes) = with_image(*change);
        let told = Monitor::restore(&bytes, &pack).map(|_| ()).unwrap_err().to_string();
        assert!(told.contains(said), "{fault}: {told}");
    }
}

#[test]
fn a_party_may_count_to_the_end_and_goes_on_without_an_error() {
    let (pack, bytes) = with_image(|it| {
        for party in it.groups[0].world.parties.iter_mut().flatten() {
            (party.ins, party.outs) = (u32::MAX, u32::MAX);
        }
    });
    assert!(Monitor::restore(&bytes, &pack).is_ok());
    go_on(&bytes, &pack);
}

#[test]
fn a_stream_that_has_no_number_left_says_so_and_stands_as_it_stood() {
    let least = vec![(Quantity::Hops, Bound { min: Some(2), max: None })];
    let pack = pack(vec![rule(Kind::Path, Direction::Both, 9, Assets::Any, least)]);
    let (book, tags, customers) = facts();
    let facts = Facts { book: &book, tags: &tags, customers: &customers };
    let mut monitor = Monitor::new(&pack);
    monitor.groups.iter_mut().for_each(|it| it.world.begin_at(crate::graph::EdgeId(u32::MAX - 3)));
    let mut found = 0;
    for at in 0..2 {
        found += monitor.observe(&transfer(at, i64::from(at), at, at + 1, 5, 0, Some(100)), facts).unwrap().len();
    }
    assert_eq!(found, 1, "the last numbers are as good as the first");
    for _ in 0..2 {
        let more = transfer(2, 2, 2, 3, 5, 0, Some(100));
        assert_eq!(monitor.observe(&more, facts), Err(ObserveError::Full));
    }
    assert_eq!(monitor.transfers, 2);
}

/// A small state with hits of every kind.
fn a_snapshot() -> (Pack, Vec<u8>) {
    let least = |quantity, min| vec![(quantity, Bound { min: Some(min), max: None })];
    let both = Direction::Both;
    let pack = pack(vec![
        rule(Kind::Flow, Direction::In, 9, Assets::Any, least(Quantity::Senders, 2)),
        rule(Kind::Turnover, both, 9, Assets::Any, least(Quantity::OutCount, 1)),
        rule(Kind::Path, both, 9, Assets::Any, least(Quantity::Hops, 2)),
        rule(Kind::Diamond, both, 9, Assets::Any, least(Quantity::Middles, 2)),
    ]);
    let rows = [(0, 1), (0, 2), (1, 3), (2, 3), (3, 4), (4, 0), (0, 5)];
    let rows = (0_u32..).zip(rows).map(|(at, (from, to))| transfer(at, i64::from(at), from, to, 5, 0, Some(100)));
    let (mut monitor, (book, ..)) = (Monitor::new(&pack), facts());
    let found = outcomes(&mut monitor, &book, &rows.collect::<Vec<_>>());
    assert!(found.iter().flatten().count() > 4);
    (pack, monitor.snapshot(&book))
}

/// The same bytes with a header of other words, sealed.
fn resealed(bytes: &[u8], from: &str, to: &str) -> Vec<u8> {
    let end = bytes.iter().position(|it| *it == b'\n').unwrap();
    let header = String::from_utf8(bytes[..end].to_vec()).unwrap();
    assert!(header.contains(from), "{header}");
    let mut changed = header.replace(from, to).into_bytes();
    changed.extend_from_slice(&bytes[end..bytes.len() - DIGEST]);
    let digest = SourceId::of(&changed);
    changed.extend_from_slice(digest.digest());
    changed
}

#[test]
fn what_is_not_a_whole_snapshot_of_these_rules_is_refused_by_its_fault() {
    let (pack, whole) = a_snapshot();
    let flipped = |at: usize| {
        let mut bytes = whole.clone();
        bytes[at] ^= 1;
        bytes
    };
    let (n, header) = (whole.len(), whole.iter().position(|it| *it == b'\n').unwrap());
    let cases: &[(&str, Vec<u8>, &str)] = &[
        ("empty", vec![], "no snapshot"),
        ("an_export", b"time,from,to,amount,asset\n".to_vec(), "no snapshot"),
        ("another_schema", b"{\"schema\":\"tidegate.hit/1\"}\n".to_vec(), "no snapshot"),
        ("cut_in_the_first_words", whole[..9].to_vec(), "cut short, 9 of 0"),
        ("cut_in_the_header", whole[..header - 4].to_vec(), "cut short"),
        ("cut_after_the_header", whole[..=header].to_vec(), "cut short"),
        ("last_byte_missing", whole[..n - 1].to_vec(), "cut short"),
        ("one_byte_more", [&whole[..], b"x"].concat(), "changed"),
        ("bit_of_the_header", flipped(header - 30), "changed"),
        ("bit_of_the_body", flipped(header + 40), "changed"),
        ("bit_of_the_digest", flipped(n - 1), "changed"),
        ("other_version", resealed(&whole, "snapshot/4", "snapshot/5"), "version tidegate.snapshot/5"),
        ("other_version_of_other_form", resealed(&whole, "snapshot/4\",\"pack", "snapshot/9\",\"rules"), "snapshot/9"),
        ("empty_body", resealed(&whole, "\"transfers\"", "\"transfer\""), "changed"),
    ];
    for (fault, bytes, said) in cases {
        let told = Monitor::restore(bytes, &pack).unwrap_err().to_string();
        assert!(told.contains(said), "{fault}: {told}");
        assert!(told.contains(": "), "{fault} says what to do: {told}");
    }
}

#[test]
fn a_snapshot_of_other_rules_is_refused() {
    let (pack, whole) = a_snapshot();
    let other = Pack { digest: SourceId::of(b"other"), ..pack };
    let told = Monitor::restore(&whole, &other).unwrap_err().to_string();
    assert!(told.contains("belongs to the rules with digest") && told.contains("give the rules"), "{told}");
}

#[test]
fn the_format_changes_with_its_version_alone() {
    // Changed bytes mean that older snapshots are not read: then SCHEMA has to change as well.
    let (_, whole) = a_snapshot();
    assert_eq!(SCHEMA, "tidegate.snapshot/4");
    assert_eq!(SourceId::of(&whole).to_string(), "17ba802d260ad938bc99e50f976945343308a0963f55bd10091f72e7616ca7b4");
}
