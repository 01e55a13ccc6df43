//! Wallets: address texts in, what they pay to out.
//!
//! Knows the formats of addresses; knows nothing of who owns one.

pub mod address;
