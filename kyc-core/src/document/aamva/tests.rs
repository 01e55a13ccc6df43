//! Payloads read element by element, and faults by name.
//!
//! Catches wrong offsets and wrong date orders; cannot tell an invented card from a real one.

use super::*;
use proptest::prelude::*;

const ELEMENTS: &str = "DAQT64235789\nDCSSAMPLE\nDDEN\nDACMICHAEL\nDDFN\nDADJOHN\nDDGN\nDCAD\nDCBK\nDCDPH\nDBD06062019\n\
DBB06061986\nDBA12102024\nDBC1\nDAU068 in\nDAYBRO\nDAG2300 WEST BROAD STREET\nDAIRICHMOND\nDAJVA\nDAK232690000\nDCF2424244747474786102204\nDCGUSA\n";

/// A payload of the elements, with right offsets, and one subfile of a jurisdiction.
pub(super) fn payload(version: &str, elements: &str) -> String {
    let (card, own) = (format!("DL{elements}").trim_end().to_owned() + "\r", "ZVZVA01\r");
    let lengths = (card.len(), own.len());
    format!("@\n\x1e\rANSI 636000{version}0002DL0041{:04}ZV{:04}{:04}{card}{own}", lengths.0, 41 + lengths.0, lengths.1)
}

fn read(text: &str) -> Aamva {
    Aamva::read(text.as_bytes()).unwrap()
}

fn faults(text: &str) -> Vec<String> {
    read(text)
        .faults()
        .iter()
        .map(|(id, fault)| id.map_or(String::new(), |it| format!("{it} ")) + fault.code())
        .collect()
}

#[test]
fn a_card_of_the_standard_is_read_and_consistent() {
    let card = read(&payload("10", ELEMENTS));
    assert_eq!((card.issuer_number(), card.version(), card.subfiles().len()), (636_000, 10, 2));
    assert_eq!(card.surname().unwrap().into_revealed(), "SAMPLE");
    assert_eq!(card.given_names().unwrap().into_revealed(), "MICHAEL JOHN");
    assert_eq!(card.number().unwrap().into_revealed(), "T64235789");
    assert_eq!(card.birth().unwrap().unwrap().into_revealed(), Day::parse("1986-06-06").unwrap());
    assert_eq!(card.date("DBA"), Ok(Some(Day::parse("2024-12-10").unwrap())));
    assert_eq!(card.country().unwrap().alpha2(), Some("US"));
    assert_eq!(card.sex().unwrap().into_revealed(), AamvaSex::Male);
    assert_eq!(card.faults(), []);
}

#[test]
fn dates_follow_the_order_of_their_country_alone() {
    let canada = ELEMENTS.replace("DCGUSA", "DCGCAN").replace("06061986", "19860606").replace("06062019", "20190606");
    let canada = canada.replace("12102024", "20241210");
    let card = read(&payload("10", &canada));
    assert_eq!(card.birth().unwrap().unwrap().into_revealed(), Day::parse("1986-06-06").unwrap());
    assert_eq!(card.faults(), []);
    assert_eq!(faults(&payload("10", &ELEMENTS.replace("USA", "CAN"))), ["DBA date", "DBB date", "DBD date"]);
    let old =
        payload("01", "DAQ1\nDABSMITH\nDACJOHN\nDBB19660426\nDBA20240411\nDBD20160411\nDBCM\nDAG1 A\nDAIB\nDAJAR\n");
    let old = old.replace("010002", "0102").replace("DL0041", "DL0039");
    let card = read(&old);
    assert_eq!((card.version(), card.sex().map(Redacted::into_revealed)), (1, Some(AamvaSex::Male)));
    assert_eq!(card.birth().unwrap().unwrap().into_revealed(), Day::parse("1966-04-26").unwrap());
}

#[test]
fn what_is_not_consistent_is_named() {
    let with = |from: &str, to: &str| payload("10", &ELEMENTS.replace(from, to));
    for (fault, text, expected) in [
        ("expiry_before_issue", with("12102024", "12102014"), vec!["date-order"]),
        ("birth_after_issue", with("06061986", "06072019"), vec!["date-order"]),
        ("no_number", with("DAQT64235789\n", ""), vec!["DAQ missing"]),
        ("no_class", with("DCAD\n", ""), vec!["DCA missing"]),
        ("no_such_day", with("06061986", "02301986"), vec!["DBB date"]),
        ("short_date", with("06061986", "060686"), vec!["DBB date"]),
        ("sex_3", with("DBC1", "DBC3"), vec!["DBC value"]),
        ("country_mex", with("DCGUSA", "DCGMEX"), vec!["DCG value"]),
        ("truncation_x", with("DDEN", "DDEX"), vec!["DDE value"]),
        ("element_twice", with("DCAD\n", "DCAD\nDCAM\n"), vec!["DCA twice"]),
        ("element_of_nobody", with("DCAD\n", "DCAD\nZZZ1\n"), vec!["unknown-element"]),
        ("line_without_id", with("DCAD\n", "DCAD\n12\n"), vec!["unknown-element"]),
        ("stray_character", with("DCAD\n", "DÔCAD\n"), vec!["DCA stray-character"]),
        ("issuer_of_another_state", payload("10", ELEMENTS).replace("636000", "636014"), vec!["DAJ issuer-state"]),
        ("issuer_of_nobody", payload("10", ELEMENTS).replace("636000", "000000"), vec!["issuer-unknown"]),
        ("version_99", payload("99", ELEMENTS), vec!["version"]),
        ("wrong_offset", payload("10", ELEMENTS).replace("DL0041", "DL0042"), vec!["offset"]),
        ("record_separator_lost", payload("10", ELEMENTS).replace('\x1e', ""), vec!["separator"]),
        ("letters_in_the_header", payload("10", ELEMENTS).replace('\x1e', "x"), vec!["header"]),
        (
            "lost_and_a_wrong_length",
            payload("10", ELEMENTS).replace("\x1e", "").replace("DL0041", "DL0042"),
            vec!["separator", "offset"],
        ),
    ] {
        assert_eq!(faults(&text), expected, "{fault}");
        assert_eq!(read(&text).surname().unwrap().into_revealed(), "SAMPLE", "{fault}");
    }
}

#[test]
fn what_scanners_do_to_separators_moves_nothing() {
    let good = payload("10", ELEMENTS);
    assert_eq!(faults(&good), [""; 0]);
    for (fault, text) in [
        ("lf_for_cr", good.replace('\r', "\n")),
        ("cr_for_lf", good.replace('\n', "\r")),
        ("crlf_for_lf", good.replace('\n', "\r\n")),
        ("crlf_for_cr", good.replace('\r', "\r\n")),
        ("separators_dropped_from_the_header", good.replacen("\n\x1e\r", "", 1)),
        ("blanks_in_the_header", good.replacen("\n\x1e\r", "  ", 1)),
        ("last_cr_cut_off", good.trim_end().to_owned()),
        ("all_at_once", good.replacen("\n\x1e\r", "", 1).replace('\n', "\r\n").trim_end().to_owned()),
    ] {
        assert_eq!(faults(&text), ["separator"], "{fault}");
        let (card, whole) = (read(&text), read(&good));
        assert_eq!(card.subfiles(), whole.subfiles(), "{fault}");
    }
}

#[test]
fn what_is_no_payload_is_refused_by_name() {
    let good = payload("10", ELEMENTS);
    for (fault, text, error) in [
        ("empty", String::new(), AamvaError::NotAamva),
        ("no_indicator", good.replace('@', "&"), AamvaError::NotAamva),
        ("no_file_type", good.replace("ANSI ", "XXXX "), AamvaError::NotAamva),
        ("letter_in_the_issuer", good.replace("636000", "63600O"), AamvaError::Header("issuer number")),
        ("cut_in_the_header", good[..16].into(), AamvaError::Header("version")),
        ("cut_in_a_designator", good[..24].into(), AamvaError::Header("offset")),
        ("no_card", good.replace("DL0041", "ZX0041"), AamvaError::NoCard),
        ("too_long", good.replace("SAMPLE", &"X".repeat(5000)), AamvaError::TooLong(good.len() + 4994)),
    ] {
        assert_eq!(Aamva::read(text.as_bytes()), Err(error), "{fault}");
    }
}

#[test]
fn nothing_personal_shows() {
    let shown = format!("{:?}", read(&payload("10", ELEMENTS)));
    assert!(shown.contains("DCS") && !shown.contains("SAMPLE") && !shown.contains("1986"), "{shown}");
}

proptest! {
    #[test]
    fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..80), at in 0_usize..270, to: u8) {
        let _ = Aamva::read(&bytes).map(|it| it.faults());
        let mut changed = payload("10", ELEMENTS).into_bytes();
        changed[at] = to;
        let _ = Aamva::read(&changed).map(|it| (it.faults(), it.given_names(), it.birth()));
    }
}
