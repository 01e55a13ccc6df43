//! The open hits of `path` and `diamond`, by the numbers of their rows.

use super::super::program::Program;
use super::super::shapes::{Chain, Gathering, Shapes};
use super::super::world::World;
use super::image::{GatheringImage, OpenImage, ShapesImage};
use super::rises;
use crate::graph::{Edge, EdgeId};
use crate::ledger::PartyId;
use crate::pattern::diamond::{self, DiamondFigures};
use crate::pattern::{Kind, path};
use tidegate_kyc_core::base::Instant;

/// What a later transfer may share a window with.
pub(super) fn image(shapes: &Shapes, programs: &[Program], world: &World<'_>) -> ShapesImage {
    let now = world.rows.newest().map(|it| it.time);
    let alive = |program: usize, time: Instant| {
        now.zip(programs.get(program)).is_some_and(|(now, it)| it.within.holds(time, now))
    };
    let open = shapes.chains.iter().filter(|(key, it)| alive(key.0, it.first.time));
    let mut chains: Vec<_> =
        open.map(|(key, it)| (key.0, it.serial, sorted(it.rows.keys().map(|row| row.0)))).collect();
    chains.sort_unstable_by(|a, b| (a.0, a.2.last()).cmp(&(b.0, b.2.last())));
    let stands = shapes.chained.iter().filter(|(key, time)| alive(key.0, **time));
    let mut chained: Vec<_> = stands.map(|(key, _)| (key.0, key.1.0)).collect();
    chained.sort_unstable();
    let gathered = shapes.gatherings.iter().filter(|(key, it)| alive(key.0, it.last_time));
    let mut gatherings: Vec<_> = gathered.map(|(key, it)| gathering(*key, it, alive(key.0, it.first_time))).collect();
    gatherings.sort_unstable_by_key(|it| (it.program, it.source, it.gatherer));
    ShapesImage { chains, chained, gatherings }
}

/// Of one that grows no more, only its newest row still matters.
fn gathering(key: (usize, PartyId, PartyId), it: &Gathering, grows: bool) -> GatheringImage {
    let open = grows.then(|| OpenImage {
        newest: it.newest.micros(),
        middles: sorted(it.middles.keys().map(|it| it.0)),
        kept_least: it.figures.kept_least,
        kept_most: it.figures.kept_most,
        span: it.figures.span,
    });
    GatheringImage {
        program: key.0,
        source: key.1.0,
        gatherer: key.2.0,
        serial: it.serial,
        first_time: it.first_time.micros(),
        last: it.last.0,
        last_time: it.last_time.micros(),
        open,
    }
}

/// Numbers in their order: tables give them in any.
fn sorted(numbers: impl Iterator<Item = u32>) -> Vec<u32> {
    let mut numbers: Vec<u32> = numbers.collect();
    numbers.sort_unstable();
    numbers
}

/// Takes up the hits, as a state without any.
pub(super) fn resume(
    shapes: &mut Shapes,
    image: &ShapesImage,
    programs: &[Program],
    world: &World<'_>,
) -> Result<(), &'static str> {
    let edges = Edges { programs, world };
    let in_order = rises(image.chains.iter().map(|it| (it.0, it.2.last())))
        && rises(image.chained.iter())
        && rises(image.gatherings.iter().map(|it| (it.program, it.source, it.gatherer)))
        && image.chains.iter().all(|it| rises(it.2.iter()));
    if !in_order {
        return Err("its hits are not in order");
    }
    for (program, serial, rows) in &image.chains {
        let rows: Option<Vec<_>> = rows.iter().map(|it| edges.of(*program, Kind::Path, *it)).collect();
        let rows = rows.ok_or(LOST)?;
        let (first, last) = rows.first().zip(rows.last()).ok_or(LOST)?;
        if rows.windows(2).any(|it| it[0].1.to != it[1].1.from) {
            return Err("a chain of it does not hold together");
        }
        let figures = path::measure(&rows, |it| world.party(it).map(|it| it.first));
        let chain = Chain {
            serial: *serial,
            first: first.1,
            last: last.1,
            rows: rows.iter().map(|it| (it.0, ())).collect(),
            parties: rows.iter().flat_map(|it| [(it.1.from, ()), (it.1.to, ())]).collect(),
            figures,
        };
        shapes.chains.insert((*program, last.0), chain);
    }
    for (program, row) in &image.chained {
        let (id, edge) = edges.of(*program, Kind::Path, *row).ok_or(LOST)?;
        shapes.chained.insert((*program, id), edge.time);
    }
    for it in &image.gatherings {
        if !edges.rule(it.program, Kind::Diamond) {
            return Err(LOST);
        }
        let first_time = Instant::from_micros(it.first_time);
        let middles = it.open.iter().flat_map(|it| &it.middles).map(|it| (PartyId(*it), ())).collect();
        let figures = it.open.as_ref().map_or_else(
            || diamond::measure(&[]),
            |it| DiamondFigures {
                middles: it.middles.len() as u64,
                kept_least: it.kept_least,
                kept_most: it.kept_most,
                span: it.span,
            },
        );
        let gathering = Gathering {
            serial: it.serial,
            first_time,
            newest: it.open.as_ref().map_or(first_time, |it| Instant::from_micros(it.newest)),
            last: EdgeId(it.last),
            last_time: Instant::from_micros(it.last_time),
            middles,
            figures,
        };
        shapes.gatherings.insert((it.program, PartyId(it.source), PartyId(it.gatherer)), gathering);
    }
    Ok(())
}

const LOST: &str = "a hit of it has no rule or no rows";

/// Rows by number, as the graph of a rule has them.
struct Edges<'a> {
    programs: &'a [Program],
    world: &'a World<'a>,
}

impl Edges<'_> {
    fn rule(&self, program: usize, kind: Kind) -> bool {
        self.programs.get(program).is_some_and(|it| it.kind == kind)
    }

    fn of(&self, program: usize, kind: Kind, row: u32) -> Option<(EdgeId, Edge)> {
        let program = self.programs.get(program).filter(|it| it.kind == kind)?;
        Some((EdgeId(row), *self.world.graph(program).edge(EdgeId(row))?))
    }
}
