//! Proofs of control over a wallet: a challenge, a signature over it, and whether the address's key made it.
//!
//! Regulation (EU) 2023/1113, Art. 14(5) and 16(2), asks a service to know whether its customer owns or controls a
//! self-hosted wallet from which, or to which, more than EUR 1,000 are moved; EBA/GL/2024/11 counts a signature over a
//! text of the service among the ways. It shows that whoever answered has the key. Whose key that is, and
//! who else has it, nobody can see.
//!
//! | networks | way |
//! | --- | --- |
//! | EVM | EIP-191 (`personal_sign`) |
//! | TRON | the same with TRON's words (`signMessageV2`) |
//! | Bitcoin | BIP-322, simple: P2WPKH, P2TR by key, P2WSH of one key or of several (multisig) |
//! | Bitcoin, Litecoin, Dogecoin, Dash, Bitcoin Cash | BIP-137, signed messages: P2PKH; Bitcoin also P2WPKH and P2SH-P2WPKH |
//! | Solana | Ed25519 over the text (`signMessage`), by the strict rules |
//!
//! ```
//! use tidegate_kyc_core::wallet::address::Address;
//! use tidegate_kyc_core::wallet::proof::{Way, verify};
//!
//! // BIP-322, test vectors.
//! let address = Address::read("bc1q9vza2e8x573nczrlzms0wvx3gsqjx7vavgkx0l").unwrap();
//! let signature = "AkcwRAIgZRfIY3p7/DoVTty6YZbWS71bc5Vct9p9Fia83eRmw2QCICK/ENGfwLtptFluMGs2KsqoNSk89pO7F29zJLUx9a/s\
//!                  ASECx/EgAxlkQpQ9hYjgGu6EBCPMVPwVIVJqO4XCsMvViHI=";
//! assert_eq!(verify(&address, "Hello World", signature), Ok(Way::Bip322));
//! assert!(verify(&address, "Hello world", signature).is_err());
//! ```

mod bip322;
mod challenge;
mod message;
mod script;
#[cfg(test)]
mod tests;

pub use challenge::{Challenge, ChallengeError, NONCE_LEN, Standing};

use super::address::{Address, Family, PayTo};

crate::codes! {
    /// How control was proved.
    pub enum Way {
        /// EIP-191, version `0x45` (`personal_sign`).
        Eip191 = "eip-191",
        /// The same with TRON's words.
        TronMessage = "tron-message",
        /// BIP-137, a signed message whose key is recovered.
        Bip137 = "bip-137",
        /// BIP-322, a witness of a transaction that is never sent.
        Bip322 = "bip-322",
        /// Ed25519 over the text.
        Ed25519 = "ed25519",
    }
}

/// Why a signature proves nothing. Carries nothing of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProofError {
    /// Nobody here verifies proofs of such an address.
    #[error("proofs of control are not verified for addresses of this kind")]
    Unsupported,
    /// A way to prove control that is not verified here: BIP-322 in full, or a script that is no multisig.
    #[error("is a proof of a kind that is not verified here: sign in BIP-322's simple form, or by BIP-137")]
    Kind,
    /// The signature is not written in any way that one for such an address is.
    #[error("is not written like a signature for such an address: is it whole?")]
    Form,
    /// It is well formed, and another key made it, or over another text.
    #[error(
        "was not made by the key of this address over this text: was it signed as it stands, without a line break at its end?"
    )]
    Wrong,
}

/// Whether proofs for such an address are verified here at all.
#[must_use]
pub fn is_verified(address: &Address) -> bool {
    verify(address, "", "") != Err(ProofError::Unsupported)
}

/// The longest signature that is looked at, as text. A witness of fifteen keys has some 2,300 characters in base64.
pub const SIGNATURE_MAX: usize = 4096;

/// Whether the key behind an address signed a text, and in which way.
///
/// White space around the signature is left away. Which way it is follows from the address and the form of the
/// signature. Constant work but for multisig, where it grows with the keys.
///
/// # Errors
/// A [`ProofError`]: nothing is proved then.
pub fn verify(address: &Address, text: &str, signature: &str) -> Result<Way, ProofError> {
    let signature = signature.trim();
    if signature.len() > SIGNATURE_MAX {
        return Err(ProofError::Form);
    }
    let families = address.families();
    let key = address.key();
    match key.pay_to() {
        PayTo::Account if families.contains(Family::Evm) => {
            message::account(&key, message::EVM, text, signature).map(|()| Way::Eip191)
        }
        PayTo::Account => message::account(&key, message::TRON, text, signature).map(|()| Way::TronMessage),
        PayTo::PublicKey if families.contains(Family::Solana) => {
            message::ed25519(&key, text, signature).map(|()| Way::Ed25519)
        }
        PayTo::KeyHash | PayTo::ScriptHash | PayTo::WideScriptHash | PayTo::Taproot => {
            bitcoin(address, text, signature)
        }
        _ => Err(ProofError::Unsupported),
    }
}

/// Both ways of Bitcoin and of what is made after it.
fn bitcoin(address: &Address, text: &str, signature: &str) -> Result<Way, ProofError> {
    let magic = message::magic(address.families()).ok_or(ProofError::Unsupported)?;
    // A signed message has 65 bytes, and no witness has.
    if let Some(bytes) = message::compact(signature) {
        return message::bip137(address, magic, text, &bytes).map(|()| Way::Bip137);
    }
    if !address.families().contains(Family::Bitcoin) {
        return Err(ProofError::Form);
    }
    bip322::verify(address, text, signature).map(|()| Way::Bip322)
}
