//! Screenings of small lists: when an answer is clear, and what orders candidates.

use super::*;
use crate::screen::list::{Identifier, IdentifierKind, ListName, Publisher};

fn entry(id: &str, names: &[&str], born: Option<&str>) -> Entry {
    let mut entry = Entry::new(id, EntryKind::Person);
    entry.names = names.iter().map(|it| ListName::new(it, Strength::Primary)).collect();
    entry.births = born.iter().map(|it| Birth::on(Day::parse(it).unwrap())).collect();
    entry
}

fn list(entries: Vec<Entry>) -> List {
    List::new("test", Publisher::Own, Some(Day::from_days(100)), SourceId::of(b"test"), entries).unwrap()
}

fn policy() -> Policy {
    Policy { threshold: Score::parse("0.8").unwrap(), required: vec!["test".into()], days_max: 30, steps: 1_000_000 }
}

fn screened(entries: Vec<Entry>, customer: &Customer, policy: &Policy, day: i32) -> Screening {
    Screen::new(vec![list(entries)]).screen(customer, policy, Day::from_days(day), &mut Vec::new())
}

fn codes(screening: &Screening) -> Vec<GapCode> {
    screening.gaps().iter().map(|it| it.code).collect()
}

#[test]
fn clear_needs_every_list_young_whole_and_a_name() {
    let entries = || vec![entry("1", &["Zygmunt Brzezowski"], None)];
    let named = |it: &str| Customer::named(it, EntryKind::Person);
    let clear = screened(entries(), &named("Erika Mustermann"), &policy(), 110);
    assert_eq!((clear.verdict(), clear.lists()[0].names), (Verdict::Clear, 1));
    for (day, asked, name, code) in [
        (131, policy(), "Erika Mustermann", GapCode::ListTooOld),
        (50, policy(), "Erika Mustermann", GapCode::ListAgeUnknown),
        (110, policy(), " - ", GapCode::NameEmpty),
        (110, policy(), &*"Erika ".repeat(100), GapCode::NameTooLong),
        (110, Policy { steps: 0, ..policy() }, "Erika Mustermann", GapCode::Unfinished),
        (110, Policy { required: vec!["other".into()], ..policy() }, "Erika Mustermann", GapCode::ListMissing),
    ] {
        let screening = screened(entries(), &named(name), &asked, day);
        assert_eq!((screening.verdict(), codes(&screening)), (Verdict::Unknown, vec![code]), "{code}");
    }
    let none = Screen::new(Vec::new());
    let asked = Policy { required: Vec::new(), ..policy() };
    let screening = none.screen(&named("Erika"), &asked, Day::from_days(1), &mut Vec::new());
    assert_eq!((screening.verdict(), codes(&screening)), (Verdict::Unknown, vec![GapCode::NoList]));
}

#[test]
fn equal_names_are_told_apart_by_evidence_and_a_weak_name_is_not_lifted() {
    let entries = vec![
        entry("1", &["Zygmunt Brzezowski"], Some("1950-01-01")),
        entry("2", &["Zygmunt Brzezowski"], Some("1970-03-04")),
        entry("3", &["Zygmunt Brzezowski"], None),
        entry("4", &["Zygmunt Kowalewicz"], Some("1970-03-04")),
    ];
    let mut customer = Customer::named("Brzezowski, Zygmunt", EntryKind::Person);
    customer.birth = Some(Redacted::new(Birth::on(Day::parse("1970-03-04").unwrap())));
    let screening = screened(entries, &customer, &policy(), 110);
    assert_eq!(screening.verdict(), Verdict::Found);
    let found: Vec<&str> = screening.candidates().iter().map(|it| &*it.entry).collect();
    assert_eq!(found, ["2", "3", "1"]);
    assert!(screening.candidates().iter().all(|it| it.comparison.score == Score::FULL));
    let text = format!("{screening:?}{customer:?}");
    assert!(!text.to_lowercase().contains("zygmunt") && !text.contains("1970-03"), "no personal data in a debug print");
}

#[test]
fn an_exact_identifier_is_a_finding_of_its_own() {
    let mut other = entry("7", &["Somebody Else", "Erika Mustermannova"], None);
    other.identifiers.push(Identifier {
        kind: IdentifierKind::Passport,
        label: "Passport".into(),
        value: "C01X-00T47".into(),
        country: None,
    });
    let mut customer = Customer::named("Erika Unrelated", EntryKind::Person);
    customer.identifiers.push(Redacted::new("c01x00t47".into()));
    let screening = screened(vec![entry("1", &["Zygmunt"], None), other], &customer, &policy(), 110);
    let candidate = &screening.candidates()[0];
    assert_eq!((&*candidate.entry, candidate.name, candidate.evidence.identifier), ("7", 1, Overlap::Same));
    assert!(candidate.comparison.score < policy().threshold);
}
