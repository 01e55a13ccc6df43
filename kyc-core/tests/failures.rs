//! docs/failures.md, executed: every test that the page names stands where the page says.
//!
//! Catches a test that was renamed, moved or deleted; cannot judge whether it tests what the row claims.

use std::collections::BTreeSet;
use std::path::Path;

/// The rows of the page's tables: the file and the test.
fn rows(page: &str) -> Vec<(&str, &str)> {
    page.lines()
        .filter(|it| it.starts_with("| ") && it.contains('`'))
        .map(|row| {
            let named: Vec<&str> = row.split('`').skip(1).step_by(2).collect();
            assert_eq!(named.len(), 2, "a row names one file and one test: {row}");
            (named[0], named[1])
        })
        .collect()
}

/// Whether a source has a function of that name.
fn has_test(source: &str, name: &str) -> bool {
    source.contains(&format!("fn {name}("))
}

#[test]
fn every_failure_on_the_page_has_its_test() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let page = std::fs::read_to_string(root.join("docs/failures.md")).unwrap();
    let rows = rows(&page);
    assert!(rows.len() > 10, "the tables were found");
    assert_eq!(rows.iter().collect::<BTreeSet<_>>().len(), rows.len(), "no test stands for two failures");
    let gone: Vec<String> = rows
        .into_iter()
        .filter(|(file, name)| !std::fs::read_to_string(root.join(file)).is_ok_and(|it| has_test(&it, name)))
        .map(|(file, name)| format!("{file} has no test {name}"))
        .collect();
    assert!(gone.is_empty(), "{}", gone.join("\n"));
}

#[test]
fn a_test_is_known_by_its_whole_name() {
    assert!(has_test("#[test]\nfn a_b() {}", "a_b"));
    assert!(has_test("fn a_b(x in 0..3) {}", "a_b"));
    assert!(!has_test("fn a_bc() {} // a_b", "a_b"));
    assert_eq!(rows("# T\n| failure | file | test |\n| --- | --- | --- |\n| F | `x.rs` | `t` |"), [("x.rs", "t")]);
}
