//! BIP-322, simple: the witness of a transaction that spends nothing and commits to a text.
//!
//! Runs no scripts but those of [`super::script::keys`]. Digests are those of BIP-143 for version 0 and
//! of BIP-341 for Taproot.

use super::ProofError;
use super::message::{base64, hash160, push_length, sha256d};
use super::script::{OUTPUT, Spend, items, keys, tagged};
use crate::wallet::address::{Address, PayTo};
use k256::ecdsa::signature::hazmat::PrehashVerifier;
use k256::ecdsa::{Signature, VerifyingKey};
use k256::schnorr;
use sha2::{Digest, Sha256};

/// What a signature may be begun with: simple, full, and proof of funds.
const SIMPLE: &str = "smp";
const OTHERS: [&str; 2] = ["ful", "pof"];

/// Everything is signed (`SIGHASH_ALL`).
const ALL: u8 = 1;

/// Whether a witness in base64 is that of the address over the text.
pub(super) fn verify(address: &Address, text: &str, signature: &str) -> Result<(), ProofError> {
    let digits = signature.strip_prefix(SIMPLE).unwrap_or(signature);
    let Some(bytes) = base64(digits).or_else(|| base64(signature)) else {
        let is_other = OTHERS.iter().any(|it| signature.starts_with(it));
        return Err(if is_other { ProofError::Kind } else { ProofError::Form });
    };
    let key = address.key();
    let program = key.payload();
    match key.pay_to() {
        // Also where the address is written in the older form: it is the same key.
        PayTo::KeyHash => {
            let script = [&[0, 20][..], program].concat();
            by_key_hash(&Spend::new(script, text), program, &items(&bytes)?)
        }
        PayTo::WideScriptHash => {
            let script = [&[0, 32][..], program].concat();
            by_script(&Spend::new(script, text), program, &items(&bytes)?)
        }
        PayTo::Taproot => {
            let script = [&[0x51, 32][..], program].concat();
            by_taproot(&Spend::new(script, text), program, &items(&bytes)?)
        }
        // P2SH has no witness alone.
        _ => Err(ProofError::Kind),
    }
}

fn by_key_hash(spend: &Spend, program: &[u8], witness: &[&[u8]]) -> Result<(), ProofError> {
    let [signature, key] = witness else { return Err(ProofError::Wrong) };
    if key.len() != 33 || hash160(key) != program {
        return Err(ProofError::Wrong);
    }
    let code = [&[0x76, 0xa9, 20][..], program, &[0x88, 0xac]].concat();
    if is_signed(&digest(spend, &code), signature, key)? { Ok(()) } else { Err(ProofError::Wrong) }
}

fn by_script(spend: &Spend, program: &[u8], witness: &[&[u8]]) -> Result<(), ProofError> {
    let Some((script, stack)) = witness.split_last() else { return Err(ProofError::Wrong) };
    if Sha256::digest(script)[..] != *program {
        return Err(ProofError::Wrong);
    }
    let keys = keys(script).ok_or(ProofError::Kind)?;
    // A multisig takes one item more than it needs, which is empty.
    let is_multisig = script.last() == Some(&0xae);
    let signatures = match stack {
        [first, rest @ ..] if is_multisig && first.is_empty() => rest,
        all if !is_multisig => all,
        _ => return Err(ProofError::Wrong),
    };
    if signatures.len() != keys.asked {
        return Err(ProofError::Wrong);
    }
    let digest = digest(spend, script);
    // Signatures stand in the order of their keys.
    let mut left = keys.keys.iter();
    for signature in signatures {
        let mut found = false;
        for key in left.by_ref() {
            found = is_signed(&digest, signature, key)?;
            if found {
                break;
            }
        }
        if !found {
            return Err(ProofError::Wrong);
        }
    }
    Ok(())
}

/// Whether a key signed a digest: DER, then the byte that says what is signed.
fn is_signed(digest: &[u8; 32], signature: &[u8], key: &[u8]) -> Result<bool, ProofError> {
    let Some((&ALL, der)) = signature.split_last() else { return Err(ProofError::Wrong) };
    let signature = Signature::from_der(der).map_err(|_| ProofError::Wrong)?;
    let Ok(key) = VerifyingKey::from_sec1_bytes(key) else { return Ok(false) };
    Ok(key.verify_prehash(digest, &signature.normalize_s()).is_ok())
}

/// BIP-143, version 0, with `SIGHASH_ALL`.
fn digest(spend: &Spend, code: &[u8]) -> [u8; 32] {
    let mut bytes = vec![0, 0, 0, 0];
    bytes.extend(sha256d(&spend.outpoint()));
    bytes.extend(sha256d(&[0; 4]));
    bytes.extend(spend.outpoint());
    push_length(&mut bytes, code.len());
    bytes.extend(code);
    bytes.extend([0; 8]);
    bytes.extend([0; 4]);
    bytes.extend(sha256d(&OUTPUT));
    bytes.extend([0; 4]);
    bytes.extend([ALL, 0, 0, 0]);
    sha256d(&bytes)
}

/// BIP-341, by the key: 64 bytes, or 65 with the byte that says that everything is signed.
fn by_taproot(spend: &Spend, program: &[u8], witness: &[&[u8]]) -> Result<(), ProofError> {
    let kind = match witness {
        [only] if only.len() == 64 => 0,
        [only] if only.len() == 65 && only[64] == ALL => ALL,
        // Several items are a script's.
        [_, _, ..] => return Err(ProofError::Kind),
        _ => return Err(ProofError::Wrong),
    };
    let key = schnorr::VerifyingKey::from_slice(program).map_err(|_| ProofError::Wrong)?;
    let signature = schnorr::Signature::try_from(&witness[0][..64]).map_err(|_| ProofError::Wrong)?;
    key.verify_raw(&taproot(spend, kind), &signature).map_err(|_| ProofError::Wrong)
}

/// BIP-341, by the key, without an annex.
fn taproot(spend: &Spend, kind: u8) -> [u8; 32] {
    let once = |bytes: &[u8]| -> [u8; 32] { Sha256::digest(bytes).into() };
    let mut bytes = vec![0, kind, 0, 0, 0, 0, 0, 0, 0, 0];
    bytes.extend(once(&spend.outpoint()));
    bytes.extend(once(&[0; 8]));
    bytes.extend(once(&[&[spend.script.len() as u8][..], &spend.script].concat()));
    bytes.extend(once(&[0; 4]));
    bytes.extend(once(&OUTPUT));
    bytes.extend([0; 5]);
    tagged("TapSighash", &bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::hex;
    use k256::ecdsa::signature::hazmat::PrehashSigner;

    /// BIP-322, test vectors: the message's commitment and both transactions' ids.
    #[test]
    fn both_transactions_are_those_of_the_standard() {
        let address = Address::read("bc1q9vza2e8x573nczrlzms0wvx3gsqjx7vavgkx0l").unwrap();
        for (text, commitment, to_spend, to_sign) in [
            (
                "",
                "c90c269c4f8fcbe6880f72a721ddfbf1914268a794cbb21cfafee13770ae19f1",
                "c5680aa69bb8d860bf82d4e9cd3504b55dde018de765a91bb566283c545a99a7",
                "1e9654e951a5ba44c8604c4de6c67fd78a27e81dcadcfe1edf638ba3aaebaed6",
            ),
            (
                "Hello World",
                "f0eb03b1a75ac6d9847f55c624a99169b5dccba2a31f5b23bea77ba270de0a7a",
                "b79d196740ad5217771c1098fc4a4b51e0535c32236c71f1ea4d61a2d603352b",
                "88737ae86f2077145f93cc4b153ae9a1cb8d56afa511988c149c5c8c9d93bddf",
            ),
        ] {
            let spend = Spend::new([&[0, 20][..], address.key().payload()].concat(), text);
            let shown = |mut it: [u8; 32]| {
                it.reverse();
                hex(&it)
            };
            assert_eq!(hex(&tagged("BIP0322-signed-message", text.as_bytes())), commitment);
            assert_eq!((shown(spend.to_spend), shown(spend.to_sign())), (to_spend.to_owned(), to_sign.to_owned()));
        }
    }

    fn signed(spend: &Spend, script: &[u8], seed: u8) -> Vec<u8> {
        let key = k256::ecdsa::SigningKey::from_slice(&[seed; 32]).unwrap();
        let signature: Signature = key.sign_prehash(&digest(spend, script)).unwrap();
        [signature.to_der().as_bytes(), &[ALL]].concat()
    }

    /// Two of three keys, in their order, each once.
    #[test]
    fn a_multisig_is_proved_by_as_many_keys_as_it_asks() {
        let key = |seed: u8| k256::ecdsa::SigningKey::from_slice(&[seed; 32]).unwrap();
        let mut script = vec![0x52];
        for seed in 1..4 {
            script.push(33);
            script.extend(key(seed).verifying_key().to_sec1_point(true).as_bytes());
        }
        script.extend([0x53, 0xae]);
        let program: [u8; 32] = Sha256::digest(&script).into();
        let spend = Spend::new([&[0, 32][..], &program].concat(), "text");
        let [one, two, three, four] = [1, 2, 3, 4].map(|it| signed(&spend, &script, it));
        let ask = |stack: &[&[u8]]| by_script(&spend, &program, &[stack, &[&script]].concat());
        for stack in [[&one, &two], [&one, &three], [&two, &three]] {
            assert_eq!(ask(&[&[], stack[0], stack[1]]), Ok(()));
        }
        let wrong: [&[&[u8]]; 8] = [
            &[&[], &two, &one],
            &[&[], &one, &one],
            &[&[], &one, &four],
            &[&[], &one],
            &[&[], &one, &two, &three],
            &[&one, &two],
            &[&[1], &one, &two],
            &[],
        ];
        for stack in wrong {
            assert_eq!(ask(stack), Err(ProofError::Wrong), "{stack:?}");
        }
        let other = Spend::new(spend.script.clone(), "other text");
        assert_eq!(by_script(&other, &program, &[&[], &one, &two, &script]), Err(ProofError::Wrong));
        assert_eq!(
            by_script(&spend, &Sha256::digest([0x51]), &[&[0x51]]),
            Err(ProofError::Kind),
            "anyone can spend it"
        );
    }

    #[test]
    fn a_taproot_key_proves_itself_over_its_text() {
        let key = schnorr::SigningKey::from_slice(&[6; 32]).unwrap();
        let program = key.verifying_key().to_bytes();
        let spend = Spend::new([&[0x51, 32][..], &program].concat(), "text");
        let sign = |kind| key.sign_raw(&taproot(&spend, kind), &[0; 32]).unwrap().to_bytes();
        let (plain, all) = (sign(0).to_vec(), [&sign(ALL)[..], &[ALL]].concat());
        for it in [&plain, &all] {
            assert_eq!(by_taproot(&spend, &program, &[it]), Ok(()));
            let other = Spend::new(spend.script.clone(), "other text");
            assert_eq!(by_taproot(&other, &program, &[it]), Err(ProofError::Wrong));
        }
        // A kind that was not signed, another kind, none.
        for it in [&[&plain[..], &[ALL]].concat()[..], &[&plain[..], &[2]].concat(), &all[..64], &[]] {
            assert_eq!(by_taproot(&spend, &program, &[it]), Err(ProofError::Wrong));
        }
        assert_eq!(by_taproot(&spend, &program, &[&plain, &[]]), Err(ProofError::Kind), "a script's");
    }
}
