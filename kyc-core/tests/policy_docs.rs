//! Pages that are made from tables must be current.
//!
//! Renew them with `TIDEGATE_RENEW=1 cargo test -p tidegate-kyc-core --test policy_docs`.
#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use std::path::Path;
use tidegate_kyc_core::policy::{document_facts, document_policy_codes, document_reasons};
use tidegate_kyc_core::travel::document_travel_codes;

fn check(name: &str, page: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs").join(name);
    if std::env::var_os("TIDEGATE_RENEW").is_some() {
        std::fs::write(&path, page).unwrap();
    }
    let written = std::fs::read_to_string(&path).unwrap_or_default().replace("\r\n", "\n");
    assert!(written == page, "docs/{name} is not current; renew it as the head of this test says");
}

#[test]
fn the_page_of_complaints_is_current() {
    check("policy_complaints.md", &document_policy_codes());
}

#[test]
fn the_page_of_reasons_is_current() {
    check("reasons.md", &document_reasons());
}

#[test]
fn the_page_of_facts_is_current() {
    check("facts.md", &document_facts());
}

/// The table stands on the page of the Travel Rule, between its heading and its end.
#[test]
fn the_codes_on_the_page_of_the_travel_rule_are_current() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/travel-rule.md");
    let page = std::fs::read_to_string(&path).unwrap().replace("\r\n", "\n");
    let table = document_travel_codes();
    let (before, rest) = page.split_once("Wordings may change; codes last.\n\n").unwrap();
    let (_, after) = rest.split_once("\n\n").unwrap();
    check("travel-rule.md", &format!("{before}Wordings may change; codes last.\n\n{table}\n{after}"));
}
