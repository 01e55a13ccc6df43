//! `tidegate scan --restrict`: what hits put on customers, as lines for `tidegate onboard --restrictions`.
//!
//! The file is a standing one: what is in it stays as it is, with whatever officers wrote into it. Each hit is added once, with how
//! large it was, and again where it grew beyond that: who lifted or ended what stands there did not see the rest.

use crate::fault::Fault;
use crate::input::{self, Staged};
use crate::onboard::restrictions;
use crate::report::words::plural;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use tidegate_kyc_core::base::{Label, SubjectId, clause};
use tidegate_kyc_core::gate::{Restrain, Restriction, Seen};
use tidegate_monitor::restrict::{Measure, NoMeasure};
use tidegate_monitor::rule::{MeasureKind, Pack};

/// Refuses to begin where nothing could come of it: the rules ask for nothing, or the file is none of restrictions or is
/// read as something else.
///
/// # Errors
/// A fault that says what is wrong.
pub(crate) fn is_possible(file: &Path, pack: &Pack, read: impl IntoIterator<Item = PathBuf>) -> Result<(), Fault> {
    if pack.restrict.is_empty() {
        let help = "say what hits put on customers in pack.toml or in an overlay: restrict = { high = \"review\" }";
        return Err(Fault::usage("--restrict: the rules put nothing on anybody", help));
    }
    if file.as_os_str() == "-" || input::is_there(file) && !file.is_file() {
        let help = "it is a standing file: new restrictions are added to it; nothing was scanned";
        return Err(Fault::usage("--restrict is a file, and no hyphen, folder or pipe", help));
    }
    input::spares_others(file)?;
    if let Some(same) = read.into_iter().find(|it| input::is_same_place(it, file)) {
        let what =
            format!("--restrict {} would change a file that is read or written ({})", file.display(), same.display());
        return Err(Fault::usage(what, "name a file of restrictions, or one that is not there yet"));
    }
    held(file).map(|_| ())
}

/// The restrictions that a file holds, and its text.
fn held(file: &Path) -> Result<(Vec<Restriction>, String), Fault> {
    if input::is_there(file) { Ok((restrictions::read(file)?, input::text(file)?)) } else { Ok(Default::default()) }
}

/// Adds to a file what it does not hold yet, tells what came of every hit, and gives how many restrictions are new.
///
/// # Errors
/// A fault where it cannot be read or written; it is then as it was.
pub(crate) fn add(file: &Path, asked: Vec<Result<Measure, NoMeasure>>) -> Result<usize, Fault> {
    let (before, mut text) = held(file)?;
    let mut none: BTreeMap<&str, u64> = BTreeMap::new();
    let (mut new, mut known): (Vec<Restriction>, usize) = (Vec::new(), 0);
    for it in asked {
        match it.map(|it| restriction(&it, &before)) {
            Err(why) => *none.entry(why.meaning()).or_default() += 1,
            Ok(Some(it)) => new.push(it),
            Ok(None) => known += 1,
        }
    }
    new.sort_by(|a, b| (a.from, &a.subject, &a.source).cmp(&(b.from, &b.subject, &b.source)));
    new.dedup();
    if !text.is_empty() && !text.ends_with('\n') {
        text.push('\n');
    }
    for it in &new {
        text += &format!("{}\n", it.value());
    }
    if !new.is_empty() || !input::is_there(file) {
        Staged::new(file, text.as_bytes())?.put()?;
    }
    let grown = new.iter().filter(|it| before.iter().any(|held| is_of(held, it))).count();
    tell(&input::file_name(file), &new, grown, known);
    for (why, count) in none {
        input::speak(&format!("{} put nothing on anybody: {}", plural(count, "hit", "hits"), clause(why)));
    }
    Ok(new.len())
}

/// Whether two restrictions are of one hit.
fn is_of(held: &Restriction, it: &Restriction) -> bool {
    held.subject == it.subject && held.source == it.source
}

/// Tells what was added, and how much of it is of hits that were there already and grew.
fn tell(name: &str, new: &[Restriction], grown: usize, known: usize) {
    let subjects: BTreeSet<&SubjectId> = new.iter().map(|it| &it.subject).collect();
    let mut told = match plural(new.len() as u64, "new restriction", "new restrictions") {
        _ if new.is_empty() => format!("{name}: nothing new"),
        count => format!("{name}: {count} about {}", plural(subjects.len() as u64, "customer", "customers")),
    };
    if grown > 0 {
        told += &format!("; {} of {} that grew", grown, if grown == 1 { "a hit" } else { "hits" });
    }
    if known > 0 {
        told += &format!("; {} there already", plural(known as u64, "is", "are"));
    }
    input::speak(&told);
}

/// What a gate makes of a measure, beside what a file holds of the same hit already: nothing where a line of it was written when
/// the hit was as large, whatever an officer made of it. A hit that grew beyond every line counts anew, and so does one of which
/// every line was ended, by what joined it behind the last end.
fn restriction(it: &Measure, held: &[Restriction]) -> Option<Restriction> {
    let asked = Restriction {
        subject: it.subject.clone(),
        restrain: match it.kind {
            MeasureKind::Block => Restrain::Block,
            MeasureKind::Review => Restrain::Review,
        },
        source: Label::of(&it.hit),
        from: it.from,
        until: None,
        seen: Some(Seen { rows: it.rows, score: it.score }),
    };
    let lines: Vec<&Restriction> = held.iter().filter(|it| is_of(it, &asked)).collect();
    if lines.is_empty() {
        return Some(asked);
    }
    let counting = || lines.iter().filter(|it| it.until.is_none());
    let Some(newest) = counting().map(|it| it.from).max() else {
        let last = lines.iter().filter_map(|it| it.until).max();
        let behind = it.grew.iter().copied().find(|it| Some(*it) >= last);
        let from = behind.or_else(|| grew(it, &lines).then_some(it.from))?;
        return Some(Restriction { from, ..asked });
    };
    // With the beginning of the line that counts, so that who lifts the larger one lifts that, too. What an officer made a block
    // of stays one.
    let restrain =
        if counting().any(|it| it.restrain == Restrain::Block) { Restrain::Block } else { asked.restrain.clone() };
    grew(it, &lines).then_some(Restriction { from: newest, restrain, ..asked })
}

/// Whether a hit is larger than when each of its lines was written. Where a line does not say how large it was then, it saw what
/// the hit opened with.
fn grew(it: &Measure, lines: &[&Restriction]) -> bool {
    let now = Seen { rows: it.rows, score: it.score };
    !lines.iter().any(|line| line.seen.map_or(it.grew.is_empty(), |seen| seen.holds(now)))
}
