//! The door to the world: files, standard input, the environment, the terminal's width.
//!
//! Paths in, ledgers, tags and rules out; nothing else of the command line opens a file or asks
//! the environment. Only names of files leave this room, never their folders.

mod documents;
mod journal;
mod lists;
mod mark;
mod notes;
mod office;
mod out;
mod pairs;
mod place;
mod rules;
mod secret;
mod trail;
mod writers;

pub(crate) use documents::{
    Piece, anchor_files, bounded, bounded_text, hex, instant, is_there, later, now, now_after, pieces, readable_in,
    text, whole,
};
pub(crate) use journal::{JournalFile, begin_journal, corrupt, open_journal, whole_journal};
pub(crate) use lists::{CustomerInput, Loaded as LoadedList, customers, pairs, read_lists, today};
pub(crate) use mark::Mark;
pub(crate) use office::{Office, journal_file, openings, own_status, status_beside, tokens_beside};
use out::lies_in;
pub(crate) use out::{Ink, Staged, has_place, page_folder, speak, speak_drawn, write};
pub(crate) use pairs::Row;
pub(crate) use place::{Written, free_for, spares_inputs, spares_others, spares_records};
pub(crate) use rules::{Rules, read_rules};
pub(crate) use secret::{Folder, Twice, owned, passphrase, private, random, sealed};
pub(crate) use trail::{OTHERS, Signer, Signs, Trail, ends};
pub(crate) use writers::alone;

use crate::args::ReadArgs;
use crate::fault::Fault;
use crate::progress::Bar;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use tidegate_kyc_core::base::SourceId;
use tidegate_monitor::ledger::{ColumnMap, Decimal, Format, Import, Ledger, LedgerBuilder, Prices, ReadFault, Tap};
use tidegate_monitor::rule::Pack;
use tidegate_monitor::tag::{Customers, Finding, Tags};

/// The width of a page where there is no terminal and no `COLUMNS`.
const WIDTH: usize = 100;

/// Everything a scan looks at besides the rules.
#[derive(Debug)]
pub(crate) struct Loaded {
    /// The transfers, and the rows that are none.
    pub(crate) ledger: Ledger,
    /// The prices that they were valued by.
    pub(crate) prices: Option<Prices>,
    /// What is known about wallets.
    pub(crate) tags: Tags,
    /// What is known about customers.
    pub(crate) customers: Customers,
    /// The files of tags, customers and prices.
    pub(crate) facts: Vec<FactFile>,
    /// Rows of them that could not be read, or are in doubt.
    pub(crate) findings: Vec<Finding>,
}

/// A file of tags, customers or prices.
#[derive(Debug)]
pub(crate) struct FactFile {
    /// What it holds, in a word.
    pub(crate) holds: &'static str,
    /// Its name, without the folder.
    pub(crate) name: String,
    /// SHA-256 of its bytes as they were given.
    pub(crate) digest: SourceId,
    /// Rows that were taken.
    pub(crate) accepted: u64,
    /// Rows that could not be read.
    pub(crate) rejected: u64,
}

/// The names of formats, for the help text and its checks.
pub(crate) fn format_names() -> clap::builder::PossibleValuesParser {
    Format::names().collect::<Vec<_>>().into()
}

/// The names of ways to write decimals.
pub(crate) fn decimal_names() -> clap::builder::PossibleValuesParser {
    Decimal::names().collect::<Vec<_>>().into()
}

/// Reads all files of a scan, by this pack where there is one.
///
/// # Errors
/// A fault where a file cannot be opened, is of no known format, or a bad column map or price
/// stands in the way. Bad rows of exports are no fault.
pub(crate) fn load(exports: &[PathBuf], args: &ReadArgs, pack: Option<&Pack>) -> Result<Loaded, Fault> {
    once(exports.iter().chain(&args.tags).chain(&args.prices).chain(&args.customers))?;
    let paths = exports.iter().chain(&args.tags).chain(&args.customers).chain(&args.prices);
    let mut names = source_names(paths);
    let mut facts_names = names.split_off(exports.len());
    let (import, price_file) =
        import(args, pack.map(|it| it.currency.clone()), args.prices.as_ref().and_then(|_| facts_names.pop()))?;
    let mut facts_names = facts_names.into_iter();
    let prices = import.prices.clone();
    let mut builder = LedgerBuilder::new(import);
    let total = exports.iter().map(|it| std::fs::metadata(it).map(|it| it.len()).ok()).sum::<Option<u64>>();
    let bar = Bar::reading(total);
    for (path, name) in exports.iter().zip(names) {
        bar.at(&name);
        let input = bar.wrap(open(path)?);
        builder.read(&name, input).map_err(|it| Fault::unreadable(&it, export_help(args, &it.fault)))?;
    }
    bar.clear();
    let ledger = builder.finish();
    notes::tell(ledger.sources());
    let (mut facts, mut findings, mut tags) = (Vec::new(), Vec::new(), Tags::default());
    for (path, name) in args.tags.iter().zip(&mut facts_names) {
        let ((read, found), name, digest) = digested(path, name, |name, input| {
            Tags::read_csv(name, input).map_err(|it| Fault::unreadable(it, TAG_HELP))
        })?;
        facts.push(FactFile { holds: "tags", name, digest, accepted: read.rows(), rejected: rejected(&found) });
        tags.merge(read);
        findings.extend(found);
    }
    findings.extend(tags.doubts(|it| pack.is_some_and(|pack| pack.names_category(it))));
    let mut customers = Customers::default();
    if let Some((path, name)) = args.customers.as_ref().zip(facts_names.next()) {
        let ((read, found), name, digest) = digested(path, name, |name, input| {
            Customers::read_csv(name, input).map_err(|it| Fault::unreadable(it, CUSTOMER_HELP))
        })?;
        facts.push(FactFile { holds: "customers", name, digest, accepted: read.rows(), rejected: rejected(&found) });
        findings.extend(found.into_iter().chain(read.doubts(|it| pack.is_some_and(|pack| pack.names_risk(it)))));
        findings.extend(read.opened_late(ledger.transfers(), &ledger.book().parties));
        customers = read;
    }
    facts.extend(price_file);
    Ok(Loaded { ledger, prices, tags, customers, facts, findings })
}

fn rejected(found: &[Finding]) -> u64 {
    found.iter().filter(|it| it.fault.rejects()).count() as u64
}

/// Reads a file of that name through `read`; gives its name and digest as well.
fn digested<T>(
    path: &Path,
    name: String,
    read: impl FnOnce(&str, &mut Tap<Box<dyn Read>>) -> Result<T, Fault>,
) -> Result<(T, String, SourceId), Fault> {
    let mut tap = Tap::new(open(path)?);
    let found = read(&name, &mut tap)?;
    Ok((found, name, tap.finish()))
}

const TAG_HELP: &str = "a tag file is CSV with the columns wallet, category, label, source";
const CUSTOMER_HELP: &str = "a customer file is CSV with the columns customer, risk, country, opened";

fn import(
    args: &ReadArgs,
    currency: Option<String>,
    prices: Option<String>,
) -> Result<(Import, Option<FactFile>), Fault> {
    let map = args.map.as_deref().map(ColumnMap::parse).transpose();
    let map = map.map_err(|it| {
        Fault::usage(format!("--map: {it}"), "for instance: --map time=booked,from=payer,to=payee,amount=sum")
    })?;
    let mut format = Format::parse(&args.format).unwrap_or(Format::Auto);
    if map.is_some() && format == Format::Auto {
        format = Format::Mapped;
    }
    let mut import = Import {
        format,
        map,
        currency,
        prices: None,
        decimal: Decimal::parse(&args.decimal).unwrap_or(Decimal::Auto),
        owner: args.owner.clone(),
        threads: threads(args.threads),
    };
    let Some((path, name)) = args.prices.as_ref().zip(prices) else { return Ok((import, None)) };
    let (prices, name, digest) = digested(path, name, |name, input| {
        let help = "a price file is CSV with the columns asset, day, price; it is used as a whole or not at all";
        Prices::read(name, input).map_err(|it| Fault::unreadable(it, help))
    })?;
    let file = FactFile { holds: "prices", name, digest, accepted: prices.rows(), rejected: 0 };
    import.prices = Some(prices);
    Ok((import, Some(file)))
}

fn export_help(args: &ReadArgs, fault: &ReadFault) -> String {
    use ReadFault::{CarriageReturns, Empty, Header, HeaderBelow, JsonList, NamedTwice, NotUtf8, Packed, Spent};
    if matches!(
        fault,
        Spent { .. }
            | NamedTwice { .. }
            | CarriageReturns
            | JsonList
            | Header(_)
            | HeaderBelow(_)
            | NotUtf8
            | Packed(_)
            | Empty
    ) {
        return "nothing was judged: mend that, then scan again".to_owned();
    }
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

/// The names that files are cited by; of two files of one name, the second is `2:NAME`.
fn source_names<'a>(paths: impl Iterator<Item = &'a PathBuf>) -> Vec<String> {
    let mut seen: BTreeMap<String, u32> = BTreeMap::new();
    let mut cite = |path: &PathBuf| {
        let name = file_name(path);
        let count = seen.entry(name.clone()).or_default();
        *count += 1;
        if *count == 1 { name } else { format!("{count}:{name}") }
    };
    paths.map(&mut cite).collect()
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
    open_file(path, "give the files in it, for instance FOLDER/*.csv")
}

/// Opens what must be a file; `help` is what to do about a folder.
fn open_file(path: &Path, help: &str) -> Result<Box<dyn Read>, Fault> {
    let unreadable = |it: &io::Error| cannot(path, it);
    let file = File::open(path).map_err(|it| unreadable(&it))?;
    if file.metadata().map_err(|it| unreadable(&it))?.is_dir() {
        return Err(Fault::unreadable(format!("{} is a folder", path.display()), help));
    }
    Ok(Box::new(file))
}

/// Whether two paths lead to the same file.
pub(crate) fn is_same(one: &Path, other: &Path) -> bool {
    let real = |it: &Path| std::fs::canonicalize(it).ok();
    real(one).is_some_and(|it| Some(it) == real(other))
}

/// Whether two paths name one place, be a file there or not, whatever links lead there.
pub(crate) fn is_same_place(one: &Path, other: &Path) -> bool {
    let place = |it: &Path| {
        let it = &out::end_of_links(it);
        let folder = it.parent().filter(|it| !it.as_os_str().is_empty()).unwrap_or(Path::new("."));
        std::fs::canonicalize(folder).ok().map(|folder| (folder, it.file_name().map(ToOwned::to_owned)))
    };
    is_same(one, other) || place(one).is_some_and(|it| Some(it) == place(other))
}

/// The fault that a file cannot be read.
fn cannot(path: &Path, error: &io::Error) -> Fault {
    let (why, help) = match error.kind() {
        io::ErrorKind::NotFound => ("does not exist", "check the path"),
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
    told_width().unwrap_or(WIDTH)
}

fn told_width() -> Option<usize> {
    let terminal = terminal_size::terminal_size_of(io::stdout()).map(|it| usize::from(it.0.0));
    let told = || std::env::var("COLUMNS").ok()?.parse().ok();
    terminal.or_else(told).filter(|it| *it > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_cited_by_their_own_names() {
        let paths = ["a/x.csv", "b/x.csv", "-", "y.csv.gz", "c/x.csv"].map(PathBuf::from);
        assert_eq!(source_names(paths.iter()), ["x.csv", "2:x.csv", "stdin", "y.csv.gz", "3:x.csv"]);
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
