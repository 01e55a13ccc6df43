//! Agreement of two statements: page, chip, credential and claim compared attribute by attribute.
//!
//! Names are judged in `names`. Dates are compared as far as they are known, document numbers without blanks, countries by what they stand for. What one
//! side does not say is not compared; what cannot be told is unknown.

use super::check::{Answer, Check, CheckCode};
use super::names;
use super::statement::{Birth, Expiry, Source, Statement};
use super::validity::{AGE_MAX, age};
use super::verdict::{
    ANOTHER, AS_FAR_AS_KNOWN, CENTURY, KIN, MORE_NATIONALITIES, OPEN, SAME, SILENT, SOME_NATIONALITIES, TOO_OLD,
    UNREAD, UNREADABLE, Verdict,
};
use crate::base::{Country, Day};
use crate::document::Attribute;
use crate::document::mrz::{DateFit, PartialDate, Sex, ZoneDate};

/// Compares `one` with `other` under a code: a check for each attribute that either of them
/// states. Where a claim or a printed page states what the other side does not, the answer is
/// unknown; what only the document states needs no agreement and gives no check.
///
/// `one` is the side with more weight: the document for a claim, the chip for a page. `at` is the day for which a claim is
/// compared: a zone tells no century, and the day gives the one that it most likely means.
#[must_use]
pub fn compare(code: CheckCode, one: &Statement, other: &Statement, at: Day) -> Vec<Check> {
    let mut checks = Vec::new();
    let mut add = |attribute: Attribute, verdict: Option<Verdict>| {
        let unread = verdict == Some(SILENT) && one.unreadable.contains(&attribute);
        let Some((answer, words)) = verdict.map(|it| if unread { UNREAD } else { it }) else { return };
        let why = words.replace("OTHER", said(other.source)).replace("ONE", said(one.source));
        checks.push(Check::new(code, answer, why).of(attribute));
    };
    let names = names::judge(one.name.as_ref(), other.name.as_ref());
    let claimed = (other.source == Source::Claim).then_some(at);
    add(Attribute::FamilyName, names[0]);
    add(Attribute::GivenName, names[1]);
    add(Attribute::BirthDate, both(other.birth, one.birth, |other, one| births(one, other, claimed)));
    add(Attribute::Sex, both(other.sex, one.sex, |other, one| sexes(one, other)));
    let countries = (!other.nationalities.is_empty()).then(|| nationalities(&one.nationalities, &other.nationalities));
    add(Attribute::Nationality, countries);
    add(Attribute::DocumentNumber, both(other.number.as_deref(), one.number.as_deref(), numbers));
    add(Attribute::ExpiryDate, both(other.expiry, one.expiry, |other, one| expiries(one, other)));
    add(Attribute::IssuingCountry, both(other.issuer, one.issuer, |a, b| if a == b { SAME } else { ANOTHER }));
    checks
}

/// A source in words.
const fn said(source: Source) -> &'static str {
    match source {
        Source::Page => "the printed page",
        Source::Chip => "the chip",
        Source::ChipDetails => "the chip's details",
        Source::SdJwt => "the credential",
        Source::Mdoc => "the mobile document",
        Source::Barcode => "the barcode",
        Source::Seal => "the seal",
        Source::Claim => "the claim",
    }
}

/// Nothing where the other side is silent, a gap where this one is.
fn both<T, U>(other: Option<T>, one: Option<U>, judge: impl Fn(T, U) -> Verdict) -> Option<Verdict> {
    let other = other?;
    Some(one.map_or(SILENT, |one| judge(other, one)))
}

/// `claimed` is the day of the comparison where one side is a claim: its century must be the likely one of a zone, and its
/// age one that people reach.
fn births(one: Birth, other: Birth, claimed: Option<Day>) -> Verdict {
    let verdict = match (one, other) {
        (Birth::Zone(a), Birth::Zone(b)) => return if a == b { SAME } else { ANOTHER },
        (Birth::Zone(zone), Birth::Known(date)) | (Birth::Known(date), Birth::Zone(zone)) => zone_birth(zone, date),
        (Birth::Known(a), Birth::Known(b)) => dates(a, b),
    };
    let Some(at) = claimed.filter(|_| verdict.0 != Answer::Found) else { return verdict };
    match (one, other) {
        (Birth::Zone(zone), Birth::Known(date)) if zone.birth(at).is_ok_and(|it| it.year != date.year) => CENTURY,
        (_, Birth::Known(date)) if date.latest().is_ok_and(|it| age(it, at) > Some(AGE_MAX)) => TOO_OLD,
        _ => verdict,
    }
}

/// A zone tells no century: any that fits is the same.
fn zone_birth(zone: ZoneDate, date: PartialDate) -> Verdict {
    let (Ok(earliest), Ok(latest)) = (date.earliest(), date.latest()) else { return ANOTHER };
    if earliest == latest {
        return match zone.fits_birth(earliest) {
            Ok(DateFit::Same) => SAME,
            Ok(DateFit::AsFarAsKnown) => AS_FAR_AS_KNOWN,
            Ok(DateFit::Differs) => ANOTHER,
            Err(_) => UNREADABLE,
        };
    }
    // The zone's own date, put into the century of the claim, must lie within it.
    match zone.birth(latest) {
        Ok(printed) => dates(printed, date),
        Err(_) => UNREADABLE,
    }
}

/// Whether one day of birth can be another; what says less can be any that it leaves open.
pub(super) fn is_same_birth(one: Birth, other: Birth) -> bool {
    births(one, other, None).0 != Answer::Found
}

/// Two dates, of which parts may be unknown: what both know must be the same.
fn dates(a: PartialDate, b: PartialDate) -> Verdict {
    let differs = |a: Option<u8>, b: Option<u8>| a.zip(b).is_some_and(|(a, b)| a != b);
    if a.year != b.year || differs(a.month, b.month) || differs(a.day, b.day) {
        return ANOTHER;
    }
    let whole = a.day.is_some() && b.day.is_some();
    if whole { SAME } else { AS_FAR_AS_KNOWN }
}

fn sexes(one: Sex, other: Sex) -> Verdict {
    match (one, other) {
        (a, b) if a == b => SAME,
        (Sex::Unspecified, _) | (_, Sex::Unspecified) => OPEN,
        _ => ANOTHER,
    }
}

/// Both as sets. What the document names alone, the claim may hide; what the claim names besides, hides nothing: a zone
/// has room for one nationality, and whoever has two states the other by the claim.
fn nationalities(one: &[Country], other: &[Country]) -> Verdict {
    let within = |few: &[Country], many: &[Country]| few.iter().all(|it| many.contains(it));
    let kin = || one.iter().any(|a| other.iter().any(|b| a.state() == b.state()));
    match () {
        () if one.is_empty() => SILENT,
        () if within(one, other) && within(other, one) => SAME,
        () if within(one, other) => MORE_NATIONALITIES,
        () if one.iter().any(|it| other.contains(it)) => SOME_NATIONALITIES,
        () if kin() => KIN,
        () => ANOTHER,
    }
}

/// Numbers without blanks, hyphens and fillers, in capitals.
fn numbers(one: &str, other: &str) -> Verdict {
    let plain =
        |it: &str| it.chars().filter(|it| it.is_alphanumeric()).flat_map(char::to_uppercase).collect::<String>();
    if plain(one) == plain(other) { SAME } else { ANOTHER }
}

fn expiries(one: Expiry, other: Expiry) -> Verdict {
    let day = |it: Expiry| if let Expiry::Until(end) = it { Expiry::Known(end.day()) } else { it };
    let same = match (day(one), day(other)) {
        (Expiry::Zone(a), Expiry::Zone(b)) => a == b,
        (Expiry::Known(a), Expiry::Known(b)) => a == b,
        // Within thirty years of the known day a zone can mean only that century.
        (Expiry::Zone(zone), Expiry::Known(day)) | (Expiry::Known(day), Expiry::Zone(zone)) => {
            zone.expiry(day) == Ok(day)
        }
        // INVARIANT: an instant was made a day above.
        (Expiry::Until(_), _) | (_, Expiry::Until(_)) => false,
    };
    if same { SAME } else { ANOTHER }
}
