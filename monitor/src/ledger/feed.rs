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
        self.text(start, end, line).map(|text| Record { line, text, bounds: &self.bounds })
    }

    fn text(&self, start: usize, end: usize, line: u32) -> Result<&str, Fault> {
        let text = simdutf8::basic::from_utf8(&self.buffer[start..end]);
        text.map_err(|_| Fault { line, reason: Reason::NotUtf8 })
    }

    /// The next physical line that is not empty, without its line break.
    pub(super) fn next_line(&mut self) -> Option<Result<(u32, &str), Fault>> {
        match self.step(false) {
            Step::End => None,
            Step::Fault(fault) => Some(Err(fault)),
            Step::Piece { start, end, line, .. } => Some(self.text(start, end, line).map(|it| (line, it))),
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
