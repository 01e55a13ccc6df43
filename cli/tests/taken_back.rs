//! Permits that an officer takes back by what is at hand: signed by a key that ended, and of a list under a former address.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail loudly")]

mod house;
mod private;
mod schema;

use house::{House, application, object, testdata};
use serde_json::Value;

/// Words with the keys of the house, in the tenth hour: the exit code, what was told, and what was answered.
fn run(house: &House, words: &[&str], at: &str) -> (i32, String, Vec<u8>) {
    let at = format!("2026-03-01T10:{at}Z");
    let output = house.run(private::PASSPHRASE, &[words, &["--keys", "keys", "--at", &at]].concat());
    let told = String::from_utf8_lossy(&output.stderr).split_whitespace().collect::<Vec<_>>().join(" ");
    (output.status.code().unwrap(), told.replace("- ", "-"), output.stdout)
}

fn revoke<'a>(permit: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    let words = ["permit", "revoke", permit, "--journal", "journal", "--reason", "officer-decision"];
    [&words[..], more].concat()
}

/// Allows a customer by a policy whose permits are of the list of that number.
fn allowed(house: &House, customer: &str, list: u32, at: &str) -> String {
    let (from, to) = ("https://gate.example/status/1", format!("https://gate.example/status/{list}"));
    std::fs::create_dir_all(house.path("policy")).unwrap();
    for name in ["policy.toml", "reviewers.toml", "vendors.json"] {
        let text = std::fs::read_to_string(testdata("policies/kyc").join(name)).unwrap();
        std::fs::write(house.path("policy").join(name), text.replace(from, &to)).unwrap();
    }
    let permit = format!("{customer}.jwt");
    let application = application(house, customer, |it| it["subject"] = customer.into());
    let mut words = House::words(&application, at, &["--permit", &permit]);
    let place = words.iter().position(|it| it == "--policy").unwrap();
    "policy".clone_into(&mut words[place + 1]);
    let output = house.run(private::PASSPHRASE, &words.iter().map(String::as_str).collect::<Vec<_>>());
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let shown = house.run("", &["permit", "inspect", &permit, "--as", "json"]);
    object(&shown, "permit")["id"].as_str().unwrap().to_owned()
}

/// What the order path says of a permit by a list.
fn code(house: &House, permit: &str, list: &str, at: &str) -> Value {
    let at = format!("2026-03-01T10:{at}Z");
    let words = ["permit", "verify", permit, "--jwks", "keys/jwks.json", "--status", list, "--as", "json", "--at", &at];
    let parties = ["--issuer", "https://gate.example", "--audience", "https://orders.example"];
    object(&house.run("", &[&words[..], &parties].concat()), "permit")["code"].clone()
}

/// Its key was stolen and ended: the permit is named by its file all the same, for the journal gave it out.
#[test]
fn a_permit_of_a_key_that_ended_is_taken_back_by_its_file() {
    let house = House::new();
    let id = allowed(&house, "cust-1", 1, "00:01");
    let rotate = ["keys", "rotate", "--journal", "journal", "--grace", "0s"];
    assert_eq!(run(&house, &rotate, "01:00").0, 0);
    let (code, told, answer) = run(&house, &revoke("cust-1.jwt", &["--as", "json"]), "02:00");
    assert!(code == 0 && told.contains("the permit counts by no key of the set any more"), "{told}");
    let answer: Value = serde_json::from_slice(&answer).unwrap();
    assert_eq!((answer["id"].as_str(), answer["status"].as_str()), (Some(&*id), Some("revoked")));
    let lines = std::fs::read_to_string(house.path("journal/journal.jsonl")).unwrap();
    assert!(lines.lines().last().unwrap().contains("\"subject\":\"cust-1\""), "the entry names the customer");
    // What nobody recorded may be anybody's: it is told why there is nothing to take back.
    let before = (house.files(), private::files(&house.path("keys")));
    std::fs::copy(testdata("permits/permit.jwt"), house.path("other.jwt")).unwrap();
    let (code, told, _) = run(&house, &revoke("other.jwt", &["--status", "journal/status.jwt"]), "03:00");
    assert!(code == 2 && told.contains("never gave out its id help: it needs no revoking"), "{told}");
    // A changed word of a permit that was given out makes another id.
    let permit = std::fs::read_to_string(house.path("cust-1.jwt")).unwrap();
    let (head, rest) = permit.split_once('.').unwrap();
    std::fs::write(house.path("changed.jwt"), format!("{head}.{}", rest.replacen('a', "b", 1))).unwrap();
    let (code, told, _) = run(&house, &revoke("changed.jwt", &[]), "03:00");
    assert!(code == 3 && told.contains("no permit"), "{told}");
    assert_eq!((house.files(), private::files(&house.path("keys"))), before, "nothing was changed");
}

/// The policy has a new address: permits of the former list are found by their own words, and by the journal.
#[test]
fn a_permit_of_a_former_list_is_taken_back_in_that_list() {
    let house = House::new();
    let ids = [1, 2, 3].map(|n| allowed(&house, &format!("cust-{n}"), 1, &format!("00:0{n}")));
    std::fs::rename(house.path("journal/status.jwt"), house.path("journal/former.jwt")).unwrap();
    allowed(&house, "cust-4", 2, "01:00");
    let current = std::fs::read(house.path("journal/status.jwt")).unwrap();
    // Beside the journal, by its file and by its id.
    for (permit, named, at) in [("cust-1.jwt", "cust-1.jwt", "02:00"), ("cust-2.jwt", &*ids[1], "03:00")] {
        assert_eq!(code(&house, permit, "journal/former.jwt", at), Value::Null);
        let (code_, told, _) = run(&house, &revoke(named, &[]), at);
        assert!(code_ == 0 && told.contains("former.jwt is that list"), "{told}");
        assert_eq!(code(&house, permit, "journal/former.jwt", at), "permit-revoked");
    }
    // Elsewhere: the words say what to do, and the list is made anew where it is lost, be its key gone or not.
    std::fs::rename(house.path("journal/former.jwt"), house.path("former.jwt")).unwrap();
    let before = house.files();
    for more in [&[][..], &["--status", "journal/status.jwt"]] {
        let (code, told, _) = run(&house, &revoke(&ids[2], more), "04:00");
        let is_told = told
            .contains("is of the list https://gate.example/status/1, and status.jwt is https://gate.example/status/2");
        assert!(code == 2 && is_told && told.contains("made anew from the journal"), "{told}");
    }
    assert_eq!(house.files(), before, "nothing was changed");
    let rotate = ["keys", "rotate", "--journal", "journal", "--grace", "0s"];
    assert_eq!(run(&house, &rotate, "05:00").0, 0);
    let publish = ["permit", "publish", "--journal", "journal", "--status", "former.jwt"];
    let (code_, told, _) = run(&house, &publish, "06:00");
    assert_eq!(code_, 0, "{told}");
    let (code_, told, answer) = run(&house, &revoke(&ids[2], &["--status", "former.jwt", "--as", "json"]), "07:00");
    assert_eq!(code_, 0, "{told}");
    let answer: Value = serde_json::from_slice(&answer).unwrap();
    assert_eq!(answer["list"], "https://gate.example/status/1", "the list stays what it was, whoever signs it");
    let (code_, told, _) = run(&house, &revoke("cust-3.jwt", &["--status", "lost.jwt", "--suspend"]), "08:00");
    assert!(code_ == 2 && told.contains("what was revoked stays revoked"), "{told}");
    assert_eq!(std::fs::read(house.path("journal/status.jwt")).unwrap(), current);
}
