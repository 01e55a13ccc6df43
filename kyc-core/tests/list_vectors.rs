//! Conformance with publishers' own lists, found through the variable `TIDEGATE_VECTORS`.
//!
//! Where the variable is unset these tests are ignored, so that a run that did not happen never
//! reads as a pass. Counts were taken from the files by other means (`grep -c`).
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may fail loudly")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::Read;
use std::path::PathBuf;
use tidegate_kyc_core::base::Day;
use tidegate_kyc_core::screen::address::{AddressIndex, Agreement, ListedAt};
use tidegate_kyc_core::screen::list::{
    Age, Birth, Entry, EntryKind, Exactness, IdentifierKind, List, Publisher, Script, Strength,
};
use tidegate_kyc_core::screen::read::{Finding, FindingCode, Limits, read, read_parts};
use tidegate_kyc_core::wallet::address::{Address, Family};

fn path(name: &str) -> PathBuf {
    let root = std::env::var("TIDEGATE_VECTORS").expect("TIDEGATE_VECTORS names the folder of vectors");
    PathBuf::from(root).join("screening/lists").join(name)
}

fn open(name: &str) -> Box<dyn Read> {
    let file = File::open(path(name)).unwrap();
    match name.rsplit('.').next() {
        Some("bz2") => Box::new(bzip2::read::BzDecoder::new(file)),
        Some("gz") => Box::new(flate2::read::GzDecoder::new(file)),
        _ => Box::new(file),
    }
}

fn list(name: &str) -> (List, Vec<Finding>) {
    read(open(name), &Limits::default()).unwrap()
}

fn sdn() -> (List, Vec<Finding>) {
    list("ofac_sdn_advanced_2025-11-19.xml.bz2")
}

fn tally(findings: &[Finding]) -> BTreeMap<FindingCode, usize> {
    findings.iter().fold(BTreeMap::new(), |mut all, it| {
        *all.entry(it.code).or_default() += 1;
        all
    })
}

#[test]
#[ignore = "needs TIDEGATE_VECTORS: the whole SDN list, Advanced XML"]
fn the_whole_sdn_list_is_read() {
    let (list, findings) = sdn();
    let unknown: Vec<_> = findings.iter().map(|it| (it.code, it.entry.as_deref())).collect();
    assert_eq!(unknown, [(FindingCode::Country, Some("15852"))], "`Region: Northern Mali`");
    assert_eq!((list.publisher(), list.published().unwrap().to_string().as_str()), (Publisher::Ofac, "2025-11-19"));
    assert_eq!(list.entries().len(), 18_367);
    let count = |kind| list.entries().iter().filter(|it| it.kind == kind).count();
    let kinds = EntryKind::ALL.iter().map(|it| count(*it)).collect::<Vec<_>>();
    assert_eq!(kinds, [7_303, 9_359, 1_370, 335, 0]);
    let sum = |count: fn(&Entry) -> usize| list.entries().iter().map(count).sum::<usize>();
    assert_eq!(list.names(), 48_476, "48,482 names, six of them twice in one entry");
    assert_eq!((sum(|it| it.addresses.len()), sum(|it| it.births.len())), (760, 7_983));
    assert_eq!((sum(|it| it.identifiers.len()), sum(|it| it.places.len())), (23_075, 25_874));
    let passports = |it: &Entry| it.identifiers.iter().filter(|it| it.kind == IdentifierKind::Passport).count();
    assert!(sum(passports) > 2_400);
    let weak = |it: &Entry| it.names.iter().filter(|it| it.strength == Strength::WeakAlias).count();
    let scripts: BTreeSet<Script> = list.entries().iter().flat_map(|it| &it.names).map(|it| it.script).collect();
    assert!(sum(weak) > 2_000 && scripts.len() >= 8, "{} {scripts:?}", sum(weak));
    assert!(list.entries().iter().all(|it| it.listed.is_some() && !it.programmes.is_empty()));
}

#[test]
#[ignore = "needs TIDEGATE_VECTORS: a whole set of SDN CSV files"]
fn sdn_csv_needs_all_four_files_and_is_read_whole() {
    let names = ["add.csv", "sdn_comments.csv", "alt.csv", "sdn.csv"].map(|it| format!("sdn_csv/{it}"));
    let (list, findings) = read_parts(names.iter().map(|it| open(it)).collect(), &Limits::default()).unwrap();
    assert_eq!(list.entries().len(), 7_379);
    assert!(list.entries().iter().filter(|it| !it.births.is_empty()).count() > 3_000);
    assert!(list.entries().iter().any(|it| it.addresses.iter().any(|it| &*it.ticker == "XBT")));
    // The names are of 2018, the addresses and alternates of later years: half a list, which is never fresh.
    let tally = tally(&findings);
    assert!(tally[&FindingCode::Orphan] > 900 && tally[&FindingCode::Parts] == 1 && tally[&FindingCode::NoDay] == 1);
    let day = Day::parse("2026-11-01").unwrap();
    assert_eq!(list.clone().published_on(day).age(day, 7), Age::Unknown);
    for lone in &names {
        assert!(read(open(lone), &Limits::default()).is_err(), "{lone} alone is not a list");
    }
}

#[test]
#[ignore = "needs TIDEGATE_VECTORS: the whole UN list"]
fn the_whole_un_list_is_read() {
    let (list, findings) = list("un_consolidated_2026-02-27.xml.gz");
    assert_eq!(findings, []);
    assert_eq!((list.publisher(), list.published().unwrap().to_string().as_str()), (Publisher::Un, "2026-02-27"));
    let count = |kind| list.entries().iter().filter(|it| it.kind == kind).count();
    assert_eq!((count(EntryKind::Person), count(EntryKind::Organisation)), (730, 273));
    assert_eq!(list.names(), 4_122);
    let circa = |it: &&Birth| it.exactness() == Exactness::Circa;
    assert!(list.entries().iter().flat_map(|it| &it.births).filter(circa).count() > 100);
}

#[test]
#[ignore = "needs TIDEGATE_VECTORS: samples of OpenSanctions and of the US CSL"]
fn samples_are_read() {
    for (name, entries, names, day) in [
        ("ftm_sample/t1/entities.ftm.json", 6, 35, Some("2024-06-01")),
        ("ftm_sample/zala/entities.ftm.json", 14, 275, Some("2026-04-29")),
        ("ftm_sample/parteispenden/entities.ftm.json", 96, 96, None),
        ("us_csl_sample.csv", 115, 276, None),
    ] {
        let (list, findings) = list(name);
        let published = list.published().map(|it| it.to_string());
        assert_eq!((list.entries().len(), list.names(), published.as_deref()), (entries, names, day), "{name}");
        assert!(findings.iter().all(|it| it.code == FindingCode::NoDay), "{name}: {findings:?}");
    }
}

#[test]
#[ignore = "needs TIDEGATE_VECTORS: the whole SDN list, Advanced XML"]
fn every_listed_address_is_found_in_every_spelling_and_under_any_ticker() {
    let (list, _) = sdn();
    let (index, undecoded) = AddressIndex::of([&list]);
    assert_eq!(index.len(), 760, "761 features, one of them twice in one entry");
    let listed = |at: &ListedAt| &list.entries()[at.entry as usize].addresses[at.address as usize];
    let left: Vec<_> = undecoded.iter().map(|it| (&*listed(&it.at).ticker, listed(&it.at).text.len())).collect();
    assert_eq!(left, [("XMR", 64)], "one listed text is a hash and no address");
    let (mut spellings, mut families) = (0, BTreeMap::<String, usize>::new());
    for (entry, number) in list.entries().iter().zip(0..) {
        for it in &entry.addresses {
            let hits = |text: &str| {
                let found = index.find(text);
                found.hits.iter().any(|hit| hit.at.entry == number && hit.agreement != Agreement::SamePayload)
            };
            assert!(hits(&it.text), "{} {}", it.ticker, it.text.as_str());
            let Ok(address) = Address::read(&it.text) else { continue };
            *families.entry(address.families().to_string()).or_default() += 1;
            let lower = it.text.to_lowercase();
            let mut all: Vec<String> = address.spellings().into_iter().map(|it| it.1).collect();
            if address.families().contains(Family::Evm) {
                all.extend([
                    lower.clone(),
                    it.text.to_uppercase(),
                    lower[2..].to_owned(),
                    format!("ethereum:{lower}@1"),
                ]);
            }
            if lower.starts_with("bc1") || lower.starts_with("bnb1") {
                all.push(it.text.to_uppercase());
            }
            if it.ticker.as_ref() == "BCH" {
                let cash = all.iter().find(|it| it.starts_with("bitcoincash:")).unwrap().clone();
                all.extend([cash["bitcoincash:".len()..].to_owned(), cash.to_uppercase()]);
            }
            for text in all {
                assert!(hits(&text), "{} {} as {text}", it.ticker, it.text.as_str());
                spellings += 1;
            }
        }
    }
    assert!(spellings > 1_500, "{spellings} {families:?}");
    let mut texts = 0;
    for file in std::fs::read_dir(path("ofac_crypto")).unwrap() {
        for text in std::fs::read_to_string(file.unwrap().path()).unwrap().lines() {
            assert!(index.find(text).hits.iter().any(|it| it.agreement != Agreement::SamePayload), "{text}");
            texts += 1;
        }
    }
    assert_eq!(texts, 758);
}
