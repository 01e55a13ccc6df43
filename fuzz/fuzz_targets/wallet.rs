//! Feeds any bytes to `wallets::wallet`.
#![no_main]

#[path = "wallets.rs"]
mod wallets;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| wallets::wallet(bytes));
