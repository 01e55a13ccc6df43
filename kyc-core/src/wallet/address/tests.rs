//! Known answers of every format, wrong texts by their fault, and the round trip through all spellings.
//!
//! The vectors come from the standards named beside them. Key 1 is the generator of secp256k1, whose
//! addresses are published with every network's tools.

use super::*;
use proptest::prelude::*;

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|it| format!("{it:02x}")).collect()
}

fn shown(text: &str) -> String {
    match Address::read_in_any_capitals(text) {
        Ok(it) => format!("{} {} {}", it.families(), it.key().pay_to(), hex(it.key().payload())),
        Err(error) => format!("{error:?}"),
    }
}

const KEY_1: &str = "751e76e8199196d454941c45d1b3a323f1433bd6";
const ACCOUNT_1: &str = "7e5f4552091a69125d5dfcb7b8c2659029395bdf";

#[test]
fn one_key_is_recognised_on_every_network() {
    for (text, families) in [
        ("1BgGZ9tcN4rm9KBzDn7KprQz87SZ26SAMH", "bitcoin|bitcoin-cash|bitcoin-sv"),
        ("bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4", "bitcoin"), // BIP-173
        ("BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4", "bitcoin"), // BIP-173
        ("bitcoin:1BgGZ9tcN4rm9KBzDn7KprQz87SZ26SAMH?amount=1.2", "bitcoin|bitcoin-cash|bitcoin-sv"), // BIP-21
        (" LVuDpNCSSj6pQ7t9Pv6d6sUkLKoqDEVUnJ\n", "litecoin"),
        ("ltc1qw508d6qejxtdg4y5r3zarvary0c5xw7kgmn4n9", "litecoin"),
        ("DFpN6QqFfUm3gKNaxN6tNcab1FArL9cZLE", "dogecoin|verge"),
        ("XmN7PQYWKn5MJFna5fRYgP6mxT2F7xpekE", "dash"),
    ] {
        assert_eq!(shown(text), format!("{families} key-hash {KEY_1}"), "{text}");
    }
    for text in ["0x7E5F4552091A69125d5DfCb7b8C2659029395Bdf", "7e5f4552091a69125d5dfcb7b8c2659029395bdf"] {
        assert_eq!(shown(text), format!("evm account {ACCOUNT_1}"));
    }
}

#[test]
fn segregated_witness_is_read_as_bip_173_and_bip_350_say() {
    let generator = "79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798";
    for (text, wanted) in [
        ("bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0", format!("bitcoin taproot {generator}")),
        ("BC1SW50QGDZ25J", "bitcoin witness 751e".to_owned()),
        ("bc1zw508d6qejxtdg4y5r3zarvaryvaxxpcs", "bitcoin witness 751e76e8199196d454941c45d1b3a323".to_owned()),
        ("bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kemeawh", "Checksum".to_owned()), // version 0 with Bech32m
        ("bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5", "Checksum".to_owned()), // a wrong digit
        ("bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kV8f3t4", format!("bitcoin key-hash {KEY_1}")), // both cases: no address, and known
        ("tb1qw508d6qejxtdg4y5r3zarvary0c5xw7kxpjzsx", "Unrecognised".to_owned()),           // a test network
    ] {
        assert_eq!(shown(text), wanted, "{text}");
    }
    for text in ["bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kV8f3t4", "Bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4"] {
        assert_eq!(Address::read(text), Err(AddressError::Mixed), "{text}");
    }
    assert!(shown("bc1pw508d6qejxtdg4y5r3zarvary0c5xw7kw508d6qejxtdg4y5r3zarvary0c5xw7kt5nd6y").contains("sealed"));
}

/// The CashAddr specification, "Test vectors": the legacy and the new form of one payload.
#[test]
fn bitcoin_cash_is_one_wallet_in_both_forms() {
    for (legacy, cash) in [
        ("1BpEi6DfDAUFd7GtittLSdBeYJvcoaVggu", "bitcoincash:qpm2qsznhks23z7629mms6s4cwef74vcwvy22gdx6a"),
        ("1KXrWXciRDZUpQwQmuM1DbwsKDLYAYsVLR", "bitcoincash:qr95sy3j9xwd2ap32xkykttr4cvcu7as4y0qverfuy"),
        ("16w1D5WRVKJuZUsSRzdLp9w3YGcgoxDXb", "bitcoincash:qqq3728yw0y47sqn6l2na30mcw6zm78dzqre909m2r"),
        ("3CWFddi6m4ndiGyKqzYvsFYagqDLPVMTzC", "bitcoincash:ppm2qsznhks23z7629mms6s4cwef74vcwvn0h829pq"),
    ] {
        let key = Address::read(legacy).unwrap().key();
        let (_, bare) = cash.split_once(':').unwrap();
        for text in [cash, bare, &cash.to_uppercase(), &bare.to_uppercase()] {
            let read = Address::read(text).unwrap();
            assert_eq!(read.key(), key, "{text}");
            assert_eq!(read.families(), Families::of(&[Family::BitcoinCash]));
        }
        assert!(Address::read(legacy).unwrap().spellings().contains(&(Family::BitcoinCash, cash.to_owned())));
    }
    assert_eq!(shown("bitcoincash:qpm2qsznhks23z7629mms6s4cwef74vcwvy22gdx6b"), "Checksum");
    let begun = "bitcoincash:Qpm2qsznhks23z7629mms6s4cwef74vcwvy22gdx6a";
    assert_eq!(Address::read(begun), Err(AddressError::Mixed));
    let read = Address::read_in_any_capitals(begun).unwrap();
    assert_eq!(Some(read.key()), Address::read(&begun.to_lowercase()).ok().map(|it| it.key()), "they hide nobody");
    assert_eq!(shown("bchtest:pr6m7j9njldwwzlg9v7v53unlr4jkmx6eyvwc0uz5t"), "Unrecognised");
}

/// EIP-55, "Test Cases".
#[test]
fn capitals_of_evm_addresses_are_judged() {
    use Capitals::*;
    for (text, capitals) in [
        ("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", Correct),
        ("0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359", Correct),
        ("0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB", Correct),
        ("0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb", Correct),
        ("0x52908400098527886E0F7030069857D2E4169EE7", Absent),
        ("0xde709f2102306220921060314715629080e2fb77", Absent),
        ("ethereum:0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed@1?value=1", Correct), // EIP-681
        ("0x5AAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", Wrong),
    ] {
        assert_eq!(Address::read_in_any_capitals(text).unwrap().capitals(), Some(capitals), "{text}");
    }
    assert_eq!(Address::read("0x5AAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"), Err(AddressError::Capitals));
    let (wrong, right) = ("0x5AAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", "0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed");
    assert_eq!(
        Address::read_in_any_capitals(wrong).unwrap().key(),
        Address::read(right).unwrap().key(),
        "wrong capitals hide nobody"
    );
}

#[test]
fn other_networks_are_read() {
    for (text, wanted) in [
        // TRON: the contract of USDT, in both forms of TRON's documentation.
        ("TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t", "tron account a614f803b6fd780986a42c78ec9c7f77e6ded13c"),
        ("41a614f803b6fd780986a42c78ec9c7f77e6ded13c", "tron account a614f803b6fd780986a42c78ec9c7f77e6ded13c"),
        // The genesis account of the XRP Ledger.
        ("rHb9CJAWyB4rj91VRWn96DkukG4bwdtyTh", "xrp key-hash b5f762798a53d543a014caf8b297cff8f2f937e8"),
        // Solana: the system program is 32 zero bytes.
        (
            "11111111111111111111111111111111",
            "solana public-key 0000000000000000000000000000000000000000000000000000000000000000",
        ),
        (
            "TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA",
            "solana public-key 06ddf6e1d765a193d9cbe146ceeb79ac1cb485ed5f5b37913a8cf5857eff00a9",
        ),
        ("bnb1grpf0955h0ykzq3ar5nmum7y6gdfl6lxfn46h2", "bnb key-hash 40c2979694bbc961023d1d27be6fc4d21a9febe6"),
    ] {
        assert_eq!(shown(text), wanted, "{text}");
    }
}

/// XLS-5, "Example test vectors": an X-address names the same account as the classic address.
#[test]
fn x_addresses_are_their_accounts() {
    let classic = Address::read("r9cZA1mLK5R5Am25ArfXFmqgNwjZgnfk59").unwrap();
    for text in ["X7AcgcsBL6XDcUb289X4mJ8djcdyKaB5hJDWMArnXr61cqZ", "X7AcgcsBL6XDcUb289X4mJ8djcdyKaGZMhc9YTE92ehJ2Fu"] {
        assert_eq!(Address::read(text).map(|it| it.key()), Ok(classic.key()), "{text}");
    }
}

/// CIP-19, "Test Vectors": the payment credential is the same with and without a stake part.
#[test]
fn cardano_addresses_are_their_payment_credentials() {
    let key = "9493315cd92eb5d8c4304e67b7e16ae36d61d34502694657811a2c8e";
    let script = "c37b1b5dc0669f1d3c61a6fddb2e8fde96be87b881c60bce8e8d542f";
    for (text, wanted) in [
        (
            "addr1qx2fxv2umyhttkxyxp8x0dlpdt3k6cwng5pxj3jhsydzer3n0d3vllmyqwsx5wktcd8cc3sq835lu7drv2xwl2wywfgse35a3x",
            format!("cardano cardano-key {key}"),
        ),
        ("addr1gx2fxv2umyhttkxyxp8x0dlpdt3k6cwng5pxj3jhsydzer5pnz75xxcrzqf96k", format!("cardano cardano-key {key}")),
        ("addr1vx2fxv2umyhttkxyxp8x0dlpdt3k6cwng5pxj3jhsydzers66hrl8", format!("cardano cardano-key {key}")),
        ("addr1w8phkx6acpnf78fuvxn0mkew3l0fd058hzquvz7w36x4gtcyjy7wx", format!("cardano cardano-script {script}")),
        (
            "stake1uyehkck0lajq8gr28t9uxnuvgcqrc6070x3k9r8048z8y5gh6ffgw",
            "cardano cardano-stake 337b62cfff6403a06a3acbc34f8c46003c69fe79a3628cefa9c47251".to_owned(),
        ),
    ] {
        assert_eq!(shown(text), wanted, "{text}");
    }
    for byron in [
        "Ae2tdPwUPEZFRbyhz3cpfC2CumGzNkFBN2L42rcUc2yjQpEkxDbkPodpMAi",
        "DdzFFzCqrhsw3prhfMFDNFowbzUku3QmrMwarfjUbWXRisodn97R436SHc1rimp4MhPNmbdYb1aTdqtGSJixMVMi5MkArDQJ6Sc1n3Ez",
    ] {
        assert!(shown(byron).starts_with("cardano cardano-root "), "{byron}: {}", shown(byron));
    }
    assert_eq!(shown("Ae2tdPwUPEZFRbyhz3cpfC2CumGzNkFBN2L42rcUc2yjQpEkxDbkPodpMAj"), "Checksum");
}

/// The fund-raising addresses of the Monero project, and its documentation's example of an integrated address.
#[test]
fn monero_wallets_are_their_spend_keys() {
    let plain = "4AdUndXHHZ6cfufTMvppY6JwXNouMBzSkbLYfpAV5Usx3skxNgYeYTRj5UzqtReoS44qo9mtmXCqY45DJ852K5Jv2684Rge";
    let integrated =
        "4LL9oSLmtpccfufTMvppY6JwXNouMBzSkbLYfpAV5Usx3skxNgYeYTRj5UzqtReoS44qo9mtmXCqY45DJ852K5Jv2bYXZKKQePHES9khPK";
    assert_eq!(Address::read(plain).map(|it| it.key()), Address::read(integrated).map(|it| it.key()));
    assert!(shown(plain).starts_with("monero public-key "), "{}", shown(plain));
    let sub = "888tNkZrPN6JsEgekjMnABU4TBzc2Dt29EPAvkRxbANsAnjyPbb3iQ1YBRk1UXcdRsiKc9dhwMVgN5S9cQUiyoogDavup3H";
    assert!(shown(sub).starts_with("monero public-key "), "{}", shown(sub));
    assert_eq!(shown(&sub.replace("Davup3H", "Davup3J")), "Checksum");
}

#[test]
fn shielded_zcash_is_checked_and_not_taken_apart() {
    let sapling = bech32::encode::<bech32::Bech32>(bech32::Hrp::parse("zs").unwrap(), &[7; 43]).unwrap();
    let unified = bech32::encode::<bech32::Bech32m>(bech32::Hrp::parse("u").unwrap(), &[7; 83]).unwrap();
    for text in [sapling, unified] {
        assert!(shown(&text).starts_with("zcash sealed "), "{}", shown(&text));
        let wrong = text.replacen("qu", "qq", 1).replacen("7", "q", 1);
        assert_eq!(shown(&wrong), "Checksum", "{wrong}");
    }
}

#[test]
fn wrong_texts_are_refused_by_their_fault() {
    use AddressError::*;
    let long = "1".repeat(TEXT_MAX + 1);
    for (fault, text, error) in [
        ("empty", "", Unrecognised),
        ("a_name", "Erika Mustermann", Unrecognised),
        ("a_wrong_digit", "1BgGZ9tcN4rm9KBzDn7KprQz87SZ26SAMJ", Checksum),
        ("lower_case_base58", "1bggz9tcn4rm9kbzdn7kprqz87sz26samh", Checksum),
        ("a_missing_digit", "1BgGZ9tcN4rm9KBzDn7KprQz87SZ26SAM", Checksum),
        ("a_digit_of_no_alphabet", "1BgGZ9tcN4rm9KBzDn7KprQz87SZ26SA0O", Unrecognised),
        ("a_short_evm_address", "0x7E5F4552091A69125d5DfCb7b8C2659029395Bd", Digits),
        ("a_transaction_id", "0x4a5e1e4baab89f3a32518a88c31bc87f618f76673e2cc77ab2127b7afdeda33b", Digits),
        ("a_bare_hash", "5be5543ff73456ab9f2d207887e2af87322c651ea1a873c5b25b7ffae456c320", Unrecognised),
        ("a_test_network", "mipcBbFg9gMiCh81Kj8tqqdgoZub1ZJRfn", Version),
        ("letters_beyond_ascii", "1BgGZ9tcN4rm9KBzDn7KprQz87SZ26SАMH", Unrecognised),
        ("too_long", &long, TooLong),
    ] {
        assert_eq!(Address::read(text), Err(error), "{fault}");
    }
}

#[test]
fn keys_show_their_kind_and_little_of_their_bytes() {
    let key = Address::read("1BgGZ9tcN4rm9KBzDn7KprQz87SZ26SAMH").unwrap().key();
    assert_eq!(format!("{key:?}"), "key-hash 751e76e8…");
    assert!(size_of::<AddressKey>() <= 34);
    assert_eq!(AddressKey::new(PayTo::KeyHash, &[0; 33]), None);
    assert_eq!(AddressKey::new(PayTo::KeyHash, &[]), None);
}

proptest! {
    #[test]
    fn every_spelling_of_a_key_reads_as_that_key(payload in prop::array::uniform20(any::<u8>())) {
        let text = bs58::encode([&[0][..], &payload, &base58::checksum(&[&[0][..], &payload].concat())].concat()).into_string();
        let address = Address::read(&text).unwrap();
        let key = address.key();
        prop_assert_eq!(key.payload(), &payload[..]);
        let all = address.spellings_of_key();
        prop_assert!(all.len() >= 12, "{:?}", all);
        for (family, spelling) in all {
            let read = Address::read(&spelling).unwrap();
            prop_assert_eq!(read.key(), address.key(), "{}", &spelling);
            prop_assert!(read.families().contains(family), "{}", &spelling);
        }
    }

    #[test]
    fn scripts_and_accounts_come_back_from_every_spelling(payload in prop::array::uniform20(any::<u8>())) {
        for version in [0x05, 0x41] {
            let body = [&[version][..], &payload].concat();
            let text = bs58::encode([&body[..], &base58::checksum(&body)].concat()).into_string();
            let address = Address::read(&text).unwrap();
            let all = address.spellings();
            prop_assert!(all.iter().any(|it| it.1 == text));
            for (_, spelling) in all {
                prop_assert_eq!(Address::read(&spelling).map(|it| it.key()), Ok(address.key()));
            }
        }
        let evm = format!("0x{}", evm::checksummed(&payload));
        let read = Address::read(&evm).unwrap();
        prop_assert!(read.spellings().iter().any(|it| it.1 == evm));
        prop_assert_eq!(Address::read(&evm.to_lowercase()).map(|it| it.key()), Ok(read.key()));
    }

    /// One wrong character of a checked format is never another address.
    #[test]
    fn a_changed_character_is_noticed(payload in prop::array::uniform20(any::<u8>()), at in 5_usize..30, to in "[a-z2-9]") {
        let address = Address::read(&format!("0x{}", hex(&payload))).unwrap();
        let cash = cash::write(PayTo::KeyHash, address.key().payload()).unwrap();
        let mut wrong = cash.clone();
        wrong.replace_range(12 + at..13 + at, &to);
        prop_assert!(wrong == cash || Address::read(&wrong) == Err(AddressError::Checksum));
    }

    #[test]
    fn no_text_panics(text in "\\PC{0,120}", address in "(0x|1|3|bc1|q|addr1|r|X|Ae2|4|zs1|u1)[0-9a-zA-Z]{0,110}") {
        let _ = (Address::read(&text), Address::read(&address));
    }
}
