//! A table whose rows come back as they were written: the bytes of each row beside its cells.
//!
//! Quotes, ends of lines and blank lines are kept to the byte; what is read ahead is all that is in memory.

use super::file_name;
use crate::fault::Fault;
use std::cell::RefCell;
use std::collections::VecDeque;
use std::io::{self, Read};
use std::path::Path;
use std::rc::Rc;

/// The most bytes of one row: a quote without its end would make the rest of a file one row.
const ROW_MAX: usize = 1 << 20;

/// Rows of a table, each with its bytes.
pub(crate) struct PairTable<R> {
    reader: csv::Reader<Kept<R>>,
    kept: Rc<RefCell<VecDeque<u8>>>,
    taken: u64,
    name: String,
}

/// A row as it was written.
#[derive(Debug, Default)]
pub(crate) struct Row {
    /// Its cells.
    pub(crate) cells: csv::StringRecord,
    /// Blank lines before it.
    pub(crate) before: Vec<u8>,
    /// Its bytes.
    pub(crate) bytes: Vec<u8>,
    /// What ends it.
    pub(crate) after: Vec<u8>,
    /// The line it begins on.
    pub(crate) line: u64,
}

impl<R: Read> PairTable<R> {
    /// A table over these bytes.
    pub(crate) fn of(path: &Path, inner: R) -> Result<Self, Fault> {
        let kept = Rc::new(RefCell::new(VecDeque::new()));
        let mut builder = csv::ReaderBuilder::new();
        let reader = builder.has_headers(false).flexible(true).from_reader(Kept { inner, kept: Rc::clone(&kept) });
        Ok(Self { reader, kept, taken: 0, name: file_name(path) })
    }

    /// The next row, if there is one; at the end of the file, `row` has what stands behind the last one.
    ///
    /// # Errors
    /// A fault where the bytes cannot be read or are not UTF-8.
    pub(crate) fn read(&mut self, row: &mut Row) -> Result<bool, Fault> {
        let line = self.reader.position().line();
        let more = self.reader.read_record(&mut row.cells).map_err(|it| broken(&self.name, &it))?;
        let end = self.reader.position().byte();
        let count = usize::try_from(end.saturating_sub(self.taken)).unwrap_or(usize::MAX);
        self.taken = end;
        let mut kept = self.kept.borrow_mut();
        let count = count.min(kept.len());
        let bytes: Vec<u8> = kept.drain(..count).collect();
        let blank = bytes.iter().take_while(|it| matches!(it, b'\r' | b'\n')).count();
        let rest = bytes.get(blank..).unwrap_or(&[]);
        let ends = rest.iter().rev().take_while(|it| matches!(it, b'\r' | b'\n')).count();
        let (text, after) = rest.split_at(rest.len() - ends);
        (row.before, row.bytes, row.after) = (bytes[..blank].to_vec(), text.to_vec(), after.to_vec());
        row.line = line + row.before.iter().filter(|it| **it == b'\n').count() as u64;
        Ok(more)
    }
}

/// A reader that keeps what was read until it is taken.
struct Kept<R> {
    inner: R,
    kept: Rc<RefCell<VecDeque<u8>>>,
}

impl<R: Read> Read for Kept<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut kept = self.kept.borrow_mut();
        if kept.len() > ROW_MAX {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        let count = self.inner.read(buffer)?;
        kept.extend(buffer.get(..count).unwrap_or(&[]));
        Ok(count)
    }
}

/// The fault of a table that cannot be read.
fn broken(name: &str, error: &csv::Error) -> Fault {
    let line = error.position().map_or(0, csv::Position::line);
    let help = "save it as CSV in UTF-8, with its columns' names first";
    let why = match error.kind() {
        csv::ErrorKind::Utf8 { .. } => "is not written in UTF-8",
        csv::ErrorKind::Io(error) if error.kind() == io::ErrorKind::UnexpectedEof => "ends in the middle",
        csv::ErrorKind::Io(error) if error.kind() == io::ErrorKind::FileTooLarge => {
            let help = "is there a quote without its end? no row of two names is that long";
            return Fault::unreadable(format!("{name} has a row of more than {ROW_MAX} bytes (line {line})"), help);
        }
        _ => "cannot be read",
    };
    Fault::unreadable(format!("{name} {why} (line {line})"), help)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn rows(text: &str) -> Vec<Row> {
        let mut table = PairTable::of(Path::new("x.csv"), text.as_bytes()).unwrap();
        let mut all = Vec::new();
        loop {
            let mut row = Row::default();
            let more = table.read(&mut row).unwrap();
            all.push(row);
            if !more {
                return all;
            }
        }
    }

    #[test]
    fn rows_come_with_their_lines_and_their_own_bytes() {
        let all = rows("a,b\r\n\r\n\"x, \"\"y\",'z'\r\n\"two\nlines\",\n");
        let told: Vec<(u64, &str, usize)> =
            all.iter().map(|it| (it.line, std::str::from_utf8(&it.bytes).unwrap(), it.cells.len())).collect();
        assert_eq!(told[..3], [(1, "a,b", 2), (3, "\"x, \"\"y\",'z'", 2), (4, "\"two\nlines\",", 2)]);
    }

    proptest! {
        #[test]
        fn nothing_of_a_table_is_lost(text in "[ab,\"\r\n]{0,60}") {
            let mut whole = Vec::new();
            for it in rows(&text) {
                whole.extend(it.before);
                whole.extend(it.bytes);
                whole.extend(it.after);
            }
            prop_assert_eq!(String::from_utf8(whole).unwrap(), text);
        }
    }
}
