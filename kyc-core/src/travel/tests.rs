//! Payloads that break one thing each: by constraint, by form, by what a rule asks; and what is built from descriptions.

mod constraints;
mod described;
mod forms;
mod properties;
mod rules;

use super::*;
use crate::base::written::WrittenFile;
use crate::base::{Day, Label, Redacted};
use serde_json::{Value, json};

const POLICY: &str = include_str!("../../../testdata/policies/travel.toml");
const DESCRIPTION: &str = include_str!("../../../testdata/travel/transfer.toml");
const FROM: &str = "0x4a62316623ad457f02cdc5d997ded67a383ec569";
const TO: &str = "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4";

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

fn file(text: &str) -> WrittenFile {
    WrittenFile { name: "file.toml".into(), text: text.into() }
}

fn policy() -> TravelPolicy {
    TravelPolicy::read(&file(POLICY)).unwrap_or_else(|it| panic!("{it:#?}"))
}

/// A payload in which nothing is missing: the one that the description of testdata gives.
fn whole() -> Value {
    let description = Description::read(&file(DESCRIPTION)).unwrap_or_else(|it| panic!("{it:#?}"));
    let built = build(&description, day("2026-03-01"));
    serde_json::from_slice(&built.payload.unwrap_or_else(|| panic!("{:#?}", built.gaps)).canonical()).unwrap()
}

/// The same with an intermediary, and a legal person as originator beside the natural one.
fn large() -> Value {
    let mut value = whole();
    let vasp = json!({"legalPerson": {"name": {"nameIdentifier": [
        {"legalPersonName": "Between Example", "legalPersonNameIdentifierType": "LEGL"}]}}});
    value["transferPath"] = json!({"transferPath": [
        {"intermediaryVASP": vasp.clone(), "sequence": 0}, {"intermediaryVASP": vasp, "sequence": 1}]});
    let company = json!({"legalPerson": {
        "name": {"nameIdentifier": [{"legalPersonName": "Zenith Works", "legalPersonNameIdentifierType": "LEGL"}]},
        "nationalIdentification": {"nationalIdentifier": "556000-0001", "nationalIdentifierType": "RAID",
            "registrationAuthority": "RA000544"},
        "geographicAddress": [{"addressType": "GEOG", "addressLine": ["Box 7", "Zenith"], "townName": "Zenith", "country": "XX"}]}});
    value["originator"]["originatorPerson"].as_array_mut().unwrap().push(company);
    value
}

fn transfer() -> Transfer {
    Transfer {
        jurisdiction: Label::parse("EU").unwrap(),
        day: day("2026-03-01"),
        amount: Amount::parse("1500").unwrap(),
        currency: Label::parse("EUR").unwrap(),
        from: Some(Redacted::new(FROM.into())),
        to: Some(Redacted::new(TO.into())),
        hosting: Hosting::BothHosted,
        control: Control::Unproved,
        reach: Reach::CrossBorder,
    }
}

fn bytes(value: &Value) -> Vec<u8> {
    serde_json::to_vec(value).unwrap()
}

/// The gaps of a payload by the standard alone: path and code of each.
fn gaps(value: &Value) -> Vec<(String, TravelCode)> {
    match Payload::read(&bytes(value), day("2026-03-01")) {
        Ok(_) => Vec::new(),
        Err(PayloadError::Gaps(gaps)) => gaps.into_iter().map(|it| (it.path, it.code)).collect(),
        Err(other) => panic!("{other}"),
    }
}

fn answer(value: &Value, transfer: &Transfer) -> Answer {
    check(&bytes(value), transfer, &policy()).unwrap()
}

fn codes(answer: &Answer) -> Vec<TravelCode> {
    answer.gaps.iter().map(|it| it.code).collect()
}

/// What a change asks for at a JSON pointer: another value, or none at all.
#[derive(Clone)]
enum To {
    Is(Value),
    Gone,
}

/// Puts another value where the pointer leads, or takes what is there away.
fn changed(mut value: Value, pointer: &str, to: &To) -> Value {
    let (around, name) = pointer.rsplit_once('/').unwrap();
    let around = value.pointer_mut(around).unwrap_or_else(|| panic!("nothing at {around}"));
    match (around, to) {
        (Value::Object(members), To::Is(value)) => drop(members.insert(name.to_owned(), value.clone())),
        (Value::Object(members), To::Gone) => assert!(members.remove(name).is_some(), "nothing at {pointer}"),
        (Value::Array(items), To::Is(value)) => items[name.parse::<usize>().unwrap()] = value.clone(),
        (Value::Array(items), To::Gone) => drop(items.remove(name.parse().unwrap())),
        _ => panic!("nothing around {pointer}"),
    }
    value
}
