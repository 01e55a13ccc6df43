//! Persons: members of a JSON object → natural and legal persons with their names, and C1, C4, C5 and C6.

use super::address::{self, Of};
use super::desk::{Datatype, Desk, Members, Need, Place};
use super::{Role, accounts};
use crate::base::Redacted;
use crate::travel::filler::{Sort, mostly_says_nothing};
use crate::travel::gap::{Field, TravelCode};
use crate::travel::list::{AddressType, LegalPersonNameType, NaturalPersonNameType};
use crate::travel::person::{
    Address, LegalPerson, LegalPersonName, LegalPersonNameId, NaturalPerson, NaturalPersonName, NaturalPersonNameId,
    Person, Who,
};
use serde_json::Value;
use std::collections::BTreeSet;

/// What is noted of a person beside what is read.
pub(super) struct Found<'f> {
    pub(super) fields: &'f mut BTreeSet<Field>,
    pub(super) authorities: &'f mut Vec<(String, String)>,
    /// Account numbers with their paths.
    pub(super) accounts: &'f mut Vec<(String, Redacted<String>)>,
}

impl Found<'_> {
    /// Notes the fields whose elements are filled.
    fn fill(&mut self, members: &Members, elements: &[(&str, Field)]) {
        let is_filled = |name: &str| {
            members.get(name).is_some_and(|it| it.as_array().is_none_or(|it| !it.is_empty()) && *it != Value::Null)
        };
        self.fields.extend(elements.iter().filter(|it| is_filled(it.0)).map(|it| it.1));
    }
}

/// `Person`: a natural or a legal one.
pub(super) fn person(
    desk: &mut Desk,
    value: &Value,
    place: &Place<'_>,
    role: Role,
    found: &mut Found<'_>,
) -> Option<Person> {
    let members = desk.members(value, place, &["naturalPerson", "legalPerson", "accountNumber"])?;
    let natural = members.get("naturalPerson").map(|it| natural(desk, it, &place.name("naturalPerson"), role, found));
    let legal = members.get("legalPerson").map(|it| legal(desk, it, &place.name("legalPerson"), role, found));
    let account_numbers = accounts(desk, members, place, found.accounts);
    let who = match (natural, legal) {
        (Some(natural), None) => Who::Natural(natural?),
        (None, Some(legal)) => Who::Legal(legal?),
        (Some(_), Some(_)) => {
            desk.note(place, TravelCode::BothPersons);
            return None;
        }
        (None, None) => {
            desk.note_with(place, TravelCode::ElementMissing, "naturalPerson or legalPerson");
            return None;
        }
    };
    Some(Person { who, account_numbers })
}

fn natural(
    desk: &mut Desk,
    value: &Value,
    place: &Place<'_>,
    role: Role,
    found: &mut Found<'_>,
) -> Option<NaturalPerson> {
    const NAMES: &[&str] = &[
        "name",
        "geographicAddress",
        "nationalIdentification",
        "customerIdentification",
        "dateAndPlaceOfBirth",
        "countryOfResidence",
    ];
    let members = desk.members(value, place, NAMES)?;
    let elements = [
        ("name", Field::Name),
        ("geographicAddress", Field::Address),
        ("nationalIdentification", Field::NationalIdentification),
        ("customerIdentification", Field::CustomerIdentification),
        ("dateAndPlaceOfBirth", Field::Birth),
        ("countryOfResidence", Field::Country),
    ];
    found.fill(members, &elements);
    let name =
        desk.member(members, place, "name", Need::Must).and_then(|it| natural_name(desk, it, &place.name("name")));
    let (addresses, _) = addresses(desk, members, place);
    let identification = members.get("nationalIdentification").and_then(|it| {
        address::identification(desk, it, &place.name("nationalIdentification"), Of::Natural, found.authorities)
    });
    if identification.as_ref().is_some_and(|it| it.national_identifier_type.code() == "LEIX") {
        found.fields.insert(Field::Lei);
    }
    let customer = customer(desk, members, place);
    let birth = members.get("dateAndPlaceOfBirth");
    let birth = birth.and_then(|it| address::birth(desk, it, &place.name("dateAndPlaceOfBirth")));
    let country = desk.country(members, place, "countryOfResidence", Need::May);
    let identified = [Field::Address, Field::NationalIdentification, Field::CustomerIdentification, Field::Birth];
    let is_identified = identified.iter().any(|it| found.fields.contains(it));
    if role == Role::Originator && !is_identified {
        desk.note(place, TravelCode::OriginatorNaturalPerson);
    }
    Some(NaturalPerson {
        name: name?,
        geographic_addresses: addresses?,
        national_identification: identification,
        customer_identification: customer,
        date_and_place_of_birth: birth,
        country_of_residence: country,
    })
}

fn legal(desk: &mut Desk, value: &Value, place: &Place<'_>, role: Role, found: &mut Found<'_>) -> Option<LegalPerson> {
    const NAMES: &[&str] =
        &["name", "geographicAddress", "customerIdentification", "nationalIdentification", "countryOfRegistration"];
    let members = desk.members(value, place, NAMES)?;
    let elements = [
        ("name", Field::Name),
        ("geographicAddress", Field::Address),
        ("nationalIdentification", Field::NationalIdentification),
        ("customerIdentification", Field::CustomerIdentification),
        ("countryOfRegistration", Field::Country),
    ];
    found.fill(members, &elements);
    let name = desk.member(members, place, "name", Need::Must).and_then(|it| legal_name(desk, it, &place.name("name")));
    let (addresses, is_geographic) = addresses(desk, members, place);
    let customer = customer(desk, members, place);
    let identification = members.get("nationalIdentification").and_then(|it| {
        address::identification(desk, it, &place.name("nationalIdentification"), Of::Legal, found.authorities)
    });
    if identification.as_ref().is_some_and(|it| it.national_identifier_type.code() == "LEIX") {
        found.fields.insert(Field::Lei);
    }
    let country = desk.country(members, place, "countryOfRegistration", Need::May);
    let identified = [Field::NationalIdentification, Field::CustomerIdentification];
    if role == Role::Originator && !is_geographic && !identified.iter().any(|it| found.fields.contains(it)) {
        desk.note(place, TravelCode::OriginatorLegalPerson);
    }
    Some(LegalPerson {
        name: name?,
        geographic_addresses: addresses?,
        customer_identification: customer,
        national_identification: identification,
        country_of_registration: country,
    })
}

fn customer(desk: &mut Desk, members: &Members, place: &Place<'_>) -> Option<Redacted<String>> {
    desk.text(members, place, ("customerIdentification", Datatype::Latin(50), Sort::Number), Need::May)
}

/// The addresses, and whether one of them is of type GEOG, or of one that could not be read.
fn addresses(desk: &mut Desk, members: &Members, place: &Place<'_>) -> (Option<Vec<Address>>, bool) {
    let around = place.name("geographicAddress");
    let (mut found, mut all, mut is_geographic) = (Vec::new(), true, false);
    for (at, entry) in desk.entries(members, place, "geographicAddress", Need::May).iter().enumerate() {
        let (address, kind) = address::address(desk, entry, &around.item(at));
        is_geographic |= kind.is_none_or(|it| it == AddressType::Geographic);
        all &= address.is_some();
        found.extend(address);
    }
    (all.then_some(found), is_geographic)
}

/// The three lists of a name.
const LISTS: [&str; 3] = ["nameIdentifier", "localNameIdentifier", "phoneticNameIdentifier"];

/// Reads the three lists of a name; `legal` is the code that is noted where no entry of the first has the type LEGL.
fn names<T>(
    desk: &mut Desk,
    value: &Value,
    place: &Place<'_>,
    read: impl Fn(&mut Desk, &Value, &Place<'_>, Datatype) -> (Option<T>, bool),
    missing: TravelCode,
) -> Option<[Vec<T>; 3]> {
    let members = desk.members(value, place, &LISTS)?;
    let (mut lists, mut all, mut has_legal) = ([Vec::new(), Vec::new(), Vec::new()], true, false);
    for (at_list, list) in LISTS.into_iter().enumerate() {
        let (around, is_first) = (place.name(list), at_list == 0);
        let need = if is_first { Need::Must } else { Need::May };
        let datatype = if is_first { Datatype::Latin(100) } else { Datatype::Local(100) };
        let entries = desk.entries(members, place, list, need);
        for (at, entry) in entries.iter().enumerate() {
            let (name, is_legal) = read(desk, entry, &around.item(at), datatype);
            has_legal |= is_first && is_legal;
            all &= name.is_some();
            lists[at_list].extend(name);
        }
        if is_first && !entries.is_empty() && !has_legal {
            desk.note(&around, missing);
        }
    }
    (all && !lists[0].is_empty()).then_some(lists)
}

/// C6 is held here.
fn natural_name(desk: &mut Desk, value: &Value, place: &Place<'_>) -> Option<NaturalPersonName> {
    let read = |desk: &mut Desk, value: &Value, place: &Place<'_>, datatype: Datatype| {
        natural_name_id(desk, value, place, datatype)
    };
    let [first, local, phonetic] = names(desk, value, place, read, TravelCode::LegalNameNaturalPerson)?;
    Some(NaturalPersonName {
        name_identifiers: first,
        local_name_identifiers: local,
        phonetic_name_identifiers: phonetic,
    })
}

/// A name, and whether it is the legal one, or of a type that could not be read.
fn natural_name_id(
    desk: &mut Desk,
    value: &Value,
    place: &Place<'_>,
    datatype: Datatype,
) -> (Option<NaturalPersonNameId>, bool) {
    // The standard calls it otherwise in Latin and in local names, and packages confuse the two.
    let (own, other) = match datatype {
        Datatype::Latin(_) => ("naturalPersonNameIdentifierType", "nameIdentifierType"),
        Datatype::Local(_) => ("nameIdentifierType", "naturalPersonNameIdentifierType"),
    };
    let type_name = if value.get(own).is_none() && value.get(other).is_some() { other } else { own };
    let Some(members) = desk.members(value, place, &["primaryIdentifier", "secondaryIdentifier", type_name]) else {
        return (None, true);
    };
    let before = desk.gaps.len();
    let primary = desk.text(members, place, ("primaryIdentifier", datatype, Sort::Name), Need::Must);
    let secondary = desk.text(members, place, ("secondaryIdentifier", datatype, Sort::Name), Need::May);
    let is_told = desk.gaps[before..].iter().any(|it| it.code == TravelCode::Meaningless);
    let kind = desk.code(members, place, type_name, NaturalPersonNameType::parse);
    // Somebody is called Null; nobody is called Null and nothing else.
    let both: Vec<&str> = [&primary, &secondary].into_iter().flatten().map(|it| it.reveal().as_str()).collect();
    if !is_told && !both.is_empty() && both.iter().all(|it| mostly_says_nothing(it)) {
        desk.note(&place.name("primaryIdentifier"), TravelCode::Meaningless);
    }
    let is_whole = secondary.is_some() || !members.contains_key("secondaryIdentifier");
    let name = || {
        Some(NaturalPersonNameId {
            primary_identifier: primary?,
            secondary_identifier: secondary,
            name_type: kind.filter(|_| is_whole)?,
        })
    };
    (name(), kind.is_none_or(|it| it == NaturalPersonNameType::Legal))
}

/// C5 is held here.
fn legal_name(desk: &mut Desk, value: &Value, place: &Place<'_>) -> Option<LegalPersonName> {
    let read = |desk: &mut Desk, value: &Value, place: &Place<'_>, datatype: Datatype| {
        const NAMES: &[&str] = &["legalPersonName", "legalPersonNameIdentifierType"];
        let Some(members) = desk.members(value, place, NAMES) else { return (None, true) };
        let text = desk.text(members, place, ("legalPersonName", datatype, Sort::Plain), Need::Must);
        let kind = desk.code(members, place, "legalPersonNameIdentifierType", LegalPersonNameType::parse);
        let name = || Some(LegalPersonNameId { legal_person_name: text?, name_type: kind? });
        (name(), kind.is_none_or(|it| it == LegalPersonNameType::Legal))
    };
    let [first, local, phonetic] = names(desk, value, place, read, TravelCode::LegalNameLegalPerson)?;
    Some(LegalPersonName {
        name_identifiers: first,
        local_name_identifiers: local,
        phonetic_name_identifiers: phonetic,
    })
}
