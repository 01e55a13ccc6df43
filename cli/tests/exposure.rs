//! `tidegate exposure` over small exports: the answers, their object against its schema, the exit codes, what is refused.
//!
//! Runs the command itself. That money is followed rightly is the library's property.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use serde_json::Value;
use std::path::Path;
use std::process::{Command, Output};

mod schema;

const TAGS: &str = "wallet,category,label,source\n\
    thief,stolen_funds,theft of May,list A\n\
    bank,exchange,Bank of Trades,list A\n\
    bridge,bridge,Longbridge,list A\n\
    both,exchange,Twoface,list A\n\
    both,sanctions,Twoface,list B\n";

const ROWS: &str = "time,from,to,amount,asset,txid,value,to_customer\n\
    2026-05-01T10:00:00Z,thief,relay,5,ETH,t1,500,\n\
    2026-05-01T11:00:00Z,bank,relay,5,ETH,t2,500,\n\
    2026-05-01T12:00:00Z,relay,mine,6,ETH,t3,600,c-1\n\
    2026-05-01T13:00:00Z,bank,good,3,ETH,t4,300,\n\
    2026-05-01T14:00:00Z,bridge,far,1,ETH,t5,100,\n\
    2026-05-01T15:00:00Z,both,worst,1,ETH,t6,100,\n\
    2026-05-01T16:00:00Z,good,bank,3,ETH,t7,300,\n";

/// A folder with an export and tags.
fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("rows.csv"), ROWS).unwrap();
    std::fs::write(folder.path().join("tags.csv"), TAGS).unwrap();
    folder
}

fn ask(folder: &Path, words: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tidegate"));
    command.current_dir(folder).env("COLUMNS", "100").env("NO_COLOR", "1").arg("exposure").args(words);
    command.output().unwrap()
}

fn answer(folder: &Path, words: &[&str]) -> (i32, Value) {
    let output = ask(folder, &[words, &["rows.csv", "--tags", "tags.csv", "--as", "json"]].concat());
    let said = String::from_utf8_lossy(&output.stderr);
    let line: Value = serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{said}"));
    schema::check("exposure", &line).unwrap();
    (output.status.code().unwrap(), line)
}

#[test]
fn what_is_found_is_told_with_its_way_and_adds_up() {
    let folder = folder();
    let (exit, line) = answer(folder.path(), &["mine", "--side", "source"]);
    assert_eq!((exit, &line["answer"]), (1, &Value::from("found")));
    let asset = &line["sides"][0]["assets"][0];
    assert_eq!((&asset["total"], &asset["value"]), (&"6".into(), &"600.00".into()));
    let told: Vec<_> =
        ["amount", "permille", "standing", "hops", "value"].iter().map(|it| &asset["ends"][0][it]).collect();
    assert_eq!(told, [&Value::from("5"), &833.into(), &"risk".into(), &2.into(), &"500.00".into()]);
    let ids: Vec<_> = asset["ends"][0]["routes"][0]["rows"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it["txid"].as_str().unwrap())
        .collect();
    assert_eq!(ids, ["t1", "t3"]);
    assert_eq!(asset["ends"][1]["tags"][0]["label"], "Bank of Trades");
}

#[test]
fn each_answer_has_its_exit_code_and_a_gap_is_never_clear() {
    let folder = folder();
    for (words, exit, answered, codes) in [
        (&["good"][..], 0, "clear", &[][..]),
        (&["worst", "--side", "source"], 1, "found", &[]),
        (&["far", "--side", "source"], 1, "unknown", &["tag-says-nothing"]),
        (&["far", "--side", "source", "--known", "bridge"], 0, "clear", &[]),
        (&["far", "--risk", "Bridge", "--side", "source"], 1, "found", &[]),
        // A subject that is one itself, though nothing else is known of it.
        (&["thief", "--side", "source"], 1, "found", &["nothing-moved"]),
        (&["both", "--side", "source", "--at", "2026-05-01"], 1, "found", &["nothing-moved"]),
        (&["mine", "--risk", "sanctions", "--side", "source"], 1, "unknown", &["tag-says-nothing"]),
        (&["mine", "--known", "stolen_funds,exchange", "--side", "source"], 0, "clear", &[]),
        (&["mine", "--hops", "1", "--side", "source"], 1, "unknown", &["hops-spent"]),
        (&["mine", "--moves", "0", "--side", "source"], 1, "unknown", &["moves-spent"]),
        (&["relay", "--side", "destination"], 1, "unknown", &["holder-untagged"]),
        (&["cust:c-1", "--at", "2026-05-01T11:30:00Z"], 1, "unknown", &["nothing-moved"]),
        (&["c-1", "--side", "source"], 1, "found", &[]),
    ] {
        let (code, line) = answer(folder.path(), words);
        let told: Vec<_> = line["gaps"].as_array().unwrap().iter().map(|it| it["code"].as_str().unwrap()).collect();
        assert_eq!((code, line["answer"].as_str().unwrap(), told.as_slice()), (exit, answered, codes), "{words:?}");
    }
}

/// A customer stands for no wallet whose tags are a finding, neither on the way nor as the subject.
#[test]
fn a_finding_is_not_hidden_behind_a_customer() {
    let folder = folder();
    let rows = "time,from,to,amount,asset,from_customer,to_customer\n\
        2026-05-01T10:00:00Z,thief,w,1,ETH,bob,al\n\
        2026-05-01T11:00:00Z,bank,thief,2,ETH,,bob\n";
    std::fs::write(folder.path().join("rows.csv"), rows).unwrap();
    let (_, line) = answer(folder.path(), &["cust:al", "--side", "source"]);
    let end = &line["sides"][0]["assets"][0]["ends"][0];
    assert_eq!(
        (&line["answer"], &end["party"]["id"], &end["standing"]),
        (&"found".into(), &"thief".into(), &"risk".into())
    );
    let (_, line) = answer(folder.path(), &["cust:bob", "--side", "source"]);
    assert_eq!((&line["answer"], &line["tags"][0]["wallet"]), (&"found".into(), &"thief".into()));
    // A customer of the name of a tagged wallet is not that wallet.
    std::fs::write(folder.path().join("rows.csv"), rows.replace("bob", "both")).unwrap();
    let (_, line) = answer(folder.path(), &["cust:both", "--side", "destination"]);
    assert!(line["tags"].as_array().unwrap().iter().all(|it| it["wallet"] == "thief"), "{line}");
}

/// Where the exports do not show the subject receiving what it sent, its money that comes back is not known either.
#[test]
fn money_that_came_back_is_as_known_as_what_went() {
    let folder = folder();
    let rows = "time,from,to,amount,asset\n2026-05-01T10:00:00Z,s,x,1,ETH\n2026-05-01T11:00:00Z,x,s,1,ETH\n";
    std::fs::write(folder.path().join("rows.csv"), rows).unwrap();
    for side in ["source", "destination"] {
        let (code, line) = answer(folder.path(), &["s", "--side", side]);
        assert_eq!((code, &line["gaps"][0]["code"]), (1, &"own-history-missing".into()), "{side}");
    }
    let before = rows.replace("asset\n", "asset\n2026-05-01T09:00:00Z,bank,s,1,ETH\n");
    std::fs::write(folder.path().join("rows.csv"), before).unwrap();
    assert_eq!(answer(folder.path(), &["s"]).0, 0);
}

/// A bound of hops cuts a way where it says, on either side.
#[test]
fn a_bound_of_hops_cuts_where_it_says() {
    let folder = folder();
    let rows: String = (1..6).map(|it| format!("2026-05-01T1{it}:00:00Z,n{it},n{},1,ETH\n", it + 1)).collect();
    std::fs::write(folder.path().join("rows.csv"), format!("time,from,to,amount,asset\n{rows}")).unwrap();
    for hops in 1..6_u32 {
        let bound = hops.to_string();
        let told = |subject: &str, side: &str| {
            let (_, line) = answer(folder.path(), &[subject, "--side", side, "--hops", &bound]);
            let end = line["sides"][0]["assets"][0]["ends"][0].clone();
            let text = |name: &str| end[name].as_str().unwrap().to_owned();
            (text("at"), end["party"]["id"].as_str().unwrap().to_owned(), end["hops"].as_u64().unwrap())
        };
        let (source, destination) = if hops < 5 { ("beyond", "beyond") } else { ("unseen", "held") };
        assert_eq!(told("n6", "source"), (source.to_owned(), format!("n{}", 6 - hops), hops.into()));
        assert_eq!(told("n1", "destination"), (destination.to_owned(), format!("n{}", 1 + hops), hops.into()));
    }
}

/// Wallets of which tags say nothing are followed through.
#[test]
fn a_tag_that_says_nothing_hides_nothing() {
    let folder = folder();
    for (category, answered) in [("self_hosted", "found"), ("unknown", "found"), ("bridge", "unknown")] {
        std::fs::write(folder.path().join("tags.csv"), format!("{TAGS}relay,{category},,list C\n")).unwrap();
        assert_eq!(answer(folder.path(), &["mine", "--side", "source"]).1["answer"], answered, "{category}");
    }
}

#[test]
fn rows_that_cannot_be_read_are_a_gap() {
    let folder = folder();
    std::fs::write(folder.path().join("rows.csv"), format!("{ROWS}soon,a,b,1,ETH,t8,1,\n")).unwrap();
    let (exit, line) = answer(folder.path(), &["good"]);
    assert_eq!((exit, &line["answer"], &line["gaps"][0]["code"]), (1, &"unknown".into(), &"rows-rejected".into()));
}

#[test]
fn the_order_of_rows_changes_no_figure() {
    let folder = folder();
    let figures = |line: &Value| {
        let mut sides = line["sides"].clone();
        let assets = sides.as_array_mut().unwrap().iter_mut().flat_map(|it| it["assets"].as_array_mut().unwrap());
        let ends = assets.flat_map(|it| it["ends"].as_array_mut().unwrap());
        let rows =
            ends.flat_map(|it| it["routes"].as_array_mut().unwrap()).flat_map(|it| it["rows"].as_array_mut().unwrap());
        rows.for_each(|it| _ = it.as_object_mut().unwrap().remove("line"));
        sides
    };
    let before: Vec<Value> =
        ["mine", "relay", "bank"].iter().map(|it| figures(&answer(folder.path(), &[it]).1)).collect();
    let (head, rows) = ROWS.split_once('\n').unwrap();
    let turned: Vec<&str> = rows.lines().rev().collect();
    std::fs::write(folder.path().join("rows.csv"), format!("{head}\n{}\n", turned.join("\n"))).unwrap();
    let after: Vec<Value> =
        ["mine", "relay", "bank"].iter().map(|it| figures(&answer(folder.path(), &[it]).1)).collect();
    assert_eq!(before, after);
}

#[test]
fn what_does_not_fit_is_refused_with_what_to_do() {
    let folder = folder();
    for (words, exit, said) in [
        (&["nobody", "rows.csv"][..], 2, "names the wallet or customer nobody"),
        (&["cust:mine", "rows.csv"], 2, "names the customer mine"),
        (&["mine", "rows.csv", "--hops", "0"], 2, "0 is not in"),
        (&["mine", "rows.csv", "--risk", "mixers"], 2, "mixers\" is no category"),
        (&["mine", "rows.csv", "--known", ""], 2, "is no category"),
        (&["mine", "rows.csv", "--risk", "mixer", "--known", "mixer"], 2, "name it once"),
        (&["mine", "rows.csv", "--out", "rows.csv"], 2, "would overwrite a file that is read"),
        (&["mine", "none.csv"], 3, "does not exist"),
        (&["mine", "tags.csv"], 3, "help:"),
    ] {
        let output = ask(folder.path(), words);
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(exit), "{words:?}: {told}");
        assert!(told.contains(said) && output.stdout.is_empty(), "{words:?}: {told}");
    }
}

#[test]
fn a_narrow_page_fits() {
    let folder = folder();
    let mut command = Command::new(env!("CARGO_BIN_EXE_tidegate"));
    command.current_dir(folder.path()).env("COLUMNS", "40").env("NO_COLOR", "1");
    let output = command.args(["exposure", "mine", "rows.csv", "--tags", "tags.csv"]).output().unwrap();
    let page = String::from_utf8(output.stdout).unwrap();
    assert!(page.contains("theft of") && page.lines().all(|it| it.chars().count() <= 40), "{page}");
}
