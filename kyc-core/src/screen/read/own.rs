//! A list of one's own: CSV whose first line says `tidegate-list,NAME,DAY`, whose second names the columns.
//!
//! Columns: `id` and `name` are needed; `kind` (person, organisation, vessel, aircraft), `aliases`, `weak_aliases`,
//! `born`, `gender`, `nationalities`, `residences`, `registrations`, `places_of_birth`, `identifiers`, `addresses` (digital
//! currency, as `XBT:1Boat…` or bare), `programmes`, `listed`, `remarks` are read where they are. Several values
//! of one cell are joined by semicolons, an identifier is `label:value` or a bare value.

use super::draft::Draft;
use super::error::{FindingCode, Findings, ListError};
use super::table::{Columns, Row, Rows, Seen};
use super::{Drawn, Publisher};
use crate::base::Day;
use crate::base::written::closest;
use crate::screen::list::{Country, CountryRole, EntryKind, Gender, PlaceRole, Strength};

/// The first word of a list of one's own.
pub(super) const OWN: &str = "tidegate-list";

const COLUMNS: [&str; 16] = [
    "id",
    "kind",
    "name",
    "aliases",
    "weak_aliases",
    "born",
    "gender",
    "nationalities",
    "residences",
    "registrations",
    "places_of_birth",
    "identifiers",
    "addresses",
    "programmes",
    "listed",
    "remarks",
];
/// Shorter headings are near too much: `note` and `date` are two letters from `name`.
const SLIP_MIN: usize = 5;
/// What the columns are called in a file of customers.
const CUSTOMERS_WORDS: [(&str, &str); 3] =
    [("wallet", "addresses"), ("wallets", "addresses"), ("othernames", "aliases")];
/// The longest ticker before an address.
const TICKER_MAX: usize = 6;

pub(super) struct Own {
    drawn: Drawn,
    seen: Seen,
}

impl Own {
    pub(super) fn new() -> Self {
        Self { drawn: Drawn::of(Publisher::Own, "own"), seen: Seen::default() }
    }

    pub(super) fn finish(self) -> Drawn {
        self.drawn
    }
}

impl Rows for Own {
    fn preamble(&mut self, line: &str) -> Result<(), ListError> {
        let mut cells = line.split(',').map(str::trim);
        if cells.next() == Some(OWN) {
            if let Some(id) = cells.next().filter(|it| !it.is_empty()) {
                if let Some(publisher) = Publisher::of_list(id) {
                    return Err(ListError::Reserved(publisher.code()));
                }
                self.drawn.id = id.into();
            }
            // Of `01/03/2026` nobody knows whether it is in March.
            if let Some(day) = cells.next().filter(|it| !it.is_empty()) {
                self.drawn.published = Some(Day::parse(day).map_err(|_| ListError::Day)?);
            }
        }
        Ok(())
    }

    /// A heading that is nearly a column's is a slip that would lose what stands below it; others are told.
    fn columns(&mut self, columns: &Columns, findings: &mut Findings) -> Result<(), ListError> {
        columns.need("id")?;
        for (at, name) in columns.names().iter().enumerate().filter(|it| !it.1.is_empty()) {
            let before = columns.names().get(..at).unwrap_or(&[]);
            match COLUMNS.into_iter().find(|it| plain(it) == *name) {
                Some(known) if before.contains(name) => return Err(ListError::Twice(known)),
                Some(_) => {}
                None => match near(name) {
                    Some(known) => return Err(ListError::Misspelt { column: name.as_str().into(), known }),
                    None => findings.add(FindingCode::Column, name, 0),
                },
            }
        }
        columns.need("name")
    }

    fn row(&mut self, row: Row<'_>, findings: &mut Findings) {
        let kind = EntryKind::named(row.get("kind"));
        let mut draft = Draft::new(row.get("id"), kind.unwrap_or(EntryKind::Unknown), findings, row.line);
        if kind.is_none() {
            draft.find(FindingCode::Kind);
        }
        self.seen.see(&mut draft);
        draft.name(row.get("name"), Strength::Primary);
        row.parts("aliases", ';').for_each(|it| draft.name(it, Strength::Alias));
        row.parts("weak_aliases", ';').for_each(|it| draft.name(it, Strength::WeakAlias));
        row.parts("born", ';').for_each(|it| draft.birth(it));
        for it in row.parts("gender", ';') {
            draft.gender(it);
            if Gender::read(it).is_none() {
                draft.find(FindingCode::Gender);
            }
        }
        for (column, role) in [
            ("nationalities", CountryRole::Nationality),
            ("residences", CountryRole::Residence),
            ("registrations", CountryRole::Registration),
        ] {
            row.parts(column, ';').for_each(|it| draft.country(it, role));
        }
        row.parts("places_of_birth", ';').for_each(|it| draft.place_in_words(it, PlaceRole::Birth));
        for it in row.parts("identifiers", ';') {
            let (label, value) = it.split_once(':').unwrap_or(("identifier", it));
            draft.identifier(label, value, None::<Country>);
        }
        row.parts("addresses", ';').for_each(|it| address(it, &mut draft));
        row.parts("programmes", ';').for_each(|it| draft.programme(it));
        draft.listed(row.get("listed"));
        draft.remark(row.get("remarks"));
        draft.finish(&mut self.drawn.entries);
    }
}

/// A column's name as the headings of a table are compared.
fn plain(name: &str) -> String {
    name.replace('_', "")
}

/// The column that a heading nearly names, in the plural as well.
fn near(heading: &str) -> Option<&'static str> {
    if let Some((_, known)) = CUSTOMERS_WORDS.iter().find(|it| it.0 == heading) {
        return Some(known);
    }
    let plural = heading.strip_suffix('y').map(|it| format!("{it}ies"));
    let all = COLUMNS.map(plain);
    let close = |it: &str| {
        let found = closest(it, all.iter().map(String::as_str)).filter(|_| it.chars().count() >= SLIP_MIN)?;
        COLUMNS.into_iter().find(|it| plain(it) == found)
    };
    close(heading).or_else(|| plural.as_deref().and_then(close))
}

/// `bitcoincash:…` is an address, `BCH:…` a ticker before one. What is neither is kept and found by its text, and told.
fn address(text: &str, draft: &mut Draft<'_>) {
    let (ticker, address) = match text.split_once(':') {
        Some((ticker, address)) if ticker.trim().len() <= TICKER_MAX => (ticker.trim(), address.trim()),
        _ => ("", text),
    };
    let is_word = |it: char| it.is_ascii_alphanumeric() || matches!(it, ':' | '-' | '_' | '.' | '+' | '/' | '=' | '@');
    let is_ticker = ticker.bytes().all(|it| it.is_ascii_alphanumeric()) && (!ticker.is_empty() || address == text);
    if !is_ticker || address.is_empty() || !address.chars().all(is_word) {
        draft.find(FindingCode::Address);
    }
    draft.address(ticker, address);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_a_heading_is_known_and_another_word_is_not() {
        for (heading, known) in [
            ("adresses", Some("addresses")),
            ("address", Some("addresses")),
            ("alias", Some("aliases")),
            ("weakalias", Some("weak_aliases")),
            ("nationality", Some("nationalities")),
            ("names", Some("name")),
            ("wallet", Some("addresses")),
            ("wallets", Some("addresses")),
            ("othernames", Some("aliases")),
            ("note", None),
            ("date", None),
            ("list", None),
            ("uid", None),
            ("phone", None),
            ("source", None),
            ("comment", None),
        ] {
            assert_eq!(near(heading), known, "{heading}");
        }
    }
}
