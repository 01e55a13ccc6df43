//! Cycles: the definition, its borders, and the budget.

use super::ledgers::{Memory, PLENTY, World, ask, asks, letters, memories, size, worlds};
use super::slow::{self, Unknown};
use proptest::prelude::*;
use tidegate_kyc_core::base::{Budget, Exhausted};
use tidegate_monitor::graph::{Edge, EdgeId};
use tidegate_monitor::pattern::{Ask, Assets, Scratch, Sight, cycle};

type Answer = (Vec<Vec<EdgeId>>, Result<Sight, Exhausted>);

fn answers(world: &World, ask: &Ask, memory: Memory, steps: u64) -> Vec<Answer> {
    let mut scratch = Scratch::default();
    let mut all = Vec::new();
    world.stream(ask.within, memory, |ground, anchor| {
        let mut found = Vec::new();
        let ended = cycle::search(&mut scratch, &ground, anchor, ask, &mut Budget::of(steps), &mut found);
        all.push((found, ended));
    });
    all
}

/// `expect`: the cycles that the last transfer closes, `|` between; `-` none, `?` none, but blind.
fn check(ask: &Ask, ledger: &str, expect: &str) {
    let (found, ended) = answers(&World::read(ledger), ask, Memory::Whole, PLENTY).pop().unwrap();
    let shown = match ended.unwrap() {
        Sight { blind: true } => "?".to_owned(),
        Sight { blind: false } if found.is_empty() => "-".to_owned(),
        Sight { blind: false } => found.iter().map(|it| letters(it)).collect::<Vec<_>>().join(" | "),
    };
    assert_eq!(shown, expect, "{ledger}");
}

fn kept(min: u64, max: u64) -> Ask {
    Ask { kept: size(min, max), ..ask(100) }
}

#[test]
fn money_that_comes_back_in_order_is_a_cycle() {
    check(&ask(9), "1 a b 9 X\n2 b c 9 X\n3 c a 9 X", "0 1 2");
    check(&ask(9), "2 b c 9 X\n3 a b 9 X\n4 c a 9 X", "-");
    check(&ask(9), "1 a b 9 X\n2 b a 9 X", "0 1");
}

#[test]
fn each_sequence_of_parties_is_found_once_the_latest_first() {
    check(&ask(9), "1 a b 9 X\n2 b c 9 X\n3 b d 9 X\n4 c e 9 X\n5 d e 9 X\n6 e a 9 X", "0 2 4 5 | 0 1 3 5");
    check(&ask(9), "1 a b 9 X\n2 a b 9 X\n3 b c 9 X\n4 b c 9 X\n5 c a 9 X", "1 3 4");
}

#[test]
fn of_parallel_transfers_the_latest_that_still_chain_are_taken() {
    check(&ask(9), "1 a b 9 X\n2 b c 9 X\n3 a b 9 X\n4 c a 9 X", "0 1 3");
    // The newest b→c keeps too little of any a→b, so the older one stands.
    check(&kept(900, 1000), "1 a b 100 X\n2 b c 95 X\n3 b c 94 X\n3 a b 50 X\n4 c a 90 X", "0 2 4");
    check(&kept(900, 1000), "1 a b 100 X\n2 b c 95 X\n3 b c 85 X\n4 c a 86 X", "0 1 3");
    // The newest b→c could be passed on, but nothing fits before it.
    check(&kept(700, 1000), "1 a b 100 X\n2 b c 90 X\n3 b c 65 X\n4 c a 65 X", "0 1 3");
    check(&kept(990, 1000), "1 a b 100 X\n2 a b 90 X\n3 b c 100 X\n4 b c 90 X\n5 c a 100 X", "0 2 4");
}

#[test]
fn a_window_holds_transfers_exactly_its_length_apart_and_not_a_microsecond_more() {
    check(&ask(10), "0 a b 9 X\n10 b a 9 X", "0 1");
    check(&ask(10), "0 a b 9 X\n11 b a 9 X", "-");
}

#[test]
fn transfers_of_one_instant_chain_in_the_ledgers_order_only() {
    check(&ask(0), "5 a b 9 X\n5 b c 9 X\n5 c a 9 X", "0 1 2");
    check(&ask(0), "5 b c 9 X\n5 a b 9 X\n5 c a 9 X", "-");
}

#[test]
fn the_number_of_hops_includes_both_ends_of_its_bound() {
    let triangle = "1 a b 9 X\n2 b c 9 X\n3 c a 9 X";
    check(&Ask { size: size(3, 3), ..ask(9) }, triangle, "0 1 2");
    check(&Ask { size: size(4, 9), ..ask(9) }, triangle, "-");
    check(&Ask { size: size(2, 2), ..ask(9) }, triangle, "-");
    check(&Ask { size: size(1, 1), ..ask(9) }, "1 a b 9 X\n2 b a 9 X", "-");
}

#[test]
fn twelve_hops_are_the_most_where_no_maximum_is_asked() {
    let ring = |hops: u8| -> String {
        let letter = |it: u8| char::from(b'a' + it % hops);
        (0..hops).map(|it| format!("{it} {} {} 9 X\n", letter(it), letter(it + 1))).collect()
    };
    check(&ask(99), &ring(12), "0 1 2 3 4 5 6 7 8 9 10 11");
    check(&ask(99), &ring(13), "-");
}

#[test]
fn no_party_is_met_twice_and_self_transfers_close_nothing() {
    check(&ask(9), "1 a b 9 X\n2 b c 9 X\n3 c b 9 X\n4 b d 9 X\n5 d a 9 X", "0 3 4");
    check(&ask(9), "1 a b 9 X\n2 b b 9 X\n3 b a 9 X", "0 2");
    check(&ask(9), "1 a a 9 X\n2 a a 9 X", "-");
}

#[test]
fn no_party_of_a_cycle_is_a_service() {
    for ledger in
        ["1 A b 9 X\n2 b c 9 X\n3 c A 9 X", "1 a B 9 X\n2 B c 9 X\n3 c a 9 X", "1 a b 9 X\n2 b C 9 X\n3 C a 9 X"]
    {
        check(&ask(9), ledger, "-");
    }
}

#[test]
fn transfers_that_are_not_selected_do_not_count() {
    check(&ask(9), "1 a b 9 X\n2 b c 9 X !\n3 c a 9 X", "-");
    check(&ask(9), "1 a b 9 X\n2 b a 9 X !", "-");
}

#[test]
fn the_kept_share_is_asked_of_each_hop_but_not_of_the_first_against_the_last() {
    check(&kept(900, 1000), "1 a b 1000 X\n2 b c 900 X\n3 c a 810 X", "0 1 2");
    check(&kept(900, 1000), "1 a b 1000 X\n2 b c 900 X\n3 c a 809 X", "-");
    check(&kept(900, 1000), "1 a b 1000 X\n2 b c 1000 X\n3 c a 1001 X", "-");
}

#[test]
fn other_assets_are_compared_by_value_and_blind_without() {
    check(&kept(900, 1000), "1 a b 7 X =100\n2 b c 3 Y =95\n3 c a 3 Y", "0 1 2");
    check(&kept(900, 1000), "1 a b 7 X\n2 b c 3 Y =95\n3 c a 3 Y", "?");
    check(&kept(900, 1000), "1 a b 7 X\n2 b c 3 Y\n3 c d 3 Y", "-");
    check(&Ask { assets: Assets::Same, ..ask(9) }, "1 a b 7 X\n2 b a 3 Y", "-");
}

#[test]
fn parallel_transfers_of_different_assets_are_each_compared_in_their_own_way() {
    // The 90 X could not have come out of 7 X, but the 50 Y could, by its value.
    let ledger = "1 a c 7 X =100\n2 c b 50 Y =95\n3 c b 90 X\n4 b a 90 X =90";
    check(&kept(900, 1000), ledger, "0 1 3");
}

#[test]
fn figures_include_what_returned() {
    let world = World::read("1 a b 100 X\n3 b a 90 X");
    let rows: Vec<(EdgeId, Edge)> = (0..).map(EdgeId).zip(world.edges).collect();
    let figures = cycle::measure(&rows, |_| Some(EdgeId(0)));
    assert_eq!((figures.hops, figures.span, figures.fresh_relays, figures.returned), (2, 2, 1, Some(900)));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(10_000))]

    #[test]
    fn the_search_agrees_with_the_definition(world in worlds(), ask in asks(), memory in memories()) {
        for (anchor, (found, ended)) in answers(&world, &ask, memory, PLENTY).into_iter().enumerate() {
            let found: Vec<Vec<usize>> =
                found.iter().map(|it| it.iter().map(|it| it.0 as usize).collect()).collect();
            let slowly = slow::cycles(&world, anchor, &ask, Unknown::Misses);
            prop_assert_eq!(&found, &slowly, "anchor {}", anchor);
            let hoped = slow::cycles(&world, anchor, &ask, Unknown::Meets);
            prop_assert_eq!(ended.unwrap().blind, slowly.is_empty() && !hoped.is_empty(), "anchor {}", anchor);
        }
    }

    #[test]
    fn a_small_budget_ends_the_search_or_changes_nothing(world in worlds(), ask in asks(), steps in 0_u64..40) {
        let whole = answers(&world, &ask, Memory::Window, PLENTY);
        for (small, whole) in answers(&world, &ask, Memory::Window, steps).into_iter().zip(whole) {
            match small.1 {
                Ok(_) => prop_assert_eq!(small, whole),
                Err(Exhausted) => prop_assert!(small.0.iter().all(|it| whole.0.contains(it))),
            }
        }
    }
}
