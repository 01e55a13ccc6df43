//! The UK Sanctions List of the Foreign, Commonwealth and Development Office, XML and CSV of 2025.
//!
//! Tested on files made after the published schema.

use super::draft::{Draft, day, is_nothing};
use super::error::{Findings, ListError};
use super::input::Progress;
use super::table::{Columns, Row, Rows};
use super::xml::{Node, Shape, walk};
use super::{Drawn, Publisher};
use crate::screen::list::{
    Birth, CountryRole, Entry, EntryKind, IdentifierKind, ListName, PartRole, PlaceRole, Strength,
};
use std::io::BufRead;

const ID: &str = "uk-fcdo";
/// Between several values in one cell.
const BETWEEN: char = '|';

const SHAPE: Shape = Shape { records: &["DateGenerated", "Designation"], around: &[], passed: &[] };
/// What a designation can have.
const DESIGNATION: &[&str] = &[
    "LastUpdated",
    "DateDesignated",
    "UniqueID",
    "OFSIGroupID",
    "UNReferenceNumber",
    "Names",
    "NonLatinNames",
    "Titles",
    "RegimeName",
    "IndividualEntityShip",
    "DesignationSource",
    "SanctionsImposed",
    "SanctionsImposedIndicators",
    "OtherInformation",
    "UKStatementofReasons",
    "Addresses",
    "PhoneNumbers",
    "EmailAddresses",
    "Websites",
    "IndividualDetails",
    "EntityDetails",
    "ShipDetails",
];
const NAME: &[&str] = &["Name1", "Name2", "Name3", "Name4", "Name5", "Name6", "NameType", "AliasStrength"];
const NON_LATIN: &[&str] = &["NonLatinName", "NameNonLatinScript", "NonLatinScriptType", "NonLatinScriptLanguage"];

pub(super) fn read_xml(input: impl BufRead, step: &Progress, findings: &mut Findings) -> Result<Drawn, ListError> {
    let mut drawn = Drawn::of(Publisher::Uk, ID);
    let mut at = 0;
    walk(input, step, &SHAPE, findings, &mut |node, findings| {
        match node.name() {
            "Designation" => {
                at += 1;
                designation(node, findings, at, &mut drawn.entries);
            }
            "DateGenerated" => drawn.published = day(node.text()),
            _ => drawn.published = day(node.attribute("DateGenerated")),
        }
        Ok(())
    })?;
    Ok(drawn)
}

fn designation(node: Node<'_>, findings: &mut Findings, at: u64, entries: &mut Vec<Entry>) {
    let kind = kind_of(node.text_of("IndividualEntityShip"));
    let mut draft = Draft::new(node.text_of("UniqueID"), kind, findings, at);
    draft.only_described(node, DESIGNATION);
    node.all("Names").for_each(|it| draft.only_described(it, &["Name"]));
    let scripts = node.all("NonLatinNames");
    scripts.chain(node.below("NonLatinName")).for_each(|it| draft.only_described(it, NON_LATIN));
    draft.programme(node.text_of("RegimeName"));
    draft.listed(node.text_of("DateDesignated"));
    for it in node.all("Names").flat_map(|it| it.all("Name")) {
        draft.only_described(it, NAME);
        let parts = ["Name1", "Name2", "Name3", "Name4", "Name5", "Name6"].map(|name| it.text_of(name));
        name(parts, it.text_of("NameType"), it.text_of("AliasStrength"), &mut draft);
    }
    for it in node.below("NameNonLatinScript") {
        draft.name(it.text(), Strength::Alias);
    }
    for it in node.all("Addresses").flat_map(|it| it.all("Address")) {
        let lines = [
            "AddressLine1",
            "AddressLine2",
            "AddressLine3",
            "AddressLine4",
            "AddressLine5",
            "AddressLine6",
            "AddressPostalCode",
        ];
        draft.place(&lines.map(|line| it.text_of(line)), it.text_of("AddressCountry"), PlaceRole::Address);
    }
    for it in node.below("DOB") {
        birth(it.text(), &mut draft);
    }
    for it in node.below("Nationality") {
        draft.country(it.text(), CountryRole::Nationality);
    }
    for it in node.below("Gender") {
        draft.gender(it.text());
    }
    for it in node.below("Location") {
        draft.place(&[it.text_of("TownOfBirth")], it.text_of("CountryOfBirth"), PlaceRole::Birth);
    }
    for (element, kind, label) in NUMBERS {
        for it in node.below(element) {
            draft.identified(*kind, label, it.text(), None);
        }
    }
    for it in node.below("CurrentBelievedFlagOfShip") {
        draft.country(it.text(), CountryRole::Registration);
    }
    for it in node.below("Position") {
        draft.remark(it.text());
    }
    draft.remark(node.text_of("OtherInformation"));
    draft.remark(node.text_of("UKStatementofReasons"));
    draft.finish(entries);
}

/// Elements that hold a number, and what it is.
const NUMBERS: &[(&str, IdentifierKind, &str)] = &[
    ("PassportNumber", IdentifierKind::Passport, "Passport number"),
    ("NationalIdentifierNumber", IdentifierKind::National, "National identifier number"),
    ("BusinessRegistrationNumber", IdentifierKind::Registration, "Business registration number"),
    ("IMONumber", IdentifierKind::Imo, "IMO number"),
    ("HullIdentificationNumber", IdentifierKind::Registration, "Hull identification number"),
];

fn kind_of(text: &str) -> EntryKind {
    match text.to_ascii_lowercase().as_str() {
        "individual" => EntryKind::Person,
        "entity" => EntryKind::Organisation,
        "ship" => EntryKind::Vessel,
        _ => EntryKind::Unknown,
    }
}

/// Names 1 to 5 come before name 6, which is the family name of a person and the whole name of anything else.
fn name(parts: [&str; 6], kind: &str, strength: &str, draft: &mut Draft<'_>) {
    let strength = match (kind.to_ascii_lowercase().as_str(), strength.to_ascii_lowercase().as_str()) {
        (kind, _) if kind.starts_with("primary") => Strength::Primary,
        (_, weak) if weak.starts_with("low") => Strength::WeakAlias,
        _ => Strength::Alias,
    };
    let person = draft.entry.kind == EntryKind::Person;
    let role = |at: usize| match (person, at) {
        (false, _) => PartRole::Whole,
        (true, 0) => PartRole::Given,
        (true, 5) => PartRole::Family,
        (true, _) => PartRole::Middle,
    };
    let told: Vec<_> =
        parts.into_iter().enumerate().filter(|it| !it.1.is_empty()).map(|it| (role(it.0), it.1)).collect();
    if let [(PartRole::Family | PartRole::Given, whole)] = told.as_slice() {
        draft.name(whole, strength); // a single name is not known to be a family name
    } else {
        draft.named(ListName::of_parts(told, strength));
    }
}

/// `dd/mm/yyyy` in digits, with `dd`, `mm` or `00` for what is not known.
fn birth(text: &str, draft: &mut Draft<'_>) {
    let text = text.trim().to_ascii_lowercase().replace("dd/", "00/").replace("mm/", "00/");
    if text == "00/00/yyyy" || is_nothing(&text) {
        return;
    }
    draft.born(Birth::read(&text));
}

/// The CSV: one row for each name and each address, all of which repeat the other columns.
pub(super) struct Csv(Drawn);

impl Csv {
    pub(super) fn new() -> Self {
        Self(Drawn::of(Publisher::Uk, ID))
    }

    pub(super) fn finish(self) -> Drawn {
        self.0
    }
}

impl Rows for Csv {
    fn preamble(&mut self, line: &str) -> Result<(), ListError> {
        if let Some((_, told)) = line.split_once(':') {
            self.0.published = self.0.published.or_else(|| day(told.trim_end_matches(',')));
        }
        Ok(())
    }

    fn columns(&mut self, columns: &Columns, _findings: &mut Findings) -> Result<(), ListError> {
        columns.need("Unique ID")?;
        columns.need("Name 6")
    }

    fn row(&mut self, row: Row<'_>, findings: &mut Findings) {
        let mut draft = Draft::new(row.get("Unique ID"), kind_of(row.get("Designation Type")), findings, row.line);
        draft.programme(row.get("Regime Name"));
        draft.listed(row.get("Date Designated"));
        let parts = ["Name 1", "Name 2", "Name 3", "Name 4", "Name 5", "Name 6"].map(|it| row.get(it));
        name(parts, row.get("Name type"), row.get("Alias strength"), &mut draft);
        draft.name(row.get("Name non-latin script"), Strength::Alias);
        let lines = [
            "Address Line 1",
            "Address Line 2",
            "Address Line 3",
            "Address Line 4",
            "Address Line 5",
            "Address Line 6",
            "Address Postal Code",
        ];
        draft.place(&lines.map(|it| row.get(it)), row.get("Address Country"), PlaceRole::Address);
        row.parts("D.O.B", BETWEEN).for_each(|it| birth(it, &mut draft));
        row.parts("Nationality(/ies)", BETWEEN).for_each(|it| draft.country(it, CountryRole::Nationality));
        row.parts("Gender", BETWEEN).for_each(|it| draft.gender(it));
        // Towns and countries of several births stand in the same order, where there are as many of both.
        let (towns, countries): (Vec<_>, Vec<_>) =
            (row.parts("Town of birth", BETWEEN).collect(), row.parts("Country of birth", BETWEEN).collect());
        for at in 0..towns.len().max(countries.len()) {
            let (town, country) = (towns.get(at).copied().unwrap_or(""), countries.get(at).copied().unwrap_or(""));
            draft.place(&[town], country, PlaceRole::Birth);
        }
        for (column, kind) in [
            ("Passport number", IdentifierKind::Passport),
            ("National Identifier number", IdentifierKind::National),
            ("Business registration number (s)", IdentifierKind::Registration),
            ("IMO number", IdentifierKind::Imo),
            ("Hull identification number (HIN)", IdentifierKind::Registration),
        ] {
            row.parts(column, BETWEEN).for_each(|it| draft.identified(kind, column, it, None));
        }
        row.parts("Current believed flag of ship", BETWEEN).for_each(|it| draft.country(it, CountryRole::Registration));
        for column in ["Position", "Other Information", "UK Statement of Reasons"] {
            draft.remark(row.get(column));
        }
        draft.finish_part(&mut self.0.entries);
    }
}
