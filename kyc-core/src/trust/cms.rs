//! Signed data (RFC 5652): bytes in, a content whose signature was verified with a certificate out.
//!
//! The certificate is one that the signer's identifier points to; whether to trust it is for the
//! trust path to say. Sets are taken as sets: real signers do not sort theirs.

use super::asn1::{Algorithm, Asn1Fault, INTEGER, OCTET_STRING, OID, SEQUENCE, SET, oid, sequence, time};
use super::ber::to_der;
use super::certificate::Certificate;
use super::chain::WeakHash;
use super::distrust::{Distrust, Part};
use super::name::Name;
use super::signature::{Hash, Scheme};
use crate::base::{Instant, Tlv, TlvReader, TlvRules, tlv};
use const_oid::ObjectIdentifier;
use std::borrow::Cow;

const SIGNED_DATA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.7.2");
const CONTENT_TYPE: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.3");
const MESSAGE_DIGEST: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.4");
const SIGNING_TIME: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.5");

/// Certificates inside one signed data: a signer and links; master lists carry a handful.
const CERTIFICATES_MAX: usize = 16;
/// Signers of one signed data; Doc 9303-10 recommends one.
const SIGNERS_MAX: usize = 4;
/// Attributes of one signer; RFC 5652 and CAdES name about twenty.
const ATTRIBUTES_MAX: usize = 32;

/// Signed data, read and not yet verified.
pub(crate) struct SignedData {
    der: Vec<u8>,
    pub(crate) content_type: ObjectIdentifier,
    pub(crate) content: Vec<u8>,
    pub(crate) certificates: Vec<Certificate>,
    signers: Vec<std::ops::Range<usize>>,
}

/// What a verified signature says.
pub(crate) struct Signed<'a> {
    pub(crate) certificate: &'a Certificate,
    pub(crate) time: Option<Instant>,
    pub(crate) has_weak_hash: bool,
}

impl SignedData {
    /// Reads a `ContentInfo` with `SignedData`, in DER or BER.
    ///
    /// A certificate inside that is not well formed is passed over: it may not be the one that is needed.
    pub(crate) fn read(bytes: &[u8]) -> Result<Self, Asn1Fault> {
        let der = to_der(bytes)?;
        let mut info = sequence(&der)?;
        if oid(info.expect(OID)?)? != SIGNED_DATA {
            return Err(Asn1Fault("it is no signed data"));
        }
        let explicit = info.expect(0xa0)?.value();
        info.end()?;
        let mut parts = sequence(explicit)?;
        parts.expect(INTEGER)?;
        parts.expect(SET)?;
        let mut encapsulated = parts.expect(SEQUENCE)?.parts();
        let content_type = oid(encapsulated.expect(OID)?)?;
        let content = encapsulated.optional(0xa0)?.ok_or(Asn1Fault("the content is not there"))?;
        encapsulated.end()?;
        let content = Tlv::only(content.value(), TlvRules::Der)?.demand(OCTET_STRING)?.value().to_vec();
        let mut certificates = Vec::new();
        if let Some(set) = parts.optional(0xa0)? {
            let mut set = set.parts();
            while let Some(it) = set.next()? {
                if certificates.len() == CERTIFICATES_MAX {
                    return Err(Asn1Fault("there are too many certificates"));
                }
                certificates.extend(Certificate::read(it.whole()));
            }
        }
        parts.optional(0xa1)?;
        let mut set = parts.expect(SET)?.parts();
        parts.end()?;
        let mut signers = Vec::new();
        while let Some(it) = set.next()? {
            if signers.len() == SIGNERS_MAX {
                return Err(Asn1Fault("there are too many signers"));
            }
            // INVARIANT: the set ends where the data ends, so what is left of it counts back from there.
            let end = der.len() - set.rest().len();
            signers.push(end - it.whole().len()..end);
        }
        if signers.is_empty() {
            return Err(Asn1Fault("there is no signer"));
        }
        Ok(Self { content_type, content, certificates, signers, der: der.into_owned() })
    }

    /// Verifies the content with the certificate of a signer, from inside or from `others`.
    ///
    /// Of several signers one that verifies is enough; otherwise the fault is that of the first.
    pub(crate) fn verify<'a>(
        &'a self,
        of: Part,
        others: &'a [Certificate],
        weak_hash: WeakHash,
    ) -> Result<Signed<'a>, Distrust> {
        let mut first = None;
        for range in &self.signers {
            let unreadable = |fault: Asn1Fault| Distrust::Unreadable { part: of, why: fault.0 };
            let bytes = self.der.get(range.clone()).unwrap_or_default();
            let found = Signer::read(bytes).map_err(unreadable).and_then(|signer| {
                let known = self.certificates.iter().chain(others);
                signer.verify(of, self, known, weak_hash)
            });
            match found {
                Ok(signed) => return Ok(signed),
                Err(fault) => first = first.or(Some(fault)),
            }
        }
        Err(first.unwrap_or(Distrust::SignerMissing))
    }
}

enum SignerId<'a> {
    IssuerAndSerial(Name, &'a [u8]),
    KeyId(&'a [u8]),
}

impl SignerId<'_> {
    fn is_of(&self, certificate: &Certificate) -> bool {
        match self {
            Self::IssuerAndSerial(issuer, serial) => {
                certificate.issuer().key() == issuer.key() && certificate.serial() == *serial
            }
            Self::KeyId(id) => certificate.subject_key_id() == Some(id),
        }
    }
}

/// One `SignerInfo`.
struct Signer<'a> {
    id: SignerId<'a>,
    digest: Option<Hash>,
    attributes: Option<Attributes<'a>>,
    scheme: Option<Scheme>,
    signature: &'a [u8],
}

/// The signed attributes: what was signed and what they say.
struct Attributes<'a> {
    signed: Cow<'a, [u8]>,
    sorted: Vec<u8>,
    content_type: ObjectIdentifier,
    digest: &'a [u8],
    time: Option<Instant>,
}

impl<'a> Signer<'a> {
    fn read(bytes: &'a [u8]) -> Result<Self, Asn1Fault> {
        let mut parts = sequence(bytes)?;
        parts.expect(INTEGER)?;
        let id = match parts.next()?.ok_or(Asn1Fault("the signer is not named"))? {
            it if it.tag() == SEQUENCE => {
                let mut parts = it.parts();
                let issuer = Name::read(parts.expect(SEQUENCE)?)?;
                let serial = parts.expect(INTEGER)?.value();
                parts.end()?;
                SignerId::IssuerAndSerial(issuer, serial)
            }
            it => SignerId::KeyId(it.demand(0x80)?.value()),
        };
        let digest = Algorithm::read(parts.expect(SEQUENCE)?)?.hash();
        let attributes = parts.optional(0xa0)?.map(Attributes::read).transpose()?;
        let scheme = Algorithm::read(parts.expect(SEQUENCE)?)?.scheme(digest);
        let signature = parts.expect(OCTET_STRING)?.value();
        parts.optional(0xa1)?;
        parts.end()?;
        Ok(Self { id, digest, attributes, scheme, signature })
    }

    fn verify<'c>(
        &self,
        of: Part,
        data: &SignedData,
        mut known: impl Iterator<Item = &'c Certificate>,
        weak_hash: WeakHash,
    ) -> Result<Signed<'c>, Distrust> {
        let certificate = known.find(|it| self.id.is_of(it)).ok_or(Distrust::SignerMissing)?;
        // Without them the content itself would be signed, and a set of attributes could pass for one.
        let attributes = self.attributes.as_ref().ok_or(Distrust::Missing { part: Part::SignedAttributes })?;
        let (digest, scheme) =
            (self.digest.ok_or(Distrust::Algorithm { of })?, self.scheme.ok_or(Distrust::Algorithm { of })?);
        let weak = [Some(digest), scheme.hash()].into_iter().flatten().find(|it| it.is_weak());
        if let Some(hash) = weak.filter(|_| weak_hash == WeakHash::Refuse) {
            return Err(Distrust::WeakHash { of, hash });
        }
        if attributes.content_type != data.content_type {
            return Err(Distrust::Unreadable {
                part: Part::SignedAttributes,
                why: "they name another type of content",
            });
        }
        if digest.digest(&data.content) != attributes.digest {
            return Err(Distrust::Digest { of });
        }
        let key = certificate.key().map_err(|fault| Distrust::Key { of: Part::Signer, fault })?;
        let mut verified = key.verify(scheme, &attributes.signed, self.signature);
        if verified.is_err() && attributes.sorted != *attributes.signed {
            verified = key.verify(scheme, &attributes.sorted, self.signature);
        }
        verified.map_err(|fault| Distrust::Signature { of, fault })?;
        Ok(Signed { certificate, time: attributes.time, has_weak_hash: weak.is_some() })
    }
}

impl<'a> Attributes<'a> {
    /// Reads the attributes under their tag `[0]`; signed is the SET OF them (RFC 5652 section 5.4), in
    /// their order or, as DER has it, sorted.
    fn read(element: Tlv<'a>) -> Result<Self, Asn1Fault> {
        let (mut content_type, mut digest, mut signing_time) = (None, None, None);
        let (mut seen, mut encoded): (Vec<ObjectIdentifier>, Vec<&[u8]>) = (Vec::new(), Vec::new());
        let mut list = element.parts();
        while let Some(attribute) = list.next()? {
            encoded.push(attribute.whole());
            let mut parts = attribute.demand(SEQUENCE)?.parts();
            let kind = oid(parts.expect(OID)?)?;
            let mut values = parts.expect(SET)?.parts();
            parts.end()?;
            if seen.contains(&kind) || seen.len() == ATTRIBUTES_MAX {
                return Err(Asn1Fault("an attribute stands twice, or there are too many"));
            }
            seen.push(kind);
            match kind {
                CONTENT_TYPE => content_type = Some(oid(one(&mut values)?)?),
                MESSAGE_DIGEST => digest = Some(one(&mut values)?.demand(OCTET_STRING)?.value()),
                SIGNING_TIME => signing_time = time(one(&mut values)?).ok(),
                _ => {}
            }
        }
        let fault = Asn1Fault("an attribute that must be there is not");
        let (content_type, digest) = (content_type.ok_or(fault)?, digest.ok_or(fault)?);
        let signed = tlv(SET, element.value());
        encoded.sort_unstable();
        let sorted = tlv(SET, &encoded.concat());
        Ok(Self { signed: Cow::Owned(signed), sorted, content_type, digest, time: signing_time })
    }
}

fn one<'a>(values: &mut TlvReader<'a>) -> Result<Tlv<'a>, Asn1Fault> {
    let value = values.next()?.ok_or(Asn1Fault("an attribute has no value"))?;
    values.end().map_err(|_| Asn1Fault("an attribute has several values"))?;
    Ok(value)
}
