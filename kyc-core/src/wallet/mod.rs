//! Wallets: address texts in, what they pay to out; signed challenges in, who controls a wallet out.
//!
//! Knows the formats of addresses and of proofs; knows nothing of who owns one.

pub mod address;
pub mod proof;
