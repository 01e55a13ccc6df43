//! Permits from mint to account. The maker and the reader share the form of the claims; whether other libraries read it
//! is not tested here.

use super::*;
use crate::base::{Instant, Label, SourceId, SubjectId, Window};
use crate::document::{StatusReference, base64url};
use crate::gate::{Account, AdmitError, BookFault, CheckedList, PlaceStatus, StatusBook};
use crate::key::{KeyPair, KeyRing};
use crate::policy::{Limit, MINOR_MAX, Period};
use proptest::prelude::*;
use serde_json::{Value, json};
use zeroize::Zeroizing;

const ISSUER: &str = "https://gate.example";
const LIST: &str = "https://gate.example/status/1";
const NOW: i64 = 1_772_359_200;

pub(in crate::gate) fn second(at: i64) -> Instant {
    Instant::from_micros(at * 1_000_000)
}

pub(in crate::gate) fn pair(name: &str) -> KeyPair {
    KeyPair::from_seed(&Zeroizing::new(*SourceId::of(name.as_bytes()).digest()))
}

fn label(text: &str) -> Label {
    Label::parse(text).unwrap()
}

fn limit(per: Period, minor: u64) -> Limit {
    Limit { currency: label("EUR"), per, minor }
}

fn terms() -> Terms {
    Terms {
        issuer: ISSUER.into(),
        audience: "orders".into(),
        subject: SubjectId::parse("c-0001").unwrap(),
        issued: second(NOW),
        from: second(NOW),
        until: second(NOW + 3_600),
        tier: label("standard"),
        assets: [label("BTC"), label("EUR")].into(),
        markets: [label("spot")].into(),
        limits: [limit(Period::Order, 100_000), limit(Period::Day, 150_000)].into(),
        policy: SourceId::of(b"policy"),
        evidence: SourceId::of(b"evidence"),
        status: StatusReference { uri: LIST.into(), index: 1 },
    }
}

fn grant() -> Grant {
    Grant::of(terms()).unwrap()
}

fn book() -> StatusBook {
    let mut book = StatusBook::new(ISSUER, LIST, 16).unwrap();
    assert_eq!([book.give_out(), book.give_out(), book.give_out()], [Ok(0), Ok(1), Ok(2)]);
    book
}

fn policy() -> VerifierPolicy {
    VerifierPolicy { issuer: ISSUER.into(), audience: "orders".into(), status_age_max: Window::from_hours(1) }
}

fn verifier() -> PermitVerifier {
    PermitVerifier::with_keys(KeyRing::new(pair("gate")).unwrap().set().clone(), policy())
}

fn listed(book: &StatusBook, at: i64) -> CheckedList {
    let token = book.sign(&pair("gate"), second(at), Window::from_hours(24)).unwrap();
    verifier().status_list(token.as_bytes(), second(at)).unwrap()
}

fn checked(token: &str, at: i64) -> Option<PermitFault> {
    verifier().verify(token, &[listed(&book(), NOW)], second(at)).err().map(|it| it.0)
}

/// A token of the gate's key with its header and claims changed.
fn altered(change: impl FnOnce(&mut Value, &mut Value)) -> String {
    let token = mint(&grant(), &pair("gate")).token().to_owned();
    let mut parts = token.split('.').map(|it| base64url::decode(it).unwrap());
    let mut next = || serde_json::from_slice(&parts.next().unwrap()).unwrap();
    let (mut header, mut claims) = (next(), next());
    change(&mut header, &mut claims);
    resigned(&header.to_string(), &claims.to_string())
}

fn resigned(header: &str, claims: &str) -> String {
    let input = format!("{}.{}", base64url::encode(header.as_bytes()), base64url::encode(claims.as_bytes()));
    format!("{input}.{}", base64url::encode(&pair("gate").sign(input.as_bytes())))
}

#[test]
fn what_is_minted_is_verified_and_canonical() {
    let permit = mint(&grant(), &pair("gate"));
    assert_eq!(permit, mint(&grant(), &pair("gate")));
    let verified = verifier().verify(permit.token(), &[listed(&book(), NOW)], second(NOW)).unwrap();
    assert_eq!((verified.grant(), verified.id()), (permit.grant(), permit.id()));
    assert_eq!(verified.id().place(), 1);
    let payload = base64url::decode(permit.token().split('.').nth(1).unwrap()).unwrap();
    let value: Value = serde_json::from_slice(&payload).unwrap();
    assert_eq!(serde_jcs::to_vec(&value).unwrap(), payload, "RFC 8785");
    let shown = format!("{permit:?} {verified:?}");
    assert!(!shown.contains("eyJ") && !shown.contains("c-0001"), "{shown}");
    assert_eq!(UnverifiedPermit::read(permit.token()).unwrap().id, permit.id());
}

#[test]
fn tokens_are_refused_by_name() {
    use PermitFault::*;
    assert_eq!(checked(&altered(|_, _| ()), NOW), None);
    let claims = |name: &'static str, value: Value| altered(move |_, it| it[name] = value);
    let header = |name: &'static str, value: Value| altered(move |it, _| it[name] = value);
    let twice = r#"{"alg":"EdDSA","alg":"EdDSA","typ":"trading-permit+jwt"}"#;
    for (fault, token, found) in [
        ("empty", String::new(), Form),
        ("long", "a".repeat(TOKEN_LEN_MAX + 1), Size),
        ("no_signature", altered(|_, _| ()).rsplit_once('.').unwrap().0.to_owned() + ".", Signature),
        ("none", header("alg", json!("none")), Algorithm),
        ("symmetric", header("alg", json!("HS256")), Algorithm),
        ("other_curve", header("alg", json!("ES256")), Algorithm),
        ("case_of_algorithm", header("alg", json!("eddsa")), Algorithm),
        ("critical", header("crit", json!(["exp"])), Form),
        ("header_member_twice", resigned(twice, "{}"), Form),
        ("other_type", header("typ", json!("JWT")), Type),
        ("type_of_the_status_list", header("typ", json!("statuslist+jwt")), Type),
        ("no_type", altered(|it, _| drop(it.as_object_mut().unwrap().remove("typ"))), Type),
        ("no_key", altered(|it, _| drop(it.as_object_mut().unwrap().remove("kid"))), Key),
        ("unknown_key", header("kid", json!(pair("other").id().to_string())), Key),
        ("key_of_its_own", mint(&grant(), &pair("other")).token().to_owned(), Key),
        ("claim_twice", resigned(&header_text(), r#"{"iss":"a","iss":"a"}"#), Claims),
        ("one_claim_too_many", claims("admin", json!(true)), Claims),
        ("other_tier_under_the_same_id", claims("tier", json!("gold")), Claims),
        ("subject_that_is_a_name", claims("sub", json!("Erika Mustermann")), Claims),
        ("audience_list", claims("aud", json!(["orders"])), Claims),
        ("fraction_of_a_second", claims("exp", json!(1_772_362_800.5)), Claims),
        ("no_end", altered(|_, it| drop(it.as_object_mut().unwrap().remove("exp"))), Claims),
        ("array", resigned(&header_text(), "[]"), Claims),
    ] {
        assert_eq!(checked(&token, NOW), Some(found), "{fault}");
    }
}

fn header_text() -> String {
    json!({"alg": "EdDSA", "kid": pair("gate").id().to_string(), "typ": "trading-permit+jwt"}).to_string()
}

#[test]
fn a_permit_counts_from_its_first_second_to_before_its_last() {
    use PermitFault::*;
    let token = mint(&grant(), &pair("gate")).token().to_owned();
    let lists = [listed(&book(), NOW - 60)];
    for (at, found) in [(-1, Some(NotYetValid)), (0, None), (3_539, None), (3_541, Some(StatusStale))] {
        let error = verifier().verify(&token, &lists, second(NOW + at)).err().map(|it| it.0);
        assert_eq!(error, found, "{at}");
    }
    assert_eq!(checked(&token, NOW + 3_599), None);
    assert_eq!(checked(&token, NOW + 3_600), Some(Expired));
    let other = |change: fn(&mut Terms)| {
        let mut it = terms();
        change(&mut it);
        checked(mint(&Grant::of(it).unwrap(), &pair("gate")).token(), NOW)
    };
    assert_eq!(other(|it| it.issuer = "https://gate.example/".into()), Some(Issuer));
    assert_eq!(other(|it| it.audience = "Orders".into()), Some(Audience));
    assert_eq!(other(|it| it.status.uri = "https://gate.example/status/2".into()), Some(StatusMissing));
    assert_eq!(other(|it| it.status.index = 3), Some(StatusPlace), "never given out");
    assert_eq!(other(|it| it.status.index = 16), Some(StatusPlace), "past the end");
}

#[test]
fn a_retired_key_counts_until_its_end() {
    let set = KeyRing::new(pair("gate")).unwrap().rotate(pair("next"), second(NOW + 10), second(NOW)).unwrap();
    let verifier = PermitVerifier::with_keys(set.set().clone(), policy());
    let list = book().sign(&pair("next"), second(NOW), Window::from_hours(24)).unwrap();
    let lists = [verifier.status_list(list.as_bytes(), second(NOW)).unwrap()];
    let token = mint(&grant(), &pair("gate")).token().to_owned();
    let permit = verifier.verify(&token, &lists, second(NOW + 9)).unwrap();
    let late = Err(PermitError(PermitFault::KeyRetired));
    assert_eq!(verifier.verify(&token, &lists, second(NOW + 10)).map(|_| ()), late);
    assert_eq!(verifier.recheck(&permit, &lists, second(NOW + 10)), late);
    // A list that the retired key signed no longer counts either.
    let old = book().sign(&pair("gate"), second(NOW), Window::from_hours(24)).unwrap();
    let old = [verifier.status_list(old.as_bytes(), second(NOW + 9)).unwrap()];
    let fresh = mint(&grant(), &pair("next")).token().to_owned();
    assert_eq!(verifier.verify(&fresh, &old, second(NOW + 10)).map(|_| ()), late);
}

#[test]
fn what_the_list_says_holds_and_no_list_is_no_yes() {
    use PermitFault::*;
    let token = mint(&grant(), &pair("gate")).token().to_owned();
    let says = |lists: &[CheckedList]| verifier().verify(&token, lists, second(NOW + 9)).err().map(|it| it.0);
    assert_eq!(says(&[]), Some(StatusMissing));
    let mut changed = book();
    changed.set(1, PlaceStatus::Suspended).unwrap();
    let suspended = listed(&changed, NOW + 1);
    assert_eq!(says(std::slice::from_ref(&suspended)), Some(Suspended));
    assert_eq!(says(&[suspended.clone(), listed(&book(), NOW)]), Some(Suspended), "the newest counts");
    changed.set(1, PlaceStatus::Revoked).unwrap();
    assert_eq!(says(&[listed(&changed, NOW + 2), suspended, listed(&book(), NOW)]), Some(Revoked));
    assert_eq!(says(&[listed(&book(), NOW)]), None);
    let gaps: Vec<_> = PermitFault::ALL.iter().filter(|it| it.is_gap()).collect();
    assert_eq!(gaps, [&NotYetValid, &StatusMissing, &StatusStale, &StatusPlace]);
}

#[test]
fn the_book_keeps_what_was_revoked_and_never_frees_a_place() {
    let mut book = book();
    assert_eq!(book.set(1, PlaceStatus::Revoked), Ok(()));
    assert_eq!(book.set(1, PlaceStatus::Valid), Err(BookFault::Revoked));
    assert_eq!(book.set(1, PlaceStatus::Free), Err(BookFault::Place));
    assert_eq!(book.set(3, PlaceStatus::Valid), Err(BookFault::Place));
    assert_eq!(book.set(2, PlaceStatus::Suspended).and_then(|()| book.set(2, PlaceStatus::Valid)), Ok(()));
    let token = book.sign(&pair("gate"), second(NOW), Window::from_hours(1)).unwrap();
    let set = KeyRing::new(pair("gate")).unwrap().set().clone();
    let read = StatusBook::read(token.as_bytes(), &set).unwrap();
    assert_eq!(
        (0..16).map(|it| read.status(it)).collect::<Vec<_>>(),
        (0..16).map(|it| book.status(it)).collect::<Vec<_>>()
    );
    let (key, hour) = (pair("gate"), Window::from_hours(1));
    assert_eq!(read.sign(&key, second(NOW), hour), Err(BookFault::Time), "not later than before");
    assert!(read.sign(&key, second(NOW + 1), hour).is_ok());
    let other = KeyRing::new(pair("other")).unwrap().set().clone();
    assert_eq!(StatusBook::read(token.as_bytes(), &other), Err(BookFault::List));
    let mut full = StatusBook::new(ISSUER, LIST, 4).unwrap();
    assert_eq!([(); 5].map(|()| full.give_out().ok()), [Some(0), Some(1), Some(2), Some(3), None]);
}

#[test]
fn no_bit_of_a_permit_or_a_list_can_change() {
    let (token, verifier) = (mint(&grant(), &pair("gate")).token().to_owned(), verifier());
    let lists = [listed(&book(), NOW)];
    let list = book().sign(&pair("gate"), second(NOW), Window::from_hours(24)).unwrap();
    let mut tried = 0;
    for (text, is_permit) in [(&token, true), (&list, false)] {
        for bit in 0..text.len() * 8 {
            let mut bytes = text.clone().into_bytes();
            bytes[bit / 8] ^= 1 << (bit % 8);
            let refused = match std::str::from_utf8(&bytes) {
                Ok(changed) if is_permit => verifier.verify(changed, &lists, second(NOW)).is_err(),
                _ if is_permit => true,
                _ => verifier.status_list(&bytes, second(NOW)).is_err(),
            };
            assert!(refused, "bit {bit}");
            tried += 1;
        }
    }
    assert!(tried > 5_000, "{tried}");
}

#[test]
fn an_account_admits_what_its_permit_allows_while_it_counts() {
    let token = mint(&grant(), &pair("gate")).token().to_owned();
    let (verifier, lists) = (verifier(), [listed(&book(), NOW)]);
    let account = Account::open(verifier.verify(&token, &lists, second(NOW)).unwrap());
    let order = |asset: &str, market: &str, currency: &str, minor| Order {
        asset: label(asset),
        market: label(market),
        currency: label(currency),
        minor,
    };
    let used: Used = [((label("EUR"), Period::Day), 60_000)].into();
    let admit = |order: &Order, used: &Used, at| account.admit(order, used, &verifier, &lists, second(at));
    let outside = |fault| Err(AdmitError::Order(fault));
    for (asked, used, answer) in [
        (order("BTC", "spot", "EUR", 90_000), &used, Ok(())),
        (order("BTC", "spot", "EUR", 90_001), &used, outside(OrderFault::Limit)),
        (order("BTC", "spot", "EUR", 100_001), &Used::new(), outside(OrderFault::Limit)),
        (order("BTC", "spot", "EUR", u64::MAX), &used, outside(OrderFault::Limit)),
        (order("BTC", "spot", "EUR", 1), &Used::new(), outside(OrderFault::UsedUnknown)),
        (order("BTC", "spot", "USD", 1), &used, outside(OrderFault::NoLimit)),
        (order("ETH", "spot", "EUR", 1), &used, outside(OrderFault::Asset)),
        (order("BTC", "margin", "EUR", 1), &used, outside(OrderFault::Market)),
    ] {
        assert_eq!(admit(&asked, used, NOW), answer, "{asked:?}");
    }
    let late = admit(&order("BTC", "spot", "EUR", 1), &used, NOW + 3_600);
    assert_eq!(late, Err(AdmitError::Permit(PermitError(PermitFault::Expired))));
}

#[test]
fn terms_that_make_no_sense_are_no_grant() {
    let fault = |change: &dyn Fn(&mut Terms)| {
        let mut it = terms();
        change(&mut it);
        Grant::of(it).err()
    };
    assert_eq!(fault(&|it| it.issuer = String::new()), Some(GrantFault::Text));
    assert_eq!(fault(&|it| it.audience = "a b".into()), Some(GrantFault::Text));
    assert_eq!(fault(&|it| it.until = it.from), Some(GrantFault::Time));
    assert_eq!(fault(&|it| it.from = second(NOW - 1)), Some(GrantFault::Time));
    assert_eq!(fault(&|it| it.issued = second(-5)), Some(GrantFault::Time));
    assert_eq!(fault(&|it| it.assets.clear()), Some(GrantFault::Scope));
    assert_eq!(fault(&|it| it.limits.clear()), Some(GrantFault::Limit));
    assert_eq!(fault(&|it| it.limits = [limit(Period::Day, MINOR_MAX + 1)].into()), Some(GrantFault::Limit));
    assert_eq!(fault(&|it| it.limits.extend([limit(Period::Day, 1)])), Some(GrantFault::LimitTwice));
    assert_eq!(fault(&|it| it.status.index = 1 << 20), Some(GrantFault::Place));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_verified_permit_says_what_was_granted(
        subject in "[a-z0-9][a-z0-9_.:-]{0,20}", tier in "[a-z]{1,8}", place in 0_u64..3, life in 1_i64..100_000,
        assets in prop::collection::btree_set("[A-Z0-9]{1,6}", 1..6), minor in 0..=MINOR_MAX, micros in 0_i64..1_000_000,
    ) {
        let granted = Grant::of(Terms {
            subject: SubjectId::parse(&subject).unwrap(),
            tier: label(&tier),
            assets: assets.iter().map(|it| label(it)).collect(),
            limits: [limit(Period::Month, minor)].into(),
            until: Instant::from_micros((NOW + life) * 1_000_000 + micros),
            status: StatusReference { uri: LIST.into(), index: place },
            ..terms()
        }).unwrap();
        let permit = mint(&granted, &pair("gate"));
        prop_assert!(permit.token().len() < TOKEN_LEN_MAX);
        let verified = verifier().verify(permit.token(), &[listed(&book(), NOW)], second(NOW)).unwrap();
        prop_assert_eq!(verified.grant(), &granted);
    }
}
