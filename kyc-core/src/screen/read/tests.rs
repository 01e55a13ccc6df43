//! Faults of whole files, by name, and what is said about them.

use super::*;
use crate::screen::list::Completeness;

fn error(bytes: &[u8]) -> String {
    match read(bytes, &Limits::default()) {
        Ok((list, findings)) => format!("{} entries, {} findings", list.entries().len(), findings.len()),
        Err(error) => {
            assert!(error.help().len() > 20);
            error.to_string()
        }
    }
}

#[test]
fn a_file_that_is_no_list_is_told_by_its_fault() {
    let laughs = b"<!DOCTYPE x [<!ENTITY a 'ha'><!ENTITY b '&a;&a;'>]><CONSOLIDATED_LIST>&b;</CONSOLIDATED_LIST>";
    let utf16: Vec<u8> = "<Sanctions/>".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let own = "tidegate-list,x,2026-03-01\nid,name\n";
    for (fault, bytes, said) in [
        ("empty_file", &b""[..], "has no entry, and an empty list would call everybody clear"),
        ("only_white_space", b" \n \n", "has no entry, and an empty list would call everybody clear"),
        (
            "empty_un",
            b"<CONSOLIDATED_LIST></CONSOLIDATED_LIST>",
            "has no entry, and an empty list would call everybody clear",
        ),
        (
            "empty_ofac",
            b"<Sanctions><DistinctParties/></Sanctions>",
            "has no entry, and an empty list would call everybody clear",
        ),
        ("empty_own", own.as_bytes(), "has no entry, and an empty list would call everybody clear"),
        ("no_list", b"hello, world\n", "is in no known format of a sanctions list"),
        ("binary", &[0, 159, 146, 150], "is in no known format of a sanctions list"),
        ("web_page", b"<!DOCTYPE html><html><body>Please log in</body></html>", "is a web page and not a list"),
        ("web_page_without_type", b"\n<HTML><body/></HTML>", "is a web page and not a list"),
        ("gzip", &[0x1f, 0x8b, 8, 0], "is a packed file"),
        ("zip", b"PK\x03\x04....", "is a packed file"),
        ("expanding_entities", laughs, "brings a document type definition, which no publisher's list has"),
        (
            "own_entity",
            b"<CONSOLIDATED_LIST><ENTITY><FIRST_NAME>&x;</FIRST_NAME></ENTITY></CONSOLIDATED_LIST>",
            "refers to an entity of its own, which no publisher's list does (byte 42)",
        ),
        ("utf16", &utf16, "is written in UTF-16 and not in UTF-8"),
        ("utf16_with_mark", b"\xff\xfe<\0", "is written in UTF-16 and not in UTF-8"),
        (
            "latin1_table",
            b"tidegate-list,x\nid,name\n1,M\xfcller\n",
            "is written in another encoding (Latin-1?) and not in UTF-8",
        ),
        (
            "cut_xml",
            b"<CONSOLIDATED_LIST><INDIVIDUALS><INDIVIDUAL>",
            "ends in the middle: the end of the document is missing",
        ),
        (
            "cut_json",
            b"{\"id\":\"a\",\"schema\":\"Person\",\"prop",
            "ends in the middle: the end of the last line is missing",
        ),
        (
            "cut_table",
            b"id,schema,name,aliases\nx,Person,A,\ny,Pers",
            "ends in the middle: the end of the last row is missing",
        ),
        ("no_columns", b"tidegate-list,x\nwho,what\n1,2\n", "has no column id"),
        (
            "one_of_four",
            b"36,\"A\",-0- ,\"CUBA\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \n",
            "is part of a list whose file of alternate names (alt.csv) is missing",
        ),
    ] {
        assert_eq!(error(bytes), said, "{fault}");
    }
}

#[test]
fn a_list_of_ones_own_that_is_cut_or_misnamed_is_told_by_its_fault() {
    for (fault, bytes, said) in [
        (
            "cut_own_in_its_last_cell",
            &b"tidegate-list,x\nid,name\n1,A\n2,Bertil"[..],
            "ends in the middle: the end of the last row is missing",
        ),
        (
            "cut_own_in_a_short_row",
            b"tidegate-list,x\nid,name,born\n1,A,\n2,B\n",
            "ends in the middle: the end of the last row is missing",
        ),
        (
            "open_quote_to_the_end",
            b"tidegate-list,x\nid,name\n1,A\n2,\"B\n3,C\n",
            "ends in the middle: the end of the last row is missing",
        ),
        (
            "whole_row_without_its_line_end",
            b"tidegate-list,x\nid,name\n1,A\n2,\"B\"",
            "ends in the middle: the end of the last row is missing",
        ),
        ("misspelt_column", b"tidegate-list,x\nid,name,Adresses\n1,A,\n", "has a column adresses: is it addresses?"),
        ("misspelt_needed_column", b"tidegate-list,x\nid,names\n1,A\n", "has a column names: is it name?"),
        (
            "wallets_under_the_customers_word",
            b"tidegate-list,x\nid,name,Wallets\n1,A,\n",
            "has a column wallets: is it addresses?",
        ),
        (
            "day_before_month_or_behind",
            b"tidegate-list,x,01/03/2026\nid,name\n1,A\n",
            "has a day of publication that is not written as 2026-03-01",
        ),
        ("one_column_twice", b"tidegate-list,x\nid,name,aliases,Aliases\n1,A,B,C\n", "has the column aliases twice"),
        (
            "own_list_under_a_publishers_name",
            b"tidegate-list,us-ofac,2026-03-01\nid,name\n1,A\n",
            "is a list of your own under the name us-ofac, which is a publisher's",
        ),
        (
            "own_list_under_the_name_of_a_part",
            b"tidegate-list,US-OFAC-SDN,2026-03-01\nid,name\n1,A\n",
            "is a list of your own under the name us-ofac, which is a publisher's",
        ),
    ] {
        assert_eq!(error(bytes), said, "{fault}");
    }
}

#[test]
fn a_file_of_endless_bytes_ends_at_the_limit() {
    let limits = Limits { bytes_max: 1_000_000, ..Limits::default() };
    let head = b"tidegate-list,x,2026-03-01\nid,name\n";
    let rows = std::io::repeat(b'\n').take(u64::MAX);
    let endless = read(Read::chain(&head[..], rows), &limits).unwrap_err();
    assert_eq!(endless, ListError::TooLarge { what: "bytes", most: 1_000_000 });
    let cell = read(Read::chain(&b"tidegate-list,x\nid,name\n1,"[..], std::io::repeat(b'a')), &Limits::default());
    assert_eq!(cell.unwrap_err(), ListError::TooLarge { what: "bytes in one element or line", most: input::STEP_MAX });
    let text = read(Read::chain(&b"<CONSOLIDATED_LIST><ENTITY>"[..], std::io::repeat(b'a')), &Limits::default());
    assert_eq!(text.unwrap_err(), ListError::TooLarge { what: "bytes in one element or line", most: input::STEP_MAX });
    let line = read(Read::chain(&b"{\"id\":\""[..], std::io::repeat(b'a')), &Limits::default());
    assert!(matches!(line.unwrap_err(), ListError::TooLarge { .. }));
    let many = read(&b"tidegate-list,x\nid,name\n1,a\n2,b\n"[..], &Limits { entries_max: 1, ..Limits::default() });
    assert_eq!(many.unwrap_err(), ListError::TooLarge { what: "entries", most: 1 });
}

#[test]
fn what_is_wrong_with_an_entry_is_a_finding_and_the_rest_stands() {
    let text = "tidegate-list,x\nid,name,born,nationalities\n1,A,1970,Atlantis\n,B,,\n3,,,\n4,D,yesterday,\n5,E,,\n";
    let (list, findings) = read(text.as_bytes(), &Limits::default()).unwrap();
    assert_eq!(list.entries().iter().map(|it| &*it.id).collect::<Vec<_>>(), ["1", "4", "5"]);
    let found: Vec<_> = findings.iter().map(|it| (it.code.code(), it.entry.as_deref(), it.at)).collect();
    assert_eq!(
        found,
        [
            ("list-country-unknown", Some("1"), 3),
            ("list-entry-without-identifier", None, 4),
            ("list-entry-without-name", Some("3"), 5),
            ("list-date-unreadable", Some("4"), 6),
            ("list-day-unknown", None, 0),
        ]
    );
    assert_eq!(list.completeness(), Completeness::Partial, "who has no identifier is not on the list");
    let text = text.replace("\n,B", "\n2,B").replace("\n3,", "\n3,C");
    let (list, _) = read(text.as_bytes(), &Limits::default()).unwrap();
    assert_eq!(list.completeness(), Completeness::Whole);
}

const FTM: &str = r#"{"id":"a","schema":"Person","properties":{"name":["A"]},"last_seen":"2026-03-01"}"#;
const NAMELESS: &str = r#"{"id":"b","schema":"Person","properties":{"birthDate":["1970"]},"last_seen":"2026-03-01"}"#;
const WALLET: &str = r#"{"id":"w","schema":"Purse","properties":{"publicKey":["1Boat"]},"last_seen":"2026-03-01"}"#;
const OWN: &str = "tidegate-list,x,2026-03-01\nid,name,addresses\n1,A,\n";
const TARGETS: &str = "id,schema,name,aliases,last_seen\nx,Person,A,,2026-03-01\n";
const CSL: &str = "source,entity_number,name,alt_names\nSDN,1,A,\n";
const UN: &str = "<CONSOLIDATED_LIST dateGenerated='2026-03-01'>
    <ENTITY><REFERENCE_NUMBER>E.1</REFERENCE_NUMBER><FIRST_NAME>A</FIRST_NAME></ENTITY>";
const EU: &str = "<export generationDate='2026-03-01'>
    <sanctionEntity logicalId='1'><nameAlias wholeName='A'/></sanctionEntity>";
const UK: &str = "Report Date: 01-Mar-2026\nUnique ID,Name 6,Designation Type\nT1,A,Entity\n";

#[test]
fn a_row_or_record_that_is_left_out_makes_a_list_partial() {
    for (fault, good, bad, end, code) in [
        ("own_short_row", OWN, "2,B\n", "3,C,\n", FindingCode::Row),
        ("own_long_row", OWN, "2,B,,\n", "", FindingCode::Row),
        ("own_row_without_a_name", OWN, "2,,\n", "", FindingCode::NoName),
        ("own_row_without_an_id", OWN, ",B,\n", "", FindingCode::NoIdentifier),
        (
            "own_address_behind_a_blank",
            OWN,
            "2,B,ETH 0x7E5F4552091A69125d5DfCb7b8C2659029395Bdf\n",
            "",
            FindingCode::Address,
        ),
        ("own_name_of_question_marks", OWN, "2,?????? ????,\n", "", FindingCode::Damaged),
        ("own_name_with_a_lost_letter", OWN, "2,M\u{fffd}ller,\n", "", FindingCode::Damaged),
        ("targets_name_of_question_marks", TARGETS, "y,Person,\"???, ???\",,\n", "", FindingCode::Damaged),
        ("own_ticker_without_an_address", OWN, "2,B,ETH:\n", "", FindingCode::Address),
        ("own_addresses_not_joined_by_semicolons", OWN, "2,B,\"a1,b2\"\n", "", FindingCode::Address),
        ("targets_short_row", TARGETS, "y,Person\n", "z,Person,C,,\n", FindingCode::Row),
        ("targets_long_row", TARGETS, "y,Person,B,,,\n", "", FindingCode::Row),
        ("targets_row_without_a_name", TARGETS, "y,Person,,,\n", "", FindingCode::NoName),
        ("csl_short_row", CSL, "SDN,2,B\n", "SDN,3,C,\n", FindingCode::Row),
        ("csl_row_without_a_name", CSL, "SDN,2,,\n", "", FindingCode::NoName),
        ("uk_row_without_a_name", UK, "T2,,Entity\n", "", FindingCode::NoName),
        ("uk_long_row", UK, "T2,B,Entity,\n", "", FindingCode::Row),
        ("ftm_line_that_is_no_json", FTM, "\n{\"id\":\n", FTM, FindingCode::Row),
        ("ftm_wallet_of_an_unknown_schema", FTM, "\n", WALLET, FindingCode::Element),
        ("ftm_line_without_a_name", FTM, "\n", NAMELESS, FindingCode::NoName),
        (
            "un_entity_without_a_name",
            UN,
            "<ENTITY><REFERENCE_NUMBER>E.2</REFERENCE_NUMBER></ENTITY>",
            "</CONSOLIDATED_LIST>",
            FindingCode::NoName,
        ),
        (
            "un_entity_without_a_number",
            UN,
            "<ENTITY><FIRST_NAME>B</FIRST_NAME></ENTITY>",
            "</CONSOLIDATED_LIST>",
            FindingCode::NoIdentifier,
        ),
        ("eu_entity_without_a_name", EU, "<sanctionEntity logicalId='2'/>", "</export>", FindingCode::NoName),
    ] {
        let (list, findings) = read([good, bad, end].concat().as_bytes(), &Limits::default()).unwrap();
        assert_eq!(list.completeness(), Completeness::Partial, "{fault}");
        assert!(findings.iter().any(|it| it.code == code), "{fault}: {findings:?}");
        let end = if end.starts_with("</") { end } else { "" };
        let (list, _) = read([good, end].concat().as_bytes(), &Limits::default()).unwrap();
        assert_eq!(list.completeness(), Completeness::Whole, "{fault}: the rest alone is whole");
    }
}

#[test]
fn what_loses_nothing_is_told_and_leaves_a_list_whole() {
    for (fault, text, entry, code) in [
        (
            "repeated_id",
            "id,name,born\nA-1,Gorvald Ximenez,1960\nA-1,Bertilda Quonset,1970\n",
            "A-1",
            FindingCode::Twice,
        ),
        (
            "unknown_column",
            "id,name,Telephone\nA-1,Gorvald Ximenez,1\nA-2,Bertilda Quonset,2\n",
            "telephone",
            FindingCode::Column,
        ),
        (
            "unknown_kind",
            "id,kind,name\nA-1,Ltd,Gorvald Ximenez\nA-2,company,Bertilda Quonset\n",
            "A-1",
            FindingCode::Kind,
        ),
        (
            "unknown_gender",
            "id,name,gender\nA-1,Gorvald Ximenez,masculin\nA-2,Bertilda Quonset,F\n",
            "A-1",
            FindingCode::Gender,
        ),
    ] {
        let text = format!("tidegate-list,x,2026-03-01\n{text}");
        let (list, findings) = read(text.as_bytes(), &Limits::default()).unwrap();
        let found: Vec<_> = findings.iter().map(|it| (it.code, it.entry.as_deref())).collect();
        assert_eq!((found, list.completeness()), (vec![(code, Some(entry))], Completeness::Whole), "{fault}");
        assert_eq!(list.names(), 2, "{fault}: both names are kept");
    }
    let rows = "id,name,addresses\n1,A,XBT:1BgGZ9tcN4rm9KBzDn7KprQz87SZ26SAMH; bitcoincash:qpm2;0x7e5f\n";
    let (list, findings) = read(format!("tidegate-list,x,2026-03-01\n{rows}").as_bytes(), &Limits::default()).unwrap();
    assert_eq!((list.entries()[0].addresses.len(), findings.len()), (3, 0), "with a ticker, with a prefix, bare");
}

#[test]
fn an_unknown_schema_that_bears_a_name_is_listed_as_of_unknown_kind() {
    let human = FTM.replace("Person", "Human").replace("\"a\"", "\"h\"");
    let owned = FTM.replace("Person", "Ownership");
    let (list, findings) = read([FTM, &human, &owned].join("\n").as_bytes(), &Limits::default()).unwrap();
    let told: Vec<_> = list.entries().iter().map(|it| (&*it.id, it.kind.code())).collect();
    assert_eq!(told, [("a", "person"), ("h", "unknown")]);
    let found: Vec<_> = findings.iter().map(|it| (it.code, it.entry.as_deref(), it.at)).collect();
    assert_eq!(found, [(FindingCode::Kind, Some("h"), 2)]);
}

#[test]
fn unknown_elements_are_told_up_to_a_bound() {
    let many: String = (0..500).map(|it| format!("<E{it}>x</E{it}><E{it}>x</E{it}>")).collect();
    let text = format!("{UN}{many}<{0}/></CONSOLIDATED_LIST>", "L".repeat(5_000));
    let (list, findings) = read(text.as_bytes(), &Limits::default()).unwrap();
    assert_eq!((list.completeness(), findings.len()), (Completeness::Partial, 64));
    assert!(findings.iter().all(|it| it.entry.as_ref().is_some_and(|it| it.len() <= 64)));
}

#[test]
fn formats_are_recognised_by_content_alone() {
    use Format::*;
    for (head, format) in [
        ("<?xml version='1.0'?>\n<!-- c -->\n<Sanctions xmlns='x'>", OfacXml),
        ("\n<CONSOLIDATED_LIST>", UnXml),
        ("<ns:export xmlns:ns='x'>", EuXml),
        ("<Designations>", UkXml),
        ("{\"id\":1}", FtmJson),
        ("fileGenerationDate;Entity_LogicalId\n", EuCsv),
        ("Report Date: 1-Mar-2026\nLast Updated,Unique ID,Name 6\n", UkCsv),
        ("\"id\",\"schema\",\"name\",\"aliases\"\n", TargetsCsv),
        ("_id,source,entity_number,alt_names\n", CslCsv),
        ("tidegate-list,x\n", OwnCsv),
        ("36,12,\"aka\",\"A\",-0- \n", OfacAlternates),
        ("36,25,-0- ,\"Havana\",\"Cuba\",-0- \n", OfacAddresses),
        ("12300,\"Z S.A.S.\"\n", OfacComments),
    ] {
        assert_eq!(Format::recognise(head.as_bytes()), Ok(format), "{head}");
    }
}

#[test]
fn a_list_is_known_by_the_digest_of_its_bytes() {
    let text = "\u{feff}tidegate-list,x,2026-03-01\nid,name\n1,A\n\n\n";
    let (list, _) = read(text.as_bytes(), &Limits::default()).unwrap();
    assert_eq!((list.id(), list.source()), ("x", SourceId::of(text.as_bytes())));
}

#[test]
fn a_list_of_ones_own_may_have_semicolons_or_tabs_between_its_cells() {
    for mark in [";", "\t"] {
        let text = "tidegate-list,x,2026-03-01,\nid,name,born\n1,A B,1961\n".replace(',', mark);
        let (list, findings) = super::read(text.as_bytes(), &Limits::default()).unwrap();
        assert_eq!((list.id(), list.entries().len(), findings.is_empty()), ("x", 1, true), "{mark}");
        assert!(list.published().is_some());
    }
}
