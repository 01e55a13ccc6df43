//! Why a file is not a list, and what to do about it; and what is wrong with parts of one that is.

use std::collections::{BTreeMap, BTreeSet};
use std::io;

/// Why a file gives no list. Carries nothing of what stands in the file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ListError {
    /// The bytes could not be read.
    #[error("cannot be read ({0})")]
    Unreadable(io::ErrorKind),
    /// No entry at all.
    #[error("has no entry, and an empty list would call everybody clear")]
    Empty,
    /// No known format.
    #[error("is in no known format of a sanctions list")]
    Unrecognised,
    /// A web page in place of the list.
    #[error("is a web page and not a list")]
    WebPage,
    /// A packed file whose packing was not taken off.
    #[error("is a packed file")]
    Packed,
    /// The file ends in the middle.
    #[error("ends in the middle: the end of {0} is missing")]
    Truncated(&'static str),
    /// Not UTF-8.
    #[error("is written in {0} and not in UTF-8")]
    Encoding(&'static str),
    /// A document type definition, which can make entities that expand without end.
    #[error("brings a document type definition, which no publisher's list has")]
    DocumentType,
    /// A reference to an entity that XML does not define.
    #[error("refers to an entity of its own, which no publisher's list does (byte {0})")]
    Entity(u64),
    /// Not well-formed.
    #[error("is not well-formed at {place} {at}")]
    Malformed {
        /// What is counted: `byte` or `line`.
        place: &'static str,
        /// Where.
        at: u64,
    },
    /// More than is allowed.
    #[error("has more than {most} {what}")]
    TooLarge {
        /// What there is too much of.
        what: &'static str,
        /// How much is allowed.
        most: u64,
    },
    /// A column without which the rows mean nothing.
    #[error("has no column {0}")]
    Column(&'static str),
    /// A column whose name is nearly that of another: what stands below it would not be read.
    #[error("has a column {column}: is it {known}?")]
    Misspelt {
        /// Its letters and digits.
        column: Box<str>,
        /// What it nearly names.
        known: &'static str,
    },
    /// A day of publication that can be read in two ways, or in none.
    #[error("has a day of publication that is not written as 2026-03-01")]
    Day,
    /// A packing whose bytes do not hold together: a checksum is wrong, or a block cannot be unpacked.
    #[error("is a packed file that is damaged")]
    Damaged,
    /// Two columns of one name.
    #[error("has the column {0} twice")]
    Twice(&'static str),
    /// A list of one's own under the name of a publisher's.
    #[error("is a list of your own under the name {0}, which is a publisher's")]
    Reserved(&'static str),
    /// One of several files that only together are a list.
    #[error("is part of a list whose {0} is missing")]
    Part(&'static str),
    /// Files that are not parts of one list.
    #[error("is not part of the same list as the other files")]
    Mixed,
}

impl ListError {
    /// What to do about it, as one clause.
    #[must_use]
    pub const fn help(&self) -> &'static str {
        match self {
            Self::Unreadable(_) => "check the disk or the share it is on",
            Self::Empty => {
                "fetch the list again; if the publisher's own file is empty, screen against the last good one"
            }
            Self::Unrecognised => {
                "give the publisher's own file (OFAC, UN, EU, UK, CSL, OpenSanctions) or a CSV of your own that begins with tidegate-list"
            }
            Self::WebPage => {
                "the download met a login or an error page: open it in a browser and fetch the file itself"
            }
            Self::Packed => {
                "unpack it, or give it a name that ends in .gz, .bz2 or .zst; of a ZIP archive give the files in it"
            }
            Self::Truncated(_) => {
                "the download was cut: fetch it again and compare its size or digest with the publisher's; of a CSV of your own each row has all its cells, and the last one the end of its line"
            }
            Self::Encoding(_) => "convert it, for instance with iconv -t UTF-8; a spreadsheet saves as CSV UTF-8",
            Self::DocumentType | Self::Entity(_) => "do not trust this file: fetch the list again from its publisher",
            Self::Malformed { .. } => "fetch it again; do not repair it by hand",
            Self::TooLarge { .. } => "is it the right file? no publisher's list comes near that: fetch it again",
            Self::Column(_) => "give the file as its publisher wrote it, with its first line",
            Self::Misspelt { .. } => "mend its name, or give it one that is nothing like it",
            Self::Day => "write year, month and day in its first line: tidegate-list,NAME,2026-03-01",
            Self::Damaged => "its bytes were changed on the way or on the disk: fetch it again from its publisher",
            Self::Twice(_) => "join the two: values of one cell are separated by semicolons",
            Self::Reserved(_) => {
                "give it another name in its first line; reserved are us-ofac, un-sc, eu-fsf, uk-fcdo, us-csl and opensanctions"
            }
            Self::Part(_) => "give all files of the publication together",
            Self::Mixed => "give the files of one list together, and each further list on its own",
        }
    }
}

impl From<io::Error> for ListError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::UnexpectedEof => Self::Truncated("the packed stream"),
            io::ErrorKind::FileTooLarge => Self::TooLarge { what: "bytes", most: 0 },
            // What takes a packing off says so where it meets what it never wrote.
            io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData | io::ErrorKind::Other => Self::Damaged,
            kind => Self::Unreadable(kind),
        }
    }
}

crate::codes! {
    /// What can be wrong with a part of a list whose other parts stand.
    pub enum FindingCode {
        /// An entry has no identifier, so it cannot be cited; it was left out.
        NoIdentifier = "list-entry-without-identifier",
        /// An entry has no name and no address, so nothing can be found by it.
        NoName = "list-entry-without-name",
        /// A date cannot be read; the entry stands without it.
        Date = "list-date-unreadable",
        /// A country is not known by this name; the entry keeps the words as a place.
        Country = "list-country-unknown",
        /// What an entry is, is not understood; it is looked for as a person and as anything else.
        Kind = "list-kind-unknown",
        /// A gender is not understood; the entry stands without it.
        Gender = "list-gender-unknown",
        /// A row has more or fewer cells than there are columns, or is not understood: whoever stands in it may be missing.
        Row = "list-row-unreadable",
        /// A row speaks of an entry that the list does not have; it was left out.
        Orphan = "list-row-without-entry",
        /// Many rows speak of entries that the list does not have: its files are of different days, or one was cut.
        Parts = "list-files-do-not-fit",
        /// A cell of addresses holds something that is not written as an address; it is found by the exact text alone.
        Address = "list-address-unreadable",
        /// An element is not known: whoever or whatever stands in it may be missing.
        Element = "list-element-unknown",
        /// A name has question marks or the like in place of letters that were lost on the way; it may not be found.
        Damaged = "list-text-damaged",
        /// Two rows have one identifier; they became one entry with all names and facts of both.
        Twice = "list-id-repeated",
        /// A column or element is not known, and was not read.
        Column = "list-column-unknown",
        /// The list does not tell the day it was published, so its age is unknown.
        NoDay = "list-day-unknown",
        /// A text is longer than any honest one; it was cut.
        Long = "list-text-cut",
        /// There are more findings than are kept.
        More = "list-more-findings",
    }
}

impl FindingCode {
    /// Whether something of the list is missing by it: such a list is never clear.
    #[must_use]
    pub const fn lacks(self) -> bool {
        match self {
            Self::NoIdentifier
            | Self::NoName
            | Self::Row
            | Self::Orphan
            | Self::Parts
            | Self::Address
            | Self::Element
            | Self::Damaged => true,
            Self::Date
            | Self::Country
            | Self::Kind
            | Self::Gender
            | Self::Twice
            | Self::Column
            | Self::NoDay
            | Self::Long
            | Self::More => false,
        }
    }
}

/// Something that is wrong with a part of a list.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// What is wrong.
    pub code: FindingCode,
    /// The identifier of the entry it is about, as the publisher wrote it, or the name of the column or element.
    pub entry: Option<Box<str>>,
    /// The line or, of lists without lines, the number of the record, counted from one.
    pub at: u64,
}

/// Findings of one kind kept of one list; a list with more is broken throughout.
const FINDINGS_MAX: usize = 1_000;
/// Elements that are told by name; a list with more is not in its format at all.
const ELEMENTS_MAX: usize = 64;
/// Letters of such a name that are kept. The longest of the formats has 31.
const ELEMENT_LETTERS_MAX: usize = 64;

/// Collects findings up to a bound.
#[derive(Debug, Default)]
pub(super) struct Findings {
    all: Vec<Finding>,
    counts: BTreeMap<FindingCode, usize>,
    elements: BTreeSet<Box<str>>,
}

impl Findings {
    pub(super) fn add(&mut self, code: FindingCode, entry: &str, at: u64) {
        let count = self.counts.entry(code).or_default();
        *count += 1;
        let entry = Some(entry).filter(|it| !it.is_empty()).map(Into::into);
        match *count {
            it if it <= FINDINGS_MAX => self.all.push(Finding { code, entry, at }),
            it if it == FINDINGS_MAX + 1 => self.all.push(Finding { code: FindingCode::More, entry: None, at }),
            _ => {}
        }
    }

    /// Tells an element, or an attribute, that is not known: once for each name.
    pub(super) fn element(&mut self, name: &str, at: u64) {
        self.named(FindingCode::Element, name, at);
    }

    /// Tells an element that no description of the format has, in the same way.
    pub(super) fn described(&mut self, name: &str) {
        self.named(FindingCode::Column, name, 0);
    }

    fn named(&mut self, code: FindingCode, name: &str, at: u64) {
        let end = name.char_indices().nth(ELEMENT_LETTERS_MAX).map_or(name.len(), |it| it.0);
        let name = name.get(..end).unwrap_or("");
        if self.elements.len() < ELEMENTS_MAX && !self.elements.contains(name) {
            self.elements.insert(name.into());
            self.add(code, name, at);
        }
    }

    /// Whether something of the list is missing.
    pub(super) fn lack(&self) -> bool {
        self.counts.keys().any(|it| it.lacks())
    }

    pub(super) fn into_vec(self) -> Vec<Finding> {
        self.all
    }
}
