//! Conformance with exports that others made, found through the variable `TIDEGATE_VECTORS`.
//!
//! Where the variable is unset these tests are ignored, so that a run that did not happen never
//! reads as a pass.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::float_arithmetic,
    reason = "a test may fail loudly"
)]

use std::collections::BTreeMap;
use std::fs::File;
use std::path::PathBuf;
use tidegate_monitor::ledger::{ColumnMap, Format, Import, Ledger, LedgerBuilder};

fn vectors(path: &str) -> PathBuf {
    let root = std::env::var("TIDEGATE_VECTORS").expect("TIDEGATE_VECTORS names the folder of vectors");
    PathBuf::from(root).join("transfers").join(path)
}

/// The ledger of an export as a pack in dollars reads it.
fn read(path: &str, map: Option<&str>) -> Ledger {
    let map = map.map(|it| ColumnMap::parse(it).unwrap());
    let mut builder = LedgerBuilder::new(Import { map, currency: Some("USD".into()), ..Import::default() });
    builder.read(path, File::open(vectors(path)).unwrap()).unwrap();
    builder.finish()
}

#[test]
#[ignore = "needs TIDEGATE_VECTORS: the folder of data from outside the project"]
fn amlsim_is_read_row_by_row() {
    let ledger = read("amlsim/transactions.csv.gz", None);
    assert_eq!(ledger.sources()[0].format, Format::AmlSim);
    assert_eq!((ledger.counts().rows, ledger.counts().accepted), (125_431, 125_431));
    let total: u128 = ledger.transfers().iter().map(|it| u128::from(it.value.unwrap().0)).sum();
    let amounts: u128 =
        ledger.transfers().iter().map(|it| it.amount.units() * 10_u128.pow(2 - u32::from(it.amount.decimals()))).sum();
    assert_eq!(total, amounts);
    assert!(ledger.transfers().is_sorted_by_key(|it| it.time));
}

#[test]
#[ignore = "needs TIDEGATE_VECTORS: the folder of data from outside the project"]
fn amlworld_rows_and_patterns_are_read() {
    let table = read("amlworld/HI-Small_Trans_first_1000.csv", None);
    assert_eq!((table.sources()[0].format, table.counts().rows, table.counts().rejected), (Format::AmlWorld, 1000, 0));
    let patterns = read("amlworld/HI-Small_Patterns_dev.txt", None);
    assert_eq!((patterns.sources()[0].format, patterns.counts().rejected), (Format::AmlWorldPatterns, 0));
    let mut attempts: BTreeMap<String, u32> = BTreeMap::new();
    for it in patterns.transfers() {
        *attempts.entry(patterns.book().texts.text(it.memo).into_owned()).or_default() += 1;
    }
    assert_eq!(attempts.len(), 122);
    assert_eq!(attempts.values().map(|it| u64::from(*it)).sum::<u64>(), patterns.counts().rows);
    assert_eq!(attempts.get("attempt 1 RANDOM"), Some(&5));
}

#[test]
#[ignore = "needs TIDEGATE_VECTORS: the folder of data from outside the project"]
fn exports_without_a_format_of_their_own_are_read_by_a_map() {
    let poisoning = read("poisoning/batch_dataframe.csv", Some("asset=contract_symbol,index=id"));
    assert_eq!((poisoning.counts().rejected, poisoning.counts().duplicates), (0, 0));
    assert!(poisoning.counts().accepted > 5);
    let nft = read(
        "nft/nft_wash_validation_cases.csv",
        Some("from=seller,to=buyer,amount=price_eth,asset='ETH',memo=nft_id"),
    );
    assert_eq!(nft.counts().rejected, 0);
    assert!(nft.counts().accepted > 10);
}
