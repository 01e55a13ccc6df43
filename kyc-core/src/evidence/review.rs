//! One document looked over: its statements, its printed page and a claim in, checks out.
//!
//! The same for documents that are authentic and for those that are not; only the former become
//! evidence, in `examine`.

use super::check::{Answer, Check, CheckCode};
use super::claim::Claim;
use super::compare::compare;
use super::statement::{Name, Source, Statement};
use super::zone::digits_and_forms;
use super::{itself, validity};
use crate::base::{Day, Instant};
use crate::document::Attribute;
use crate::document::mrz::Mrz;

/// Validity and age at an instant, whether what the document says of itself goes together, agreement of the document's parts with the first of them, of the
/// printed page with it, and of the claim with all of them.
///
/// The first statement leads: the chip's zone of a passport. Empty statements give no checks.
#[must_use]
pub fn review(statements: &[Statement], page: Option<&Mrz>, claim: Option<&Claim>, at: Instant) -> Vec<Check> {
    let Some((first, rest)) = statements.split_first() else { return Vec::new() };
    let best = known_best(first, rest);
    let mut checks = validity::check(&best, at);
    checks.extend(itself::check(&best, at.day()));
    for part in rest {
        checks.extend(compare(CheckCode::DocumentAgreesItself, first, part, at.day()));
    }
    if let Some(page) = page {
        let on_page = |it: Check| Check { why: format!("on the printed page, {}", it.why), ..it };
        checks.extend(digits_and_forms(page).into_iter().map(on_page));
        checks.extend(compare(CheckCode::PageAgreesChip, first, &Statement::of_mrz(Source::Page, page), at.day()));
    }
    if let Some(claim) = claim {
        checks.extend(claimed(statements, claim, at.day()));
    }
    checks
}

/// The first statement, with the century of its day of birth and a day of expiry where other parts have them.
fn known_best(first: &Statement, rest: &[Statement]) -> Statement {
    let mut best = first.clone();
    best.complete_birth(rest);
    best.expiry = best.expiry.or_else(|| rest.iter().find_map(|it| it.expiry));
    best.issued = best.issued.or_else(|| rest.iter().find_map(|it| it.issued));
    best
}

/// The claim against each part: one answer an attribute. What any part contradicts is found, what
/// any part confirms is clear, the rest is unknown, and so is a name or day of birth that the claim leaves out.
fn claimed(statements: &[Statement], claim: &Claim, at: Day) -> Vec<Check> {
    let claim = Statement::of_claim(claim);
    let mut chosen: Vec<Check> = Vec::new();
    for check in statements.iter().flat_map(|it| compare(CheckCode::ClaimAgrees, it, &claim, at)) {
        match chosen.iter_mut().find(|it| it.field == check.field) {
            Some(held) if weight(&check) > weight(held) => *held = check,
            Some(_) => {}
            None => chosen.push(check),
        }
    }
    let unsaid = |attribute: Attribute| {
        Check::new(CheckCode::ClaimAgrees, Answer::Unknown, "the document states it and the claim does not")
            .of(attribute)
    };
    chosen.extend(left_out(statements, &claim).into_iter().map(unsaid));
    chosen
}

/// By whom a claim must name its maker where a document does: a part of the name or the day of birth that is left out
/// would be compared with nothing.
fn left_out(statements: &[Statement], claim: &Statement) -> Vec<Attribute> {
    let (family, given) = match &claim.name {
        Some(Name::Written { family, given }) => (family.is_some(), given.is_some()),
        Some(Name::Zone { .. }) => (true, true),
        None => (false, false),
    };
    let (mut wants_family, mut wants_given) = (false, false);
    for name in statements.iter().filter_map(|it| it.name.as_ref()) {
        match name {
            // A name of one part stands wherever the printer put it.
            Name::Zone { primary, secondary, .. } if primary.is_empty() || secondary.is_empty() => {
                wants_family |= !given;
            }
            Name::Zone { .. } => (wants_family, wants_given) = (true, true),
            Name::Written { family, given } => {
                wants_family |= family.is_some();
                wants_given |= given.is_some();
            }
        }
    }
    let born = statements.iter().any(|it| it.birth.is_some());
    let all = [
        (Attribute::FamilyName, wants_family && !family),
        (Attribute::GivenName, wants_given && !given),
        (Attribute::BirthDate, born && claim.birth.is_none()),
    ];
    all.into_iter().filter(|it| it.1).map(|it| it.0).collect()
}

const fn weight(check: &Check) -> u8 {
    match check.answer {
        Answer::Found => 2,
        Answer::Clear => 1,
        Answer::Unknown => 0,
    }
}
