//! Statements compared case by case, ages and validities at their borders, zones judged whole.
//!
//! `agree` runs one claim against one zone or list of attributes and tells each answer by its field.

use super::*;
use crate::base::{Day, Instant, Redacted};
use crate::document::Attribute;
use crate::document::aamva::Aamva;
use crate::document::mrz::Mrz;

const TD3: &str = "P<D<<MUSTERMANN<<ERIKA<MARIA<<<<<<<<<<<<<<<<\nC01X0006H1D<<6408125F3110315<<<<<<<<<<<<<<<6";

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

fn noon(text: &str) -> Instant {
    Instant::parse(&format!("{text}T12:00:00Z")).unwrap()
}

fn claim(json: &str) -> Claim {
    Claim::of(serde_json::from_str(json).unwrap()).unwrap()
}

fn told(checks: &[Check]) -> Vec<String> {
    checks.iter().map(|it| format!("{} {}", it.field.unwrap_or("-"), it.answer)).collect()
}

/// What a claim gives against a zone.
fn agree(zone: &str, form: &str) -> Vec<String> {
    let page = Statement::of_mrz(Source::Page, &Mrz::read(zone).unwrap());
    told(&compare(CheckCode::ClaimAgrees, &page, &Statement::of_claim(&claim(form)), day("2026-11-24")))
}

#[test]
fn a_true_claim_agrees_in_every_attribute_it_makes() {
    let form = r#"{"family_name": "Mustermann", "given_names": "Erika Maria", "birth_date": "1964-08-12", "sex": "female",
        "nationalities": ["DE"], "document_number": "C01X 0006 H"}"#;
    let all = ["family-name", "given-name", "birth-date", "sex", "nationality"].map(|it| format!("{it} clear"));
    let answers = agree(TD3, form);
    assert_eq!(answers[..5], all);
    assert_eq!(answers[5], "document-number clear", "{answers:?}");
}

#[test]
fn each_attribute_answers_for_itself() {
    for (fault, form, answer) in [
        ("other_family_name", r#"{"family_name": "Musterfrau"}"#, "family-name found"),
        ("umlaut_spelt_out", r#"{"given_names": "Érika-Maria"}"#, "given-name clear"),
        ("one_given_name_missing", r#"{"given_names": "Erika"}"#, "given-name unknown"),
        ("names_turned_round", r#"{"given_names": "Maria Erika"}"#, "given-name unknown"),
        ("initial", r#"{"given_names": "E. Maria"}"#, "given-name unknown"),
        ("family_and_given_names_exchanged", r#"{"given_names": "Mustermann"}"#, "given-name found"),
        ("look_alike", r#"{"family_name": "Must\u0435rmann"}"#, "family-name unknown"),
        ("unseen", r#"{"family_name": "Mustermann\u200b"}"#, "family-name unknown"),
        ("name_in_greek", r#"{"family_name": "Μούστερμαν"}"#, "family-name unknown"),
        ("name_in_cyrillic_by_sound", r#"{"family_name": "Мустерман"}"#, "family-name unknown"),
        ("name_in_cyrillic_by_letter", r#"{"family_name": "Мустерманн"}"#, "family-name clear"),
        ("other_century", r#"{"birth_date": "1864-08-12"}"#, "birth-date unknown"),
        ("other_day", r#"{"birth_date": "1964-08-13"}"#, "birth-date found"),
        ("month_and_year", r#"{"birth_date": "1964-08"}"#, "birth-date unknown"),
        ("other_month_and_year", r#"{"birth_date": "1964-09"}"#, "birth-date found"),
        ("year_only", r#"{"birth_date": "1964"}"#, "birth-date unknown"),
        ("other_sex", r#"{"sex": "male"}"#, "sex found"),
        ("sex_left_open", r#"{"sex": "unspecified"}"#, "sex unknown"),
        ("one_of_two_nationalities", r#"{"nationalities": ["FRA", "DEU"]}"#, "nationality clear"),
        ("the_same_nationality_twice", r#"{"nationalities": ["DE", "DEU"]}"#, "nationality clear"),
        ("other_nationality", r#"{"nationalities": ["AT"]}"#, "nationality found"),
        ("other_number", r#"{"document_number": "C01X0006J"}"#, "document-number found"),
    ] {
        assert_eq!(agree(TD3, form), [answer], "{fault}");
    }
}

#[test]
fn kinds_of_british_nationality_are_told_apart_and_not_called_false() {
    let overseas = TD3.replace("H1D<<64", "H1GBN64");
    assert_eq!(agree(&overseas, r#"{"nationalities": ["GB"]}"#), ["nationality unknown"]);
    let refugee = TD3.replace("H1D<<64", "H1XXB64");
    assert_eq!(agree(&refugee, r#"{"nationalities": ["SY"]}"#), ["nationality found"]);
}

#[test]
fn a_holder_without_a_surname_agrees_by_the_whole_name() {
    let zone = TD3.replace("MUSTERMANN<<ERIKA<MARIA", "<<KOMAL<DEVI<<<<<<<<<<<");
    assert_eq!(agree(&zone, r#"{"given_names": "Komal Devi"}"#), ["given-name clear"]);
    assert_eq!(
        agree(&zone, r#"{"family_name": "Devi", "given_names": "Komal"}"#),
        ["family-name clear", "given-name clear"]
    );
    let primary = TD3.replace("MUSTERMANN<<ERIKA<MARIA", "KOMAL<DEVI<<<<<<<<<<<<<");
    assert_eq!(
        agree(&primary, r#"{"family_name": "Devi", "given_names": "Komal"}"#),
        ["family-name clear", "given-name clear"]
    );
}

#[test]
fn a_claim_of_what_the_document_does_not_say_is_a_gap() {
    let fields = [(Attribute::FamilyName, Redacted::new("Müller".to_owned()))];
    let credential = Statement::of_fields(Source::SdJwt, &fields);
    let form = r#"{"family_name": "MUELLER", "birth_date": "1964-08-12", "nationalities": ["DE"]}"#;
    let checks = compare(CheckCode::ClaimAgrees, &credential, &Statement::of_claim(&claim(form)), day("2026-11-24"));
    assert_eq!(told(&checks), ["family-name clear", "birth-date unknown", "nationality unknown"]);
    assert_eq!(checks[0].why, "the credential and the claim say the same in another spelling");
    assert_eq!(checks[1].why, "the claim states it and the credential does not");
}

/// What a claim gives against a credential, family name and given names.
fn names(stated: [&str; 2], claimed: [&str; 2]) -> Vec<String> {
    let fields = [(Attribute::FamilyName, stated[0]), (Attribute::GivenName, stated[1])];
    let fields = fields.map(|it| (it.0, Redacted::new(it.1.to_owned())));
    let form = format!(r#"{{"family_name": "{}", "given_names": "{}"}}"#, claimed[0], claimed[1]);
    let (one, other) = (Statement::of_fields(Source::SdJwt, &fields), Statement::of_claim(&claim(&form)));
    let checks = compare(CheckCode::ClaimAgrees, &one, &other, day("2026-11-24"));
    checks.iter().map(|it| it.answer.code().to_owned()).collect()
}

#[test]
fn usual_spellings_of_a_letter_are_never_called_different() {
    for (stated, claimed) in [
        ("Sørensen", "Sorensen"),
        ("Sørensen", "Soerensen"),
        ("Ødegård", "Odegard"),
        ("Ægir", "Agir"),
        ("Đorđević", "Djordjević"),
        ("Đorđević", "Dordevic"),
        ("Müller", "Muller"),
        ("Sorensen", "Sørensen"),
        ("Straße", "Strasse"),
        ("Þóra", "Thora"),
        ("Wałęsa", "Walesa"),
    ] {
        assert_eq!(names([stated, "Per"], [claimed, "Per"]), ["clear", "clear"], "{stated} {claimed}");
    }
    assert_eq!(names(["MUELLER", "Per"], ["Muller", "Per"]), ["unknown", "clear"], "both may stand for Müller");
    assert_eq!(names(["Müller", "Per"], ["Miller", "Per"]), ["found", "clear"]);
}

#[test]
fn what_people_do_with_their_names_is_never_called_different() {
    let unknown = ["unknown"; 2];
    assert_eq!(names(["Nguyễn", "Thị Minh"], ["Nguyen", "Minh Thi"]), ["clear", "unknown"], "turned round");
    assert_eq!(names(["Nguyễn", "Thị Minh Anh"], ["Nguyen", "Anh Thi"]), ["clear", "unknown"], "turned, one left out");
    assert_eq!(names(["Müller", "Jörg"], ["Jörg", "Müller"]), unknown, "exchanged");
    assert_eq!(names(["Müller", "Jörg Maria"], ["Jörg", "Muller"]), unknown, "exchanged, one left out");
    assert_eq!(names(["García López", "Ana"], ["López", "Ana García"]), ["unknown"; 2], "parted otherwise");
    assert_eq!(names(["Müller", "Jörg"], ["Müller", "J."]), ["clear", "unknown"], "an initial");
    assert_eq!(names(["Müller", "J"], ["Müller", "Jörg Ulf"]), ["clear", "unknown"], "an initial, one left out");
    assert_eq!(names(["Müller", "Jörg"], ["Müller", "U."]), ["clear", "found"], "another initial");
    assert_eq!(names(["Müller", "Jörg"], ["Jörg", "Schmidt"]), ["found"; 2], "a name of the other part alone");
    for (one, other) in
        [("Iurii", "Yuri"), ("Sergei", "Sergey"), ("Evgenii", "Yevgeny"), ("Kseniia", "Ksenia"), ("Yousef", "Yusef")]
    {
        assert_eq!(
            names(["Koval", one], ["Koval", other]),
            ["clear", "unknown"],
            "{one} and {other}: romanised otherwise"
        );
        assert_eq!(names(["Koval", other], ["Koval", one]), ["clear", "unknown"], "{other} and {one}");
    }
    assert_eq!(names(["Müller", "Jörg"], ["Mull\u{435}r", "J\u{200b}örg"]), unknown, "what passes for another");
    let zone = |form: &str| agree(TD3, form);
    assert_eq!(
        zone(r#"{"family_name": "Erika", "given_names": "Mustermann"}"#),
        ["family-name unknown", "given-name unknown"]
    );
}

#[test]
fn nationalities_are_compared_as_sets() {
    let judge = |stated: &[&str], claimed: &str| {
        let fields: Vec<_> =
            stated.iter().map(|it| (Attribute::Nationality, Redacted::new((*it).to_owned()))).collect();
        let (one, other) = (Statement::of_fields(Source::Mdoc, &fields), Statement::of_claim(&claim(claimed)));
        told(&compare(CheckCode::ClaimAgrees, &one, &other, day("2026-11-24"))).concat()
    };
    for (fault, stated, claimed, answer) in [
        ("hidden", &["DE", "IR"][..], r#"{"nationalities": ["DEU"]}"#, "nationality unknown"),
        ("stated_besides", &["DE"], r#"{"nationalities": ["DEU", "IRN"]}"#, "nationality clear"),
        ("one_of_each", &["DE", "IR"], r#"{"nationalities": ["DE", "FR"]}"#, "nationality unknown"),
        ("same_in_another_order", &["DE", "IR"], r#"{"nationalities": ["IRN", "DEU"]}"#, "nationality clear"),
        ("nothing_in_common", &["DE", "IR"], r#"{"nationalities": ["FR"]}"#, "nationality found"),
    ] {
        assert_eq!(judge(stated, claimed), answer, "{fault}");
    }
}

#[test]
fn nobody_is_as_old_as_a_claim_may_say() {
    let judge = |born: &str| {
        let fields = [(Attribute::BirthDate, Redacted::new(born.to_owned()))];
        let form = claim(&format!(r#"{{"birth_date": "{born}"}}"#));
        let (one, other) = (Statement::of_fields(Source::SdJwt, &fields), Statement::of_claim(&form));
        compare(CheckCode::ClaimAgrees, &one, &other, day("2026-11-24"))[0].clone()
    };
    assert_eq!(judge("1920-01-10").answer, Answer::Clear);
    assert_eq!(judge("1896-01-01").answer, Answer::Clear, "a hundred and thirty");
    assert_eq!(judge("1780-01-10").answer, Answer::Unknown);
    let zone = Statement::of_mrz(Source::Chip, &Mrz::read(&TD3.replace("640812", "200812")).unwrap());
    let form = claim(r#"{"birth_date": "1920-08-12"}"#);
    let checks = compare(CheckCode::ClaimAgrees, &zone, &Statement::of_claim(&form), day("2026-11-24"));
    assert_eq!(told(&checks), ["birth-date unknown"], "the zone alone tells no century");
    assert!(checks[0].why.ends_with("a zone tells no century"), "{}", checks[0].why);
}

#[test]
fn a_page_and_its_chip_say_the_same_letter_by_letter() {
    let chip = Statement::of_mrz(Source::Chip, &Mrz::read(TD3).unwrap());
    let compared = |page: &str| {
        let page = Statement::of_mrz(Source::Page, &Mrz::read(page).unwrap());
        told(&compare(CheckCode::PageAgreesChip, &chip, &page, day("2026-11-24")))
    };
    assert!(compared(TD3).iter().all(|it| it.ends_with(" clear")) && compared(TD3).len() == 8);
    for (from, to, answer) in [
        ("C01X0006H1", "C01X0007H1", "document-number found"),
        ("640812", "640813", "birth-date found"),
        ("311031", "321031", "expiry-date found"),
        ("5F31", "5M31", "sex found"),
        ("<ERIKA", "<ERICA", "given-name found"),
        ("ERIKA<MARIA", "MARIA<ERIKA", "given-name found"),
        ("<ERIKA<MARIA", "<<<<<<<<<<<<", "given-name found"),
        ("P<D<<", "P<AUT", "issuing-country found"),
        ("H1D<<", "H1AUT", "nationality found"),
    ] {
        let answers = compared(&TD3.replace(from, to));
        assert!(answers.contains(&answer.to_owned()), "{answer}: {answers:?}");
    }
}

#[test]
fn ages_turn_on_the_day() {
    for (born, at, years) in [
        ("2008-11-24", "2026-11-23", Some(17)),
        ("2008-11-24", "2026-11-24", Some(18)),
        ("2008-02-29", "2026-02-28", Some(17)),
        ("2008-02-29", "2026-03-01", Some(18)),
        ("2026-11-24", "2026-11-24", Some(0)),
        ("2026-11-25", "2026-11-24", None),
    ] {
        assert_eq!(age(day(born), day(at)), years, "{born} at {at}");
    }
}

#[test]
fn validity_and_age_answer_at_their_borders() {
    let fields = |birth: &str, expiry: &str| {
        let all = [(Attribute::BirthDate, birth), (Attribute::ExpiryDate, expiry)];
        let all = all.into_iter().filter(|it| !it.1.is_empty());
        Statement::of_fields(Source::Mdoc, &all.map(|it| (it.0, Redacted::new(it.1.to_owned()))).collect::<Vec<_>>())
    };
    for (birth, expiry, answers) in [
        ("1964-08-12", "2026-11-24", ["clear", "clear"]),
        ("1964-08-12", "2026-11-23", ["found", "clear"]),
        ("2008-11-24", "2030-01-01T00:00:00Z", ["clear", "clear"]),
        ("1964-08-12", "2026-11-24T12:00:01Z", ["clear", "clear"]),
        ("1964-08-12", "2026-11-24T12:00:00Z", ["found", "clear"]),
        ("1964-08-12", "2026-11-24T16:30:00+05:00", ["found", "clear"]),
        ("1964-08-12", "2027-02-30", ["unknown", "clear"]),
        ("1896-11-24", "2030-01-01", ["clear", "clear"]),
        ("1895-11-24", "2030-01-01", ["clear", "unknown"]),
        ("1780", "2030-01-01", ["clear", "unknown"]),
        ("2008-11-25", "2030-01-01", ["clear", "found"]),
        ("2008-11", "2030-01-01", ["clear", "unknown"]),
        ("2008", "2030-01-01", ["clear", "unknown"]),
        ("2007", "2030-01-01", ["clear", "clear"]),
        ("2009", "2030-01-01", ["clear", "found"]),
        ("2027-01-01", "2030-01-01", ["clear", "found"]),
        ("", "", ["unknown", "unknown"]),
        ("24.11.2008", "01.01.2030", ["unknown", "unknown"]),
    ] {
        let checks = validity::check(&fields(birth, expiry), noon("2026-11-24"));
        assert_eq!([checks[0].answer.code(), checks[1].answer.code()], answers, "{birth} {expiry}");
    }
    let over = [(Attribute::AgeOver18, Redacted::new("true".to_owned()))];
    let checks = validity::check(&Statement::of_fields(Source::Mdoc, &over), noon("2026-11-24"));
    assert_eq!(checks[1].answer, Answer::Clear);
}

#[test]
fn days_of_a_document_stand_in_their_order() {
    let told = |birth: &str, issue: &str, expiry: &str| {
        let all = [(Attribute::BirthDate, birth), (Attribute::IssueDate, issue), (Attribute::ExpiryDate, expiry)];
        let all = all.into_iter().filter(|it| !it.1.is_empty()).map(|it| (it.0, Redacted::new(it.1.to_owned())));
        let fields = Statement::of_fields(Source::Mdoc, &all.collect::<Vec<_>>());
        let checks = itself::check(&fields, day("2026-11-24"));
        checks.iter().map(|it| format!("{} {} {}", it.code, it.field.unwrap(), it.answer)).collect::<Vec<_>>()
    };
    let (clear, found) = ("document-agrees-itself issue-date clear", "document-agrees-itself issue-date found");
    assert_eq!(told("1964-08-12", "2021-04-15", "2031-04-15"), [clear]);
    assert_eq!(told("1964-08-12", "2021-04-15T10:00:00Z", "2031-04-15T00:00:00Z"), [clear]);
    assert_eq!(told("1964-08-12", "1964-08-11", "2031-04-15"), [found]);
    assert_eq!(told("1964", "1964-06-01", "2031-04-15"), [clear]);
    assert_eq!(told("1964-08-12", "2021-04-15", "2021-04-14"), [found]);
    assert_eq!(told("", "2021-04-15", ""), [clear]);
    assert_eq!(told("1964-08-12", "", "2031-04-15"), [""; 0]);
    assert_eq!(told("1964-08-12", "2026-11-25", "2031-04-15"), [clear], "east of the date line");
    assert_eq!(told("1964-08-12", "2026-11-26", "2031-04-15"), ["document-expiry issue-date found", clear]);
}

#[test]
fn a_zone_of_another_century_puts_no_issue_before_birth() {
    let issue = |birth: &str, issued: &str| {
        let zone = Mrz::read(&TD3.replace("640812", birth)).unwrap();
        let statement = Statement::of_mrz(Source::Chip, &zone).issued_on(Some(day(issued)));
        told(&itself::check(&statement, day("2026-11-24")))
    };
    assert_eq!(issue("640812", "2021-11-01"), ["issue-date clear"]);
    assert_eq!(issue("640812", "1960-01-01"), ["issue-date found"], "nobody is 162");
    assert_eq!(issue("200812", "2015-01-01"), ["issue-date clear"], "a hundred and six, not six");
}

#[test]
fn ages_are_true_of_the_time_since_they_were_stated() {
    let judge = |birth: &str, as_of: &str, over: &[(i32, bool)], years: Option<i32>, birth_year: Option<i32>| {
        let fields = [(Attribute::BirthDate, Redacted::new(birth.to_owned()))];
        let as_of = Some(as_of).filter(|it| !it.is_empty()).map(day);
        let ages = crate::document::Ages { over: over.to_vec(), years, birth_year, as_of };
        told(&itself::check(&Statement::of_fields(Source::SdJwt, &fields).aged(ages), day("2026-11-24")))
    };
    let over = |birth: &str, as_of: &str, years: i32, said: bool| {
        let told = judge(birth, as_of, &[(years, said)], None, None);
        told.first().map(|it| it.rsplit_once(' ').unwrap().1.to_owned())
    };
    for (birth, as_of, years, said, answer) in [
        ("1980-05-01", "2026-11-01", 18, true, "clear"),
        ("1980-05-01", "2026-11-01", 18, false, "found"),
        ("1980-05-01", "", 18, false, "found"),
        ("2009-01-01", "2026-11-01", 18, true, "found"),
        ("2009-01-01", "2026-11-01", 18, false, "clear"),
        ("2008-11-20", "2026-11-01", 18, false, "clear"),
        ("2008-11-20", "2026-11-21", 18, false, "found"),
        ("1980-05-01", "2026-11-01", 65, true, "found"),
        ("2008", "2026-11-01", 18, true, "unknown"),
        ("2007", "2026-11-01", 18, true, "clear"),
    ] {
        assert_eq!(over(birth, as_of, years, said).as_deref(), Some(answer), "{birth} {as_of} {years} {said}");
    }
    let years = |as_of: &str, years: i32| judge("1980-11-10", as_of, &[], Some(years), None);
    assert_eq!(years("2026-11-01", 45), ["age-in-years clear"], "before this year's birthday");
    assert_eq!(years("2026-11-01", 46), ["age-in-years clear"]);
    assert_eq!(years("2026-11-20", 45), ["age-in-years found"]);
    assert_eq!(years("2026-11-01", 12), ["age-in-years found"]);
    assert_eq!(judge("1980-11-10", "", &[], None, Some(1980)), ["birth-year clear"]);
    assert_eq!(judge("1980-11-10", "", &[], None, Some(2012)), ["birth-year found"]);
    let several = judge("1980-11-10", "", &[(16, true), (18, true), (21, false)], None, None);
    assert_eq!(several, ["age-over-18 clear", "birth-date found"]);
    assert!(judge("", "", &[(18, true)], Some(3), Some(2012)).is_empty(), "there is nothing to hold it against");
}

#[test]
fn what_is_stated_and_cannot_be_read_is_not_called_silence() {
    let fields = [(Attribute::Sex, "5"), (Attribute::BirthDate, "1.1.1980"), (Attribute::ExpiryDate, "20300101")];
    let fields = fields.map(|it| (it.0, Redacted::new(it.1.to_owned())));
    let statement = Statement::of_fields(Source::SdJwt, &fields);
    let other = Statement::of_claim(&claim(r#"{"sex": "female", "birth_date": "1980-01-01"}"#));
    let checks = [
        compare(CheckCode::ClaimAgrees, &statement, &other, day("2026-11-24")),
        validity::check(&statement, noon("2026-11-24")),
    ];
    for it in checks.concat() {
        assert!(it.answer == Answer::Unknown && it.why.contains("cannot be read"), "{it:?}");
    }
}

#[test]
fn a_printed_zone_is_never_clear_as_a_whole() {
    let zone = Mrz::read(TD3).unwrap();
    let checks = check_mrz(&zone, day("2026-11-24"));
    assert_eq!(overall(&checks), Answer::Unknown, "{checks:#?}");
    let gaps: Vec<_> = checks.iter().filter(|it| it.answer != Answer::Clear).map(|it| it.code).collect();
    assert_eq!(gaps, [CheckCode::Authenticity]);
    let utopia = TD3.replace("P<D<<", "P<UTO");
    let specimen = check_mrz(&Mrz::read(&utopia).unwrap(), day("2026-11-24"));
    assert!(specimen.iter().any(|it| it.code == CheckCode::Specimen && it.answer == Answer::Found));
}

#[test]
fn a_date_whose_check_digit_fails_clears_nobody() {
    let zone = Mrz::read(TD3).unwrap();
    let expiry = |zone: &Mrz| {
        let checks = check_mrz(zone, day("2026-11-24"));
        checks.into_iter().find(|it| it.code == CheckCode::DocumentExpiry).unwrap().answer
    };
    assert_eq!(expiry(&zone), Answer::Clear);
    // The year of expiry, one later, in the second line of the zone.
    let (line, rest) = TD3.split_at(TD3.len() - 44 + 21);
    let later = format!("{line}{}{}", if rest.starts_with('3') { '4' } else { '3' }, &rest[1..]);
    assert_ne!(expiry(&Mrz::read(&later).unwrap()), Answer::Clear);
}

#[test]
fn faults_of_a_barcode_are_joined_and_a_scanner_accuses_nobody() {
    let of = |text: &str| {
        let checks = check_aamva(&Aamva::read(text.as_bytes()).unwrap(), day("2026-11-24"));
        let of_form: Vec<Check> = checks.into_iter().filter(|it| it.code == CheckCode::AamvaConsistency).collect();
        of_form.iter().map(|it| (it.answer, it.why.clone())).collect::<Vec<_>>()
    };
    let text = "@\n\x1e\rANSI 636000020001DL00310012DLDAQ1\nDBC1\r";
    let missing = "DAG, DAI, DAJ, DBA, DBB, DBD, DCA, DCB, DCD: an element that the version demands is missing";
    assert_eq!(of(text), [(Answer::Found, missing.to_owned())]);
    let scanned = of(&text.replace('\r', "\n"));
    assert_eq!((scanned.len(), scanned[0].0), (2, Answer::Unknown), "{scanned:?}");
}

#[test]
fn no_statement_and_no_check_shows_what_is_stated() {
    let page = Statement::of_mrz(Source::Page, &Mrz::read(TD3).unwrap());
    let other = claim(r#"{"family_name": "Schmidt", "birth_date": "1971-01-02", "document_number": "X77"}"#);
    let other = Statement::of_claim(&other);
    let shown = format!("{page:?} {other:?} {:?}", compare(CheckCode::ClaimAgrees, &page, &other, day("2026-11-24")));
    for text in ["MUSTER", "Schmidt", "1971", "6408", "C01X", "X77"] {
        assert!(!shown.contains(text), "{text}: {shown}");
    }
}

#[test]
fn details_of_a_chip_lend_a_century_and_letters_to_its_zone() {
    let zone = Statement::of_mrz(Source::Chip, &Mrz::read(&TD3.replace("640812", "200812")).unwrap());
    let details = [(Attribute::FullName, "MUSTERMANN<<ERIKA<MARIA"), (Attribute::BirthDate, "1920-08-12")];
    let details = Statement::of_fields(Source::ChipDetails, &details.map(|it| (it.0, Redacted::new(it.1.to_owned()))));
    let form = claim(r#"{"given_names": "Erika Maria", "birth_date": "1920-08-12"}"#);
    let checks = review(&[zone.clone(), details.clone()], None, Some(&form), noon("2026-11-24"));
    let of = |code: CheckCode| told(&checks.iter().filter(|it| it.code == code).cloned().collect::<Vec<_>>());
    assert_eq!(of(CheckCode::HolderAge), ["birth-date clear"], "a hundred and six, not six");
    assert_eq!(of(CheckCode::DocumentAgreesItself), ["family-name clear", "given-name clear", "birth-date clear"]);
    assert_eq!(of(CheckCode::ClaimAgrees), ["given-name clear", "birth-date clear", "family-name unknown"]);
    let other = [(Attribute::BirthDate, Redacted::new("1921-08-12".to_owned()))];
    let other = Statement::of_fields(Source::ChipDetails, &other);
    let mut completed = zone.clone();
    completed.complete_birth(&[other, details.clone()]);
    let shown = completed.values_at(day("2026-11-24"));
    assert!(
        shown.iter().any(|it| it.1.reveal() == "1920-08-12"),
        "shown as it is checked, and not by details that differ"
    );
    let alone = review(&[zone], None, None, noon("2026-11-24"));
    assert!(alone.iter().any(|it| it.code == CheckCode::HolderAge && it.answer == Answer::Found));
    let liar = claim(r#"{"birth_date": "2020-08-12"}"#);
    let checks = review(&[details], None, Some(&liar), noon("2026-11-24"));
    assert_eq!(told(&checks[2..]), ["birth-date found", "family-name unknown", "given-name unknown"]);
    assert!(review(&[], None, Some(&form), noon("2026-11-24")).is_empty());
}
