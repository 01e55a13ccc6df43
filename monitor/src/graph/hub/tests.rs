//! The files of hubs against a scan of all edges, under pushes and forgetting at random.

use super::*;
use crate::graph::{TemporalGraph, View};
use crate::ledger::{Amount, Value};
use proptest::prelude::*;
use tidegate_kyc_core::base::Instant;

fn edges() -> impl Strategy<Value = Edge> {
    let moved = (prop::sample::select(vec![0_u128, 1, 7, 8, 9, 10, 100, 101, 4_000]), 0_u8..2, 0_u32..2);
    let value = proptest::option::of(prop::sample::select(vec![0_u64, 1, 9, 10, 11, 500]));
    let selected = prop_oneof![4 => Just(1), 1 => Just(Edge::ASIDE | 2), 2 => Just(Edge::UNGATHERED | 1)];
    (0_u32..3, 0_u32..3, moved, value, selected).prop_map(|(from, to, moved, value, selected)| Edge {
        amount: Amount::new(moved.0, moved.1).unwrap(),
        time: Instant::from_micros(0),
        selected,
        value: value.map(Value),
        from: PartyId(from),
        to: PartyId(to),
        asset: SymbolId(moved.2),
    })
}

fn ends(edge: &Edge, way: Way) -> (PartyId, PartyId) {
    if way == Way::In { (edge.to, edge.from) } else { (edge.from, edge.to) }
}

/// The edges of a view that are wanted of a party, newest first.
fn slowly(view: View<'_>, party: PartyId, way: Way, range: &Range<EdgeId>, wanted: &Wanted) -> Vec<EdgeId> {
    let within = |it: Size, sizes: (Size, Size)| sizes.0 <= it && it <= sizes.1;
    let fits = |it: &Edge| match wanted.values {
        _ if it.asset == wanted.asset => within(Size::of(it.amount), wanted.sizes),
        Some(values) => it.value.is_some_and(|it| within(Size::of_value(it), values)),
        None => false,
    };
    let mut found: Vec<EdgeId> = view
        .in_order()
        .filter(|(id, it)| range.contains(id) && ends(it, way).0 == party && fits(it) && !it.is_aside())
        .map(|it| it.0)
        .collect();
    found.reverse();
    found
}

fn check(view: View<'_>, long: usize, edge: &Edge, reach: (u64, u64), from: u32) -> Result<(), TestCaseError> {
    for (party, way) in (0..3).map(PartyId).flat_map(|it| [(it, Way::In), (it, Way::Out)]) {
        let legs = if way == Way::In { view.ins(party) } else { view.outs(party) };
        prop_assert_eq!(view.is_hub(party, way), legs.len() > long);
        prop_assert_eq!(view.has_legs(party, way, from as usize), legs.len() >= from as usize);
        let sizes = |it: Size| (it.at_least(reach.0, 1000), it.at_most(reach.1, 1000));
        let values = edge.value.map(|it| sizes(Size::of_value(it)));
        let wanted = Wanted { asset: edge.asset, sizes: sizes(Size::of(edge.amount)), values, tells: true };
        let range = EdgeId(from)..EdgeId(view.end().0.saturating_sub(from / 4));
        if let Some(mut fitting) = view.fitting(party, way, range.clone(), || Some(wanted)) {
            let mut found = Vec::new();
            while let Some((leg, _)) = fitting.next(&mut Budget::of(1_000)).unwrap() {
                prop_assert_eq!(ends(view.edge(leg.edge).unwrap(), way), (party, leg.other));
                found.push(leg.edge);
            }
            prop_assert_eq!(&found, &slowly(view, party, way, &range, &wanted));
            let mut fitting = view.fitting(party, way, range.clone(), || Some(wanted)).unwrap();
            let mut budget = Budget::of(1_000);
            let mut any: Vec<EdgeId> =
                std::iter::from_fn(|| fitting.next_any(&mut budget).unwrap()).map(|it| it.0.edge).collect();
            any.sort_unstable_by(|one, other| other.cmp(one));
            prop_assert_eq!(any, found);
        }
        for (at, most) in (view.first().0..view.end().0).map(|it| (EdgeId(it), from as usize)) {
            let (before, after) =
                (view.ins(party).iter().filter(|it| it.edge < at), view.outs(party).iter().filter(|it| it.edge > at));
            prop_assert!(view.outs_after(party, at).iter().eq(after.clone()));
            prop_assert!(view.ins_until(party, at).iter().filter(|it| it.edge >= view.first()).eq(before.clone()));
            prop_assert_eq!(view.count_before(party, at, most), before.count().min(most));
            prop_assert_eq!(view.count_after(party, at, most), after.count().min(most));
        }
        let followed = || legs.iter().rev().filter(|it| view.edge(it.edge).is_some_and(|it| !it.is_aside()));
        for other in
            view.pairs(party, way).into_iter().flat_map(|it| followed().filter(move |leg| !it.may_hold(leg.other)))
        {
            prop_assert!(false, "{:?} is met", other);
        }
        // Whoever comes back by an edge finds all legs before it filed.
        let by = view.in_order().filter(|it| it.1.from == party && !it.1.is_aside()).map(|it| it.0);
        for by in by.filter(|_| way == Way::In && legs.len() > long) {
            prop_assert!(view.graph().hubs_of(party, way, by).is_some());
        }
        // What a party received is filed when it is led on, and when a search begins with it.
        let led_on = party == edge.from && !edge.is_aside();
        let graph = view.graph();
        let begins = party == edge.to && !edge.is_aside() && !edge.is_ungathered();
        let begins = begins && graph.may_end_walk(edge.from, 1, graph.first());
        let (is_hub, has_files) = (legs.len() > long, view.pairs(party, way).is_some());
        prop_assert!(is_hub || !has_files);
        prop_assert!(has_files == is_hub || !(way == Way::Out || led_on || begins));
        for (pairs, other) in view.pairs(party, way).into_iter().flat_map(|it| (0..3).map(move |at| (it, PartyId(at))))
        {
            let slowly = followed().filter(|it| it.other == other).map(|it| it.edge);
            prop_assert!(pairs.of(other).eq(slowly));
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn the_files_of_a_hub_hold_what_a_scan_finds(
        turns in prop::collection::vec((edges(), prop::bool::weighted(0.4), 0_u32..6), 1..60),
        long in 0_usize..6,
        reach in (1_u64..1200, 900_u64..3000),
    ) {
        let mut graph = TemporalGraph::with_hubs_beyond(long);
        for (at, (edge, forgets, skipped)) in turns.iter().enumerate() {
            graph.push(*edge);
            if *forgets {
                graph.forget(1);
            }
            let view = graph.view(EdgeId(graph.first().0 + skipped), graph.end());
            let valueless = view.in_order().filter(|it| it.1.value.is_none()).count();
            prop_assert_eq!(view.valueless(), valueless);
            let first = view.in_order().next().map(|it| it.1.asset);
            prop_assert_eq!(view.has_one_asset(), view.in_order().all(|it| Some(it.1.asset) == first));
            for (party, way) in (0..3).map(PartyId).flat_map(|it| [(it, Way::In), (it, Way::Out)]) {
                let moved = view.in_order().filter(|it| ends(it.1, way).0 == party && !it.1.amount.is_zero()).count();
                prop_assert_eq!(view.moves_often(party, way, long), moved >= long);
            }
            check(view, long, edge, reach, (at as u32 / 2).max(*skipped))?;
        }
    }
}

#[test]
fn files_of_a_hub_that_fell_give_their_room_back() {
    let edge = |from, to| Edge {
        amount: Amount::new(5, 0).unwrap(),
        time: Instant::from_micros(0),
        selected: 1,
        value: None,
        from: PartyId(from),
        to: PartyId(to),
        asset: SymbolId(0),
    };
    let mut graph = TemporalGraph::with_hubs_beyond(2);
    let seen = |graph: &TemporalGraph| graph.hubs_of(PartyId(0), Way::Out, graph.end()).map_or(0, |it| it.seen);
    (0..100).for_each(|_| _ = graph.push(edge(0, 1)));
    assert_eq!(seen(&graph), 100);
    graph.forget(97);
    // Others' transfers tidy the ring, and then the files.
    (0..8).for_each(|_| _ = graph.push(edge(2, 3)));
    assert_eq!(seen(&graph), 0);
    graph.push(edge(0, 1));
    assert_eq!(seen(&graph), 4, "the four that are left are filed anew");
}
