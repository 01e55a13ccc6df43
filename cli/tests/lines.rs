//! The JSON Lines of a run: they fit their schemas, they add up, and neither the order of rows,
//! nor the split into files, nor threads change them but for the file and line of a citation.
//!
//! Runs the command itself. Cannot catch a wrong hit: that is what the engine's oracles are for.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use proptest::prelude::*;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

mod schema;

fn data(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(name)
}

fn scan(exports: &[PathBuf], more: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tidegate"));
    command.arg("scan").args(exports).arg("--rules").arg(data("rules")).args(["--as", "jsonl"]).args(more);
    command.output().unwrap()
}

fn lines(output: &Output) -> Vec<Value> {
    let text = std::str::from_utf8(&output.stdout).unwrap();
    assert!(text.ends_with('\n'), "{}", String::from_utf8_lossy(&output.stderr));
    text.lines().map(|it| serde_json::from_str(it).unwrap()).collect()
}

/// The lines without what may differ between two readings of the same rows.
fn without_places(mut all: Vec<Value>) -> Vec<Value> {
    fn strip(value: &mut Value) {
        match value {
            Value::Object(members) => {
                members.remove("line");
                members.remove("source");
                members.values_mut().for_each(strip);
            }
            Value::Array(items) => items.iter_mut().for_each(strip),
            _ => {}
        }
    }
    for line in &mut all {
        strip(line);
        if let Value::Object(members) = line {
            members.remove("sources");
        }
    }
    let (mut rejected, rest): (Vec<Value>, Vec<Value>) = all.into_iter().partition(|it| it["type"] == "rejected");
    rejected.sort_by_key(ToString::to_string);
    rest.into_iter().chain(rejected).collect()
}

#[test]
fn every_line_fits_its_schema() {
    let exports = [data("transfers.csv")];
    let (some, none) = (scan(&exports, &[]), scan(&[data("clear.csv")], &[]));
    assert_eq!((some.status.code(), none.status.code()), (Some(1), Some(0)));
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for line in lines(&some).iter().chain(&lines(&none)) {
        let kind = line["type"].as_str().unwrap();
        *seen.entry(kind.to_owned()).or_default() += 1;
        schema::check(kind, line).unwrap_or_else(|fault| panic!("{fault}\n{line:#}"));
    }
    let kinds: Vec<&str> = seen.keys().map(String::as_str).collect();
    assert_eq!(kinds, ["hit", "rejected", "summary", "too_little"]);
}

#[test]
fn an_unfinished_search_fits_its_schema_and_is_no_silence() {
    let folder = tempfile::tempdir().unwrap();
    for file in std::fs::read_dir(data("rules")).unwrap() {
        let file = file.unwrap();
        let text = std::fs::read_to_string(file.path()).unwrap().replace("search_steps = 1000", "search_steps = 20");
        std::fs::write(folder.path().join(file.file_name()), text).unwrap();
    }
    let rules = folder.path().to_str().unwrap().to_owned();
    // Twenty steps are enough for the rules' own cases and not for forty branches.
    let branch =
        |it| format!("2026-03-01T10:{it:02}Z,x,m{it},5,ETH,t{it}\n2026-03-01T11:{it:02}Z,m{it},y,5,ETH,u{it}\n");
    let export = folder.path().join("branches.csv");
    let rows: String = (0..40).map(branch).collect();
    std::fs::write(&export, format!("time,from,to,amount,asset,txid\n{rows}")).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_tidegate"));
    let output = command.arg("scan").arg(export).args(["--rules", &rules, "--as", "jsonl"]).output().unwrap();
    let all = lines(&output);
    let unfinished: Vec<&Value> = all.iter().filter(|it| it["type"] == "unfinished").collect();
    assert!(!unfinished.is_empty());
    unfinished.iter().for_each(|it| schema::check("unfinished", it).unwrap());
    assert_eq!(all.last().unwrap()["unfinished"], unfinished.len());
}

#[test]
fn wallets_to_be_tagged_are_named_and_fit_the_schema() {
    let folder = tempfile::tempdir().unwrap();
    for file in std::fs::read_dir(data("rules")).unwrap() {
        let file = file.unwrap();
        let setting = "untagged_service = { received = 20, sent = 20, within = \"2h\" }\nsearch_steps";
        let text = std::fs::read_to_string(file.path()).unwrap().replace("search_steps", setting);
        std::fs::write(folder.path().join(file.file_name()), text).unwrap();
    }
    let rules = folder.path().to_str().unwrap().to_owned();
    let turn =
        |it| format!("2026-03-01T10:{it:02}Z,a{it},hub,5,ETH,t{it}\n2026-03-01T10:{it:02}Z,hub,b{it},5,ETH,u{it}\n");
    let export = folder.path().join("hub.csv");
    std::fs::write(&export, format!("time,from,to,amount,asset,txid\n{}", (0..30).map(turn).collect::<String>()))
        .unwrap();
    let scan = |more: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tidegate"));
        command.arg("scan").arg(&export).args(["--rules", &rules]).args(more).output().unwrap()
    };
    let all = lines(&scan(&["--as", "jsonl"]));
    let untagged: Vec<&Value> = all.iter().filter(|it| it["missing"] == "tag").collect();
    assert!(!untagged.is_empty());
    for line in untagged {
        schema::check("too_little", line).unwrap();
        // Twenty each way come first. A chain may end at it, and whatever else leads into it is not followed.
        let (unfollowed, first) = if line["rule"] == "scatter-gather" { (20, "t20") } else { (10, "u20") };
        assert_eq!(line["wallets"], serde_json::json!([{"id": "hub", "transfers": unfollowed}]));
        assert_eq!((&line["transfers"], &line["first"]["txid"]), (&unfollowed.into(), &first.into()));
    }
    let table = String::from_utf8(scan(&[]).stdout).unwrap();
    let text = std::fs::read_to_string(&export).unwrap();
    // Another hub with as many, and the rows of both in another order: the same bytes, by name.
    let (head, rows) = text.split_once('\n').unwrap();
    let twin = rows.replace("hub", "HUB2").replace(",t", ",x").replace(",u", ",y");
    let bytes = |rows: &str| {
        std::fs::write(&export, format!("{head}\n{rows}")).unwrap();
        let mut all = lines(&scan(&["--as", "jsonl"]));
        all.retain(|it| it["missing"] == "tag");
        all.iter().map(|it| it["wallets"].to_string()).collect::<Vec<_>>()
    };
    let one = bytes(&format!("{rows}{twin}"));
    assert_eq!(one, bytes(&format!("{twin}{rows}")));
    assert!(one[0].starts_with(r#"[{"id":"HUB2""#), "{one:?}");
    std::fs::write(&export, &text).unwrap();
    assert!(table.contains("20 transfers of 1 wallet not followed, the first is hub.csv:42"), "{table}");
    assert!(table.contains("untagged: hub (20)"), "{table}");
    // A tag that says what it is ends the question.
    let tags = folder.path().join("tags.csv");
    std::fs::write(&tags, "wallet,category\nhub,exchange\n").unwrap();
    let tagged = lines(&scan(&["--as", "jsonl", "--tags", tags.to_str().unwrap()]));
    assert!(tagged.iter().all(|it| it["missing"] != "tag"));
}

/// A scan of the clear export with files of facts made of these texts.
fn scan_with(facts: &[(&str, &str)], more: &[&str]) -> Output {
    let folder = tempfile::tempdir().unwrap();
    let mut words: Vec<String> = more.iter().map(|it| (*it).to_owned()).collect();
    for (number, (option, text)) in facts.iter().enumerate() {
        let path = folder.path().join(format!("{number}{option}.csv"));
        std::fs::write(&path, text).unwrap();
        words.extend([option.to_string(), path.to_str().unwrap().to_owned()]);
    }
    scan(&[data("clear.csv")], &words.iter().map(String::as_str).collect::<Vec<_>>())
}

#[test]
fn facts_are_named_by_their_digests_and_counted() {
    let facts = [
        ("--tags", "wallet,category\na,mixer\n,mixer\n"),
        ("--tags", "wallet,category\na,exchagne\n"),
        ("--customers", "customer,risk\n1,low\n1,high\n2,hihg\n3\n"),
        ("--prices", "asset,day,price\nETH,2026-03-01,2500\n"),
    ];
    let output = scan_with(&facts, &[]);
    assert_eq!(output.status.code(), Some(1));
    let all = lines(&output);
    all.iter().for_each(|it| schema::check(it["type"].as_str().unwrap(), it).unwrap());
    let said = |kind: &str| -> Vec<String> {
        let place = |it: &Value| format!("{}:{} {}", it["source"], it["line"], it["reason"]).replace('"', "");
        all.iter().filter(|it| it["type"] == kind).map(place).collect()
    };
    assert_eq!(said("rejected"), ["0--tags.csv:3 fact-missing-cell", "2--customers.csv:5 fact-ragged-row"]);
    assert_eq!(
        said("finding"),
        [
            "1--tags.csv:2 fact-category-unknown",
            "2--customers.csv:3 fact-contradiction",
            "2--customers.csv:4 fact-risk-unknown"
        ]
    );
    let summary = all.last().unwrap();
    assert_eq!((&summary["findings"], &summary["rows"]["rejected"]), (&json!(3), &json!(0)));
    let counted: Vec<Value> = summary["facts"].as_array().unwrap().iter().map(|it| it["rows"].clone()).collect();
    let rows = |all: u32, good: u32| json!({"in": all, "accepted": good, "rejected": all - good});
    assert_eq!(counted, [rows(2, 1), rows(1, 1), rows(4, 3), rows(1, 1)]);
    for (file, (_, text)) in summary["facts"].as_array().unwrap().iter().zip(&facts) {
        assert_eq!(file["sha256"], tidegate_kyc_core::base::SourceId::of(text.as_bytes()).to_string());
    }
    assert_eq!(scan_with(&facts, &["--strict"]).status.code(), Some(3));
    assert_eq!(scan_with(&facts[3..], &[]).status.code(), Some(0));
}

#[test]
fn an_age_says_from_when_it_is_counted() {
    let home = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let ages = |more: &[PathBuf]| -> Vec<(String, bool)> {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tidegate"));
        command.arg("scan").arg(home.join("testdata/ledgers/demo.csv")).args(more);
        let output = command.arg("--rules").arg(home.join("rules")).args(["--as", "jsonl"]).output().unwrap();
        let all = lines(&output);
        let hits = all.iter().filter(|it| it["rule"] == "large-first-deposit" && it["type"] == "hit");
        let age = |it: &Value| {
            let measured = it["measured"].as_array().unwrap().iter().find(|it| it["what"] == "account_age").unwrap();
            let told = it["explanation"].as_str().unwrap().contains("when the account was opened is not known");
            (measured["since"].as_str().unwrap().to_owned(), told)
        };
        hits.map(age).collect()
    };
    let unknown = ages(&[]);
    assert!(!unknown.is_empty() && unknown.iter().all(|it| *it == ("first_row".to_owned(), true)), "{unknown:?}");
    let known = ages(&[PathBuf::from("--customers"), home.join("testdata/customers/demo.csv")]);
    assert!(known.contains(&("opening".to_owned(), false)) && known.len() < unknown.len(), "{known:?}");
}

#[test]
fn a_line_that_does_not_fit_is_noticed() {
    let all = lines(&scan(&[data("transfers.csv")], &[]));
    let hit = all[0].as_object().unwrap();
    let changed = |change: &dyn Fn(&mut Map<String, Value>)| {
        let mut hit = hit.clone();
        change(&mut hit);
        schema::check("hit", &Value::Object(hit))
    };
    assert!(changed(&|_| {}).is_ok());
    for name in hit.keys() {
        assert!(changed(&|it| drop(it.remove(name))).is_err(), "nobody misses {name}");
        assert!(changed(&|it| drop(it.insert(name.clone(), json!({"no": "such"})))).is_err(), "{name} may be anything");
    }
    assert!(changed(&|it| drop(it.insert("more".to_owned(), json!(1)))).is_err(), "unknown members are taken");
}

#[test]
fn the_summary_adds_up() {
    let all = lines(&scan(&[data("transfers.csv")], &[]));
    let summary = all.last().unwrap();
    let count = |kind: &str| all.iter().filter(|it| it["type"] == kind).count();
    for (member, kind) in [("hits", "hit"), ("unfinished", "unfinished"), ("too_little", "too_little")] {
        assert_eq!(summary[member], count(kind), "{member}");
    }
    let number = |name: &str| summary["rows"][name].as_u64().unwrap();
    assert_eq!(number("rejected"), count("rejected") as u64);
    assert_eq!(number("in"), number("accepted") + number("rejected") + number("duplicates"));
    assert_eq!(number("in"), 42);
    for by in ["hits_by_rule", "hits_by_severity"] {
        let sum: u64 = summary[by].as_object().unwrap().values().map(|it| it.as_u64().unwrap()).sum();
        assert_eq!(summary["hits"], sum, "{by}");
    }
}

#[test]
fn every_hit_is_a_graph() {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tidegate"));
    let output = command
        .arg("scan")
        .arg(data("transfers.csv"))
        .arg("--rules")
        .arg(data("rules"))
        .args(["--as", "dot"])
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let hits = lines(&scan(&[data("transfers.csv")], &[]));
    for hit in hits.iter().filter(|it| it["type"] == "hit") {
        let start = text.find(hit["id"].as_str().unwrap()).unwrap();
        let graph = &text[start..start + text[start..].find("\n}\n").unwrap()];
        assert_eq!(graph.matches(" -> ").count(), hit["rows"].as_array().unwrap().len(), "{graph}");
    }
    assert_eq!(text.matches("digraph ").count(), 5);
}

#[test]
fn threads_change_no_byte() {
    let exports = [data("transfers.csv")];
    let one = scan(&exports, &["--threads", "1"]);
    for threads in ["2", "7"] {
        assert_eq!(scan(&exports, &["--threads", threads]).stdout, one.stdout);
    }
}

#[test]
fn no_folder_reaches_an_answer() {
    let output = scan(&[data("transfers.csv")], &[]);
    let folder = env!("CARGO_MANIFEST_DIR");
    assert!(!String::from_utf8_lossy(&output.stdout).contains(folder));
}

#[test]
fn a_strict_scan_says_that_rows_were_not_read_and_answers_all_the_same() {
    let strict = scan(&[data("transfers.csv")], &["--strict"]);
    assert_eq!(strict.status.code(), Some(3));
    assert_eq!(strict.stdout, scan(&[data("transfers.csv")], &[]).stdout);
    assert_eq!(scan(&[data("clear.csv")], &["--strict"]).status.code(), Some(0));
}

#[test]
fn only_what_was_judged_as_a_whole_is_clear() {
    let folder = tempfile::tempdir().unwrap();
    let export = folder.path().join("x.csv");
    let header = "time,from,to,amount,asset,txid,value\n";
    let (good, bad, unvalued) = (
        "2026-03-01T10:00:00Z,a,b,25,EUR,t1,25\n",
        "never,a,b,25,EUR,t2,25\n",
        "2026-03-01T10:00:00Z,a,b,25,BTC,t3,\n",
    );
    for (rows, code) in [(vec![good], 0), (vec![], 3), (vec![good, bad], 1), (vec![good, unvalued], 1), (vec![bad], 3)]
    {
        std::fs::write(&export, header.to_owned() + &rows.concat()).unwrap();
        assert_eq!(scan(std::slice::from_ref(&export), &[]).status.code(), Some(code), "{rows:?}");
    }
}

/// Whoever reads the words learns that something is amiss; the answer alone would not say so.
#[test]
fn copies_misspelt_columns_and_broken_ends_are_told() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path
    };
    let rows = "time,from,to,amount,asset,to_custmer\n2026-03-01,a,b,25,EUR,42\n";
    let (one, two) = (file("one.csv", rows), file("two.csv", rows));
    let crlf = file("crlf.csv", &rows.replace('\n', "\r\n"));
    let cut = file("cut.csv", &format!("{rows}2026-03-01,a,b,2"));
    let hours = file("hours.csv", "time,from,to,amount,asset\n2026030110,a,b,25,EUR\n2026030111,a,b,25,EUR\n");
    // A gzip file of one stored block that is not said to be the last, and no more.
    let text = "time,from,to,amount,asset\n2026-03-01,a,b,25,EUR\n";
    let size = (text.len() as u16).to_le_bytes();
    let head = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255, 0, size[0], size[1], !size[0], !size[1]];
    let torn = folder.path().join("torn.csv.gz");
    std::fs::write(&torn, [&head[..], text.as_bytes()].concat()).unwrap();
    for (exports, code, words) in [
        (vec![one.clone()], 0, "one.csv: nothing is read from the column to_custmer: is it to_customer?"),
        (vec![one.clone(), two], 0, "two.csv holds the same bytes as one.csv"),
        (vec![one, crlf], 0, "crlf.csv holds the same rows as one.csv"),
        (vec![cut], 3, "cut.csv breaks off at line 3"),
        (vec![hours], 0, "hours.csv: its times are read as Unix seconds of 2033 or later"),
        (vec![torn], 3, "torn.csv.gz breaks off at line 3"),
    ] {
        let output = scan(&exports, &[]);
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(code), "{said}");
        assert!(said.contains(words), "{said}");
        assert!(!output.stdout.is_empty());
    }
}

#[test]
fn rows_that_nothing_parts_are_not_clear() {
    let folder = tempfile::tempdir().unwrap();
    let export = folder.path().join("old_mac.csv");
    let rows = "time,from,to,amount,asset,txid,value\r2026-03-01T10:00:00Z,a,b,25,EUR,t1,25\r";
    std::fs::write(&export, rows).unwrap();
    assert_eq!(scan(&[export], &[]).status.code(), Some(3));
}

#[test]
fn a_rule_on_trial_finds_and_does_not_count() {
    let folder = tempfile::tempdir().unwrap();
    let export = folder.path().join("chain.csv");
    let hops = (0..5).map(|it| format!("2026-03-01T1{it}:00:00Z,w{it},w{},5,BTC,t{it},25\n", it + 1));
    std::fs::write(&export, format!("time,from,to,amount,asset,txid,value\n{}", hops.collect::<String>())).unwrap();
    let output = scan(&[export], &[]);
    assert_eq!(output.status.code(), Some(0));
    let all = lines(&output);
    assert_eq!((all.len(), &all[0]["rule"], &all[0]["status"]), (2, &json!("chain"), &json!("shadow")));
}

#[test]
fn an_answer_never_takes_the_place_of_an_export() {
    let folder = tempfile::tempdir().unwrap();
    let export = folder.path().join("transfers.csv");
    std::fs::copy(data("clear.csv"), &export).unwrap();
    let output = scan(std::slice::from_ref(&export), &["--out", export.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(std::fs::read(&export).unwrap(), std::fs::read(data("clear.csv")).unwrap());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn shuffled_and_split_rows_give_the_same_lines(
        order in Just((0..42).collect::<Vec<usize>>()).prop_shuffle(), cut in 0_usize..=42, threads in 1_u8..4,
    ) {
        let text = std::fs::read_to_string(data("transfers.csv")).unwrap();
        let mut rows = text.lines();
        let header = rows.next().unwrap();
        let rows: Vec<&str> = rows.collect();
        prop_assert_eq!(rows.len(), 42);
        let folder = tempfile::tempdir().unwrap();
        let mut exports = Vec::new();
        for (name, part) in [("a.csv", &order[..cut]), ("b.csv", &order[cut..])] {
            let body: String = part.iter().map(|it| format!("{}\n", rows[*it])).collect();
            exports.push(folder.path().join(name));
            std::fs::write(&exports[exports.len() - 1], format!("{header}\n{body}")).unwrap();
        }
        let whole = lines(&scan(&[data("transfers.csv")], &["--threads", "1"]));
        let parts = lines(&scan(&exports, &["--threads", &threads.to_string()]));
        prop_assert_eq!(without_places(parts), without_places(whole));
    }
}

#[test]
fn what_is_passed_over_in_whole_exports_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path
    };
    let one = file("one.csv", "time,from,to,amount,quantity,asset\n2026-03-01,a,b,25,26,EUR\n");
    let none = file("none.csv", "time,from,to,amount,asset\n");
    let yen = file("yen.csv", "time,from,to,amount,asset,value,value_currency\n2026-03-01,a,b,25,BTC,4000,JPY\n");
    let german = file("german.csv", "time;from;to;amount;asset\n2026-03-01;a;b;9.500;EUR\n");
    for (exports, more, words) in [
        (vec![one.clone()], vec![], "amount is read from the column amount, and nothing from quantity"),
        (vec![one, none], vec![], "none.csv has a header and not a single row"),
        (vec![yen], vec![], "yen.csv: 1 row with a value in another currency"),
        (vec![german], vec!["--decimal", "comma"], "accepted 1 + rejected 0"),
    ] {
        let output = scan(&exports, &more);
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(said.contains(words), "{said}");
    }
    let rows = "2026-03-01,x,w,25,EUR,c-1\n2026-03-02,x,w,25,EUR,\n2026-03-03,x,v,25,EUR,c-1\n";
    let split = file("split.csv", &format!("time,from,to,amount,asset,to_customer\n{rows}"));
    let summary = lines(&scan(&[split], &[])).pop().unwrap();
    let wallet = json!({"id": "w", "customers": "some", "first": {"source": "split.csv", "line": 3}});
    assert_eq!(summary["split_wallets"], json!({"wallets": 1, "listed": [wallet]}));
}
