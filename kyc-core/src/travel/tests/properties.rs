//! What holds for any description and any text: what is built is complete and is read back the same; no JSON panics.
//!
//! Descriptions are made of few words, so that names repeat; JSON is made of the standard's own names, so that readers get far.

use super::*;
use proptest::prelude::*;

fn names() -> impl Strategy<Value = String> {
    prop_oneof!["[A-Z][a-z]{2}[a-m]{1,9}", "[А-Я][а-л]{3,9}", "[A-Z]öl[a-z]{1,3}n", "[一-五]{1,3}"]
}

fn person(kind: bool) -> impl Strategy<Value = String> {
    (names(), proptest::option::of("[A-Z][a-d]{2}[e-z]{1,5}"), "[a-f0-9]{3}-[0-9]{4}", any::<bool>()).prop_map(
        move |(name, given, customer, is_born)| {
            let given = given.map_or_else(String::new, |it| format!("given_names = \"{it}\"\n"));
            let born = "born = \"1974-08-12\"\nbirth_place = \"Zenith\"\n";
            let address =
                "address = { type = \"geographic\", lines = [\"Box 7\"], town = \"Zenith\", country = \"XX\" }\n";
            let id = "id_type = \"tax\"\nid_number = \"12-77\"\n";
            match (kind, is_born) {
                (true, true) => format!("family_name = \"{name}\"\n{given}{born}"),
                (true, false) => format!("family_name = \"{name}\"\n{given}customer = \"{customer}\"\n{id}{address}"),
                (false, _) => format!("legal_name = \"{name} Works\"\n{address}customer = \"{customer}\"\n"),
            }
        },
    )
}

fn descriptions() -> impl Strategy<Value = String> {
    let side = || prop_oneof![person(true), person(false)];
    (proptest::collection::vec(person(true), 1..3), proptest::collection::vec(side(), 1..3), 0..3_usize).prop_map(
        |(originators, beneficiaries, between)| {
            let mut text = format!("from = \"{FROM}\"\nto = \"{TO}\"\n");
            originators.iter().for_each(|it| text.push_str(&format!("[[originator]]\n{it}")));
            beneficiaries.iter().for_each(|it| text.push_str(&format!("[[beneficiary]]\n{it}")));
            text.push_str("[originating_vasp]\nlegal_name = \"Exchange Example\"\nlei = \"EXAMPLEVASPONE000014\"\n");
            (0..between)
                .for_each(|it| text.push_str(&format!("[[intermediary]]\nlegal_name = \"Between {it} Ltd\"\n")));
            text
        },
    )
}

/// JSON out of the standard's names and of texts that nearly fit.
fn json_values() -> impl Strategy<Value = Value> {
    const NAMES: &[&str] = &[
        "originator",
        "beneficiary",
        "originatorPerson",
        "beneficiaryPerson",
        "naturalPerson",
        "legalPerson",
        "name",
        "nameIdentifier",
        "primaryIdentifier",
        "legalPersonName",
        "geographicAddress",
        "nationalIdentification",
        "accountNumber",
        "transferPath",
        "intermediaryVASP",
        "sequence",
        "payloadMetadata",
        "payloadVersion",
        "originatingVASP",
        "other",
    ];
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        prop_oneof!["LEGL", "101.2023", "IVMS", "iv\u{f6}", "[ -~]{0,3}", "\\PC{0,4}"].prop_map(Value::from),
    ];
    leaf.prop_recursive(7, 60, 4, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..3).prop_map(Value::from),
            proptest::collection::btree_map(proptest::sample::select(NAMES), inner, 0..5)
                .prop_map(|it| it.into_iter().map(|(name, value)| (name.to_owned(), value)).collect::<Value>()),
        ]
    })
}

proptest! {
    #[test]
    fn what_is_built_is_complete_and_read_back_the_same(text in descriptions()) {
        let description = Description::read(&file(&text)).map_err(|it| TestCaseError::fail(format!("{it:?}")))?;
        let built = build(&description, day("2026-03-01"));
        let payload = built.payload.ok_or_else(|| TestCaseError::fail(format!("{:?} {text}", built.gaps)))?;
        let bytes = payload.canonical();
        let again = Payload::read(&bytes, day("2026-03-01")).unwrap();
        prop_assert_eq!(&again, &payload);
        prop_assert_eq!(again.canonical(), bytes.clone());
        let answer = check(&bytes, &transfer(), &policy()).unwrap();
        prop_assert_eq!(answer.verdict, Verdict::Complete, "{:?} {}", answer.gaps, text);
    }

    #[test]
    fn no_json_panics_and_what_is_read_is_written_and_read_again(value in json_values()) {
        let text = bytes(&value);
        if let Ok(payload) = Payload::read(&text, day("2026-03-01")) {
            prop_assert_eq!(Payload::read(&payload.canonical(), day("2026-03-01")).unwrap(), payload);
        }
        if let Ok(answer) = check(&text, &transfer(), &policy()) {
            prop_assert!(answer.verdict != Verdict::Complete || answer.gaps.is_empty());
        }
    }

    /// One value of a whole payload is replaced by anything: it stays complete, or says why not.
    #[test]
    fn whatever_one_value_becomes_there_is_an_answer(at in 0..60_usize, with in json_values()) {
        let mut value = large();
        let mut places = Vec::new();
        collect(&value, String::new(), &mut places);
        let place = places[at % places.len()].clone();
        *value.pointer_mut(&place).unwrap() = with;
        if let Ok(answer) = check(&bytes(&value), &transfer(), &policy()) {
            prop_assert_eq!(answer.verdict == Verdict::Complete, answer.gaps.is_empty());
            if let Ok(payload) = Payload::read(&bytes(&value), day("2026-03-01")) {
                prop_assert_eq!(Payload::read(&payload.canonical(), day("2026-03-01")).unwrap(), payload);
            }
        }
    }
}

fn collect(value: &Value, at: String, places: &mut Vec<String>) {
    match value {
        Value::Object(members) => members.iter().for_each(|(name, it)| collect(it, format!("{at}/{name}"), places)),
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(index, it)| collect(it, format!("{at}/{index}"), places))
        }
        _ => {}
    }
    if !at.is_empty() {
        places.push(at);
    }
}
