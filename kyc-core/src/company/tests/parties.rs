//! Who the parties are: two records of one, and somebody where nobody is said to be.

use super::*;
use crate::base::Redacted;

/// Twenty in a hundred under one record and twenty under another make an owner of nobody who is told.
#[test]
fn two_records_that_may_be_one_party_are_told() {
    let told = |change: &dyn Fn(&str, &mut Party)| {
        let mut structure = drawn("T: p 20, q 20, r 60");
        structure.parties.iter_mut().for_each(|it| change(&it.id.clone(), it));
        told(&structure.owners(None, &rule("eu-amlr"), day("2026-03-01"), Vec::new()).unwrap())
    };
    let named = |it: &mut Party, name: &str, born: Option<&str>| {
        it.names = vec![Redacted::new(name.to_owned())];
        it.born = born.map(|it| Redacted::new(it.to_owned()));
    };
    let people = |one: (&str, Option<&str>), other: (&str, Option<&str>)| {
        told(&|id, it| match id {
            "p" => named(it, one.0, one.1),
            "q" => named(it, other.0, other.1),
            _ => {}
        })
    };
    let twice = "r 60% ownership+control | [party-twice q]";
    let full = Some("1970-01-02");
    assert_eq!(people(("Anna Roe", full), ("ROE, Anna", full)), twice);
    assert_eq!(people(("Anna Roe", full), ("Anna Roe", Some("1970-01"))), twice, "a month is no other day");
    assert_eq!(people(("Anna Roe", None), ("Anna Roe", full)), twice);
    let apart = "r 60% ownership+control";
    assert_eq!(people(("Anna Roe", full), ("Anna Roe", Some("1970-01-03"))), apart, "mother and daughter");
    assert_eq!(people(("Anna Roe", full), ("Anne Roe", full)), apart);
    let numbered = |number: &'static str| {
        told(&move |id, it| {
            named(it, id, None);
            it.numbers = vec![Redacted::new(if id == "r" { "1" } else { number }.to_owned())];
        })
    };
    assert_eq!((numbered("AB-1234 5"), numbered("1")), (twice.to_owned(), apart.to_owned()));
}

#[test]
fn two_records_that_may_be_one_entity_are_told() {
    let told = |numbers: [&str; 2], countries: [&str; 2]| {
        let mut structure = drawn("T: A 26, B 26, r 48\nA: p 100\nB: q 100");
        for it in &mut structure.parties {
            let Some(at) = ["A", "B"].iter().position(|id| *id == it.id) else { continue };
            it.names = vec![Redacted::new("Holding BV".to_owned())];
            it.numbers = Some(numbers[at])
                .filter(|it| !it.is_empty())
                .map(|it| Redacted::new(it.to_owned()))
                .into_iter()
                .collect();
            it.countries = Some(countries[at]).filter(|it| !it.is_empty()).map(str::to_owned).into_iter().collect();
        }
        let answer = structure.owners(None, &rule("eu-amlr"), day("2026-03-01"), Vec::new()).unwrap();
        answer.concerns.iter().any(|it| it.code == ConcernCode::PartyTwice)
    };
    assert!(told(["77001", "77001"], ["NL", "BE"]) && told(["7", "7"], ["NL", "BE"]), "one number");
    assert!(told(["", "77001"], ["NL", ""]) && told(["", ""], ["NL", "NL"]));
    assert!(!told(["77001", "77002"], ["NL", "NL"]) && !told(["", ""], ["NL", "BE"]));
}

#[test]
fn whoever_holds_although_there_is_said_to_be_nobody_is_not_named() {
    let told = |text: &str| {
        let mut structure = drawn(text);
        for it in structure.parties.iter_mut().filter(|it| it.kind == PartyKind::Unspecified) {
            it.unspecified = Some(Unspecified::NoBeneficialOwners);
        }
        told(&structure.owners(None, &rule("eu-amlr"), day("2026-03-01"), Vec::new()).unwrap())
    };
    assert_eq!(told("T: p 40, nobody 60"), "p 40% ownership | [party-unnamed nobody]");
    assert_eq!(told("T: nobody"), "[managers-missing T]");
}
