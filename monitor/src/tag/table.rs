//! A small CSV table with a header: bytes → rows by named column, and what is wrong with the others.
//!
//! Columns are found by their names or synonyms, in any case and order; other columns are left
//! alone. Commas, semicolons and tabs are told apart by the header. A row is one line, so that a
//! quote left open spoils its own row and no other. Nothing of a row's contents stands in a finding.

use std::borrow::Cow;
use std::fmt;
use std::io::{BufRead, BufReader, Read};
use tidegate_kyc_core::base::TimeError;

/// The longest text a field may hold, in bytes: a tag's label is a name, not a document.
pub(super) const FIELD_BYTES_MAX: usize = 1024;
/// The longest line that is looked at, in bytes: a row of 64 columns of the longest texts.
const LINE_BYTES_MAX: u64 = 65_536;

/// A column that a table may have.
#[derive(Debug)]
pub(super) struct Column {
    /// Its name first, then other names it goes by.
    pub(super) names: &'static [&'static str],
    /// Whether the table is unusable without it.
    pub(super) need: Need,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Need {
    /// The column must be there, and something in each row of it.
    Value,
    /// Column and fields may be missing.
    Nothing,
}

/// Why a whole table cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum TableError {
    /// The bytes ended in an error: half a table is no table.
    #[error("{file}: the file cannot be read to its end ({reason}); nothing of it is used")]
    Unreadable {
        /// Name of the file.
        file: String,
        /// What the reader said.
        reason: std::io::Error,
    },
    /// The lines end as no table's lines do today.
    #[error("{file}:1: the lines end in a bare carriage return: save the file with ordinary ends of lines")]
    CarriageReturns {
        /// Name of the file.
        file: String,
    },
    /// There is no header line, or it is not UTF-8.
    #[error("{file}:1: no header in UTF-8 is found; name the columns {columns} in the first line")]
    NoHeader {
        /// Name of the file.
        file: String,
        /// The columns that must be there.
        columns: String,
    },
    /// A column is missing.
    #[error("{file}:1: no column is called {}", names.join(" or "))]
    NoColumn {
        /// Name of the file.
        file: String,
        /// The names it may have.
        names: &'static [&'static str],
    },
    /// Two columns could be meant.
    #[error("{file}:1: two columns could be {column}; rename one of them")]
    TwoColumns {
        /// Name of the file.
        file: String,
        /// The column.
        column: &'static str,
    },
}

/// What is wrong with a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// A field that must say something is empty.
    #[error("nothing is written where something is needed")]
    Missing,
    /// A field is longer than 1,024 bytes, or a line than 65,536.
    #[error("the text is longer than any name")]
    TooLong,
    /// A quote that does not close on its line, or closes within a text.
    #[error("a quote is left open or closes in the middle of a text")]
    Quote,
    /// Bytes that are no text.
    #[error("the text is not UTF-8; save the file as UTF-8")]
    NotUtf8,
    /// A control character.
    #[error("a control character stands in the text")]
    Control,
    /// The row has another number of fields than the header.
    #[error("the row and the header differ in their number of fields: {fields} and {header}")]
    Ragged {
        /// Fields in the row.
        fields: usize,
        /// Fields in the header.
        header: usize,
    },
    /// Not a country code.
    #[error("a country is written as the two letters of ISO 3166-1, for instance DE, or GB and not UK")]
    Country,
    /// Not a moment.
    #[error("a date is written like 2026-03-01, a time like 2026-03-01T10:00:00Z")]
    Time,
    /// Written as a moment is, and none.
    #[error("there is no such moment: {0}")]
    NoMoment(TimeError),
    /// Two rows disagree about one customer.
    #[error("another row says otherwise about the same customer; the fact is taken as unknown")]
    Contradiction,
    /// A category that is not of the usual ones, and that neither a rule nor a service names.
    #[error(
        "no rule and no service names this category, nor is it one of the usual ones: is it misspelt? it is kept as written"
    )]
    UnknownCategory,
    /// A risk class that is not of the usual ones, and that no rule names.
    #[error("no rule names this risk class, nor is it low, medium or high: is it misspelt? it is kept as written")]
    UnknownRisk,
    /// A transfer of the account stands before its opening.
    #[error("a transfer of this account stands before its opening; its age is taken as nothing until then")]
    OpenedLate,
}

impl Fault {
    /// Its lasting code; texts may be reworded, codes may not.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Missing => "fact-missing-cell",
            Self::TooLong => "fact-too-long",
            Self::Quote => "fact-unclosed-quote",
            Self::NotUtf8 => "fact-not-utf8",
            Self::Control => "fact-control-character",
            Self::Ragged { .. } => "fact-ragged-row",
            Self::Country => "fact-country-unreadable",
            Self::Time | Self::NoMoment(_) => "fact-time-unreadable",
            Self::Contradiction => "fact-contradiction",
            Self::UnknownCategory => "fact-category-unknown",
            Self::UnknownRisk => "fact-risk-unknown",
            Self::OpenedLate => "fact-opened-late",
        }
    }

    /// Whether the row was left out; otherwise it was taken, but for what the fault says.
    #[must_use]
    pub const fn rejects(self) -> bool {
        !matches!(self, Self::Contradiction | Self::UnknownCategory | Self::UnknownRisk | Self::OpenedLate)
    }
}

/// Where a statement stands: file and line.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place {
    pub(super) file: String,
    pub(super) line: u64,
}

impl Place {
    pub(super) fn finding(&self, column: &'static str, fault: Fault) -> Finding {
        Finding { file: self.file.clone(), line: self.line, column: Some(column), fault }
    }
}

/// A row that could not be used, or not wholly.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Name of the file, as given by the caller.
    pub file: String,
    /// The line it begins on, counted from 1, the header included.
    pub line: u64,
    /// The column, by the first of its names; `None` for the row as a whole.
    pub column: Option<&'static str>,
    /// What is wrong.
    pub fault: Fault,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: ", self.file, self.line)?;
        if let Some(column) = self.column {
            write!(f, "column {column}: ")?;
        }
        write!(f, "{}", self.fault)
    }
}

/// A good row: one text for each of the asked columns, trimmed, empty where nothing is written.
pub(super) struct Row<'a> {
    pub(super) line: u64,
    pub(super) fields: &'a [&'a str],
}

/// Reads a table of `columns` and hands each good row to `accept`, which may still find a fault
/// in a column (by its place in `columns`).
///
/// # Errors
/// [`TableError`] where the table as a whole cannot be used.
pub(super) fn read(
    file: &str,
    from: impl Read,
    columns: &'static [Column],
    mut accept: impl FnMut(&Row<'_>) -> Result<(), (usize, Fault)>,
) -> Result<Vec<Finding>, TableError> {
    let mut lines = Lines { from: BufReader::new(from), bytes: Vec::new(), number: 0 };
    let next = |lines: &mut Lines<_>| {
        lines.advance().map_err(|reason| TableError::Unreadable { file: file.to_owned(), reason })
    };
    next(&mut lines)?;
    let bare = lines.bytes.trim_ascii_end().windows(2).any(|it| it[0] == b'\r' && it[1] != b'\n');
    if bare && !lines.bytes.ends_with(b"\n") {
        return Err(TableError::CarriageReturns { file: file.to_owned() });
    }
    let delimiter = delimiter_of(&lines.bytes);
    let header = split(lines.bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&lines.bytes), delimiter);
    let header: Vec<_> = header.unwrap_or_default().into_iter().map(Cow::into_owned).collect();
    let places = places(file, &header, columns)?;
    let mut findings = Vec::new();
    while let Some(read) = next(&mut lines)? {
        if read == Length::Fits && lines.bytes.trim_ascii().is_empty() {
            continue;
        }
        let row = match read {
            Length::Fits => split(&lines.bytes, delimiter).ok_or((None, Fault::Quote)),
            Length::TooLong => Err((None, Fault::TooLong)),
        };
        let row = row.and_then(|record| {
            let found = (record.len(), header.len());
            if found.0 != found.1 {
                return Err((None, Fault::Ragged { fields: found.0, header: found.1 }));
            }
            let fields = fields(&record, &places, columns);
            let accepted = fields.and_then(|fields| accept(&Row { line: lines.number, fields: &fields }));
            accepted.map_err(|(column, fault)| (columns[column].names.first().copied(), fault))
        });
        if let Err((column, fault)) = row {
            findings.push(Finding { file: file.to_owned(), line: lines.number, column, fault });
        }
    }
    Ok(findings)
}

/// The lines of a file one by one, none of them held beyond [`LINE_BYTES_MAX`].
struct Lines<R> {
    from: BufReader<R>,
    bytes: Vec<u8>,
    number: u64,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Length {
    Fits,
    TooLong,
}

impl<R: Read> Lines<R> {
    /// Reads the next line into `bytes`, or as much of it as is looked at; `None` at the end.
    fn advance(&mut self) -> std::io::Result<Option<Length>> {
        self.bytes.clear();
        self.number += 1;
        Read::take(&mut self.from, LINE_BYTES_MAX).read_until(b'\n', &mut self.bytes)?;
        if self.bytes.len() as u64 == LINE_BYTES_MAX && self.bytes.last() != Some(&b'\n') {
            self.from.skip_until(b'\n')?;
            return Ok(Some(Length::TooLong));
        }
        Ok((!self.bytes.is_empty()).then_some(Length::Fits))
    }
}

/// The fields of a line, trimmed, without their quotes (RFC 4180, and blanks around quotes);
/// `None` where a quote is left open or closes within a text.
fn split(line: &[u8], delimiter: u8) -> Option<Vec<Cow<'_, [u8]>>> {
    let mut rest = line.trim_ascii_end();
    // Trailing tabs are empty fields where tabs separate.
    if delimiter == b'\t' {
        rest = line.strip_suffix(b"\n").unwrap_or(line);
        rest = rest.strip_suffix(b"\r").unwrap_or(rest);
    }
    let mut fields = Vec::new();
    loop {
        let blanks = rest.iter().take_while(|it| **it == b' ').count();
        let end = |bytes: &[u8]| bytes.iter().position(|it| *it == delimiter).unwrap_or(bytes.len());
        let after = match rest.get(blanks..).and_then(|it| it.strip_prefix(b"\"")) {
            Some(quoted) => {
                let (field, after) = unquote(quoted)?;
                let gap = end(after);
                if !after[..gap].trim_ascii().is_empty() {
                    return None;
                }
                fields.push(Cow::Owned(field.trim_ascii().to_vec()));
                &after[gap..]
            }
            None => {
                let (field, after) = rest.split_at(end(rest));
                fields.push(Cow::Borrowed(field.trim_ascii()));
                after
            }
        };
        match after.split_first() {
            Some((_, next)) => rest = next,
            None => return Some(fields),
        }
    }
}

/// The text up to the closing quote, and what follows it.
fn unquote(quoted: &[u8]) -> Option<(Vec<u8>, &[u8])> {
    let mut field = Vec::new();
    let mut rest = quoted;
    loop {
        let quote = rest.iter().position(|it| *it == b'"')?;
        field.extend_from_slice(&rest[..quote]);
        rest = &rest[quote + 1..];
        match rest.strip_prefix(b"\"") {
            Some(after) => {
                field.push(b'"');
                rest = after;
            }
            None => return Some((field, rest)),
        }
    }
}

/// The separator that the header line has most of; a comma where it has none.
fn delimiter_of(head: &[u8]) -> u8 {
    let count = |mark: u8| head.iter().filter(|it| **it == mark).count();
    // The last of equals wins, so the comma stands last.
    [b'\t', b';', b','].into_iter().max_by_key(|it| count(*it)).unwrap_or(b',')
}

/// Where each of the columns stands in the table.
fn places(file: &str, header: &[Vec<u8>], columns: &'static [Column]) -> Result<Vec<Option<usize>>, TableError> {
    let file = || file.to_owned();
    let names: Option<Vec<String>> = header
        .iter()
        .map(|it| std::str::from_utf8(it).ok().map(|it| it.trim().to_ascii_lowercase().replace([' ', '-'], "_")))
        .collect();
    let named = names.filter(|it| it.iter().any(|it| !it.is_empty()));
    let Some(names) = named else {
        let needed = columns.iter().filter(|it| it.need == Need::Value).filter_map(|it| it.names.first());
        return Err(TableError::NoHeader { file: file(), columns: needed.copied().collect::<Vec<_>>().join(", ") });
    };
    let place = |column: &'static Column| {
        let mut found = (0..names.len()).filter(|it| column.names.contains(&names[*it].as_str()));
        match (found.next(), found.next(), column.need) {
            (Some(_), Some(_), _) => Err(TableError::TwoColumns { file: file(), column: column.names[0] }),
            (None, _, Need::Value) => Err(TableError::NoColumn { file: file(), names: column.names }),
            (place, _, _) => Ok(place),
        }
    };
    columns.iter().map(place).collect()
}

/// The asked fields of a record, or the first fault and its column.
fn fields<'a>(
    record: &'a [Cow<'_, [u8]>],
    places: &[Option<usize>],
    columns: &[Column],
) -> Result<Vec<&'a str>, (usize, Fault)> {
    let field = |(at, place): (usize, &Option<usize>)| {
        let bytes = place.and_then(|it| record.get(it)).map_or(&[][..], |it| it);
        if bytes.len() > FIELD_BYTES_MAX {
            return Err((at, Fault::TooLong));
        }
        let text = std::str::from_utf8(bytes).map_err(|_| (at, Fault::NotUtf8))?.trim();
        if text.contains(char::is_control) {
            return Err((at, Fault::Control));
        }
        if text.is_empty() && columns[at].need == Need::Value { Err((at, Fault::Missing)) } else { Ok(text) }
    };
    places.iter().enumerate().map(field).collect()
}
