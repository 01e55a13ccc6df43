//! Conformance with security objects of real passports, found through the variable `TIDEGATE_VECTORS`.
//!
//! Where the variable is unset these tests are ignored, so that a run that did not happen never
//! reads as a pass.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may fail loudly")]

mod made;

use made::Key;
use made::passport::{Country, groups, security_object};
use serde_json::Value;
use std::path::PathBuf;
use tidegate_kyc_core::base::{Day, Instant, tlv};
use tidegate_kyc_core::document::lds::Passport;
use tidegate_kyc_core::trust::{
    Anchors, Authenticated, Certificate, Distrust, DistrustCode, Hash, MasterList, Part, PassportPolicy, Purpose,
    Remark, SecurityObject, SignatureFault, WeakHash, authenticate_chip, authenticate_master_list,
    authenticate_passport, authenticate_security_object,
};

const STRICT: PassportPolicy<'static> = PassportPolicy { weak_hash: WeakHash::Refuse, crls: &[], certificates: &[] };

fn file(path: &str) -> Vec<u8> {
    let root = std::env::var("TIDEGATE_VECTORS").expect("TIDEGATE_VECTORS names the folder of vectors");
    std::fs::read(PathBuf::from(root).join("documents/emrtd").join(path)).unwrap()
}

fn cases(path: &str) -> Vec<Value> {
    serde_json::from_slice(&file(path)).unwrap()
}

fn text<'a>(case: &'a Value, key: &str) -> &'a str {
    case[key].as_str().unwrap()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|it| format!("{it:02x}")).collect()
}

/// All signers and authorities of the seven were valid then.
fn at() -> Instant {
    Instant::parse("2024-06-01T00:00:00Z").unwrap()
}

fn store() -> Anchors {
    Anchors::new(Day::from_civil(2026, 5, 28).unwrap())
}

fn authority(case: &Value) -> Anchors {
    let mut anchors = store();
    anchors.add_der(Purpose::Csca, &file(text(case, "csca"))).unwrap();
    anchors
}

fn german_list() -> Result<Authenticated<MasterList>, Distrust> {
    let mut roots = store();
    roots.add_der(Purpose::MasterList, &file("masterlist/DE_ROOT_CA_CSCA07.cer")).unwrap();
    let signed = Instant::parse("2026-06-01T00:00:00Z").unwrap();
    authenticate_master_list(&file("masterlist/DE_ML_2026-05-28-08-28-45.ml"), &roots, &STRICT, signed)
}

fn check(case: &Value, sod: &[u8], anchors: &Anchors) -> Result<Authenticated<SecurityObject>, Distrust> {
    let signer = Certificate::read(&file(text(case, "dsc"))).unwrap();
    let policy = PassportPolicy { certificates: &[signer], ..STRICT };
    authenticate_security_object(sod, anchors, &policy, at())
}

#[test]
#[ignore = "needs TIDEGATE_VECTORS: real security objects"]
fn seven_real_security_objects_chain_to_their_authorities() {
    let cases = cases("sod_cases.json");
    assert_eq!(cases.len(), 7);
    for case in cases {
        let found = check(&case, &file(text(&case, "file")), &authority(&case)).unwrap();
        let label = text(&case, "label");
        let object = found.document();
        assert_eq!(hex(object.digest(1).unwrap()), text(&case, "dg1_hash"), "{label}");
        assert_eq!(hex(object.digest(2).unwrap()), text(&case, "dg2_hash"), "{label}");
        assert_eq!(object.lds_version().unwrap_or_default(), text(&case, "lds_version"), "{label}");
        assert_eq!(object.country(), Some(label));
        assert_eq!(found.remarks(), [Remark::RevocationUnknown], "{label}");
        assert_eq!(found.trust_path().len(), 2, "{label}");
    }
}

#[test]
#[ignore = "needs TIDEGATE_VECTORS: the German master list"]
fn the_german_master_list_is_authenticated_and_vouches_for_what_it_lists() {
    let list = german_list().unwrap();
    assert_eq!(list.document().certificates().len(), 588);
    let mut anchors = store();
    anchors.add_master_list(&list);
    assert_eq!(anchors.len(), 588);
    assert!(anchors.idle().is_empty(), "every authority of the list may issue");
    let mut vouched = Vec::new();
    for case in cases("sod_cases.json") {
        let listed = anchors.of_country(Purpose::Csca, text(&case, "country")).count();
        assert!(listed > 0);
        let found = check(&case, &file(text(&case, "file")), &anchors).unwrap();
        vouched.push(text(&case, "label").to_owned());
        assert!(list.document().certificates().iter().any(|it| it.digest() == found.anchor().digest()));
    }
    assert_eq!(vouched, ["AT", "AU", "CN", "DE", "FR", "MY", "NZ"]);
}

#[test]
#[ignore = "needs TIDEGATE_VECTORS: the German master list"]
fn a_master_list_is_refused_without_its_root_or_with_a_changed_byte() {
    let bytes = file("masterlist/DE_ML_2026-05-28-08-28-45.ml");
    let signed = Instant::parse("2026-06-01T00:00:00Z").unwrap();
    let mut roots = store();
    let nobody = authenticate_master_list(&bytes, &roots, &STRICT, signed).unwrap_err();
    assert_eq!(nobody, Distrust::AnchorUnknown { of: Part::Signer });
    roots.add_der(Purpose::MasterList, &file("masterlist/DE_ROOT_CA_CSCA07.cer")).unwrap();
    let late = Instant::parse("2099-01-01T00:00:00Z").unwrap();
    let expired = authenticate_master_list(&bytes, &roots, &STRICT, late).unwrap_err();
    assert_eq!(expired.code(), DistrustCode::Validity);
    for at in (0..bytes.len()).step_by(bytes.len() / 60) {
        let mut changed = bytes.clone();
        changed[at] ^= 1;
        assert!(authenticate_master_list(&changed, &roots, &STRICT, signed).is_err(), "byte {at}");
    }
}

#[test]
#[ignore = "needs TIDEGATE_VECTORS: real security objects"]
fn malformed_and_corrupted_security_objects_are_refused_by_reason() {
    let cases = cases("sod_cases.json");
    for name in ["sod/invalid_02.bin", "sod/invalid_03.bin"] {
        let fault = check(&cases[0], &file(name), &authority(&cases[0])).unwrap_err();
        assert_eq!(fault.code(), DistrustCode::Unreadable, "{name}");
    }
    let bytes = |hex: &str| -> Vec<u8> {
        (0..hex.len()).step_by(2).map(|it| u8::from_str_radix(&hex[it..it + 2], 16).unwrap()).collect()
    };
    for case in &cases {
        let (label, anchors) = (text(case, "label"), authority(case));
        let sod = file(text(case, "file"));
        let digest = bytes(text(case, "dg1_hash"));
        let at = sod.windows(digest.len()).position(|it| it == digest).unwrap();
        let mut altered = sod.clone();
        altered[at] ^= 1;
        let fault = check(case, &altered, &anchors).unwrap_err();
        assert_eq!(fault, Distrust::Digest { of: Part::SecurityObject }, "{label}: an altered digest");
        // The signature is the last value, but for the ends of indefinite lengths.
        let last = sod.iter().rposition(|it| *it != 0).unwrap();
        let mut corrupt = sod.clone();
        corrupt[last] ^= 1;
        let fault = check(case, &corrupt, &anchors).unwrap_err();
        let wrong = Distrust::Signature { of: Part::SecurityObject, fault: SignatureFault::Wrong };
        assert_eq!(fault, wrong, "{label}: a corrupt signature");
        let other = cases.iter().find(|it| text(it, "label") != label).unwrap();
        let fault = check(case, &sod, &authority(other)).unwrap_err();
        assert_eq!(fault, Distrust::AnchorUnknown { of: Part::Signer }, "{label}: another country's authority");
    }
}

#[test]
#[ignore = "needs TIDEGATE_VECTORS: real security objects"]
fn the_cases_of_passive_authentication_are_judged_by_their_security_object() {
    let mut anchors = store();
    anchors.add_master_list(&german_list().unwrap());
    for case in cases("passive_auth_cases.json") {
        let sod = file(text(&case, "sod"));
        let found = authenticate_security_object(&sod, &anchors, &STRICT, at());
        // The bad case is bad for a file of card security that is not among the vectors; its security object is good.
        assert!(found.is_ok(), "{}", text(&case, "name"));
    }
}

/// A real chip's RSA key and answer, the key put into a made passport so that it is authenticated.
#[test]
#[ignore = "needs TIDEGATE_VECTORS: a chip's key and answer"]
fn a_real_answer_of_a_chip_opens_to_its_challenge() {
    let cases = cases("active_auth_hex.json");
    let bytes = |name: &str, line: u64| -> Vec<u8> {
        let case = cases.iter().find(|it| it["name"] == name && it["line"] == line).unwrap();
        let hex = text(case, "hex");
        (0..hex.len()).step_by(2).map(|it| u8::from_str_radix(&hex[it..it + 2], 16).unwrap()).collect()
    };
    let utopia = Country::utopia();
    let mut groups = groups(&Key::of("chip"));
    groups.last_mut().unwrap().1 = bytes("dg15bytes", 89);
    let sod = tlv(0x77, &security_object(&utopia, &groups).sign(&utopia.signer));
    let passport = Passport::read(&[("SOD", &sod), ("DG1", &groups[0].1), ("DG15", &groups[5].1)]).unwrap();
    let mut anchors = store();
    anchors.add_der(Purpose::Csca, &utopia.csca).unwrap();
    let passport = authenticate_passport(passport, &anchors, &STRICT, at()).unwrap();
    let challenge: [u8; 8] = bytes("Nonce", 112).try_into().unwrap();
    let answer = bytes("Signature", 113);
    let genuine = authenticate_chip(&passport, &challenge, &answer, WeakHash::Refuse).unwrap();
    assert_eq!((genuine.hash(), genuine.remarks()), (Hash::Sha256, &[][..]));
    let wrong = Distrust::Signature { of: Part::ChipAnswer, fault: SignatureFault::Wrong };
    assert_eq!(authenticate_chip(&passport, &[0; 8], &answer, WeakHash::Remark).unwrap_err(), wrong);
    for at in 0..answer.len() {
        let mut changed = answer.clone();
        changed[at] ^= 1;
        assert!(authenticate_chip(&passport, &challenge, &changed, WeakHash::Remark).is_err(), "byte {at}");
    }
    let form = Distrust::Signature { of: Part::ChipAnswer, fault: SignatureFault::Form };
    assert_eq!(authenticate_chip(&passport, &challenge, &[], WeakHash::Remark).unwrap_err(), form);
}

/// The oracle: the crate `x509-cert`, which reads all of these.
#[test]
#[ignore = "needs TIDEGATE_VECTORS: the German master list"]
fn every_listed_certificate_is_read_as_another_reader_reads_it() {
    use der::{Decode, Encode};
    let list = german_list().unwrap();
    let mut anchors = store();
    anchors.add_master_list(&list);
    let (mut own, mut linked, mut apart) = (0, 0, 0);
    for ours in list.document().certificates() {
        let theirs = x509_cert::Certificate::from_der(ours.der()).unwrap();
        let tbs = theirs.tbs_certificate();
        assert_eq!(ours.serial(), tbs.serial_number().as_bytes());
        let seconds = |it: &x509_cert::time::Time| i64::try_from(it.to_unix_duration().as_secs()).unwrap() * 1_000_000;
        assert_eq!(ours.not_before().micros(), seconds(&tbs.validity().not_before));
        assert_eq!(ours.not_after().micros(), seconds(&tbs.validity().not_after));
        assert_eq!(ours.spki(), tbs.subject_public_key_info().to_der().unwrap());
        let above = anchors.candidates(Purpose::Csca, ours);
        if ours.verify_by(&ours.key().unwrap()).is_ok() {
            own += 1;
        } else if above.iter().any(|it| ours.verify_by(&it.key().unwrap()).is_ok()) {
            linked += 1;
        } else {
            assert!(above.iter().all(|it| it.subject_key_id() != ours.authority_key_id()), "{ours:?}");
            apart += 1;
        }
    }
    assert_eq!((own, linked, apart), (375, 201, 12), "signed by itself, by another on the list, by neither");
}
