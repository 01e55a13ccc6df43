//! Lists, customers and pairs from disk: paths in, lists with their findings and opened tables out; the day by the clock.
//!
//! Files are unpacked by their first bytes and bounded by the reader's limits. What they mean is the
//! screen room's business.

use super::pairs::PairTable;
use super::{cannot, file_name, open};
use crate::fault::Fault;
use crate::progress::Bar;
use std::io::{BufReader, Cursor, Read};
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};
use tidegate_kyc_core::base::Day;
use tidegate_kyc_core::screen::list::List;
use tidegate_kyc_core::screen::read::{Finding, Format, Limits, ListError, read_parts};

/// How much of a file tells its format.
const HEAD: u64 = 64 * 1024;
/// The most files in a folder that are taken for one list.
const FILES_MAX: usize = 64;
/// How many bytes tell a packing.
const MARK: u64 = 4;
const SECONDS_A_DAY: u64 = 86_400;

/// A list, the file it came from, and what is wrong with parts of it.
#[derive(Debug)]
pub(crate) struct Loaded {
    /// The name of the file, or of the first of several.
    pub(crate) name: String,
    /// The list.
    pub(crate) list: List,
    /// What is wrong with parts of it.
    pub(crate) findings: Vec<Finding>,
}

/// Reads lists. The files of OFAC's CSV, wherever they stand among the others, are one list.
///
/// # Errors
/// A fault where a file cannot be opened or is no list.
pub(crate) fn read_lists(paths: &[PathBuf], published: Option<Day>) -> Result<Vec<Loaded>, Fault> {
    super::once(paths.iter())?;
    let (mut parts, mut groups) = (Vec::new(), Vec::new());
    let bar = Bar::reading(None);
    for path in files(paths)? {
        let (head, whole) = begun(&path)?;
        let part = Format::recognise(&head).is_ok_and(|it| it.code().starts_with("ofac-csv"));
        let file = (path, Box::new(bar.wrap(whole)) as Box<dyn Read>);
        if part { parts.push(file) } else { groups.push(vec![file]) }
    }
    if !parts.is_empty() {
        groups.push(parts);
    }
    let mut all = Vec::new();
    for group in groups {
        let (paths, streams): (Vec<PathBuf>, Vec<Box<dyn Read>>) = group.into_iter().unzip();
        let name = paths.first().map(|it| file_name(it)).unwrap_or_default();
        bar.at(&name);
        let read = read_parts(streams, &Limits::default());
        let (list, findings) = read.map_err(|(at, error)| fault(paths.get(at), &error))?;
        let list = match (list.published(), published) {
            (None, Some(day)) => list.published_on(day),
            _ => list,
        };
        all.push(Loaded { name, list, findings });
    }
    bar.clear();
    Ok(all)
}

fn fault(path: Option<&PathBuf>, error: &ListError) -> Fault {
    Fault::unreadable(format!("{} {error}", path.map(|it| file_name(it)).unwrap_or_default()), error.help())
}

/// Folders stand for the CSV files in them.
fn files(paths: &[PathBuf]) -> Result<Vec<PathBuf>, Fault> {
    let mut all = Vec::new();
    for path in paths {
        if !path.is_dir() {
            all.push(path.clone());
            continue;
        }
        let entries = std::fs::read_dir(path).map_err(|it| cannot(path, &it))?;
        let is_table = |it: &PathBuf| it.extension().is_some_and(|it| it.eq_ignore_ascii_case("csv"));
        let mut tables: Vec<PathBuf> = entries.filter_map(|it| Some(it.ok()?.path())).filter(is_table).collect();
        tables.sort();
        if tables.is_empty() || tables.len() > FILES_MAX {
            return Err(Fault::unreadable(
                format!("{} is a folder with {} CSV files", path.display(), tables.len()),
                "give the files of the lists themselves",
            ));
        }
        all.extend(tables);
    }
    Ok(all)
}

/// The beginning of a file, unpacked, and the whole of it.
fn begun(path: &Path) -> Result<(Vec<u8>, impl Read + use<>), Fault> {
    let mut stream = unpacked(path)?;
    let mut head = Vec::new();
    let read = stream.by_ref().take(HEAD).read_to_end(&mut head);
    if let Err(error) = read {
        return Err(fault(Some(&path.to_owned()), &ListError::from(error)));
    }
    Ok((head.clone(), Cursor::new(head).chain(stream)))
}

/// The bytes of a file without their packing.
///
/// # Errors
/// A fault where it cannot be read.
pub(super) fn unpacked(path: &Path) -> Result<Box<dyn Read>, Fault> {
    unpacked_from(path, open(path)?)
}

/// The bytes of a file without their packing, which its first bytes tell.
fn unpacked_from(path: &Path, mut raw: impl Read + 'static) -> Result<Box<dyn Read>, Fault> {
    let mut mark = Vec::new();
    raw.by_ref().take(MARK).read_to_end(&mut mark).map_err(|it| cannot(path, &it))?;
    let kind = mark.clone();
    let raw = Cursor::new(mark).chain(raw);
    Ok(match kind.as_slice() {
        [0x1f, 0x8b, ..] => Box::new(flate2::read::MultiGzDecoder::new(raw)),
        [b'B', b'Z', b'h', ..] => Box::new(bzip2::read::MultiBzDecoder::new(raw)),
        [0x28, 0xb5, 0x2f, 0xfd] => {
            let broken = || Fault::unreadable(format!("{} is a broken zstd file", file_name(path)), "fetch it again");
            Box::new(ruzstd::decoding::StreamingDecoder::new(BufReader::new(raw)).map_err(|_| broken())?)
        }
        _ => Box::new(raw),
    })
}

/// A customer file that was opened.
pub(crate) struct CustomerInput {
    /// Its name, without the folder.
    pub(crate) name: String,
    path: PathBuf,
    raw: Box<dyn Read>,
}

/// Opens a customer file.
///
/// # Errors
/// A fault where it cannot be opened.
pub(crate) fn customers(path: &Path) -> Result<CustomerInput, Fault> {
    Ok(CustomerInput { name: file_name(path), path: path.to_owned(), raw: open(path)? })
}

impl CustomerInput {
    /// Its bytes, unpacked, and the bar that reading them moves along.
    ///
    /// # Errors
    /// A fault where its first bytes cannot be read.
    pub(crate) fn begin(self) -> Result<(Box<dyn Read>, Bar), Fault> {
        let size = std::fs::metadata(&self.path).ok().filter(std::fs::Metadata::is_file).map(|it| it.len());
        let bar = Bar::screening(size);
        Ok((unpacked_from(&self.path, bar.wrap(Sips(self.raw)))?, bar))
    }
}

/// A reader in small sips, so that the bar does not run ahead of what was screened.
struct Sips<R>(R);

/// About a hundred customers.
const SIP: usize = 4 * 1024;

impl<R: Read> Read for Sips<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let room = buffer.len().min(SIP);
        self.0.read(&mut buffer[..room])
    }
}

/// A file of pairs, unpacked and bounded as lists are.
///
/// # Errors
/// A fault where the file cannot be opened.
pub(crate) fn pairs(path: &Path) -> Result<PairTable<impl Read + use<>>, Fault> {
    PairTable::of(path, unpacked(path)?.take(Limits::default().bytes_max))
}

/// The day by the machine's clock, in UTC.
pub(crate) fn today() -> Day {
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |it| it.as_secs());
    Day::from_days(i32::try_from(seconds / SECONDS_A_DAY).unwrap_or(i32::MAX))
}
