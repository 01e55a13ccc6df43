//! `tidegate travel-rule`: payloads that are built and checked, what is refused, and that nobody is shown.
//!
//! Runs the command itself. What a gap is, is the library's.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

mod schema;

const FROM: &str = "0x4a62316623ad457f02cdc5d997ded67a383ec569";
const TO: &str = "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4";

fn testdata(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../testdata").join(name)
}

fn run(columns: usize, words: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tidegate"));
    let command = command.env("COLUMNS", columns.to_string()).env("NO_COLOR", "1").arg("travel-rule");
    command.args(words).output().unwrap()
}

/// Checks a payload for a transfer in the European Union; gives the exit code and what was said on both ways.
fn check(payload: &Path, more: &[&str]) -> (i32, String, String) {
    let (payload, policy) = (payload.to_str().unwrap(), testdata("policies/travel.toml"));
    let words = ["check", payload, "--policy", policy.to_str().unwrap(), "--asset", "ETH", "--at", "2026-03-01"];
    let output = run(100, &[&words[..], more].concat());
    let text = |it: Vec<u8>| String::from_utf8(it).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

const EU: &[&str] = &["--jurisdiction", "EU", "--currency", "EUR", "--amount"];
const BETWEEN: &[&str] = &["--from", FROM, "--to", TO, "--self-hosted", "none"];

fn json(payload: &Path, more: &[&str]) -> (i32, Value) {
    let (code, said, told) = check(payload, &[more, &["--as", "json"]].concat());
    let line: Value = serde_json::from_str(&said).unwrap_or_else(|_| panic!("{told}"));
    schema::check("travel-rule", &line).unwrap();
    (code, line)
}

fn build(folder: &Path, text: &str, form: &str) -> (i32, String, String) {
    let (description, out) = (folder.join("transfer.toml"), folder.join("payload.json"));
    std::fs::write(&description, text).unwrap();
    let words = ["build", description.to_str().unwrap(), "--out", out.to_str().unwrap(), "--at", "2026-03-01"];
    let output = run(100, &[&words[..], &["--as", form]].concat());
    let text = |it: Vec<u8>| String::from_utf8(it).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

fn description() -> String {
    std::fs::read_to_string(testdata("travel/transfer.toml")).unwrap()
}

#[test]
fn what_is_built_is_the_file_of_testdata_and_checks_complete() {
    let folder = tempfile::tempdir().unwrap();
    let (code, said, _) = build(folder.path(), &description(), "json");
    let line: Value = serde_json::from_str(&said).unwrap();
    schema::check("travel-rule", &line).unwrap();
    assert_eq!((code, &line["answer"]), (0, &"complete".into()));
    let payload = folder.path().join("payload.json");
    assert_eq!(std::fs::read(&payload).unwrap(), std::fs::read(testdata("travel/payload.json")).unwrap());
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(std::fs::metadata(&payload).unwrap().permissions().mode() & 0o777, 0o600);
    }
    let (code, line) = json(&payload, &[EU, &["1500"], BETWEEN].concat());
    assert_eq!((code, line["answer"].as_str(), line["gaps"].as_array().map(Vec::len)), (0, Some("complete"), Some(0)));
}

/// The threshold itself is below it in the European Union.
#[test]
fn the_amount_decides_about_control_to_the_last_digit() {
    let payload = testdata("travel/payload.json");
    let own = ["--from", FROM, "--to", TO, "--self-hosted", "beneficiary"];
    for (amount, proved, exit) in
        [("1000", false, 0), ("1000.00", false, 0), ("1000.000000000000000001", false, 1), ("1000.01", true, 0)]
    {
        let more = if proved { vec!["--control-proved"] } else { Vec::new() };
        assert_eq!(json(&payload, &[EU, &[amount], &own, &more].concat()).0, exit, "{amount}");
    }
}

#[test]
fn every_kind_of_gap_is_told_and_nobody_is_shown() {
    let more = [EU, &["1500"], BETWEEN].concat();
    let (code, line) = json(&testdata("travel/gaps.json"), &more);
    assert_eq!((code, &line["answer"]), (1, &"refused".into()));
    let told: Vec<(&str, &str)> = line["gaps"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| (it["is"].as_str().unwrap(), it["code"].as_str().unwrap()))
        .collect();
    assert_eq!(
        told,
        [
            ("meaningless", "travel-meaningless"),
            ("faulty", "travel-c8-address"),
            ("faulty", "travel-c3-country"),
            ("unchecked", "travel-c10-unchecked"),
            ("contradicts", "travel-vasp-not-lei"),
            ("contradicts", "travel-account-not-wallet"),
            ("missing", "travel-field-missing"),
        ]
    );
    let (_, page, _) = check(&testdata("travel/gaps.json"), &more);
    for shown in ["Eriksson", "Anna", "L898902C3", "Hamngatan", "Stockholm", "556000", FROM, TO, "0x2c7536", "SWE"] {
        assert!(!page.contains(shown) && !line.to_string().contains(shown), "{shown}");
    }
    for word in ["contradicts the transfer", "faulty (2)", "missing (1)", "says nothing (1)", "not checked (1)"] {
        assert!(page.contains(word), "{word}: {page}");
    }
}

#[test]
fn what_is_not_built_is_not_written_and_says_so() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(build(folder.path(), &description(), "table").0, 0);
    let before = std::fs::read(folder.path().join("payload.json")).unwrap();
    let (code, page, _) = build(folder.path(), &description().replace("\"Anna Maria\"", "\"n/a\""), "table");
    assert!(code == 1 && page.starts_with(" INCOMPLETE") && page.contains("it is from before"), "{page}");
    assert_eq!(std::fs::read(folder.path().join("payload.json")).unwrap(), before);
    // A description that cannot be read is told by place and code; its words are somebody's.
    let text = description().replace("residence ", "Anna-Eriksson ").replace("\"passport\"", "\"Hamngatan 12\"");
    let (code, page, told) = build(folder.path(), &text, "table");
    assert!(code == 3 && page.is_empty() && told.contains("travel-file-unknown-key"), "{told}");
    assert!(told.contains("travel-file-unknown-word") && told.contains("transfer.toml:10:"), "{told}");
    assert!(!told.contains("Anna") && !told.contains("Hamngatan"), "{told}");
}

#[test]
fn spellings_that_were_made_are_named_and_not_shown() {
    let folder = tempfile::tempdir().unwrap();
    let text = description().replace("\"Eriksson\"", "\"Ерикссон\"");
    let (code, page, _) = build(folder.path(), &text, "table");
    assert!(code == 0 && page.contains("Spelt in Latin letters here"), "{page}");
    assert!(page.contains("name.nameIdentifier[0].primaryIdentifier") && !page.contains("Eriks"), "{page}");
}

#[test]
fn what_cannot_be_read_and_what_does_not_fit_are_told_apart() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, text: &[u8]| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path
    };
    let all = [EU, &["1500"], BETWEEN].concat();
    let deep = [b"{\"originator\":".to_vec(), vec![b'['; 100_000]].concat();
    let old = br#"{"originator":{"originatorPersons":[]},"payloadMetadata":{"payloadVersion":"101"}}"#;
    for (name, text, told) in [
        ("empty", &b""[..], "not the JSON that is asked here"),
        ("binary", &b"\xff\xfe\x00"[..], "not the JSON that is asked here"),
        ("deep", &deep, "nests deeper than 32, at originator[0]"),
        ("huge", &vec![b' '; (1 << 20) + 1], "larger than 1 MiB"),
        ("old", &old[..], "IVMS101 of 2020"),
        ("twice", &b"{\"originator\":1,\"originator\":2}"[..], "twice in one JSON object, at originator"),
    ] {
        let (code, said, why) = check(&file(name, text), &all);
        let why = why.replace("\n       ", " ");
        assert!(code == 3 && said.is_empty() && why.contains(told), "{name}: {why}");
    }
    let payload = testdata("travel/payload.json");
    for (more, told) in [
        ([EU, &["1,500"], BETWEEN].concat(), "an amount has up to 18 digits"),
        (
            [EU, &["1500"], &["--self-hosted", "none", "--to", "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5"]].concat(),
            "the address of --to",
        ),
        ([EU, &["1500"]].concat(), "--self-hosted"),
    ] {
        let (code, said, why) = check(&payload, &more);
        assert!(code == 2 && said.is_empty() && why.contains(told), "{why}");
    }
    let wrong = file("travel.toml", b"id = \"x\"\nversion = 1\n[[rule]]\nname = \"a\"\nsorce = \"b\"\n");
    let words = ["check", payload.to_str().unwrap(), "--policy", wrong.to_str().unwrap(), "--asset", "ETH"];
    let output = run(100, &[&words[..], &all].concat());
    let why = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.code() == Some(3) && why.contains("travel.toml:5:1") && why.contains("source"), "{why}");
    let text = file("transfer.toml", description().as_bytes());
    let output = run(100, &["build", text.to_str().unwrap(), "--out", "-"]);
    assert_eq!(output.status.code(), Some(2));
    let output = run(100, &["build", text.to_str().unwrap(), "--out", text.to_str().unwrap()]);
    assert_eq!((output.status.code(), std::fs::read_to_string(&text).unwrap()), (Some(2), description()));
}

#[test]
fn a_page_holds_on_a_narrow_terminal() {
    let (payload, policy) = (testdata("travel/gaps.json"), testdata("policies/travel.toml"));
    let words = ["check", payload.to_str().unwrap(), "--policy", policy.to_str().unwrap(), "--asset", "ETH"];
    let output = run(40, &[&words[..], EU, &["1500"], BETWEEN].concat());
    let page = String::from_utf8(output.stdout).unwrap();
    assert!(page.lines().count() > 20);
    assert!(page.lines().all(|it| it.chars().count() <= 40), "{page}");
}
