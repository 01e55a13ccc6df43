//! A pair of Ed25519 keys (RFC 8032) and its name: 32 random bytes in, signatures out.

use crate::base::SourceId;
use base64ct::{Base64UrlUnpadded, Encoding};
use ed25519_dalek::{Signer, SigningKey};
use std::fmt;
use zeroize::Zeroizing;

/// The name of a key: its JWK thumbprint (RFC 7638) by SHA-256, as 43 characters of base64url.
///
/// It follows from the public key alone, so that two keys never share one and a key cannot be given another's.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyId([u8; 32]);

/// A text is no name of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("is not the name of a key: 43 characters of base64url are asked (RFC 7638)")]
pub struct KeyIdError;

impl KeyId {
    /// The name of an Ed25519 public key (RFC 8037 section 2 and appendix A.3).
    #[must_use]
    pub fn of_ed25519(public: &[u8; 32]) -> Self {
        let x = encode(public);
        Self(*SourceId::of(format!(r#"{{"crv":"Ed25519","kty":"OKP","x":"{x}"}}"#).as_bytes()).digest())
    }

    /// Reads a name.
    ///
    /// # Errors
    /// [`KeyIdError`] for any other text.
    pub fn parse(text: &str) -> Result<Self, KeyIdError> {
        let mut bytes = [0; 32];
        match Base64UrlUnpadded::decode(text, &mut bytes) {
            Ok(read) if read.len() == 32 => Ok(Self(bytes)),
            _ => Err(KeyIdError),
        }
    }
}

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&encode(&self.0))
    }
}

impl fmt::Debug for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

pub(super) fn encode(bytes: &[u8]) -> String {
    Base64UrlUnpadded::encode_string(bytes)
}

/// A private key with its public key. Wiped from memory when dropped; `Debug` shows the name alone.
///
/// ```compile_fail
/// # use tidegate_kyc_core::key::KeyPair;
/// fn shown(key: &KeyPair) -> String {
///     key.to_string() // does not compile: a private key has no text
/// }
/// ```
pub struct KeyPair {
    signing: SigningKey,
    id: KeyId,
}

impl KeyPair {
    /// The pair of these 32 bytes (RFC 8032 section 5.1.5), which have to be random and known to nobody else.
    ///
    /// ```
    /// use tidegate_kyc_core::key::{KeyPair, Zeroizing};
    ///
    /// let key = KeyPair::from_seed(&Zeroizing::new([7; 32])); // in earnest, random
    /// assert_eq!(key.sign(b"a message").len(), 64);
    /// ```
    #[must_use]
    pub fn from_seed(seed: &Zeroizing<[u8; 32]>) -> Self {
        let signing = SigningKey::from_bytes(seed);
        let id = KeyId::of_ed25519(signing.verifying_key().as_bytes());
        Self { signing, id }
    }

    /// Its name.
    #[must_use]
    pub const fn id(&self) -> KeyId {
        self.id
    }

    /// The public key, 32 bytes.
    #[must_use]
    pub fn public(&self) -> [u8; 32] {
        self.signing.verifying_key().to_bytes()
    }

    /// Signs bytes (RFC 8032 section 5.1.6): the same bytes give the same signature.
    #[must_use]
    pub fn sign(&self, message: &[u8]) -> [u8; 64] {
        self.signing.sign(message).to_bytes()
    }

    /// The secret bytes, for the encrypted file alone.
    pub(super) fn seed(&self) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(self.signing.to_bytes())
    }
}

impl fmt::Debug for KeyPair {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "KeyPair({})", self.id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hex(text: &str) -> Vec<u8> {
        (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap()).collect()
    }

    fn pair(seed: &str) -> KeyPair {
        KeyPair::from_seed(&Zeroizing::new(hex(seed).try_into().unwrap()))
    }

    #[test]
    fn the_name_is_the_thumbprint_of_rfc_8037() {
        // RFC 8037, appendix A.1 to A.3.
        let pair = pair("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60");
        assert_eq!(encode(&pair.public()), "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo");
        assert_eq!(pair.id().to_string(), "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
        assert_eq!(KeyId::parse("kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"), Ok(pair.id()));
    }

    #[test]
    fn the_signature_is_that_of_rfc_8037() {
        // RFC 8037, appendix A.4.
        let pair = pair("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60");
        let signed = pair.sign(b"eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc");
        assert_eq!(
            encode(&signed),
            "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg"
        );
    }

    #[test]
    fn other_texts_are_no_names() {
        for (fault, text) in [
            ("empty", ""),
            ("short", "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4"),
            ("long", "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4kk"),
            ("padded", "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k="),
            ("unused_bits", "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4l"),
            ("plain_alphabet", "kPrK/qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"),
        ] {
            assert_eq!(KeyId::parse(text), Err(KeyIdError), "{fault}");
        }
    }

    #[test]
    fn debug_shows_the_name_and_no_byte_of_the_key() {
        let pair = pair("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60");
        let shown = format!("{pair:?} {pair:#?} {:?}", Some(&pair));
        assert!(shown.starts_with("KeyPair(kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k)"), "{shown}");
        for piece in ["9d61", "157, 97", "nWGxne"] {
            assert!(!shown.contains(piece), "{shown}");
        }
    }
}
