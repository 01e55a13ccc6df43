//! The ring: the pair that signs now, and every public key whose signatures still count.

use super::file::{KeyFileError, Passphrase};
use super::pair::{KeyId, KeyPair};
use super::set::{KeySet, KeySetError};
use crate::base::Instant;

/// The signing key of a gate with its public set; the pair is always the active key of the set.
#[derive(Debug)]
pub struct KeyRing {
    pair: KeyPair,
    set: KeySet,
}

/// Why a ring cannot be opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RingError {
    /// The private key.
    #[error(transparent)]
    Key(#[from] KeyFileError),
    /// The public set.
    #[error(transparent)]
    Set(#[from] KeySetError),
}

impl KeyRing {
    /// A ring of one new key.
    ///
    /// # Errors
    /// [`KeySetError::Kind`] for a key of small order, which no random bytes give.
    pub fn new(pair: KeyPair) -> Result<Self, KeySetError> {
        let set = KeySet::new(&pair.public())?;
        Ok(Self { pair, set })
    }

    /// Opens the encrypted private key of a set. The key has to be the set's active one, so that a changed or
    /// exchanged file is noticed.
    ///
    /// # Errors
    /// A [`KeyFileError`].
    pub fn open(set: KeySet, pem: &[u8], passphrase: &Passphrase) -> Result<Self, KeyFileError> {
        let pair = KeyPair::from_pem(pem, passphrase)?;
        if pair.id() != set.active() {
            return Err(KeyFileError::OtherKey);
        }
        Ok(Self { pair, set })
    }

    /// The ring with another signing key. What the former signed counts until `not_after` (now, where it was stolen);
    /// the former private key is wiped. Keys whose end has come by `at` leave the set.
    ///
    /// # Errors
    /// A [`KeySetError`] where the key is in the set already, or 32 still count.
    pub fn rotate(self, pair: KeyPair, not_after: Instant, at: Instant) -> Result<Self, KeySetError> {
        let set = self.set.rotated(&pair.public(), not_after, at)?;
        Ok(Self { pair, set })
    }

    /// The ring without a retired key: what that signed counts no more from now on. For a key that was stolen after another
    /// had taken its place.
    ///
    /// # Errors
    /// A [`KeySetError`] where it is the active key, or does not count anyway.
    pub fn end(self, id: KeyId, at: Instant) -> Result<Self, KeySetError> {
        self.limit(id, at, at)
    }

    /// The ring in which a retired key counts until an instant at the most: for keys that were put back from a copy, which
    /// gives a former key longer than is recorded elsewhere. It never counts longer than before.
    ///
    /// # Errors
    /// A [`KeySetError`] where it is the active key, or does not count anyway.
    pub fn limit(self, id: KeyId, until: Instant, at: Instant) -> Result<Self, KeySetError> {
        let set = self.set.limited(id, until, at)?;
        Ok(Self { set, ..self })
    }

    /// The pair that signs.
    #[must_use]
    pub const fn pair(&self) -> &KeyPair {
        &self.pair
    }

    /// The public keys, to be published.
    #[must_use]
    pub const fn set(&self) -> &KeySet {
        &self.set
    }
}
