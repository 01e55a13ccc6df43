//! Rules of the house for the sources of one crate: source text in, offences with file and line out.
//!
//! Shared by the room and size tests of every library. Knows tokens, modules and paths; does not
//! expand macros and does not resolve names, so a room reached through a re-export of a third
//! room is charged to the room that is named.

#![allow(dead_code, reason = "each test crate uses its own half")]
#![allow(clippy::expect_used, reason = "a source that cannot be read is a failed test")]

pub(crate) mod rooms;
pub(crate) mod sizes;
pub(crate) mod tokens;

use std::path::{Path, PathBuf};

/// A source file of the crate: its path below the crate's folder, and its text.
pub(crate) struct Source {
    pub(crate) path: PathBuf,
    pub(crate) text: String,
}

/// Every Rust file below `crate_root/folder`, in the order of paths; none where there is no such folder.
pub(crate) fn sources(crate_root: &Path, folder: &str) -> Vec<Source> {
    let mut found = Vec::new();
    let mut folders = vec![crate_root.join(folder)];
    while let Some(folder) = folders.pop() {
        let Ok(entries) = std::fs::read_dir(&folder) else { continue };
        for entry in entries {
            let path = entry.expect("an entry of a folder can be read").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|it| it == "rs") {
                let text = std::fs::read_to_string(&path).expect("a source file is UTF-8");
                let path = path.strip_prefix(crate_root).expect("found below the root").to_owned();
                found.push(Source { path, text });
            }
        }
    }
    found.sort_by(|a, b| a.path.cmp(&b.path));
    found
}

/// Fails with one offence a line.
pub(crate) fn demand_none(what: &str, offences: &[String]) {
    assert!(offences.is_empty(), "{what}:\n{}\n", offences.join("\n"));
}
