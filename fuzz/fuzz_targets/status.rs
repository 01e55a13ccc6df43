//! Feeds any bytes to `permits::status`.
#![no_main]

#[path = "permits.rs"]
mod permits;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| permits::status(bytes));
