//! Explanations: a rule's sentence with figures filled in, known or not.
#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod rule_text;

use rule_text::{GRAPH, VALID, replaced};
use tidegate_monitor::pattern::{Bound, Figure, Measured, Quantity};
use tidegate_monitor::rule::{Rule, RuleFile, fill};

fn rule(text: &str) -> Rule {
    Rule::read(&RuleFile { name: "rule.toml".to_owned(), text: text.to_owned() }, "EUR").unwrap()
}

fn measured(what: Quantity, observed: Option<u64>) -> Measured {
    let observed = observed.map_or(Figure::Unknown, Figure::Exact);
    Measured { what, observed, asked: Bound::default() }
}

#[test]
fn an_explanation_reads_as_a_sentence() {
    let figures = [measured(Quantity::Count, Some(3)), measured(Quantity::Total, Some(2_830_000))];
    assert_eq!(
        fill(&rule(VALID), "EUR", &figures, "customer 42"),
        "3 deposits from 9000.00 EUR to below 10000.00 EUR within 3 days, 28300.00 EUR in all"
    );
    let figures = [measured(Quantity::Hops, Some(4))];
    assert_eq!(
        fill(&rule(GRAPH), "EUR", &figures, "wallet a"),
        "4 hops from wallet a within 2 days, each passing on 80 % or more"
    );
}

#[test]
fn an_unknown_figure_is_called_unknown_and_never_zero() {
    let figures = [measured(Quantity::Count, Some(3)), measured(Quantity::Total, None)];
    let text = fill(&rule(VALID), "EUR", &figures, "customer 42");
    assert!(text.ends_with("within 3 days, an unknown total in all"), "{text}");
    let least = Measured { what: Quantity::Total, observed: Figure::AtLeast(700), asked: Bound::default() };
    let text = fill(&rule(VALID), "EUR", &[measured(Quantity::Count, Some(3)), least], "customer 42");
    assert!(text.ends_with("within 3 days, at least 7.00 EUR in all"), "{text}");
    let text = fill(&rule(VALID), "EUR", &[], "customer 42");
    assert!(text.starts_with("an unknown count deposits"), "{text}");
}

#[test]
fn every_quantity_of_a_kind_can_be_named() {
    for (base, kind) in [(VALID, "{total}"), (GRAPH, "{hops}")] {
        let asked = rule(base).require.kind;
        let names: Vec<String> = Quantity::table()
            .iter()
            .filter(|it| it.kinds.contains(&asked))
            .map(|it| format!("{{{}}}", it.name))
            .collect();
        let all = rule(&replaced(base, kind, &names.join(" ")));
        let text = fill(&all, "EUR", &[], "x");
        assert!(!text.contains(['{', '}']), "{text}");
    }
}
