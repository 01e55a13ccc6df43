//! A terminal of 40 columns: nothing is wider, but for commands and paths, which are to be copied.
//!
//! Runs the commands themselves. What they say at 100 columns stands in the sessions.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::path::Path;
use std::process::Command;

/// What a command writes and what it says, at 40 columns.
fn said(words: &[&str]) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut command = Command::new(env!("CARGO_BIN_EXE_tidegate"));
    let output = command.args(words).current_dir(folder).env("COLUMNS", "40").output().unwrap();
    String::from_utf8(output.stdout).unwrap() + &String::from_utf8(output.stderr).unwrap()
}

#[test]
fn no_line_is_wider_than_forty_columns() {
    let demo = "testdata/ledgers/demo.csv";
    let folder = tempfile::tempdir().unwrap();
    let run = folder.path().join("run.jsonl");
    let run = run.to_str().unwrap();
    for words in [
        vec!["rules", "check", "rules"],
        vec!["explain", "6c50b4f8", demo, "--rules", "rules"],
        vec!["scan", demo, "--rules", "rules", "--slice", "2026-03-11..2026-03-12"],
        vec!["scan", demo, "--rules", "rules", "--as", "jsonl", "--out", run],
        vec!["explain", "6c50b4f8", "--run", run],
        vec!["scan", demo, "--rules", "rules", "--slice", "2020-03-11..2020-03-12"],
        vec!["scan", "a-file-that-is-not-there.csv", "--rules", "rules"],
        vec!["explain", "000000", demo, "--rules", "rules"],
        vec!["explain", "not-a-hit", demo, "--rules", "rules"],
    ] {
        let text = said(&words);
        assert!(text.lines().count() > 1, "{words:?}");
        for line in text.lines().filter(|it| it.trim().contains(' ')) {
            assert!(line.chars().count() <= 40, "{words:?}: {line}\n{text}");
        }
        for torn in ["00:00:\n", "-\n", "2026-\n"] {
            assert!(!text.contains(torn), "{words:?}: {text}");
        }
    }
}
