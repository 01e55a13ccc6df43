//! What is open about the parties behind an entity: two records that may be one party, and nominees for nobody.

use super::concern::{Concern, ConcernCode};
use super::record::{InterestType, Party, PartyKind, Relationship};
use super::web::Web;
use std::collections::{BTreeMap, BTreeSet};

/// So many different parties of one name or number are told from each other; of more, the others are compared with these.
const OF_A_KEY: usize = 16;
/// A number of fewer letters and digits tells nobody apart.
const NUMBER_LEN_MIN: usize = 4;

/// Records that may be of one party: what they hold is not added, and might make an owner. Linear but for parties of one name.
pub(super) fn told_twice(web: &Web<'_>) -> Vec<Concern> {
    let mut parties: Vec<&Party> = web.graph.node_indices().map(|it| web.party(it)).collect();
    parties.sort_by(|one, other| one.id.cmp(&other.id));
    let mut of_key: BTreeMap<String, Vec<&Party>> = BTreeMap::new();
    let mut found: BTreeMap<&str, &str> = BTreeMap::new();
    for party in parties {
        for key in keys(party) {
            let held = of_key.entry(key).or_default();
            match held.iter().find(|it| may_be_one(it, party)) {
                Some(first) => {
                    found.entry(&party.id).or_insert(&first.id);
                }
                None if held.len() < OF_A_KEY => held.push(party),
                None => {}
            }
        }
    }
    let concern = |(id, first)| Concern::new(ConcernCode::PartyTwice, id, format!("perhaps the same as {first}"));
    found.into_iter().map(concern).collect()
}

/// By what a party is compared: each name, each number.
fn keys(party: &Party) -> BTreeSet<String> {
    let kind = if party.kind.is_person() { "person" } else { "entity" };
    let names = party.names.iter().map(|it| plain(it.reveal())).filter(|it| !it.is_empty());
    let names = names.map(|it| format!("{kind} name {it}"));
    let numbers = party.numbers.iter().map(|it| plain(it.reveal())).filter(|it| it.len() >= NUMBER_LEN_MIN);
    names.chain(numbers.map(|it| format!("{kind} number {it}"))).collect()
}

/// Small letters and digits, without what stands between them; words in one order, for a family name may stand first.
fn plain(text: &str) -> String {
    let small = text.to_lowercase();
    let mut words: Vec<&str> = small.split(|it: char| !it.is_alphanumeric()).filter(|it| !it.is_empty()).collect();
    words.sort_unstable();
    words.concat()
}

/// Whether two parties that share a name or a number may be one: a person's days of birth, an entity's countries agree as
/// far as they are told, and an entity has no number that is not the other's.
fn may_be_one(one: &Party, other: &Party) -> bool {
    let numbers = |it: &Party| it.numbers.iter().map(|it| plain(it.reveal())).collect::<BTreeSet<String>>();
    let (of_one, of_other) = (numbers(one), numbers(other));
    if !of_one.is_disjoint(&of_other) {
        return true;
    }
    if one.kind.is_person() {
        let born = |it: &Party| it.born.as_ref().map_or(String::new(), |it| it.reveal().clone());
        let (one, other) = (born(one), born(other));
        // A month or a year alone is no other day.
        return one.starts_with(&other) || other.starts_with(&one);
    }
    let disjoint = |one: &[String], other: &[String]| !one.iter().any(|it| other.contains(it));
    let is_elsewhere =
        !one.countries.is_empty() && !other.countries.is_empty() && disjoint(&one.countries, &other.countries);
    !is_elsewhere && (of_one.is_empty() || of_other.is_empty())
}

/// Whoever is said to be a nominee where nobody says for whom. Linear.
pub(super) fn nominees(web: &Web<'_>) -> Vec<Concern> {
    let kinds: BTreeMap<&str, PartyKind> =
        web.graph.node_indices().map(|it| (web.party(it).id.as_str(), web.party(it).kind)).collect();
    let all = || web.structure.relationships.iter().filter(|it| kinds.contains_key(it.subject.as_str()));
    let has = |it: &Relationship, of: InterestType| it.interests.iter().any(|it| it.of == of);
    let told: BTreeSet<&str> =
        all().filter(|it| has(it, InterestType::Nominator)).map(|it| it.subject.as_str()).collect();
    let nobody = |subject: &str| !told.contains(subject);
    let is_nomination = |it: &str| kinds.get(it) == Some(&PartyKind::Nomination);
    let of_company = all().filter(|it| has(it, InterestType::Nominee) && !is_nomination(&it.subject));
    let nominees = of_company.filter(|it| nobody(&it.subject)).map(|it| it.party.as_str());
    let nominations = kinds.keys().copied().filter(|it| is_nomination(it) && nobody(it));
    nominees.chain(nominations).map(|it| Concern::new(ConcernCode::NominatorMissing, it, "")).collect()
}
