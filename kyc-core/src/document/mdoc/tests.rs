//! Reading mobile documents: made responses, each broken in one way.
//!
//! Responses are written with `ciborium`, which knows nothing of our reader.

use super::*;
use ciborium::Value;

fn map(entries: Vec<(&str, Value)>) -> Value {
    Value::Map(entries.into_iter().map(|(name, value)| (Value::from(name), value)).collect())
}

fn bytes(value: &Value) -> Vec<u8> {
    let mut out = Vec::new();
    ciborium::into_writer(value, &mut out).unwrap();
    out
}

fn encoded(value: &Value) -> Value {
    Value::Tag(24, Box::new(Value::Bytes(bytes(value))))
}

fn date(text: &str) -> Value {
    Value::Tag(0, Box::new(text.into()))
}

fn item(number: u64, name: &str, value: Value) -> Value {
    let random = Value::Bytes(vec![7; 32]);
    let entries = vec![("digestID", number.into()), ("random", random), ("elementIdentifier", name.into())];
    encoded(&map([entries, vec![("elementValue", value)]].concat()))
}

fn security(change: impl FnOnce(&mut Vec<(&str, Value)>)) -> Value {
    let key = Value::Map(vec![
        (1.into(), 2.into()),
        ((-1).into(), 1.into()),
        ((-2).into(), Value::Bytes(vec![1; 32])),
        ((-3).into(), Value::Bytes(vec![2; 32])),
    ]);
    let digests = Value::Map(vec![(0.into(), Value::Bytes(vec![0; 32]))]);
    let validity = map(vec![
        ("signed", date("2026-01-01T00:00:00Z")),
        ("validFrom", date("2026-01-01T00:00:00Z")),
        ("validUntil", date("2027-01-01T00:00:00Z")),
    ]);
    let mut entries = vec![
        ("version", "1.0".into()),
        ("digestAlgorithm", "SHA-256".into()),
        ("valueDigests", map(vec![(PID_TYPE, digests)])),
        ("deviceKeyInfo", map(vec![("deviceKey", key)])),
        ("docType", PID_TYPE.into()),
        ("validityInfo", validity),
    ];
    change(&mut entries);
    encoded(&map(entries))
}

fn signature(protected: Value, payload: Value) -> Value {
    Value::Array(vec![Value::Bytes(bytes(&protected)), Value::Map(vec![]), payload, Value::Bytes(vec![0; 64])])
}

fn es256() -> Value {
    Value::Map(vec![(1.into(), (-7).into())])
}

fn issuer_signed(items: Vec<Value>, security: &Value) -> Vec<u8> {
    let issuer = signature(es256(), Value::Bytes(bytes(security)));
    bytes(&map(vec![("nameSpaces", map(vec![(PID_TYPE, Value::Array(items))])), ("issuerAuth", issuer)]))
}

fn read(items: Vec<Value>) -> Result<Mdoc, MdocError> {
    Mdoc::read_issuer_signed(&issuer_signed(items, &security(|_| ())))
}

fn with(change: impl FnOnce(&mut Vec<(&str, Value)>)) -> MdocError {
    Mdoc::read_issuer_signed(&issuer_signed(vec![], &security(change))).unwrap_err()
}

#[test]
fn elements_are_read_with_the_bytes_of_their_digests() {
    let place = map(vec![("country", "DE".into()), ("locality", "Berlin".into())]);
    let items = vec![
        item(0, "family_name", "Mustermann".into()),
        item(1, "birth_date", Value::Tag(1004, Box::new("1964-08-12".into()))),
        item(2, "nationality", Value::Array(vec!["DE".into(), "FR".into()])),
        item(3, "place_of_birth", place),
        item(4, "portrait", Value::Bytes(vec![1, 2, 3])),
        item(5, "age_over_18", true.into()),
        item(6, "unheard_of", 1.into()),
    ];
    let first = bytes(&items[0]);
    let document = read(items).unwrap();
    assert_eq!(document.document_type(), PID_TYPE);
    assert_eq!(document.element(PID_TYPE, "family_name").unwrap().encoded().reveal(), &first);
    let shown: Vec<String> = document.fields().iter().map(|it| format!("{} {}", it.0, it.1.reveal())).collect();
    let portrait = format!("portrait-digest {}", crate::base::SourceId::of(&[1, 2, 3]));
    assert_eq!(
        shown,
        [
            "family-name Mustermann",
            "birth-date 1964-08-12",
            "nationality DE",
            "nationality FR",
            "age-over-18 true",
            "birth-place Berlin",
            "birth-country DE",
            &portrait
        ]
    );
    assert_eq!(document.security().device_key.point.len(), 65);
    assert!(!format!("{document:?}").contains("Mustermann"));
}

#[test]
fn bad_issuer_parts_are_refused_by_name() {
    let twice = read(vec![item(0, "a", 1.into()), item(1, "a", 1.into())]);
    assert_eq!(twice.unwrap_err(), MdocError::ElementTwice);
    let number = read(vec![item(0, "a", 1.into()), item(0, "b", 1.into())]);
    assert_eq!(number.unwrap_err(), MdocError::ElementTwice);
    assert_eq!(read(vec![map(vec![])]).unwrap_err(), MdocError::Form("an issuer-signed item"));
    assert_eq!(read(vec![encoded(&map(vec![]))]).unwrap_err(), MdocError::Form("random"));
    assert_eq!(with(|it| it[0].1 = "2.0".into()), MdocError::Version("the mobile security object"));
    assert_eq!(with(|it| it[1].1 = "SHA-1".into()), MdocError::Digest);
    assert_eq!(with(|it| it[2].1 = 5.into()), MdocError::Form("valueDigests"));
    assert_eq!(with(|it| it[3].1 = map(vec![])), MdocError::Form("deviceKey"));
    assert_eq!(with(|it| drop(it.remove(4))), MdocError::Form("docType"));
    assert_eq!(with(|it| it[5].1 = map(vec![("signed", "2026-01-01T00:00:00Z".into())])), MdocError::Form("signed"));
    assert_eq!(
        with(|it| it.push(("docType", "x".into()))),
        MdocError::Cbor("the mobile security object", CborFault::KeyTwice)
    );
    assert_eq!(Mdoc::read_issuer_signed(&[]).unwrap_err(), MdocError::Cbor("the issuer-signed part", CborFault::Cut));
    assert_eq!(Mdoc::read_issuer_signed(&vec![0; LEN_MAX + 1]).unwrap_err(), MdocError::TooLong);
}

#[test]
fn ages_of_every_number_are_read_as_of_the_day_of_signature() {
    let items = vec![
        item(0, "age_over_18", true.into()),
        item(1, "age_over_65", false.into()),
        item(2, "age_over_x", true.into()),
        item(3, "age_in_years", 44.into()),
        item(4, "age_birth_year", 1980.into()),
    ];
    let ages = crate::document::Ages::of_mdoc(&read(items).unwrap());
    assert_eq!((ages.over, ages.years, ages.birth_year), (vec![(18, true), (65, false)], Some(44), Some(1980)));
    assert_eq!(ages.as_of.unwrap().to_string(), "2026-01-01");
}

#[test]
fn a_status_that_is_no_list_is_known_to_be_there() {
    let of = |status: Value| {
        let read = Mdoc::read_issuer_signed(&issuer_signed(vec![], &security(|it| it.push(("status", status)))));
        let security = read.unwrap().security().clone();
        (security.status.map(|it| it.index), security.unread_status)
    };
    let list = || map(vec![("idx", 7.into()), ("uri", "https://example.com/1".into())]);
    assert_eq!(of(map(vec![("status_list", list())])), (Some(7), false));
    assert_eq!(of(map(vec![("identifier_list", map(vec![]))])), (None, true));
    assert_eq!(of(map(vec![("status_list", 1.into())])), (None, true));
    assert_eq!(of(1.into()), (None, true));
}

#[test]
fn bad_signature_structures_are_refused_by_name() {
    let payload = || Value::Bytes(bytes(&security(|_| ())));
    let of = |it: Value| Mdoc::read_issuer_signed(&bytes(&map(vec![("issuerAuth", it)]))).map(|_| ());
    assert_eq!(of(signature(es256(), payload())), Ok(()));
    assert_eq!(of(Value::Tag(18, Box::new(signature(es256(), payload())))), Ok(()));
    assert_eq!(of(signature(es256(), Value::Null)), Err(MdocError::Form("issuerAuth")));
    assert_eq!(of(signature(Value::Map(vec![]), payload())), Err(MdocError::Form("issuerAuth")));
    let critical = Value::Map(vec![(1.into(), (-7).into()), (2.into(), Value::Array(vec![1.into()]))]);
    assert_eq!(of(signature(critical, payload())), Err(MdocError::Header));
    let Value::Array(mut parts) = signature(es256(), payload()) else { panic!("an array") };
    parts[1] = es256();
    assert_eq!(of(Value::Array(parts.clone())), Err(MdocError::Header));
    parts.pop();
    assert_eq!(of(Value::Array(parts)), Err(MdocError::Form("issuerAuth")));
}

#[test]
fn bad_responses_are_refused_by_name() {
    let document = || {
        let issuer = signature(es256(), Value::Bytes(bytes(&security(|_| ()))));
        map(vec![("docType", PID_TYPE.into()), ("issuerSigned", map(vec![("issuerAuth", issuer)]))])
    };
    let of = |version: &str, documents: Vec<Value>, status: u64| {
        let it =
            map(vec![("version", version.into()), ("documents", Value::Array(documents)), ("status", status.into())]);
        DeviceResponse::read(&bytes(&it)).map(|it| it.into_documents().len())
    };
    assert_eq!(of("1.0", vec![document(), document()], 0), Ok(2));
    assert_eq!(of("1.1", vec![document()], 0), Ok(1));
    assert_eq!(of("2.0", vec![document()], 0), Err(MdocError::Version("the response")));
    assert_eq!(of("1.0", vec![], 0), Err(MdocError::Documents));
    assert_eq!(of("1.0", vec![document(); 17], 0), Err(MdocError::Documents));
    assert_eq!(of("1.0", vec![document()], 10), Err(MdocError::Status(10)));
    let mut both = document();
    let Value::Map(entries) = &mut both else { panic!("a map") };
    entries
        .push(("deviceSigned".into(), map(vec![("nameSpaces", encoded(&map(vec![]))), ("deviceAuth", map(vec![]))])));
    assert_eq!(of("1.0", vec![both], 0), Err(MdocError::Form("deviceAuth")));
}
