//! Monero addresses: base58 in blocks of eight bytes, two public keys and four bytes of Keccak-256.
//!
//! Source: the Monero project's `base58` (blocks of 8 bytes as 11 digits) and mainnet's address prefixes.

use super::{Address, AddressError, AddressKey, Families, Family, PayTo};
use sha3::{Digest, Keccak256};

const DIGITS: &[u8; 58] = b"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
/// How many digits a block of so many bytes takes.
const BLOCK_DIGITS: [usize; 9] = [0, 2, 3, 5, 6, 7, 9, 10, 11];
/// Standard, integrated and sub-addresses of mainnet.
const STANDARD: u8 = 18;
const INTEGRATED: u8 = 19;
const SUBADDRESS: u8 = 42;

pub(super) fn read(text: &str) -> Result<Address, AddressError> {
    // 69 bytes, or 77 with the eight of a payment id.
    if !matches!(text.len(), 95 | 106) {
        return Err(AddressError::Unrecognised);
    }
    let bytes = decode(text.as_bytes()).ok_or(AddressError::Unrecognised)?;
    let (body, sum) = bytes.split_at_checked(bytes.len() - 4).ok_or(AddressError::Unrecognised)?;
    if !Keccak256::digest(body).starts_with(sum) {
        return Err(AddressError::Checksum);
    }
    // The spend key names the wallet: a payment id or another view key does not change who can spend.
    let spend = match (body.first(), body.len()) {
        (Some(&(STANDARD | SUBADDRESS)), 65) | (Some(&INTEGRATED), 73) => body.get(1..33),
        (Some(&(STANDARD | SUBADDRESS | INTEGRATED)), _) => return Err(AddressError::Length),
        _ => return Err(AddressError::Version),
    };
    let key = spend.and_then(|it| AddressKey::new(PayTo::PublicKey, it)).ok_or(AddressError::Length)?;
    Ok(Address::new(Families::of(&[Family::Monero]), key))
}

fn decode(digits: &[u8]) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(digits.len());
    for block in digits.chunks(11) {
        let size = BLOCK_DIGITS.iter().position(|it| *it == block.len())?;
        let number = block.iter().try_fold(0_u128, |sum, digit| {
            let value = DIGITS.iter().position(|it| it == digit)?;
            Some(sum * 58 + u128::try_from(value).ok()?)
        })?;
        // Eleven digits can say more than eight bytes hold; such a block is nobody's.
        let wide = number.to_be_bytes();
        let (over, kept) = wide.split_at_checked(wide.len() - size)?;
        if over.iter().any(|it| *it != 0) {
            return None;
        }
        bytes.extend_from_slice(kept);
    }
    Some(bytes)
}
