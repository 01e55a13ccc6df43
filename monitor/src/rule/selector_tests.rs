//! Verdicts on one transfer at a time, told by the selection as a rule file writes it.
//! Catches wrong sides, lost filters and stale caches; says nothing about whole rules.

use super::*;
use crate::rule::{Rule, RuleFile, Scenario};
use proptest::prelude::*;

/// Whether a transfer counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verdict {
    Yes,
    No,
    UnknownValue,
}

fn selected(selector: &mut Selector, transfer: &Transfer, facts: Facts<'_>) -> Selected {
    let mut customer = |party: Option<PartyId>| party.map_or(Stance::NOBODY, |it| selector.stance(it, facts));
    let (from_customer, to_customer) = (customer(transfer.from_customer), customer(transfer.to_customer));
    let (from, to) = (selector.stance(transfer.from, facts), selector.stance(transfer.to, facts));
    selector.select(transfer, Stances { from, to, from_customer, to_customer }, facts)
}

fn verdict(selected: Selected, bit: u64) -> Verdict {
    match (selected.bits & bit != 0, selected.unknown & bit != 0) {
        (true, false) => Verdict::Yes,
        (false, false) => Verdict::No,
        (false, true) => Verdict::UnknownValue,
        (true, true) => panic!("a value cannot be known and unknown"),
    }
}

/// The selection of a rule that selects so.
fn select(select: &str) -> Select {
    let text = format!(
        "{}\n[select]\ndirection = \"in\"\n{select}\n{}",
        include_str!("testdata/head.toml"),
        include_str!("testdata/tail.toml")
    );
    let file = RuleFile { name: "rule.toml".to_owned(), text };
    Rule::read(&file, "EUR").unwrap_or_else(|it| panic!("{it:?}")).select
}

fn scenario() -> Scenario {
    let lines = "
        2026-01-01T10:00Z  m -> cust:1  9000 EUR  kind=deposit memo=\"invoice 7\"
        2026-01-01T10:01Z  m -> cust:2  9999.99 EUR
        2026-01-01T10:02Z  x -> cust:1  10000 EUR
        2026-01-01T10:03Z  x -> w  1 BTC  memo=INVOICE
        2026-01-01T10:04Z  cust:1 -> m  1 BTC value=9500";
    let (mut scenario, faults) = Scenario::read(lines, "EUR");
    assert_eq!(faults, vec![]);
    scenario.tag("m mixer Tornado North").unwrap();
    scenario.tag("x exchange").unwrap();
    scenario.tag("cust:2 merchant").unwrap();
    assert_eq!(scenario.customer("1 risk=high country=DE"), []);
    assert_eq!(scenario.customer("2 country=FR"), []);
    scenario
}

/// `y`, `n` or `?` for each transfer, seen as its receiver does; asked twice, so that what is
/// remembered must agree with what was found.
fn check(text: &str, side: Side, asked: &str) {
    let scenario = scenario();
    let facts = Facts { book: &scenario.book, tags: &scenario.tags, customers: &scenario.customers };
    let mut selector = Selector::new(vec![(select(text), side)]);
    for _ in 0..2 {
        let verdicts = scenario.transfers.iter().map(|it| match verdict(selected(&mut selector, it, facts), 1) {
            Verdict::Yes => 'y',
            Verdict::No => 'n',
            Verdict::UnknownValue => '?',
        });
        assert_eq!(verdicts.collect::<String>(), asked, "{text}");
    }
}

#[test]
fn an_open_selection_admits_everything() {
    check("", Side::In, "yyyyy");
}

#[test]
fn a_range_of_values_includes_its_beginning_and_not_its_end() {
    check("value = { from = 9000, below = \"10000\" }", Side::In, "yyn?y");
    check("value = { from = \"9000.01\" }", Side::In, "nyy?y");
    check("value = { below = \"9999.99\" }", Side::In, "ynn?y");
}

#[test]
fn an_unknown_value_is_told_only_where_all_else_admits() {
    check("value = { from = 1 }\nkind = [\"deposit\"]", Side::In, "ynnnn");
    check("value = { from = 1 }\nasset = [\"btc\"]", Side::In, "nnn?y");
}

#[test]
fn assets_and_kinds_are_any_of_the_named() {
    check("asset = [\"BTC\", \"USDT\"]", Side::In, "nnnyy");
    check("kind = [\"transfer\"]", Side::In, "nyyyy");
}

#[test]
fn a_memo_is_matched_by_its_expression() {
    check("memo = '(?i)invoice'", Side::In, "ynnyn");
    check("memo = 'invoice \\d'", Side::In, "ynnnn");
}

#[test]
fn counterparty_filters_look_at_the_other_wallet() {
    check("counterparty = { tags = [\"mixer\"] }", Side::In, "yynnn");
    check("counterparty = { tags = [\"mixer\"] }", Side::Out, "nnnny");
    check("counterparty = { not_tags = [\"mixer\"] }", Side::In, "nnyyy");
    check("counterparty = { label = '(?i)tornado' }", Side::In, "yynnn");
}

#[test]
fn customer_filters_look_at_the_subjects_own_side() {
    check("customer = { risk = [\"high\"] }", Side::In, "ynynn");
    check("customer = { risk = [\"high\"] }", Side::Out, "nnnny");
    check("customer = { country = [\"DE\", \"FR\"] }", Side::In, "yyynn");
    check("customer = { tags = [\"merchant\"] }", Side::In, "nynnn");
    check("customer = { not_tags = [\"merchant\"] }", Side::In, "ynyyy");
}

#[test]
fn a_selection_says_whether_sides_matter() {
    assert!(!select("memo = 'x'\nasset = [\"BTC\"]").is_sided());
    for sided in
        ["counterparty = { label = 'x' }", "customer = { not_tags = [\"x\"] }", "customer = { country = [\"DE\"] }"]
    {
        assert!(select(sided).is_sided(), "{sided}");
    }
}

#[test]
fn equal_selections_have_equal_keys_and_others_do_not() {
    let key = |text: &str| select(text).key();
    assert_eq!(key("asset = [\"BTC\", \"eth\"]"), key("subject = \"wallet\"\nasset = [\"ETH\", \"btc\"]"));
    let different = [
        "",
        "asset = [\"BTC\"]",
        "kind = [\"btc\"]",
        "value = { from = 1 }",
        "value = { below = 1 }",
        "memo = 'x'",
        "counterparty = { label = 'x' }",
        "counterparty = { tags = [\"x\"] }",
        "counterparty = { not_tags = [\"x\"] }",
        "customer = { tags = [\"x\"] }",
        "customer = { risk = [\"x\"] }",
        "customer = { country = [\"DE\"] }",
    ];
    for (at, one) in different.iter().enumerate() {
        assert!(different[..at].iter().all(|it| key(it) != key(one)), "{one}");
    }
}

/// The oracle: the definition without anything remembered.
fn admits_slowly(select: &Select, transfer: &Transfer, side: Side, facts: Facts<'_>) -> Verdict {
    let (own, other, customer) = match side {
        Side::In => (transfer.to, transfer.from, transfer.to_customer),
        Side::Out => (transfer.from, transfer.to, transfer.from_customer),
    };
    let tags = |party| facts.tags.of(facts.book.parties.name(party));
    let passes = |filter: &crate::rule::TagFilter, party| {
        let has = |names: &[String]| names.iter().any(|name| tags(party).iter().any(|tag| tag.category == *name));
        (filter.any_of.is_empty() || has(&filter.any_of)) && !has(&filter.none_of)
    };
    let known = customer.and_then(|it| facts.customers.of(facts.book.parties.name(it)));
    let fact = |asked: &[String], is: Option<&String>| asked.is_empty() || is.is_some_and(|it| asked.contains(it));
    let all = [
        select.assets.is_empty() || select.assets.iter().any(|it| it == facts.book.asset(transfer.asset)),
        select.kinds.is_empty() || select.kinds.iter().any(|it| it == facts.book.kind(transfer.kind)),
        passes(&select.counterparty_tags, other),
        passes(&select.subject_tags, own),
        select.label.as_ref().is_none_or(|label| tags(other).iter().any(|it| label.is_match(&it.label))),
        fact(&select.customer_risk, known.and_then(|it| it.risk.as_ref())),
        fact(&select.customer_country, known.and_then(|it| it.country.as_ref())),
        select.memo.as_ref().is_none_or(|it| it.is_match(&facts.book.texts.text(transfer.memo))),
        transfer.value.is_none_or(|value| select.value_from.is_none_or(|from| value >= from)),
        transfer.value.is_none_or(|value| select.value_below.is_none_or(|below| value < below)),
    ];
    let asked = select.value_from.is_some() || select.value_below.is_some();
    match (all.iter().all(|it| *it), transfer.value.is_none() && asked) {
        (false, _) => Verdict::No,
        (true, true) => Verdict::UnknownValue,
        (true, false) => Verdict::Yes,
    }
}

proptest! {
    /// Several selections at once, from both sides, each as its own definition says.
    #[test]
    fn verdicts_agree_with_the_definition(texts in prop::collection::vec(proptest::sample::subsequence(vec![
        "asset = [\"BTC\"]", "kind = [\"deposit\", \"transfer\"]", "value = { from = 9001 }",
        "memo = '(?i)inv'", "counterparty = { tags = [\"mixer\", \"exchange\"], not_tags = [\"x\"] }",
        "customer = { not_tags = [\"merchant\"], country = [\"DE\"] }",
    ], 0..=6), 1..4)) {
        let scenario = scenario();
        let facts = Facts { book: &scenario.book, tags: &scenario.tags, customers: &scenario.customers };
        let selects = texts.iter().map(|it| select(&it.join("\n")));
        let asked: Vec<(Select, Side)> = selects.flat_map(|it| [(it.clone(), Side::In), (it, Side::Out)]).collect();
        let mut selector = Selector::new(asked.clone());
        for transfer in scenario.transfers.iter().chain(&scenario.transfers) {
            let selected = selected(&mut selector, transfer, facts);
            for (at, (select, side)) in asked.iter().enumerate() {
                prop_assert_eq!(verdict(selected, 1 << at), admits_slowly(select, transfer, *side, facts));
            }
        }
    }
}

#[test]
fn a_selector_tells_sixty_selections_apart() {
    let selector = Selector::new(vec![(select(""), Side::In); 65]);
    assert_eq!((selector.len(), selector.all), (Selector::SELECTIONS_MAX, u64::MAX >> 4));
}
