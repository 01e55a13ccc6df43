//! Why a row, or a whole source, was not taken.
//!
//! Nothing here carries a cell's content: a finding names the file, the line, the column and the
//! reason, so that it may be logged.

use super::{AmountError, Role, SourceIndex, TimeError};

/// A row that was read and not accepted. The rows around it stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rejected {
    /// The source it stands in.
    pub source: SourceIndex,
    /// Its first line there, counted from 1, the header included.
    pub line: u32,
    /// The column at fault, as the source names it, where one is.
    pub column: Option<String>,
    /// What is wrong.
    pub reason: Reason,
}

/// What is wrong with a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Reason {
    /// Fewer fields than the header has.
    #[error("the row has fewer fields than the header")]
    TooFewFields,
    /// More fields than the header has, and not just empty ones.
    #[error("the row has more fields than the header")]
    TooManyFields,
    /// Bytes that are no UTF-8 text.
    #[error("the row is not valid UTF-8: export the file as UTF-8")]
    NotUtf8,
    /// More than a mebibyte.
    #[error("the row is longer than one mebibyte")]
    TooLong,
    /// A quotation mark opens a field that nothing closes.
    #[error("a quotation mark is opened here and never closed")]
    UnclosedQuote,
    /// The source ends in the middle.
    #[error("the file ends too early: export or copy it again")]
    Truncated,
    /// The source cannot be decompressed or decoded from here on.
    #[error("the file is damaged from here on: export or copy it again")]
    Damaged,
    /// Bytes that are not packed follow the packed ones.
    #[error("other bytes follow the packed ones: what was packed is read, they are not")]
    Trailing,
    /// Not one JSON object a line.
    #[error("the line is not one JSON object")]
    NotJson,
    /// Two members of one object claim the same column.
    #[error("two members of the object name the same thing")]
    Twice,
    /// A list or an object where a text or a number belongs.
    #[error("the member is a list or an object, not a text or a number")]
    Nested,
    /// A needed cell is empty, or holds a word for nothing: `NULL`, `N/A`, a hyphen.
    #[error("a needed cell is empty, or says that nothing is known")]
    Missing,
    /// The time cannot be read.
    #[error("{0}")]
    Time(TimeError),
    /// The amount cannot be read.
    #[error("{0}")]
    Amount(AmountError),
    /// The value cannot be read, or is larger than 64 bits of minor units.
    #[error("the value cannot be taken: {0}")]
    Value(AmountError),
    /// A block number or an index that is not a whole number, or too large.
    #[error("a block number or an index is not a whole number that fits")]
    NotWhole,
    /// The chain refused the transaction: nothing moved.
    #[error("the transaction failed: nothing moved")]
    Failed,
    /// The exchange has not completed it, or has cancelled it.
    #[error("the movement is not completed")]
    NotCompleted,
    /// A status that is no word for success and none for failure.
    #[error(
        "it is not known here whether the word of the row's status says that money moved: if it did in all rows, leave that column out, with status='' in a column map"
    )]
    UnknownStatus,
    /// An amount in smallest units that has a fraction.
    #[error(
        "an amount that counts smallest units, such as wei, has a fraction: was the file changed? Where a column of decimals is not about the amounts, leave it out, with decimals='' in a column map"
    )]
    NotUnits,
    /// A time of another zone.
    #[error(
        "a time is of another zone than UTC, and does not say how far from it: write it in UTC, or with its offset as in 2026-03-01T10:00:00+01:00"
    )]
    Zone,
    /// A long number that a spreadsheet has rounded.
    #[error(
        "a number was rounded to scientific notation, as spreadsheets do with long ones, so that several became one: export the column as text"
    )]
    Mangled,
    /// A row that stands outside the pattern file's own framing.
    #[error("the row stands outside a laundering attempt")]
    OutsideAttempt,
}

impl Reason {
    /// Its lasting code; texts may be reworded, codes may not.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::TooFewFields => "row-too-few-fields",
            Self::TooManyFields => "row-too-many-fields",
            Self::NotUtf8 => "row-not-utf8",
            Self::TooLong => "row-too-long",
            Self::UnclosedQuote => "row-unclosed-quote",
            Self::Truncated => "source-truncated",
            Self::Damaged => "source-damaged",
            Self::Trailing => "source-trailing-bytes",
            Self::NotJson => "row-not-json",
            Self::Twice => "row-member-twice",
            Self::Nested => "row-member-nested",
            Self::Missing => "row-missing-cell",
            Self::Time(TimeError::Empty) => "row-time-missing",
            Self::Time(TimeError::NotATime) => "row-time-unreadable",
            Self::Time(TimeError::NoDay) => "row-time-without-day",
            Self::Time(TimeError::NoUnit) => "row-time-without-unit",
            Self::Time(TimeError::NoSuchTime) => "row-time-does-not-exist",
            Self::Time(TimeError::OutOfRange) => "row-time-out-of-range",
            Self::Amount(AmountError::Empty) => "row-amount-missing",
            Self::Amount(AmountError::Negative) => "row-amount-negative",
            Self::Amount(AmountError::NotFinite) => "row-amount-not-finite",
            Self::Amount(AmountError::Separated) => "row-amount-separated",
            Self::Amount(AmountError::Ambiguous) => "row-amount-ambiguous",
            Self::Amount(AmountError::Misgrouped) => "row-amount-misgrouped",
            Self::Amount(AmountError::NotANumber) => "row-amount-unreadable",
            Self::Amount(AmountError::TooLarge) => "row-amount-too-large",
            Self::Value(AmountError::Ambiguous) => "row-value-ambiguous",
            Self::Value(_) => "row-value-unreadable",
            Self::NotWhole => "row-index-unreadable",
            Self::Failed => "row-transaction-failed",
            Self::NotCompleted => "row-not-completed",
            Self::UnknownStatus => "row-status-unknown",
            Self::NotUnits => "row-amount-not-units",
            Self::Zone => "row-time-of-another-zone",
            Self::Mangled => "row-number-mangled",
            Self::OutsideAttempt => "row-outside-attempt",
        }
    }
}

/// A source of which nothing could be taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{source_name}: {fault}")]
pub struct ReadError {
    /// The source's file name.
    pub source_name: String,
    /// What is wrong with it.
    pub fault: ReadFault,
}

/// What is wrong with a whole source.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReadFault {
    /// There is nothing in it, not even a header.
    #[error("the file is empty")]
    Empty,
    /// It broke off before the end of its header.
    #[error("line 1, the header: {0}")]
    Header(Reason),
    /// An archive, or packed in a way that nobody here unpacks.
    #[error("the file is {0}: unpack it, or export it as CSV, and give that")]
    Packed(&'static str),
    /// UTF-16 or another encoding with a mark of its own.
    #[error("line 1: the file is UTF-16 text: export it as UTF-8")]
    NotUtf8,
    /// Lines that end in a bare carriage return.
    #[error(
        "line 1: the lines end in a bare carriage return, as old spreadsheets write them: save the file with ordinary ends of lines, or turn them on the way, for instance with tr '\\r' '\\n'"
    )]
    CarriageReturns,
    /// One JSON list instead of lines.
    #[error("line 1: the file is one JSON list: write one object a line, for instance with jq -c '.[]'")]
    JsonList,
    /// The header names no time, sender, … that is known.
    #[error("line 1: the header has no column for {}: name it in a column map, for instance {}=COLUMN{}", list(.missing), .missing.first().map_or("time", |it| it.name()), columns(.found))]
    NoColumn {
        /// What has no column.
        missing: Vec<Role>,
        /// The columns that the header has; empty where it may be no header, but a row.
        found: String,
    },
    /// The first line is no header, and a later one looks like one.
    #[error("line 1 is no header, and line {0} looks like one: delete the lines before it")]
    HeaderBelow(u32),
    /// Two columns of the same name could be meant.
    #[error("line 1: two columns of the header could be the {}: name the one to take in a column map, or rename one if they are called the same", .0.name())]
    Ambiguous(Role),
    /// A column map names a column of which the header has several.
    #[error("line 1: two columns of the header are called {column}, which the column map names for {}: rename one of them in the file", .role.name())]
    NamedTwice {
        /// What the column was to be.
        role: Role,
        /// Its name in the map.
        column: String,
    },
    /// A column map names a column that the header does not have.
    #[error("line 1: the header has no column {column}, which the column map names for {}", .role.name())]
    NotInHeader {
        /// What the column was to be.
        role: Role,
        /// Its name in the map.
        column: String,
    },
    /// The only column for one role is named for another in the column map.
    #[error("line 1: the column map names the column {column} for {}, which leaves none for {}: name it for both, {}={column},{}={column}", .other.name(), .role.name(), .other.name(), .role.name())]
    Spent {
        /// What is left without a column.
        role: Role,
        /// What the map names it for.
        other: Role,
        /// The column's name in the header.
        column: String,
    },
    /// The header does not belong to the format that was asked for.
    #[error("line 1: the header is not that of the format {0}")]
    OtherFormat(&'static str),
    /// One header, two formats.
    #[error("line 1: the header fits deposits and withdrawals alike: name the format")]
    DepositOrWithdrawal,
    /// Rows by a map, without a map.
    #[error("the format mapped needs a column map")]
    NoMap,
    /// A Parquet column of a type that cannot hold what is wanted: nested, a truth value, a date.
    #[error("the column of the {} has a type that cannot be read", .0.name())]
    ColumnType(Role),
    /// Parquet that cannot be opened.
    #[error("the file is not readable as Parquet")]
    NotParquet,
    /// Parquet support was left out of this build.
    #[error("this build does not read Parquet")]
    NoParquet,
    /// Too large to be held in memory, as Parquet must be.
    #[error("the file is larger than four gibibytes, which is the most a Parquet file may have")]
    TooLarge,
}

impl ReadFault {
    /// Its lasting code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Empty => "source-empty",
            Self::Header(_) => "source-header-unreadable",
            Self::Packed(_) => "source-packed",
            Self::NotUtf8 => "source-not-utf8",
            Self::CarriageReturns => "source-carriage-returns",
            Self::JsonList => "source-json-list",
            Self::NoColumn { .. } => "source-column-missing",
            Self::HeaderBelow(_) => "source-header-below",
            Self::Ambiguous(_) | Self::NamedTwice { .. } => "source-column-ambiguous",
            Self::NotInHeader { .. } => "source-column-not-in-header",
            Self::Spent { .. } => "source-column-spent",
            Self::OtherFormat(_) => "source-other-format",
            Self::DepositOrWithdrawal => "source-format-ambiguous",
            Self::NoMap => "source-without-map",
            Self::ColumnType(_) => "source-column-type",
            Self::NotParquet => "source-not-parquet",
            Self::NoParquet => "source-parquet-left-out",
            Self::TooLarge => "source-too-large",
        }
    }
}

fn columns(found: &str) -> String {
    if found.is_empty() { String::new() } else { format!("; its columns are {found}") }
}

fn list(roles: &[Role]) -> String {
    let names: Vec<&str> = roles.iter().map(|it| it.name()).collect();
    names.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_about_a_source_reads_as_a_sentence_of_an_officer() {
        let fault =
            |found: &str| ReadFault::NoColumn { missing: vec![Role::Amount, Role::Asset], found: found.to_owned() };
        let error = |found| ReadError { source_name: "may.csv".into(), fault: fault(found) }.to_string();
        let expected = "may.csv: line 1: the header has no column for amount, asset: name it in a column map, for instance amount=COLUMN";
        assert_eq!(error(""), expected);
        assert_eq!(error("Datum, Betrag"), format!("{expected}; its columns are Datum, Betrag"));
    }

    #[test]
    fn codes_of_reasons_differ() {
        let amounts = [
            AmountError::Empty,
            AmountError::Negative,
            AmountError::NotFinite,
            AmountError::Separated,
            AmountError::Ambiguous,
            AmountError::Misgrouped,
            AmountError::NotANumber,
            AmountError::TooLarge,
        ];
        let times = [
            TimeError::Empty,
            TimeError::NotATime,
            TimeError::NoDay,
            TimeError::NoUnit,
            TimeError::NoSuchTime,
            TimeError::OutOfRange,
        ];
        let plain = [
            Reason::TooFewFields,
            Reason::TooManyFields,
            Reason::NotUtf8,
            Reason::TooLong,
            Reason::UnclosedQuote,
            Reason::Truncated,
            Reason::Damaged,
            Reason::Trailing,
            Reason::NotJson,
            Reason::Twice,
            Reason::Nested,
            Reason::Missing,
            Reason::Value(AmountError::Empty),
            Reason::Value(AmountError::Ambiguous),
            Reason::Zone,
            Reason::UnknownStatus,
            Reason::NotUnits,
            Reason::Mangled,
            Reason::NotWhole,
            Reason::Failed,
            Reason::NotCompleted,
            Reason::OutsideAttempt,
        ];
        let all = plain.into_iter().chain(amounts.map(Reason::Amount)).chain(times.map(Reason::Time));
        let mut codes: Vec<&str> = all.map(Reason::code).collect();
        let count = codes.len();
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), count);
    }
}
