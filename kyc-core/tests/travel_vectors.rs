//! The business examples of IVMS101.2023 (section 8), read from the standard's own tables through the variable
//! `TIDEGATE_VECTORS`.
//!
//! The standard shows tables of elements, no JSON: their values are put under the elements that section 6 gives them. Catches a
//! reader that refuses what the standard itself shows; the tables say nothing of the JSON around them.

#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

use serde_json::{Value, json};
use std::path::Path;
use tidegate_kyc_core::base::Day;
use tidegate_kyc_core::travel::{Payload, PayloadError, TravelCode};

/// The rows of an example: element and content, without notes and blanks.
fn example(number: usize) -> Vec<(String, String)> {
    let root = std::env::var("TIDEGATE_VECTORS").expect("TIDEGATE_VECTORS names the folder of vectors");
    let text = std::fs::read_to_string(Path::new(&root).join("travel-rule/ivms101-2023.md")).unwrap();
    let section = text.split("### Example ").nth(number).unwrap();
    let rows = section.lines().filter(|it| it.starts_with("| ") && !it.contains("---"));
    let cell = |it: &str| it.split("[^").next().unwrap().trim_matches(['*', ' ']).to_owned();
    rows.map(|row| {
        let cells: Vec<&str> = row.trim_matches('|').split('|').collect();
        (cell(cells[0]), cells.get(1).map_or_else(String::new, |it| cell(it)))
    })
    .collect()
}

/// The contents of an element, in the order of the example.
fn all<'r>(rows: &'r [(String, String)], element: &str) -> Vec<&'r str> {
    rows.iter().filter(|it| it.0 == element && !it.1.is_empty()).map(|it| it.1.as_str()).collect()
}

fn codes(payload: &Value) -> Vec<(String, TravelCode)> {
    match Payload::read(payload.to_string().as_bytes(), Day::parse("2026-03-01").unwrap()) {
        Ok(_) => Vec::new(),
        Err(PayloadError::Gaps(gaps)) => gaps.into_iter().map(|it| (it.path, it.code)).collect(),
        Err(other) => panic!("{other}"),
    }
}

fn natural_name(rows: &[(String, String)], at: usize, type_name: &str) -> Value {
    json!({
        "primaryIdentifier": all(rows, "primaryIdentifier")[at],
        "secondaryIdentifier": all(rows, "secondaryIdentifier")[at],
        type_name: all(rows, "nameIdentifierType")[at],
    })
}

fn legal_name(rows: &[(String, String)], at: usize) -> Value {
    json!({
        "legalPersonName": all(rows, "legalPersonName")[at],
        "legalPersonNameIdentifierType": all(rows, "legalPersonNameIdentifierType")[at],
    })
}

/// Its identifier has the form of an LEI and no check digits that agree: that, and nothing else, is told.
#[test]
#[ignore = "needs TIDEGATE_VECTORS: the folder of data from outside the project"]
fn the_first_example_is_whole_but_for_the_check_digits_of_its_made_up_lei() {
    let rows = example(1);
    let one = |it: &str| all(&rows, it)[0];
    let mut address = json!({});
    for element in [
        "addressType",
        "streetName",
        "buildingNumber",
        "buildingName",
        "postcode",
        "townName",
        "countrySubDivision",
        "country",
    ] {
        address[element] = one(element).into();
    }
    let mut payload = json!({
        "originator": {"originatorPerson": [{
            "naturalPerson": {
                "name": {"nameIdentifier": [natural_name(&rows, 0, "naturalPersonNameIdentifierType")]},
                "geographicAddress": [address],
                "customerIdentification": one("customerIdentification"),
            },
            "accountNumber": [one("accountNumber")],
        }]},
        "beneficiary": {"beneficiaryPerson": [{
            "naturalPerson": {"name": {"nameIdentifier": [natural_name(&rows, 1, "naturalPersonNameIdentifierType")]}},
            "accountNumber": [all(&rows, "accountNumber")[1]],
        }]},
        "originatingVASP": {"legalPerson": {
            "name": {"nameIdentifier": [legal_name(&rows, 0)]},
            "nationalIdentification": {
                "nationalIdentifier": one("nationalIdentifier"),
                "nationalIdentifierType": one("nationalIdentifierType"),
            },
        }},
        "payloadMetadata": {"payloadVersion": one("payloadVersion")},
    });
    let at = "originatingVASP.legalPerson.nationalIdentification.nationalIdentifier";
    assert_eq!(codes(&payload), [(at.to_owned(), TravelCode::LeiCheckDigits)]);
    payload["originatingVASP"]["legalPerson"]["nationalIdentification"]["nationalIdentifier"] =
        "529900T8BM49AURSDO55".into();
    assert_eq!(codes(&payload), []);
}

#[test]
#[ignore = "needs TIDEGATE_VECTORS: the folder of data from outside the project"]
fn the_second_example_is_whole() {
    let rows = example(2);
    let one = |it: &str| all(&rows, it)[0];
    let payload = json!({
        "originator": {"originatorPerson": {"naturalPerson": {
            "name": {
                "nameIdentifier": natural_name(&rows, 0, "naturalPersonNameIdentifierType"),
                "localNameIdentifier": natural_name(&rows, 1, "nameIdentifierType"),
            },
            "nationalIdentification": {
                "nationalIdentifier": one("nationalIdentifier"),
                "nationalIdentifierType": one("nationalIdentifierType"),
                "registrationAuthority": one("registrationAuthority"),
            },
            "countryOfResidence": one("countryOfResidence"),
        }}},
        "beneficiary": {"beneficiaryPerson": {
            "legalPerson": {"name": {"nameIdentifier": [legal_name(&rows, 0), legal_name(&rows, 1)]}},
            "accountNumber": one("accountNumber"),
        }},
        "transferPath": {"transferPath": [{
            "intermediaryVASP": {"legalPerson": {"name": {"nameIdentifier": legal_name(&rows, 2)}}},
            "sequence": one("sequence").parse::<u64>().unwrap(),
        }]},
        "payloadMetadata": {"payloadVersion": one("payloadVersion"), "transliterationMethod": one("transliterationMethod")},
    });
    assert_eq!(codes(&payload), []);
}
