//! The shipped policies are read, and everything that can be wrong with one is told by name and place.

use super::*;
use crate::base::written::{Complaint, WrittenFile};
use std::collections::BTreeSet;

const SHIPPED: &str = include_str!("../../../rules/kyc/policy.toml");
const SPECIMENS: &str = include_str!("../../../testdata/policies/kyc/policy.toml");
const PEOPLE: &str = include_str!("../../../testdata/policies/kyc/reviewers.toml");

fn file(name: &str, text: &str) -> WrittenFile {
    WrittenFile { name: name.into(), text: text.into() }
}

fn read(policy: &str, people: Option<&str>) -> Result<Policy, Vec<Complaint<PolicyCode>>> {
    let people = people.map(|it| file("reviewers.toml", it));
    Policy::read(&file("policy.toml", policy), people.as_ref())
}

/// The shipped policy with one text replaced by another.
fn changed(from: &str, to: &str) -> String {
    assert!(SHIPPED.contains(from), "the shipped policy has no {from:?}");
    SHIPPED.replacen(from, to, 1)
}

#[test]
fn the_shipped_policies_are_read() {
    let policy = read(SHIPPED, None).unwrap_or_else(|it| panic!("{it:#?}"));
    assert_eq!((policy.id().as_str(), policy.version(), policy.levels().len()), ("tidegate-kyc", 1, 4));
    assert_eq!(policy.specimens(), Specimens::Refused);
    assert_eq!(policy.tier(&Label::parse("full").unwrap()).unwrap().level_max, 2);
    assert_eq!(policy.screening_policy().required, ["us-ofac-sdn", "un-sc", "eu-fsf", "uk-fcdo"]);
    let tried = read(SPECIMENS, Some(PEOPLE)).unwrap_or_else(|it| panic!("{it:#?}"));
    assert_eq!(tried.specimens(), Specimens::Accepted);
    assert!(tried.reviewer("officer-1").is_some() && tried.reviewer("nobody").is_none());
}

#[test]
fn the_digest_does_not_hang_on_line_ends() {
    let policy = read(SHIPPED, None).unwrap();
    assert_eq!(read(&SHIPPED.replace('\n', "\r\n"), None).unwrap().digest(), policy.digest());
    assert_ne!(read(&changed("\"0.98\"", "\"0.97\""), None).unwrap().digest(), policy.digest());
}

/// One mistake each: a name for the fault, the text that is replaced, what it becomes, the code.
const FAULTS: &[(&str, &str, &str, PolicyCode)] = &[
    ("not_toml", "version  = 1", "version  = = 1", PolicyCode::Syntax),
    ("key_misspelt", "grace_days", "grace_day", PolicyCode::UnknownKey),
    ("key_misspelt_in_a_table", "issuer      =", "issuers     =", PolicyCode::UnknownKey),
    ("version_missing", "version  = 1", "", PolicyCode::MissingKey),
    ("version_as_text", "version  = 1", "version  = \"1\"", PolicyCode::WrongType),
    ("no_lists", "[\"us-ofac-sdn\", \"un-sc\", \"eu-fsf\", \"uk-fcdo\"]", "[]", PolicyCode::Empty),
    ("unknown_diligence", "diligence = \"simplified\"", "diligence = \"none\"", PolicyCode::UnknownWord),
    (
        "unknown_check",
        "\"document-expiry\", \"holder-age\"",
        "\"expiry\", \"document-expiry\", \"holder-age\"",
        PolicyCode::UnknownWord,
    ),
    (
        "check_twice",
        "checks = [\"authenticity\", ",
        "checks = [\"authenticity\", \"authenticity\", ",
        PolicyCode::Twice,
    ),
    ("points_negative", "points = 60", "points = -60", PolicyCode::OutOfRange),
    ("name_with_space", "name = \"low\"", "name = \"very low\"", PolicyCode::BadName),
    ("currency_of_four_letters", "\"EUR\"", "\"EURO\"", PolicyCode::BadName),
    ("group_named_as_a_country", "fatf-call = [", "FR = [", PolicyCode::BadName),
    ("tier_without_level", "level_max = \"medium\"", "level_max = \"middle\"", PolicyCode::UnknownName),
    ("floor_without_level", "floor = \"high\"", "floor = \"higher\"", PolicyCode::UnknownName),
    ("approval_without_role", "approval = \"senior-management\"", "approval = \"the-board\"", PolicyCode::UnknownName),
    ("age_of_no_list", "days_max_of = { un-sc = 60 }", "days_max_of = { un-cs = 60 }", PolicyCode::UnknownName),
    ("tier_twice", "name = \"full\"", "name = \"basic\"", PolicyCode::Duplicate),
    ("limit_twice", "{ per = \"day\", minor = 100000 }", "{ per = \"order\", minor = 100000 }", PolicyCode::Duplicate),
    ("no_day", "from     = \"2026-01-01\"", "from     = \"1 January 2026\"", PolicyCode::BadDay),
    ("permit_for_ever", "\"24h\"", "\"1000d\"", PolicyCode::BadWindow),
    ("permit_for_a_while", "\"24h\"", "\"a day\"", PolicyCode::BadWindow),
    ("score_in_percent", "\"0.78\"", "\"78 %\"", PolicyCode::BadScore),
    ("refuses_below_the_threshold", "refuse_from = \"0.98\"", "refuse_from = \"0.70\"", PolicyCode::BadScore),
    ("address_with_space", "\"https://gate.example\"", "\"our gate\"", PolicyCode::BadAddress),
    ("no_country", "[\"GB\"]", "[\"Britain\"]", PolicyCode::BadCountry),
    ("until_before_from", "until  = \"2027-07-10\"", "until  = \"2025-07-10\"", PolicyCode::PeriodEmpty),
    ("first_level_above_zero", "from = 0\n", "from = 1\n", PolicyCode::LevelOrder),
    ("levels_fall", "from = 60\n", "from = 20\n", PolicyCode::LevelOrder),
    (
        "a_higher_level_is_milder",
        "diligence = \"standard\"\nreview_days = 1825",
        "diligence = \"standard\"\nreview_days = 2000",
        PolicyCode::LevelOrder,
    ),
    ("words_for_a_number", "max = 17", "any_of = [\"young\"]", PolicyCode::BadCondition),
    ("number_for_words", "none_of = [\"none\"]", "min = 1", PolicyCode::BadCondition),
    ("no_condition", "none_of = [\"none\"]\n", "", PolicyCode::BadCondition),
    (
        "two_conditions",
        "none_of = [\"none\"]\n",
        "none_of = [\"none\"]\nany_of = [\"some\"]\n",
        PolicyCode::BadCondition,
    ),
    ("max_below_min", "max = 17", "max = 17\nmin = 18", PolicyCode::BadCondition),
    ("check_forgotten", ", \"document-inspection\"]\nwaived = [\"aamva", "]\nwaived = [\"aamva", PolicyCode::CheckOpen),
    (
        "check_on_both_sides",
        "waived = [\"aamva-consistency\", ",
        "waived = [\"aamva-consistency\", \"liveness\", ",
        PolicyCode::CheckOpen,
    ),
    (
        "drawings_will_do",
        "checks = [\"authenticity\", \"document-expiry\"",
        "checks = [\"document-expiry\"",
        PolicyCode::NothingRequired,
    ),
    (
        "a_tier_that_needs_nothing",
        "name = \"full\"\nlevel_max",
        "name = \"more\"\nlevel_max",
        PolicyCode::NothingRequired,
    ),
    (
        "nobody_looks_at_candidates",
        "lifts = [\"screening-candidate\", \"attribute-missing\"",
        "lifts = [\"attribute-missing\"",
        PolicyCode::NobodyLifts,
    ),
    (
        "lifts_what_nobody_can",
        "lifts = [\"screening-candidate\", \"attribute-missing\"",
        "lifts = [\"not-offered\", \"screening-candidate\", \"attribute-missing\"",
        PolicyCode::NobodyLifts,
    ),
];

#[test]
fn every_mistake_is_told_by_name() {
    for (fault, from, to, code) in FAULTS {
        let mut text = changed(from, to);
        if *fault == "nobody_looks_at_candidates" {
            text = text.replace("\"screening-match\", \"screening-candidate\"", "\"screening-match\"");
        }
        let told = read(&text, None).map(|it| it.id().clone()).unwrap_err();
        assert!(told.iter().any(|it| it.code == *code), "{fault}: {told:#?}");
        assert!(told.iter().all(|it| it.file == "policy.toml" && !it.message.is_empty() && !it.help.is_empty()));
    }
    let large = format!("{SHIPPED}\n# {}", "x".repeat(300_000));
    assert_eq!(read(&large, None).unwrap_err()[0].code, PolicyCode::TooLarge);
}

#[test]
fn reviewers_are_told_by_name_too() {
    let wrong = |from: &str, to: &str| {
        assert!(PEOPLE.contains(from), "{from:?}");
        let told = read(SPECIMENS, Some(&PEOPLE.replacen(from, to, 1))).unwrap_err();
        assert!(told.iter().all(|it| it.file == "reviewers.toml"), "{told:#?}");
        told.into_iter().map(|it| it.code).collect::<BTreeSet<_>>()
    };
    let first = PEOPLE.lines().find(|it| it.starts_with("key")).unwrap();
    let second = PEOPLE.lines().filter(|it| it.starts_with("key")).nth(1).unwrap();
    assert!(wrong(first, "key = \"short\"").contains(&PolicyCode::BadKey));
    assert!(wrong(second, first).contains(&PolicyCode::Duplicate));
    assert!(wrong("role = \"analyst\"", "role = \"intern\"").contains(&PolicyCode::UnknownName));
    assert!(wrong("id   = \"officer-2\"", "id   = \"officer-1\"").contains(&PolicyCode::Duplicate));
}

#[test]
fn every_code_of_the_list_is_provoked() {
    let of_files = [PolicyCode::TooLarge, PolicyCode::BadKey];
    let provoked: BTreeSet<PolicyCode> = FAULTS.iter().map(|it| it.3).chain(of_files).collect();
    let never: Vec<&PolicyCode> = PolicyCode::ALL.iter().filter(|it| !provoked.contains(it)).collect();
    assert!(never.is_empty(), "no test provokes {never:?}");
}

#[test]
fn ten_mistakes_are_told_at_once() {
    let mut text = SHIPPED.to_owned();
    let (mut made, mut codes) = (0, BTreeSet::new());
    for name in [
        "key_misspelt",
        "version_as_text",
        "unknown_diligence",
        "permit_for_ever",
        "score_in_percent",
        "no_country",
        "until_before_from",
        "words_for_a_number",
        "check_on_both_sides",
        "address_with_space",
    ] {
        let (_, from, to, code) = FAULTS.iter().find(|it| it.0 == name).unwrap();
        text = text.replacen(from, to, 1);
        (made, _) = (made + 1, codes.insert(*code));
    }
    let told = read(&text, None).unwrap_err();
    let heard: BTreeSet<PolicyCode> = told.iter().map(|it| it.code).collect();
    assert_eq!(made, 10);
    assert!(codes.is_subset(&heard), "not told: {:?}", codes.difference(&heard).collect::<Vec<_>>());
    assert!(told.windows(2).all(|it| it[0].span.start <= it[1].span.start), "in the order of the file");
}

#[test]
fn reasons_say_what_lifts_them_and_who() {
    let policy = read(SPECIMENS, Some(PEOPLE)).unwrap();
    for code in ReasonCode::ALL {
        assert!(code.lift().len() > 10 && code.lift().starts_with(char::is_lowercase), "{code}");
        let roles = policy.lifters(&Reason::new(*code, "high"));
        assert!(code.is_for_people() || roles.is_empty(), "{code} is lifted by people");
    }
    let approval = policy.lifters(&Reason::new(ReasonCode::ApprovalMissing, "high"));
    assert_eq!(approval.iter().map(|it| it.name.as_str()).collect::<Vec<_>>(), ["senior-management"]);
    assert!(policy.lifters(&Reason::new(ReasonCode::ApprovalMissing, "low")).is_empty());
}

#[test]
fn facts_take_their_kind_and_show_nothing() {
    let mut facts = Facts::default();
    let word = |it: &str| FactValue::Words(BTreeSet::from([Label::parse(it).unwrap()]));
    facts.state(Fact::Occupation, word("teacher")).unwrap();
    assert_eq!(facts.state(Fact::Age, FactValue::Number(40)), Err(FactError::Follows(Fact::Age)));
    assert_eq!(facts.state(Fact::OpenHits, word("many")), Err(FactError::Kind(Fact::OpenHits)));
    assert_eq!(facts.get(Fact::Occupation), Some(&word("teacher")));
    facts.state(Fact::Occupation, FactValue::Words(BTreeSet::new())).unwrap();
    assert_eq!(facts.get(Fact::Occupation), None, "no word is nothing known");
    assert!(!format!("{facts:?}").contains("teacher"));
}
