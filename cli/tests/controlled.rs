//! Proofs of control over wallets in a decision: asked for by a policy, judged when they were first seen, told.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail loudly")]

mod house;
mod private;
mod schema;

use house::{House, application_of, codes, testdata};
use serde_json::{Value, json};
use std::path::PathBuf;

const WALLET: &str = "0x4a62316623ad457f02cdc5d997ded67a383ec569";

/// Anna with the wallet of the made challenge, which names her as `c-0042`.
fn anna(house: &House, change: impl Fn(&mut Value)) -> PathBuf {
    let path = application_of(house, "wallet", "proved", |it| {
        it["subject"] = json!("c-0042");
        it["wallets"] = json!([WALLET]);
        it["wallet_proofs"] = json!([{"challenge": "wallet/challenge.txt", "signature": "wallet/signature.txt"}]);
        change(it);
    });
    for name in ["challenge.txt", "signature.txt"] {
        std::fs::copy(testdata(&format!("wallets/{name}")), house.path(&format!("applications/wallet/{name}")))
            .unwrap();
    }
    path
}

/// A policy that asks for control over every wallet.
fn asking(text: String) -> String {
    let asks =
        text.replacen("facts  = [\"political-exposure\"]", "facts  = [\"political-exposure\", \"wallet-control\"]", 1);
    assert_ne!(asks, text);
    asks
}

#[test]
fn a_policy_may_ask_for_control_and_a_proof_gives_it_for_as_long_as_it_is_shown() {
    let house = House::new();
    let policy = house.policy(asking);
    let without = anna(&house, |it| it["wallet_proofs"] = json!([]));
    let held = house.onboard_by(&policy, &without, "00:01");
    assert_eq!((&held["decision"], codes(&held)), (&json!("hold"), vec!["fact-unknown"]));
    let about = held["reasons"][0]["about"].as_str().unwrap();
    assert!(about.starts_with("wallet-control of 1 wallet "), "{about}");
    assert_eq!(held["wallets"][0]["control"], "unasked");
    assert!(held["reasons"][0]["lift"].as_str().unwrap().contains("answer of the wallet's key"), "{held:#}");
    let with = anna(&house, |_| ());
    let allowed = house.onboard_by(&policy, &with, "00:02");
    assert_eq!(allowed["decision"], "allow");
    let wallet = &allowed["wallets"][0];
    assert_eq!(
        (&wallet["control"], &wallet["way"], &wallet["address"]),
        (&json!("proved"), &json!("eip-191"), &Value::Null)
    );
    // The challenge expired at eleven: what was seen before counts.
    let mut words = House::words(&with, "00:00", &["--as", "json", "--show-personal-data"]);
    for it in &mut words {
        if it.ends_with("T10:00:00Z") {
            *it = "2026-03-02T09:00:00Z".to_owned();
        }
    }
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let later = house::object(&house.run(private::PASSPHRASE, &words), "decision");
    assert_eq!((&later["wallets"][0]["control"], &later["wallets"][0]["address"]), (&json!("proved"), &json!(WALLET)));
}

#[test]
fn an_answer_of_another_customer_or_another_time_proves_nothing_and_says_why() {
    for (fault, change, why) in [
        ("other_customer", json!({"subject": "c-0043"}), "the challenge is about another customer"),
        (
            "other_wallet_too",
            json!({"wallets": [WALLET, "bc1qrp33g0q5c5txsp9arysrx4k6zdkfs4nce4xj0gdcccefvpysxf3qccfmv3"]}),
            "",
        ),
    ] {
        let house = House::new();
        let policy = house.policy(asking);
        let path = anna(&house, |it| it.as_object_mut().unwrap().extend(change.as_object().unwrap().clone()));
        let held = house.onboard_by(&policy, &path, "00:01");
        assert_eq!(codes(&held), ["fact-unknown"], "{fault}");
        assert_eq!(held["wallets"][0]["why"].as_str().unwrap_or(""), why, "{fault}");
    }
    let house = House::new();
    let late = anna(&house, |_| ());
    let signature = std::fs::read_to_string(testdata("wallets/signature.txt")).unwrap().replace('a', "b");
    std::fs::write(house.path("applications/wallet/signature.txt"), signature).unwrap();
    let told = house.onboard_with(&late, "00:01", &[]);
    let text = String::from_utf8(told.stdout).unwrap();
    assert!(text.contains(" WALLETS\n ✗ wallet 1: control was not proved: the signature "), "{text}");
    assert!(!text.contains("4a62316623"), "{text}");
}

#[test]
fn a_challenge_that_is_none_or_about_no_wallet_of_the_application_decides_nothing() {
    let house = House::new();
    let path = anna(&house, |it| it["wallets"] = json!([]));
    let said = |path: &PathBuf| {
        let output = house.onboard_with(path, "00:01", &[]);
        (output.status.code(), String::from_utf8(output.stderr).unwrap())
    };
    let (code, why) = said(&path);
    assert!(
        code == Some(3) && why.contains("wallet proof 1 is about a wallet that the application does not name"),
        "{why}"
    );
    let path = anna(&house, |_| ());
    let text = std::fs::read_to_string(testdata("wallets/challenge.txt")).unwrap().replace("c-0042", "c-0042 ");
    std::fs::write(house.path("applications/wallet/challenge.txt"), text).unwrap();
    let (code, why) = said(&path);
    assert!(code == Some(3) && why.contains("challenge.txt: ") && why.contains("your own copy"), "{why}");
    assert!(!house.path("journal").exists(), "nothing was decided");
}
