//! What a scan refuses so that no answer says more than was done, and none destroys its sources.
//!
//! Runs the command itself on copies of the rules of its test data.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn data(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(name)
}

/// A copy of the rules, each text changed by `change`.
fn rules(folder: &Path, change: impl Fn(String) -> String) -> PathBuf {
    let to = folder.join("rules");
    let mut rest = vec![(data("rules"), to.clone())];
    while let Some((from, to)) = rest.pop() {
        fs::create_dir_all(&to).unwrap();
        for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
            let target = to.join(entry.file_name());
            if entry.path().is_dir() {
                rest.push((entry.path(), target));
            } else {
                fs::write(target, change(fs::read_to_string(entry.path()).unwrap())).unwrap();
            }
        }
    }
    to
}

fn scan(rules: &Path, more: &[&Path]) -> (Output, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tidegate"));
    command.arg("scan").arg(data("transfers.csv")).arg("--rules").arg(rules).args(more);
    let output = command.output().unwrap();
    let words = String::from_utf8_lossy(&output.stderr).into_owned();
    (output, words)
}

#[test]
fn a_pack_of_which_no_rule_runs_is_refused_and_not_clear() {
    let folder = tempfile::tempdir().unwrap();
    for status in ["draft", "retired"] {
        let rules = rules(folder.path(), |text| {
            let lines = text
                .lines()
                .map(|it| if it.starts_with("status") { format!("status = \"{status}\"") } else { it.into() });
            lines.collect::<Vec<String>>().join("\n")
        });
        let (output, words) = scan(&rules, &[]);
        assert_eq!(output.status.code(), Some(3), "{words}");
        assert!(words.contains("nothing would be judged") && output.stdout.is_empty(), "{words}");
    }
}

#[test]
fn an_answer_never_takes_the_place_of_a_rule_it_was_made_with() {
    let folder = tempfile::tempdir().unwrap();
    let rules = rules(folder.path(), |text| text);
    let mut files: Vec<PathBuf> = Vec::new();
    let mut rest = vec![rules.clone()];
    while let Some(it) = rest.pop() {
        match it.is_dir() {
            true => rest.extend(fs::read_dir(it).unwrap().map(|it| it.unwrap().path())),
            false => files.push(it),
        }
    }
    assert!(files.len() > 1);
    for file in files.iter().filter(|it| it.extension().is_some_and(|it| it == "toml")) {
        let before = fs::read(file).unwrap();
        let (output, words) = scan(&rules, &[Path::new("--out"), file]);
        assert_eq!(output.status.code(), Some(2), "{words}");
        assert!(words.contains("would overwrite a file that is read"), "{words}");
        assert_eq!(fs::read(file).unwrap(), before);
    }
}
