//! The US Treasury's lists, CSV: primary names, alternates, addresses and comments in four files without headings.
//!
//! Tested on a whole set of real files. `-0-` stands for nothing, and a remark too long for its cell goes on in
//! the file of comments, in the middle of a word: all four files together are the list.

use super::draft::Draft;
use super::error::{FindingCode, Findings, ListError};
use super::ofac_remarks::remarks;
use super::table::{Columns, Row, Rows};
use super::{Drawn, Publisher};
use crate::screen::list::{CountryRole, EntryKind, ListName, PartRole, PlaceRole, Strength};
use std::collections::HashMap;

/// Which of the four files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Part {
    Primary,
    Alternates,
    Addresses,
    Comments,
}

impl Part {
    /// How many cells a row has.
    pub(super) const fn cells(self) -> usize {
        match self {
            Self::Primary => 12,
            Self::Alternates => 5,
            Self::Addresses => 6,
            Self::Comments => 2,
        }
    }
}

/// The four files, read in this order.
pub(super) struct Csv {
    pub(super) part: Part,
    drawn: Drawn,
    remarks: Vec<String>,
    at_of: HashMap<Box<str>, usize>,
    rows: u64,
    orphans: u64,
}

/// One row in so many speaks of an entry that is missing where the files are of different days.
const ORPHANS: u64 = 100;

/// A cell, or nothing where it says so.
fn cell(row: Row<'_>, at: usize) -> &str {
    Some(row.cell(at)).filter(|it| *it != "-0-").unwrap_or("")
}

impl Csv {
    pub(super) fn new() -> Self {
        let drawn = Drawn::of(Publisher::Ofac, "us-ofac");
        Self { part: Part::Primary, drawn, remarks: Vec::new(), at_of: HashMap::new(), rows: 0, orphans: 0 }
    }

    /// Takes the remarks apart, now that they are whole.
    pub(super) fn finish(mut self, findings: &mut Findings) -> Drawn {
        for (entry, text) in self.drawn.entries.iter_mut().zip(&self.remarks) {
            let mut draft = Draft::new("", EntryKind::Unknown, findings, 0);
            std::mem::swap(&mut draft.entry, entry);
            remarks(text, &mut draft);
            std::mem::swap(&mut draft.entry, entry);
        }
        if self.orphans * ORPHANS > self.rows {
            findings.add(FindingCode::Parts, "", 0);
        }
        self.drawn
    }

    fn primary(&mut self, row: Row<'_>, findings: &mut Findings) {
        let kind = match cell(row, 2).to_ascii_lowercase().as_str() {
            "individual" => EntryKind::Person,
            "vessel" => EntryKind::Vessel,
            "aircraft" => EntryKind::Aircraft,
            _ => EntryKind::Organisation,
        };
        let mut draft = Draft::new(cell(row, 0), kind, findings, row.line);
        named(cell(row, 1), kind, Strength::Primary, &mut draft);
        cell(row, 3).split("] [").for_each(|it| draft.programme(it.trim_matches(['[', ']', ' '])));
        draft.remark(cell(row, 4));
        draft.identifier("Vessel Call Sign", cell(row, 5), None);
        draft.country(cell(row, 9), CountryRole::Registration);
        let (id, before) = (draft.entry.id.clone(), self.drawn.entries.len());
        draft.finish(&mut self.drawn.entries);
        if self.drawn.entries.len() > before {
            self.at_of.insert(id, before);
            self.remarks.push(cell(row, 11).to_owned());
        }
    }
}

fn named(text: &str, kind: EntryKind, strength: Strength, draft: &mut Draft<'_>) {
    match text.split_once(", ") {
        Some((family, given)) if kind == EntryKind::Person => {
            draft.named(ListName::of_parts([(PartRole::Given, given), (PartRole::Family, family)], strength));
        }
        _ => draft.name(text, strength),
    }
}

impl Rows for Csv {
    fn columns(&mut self, _columns: &Columns, _findings: &mut Findings) -> Result<(), ListError> {
        Ok(())
    }

    fn row(&mut self, row: Row<'_>, findings: &mut Findings) {
        if self.part == Part::Primary {
            return self.primary(row, findings);
        }
        let id = cell(row, 0);
        self.rows += 1;
        let Some(at) = self.at_of.get(id).copied() else {
            self.orphans += 1;
            return findings.add(FindingCode::Orphan, id, row.line);
        };
        if self.part == Part::Comments {
            if let Some(text) = self.remarks.get_mut(at) {
                text.push_str(row.raw(1));
            }
            return;
        }
        let Some(entry) = self.drawn.entries.get_mut(at) else { return };
        let mut draft = Draft::new(id, entry.kind, findings, row.line);
        std::mem::swap(&mut draft.entry, entry);
        if self.part == Part::Alternates {
            let kind = draft.entry.kind;
            named(cell(row, 3), kind, Strength::Alias, &mut draft);
        } else {
            draft.place(&[cell(row, 2), cell(row, 3)], cell(row, 4), PlaceRole::Address);
        }
        std::mem::swap(&mut draft.entry, entry);
    }
}
