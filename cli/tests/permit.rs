//! `tidegate permit` and `tidegate keys` on copies of the made permits: answers fit their schemas, what is revoked is
//! refused from then on and stands in the journal, and whatever fails changes nothing.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail loudly")]

mod desk;
mod private;
mod schema;

use desk::*;
use serde_json::Value;
use std::path::Path;
use std::process::Command;

#[test]
fn made_permits_are_answered_as_their_names_say() {
    let folder = house();
    for (name, code) in [("permit", None), ("suspended", Some("permit-suspended")), ("revoked", Some("permit-revoked"))]
    {
        let (object, ended) = verified(folder.path(), &format!("{name}.jwt"), NOON);
        assert_eq!((object["code"].as_str(), ended), (code, i32::from(code.is_some())), "{name}");
        let inspected = run(folder.path(), &["permit", "inspect", &format!("{name}.jwt"), "--as", "json"]);
        assert_eq!(self::object(&inspected, "permit")["answer"], "unverified");
    }
    let (object, ended) = verified(folder.path(), "permit.jwt", "2026-11-02T00:00:01Z");
    assert_eq!((object["code"].as_str(), ended), (Some("permit-status-stale"), 1), "no fresh list, no yes");
    // What is wrong with the permit comes before what is wrong with the list.
    assert_eq!(verified(folder.path(), "permit.jwt", "2026-10-01").0["code"], "permit-not-yet-valid");
    assert_eq!(verified(folder.path(), "permit.jwt", "2036-11-01").0["code"], "permit-expired");
}

#[test]
fn what_is_suspended_lifted_and_revoked_counts_as_it_says_and_stands_in_the_journal() {
    let folder = house();
    let hour = |it: u32| format!("2026-11-01T{it:02}:00:00Z");
    // By id, by the file, by the text itself.
    let text = std::fs::read_to_string(folder.path().join("permit.jwt")).unwrap();
    let steps =
        [(ID, &["--suspend"][..], "suspended"), ("permit.jwt", &["--lift"], "valid"), (text.trim(), &[], "revoked")];
    for (number, (permit, more, status)) in steps.into_iter().enumerate() {
        let (at, before) = (hour(number as u32 + 1), std::fs::read(folder.path().join("status.jwt")).unwrap());
        let output = run(folder.path(), &revoke(permit, &at, &[more, &["--as", "json"]].concat()));
        let object = object(&output, "revocation");
        assert_eq!((object["id"].as_str(), object["status"].as_str()), (Some(ID), Some(status)));
        assert_eq!(object["entry"], number as u64 + 1);
        assert_ne!(std::fs::read(folder.path().join("status.jwt")).unwrap(), before);
        let (judged, _) = verified(folder.path(), "permit.jwt", &at);
        let code = if status == "valid" { Value::Null } else { format!("permit-{status}").into() };
        assert_eq!(judged["code"], code);
    }
    let journal = std::fs::read_to_string(folder.path().join("journal.jsonl")).unwrap();
    let entries: Vec<Value> = journal.lines().map(|it| serde_json::from_str(it).unwrap()).collect();
    entries.iter().for_each(|it| schema::check("journal", it).unwrap());
    let kinds: Vec<&str> = entries.iter().map(|it| it["entry"]["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["journal-opened", "permit-suspended", "permit-reinstated", "permit-revoked"]);
    assert_eq!((&entries[1]["entry"]["subject"], &entries[2]["entry"]["subject"]), (&Value::Null, &"c-0042".into()));
    assert_eq!(entries[3]["entry"]["body"]["before"], "valid");
    let whole = run(folder.path(), &["audit", "verify", "journal.jsonl"]);
    assert!(whole.status.success());
}

/// A permit of our key's name that our key has not signed.
fn forged(folder: &Path) {
    let text = std::fs::read_to_string(folder.join("permit.jwt")).unwrap();
    let other = std::fs::read_to_string(folder.join("suspended.jwt")).unwrap();
    let signature = other.rsplit_once('.').unwrap().1;
    std::fs::write(folder.join("permit.jwt"), format!("{}.{signature}", text.rsplit_once('.').unwrap().0)).unwrap();
}

#[test]
fn a_revocation_that_fails_says_why_and_changes_nothing() {
    let usual = revoke(ID, NOON, &[]);
    let nothing = &(|_: &Path| ()) as &dyn Fn(&Path);
    let mistyped = "0-493a725aa2d699af1ef17277b895a87e-552b";
    let unknown = "3-00000000000000000000000000000000-";
    for (fault, change, words, said) in [
        ("mistyped_id", nothing, revoke(mistyped, NOON, &[]), "is mistyped"),
        ("id_without_check", nothing, revoke(unknown, NOON, &[]), "is mistyped"),
        ("revoked_before", nothing, revoke("revoked.jwt", NOON, &[]), "is revoked already"),
        (
            "lifted_what_was_revoked",
            nothing,
            revoke("revoked.jwt", NOON, &["--lift"]),
            "what was revoked stays revoked",
        ),
        ("lifted_what_was_valid", nothing, revoke(ID, NOON, &["--lift"]), "is valid already"),
        ("forged", &forged, revoke("permit.jwt", NOON, &[]), "the signature does not verify"),
        (
            "list_from_standard_input",
            nothing,
            {
                let words = revoke(ID, NOON, &[]);
                words.into_iter().map(|it| if it == "status.jwt" { "-" } else { it }).collect()
            },
            "--status is a file",
        ),
        (
            "list_that_is_none",
            nothing,
            {
                let words = revoke(ID, NOON, &[]);
                words.into_iter().map(|it| if it == "status.jwt" { "permit.jwt" } else { it }).collect()
            },
            "is no status list",
        ),
        (
            "list_among_the_keys",
            nothing,
            {
                let words = revoke(ID, NOON, &[]);
                words.into_iter().map(|it| if it == "status.jwt" { "keys/jwks.json" } else { it }).collect()
            },
            "is no place for a status list",
        ),
        ("no_life", nothing, revoke(ID, NOON, &["--life", "0s"]), "less than a second"),
        ("no_permit", nothing, revoke("keys/jwks.json", NOON, &[]), "no permit"),
        ("before_the_list", nothing, revoke(ID, "2026-11-01", &[]), "would not be later"),
        (
            "clock_behind_the_journal",
            &|it| {
                let at = ["--at", "2026-11-02"];
                let words = ["audit", "checkpoint", "journal.jsonl", "--keys", "keys", "--out", "checkpoint.txt"];
                assert!(run(it, &[&words[..], &at].concat()).status.success());
            },
            usual.clone(),
            "before the newest entry",
        ),
        ("no_journal", &|it| std::fs::remove_file(it.join("journal.jsonl")).unwrap(), usual.clone(), "does not exist"),
        ("corrupt_journal", &|it| std::fs::write(it.join("journal.jsonl"), "{}\n").unwrap(), usual.clone(), "line 1"),
        ("no_list", &|it| std::fs::remove_file(it.join("status.jwt")).unwrap(), usual.clone(), "does not exist"),
        (
            "list_of_another_key",
            &|it| {
                let new = ["keys", "new", "--keys", "other"];
                assert!(run(it, &new).status.success());
                std::fs::remove_dir_all(it.join("keys")).unwrap();
                std::fs::rename(it.join("other"), it.join("keys")).unwrap();
            },
            usual.clone(),
            "no status list of this issuer",
        ),
        (
            "wrong_passphrase",
            &|it| {
                std::fs::write(it.join("pass"), "incorrect horse").unwrap();
                private::owned(&it.join("pass"), 0o600);
            },
            revoke(ID, NOON, &["--passphrase-file", "pass"]),
            "does not open the key file",
        ),
        (
            "passphrase_for_all",
            &|it| {
                std::fs::write(it.join("pass"), private::PASSPHRASE).unwrap();
                private::owned(&it.join("pass"), 0o644);
            },
            revoke(ID, NOON, &["--passphrase-file", "pass"]),
            "by others than its owner",
        ),
    ] {
        let folder = house();
        change(folder.path());
        let before = private::files(folder.path());
        let output = run(folder.path(), &words);
        let told = String::from_utf8(output.stderr).unwrap();
        assert!(told.contains(said) && !told.contains("our fault"), "{fault}: {told}");
        assert!(matches!(output.status.code(), Some(2 | 3)) && output.stdout.is_empty(), "{fault}: {told}");
        assert!(private::files(folder.path()) == before, "{fault}: something was changed");
    }
}

/// What does not fit what is there ends with 2, whichever part of it finds that out; 3 is for what cannot be read.
#[test]
fn what_does_not_fit_what_is_there_ends_with_two() {
    let folder = house();
    let later =
        ["audit", "checkpoint", "journal.jsonl", "--keys", "keys", "--out", "checkpoint.txt", "--at", "2026-11-02"];
    let rotate = |more: &[&'static str]| [&["keys", "rotate", "--keys", "keys"], more].concat();
    let publish = ["permit", "publish", "--keys", "keys", "--status", "status.jwt", "--journal", "keys"];
    for (words, said, code) in [
        (revoke("revoked.jwt", NOON, &[]), "is revoked already", 2),
        (revoke("revoked.jwt", NOON, &["--lift"]), "what was revoked stays revoked", 2),
        (revoke(ID, "2026-11-01", &[]), "would not be later", 2),
        (rotate(&["--grace", "99999999d"]), "--grace leads past the year 9999", 2),
        (rotate(&["--grace", "99999999999d"]), "the length is more than 100000000 days", 2),
        (rotate(&["--grace", "-5d"]), "is joined to its option by an equals sign", 2),
        (revoke(ID, NOON, &["--life", "99999999d"]), "--life leads past the year 9999", 2),
        (rotate(&["--journal", "keys"]), "keys holds keys and no journal", 2),
        (publish.to_vec(), "keys holds keys and no journal", 2),
        (vec!["audit", "verify", "keys"], "keys holds keys and no journal", 2),
        (vec!["review", "list", "--journal", "keys", "--policy", "../policy"], "", 3),
        (vec!["audit", "verify", "nowhere.jsonl"], "does not exist", 3),
        (revoke("Anna Eriksson", NOON, &[]), "error: what was given is no permit and no file", 3),
        (later.to_vec(), "", 0),
        (revoke(ID, NOON, &[]), "before the newest entry", 2),
    ] {
        let output = run(folder.path(), &words);
        let told = String::from_utf8(output.stderr).unwrap();
        assert!(told.contains(said) && output.status.code() == Some(code), "{words:?}: {told}");
    }
    let output = run(
        folder.path(),
        &["permit", "verify", "permit.jwt", "--jwks", "keys/jwks.json", "--issuer", "a", "--audience", "b"],
    );
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn a_permit_fits_a_terminal_of_forty_columns() {
    let folder = house();
    let words = ["permit", "inspect", "permit.jwt"];
    let output = Command::new(env!("CARGO_BIN_EXE_tidegate"))
        .args(words)
        .env("COLUMNS", "40")
        .current_dir(folder.path())
        .output()
        .unwrap();
    let page = String::from_utf8(output.stdout).unwrap();
    assert!(page.lines().count() > 15 && page.lines().all(|it| it.chars().count() <= 40), "{page}");
}

#[test]
fn a_rotated_key_verifies_until_its_end_and_the_new_one_signs_the_next_list() {
    let folder = house();
    let rotate = ["keys", "rotate", "--keys", "keys", "--grace", "3d", "--at", "2026-11-01T06:00:00Z"];
    assert!(run(folder.path(), &rotate).status.success());
    assert_eq!(std::fs::read_dir(folder.path().join("keys")).unwrap().count(), 2, "the former private key is gone");
    assert_eq!(verified(folder.path(), "permit.jwt", NOON).1, 0);
    assert!(run(folder.path(), &revoke("suspended.jwt", NOON, &["--life", "10d"])).status.success());
    assert_eq!(verified(folder.path(), "permit.jwt", "2026-11-02T11:00:00Z").1, 0);
    let (object, _) = verified(folder.path(), "permit.jwt", "2026-11-04T06:00:00Z");
    assert_eq!(object["code"], "permit-key-retired");
    let jwks = run(folder.path(), &["keys", "jwks", "--keys", "keys"]);
    assert_eq!(jwks.stdout, std::fs::read(folder.path().join("keys/jwks.json")).unwrap());
}

#[test]
fn a_rotation_leaves_the_active_private_key_alone_whatever_was_cut_off_before() {
    let folder = house();
    let keys = folder.path().join("keys");
    // As a rotation leaves it that was cut off before the set named the new key; and a file that is no key's.
    let orphan = "VKywXR2S45fl874YSCaGjXqpyhdT83ffR2zzNdgaI9A.pem";
    for name in [orphan, "notes.pem"] {
        std::fs::write(keys.join(name), "x").unwrap();
        private::owned(&keys.join(name), 0o600);
    }
    assert!(run(folder.path(), &["keys", "rotate", "--keys", "keys", "--at", "2026-11-01"]).status.success());
    let set: Value = serde_json::from_slice(&std::fs::read(keys.join("jwks.json")).unwrap()).unwrap();
    let active = format!("{}.pem", set["keys"][0]["kid"].as_str().unwrap());
    let mut left: Vec<String> =
        std::fs::read_dir(&keys).unwrap().map(|it| it.unwrap().file_name().into_string().unwrap()).collect();
    left.sort();
    let mut wanted = [active, "jwks.json".to_owned(), "notes.pem".to_owned()];
    wanted.sort();
    assert_eq!(left, wanted);
}

#[test]
fn a_published_list_says_the_same_for_longer() {
    let folder = house();
    let at = "2026-11-02T06:00:00Z";
    assert_eq!(verified(folder.path(), "permit.jwt", at).0["code"], "permit-status-stale");
    let publish = ["permit", "publish", "--keys", "keys", "--status", "status.jwt", "--journal", "journal.jsonl"];
    assert!(run(folder.path(), &[&publish[..], &["--at", at]].concat()).status.success());
    for (name, code) in
        [("permit", Value::Null), ("suspended", "permit-suspended".into()), ("revoked", "permit-revoked".into())]
    {
        assert_eq!(verified(folder.path(), &format!("{name}.jwt"), at).0["code"], code, "{name}");
    }
    let before = private::files(folder.path());
    let again = run(folder.path(), &[&publish[..], &["--at", at]].concat());
    assert!(String::from_utf8_lossy(&again.stderr).contains("would not be later"));
    assert!(private::files(folder.path()) == before);
}

/// Cut off between the entry and the list, which is as the list was before: the same command again does it.
#[test]
fn a_revocation_that_was_cut_off_is_done_by_the_same_command() {
    let folder = house();
    let list = std::fs::read(folder.path().join("status.jwt")).unwrap();
    assert!(run(folder.path(), &revoke(ID, NOON, &[])).status.success());
    std::fs::write(folder.path().join("status.jwt"), list).unwrap();
    assert_eq!(verified(folder.path(), "permit.jwt", NOON).1, 0);
    assert!(run(folder.path(), &revoke(ID, NOON, &[])).status.success());
    assert_eq!(verified(folder.path(), "permit.jwt", NOON).0["code"], "permit-revoked");
}

/// By the clock, since lists are told apart by whole seconds: the later of the two waits for the next.
#[test]
fn of_two_who_revoke_at_once_neither_is_lost() {
    let folder = house();
    let without_at = |permit| {
        let words = revoke(permit, "", &[]);
        let place = words.iter().position(|it| *it == "--at").unwrap();
        [&words[..place], &words[place + 2..]].concat()
    };
    std::thread::scope(|scope| {
        for permit in ["permit.jwt", "suspended.jwt"] {
            let words = without_at(permit);
            let folder = folder.path();
            scope.spawn(move || {
                let output = run(folder, &words);
                assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
            });
        }
    });
    let journal = std::fs::read_to_string(folder.path().join("journal.jsonl")).unwrap();
    assert_eq!(journal.matches("\"permit-revoked\"").count(), 2);
    // Neither counts for anybody whose clock is past both: the places are told by the list alone.
    for permit in ["permit.jwt", "suspended.jwt"] {
        let again = run(folder.path(), &without_at(permit));
        assert!(String::from_utf8_lossy(&again.stderr).contains("is revoked already"), "{permit}");
    }
}

#[test]
fn keys_are_made_and_rotated_on_record_and_a_bad_start_leaves_nothing() {
    let folder = house();
    let at = |hour: &'static str| ["--journal", "journal.jsonl", "--at", hour];
    let new = ["keys", "new", "--keys", "fresh"];
    let rotate = ["keys", "rotate", "--keys", "fresh", "--grace", "1d"];
    std::fs::write(folder.path().join("short"), "elevenchars").unwrap();
    private::owned(&folder.path().join("short"), 0o600);
    let before = private::files(folder.path());
    let short = run(folder.path(), &[&new[..], &["--passphrase-file", "short"]].concat());
    assert!(
        !short.status.success() && !folder.path().join("fresh").exists() && private::files(folder.path()) == before
    );
    assert!(run(folder.path(), &[&new[..], &at("2026-11-01T01:00:00Z")].concat()).status.success());
    assert!(run(folder.path(), &[&rotate[..], &at("2026-11-01T02:00:00Z")].concat()).status.success());
    let told = |output: &std::process::Output| String::from_utf8_lossy(&output.stderr).into_owned();
    let again = run(folder.path(), &[&rotate[..], &at("2026-11-01T03:00:00Z")].concat());
    let set: Value = serde_json::from_slice(&std::fs::read(folder.path().join("fresh/jwks.json")).unwrap()).unwrap();
    let first = set["keys"][2]["kid"].as_str().unwrap();
    assert!(
        told(&again).contains(&format!("what {first} signed counts until 2026-11-02T02:00:00Z")),
        "{}",
        told(&again)
    );
    let end = |key: &str| {
        run(folder.path(), &[&["keys", "end", key, "--keys", "fresh"][..], &at("2026-11-01T04:00:00Z")].concat())
    };
    let ended = end(first);
    assert!(ended.status.success() && told(&ended).contains("signed counts no more"), "{}", told(&ended));
    assert_eq!(end(first).status.code(), Some(2), "it is gone");
    assert_eq!(end(set["keys"][0]["kid"].as_str().unwrap()).status.code(), Some(2), "the active key");
    let jwks = run(folder.path(), &["keys", "jwks", "--keys", "fresh"]);
    assert!(!String::from_utf8_lossy(&jwks.stdout).contains(first));
    let before = private::files(folder.path());
    let behind = run(folder.path(), &[&rotate[..], &at("2026-11-01T01:30:00Z")].concat());
    assert!(String::from_utf8_lossy(&behind.stderr).contains("the clock is behind"));
    let alone = run(folder.path(), &[&rotate[..], &["--at", "2020-01-01"]].concat());
    assert!(!alone.status.success() && String::from_utf8_lossy(&alone.stderr).contains("the clock is behind"));
    assert!(private::files(folder.path()) == before, "nothing is rotated by a clock that was set back");
    let journal = std::fs::read_to_string(folder.path().join("journal.jsonl")).unwrap();
    let entries: Vec<Value> =
        journal.lines().map(|it| serde_json::from_str::<Value>(it).unwrap()["entry"].take()).collect();
    let bodies = [&entries[1]["body"], &entries[2]["body"]];
    assert_eq!((&bodies[0]["event"], &bodies[1]["event"]), (&"made".into(), &"rotated".into()));
    assert_eq!((&bodies[0]["key"], &bodies[1]["former_until"]), (&bodies[1]["former"], &"2026-11-02T02:00:00Z".into()));
}

#[test]
fn the_folder_of_a_gate_stands_for_its_journal_and_its_list() {
    let folder = house();
    let words = ["permit", "revoke", ID, "--keys", "keys", "--journal", ".", "--reason", "superseded", "--at", NOON];
    assert!(run(folder.path(), &words).status.success());
    assert_eq!(verified(folder.path(), "permit.jwt", NOON).0["code"], "permit-revoked");
    let alone = run(folder.path(), &words.map(|it| if it == "." { "journal.jsonl" } else { it }));
    assert!(String::from_utf8_lossy(&alone.stderr).contains("nothing tells where the status list is"));
}
