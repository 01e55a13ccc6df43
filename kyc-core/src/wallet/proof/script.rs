//! Witnesses and the few scripts that are run: a stack of bytes, one key, some of several keys.

use super::ProofError;
use super::message::sha256d;
use sha2::{Digest, Sha256};

/// The most items of a witness: the keys of a multisig, the empty one before them and the script.
const ITEMS_MAX: usize = 22;

/// The items of a serialised witness.
pub(super) fn items(mut bytes: &[u8]) -> Result<Vec<&[u8]>, ProofError> {
    let count = length(&mut bytes)?;
    if count > ITEMS_MAX {
        return Err(ProofError::Form);
    }
    let mut items = Vec::with_capacity(count);
    for _ in 0..count {
        let length = length(&mut bytes)?;
        let (item, rest) = bytes.split_at_checked(length).ok_or(ProofError::Form)?;
        items.push(item);
        bytes = rest;
    }
    if bytes.is_empty() { Ok(items) } else { Err(ProofError::Form) }
}

/// Takes a length as Bitcoin writes it; of those that a witness here can have, in its only form.
fn length(bytes: &mut &[u8]) -> Result<usize, ProofError> {
    let (length, rest) = match *bytes {
        [short @ 0..=0xfc, rest @ ..] => (usize::from(*short), rest),
        [0xfd, low, high, rest @ ..] => (usize::from(u16::from_le_bytes([*low, *high])), rest),
        _ => return Err(ProofError::Form),
    };
    if bytes.len() - rest.len() > 1 && length <= 0xfc {
        return Err(ProofError::Form);
    }
    *bytes = rest;
    Ok(length)
}

/// How many of which keys have to sign.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Keys<'s> {
    pub(super) asked: usize,
    pub(super) keys: Vec<&'s [u8]>,
}

/// The keys of a script that asks for one (`KEY OP_CHECKSIG`) or for some of several
/// (`OP_m KEY… OP_n OP_CHECKMULTISIG`); `None` of any other.
pub(super) fn keys(script: &[u8]) -> Option<Keys<'_>> {
    const CHECK_SIG: u8 = 0xac;
    const CHECK_MULTISIG: u8 = 0xae;
    let small = |it: u8| (0x51..=0x60).contains(&it).then(|| usize::from(it - 0x50));
    match script {
        [33, key @ .., CHECK_SIG] if key.len() == 33 => Some(Keys { asked: 1, keys: vec![key] }),
        [asked, middle @ .., count, CHECK_MULTISIG] => {
            let (asked, count) = (small(*asked)?, small(*count)?);
            let chunks = middle.chunks(34);
            let keys: Option<Vec<&[u8]>> =
                chunks.map(|it| it.split_first().filter(|it| *it.0 == 33 && it.1.len() == 33).map(|it| it.1)).collect();
            keys.filter(|it| it.len() == count && asked <= count).map(|keys| Keys { asked, keys })
        }
        _ => None,
    }
}

/// The two transactions of BIP-322, which are never sent: one that pays nothing to the address and commits to the text, one that
/// spends that.
#[derive(Debug)]
pub(super) struct Spend {
    /// What pays to the address.
    pub(super) script: Vec<u8>,
    /// The first transaction's id, as it stands in the second.
    pub(super) to_spend: [u8; 32],
}

impl Spend {
    pub(super) fn new(script: Vec<u8>, text: &str) -> Self {
        let commitment = tagged("BIP0322-signed-message", text.as_bytes());
        let mut bytes = vec![0, 0, 0, 0, 1];
        bytes.extend([0; 32]);
        bytes.extend([0xff; 4]);
        bytes.extend([34, 0, 32]);
        bytes.extend(commitment);
        bytes.extend([0; 4]);
        bytes.push(1);
        bytes.extend([0; 8]);
        // No script here is longer than 34 bytes.
        bytes.push(script.len() as u8);
        bytes.extend(&script);
        bytes.extend([0; 4]);
        Self { to_spend: sha256d(&bytes), script }
    }

    /// The place that the second transaction spends.
    pub(super) fn outpoint(&self) -> [u8; 36] {
        let mut bytes = [0; 36];
        bytes[..32].copy_from_slice(&self.to_spend);
        bytes
    }

    /// The second transaction's id, reversed as ids are shown.
    #[cfg(test)]
    pub(super) fn to_sign(&self) -> [u8; 32] {
        let mut bytes = vec![0, 0, 0, 0, 1];
        bytes.extend(self.outpoint());
        bytes.push(0);
        bytes.extend([0; 4]);
        bytes.push(1);
        bytes.extend(OUTPUT);
        bytes.extend([0; 4]);
        sha256d(&bytes)
    }
}

/// The only output of the second transaction: nothing, to nobody (`OP_RETURN`).
pub(super) const OUTPUT: [u8; 10] = [0, 0, 0, 0, 0, 0, 0, 0, 1, 0x6a];

/// A hash that belongs to one purpose (BIP-340).
pub(super) fn tagged(tag: &str, bytes: &[u8]) -> [u8; 32] {
    let tag = Sha256::digest(tag.as_bytes());
    let mut hash = Sha256::new();
    hash.update(tag);
    hash.update(tag);
    hash.update(bytes);
    hash.finalize().into()
}
