//! A scan of a part of a ledger, and the line that says which part it was and what was replayed for it.

use crate::args::Span;
use crate::fault::Fault;
use crate::report::lines::{SLICE_SCHEMA, SliceLine};
use crate::scan::Run;
use tidegate_kyc_core::base::{Instant, SourceId};
use tidegate_monitor::engine::{LookBack, Slice, Sliced};
use tidegate_monitor::ledger::Transfer;
use tidegate_monitor::rule::Status;

/// What was done for a slice.
#[derive(Debug)]
pub(crate) struct Cut<'r> {
    span: Span,
    done: Sliced<'r>,
}

/// The slice of a span.
pub(crate) fn slice(span: Span) -> Slice {
    let (first, last) = (Instant::from_micros(i64::MIN), Instant::from_micros(i64::MAX));
    Slice { from: span.from.unwrap_or(first), to: span.to.unwrap_or(last) }
}

/// A slice beside the exports is a slip of the hand: nothing found there would not be clear.
///
/// # Errors
/// A fault where the exports end before it or begin after it.
pub(crate) fn demand_within(span: Span, transfers: &[Transfer]) -> Result<(), Fault> {
    let (Some(first), Some(last)) = (transfers.first(), transfers.last()) else { return Ok(()) };
    let slice = slice(span);
    if slice.from <= last.time && first.time < slice.to {
        return Ok(());
    }
    let what = format!(
        "the slice lies outside the exports, so nothing was judged: they reach from {} to {}",
        first.time, last.time
    );
    Err(Fault::unreadable(what, "give a slice within them, or the exports of its time"))
}

impl<'r> Cut<'r> {
    /// Keeps what a slice was made of; its scan goes elsewhere.
    pub(crate) const fn new(span: Span, done: Sliced<'r>) -> Self {
        Self { span, done }
    }

    /// The line that belongs to a run.
    pub(crate) fn line(&self, run: &Run<'_>) -> SliceLine {
        let Self { span, done } = self;
        let transfers = run.read.loaded.ledger.transfers();
        let text = |it: Option<Instant>| it.map(|it| it.to_string());
        let word = |it: &LookBack| match it {
            LookBack::Length(length) => length.to_string(),
            LookBack::Whole => "whole".to_owned(),
        };
        let furthest = done.look_back.iter().map(|it| it.1).max();
        let runs = run.read.pack.rules.iter().filter(|it| matches!(it.status, Status::Active | Status::Shadow));
        let longest = runs.map(|it| it.require.within).max();
        let reached = |last: &Transfer| {
            let end = transfers.get(done.transfers.clone()).and_then(<[Transfer]>::last);
            end.zip(longest).is_none_or(|(end, longest)| !longest.holds(end.time, last.time))
        };
        let mut inputs: Vec<String> = run.read.loaded.ledger.sources().iter().map(|it| it.digest.to_string()).collect();
        inputs.sort_unstable();
        let mut facts: Vec<String> =
            run.read.loaded.facts.iter().map(|it| format!("{} {}", it.holds, it.digest)).collect();
        facts.sort_unstable();
        inputs.append(&mut facts);
        SliceLine {
            schema: SLICE_SCHEMA.to_owned(),
            from: text(span.from),
            to: text(span.to),
            transfers: done.transfers.len() as u64,
            before: done.transfers.start as u64,
            after: (transfers.len() - done.transfers.end) as u64,
            may_grow: transfers.last().is_some_and(|it| !reached(it)),
            longest_window: longest.map(|it| it.to_string()).unwrap_or_default(),
            look_back: furthest.as_ref().map(word).unwrap_or_default(),
            look_back_by_rule: done
                .look_back
                .iter()
                .map(|(rule, it)| (run.read.pack.rules[*rule].id.clone(), word(it)))
                .collect(),
            hits: run.scan.hits.len() as u64,
            unfinished: run.scan.unfinished.len() as u64,
            too_little: run.scan.lacks.len() as u64,
            inputs_digest: SourceId::of(inputs.join("\n").as_bytes()).to_string(),
            pack_digest: run.read.pack.digest.to_string(),
        }
    }
}
