//! RSA signatures: modulus, exponent and signature in, the padded message checked or given back.
//!
//! Only the public operation is taken from the crate `rsa`; the paddings are here, because passports
//! use PSS with two different hashes and message recovery, which the crate does not offer.

use super::key::KeyFault;
use super::signature::{Hash, SignatureFault};
use const_oid::ObjectIdentifier;
use const_oid::db::{rfc5912, rfc8410};
use rsa::BoxedUint;
use rsa::traits::PublicKeyParts;

/// The smallest modulus: 1024 bits, as chips of old passports have them (Doc 9303-11 active authentication).
const BITS_MIN: u32 = 1024;
/// The largest modulus; the largest among 703 CSCA certificates of three master lists has 6144 bits.
const BITS_MAX: u32 = 8192;

/// An RSA key of bounded size.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RsaKey {
    key: rsa::PublicKey,
    bits: usize,
}

impl RsaKey {
    /// A key of modulus and exponent, both big-endian.
    pub(crate) fn new(modulus: &[u8], exponent: &[u8]) -> Result<Self, KeyFault> {
        let (modulus, exponent) = (trimmed(modulus), trimmed(exponent));
        if modulus.len() > BITS_MAX as usize / 8 || exponent.len() > 5 {
            return Err(KeyFault::Size);
        }
        let number = |bytes: &[u8]| {
            // INVARIANT: at most 1024 bytes.
            BoxedUint::from_be_slice(bytes, (bytes.len() * 8).max(64) as u32).map_err(|_| KeyFault::Form)
        };
        let (n, e) = (number(modulus)?, number(exponent)?);
        let bits = n.bit_width();
        if !(BITS_MIN..=BITS_MAX).contains(&bits) {
            return Err(KeyFault::Size);
        }
        if modulus.last().is_none_or(|it| it & 1 == 0)
            || exponent.last().is_none_or(|it| it & 1 == 0)
            || exponent == [1]
        {
            return Err(KeyFault::Form);
        }
        let key = rsa::PublicKey::new(n, e).map_err(|_| KeyFault::Form)?;
        Ok(Self { key, bits: bits as usize })
    }

    /// The length of the modulus, and so of every signature, in bytes.
    pub(crate) const fn size(&self) -> usize {
        self.bits.div_ceil(8)
    }

    /// Modulus and exponent in one canonical form.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        [self.key.n_bytes(), self.key.e_bytes()].concat()
    }

    /// The modulus's length in bits.
    pub(crate) const fn bits(&self) -> usize {
        self.bits
    }

    /// The public operation: the signature's number raised to the exponent, as many bytes as the modulus has.
    pub(crate) fn open(&self, signature: &[u8]) -> Result<Vec<u8>, SignatureFault> {
        if signature.len() != self.size() {
            return Err(SignatureFault::Form);
        }
        let number =
            BoxedUint::from_be_slice(signature, self.key.n_bits_precision()).map_err(|_| SignatureFault::Form)?;
        if number >= **self.key.n() {
            return Err(SignatureFault::Form);
        }
        let opened = rsa::hazmat::rsa_encrypt(&self.key, &number).map_err(|_| SignatureFault::Form)?;
        let bytes = opened.to_be_bytes();
        let (_, message) = bytes.split_at_checked(bytes.len().wrapping_sub(self.size())).ok_or(SignatureFault::Form)?;
        Ok(message.to_vec())
    }

    /// The modulus less a number of its length.
    pub(crate) fn complement(&self, number: &[u8]) -> Vec<u8> {
        let modulus = self.key.n_bytes();
        let mut borrow = 0_i16;
        let mut out: Vec<u8> = modulus
            .iter()
            .zip(number)
            .rev()
            .map(|(n, it)| {
                let difference = i16::from(*n) - i16::from(*it) - borrow;
                borrow = i16::from(difference < 0);
                // INVARIANT: from 0 to 255.
                difference.rem_euclid(256) as u8
            })
            .collect();
        out.reverse();
        out
    }

    /// RFC 8017 section 8.2.2: the padded message is made anew and compared, so that nothing of the signature is parsed.
    pub(crate) fn pkcs1(&self, hash: Hash, message: &[u8], signature: &[u8]) -> Result<(), SignatureFault> {
        let opened = self.open(signature)?;
        let digest_info = digest_info(hash, &hash.digest(message));
        let padding =
            self.size().checked_sub(digest_info.len() + 3).filter(|it| *it >= 8).ok_or(SignatureFault::Form)?;
        let wanted = [&[0, 1][..], &vec![0xff; padding], &[0], &digest_info].concat();
        if opened == wanted { Ok(()) } else { Err(SignatureFault::Wrong) }
    }

    /// RFC 8017 sections 8.1.2 and 9.1.2.
    pub(crate) fn pss(
        &self,
        hash: Hash,
        mgf: Hash,
        salt: usize,
        message: &[u8],
        signature: &[u8],
    ) -> Result<(), SignatureFault> {
        let opened = self.open(signature)?;
        let bits = self.bits - 1;
        let (surplus, encoded) = opened.split_at(self.size() - bits.div_ceil(8));
        let fits = salt.checked_add(hash.size() + 2).is_some_and(|it| it <= encoded.len());
        let (Some((0xbc, body)), true, true) = (encoded.split_last(), fits, surplus.iter().all(|it| *it == 0)) else {
            return Err(SignatureFault::Wrong);
        };
        let (masked, digest) = body.split_at(body.len() - hash.size());
        let spare = encoded.len() * 8 - bits;
        let keep = 0xff_u8 >> spare;
        let mut block: Vec<u8> = masked.iter().zip(mgf1(mgf, digest, masked.len())).map(|(a, b)| a ^ b).collect();
        if masked[0] & !keep != 0 {
            return Err(SignatureFault::Wrong);
        }
        block[0] &= keep;
        let (padding, salt) = block.split_at(block.len() - salt);
        let Some((1, zeros)) = padding.split_last() else { return Err(SignatureFault::Wrong) };
        let again = hash.digest_of(&[&[0; 8], &hash.digest(message), salt]);
        if zeros.iter().all(|it| *it == 0) && again == digest { Ok(()) } else { Err(SignatureFault::Wrong) }
    }
}

/// MGF1 (RFC 8017 appendix B.2.1): so many bytes out of a seed.
fn mgf1(hash: Hash, seed: &[u8], length: usize) -> Vec<u8> {
    let mut mask = Vec::with_capacity(length + hash.size());
    let mut counter = 0_u32;
    while mask.len() < length {
        mask.extend_from_slice(&hash.digest_of(&[seed, &counter.to_be_bytes()]));
        counter += 1;
    }
    mask.truncate(length);
    mask
}

/// `DigestInfo` (RFC 8017 section 9.2) with its NULL parameters.
fn digest_info(hash: Hash, digest: &[u8]) -> Vec<u8> {
    use crate::base::tlv;
    let algorithm = tlv(0x30, &[tlv(0x06, hash_oid(hash).as_bytes()), tlv(0x05, &[])].concat());
    tlv(0x30, &[algorithm, tlv(0x04, digest)].concat())
}

/// The identifier of a hash.
pub(crate) const fn hash_oid(hash: Hash) -> ObjectIdentifier {
    match hash {
        Hash::Sha1 => rfc5912::ID_SHA_1,
        Hash::Sha224 => rfc5912::ID_SHA_224,
        Hash::Sha256 => rfc5912::ID_SHA_256,
        Hash::Sha384 => rfc5912::ID_SHA_384,
        Hash::Sha512 => rfc5912::ID_SHA_512,
    }
}

/// The identifier of Ed25519, for keys and signatures alike (RFC 8410).
pub(crate) const ED25519: ObjectIdentifier = rfc8410::ID_ED_25519;

/// Big-endian digits without leading zeros.
pub(crate) fn trimmed(digits: &[u8]) -> &[u8] {
    let zeros = digits.iter().take_while(|it| **it == 0).count();
    digits.get(zeros..).unwrap_or_default()
}
