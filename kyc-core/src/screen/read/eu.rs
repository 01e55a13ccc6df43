//! The European Union's consolidated list of financial sanctions (FSF), XML and CSV, version 1.1.
//!
//! Tested on files made after the published schema: the Commission gives the real ones to registered users only.

use super::draft::{Draft, day, is_nothing};
use super::error::{Findings, ListError};
use super::input::Progress;
use super::table::{Columns, Row, Rows};
use super::xml::{Node, Shape, walk};
use super::{Drawn, Publisher};
use crate::screen::list::{Birth, Country, CountryRole, Entry, EntryKind, ListName, PartRole, PlaceRole, Strength};
use std::collections::HashSet;
use std::io::BufRead;

const ID: &str = "eu-fsf";

const SHAPE: Shape = Shape { records: &["sanctionEntity"], around: &[], passed: &[] };
/// What an entity can have.
const ENTITY: &[&str] =
    &["remark", "regulation", "subjectType", "nameAlias", "citizenship", "birthdate", "identification", "address"];
/// What is said of a name in attributes.
const NAME: [&str; 11] = [
    "firstName",
    "middleName",
    "lastName",
    "wholeName",
    "function",
    "gender",
    "title",
    "nameLanguage",
    "strong",
    "regulationLanguage",
    "logicalId",
];

/// A date of birth as the list writes it, whole or in parts.
struct Born<'a> {
    whole: &'a str,
    parts: [&'a str; 3],
    years: [&'a str; 2],
    circa: &'a str,
}

pub(super) fn read_xml(input: impl BufRead, step: &Progress, findings: &mut Findings) -> Result<Drawn, ListError> {
    let mut drawn = Drawn::of(Publisher::Eu, ID);
    let mut at = 0;
    walk(input, step, &SHAPE, findings, &mut |node, findings| {
        if node.name() == "sanctionEntity" {
            at += 1;
            entry(node, findings, at, &mut drawn.entries);
        } else {
            drawn.published = day(node.attribute("generationDate"));
        }
        Ok(())
    })?;
    Ok(drawn)
}

fn entry(node: Node<'_>, findings: &mut Findings, at: u64, entries: &mut Vec<Entry>) {
    let subject = node.all("subjectType").next().map_or("", |it| it.attribute("code"));
    let id = first([node.attribute("euReferenceNumber"), node.attribute("logicalId")]);
    let mut draft = Draft::new(id, kind_of(subject), findings, at);
    draft.only_described(node, ENTITY);
    draft.listed(node.attribute("designationDate"));
    for regulation in node.all("regulation") {
        draft.programme(regulation.attribute("programme"));
    }
    for alias in node.all("nameAlias") {
        let parts = ["firstName", "middleName", "lastName"].map(|it| alias.attribute(it));
        if parts.iter().all(|it| it.is_empty()) && alias.attribute("wholeName").is_empty() {
            let others = alias.attributes().filter(|it| !it.1.is_empty() && !NAME.contains(&it.0));
            others.for_each(|it| draft.unknown(it.0));
        }
        let strength = match alias.attribute("strong") {
            "false" => Strength::WeakAlias,
            _ if draft.entry.names.is_empty() => Strength::Primary, // the first is the one it is listed under
            _ => Strength::Alias,
        };
        name(parts, alias.attribute("wholeName"), strength, &mut draft);
        draft.gender(alias.attribute("gender"));
        draft.remark(alias.attribute("function"));
    }
    for citizenship in node.all("citizenship") {
        draft.country(country(citizenship), CountryRole::Nationality);
    }
    for birth in node.all("birthdate") {
        let get = |it: &str| birth.attribute(it);
        let parts = [get("year"), get("monthOfYear"), get("dayOfMonth")];
        let years = [get("yearRangeFrom"), get("yearRangeTo")];
        born(&Born { whole: get("birthdate"), parts, years, circa: get("circa") }, &mut draft);
        draft.place(&[get("place"), get("city"), get("region")], country(birth), PlaceRole::Birth);
    }
    for address in node.all("address") {
        let parts = ["street", "poBox", "place", "city", "zipCode", "region"].map(|it| address.attribute(it));
        draft.place(&parts, country(address), PlaceRole::Address);
    }
    for document in node.all("identification") {
        let get = |it: &str| document.attribute(it);
        let label = first([get("identificationTypeDescription"), get("identificationTypeCode")]);
        let number = first([get("number"), get("latinNumber")]);
        draft.identifier(label, number, Country::named(country(document)));
    }
    for remark in node.all("remark") {
        draft.remark(remark.text());
    }
    draft.finish(entries);
}

/// The code, or the words where the code says nothing (`00`).
fn country(node: Node<'_>) -> &str {
    first([node.attribute("countryIso2Code"), node.attribute("countryDescription")])
}

/// The first of some texts that says something.
fn first<const N: usize>(texts: [&str; N]) -> &str {
    texts.into_iter().find(|it| !is_nothing(it)).unwrap_or("")
}

fn kind_of(code: &str) -> EntryKind {
    match code.to_ascii_lowercase().as_str() {
        "p" | "person" => EntryKind::Person,
        "e" | "enterprise" | "entity" => EntryKind::Organisation,
        _ => EntryKind::Unknown,
    }
}

fn name(parts: [&str; 3], whole: &str, strength: Strength, draft: &mut Draft<'_>) {
    let roles = [PartRole::Given, PartRole::Middle, PartRole::Family];
    let told: Vec<_> = roles.into_iter().zip(parts).filter(|it| !it.1.is_empty()).collect();
    let of_parts = ListName::of_parts(told.iter().copied(), strength);
    // Parts count only where they make up the whole name; often a part is left out of one or the other.
    let same = |it: &ListName| it.text.split_whitespace().eq(whole.split_whitespace());
    if told.len() > 1 && (whole.is_empty() || same(&of_parts)) {
        draft.named(of_parts);
    } else {
        draft.name(if whole.is_empty() { &of_parts.text } else { whole }, strength);
    }
}

fn born(born: &Born<'_>, draft: &mut Draft<'_>) {
    let number = |text: &str| text.trim().parse::<u8>().ok().filter(|it| *it > 0);
    let year = |text: &str| text.trim().parse::<i32>().ok().filter(|it| *it > 0);
    let [from, to] = born.years.map(|it| year(it).and_then(Birth::in_year));
    let [told, month, date] = born.parts;
    let birth = match (born.whole.trim(), year(told), from.or(to)) {
        ("", None, None) => {
            if !(is_nothing(told) || told == "0") {
                draft.born(None);
            }
            return;
        }
        ("", None, Some(any)) => Some(Birth::between(from.unwrap_or(any), to.unwrap_or(any))),
        ("", Some(year), _) => Birth::of_parts(year, number(month), number(date)),
        (whole, ..) => Birth::read(whole),
    };
    let circa = born.circa.eq_ignore_ascii_case("true");
    draft.born(birth.map(|it| if circa { it.about() } else { it }));
}

/// The CSV: one row for each name, address, birth and document, all of which repeat the entity's own columns.
pub(super) struct Csv {
    drawn: Drawn,
    named: HashSet<String>,
}

impl Csv {
    pub(super) fn new() -> Self {
        Self { drawn: Drawn::of(Publisher::Eu, ID), named: HashSet::new() }
    }

    pub(super) fn finish(self) -> Drawn {
        self.drawn
    }
}

impl Rows for Csv {
    fn columns(&mut self, columns: &Columns, _findings: &mut Findings) -> Result<(), ListError> {
        columns.need("Entity_LogicalId")?;
        columns.need("NameAlias_WholeName")
    }

    fn row(&mut self, row: Row<'_>, findings: &mut Findings) {
        self.drawn.published = self.drawn.published.max(day(row.get("fileGenerationDate")));
        let id = first([row.get("Entity_EU_ReferenceNumber"), row.get("Entity_LogicalId")]);
        let subject = first([row.get("Entity_SubjectType"), row.get("Entity_SubjectType_ClassificationCode")]);
        let mut draft = Draft::new(id, kind_of(subject), findings, row.line);
        draft.listed(row.get("Entity_DesignationDate"));
        draft.programme(row.get("Entity_Regulation_Programme"));
        let parts = ["NameAlias_FirstName", "NameAlias_MiddleName", "NameAlias_LastName"].map(|it| row.get(it));
        if parts.iter().any(|it| !it.is_empty()) || !row.get("NameAlias_WholeName").is_empty() {
            let strength = match row.get("NameAlias_Strong") {
                "false" => Strength::WeakAlias,
                _ if self.named.insert(id.to_owned()) => Strength::Primary,
                _ => Strength::Alias,
            };
            name(parts, row.get("NameAlias_WholeName"), strength, &mut draft);
        }
        draft.gender(row.get("NameAlias_Gender"));
        draft.remark(row.get("NameAlias_Function"));
        draft.country(cell_country(row, "Citizenship"), CountryRole::Nationality);
        let get = |it: &str| row.get(&format!("BirthDate_{it}"));
        let parts = [get("Year"), get("Month"), get("Day")];
        let years = [get("YearRangeFrom"), get("YearRangeTo")];
        born(&Born { whole: get("BirthDate"), parts, years, circa: get("Circa") }, &mut draft);
        draft.place(&[get("Place"), get("City"), get("Region")], cell_country(row, "BirthDate"), PlaceRole::Birth);
        let get = |it: &str| row.get(&format!("Address_{it}"));
        let parts = ["Street", "PoBox", "Place", "City", "ZipCode", "Region"].map(get);
        draft.place(&parts, cell_country(row, "Address"), PlaceRole::Address);
        let get = |it: &str| row.get(&format!("Identification_{it}"));
        let label = first([get("TypeDescription"), get("TypeCode")]);
        let issuer = Country::named(cell_country(row, "Identification"));
        draft.identifier(label, first([get("Number"), get("LatinNumber")]), issuer);
        draft.remark(row.get("Entity_Remark"));
        // A row may hold anything but a name; it is merged with the row that has one.
        draft.finish_part(&mut self.drawn.entries);
    }
}

fn cell_country<'a>(row: Row<'a>, of: &str) -> &'a str {
    first([row.get(&format!("{of}_CountryIso2Code")), row.get(&format!("{of}_CountryDescription"))])
}
