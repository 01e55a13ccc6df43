//! What an exchange that embeds the library relies on besides its signatures: that whatever a channel demands is answered
//! by the library and not by the caller's own word.
//!
//! Takes the worked applications of `testdata`; `kyc-core/examples/onboarding` is the whole path.
#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use std::collections::BTreeSet;
use tidegate_kyc_core::base::{Day, Instant, Label, SourceId, Window, written::WrittenFile};
use tidegate_kyc_core::document::{lds::Passport, mrz::Mrz, sd_jwt::SdJwt};
use tidegate_kyc_core::evidence::{
    Answer, Check, CheckCode, Claim, States, check_chip, check_genuine, document_digest, examine, of_token_distrust,
};
use tidegate_kyc_core::screen::list::EntryKind;
use tidegate_kyc_core::screen::{Customer, Memory, Policy, Screen, Verdict, read};
use tidegate_kyc_core::trust::status::{StatusList, authenticate_status_list};
use tidegate_kyc_core::trust::{
    Anchors, Authenticated, Crl, HolderProof, PassportPolicy, Purpose, SdJwtPolicy, TokenDistrust, Trust, WeakHash,
    add_jwks, authenticate_passport, authenticate_sd_jwt, authenticate_security_object,
};

fn data(path: &str) -> Vec<u8> {
    std::fs::read(format!("{}/../testdata/{path}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

fn at(text: &str) -> Instant {
    Instant::parse(text).unwrap()
}

const NOW: &str = "2026-03-01T10:00:01Z";

fn claim() -> Claim {
    let application: serde_json::Value = serde_json::from_slice(&data("applications/wallet.json")).unwrap();
    Claim::of(serde_json::from_value(application["claim"].clone()).unwrap()).unwrap()
}

fn required(nonce: &str) -> HolderProof {
    let (nonce, audience) = (nonce.to_owned(), "https://exchange.example".to_owned());
    HolderProof::Required { nonce, audience, age_max: Window::parse("10m").unwrap(), seen: None }
}

fn credential(holder: HolderProof, now: &str) -> Result<Authenticated<SdJwt>, TokenDistrust> {
    let mut anchors = Anchors::new(Day::parse("2026-02-28").unwrap());
    add_jwks(&mut anchors, Purpose::Issuer, None, &data("anchors/issuer/utopia.jwks")).unwrap();
    let trust = Trust { anchors: &anchors, revocations: &[] };
    let list = StatusList::read(&data("applications/wallet/status.jwt")).unwrap();
    let list = authenticate_status_list(list, &trust, Window::from_micros(0), at(now)).unwrap();
    let token = SdJwt::read(&data("applications/wallet/pid.sd-jwt")).unwrap();
    authenticate_sd_jwt(token, &trust, &[list], &SdJwtPolicy::pid(holder), at(now))
}

/// The checks that a channel of the policy demands and of which some answer is not clear, or none is there.
fn open(channel: &str, checks: &[Check]) -> BTreeSet<&'static str> {
    let text = String::from_utf8(data("policies/kyc/policy.toml")).unwrap();
    let policy =
        tidegate_kyc_core::policy::Policy::read(&WrittenFile { name: "policy.toml".into(), text }, None).unwrap();
    let channel = policy.channel(&Label::parse(channel).unwrap()).unwrap();
    let clear = |code: CheckCode| {
        let mut all = checks.iter().filter(|it| it.code == code).peekable();
        (code.is_silent_when_clear() || all.peek().is_some()) && all.all(|it| it.answer == Answer::Clear)
    };
    // The policy accepts specimens; an attestation is a vendor's to give.
    let given = [
        CheckCode::Specimen,
        CheckCode::Attestation,
        CheckCode::Liveness,
        CheckCode::FaceMatch,
        CheckCode::DocumentInspection,
    ];
    channel.checks.iter().filter(|it| !given.contains(it) && !clear(**it)).map(|it| it.code()).collect()
}

#[test]
fn a_wallet_that_was_asked_for_its_holder_is_clear_in_all_that_its_channel_demands() {
    let token = credential(required("n-0S6_WzA2Mj"), NOW).unwrap();
    assert_eq!(open("wallet", examine(&token, None, Some(&claim())).checks()), BTreeSet::new());
    let token = credential(HolderProof::NotAsked, NOW).unwrap();
    let left = BTreeSet::from(["holder-binding"]);
    assert_eq!(open("wallet", examine(&token, None, Some(&claim())).checks()), left, "nobody asked the holder");
}

#[test]
fn why_a_credential_is_not_authentic_is_found_or_unknown() {
    let judged = |holder, now| {
        let check = of_token_distrust(&credential(holder, now).unwrap_err());
        (check.code, check.answer)
    };
    let authenticity = CheckCode::Authenticity;
    assert_eq!(judged(required("another"), NOW), (authenticity, Answer::Found), "of another occasion");
    let late = judged(required("n-0S6_WzA2Mj"), "2026-03-01T11:00:00Z");
    assert_eq!(late, (authenticity, Answer::Unknown), "a proof that is no longer fresh says nothing of the document");
}

#[test]
fn a_chip_is_clear_in_all_that_its_channel_demands() {
    let names = ["DG1.bin", "DG2.bin", "DG11.bin", "DG12.bin", "DG14.bin", "DG15.bin", "EF.COM", "EF.SOD"];
    let files: Vec<(&str, Vec<u8>)> =
        names.iter().map(|it| (*it, data(&format!("applications/passport/chip/{it}")))).collect();
    let files: Vec<(&str, &[u8])> = files.iter().map(|it| (it.0, it.1.as_slice())).collect();
    let passport = Passport::read(&files).unwrap();
    let mut anchors = Anchors::new(Day::parse("2026-02-28").unwrap());
    anchors.add_der(Purpose::Csca, &data("anchors/csca/utopia.der")).unwrap();
    let crls = [Crl::read(&data("anchors/csca/utopia.crl")).unwrap()];
    let policy = PassportPolicy { weak_hash: WeakHash::Refuse, crls: &crls, certificates: &[] };
    let signed = passport.security_object().unwrap();
    let object = authenticate_security_object(signed, &anchors, &policy, at(NOW)).unwrap();
    let form = check_chip(&passport);
    let chip = authenticate_passport(passport, &anchors, &policy, at(NOW)).unwrap();
    let page = Mrz::read(std::str::from_utf8(&data("applications/passport/page.txt")).unwrap()).unwrap();
    let application: serde_json::Value = serde_json::from_slice(&data("applications/passport.json")).unwrap();
    let hex = |name: &str| -> Vec<u8> {
        let text = application["documents"][0][name].as_str().unwrap();
        text.as_bytes().chunks(2).map(|it| u8::from_str_radix(std::str::from_utf8(it).unwrap(), 16).unwrap()).collect()
    };
    let (challenge, answer) = (hex("chip_challenge"), hex("chip_answer"));
    let challenge: [u8; 8] = challenge.try_into().unwrap();
    let examined = examine(&chip, Some(&page), Some(&claim()));
    let all = |answered| {
        let own = check_genuine(&chip, object.document(), answered);
        examined.checks().iter().cloned().chain(form.clone()).chain(own).collect::<Vec<_>>()
    };
    assert_eq!(open("chip", &all(Some((&challenge, &answer)))), BTreeSet::new());
    let left = BTreeSet::from(["active-authentication"]);
    assert_eq!(open("chip", &all(None)), left, "files can be copied");
    assert_eq!(open("chip", &all(Some((&[0; 8], &answer)))), left, "an answer to another challenge");
}

#[test]
fn what_searches_lists_shows_their_names_and_nobody_on_them() {
    let file = data("lists/own.csv");
    let list = read::read(file.as_slice(), &read::Limits::default()).unwrap().0;
    let (screen, mut memory) = (Screen::new(vec![list]), Memory::default());
    let asked = Customer::named("Hanne Lindqvist", EntryKind::Person);
    let found = screen.screen(&asked, &Policy::requiring(["acme-internal"]), at(NOW).day(), &mut memory);
    assert_eq!(found.verdict(), Verdict::Clear);
    assert_eq!(format!("{screen:?} {memory:?}"), r#"Screen { lists: ["acme-internal"], .. } Memory { .. }"#);
}

#[test]
fn a_document_is_told_by_what_it_says_and_not_by_its_bytes() {
    let day = at(NOW).day();
    let bytes = data("applications/wallet/pid.sd-jwt");
    let digest = |bytes: &[u8]| document_digest(&SdJwt::read(bytes).unwrap().statements(), SourceId::of(bytes), day);
    let unbound = bytes.rsplitn(2, |it| *it == b'~').nth(1).unwrap().iter().copied().chain(*b"~").collect::<Vec<_>>();
    assert_ne!(SourceId::of(&bytes), SourceId::of(&unbound));
    assert_eq!(digest(&bytes), digest(&unbound), "the same credential without its key binding");
    let other = data("applications/company/pid.sd-jwt");
    assert_eq!(document_digest(&[], SourceId::of(&other), day), SourceId::of(&other), "nothing tells it but its bytes");
}
