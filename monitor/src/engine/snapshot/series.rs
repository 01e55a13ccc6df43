//! The open hits of `flow` and `turnover`. Of their sums only what they were taken over is kept.

use super::super::legs::Legs;
use super::super::program::Program;
use super::super::run::Run;
use super::super::series::{Episode, Key, Series};
use super::super::world::World;
use super::image::EpisodeImage;
use crate::graph::EdgeId;
use crate::ledger::{PartyId, SymbolId};
use crate::pattern::flow::Past;
use crate::pattern::turnover::Turnover;
use crate::pattern::{Kind, Row, Side, Tally};
use tidegate_kyc_core::base::Instant;

/// The episodes whose newest row a later transfer may share a window with.
pub(super) fn image(series: &Series, programs: &[Program], world: &World) -> Vec<EpisodeImage> {
    let Some(now) = world.rows.back().map(|it| it.time) else { return Vec::new() };
    let alive = |key: &Key, time: Instant| programs.get(key.program).is_some_and(|it| it.within.holds(time, now));
    let mut episodes: Vec<(&Key, &Episode)> =
        series.episodes.iter().filter(|(key, it)| alive(key, it.last_time)).collect();
    episodes.sort_unstable_by_key(|it| it.0);
    episodes.into_iter().map(|(key, it)| episode(key, it, alive(key, it.first_time))).collect()
}

/// Of one that grows no more, only its newest row still matters.
fn episode(key: &Key, it: &Episode, grows: bool) -> EpisodeImage {
    let past = if grows { it.run.past } else { Past::default() };
    EpisodeImage {
        program: key.program,
        subject: key.subject.0,
        asset: key.asset.map(|it| it.0),
        serial: it.serial,
        first: if grows { it.first.0 } else { it.last.0 },
        first_time: it.first_time.micros(),
        last: it.last.0,
        last_time: it.last_time.micros(),
        seen: if grows { it.seen.0 } else { it.last.0 },
        median: it.run.median().filter(|_| grows).map(|it| (it.0.0, it.1.micros())),
        earlier: past.earlier,
        idle_before: past.idle_before,
        account_age: past.account_age,
    }
}

/// Takes up the episodes, as a state without any.
pub(super) fn resume(
    series: &mut Series,
    images: &[EpisodeImage],
    programs: &[Program],
    world: &World,
) -> Result<(), &'static str> {
    for it in images {
        let program = programs.get(it.program).filter(|it| matches!(it.kind, Kind::Flow | Kind::Turnover));
        let program = program.ok_or("a hit of it has no rule")?;
        if it.first > it.last || it.last > it.seen || it.seen >= world.graph.end().0 {
            return Err("a hit of it has no rows");
        }
        let key = Key { program: it.program, subject: PartyId(it.subject), asset: it.asset.map(SymbolId) };
        let episode = Episode {
            serial: it.serial,
            first: EdgeId(it.first),
            first_time: Instant::from_micros(it.first_time),
            last: EdgeId(it.last),
            last_time: Instant::from_micros(it.last_time),
            seen: EdgeId(it.seen),
            run: run(program, key, it, world),
        };
        series.episodes.insert(key, episode);
    }
    Ok(())
}

/// Sums the rows of a hit again.
fn run(program: &Program, key: Key, it: &EpisodeImage, world: &World) -> Run {
    let past = Past { earlier: it.earlier, idle_before: it.idle_before, account_age: it.account_age };
    let graph = world.graph(program);
    let legs = Legs::all(graph, key.subject).of(program.direction).since(EdgeId(it.first).max(graph.first()));
    let seen = legs.take_while(|leg| leg.0.0 <= it.seen);
    let rows = seen.filter_map(|(id, side)| Some((id, side, graph.edge(id)?)));
    let rows = rows.filter(|(_, side, edge)| program.counts(edge, *side, key.asset));
    let keeping = || Tally::keeping(program.kept);
    if program.kind == Kind::Flow {
        let mut tally = keeping();
        rows.for_each(|(_, side, edge)| tally.push_newest(Row { edge, side }));
        return Run::flow(tally, past);
    }
    let median = it.median.map(|(id, time)| (EdgeId(id), Instant::from_micros(time)));
    let mut sums =
        Turnover { credits: keeping(), debits: keeping(), median: median.map(|it| it.1), ..Turnover::default() };
    for (id, side, edge) in rows {
        match side {
            Side::In => sums.credits.push_newest(Row { edge, side }),
            Side::Out if median.is_some_and(|it| id > it.0) => {
                sums.debits.push_newest(Row { edge, side });
                sums.newest = Some(edge.time);
            }
            Side::Out => {}
        }
    }
    Run::turnover(sums, median, past)
}
