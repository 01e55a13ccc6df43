//! Any text as a rule, as a pack and as an overlay: an answer or complaints, never a crash.
//!
//! `cargo test` replays the corpus through the same readers in `monitor/tests/rule_properties.rs`.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tidegate_monitor::rule::{Complaint, Pack, Rule, RuleFile, pack_base};

const RULE: &str = include_str!("../../monitor/tests/rule_text/valid.toml");
const PACK: &str = "currency = \"EUR\"\nsearch_steps = 1\n[[rule]]\nid = \"structuring\"\nversion = 3\n";

fuzz_target!(|text: &str| {
    let file = |name: &str, text: &str| RuleFile { name: name.to_owned(), text: text.to_owned() };
    let within = |complaints: Vec<Complaint>| {
        for it in complaints.iter().filter(|it| it.file == "file") {
            assert!(text.get(it.span.clone()).is_some());
        }
    };
    let (pack, rule, any) = (file("pack", PACK), file("rule", RULE), file("file", text));
    Rule::read(&any, "EUR").map_or_else(within, drop);
    pack_base(&any).map_or_else(within, drop);
    Pack::read(std::slice::from_ref(&any), std::slice::from_ref(&rule)).map_or_else(within, drop);
    Pack::read(&[pack, any], &[rule]).map_or_else(within, drop);
});
