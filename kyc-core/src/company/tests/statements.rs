//! Statements as publishers write them: read, brought to a day, refused with their place.

use super::*;

const HEAD: &str = r#""statementId":"s1","statementDate":"2026-01-01","recordId":"r1","declarationSubject":"T""#;

/// What one statement's fault is, with more keys than its head.
fn fault(more: &str) -> Option<StatementFault> {
    let text = format!("[{{{HEAD},{more}}}]");
    let read = Statements::read(&text).unwrap();
    read.unread().next().map(|it| it.1)
}

fn relationship(interests: &str) -> String {
    format!(
        r#""recordType":"relationship","recordDetails":{{"subject":"T","interestedParty":"p","interests":[{interests}]}}"#
    )
}

// long: one table, a fault a line
#[test]
fn each_fault_of_a_statement_is_told_by_its_name() {
    use StatementFault::*;
    let entity = r#""recordType":"entity","recordDetails":{"entityType":{"type":"registeredEntity"},"name":"T"}"#;
    assert_eq!(fault(entity), None);
    let cases: Vec<(String, StatementFault)> = vec![
        (r#""recordType":"entity","recordDetails":{"entityType":"registeredEntity"}"#.into(), Form),
        (format!(r#"{entity},"recordType":"entity""#), Form),
        (format!(r#"{entity},"statementType":"entityStatement""#), Version),
        (format!(r#"{entity},"publicationDetails":{{"bodsVersion":"0.3"}}"#), Version),
        (r#""recordType":"entity""#.into(), Missing("recordDetails")),
        (r#""recordType":"entity","recordDetails":{}"#.into(), Missing("entityType")),
        (r#""recordDetails":{}"#.into(), Missing("recordType")),
        (r#""recordType":"thing","recordDetails":{}"#.into(), Word("recordType")),
        (format!(r#"{entity},"recordStatus":"gone""#), Word("recordStatus")),
        (r#""recordType":"person","recordDetails":{"personType":"somebody"}"#.into(), Word("personType")),
        (r#""recordType":"relationship","recordDetails":{"subject":"T"}"#.into(), Missing("interestedParty")),
        (
            r#""recordType":"relationship","recordDetails":{"subject":{"reason":"unknown"},"interestedParty":"p"}"#
                .into(),
            Missing("subject"),
        ),
        (relationship(r#"{"type":"gold"}"#), Word("interests.type")),
        (relationship(r#"{"type":"shareholding","directOrIndirect":"perhaps"}"#), Word("interests.directOrIndirect")),
        (relationship(r#"{"type":"shareholding","share":{"exact":101}}"#), Share(PercentError::OutOfRange)),
        (relationship(r#"{"type":"shareholding","share":{"exact":"25"}}"#), Share(PercentError::Form)),
        (relationship(r#"{"type":"shareholding","share":{"minimum":50,"maximum":25}}"#), ShareEmpty),
        (relationship(r#"{"type":"shareholding","share":{"exclusiveMinimum":25,"maximum":25}}"#), ShareEmpty),
        (relationship(r#"{"type":"shareholding","share":{"exact":20,"minimum":25}}"#), ShareEmpty),
        (
            relationship(r#"{"type":"shareholding","startDate":"yesterday"}"#),
            Day("interests.startDate", crate::base::TimeError::Form("YYYY-MM-DD")),
        ),
    ];
    for (more, expected) in cases {
        assert_eq!(fault(&more), Some(expected), "{more}");
    }
}

#[test]
fn a_text_without_statements_is_refused_with_its_line() {
    for (text, expected) in [
        ("", BodsError::Empty),
        ("[]", BodsError::Empty),
        ("\n\n{\"statementId\":1}\nnonsense", BodsError::Form(4)),
        ("[{\"statementId\":", BodsError::Form(1)),
        ("{}{}", BodsError::Form(1)),
        ("7", BodsError::Form(1)),
    ] {
        assert_eq!(Statements::read(text).err(), Some(expected), "{text}");
    }
    let deep = format!("[{}{}]", "[".repeat(100_000), "]".repeat(100_000));
    assert!(Statements::read(&deep).is_err() || Statements::read(&deep).unwrap().is_empty());
}

#[test]
fn the_lines_of_statements_that_cannot_be_read_are_told() {
    let text = format!("[\n {{{HEAD}}},\n\n {{\n{HEAD}}}\n]");
    let read = Statements::read(&text).unwrap();
    assert_eq!(read.unread().map(|it| it.0).collect::<Vec<_>>(), ["line 2", "line 4"]);
    let lines = Statements::read(&format!("\u{feff}{{{HEAD}}}\r\n{{{HEAD}}}")).unwrap();
    assert_eq!(lines.unread().map(|it| it.0).collect::<Vec<_>>(), ["line 1", "line 2"]);
}

/// Statements of one company whose owner changes: who is told of when.
fn changing() -> Statements {
    let statement = |id: &str, day: &str, record: &str, rest: &str| {
        format!(
            r#"{{"statementId":"{id}","statementDate":"{day}","recordId":"{record}","declarationSubject":"T",{rest}}}"#
        )
    };
    let person = |id: &str| {
        statement(
            &format!("s-{id}"),
            "2020-01-01",
            id,
            r#""recordType":"person","recordDetails":{"personType":"knownPerson"}"#,
        )
    };
    let holds = |party: &str, share: &str, more: &str| {
        format!(
            r#""recordType":"relationship"{more},"recordDetails":{{"subject":"T","interestedParty":"{party}","interests":[{share}]}}"#
        )
    };
    let share = |percent: u8, days: &str| {
        format!(r#"{{"type":"shareholding","directOrIndirect":"direct"{days},"share":{{"exact":{percent}}}}}"#)
    };
    let all = [
        statement(
            "s-T",
            "2020-01-01",
            "T",
            r#""recordType":"entity","recordDetails":{"entityType":{"type":"registeredEntity"}}"#,
        ),
        person("p"),
        person("q"),
        statement("s1", "2020-01-01", "rp", &holds("p", &share(100, ""), "")),
        statement("s3", "2023-01-01T10:00:00Z", "rp", &holds("p", &share(60, ""), r#","recordStatus":"closed""#)),
        statement("s2", "2021-01-01", "rp", &holds("p", &share(60, ""), r#","recordStatus":"updated""#)),
        statement(
            "s4",
            "2021-01-01",
            "rq",
            &holds("q", &share(40, r#","startDate":"2021-06-01","endDate":"2022-06-01""#), ""),
        ),
    ];
    Statements::read(&all.join("\n")).unwrap()
}

#[test]
fn of_each_record_what_was_newest_on_the_day_counts() {
    let statements = changing();
    let on = |at: &str| {
        let (structure, open) = statements.on(day(at));
        told(&structure.owners(None, &rule("eu-amlr"), day(at), open).unwrap())
    };
    assert!(on("2020-06-01").starts_with("p 100%"));
    assert!(on("2021-01-01").starts_with("p 60%"));
    // From its first day on an interest counts, and on the day from which it is no more it does not.
    assert!(!on("2021-05-31").contains("q 40%"));
    assert!(on("2021-06-01").contains("q 40%"));
    assert!(on("2022-05-31").contains("q 40%"));
    assert!(!on("2022-06-01").contains("q 40%"));
    assert_eq!(on("2023-01-01"), "[holders-undisclosed T] | [managers-missing T]");
    assert!(on("2020-06-01").contains("[statement-later"));
    let (structure, _) = statements.on(day("2019-01-01"));
    assert_eq!(structure.owners(None, &rule("eu-amlr"), day("2019-01-01"), Vec::new()), Err(CompanyError::NoSubject));
}

#[test]
fn what_does_not_fit_together_is_told() {
    let mut twice = changing();
    twice.join(
        Statements::read(&format!(
            "{{{HEAD},\"recordType\":\"person\",\"recordDetails\":{{\"personType\":\"knownPerson\"}}}}"
        ))
        .unwrap(),
        "second.json",
    );
    let codes = |it: &Statements, at: &str| it.on(day(at)).1.iter().map(|it| it.code).collect::<Vec<_>>();
    assert!(codes(&twice, "2026-01-01").contains(&ConcernCode::StatementTwice));
    // The same statement once more is no other.
    let mut again = changing();
    again.join(changing(), "second.json");
    assert!(codes(&again, "2023-01-01").is_empty());
    // A relationship to nobody, and one whose end is closed.
    let text = format!("{{{HEAD},{}}}", relationship(r#"{"type":"shareholding","share":{"exact":30}}"#));
    let (structure, open) = Statements::read(&text).unwrap().on(day("2026-01-01"));
    assert_eq!(
        open.iter().map(|it| (it.code, &*it.about)).collect::<Vec<_>>(),
        [(ConcernCode::RecordMissing, "T"), (ConcernCode::RecordMissing, "p"),]
    );
    assert_eq!(structure.parties.len(), 2);
}

#[test]
fn nothing_personal_is_shown_by_debug() {
    let text = format!(
        r#"{{{HEAD},"recordType":"person","recordDetails":{{"personType":"knownPerson","birthDate":"1974-08-12","identifiers":[{{"id":"L898902C3"}}],"names":[{{"fullName":"Anna Eriksson"}}]}}}}"#
    );
    let shown = format!("{:?}", Statements::read(&text).unwrap().on(day("2026-01-01")));
    for secret in ["Anna", "1974", "L898902C3"] {
        assert!(!shown.contains(secret), "{secret}");
    }
}

#[test]
fn a_bare_name_or_a_share_told_in_text_is_no_panic() {
    for text in ["null", "[null]", "[1]", "{\"recordType\":null}", "[{\"recordDetails\":[]}]", "\"x\"", "[\"x\"]"] {
        let _ = Statements::read(text).map(|it| it.on(day("2026-01-01")));
    }
}
