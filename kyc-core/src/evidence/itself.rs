//! Whether what one document says goes together: its days in their order, the ages it states beside the day of birth.
//!
//! An age is true of the time at which the issuer stated it. Where it fits any day from then until the day of the check,
//! it contradicts nothing.

use super::check::{Answer, Check, CheckCode};
use super::statement::{Birth, Expiry, Statement};
use super::validity::{AGE_MAX, age};
use crate::base::Day;
use crate::document::Attribute;

/// The checks of one document, or of its parts taken together.
#[must_use]
pub(super) fn check(statement: &Statement, at: Day) -> Vec<Check> {
    let born = match statement.birth {
        Some(Birth::Known(date)) => date.earliest().ok().zip(date.latest().ok()),
        // A zone tells no century, so that no age can be held against it.
        Some(Birth::Zone(_)) | None => None,
    };
    let mut checks = issue(statement, at);
    checks.extend(born.map(|it| ages(statement, it, at)).unwrap_or_default());
    checks
}

/// The day of issue lies after birth, before the end, and not ahead. East of the date line it may be tomorrow already.
fn issue(statement: &Statement, at: Day) -> Vec<Check> {
    let Some(issued) = statement.issued else { return Vec::new() };
    let check = |code: CheckCode, answer: Answer, why: &str| Check::new(code, answer, why).of(Attribute::IssueDate);
    let end = match statement.expiry {
        Some(Expiry::Known(day)) => Some(day),
        Some(Expiry::Until(end)) => Some(end.day()),
        Some(Expiry::Zone(zone)) => zone.expiry(at).ok(),
        None => None,
    };
    let mut checks = Vec::new();
    if issued.since(at) > 1 {
        checks.push(check(CheckCode::DocumentExpiry, Answer::Found, "it lies ahead"));
    }
    let itself = |answer: Answer, why: &str| check(CheckCode::DocumentAgreesItself, answer, why);
    checks.push(match () {
        () if before_birth(issued, statement.birth, at) => itself(Answer::Found, "it lies before the day of birth"),
        () if end.is_some_and(|it| it < issued) => itself(Answer::Found, "it lies after the day of expiry"),
        () => itself(Answer::Clear, "it fits the other days"),
    });
    checks
}

/// Whether a day lies before birth for certain. The century that a zone is read in may be one too late, but only for somebody
/// who is not older than anybody.
fn before_birth(day: Day, birth: Option<Birth>, at: Day) -> bool {
    let (date, centuries) = match birth {
        Some(Birth::Known(date)) => (Some(date), false),
        Some(Birth::Zone(zone)) => (zone.birth(at).ok(), true),
        None => (None, false),
    };
    let Some((earliest, latest)) = date.and_then(|it| it.earliest().ok().zip(it.latest().ok())) else { return false };
    let older = age(latest, at).unwrap_or(0) + 100;
    day < earliest && (!centuries || older > AGE_MAX)
}

/// Each age that is stated beside the day of birth, whose first and last possible day are given.
fn ages(statement: &Statement, born: (Day, Day), at: Day) -> Vec<Check> {
    let said_at = [statement.ages.as_of, statement.issued].into_iter().flatten().min().unwrap_or(at).min(at);
    // An age lies between that of the youngest at the beginning and that of the oldest at the end.
    let span = |born: Day| (age(born, said_at).unwrap_or(0), age(born, at).unwrap_or(0));
    let ((oldest_then, oldest), (youngest_then, youngest)) = (span(born.0), span(born.1));
    let reached = |years: i32, said: bool| match said {
        true if oldest < years => Answer::Found,
        true if youngest >= years => Answer::Clear,
        false if youngest_then >= years => Answer::Found,
        false if oldest_then < years => Answer::Clear,
        _ => Answer::Unknown,
    };
    let mut judged: Vec<(Attribute, Answer)> = Vec::new();
    for (years, said) in &statement.ages.over {
        let attribute = if *years == 18 { Attribute::AgeOver18 } else { Attribute::BirthDate };
        judged.push((attribute, reached(*years, *said)));
    }
    judged.extend(statement.ages.years.map(|years| {
        let answer = match () {
            () if years < youngest_then || years > oldest => Answer::Found,
            () if years >= oldest_then && years <= youngest => Answer::Clear,
            () => Answer::Unknown,
        };
        (Attribute::AgeInYears, answer)
    }));
    judged.extend(statement.ages.birth_year.map(|year| {
        let same = born.0.civil().0 == year;
        (Attribute::BirthYear, if same { Answer::Clear } else { Answer::Found })
    }));
    told(&judged)
}

/// One check an attribute: the worst answer of each.
fn told(judged: &[(Attribute, Answer)]) -> Vec<Check> {
    let mut checks: Vec<Check> = Vec::new();
    let attributes = [Attribute::AgeOver18, Attribute::BirthDate, Attribute::AgeInYears, Attribute::BirthYear];
    for attribute in attributes {
        let of = |answer: Answer| judged.contains(&(attribute, answer));
        let (answer, why) = match () {
            () if of(Answer::Found) => (Answer::Found, "the age contradicts the day of birth"),
            () if of(Answer::Unknown) => {
                (Answer::Unknown, "the age cannot be held against a day of birth that is known in part")
            }
            () if of(Answer::Clear) => (Answer::Clear, "the age fits the day of birth"),
            () => continue,
        };
        checks.push(Check::new(CheckCode::DocumentAgreesItself, answer, why).of(attribute));
    }
    checks
}
