//! Sources one after the other → one [`Ledger`].
//!
//! Decides what a source is by its first bytes, its name and its header, hands it to the reader
//! of that format, and keeps the count. Opens no file: it is given readers.

use super::columns::ColumnMap;
use super::feed::Feed;
use super::format::of_start;
use super::input::{Tap, plain};
use super::intake::Intake;
use super::sequence;
use super::ties::{Tied, Ties};
use super::time::may_be_an_hour;
use super::{
    Book, Decimal, Format, Prices, ReadError, ReadFault, Rejected, Role, SourceIndex, Transfer, datasets, jsonl, table,
};
use super::{copies, order};
use std::io::Read;
use tidegate_kyc_core::base::SourceId;

/// How sources are to be read.
#[derive(Clone, Debug)]
pub struct Import {
    /// The format; [`Format::Auto`] looks.
    pub format: Format,
    /// Columns named by hand.
    pub map: Option<ColumnMap>,
    /// The reporting currency, as its symbol: an amount in it is its own value, and a column or an
    /// explorer's reckoning that names a currency gives values only where it is this one. `None`
    /// where it is not known: then only a plain value column and prices give values.
    pub currency: Option<String>,
    /// Prices in the reporting currency, for rows without a value.
    pub prices: Option<Prices>,
    /// What stands before the decimals of amounts and values in delimited text.
    pub decimal: Decimal,
    /// Whose export it is, for formats whose rows name only the other side.
    pub owner: Option<String>,
    /// How many threads may work; one for the default, which is 0. With more, the digests of sources are made by another
    /// than reads them. The ledger does not depend on it.
    pub threads: usize,
}

impl Default for Import {
    fn default() -> Self {
        Self {
            format: Format::Auto,
            map: None,
            currency: None,
            prices: None,
            decimal: Decimal::Auto,
            owner: None,
            threads: 0,
        }
    }
}

/// One source and what became of its rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// Its file name, without folders.
    pub name: String,
    /// SHA-256 of its bytes as stored.
    pub digest: SourceId,
    /// The format it was read as.
    pub format: Format,
    /// `accepted + rejected + duplicates`.
    pub rows: u64,
    /// Rows that became transfers.
    pub accepted: u64,
    /// Rows that did not. The first 100,000 are listed in [`Ledger::rejected`].
    pub rejected: u64,
    /// Rows that another row says already.
    pub duplicates: u64,
    /// Columns that nothing was read from, though their names are nearly those of columns that are not there:
    /// each with what it may be meant to be.
    pub slips: Vec<(String, Role)>,
    /// Columns that would do for a role and were passed over: the role, the column that is read, and the other.
    pub passed_over: Vec<(Role, String, String)>,
    /// A column of values in another currency than the reporting one, by its name, where none is in that.
    pub value_elsewhere: Option<String>,
    /// Rows whose value is in another currency than the reporting one, or in one that is not named.
    pub foreign_values: u64,
    /// Whether every time of its transfers may have been meant as a day and an hour (`2026030110`), which was read as
    /// Unix seconds.
    pub hours: bool,
    /// The first source of which it is a copy: with the same bytes, or otherwise packed or written, with the same
    /// transfers in the same order.
    pub copy_of: Option<SourceIndex>,
}

/// What became of all rows; `rows = accepted + rejected + duplicates`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Rows read.
    pub rows: u64,
    /// Rows that became transfers.
    pub accepted: u64,
    /// Rows that did not.
    pub rejected: u64,
    /// Rows that another row says already.
    pub duplicates: u64,
}

/// Transfers in their total order, the names they use, and an account of where they are from.
#[derive(Debug, Default)]
pub struct Ledger {
    transfers: Vec<Transfer>,
    book: Book,
    sources: Vec<Source>,
    rejected: Vec<Rejected>,
    ties: Ties,
    valued_elsewhere: Vec<(SourceIndex, u32)>,
}

impl Ledger {
    /// A ledger of transfers that were made, not read. Sorts them; removes nothing.
    #[must_use]
    pub fn of(mut transfers: Vec<Transfer>, book: Book) -> Self {
        let given = |number: u64| Some(number).filter(|it| *it > 0);
        for it in &mut transfers {
            it.sequence = sequence::written(given(it.sequence), None, it.index > 0);
        }
        let ties = order::sort(&mut transfers, &book);
        Self { transfers, book, ties, ..Self::default() }
    }

    /// The transfers of one instant that may follow one another, or are sent by one party, without anything that says in which order: the
    /// total order takes that of their ids.
    pub fn tied(&self) -> impl Iterator<Item = Tied<'_>> {
        self.ties.0.iter().filter_map(|(place, sequence)| {
            let place = *place as usize;
            Some(Tied { transfer: self.transfers.get(place)?, place, sequence: *sequence })
        })
    }

    /// Whether any row may have its only value in another currency than the reporting one.
    pub(super) fn has_values_elsewhere(&self) -> bool {
        !self.valued_elsewhere.is_empty() || self.sources.iter().any(|it| it.value_elsewhere.is_some())
    }

    /// Whether a transfer has its only value in another currency than the reporting one, or in one that is not named.
    pub(super) fn is_valued_elsewhere(&self, it: &Transfer) -> bool {
        let source = self.sources.get(it.source.0 as usize);
        source.is_some_and(|it| it.value_elsewhere.is_some())
            || self.valued_elsewhere.binary_search(&(it.source, it.line)).is_ok()
    }

    /// The transfers: by time, then sequence, natural order of the transaction id, index, then
    /// sender, receiver, asset, amount and the rest of the row. Without duplicates.
    #[must_use]
    pub fn transfers(&self) -> &[Transfer] {
        &self.transfers
    }

    /// The names behind the numbers.
    #[must_use]
    pub const fn book(&self) -> &Book {
        &self.book
    }

    /// The sources, in the order of reading; [`SourceIndex`] counts them.
    #[must_use]
    pub fn sources(&self) -> &[Source] {
        &self.sources
    }

    /// The rows that were not taken, by source and line.
    #[must_use]
    pub fn rejected(&self) -> &[Rejected] {
        &self.rejected
    }

    /// What became of all rows.
    #[must_use]
    pub fn counts(&self) -> Counts {
        self.sources.iter().fold(Counts::default(), |sum, it| Counts {
            rows: sum.rows + it.rows,
            accepted: sum.accepted + it.accepted,
            rejected: sum.rejected + it.rejected,
            duplicates: sum.duplicates + it.duplicates,
        })
    }

    /// The transfers and the book, for whoever needs to own them.
    #[must_use]
    pub fn into_parts(self) -> (Vec<Transfer>, Book) {
        (self.transfers, self.book)
    }
}

/// Reads sources into a ledger.
#[derive(Debug)]
pub struct LedgerBuilder {
    import: Import,
    intake: Intake,
    sources: Vec<Source>,
}

impl LedgerBuilder {
    /// A builder that reads every source in this way.
    #[must_use]
    pub fn new(mut import: Import) -> Self {
        let intake = Intake::new(import.currency.as_deref(), import.prices.take());
        Self { import, intake, sources: Vec::new() }
    }

    /// The same with the names of a book under the numbers they have there: for transfers that go
    /// on where a snapshot of the stream was taken.
    #[must_use]
    pub fn with_names(import: Import, book: Book) -> Self {
        let mut builder = Self::new(import);
        builder.intake.book = book;
        builder
    }

    /// Reads one source to its end. Of `name` the part behind the last `/` or `\` is kept; its
    /// first bytes say whether they are packed (gzip, zstd). Bad rows are findings of the ledger.
    ///
    /// # Errors
    /// [`ReadError`] where nothing can be read at all; the builder stands as before and may go on.
    pub fn read(&mut self, name: &str, input: impl Read) -> Result<(), ReadError> {
        let name = name.rsplit(['/', '\\']).next().unwrap_or(name);
        self.intake.begin(SourceIndex(u32::try_from(self.sources.len()).unwrap_or(u32::MAX)));
        let before = (self.intake.transfers.len(), self.intake.rejected.len());
        let mut tap = if self.import.threads > 1 { Tap::apart(input) } else { Tap::new(input) };
        match self.dispatch(name, &mut tap) {
            Ok(format) => {
                self.intake.settle();
                let accepted = (self.intake.transfers.len() - before.0) as u64;
                let rejected = self.intake.refused;
                let (name, digest, rows) = (name.to_owned(), tap.finish(), accepted + rejected);
                let slips = std::mem::take(&mut self.intake.slips);
                let passed_over = std::mem::take(&mut self.intake.passed_over);
                let taken = self.intake.transfers.get(before.0..).unwrap_or_default();
                let hours = !taken.is_empty() && taken.iter().all(|it| may_be_an_hour(it.time));
                self.sources.push(Source {
                    name,
                    digest,
                    format,
                    rows,
                    accepted,
                    rejected,
                    duplicates: 0,
                    slips,
                    passed_over,
                    value_elsewhere: self.intake.value_elsewhere.take(),
                    foreign_values: self.intake.foreign,
                    hours,
                    copy_of: None,
                });
                Ok(())
            }
            Err(fault) => {
                self.intake.forget(before.0, before.1);
                Err(ReadError { source_name: name.to_owned(), fault })
            }
        }
    }

    /// How many rows were read so far, for a progress bar.
    #[must_use]
    pub fn rows(&self) -> u64 {
        self.sources.iter().map(|it| it.rows).sum()
    }

    /// Sorts, removes duplicates and hands over the ledger.
    #[must_use]
    pub fn finish(self) -> Ledger {
        let Intake { book, mut transfers, keys, mut rejected, sequel, tokens, valued_elsewhere, .. } = self.intake;
        tokens.unprice(&mut transfers);
        let mut sources = self.sources;
        copies::mark(&mut sources, &transfers, &book);
        order::remove_duplicates(&mut transfers, &keys, &tokens, &book, |source| {
            if let Some(source) = sources.get_mut(source.0 as usize) {
                source.accepted -= 1;
                source.duplicates += 1;
            }
        });
        drop(keys);
        let ties = sequel.put_in_order(&mut transfers, &book);
        rejected.sort_by_key(|it| (it.source, it.line));
        Ledger { transfers, book, sources, rejected, ties, valued_elsewhere }
    }

    fn dispatch(&mut self, name: &str, input: &mut dyn Read) -> Result<Format, ReadFault> {
        let (stem, input) = plain(name, input);
        let mut feed = Feed::new(input);
        let start = feed.peek(64);
        if let Some(what) = packed_as(start) {
            return Err(ReadFault::Packed(what));
        }
        // UTF-16 begins with a mark, or has a zero beside each letter.
        if matches!(start, [0xff, 0xfe, ..] | [0xfe, 0xff, ..] | [0, _, 0, ..] | [_, 0, _, 0, ..]) {
            return Err(ReadFault::NotUtf8);
        }
        if start.starts_with(b"\xef\xbb\xbf") {
            feed.skip(3);
        }
        let start = feed.peek(61);
        let format = match self.import.format {
            Format::Auto => of_start(stem, start),
            Format::Mapped => {
                let found = of_start(stem, start);
                if matches!(found, Format::JsonLines | Format::Parquet) { found } else { Format::Mapped }
            }
            asked => asked,
        };
        let import = &self.import;
        if format != Format::Parquet && is_without_line_feeds(feed.peek(CHECKED)) {
            return Err(ReadFault::CarriageReturns);
        }
        match format {
            Format::Parquet => parquet(&mut feed, import, &mut self.intake),
            Format::JsonLines => jsonl::read(&mut feed, import, &mut self.intake),
            Format::AmlWorldPatterns => datasets::read_patterns(&mut feed, &mut self.intake),
            format => table::read(&mut feed, stem, format, import, &mut self.intake),
        }
    }
}

/// So many bytes are looked through for the first end of a line.
const CHECKED: usize = 1 << 16;

/// What a source is packed as, where nobody here unpacks that.
fn packed_as(start: &[u8]) -> Option<&'static str> {
    let begins = |it: &(&[u8], &'static str)| start.starts_with(it.0).then_some(it.1);
    [
        (&b"PK\x03\x04"[..], "a ZIP archive, as workbooks of spreadsheets (.xlsx, .ods) are"),
        (b"\xd0\xcf\x11\xe0", "an old workbook of a spreadsheet (.xls)"),
        (b"BZh", "packed with bzip2"),
        (b"\xfd7zXZ\x00", "packed with xz"),
        (b"7z\xbc\xaf\x27\x1c", "packed with 7-Zip"),
        (b"\x1f\x8b", "packed twice"),
        (b"\x28\xb5\x2f\xfd", "packed twice"),
    ]
    .iter()
    .find_map(begins)
}

/// Whether lines seem to end in carriage returns alone.
fn is_without_line_feeds(start: &[u8]) -> bool {
    let first = start.iter().position(|it| *it == b'\r');
    let inside = first.is_some_and(|at| start[at..].iter().any(|it| *it != b'\r'));
    inside && !start.contains(&b'\n')
}

#[cfg(feature = "parquet")]
fn parquet<R: Read>(feed: &mut Feed<R>, import: &Import, intake: &mut Intake) -> Result<Format, ReadFault> {
    super::parquet::read(feed, import, intake)
}

#[cfg(not(feature = "parquet"))]
fn parquet<R: Read>(_: &mut Feed<R>, _: &Import, _: &mut Intake) -> Result<Format, ReadFault> {
    Err(ReadFault::NoParquet)
}
