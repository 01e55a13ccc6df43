//! Answers on their way out: standard output, or a file that appears complete or not at all.
//!
//! Colours are taken out where nobody sees them; a reader who closes the pipe ends the writing
//! quietly.

use super::writers::{beside, hold, sweep};
use crate::fault::Fault;
use crate::report::paint::hanging;
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

/// So many links are followed one after the other, as Linux does.
const LINKS_MAX: usize = 40;

/// Whether what is written may carry colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ink {
    /// Text for people: colours are kept for a terminal.
    Coloured,
    /// Data for machines, passed on as it is.
    Plain,
}

/// Writes an answer to standard output, or to the file `out`.
///
/// The file is written beside its place and renamed when it is complete, so that no reader ever
/// sees a part of it; a place that is no plain file (a pipe, a device) is written directly.
///
/// # Errors
/// A fault where the file cannot be written. A closed pipe is none.
pub(crate) fn write(
    out: Option<&Path>,
    ink: Ink,
    body: &mut dyn FnMut(&mut dyn Write) -> io::Result<()>,
) -> Result<(), Fault> {
    let out = out.filter(|it| it.as_os_str() != "-");
    let done = match out {
        None => standard(ink, body),
        Some(path) => file(path, ink, body),
    };
    match done {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        Err(error) => {
            let place = out.map_or_else(|| "standard output".to_owned(), |it| it.display().to_string());
            let help = "check the path and the space on its disk";
            Err(Fault::unreadable(format!("{place} cannot be written: {}", error.kind()), help))
        }
        Ok(()) => Ok(()),
    }
}

/// The new content of a file, whole and on its disk beside it, until [`Staged::put`] gives it the place. Where that
/// never comes, nothing is left of it.
#[derive(Debug)]
pub(crate) struct Staged {
    path: PathBuf,
    beside: PathBuf,
    /// Held, and locked, so that nobody takes it for what a killed writer left.
    file: Option<File>,
}

impl Staged {
    /// Writes the content beside the file.
    ///
    /// # Errors
    /// A fault where that fails; the file is as it was.
    pub(crate) fn new(path: &Path, bytes: &[u8]) -> Result<Self, Fault> {
        Self::with(path, bytes, OpenOptions::new())
    }

    /// The same for a file that its owner alone may read.
    ///
    /// # Errors
    /// As [`Staged::new`].
    pub(crate) fn private(path: &Path, bytes: &[u8]) -> Result<Self, Fault> {
        let mut options = OpenOptions::new();
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        Self::with(path, bytes, options)
    }

    fn with(path: &Path, bytes: &[u8], mut options: OpenOptions) -> Result<Self, Fault> {
        let path = end_of_links(path);
        replaceable(&path)?;
        sweep(&path, bytes);
        let mut staged = Self { beside: beside(&path), path, file: None };
        let written = options.write(true).create_new(true).open(&staged.beside).and_then(|mut file| {
            hold(&file);
            // Who may read the file may go on reading it.
            fs::metadata(&staged.path).map_or(Ok(()), |it| file.set_permissions(it.permissions()))?;
            file.write_all(bytes)?;
            file.sync_all().map(|()| file)
        });
        staged.file = Some(written.map_err(|it| staged.cannot(&it))?);
        Ok(staged)
    }

    /// Replaces the file, in one step.
    ///
    /// # Errors
    /// A fault where that fails; the file is as it was.
    pub(crate) fn put(mut self) -> Result<(), Fault> {
        drop(self.file.take());
        fs::rename(&self.beside, &self.path).map_err(|it| self.cannot(&it))
    }

    fn cannot(&self, error: &io::Error) -> Fault {
        let what = format!("{} cannot be written: {}", self.path.display(), error.kind());
        Fault::unreadable(what, "check the path and the space on its disk")
    }
}

impl Drop for Staged {
    fn drop(&mut self) {
        // Gone already where it has been put.
        let _ = fs::remove_file(&self.beside);
    }
}

/// Refuses to put a file in the place of what is none: a pipe or a device is not replaced, a folder is not either.
///
/// # Errors
/// A fault that names it.
pub(super) fn replaceable(path: &Path) -> Result<(), Fault> {
    if fs::metadata(path).is_ok_and(|it| !it.is_file()) {
        let what = format!("{} is there already and is no file", path.display());
        return Err(Fault::usage(what, "give the place of a file; nothing was changed"));
    }
    Ok(())
}

fn standard(ink: Ink, body: &mut dyn FnMut(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    let lock = io::stdout().lock();
    match ink {
        Ink::Plain => through(lock, body),
        Ink::Coloured => through(anstream::AutoStream::auto(lock), body),
    }
}

fn through(inner: impl Write, body: &mut dyn FnMut(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    let mut writer = BufWriter::with_capacity(1 << 16, inner);
    body(&mut writer)?;
    writer.flush()
}

fn file(path: &Path, ink: Ink, body: &mut dyn FnMut(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    let path = end_of_links(path);
    if fs::metadata(&path).is_ok_and(|it| !it.is_file()) {
        return into(&mut OpenOptions::new().write(true).open(&path)?, ink, body);
    }
    sweep(&path, b"");
    let beside = beside(&path);
    let mut file = OpenOptions::new().write(true).create_new(true).open(&beside)?;
    hold(&file);
    // Who may not read the file may not read what takes its place.
    let kept = fs::metadata(&path).map_or(Ok(()), |it| file.set_permissions(it.permissions()));
    let written = kept.and_then(|()| into(&mut file, ink, body));
    let written = written.and_then(|()| file.sync_all()).and_then(|()| fs::rename(&beside, &path));
    if written.is_err() {
        // The half-written file is ours; if it cannot be removed, the first error still counts.
        let _ = fs::remove_file(&beside);
    }
    written
}

/// The file that a link points to, so that it still points there afterwards, be the file there or not.
pub(super) fn end_of_links(path: &Path) -> PathBuf {
    let mut path = path.to_owned();
    for _ in 0..LINKS_MAX {
        let Ok(next) = fs::read_link(&path) else { break };
        path = path.parent().unwrap_or(Path::new("")).join(next);
    }
    path
}

/// Refuses a place for an answer where its folder does not stand, before work is done for it.
///
/// # Errors
/// A fault that names the folder.
pub(crate) fn has_place(out: &Path) -> Result<(), Fault> {
    let path = end_of_links(out);
    match path.parent().filter(|it| !it.as_os_str().is_empty()) {
        Some(folder) if !folder.is_dir() => Err(Fault::unreadable(
            format!("{} cannot be written: there is no folder {}", out.display(), folder.display()),
            "make the folder first, or write somewhere else",
        )),
        _ => Ok(()),
    }
}

/// Whether a file lies, or would lie, in a folder or below it, whatever links lead there.
pub(crate) fn lies_in(file: &Path, folder: &Path) -> bool {
    let path = end_of_links(file);
    let parent = path.parent().filter(|it| !it.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let both = fs::canonicalize(parent).ok().zip(fs::canonicalize(folder).ok());
    both.is_some_and(|(parent, folder)| parent.starts_with(folder))
}

fn into(file: &mut File, ink: Ink, body: &mut dyn FnMut(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    match ink {
        Ink::Plain => through(file, body),
        Ink::Coloured => through(anstream::StripStream::new(file), body),
    }
}

/// Words for people, on standard error.
pub(crate) fn speak(text: &str) {
    let room = room();
    let lines = text.lines().map(|it| room.map_or_else(|| it.to_owned(), |room| hanging(it, room)));
    speak_drawn(&lines.collect::<Vec<_>>().join("\n"));
}

/// How wide a page is for words: that of the terminal or `COLUMNS`; where neither tells, each stays on one line.
fn room() -> Option<usize> {
    let terminal = terminal_size::terminal_size_of(io::stderr()).map(|it| usize::from(it.0.0));
    terminal.or_else(super::told_width).filter(|it| *it > 0)
}

/// Says what is drawn already, as it is.
pub(crate) fn speak_drawn(text: &str) {
    let mut stream = anstream::AutoStream::auto(io::stderr().lock());
    // There is nobody left to tell when standard error is closed.
    let _ = writeln!(stream, "{text}");
}

/// Makes a folder for pages.
///
/// # Errors
/// A fault where it cannot be made.
pub(crate) fn page_folder(path: &Path) -> Result<(), Fault> {
    fs::create_dir_all(path).map_err(|it| {
        Fault::unreadable(
            format!("{} cannot be made: {}", path.display(), it.kind()),
            "give a folder that may be written to",
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn put(path: &Path, text: &str) -> Result<(), Fault> {
        write(Some(path), Ink::Coloured, &mut |it| it.write_all(text.as_bytes()))
    }

    #[test]
    fn a_file_is_written_without_colours_and_nothing_is_left_beside_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("hits.txt");
        put(&path, "\u{1b}[31mred\u{1b}[0m").unwrap();
        put(&path, "again").unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "again");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_failure_leaves_the_old_file_as_it_was() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("hits.txt");
        put(&path, "old").unwrap();
        let failed = write(Some(&path), Ink::Plain, &mut |it| {
            it.write_all(b"half")?;
            Err(io::Error::other("stop"))
        });
        assert!(failed.is_err());
        assert_eq!(fs::read_to_string(&path).unwrap(), "old");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[cfg(unix)]
    #[test]
    fn a_link_is_written_through_and_stays_a_link() {
        let folder = tempfile::tempdir().unwrap();
        let (link, target) = (folder.path().join("latest"), folder.path().join("hits.txt"));
        std::os::unix::fs::symlink("hits.txt", &link).unwrap();
        for text in ["new", "again"] {
            put(&link, text).unwrap();
            assert_eq!(fs::read_to_string(&target).unwrap(), text);
            assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        }
    }

    #[test]
    fn a_folder_that_does_not_stand_is_named() {
        let folder = tempfile::tempdir().unwrap();
        assert!(has_place(&folder.path().join("x")).is_ok() && has_place(Path::new("x")).is_ok());
        let Err(Fault::Said { what, .. }) = has_place(&folder.path().join("none/x")) else { panic!("taken") };
        assert!(what.ends_with("none") && what.contains("there is no folder"), "{what}");
    }

    #[test]
    fn what_is_staged_takes_its_place_at_once_or_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("status.jwt");
        fs::write(&path, "old").unwrap();
        #[cfg(unix)]
        fs::set_permissions(&path, std::os::unix::fs::PermissionsExt::from_mode(0o640)).unwrap();
        let rights = fs::metadata(&path).unwrap().permissions();
        let staged = Staged::new(&path, b"new").unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "old");
        drop(staged);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
        Staged::new(&path, b"new").unwrap().put().unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "new");
        assert_eq!(fs::metadata(&path).unwrap().permissions(), rights);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
        assert!(Staged::new(&folder.path().join("none/x"), b"new").is_err());
        assert!(Staged::new(folder.path(), b"new").is_err(), "a folder is no file");
        #[cfg(unix)]
        {
            let place = folder.path().join("socket");
            let _socket = std::os::unix::net::UnixListener::bind(&place).unwrap();
            let Err(Fault::Said { what, .. }) = Staged::new(&place, b"new") else { panic!("staged") };
            assert!(what.contains("is no file") && crate::input::owned(&place, b"new").is_err(), "{what}");
            assert!(!fs::metadata(&place).unwrap().is_file(), "it is what it was");
        }
    }

    #[cfg(unix)]
    #[test]
    fn an_answer_is_readable_for_whom_the_former_was() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("hits.txt");
        put(&path, "old").unwrap();
        for mode in [0o600, 0o640] {
            fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
            put(&path, "new").unwrap();
            assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, mode);
        }
    }

    #[test]
    fn a_closed_pipe_is_no_fault() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x");
        assert!(write(Some(&path), Ink::Plain, &mut |_| Err(io::ErrorKind::BrokenPipe.into())).is_ok());
        assert!(put(&folder.path().join("none/x"), "text").is_err());
    }
}
