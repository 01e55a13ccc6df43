//! Cases of rule files through the real engine: what passes, what fails, and under which pack.
#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod rule_text;

use rule_text::{GRAPH, PACK, VALID, file, replaced};
use tidegate_monitor::case::run;
use tidegate_monitor::rule::Pack;

/// Whether each case of the rule passes, with what came.
fn outcomes(packs: &[&str], rules: &[&str], id: &str) -> Vec<(bool, String)> {
    let files = |texts: &[&str]| texts.iter().map(|it| file("file.toml", it)).collect::<Vec<_>>();
    let (packs, rules) = (files(packs), files(rules));
    let pack = Pack::read(&packs, &rules).unwrap();
    let rule = pack.rules.iter().find(|it| it.id == id).unwrap();
    run(rule, &pack).into_iter().map(|it| (it.passed, it.got.join("; "))).collect()
}

#[test]
fn sound_cases_pass() {
    let got = outcomes(&[PACK], &[VALID, GRAPH], "structuring");
    assert_eq!(got, [(true, "hit cust:42 rows 1-3 score 40".to_owned()), (true, "quiet".to_owned())]);
    let got = outcomes(&[PACK], &[VALID, GRAPH], "layering");
    assert_eq!(got, [(true, "hit a rows 1-3 score 50".to_owned()), (true, "quiet".to_owned())]);
}

#[test]
fn a_moved_bound_is_noticed_by_a_case() {
    for (from, to) in
        [("{ min = 3 }", "{ min = 4 }"), ("\"10000\" }", "\"10000.01\" }"), ("points = 40", "points = 41")]
    {
        let got = outcomes(&[PACK], &[&replaced(VALID, from, to), GRAPH], "structuring");
        assert!(got.iter().any(|it| !it.0), "{from} to {to}: {got:?}");
    }
}

#[test]
fn services_and_facts_of_a_case_reach_the_engine() {
    let service =
        replaced(GRAPH, "expect = \"hit a rows 1-3\"", "expect = \"hit a rows 1-3\"\ntags = [\"b exchange\"]");
    assert_eq!(outcomes(&[PACK], &[VALID, &service], "layering")[0], (false, "quiet".to_owned()));
}

#[test]
fn a_transfer_of_unknown_value_is_too_little_and_not_quiet() {
    let coin = replaced(VALID, "x1 -> cust:42  10000 EUR", "x1 -> cust:42  1 BTC");
    let got = outcomes(&[PACK], &[&coin, GRAPH], "structuring");
    assert_eq!(got[1], (false, "too_little".to_owned()));
}

#[test]
fn under_an_overlay_the_cases_are_about_the_rule_as_written() {
    let overlay = "rules = \"r\"\ncurrency = \"USD\"\n[[overlay]]\nid = \"structuring\"\nwithin = \"1h\"\n";
    let got = outcomes(&[PACK, overlay], &[VALID, GRAPH], "structuring");
    assert!(got.iter().all(|it| it.0), "{got:?}");
}

#[test]
fn drafts_are_tested_as_if_they_ran() {
    let draft = replaced(VALID, "\"active\"", "\"draft\"");
    assert!(outcomes(&[PACK], &[&draft, GRAPH], "structuring").iter().all(|it| it.0));
}
