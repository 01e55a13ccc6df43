//! A customer who was looked at once is decided about again and again, until the review is due; what is kept for that can be
//! opened by those who say why, and deleted without a change to the journal.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail loudly")]

mod house;
mod private;
mod schema;

use house::{House, application, codes, object, testdata};
use serde_json::Value;
use std::path::{Path, PathBuf};

/// Decides about a worked application at an instant.
fn decided(house: &House, name: &str, at: &str) -> Value {
    decided_by(house, &testdata(&format!("applications/{name}.json")), &testdata("policies/kyc"), at)
}

fn decided_by(house: &House, application: &Path, policy: &Path, at: &str) -> Value {
    let mut words = House::words(application, "00:00", &["--as", "json"]);
    let mut set = |option: &str, value: String| {
        let place = words.iter().position(|it| it == option).unwrap() + 1;
        words[place] = value;
    };
    set("--at", at.to_owned());
    set("--policy", policy.display().to_string());
    // Reviews are due years from now.
    words.push("--ahead".to_owned());
    object(&house.run(private::PASSPHRASE, &words.iter().map(String::as_str).collect::<Vec<_>>()), "decision")
}

/// The abouts of a decision's reasons that have a code.
fn abouts(decision: &Value, code: &str) -> Vec<String> {
    let reasons = decision["reasons"].as_array().unwrap().iter().filter(|it| it["code"] == code);
    reasons.map(|it| it["about"].as_str().unwrap().to_owned()).collect()
}

/// A policy in the house that asks a chip for nothing of the moment.
fn lenient(house: &House) -> PathBuf {
    let folder = house.path("lenient");
    std::fs::create_dir_all(&folder).unwrap();
    for file in std::fs::read_dir(testdata("policies/kyc")).unwrap().map(Result::unwrap) {
        let text = std::fs::read_to_string(file.path()).unwrap();
        std::fs::write(folder.join(file.file_name()), text).unwrap();
    }
    let path = folder.join("policy.toml");
    let text = std::fs::read_to_string(&path).unwrap();
    let moment = r#""attestation", "liveness", "face-match", "document-inspection""#;
    let (asked, waived) = (format!(", {moment}]\nwaived = ["), format!("]\nwaived = [{moment}, "));
    assert!(text.contains(&asked));
    std::fs::write(&path, text.replacen(&asked, &waived, 1)).unwrap();
    folder
}

fn journal(house: &House) -> String {
    std::fs::read_to_string(house.path("journal/journal.jsonl")).unwrap()
}

/// The files with what opens commitments.
fn openings(house: &House) -> Vec<PathBuf> {
    let all = std::fs::read_dir(house.path("journal/openings")).unwrap();
    all.map(|it| it.unwrap().path()).collect()
}

const STALE: &[&str] = &["check-missing"];
/// A listed person of the name and the day of birth of the worked applications.
const ROW: &str = "P-9,person,Anna Maria Eriksson,,,1974-08-12,,,,,,,,FRAUD,2026-03-01,";

#[test]
fn who_was_there_once_may_go_on_until_the_review() {
    for (name, next) in [("passport", "2026-03-02T09:00:00Z"), ("wallet", "2026-03-01T12:00:00Z")] {
        let house = House::new();
        let first = decided(&house, name, "2026-03-01T10:00:00Z");
        assert_eq!(first["decision"], "allow", "{name}");
        for at in ["2026-03-01T10:40:00Z", next] {
            let again = decided(&house, name, at);
            assert_eq!((&again["decision"], codes(&again)), (&"allow".into(), Vec::new()), "{name} at {at}");
            assert_eq!(again["review"], first["review"], "the days of the review stay: {name} at {at}");
        }
    }
}

/// That the holder was there is proved for good, that the credential was not revoked is not.
#[test]
fn a_status_list_that_is_too_old_is_missed_however_often_the_customer_was_seen() {
    let house = House::new();
    decided(&house, "wallet", "2026-03-01T10:00:00Z");
    let again = decided(&house, "wallet", "2026-03-02T09:00:00Z");
    let abouts: Vec<&str> =
        again["reasons"].as_array().unwrap().iter().map(|it| it["about"].as_str().unwrap()).collect();
    assert_eq!(abouts, ["revocation"], "by the signed list that has expired, and by nothing else");
}

/// Whoever decided without what the newest entry is committed to would take everything for shown long ago, and the next
/// entry would say so for good.
#[test]
fn nothing_is_decided_without_what_the_newest_entry_is_committed_to() {
    let altered = |kept: &str, alter: &dyn Fn(&mut Value)| -> String {
        let mut lines: Vec<Value> = kept.lines().map(|it| serde_json::from_str(it).unwrap()).collect();
        lines.iter_mut().filter(|it| it["attribute"] == "presentations").for_each(alter);
        lines.iter().map(|it| format!("{it}\n")).collect()
    };
    let house = House::new();
    decided(&house, "passport", "2026-03-01T10:00:00Z");
    let (file, before) = (openings(&house).remove(0), journal(&house));
    let kept = std::fs::read_to_string(&file).unwrap();
    let refused = |fault: &str| {
        let output = house.onboard_with(&testdata("applications/passport.json"), "40:00", &[]);
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(output.status.code() == Some(3) && said.contains("about cust-1001"), "{fault}: {said}");
        assert!(said.contains("take the folder openings/ of the journal from a copy"), "{fault}: {said}");
        assert_eq!(journal(&house), before, "{fault}");
    };
    for (fault, alter) in [
        (
            "another_instant",
            &(|it: &mut Value| it["value"][0]["at"] = "2026-03-01T10:00:01Z".into()) as &dyn Fn(&mut Value),
        ),
        ("another_salt", &|it| it["salt"] = "0".repeat(64).into()),
        ("another_attribute", &|it| it["attribute"] = "presented".into()),
    ] {
        std::fs::write(&file, altered(&kept, alter)).unwrap();
        refused(fault);
    }
    std::fs::remove_file(&file).unwrap();
    refused("lost");
    std::fs::write(&file, &kept).unwrap();
    private::owned(&file, 0o600);
    assert_eq!(codes(&decided(&house, "passport", "2026-03-01T10:40:00Z")), [""; 0], "a copy was put back");
    // Lost for good: that is recorded, and everything is shown anew.
    std::fs::remove_file(&file).unwrap();
    lose(&house, "2026-03-01T10:45:00Z");
    assert_eq!(codes(&decided(&house, "passport", "2026-03-01T10:50:00Z")), STALE);
}

/// Records that what is kept of a customer is gone, or deletes it.
fn lose(house: &House, at: &str) {
    let words = ["audit", "erase", "cust-1001", "--journal", "journal", "--by", "o", "--ahead", "--at", at];
    let erased = house.run("", &words);
    assert_eq!(erased.status.code(), Some(0), "{}", String::from_utf8_lossy(&erased.stderr));
}

#[test]
fn a_broken_store_and_one_that_others_read_stop_before_anything_changes() {
    let house = House::new();
    decided(&house, "passport", "2026-03-01T10:00:00Z");
    let (file, before) = (openings(&house).remove(0), journal(&house));
    let kept = std::fs::read(&file).unwrap();
    std::fs::write(&file, b"{\"sequence\":1}\n").unwrap();
    let words = House::words(&testdata("applications/passport.json"), "40:00", &[]);
    let run = || {
        let output = house.run(private::PASSPHRASE, &words.iter().map(String::as_str).collect::<Vec<_>>());
        (output.status.code(), String::from_utf8(output.stderr).unwrap())
    };
    let (code, said) = run();
    assert!(code == Some(3) && said.contains(".jsonl:1: the line is not what opens a commitment"), "{said}");
    std::fs::write(&file, &kept).unwrap();
    private::owned(&file, 0o644);
    let (code, said) = run();
    assert!(cfg!(not(unix)) || code == Some(3) && said.contains("by others than its owner"), "{said}");
    assert_eq!(journal(&house), before);
}

#[test]
fn entries_hold_commitments_and_no_house_can_compare_its_customers_with_another() {
    let houses = [House::new(), House::new()];
    let reasons = houses.each_ref().map(|house| {
        let refused = decided(house, "sanctioned", "2026-03-01T10:00:00Z");
        let again = decided(house, "sanctioned", "2026-03-01T10:00:30Z");
        let about = |it: &Value| it["reasons"][0]["about"].as_str().unwrap().to_owned();
        assert_eq!(about(&refused), about(&again), "what was lifted is to be known again");
        about(&refused)
    });
    assert_ne!(reasons[0], reasons[1], "a digest of names without a salt could be confirmed by guessing");
    let lines = houses.each_ref().map(|house| {
        let line: Value = serde_json::from_str(journal(house).lines().nth(1).unwrap()).unwrap();
        assert!(line["entry"]["body"]["factors"].is_null(), "factors are personal data");
        line["entry"]["commitments"].as_object().unwrap().clone()
    });
    for attribute in ["family-name", "birth-date", "document-number", "wallets", "factors", "presentations"] {
        assert_ne!(lines[0][attribute], lines[1][attribute], "{attribute}");
    }
    #[cfg(unix)]
    for kept in houses.iter().flat_map(openings) {
        let mode = std::os::unix::fs::PermissionsExt::mode(&std::fs::metadata(&kept).unwrap().permissions());
        assert_eq!(mode & 0o077, 0, "others may read what opens the commitments");
    }
}

#[test]
fn a_pseudonym_is_opened_with_an_entry_and_erased_without_breaking_the_journal() {
    let house = House::new();
    decided(&house, "passport", "2026-03-01T10:00:00Z");
    let who = |at: &'static str| ["--journal", "journal", "--by", "officer-1", "--at", at];
    let open = |at| {
        let words =
            [&["audit", "open", "cust-1001", "--why", "asked by Eriksson's court", "--as", "json"], &who(at)[..]];
        house.run("", &words.concat())
    };
    let opened = object(&open("2026-03-01T11:00:00Z"), "opened");
    let value = |name: &str| {
        opened["values"].as_array().unwrap().iter().find(|it| it["attribute"] == name).unwrap()["value"].clone()
    };
    assert_eq!(value("birth-date"), serde_json::json!(["1974-08-12"]));
    assert_eq!((&opened["recorded"], &opened["unopened"]), (&2.into(), &serde_json::json!([])));
    let line: Value = serde_json::from_str(journal(&house).lines().nth(2).unwrap()).unwrap();
    assert_eq!(line["entry"]["kind"], "pseudonym-opened");
    assert_eq!(line["entry"]["body"]["by"], "officer-1");
    assert!(!journal(&house).contains("Eriksson"), "the words why stand beside the journal");

    let erased = house.run("", &[&["audit", "erase", "cust-1001"], &who("2026-03-01T11:01:00Z")[..]].concat());
    assert_eq!(erased.status.code(), Some(0), "{}", String::from_utf8_lossy(&erased.stderr));
    assert!(openings(&house).is_empty());
    let verified = house.run("", &["audit", "verify", "journal", "--as", "json"]);
    assert_eq!(object(&verified, "audit")["answer"], "whole");
    let (before, again) = (journal(&house), open("2026-03-01T11:02:00Z"));
    let said = String::from_utf8(again.stderr).unwrap();
    assert!(
        again.status.code() == Some(3)
            && said.contains("it was deleted with entry 3, and a copy that was put back does not count"),
        "{said}"
    );
    let twice = house.run("", &[&["audit", "erase", "cust-1001"], &who("2026-03-01T11:03:00Z")[..]].concat());
    assert_eq!(twice.status.code(), Some(2));
    assert_eq!(journal(&house), before, "what did not happen is not recorded");
}

#[test]
fn erasing_takes_the_words_of_reviews_and_nobody_misses_them() {
    let house = House::new();
    decided(&house, "company", "2026-03-01T10:00:00Z");
    object(&house.lift("cust-1006", &["--lift", "ownership-unknown"], "officer-1", "01:00"), "review");
    let files = || std::fs::read_dir(house.path("journal/reviews")).unwrap().count();
    let review = std::fs::read_dir(house.path("journal/reviews")).unwrap().next().unwrap().unwrap().path();
    for copy in ["copy.jwt", "kept"] {
        std::fs::copy(&review, review.with_file_name(copy)).unwrap();
    }
    std::fs::write(review.with_file_name("other"), "of nobody").unwrap();
    assert_eq!(files(), 4);
    let words = ["audit", "erase", "cust-1006", "--journal", "journal", "--by", "officer-1"];
    let erased = house.run("", &[&words[..], &["--at", "2026-03-01T10:02:00Z"]].concat());
    assert_eq!(erased.status.code(), Some(0), "{}", String::from_utf8_lossy(&erased.stderr));
    assert_eq!(files(), 1, "a copy under another name is the same review");
    let list = house.review(&["list", "--at", "2026-03-01T10:03:00Z"]);
    assert!(list.stderr.is_empty(), "{}", String::from_utf8_lossy(&list.stderr));
}

#[test]
fn what_comes_in_after_a_decision_asks_for_an_earlier_review() {
    let house = House::new();
    for (name, at) in [("passport", "2026-03-01T10:00:00Z"), ("wallet", "2026-03-01T10:00:05Z")] {
        assert_eq!(decided(&house, name, at)["decision"], "allow", "{name}");
    }
    let own = std::fs::read_to_string(testdata("lists/own.csv")).unwrap();
    std::fs::write(house.path("same.csv"), &own).unwrap();
    std::fs::write(house.path("new.csv"), format!("{}\n{ROW}\n", own.trim_end())).unwrap();
    let hit = r#"{"schema": "tidegate.restriction/1", "subject": "cust-1005", "kind": "block", "source": "hit-1",
        "from": "2026-03-01T11:00:00Z"}"#;
    std::fs::write(house.path("hits.jsonl"), hit.replace('\n', " ")).unwrap();
    let early = |at: &str, words: &[&str]| -> Vec<(String, Vec<Value>)> {
        let output = house.review(&[&["list", "--as", "json", "--at", at], words].concat());
        let items = object(&output, "review-items");
        let items = items["items"].as_array().unwrap();
        items
            .iter()
            .map(|it| (it["subject"].as_str().unwrap().into(), it["early"].as_array().unwrap().clone()))
            .collect()
    };
    assert_eq!(early("2026-03-01T12:00:00Z", &["--list", "same.csv"]), []);
    let found: Vec<Value> = vec!["came in since: acme-internal/P-9 may mean this customer".into()];
    let all = early("2026-03-01T12:00:00Z", &["--list", "new.csv"]);
    assert_eq!(all, [("cust-1001".into(), found.clone()), ("cust-1005".into(), found)]);
    let restricted: Vec<Value> = vec!["came in since: block of hit-1 from 2026-03-01T11:00:00Z".into()];
    assert_eq!(early("2026-03-01T12:00:00Z", &["--restrictions", "hits.jsonl"]), [("cust-1005".into(), restricted)]);
    assert_eq!(early("2026-03-01T10:30:00Z", &["--restrictions", "hits.jsonl"]), [], "it has not begun");

    // What the newest decision knew is no news.
    let application = testdata("applications/wallet.json");
    let mut words = House::words(&application, "30:00", &["--restrictions", "hits.jsonl"]);
    let place = words.iter().position(|it| it == "--at").unwrap() + 1;
    words[place] = "2026-03-01T11:30:00Z".to_owned();
    house.run(private::PASSPHRASE, &words.iter().map(String::as_str).collect::<Vec<_>>());
    let items = early("2026-03-01T12:00:00Z", &["--restrictions", "hits.jsonl"]);
    assert_eq!(items, [("cust-1005".into(), Vec::new())], "it is refused, and the hit is known");
    assert_eq!(early("2026-03-01T11:00:00Z", &[]), [], "what was recorded later is left out");
}

#[test]
fn a_review_that_is_overdue_is_told_apart_from_one_that_is_due() {
    let house = House::new();
    decided(&house, "passport", "2026-03-01T10:00:00Z");
    for (day, word, lapsed) in
        [("2031-02-28", "DUE", false), ("2031-03-13", "DUE", false), ("2031-03-14", "LAPSED", true)]
    {
        let screen = house.review(&["list", "--at", day]);
        assert!(String::from_utf8(screen.stdout).unwrap().contains(&format!(" {word}")), "{day}");
        let items = object(&house.review(&["list", "--at", day, "--as", "json"]), "review-items");
        assert_eq!(items["items"][0]["lapsed"], lapsed, "{day}");
    }
}

/// The day of a review moves when something that counts is shown, and not because something is left out, wrong or lost.
#[test]
fn nothing_but_a_new_showing_renews_a_review() {
    let erased = |house: &House| lose(house, "2031-03-15T00:00:30Z");
    let lost = |house: &House| {
        std::fs::remove_file(openings(house).remove(0)).unwrap();
        erased(house);
    };
    let untouched = |_: &House| {};
    let left_out = |it: &mut Value| it["documents"][0]["attestations"] = serde_json::json!([]);
    let garbage = |it: &mut Value| {
        let more = serde_json::json!({"file": "passport/garbage", "nonce": "n"});
        it["documents"][0]["attestations"].as_array_mut().unwrap().push(more);
    };
    let same = |_: &mut Value| {};
    for (fault, change, harm) in [
        ("left_out", &left_out as &dyn Fn(&mut Value), &untouched as &dyn Fn(&House)),
        ("garbage", &garbage, &untouched),
        ("lost", &same, &lost),
        ("erased", &same, &erased),
    ] {
        let house = House::new();
        let (policy, whole) = (lenient(&house), application(&house, "whole", same));
        let first = decided_by(&house, &whole, &policy, "2026-03-01T10:00:00Z");
        assert_eq!(first["decision"], "allow", "{first:#}");
        let lapsed = decided_by(&house, &whole, &policy, "2031-03-15T00:00:00Z");
        assert_eq!(abouts(&lapsed, "review-lapsed"), ["2031-02-28"], "{fault}");
        harm(&house);
        let again = decided_by(&house, &application(&house, fault, change), &policy, "2031-03-15T00:01:00Z");
        assert_eq!(abouts(&again, "review-lapsed"), ["2031-02-28"], "{fault}");
    }
    let house = House::new();
    decided(&house, "passport", "2026-03-01T10:00:00Z");
    lose(&house, "2026-03-01T12:00:00Z");
    decided(&house, "passport", "2026-03-02T10:00:00Z");
    let newest: Value = serde_json::from_str(journal(&house).lines().last().unwrap()).unwrap();
    assert_eq!(newest["entry"]["body"]["next_review"], "2031-02-28");
}

/// The same document and the same answer, written in other bytes that are as authentic.
#[test]
fn other_bytes_of_the_same_renew_nothing() {
    const HALF: &str = "80ab2f4f96ba8cda596b986e71775ba0cbd9bbee84b564182bc51a491251b930";
    // The other half that fits: the order of P-256 less this one.
    const OTHER: &str = "7f54d0af69457326a69467918e88a45ef10d3ebf22623a6cc7f4b079ea116c21";
    let house = House::new();
    let (policy, whole) = (lenient(&house), application(&house, "whole", |_| {}));
    assert_eq!(decided_by(&house, &whole, &policy, "2026-03-01T10:00:00Z")["decision"], "allow");
    let answer = application(&house, "answer", |it| {
        let answer = it["documents"][0]["chip_answer"].as_str().unwrap();
        assert!(answer.contains(HALF));
        it["documents"][0]["chip_answer"] = answer.replace(HALF, OTHER).into();
    });
    let again = decided_by(&house, &answer, &policy, "2031-03-15T00:01:00Z");
    assert_eq!(abouts(&again, "review-lapsed"), ["2031-02-28"]);
    assert!(!codes(&again).contains(&"check-found"), "{again:#}");
    // The length of EF.SOD in one byte more. The attestation is about the bytes, and left out.
    let bare = application(&house, "bare", |it| it["documents"][0]["attestations"] = serde_json::json!([]));
    let sod = house.path("applications/passport/chip/EF.SOD");
    let bytes = std::fs::read(&sod).unwrap();
    assert_eq!(bytes[..2], [0x77, 0x82]);
    std::fs::write(&sod, [&[0x77, 0x83, 0x00], &bytes[2..]].concat()).unwrap();
    let again = decided_by(&house, &bare, &policy, "2031-03-15T00:02:00Z");
    assert_eq!(abouts(&again, "review-lapsed"), ["2031-02-28"]);
    assert!(!codes(&again).contains(&"check-found"), "{again:#}");
}

#[test]
fn a_run_that_went_wrong_loses_nothing_that_was_shown() {
    let house = House::new();
    decided(&house, "passport", "2026-03-01T10:00:00Z");
    let wrong = application(&house, "wrong", |it| it["documents"][0]["attestations"][0]["nonce"] = "another".into());
    let policy = testdata("policies/kyc");
    assert_eq!(decided_by(&house, &wrong, &policy, "2026-03-01T10:20:00Z")["decision"], "refuse");
    // So many attestations that are none that everything kept would be pushed out.
    for run in 0..5 {
        let flood = application(&house, "flood", |it| {
            let one = |at: usize| serde_json::json!({"file": "passport/garbage", "nonce": format!("n-{run}-{at}")});
            it["documents"][0]["attestations"] = (0..60).map(one).collect();
        });
        assert_eq!(decided_by(&house, &flood, &policy, &format!("2026-03-01T10:3{run}:00Z"))["decision"], "hold");
    }
    assert_eq!(decided(&house, "passport", "2026-03-01T10:40:00Z")["decision"], "allow");
}

#[test]
fn what_was_erased_counts_for_nothing_when_a_copy_is_put_back() {
    let house = House::new();
    decided(&house, "passport", "2026-03-01T10:00:00Z");
    let file = openings(&house).remove(0);
    let copy = std::fs::read(&file).unwrap();
    let who = ["--journal", "journal", "--by", "o", "--at", "2026-03-01T10:30:00Z"];
    let erase = || house.run("", &[&["audit", "erase", "cust-1001"], &who[..]].concat());
    // Damaged, it is deleted all the same.
    std::fs::write(&file, [0xff, 0xfe]).unwrap();
    assert_eq!(erase().status.code(), Some(0));
    std::fs::write(&file, &copy).unwrap();
    private::owned(&file, 0o600);
    let opened = house.run("", &[&["audit", "open", "cust-1001", "--why", "asked"], &who[..]].concat());
    assert!(opened.stdout.is_empty() && opened.status.code() == Some(3));
    assert_eq!(codes(&decided(&house, "passport", "2026-03-01T10:40:00Z")), STALE);
    #[cfg(unix)]
    {
        let elsewhere = house.path("elsewhere");
        std::fs::rename(&file, &elsewhere).unwrap();
        std::os::unix::fs::symlink(&elsewhere, &file).unwrap();
        assert_eq!(erase().status.code(), Some(2), "what a link leads to would stay");
        let words = House::words(&testdata("applications/passport.json"), "50:00", &[]);
        let decided = house.run(private::PASSPHRASE, &words.iter().map(String::as_str).collect::<Vec<_>>());
        assert_eq!(decided.status.code(), Some(2), "{}", String::from_utf8_lossy(&decided.stdout));
    }
}

/// Lists clear nobody of whom not everything could be looked up, and nobody where they cannot answer.
#[test]
fn who_was_not_asked_about_is_in_the_answer() {
    let list = testdata("lists/own.csv").display().to_string();
    let open = |house: &House, at: &str| {
        let output = house.review(&["list", "--as", "json", "--list", &list, "--at", at]);
        let code = output.status.code();
        (object(&output, "review-items"), code)
    };
    let altered = |kept: &str| kept.replace("ERIKSSON", "PETERSON").replace("Eriksson", "Peterson");
    let without =
        |kept: &str| kept.lines().filter(|it| !it.contains("\"wallets\"")).map(|it| format!("{it}\n")).collect();
    for (fault, harm, said) in [
        ("untouched", &(|it: &str| it.to_owned()) as &dyn Fn(&str) -> String, None),
        ("altered", &altered, Some("1 value is committed to that nothing opens")),
        ("without_wallets", &without, Some("1 value is committed to that nothing opens")),
        ("emptied", &|_: &str| String::new(), Some("nothing opens")),
        ("damaged", &|_: &str| "{}".to_owned(), Some("nothing that can be read is kept")),
    ] {
        let house = House::new();
        decided(&house, "passport", "2026-03-01T10:00:00Z");
        let file = openings(&house).remove(0);
        std::fs::write(&file, harm(&std::fs::read_to_string(&file).unwrap())).unwrap();
        let (items, code) = open(&house, "2026-03-02");
        assert_eq!(code, Some(i32::from(said.is_some())), "{fault}");
        let early = items["items"][0]["early"][0].as_str().unwrap_or_default();
        assert!(said.is_none_or(|it| early.contains(it)), "{fault}: {early}");
    }
    let house = House::new();
    decided(&house, "passport", "2026-03-01T10:00:00Z");
    let (items, code) = open(&house, "2026-06-01");
    assert_eq!((items["gaps"][0].as_str(), code), (Some("screen-list-too-old/acme-internal"), Some(1)));
}
