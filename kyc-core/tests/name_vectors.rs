//! Labelled pairs of names from outside the project: a table of right and wrong answers by category.
//!
//! The table is frozen: a change of the matcher shows in it line by line, for better or worse, and is written
//! anew by `TIDEGATE_RENEW=1`. The pairs themselves are not part of the project.
#![allow(clippy::unwrap_used, clippy::float_arithmetic, reason = "a test may fail loudly and count shares")]

use std::collections::BTreeMap;
use std::fmt::Write;
use tidegate_kyc_core::screen::list::EntryKind;
use tidegate_kyc_core::screen::name::{Name, Score, score};

/// The fixed threshold of docs/screening.md.
const THRESHOLD: &str = "0.78";

fn kind_of(schema: &str) -> EntryKind {
    match schema {
        "Person" => EntryKind::Person,
        "Company" | "Organization" => EntryKind::Organisation,
        "Vessel" => EntryKind::Vessel,
        _ => EntryKind::Unknown,
    }
}

#[test]
#[ignore = "needs TIDEGATE_VECTORS: labelled pairs of names"]
fn labelled_pairs_of_names_are_told_apart_as_frozen() {
    let folder = std::env::var("TIDEGATE_VECTORS").unwrap();
    let threshold = Score::parse(THRESHOLD).unwrap();
    // For each category: found, missed, falsely found, rightly left.
    let mut table: BTreeMap<String, [u32; 4]> = BTreeMap::new();
    for file in ["name_bench_dev", "ofac_alias_dev"] {
        let mut reader = csv::Reader::from_path(format!("{folder}/screening/pairs/{file}.csv")).unwrap();
        for row in reader.records().map(Result::unwrap) {
            let kind = kind_of(&row[1]);
            let found = score(&Name::prepare(&row[2], kind), &Name::prepare(&row[3], kind)) >= threshold;
            let cell = match (&row[4] == "true", found) {
                (true, true) => 0,
                (true, false) => 1,
                (false, true) => 2,
                (false, false) => 3,
            };
            table.entry(format!("{} {} {kind}", &row[0], &row[5])).or_default()[cell] += 1;
            table.entry(format!("{} all", &row[0])).or_default()[cell] += 1;
        }
    }
    let mut text = format!("# found, missed, falsely found, rightly left at {THRESHOLD}\n");
    for (category, [found, missed, falsely, left]) in &table {
        writeln!(text, "{category}: {found} {missed} {falsely} {left}").unwrap();
    }
    let golden = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden/name_confusion.txt");
    if std::env::var_os("TIDEGATE_RENEW").is_some() {
        std::fs::write(golden, &text).unwrap();
    }
    assert_eq!(std::fs::read_to_string(golden).unwrap(), text);
    let [found, missed, falsely, _] = table["name_bench all"].map(f64::from);
    assert!(2.0 * found / (2.0 * found + missed + falsely) >= 0.82, "F1 of name_bench");
}
