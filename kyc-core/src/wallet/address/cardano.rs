//! Cardano addresses: Shelley's in Bech32 without a limit of length, Byron's in base58 with CBOR and CRC-32.
//!
//! Source: CIP-19 (addresses), CIP-5 (prefixes), and the Byron address CDDL of the ledger's specification.

use super::{Address, AddressError, AddressKey, Families, Family, PayTo};
use bech32::Bech32;
use bech32::primitives::decode::CheckedHrpstring;

const CARDANO: Families = Families::of(&[Family::Cardano]);

pub(super) fn read_shelley(text: &str) -> Result<Address, AddressError> {
    let part = text.rsplit_once('1').map(|it| it.0.to_ascii_lowercase());
    let Some("addr" | "stake") = part.as_deref() else { return Err(AddressError::Unrecognised) };
    let checked = CheckedHrpstring::new::<Bech32>(text).map_err(|_| AddressError::Checksum)?;
    let bytes: Vec<u8> = checked.byte_iter().collect();
    let (header, body) = bytes.split_first().ok_or(AddressError::Length)?;
    if header & 0x0f != 1 {
        return Err(AddressError::Version); // not mainnet
    }
    let (pay_to, fits) = match header >> 4 {
        kind @ (0..=3) => (credential(kind), body.len() == 56),
        kind @ (4 | 5) => (credential(kind), body.len() > 28 && body.len() <= 28 + 30), // a pointer: three numbers
        kind @ (6 | 7) => (credential(kind), body.len() == 28),
        14 | 15 => (PayTo::CardanoStake, body.len() == 28),
        _ => return Err(AddressError::Version),
    };
    let payload = body.get(..28).filter(|_| fits);
    let key = payload.and_then(|it| AddressKey::new(pay_to, it)).ok_or(AddressError::Length)?;
    Ok(Address::new(CARDANO, key))
}

/// Odd kinds are paid to a script.
const fn credential(kind: u8) -> PayTo {
    if kind.is_multiple_of(2) { PayTo::CardanoKey } else { PayTo::CardanoScript }
}

/// The root of a Byron address: `[24(bytes), crc32]` around `[root, attributes, type]`. `None` for other bytes.
pub(super) fn byron(bytes: &[u8]) -> Option<Result<Address, AddressError>> {
    let rest = bytes.strip_prefix(&[0x82, 0xd8, 0x18])?;
    let (inner, rest) = byte_string(rest)?;
    let sum = match rest {
        [0x1a, a, b, c, d] => u32::from_be_bytes([*a, *b, *c, *d]),
        [0x19, a, b] => u32::from(u16::from_be_bytes([*a, *b])),
        [0x18, a] => u32::from(*a),
        [a @ 0..=0x17] => u32::from(*a),
        _ => return None,
    };
    if crc32(inner) != sum {
        return Some(Err(AddressError::Checksum));
    }
    let root = inner.strip_prefix(&[0x83, 0x58, 0x1c]).and_then(|it| it.get(..28));
    let key = root.and_then(|it| AddressKey::new(PayTo::CardanoRoot, it)).ok_or(AddressError::Length);
    Some(key.map(|it| Address::new(CARDANO, it)))
}

fn byte_string(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    match bytes {
        [short @ 0x40..=0x57, rest @ ..] => rest.split_at_checked(usize::from(short - 0x40)),
        [0x58, long, rest @ ..] => rest.split_at_checked(usize::from(*long)),
        _ => None,
    }
}

/// CRC-32 of ISO 3309, bit by bit: a Byron address has at most a hundred bytes.
fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| if sum & 1 == 1 { sum >> 1 ^ 0xedb8_8320 } else { sum >> 1 })
    })
}
