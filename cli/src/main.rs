//! The `tidegate` command: scans exports of transfers, explains hits, verifies documents, checks rules.
//!
//! Takes words and files, gives answers and an exit code. Only `input` touches files, the
//! environment and the terminal; `report` makes texts; the rest puts the libraries together.

mod args;
mod audit;
mod book;
mod company;
mod explain;
mod exposure;
mod fault;
mod input;
mod keys;
mod misread;
mod onboard;
mod pages;
mod permit;
mod progress;
mod pseudonym;
mod recorded;
mod report;
mod restrict;
mod resume;
mod review;
mod rules;
mod scan;
mod screen;
mod slice;
mod travel;
mod verify;
mod wallet;
mod watch;

use args::{Cli, Command, RulesCommand};
use clap::Parser;
use fault::{Exit, Fault};
use report::paint::{BAD, HEAD, fold, paint};
use std::panic::{self, AssertUnwindSafe};
use std::process::ExitCode;

fn main() -> ExitCode {
    panic::set_hook(Box::new(|it| input::speak_drawn(&our_fault(it.location().map(|it| (it.file(), it.line()))))));
    let exit = panic::catch_unwind(AssertUnwindSafe(command)).unwrap_or(Exit::Ours);
    ExitCode::from(exit as u8)
}

fn command() -> Exit {
    match Cli::try_parse() {
        Ok(cli) => run(&cli.command).unwrap_or_else(|it| complain(&it)),
        Err(words) => {
            let words = misread::told(words);
            // Help that nobody reads to its end is no fault.
            let _ = words.print();
            if words.use_stderr() { Exit::Usage } else { Exit::Clear }
        }
    }
}

fn run(command: &Command) -> Result<Exit, Fault> {
    match command {
        Command::Scan(args) => scan::command(args),
        Command::Explain(args) => explain::command(args),
        Command::Exposure(args) => exposure::command(args),
        Command::Rules { command: RulesCommand::Check { path } } => rules::check(path),
        Command::Rules { command: RulesCommand::Test { path } } => rules::test(path),
        Command::Verify(args) => verify::command(args),
        Command::Screen(args) => screen::command(args),
        Command::Audit { command } => audit::command(command),
        Command::Keys { command } => keys::command(command),
        Command::Permit { command } => permit::command(command),
        Command::Onboard(args) => onboard::command(args),
        Command::Review { command } => review::command(command),
        Command::Company(args) => company::command(args),
        Command::Wallet { command } => wallet::command(command),
        Command::TravelRule { command } => travel::command(command),
        Command::Completions { shell } => pages::completions(*shell),
        Command::Man { folder } => pages::manual(folder),
    }
}

fn complain(fault: &Fault) -> Exit {
    match fault {
        Fault::Said { what, help, .. } => {
            let help = fold(help, input::width().saturating_sub(8)).join("\n        ");
            input::speak(&format!("{} {what}\n  {} {help}", paint(BAD, "error:"), paint(HEAD, "help:")));
        }
        Fault::Rules { complaints, files } => {
            input::speak_drawn(report::complaints::draw_all(complaints, files, input::width()).trim_end());
        }
        Fault::Policy { complaints, files } => {
            input::speak_drawn(report::complaints::draw_all(complaints, files, input::width()).trim_end());
        }
        Fault::Travel { complaints, files } => {
            input::speak_drawn(report::complaints::draw_all(complaints, files, input::width()).trim_end());
        }
        Fault::Cases(failed) => input::speak_drawn(rules::refused(failed, input::width()).trim_end()),
    }
    fault.exit()
}

/// One line that names the place in the program and nothing of the data.
fn our_fault(place: Option<(&str, u32)>) -> String {
    let place = place.map_or_else(String::new, |(file, line)| {
        // Only the end of the path: where the program was built is nobody's business.
        let parts: Vec<&str> = file.rsplit(['/', '\\']).take(3).collect();
        format!(" at {}:{line}", parts.into_iter().rev().collect::<Vec<_>>().join("/"))
    });
    let version = env!("CARGO_PKG_VERSION");
    format!(
        "error: our fault{place} (tidegate {version}): please report this line and the command; it holds none of your data"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn our_fault_names_the_place_and_no_folder() {
        let line = our_fault(Some(("/home/somebody/build/monitor/src/hit.rs", 12)));
        assert!(line.contains(" at monitor/src/hit.rs:12 ") && !line.contains("somebody"), "{line}");
        assert!(our_fault(None).contains("our fault (tidegate"));
    }

    #[test]
    fn each_ending_has_its_code() {
        let codes = [Exit::Clear, Exit::Found, Exit::Usage, Exit::Unreadable, Exit::Ours].map(|it| it as u8);
        assert_eq!(codes, [0, 1, 2, 3, 4]);
    }
}
