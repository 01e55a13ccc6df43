//! Which transfers of no known order are told: those of each kind that could stand in a match, and, on small random
//! ledgers, that nobody's answer hangs on the order of any other.

use super::oracle::{book, pack, rule, run, transfer};
use super::unordered::unordered;
use crate::ledger::{Ledger, Transfer};
use crate::pattern::{Assets, Bound, Kind, Quantity};
use crate::rule::{Direction, Facts, Rule};
use crate::tag::Customers;
use proptest::prelude::*;

fn at_least(min: u64) -> Bound {
    Bound { min: Some(min), max: None }
}

/// The lines of the transfers told.
fn told(transfers: &[Transfer], rules: Vec<Rule>) -> Vec<u32> {
    let (book, tags) = book();
    let ledger = Ledger::of(transfers.to_vec(), book);
    let customers = Customers::default();
    let facts = Facts { book: ledger.book(), tags: &tags, customers: &customers };
    unordered(&ledger, facts, &pack(rules)).into_iter().map(|it| it.line).collect()
}

fn of(kind: Kind, assets: Assets, bounds: &[(Quantity, Bound)]) -> Rule {
    rule(kind, Direction::Both, 24, assets, bounds.to_vec())
}

/// Transfers between `w0`…`w5`, of whom `w5` is an exchange, as hour, sender, receiver, amount and asset.
fn rows(all: &[(i64, u32, u32, u128, u32)]) -> Vec<Transfer> {
    let row = |(line, it): (u32, &(i64, u32, u32, u128, u32))| transfer(line, it.0, it.1, it.2, it.3, it.4, Some(100));
    (1..).zip(all).map(row).collect()
}

#[test]
fn only_ties_that_could_change_an_answer_are_told() {
    let (same, any) = (Assets::Same, Assets::Any);
    let kept = (Quantity::KeptShare, Bound { min: Some(900), max: Some(1020) });
    let pass = || of(Kind::Turnover, same, &[kept]);
    let gather = || of(Kind::Turnover, any, &[(Quantity::Senders, at_least(2)), (Quantity::Receivers, at_least(2))]);
    let chain = |hops| of(Kind::Path, same, &[(Quantity::Hops, at_least(hops)), kept]);
    let cycle = || of(Kind::Cycle, any, &[(Quantity::Hops, Bound { min: Some(3), max: Some(4) })]);
    let diamond = || of(Kind::Diamond, same, &[(Quantity::Middles, at_least(2)), kept]);
    let trade = rows(&[(0, 0, 1, 100, 0), (0, 1, 0, 2, 1)]);
    let passed = |amount| rows(&[(0, 0, 1, 100, 0), (0, 1, 2, amount, 0)]);
    let via_exchange = rows(&[(0, 0, 5, 100, 0), (0, 5, 2, 100, 0)]);
    let four = [(0, 0, 1, 100, 0), (0, 1, 2, 100, 0), (5, 2, 3, 99, 0), (6, 3, 0, 98, 0)];
    let fan = [(-1, 0, 2, 100, 0), (0, 0, 1, 100, 0), (0, 1, 3, 100, 0), (1, 2, 3, 100, 0)];
    let many = [(0, 0, 1, 9, 0), (0, 1, 2, 7, 1), (5, 1, 3, 9, 1), (-9, 3, 1, 9, 1)];
    let sent = [(-2, 0, 1, 100, 0), (0, 1, 2, 95, 0), (0, 1, 3, 20, 0)];
    for (name, rows, rule, expected) in [
        ("a trade is two assets", trade.clone(), pass(), &[][..]),
        ("money that passes through", passed(95), pass(), &[1, 2]),
        ("less than would pass through", passed(80), pass(), &[]),
        ("more than came", passed(120), pass(), &[]),
        ("an exchange is no subject", via_exchange.clone(), pass(), &[]),
        ("nor a relay", via_exchange, chain(2), &[]),
        ("one sender where two are asked", passed(95), gather(), &[]),
        ("two senders and receivers in the window", rows(&many), gather(), &[1, 2]),
        ("two of them too late", rows(&[many[0], many[1], (25, 1, 3, 9, 1), many[3]]), gather(), &[]),
        ("a chain that is too short", passed(95), chain(3), &[]),
        ("a chain that goes on", rows(&four), chain(4), &[1, 2]),
        ("a chain that goes on before", rows(&[four[0], four[1], (-5, 3, 0, 101, 0)]), chain(3), &[1, 2]),
        ("a chain whose next hop is another amount", rows(&[four[0], four[1], (5, 2, 3, 50, 0)]), chain(3), &[]),
        ("and back again is no chain", trade.clone(), chain(2), &[]),
        ("nor a cycle of three", trade, cycle(), &[]),
        ("a cycle", rows(&four), cycle(), &[1, 2]),
        ("a cycle that is left open", rows(&four[..3]), cycle(), &[]),
        ("a diamond", rows(&fan), diamond(), &[1, 2].map(|it| it + 1)),
        ("a diamond of one", rows(&fan[1..]), diamond(), &[]),
        ("of two debits the first is a share that passes", rows(&sent), pass(), &[2, 3]),
        ("neither is", rows(&[sent[0], (0, 1, 2, 60, 0), (0, 1, 3, 60, 0)]), pass(), &[]),
        ("both together are", rows(&[sent[0], (0, 1, 2, 60, 0), (0, 1, 3, 40, 0)]), pass(), &[]),
        ("one of three is", rows(&[sent[0], sent[1], (0, 1, 3, 9, 0), (0, 1, 3, 10, 0)]), pass(), &[2, 3, 4]),
        ("of two assets", rows(&[sent[0], sent[1], (0, 1, 3, 20, 1)]), pass(), &[]),
        ("what was spent before is too much", rows(&[sent[0], (-1, 1, 4, 50, 0), sent[1], sent[2]]), pass(), &[]),
        (
            "the first of many may be enough",
            rows(&[sent[0], (-1, 1, 4, 50, 0), (0, 1, 2, 45, 0), sent[2]]),
            pass(),
            &[3, 4],
        ),
        ("an order that no rule asks", passed(95), rule(Kind::Flow, Direction::In, 24, any, vec![]), &[]),
    ] {
        assert_eq!(told(&rows, vec![rule]), expected, "{name}");
    }
}

fn asking() -> impl Strategy<Value = Rule> {
    let kept = proptest::option::of(200_u64..1200);
    let most = proptest::option::of(100_u64..600);
    (0_usize..4, 0_u32..7, 1_u64..4, kept, most, any::<bool>()).prop_map(|(kind, hours, size, kept, most, same)| {
        let (kind, quantity, size) = [
            (Kind::Turnover, Quantity::Senders, size),
            (Kind::Path, Quantity::Hops, size.max(2)),
            (Kind::Cycle, Quantity::Hops, 2),
            (Kind::Diamond, Quantity::Middles, size),
        ][kind];
        let mut bounds = vec![(quantity, at_least(size))];
        bounds.extend(kept.map(|it| (Quantity::KeptShare, Bound { min: Some(it), max: most.map(|more| it + more) })));
        rule(kind, Direction::Both, hours, if same { Assets::Same } else { Assets::Any }, bounds)
    })
}

/// A row as hour, sender, receiver, amount and asset.
type Row = (i64, u32, u32, u128, u32);

fn shuffled(row: impl Strategy<Value = Row>) -> impl Strategy<Value = (Vec<Row>, Vec<Row>)> {
    proptest::collection::vec(row, 2..7).prop_flat_map(|it| (Just(it.clone()), Just(it).prop_shuffle()))
}

/// Whether there is a hit in one order within the instants and none in another.
fn hangs(rule: Rule, one: &[Row], other: &[Row]) -> bool {
    let pack = pack(vec![rule]);
    let is_hit = |all: &[Row]| {
        let mut rows = rows(all);
        rows.sort_by_key(|it| it.time);
        !run(&rows, &pack, 0).is_empty()
    };
    is_hit(one) != is_hit(other)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2048, max_global_rejects: 1 << 16, ..ProptestConfig::default() })]

    /// Where none is told, there is a hit in any order within the instants or in none. Values are known; what hits consist
    /// of is not compared, for of parallel transfers the latest is taken.
    #[test]
    fn no_answer_hangs_on_the_order_of_what_is_not_told(
        rule in asking(),
        (all, other) in shuffled((0_i64..3, 0_u32..4, 0_u32..4, 1_u128..4, 0_u32..2)),
    ) {
        prop_assume!(told(&rows(&all), vec![rule.clone()]).is_empty());
        prop_assert!(!hangs(rule, &all, &other));
    }

    /// The same of a customer who spends what came in.
    #[test]
    fn no_turnover_hangs_on_which_of_several_debits_was_first(
        (min, more) in (300_u64..1000, 0_u64..300),
        (all, other) in shuffled((0_i64..3, 0_u32..5, 1_u128..10, prop::bool::weighted(0.9)).prop_map(|(hour, party, amount, same)| {
            let ends = if party == 0 { (2, 1) } else { (1, party + 1) };
            (hour, ends.0, ends.1, if party == 0 { amount * 3 } else { amount }, u32::from(!same))
        })),
    ) {
        let kept = (Quantity::KeptShare, Bound { min: Some(min), max: Some(min + more) });
        for assets in [Assets::Same, Assets::Any] {
            let rule = of(Kind::Turnover, assets, &[kept]);
            if told(&rows(&all), vec![rule.clone()]).is_empty() {
                prop_assert!(!hangs(rule, &all, &other));
            }
        }
    }
}
