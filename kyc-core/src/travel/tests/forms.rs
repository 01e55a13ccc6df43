//! What is not as the standard's datatypes have it, what is written in other ways and means the same, and what shows.

use super::To::{Gone, Is};
use super::*;
use std::collections::BTreeSet;

const NATURAL: &str = "/originator/originatorPerson/0/naturalPerson";

/// A name for the fault, where something is changed, what it becomes, and the path and code of the one gap.
// long: one table, read from top to bottom
fn table() -> Vec<(&'static str, String, To, &'static str, TravelCode)> {
    let natural = |it: &str| format!("{NATURAL}{it}");
    let name_at = |it: &str| natural(&format!("/name/nameIdentifier/0{it}"));
    let top = |it: &str| format!("/{it}");
    use TravelCode as C;
    vec![
        ("no_beneficiary", top("beneficiary"), Gone, "beneficiary", C::ElementMissing),
        (
            "no_persons",
            "/originator/originatorPerson".into(),
            Is(json!([])),
            "originator.originatorPerson",
            C::ElementMissing,
        ),
        (
            "nobody",
            "/beneficiary/beneficiaryPerson/0".into(),
            Is(json!({})),
            "beneficiary.beneficiaryPerson[0]",
            C::ElementMissing,
        ),
        ("no_metadata", top("payloadMetadata"), Gone, "payloadMetadata.payloadVersion", C::ElementMissing),
        (
            "no_version",
            "/payloadMetadata/payloadVersion".into(),
            Gone,
            "payloadMetadata.payloadVersion",
            C::ElementMissing,
        ),
        (
            "no_names",
            natural("/name/nameIdentifier"),
            Is(json!([])),
            "originator.originatorPerson[0].naturalPerson.name.nameIdentifier",
            C::ElementMissing,
        ),
        (
            "no_town",
            natural("/geographicAddress/0/townName"),
            Gone,
            "originator.originatorPerson[0].naturalPerson.geographicAddress[0].townName",
            C::ElementMissing,
        ),
        (
            "name_of_2020",
            natural("/customerNumber"),
            Is("c-1".into()),
            "originator.originatorPerson[0].naturalPerson.customerNumber",
            C::UnknownElement,
        ),
        (
            "type_of_2020",
            name_at("/nameIdentifierType"),
            Is("LEGL".into()),
            "originator.originatorPerson[0].naturalPerson.name.nameIdentifier[0].nameIdentifierType",
            C::UnknownElement,
        ),
        ("somebodys_name_as_a_key", top("Anna Eriksson"), Is(1.into()), "payload", C::UnknownElement),
        (
            "null",
            natural("/customerIdentification"),
            Is(Value::Null),
            "originator.originatorPerson[0].naturalPerson.customerIdentification",
            C::WrongType,
        ),
        (
            "name_as_text",
            natural("/name"),
            Is("Anna Eriksson".into()),
            "originator.originatorPerson[0].naturalPerson.name",
            C::WrongType,
        ),
        (
            "account_as_number",
            "/originator/accountNumber".into(),
            Is(json!([7])),
            "originator.accountNumber[0]",
            C::WrongType,
        ),
        (
            "sequence_as_text",
            "/transferPath/transferPath/0/sequence".into(),
            Is("0".into()),
            "transferPath[0].sequence",
            C::WrongType,
        ),
        (
            "sequence_with_a_point",
            "/transferPath/transferPath/0/sequence".into(),
            Is(json!(0.0)),
            "transferPath[0].sequence",
            C::WrongType,
        ),
        (
            "empty_name",
            name_at("/secondaryIdentifier"),
            Is("".into()),
            "originator.originatorPerson[0].naturalPerson.name.nameIdentifier[0].secondaryIdentifier",
            C::Empty,
        ),
        (
            "name_of_101",
            name_at("/secondaryIdentifier"),
            Is("Ab".repeat(51)[..101].into()),
            "originator.originatorPerson[0].naturalPerson.name.nameIdentifier[0].secondaryIdentifier",
            C::TooLong,
        ),
        (
            "umlaut_in_latin",
            name_at("/secondaryIdentifier"),
            Is("Jörg".into()),
            "originator.originatorPerson[0].naturalPerson.name.nameIdentifier[0].secondaryIdentifier",
            C::Characters,
        ),
        (
            "cyrillic_a_in_latin",
            name_at("/secondaryIdentifier"),
            Is("\u{410}nna".into()),
            "originator.originatorPerson[0].naturalPerson.name.nameIdentifier[0].secondaryIdentifier",
            C::Characters,
        ),
        (
            "hidden_in_a_local_name",
            natural("/name/localNameIdentifier"),
            Is(json!([{"primaryIdentifier": "Erik\u{202e}sson", "nameIdentifierType": "LEGL"}])),
            "originator.originatorPerson[0].naturalPerson.name.localNameIdentifier[0].primaryIdentifier",
            C::Characters,
        ),
        (
            "no_such_type",
            name_at("/naturalPersonNameIdentifierType"),
            Is("LEGAL".into()),
            "originator.originatorPerson[0].naturalPerson.name.nameIdentifier[0].naturalPersonNameIdentifierType",
            C::UnknownCode,
        ),
        (
            "no_such_script",
            "/payloadMetadata/transliterationMethod".into(),
            Is(json!(["latn"])),
            "payloadMetadata.transliterationMethod[0]",
            C::UnknownCode,
        ),
        (
            "thirtieth_of_february",
            natural("/dateAndPlaceOfBirth/dateOfBirth"),
            Is("1974-02-30".into()),
            "originator.originatorPerson[0].naturalPerson.dateAndPlaceOfBirth.dateOfBirth",
            C::BadDate,
        ),
        (
            "day_first",
            natural("/dateAndPlaceOfBirth/dateOfBirth"),
            Is("12.08.1974".into()),
            "originator.originatorPerson[0].naturalPerson.dateAndPlaceOfBirth.dateOfBirth",
            C::BadDate,
        ),
        (
            "eight_lines",
            natural("/geographicAddress/0/addressLine"),
            Is(json!(["a1", "a2", "a3", "a4", "a5", "a6", "a7", "a8"])),
            "originator.originatorPerson[0].naturalPerson.geographicAddress[0].addressLine",
            C::TooMany,
        ),
        (
            "post_code_twice",
            natural("/geographicAddress/0/postCode"),
            Is("1".into()),
            "originator.originatorPerson[0].naturalPerson.geographicAddress[0].postCode",
            C::TooMany,
        ),
        (
            "natural_and_legal",
            "/originator/originatorPerson/0/legalPerson".into(),
            Is(
                json!({"name": {"nameIdentifier": [{"legalPersonName": "X1", "legalPersonNameIdentifierType": "LEGL"}]},
                "customerIdentification": "c-1"}),
            ),
            "originator.originatorPerson[0]",
            C::BothPersons,
        ),
        (
            "lei_with_a_slip",
            "/originatingVASP/legalPerson/nationalIdentification/nationalIdentifier".into(),
            Is("EXAMPLEVASPONE000015".into()),
            "originatingVASP.legalPerson.nationalIdentification.nationalIdentifier",
            C::LeiCheckDigits,
        ),
        (
            "type_missing",
            name_at("/naturalPersonNameIdentifierType"),
            Gone,
            "originator.originatorPerson[0].naturalPerson.name.nameIdentifier[0].naturalPersonNameIdentifierType",
            C::ElementMissing,
        ),
        (
            "primary_missing",
            name_at("/primaryIdentifier"),
            Gone,
            "originator.originatorPerson[0].naturalPerson.name.nameIdentifier[0].primaryIdentifier",
            C::ElementMissing,
        ),
    ]
}

#[test]
fn each_fault_of_form_is_told_alone_at_its_place() {
    for (fault, at, to, path, code) in table() {
        assert_eq!(gaps(&changed(large(), &at, &to)), [(path.to_owned(), code)], "{fault}");
    }
}

/// Of the codes that the standard alone gives, none is without a payload that provokes it.
#[test]
fn every_code_of_form_has_its_case() {
    let told: BTreeSet<TravelCode> = table().iter().map(|it| it.4).collect();
    let of_form = TravelCode::ALL.iter().filter(|it| it.kind() == GapKind::Faulty && it.constraint().is_none());
    let never: Vec<&TravelCode> = of_form.filter(|it| !told.contains(it)).collect();
    assert!(never.is_empty(), "no test provokes {never:?}");
}

#[test]
fn what_is_written_in_another_way_is_the_same_payload() {
    let read = |it: &Value| Payload::read(&bytes(it), day("2026-03-01")).unwrap();
    let one = read(&large());
    let lines = large()["originator"]["originatorPerson"][1]["legalPerson"]["geographicAddress"][0].clone();
    for (how, at, value) in [
        (
            "name_without_brackets",
            format!("{NATURAL}/name/nameIdentifier"),
            large()["originator"]["originatorPerson"][0]["naturalPerson"]["name"]["nameIdentifier"][0].clone(),
        ),
        ("account_without_brackets", "/originator/accountNumber".into(), FROM.into()),
        ("address_without_brackets", "/originator/originatorPerson/1/legalPerson/geographicAddress".into(), lines),
        ("service_in_its_entity", "/originatingVASP".into(), json!({"originatingVASP": large()["originatingVASP"]})),
        ("path_without_its_entity", "/transferPath".into(), large()["transferPath"]["transferPath"].clone()),
        ("version_as_the_examples_write_it", "/payloadMetadata/payloadVersion".into(), "IVMS101.2023".into()),
        (
            "type_of_a_name_as_in_local_names",
            format!("{NATURAL}/name/nameIdentifier/0"),
            json!({"primaryIdentifier": "Eriksson", "secondaryIdentifier": "Anna Maria", "nameIdentifierType": "LEGL"}),
        ),
        ("codes_in_small_letters", format!("{NATURAL}/geographicAddress/0/addressType"), "home".into()),
    ] {
        assert_eq!(read(&changed(large(), &at, &Is(value))), one, "{how}");
    }
    let marked = [b"\xef\xbb\xbf".to_vec(), bytes(&large())].concat();
    assert_eq!(Payload::read(&marked, day("2026-03-01")), Ok(one));
}

#[test]
fn a_local_name_may_have_its_type_as_in_latin_names() {
    let at = format!("{NATURAL}/name/localNameIdentifier");
    let local = |kind: &str| changed(large(), &at, &Is(json!([{"primaryIdentifier": "Эрикссон", kind: "LEGL"}])));
    assert_eq!(gaps(&local("naturalPersonNameIdentifierType")), []);
    assert_eq!(gaps(&local("nameIdentifierType")), []);
    assert_eq!(gaps(&local("legalPersonNameIdentifierType")).len(), 2);
}

/// A day that only fills the field out, such as the first one of a computer's calendar.
#[test]
fn nobody_is_born_before_anybody_who_lives() {
    let born = |day: &str| {
        answer(&changed(whole(), &format!("{NATURAL}/dateAndPlaceOfBirth/dateOfBirth"), &Is(day.into())), &transfer())
    };
    assert_eq!(codes(&born("1900-01-01")), []);
    let told = born("1800-01-01");
    assert_eq!((codes(&told), told.verdict), (vec![TravelCode::Meaningless], Verdict::Incomplete));
}

#[test]
fn other_versions_and_other_texts_are_refused_by_name() {
    let said = |bytes: &[u8]| Payload::read(bytes, day("2026-03-01")).unwrap_err().to_string();
    let stating = |it: Value| bytes(&changed(whole(), "/payloadMetadata/payloadVersion", &Is(it)));
    let of_2020 = json!({"originator": {"originatorPersons": []}, "beneficiary": {"beneficiaryPersons": []}});
    let deep = format!("{{\"originator\":{}", "[".repeat(100_000));
    let twice = String::from_utf8(bytes(&whole())).unwrap().replacen(
        "\"primaryIdentifier\"",
        "\"primaryIdentifier\":\"Anna\",\"primaryIdentifier\"",
        1,
    );
    for (fault, text, told) in [
        ("version_of_2020", stating("101".into()), "written in IVMS101 of 2020"),
        ("spelling_of_2020", bytes(&of_2020), "written in IVMS101 of 2020"),
        ("version_to_come", stating("101.2031".into()), "a version that is not 101.2023"),
        ("empty", Vec::new(), "not the JSON that is asked"),
        ("list", b"[]".to_vec(), "not the JSON that is asked"),
        ("cut", bytes(&whole())[..200].to_vec(), "not the JSON that is asked here, at "),
        ("deep", deep.into_bytes(), "nests deeper than 32, at originator[0]"),
        ("huge", vec![b' '; PAYLOAD_LEN_MAX + 1], "more than 1048576 bytes"),
        ("name_twice", twice.into_bytes(), "twice in one JSON object, at beneficiary"),
    ] {
        assert!(said(&text).contains(told) || fault == "name_twice", "{fault}: {}", said(&text));
        if fault == "name_twice" {
            let path = "a name stands twice in one JSON object, at originator.originatorPerson[0].naturalPerson.name.nameIdentifier[0].primaryIdentifier";
            assert_eq!(said(&text), path);
        }
    }
    // A version that is no text is a gap like any other.
    assert_eq!(gaps(&changed(whole(), "/payloadMetadata/payloadVersion", &Is(101.into()))).len(), 1);
}

#[test]
fn no_error_and_no_debug_print_shows_anybody() {
    let secrets = ["Eriksson", "Anna", "L898902C3", "Hamngatan", "1974-08-12", "c-0042", FROM, "Zenith"];
    let shows = |text: &str| secrets.iter().find(|it| text.contains(**it)).copied();
    let payload = Payload::read(&bytes(&large()), day("2026-03-01")).unwrap();
    assert_eq!(shows(&format!("{payload:?} {:?}", transfer())), None);
    let description = Description::read(&file(DESCRIPTION)).unwrap();
    assert_eq!(shows(&format!("{description:?} {:?}", build(&description, day("2026-03-01")))), None);
    for (_, at, to, ..) in table() {
        let error = Payload::read(&bytes(&changed(large(), &at, &to)), day("2026-03-01")).unwrap_err();
        assert_eq!(shows(&format!("{error:?} {error}")), None, "{at}");
    }
}

#[test]
fn a_flood_of_gaps_is_counted_and_refused() {
    let lines: Vec<Value> = (0..3000).map(|_| json!({"naturalPerson": {}})).collect();
    let value = changed(whole(), "/beneficiary/beneficiaryPerson", &Is(lines.into()));
    let answer = answer(&value, &transfer());
    assert_eq!(answer.verdict, Verdict::Refused);
    assert!(answer.left_off > 0 && answer.gaps.len() == 1000, "{}", answer.left_off);
    // What says nothing a thousand times hides nothing behind it.
    let lines: Vec<Value> = (0..1000).map(|_| "-".into()).chain(["ö".into()]).collect();
    let value = changed(whole(), "/originator/accountNumber", &Is(lines.into()));
    assert!(Payload::read(&bytes(&value), day("2026-03-01")).is_err());
}
