//! Who is behind a company: what ownership statements say → whom to screen, what risk it brings, what a reviewer is told.
//!
//! Reckoned by [`crate::company`]; whether statements are true is for people, who establish ownership from the papers.

use super::dossier::{Company, Dossier};
use crate::base::{Country, Day, Label, Redacted, SourceId};
use crate::company::{ConcernCode, Ownership, Party, PartyKind, Standing, Structure, Weight};
use crate::policy::{Fact, FactValue};
use crate::screen::list::{Birth, Country as ListCountry, EntryKind};
use crate::screen::{Customer, CustomerName};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// What ownership statements say of who is behind a company, on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Behind {
    ownership: Ownership,
    parties: Vec<Party>,
    rules: SourceId,
}

impl Behind {
    /// Of a structure and its answer about the company ([`Structure::owners`]), by the rules of that digest
    /// ([`crate::company::Rules::digest`]). Everybody behind the company goes in, whatever they hold.
    #[must_use]
    pub fn of(structure: &Structure, ownership: Ownership, rules: SourceId) -> Self {
        let parties = structure.behind(&ownership.subject.id).into_iter().cloned().collect();
        Self { ownership, parties, rules }
    }

    /// Who owns and controls it.
    #[must_use]
    pub const fn ownership(&self) -> &Ownership {
        &self.ownership
    }

    /// Everybody behind it.
    #[must_use]
    pub fn parties(&self) -> &[Party] {
        &self.parties
    }

    /// SHA-256 of the rules that say who is an owner.
    #[must_use]
    pub const fn rules(&self) -> SourceId {
        self.rules
    }

    /// Those behind it who have a name: each is screened.
    pub fn named(&self) -> impl Iterator<Item = &Party> {
        self.parties.iter().filter(|it| it.names.iter().any(|it| !it.reveal().trim().is_empty()))
    }

    /// Those who have a name, as JSON to be kept with the customer's data: with it they are screened again
    /// ([`screened_again`]) when lists change.
    #[must_use]
    pub fn value(&self) -> Redacted<Value> {
        let texts =
            |all: &[Redacted<String>]| all.iter().map(|it| Value::from(it.reveal().as_str())).collect::<Vec<_>>();
        let owner = |id: &str| self.ownership.owners.iter().find(|it| it.party.id == *id);
        let party = |it: &Party| {
            let owner = owner(&it.id).map(|it| if it.is_sure() { "owner" } else { "owner-perhaps" });
            json!({
                "as": owner.unwrap_or("behind"),
                "born": it.born.as_ref().map(|it| it.reveal()),
                "countries": it.countries,
                "kind": it.kind.code(),
                "names": texts(&it.names),
                "numbers": texts(&it.numbers),
                "record": it.id,
            })
        };
        Redacted::new(self.named().map(party).collect())
    }

    /// Whether the statements are about the company: by one of its numbers or its name, whatever capitals and points.
    #[must_use]
    pub fn is_about(&self, company: &Company) -> bool {
        let same = |one: &str, other: &str| !letters(one).is_empty() && letters(one) == letters(other);
        let subject = &self.ownership.subject;
        let by_number = |it: &str| company.numbers.iter().any(|number| same(number.reveal(), it));
        subject.numbers.iter().any(|it| by_number(it.reveal()))
            || subject.names.iter().any(|it| same(it.reveal(), company.name.reveal()))
    }

    /// What stands in a reason of it: how far who owns is known, and what keeps it from being known.
    pub(super) fn about(&self, company: &Company, at: Day) -> String {
        let standing = match self.ownership.standing() {
            Standing::Known => "known",
            Standing::Open => "not all known",
            Standing::Contradicted => "contradicted",
        };
        let grave = self.ownership.concerns.iter().filter(|it| it.code.weight() != Weight::Note);
        let codes: BTreeSet<&str> = grave.map(|it| it.code.code()).collect();
        let other = [(!self.is_about(company), "another company"), (self.ownership.at != at, "another day")];
        let other = other.into_iter().filter(|it| it.0).map(|it| it.1);
        let told: Vec<&str> = codes.into_iter().chain(other).collect();
        if told.is_empty() { format!("owners {standing}") } else { format!("owners {standing} ({})", told.join(", ")) }
    }

    /// What a reviewer saw, as lines to be hashed: the rule, owners with their grounds and shares, everybody behind the
    /// company, what is open. Written anew without anything of that changing, statements are no reason for another review.
    pub(super) fn text(&self) -> String {
        let quoted = |it: &str| it.escape_debug().to_string();
        let mut text = format!("rule {} {}\n", self.ownership.rule, self.rules);
        for it in &self.ownership.owners {
            let shares = it
                .shares
                .iter()
                .map(|(stake, it)| format!(" {} {}-{}", stake.code(), it.low.fraction(), it.high.fraction()));
            let grounds = it.grounds.iter().map(|it| {
                let over = it.over.as_deref().map_or_else(String::new, |it| format!("/{}", quoted(it)));
                format!(" {}{over}/{}", it.kind.code(), it.is_sure)
            });
            let all: String = grounds.chain(shares).collect();
            text.push_str(&format!("owner {}{all}\n", quoted(&it.party.id)));
        }
        for it in std::iter::once(&self.ownership.subject).chain(&self.parties) {
            let names: String = it.names.iter().map(|it| format!(" {}", quoted(it.reveal()))).collect();
            text.push_str(&format!("behind {} {}{names}\n", it.kind.code(), quoted(&it.id)));
        }
        for it in self.ownership.concerns.iter().filter(|it| it.code.weight() != Weight::Note) {
            text.push_str(&format!("concern {} {}\n", it.code.code(), quoted(&it.about)));
        }
        text
    }

    /// The owners; where nobody owns or controls, who manages.
    fn owners(&self) -> Vec<&Party> {
        let owners: Vec<&Party> = self.ownership.owners.iter().map(|it| &it.party).collect();
        if owners.is_empty() { self.ownership.managers.iter().collect() } else { owners }
    }

    /// A country that cannot be read, or is not told, is not known, and so is the whole: it may be the one that counts.
    fn countries(&self) -> Option<BTreeSet<Country>> {
        let between = self.parties.iter().filter(|it| !it.kind.is_person());
        let mut all = BTreeSet::new();
        for party in self.owners().into_iter().chain(between) {
            if party.countries.is_empty() {
                return None;
            }
            for it in &party.countries {
                all.insert(Country::parse(it).ok()?);
            }
        }
        Some(all).filter(|it| !it.is_empty())
    }

    fn exposure(&self, stated: Option<&FactValue>) -> Option<FactValue> {
        let exposed = self.owners().iter().any(|it| it.is_exposed == Some(true));
        let exposed = Label::parse("exposed").ok().filter(|_| exposed);
        match stated {
            Some(FactValue::Words(words)) => Some(FactValue::Words(words.iter().cloned().chain(exposed).collect())),
            _ => exposed.map(|it| FactValue::Words(BTreeSet::from([it]))),
        }
    }

    fn layers(&self) -> Option<u64> {
        let is_whole = !self.ownership.concerns.iter().any(|it| it.code == ConcernCode::Unfinished);
        is_whole.then_some(self.ownership.layers as u64)
    }
}

fn letters(text: &str) -> String {
    text.to_lowercase().chars().filter(|it| it.is_alphanumeric()).collect()
}

/// The value of a fact about who is behind a company. Of a person alone it is known that there is nobody.
pub(super) fn fact(dossier: &Dossier, fact: Fact) -> Option<FactValue> {
    let behind = dossier.company.as_ref().map(|it| it.behind.as_deref());
    let stated = dossier.facts.get(fact);
    match (fact, behind) {
        (Fact::OwnershipLayers, None) => Some(FactValue::Number(0)),
        (Fact::OwnershipLayers, Some(behind)) => behind?.layers().map(FactValue::Number),
        (Fact::OwnerCountry, None) => Some(FactValue::Countries(BTreeSet::new())),
        (Fact::OwnerCountry, Some(behind)) => behind?.countries().map(FactValue::Countries),
        (Fact::OwnerExposure, None) => Some(stated.cloned().unwrap_or(FactValue::Words(BTreeSet::new()))),
        (Fact::OwnerExposure, Some(Some(behind))) => behind.exposure(stated),
        _ => stated.cloned(),
    }
}

/// Whom to screen again, of what [`Behind::value`] gave; nobody where a part of it cannot be read, for half of it would
/// pass somebody over.
#[must_use]
pub fn screened_again(value: &Value) -> Option<Vec<Customer>> {
    let texts = |it: &Value| -> Option<Vec<String>> {
        it.as_array()?.iter().map(|it| it.as_str().map(str::to_owned)).collect()
    };
    let redacted = |all: Vec<String>| all.into_iter().map(Redacted::new).collect();
    let party = |it: &Value| {
        let born = match it.get("born")? {
            Value::Null => None,
            it => Some(Redacted::new(it.as_str()?.to_owned())),
        };
        let party = Party {
            names: redacted(texts(it.get("names")?)?),
            numbers: redacted(texts(it.get("numbers")?)?),
            countries: texts(it.get("countries")?)?,
            born,
            ..Party::new(it.get("record")?.as_str()?, PartyKind::parse(it.get("kind")?.as_str()?)?)
        };
        Some(screened_as(&party))
    };
    value.as_array()?.iter().map(party).collect()
}

/// A party by everything that a list may know it by.
#[must_use]
pub fn screened_as(party: &Party) -> Customer {
    let kind = match party.kind {
        it if it.is_person() => EntryKind::Person,
        PartyKind::State => EntryKind::Unknown,
        _ => EntryKind::Organisation,
    };
    Customer {
        names: party.names.iter().map(|it| CustomerName::whole(it.reveal())).collect(),
        birth: party.born.as_ref().and_then(|it| Birth::read(it.reveal())).map(Redacted::new),
        countries: party.countries.iter().filter_map(|it| ListCountry::parse(it).ok()).collect(),
        identifiers: party.numbers.clone(),
        ..Customer::new(kind)
    }
}
