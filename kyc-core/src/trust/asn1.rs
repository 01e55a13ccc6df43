//! The ASN.1 that certificates and signed data share: elements in, identifiers, times, names out.

use super::rsa::{ED25519, hash_oid};
use super::signature::{Hash, Scheme};
use crate::base::{Day, Instant, Tlv, TlvError, TlvReader, TlvRules};
use const_oid::ObjectIdentifier;

pub(crate) const INTEGER: u32 = 0x02;
pub(crate) const BIT_STRING: u32 = 0x03;
pub(crate) const OCTET_STRING: u32 = 0x04;
pub(crate) const NULL: u32 = 0x05;
pub(crate) const OID: u32 = 0x06;
pub(crate) const UTC_TIME: u32 = 0x17;
pub(crate) const GENERALIZED_TIME: u32 = 0x18;
pub(crate) const SEQUENCE: u32 = 0x30;
pub(crate) const SET: u32 = 0x31;

/// An element is not what the standard asks for there: what was looked for, never the content.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Asn1Fault(pub(crate) &'static str);

impl From<TlvError> for Asn1Fault {
    fn from(error: TlvError) -> Self {
        Self(match error {
            TlvError::Cut => "the bytes end within an element",
            TlvError::Tag | TlvError::Length => "a tag or length is not well formed",
            TlvError::Missing { .. } => "an element is missing or of another kind",
            TlvError::Trailing => "bytes follow the last element",
        })
    }
}

/// The one sequence that `bytes` are, opened.
pub(crate) fn sequence(bytes: &[u8]) -> Result<TlvReader<'_>, Asn1Fault> {
    Ok(Tlv::only(bytes, TlvRules::Der)?.demand(SEQUENCE)?.parts())
}

/// The identifier of an OBJECT IDENTIFIER element.
pub(crate) fn oid(element: Tlv<'_>) -> Result<ObjectIdentifier, Asn1Fault> {
    let value = element.demand(OID)?.value();
    ObjectIdentifier::from_bytes(value).map_err(|_| Asn1Fault("an object identifier is not well formed"))
}

/// The bytes of a BIT STRING of whole bytes.
pub(crate) fn whole_bits(element: Tlv<'_>) -> Result<&[u8], Asn1Fault> {
    match element.demand(BIT_STRING)?.value().split_first() {
        Some((0, bytes)) => Ok(bytes),
        _ => Err(Asn1Fault("a bit string has not whole bytes")),
    }
}

/// A small INTEGER that is not negative.
pub(crate) fn small(element: Tlv<'_>) -> Result<u32, Asn1Fault> {
    const FAULT: Asn1Fault = Asn1Fault("a number is out of range");
    let digits = element.demand(INTEGER)?.value();
    if digits.is_empty() || digits.len() > 5 || digits[0] & 0x80 != 0 {
        return Err(FAULT);
    }
    let value = digits.iter().fold(0_u64, |sum, it| sum << 8 | u64::from(*it));
    u32::try_from(value).map_err(|_| FAULT)
}

/// `UTCTime` or `GeneralizedTime` as RFC 5280 section 4.1.2.5 writes them: seconds, and `Z`.
pub(crate) fn time(element: Tlv<'_>) -> Result<Instant, Asn1Fault> {
    const FAULT: Asn1Fault = Asn1Fault("a time is not well formed");
    let text = element.value();
    let (year, rest) = match element.tag() {
        UTC_TIME => {
            let (digits, rest) = text.split_at_checked(2).ok_or(FAULT)?;
            let year = i32::from(pair(digits).ok_or(FAULT)?);
            (if year < 50 { 2000 + year } else { 1900 + year }, rest)
        }
        GENERALIZED_TIME => {
            let (digits, rest) = text.split_at_checked(4).ok_or(FAULT)?;
            let (century, year) = (pair(&digits[..2]).ok_or(FAULT)?, pair(&digits[2..]).ok_or(FAULT)?);
            (i32::from(century) * 100 + i32::from(year), rest)
        }
        _ => return Err(FAULT),
    };
    let [digits @ .., b'Z'] = rest else { return Err(FAULT) };
    let mut parts = [0_u8; 5];
    // UTCTime without seconds is BER and stands in a few old certificates.
    if digits.len() != 10 && !(digits.len() == 8 && element.tag() == UTC_TIME) {
        return Err(FAULT);
    }
    for (part, digits) in parts.iter_mut().zip(digits.chunks(2)) {
        *part = pair(digits).ok_or(FAULT)?;
    }
    let [month, day, hour, minute, second] = parts;
    let day = Day::from_civil(year, month, day).map_err(|_| FAULT)?;
    Instant::from_civil(day, hour, minute, second).map_err(|_| FAULT)
}

/// The number that two ASCII digits spell.
fn pair(digits: &[u8]) -> Option<u8> {
    match digits {
        [tens @ b'0'..=b'9', ones @ b'0'..=b'9'] => Some((tens - b'0') * 10 + (ones - b'0')),
        _ => None,
    }
}

/// An `AlgorithmIdentifier`: its identifier and its parameters, if any.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Algorithm<'a> {
    oid: ObjectIdentifier,
    parameters: Option<Tlv<'a>>,
}

const ECDSA_SHA1: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.4.1");
const RSA: &str = "1.2.840.113549.1.1";
const PSS: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.10");
const MGF1: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.8");

/// ECDSA with a hash: X9.62 `ecdsa-with-SHA2`, and BSI TR-03111 section 5.2.1 `ecdsa-plain`, whose
/// signatures are r and s side by side.
const ECDSA: [(Hash, ObjectIdentifier, ObjectIdentifier); 5] = [
    (Hash::Sha1, ECDSA_SHA1, ObjectIdentifier::new_unwrap("0.4.0.127.0.7.1.1.4.1.1")),
    (
        Hash::Sha224,
        ObjectIdentifier::new_unwrap("1.2.840.10045.4.3.1"),
        ObjectIdentifier::new_unwrap("0.4.0.127.0.7.1.1.4.1.2"),
    ),
    (
        Hash::Sha256,
        ObjectIdentifier::new_unwrap("1.2.840.10045.4.3.2"),
        ObjectIdentifier::new_unwrap("0.4.0.127.0.7.1.1.4.1.3"),
    ),
    (
        Hash::Sha384,
        ObjectIdentifier::new_unwrap("1.2.840.10045.4.3.3"),
        ObjectIdentifier::new_unwrap("0.4.0.127.0.7.1.1.4.1.4"),
    ),
    (
        Hash::Sha512,
        ObjectIdentifier::new_unwrap("1.2.840.10045.4.3.4"),
        ObjectIdentifier::new_unwrap("0.4.0.127.0.7.1.1.4.1.5"),
    ),
];

/// `RSASSA-PKCS1-v1_5` with a hash (RFC 8017 appendix C), by the last number of the identifier.
const PKCS1: [(Hash, u32); 5] =
    [(Hash::Sha1, 5), (Hash::Sha256, 11), (Hash::Sha384, 12), (Hash::Sha512, 13), (Hash::Sha224, 14)];

/// The hash of an ECDSA algorithm in either form.
pub(crate) fn ecdsa_of(algorithm: ObjectIdentifier) -> Option<Hash> {
    ECDSA.into_iter().find_map(|it| (it.1 == algorithm || it.2 == algorithm).then_some(it.0))
}

impl<'a> Algorithm<'a> {
    /// Reads an `AlgorithmIdentifier`.
    pub(crate) fn read(element: Tlv<'a>) -> Result<Self, Asn1Fault> {
        let mut parts = element.demand(SEQUENCE)?.parts();
        let oid = oid(parts.expect(OID)?)?;
        let parameters = parts.next()?;
        parts.end()?;
        Ok(Self { oid, parameters })
    }

    /// The hash it names; `None` for another algorithm, or parameters where there may be none but NULL.
    pub(crate) fn hash(&self) -> Option<Hash> {
        let plain = self.parameters.is_none_or(|it| it.tag() == NULL && it.value().is_empty());
        Hash::ALL.into_iter().find(|it| plain && hash_oid(*it) == self.oid)
    }

    /// The signature scheme it names. `beside` is the hash named beside it, which signed data
    /// may leave the choice to.
    pub(crate) fn scheme(&self, beside: Option<Hash>) -> Option<Scheme> {
        if let Some((hash, der, _)) = ECDSA.into_iter().find(|it| it.1 == self.oid || it.2 == self.oid) {
            return Some(if der == self.oid { Scheme::EcdsaDer(hash) } else { Scheme::EcdsaFixed(hash) });
        }
        if self.oid == ED25519 {
            return Some(Scheme::Ed25519);
        }
        if self.oid == PSS {
            return self.pss();
        }
        if self.oid == const_oid::db::rfc5912::ID_EC_PUBLIC_KEY {
            return beside.map(Scheme::EcdsaDer);
        }
        if self.oid == const_oid::db::rfc5912::RSA_ENCRYPTION {
            return beside.map(Scheme::RsaPkcs1);
        }
        let base = ObjectIdentifier::new(RSA).ok()?;
        let (hash, _) = PKCS1.into_iter().find(|it| base.push_arc(it.1).is_ok_and(|oid| oid == self.oid))?;
        Some(Scheme::RsaPkcs1(hash))
    }

    /// `RSASSA-PSS-params` (RFC 4055 section 3.1), each with its default.
    fn pss(&self) -> Option<Scheme> {
        let (mut hash, mut mgf, mut salt) = (Hash::Sha1, Hash::Sha1, 20);
        let Some(parameters) = self.parameters else { return Some(Scheme::RsaPss { hash, mgf, salt }) };
        let mut parts = parameters.demand(SEQUENCE).ok()?.parts();
        let inside = |it: Tlv<'a>| Tlv::only(it.value(), TlvRules::Der).ok();
        if let Some(it) = parts.optional(0xa0).ok()? {
            hash = Self::read(inside(it)?).ok()?.hash()?;
        }
        if let Some(it) = parts.optional(0xa1).ok()? {
            let mask = Self::read(inside(it)?).ok()?;
            mgf = (mask.oid == MGF1).then(|| Self::read(mask.parameters?).ok()?.hash()).flatten()?;
        }
        if let Some(it) = parts.optional(0xa2).ok()? {
            salt = usize::try_from(small(inside(it)?).ok()?).ok()?;
        }
        if let Some(it) = parts.optional(0xa3).ok()? {
            // The trailer field is 1, which is the byte 0xbc, or nothing we know.
            (small(inside(it)?).ok()? == 1).then_some(())?;
        }
        parts.end().ok()?;
        Some(Scheme::RsaPss { hash, mgf, salt })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::tlv;

    fn read(tag: u32, text: &str) -> Option<String> {
        let bytes = tlv(tag, text.as_bytes());
        time(Tlv::only(&bytes, TlvRules::Der).unwrap()).ok().map(|it| it.to_string())
    }

    #[test]
    fn times_are_read_with_the_century_of_rfc_5280() {
        assert_eq!(read(UTC_TIME, "491231235959Z").unwrap(), "2049-12-31T23:59:59Z");
        assert_eq!(read(UTC_TIME, "500101000000Z").unwrap(), "1950-01-01T00:00:00Z");
        assert_eq!(read(UTC_TIME, "0601010000Z").unwrap(), "2006-01-01T00:00:00Z");
        assert_eq!(read(GENERALIZED_TIME, "20500101000000Z").unwrap(), "2050-01-01T00:00:00Z");
        for (tag, text) in [
            (UTC_TIME, "491231235959"),
            (UTC_TIME, "491331235959Z"),
            (UTC_TIME, "4912312359590Z"),
            (UTC_TIME, "4912312359+9Z"),
            (GENERALIZED_TIME, "205001010000Z"),
            (GENERALIZED_TIME, "20500101000000.5Z"),
            (GENERALIZED_TIME, "20500229000000Z"),
            (SEQUENCE, "491231235959Z"),
            (UTC_TIME, ""),
        ] {
            assert_eq!(read(tag, text), None, "{text}");
        }
    }

    fn scheme(oid: &str, parameters: &[u8], beside: Option<Hash>) -> Option<Scheme> {
        let oid = ObjectIdentifier::new(oid).unwrap();
        let bytes = tlv(SEQUENCE, &[tlv(OID, oid.as_bytes()), parameters.to_vec()].concat());
        Algorithm::read(Tlv::only(&bytes, TlvRules::Der).unwrap()).unwrap().scheme(beside)
    }

    #[test]
    fn schemes_are_named_by_identifier_and_by_the_hash_beside() {
        assert_eq!(scheme("1.2.840.113549.1.1.11", &[5, 0], None), Some(Scheme::RsaPkcs1(Hash::Sha256)));
        assert_eq!(scheme("1.2.840.113549.1.1.14", &[5, 0], None), Some(Scheme::RsaPkcs1(Hash::Sha224)));
        assert_eq!(scheme("1.2.840.113549.1.1.1", &[5, 0], Some(Hash::Sha512)), Some(Scheme::RsaPkcs1(Hash::Sha512)));
        assert_eq!(scheme("1.2.840.113549.1.1.1", &[5, 0], None), None);
        assert_eq!(scheme("1.2.840.10045.4.1", &[], None), Some(Scheme::EcdsaDer(Hash::Sha1)));
        assert_eq!(scheme("0.4.0.127.0.7.1.1.4.1.3", &[], None), Some(Scheme::EcdsaFixed(Hash::Sha256)));
        assert_eq!(scheme("1.3.101.112", &[], None), Some(Scheme::Ed25519));
        assert_eq!(scheme("1.2.840.113549.1.1.4", &[5, 0], None), None, "MD5");
    }

    #[test]
    fn pss_parameters_have_their_defaults_and_may_name_two_hashes() {
        let pss = "1.2.840.113549.1.1.10";
        let of = |hash| tlv(SEQUENCE, &tlv(OID, hash_oid(hash).as_bytes()));
        let default = Some(Scheme::RsaPss { hash: Hash::Sha1, mgf: Hash::Sha1, salt: 20 });
        assert_eq!(scheme(pss, &tlv(SEQUENCE, &[]), None), default);
        let mask = tlv(SEQUENCE, &[tlv(OID, MGF1.as_bytes()), of(Hash::Sha256)].concat());
        let parts = [tlv(0xa0, &of(Hash::Sha512)), tlv(0xa1, &mask), tlv(0xa2, &tlv(INTEGER, &[64]))].concat();
        let wanted = Some(Scheme::RsaPss { hash: Hash::Sha512, mgf: Hash::Sha256, salt: 64 });
        assert_eq!(scheme(pss, &tlv(SEQUENCE, &parts), None), wanted);
        let trailer = |it: u8| tlv(SEQUENCE, &tlv(0xa3, &tlv(INTEGER, &[it])));
        assert_eq!(scheme(pss, &trailer(1), None), default);
        assert_eq!(scheme(pss, &trailer(2), None), None);
    }
}
