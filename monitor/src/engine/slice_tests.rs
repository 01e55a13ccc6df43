//! Slices, one after the other, against the whole, on random ledgers that are long beside their
//! windows, cut anywhere, with customers, services, missing values and searches that find no end.
//!
//! It catches hits that are lost, doubled or changed at a cut, and a look-back that is too short.
//! It cannot say that a look-back is no longer than need be.

use super::oracle::{pack, rule, transfer};
use super::samples::{every_rule, facts, hub_ledger, hub_rules, untagged, with_customers};
use super::{LookBack, Scan, Slice, Sliced, scan, scan_slice};
use crate::ledger::{PartyId, Transfer};
use crate::pattern::{Assets, Bound, Kind, Quantity};
use crate::rule::{Direction, Facts, Pack};
use proptest::prelude::*;
use tidegate_kyc_core::base::{Instant, Window};

const HOUR: i64 = 3_600_000_000;

/// Hours since the one before, ends, amount, asset and value.
type Row = (i64, u32, u32, u128, u32, Option<u64>);

/// A ledger over some days with few wallets; many transfers share an instant, some silences are long.
fn long_ledger() -> impl Strategy<Value = Vec<Transfer>> {
    let gap = prop_oneof![30 => Just(0_i64), 12 => Just(1_i64), 1 => 2_i64..12];
    let row = (gap, 0_u32..6, 0_u32..6, 1_u128..5, 0_u32..2, proptest::option::weighted(0.95, 1_u64..5));
    let rows = proptest::collection::vec(row, 1..160).prop_map(|rows| {
        let mut hour = 0;
        let mut place = |(at, (gap, from, to, amount, asset, value)): (u32, Row)| {
            hour += gap;
            transfer(at, hour, from, to, amount, asset, value.map(|it| it * 10_000 - it % 2))
        };
        (0_u32..).zip(rows).map(&mut place).collect()
    });
    with_customers(rows)
}

/// Slices that meet, from the beginning of time to its end.
fn slices(cuts: &[i64]) -> Vec<Slice> {
    let mut cuts: Vec<Instant> = cuts.iter().map(|it| Instant::from_micros(it * HOUR)).collect();
    cuts.sort();
    cuts.insert(0, Instant::from_micros(i64::MIN));
    cuts.push(Instant::from_micros(i64::MAX));
    cuts.windows(2).map(|it| Slice { from: it[0], to: it[1] }).collect()
}

fn slice<'t>(transfers: &'t [Transfer], pack: &Pack, slice: Slice, threads: usize) -> Sliced<'t> {
    let (book, tags, customers) = facts();
    let facts = Facts { book: &book, tags: &tags, customers: &customers };
    scan_slice(transfers, facts, pack, slice, threads, &|_| {})
}

fn whole<'t>(transfers: &'t [Transfer], pack: &Pack, threads: usize) -> Scan<'t> {
    let (book, tags, customers) = facts();
    scan(transfers, Facts { book: &book, tags: &tags, customers: &customers }, pack, threads, &|_| {})
}

/// Scans one after the other as one.
fn joined<'t>(parts: impl Iterator<Item = Scan<'t>>) -> Scan<'t> {
    parts.fold(Scan::default(), |mut sum, part| {
        sum.hits.extend(part.hits);
        sum.unfinished.extend(part.unfinished);
        for lack in part.lacks {
            match sum.lacks.iter_mut().find(|it| (it.rule, it.missing) == (lack.rule, lack.missing)) {
                Some(known) => {
                    known.transfers += lack.transfers;
                    for (party, more) in lack.parties {
                        match known.parties.iter_mut().find(|it| it.0 == party) {
                            Some(it) => it.1 += more,
                            None => known.parties.push((party, more)),
                        }
                    }
                    known.parties.sort_unstable_by_key(|it| (std::cmp::Reverse(it.1), it.0));
                }
                None => sum.lacks.push(lack),
            }
        }
        sum.lacks.sort_by_key(|it| (it.rule, it.missing));
        sum
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn slices_joined_equal_the_whole(
        transfers in long_ledger(),
        rules in every_rule(),
        hours in proptest::collection::vec(0_u32..4, 12),
        places in proptest::collection::vec((any::<prop::sample::Index>(), -1_i64..2), 1..5),
        steps in prop_oneof![Just(4_u64), Just(30), Just(100_000)],
        untagged_service in untagged(),
    ) {
        let mut pack = Pack { search_steps: steps, untagged_service, ..pack(rules) };
        for (rule, hours) in pack.rules.iter_mut().zip(hours) {
            rule.require.within = Window::from_hours(hours);
        }
        let hour = |at: usize| transfers[at].time.micros() / HOUR;
        let cuts: Vec<i64> = places.iter().map(|(at, off)| hour(at.index(transfers.len())) + off).collect();
        let parts: Vec<Sliced> = slices(&cuts).into_iter().map(|it| slice(&transfers, &pack, it, 1)).collect();
        prop_assert_eq!(parts.iter().map(|it| it.transfers.len()).sum::<usize>(), transfers.len());
        prop_assert!(parts.iter().all(|it| it.look_back.len() == pack.rules.len()));
        for (part, cut) in parts.iter().zip(slices(&cuts)) {
            prop_assert_eq!(&slice(&transfers, &pack, cut, 3), part, "threads change the answer");
        }
        let sum = joined(parts.into_iter().map(|it| it.scan));
        let all = whole(&transfers, &pack, 1);
        prop_assert_eq!(&whole(&transfers, &pack, 4), &all);
        prop_assert_eq!(sum.hits.len(), all.hits.len());
        prop_assert_eq!(sum, all);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn slices_of_hubs_joined_equal_the_whole_with_little_budget(
        transfers in hub_ledger(),
        rules in hub_rules(),
        places in proptest::collection::vec(any::<prop::sample::Index>(), 1..4),
        steps in prop_oneof![0_u64..40, Just(100_000)],
        untagged_service in untagged(),
    ) {
        let pack = Pack { search_steps: steps, untagged_service, ..pack(rules) };
        let cuts: Vec<i64> = places.iter().map(|it| transfers[it.index(transfers.len())].time.micros() / HOUR).collect();
        let all = whole(&transfers, &pack, 1);
        prop_assert_eq!(&whole(&transfers, &pack, 3), &all);
        let parts = slices(&cuts).into_iter().map(|it| slice(&transfers, &pack, it, 1).scan);
        prop_assert_eq!(joined(parts), all);
    }
}

/// Transfers from one source over two middlemen to one gatherer, on and on.
fn gathering_on_and_on() -> impl Strategy<Value = Vec<Transfer>> {
    let row = (
        prop_oneof![3 => Just(0_i64), 2 => Just(1_i64)],
        prop_oneof![Just((0, 1)), Just((0, 2)), Just((1, 4)), Just((2, 4))],
    );
    proptest::collection::vec(row, 1..60).prop_map(|rows| {
        let mut hour = 0;
        let mut place = |(at, (gap, (from, to))): (u32, (i64, (u32, u32)))| {
            hour += gap;
            transfer(at, hour, from, to, 1, 0, Some(100))
        };
        (0_u32..).zip(rows).map(&mut place).collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn slices_of_gatherings_joined_equal_the_whole(
        transfers in gathering_on_and_on(), hours in 1_u32..4, middles in 1_u64..3, place: prop::sample::Index,
    ) {
        let least = Bound { min: Some(middles), max: None };
        let pack = pack(vec![rule(Kind::Diamond, Direction::Both, hours, Assets::Any, vec![(Quantity::Middles, least)])]);
        let cut = transfers[place.index(transfers.len())].time.micros() / HOUR;
        let parts = slices(&[cut]).into_iter().map(|it| slice(&transfers, &pack, it, 1).scan);
        prop_assert_eq!(joined(parts), whole(&transfers, &pack, 1));
    }
}

fn counting(hours: u32) -> Pack {
    let least = |min| Bound { min: Some(min), max: None };
    pack(vec![rule(Kind::Flow, Direction::In, hours, Assets::Any, vec![(Quantity::Count, least(2))])])
}

/// One payment an hour to `w1`.
fn hourly(hours: std::ops::Range<u32>) -> Vec<Transfer> {
    hours.map(|it| transfer(it, i64::from(it), 0, 1, 1, 0, Some(100))).collect()
}

#[test]
fn a_quiet_window_before_the_slice_makes_the_shortest_look_back_do() {
    let transfers = [hourly(0..20), hourly(100..120)].concat();
    let part = Slice { from: Instant::from_micros(104 * HOUR), to: Instant::from_micros(110 * HOUR) };
    let found = slice(&transfers, &counting(4), part, 1);
    assert_eq!(found.look_back, [(0, LookBack::Length(Window::from_hours(8)))]);
    assert_eq!((found.transfers, found.seen), (24..30, 34));
}

#[test]
fn what_is_not_known_lies_before_the_first_instant_of_a_replay() {
    // Exactly one window before the slice, so that a hit of then could not take what is in it.
    let transfers = [hourly(0..1), vec![transfer(1, 104, 0, 1, 1, 0, Some(100)); 2]].concat();
    let part = Slice { from: Instant::from_micros(104 * HOUR), to: Instant::from_micros(110 * HOUR) };
    let found = slice(&transfers, &counting(4), part, 1);
    assert_eq!(found.look_back, [(0, LookBack::Length(Window::from_hours(4)))]);
    assert_eq!(found.scan, whole(&transfers, &counting(4), 1));
}

#[test]
fn hits_that_follow_each_other_without_a_pause_are_replayed_from_the_beginning() {
    let transfers = hourly(0..200);
    let part = Slice { from: Instant::from_micros(104 * HOUR), to: Instant::from_micros(110 * HOUR) };
    assert_eq!(slice(&transfers, &counting(4), part, 1).look_back, [(0, LookBack::Whole)]);
}

#[test]
fn a_cut_through_an_instant_gives_all_of_it_to_the_slice_that_it_begins() {
    let transfers: Vec<Transfer> = (0..40).map(|it| transfer(it, 7, it % 5, (it + 1) % 5, 1, 0, Some(100))).collect();
    let pack = counting(3);
    let parts = slices(&[7]).into_iter().map(|it| slice(&transfers, &pack, it, 1).scan).collect::<Vec<_>>();
    assert_eq!(parts[0], Scan::default());
    assert_eq!(parts[1], whole(&transfers, &pack, 1));
}

#[test]
fn silence_before_a_window_does_not_depend_on_the_windows_of_other_rules() {
    let idle = vec![(Quantity::IdleBefore, Bound { min: Some(HOUR.unsigned_abs()), max: None })];
    let idle = rule(Kind::Flow, Direction::Out, 1, Assets::Any, idle);
    let other =
        rule(Kind::Flow, Direction::Out, 9, Assets::Any, vec![(Quantity::Count, Bound { min: Some(9), max: None })]);
    // A customer stands behind the wallet when it is paid, and none is named when it pays.
    let mut paid = transfer(0, 0, 0, 2, 1, 0, None);
    paid.to_customer = Some(PartyId(6));
    let transfers = [paid, transfer(1, 5, 2, 3, 1, 0, None)];
    let (alone, beside) = (pack(vec![idle.clone()]), pack(vec![idle, other]));
    assert_eq!(whole(&transfers, &alone, 1).hits, whole(&transfers, &beside, 1).hits);
}
