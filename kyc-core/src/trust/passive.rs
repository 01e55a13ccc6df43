//! Passive authentication (Doc 9303-11 section 5.1): a chip's files in, an authenticated passport out.
//!
//! The security object's signature, its signer's trust path to a country's anchor, the country itself
//! and the digest of every data group must hold. It proves that the data are the issuer's; that the
//! chip is no copy, only active authentication proves.

use super::anchors::{Anchors, Purpose};
use super::asn1::{Algorithm, Asn1Fault, INTEGER, OCTET_STRING, SEQUENCE, sequence, small};
use super::authenticated::{Authenticated, Remark, Step};
use super::certificate::Certificate;
use super::chain::{CHAIN_STEPS, Demand, WeakHash, chain};
use super::cms::SignedData;
use super::crl::Crl;
use super::distrust::{Distrust, Part};
use super::signature::Hash;
use crate::base::{Budget, Country, Instant, Tlv, TlvRules};
use crate::document::lds::{LdsFile, Passport};
use const_oid::ObjectIdentifier;
use std::collections::BTreeMap;

/// `id-icao-mrtd-security-ldsSecurityObject`.
const LDS_SECURITY_OBJECT: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.23.136.1.1.1");
/// `id-data`, under which Chinese passports carry the same content.
const DATA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.7.1");
/// Extended usages of other signers below the same authority (Doc 9303-12 and 9303-13): of master
/// lists, of deviation lists, of visible seals. None of them signs passports.
const OTHER_SIGNERS: [ObjectIdentifier; 3] = [
    ObjectIdentifier::new_unwrap("2.23.136.1.1.3"),
    ObjectIdentifier::new_unwrap("2.23.136.1.1.8"),
    ObjectIdentifier::new_unwrap("2.23.136.1.1.14.2"),
];

/// What the signer of a passport signs, in a trust path.
const SIGNED: &str = "security object";

/// What passive authentication accepts and what it has at hand.
#[derive(Clone, Copy, Debug)]
pub struct PassportPolicy<'a> {
    /// What is said of SHA-1 in signatures and digests.
    pub weak_hash: WeakHash,
    /// Revocation lists, of any country.
    pub crls: &'a [Crl],
    /// Certificates of signers and links that security objects may leave out.
    pub certificates: &'a [Certificate],
}

/// A document security object: the digest of each data group, as the issuer signed them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecurityObject {
    hash: Hash,
    digests: BTreeMap<u8, Vec<u8>>,
    lds_version: Option<String>,
    signed_at: Option<Instant>,
    country: Option<String>,
}

impl SecurityObject {
    /// The hash of its digests.
    #[must_use]
    pub const fn hash(&self) -> Hash {
        self.hash
    }

    /// The digest of a data group.
    #[must_use]
    pub fn digest(&self, group: u8) -> Option<&[u8]> {
        self.digests.get(&group).map(Vec::as_slice)
    }

    /// The data groups it covers.
    pub fn groups(&self) -> impl Iterator<Item = u8> {
        self.digests.keys().copied()
    }

    /// The version of the logical data structure, where it states one: `0108`.
    #[must_use]
    pub fn lds_version(&self) -> Option<&str> {
        self.lds_version.as_deref()
    }

    /// When the signer says it signed.
    #[must_use]
    pub const fn signed_at(&self) -> Option<Instant> {
        self.signed_at
    }

    /// The country of its signer, as the certificate states it, in capitals.
    #[must_use]
    pub fn country(&self) -> Option<&str> {
        self.country.as_deref()
    }

    /// Reads an `LDSSecurityObject` of version 0 or 1 (Doc 9303-10 section 4.6.2).
    fn read(content: &[u8]) -> Result<Self, Distrust> {
        let unreadable = |fault: Asn1Fault| Distrust::Unreadable { part: Part::SecurityObject, why: fault.0 };
        let read = || -> Result<Self, Asn1Fault> {
            let mut parts = sequence(content)?;
            let version = small(parts.expect(INTEGER)?)?;
            let hash =
                Algorithm::read(parts.expect(SEQUENCE)?)?.hash().ok_or(Asn1Fault("its hash is not supported"))?;
            let mut list = parts.expect(SEQUENCE)?.parts();
            let mut digests = BTreeMap::new();
            while let Some(it) = list.next()? {
                let mut pair = it.demand(SEQUENCE)?.parts();
                let group = small(pair.expect(INTEGER)?)?;
                let digest = pair.expect(OCTET_STRING)?.value();
                pair.end()?;
                let group = u8::try_from(group).ok().filter(|it| (1..=16).contains(it));
                let group = group.ok_or(Asn1Fault("it names a data group that there is none of"))?;
                if digest.len() != hash.size() || digests.insert(group, digest.to_vec()).is_some() {
                    return Err(Asn1Fault("a digest has another length, or a data group stands twice"));
                }
            }
            let mut lds_version = None;
            if let Some(it) = parts.optional(SEQUENCE)? {
                let text = it.parts().next()?.ok_or(Asn1Fault("its version is empty"))?.value();
                lds_version =
                    str::from_utf8(text).ok().filter(|it| it.bytes().all(|it| it.is_ascii_digit())).map(str::to_owned);
            }
            parts.end()?;
            if version > 1 {
                return Err(Asn1Fault("its version is not known"));
            }
            Ok(Self { hash, digests, lds_version, signed_at: None, country: None })
        };
        read().map_err(unreadable)
    }
}

/// Authenticates a document security object alone, without the data groups it covers.
///
/// `bytes` is EF.SOD whole (tag `77`) or the signed data inside. `Ok` says that a signer below a
/// trusted country authority signed these digests; it says nothing of any data.
///
/// # Errors
/// [`Distrust`].
pub fn authenticate_security_object(
    bytes: &[u8],
    anchors: &Anchors,
    policy: &PassportPolicy<'_>,
    at: Instant,
) -> Result<Authenticated<SecurityObject>, Distrust> {
    let of = Part::SecurityObject;
    let data = signed_data(bytes)?;
    let signed = data.verify(of, policy.certificates, policy.weak_hash)?;
    let mut object = SecurityObject::read(&data.content)?;
    if object.hash.is_weak() && policy.weak_hash == WeakHash::Refuse {
        return Err(Distrust::WeakHash { of, hash: object.hash });
    }
    let signer = signed.certificate;
    if signer.extended_usage().is_some_and(|it| it.iter().any(|it| OTHER_SIGNERS.contains(it))) {
        return Err(Distrust::Usage { of: Part::Signer, wanted: "sign passports" });
    }
    let between: Vec<Certificate> = data.certificates.iter().chain(policy.certificates).cloned().collect();
    let (purpose, weak_hash) = (Purpose::Csca, policy.weak_hash);
    let demand = Demand { purpose, at, extended_usage: None, weak_hash, crls: policy.crls };
    let chain = chain(signer, &between, anchors, &demand, &mut Budget::of(CHAIN_STEPS))?;
    object.signed_at = signed.time;
    object.country = signer.subject().country().map(str::to_owned);
    let key = signer.key().map_err(|fault| Distrust::Key { of: Part::Signer, fault })?;
    let mut path = vec![Step { what: SIGNED, by: signer.id(), key: key.to_string() }];
    path.extend(chain.steps);
    let weak = (signed.has_weak_hash || object.hash.is_weak()).then_some(Remark::WeakHash);
    let small = key.is_small().then_some(Remark::SmallKey);
    Ok(Authenticated::new(object, chain.anchor, at).with(path, chain.remarks.into_iter().chain(weak).chain(small)))
}

/// Verifies the signature over a document security object by the certificate that its signer names, and nothing else.
///
/// `bytes` is EF.SOD whole (tag `77`) or the signed data inside. `Ok` names that certificate. Anybody can make one: whose
/// it is, only a trust path tells ([`authenticate_security_object`]).
///
/// # Errors
/// [`Distrust`].
pub fn signer_of_security_object(bytes: &[u8], policy: &PassportPolicy<'_>) -> Result<Step, Distrust> {
    let data = signed_data(bytes)?;
    let signer = data.verify(Part::SecurityObject, policy.certificates, policy.weak_hash)?.certificate;
    SecurityObject::read(&data.content)?;
    let key = signer.key().map_err(|fault| Distrust::Key { of: Part::Signer, fault })?;
    Ok(Step { what: SIGNED, by: signer.id(), key: key.to_string() })
}

/// The signed data of a security object.
fn signed_data(bytes: &[u8]) -> Result<SignedData, Distrust> {
    let inner = match Tlv::only(bytes, TlvRules::Ber) {
        Ok(it) if it.tag() == LdsFile::SecurityObject.tag() => it.value(),
        _ => bytes,
    };
    let unreadable = |why| Distrust::Unreadable { part: Part::SecurityObject, why };
    let data = SignedData::read(inner).map_err(|fault| unreadable(fault.0))?;
    if [LDS_SECURITY_OBJECT, DATA].contains(&data.content_type) {
        Ok(data)
    } else {
        Err(unreadable("it has another type of content"))
    }
}

/// Authenticates a passport: its security object, the country, and the digest of every data group given.
///
/// Data group 1 must be there. A group that is given must be covered; one that is covered and not given
/// is [`Remark::PartsNotGiven`]. The country of the signer must be the state behind the issuer that the
/// machine-readable zone of data group 1 names. EF.COM is covered by nothing and proves nothing.
///
/// # Errors
/// [`Distrust`].
pub fn authenticate_passport(
    passport: Passport,
    anchors: &Anchors,
    policy: &PassportPolicy<'_>,
    at: Instant,
) -> Result<Authenticated<Passport>, Distrust> {
    let sod = passport.security_object().ok_or(Distrust::Missing { part: Part::SecurityObject })?;
    let object = authenticate_security_object(sod, anchors, policy, at)?;
    let (path, mut remarks) = (object.trust_path().to_vec(), object.remarks().to_vec());
    let anchor = object.anchor().clone();
    let object = object.into_document();
    if !passport.groups().any(|it| it == 1) {
        return Err(Distrust::Missing { part: Part::DataGroup(1) });
    }
    for group in passport.groups() {
        let part = Part::DataGroup(group);
        let wanted = object.digest(group).ok_or(Distrust::NotCovered { part })?;
        let bytes = passport.file(LdsFile::Group(group)).ok_or(Distrust::Missing { part })?;
        if object.hash().digest(bytes.reveal()) != wanted {
            return Err(Distrust::Digest { of: part });
        }
    }
    if object.groups().any(|it| !passport.groups().any(|given| given == it)) {
        remarks.push(Remark::PartsNotGiven);
    }
    let unreadable = Distrust::Unreadable { part: Part::DataGroup(1), why: "it has no machine-readable zone" };
    let zone = passport.mrz().ok().flatten().ok_or(unreadable)?;
    if !is_issuer(object.country(), zone.issuing_country()) {
        return Err(Distrust::Country { of: Part::DataGroup(1) });
    }
    Ok(Authenticated::new(passport, anchor, at).with(path, remarks))
}

/// Whether a signer's country is the state behind a document's issuer. Certificates name it by two
/// letters, some by three.
fn is_issuer(signer: Option<&str>, issuer: Option<Country>) -> bool {
    let signer = signer.and_then(|it| Country::from_alpha2(it).or_else(|| Country::from_alpha3(it)));
    signer.is_some() && signer.map(Country::state) == issuer.map(Country::state)
}
