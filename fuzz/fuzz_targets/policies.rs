//! What the readers of policies and reviews must keep whatever the bytes are. Shared by the fuzz targets and by the
//! replay of their corpora in `cargo test`; knows nothing of the fuzzer.

use tidegate_kyc_core::base::written::WrittenFile;
use tidegate_kyc_core::policy::{Policy, Reason, ReasonCode};
use tidegate_kyc_core::review::{SignedReview, read_unverified};

const KNOWN: &str = include_str!("../../testdata/policies/kyc/policy.toml");
const PEOPLE: &str = include_str!("../../testdata/policies/kyc/reviewers.toml");

fn file(name: &str, text: &str) -> WrittenFile {
    WrittenFile { name: name.into(), text: text.into() }
}

/// A policy is sound, or every complaint says where and what to do.
pub(crate) fn policy(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    match Policy::read(&file("policy.toml", &text), Some(&file("reviewers.toml", PEOPLE))) {
        Err(complaints) => {
            assert!(!complaints.is_empty());
            for it in complaints {
                assert!(it.line > 0 && it.column > 0 && !it.message.is_empty() && !it.help.is_empty());
            }
        }
        Ok(policy) => {
            assert!(policy.levels()[0].from == 0 && policy.levels().windows(2).all(|it| it[0].from < it[1].from));
            assert!(policy.tiers().iter().all(|it| it.level_max < policy.levels().len()));
            for code in ReasonCode::ALL.iter().filter(|it| !it.is_for_people()) {
                assert!(policy.lifters(&Reason::new(*code, "x")).is_empty());
            }
        }
    }
}

/// Nobody's bytes are a review of a reviewer but those that were signed.
pub(crate) fn review(bytes: &[u8]) {
    let policy = Policy::read(&file("policy.toml", KNOWN), Some(&file("reviewers.toml", PEOPLE)));
    let policy = policy.unwrap_or_else(|_| unreachable!("the policy of testdata is sound"));
    let read = read_unverified(bytes);
    if let Ok(signed) = SignedReview::verify(bytes, &policy) {
        assert_eq!(Ok(signed.review().clone()), read);
        assert!(signed.review().until > signed.review().made);
    }
}
