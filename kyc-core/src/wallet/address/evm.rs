//! EVM addresses: forty hex digits, whose capitals may be a checksum (EIP-55).

use super::{Address, AddressError, AddressKey, Families, Family, PayTo};
use sha3::{Digest, Keccak256};

crate::codes! {
    /// What the capitals of an EVM address say.
    pub enum Capitals {
        /// They are the checksum of EIP-55.
        Correct = "correct",
        /// All letters are of one case: nothing is checked.
        Absent = "absent",
        /// They disagree with the checksum: a character is wrong, or the capitals are not EIP-55's.
        Wrong = "wrong",
    }
}

pub(super) const EVM: Families = Families::of(&[Family::Evm]);
pub(super) const TRON: Families = Families::of(&[Family::Tron]);

/// `0x` and 40 digits, or 40 digits alone; TRON's hexadecimal form is `41` and 40 digits.
pub(super) fn read(text: &str) -> Result<Address, AddressError> {
    let prefixed = text.strip_prefix("0x").or_else(|| text.strip_prefix("0X"));
    let digits = prefixed.unwrap_or(text);
    if !digits.bytes().all(|it| it.is_ascii_hexdigit()) {
        return Err(AddressError::Unrecognised);
    }
    if digits.len() == 42 && digits.starts_with("41") {
        let payload = unhex(digits.get(2..).unwrap_or("")).ok_or(AddressError::Unrecognised)?;
        return account(&payload).map(|it| Address::new(TRON, it));
    }
    if digits.len() != 40 {
        return Err(if prefixed.is_some() { AddressError::Digits } else { AddressError::Unrecognised });
    }
    let payload = unhex(digits).ok_or(AddressError::Unrecognised)?;
    let has = |case: fn(&u8) -> bool| digits.bytes().any(|it| case(&it));
    let capitals = match (has(u8::is_ascii_lowercase), has(u8::is_ascii_uppercase)) {
        (true, true) if checksummed(&payload) == digits => Capitals::Correct,
        (true, true) => Capitals::Wrong,
        _ => Capitals::Absent,
    };
    Ok(Address { capitals: Some(capitals), ..Address::new(EVM, account(&payload)?) })
}

pub(super) fn account(payload: &[u8]) -> Result<AddressKey, AddressError> {
    AddressKey::new(PayTo::Account, payload).ok_or(AddressError::Length)
}

/// The forty digits with the capitals of EIP-55: a letter is a capital where the digit of the Keccak-256 of the
/// lower-case digits is 8 or more.
pub(super) fn checksummed(payload: &[u8]) -> String {
    let digits: String = crate::base::hex(payload);
    let hash = Keccak256::digest(digits.as_bytes());
    let raised = |(at, digit): (usize, char)| {
        let byte = hash.get(at / 2).copied().unwrap_or(0);
        let nibble = if at % 2 == 0 { byte >> 4 } else { byte & 0x0f };
        if nibble >= 8 { digit.to_ascii_uppercase() } else { digit }
    };
    digits.chars().enumerate().map(raised).collect()
}

fn unhex(digits: &str) -> Option<Vec<u8>> {
    let value = |it: u8| char::from(it).to_digit(16);
    let byte = |pair: &[u8]| u8::try_from(value(*pair.first()?)? * 16 + value(*pair.get(1)?)?).ok();
    digits.as_bytes().chunks(2).map(byte).collect()
}
