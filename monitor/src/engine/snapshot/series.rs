//! The open hits of `flow` and `turnover`. Of their sums only what they were taken over is kept.

use super::super::legs::Legs;
use super::super::program::Program;
use super::super::run::Run;
use super::super::series::{Episode, Key, Series};
use super::super::world::World;
use super::image::EpisodeImage;
use super::rises;
use crate::graph::EdgeId;
use crate::ledger::{PartyId, SymbolId};
use crate::pattern::flow::Past;
use crate::pattern::turnover::Turnover;
use crate::pattern::{Assets, Kind, Row, Side, Tally};
use tidegate_kyc_core::base::Instant;

/// The episodes whose newest row a later transfer may share a window with.
pub(super) fn image(series: &Series, programs: &[Program], world: &World<'_>) -> Vec<EpisodeImage> {
    let Some(now) = world.rows.newest().map(|it| it.time) else { return Vec::new() };
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
    world: &World<'_>,
) -> Result<(), &'static str> {
    if !rises(images.iter().map(|it| (it.program, it.subject, it.asset))) {
        return Err("its hits are not in order");
    }
    for group in images.chunk_by(|one, next| (one.program, one.subject) == (next.program, next.subject)) {
        let Some(hit) = group.first() else { continue };
        let program = programs.get(hit.program).filter(|it| matches!(it.kind, Kind::Flow | Kind::Turnover));
        let program = program.ok_or("a hit of it has no rule")?;
        let lost = |it: &EpisodeImage| it.first > it.last || it.last > it.seen || it.seen >= world.graph.end().0;
        if group.iter().any(|it| lost(it) || it.asset.is_some() != (program.assets == Assets::Same)) {
            return Err("a hit of it has no rows");
        }
        for (it, run) in group.iter().zip(runs(program, PartyId(hit.subject), group, world)) {
            let key = Key { program: it.program, subject: PartyId(it.subject), asset: it.asset.map(SymbolId) };
            let episode = Episode {
                serial: it.serial,
                first: EdgeId(it.first),
                first_time: Instant::from_micros(it.first_time),
                last: EdgeId(it.last),
                last_time: Instant::from_micros(it.last_time),
                seen: EdgeId(it.seen),
                run,
            };
            series.keep(key, episode);
        }
    }
    Ok(())
}

/// Sums the rows of one rule's hits of one subject again, a hit for each asset where the rule asks
/// for one: in one pass over the subject's legs, however many hits there are.
fn runs(program: &Program, subject: PartyId, hits: &[EpisodeImage], world: &World<'_>) -> Vec<Run> {
    let graph = world.graph(program);
    let keeping = || Tally::keeping(program.kept);
    let sums = |it: &EpisodeImage| {
        let median = it.median.map(|it| Instant::from_micros(it.1));
        Turnover { credits: keeping(), debits: keeping(), median, ..Turnover::default() }
    };
    let mut sums: Vec<Turnover> = hits.iter().map(sums).collect();
    let first = hits.iter().map(|it| it.first).min().unwrap_or(u32::MAX);
    for (id, side) in Legs::all(graph, subject).of(program.direction).since(EdgeId(first).max(graph.first())) {
        let Some(edge) = graph.edge(id) else { continue };
        let at = match program.assets {
            Assets::Same => hits.binary_search_by_key(&Some(edge.asset.0), |it| it.asset).ok(),
            Assets::Any => Some(0),
        };
        let Some((it, sums)) = at.and_then(|it| hits.get(it).zip(sums.get_mut(it))) else { continue };
        if (it.first..=it.seen).contains(&id.0) && program.counts(edge, side, it.asset.map(SymbolId)) {
            add(program, sums, it, (id, Row { edge, side }));
        }
    }
    hits.iter().zip(sums).map(|(it, sums)| run(program, sums, it)).collect()
}

/// Adds a row newer than all before; of a `flow`, the credits are all rows.
fn add(program: &Program, sums: &mut Turnover, it: &EpisodeImage, (id, row): (EdgeId, Row<'_>)) {
    match row.side {
        Side::Out if program.kind == Kind::Turnover => {
            if it.median.is_some_and(|it| id.0 > it.0) {
                sums.debits.push_newest(row);
                sums.newest = Some(row.edge.time);
            }
        }
        _ => sums.credits.push_newest(row),
    }
}

fn run(program: &Program, sums: Turnover, it: &EpisodeImage) -> Run {
    let past = Past { earlier: it.earlier, idle_before: it.idle_before, account_age: it.account_age };
    if program.kind == Kind::Flow {
        return Run::flow(sums.credits, past);
    }
    Run::turnover(sums, it.median.map(|(id, time)| (EdgeId(id), Instant::from_micros(time))), past)
}
