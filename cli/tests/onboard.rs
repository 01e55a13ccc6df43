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
    let (allowed, exit) = house.onboard("missing", "05:00");
    assert_eq!((allowed["decision"].as_str(), allowed["level"].as_str(), exit), (Some("allow"), Some("medium"), 0));
    assert_eq!(allowed["lifted"].as_array().unwrap().len(), 3);
    let shown =
        object(&house.review(&["show", "cust-1003", "--as", "json", "--at", "2026-03-01T11:00:00Z"]), "review-item");
    assert_eq!(shown["reviews"].as_array().unwrap().len(), 5);
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
    fails("cut", &house.onboard_with(&house.path("cut.json"), "06:00", &[]), 3, "cut.json: line 1: EOF");
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
