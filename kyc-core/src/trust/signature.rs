//! Hashes and signatures: key, scheme, message and signature in, agreement or a fault out.
//!
//! Knows algorithms, not trust: a signature that verifies says who signed, not whether to believe
//! them. The hash comes from the document, never from the curve, so every hash goes with every key.

use super::key::PublicKey;
use sha2::Digest;

/// A hash function. SHA-1 is here for old passports; whether it is accepted is a policy's affair.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Hash {
    /// SHA-1 (FIPS 180-4): collisions can be made, so it is accepted only by an explicit policy.
    Sha1,
    /// SHA-224.
    Sha224,
    /// SHA-256.
    Sha256,
    /// SHA-384.
    Sha384,
    /// SHA-512.
    Sha512,
}

impl Hash {
    /// Every hash.
    pub const ALL: [Self; 5] = [Self::Sha1, Self::Sha224, Self::Sha256, Self::Sha384, Self::Sha512];

    /// The digest of a message: [`Hash::size`] bytes.
    #[must_use]
    pub fn digest(self, message: &[u8]) -> Vec<u8> {
        self.digest_of(&[message])
    }

    /// The digest of several parts, one after the other.
    #[must_use]
    pub fn digest_of(self, parts: &[&[u8]]) -> Vec<u8> {
        fn over<D: Digest>(parts: &[&[u8]]) -> Vec<u8> {
            let mut state = D::new();
            parts.iter().for_each(|it| state.update(it));
            state.finalize().to_vec()
        }
        match self {
            Self::Sha1 => over::<sha1::Sha1>(parts),
            Self::Sha224 => over::<sha2::Sha224>(parts),
            Self::Sha256 => over::<sha2::Sha256>(parts),
            Self::Sha384 => over::<sha2::Sha384>(parts),
            Self::Sha512 => over::<sha2::Sha512>(parts),
        }
    }

    /// The length of its digests in bytes.
    #[must_use]
    pub const fn size(self) -> usize {
        match self {
            Self::Sha1 => 20,
            Self::Sha224 => 28,
            Self::Sha256 => 32,
            Self::Sha384 => 48,
            Self::Sha512 => 64,
        }
    }

    /// Its name in the standard.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sha1 => "SHA-1",
            Self::Sha224 => "SHA-224",
            Self::Sha256 => "SHA-256",
            Self::Sha384 => "SHA-384",
            Self::Sha512 => "SHA-512",
        }
    }

    /// Whether collisions can be made.
    #[must_use]
    pub const fn is_weak(self) -> bool {
        matches!(self, Self::Sha1)
    }
}

/// How a message was signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Scheme {
    /// ECDSA (FIPS 186-5), the signature a DER sequence of r and s: certificates and CMS.
    EcdsaDer(Hash),
    /// ECDSA, the signature r and s side by side, each as long as the field: JOSE, COSE, chips, BSI TR-03111.
    EcdsaFixed(Hash),
    /// RSASSA-PKCS1-v1_5 (RFC 8017 section 8.2).
    RsaPkcs1(Hash),
    /// RSASSA-PSS (RFC 8017 section 8.1) with MGF1.
    RsaPss {
        /// The hash of the message.
        hash: Hash,
        /// The hash of the mask, which may be another.
        mgf: Hash,
        /// The length of the salt in bytes.
        salt: usize,
    },
    /// Ed25519 (RFC 8032), strictly: small-order points and non-canonical values are refused.
    Ed25519,
}

impl Scheme {
    /// The hash of the message, where the scheme leaves the choice.
    #[must_use]
    pub const fn hash(self) -> Option<Hash> {
        match self {
            Self::EcdsaDer(hash) | Self::EcdsaFixed(hash) | Self::RsaPkcs1(hash) | Self::RsaPss { hash, .. } => {
                Some(hash)
            }
            Self::Ed25519 => None,
        }
    }
}

/// Why a signature does not stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SignatureFault {
    /// It is not of this key over this message.
    #[error("the signature does not verify")]
    Wrong,
    /// It has not the form of its scheme: another length, no strict DER, a value out of range.
    #[error("the signature is not well formed")]
    Form,
    /// The scheme is for another kind of key.
    #[error("the scheme is not for keys of this kind")]
    OtherKey,
}

impl PublicKey {
    /// Verifies one signature over the whole message. `Ok` says that the owner of this key signed it.
    ///
    /// With ECDSA the digest is cut or filled to the bits of the group's order (FIPS 186-5 section
    /// 6.4.2), so that a hash smaller or larger than the curve works: SHA-1 or SHA-256 with P-521 as
    /// well as SHA-512 with brainpoolP256r1. No hash is refused here for its size.
    ///
    /// # Errors
    /// [`SignatureFault`].
    pub fn verify(&self, scheme: Scheme, message: &[u8], signature: &[u8]) -> Result<(), SignatureFault> {
        match scheme {
            Scheme::EcdsaDer(hash) => self.ecdsa_der(&hash.digest(message), signature),
            Scheme::EcdsaFixed(hash) => self.ecdsa_fixed(&hash.digest(message), signature),
            Scheme::RsaPkcs1(hash) => self.rsa()?.pkcs1(hash, message, signature),
            Scheme::RsaPss { hash, mgf, salt } => self.rsa()?.pss(hash, mgf, salt, message, signature),
            Scheme::Ed25519 => self.ed25519(message, signature),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digests_are_those_of_fips_180() {
        let abc = |hash: Hash| hash.digest(b"abc")[..4].to_vec();
        assert_eq!(abc(Hash::Sha1), [0xa9, 0x99, 0x3e, 0x36]);
        assert_eq!(abc(Hash::Sha224), [0x23, 0x09, 0x7d, 0x22]);
        assert_eq!(abc(Hash::Sha256), [0xba, 0x78, 0x16, 0xbf]);
        assert_eq!(abc(Hash::Sha384), [0xcb, 0x00, 0x75, 0x3f]);
        assert_eq!(abc(Hash::Sha512), [0xdd, 0xaf, 0x35, 0xa1]);
        for hash in Hash::ALL {
            assert_eq!(hash.digest(b"abc").len(), hash.size());
            assert_eq!(hash.digest_of(&[b"a", b"", b"bc"]), hash.digest(b"abc"), "{}", hash.name());
        }
    }
}
