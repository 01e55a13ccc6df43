//! That gates shut nobody out: many rules together answer as each of them alone.

use super::oracle::{pack, small_ledger};
use super::samples::{every_rule, facts, untagged, with_customers};
use super::{Lack, Scan, scan};
use crate::ledger::{Transfer, Value};
use crate::rule::{Facts, Pack, Rule, UntaggedService};
use proptest::prelude::*;

/// More gates than one block holds, and more selections than one group: some ask for values that
/// transfers lack.
fn many_rules() -> impl Strategy<Value = Vec<Rule>> {
    prop::collection::vec((every_rule(), 0_u64..4), 8).prop_map(|packs| {
        let valued = |(rules, value): (Vec<Rule>, u64)| {
            rules.into_iter().enumerate().map(move |(at, mut rule)| {
                rule.select.value_from = (at % 2 == 1).then_some(Value(value * 10_000));
                rule
            })
        };
        packs.into_iter().flat_map(valued).collect()
    })
}

fn answer(transfers: &[Transfer], rules: Vec<Rule>, untagged: Option<UntaggedService>) -> Scan<'_> {
    let (book, tags, customers) = facts();
    let pack = Pack { untagged_service: untagged, ..pack(rules) };
    scan(transfers, Facts { book: &book, tags: &tags, customers: &customers }, &pack, 1, &|_| {})
}

/// What is said of one rule, as if it stood alone.
fn of_rule<'t>(scan: &Scan<'t>, rule: usize) -> Scan<'t> {
    let mut one = scan.clone();
    one.hits.retain(|it| it.rule == rule);
    one.unfinished.retain(|it| it.rule == rule);
    one.lacks.retain(|it: &Lack| it.rule == rule);
    one.hits.iter_mut().for_each(|it| it.rule = 0);
    one.unfinished.iter_mut().for_each(|it| it.rule = 0);
    one.lacks.iter_mut().for_each(|it| it.rule = 0);
    one
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn many_rules_answer_as_each_alone(transfers in with_customers(small_ledger()), rules in many_rules(), untagged in untagged()) {
        let all = answer(&transfers, rules.clone(), untagged);
        for (number, rule) in rules.into_iter().enumerate() {
            prop_assert_eq!(of_rule(&all, number), answer(&transfers, vec![rule], untagged), "rule {}", number);
        }
    }
}
