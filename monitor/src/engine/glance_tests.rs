//! Glances and weights beside the sums they spare: random ledgers, selections and amounts give the
//! same hits and the same lacks whether rows are glanced at or not, and however few are looked at.
//!
//! It catches a glance that errs. It cannot catch one that is silent too often: that costs time alone.

use super::fold::{Fold, Scan};
use super::glance::{Glance, LOOK};
use super::oracle::{a_rule, book, pack, transfer};
use super::rows::Rows;
use super::series::{SHORT, Series};
use super::weight::{Scale, Weight};
use super::{Group, running};
use crate::graph::Size;
use crate::ledger::{Amount, Sum, Transfer, Value};
use crate::pattern::{Bound, Bounds, Figure, Kind, Quantity};
use crate::rule::{Facts, Pack, Points, Rule};
use crate::tag::Customers;
use proptest::prelude::*;

/// With no look, every window is summed, with all that a hit would report.
fn run<'t>(transfers: &'t [Transfer], pack: &Pack, short: usize, look: usize) -> Scan<'t> {
    let (book, tags) = book();
    let customers = Customers::default();
    let mut fold = Fold::default();
    let mut groups = Group::all(pack, &running(pack), Rows::default);
    for group in &mut groups {
        group.series = Series::new(short);
        group.series.glance = Glance::new(look);
        if look == 0 {
            group.programs.all.iter_mut().for_each(|it| it.judged = it.kept);
        }
    }
    for (at, transfer) in transfers.iter().enumerate() {
        fold.begin(at);
        let facts = Facts { book: &book, tags: &tags, customers: &customers };
        groups.iter_mut().for_each(|it| it.observe(transfer, facts, &mut fold));
    }
    Fold::finish(vec![fold])
}

/// Few wallets and times, amounts close to each other and far apart, values that are often missing.
fn ledger() -> impl Strategy<Value = Vec<Transfer>> {
    let amounts = || prop_oneof![4 => 1_u128..6, 2 => Just(1000_u128), 1 => Just(10_u128.pow(15)), 1 => Just(10_u128.pow(30)), 1 => Just(0)];
    let valued = prop_oneof![Just(0.001), Just(0.9), Just(0.999)];
    let gap = prop_oneof![3 => Just(0_i64), 2 => Just(1_i64), 1 => Just(3_i64)];
    (valued, prop_oneof![Just(0_u32), Just(2)]).prop_flat_map(move |(valued, assets)| {
        let value = proptest::option::weighted(valued, 1_u64..5);
        let row = (gap.clone(), 0_u32..4, 0_u32..4, amounts(), 0..=assets, value);
        proptest::collection::vec(row, 1..90).prop_map(|rows| {
            let mut hour = 0;
            let mut place = |(at, (gap, from, to, amount, asset, value)): (u32, (i64, _, _, _, u32, Option<u64>))| {
                hour += gap;
                transfer(at, hour, from, to, amount, asset.min(1), value.map(|it| it * 10_000))
            };
            (0_u32..).zip(rows).map(&mut place).collect()
        })
    })
}

/// A rule whose score asks for a quantity that no bound asks for, mostly.
fn scored(kind: Kind) -> impl Strategy<Value = Rule> {
    let quantities: Vec<Quantity> =
        Quantity::table().iter().filter(|it| it.kinds.contains(&kind)).map(|it| it.quantity).collect();
    (a_rule(kind), proptest::sample::select(quantities), 0_u64..4).prop_map(|(mut rule, quantity, min)| {
        let when = Bounds(vec![(quantity, Bound { min: Some(min), max: None })]);
        rule.score.push(Points { points: 5, when, because: None });
        rule
    })
}

/// A turnover that asks for a kept share mostly, and of a selection now and then.
fn turnover() -> impl Strategy<Value = Rule> {
    let share = (0_u64..1200, proptest::option::weighted(0.7, 0_u64..400));
    let asset = proptest::option::weighted(0.3, Just("A".to_owned()));
    let floor = proptest::option::weighted(0.2, Just(20_000_u64));
    (scored(Kind::Turnover), proptest::option::weighted(0.8, share), asset, floor).prop_map(
        |(mut rule, share, asset, floor)| {
            if let Some((min, more)) = share {
                rule.require.bounds.0.retain(|it| it.0 != Quantity::KeptShare);
                let bound = Bound { min: Some(min), max: more.map(|it| min + it) };
                rule.require.bounds.0.push((Quantity::KeptShare, bound));
            }
            rule.select.assets.extend(asset);
            rule.select.value_from = floor.map(Value);
            rule
        },
    )
}

fn amounts() -> impl Strategy<Value = Amount> {
    let units = (any::<u128>(), prop_oneof![0_u32..128, 90_u32..110]).prop_map(|(it, shift)| it >> shift);
    (units, 0_u8..=30).prop_filter_map("fits", |(units, decimals)| Amount::new(units, decimals).ok())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1500))]

    #[test]
    fn what_is_glanced_at_is_what_sums_say(transfers in ledger(), rule in turnover()) {
        let pack = pack(vec![rule]);
        let slow = run(&transfers, &pack, SHORT, 0);
        for (short, look) in [(SHORT, LOOK), (0, LOOK), (SHORT, 2), (6, 3), (0, 1)] {
            prop_assert_eq!(&run(&transfers, &pack, short, look), &slow, "short {}, look {}", short, look);
        }
    }

    #[test]
    fn what_only_hits_report_is_summed_for_them(transfers in ledger(), rule in scored(Kind::Flow)) {
        let pack = pack(vec![rule]);
        let slow = run(&transfers, &pack, SHORT, 0);
        for short in [SHORT, 6, 0] {
            prop_assert_eq!(&run(&transfers, &pack, short, LOOK), &slow, "short {}", short);
        }
    }

    /// Shares of amounts at random, and of some whose sums are close to a bound.
    #[test]
    fn what_weights_tell_of_a_share_is_so(
        parts in proptest::collection::vec(amounts(), 0..6), wholes in proptest::collection::vec(amounts(), 0..6),
        alike in any::<bool>(), least in 0_u64..2500, more in proptest::option::of(0_u64..1500),
    ) {
        let parts = if alike { wholes.clone() } else { parts };
        let bound = Bound { min: Some(least), max: more.map(|it| least + it) };
        let sizes = |of: &[Amount]| of.iter().map(|it| Size::of(*it)).collect::<Vec<_>>();
        let (part, whole) = (sizes(&parts), sizes(&wholes));
        let sum = |of: &[Amount]| {
            let mut sum = Sum::default();
            of.iter().for_each(|it| sum.add(*it));
            sum
        };
        let share = sum(&parts).permille_of(&sum(&wholes));
        let answer = bound.judge(share.map_or(Figure::Absent, Figure::Exact));
        for size in part.iter().chain(&whole) {
            let weigh = |of: &[Size]| Weight::of(of.iter().copied(), Scale::of(*size));
            let told = weigh(&part).share_of(&weigh(&whole), bound);
            prop_assert!(told.is_none_or(|it| it == answer), "{:?} is told of {:?} in {:?}", told, share, bound);
        }
        let scale = Scale::of(part.iter().chain(&whole).copied().max().unwrap_or(Size::LEAST));
        let weigh = |of: &[Size]| Weight::of(of.iter().copied(), scale);
        let near = |end: Option<u64>| share.zip(end).is_some_and(|(share, end)| share.abs_diff(end) < 3);
        let few_digits = share.is_some_and(|it| it > 1 << 20);
        let open = near(bound.min) || near(bound.max) || few_digits;
        prop_assert!(open || weigh(&part).share_of(&weigh(&whole), bound).is_some(), "{:?} is plain", share);
    }
}
