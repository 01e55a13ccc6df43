//! What is built from a description, and what is wrong with one.

use super::*;

fn built(text: &str) -> Built {
    let description = Description::read(&file(text)).unwrap_or_else(|it| panic!("{it:#?}"));
    build(&description, day("2026-03-01"))
}

fn of(text: &str) -> Value {
    let built = built(text);
    serde_json::from_slice(&built.payload.unwrap_or_else(|| panic!("{:?}", built.gaps)).canonical()).unwrap()
}

#[test]
fn the_account_number_is_the_address_alone() {
    let value = whole();
    assert_eq!(value["originator"]["accountNumber"], json!([FROM]));
    assert_eq!(value["payloadMetadata"], json!({"payloadVersion": "101.2023"}));
}

#[test]
fn what_is_built_is_the_same_to_the_byte() {
    let bytes = |text: &str| built(text).payload.unwrap().canonical();
    assert_eq!(bytes(DESCRIPTION), bytes(&DESCRIPTION.replace('\n', "\r\n")));
}

#[test]
fn other_letters_are_spelt_in_latin_ones_and_marked() {
    let text = DESCRIPTION.replace("\"Eriksson\"", "\"Ерикссон\"").replace("\"Stockholm\"", "\"Malmö\"");
    let built = built(&text);
    let marks: Vec<(&str, Script)> = built.filled.iter().map(|it| (it.path.as_str(), it.from)).collect();
    let around = "originator.originatorPerson[0].naturalPerson";
    assert_eq!(
        marks,
        [
            (&*format!("{around}.name.nameIdentifier[0].primaryIdentifier"), Script::Other),
            (&*format!("{around}.geographicAddress[0].townName"), Script::Marked),
        ]
    );
    let value = of(&text);
    let name = &value["originator"]["originatorPerson"][0]["naturalPerson"]["name"];
    assert_eq!(name["nameIdentifier"][0]["primaryIdentifier"], "Eriksson");
    assert_eq!(name["localNameIdentifier"][0]["primaryIdentifier"], "Ерикссон");
    // ISO 9 has another spelling for many letters: none of the standards is claimed.
    assert_eq!(value["payloadMetadata"]["transliterationMethod"], json!(["othr"]));
}

#[test]
fn a_spelling_that_is_given_counts_and_is_not_marked() {
    let text = DESCRIPTION.replace("\"Eriksson\"", "\"Ерикссон\"\nfamily_name_latin = \"Erikson\"").replacen(
        "from =",
        "transliteration = [\"cyrl\"]\nfrom =",
        1,
    );
    assert!(built(&text).filled.is_empty());
    let value = of(&text);
    let name = &value["originator"]["originatorPerson"][0]["naturalPerson"]["name"];
    assert_eq!(name["nameIdentifier"][0]["primaryIdentifier"], "Erikson");
    assert_eq!(value["payloadMetadata"]["transliterationMethod"], json!(["cyrl"]));
}

#[test]
fn what_is_incomplete_gives_gaps_and_no_payload() {
    for (fault, from, to, code) in [
        ("street_alone", "building_number = \"12\"\n", "", TravelCode::Address),
        ("says_nothing", "\"Anna Maria\"", "\"xxx\"", TravelCode::Meaningless),
        ("long", "\"Anna Maria\"", &*format!("\"{}\"", "Anna ".repeat(21)), TravelCode::TooLong),
        ("no_country", "residence   = \"SE\"", "residence   = \"Sweden\"", TravelCode::Country),
    ] {
        assert!(DESCRIPTION.contains(from), "{fault}");
        let built = built(&DESCRIPTION.replacen(from, to, 1));
        let told: Vec<TravelCode> = built.gaps.iter().map(|it| it.code).collect();
        assert_eq!((built.payload.is_none(), told), (true, vec![code]), "{fault}");
    }
}

/// One mistake each: a name for the fault, the text that is replaced, what it becomes, the code.
const FAULTS: &[(&str, &str, &str, TravelFileCode)] = &[
    ("key_misspelt", "family_name", "surname", TravelFileCode::UnknownKey),
    ("address_key_misspelt", "street  ", "streets ", TravelFileCode::UnknownKey),
    (
        "nobody",
        "[[beneficiary]]\nlegal_name   = \"Utopia Trading\"\ntrading_name = \"Utopia\"\n",
        "",
        TravelFileCode::MissingKey,
    ),
    ("birth_without_a_place", "birth_place = \"Zenith\"\n", "", TravelFileCode::MissingKey),
    ("kind_of_number", "\"passport\"", "\"visa\"", TravelFileCode::UnknownWord),
    (
        "checksum",
        "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4",
        "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5",
        TravelFileCode::BadWallet,
    ),
    ("natural_and_legal", "family_name", "legal_name = \"X\"\nfamily_name", TravelFileCode::WhichPerson),
    (
        "neither",
        "legal_name = \"Exchange Example\"\nlei        = \"EXAMPLEVASPONE000014\"",
        "customer = \"x\"",
        TravelFileCode::WhichPerson,
    ),
    (
        "two_identifications",
        "lei        = \"EXAMPLEVASPONE000014\"",
        "lei = \"EXAMPLEVASPONE000014\"\nid_type = \"tax\"",
        TravelFileCode::Duplicate,
    ),
];

#[test]
fn every_mistake_of_a_description_is_told_by_name() {
    for (fault, from, to, code) in FAULTS {
        assert!(DESCRIPTION.contains(from), "{fault}: the description has no {from:?}");
        let told = Description::read(&file(&DESCRIPTION.replacen(from, to, 1))).map(drop).unwrap_err();
        assert!(told.iter().any(|it| it.code == *code), "{fault}: {told:#?}");
    }
}
