//! The made lists of `testdata/lists`: every reader says the same of the same invented people.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may fail loudly")]

use std::io::Read;
use std::path::Path;
use tidegate_kyc_core::base::Day;
use tidegate_kyc_core::screen::address::AddressIndex;
use tidegate_kyc_core::screen::list::{Age, Completeness, CountryRole, Entry, EntryKind, List, Strength};
use tidegate_kyc_core::screen::read::{Finding, FindingCode, Limits, read, read_parts};

fn bytes(name: &str) -> Vec<u8> {
    std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("../testdata/lists").join(name)).unwrap()
}

fn list(name: &str) -> (List, Vec<Finding>) {
    if name == "ofac_csv" {
        let parts = ["add", "sdn", "sdn_comments", "alt"].map(|it| bytes(&format!("ofac_csv/{it}.csv")));
        return read_parts(parts.iter().map(|it| Box::new(&it[..]) as Box<dyn Read>).collect(), &Limits::default())
            .unwrap();
    }
    read(&bytes(name)[..], &Limits::default()).unwrap()
}

const FILES: [&str; 9] =
    ["own.csv", "ofac_advanced.xml", "ofac_csv", "un.xml", "eu.xml", "eu.csv", "uk.xml", "uk.csv", "entities.ftm.json"];

fn is_named(entry: &Entry, name: &str, strength: Strength) -> bool {
    let folded = |it: &str| it.to_lowercase().split([' ', '-']).map(str::to_owned).collect::<Vec<_>>();
    entry.names.iter().any(|it| folded(&it.text) == folded(name) && it.strength == strength)
}

#[test]
fn every_reader_says_the_same_of_the_same_person() {
    for file in FILES {
        let (list, findings) = list(file);
        let undated = file == "ofac_csv";
        assert!(findings.iter().all(|it| undated && it.code == FindingCode::NoDay), "{file}: {findings:?}");
        let day = list.published().map(|it| it.to_string());
        assert_eq!(day.as_deref(), if undated { None } else { Some("2026-03-01") }, "{file}");
        let of = |kind| list.entries().iter().find(|it| it.kind == kind).unwrap();
        let person = of(EntryKind::Person);
        assert!(is_named(person, "Ravindar Tolmachi Voss", Strength::Primary), "{file}: {:?}", person.names.len());
        assert!(is_named(person, "Ravinder Tolmachy Voss", Strength::Alias), "{file}");
        if file != "eu.csv" {
            assert!(is_named(person, "the Heron", Strength::WeakAlias), "{file}");
        }
        assert!(person.births.iter().any(|it| it.to_string() == "1961-04-17"), "{file}");
        let country = |role| person.countries.iter().find(|it| it.role == role).map(|it| it.country.code().to_owned());
        assert_eq!(country(CountryRole::Nationality).as_deref(), Some("BY"), "{file}");
        assert_eq!(country(CountryRole::Residence).as_deref(), Some("CY"), "{file}");
        assert_eq!(country(CountryRole::Birth).as_deref(), Some("BY"), "{file}");
        assert_eq!(person.genders.iter().map(|it| it.code()).collect::<Vec<_>>(), ["male"], "{file}");
        assert!(
            person.identifiers.iter().any(|it| (it.kind.code(), &*it.value) == ("passport", "MX4471902")),
            "{file}"
        );
        assert_eq!(person.programmes.len(), 1 + usize::from(file == "entities.ftm.json"), "{file}");
        assert!(person.remarks.iter().any(|it| &**it == "Runs the Quillmarsh companies"), "{file}");
        assert!(is_named(of(EntryKind::Organisation), "Quillmarsh Trading FZE", Strength::Primary), "{file}");
        assert_eq!(list.source().to_string().len(), 64);
    }
}

#[test]
fn the_simplified_table_tells_what_it_has() {
    let (list, findings) = list("targets.simple.csv");
    assert_eq!((findings.len(), list.entries().len(), list.names()), (0, 2, 4));
    assert_eq!(list.published().unwrap().to_string(), "2026-03-01");
    assert_eq!(list.entries()[0].places[0].country.map(|it| it.code().to_owned()).as_deref(), Some("CY"));
}

/// The Treasury's lists come in the same form: whoever has the other one has not screened against specially
/// designated nationals.
#[test]
fn the_treasurys_file_tells_which_of_its_lists_it_is() {
    use tidegate_kyc_core::screen::list::is_asked_for;
    let sdn = String::from_utf8(bytes("ofac_advanced.xml")).unwrap();
    for (text, id, is_sdn) in [
        (sdn.clone(), "us-ofac-sdn", true),
        (sdn.replace("SDN List", "Consolidated List"), "us-ofac-cons", false),
        (sdn.replace("ListID=\"1550\"", ""), "us-ofac", false),
    ] {
        let (list, _) = read(text.as_bytes(), &Limits::default()).unwrap();
        assert_eq!((list.id(), is_asked_for("us-ofac-sdn", list.id())), (id, is_sdn));
        assert!(is_asked_for("us-ofac", list.id()));
    }
    assert_eq!(list("ofac_csv").0.id(), "us-ofac", "nothing in these files tells");
}

#[test]
fn listed_wallets_are_found_by_any_file_that_lists_them() {
    for file in ["own.csv", "ofac_advanced.xml", "ofac_csv", "entities.ftm.json"] {
        let (list, _) = list(file);
        let (index, undecoded) = AddressIndex::of([&list]);
        assert!(undecoded.is_empty(), "{file}");
        assert_eq!(index.find("0x7e5f4552091a69125d5dfcb7b8c2659029395bdf").hits.len(), 1, "{file}");
    }
}

#[test]
fn a_list_cut_anywhere_is_an_error_or_says_what_is_missing() {
    for file in FILES.iter().filter(|it| **it != "ofac_csv") {
        let whole = bytes(file);
        let entries = list(file).0.entries().len();
        for at in (0..whole.len() - 1).step_by(37) {
            let Ok((list, findings)) = read(&whole[..at], &Limits::default()) else { continue };
            // A table cut between two rows is a shorter table: nobody can know. XML always shows it.
            assert!(!file.ends_with(".xml"), "{file} cut at {at} was read");
            assert!(list.entries().len() <= entries && findings.len() < 5, "{file} cut at {at}");
        }
    }
    let mut parts = ["sdn", "alt", "add", "sdn_comments"].map(|it| bytes(&format!("ofac_csv/{it}.csv")));
    parts[0].truncate(100);
    let cut = read_parts(parts.iter().map(|it| Box::new(&it[..]) as Box<dyn Read>).collect(), &Limits::default());
    assert!(cut.is_err(), "cut in the middle of a row");
    // Cut between two rows, a file looks whole; the others then speak of entries that are missing.
    let first = bytes("ofac_csv/sdn.csv").iter().position(|it| *it == b'\n').unwrap();
    parts[0] = bytes("ofac_csv/sdn.csv")[..=first].to_vec();
    let cut = read_parts(parts.iter().map(|it| Box::new(&it[..]) as Box<dyn Read>).collect(), &Limits::default());
    let (partial, findings) = cut.unwrap();
    assert_eq!(partial.completeness(), Completeness::Partial);
    assert!(findings.iter().any(|it| it.code == FindingCode::Parts));
    assert_eq!(partial.published_on(Day::from_days(0)).age(Day::from_days(0), 7), Age::Unknown);
}

/// Cut at each byte, a table is an error or known to lack something, unless the cut is between two rows: then it is a
/// shorter table, and nobody can know.
fn each_cut_is_noticed(file: &str, whole: &[u8], read: &dyn Fn(&[u8]) -> Option<List>) {
    let treasury = file.starts_with("ofac_csv");
    let (mut errors, mut between) = (0, 0);
    for at in 0..whole.len() {
        let (cut, rest) = whole.split_at(at);
        let Some(list) = read(cut) else {
            errors += 1;
            continue;
        };
        let row = cut.ends_with(b"\n") || cut.ends_with(b"\r");
        let cell = treasury && cut.ends_with(b"\"") && rest.starts_with(b"\n");
        between += usize::from(row || cell);
        assert!(row || cell || list.completeness() == Completeness::Partial, "{file} cut at {at} is taken for whole");
    }
    assert!(errors > whole.len() / 2 && between < 20, "{file}: {errors} errors, {between} between two rows");
    let list = read(whole).expect("the whole is read");
    assert_eq!(list.completeness(), Completeness::Whole, "{file}");
}

#[test]
fn a_table_cut_at_any_byte_is_an_error_or_partial_or_ends_between_two_rows() {
    for file in ["own.csv", "own_later.csv", "targets.simple.csv", "eu.csv", "uk.csv"] {
        each_cut_is_noticed(file, &bytes(file), &|cut| read(cut, &Limits::default()).ok().map(|it| it.0));
    }
    let csl = b"source,entity_number,name,alt_names,remarks\nSDN,1,A B,\"C; D\",x\nSDN,2,E,,\"say \"\"no\"\"\"\n";
    each_cut_is_noticed("us_csl", csl, &|cut| read(cut, &Limits::default()).ok().map(|it| it.0));
    let parts = ["sdn", "alt", "add", "sdn_comments"].map(|it| bytes(&format!("ofac_csv/{it}.csv")));
    for (number, name) in ["sdn", "alt", "add", "sdn_comments"].into_iter().enumerate() {
        each_cut_is_noticed(&format!("ofac_csv/{name}"), &parts[number], &|cut| {
            let files = parts.iter().enumerate().map(|(at, it)| if at == number { cut } else { it });
            read_parts(files.map(|it| Box::new(it) as Box<dyn Read>).collect(), &Limits::default()).ok().map(|it| it.0)
        });
    }
}

#[test]
fn the_treasurys_files_end_with_a_line_a_quote_or_a_control_z() {
    let sdn = bytes("ofac_csv/sdn.csv");
    let read = |sdn: &[u8]| {
        let others = ["alt", "add", "sdn_comments"].map(|it| bytes(&format!("ofac_csv/{it}.csv")));
        let files = std::iter::once(sdn).chain(others.iter().map(|it| &it[..]));
        read_parts(files.map(|it| Box::new(it) as Box<dyn Read>).collect(), &Limits::default()).map(|it| it.0)
    };
    let text = sdn.trim_ascii_end();
    for end in ["\n", "\r\n", "\r\n\u{1a}", "\n\u{1a}\r\n"] {
        let list = read(&[text, end.as_bytes()].concat()).unwrap();
        assert_eq!(
            (list.entries().len(), list.completeness()),
            (read(&sdn).unwrap().entries().len(), Completeness::Whole)
        );
    }
    let quoted = [text, b"\n9,\"LAST\",-0- ,\"X\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,\"remark.\""].concat();
    assert!(read(&quoted).is_ok() && read(&quoted[..quoted.len() - 1]).is_err());
}

#[test]
fn the_order_of_files_does_not_matter() {
    let parts = ["sdn", "alt", "add", "sdn_comments"].map(|it| bytes(&format!("ofac_csv/{it}.csv")));
    let all = parts.iter().map(|it| Box::new(&it[..]) as Box<dyn Read>).collect();
    assert_eq!(read_parts(all, &Limits::default()).unwrap().0, list("ofac_csv").0);
}

/// The text with an element renamed wherever it stands.
fn renamed(text: &str, from: &str, to: &str) -> String {
    ["<@>", "<@ ", "<@/", "</@>"]
        .iter()
        .fold(text.to_owned(), |text, tag| text.replace(&tag.replace('@', from), &tag.replace('@', to)))
}

#[test]
fn an_element_of_another_name_where_entries_or_names_stand_is_told() {
    for (file, elements) in [
        (
            "un.xml",
            &["INDIVIDUAL", "ENTITY", "INDIVIDUALS", "INDIVIDUAL_ALIAS", "ALIAS_NAME", "SECOND_NAME", "NUMBER"][..],
        ),
        ("eu.xml", &["sanctionEntity", "nameAlias", "identification"]),
        ("uk.xml", &["Designation", "Names", "Name", "Name6", "NonLatinNames", "NonLatinName", "Addresses"]),
        (
            "ofac_advanced.xml",
            &[
                "DistinctParty",
                "Profile",
                "Identity",
                "Alias",
                "DocumentedName",
                "NamePartValue",
                "Feature",
                "FeatureVersion",
                "VersionDetail",
                "FeatureType",
                "IDRegDocument",
                "IDRegistrationNo",
                "SanctionsEntry",
            ],
        ),
    ] {
        let text = String::from_utf8(bytes(file)).unwrap();
        for element in elements {
            let other = renamed(&text, element, "OtherWord");
            assert_ne!(other, text, "{file} has no {element}");
            let Ok((list, findings)) = read(other.as_bytes(), &Limits::default()) else { continue };
            // No real file of these two was at hand: what their descriptions leave out is told.
            let described =
                ["eu.xml", "uk.xml"].contains(&file) && !["sanctionEntity", "Designation"].contains(element);
            let code = if described { FindingCode::Column } else { FindingCode::Element };
            assert!(described || list.completeness() == Completeness::Partial, "{file} without {element}");
            assert!(findings.iter().any(|it| it.code == code), "{file} without {element}: {findings:?}");
        }
    }
    let eu = String::from_utf8(bytes("eu.xml")).unwrap().replace(" wholeName=", " fullName=");
    let (list, findings) = read(eu.as_bytes(), &Limits::default()).unwrap();
    assert!(findings.iter().any(|it| it.entry.as_deref() == Some("fullName")), "{findings:?}");
    assert_eq!(list.completeness(), Completeness::Partial);
}

#[test]
fn a_wallet_under_another_label_is_found_and_told() {
    let text = String::from_utf8(bytes("ofac_advanced.xml")).unwrap();
    let (list, findings) =
        read(text.replace("Digital Currency Address - ", "Virtual Currency Address - ").as_bytes(), &Limits::default())
            .unwrap();
    assert_eq!(list.completeness(), Completeness::Partial, "{findings:?}");
    let (index, _) = AddressIndex::of([&list]);
    assert_eq!(index.find("0x7e5f4552091a69125d5dfcb7b8c2659029395bdf").hits.len(), 1);
}
