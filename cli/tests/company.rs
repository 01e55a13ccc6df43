//! `tidegate company`: owners that are known and that are not, sanctioned owners, and what is refused.
//!
//! Runs the command itself. Who is an owner is the library's property.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

mod schema;

fn made(name: &str) -> String {
    path(&format!("ownership/{name}.json")).to_str().unwrap().to_owned()
}

fn path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../testdata").join(name)
}

fn run(words: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tidegate"));
    command.env("COLUMNS", "100").env("NO_COLOR", "1").arg("company").args(words).output().unwrap()
}

/// The exit code and the object.
fn asked(file: &str, more: &[&str]) -> (i32, Value) {
    let file = made(file);
    let output = run(&[&[&*file, "--at", "2026-03-01", "--as", "json"], more].concat());
    let line: Value = serde_json::from_slice(&output.stdout).unwrap();
    schema::check("company", &line).unwrap();
    (output.status.code().unwrap(), line)
}

#[test]
fn owners_are_told_with_their_chains_and_the_statements_that_say_so() {
    let (code, line) = asked("chain", &[]);
    assert_eq!((code, &line["answer"]), (0, &"known".into()));
    let anna = &line["owners"][1];
    assert_eq!((&anna["record"], &anna["shares"][0]["least"]), (&"anna".into(), &"9/25".into()));
    let steps = anna["ways"][0]["steps"].as_array().unwrap();
    let held: Vec<&Value> = steps.iter().map(|it| &it["share"]["least"]).collect();
    assert_eq!(held, ["3/5", "9/20"]);
    assert!(steps.iter().all(|it| it["statements"][0].as_str().unwrap().starts_with("chain-")), "{steps:?}");
    assert_eq!(steps[0]["sources"][0], "officialRegister");
}

#[test]
fn an_answer_that_is_open_or_contradicted_is_never_clear() {
    let (code, line) = asked("group", &[]);
    assert_eq!((code, &line["answer"]), (1, &"contradicted".into()));
    let codes: Vec<&Value> = line["concerns"].as_array().unwrap().iter().map(|it| &it["code"]).collect();
    for code in ["owner-not-declared", "holders-undisclosed", "circle", "listed", "owner-exposed"] {
        assert!(codes.contains(&&Value::from(code)), "{code}");
    }
    // Four of those behind the trust; of an entity between the answer is another.
    let (_, line) = asked("trust", &[]);
    assert_eq!(line["owners"].as_array().unwrap().len(), 4);
    let (code, line) = asked("trust", &["--subject", "trustee"]);
    assert_eq!((code, &line["owners"][0]["record"]), (0, &"gustav".into()));
}

#[test]
fn sanctioned_owners_make_a_company_sanctioned() {
    let rule = |line: &Value| line["sanctions"]["rules"][0]["answer"].as_str().unwrap().to_owned();
    let (code, line) = asked("blocked", &["--sanctioned", "kirill", "--sanctioned", "lev"]);
    assert_eq!((code, rule(&line)), (1, "sanctioned".to_owned()));
    let (code, line) = asked("blocked", &["--sanctioned", "lev"]);
    assert_eq!((code, rule(&line)), (1, "not-sanctioned".to_owned()));
    // Whom a list names counts until somebody looked, and who is on none is clear.
    let folder = tempfile::tempdir().unwrap();
    let list = |day: &str| {
        let path = folder.path().join(format!("{day}.csv"));
        let rows = "id,kind,name\n1,person,Kirill ORLOV\n2,person,Lev Orlov\n";
        std::fs::write(&path, format!("tidegate-list,own,{day}\n{rows}")).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let (code, line) = asked("blocked", &["--list", &list("2026-02-28")]);
    assert_eq!((code, rule(&line)), (1, "sanctioned".to_owned()), "{line}");
    assert_eq!(line["sanctions"]["candidates"].as_array().unwrap().len(), 2);
    let (code, line) = asked("chain", &["--list", &list("2026-02-28")]);
    assert_eq!((code, line["sanctions"]["gaps"].as_array().unwrap().len()), (0, 0), "{line}");
    let (code, _) = asked("chain", &["--list", &list("2025-02-28")]);
    assert_eq!(code, 1, "an old list clears nobody");
}

// long: one table, a fault a line
#[test]
fn what_cannot_be_asked_is_refused_with_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let chain = made("chain");
    let broken = file("broken.json", "[{]");
    let empty = file("empty.json", "");
    let older = file("older.json", r#"[{"statementID":"1","statementType":"entityStatement"}]"#);
    let rules =
        file("rules.toml", "[[owner]]\nid = \"x\"\nownership = { percent = \"101\", is = \"reached\" }\nunknown = 1\n");
    for (words, code, told) in [
        (vec![&*chain, "--subject", "nobody"], 2, "know no record of that id"),
        (vec![&*chain, "--subject", "anna"], 2, "is a person"),
        (vec![&*chain, "--rule", "eu"], 2, "eu-amld, eu-amlr, uk-mlr, us-cdd"),
        (vec![&*chain, "--sanctioned", "nobody"], 2, "--sanctioned names a record"),
        (vec![&*chain, "--at", "1999-01-01"], 2, "no rule holds on 1999-01-01"),
        (vec![&*chain, "--out", &*chain], 2, ""),
        (vec!["missing.json"], 3, "missing.json"),
        (vec![&*broken], 3, "line 1"),
        (vec![&*empty], 3, "holds no statement"),
        (vec![&*older], 3, "another version of BODS than 0.4"),
        (vec![&*chain, "--rules", &*rules], 3, "\"percent\" is no bound"),
        (vec![&*chain, "--rules", &*rules], 3, "\"unknown\""),
        (vec![&*chain, "--rules", &*chain], 3, ""),
        (vec!["-", "-"], 2, "standard input is asked for twice"),
    ] {
        let words: Vec<&str> =
            if words.contains(&"--at") { words } else { [words, vec!["--at", "2026-03-01"]].concat() };
        let output = run(&words);
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!((output.status.code().unwrap(), said.contains(told)), (code, true), "{words:?}: {said}");
    }
    assert!(std::fs::read_to_string(&chain).unwrap().starts_with('['), "what is read is not written over");
}

#[test]
fn the_page_holds_at_any_width() {
    for width in ["40", "60", "100", "200"] {
        for name in ["chain", "group", "trust", "blocked"] {
            let file = made(name);
            let output = Command::new(env!("CARGO_BIN_EXE_tidegate"))
                .env("COLUMNS", width)
                .env("NO_COLOR", "1")
                .args(["company", &file, "--at", "2026-03-01"])
                .output()
                .unwrap();
            let page = String::from_utf8(output.stdout).unwrap();
            let widest = page.lines().map(|it| it.chars().count()).max().unwrap();
            assert!(widest <= width.parse().unwrap(), "{name} at {width}: {widest}");
        }
    }
}
