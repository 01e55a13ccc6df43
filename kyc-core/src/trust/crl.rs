//! Revocation lists: DER in, who was revoked and when out.
//!
//! Reading one says nothing of who wrote it; a trust path verifies it with the key of the issuer it
//! speaks for. A list that covers only a part (a delta, or one with a critical extension that is not
//! understood) is refused, since its silence would say too much.

use super::asn1::{
    Algorithm, Asn1Fault, BIT_STRING, GENERALIZED_TIME, INTEGER, SEQUENCE, UTC_TIME, sequence, time, whole_bits,
};
use super::certificate::{Certificate, CertificateFault, revocation_extensions};
use super::key::PublicKey;
use super::name::Name;
use super::signature::{Scheme, SignatureFault};
use crate::base::{Instant, SourceId, Tlv, TlvReader, TlvRules};
use std::collections::BTreeMap;

/// The largest list read, in bytes: about 400,000 entries; lists of passport signers have a few dozen.
const BYTES_MAX: usize = 1 << 24;

/// A revocation list (RFC 5280 section 5), well formed and not yet trusted.
#[derive(Clone, PartialEq, Eq)]
pub struct Crl {
    digest: SourceId,
    signed: Vec<u8>,
    scheme: Option<Scheme>,
    signature: Vec<u8>,
    issuer: Name,
    this_update: Instant,
    next_update: Option<Instant>,
    revoked: BTreeMap<Vec<u8>, Instant>,
}

/// Issuer and number of entries.
impl std::fmt::Debug for Crl {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Crl({}, {} revoked)", self.issuer, self.revoked.len())
    }
}

impl Crl {
    /// Reads one DER revocation list with nothing after it.
    ///
    /// # Errors
    /// [`CertificateFault`]; also for a list that covers only a part of what its issuer issued.
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
        parts.optional(INTEGER)?;
        if parts.expect(SEQUENCE)?.whole() != algorithm.whole() {
            return Err(Asn1Fault("the signed algorithm is not the one beside the signature").into());
        }
        let issuer = Name::read(parts.expect(SEQUENCE)?)?;
        let this_update = time(parts.next()?.ok_or(Asn1Fault("a time is missing"))?)?;
        let next_update = match parts.optional(UTC_TIME)? {
            Some(it) => Some(time(it)?),
            None => parts.optional(GENERALIZED_TIME)?.map(time).transpose()?,
        };
        let revoked = parts.optional(SEQUENCE)?.map_or_else(|| Ok(BTreeMap::new()), |it| entries(it.parts()))?;
        if let Some(it) = parts.optional(0xa0)? {
            let list = Tlv::only(it.value(), TlvRules::Der)?.demand(SEQUENCE)?;
            if revocation_extensions(list.parts())? {
                return Err(Asn1Fault("the list has a critical extension that is not understood").into());
            }
        }
        parts.end()?;
        Ok(Self {
            digest: SourceId::of(der),
            signed: tbs.whole().to_vec(),
            scheme: Algorithm::read(algorithm)?.scheme(None),
            signature: signature.to_vec(),
            issuer,
            this_update,
            next_update,
            revoked,
        })
    }

    /// The SHA-256 of its bytes.
    #[must_use]
    pub const fn digest(&self) -> SourceId {
        self.digest
    }

    /// Who wrote it and for whose certificates it speaks.
    #[must_use]
    pub const fn issuer(&self) -> &Name {
        &self.issuer
    }

    /// When it was written.
    #[must_use]
    pub const fn this_update(&self) -> Instant {
        self.this_update
    }

    /// When the next one is due, where it says so.
    #[must_use]
    pub const fn next_update(&self) -> Option<Instant> {
        self.next_update
    }

    /// Whether the next list is overdue; one that does not say is never fresh for long, so it is.
    #[must_use]
    pub fn is_stale(&self, at: Instant) -> bool {
        self.next_update.is_none_or(|it| it < at)
    }

    /// How it was signed, where that is supported.
    #[must_use]
    pub const fn scheme(&self) -> Option<Scheme> {
        self.scheme
    }

    /// When a certificate of its issuer was revoked, if it was. Whatever the reason and the day: a
    /// listed certificate is not to be relied on. Logarithmic.
    #[must_use]
    pub fn revoked(&self, certificate: &Certificate) -> Option<Instant> {
        self.revoked.get(certificate.serial()).copied()
    }

    /// Verifies that `key` signed this list, over the bytes as they stood.
    ///
    /// # Errors
    /// [`SignatureFault`]; [`SignatureFault::OtherKey`] also where the algorithm is not supported.
    pub fn verify_by(&self, key: &PublicKey) -> Result<(), SignatureFault> {
        key.verify(self.scheme.ok_or(SignatureFault::OtherKey)?, &self.signed, &self.signature)
    }
}

fn entries(mut list: TlvReader<'_>) -> Result<BTreeMap<Vec<u8>, Instant>, CertificateFault> {
    let mut revoked = BTreeMap::new();
    while let Some(entry) = list.next()? {
        let mut parts = entry.demand(SEQUENCE)?.parts();
        let serial = parts.expect(INTEGER)?.value();
        let since = time(parts.next()?.ok_or(Asn1Fault("a time is missing"))?)?;
        if let Some(it) = parts.optional(SEQUENCE)?
            && revocation_extensions(it.parts())?
        {
            return Err(Asn1Fault("an entry has a critical extension that is not understood").into());
        }
        parts.end()?;
        revoked.insert(serial.to_vec(), since);
    }
    Ok(revoked)
}
