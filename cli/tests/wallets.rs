//! `tidegate wallet`: challenges that are read again, answers that count and answers that do not, and what is refused.
//!
//! Runs the command itself. Which signatures are proofs is the library's property.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

mod schema;

const ADDRESS: &str = "0x4a62316623ad457f02cdc5d997ded67a383ec569";

fn demonstration(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../testdata/wallets").join(name)
}

fn run(words: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tidegate"));
    command.env("COLUMNS", "100").env("NO_COLOR", "1").arg("wallet").args(words).output().unwrap()
}

/// Judges a signature over a challenge; gives the exit code and the object.
fn prove(address: &str, challenge: &Path, signature: &str, at: &str) -> (i32, Value) {
    let challenge = challenge.to_str().unwrap();
    let output =
        run(&["prove", address, "--challenge", challenge, "--signature", signature, "--at", at, "--as", "json"]);
    let line: Value = serde_json::from_slice(&output.stdout).unwrap_or_default();
    if !line.is_null() {
        schema::check("wallet-proof", &line).unwrap();
    }
    (output.status.code().unwrap(), line)
}

#[test]
fn an_answer_counts_for_its_wallet_its_text_and_its_time() {
    let (challenge, signature) =
        (demonstration("challenge.txt"), std::fs::read_to_string(demonstration("signature.txt")).unwrap());
    let folder = tempfile::tempdir().unwrap();
    let (windows, marked, other) =
        (folder.path().join("crlf.txt"), folder.path().join("bom.txt"), folder.path().join("other.txt"));
    let text = std::fs::read_to_string(&challenge).unwrap();
    std::fs::write(&windows, text.replace('\n', "\r\n")).unwrap();
    std::fs::write(&marked, format!("\u{feff}{text}")).unwrap();
    std::fs::write(&other, text.replace("c-0042", "c-0043")).unwrap();
    let noon = "2026-03-01T10:30:00Z";
    for (address, challenge, signature, at, exit, answer, why) in [
        (ADDRESS, &challenge, signature.as_str(), noon, 0, "proved", ""),
        (ADDRESS, &windows, &signature, noon, 0, "proved", ""),
        (ADDRESS, &marked, &format!("\u{feff}{signature}"), noon, 0, "proved", ""),
        ("0x4A62316623ad457f02cdc5d997ded67a383ec569", &challenge, &signature, noon, 2, "", ""),
        (ADDRESS, &other, &signature, noon, 1, "refuted", "was not made by the key"),
        (ADDRESS, &challenge, "0x12", noon, 1, "refuted", "is it whole?"),
        (ADDRESS, &challenge, &signature, "2026-03-01T12:00:00Z", 1, "refuted", "expired"),
        (ADDRESS, &challenge, &signature, "2026-03-01T09:00:00Z", 1, "refuted", "later"),
        ("0x2c7536E3605D9C16a7a3D7b1898e529396a65c23", &challenge, &signature, noon, 1, "refuted", "another wallet"),
    ] {
        let (code, line) = prove(address, challenge, signature, at);
        assert_eq!((code, line["answer"].as_str().unwrap_or("")), (exit, answer), "{line}");
        assert!(line["why"].as_str().unwrap_or("").contains(why), "{line}");
        assert_eq!(line["way"].as_str(), (answer == "proved").then_some("eip-191"));
    }
}

#[test]
fn a_challenge_is_new_each_time_and_read_as_it_was_written() {
    let folder = tempfile::tempdir().unwrap();
    let files = ["one.txt", "two.txt"].map(|it| folder.path().join(it));
    for file in &files {
        let out = file.to_str().unwrap();
        let output = run(&[
            "challenge",
            ADDRESS,
            "--origin",
            "exchange.example",
            "--customer",
            "c-1",
            "--at",
            "2026-03-01T10:00:00Z",
            "--out",
            out,
        ]);
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
        // It is read, and what was signed for another one proves nothing here.
        let signature = std::fs::read_to_string(demonstration("signature.txt")).unwrap();
        assert_eq!(prove(ADDRESS, file, &signature, "2026-03-01T10:30:00Z").1["answer"], "refuted");
    }
    assert_ne!(std::fs::read(&files[0]).unwrap(), std::fs::read(&files[1]).unwrap());
}

#[test]
fn what_nobody_here_can_judge_is_unknown_and_never_proved() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("challenge.txt");
    for (address, signature) in
        [("rHb9CJAWyB4rj91VRWn96DkukG4bwdtyTh", "AA=="), ("3EktnHQD7RiAE6uzMj2ZifT9YgRrkSgzQX", "fulAA==")]
    {
        let words =
            ["challenge", address, "--origin", "x", "--customer", "c-1", "--at", "2026-03-01T10:00:00Z", "--out"];
        assert!(run(&[&words[..], &[file.to_str().unwrap()]].concat()).status.success());
        let (code, line) = prove(address, &file, signature, "2026-03-01T10:30:00Z");
        assert_eq!((code, &line["answer"], &line["way"]), (1, &"unknown".into(), &Value::Null), "{line}");
    }
}

/// A text that came back with the answer may name anybody: the customer who is meant can be said.
#[test]
fn the_customer_who_is_meant_can_be_said() {
    let (challenge, signature) = (demonstration("challenge.txt"), demonstration("signature.txt"));
    for (customer, exit) in [("c-0042", 0), ("c-0043", 1)] {
        let files = ["--challenge", challenge.to_str().unwrap(), "--signature-file", signature.to_str().unwrap()];
        let words = ["prove", ADDRESS, "--at", "2026-03-01T10:30:00Z", "--customer", customer];
        assert_eq!(run(&[&words[..], &files].concat()).status.code(), Some(exit), "{customer}");
    }
}

#[test]
fn what_does_not_fit_is_refused_with_what_to_do() {
    let challenge = demonstration("challenge.txt");
    let challenge = challenge.to_str().unwrap();
    let itself = demonstration("signature.txt");
    for (words, exit, said) in [
        (&["challenge", "0x12", "--origin", "x", "--customer", "c"][..], 2, "the address"),
        (&["challenge", ADDRESS, "--origin", "x\nWallet: y", "--customer", "c"], 2, "have 1 to 200 plain ASCII"),
        (&["challenge", ADDRESS, "--origin", "x", "--customer", "c", "--minutes", "0"], 2, "0 is not in"),
        (&["prove", ADDRESS, "--challenge", challenge], 2, "--signature"),
        (&["prove", ADDRESS, "--challenge", "-", "--signature-file", "-"], 2, "asked for twice"),
        (&["prove", ADDRESS, "--challenge", "none.txt", "--signature", "x"], 3, "does not exist"),
        (
            &["prove", ADDRESS, "--challenge", itself.to_str().unwrap(), "--signature", "x"],
            3,
            "no challenge as it was written",
        ),
    ] {
        let output = run(words);
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(exit), "{words:?}: {told}");
        assert!(told.contains(said) && output.stdout.is_empty(), "{words:?}: {told}");
    }
}
