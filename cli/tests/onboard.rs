//! `tidegate onboard` on the worked applications: answers fit their schemas, the journal has each decision, and whatever
//! fails changes nothing.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail loudly")]

mod house;
mod private;
mod schema;

use house::{House, codes, object, testdata};
use serde_json::{Value, json};
use std::path::Path;
use std::process::{Command, Output};

#[test]
fn the_worked_applications_are_decided_as_they_say() {
    let house = House::new();
    for (name, at, answer, reasons) in [
        ("passport", "00:01", "allow", &[][..]),
        ("wallet", "00:02", "allow", &[]),
        ("expired", "00:03", "refuse", &["check-found", "check-missing", "attribute-missing", "review-lapsed"]),
        ("sanctioned", "00:04", "refuse", &["screening-match"]),
        ("company", "00:06", "hold", &["ownership-unknown"]),
        ("owned", "00:06", "hold", &["ownership-unknown"]),
        ("missing", "00:07", "hold", &["attribute-missing", "fact-unknown", "tier-too-high", "approval-missing"]),
    ] {
        let (decision, exit) = house.onboard(name, at);
        assert_eq!((decision["decision"].as_str().unwrap(), codes(&decision)), (answer, reasons.to_vec()), "{name}");
        assert_eq!((exit, decision["permit"].is_null()), (i32::from(answer != "allow"), answer != "allow"), "{name}");
        assert!(decision["table"].as_array().unwrap().iter().all(|it| it["observed"].is_null()), "{name}");
    }
    let audit = house.run("", &["audit", "verify", "journal/journal.jsonl", "--as", "json"]);
    assert_eq!(object(&audit, "audit")["entries"], 8);
    let journal = String::from_utf8(std::fs::read(house.path("journal/journal.jsonl")).unwrap()).unwrap();
    journal.lines().for_each(|it| schema::check("journal", &serde_json::from_str(it).unwrap()).unwrap());
    for personal in ["Eriksson", "Anna", "Voss", "1974-", "L898902C3", "Zenith", "teacher", "Montoya", "Harbour"] {
        assert!(!journal.contains(personal), "the journal holds {personal}");
    }
}

#[test]
fn the_applications_fit_their_schema() {
    for name in ["passport", "wallet", "expired", "sanctioned", "missing", "company", "owned"] {
        let text = std::fs::read_to_string(testdata(&format!("applications/{name}.json"))).unwrap();
        let mut application: Value = serde_json::from_str(&text).unwrap();
        schema::check("application", &application).unwrap_or_else(|fault| panic!("{name}: {fault}"));
        application["teir"] = json!("basic");
        assert!(schema::check("application", &application).is_err(), "an unknown key is refused");
    }
}

/// A credential that was changed is refused, as a chip with a changed byte is: no reviewer fills it as a gap.
#[test]
fn a_credential_that_was_changed_refuses() {
    let house = House::new();
    let token = std::fs::read_to_string(testdata("applications/wallet/pid.sd-jwt")).unwrap();
    let (issuer, rest) = token.split_once('~').unwrap();
    std::fs::write(house.path("pid"), format!("{issuer}~WyJzIiwgInNleCIsIDFd~{rest}")).unwrap();
    let mut application: Value =
        serde_json::from_slice(&std::fs::read(testdata("applications/wallet.json")).unwrap()).unwrap();
    application["documents"][0]["files"] = json!(["pid"]);
    std::fs::write(house.path("changed.json"), application.to_string()).unwrap();
    let output = house.onboard_with(&house.path("changed.json"), "01:00", &["--as", "json"]);
    let decision = object(&output, "decision");
    assert_eq!(decision["decision"], "refuse");
    assert!(codes(&decision).contains(&"check-found"), "{decision:#}");
}

/// A status list that is too old is one gap with one line, whatever day it is.
#[test]
fn a_stale_status_list_is_one_gap_that_says_so() {
    let house = House::new();
    let application = testdata("applications/wallet.json");
    let application = application.to_str().unwrap();
    let words: Vec<String> = House::words(Path::new(application), "00:02", &[]);
    let words: Vec<&str> =
        words.iter().map(|it| if it.contains("T10:00:02Z") { "2026-03-02T00:00:00Z" } else { it }).collect();
    let output = house.run(private::PASSPHRASE, &words);
    let told = String::from_utf8(output.stdout).unwrap();
    assert!(told.contains("the status list has expired"), "{told}");
    assert!(!told.contains("not given") && !told.contains("check-missing          authenticity"), "{told}");
    assert_eq!(told.matches("status list").count(), 1, "{told}");
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
    fails("clock_behind", &house.onboard_with(&application, "04:59", &[]), 2, "before the journal's newest entry");
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

/// A gate for real customers takes no documents of Utopia, be they printed, chips or credentials.
#[test]
fn without_a_policy_for_trying_out_no_specimen_is_taken() {
    let house = House::new();
    std::fs::create_dir(house.path("policy")).unwrap();
    for name in ["policy.toml", "reviewers.toml", "vendors.json"] {
        let text = std::fs::read_to_string(testdata("policies/kyc").join(name)).unwrap();
        let text = text.replace("specimens = \"accepted\"", "");
        std::fs::write(house.path("policy").join(name), text).unwrap();
    }
    for (name, at) in [("passport", "00:01"), ("wallet", "00:02")] {
        let application = testdata(&format!("applications/{name}.json"));
        let mut words = House::words(&application, at, &["--as", "json"]);
        let place = words.iter().position(|it| it == "--policy").unwrap();
        words[place + 1] = "policy".to_owned();
        let output = house.run(private::PASSPHRASE, &words.iter().map(String::as_str).collect::<Vec<_>>());
        let refused = house::object(&output, "decision");
        assert_eq!(refused["decision"], "refuse", "{name}");
        assert!(refused["reasons"].to_string().contains("specimen of document"), "{name}: {}", refused["reasons"]);
    }
}

/// What cannot be decided begins no journal.
#[test]
fn a_bad_start_begins_nothing() {
    let house = House::new();
    let application = testdata("applications/passport.json");
    std::fs::create_dir(house.path("empty")).unwrap();
    for (option, value) in [("--anchors", "none"), ("--anchors", "empty"), ("--list", "none"), ("--keys", "none")] {
        let mut words = House::words(&application, "00:01", &[]);
        let place = words.iter().position(|it| it == option).unwrap();
        words[place + 1] = value.to_owned();
        let output = house.run(private::PASSPHRASE, &words.iter().map(String::as_str).collect::<Vec<_>>());
        assert_eq!(output.status.code(), Some(3), "{option} {value}: {output:?}");
        assert!(!house.path("journal").exists(), "{option} {value} began a journal");
        assert!(!String::from_utf8_lossy(&output.stderr).contains("began"), "{option} {value}");
    }
}

/// Documents and lists are looked through before the journal is locked, so that a large application keeps nobody waiting.
#[test]
fn what_takes_long_comes_before_the_lock() {
    let house = House::new();
    house.onboard("passport", "00:01");
    let journal = std::fs::File::open(house.path("journal/journal.jsonl")).unwrap();
    journal.lock().unwrap();
    let folder = house.path("journal");
    let (tell, told) = std::sync::mpsc::channel();
    let waits = std::thread::spawn(move || {
        let application = testdata("applications/passport.json");
        let mut words = House::words(&application, "00:02", &[]);
        let place = words.iter().position(|it| it == "--anchors").unwrap();
        words[place + 1] = "none".to_owned();
        let output = house.run(private::PASSPHRASE, &words.iter().map(String::as_str).collect::<Vec<_>>());
        let _ = tell.send(output.status.code());
        house
    });
    let ended = told.recv_timeout(std::time::Duration::from_secs(30));
    drop(journal);
    let _house = waits.join().unwrap();
    assert_eq!(ended, Ok(Some(3)), "it waited for the lock of {}", folder.display());
}

/// An entry of a time to come would keep everybody from deciding anything until then.
#[test]
fn nothing_is_recorded_for_an_instant_ahead_of_the_clock() {
    let house = House::new();
    let ahead = ["--at", "2226-03-01T10:00:00Z"];
    let mut onboard = House::words(&testdata("applications/passport.json"), "00:01", &[]);
    let place = onboard.iter().position(|it| it == "--at").unwrap();
    onboard.drain(place..place + 2);
    let onboard: Vec<&str> = onboard.iter().map(String::as_str).collect();
    let new = ["audit", "new", "target.jsonl", "--origin", "gate.example/journal"];
    for words in [&onboard[..], &new[..]] {
        let refused = house.run(private::PASSPHRASE, &[words, &ahead[..]].concat());
        let said = String::from_utf8(refused.stderr).unwrap();
        assert_eq!(refused.status.code(), Some(2), "{said}");
        assert!(said.contains("2226-03-01T10:00:00Z lies ahead of the clock, which shows 2"), "{said}");
        let taken = house.run(private::PASSPHRASE, &[words, &ahead[..], &["--ahead"]].concat());
        // By then the passport has expired.
        assert!(matches!(taken.status.code(), Some(0 | 1)), "{}", String::from_utf8_lossy(&taken.stderr));
    }
}
