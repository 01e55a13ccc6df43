//! Cases at work: the tiny ledgers embedded in rule files run through the engine.
//!
//! Takes a rule and its pack, gives what each case expected and what came. Knows the engine's
//! answers; how cases are written belongs to the rule room.

mod compare;

use crate::engine;
use crate::rule::{Case, Expectation, Facts, Fault, Pack, Rule, Scenario, Status};
use compare::{agree, answers};

/// How one case came out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseResult {
    /// The case's name.
    pub name: String,
    /// Whether exactly the expected came.
    pub passed: bool,
    /// What was expected, a line each in case notation.
    pub expected: Vec<String>,
    /// What came, a line each in case notation.
    pub got: Vec<String>,
}

/// Runs every case of a rule alone, as if it were active, under the pack's currency, services
/// and budget.
///
/// A case passes where the hits are exactly the expected ones (score included where it is
/// given), where it says `too_little` exactly if the rule lacked knowledge, and `unfinished`
/// exactly if a search was given up. Cases belong to the rule as written: under an overlay the
/// rule and the settings are those of the pack it stands on. Nobody in a case is taken for a service
/// untagged: a handful of transfers is what a case has of anything.
#[must_use]
pub fn run(rule: &Rule, pack: &Pack) -> Vec<CaseResult> {
    if let Some(base) = &pack.stands_on {
        let written = base.rules.iter().find(|it| it.id == rule.id);
        return run(written.unwrap_or(rule), base);
    }
    let mut alone = rule.clone();
    alone.status = Status::Active;
    let alone = Pack { rules: vec![alone], untagged_service: None, stands_on: None, ..pack.clone() };
    rule.cases.iter().map(|it| run_one(it, &alone)).collect()
}

fn run_one(case: &Case, pack: &Pack) -> CaseResult {
    let (scenario, expected) = match read(case, &pack.currency) {
        Ok(it) => it,
        Err(fault) => {
            let got = vec![format!("the case cannot be read: {}", fault.message)];
            let expected = case.expect.lines().map(|it| it.trim().to_owned()).collect();
            return CaseResult { name: case.name.clone(), passed: false, expected, got };
        }
    };
    let facts = Facts { book: &scenario.book, tags: &scenario.tags, customers: &scenario.customers };
    let scan = engine::scan(&scenario.transfers, facts, pack, 1, &|_| {});
    let got = answers(&scan, &scenario);
    CaseResult {
        name: case.name.clone(),
        passed: agree(&expected, &got),
        expected: expected.iter().map(ToString::to_string).collect(),
        got: got.iter().map(ToString::to_string).collect(),
    }
}

/// The case's ledger and expectations; a validated rule's cases always read.
fn read(case: &Case, currency: &str) -> Result<(Scenario, Vec<Expectation>), Fault> {
    let (mut scenario, faults) = Scenario::read(&case.transfers, currency);
    faults.into_iter().next().map_or(Ok(()), Err)?;
    case.tags.iter().try_for_each(|it| scenario.tag(it))?;
    case.customers.iter().flat_map(|it| scenario.customer(it)).next().map_or(Ok(()), Err)?;
    let (expected, faults) = Expectation::read(&case.expect, &scenario);
    faults.into_iter().next().map_or(Ok(()), Err)?;
    Ok((scenario, expected))
}
