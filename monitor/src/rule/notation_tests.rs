//! Case notation, line by line: what is read, and which words are refused.

use super::*;
use crate::rule::Expectation;
use proptest::prelude::*;

fn read(text: &str) -> Scenario {
    let (scenario, faults) = Scenario::read(text, "EUR");
    assert_eq!(faults, vec![], "{text}");
    scenario
}

#[test]
fn a_line_becomes_a_transfer_with_every_part() {
    let scenario =
        read("2026-03-01T10:05Z  a1@cust:7 -> b  1.50 BTC value=90000.5 kind=Deposit tx=abc memo=\"salary march\"");
    let (one, book) = (scenario.transfers[0], &scenario.book);
    assert_eq!(one.time.micros(), 1_772_359_500_000_000);
    assert_eq!((book.parties.name(one.from), scenario.call(one.sender())), ("a1", "cust:7".to_owned()));
    assert_eq!((one.to_customer, scenario.call(one.receiver())), (None, "b".to_owned()));
    assert_eq!((one.amount.to_string(), book.asset(one.asset)), ("1.5".to_owned(), "BTC"));
    assert_eq!((one.value, book.kind(one.kind)), (Some(Value(9_000_050)), "deposit"));
    assert_eq!((&*book.texts.text(one.txid), &*book.texts.text(one.memo)), ("abc", "salary march"));
}

#[test]
fn a_value_is_the_amount_of_the_reporting_currency_and_else_unknown() {
    let values: Vec<_> = read(
        "2026-03-01T10:00Z  a -> b  9.5 EUR
         2026-03-01T10:00Z  a -> b  9.5 USD
         2026-03-01T10:00Z  a -> b  9.5 EUR value=0",
    )
    .transfers
    .iter()
    .map(|it| it.value)
    .collect();
    assert_eq!(values, [Some(Value(950)), None, Some(Value(0))]);
}

#[test]
fn a_customer_wallet_is_not_the_customer() {
    let scenario = read("2026-03-01T10:00Z  cust:42 -> b  1 EUR");
    let one = scenario.transfers[0];
    assert_eq!(scenario.book.parties.name(one.from), "cust:42");
    assert_eq!(scenario.book.parties.name(one.sender()), "42");
    assert_ne!(one.from, one.sender());
}

#[test]
fn rows_are_numbered_as_written_and_ordered_by_time_then_place() {
    let scenario = read(
        "
        2026-03-01T10:01Z  a -> b  1 EUR

        2026-03-01T10:00:59Z  c -> d  2 EUR
        2026-03-01T10:01:00Z  e -> f  3 EUR",
    );
    assert_eq!(scenario.transfers.iter().map(|it| it.line).collect::<Vec<_>>(), [2, 1, 3]);
}

#[test]
fn times_are_of_the_calendar_from_year_1_to_9999() {
    let micros = |text| read_time(text).map(Instant::micros);
    assert_eq!(micros("1970-01-01T00:00Z"), Some(0));
    assert_eq!(micros("2000-02-29"), Some(951_782_400_000_000));
    assert_eq!(micros("0001-01-01T00:00:00Z"), Some(-62_135_596_800_000_000));
    assert_eq!(micros("9999-12-31T23:59:59Z"), Some(253_402_300_799_000_000));
    for bad in [
        "",
        "2026-02-29",
        "1900-02-29",
        "2026-13-01",
        "2026-00-10",
        "2026-01-00",
        "2026-04-31",
        "0000-01-01",
        "2026-1-1",
        "2026-01-01T24:00Z",
        "2026-01-01T10:60Z",
        "2026-01-01T10:00",
        "2026-01-01T10Z",
        "2026-01-01T10:00:60Z",
        "2026-01-01T10:00:00:00Z",
        "2026-01-01-01",
        "+026-01-01",
        "2026-01-01T10:00+01:00",
    ] {
        assert_eq!(micros(bad), None, "{bad}");
    }
}

/// The word that is complained of, and the message.
fn fault(text: &str) -> (String, String) {
    let (_, faults) = Scenario::read(text, "EUR");
    assert_eq!(faults.len(), 1, "{text}: {faults:?}");
    (text[faults[0].span.clone()].to_owned(), faults[0].message.clone())
}

#[test]
fn each_faulty_line_is_told_by_its_faulty_word() {
    let cases = [
        ("time_in_words", "yesterday a -> b 1 EUR", "yesterday", "is not a time"),
        ("arrow_missing", "2026-03-01T10:00Z a b 1 EUR x", "b", "where -> belongs"),
        ("asset_missing", "2026-03-01T10:00Z a -> b 1", "2026-03-01T10:00Z a -> b 1", "incomplete"),
        ("amount_negative", "2026-03-01T10:00Z a -> b -1 EUR", "-1", "is not an amount"),
        ("amount_in_words", "2026-03-01T10:00Z a -> b NaN EUR", "NaN", "is not an amount"),
        ("amount_beyond_cents", "2026-03-01T10:00Z a -> b 1.001 EUR", "1.001", "is not a value"),
        ("customer_unnamed", "2026-03-01T10:00Z cust: -> b 1 EUR", "cust:", "names no wallet or no customer"),
        ("wallet_unnamed", "2026-03-01T10:00Z @cust:4 -> b 1 EUR", "@cust:4", "names no wallet or no customer"),
        ("extra_unknown", "2026-03-01T10:00Z a -> b 1 EUR valeu=3", "valeu=3", "means nothing"),
        ("extra_twice", "2026-03-01T10:00Z a -> b 1 BTC value=3 value=4", "value=4", "stands twice"),
        ("extra_empty", "2026-03-01T10:00Z a -> b 1 BTC kind=", "kind=", "is empty"),
        ("value_in_words", "2026-03-01T10:00Z a -> b 1 BTC value=lots", "value=lots", "is not a value"),
        ("quote_open", "2026-03-01T10:00Z a -> b 1 BTC memo=\"so", "\"so", "quote is not closed"),
    ];
    for (name, text, word, message) in cases {
        let (at, told) = fault(text);
        assert_eq!(at, word, "{name}");
        assert!(told.contains(message), "{name}: {told}");
    }
}

#[test]
fn facts_must_be_about_somebody_in_the_case() {
    let told = |result: Result<(), Fault>| result.map_err(|it| it.message);
    let all = |faults: Vec<Fault>| faults.into_iter().map(|it| it.message).collect::<Vec<_>>();
    let mut scenario = read("2026-03-01T10:00Z  a -> cust:42  1 EUR");
    assert_eq!(told(scenario.tag("a mixer Tornado North")), Ok(()));
    assert_eq!(scenario.tags.of("a")[0].label, "Tornado North");
    assert_eq!(told(scenario.tag("a")), Err("a tag is incomplete".to_owned()));
    assert_eq!(told(scenario.tag("b mixer")), Err("wallet \"b\" is in no transfer".to_owned()));
    assert_eq!(all(scenario.customer("42 risk=high opened=2026-01-01")), [""; 0]);
    assert_eq!(scenario.customers.of("42").and_then(|it| it.risk.clone()), Some("high".to_owned()));
    assert_eq!(all(scenario.customer("43 risk=high")), ["customer \"43\" is in no transfer"]);
    let several = all(scenario.customer("42 age=7 risk=low opened=soon"));
    assert_eq!(several, ["\"age=7\" is no fact of a customer", "\"soon\" is not a date"]);
    assert_eq!(scenario.customers.of("42").and_then(|it| it.risk.clone()), Some("high".to_owned()), "nothing is added");
}

#[test]
fn expectations_are_read_and_written_alike() {
    let scenario =
        read("2026-03-01T10:00Z a -> cust:42 1 EUR\n2026-03-01T10:00Z a -> b 1 EUR\n2026-03-01T10:00Z a -> c 1 EUR");
    for text in [
        "hit cust:42 rows 1-3 score 40",
        "hit a rows 1,3",
        "hit a rows 2",
        "quiet b",
        "quiet",
        "too_little",
        "unfinished",
    ] {
        let (expected, faults) = Expectation::read(text, &scenario);
        assert_eq!(faults, vec![]);
        assert_eq!(expected[0].to_string(), text);
    }
    let faults = [
        ("hit a rows 1-4", "1-4", "beyond the 3 transfers"),
        ("hit a rows 3,1", "3,1", "not ascending"),
        ("hit a rows 0-1", "0-1", "not ascending"),
        ("hit a rows x", "x", "not a list of rows"),
        ("hit z rows 1", "z", "is in no transfer"),
        ("quiet z", "z", "is in no transfer"),
        ("hit a rows 1 score lots", "lots", "not a score"),
        ("hit a", "hit a", "cannot be read"),
        ("silent a", "silent", "not an answer"),
        ("hit a rows 1\nquiet a", "quiet a", "cannot both come true"),
        ("hit a rows 1\nquiet", "quiet", "cannot both come true"),
        ("quiet\nquiet", "quiet", "cannot both come true"),
        ("", "", "nothing is expected"),
    ];
    for (text, word, message) in faults {
        let (_, faults) = Expectation::read(text, &scenario);
        assert_eq!((faults.len(), &text[faults[0].span.clone()]), (1, word), "{text}");
        assert!(faults[0].message.contains(message), "{text}: {}", faults[0].message);
    }
}

/// All words that are complained of.
fn complained(text: &str, read: impl Fn(&str) -> Vec<Fault>) -> Vec<String> {
    read(text).into_iter().map(|it| text[it.span].to_owned()).collect()
}

#[test]
fn everything_that_is_wrong_with_a_line_is_told_at_once() {
    let transfers = |text: &str| complained(text, |it| Scenario::read(it, "EUR").1);
    assert_eq!(
        transfers("soon a => cust: much EUR kind= value=x valeu=3"),
        ["soon", "=>", "cust:", "much", "kind=", "value=x", "valeu=3"]
    );
    assert_eq!(transfers("soon a b 1 EUR kind="), ["soon", "b"], "behind a wallet nothing stands in its place");
    let scenario = read("2026-03-01T10:00Z a -> b 1 EUR");
    let expected = |text: &str, of: &Scenario| complained(text, |it| Expectation::read(it, of).1);
    assert_eq!(expected("hit z rows 9 score x\nhitt a", &scenario), ["z", "9", "x", "hitt"]);
    let (doubtful, _) = Scenario::read("2026-03-01T10:00Z a => b 1 EUR", "EUR");
    assert_eq!(expected("hitt a\nhit z rows 1-4294967295\nhit z rows 1-5,3", &doubtful), ["hitt", "1-5,3"]);
}

proptest! {
    #[test]
    fn any_text_is_read_or_told_within_its_bounds(text in "([ -~é\\n\"@:>]|cust:|->|2026-03-01T10:00Z | 1 EUR ){0,40}") {
        let (scenario, faults) = Scenario::read(&text, "EUR");
        let (_, more) = Expectation::read(&text, &scenario);
        for fault in faults.into_iter().chain(more) {
            prop_assert!(text.get(fault.span).is_some());
        }
    }
}
