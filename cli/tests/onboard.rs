//! `tidegate onboard` and `tidegate review` on the worked applications: answers fit their schemas, the journal has each
//! decision, permits verify, and whatever fails changes nothing.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail loudly")]

mod private;
mod schema;

use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn testdata(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../testdata").join(name)
}

/// A house with the made keys of the gate and of the reviewers, which nobody else may read.
struct House(tempfile::TempDir);

impl House {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        private::keys(&testdata("permits/keys"), &folder.path().join("keys"));
        private::keys(&testdata("reviewers"), &folder.path().join("reviewers"));
        Self(folder)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn run(&self, passphrase: &str, words: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tidegate"));
        command.args(words).env("TIDEGATE_PASSPHRASE", passphrase).current_dir(self.0.path()).output().unwrap()
    }

    /// The words that decide about an application.
    fn words(application: &Path, at: &str, more: &[&str]) -> Vec<String> {
        let text = |it: PathBuf| it.display().to_string();
        let words = [
            "onboard".to_owned(),
            application.display().to_string(),
            "--policy".into(),
            text(testdata("policies/kyc")),
            "--anchors".into(),
            text(testdata("anchors")),
            "--list".into(),
            text(testdata("lists/own.csv")),
            "--keys".into(),
            "keys".into(),
            "--journal".into(),
            "journal".into(),
            "--at".into(),
            format!("2026-03-01T10:{at}Z"),
        ];
        words.into_iter().chain(more.iter().map(|it| (*it).to_owned())).collect()
    }

    fn onboard_with(&self, application: &Path, at: &str, more: &[&str]) -> Output {
        let words = Self::words(application, at, more);
        self.run(private::PASSPHRASE, &words.iter().map(String::as_str).collect::<Vec<_>>())
    }

    fn onboard(&self, name: &str, at: &str) -> (Value, i32) {
        let application = testdata(&format!("applications/{name}.json"));
        let output = self.onboard_with(&application, at, &["--as", "json"]);
        (object(&output, "decision"), output.status.code().unwrap())
    }

    fn review(&self, words: &[&str]) -> Output {
        let policy = testdata("policies/kyc").display().to_string();
        let all = [&["review"], words, &["--journal", "journal", "--policy", &policy]].concat();
        self.run("everybody knows this passphrase\n", &all)
    }

    fn lift(&self, subject: &str, what: &[&str], reviewer: &str, at: &str) -> Output {
        let (key, at) = (format!("reviewers/{reviewer}.pem"), format!("2026-03-01T10:{at}Z"));
        let who = ["--reviewer", reviewer, "--key", &key, "--why", "seen and judged", "--at", &at, "--as", "json"];
        self.review(&[&["decide", subject], what, &who].concat())
    }

    fn verified(&self, permit: &str, at: &str) -> Value {
        let parties = ["--issuer", "https://gate.example", "--audience", "https://orders.example"];
        let at = format!("2026-03-01T10:{at}Z");
        let files = ["--jwks", "keys/jwks.json", "--status", "journal/status.jwt", "--as", "json", "--at", &at];
        object(&self.run("", &[&["permit", "verify", permit], &files[..], &parties].concat()), "permit")
    }

    /// Every file of the journal's folder, by name.
    fn files(&self) -> Vec<(PathBuf, Vec<u8>)> {
        private::files(&self.path("journal"))
    }
}

fn object(output: &Output, kind: &str) -> Value {
    let object: Value = serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&output.stderr)));
    schema::check(kind, &object).unwrap_or_else(|fault| panic!("{fault}\n{object:#}"));
    object
}

fn codes(decision: &Value) -> Vec<&str> {
    let mut codes: Vec<&str> =
        decision["reasons"].as_array().unwrap().iter().map(|it| it["code"].as_str().unwrap()).collect();
    codes.dedup();
    codes
}

#[test]
fn the_worked_applications_are_decided_as_they_say() {
    let house = House::new();
    for (name, at, answer, reasons) in [
        ("passport", "00:01", "allow", &[][..]),
        ("wallet", "00:02", "allow", &[]),
        ("expired", "00:03", "refuse", &["check-found", "check-missing", "attribute-missing", "review-lapsed"]),
        ("sanctioned", "00:04", "refuse", &["screening-match"]),
        ("company", "00:06", "hold", &["ownership-unknown"]),
        ("missing", "00:07", "hold", &["attribute-missing", "fact-unknown", "tier-too-high", "approval-missing"]),
    ] {
        let (decision, exit) = house.onboard(name, at);
        assert_eq!((decision["decision"].as_str().unwrap(), codes(&decision)), (answer, reasons.to_vec()), "{name}");
        assert_eq!((exit, decision["permit"].is_null()), (i32::from(answer != "allow"), answer != "allow"), "{name}");
        assert!(decision["table"].as_array().unwrap().iter().all(|it| it["observed"].is_null()), "{name}");
    }
    let audit = house.run("", &["audit", "verify", "journal/journal.jsonl", "--as", "json"]);
    assert_eq!(object(&audit, "audit")["entries"], 7);
    let journal = String::from_utf8(std::fs::read(house.path("journal/journal.jsonl")).unwrap()).unwrap();
    journal.lines().for_each(|it| schema::check("journal", &serde_json::from_str(it).unwrap()).unwrap());
    for personal in ["Eriksson", "Anna", "Voss", "1974", "L898902C3", "Zenith", "teacher"] {
        assert!(!journal.contains(personal), "the journal holds {personal}");
    }
}

#[test]
fn the_applications_fit_their_schema() {
    for name in ["passport", "wallet", "expired", "sanctioned", "missing", "company"] {
        let text = std::fs::read_to_string(testdata(&format!("applications/{name}.json"))).unwrap();
        let mut application: Value = serde_json::from_str(&text).unwrap();
        schema::check("application", &application).unwrap_or_else(|fault| panic!("{name}: {fault}"));
        application["teir"] = json!("basic");
        assert!(schema::check("application", &application).is_err(), "an unknown key is refused");
    }
}

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

#[test]
fn what_is_held_is_lifted_by_those_who_may() {
    let house = House::new();
    house.onboard("missing", "00:01");
    let listed = object(&house.review(&["list", "--as", "json", "--at", "2026-03-01T11:00:00Z"]), "review-items");
    assert_eq!((listed["items"].as_array().unwrap().len(), &listed["items"][0]["subject"]), (1, &json!("cust-1003")));
    let before = house.files();
    for (fault, what, who, said) in [
        ("role", &["--lift", "approval-missing"][..], "analyst-1", "role may not"),
        ("about", &["--lift", "attribute-missing"], "analyst-1", "stands 2 times"),
        ("reason", &["--lift", "screening-match"], "officer-1", "no such reason"),
        ("level", &["--level", "sunny"], "officer-1", "no such level"),
    ] {
        let output = house.lift("cust-1003", what, who, "01:00");
        assert_eq!(output.status.code(), Some(2), "{fault}");
        assert!(String::from_utf8_lossy(&output.stderr).contains(said), "{fault}: {output:?}");
        assert_eq!(house.files(), before, "{fault} changed something");
    }
    for (what, who, at) in [
        (&["--lift", "fact-unknown"][..], "analyst-1", "02:00"),
        (&["--lift", "attribute-missing", "--about", "nationality (authenticated)"], "analyst-1", "02:01"),
        (&["--lift", "attribute-missing", "--about", "address or address-city (declared)"], "analyst-1", "02:02"),
        (&["--level", "medium"], "officer-1", "02:03"),
    ] {
        let output = house.lift("cust-1003", what, who, at);
        object(&output, "review");
    }
    let (held, _) = house.onboard("missing", "03:00");
    assert_eq!(codes(&held), ["tier-too-high", "approval-missing"], "one person sets no level");
    object(&house.lift("cust-1003", &["--level", "medium"], "officer-2", "04:00"), "review");
    let (held, _) = house.onboard("missing", "04:10");
    assert_eq!(held["level"], "high", "of a level that management approves, one of the two is of management");
    object(&house.lift("cust-1003", &["--level", "medium"], "manager-1", "04:20"), "review");
    let (allowed, exit) = house.onboard("missing", "05:00");
    assert_eq!((allowed["decision"].as_str(), allowed["level"].as_str(), exit), (Some("allow"), Some("medium"), 0));
    assert_eq!(allowed["lifted"].as_array().unwrap().len(), 3);
    let shown =
        object(&house.review(&["show", "cust-1003", "--as", "json", "--at", "2026-03-01T11:00:00Z"]), "review-item");
    assert_eq!(shown["reviews"].as_array().unwrap().len(), 6);
    assert_eq!(house.review(&["list", "--at", "2026-03-01T11:00:00Z"]).status.code(), Some(0));
}

#[test]
fn a_company_waits_for_a_reviewer_who_read_these_very_papers() {
    let house = House::new();
    assert_eq!(house.onboard("company", "00:01").0["decision"], "hold");
    object(&house.lift("cust-1006", &["--lift", "ownership-unknown"], "officer-1", "01:00"), "review");
    assert_eq!(house.onboard("company", "02:00").0["decision"], "allow");
    // The same company with one more paper is another thing to read.
    let text = std::fs::read_to_string(testdata("applications/company.json")).unwrap();
    for file in ["pid.sd-jwt", "status.jwt", "register.txt", "owners.txt"] {
        std::fs::create_dir_all(house.path("company")).unwrap();
        std::fs::copy(testdata(&format!("applications/company/{file}")), house.path(&format!("company/{file}")))
            .unwrap();
    }
    let more = text.replacen("\"company/owners.txt\"", "\"company/owners.txt\", \"company/pid.sd-jwt\"", 1);
    std::fs::write(house.path("application.json"), more).unwrap();
    let again = object(&house.onboard_with(&house.path("application.json"), "03:00", &["--as", "json"]), "decision");
    assert_eq!(codes(&again), ["ownership-unknown"]);
}

/// Files of two documents are no document: held, and the screen says so.
#[test]
fn what_could_not_be_read_is_told_on_the_screen() {
    let house = House::new();
    for (name, file) in [("pid", "wallet/pid.sd-jwt"), ("other", "missing/pid.sd-jwt")] {
        std::fs::copy(testdata(&format!("applications/{file}")), house.path(name)).unwrap();
    }
    let mut application: Value =
        serde_json::from_slice(&std::fs::read(testdata("applications/wallet.json")).unwrap()).unwrap();
    application["documents"][0]["files"] = json!(["pid", "other"]);
    std::fs::write(house.path("two.json"), application.to_string()).unwrap();
    let output = house.onboard_with(&house.path("two.json"), "01:00", &[]);
    let screen = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(screen.contains("document 1, document-form: these files are of several documents"), "{screen}");
}

#[test]
fn two_overturn_a_finding_and_one_does_not() {
    let house = House::new();
    house.onboard("sanctioned", "00:01");
    object(&house.lift("cust-1002", &["--lift", "screening-match"], "officer-1", "01:00"), "review");
    assert_eq!(house.onboard("sanctioned", "02:00").0["decision"], "refuse");
    let same = house.lift("cust-1002", &["--lift", "screening-match"], "officer-1", "03:00");
    object(&same, "review");
    assert_eq!(house.onboard("sanctioned", "04:00").0["decision"], "refuse", "twice the same person");
    object(&house.lift("cust-1002", &["--lift", "screening-match"], "manager-1", "05:00"), "review");
    assert_eq!(house.onboard("sanctioned", "06:00").0["decision"], "allow");
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
    assert!(publish("2026-03-01T10:02:00Z").contains("lacks 1 changes that the journal records"));
    assert_eq!(house.verified("first.jwt", "02:30")["code"], "permit-revoked");
    std::fs::remove_file(house.path("journal/status.jwt")).unwrap();
    assert!(publish("2026-03-01T10:03:00Z").contains("made anew from the journal's 1 permits"));
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

/// Reviews count where the journal has them: one that was carried in does not, and one that is gone is told.
#[test]
fn a_review_counts_where_it_was_filed() {
    let (house, elsewhere) = (House::new(), House::new());
    for it in [&house, &elsewhere] {
        it.onboard("company", "00:01");
    }
    object(&elsewhere.lift("cust-1006", &["--lift", "ownership-unknown"], "officer-1", "01:00"), "review");
    let file = std::fs::read_dir(elsewhere.path("journal/reviews")).unwrap().next().unwrap().unwrap();
    std::fs::copy(file.path(), house.path("journal/reviews").join(file.file_name())).unwrap();
    let carried = house.onboard_with(&testdata("applications/company.json"), "02:00", &[]);
    assert!(String::from_utf8_lossy(&carried.stderr).contains("the journal has no entry of it"));
    assert_eq!(carried.status.code(), Some(1));
    std::fs::remove_file(file.path()).unwrap();
    let gone = elsewhere.onboard_with(&testdata("applications/company.json"), "02:00", &[]);
    assert!(
        String::from_utf8_lossy(&gone.stderr).contains("what officer-1 said of cust-1006 up to entry 2 does not count")
    );
    assert_eq!(gone.status.code(), Some(1));
}

/// Found by trying: with the file of the later word gone, the earlier one counted again.
#[test]
fn a_word_that_was_taken_back_does_not_come_back_with_a_lost_file() {
    let house = House::new();
    house.onboard("company", "00:01");
    object(&house.lift("cust-1006", &["--lift", "ownership-unknown"], "officer-1", "01:00"), "review");
    let upheld = object(&house.lift("cust-1006", &["--uphold", "ownership-unknown"], "officer-1", "02:00"), "review");
    std::fs::remove_file(house.path(&format!("journal/reviews/{}.jwt", upheld["digest"].as_str().unwrap()))).unwrap();
    assert_eq!(house.onboard("company", "03:00").0["decision"], "hold");
    object(&house.lift("cust-1006", &["--lift", "ownership-unknown"], "officer-2", "04:00"), "review");
    assert_eq!(house.onboard("company", "05:00").0["decision"], "allow", "others are not silenced");
}

/// Two words of one second: the journal says which came last.
#[test]
fn of_two_levels_of_one_second_the_later_entry_counts() {
    for (first, last, level) in [("low", "high", "high"), ("high", "low", "low")] {
        let house = House::new();
        house.onboard("missing", "00:01");
        for (level, who) in [("low", "manager-1"), (first, "officer-1"), (last, "officer-1")] {
            object(&house.lift("cust-1003", &["--level", level], who, "01:00"), "review");
        }
        assert_eq!(house.onboard("missing", "02:00").0["level"], level);
    }
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
    refused("keys", &[("--keys", "strange")], "knows no signature by them");
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
    let publish = [&["permit", "publish"][..], &words, &at("2026-03-01T10:02:00Z")].concat();
    let output = house.run(private::PASSPHRASE, &publish);
    let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success() && stderr.contains("1 changes that the journal knows nothing of"), "{stderr}");
    assert_eq!(house.verified("first.jwt", "03:00")["code"], "permit-suspended");
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

/// A customer who may trade is on the list again once the review is due.
#[test]
fn a_review_that_is_due_is_on_the_list() {
    let house = House::new();
    house.onboard("passport", "00:01");
    let listed = |at: &str| house.review(&["list", "--at", at]);
    assert_eq!(listed("2031-02-27T12:00:00Z").status.code(), Some(0));
    let due = listed("2031-02-28T12:00:00Z");
    let screen = String::from_utf8(due.stdout).unwrap();
    assert!(due.status.code() == Some(1) && screen.contains("1 to be reviewed"), "{screen}");
    assert!(screen.contains("DUE") && screen.contains("review due since 2031-02-28"), "{screen}");
    let json = object(&house.review(&["list", "--as", "json", "--at", "2031-02-28T12:00:00Z"]), "review-items");
    assert_eq!(json["items"][0]["due"], true);
}

/// What somebody lifted, they take back; and the first of two is told that it takes a second.
#[test]
fn a_reviewer_takes_back_what_they_lifted() {
    let house = House::new();
    house.onboard("company", "00:01");
    object(&house.lift("cust-1006", &["--lift", "ownership-unknown"], "officer-1", "01:00"), "review");
    let other = house.lift("cust-1006", &["--uphold", "ownership-unknown"], "officer-2", "01:30");
    assert!(String::from_utf8_lossy(&other.stderr).contains("one takes back what one lifted oneself"));
    assert_eq!(house.onboard("company", "01:40").0["decision"], "allow");
    object(&house.lift("cust-1006", &["--uphold", "ownership-unknown"], "officer-1", "02:00"), "review");
    assert_eq!(house.onboard("company", "03:00").0["decision"], "hold", "also what took effect already");
    house.onboard("sanctioned", "04:00");
    let first = house.lift("cust-1002", &["--lift", "screening-match"], "officer-1", "05:00");
    assert!(String::from_utf8_lossy(&first.stderr).contains("takes a second reviewer"));
    let second = house.lift("cust-1002", &["--lift", "screening-match"], "officer-2", "06:00");
    assert!(String::from_utf8_lossy(&second.stderr).contains("decide about the customer anew"));
}

/// What the customer leaves out is compared with nothing, and so it is a gap.
#[test]
fn a_claim_without_a_name_or_a_day_of_birth_is_a_gap() {
    let house = House::new();
    let text = std::fs::read_to_string(testdata("applications/wallet.json")).unwrap();
    for file in ["pid.sd-jwt", "status.jwt"] {
        std::fs::create_dir_all(house.path("wallet")).unwrap();
        std::fs::copy(testdata(&format!("applications/wallet/{file}")), house.path(&format!("wallet/{file}"))).unwrap();
    }
    let mut application: Value = serde_json::from_str(&text).unwrap();
    let whole = application["claim"].clone();
    for (number, lost) in ["family_name", "given_names", "birth_date"].into_iter().enumerate() {
        application["claim"] = whole.clone();
        application["claim"].as_object_mut().unwrap().remove(lost);
        std::fs::write(house.path("application.json"), application.to_string()).unwrap();
        let at = format!("0{number}:01");
        let output = house.onboard_with(&house.path("application.json"), &at, &["--as", "json"]);
        let decision = object(&output, "decision");
        assert_ne!(decision["decision"], "allow", "{lost}");
        assert!(codes(&decision).contains(&"check-missing"), "{lost}");
    }
}

/// Links that lead out of the application's folder, and what is no file, are refused before anything is begun.
#[cfg(unix)]
#[test]
fn files_lie_in_the_folder_wherever_links_lead() {
    let house = House::new();
    let text = std::fs::read_to_string(testdata("applications/wallet.json")).unwrap();
    std::fs::write(house.path("application.json"), text).unwrap();
    std::fs::create_dir_all(house.path("wallet")).unwrap();
    std::os::unix::fs::symlink(testdata("applications/wallet/pid.sd-jwt"), house.path("wallet/pid.sd-jwt")).unwrap();
    std::fs::copy(testdata("applications/wallet/status.jwt"), house.path("wallet/status.jwt")).unwrap();
    let refused = |said: &str| {
        let output = house.onboard_with(&house.path("application.json"), "00:01", &[]);
        let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.code() == Some(3) && stderr.contains(said), "{stderr}");
        assert!(!house.path("journal").exists(), "nothing was begun");
    };
    refused("is a link out of the application's folder");
    std::fs::remove_file(house.path("wallet/pid.sd-jwt")).unwrap();
    let pipe = Command::new("mkfifo").arg(house.path("wallet/pid.sd-jwt")).status().unwrap();
    assert!(pipe.success());
    refused("is neither a file nor a folder");
    std::fs::remove_file(house.path("wallet/pid.sd-jwt")).unwrap();
    std::fs::write(house.path("wallet/pid.sd-jwt"), vec![b' '; (16 << 20) + 1]).unwrap();
    refused("larger than 16 MiB");
}

/// What fails leaves the journal's folder as it was, and says what to do.
#[test]
fn what_fails_changes_nothing() {
    let house = House::new();
    house.onboard("passport", "05:00");
    let before = house.files();
    let application = testdata("applications/passport.json");
    let fails = |fault: &str, output: &Output, exit: i32, said: &str| {
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(exit), "{fault}: {stderr}");
        assert!(stderr.contains(said) && output.stdout.is_empty(), "{fault}: {stderr}");
        assert_eq!(house.files(), before, "{fault} changed something");
    };
    let words = House::words(&application, "06:00", &[]);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    fails("wrong_passphrase", &house.run("wrong horse", &words), 3, "passphrase");
    fails("clock_behind", &house.onboard_with(&application, "04:59", &[]), 3, "before the journal's newest entry");
    std::fs::write(house.path("large.json"), vec![b' '; 50_000_000]).unwrap();
    fails("fifty_megabytes", &house.onboard_with(&house.path("large.json"), "06:00", &[]), 3, "larger than 4 MiB");
    std::fs::write(house.path("cut.json"), "{\"schema\":").unwrap();
    fails("cut", &house.onboard_with(&house.path("cut.json"), "06:00", &[]), 3, "cut.json: line 1, column 10: EOF");
    let text = std::fs::read_to_string(&application).unwrap().replace("passport/page.txt", "../page.txt");
    std::fs::write(house.path("outside.json"), text).unwrap();
    fails(
        "outside",
        &house.onboard_with(&house.path("outside.json"), "06:00", &[]),
        3,
        "outside the application's folder",
    );
    let text = std::fs::read_to_string(&application).unwrap();
    std::fs::write(house.path("absent.json"), text).unwrap();
    fails("absent_files", &house.onboard_with(&house.path("absent.json"), "06:00", &[]), 3, "does not exist");
    std::fs::write(house.path("restrictions.jsonl"), "{}\n").unwrap();
    let restricted = house.onboard_with(&application, "06:00", &["--restrictions", "restrictions.jsonl"]);
    fails("no_restriction", &restricted, 3, "restrictions.jsonl:1:");
    std::fs::remove_file(house.path("keys/GdM2qiRdsIdO3CsMDzCjNZvzh9oqMmTgMASg3jgoAi8.pem")).ok();
    for file in std::fs::read_dir(house.path("keys")).unwrap().map(|it| it.unwrap().path()) {
        if file.extension().is_some_and(|it| it == "pem") {
            std::fs::remove_file(file).unwrap();
        }
    }
    fails("lost_key", &house.onboard_with(&application, "06:00", &[]), 3, "does not exist");
}

#[test]
fn a_policy_with_ten_mistakes_tells_them_all_and_decides_nothing() {
    let house = House::new();
    let mut text = std::fs::read_to_string(testdata("policies/kyc/policy.toml")).unwrap();
    for (right, wrong) in [
        ("grace_days", "grace_day"),
        ("version  = 1", "version  = \"1\""),
        ("\"simplified\"", "\"none\""),
        ("\"24h\"", "\"1000d\""),
        ("\"0.78\"", "\"78 %\""),
        ("until  = \"2027-07-10\"", "until  = \"2025-07-10\""),
        ("max = 17", "any_of = [\"young\"]"),
        ("\"https://gate.example\"", "\"our gate\""),
        ("level_max = \"medium\"", "level_max = \"middle\""),
        ("points = 60", "points = -60"),
    ] {
        assert!(text.contains(right), "{right}");
        text = text.replacen(right, wrong, 1);
    }
    std::fs::create_dir(house.path("policy")).unwrap();
    std::fs::write(house.path("policy/policy.toml"), text).unwrap();
    let application = testdata("applications/passport.json");
    let mut words = House::words(&application, "06:00", &[]);
    words[3] = "policy".into();
    let output = house.run(private::PASSPHRASE, &words.iter().map(String::as_str).collect::<Vec<_>>());
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(3));
    assert!(stderr.contains("10 complaints about 1 file"), "{stderr}");
    assert!(house.files().is_empty(), "nothing was made");
}
