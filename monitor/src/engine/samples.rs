//! Small random ledgers and rules of every kind, for the properties of snapshots and slices.

use super::oracle::{book, rule};
use super::properties::rules;
use crate::ledger::{Book, PartyId, Transfer};
use crate::pattern::{Assets, Bound, Kind, Quantity};
use crate::rule::{Direction, Rule, Subject};
use crate::tag::{Customers, Tags};
use proptest::prelude::*;

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
