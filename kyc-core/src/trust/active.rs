//! Active authentication (Doc 9303-11 section 6.1): a challenge and the chip's answer in, proof that
//! the chip is no copy out.
//!
//! The key comes from data group 15, so that the answer means something only for a passport whose
//! data group 15 was authenticated: the functions take nothing else.

use super::asn1::ecdsa_of;
use super::authenticated::{Authenticated, Remark};
use super::chain::WeakHash;
use super::distrust::{Distrust, Part};
use super::key::PublicKey;
use super::signature::{Hash, Scheme, SignatureFault};
use crate::base::{Instant, SourceId};
use crate::document::lds::{LdsFile, Passport};

/// That a chip holds the private key to data group 15 of an authenticated passport. Only
/// [`authenticate_chip`] makes one.
#[must_use]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GenuineChip {
    key: SourceId,
    hash: Hash,
    at: Instant,
    remarks: Vec<Remark>,
}

impl GenuineChip {
    /// The SHA-256 of data group 15.
    #[must_use]
    pub const fn key(&self) -> SourceId {
        self.key
    }

    /// The hash of the answer.
    #[must_use]
    pub const fn hash(&self) -> Hash {
        self.hash
    }

    /// The instant for which the passport was judged.
    #[must_use]
    pub const fn at(&self) -> Instant {
        self.at
    }

    /// What should be known of it.
    #[must_use]
    pub fn remarks(&self) -> &[Remark] {
        &self.remarks
    }
}

/// Verifies a chip's answer to INTERNAL AUTHENTICATE over an eight-byte challenge.
///
/// `Ok` says that who answered holds the chip's private key. The challenge must be fresh and the
/// caller's own: an old one proves that the chip was there once.
///
/// # Errors
/// [`Distrust`]: [`Distrust::Missing`] where the passport has no data group 15.
pub fn authenticate_chip(
    passport: &Authenticated<Passport>,
    challenge: &[u8; 8],
    answer: &[u8],
    weak_hash: WeakHash,
) -> Result<GenuineChip, Distrust> {
    let of = Part::DataGroup(15);
    let document = passport.document();
    let (Some(spki), Some(digest)) = (document.chip_key(), document.digest(LdsFile::Group(15))) else {
        return Err(Distrust::Missing { part: of });
    };
    let key = PublicKey::from_spki(spki).map_err(|fault| Distrust::Key { of, fault })?;
    let hash = if key.curve().is_some() {
        let infos = document.security_infos().map_err(|_| Distrust::Unreadable {
            part: Part::DataGroup(14),
            why: "its security protocols are not well formed",
        })?;
        let named =
            infos.and_then(|it| it.active_authentication()).ok_or(Distrust::Missing { part: Part::DataGroup(14) })?;
        let hash = ecdsa_of(named).ok_or(Distrust::Algorithm { of: Part::ChipAnswer })?;
        answered(key.verify(Scheme::EcdsaFixed(hash), challenge, answer))?;
        hash
    } else {
        answered(recover(&key, challenge, answer))?
    };
    if hash.is_weak() && weak_hash == WeakHash::Refuse {
        return Err(Distrust::WeakHash { of: Part::ChipAnswer, hash });
    }
    let remarks = hash.is_weak().then_some(Remark::WeakHash).into_iter().collect();
    Ok(GenuineChip { key: digest, hash, at: passport.at(), remarks })
}

fn answered<T>(answer: Result<T, SignatureFault>) -> Result<T, Distrust> {
    answer.map_err(|fault| Distrust::Signature { of: Part::ChipAnswer, fault })
}

/// ISO/IEC 9796-2 digital signature scheme 1 with partial recovery: the answer opens to
/// `6A || M1 || H(M1 || challenge) || trailer`, where the trailer names the hash.
fn recover(key: &PublicKey, challenge: &[u8], answer: &[u8]) -> Result<Hash, SignatureFault> {
    let key = key.rsa()?;
    let mut opened = key.open(answer)?;
    if opened.last().is_some_and(|it| it & 0x0f != 0x0c) {
        // A signer may give the smaller of a signature and its complement to the modulus.
        opened = key.complement(&opened);
    }
    read_message(&opened, challenge)
}

/// What an answer opened to: its hash, where the digest is that of the recovered part and the challenge.
fn read_message(opened: &[u8], challenge: &[u8]) -> Result<Hash, SignatureFault> {
    let (hash, body) = match opened {
        [body @ .., 0xbc] => (Hash::Sha1, body),
        [body @ .., id, 0xcc] => (hash_of_trailer(*id).ok_or(SignatureFault::Form)?, body),
        _ => return Err(SignatureFault::Wrong),
    };
    let [0x6a, body @ ..] = body else { return Err(SignatureFault::Wrong) };
    let (recovered, digest) =
        body.split_at_checked(body.len().wrapping_sub(hash.size())).ok_or(SignatureFault::Form)?;
    if hash.digest_of(&[recovered, challenge]) == digest { Ok(hash) } else { Err(SignatureFault::Wrong) }
}

/// The hash identifiers of ISO/IEC 10118-3 as trailers have them.
const fn hash_of_trailer(id: u8) -> Option<Hash> {
    match id {
        0x33 => Some(Hash::Sha1),
        0x34 => Some(Hash::Sha256),
        0x35 => Some(Hash::Sha512),
        0x36 => Some(Hash::Sha384),
        0x38 => Some(Hash::Sha224),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const M1: [u8; 20] = [7; 20];
    const TRAILERS: [(Hash, &[u8]); 6] = [
        (Hash::Sha1, &[0xbc]),
        (Hash::Sha1, &[0x33, 0xcc]),
        (Hash::Sha224, &[0x38, 0xcc]),
        (Hash::Sha256, &[0x34, 0xcc]),
        (Hash::Sha384, &[0x36, 0xcc]),
        (Hash::Sha512, &[0x35, 0xcc]),
    ];

    fn message(hash: Hash, trailer: &[u8]) -> Vec<u8> {
        [&[0x6a][..], &M1, &hash.digest_of(&[&M1, b"12345678"]), trailer].concat()
    }

    #[test]
    fn the_trailer_names_the_hash() {
        for (hash, trailer) in TRAILERS {
            assert_eq!(read_message(&message(hash, trailer), b"12345678"), Ok(hash), "{trailer:x?}");
            assert_eq!(read_message(&message(hash, trailer), b"12345679"), Err(SignatureFault::Wrong));
        }
    }

    #[test]
    fn a_message_of_another_form_is_refused() {
        let good = message(Hash::Sha256, &[0x34, 0xcc]);
        let changed = |at: usize, to: u8| {
            let mut it = good.clone();
            it[at] = to;
            it
        };
        for (fault, bytes) in [
            ("empty", Vec::new()),
            ("header_alone", vec![0x6a]),
            ("trailer_alone", vec![0xbc]),
            ("header_and_trailer", vec![0x6a, 0x34, 0xcc]),
            ("digest_cut", good[good.len() - 20..].to_vec()),
            ("header_of_whole_recovery", changed(0, 0x4a)),
            ("unknown_hash", changed(good.len() - 2, 0x39)),
            ("other_trailer", changed(good.len() - 1, 0xcd)),
            ("recovered_part", changed(1, 8)),
        ] {
            assert!(read_message(&bytes, b"12345678").is_err(), "{fault}");
        }
    }
}
