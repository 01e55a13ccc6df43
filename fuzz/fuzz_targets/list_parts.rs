//! Feeds any bytes to `lists::parts`.
#![no_main]

#[path = "lists.rs"]
mod lists;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| lists::parts(bytes));
