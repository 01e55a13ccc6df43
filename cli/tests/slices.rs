//! Slices of the demonstration ledger, one after the other, against the whole: the same lines, byte
//! for byte, wherever it is cut, with the shipped rules and all facts.
//!
//! Runs the command itself. That it holds for any ledger and any rules is the engine's property.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::Command;

mod schema;

fn at(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(path)
}

/// The lines of a scan of the demonstration, as they stand.
fn scan(slice: Option<&str>) -> Vec<String> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tidegate"));
    command.arg("scan").arg(at("testdata/ledgers/demo.csv")).arg("--rules").arg(at("rules"));
    for facts in ["tags", "customers", "prices"] {
        command.arg(format!("--{facts}")).arg(at(&format!("testdata/{facts}/demo.csv")));
    }
    command.args(["--as", "jsonl"]);
    if let Some(slice) = slice {
        command.args(["--slice", slice, "--lookback", "auto"]);
    }
    let output = command.output().unwrap();
    assert!(matches!(output.status.code(), Some(0 | 1)), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().lines().map(str::to_owned).collect()
}

fn of(kind: &str, lines: &[String]) -> Vec<String> {
    let begins = format!("{{\"type\":\"{kind}\",");
    lines.iter().filter(|it| it.starts_with(&begins)).cloned().collect()
}

/// The slice line of a run, checked against its schema.
fn told(lines: &[String]) -> Value {
    let found = of("slice", lines);
    assert_eq!(found.len(), 1);
    let line: Value = serde_json::from_str(&found[0]).unwrap();
    schema::check("slice", &line).unwrap();
    line
}

fn join(cuts: &[String]) {
    let whole = scan(None);
    let mut ends = vec![String::new()];
    ends.extend_from_slice(cuts);
    ends.push(String::new());
    let parts: Vec<Vec<String>> = ends.windows(2).map(|it| scan(Some(&format!("{}..{}", it[0], it[1])))).collect();
    for kind in ["hit", "unfinished"] {
        let joined: Vec<String> = parts.iter().flat_map(|it| of(kind, it)).collect();
        assert_eq!(joined, of(kind, &whole), "{kind} lines of {cuts:?}");
    }
    let lines: Vec<Value> = parts.iter().map(|it| told(it)).collect();
    let sum = |name: &str| lines.iter().map(|it| it[name].as_u64().unwrap()).sum::<u64>();
    assert_eq!((sum("transfers"), sum("hits")), (470, of("hit", &whole).len() as u64));
    for pair in lines.windows(2) {
        assert_eq!(pair[0]["to"], pair[1]["from"]);
        assert_eq!(
            (&pair[0]["inputs_digest"], &pair[0]["pack_digest"]),
            (&pair[1]["inputs_digest"], &pair[1]["pack_digest"])
        );
    }
}

#[test]
fn the_demonstration_cut_in_two_and_joined_is_the_whole() {
    (2..22).step_by(3).for_each(|day| join(&[format!("2026-03-{day:02}T09:30:00Z")]));
}

#[test]
fn the_demonstration_day_by_day_and_joined_is_the_whole() {
    join(&(2..22).map(|day| format!("2026-03-{day:02}T00:00:00Z")).collect::<Vec<_>>());
}

#[test]
fn what_was_replayed_is_told() {
    let line = told(&scan(Some("2026-03-10..2026-03-11")));
    assert_eq!((&line["from"], &line["to"]), (&"2026-03-10T00:00:00Z".into(), &"2026-03-11T00:00:00Z".into()));
    assert_eq!((&line["longest_window"], &line["may_grow"]), (&"72h".into(), &false.into()));
    assert_eq!(line["look_back_by_rule"].as_object().unwrap().len(), 13);
}
