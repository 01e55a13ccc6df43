//! Visible digital seals: a seal as read and anchors → an authenticated seal, or the reason why not.
//!
//! ICAO VDS-NC: the signature over the canonical data, the signer's certificate to its country's authority, and the
//! country of the header against that of the certificate.

use super::anchors::Purpose;
use super::authenticated::Authenticated;
use super::certificate::Certificate;
use super::key::Curve;
use super::signature::{Hash, Scheme};
use super::signer::{Signed, Trust, verify_chain};
use super::token::{TokenDistrust, TokenFault, TokenPart};
use crate::base::{Country, Instant};
use crate::document::vds_nc::{SealAlgorithm, VdsNc};
use const_oid::ObjectIdentifier;

/// The extended usage of certificates that sign seals (Doc 9303-13 and the technical report on VDS-NC).
const SEAL_SIGNER: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.23.136.1.1.14.2");

/// How many certificates a seal that only refers to its own may be tried with.
const SIGNERS_MAX: usize = 64;

/// Authenticates a seal at an instant. `Ok` says that a signer of the issuing state signed exactly this message.
///
/// `signers` are the certificates (DER) that a seal without its own may mean by `certRef`; of them, the one whose key
/// verifies the signature is meant. A seal that brings its certificate needs none.
///
/// # Errors
/// [`TokenDistrust`]: the first check that fails.
pub fn authenticate_seal(
    seal: VdsNc,
    trust: &Trust<'_>,
    signers: &[Vec<u8>],
    at: Instant,
) -> Result<Authenticated<VdsNc>, TokenDistrust> {
    let part = TokenPart::Seal;
    let signer = match seal.certificate() {
        Some(own) => {
            verify(&seal, own)?;
            own.to_vec()
        }
        None => {
            let mut tried = signers.iter().take(SIGNERS_MAX);
            let found = tried.find(|it| seal.certificate_reference().is_some() && verify(&seal, it).is_ok());
            found.ok_or_else(|| part.fault(TokenFault::IssuerUnknown))?.clone()
        }
    };
    let signer = verify_chain(trust, &[signer], Purpose::Vds, Some(SEAL_SIGNER), part, at)?;
    let country = signer.certificate.subject().country().and_then(Country::from_alpha2);
    if country.is_none() || country != Country::parse(seal.issuer()).ok() {
        return Err(part.fault(TokenFault::Country));
    }
    let Signed { anchor, path, remarks } = signer.signed("visible digital seal");
    Ok(Authenticated::new(seal, anchor, at).with(path, remarks))
}

fn verify(seal: &VdsNc, certificate: &[u8]) -> Result<(), TokenDistrust> {
    let part = TokenPart::Seal;
    let certificate = Certificate::read(certificate).map_err(|_| part.fault(TokenFault::Form))?;
    let key = certificate.key().map_err(|_| part.fault(TokenFault::Algorithm))?;
    let hash = match (seal.algorithm(), key.curve()) {
        (SealAlgorithm::Es256, Some(Curve::P256 | Curve::Brainpool256)) => Hash::Sha256,
        (SealAlgorithm::Es384, Some(Curve::P384 | Curve::Brainpool384)) => Hash::Sha384,
        (SealAlgorithm::Es512, Some(Curve::P521 | Curve::Brainpool512)) => Hash::Sha512,
        _ => return Err(part.fault(TokenFault::Algorithm)),
    };
    let verified = key.verify(Scheme::EcdsaFixed(hash), seal.signed_bytes(), seal.signature());
    verified.map_err(|_| part.fault(TokenFault::Signature))
}
