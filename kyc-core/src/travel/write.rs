//! Writing: a payload → its canonical bytes. The one place where a payload takes off its cloak.

use super::payload::{Payload, VERSION};
use super::person::{
    Address, LegalPerson, LegalPersonNameId, NationalIdentification, NaturalPerson, NaturalPersonNameId, Party, Person,
    Who,
};
use super::read::UNKNOWN_STATE;
use crate::base::{Country, Redacted};
use serde_json::{Map, Value, json};

/// The payload as JSON of RFC 8785.
pub(super) fn canonical(payload: &Payload) -> Vec<u8> {
    // INVARIANT: texts, lists and whole numbers below 10^18 are always written.
    serde_jcs::to_vec(&value(payload)).unwrap_or_default()
}

fn value(payload: &Payload) -> Value {
    let mut whole = Object::default();
    whole.put("originator", party(&payload.originator, "originatorPerson"));
    whole.put("beneficiary", party(&payload.beneficiary, "beneficiaryPerson"));
    whole.maybe("originatingVASP", payload.originating_vasp.as_ref().map(person));
    whole.maybe("beneficiaryVASP", payload.beneficiary_vasp.as_ref().map(person));
    let path = payload.transfer_path.iter();
    let path: Vec<Value> =
        path.map(|it| json!({"intermediaryVASP": person(&it.vasp), "sequence": it.sequence})).collect();
    if !path.is_empty() {
        whole.put("transferPath", json!({"transferPath": path}));
    }
    let mut metadata = Object::default();
    metadata.put("payloadVersion", VERSION.into());
    let methods = payload.metadata.transliteration_methods.iter();
    metadata.list("transliterationMethod", methods.map(|it| it.code().into()).collect());
    whole.put("payloadMetadata", metadata.into());
    whole.into()
}

/// An object that is put together name by name.
#[derive(Default)]
struct Object(Map<String, Value>);

impl Object {
    fn put(&mut self, name: &str, value: Value) {
        self.0.insert(name.to_owned(), value);
    }

    fn maybe(&mut self, name: &str, value: Option<Value>) {
        if let Some(value) = value {
            self.put(name, value);
        }
    }

    /// A list, unless it is empty.
    fn list(&mut self, name: &str, values: Vec<Value>) {
        if !values.is_empty() {
            self.put(name, Value::Array(values));
        }
    }
}

impl From<Object> for Value {
    fn from(it: Object) -> Self {
        Self::Object(it.0)
    }
}

fn text(it: &Redacted<String>) -> Value {
    it.reveal().as_str().into()
}

fn texts(all: &[Redacted<String>]) -> Vec<Value> {
    all.iter().map(text).collect()
}

fn country(it: &Redacted<Option<Country>>) -> Value {
    it.reveal().and_then(Country::alpha2).unwrap_or(UNKNOWN_STATE).into()
}

fn party(it: &Party, person_name: &str) -> Value {
    let mut object = Object::default();
    object.put(person_name, it.persons.iter().map(person).collect::<Vec<_>>().into());
    object.list("accountNumber", texts(&it.account_numbers));
    object.into()
}

fn person(it: &Person) -> Value {
    let mut object = Object::default();
    match &it.who {
        Who::Natural(natural_person) => object.put("naturalPerson", natural(natural_person)),
        Who::Legal(legal_person) => object.put("legalPerson", legal(legal_person)),
    }
    object.list("accountNumber", texts(&it.account_numbers));
    object.into()
}

fn natural(it: &NaturalPerson) -> Value {
    let mut name = Object::default();
    let first = it.name.name_identifiers.iter();
    name.list("nameIdentifier", first.map(|it| natural_name(it, "naturalPersonNameIdentifierType")).collect());
    for (list, names) in [
        ("localNameIdentifier", &it.name.local_name_identifiers),
        ("phoneticNameIdentifier", &it.name.phonetic_name_identifiers),
    ] {
        name.list(list, names.iter().map(|it| natural_name(it, "nameIdentifierType")).collect());
    }
    let mut object = Object::default();
    object.put("name", name.into());
    object.list("geographicAddress", it.geographic_addresses.iter().map(address).collect());
    object.maybe("nationalIdentification", it.national_identification.as_ref().map(identification));
    object.maybe("customerIdentification", it.customer_identification.as_ref().map(text));
    object.maybe(
        "dateAndPlaceOfBirth",
        it.date_and_place_of_birth.as_ref().map(|it| {
            json!({"dateOfBirth": it.date_of_birth.reveal().to_string(), "placeOfBirth": text(&it.place_of_birth)})
        }),
    );
    object.maybe("countryOfResidence", it.country_of_residence.as_ref().map(country));
    object.into()
}

fn natural_name(it: &NaturalPersonNameId, type_name: &str) -> Value {
    let mut object = Object::default();
    object.put("primaryIdentifier", text(&it.primary_identifier));
    object.maybe("secondaryIdentifier", it.secondary_identifier.as_ref().map(text));
    object.put(type_name, it.name_type.code().into());
    object.into()
}

fn legal(it: &LegalPerson) -> Value {
    let mut name = Object::default();
    for (list, names) in [
        ("nameIdentifier", &it.name.name_identifiers),
        ("localNameIdentifier", &it.name.local_name_identifiers),
        ("phoneticNameIdentifier", &it.name.phonetic_name_identifiers),
    ] {
        name.list(list, names.iter().map(legal_name).collect());
    }
    let mut object = Object::default();
    object.put("name", name.into());
    object.list("geographicAddress", it.geographic_addresses.iter().map(address).collect());
    object.maybe("customerIdentification", it.customer_identification.as_ref().map(text));
    object.maybe("nationalIdentification", it.national_identification.as_ref().map(identification));
    object.maybe("countryOfRegistration", it.country_of_registration.as_ref().map(country));
    object.into()
}

fn legal_name(it: &LegalPersonNameId) -> Value {
    json!({"legalPersonName": text(&it.legal_person_name), "legalPersonNameIdentifierType": it.name_type.code()})
}

fn address(it: &Address) -> Value {
    let mut object = Object::default();
    object.put("addressType", it.address_type.code().into());
    for (name, part) in &it.parts {
        object.put(name, text(part));
    }
    object.list("addressLine", texts(&it.address_lines));
    object.put("country", country(&it.country));
    object.into()
}

fn identification(it: &NationalIdentification) -> Value {
    let mut object = Object::default();
    object.put("nationalIdentifier", text(&it.national_identifier));
    object.put("nationalIdentifierType", it.national_identifier_type.code().into());
    object.maybe("countryOfIssue", it.country_of_issue.as_ref().map(country));
    object.maybe("registrationAuthority", it.registration_authority.as_ref().map(text));
    object.into()
}
