//! An exchange that takes customers on by itself: documents from memory, a decision, what is kept of it, the order path, a
//! restriction, reviews, and the same customer again in the evening.
//!
//! `cargo run -p tidegate-kyc-core --example onboarding`
//!
//! The made-up customers, keys and lists are those of `testdata`. In earnest, bytes come from the exchange's own store and
//! random ones from the operating system, and what the desk holds is on a disk before a permit goes out.
#![allow(clippy::print_stdout, reason = "an example that says what it decides")]

mod desk;
mod kept;

use desk::{Application, Desk, Done, data};
use std::collections::BTreeSet;
use tidegate_kyc_core::base::{Country, Instant, Label, Redacted, SourceId, SubjectId, Window};
use tidegate_kyc_core::document::Attribute;
use tidegate_kyc_core::evidence::RawClaim;
use tidegate_kyc_core::gate::{
    Account, Answer, Decision, Order, Period, PermitVerifier, Restrain, Restriction, Seen, Used, VerifierPolicy,
};
use tidegate_kyc_core::journal::{Checkpoint, survey};
use tidegate_kyc_core::key::{KeyPair, Passphrase, Zeroizing};
use tidegate_kyc_core::policy::{Fact, FactValue, Facts, Reason};
use tidegate_kyc_core::review::{Act, Review, SignedReview};

fn main() -> Done<()> {
    let at = |time: &str| Instant::parse(&format!("2026-03-{time}Z"));
    let mut desk = Desk::open(at("01T09:00:00")?)?;
    let anna = anna("cust-1005")?;

    println!("A new customer");
    let answer = desk.decide(&anna, &[], &[], at("01T10:00:01")?)?;
    let Decision::Allow(permit) = said(&answer) else { return Err("a permit was expected".into()) };
    let token = permit.token().to_owned();
    check(admits(&desk, &token, at("01T10:00:02")?)?, "the order path takes the permit")?;

    println!("A hit of the monitor puts a review on the customer, and an officer ends it an hour later");
    let (from, hit) = (at("01T11:00:00")?, SourceId::of(b"the rows of a hit"));
    let mut review = Restriction {
        subject: anna.subject.clone(),
        restrain: Restrain::Review,
        source: Label::of(&hit),
        from,
        until: None,
        seen: Some(Seen { rows: 5, score: 40 }),
    };
    let answer = desk.decide(&anna, std::slice::from_ref(&review), &[], at("01T11:00:00")?)?;
    check(
        codes(&answer) == ["under-review"] && !admits(&desk, &token, at("01T11:00:01")?)?,
        "the permit is suspended",
    )?;
    check(codes(&desk.decide(&anna, &[], &[], at("01T11:30:00")?)?) == ["under-review"], "silence ends nothing")?;
    review.until = Some(at("01T12:00:00")?);
    let answer = desk.decide(&anna, std::slice::from_ref(&review), &[], at("01T12:00:00")?)?;
    let Decision::Allow(permit) = said(&answer) else { return Err("a permit was expected".into()) };
    let token = permit.token().to_owned();

    let mut desk = desk.reopened(at("01T13:00:00")?)?;
    println!("In the evening, without the customer: a presentation counts ten minutes, and was seen in time");
    let answer = desk.decide(&anna, &[], &[], at("01T20:00:00")?)?;
    check(matches!(said(&answer), Decision::Allow(_)), "what was shown once counts")?;
    check(!admits(&desk, &token, at("01T20:00:01")?)?, "the permit before was revoked")?;

    println!("A customer with a listed wallet, who leaves it out the second time");
    let mut listed = self::anna("cust-2001")?;
    listed.wallets = vec![Redacted::new("0x7E5F4552091A69125d5DfCb7b8C2659029395Bdf".to_owned())];
    let mut desk = Desk::open(at("01T09:00:00")?)?; // a journal runs forward
    check(codes(&desk.decide(&listed, &[], &[], at("01T10:00:00")?)?) == ["screening-match"], "the list names it")?;
    listed.wallets.clear();
    check(codes(&desk.decide(&listed, &[], &[], at("01T10:01:00")?)?) == ["withdrawn"], "that is remembered")?;

    println!("A customer under review, and an officer who closes the review by a signed record");
    let other = self::anna("cust-1003")?;
    let review = Restriction { subject: other.subject.clone(), from: at("01T10:02:00")?, until: None, ..review };
    let answer = desk.decide(&other, &[review], &[], at("01T10:02:00")?)?;
    check(codes(&answer) == ["under-review"], "somebody has to look first")?;
    let Some([reason]) = answer.reasons() else { return Err("one reason was expected".into()) };
    let closed = lift(&desk, &other.subject, reason, at("01T10:03:00")?)?;
    let answer = desk.decide(&other, &[], &[closed], at("01T10:04:00")?)?;
    check(matches!(said(&answer), Decision::Allow(_)), "one person lifts a gap")?;

    // Kept out of the house, a checkpoint shows later whether the journal still begins with these entries.
    let found = survey(desk.file.as_slice(), None, |_| ())?;
    let journal = found.journal.ok_or("the journal has entries")?;
    print!("{}", Checkpoint::of(&journal).sign(desk.ring.pair())?.note());
    Ok(())
}

fn check(holds: bool, what: &str) -> Done<()> {
    println!("  {what}: {holds}");
    if holds { Ok(()) } else { Err(what.into()) }
}

fn said(answer: &Answer) -> &Decision {
    match answer.reasons() {
        None => println!("  may trade"),
        Some(reasons) => reasons.iter().for_each(|it| println!("  {it}: {}", it.lift())),
    }
    &answer.decision
}

fn codes(answer: &Answer) -> Vec<&'static str> {
    said(answer);
    answer.reasons().unwrap_or_default().iter().map(|it| it.code.code()).collect()
}

/// The application of the holder of the made-up wallet.
fn anna(subject: &str) -> Done<Application> {
    let text = |it: &str| Some(Redacted::new(it.to_owned()));
    let claim = RawClaim {
        family_name: text("Eriksson"),
        given_names: text("Anna Maria"),
        birth_date: text("1974-08-12"),
        nationalities: Some(text("UTO").into_iter().collect()),
        ..RawClaim::default()
    };
    let word = |it: &str| -> Done<FactValue> { Ok(FactValue::Words(BTreeSet::from([Label::parse(it)?]))) };
    let mut facts = Facts::default();
    for (fact, value) in [
        (Fact::AccessCountry, FactValue::Countries(BTreeSet::from([Country::parse("UTO")?]))),
        (Fact::DaysActive, FactValue::Number(0)),
        (Fact::MonthlyVolume, FactValue::Number(100_000)),
        (Fact::OpenHits, FactValue::Number(0)),
        (Fact::Occupation, word("teacher")?),
        (Fact::PoliticalExposure, word("none")?),
        (Fact::Product, word("spot")?),
        (Fact::SourceOfFunds, word("salary")?),
    ] {
        facts.state(fact, value)?;
    }
    Ok(Application {
        subject: SubjectId::parse(subject)?,
        claim,
        declared: vec![(Attribute::AddressCity, "Zenith"), (Attribute::AddressCountry, "UTO")],
        credential: data("applications/wallet/pid.sd-jwt")?,
        status_list: data("applications/wallet/status.jwt")?,
        wallets: Vec::new(),
        facts,
    })
}

/// What an officer signs to lift a reason; the policy names the officer's key.
fn lift(desk: &Desk, subject: &SubjectId, reason: &Reason, at: Instant) -> Done<SignedReview> {
    let passphrase = Passphrase::new(Zeroizing::new(data("reviewers/passphrase.txt")?))?;
    let key = KeyPair::from_pem(&data("reviewers/officer-1.pem")?, &passphrase)?;
    let review = Review {
        subject: subject.clone(),
        act: Act::Lift(reason.clone()),
        reviewer: Label::parse("officer-1")?,
        made: at,
        until: Instant::parse("2026-06-01T00:00:00Z")?,
        why: Redacted::new("asked by telephone".to_owned()),
    };
    Ok(SignedReview::verify(review.sign(&key)?.as_bytes(), &desk.policy)?)
}

/// Whether the order path admits an order of 100 euros: it knows the public keys and the published list alone.
fn admits(desk: &Desk, token: &str, at: Instant) -> Done<bool> {
    let (terms, eur) = (desk.policy.permit(), Label::parse("EUR")?);
    let (issuer, audience) = (terms.issuer.clone(), terms.audience.clone());
    let path = VerifierPolicy { issuer, audience, status_age_max: Window::from_hours(1) };
    let verifier = PermitVerifier::new(desk.ring.set().to_json().as_bytes(), path)?;
    let published = desk.book.sign(desk.ring.pair(), at, Window::from_hours(24)).map_err(|it| it.meaning())?;
    let lists = [verifier.status_list(published.as_bytes(), at)?];
    let Ok(permit) = verifier.verify(token, &lists, at) else { return Ok(false) };
    let used: Used = [((eur.clone(), Period::Day), 0), ((eur.clone(), Period::Month), 0)].into();
    let order = Order { asset: Label::parse("BTC")?, market: Label::parse("spot")?, currency: eur, minor: 10_000 };
    Ok(Account::open(permit).admit(&order, &used, &verifier, &lists, at).is_ok())
}

#[test]
fn the_example_holds() {
    main().unwrap();
}
