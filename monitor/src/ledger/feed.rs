//! A stream of bytes → records: physical lines, or CSV records with quotes.
//!
//! Memory stays bounded whatever comes in: a record beyond [`RECORD_MAX`] is a fault and is
//! skipped. Knows line numbers; knows nothing of what the fields mean.

use super::Reason;
use super::marks::plain_line;
use super::record::{Record, split, unquote};
use std::io::{ErrorKind, Read};

/// The longest record that is taken, in bytes.
pub(super) const RECORD_MAX: usize = 1 << 20;
const CHUNK: usize = 1 << 17;

/// A record that could not be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Fault {
    pub(super) line: u32,
    pub(super) reason: Reason,
}

/// Where the next piece of the buffer stands.
enum Step {
    Piece { start: usize, end: usize, line: u32, quoted: bool },
    Fault(Fault),
    End,
}

/// Reads records off a stream.
pub(super) struct Feed<R> {
    input: R,
    buffer: Vec<u8>,
    start: usize,
    end: usize,
    /// No quotation mark stands between `start` and here; looked for once for many records.
    unquoted: usize,
    line: u32,
    open: bool,
    failure: Option<Reason>,
    delimiter: u8,
    bounds: Vec<(u32, u32)>,
    scratch: Vec<u8>,
}

impl<R: Read> Feed<R> {
    pub(super) fn new(input: R) -> Self {
        Self {
            input,
            buffer: Vec::new(),
            start: 0,
            end: 0,
            unquoted: 0,
            line: 1,
            open: true,
            failure: None,
            delimiter: b',',
            bounds: Vec::new(),
            scratch: Vec::new(),
        }
    }

    /// What was read and not taken yet, at least so many bytes unless the stream ends before.
    pub(super) fn peek(&mut self, least: usize) -> &[u8] {
        while self.end - self.start < least && self.fill() {}
        self.pending()
    }

    /// Takes bytes without looking at them, for instance a byte order mark.
    pub(super) fn skip(&mut self, bytes: usize) {
        self.start = (self.start + bytes).min(self.end);
    }

    /// Everything that is left, if it is at most `most` bytes; `None` if it is more.
    #[cfg(feature = "parquet")]
    pub(super) fn rest(&mut self, most: u64) -> Option<Vec<u8>> {
        let mut all = self.pending().to_vec();
        self.start = self.end;
        let room = most.saturating_add(1).saturating_sub(all.len() as u64);
        if self.open && (&mut self.input).take(room).read_to_end(&mut all).is_err() {
            self.failure = Some(Reason::Truncated);
        }
        (all.len() as u64 <= most).then_some(all)
    }

    /// The line that comes next, counted from 1.
    pub(super) const fn line(&self) -> u32 {
        self.line
    }

    /// The line that comes next and the bytes of it and of those behind it that are in memory, to be passed over by
    /// whoever reads them.
    pub(super) fn ahead(&self) -> (u32, &[u8]) {
        (self.line, self.pending())
    }

    /// Passes over the next line, which has so many bytes with its line feed.
    pub(super) fn pass(&mut self, bytes: usize) {
        self.skip(bytes);
        self.line = self.line.saturating_add(1);
    }

    pub(super) const fn split_at(&mut self, delimiter: u8) {
        self.delimiter = delimiter;
    }

    /// The next CSV record. Empty lines are no records. A quotation mark counts only where it
    /// opens a field; within quotes it is doubled; line breaks within quotes belong to the field.
    pub(super) fn next_record(&mut self) -> Option<Result<Record<'_>, Fault>> {
        // Nearly every record is a line without a quotation mark that was read to its end.
        while let Some(length) = plain_line(&self.buffer[self.start..self.end], self.delimiter, &mut self.bounds) {
            let end = self.start + length;
            match self.take(end, end + 1) {
                None => {}
                Some(Step::Piece { start, end, line, .. }) => {
                    // A carriage return at the end belongs to no field.
                    self.bounds.last_mut().into_iter().for_each(|it| it.1 = (end - start) as u32);
                    return Some(self.record(start, end, line));
                }
                Some(Step::Fault(fault)) => return Some(Err(fault)),
                Some(Step::End) => return None,
            }
        }
        match self.step(true) {
            Step::End => None,
            Step::Fault(fault) => Some(Err(fault)),
            Step::Piece { line, quoted: true, .. } => Some(match simdutf8::basic::from_utf8(&self.scratch) {
                Ok(text) => Ok(Record { line, text, bounds: &self.bounds }),
                Err(_) => Err(Fault { line, reason: Reason::NotUtf8 }),
            }),
            Step::Piece { start, end, line, quoted: false } => {
                split(&self.buffer[start..end], self.delimiter, &mut self.bounds);
                Some(self.record(start, end, line))
            }
        }
    }

    /// The record between these places, whose fields stand in the bounds.
    fn record(&self, start: usize, end: usize, line: u32) -> Result<Record<'_>, Fault> {
        match simdutf8::basic::from_utf8(&self.buffer[start..end]) {
            Ok(text) => Ok(Record { line, text, bounds: &self.bounds }),
            Err(_) => Err(Fault { line, reason: Reason::NotUtf8 }),
        }
    }

    /// The next physical line that is not empty, without its line break.
    pub(super) fn next_line(&mut self) -> Option<Result<(u32, &str), Fault>> {
        match self.step(false) {
            Step::End => None,
            Step::Fault(fault) => Some(Err(fault)),
            Step::Piece { start, end, line, .. } => Some(match simdutf8::basic::from_utf8(&self.buffer[start..end]) {
                Ok(text) => Ok((line, text)),
                Err(_) => Err(Fault { line, reason: Reason::NotUtf8 }),
            }),
        }
    }

    /// Whether the stream has ended behind what was taken last, and that without a line break.
    pub(super) fn ends_in_a_line(&self) -> bool {
        let is_over = !self.open && self.start == self.end;
        is_over && self.buffer[..self.end].last().is_some_and(|it| *it != b'\n')
    }

    fn pending(&self) -> &[u8] {
        &self.buffer[self.start..self.end]
    }

    /// Reads more behind what is pending; `false` when nothing more comes.
    fn fill(&mut self) -> bool {
        if !self.open {
            return false;
        }
        if self.start > 0 && (self.start == self.end || self.end == self.buffer.len()) {
            self.buffer.copy_within(self.start..self.end, 0);
            self.unquoted = self.unquoted.saturating_sub(self.start);
            (self.start, self.end) = (0, self.end - self.start);
        }
        if self.end == self.buffer.len() {
            self.buffer.resize((self.buffer.len() * 2).max(CHUNK), 0);
        }
        loop {
            match self.input.read(&mut self.buffer[self.end..]) {
                Ok(0) => self.open = false,
                Ok(count) => self.end += count,
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                Err(error) => {
                    self.open = false;
                    self.failure = Some(match error.kind() {
                        ErrorKind::UnexpectedEof => Reason::Truncated,
                        ErrorKind::InvalidInput => Reason::Trailing,
                        _ => Reason::Damaged,
                    });
                }
            }
            return self.open;
        }
    }

    fn step(&mut self, quotes: bool) -> Step {
        let mut searched = 0;
        loop {
            let at = self.start + searched;
            if let Some(found) = memchr::memchr(b'\n', &self.buffer[at..self.end]) {
                let end = at + found;
                if quotes && self.is_quoted_before(end) {
                    return self.quoted();
                }
                if let Some(step) = self.take(end, end + 1) {
                    return step;
                }
                searched = 0;
                continue;
            }
            searched = self.end - self.start;
            if searched > RECORD_MAX {
                return self.skip_line();
            }
            if !self.fill() {
                return self.last(quotes);
            }
        }
    }

    /// Whether a quotation mark stands among what is pending before `end`.
    fn is_quoted_before(&mut self, end: usize) -> bool {
        self.unquoted = self.unquoted.max(self.start);
        if self.unquoted < end {
            let found = memchr::memchr(b'"', &self.buffer[self.unquoted..self.end]);
            self.unquoted = found.map_or(self.end, |it| self.unquoted + it);
        }
        self.unquoted < end
    }

    /// The line up to `end`, unless it is empty; the next one starts at `next`.
    fn take(&mut self, end: usize, next: usize) -> Option<Step> {
        let (start, line) = (self.start, self.line);
        self.start = next;
        self.line = self.line.saturating_add(1);
        let end = if self.buffer[start..end].ends_with(b"\r") { end - 1 } else { end };
        if end == start {
            return None;
        }
        if end - start > RECORD_MAX {
            return Some(Step::Fault(Fault { line, reason: Reason::TooLong }));
        }
        Some(Step::Piece { start, end, line, quoted: false })
    }

    /// What stands behind the last line break of the stream.
    fn last(&mut self, quotes: bool) -> Step {
        if let Some(reason) = self.failure.take() {
            self.start = self.end;
            return Step::Fault(Fault { line: self.line, reason });
        }
        if self.start == self.end {
            return Step::End;
        }
        if quotes && self.pending().contains(&b'"') {
            return self.quoted();
        }
        let end = self.end;
        self.take(end, end).unwrap_or(Step::End)
    }

    /// A line without an end in sight: dropped up to the next line break.
    fn skip_line(&mut self) -> Step {
        let fault = Fault { line: self.line, reason: Reason::TooLong };
        loop {
            if let Some(found) = memchr::memchr(b'\n', self.pending()) {
                self.start += found + 1;
                self.line = self.line.saturating_add(1);
                break;
            }
            self.start = self.end;
            if !self.fill() {
                break;
            }
        }
        Step::Fault(fault)
    }

    /// A record with quotation marks, unquoted into the scratch space.
    fn quoted(&mut self) -> Step {
        let line = self.line;
        loop {
            let pending = &self.buffer[self.start..self.end];
            let whole = &pending[..pending.len().min(RECORD_MAX)];
            let closed = !self.open && self.failure.is_none() && whole.len() == pending.len();
            if let Some((bytes, lines)) = unquote(whole, self.delimiter, closed, &mut self.scratch, &mut self.bounds) {
                self.start += bytes;
                self.line = self.line.saturating_add(lines);
                return Step::Piece { start: 0, end: 0, line, quoted: true };
            }
            if pending.len() >= RECORD_MAX || (!self.open && self.failure.is_none()) {
                return self.unclosed();
            }
            if !self.open {
                return self.last(true);
            }
            self.fill();
        }
    }

    /// A quotation mark that nothing closes: only its own line is given up.
    fn unclosed(&mut self) -> Step {
        let line = self.line;
        let pending = &self.buffer[self.start..self.end];
        match memchr::memchr(b'\n', &pending[..pending.len().min(RECORD_MAX)]) {
            Some(found) => self.start += found + 1,
            None if pending.len() < RECORD_MAX => self.start = self.end,
            None => return self.skip_line(),
        }
        self.line = self.line.saturating_add(1);
        Step::Fault(Fault { line, reason: Reason::UnclosedQuote })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

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
            vec![
                Ok((1, vec!["a".into()])),
                Err((2, "row-not-utf8")),
                Err((3, "row-not-utf8")),
                Ok((4, vec!["b".into()]))
            ]
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
}
