//! What a policy asks of a transfer, at its thresholds and on its days; contradictions, and what was not checked.

use super::To::{Gone, Is};
use super::*;
use std::collections::BTreeSet;

const NATURAL: &str = "/originator/originatorPerson/0/naturalPerson";

fn label(text: &str) -> Label {
    Label::parse(text).unwrap()
}

/// A transfer told in a line: jurisdiction, day, amount with its currency.
fn told(line: &str) -> Transfer {
    let words: Vec<&str> = line.split(' ').collect();
    Transfer {
        jurisdiction: label(words[0]),
        day: day(words[1]),
        amount: Amount::parse(words[2]).unwrap(),
        currency: label(words[3]),
        ..transfer()
    }
}

fn rules(line: &str, change: fn(&mut Transfer)) -> Vec<String> {
    let mut transfer = told(line);
    change(&mut transfer);
    answer(&whole(), &transfer).rules.iter().map(ToString::to_string).collect()
}

fn self_hosted(it: &mut Transfer) {
    it.hosting = Hosting::BeneficiarySelfHosted;
}

#[test]
fn a_whole_payload_is_complete_and_says_which_rules_asked() {
    let answer = answer(&whole(), &transfer());
    assert_eq!((answer.verdict, codes(&answer)), (Verdict::Complete, vec![]));
    assert_eq!(answer.rules, [label("eu-tfr-14")]);
}

#[test]
fn a_threshold_counts_on_its_own_side() {
    let none = |_: &mut Transfer| {};
    assert_eq!(rules("EU 2026-03-01 0.01 EUR", none), ["eu-tfr-14"]);
    assert_eq!(rules("EU 2026-03-01 1000 EUR", self_hosted), ["eu-tfr-14"]);
    assert_eq!(rules("EU 2026-03-01 1000.00 EUR", self_hosted), ["eu-tfr-14"]);
    assert_eq!(rules("EU 2026-03-01 1000.01 EUR", self_hosted), ["eu-tfr-14", "eu-tfr-14-self-hosted"]);
    assert_eq!(rules("US 2026-03-01 2999.99 USD", none), Vec::<String>::new());
    assert_eq!(rules("US 2026-03-01 3000 USD", none), ["us-travel-rule"]);
    assert_eq!(rules("FATF 2026-03-01 999.999999999999999999 USD", none), Vec::<String>::new());
    assert_eq!(rules("FATF 2026-03-01 1000 EUR", none), ["fatf-r16"]);
    assert_eq!(rules("GB 2026-03-01 999 EUR", none), ["uk-mlr-64c"]);
    assert_eq!(rules("GB 2026-03-01 1000 EUR", none), ["uk-mlr-64c", "uk-mlr-64c-cross-border"]);
    assert_eq!(rules("GB 2026-03-01 1000 EUR", |it| it.reach = Reach::Domestic), ["uk-mlr-64c"]);
    assert_eq!(rules("GB 2026-03-01 1000 EUR", self_hosted), Vec::<String>::new());
}

#[test]
fn below_every_threshold_the_standard_still_counts() {
    let transfer = told("US 2026-03-01 10 USD");
    assert_eq!(answer(&whole(), &transfer).verdict, Verdict::Complete);
    let unnamed = changed(whole(), &format!("{NATURAL}/name/nameIdentifier"), &Is(json!([])));
    assert_eq!(codes(&answer(&unnamed, &transfer)), [TravelCode::ElementMissing]);
}

#[test]
fn without_a_rule_for_the_day_or_the_place_nothing_is_complete() {
    for line in ["EU 2024-12-29 1500 EUR", "CH 2026-03-01 1500 CHF", "eu 2026-03-01 1500 EUR"] {
        let answer = answer(&whole(), &told(line));
        assert_eq!((answer.verdict, codes(&answer)), (Verdict::Incomplete, vec![TravelCode::NoRule]), "{line}");
    }
    assert_eq!(answer(&whole(), &told("EU 2024-12-30 1500 EUR")).verdict, Verdict::Complete);
}

#[test]
fn an_amount_in_another_currency_meets_the_threshold_and_is_told() {
    let mut transfer = told("EU 2026-03-01 5 USD");
    self_hosted(&mut transfer);
    transfer.control = Control::Proved;
    let answer = answer(&whole(), &transfer);
    assert_eq!((answer.verdict, codes(&answer)), (Verdict::Incomplete, vec![TravelCode::AmountUnchecked]));
    assert_eq!(answer.rules.len(), 2, "the rule counts");
}

#[test]
fn control_over_a_self_hosted_wallet_is_asked_for_and_proved() {
    let mut transfer = told("EU 2026-03-01 1500 EUR");
    for hosting in [Hosting::BeneficiarySelfHosted, Hosting::OriginatorSelfHosted] {
        transfer.hosting = hosting;
        transfer.control = Control::Unproved;
        assert_eq!(codes(&answer(&whole(), &transfer)), [TravelCode::ControlUnproved]);
        transfer.control = Control::Proved;
        assert_eq!(answer(&whole(), &transfer).verdict, Verdict::Complete);
    }
}

/// A name for what is missing, the jurisdiction, where it is taken away, and the paths that are told.
#[test]
fn what_a_rule_asks_for_is_missed_at_its_person() {
    let natural = |it: &str| format!("{NATURAL}{it}");
    let person = "originator.originatorPerson[0]";
    for (fault, line, gone, paths) in [
        (
            "birth_and_customer",
            "EU 2026-03-01 5 EUR",
            vec![natural("/dateAndPlaceOfBirth"), natural("/customerIdentification")],
            vec![person],
        ),
        (
            "birth_alone_is_enough",
            "EU 2026-03-01 5 EUR",
            vec![natural("/geographicAddress"), natural("/customerIdentification")],
            vec![],
        ),
        ("no_address", "US 2026-03-01 3000 USD", vec![natural("/geographicAddress")], vec![person]),
        ("no_service", "US 2026-03-01 3000 USD", vec!["/beneficiaryVASP".to_owned()], vec!["beneficiaryVASP"]),
        ("no_service_below", "US 2026-03-01 2999 USD", vec!["/beneficiaryVASP".to_owned()], vec![]),
    ] {
        let value = gone.iter().fold(whole(), |value, it| changed(value, it, &Gone));
        let answer = answer(&value, &told(line));
        let told: Vec<&str> = answer.gaps.iter().map(|it| it.path.as_str()).collect();
        assert_eq!(told, paths, "{fault}");
        assert!(answer.gaps.iter().all(|it| it.code == TravelCode::FieldMissing), "{fault}");
        let verdict = if paths.is_empty() { Verdict::Complete } else { Verdict::Incomplete };
        assert_eq!(answer.verdict, verdict, "{fault}");
    }
    let no_account = changed(whole(), "/beneficiary/accountNumber", &Gone);
    let told: BTreeSet<TravelCode> = codes(&answer(&no_account, &transfer())).into_iter().collect();
    assert_eq!(told, BTreeSet::from([TravelCode::FieldMissing, TravelCode::WalletMissing]));
}

/// A person has to be whole: one of two originators is not enough.
#[test]
fn every_originator_is_asked() {
    let mut value = whole();
    let other = json!({"naturalPerson": {"name": value["originator"]["originatorPerson"][0]["naturalPerson"]["name"],
        "customerIdentification": "c-0043"}});
    value["originator"]["originatorPerson"].as_array_mut().unwrap().push(other);
    let answer = answer(&value, &transfer());
    assert_eq!(answer.gaps.len(), 1);
    assert_eq!(answer.gaps[0].path, "originator.originatorPerson[1]");
}

#[test]
fn another_wallet_contradicts_and_an_account_that_is_none_is_a_gap() {
    let other = "0x2c7536E3605D9C16a7a3D7b1898e529396a65c23";
    for (account, code) in [
        (other, Some(TravelCode::AccountNotWallet)),
        ("10023909", Some(TravelCode::WalletMissing)),
        (FROM, None),
        ("eip155:1:0x4a62316623ad457f02cdc5d997ded67a383ec569", None),
    ] {
        let answer = answer(&changed(whole(), "/originator/accountNumber", &Is(json!([account]))), &transfer());
        assert_eq!(codes(&answer), code.into_iter().collect::<Vec<_>>(), "{account}");
        let refused = code == Some(TravelCode::AccountNotWallet);
        assert_eq!(answer.verdict == Verdict::Refused, refused);
    }
    let both = answer(&changed(whole(), "/originator/accountNumber", &Is(json!(["10023909", FROM]))), &transfer());
    assert_eq!(both.verdict, Verdict::Complete);
    // The standard has account numbers within a person.
    let mut within = changed(whole(), "/originator/accountNumber", &Gone);
    within["originator"]["originatorPerson"][0]["accountNumber"] = json!([FROM]);
    assert_eq!(answer(&within, &transfer()).verdict, Verdict::Complete);
    within["originator"]["originatorPerson"][0]["naturalPerson"]["countryOfResidence"] = "SWE".into();
    within["originator"]["originatorPerson"][0]["naturalPerson"]["name"] = json!({});
    assert_eq!(codes(&answer(&within, &transfer())), [TravelCode::ElementMissing, TravelCode::Country]);
    let unknown = Transfer { from: None, ..transfer() };
    assert_eq!(codes(&answer(&whole(), &unknown)), [TravelCode::WalletUnchecked]);
}

#[test]
fn a_service_is_who_its_identifier_says() {
    let at = "/originatingVASP/legalPerson";
    let name = format!("{at}/name/nameIdentifier/0/legalPersonName");
    let lei = format!("{at}/nationalIdentification/nationalIdentifier");
    for (fault, at, value, code) in [
        ("other_name", &name, "Custody Example", Some(TravelCode::VaspNotLei)),
        ("stranger_with_a_known_lei", &name, "Somebody Else", Some(TravelCode::VaspNotLei)),
        ("known_name_with_another_lei", &lei, "529900T8BM49AURSDO55", Some(TravelCode::VaspNotLei)),
        ("other_capitals", &name, "EXCHANGE  EXAMPLE.", None),
    ] {
        let answer = answer(&changed(whole(), at, &Is(value.into())), &transfer());
        assert_eq!(codes(&answer), code.into_iter().collect::<Vec<_>>(), "{fault}");
    }
    let names = format!("{at}/name/nameIdentifier");
    let name_of = |text: &str, kind: &str| json!({"legalPersonName": text, "legalPersonNameIdentifierType": kind});
    for kind in ["TRAD", "LEGL"] {
        let borrowed = json!([name_of("Somebody Else", "LEGL"), name_of("Exchange Example", kind)]);
        let answer = answer(&changed(whole(), &names, &Is(borrowed)), &transfer());
        assert_eq!(codes(&answer), [TravelCode::VaspNotLei], "{kind}");
    }
    let stranger =
        changed(changed(whole(), &name, &Is("Somebody Else".into())), &lei, &Is("529900T8BM49AURSDO55".into()));
    assert_eq!(codes(&answer(&stranger, &transfer())), [TravelCode::VaspUnchecked]);
}

#[test]
fn a_register_that_nobody_looked_up_is_never_fine() {
    let one = answer(&large(), &transfer());
    assert!(codes(&one).contains(&TravelCode::AuthorityUnchecked) && one.verdict == Verdict::Incomplete);
    let known = POLICY.replace("version = 1\n", "version = 1\nregistration_authorities = [\"RA000544\"]\n");
    let known = TravelPolicy::read(&file(&known)).unwrap();
    let other = check(&bytes(&large()), &transfer(), &known).unwrap();
    assert!(!codes(&other).contains(&TravelCode::AuthorityUnchecked));
}

#[test]
fn what_says_nothing_counts_as_missing() {
    let natural = |it: &str| format!("{NATURAL}{it}");
    for (fault, at, value) in [
        ("name", natural("/name/nameIdentifier/0/primaryIdentifier"), "N/A"),
        ("given_names", natural("/name/nameIdentifier/0/secondaryIdentifier"), "xxx"),
        ("street", natural("/geographicAddress/0/streetName"), "-"),
        ("number", natural("/nationalIdentification/nationalIdentifier"), "000000000"),
        ("town", natural("/geographicAddress/0/townName"), "unknown"),
        ("account", "/originator/accountNumber/0".to_owned(), "n/a"),
    ] {
        let answer = answer(&changed(whole(), &at, &Is(value.into())), &transfer());
        assert!(codes(&answer).contains(&TravelCode::Meaningless), "{fault}");
        assert_eq!(answer.verdict, Verdict::Incomplete, "{fault}");
        assert!(fault == "account" || answer.gaps.len() == 1, "{fault}: {:?}", answer.gaps);
    }
    let names = |primary: &str, secondary: &str| json!([{"primaryIdentifier": primary, "secondaryIdentifier": secondary, "naturalPersonNameIdentifierType": "LEGL"}]);
    for (value, is_told) in [(names("Null", "Anna"), false), (names("Na", "Test"), true), (names("Null", "Null"), true)]
    {
        let answer = answer(&changed(whole(), &natural("/name/nameIdentifier"), &Is(value)), &transfer());
        assert_eq!(codes(&answer) == [TravelCode::Meaningless], is_told);
    }
}

/// One mistake each: a name for the fault, the text that is replaced, what it becomes, the code.
const FAULTS: &[(&str, &str, &str, TravelFileCode)] = &[
    ("not_toml", "version = 1", "version = = 1", TravelFileCode::Syntax),
    ("key_misspelt", "originator_one_of", "originator_oneof", TravelFileCode::UnknownKey),
    (
        "no_source",
        "source = \"Regulation (EU) 2023/1113, Art. 14(5) and 16(2): more than EUR 1,000\"",
        "",
        TravelFileCode::MissingKey,
    ),
    ("amount_without_quotes", "amount = \"3000\"", "amount = 3000", TravelFileCode::WrongType),
    (
        "empty_list",
        "originator = [\"name\", \"account-number\", \"address\"]",
        "originator = []",
        TravelFileCode::Empty,
    ),
    (
        "field_misspelt",
        "\"name\", \"account-number\", \"address\"",
        "\"name\", \"acount-number\"",
        TravelFileCode::UnknownWord,
    ),
    ("field_of_a_set_misspelt", "address + national-identification", "address + passport", TravelFileCode::UnknownWord),
    (
        "no_such_service",
        "[\"originating\", \"beneficiary\"]",
        "[\"originating\", \"receiving\"]",
        TravelFileCode::UnknownWord,
    ),
    ("bound_misspelt", "bound = \"above\"", "bound = \"over\"", TravelFileCode::UnknownWord),
    ("declared_control", "control = \"proved\"", "control = \"declared\"", TravelFileCode::UnknownWord),
    ("field_twice", "\"name\", \"account-number\", \"address\"", "\"name\", \"name\"", TravelFileCode::Twice),
    ("version_zero", "version = 1", "version = 0", TravelFileCode::OutOfRange),
    ("rule_with_a_blank", "name = \"us-travel-rule\"", "name = \"us travel rule\"", TravelFileCode::BadName),
    ("no_day", "from = \"2011-03-01\"", "from = \"March 2011\"", TravelFileCode::BadDay),
    (
        "ends_before",
        "from = \"2011-03-01\"",
        "from = \"2011-03-01\"\nuntil = \"2011-03-01\"",
        TravelFileCode::PeriodEmpty,
    ),
    ("amount_with_a_comma", "amount = \"3000\"", "amount = \"3,000\"", TravelFileCode::BadAmount),
    (
        "currency_of_four",
        "currency = \"USD\", amount = \"3000\"",
        "currency = \"USDT\", amount = \"3000\"",
        TravelFileCode::BadCurrency,
    ),
    ("lei_with_a_slip", "EXAMPLEVASPONE000014", "EXAMPLEVASPONE000041", TravelFileCode::BadLei),
    (
        "register_of_a_word",
        "version = 1\n",
        "version = 1\nregistration_authorities = [\"brela\"]\n",
        TravelFileCode::BadAuthority,
    ),
    ("rule_twice", "name = \"us-travel-rule\"", "name = \"eu-tfr-14\"", TravelFileCode::Duplicate),
    ("lei_twice", "EXAMPLEVASPONE000014", "EXAMPLEVASPTWO000031", TravelFileCode::Duplicate),
    (
        "currency_twice",
        "currency = \"EUR\", amount = \"1000\", bound = \"from\" },\n]",
        "currency = \"USD\", amount = \"1000\", bound = \"from\" },\n]",
        TravelFileCode::Duplicate,
    ),
    ("rule_that_asks_nothing", "control = \"proved\"", "", TravelFileCode::NothingAsked),
];

#[test]
fn every_mistake_of_a_policy_is_told_by_name() {
    for (fault, from, to, code) in FAULTS {
        assert!(POLICY.contains(from), "{fault}: the policy has no {from:?}");
        let told = TravelPolicy::read(&file(&POLICY.replacen(from, to, 1))).map(|it| it.version()).unwrap_err();
        assert!(told.iter().any(|it| it.code == *code), "{fault}: {told:#?}");
        assert!(told.iter().all(|it| it.line > 0 && !it.help.is_empty()), "{fault}");
    }
    let large = format!("{POLICY}\n# {}", "x".repeat(300_000));
    assert_eq!(TravelPolicy::read(&file(&large)).unwrap_err()[0].code, TravelFileCode::TooLarge);
}

#[test]
fn every_code_of_files_and_gaps_is_provoked_somewhere() {
    // Those of descriptions are provoked in described.rs.
    let elsewhere = [TravelFileCode::TooLarge, TravelFileCode::BadWallet, TravelFileCode::WhichPerson];
    let told: BTreeSet<TravelFileCode> = FAULTS.iter().map(|it| it.3).chain(elsewhere).collect();
    assert_eq!(told.len(), TravelFileCode::ALL.len());
    for it in TravelCode::ALL {
        assert!(it.meaning().ends_with('.') && it.clause().starts_with(|it: char| !it.is_uppercase()), "{it}");
        assert!(it.help().len() > 10, "{it}");
    }
}
