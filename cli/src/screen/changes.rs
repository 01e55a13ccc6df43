//! `tidegate screen diff`: two issues of a list in, what changed out; customers are screened against the difference.

use super::judge::Policy;
use super::{customers, exit, judged, tell_findings, write};
use crate::args::{DiffArgs, ScreenForm};
use crate::fault::{Exit, Fault};
use crate::input::{self, Ink};
use crate::report::screening::{self, ChangeLine};
use tidegate_kyc_core::screen::diff::diff;

/// Runs the command.
///
/// # Errors
/// A fault where a file cannot be read or written, or the lists are not issues of one.
pub(super) fn command(args: &DiffArgs) -> Result<Exit, Fault> {
    let old = input::read_lists(std::slice::from_ref(&args.old), args.age.published)?;
    let new = input::read_lists(std::slice::from_ref(&args.new), args.age.published)?;
    tell_findings(&old);
    tell_findings(&new);
    let (Some(old), Some(new)) = (old.first(), new.first()) else {
        return Err(Fault::usage("a list is missing", "give two issues of one list"));
    };
    let changes = diff(&old.list, &new.list).map_err(|it| Fault::usage(it, "give two issues of the same list"))?;
    let policy =
        Policy { threshold: args.threshold, max_age: args.age.max_age, at: args.age.at.unwrap_or_else(input::today) };
    let lines: Vec<ChangeLine> = screening::change_lines(&changes);
    if let Some(path) = &args.batch {
        let subjects = customers(path)?;
        let Some(difference) = changes.difference(&new.list) else {
            input::speak("nothing was added or changed: there is nothing to screen against");
            return Ok(Exit::Clear);
        };
        let answers = judged(&subjects, vec![&difference], &policy);
        let about = [screening::list_line(&difference, &policy)];
        input::speak(&screening::changes_in_short(&lines));
        write(&answers, &about, &policy, args.form, args.out.as_deref(), true)?;
        return Ok(exit(&answers));
    }
    let ink = if args.form == ScreenForm::Table { Ink::Coloured } else { Ink::Plain };
    input::write(args.out.as_deref(), ink, &mut |out| match args.form {
        ScreenForm::Table => {
            out.write_all(screening::change_table(&lines, &old.list, &new.list, input::width()).as_bytes())
        }
        ScreenForm::Jsonl => lines.iter().try_for_each(|it| {
            serde_json::to_writer(&mut *out, it)?;
            out.write_all(b"\n")
        }),
        ScreenForm::Csv => screening::change_csv(&lines, out),
    })?;
    Ok(if lines.is_empty() { Exit::Clear } else { Exit::Found })
}
