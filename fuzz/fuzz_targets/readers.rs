//! What every reader must keep whatever the bytes are. Shared by the fuzz targets and by the
//! replay of their corpora in `cargo test`; knows nothing of the fuzzer.

use tidegate_monitor::ledger::{Format, Import, LedgerBuilder, Prices, Reason, parse_amount, parse_instant};

/// Reads bytes under a name and checks what must hold of every answer.
fn read(name: &str, bytes: &[u8], import: Import) {
    let mut builder = LedgerBuilder::new(import);
    if let Err(error) = builder.read(name, bytes) {
        assert!(error.to_string().starts_with(name));
        assert_eq!(builder.finish().counts().rows, 0);
        return;
    }
    let ledger = builder.finish();
    let counts = ledger.counts();
    assert_eq!(counts.rows, counts.accepted + counts.rejected + counts.duplicates);
    assert_eq!(counts.accepted, ledger.transfers().len() as u64);
    assert!(ledger.transfers().is_sorted_by_key(|it| (it.time, it.sequence)));
    assert!(ledger.rejected().is_sorted_by_key(|it| it.line));
    let lines = bytes.iter().filter(|it| **it == b'\n').count() as u64 + 1;
    let packed = matches!(bytes, [0x1f, 0x8b, ..] | [0x28, 0xb5, 0x2f, 0xfd, ..] | [0x50..=0x5f, 0x2a, 0x4d, 0x18, ..]);
    let plain = !packed && !name.ends_with(".parquet");
    for it in ledger.transfers() {
        assert!(!plain || u64::from(it.line) <= lines);
        assert!(!ledger.book().parties.name(it.from).is_empty() && !ledger.book().parties.name(it.to).is_empty());
        assert_eq!(parse_instant(&it.time.to_string()), Ok(it.time));
        assert_eq!(parse_amount(&it.amount.to_string()), Ok(it.amount));
    }
    for it in ledger.rejected() {
        assert!(!plain || u64::from(it.line) <= lines || it.reason == Reason::Truncated);
    }
}

/// Canonical CSV.
pub(crate) fn csv(bytes: &[u8]) {
    read("x.csv", bytes, Import { format: Format::Canonical, ..Import::default() });
}

/// JSON Lines.
pub(crate) fn jsonl(bytes: &[u8]) {
    read("x.jsonl", bytes, Import { format: Format::JsonLines, ..Import::default() });
}

/// Parquet.
pub(crate) fn parquet(bytes: &[u8]) {
    read("x.parquet", bytes, Import { format: Format::Parquet, ..Import::default() });
}

/// Whatever the bytes say they are, plain and packed.
pub(crate) fn exports(bytes: &[u8]) {
    read("withdraw.csv", bytes, Import::default());
    read("x.csv.gz", bytes, Import::default());
}

/// A price file.
pub(crate) fn prices(bytes: &[u8]) {
    if let Ok(prices) = Prices::read("p.csv", bytes) {
        let (amount, time) = (parse_amount("1e30"), parse_instant("2026-03-01"));
        if let (Ok(amount), Ok(time)) = (amount, time) {
            let _ = prices.value("ETH", amount, time);
        }
    }
}
