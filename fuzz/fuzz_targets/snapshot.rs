//! Feeds any bytes to `snapshots::snapshot`.
#![no_main]

#[path = "snapshots.rs"]
mod snapshots;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| snapshots::snapshot(bytes));
