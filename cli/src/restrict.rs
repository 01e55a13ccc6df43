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

/// Adds to a file what it does not hold yet, tells what came of every hit, and gives how many restrictions are new. Scans that
/// add to files of one folder wait for each other, and what somebody writes into the file meanwhile stays.
///
/// # Errors
/// A fault where it cannot be read or written; it is then as it was.
pub(crate) fn add(file: &Path, asked: &[Result<Measure, NoMeasure>]) -> Result<usize, Fault> {
    add_while(file, asked, || ())
}

/// The same, with what others do before the file is replaced.
fn add_while(file: &Path, asked: &[Result<Measure, NoMeasure>], mut meanwhile: impl FnMut()) -> Result<usize, Fault> {
    let _alone = input::alone(file);
    for _ in 0..TRIES {
        let (before, text) = held(file)?;
        let added = Added::to(&before, asked);
        if added.new.is_empty() && input::is_there(file) {
            added.tell(&input::file_name(file));
            return Ok(0);
        }
        let begun = if text.is_empty() || text.ends_with('\n') { "" } else { "\n" };
        let lines: String = added.new.iter().map(|it| format!("{}\n", it.value())).collect();
        let staged = Staged::new(file, format!("{text}{begun}{lines}").as_bytes())?;
        meanwhile();
        if held(file)?.1 == text {
            staged.put()?;
            added.tell(&input::file_name(file));
            return Ok(added.new.len());
        }
    }
    let what = format!("{} is changed all the time by somebody else", file.display());
    Err(Fault::unreadable(what, "scan again once nobody writes into it; nothing was added"))
}

/// So often it is begun anew where somebody else changed the file.
const TRIES: usize = 8;

/// What comes of hits beside the restrictions that a file holds.
#[derive(Default)]
struct Added {
    new: Vec<Restriction>,
    /// How many of these are of hits that grew.
    grown: usize,
    /// How many hits the file holds as large as they are, and how many of those with less than the rules ask for.
    known: usize,
    milder: usize,
    /// Of others why they put nothing on anybody, and how many.
    none: BTreeMap<&'static str, u64>,
}

impl Added {
    fn to(held: &[Restriction], asked: &[Result<Measure, NoMeasure>]) -> Self {
        let mut added = Self::default();
        for it in asked {
            match it {
                Err(why) => *added.none.entry(why.meaning()).or_default() += 1,
                Ok(it) => match restriction(it, held) {
                    Some(new) => added.new.push(new),
                    None => {
                        added.known += 1;
                        added.milder += usize::from(is_milder(it, held));
                    }
                },
            }
        }
        added.new.sort_by(|a, b| (a.from, &a.subject, &a.source).cmp(&(b.from, &b.subject, &b.source)));
        added.new.dedup();
        added.grown = added.new.iter().filter(|it| held.iter().any(|held| is_of(held, it))).count();
        added
    }

    /// Tells what was added, how much of it is of hits that were there already and grew, and what was not.
    fn tell(&self, name: &str) {
        let subjects: BTreeSet<&SubjectId> = self.new.iter().map(|it| &it.subject).collect();
        let mut told = match plural(self.new.len() as u64, "new restriction", "new restrictions") {
            _ if self.new.is_empty() => format!("{name}: nothing new"),
            count => format!("{name}: {count} about {}", plural(subjects.len() as u64, "customer", "customers")),
        };
        if self.grown > 0 {
            told += &format!("; {} of {} that grew", self.grown, if self.grown == 1 { "a hit" } else { "hits" });
        }
        if self.known > 0 {
            told += &format!("; {} there already", plural(self.known as u64, "is", "are"));
        }
        input::speak(&told);
        if self.milder > 0 {
            let lines = plural(self.milder as u64, "hit stands", "hits stand");
            input::speak(&format!(
                "{lines} there with less than the rules now ask for: a line stays as it is; where a block is meant, make its kind \"block\""
            ));
        }
        for (why, count) in &self.none {
            input::speak(&format!("{} put nothing on anybody: {}", plural(*count, "hit", "hits"), clause(why)));
        }
    }
}

/// Whether two restrictions are of one hit.
fn is_of(held: &Restriction, it: &Restriction) -> bool {
    held.subject == it.subject && held.source == it.source
}

/// Whether a block is asked for where every line of the hit that counts is less.
fn is_milder(it: &Measure, held: &[Restriction]) -> bool {
    let source = Label::of(&it.hit);
    let mut lines =
        held.iter().filter(|line| line.subject == it.subject && line.source == source && line.until.is_none());
    it.kind == MeasureKind::Block && lines.clone().next().is_some() && lines.all(|it| it.restrain != Restrain::Block)
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
    // With the beginning of the line that counts, so that who lifts the larger one lifts that, too; but where somebody put that
    // off, nobody put off what joined the hit. What an officer made a block of stays one.
    let from = newest.min(it.grew.last().copied().unwrap_or(it.from));
    let restrain =
        if counting().any(|it| it.restrain == Restrain::Block) { Restrain::Block } else { asked.restrain.clone() };
    grew(it, &lines).then_some(Restriction { from, restrain, ..asked })
}

/// Whether a hit is larger than when each of its lines was written. Where a line does not say how large it was then, it saw what
/// the hit opened with.
fn grew(it: &Measure, lines: &[&Restriction]) -> bool {
    let now = Seen { rows: it.rows, score: it.score };
    !lines.iter().any(|line| line.seen.map_or(it.grew.is_empty(), |seen| seen.holds(now)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;
    use tidegate_kyc_core::base::{Instant, SourceId};

    fn measure(number: u8) -> Result<Measure, NoMeasure> {
        let from = Instant::from_micros(1_772_359_200_000_000);
        let (subject, hit) = (SubjectId::parse("c-1").unwrap(), SourceId::of(&[number]));
        Ok(Measure { subject, kind: MeasureKind::Review, hit, from, grew: vec![], rows: 3, score: 40 })
    }

    #[test]
    fn what_an_officer_writes_while_a_scan_adds_stays() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("r.jsonl");
        let line = |it: &Path, number| {
            let line = format!("{}\n", restriction(measure(number).as_ref().unwrap(), &[]).unwrap().value());
            std::fs::OpenOptions::new().create(true).append(true).open(it).unwrap().write_all(line.as_bytes()).unwrap();
        };
        let mut times = 0;
        let added = add_while(&file, &[measure(1), measure(2)], || {
            times += 1;
            if times < 3 {
                line(&file, times);
            }
        });
        // The officer wrote two lines, of which the scan has nothing more to add.
        assert_eq!((added.unwrap(), times, held(&file).unwrap().0.len()), (0, 2, 2));
        let mut number = 2;
        let busy = add_while(&file, &[measure(0)], || {
            number += 1;
            line(&file, number);
        });
        assert!(busy.is_err());
        assert_eq!(held(&file).unwrap().0.len(), 2 + TRIES, "what was written stays, and nothing else is there");
        assert_eq!(add(&file, &[measure(0)]).unwrap(), 1);
    }
}
