//! An export whose rows have no transaction id, given twice: no two hits share an id, whatever the order of the
//! rows, and slices that meet give the ids of the whole.
//!
//! Runs the command itself, over the demonstration ledger with the shipped rules.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use serde_json::Value;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn at(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(path)
}

/// The rows of the demonstration without their transaction ids, header first.
fn rows() -> Vec<String> {
    let text = std::fs::read_to_string(at("testdata/ledgers/demo.csv")).unwrap();
    let without_id = |line: &str| {
        let cells: Vec<&str> = line.split(',').collect();
        [&cells[..5], &cells[6..]].concat().join(",")
    };
    text.lines().map(without_id).collect()
}

fn run(words: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_tidegate")).args(words).arg("--rules").arg(at("rules")).output().unwrap()
}

/// The hits of a scan, without the lines their rows stand in.
fn hits(export: &Path, more: &[&str]) -> Vec<Value> {
    let output = run(&[&["scan", export.to_str().unwrap(), "--as", "jsonl"], more].concat());
    let lines = std::str::from_utf8(&output.stdout).unwrap().lines();
    let mut hits: Vec<Value> =
        lines.map(|it| serde_json::from_str(it).unwrap()).filter(|it: &Value| it["type"] == "hit").collect();
    for row in hits.iter_mut().flat_map(|it| it["rows"].as_array_mut().unwrap()) {
        row.as_object_mut().unwrap().remove("line");
    }
    hits
}

fn written(folder: &Path, name: &str, header: &str, rows: &[String]) -> PathBuf {
    let path = folder.join("x.csv");
    std::fs::create_dir_all(folder.join(name)).unwrap();
    let path = folder.join(name).join(path.file_name().unwrap());
    std::fs::write(&path, format!("{header}\n{}\n", rows.join("\n"))).unwrap();
    path
}

#[test]
fn hits_of_rows_that_are_copies_have_ids_of_their_own() {
    let folder = tempfile::tempdir().unwrap();
    let rows = rows();
    let (header, rows) = rows.split_first().unwrap();
    let twice = [rows, rows].concat();
    let backwards: Vec<String> = twice.iter().rev().cloned().collect();
    let ids = |hits: &[Value]| hits.iter().map(|it| it["id"].to_string()).collect::<Vec<_>>();
    let export = written(folder.path(), "twice", header, &twice);
    let all = hits(&export, &[]);
    assert_eq!(ids(&all).iter().collect::<BTreeSet<_>>().len(), all.len());
    // Which hits share their rows' contents: there are some, or this shows nothing.
    let contents = |it: &Value| format!("{} {} {}", it["rule"], it["subject"], it["rows"]);
    assert!(all.iter().map(contents).collect::<BTreeSet<_>>().len() < all.len());
    assert_eq!(hits(&written(folder.path(), "backwards", header, &backwards), &[]), all);
    assert_eq!(hits(&export, &["--threads", "1"]), all);
    let parts = ["..2026-03-11", "2026-03-11..2026-03-17T12:00:00Z", "2026-03-17T12:00:00Z.."];
    let joined: Vec<Value> = parts.iter().flat_map(|it| hits(&export, &["--slice", it])).collect();
    assert_eq!(joined, all);

    let table = run(&["scan", export.to_str().unwrap(), "--all"]);
    let table = String::from_utf8(table.stdout).unwrap();
    assert!(ids(&all).iter().all(|it| table.contains(&it[1..9]) && !table.contains(&it[1..20])), "{table}");
    for id in ids(&all) {
        let told = run(&["explain", &id[1..13], export.to_str().unwrap()]);
        assert!(String::from_utf8(told.stdout).unwrap().contains(&format!("hit {}", &id[1..65])), "{id}");
    }
}
