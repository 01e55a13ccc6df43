//! `tidegate audit` on copies of the made journal: what is done to it is found, and answers fit their schemas.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail loudly")]

mod private;
mod schema;

use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use tidegate_kyc_core::base::SourceId;
use tidegate_kyc_core::journal::{Digest, Entry, Frontier, Growth, Head, ProofRecord, Walk, consistency, inclusion};

const KEY: &str = "example.com/tidegate/journal+409de55f+ARl/ayPhbIUyxqvIOPrNXqeJvgx2spIDNAOb+os9No1h";

fn made(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../testdata/journal").join(name)
}

fn audit(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_tidegate"))
        .arg("audit")
        .args(arguments)
        .env("TIDEGATE_PASSPHRASE", private::PASSPHRASE)
        .env_remove("COLUMNS")
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
        ("changed_in_the_first_line", &|it| it[30] ^= 1, "corrupt", 1),
        ("marked", &|it| it.splice(..0, *b"\xEF\xBB\xBF").for_each(drop), "corrupt", 1),
        ("empty", &|it| it.clear(), "corrupt", 1),
        ("torn_at_the_opening", &|it| it.truncate(20), "corrupt", 1),
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
    let output = audit(folder.path(), &["prove", "journal.jsonl", "2", "--against", "checkpoint.txt"]);
    let text = String::from_utf8(output.stdout).unwrap();
    schema::check("proof", &serde_json::from_str(&text).unwrap()).unwrap();
    std::fs::write(folder.path().join("proof.json"), &text).unwrap();
    let (object, code) = answer(folder.path(), &["--proof", "proof.json", "--key", KEY]);
    assert_eq!((object["answer"].as_str().unwrap(), code), ("proved", 0));
    std::fs::write(folder.path().join("proof.json"), text.replace("2026-03-01T1", "2026-03-02T1")).unwrap();
    let (object, code) = answer(folder.path(), &["--proof", "proof.json", "--key", KEY]);
    assert_eq!((object["answer"].as_str().unwrap(), code), ("not-proved", 1));
    let output = audit(folder.path(), &["verify", "--proof", "proof.json"]);
    assert_eq!(output.status.code(), Some(2), "without a key nobody vouches for anything");
}

/// Anybody can append an entry to what a checkpoint covers, and make the hashes that lead from the one to the other.
#[test]
fn what_no_signed_checkpoint_covers_is_not_proved() {
    let folder = copy(|_| {});
    let file = std::fs::read(made("journal.jsonl")).unwrap();
    let mut walk = Walk::new(&file[..]);
    let entries: Vec<Entry> = std::iter::from_fn(|| walk.step().unwrap()).collect();
    let leaves: Vec<Digest> = entries.iter().map(Entry::leaf).collect();
    let head = |size: usize| {
        let tree: Frontier = leaves[..size].iter().copied().collect();
        Head { size: size as u64, root: tree.root() }
    };
    let note = std::fs::read_to_string(made("checkpoint.txt")).unwrap();
    let origin = walk.journal().unwrap().origin();
    for (at, code) in [(2, 1), (6, 1)] {
        let path = inclusion(&leaves, at).unwrap();
        let mut record = ProofRecord::new(origin, &entries[at], head(8), path).unwrap();
        record.consistency = Some(Growth { from: head(4), to: head(8), path: consistency(&leaves, 4).unwrap() });
        record.checkpoint = Some(note.as_str().into());
        std::fs::write(folder.path().join("late.json"), serde_json::to_vec(&record).unwrap()).unwrap();
        let (object, ended) = answer(folder.path(), &["--proof", "late.json", "--key", KEY]);
        assert_eq!(
            (&object["answer"], &object["signed_by"], ended),
            (&"not-proved".into(), &Value::Null, code),
            "{at}"
        );
    }
    for words in [&["prove", ".", "6", "--against", "checkpoint.txt"][..], &["prove", ".", "2"]] {
        let output = audit(folder.path(), words);
        let told = String::from_utf8(output.stderr).unwrap();
        assert!(output.status.code() == Some(2) && told.contains("make a checkpoint first"), "{told}");
        assert!(output.stdout.is_empty());
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
fn a_key_without_anything_that_it_signed_is_refused() {
    let folder = copy(|_| {});
    let output = audit(folder.path(), &["verify", "journal.jsonl", "--key", KEY]);
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.code() == Some(2) && output.stdout.is_empty(), "{told}");
    assert!(told.contains("--key verifies a checkpoint, and none was given"), "{told}");
}

#[test]
fn a_proof_never_takes_the_place_of_the_journal() {
    let folder = copy(|_| {});
    let before = private::files(folder.path());
    for journal in ["journal.jsonl", "."] {
        let against = ["--against", "checkpoint.txt", "--out", "journal.jsonl"];
        let output = audit(folder.path(), &[&["prove", journal, "2"], &against[..]].concat());
        assert_eq!(output.status.code(), Some(2));
        assert!(String::from_utf8_lossy(&output.stderr).contains("would overwrite"));
    }
    assert!(private::files(folder.path()) == before);
    assert_eq!(answer(folder.path(), &["."]).0["answer"], "whole");
}

/// What `audit prove` and `audit checkpoint` write takes the place of a former answer of their own and of nothing else.
#[test]
fn an_answer_replaces_nothing_but_one_of_its_kind() {
    let folder = copy(|_| {});
    let put = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    };
    // A gate's folder with its files, a key, and a policy.
    put("gate/journal.jsonl", &std::fs::read_to_string(made("journal.jsonl")).unwrap());
    let permits = made("../permits");
    put("gate/status.jwt", &std::fs::read_to_string(permits.join("status.jwt")).unwrap());
    put("gate/reviews/1f.jwt", "eyJ");
    put("policy/policy.toml", "id = 1");
    put("permit.jwt", &std::fs::read_to_string(permits.join("permit.jwt")).unwrap());
    let key = private::files(&folder.path().join("keys")).into_iter().find(|it| it.0.extension().unwrap() == "pem");
    let key = key.unwrap().0.display().to_string();
    let before = private::files(folder.path());
    let own = ["gate/status.jwt", "gate/reviews/1f.jwt", "gate/new.json", &key, "keys/jwks.json", "policy/policy.toml"];
    for out in own.into_iter().chain(["permit.jwt", "checkpoint.txt", "gate"]) {
        let prove = ["prove", "gate", "2", "--against", "checkpoint.txt", "--out", out];
        let sign = ["checkpoint", "gate", "--keys", "keys", "--at", "2026-03-02", "--out", out];
        for words in [&prove[..], &sign] {
            if words[0] == "checkpoint" && out == "checkpoint.txt" {
                continue;
            }
            let output = audit(folder.path(), words);
            assert_eq!(output.status.code(), Some(2), "{} {out}: {output:?}", words[0]);
            assert!(private::files(folder.path()) == before, "{} {out}", words[0]);
        }
    }
    for _ in 0..2 {
        let output =
            audit(folder.path(), &["prove", "gate", "2", "--against", "checkpoint.txt", "--out", "proof.json"]);
        assert!(output.status.success(), "a proof replaces a proof: {output:?}");
    }
}

/// An auditor can show which rules judged which export, and that an answer is the one that was given then.
#[test]
fn a_run_of_the_monitor_is_an_entry_with_its_digests() {
    let folder = tempfile::tempdir().unwrap();
    let here = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let path = |it: &str| here.join(it).display().to_string();
    let (ledger, tags, rules) = (path("testdata/ledgers/demo.csv"), path("testdata/tags/demo.csv"), path("rules"));
    let scan = |journal: &str, more: &[&str]| {
        let words = ["scan", &ledger, "--rules", &rules, "--tags", &tags, "--journal", journal];
        let mut command = Command::new(env!("CARGO_BIN_EXE_tidegate"));
        command.args(words).args(more).env_remove("COLUMNS").current_dir(folder.path()).output().unwrap()
    };
    let missing = scan("journal.jsonl", &["--out", "hits.jsonl"]);
    let said = String::from_utf8_lossy(&missing.stderr);
    assert!(missing.status.code() == Some(3) && said.contains("there is no journal"), "{said}");
    assert!(!folder.path().join("hits.jsonl").exists(), "nothing was scanned");
    assert!(audit(folder.path(), &["new", "journal.jsonl", "--origin", "example.com/monitor"]).status.success());
    let done = scan("journal.jsonl", &["--as", "jsonl", "--out", "hits.jsonl", "--restrict", "restrictions.jsonl"]);
    let said = String::from_utf8_lossy(&done.stderr);
    assert!(done.status.code() == Some(1) && said.contains("recorded as entry 1 of example.com/monitor"), "{said}");
    scan("journal.jsonl", &["--slice", "2026-03-09..2026-03-16"]);
    let text = std::fs::read_to_string(folder.path().join("journal.jsonl")).unwrap();
    let entries: Vec<Value> = text.lines().map(|it| serde_json::from_str(it).unwrap()).collect();
    entries.iter().for_each(|it| schema::check("journal", it).unwrap());
    let digest = |it: &Path| SourceId::of(&std::fs::read(it).unwrap()).to_string();
    let (run, sliced) = (&entries[1]["entry"], &entries[2]["entry"]);
    assert_eq!((run["kind"].as_str(), &run["subject"]), (Some("run"), &Value::Null));
    assert_eq!(run["body"]["answer"], digest(&folder.path().join("hits.jsonl")));
    assert_eq!(run["body"]["exports"][0], digest(Path::new(&ledger)));
    assert_eq!(run["body"]["facts"][0]["sha256"], digest(Path::new(&tags)));
    assert_eq!((&run["body"]["restricted"], &run["body"]["hits"]["high"]), (&5.into(), &8.into()));
    assert_eq!((&run["body"]["slice"], &sliced["body"]["answer"]), (&Value::Null, &Value::Null));
    assert_eq!(sliced["body"]["slice"]["from"], "2026-03-09T00:00:00Z");
    let hits = std::fs::read_to_string(folder.path().join("hits.jsonl")).unwrap();
    assert!(hits.contains(run["body"]["pack"].as_str().unwrap()), "the summary names the same pack");
    assert!(!text.contains("demo.csv") && !text.contains("c-00"), "neither files nor customers are named");
    assert!(audit(folder.path(), &["verify", "journal.jsonl"]).status.success());
}
