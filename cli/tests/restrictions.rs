//! Restrictions at the gate: what the journal knows of them stays, and nothing of a second is forgotten.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail loudly")]

mod house;
mod private;
mod schema;

use house::{House, codes, object, testdata};
use serde_json::{Value, json};

/// Decides about the passport with these restrictions; none is without the option.
fn decided(house: &House, restrictions: Option<&[Value]>, at: &str) -> (Value, String) {
    let text: String = restrictions.unwrap_or_default().iter().map(|it| format!("{it}\n")).collect();
    std::fs::write(house.path("restrictions.jsonl"), text).unwrap();
    let given: &[&str] = if restrictions.is_some() { &["--restrictions", "restrictions.jsonl"] } else { &[] };
    let more = [given, &["--as", "json"]].concat();
    let output = house.onboard_with(&testdata("applications/passport.json"), at, &more);
    (object(&output, "decision"), String::from_utf8(output.stderr).unwrap())
}

fn restriction(kind: &str, from: &str) -> Value {
    json!({"schema": "tidegate.restriction/1", "subject": "cust-1001", "kind": kind, "source": "hit-1", "from": from})
}

#[test]
fn a_restriction_that_is_not_given_any_more_counts_all_the_same() {
    let house = House::new();
    let block = restriction("block", "2026-03-01T10:00:00Z");
    assert_eq!(decided(&house, Some(std::slice::from_ref(&block)), "00:01").0["decision"], "refuse");
    for (at, given) in [("00:02", None), ("00:03", Some(&[][..])), ("00:04", None)] {
        let (refused, told) = decided(&house, given, at);
        assert_eq!((codes(&refused), &refused["restrictions"]), (vec!["blocked"], &json!(["hit-1"])), "{at}");
        assert_eq!(refused["reasons"][0]["about"], "hit-1 from 2026-03-01T10:00:00Z");
        assert!(told.contains("the block of hit-1 from 2026-03-01T10:00:00Z that entry"), "{told}");
    }
    for (who, at) in [("officer-1", "00:10"), ("officer-2", "00:11")] {
        object(&house.lift("cust-1001", &["--lift", "blocked"], who, at), "review");
    }
    let (allowed, _) = decided(&house, None, "00:20");
    assert_eq!((&allowed["decision"], &allowed["restrictions"]), (&json!("allow"), &json!(["hit-1"])), "it was lifted");
    let mut ended = block;
    ended["until"] = json!("2026-03-01T10:01:00Z");
    assert_eq!(decided(&house, Some(&[ended]), "02:00").0["decision"], "allow");
    let (allowed, told) = decided(&house, None, "03:00");
    assert_eq!((allowed["decision"].as_str(), told.contains("not given any more")), (Some("allow"), false));
}

#[test]
fn a_limit_that_is_not_given_any_more_lowers_all_the_same() {
    let house = House::new();
    let mut limit = restriction("limit", "2026-03-01T10:00:00Z");
    limit["limits"] = json!([{"currency": "EUR", "per": "day", "minor": 5}]);
    std::fs::write(house.path("restrictions.jsonl"), format!("{limit}\n")).unwrap();
    let given: &[&str] = &["--restrictions", "restrictions.jsonl"];
    for (at, given) in [("00:01", given), ("00:02", &[])] {
        let more = [given, &["--permit", "permit.jwt"]].concat();
        let output = house.onboard_with(&testdata("applications/passport.json"), at, &more);
        assert_eq!(output.status.code(), Some(0), "{output:?}");
        let limits = house.verified("permit.jwt", at)["limits"].clone();
        assert!(limits.to_string().contains("\"minor\":5,"), "{at}: {limits}");
    }
}

/// Permits count by whole seconds: one that began within the second of the decision made a permit without any time.
#[test]
fn a_restriction_that_begins_within_the_second_takes_effect() {
    let house = House::new();
    let (refused, _) = decided(&house, Some(&[restriction("block", "2026-03-01T10:00:01.5Z")]), "00:01");
    assert_eq!(codes(&refused), ["blocked"]);
}

/// A pseudonym that is misspelt would let somebody trade who should not.
#[test]
fn a_restriction_about_nobody_known_is_told() {
    let house = House::new();
    let mut stray = restriction("block", "2026-03-01T10:00:00Z");
    stray["subject"] = json!("cust-l001");
    let (allowed, told) = decided(&house, Some(&[stray, restriction("review", "2027-03-01T10:00:00Z")]), "00:01");
    let said = "note: restrictions.jsonl restricts 1 customer of whom the journal knows nothing: cust-l001";
    assert!(allowed["decision"] == "allow" && told.contains(said), "{told}");
    let listed = house.review(&["list", "--restrictions", "restrictions.jsonl", "--at", "2026-03-01T10:00:02Z"]);
    let told = String::from_utf8(listed.stderr).unwrap();
    assert!(told.contains(said), "{told}");
}
