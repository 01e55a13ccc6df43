//! Lists that are cut or not understood in parts: never clear, in `screen` and in `onboard`, and told in the same words.
//! What goes to a spreadsheet is guarded.
//!
//! Runs the command itself on files made here.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail loudly")]

mod house;
mod private;
mod schema;

use house::{House, codes, object, testdata};
use serde_json::Value;
use std::path::Path;
use std::process::{Command, Output};

const OWN: &str = "tidegate-list,mine,2026-03-01\nid,kind,name,addresses\nA-1,person,Gorvald Ximenez,\n";

fn screen(words: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tidegate"));
    command.arg("screen").args(words).args(["--at", "2026-03-01"]).output().unwrap()
}

fn said(output: &Output) -> String {
    let text = String::from_utf8_lossy(&output.stderr);
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Screens somebody who is on no list.
fn nobody(list: &Path) -> Output {
    screen(&["Hanne Lindqvist", "--as", "jsonl", "--list", list.to_str().unwrap()])
}

/// Decides about a customer whom the list does not have.
fn onboard(list: &str) -> Output {
    let house = House::new();
    std::fs::write(house.path("mine.csv"), list).unwrap();
    let list = house.path("mine.csv").display().to_string();
    house.onboard_with(&testdata("applications/passport.json"), "00:01", &["--as", "json", "--list", &list])
}

#[test]
fn a_table_cut_in_a_row_is_refused_by_both_commands() {
    let folder = tempfile::tempdir().unwrap();
    for (name, cut) in [("own.csv", 30), ("own.csv", 1), ("targets.simple.csv", 20), ("eu.csv", 1), ("uk.csv", 2)] {
        let whole = std::fs::read(testdata(&format!("lists/{name}"))).unwrap();
        let path = folder.path().join(name);
        std::fs::write(&path, &whole[..whole.len() - cut]).unwrap();
        let output = nobody(&path);
        assert_eq!(output.status.code(), Some(3), "{name} less {cut} bytes");
        assert!(said(&output).contains("ends in the middle: the end of the last row is missing"), "{}", said(&output));
    }
    let output = onboard(OWN.trim_end_matches(",\n"));
    assert_eq!(output.status.code(), Some(3));
    assert!(output.stdout.is_empty() && said(&output).contains("ends in the middle"), "{}", said(&output));
}

#[test]
fn the_treasurys_files_cut_in_a_row_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    for cut in ["sdn.csv", "alt.csv", "add.csv", "sdn_comments.csv"] {
        for name in ["sdn.csv", "alt.csv", "add.csv", "sdn_comments.csv"] {
            let mut bytes = std::fs::read(testdata(&format!("lists/ofac_csv/{name}"))).unwrap();
            bytes.truncate(bytes.len() - if name == cut { 5 } else { 0 });
            std::fs::write(folder.path().join(name), bytes).unwrap();
        }
        let output = nobody(folder.path());
        assert!(
            output.status.code() == Some(3) && said(&output).contains(&format!("{cut} ends in the middle")),
            "{cut}"
        );
    }
}

#[test]
fn a_row_that_is_not_understood_leaves_nobody_clear_in_either_command() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("mine.csv");
    for (fault, rows, note) in [
        ("short_row", "X-1,person\nA-2,person,B C,\n", "A row has more or fewer cells than there are columns"),
        ("row_without_a_name", "X-1,person,,\n", "An entry has no name and no address"),
        (
            "address_behind_a_blank",
            "X-1,person,B C,ETH 0x7E5F4552091A69125d5DfCb7b8C2659029395Bdf\n",
            "A cell of addresses",
        ),
    ] {
        std::fs::write(&path, format!("{OWN}{rows}")).unwrap();
        let output = nobody(&path);
        let line: Value = serde_json::from_slice(&output.stdout).unwrap();
        let gaps: Vec<&str> = line["gaps"].as_array().unwrap().iter().map(|it| it["code"].as_str().unwrap()).collect();
        assert_eq!(
            (output.status.code(), line["answer"].as_str(), gaps[0]),
            (Some(1), Some("unknown"), "screen-list-partial"),
            "{fault}"
        );
        assert!(
            said(&output).contains(&format!("note: mine.csv: {note}")) && said(&output).contains("line 4"),
            "{}",
            said(&output)
        );
        let output = onboard(&format!("{OWN}{rows}"));
        let decision = object(&output, "decision");
        assert_eq!((decision["decision"].as_str(), codes(&decision)), (Some("hold"), vec!["screening-gap"]), "{fault}");
        assert!(said(&output).contains(&format!("note: mine.csv: {note}")), "{}", said(&output));
    }
}

#[test]
fn what_loses_nothing_is_told_by_both_commands_and_decides_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("mine.csv");
    for (fault, list, note) in [
        ("repeated_id", format!("{OWN}A-1,person,Bertilda Quonset,\n"), "note: mine.csv: Two rows have one identifier"),
        (
            "unknown_column",
            OWN.replace("id,kind,", "id,telephone,"),
            "note: mine.csv: columns that were not read: telephone",
        ),
        (
            "address_of_one_digit_too_few",
            format!("{OWN}A-2,person,B C,ETH:0x7E5F4552091A69125d5DfCb7b8C2659029395Bd\n"),
            "note: 1 listed address is of no known network",
        ),
    ] {
        std::fs::write(&path, &list).unwrap();
        let output = nobody(&path);
        assert!(output.status.code() == Some(0) && said(&output).contains(note), "{fault}: {}", said(&output));
        let output = onboard(&list);
        assert_eq!(object(&output, "decision")["decision"], "allow", "{fault}");
        assert!(said(&output).contains(note), "{fault}: {}", said(&output));
    }
    std::fs::write(&path, format!("{OWN}A-1,person,Bertilda Quonset,\n")).unwrap();
    for name in ["Gorvald Ximenez", "Bertilda Quonset"] {
        assert_eq!(screen(&[name, "--list", path.to_str().unwrap()]).status.code(), Some(1), "both rows are kept");
    }
    std::fs::write(&path, OWN.replace("addresses", "adresses")).unwrap();
    let output = nobody(&path);
    assert!(output.status.code() == Some(3) && said(&output).contains("has a column adresses: is it addresses?"));
}

#[test]
fn a_list_of_ones_own_never_stands_for_a_publishers() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("mine.csv");
    for id in ["us-ofac", "un-sc", "EU-FSF", "uk-fcdo", "us-csl", "opensanctions", "us-ofac-sdn"] {
        std::fs::write(&path, OWN.replace("mine", id)).unwrap();
        let output = screen(&["Hanne Lindqvist", "--require", "us-ofac", "--list", path.to_str().unwrap()]);
        assert_eq!(output.status.code(), Some(3), "{id}");
        assert!(said(&output).contains("which is a publisher's") && said(&output).contains("reserved are us-ofac"));
    }
}

#[test]
fn cells_for_a_spreadsheet_are_guarded_and_lines_for_machines_are_verbatim() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (list, customers) = (path("mine.csv"), path("customers.csv"));
    std::fs::write(&list, format!("{OWN}@1,person,=Bertilda Quonset,\n")).unwrap();
    std::fs::write(&customers, "customer,name\n@13,=Bertilda Quonset\n+1,\n-2,Hanne Lindqvist\n").unwrap();
    let words = |form| ["--batch", &customers, "--list", &list, "--as", form].map(str::to_owned);
    let text = |form| {
        let words = words(form);
        String::from_utf8(screen(&words.each_ref().map(String::as_str)).stdout).unwrap()
    };
    let table = text("csv");
    let rows: Vec<Vec<String>> = csv::Reader::from_reader(table.as_bytes())
        .records()
        .map(|it| it.unwrap().iter().map(str::to_owned).collect())
        .collect();
    let cell = |row: usize, at: usize| rows[row][at].as_str();
    assert_eq!(
        [cell(0, 0), cell(0, 2), cell(0, 12), cell(0, 13)],
        ["'@13", "'=Bertilda Quonset", "'@1", "'=Bertilda Quonset"]
    );
    assert_eq!([cell(1, 0), cell(2, 0), cell(2, 2)], ["'+1", "'-2", "Hanne Lindqvist"]);
    assert_eq!([cell(0, 7), cell(0, 8), cell(0, 10)], ["1.0000", "0.7800", "2026-03-01"], "what is ours is untouched");
    let lines = text("jsonl");
    assert!(lines.contains("\"=Bertilda Quonset\"") && lines.contains("\"@13\"") && !lines.contains("'="), "{lines}");
}

#[test]
fn several_names_of_one_cell_are_all_screened() {
    let folder = tempfile::tempdir().unwrap();
    let customers = folder.path().join("customers.csv");
    std::fs::write(&customers, "name,born\nRavindar Voss; Hanne Lindqvist,2090-01-01\n").unwrap();
    let list = testdata("lists/own.csv");
    let output = screen(&["--batch", customers.to_str().unwrap(), "--list", list.to_str().unwrap(), "--as", "jsonl"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stdout).contains("Ravindar Tolmachi Voss"));
    assert!(said(&output).contains("A date of birth lies in the future"), "{}", said(&output));
}

#[test]
fn a_renamed_element_is_named_and_leaves_nobody_clear() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("un.xml");
    let text = std::fs::read_to_string(testdata("lists/un.xml")).unwrap().replace("INDIVIDUAL>", "HUMAN_BEING>");
    std::fs::write(&path, text).unwrap();
    let output = nobody(&path);
    assert_eq!(output.status.code(), Some(1));
    let told = "note: un.xml: elements that are not known, so that whoever or whatever stands in them may be missing: \
                HUMAN_BEING";
    assert!(said(&output).contains(told), "{}", said(&output));
}

#[test]
fn a_difference_of_nothing_reads_and_writes_as_a_batch_does() {
    let folder = tempfile::tempdir().unwrap();
    let [list, customers, out] = ["own.csv", "customers.csv", "out.jsonl"].map(|it| folder.path().join(it));
    std::fs::write(&list, OWN).unwrap();
    let words = [&list, &list].map(|it| it.to_str().unwrap());
    let diff = || {
        let (customers, out) = (customers.to_str().unwrap(), out.to_str().unwrap());
        screen(&["diff", words[0], words[1], "--batch", customers, "--as", "jsonl", "--out", out])
    };
    std::fs::write(&customers, "customer,name\nC-1,Hanne Lindqvist\n").unwrap();
    let output = diff();
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    assert!(said(&output).contains("nothing was added or changed"), "{}", said(&output));
    assert_eq!(std::fs::read_to_string(&out).unwrap().lines().count(), 2, "the customer and the summary");
    std::fs::write(&customers, "customer,name\nC-1,\"Hanne\n").unwrap();
    assert_eq!(diff().status.code(), Some(3));
}

#[test]
fn a_later_issue_that_lost_most_entries_is_doubted() {
    let folder = tempfile::tempdir().unwrap();
    let [old, new] = ["old.csv", "new.csv"].map(|it| folder.path().join(it));
    let rows: String = (0..1_200).map(|it| format!("B-{it},person,Bertilda Quonset {it},\n")).collect();
    std::fs::write(&old, format!("{OWN}{rows}")).unwrap();
    std::fs::write(&new, OWN).unwrap();
    let [old, new] = [&old, &new].map(|it| it.to_str().unwrap());
    let told = "note: 1,200 of 1,201 entries are gone: is the second list cut, or are the two in the wrong order?";
    let doubted = screen(&["diff", old, new]);
    assert!(said(&doubted).contains(told), "{}", said(&doubted));
    assert!(!said(&screen(&["diff", new, old])).contains("are gone"));
}

#[test]
fn pairs_that_are_scored_already_and_a_name_behind_the_lists_are_refused_in_words() {
    let folder = tempfile::tempdir().unwrap();
    let pairs = folder.path().join("pairs.csv");
    std::fs::write(&pairs, "name1,name2,Score\na,b,1\n").unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_tidegate"));
    let output = command.args(["screen", "compare", "--pairs", pairs.to_str().unwrap()]).output().unwrap();
    assert_eq!(output.status.code(), Some(3));
    assert!(said(&output).contains("pairs.csv has a column score already"), "{}", said(&output));
    let behind = screen(&["--list", testdata("lists/own.csv").to_str().unwrap(), "Hanne Lindqvist"]);
    assert!(said(&behind).contains("tidegate screen <NAME|ADDRESS> [OPTIONS] --list"), "{}", said(&behind));
}
