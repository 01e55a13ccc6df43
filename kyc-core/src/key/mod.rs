//! Signing keys: 32 random bytes, or an encrypted file and its passphrase → a pair of keys, and the set of public
//! keys that stands for it.
//!
//! Makes no randomness and opens no file: both are handed in. Knows nothing of what is signed. A private key never
//! shows in `Debug`, in an error or in a text other than its encrypted form, and is wiped from memory when dropped.

mod file;
mod pair;
mod ring;
mod set;

pub use file::{KeyFileError, PASSPHRASE_MIN, Passphrase, Seal};
pub use pair::{KeyId, KeyIdError, KeyPair};
pub use ring::{KeyRing, RingError};
pub use set::{KEYS_MAX, KeySet, KeySetError, SetKey};
/// What wipes a seed or a passphrase from memory when it is dropped (crate `zeroize`), as [`KeyPair::from_seed`] and
/// [`Passphrase::new`] take them.
pub use zeroize::Zeroizing;

#[cfg(test)]
mod tests;
