//! Feeds any bytes to `permits::permit`.
#![no_main]

#[path = "permits.rs"]
mod permits;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| permits::permit(bytes));
