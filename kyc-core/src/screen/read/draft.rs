//! An entry while it is read: facts are added as the publisher writes them, what cannot be read becomes a finding.

use super::error::{FindingCode, Findings};
use super::xml::Node;
use crate::base::Day;
use crate::screen::list::{
    Birth, Country, CountryFact, CountryRole, Entry, EntryKind, Gender, Identifier, IdentifierKind, ListName,
    ListedAddress, Place, PlaceRole, Strength, Text,
};

/// The longest name that is kept, in bytes. The longest of the lists at hand has 300.
const NAME_MAX: usize = 2_000;
/// The longest remark that is kept, in bytes. The longest of the lists at hand has 20,000.
const REMARK_MAX: usize = 100_000;

/// An entry and where its findings go.
pub(super) struct Draft<'a> {
    /// The entry so far.
    pub(super) entry: Entry,
    findings: &'a mut Findings,
    at: u64,
}

impl<'a> Draft<'a> {
    /// An entry of the record or line `at`.
    pub(super) fn new(id: &str, kind: EntryKind, findings: &'a mut Findings, at: u64) -> Self {
        Self { entry: Entry::new(id, kind), findings, at }
    }

    pub(super) fn find(&mut self, code: FindingCode) {
        self.findings.add(code, &self.entry.id, self.at);
    }

    /// Tells the elements directly below that are none of these; an empty one loses nothing.
    pub(super) fn only(&mut self, node: Node<'_>, known: &[&str]) {
        for it in node.children().filter(|it| !known.contains(&it.name()) && !it.is_empty()) {
            self.unknown(it.name());
        }
    }

    /// The same of a format of which no real file was at hand: what its description leaves out is told, and is no
    /// sign that something is missing. An entry whose names stand elsewhere has none, which is.
    pub(super) fn only_described(&mut self, node: Node<'_>, known: &[&str]) {
        for it in node.children().filter(|it| !known.contains(&it.name()) && !it.is_empty()) {
            self.findings.described(it.name());
        }
    }

    /// Tells the name of something that is not known where names or addresses stand.
    pub(super) fn unknown(&mut self, name: &str) {
        self.findings.element(name, self.at);
    }

    pub(super) fn programme(&mut self, text: &str) {
        if !text.is_empty() {
            self.entry.programmes.push(text.into());
        }
    }

    pub(super) fn name(&mut self, text: &str, strength: Strength) {
        let text = self.cut(text, NAME_MAX);
        let name = ListName::new(text, strength);
        self.named(name);
    }

    pub(super) fn named(&mut self, name: ListName) {
        if is_damaged(&name.text) {
            self.find(FindingCode::Damaged);
        }
        if !name.text.is_empty() {
            self.entry.names.push(name);
        }
    }

    /// A date of birth in words; an empty text is none.
    pub(super) fn birth(&mut self, text: &str) {
        let text = text.trim();
        match Birth::read(text) {
            Some(birth) => self.entry.births.push(birth),
            None if text.is_empty() => {}
            None => self.find(FindingCode::Date),
        }
    }

    pub(super) fn born(&mut self, birth: Option<Birth>) {
        match birth {
            Some(birth) => self.entry.births.push(birth),
            None => self.find(FindingCode::Date),
        }
    }

    /// The day of listing in any form that [`Birth::read`] reads to the day.
    pub(super) fn listed(&mut self, text: &str) {
        match day(text) {
            Some(day) => self.entry.listed = Some(self.entry.listed.map_or(day, |it| it.min(day))),
            None if text.trim().is_empty() => {}
            None => self.find(FindingCode::Date),
        }
    }

    /// A country by name or code. What is not known is a finding, unless it says that it is not known.
    pub(super) fn country(&mut self, text: &str, role: CountryRole) {
        self.country_known(text, role);
    }

    fn country_known(&mut self, text: &str, role: CountryRole) -> Option<Country> {
        let text = text.trim();
        let country = Country::named(text.strip_prefix("possibly ").unwrap_or(text));
        match country {
            Some(country) => self.entry.countries.push(CountryFact { country, role }),
            None if is_nothing(text) => {}
            None => self.find(FindingCode::Country),
        }
        country
    }

    /// An address or a place of birth in parts, from the narrowest to the country. The country is a fact of its own too.
    pub(super) fn place(&mut self, parts: &[&str], country: &str, role: PlaceRole) {
        let facts = match role {
            PlaceRole::Birth => CountryRole::Birth,
            PlaceRole::Address => CountryRole::Residence,
        };
        let known = self.country_known(country, facts);
        let shown = if is_nothing(country) { "" } else { country };
        let parts: Vec<&str> =
            parts.iter().copied().chain([shown]).map(str::trim).filter(|it| !it.is_empty()).collect();
        if !parts.is_empty() {
            let text = parts.join(", ");
            let text = self.cut(&text, NAME_MAX).into();
            self.entry.places.push(Place { text, country: known, role });
        }
    }

    /// A place in one text, whose country may stand at its end.
    pub(super) fn place_in_words(&mut self, text: &str, role: PlaceRole) {
        let text = text.trim();
        if !text.is_empty() {
            let country = Country::at_end_of(text);
            let facts = if role == PlaceRole::Birth { CountryRole::Birth } else { CountryRole::Residence };
            self.entry.countries.extend(country.map(|country| CountryFact { country, role: facts }));
            self.entry.places.push(Place { text: text.into(), country, role });
        }
    }

    pub(super) fn gender(&mut self, text: &str) {
        self.entry.genders.extend(Gender::read(text));
    }

    pub(super) fn identifier(&mut self, label: &str, value: &str, country: Option<Country>) {
        self.identified(IdentifierKind::of_label(label), label, value, country);
    }

    pub(super) fn identified(&mut self, kind: IdentifierKind, label: &str, value: &str, country: Option<Country>) {
        if !value.trim().is_empty() {
            let (label, value) = (label.trim().into(), value.trim().into());
            self.entry.identifiers.push(Identifier { kind, label, value, country });
        }
    }

    pub(super) fn address(&mut self, ticker: &str, text: &str) {
        if !text.trim().is_empty() {
            self.entry.addresses.push(ListedAddress { ticker: ticker.trim().into(), text: text.trim().into() });
        }
    }

    pub(super) fn remark(&mut self, text: &str) {
        let text = self.cut(text.trim(), REMARK_MAX);
        if !text.is_empty() {
            self.entry.remarks.push(Text::from(text));
        }
    }

    fn cut<'t>(&mut self, text: &'t str, most: usize) -> &'t str {
        if text.len() <= most {
            return text;
        }
        self.find(FindingCode::Long);
        let end = (0..=most).rev().find(|it| text.is_char_boundary(*it)).unwrap_or(0);
        text.get(..end).unwrap_or("")
    }

    /// Adds a part of an entry to a list, where it is merged with the other parts of its identifier.
    pub(super) fn finish_part(mut self, entries: &mut Vec<Entry>) {
        if self.entry.id.is_empty() {
            self.find(FindingCode::NoIdentifier);
        } else {
            entries.push(self.entry);
        }
    }

    /// Adds the entry to a list. One without an identifier, or without a name and an address, is left out.
    pub(super) fn finish(mut self, entries: &mut Vec<Entry>) {
        if self.entry.id.is_empty() {
            self.find(FindingCode::NoIdentifier);
        } else if self.entry.names.is_empty() && self.entry.addresses.is_empty() {
            self.find(FindingCode::NoName);
        } else {
            entries.push(self.entry);
        }
    }
}

/// Whether letters of a name were lost on the way: a wrong encoding leaves U+FFFD or question marks in their place.
fn is_damaged(text: &str) -> bool {
    text.contains('\u{fffd}') || text.contains('?') && !text.chars().any(char::is_alphanumeric)
}

/// Whether a text says that something is not known.
pub(super) fn is_nothing(text: &str) -> bool {
    let words = [
        "",
        "unknown",
        "undetermined",
        "n/a",
        "na",
        "none",
        "-0-",
        "00",
        "stateless",
        "not known",
        "none identified",
        "region: unknown",
    ];
    words.iter().any(|it| text.trim().eq_ignore_ascii_case(it))
}

/// A day: `2026-03-01`, with a time behind it or not, `01/03/2026`, `01-Mar-2026`.
pub(super) fn day(text: &str) -> Option<Day> {
    let text = text.trim();
    if let Some(day) = text.get(..10).and_then(|it| Day::parse(it).ok()) {
        return Some(day);
    }
    Birth::read(text).filter(|it| it.first() == it.last()).map(Birth::first)
}
