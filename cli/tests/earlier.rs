//! What earlier decisions found is not undone by another application, by files that are left over or lost, or by a copy.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail loudly")]

mod house;
mod private;
mod schema;

use house::{House, application, application_of, codes, object, testdata};
use serde_json::{Value, json};
use std::path::Path;

fn decided(house: &House, application: &Path, at: &str) -> Value {
    object(&house.onboard_with(application, at, &["--as", "json"]), "decision")
}

/// The abouts of what was withdrawn.
fn withdrawn(decision: &Value) -> Vec<&str> {
    let reasons = decision["reasons"].as_array().unwrap().iter().filter(|it| it["code"] == "withdrawn");
    reasons.map(|it| it["about"].as_str().unwrap()).collect()
}

/// The passport's application under another pseudonym.
fn passport_of(house: &House, subject: &str) -> std::path::PathBuf {
    application(house, &format!("passport-of-{subject}"), |it| it["subject"] = subject.into())
}

#[test]
fn who_was_found_on_a_list_is_not_somebody_else_the_next_time() {
    let house = House::new();
    assert_eq!(codes(&house.onboard("sanctioned", "00:01").0), ["screening-match"]);
    let subject = house.onboard("sanctioned", "00:02").0["subject"].as_str().unwrap().to_owned();
    let other = passport_of(&house, &subject);
    for at in ["01:00", "01:01"] {
        let held = decided(&house, &other, at);
        assert_eq!((&held["decision"], codes(&held)), (&json!("hold"), vec!["withdrawn"]), "{at}");
        assert_eq!(withdrawn(&held), ["match acme-internal/P-1 of entry 2"]);
    }
    assert_eq!(codes(&house.onboard("sanctioned", "01:02").0), ["screening-match"], "given again, it is found again");
    assert_eq!(codes(&decided(&house, &other, "01:03")), ["withdrawn"]);
    object(&house.lift(&subject, &["--lift", "withdrawn"], "officer-1", "02:00"), "review");
    for at in ["03:00", "03:01"] {
        let allowed = decided(&house, &other, at);
        assert_eq!((&allowed["decision"], codes(&allowed)), (&json!("allow"), Vec::new()), "a reviewer knows why");
    }
}

#[test]
fn another_person_and_what_is_left_out_are_held() {
    let house = House::new();
    let plain = application(&house, "plain", |_| {});
    let exposed = application(&house, "exposed", |it| it["facts"]["political-exposure"] = "minister".into());
    assert_eq!(codes(&decided(&house, &exposed, "00:01")), ["tier-too-high", "approval-missing"]);
    let held = house.onboard_with(&plain, "00:02", &[]);
    let screen = String::from_utf8(held.stdout).unwrap();
    assert!(screen.contains(" of entry 1") && screen.contains(" is politically-exposed"), "{screen}");
    let journal = std::fs::read_to_string(house.path("journal/journal.jsonl")).unwrap();
    assert!(journal.contains("withdrawn") && !journal.contains("politically-exposed"), "factors are personal data");

    let house = House::new();
    assert_eq!(house.onboard("passport", "00:01").0["decision"], "allow");
    // The wallet's application is the same person's: nothing is other.
    let wallet = application_of(&house, "wallet", "wallet", |it| it["subject"] = "cust-1001".into());
    assert_eq!(withdrawn(&decided(&house, &wallet, "00:02")), [""; 0]);
    let other = application_of(&house, "sanctioned", "other", |it| it["subject"] = "cust-1001".into());
    let held = decided(&house, &other, "00:03");
    let all = ["other birth-date", "other family-name", "other given-name"].map(|it| format!("{it} of entry 2"));
    assert!(all.iter().all(|it| withdrawn(&held).contains(&it.as_str())), "{held:#}");

    let house = House::new();
    let company = house.onboard("company", "00:01").0;
    assert_eq!(codes(&company), ["ownership-unknown"]);
    let person = passport_of(&house, company["subject"].as_str().unwrap());
    assert_eq!(withdrawn(&decided(&house, &person, "00:02")), ["company of entry 1"]);
}

/// Whoever was stopped while writing leaves a hidden file beside its place, with names and days of birth in it.
#[test]
fn what_a_stopped_writer_left_of_a_customer_is_removed() {
    let house = House::new();
    house.onboard("passport", "00:01");
    let file = private::files(&house.path("journal/openings")).remove(0);
    let name = file.0.file_name().unwrap().to_str().unwrap().to_owned();
    let left = || {
        let all = [format!("openings/.{name}.17.part"), "reviews/.0f.jwt.18.part".to_owned()];
        all.map(|it| house.path("journal").join(it))
    };
    let leave = || left().iter().for_each(|it| std::fs::write(it, &file.1).unwrap());
    leave();
    house.onboard("passport", "00:02");
    assert!(left().iter().all(|it| !it.exists()));
    leave();
    let words = ["audit", "erase", "cust-1001", "--journal", "journal", "--by", "o", "--at", "2026-03-01T10:01:00Z"];
    assert_eq!(house.run("", &words).status.code(), Some(0));
    assert!(private::files(&house.path("journal/openings")).is_empty() && left().iter().all(|it| !it.exists()));
}

#[test]
fn a_folder_that_lost_its_journal_begins_no_other() {
    let house = House::new();
    house.onboard("sanctioned", "00:01");
    std::fs::remove_file(house.path("journal/journal.jsonl")).unwrap();
    let again = house.onboard_with(&testdata("applications/sanctioned.json"), "00:02", &[]);
    let said = String::from_utf8(again.stderr).unwrap();
    assert!(again.status.code() == Some(3) && said.contains("openings, but no journal"), "{said}");
}

#[test]
fn a_permit_that_rests_on_a_lost_review_is_on_the_list() {
    let house = House::new();
    let company = house.onboard("company", "00:01").0;
    let subject = company["subject"].as_str().unwrap();
    object(&house.lift(subject, &["--lift", "ownership-unknown"], "officer-1", "01:00"), "review");
    assert_eq!(house.onboard("company", "02:00").0["decision"], "allow");
    let list = |at: &str| house.review(&["list", "--as", "json", "--at", at]);
    assert_eq!(list("2026-03-01T10:03:00Z").status.code(), Some(0));
    // At an earlier instant the review is to come, and nobody says that it does not count.
    let early = house.review(&["list", "--at", "2026-03-01T10:00:30Z"]);
    assert!(early.stderr.is_empty(), "{}", String::from_utf8_lossy(&early.stderr));
    let review = private::files(&house.path("journal/reviews")).remove(0);
    std::fs::write(&review.0, "altered").unwrap();
    let said = String::from_utf8(list("2026-03-01T10:03:00Z").stderr).unwrap();
    assert!(said.contains("is not what was filed in reviews/") && !said.contains("is gone"), "{said}");
    std::fs::remove_file(&review.0).unwrap();
    let listed = list("2026-03-01T10:03:00Z");
    assert_eq!(listed.status.code(), Some(1));
    let early = object(&listed, "review-items")["items"][0]["early"][0].as_str().unwrap().to_owned();
    assert!(early.contains("rests on the review") && early.ends_with("which is missing"), "{early}");
}

#[test]
fn a_checkpoint_replaces_none_of_another_journal() {
    let house = House::new();
    house.onboard("passport", "00:01");
    let new = ["audit", "new", "other.jsonl", "--origin", "other.example/journal", "--at", "2026-03-01"];
    assert_eq!(house.run("", &new).status.code(), Some(0));
    let sign = |journal: &str, at: &str| {
        let words = ["audit", "checkpoint", journal, "--keys", "keys", "--out", "kept.txt", "--at", at];
        house.run(private::PASSPHRASE, &words)
    };
    for at in ["2026-03-01T11:00:00Z", "2026-03-01T11:00:01Z"] {
        assert_eq!(sign("journal", at).status.code(), Some(0));
    }
    let before = (std::fs::read(house.path("kept.txt")).unwrap(), std::fs::read(house.path("other.jsonl")).unwrap());
    let refused = sign("other.jsonl", "2026-03-01T11:00:02Z");
    let said = String::from_utf8(refused.stderr).unwrap();
    assert!(refused.status.code() == Some(2) && said.contains("is a checkpoint of gate.example/journal"), "{said}");
    let after = (std::fs::read(house.path("kept.txt")).unwrap(), std::fs::read(house.path("other.jsonl")).unwrap());
    assert!(before == after, "nothing was signed");
}

/// The words of a reviewer stand in no entry: who reads them says why, and that is an entry.
#[test]
fn an_auditor_reads_why_a_reviewer_lifted_what_stood_in_the_way() {
    let house = House::new();
    let company = house.onboard("company", "00:01").0;
    let subject = company["subject"].as_str().unwrap();
    object(&house.lift(subject, &["--lift", "ownership-unknown"], "officer-1", "01:00"), "review");
    let open = |at: &str| {
        let who = ["--journal", "journal", "--by", "auditor-1", "--why", "yearly audit", "--at", at];
        house.run("", &[&["audit", "open", subject], &who[..], &["--as", "json"]].concat())
    };
    let opened = object(&open("2026-03-01T11:00:00Z"), "opened");
    let said = &opened["reviews"][0];
    assert_eq!((&said["reviewer"], &said["why"]), (&json!("officer-1"), &json!("seen and judged")));
    assert_eq!((&said["code"], opened["reviews"].as_array().unwrap().len()), (&json!("ownership-unknown"), 1));
    // Deleted and put back, they are read by nobody, and deleted again.
    let review = private::files(&house.path("journal/reviews")).remove(0);
    let erase = |at: &str| {
        let words = ["audit", "erase", subject, "--journal", "journal", "--by", "o", "--at", at];
        house.run("", &words).status.code()
    };
    assert_eq!(erase("2026-03-01T11:01:00Z"), Some(0));
    let words = House::words(&testdata("applications/company.json"), "00:00", &[]);
    let words: Vec<&str> =
        words.iter().map(|it| if it.ends_with("T10:00:00Z") { "2026-03-01T11:02:00Z" } else { it }).collect();
    house.run(private::PASSPHRASE, &words);
    std::fs::write(&review.0, &review.1).unwrap();
    assert_eq!(object(&open("2026-03-01T11:03:00Z"), "opened")["reviews"], json!([]));
    assert_eq!(erase("2026-03-01T11:04:00Z"), Some(0));
    assert!(private::files(&house.path("journal/reviews")).is_empty());
}

/// Copies a folder, with the rights of its files.
fn copied(from: &Path, to: &Path) {
    let _ = std::fs::remove_dir_all(to);
    let done = std::process::Command::new("cp").arg("-a").arg(from).arg(to).status().unwrap();
    assert!(done.success());
}

fn said(output: &std::process::Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// A folder that is put back from a copy knows nothing of what was revoked, refused and given out since.
#[test]
fn a_journal_that_is_put_back_is_noticed_and_every_permit_from_before_is_void() {
    let house = House::new();
    let allowed = |subject: &str, at: &str, permit: &str| {
        let application = passport_of(&house, subject);
        let output = house.onboard_with(&application, at, &["--permit", permit, "--as", "json"]);
        assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    };
    let resume = |at: &str| {
        let at = format!("2026-03-01T10:{at}Z");
        house.run(
            private::PASSPHRASE,
            &["audit", "resume", "--journal", "journal", "--keys", "keys", "--by", "officer-1", "--at", &at],
        )
    };
    allowed("cust-1", "00:01", "1.jwt");
    assert!(said(&resume("00:02")).contains("holds every entry"), "nothing to go on from");
    let (journal, copy) = (house.path("journal"), house.path("copy"));
    copied(&journal, &copy);
    let revoke =
        ["permit", "revoke", "1.jwt", "--journal", "journal", "--keys", "keys", "--reason", "officer-decision"];
    let revoked = house.run(private::PASSPHRASE, &[&revoke[..], &["--at", "2026-03-01T10:00:03Z"]].concat());
    assert!(revoked.status.success(), "{}", said(&revoked));
    allowed("cust-2", "00:04", "2.jwt");

    copied(&copy, &journal);
    assert_eq!(house.verified("1.jwt", "01:00")["code"], Value::Null, "the copy revives what was revoked");
    let before = house.files();
    let third = passport_of(&house, "cust-3");
    let refused = house.onboard_with(&third, "01:01", &[]);
    let told = said(&refused);
    assert!(
        refused.status.code() == Some(3) && told.contains("older state") && told.contains("2 are missing"),
        "{told}"
    );
    let revoked = house.run(private::PASSPHRASE, &[&revoke[..], &["--at", "2026-03-01T10:01:02Z"]].concat());
    assert!(revoked.status.code() == Some(3) && said(&revoked).contains("audit resume"), "{}", said(&revoked));
    assert_eq!(house.files(), before, "nothing was changed");

    // Who needs no keys writes into the copy: it is as long as the journal was, and another.
    for at in ["51", "52"] {
        let at = format!("2026-03-01T10:00:{at}Z");
        let words = ["audit", "open", "cust-1", "--journal", "journal", "--by", "o", "--why", "asked", "--at", &at];
        assert!(house.run("", &words).status.success());
    }
    assert!(said(&house.onboard_with(&third, "01:01", &[])).contains("has other entries"));
    assert!(said(&resume("00:03")).contains("before the newest entry"), "the lost entries were later");
    let resumed = resume("01:03");
    assert!(resumed.status.success() && said(&resumed).contains("every customer anew"), "{}", said(&resumed));
    for permit in ["1.jwt", "2.jwt"] {
        assert_eq!(house.verified(permit, "01:04")["code"], "permit-revoked", "{permit}");
    }
    let listed = house.review(&["list", "--at", "2026-03-01T10:01:04Z"]);
    let screen = String::from_utf8(listed.stdout).unwrap();
    assert!(screen.contains("EARLY") && screen.contains("entry 4 took the permit back"), "{screen}");
    allowed("cust-3", "01:05", "3.jwt");
    let place = |permit| house.verified(permit, "01:06")["status"]["index"].as_u64().unwrap();
    assert_ne!(place("2.jwt"), place("3.jwt"), "no place is given to two");
    // The list is made anew from the journal, and what is void stays so.
    std::fs::remove_file(house.path("journal/status.jwt")).unwrap();
    allowed("cust-1", "01:07", "4.jwt");
    for (permit, code) in
        [("1.jwt", json!("permit-revoked")), ("2.jwt", json!("permit-revoked")), ("3.jwt", Value::Null)]
    {
        assert_eq!(house.verified(permit, "01:08")["code"], code, "{permit}");
    }
    assert_eq!(house.run("", &["audit", "verify", "journal"]).status.code(), Some(0));
    let lines = std::fs::read_to_string(house.path("journal/journal.jsonl")).unwrap();
    for line in lines.lines() {
        schema::check("journal", &serde_json::from_str(line).unwrap()).unwrap();
    }
    assert!(lines.contains("\"kind\":\"journal-resumed\""));

    // Keys of their own for checkpoints know nothing of the new line, and go on with it.
    let shown = house.review(&["show", "cust-3", "--at", "2026-03-01T10:01:30Z"]);
    assert!(shown.status.success(), "decided about since, nothing is open");

    // A folder that begins anew is no other house's either.
    std::fs::remove_dir_all(&journal).unwrap();
    let begun = house.onboard_with(&third, "02:00", &[]);
    assert!(begun.status.code() == Some(3) && said(&begun).contains("has no journal"), "{}", said(&begun));
    assert!(!journal.exists());
}

/// Keys of their own sign checkpoints: they go on with a journal that the gate's keys went on with, and with no other.
#[test]
fn checkpoints_go_on_after_a_journal_was_put_back() {
    let house = House::new();
    copied(&house.path("keys"), &house.path("own"));
    house.onboard("passport", "00:01");
    let (journal, copy) = (house.path("journal"), house.path("copy"));
    copied(&journal, &copy);
    let sign = |keys: &str, at: &str| {
        let at = format!("2026-03-01T10:{at}Z");
        let words = ["audit", "checkpoint", "journal", "--keys", keys, "--out", "kept.txt", "--at", &at];
        let output = house.run(private::PASSPHRASE, &words);
        (output.status.code(), said(&output))
    };
    let resume = |keys: &str, at: &str| {
        let at = format!("2026-03-01T10:{at}Z");
        let words = ["audit", "resume", "--journal", "journal", "--keys", keys, "--by", "o", "--at", &at];
        let output = house.run(private::PASSPHRASE, &words);
        (output.status.code(), said(&output))
    };
    house.onboard("wallet", "00:02");
    assert_eq!(sign("own", "00:03").0, Some(0));
    house.onboard("passport", "00:04");
    copied(&copy, &journal);
    let (code, told) = sign("own", "01:00");
    assert!(code == Some(3) && told.contains("older state"), "{told}");
    let (code, told) = resume("own", "01:01");
    assert!(code == Some(2) && told.contains("never signed a status list"), "{told}");
    assert_eq!(resume("keys", "01:02").0, Some(0));
    let (code, told) = sign("own", "01:03");
    assert!(code == Some(0) && told.contains("gone on with from an older copy"), "{told}");
    assert_eq!(sign("own", "01:04").0, Some(0), "and remember it as it is now");
    // A second loss is one: what was gone on with before explains nothing to the keys of the gate.
    copied(&journal, &copy);
    house.onboard("passport", "02:00");
    house.onboard("wallet", "02:01");
    copied(&copy, &journal);
    let exit = house.onboard_with(&testdata("applications/wallet.json"), "02:02", &[]);
    assert!(exit.status.code() == Some(3) && said(&exit).contains("older state"), "{}", said(&exit));
    assert_eq!(resume("keys", "02:03").0, Some(0));
}

/// Keys that cannot remember how far a journal has come sign nothing by it.
#[cfg(unix)]
#[test]
fn keys_that_cannot_remember_sign_nothing() {
    use std::os::unix::fs::PermissionsExt;
    let house = House::new();
    house.onboard("passport", "00:01");
    let mark =
        private::files(&house.path("keys")).into_iter().find(|it| it.0.extension().is_some_and(|it| it == "mark"));
    let (mark, bytes) = mark.unwrap();
    for (fault, text) in [("cut", &bytes[..9]), ("none", b""), ("another", b"other.example\n2\nAAAA\n")] {
        std::fs::write(&mark, text).unwrap();
        let before = house.files();
        let output = house.onboard_with(&testdata("applications/wallet.json"), "00:02", &[]);
        assert!(output.status.code() == Some(3) && said(&output).contains("is damaged"), "{fault}: {}", said(&output));
        assert_eq!(house.files(), before, "{fault}");
    }
    std::fs::write(&mark, bytes).unwrap();
    // Root may write anywhere: for others a folder that nobody may write keeps everything as it is.
    std::fs::set_permissions(house.path("keys"), std::fs::Permissions::from_mode(0o500)).unwrap();
    let may_write = std::fs::write(house.path("keys/probe"), "").is_ok();
    let before = house.files();
    let output = house.onboard_with(&testdata("applications/wallet.json"), "00:03", &[]);
    std::fs::set_permissions(house.path("keys"), std::fs::Permissions::from_mode(0o700)).unwrap();
    if !may_write {
        assert!(output.status.code() == Some(3) && said(&output).contains("must be writable"), "{}", said(&output));
        assert_eq!(house.files(), before);
    }
}

/// An answer of another command takes the place of no journal, no key and nothing signed.
#[test]
fn no_answer_replaces_what_a_gate_keeps() {
    let house = House::new();
    let application = testdata("applications/passport.json");
    house.onboard_with(&application, "00:01", &["--permit", "permit.jwt"]);
    let (ledger, rules) = (testdata("ledgers/demo.csv"), testdata("../rules"));
    let (ledger, rules) = (ledger.display().to_string(), rules.display().to_string());
    let list = testdata("lists/own.csv").display().to_string();
    let (journal, keys) = (house.files(), private::files(&house.path("keys")));
    let all = journal.iter().chain(&keys).map(|it| it.0.clone()).chain([house.path("permit.jwt")]);
    let all: Vec<String> = all.map(|it| it.display().to_string()).collect();
    assert!(all.len() >= 7, "{all:?}");
    for place in &all {
        for words in [
            &["scan", &ledger, "--rules", &rules, "--out", place][..],
            &["scan", &ledger, "--rules", &rules, "--restrict", place],
            &["screen", "Anna Marsh", "--list", &list, "--out", place],
        ] {
            let output = house.run("", words);
            assert!(
                output.status.code() == Some(2) && said(&output).contains("is a record of a gate"),
                "{place}: {}",
                said(&output)
            );
        }
    }
    assert_eq!((house.files(), private::files(&house.path("keys"))), (journal, keys));
}
