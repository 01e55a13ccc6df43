//! Reading: JSON bytes → the payload, every gap of it by the standard, and what was seen for the rules of a policy.
//!
//! The JSON is that of the packages in use: names of the standard in camelCase, a list or one value where several may
//! stand, `accountNumber` within a person or beside the persons, a service as a person or within an object of its own name.

pub(super) mod address;
mod desk;
mod person;

use super::filler::Sort;
use super::gap::{Field, Gap, TravelCode};
use super::list::{LegalPersonNameType, TransliterationMethod};
use super::payload::{PAYLOAD_LEN_MAX, Payload, PayloadError, VERSION};
use super::person::{IntermediaryVasp, Metadata, Party, Person, Who};
use crate::base::json::{Step, read_placed};
use crate::base::{Day, JsonFault, Redacted};
use desk::{Datatype, Desk, Members, Need, Place};
pub(super) use desk::{GAPS_MAX, UNKNOWN_STATE};
use serde_json::Value;
use std::collections::BTreeSet;

/// What came of a text that is JSON of this version.
#[derive(Debug)]
pub(super) struct Reading {
    /// The payload, unless something is missing or faulty that belongs into it.
    pub(super) payload: Option<Payload>,
    /// Gaps by the standard, in the order of reading; of C10 only the form is among them.
    pub(super) gaps: Vec<Gap>,
    /// How many more there are.
    pub(super) left_off: u64,
    /// What rules of a policy ask about.
    pub(super) seen: Seen,
}

/// What stands in a payload, also where it stands there badly.
#[derive(Debug, Default)]
pub(super) struct Seen {
    pub(super) originator: SeenParty,
    pub(super) beneficiary: SeenParty,
    pub(super) originating_vasp: Option<SeenVasp>,
    pub(super) beneficiary_vasp: Option<SeenVasp>,
    pub(super) intermediaries: Vec<SeenVasp>,
    /// Codes of registration authorities and their paths.
    pub(super) authorities: Vec<(String, String)>,
}

/// One side.
#[derive(Debug, Default)]
pub(super) struct SeenParty {
    pub(super) persons: Vec<SeenPerson>,
    /// Account numbers with their paths.
    pub(super) accounts: Vec<(String, Redacted<String>)>,
}

/// One person: the fields that are filled.
#[derive(Debug)]
pub(super) struct SeenPerson {
    pub(super) path: String,
    pub(super) fields: BTreeSet<Field>,
}

/// A service: how it is called, and by which identifier.
#[derive(Debug)]
pub(super) struct SeenVasp {
    pub(super) path: String,
    pub(super) names: Vec<String>,
    pub(super) lei: Option<String>,
}

/// Who a person of the payload is: C1 and C4 are about originators alone.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    Originator,
    Other,
}

/// Names at the outermost level.
const TOP: &[&str] =
    &["originator", "beneficiary", "originatingVASP", "beneficiaryVASP", "transferPath", "payloadMetadata"];
/// Every other name of the standard.
const NAMES: &[&str] = &[
    "accountNumber",
    "addressLine",
    "addressType",
    "beneficiaryPerson",
    "buildingName",
    "buildingNumber",
    "country",
    "countryOfIssue",
    "countryOfRegistration",
    "countryOfResidence",
    "countrySubDivision",
    "customerIdentification",
    "dateAndPlaceOfBirth",
    "dateOfBirth",
    "department",
    "districtName",
    "floor",
    "geographicAddress",
    "intermediaryVASP",
    "legalPerson",
    "legalPersonName",
    "legalPersonNameIdentifierType",
    "localNameIdentifier",
    "name",
    "nameIdentifier",
    "nameIdentifierType",
    "nationalIdentification",
    "nationalIdentifier",
    "nationalIdentifierType",
    "naturalPerson",
    "naturalPersonNameIdentifierType",
    "originatorPerson",
    "payloadVersion",
    "phoneticNameIdentifier",
    "placeOfBirth",
    "postBox",
    "postCode",
    "postcode",
    "primaryIdentifier",
    "registrationAuthority",
    "room",
    "secondaryIdentifier",
    "sequence",
    "streetName",
    "subDepartment",
    "townLocationName",
    "townName",
    "transliterationMethod",
];
/// How the version of 2020 wrote what has another name since.
const OF_2020: &[(&str, &str)] = &[
    ("originatorPersons", "IVMS101.2023 writes originatorPerson"),
    ("beneficiaryPersons", "IVMS101.2023 writes beneficiaryPerson"),
    ("customerNumber", "IVMS101.2023 writes customerIdentification"),
];

/// A word of any version of the standard, and what to say of it where it does not belong.
fn word_of_the_standard(name: &str) -> Option<(&'static str, String)> {
    let here = TOP.iter().chain(NAMES).find(|it| **it == name);
    let here = here.map(|it| (*it, "the standard has it elsewhere".to_owned()));
    here.or_else(|| OF_2020.iter().find(|it| it.0 == name).map(|it| (it.0, it.1.to_owned())))
}

/// Reads a payload.
///
/// # Errors
/// As [`Payload::read`], without [`PayloadError::Gaps`].
pub(super) fn read(bytes: &[u8], at: Day) -> Result<Reading, PayloadError> {
    if bytes.len() > PAYLOAD_LEN_MAX {
        return Err(PayloadError::TooLarge);
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let value = read_placed(bytes).map_err(|(fault, way)| PayloadError::Json { fault, path: path_of(&way) })?;
    let Value::Object(whole) = &value else {
        return Err(PayloadError::Json { fault: JsonFault::Form, path: String::new() });
    };
    version(whole)?;
    let mut desk = Desk { gaps: Vec::new(), left_off: 0, at };
    let mut seen = Seen::default();
    let payload = payload(&mut desk, &value, &mut seen);
    Ok(Reading { payload, gaps: desk.gaps, left_off: desk.left_off, seen })
}

/// So many steps lead to the deepest element of the standard, with one or two to spare.
const STEPS_MAX: usize = 12;

/// The way to a value, as far as its names are the standard's, and no further than elements of the standard lie.
fn path_of(way: &[Step]) -> String {
    let mut path = String::new();
    for step in way.iter().take(STEPS_MAX) {
        match step {
            Step::Item(at) => path.push_str(&format!("[{at}]")),
            Step::Name(name) => {
                let Some((word, _)) = word_of_the_standard(name) else { break };
                let dot = if path.is_empty() { "" } else { "." };
                path.push_str(&format!("{dot}{word}"));
            }
        }
    }
    path
}

/// The version that is stated decides; without one, the spelling of 2020 tells.
fn version(whole: &Members) -> Result<(), PayloadError> {
    let stated = whole.get("payloadMetadata").and_then(|it| it.get("payloadVersion"));
    match stated.and_then(Value::as_str) {
        Some(it) if is_ours(it) => Ok(()),
        Some("101") => Err(PayloadError::Version2020),
        Some(_) => Err(PayloadError::OtherVersion),
        None => {
            let plural = |side: &str, name: &str| whole.get(side).is_some_and(|it| it.get(name).is_some());
            let old = plural("originator", "originatorPersons") || plural("beneficiary", "beneficiaryPersons");
            if stated.is_none() && old { Err(PayloadError::Version2020) } else { Ok(()) }
        }
    }
}

/// The standard's list has `101.2023`; its examples write `IVMS101.2023`.
fn is_ours(text: &str) -> bool {
    let text = text.get(..4).filter(|it| it.eq_ignore_ascii_case("IVMS")).map_or(text, |_| &text[4..]);
    text == VERSION
}

fn payload(desk: &mut Desk, value: &Value, seen: &mut Seen) -> Option<Payload> {
    let Value::Object(whole) = value else { return None };
    unknown_at_the_top(desk, value);
    let originator = party(desk, whole, ("originator", "originatorPerson", Role::Originator), seen);
    let beneficiary = party(desk, whole, ("beneficiary", "beneficiaryPerson", Role::Other), seen);
    let (originating_vasp, seen_one) = vasp(desk, whole, "originatingVASP", seen);
    let (beneficiary_vasp, seen_other) = vasp(desk, whole, "beneficiaryVASP", seen);
    (seen.originating_vasp, seen.beneficiary_vasp) = (seen_one, seen_other);
    let transfer_path = transfer_path(desk, whole, seen);
    let metadata = metadata(desk, whole);
    Some(Payload {
        originator: originator?,
        beneficiary: beneficiary?,
        originating_vasp,
        beneficiary_vasp,
        transfer_path: transfer_path?,
        metadata: metadata?,
    })
}

/// Names at the outermost level have no element around them: they are told at the name itself.
fn unknown_at_the_top(desk: &mut Desk, value: &Value) {
    let place = Place::root("payload");
    desk.members(value, &place, TOP);
}

fn party(
    desk: &mut Desk,
    whole: &Members,
    (side, person_name, role): (&'static str, &'static str, Role),
    seen: &mut Seen,
) -> Option<Party> {
    let place = Place::root(side);
    let Some(value) = whole.get(side) else {
        desk.note(&place, TravelCode::ElementMissing);
        return None;
    };
    let members = desk.members(value, &place, &[person_name, "accountNumber"])?;
    let mut seen_party = SeenParty::default();
    let (around, mut persons, mut all) = (place.name(person_name), Vec::new(), true);
    for (at, entry) in desk.entries(members, &place, person_name, Need::Must).iter().enumerate() {
        let place = around.item(at);
        let mut fields = BTreeSet::new();
        let (authorities, accounts) = (&mut seen.authorities, &mut seen_party.accounts);
        let mut found = person::Found { fields: &mut fields, authorities, accounts };
        let person = person::person(desk, entry, &place, role, &mut found);
        all &= person.is_some();
        persons.extend(person);
        seen_party.persons.push(SeenPerson { path: place.path(), fields });
    }
    let account_numbers = accounts(desk, members, &place, &mut seen_party.accounts);
    match role {
        Role::Originator => seen.originator = seen_party,
        Role::Other => seen.beneficiary = seen_party,
    }
    (all && !persons.is_empty()).then_some(Party { persons, account_numbers })
}

/// `accountNumber` (Max512Text); each goes to `seen` with its path.
fn accounts(
    desk: &mut Desk,
    members: &Members,
    place: &Place<'_>,
    seen: &mut Vec<(String, Redacted<String>)>,
) -> Vec<Redacted<String>> {
    let (around, mut texts) = (place.name("accountNumber"), Vec::new());
    for (at, entry) in desk.entries(members, place, "accountNumber", Need::May).iter().enumerate() {
        let place = around.item(at);
        if let Some(text) = desk.text_of(entry, &place, Datatype::Latin(512), Sort::Number) {
            seen.push((place.path(), text.clone()));
            texts.push(text);
        }
    }
    texts
}

/// A service: a person, or an object of its own name around one, as the standard's entity is.
fn vasp(desk: &mut Desk, whole: &Members, name: &'static str, seen: &mut Seen) -> (Option<Person>, Option<SeenVasp>) {
    let Some(value) = whole.get(name) else { return (None, None) };
    let inner = value.get(name).filter(|_| value.as_object().is_some_and(|it| it.len() == 1));
    vasp_at(desk, inner.unwrap_or(value), &Place::root(name), seen)
}

fn vasp_at(desk: &mut Desk, value: &Value, place: &Place<'_>, seen: &mut Seen) -> (Option<Person>, Option<SeenVasp>) {
    let mut fields = BTreeSet::new();
    // What accounts a service has itself is no matter of the transfer.
    let (authorities, mut accounts) = (&mut seen.authorities, Vec::new());
    let mut found = person::Found { fields: &mut fields, authorities, accounts: &mut accounts };
    let person = person::person(desk, value, place, Role::Other, &mut found);
    let path = place.path();
    let told = match person.as_ref().map(|it| &it.who) {
        Some(Who::Legal(legal)) => {
            // A trading name is anybody's choice: whose identifier it is the legal name tells.
            let names = legal.name.name_identifiers.iter().filter(|it| it.name_type == LegalPersonNameType::Legal);
            let names = names.map(|it| it.legal_person_name.reveal().clone());
            let id = legal.national_identification.as_ref();
            let lei = id.filter(|it| it.national_identifier_type.code() == "LEIX");
            let lei = lei.map(|it| it.national_identifier.reveal().clone());
            SeenVasp { path, names: names.collect(), lei }
        }
        _ => SeenVasp { path, names: Vec::new(), lei: None },
    };
    (person, Some(told))
}

/// `transferPath`: the list itself, or an object of its own name around it, as the packages in use have it. C12 is held here.
fn transfer_path(desk: &mut Desk, whole: &Members, seen: &mut Seen) -> Option<Vec<IntermediaryVasp>> {
    let place = Place::root("transferPath");
    let Some(value) = whole.get("transferPath") else { return Some(Vec::new()) };
    let value = match value {
        Value::Object(it) if it.contains_key("transferPath") => {
            let members = desk.members(value, &place, &["transferPath"])?;
            members.get("transferPath")?
        }
        other => other,
    };
    let entries = value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice);
    let (mut path, mut numbers, mut all) = (Vec::new(), Vec::new(), true);
    for (at, entry) in entries.iter().enumerate() {
        let place = place.item(at);
        let Some(members) = desk.members(entry, &place, &["intermediaryVASP", "sequence"]) else {
            all = false;
            continue;
        };
        let vasp = desk.member(members, &place, "intermediaryVASP", Need::Must).and_then(|it| {
            let (person, told) = vasp_at(desk, it, &place.name("intermediaryVASP"), seen);
            seen.intermediaries.extend(told);
            person
        });
        let sequence = desk.member(members, &place, "sequence", Need::Must).and_then(|it| {
            let number = it.as_u64().filter(|it| *it < NUMBER_END);
            if number.is_none() {
                desk.wrong_type(&place.name("sequence"), it, "a whole number of at most 18 digits");
            }
            number
        });
        numbers.push((at, sequence));
        match (vasp, sequence) {
            (Some(vasp), Some(sequence)) => path.push(IntermediaryVasp { vasp, sequence }),
            _ => all = false,
        }
    }
    in_sequence(desk, &place, &numbers);
    path.sort_by_key(|it| it.sequence);
    all.then_some(path)
}

/// The datatype Number has 18 digits.
const NUMBER_END: u64 = 1_000_000_000_000_000_000;

/// C12, told at the first number that does not fit; numbers that could not be read could be any.
fn in_sequence(desk: &mut Desk, place: &Place<'_>, numbers: &[(usize, Option<u64>)]) {
    let mut known: Vec<(u64, usize)> = numbers.iter().filter_map(|it| it.1.map(|number| (number, it.0))).collect();
    if known.len() < numbers.len() {
        return;
    }
    known.sort_unstable();
    let wrong = (0..).zip(&known).find(|(asked, it)| it.0 != *asked);
    if let Some((asked, (_, at))) = wrong {
        let told = format!("the number {asked} is missing, or stands twice before it");
        desk.note_with(&place.item(*at).name("sequence"), TravelCode::SequentialIntegrity, told);
    }
}

fn metadata(desk: &mut Desk, whole: &Members) -> Option<Metadata> {
    let place = Place::root("payloadMetadata");
    let Some(value) = whole.get("payloadMetadata") else {
        desk.note(&place.name("payloadVersion"), TravelCode::ElementMissing);
        return None;
    };
    let members = desk.members(value, &place, &["transliterationMethod", "payloadVersion"])?;
    let version = desk.code(members, &place, "payloadVersion", |it| is_ours(it).then_some(()));
    let around = place.name("transliterationMethod");
    let entries = desk.entries(members, &place, "transliterationMethod", Need::May);
    let mut methods = Vec::new();
    for (at, entry) in entries.iter().enumerate() {
        methods.extend(desk.code_of(entry, &around.item(at), TransliterationMethod::parse));
    }
    (version.is_some() && methods.len() == entries.len()).then_some(Metadata { transliteration_methods: methods })
}
