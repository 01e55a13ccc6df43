//! Feeds any bytes to `zones::aamva`.
#![no_main]

#[path = "zones.rs"]
mod zones;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| zones::aamva(bytes));
