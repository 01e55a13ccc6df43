//! Feeds any bytes to `journals::journal`.
#![no_main]

#[path = "journals.rs"]
mod journals;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| journals::journal(bytes));
