//! Packs and overlays: what they pin, what they change, what they refuse.
#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod rule_text;

use rule_text::{GRAPH, PACK, PACK_CODES, VALID, file, replaced};
use tidegate_monitor::pattern::Quantity;
use tidegate_monitor::rule::{Complaint, MeasureKind, Pack, Rule, Severity, pack_base};

const OVERLAY: &str = r#"rules = "../../rules"
currency = "USD"
[[overlay]]
id = "layering"
within = "96h"
require = { hops = { min = 4 }, span = { max = "90h" } }
"#;

fn read(packs: &[&str], rules: &[&str]) -> Result<Pack, Vec<Complaint>> {
    let packs: Vec<_> = packs.iter().enumerate().map(|(at, it)| file(&format!("pack{at}.toml"), it)).collect();
    let rules: Vec<_> = rules.iter().enumerate().map(|(at, it)| file(&format!("rule{at}.toml"), it)).collect();
    Pack::read(&packs, &rules)
}

fn codes(result: Result<Pack, Vec<Complaint>>) -> Vec<(String, &'static str)> {
    result.err().unwrap_or_default().into_iter().map(|it| (it.file, it.code.code())).collect()
}

#[test]
fn a_pack_holds_its_rules_by_id_whatever_the_order_of_files() {
    let pack = read(&[PACK], &[VALID, GRAPH]).unwrap();
    assert_eq!(pack.rules.iter().map(|it| it.id.as_str()).collect::<Vec<_>>(), ["layering", "structuring"]);
    assert_eq!((pack.currency.as_str(), pack.search_steps), ("EUR", 20_000));
    assert!(pack.services.contains("bridge") && pack.stands_on.is_none());
    let other = read(&[&PACK.replace('\n', "\r\n")], &[GRAPH, &VALID.replace('\n', "\r\n")]).unwrap();
    assert_eq!(other.digest, pack.digest);
}

#[test]
fn a_digest_covers_every_setting_and_rule() {
    let digest = |pack: &str, rule: &str| read(&[pack], &[rule, GRAPH]).unwrap().digest;
    let plain = digest(PACK, VALID);
    for (from, to) in [("\"EUR\"", "\"USD\""), ("\"bridge\"", "\"miner\""), ("20000", "20001")] {
        assert_ne!(digest(&replaced(PACK, from, to), VALID), plain, "{from}");
    }
    assert_ne!(digest(PACK, &replaced(VALID, "72h", "71h")), plain);
}

#[test]
fn each_fault_of_a_pack_has_its_code() {
    let two = &[VALID, GRAPH][..];
    let pinned_wrong = replaced(PACK, "version = 3", "version = 2");
    let pin_unknown = format!("{PACK}[[rule]]\nid = \"layerin\"\nversion = 1\n");
    let pin_twice = format!("{PACK}[[rule]]\nid = \"layering\"\nversion = 1\n");
    let unpinned = PACK.split("[[rule]]\nid = \"structuring\"").next().unwrap();
    let empty = PACK.split("[[rule]]").next().unwrap();
    type Fault<'f> = (&'f str, &'f [&'f str], &'f [&'f str], &'f str, &'f str);
    let cases: &[Fault<'_>] = &[
        ("no_pack", &[], two, "pack.toml", "pack-missing"),
        ("no_rules", &[empty], &[], "pack0.toml", "pack-empty"),
        ("pin_in_other_version", &[&pinned_wrong], two, "pack0.toml", "pack-pin-version"),
        ("pin_without_rule", &[&pin_unknown], two, "pack0.toml", "pack-pin-without-rule"),
        ("pin_twice", &[&pin_twice], two, "pack0.toml", "pack-duplicate-id"),
        ("rule_unpinned", &[unpinned], two, "rule0.toml", "pack-unpinned"),
        ("rule_id_taken", &[PACK], &[VALID, GRAPH, GRAPH], "rule2.toml", "pack-duplicate-id"),
        ("currency_in_words", &[&replaced(PACK, "EUR", "euro")], two, "pack0.toml", "rule-bad-name"),
        ("currency_of_four_letters", &[&replaced(PACK, "EUR", "EURO")], two, "pack0.toml", "rule-bad-name"),
        ("steps_zero", &[&replaced(PACK, "20000", "0")], two, "pack0.toml", "rule-out-of-range"),
        ("steps_missing", &[&replaced(PACK, "search_steps", "# ")], two, "pack0.toml", "rule-missing-key"),
        (
            "untagged_without_sent",
            &[&untagged("received = 5, within = \"24h\"")],
            two,
            "pack0.toml",
            "rule-missing-key",
        ),
        ("untagged_without_window", &[&untagged("received = 5, sent = 5")], two, "pack0.toml", "rule-missing-key"),
        (
            "untagged_zero",
            &[&untagged("received = 0, sent = 5, within = \"24h\"")],
            two,
            "pack0.toml",
            "rule-out-of-range",
        ),
        (
            "untagged_no_window",
            &[&untagged("received = 5, sent = 5, within = \"0h\"")],
            two,
            "pack0.toml",
            "rule-bad-duration",
        ),
        (
            "untagged_misspelt",
            &[&untagged("received = 5, sent = 5, within = \"24h\", send = 1")],
            two,
            "pack0.toml",
            "rule-unknown-key",
        ),
        ("key_unknown", &[&replaced(PACK, "services", "service")], two, "pack0.toml", "rule-unknown-key"),
    ];
    for (name, packs, rules, at, code) in cases {
        assert_eq!(codes(read(packs, rules)), [((*at).to_owned(), *code)], "{name}");
    }
}

/// The pack with a setting for services that nobody has tagged.
fn untagged(setting: &str) -> String {
    replaced(PACK, "search_steps", &format!("untagged_service = {{ {setting} }}\nsearch_steps"))
}

#[test]
fn services_without_a_tag_are_read_and_belong_to_the_digest() {
    let plain = read(&[PACK], &[VALID, GRAPH]).unwrap();
    let asked = |setting: &str| read(&[&untagged(setting)], &[VALID, GRAPH]).unwrap();
    let one = asked("received = 5, sent = 6, within = \"24h\"");
    let service = one.untagged_service.unwrap();
    assert_eq!((service.received, service.sent, service.within.micros()), (5, 6, 24 * 3_600_000_000));
    assert_eq!(plain.untagged_service, None);
    let others = ["received = 6, sent = 5, within = \"24h\"", "received = 5, sent = 6, within = \"23h\""];
    let digests: std::collections::BTreeSet<String> =
        others.map(asked).iter().chain([&one, &plain]).map(|it| it.digest.to_string()).collect();
    assert_eq!(digests.len(), 4);
}

#[test]
fn an_overlay_can_say_who_is_taken_for_a_service() {
    let overlay = |setting: &str| format!("rules = \"r\"\nuntagged_service = {{ {setting} }}\n");
    let base = untagged("received = 5, sent = 6, within = \"24h\"");
    let laid = read(&[&base, &overlay("received = 50, sent = 60, within = \"7d\"")], &[VALID, GRAPH]).unwrap();
    assert_eq!(laid.untagged_service.map(|it| (it.received, it.sent)), Some((50, 60)));
    assert_ne!(laid.digest, read(&[&base], &[VALID, GRAPH]).unwrap().digest);
    let wrong = codes(read(&[&base, &overlay("received = 50, sent = 0, within = \"7d\"")], &[VALID, GRAPH]));
    assert_eq!(wrong, [("pack1.toml".to_owned(), "rule-out-of-range")]);
}

/// What hits put on customers is the house's own choice: it changes no hit, and so no digest.
#[test]
fn what_hits_put_on_customers_is_read_and_changes_no_hit() {
    let asking = |pack: &str, it: &str| replaced(pack, "search_steps", &format!("restrict = {{ {it} }}\nsearch_steps"));
    let plain = read(&[PACK], &[VALID, GRAPH]).unwrap();
    let base = asking(PACK, "high = \"review\", critical = \"block\", low = \"nothing\"");
    let asked = read(&[&base], &[VALID, GRAPH]).unwrap();
    assert!(plain.restrict.is_empty() && plain.digest == asked.digest);
    let kinds = |pack: &Pack| pack.restrict.iter().map(|it| (*it.0, *it.1)).collect::<Vec<_>>();
    assert_eq!(kinds(&asked), [(Severity::High, MeasureKind::Review), (Severity::Critical, MeasureKind::Block)]);
    let laid = read(&[&base, "rules = \"r\"\nrestrict = { medium = \"review\" }\n"], &[VALID, GRAPH]).unwrap();
    assert_eq!(kinds(&laid), [(Severity::Medium, MeasureKind::Review)], "an overlay says it anew");
    assert_eq!(kinds(&read(&[&base, "rules = \"r\"\n"], &[VALID, GRAPH]).unwrap()), kinds(&asked));
    for (fault, setting, code) in [
        ("limit", "high = \"limit\"", "rule-unknown-word"),
        ("misspelt", "hihg = \"review\"", "rule-unknown-key"),
        ("number", "high = 1", "rule-wrong-type"),
    ] {
        assert_eq!(
            codes(read(&[&asking(PACK, setting)], &[VALID, GRAPH])),
            [("pack0.toml".to_owned(), code)],
            "{fault}"
        );
    }
}

#[test]
fn an_overlay_can_let_searches_look_further() {
    let overlay = |steps: &str| format!("rules = \"r\"\nsearch_steps = {steps}\n");
    let (base, laid) =
        (read(&[PACK], &[VALID, GRAPH]).unwrap(), read(&[PACK, &overlay("77")], &[VALID, GRAPH]).unwrap());
    assert_eq!((base.search_steps, laid.search_steps), (20_000, 77));
    assert_ne!(laid.digest, base.digest);
    assert_eq!(laid.rules[0].digest, base.rules[0].digest);
    let wrong = codes(read(&[PACK, &overlay("0")], &[VALID, GRAPH]));
    assert_eq!(wrong, [("pack1.toml".to_owned(), "rule-out-of-range")]);
}

#[test]
fn all_files_are_complained_of_at_once() {
    let told = codes(read(
        &[&replaced(PACK, "20000", "0")],
        &[&replaced(VALID, "\"high\"", "7"), &replaced(GRAPH, "{hops}", "{hop}")],
    ));
    let told: Vec<&str> = told.iter().map(|it| it.1).collect();
    assert_eq!(told, ["rule-out-of-range", "rule-wrong-type", "rule-placeholder"]);
}

#[test]
fn an_overlay_changes_windows_and_bounds_and_the_digest_of_its_rules_alone() {
    let base = read(&[PACK], &[VALID, GRAPH]).unwrap();
    let laid = read(&[PACK, OVERLAY], &[VALID, GRAPH]).unwrap();
    let bounds = |it: &Rule| it.require.bounds.0.iter().map(|it| it.0).collect::<Vec<_>>();
    assert_eq!(bounds(&laid.rules[0]), [Quantity::Hops, Quantity::KeptShare, Quantity::Span]);
    assert_eq!(laid.rules[0].require.bounds.of(Quantity::Hops).min, Some(4));
    assert_eq!(laid.rules[0].require.within.micros(), 96 * 3_600_000_000);
    assert_eq!(laid.currency, "USD");
    assert_ne!(laid.rules[0].digest, base.rules[0].digest);
    assert_eq!(laid.rules[1].digest, base.rules[1].digest);
    assert_ne!(laid.digest, base.digest);
    let under = laid.stands_on.unwrap();
    assert_eq!((under.digest, under.rules[0].digest), (base.digest, base.rules[0].digest));
}

#[test]
fn an_overlay_can_drop_bounds_and_keep_to_some_rules() {
    let overlay = "rules = \"r\"\nonly = [\"structuring\"]\n";
    assert_eq!(read(&[PACK, overlay], &[VALID, GRAPH]).unwrap().rules.len(), 1);
    let free = replaced(GRAPH, ", each passing on {require.kept_share.min} or more", "");
    let overlay = "rules = \"r\"\n[[overlay]]\nid = \"layering\"\ndrop = [\"kept_share\"]\n";
    let laid = read(&[PACK, overlay], &[VALID, &free]).unwrap();
    assert!(laid.rules[0].require.bounds.of(Quantity::KeptShare).is_open());
}

#[test]
fn each_fault_of_an_overlay_has_its_code() {
    let on = |more: &str| format!("rules = \"r\"\n[[overlay]]\nid = \"layering\"\n{more}\n");
    let cases: &[(&str, String, &str)] = &[
        ("base_missing", "only = [\"layering\"]".to_owned(), "rule-missing-key"),
        (
            "rule_unknown",
            "rules = \"r\"\n[[overlay]]\nid = \"layring\"\nwithin = \"1h\"".to_owned(),
            "pack-pin-without-rule",
        ),
        ("only_unknown", "rules = \"r\"\nonly = [\"layering\", \"x\"]".to_owned(), "pack-pin-without-rule"),
        ("rule_twice", on("within = \"1h\"\n[[overlay]]\nid = \"layering\""), "pack-duplicate-id"),
        ("nothing_changed", on(""), "overlay-idle"),
        ("same_again", on("within = \"48h\"\nrequire = { hops = { min = 3 } }"), "overlay-idle"),
        (
            "only_leaves_it_out",
            "rules = \"r\"\nonly = [\"layering\"]\n[[overlay]]\nid = \"structuring\"\nwithin = \"5h\"".to_owned(),
            "overlay-idle",
        ),
        ("drop_not_asked", on("drop = [\"span\"]"), "overlay-drop"),
        ("drop_everything", on("drop = [\"hops\", \"kept_share\"]"), "overlay-drop"),
        ("drop_explained_bound", on("drop = [\"kept_share\"]"), "overlay-drop"),
        ("bound_backwards", on("require = { hops = { min = 4, max = 3 } }"), "rule-range-empty"),
        ("span_beyond_its_window", on("within = \"1s\"\nrequire = { span = { min = \"2h\" } }"), "rule-beyond-window"),
        ("bound_unmeasured", on("require = { senders = { min = 4 } }"), "rule-not-measured"),
        ("selection_changed", on("select = { asset = [\"BTC\"] }"), "rule-unknown-key"),
        ("window_zero", on("within = \"0s\""), "rule-bad-duration"),
    ];
    for (name, overlay, code) in cases {
        let told = codes(read(&[PACK, overlay], &[VALID, GRAPH]));
        assert!(told.contains(&("pack1.toml".to_owned(), *code)), "{name}: {told:?}");
        assert!(told.iter().all(|it| it.1 == *code), "{name}: {told:?}");
    }
}

#[test]
fn every_code_of_packs_is_in_the_list_of_codes() {
    let known: Vec<&str> = tidegate_monitor::rule::Code::ALL.iter().map(|it| it.code()).collect();
    assert!(PACK_CODES.iter().all(|it| known.contains(it)));
}

#[test]
fn the_folder_under_an_overlay_is_told_before_anything_is_read() {
    assert_eq!(pack_base(&file("o", OVERLAY)), Ok(Some("../../rules".to_owned())));
    assert_eq!(pack_base(&file("p", PACK)), Ok(None));
    assert_eq!(pack_base(&file("p", "rules = 3")).unwrap_err()[0].code.code(), "rule-wrong-type");
    assert_eq!(pack_base(&file("p", "rules = \"")).unwrap_err()[0].code.code(), "rule-syntax");
}
