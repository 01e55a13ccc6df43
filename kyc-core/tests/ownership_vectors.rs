//! Ownership statements from outside the project: the examples of the Beneficial Ownership Data Standard 0.4, found through
//! the variable `TIDEGATE_VECTORS`. What is expected of each follows from its own figures.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

use std::path::Path;
use tidegate_kyc_core::base::Day;
use tidegate_kyc_core::base::written::WrittenFile;
use tidegate_kyc_core::company::{ConcernCode, OwnerRule, Ownership, Rules, Statements};

fn read(name: &str) -> Statements {
    let root = std::env::var("TIDEGATE_VECTORS").expect("TIDEGATE_VECTORS names the folder of vectors");
    let path = Path::new(&root).join(format!("company/examples/{name}.json"));
    Statements::read(&std::fs::read_to_string(path).unwrap()).unwrap()
}

fn rule() -> OwnerRule {
    let text = include_str!("../../rules/kyc/ownership.toml").to_owned();
    let rules = Rules::read(&WrittenFile { name: "ownership.toml".to_owned(), text }).unwrap();
    rules.owners.into_iter().find(|it| it.head.id.as_str() == "eu-amlr").unwrap()
}

fn asked(name: &str, at: &str) -> Ownership {
    let at = Day::parse(at).unwrap();
    let (structure, open) = read(name).on(at);
    structure.owners(None, &rule(), at, open).unwrap()
}

/// The greatest shares of those who are owners for sure, and the codes of what is open.
fn told(name: &str, at: &str) -> (Vec<String>, Vec<&'static str>) {
    let answer = asked(name, at);
    let sure = answer.owners.iter().filter(|it| it.is_sure());
    let shares = sure.map(|it| it.greatest().map_or_else(String::new, |it| it.1.to_string())).collect();
    (shares, answer.concerns.iter().map(|it| it.code.code()).collect())
}

#[test]
#[ignore = "needs TIDEGATE_VECTORS: the folder of data from outside the project"]
fn every_example_of_the_standard_is_read_whole() {
    let root = std::env::var("TIDEGATE_VECTORS").expect("TIDEGATE_VECTORS names the folder of vectors");
    let mut files = 0;
    for file in Path::new(&root).join("company/examples").read_dir().unwrap() {
        let path = file.unwrap().path();
        let statements = Statements::read(&std::fs::read_to_string(&path).unwrap()).unwrap();
        assert_eq!(statements.unread().collect::<Vec<_>>(), [], "{}", path.display());
        files += 1;
    }
    assert!(files >= 10, "{files}");
}

#[test]
#[ignore = "needs TIDEGATE_VECTORS: the folder of data from outside the project"]
fn what_is_held_over_others_is_counted_once() {
    let shares = |name: &str| told(name, "2026-01-01").0;
    // Each says what the person holds in all, and tells the links that it is held over as well.
    assert_eq!(shares("indirect-ownership"), ["30%"]);
    assert_eq!(shares("mixed-direct-and-indirect-ownership"), ["100%"]);
    assert_eq!(shares("multiple-indirect-ownership"), ["60%"]);
    assert_eq!(shares("mutilple-indirect-ownership-2"), ["60%"]);
    assert_eq!(shares("joint-ownership"), ["50%", "50%"]);
}

#[test]
#[ignore = "needs TIDEGATE_VECTORS: the folder of data from outside the project"]
fn owners_change_with_the_days_of_the_statements() {
    assert_eq!(told("fermcat", "2020-01-01").0, ["50%", "50%"]);
    assert_eq!(told("fermcat", "2021-12-01").0, ["50%", "50%"]);
    assert_eq!(told("fermcat", "2022-06-01").0, ["100%"]);
    assert_eq!(told("tecido", "2019-06-01").0, ["100%"]);
    assert_eq!(told("tecido", "2021-12-01").0, ["40%"]);
    // The person has left; of the trust that holds four fifths nobody says who is behind it.
    let (shares, open) = told("tecido", "2023-06-01");
    assert_eq!((shares.len(), open.contains(&"holders-undisclosed")), (0, true), "{open:?}");
}

#[test]
#[ignore = "needs TIDEGATE_VECTORS: the folder of data from outside the project"]
fn trusts_nominations_states_and_exemptions_are_told_apart() {
    let (owners, open) = told("levent", "2026-01-01");
    assert_eq!((owners.len(), open.contains(&"party-unnamed")), (2, true), "two are named and one is withheld");
    let (owners, open) = told("nomination", "2026-01-01");
    assert!(owners.len() == 1 && open.contains(&"holders-undisclosed"), "{owners:?} {open:?}");
    let state = asked("bods-package-fi-soe", "2026-01-01");
    assert!(state.owners.is_empty() && state.concerns.iter().any(|it| it.code == ConcernCode::ManagersMissing));
    let listed = asked("listed-company-exempt-from-disclosure", "2026-01-01");
    assert!(listed.concerns.iter().any(|it| it.code == ConcernCode::PartyUnnamed));
}
