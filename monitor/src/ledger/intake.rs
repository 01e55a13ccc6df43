//! One row's cells → one [`Transfer`], or the reason why not.
//!
//! Every reader ends here, so that all formats obey the same rules. A row that is refused leaves
//! no name behind in the book. Knows nothing of files beyond their numbers.

use super::cells::{Cells, Refusal, bits};
use super::decimal::in_minor_units;
use super::further;
use super::interner::Batch;
use super::order::{compared, time_of_same};
use super::recent::Recent;
use super::row::Row;
use super::sequel::Sequel;
use super::texts::Digest;
use super::tokens::Tokens;
use super::{Book, PartyId, Prices, Reason, Rejected, Role, SourceIndex, SymbolId, TextId, Transfer, Value};
use std::hash::{BuildHasher, Hash};
use tidegate_kyc_core::base::Instant;

/// Of one source's rejected rows so many are listed; all are counted.
pub(super) const LISTED_MAX: u64 = 100_000;

/// The currency in which explorers reckon.
const DOLLARS: &str = "USD";

/// Whoever stands behind a wallet.
const CUSTOMERS: u32 = bits(&[Role::FromCustomer, Role::ToCustomer]);

/// So many wallets are looked up together.
const UNSETTLED_MAX: usize = 128;

/// Where accepted transfers and rejected rows gather.
#[derive(Debug, Default)]
pub(super) struct Intake {
    pub(super) book: Book,
    pub(super) transfers: Vec<Transfer>,
    /// One key a transfer: equal for duplicates, zero where a row cannot be one.
    pub(super) keys: Vec<u32>,
    /// How the transfers follow each other.
    pub(super) sequel: Sequel,
    pub(super) rejected: Vec<Rejected>,
    pub(super) prices: Option<Prices>,
    /// The symbol of the reporting currency; empty where it is not known.
    currency: String,
    /// Which assets, by their numbers, are the reporting currency.
    own: Vec<bool>,
    /// Rows refused in the source that is read now.
    pub(super) refused: u64,
    /// Columns of that source whose names may be slips, with what they may mean.
    pub(super) slips: Vec<(String, Role)>,
    /// Columns of that source that are passed over for others.
    pub(super) passed_over: Vec<(Role, String, String)>,
    /// A column of that source with values in another currency, where it has none in the reporting one.
    pub(super) value_elsewhere: Option<String>,
    /// Rows of that source whose value is in another currency, or in one that is not named.
    pub(super) foreign: u64,
    /// Rows whose only value is in another currency, or in one that is not named, in the order of reading.
    pub(super) valued_elsewhere: Vec<(SourceIndex, u32)>,
    /// The tokens that rows name.
    pub(super) tokens: Tokens,
    /// The kind of rows that name none, once one was read.
    usual: Option<SymbolId>,
    /// The numbers of assets, as they are written.
    assets: Recent,
    /// The wallets of the newest transfers, sender and receiver in turn, not numbered yet.
    unsettled: Batch,
    source: SourceIndex,
    hasher: foldhash::quality::RandomState,
}

impl Intake {
    /// An empty one that values rows in this currency by these prices.
    pub(super) fn new(currency: Option<&str>, prices: Option<Prices>) -> Self {
        Self { currency: currency.unwrap_or("").to_ascii_uppercase(), prices, ..Self::default() }
    }

    /// What follows belongs to this source.
    pub(super) fn begin(&mut self, source: SourceIndex) {
        self.source = source;
        self.tokens.begin(source);
        self.refused = 0;
        self.slips.clear();
        self.passed_over.clear();
        self.value_elsewhere = None;
        self.foreign = 0;
    }

    /// Counts a row that is not taken, and lists it while there is room.
    pub(super) fn reject(&mut self, line: u32, column: Option<&str>, reason: Reason) {
        if self.refused < LISTED_MAX {
            let column = column.map(|it| it.trim_start_matches('\u{feff}').trim().to_owned());
            self.rejected.push(Rejected { source: self.source, line, column, reason });
        }
        self.refused += 1;
    }

    /// Takes a row, whatever its cells say.
    pub(super) fn accept(&mut self, line: u32, cells: &Cells<'_>) -> Result<(), Refusal> {
        let row = Row::read(cells)?;
        self.take(line, &row, cells);
        Ok(())
    }

    /// Takes a row that was read; of its cells those are asked that cannot be wrong.
    pub(super) fn take(&mut self, line: u32, row: &Row<'_>, cells: &Cells<'_>) {
        let book = &mut self.book;
        let asset = SymbolId(match row.unscaled {
            false => self.assets.number(row.asset, |it| book.asset_number(str::from_utf8(it).unwrap_or(""))),
            true => book.unscaled_number(str::from_utf8(row.asset).unwrap_or("")),
        });
        let (from, to) =
            (book.parties.seek(row.from, &mut self.unsettled), book.parties.seek(row.to, &mut self.unsettled));
        let customer = |book: &mut Book, role| match cells.get(role) {
            "" => None,
            name if further::is_placeholder(name) => None,
            name => Some(book.parties.customer(name)),
        };
        let (from_customer, to_customer) = match cells.has_any(CUSTOMERS) {
            true => (customer(book, Role::FromCustomer), customer(book, Role::ToCustomer)),
            false => (None, None),
        };
        let kind = match cells.get(Role::Kind) {
            "" => *self.usual.get_or_insert_with(|| SymbolId(book.kind_number(""))),
            named => SymbolId(book.kind_number(named)),
        };
        let digest = Digest::of(row.txid);
        let txid = match &digest {
            Some(digest) => book.texts.keep_digest(digest),
            None => book.texts.keep_other(row.txid).unwrap_or(TextId::NONE),
        };
        let memo = book.texts.keep(cells.get(Role::Memo)).unwrap_or(TextId::NONE);
        while self.own.len() <= asset.0 as usize {
            self.own.push(book.asset(SymbolId(self.own.len() as u32)) == self.currency);
        }
        let token = match cells.further {
            false => 0,
            true => self.tokens.number(asset, cells.get(Role::Contract), cells.get(Role::TokenId)),
        };
        let value = self.value(cells, row, (asset, token), line);
        self.tokens.note(self.transfers.len(), token);
        let Row { amount, time, sequence, index, txid: written, .. } = *row;
        // Tokens are told apart by their numbers later; a key need not tell which is which.
        let what = (from, to, asset, amount, index);
        let source = self.source;
        let key = if txid.is_none() { 0 } else { (self.key(written, digest, time, what) ^ token).max(1) };
        self.keys.push(key);
        self.sequel.note(self.transfers.last(), time, sequence);
        let (from, to) = (PartyId(u32::MAX), PartyId(u32::MAX));
        self.transfers.push(Transfer {
            amount,
            time,
            sequence,
            value,
            txid,
            memo,
            from,
            to,
            from_customer,
            to_customer,
            asset,
            kind,
            index,
            source,
            line,
        });
        if self.unsettled.len() >= UNSETTLED_MAX {
            self.settle();
        }
    }

    /// A number that rows share whose transaction's id is the same as it is compared, with all else that makes
    /// duplicates, and others by rare chance. `digest` is the id if it is a hash in small letters.
    #[inline]
    fn key(&self, txid: &[u8], digest: Option<Digest>, time: Instant, what: impl Hash) -> u32 {
        let hash = match digest {
            Some(digest) => self.hasher.hash_one((digest, time_of_same(txid, time), what)),
            None => {
                let txid = compared(txid);
                let time = time_of_same(&txid, time);
                match Digest::of(&txid) {
                    Some(digest) => self.hasher.hash_one((digest, time, what)),
                    None => self.hasher.hash_one((txid.as_ref(), time, what)),
                }
            }
        };
        (hash >> 32) as u32
    }

    /// What a row is worth in the reporting currency, where that is known.
    #[inline]
    fn value(&mut self, cells: &Cells<'_>, row: &Row<'_>, (asset, token): (SymbolId, u32), line: u32) -> Option<Value> {
        // An amount in the reporting currency is its value, whatever a column says, and unknown if that has no
        // room for it.
        if self.own[asset.0 as usize] && !cells.token {
            return in_minor_units(row.amount).ok();
        }
        let is_foreign = cells.names_currency && !cells.get(Role::ValueCurrency).eq_ignore_ascii_case(&self.currency);
        match row.value {
            Some(value) if !is_foreign => return Some(value),
            stated => self.foreign += u64::from(stated.is_some()),
        }
        let priced = self.prices.as_ref().and_then(|it| it.value(self.book.asset(asset), row.amount, row.time));
        let dollars = cells.dollars.filter(|_| self.currency == DOLLARS);
        if token > 0 && priced.is_some() {
            self.tokens.note_priced(self.transfers.len(), dollars);
        }
        let value = priced.or(dollars);
        if value.is_none() && (row.value.is_some() || cells.dollars.is_some()) {
            self.valued_elsewhere.push((self.source, line));
        }
        value
    }

    /// Numbers the wallets of the newest transfers. Until then those have none.
    pub(super) fn settle(&mut self) {
        let start = self.transfers.len() - self.unsettled.len() / 2;
        let mut ends = self.transfers[start..].iter_mut().flat_map(|it| [&mut it.from, &mut it.to]);
        self.book.parties.settle_all(&self.unsettled, |party| {
            if let Some(end) = ends.next() {
                *end = party;
            }
        });
        self.unsettled.clear();
    }

    /// Forgets every transfer from this one on, and every rejected row from that one on.
    pub(super) fn forget(&mut self, transfer: usize, rejected: usize) {
        self.unsettled.clear();
        self.transfers.truncate(transfer);
        self.sequel.truncate(transfer);
        self.keys.truncate(transfer);
        self.tokens.truncate(transfer);
        self.rejected.truncate(rejected);
        self.valued_elsewhere.retain(|it| it.0 != self.source);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::cells::Cell;
    use crate::ledger::{AmountError, TimeError, sequence};

    fn accept(cells: &[(Role, &'static str)]) -> Result<Intake, Refusal> {
        let mut intake = Intake::default();
        let mut row = Cells::empty();
        for (role, text) in
            [(Role::Time, "2026-03-01"), (Role::From, "a"), (Role::To, "b"), (Role::Amount, "1"), (Role::Asset, "eth")]
                .iter()
                .chain(cells)
        {
            row.put(*role, text);
        }
        let answer = intake.accept(7, &row);
        if answer.is_err() {
            assert!(
                intake.book.parties.is_empty() && intake.transfers.is_empty(),
                "a refused row leaves nothing behind"
            );
        }
        intake.settle();
        answer.map(|()| intake)
    }

    #[test]
    fn a_row_without_extras_gets_the_defaults() {
        let intake = accept(&[]).unwrap();
        let it = intake.transfers[0];
        assert_eq!((it.line, it.sequence, it.index, it.value, it.from_customer), (7, 0, 0, None, None));
        assert_eq!((intake.book.kind(it.kind), intake.book.asset(it.asset)), ("transfer", "ETH"));
        assert_eq!(intake.keys, [0]);
    }

    #[test]
    fn optional_cells_are_kept() {
        let intake = accept(&[
            (Role::Txid, " 0xAB "),
            (Role::Kind, "Deposit"),
            (Role::Value, "12.345"),
            (Role::ToCustomer, "42"),
            (Role::Memo, "gift"),
            (Role::Index, "3"),
            (Role::Sequence, "19000000.0"),
        ])
        .unwrap();
        let (it, book) = (intake.transfers[0], &intake.book);
        assert_eq!(
            (&*book.texts.text(it.txid), &*book.texts.text(it.memo), book.kind(it.kind)),
            ("0xAB", "gift", "deposit")
        );
        let sequence = sequence::written(Some(19_000_000), None, true);
        assert_eq!((it.value, it.index, it.sequence), (Some(Value(1234)), 3, sequence));
        assert_eq!((book.parties.name(it.receiver()), it.sender()), ("42", it.from));
        assert_ne!(intake.keys, [0]);
    }

    #[test]
    fn an_amount_of_the_reporting_currency_is_its_value_and_no_column_is() {
        for (amount, value) in [("900", Some(Value(90_000))), ("900000000000000000000", None)] {
            let mut intake = Intake::new(Some("eur"), None);
            let mut row = Cells::empty();
            for (role, text) in [(Role::Time, "2026-03-01"), (Role::From, "a"), (Role::To, "b"), (Role::Asset, "EUR")] {
                row.put(role, text);
            }
            row.put(Role::Amount, amount);
            row.put(Role::Value, "9500");
            intake.accept(1, &row).unwrap();
            assert_eq!(intake.transfers[0].value, value, "{amount}");
        }
    }

    #[test]
    fn a_bad_cell_is_named_with_its_reason() {
        for (role, text, reason) in [
            (Role::Time, "", Reason::Time(TimeError::Empty)),
            (Role::Time, "soon", Reason::Time(TimeError::NotATime)),
            (Role::Amount, "-1", Reason::Amount(AmountError::Negative)),
            (Role::Value, "1,5", Reason::Value(AmountError::Separated)),
            (Role::From, " ", Reason::Missing),
            (Role::To, "", Reason::Missing),
            (Role::Asset, "", Reason::Missing),
            (Role::Asset, "NULL", Reason::Missing),
            (Role::Asset, "n/a", Reason::Missing),
            (Role::Asset, "-", Reason::Missing),
            (Role::Index, "4294967296", Reason::NotWhole),
            (Role::Sequence, "1.5", Reason::NotWhole),
        ] {
            let refusal = accept(&[(role, text)]).unwrap_err();
            assert_eq!(refusal, Refusal { cell: Cell::Of(role), reason }, "{text}");
        }
    }
}
