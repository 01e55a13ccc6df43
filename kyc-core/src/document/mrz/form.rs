//! Form of each field: a zone in, the fields that are not what their kind asks out.
//!
//! ICAO Doc 9303-3 sections 4.6 to 4.8 and the data structures of parts 4 to 7. Check digits guard
//! less than half of a zone: names, codes and sex have none, so that their form is all there is.

use super::date::DateFault;
use super::layout::{DOCUMENT_CODE, ISSUER, MrzField, MrzKind};
use super::{Mrz, ZoneDate};
use crate::base::Country;
use crate::codes;

codes! {
    /// How a field misses the form its kind asks.
    pub enum FormFault {
        /// A digit among letters, a letter among digits, or a letter that the field does not know.
        Character = "character",
        /// A filler where the standard has none.
        Filler = "filler",
        /// Nothing but fillers in a field that must say something.
        Empty = "empty",
        /// A code that is in no table of the standard.
        UnknownCode = "unknown-code",
        /// A date that the calendar does not have.
        NoSuchDay = "no-such-day",
    }
}

impl std::error::Error for FormFault {}

type Found = Option<(MrzField, FormFault)>;

pub(super) fn faults(mrz: &Mrz) -> [Found; 8] {
    let (text, layout) = (mrz.characters(), mrz.layout());
    let some = |field: MrzField, fault: Option<FormFault>| fault.map(|it| (field, it));
    let nationality = (!layout.nationality.is_empty()).then(|| code(&text[layout.nationality.clone()])).flatten();
    let expiry = mrz.expiry().and_then(|it| date(it, &text[layout.expiry.clone()]));
    let given = (!layout.given.is_empty()).then(|| given_names(&text[layout.given.clone()])).flatten();
    [
        some(MrzField::DocumentCode, document_code(mrz.kind(), &text[DOCUMENT_CODE])),
        some(MrzField::Issuer, code(&text[ISSUER])),
        some(MrzField::Name, name(&text[layout.name.clone()]).or(given)),
        some(MrzField::Number, number(&text[layout.number.clone()])),
        some(MrzField::Nationality, nationality),
        some(MrzField::Birth, date(mrz.birth().into_revealed(), &text[layout.birth.clone()])),
        some(MrzField::Sex, sex(mrz)),
        some(MrzField::Expiry, expiry),
    ]
}

/// The first letter is that of the kind; V is for visas alone (note k of part 5).
fn document_code(kind: MrzKind, code: &[u8]) -> Option<FormFault> {
    if !kind.first_letters().contains(&code[0]) {
        return Some(FormFault::UnknownCode);
    }
    let card = matches!(kind, MrzKind::Td1 | MrzKind::Td2);
    (card && code[1] == b'V').then_some(FormFault::UnknownCode)
}

fn code(characters: &[u8]) -> Option<FormFault> {
    if characters.iter().any(u8::is_ascii_digit) {
        return Some(FormFault::Character);
    }
    let text = str::from_utf8(characters).unwrap_or_default();
    match text.trim_end_matches('<') {
        "" => Some(FormFault::Empty),
        it if it.contains('<') => Some(FormFault::Filler),
        it => Country::from_mrz(it).is_none().then_some(FormFault::UnknownCode),
    }
}

/// Letters; one filler between components, two once between the identifiers, then fillers only.
/// Two fillers at the very beginning stand for a primary identifier that the holder has not.
fn name(characters: &[u8]) -> Option<FormFault> {
    let used = characters.len() - characters.iter().rev().take_while(|it| **it == b'<').count();
    let mut runs = 0_usize;
    let mut doubles = 0;
    for (at, character) in characters[..used].iter().enumerate() {
        if character.is_ascii_digit() {
            return Some(FormFault::Character);
        }
        if *character == b'<' {
            runs += 1;
            continue;
        }
        let leading = runs == at && at > 0;
        if runs > 2 || (leading && runs == 1) {
            return Some(FormFault::Filler);
        }
        doubles += usize::from(runs == 2);
        runs = 0;
    }
    match used {
        0 => Some(FormFault::Empty),
        _ => (doubles > 1).then_some(FormFault::Filler),
    }
}

/// The French card parts given names by one filler or by two.
fn given_names(characters: &[u8]) -> Option<FormFault> {
    if characters.iter().any(u8::is_ascii_digit) {
        return Some(FormFault::Character);
    }
    characters.iter().all(|it| *it == b'<').then_some(FormFault::Empty)
}

fn number(characters: &[u8]) -> Option<FormFault> {
    if characters.iter().all(|it| *it == b'<') {
        return Some(FormFault::Empty);
    }
    (characters[0] == b'<').then_some(FormFault::Filler)
}

/// Dates that are unknown as a whole have their form: fillers in every place.
fn date(date: ZoneDate, characters: &[u8]) -> Option<FormFault> {
    match date.exists() {
        Ok(()) => None,
        Err(DateFault::NoSuchDay) => Some(FormFault::NoSuchDay),
        Err(_) if characters.iter().all(|it| *it == b'<') => None,
        Err(_) if characters.iter().any(u8::is_ascii_uppercase) => Some(FormFault::Character),
        Err(_) => Some(FormFault::Filler),
    }
}

fn sex(mrz: &Mrz) -> Option<FormFault> {
    mrz.sex().reveal().is_none().then_some(FormFault::Character)
}
