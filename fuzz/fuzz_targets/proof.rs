//! Feeds any bytes to `journals::proof`.
#![no_main]

#[path = "journals.rs"]
mod journals;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| journals::proof(bytes));
