//! One row's cells → what they say, or the reason why not.
//!
//! Every cell that can be wrong is read here, in every format alike. Knows no names and no other rows.

use super::cells::{Cells, Refusal, bits};
use super::decimal::in_minor_units;
use super::further;
use super::notation::{Notation, amount};
use super::sequence;
use super::{Amount, Reason, Role, TextId, Value, parse_amount, parse_instant};
use tidegate_kyc_core::base::Instant;

/// What says which of two rows of an instant was first.
const ORDER: u32 = bits(&[Role::Index, Role::Sequence, Role::TransactionIndex]);
/// Cells of any text, which may be empty.
const FREE: [Role; 4] = [Role::Memo, Role::Kind, Role::FromCustomer, Role::ToCustomer];
/// Those of them that name somebody.
const CUSTOMERS: [Role; 2] = [Role::FromCustomer, Role::ToCustomer];

/// The cells that can be wrong, read.
#[derive(Clone, Copy)]
#[cfg_attr(test, derive(Debug, PartialEq))]
pub(super) struct Row<'a> {
    pub(super) time: Instant,
    pub(super) amount: Amount,
    pub(super) value: Option<Value>,
    /// What it says of its order within its instant, see [`sequence::written`].
    pub(super) sequence: u64,
    pub(super) index: u32,
    pub(super) from: &'a [u8],
    pub(super) to: &'a [u8],
    pub(super) asset: &'a [u8],
    /// Empty where there is none, or only a word for that.
    pub(super) txid: &'a [u8],
    /// Whether the amount counts units of an unknown size: what has a fraction is in whole ones.
    pub(super) unscaled: bool,
}

impl<'a> Row<'a> {
    #[inline]
    pub(super) fn read(cells: &Cells<'a>) -> Result<Self, Refusal> {
        let refuse = Refusal::of;
        if cells.further {
            further::took_place(cells.get(Role::Status)).map_err(|it| refuse(Role::Status, it))?;
        }
        let needed = |role| match cells.get(role) {
            "" => Err(refuse(role, Reason::Missing)),
            text if text.len() > TextId::LEN_MAX => Err(refuse(role, Reason::TooLong)),
            text => Ok(text),
        };
        let time = match cells.time {
            Some(time) => time,
            None if cells.further => further::time(cells)?,
            None => parse_instant(cells.get(Role::Time)).map_err(|it| refuse(Role::Time, Reason::Time(it)))?,
        };
        let read = |role| match cells.decimal {
            Notation::Plain => parse_amount(cells.get(role)),
            decimal => amount(cells.get(role), decimal),
        };
        let amount = read(Role::Amount).map_err(|it| refuse(Role::Amount, Reason::Amount(it)))?;
        let amount = match cells.get(Role::Decimals) {
            decimals if cells.further && !decimals.is_empty() && !further::is_placeholder(decimals) => {
                further::scaled(amount, decimals)?
            }
            _ => amount,
        };
        let value = match cells.get(Role::Value) {
            "" => None,
            text => match read(Role::Value).and_then(in_minor_units) {
                Err(_) if further::is_placeholder(text) => None,
                read => Some(read.map_err(|it| refuse(Role::Value, Reason::Value(it)))?),
            },
        };
        let (sequence, index) = if cells.has_any(ORDER) { order(cells)? } else { (sequence::NONE, 0) };
        let free: &[Role] = if cells.has_any(bits(&FREE)) { &FREE } else { &[] };
        if let Some(role) = [Role::Txid].iter().chain(free).find(|it| cells.get(**it).len() > TextId::LEN_MAX) {
            return Err(refuse(*role, Reason::TooLong));
        }
        let party = |role| match needed(role)? {
            text if further::is_placeholder(text) => Err(refuse(role, Reason::Missing)),
            text if further::is_mangled(text) => Err(refuse(role, Reason::Mangled)),
            text => Ok(text.as_bytes()),
        };
        let (from, to) = (party(Role::From)?, party(Role::To)?);
        let asset = needed(Role::Asset)?.as_bytes();
        if further::is_placeholder(asset) {
            return Err(refuse(Role::Asset, Reason::Missing));
        }
        if let Some(role) = free.iter().find(|it| CUSTOMERS.contains(it) && further::is_mangled(cells.get(**it))) {
            return Err(refuse(*role, Reason::Mangled));
        }
        let txid = cells.get(Role::Txid);
        let txid = if further::is_placeholder(txid) || further::is_mangled(txid) { "" } else { txid }.as_bytes();
        let unscaled = cells.unscaled && amount.decimals() == 0;
        Ok(Self { time, amount, value, sequence, index, from, to, asset, txid, unscaled })
    }
}

/// What a row says of its order within its instant and within its transaction.
fn order(cells: &Cells<'_>) -> Result<(u64, u32), Refusal> {
    let whole = |role| whole(cells.get(role)).map_err(|it| Refusal::of(role, it));
    let index = whole(Role::Index)?;
    let place = if cells.further { whole(Role::TransactionIndex)? } else { None };
    let sequence = sequence::written(whole(Role::Sequence)?, place, index.is_some());
    let index = u32::try_from(index.unwrap_or(0)).map_err(|_| Refusal::of(Role::Index, Reason::NotWhole))?;
    Ok((sequence, index))
}

/// A whole number, where there is one; `12.0`, as spreadsheets write it, is such.
///
/// # Errors
/// [`Reason::NotWhole`] where something else is written.
pub(super) fn whole(text: &str) -> Result<Option<u64>, Reason> {
    if text.is_empty() {
        return Ok(None);
    }
    let number = parse_amount(text).ok().filter(|it| it.decimals() == 0).and_then(|it| u64::try_from(it.units()).ok());
    if number.is_some() || further::is_placeholder(text) { Ok(number) } else { Err(Reason::NotWhole) }
}
