//! What a case expects against what the engine answered, both in the words of expectations.

use crate::engine::Scan;
use crate::rule::{Expectation, Scenario};

/// The engine's answer in the words of expectations: each hit, then `too_little`, `unfinished`,
/// or `quiet` where there is nothing else.
pub(super) fn answers(scan: &Scan<'_>, scenario: &Scenario) -> Vec<Expectation> {
    let mut got: Vec<Expectation> = scan
        .hits
        .iter()
        .map(|hit| {
            let mut rows: Vec<u32> = hit.rows.iter().map(|it| it.line).collect();
            rows.sort_unstable();
            Expectation::Hit { subject: scenario.call(hit.subject), rows, score: Some(hit.score) }
        })
        .collect();
    got.sort();
    if !scan.lacks.is_empty() {
        got.push(Expectation::TooLittle);
    }
    if !scan.unfinished.is_empty() {
        got.push(Expectation::Unfinished);
    }
    if got.is_empty() {
        got.push(Expectation::Nobody);
    }
    got
}

/// Whether exactly the expected came: each hit answers one expectation and the other way round,
/// and gaps are told exactly where there are some. Silence about a subject follows.
pub(super) fn agree(expected: &[Expectation], got: &[Expectation]) -> bool {
    let hits = |all: &[Expectation]| -> Vec<Expectation> {
        all.iter().filter(|it| matches!(it, Expectation::Hit { .. })).cloned().collect()
    };
    let mut open = hits(got);
    // Expectations with a score first, so that one without does not take their hit.
    let mut asked = hits(expected);
    asked.sort_by_key(|it| matches!(it, Expectation::Hit { score: None, .. }));
    for one in &asked {
        let Some(at) = open.iter().position(|it| answers_to(it, one)) else { return false };
        open.remove(at);
    }
    let told = |gap: &Expectation| expected.contains(gap) == got.contains(gap);
    open.is_empty() && told(&Expectation::TooLittle) && told(&Expectation::Unfinished)
}

fn answers_to(got: &Expectation, asked: &Expectation) -> bool {
    match (got, asked) {
        (
            Expectation::Hit { subject, rows, score },
            Expectation::Hit { subject: asked_subject, rows: asked_rows, score: asked_score },
        ) => subject == asked_subject && rows == asked_rows && (asked_score.is_none() || score == asked_score),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::Lack;
    use crate::hit::{Hit, Missing, Unfinished};
    use crate::ledger::PartyId;

    const LEDGER: &str = "
        2026-03-01T10:02Z  b -> cust:42  3 EUR
        2026-03-01T10:00Z  a -> cust:42  1 EUR
        2026-03-01T10:01Z  a -> b        2 EUR";

    fn scenario() -> Scenario {
        let (scenario, faults) = Scenario::read(LEDGER, "EUR");
        assert_eq!(faults, vec![]);
        scenario
    }

    /// A scan by hand: subjects with the written rows of their hits, every score 40.
    fn scan(scenario: &Scenario, hits: &[(&str, &[u32])]) -> Scan<'static> {
        let all = (0..scenario.book.parties.len()).map(|it| PartyId(u32::try_from(it).unwrap()));
        // A customer goes before the wallet of the same name.
        let party = |name: &str| all.clone().rev().find(|it| scenario.call(*it) == name).unwrap();
        let rows = |lines: &[u32]| scenario.transfers.iter().filter(|it| lines.contains(&it.line)).copied().collect();
        let hit = |(name, lines): &(&str, &[u32])| Hit {
            rule: 0,
            subject: party(name),
            rows: rows(lines),
            opened_with: 1,
            measured: vec![],
            score: 40,
            truncated: false,
        };
        Scan { hits: hits.iter().map(hit).collect(), ..Scan::default() }
    }

    fn check(expect: &str, hits: &[(&str, &[u32])], passes: bool) {
        let scenario = scenario();
        let (expected, faults) = Expectation::read(expect, &scenario);
        assert_eq!(faults, vec![], "{expect}");
        assert_eq!(agree(&expected, &answers(&scan(&scenario, hits), &scenario)), passes, "{expect}");
    }

    #[test]
    fn a_hit_must_have_exactly_the_expected_rows_and_score() {
        check("hit cust:42 rows 1-2", &[("cust:42", &[1, 2])], true);
        check("hit cust:42 rows 1-2 score 40", &[("cust:42", &[1, 2])], true);
        check("hit cust:42 rows 1-2 score 41", &[("cust:42", &[1, 2])], false);
        check("hit cust:42 rows 1-2", &[("cust:42", &[1])], false);
        check("hit cust:42 rows 1-2", &[("cust:42", &[1, 2, 3])], false);
        check("hit cust:42 rows 1-2", &[], false);
    }

    #[test]
    fn hits_that_are_not_expected_fail_the_case() {
        check("hit cust:42 rows 1", &[("cust:42", &[1]), ("b", &[3])], false);
        check("hit cust:42 rows 1", &[("cust:42", &[1]), ("cust:42", &[1])], false);
        check("hit cust:42 rows 1\nhit b rows 3", &[("cust:42", &[1]), ("b", &[3])], true);
        check("quiet cust:42", &[("b", &[3])], false);
        check("quiet", &[("b", &[3])], false);
        check("quiet", &[], true);
        check("quiet cust:42\nquiet b", &[], true);
        check("hit b rows 3\nquiet cust:42", &[("b", &[3])], true);
    }

    #[test]
    fn two_hits_of_one_subject_answer_two_expectations() {
        let both: &[(&str, &[u32])] = &[("b", &[3]), ("b", &[3])];
        check("hit b rows 3\nhit b rows 3 score 40", both, true);
        check("hit b rows 3 score 40\nhit b rows 3 score 39", both, false);
    }

    #[test]
    fn gaps_must_be_told_and_told_gaps_must_be_there() {
        let scenario = scenario();
        let at = scenario.transfers[0];
        let mut scan = scan(&scenario, &[]);
        scan.lacks.push(Lack { rule: 0, missing: Missing::Value, transfers: 1, parties: Vec::new(), first: at });
        let lacking = answers(&scan, &scenario);
        scan.lacks.clear();
        scan.unfinished.push(Unfinished { rule: 0, subject: at.from, at });
        let unfinished = answers(&scan, &scenario);
        assert!(agree(&[Expectation::TooLittle], &lacking));
        assert!(agree(&[Expectation::Unfinished], &unfinished));
        assert!(!agree(&[Expectation::Nobody], &lacking));
        assert!(!agree(&[Expectation::Nobody], &unfinished));
        assert!(!agree(&[Expectation::TooLittle], &unfinished));
        assert!(!agree(&[Expectation::TooLittle], &[Expectation::Nobody]));
    }

    #[test]
    fn a_customer_is_called_as_the_notation_calls_it() {
        let scenario = scenario();
        let told = |hits: &[(&str, &[u32])]| {
            answers(&scan(&scenario, hits), &scenario).iter().map(ToString::to_string).collect::<Vec<_>>()
        };
        assert_eq!(
            told(&[("cust:42", &[1, 2]), ("b", &[3])]),
            ["hit b rows 3 score 40", "hit cust:42 rows 1-2 score 40"]
        );
        assert_eq!(told(&[]), ["quiet"]);
    }
}
