//! That a search of hope answers as the plain one does which looks at everything in its order, with
//! as few steps as one likes: on small random ledgers of which half the transfers have no value.

use super::cycle::hopes_within;
use super::diamond::{hopes_plainly, hopes_within as gathers_within};
use super::{Ask, Assets, Bound, Ground, PartySet, Scratch};
use crate::graph::{Edge, EdgeId, TemporalGraph};
use crate::ledger::{Amount, PartyId, SymbolId, Value};
use proptest::prelude::*;
use tidegate_kyc_core::base::{Instant, Window};

fn edges() -> impl Strategy<Value = Vec<Edge>> {
    let moved = (prop::sample::select(vec![80_u128, 90, 100, 100, 300]), 0_u32..2, proptest::option::of(90_u64..110));
    let edge = (0_u32..6, 0_u32..6, moved, 0_u8..8).prop_map(|(from, to, moved, selected)| Edge {
        amount: Amount::new(moved.0, 0).unwrap(),
        time: Instant::from_micros(0),
        selected: if selected == 0 { 2 } else { 1 },
        value: moved.2.map(Value),
        from: PartyId(from),
        to: PartyId(to),
        asset: SymbolId(moved.1),
    });
    prop::collection::vec(edge, 2..40)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn hope_answers_as_a_plain_search(
        edges in edges(), hubs in 0_usize..12, steps in 0_u64..60, least in 1_u64..4, most in prop::option::of(3_u64..6),
        service in 0_u32..12, valued in any::<bool>(),
    ) {
        let mut graph = TemporalGraph::with_hubs_beyond(hubs);
        let mut boundaries = PartySet::default();
        boundaries.insert(PartyId(service));
        let kept = Bound { min: Some(800), max: Some(1020) };
        let size = Bound { min: Some(least), max: most };
        let ask = Ask { within: Window::from_micros(0), assets: Assets::Any, size, kept };
        let mut scratch = Scratch::default();
        for edge in edges {
            let anchor = graph.push(Edge { value: edge.value.filter(|_| valued), ..edge });
            let view = graph.view(EdgeId(anchor.0.saturating_sub(25)), graph.end());
            let ground = Ground { view, selected: 1, boundaries: &boundaries };
            if let Some((told, plainly)) = hopes_within(&mut scratch, &ground, anchor, &ask, steps) {
                prop_assert_eq!(told, plainly);
            }
            let told = gathers_within(&mut scratch, &ground, anchor, &ask, steps);
            prop_assert_eq!(told, hopes_plainly(&mut scratch, &ground, anchor, &ask, steps));
        }
    }
}
