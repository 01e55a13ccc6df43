//! Public keys: encoded keys of certificates, tokens and chips in, keys that can verify out.
//!
//! A key that comes out lies on its curve or has a modulus of bounded size. Curve parameters that
//! a certificate spells out must be those of a known curve in every value and are then forgotten
//! (the fault of CVE-2020-0601 was to use them).

use super::curve512::BrainpoolP512r1;
use super::explicit;
use super::rsa::{ED25519, RsaKey};
use super::signature::SignatureFault;
use crate::base::{SourceId, Tlv, TlvError, TlvRules};
use bp256::BrainpoolP256r1;
use bp384::BrainpoolP384r1;
use const_oid::ObjectIdentifier;
use const_oid::db::{rfc5639, rfc5912};
use p256::NistP256;
use p384::NistP384;
use p521::NistP521;
use std::fmt;

/// A curve that signatures are accepted on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Curve {
    /// NIST P-256, secp256r1.
    P256,
    /// NIST P-384, secp384r1.
    P384,
    /// NIST P-521, secp521r1.
    P521,
    /// brainpoolP256r1.
    Brainpool256,
    /// brainpoolP384r1.
    Brainpool384,
    /// brainpoolP512r1.
    Brainpool512,
}

impl Curve {
    /// Every curve.
    pub const ALL: [Self; 6] =
        [Self::P256, Self::P384, Self::P521, Self::Brainpool256, Self::Brainpool384, Self::Brainpool512];

    /// Its object identifier (RFC 5480, RFC 5639).
    #[must_use]
    pub const fn oid(self) -> ObjectIdentifier {
        match self {
            Self::P256 => rfc5912::SECP_256_R_1,
            Self::P384 => rfc5912::SECP_384_R_1,
            Self::P521 => rfc5912::SECP_521_R_1,
            Self::Brainpool256 => rfc5639::BRAINPOOL_P_256_R_1,
            Self::Brainpool384 => rfc5639::BRAINPOOL_P_384_R_1,
            Self::Brainpool512 => rfc5639::BRAINPOOL_P_512_R_1,
        }
    }

    /// Its usual name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::P256 => "P-256",
            Self::P384 => "P-384",
            Self::P521 => "P-521",
            Self::Brainpool256 => "brainpoolP256r1",
            Self::Brainpool384 => "brainpoolP384r1",
            Self::Brainpool512 => "brainpoolP512r1",
        }
    }
}

/// Why bytes are no key that signatures are accepted of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum KeyFault {
    /// The encoding is not that of a key, or the point is not on its curve.
    #[error("the key is not well formed")]
    Form,
    /// Another algorithm.
    #[error("the algorithm of the key is not supported")]
    Algorithm,
    /// Another curve, or parameters that differ from every known curve in some value.
    #[error("the curve of the key is not a known one")]
    Curve,
    /// An RSA modulus below 1024 or above 8192 bits, or an exponent of more than 33 bits.
    #[error("the size of the key is out of bounds")]
    Size,
}

impl From<TlvError> for KeyFault {
    fn from(_: TlvError) -> Self {
        Self::Form
    }
}

/// A public key of a supported algorithm.
#[derive(Clone, PartialEq, Eq)]
pub struct PublicKey(Inner);

#[derive(Clone, PartialEq, Eq)]
enum Inner {
    P256(ecdsa::VerifyingKey<NistP256>),
    P384(ecdsa::VerifyingKey<NistP384>),
    P521(ecdsa::VerifyingKey<NistP521>),
    Brainpool256(ecdsa::VerifyingKey<BrainpoolP256r1>),
    Brainpool384(ecdsa::VerifyingKey<BrainpoolP384r1>),
    Brainpool512(ecdsa::VerifyingKey<BrainpoolP512r1>),
    Rsa(Box<RsaKey>),
    Ed25519(ed25519_dalek::VerifyingKey),
}

/// Does one thing for the key of whichever curve; `$curve` is the type of the curve.
macro_rules! on_curve {
    ($inner:expr, $key:ident, $curve:ident => $body:expr, else $other:expr) => {
        match $inner {
            Inner::P256($key) => {
                type $curve = NistP256;
                $body
            }
            Inner::P384($key) => {
                type $curve = NistP384;
                $body
            }
            Inner::P521($key) => {
                type $curve = NistP521;
                $body
            }
            Inner::Brainpool256($key) => {
                type $curve = BrainpoolP256r1;
                $body
            }
            Inner::Brainpool384($key) => {
                type $curve = BrainpoolP384r1;
                $body
            }
            Inner::Brainpool512($key) => {
                type $curve = BrainpoolP512r1;
                $body
            }
            Inner::Rsa(_) | Inner::Ed25519(_) => $other,
        }
    };
}

/// The kind of the key and its size, never its value: a chip's key is personal data.
impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublicKey({self})")
    }
}

/// The kind of the key: `ECDSA P-256`, `RSA 2048`, `Ed25519`.
impl fmt::Display for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.0, self.curve()) {
            (Inner::Rsa(key), _) => write!(f, "RSA {}", key.bits()),
            (_, Some(curve)) => write!(f, "ECDSA {}", curve.name()),
            _ => f.write_str("Ed25519"),
        }
    }
}

impl PublicKey {
    /// Reads a `SubjectPublicKeyInfo` (RFC 5280 section 4.1.2.7): RSA, EC with a named curve or with
    /// parameters spelt out, Ed25519.
    ///
    /// # Errors
    /// [`KeyFault`].
    pub fn from_spki(der: &[u8]) -> Result<Self, KeyFault> {
        let mut info = Tlv::only(der, TlvRules::Der)?.demand(0x30)?.parts();
        let mut algorithm = info.expect(0x30)?.parts();
        let bits = info.expect(0x03)?.value();
        info.end()?;
        let oid = ObjectIdentifier::from_bytes(algorithm.expect(0x06)?.value()).map_err(|_| KeyFault::Form)?;
        let parameters = algorithm.next()?;
        algorithm.end()?;
        let Some((0, key)) = bits.split_first() else { return Err(KeyFault::Form) };
        match oid {
            rfc5912::RSA_ENCRYPTION | rfc5912::ID_RSASSA_PSS => {
                let mut parts = Tlv::only(key, TlvRules::Der)?.demand(0x30)?.parts();
                let (modulus, exponent) = (parts.expect(0x02)?, parts.expect(0x02)?);
                parts.end()?;
                Self::from_rsa(modulus.value(), exponent.value())
            }
            rfc5912::ID_EC_PUBLIC_KEY => {
                let curve = match parameters.ok_or(KeyFault::Form)? {
                    named if named.tag() == 0x06 => {
                        let oid = ObjectIdentifier::from_bytes(named.value()).map_err(|_| KeyFault::Form)?;
                        Curve::ALL.into_iter().find(|it| it.oid() == oid).ok_or(KeyFault::Curve)?
                    }
                    spelt_out => explicit::curve(spelt_out)?,
                };
                Self::from_sec1(curve, key)
            }
            ED25519 if parameters.is_none() => Self::from_ed25519(key),
            _ => Err(KeyFault::Algorithm),
        }
    }

    /// A point of a curve, SEC 1 section 2.3.4: `04 x y`, or compressed.
    ///
    /// # Errors
    /// [`KeyFault::Form`] unless the point lies on the curve and is not its neutral point.
    pub fn from_sec1(curve: Curve, bytes: &[u8]) -> Result<Self, KeyFault> {
        let inner = match curve {
            Curve::P256 => ecdsa::VerifyingKey::from_sec1_bytes(bytes).map(Inner::P256),
            Curve::P384 => ecdsa::VerifyingKey::from_sec1_bytes(bytes).map(Inner::P384),
            Curve::P521 => ecdsa::VerifyingKey::from_sec1_bytes(bytes).map(Inner::P521),
            Curve::Brainpool256 => ecdsa::VerifyingKey::from_sec1_bytes(bytes).map(Inner::Brainpool256),
            Curve::Brainpool384 => ecdsa::VerifyingKey::from_sec1_bytes(bytes).map(Inner::Brainpool384),
            Curve::Brainpool512 => ecdsa::VerifyingKey::from_sec1_bytes(bytes).map(Inner::Brainpool512),
        };
        inner.map(Self).map_err(|_| KeyFault::Form)
    }

    /// An RSA key of modulus and exponent, big-endian, leading zeros allowed.
    ///
    /// # Errors
    /// [`KeyFault::Size`] for a modulus outside 1024 to 8192 bits, [`KeyFault::Form`] for an even
    /// modulus or exponent, or an exponent of 1 or above 2³³.
    pub fn from_rsa(modulus: &[u8], exponent: &[u8]) -> Result<Self, KeyFault> {
        RsaKey::new(modulus, exponent).map(|it| Self(Inner::Rsa(Box::new(it))))
    }

    /// An Ed25519 key of 32 bytes (RFC 8032 section 5.1.5).
    ///
    /// # Errors
    /// [`KeyFault::Form`] for another length, or no point, or one of small order.
    pub fn from_ed25519(bytes: &[u8]) -> Result<Self, KeyFault> {
        let key = ed25519_dalek::VerifyingKey::try_from(bytes).map_err(|_| KeyFault::Form)?;
        if key.is_weak() { Err(KeyFault::Form) } else { Ok(Self(Inner::Ed25519(key))) }
    }

    /// The curve of an ECDSA key.
    #[must_use]
    pub const fn curve(&self) -> Option<Curve> {
        match self.0 {
            Inner::P256(_) => Some(Curve::P256),
            Inner::P384(_) => Some(Curve::P384),
            Inner::P521(_) => Some(Curve::P521),
            Inner::Brainpool256(_) => Some(Curve::Brainpool256),
            Inner::Brainpool384(_) => Some(Curve::Brainpool384),
            Inner::Brainpool512(_) => Some(Curve::Brainpool512),
            Inner::Rsa(_) | Inner::Ed25519(_) => None,
        }
    }

    /// Whether it is an RSA key of fewer than 2048 bits, which Doc 9303-12 no longer allows for signers.
    #[must_use]
    pub fn is_small(&self) -> bool {
        matches!(&self.0, Inner::Rsa(key) if key.bits() < 2048)
    }

    /// The SHA-256 of the key in one canonical form, whatever its encoding was.
    #[must_use]
    pub fn id(&self) -> SourceId {
        let bytes = on_curve!(&self.0, key, C => {
            let point: elliptic_curve::sec1::Sec1Point<C> = key.to_sec1_point(false);
            point.as_bytes().to_vec()
        }, else match &self.0 {
            Inner::Rsa(key) => key.bytes(),
            Inner::Ed25519(key) => key.to_bytes().to_vec(),
            _ => Vec::new(),
        });
        SourceId::of(&[self.to_string().as_bytes(), &[0], &bytes].concat())
    }

    /// Verifies r and s side by side over a digest.
    pub(crate) fn ecdsa_fixed(&self, digest: &[u8], signature: &[u8]) -> Result<(), SignatureFault> {
        use signature::hazmat::PrehashVerifier;
        on_curve!(&self.0, key, C => {
            let signature = ecdsa::Signature::<C>::from_slice(signature).map_err(|_| SignatureFault::Form)?;
            key.verify_prehash(digest, &signature).map_err(|_| SignatureFault::Wrong)
        }, else Err(SignatureFault::OtherKey))
    }

    /// Verifies a DER sequence of r and s over a digest.
    pub(crate) fn ecdsa_der(&self, digest: &[u8], signature: &[u8]) -> Result<(), SignatureFault> {
        use signature::hazmat::PrehashVerifier;
        on_curve!(&self.0, key, C => {
            let signature = ecdsa::Signature::<C>::from_der(signature).map_err(|_| SignatureFault::Form)?;
            key.verify_prehash(digest, &signature).map_err(|_| SignatureFault::Wrong)
        }, else Err(SignatureFault::OtherKey))
    }

    pub(crate) fn ed25519(&self, message: &[u8], signature: &[u8]) -> Result<(), SignatureFault> {
        let Inner::Ed25519(key) = &self.0 else { return Err(SignatureFault::OtherKey) };
        let signature = ed25519_dalek::Signature::from_slice(signature).map_err(|_| SignatureFault::Form)?;
        key.verify_strict(message, &signature).map_err(|_| SignatureFault::Wrong)
    }

    pub(crate) fn rsa(&self) -> Result<&RsaKey, SignatureFault> {
        if let Inner::Rsa(key) = &self.0 { Ok(key) } else { Err(SignatureFault::OtherKey) }
    }
}
