//! Known answers of other programs, proofs made here with keys of one's own, and answers that do not count.

use super::message::{EVM, TRON, hash160, push_length, sha256d};
use super::*;
use crate::base::{Instant, Window, hex};
use data_encoding::BASE64;
use k256::ecdsa::{Signature, SigningKey};
use proptest::prelude::*;
use sha3::{Digest, Keccak256};

fn key(seed: u8) -> SigningKey {
    SigningKey::from_slice(&[seed.max(1); 32]).unwrap()
}

/// The EVM address of a key, and a TRON one in hexadecimal.
fn account(key: &SigningKey) -> String {
    let point = key.verifying_key().to_sec1_point(false);
    hex(&Keccak256::digest(&point.as_bytes()[1..])[12..])
}

fn personal(key: &SigningKey, magic: &str, text: &str) -> Vec<u8> {
    let digest = Keccak256::digest([magic.as_bytes(), text.len().to_string().as_bytes(), text.as_bytes()].concat());
    let (signature, id) = key.sign_prehash_recoverable(&digest);
    [&signature.to_bytes()[..], &[27 + id.to_byte()]].concat()
}

fn signed_message(key: &SigningKey, magic: &str, text: &str, header: u8) -> String {
    let mut bytes = Vec::new();
    push_length(&mut bytes, magic.len());
    bytes.extend(magic.as_bytes());
    push_length(&mut bytes, text.len());
    bytes.extend(text.as_bytes());
    let (signature, id) = key.sign_prehash_recoverable(&sha256d(&bytes));
    BASE64.encode(&[&[header + id.to_byte()][..], &signature.to_bytes()].concat())
}

fn base58(version: u8, payload: &[u8]) -> String {
    let bytes = [&[version], payload].concat();
    bs58::encode([&bytes[..], &sha256d(&bytes)[..4]].concat()).into_string()
}

fn answer(address: &str, text: &str, signature: &str) -> Result<Way, ProofError> {
    verify(&Address::read(address).unwrap(), text, signature)
}

/// EIP-191 as web3.js documents it (`eth.accounts.sign`): key `0x4c08…2318`, text `Some data`.
#[test]
fn a_message_of_another_program_is_verified() {
    let signature = "0xb91467e570a6466aa9e9876cbcd013baba02900b8979d43fe208a4a4f339f5fd6007e74cd82e037b800186422fc2da167c747ef045e5d18a5f5d4300f8e1a0291c";
    let address = "0x2c7536E3605D9C16a7a3D7b1898e529396a65c23";
    assert_eq!(answer(address, "Some data", signature), Ok(Way::Eip191));
    assert_eq!(answer(address, "Some date", signature), Err(ProofError::Wrong));
    // The address without its capitals, `v` as 0 and 1, blanks around it.
    let plain = format!(" {}01\n", &signature[2..signature.len() - 2]);
    assert_eq!(answer(&address.to_ascii_lowercase(), "Some data", &plain), Ok(Way::Eip191));
}

/// The other `s` of the same signature is the same proof, and so are the 64 bytes of EIP-2098.
#[test]
fn other_forms_of_a_signature_are_the_same_proof() {
    let (key, text) = (key(7), "a text");
    let address = format!("0x{}", account(&key));
    let bytes = personal(&key, EVM, text);
    let signature = Signature::from_slice(&bytes[..64]).unwrap();
    let (r, s) = signature.split_scalars();
    let high = Signature::from_scalars(*r, -*s).unwrap();
    let flipped = [&high.to_bytes()[..], &[bytes[64] ^ 7]].concat();
    assert_eq!(bytes[64] ^ 7, if bytes[64] == 27 { 28 } else { 27 });
    let mut compact = bytes[..64].to_vec();
    compact[32] |= (bytes[64] - 27) << 7;
    for it in [bytes, flipped, compact] {
        assert_eq!(answer(&address, text, &hex(&it)), Ok(Way::Eip191));
    }
}

#[test]
fn each_kind_of_old_address_is_proved_by_its_key_alone() {
    let (one, other) = (key(3), key(4));
    let (short, long) = (one.verifying_key().to_sec1_point(true), one.verifying_key().to_sec1_point(false));
    let hash = hash160(short.as_bytes());
    let nested = hash160(&[&[0, 20][..], &hash].concat());
    let segwit = bech32::segwit::encode(bech32::hrp::BC, bech32::Fe32::Q, &hash).unwrap();
    let (bitcoin, text) = ("Bitcoin Signed Message:\n", "prove it");
    for (address, magic, header) in [
        (base58(0, &hash), bitcoin, 31),
        (base58(0, &hash160(long.as_bytes())), bitcoin, 27),
        (base58(5, &nested), bitcoin, 35),
        // As Electrum writes it.
        (base58(5, &nested), bitcoin, 31),
        (segwit.clone(), bitcoin, 39),
        (segwit, bitcoin, 31),
        (base58(0x30, &hash), "Litecoin Signed Message:\n", 31),
        (base58(0x1e, &hash), "Dogecoin Signed Message:\n", 31),
        (base58(0x4c, &hash), "DarkCoin Signed Message:\n", 31),
    ] {
        assert_eq!(answer(&address, text, &signed_message(&one, magic, text, header)), Ok(Way::Bip137), "{header}");
        for (key, magic, text) in
            [(&other, magic, text), (&one, "Other Signed Message:\n", text), (&one, magic, "prove  it")]
        {
            let signature = signed_message(key, magic, text, header);
            assert_eq!(answer(&address, "prove it", &signature), Err(ProofError::Wrong), "{header}");
        }
    }
}

#[test]
fn a_wallet_of_solana_and_one_of_tron_prove_themselves() {
    use ed25519_dalek::Signer;
    let (solana, text) = (ed25519_dalek::SigningKey::from_bytes(&[9; 32]), "prove it");
    let address = bs58::encode(solana.verifying_key().as_bytes()).into_string();
    let signature = solana.sign(text.as_bytes()).to_bytes();
    let base64 = BASE64.encode(&signature);
    let hexed = format!("0x{}", hex(&signature));
    for it in [bs58::encode(signature).into_string(), base64.trim_end_matches('=').to_owned(), base64, hexed] {
        assert_eq!(answer(&address, text, &it), Ok(Way::Ed25519));
        assert_eq!(answer(&address, "prove it not", &it), Err(ProofError::Wrong));
    }
    let key = key(8);
    let address = format!("41{}", account(&key));
    assert_eq!(answer(&address, text, &hex(&personal(&key, TRON, text))), Ok(Way::TronMessage));
    assert_eq!(answer(&address, text, &hex(&personal(&key, EVM, text))), Err(ProofError::Wrong));
}

#[test]
fn what_is_no_signature_is_told_as_what_it_is() {
    let (segwit, evm) = ("bc1q9vza2e8x573nczrlzms0wvx3gsqjx7vavgkx0l", "0x2c7536E3605D9C16a7a3D7b1898e529396a65c23");
    let long = "A".repeat(SIGNATURE_MAX + 1);
    for (address, signature, fault) in [
        (segwit, "not-valid-base64!!!", ProofError::Form),
        (segwit, "", ProofError::Form),
        (segwit, "smpAA==", ProofError::Wrong),
        (segwit, "fooAA==", ProofError::Form),
        (segwit, "ful!", ProofError::Kind),
        (segwit, &long, ProofError::Form),
        ("3EktnHQD7RiAE6uzMj2ZifT9YgRrkSgzQX", "AA==", ProofError::Kind),
        (evm, "0x", ProofError::Form),
        (evm, &"00".repeat(65), ProofError::Form),
        (evm, &format!("{}1d", "11".repeat(64)), ProofError::Form),
        ("rHb9CJAWyB4rj91VRWn96DkukG4bwdtyTh", "AA==", ProofError::Unsupported),
        ("11111111111111111111111111111111", &"1".repeat(64), ProofError::Wrong),
    ] {
        assert_eq!(answer(address, "", signature), Err(fault), "{address}");
    }
}

/// What one key pays to under several addresses is proved for the one that the customer saw.
#[test]
fn another_address_of_the_same_key_is_another_wallet() {
    let hash = hash160(key(3).verifying_key().to_sec1_point(true).as_bytes());
    let (old, new) = (base58(0, &hash), bech32::segwit::encode(bech32::hrp::BC, bech32::Fe32::Q, &hash).unwrap());
    let (issued, within) = (Instant::from_micros(0), Window::from_micros(3_600_000_000));
    for (asked, other) in [(&old, &new), (&new, &old)] {
        let challenge = Challenge::new(("a", "b", asked), [0; NONCE_LEN], issued, within).unwrap();
        let signature = signed_message(&key(3), "Bitcoin Signed Message:\n", &challenge.text(), 31);
        let judge = |it: &str| challenge.answered(&Address::read(it).unwrap(), &signature, issued);
        assert_eq!((judge(asked), judge(other)), (Ok(Way::Bip137), Err(ChallengeError::OtherWallet)));
    }
}

fn challenge() -> Challenge {
    let (key, issued) = (key(7), Instant::parse("2026-03-01T10:00:00.5Z").unwrap());
    let address = format!("0x{}", account(&key));
    Challenge::new(("exchange.example", "c-0042", &address), [5; NONCE_LEN], issued, Window::from_micros(3_600_000_000))
        .unwrap()
}

#[test]
fn an_answer_counts_for_its_wallet_and_its_time() {
    let challenge = challenge();
    let signature = hex(&personal(&key(7), EVM, &challenge.text()));
    let own = Address::read(&challenge.address).unwrap();
    let other = Address::read("0x2c7536E3605D9C16a7a3D7b1898e529396a65c23").unwrap();
    let at = |it: &str| Instant::parse(it).unwrap();
    for (address, time, answer) in [
        (own, "2026-03-01T10:00:00Z", Ok(Way::Eip191)),
        (own, "2026-03-01T11:00:00Z", Ok(Way::Eip191)),
        (own, "2026-03-01T09:59:59Z", Err(ChallengeError::Early)),
        (own, "2026-03-01T11:00:01Z", Err(ChallengeError::Expired)),
        (other, "2026-03-01T10:30:00Z", Err(ChallengeError::OtherWallet)),
    ] {
        assert_eq!(challenge.answered(&address, &signature, at(time)), answer);
    }
    let forged = hex(&personal(&key(8), EVM, &challenge.text()));
    let refused = challenge.answered(&own, &forged, challenge.issued).unwrap_err();
    assert_eq!((refused, refused.standing()), (ChallengeError::Signature(ProofError::Wrong), Standing::Refuted));
    assert!(!format!("{challenge:?}").contains("c-0042"));
}

/// The demonstration in testdata/wallets is signed by a key that everybody knows. `TIDEGATE_RENEW=1` writes it anew.
#[test]
fn the_demonstration_is_answered_by_its_key() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../testdata/wallets");
    let text = format!("{}\n", challenge().text());
    let signature = format!("0x{}\n", hex(&personal(&key(7), EVM, &challenge().text())));
    for (name, content) in [("challenge.txt", &text), ("signature.txt", &signature)] {
        if std::env::var_os("TIDEGATE_RENEW").is_some() {
            std::fs::create_dir_all(&folder).unwrap();
            std::fs::write(folder.join(name), content).unwrap();
        }
        assert_eq!(&std::fs::read_to_string(folder.join(name)).unwrap(), content, "{name}");
    }
}

#[test]
fn names_that_could_write_lines_of_their_own_are_refused() {
    let (address, now, hour) =
        ("0x2c7536E3605D9C16a7a3D7b1898e529396a65c23", Instant::from_micros(0), Window::from_micros(3_600_000_000));
    let make = |origin: &str, customer: &str, address: &str, within| {
        Challenge::new((origin, customer, address), [0; NONCE_LEN], now, within).err()
    };
    assert_eq!(make("a", "b", address, hour), None);
    let odd = [
        ("", "b"),
        ("a", ""),
        ("a\nWallet: x", "b"),
        ("a", "b\r"),
        (" a", "b"),
        ("a", "b "),
        ("a", "c\u{202e}2400-c"),
        ("a", "c\u{2028}d"),
        ("a", "\u{441}-0042"),
        ("a\u{3164}", "b"),
        ("a  b", "b"),
        ("bank.example asks you to prove that you control this wallet. x", "b"),
        ("a", "c Wallet: 0x00"),
    ];
    for (origin, customer) in odd {
        assert_eq!(make(origin, customer, address, hour), Some(ChallengeError::Name), "{origin:?} {customer:?}");
    }
    assert_eq!(make("a", "b", address, Window::from_micros(999_999)), Some(ChallengeError::Times));
    assert!(matches!(make("a", "b", "nowhere", hour), Some(ChallengeError::Address(_))));
}

proptest! {
    /// A challenge is read as it was written, and no text with a letter changed is one that says the same.
    #[test]
    fn a_challenge_is_its_text(origin in "[!-~]( ?[!-~]){0,20}", customer in "[!-~]{1,20}", nonce: [u8; NONCE_LEN], at in 0_i64..4_000_000_000, seconds in 1_i64..1_000_000, place: prop::sample::Index, letter in "[ -~\n]") {
        let address = "0x2c7536E3605D9C16a7a3D7b1898e529396a65c23";
        let (issued, within) = (Instant::from_micros(at * 1_000_000), Window::from_micros(seconds * 1_000_000));
        let challenge = Challenge::new((&origin, &customer, address), nonce, issued, within).unwrap();
        let text = challenge.text();
        prop_assert_eq!(Challenge::parse(&text), Ok(challenge.clone()));
        prop_assert_eq!(Challenge::parse(&format!("{text}\n")), Ok(challenge.clone()));
        let at = place.index(text.len());
        let changed = format!("{}{letter}{}", &text[..at], &text[at + 1..]);
        if changed != text && changed.strip_suffix('\n') != Some(&text) {
            prop_assert_ne!(Challenge::parse(&changed), Ok(challenge));
        }
    }

    /// Bytes that nobody signed prove nothing, and stop nobody.
    #[test]
    fn strange_signatures_are_refused(bytes in prop::collection::vec(any::<u8>(), 0..200), which in 0..5_usize) {
        let address = ["bc1q9vza2e8x573nczrlzms0wvx3gsqjx7vavgkx0l", "bc1qp0ahvfh83088w49k405szqgg4f3pptr7p2g06tdxfjcd40z4lh4q95lsz9",
            "bc1pss0zhytly75awhm6x2hhvd5lnzv3vssgrf9axfheq8ldyzn88ges79fler", "0x2c7536E3605D9C16a7a3D7b1898e529396a65c23", "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"][which];
        for it in [hex(&bytes), BASE64.encode(&bytes), format!("smp{}", BASE64.encode(&bytes))] {
            prop_assert!(answer(address, "text", &it).is_err());
        }
    }
}
