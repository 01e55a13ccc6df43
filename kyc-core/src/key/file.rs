//! Private keys at rest: a pair and a passphrase ↔ an encrypted PEM text (PKCS#8, RFC 5958 and RFC 7468).
//!
//! Written with scrypt (RFC 7914) and AES-256-CBC (PBES2, RFC 8018) under parameters that OpenSSL reads as well. The
//! encryption does not notice every change of the file, so that [`super::KeyRing::open`] also demands the key that the
//! public set names. A hostile file costs a bounded amount of memory and time.

use super::pair::KeyPair;
use pkcs8::der::asn1::OctetStringRef;
use pkcs8::der::{Decode, SecretDocument};
use pkcs8::pkcs5::pbes2::{self, Kdf, ScryptParams};
use pkcs8::pkcs5::{EncryptionScheme, scrypt};
use pkcs8::{AlgorithmIdentifierRef, EncryptedPrivateKeyInfoRef, LineEnding, ObjectIdentifier, PrivateKeyInfoRef};
use std::fmt;
use zeroize::Zeroizing;

/// How many bytes a passphrase needs to write a key; a shorter one is still tried when reading.
pub const PASSPHRASE_MIN: usize = 12;
/// An encrypted Ed25519 key has some 400 bytes; this allows for remarks around it.
const LEN_MAX: usize = 16 << 10;
/// Ed25519 (RFC 8410 section 3).
const ED25519: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.101.112");
const LABEL: &str = "ENCRYPTED PRIVATE KEY";
/// N = 2^14, r = 8, p = 5: of the settings that OWASP holds equal, the one whose 16 MiB OpenSSL's bound of 32 allows.
const COSTS: (u8, u32, u32) = (14, 8, 5);
/// 128 · N · r bytes of memory: 128 MiB.
const MEMORY_MAX: u64 = 1 << 20;
/// N · r · p: three times what we write, or what other tools call their strongest setting.
const WORK_MAX: u64 = 1 << 21;

/// What opens a key file. Wiped from memory when dropped, shown nowhere.
pub struct Passphrase(Zeroizing<Vec<u8>>);

impl Passphrase {
    /// The passphrase as typed or read; the line break that ends a file is not part of it.
    ///
    /// # Errors
    /// [`KeyFileError::NoPassphrase`] where nothing is left.
    pub fn new(text: Zeroizing<Vec<u8>>) -> Result<Self, KeyFileError> {
        let end = text.strip_suffix(b"\n").unwrap_or(&text);
        let end = end.strip_suffix(b"\r").unwrap_or(end);
        if end.is_empty() { Err(KeyFileError::NoPassphrase) } else { Ok(Self(Zeroizing::new(end.to_vec()))) }
    }
}

impl fmt::Debug for Passphrase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Passphrase")
    }
}

/// The random bytes of one encryption; new ones each time a file is written.
#[derive(Clone, Copy, Debug)]
pub struct Seal {
    /// The salt of scrypt.
    pub salt: [u8; 16],
    /// The first block of AES in CBC.
    pub iv: [u8; 16],
}

/// Why a text is no key that can be used, or a key cannot be written. Carries nothing of either.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum KeyFileError {
    /// The passphrase has no character.
    #[error("the passphrase is empty")]
    NoPassphrase,
    /// Too short to guard a key.
    #[error("the passphrase has fewer than {PASSPHRASE_MIN} bytes: choose a longer one")]
    ShortPassphrase,
    /// More than 16 KiB.
    #[error("the key file is larger than 16 KiB: is it the right file?")]
    Size,
    /// Not one PEM block.
    #[error("the key file is no PEM text: a block of BEGIN ENCRYPTED PRIVATE KEY is asked")]
    Pem,
    /// A public key or a certificate.
    #[error("the file holds a public key or a certificate: the private key is asked")]
    Public,
    /// A private key in the clear.
    #[error(
        "the private key is not encrypted: encrypt it with a passphrase (openssl pkcs8 -topk8 -scrypt), or make a new one"
    )]
    Clear,
    /// The label or the form of the block is another.
    #[error("the key file holds something else than an encrypted private key (PKCS#8)")]
    Form,
    /// Not scrypt, or not AES-256-CBC.
    #[error(
        "the key file is encrypted in another way than scrypt and AES-256-CBC: write it anew (openssl pkcs8 -topk8 -scrypt)"
    )]
    Scheme,
    /// scrypt with parameters past the bound, or none that it has.
    #[error("the key file asks for more memory or time than any honest one: is it the right file?")]
    Cost,
    /// The passphrase is wrong; a damaged file cannot be told from that.
    #[error("the passphrase does not open the key file, or the file is damaged")]
    Locked,
    /// Opened, but of another algorithm.
    #[error("the key is of another kind than Ed25519 (RSA, for instance): make one with tidegate keys new")]
    Kind,
    /// Opened, but the public key in it belongs to another private key, or is not the one that is asked.
    #[error("the private key is not the one of the public key set: the file is damaged or of another set")]
    OtherKey,
}

impl KeyPair {
    /// The pair as encrypted PEM text. The same pair, passphrase and seal give the same text.
    ///
    /// Costs 16 MiB and some tenths of a second by design.
    ///
    /// # Errors
    /// [`KeyFileError::ShortPassphrase`] below 12 bytes.
    pub fn to_pem(&self, passphrase: &Passphrase, seal: &Seal) -> Result<Zeroizing<String>, KeyFileError> {
        if passphrase.0.len() < PASSPHRASE_MIN {
            return Err(KeyFileError::ShortPassphrase);
        }
        let form = |_| KeyFileError::Form;
        let mut inner = Zeroizing::new([0; 34]);
        inner[..2].copy_from_slice(&[0x04, 0x20]);
        inner[2..].copy_from_slice(&*self.seed());
        let algorithm = AlgorithmIdentifierRef { oid: ED25519, parameters: None };
        let key = OctetStringRef::new(&*inner).map_err(|_| KeyFileError::Form)?;
        let costs = scrypt::Params::new(COSTS.0, COSTS.1, COSTS.2).map_err(|_| KeyFileError::Cost)?;
        let scheme = pbes2::Parameters::generate_scrypt_aes256cbc(costs, &seal.salt, seal.iv);
        let scheme = scheme.map_err(|_| KeyFileError::Scheme)?;
        let sealed: SecretDocument =
            PrivateKeyInfoRef::new(algorithm, key).encrypt_with_params(scheme, &*passphrase.0).map_err(form)?;
        sealed.to_pem(LABEL, LineEnding::LF).map_err(|_| KeyFileError::Form)
    }

    /// Opens an encrypted PEM text.
    ///
    /// `Ok` says that the passphrase opened it to a well-formed key, not that it is the key one expects: the caller
    /// compares its name, as [`super::KeyRing::open`] does.
    ///
    /// # Errors
    /// A [`KeyFileError`] that says what the file is instead.
    pub fn from_pem(pem: &[u8], passphrase: &Passphrase) -> Result<Self, KeyFileError> {
        if pem.len() > LEN_MAX {
            return Err(KeyFileError::Size);
        }
        let text = std::str::from_utf8(pem).map_err(|_| KeyFileError::Pem)?.trim_ascii();
        let (label, sealed) = SecretDocument::from_pem(text).map_err(|_| KeyFileError::Pem)?;
        match label {
            LABEL => {}
            "PUBLIC KEY" | "RSA PUBLIC KEY" | "CERTIFICATE" => return Err(KeyFileError::Public),
            "RSA PRIVATE KEY" | "EC PRIVATE KEY" | "DSA PRIVATE KEY" => return Err(KeyFileError::Kind),
            "PRIVATE KEY" => return Err(KeyFileError::Clear),
            _ => return Err(KeyFileError::Form),
        }
        let sealed = EncryptedPrivateKeyInfoRef::from_der(sealed.as_bytes()).map_err(|_| KeyFileError::Form)?;
        let Some(scheme) = sealed.encryption_algorithm.pbes2() else { return Err(KeyFileError::Scheme) };
        affordable(scheme)?;
        let opened = EncryptionScheme::from(scheme.clone())
            .decrypt(&*passphrase.0, sealed.encrypted_data.as_bytes())
            .map_err(|_| KeyFileError::Locked)?;
        read(&Zeroizing::new(opened))
    }
}

/// Refuses schemes that are not ours, and costs past the bounds, before any work is done.
fn affordable(scheme: &pbes2::Parameters) -> Result<(), KeyFileError> {
    let (Kdf::Scrypt(costs), pbes2::EncryptionScheme::Aes256Cbc { .. }) = (&scheme.kdf, scheme.encryption) else {
        return Err(KeyFileError::Scheme);
    };
    let ScryptParams { cost_parameter: n, block_size, parallelization, key_length, .. } = *costs;
    let (r, p) = (u64::from(block_size), u64::from(parallelization));
    let memory = n.checked_mul(r).filter(|it| n > 1 && n.is_power_of_two() && *it > 0 && *it <= MEMORY_MAX);
    let work = memory.and_then(|it| it.checked_mul(p)).filter(|it| *it > 0 && *it <= WORK_MAX);
    if work.is_none() || key_length.is_some_and(|it| it != 32) { Err(KeyFileError::Cost) } else { Ok(()) }
}

/// What was inside, which is only well formed where the passphrase was right.
fn read(opened: &[u8]) -> Result<KeyPair, KeyFileError> {
    let info = PrivateKeyInfoRef::from_der(opened).map_err(|_| KeyFileError::Locked)?;
    if info.algorithm.oid != ED25519 {
        return Err(KeyFileError::Kind);
    }
    // RFC 8410 section 7: the key is an octet string within the octet string.
    let seed = match info.private_key.as_bytes() {
        [0x04, 0x20, seed @ ..] => <[u8; 32]>::try_from(seed).map(Zeroizing::new).map_err(|_| KeyFileError::Form)?,
        _ => return Err(KeyFileError::Form),
    };
    let pair = KeyPair::from_seed(&seed);
    match info.public_key.map(|it| it.as_bytes() == Some(&pair.public()[..])) {
        Some(false) => Err(KeyFileError::OtherKey),
        None | Some(true) => Ok(pair),
    }
}
