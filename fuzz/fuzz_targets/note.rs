//! Feeds any bytes to `journals::note`.
#![no_main]

#[path = "journals.rs"]
mod journals;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| journals::note(bytes));
