//! Base58 addresses: version bytes, a payload and four bytes of a double SHA-256; Solana's bare keys; XRP's alphabet.

use super::{Address, AddressError, AddressKey, Families, Family, PayTo, cardano, evm};
use sha2::{Digest, Sha256};

/// The longest text in base58 that is decoded here; the cost of base58 grows with the square of its length.
/// A Byron address of Cardano with its attributes has 104 characters.
const LEN_MAX: usize = 128;

const BTC_LIKE: Families = Families::of(&[Family::Bitcoin, Family::BitcoinCash, Family::BitcoinSv]);
const BTC_LIKE_OR_LTC: Families =
    Families::of(&[Family::Bitcoin, Family::BitcoinCash, Family::BitcoinSv, Family::Litecoin]);
const DOGE_OR_XVG: Families = Families::of(&[Family::Dogecoin, Family::Verge]);
const XRP: Families = Families::of(&[Family::Xrp]);

/// Version bytes of mainnets, from each network's chain parameters (`base58Prefixes`), Zcash's from the
/// protocol specification §5.6.1.1, TRON's from its documentation of accounts. The first row of a kind and network is how it is written today.
pub(super) const VERSIONS: &[(&[u8], Families, PayTo)] = &[
    (&[0x00], BTC_LIKE, PayTo::KeyHash),
    (&[0x05], BTC_LIKE_OR_LTC, PayTo::ScriptHash), // Litecoin wrote 0x05 until 2017
    (&[0x30], Families::of(&[Family::Litecoin]), PayTo::KeyHash),
    (&[0x32], Families::of(&[Family::Litecoin]), PayTo::ScriptHash),
    (&[0x1e], DOGE_OR_XVG, PayTo::KeyHash),
    (&[0x16], Families::of(&[Family::Dogecoin]), PayTo::ScriptHash),
    (&[0x21], Families::of(&[Family::Verge]), PayTo::ScriptHash),
    (&[0x4c], Families::of(&[Family::Dash]), PayTo::KeyHash),
    (&[0x10], Families::of(&[Family::Dash]), PayTo::ScriptHash),
    (&[0x26], Families::of(&[Family::BitcoinGold]), PayTo::KeyHash),
    (&[0x17], Families::of(&[Family::BitcoinGold]), PayTo::ScriptHash),
    (&[0x1c, 0xb8], Families::of(&[Family::Zcash]), PayTo::KeyHash),
    (&[0x1c, 0xbd], Families::of(&[Family::Zcash]), PayTo::ScriptHash),
    (&[0x41], evm::TRON, PayTo::Account),
];

/// The prefix of X-addresses of the XRP Ledger's mainnet (XLS-5).
const X_ADDRESS: [u8; 2] = [0x05, 0x44];

pub(super) fn read(text: &str) -> Result<Address, AddressError> {
    let alphanumeric = text.bytes().all(|it| it.is_ascii_alphanumeric());
    if text.len() > LEN_MAX || !alphanumeric {
        return Err(AddressError::Unrecognised);
    }
    if text.starts_with(['r', 'X'])
        && let Some(account) = decode(text, bs58::Alphabet::RIPPLE).and_then(|it| xrp(&it))
    {
        return Ok(Address::new(XRP, account));
    }
    let bytes = decode(text, bs58::Alphabet::BITCOIN).ok_or(AddressError::Unrecognised)?;
    if let Some(root) = cardano::byron(&bytes) {
        return root;
    }
    match (unchecked(&bytes), bytes.len()) {
        (Some(body), _) => versioned(body),
        (None, 32) => Ok(Address::new(
            Families::of(&[Family::Solana]),
            AddressKey::new(PayTo::PublicKey, &bytes).ok_or(AddressError::Length)?,
        )),
        // 25 and 26 bytes are the lengths of all version-and-hash addresses.
        (None, 25 | 26) => Err(AddressError::Checksum),
        (None, _) => Err(AddressError::Unrecognised),
    }
}

fn versioned(body: &[u8]) -> Result<Address, AddressError> {
    let Some((version, families, pay_to)) = VERSIONS.iter().find(|it| body.starts_with(it.0) && fits(body, it.0))
    else {
        return Err(if VERSIONS.iter().any(|it| body.starts_with(it.0)) {
            AddressError::Length
        } else {
            AddressError::Version
        });
    };
    let payload = body.get(version.len()..).unwrap_or(&[]);
    Ok(Address::new(*families, AddressKey::new(*pay_to, payload).ok_or(AddressError::Length)?))
}

fn fits(body: &[u8], version: &[u8]) -> bool {
    body.len() == version.len() + 20
}

/// An account of the XRP Ledger, classic (`0x00`, 20 bytes) or as an X-address with a destination tag, which
/// is left away: the account is what is screened. `None` where it is neither: Dash begins with an `X` too.
fn xrp(bytes: &[u8]) -> Option<AddressKey> {
    let account = match (unchecked(bytes)?, bytes.len()) {
        ([0x00, account @ ..], 25) => account,
        (body, 35) if body.starts_with(&X_ADDRESS) => body.get(2..22)?,
        _ => return None,
    };
    AddressKey::new(PayTo::KeyHash, account)
}

fn decode(text: &str, alphabet: &bs58::Alphabet) -> Option<Vec<u8>> {
    bs58::decode(text).with_alphabet(alphabet).into_vec().ok()
}

/// What stands before a correct checksum.
fn unchecked(bytes: &[u8]) -> Option<&[u8]> {
    let (body, sum) = bytes.split_at_checked(bytes.len().checked_sub(4)?)?;
    (checksum(body) == sum).then_some(body)
}

/// The first four bytes of SHA-256 of SHA-256.
pub(super) fn checksum(body: &[u8]) -> [u8; 4] {
    let [a, b, c, d, ..]: [u8; 32] = Sha256::digest(Sha256::digest(body)).into();
    [a, b, c, d]
}
