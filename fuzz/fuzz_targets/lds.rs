//! Feeds any bytes to `passports::lds`.
#![no_main]

#[path = "passports.rs"]
mod passports;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| passports::lds(bytes));
