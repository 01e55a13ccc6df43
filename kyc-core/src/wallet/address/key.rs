//! What an address pays to, as a value of fixed size that can be looked up.

use std::fmt;

crate::codes! {
    /// What the payload of an address is. Two addresses with the same kind and payload pay to the same key, script
    /// or account, whatever the network calls them.
    pub enum PayTo {
        /// RIPEMD-160 of the SHA-256 of a public key: P2PKH, P2WPKH, XRP Ledger accounts, BNB Beacon Chain.
        KeyHash = "key-hash",
        /// The same of a script: P2SH.
        ScriptHash = "script-hash",
        /// SHA-256 of a script: P2WSH, and P2SH of 32 bytes of Bitcoin Cash.
        WideScriptHash = "wide-script-hash",
        /// A key of segregated witness version 1: P2TR, BIP-341.
        Taproot = "taproot",
        /// A witness program of another version.
        Witness = "witness",
        /// An account of twenty bytes: EVM and TRON.
        Account = "account",
        /// A public key of 32 bytes: Solana accounts, the spend key of Monero.
        PublicKey = "public-key",
        /// The payment credential of a Cardano address that is a key.
        CardanoKey = "cardano-key",
        /// The payment credential of a Cardano address that is a script.
        CardanoScript = "cardano-script",
        /// A Cardano reward account.
        CardanoStake = "cardano-stake",
        /// The root of a Cardano address of the Byron era.
        CardanoRoot = "cardano-root",
        /// The SHA-256 of a payload that is checked and not taken apart: shielded Zcash addresses.
        Sealed = "sealed",
    }
}

/// The kind of a payload and up to 32 bytes of it: 34 bytes, compared as a whole.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AddressKey {
    pay_to: PayTo,
    len: u8,
    bytes: [u8; Self::LEN_MAX],
}

impl AddressKey {
    /// The longest payload.
    pub const LEN_MAX: usize = 32;

    /// A key of up to 32 bytes; `None` for more, or none.
    #[must_use]
    pub fn new(pay_to: PayTo, payload: &[u8]) -> Option<Self> {
        let mut bytes = [0; Self::LEN_MAX];
        bytes.get_mut(..payload.len())?.copy_from_slice(payload);
        let len = u8::try_from(payload.len()).ok().filter(|it| *it > 0)?;
        Some(Self { pay_to, len, bytes })
    }

    /// A key that stands for a payload of any length by its SHA-256.
    #[must_use]
    pub(super) fn sealed(payload: &[u8]) -> Self {
        use sha2::Digest;
        let bytes: [u8; Self::LEN_MAX] = sha2::Sha256::digest(payload).into();
        Self { pay_to: PayTo::Sealed, len: 32, bytes }
    }

    /// What the payload is.
    #[must_use]
    pub const fn pay_to(&self) -> PayTo {
        self.pay_to
    }

    /// The payload.
    #[must_use]
    pub fn payload(&self) -> &[u8] {
        self.bytes.get(..usize::from(self.len)).unwrap_or(&[])
    }
}

/// The kind and the first four bytes: enough to tell keys apart in a failing test, too little to name a wallet.
impl fmt::Debug for AddressKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ", self.pay_to)?;
        self.payload().iter().take(4).try_for_each(|it| write!(f, "{it:02x}"))?;
        f.write_str("…")
    }
}
