//! The rules that ship with the project: their cases hold, and they find what the demonstration
//! ledger has planted. Says nothing about ledgers that others made: see `detection`.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops at the first surprise")]

mod shipped;

use shipped::{at, ledger, pack};
use std::collections::{BTreeMap, BTreeSet};
use std::fs::{File, read_to_string};
use tidegate_monitor::case::run;
use tidegate_monitor::engine::{Scan, scan};
use tidegate_monitor::ledger::Ledger;
use tidegate_monitor::rule::{Facts, Pack};
use tidegate_monitor::tag::{Customers, Tags};

#[test]
fn every_case_of_every_rule_holds() {
    let pack = pack(None);
    let mut wrong = Vec::new();
    let mut cases = 0;
    for rule in &pack.rules {
        for result in run(rule, &pack) {
            cases += 1;
            if !result.passed {
                wrong.push(format!(
                    "{}: {}: expected {:?}, got {:?}",
                    rule.id, result.name, result.expected, result.got
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(cases > 150, "only {cases} cases were run");
}

#[test]
fn overlays_move_windows_and_bounds_of_the_rules_they_name() {
    for name in ["amlsim.toml", "amlworld.toml"] {
        let (plain, laid) = (pack(None), pack(Some(name)));
        assert!(!laid.rules.is_empty(), "{name}");
        for rule in &laid.rules {
            let before = plain.rules.iter().find(|it| it.id == rule.id).unwrap();
            assert_eq!(
                (before.require.kind, before.require.assets),
                (rule.require.kind, rule.require.assets),
                "{name}"
            );
            assert_ne!(before.digest, rule.digest, "{name}: {}", rule.id);
        }
    }
}

fn demo<'t>(pack: &Pack, ledger: &'t Ledger) -> Scan<'t> {
    let (tags, bad_tags) = Tags::read_csv("demo.csv", File::open(at("testdata/tags/demo.csv")).unwrap()).unwrap();
    let (customers, bad_customers) =
        Customers::read_csv("demo.csv", File::open(at("testdata/customers/demo.csv")).unwrap()).unwrap();
    assert!(bad_tags.is_empty() && bad_customers.is_empty());
    let facts = Facts { book: ledger.book(), tags: &tags, customers: &customers };
    scan(ledger.transfers(), facts, pack, 1, &|_| {})
}

#[test]
fn each_planted_typology_of_the_demonstration_is_found_with_exactly_its_rows() {
    let pack = pack(None);
    let ledger = ledger(&at("testdata/ledgers/demo.csv"), &pack);
    let scan = demo(&pack, &ledger);
    let mut planted: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for line in read_to_string(at("testdata/ledgers/demo_planted.csv")).unwrap().lines().skip(1) {
        let (rule, txid) = line.split_once(',').unwrap();
        planted.entry(rule.to_owned()).or_default().insert(txid.to_owned());
    }
    assert_eq!(planted.len(), pack.rules.len(), "one typology for each rule");
    for (rule, rows) in planted {
        let hits = scan.hits.iter().filter(|it| pack.rules[it.rule].id == rule);
        let found: BTreeSet<String> = hits
            .map(|it| it.rows.iter().map(|row| ledger.book().texts.text(row.txid).into_owned()).collect())
            .filter(|it: &BTreeSet<String>| it.is_subset(&rows))
            .flatten()
            .collect();
        assert_eq!(found, rows, "{rule}");
    }
}

#[test]
fn ordinary_traffic_of_the_demonstration_stays_quiet() {
    let pack = pack(None);
    let ledger = ledger(&at("testdata/ledgers/demo.csv"), &pack);
    let scan = demo(&pack, &ledger);
    let planted = read_to_string(at("testdata/ledgers/demo_planted.csv")).unwrap();
    for hit in &scan.hits {
        let known = hit.rows.iter().any(|it| planted.contains(&*ledger.book().texts.text(it.txid)));
        assert!(known, "{} about {}", pack.rules[hit.rule].id, ledger.book().parties.name(hit.subject));
    }
    assert!(scan.unfinished.is_empty());
    assert!(!scan.lacks.is_empty(), "the token without a value leaves questions open");
}
