//! What changed between two issues of one list: entries added, removed and changed, by identifier.
//!
//! Ongoing monitoring rescreens customers against the difference only: [`Changes::difference`] is a list of its own.

use super::list::{Entry, List, Publisher};
use std::collections::BTreeSet;
use std::fmt;

crate::codes! {
    /// What of an entry can change.
    pub enum Field {
        /// What it is about.
        Kind = "kind",
        /// Legal programmes.
        Programmes = "programmes",
        /// The day it was listed.
        Listed = "listed",
        /// Names.
        Names = "names",
        /// Dates of birth.
        Births = "births",
        /// Places.
        Places = "places",
        /// Countries.
        Countries = "countries",
        /// Genders.
        Genders = "genders",
        /// Identifiers.
        Identifiers = "identifiers",
        /// Digital-currency addresses.
        Addresses = "addresses",
        /// Remarks.
        Remarks = "remarks",
    }
}

/// A field with how many facts came and went. A fact that was reworded went and came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FieldChange {
    /// Which field.
    pub field: Field,
    /// Facts that only the new entry has.
    pub added: usize,
    /// Facts that only the old entry has.
    pub removed: usize,
}

/// `names +2 -1`
impl fmt::Display for FieldChange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.field)?;
        if self.added > 0 {
            write!(f, " +{}", self.added)?;
        }
        if self.removed > 0 {
            write!(f, " -{}", self.removed)?;
        }
        Ok(())
    }
}

/// An entry that both issues have, and not alike.
#[derive(Clone, Debug)]
pub struct Change<'a> {
    /// As it was.
    pub old: &'a Entry,
    /// As it is.
    pub new: &'a Entry,
    /// What changed, in the order of [`Field::ALL`]; at least one.
    pub fields: Vec<FieldChange>,
}

/// Everything that changed, each part in the order of identifiers.
#[derive(Clone, Debug, Default)]
#[must_use]
pub struct Changes<'a> {
    /// Entries that only the new issue has.
    pub added: Vec<&'a Entry>,
    /// Entries that only the old issue has.
    pub removed: Vec<&'a Entry>,
    /// Entries that changed. The order of facts within an entry is no change.
    pub changed: Vec<Change<'a>>,
}

/// Two lists are not issues of one: their identifiers mean different things.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a list of {old} cannot be compared with one of {new}")]
pub struct Unlike {
    /// Who publishes the old one.
    pub old: Publisher,
    /// Who publishes the new one.
    pub new: Publisher,
}

/// Fewer entries may go at once from any list, however short.
const GONE_MIN: usize = 20;

/// Compares two issues of one list. One pass over both; within an entry `n log n` in its facts.
///
/// # Errors
/// [`Unlike`] where the publishers differ.
pub fn diff<'a>(old: &'a List, new: &'a List) -> Result<Changes<'a>, Unlike> {
    if old.publisher() != new.publisher() {
        return Err(Unlike { old: old.publisher(), new: new.publisher() });
    }
    let (mut before, mut after) = (old.entries().iter().peekable(), new.entries().iter().peekable());
    let mut changes = Changes::default();
    loop {
        match (before.peek(), after.peek()) {
            (None, None) => return Ok(changes),
            (Some(one), Some(other)) if one.id == other.id => {
                let fields = fields(one, other);
                if !fields.is_empty() {
                    changes.changed.push(Change { old: one, new: other, fields });
                }
                before.next();
                after.next();
            }
            (Some(one), other) if other.is_none_or(|it| one.id < it.id) => {
                changes.removed.push(one);
                before.next();
            }
            (_, other) => {
                changes.added.extend(other.copied());
                after.next();
            }
        }
    }
}

impl Changes<'_> {
    /// Whether nothing changed.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.added.is_empty() && self.removed.is_empty() && self.changed.is_empty()
    }

    /// The entries added and changed, as the list that customers are rescreened against; its id ends in `-changes`, so
    /// that clear of it is not taken for clear of the whole. It may be empty. What the new issue lacks may have been added
    /// or changed, so that its difference lacks it too.
    #[must_use]
    pub fn difference(&self, new: &List) -> List {
        let entries = self.added.iter().copied().chain(self.changed.iter().map(|it| it.new)).cloned().collect();
        new.part(&format!("{}-changes", new.id()), entries)
    }

    /// Whether more entries are gone than one issue of a list loses: more than a tenth, and at least twenty. Then the
    /// new issue was cut, or the two stand in the wrong order.
    #[must_use]
    pub fn is_suspicious(&self, old: &List) -> bool {
        let gone = self.removed.len();
        gone >= GONE_MIN && gone > old.entries().len() / 10
    }
}

fn fields(old: &Entry, new: &Entry) -> Vec<FieldChange> {
    let kind = usize::from(old.kind != new.kind);
    let listed = FieldChange {
        field: Field::Listed,
        added: usize::from(new.listed.is_some() && old.listed != new.listed),
        removed: usize::from(old.listed.is_some() && old.listed != new.listed),
    };
    let all = [
        FieldChange { field: Field::Kind, added: kind, removed: kind },
        many(Field::Programmes, &old.programmes, &new.programmes),
        listed,
        many(Field::Names, &old.names, &new.names),
        many(Field::Births, &old.births, &new.births),
        many(Field::Places, &old.places, &new.places),
        many(Field::Countries, &old.countries, &new.countries),
        many(Field::Genders, &old.genders, &new.genders),
        many(Field::Identifiers, &old.identifiers, &new.identifiers),
        many(Field::Addresses, &old.addresses, &new.addresses),
        many(Field::Remarks, &old.remarks, &new.remarks),
    ];
    all.into_iter().filter(|it| it.added + it.removed > 0).collect()
}

fn many<T: Ord>(field: Field, old: &[T], new: &[T]) -> FieldChange {
    if old == new {
        return FieldChange { field, added: 0, removed: 0 };
    }
    let (old, new): (BTreeSet<&T>, BTreeSet<&T>) = (old.iter().collect(), new.iter().collect());
    FieldChange { field, added: new.difference(&old).count(), removed: old.difference(&new).count() }
}

#[cfg(test)]
mod tests {
    use super::super::list::{Birth, Completeness, EntryKind, ListName, ListedAddress, Strength};
    use super::*;
    use crate::base::{Day, SourceId};
    use proptest::prelude::*;

    fn list(entries: Vec<Entry>) -> List {
        List::new("test", Publisher::Own, Some(Day::from_days(1)), SourceId::of(b""), entries).unwrap()
    }

    fn entry(id: &str, names: &[&str]) -> Entry {
        let names = names.iter().map(|it| ListName::new(it, Strength::Alias)).collect();
        Entry { names, ..Entry::new(id, EntryKind::Person) }
    }

    fn shown(changes: &Changes<'_>) -> String {
        let ids = |all: &[&Entry]| all.iter().map(|it| &*it.id).collect::<Vec<_>>().join(" ");
        let fields = |it: &Change<'_>| it.fields.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
        let changed: Vec<String> = changes.changed.iter().map(|it| format!("{} {}", it.new.id, fields(it))).collect();
        format!("+[{}] -[{}] ~[{}]", ids(&changes.added), ids(&changes.removed), changed.join("; "))
    }

    #[test]
    fn added_removed_and_changed_entries_are_told_field_by_field() {
        let mut married = entry("c", &["x", "z", "w"]);
        married.births.push(Birth::in_year(1970).unwrap());
        married.kind = EntryKind::Unknown;
        let old = list(vec![entry("a", &["1"]), entry("b", &["2"]), entry("c", &["x", "y"])]);
        let new = list(vec![entry("b", &["2"]), married, entry("d", &["4"])]);
        let changes = diff(&old, &new).unwrap();
        assert_eq!(shown(&changes), "+[d] -[a] ~[c kind +1 -1, names +2 -1, births +1]");
        let difference = changes.difference(&new);
        assert_eq!(difference.entries().iter().map(|it| &*it.id).collect::<Vec<_>>(), ["c", "d"]);
    }

    #[test]
    fn an_address_added_to_an_entry_is_in_the_difference_and_what_is_missing_is_told() {
        let paid = |texts: &[&str]| {
            let addresses = texts.iter().map(|it| ListedAddress { ticker: "XBT".into(), text: (*it).into() }).collect();
            Entry { addresses, ..entry("a", &["1"]) }
        };
        let (old, new) = (list(vec![paid(&["x"])]), list(vec![paid(&["x", "y"])]));
        let changes = diff(&old, &new).unwrap();
        assert_eq!(shown(&changes), "+[] -[] ~[a addresses +1]");
        let difference = changes.difference(&new);
        assert_eq!((difference.entries()[0].addresses.len(), difference.completeness()), (2, Completeness::Whole));
        let lacking = new.clone().known_to_lack();
        assert_eq!(diff(&old, &lacking).unwrap().difference(&lacking).completeness(), Completeness::Partial);
    }

    #[test]
    fn order_within_an_entry_is_no_change() {
        let (old, new) = (list(vec![entry("a", &["1", "2"])]), list(vec![entry("a", &["2", "1"])]));
        let changes = diff(&old, &new).unwrap();
        assert!(changes.is_empty() && changes.difference(&new).entries().is_empty());
    }

    #[test]
    fn an_issue_that_loses_a_tenth_and_twenty_entries_is_suspicious() {
        let of = |count: usize| list((0..count).map(|it| entry(&format!("{it:03}"), &["1"])).collect());
        for (old, new, suspicious) in
            [(20, 1, false), (21, 1, true), (200, 180, false), (200, 179, true), (100, 200, false)]
        {
            let (old, new) = (of(old), of(new));
            assert_eq!(diff(&old, &new).unwrap().is_suspicious(&old), suspicious, "{old:?} {new:?}");
        }
    }

    #[test]
    fn lists_of_different_publishers_are_not_compared() {
        let own = list(vec![entry("a", &["1"])]);
        let un = List::new("un", Publisher::Un, None, SourceId::of(b""), vec![entry("a", &["1"])]).unwrap();
        assert_eq!(diff(&own, &un).unwrap_err(), Unlike { old: Publisher::Own, new: Publisher::Un });
    }

    proptest! {
        /// The oracle: each identifier is looked up in both lists.
        #[test]
        fn every_entry_is_told_once(old in prop::collection::btree_map("[a-e]", "[xyz]", 1..5), new in prop::collection::btree_map("[a-e]", "[xyz]", 1..5)) {
            let of = |all: &std::collections::BTreeMap<String, String>| list(all.iter().map(|it| entry(it.0, &[it.1])).collect());
            let (one, other) = (of(&old), of(&new));
            let changes = diff(&one, &other).unwrap();
            let only = |a: &std::collections::BTreeMap<String, String>, b: &std::collections::BTreeMap<String, String>| {
                a.keys().filter(|it| !b.contains_key(*it)).cloned().collect::<Vec<_>>().join(" ")
            };
            let changed: Vec<String> = old.iter().filter(|it| new.get(it.0).is_some_and(|now| now != it.1)).map(|it| format!("{} names +1 -1", it.0)).collect();
            prop_assert_eq!(shown(&changes), format!("+[{}] -[{}] ~[{}]", only(&new, &old), only(&old, &new), changed.join("; ")));
        }
    }
}
