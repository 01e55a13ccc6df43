//! Decisions: what a yes takes, that nothing worse ever turns towards one, and that a replay gives the same bytes.

use super::*;
use crate::base::{Instant, SourceId, Window};
use crate::evidence::{Answer as Checked, Check, CheckCode, Evidence};
use crate::key::{KeyPair, KeySet};
use crate::policy::{Fact, FactValue, Policy, Reason, ReasonCode, Weight};
use crate::profile::sample::*;
use crate::profile::{Dossier, Profile, Proof, assess};
use crate::review::{Act, SignedReview};
use proptest::prelude::*;
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
    Restriction { subject: subject(), restrain, source: label("hit-3f2a9c"), from: second(AT - 10), until: None }
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

/// Something that is worse than before, or no better.
#[derive(Clone, Debug)]
enum Worse {
    Answer(usize, usize, Checked),
    LoseCheck(usize, usize),
    LoseProof(usize),
    LoseAttribute(usize, usize),
    LoseDeclared(usize),
    LoseFact(usize),
    LoseScreening,
    LoseList,
    Listed,
    Resembles,
    LoseReview(usize),
    Uphold(usize, usize),
    Expose(usize),
    Restrict(Restrain),
}

fn worse() -> impl Strategy<Value = Worse> {
    let number = 0..64_usize;
    prop_oneof![
        (number.clone(), number.clone(), prop_oneof![Just(Checked::Found), Just(Checked::Unknown)])
            .prop_map(|it| Worse::Answer(it.0, it.1, it.2)),
        (number.clone(), number.clone()).prop_map(|it| Worse::LoseCheck(it.0, it.1)),
        number.clone().prop_map(Worse::LoseProof),
        (number.clone(), number.clone()).prop_map(|it| Worse::LoseAttribute(it.0, it.1)),
        number.clone().prop_map(Worse::LoseDeclared),
        number.clone().prop_map(Worse::LoseFact),
        Just(Worse::LoseScreening),
        Just(Worse::LoseList),
        Just(Worse::Listed),
        Just(Worse::Resembles),
        number.clone().prop_map(Worse::LoseReview),
        (number.clone(), number.clone()).prop_map(|it| Worse::Uphold(it.0, it.1)),
        number.prop_map(Worse::Expose),
        prop_oneof![Just(Restrain::Block), Just(Restrain::Review)].prop_map(Worse::Restrict),
    ]
}

/// A case: what is known, what people decided, what restrains.
#[derive(Clone)]
struct Case {
    dossier: Dossier,
    gone: Vec<Fact>,
    exposed: Vec<(Fact, FactValue)>,
    reviews: Vec<SignedReview>,
    restrictions: Vec<Restriction>,
}

/// Every reason that may come up is lifted by two, so that losing one voice matters.
fn whole_case() -> Case {
    let reasons = [
        Reason::new(ReasonCode::CheckFound, "liveness of document 4bf5122f"),
        Reason::new(ReasonCode::CheckMissing, "holder-binding"),
        Reason::new(ReasonCode::ScreeningCandidate, "acme-internal/P-1 by name 0a751c68 at 0.8695"),
        Reason::new(ReasonCode::Blocked, "hit-3f2a9c from 2026-03-02T09:59:50Z"),
        Reason::new(ReasonCode::TierTooHigh, "high at 105"),
    ];
    let mut reviews: Vec<_> = reasons.iter().flat_map(|it| [lift("officer-1", it), lift_of_second(it)]).collect();
    // A milder level by two who saw an exposed customer.
    let mut seen = dossier();
    seen.facts.state(Fact::PoliticalExposure, word("former")).unwrap();
    reviews.extend(["officer-1", "manager-1"].map(|who| signed(who, new_level("medium", &seen))));
    Case { dossier: dossier(), gone: Vec::new(), exposed: Vec::new(), reviews, restrictions: Vec::new() }
}

fn lift_of_second(reason: &Reason) -> SignedReview {
    lift("officer-2", reason)
}

fn proof_with(proof: &Proof, change: impl FnOnce(&mut Vec<Check>, &mut Vec<crate::evidence::Proved>)) -> Proof {
    match proof {
        Proof::Proved { source, evidence, beside } => {
            let (mut checks, mut proved) = (evidence.checks().to_vec(), evidence.proved().to_vec());
            change(&mut checks, &mut proved);
            let evidence = Box::new(Evidence::sample(checks, proved, evidence.since()));
            Proof::Proved { source: *source, evidence, beside: beside.clone() }
        }
        Proof::Checked { source, checks } => {
            let mut checks = checks.clone();
            change(&mut checks, &mut Vec::new());
            Proof::Checked { source: *source, checks }
        }
    }
}

impl Worse {
    fn apply(&self, case: &mut Case) {
        let proofs = case.dossier.proofs.len();
        match self {
            Self::Answer(proof, code, answer) if proofs > 0 => {
                let code = CheckCode::ALL[code % CheckCode::ALL.len()];
                let held = &mut case.dossier.proofs[proof % proofs];
                *held = proof_with(held, |checks, _| checks.push(Check::new(code, *answer, "x")));
            }
            Self::LoseCheck(proof, check) if proofs > 0 => {
                let held = &mut case.dossier.proofs[proof % proofs];
                *held = proof_with(held, |checks, _| {
                    if !checks.is_empty() && checks[check % checks.len()].answer == Checked::Clear {
                        let _ = checks.remove(check % checks.len());
                    }
                });
            }
            // One that found something must stay: whoever takes it away hides it.
            Self::LoseProof(proof) if proofs > 0 => {
                let found = case.dossier.proofs[proof % proofs].checks().any(|it| it.answer == Checked::Found);
                if !found {
                    case.dossier.proofs.remove(proof % proofs);
                }
            }
            Self::LoseAttribute(proof, attribute) if proofs > 0 => {
                let (lost, _) = PROVED[attribute % (PROVED.len() - 1)];
                let held = &mut case.dossier.proofs[proof % proofs];
                *held = proof_with(held, |_, proved| proved.retain(|it| it.attribute != lost));
            }
            Self::LoseDeclared(attribute) => {
                case.dossier.declared.remove(&PROVED[attribute % PROVED.len()].0);
            }
            Self::LoseFact(fact) => {
                case.gone.push(FACTS[fact % FACTS.len()]);
                case.state();
            }
            Self::LoseScreening => case.lose_screening(),
            Self::LoseList => case.screen("Anna Maria Eriksson", false),
            Self::Listed => case.screen("Ravindar Tolmachi Voss", true),
            Self::Resembles => case.screen("Ravindar Tolmachi", true),
            // A word that speaks against the customer must stay, and what it took back with it.
            Self::LoseReview(review) if !case.reviews.is_empty() => {
                let lost = review % case.reviews.len();
                if !matches!(case.reviews[lost].review().act, Act::Uphold(_)) {
                    let _ = case.reviews.remove(lost);
                }
            }
            Self::Uphold(review, who) if !case.reviews.is_empty() => {
                let Act::Lift(reason) = case.reviews[review % case.reviews.len()].review().act.clone() else { return };
                let who = ["officer-1", "officer-2"][who % 2];
                case.reviews.push(signed_at(who, Act::Uphold(reason), AT - 10));
            }
            Self::Expose(fact) => {
                let (fact, value) = [
                    (Fact::PoliticalExposure, word("former")),
                    (Fact::Occupation, word("casino")),
                    (Fact::SourceOfFunds, word("lottery")),
                    (Fact::OpenHits, FactValue::Number(3)),
                ][fact % 4]
                    .clone();
                // What is unknown counts as the worst: to learn it, however bad, may be for the better.
                if !case.gone.contains(&fact) {
                    case.exposed.push((fact, value));
                    case.state();
                }
            }
            Self::Restrict(restrain) => case.restrictions.push(restriction(restrain.clone())),
            _ => {}
        }
    }
}

impl Case {
    /// The facts that are left, and what has come to light.
    fn state(&mut self) {
        self.dossier.facts = facts(&self.gone);
        for (fact, value) in self.exposed.iter().filter(|it| !self.gone.contains(&it.0)) {
            self.dossier.facts.state(*fact, value.clone()).unwrap();
        }
    }

    /// Another screening, where it is worse than the one before.
    fn screen(&mut self, name: &str, listed: bool) {
        let Some(held) = self.dossier.screenings.first() else { return };
        let clear = held.candidates().is_empty() && held.gaps().is_empty();
        let resembles = held.candidates().first().is_some_and(|it| it.score().parts() < 9_800);
        if clear || (resembles && name == "Ravindar Tolmachi Voss") {
            let lists = if listed { lists() } else { Vec::new() };
            self.dossier.screenings = vec![screening(name, lists, at().day())];
        }
    }

    /// Likewise: a screening that found something must stay.
    fn lose_screening(&mut self) {
        if self.dossier.screenings.iter().all(|it| it.candidates().is_empty()) {
            self.dossier.screenings.clear();
        }
    }

    fn decided(&self) -> Decision {
        of(&self.dossier, &self.reviews, &self.restrictions)
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

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    /// Each step is judged against the one before, so that 1,000 cases of up to twelve steps are some 6,000 pairs; 20,000 cases held once.
    #[test]
    fn nothing_worse_ever_turns_a_decision_towards_yes(steps in prop::collection::vec(worse(), 1..12)) {
        let mut case = whole_case();
        let mut before = case.decided();
        prop_assert_eq!(rank(&before), 2);
        for step in steps {
            step.apply(&mut case);
            let after = case.decided();
            prop_assert!(rank(&after) <= rank(&before), "{:?}: {:?} became {:?}", step, before, after);
            prop_assert_eq!(&after, &case.decided(), "a replay gives the same");
            match &after {
                Decision::Allow(_) => {}
                Decision::Hold(it) => prop_assert!(it.iter().all(|it| it.code.weight() == Weight::Gap)),
                Decision::Refuse(it) => prop_assert!(it[0].code.weight() == Weight::Finding),
            }
            before = after;
        }
    }
}

#[test]
fn a_replay_gives_the_same_bytes() {
    let (Decision::Allow(one), Decision::Allow(two)) = (of(&dossier(), &[], &[]), of(&dossier(), &[], &[])) else {
        panic!()
    };
    assert_eq!(one.token(), two.token());
}
