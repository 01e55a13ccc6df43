//! Small ledgers: in a notation for boundary cases, at random for the comparison with the oracles.

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use tidegate_kyc_core::base::{Instant, Window};
use tidegate_monitor::graph::{Edge, EdgeId, TemporalGraph};
use tidegate_monitor::ledger::{Amount, PartyId, SymbolId, Value};
use tidegate_monitor::pattern::{Ask, Assets, Bound, Ground, PartySet};

pub(crate) const SELECTED: u64 = 0b100;
pub(crate) const PLENTY: u64 = 10_000_000;

/// Transfers in the ledger's order, and who is a service.
#[derive(Clone, Debug)]
pub(crate) struct World {
    pub(crate) edges: Vec<Edge>,
    pub(crate) services: Vec<u32>,
    /// Parties with more legs than this in one direction are hubs to the graph.
    pub(crate) hubs_beyond: usize,
}

impl World {
    /// Lines of `time from to amount asset`, then `=value` where it is known and `!` where the
    /// selection does not take it. Parties are letters, services capital ones.
    pub(crate) fn read(text: &str) -> Self {
        let mut world = Self { edges: Vec::new(), services: Vec::new(), hubs_beyond: 64 };
        for line in text.lines().map(str::trim).filter(|it| !it.is_empty()) {
            let words: Vec<&str> = line.split_whitespace().collect();
            let mut party = |word: &str| {
                let letter = word.bytes().next().unwrap();
                let number = u32::from(letter.to_ascii_lowercase() - b'a');
                if letter.is_ascii_uppercase() {
                    world.services.push(number);
                }
                PartyId(number)
            };
            world.edges.push(Edge {
                time: Instant::from_micros(words[0].parse().unwrap()),
                from: party(words[1]),
                to: party(words[2]),
                amount: Amount::new(words[3].parse().unwrap(), 0).unwrap(),
                asset: SymbolId(words[4].bytes().next().unwrap().into()),
                value: words.iter().find_map(|it| it.strip_prefix('=')).map(|it| Value(it.parse().unwrap())),
                selected: if words.contains(&"!") { 0 } else { SELECTED },
            });
        }
        world
    }

    pub(crate) fn boundaries(&self) -> PartySet {
        let mut set = PartySet::default();
        self.services.iter().for_each(|it| set.insert(PartyId(*it)));
        set
    }

    pub(crate) fn is_service(&self, party: PartyId) -> bool {
        self.services.contains(&party.0)
    }

    /// Streams the ledger: each transfer is appended, then `visit` sees it as the anchor.
    /// `Memory::Window` forgets what no search with this window needs, as an engine does.
    pub(crate) fn stream(&self, within: Window, memory: Memory, mut visit: impl FnMut(Ground<'_>, EdgeId)) {
        let boundaries = self.boundaries();
        let mut graph = TemporalGraph::with_hubs_beyond(self.hubs_beyond);
        if memory == Memory::Whole {
            // The view also holds what comes after the anchor: a search must not look at it.
            self.edges.iter().for_each(|it| {
                let _ = graph.push(*it);
            });
        }
        for (at, edge) in self.edges.iter().enumerate() {
            let anchor = EdgeId(u32::try_from(at).unwrap());
            if memory == Memory::Window {
                assert_eq!(graph.push(*edge), anchor);
                graph.forget_before(within.start(edge.time));
            }
            let view = graph.view(graph.first(), graph.end());
            visit(Ground { view, selected: SELECTED | 1, boundaries: &boundaries }, anchor);
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Memory {
    Whole,
    Window,
}

pub(crate) fn ask(within: i64) -> Ask {
    let open = Bound::default();
    Ask { within: Window::from_micros(within), assets: Assets::Any, size: open, kept: open }
}

pub(crate) fn size(min: u64, max: u64) -> Bound {
    Bound { min: Some(min), max: Some(max) }
}

pub(crate) fn letters(ids: &[EdgeId]) -> String {
    let words: Vec<String> = ids.iter().map(|it| it.0.to_string()).collect();
    words.join(" ")
}

/// How alike the transfers of a random ledger are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mix {
    /// Everything varies: most pairs do not fit, values are missing, some are not selected.
    Varied,
    /// Most pairs fit: long chains, many parallels, walks in circles.
    Alike,
}

fn edges(parties: u32, mix: Mix) -> impl Strategy<Value = Edge> {
    let (amounts, scales, other_asset, known, taken) = match mix {
        Mix::Varied => (&[0_u128, 50, 80, 90, 99, 100, 100, 100, 101, 125, 1000, 1001][..], 3_u8, 0.5, 0.7, 0.9),
        Mix::Alike => (&[64, 80, 90, 100, 100][..], 1, 0.1, 0.9, 1.0),
    };
    let ends = (0_i64..5, 0..parties, 0..parties);
    let moved = (prop::sample::select(amounts), 0..scales, prop::bool::weighted(other_asset));
    let value = option::weighted(known, prop::sample::select(vec![0_u64, 80, 90, 100, 110]));
    (ends, moved, value, prop::bool::weighted(taken)).prop_map(|(ends, moved, value, taken)| Edge {
        amount: Amount::new(moved.0, moved.1).unwrap(),
        time: Instant::from_micros(ends.0),
        selected: if taken { SELECTED } else { 0b1000 },
        value: value.map(Value),
        from: PartyId(ends.1),
        to: PartyId(ends.2),
        asset: SymbolId(u32::from(moved.2)),
    })
}

pub(crate) fn worlds() -> impl Strategy<Value = World> {
    let mixes = prop_oneof![Just((Mix::Varied, 16)), Just((Mix::Alike, 24))];
    (3_u32..=6, mixes).prop_flat_map(|(parties, (mix, most))| {
        let services = prop_oneof![4 => Just(Vec::new()), 1 => vec(0..parties, 1..=1)];
        let hubs = prop_oneof![Just(64_usize), 0_usize..4];
        (vec(edges(parties, mix), 2..most), services, hubs).prop_map(|(mut edges, services, hubs_beyond)| {
            edges.sort_by_key(|it| it.time);
            World { edges, services, hubs_beyond }
        })
    })
}

pub(crate) fn asks() -> impl Strategy<Value = Ask> {
    let size = (option::of(1_u64..5), option::of(1_u64..7));
    let kept = prop_oneof![
        3 => Just((None, None)),
        2 => prop::sample::select(vec![500_u64, 800, 900, 1000]).prop_map(|it| (Some(it), None)),
        1 => prop::sample::select(vec![800_u64, 1000, 1250]).prop_map(|it| (None, Some(it))),
        2 => Just((Some(800), Some(1000))),
        1 => Just((Some(640), Some(1250))),
    ];
    (prop_oneof![0_i64..5, 4_i64..6], any::<bool>(), size, kept).prop_map(|(within, same, size, kept)| Ask {
        within: Window::from_micros(within),
        assets: if same { Assets::Same } else { Assets::Any },
        size: Bound { min: size.0, max: size.1 },
        kept: Bound { min: kept.0, max: kept.1 },
    })
}

pub(crate) fn memories() -> impl Strategy<Value = Memory> {
    prop_oneof![Just(Memory::Whole), Just(Memory::Window)]
}
