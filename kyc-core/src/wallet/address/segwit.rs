//! Bech32 and Bech32m addresses: segregated witness (BIP-173, BIP-350), BNB Beacon Chain, shielded Zcash.

use super::{Address, AddressError, AddressKey, Families, Family, PayTo};
use bech32::primitives::decode::CheckedHrpstring;
use bech32::{Bech32, Bech32m};

/// Human-readable parts of segregated witness: BIP-173, Litecoin's and Bitcoin Gold's chain parameters.
pub(super) const WITNESS: [(&str, Family); 3] =
    [("bc", Family::Bitcoin), ("ltc", Family::Litecoin), ("btg", Family::BitcoinGold)];
/// The part of BNB Beacon Chain (BEP-1).
pub(super) const BNB: &str = "bnb";

pub(super) fn read(text: &str) -> Result<Address, AddressError> {
    let Some((part, _)) = text.rsplit_once('1') else { return Err(AddressError::Unrecognised) };
    let part = part.to_ascii_lowercase();
    if let Some((_, family)) = WITNESS.iter().find(|it| it.0 == part) {
        return witness(text, *family);
    }
    match part.as_str() {
        BNB => {
            let checked = CheckedHrpstring::new::<Bech32>(text).map_err(|_| AddressError::Checksum)?;
            let bytes: Vec<u8> = checked.byte_iter().collect();
            let key = AddressKey::new(PayTo::KeyHash, &bytes).filter(|_| bytes.len() == 20);
            key.map(|it| Address::new(Families::of(&[Family::Bnb]), it)).ok_or(AddressError::Length)
        }
        // Sapling (Zcash protocol specification §5.6.3.1) and unified addresses (ZIP 316).
        "zs" => sealed(CheckedHrpstring::new::<Bech32>(text).ok()),
        "u" => sealed(CheckedHrpstring::new::<Bech32m>(text).ok()),
        _ => Err(AddressError::Unrecognised),
    }
}

fn witness(text: &str, family: Family) -> Result<Address, AddressError> {
    let (_, version, program) = bech32::segwit::decode(text).map_err(|_| AddressError::Checksum)?;
    let pay_to = match (version.to_u8(), program.len()) {
        (0, 20) => PayTo::KeyHash,
        (0, _) => PayTo::WideScriptHash,
        (1, 32) => PayTo::Taproot,
        _ => PayTo::Witness,
    };
    let key = match AddressKey::new(pay_to, &program) {
        Some(key) => key,
        None => AddressKey::sealed(&program), // programs of later versions may have 40 bytes
    };
    Ok(Address::new(Families::of(&[family]), key))
}

fn sealed(checked: Option<CheckedHrpstring<'_>>) -> Result<Address, AddressError> {
    let bytes: Vec<u8> = checked.ok_or(AddressError::Checksum)?.byte_iter().collect();
    // A Sapling address has 43 bytes; the shortest unified one has 16 of padding besides its receivers.
    if bytes.len() < 43 {
        return Err(AddressError::Length);
    }
    Ok(Address::new(Families::of(&[Family::Zcash]), AddressKey::sealed(&bytes)))
}
