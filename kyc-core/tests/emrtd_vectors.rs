//! Conformance with security objects of real passports, found through the variable `TIDEGATE_VECTORS`.
//!
//! Where the variable is unset these tests are ignored, so that a run that did not happen never
//! reads as a pass.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may fail loudly")]

use serde_json::Value;
use std::path::PathBuf;
use tidegate_kyc_core::base::{Day, Instant};
use tidegate_kyc_core::trust::{
    Anchors, Authenticated, Certificate, Distrust, DistrustCode, MasterList, PassportPolicy, Purpose, Remark,
    SecurityObject, WeakHash, authenticate_master_list, authenticate_security_object,
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
    let mut vouched = Vec::new();
    for case in cases("sod_cases.json") {
        let listed = anchors.of_country(Purpose::Csca, text(&case, "country")).count();
        match check(&case, &file(text(&case, "file")), &anchors) {
            Ok(_) => vouched.push(text(&case, "label").to_owned()),
            Err(fault) => println!("{} ({listed} listed): {fault}", text(&case, "label")),
        }
    }
    assert_eq!(vouched, ["AT", "AU", "CN", "DE", "FR", "MY", "NZ"]);
}
