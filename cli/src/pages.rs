//! `tidegate completions` and `tidegate man`: the command line described for shells and readers.

use crate::args::Cli;
use crate::fault::{Exit, Fault};
use crate::input::{self, Ink};
use clap::CommandFactory;
use clap_complete::Shell;
use std::path::Path;

/// Writes completions for a shell to standard output.
///
/// # Errors
/// A fault where standard output cannot be written.
pub(crate) fn completions(shell: Shell) -> Result<Exit, Fault> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "tidegate", &mut script);
    input::write(None, Ink::Plain, &mut |out| out.write_all(&script))?;
    Ok(Exit::Clear)
}

/// Writes one page for each command into a folder.
///
/// # Errors
/// A fault where the folder cannot be made or a page cannot be written.
pub(crate) fn manual(folder: &Path) -> Result<Exit, Fault> {
    input::page_folder(folder)?;
    let mut command = Cli::command();
    command.build();
    let count = pages(&command, folder)?;
    input::speak(&format!("{} written", crate::report::words::plural(count, "page", "pages")));
    Ok(Exit::Clear)
}

fn pages(command: &clap::Command, folder: &Path) -> Result<u64, Fault> {
    let page = clap_mangen::Man::new(command.clone());
    let path = folder.join(page.get_filename());
    input::write(Some(&path), Ink::Plain, &mut |mut out| page.render(&mut out))?;
    let below = command.get_subcommands().filter(|it| it.get_name() != "help");
    below.map(|it| pages(it, folder)).try_fold(1, |sum, it| Ok(sum + it?))
}
