//! Bitcoin Cash's own form (CashAddr): `bitcoincash:` and base32 with a 40-bit checksum that covers the prefix.
//!
//! Source: the CashAddr specification (2017), and CHIP-2022-02 for token-aware addresses and P2SH of 32 bytes.

use super::{Address, AddressError, AddressKey, Families, Family, PayTo};

const PREFIX: &str = "bitcoincash";
/// The digits of base32, those of Bech32.
const DIGITS: &[u8; 32] = b"qpzry9x8gf2tvdw0s3jn54khce6mua7l";
/// Generators of the BCH code, from the specification.
const GENERATORS: [u64; 5] = [0x98_f2bc_8e61, 0x79_b76d_99e2, 0xf3_3e5f_b3c4, 0xae_2eab_e2a8, 0x1e_4f43_e470];

pub(super) fn read(text: &str) -> Result<Address, AddressError> {
    let (prefixed, body) = match text.split_once(':') {
        Some((prefix, body)) if prefix.eq_ignore_ascii_case(PREFIX) => (true, body),
        Some(_) => return Err(AddressError::Unrecognised),
        None => (false, text),
    };
    let mixed = body.bytes().any(|it| it.is_ascii_lowercase()) && body.bytes().any(|it| it.is_ascii_uppercase());
    let body = body.to_ascii_lowercase();
    // 42 digits carry 20 bytes, 61 carry 32.
    let likely = prefixed || (matches!(body.len(), 42 | 61) && body.starts_with(['q', 'p', 'z', 'r']));
    let unlike = if likely { AddressError::Checksum } else { AddressError::Unrecognised };
    let values: Option<Vec<u8>> = body.bytes().map(value).collect();
    let Some(values) = values.filter(|it| !mixed && it.len() > 8) else { return Err(unlike) };
    if polymod(prefix().chain(values.iter().copied())) != 0 {
        return Err(unlike);
    }
    let (data, _) = values.split_at(values.len() - 8);
    let bytes = regroup(data).ok_or(AddressError::Length)?;
    let (version, hash) = bytes.split_first().ok_or(AddressError::Length)?;
    let pay_to = match (version >> 3, version & 7, hash.len()) {
        (0 | 2, 0, 20) => PayTo::KeyHash,
        (1 | 3, 0, 20) => PayTo::ScriptHash,
        (1 | 3, 3, 32) => PayTo::WideScriptHash,
        (0..=3, ..) => return Err(AddressError::Length),
        _ => return Err(AddressError::Version),
    };
    let key = AddressKey::new(pay_to, hash).ok_or(AddressError::Length)?;
    Ok(Address::new(Families::of(&[Family::BitcoinCash]), key))
}

/// Writes the address of twenty bytes with its prefix.
pub(super) fn write(pay_to: PayTo, hash: &[u8]) -> Option<String> {
    let version = match (pay_to, hash.len()) {
        (PayTo::KeyHash, 20) => 0,
        (PayTo::ScriptHash, 20) => 8,
        (PayTo::WideScriptHash, 32) => 8 | 3,
        _ => return None,
    };
    let mut values = fives(std::iter::once(version).chain(hash.iter().copied()));
    let sum = polymod(prefix().chain(values.iter().copied()).chain([0; 8]));
    values.extend((0..8).rev().map(|it| u8::try_from(sum >> (5 * it) & 31).unwrap_or(0)));
    let digits = values.iter().filter_map(|it| DIGITS.get(usize::from(*it))).map(|it| char::from(*it));
    Some(format!("{PREFIX}:{}", digits.collect::<String>()))
}

/// The lower five bits of each letter of the prefix, and a zero.
fn prefix() -> impl Iterator<Item = u8> {
    PREFIX.bytes().map(|it| it & 31).chain([0])
}

fn value(digit: u8) -> Option<u8> {
    DIGITS.iter().position(|it| *it == digit).and_then(|it| u8::try_from(it).ok())
}

/// The remainder of the code; zero for a correct address.
fn polymod(values: impl Iterator<Item = u8>) -> u64 {
    let sum = values.fold(1_u64, |sum, value| {
        let top = sum >> 35;
        let shifted = (sum & 0x07_ffff_ffff) << 5 ^ u64::from(value);
        GENERATORS.iter().enumerate().filter(|it| top >> it.0 & 1 == 1).fold(shifted, |sum, it| sum ^ it.1)
    });
    sum ^ 1
}

/// Groups of five bits as bytes; `None` where the padding is not less than five zero bits.
fn regroup(values: &[u8]) -> Option<Vec<u8>> {
    let (mut bytes, mut held, mut bits) = (Vec::with_capacity(values.len()), 0_u32, 0);
    for value in values {
        held = (held << 5 | u32::from(*value)) & 0xfff;
        bits += 5;
        if bits >= 8 {
            bits -= 8;
            bytes.push((held >> bits & 0xff) as u8);
        }
    }
    (bits < 5 && held & ((1 << bits) - 1) == 0).then_some(bytes)
}

fn fives(bytes: impl Iterator<Item = u8>) -> Vec<u8> {
    let (mut values, mut held, mut bits) = (Vec::new(), 0_u32, 0);
    for byte in bytes {
        held = (held << 8 | u32::from(byte)) & 0xfff;
        bits += 8;
        while bits >= 5 {
            bits -= 5;
            values.push((held >> bits & 31) as u8);
        }
    }
    if bits > 0 {
        values.push((held << (5 - bits) & 31) as u8);
    }
    values
}
