//! Bytes of a table on their way through: on which line each row begins, and whether the last cell has an end,
//! which a reader of CSV does not tell.
//!
//! An open quote swallows every row behind it into one cell: those customers would never be screened, and those
//! entries never be found.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::io::{self, Read};

/// Where in a table the bytes are, by RFC 4180.
#[derive(Clone, Debug)]
pub(super) struct Quotes {
    place: Place,
    delimiter: u8,
    line: u64,
    /// The lines on which rows begin that were not asked for yet: as many as were read ahead.
    rows: VecDeque<u64>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    /// At the beginning of a row.
    Row,
    /// At the beginning of a cell.
    Cell,
    /// In a cell without quotes.
    Plain,
    /// In a quoted cell.
    Quoted,
    /// Behind a quote in a quoted cell: its end, or one half of a doubled quote.
    Quote,
    /// Behind the control-Z that ends old files of the Treasury, as it ended files of CP/M.
    Mark,
}

/// The control-Z.
pub(super) const MARK: u8 = 0x1a;

impl Quotes {
    pub(super) const fn new(delimiter: u8) -> Self {
        Self { place: Place::Row, delimiter, line: 1, rows: VecDeque::new() }
    }

    fn pass(&mut self, byte: u8) {
        if self.place == Place::Row && !matches!(byte, b'\n' | b'\r') {
            self.rows.push_back(self.line);
        }
        self.line += u64::from(byte == b'\n');
        self.place = match (self.place, byte) {
            (Place::Quoted, b'"') => Place::Quote,
            (Place::Quoted, _) | (Place::Row | Place::Cell | Place::Quote, b'"') => Place::Quoted,
            (_, b'\n' | b'\r') => Place::Row,
            (Place::Row, MARK) => Place::Mark,
            (_, it) if it == self.delimiter => Place::Cell,
            _ => Place::Plain,
        };
    }

    /// The line on which the next row begins; blank lines are no rows.
    pub(super) fn next_row(&mut self) -> Option<u64> {
        self.rows.pop_front()
    }

    /// Whether a quoted cell has no end.
    pub(super) fn is_open(&self) -> bool {
        self.place == Place::Quoted
    }

    /// Whether the last row has an end of line.
    pub(super) fn is_at_line_start(&self) -> bool {
        matches!(self.place, Place::Row | Place::Mark)
    }

    /// Whether the last cell is quoted and has its end.
    pub(super) fn is_behind_quote(&self) -> bool {
        self.place == Place::Quote
    }
}

/// A reader that follows the quotes of what it reads.
pub(super) struct Quoted<'a, R> {
    inner: R,
    place: &'a RefCell<Quotes>,
}

impl<'a, R: Read> Quoted<'a, R> {
    pub(super) const fn new(inner: R, place: &'a RefCell<Quotes>) -> Self {
        Self { inner, place }
    }
}

impl<R: Read> Read for Quoted<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        let read = buffer.get(..count).unwrap_or(&[]);
        let mut place = self.place.borrow_mut();
        read.iter().for_each(|it| place.pass(*it));
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn passed(text: &str) -> Quotes {
        let mut quotes = Quotes::new(b',');
        text.bytes().for_each(|it| quotes.pass(it));
        quotes
    }

    fn open(text: &str) -> bool {
        passed(text).is_open()
    }

    #[test]
    fn a_quote_counts_at_the_beginning_of_a_cell_only() {
        for text in ["a,\"b\"\n", "a,6\" nail\n", "a,\"say \"\"no\"\"\"", "\"a\nb\",c", "", "a,\"b\"c\"\n"] {
            assert!(!open(text), "{text:?}");
        }
        for text in ["a,\"b", "\"", "a,\"b\"\"", "x\n\"y,z\nw"] {
            assert!(open(text), "{text:?}");
        }
    }

    #[test]
    fn a_table_ends_with_a_line_a_mark_or_in_the_middle() {
        for (text, line, quote) in [
            ("", true, false),
            ("a,b\n", true, false),
            ("a,\"b\"\r\n\u{1a}", true, false),
            ("a,b", false, false),
            ("a,", false, false),
            ("a,\"b\"", false, true),
            ("a,\"b\"\"", false, false),
            ("a,b\n\u{1a}c", false, false),
        ] {
            assert_eq!((passed(text).is_at_line_start(), passed(text).is_behind_quote()), (line, quote), "{text:?}");
        }
    }

    #[test]
    fn rows_begin_on_the_lines_people_count() {
        let mut quotes = passed("a\r\n\r\n\n\"b\nc\",d\n,\ne");
        let lines: Vec<u64> = std::iter::from_fn(|| quotes.next_row()).collect();
        assert_eq!(lines, [1, 4, 6, 7]);
    }

    proptest! {
        /// The oracle: another row behind the text is a row of its own for the reader of CSV, unless a cell is open.
        #[test]
        fn an_open_cell_swallows_the_next_row(text in "[a,\"\n]{0,12}") {
            let with = format!("{text}\nlast,row\n");
            let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(with.as_bytes());
            let last = reader.records().filter_map(Result::ok).last().unwrap();
            let alone = last.iter().collect::<Vec<_>>() == ["last", "row"];
            prop_assert_eq!(alone, !open(&text));
        }
    }
}
