//! Proofs of control from outside the project: the basic vectors of BIP-322, found through the variable
//! `TIDEGATE_VECTORS`.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

use serde_json::Value;
use std::path::Path;
use tidegate_kyc_core::wallet::address::Address;
use tidegate_kyc_core::wallet::proof::{Way, verify};

fn vectors() -> Value {
    let root = std::env::var("TIDEGATE_VECTORS").expect("TIDEGATE_VECTORS names the folder of vectors");
    let text = std::fs::read_to_string(Path::new(&root).join("wallets/bip322-basic.json")).unwrap();
    serde_json::from_str(&text).unwrap()
}

fn ask(it: &Value, signature: &str) -> Option<Way> {
    let text = |name: &str| it[name].as_str().unwrap();
    verify(&Address::read(text("address")).unwrap(), text("message"), signature).ok()
}

#[test]
#[ignore = "needs TIDEGATE_VECTORS: the folder of data from outside the project"]
fn signatures_of_the_standard_are_verified_over_their_own_text_alone() {
    let vectors = vectors();
    let (mut verified, all) = (0, vectors["simple"].as_array().unwrap());
    for it in all {
        for signature in it["bip322_signatures"].as_array().unwrap() {
            assert_eq!(ask(it, signature.as_str().unwrap()), Some(Way::Bip322), "{}", it["type"]);
            let mut other = it.clone();
            other["message"] = "another text".into();
            assert_eq!(ask(&other, signature.as_str().unwrap()), None, "{}", it["type"]);
            verified += 1;
        }
    }
    assert!(all.len() >= 4 && verified >= 6, "{verified} of {}", all.len());
}

#[test]
#[ignore = "needs TIDEGATE_VECTORS: the folder of data from outside the project"]
fn faulty_signatures_of_the_standard_prove_nothing() {
    let vectors = vectors();
    let all = vectors["error"].as_array().unwrap();
    for it in all {
        assert_eq!(ask(it, it["signature"].as_str().unwrap()), None, "{}", it["description"]);
    }
    assert!(all.len() >= 8);
}
