//! Feeds any bytes to `readers::jsonl`.
#![no_main]

#[path = "readers.rs"]
mod readers;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| readers::jsonl(bytes));
