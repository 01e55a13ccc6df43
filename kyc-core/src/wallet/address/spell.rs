//! An address written out again: every common spelling of what it pays to.

use super::base58::{VERSIONS, checksum};
use super::segwit::{BNB, WITNESS};
use super::{Address, Family, PayTo, cash, evm};
use bech32::{Bech32, Hrp, segwit};

impl Address {
    /// The spellings in use of the same payload on the networks it can belong to, each with its network: Bitcoin
    /// Cash in both forms, an EVM address in the capitals of EIP-55 and in small letters. None for a payload
    /// that is not kept whole (Monero, shielded Zcash) or cannot be told from others (Cardano).
    #[must_use]
    pub fn spellings(&self) -> Vec<(Family, String)> {
        let mut all = Vec::new();
        for family in self.families.iter() {
            write(family, self.key.pay_to(), self.key.payload(), &mut all);
        }
        all
    }

    /// The spellings of the same public key on every network where a wallet could use it: its hash is the same.
    /// For anything but a hash of a key these are the address's own [`Address::spellings`].
    #[must_use]
    pub fn spellings_of_key(&self) -> Vec<(Family, String)> {
        if self.key.pay_to() != PayTo::KeyHash {
            return self.spellings();
        }
        let mut all = Vec::new();
        for family in Family::ALL {
            write(*family, PayTo::KeyHash, self.key.payload(), &mut all);
        }
        all
    }
}

fn write(family: Family, pay_to: PayTo, payload: &[u8], all: &mut Vec<(Family, String)>) {
    let versions = VERSIONS.iter().filter(|it| it.2 == pay_to && it.1.contains(family) && payload.len() == 20);
    all.extend(versions.map(|it| (family, base58(it.0, payload))));
    if family == Family::BitcoinCash {
        all.extend(cash::write(pay_to, payload).map(|it| (family, it)));
    }
    if let Some((part, _)) = WITNESS.iter().find(|it| it.1 == family) {
        all.extend(witness(part, pay_to, payload).map(|it| (family, it)));
    }
    let own = match (family, pay_to) {
        (Family::Evm, PayTo::Account) => {
            let digits = evm::checksummed(payload);
            all.push((family, format!("0x{}", digits.to_ascii_lowercase())));
            Some(format!("0x{digits}"))
        }
        (Family::Xrp, PayTo::KeyHash) => {
            let body: Vec<u8> = std::iter::once(0).chain(payload.iter().copied()).collect();
            let whole = [body.as_slice(), &checksum(&body)].concat();
            Some(bs58::encode(whole).with_alphabet(bs58::Alphabet::RIPPLE).into_string())
        }
        (Family::Bnb, PayTo::KeyHash) => Hrp::parse(BNB).ok().and_then(|it| bech32::encode::<Bech32>(it, payload).ok()),
        (Family::Solana, PayTo::PublicKey) => Some(bs58::encode(payload).into_string()),
        _ => None,
    };
    all.extend(own.map(|it| (family, it)));
}

fn base58(version: &[u8], payload: &[u8]) -> String {
    let body = [version, payload].concat();
    bs58::encode([body.as_slice(), &checksum(&body)].concat()).into_string()
}

fn witness(part: &str, pay_to: PayTo, payload: &[u8]) -> Option<String> {
    let version = match pay_to {
        PayTo::KeyHash | PayTo::WideScriptHash => segwit::VERSION_0,
        PayTo::Taproot => segwit::VERSION_1,
        _ => return None,
    };
    segwit::encode(Hrp::parse(part).ok()?, version, payload).ok()
}
