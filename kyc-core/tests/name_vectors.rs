//! Labelled pairs of names from outside the project: a table of right and wrong answers by category.
//!
//! The table is frozen: a change of the matcher shows in it line by line, for better or worse, and is written
//! anew by `TIDEGATE_RENEW=1`. The pairs themselves are not part of the project.
#![allow(clippy::unwrap_used, clippy::float_arithmetic, reason = "a test may fail loudly and count shares")]

use std::collections::BTreeMap;
use std::fmt::Write;
use tidegate_kyc_core::screen::list::EntryKind;
use tidegate_kyc_core::screen::name::{Name, Score, score};
use tidegate_kyc_core::screen::read::{Limits, read};
use tidegate_kyc_core::screen::{Customer, Memory, Policy, Screen};

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

/// The least that could be asked: a name as it stands in the list is that name, whether or not it is said what it names.
#[test]
#[ignore = "needs TIDEGATE_VECTORS: the lists of the Treasury and of the United Nations"]
fn a_listed_name_as_it_stands_finds_its_own_entry() {
    let folder = std::env::var("TIDEGATE_VECTORS").unwrap();
    let open = |name: &str| std::fs::File::open(format!("{folder}/screening/lists/{name}")).unwrap();
    let treasury = bzip2::read::BzDecoder::new(open("ofac_sdn_advanced_2025-11-19.xml.bz2"));
    let nations = flate2::read::GzDecoder::new(open("un_consolidated_2026-02-27.xml.gz"));
    for (file, every) in [(Box::new(treasury) as Box<dyn std::io::Read>, 10), (Box::new(nations), 1)] {
        let list = read(file, &Limits::default()).unwrap().0;
        let (screen, policy) = (Screen::new(vec![list.clone()]), Policy::requiring([list.id()]));
        let (at, mut memory) = (list.published().unwrap(), Memory::default());
        let mut lost = Vec::new();
        for (number, entry) in list.entries().iter().enumerate().step_by(every) {
            for kind in [entry.kind, EntryKind::Unknown] {
                for name in &entry.names {
                    let customer = Customer::named(&name.text, kind);
                    let screening = screen.screen(&customer, &policy, at, &mut memory);
                    let own = screening.candidates().iter().find(|it| it.entry == entry.id);
                    if own.is_none_or(|it| it.score() != Score::FULL) {
                        lost.push(format!("{} of entry {}", &*name.text, number));
                    }
                }
            }
        }
        assert!(lost.is_empty(), "names of {} that are not their own: {}", list.id(), lost.join("; "));
    }
}
