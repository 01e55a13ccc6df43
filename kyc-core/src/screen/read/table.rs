//! Tables as lists use them: rows of cells by the names in the first line.

use super::error::{FindingCode, Findings, ListError};
use super::input::Progress;
use std::collections::HashMap;
use std::io::BufRead;

/// The European Union's table, the widest, has about 100 columns.
const COLUMNS_MAX: usize = 512;

/// The columns of a table by name; letters and digits count, in any case.
#[derive(Debug, Default)]
pub(super) struct Columns(HashMap<String, usize>);

impl Columns {
    fn of(record: &csv::StringRecord) -> Self {
        let mut all = HashMap::new();
        for (at, name) in record.iter().enumerate() {
            all.entry(folded(name)).or_insert(at);
        }
        Self(all)
    }

    /// Whether there is a column of that name.
    pub(super) fn has(&self, name: &str) -> bool {
        self.0.contains_key(&folded(name))
    }

    /// # Errors
    /// Where there is none.
    pub(super) fn need(&self, name: &'static str) -> Result<(), ListError> {
        self.has(name).then_some(()).ok_or(ListError::Column(name))
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
        self.columns.0.get(&folded(name)).map_or("", |at| self.cell(*at))
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
    /// Whether each row has all its cells.
    pub(super) ends: Ends,
}

/// Whether each row of a table has all its cells: then a short last row shows that the file was cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ends {
    /// Publishers' programs write all cells.
    Whole,
    /// People leave out the last ones.
    Ragged,
}

/// Lines before the names that are skipped at most. The United Kingdom has one.
const PREAMBLE_MAX: usize = 8;

/// What a reader of tables does with it.
pub(super) trait Rows {
    /// A line before the names.
    fn preamble(&mut self, _line: &str) {}

    /// The names.
    ///
    /// # Errors
    /// Where a column is missing without which the rows mean nothing.
    fn columns(&mut self, columns: &Columns) -> Result<(), ListError>;

    /// One row.
    fn row(&mut self, row: Row<'_>, findings: &mut Findings);
}

/// Reads a table. A row with too few cells is a finding and read all the same; as the last one it shows that
/// the file was cut.
pub(super) fn read(
    input: impl BufRead,
    step: &Progress,
    dialect: Dialect,
    rows: &mut dyn Rows,
    findings: &mut Findings,
) -> Result<(), ListError> {
    let mut builder = csv::ReaderBuilder::new();
    let mut reader = builder.has_headers(false).flexible(true).delimiter(dialect.delimiter).from_reader(input);
    let mut record = csv::StringRecord::new();
    let mut columns = if dialect.first.is_none() { Some(Columns::default()) } else { None };
    if let Some(columns) = &columns {
        rows.columns(columns)?;
    }
    let (mut before, mut cells, mut short) = (0, dialect.cells, None);
    while reader.read_record(&mut record).map_err(|it| cause(&it))? {
        let position = reader.position();
        step.set(position.byte());
        let line = record.position().map_or(0, csv::Position::line);
        if record.len() > COLUMNS_MAX {
            return Err(ListError::TooLarge { what: "columns", most: COLUMNS_MAX as u64 });
        }
        match (&columns, dialect.first) {
            (Some(columns), _) => {
                if record.iter().all(|it| it.trim().is_empty()) {
                    continue;
                }
                // Old files of the Treasury end with a control-Z, as files of CP/M did.
                if record.len() == 1 && record.get(0).is_some_and(|it| it.trim() == "\u{1a}") {
                    continue;
                }
                if let Some(line) = short.take() {
                    findings.add(FindingCode::Row, "", line); // short and not the last: only that row is wrong
                }
                short = (record.len() < cells).then_some(line);
                rows.row(Row { columns, record: &record, line }, findings);
            }
            (None, Some(first)) => {
                let found = Columns::of(&record);
                if found.has(first) {
                    rows.columns(&found)?;
                    cells = record.len();
                    columns = Some(found);
                } else {
                    rows.preamble(&record.iter().collect::<Vec<_>>().join(","));
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
    match short {
        Some(line) if dialect.ends == Ends::Whole => {
            findings.add(FindingCode::Row, "", line);
            Err(ListError::Truncated("the last row"))
        }
        _ => Ok(()),
    }
}

fn cause(error: &csv::Error) -> ListError {
    let line = error.position().map_or(0, csv::Position::line);
    match error.kind() {
        csv::ErrorKind::Io(error) => std::io::Error::from(error.kind()).into(),
        csv::ErrorKind::Utf8 { .. } => ListError::Encoding("another encoding (Latin-1?)"),
        _ => ListError::Malformed { place: "line", at: line },
    }
}
