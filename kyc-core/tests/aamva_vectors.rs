//! AAMVA payloads from another reader's tests, found through the variable `TIDEGATE_VECTORS`.
//!
//! Their control characters are lost, as scanners lose them, so that every one has faults to tell;
//! the values are compared with those the other reader expects.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may fail loudly")]

use tidegate_kyc_core::document::aamva::{Aamva, AamvaFault};

/// The text between backticks: the payload as the sample's script has it.
fn sample(name: &str) -> String {
    let root = std::env::var("TIDEGATE_VECTORS").expect("TIDEGATE_VECTORS names the folder of vectors");
    let script = std::fs::read_to_string(format!("{root}/documents/aamva/parse-usdl-spec/sample/{name}.js")).unwrap();
    script.split('`').nth(1).unwrap().to_owned()
}

fn told(card: &Aamva) -> Vec<String> {
    let day = |id: &str| card.date(id).unwrap().map_or_else(|| "-".to_owned(), |it| it.to_string());
    let element = |id: &str| card.element(id).map_or("-", |it| *it.reveal()).to_owned();
    let mut told: Vec<String> =
        ["DCS", "DAC", "DAD", "DAQ", "DAG", "DAI", "DAJ", "DAK", "DAY", "DAU", "DCG"].map(element).into();
    told.extend(["DBB", "DBA", "DBD"].map(day));
    told.push(format!("{:?}", card.sex().map(|it| *it.reveal())));
    told
}

#[test]
#[ignore = "needs TIDEGATE_VECTORS: AAMVA payloads with expected fields"]
fn payloads_of_another_reader_give_its_expected_fields() {
    // fixtures/default.js; the document number is NONE there and nothing here.
    let expected = [
        "Michael",
        "M",
        "Motorist",
        "-",
        "2345 ANYWHERE STREET",
        "YOUR CITY",
        "NY",
        "123450000",
        "BRO",
        "064 in",
        "USA",
        "2013-08-31",
        "2013-08-31",
        "2013-08-31",
        "Some(Male)",
    ];
    for name in ["data_1", "data_error", "data_invalid_characters", "data_invalid_characters_2"] {
        let card = Aamva::read(sample(name).as_bytes()).unwrap();
        assert_eq!(told(&card), expected, "{name}");
        assert_eq!(card.given_names().unwrap().into_revealed(), "M Motorist");
        let faults: Vec<_> = card.faults().into_iter().map(|it| it.1).collect();
        let header = if name.starts_with("data_invalid") { AamvaFault::Header } else { AamvaFault::Separator };
        assert!(faults.contains(&header) && faults.contains(&AamvaFault::Offset), "{name}");
        assert!(!faults.contains(&AamvaFault::Missing), "{name}");
        assert_eq!(faults.contains(&AamvaFault::Unknown), name == "data_error", "{name}: its ZZZ is no element");
        assert_eq!(faults.contains(&AamvaFault::Stray), name.starts_with("data_invalid"), "{name}");
    }
    let female = Aamva::read(sample("data_2").as_bytes()).unwrap();
    assert_eq!(told(&female)[14], "Some(Female)");
    let licence = Aamva::read(sample("data_3").as_bytes()).unwrap();
    assert_eq!(licence.number().unwrap().into_revealed(), "099964088");
    assert_eq!(licence.birth().unwrap().unwrap().into_revealed().to_string(), "1966-04-26");
    assert_eq!(licence.subfiles().len(), 2);
}
