//! Lists and addresses: reading, comparing and looking up.
//!
//! Reads the whole SDN list where `TIDEGATE_VECTORS` names it, a made one otherwise. `max alloc` of `read_list` is
//! what reading takes besides the file itself, which is unpacked beforehand.
#![expect(clippy::unwrap_used, reason = "the constants of the bench fit")]

use divan::{AllocProfiler, Bencher, black_box, counter::BytesCount};
use std::io::Read;
use std::path::Path;
use std::sync::LazyLock;
use tidegate_kyc_core::screen::address::AddressIndex;
use tidegate_kyc_core::screen::diff::diff;
use tidegate_kyc_core::screen::list::List;
use tidegate_kyc_core::screen::read::{Limits, read};
use tidegate_kyc_core::wallet::address::Address;

#[global_allocator]
static ALLOC: AllocProfiler = AllocProfiler::system();

static BYTES: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let Ok(root) = std::env::var("TIDEGATE_VECTORS") else {
        let made = Path::new(env!("CARGO_MANIFEST_DIR")).join("../testdata/lists/ofac_advanced.xml");
        return std::fs::read(made).unwrap();
    };
    let packed = Path::new(&root).join("screening/lists/ofac_sdn_advanced_2025-11-19.xml.bz2");
    let mut bytes = Vec::new();
    bzip2::read::BzDecoder::new(std::fs::File::open(packed).unwrap()).read_to_end(&mut bytes).unwrap();
    bytes
});

static LIST: LazyLock<List> = LazyLock::new(|| read(&BYTES[..], &Limits::default()).unwrap().0);

fn main() {
    divan::main();
}

#[divan::bench(sample_count = 10)]
fn read_list(bencher: Bencher) {
    let bytes = &BYTES[..];
    bencher.counter(BytesCount::of_slice(bytes)).bench(|| read(black_box(bytes), &Limits::default()).unwrap());
}

#[divan::bench]
fn index_addresses(bencher: Bencher) {
    let list = &*LIST;
    bencher.bench(|| AddressIndex::of([black_box(list)]));
}

#[divan::bench(sample_count = 20)]
fn diff_of_equal_lists(bencher: Bencher) {
    let other = LIST.clone();
    bencher.bench(|| diff(black_box(&LIST), black_box(&other)).unwrap().is_empty());
}

const TEXTS: [&str; 4] = [
    "0x7e5f4552091a69125d5dfcb7b8c2659029395bdf",
    "1BgGZ9tcN4rm9KBzDn7KprQz87SZ26SAMH",
    "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4",
    "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t",
];

/// Decoding included.
#[divan::bench(args = TEXTS)]
fn find_text(bencher: Bencher, text: &str) {
    let (index, _) = AddressIndex::of([&*LIST]);
    bencher.bench(|| index.find(black_box(text)));
}

/// The look-up alone.
#[divan::bench(args = TEXTS)]
fn find_decoded(bencher: Bencher, text: &str) {
    let ((index, _), address) = (AddressIndex::of([&*LIST]), Address::read(text).unwrap());
    bencher.bench(|| index.find_key(black_box(&address)).count());
}
