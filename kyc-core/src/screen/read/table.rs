//! Tables as lists use them: rows of cells by the names in the first line.

use super::draft::Draft;
use super::error::{FindingCode, Findings, ListError};
use super::input::Progress;
use super::quotes::{MARK, Quoted, Quotes};
use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::io::BufRead;

/// The European Union's table, the widest, has about 100 columns.
const COLUMNS_MAX: usize = 512;

/// The columns of a table by name; letters and digits count, in any case.
#[derive(Debug, Default)]
pub(super) struct Columns {
    places: HashMap<String, usize>,
    names: Vec<String>,
}

impl Columns {
    fn of(record: &csv::StringRecord) -> Self {
        let names: Vec<String> = record.iter().map(folded).collect();
        let mut places = HashMap::new();
        for (at, name) in names.iter().enumerate() {
            places.entry(name.clone()).or_insert(at);
        }
        Self { places, names }
    }

    /// The names in their order, as they are compared: lower letters and digits.
    pub(super) fn names(&self) -> &[String] {
        &self.names
    }

    /// Whether there is a column of that name.
    pub(super) fn has(&self, name: &str) -> bool {
        self.places.contains_key(&folded(name))
    }

    /// # Errors
    /// Where there is none.
    pub(super) fn need(&self, name: &'static str) -> Result<(), ListError> {
        self.has(name).then_some(()).ok_or(ListError::Column(name))
    }
}

/// Identifiers of the rows so far, in a table that gives each entry one row.
#[derive(Debug, Default)]
pub(super) struct Seen(HashSet<Box<str>>);

impl Seen {
    /// Tells an identifier that stands on a row before. Both rows are kept, as one entry.
    pub(super) fn see(&mut self, draft: &mut Draft<'_>) {
        if !draft.entry.id.is_empty() && !self.0.insert(draft.entry.id.clone()) {
            draft.find(FindingCode::Twice);
        }
    }
}

fn folded(name: &str) -> String {
    name.chars().filter(|it| it.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// A row.
#[derive(Clone, Copy, Debug)]
pub(super) struct Row<'a> {
    columns: &'a Columns,
    record: &'a csv::StringRecord,
    /// The line it begins on.
    pub(super) line: u64,
}

impl<'a> Row<'a> {
    /// The cell under a name, without white space at its ends; empty where there is no such column or cell.
    pub(super) fn get(self, name: &str) -> &'a str {
        self.columns.places.get(&folded(name)).map_or("", |at| self.cell(*at))
    }

    /// The cell by its place.
    pub(super) fn cell(self, at: usize) -> &'a str {
        self.record.get(at).unwrap_or("").trim()
    }

    /// The cell by its place, with its white space.
    pub(super) fn raw(self, at: usize) -> &'a str {
        self.record.get(at).unwrap_or("")
    }

    /// The parts of a cell between separators, those that are not empty.
    pub(super) fn parts(self, name: &str, separator: char) -> impl Iterator<Item = &'a str> {
        self.get(name).split(separator).map(str::trim).filter(|it| !it.is_empty())
    }
}

/// How a table is written.
#[derive(Clone, Copy, Debug)]
pub(super) struct Dialect {
    /// The byte between cells.
    pub(super) delimiter: u8,
    /// A column whose name marks the line of names; lines before it are a preamble. `None` where the table has no names.
    pub(super) first: Option<&'static str>,
    /// How many cells a row has where the table has no names.
    pub(super) cells: usize,
    /// How its last row ends.
    pub(super) ends: Ends,
}

/// How the last row of a table ends: where it ends otherwise, the file was cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ends {
    /// With the end of its line.
    Line,
    /// With the end of its line or of its last cell, if that is quoted: copies of the Treasury's files lose the
    /// end of the last line, and it doubles no quotes within a cell.
    Quote,
}

/// Lines before the names that are skipped at most. The United Kingdom has one.
const PREAMBLE_MAX: usize = 8;

/// What a reader of tables does with it.
pub(super) trait Rows {
    /// A line before the names.
    ///
    /// # Errors
    /// Where it says what cannot be.
    fn preamble(&mut self, _line: &str) -> Result<(), ListError> {
        Ok(())
    }

    /// The names.
    ///
    /// # Errors
    /// Where a column is missing without which the rows mean nothing.
    fn columns(&mut self, columns: &Columns, findings: &mut Findings) -> Result<(), ListError>;

    /// One row.
    fn row(&mut self, row: Row<'_>, findings: &mut Findings);
}

/// Reads a table. A row with too few or too many cells is a finding and read all the same: whoever wrote it meant
/// somebody. An open quote, a short last row and one without an end show that the file was cut.
pub(super) fn read(
    input: impl BufRead,
    step: &Progress,
    dialect: Dialect,
    rows: &mut dyn Rows,
    findings: &mut Findings,
) -> Result<(), ListError> {
    let end = RefCell::new(Quotes::new(dialect.delimiter));
    let mut builder = csv::ReaderBuilder::new();
    builder.has_headers(false).flexible(true).delimiter(dialect.delimiter);
    let mut reader = builder.from_reader(Quoted::new(input, &end));
    let mut record = csv::StringRecord::new();
    let mut columns = if dialect.first.is_none() { Some(Columns::default()) } else { None };
    if let Some(columns) = &columns {
        rows.columns(columns, findings)?;
    }
    let (mut before, mut cells, mut short, mut line) = (0, dialect.cells, false, 0);
    loop {
        let more = reader.read_record(&mut record);
        line = end.borrow_mut().next_row().unwrap_or(line);
        if !more.map_err(|it| cause(&it))? {
            break;
        }
        step.set(reader.position().byte());
        if record.len() > COLUMNS_MAX {
            return Err(ListError::TooLarge { what: "columns", most: COLUMNS_MAX as u64 });
        }
        match (&columns, dialect.first) {
            (Some(columns), _) => {
                if is_blank(&record) {
                    continue;
                }
                short = record.len() < cells;
                if record.len() != cells {
                    findings.add(FindingCode::Row, "", line);
                }
                rows.row(Row { columns, record: &record, line }, findings);
            }
            (None, Some(first)) => {
                let found = Columns::of(&record);
                if found.has(first) {
                    rows.columns(&found, findings)?;
                    cells = record.len();
                    columns = Some(found);
                } else {
                    rows.preamble(&record.iter().collect::<Vec<_>>().join(","))?;
                    before += 1;
                    if before > PREAMBLE_MAX {
                        return Err(ListError::Column(first));
                    }
                }
            }
            (None, None) => {}
        }
    }
    if columns.is_none() {
        return Err(ListError::Column(dialect.first.unwrap_or("")));
    }
    let quoted = dialect.ends == Ends::Quote && end.borrow().is_behind_quote();
    let whole = !short && (end.borrow().is_at_line_start() || quoted);
    if whole { Ok(()) } else { Err(ListError::Truncated("the last row")) }
}

/// Whether a row says nothing: it has no text, or is the mark behind the last one.
fn is_blank(record: &csv::StringRecord) -> bool {
    let mark = |it: &str| it.len() == 1 && it.as_bytes() == [MARK];
    record.iter().all(|it| it.trim().is_empty()) || record.len() == 1 && record.iter().all(|it| mark(it.trim()))
}

fn cause(error: &csv::Error) -> ListError {
    let line = error.position().map_or(0, csv::Position::line);
    match error.kind() {
        csv::ErrorKind::Io(error) => std::io::Error::from(error.kind()).into(),
        csv::ErrorKind::Utf8 { .. } => ListError::Encoding("another encoding (Latin-1?)"),
        _ => ListError::Malformed { place: "line", at: line },
    }
}
