//! Statements of the Beneficial Ownership Data Standard 0.4: a JSON text in; what it says, and what could not be read, out.
//!
//! Takes one array of statements or one statement a line. A statement that cannot be read is a finding with its
//! line; the others stand. Keys that the standard does not have are passed over: what they say is not lost in
//! silence, for a share that is not read is a share that nobody told.

use super::raw::{self, RawEnd, RawEntity, RawPerson, RawRelationship, RawStatement};
use super::record::{Party, PartyKind, Relationship, Unspecified};
use super::share::PercentError;
use crate::base::{Day, TimeError};
use serde_json::value::RawValue;

/// The version that is read.
pub const BODS_VERSION: &str = "0.4";

/// How many statements a file may hold; the largest group in a national register has a few thousand.
pub const STATEMENTS_MAX: usize = 100_000;

/// Why a file holds no statements at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BodsError {
    /// Neither an array nor lines of objects.
    #[error("is not JSON with an array of statements, or with one statement a line; line {0} is the first that is not")]
    Form(usize),
    /// Nothing in it.
    #[error("holds no statement")]
    Empty,
    /// More than can be read.
    #[error("holds more than {STATEMENTS_MAX} statements")]
    TooMany,
}

/// Why one statement could not be read. Carries nothing of it but the names of fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum StatementFault {
    /// A value of another type, or a key twice.
    #[error("it has not the form that BODS {BODS_VERSION} gives it")]
    Form,
    /// Of another version.
    #[error("it is of another version of BODS than {BODS_VERSION}")]
    Version,
    /// A field is not there.
    #[error("\"{0}\" is missing")]
    Missing(&'static str),
    /// A word that the field's list does not have.
    #[error("\"{0}\" has a word that its list does not have")]
    Word(&'static str),
    /// A field is not a day.
    #[error("\"{0}\" is not a day: it {1}")]
    Day(&'static str, TimeError),
    /// A share is no percentage.
    #[error("\"interests.share\" {0}")]
    Share(PercentError),
    /// A share whose bounds leave nothing between them.
    #[error("\"interests.share\" says two things that cannot both be true")]
    ShareEmpty,
}

/// What a statement tells of its record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Told {
    Party(Party),
    Relationship(Relationship),
}

/// One statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Statement {
    pub(super) id: String,
    pub(super) said: Day,
    pub(super) record: String,
    pub(super) about: Option<String>,
    pub(super) is_closed: bool,
    pub(super) told: Told,
    /// A party that the relationship speaks of without a record: why nobody is named.
    pub(super) unspecified: Option<Party>,
}

/// The statements of one file or of several, in their order.
#[derive(Clone, Debug, Default)]
pub struct Statements {
    pub(super) all: Vec<Statement>,
    pub(super) unread: Vec<(String, StatementFault)>,
}

impl Statements {
    /// Reads a text. Linear in it.
    ///
    /// # Errors
    /// [`BodsError`] where there is no statement to be read; single ones that cannot be read are kept with their lines
    /// ([`Statements::unread`]).
    pub fn read(text: &str) -> Result<Self, BodsError> {
        let text = text.trim_start_matches('\u{feff}');
        let raw = split(text)?;
        if raw.is_empty() {
            return Err(BodsError::Empty);
        }
        if raw.len() > STATEMENTS_MAX {
            return Err(BodsError::TooMany);
        }
        let mut read = Self::default();
        for (line, statement) in raw {
            match Statement::read(statement) {
                Ok(it) => read.all.push(it),
                Err(why) => read.unread.push((format!("line {line}"), why)),
            }
        }
        Ok(read)
    }

    /// How many were read.
    #[must_use]
    pub fn len(&self) -> usize {
        self.all.len()
    }

    /// Whether none was read.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// The statements that could not be read: where they stand, and why.
    pub fn unread(&self) -> impl Iterator<Item = (&str, StatementFault)> {
        self.unread.iter().map(|it| (it.0.as_str(), it.1))
    }

    /// Puts the statements of another file behind these. Where a line is told, `name` says of which file.
    pub fn join(&mut self, other: Self, name: &str) {
        self.all.extend(other.all);
        self.unread.extend(other.unread.into_iter().map(|it| (format!("{name}, {}", it.0), it.1)));
    }
}

/// Every statement with the line on which it begins.
fn split(text: &str) -> Result<Vec<(usize, &RawValue)>, BodsError> {
    let mut lines = LineCount { text, at: 0, line: 1 };
    if text.trim_start().starts_with('[') {
        let all: Vec<&RawValue> = serde_json::from_str(text).map_err(|it| BodsError::Form(it.line()))?;
        return Ok(all.into_iter().map(|it| (lines.of(it.get()), it)).collect());
    }
    let mut all = Vec::new();
    for (at, line) in text.lines().enumerate().filter(|it| !it.1.trim().is_empty()) {
        let is_object = line.trim_start().starts_with('{');
        let read = serde_json::from_str(line).ok().filter(|_| is_object).ok_or(BodsError::Form(at + 1))?;
        all.push((at + 1, read));
    }
    Ok(all)
}

/// Counts lines up to parts of a text, which are asked for in their order.
struct LineCount<'t> {
    text: &'t str,
    at: usize,
    line: usize,
}

impl LineCount<'_> {
    fn of(&mut self, part: &str) -> usize {
        // Where a part of the text begins in it: both are of one allocation.
        let start = part.as_ptr().addr().saturating_sub(self.text.as_ptr().addr());
        if let Some(between) = self.text.as_bytes().get(self.at..start) {
            self.line += breaks(between);
            self.at = start;
        }
        self.line
    }
}

fn breaks(bytes: &[u8]) -> usize {
    bytes.iter().filter(|it| **it == b'\n').count()
}

impl Statement {
    fn read(raw: &RawValue) -> Result<Self, StatementFault> {
        let raw: RawStatement<'_> = serde_json::from_str(raw.get()).map_err(|_| StatementFault::Form)?;
        let version = raw.publication_details.and_then(|it| it.bods_version);
        if raw.statement_type.is_some() || version.is_some_and(|it| it != BODS_VERSION) {
            return Err(StatementFault::Version);
        }
        let id = raw.statement_id.ok_or(StatementFault::Missing("statementId"))?;
        let record = raw.record_id.ok_or(StatementFault::Missing("recordId"))?;
        let said = raw::day("statementDate", raw.statement_date)?.ok_or(StatementFault::Missing("statementDate"))?;
        let details = raw.record_details.ok_or(StatementFault::Missing("recordDetails"))?.get();
        let is_closed = match raw.record_status.as_deref() {
            Some("closed") => true,
            Some("new" | "updated") | None => false,
            Some(_) => return Err(StatementFault::Word("recordStatus")),
        };
        let form = |_| StatementFault::Form;
        let mut unspecified = None;
        let told = match raw.record_type.as_deref().ok_or(StatementFault::Missing("recordType"))? {
            "entity" => {
                let raw: RawEntity = serde_json::from_str(details).map_err(form)?;
                Told::Party(raw.into_party(record.clone())?)
            }
            "person" => {
                let raw: RawPerson = serde_json::from_str(details).map_err(form)?;
                Told::Party(raw.into_party(record.clone())?)
            }
            "relationship" => {
                let raw_details: RawRelationship = serde_json::from_str(details).map_err(form)?;
                let sources = raw.source.and_then(|it| it.kinds).unwrap_or_default();
                let (read, nobody) = raw_details.read(&record, &id, said, sources)?;
                unspecified = nobody;
                Told::Relationship(read)
            }
            _ => return Err(StatementFault::Word("recordType")),
        };
        Ok(Self { id, said, record, about: raw.declaration_subject, is_closed, told, unspecified })
    }
}

impl RawRelationship {
    fn read(
        self,
        record: &str,
        statement: &str,
        said: Day,
        sources: Vec<String>,
    ) -> Result<(Relationship, Option<Party>), StatementFault> {
        let subject = match self.subject.ok_or(StatementFault::Missing("subject"))? {
            RawEnd::Record(id) => id,
            // In whom somebody holds something nobody says: it leads nowhere.
            RawEnd::Unspecified(_) => return Err(StatementFault::Missing("subject")),
        };
        let mut nobody = None;
        let party = match self.interested_party.ok_or(StatementFault::Missing("interestedParty"))? {
            RawEnd::Record(id) => id,
            RawEnd::Unspecified(why) => {
                let id = format!("{record}/interestedParty");
                let unspecified = Some(raw::reason(Some(why))?.unwrap_or(Unspecified::Unknown));
                nobody = Some(Party { unspecified, ..Party::new(id.clone(), PartyKind::Unspecified) });
                id
            }
        };
        let interests = self.interests.into_iter().map(raw::RawInterest::read).collect::<Result<_, _>>()?;
        let read = Relationship {
            id: record.to_owned(),
            statement: statement.to_owned(),
            said,
            sources,
            subject,
            party,
            interests,
            components: self.component_records,
        };
        Ok((read, nobody))
    }
}
