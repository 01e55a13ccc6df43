//! Bad rule files, one fault each, named for the fault: which code comes, and what it underlines.
//!
//! Every code of the list is provoked here or in `rule_packs.rs`. Says nothing about wording.

mod rule_text;

use rule_text::{GRAPH, VALID, complaints, complaints_of, replaced};
use tidegate_monitor::rule::{Code, Rule, RuleFile};

/// What the text becomes, which code comes, and what is underlined.
struct Fault(&'static str, &'static str, &'static str, &'static str, &'static str);

const FAULTS: &[Fault] = &[
    Fault("key_unknown", "title ", "titel = \"x\"\ntitle ", "rule-unknown-key", "titel"),
    Fault("key_missing", "rationale ", "# ", "rule-missing-key", ""),
    Fault("key_twice", "version  = 3", "version = 3\nversion = 4", "rule-syntax", "version"),
    Fault("quote_open", "title    = \"Deposits", "title    = Deposits", "rule-syntax", ""),
    Fault("text_is_number", "\"high\"", "7", "rule-wrong-type", "7"),
    Fault("number_is_text", "version  = 3", "version = \"3\"", "rule-wrong-type", "\"3\""),
    Fault("list_is_text", "[\"salary paid in equal parts\"]", "\"salary\"", "rule-wrong-type", "\"salary\""),
    Fault("table_is_text", "count  = { min = 3 }", "count = \"3\"", "rule-wrong-type", "\"3\""),
    Fault("table_is_list", "[require]", "[[require]]", "rule-wrong-type", "[[require]]"),
    Fault("text_empty", "\"Deposits kept just under the threshold\"", "\"  \"", "rule-empty", "\"  \""),
    Fault("list_empty", "[\"salary paid in equal parts\"]", "[]", "rule-empty", "[]"),
    Fault("list_entry_empty", "[\"salary paid in equal parts\"]", "[\"x\", \"\"]", "rule-empty", "\"\""),
    Fault("range_selects_nothing", "{ from = \"9000\", below = \"10000\" }", "{}", "rule-empty", "{}"),
    Fault("filter_asks_nothing", "direction = \"in\"", "direction = \"in\"\ncustomer = {}", "rule-empty", "{}"),
    Fault("severity_unknown", "\"high\"", "\"hihg\"", "rule-unknown-word", "\"hihg\""),
    Fault("status_unknown", "\"active\"", "\"live\"", "rule-unknown-word", "\"live\""),
    Fault("subject_unknown", "\"customer\"", "\"account\"", "rule-unknown-word", "\"account\""),
    Fault("direction_unknown", "direction = \"in\"", "direction = \"inward\"", "rule-unknown-word", "\"inward\""),
    Fault("kind_unknown", "kind   = \"flow\"", "kind = \"flows\"", "rule-unknown-word", "\"flows\""),
    Fault(
        "asset_rule_unknown",
        "within = \"72h\"",
        "within = \"72h\"\nasset = \"one\"",
        "rule-unknown-word",
        "\"one\"",
    ),
    Fault("list_entry_twice", "[\"salary paid in equal parts\"]", "[\"x\", \"x\"]", "rule-twice", "\"x\""),
    Fault(
        "case_named_twice",
        "\"one of them at the threshold\"",
        "\"three just under\"",
        "rule-twice",
        "\"three just under\"",
    ),
    Fault("id_with_capitals", "\"structuring\"", "\"Structuring\"", "rule-bad-id", "\"Structuring\""),
    Fault("id_with_double_hyphen", "\"structuring\"", "\"a--b\"", "rule-bad-id", "\"a--b\""),
    Fault("typology_too_short", "\"AMT-01\"", "\"AMT-1\"", "rule-bad-typology", "\"AMT-1\""),
    Fault("typology_in_lower_case", "\"AMT-01\"", "\"amt-01\"", "rule-bad-typology", "\"amt-01\""),
    Fault(
        "kind_in_capitals",
        "direction = \"in\"",
        "direction = \"in\"\nkind = [\"Deposit\"]",
        "rule-bad-name",
        "\"Deposit\"",
    ),
    Fault(
        "country_spelled_out",
        "direction = \"in\"",
        "direction = \"in\"\ncustomer = { country = [\"Iran\"] }",
        "rule-bad-name",
        "\"Iran\"",
    ),
    Fault(
        "country_of_nobody",
        "direction = \"in\"",
        "direction = \"in\"\ncustomer = { country = [\"UK\"] }",
        "rule-bad-name",
        "\"UK\"",
    ),
    Fault("version_zero", "version  = 3", "version = 0", "rule-out-of-range", "0"),
    Fault("version_negative", "version  = 3", "version = -1", "rule-out-of-range", "-1"),
    Fault(
        "version_huge",
        "version  = 3",
        "version = 99999999999999999999999",
        "rule-out-of-range",
        "99999999999999999999999",
    ),
    Fault("points_zero", "points = 40", "points = 0", "rule-out-of-range", "0"),
    Fault("value_is_float", "\"9000\"", "9000.5", "rule-wrong-type", "9000.5"),
    Fault("value_negative", "\"9000\"", "\"-9000\"", "rule-bad-number", "\"-9000\""),
    Fault("value_below_cents", "\"9000\"", "\"9000.005\"", "rule-bad-number", "\"9000.005\""),
    Fault("value_with_separator", "\"9000\"", "\"9,000\"", "rule-bad-number", "\"9,000\""),
    Fault(
        "value_beyond_range",
        "\"10000\"",
        "\"184467440737095516.16\"",
        "rule-bad-number",
        "\"184467440737095516.16\"",
    ),
    Fault("share_too_fine", "count  = { min = 3 }", "spread = { max = \"0.0005\" }", "rule-bad-number", "\"0.0005\""),
    Fault("within_without_unit", "\"72h\"", "\"72\"", "rule-bad-duration", "\"72\""),
    Fault("within_zero", "\"72h\"", "\"0h\"", "rule-bad-duration", "\"0h\""),
    Fault("within_huge", "\"72h\"", "\"99999999999999999d\"", "rule-bad-duration", "\"99999999999999999d\""),
    Fault("within_missing", "within = \"72h\"", "", "rule-missing-key", "[require]"),
    Fault("range_backwards", "\"10000\"", "\"9000\"", "rule-range-empty", "\"9000\""),
    Fault("bound_backwards", "{ min = 3 }", "{ min = 3, max = 2 }", "rule-range-empty", "{ min = 3, max = 2 }"),
    Fault(
        "span_beyond_window",
        "count  = { min = 3 }",
        "count = { min = 3 }\nspan = { min = \"73h\" }",
        "rule-beyond-window",
        "{ min = \"73h\" }",
    ),
    Fault("points_never", "{ count = { min = 5 } }", "{ count = { max = 2 } }", "rule-never-earned", "{ max = 2 }"),
    Fault(
        "points_beyond_window",
        "{ count = { min = 5 } }",
        "{ span = { min = \"73h\" } }",
        "rule-never-earned",
        "{ min = \"73h\" }",
    ),
    Fault("bound_open", "count  = { min = 3 }", "count = {}", "rule-bound-open", "{}"),
    Fault("bound_end_unknown", "{ min = 3 }", "{ min = 3, maximum = 4 }", "rule-unknown-key", "maximum"),
    Fault(
        "quantity_unknown",
        "count  = { min = 3 }",
        "count = { min = 3 }\namount = { min = 3 }",
        "rule-unknown-key",
        "amount",
    ),
    Fault(
        "quantity_of_another_kind",
        "count  = { min = 3 }",
        "count = { min = 3 }\nhops = { min = 3 }",
        "rule-not-measured",
        "hops",
    ),
    Fault("nothing_asked", "count  = { min = 3 }", "", "rule-nothing-asked", "[require]"),
    Fault("direction_missing", "direction = \"in\"", "", "rule-missing-key", "[select]"),
    Fault(
        "memo_unreadable",
        "direction = \"in\"",
        "direction = \"in\"\nmemo = '(unclosed'",
        "rule-bad-regex",
        "'(unclosed'",
    ),
    Fault(
        "memo_too_large",
        "direction = \"in\"",
        "direction = \"in\"\nmemo = '(\\w{100}){100}'",
        "rule-bad-regex",
        "'(\\w{100}){100}'",
    ),
    Fault("placeholder_unknown", "{total}", "{sum}", "rule-placeholder", "{sum}"),
    Fault("placeholder_not_asked", "{total}", "{require.count.max}", "rule-placeholder", "{require.count.max}"),
    Fault("brace_alone", "{total}", "total}", "rule-placeholder", "}"),
    Fault("points_too_many", "points = 40", "points = 991", "rule-score-sum", "10"),
    Fault("reason_missing", "because = \"five or more\"", "", "rule-missing-key", "[[score]]"),
    Fault("condition_empty", "{ count = { min = 5 } }", "{}", "rule-nothing-asked", "{}"),
    Fault(
        "condition_unmeasured",
        "{ count = { min = 5 } }",
        "{ middles = { min = 5 } }",
        "rule-not-measured",
        "middles",
    ),
    Fault("no_case_hits", "hit cust:42 rows 1-3 score 40", "too_little", "rule-no-hit-case", ""),
    Fault("no_case_is_quiet", "quiet cust:42", "too_little", "rule-no-quiet-case", ""),
    Fault("transfer_without_arrow", "x1 -> cust:42   9500", "x1 => cust:42   9500", "case-transfer", "=>"),
    Fault(
        "transfer_at_no_time",
        "2026-03-04T10:00Z  x2 -> cust:42   9000",
        "2026-02-30T10:00Z  x2 -> cust:42   9000",
        "case-transfer",
        "2026-02-30T10:00Z",
    ),
    Fault("row_beyond_case", "rows 1-3", "rows 1-4", "case-expect", "1-4"),
    Fault("quiet_about_one_who_only_sends", "quiet cust:42", "quiet x1", "case-expect", "quiet x1"),
    Fault("subject_of_no_transfer", "quiet cust:42", "quiet cust:43", "case-expect", "cust:43"),
    Fault(
        "tag_of_nobody",
        "expect = \"quiet cust:42\"",
        "tags = [\"x9 mixer\"]\nexpect = \"quiet cust:42\"",
        "case-fact",
        "x9",
    ),
    Fault(
        "customer_nobody",
        "expect = \"quiet cust:42\"",
        "customers = [\"43 risk=high\"]\nexpect = \"quiet cust:42\"",
        "case-fact",
        "43",
    ),
];

const GRAPH_FAULTS: &[Fault] = &[
    Fault("tables_are_table", "[[score]]", "[score]", "rule-wrong-type", "[score]"),
    Fault(
        "counterparty_of_a_path",
        "[require]",
        "[select]\ncounterparty = { tags = [\"mixer\"] }\n[require]",
        "rule-not-for-kind",
        "{ tags = [\"mixer\"] }",
    ),
    Fault(
        "customer_of_a_path",
        "[require]",
        "[select]\ncustomer = { risk = [\"high\"] }\n[require]",
        "rule-not-for-kind",
        "{ risk = [\"high\"] }",
    ),
    Fault("direction_of_a_path", "[require]", "[select]\ndirection = \"in\"\n[require]", "rule-not-for-kind", "\"in\""),
    Fault(
        "subject_of_a_path",
        "[require]",
        "[select]\nsubject = \"wallet\"\n[require]",
        "rule-not-for-kind",
        "\"wallet\"",
    ),
    Fault("path_of_one_hop", "{ min = 3 }", "{ min = 1 }", "rule-out-of-range", "{ min = 1 }"),
];

/// What is not as the fault demands, empty if all is.
fn check(text: &str, fault: &Fault) -> String {
    let Fault(name, _, _, code, underlined) = fault;
    let told = complaints(text);
    let [one] = told.as_slice() else { return format!("{name}: {} complaints: {told:#?}\n", told.len()) };
    let line = text[..one.span.start].matches('\n').count() + 1;
    let words = [one.message.as_str(), one.help.as_str()];
    let plain = words.iter().all(|it| !it.is_empty() && !it.ends_with('.') && !it.contains('\n'));
    let lower = !one.message.starts_with(char::is_uppercase);
    if (one.code.code(), &text[one.span.clone()], one.line) == (*code, *underlined, line) && plain && lower {
        return String::new();
    }
    format!("{name}: {one} under {:?}\n", &text[one.span.clone()])
}

#[test]
fn the_rules_that_faults_are_put_into_are_sound() {
    assert_eq!(complaints(VALID), vec![]);
    assert_eq!(complaints(GRAPH), vec![]);
}

#[test]
fn each_fault_is_one_complaint_with_its_code_and_its_place() {
    let amiss: String = FAULTS.iter().map(|it| check(&replaced(VALID, it.1, it.2), it)).collect();
    assert_eq!(amiss, "");
    let amiss: String = GRAPH_FAULTS.iter().map(|it| check(&replaced(GRAPH, it.1, it.2), it)).collect();
    assert_eq!(amiss, "");
}

#[test]
fn windows_line_endings_change_neither_complaints_nor_places() {
    let amiss: String = FAULTS.iter().map(|it| check(&replaced(VALID, it.1, it.2).replace('\n', "\r\n"), it)).collect();
    assert_eq!(amiss, "");
}

#[test]
fn every_code_is_provoked_by_some_fault() {
    let here = FAULTS.iter().chain(GRAPH_FAULTS).map(|it| it.3);
    let provoked: Vec<&str> = here.chain(["rule-too-large"]).chain(rule_text::PACK_CODES.iter().copied()).collect();
    for code in Code::ALL {
        assert!(provoked.contains(&code.code()), "{code} is provoked nowhere");
    }
}

#[test]
fn a_file_beyond_its_size_is_refused_unread() {
    let told = complaints(&format!("{VALID}\n#{}", "x".repeat(256 * 1024)));
    assert_eq!(told.iter().map(|it| it.code.code()).collect::<Vec<_>>(), ["rule-too-large"]);
}

#[test]
fn ten_mistakes_are_ten_complaints_each_in_its_place() {
    let told = complaints(rule_text::TEN);
    let told: Vec<_> = told.iter().map(|it| (it.line, it.column, it.code.code())).collect();
    assert_eq!(
        told,
        [
            (2, 12, "rule-out-of-range"),
            (3, 12, "rule-unknown-word"),
            (4, 1, "rule-unknown-key"),
            (6, 12, "rule-bad-typology"),
            (9, 16, "rule-empty"),
            (14, 11, "rule-wrong-type"),
            (19, 10, "rule-bad-duration"),
            (21, 1, "rule-unknown-key"),
            (27, 22, "rule-placeholder"),
            (33, 23, "case-transfer"),
        ]
    );
}

#[test]
fn slips_of_the_hand_are_answered_with_the_right_word() {
    let help = |from, to| complaints(&replaced(VALID, from, to))[0].help.clone();
    assert_eq!(help("title ", "titel = \"x\"\ntitle "), "did you mean \"title\"?");
    assert_eq!(help("\"high\"", "\"hihg\""), "did you mean \"high\"?");
    assert_eq!(help("{total}", "{totals}"), "did you mean \"total\"?");
    assert_eq!(help("count  = {", "cuont = {"), "did you mean \"count\"?");
}

#[test]
fn only_of_a_key_that_may_be_left_out_it_is_said_so() {
    let help = |from, to| complaints(&replaced(VALID, from, to))[0].help.clone();
    assert_eq!(help("\"Deposits kept just under the threshold\"", "\"\""), "write a text");
    assert_eq!(help("[\"salary paid in equal parts\"]", "[]"), "name at least one");
    assert_eq!(help("[\"salary paid in equal parts\"]", "[\"\"]"), "write a text, or take the entry out");
    assert_eq!(help("direction = \"in\"", "direction = \"in\"\nmemo = \"\""), "write a text, or leave the key out");
    assert_eq!(help("direction = \"in\"", "direction = \"in\"\nasset = []"), "name at least one, or leave the key out");
}

/// Each part of a case is read though another cannot be; what hangs on the part that cannot is not told.
#[test]
fn faults_in_one_case_are_told_together() {
    let text = replaced(VALID, "x1 -> cust:42   9500 EUR", "x1 => cust:42   much EUR kind=");
    let text = replaced(&text, "hit cust:42 rows 1-3 score 40", "hitt cust:42 rows 1-3 score 40");
    let told: Vec<String> = complaints(&text).iter().map(|it| format!("{} {}", it.code.code(), it.message)).collect();
    assert_eq!(
        told,
        [
            "case-transfer \"=>\" stands where -> belongs",
            "case-transfer \"much\" is not an amount",
            "case-transfer kind= is empty",
            "case-expect \"hitt\" is not an answer",
        ]
    );
}

#[test]
fn a_syntax_error_does_not_bring_complaints_that_follow_from_it() {
    let text = replaced(VALID, "[require]", "[require");
    let told = complaints(&text);
    assert!(told.iter().any(|it| it.code.code() == "rule-syntax"), "{told:#?}");
    assert!(told.iter().all(|it| it.code.code() != "rule-missing-key"), "{told:#?}");
}

#[test]
fn a_rule_says_what_its_file_says() {
    let file = RuleFile { name: "structuring.toml".to_owned(), text: VALID.to_owned() };
    let rule = Rule::read(&file, "EUR").unwrap();
    assert_eq!((rule.id.as_str(), rule.version, rule.file.as_str()), ("structuring", 3, "structuring.toml"));
    assert_eq!(rule.select.value_from.map(|it| it.0), Some(900_000));
    assert_eq!(rule.require.within.micros(), 72 * 3_600_000_000);
    assert_eq!(rule.score.iter().map(|it| it.points).collect::<Vec<_>>(), [40, 10]);
    assert_eq!(rule.cases.len(), 2);
}

#[test]
fn line_endings_and_a_byte_order_mark_do_not_change_a_digest() {
    let digest = |text: String| Rule::read(&RuleFile { name: "r".to_owned(), text }, "EUR").unwrap().digest;
    let plain = digest(VALID.to_owned());
    assert_eq!(digest(VALID.replace('\n', "\r\n")), plain);
    assert_eq!(digest(format!("\u{feff}{VALID}")), plain);
    assert_ne!(digest(replaced(VALID, "min = 3 }", "min = 4 }")), plain);
}

#[test]
fn complaints_name_the_file_as_the_caller_does() {
    let told = complaints_of("folder/a.toml", &replaced(VALID, "\"high\"", "7"));
    assert_eq!(told[0].file, "folder/a.toml");
    assert!(told[0].to_string().starts_with("folder/a.toml:4:12: "), "{}", told[0]);
}

#[test]
fn what_the_parser_repeats_for_one_slip_is_said_once() {
    for (text, most) in
        [(format!("id = {}\n", "[".repeat(300)), 2), (format!("id = {}{}\n", "[".repeat(300), "]".repeat(300)), 1)]
    {
        let syntax = complaints(&text).iter().filter(|it| it.code.code() == "rule-syntax").count();
        assert!((1..=most).contains(&syntax), "{syntax} complaints");
    }
}
