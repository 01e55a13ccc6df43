//! The door to the world: files, standard input, the environment, the terminal's width.
//!
//! Paths in, ledgers, tags and rules out; nothing else of the command line opens a file or asks
//! the environment. Only names of files leave this room, never their folders.

mod lists;
mod out;
mod rules;

pub(crate) use lists::{Loaded as LoadedList, broken, read_lists, table, today};
pub(crate) use out::{Ink, page_folder, speak, write};
pub(crate) use rules::{Rules, read_rules};

use crate::args::ReadArgs;
use crate::fault::Fault;
use crate::progress::Bar;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use tidegate_monitor::ledger::{ColumnMap, Format, Import, Ledger, LedgerBuilder, Prices};
use tidegate_monitor::tag::{Customers, Tags};

/// The width of a page where there is no terminal and no `COLUMNS`.
const WIDTH: usize = 100;

/// Everything a scan looks at besides the rules.
#[derive(Debug)]
pub(crate) struct Loaded {
    /// The transfers, and the rows that are none.
    pub(crate) ledger: Ledger,
    /// What is known about wallets.
    pub(crate) tags: Tags,
    /// What is known about customers.
    pub(crate) customers: Customers,
    /// Rows of tag and customer files that could not be read, in words.
    pub(crate) notes: Vec<String>,
}

/// The names of formats, for the help text and its checks.
pub(crate) fn format_names() -> clap::builder::PossibleValuesParser {
    Format::names().collect::<Vec<_>>().into()
}

/// Reads all files of a scan.
///
/// # Errors
/// A fault where a file cannot be opened, is of no known format, or a bad column map or price
/// stands in the way. Bad rows of exports are no fault.
pub(crate) fn load(exports: &[PathBuf], args: &ReadArgs) -> Result<Loaded, Fault> {
    once(exports.iter().chain(&args.tags).chain(&args.prices).chain(&args.customers))?;
    let mut builder = LedgerBuilder::new(import(args)?);
    let total = exports.iter().map(|it| std::fs::metadata(it).map(|it| it.len()).ok()).sum::<Option<u64>>();
    let bar = Bar::reading(total);
    for (path, name) in exports.iter().zip(source_names(exports)) {
        bar.at(&name);
        let input = bar.wrap(open(path)?);
        builder.read(&name, input).map_err(|it| Fault::unreadable(it, export_help(args)))?;
    }
    let mut loaded =
        Loaded { ledger: builder.finish(), tags: Tags::default(), customers: Customers::default(), notes: Vec::new() };
    bar.clear();
    for path in &args.tags {
        let name = file_name(path);
        let (tags, findings) = Tags::read_csv(&name, open(path)?).map_err(|it| Fault::unreadable(it, TAG_HELP))?;
        loaded.tags.merge(tags);
        loaded.notes.extend(findings.iter().map(ToString::to_string));
    }
    if let Some(path) = &args.customers {
        let read = Customers::read_csv(&file_name(path), open(path)?);
        let (customers, findings) = read.map_err(|it| Fault::unreadable(it, CUSTOMER_HELP))?;
        loaded.customers = customers;
        loaded.notes.extend(findings.iter().map(ToString::to_string));
    }
    Ok(loaded)
}

const TAG_HELP: &str = "a tag file is CSV with the columns wallet, category, label, source";
const CUSTOMER_HELP: &str = "a customer file is CSV with the columns customer, risk, country, opened";

fn import(args: &ReadArgs) -> Result<Import, Fault> {
    let map = args.map.as_deref().map(ColumnMap::parse).transpose();
    let map = map.map_err(|it| {
        Fault::usage(format!("--map: {it}"), "for instance: --map time=booked,from=payer,to=payee,amount=sum")
    })?;
    let mut format = Format::parse(&args.format).unwrap_or(Format::Auto);
    if map.is_some() && format == Format::Auto {
        format = Format::Mapped;
    }
    let prices = args.prices.as_ref().map(|path| {
        Prices::read(&file_name(path), open(path)?)
            .map_err(|it| Fault::unreadable(it, "a price file is CSV with the columns asset, day, price"))
    });
    Ok(Import { format, map, prices: prices.transpose()?, owner: args.owner.clone() })
}

fn export_help(args: &ReadArgs) -> String {
    let names: Vec<&str> = Format::names().collect();
    let known = names.join(", ");
    match args.format.as_str() {
        "auto" => format!("name its columns with --map, or its format with --format: {known}"),
        _ => format!("is the format right? leave --format away to have it recognised; known: {known}"),
    }
}

/// Lines of a file, for a run that was written before.
pub(crate) fn lines(path: &Path) -> Result<impl Iterator<Item = io::Result<String>>, Fault> {
    Ok(BufReader::new(open(path)?).lines())
}

/// The name that a file is cited by: its own, without the folder.
pub(crate) fn file_name(path: &Path) -> String {
    if is_stdin(path) {
        return "stdin".to_owned();
    }
    path.file_name().map_or_else(|| path.display().to_string(), |it| it.to_string_lossy().into_owned())
}

/// The names that exports are cited by; of two files of one name, the second is `2:NAME`.
fn source_names(paths: &[PathBuf]) -> Vec<String> {
    let mut seen: BTreeMap<String, u32> = BTreeMap::new();
    let mut cite = |path: &PathBuf| {
        let name = file_name(path);
        let count = seen.entry(name.clone()).or_default();
        *count += 1;
        if *count == 1 { name } else { format!("{count}:{name}") }
    };
    paths.iter().map(&mut cite).collect()
}

fn is_stdin(path: &Path) -> bool {
    path.as_os_str() == "-"
}

fn once<'a>(paths: impl Iterator<Item = &'a PathBuf>) -> Result<(), Fault> {
    if paths.filter(|it| is_stdin(it)).count() > 1 {
        return Err(Fault::usage("standard input is asked for twice", "give the hyphen once, and the other as a file"));
    }
    Ok(())
}

fn open(path: &Path) -> Result<Box<dyn Read>, Fault> {
    if is_stdin(path) {
        return Ok(Box::new(io::stdin().lock()));
    }
    let unreadable = |it: &io::Error| cannot(path, it);
    let file = File::open(path).map_err(|it| unreadable(&it))?;
    if file.metadata().map_err(|it| unreadable(&it))?.is_dir() {
        return Err(Fault::unreadable(
            format!("{} is a folder", path.display()),
            "give the files in it, for instance FOLDER/*.csv",
        ));
    }
    Ok(Box::new(file))
}

/// Whether two paths lead to the same file.
pub(crate) fn is_same(one: &Path, other: &Path) -> bool {
    let real = |it: &Path| std::fs::canonicalize(it).ok();
    real(one).is_some_and(|it| Some(it) == real(other))
}

/// The fault that a file cannot be read.
fn cannot(path: &Path, error: &io::Error) -> Fault {
    let (why, help) = match error.kind() {
        io::ErrorKind::NotFound => ("does not exist", "check the path; a hyphen stands for standard input"),
        io::ErrorKind::PermissionDenied => ("may not be read", "ask for the right to read it, or copy it"),
        _ => ("cannot be read", "check the disk or the share it is on"),
    };
    Fault::unreadable(format!("{} {why}", path.display()), help)
}

/// How many threads may work.
pub(crate) fn threads(asked: Option<u16>) -> usize {
    asked.map_or_else(|| std::thread::available_parallelism().map_or(1, usize::from), usize::from)
}

/// How many columns a page has: the terminal's, else `COLUMNS`, else 100.
pub(crate) fn width() -> usize {
    let terminal = terminal_size::terminal_size_of(io::stdout()).map(|it| usize::from(it.0.0));
    let told = || std::env::var("COLUMNS").ok()?.parse().ok();
    terminal.or_else(told).filter(|it| *it > 0).unwrap_or(WIDTH)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_cited_by_their_own_names() {
        let paths = ["a/x.csv", "b/x.csv", "-", "y.csv.gz", "c/x.csv"].map(PathBuf::from);
        assert_eq!(source_names(&paths), ["x.csv", "2:x.csv", "stdin", "y.csv.gz", "3:x.csv"]);
    }

    #[test]
    fn standard_input_is_given_once() {
        assert!(once([PathBuf::from("-"), PathBuf::from("a")].iter()).is_ok());
        assert!(once([PathBuf::from("-"), PathBuf::from("-")].iter()).is_err());
    }

    #[test]
    fn a_file_that_cannot_be_read_says_why_and_what_to_do() {
        let folder = tempfile::tempdir().unwrap();
        for (path, said) in
            [(folder.path().join("none.csv"), "does not exist"), (folder.path().to_owned(), "is a folder")]
        {
            let Err(Fault::Said { exit, what, help }) = open(&path).map(|_| ()) else {
                panic!("opened {}", path.display())
            };
            assert_eq!(exit, crate::fault::Exit::Unreadable);
            assert!(what.contains(said) && !help.is_empty(), "{what}");
        }
    }
}
