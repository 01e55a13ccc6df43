//! What a row says, cell by cell, in every format alike.

use super::further;
use super::layout::Layout;
use super::notation::Notation;
use super::record::Record;
use super::{Reason, Role, Value};
use tidegate_kyc_core::base::Instant;

/// What a row says, cell by cell; an empty text is an absent cell.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cells<'a> {
    text: [&'a str; Role::COUNT],
    /// Which of those are not empty, one bit each.
    filled: u32,
    /// The time, where the source holds it as a number with a unit.
    pub(super) time: Option<Instant>,
    /// A value in dollars by the source's own reckoning, which yields to the prices of the user.
    pub(super) dollars: Option<Value>,
    /// Whether whoever issued the asset chose its symbol: then it is no currency by its name.
    pub(super) token: bool,
    /// Whether the amount counts units of which nobody says how many make a whole one.
    pub(super) unscaled: bool,
    /// Whether any further cell may be filled, see [`Role::is_further`].
    pub(super) further: bool,
    /// Whether the row says which currency its value is in, be it with an empty cell.
    pub(super) names_currency: bool,
    /// What stands before the decimals of the amount and the value.
    pub(super) decimal: Notation,
}

impl<'a> Cells<'a> {
    pub(super) const fn empty() -> Self {
        Self {
            text: [""; Role::COUNT],
            filled: 0,
            time: None,
            dollars: None,
            token: false,
            unscaled: false,
            further: false,
            names_currency: false,
            decimal: Notation::Plain,
        }
    }

    /// Fills empty ones with a record by a layout.
    #[inline]
    pub(super) fn fill(&mut self, record: &Record<'a>, layout: &'a Layout) {
        self.decimal = layout.decimal;
        self.further = layout.has_further();
        self.names_currency = self.further && layout.has(Role::ValueCurrency);
        for (role, column) in layout.used() {
            self.put(*role, column.map_or_else(|| layout.constant(*role), |it| record.field(it)));
        }
        if self.further && layout.has(Role::Decimals) {
            let decimals = self.get(Role::Decimals);
            self.unscaled = decimals.is_empty() || further::is_placeholder(decimals);
        }
    }

    /// Fills a cell; blanks at the ends are no part of it.
    #[inline]
    pub(super) fn put(&mut self, role: Role, text: &'a str) {
        let text = trim(text);
        self.text[role as usize] = text;
        let bit = 1 << role as u32;
        self.filled = if text.is_empty() { self.filled & !bit } else { self.filled | bit };
    }

    /// Whether any cell of these roles, one bit each, says anything.
    #[inline]
    pub(super) const fn has_any(&self, roles: u32) -> bool {
        self.filled & roles != 0
    }

    #[inline]
    pub(super) const fn get(&self, role: Role) -> &'a str {
        self.text[role as usize]
    }
}

/// Roles as bits.
pub(super) const fn bits(roles: &[Role]) -> u32 {
    let (mut bits, mut at) = (0, 0);
    while at < roles.len() {
        bits |= 1 << roles[at] as u32;
        at += 1;
    }
    bits
}

/// The text without blanks at its ends; most texts have none.
#[inline]
fn trim(text: &str) -> &str {
    match text.as_bytes() {
        [] => text,
        [first, .., last] if *first > b' ' && *last > b' ' && first.is_ascii() && last.is_ascii() => text,
        _ => text.trim(),
    }
}

/// Why a row is refused, and which cell is at fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Refusal {
    pub(super) cell: Cell,
    pub(super) reason: Reason,
}

impl Refusal {
    /// Of a cell of this role.
    pub(super) const fn of(role: Role, reason: Reason) -> Self {
        Self { cell: Cell::Of(role), reason }
    }
}

/// The cell at fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cell {
    /// The one of a role.
    Of(Role),
    /// The one in a column, by its place.
    At(usize),
}
