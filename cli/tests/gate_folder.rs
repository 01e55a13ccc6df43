//! The folder of a gate: permits, their status list and the journal agree, whatever is lost, put back or swapped.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail loudly")]

mod house;
mod private;
mod schema;

use house::{House, codes, object, testdata};
use serde_json::json;

#[test]
fn a_permit_counts_until_the_next_decision_about_its_customer() {
    let house = House::new();
    let application = testdata("applications/passport.json");
    house.onboard_with(&application, "00:01", &["--permit", "first.jwt"]);
    assert_eq!(house.verified("first.jwt", "01:00")["answer"], "valid");
    assert_eq!(house.onboard("wallet", "00:02").1, 0, "another customer");
    assert_eq!(house.verified("first.jwt", "01:00")["answer"], "valid");
    house.onboard_with(&application, "02:00", &["--permit", "second.jwt"]);
    assert_eq!(house.verified("first.jwt", "03:00")["code"], "permit-revoked");
    assert_eq!(house.verified("second.jwt", "03:00")["answer"], "valid");
    let line = json!({"schema": "tidegate.restriction/1", "subject": "cust-1001", "kind": "review",
        "source": "hit-3f2a9c", "from": "2026-03-01T10:04:00Z"});
    schema::check("restriction", &line).unwrap();
    std::fs::write(house.path("restrictions.jsonl"), format!("{line}\n")).unwrap();
    let held = house.onboard_with(&application, "05:00", &["--restrictions", "restrictions.jsonl", "--as", "json"]);
    let held = object(&held, "decision");
    assert_eq!((held["decision"].as_str(), codes(&held)), (Some("hold"), vec!["under-review"]));
    assert_eq!(house.verified("second.jwt", "06:00")["code"], "permit-suspended");
}

/// The journal has the entry and the list is the one before, as after a crash between the two.
#[test]
fn a_crash_before_the_list_costs_the_permit_that_nobody_got_and_no_other() {
    let house = House::new();
    let application = testdata("applications/passport.json");
    house.onboard_with(&application, "00:01", &["--permit", "first.jwt"]);
    let list = std::fs::read(house.path("journal/status.jwt")).unwrap();
    house.onboard_with(&application, "01:00", &["--permit", "lost.jwt"]);
    std::fs::write(house.path("journal/status.jwt"), list).unwrap();
    assert_eq!(house.verified("lost.jwt", "01:30")["answer"], "refused", "its list never came out");
    // Another customer is given the place that the lost permit was to have.
    let other = testdata("applications/wallet.json");
    house.onboard_with(&other, "02:00", &["--permit", "other.jwt"]);
    house.onboard_with(&application, "03:00", &["--permit", "third.jwt"]);
    assert_eq!(house.verified("third.jwt", "04:00")["answer"], "valid");
    assert_eq!(house.verified("other.jwt", "04:00")["answer"], "valid", "somebody else's place is left alone");
    assert_eq!(house.verified("first.jwt", "04:00")["code"], "permit-revoked");
}

/// The same, and the customer is given the lost permit's place again.
#[test]
fn after_a_crash_the_next_permit_is_not_taken_back_at_once() {
    let house = House::new();
    let application = testdata("applications/passport.json");
    house.onboard_with(&application, "00:01", &["--permit", "lost.jwt"]);
    std::fs::remove_file(house.path("journal/status.jwt")).unwrap();
    house.onboard_with(&application, "01:00", &["--permit", "next.jwt"]);
    assert_eq!(house.verified("next.jwt", "02:00")["answer"], "valid");
}

/// Found by trying: whoever lost the list, or put an old one back, had a revoked permit that counted again.
#[test]
fn what_was_revoked_stays_so_whatever_becomes_of_the_list() {
    let house = House::new();
    let (first, other) = (testdata("applications/passport.json"), testdata("applications/wallet.json"));
    house.onboard_with(&first, "00:01", &["--permit", "first.jwt"]);
    let old = std::fs::read(house.path("journal/status.jwt")).unwrap();
    let words = ["--keys", "keys", "--journal", "journal"];
    let at = |it: &'static str| ["--at", it];
    let revoke = ["permit", "revoke", "first.jwt", "--reason", "officer-decision"];
    let revoked = house.run(private::PASSPHRASE, &[&revoke[..], &words, &at("2026-03-01T10:01:00Z")].concat());
    assert!(revoked.status.success());
    let publish = |it: &'static str| {
        let output = house.run(private::PASSPHRASE, &[&["permit", "publish"][..], &words, &at(it)].concat());
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stderr).into_owned()
    };
    std::fs::write(house.path("journal/status.jwt"), &old).unwrap();
    assert!(publish("2026-03-01T10:02:00Z").contains("lacks 1 change that the journal records"));
    assert_eq!(house.verified("first.jwt", "02:30")["code"], "permit-revoked");
    std::fs::remove_file(house.path("journal/status.jwt")).unwrap();
    assert!(publish("2026-03-01T10:03:00Z").contains("made anew from what the journal records of 1 permit"));
    assert_eq!(house.verified("first.jwt", "03:30")["code"], "permit-revoked");
    std::fs::remove_file(house.path("journal/status.jwt")).unwrap();
    house.onboard_with(&other, "04:00", &["--permit", "other.jwt"]);
    assert_eq!(house.verified("first.jwt", "04:30")["code"], "permit-revoked", "and its place is not given out again");
    assert_eq!(house.verified("other.jwt", "04:30")["answer"], "valid");
    std::fs::write(house.path("journal/status.jwt"), old).unwrap();
    house.onboard_with(&first, "05:00", &["--permit", "second.jwt"]);
    for (permit, answer) in [("first.jwt", "refused"), ("other.jwt", "valid"), ("second.jwt", "valid")] {
        assert_eq!(house.verified(permit, "05:30")["answer"], answer, "{permit}");
    }
    // An id that nobody was given names nobody's permit, wherever its place is.
    let strange = "0-493a725aa2d699af1ef17277b895a87f-552b";
    let revoke = ["permit", "revoke", strange, "--reason", "officer-decision"];
    let output = house.run(private::PASSPHRASE, &[&revoke[..], &words, &at("2026-03-01T10:06:00Z")].concat());
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("never gave out"));
    // And a journal that is gone is no new beginning.
    std::fs::remove_file(house.path("journal/journal.jsonl")).unwrap();
    let output = house.onboard_with(&other, "07:00", &[]);
    assert!(String::from_utf8_lossy(&output.stderr).contains("but no journal"), "{output:?}");
    assert!(!house.path("journal/journal.jsonl").exists());
}

/// The answer to a stolen key: nothing that it signed counts, and the gate goes on with the new one.
#[test]
fn after_a_stolen_key_the_gate_goes_on() {
    let house = House::new();
    let application = testdata("applications/passport.json");
    house.onboard_with(&application, "00:01", &["--permit", "first.jwt"]);
    let rotate = ["keys", "rotate", "--keys", "keys", "--grace", "0s", "--journal", "journal/journal.jsonl"];
    let rotated = house.run(private::PASSPHRASE, &[&rotate[..], &["--at", "2026-03-01T10:01:00Z"]].concat());
    assert!(rotated.status.success(), "{}", String::from_utf8_lossy(&rotated.stderr));
    let output = house.onboard_with(&application, "02:00", &["--permit", "second.jwt"]);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(house.verified("second.jwt", "03:00")["answer"], "valid");
    assert_eq!(house.verified("first.jwt", "03:00")["answer"], "refused");
}

/// A permit takes the place of a former permit and of nothing else.
#[test]
fn a_permit_replaces_nothing_but_a_permit() {
    let house = House::new();
    let application = testdata("applications/passport.json");
    house.onboard_with(&application, "00:01", &["--permit", "permit.jwt"]);
    std::fs::write(house.path("notes.txt"), "mine").unwrap();
    std::fs::write(house.path("empty.txt"), "").unwrap();
    let before = private::files(&house.path("."));
    let own = ["journal/journal.jsonl", "journal/status.jwt", "journal/new.jwt", "keys/jwks.json", "keys"];
    for place in own.into_iter().chain(["notes.txt", "empty.txt", "-"]) {
        let output = house.onboard_with(&application, "01:00", &["--permit", place]);
        assert_eq!(output.status.code(), Some(2), "{place}: {output:?}");
        assert_eq!(private::files(&house.path(".")), before, "{place}");
    }
    assert_eq!(house.onboard_with(&application, "01:00", &["--permit", "permit.jwt"]).status.code(), Some(0));
}

/// Somebody else's keys sign nothing, another list's address begins nothing unasked, and another gate's journal is not
/// taken: what is published stays as it was.
#[test]
fn what_belongs_to_another_gate_is_refused() {
    let house = House::new();
    let application = testdata("applications/passport.json");
    house.onboard_with(&application, "00:01", &["--permit", "first.jwt"]);
    let new = ["keys", "new", "--keys", "strange"];
    assert!(house.run(private::PASSPHRASE, &new).status.success());
    let before = house.files();
    let policy = |from: &str, to: &str| {
        std::fs::create_dir_all(house.path("policy")).unwrap();
        for name in ["policy.toml", "reviewers.toml", "vendors.json"] {
            let text = std::fs::read_to_string(testdata("policies/kyc").join(name)).unwrap();
            std::fs::write(house.path("policy").join(name), text.replacen(from, to, 1)).unwrap();
        }
    };
    let refused = |fault: &str, change: &[(&str, &str)], said: &str| {
        let mut words = House::words(&application, "01:00", &[]);
        for (option, value) in change {
            let place = words.iter().position(|it| it == option).unwrap();
            (*value).clone_into(&mut words[place + 1]);
        }
        let output = house.run(private::PASSPHRASE, &words.iter().map(String::as_str).collect::<Vec<_>>());
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert!(!output.status.success() && stderr.contains(said), "{fault}: {stderr}");
        assert_eq!(house.files(), before, "{fault}");
    };
    refused("keys", &[("--keys", "strange")], "the keys in strange are not those that sign by journal.jsonl");
    policy("https://gate.example/status/1", "https://gate.example/status/2");
    refused("list", &[("--policy", "policy")], "a new address begins a new list");
    policy("\"https://gate.example\"", "\"https://other.example\"");
    refused("gate", &[("--policy", "policy")], "is the journal of gate.example/journal");
}

/// A journal that was cut back knows less than the list: what the list takes back stays taken back, and that is told.
#[test]
fn a_journal_that_is_older_than_its_list_gives_nothing_back() {
    let house = House::new();
    let application = testdata("applications/passport.json");
    house.onboard_with(&application, "00:01", &["--permit", "first.jwt"]);
    let journal = std::fs::read(house.path("journal/journal.jsonl")).unwrap();
    let words = ["--keys", "keys", "--journal", "journal"];
    let suspend = ["permit", "revoke", "first.jwt", "--suspend", "--reason", "officer-decision"];
    let at = |it: &'static str| ["--at", it];
    let output = house.run(private::PASSPHRASE, &[&suspend[..], &words, &at("2026-03-01T10:01:00Z")].concat());
    assert!(output.status.success());
    std::fs::write(house.path("journal/journal.jsonl"), journal).unwrap();
    house.forget();
    let publish = [&["permit", "publish"][..], &words, &at("2026-03-01T10:02:00Z")].concat();
    let output = house.run(private::PASSPHRASE, &publish);
    let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success() && stderr.contains("1 change that the journal knows nothing of"), "{stderr}");
    assert_eq!(house.verified("first.jwt", "03:00")["code"], "permit-suspended");
}

/// The same where the journal lost the only permit that it knew: the list counts it, and that is told.
#[test]
fn a_journal_that_lost_its_only_permit_is_told() {
    let house = House::new();
    let application = testdata("applications/passport.json");
    house.onboard_with(&application, "00:01", &["--permit", "first.jwt"]);
    let journal = std::fs::read_to_string(house.path("journal/journal.jsonl")).unwrap();
    let (first, _) = journal.split_once('\n').unwrap();
    std::fs::write(house.path("journal/journal.jsonl"), format!("{first}\n")).unwrap();
    house.forget();
    let told = "status.jwt has 1 change that the journal knows nothing of";
    let line = json!({"schema": "tidegate.restriction/1", "subject": "cust-1001", "kind": "block", "source": "hit-1",
        "from": "2026-03-01T10:00:30Z"});
    std::fs::write(house.path("restrictions.jsonl"), format!("{line}\n")).unwrap();
    let refused = house.onboard_with(&application, "01:00", &["--restrictions", "restrictions.jsonl"]);
    let stderr = String::from_utf8_lossy(&refused.stderr);
    assert!(refused.status.code() == Some(1) && stderr.contains(told), "{stderr}");
    let words = ["permit", "publish", "--keys", "keys", "--journal", "journal", "--at", "2026-03-01T10:02:00Z"];
    let published = house.run(private::PASSPHRASE, &words);
    let stderr = String::from_utf8_lossy(&published.stderr);
    assert!(published.status.success() && stderr.contains(told), "{stderr}");
}

/// A list that counts for no time is the argument's fault, and not the clock's.
#[test]
fn a_list_without_a_life_is_refused_before_anything_is_read() {
    let house = House::new();
    let output = house.onboard_with(&testdata("applications/passport.json"), "00:01", &["--status-life", "0s"]);
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.code() == Some(2) && stderr.contains("--status-life is less than a second"), "{stderr}");
    assert!(!house.path("journal").exists());
}

/// What a decision suspended, no revocation lifts.
#[test]
fn a_permit_that_a_decision_suspended_waits_for_the_next() {
    let house = House::new();
    let application = testdata("applications/passport.json");
    house.onboard_with(&application, "00:01", &["--permit", "first.jwt"]);
    let line = json!({"schema": "tidegate.restriction/1", "subject": "cust-1001", "kind": "review", "source": "hit-1",
        "from": "2026-03-01T10:00:30Z"});
    std::fs::write(house.path("restrictions.jsonl"), format!("{line}\n")).unwrap();
    house.onboard_with(&application, "01:00", &["--restrictions", "restrictions.jsonl"]);
    let before = house.files();
    let words = ["permit", "revoke", "first.jwt", "--lift", "--reason", "officer-decision", "--keys", "keys"];
    let place = ["--journal", "journal", "--at", "2026-03-01T10:02:00Z"];
    let output = house.run(private::PASSPHRASE, &[&words[..], &place].concat());
    assert!(String::from_utf8_lossy(&output.stderr).contains("a decision suspended the permit"), "{output:?}");
    assert_eq!(house.files(), before);
}
