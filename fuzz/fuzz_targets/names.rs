//! Feeds any bytes to `names_held::names`: the folder of names and the file of an index.
#![no_main]

#[path = "names_held.rs"]
mod names_held;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| names_held::names(bytes));
