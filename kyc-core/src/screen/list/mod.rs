//! The model of a sanctions list: entries with all that their publisher tells of them.
//!
//! Every reader gives this one shape, whatever the file; every search and every comparison takes
//! it. A [`List`] always has an entry: an empty list is an error where it is read, because an
//! empty list would call everybody clear.

mod birth;
mod country;
mod entry;
mod facts;
mod name;
mod text;

pub use birth::{Birth, Exactness, Precision};
pub use country::{Country, CountryError};
pub use entry::{Entry, EntryKind};
pub use facts::{CountryFact, CountryRole, Gender, Identifier, IdentifierKind, ListedAddress, Place, PlaceRole};
pub use name::{ListName, NamePart, PartRole, Script, Strength};
pub use text::Text;

use crate::base::{Day, SourceId};
use std::fmt;

crate::codes! {
    /// Who publishes a list.
    pub enum Publisher {
        /// The Office of Foreign Assets Control of the US Treasury.
        Ofac = "us-ofac",
        /// The International Trade Administration's Consolidated Screening List of the United States.
        Csl = "us-csl",
        /// The Security Council of the United Nations.
        Un = "un-sc",
        /// The European Union's consolidated list of financial sanctions.
        Eu = "eu-fsf",
        /// The UK Sanctions List of the Foreign, Commonwealth and Development Office.
        Uk = "uk-fcdo",
        /// A collection of OpenSanctions.
        OpenSanctions = "opensanctions",
        /// A list of one's own.
        Own = "own",
    }
}

/// The Treasury's lists, where a file tells which of them it is: specially designated nationals, and all others.
pub(crate) const OF_OFAC: [&str; 2] = ["us-ofac-sdn", "us-ofac-cons"];

/// Whether a list of this id is the one that is asked for: `us-ofac` is any file of the Treasury's, since its CSV
/// files do not tell which list they are.
#[must_use]
pub fn is_asked_for(asked: &str, id: &str) -> bool {
    asked == id || asked == Publisher::Ofac.code() && OF_OFAC.contains(&id)
}

impl Publisher {
    /// The publisher whose list has that name: no list of one's own may bear it.
    #[must_use]
    pub fn of_list(id: &str) -> Option<Self> {
        let is = |name: &str| name.eq_ignore_ascii_case(id);
        let part = OF_OFAC.into_iter().any(is).then_some(Self::Ofac);
        part.or_else(|| Self::ALL.iter().copied().find(|it| *it != Self::Own && is(it.code())))
    }
}

crate::codes! {
    /// Whether all of a list was there to be read.
    pub enum Completeness {
        /// Nothing is known to be missing.
        Whole = "whole",
        /// A row or record was left out, or parts refer to entries that are missing: files of different days, or one that was cut.
        Partial = "partial",
    }
}

/// A list as it was read: at least one entry, in the order of their identifiers, each of them once.
#[derive(Clone, PartialEq, Eq)]
pub struct List {
    id: Box<str>,
    publisher: Publisher,
    published: Option<Day>,
    source: SourceId,
    completeness: Completeness,
    entries: Vec<Entry>,
}

/// How old a list is on a day. Only [`Age::Fresh`] can be part of a clear answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Age {
    /// Published so many days ago, within what the policy allows.
    Fresh {
        /// Days since publication; none for a list of the same day, or of tomorrow in another time zone.
        days: u32,
    },
    /// Published longer ago than the policy allows.
    Stale {
        /// Days since publication.
        days: u32,
    },
    /// The publication day is not told or lies in the future, or something of the list is missing.
    Unknown,
}

/// A list of no entries, which would call everybody clear.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the list has no entry")]
pub struct EmptyList;

impl List {
    /// A list of these entries, put in the order of their identifiers. Entries of one identifier become one
    /// that has all names and facts of both: nothing that was listed is lost.
    ///
    /// `id` names the list in answers (`us-ofac-sdn`), `source` is the digest of the bytes it was read from.
    ///
    /// # Errors
    /// [`EmptyList`] where there is no entry.
    pub fn new(
        id: &str,
        publisher: Publisher,
        published: Option<Day>,
        source: SourceId,
        entries: Vec<Entry>,
    ) -> Result<Self, EmptyList> {
        if entries.is_empty() {
            return Err(EmptyList);
        }
        let (completeness, entries) = (Completeness::Whole, entry::merged(entries));
        Ok(Self { id: id.into(), publisher, published, source, completeness, entries })
    }

    /// Some entries of this list under another name: the one list that may have none.
    pub(in crate::screen) fn part(&self, id: &str, entries: Vec<Entry>) -> Self {
        let Self { publisher, published, source, completeness, .. } = *self;
        Self { id: id.into(), publisher, published, source, completeness, entries: entry::merged(entries) }
    }

    /// The same list, known to lack something: its age is unknown for good, so that it is never clear.
    #[must_use]
    pub fn known_to_lack(mut self) -> Self {
        self.completeness = Completeness::Partial;
        self
    }

    /// Whether all of it was there to be read.
    #[must_use]
    pub const fn completeness(&self) -> Completeness {
        self.completeness
    }

    /// The same list with a publication day from outside, for files that tell none (OFAC's CSV).
    #[must_use]
    pub fn published_on(mut self, day: Day) -> Self {
        self.published = Some(day);
        self
    }

    /// What the list is called in answers.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Who publishes it.
    #[must_use]
    pub const fn publisher(&self) -> Publisher {
        self.publisher
    }

    /// The day it was published, where the file tells or [`List::published_on`] told.
    #[must_use]
    pub const fn published(&self) -> Option<Day> {
        self.published
    }

    /// The digest of the bytes it was read from.
    #[must_use]
    pub const fn source(&self) -> SourceId {
        self.source
    }

    /// The entries in the order of their identifiers; never empty, except in the difference of two issues.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The entry of that identifier. Logarithmic.
    #[must_use]
    pub fn entry(&self, id: &str) -> Option<&Entry> {
        let at = self.entries.binary_search_by(|it| (*it.id).cmp(id)).ok()?;
        self.entries.get(at)
    }

    /// How many names all entries have together.
    #[must_use]
    pub fn names(&self) -> usize {
        self.entries.iter().map(|it| it.names.len()).sum()
    }

    /// How old the list is on the day `at`, where at most `days_max` days are allowed.
    ///
    /// A list of the next day is fresh, since the publisher's day may already have begun; one from further
    /// in the future has an unknown age, as has one without a day, and one that lacks something: what is missing has no age.
    #[must_use]
    pub fn age(&self, at: Day, days_max: u32) -> Age {
        match self.completeness {
            Completeness::Whole => self.age_by_day(at, days_max),
            Completeness::Partial => Age::Unknown,
        }
    }

    /// The same by the day of publication alone, for an answer that tells apart what is old and what is missing.
    pub(in crate::screen) fn age_by_day(&self, at: Day, days_max: u32) -> Age {
        let Some(published) = self.published else { return Age::Unknown };
        match u32::try_from(at.since(published)) {
            Ok(days) if days <= days_max => Age::Fresh { days },
            Ok(days) => Age::Stale { days },
            Err(_) if at.since(published) == -1 => Age::Fresh { days: 0 },
            Err(_) => Age::Unknown,
        }
    }
}

impl fmt::Debug for List {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("List")
            .field("id", &self.id)
            .field("published", &self.published)
            .field("source", &self.source)
            .field("entries", &self.entries.len())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        Day::parse(text).unwrap()
    }

    fn list(ids: &[&str]) -> Result<List, EmptyList> {
        let entries = ids.iter().map(|it| Entry::new(it, EntryKind::Person)).collect();
        List::new("test", Publisher::Own, Some(day("2026-03-01")), SourceId::of(b"x"), entries)
    }

    #[test]
    fn an_empty_list_is_no_list() {
        assert_eq!(list(&[]).unwrap_err(), EmptyList);
    }

    #[test]
    fn entries_stand_in_order_and_are_found_by_identifier() {
        let list = list(&["b", "c", "a"]).unwrap();
        assert_eq!(list.entries().iter().map(|it| &*it.id).collect::<Vec<_>>(), ["a", "b", "c"]);
        assert_eq!(list.entry("b").map(|it| &*it.id), Some("b"));
        assert!(list.entry("d").is_none());
    }

    #[test]
    fn an_old_list_is_stale_and_one_without_a_day_unknown() {
        let list = list(&["a"]).unwrap();
        for (at, age) in [
            ("2026-03-01", Age::Fresh { days: 0 }),
            ("2026-02-28", Age::Fresh { days: 0 }),
            ("2026-03-08", Age::Fresh { days: 7 }),
            ("2026-03-09", Age::Stale { days: 8 }),
            ("2026-02-27", Age::Unknown),
        ] {
            assert_eq!(list.age(day(at), 7), age, "{at}");
        }
        assert_eq!(list.clone().known_to_lack().age(day("2026-03-01"), 7), Age::Unknown);
        let undated = List { published: None, ..list };
        assert_eq!(undated.age(day("2026-03-01"), 7), Age::Unknown);
        assert_eq!(undated.published_on(day("2026-02-28")).age(day("2026-03-01"), 0), Age::Stale { days: 1 });
    }

    #[test]
    fn debug_shows_no_name() {
        let mut entry = Entry::new("1", EntryKind::Person);
        entry.names.push(ListName::new("Erika Mustermann", Strength::Primary));
        entry.remarks.push("born Gabler".into());
        let shown = format!("{entry:?}");
        assert!(!shown.contains("Erika") && !shown.contains("Gabler"), "{shown}");
        let list = List::new("test", Publisher::Own, None, SourceId::of(b""), vec![entry]).unwrap();
        assert!(!format!("{list:?}").contains("Erika"));
    }
}
