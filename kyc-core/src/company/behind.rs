//! Everybody behind an entity: a structure and an entity in, whom to look at out.

use super::record::{Party, Structure};
use std::collections::{BTreeMap, BTreeSet};

impl Structure {
    /// Everybody who has anything in an entity, whoever has anything in them, and so on, in the order of their ids; the
    /// entity itself is left out. Managers, nominees and whoever has a role in a trust are among them. Linear in the
    /// relationships.
    #[must_use]
    pub fn behind(&self, subject: &str) -> Vec<&Party> {
        let mut holders: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for it in &self.relationships {
            holders.entry(&it.subject).or_default().push(&it.party);
        }
        let (mut seen, mut next) = (BTreeSet::from([subject]), vec![subject]);
        while let Some(at) = next.pop() {
            let of_entity = holders.get(at).into_iter().flatten().copied();
            next.extend(of_entity.filter(|it| seen.insert(it)));
        }
        self.parties.iter().filter(|it| it.id != subject && seen.contains(it.id.as_str())).collect()
    }
}

#[cfg(test)]
mod tests {
    use crate::base::Day;
    use crate::company::Statements;

    #[test]
    fn whoever_has_anything_is_behind_and_what_is_owned_is_not() {
        let text = include_str!("../../../testdata/ownership/chain.json");
        let (structure, _) = Statements::read(text).unwrap().on(Day::parse("2026-03-01").unwrap());
        let whole = structure.subject.clone().unwrap();
        let ids = |of: &str| structure.behind(of).iter().map(|it| it.id.clone()).collect::<Vec<_>>();
        assert_eq!(ids(&whole).len(), structure.parties.len() - 1);
        let between = structure.parties.iter().find(|it| !it.kind.is_person() && it.id != whole).unwrap();
        assert!(!ids(&between.id).contains(&whole) && !ids(&between.id).is_empty());
        assert_eq!(ids("nobody"), Vec::<String>::new());
    }
}
