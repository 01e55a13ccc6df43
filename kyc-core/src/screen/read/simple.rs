//! Plain tables: OpenSanctions' `targets.simple.csv` and the US Consolidated Screening List.

use super::draft::{Draft, day};
use super::error::{Findings, ListError};
use super::table::{Columns, Row, Rows, Seen};
use super::{Drawn, Publisher};
use crate::screen::list::{CountryRole, EntryKind, PlaceRole, Strength};

/// OpenSanctions' simplified table: values of one cell are joined by semicolons.
///
/// The day of publication is the latest `last_seen`. Tested on a file made after the documented columns.
pub(super) struct Targets {
    drawn: Drawn,
    seen: Seen,
}

impl Targets {
    pub(super) fn new() -> Self {
        Self { drawn: Drawn::of(Publisher::OpenSanctions, "opensanctions"), seen: Seen::default() }
    }

    pub(super) fn finish(self) -> Drawn {
        self.drawn
    }
}

/// The kind of a schema of FollowTheMoney. A legal entity may be a person or a company.
pub(super) fn kind_of(schema: &str) -> EntryKind {
    match schema {
        "Person" => EntryKind::Person,
        "Organization" | "Company" | "PublicBody" => EntryKind::Organisation,
        "Vessel" => EntryKind::Vessel,
        "Airplane" => EntryKind::Aircraft,
        _ => EntryKind::Unknown,
    }
}

impl Rows for Targets {
    fn columns(&mut self, columns: &Columns, _findings: &mut Findings) -> Result<(), ListError> {
        ["id", "schema", "name"].into_iter().try_for_each(|it| columns.need(it))
    }

    fn row(&mut self, row: Row<'_>, findings: &mut Findings) {
        let kind = kind_of(row.get("schema"));
        let mut draft = Draft::new(row.get("id"), kind, findings, row.line);
        self.seen.see(&mut draft);
        draft.name(row.get("name"), Strength::Primary);
        row.parts("aliases", ';').for_each(|it| draft.name(it, Strength::Alias));
        row.parts("birth_date", ';').for_each(|it| {
            if kind == EntryKind::Person {
                draft.birth(it);
            }
        });
        let role = if kind == EntryKind::Person { CountryRole::Nationality } else { CountryRole::Registration };
        row.parts("countries", ';').for_each(|it| draft.country(it, role));
        row.parts("addresses", ';').for_each(|it| draft.place_in_words(it, PlaceRole::Address));
        row.parts("identifiers", ';').for_each(|it| draft.identifier("identifier", it, None));
        row.parts("program_ids", ';').for_each(|it| draft.programme(it));
        row.parts("dataset", ';').for_each(|it| draft.programme(it));
        draft.remark(row.get("sanctions"));
        self.drawn.published = self.drawn.published.max(day(row.get("last_seen")));
        draft.finish(&mut self.drawn.entries);
    }
}

/// The Consolidated Screening List of the International Trade Administration. It tells no day of its own.
///
/// Tested on a sample of the real file.
pub(super) struct Csl {
    drawn: Drawn,
    seen: Seen,
}

impl Csl {
    pub(super) fn new() -> Self {
        Self { drawn: Drawn::of(Publisher::Csl, "us-csl"), seen: Seen::default() }
    }

    pub(super) fn finish(self) -> Drawn {
        self.drawn
    }
}

impl Rows for Csl {
    fn columns(&mut self, columns: &Columns, _findings: &mut Findings) -> Result<(), ListError> {
        ["source", "name", "alt_names"].into_iter().try_for_each(|it| columns.need(it))
    }

    fn row(&mut self, row: Row<'_>, findings: &mut Findings) {
        let kind = match row.get("type").to_ascii_lowercase().as_str() {
            "individual" => EntryKind::Person,
            "entity" => EntryKind::Organisation,
            "vessel" => EntryKind::Vessel,
            "aircraft" => EntryKind::Aircraft,
            _ => EntryKind::Unknown,
        };
        // Sources other than the Treasury number nothing: such a row is known by its line.
        let id = match (row.get("_id"), row.get("entity_number")) {
            ("", "") => format!("line-{}", row.line),
            ("", number) => number.to_owned(),
            (id, _) => id.to_owned(),
        };
        let mut draft = Draft::new(&id, kind, findings, row.line);
        self.seen.see(&mut draft);
        row.parts("programs", ';').for_each(|it| draft.programme(it));
        draft.name(row.get("name"), Strength::Primary);
        row.parts("alt_names", ';').for_each(|it| draft.name(it, Strength::Alias));
        draft.listed(row.get("start_date"));
        for column in ["citizenships", "nationalities"] {
            row.parts(column, ';').for_each(|it| draft.country(it, CountryRole::Nationality));
        }
        draft.country(row.get("vessel_flag"), CountryRole::Registration);
        row.parts("dates_of_birth", ';').for_each(|it| draft.birth(it));
        row.parts("places_of_birth", ';').for_each(|it| draft.place_in_words(it, PlaceRole::Birth));
        row.parts("addresses", ';').for_each(|it| draft.place_in_words(it, PlaceRole::Address));
        for id in row.parts("ids", ';') {
            match id.split_once(", ") {
                Some((label, value)) if label.starts_with("Digital Currency Address") => {
                    draft.address(label.rsplit(' ').next().unwrap_or(""), value);
                }
                Some(("Gender", value)) => draft.gender(value),
                Some((label, value)) => draft.identifier(label, value, None),
                None => draft.remark(id),
            }
        }
        draft.remark(row.get("title"));
        draft.remark(row.get("remarks"));
        draft.programme(row.get("source"));
        draft.finish(&mut self.drawn.entries);
    }
}
