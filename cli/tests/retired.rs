//! Keys, a journal and a list that are put back from copies: what the newest of them knows stands, and nothing is signed
//! against it.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail loudly")]

mod house;
mod private;
mod schema;

use house::{House, application, testdata};
use serde_json::Value;
use std::path::Path;
use std::process::Output;

fn copied(from: &Path, to: &Path) {
    let _ = std::fs::remove_dir_all(to);
    let done = std::process::Command::new("cp").arg("-a").arg(from).arg(to).status().unwrap();
    assert!(done.success());
}

fn said(output: &Output) -> String {
    let text = String::from_utf8(output.stderr.clone()).unwrap();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A command that works on the keys, in the tenth hour.
fn with_keys(house: &House, words: &[&str], at: &str) -> Output {
    let at = format!("2026-03-01T10:{at}Z");
    house.run(private::PASSPHRASE, &[words, &["--keys", "keys", "--at", &at]].concat())
}

fn done(house: &House, words: &[&str], at: &str) -> String {
    let output = with_keys(house, words, at);
    assert!(output.status.success(), "{words:?}: {}", said(&output));
    said(&output)
}

fn rotate(grace: &str) -> [&str; 6] {
    ["keys", "rotate", "--journal", "journal", "--grace", grace]
}

const PUBLISH: [&str; 4] = ["permit", "publish", "--journal", "journal"];

fn active(house: &House) -> String {
    let set: Value = serde_json::from_slice(&std::fs::read(house.path("keys/jwks.json")).unwrap()).unwrap();
    set["keys"][0]["kid"].as_str().unwrap().to_owned()
}

/// The customer of the passport is allowed.
fn allowed(house: &House, at: &str, permit: &str) {
    let output = house.onboard_with(&testdata("applications/passport.json"), at, &["--permit", permit]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
}

/// Whatever signs by the journal is refused, and changes nothing.
fn refused(house: &House, permit: &str, at: &str, why: &[&str]) {
    let before = (house.files(), private::files(&house.path("keys")));
    let wallet = testdata("applications/wallet.json");
    let revoke = ["permit", "revoke", permit, "--journal", "journal", "--reason", "officer-decision"];
    let outputs = [
        house.onboard_with(&wallet, at, &["--permit", "strange.jwt"]),
        with_keys(house, &PUBLISH, at),
        with_keys(house, &revoke, at),
        with_keys(house, &["audit", "checkpoint", "journal"], at),
        with_keys(house, &["audit", "resume", "--journal", "journal", "--by", "officer-1"], at),
    ];
    for output in outputs {
        let told = said(&output);
        assert!(output.status.code() == Some(3) && output.stdout.is_empty(), "{told}");
        assert!(told.contains("the keys in keys are an older copy than journal.jsonl"), "{told}");
        assert!(why.iter().all(|it| told.contains(it)) && told.contains("put the newest copy"), "{told}");
    }
    assert_eq!((house.files(), private::files(&house.path("keys"))), before, "nothing was changed");
    assert!(!house.path("strange.jwt").exists());
}

/// The key was stolen, and a copy of the folder has it still.
#[test]
fn a_key_that_the_journal_retired_signs_nothing_from_a_copy() {
    let house = House::new();
    allowed(&house, "00:01", "1.jwt");
    let stolen = active(&house);
    copied(&house.path("keys"), &house.path("copy"));
    done(&house, &rotate("0s"), "01:00");
    done(&house, &PUBLISH, "01:01");
    let heir = active(&house);
    copied(&house.path("keys"), &house.path("newest"));
    copied(&house.path("copy"), &house.path("keys"));
    let why = [
        &format!("{stolen} signs by them, and entry 2 of 2026-03-01T10:01:00Z ended it"),
        "tidegate keys rotate --journal",
    ];
    refused(&house, "1.jwt", "02:00", &why);

    // The newest copy goes on.
    copied(&house.path("newest"), &house.path("keys"));
    allowed(&house, "03:00", "2.jwt");
    assert_eq!(house.verified("2.jwt", "03:01")["answer"], "valid");
    assert_eq!(house.verified("1.jwt", "03:01")["answer"], "refused");

    // Where there is none, the old copy is rotated: what ended ends again, whatever grace is asked for.
    copied(&house.path("copy"), &house.path("keys"));
    let told = done(&house, &rotate("24h"), "04:00");
    assert!(told.contains("counts until 2026-03-01T10:01:00Z"), "{told}");
    assert!(told.contains(&format!("by the journal {heir} signed until now, and signs nothing any more")), "{told}");
    allowed(&house, "05:00", "3.jwt");
    for (permit, answer) in [("1.jwt", "refused"), ("2.jwt", "refused"), ("3.jwt", "valid")] {
        assert_eq!(house.verified(permit, "05:01")["answer"], answer, "{permit}");
    }
    // The copy that turns up after all is behind: its key was ended when the other was made.
    copied(&house.path("newest"), &house.path("keys"));
    refused(&house, "3.jwt", "06:00", &[&format!("{heir} signs by them")]);
}

/// A former key was ended, and a copy of the folder holds it still.
#[test]
fn a_former_key_that_the_journal_ended_counts_no_more_from_a_copy() {
    let house = House::new();
    allowed(&house, "00:01", "1.jwt");
    let former = active(&house);
    done(&house, &rotate("24h"), "01:00");
    done(&house, &PUBLISH, "01:01");
    assert_eq!(house.verified("1.jwt", "01:02")["answer"], "valid");
    copied(&house.path("keys"), &house.path("copy"));
    let end = ["keys", "end", &former, "--journal", "journal"];
    done(&house, &end, "02:00");
    copied(&house.path("keys"), &house.path("newest"));
    copied(&house.path("copy"), &house.path("keys"));
    let why = [
        &format!("what {former} signed counts longer by them, and entry 3 of 2026-03-01T10:02:00Z ended it"),
        &*format!("tidegate keys end {former} --journal"),
    ];
    refused(&house, "1.jwt", "03:00", &why);
    for (mend, at) in [(&end[..], "04:00"), (&rotate("24h"), "05:00")] {
        copied(&house.path("copy"), &house.path("keys"));
        done(&house, mend, at);
        done(&house, &PUBLISH, &at.replace(":00", ":01"));
        assert_eq!(house.verified("1.jwt", &at.replace(":00", ":02"))["answer"], "refused");
        allowed(&house, &at.replace(":00", ":03"), "2.jwt");
        assert_eq!(house.verified("2.jwt", &at.replace(":00", ":04"))["answer"], "valid");
    }
    // Once its own end has come, nothing that it signed counts by any copy, and the set may hold it.
    let house = House::new();
    allowed(&house, "00:01", "1.jwt");
    let former = active(&house);
    done(&house, &rotate("10s"), "01:00");
    copied(&house.path("keys"), &house.path("copy"));
    done(&house, &["keys", "end", &former, "--journal", "journal"], "01:05");
    copied(&house.path("copy"), &house.path("keys"));
    refused(&house, "1.jwt", "01:09", &["counts longer"]);
    done(&house, &PUBLISH, "01:10");
}

/// A rotation that stopped between its entry and its files has retired a key that signs still: it is done again.
#[test]
fn a_rotation_that_was_cut_off_after_its_entry_is_done_again() {
    let house = House::new();
    allowed(&house, "00:01", "1.jwt");
    copied(&house.path("keys"), &house.path("copy"));
    done(&house, &rotate("1h"), "01:00");
    let mark =
        private::files(&house.path("keys")).into_iter().find(|it| it.0.extension().is_some_and(|it| it == "mark"));
    copied(&house.path("copy"), &house.path("keys"));
    let (path, bytes) = mark.unwrap();
    std::fs::write(path, bytes).unwrap();
    refused(&house, "1.jwt", "02:00", &["or a rotation was cut off"]);
    done(&house, &rotate("1h"), "03:00");
    allowed(&house, "04:00", "2.jwt");
    assert_eq!(house.verified("2.jwt", "04:01")["answer"], "valid");
    // The grace is that of the rotation that was recorded.
    let set = std::fs::read_to_string(house.path("keys/jwks.json")).unwrap();
    assert!(set.contains("\"exp\": 1772362860"), "{set}");
}

/// Three customers are allowed, and the folders are kept after each: `journal.1` and `keys.1` to 3.
fn three(house: &House) {
    for n in 1..=3 {
        third_party(house, n, &format!("00:0{n}"));
        for kept in ["journal", "keys"] {
            copied(&house.path(kept), &house.path(&format!("{kept}.{n}")));
        }
    }
}

/// One customer more is allowed: the place of the permit.
fn third_party(house: &House, n: u32, at: &str) -> u64 {
    let application = application(house, "customer", |it| it["subject"] = format!("cust-{n}").into());
    let output = house.onboard_with(&application, at, &["--permit", &format!("{n}.jwt")]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    house.verified(&format!("{n}.jwt"), at)["status"]["index"].as_u64().unwrap()
}

fn put_back(house: &House, journal: u32, keys: u32, list: u32) {
    copied(&house.path(&format!("journal.{journal}")), &house.path("journal"));
    copied(&house.path(&format!("keys.{keys}")), &house.path("keys"));
    std::fs::copy(house.path(&format!("journal.{list}/status.jwt")), house.path("journal/status.jwt")).unwrap();
}

const RESUME: [&str; 6] = ["audit", "resume", "--journal", "journal", "--by", "officer-1"];

/// Keys and journal are of copies, and what was given out later only the published list knows.
#[test]
fn who_goes_on_from_a_copy_claims_no_more_than_is_known_and_asks_for_the_published_list() {
    let house = House::new();
    three(&house);
    for list in [1, 2] {
        put_back(&house, 1, 2, list);
        let told = done(&house, &RESUME, "01:00");
        assert!(
            told.contains("revoked 2 places of https://gate.example/status/1, every one that these keys and"),
            "{told}"
        );
        assert!(told.contains("is not newer than what these keys remember") && told.contains("--status"), "{told}");
    }
    // The same again, with the list that was published last.
    std::fs::copy(house.path("journal.3/status.jwt"), house.path("journal/status.jwt")).unwrap();
    let anew = done(&house, &RESUME, "01:01");
    assert_eq!(third_party(&house, 4, "01:02"), 3);
    put_back(&house, 1, 2, 3);
    let at_once = done(&house, &RESUME, "01:00");
    assert_eq!(third_party(&house, 4, "01:02"), 3, "no place is given to two");
    for told in [anew, at_once] {
        assert!(told.contains("revoked 3 places") && !told.contains("is not newer"), "{told}");
    }
    for (permit, answer) in [("1.jwt", "refused"), ("2.jwt", "refused"), ("3.jwt", "refused"), ("4.jwt", "valid")] {
        assert_eq!(house.verified(permit, "01:03")["answer"], answer, "{permit}");
    }
}

/// A list that the same keys signed, and that knows more than the journal and they do: entries were cut off.
#[test]
fn a_list_that_is_ahead_of_its_journal_and_its_keys_stops_the_gate() {
    let house = House::new();
    three(&house);
    put_back(&house, 1, 1, 3);
    let wallet = testdata("applications/wallet.json");
    let revoke = ["permit", "revoke", "1.jwt", "--journal", "journal", "--reason", "officer-decision"];
    let stopped = |at: &str, changes: &str| {
        let before = (house.files(), private::files(&house.path("keys")));
        for output in
            [house.onboard_with(&wallet, at, &[]), with_keys(&house, &PUBLISH, at), with_keys(&house, &revoke, at)]
        {
            let told = said(&output);
            assert!(output.status.code() == Some(3) && told.contains(changes), "{told}");
            assert!(
                told.contains("that the journal knows nothing of") && told.contains("tidegate audit resume"),
                "{told}"
            );
        }
        assert_eq!((house.files(), private::files(&house.path("keys"))), before, "nothing was changed");
    };
    stopped("01:00", "status.jwt has 2 changes");
    let told = done(&house, &RESUME, "01:01");
    assert!(told.contains("revoked 3 places"), "{told}");
    assert_eq!(third_party(&house, 4, "01:02"), 3);
    // As well where it took back what both let count.
    put_back(&house, 3, 3, 3);
    done(&house, &revoke, "02:00");
    std::fs::copy(house.path("journal/status.jwt"), house.path("revoked.jwt")).unwrap();
    put_back(&house, 3, 3, 3);
    std::fs::copy(house.path("revoked.jwt"), house.path("journal/status.jwt")).unwrap();
    stopped("02:01", "status.jwt has 1 change");
    done(&house, &RESUME, "02:02");
    assert_eq!(third_party(&house, 5, "02:03"), 3);
    assert_eq!(house.verified("1.jwt", "02:04")["code"], "permit-revoked");
}
