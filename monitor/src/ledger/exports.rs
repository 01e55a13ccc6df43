//! Exports of explorers, exchanges and data sets by their real headers → [`Cells`].
//!
//! A format is a [`Layout`] for what stands plainly in a column, and a [`Twist`] for what must be
//! worked out: direction by a sign, two value columns, failed transactions, accounts in two parts.

use super::cells::{Cell, Cells, Refusal};
use super::columns::fold;
use super::layout::Layout;
use super::notation::Notation;
use super::record::Record;
use super::twist::{Scratch, Twist};
use super::{Format, Import, ReadFault, Role};

/// How the rows of one source are read.
pub(super) struct Export {
    layout: Layout,
    twist: Twist,
    scratch: Scratch,
}

/// The columns of a header, by their folded names.
pub(super) struct Header {
    folded: Vec<String>,
    written: Vec<String>,
}

impl Header {
    fn new(headers: &[String]) -> Self {
        Self { folded: headers.iter().map(|it| fold(it)).collect(), written: headers.to_vec() }
    }

    /// The first of these names that the header has.
    fn find(&self, names: &[&str]) -> Option<usize> {
        names.iter().find_map(|name| self.folded.iter().position(|it| it == name))
    }

    /// The first column whose name starts so.
    fn starting(&self, name: &str) -> Option<usize> {
        self.folded.iter().position(|it| it.starts_with(name))
    }

    /// What stands in brackets in the name of a column, for instance `ETH` of `Value_IN(ETH)`.
    fn bracketed(&self, column: usize) -> Option<&str> {
        let (_, rest) = self.written.get(column)?.split_once('(')?;
        rest.split_once(')').map(|it| it.0).filter(|it| !it.is_empty())
    }

    /// The hours that a `Date(UTC+8)` column is ahead of UTC.
    fn hours_ahead(&self, column: usize) -> i64 {
        let zone = self.bracketed(column).and_then(|it| it.strip_prefix("UTC"));
        zone.and_then(|it| it.parse().ok()).filter(|it| (-14..=14).contains(it)).unwrap_or(0)
    }
}

impl Export {
    /// Finds the columns of a format.
    ///
    /// # Errors
    /// [`ReadFault::OtherFormat`] where the header lacks one of them.
    pub(super) fn find(format: Format, headers: &[String], import: &Import) -> Result<Self, ReadFault> {
        let header = Header::new(headers);
        let found = match format {
            Format::EtherscanNative | Format::EtherscanInternal => etherscan(&header, format),
            Format::EtherscanErc20 => erc20(&header),
            Format::Blockscout => blockscout(&header),
            Format::BlockscoutTokens => blockscout_tokens(&header),
            Format::Blockchair => blockchair(&header),
            Format::BinanceDeposits | Format::BinanceWithdrawals => binance(&header, format, import.owner.as_deref()),
            Format::AmlSim => amlsim(&header),
            Format::AmlWorld => amlworld(&header),
            _ => None,
        };
        let (layout, twist) = found.ok_or(ReadFault::OtherFormat(format.name()))?;
        let layout = ordered(layout, &header).overlay(headers, import.map.as_ref())?;
        Ok(Self { layout, twist, scratch: Scratch::default() })
    }

    /// Says what stands before the decimals of amounts.
    pub(super) const fn write_decimals(&mut self, decimal: Notation) {
        self.layout.decimal = decimal;
    }

    /// The cells of a row.
    pub(super) fn cells<'a>(&'a mut self, record: &Record<'a>) -> Result<Cells<'a>, Refusal> {
        let mut cells = Cells::empty();
        cells.fill(record, &self.layout);
        self.twist.apply(record, &mut cells, &mut self.scratch)?;
        Ok(cells)
    }

    /// The column behind a cell.
    pub(super) fn column(&self, cell: Cell) -> Option<usize> {
        match cell {
            Cell::At(column) => Some(column),
            Cell::Of(role) => self.layout.column(role).or_else(|| self.twist.column(role)),
        }
    }
}

type Found = Option<(Layout, Twist)>;

/// The same with the columns that say what came first within an instant: programs and people add them to what an
/// explorer gives. A nonce is none, for it counts the transactions of one sender alone.
fn ordered(layout: Layout, header: &Header) -> Layout {
    // A column `index` may count the rows of the file.
    let index: Vec<&str> = Role::Index.synonyms().iter().copied().filter(|it| *it != Role::Index.name()).collect();
    let found = [
        (Role::Sequence, header.find(Role::Sequence.synonyms())),
        (Role::TransactionIndex, header.find(Role::TransactionIndex.synonyms())),
        (Role::Index, header.find(&index)),
    ];
    found.into_iter().filter(|it| it.1.is_some()).fold(layout, |layout, (role, column)| layout.put(role, column))
}

/// What all of Etherscan's exports share.
fn chain(header: &Header) -> Option<Layout> {
    Some(
        Layout::empty()
            .put(Role::Txid, Some(header.find(&["txhash", "transactionhash"])?))
            .put(Role::Time, Some(header.find(&["unixtimestamp"])?)),
    )
}

fn etherscan(header: &Header, format: Format) -> Found {
    let inner = format == Format::EtherscanInternal;
    let (value_in, value_out) = (header.starting("valuein")?, header.starting("valueout")?);
    let fee = header.starting("txnfee(").filter(|it| !header.folded[*it].contains("usd"));
    let asset = header.bracketed(value_in).or_else(|| header.bracketed(fee?)).unwrap_or("ETH");
    let layout = chain(header)?
        .put(Role::From, Some(header.find(&["from"])?))
        .put(Role::To, Some(header.find(&[if inner { "txto" } else { "to" }])?))
        .put(Role::Memo, header.find(&["privatenote", "method"]))
        .put_text(Role::Asset, asset)
        .put_text(Role::Kind, if inner { "internal" } else { "" });
    let twist = Twist::Etherscan {
        value_in,
        value_out,
        price: header.starting("historical$price"),
        contract: header.find(&["contractaddress"]),
        status: header.find(&["status"]),
        error: header.find(&["errcode"]),
        inner,
    };
    Some((layout, twist))
}

fn erc20(header: &Header) -> Found {
    let layout = chain(header)?
        .put(Role::From, Some(header.find(&["from"])?))
        .put(Role::To, Some(header.find(&["to"])?))
        .put(Role::Asset, Some(header.find(&["tokensymbol"])?))
        .put(Role::Contract, header.find(&["contractaddress"]))
        .put(Role::TokenId, header.find(&["tokenid"]));
    let twist =
        Twist::Erc20 { amount: header.find(&["tokenvalue", "value"])?, dollars: header.find(&["usdvaluedayoftx"]) };
    Some((layout, twist))
}

fn blockscout(header: &Header) -> Found {
    let layout = chain(header)?
        .put(Role::From, Some(header.find(&["fromaddress"])?))
        .put(Role::To, Some(header.find(&["toaddress"])?))
        .put_text(Role::Asset, "ETH");
    let twist = Twist::Blockscout {
        amount: header.find(&["value"])?,
        wei: true,
        contract: header.find(&["contractaddress"]),
        status: header.find(&["status"]),
    };
    Some((layout, twist))
}

fn blockscout_tokens(header: &Header) -> Found {
    let layout = chain(header)?
        .put(Role::From, Some(header.find(&["fromaddress"])?))
        .put(Role::To, Some(header.find(&["toaddress"])?))
        .put(Role::Asset, Some(header.find(&["tokensymbol"])?))
        .put(Role::Decimals, header.find(&["tokendecimals"]))
        .put(Role::Contract, header.find(&["tokencontractaddress"]))
        .put(Role::TokenId, header.find(&["tokenid"]));
    let amount = header.find(&["tokenstransferred"])?;
    Some((layout, Twist::Blockscout { amount, wei: false, contract: None, status: header.find(&["status"]) }))
}

fn blockchair(header: &Header) -> Found {
    let layout = Layout::empty()
        .put(Role::Txid, Some(header.find(&["transactionhash"])?))
        .put(Role::Asset, Some(header.find(&["ticker"])?));
    let twist = Twist::Blockchair {
        date: header.find(&["date"])?,
        effect: header.find(&["effect"])?,
        own: header.find(&["affectedaddress/xpub", "walletaddress"])?,
        other: header.find(&["thirdpartyaddress"]),
        way: header.find(&["type"]),
        dollars: header.starting("amountfiat").filter(|it| header.bracketed(*it).is_none_or(|it| it == "USD")),
    };
    Some((layout, twist))
}

fn binance(header: &Header, format: Format, owner: Option<&str>) -> Found {
    let date = header.starting("date")?;
    let owner = owner.unwrap_or("binance:account");
    let deposit = format == Format::BinanceDeposits;
    let layout = Layout::empty()
        .put(Role::Time, Some(date))
        .put(Role::Amount, Some(header.find(&["amount"])?))
        .put(Role::Asset, Some(header.find(&["coin"])?))
        .put(Role::Txid, Some(header.find(&["txid"])?))
        .put(Role::Memo, header.find(&["paymentid"]))
        .put_text(Role::Kind, if deposit { "deposit" } else { "withdrawal" })
        .put_text(if deposit { Role::ToCustomer } else { Role::FromCustomer }, owner);
    let twist = Twist::Binance {
        deposit,
        status: header.find(&["status"])?,
        address: header.find(&["address"])?,
        origin: header.find(&["sourceaddress"]),
        owner: owner.to_owned(),
        date,
        hours_ahead: header.hours_ahead(date),
    };
    Some((layout, twist))
}

fn amlsim(header: &Header) -> Found {
    let amount = header.find(&["baseamt"])?;
    let layout = Layout::empty()
        .put(Role::Txid, Some(header.find(&["tranid"])?))
        .put(Role::From, Some(header.find(&["origacct"])?))
        .put(Role::To, Some(header.find(&["beneacct"])?))
        .put(Role::Kind, header.find(&["txtype"]))
        .put(Role::Amount, Some(amount))
        .put(Role::Time, Some(header.find(&["trantimestamp"])?))
        .put_text(Role::Asset, "USD");
    Some((layout, Twist::None))
}

fn amlworld(header: &Header) -> Found {
    let mut accounts = (0..header.folded.len()).filter(|it| header.folded[*it].starts_with("account"));
    let layout = Layout::empty()
        .put(Role::Time, Some(header.find(&["timestamp"])?))
        .put(Role::Amount, Some(header.find(&["amountpaid"])?))
        .put(Role::Asset, Some(header.find(&["paymentcurrency"])?))
        .put(Role::Kind, header.find(&["paymentformat"]));
    let from = [header.find(&["frombank"])?, accounts.next()?];
    Some((layout, Twist::Banks { from, to: [header.find(&["tobank"])?, accounts.next()?] }))
}
