//! Feeds any bytes to `passports::sod`.
#![no_main]

#[path = "passports.rs"]
mod passports;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| passports::sod(bytes));
