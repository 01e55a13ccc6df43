//! What the known exports write in their own way, worked out row by row.
//!
//! Failed and unfinished movements are refused here; the other side of a movement whose address
//! the export does not give is the transaction itself, `tx:<id>`, so that unknown senders never
//! become one common wallet.

use super::cells::{Cell, Cells, Refusal};
use super::datasets::account;
use super::decimal::{in_minor_units, parse_amount, worth};
use super::further::is_placeholder;
use super::names::UNNAMED;
use super::notation::{Notation, amount};
use super::record::Record;
use super::{Amount, Reason, Role, Value, parse_instant};
use tidegate_kyc_core::base::Instant;

/// What is to be worked out. Numbers are places of columns.
pub(super) enum Twist {
    None,
    Etherscan {
        value_in: usize,
        value_out: usize,
        price: Option<usize>,
        contract: Option<usize>,
        status: Option<usize>,
        error: Option<usize>,
        inner: bool,
    },
    Erc20 {
        amount: usize,
        dollars: Option<usize>,
    },
    Blockscout {
        amount: usize,
        wei: bool,
        contract: Option<usize>,
        status: Option<usize>,
    },
    Blockchair {
        date: usize,
        effect: usize,
        own: usize,
        other: Option<usize>,
        way: Option<usize>,
        dollars: Option<usize>,
    },
    Binance {
        deposit: bool,
        status: usize,
        address: usize,
        origin: Option<usize>,
        owner: String,
        date: usize,
        hours_ahead: i64,
    },
    Banks {
        from: [usize; 2],
        to: [usize; 2],
    },
}

/// Texts that are put together for one row.
#[derive(Default)]
pub(super) struct Scratch {
    first: String,
    second: String,
}

impl Twist {
    /// Puts what was worked out into the cells.
    pub(super) fn apply<'a>(
        &'a self,
        record: &Record<'a>,
        cells: &mut Cells<'a>,
        scratch: &'a mut Scratch,
    ) -> Result<(), Refusal> {
        let optional = |column: &Option<usize>| column.map_or("", |it| record.field(it).trim());
        match self {
            Self::None => {}
            Self::Etherscan { value_in, value_out, price, contract, status, error, inner } => {
                let state = optional(status);
                let fine = state.is_empty() || (*inner && state == "0");
                if !fine || !optional(error).is_empty() {
                    return Err(refuse(status.or(*error).unwrap_or(*value_in), Reason::Failed));
                }
                let incoming = record.field(*value_in);
                let moved = if is_nothing(incoming) { record.field(*value_out) } else { incoming };
                let moved = if moved.trim().is_empty() { incoming } else { moved };
                figure(moved, cells.decimal, &mut scratch.first);
                cells.put(Role::Amount, &scratch.first);
                receiver(cells, optional(contract));
                cells.dollars = dollars(&scratch.first, optional(price), cells.decimal);
            }
            Self::Erc20 { amount, dollars } => {
                figure(record.field(*amount), cells.decimal, &mut scratch.first);
                cells.put(Role::Amount, &scratch.first);
                cells.dollars = money(optional(dollars), cells.decimal);
                cells.token = true;
            }
            Self::Blockscout { amount, wei, contract, status } => {
                if !matches!(optional(status).to_ascii_lowercase().as_str(), "" | "ok" | "success" | "1") {
                    return Err(refuse(status.unwrap_or(*amount), Reason::Failed));
                }
                scratch.first.clear();
                scratch.first.push_str(record.field(*amount).trim());
                // Older exports do not give the size of the units that token amounts are in.
                cells.unscaled = !*wei && cells.get(Role::Decimals).is_empty();
                cells.token = !*wei;
                // There are no parts of a wei.
                let has_point = *wei && scratch.first.contains('.');
                if has_point && parse_amount(&scratch.first).is_ok_and(|it| it.decimals() > 0) {
                    return Err(refuse(*amount, Reason::NotUnits));
                }
                if *wei && !scratch.first.is_empty() {
                    scratch.first.push_str("e-18");
                }
                cells.put(Role::Amount, &scratch.first);
                receiver(cells, optional(contract));
            }
            Self::Blockchair { .. } => return self.blockchair(record, cells, scratch),
            Self::Binance { .. } => return self.binance(record, cells, scratch),
            Self::Banks { from, to } => {
                account(record.field(from[0]), record.field(from[1]), &mut scratch.first);
                account(record.field(to[0]), record.field(to[1]), &mut scratch.second);
                cells.put(Role::From, &scratch.first);
                cells.put(Role::To, &scratch.second);
            }
        }
        Ok(())
    }

    /// The column that a worked-out cell comes from.
    pub(super) fn column(&self, role: Role) -> Option<usize> {
        match (self, role) {
            (Self::Etherscan { value_in, .. }, Role::Amount) => Some(*value_in),
            (Self::Erc20 { amount, .. } | Self::Blockscout { amount, .. }, Role::Amount) => Some(*amount),
            (Self::Blockchair { date, .. }, Role::Time) => Some(*date),
            (Self::Blockchair { effect, .. }, Role::Amount) => Some(*effect),
            (Self::Blockchair { own, .. }, Role::From | Role::To) => Some(*own),
            (Self::Binance { address, .. }, Role::From | Role::To) => Some(*address),
            (Self::Banks { from, .. }, Role::From) => Some(from[1]),
            (Self::Banks { to, .. }, Role::To) => Some(to[1]),
            _ => None,
        }
    }

    fn blockchair<'a>(
        &'a self,
        record: &Record<'a>,
        cells: &mut Cells<'a>,
        scratch: &'a mut Scratch,
    ) -> Result<(), Refusal> {
        let Self::Blockchair { date, effect, own, other, way, dollars } = self else { return Ok(()) };
        let optional = |column: &Option<usize>| column.map_or("", |it| record.field(it).trim());
        let effect = record.field(*effect).trim();
        let spent = effect.starts_with('-') || optional(way).to_ascii_lowercase().contains("spending");
        cells.put(Role::Amount, effect.trim_start_matches(['-', '+']));
        day_first(record.field(*date), &mut scratch.first);
        cells.put(Role::Time, &scratch.first);
        let other = counterparty(optional(other), cells, &mut scratch.second)?;
        let own = record.field(*own);
        let (from, to) = if spent { (own, other) } else { (other, own) };
        cells.put(Role::From, from);
        cells.put(Role::To, to);
        cells.dollars = money(optional(dollars).trim_start_matches(['-', '+']), cells.decimal);
        Ok(())
    }

    fn binance<'a>(
        &'a self,
        record: &Record<'a>,
        cells: &mut Cells<'a>,
        scratch: &'a mut Scratch,
    ) -> Result<(), Refusal> {
        let Self::Binance { deposit, status, address, origin, owner, date, hours_ahead } = self else {
            return Ok(());
        };
        let state = record.field(*status).trim().to_ascii_lowercase();
        if !matches!(state.as_str(), "completed" | "success" | "successful") {
            return Err(refuse(*status, Reason::NotCompleted));
        }
        if *hours_ahead != 0 {
            let local = parse_instant(record.field(*date)).map_err(|it| refuse(*date, Reason::Time(it)))?;
            cells.time = Some(Instant::from_micros(local.micros() - hours_ahead * 3_600_000_000));
        }
        let address = record.field(*address).trim();
        let origin = origin.map_or("", |it| record.field(it).trim());
        let own = |text: &'a str| if text.is_empty() { owner.as_str() } else { text };
        if *deposit {
            cells.put(Role::From, counterparty(origin, cells, &mut scratch.second)?);
            cells.put(Role::To, own(address));
        } else {
            cells.put(Role::From, own(origin));
            cells.put(Role::To, address);
        }
        Ok(())
    }
}

const fn refuse(column: usize, reason: Reason) -> Refusal {
    Refusal { cell: Cell::At(column), reason }
}

/// The other side: its address, or the transaction where the export gives none.
///
/// # Errors
/// A refusal of the transaction's id where that is not there either.
fn counterparty<'a>(address: &'a str, cells: &Cells<'a>, scratch: &'a mut String) -> Result<&'a str, Refusal> {
    if !address.is_empty() && !is_placeholder(address) {
        return Ok(address);
    }
    let txid = cells.get(Role::Txid);
    if txid.is_empty() || is_placeholder(txid) {
        return Err(Refusal::of(Role::Txid, Reason::Missing));
    }
    scratch.clear();
    scratch.push_str(UNNAMED);
    scratch.push_str(txid);
    Ok(scratch)
}

/// A transaction without a receiver creates the contract.
fn receiver<'a>(cells: &mut Cells<'a>, contract: &'a str) {
    if cells.get(Role::To).is_empty() {
        cells.put(Role::To, contract);
    }
}

/// Whether an amount is written that is zero, or none.
fn is_nothing(text: &str) -> bool {
    text.bytes().all(|it| matches!(it, b'0' | b'.' | b' ' | b','))
}

/// Drops commas that part thousands, where every one of them does: `1,234,567.8`.
fn ungroup(text: &str, into: &mut String) {
    let text = text.trim();
    into.clear();
    let whole = text.split('.').next().unwrap_or("");
    let mut groups = whole.split(',');
    let first = groups.next().is_some_and(|it| (1..=3).contains(&it.len()));
    if first && groups.all(|it| it.len() == 3) && !text[whole.len()..].contains(',') {
        into.extend(text.chars().filter(|it| *it != ','));
    } else {
        into.push_str(text);
    }
}

/// An amount without commas that part thousands, where a point stands before decimals; otherwise as it is.
fn figure(text: &str, decimal: Notation, into: &mut String) {
    if matches!(decimal, Notation::Plain | Notation::Point) {
        return ungroup(text, into);
    }
    into.clear();
    into.push_str(text.trim());
}

/// A figure that an explorer reckoned; `N/A`, a blank or the unreadable is unknown.
fn reckoned(text: &str, decimal: Notation) -> Option<Amount> {
    let mut plain = String::new();
    figure(text.trim().trim_start_matches('$'), decimal, &mut plain);
    amount(&plain, decimal).ok()
}

/// An explorer's own figure of money.
fn money(text: &str, decimal: Notation) -> Option<Value> {
    in_minor_units(reckoned(text, decimal)?).ok()
}

/// An amount at an explorer's own price.
fn dollars(moved: &str, price: &str, decimal: Notation) -> Option<Value> {
    worth(amount(moved, decimal).ok()?, reckoned(price, decimal)?).ok()
}

/// `25/01/2026 10:00` or `25.01.2026` as `2026-01-25 …`; other texts as they are.
fn day_first(text: &str, into: &mut String) {
    let text = text.trim();
    into.clear();
    let parts = text.get(..10).map(str::as_bytes);
    match (parts, text.get(..2), text.get(3..5), text.get(6..10), text.get(10..)) {
        (Some([_, _, a @ (b'/' | b'.'), _, _, b, ..]), Some(day), Some(month), Some(year), Some(clock)) if a == b => {
            for part in [year, "-", month, "-", day, clock] {
                into.push_str(part);
            }
        }
        _ => into.push_str(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ungrouped(text: &str) -> String {
        let mut into = String::new();
        ungroup(text, &mut into);
        into
    }

    #[test]
    fn only_commas_that_part_thousands_are_dropped() {
        for (text, plain) in [
            ("1,234,567.89", "1234567.89"),
            ("123", "123"),
            ("1,234", "1234"),
            ("12,34", "12,34"),
            (",123", ",123"),
            ("1234,567", "1234,567"),
            ("1.234,567", "1.234,567"),
            ("", ""),
        ] {
            assert_eq!(ungrouped(text), plain);
        }
    }

    #[test]
    fn an_explorers_figure_of_money_is_read_or_unknown() {
        assert_eq!(money("$1,234.56", Notation::Plain), Some(Value(123_456)));
        assert_eq!(money("0.005", Notation::Plain), Some(Value(0)));
        assert_eq!(money("$1.234,56", Notation::Comma), Some(Value(123_456)));
        assert_eq!(money("2000,5", Notation::Open), Some(Value(200_050)));
        for text in ["", "N/A", "-", "about 5", "2.000"] {
            assert_eq!(money(text, Notation::Open), None, "{text}");
        }
    }

    #[test]
    fn days_before_months_are_turned_round() {
        for (text, turned) in [
            ("25/01/2026 10:00:00", "2026-01-25 10:00:00"),
            ("25.01.2026", "2026-01-25"),
            ("2026-01-25 10:00", "2026-01-25 10:00"),
            ("1/2", "1/2"),
            ("ääääääääääää", "ääääääääääää"),
        ] {
            let mut into = String::new();
            day_first(text, &mut into);
            assert_eq!(into, turned);
        }
    }
}
