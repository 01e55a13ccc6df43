//! The made lists of `testdata/lists`: every reader says the same of the same invented people.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may fail loudly")]

use std::io::Read;
use std::path::Path;
use tidegate_kyc_core::base::Day;
use tidegate_kyc_core::screen::address::AddressIndex;
use tidegate_kyc_core::screen::list::{Age, Completeness, CountryRole, Entry, EntryKind, List, Strength};
use tidegate_kyc_core::screen::read::{Finding, FindingCode, Limits, read, read_parts};

fn bytes(name: &str) -> Vec<u8> {
    std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("../testdata/lists").join(name)).unwrap()
}

fn list(name: &str) -> (List, Vec<Finding>) {
    if name == "ofac_csv" {
        let parts = ["add", "sdn", "sdn_comments", "alt"].map(|it| bytes(&format!("ofac_csv/{it}.csv")));
        return read_parts(parts.iter().map(|it| Box::new(&it[..]) as Box<dyn Read>).collect(), &Limits::default())
            .unwrap();
    }
    read(&bytes(name)[..], &Limits::default()).unwrap()
}

const FILES: [&str; 9] =
    ["own.csv", "ofac_advanced.xml", "ofac_csv", "un.xml", "eu.xml", "eu.csv", "uk.xml", "uk.csv", "entities.ftm.json"];

fn is_named(entry: &Entry, name: &str, strength: Strength) -> bool {
    let folded = |it: &str| it.to_lowercase().split([' ', '-']).map(str::to_owned).collect::<Vec<_>>();
    entry.names.iter().any(|it| folded(&it.text) == folded(name) && it.strength == strength)
}

#[test]
fn every_reader_says_the_same_of_the_same_person() {
    for file in FILES {
        let (list, findings) = list(file);
        let undated = file == "ofac_csv";
        assert!(findings.iter().all(|it| undated && it.code == FindingCode::NoDay), "{file}: {findings:?}");
        let day = list.published().map(|it| it.to_string());
        assert_eq!(day.as_deref(), if undated { None } else { Some("2026-03-01") }, "{file}");
        let of = |kind| list.entries().iter().find(|it| it.kind == kind).unwrap();
        let person = of(EntryKind::Person);
        assert!(is_named(person, "Ravindar Tolmachi Voss", Strength::Primary), "{file}: {:?}", person.names.len());
        assert!(is_named(person, "Ravinder Tolmachy Voss", Strength::Alias), "{file}");
        if file != "eu.csv" {
            assert!(is_named(person, "the Heron", Strength::WeakAlias), "{file}");
        }
        assert!(person.births.iter().any(|it| it.to_string() == "1961-04-17"), "{file}");
        let country = |role| person.countries.iter().find(|it| it.role == role).map(|it| it.country.code().to_owned());
        assert_eq!(country(CountryRole::Nationality).as_deref(), Some("BY"), "{file}");
        assert_eq!(country(CountryRole::Residence).as_deref(), Some("CY"), "{file}");
        assert_eq!(country(CountryRole::Birth).as_deref(), Some("BY"), "{file}");
        assert_eq!(person.genders.iter().map(|it| it.code()).collect::<Vec<_>>(), ["male"], "{file}");
        assert!(
            person.identifiers.iter().any(|it| (it.kind.code(), &*it.value) == ("passport", "MX4471902")),
            "{file}"
        );
        assert_eq!(person.programmes.len(), 1 + usize::from(file == "entities.ftm.json"), "{file}");
        assert!(person.remarks.iter().any(|it| &**it == "Runs the Quillmarsh companies"), "{file}");
        assert!(is_named(of(EntryKind::Organisation), "Quillmarsh Trading FZE", Strength::Primary), "{file}");
        assert_eq!(list.source().to_string().len(), 64);
    }
}

#[test]
fn the_simplified_table_tells_what_it_has() {
    let (list, findings) = list("targets.simple.csv");
    assert_eq!((findings.len(), list.entries().len(), list.names()), (0, 2, 4));
    assert_eq!(list.published().unwrap().to_string(), "2026-03-01");
    assert_eq!(list.entries()[0].places[0].country.map(|it| it.code().to_owned()).as_deref(), Some("CY"));
}

#[test]
fn listed_wallets_are_found_by_any_file_that_lists_them() {
    for file in ["own.csv", "ofac_advanced.xml", "ofac_csv", "entities.ftm.json"] {
        let (list, _) = list(file);
        let (index, undecoded) = AddressIndex::of([&list]);
        assert!(undecoded.is_empty(), "{file}");
        assert_eq!(index.find("0x7e5f4552091a69125d5dfcb7b8c2659029395bdf").hits.len(), 1, "{file}");
    }
}

#[test]
fn a_list_cut_anywhere_is_an_error_or_says_what_is_missing() {
    for file in FILES.iter().filter(|it| **it != "ofac_csv") {
        let whole = bytes(file);
        let entries = list(file).0.entries().len();
        for at in (0..whole.len() - 1).step_by(37) {
            let Ok((list, findings)) = read(&whole[..at], &Limits::default()) else { continue };
            // A table cut between two rows is a shorter table: nobody can know. XML always shows it.
            assert!(!file.ends_with(".xml"), "{file} cut at {at} was read");
            assert!(list.entries().len() <= entries && findings.len() < 5, "{file} cut at {at}");
        }
    }
    let mut parts = ["sdn", "alt", "add", "sdn_comments"].map(|it| bytes(&format!("ofac_csv/{it}.csv")));
    parts[0].truncate(100);
    let cut = read_parts(parts.iter().map(|it| Box::new(&it[..]) as Box<dyn Read>).collect(), &Limits::default());
    // Cut within the last cell of a row, names look whole; the other files then speak of entries that are missing.
    let (partial, findings) = cut.unwrap();
    assert_eq!(partial.completeness(), Completeness::Partial);
    assert!(findings.iter().any(|it| it.code == FindingCode::Parts));
    assert_eq!(partial.published_on(Day::from_days(0)).age(Day::from_days(0), 7), Age::Unknown);
}

#[test]
fn the_order_of_files_does_not_matter() {
    let parts = ["sdn", "alt", "add", "sdn_comments"].map(|it| bytes(&format!("ofac_csv/{it}.csv")));
    let all = parts.iter().map(|it| Box::new(&it[..]) as Box<dyn Read>).collect();
    assert_eq!(read_parts(all, &Limits::default()).unwrap().0, list("ofac_csv").0);
}
