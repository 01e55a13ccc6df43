//! `tidegate review`: who may lift what, whose word counts, and what it counts for.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail loudly")]

mod house;
mod private;
mod schema;

use house::{House, codes, object, testdata};
use serde_json::json;

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

/// A customer who trades on what a reviewer took back since is on the list until the next decision.
#[test]
fn a_customer_who_trades_on_what_was_upheld_is_on_the_list() {
    let house = House::new();
    house.onboard("company", "00:01");
    object(&house.lift("cust-1006", &["--lift", "ownership-unknown"], "officer-1", "01:00"), "review");
    assert_eq!(house.onboard("company", "02:00").0["decision"], "allow");
    let listed = |more: &[&str]| house.review(&[&["list", "--at", "2026-03-01T12:00:00Z"], more].concat());
    assert_eq!(listed(&[]).status.code(), Some(0));
    object(&house.lift("cust-1006", &["--uphold", "ownership-unknown"], "officer-1", "03:00"), "review");
    let screen = String::from_utf8(listed(&[]).stdout).unwrap();
    assert!(screen.contains("UPHELD") && screen.contains("tidegate onboard"), "{screen}");
    assert!(screen.contains("1 to be reviewed"), "{screen}");
    let json = object(&listed(&["--as", "json"]), "review-items");
    assert_eq!((&json["items"][0]["decision"], &json["items"][0]["upheld"]), (&json!("allow"), &json!(true)));
    assert_eq!(house.onboard("company", "04:00").0["decision"], "hold");
    let json = object(&listed(&["--as", "json"]), "review-items");
    assert_eq!((&json["items"][0]["decision"], &json["items"][0]["upheld"]), (&json!("hold"), &json!(false)));
}

/// Whoever names a reason by the wrong words is told the right ones.
/// A policy that changed is told beforehand, and thousands of reviews that count no more do not bury what else is told.
#[test]
fn another_policy_and_reviews_that_do_not_count_are_told_in_a_few_lines() {
    let house = House::new();
    assert_eq!(house.onboard("passport", "00:01").0["decision"], "allow");
    let listed = |policy: &str| {
        let words = ["review", "list", "--journal", "journal", "--policy", policy, "--at", "2026-03-01T11:00:00Z"];
        let output = house.run("", &words);
        (output.status.code(), String::from_utf8(output.stderr).unwrap())
    };
    let policy = testdata("policies/kyc");
    assert_eq!(listed(&policy.display().to_string()), (Some(0), String::new()));
    std::fs::create_dir_all(house.path("other")).unwrap();
    for (path, bytes) in private::files(&policy) {
        let text = String::from_utf8(bytes).unwrap() + "# changed\n";
        std::fs::write(house.path("other").join(path.file_name().unwrap()), text).unwrap();
    }
    for number in 0..40 {
        std::fs::write(house.path(&format!("journal/reviews/{number:02}.jwt")), "no review").unwrap();
    }
    let (code, said) = listed("other");
    assert!(code == Some(0) && said.contains("1 customer may trade by another policy"), "{said}");
    assert!(said.contains("35 more reviews do not count"), "{said}");
    assert_eq!(said.matches("note: ").count(), 7, "{said}");
}

#[test]
fn the_abouts_of_a_reason_are_told() {
    let house = House::new();
    house.onboard("missing", "00:01");
    let words = ["--lift", "fact-unknown", "--about", "wrong"];
    let output = house.lift("cust-1003", &words, "officer-1", "01:00");
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.code() == Some(2) && stderr.contains("give --about: '"), "{stderr}");
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

/// One name of a listed person was lifted; two more were declared, and nobody looked at them.
#[test]
fn a_further_name_of_a_listed_person_is_asked_about_anew() {
    let house = House::new();
    let folder = house.path("papers");
    let mut rest = vec![(testdata("applications/passport"), folder.join("passport"))];
    while let Some((from, to)) = rest.pop() {
        std::fs::create_dir_all(&to).unwrap();
        for entry in std::fs::read_dir(from).unwrap().map(Result::unwrap) {
            let target = to.join(entry.file_name());
            if entry.path().is_dir() {
                rest.push((entry.path(), target));
            } else {
                std::fs::copy(entry.path(), target).unwrap();
            }
        }
    }
    let text = std::fs::read_to_string(testdata("applications/passport.json")).unwrap();
    let decided = |names: &[&str], at: &str| {
        let mut application: serde_json::Value = serde_json::from_str(&text).unwrap();
        application["declared"]["full-name"] = json!(names);
        std::fs::write(folder.join("a.json"), application.to_string()).unwrap();
        object(&house.onboard_with(&folder.join("a.json"), at, &["--as", "json"]), "decision")
    };
    let (one, other) = ("Ravindar Tolmachi Voss", "Ravinder Tolmachy-Voss");
    assert_eq!(codes(&decided(&[one], "00:01")), ["screening-match"]);
    for who in ["officer-1", "officer-2"] {
        object(&house.lift("cust-1001", &["--lift", "screening-match"], who, "01:00"), "review");
    }
    assert_eq!(decided(&[one], "02:00")["decision"], "allow");
    assert_eq!(codes(&decided(&[one, other], "03:00")), ["screening-match"]);
}

#[test]
fn decisions_and_reviews_fit_a_terminal_of_forty_columns() {
    let house = House::new();
    house.onboard("missing", "00:01");
    object(&house.lift("cust-1003", &["--lift", "fact-unknown"], "analyst-1", "02:00"), "review");
    let narrow = |words: &[&str]| {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_tidegate"));
        command.args(words).env("COLUMNS", "40").env("TIDEGATE_PASSPHRASE", private::PASSPHRASE);
        String::from_utf8(command.current_dir(house.path("")).output().unwrap().stdout).unwrap()
    };
    let policy = testdata("policies/kyc").display().to_string();
    let desk = ["--journal", "journal", "--policy", &policy, "--at", "2026-03-01T11:00:00Z"];
    let [application, anchors, list] =
        ["applications/missing.json", "anchors", "lists/own.csv"].map(|it| testdata(it).display().to_string());
    let at = "2026-03-01T12:00:00Z";
    let onboard = ["onboard", &application, "--policy", &policy, "--anchors", &anchors, "--list", &list];
    let onboard = [&onboard[..], &["--keys", "keys", "--journal", "journal", "--at", at]].concat();
    for words in
        [[&["review", "list"], &desk[..]].concat(), [&["review", "show", "cust-1003"], &desk[..]].concat(), onboard]
    {
        let page = narrow(&words);
        let wide: Vec<&str> = page.lines().filter(|it| it.chars().count() > 40).collect();
        assert!(wide.is_empty() && page.lines().count() > 3, "{words:?}: {wide:#?} {page}");
    }
}

/// A wallet's issuer vouches for a credential for weeks, however long the document is valid: the customer is asked for another in
/// time, and not refused one morning.
#[test]
fn the_review_is_due_on_the_day_on_which_the_issuer_no_longer_vouches() {
    let house = House::new();
    let (decided, _) = house.onboard("wallet", "00:01");
    assert_eq!((&decided["decision"], &decided["next_review"]), (&json!("allow"), &json!("2026-05-30")));
    let listed = |at: &str| {
        let listed = object(&house.review(&["list", "--as", "json", "--at", at]), "review-items");
        listed["items"].as_array().unwrap().iter().map(|it| it["due"].clone()).collect::<Vec<_>>()
    };
    assert_eq!(listed("2026-05-29T23:59:59Z"), [json!(null); 0]);
    assert_eq!(listed("2026-05-30T00:00:00Z"), [json!(true)], "it ends at ten that morning");
}
