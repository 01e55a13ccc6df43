//! The United Nations Security Council's consolidated list, XML (`sc-sanctions.xsd`).
//!
//! Tested on the whole list of 2026-02-27.

use super::draft::{Draft, day};
use super::error::{FindingCode, Findings, ListError};
use super::input::Progress;
use super::xml::{Node, Shape, walk};
use super::{Drawn, Publisher};
use crate::screen::list::{Birth, Country, CountryRole, Entry, EntryKind, ListName, PartRole, PlaceRole, Strength};
use std::io::BufRead;

const SHAPE: Shape = Shape { records: &["INDIVIDUAL", "ENTITY"], around: &["INDIVIDUALS", "ENTITIES"], passed: &[] };
/// What an individual or entity can have.
const ENTRY: &[&str] = &[
    "DATAID",
    "VERSIONNUM",
    "FIRST_NAME",
    "SECOND_NAME",
    "THIRD_NAME",
    "FOURTH_NAME",
    "NAME_ORIGINAL_SCRIPT",
    "UN_LIST_TYPE",
    "REFERENCE_NUMBER",
    "LISTED_ON",
    "DELISTED_ON",
    "SUBMITTED_BY",
    "SUBMITTED_ON",
    "LAST_DAY_UPDATED",
    "GENDER",
    "COMMENTS1",
    "TITLE",
    "DESIGNATION",
    "NATIONALITY",
    "NATIONALITY2",
    "LIST_TYPE",
    "INDIVIDUAL_ALIAS",
    "INDIVIDUAL_ADDRESS",
    "INDIVIDUAL_DATE_OF_BIRTH",
    "INDIVIDUAL_PLACE_OF_BIRTH",
    "INDIVIDUAL_DOCUMENT",
    "ENTITY_ALIAS",
    "ENTITY_ADDRESS",
    "SORT_KEY",
    "SORT_KEY_LAST_MOD",
];
/// The longest name in its own script has 130 bytes.
const SCRIPT_MAX: usize = 1_000;
const ALIAS: &[&str] = &["QUALITY", "ALIAS_NAME", "DATE_OF_BIRTH", "CITY_OF_BIRTH", "COUNTRY_OF_BIRTH", "NOTE"];
const DOCUMENT: &[&str] = &[
    "TYPE_OF_DOCUMENT",
    "TYPE_OF_DOCUMENT2",
    "NUMBER",
    "ISSUING_COUNTRY",
    "COUNTRY_OF_ISSUE",
    "DATE_OF_ISSUE",
    "CITY_OF_ISSUE",
    "NOTE",
];

pub(super) fn read(input: impl BufRead, step: &Progress, findings: &mut Findings) -> Result<Drawn, ListError> {
    let mut drawn = Drawn::of(Publisher::Un, "un-sc");
    let mut at = 0;
    walk(input, step, &SHAPE, findings, &mut |node, findings| {
        match node.name() {
            "CONSOLIDATED_LIST" => drawn.published = day(node.attribute("dateGenerated")),
            name => {
                at += 1;
                let kind = if name == "ENTITY" { EntryKind::Organisation } else { EntryKind::Person };
                entry(node, kind, findings, at, &mut drawn.entries);
            }
        }
        Ok(())
    })?;
    Ok(drawn)
}

fn entry(node: Node<'_>, kind: EntryKind, findings: &mut Findings, at: u64, entries: &mut Vec<Entry>) {
    let mut draft = Draft::new(node.text_of("REFERENCE_NUMBER"), kind, findings, at);
    draft.only(node, ENTRY);
    draft.programme(node.text_of("UN_LIST_TYPE"));
    draft.listed(node.text_of("LISTED_ON"));
    names(node, kind, &mut draft);
    for gender in node.all("GENDER") {
        draft.gender(gender.text());
    }
    for value in node.all("NATIONALITY").flat_map(|it| it.all("VALUE")) {
        draft.country(value.text(), CountryRole::Nationality);
    }
    for birth in node.all("INDIVIDUAL_DATE_OF_BIRTH") {
        born(birth, &mut draft);
    }
    for place in node.all("INDIVIDUAL_PLACE_OF_BIRTH") {
        let parts = [place.text_of("CITY"), place.text_of("STATE_PROVINCE")];
        draft.place(&parts, place.text_of("COUNTRY"), PlaceRole::Birth);
    }
    for place in node.all("INDIVIDUAL_ADDRESS").chain(node.all("ENTITY_ADDRESS")) {
        let parts = ["STREET", "CITY", "STATE_PROVINCE", "ZIP_CODE"].map(|it| place.text_of(it));
        draft.place(&parts, place.text_of("COUNTRY"), PlaceRole::Address);
    }
    for document in node.all("INDIVIDUAL_DOCUMENT") {
        draft.only(document, DOCUMENT);
        let labels = [document.text_of("TYPE_OF_DOCUMENT"), document.text_of("TYPE_OF_DOCUMENT2")];
        let label = labels.into_iter().filter(|it| !it.is_empty()).collect::<Vec<_>>().join(": ");
        let country = [document.text_of("ISSUING_COUNTRY"), document.text_of("COUNTRY_OF_ISSUE")];
        let country = country.into_iter().find_map(Country::named);
        draft.identified(kind_of(&label), &label, document.text_of("NUMBER"), country);
    }
    for title in node.all("DESIGNATION").chain(node.all("TITLE")).flat_map(|it| it.all("VALUE")) {
        draft.remark(title.text());
    }
    draft.remark(node.text_of("COMMENTS1"));
    draft.finish(entries);
}

/// Labels of the list in English, French and Spanish.
fn kind_of(label: &str) -> crate::screen::list::IdentifierKind {
    use crate::screen::list::IdentifierKind;
    let lower = label.to_lowercase();
    if lower.contains("pasaporte") || lower.contains("passeport") {
        return IdentifierKind::Passport;
    }
    IdentifierKind::of_label(label)
}

fn names(node: Node<'_>, kind: EntryKind, draft: &mut Draft<'_>) {
    let parts = ["FIRST_NAME", "SECOND_NAME", "THIRD_NAME", "FOURTH_NAME"].map(|it| node.text_of(it));
    // Which of the four is a family name is not told: it differs from country to country.
    let role = if kind == EntryKind::Organisation { PartRole::Whole } else { PartRole::Given };
    let whole = parts.into_iter().filter(|it| !it.is_empty()).collect::<Vec<_>>().join(" ");
    if role == PartRole::Whole {
        draft.named(ListName::of_parts([(role, whole.as_str())], Strength::Primary));
    } else {
        draft.name(&whole, Strength::Primary);
    }
    let script = node.text_of("NAME_ORIGINAL_SCRIPT");
    if script.len() < SCRIPT_MAX && script.contains('\u{fffd}') && script.chars().any(char::is_alphanumeric) {
        // The publisher's own file has such a name (TAi.068): the Latin ones beside it stand, and nobody can mend it.
        draft.entry.names.push(ListName::new(script, Strength::Primary));
    } else {
        draft.name(script, Strength::Primary);
    }
    for alias in node.all("INDIVIDUAL_ALIAS").chain(node.all("ENTITY_ALIAS")) {
        draft.only(alias, ALIAS);
        // Quality is `Good`, `Low`, `a.k.a.` or `f.k.a.`.
        let low = alias.text_of("QUALITY").eq_ignore_ascii_case("low");
        let strength = if low { Strength::WeakAlias } else { Strength::Alias };
        draft.name(alias.text_of("ALIAS_NAME"), strength);
        draft.birth(alias.text_of("DATE_OF_BIRTH"));
    }
}

fn born(node: Node<'_>, draft: &mut Draft<'_>) {
    let (date, year) = (node.text_of("DATE"), node.text_of("YEAR"));
    let (from, to) = (node.text_of("FROM_YEAR"), node.text_of("TO_YEAR"));
    let birth = match (date, year, from, to) {
        ("", "", "", "") => return,
        ("", "", from, to) => Birth::read(from).zip(Birth::read(to)).map(|it| Birth::between(it.0, it.1)),
        ("", year, ..) => Birth::read(year),
        (date, ..) => day(date).map(Birth::on).or_else(|| Birth::read(date)),
    };
    let circa = node.text_of("TYPE_OF_DATE").eq_ignore_ascii_case("approximately");
    match birth {
        Some(birth) => draft.born(Some(if circa { birth.about() } else { birth })),
        None => draft.find(FindingCode::Date),
    }
}
