//! Chains: the definition, its borders, and the budget.

use super::ledgers::{Memory, PLENTY, World, ask, asks, letters, memories, size, worlds};
use super::slow::{self, Unknown};
use proptest::prelude::*;
use tidegate_kyc_core::base::{Budget, Exhausted};
use tidegate_monitor::graph::{Edge, EdgeId};
use tidegate_monitor::ledger::PartyId;
use tidegate_monitor::pattern::{Ask, Assets, Bound, Scratch, Sight, path};

type Answer = Result<(Option<Vec<EdgeId>>, Sight), Exhausted>;

fn answers(world: &World, ask: &Ask, memory: Memory, steps: u64) -> Vec<Answer> {
    let mut scratch = Scratch::default();
    let mut all = Vec::new();
    world.stream(ask.within, memory, |ground, anchor| {
        all.push(path::search(&mut scratch, &ground, anchor, ask, &mut Budget::of(steps)));
    });
    all
}

/// `expect`: the rows of the chain that ends at the last transfer; `-` none, `?` none, but blind.
fn check(ask: &Ask, ledger: &str, expect: &str) {
    let found = answers(&World::read(ledger), ask, Memory::Whole, PLENTY).pop().unwrap().unwrap();
    let shown = match found {
        (Some(rows), _) => letters(&rows),
        (None, Sight { blind: true }) => "?".to_owned(),
        (None, Sight { blind: false }) => "-".to_owned(),
    };
    assert_eq!(shown, expect, "{ledger}");
}

fn kept(min: u64, max: u64) -> Ask {
    Ask { kept: size(min, max), ..ask(100) }
}

#[test]
fn a_value_that_is_missing_elsewhere_blinds_no_hub() {
    let many = "1 a m 1 X =1\n".repeat(501);
    check(&kept(900, 1000), &format!("{many}2 p q 1 Y\n3 m z 1000 X =1000"), "-");
    check(&kept(900, 1000), &format!("{many}2 p m 1 Y\n3 m z 1000 X =1000"), "?");
    check(&kept(900, 1000), &format!("{many}2 p m 1 Y =9\n3 m z 1000 X"), "?");
}

#[test]
fn the_longest_chain_is_taken() {
    check(&ask(9), "1 a b 9 X\n2 b c 9 X\n3 z c 9 X\n4 c d 9 X", "0 1 3");
}

#[test]
fn of_chains_equally_long_the_latest_from_the_anchor_backwards_is_taken() {
    check(&ask(9), "1 a b 9 X\n2 a b 9 X\n3 b c 9 X\n4 b c 9 X\n5 c d 9 X", "1 3 4");
    check(&ask(9), "1 a b 9 X\n2 e c 9 X\n3 b c 9 X\n3 f e 9 X\n4 c d 9 X", "0 2 4");
}

#[test]
fn a_window_holds_transfers_exactly_its_length_apart_and_not_a_microsecond_more() {
    check(&ask(10), "0 a b 9 X\n10 b c 9 X", "0 1");
    check(&ask(10), "0 a b 9 X\n11 b c 9 X", "-");
    check(&ask(10), "0 a b 9 X\n1 b c 9 X\n11 c d 9 X", "1 2");
}

#[test]
fn transfers_of_one_instant_chain_in_the_ledgers_order_only() {
    check(&ask(0), "5 a b 9 X\n5 b c 9 X\n5 c d 9 X", "0 1 2");
    check(&ask(0), "5 b c 9 X\n5 a b 9 X\n5 c d 9 X", "0 2");
    check(&ask(0), "5 c d 9 X\n5 b c 9 X\n5 a b 9 X", "-");
}

#[test]
fn one_transfer_is_no_chain_and_neither_is_one_shorter_than_asked() {
    check(&ask(9), "1 a b 9 X", "-");
    check(&Ask { size: size(3, 9), ..ask(9) }, "1 a b 9 X\n2 b c 9 X", "-");
    check(&Ask { size: size(2, 2), ..ask(9) }, "1 a b 9 X\n2 b c 9 X\n3 c d 9 X", "1 2");
    check(&Ask { size: size(1, 1), ..ask(9) }, "1 a b 9 X\n2 b c 9 X", "-");
}

#[test]
fn twelve_hops_are_the_most_where_no_maximum_is_asked() {
    let letters: Vec<char> = ('a'..='p').collect();
    let ledger: String =
        letters.windows(2).enumerate().map(|(at, it)| format!("{at} {} {} 9 X\n", it[0], it[1])).collect();
    check(&ask(99), &ledger, "3 4 5 6 7 8 9 10 11 12 13 14");
}

#[test]
fn no_party_is_met_twice() {
    check(&ask(9), "1 a b 9 X\n2 b c 9 X\n3 c b 9 X\n4 b d 9 X", "2 3");
    check(&ask(9), "1 d b 9 X\n4 b d 9 X", "-");
    check(&ask(9), "1 d a 9 X\n2 a b 9 X\n4 b d 9 X", "1 2");
    check(&ask(9), "1 a b 9 X\n2 b b 9 X\n3 b c 9 X", "0 2");
    check(&ask(9), "1 a b 9 X\n3 b b 9 X", "-");
}

#[test]
fn a_walk_in_circles_does_not_pass_for_a_chain() {
    // Back from e: d, then c and b for ever; the chain is three long though walks are longer.
    check(&ask(9), "1 c b 9 X\n2 b c 9 X\n3 c b 9 X\n4 b c 9 X\n5 c d 9 X\n6 d e 9 X", "3 4 5");
}

#[test]
fn a_service_sends_in_no_chain_but_may_receive_its_last_transfer() {
    check(&ask(9), "1 A b 9 X\n2 b c 9 X\n3 c d 9 X", "1 2");
    check(&ask(9), "1 a b 9 X\n2 b C 9 X\n3 C d 9 X", "-");
    check(&ask(9), "1 a b 9 X\n2 b c 9 X\n3 c D 9 X", "0 1 2");
}

#[test]
fn transfers_that_are_not_selected_do_not_count() {
    check(&ask(9), "1 a b 9 X !\n2 b c 9 X\n3 c d 9 X", "1 2");
    check(&ask(9), "1 a b 9 X\n2 b c 9 X !", "-");
}

#[test]
fn the_kept_share_includes_both_ends_of_its_bound() {
    check(&kept(800, 1000), "1 a b 1000 X\n2 b c 800 X", "0 1");
    check(&kept(800, 1000), "1 a b 1000 X\n2 b c 799 X", "-");
    check(&kept(800, 1000), "1 a b 1000 X\n2 b c 1000 X", "0 1");
    check(&kept(800, 1000), "1 a b 1000 X\n2 b c 1001 X", "-");
    // Rounded down to a whole permille before it is compared.
    check(&kept(800, 1000), "1 a b 10000 X\n2 b c 10009 X", "0 1");
    check(&kept(800, 1000), "1 a b 10000 X\n2 b c 7999 X", "-");
}

#[test]
fn a_bounded_share_prefers_an_older_transfer_that_fits() {
    check(&kept(900, 1000), "1 a b 100 X\n2 e b 500 X\n3 b c 95 X", "0 2");
}

#[test]
fn amounts_too_large_to_multiply_are_still_compared() {
    let huge = u128::MAX.to_string();
    check(&kept(1000, 1000), &format!("1 a b {huge} X\n2 b c {huge} X"), "0 1");
    check(&kept(1001, 2000), &format!("1 a b {huge} X\n2 b c {huge} X"), "-");
    check(&kept(0, u64::MAX), &format!("1 a b 1 X\n2 b c {huge} X"), "0 1");
}

#[test]
fn nothing_received_cannot_be_kept() {
    check(&kept(0, u64::MAX), "1 a b 0 X\n2 b c 5 X", "-");
    check(&kept(0, u64::MAX), "1 a b 5 X =0\n2 b c 5 Y =5", "-");
}

#[test]
fn other_assets_are_compared_by_value_and_blind_without() {
    check(&kept(900, 1000), "1 a b 7 X =100\n2 b c 3 Y =95", "0 1");
    check(&kept(900, 1000), "1 a b 7 X =100\n2 b c 3 Y =85", "-");
    check(&kept(900, 1000), "1 a b 7 X =100\n2 b c 3 Y", "?");
    check(&kept(900, 1000), "1 a b 7 X\n2 b c 3 Y =95", "?");
    check(&Ask { assets: Assets::Same, ..kept(900, 1000) }, "1 a b 7 X\n2 b c 3 Y", "-");
    check(&ask(9), "1 a b 7 X\n2 b c 3 Y", "0 1");
}

#[test]
fn a_missing_value_that_could_change_nothing_does_not_blind() {
    let three = Ask { size: size(3, 9), ..kept(900, 1000) };
    check(&three, "1 a b 7 X\n2 b c 3 Y", "-");
    check(&three, "1 a b 7 X\n2 b c 7 X\n3 c d 3 Y", "?");
    check(&kept(900, 1000), "1 e c 7 X\n2 b c 9 Y\n3 c d 9 Y", "1 2");
}

#[test]
fn a_hostile_chain_of_a_hundred_thousand_parties_is_followed_without_recursion() {
    let parties = 100_000_u32;
    let model = World::read("0 a b 9 X").edges[0];
    let link = |it| Edge { from: PartyId(it), to: PartyId(it + 1), ..model };
    let mut graph = tidegate_monitor::graph::TemporalGraph::default();
    (0..parties).for_each(|it| {
        let _ = graph.push(link(it));
    });
    let nobody = tidegate_monitor::pattern::PartySet::default();
    let view = graph.view(graph.first(), graph.end());
    let ground = tidegate_monitor::pattern::Ground { view, selected: model.selected, boundaries: &nobody };
    let ask = Ask { size: Bound { min: None, max: Some(u64::MAX) }, ..ask(9) };
    let last = EdgeId(parties - 1);
    let found = path::search(&mut Scratch::default(), &ground, last, &ask, &mut Budget::of(PLENTY)).unwrap();
    assert_eq!(found.0.map(|it| it.len()), Some(parties as usize));
    let spent = path::search(&mut Scratch::default(), &ground, last, &ask, &mut Budget::of(1_000));
    assert_eq!(spent, Err(Exhausted));
}

#[test]
fn figures_are_those_of_the_rows() {
    let world = World::read("1 a b 100 X\n3 b c 90 X\n8 c d 99 X");
    let rows: Vec<(EdgeId, Edge)> = (0..).map(EdgeId).zip(world.edges).collect();
    let figures = path::measure(&rows, |party| Some(EdgeId(if party == PartyId(1) { 0 } else { 7 })));
    assert_eq!((figures.hops, figures.span, figures.fresh_relays), (3, 7, 1));
    assert_eq!((figures.kept_least, figures.kept_most, figures.returned), (Some(900), Some(1100), Some(990)));
    let mixed = World::read("1 a b 100 X\n3 b c 90 Y");
    let rows: Vec<(EdgeId, Edge)> = (0..).map(EdgeId).zip(mixed.edges).collect();
    assert_eq!(path::measure(&rows, |_| None).kept_least, None);
}

proptest! {
    #[test]
    fn figures_grow_as_if_measured_afresh(world in worlds()) {
        let rows: Vec<(EdgeId, Edge)> = (0..).map(EdgeId).zip(world.edges).collect();
        let seen = |party: PartyId| rows.iter().find(|it| it.1.from == party || it.1.to == party).map(|it| it.0);
        for end in 2..rows.len() {
            let (first, last, new) = (&rows[0].1, &rows[end - 1], &rows[end].1);
            let grown = path::measure(&rows[..end], seen).grown(first, (last.0, &last.1), new, seen);
            prop_assert_eq!(grown, path::measure(&rows[..=end], seen));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(10_000))]

    #[test]
    fn the_search_agrees_with_the_definition(world in worlds(), ask in asks(), memory in memories()) {
        for (anchor, found) in answers(&world, &ask, memory, PLENTY).into_iter().enumerate() {
            let (rows, sight) = found.unwrap();
            let rows = rows.map(|it| it.iter().map(|it| it.0 as usize).collect::<Vec<_>>());
            let slowly = slow::path(&world, anchor, &ask, Unknown::Misses);
            prop_assert_eq!(&rows, &slowly, "anchor {}", anchor);
            let hoped = slow::path(&world, anchor, &ask, Unknown::Meets);
            prop_assert_eq!(sight.blind, slowly.is_none() && hoped.is_some(), "anchor {}", anchor);
        }
    }

    #[test]
    fn a_small_budget_ends_the_search_or_changes_nothing(world in worlds(), ask in asks(), steps in 0_u64..40) {
        let whole = answers(&world, &ask, Memory::Window, PLENTY);
        for (small, whole) in answers(&world, &ask, Memory::Window, steps).into_iter().zip(whole) {
            prop_assert!(small == whole || small == Err(Exhausted));
        }
    }
}
