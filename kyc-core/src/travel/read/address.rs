//! Addresses, identifications and births: members of a JSON object → the components of section 5, with C2, C3 and C7 to C11.

use super::Members;
use super::desk::{Datatype, Desk, Need, Place};
use crate::base::{Day, Lei, LeiError, Redacted};
use crate::travel::filler::Sort;
use crate::travel::gap::TravelCode;
use crate::travel::list::{AddressType, NationalIdentifierType};
use crate::travel::person::{Address, DateAndPlaceOfBirth, NationalIdentification};
use serde_json::Value;

/// The texts of an address: name, longest length, and what may stand there.
const PARTS: &[(&str, usize, Sort)] = &[
    ("department", 50, Sort::Plain),
    ("subDepartment", 70, Sort::Plain),
    ("streetName", 70, Sort::Name),
    ("buildingNumber", 16, Sort::Plain),
    ("buildingName", 35, Sort::Name),
    ("floor", 70, Sort::Plain),
    ("postBox", 16, Sort::Plain),
    ("room", 70, Sort::Plain),
    ("postcode", 16, Sort::Plain),
    ("townName", 35, Sort::Name),
    ("townLocationName", 35, Sort::Name),
    ("districtName", 35, Sort::Name),
    ("countrySubDivision", 35, Sort::Name),
];
/// The standard heads the element so, and writes `postcode` in its table: both are read, the latter is written.
const POST_CODE: &str = "postCode";
/// So many lines an address may have.
const LINES_MAX: usize = 7;

/// An address, and what is told of its type to C1 and C4.
pub(super) fn address(desk: &mut Desk, value: &Value, place: &Place<'_>) -> (Option<Address>, Option<AddressType>) {
    let mut known: Vec<&'static str> = PARTS.iter().map(|it| it.0).collect();
    known.extend(["addressType", "addressLine", "country", POST_CODE]);
    let Some(members) = desk.members(value, place, &known) else { return (None, None) };
    let address_type = desk.code(members, place, "addressType", AddressType::parse);
    let (mut parts, mut all) = (Vec::new(), true);
    for (name, most, sort) in PARTS {
        let written = match *name {
            "postcode" if !members.contains_key("postcode") && members.contains_key(POST_CODE) => POST_CODE,
            other => other,
        };
        let need = if *name == "townName" { Need::Must } else { Need::May };
        let text = desk.text(members, place, (written, Datatype::Latin(*most), *sort), need);
        all &= text.is_some() || (need == Need::May && !members.contains_key(written));
        parts.extend(text.map(|it| (*name, it)));
    }
    if members.contains_key("postcode") && members.contains_key(POST_CODE) {
        desk.note_with(&place.name(POST_CODE), TravelCode::TooMany, "postcode stands there too");
    }
    let lines = lines(desk, members, place);
    let country = desk.country(members, place, "country", Need::Must);
    is_complete(desk, members, place);
    let built = || {
        Some(Address {
            address_type: address_type?,
            parts: all.then_some(parts)?,
            address_lines: lines?,
            country: country?,
        })
    };
    (built(), address_type)
}

fn lines(desk: &mut Desk, members: &Members, place: &Place<'_>) -> Option<Vec<Redacted<String>>> {
    let around = place.name("addressLine");
    let entries = desk.entries(members, place, "addressLine", Need::May);
    if entries.len() > LINES_MAX {
        let told = format!("there are {}, and at most {LINES_MAX} are allowed", entries.len());
        desk.note_with(&around, TravelCode::TooMany, told);
        return None;
    }
    let mut lines = Vec::new();
    for (at, entry) in entries.iter().enumerate() {
        lines.extend(desk.text_of(entry, &around.item(at), Datatype::Latin(70), Sort::Plain));
    }
    (lines.len() == entries.len()).then_some(lines)
}

/// C8: an address line, or a street and its building's name or number.
fn is_complete(desk: &mut Desk, members: &Members, place: &Place<'_>) {
    let has = |name: &str| members.contains_key(name);
    let has_line = members.get("addressLine").is_some_and(|it| it.as_array().is_none_or(|it| !it.is_empty()));
    if !has_line && !(has("streetName") && (has("buildingNumber") || has("buildingName"))) {
        desk.note(place, TravelCode::Address);
    }
}

/// Whose identification it is: C7, C9 and C11 are about legal persons.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Of {
    Natural,
    Legal,
}

/// An identification; the code of a registration authority goes to `authorities` with its path.
pub(super) fn identification(
    desk: &mut Desk,
    value: &Value,
    place: &Place<'_>,
    of: Of,
    authorities: &mut Vec<(String, String)>,
) -> Option<NationalIdentification> {
    const NAMES: &[&str] = &["nationalIdentifier", "nationalIdentifierType", "countryOfIssue", "registrationAuthority"];
    let members = desk.members(value, place, NAMES)?;
    let kind = desk.code(members, place, "nationalIdentifierType", NationalIdentifierType::parse);
    let number = desk.text(members, place, ("nationalIdentifier", Datatype::Latin(35), Sort::Number), Need::Must);
    let country = desk.country(members, place, "countryOfIssue", Need::May);
    let authority = authority(desk, members, place, authorities);
    if let (Of::Legal, Some(kind)) = (of, kind) {
        of_legal_person(desk, members, place, kind, number.as_ref().map(|it| it.reveal().as_str()));
    }
    let is_whole = |name: &str, found: bool| found || !members.contains_key(name);
    let whole = is_whole("countryOfIssue", country.is_some()) && is_whole("registrationAuthority", authority.is_some());
    Some(NationalIdentification {
        national_identifier: number?,
        national_identifier_type: kind.filter(|_| whole)?,
        country_of_issue: country,
        registration_authority: authority,
    })
}

/// C10, as far as its form tells.
fn authority(
    desk: &mut Desk,
    members: &Members,
    place: &Place<'_>,
    authorities: &mut Vec<(String, String)>,
) -> Option<Redacted<String>> {
    let value = members.get("registrationAuthority")?;
    let place = place.name("registrationAuthority");
    let Value::String(text) = value else {
        desk.wrong_type(&place, value, "a text");
        return None;
    };
    if !is_authority(text) {
        desk.note(&place, TravelCode::RegistrationAuthority);
        return None;
    }
    authorities.push((place.path(), text.clone()));
    Some(Redacted::new(text.clone()))
}

/// `RegistrationAuthority`: RA and six digits.
pub(in crate::travel) fn is_authority(text: &str) -> bool {
    text.strip_prefix("RA").is_some_and(|it| it.len() == 6 && it.bytes().all(|it| it.is_ascii_digit()))
}

/// C7, C9 and C11.
fn of_legal_person(
    desk: &mut Desk,
    members: &Members,
    place: &Place<'_>,
    kind: NationalIdentifierType,
    number: Option<&str>,
) {
    use NationalIdentifierType::{Lei as Leix, RegistrationAuthority as Raid, Tax, Unspecified};
    if !matches!(kind, Raid | Unspecified | Leix | Tax) {
        desk.note(&place.name("nationalIdentifierType"), TravelCode::NationalIdentifierLegalPerson);
    }
    let complete = TravelCode::CompleteIdentifierLegalPerson;
    if members.contains_key("countryOfIssue") {
        desk.note_with(&place.name("countryOfIssue"), complete, "a legal person has none");
    }
    match (members.contains_key("registrationAuthority"), kind) {
        (true, Leix) => desk.note_with(&place.name("registrationAuthority"), complete, "an LEI has none"),
        (false, it) if it != Leix => desk.note_with(&place.name("registrationAuthority"), complete, "it is missing"),
        _ => {}
    }
    if kind == Leix {
        match number.map(Lei::parse) {
            Some(Err(LeiError::CheckDigits)) => {
                desk.note(&place.name("nationalIdentifier"), TravelCode::LeiCheckDigits);
            }
            Some(Err(_)) => desk.note(&place.name("nationalIdentifier"), TravelCode::Lei),
            Some(Ok(_)) | None => {}
        }
    }
}

/// Nobody lives so many days: a hundred and thirty years.
const DAYS_LIVED_MAX: i64 = 130 * 366;

/// Date and place of birth, with C2.
pub(super) fn birth(desk: &mut Desk, value: &Value, place: &Place<'_>) -> Option<DateAndPlaceOfBirth> {
    let members = desk.members(value, place, &["dateOfBirth", "placeOfBirth"])?;
    let town = desk.text(members, place, ("placeOfBirth", Datatype::Latin(70), Sort::Name), Need::Must);
    let date = desk.member(members, place, "dateOfBirth", Need::Must).and_then(|it| {
        let place = place.name("dateOfBirth");
        let Value::String(text) = it else {
            desk.wrong_type(&place, it, "a text");
            return None;
        };
        let day = Day::parse(text).ok();
        match day {
            None => desk.note(&place, TravelCode::BadDate),
            Some(day) if day >= desk.at => desk.note(&place, TravelCode::DateInPast),
            Some(day) if desk.at.since(day) > DAYS_LIVED_MAX => desk.note(&place, TravelCode::Meaningless),
            Some(_) => {}
        }
        day
    });
    Some(DateAndPlaceOfBirth { date_of_birth: Redacted::new(date?), place_of_birth: town? })
}
