//! Copies of the made permits with keys, a status list and a journal.
#![allow(dead_code, reason = "each test takes a part")]

use crate::{private, schema};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

pub(crate) const NOON: &str = "2026-11-01T12:00:00Z";
pub(crate) const ID: &str = "0-493a725aa2d699af1ef17277b895a87f-552b";

pub(crate) fn made(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../testdata/permits").join(name)
}

/// A copy of the made permits with a journal that was begun with them.
pub(crate) fn house() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    private::keys(&made("keys"), &folder.path().join("keys"));
    for name in ["permit.jwt", "suspended.jwt", "revoked.jwt", "status.jwt"] {
        std::fs::write(folder.path().join(name), std::fs::read(made(name)).unwrap()).unwrap();
    }
    let new = ["audit", "new", "journal.jsonl", "--origin", "gate.example/journal", "--at", "2026-11-01T00:00:00Z"];
    assert!(run(folder.path(), &new).status.success());
    folder
}

pub(crate) fn run(folder: &Path, words: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tidegate"));
    command.env("TIDEGATE_PASSPHRASE", private::PASSPHRASE).env_remove("COLUMNS");
    command.args(words).current_dir(folder).output().unwrap()
}

pub(crate) fn object(output: &Output, kind: &str) -> Value {
    let object: Value = serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&output.stderr)));
    schema::check(kind, &object).unwrap_or_else(|fault| panic!("{fault}\n{object:#}"));
    object
}

pub(crate) fn verified(folder: &Path, permit: &str, at: &str) -> (Value, i32) {
    let jwks = ["permit", "verify", permit, "--jwks", "keys/jwks.json", "--status", "status.jwt", "--as", "json"];
    let parties = ["--issuer", "https://gate.example", "--audience", "https://exchange.example", "--at", at];
    let output = run(folder, &[&jwks[..], &parties].concat());
    (object(&output, "permit"), output.status.code().unwrap())
}

pub(crate) fn revoke<'a>(permit: &'a str, at: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    let words = ["permit", "revoke", permit, "--keys", "keys", "--status", "status.jwt", "--journal", "journal.jsonl"];
    [&words[..], &["--reason", "monitoring-hit", "--at", at], more].concat()
}
