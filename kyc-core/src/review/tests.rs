//! Reviews from signing to verification, and every fault of one by name.

use super::*;
use crate::base::{Label, Redacted};
use crate::policy::{Reason, ReasonCode};
use crate::profile::sample::{AT, label, pair, policy, review_of, second, subject};

fn lift(code: ReasonCode) -> Act {
    Act::Lift(Reason::new(code, "high"))
}

fn verified(review: &Review, key: &str) -> Result<SignedReview, ReviewError> {
    SignedReview::verify(review.sign(&pair(key))?.as_bytes(), &policy())
}

#[test]
fn a_review_comes_back_as_it_was_signed() {
    let review = review_of("officer-1", lift(ReasonCode::CheckFound));
    let signed = verified(&review, "officer-1").unwrap();
    assert_eq!(*signed.review(), review);
    assert!(signed.counts(&subject(), second(AT)) && !signed.counts(&subject(), review.until));
    assert!(!signed.counts(&subject(), second(AT - 61)), "not before it was made");
    let token = review.sign(&pair("officer-1")).unwrap();
    assert_eq!(read_unverified(token.as_bytes()).unwrap(), review);
    assert!(!format!("{signed:?}").contains("judged"), "the reason stays out of logs");
}

/// A name, what is changed, whose key signs, the code.
type Fault<'a> = (&'a str, &'a dyn Fn(&mut Review), &'a str, ReviewFault);

#[test]
fn every_fault_has_its_name() {
    let sound = review_of("officer-1", lift(ReasonCode::CheckFound));
    let with = |change: &dyn Fn(&mut Review)| {
        let mut review = sound.clone();
        change(&mut review);
        review
    };
    let faults: &[Fault<'_>] = &[
        ("no_reason", &|it| it.why = Redacted::new(" ".into()), "officer-1", ReviewFault::Why),
        ("nothing_that_one_sees", &|it| it.why = Redacted::new("\u{200B} -".into()), "officer-1", ReviewFault::Why),
        ("a_novel", &|it| it.why = Redacted::new("x".repeat(2_001)), "officer-1", ReviewFault::Why),
        ("over_before_it_began", &|it| it.until = it.made, "officer-1", ReviewFault::Time),
        ("for_ever", &|it| it.until = second(AT + 367 * 86_400), "officer-1", ReviewFault::Time),
        ("stranger", &|it| it.reviewer = label("officer-9"), "officer-1", ReviewFault::Reviewer),
        ("key_of_another", &|_| {}, "officer-2", ReviewFault::Signature),
        (
            "gone_since",
            &|it| {
                it.reviewer = label("analyst-1");
                it.made = second(1_900_000_000);
                it.until = second(1_900_000_100);
            },
            "analyst-1",
            ReviewFault::ReviewerPast,
        ),
        ("not_in_this_role", &|it| it.reviewer = label("analyst-1"), "analyst-1", ReviewFault::Role),
        ("approval_of_another_role", &|it| it.act = lift(ReasonCode::ApprovalMissing), "officer-1", ReviewFault::Role),
        ("what_nobody_lifts", &|it| it.act = lift(ReasonCode::NotOffered), "officer-1", ReviewFault::Role),
        ("no_such_level", &|it| it.act = level("extreme"), "officer-1", ReviewFault::Level),
        (
            "level_by_an_analyst",
            &|it| {
                it.reviewer = label("analyst-1");
                it.act = level("low");
            },
            "analyst-1",
            ReviewFault::Role,
        ),
        (
            "about_nothing",
            &|it| it.act = Act::Lift(Reason::new(ReasonCode::CheckFound, "")),
            "officer-1",
            ReviewFault::Claims,
        ),
    ];
    for (fault, change, key, code) in faults {
        assert_eq!(verified(&with(*change), key).unwrap_err(), ReviewError(*code), "{fault}");
    }
    for (fault, token, code) in [
        ("empty", String::new(), ReviewFault::Form),
        ("long", "x".repeat(20_000), ReviewFault::Form),
        ("a_permit", token_of("trading-permit+jwt", "EdDSA", "officer-1"), ReviewFault::Type),
        ("no_signature", token_of("review+jwt", "none", "officer-1"), ReviewFault::Algorithm),
        ("key_named_after_another", token_of("review+jwt", "EdDSA", "officer-2"), ReviewFault::Claims),
    ] {
        assert_eq!(SignedReview::verify(token.as_bytes(), &policy()).unwrap_err(), ReviewError(code), "{fault}");
    }
}

fn level(name: &str) -> Act {
    let factors = [label("own-wallets")].into();
    Act::SetLevel(NewLevel { level: label(name), instead_of: label("high"), factors })
}

/// The sound review under another header.
fn token_of(kind: &str, algorithm: &str, key: &str) -> String {
    let token = review_of("officer-1", lift(ReasonCode::CheckFound)).sign(&pair("officer-1")).unwrap();
    let header = serde_json::json!({"alg": algorithm, "kid": key, "typ": kind}).to_string();
    let header = crate::document::base64url::encode(header.as_bytes());
    format!("{header}{}", &token[token.find('.').unwrap()..])
}

#[test]
fn any_changed_bit_is_refused() {
    let token = review_of("officer-1", lift(ReasonCode::CheckFound)).sign(&pair("officer-1")).unwrap();
    let policy = policy();
    for at in 0..token.len() {
        for bit in 0..7 {
            let mut changed = token.clone().into_bytes();
            changed[at] ^= 1 << bit;
            assert!(SignedReview::verify(&changed, &policy).is_err(), "byte {at}, bit {bit}");
        }
    }
}

#[test]
fn claims_beside_the_known_ones_are_refused() {
    let claims = |text: &str| serde_json::from_str::<serde_json::Map<String, serde_json::Value>>(text).unwrap();
    let sound = r#"{"exp":2,"iat":1,"level":{"factors":["f"],"instead_of":"high","set":"low"},"reviewer":"a","sub":"c:1","type":"tidegate.review/1","why":"x"}"#;
    assert_eq!(Review::read(&claims(sound)).unwrap().reviewer, Label::parse("a").unwrap());
    for (fault, from, to) in [
        ("one_too_many", r#""why":"x""#, r#""why":"x","and":1"#),
        ("two_acts", r#""set":"low"}"#, r#""set":"low"},"lift":{"code":"blocked","about":"x"}"#),
        ("level_without_what_was_seen", r#""factors":["f"],"#, ""),
        ("fraction", r#""iat":1"#, r#""iat":1.0"#),
        ("other_form", "review/1", "review/2"),
        ("no_subject", r#""sub":"c:1","#, ""),
    ] {
        let changed = sound.replacen(from, to, 1);
        assert_eq!(Review::read(&claims(&changed)), Err(ReviewFault::Claims), "{fault}");
    }
}
