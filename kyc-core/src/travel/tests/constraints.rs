//! Every numbered constraint of the standard: payloads that break it and nothing else.

use super::To::{Gone, Is};
use super::*;
use std::collections::BTreeSet;

const NATURAL: &str = "/originator/originatorPerson/0/naturalPerson";
const COMPANY: &str = "/originator/originatorPerson/1/legalPerson";
const IDENTITY: &str = "/originator/originatorPerson/1/legalPerson/nationalIdentification";

type Case = (&'static str, Vec<(String, To)>, &'static str, TravelCode);

/// A name for the fault, the changes, and the path and code of the one gap that is told.
// long: one table, read from top to bottom
fn table() -> Vec<Case> {
    let natural = |it: &str| format!("{NATURAL}{it}");
    let company = |it: &str| format!("{COMPANY}{it}");
    let identity = |it: &str| format!("{IDENTITY}{it}");
    let vasp = |it: &str| format!("/beneficiaryVASP/legalPerson{it}");
    let none = |of: &[String]| of.iter().map(|it| (it.clone(), Gone)).collect::<Vec<_>>();
    let is = |at: String, value: Value| vec![(at, Is(value))];
    let in_natural = "originator.originatorPerson[0].naturalPerson";
    let identified =
        ["/geographicAddress", "/nationalIdentification", "/customerIdentification", "/dateAndPlaceOfBirth"]
            .map(natural);
    vec![
        ("natural_originator_unidentified", none(&identified), in_natural, TravelCode::OriginatorNaturalPerson),
        (
            "natural_originator_with_an_empty_list_of_addresses",
            [none(&identified), is(natural("/geographicAddress"), json!([]))].concat(),
            in_natural,
            TravelCode::OriginatorNaturalPerson,
        ),
        (
            "born_on_the_day",
            is(natural("/dateAndPlaceOfBirth/dateOfBirth"), "2026-03-01".into()),
            "originator.originatorPerson[0].naturalPerson.dateAndPlaceOfBirth.dateOfBirth",
            TravelCode::DateInPast,
        ),
        (
            "born_later",
            is(natural("/dateAndPlaceOfBirth/dateOfBirth"), "2074-08-12".into()),
            "originator.originatorPerson[0].naturalPerson.dateAndPlaceOfBirth.dateOfBirth",
            TravelCode::DateInPast,
        ),
        (
            "residence_in_small_letters",
            is(natural("/countryOfResidence"), "se".into()),
            "originator.originatorPerson[0].naturalPerson.countryOfResidence",
            TravelCode::Country,
        ),
        (
            "address_in_a_union",
            is(natural("/geographicAddress/0/country"), "EU".into()),
            "originator.originatorPerson[0].naturalPerson.geographicAddress[0].country",
            TravelCode::Country,
        ),
        (
            "passport_of_three_letters",
            is(natural("/nationalIdentification/countryOfIssue"), "SWE".into()),
            "originator.originatorPerson[0].naturalPerson.nationalIdentification.countryOfIssue",
            TravelCode::Country,
        ),
        (
            "registered_in_kosovo_which_iso_does_not_have",
            is(company("/countryOfRegistration"), "XK".into()),
            "originator.originatorPerson[1].legalPerson.countryOfRegistration",
            TravelCode::Country,
        ),
        (
            "company_unidentified",
            none(&["/geographicAddress", "/nationalIdentification"].map(company)),
            "originator.originatorPerson[1].legalPerson",
            TravelCode::OriginatorLegalPerson,
        ),
        (
            "company_with_a_business_address_alone",
            [
                none(&[company("/nationalIdentification")]),
                is(company("/geographicAddress/0/addressType"), "BIZZ".into()),
            ]
            .concat(),
            "originator.originatorPerson[1].legalPerson",
            TravelCode::OriginatorLegalPerson,
        ),
        (
            "company_with_a_short_name_alone",
            is(company("/name/nameIdentifier/0/legalPersonNameIdentifierType"), "SHRT".into()),
            "originator.originatorPerson[1].legalPerson.name.nameIdentifier",
            TravelCode::LegalNameLegalPerson,
        ),
        (
            "service_with_a_trading_name_alone",
            is(vasp("/name/nameIdentifier/0/legalPersonNameIdentifierType"), "TRAD".into()),
            "beneficiaryVASP.legalPerson.name.nameIdentifier",
            TravelCode::LegalNameLegalPerson,
        ),
        (
            "alias_alone",
            is(natural("/name/nameIdentifier/0/naturalPersonNameIdentifierType"), "ALIA".into()),
            "originator.originatorPerson[0].naturalPerson.name.nameIdentifier",
            TravelCode::LegalNameNaturalPerson,
        ),
        (
            "company_with_a_passport",
            is(identity("/nationalIdentifierType"), "CCPT".into()),
            "originator.originatorPerson[1].legalPerson.nationalIdentification.nationalIdentifierType",
            TravelCode::NationalIdentifierLegalPerson,
        ),
        (
            "street_without_a_building",
            none(&[natural("/geographicAddress/0/buildingNumber")]),
            "originator.originatorPerson[0].naturalPerson.geographicAddress[0]",
            TravelCode::Address,
        ),
        (
            "no_lines",
            is(company("/geographicAddress/0/addressLine"), json!([])),
            "originator.originatorPerson[1].legalPerson.geographicAddress[0]",
            TravelCode::Address,
        ),
        (
            "company_with_a_country_of_issue",
            is(identity("/countryOfIssue"), "SE".into()),
            "originator.originatorPerson[1].legalPerson.nationalIdentification.countryOfIssue",
            TravelCode::CompleteIdentifierLegalPerson,
        ),
        (
            "register_number_without_its_register",
            none(&[identity("/registrationAuthority")]),
            "originator.originatorPerson[1].legalPerson.nationalIdentification.registrationAuthority",
            TravelCode::CompleteIdentifierLegalPerson,
        ),
        (
            "lei_with_a_register",
            is(vasp("/nationalIdentification/registrationAuthority"), "RA000544".into()),
            "beneficiaryVASP.legalPerson.nationalIdentification.registrationAuthority",
            TravelCode::CompleteIdentifierLegalPerson,
        ),
        (
            "register_of_five_digits",
            is(identity("/registrationAuthority"), "RA00544".into()),
            "originator.originatorPerson[1].legalPerson.nationalIdentification.registrationAuthority",
            TravelCode::RegistrationAuthority,
        ),
        (
            "register_of_a_natural_person_misspelt",
            is(natural("/nationalIdentification/registrationAuthority"), "ra000544".into()),
            "originator.originatorPerson[0].naturalPerson.nationalIdentification.registrationAuthority",
            TravelCode::RegistrationAuthority,
        ),
        (
            "lei_in_small_letters",
            is(vasp("/nationalIdentification/nationalIdentifier"), "examplevasptwo000031".into()),
            "beneficiaryVASP.legalPerson.nationalIdentification.nationalIdentifier",
            TravelCode::Lei,
        ),
        (
            "lei_of_nineteen",
            is(vasp("/nationalIdentification/nationalIdentifier"), "EXAMPLEVASPTWO00031".into()),
            "beneficiaryVASP.legalPerson.nationalIdentification.nationalIdentifier",
            TravelCode::Lei,
        ),
        (
            "counted_from_one",
            vec![
                ("/transferPath/transferPath/0/sequence".to_owned(), Is(1.into())),
                ("/transferPath/transferPath/1/sequence".to_owned(), Is(2.into())),
            ],
            "transferPath[0].sequence",
            TravelCode::SequentialIntegrity,
        ),
        (
            "one_left_out",
            is("/transferPath/transferPath/1/sequence".to_owned(), 2.into()),
            "transferPath[1].sequence",
            TravelCode::SequentialIntegrity,
        ),
        (
            "one_number_twice",
            is("/transferPath/transferPath/1/sequence".to_owned(), 0.into()),
            "transferPath[1].sequence",
            TravelCode::SequentialIntegrity,
        ),
    ]
}

#[test]
fn each_constraint_is_broken_alone_and_told_at_its_place() {
    assert_eq!(gaps(&large()), []);
    for (fault, changes, path, code) in table() {
        let value = changes.iter().fold(large(), |value, (at, to)| changed(value, at, to));
        assert_eq!(gaps(&value), [(path.to_owned(), code)], "{fault}");
    }
}

#[test]
fn no_constraint_is_without_its_case() {
    let broken: BTreeSet<Constraint> = table().iter().filter_map(|it| it.3.constraint()).collect();
    assert_eq!(broken.into_iter().collect::<Vec<_>>(), Constraint::ALL);
}

/// C1 and C4 are about originators: of a beneficiary a name is enough, as in the standard's own example.
#[test]
fn nobody_but_an_originator_has_to_be_identified() {
    let mut value = large();
    let natural = json!({"naturalPerson": {"name": {"nameIdentifier": [
        {"primaryIdentifier": "Null", "secondaryIdentifier": "Na", "naturalPersonNameIdentifierType": "legl"}]}}});
    value["beneficiary"]["beneficiaryPerson"] = json!([natural]);
    assert_eq!(gaps(&value), []);
}

/// Any of the four is enough for a natural person, and any of the three for a legal one.
#[test]
fn one_way_to_identify_an_originator_is_enough() {
    let ways = ["geographicAddress", "nationalIdentification", "customerIdentification", "dateAndPlaceOfBirth"];
    for kept in ways {
        let gone = ways.iter().filter(|it| **it != kept);
        let value = gone.fold(large(), |value, it| changed(value, &format!("{NATURAL}/{it}"), &Gone));
        assert_eq!(gaps(&value), [], "{kept}");
    }
    for gone in ["geographicAddress", "nationalIdentification"] {
        assert_eq!(gaps(&changed(large(), &format!("{COMPANY}/{gone}"), &Gone)), [], "{gone}");
    }
}

#[test]
fn all_gaps_are_told_at_once() {
    let table = table();
    let chosen =
        ["born_later", "address_in_a_union", "company_with_a_short_name_alone", "lei_of_nineteen", "one_left_out"];
    let (mut value, mut told) = (large(), BTreeSet::new());
    for (_, changes, path, code) in table.into_iter().filter(|it| chosen.contains(&it.0)) {
        value = changes.iter().fold(value, |value, (at, to)| changed(value, at, to));
        told.insert((path.to_owned(), code));
    }
    assert_eq!((told.len(), gaps(&value).into_iter().collect::<BTreeSet<_>>()), (5, told));
}
