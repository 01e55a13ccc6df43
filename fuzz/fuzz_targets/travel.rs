//! Feeds any bytes to `travels::travel`.
#![no_main]

#[path = "travels.rs"]
mod travels;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| travels::travel(bytes));
