//! A customer file: CSV in, one [`CustomerRow`] a row out, each with what of it could not be understood.
//!
//! Streamed: rows are handed on as they are read. A cell that is not understood is a [`CustomerFinding`] and the
//! customer is screened without it; a row that names nobody or has the wrong number of cells is one that rejects.
//! Rows read are rows accepted and rejected, always. Findings tell line and column, never what stands there.

use super::Limits;
use super::error::ListError;
use super::input::Input;
use super::quotes::{Quoted, Quotes};
use crate::base::{Day, Redacted, SourceId};
use crate::screen::asked::without_entities;
use crate::screen::customer::{Customer, CustomerName};
use crate::screen::list::{Birth, Country, EntryKind, Gender};
use columns::{
    ADDRESS, BORN, COLUMNS, COUNT, COUNTRY, FAMILY, GENDER, GIVEN, ID, IDENTIFIERS, KIND, MIDDLE, NAME, OTHERS,
    SEVERAL, known, near,
};
use std::cell::{Cell, RefCell};
use std::io::Read;
use std::ops::ControlFlow;

mod columns;

/// Why a customer file cannot be read. Carries nothing of what stands in it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CustomersError {
    /// The bytes are not text that can be read; the reasons are those of lists.
    #[error("{0}")]
    Unreadable(ListError),
    /// No line at all, or no row below the columns' names.
    #[error("has no row below its columns' names")]
    Empty,
    /// Not UTF-8.
    #[error("is not written in UTF-8 (line {0})")]
    Encoding(u64),
    /// No column that tells whom to screen.
    #[error("has no column name, family_name, other_names or address")]
    Columns,
    /// A column whose name is nearly that of one by which customers are found: who stands below it would not be.
    #[error("has a column {0} whose name is nearly {1}")]
    Misspelt(usize, &'static str),
    /// Two columns of one meaning, by their places.
    #[error("has two columns for {0}: the columns {1} and {2} are both read as it")]
    Twice(&'static str, usize, usize),
    /// The last row was cut.
    #[error("ends in the middle of a row (line {0})")]
    Truncated(u64),
}

impl CustomersError {
    /// What to do about it, as one clause.
    #[must_use]
    pub const fn help(&self) -> &'static str {
        match self {
            Self::Unreadable(ListError::Unreadable(_)) => "check the disk or the share it is on",
            Self::Unreadable(ListError::Packed) => {
                "unpack it, or give it a name that ends in .gz, .bz2 or .zst; of a ZIP archive give the file in it"
            }
            Self::Unreadable(ListError::TooLarge { .. }) => "is it the right file? if so, cut it into several",
            Self::Unreadable(ListError::Encoding(_)) | Self::Encoding(_) => {
                "convert it, for instance with iconv -t UTF-8; a spreadsheet saves as CSV UTF-8"
            }
            Self::Unreadable(_) | Self::Truncated(_) => "export it again: who stands behind the cut was not screened",
            Self::Empty => "nobody was screened: is it the right file?",
            Self::Columns => {
                "a customer file is CSV whose first line has name (or given_name and family_name) or address, and if known customer, other_names, born, gender, country, identifiers, type"
            }
            Self::Misspelt(..) => "mend its name, or give it one that is nothing like it",
            Self::Twice(..) => "keep one of the two, or give one a name that is not read",
        }
    }
}

crate::codes! {
    /// What can be wrong with a row of a customer file.
    pub enum CustomerFault {
        /// A row has more or fewer cells than there are columns; nobody was screened.
        Cells = "customer-row-ragged",
        /// A row has no name and no address; nobody was screened.
        Nobody = "customer-row-without-subject",
        /// A row has more given and family names than are put together; nobody was screened.
        Names = "customer-names-too-many",
        /// A date of birth is not understood; the customer was screened without it.
        Born = "customer-born-unreadable",
        /// A date of birth lies in the future; the customer was screened without it.
        BornLater = "customer-born-in-the-future",
        /// A gender is not understood; the customer was screened without it.
        Gender = "customer-gender-unknown",
        /// A country is not known; the customer was screened without it.
        Country = "customer-country-unknown",
        /// An identifier has no letter or digit; the customer was screened without it.
        Identifier = "customer-identifier-empty",
        /// A type is not understood; the customer was screened against people, companies and ships alike.
        Type = "customer-type-unknown",
    }
}

impl std::error::Error for CustomerFault {}

impl CustomerFault {
    /// Whether nobody was screened because of it.
    #[must_use]
    pub const fn rejects(self) -> bool {
        matches!(self, Self::Cells | Self::Nobody | Self::Names)
    }
}

/// What is wrong with a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct CustomerFinding {
    /// The line the row begins on, counted from one.
    pub line: u64,
    /// The column, where it is about one.
    pub column: Option<&'static str>,
    /// What is wrong.
    pub fault: CustomerFault,
}

/// A row of a customer file.
#[derive(Clone, Debug)]
pub struct CustomerRow {
    /// The line it begins on, counted from one.
    pub line: u64,
    /// The cell of the column `customer`; empty where there is none.
    pub id: Box<str>,
    /// Whom to screen; `None` where the row is rejected.
    pub customer: Option<Customer>,
    /// What of the row was not understood.
    pub findings: Vec<CustomerFinding>,
}

/// A customer file that was read to its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CustomerFile {
    /// Rows below the columns' names; empty ones do not count.
    pub rows: u64,
    /// Rows that name somebody.
    pub accepted: u64,
    /// Rows that name nobody.
    pub rejected: u64,
    /// Names of columns that were not read, as they stand in the file.
    pub unread: Vec<String>,
    /// The digest of its bytes.
    pub source: SourceId,
}

/// Names that given and family names of one row make at most. A bearer of four names who married four times has 16.
const PAIRS_MAX: usize = 64;
/// Reads a customer file of the day `at` and hands on each row until `each` breaks off. Linear; memory is that of one row.
///
/// # Errors
/// A [`CustomersError`]; rows before it have been handed on by then. What `each` broke off with is `Ok(Err(_))`.
pub fn read_customers<B>(
    input: impl Read,
    limits: &Limits,
    at: Day,
    each: &mut dyn FnMut(CustomerRow) -> ControlFlow<B>,
) -> Result<Result<CustomerFile, B>, CustomersError> {
    let mut input = Input::open(input, limits).map_err(unreadable)?;
    // Blanks as far as anybody looks for the columns' names are no customer file, however long they go on.
    if input.head().iter().all(u8::is_ascii_whitespace) {
        return Err(CustomersError::Empty);
    }
    let delimiter = delimiter(input.head());
    let (step, end) = (input.step.clone(), RefCell::new(Quotes::new(delimiter)));
    let read = rows(input.stream(), (delimiter, at), &step, &end, each);
    let broken = match read {
        Ok(broken) => broken,
        Err(CustomersError::Unreadable(error)) => return Err(unreadable(input.cause(error))),
        Err(error) => return Err(error),
    };
    Ok(match broken {
        ControlFlow::Break(it) => Err(it),
        ControlFlow::Continue(file) => {
            let source = input.finish().map_err(unreadable)?;
            Ok(CustomerFile { source, ..file })
        }
    })
}

fn unreadable(error: ListError) -> CustomersError {
    match error {
        ListError::Empty => CustomersError::Empty,
        other => CustomersError::Unreadable(other),
    }
}

/// What stands before the mark between cells where a spreadsheet names it in the first line: `sep=;`.
const SEPARATOR: &str = "sep=";

/// What the first line says that it is, else a comma, unless that line has more semicolons, tabs or bars, as spreadsheets write
/// them in much of Europe.
fn delimiter(head: &[u8]) -> u8 {
    let mut lines = head.split(|it| *it == b'\n').map(<[u8]>::trim_ascii);
    let first = lines.find(|it| !it.is_empty()).unwrap_or(&[]);
    let count = |mark: u8| first.iter().filter(|it| **it == mark).count();
    match first.split_at_checked(SEPARATOR.len()) {
        Some((name, &[mark])) if name.eq_ignore_ascii_case(SEPARATOR.as_bytes()) => mark,
        // Of equals the last counts.
        _ => [b'|', b'\t', b';', b','].into_iter().max_by_key(|it| count(*it)).unwrap_or(b','),
    }
}

/// Whether a row is the line that names the mark between cells.
fn is_separator(record: &csv::StringRecord) -> bool {
    record.get(0).is_some_and(|it| it.trim().eq_ignore_ascii_case(SEPARATOR))
        && record.iter().skip(1).all(str::is_empty)
}

fn rows<B>(
    input: impl Read,
    (delimiter, at): (u8, Day),
    step: &Cell<u64>,
    end: &RefCell<Quotes>,
    each: &mut dyn FnMut(CustomerRow) -> ControlFlow<B>,
) -> Result<ControlFlow<B, CustomerFile>, CustomersError> {
    let mut builder = csv::ReaderBuilder::new();
    builder.has_headers(false).flexible(true).delimiter(delimiter);
    let mut reader = builder.from_reader(Quoted::new(input, end));
    let mut record = csv::StringRecord::new();
    let (mut columns, mut file, mut short, mut line) = (None, CustomerFile::none(), None, 0);
    loop {
        let more = reader.read_record(&mut record);
        line = end.borrow_mut().next_row().unwrap_or(line);
        if !more.map_err(|it| cause(&it, line))? {
            break;
        }
        step.set(reader.position().byte());
        let Some((places, width)) = &columns else {
            if is_separator(&record) {
                continue;
            }
            columns = Some((Places::of(&record, &mut file.unread)?, record.len()));
            continue;
        };
        if record.iter().all(|it| it.trim().is_empty()) {
            continue;
        }
        short = (record.len() < *width).then_some(line);
        let row = places.row(&record, *width, line, at);
        file.rows += 1;
        let count = if row.customer.is_some() { &mut file.accepted } else { &mut file.rejected };
        *count += 1;
        if let ControlFlow::Break(it) = each(row) {
            return Ok(ControlFlow::Break(it));
        }
    }
    if end.borrow().is_open() {
        return Err(CustomersError::Truncated(line));
    }
    // A short last row without an end of line: the file was cut.
    match short {
        Some(line) if !end.borrow().is_at_line_start() => Err(CustomersError::Truncated(line)),
        _ if file.rows == 0 => Err(CustomersError::Empty),
        _ => Ok(ControlFlow::Continue(file)),
    }
}

fn cause(error: &csv::Error, line: u64) -> CustomersError {
    match error.kind() {
        csv::ErrorKind::Io(error) => CustomersError::Unreadable(std::io::Error::from(error.kind()).into()),
        csv::ErrorKind::Utf8 { .. } => CustomersError::Encoding(line),
        _ => CustomersError::Unreadable(ListError::Malformed { place: "line", at: line }),
    }
}

impl CustomerFile {
    const fn none() -> Self {
        Self { rows: 0, accepted: 0, rejected: 0, unread: Vec::new(), source: SourceId::from_digest([0; 32]) }
    }
}

/// Where the columns stand: of those that may stand several times, each place.
struct Places([Vec<usize>; COUNT]);

impl Places {
    fn of(record: &csv::StringRecord, unread: &mut Vec<String>) -> Result<Self, CustomersError> {
        let mut places: [Vec<usize>; COUNT] = Default::default();
        for (at, cell) in record.iter().enumerate() {
            match known(cell) {
                Some(column) => match places[column].first() {
                    Some(first) if !SEVERAL.contains(&column) => {
                        return Err(CustomersError::Twice(COLUMNS[column].0, first + 1, at + 1));
                    }
                    _ => places[column].push(at),
                },
                None if cell.trim().is_empty() => {}
                None => match near(cell) {
                    Some(known) => return Err(CustomersError::Misspelt(at + 1, known)),
                    None => unread.push(cell.trim().to_owned()),
                },
            }
        }
        if [NAME, FAMILY, OTHERS, ADDRESS].iter().all(|it| places[*it].is_empty()) {
            return Err(CustomersError::Columns);
        }
        // A middle name alone is no name.
        if [GIVEN, FAMILY].iter().all(|it| places[*it].is_empty()) {
            let middle = std::mem::take(&mut places[MIDDLE]).into_iter().filter_map(|it| record.get(it));
            unread.extend(middle.map(|it| it.trim().to_owned()));
        }
        Ok(Self(places))
    }

    fn row(&self, record: &csv::StringRecord, width: usize, line: u64, at: Day) -> CustomerRow {
        // A web page's name of a character has a semicolon, which parts no names.
        let has_entity = record.iter().any(|it| it.contains('&') && it.contains(';'));
        let plain = has_entity.then(|| record.iter().map(without_entities).collect::<csv::StringRecord>());
        let record = plain.as_ref().unwrap_or(record);
        let cells = |column: usize| self.0[column].iter().filter_map(|at| record.get(*at)).map(str::trim);
        let cell = |column: usize| cells(column).next().unwrap_or("");
        let several =
            |column: usize| cells(column).flat_map(|it| it.split(';')).map(str::trim).filter(|it| !it.is_empty());
        let mut row = CustomerRow { line, id: cell(ID).into(), customer: None, findings: Vec::new() };
        let mut find = |column: Option<usize>, fault| {
            row.findings.push(CustomerFinding { line, column: column.map(|it| COLUMNS[it].0), fault });
        };
        if record.len() != width {
            find(None, CustomerFault::Cells);
            return row;
        }
        let mut customer = Customer::new(EntryKind::Unknown);
        let [whole, given, family] = [NAME, GIVEN, FAMILY].map(|it| several(it).collect::<Vec<&str>>());
        if given.len().saturating_mul(family.len()) > PAIRS_MAX {
            find(None, CustomerFault::Names);
            return row;
        }
        let middle = several(MIDDLE).collect::<Vec<_>>().join(" ");
        let longer: Vec<String> = given.iter().map(|it| format!("{it} {middle}")).collect();
        let given = if middle.is_empty() { given } else { longer.iter().map(String::as_str).collect() };
        customer.names = names(&whole, &given, &family);
        customer.names.extend(several(OTHERS).map(CustomerName::whole));
        customer.wallets = several(ADDRESS).map(|it| Redacted::new(it.to_owned())).collect();
        if customer.names.is_empty() && customer.wallets.is_empty() {
            find(None, CustomerFault::Nobody);
            return row;
        }
        match EntryKind::named(cell(KIND)) {
            Some(kind) => customer.kind = kind,
            None => find(Some(KIND), CustomerFault::Type),
        }
        if !cell(BORN).is_empty() {
            match Birth::read(cell(BORN)) {
                Some(birth) if birth.first() > at => find(Some(BORN), CustomerFault::BornLater),
                Some(birth) => customer.birth = Some(Redacted::new(birth)),
                None => find(Some(BORN), CustomerFault::Born),
            }
        }
        if !cell(GENDER).is_empty() {
            match Gender::read(cell(GENDER)) {
                Some(gender) => customer.gender = Some(gender),
                None => find(Some(GENDER), CustomerFault::Gender),
            }
        }
        for text in several(COUNTRY) {
            match Country::named(text) {
                Some(country) => customer.countries.push(country),
                None => find(Some(COUNTRY), CustomerFault::Country),
            }
        }
        for text in several(IDENTIFIERS) {
            if text.chars().any(char::is_alphanumeric) {
                customer.identifiers.push(Redacted::new(text.to_owned()));
            } else {
                find(Some(IDENTIFIERS), CustomerFault::Identifier);
            }
        }
        row.customer = Some(customer);
        row
    }
}

/// The names of a row: each given name with each family name, and each whole name that has other words than those.
fn names(whole: &[&str], given: &[&str], family: &[&str]) -> Vec<CustomerName> {
    let words = |text: &str| {
        let mut words: Vec<String> =
            text.to_lowercase().split(|it: char| it.is_whitespace() || it == ',').map(str::to_owned).collect();
        words.retain(|it| !it.is_empty());
        words.sort_unstable();
        words
    };
    let [given, family] = [given, family].map(|it| if it.is_empty() { &[""][..] } else { it });
    let pairs = given.iter().flat_map(|given| family.iter().map(|family| CustomerName::of_parts(given, family)));
    let mut names: Vec<CustomerName> = pairs.filter(|it| !it.text().is_empty()).collect();
    let held: Vec<_> = names.iter().map(|it| words(it.text())).collect();
    names.extend(whole.iter().filter(|it| !held.contains(&words(it))).map(|it| CustomerName::whole(it)));
    names
}

#[cfg(test)]
mod tests;
