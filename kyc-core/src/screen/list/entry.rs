//! One entry of a list: who or what is meant, and everything told of it.

use super::{Birth, CountryFact, Gender, Identifier, ListName, ListedAddress, Place, Strength, Text};
use crate::base::Day;
use std::collections::HashMap;

crate::codes! {
    /// What an entry is about.
    pub enum EntryKind {
        /// A human being.
        Person = "person",
        /// A company, an authority, a group.
        Organisation = "organisation",
        /// A ship.
        Vessel = "vessel",
        /// An aircraft.
        Aircraft = "aircraft",
        /// The list does not tell, or it is none of these.
        Unknown = "unknown",
    }
}

impl EntryKind {
    /// What a word of a table means; without a word, unknown; `None` for a word that means nothing here.
    #[must_use]
    pub fn named(text: &str) -> Option<Self> {
        match text.to_lowercase().as_str() {
            "" | "unknown" => Some(Self::Unknown),
            "person" | "individual" | "natural person" => Some(Self::Person),
            "company" | "organisation" | "organization" | "entity" | "legal person" => Some(Self::Organisation),
            "vessel" | "ship" => Some(Self::Vessel),
            "aircraft" | "airplane" => Some(Self::Aircraft),
            _ => None,
        }
    }

    /// What a name of this kind is read as: of no kind it may be a person's, whose letters are initials, or any
    /// other's, whose words may be legal forms. The better reading counts.
    #[must_use]
    pub const fn read_as(self) -> &'static [Self] {
        match self {
            Self::Unknown => &[Self::Unknown, Self::Person],
            Self::Person => &[Self::Person],
            Self::Organisation => &[Self::Organisation],
            Self::Vessel => &[Self::Vessel],
            Self::Aircraft => &[Self::Aircraft],
        }
    }
}

/// An entry. All texts are as the publisher wrote them, with white space at their ends removed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The publisher's own identifier.
    pub id: Box<str>,
    /// What it is about.
    pub kind: EntryKind,
    /// The legal programmes under which it is listed, as the publisher abbreviates them.
    pub programmes: Vec<Box<str>>,
    /// The day it was listed.
    pub listed: Option<Day>,
    /// All names in all scripts.
    pub names: Vec<ListName>,
    /// Dates of birth; several where sources disagree.
    pub births: Vec<Birth>,
    /// Places of birth, addresses and other places, in words.
    pub places: Vec<Place>,
    /// Countries by role.
    pub countries: Vec<CountryFact>,
    /// Genders; several where sources disagree.
    pub genders: Vec<Gender>,
    /// Numbers of passports, registers and the like.
    pub identifiers: Vec<Identifier>,
    /// Digital-currency addresses.
    pub addresses: Vec<ListedAddress>,
    /// What else the publisher says, one text a remark.
    pub remarks: Vec<Text>,
}

impl Entry {
    /// An entry of which nothing is told yet.
    #[must_use]
    pub fn new(id: &str, kind: EntryKind) -> Self {
        Self {
            id: id.trim().into(),
            kind,
            programmes: Vec::new(),
            listed: None,
            names: Vec::new(),
            births: Vec::new(),
            places: Vec::new(),
            countries: Vec::new(),
            genders: Vec::new(),
            identifiers: Vec::new(),
            addresses: Vec::new(),
            remarks: Vec::new(),
        }
    }

    /// The name to show: the first primary one, else the first. None where the entry has no name.
    #[must_use]
    pub fn title(&self) -> Option<&ListName> {
        self.names.iter().find(|it| it.strength == Strength::Primary).or_else(|| self.names.first())
    }

    /// Takes over what `other` tells and this one does not.
    fn absorb(&mut self, other: Self) {
        if self.kind == EntryKind::Unknown {
            self.kind = other.kind;
        }
        self.listed = match (self.listed, other.listed) {
            (Some(one), Some(other)) => Some(one.min(other)),
            (one, other) => one.or(other),
        };
        add(&mut self.programmes, other.programmes);
        add(&mut self.names, other.names);
        add(&mut self.births, other.births);
        add(&mut self.places, other.places);
        add(&mut self.countries, other.countries);
        add(&mut self.genders, other.genders);
        add(&mut self.identifiers, other.identifiers);
        add(&mut self.addresses, other.addresses);
        add(&mut self.remarks, other.remarks);
    }

    /// Every fact once, in the order it was first told, and no spare room.
    fn settle(&mut self) {
        settle(&mut self.programmes);
        settle(&mut self.names);
        settle(&mut self.births);
        settle(&mut self.places);
        settle(&mut self.countries);
        settle(&mut self.genders);
        settle(&mut self.identifiers);
        settle(&mut self.addresses);
        settle(&mut self.remarks);
    }
}

/// Facts above which repetitions are sought by hashing. The largest honest entry of the OFAC list has 177 addresses.
const FEW: usize = 16;

fn add<T>(facts: &mut Vec<T>, more: Vec<T>) {
    facts.extend(more);
}

/// Keeps the first of equal facts. Linear, but for a handful, which are compared in pairs without an allocation.
fn settle<T: Clone + Eq + std::hash::Hash>(facts: &mut Vec<T>) {
    if facts.len() <= FEW {
        let mut at = 1;
        while at < facts.len() {
            if facts[..at].contains(&facts[at]) {
                facts.remove(at);
            } else {
                at += 1;
            }
        }
    } else {
        let mut seen = std::collections::HashSet::with_capacity(facts.len());
        facts.retain(|it| seen.insert(it.clone()));
    }
    facts.shrink_to_fit();
}

/// The entries in the order of their identifiers, those of one identifier merged in the order they came.
pub(super) fn merged(entries: Vec<Entry>) -> Vec<Entry> {
    let mut at_of: HashMap<Box<str>, usize> = HashMap::with_capacity(entries.len());
    let mut all: Vec<Entry> = Vec::with_capacity(entries.len());
    for entry in entries {
        match at_of.get(&entry.id).and_then(|at| all.get_mut(*at)) {
            Some(first) => first.absorb(entry),
            None => {
                at_of.insert(entry.id.clone(), all.len());
                all.push(entry);
            }
        }
    }
    all.iter_mut().for_each(Entry::settle);
    all.sort_unstable_by(|one, other| one.id.cmp(&other.id));
    all.shrink_to_fit();
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn named(id: &str, names: &[&str]) -> Entry {
        let names = names.iter().map(|it| ListName::new(it, Strength::Alias)).collect();
        Entry { names, ..Entry::new(id, EntryKind::Unknown) }
    }

    #[test]
    fn entries_of_one_identifier_become_one_that_has_all() {
        let mut second = named("7", &["b", "a"]);
        second.kind = EntryKind::Vessel;
        second.listed = Some(Day::from_days(3));
        let all = merged(vec![named("7", &["a", "a"]), named("6", &[]), second]);
        assert_eq!(all.len(), 2);
        assert_eq!(all[1].names.iter().map(|it| &*it.text).collect::<Vec<_>>(), ["a", "b"]);
        assert_eq!((all[1].kind, all[1].listed), (EntryKind::Vessel, Some(Day::from_days(3))));
    }

    #[test]
    fn the_title_is_the_first_primary_name() {
        let mut entry = named("1", &["weak", "other"]);
        assert_eq!(entry.title().map(|it| &*it.text), Some("weak"));
        entry.names.push(ListName::new("main", Strength::Primary));
        assert_eq!(entry.title().map(|it| &*it.text), Some("main"));
        assert_eq!(Entry::new("2", EntryKind::Person).title(), None);
    }

    proptest! {
        /// The oracle: a fact stays where no equal one stands before it.
        #[test]
        fn repetitions_go_and_order_stays(facts in prop::collection::vec(0_u8..24, 0..60)) {
            let slow: Vec<u8> = (0..facts.len()).filter(|at| !facts[..*at].contains(&facts[*at])).map(|at| facts[at]).collect();
            let mut fast = facts;
            settle(&mut fast);
            prop_assert_eq!(fast, slow);
        }
    }
}
