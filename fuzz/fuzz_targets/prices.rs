//! Feeds any bytes to `readers::prices`.
#![no_main]

#[path = "readers.rs"]
mod readers;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| readers::prices(bytes));
