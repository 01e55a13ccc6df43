//! Digital-currency addresses: a text in, the decoded payload and the networks it can belong to out.
//!
//! The same twenty bytes are written in many ways: with capitals or without, with a prefix or
//! without, in the old form or the new. An [`Address`] is what they decode to. It keeps no ticker,
//! because version bytes are not unique (`0x00` is Bitcoin, Bitcoin Cash and Bitcoin SV, `0x1e` Dogecoin
//! and Verge), and because lists name wrong ones.

mod base58;
mod cardano;
mod cash;
mod evm;
mod family;
mod key;
mod monero;
mod segwit;
mod spell;
#[cfg(test)]
mod tests;

pub use evm::Capitals;
pub use family::{Families, Family};
pub use key::{AddressKey, PayTo};

/// The longest text that is looked at. A unified Zcash address with every receiver has about 210 characters,
/// and Bech32m ends at 1,023.
pub const TEXT_MAX: usize = 1024;

/// A decoded address: well formed, and where the format has a checksum, with the right one. Whether anybody
/// can spend from it is not said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Address {
    families: Families,
    key: AddressKey,
    capitals: Option<Capitals>,
}

/// Why a text is not an address. Carries nothing of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    /// No known format looks like this.
    #[error("is not written like an address of a known network")]
    Unrecognised,
    /// Longer than any address.
    #[error("is longer than any address")]
    TooLong,
    /// Written like an address, but a character is wrong or missing.
    #[error("is written like an address, but its checksum does not agree: a character is wrong or missing")]
    Checksum,
    /// The checksum agrees, but no known network uses this version.
    #[error("has a correct checksum, but the version of no known network")]
    Version,
    /// The checksum agrees, but the payload does not have the length of its version.
    #[error("has a correct checksum, but a payload of the wrong length")]
    Length,
    /// Written like an EVM address, but with a digit too many or too few.
    #[error("begins like an EVM address, which has 40 digits behind 0x, and has more or fewer")]
    Digits,
    /// Capitals of an EVM address carry a checksum (EIP-55), and it does not agree.
    #[error("has capitals that disagree with its checksum (EIP-55): a character is wrong")]
    Capitals,
    /// Capitals and small letters are mixed where all are one or the other (BIP-173 and its like).
    #[error("mixes capitals with small letters, which no address of its kind does")]
    Mixed,
}

impl Address {
    /// Reads an address of any known network. White space around it, a payment scheme before it
    /// (`bitcoin:…`) and a query after it (`…?amount=1`) are left away.
    ///
    /// ```
    /// use tidegate_kyc_core::wallet::address::{Address, Family};
    /// let genesis = Address::read("1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa").unwrap();
    /// let cash = Address::read("bitcoincash:qp3wjpa3tjlj042z2wv7hahsldgwhwy0rq9sywjpyy").unwrap();
    /// assert_eq!(genesis.key(), cash.key());
    /// assert!(genesis.families().contains(Family::BitcoinCash));
    /// ```
    ///
    /// # Errors
    /// An [`AddressError`], the most telling one where several formats were tried.
    pub fn read(text: &str) -> Result<Self, AddressError> {
        match Self::read_in_any_capitals(text)? {
            Self { capitals: Some(Capitals::Wrong), families, .. } if families == evm::EVM => {
                Err(AddressError::Capitals)
            }
            Self { capitals: Some(Capitals::Wrong), .. } => Err(AddressError::Mixed),
            address => Ok(address),
        }
    }

    /// The same, but an EVM address with wrong capitals is read too, and one in Bech32 that a keyboard began with a capital:
    /// its payload is known, so it can be screened although nobody should pay to it.
    ///
    /// # Errors
    /// As [`Address::read`], without [`AddressError::Capitals`] and [`AddressError::Mixed`].
    pub fn read_in_any_capitals(text: &str) -> Result<Self, AddressError> {
        let text = trimmed(text);
        if text.len() > TEXT_MAX {
            return Err(AddressError::TooLong);
        }
        if text.len() < 14 || !text.is_ascii() {
            return Err(AddressError::Unrecognised);
        }
        let readers = [evm::read, segwit::read, cash::read, cardano::read_shelley, monero::read, base58::read];
        let mut told = AddressError::Unrecognised;
        for read in readers {
            match read(text) {
                Ok(address) => return Ok(address),
                Err(AddressError::Unrecognised) => {}
                Err(error) if told == AddressError::Unrecognised || told == AddressError::Checksum => told = error,
                Err(_) => {}
            }
        }
        let small = text.to_ascii_lowercase();
        let again = [segwit::read, cash::read, cardano::read_shelley].iter().find_map(|it| it(&small).ok());
        let mixed = again.filter(|_| small != text);
        mixed.map(|it| Self { capitals: Some(Capitals::Wrong), ..it }).ok_or(told)
    }

    const fn new(families: Families, key: AddressKey) -> Self {
        Self { families, key, capitals: None }
    }

    /// The networks it can belong to; at least one.
    #[must_use]
    pub const fn families(&self) -> Families {
        self.families
    }

    /// What it pays to: the payload and its kind.
    #[must_use]
    pub const fn key(&self) -> AddressKey {
        self.key
    }

    /// For an EVM address: whether its capitals agree with EIP-55; for one in Bech32 wrong capitals alone are told.
    #[must_use]
    pub const fn capitals(&self) -> Option<Capitals> {
        self.capitals
    }
}

/// Schemes of payment links: BIP-21, EIP-681 and their like. `bitcoincash` is not here: it is part of the checksum.
const SCHEMES: [&str; 13] = [
    "bitcoin:",
    "litecoin:",
    "dogecoin:",
    "dash:",
    "zcash:",
    "ethereum:",
    "tron:",
    "ripple:",
    "xrpl:",
    "monero:",
    "solana:",
    "cardano:",
    "web+cardano:",
];

fn trimmed(text: &str) -> &str {
    let text = text.trim();
    let starts = |scheme: &&&str| text.get(..scheme.len()).is_some_and(|it| it.eq_ignore_ascii_case(scheme));
    let after = SCHEMES.iter().find(starts).and_then(|it| text.get(it.len()..));
    let text = after.map_or(text, |it| it.trim_start_matches('/'));
    let text = text.split('?').next().unwrap_or(text);
    // EIP-681 names the chain behind the address: `0x…@1`.
    text.split_once('@').map_or(text, |it| it.0)
}
