//! `tidegate screen diff`: two issues of a list in, what changed out; customers are screened against the difference.

use super::{Run, batch, has_lists, tell_findings, tell_undecoded};
use crate::args::{DiffArgs, ScreenForm};
use crate::fault::{Exit, Fault};
use crate::input::{self, Ink};
use crate::report::screening::{self, ChangeLine};
use crate::report::words::grouped;
use tidegate_kyc_core::screen::Screen;
use tidegate_kyc_core::screen::diff::{Changes, diff};
use tidegate_kyc_core::screen::list::List;

/// Runs the command.
///
/// # Errors
/// A fault where a file cannot be read or written, or the lists are not issues of one.
pub(super) fn command(args: &DiffArgs) -> Result<Exit, Fault> {
    let judge = &args.judge;
    if let Some(out) = &judge.out {
        input::spares_records(out)?;
    }
    let file = args.batch.as_deref().map(input::customers).transpose()?;
    let [old, new] = [&args.old, &args.new].map(|it| input::read_lists(std::slice::from_ref(it), judge.age.published));
    let (old, new) = (old?, new?);
    tell_findings(&old);
    tell_findings(&new);
    let (Some(old), Some(new)) = (old.first(), new.first()) else {
        return Err(Fault::usage("a list is missing", "give two issues of one list"));
    };
    has_lists(judge, std::iter::once(new.list.id()))?;
    if file.is_some() && old.list.published() > new.list.published() {
        // Whoever was added stands on the first alone, and every customer would be clear of him.
        let help =
            "give the earlier issue first: customers are screened against what the second has and the first has not";
        return Err(Fault::usage("the first list is the newer one", help));
    }
    let changes = diff(&old.list, &new.list).map_err(|it| Fault::usage(it, "give two issues of the same list"))?;
    doubt(&changes, &old.list, &new.list);
    let lines: Vec<ChangeLine> = screening::change_lines(&changes);
    if let Some(file) = file {
        // Where nothing changed, the customers are read all the same: a file that is broken is told, and the answer written.
        let difference = changes.difference(&new.list);
        if difference.entries().is_empty() {
            input::speak("nothing was added or changed: there is nothing to screen against");
        } else {
            input::speak(&screening::changes_in_short(&lines));
        }
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

/// Says where the two are hardly an earlier and a later issue: whoever screens against such a difference misses what the
/// later issue added.
fn doubt(changes: &Changes<'_>, old: &List, new: &List) {
    if old.published() > new.published() {
        input::speak("note: the first list is the newer one: give the earlier issue first");
    }
    if changes.is_suspicious(old) {
        let [gone, all] = [changes.removed.len(), old.entries().len()].map(|it| grouped(it as u64));
        input::speak(&format!(
            "note: {gone} of {all} entries are gone: is the second list cut, or are the two in the wrong order? give the \
             earlier issue first, and fetch the later one again if it is too short"
        ));
    }
}
