//! The open hits of `path` and `diamond`, by the numbers of their rows.

use super::super::program::Program;
use super::super::shapes::{Chain, Gathering, Shapes};
use super::super::world::World;
use super::image::{GatheringImage, ShapesImage};
use crate::graph::{Edge, EdgeId};
use crate::ledger::PartyId;
use crate::pattern::Kind;
use tidegate_kyc_core::base::Instant;

/// What a later transfer may share a window with.
pub(super) fn image(shapes: &Shapes, programs: &[Program], world: &World) -> ShapesImage {
    let now = world.rows.back().map(|it| it.time);
    let alive = |program: usize, time: Instant| {
        now.zip(programs.get(program)).is_some_and(|(now, it)| it.within.holds(time, now))
    };
    let open = shapes.chains.iter().filter(|(key, it)| it.rows.first().is_some_and(|row| alive(key.0, row.1.time)));
    let mut chains: Vec<_> =
        open.map(|(key, it)| (key.0, it.serial, it.rows.iter().map(|row| row.0.0).collect::<Vec<_>>())).collect();
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
    let branches = it.branches.iter().filter(|_| grows).map(|it| (it.0.0.0, it.0.1.0)).collect();
    GatheringImage {
        program: key.0,
        source: key.1.0,
        gatherer: key.2.0,
        serial: it.serial,
        first_time: it.first_time.micros(),
        last: it.last.0,
        last_time: it.last_time.micros(),
        branches,
    }
}

/// Takes up the hits, as a state without any.
pub(super) fn resume(
    shapes: &mut Shapes,
    image: &ShapesImage,
    programs: &[Program],
    world: &World,
) -> Result<(), &'static str> {
    let edges = Edges { programs, world };
    for (program, serial, rows) in &image.chains {
        let rows: Option<Vec<_>> = rows.iter().map(|it| edges.of(*program, Kind::Path, *it)).collect();
        let rows = rows.ok_or(LOST)?;
        let last = rows.last().ok_or(LOST)?.0;
        shapes.chains.insert((*program, last), Chain { serial: *serial, rows });
    }
    for (program, row) in &image.chained {
        let (id, edge) = edges.of(*program, Kind::Path, *row).ok_or(LOST)?;
        shapes.chained.insert((*program, id), edge.time);
    }
    for it in &image.gatherings {
        let branch = |(first, second): &(u32, u32)| {
            let [first, second] = [*first, *second].map(|row| edges.of(it.program, Kind::Diamond, row));
            let (first, second) = (first?, second?);
            Some(((first.0, second.0), (first.1, second.1)))
        };
        let branches: Option<Vec<_>> = it.branches.iter().map(branch).collect();
        let branches = branches.filter(|_| edges.rule(it.program, Kind::Diamond)).ok_or(LOST)?;
        let gathering = Gathering {
            serial: it.serial,
            first_time: Instant::from_micros(it.first_time),
            last: EdgeId(it.last),
            last_time: Instant::from_micros(it.last_time),
            middles: branches.iter().map(|it| it.1.0.to).collect(),
            branches,
        };
        shapes.gatherings.insert((it.program, PartyId(it.source), PartyId(it.gatherer)), gathering);
    }
    Ok(())
}

const LOST: &str = "a hit of it has no rule or no rows";

/// Rows by number, as the graph of a rule has them.
struct Edges<'a> {
    programs: &'a [Program],
    world: &'a World,
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
