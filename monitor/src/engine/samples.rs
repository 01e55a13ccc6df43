//! Small random ledgers and rules of every kind, for the properties of snapshots and slices.

use super::oracle::{book, rule, transfer};
use super::properties::rules;
use crate::ledger::{Book, PartyId, Transfer};
use crate::pattern::{Assets, Bound, Kind, Quantity};
use crate::rule::{Direction, Rule, Subject, UntaggedService};
use crate::tag::{Customers, Tags};
use proptest::prelude::*;
use tidegate_kyc_core::base::Window;

/// Two customers beside the wallets of the oracle's book, one of whom stands in the facts.
pub(super) fn facts() -> (Book, Tags, Customers) {
    let (mut book, tags) = book();
    ["c0", "c1"].iter().for_each(|it| _ = book.parties.customer(it));
    let csv = "customer,risk,country,opened\nc1,high,DE,1969-12-31\n";
    (book, tags, Customers::read_csv("customers.csv", csv.as_bytes()).unwrap().0)
}

/// The ledgers with customers named in some rows.
pub(super) fn with_customers(ledgers: impl Strategy<Value = Vec<Transfer>>) -> impl Strategy<Value = Vec<Transfer>> {
    let customer = || proptest::option::weighted(0.2, (6_u32..8).prop_map(PartyId));
    ledgers.prop_flat_map(move |rows| {
        let n = rows.len();
        (Just(rows), proptest::collection::vec((customer(), customer()), n)).prop_map(|(mut rows, names)| {
            for (row, (from, to)) in rows.iter_mut().zip(names) {
                (row.from_customer, row.to_customer) = (from, to);
            }
            rows
        })
    })
}

/// Every kind, and rules about wallets, about customers and about the past.
pub(super) fn every_rule() -> impl Strategy<Value = Vec<Rule>> {
    (rules(), 0_u32..7, 1_u64..4, 0_u64..4).prop_map(|(mut rules, hours, size, past)| {
        const HOUR: u64 = 3_600_000_000;
        let (least, most) = (|min| Bound { min: Some(min), max: None }, |max| Bound { min: None, max: Some(max) });
        let about = |subject, kind, direction, bounds| {
            let mut rule = rule(kind, direction, hours, Assets::Any, bounds);
            rule.select.subject = subject;
            rule
        };
        let count = (Quantity::Count, least(size));
        rules.extend([
            about(Subject::Wallet, Kind::Flow, Direction::Both, vec![count, (Quantity::Earlier, most(past))]),
            about(Subject::Customer, Kind::Flow, Direction::In, vec![count, (Quantity::AccountAge, most(30 * HOUR))]),
            about(Subject::Party, Kind::Flow, Direction::Out, vec![count, (Quantity::IdleBefore, least(past * HOUR))]),
            about(Subject::Wallet, Kind::Path, Direction::Both, vec![(Quantity::Hops, least(2))]),
            about(Subject::Wallet, Kind::Turnover, Direction::Both, vec![(Quantity::Delay, most(past * HOUR))]),
            about(Subject::Party, Kind::Flow, Direction::In, vec![(Quantity::Total, most(20_000)), count]),
        ]);
        rules
    })
}

/// Two sources, two middles and two gatherers, all of them hubs on most days; amounts of which few
/// fit, and now and then no value.
pub(super) fn hub_ledger() -> impl Strategy<Value = Vec<Transfer>> {
    let ends = prop::sample::select(vec![(0, 1), (0, 2), (1, 3), (2, 3), (4, 1), (4, 2), (1, 4), (2, 0), (3, 0)]);
    let gap = prop_oneof![6 => Just(0_i64), 3 => Just(1_i64), 1 => 2_i64..7];
    let moved = (prop::sample::select(vec![90_u128, 100, 100, 1000]), prop::sample::select(vec![0_u32, 0, 0, 1]));
    let row = (gap, ends, moved, proptest::option::weighted(0.9, 90_u64..92));
    proptest::collection::vec(row, 1..90).prop_map(|rows| {
        let mut hour = 0;
        let mut place = |(at, (gap, (from, to), (amount, asset), value))| {
            hour += gap;
            transfer(at, hour, from, to, amount, asset, value)
        };
        (0_u32..).zip(rows).map(&mut place).collect()
    })
}

/// Who is taken for a service untagged, if anybody.
pub(super) fn untagged() -> impl Strategy<Value = Option<UntaggedService>> {
    let service = (1_u64..5, 1_u64..5, 0_u32..6).prop_map(|(received, sent, hours)| UntaggedService {
        received,
        sent,
        within: Window::from_hours(hours),
    });
    proptest::option::weighted(0.7, service)
}

/// Hours, the least size, the least and the most that is kept, and whether of one asset.
type Asked = (u32, u64, (Option<u64>, Option<u64>), bool);

/// The graph-shaped kinds over some hours.
pub(super) fn hub_rules() -> impl Strategy<Value = Vec<Rule>> {
    let kept = prop_oneof![3 => Just((Some(900), Some(1000))), 1 => Just((Some(500), None)), 1 => Just((None, None))];
    let one = (0_u32..4, 1_u64..4, kept, any::<bool>());
    proptest::collection::vec(one, 3).prop_map(|rules| {
        let kinds = [(Kind::Diamond, Quantity::Middles), (Kind::Cycle, Quantity::Hops), (Kind::Path, Quantity::Hops)];
        let rule = |((kind, size), (hours, least, kept, same)): (_, Asked)| {
            let least = if kind == Kind::Diamond { least } else { least.max(2) };
            let size = (size, Bound { min: Some(least), max: None });
            let kept = (Quantity::KeptShare, Bound { min: kept.0, max: kept.1 });
            let assets = if same { Assets::Same } else { Assets::Any };
            rule(kind, Direction::Both, hours, assets, if kept.1.is_open() { vec![size] } else { vec![size, kept] })
        };
        kinds.into_iter().zip(rules).map(rule).collect()
    })
}
