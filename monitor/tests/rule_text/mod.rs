//! Rule files that the tests of rules and packs put faults into.
#![allow(dead_code, reason = "each test file uses a part")]

use tidegate_monitor::rule::{Complaint, Rule, RuleFile};

/// A sound rule of the kind that looks at one subject.
pub(crate) const VALID: &str = include_str!("valid.toml");
/// A sound rule of the kind that looks at the graph.
pub(crate) const GRAPH: &str = include_str!("graph.toml");
/// A pack that pins the two.
pub(crate) const PACK: &str = r#"currency = "EUR"
services = ["exchange", "bridge"]
search_steps = 20000
[[rule]]
id = "layering"
version = 1
[[rule]]
id = "structuring"
version = 3
"#;

/// A rule with ten mistakes.
pub(crate) const TEN: &str = include_str!("ten_mistakes.toml");

/// The codes that only a pack can provoke; `rule_packs.rs` does.
pub(crate) const PACK_CODES: &[&str] = &[
    "pack-missing",
    "pack-empty",
    "pack-duplicate-id",
    "pack-unpinned",
    "pack-pin-without-rule",
    "pack-pin-version",
    "overlay-drop",
    "overlay-idle",
];

/// The text with one part replaced, which must be there.
pub(crate) fn replaced(text: &str, from: &str, to: &str) -> String {
    assert!(text.contains(from), "the text has no {from}");
    text.replacen(from, to, 1)
}

/// A rule or pack file of that name.
pub(crate) fn file(name: &str, text: &str) -> RuleFile {
    RuleFile { name: name.to_owned(), text: text.to_owned() }
}

/// What is complained of.
pub(crate) fn complaints(text: &str) -> Vec<Complaint> {
    complaints_of("rule.toml", text)
}

/// What is complained of in a file of that name.
pub(crate) fn complaints_of(name: &str, text: &str) -> Vec<Complaint> {
    Rule::read(&file(name, text), "EUR").err().unwrap_or_default()
}
