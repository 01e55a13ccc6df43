//! Decisions: what a yes takes, what restrictions do, and that a replay gives the same bytes.

mod worse;

use super::*;
use crate::base::{Instant, Label, SourceId, Window};
use crate::document::Attribute;
use crate::evidence::{Answer as Checked, Check, CheckCode};
use crate::key::{KeyPair, KeySet};
use crate::policy::{Policy, Reason, ReasonCode};
use crate::profile::sample::*;
use crate::profile::{Dossier, Profile, Proof, assess};
use crate::review::SignedReview;
use std::collections::BTreeSet;
use std::slice;
use zeroize::Zeroizing;

fn at() -> Instant {
    second(AT)
}

fn key() -> KeyPair {
    KeyPair::from_seed(&Zeroizing::new(*SourceId::of(b"gate").digest()))
}

fn book(policy: &Policy) -> StatusBook {
    StatusBook::new(&policy.permit().issuer, &policy.permit().status_list, 64).unwrap()
}

fn decide(profile: &Profile, restrictions: &[Restriction], policy: &Policy) -> Decision {
    let (key, mut book) = (key(), book(policy));
    Gate { key: &key, book: &mut book }.decide(profile, restrictions, policy, at()).unwrap().decision
}

fn of(dossier: &Dossier, reviews: &[SignedReview], restrictions: &[Restriction]) -> Decision {
    let policy = policy();
    decide(&assess(dossier, reviews, &policy, at()), restrictions, &policy)
}

fn restriction(restrain: Restrain) -> Restriction {
    Restriction {
        subject: subject(),
        restrain,
        source: label("hit-3f2a9c"),
        from: second(AT - 10),
        until: None,
        seen: None,
    }
}

/// No before not yet before yes.
fn rank(decision: &Decision) -> u8 {
    match decision {
        Decision::Refuse(_) => 0,
        Decision::Hold(_) => 1,
        Decision::Allow(_) => 2,
    }
}

#[test]
fn a_yes_is_a_permit_that_the_order_path_verifies() {
    let policy = policy();
    let (key, mut book) = (key(), book(&policy));
    let profile = assess(&dossier(), &[], &policy, at());
    let answer = Gate { key: &key, book: &mut book }.decide(&profile, &[], &policy, at()).unwrap();
    let Decision::Allow(permit) = answer.decision else { panic!("{answer:?}") };
    assert_eq!(book.status(0), Some(PlaceStatus::Valid));
    let terms = permit.grant().terms();
    assert_eq!((terms.policy, terms.evidence), (policy.digest(), profile.evidence()));
    assert_eq!(terms.until, second(AT + 86_400));
    let asked = VerifierPolicy {
        issuer: policy.permit().issuer.clone(),
        audience: policy.permit().audience.clone(),
        status_age_max: Window::from_hours(1),
    };
    let jwks = KeySet::new(&key.public()).unwrap().to_json();
    let verifier = PermitVerifier::new(jwks.as_bytes(), asked).unwrap();
    let list = book.sign(&key, at(), Window::from_hours(1)).unwrap();
    let list = verifier.status_list(list.as_bytes(), at()).unwrap();
    let account = Account::open(verifier.verify(permit.token(), &[list], at()).unwrap());
    assert_eq!(account.permit().grant(), permit.grant());
}

#[test]
fn a_gap_holds_and_a_finding_refuses() {
    let mut held = dossier();
    held.screenings.clear();
    let Decision::Hold(reasons) = of(&held, &[], &[]) else { panic!() };
    assert_eq!(reasons, [Reason::new(ReasonCode::ScreeningMissing, "nobody screened")]);
    let Proof::Proved { beside, .. } = &mut held.proofs[1] else { panic!() };
    beside.push(Check::new(CheckCode::Liveness, Checked::Found, "x"));
    let Decision::Refuse(reasons) = of(&held, &[], &[]) else { panic!() };
    assert_eq!(reasons[0].code, ReasonCode::CheckFound, "findings come first");
    assert_eq!(reasons.len(), 2, "and what is missing is said all the same");
}

#[test]
fn restrictions_take_effect_at_the_next_decision() {
    let block = restriction(Restrain::Block);
    assert!(
        matches!(of(&dossier(), &[], slice::from_ref(&block)), Decision::Refuse(it) if it[0].to_string() == "blocked: hit-3f2a9c from 2026-03-02T09:59:50Z")
    );
    assert!(
        matches!(of(&dossier(), &[], &[restriction(Restrain::Review)]), Decision::Hold(it) if it[0].code == ReasonCode::UnderReview)
    );
    let lifted = Reason::new(ReasonCode::Blocked, "hit-3f2a9c from 2026-03-02T09:59:50Z");
    let reviews = [lift("officer-1", &lifted), lift("manager-1", &lifted)];
    assert!(matches!(of(&dossier(), &reviews, slice::from_ref(&block)), Decision::Allow(_)));
    assert!(matches!(of(&dossier(), &reviews[..1], slice::from_ref(&block)), Decision::Refuse(_)), "one is not enough");
    let over = Restriction { until: Some(at()), ..block.clone() };
    assert!(matches!(of(&dossier(), &[], &[over]), Decision::Allow(_)));
    let ahead = Restriction { from: second(AT + 3_600), ..block.clone() };
    let Decision::Allow(permit) = of(&dossier(), &[], &[ahead]) else { panic!() };
    assert_eq!(permit.grant().terms().until, second(AT + 3_600), "a permit ends where a restriction begins");
    let other = Restriction { subject: crate::base::SubjectId::parse("cust:43").unwrap(), ..block };
    assert!(matches!(of(&dossier(), &[], &[other]), Decision::Allow(_)));
    assert_eq!(restriction(Restrain::Block).status(), PlaceStatus::Revoked);
    assert_eq!(restriction(Restrain::Review).status(), PlaceStatus::Suspended);
}

/// Found by trying: one that began half a second later made a permit that ended before it began.
#[test]
fn a_restriction_counts_in_every_second_that_it_touches() {
    let micros = |it: i64| Instant::from_micros(AT * 1_000_000 + it);
    for (from, until, rank_then) in [
        (Some(500_000), None, 0),
        (Some(999_999), None, 0),
        (Some(1_000_000), None, 2),
        (Some(-1), Some(0), 2),
        (Some(-1), Some(1), 0),
    ] {
        let block = restriction(Restrain::Block);
        let block = Restriction { from: from.map_or(block.from, micros), until: until.map(micros), ..block };
        assert_eq!(rank(&of(&dossier(), &[], &[block])), rank_then, "{from:?} {until:?}");
    }
    let lower = BTreeSet::from([Limit { currency: label("EUR"), per: Period::Day, minor: 1 }]);
    let limit = Restriction { from: micros(500_000), ..restriction(Restrain::Limit(lower)) };
    let Decision::Allow(permit) = of(&dossier(), &[], &[limit]) else { panic!() };
    assert!(permit.grant().terms().limits.iter().any(|it| it.minor == 1));
    assert_eq!(permit.grant().terms().until, second(AT + 86_400));
}

#[test]
fn what_was_laid_on_a_customer_stays_until_it_ends_or_is_told_to() {
    let block = restriction(Restrain::Block);
    let laid = slice::from_ref(&block);
    let rank_of = |given: &[Restriction], laid: &[Restriction]| rank(&of(&dossier(), &[], &carried(given, laid, at())));
    let ended = Restriction { until: Some(at()), ..block.clone() };
    let other = Restriction { source: label("hit-2"), restrain: Restrain::Review, ..block.clone() };
    let later = Restriction { from: second(AT - 5), ..block.clone() };
    let ahead = Restriction { from: second(AT + 5), ..block.clone() };
    let milder = Restriction { restrain: Restrain::Review, ..block.clone() };
    for (told, given, laid, then) in [
        ("nothing given", &[][..], laid, 0),
        ("the same", laid, laid, 0),
        ("its end", slice::from_ref(&ended), laid, 2),
        ("another", slice::from_ref(&other), laid, 0),
        ("a newer one of its source", slice::from_ref(&later), laid, 0),
        ("one of its source that lies ahead", slice::from_ref(&ahead), laid, 0),
        ("a milder kind", slice::from_ref(&milder), laid, 0),
        ("it ended by itself", &[], slice::from_ref(&ended), 2),
        ("nothing was laid", &[], &[], 2),
    ] {
        assert_eq!(rank_of(given, laid), then, "{told}");
    }
    assert_eq!(carried(slice::from_ref(&later), laid, at()), [later, block.clone()], "another beginning is another");
    let policy = policy();
    let (key, mut book) = (key(), book(&policy));
    let given = [ended, ahead.clone(), other.clone()];
    let profile = assess(&dossier(), &[], &policy, at());
    let answer = Gate { key: &key, book: &mut book }.decide(&profile, &given, &policy, at()).unwrap();
    assert_eq!(answer.restrictions, [ahead, other], "what is not over is kept for the next decision");
}

/// A hit may grow while the review of it counts: what joined it, nobody has seen.
#[test]
fn a_lift_covers_as_much_of_a_hit_as_was_seen() {
    for (restrain, code) in [(Restrain::Review, ReasonCode::UnderReview), (Restrain::Block, ReasonCode::Blocked)] {
        let hit = |rows, score| Restriction { seen: Some(Seen { rows, score }), ..restriction(restrain.clone()) };
        let lifted = Reason::new(code, hit(5, 40).to_string());
        assert_eq!(&*lifted.about, "hit-3f2a9c from 2026-03-02T09:59:50Z, rows at 5, score at 40");
        let reviews = [lift("officer-1", &lifted), lift("officer-2", &lifted)];
        for (rows, score, allowed) in [(5, 40, true), (4, 30, true), (6, 40, false), (5, 41, false), (6, 30, false)] {
            let decision = of(&dossier(), &reviews, &[hit(rows, score)]);
            assert_eq!(matches!(decision, Decision::Allow(_)), allowed, "{code} {rows} {score}");
        }
        // Both lines stand: the larger is the one reason, and who lifts it lifts both.
        let both = [hit(5, 40), hit(6, 40)];
        let (Decision::Hold(open) | Decision::Refuse(open)) = of(&dossier(), &reviews, &both) else { panic!() };
        let grown = Reason::new(code, hit(6, 40).to_string());
        assert_eq!(open, slice::from_ref(&grown));
        let again = [lift("officer-1", &grown), lift("officer-2", &grown)];
        assert!(matches!(of(&dossier(), &again, &both), Decision::Allow(_)));
        assert_eq!(
            carried(&both[..1], &both[1..], at()),
            both,
            "the smaller says nothing of what became of the larger"
        );
        let unknown = Restriction { seen: None, ..hit(5, 40) };
        assert!(matches!(of(&dossier(), &reviews, slice::from_ref(&unknown)), Decision::Allow(_)), "it says no more");
    }
}

#[test]
fn the_lower_limit_counts() {
    let limit = |per, minor| Limit { currency: label("EUR"), per, minor };
    let lower = BTreeSet::from([limit(Period::Day, 1_000), limit(Period::Month, 90_000_000), limit(Period::Year, 7)]);
    let Decision::Allow(permit) = of(&dossier(), &[], &[restriction(Restrain::Limit(lower))]) else { panic!() };
    let asked = [
        limit(Period::Order, 50_000),
        limit(Period::Day, 1_000),
        limit(Period::Month, 500_000),
        limit(Period::Year, 7),
    ];
    assert_eq!(permit.grant().terms().limits, BTreeSet::from(asked));
    // A limit where the tier has none would allow orders in that currency.
    let dollars = Limit { currency: label("USD"), per: Period::Order, minor: 5 };
    let restricted = [restriction(Restrain::Limit(BTreeSet::from([limit(Period::Day, 1_000), dollars])))];
    let Decision::Hold(reasons) = of(&dossier(), &[], &restricted) else { panic!() };
    assert_eq!(reasons[0].to_string(), "under-review: limit of hit-3f2a9c from 2026-03-02T09:59:50Z");
    let Decision::Allow(permit) = of(&dossier(), &[lift("officer-1", &reasons[0])], &restricted) else { panic!() };
    let limits = &permit.grant().terms().limits;
    assert!(limits.contains(&limit(Period::Day, 1_000)) && limits.iter().all(|it| it.currency == label("EUR")));
}

#[test]
fn a_permit_ends_with_what_it_rests_on() {
    let text = POLICY.replace("from     = \"2026-01-01\"", "from     = \"2026-01-01\"\nuntil = \"2026-03-03\"");
    let policy = Policy::read(&written(&text), Some(&written(PEOPLE))).unwrap();
    let Decision::Allow(permit) = decide(&assess(&dossier(), &[], &policy, at()), &[], &policy) else { panic!() };
    assert_eq!(permit.grant().terms().until.to_string(), "2026-03-03T00:00:00Z");
}

/// Found by trying: every reason of an expired passport was lifted, and the permit was to end before it began.
#[test]
fn a_permit_of_a_customer_whose_lapse_people_lifted_ends_with_what_they_said() {
    let mut unproved = dossier();
    unproved.proofs.clear();
    let Decision::Hold(reasons) = of(&unproved, &[], &[]) else { panic!() };
    assert!(reasons.iter().any(|it| it.to_string() == "review-lapsed: no document counts"));
    let reviews: Vec<_> = reasons.iter().map(|it| lift("officer-1", it)).collect();
    let Decision::Allow(permit) = of(&unproved, &reviews, &[]) else { panic!("{:?}", of(&unproved, &reviews, &[])) };
    assert_eq!(permit.grant().terms().until, second(AT + 86_400));
}

#[test]
fn what_cannot_be_decided_changes_nothing() {
    let policy = policy();
    let profile = assess(&dossier(), &[], &policy, at());
    let key = key();
    let with = |book: &mut StatusBook, policy: &Policy, at: Instant| {
        let before = book.clone();
        let why = Gate { key: &key, book }.decide(&profile, &[], policy, at).unwrap_err();
        assert_eq!(*book, before);
        why
    };
    let other = Policy::read(&written(&POLICY.replace("\"0.98\"", "\"0.99\"")), None).unwrap();
    assert_eq!(with(&mut book(&other), &other, at()), GateError::OtherPolicy);
    assert_eq!(with(&mut book(&policy), &policy, second(AT - 1)), GateError::OtherTime);
    assert_eq!(with(&mut book(&policy), &policy, second(AT + 86_401)), GateError::OtherTime);
    let mut elsewhere = StatusBook::new(&policy.permit().issuer, "https://gate.example/status/2", 64).unwrap();
    assert_eq!(with(&mut elsewhere, &policy, at()), GateError::OtherBook);
    let mut full = StatusBook::new(&policy.permit().issuer, &policy.permit().status_list, 4).unwrap();
    for place in 0..4 {
        assert_eq!(full.give_out(), Ok(place));
    }
    assert_eq!(with(&mut full, &policy, at()), GateError::Book(BookFault::Full));
}

#[test]
fn a_replay_gives_the_same_bytes() {
    let (Decision::Allow(one), Decision::Allow(two)) = (of(&dossier(), &[], &[]), of(&dossier(), &[], &[])) else {
        panic!()
    };
    assert_eq!(one.token(), two.token());
}

/// An exchange hands on what a decision knew, and no more than that.
#[test]
fn what_a_decision_knew_is_handed_on_to_the_next() {
    let policy = policy();
    let answer = |dossier: &Dossier| {
        let profile = assess(dossier, &[], &policy, at());
        let decided = Gate { key: &key(), book: &mut book(&policy) }.decide(&profile, &[], &policy, at()).unwrap();
        (profile, decided)
    };
    let (profile, allowed) = answer(&dossier());
    let first = allowed.earlier(4, &profile, None);
    assert_eq!((first.entry, first.reasons.len()), (4, 0));
    assert_eq!(
        first.met.keys().map(Label::as_str).collect::<Vec<_>>(),
        ["new-account"],
        "what is met, and not unknown"
    );
    let known = first.allowed.as_ref().unwrap();
    assert_eq!((known.entry, known.for_company), (4, false));
    let identity = [Attribute::FamilyName, Attribute::GivenName, Attribute::BirthDate, Attribute::Nationality];
    assert_eq!(known.known.keys().copied().collect::<Vec<_>>(), identity, "who it is, and nothing besides");
    // A listed name holds or refuses, and whom the first decision let trade is not forgotten for it.
    let mut found = Dossier { earlier: Some(first.clone()), ..dossier() };
    found.screenings = vec![screening("Ravindar Tolmachi Voss", lists(), at().day())];
    let (profile, refused) = answer(&found);
    let second = refused.earlier(5, &profile, Some(&first));
    assert_eq!((second.reasons.as_slice(), &second.allowed), (refused.reasons().unwrap(), &first.allowed));
    // The name is left out, and another person comes.
    let mut other = Dossier { earlier: Some(second), ..dossier() };
    other.proofs.clear();
    other.declared.insert(Attribute::FamilyName, vec![crate::base::Redacted::new("Lindqvist".to_owned())]);
    let (_, held) = answer(&other);
    let withdrawn = held.reasons().unwrap().iter().filter(|it| it.code == ReasonCode::Withdrawn);
    let about: Vec<&str> = withdrawn.map(|it| &*it.about).collect();
    assert_eq!(about, ["match acme-internal/P-1 of entry 5", "other family-name of entry 4"]);
}
