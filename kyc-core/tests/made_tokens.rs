//! The made tokens of `testdata`: the program gives the same bytes, all of them are authentic, and everything that can be
//! wrong with one is refused by name.
//!
//! The maker shares no code with the library but the curves and hashes; a misreading of a standard that both share would
//! go unseen here, and is for the vectors of others to find.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may fail loudly")]

#[path = "../examples/made_tokens/make/mod.rs"]
mod make;

use make::certificate::Authorities;
use make::{AUDIENCE, ISSUER, NONCE, NOW, jwk, key, mobile, others, token};
use serde_json::{Value, json};
use std::path::Path;
use tidegate_kyc_core::base::{Day, Instant, SourceId, Window};
use tidegate_kyc_core::document::mdoc::{DeviceResponse, MDL_TYPE, Mdoc, PID_TYPE};
use tidegate_kyc_core::document::sd_jwt::SdJwt;
use tidegate_kyc_core::document::vds_nc::VdsNc;
use tidegate_kyc_core::document::{Attribute, Pid};
use tidegate_kyc_core::evidence::{Answer, AttestationPolicy, Occasion, check_attestation};
use tidegate_kyc_core::trust::status::{StatusList, authenticate_status_list};
use tidegate_kyc_core::trust::{
    Anchors, Authenticated, DeviceProof, HolderProof, MdocPolicy, Purpose, Remark, SdJwtPolicy, Session, TokenDistrust,
    TokenFault, Trust, add_jwks, authenticate_mdoc, authenticate_sd_jwt, authenticate_seal,
};

#[path = "made_tokens/mobile.rs"]
mod mobile_tests;
#[path = "made_tokens/mutations.rs"]
mod mutations;
#[path = "made_tokens/tokens.rs"]
mod token_tests;

fn now() -> Instant {
    Instant::from_micros(NOW * 1_000_000)
}

fn later(seconds: i64) -> Instant {
    Instant::from_micros((NOW + seconds) * 1_000_000)
}

fn testdata(path: &str) -> Vec<u8> {
    std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("../testdata").join(path)).unwrap()
}

fn anchors() -> Anchors {
    let mut anchors = Anchors::new(Day::from_days(20_513));
    add_jwks(&mut anchors, Purpose::Issuer, None, &testdata("anchors/issuer/utopia.jwks")).unwrap();
    anchors.add_der(Purpose::Iaca, &testdata("anchors/iaca/utopia.der")).unwrap();
    anchors.add_der(Purpose::Vds, &testdata("anchors/vds/utopia.der")).unwrap();
    anchors
}

fn required() -> HolderProof {
    seen(None)
}

fn seen(at: Option<Instant>) -> HolderProof {
    let age_max = Window::from_micros(300_000_000);
    HolderProof::Required { nonce: NONCE.into(), audience: AUDIENCE.into(), age_max, seen: at }
}

fn list(anchors: &Anchors, text: &str) -> Authenticated<StatusList> {
    let trust = Trust { anchors, revocations: &[] };
    authenticate_status_list(StatusList::read(text.as_bytes()).unwrap(), &trust, Window::from_micros(0), now()).unwrap()
}

#[test]
fn the_program_gives_the_files_of_testdata_byte_by_byte() {
    for (path, bytes) in make::files() {
        assert!(testdata(path) == bytes, "{path} is not what the program makes: run the example made_tokens");
    }
}

#[test]
fn the_made_pid_is_authentic_and_complete() {
    let anchors = anchors();
    let trust = Trust { anchors: &anchors, revocations: &[] };
    let lists = [list(&anchors, &token::status_list(|_, _| ()))];
    let read = SdJwt::read(&testdata("documents/pid.sd-jwt")).unwrap();
    let pid = authenticate_sd_jwt(read, &trust, &lists, &SdJwtPolicy::pid(required()), now()).unwrap();
    assert_eq!(pid.remarks(), []);
    assert_eq!(pid.anchor().name(), ISSUER);
    assert_eq!(pid.trust_path().len(), 1);
    let stated = Pid::of_sd_jwt(pid.document());
    assert_eq!(stated.missing(), []);
    assert_eq!(stated.text(Attribute::AddressCity).unwrap().reveal(), "Zenith");
    assert_eq!(stated.nationalities().len(), 1);
}

/// The age of a presentation is reckoned to when it was first seen; that is never later than now.
#[test]
fn a_presentation_grows_old_until_it_is_seen() {
    let anchors = anchors();
    let trust = Trust { anchors: &anchors, revocations: &[] };
    let read = SdJwt::read(&testdata("documents/pid.sd-jwt")).unwrap();
    let later = |minutes: i64| Instant::from_micros(now().micros() + minutes * 60_000_000);
    for (case, first, at, fault) in [
        ("new", None, 4, None),
        ("too_old", None, 30, Some(TokenFault::TooOld)),
        ("seen_in_time", Some(4), 30, None),
        ("seen_in_time_long_ago", Some(4), 60 * 24 * 90, None),
        ("seen_too_late", Some(20), 30, Some(TokenFault::TooOld)),
        ("seen_later_than_now", Some(40), 30, Some(TokenFault::TooOld)),
        ("seen_before_it_was_made", Some(-60), 30, Some(TokenFault::IssuedInFuture)),
    ] {
        let policy = SdJwtPolicy::pid(seen(first.map(later)));
        let judged = authenticate_sd_jwt(read.clone(), &trust, &[], &policy, later(at));
        let told = judged.err().map(|it| match it {
            TokenDistrust::Fault { fault, .. } => fault,
            other => panic!("{case}: {other}"),
        });
        assert_eq!(told, fault, "{case}");
    }
}

#[test]
fn the_made_mobile_documents_are_authentic() {
    let anchors = anchors();
    let trust = Trust { anchors: &anchors, revocations: &[] };
    let session = Session { transcript: testdata("documents/mdl.session"), reader_key: None };
    let policy = |device| MdocPolicy {
        document_types: vec![MDL_TYPE.into(), PID_TYPE.into()],
        device,
        leeway: Window::from_micros(0),
    };
    let mdl = DeviceResponse::read(&testdata("documents/mdl.mdoc")).unwrap().into_documents().remove(0);
    let mdl = authenticate_mdoc(mdl, &trust, &[], &policy(DeviceProof::Required(session)), now()).unwrap();
    assert_eq!(mdl.remarks(), [Remark::RevocationUnknown]);
    assert_eq!(mdl.trust_path().len(), 2);
    assert_eq!(mdl.document().fields().len(), 12);
    let pid = Mdoc::read_issuer_signed(&testdata("documents/pid.mdoc")).unwrap();
    let pid = authenticate_mdoc(pid, &trust, &[], &policy(DeviceProof::NotAsked), now()).unwrap();
    assert_eq!(pid.remarks(), [Remark::RevocationUnknown, Remark::HolderUnknown]);
    assert_eq!(Pid::of_mdoc(pid.document()).missing(), []);
}

#[test]
fn the_made_seal_and_attestations_are_authentic() {
    let anchors = anchors();
    let trust = Trust { anchors: &anchors, revocations: &[] };
    let seal = VdsNc::read(&testdata("documents/seal.vds.json")).unwrap();
    let seal = authenticate_seal(seal, &trust, &[], now()).unwrap();
    assert_eq!(seal.trust_path().len(), 2);
    let policy = serde_json::from_slice(&testdata("policies/vendors.json")).unwrap();
    let policy = AttestationPolicy::of(&policy).unwrap();
    let document = SourceId::of(&testdata("documents/pid.sd-jwt"));
    let occasion = Occasion { nonce: NONCE, document, at: now(), leeway: Window::from_micros(0) };
    for path in ["documents/attestation.json", "documents/attestation.jws"] {
        let checks = check_attestation(&testdata(path), &policy, &occasion);
        let answers: Vec<Answer> = checks.iter().map(|it| it.answer).collect();
        assert_eq!(answers, [Answer::Clear, Answer::Clear, Answer::Clear, Answer::Unknown], "{path}");
    }
}
