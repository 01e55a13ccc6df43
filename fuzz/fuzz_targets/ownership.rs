//! Feeds any bytes to `owned::ownership`.
#![no_main]

#[path = "owned.rs"]
mod owned;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| owned::ownership(bytes));
