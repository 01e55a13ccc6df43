//! What proofs of control must keep whatever the bytes are. Shared by the fuzz target and by the replay of its corpus in
//! `cargo test`; knows nothing of the fuzzer.

use tidegate_kyc_core::wallet::address::Address;
use tidegate_kyc_core::wallet::proof::{Challenge, verify};

/// An address, a signature and a text, a line each; and the whole as a challenge.
pub(crate) fn wallet(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    if let Ok(read) = Challenge::parse(text) {
        assert_eq!(read.text(), text.strip_suffix('\n').unwrap_or(text));
        assert!(read.issued < read.expires && Address::read(&read.address).is_ok());
    }
    let mut lines = text.splitn(3, '\n');
    let (Some(address), Some(signature), Some(text)) = (lines.next(), lines.next(), lines.next()) else { return };
    let Ok(address) = Address::read(address) else { return };
    if verify(&address, text, signature).is_ok() {
        assert!(verify(&address, &format!("{text}."), signature).is_err(), "one signature is over one text");
    }
}
