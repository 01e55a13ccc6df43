//! `tidegate screen diff`: two issues of a list in, what changed out; customers are screened against the difference.

use super::{Run, batch, tell_findings, tell_undecoded};
use crate::args::{DiffArgs, JudgeArgs, ScreenForm};
use crate::fault::{Exit, Fault};
use crate::input::{self, Ink};
use crate::report::screening::{self, ChangeLine};
use crate::report::words::clean;
use tidegate_kyc_core::screen::diff::diff;
use tidegate_kyc_core::screen::list::{Age, List};
use tidegate_kyc_core::screen::{Policy, Screen};

/// Runs the command.
///
/// # Errors
/// A fault where a file cannot be read or written, or the lists are not issues of one.
pub(super) fn command(args: &DiffArgs) -> Result<Exit, Fault> {
    let judge = &args.judge;
    if let Some(out) = &judge.out {
        input::has_place(out)?;
    }
    let file = args.batch.as_deref().map(input::customers).transpose()?;
    let [old, new] = [&args.old, &args.new].map(|it| input::read_lists(std::slice::from_ref(it), judge.age.published));
    let (old, new) = (old?, new?);
    tell_findings(&old);
    tell_findings(&new);
    let (Some(old), Some(new)) = (old.first(), new.first()) else {
        return Err(Fault::usage("a list is missing", "give two issues of one list"));
    };
    let changes = diff(&old.list, &new.list).map_err(|it| Fault::usage(it, "give two issues of the same list"))?;
    if old.list.published() > new.list.published() {
        input::speak("note: the first list is the newer one: give the earlier issue first");
    }
    let lines: Vec<ChangeLine> = screening::change_lines(&changes);
    if let Some(file) = file {
        let Some(difference) = changes.difference(&new.list) else {
            input::speak("nothing was added or changed: there is nothing to screen against");
            return Ok(unchanged(&new.list, judge));
        };
        input::speak(&screening::changes_in_short(&lines));
        let run = Run::with(Screen::of_difference(difference, &new.list), &[], judge);
        tell_undecoded(&run.screen);
        return batch::run(&run, file, judge);
    }
    let ink = if judge.form == ScreenForm::Table { Ink::Coloured } else { Ink::Plain };
    input::write(judge.out.as_deref(), ink, &mut |out| match judge.form {
        ScreenForm::Table => {
            out.write_all(screening::change_table(&lines, &old.list, &new.list, input::width()).as_bytes())
        }
        ScreenForm::Jsonl => lines.iter().try_for_each(|it| screening::json(it, out)),
        ScreenForm::Csv => screening::change_csv(&lines, out),
    })?;
    Ok(if lines.is_empty() { Exit::Clear } else { Exit::Found })
}

/// Nothing changed: that is clear only of a list that is young and whole.
fn unchanged(list: &List, judge: &JudgeArgs) -> Exit {
    let (all, of_some) = judge.age.days_max();
    let policy = Policy { days_max: all, days_max_of: of_some, ..Policy::requiring([list.id()]) };
    let at = judge.age.at.unwrap_or_else(input::today);
    let why = match list.age(at, policy.days_max_of(list.id())) {
        Age::Fresh { .. } => return Exit::Clear,
        Age::Stale { .. } => "is older than --max-age allows",
        Age::Unknown => "does not tell its day, or lacks something",
    };
    input::speak(&format!("note: nobody is clear by it: the list {} {why}", clean(list.id())));
    Exit::Found
}
