//! Documents and anchors on their way in: files and folders, bounded in size and number; the clock.

use super::{cannot, file_name, is_stdin, once, open, open_file, speak};
use crate::args::Hex;
use crate::fault::Fault;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};
use tidegate_kyc_core::base::{Day, Instant, TimeError, Window};

/// The largest file that is read, in bytes: a master list of all countries has about two million,
/// a chip's files together less than half a million.
const FILE_LEN_MAX: u64 = 16 << 20;
/// What to do about a folder where a single file is asked for, and about a file that is too large to be one.
const ONE_FILE: &str = "a single file is asked for here: give the path of the file itself";
const TOO_LARGE: &str = "nothing that is asked for here is that large: check the path";
/// The most files of one folder: the certificates of every master list there is, one by one, are fewer.
const FILES_MAX: usize = 4096;

/// One file of a document or of an anchor folder.
#[derive(Clone)]
pub(crate) struct Piece {
    /// Its name, without the folder.
    pub(crate) name: String,
    /// What it holds.
    pub(crate) bytes: Vec<u8>,
}

/// Reads files, and the files directly in folders in the order of their names; those whose name
/// begins with a dot are passed over.
///
/// # Errors
/// A fault where something cannot be read, is too large, or a folder is empty.
pub(crate) fn pieces(paths: &[PathBuf]) -> Result<Vec<Piece>, Fault> {
    once(paths.iter())?;
    let mut all = Vec::new();
    for path in paths {
        if is_stdin(path) || !path.is_dir() {
            all.push(piece(path)?);
            continue;
        }
        let before = all.len();
        for file in folder(path)? {
            all.push(piece(&file)?);
        }
        if let Some(inner) = folders(path)?.first() {
            let (outer, inner) = (file_name(path), file_name(inner));
            speak(&format!(
                "note: {outer}: the folder {inner} in it is not read: give it as well if it belongs to the document"
            ));
        }
        if all.len() == before {
            return Err(Fault::unreadable(
                format!("{} holds no files", path.display()),
                "give the folder with the files in it",
            ));
        }
    }
    Ok(all)
}

/// Reads the files of a folder of anchors, and those of its sub-folders with the sub-folder's name.
///
/// # Errors
/// A fault where the folder or a file cannot be read.
pub(crate) fn anchor_files(path: &Path) -> Result<Vec<(Option<String>, Piece)>, Fault> {
    let mut all = Vec::new();
    for file in folder(path)? {
        all.push((None, piece(&file)?));
    }
    for folder_below in folders(path)? {
        let name = file_name(&folder_below);
        for file in folder(&folder_below)? {
            all.push((Some(name.clone()), piece(&file)?));
        }
    }
    Ok(all)
}

/// The folders directly in a folder, in the order of their names; those whose name begins with a dot are passed over.
fn folders(path: &Path) -> Result<Vec<PathBuf>, Fault> {
    let entries = std::fs::read_dir(path).map_err(|it| cannot(path, &it))?;
    let hidden = |it: &PathBuf| file_name(it).starts_with('.');
    let all = entries.filter_map(|it| it.ok().map(|it| it.path())).filter(|it| it.is_dir() && !hidden(it));
    let mut all: Vec<PathBuf> = all.collect();
    all.sort();
    Ok(all)
}

fn folder(path: &Path) -> Result<Vec<PathBuf>, Fault> {
    if path.is_file() {
        let what = format!("{} is a file, and a folder is asked for", path.display());
        return Err(Fault::unreadable(what, "give the folder that it lies in"));
    }
    let entries = std::fs::read_dir(path).map_err(|it| cannot(path, &it))?;
    let mut files = Vec::new();
    for entry in entries {
        let file = entry.map_err(|it| cannot(path, &it))?.path();
        let hidden = file.file_name().is_none_or(|it| it.to_string_lossy().starts_with('.'));
        if !hidden && file.is_file() {
            files.push(file);
        }
        if files.len() > FILES_MAX {
            let what = format!("{} holds more than {FILES_MAX} files", path.display());
            return Err(Fault::unreadable(what, "give the folder of one document, or of the anchors alone"));
        }
    }
    files.sort();
    Ok(files)
}

fn piece(path: &Path) -> Result<Piece, Fault> {
    let help = "no identity document and no list of anchors is that large: check the path";
    Ok(Piece { name: file_name(path), bytes: bounded(path, FILE_LEN_MAX, help)? })
}

/// The bytes of one file, at most so many; `help` is what to do about a larger one.
///
/// # Errors
/// A fault where it cannot be read or is larger.
pub(crate) fn bounded(path: &Path, most: u64, help: &str) -> Result<Vec<u8>, Fault> {
    let mut bytes = Vec::new();
    let file = if is_stdin(path) { open(path)? } else { open_file(path, ONE_FILE)? };
    file.take(most + 1).read_to_end(&mut bytes).map_err(|it| cannot(path, &it))?;
    if bytes.len() as u64 > most {
        let most = if most < 1 << 20 { format!("{} KiB", most >> 10) } else { format!("{} MiB", most >> 20) };
        return Err(Fault::unreadable(format!("{} is larger than {most}", path.display()), help));
    }
    Ok(bytes)
}

/// Reads one file whole.
///
/// # Errors
/// A fault where it cannot be read or is too large.
pub(crate) fn whole(path: &Path) -> Result<Vec<u8>, Fault> {
    bounded(path, FILE_LEN_MAX, TOO_LARGE)
}

/// Reads a small text file.
///
/// # Errors
/// A fault where it cannot be read or is no UTF-8.
pub(crate) fn text(path: &Path) -> Result<String, Fault> {
    bounded_text(path, FILE_LEN_MAX, TOO_LARGE)
}

/// Reads a text file of at most so many bytes; of a larger one, no more than that.
///
/// # Errors
/// A fault where it cannot be read, is larger, or is no UTF-8.
pub(crate) fn bounded_text(path: &Path, most: u64, help: &str) -> Result<String, Fault> {
    let bytes = bounded(path, most, help)?;
    let no_text = |_| Fault::unreadable(format!("{} is no text in UTF-8", file_name(path)), "save it as UTF-8");
    String::from_utf8(bytes).map_err(no_text)
}

/// Whether a file, or each file of a folder, is a plain one of a size that is read, and lies in a folder wherever links
/// lead.
///
/// # Errors
/// What is wrong, as a clause.
pub(crate) fn readable_in(path: &Path, within: &Path) -> Result<(), String> {
    let files = if path.is_dir() { folder(path).map_err(|_| "cannot be read".to_owned())? } else { Vec::new() };
    let root = within.canonicalize().map_err(|_| "cannot be read".to_owned())?;
    for file in std::iter::once(path).chain(files.iter().map(PathBuf::as_path)) {
        let Ok(true_path) = file.canonicalize() else { return Err("does not exist".to_owned()) };
        let plain = std::fs::metadata(&true_path).map_err(|_| "cannot be read".to_owned())?;
        match () {
            () if !true_path.starts_with(&root) => return Err("is a link out of the application's folder".to_owned()),
            () if plain.is_dir() => {}
            () if !plain.is_file() => return Err("is neither a file nor a folder".to_owned()),
            () if plain.len() > FILE_LEN_MAX => {
                return Err(format!("has a file larger than {} MiB", FILE_LEN_MAX >> 20));
            }
            () => {}
        }
    }
    Ok(())
}

/// Whether there is a file or folder.
pub(crate) fn is_there(path: &Path) -> bool {
    path.exists()
}

/// The clock, in whole seconds of UTC: what is shown can be typed again.
pub(crate) fn now() -> Instant {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Instant::from_micros(i64::try_from(since.as_secs()).unwrap_or(i64::MAX).saturating_mul(1_000_000))
}

/// The instant so much later.
///
/// # Errors
/// A fault that names the option where that is past the year 9999, which dates cannot say.
pub(crate) fn later(at: Instant, length: Window, option: &str) -> Result<Instant, Fault> {
    let end = Instant::from_micros(at.micros().saturating_add(length.micros()));
    let last = Instant::parse("9999-12-31T23:59:59Z").is_ok_and(|it| end <= it);
    let fault = || Fault::usage(format!("{option} leads past the year 9999"), "give a shorter time: 30d, for instance");
    last.then_some(end).ok_or_else(fault)
}

/// The clock, once it no longer shows an instant that is taken: waits for the next second at most.
pub(crate) fn now_after(taken: Instant) -> Instant {
    if now() == taken {
        std::thread::sleep(std::time::Duration::from_secs(1));
    }
    now()
}

/// An instant as it is typed: a day means its beginning in UTC.
///
/// # Errors
/// What is wrong with the text.
pub(crate) fn instant(text: &str) -> Result<Instant, String> {
    let day = Day::parse(text).and_then(|it| Instant::from_civil(it, 0, 0, 0));
    match (day, Instant::parse(text)) {
        (Ok(it), _) | (_, Ok(it)) => Ok(it),
        (Err(TimeError::Form(day)), Err(TimeError::Form(full))) => {
            Err(format!("is not of the form {day} or {full}, where an offset (+02:00) may stand for the Z"))
        }
        (Err(TimeError::Form(_)), Err(fault)) | (Err(fault), _) => Err(fault.to_string()),
    }
}

/// Bytes as they are typed: hex digits, in pairs.
///
/// # Errors
/// What is wrong with the text.
pub(crate) fn hex(text: &str) -> Result<Hex, String> {
    let pair = |at: usize| text.get(at..at + 2).and_then(|it| u8::from_str_radix(it, 16).ok());
    let digits = text.len().is_multiple_of(2) && text.bytes().all(|it| it.is_ascii_hexdigit());
    let bytes: Option<Vec<u8>> = if digits { (0..text.len()).step_by(2).map(pair).collect() } else { None };
    bytes.filter(|it| !it.is_empty()).map(Hex).ok_or_else(|| "is not written in pairs of hex digits".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_and_a_file_that_is_too_large_are_told_as_what_is_asked_for() {
        let folder = tempfile::tempdir().unwrap();
        let large = folder.path().join("permit.jwt");
        std::fs::File::create(&large).unwrap().set_len(FILE_LEN_MAX + 1).unwrap();
        for (path, said, helps) in [
            (folder.path(), "is a folder", "the path of the file itself"),
            (&large, "is larger than 16 MiB", "nothing that is asked for here"),
        ] {
            for read in [whole(path).map(|_| ()), text(path).map(|_| ())] {
                let Err(Fault::Said { what, help, .. }) = read else { panic!("read {}", path.display()) };
                assert!(what.contains(said) && help.contains(helps), "{what}: {help}");
            }
        }
    }

    #[test]
    fn a_folder_gives_its_files_in_order_and_no_hidden_one() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["b.bin", ".hidden", "a.bin"] {
            std::fs::write(folder.path().join(name), name).unwrap();
        }
        std::fs::create_dir(folder.path().join("below")).unwrap();
        let read = pieces(&[folder.path().to_owned()]).unwrap();
        assert_eq!(read.iter().map(|it| it.name.as_str()).collect::<Vec<_>>(), ["a.bin", "b.bin"]);
        assert!(pieces(&[folder.path().join("below")]).is_err(), "an empty folder is a mistake");
        let Err(Fault::Said { what, help, .. }) = anchor_files(&folder.path().join("a.bin")).map(|_| ()) else {
            panic!("read a file as a folder")
        };
        assert!(what.ends_with("is a file, and a folder is asked for") && help.contains("lies in"), "{what}: {help}");
    }

    #[test]
    fn an_instant_is_typed_as_a_day_or_in_full() {
        assert_eq!(instant("2026-03-01"), instant("2026-03-01T00:00:00Z"));
        for (text, fault) in [
            (
                "yesterday",
                "is not of the form YYYY-MM-DD or YYYY-MM-DDTHH:MM:SSZ, where an offset (+02:00) may stand for the Z",
            ),
            ("2026-02-30", "the month has no such day"),
            ("2026-02-30T10:00:00Z", "the month has no such day"),
            ("2026-03-01T24:00:00Z", "the time of day is not from 00:00:00 to 23:59:59"),
        ] {
            assert_eq!(instant(text), Err(fault.to_owned()), "{text}");
        }
        assert_eq!(hex("00ffA1"), Ok(Hex(vec![0, 255, 0xa1])));
        for text in ["", "0", "0g", "+1", "é"] {
            assert!(hex(text).is_err(), "{text}");
        }
    }
}
