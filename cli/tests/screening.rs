//! The JSON Lines and files of `tidegate screen`: they fit their schema, and no batch loses a subject.
//!
//! Runs the command itself. Cannot judge how well names are matched: that is what the matcher's own tests are for.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

mod schema;

fn lists(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../testdata/lists").join(name)
}

fn screen(words: &[&str], files: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tidegate"));
    command.arg("screen").args(words).arg("--list").args(files.iter().map(|it| lists(it)));
    command.args(["--at", "2026-03-05"]).output().unwrap()
}

fn lines(output: &Output) -> Vec<Value> {
    let text = std::str::from_utf8(&output.stdout).unwrap();
    text.lines().map(|it| serde_json::from_str(it).unwrap()).collect()
}

const ALL: [&str; 6] = ["own.csv", "ofac_advanced.xml", "ofac_csv", "un.xml", "eu.csv", "entities.ftm.json"];

#[test]
fn every_subject_of_a_batch_has_one_line_that_fits_the_schema() {
    let customers = lists("customers.csv");
    let output = screen(&["--batch", customers.to_str().unwrap(), "--as", "jsonl"], &ALL);
    assert_eq!(output.status.code(), Some(1));
    let all = lines(&output);
    let subjects: Vec<&str> = all.iter().map(|it| it["subject"]["customer"].as_str().unwrap()).collect();
    assert_eq!(subjects, ["c-0101", "c-0102", "c-0103", "c-0104", "c-0105", "c-0106"]);
    for line in &all {
        schema::check("screen", line).unwrap();
        assert_eq!(line["lists"].as_array().unwrap().len(), ALL.len());
    }
    let answers: Vec<&str> = all.iter().map(|it| it["answer"].as_str().unwrap()).collect();
    assert_eq!(answers, ["found", "clear", "found", "clear", "found", "found"]);
}

#[test]
fn a_list_of_unknown_age_is_never_clear_under_a_greatest_age() {
    for (words, answer, code) in [
        (&["Hanne Lindqvist", "--as", "jsonl"][..], "clear", 0),
        (&["Hanne Lindqvist", "--as", "jsonl", "--max-age", "7"], "unknown", 1),
        (&["Hanne Lindqvist", "--as", "jsonl", "--max-age", "7", "--published", "2026-03-01"], "clear", 0),
        (&["Hanne Lindqvist", "--as", "jsonl", "--max-age", "3", "--published", "2026-03-01"], "unknown", 1),
    ] {
        let output = screen(words, &["ofac_csv"]);
        assert_eq!(
            (lines(&output)[0]["answer"].as_str(), output.status.code()),
            (Some(answer), Some(code)),
            "{words:?}"
        );
    }
}

#[test]
fn the_points_of_an_alignment_add_up_to_its_score() {
    let output = screen(&["Ravinder Tolmachy Vos", "--as", "jsonl"], &["own.csv"]);
    let parts = |it: &Value| it.as_str().unwrap().replace('.', "").parse::<u32>().unwrap();
    let line = &lines(&output)[0];
    let candidate = &line["candidates"][0];
    let sum: u32 = candidate["alignment"].as_array().unwrap().iter().map(|it| parts(&it["points"])).sum();
    assert_eq!(sum, parts(&candidate["score"]));
}

#[test]
fn pairs_come_back_with_a_score_in_every_row() {
    let folder = tempfile::tempdir().unwrap();
    let (pairs, out) = (folder.path().join("pairs.csv"), folder.path().join("scored.csv"));
    std::fs::write(&pairs, "set,name1,name2,schema\na,John Smith,John Smith,Person\nb,\"Smith, Anna\",Boris,Person\n")
        .unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_tidegate"));
    let done = command.args(["screen", "compare", "--pairs"]).arg(&pairs).arg("--out").arg(&out).status().unwrap();
    assert_eq!(done.code(), Some(0));
    let text = std::fs::read_to_string(out).unwrap();
    let rows: Vec<&str> = text.lines().collect();
    assert_eq!((rows.len(), rows[0]), (3, "set,name1,name2,schema,score"));
    assert!(rows[1].starts_with("a,John Smith,John Smith,Person,") && rows[2].contains("\"Smith, Anna\""), "{text}");
}
