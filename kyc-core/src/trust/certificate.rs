//! X.509 certificates: DER in, the values that trust paths need out, over the bytes as they stood.
//!
//! The signed bytes are never written again: of 1525 certificates of three master lists one encodes
//! differently when it is. Reading one says nothing of whether to trust it.

use super::asn1::{
    Algorithm, Asn1Fault, BIT_STRING, INTEGER, OCTET_STRING, OID, SEQUENCE, oid, sequence, small, time, whole_bits,
};
use super::authenticated::AnchorId;
use super::key::{KeyFault, PublicKey};
use super::name::Name;
use super::signature::{Scheme, SignatureFault};
use crate::base::{Instant, SourceId, Tlv, TlvReader, TlvRules};
use const_oid::ObjectIdentifier;
use const_oid::db::rfc5280;

/// The largest certificate read, in bytes; the largest of the German master list of May 2026 has 2,299.
const BYTES_MAX: usize = 1 << 16;
/// The most extensions read; the most among those is 10.
const EXTENSIONS_MAX: usize = 64;

/// Why bytes are no certificate or revocation list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CertificateFault {
    /// The ASN.1 is not that of RFC 5280.
    #[error(transparent)]
    Form(#[from] Asn1Fault),
    /// More bytes, extensions or entries than are read.
    #[error("it is larger than is read")]
    Size,
    /// The text is not PEM (RFC 7468), or holds no certificate.
    #[error("the text is no PEM certificate")]
    Pem,
}

impl From<crate::base::TlvError> for CertificateFault {
    fn from(error: crate::base::TlvError) -> Self {
        Self::Form(error.into())
    }
}

/// What a key may be used for (RFC 5280 section 4.2.1.3), as far as trust paths ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyUse {
    /// Signing documents.
    DigitalSignature,
    /// Signing certificates.
    CertificateSigning,
    /// Signing revocation lists.
    RevocationListSigning,
}

impl KeyUse {
    /// The bit, counted from the highest of the first byte.
    const fn mask(self) -> u8 {
        match self {
            Self::DigitalSignature => 0x80,
            Self::CertificateSigning => 0x04,
            Self::RevocationListSigning => 0x02,
        }
    }
}

/// A certificate, well formed and not yet trusted.
#[derive(Clone, PartialEq, Eq)]
pub struct Certificate {
    der: Vec<u8>,
    digest: SourceId,
    signed: Vec<u8>,
    spki: Vec<u8>,
    scheme: Option<Scheme>,
    signature: Vec<u8>,
    serial: Vec<u8>,
    issuer: Name,
    subject: Name,
    not_before: Instant,
    not_after: Instant,
    extensions: Extensions,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Extensions {
    subject_key_id: Option<Vec<u8>>,
    authority_key_id: Option<Vec<u8>>,
    usage: Option<u8>,
    extended_usage: Option<Vec<ObjectIdentifier>>,
    authority: Option<bool>,
    path_length: Option<u32>,
    unknown_critical: bool,
}

/// Subject and digest.
impl std::fmt::Debug for Certificate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Certificate({})", self.id())
    }
}

impl Certificate {
    /// Reads one DER certificate (RFC 5280 section 4.1) with nothing after it.
    ///
    /// An algorithm that is not supported is no fault here; verifying with it is.
    ///
    /// # Errors
    /// [`CertificateFault`].
    pub fn read(der: &[u8]) -> Result<Self, CertificateFault> {
        if der.len() > BYTES_MAX {
            return Err(CertificateFault::Size);
        }
        let mut outer = sequence(der)?;
        let tbs = outer.expect(SEQUENCE)?;
        let algorithm = outer.expect(SEQUENCE)?;
        let signature = whole_bits(outer.expect(BIT_STRING)?)?;
        outer.end()?;

        let mut parts = tbs.parts();
        parts.optional(0xa0)?; // the version decides nothing: what is there is read
        let serial = parts.expect(INTEGER)?.value();
        if parts.expect(SEQUENCE)?.whole() != algorithm.whole() {
            return Err(Asn1Fault("the signed algorithm is not the one beside the signature").into());
        }
        let issuer = Name::read(parts.expect(SEQUENCE)?)?;
        let mut validity = parts.expect(SEQUENCE)?.parts();
        let mut instant = || time(validity.next()?.ok_or(Asn1Fault("a time is missing"))?);
        let (not_before, not_after) = (instant()?, instant()?);
        let subject = Name::read(parts.expect(SEQUENCE)?)?;
        let spki = parts.expect(SEQUENCE)?.whole();
        parts.optional(0x81)?;
        parts.optional(0x82)?;
        let extensions = parts.optional(0xa3)?;
        parts.end()?;
        Ok(Self {
            digest: SourceId::of(der),
            signed: tbs.whole().to_vec(),
            spki: spki.to_vec(),
            scheme: Algorithm::read(algorithm)?.scheme(None),
            signature: signature.to_vec(),
            serial: serial.to_vec(),
            issuer,
            subject,
            not_before,
            not_after,
            extensions: extensions.map_or_else(|| Ok(Extensions::default()), Extensions::read)?,
            der: der.to_vec(),
        })
    }

    /// Reads every certificate of a PEM text (RFC 7468).
    ///
    /// # Errors
    /// [`CertificateFault::Pem`] where there is none or a block is not closed or not base64.
    pub fn read_pem(text: &str) -> Result<Vec<Self>, CertificateFault> {
        use base64ct::{Base64, Encoding};
        let mut found = Vec::new();
        let mut rest = text;
        while let Some((_, body)) = rest.split_once("-----BEGIN CERTIFICATE-----") {
            let (body, after) = body.split_once("-----END CERTIFICATE-----").ok_or(CertificateFault::Pem)?;
            let digits: String = body.split_ascii_whitespace().collect();
            let der = Base64::decode_vec(&digits).map_err(|_| CertificateFault::Pem)?;
            found.push(Self::read(&der)?);
            rest = after;
        }
        if found.is_empty() { Err(CertificateFault::Pem) } else { Ok(found) }
    }

    /// Its bytes as they stood.
    #[must_use]
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// Its digest and subject, to tell it by.
    #[must_use]
    pub fn id(&self) -> AnchorId {
        AnchorId::new(self.digest, self.subject.to_string())
    }

    /// The SHA-256 of its bytes.
    #[must_use]
    pub const fn digest(&self) -> SourceId {
        self.digest
    }

    /// The digits of its serial number, as they stood.
    #[must_use]
    pub fn serial(&self) -> &[u8] {
        &self.serial
    }

    /// Who issued it.
    #[must_use]
    pub const fn issuer(&self) -> &Name {
        &self.issuer
    }

    /// Whom it is about.
    #[must_use]
    pub const fn subject(&self) -> &Name {
        &self.subject
    }

    /// The first instant of its validity.
    #[must_use]
    pub const fn not_before(&self) -> Instant {
        self.not_before
    }

    /// The last instant of its validity.
    #[must_use]
    pub const fn not_after(&self) -> Instant {
        self.not_after
    }

    /// How it was signed, where that is supported.
    #[must_use]
    pub const fn scheme(&self) -> Option<Scheme> {
        self.scheme
    }

    /// Its key.
    ///
    /// # Errors
    /// [`KeyFault`] where the key is not well formed or not supported.
    pub fn key(&self) -> Result<PublicKey, KeyFault> {
        PublicKey::from_spki(&self.spki)
    }

    /// Its `SubjectPublicKeyInfo` as it stood.
    #[must_use]
    pub fn spki(&self) -> &[u8] {
        &self.spki
    }

    /// The subject key identifier.
    #[must_use]
    pub fn subject_key_id(&self) -> Option<&[u8]> {
        self.extensions.subject_key_id.as_deref()
    }

    /// The key identifier of its issuer.
    #[must_use]
    pub fn authority_key_id(&self) -> Option<&[u8]> {
        self.extensions.authority_key_id.as_deref()
    }

    /// Whether its key may be used so: where the certificate does not restrict its use, it may.
    #[must_use]
    pub fn allows(&self, use_of_key: KeyUse) -> bool {
        self.extensions.usage.is_none_or(|it| it & use_of_key.mask() != 0)
    }

    /// Whether the certificate names this use in so many words.
    #[must_use]
    pub fn names(&self, use_of_key: KeyUse) -> bool {
        self.extensions.usage.is_some_and(|it| it & use_of_key.mask() != 0)
    }

    /// The extended key usages, where it has the extension.
    #[must_use]
    pub fn extended_usage(&self) -> Option<&[ObjectIdentifier]> {
        self.extensions.extended_usage.as_deref()
    }

    /// Whether its basic constraints say that it is an authority; `None` where it has none.
    #[must_use]
    pub const fn is_authority(&self) -> Option<bool> {
        self.extensions.authority
    }

    /// Whether it names itself as its issuer.
    #[must_use]
    pub fn is_self_issued(&self) -> bool {
        self.subject.key() == self.issuer.key()
    }

    /// Whether it may issue others: it says that it is an authority, or names the signing of certificates as its use
    /// (seven link certificates of the German list deny the one and name the other), or is a self-issued one from before
    /// there were such constraints.
    #[must_use]
    pub fn may_issue(&self) -> bool {
        let use_of_key = KeyUse::CertificateSigning;
        let old = self.extensions.authority.is_none() && self.is_self_issued();
        self.allows(use_of_key) && (self.extensions.authority == Some(true) || self.names(use_of_key) || old)
    }

    /// How many intermediate certificates may follow it, where it says so.
    #[must_use]
    pub const fn path_length(&self) -> Option<u32> {
        self.extensions.path_length
    }

    /// Whether it has a critical extension that is not understood.
    #[must_use]
    pub const fn has_unknown_critical(&self) -> bool {
        self.extensions.unknown_critical
    }

    /// Verifies that `key` signed this certificate, over the bytes as they stood.
    ///
    /// # Errors
    /// [`SignatureFault`]; [`SignatureFault::OtherKey`] also where the algorithm is not supported.
    pub fn verify_by(&self, key: &PublicKey) -> Result<(), SignatureFault> {
        key.verify(self.scheme.ok_or(SignatureFault::OtherKey)?, &self.signed, &self.signature)
    }
}

impl Extensions {
    fn read(element: Tlv<'_>) -> Result<Self, CertificateFault> {
        let mut found = Self::default();
        let mut seen: Vec<ObjectIdentifier> = Vec::new();
        let mut list = Tlv::only(element.value(), TlvRules::Der)?.demand(SEQUENCE)?.parts();
        while let Some(extension) = list.next()? {
            let mut parts = extension.demand(SEQUENCE)?.parts();
            let kind = oid(parts.expect(OID)?)?;
            let critical = parts.optional(0x01)?.is_some_and(|it| it.value() != [0]);
            let value = parts.expect(OCTET_STRING)?.value();
            parts.end()?;
            if seen.contains(&kind) {
                return Err(Asn1Fault("an extension stands twice").into());
            }
            if seen.len() == EXTENSIONS_MAX {
                return Err(CertificateFault::Size);
            }
            seen.push(kind);
            if !found.take(kind, value)? && critical {
                found.unknown_critical = true;
            }
        }
        Ok(found)
    }

    /// Takes one extension in and says whether it is understood.
    fn take(&mut self, kind: ObjectIdentifier, value: &[u8]) -> Result<bool, Asn1Fault> {
        match kind {
            rfc5280::ID_CE_SUBJECT_KEY_IDENTIFIER => {
                let id = Tlv::only(value, TlvRules::Der)?.demand(OCTET_STRING)?.value();
                self.subject_key_id = Some(id.to_vec());
            }
            rfc5280::ID_CE_AUTHORITY_KEY_IDENTIFIER => {
                self.authority_key_id = sequence(value)?.optional(0x80)?.map(|it| it.value().to_vec());
            }
            rfc5280::ID_CE_KEY_USAGE => {
                let bits = Tlv::only(value, TlvRules::Der)?.demand(BIT_STRING)?.value();
                self.usage = Some(bits.get(1).copied().unwrap_or_default());
            }
            rfc5280::ID_CE_EXT_KEY_USAGE => {
                let mut list = sequence(value)?;
                let mut usages = Vec::new();
                while let Some(it) = list.next()? {
                    usages.push(oid(it)?);
                }
                self.extended_usage = Some(usages);
            }
            rfc5280::ID_CE_BASIC_CONSTRAINTS => {
                let mut parts = sequence(value)?;
                self.authority = Some(parts.optional(0x01)?.is_some_and(|it| it.value() != [0]));
                self.path_length = parts.optional(INTEGER)?.map(small).transpose()?;
            }
            // They name or describe and forbid nothing that a trust path here would do.
            rfc5280::ID_CE_CERTIFICATE_POLICIES
            | rfc5280::ID_CE_SUBJECT_ALT_NAME
            | rfc5280::ID_CE_ISSUER_ALT_NAME
            | rfc5280::ID_CE_PRIVATE_KEY_USAGE_PERIOD
            | rfc5280::ID_CE_CRL_DISTRIBUTION_POINTS => {}
            _ => return Ok(false),
        }
        Ok(true)
    }
}

/// Reads the list of extensions of a revocation list and says whether a critical one is not understood.
pub(crate) fn revocation_extensions(mut list: TlvReader<'_>) -> Result<bool, Asn1Fault> {
    let mut unknown = false;
    while let Some(extension) = list.next()? {
        let mut parts = extension.demand(SEQUENCE)?.parts();
        let kind = oid(parts.expect(OID)?)?;
        let critical = parts.optional(0x01)?.is_some_and(|it| it.value() != [0]);
        let known = [rfc5280::ID_CE_CRL_NUMBER, rfc5280::ID_CE_AUTHORITY_KEY_IDENTIFIER, rfc5280::ID_CE_CRL_REASONS];
        unknown |= critical && !known.contains(&kind);
    }
    Ok(unknown)
}
