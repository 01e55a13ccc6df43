//! Records off a stream: cut at every place, with quotation marks, too long, and broken off.

use super::feed::{Feed, RECORD_MAX};
use proptest::prelude::*;
use std::io::Read;

/// Gives at most `step` bytes a call, so that records are cut at every place.
struct Slow<'a> {
    bytes: &'a [u8],
    step: usize,
}

impl Read for Slow<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let count = self.step.min(buffer.len()).min(self.bytes.len());
        buffer[..count].copy_from_slice(&self.bytes[..count]);
        self.bytes = &self.bytes[count..];
        Ok(count)
    }
}

type Rows = Vec<Result<(u32, Vec<String>), (u32, &'static str)>>;

fn rows(bytes: &[u8], step: usize) -> Rows {
    let mut feed = Feed::new(Slow { bytes, step });
    let mut rows = Vec::new();
    while let Some(row) = feed.next_record() {
        rows.push(match row {
            Ok(row) => Ok((row.line, (0..row.len()).map(|it| row.field(it).to_owned()).collect())),
            Err(fault) => Err((fault.line, fault.reason.code())),
        });
    }
    rows
}

fn check(text: &str, expected: &[(u32, &[&str])]) {
    let expected: Rows =
        expected.iter().map(|(line, row)| Ok((*line, row.iter().map(|it| (*it).to_owned()).collect()))).collect();
    for step in [1, 2, 3, 1000] {
        assert_eq!(rows(text.as_bytes(), step), expected, "{text:?} in steps of {step}");
    }
}

#[test]
fn lines_and_fields_are_found() {
    check("a,b\nc,d\n", &[(1, &["a", "b"]), (2, &["c", "d"])]);
    check("a,b\r\nc,d", &[(1, &["a", "b"]), (2, &["c", "d"])]);
    check("a,\n\n,b\n", &[(1, &["a", ""]), (3, &["", "b"])]);
    check("", &[]);
    check("\n\r\n\n", &[]);
}

#[test]
fn quotes_hold_delimiters_quotes_and_line_breaks() {
    check("\"a,b\",c\nd\n", &[(1, &["a,b", "c"]), (2, &["d"])]);
    check("\"a\"\"b\"\nc\n", &[(1, &["a\"b"]), (2, &["c"])]);
    check("\"a\r\nb\",c\r\nd\r\n", &[(1, &["a\r\nb", "c"]), (3, &["d"])]);
    check("x,\"a\n\n\nb\"\nd", &[(1, &["x", "a\n\n\nb"]), (5, &["d"])]);
    check("a\"b,c\n", &[(1, &["a\"b", "c"])]);
    check("\"a\"b,c\n", &[(1, &["ab", "c"])]);
    check("\"a\"", &[(1, &["a"])]);
}

#[test]
fn blanks_round_a_quoted_field_are_no_part_of_it() {
    check("a, \"b\"\nc,\t \"d, e\" ,f\r\n", &[(1, &["a", "b"]), (2, &["c", "d, e ", "f"])]);
    check(" \"a \"\"b\"\"\", \"\"\r\n \"c\"", &[(1, &["a \"b\"", ""]), (2, &["c"])]);
    // Marks within a text, marks that nothing closes in the line, and a tab that parts fields.
    check("a, \"b\" c\nd, \"e\nf,g\n", &[(1, &["a", " \"b\" c"]), (2, &["d", " \"e"]), (3, &["f", "g"])]);
    let mut feed = Feed::new(&b"a\t\"b\"\n"[..]);
    feed.split_at(b'\t');
    let row = feed.next_record().unwrap().unwrap();
    assert_eq!((row.len(), row.field(0), row.field(1)), (2, "a", "b"));
}

#[test]
fn a_quote_that_nothing_closes_costs_its_own_line_only() {
    let expected: Rows = vec![Err((1, "row-unclosed-quote")), Ok((2, vec!["b".into()])), Ok((3, vec!["c".into()]))];
    for step in [1, 5, 100] {
        assert_eq!(rows(b"\"a\nb\nc\n", step), expected);
    }
    let mut long = b"\"a\n".to_vec();
    long.extend(b"0123456789abcde\n".repeat(1 << 17));
    let found = rows(&long, 1 << 16);
    assert_eq!((found.len(), found[0].clone()), (1 + (1 << 17), Err((1, "row-unclosed-quote"))));
    assert_eq!(found[1 << 17].as_ref().unwrap().0, 1 + (1 << 17));
}

#[test]
fn a_line_of_ten_megabytes_is_one_fault_and_reading_goes_on() {
    for fill in [&b"x"[..], b"\"", b"\"\"x"] {
        let mut bytes = b"a\n".to_vec();
        bytes.extend(fill.repeat((10 << 20) / fill.len()));
        bytes.extend(b"\nb\n");
        for step in [4096, 1 << 20] {
            let found = rows(&bytes, step);
            assert_eq!(found, vec![Ok((1, vec!["a".into()])), Err((2, "row-too-long")), Ok((3, vec!["b".into()]))]);
        }
    }
}

#[test]
fn whether_a_record_is_too_long_does_not_hang_on_the_chunks() {
    for (bytes, too_long) in [(RECORD_MAX, false), (RECORD_MAX + 1, true)] {
        let mut text = vec![b'x'; bytes];
        text.extend(b"\nb\n");
        for step in [4096, 1 << 18, 1 << 22] {
            let found = rows(&text, step);
            assert_eq!((found.len(), found[0].is_err()), (2, too_long));
        }
    }
}

#[test]
fn bytes_that_are_no_text_are_a_fault_of_their_row() {
    assert_eq!(
        rows(b"a\n\xff\n\"\xff\"\nb\n", 100),
        vec![Ok((1, vec!["a".into()])), Err((2, "row-not-utf8")), Err((3, "row-not-utf8")), Ok((4, vec!["b".into()]))]
    );
}

proptest! {
    /// Catches errors in quoting, splitting and buffering; the oracle gives no line numbers
    /// for records behind quoted line breaks, which the tables above check.
    #[test]
    fn records_agree_with_the_csv_crate(text in "([ab,\"\n]|\r\n){0,40}", step in 1_usize..50) {
        let mut oracle = csv::ReaderBuilder::new();
        let mut reader = oracle.has_headers(false).flexible(true).from_reader(text.as_bytes());
        let slow: Vec<Vec<String>> =
            reader.records().map(|it| it.unwrap().iter().map(str::to_owned).collect()).collect();
        let fast = rows(text.as_bytes(), step);
        let good: Vec<Vec<String>> =
            fast.iter().map_while(|it| it.as_ref().ok().map(|it| it.1.clone())).collect();
        if good.len() == fast.len() {
            prop_assert_eq!(good, slow);
        } else {
            // A quote is never closed: there the oracle takes all the rest as one record.
            prop_assert_eq!(good.len() + 1, slow.len());
            prop_assert_eq!(&good[..], &slow[..good.len()]);
        }
    }

    #[test]
    fn the_chunks_of_reading_change_nothing(text in "([ab,\"\n]|\r\n){0,60}", step in 1_usize..50) {
        prop_assert_eq!(rows(text.as_bytes(), step), rows(text.as_bytes(), 1000));
    }
}
