//! Rows in which nothing is unusual → what they say, in one sweep over their bytes.
//!
//! Plain times and amounts, names and ids without blanks, no quotation marks: most rows of most exports are of nothing
//! else. What such a row says is what [`Row::read`] says of it. Of any other this says nothing, and leaves it to the
//! reader of all rows: it refuses none, so that what is wrong with a row is told in one place.

use super::cells::Cells;
use super::decimal::{digits, in_minor_units, short};
use super::feed::Feed;
use super::further::{is_mangled, is_placeholder};
use super::intake::Intake;
use super::layout::Layout;
use super::marks::Sweep;
use super::notation::Notation;
use super::row::Row;
use super::sequence;
use super::time::seconds;
use super::{Amount, Role, parse_instant};
use std::io::Read;
use tidegate_kyc_core::base::Instant;

/// Reads plain rows of one layout.
#[derive(Debug)]
pub(super) struct Straight {
    /// What each column holds, if it is read.
    columns: Vec<Option<Role>>,
    delimiter: u8,
    /// Whether any column holds a text that cannot be wrong.
    has_texts: bool,
    /// How many rows were not plain, less those that were.
    missed: u32,
}

/// Where so many more rows are not plain than are, no more are tried.
const MISSED_MAX: u32 = 1 << 10;
/// A plain row has fewer bytes.
const ROW_MAX: usize = 1 << 12;

impl Straight {
    /// A reader for rows of so many columns; `None` where the layout asks for more than plain rows have.
    pub(super) fn of(layout: &Layout, columns: usize, delimiter: u8) -> Option<Self> {
        let is_plain = layout.decimal == Notation::Plain && !layout.has_further() && !delimiter.is_ascii_alphanumeric();
        let mut found = vec![None; columns];
        for (role, column) in layout.used() {
            // One text for every row, or one column for two roles.
            let place = found.get_mut((*column)?)?;
            if place.replace(*role).is_some() {
                return None;
            }
        }
        let texts = [Role::Kind, Role::Memo, Role::FromCustomer, Role::ToCustomer];
        let has_texts = found.iter().flatten().any(|it| texts.contains(it));
        (is_plain && columns > 0).then_some(Self { columns: found, delimiter, has_texts, missed: 0 })
    }

    /// Takes the plain rows that come next and are in memory.
    pub(super) fn take_all<R: Read>(&mut self, feed: &mut Feed<R>, intake: &mut Intake) {
        static NOTHING: Cells<'static> = Cells::empty();
        while self.missed < MISSED_MAX {
            let (line, bytes) = feed.ahead();
            let mut take = |row: &Row<'_>, cells: &Cells<'_>| intake.take(line, row, cells);
            let taken = if self.has_texts {
                let mut cells = Cells::empty();
                let read = self.read(bytes, |role, text| cells.put(role, text));
                read.inspect(|(row, _)| take(row, &cells))
            } else {
                self.read(bytes, |_, _| ()).inspect(|(row, _)| take(row, &NOTHING))
            };
            let Some((_, length)) = taken else {
                self.missed += 1;
                break;
            };
            feed.pass(length);
            self.missed = self.missed.saturating_sub(1);
        }
    }

    /// The row that some bytes begin with, and its length with the line feed; `put` is given its texts.
    #[inline]
    fn read<'a>(&self, bytes: &'a [u8], mut put: impl FnMut(Role, &'a str)) -> Option<(Row<'a>, usize)> {
        let delimiter = self.delimiter;
        // What is no sign of ASCII, blanks among it, quotation marks and what parts the fields.
        let is_mark =
            |it: u8| u8::from(it.wrapping_sub(b'!') > b'~' - b'!') | u8::from(it == b'"') | u8::from(it == delimiter);
        let mut sweep = Sweep::over(bytes, is_mark);
        let (mut row, mut order) = (BLANK, (None, None));
        let mut start = 0;
        let mut columns = self.columns.iter();
        let mut column = columns.next();
        while let Some(role) = column {
            let (end, mark) = sweep.next()?;
            // A blank within a time is a part of it.
            if mark == b' ' && *role == Some(Role::Time) {
                continue;
            }
            let field = bytes.get(start..end)?;
            match role {
                Some(Role::Time) => row.time = time(field)?,
                Some(Role::From) => row.from = Some(name(field)?).filter(|it| !it.is_empty())?,
                Some(Role::To) => row.to = Some(name(field)?).filter(|it| !it.is_empty())?,
                Some(Role::Amount) => row.amount = short(field)?,
                Some(Role::Asset) => row.asset = Some(field).filter(|it| !it.is_empty() && !is_placeholder(it))?,
                Some(Role::Txid) => row.txid = name(field)?,
                Some(Role::Value) if field.is_empty() => {}
                Some(Role::Value) => row.value = Some(in_minor_units(short(field)?).ok()?),
                Some(Role::Sequence) => order.0 = number(field)?,
                Some(Role::Index) => order.1 = number(field)?,
                Some(role) => put(*role, text(field).filter(|it| !is_mangled(it))?),
                None => {}
            }
            column = columns.next();
            start = end + 1;
            match mark {
                b'\n' if column.is_none() => {}
                b'\r' if column.is_none() && bytes.get(start) == Some(&b'\n') => start += 1,
                _ if mark == delimiter && column.is_some() => {}
                _ => return None,
            }
        }
        if let (sequence, index @ Some(_)) | (sequence @ Some(_), index) = order {
            row.sequence = sequence::written(sequence, None, index.is_some());
            row.index = u32::try_from(index.unwrap_or(0)).ok()?;
        }
        (start < ROW_MAX).then_some((row, start))
    }
}

/// When a row was.
#[inline]
fn time(field: &[u8]) -> Option<Instant> {
    match field.try_into().ok().and_then(seconds) {
        Some(time) => Some(time),
        None => parse_instant(text(field)?).ok(),
    }
}

/// The name of somebody or of a transaction, unless it stands for nothing or was rounded.
#[inline]
fn name(field: &[u8]) -> Option<&[u8]> {
    (!is_placeholder(field) && !is_mangled(field)).then_some(field)
}

#[inline]
fn text(field: &[u8]) -> Option<&str> {
    str::from_utf8(field).ok()
}

/// A whole number, if there is one.
#[inline]
fn number(field: &[u8]) -> Option<Option<u64>> {
    let (number, rest) = digits(0, field);
    (rest.is_empty() && field.len() <= 18).then_some(Some(number).filter(|_| !field.is_empty()))
}

/// A row that says nothing yet.
const BLANK: Row<'static> = Row {
    time: Instant::from_micros(0),
    amount: Amount::shortest(0, 0),
    value: None,
    sequence: sequence::NONE,
    index: 0,
    from: b"",
    to: b"",
    asset: b"",
    txid: b"",
    unscaled: false,
};

#[cfg(test)]
mod tests {
    use super::super::record::split;
    use super::super::{ColumnMap, Import, LedgerBuilder};
    use super::*;
    use proptest::prelude::*;

    const HEADER: &str = "time,from,to,amount,asset,txid,value,kind,note,from_customer,index,sequence";

    fn layout(header: &str) -> (Layout, usize) {
        let headers: Vec<String> = header.split(',').map(str::to_owned).collect();
        (Layout::find(&headers, &Import::default()).unwrap(), headers.len())
    }

    /// What both readers say of one row: the straight one with the length, if it says anything.
    fn both(header: &str, line: &str) -> (Option<usize>, Option<usize>) {
        let (layout, columns) = layout(header);
        let straight = Straight::of(&layout, columns, b',').unwrap();
        let end = line.find('\n').unwrap_or(line.len());
        let text = line[..end].trim_end_matches('\r');
        let mut bounds = Vec::new();
        split(text.as_bytes(), b',', &mut bounds);
        let record = super::super::record::Record { line: 1, text, bounds: &bounds };
        let mut slow = Cells::empty();
        slow.fill(&record, &layout);
        let expected = Row::read(&slow).ok().filter(|_| bounds.len() == columns && end < line.len());
        let mut cells = Cells::empty();
        let found = straight.read(line.as_bytes(), |role, text| cells.put(role, text));
        if let Some((row, _)) = &found {
            assert_eq!(Some(row), expected.as_ref(), "{line}");
            for role in [Role::Kind, Role::Memo, Role::FromCustomer, Role::ToCustomer] {
                assert_eq!(cells.get(role), slow.get(role), "{line}");
            }
        }
        (found.map(|it| it.1), expected.map(|_| end + 1))
    }

    #[test]
    fn plain_rows_are_read_and_others_are_left() {
        let evm = format!("0x{}", "aB".repeat(20));
        let hash = format!("0x{}", "ab".repeat(32));
        let is_read = |row: &str| both(HEADER, row).0 == Some(row.find('\n').map_or(0, |it| it + 1));
        for row in [
            format!("1756684801,{evm},{evm},601.411033,ETH,{hash},,,,,,\nx"),
            "2026-03-01T10:00:00Z,a1,b-2,1,wBTC,7,9.995,deposit,gift,c-31,4,19000000\r\n".to_owned(),
            "2026-03-01 10:00:00,a1,b2,0.50,EUR,,0,,,,0,\n".to_owned(),
        ] {
            assert!(is_read(&row), "{row}");
        }
        for row in [
            "1756684801,a,b,1,ETH,,,,,,,",
            "soon,a,b,1,ETH,,,,,,,\n",
            "1756684801,,b,1,ETH,,,,,,,\n",
            "1756684801,n/a,b,1,ETH,,,,,,,\n",
            "1756684801,1.2E+15,b,1,ETH,,,,,,,\n",
            "1756684801,a b,b,1,ETH,,,,,,,\n",
            "1756684801,\u{e9},b,1,ETH,,,,,,,\n",
            "1756684801,\"a\",b,1,ETH,,,,,,,\n",
            "1756684801,a,b,-1,ETH,,,,,,,\n",
            "1756684801,a,b,1e3,ETH,,,,,,,\n",
            "1756684801,a,b,1,NULL,,,,,,,\n",
            "1756684801,a,b,1,,,,,,,,\n",
            "1756684801,a,b,1,ETH,-,,,,,,\n",
            "1756684801,a,b,1,ETH,,1 EUR,,,,,\n",
            "1756684801,a,b,1,ETH,,,,,,,1.0\n",
            "1756684801,a,b,1,ETH,,,,,,,,\n",
            "1756684801,a,b,1,ETH,,,,,,\n",
            "1756684801,a,b,1,ETH,,,,,,,\rx\n",
            "\n",
            "",
        ] {
            assert!(both(HEADER, row).0.is_none(), "{row}");
        }
    }

    #[test]
    fn what_plain_rows_do_not_have_is_not_asked_of_them() {
        let import = |map: &str| Import { map: Some(ColumnMap::parse(map).unwrap()), ..Import::default() };
        let of = |header: &str, import: &Import, delimiter| {
            let headers: Vec<String> = header.split(',').map(str::to_owned).collect();
            Straight::of(&Layout::find(&headers, import).unwrap(), headers.len(), delimiter).is_some()
        };
        let short = "time,from,to,amount,asset,txid";
        assert!(of(short, &Import::default(), b';') && of("x,time,from,to,amount,asset", &Import::default(), b','));
        assert!(!of(short, &Import::default(), b'7'), "digits part the fields");
        assert!(!of("time,from,to,amount,asset,status", &Import::default(), b','), "a status");
        assert!(!of(short, &import("kind='deposit'"), b','), "a text for every row");
        assert!(!of("a,from,to,amount,asset", &import("time=a,txid=a"), b','), "two roles in a column");
    }

    proptest! {
        /// Cells of every kind in every column: what the straight reader says is what the reader of all rows says.
        #[test]
        fn what_it_says_is_what_is_said_of_all_rows(
            cells in prop::collection::vec(
                "[0-9]{10}|[0-9]{1,3}(\\.[0-9]{0,3})?|[a-zA-Z]{1,4}||2026-0[0-9]-01[T ]10:00:00Z?|0x[0-9a-fA-F]{40}|[-!~\"é /.E+]{1,4}|[0-9]\\.[0-9]E\\+[0-9]{2}|[a-f0-9]{14,34}|n/a|NULL", 11..14),
            end in "\n|\r\n|\r|",
        ) {
            both(HEADER, &format!("{}{end}", cells.join(",")));
        }

        /// Rows of which most are plain, as they are and with all cells in quotation marks, which the reader of all rows
        /// reads: the same transfers, the same rejected rows.
        #[test]
        fn a_file_is_read_as_one_without_plain_rows(
            cells in prop::collection::vec(("[1-9][0-9]{9}|1", "[a-z]{1,20}|-", "[a-z]{1,20}|a b", "[0-9]{1,4}(\\.[0-9]{1,3})?", "[A-Z]{3,4}", "[a-z0-9]{0,70}", "deposit|"), 1..40),
            end in "\n|\r\n",
        ) {
            let read = |quote: &str| {
                let row = |it: &[&str]| it.iter().map(|it| format!("{quote}{it}{quote}")).collect::<Vec<_>>().join(",") + &end;
                let rows: String = cells.iter().map(|it| row(&[&it.0, &it.1, &it.2, &it.3, &it.4, &it.5, &it.6])).collect();
                let mut builder = LedgerBuilder::new(Import::default());
                builder.read("x.csv", format!("time,from,to,amount,asset,txid,kind\n{rows}").as_bytes()).unwrap();
                let ledger = builder.finish();
                let said = rows.split_inclusive('\n').map(|it| (it, both("time,from,to,amount,asset,txid,kind", it)));
                let plain = said.clone().filter(|it| it.1.0.is_some()).count();
                // Names with blanks, and a word for no id, are for the reader of all rows.
                let usual = |it: &&str| !it.contains(' ') && it.split(',').nth(5).is_some_and(|it| !is_placeholder(it));
                let least = said.filter(|it| it.1.1.is_some()).map(|it| it.0).filter(usual).count();
                (plain, ledger.transfers().to_vec(), ledger.rejected().to_vec(), ledger.counts(), least)
            };
            let (plain, quoted) = (read(""), read("\""));
            prop_assert_eq!((&plain.1, &plain.2, plain.3), (&quoted.1, &quoted.2, quoted.3));
            prop_assert!(plain.0 >= plain.4, "{} of {}", plain.0, plain.4);
            prop_assert_eq!(quoted.0, 0);
        }
    }
}
