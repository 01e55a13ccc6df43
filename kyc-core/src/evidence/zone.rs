//! Checks of what carries no signature: a printed zone, a barcode.
//!
//! Gives checks, never evidence: authenticity is always unknown, however well the digits agree.

use super::check::{Answer, Check, CheckCode};
use super::statement::{Source, Statement};
use super::validity;
use crate::base::{Country, Day, Entity, Instant};
use crate::document::aamva::{Aamva, AamvaFault};
use crate::document::mrz::{Digit, Mrz, MrzField};

/// Every check of a machine-readable zone: each printed digit, each field's form, expiry, age,
/// and that its authenticity cannot be told.
#[must_use]
pub fn check_mrz(mrz: &Mrz, at: Day) -> Vec<Check> {
    let mut checks = digits_and_forms(mrz);
    let statement = Statement::of_mrz(Source::Page, mrz);
    let failed = |it: &Check, field: Option<&'static str>| {
        it.code == CheckCode::MrzCheckDigit && it.answer == Answer::Found && it.field == field
    };
    for check in validity::check(&statement, midnight(at)) {
        // A date that its own check digit speaks against clears nobody.
        let doubted = check.answer == Answer::Clear && checks.iter().any(|it| failed(it, check.field));
        let unknown = || Check {
            answer: Answer::Unknown,
            why: "the date's own check digit does not agree".to_owned(),
            ..check.clone()
        };
        checks.push(if doubted { unknown() } else { check });
    }
    let named = mrz.nationality().and_then(|it| Country::from_mrz(it.reveal()));
    checks.push(specimen([mrz.issuing_country(), named].into_iter().flatten()));
    checks.push(unsigned("a printed zone"));
    checks
}

/// What carries no signature says days and no instants.
const fn midnight(at: Day) -> Instant {
    Instant::from_micros(at.days() as i64 * 86_400_000_000)
}

/// Whether a document names the state of specimens, by the countries that it names as its issuer's and its holder's.
pub(super) fn specimen(named: impl IntoIterator<Item = Country>) -> Check {
    let named: Vec<Entity> = named.into_iter().map(Country::entity).collect();
    let (answer, why) = match () {
        () if named.contains(&Entity::Specimen) => (Answer::Found, "the document names Utopia, the state of specimens"),
        () if named.is_empty() => (Answer::Unknown, "the document names no country by which a specimen is known"),
        () => (Answer::Clear, "the document does not name the state of specimens"),
    };
    Check::new(CheckCode::Specimen, answer, why)
}

/// The check digits and forms of a zone, printed or of a chip.
#[must_use]
pub fn digits_and_forms(mrz: &Mrz) -> Vec<Check> {
    let mut checks: Vec<Check> = mrz.digits().map(|(field, digit)| of_digit(field, digit)).collect();
    let form = |why: &str, answer: Answer| Check::new(CheckCode::MrzForm, answer, why);
    let faults: Vec<_> = mrz.forms().collect();
    if faults.is_empty() {
        checks.push(form("every field has the form that Doc 9303 asks", Answer::Clear));
    }
    checks.extend(
        faults.into_iter().map(|(field, fault)| form(fault_words(fault.code()), Answer::Found).of_field(field.code())),
    );
    checks
}

fn of_digit(field: MrzField, digit: Digit) -> Check {
    let (answer, why) = match (digit, field) {
        (Digit::Agrees, _) => (Answer::Clear, "the check digit agrees"),
        (Digit::NotPrinted, MrzField::Optional) => (Answer::Clear, "there are no optional data and no digit for them"),
        (Digit::NotPrinted, _) => (Answer::Unknown, "no check digit is printed"),
        (Digit::Fails, _) => (Answer::Found, "the check digit does not agree"),
    };
    Check::new(CheckCode::MrzCheckDigit, answer, why).of_field(field.code())
}

fn fault_words(code: &str) -> &'static str {
    match code {
        "character" => "a digit among letters, a letter among digits, or no letter of this field",
        "filler" => "a filler where the standard has none",
        "empty" => "nothing but fillers",
        "unknown-code" => "a code that is in no table of the standard",
        _ => "a day that the calendar does not have",
    }
}

/// Every check of an AAMVA barcode: its consistency, expiry, age, and that its authenticity cannot be told.
#[must_use]
pub fn check_aamva(card: &Aamva, at: Day) -> Vec<Check> {
    let consistent = |answer: Answer, why: String| Check::new(CheckCode::AamvaConsistency, answer, why);
    let mut faults: Vec<(AamvaFault, Vec<String>)> = Vec::new();
    for (id, fault) in card.faults() {
        let id = id.map(|it| it.to_string());
        match faults.iter_mut().find(|it| it.0 == fault) {
            Some(held) => held.1.extend(id),
            None => faults.push((fault, id.into_iter().collect())),
        }
    }
    let mut checks: Vec<Check> = faults
        .iter()
        .map(|(fault, ids)| {
            let elements = if ids.is_empty() { String::new() } else { ids.join(", ") + ": " };
            let mut letters = fault.meaning().trim_end_matches('.').chars();
            let first = letters.next().map(|it| it.to_ascii_lowercase());
            // What a scanner does to the barcode says nothing about the card; authorities are new now and then, and
            // people move.
            let open = [AamvaFault::Separator, AamvaFault::IssuerUnknown, AamvaFault::IssuerState].contains(fault);
            let answer = if open { Answer::Unknown } else { Answer::Found };
            consistent(answer, elements + &first.into_iter().chain(letters).collect::<String>())
        })
        .collect();
    if checks.is_empty() {
        checks.push(consistent(Answer::Clear, "lengths, elements and dates fit each other".to_owned()));
    }
    checks.extend(validity::check(&Statement::of_aamva(card), midnight(at)));
    checks.push(unsigned("an AAMVA barcode"));
    checks
}

fn unsigned(what: &str) -> Check {
    Check::new(CheckCode::Authenticity, Answer::Unknown, format!("{what} carries no signature: anybody can make one"))
}
