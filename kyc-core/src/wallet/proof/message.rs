//! Messages that wallets sign as they are, behind words that no transaction begins with.

use super::ProofError;
use crate::wallet::address::{Address, AddressKey, Families, Family, PayTo};
use data_encoding::{BASE64_NOPAD, HEXLOWER_PERMISSIVE};
use k256::ecdsa::{RecoveryId, Signature, VerifyingKey};
use ripemd::Ripemd160;
use sha2::{Digest, Sha256};
use sha3::Keccak256;

/// What stands before a message of an EVM wallet (EIP-191, version `0x45`) and of a TRON wallet (TIP-191).
pub(super) const EVM: &str = "\u{19}Ethereum Signed Message:\n";
pub(super) const TRON: &str = "\u{19}TRON Signed Message:\n";

/// What stands before a message of a wallet of a network, by the sources of its first client.
const MAGIC: [(Family, &str); 5] = [
    (Family::Bitcoin, "Bitcoin Signed Message:\n"),
    (Family::BitcoinCash, "Bitcoin Signed Message:\n"),
    (Family::Litecoin, "Litecoin Signed Message:\n"),
    (Family::Dogecoin, "Dogecoin Signed Message:\n"),
    (Family::Dash, "DarkCoin Signed Message:\n"),
];

/// The words of a network; of an address of several networks those of the first one, as wallets of it write them.
pub(super) fn magic(families: Families) -> Option<&'static str> {
    MAGIC.iter().find(|it| families.contains(it.0)).map(|it| it.1)
}

/// RIPEMD-160 of the SHA-256.
pub(super) fn hash160(bytes: &[u8]) -> [u8; 20] {
    Ripemd160::digest(Sha256::digest(bytes)).into()
}

/// SHA-256 twice.
pub(super) fn sha256d(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(Sha256::digest(bytes)).into()
}

/// A length as Bitcoin writes it.
pub(super) fn push_length(bytes: &mut Vec<u8>, length: usize) {
    match u64::try_from(length).unwrap_or(u64::MAX) {
        short @ 0..=0xfc => bytes.push(short as u8),
        it @ 0xfd..=0xffff => {
            bytes.push(0xfd);
            bytes.extend((it as u16).to_le_bytes());
        }
        it @ 0x1_0000..=0xffff_ffff => {
            bytes.push(0xfe);
            bytes.extend((it as u32).to_le_bytes());
        }
        it => {
            bytes.push(0xff);
            bytes.extend(it.to_le_bytes());
        }
    }
}

/// The key that signed a digest. Both forms of a signature that differ in the sign of `s` are the same proof.
fn recovered(digest: &[u8; 32], r_and_s: &[u8], parity: u8) -> Result<VerifyingKey, ProofError> {
    let signature = Signature::from_slice(r_and_s).map_err(|_| ProofError::Form)?;
    let normal = signature.normalize_s();
    let parity = if normal == signature { parity } else { parity ^ 1 };
    let id = RecoveryId::from_byte(parity).ok_or(ProofError::Form)?;
    VerifyingKey::recover_from_prehash(digest, &normal, id).map_err(|_| ProofError::Wrong)
}

/// A message of an EVM or a TRON wallet: 65 bytes in hex, `r`, `s` and which of the keys it is, as 27 and 28 or 0
/// and 1; or the 64 bytes of EIP-2098.
pub(super) fn account(key: &AddressKey, magic: &str, text: &str, signature: &str) -> Result<(), ProofError> {
    let digits = signature.strip_prefix("0x").or_else(|| signature.strip_prefix("0X")).unwrap_or(signature);
    let mut bytes = HEXLOWER_PERMISSIVE.decode(digits.as_bytes()).map_err(|_| ProofError::Form)?;
    let parity = match (bytes.len(), bytes.last()) {
        (65, Some(0 | 27)) => 0,
        (65, Some(1 | 28)) => 1,
        (64, _) => {
            let parity = bytes[32] >> 7;
            bytes[32] &= 0x7f;
            parity
        }
        _ => return Err(ProofError::Form),
    };
    let mut hash = Keccak256::new();
    hash.update(magic);
    hash.update(text.len().to_string());
    hash.update(text);
    let signer = recovered(&hash.finalize().into(), &bytes[..64], parity)?;
    let point = signer.to_sec1_point(false);
    let payload = Keccak256::digest(&point.as_bytes()[1..]);
    if payload[12..] == *key.payload() { Ok(()) } else { Err(ProofError::Wrong) }
}

/// The bytes of a text in base64, with or without what fills it up at its end.
pub(super) fn base64(text: &str) -> Option<Vec<u8>> {
    BASE64_NOPAD.decode(text.trim_end_matches('=').as_bytes()).ok()
}

/// The 65 bytes of a signed message of Bitcoin, where a text is that.
pub(super) fn compact(signature: &str) -> Option<[u8; 65]> {
    base64(signature)?.try_into().ok()
}

/// A signed message of Bitcoin. The first byte says which key it is, and of which kind of address (BIP-137); wallets
/// that are older than that kind use those of P2PKH for all, so that the address says which it is.
pub(super) fn bip137(address: &Address, magic: &str, text: &str, bytes: &[u8; 65]) -> Result<(), ProofError> {
    let (header, r_and_s) = (bytes[0], &bytes[1..]);
    if !(27..=42).contains(&header) {
        return Err(ProofError::Form);
    }
    let (is_compressed, parity) = (header >= 31, (header - 27) & 3);
    let mut signed = Vec::with_capacity(text.len() + 40);
    push_length(&mut signed, magic.len());
    signed.extend_from_slice(magic.as_bytes());
    push_length(&mut signed, text.len());
    signed.extend_from_slice(text.as_bytes());
    let signer = recovered(&sha256d(&signed), r_and_s, parity)?;
    let hash = hash160(signer.to_sec1_point(is_compressed).as_bytes());
    let key = address.key();
    let fits = match key.pay_to() {
        PayTo::KeyHash => key.payload() == hash,
        // P2SH-P2WPKH: the script is `OP_0` and the key's hash.
        PayTo::ScriptHash => {
            let script = [&[0, 20][..], &hash].concat();
            address.families().contains(Family::Bitcoin) && is_compressed && key.payload() == hash160(&script)
        }
        _ => return Err(ProofError::Kind),
    };
    if fits { Ok(()) } else { Err(ProofError::Wrong) }
}

/// A message of a Solana wallet: 64 bytes in base58, base64 or hex. Ed25519 by the strict rules, for which no
/// key of small order proves anything.
pub(super) fn ed25519(key: &AddressKey, text: &str, signature: &str) -> Result<(), ProofError> {
    let ways = [
        bs58::decode(signature).into_vec().ok(),
        base64(signature),
        HEXLOWER_PERMISSIVE.decode(signature.strip_prefix("0x").unwrap_or(signature).as_bytes()).ok(),
    ];
    let bytes = ways.into_iter().flatten().find(|it| it.len() == 64).ok_or(ProofError::Form)?;
    let signature = ed25519_dalek::Signature::from_slice(&bytes).map_err(|_| ProofError::Form)?;
    let key: [u8; 32] = key.payload().try_into().map_err(|_| ProofError::Unsupported)?;
    // An account of a program lies on no curve, and nobody has a key of it.
    let key = ed25519_dalek::VerifyingKey::from_bytes(&key).map_err(|_| ProofError::Unsupported)?;
    key.verify_strict(text.as_bytes(), &signature).map_err(|_| ProofError::Wrong)
}
