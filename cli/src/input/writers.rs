//! Who else writes a file: those who are at it, for whom one waits, and those who were killed, whose leftovers are removed.

use super::out::{end_of_links, speak};
use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};

/// A hidden neighbour of the file, on the same disk, so that renaming it is one step.
pub(super) fn beside(path: &Path) -> PathBuf {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    path.with_file_name(format!(".{name}.{}.part", std::process::id()))
}

/// After so long nobody is still writing a file that is written at once.
const LEFT: std::time::Duration = std::time::Duration::from_secs(60);
/// How a signed token begins, such as a permit: each customer's has a name of its own.
const TOKEN: &[u8] = b"eyJ";

/// Keeps a file that is being written from being swept away. Where nothing can be locked, its age alone protects it.
pub(super) fn hold(file: &File) {
    let _ = file.try_lock();
}

/// Removes what writers who were killed left beside a file that is to hold `bytes`: hidden neighbours of its name, and of
/// tokens those of other names with the same suffix, that nobody touched for long and no living writer holds.
pub(super) fn sweep(path: &Path, bytes: &[u8]) {
    let own = path.file_name().unwrap_or_default().to_string_lossy();
    let folder = path.parent().filter(|it| !it.as_os_str().is_empty()).unwrap_or(Path::new("."));
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let (name, left) = (entry.file_name(), entry.path());
        let name = name.to_string_lossy();
        let Some(of) = written_for(&name).filter(|_| entry.metadata().is_ok_and(|it| it.is_file())) else { continue };
        let is_kin = || {
            let suffix = Path::new(of).extension();
            bytes.starts_with(TOKEN) && suffix == path.extension() && is_token(&left)
        };
        let age = || entry.metadata().ok()?.modified().ok()?.elapsed().ok();
        if (of == own || is_kin()) && age().is_some_and(|it| it > LEFT) && !is_held(&left) {
            // What cannot be removed harms nobody: its owner alone may read it.
            let _ = fs::remove_file(&left);
        }
    }
}

/// The name of the file that a hidden neighbour is written for: `.NAME.NUMBER.part`.
fn written_for(name: &str) -> Option<&str> {
    let (of, number) = name.strip_prefix('.')?.strip_suffix(".part")?.rsplit_once('.')?;
    Some(of).filter(|_| !number.is_empty() && number.bytes().all(|it| it.is_ascii_digit()))
}

/// Whether a file is a token or the beginning of one, be it nothing yet.
fn is_token(path: &Path) -> bool {
    let mut head = Vec::new();
    let read = File::open(path).and_then(|it| it.take(TOKEN.len() as u64).read_to_end(&mut head));
    read.is_ok() && TOKEN.starts_with(&head)
}

/// Keeps others of this command from changing files in a folder, as long as what it gives is held; waits where somebody
/// does. Nothing where a folder cannot be locked.
pub(crate) fn alone(path: &Path) -> Option<File> {
    let path = end_of_links(path);
    let folder = path.parent().filter(|it| !it.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let held = File::open(folder).ok()?;
    if matches!(held.try_lock(), Err(fs::TryLockError::WouldBlock)) {
        speak(&format!("{} is in use by another writer: waiting", folder.display()));
        held.lock().ok()?;
    }
    Some(held)
}

/// Whether somebody is writing a file still.
fn is_held(path: &Path) -> bool {
    File::open(path).is_ok_and(|it| matches!(it.try_lock(), Err(fs::TryLockError::WouldBlock)))
}

#[cfg(test)]
mod tests {
    use super::super::{Ink, Staged};
    use super::*;
    use std::io::Write;

    #[test]
    fn what_killed_writers_left_is_swept_away_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("permit.jwt");
        let old = std::time::SystemTime::now() - LEFT - LEFT;
        // Whether each is left where a permit is written.
        let names = [
            (".permit.jwt.17.part", "eyJ", false),
            (".permit.jwt.18.part", "eyJ", true),
            (".permit.jwt.19.part", "eyJ", true),
            (".permit.jwt.x.part", "eyJ", true),
            (".other.jwt.17.part", "eyJhb", false),
            (".empty.jwt.17.part", "", false),
            (".other.jwt.18.part", "a note", true),
            (".other.txt.17.part", "eyJ", true),
            ("permit.jwt.17.part", "eyJ", true),
        ];
        for write in [
            |it: &Path| Staged::new(it, b"eyJh").unwrap().put().unwrap(),
            |it: &Path| crate::input::owned(it, b"eyJh").unwrap(),
        ] {
            let mut living = Vec::new();
            for (name, text, _) in names {
                let mut file = File::create(folder.path().join(name)).unwrap();
                file.write_all(text.as_bytes()).unwrap();
                // One was touched just now, and one is written by somebody who takes long.
                if !name.contains("permit.jwt.18") {
                    file.set_modified(old).unwrap();
                }
                if name.contains("19") {
                    hold(&file);
                    living.push(file);
                }
            }
            write(&path);
            for (name, _, is_left) in names {
                assert_eq!(folder.path().join(name).exists(), is_left, "{name}");
            }
        }
        // An answer that is none of the gate's sweeps what was left of its own name.
        let left = folder.path().join(".hits.txt.17.part");
        File::create(&left).unwrap().set_modified(old).unwrap();
        let hits = folder.path().join("hits.txt");
        super::super::write(Some(&hits), Ink::Plain, &mut |it| it.write_all(b"hits")).unwrap();
        assert!(!left.exists() && folder.path().join(".other.jwt.18.part").exists());
    }
}
