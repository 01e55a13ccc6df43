//! Mobile documents: a document as read, anchors and a policy → an authenticated document, or the reason why not.
//!
//! Inspection procedure of ISO/IEC 18013-5 section 9.3.1: chain to the issuing authority, signature, digests over the
//! original bytes, document type, country, validity; then the device's proof over the session (section 9.1.3).

use super::anchors::Purpose;
use super::authenticated::{Authenticated, Remark};
use super::certificate::{Certificate, KeyUse};
use super::device;
use super::distrust::{Distrust, Part};
use super::signer::{Signed, Trust, cose_scheme, verify_chain};
use super::status::{self, StatusList};
use super::token::{TokenDistrust, TokenFault, TokenPart};
use crate::base::{Instant, Redacted, Window};
use crate::document::Attribute;
use crate::document::mdoc::{MDL_TYPE, Mdoc};
use const_oid::ObjectIdentifier;

/// The extended usage of certificates that sign driving licences (ISO/IEC 18013-5 table B.3).
const MDL_SIGNER: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.0.18013.5.1.2");

/// What a mobile document has to be and to prove. There is no default: each is a decision.
#[derive(Clone, Debug)]
pub struct MdocPolicy {
    /// Document types that are accepted, for instance `org.iso.18013.5.1.mDL`.
    pub document_types: Vec<String>,
    /// Whether the device has to prove that it holds the key of the document.
    pub device: DeviceProof,
    /// How far clocks may differ.
    pub leeway: Window,
}

/// Whether the device's signature or authentication code is asked for.
#[derive(Clone, Debug)]
pub enum DeviceProof {
    /// It has to be there, over this session.
    Required(Session),
    /// It is not asked for; one that is there is not looked at, and the answer carries a remark.
    NotAsked,
}

/// The session the device was asked in.
#[derive(Clone, Debug)]
pub struct Session {
    /// The encoded `SessionTranscript`: the array itself, without tag 24 (section 9.1.5.1, or that of OpenID4VP).
    pub transcript: Vec<u8>,
    /// The reader's ephemeral private key on P-256, which an authentication code is checked with; signatures need none.
    pub reader_key: Option<Redacted<[u8; 32]>>,
}

/// Authenticates a document at an instant. `Ok` says that an issuing authority signed every disclosed element as it
/// stands, that the document is valid at `at`, and that everything the policy asks was proved.
///
/// # Errors
/// [`TokenDistrust`]: the first check that fails.
pub fn authenticate_mdoc(
    document: Mdoc,
    trust: &Trust<'_>,
    lists: &[Authenticated<StatusList>],
    policy: &MdocPolicy,
    at: Instant,
) -> Result<Authenticated<Mdoc>, TokenDistrust> {
    let part = TokenPart::Issuer;
    let issuer = document.issuer();
    let usage = (document.security().document_type == MDL_TYPE).then_some(MDL_SIGNER);
    let signer = verify_chain(trust, issuer.certificates(), Purpose::Iaca, usage, part, at)?;
    // Annex B, table B.3: the key usage is mandatory, and silence is no permission.
    if !signer.certificate.names(KeyUse::DigitalSignature) {
        return Err(part.chain(Distrust::Usage { of: Part::Signer, wanted: "sign documents" }));
    }
    let scheme = cose_scheme(issuer.algorithm(), &signer.key).ok_or_else(|| part.fault(TokenFault::Algorithm))?;
    let payload = issuer.payload().ok_or_else(|| part.fault(TokenFault::Form))?;
    let signed = signer.key.verify(scheme, &issuer.signed_bytes(payload.reveal()), issuer.tag());
    signed.map_err(|_| part.fault(TokenFault::Signature))?;
    let security = document.security();
    if document.document_type() != security.document_type || !policy.document_types.contains(&security.document_type) {
        return Err(part.fault(TokenFault::DocumentType));
    }
    digests(&document)?;
    country(&document, &signer.certificate)?;
    validity(&document, &signer.certificate, policy.leeway, at)?;
    let Signed { anchor, path, mut remarks } = signer.signed("mobile security object");
    match &policy.device {
        DeviceProof::Required(session) => device::verify(&document, session)?,
        DeviceProof::NotAsked => remarks.push(Remark::HolderUnknown),
    }
    if let Some(reference) = &security.status
        && !status::check(reference, lists, None, &anchor, at, policy.leeway)?
    {
        remarks.push(Remark::StatusUnknown);
    }
    remarks.extend(security.unread_status.then_some(Remark::StatusUnread));
    let until = security.valid_until;
    Ok(Authenticated::new(document, anchor, at).with(path, remarks).lasting(Some(until)))
}

/// Every disclosed element has a signed digest and agrees with it, over the bytes as they were written.
fn digests(document: &Mdoc) -> Result<(), TokenDistrust> {
    let part = TokenPart::Issuer;
    let security = document.security();
    for space in document.namespaces() {
        let signed = security.digests.get(&space.name).ok_or_else(|| part.fault(TokenFault::DigestMissing))?;
        for element in &space.elements {
            let wanted = signed.get(&element.digest_id()).ok_or_else(|| part.fault(TokenFault::DigestMissing))?;
            if security.digest.of(element.encoded().reveal()) != *wanted {
                return Err(part.fault(TokenFault::Digest));
            }
        }
    }
    Ok(())
}

/// A disclosed issuing country has to be that of the signer's certificate.
fn country(document: &Mdoc, leaf: &Certificate) -> Result<(), TokenDistrust> {
    let stated = document.fields().into_iter().find(|it| it.0 == Attribute::IssuingCountry);
    let Some((_, stated)) = stated else { return Ok(()) };
    let agrees = leaf.subject().country().is_some_and(|it| it.eq_ignore_ascii_case(stated.reveal()));
    if agrees { Ok(()) } else { Err(TokenPart::Issuer.fault(TokenFault::Country)) }
}

/// Section 9.3.1, step 5: signed while the certificate was valid; valid from then on, and at the instant.
fn validity(document: &Mdoc, leaf: &Certificate, leeway: Window, at: Instant) -> Result<(), TokenDistrust> {
    let part = TokenPart::Issuer;
    let security = document.security();
    if security.signed < leaf.not_before() || security.signed > leaf.not_after() {
        return Err(part.fault(TokenFault::SignerNotValid));
    }
    if security.valid_from < security.signed {
        return Err(part.fault(TokenFault::Form));
    }
    if security.signed.since(at) > leeway.micros() {
        return Err(part.fault(TokenFault::IssuedInFuture));
    }
    if security.valid_from.since(at) > leeway.micros() {
        return Err(part.fault(TokenFault::NotYetValid));
    }
    if at.since(security.valid_until) > leeway.micros() {
        return Err(part.fault(TokenFault::Expired));
    }
    Ok(())
}
