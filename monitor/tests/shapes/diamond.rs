//! Diamonds: the definition, its borders, and the budget.

use super::ledgers::{Memory, PLENTY, World, ask, asks, memories, size, worlds};
use super::slow::{self, Branches, Unknown};
use proptest::prelude::*;
use tidegate_kyc_core::base::{Budget, Exhausted};
use tidegate_monitor::graph::EdgeId;
use tidegate_monitor::pattern::diamond::{self, Diamond, Known};
use tidegate_monitor::pattern::{Ask, Assets, Scratch, Sight};

type Answer = (Vec<Branches>, Result<Sight, Exhausted>);

fn plain(it: &Diamond) -> Branches {
    (it.source.0, it.branches.iter().map(|it| (it.0.0 as usize, it.1.0 as usize)).collect())
}

fn answers(world: &World, ask: &Ask, memory: Memory, steps: u64) -> Vec<Answer> {
    let mut scratch = Scratch::default();
    let mut all = Vec::new();
    world.stream(ask.within, memory, |ground, anchor| {
        let mut found = Vec::new();
        let ended = diamond::search(&mut scratch, &ground, anchor, ask, &mut Budget::of(steps), &mut found);
        all.push((found.iter().map(plain).collect(), ended));
    });
    all
}

/// The same by searches that each build on what those before have learnt.
fn answers_in_turn(world: &World, ask: &Ask, memory: Memory, steps: impl Fn(EdgeId) -> u64) -> Vec<Answer> {
    let (mut scratch, mut known) = (Scratch::default(), Known::default());
    let mut all = Vec::new();
    world.stream(ask.within, memory, |ground, anchor| {
        let (mut found, mut budget) = (Vec::new(), Budget::of(steps(anchor)));
        let ended = diamond::search_on(&mut known, &mut scratch, &ground, anchor, ask, &mut budget, &mut found);
        all.push((found.iter().map(plain).collect(), ended));
    });
    all
}

/// `expect`: for each diamond of the last transfer its branches as `first-second`, `|` between;
/// `-` none, `?` none, but blind.
fn check(ask: &Ask, ledger: &str, expect: &str) {
    let (found, ended) = answers(&World::read(ledger), ask, Memory::Whole, PLENTY).pop().unwrap();
    let branches = |it: &Branches| it.1.iter().map(|it| format!("{}-{}", it.0, it.1)).collect::<Vec<_>>().join(" ");
    let shown = match ended.unwrap() {
        Sight { blind: true } => "?".to_owned(),
        Sight { blind: false } if found.is_empty() => "-".to_owned(),
        Sight { blind: false } => found.iter().map(branches).collect::<Vec<_>>().join(" | "),
    };
    assert_eq!(shown, expect, "{ledger}");
}

fn middles(min: u64, max: u64) -> Ask {
    Ask { size: size(min, max), ..ask(10) }
}

fn kept(min: u64, max: u64) -> Ask {
    Ask { kept: size(min, max), ..middles(2, 9) }
}

#[test]
fn one_source_that_reaches_one_gatherer_through_two_middles_is_a_diamond() {
    check(&middles(2, 9), "1 a b 9 X\n2 a c 9 X\n3 b z 9 X\n4 c z 9 X", "0-2 1-3");
    check(&middles(3, 9), "1 a b 9 X\n2 a c 9 X\n3 b z 9 X\n4 c z 9 X", "-");
    check(&middles(1, 1), "1 a b 9 X\n2 a c 9 X\n3 b z 9 X\n4 c z 9 X", "-");
    check(&middles(1, 1), "1 a b 9 X\n3 b z 9 X", "0-1");
}

#[test]
fn scattering_and_gathering_may_interleave_but_each_branch_is_in_order() {
    check(&middles(2, 9), "1 a b 9 X\n2 b z 9 X\n3 a c 9 X\n4 c z 9 X", "0-1 2-3");
    check(&middles(2, 9), "1 b z 9 X\n2 a b 9 X\n3 a c 9 X\n4 c z 9 X", "-");
}

#[test]
fn each_source_is_a_diamond_of_its_own_the_later_first_leg_first() {
    let ledger = "1 a b 9 X\n1 d c 9 X\n1 a c 9 X\n2 d b 9 X\n3 b z 9 X\n4 c z 9 X";
    check(&middles(2, 9), ledger, "0-4 2-5 | 3-4 1-5");
}

#[test]
fn of_parallel_transfers_the_latest_second_and_then_the_latest_first_is_taken() {
    let ledger = "1 a b 9 X\n2 b z 9 X\n3 a b 9 X\n4 b z 9 X\n5 a b 9 X\n6 a c 9 X\n7 c z 9 X";
    check(&middles(2, 9), ledger, "2-3 5-6");
    let ledger = "1 a b 100 X\n2 b z 95 X\n3 a b 50 X\n4 b z 99 X\n5 b z 10 X\n6 a c 9 X\n7 c z 9 X";
    check(&kept(900, 1000), ledger, "0-3 5-6");
    let ledger = "1 a b 100 X\n2 a b 50 X\n3 b z 50 X\n4 b z 95 X\n6 a c 9 X\n7 c z 9 X";
    check(&kept(900, 1000), ledger, "0-3 4-5");
}

#[test]
fn a_window_holds_transfers_exactly_its_length_apart_and_not_a_microsecond_more() {
    check(&middles(2, 9), "0 a b 9 X\n2 a c 9 X\n3 b z 9 X\n10 c z 9 X", "0-2 1-3");
    check(&middles(2, 9), "0 a b 9 X\n2 a c 9 X\n3 b z 9 X\n11 c z 9 X", "-");
}

#[test]
fn transfers_of_one_instant_follow_the_ledgers_order() {
    check(&middles(2, 9), "5 a b 9 X\n5 b z 9 X\n5 a c 9 X\n5 c z 9 X", "0-1 2-3");
    check(&middles(2, 9), "5 b z 9 X\n5 a b 9 X\n5 a c 9 X\n5 c z 9 X", "-");
}

#[test]
fn source_middles_and_gatherer_are_three_parties() {
    check(&middles(2, 9), "1 z b 9 X\n2 z c 9 X\n3 b z 9 X\n4 c z 9 X", "-");
    check(&middles(2, 9), "1 a b 9 X\n1 a a 9 X\n2 a z 9 X\n3 b z 9 X", "-");
    check(&middles(2, 9), "1 a z 9 X\n2 a c 9 X\n3 z z 9 X\n4 c z 9 X", "-");
}

#[test]
fn no_party_of_a_diamond_is_a_service() {
    for service in ["a", "b", "c", "z"] {
        let ledger = "1 a b 9 X\n2 a c 9 X\n3 b z 9 X\n4 c z 9 X".replace(service, &service.to_uppercase());
        check(&middles(2, 9), &ledger, "-");
    }
}

#[test]
fn transfers_that_are_not_selected_do_not_count() {
    check(&middles(2, 9), "1 a b 9 X\n2 a c 9 X\n3 b z 9 X !\n4 c z 9 X", "-");
    check(&middles(2, 9), "1 a b 9 X !\n2 a c 9 X\n3 b z 9 X\n4 c z 9 X", "-");
    check(&middles(2, 9), "1 a b 9 X\n2 a c 9 X\n3 b z 9 X\n4 c z 9 X !", "-");
}

#[test]
fn the_kept_share_of_a_branch_includes_both_ends_of_its_bound() {
    check(&kept(900, 1000), "1 a b 100 X\n2 a c 10 X\n3 b z 90 X\n4 c z 10 X", "0-2 1-3");
    check(&kept(900, 1000), "1 a b 100 X\n2 a c 10 X\n3 b z 89 X\n4 c z 10 X", "-");
    check(&kept(900, 1000), "1 a b 1000 X\n2 a c 10 X\n3 b z 1001 X\n4 c z 10 X", "-");
}

#[test]
fn one_asset_means_one_asset_in_all_branches() {
    let ledger = "1 a b 9 X\n2 a c 9 Y\n3 b z 9 X\n4 c z 9 Y";
    check(&middles(2, 9), ledger, "0-2 1-3");
    check(&Ask { assets: Assets::Same, ..middles(2, 9) }, ledger, "-");
    check(&Ask { assets: Assets::Same, ..middles(1, 9) }, ledger, "1-3");
}

#[test]
fn a_branch_without_values_blinds_where_it_could_make_the_difference() {
    check(&kept(900, 1000), "1 a b 9 X\n2 a c 9 Y\n3 b z 9 Y\n4 c z 9 Y", "?");
    check(&Ask { size: size(3, 9), ..kept(900, 1000) }, "1 a b 9 X\n2 a c 9 Y\n3 b z 9 Y\n4 c z 9 Y", "-");
}

#[test]
fn figures_are_those_of_the_branches() {
    let edges = World::read("1 a b 100 X\n2 a c 50 X\n5 b z 90 X\n9 c z 50 X").edges;
    let figures = diamond::measure(&[(edges[0], edges[2]), (edges[1], edges[3])]);
    assert_eq!((figures.middles, figures.span), (2, 8));
    assert_eq!((figures.kept_least, figures.kept_most), (Some(900), Some(1000)));
}

#[test]
fn links_that_are_too_new_for_a_second_leg_are_steps_as_well() {
    let seconds = (0..4).map(|it| format!("{it} m z 9 X\n")).collect::<String>();
    let too_new = "5 a m 9 X\n".repeat(60);
    let ledger = format!("{seconds}{too_new}6 a k 9 X\n7 k z 9 X");
    let ask = Ask { kept: size(900, 1000), ..middles(2, 9) };
    for hubs_beyond in [3, 5, 64] {
        let world = World { hubs_beyond, ..World::read(&ledger) };
        let last = |steps| answers(&world, &ask, Memory::Whole, steps).pop().unwrap().1;
        assert_eq!(last(40), if hubs_beyond == 3 { Ok(Sight::default()) } else { Err(Exhausted) }, "{hubs_beyond}");
        assert_eq!(last(PLENTY), Ok(Sight::default()));
    }
}

#[test]
fn what_is_learnt_of_two_hubs_takes_as_many_steps_as_it_needs() {
    let (firsts, seconds) = ("1 a m 1 X\n".repeat(600), "2 m z 9 X\n".repeat(600));
    let ledger = format!("1 a b 9 X\n1 a c 9 X\n{firsts}{seconds}3 b z 9 X\n3 c z 9 X");
    let world = World::read(&ledger);
    let (ask, last) = (kept(900, 1000), EdgeId(1203));
    world.stream(ask.within, Memory::Window, |ground, anchor| {
        if anchor == last {
            let (mut found, budget) = (Vec::new(), &mut Budget::of(20_000));
            let ended = diamond::search(&mut Scratch::default(), &ground, anchor, &ask, budget, &mut found);
            assert_eq!(ended, Ok(Sight::default()));
            assert_eq!(found.iter().map(plain).collect::<Vec<_>>(), [(0, vec![(0, 1202), (1, 1203)])]);
        }
    });
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(10_000))]

    #[test]
    fn what_earlier_searches_learnt_changes_no_answer(
        world in worlds(),
        ask in asks(),
        memory in memories(),
        spent in prop::collection::vec(any::<bool>(), 24),
        few in 0_u64..30,
    ) {
        let whole = answers(&world, &ask, memory, PLENTY);
        let steps = |it: EdgeId| if spent[it.0 as usize % 24] { few } else { PLENTY };
        let in_turn = answers_in_turn(&world, &ask, memory, steps);
        prop_assert_eq!(&answers_in_turn(&world, &ask, memory, |_| PLENTY), &whole);
        let short = answers(&world, &ask, memory, few);
        for (at, (turn, (whole, short))) in in_turn.into_iter().zip(whole.into_iter().zip(short)).enumerate() {
            prop_assert_eq!(turn, if spent[at % 24] { short } else { whole });
        }
    }

    #[test]
    fn the_search_agrees_with_the_definition(world in worlds(), ask in asks(), memory in memories()) {
        for (anchor, (found, ended)) in answers(&world, &ask, memory, PLENTY).into_iter().enumerate() {
            let slowly = slow::diamonds(&world, anchor, &ask, Unknown::Misses);
            prop_assert_eq!(&found, &slowly, "anchor {}", anchor);
            let hoped = slow::diamonds(&world, anchor, &ask, Unknown::Meets);
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
