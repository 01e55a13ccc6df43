//! What must hold for every run, on small random ledgers: the batch is the fold of the stream,
//! threads change nothing, hits keep to their windows, and every match stands in a hit.

use super::oracle::{book, pack, rule, small_ledger};
use super::{Monitor, ObserveError, Scan, scan};
use crate::graph::{Edge, EdgeId, TemporalGraph};
use crate::hit::{Hit, Missing};
use crate::ledger::{PartyId, Transfer};
use crate::pattern::{
    Ask, Assets, Bound, Bounds, Figure, Ground, Kind, Measured, PartySet, Quantity, Scratch, cycle, diamond, path,
};
use crate::rule::{Direction, Facts, Pack, Points, Rule};
use crate::tag::Customers;
use proptest::prelude::*;
use tidegate_kyc_core::base::{Budget, Instant};

fn at_least(min: u64) -> Bound {
    Bound { min: Some(min), max: None }
}

pub(super) fn rules() -> impl Strategy<Value = Vec<Rule>> {
    (0_u32..7, 1_u64..4, proptest::option::of(200_u64..1200), any::<bool>()).prop_map(|(hours, size, kept, same)| {
        let assets = if same { Assets::Same } else { Assets::Any };
        let with_kept = |quantity, min| {
            let mut bounds = vec![(quantity, at_least(min))];
            bounds.extend(kept.map(|it| (Quantity::KeptShare, Bound { min: Some(it), max: Some(it + 800) })));
            bounds
        };
        let both = Direction::Both;
        vec![
            rule(Kind::Flow, Direction::In, hours, assets, vec![(Quantity::Senders, at_least(size))]),
            rule(Kind::Flow, Direction::Out, hours, assets, vec![(Quantity::Total, at_least(size * 30_000))]),
            rule(Kind::Turnover, both, hours, assets, with_kept(Quantity::OutCount, size)),
            rule(Kind::Path, both, hours, assets, with_kept(Quantity::Hops, size.max(2))),
            rule(Kind::Cycle, both, hours, assets, with_kept(Quantity::Hops, 2)),
            rule(Kind::Diamond, both, hours, assets, with_kept(Quantity::Middles, size)),
        ]
    })
}

fn stream(transfers: &[Transfer], pack: &Pack) -> Scan<'static> {
    let (book, tags) = book();
    let customers = Customers::default();
    let mut monitor = Monitor::new(pack);
    let mut outcomes = Vec::new();
    for transfer in transfers {
        let facts = Facts { book: &book, tags: &tags, customers: &customers };
        outcomes.push(monitor.observe(transfer, facts).unwrap().to_vec());
    }
    Scan::of_stream(outcomes.iter().map(Vec::as_slice))
}

fn batch<'t>(transfers: &'t [Transfer], pack: &Pack, threads: usize) -> Scan<'t> {
    let (book, tags) = book();
    let customers = Customers::default();
    let facts = Facts { book: &book, tags: &tags, customers: &customers };
    scan(transfers, facts, pack, threads, &|_| {})
}

/// Every match of a graph-shaped rule, as the searches find them on the whole ledger.
fn matches(transfers: &[Transfer], rule: &Rule) -> Vec<Vec<u32>> {
    let mut graph = TemporalGraph::default();
    let mut services = PartySet::default();
    services.insert(PartyId(5));
    let (mut found, mut scratch) = (Vec::new(), Scratch::default());
    let size = if rule.require.kind == Kind::Diamond { Quantity::Middles } else { Quantity::Hops };
    let ask = Ask {
        within: rule.require.within,
        assets: rule.require.assets,
        size: rule.require.bounds.of(size),
        kept: rule.require.bounds.of(Quantity::KeptShare),
    };
    let mut lines = Vec::new();
    for it in transfers.iter().filter(|it| it.from != it.to) {
        let edge = Edge {
            amount: it.amount,
            time: it.time,
            selected: 1,
            value: it.value,
            from: it.from,
            to: it.to,
            asset: it.asset,
        };
        let anchor = graph.push(edge);
        lines.push(it.line);
        let start = graph.first_since(ask.within.start(it.time));
        let view = graph.view(start, EdgeId(anchor.0 + 1));
        let ground = Ground { view, selected: 1, boundaries: &services };
        let budget = &mut Budget::of(1_000_000);
        let mut rows: Vec<Vec<EdgeId>> = Vec::new();
        match rule.require.kind {
            Kind::Path => rows.extend(path::search(&mut scratch, &ground, anchor, &ask, budget).unwrap().0),
            Kind::Cycle => _ = cycle::search(&mut scratch, &ground, anchor, &ask, budget, &mut rows).unwrap(),
            _ => {
                let mut diamonds = Vec::new();
                diamond::search(&mut scratch, &ground, anchor, &ask, budget, &mut diamonds).unwrap();
                rows.extend(
                    diamonds.into_iter().map(|it| it.branches.into_iter().flat_map(|it| [it.0, it.1]).collect()),
                );
            }
        }
        found.extend(rows.into_iter().map(|it| it.into_iter().map(|it| lines[it.0 as usize]).collect::<Vec<_>>()));
    }
    found
}

fn lines(hit: &Hit) -> Vec<u32> {
    hit.rows.iter().map(|it| it.line).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn a_batch_is_the_fold_of_the_stream_whatever_the_threads(transfers in small_ledger(), rules in rules()) {
        let pack = pack(rules);
        let one = batch(&transfers, &pack, 1);
        prop_assert_eq!(&stream(&transfers, &pack), &one);
        prop_assert_eq!(&batch(&transfers, &pack, 2), &one);
        prop_assert_eq!(&batch(&transfers, &pack, 5), &one);
    }

    #[test]
    fn no_hit_spans_more_than_its_window_or_lists_a_row_twice(transfers in small_ledger(), rules in rules()) {
        let pack = pack(rules);
        for hit in batch(&transfers, &pack, 1).hits {
            let within = pack.rules[hit.rule].require.within;
            let times: Vec<Instant> = hit.rows.iter().map(|it| it.time).collect();
            prop_assert!(within.holds(*times.iter().min().unwrap(), *times.iter().max().unwrap()));
            let mut rows = lines(&hit);
            rows.sort_unstable();
            rows.dedup();
            prop_assert_eq!(rows.len(), hit.rows.len());
        }
    }

    #[test]
    fn every_chain_cycle_and_diamond_stands_in_hits(transfers in small_ledger(), rules in rules()) {
        let pack = pack(rules);
        let hits = batch(&transfers, &pack, 1).hits;
        for (number, rule) in pack.rules.iter().enumerate().skip(3) {
            let held: Vec<Vec<u32>> = hits.iter().filter(|it| it.rule == number).map(lines).collect();
            for rows in matches(&transfers, rule) {
                let whole = held.contains(&rows);
                let each = rows.iter().all(|row| held.iter().any(|it| it.contains(row)));
                let middles = |rows: &[u32]| rows.iter().map(|it| transfers[*it as usize].to).collect::<Vec<_>>();
                match rule.require.kind {
                    Kind::Cycle => prop_assert!(whole, "{:?} of {:?}", rows, held),
                    Kind::Path => prop_assert!(each, "{:?} of {:?}", rows, held),
                    // A later transfer over a middle that a hit has already adds no row to it.
                    _ => prop_assert!(middles(&rows).iter().all(|it| held.iter().any(|hit| middles(hit).contains(it)))),
                }
            }
        }
    }
}

/// Where one asset is all there is, no value is needed, and none is missed.
#[test]
fn a_ledger_of_one_asset_lacks_no_values() {
    let size = |it| (it, Bound { min: Some(3), max: Some(8) });
    let kept = (Quantity::KeptShare, Bound { min: Some(800), max: Some(1020) });
    let asking = |kind, it| rule(kind, Direction::Both, 40, Assets::Any, vec![size(it), kept]);
    let rules = vec![asking(Kind::Cycle, Quantity::Hops), asking(Kind::Diamond, Quantity::Middles)];
    let ledger = |asset: fn(u32) -> u32| -> Vec<Transfer> {
        let ends = |at: u32| (at * 7 % 5, at * 3 % 4);
        let row = |at: u32| {
            super::oracle::transfer(
                at,
                i64::from(at / 8),
                ends(at).0,
                ends(at).1,
                1 + u128::from(at % 9) * 7,
                asset(at),
                None,
            )
        };
        (0..600).map(row).collect()
    };
    assert_eq!(batch(&ledger(|_| 0), &pack(rules.clone()), 1).lacks, vec![]);
    assert_eq!(batch(&ledger(|at| at % 2), &pack(rules), 1).lacks.len(), 2, "of two assets values are missed");
}

#[test]
fn a_transfer_from_the_past_is_refused_and_changes_nothing() {
    let (book, tags) = book();
    let customers = Customers::default();
    let facts = Facts { book: &book, tags: &tags, customers: &customers };
    let pack = pack(vec![rule(Kind::Flow, Direction::In, 5, Assets::Any, vec![(Quantity::Count, at_least(2))])]);
    let transfer = |hour| super::oracle::transfer(0, hour, 0, 1, 1, 0, None);
    let mut monitor = Monitor::new(&pack);
    assert_eq!(monitor.observe(&transfer(3), facts).unwrap().len(), 0);
    let refused = monitor.observe(&transfer(2), facts).unwrap_err();
    let hour = |it: i64| Instant::from_micros(it * 3_600_000_000);
    assert!(matches!(refused, ObserveError::OutOfOrder { newest, .. } if newest == hour(3)), "{refused:?}");
    assert_eq!(monitor.observe(&transfer(4), facts).unwrap().len(), 1);
}

#[test]
fn a_fan_in_of_sixteen_payers_is_one_hit_with_sixteen_rows() {
    let pack = pack(vec![rule(Kind::Flow, Direction::In, 20, Assets::Any, vec![(Quantity::Count, at_least(5))])]);
    let payer = |it: u32| if it % 5 == 1 { 0 } else { it % 5 };
    let transfers: Vec<Transfer> =
        (0..16).map(|it| super::oracle::transfer(it, i64::from(it), payer(it), 1, 1, 0, None)).collect();
    let hits = batch(&transfers, &pack, 1).hits;
    assert_eq!(hits.len(), 1);
    assert_eq!(lines(&hits[0]), (0..16).collect::<Vec<_>>());
    assert_eq!(hits[0].opened_with, 5);
}

/// Figures of the only hit of a rule about `w1`, with the lacks of it.
fn one_hit(rule: Rule, transfers: &[Transfer]) -> (Vec<Measured>, u32, Vec<Missing>) {
    let mut scan = batch(transfers, &pack(vec![rule]), 1);
    let hit = scan.hits.remove(0);
    assert!(scan.hits.is_empty());
    (hit.measured, hit.score, scan.lacks.iter().map(|it| it.missing).collect())
}

#[test]
fn a_sum_of_values_some_of_which_are_unknown_is_told_as_the_least_it_is() {
    let mut counting = rule(Kind::Flow, Direction::In, 9, Assets::Any, vec![(Quantity::Count, at_least(3))]);
    let when = Bounds(vec![(Quantity::Total, at_least(100_000))]);
    counting.score.push(Points { points: 9, when, because: None });
    let row = |at: u32, value| super::oracle::transfer(at, i64::from(at), 0, 1, 5, 0, value);
    let told = |values: [Option<u64>; 3]| {
        let transfers: Vec<Transfer> = (0..).zip(values).map(|(at, it)| row(at, it)).collect();
        let (measured, score, lacks) = one_hit(counting.clone(), &transfers);
        (measured.iter().find(|it| it.what == Quantity::Total).unwrap().observed, score, lacks)
    };
    assert_eq!(told([Some(300), Some(300), Some(100)]), (Figure::Exact(700), 7, vec![]));
    // Whether the points are earned nobody knows, and that is said.
    assert_eq!(told([None, Some(600), Some(100)]), (Figure::AtLeast(700), 7, vec![Missing::Value]));
    assert_eq!(told([None, Some(100_000), Some(0)]), (Figure::AtLeast(100_000), 16, vec![]));
}

#[test]
fn whoever_is_sent_nothing_is_as_new_and_as_idle_as_before() {
    let day = |at: u32, from, amount| super::oracle::transfer(at, i64::from(at) * 24, from, 1, amount, 0, None);
    let bound = |quantity, min, max| (quantity, Bound { min, max });
    let hits = |bounds, last: &[Transfer]| {
        let asking = rule(Kind::Flow, Direction::In, 1, Assets::Any, bounds);
        let scan = batch(last, &pack(vec![asking]), 1);
        scan.hits.iter().map(|it| lines(it)).collect::<Vec<_>>()
    };
    let new = || vec![bound(Quantity::Earlier, None, Some(0)), bound(Quantity::Count, Some(1), None)];
    let idle = || vec![bound(Quantity::IdleBefore, Some(9 * 24 * 3_600_000_000), None)];
    // Nothing, day after day, before the first that moves something; and between two that do.
    let nothing = |days: std::ops::Range<u32>| days.map(|at| day(at, 2, 0));
    let first: Vec<Transfer> = nothing(0..9).chain([day(9, 0, 5)]).collect();
    assert!(hits(new(), &first).contains(&vec![9]));
    let awake: Vec<Transfer> = [day(0, 0, 5)].into_iter().chain(nothing(1..10)).chain([day(10, 0, 5)]).collect();
    assert_eq!(hits(idle(), &awake), [vec![10]]);
    // A cent does what nothing does not.
    let kept: Vec<Transfer> = awake.iter().map(|it| Transfer { amount: day(0, 0, 1).amount, ..*it }).collect();
    assert_eq!(hits(idle(), &kept), Vec::<Vec<u32>>::new());
}

#[test]
fn senders_whom_nobody_names_are_not_counted_as_different_people() {
    let senders = |from: [u32; 3]| {
        let asking = rule(Kind::Flow, Direction::In, 9, Assets::Any, vec![(Quantity::Senders, at_least(3))]);
        let row = |(at, it)| super::oracle::transfer(at, i64::from(at), it, 1, 5, 0, None);
        let transfers: Vec<Transfer> = (0_u32..).zip(from).map(row).collect();
        let scan = batch(&transfers, &pack(vec![asking]), 1);
        (scan.hits.len(), scan.lacks.iter().map(|it| (it.missing, it.transfers)).collect::<Vec<_>>())
    };
    let unnamed = 4;
    assert_eq!(senders([0, 2, 3]), (1, vec![]));
    assert_eq!(senders([0, 2, unnamed]), (0, vec![(Missing::Party, 1)]));
    assert_eq!(senders([unnamed; 3]), (0, vec![(Missing::Party, 1)]));
    assert_eq!(senders([0, 0, 2]), (0, vec![]), "two that are named are two");
}
