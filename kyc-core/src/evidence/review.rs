//! One document looked over: its statements, its printed page and a claim in, checks out.
//!
//! The same for documents that are authentic and for those that are not; only the former become
//! evidence, in `examine`.

use super::check::{Answer, Check, CheckCode};
use super::claim::Claim;
use super::compare::compare;
use super::statement::{Birth, Source, Statement};
use super::validity;
use super::zone::digits_and_forms;
use crate::base::Day;
use crate::document::mrz::Mrz;

/// Validity and age at a day, agreement of the document's parts with the first of them, of the
/// printed page with it, and of the claim with all of them.
///
/// The first statement leads: the chip's zone of a passport. Empty statements give no checks.
#[must_use]
pub fn review(statements: &[Statement], page: Option<&Mrz>, claim: Option<&Claim>, at: Day) -> Vec<Check> {
    let Some((first, rest)) = statements.split_first() else { return Vec::new() };
    let mut checks = validity::check(&known_best(first, rest), at);
    for part in rest {
        checks.extend(compare(CheckCode::DocumentAgreesItself, first, part));
    }
    if let Some(page) = page {
        let on_page = |it: Check| Check { why: format!("on the printed page, {}", it.why), ..it };
        checks.extend(digits_and_forms(page).into_iter().map(on_page));
        checks.extend(compare(CheckCode::PageAgreesChip, first, &Statement::of_mrz(Source::Page, page)));
    }
    if let Some(claim) = claim {
        checks.extend(claimed(statements, claim));
    }
    checks
}

/// The first statement, with a day of birth that has its century where another part has one.
fn known_best(first: &Statement, rest: &[Statement]) -> Statement {
    let mut best = first.clone();
    let exact = |it: &&Statement| matches!(it.birth, Some(Birth::Known(date)) if date.day.is_some());
    if let Some(part) = rest.iter().find(exact) {
        best.birth = part.birth;
    }
    best.expiry = best.expiry.or_else(|| rest.iter().find_map(|it| it.expiry));
    best
}

/// The claim against each part: one answer an attribute. What any part contradicts is found, what
/// any part confirms is clear, the rest is unknown.
fn claimed(statements: &[Statement], claim: &Claim) -> Vec<Check> {
    let claim = Statement::of_claim(claim);
    let mut chosen: Vec<Check> = Vec::new();
    for check in statements.iter().flat_map(|it| compare(CheckCode::ClaimAgrees, it, &claim)) {
        match chosen.iter_mut().find(|it| it.field == check.field) {
            Some(held) if weight(&check) > weight(held) => *held = check,
            Some(_) => {}
            None => chosen.push(check),
        }
    }
    chosen
}

const fn weight(check: &Check) -> u8 {
    match check.answer {
        Answer::Found => 2,
        Answer::Clear => 1,
        Answer::Unknown => 0,
    }
}
