//! Pages that are made from tables must be current.
//!
//! Renew them with `TIDEGATE_RENEW=1 cargo test -p tidegate-kyc-core --test policy_docs`.
#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use std::path::Path;
use tidegate_kyc_core::policy::{document_facts, document_policy_codes, document_reasons};

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
