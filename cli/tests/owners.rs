//! Companies whose owners are told by statements: what is decided, kept, listed again and shown.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail loudly")]

mod house;
mod private;
mod schema;

use house::{House, application_of, codes, object, testdata};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

fn chain() -> String {
    std::fs::read_to_string(testdata("ownership/chain.json")).unwrap()
}

/// The worked company's application with a file of statements, and anything else changed.
fn company(house: &House, statements: &str, change: impl Fn(&mut Value)) -> PathBuf {
    let path = application_of(house, "company", "owned", |it| {
        it["company"]["statements"] = json!(["company/owned.json"]);
        change(it);
    });
    std::fs::write(house.path("applications/company/owned.json"), statements).unwrap();
    path
}

fn decided(house: &House, application: &Path, at: &str, more: &[&str]) -> Value {
    let more = [&["--as", "json"], more].concat();
    object(&house.onboard_with(application, at, &more), "decision")
}

fn said(house: &House, application: &Path, at: &str) -> (Option<i32>, String) {
    let output = house.onboard_with(application, at, &[]);
    (output.status.code(), String::from_utf8(output.stderr).unwrap())
}

#[test]
fn a_company_is_held_until_somebody_established_its_owners_and_anew_when_they_change() {
    let house = House::new();
    let first = company(&house, &chain(), |_| ());
    let held = decided(&house, &first, "00:01", &[]);
    assert_eq!(codes(&held), ["ownership-unknown"]);
    let about = held["reasons"][0]["about"].as_str().unwrap();
    assert!(about.starts_with("2 papers, owners known, digest "), "{about}");
    let ownership = &held["ownership"];
    assert_eq!(
        (&ownership["answer"], &ownership["owners"], &ownership["behind"]),
        (&json!("known"), &json!(2), &json!(4))
    );
    assert_eq!((&ownership["screened"], &ownership["persons"]), (&json!(4), &Value::Null));
    let subject = held["subject"].as_str().unwrap();
    object(&house.lift(subject, &["--lift", "ownership-unknown"], "officer-1", "01:00"), "review");
    assert_eq!(decided(&house, &first, "02:00", &[])["decision"], "allow");
    // The same said once more by the register is no reason for another review, and another owner is.
    let later = company(&house, &chain().replace("2026-01-15", "2026-02-15"), |_| ());
    assert_eq!(decided(&house, &later, "03:00", &[])["decision"], "allow");
    let other = company(&house, &chain().replace("Carla Montoya", "Karl Montoya"), |_| ());
    assert_eq!(codes(&decided(&house, &other, "04:00", &[])), ["ownership-unknown"]);
}

#[test]
fn names_of_owners_are_shown_to_whoever_asks_and_to_nobody_else() {
    let house = House::new();
    let application = company(&house, &chain(), |_| ());
    let plain = house.onboard_with(&application, "00:01", &[]);
    let texts = [plain.stdout, plain.stderr].map(|it| String::from_utf8(it).unwrap());
    for name in ["Montoya", "Eriksson", "Lindqvist", "Harbour", "1969"] {
        assert!(texts.iter().all(|it| !it.contains(name)), "{name}");
    }
    assert!(
        texts[0]
            .contains(" OWNERS  known\n   2 beneficial owners by utopia · 4 parties behind it, 4 screened · 1 layer")
    );
    let shown = decided(&house, &application, "00:02", &["--show-personal-data"]);
    let persons = shown["ownership"]["persons"].as_array().unwrap();
    assert_eq!((&persons[0]["name"], &persons[0]["share"]), (&json!("Carla Montoya"), &json!("46% of the shares")));
    let screen = house.onboard_with(&application, "00:03", &["--show-personal-data"]);
    let screen = String::from_utf8(screen.stdout).unwrap();
    assert!(screen.contains(" ● Carla Montoya, born 1969-11-30 · 46% of the shares"), "{screen}");
}

#[test]
fn a_listed_holder_of_a_small_share_refuses_and_cannot_be_left_out_later() {
    let house = House::new();
    let listed = company(&house, &chain().replace("Bertil Lindqvist", "Ravindar Tolmachi Voss"), |_| ());
    let refused = decided(&house, &listed, "00:01", &[]);
    assert_eq!(
        (&refused["decision"], codes(&refused)),
        (&json!("refuse"), vec!["screening-match", "ownership-unknown"])
    );
    let without = company(&house, &chain(), |_| ());
    let held = decided(&house, &without, "00:02", &[]);
    let withdrawn = held["reasons"].as_array().unwrap().iter().find(|it| it["code"] == "withdrawn").unwrap();
    assert_eq!(withdrawn["about"], "match acme-internal/P-1 of entry 1");
}

#[test]
fn a_list_that_names_an_owner_later_asks_for_an_earlier_review() {
    let house = House::new();
    let application = company(&house, &chain(), |_| ());
    let subject = decided(&house, &application, "00:01", &[])["subject"].as_str().unwrap().to_owned();
    object(&house.lift(&subject, &["--lift", "ownership-unknown"], "officer-1", "01:00"), "review");
    assert_eq!(decided(&house, &application, "02:00", &[])["decision"], "allow");
    let own = std::fs::read_to_string(testdata("lists/own.csv")).unwrap();
    let listed = own + "P-9,person,Carla Montoya,,,1969-11-30,,,,,,,,FRAUD,2026-03-01,\n";
    std::fs::write(house.path("newer.csv"), listed).unwrap();
    let words = ["list", "--list", "newer.csv", "--as", "json", "--at", "2026-03-01T12:00:00Z"];
    let output = house.review(&words);
    assert_eq!(output.status.code(), Some(1));
    let items = object(&output, "review-items");
    assert_eq!(items["items"][0]["early"][0], "came in since: acme-internal/P-9 may mean this customer");
}

#[test]
fn what_is_kept_of_owners_is_opened_with_the_rest_and_deleted_with_it() {
    let house = House::new();
    let application = company(&house, &chain(), |_| ());
    let subject = decided(&house, &application, "00:01", &[])["subject"].as_str().unwrap().to_owned();
    let journal = std::fs::read_to_string(house.path("journal/journal.jsonl")).unwrap();
    assert!(!journal.contains("Montoya") && journal.contains("\"ownership\":"), "{journal}");
    let who = ["--journal", "journal", "--by", "auditor-1", "--why", "yearly audit", "--at", "2026-03-01T11:00:00Z"];
    let opened = house.run("", &[&["audit", "open", &subject], &who[..], &["--as", "json"]].concat());
    let opened = object(&opened, "opened");
    let behind = opened["values"].as_array().unwrap().iter().find(|it| it["attribute"] == "behind").unwrap();
    let owners = behind["value"].as_array().unwrap().iter().filter(|it| it["as"] == "owner");
    let names: Vec<&Value> = owners.map(|it| &it["names"][0]).collect();
    assert_eq!(names, ["Anna Maria Eriksson", "Carla Montoya"]);
    let erase = ["audit", "erase", &subject, "--journal", "journal", "--by", "o", "--at", "2026-03-01T11:01:00Z"];
    assert_eq!(house.run("", &erase).status.code(), Some(0));
    assert!(private::files(&house.path("journal/openings")).is_empty());
}

#[test]
fn factors_of_a_policy_look_at_owners() {
    let house = House::new();
    let factors = r#"
[[factor]]
name = "owner-exposed"
group = "customer"
fact = "owner-exposure"
none_of = ["none"]
points = 10
source = "a judgement"

[[factor]]
name = "ownership-complex"
group = "customer"
fact = "ownership-layers"
min = 1
points = 10
source = "a judgement"
"#;
    let policy = house.policy(|it| it + factors);
    let met = |application: &Path, at: &str| -> Vec<String> {
        let decision = house.onboard_by(&policy, application, at);
        let table = decision["table"].as_array().unwrap().iter();
        let owned = table.filter(|it| it["factor"].as_str().unwrap().starts_with("owner"));
        owned.map(|it| format!("{} {}", it["factor"].as_str().unwrap(), it["met"].as_str().unwrap())).collect()
    };
    let told = company(&house, &chain(), |it| it["facts"]["owner-exposure"] = json!("none"));
    assert_eq!(met(&told, "00:01"), ["owner-exposed no", "ownership-complex yes"]);
    let untold = company(&house, &chain(), |it| {
        it["company"].as_object_mut().unwrap().remove("statements");
        it["subject"] = json!("cust-2");
    });
    assert_eq!(met(&untold, "00:02"), ["owner-exposed unknown", "ownership-complex unknown"]);
    assert_eq!(met(&testdata("applications/passport.json"), "00:03"), ["owner-exposed no", "ownership-complex no"]);
}

#[test]
fn statements_that_cannot_be_used_decide_nothing() {
    let house = House::new();
    let none = application_of(&house, "company", "none", |it| it["company"]["statements"] = json!(["company/no.json"]));
    assert_eq!(said(&house, &none, "00:01").0, Some(3));
    let record = application_of(&house, "company", "record", |it| it["company"]["record"] = json!("lanterns"));
    let (code, why) = said(&house, &record, "00:01");
    assert!(code == Some(3) && why.contains("\"record\" stands with \"statements\" alone"), "{why}");
    let unknown = company(&house, &chain(), |it| it["company"]["record"] = json!("other"));
    let (code, why) = said(&house, &unknown, "00:01");
    assert!(code == Some(3) && why.contains("know no record of that id") && why.contains("recordId"), "{why}");
    let broken = company(&house, "[{", |_| ());
    let (code, why) = said(&house, &broken, "00:01");
    assert!(code == Some(3) && why.contains("owned.json: it "), "{why}");
    let outside = company(&house, &chain(), |it| it["company"]["statements"] = json!(["../owned.json"]));
    assert!(said(&house, &outside, "00:01").1.contains("outside the application's folder"));
    assert!(!house.path("journal").exists(), "nothing was decided");
}
