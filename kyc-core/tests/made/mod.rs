//! Makes certificates, revocation lists and security objects of a country that does not exist.
//!
//! Everything is a function of names and seeds: the same call gives the same bytes. Shared by tests,
//! benches and the program that makes `testdata`. The keys are public knowledge and protect nothing.
#![allow(dead_code, reason = "each user takes a part")]
#![allow(clippy::unwrap_used, reason = "what is made here is well formed")]

pub(crate) mod passport;

use const_oid::ObjectIdentifier;
use p256::ecdsa::signature::hazmat::PrehashSigner;
use p256::ecdsa::{DerSignature, Signature, SigningKey};
use tidegate_kyc_core::base::{SourceId, Tlv, TlvReader, TlvRules, tlv};
use tidegate_kyc_core::trust::{Hash, PublicKey};

pub(crate) fn oid(text: &str) -> Vec<u8> {
    tlv(0x06, ObjectIdentifier::new(text).unwrap().as_bytes())
}

pub(crate) fn sequence(parts: &[Vec<u8>]) -> Vec<u8> {
    tlv(0x30, &parts.concat())
}

pub(crate) fn set(parts: &[Vec<u8>]) -> Vec<u8> {
    tlv(0x31, &parts.concat())
}

/// A P-256 key by the name of its owner.
pub(crate) struct Key(SigningKey);

impl Key {
    pub(crate) fn of(owner: &str) -> Self {
        Self(SigningKey::from_slice(SourceId::of(owner.as_bytes()).digest()).unwrap())
    }

    /// Its `SubjectPublicKeyInfo`.
    pub(crate) fn spki(&self) -> Vec<u8> {
        let point = self.0.verifying_key().to_sec1_point(false);
        let algorithm = sequence(&[oid("1.2.840.10045.2.1"), oid("1.2.840.10045.3.1.7")]);
        sequence(&[algorithm, tlv(0x03, &[&[0], point.as_bytes()].concat())])
    }

    pub(crate) fn public(&self) -> PublicKey {
        PublicKey::from_spki(&self.spki()).unwrap()
    }

    pub(crate) fn id(&self) -> Vec<u8> {
        Hash::Sha1.digest(self.0.verifying_key().to_sec1_point(false).as_bytes())
    }

    /// A DER signature.
    pub(crate) fn sign(&self, hash: Hash, message: &[u8]) -> Vec<u8> {
        let signature: DerSignature = self.0.sign_prehash(&hash.digest(message)).unwrap();
        signature.as_bytes().to_vec()
    }

    /// r and s side by side.
    pub(crate) fn answer(&self, hash: Hash, message: &[u8]) -> Vec<u8> {
        let signature: Signature = self.0.sign_prehash(&hash.digest(message)).unwrap();
        signature.to_bytes().to_vec()
    }
}

/// `ecdsa-with-SHA…`.
pub(crate) fn algorithm(hash: Hash) -> Vec<u8> {
    sequence(&[oid(match hash {
        Hash::Sha1 => "1.2.840.10045.4.1",
        Hash::Sha224 => "1.2.840.10045.4.3.1",
        Hash::Sha256 => "1.2.840.10045.4.3.2",
        Hash::Sha384 => "1.2.840.10045.4.3.3",
        Hash::Sha512 => "1.2.840.10045.4.3.4",
    })])
}

pub(crate) fn hash_algorithm(hash: Hash) -> Vec<u8> {
    sequence(&[oid(match hash {
        Hash::Sha1 => "1.3.14.3.2.26",
        Hash::Sha224 => "2.16.840.1.101.3.4.2.4",
        Hash::Sha256 => "2.16.840.1.101.3.4.2.1",
        Hash::Sha384 => "2.16.840.1.101.3.4.2.2",
        Hash::Sha512 => "2.16.840.1.101.3.4.2.3",
    })])
}

/// A name of country and common name.
pub(crate) fn name(country: &str, common: &str) -> Vec<u8> {
    let part = |kind: &str, tag: u32, value: &str| set(&[sequence(&[oid(kind), tlv(tag, value.as_bytes())])]);
    let country = if country.is_empty() { Vec::new() } else { part("2.5.4.6", 0x13, country) };
    sequence(&[country, part("2.5.4.10", 0x0c, "Utopia"), part("2.5.4.3", 0x0c, common)])
}

/// `GeneralizedTime` of a day, at midnight.
pub(crate) fn day(text: &str) -> Vec<u8> {
    tlv(0x18, format!("{}000000Z", text.replace('-', "")).as_bytes())
}

/// What a certificate is to say; each test changes what it is about.
#[derive(Clone)]
pub(crate) struct Template {
    pub(crate) subject: (&'static str, &'static str),
    pub(crate) issuer: (&'static str, &'static str),
    pub(crate) serial: u8,
    pub(crate) validity: (&'static str, &'static str),
    /// The first byte of the key usage bits.
    pub(crate) usage: Option<u8>,
    /// Whether it is an authority, and how long the path below may be.
    pub(crate) authority: Option<(bool, Option<u8>)>,
    pub(crate) extended: Option<&'static str>,
    pub(crate) hash: Hash,
    /// Further extensions as they shall stand.
    pub(crate) more: Vec<Vec<u8>>,
}

pub(crate) const CSCA: (&str, &str) = ("UT", "Country Signing Authority");
pub(crate) const SIGNER: (&str, &str) = ("UT", "Document Signer 7");

impl Template {
    /// The authority of Utopia.
    pub(crate) fn authority() -> Self {
        Self {
            subject: CSCA,
            issuer: CSCA,
            serial: 1,
            validity: ("2024-01-01", "2040-01-01"),
            usage: Some(0x06),
            authority: Some((true, Some(0))),
            extended: None,
            hash: Hash::Sha256,
            more: Vec::new(),
        }
    }

    /// A signer of its passports.
    pub(crate) fn signer() -> Self {
        Self {
            subject: SIGNER,
            serial: 7,
            validity: ("2024-02-01", "2035-02-01"),
            usage: Some(0x80),
            authority: None,
            ..Self::authority()
        }
    }

    /// A certificate of a key, signed by that of its issuer.
    pub(crate) fn sign(&self, key: &Key, issuer: &Key) -> Vec<u8> {
        let extension = |kind: &str, critical: bool, value: Vec<u8>| {
            let critical = if critical { tlv(0x01, &[0xff]) } else { Vec::new() };
            sequence(&[oid(kind), critical, tlv(0x04, &value)])
        };
        let mut extensions = vec![
            extension("2.5.29.35", false, sequence(&[tlv(0x80, &issuer.id())])),
            extension("2.5.29.14", false, tlv(0x04, &key.id())),
        ];
        if let Some(bits) = self.usage {
            extensions.push(extension(
                "2.5.29.15",
                true,
                tlv(0x03, &[u8::try_from(bits.trailing_zeros()).unwrap(), bits]),
            ));
        }
        if let Some((is_authority, length)) = self.authority {
            let flag = if is_authority { tlv(0x01, &[0xff]) } else { Vec::new() };
            let length = length.map(|it| tlv(0x02, &[it])).unwrap_or_default();
            extensions.push(extension("2.5.29.19", true, sequence(&[flag, length])));
        }
        if let Some(usage) = self.extended {
            extensions.push(extension("2.5.29.37", true, sequence(&[oid(usage)])));
        }
        extensions.extend(self.more.iter().cloned());
        let tbs = sequence(&[
            tlv(0xa0, &tlv(0x02, &[2])),
            tlv(0x02, &[self.serial]),
            algorithm(self.hash),
            name(self.issuer.0, self.issuer.1),
            sequence(&[day(self.validity.0), day(self.validity.1)]),
            name(self.subject.0, self.subject.1),
            key.spki(),
            tlv(0xa3, &sequence(&extensions)),
        ]);
        let signature = issuer.sign(self.hash, &tbs);
        sequence(&[tbs, algorithm(self.hash), tlv(0x03, &[&[0], &signature[..]].concat())])
    }
}

/// A revocation list of an issuer: serial numbers revoked on a day.
pub(crate) fn crl(issuer: (&str, &str), key: &Key, updates: (&str, &str), revoked: &[(u8, &str)]) -> Vec<u8> {
    let entries: Vec<Vec<u8>> = revoked.iter().map(|it| sequence(&[tlv(0x02, &[it.0]), day(it.1)])).collect();
    let entries = if entries.is_empty() { Vec::new() } else { sequence(&entries) };
    let tbs = sequence(&[
        tlv(0x02, &[1]),
        algorithm(Hash::Sha256),
        name(issuer.0, issuer.1),
        day(updates.0),
        day(updates.1),
        entries,
    ]);
    let signature = key.sign(Hash::Sha256, &tbs);
    sequence(&[tbs, algorithm(Hash::Sha256), tlv(0x03, &[&[0], &signature[..]].concat())])
}

/// How the signer of signed data is named.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum SignerName {
    IssuerAndSerial,
    /// The same, with the attributes of the name in another order.
    Reordered,
    KeyId,
}

/// What signed data are to say; each test changes what it is about.
#[derive(Clone)]
pub(crate) struct Signed {
    pub(crate) content: Vec<u8>,
    pub(crate) content_type: &'static str,
    /// What the signed attributes say of it.
    pub(crate) attribute_type: &'static str,
    pub(crate) hash: Hash,
    pub(crate) digest_hash: Hash,
    pub(crate) named: SignerName,
    pub(crate) certificates: Vec<Vec<u8>>,
    /// Changes the list of signed attributes before it is signed; an empty one leaves them out.
    pub(crate) attributes: fn(Vec<Vec<u8>>) -> Vec<Vec<u8>>,
    pub(crate) issuer: (&'static str, &'static str),
    pub(crate) serial: u8,
}

impl Signed {
    pub(crate) fn of(content_type: &'static str, content: Vec<u8>, certificate: Vec<u8>) -> Self {
        Self {
            content,
            content_type,
            attribute_type: content_type,
            hash: Hash::Sha256,
            digest_hash: Hash::Sha256,
            named: SignerName::IssuerAndSerial,
            certificates: vec![certificate],
            attributes: |it| it,
            issuer: CSCA,
            serial: 7,
        }
    }

    /// `ContentInfo` with `SignedData`.
    pub(crate) fn sign(&self, key: &Key) -> Vec<u8> {
        let attribute = |kind: &str, value: Vec<u8>| sequence(&[oid(kind), set(&[value])]);
        let attributes = (self.attributes)(vec![
            attribute("1.2.840.113549.1.9.3", oid(self.attribute_type)),
            attribute("1.2.840.113549.1.9.4", tlv(0x04, &self.digest_hash.digest(&self.content))),
        ]);
        let to_sign = if attributes.is_empty() { self.content.clone() } else { set(&attributes) };
        let signer = match self.named {
            SignerName::KeyId => tlv(0x80, &key.id()),
            SignerName::IssuerAndSerial => sequence(&[name(self.issuer.0, self.issuer.1), tlv(0x02, &[self.serial])]),
            SignerName::Reordered => {
                let name = name(self.issuer.0, self.issuer.1);
                let parts = Tlv::only(&name, TlvRules::Der).unwrap();
                let (mut parts, mut sets) = (parts.parts(), Vec::new());
                while let Some(it) = parts.next().unwrap() {
                    sets.insert(0, it.whole().to_vec());
                }
                sequence(&[sequence(&sets), tlv(0x02, &[self.serial])])
            }
        };
        let info = sequence(&[
            tlv(0x02, &[1]),
            signer,
            hash_algorithm(self.digest_hash),
            if attributes.is_empty() { Vec::new() } else { tlv(0xa0, &attributes.concat()) },
            algorithm(self.hash),
            tlv(0x04, &key.sign(self.hash, &to_sign)),
        ]);
        let data = sequence(&[
            tlv(0x02, &[3]),
            set(&[hash_algorithm(self.digest_hash)]),
            sequence(&[oid(self.content_type), tlv(0xa0, &tlv(0x04, &self.content))]),
            if self.certificates.is_empty() { Vec::new() } else { tlv(0xa0, &self.certificates.concat()) },
            set(&[info]),
        ]);
        sequence(&[oid("1.2.840.113549.1.7.2"), tlv(0xa0, &data)])
    }
}

/// The same value with every length indefinite and every longer octet string in two pieces.
pub(crate) fn to_ber(der: &[u8]) -> Vec<u8> {
    let mut reader = TlvReader::new(der, TlvRules::Der);
    let mut out = Vec::new();
    while let Some(it) = reader.next().unwrap() {
        let (tag, value) = (u8::try_from(it.tag()).unwrap(), it.value());
        let inside = if tag & 0x20 != 0 {
            to_ber(value)
        } else if tag == 0x04 && value.len() > 20 {
            let (one, other) = value.split_at(value.len() / 2);
            [tlv(0x04, one), tlv(0x04, other)].concat()
        } else {
            out.extend_from_slice(it.whole());
            continue;
        };
        out.extend_from_slice(&[tag | 0x20, 0x80]);
        out.extend_from_slice(&inside);
        out.extend_from_slice(&[0, 0]);
    }
    out
}
