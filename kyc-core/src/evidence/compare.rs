//! Agreement of two statements: page, chip, credential and claim compared attribute by attribute.
//!
//! Names follow Doc 9303-3 (transliteration, punctuation, cutting), dates are compared as far as
//! they are known, document numbers without blanks, countries by what they stand for. What one
//! side does not say is not compared; what cannot be told is unknown.

use super::check::{Answer, Check, CheckCode};
use super::statement::{Birth, Expiry, Name, Source, Statement};
use crate::base::Country;
use crate::document::Attribute;
use crate::document::mrz::{DateFit, Ending, PartialDate, Sex};
use crate::document::transliterate::{Fit, NameFault, Spelling};

/// How two values of one attribute go together, and why; `ONE` and `OTHER` stand for the sources.
type Verdict = (Answer, &'static str);

const SAME: Verdict = (Answer::Clear, "ONE and OTHER say the same");
const ANOTHER: Verdict = (Answer::Found, "ONE and OTHER differ");
const SILENT: Verdict = (Answer::Unknown, "OTHER states it and ONE does not");
const UNREAD: Verdict = (Answer::Unknown, "OTHER states it, and what ONE states cannot be read");
const CUT: Verdict = (Answer::Clear, "ONE and OTHER say the same as far as the field has room");
const RESPELT: Verdict = (Answer::Clear, "ONE and OTHER say the same in another spelling");
const AS_FAR_AS_KNOWN: Verdict = (Answer::Unknown, "ONE and OTHER say the same as far as both are known");
const FEWER: Verdict = (Answer::Unknown, "ONE and OTHER have names in common, and one of them leaves some out");
const SCRIPT: Verdict = (Answer::Unknown, "a name in this script cannot be compared letter by letter");
const BY_SOUND: Verdict = (Answer::Unknown, "a name may be transcribed by sound, which letters cannot tell");
const UNREADABLE: Verdict = (Answer::Unknown, "the date cannot be read");
const OPEN: Verdict = (Answer::Unknown, "ONE or OTHER leaves it open");
const KIN: Verdict = (Answer::Unknown, "ONE and OTHER name different nationalities of one state");

/// Compares `one` with `other` under a code: a check for each attribute that either of them
/// states. Where a claim or a printed page states what the other side does not, the answer is
/// unknown; what only the document states needs no agreement and gives no check.
///
/// `one` is the side with more weight: the document for a claim, the chip for a page.
#[must_use]
pub fn compare(code: CheckCode, one: &Statement, other: &Statement) -> Vec<Check> {
    let mut checks = Vec::new();
    let mut add = |attribute: Attribute, verdict: Option<Verdict>| {
        let unread = verdict == Some(SILENT) && one.unreadable.contains(&attribute);
        let Some((answer, words)) = verdict.map(|it| if unread { UNREAD } else { it }) else { return };
        let why = words.replace("OTHER", said(other.source)).replace("ONE", said(one.source));
        checks.push(Check::new(code, answer, why).of(attribute));
    };
    let names = names(one, other);
    add(Attribute::FamilyName, names[0]);
    add(Attribute::GivenName, names[1]);
    add(Attribute::BirthDate, both(other.birth, one.birth, |other, one| births(one, other)));
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

/// Family name and given names.
fn names(one: &Statement, other: &Statement) -> [Option<Verdict>; 2] {
    match (&one.name, &other.name) {
        (_, None) => [None, None],
        (None, Some(Name::Written { family, given })) => {
            [family.as_ref().map(|_| SILENT), given.as_ref().map(|_| SILENT)]
        }
        (None, Some(Name::Zone { .. })) => [Some(SILENT), Some(SILENT)],
        (Some(Name::Zone { primary, secondary, ending }), Some(Name::Written { family, given })) => {
            zone_and_written((primary, secondary, *ending), family.as_deref(), given.as_deref())
        }
        (Some(Name::Written { family, given }), Some(Name::Zone { primary, secondary, ending })) => {
            zone_and_written((primary, secondary, *ending), family.as_deref(), given.as_deref())
        }
        (
            Some(Name::Zone { primary: a, secondary: b, ending: x }),
            Some(Name::Zone { primary: c, secondary: d, ending: y }),
        ) => {
            let cut = if (x, y) == (&Ending::Whole, &Ending::Whole) { Ending::Whole } else { Ending::MayBeCut };
            [Some(zones(a, c, cut)), Some(zones(b, d, cut))]
        }
        (Some(Name::Written { family: a, given: b }), Some(Name::Written { family: c, given: d })) => {
            let judge = |one: &Option<String>, other: &Option<String>| both(other.as_deref(), one.as_deref(), written);
            [judge(a, c), judge(b, d)]
        }
    }
}

/// A zone without a primary identifier holds the whole name in the secondary one.
fn zone_and_written(zone: (&str, &str, Ending), family: Option<&str>, given: Option<&str>) -> [Option<Verdict>; 2] {
    let (primary, secondary, ending) = zone;
    if primary.is_empty() || (secondary.is_empty() && given.is_some()) {
        let all: Vec<&str> = [given, family].into_iter().flatten().collect();
        let turned: Vec<&str> = [family, given].into_iter().flatten().collect();
        let printed = format!("{primary}{secondary}");
        let best = [all, turned].map(|it| spelled(&it.join(" "), &printed, ending)).into_iter().min_by_key(|it| it.0);
        return [family.and(best), given.and(best)];
    }
    [family.map(|it| spelled(it, primary, ending)), given.map(|it| spelled(it, secondary, ending))]
}

fn spelled(name: &str, printed: &str, ending: Ending) -> Verdict {
    let spelling = match Spelling::of(name) {
        Ok(spelling) => spelling,
        Err(NameFault::Letter | NameFault::Empty | NameFault::TooLong) => return SCRIPT,
    };
    match spelling.fits(printed, ending) {
        Fit::Whole => SAME,
        Fit::Cut => CUT,
        Fit::Part => FEWER,
        Fit::Differs if spelling.is_latin() => ANOTHER,
        Fit::Differs => BY_SOUND,
    }
}

/// Two zones: the same characters, or one cut shorter.
fn zones(one: &str, other: &str, ending: Ending) -> Verdict {
    if one == other {
        return SAME;
    }
    spelled(&other.replace('<', " "), one, ending)
}

/// Two names as people write them: the same letters, or spellings of each other.
fn written(other: &str, one: &str) -> Verdict {
    let plain = |it: &str| it.split_whitespace().map(str::to_uppercase).collect::<Vec<_>>().join(" ");
    if plain(other) == plain(one) {
        return SAME;
    }
    let (Ok(a), Ok(b)) = (Spelling::of(one), crate::document::transliterate::mrz_name(other)) else {
        return SCRIPT;
    };
    let best = b.iter().map(|it| a.fits(it, Ending::Whole)).min().unwrap_or(Fit::Differs);
    match best {
        Fit::Whole | Fit::Cut => RESPELT,
        Fit::Part => FEWER,
        Fit::Differs if a.is_latin() && Spelling::of(other).is_ok_and(|it| it.is_latin()) => ANOTHER,
        Fit::Differs => BY_SOUND,
    }
}

fn births(one: Birth, other: Birth) -> Verdict {
    match (one, other) {
        (Birth::Zone(a), Birth::Zone(b)) => {
            if a == b {
                SAME
            } else {
                ANOTHER
            }
        }
        (Birth::Zone(zone), Birth::Known(date)) | (Birth::Known(date), Birth::Zone(zone)) => zone_birth(zone, date),
        (Birth::Known(a), Birth::Known(b)) => dates(a, b),
    }
}

/// A zone tells no century: any that fits is the same.
fn zone_birth(zone: crate::document::mrz::ZoneDate, date: PartialDate) -> Verdict {
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

/// Every nationality that is stated must be among those of the document, or the other way round:
/// most documents name one of several.
fn nationalities(one: &[Country], other: &[Country]) -> Verdict {
    let within = |few: &[Country], many: &[Country]| few.iter().all(|it| many.contains(it));
    let kin = || one.iter().any(|a| other.iter().any(|b| a.state() == b.state()));
    match () {
        () if one.is_empty() => SILENT,
        () if within(one, other) || within(other, one) => SAME,
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
