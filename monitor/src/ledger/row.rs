//! One row's cells → what they say, or the reason why not.
//!
//! Every cell that can be wrong is read here, in every format alike. Knows no names and no other rows.

use super::decimal::in_minor_units;
use super::further;
use super::intake::{Cells, Refusal};
use super::notation::{Notation, amount};
use super::sequence;
use super::{Amount, Reason, Role, TextId, Value, parse_amount, parse_instant};
use tidegate_kyc_core::base::Instant;

/// The cells that can be wrong, read.
pub(super) struct Row<'a> {
    pub(super) time: Instant,
    pub(super) amount: Amount,
    pub(super) value: Option<Value>,
    /// What it says of its order within its instant, see [`sequence::written`].
    pub(super) sequence: u64,
    pub(super) index: u32,
    pub(super) from: &'a str,
    pub(super) to: &'a str,
    pub(super) asset: &'a str,
    /// Empty where there is none, or only a word for that.
    pub(super) txid: &'a str,
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
        let whole = |role| whole(cells.get(role)).map_err(|it| refuse(role, it));
        let index = whole(Role::Index)?;
        let place = if cells.further { whole(Role::TransactionIndex)? } else { None };
        let sequence = sequence::written(whole(Role::Sequence)?, place, index.is_some());
        let index = u32::try_from(index.unwrap_or(0)).map_err(|_| refuse(Role::Index, Reason::NotWhole))?;
        for role in [Role::Txid, Role::Memo, Role::Kind, Role::FromCustomer, Role::ToCustomer] {
            if cells.get(role).len() > TextId::LEN_MAX {
                return Err(refuse(role, Reason::TooLong));
            }
        }
        let party = |role| match needed(role)? {
            text if further::is_placeholder(text) => Err(refuse(role, Reason::Missing)),
            text if further::is_mangled(text) => Err(refuse(role, Reason::Mangled)),
            text => Ok(text),
        };
        let (from, to) = (party(Role::From)?, party(Role::To)?);
        let asset = needed(Role::Asset)?;
        if further::is_placeholder(asset) {
            return Err(refuse(Role::Asset, Reason::Missing));
        }
        if let Some(role) =
            [Role::FromCustomer, Role::ToCustomer].into_iter().find(|it| further::is_mangled(cells.get(*it)))
        {
            return Err(refuse(role, Reason::Mangled));
        }
        let txid = cells.get(Role::Txid);
        let txid = if further::is_placeholder(txid) || further::is_mangled(txid) { "" } else { txid };
        let unscaled = cells.unscaled && amount.decimals() == 0;
        Ok(Self { time, amount, value, sequence, index, from, to, asset, txid, unscaled })
    }
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
