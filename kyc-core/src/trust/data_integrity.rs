//! Data Integrity proofs (W3C, cryptosuite `eddsa-jcs-2022`): a JSON object with its proof and a key → agreement or a fault.
//!
//! W3C "Data Integrity EdDSA Cryptosuites v1.0" section 3.3: the signature is over the SHA-256 of the canonical proof
//! options and that of the canonical object. Whose key it is, is for the caller to say: the proof names a key, and a name
//! is no reason to trust it.

use super::key::PublicKey;
use super::signature::Scheme;
use super::token::{TokenDistrust, TokenFault, TokenPart};
use crate::base::json;
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

/// How long a secured object may be, in bytes.
pub const LEN_MAX: usize = 256 << 10;
/// The longest text of a proof value or key: 64 bytes are 88 digits of base 58.
const BASE58_MAX: usize = 128;

/// A JSON object secured by one proof; well formed, not yet verified.
#[derive(Clone)]
pub struct SecuredObject {
    object: Map<String, Value>,
    method: String,
    purpose: String,
    created: Option<String>,
    signed: Vec<u8>,
    signature: Vec<u8>,
}

impl std::fmt::Debug for SecuredObject {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SecuredObject")
            .field("method", &self.method)
            .field("purpose", &self.purpose)
            .finish_non_exhaustive()
    }
}

impl SecuredObject {
    /// Reads an object with exactly one proof and prepares what is signed.
    ///
    /// Where the proof has an `@context`, the object has to begin with it (section 3.3.2, steps 4 and 5).
    ///
    /// # Errors
    /// [`TokenFault::Form`], or [`TokenFault::Algorithm`] for another type of proof.
    pub fn read(bytes: &[u8]) -> Result<Self, TokenDistrust> {
        let part = TokenPart::Attestation;
        let form = || part.fault(TokenFault::Form);
        if bytes.len() > LEN_MAX {
            return Err(form());
        }
        let mut object = json::read_object(bytes).map_err(|_| form())?;
        let Some(Value::Object(mut proof)) = object.remove("proof") else { return Err(form()) };
        let says = |name: &str, wanted: &str| proof.get(name).and_then(Value::as_str) == Some(wanted);
        if !says("type", "DataIntegrityProof") || !says("cryptosuite", "eddsa-jcs-2022") {
            return Err(part.fault(TokenFault::Algorithm));
        }
        if let Some(context) = proof.get("@context")
            && !begins_with(object.get("@context"), context)
        {
            return Err(form());
        }
        let Some(Value::String(value)) = proof.remove("proofValue") else { return Err(form()) };
        let signature = multibase(&value).filter(|it| it.len() == 64).ok_or_else(form)?;
        let text = |name: &str| proof.get(name).and_then(Value::as_str).map(str::to_owned);
        let (method, purpose) = (text("verificationMethod"), text("proofPurpose"));
        let created = text("created");
        let digest = |it: &Map<String, Value>| serde_jcs::to_vec(it).map(Sha256::digest).map_err(|_| form());
        let signed = [digest(&proof)?, digest(&object)?].concat();
        Ok(Self {
            object,
            method: method.ok_or_else(form)?,
            purpose: purpose.ok_or_else(form)?,
            created,
            signed,
            signature,
        })
    }

    /// The object without its proof; not verified yet.
    #[must_use]
    pub const fn object(&self) -> &Map<String, Value> {
        &self.object
    }

    /// The key the proof names (`verificationMethod`).
    #[must_use]
    pub fn method(&self) -> &str {
        &self.method
    }

    /// What the proof is for (`proofPurpose`).
    #[must_use]
    pub fn purpose(&self) -> &str {
        &self.purpose
    }

    /// When the proof says it was made (`created`), as written.
    #[must_use]
    pub fn created(&self) -> Option<&str> {
        self.created.as_deref()
    }

    /// Verifies the proof strictly (RFC 8032, no key or point of small order).
    ///
    /// # Errors
    /// [`TokenFault::Signature`].
    pub fn verify(&self, key: &PublicKey) -> Result<(), TokenDistrust> {
        let verified = key.verify(Scheme::Ed25519, &self.signed, &self.signature);
        verified.map_err(|_| TokenPart::Attestation.fault(TokenFault::Signature))
    }
}

/// Whether a list of contexts begins with another; a single context is a list of one.
fn begins_with(whole: Option<&Value>, start: &Value) -> bool {
    let list = |it: &Value| it.as_array().cloned().unwrap_or_else(|| vec![it.clone()]);
    whole.is_some_and(|it| list(it).starts_with(&list(start)))
}

/// Multibase base58btc: `z` and digits.
fn multibase(text: &str) -> Option<Vec<u8>> {
    let digits = text.strip_prefix('z').filter(|it| it.len() <= BASE58_MAX)?;
    bs58::decode(digits).into_vec().ok()
}

/// The key of a `did:key` or of a bare multikey (`z6Mk…`): multicodec `ed25519-pub`.
///
/// A name holds its own key, so that this proves nothing of whose it is.
#[must_use]
pub fn key_of_multikey(name: &str) -> Option<PublicKey> {
    let name = name.strip_prefix("did:key:").unwrap_or(name);
    let name = name.split_once('#').map_or(name, |it| it.0);
    let bytes = multibase(name)?;
    PublicKey::from_ed25519(bytes.strip_prefix(&[0xed, 0x01])?).ok()
}
