//! `tidegate audit` on copies of the made journal: what is done to it is found, and answers fit their schemas.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail loudly")]

mod private;
mod schema;

use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

const KEY: &str = "example.com/tidegate/journal+409de55f+ARl/ayPhbIUyxqvIOPrNXqeJvgx2spIDNAOb+os9No1h";

fn made(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../testdata/journal").join(name)
}

fn audit(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_tidegate"))
        .arg("audit")
        .args(arguments)
        .env("TIDEGATE_PASSPHRASE", private::PASSPHRASE)
        .current_dir(folder)
        .output()
        .unwrap()
}

/// A copy of the made files, with the journal's bytes changed.
fn copy(change: impl Fn(&mut Vec<u8>)) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    private::keys(&made("keys"), &folder.path().join("keys"));
    for name in ["journal.jsonl", "checkpoint.txt"] {
        let mut bytes = std::fs::read(made(name)).unwrap();
        if name == "journal.jsonl" {
            change(&mut bytes);
        }
        std::fs::write(folder.path().join(name), bytes).unwrap();
    }
    folder
}

fn answer(folder: &Path, arguments: &[&str]) -> (Value, i32) {
    let output = audit(folder, &[&["verify", "--as", "json"], arguments].concat());
    let object: Value = serde_json::from_slice(&output.stdout).unwrap();
    schema::check("audit", &object).unwrap_or_else(|fault| panic!("{fault}\n{object:#}"));
    (object, output.status.code().unwrap())
}

#[test]
fn what_was_done_to_a_journal_is_found_and_told_apart() {
    let kept = ["journal.jsonl", "--checkpoint", "checkpoint.txt", "--key", KEY];
    let line = |bytes: &[u8], number: usize| {
        bytes.iter().enumerate().filter(|it| *it.1 == b'\n').nth(number).map(|it| it.0 + 1).unwrap()
    };
    for (fault, change, said, code) in [
        ("nothing", &(|_: &mut Vec<u8>| {}) as &dyn Fn(&mut Vec<u8>), "agrees", 0),
        ("torn", &|it| it.truncate(it.len() - 9), "torn-tail", 1),
        ("cut", &|it| it.truncate(line(it, 2)), "shorter", 1),
        (
            "changed",
            &|it| {
                let place = line(it, 1) + 30;
                it[place] ^= 1
            },
            "corrupt",
            1,
        ),
    ] {
        let folder = copy(change);
        let (object, ended) = answer(folder.path(), &kept);
        assert_eq!((object["answer"].as_str().unwrap(), ended), (said, code), "{fault}");
        assert_eq!(object["holds"], code == 0, "{fault}");
    }
}

#[test]
fn a_proof_and_each_line_fit_their_schemas_and_a_forged_proof_does_not_hold() {
    let folder = copy(|_| {});
    for line in std::fs::read_to_string(made("journal.jsonl")).unwrap().lines() {
        schema::check("journal", &serde_json::from_str(line).unwrap()).unwrap();
    }
    for entry in ["2", "6"] {
        let output = audit(folder.path(), &["prove", "journal.jsonl", entry, "--against", "checkpoint.txt"]);
        let text = String::from_utf8(output.stdout).unwrap();
        schema::check("proof", &serde_json::from_str(&text).unwrap()).unwrap();
        std::fs::write(folder.path().join("proof.json"), &text).unwrap();
        let (object, code) = answer(folder.path(), &["--proof", "proof.json", "--key", KEY]);
        assert_eq!((object["answer"].as_str().unwrap(), code), ("proved", 0));
        std::fs::write(folder.path().join("proof.json"), text.replace("2026-03-01T1", "2026-03-02T1")).unwrap();
        let (object, code) = answer(folder.path(), &["--proof", "proof.json", "--key", KEY]);
        assert_eq!((object["answer"].as_str().unwrap(), code), ("not-proved", 1));
    }
}

#[test]
fn a_checkpoint_covers_its_own_entry_and_cuts_a_torn_tail_first() {
    let folder = copy(|it| it.truncate(it.len() - 9));
    let signed = ["checkpoint", "journal.jsonl", "--keys", "keys", "--at", "2026-03-02", "--out", "new.txt"];
    let output = audit(folder.path(), &signed);
    let words = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success() && words.contains("cut off a torn tail") && words.contains(KEY), "{words}");
    let (object, code) = answer(folder.path(), &["journal.jsonl", "--checkpoint", "new.txt", "--key", KEY]);
    assert_eq!((object["answer"].as_str().unwrap(), &object["entries"], code), ("agrees", &Value::from(8), 0));
}

#[test]
fn a_lost_or_wrong_key_or_a_clock_behind_signs_nothing_and_changes_nothing() {
    let key = |folder: &Path| {
        let mut pem = private::files(&folder.join("keys"))
            .into_iter()
            .map(|it| it.0)
            .filter(|it| it.extension().unwrap() == "pem");
        pem.next().unwrap()
    };
    let checkpoint = ["checkpoint", "journal.jsonl", "--keys", "keys", "--at", "2026-03-02", "--out", "new.txt"];
    for (fault, change, words, said) in [
        (
            "lost_key",
            &(|it: &Path| std::fs::remove_file(key(it)).unwrap()) as &dyn Fn(&Path),
            &checkpoint[..],
            "does not exist",
        ),
        (
            "lost_folder",
            &|it| std::fs::rename(it.join("keys"), it.join("elsewhere")).unwrap(),
            &checkpoint,
            "does not exist",
        ),
        ("lost_set", &|it| std::fs::remove_file(it.join("keys/jwks.json")).unwrap(), &checkpoint, "does not exist"),
        (
            "key_of_another_set",
            &|it| {
                let other = include_bytes!("../../kyc-core/src/key/vectors/openssl_scrypt.pem");
                std::fs::write(key(it), other).unwrap();
            },
            &checkpoint,
            "not the one of the public key set",
        ),
        (
            "clear_key",
            &|it| {
                std::fs::write(key(it), include_bytes!("../../kyc-core/src/key/vectors/clear.pem")).unwrap();
            },
            &checkpoint,
            "is not encrypted",
        ),
        (
            "torn_key",
            &|it| {
                let pem = std::fs::read(key(it)).unwrap();
                std::fs::write(key(it), &pem[..pem.len() / 2]).unwrap();
            },
            &checkpoint,
            "is no PEM text",
        ),
        (
            "wrong_passphrase",
            &|it| {
                std::fs::write(it.join("pass"), "incorrect horse").unwrap();
                private::owned(&it.join("pass"), 0o600);
            },
            &[&checkpoint[..], &["--passphrase-file", "pass"]].concat(),
            "does not open the key file",
        ),
        ("key_for_all", &|it| private::owned(&key(it), 0o644), &checkpoint, "by others than its owner"),
        ("clock_behind", &|_| (), &[&checkpoint[..5], &["2026-03-01"]].concat(), "before the newest entry"),
        (
            "answer_among_the_keys",
            &|_| (),
            &[&checkpoint[..6], &["--out", "keys/jwks.json"]].concat(),
            "would overwrite",
        ),
        ("corrupt_journal", &|it| std::fs::write(it.join("journal.jsonl"), "{}\n").unwrap(), &checkpoint, "line 1"),
    ] {
        let folder = copy(|_| {});
        change(folder.path());
        let before = private::files(folder.path());
        let output = audit(folder.path(), words);
        let told = String::from_utf8(output.stderr).unwrap();
        assert!(told.contains(said) && !told.contains("panicked"), "{fault}: {told}");
        assert!(matches!(output.status.code(), Some(2 | 3)) && output.stdout.is_empty(), "{fault}");
        assert!(private::files(folder.path()) == before, "{fault}: something was changed");
    }
}

#[test]
fn a_proof_never_takes_the_place_of_the_journal() {
    let folder = copy(|_| {});
    let before = private::files(folder.path());
    for journal in ["journal.jsonl", "."] {
        let output = audit(folder.path(), &["prove", journal, "2", "--out", "journal.jsonl"]);
        assert_eq!(output.status.code(), Some(2));
        assert!(String::from_utf8_lossy(&output.stderr).contains("would overwrite"));
    }
    assert!(private::files(folder.path()) == before);
    assert_eq!(answer(folder.path(), &["."]).0["answer"], "whole");
}
