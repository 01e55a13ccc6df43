//! IBM AMLworld's pattern files: rows between `BEGIN LAUNDERING ATTEMPT` and `END`.
//!
//! Knows how AMLworld names accounts; its transaction table is read like any other export.

use super::cells::{Cell, Cells};
use super::feed::{Fault, Feed};
use super::intake::Intake;
use super::{Format, ReadFault, Reason, Role};
use std::io::Read;

const BEGIN: &str = "BEGIN LAUNDERING ATTEMPT";
const END: &str = "END LAUNDERING ATTEMPT";
/// The columns of a row, in their order.
const COLUMNS: [&str; 11] = [
    "Timestamp",
    "From Bank",
    "Account",
    "To Bank",
    "Account",
    "Amount Received",
    "Receiving Currency",
    "Amount Paid",
    "Payment Currency",
    "Payment Format",
    "Is Laundering",
];

/// An account as `bank:account`, the bank without leading zeros: the two files of the set differ
/// in how many they write.
pub(super) fn account(bank: &str, account: &str, into: &mut String) {
    let (bank, account) = (bank.trim(), account.trim());
    into.clear();
    if bank.is_empty() || account.is_empty() {
        return;
    }
    let short = bank.trim_start_matches('0');
    into.push_str(if short.is_empty() { "0" } else { short });
    into.push(':');
    into.push_str(account);
}

/// Reads a pattern file. The memo of each row names its attempt: `attempt 12 FAN-OUT`, attempts
/// counted from 1 in the order of the file.
pub(super) fn read_patterns<R: Read>(feed: &mut Feed<R>, intake: &mut Intake) -> Result<Format, ReadFault> {
    if feed.peek(1).is_empty() {
        return Err(ReadFault::Empty);
    }
    let (mut attempts, mut memo) = (0_u64, String::new());
    let (mut from, mut to) = (String::new(), String::new());
    while let Some(line) = feed.next_line() {
        let (line, text) = match line {
            Ok(found) => found,
            Err(Fault { line, reason }) => {
                intake.reject(line, None, reason);
                continue;
            }
        };
        if let Some(title) = text.strip_prefix(BEGIN) {
            attempts += 1;
            let shape = title.trim_start_matches([' ', '-']).split(':').next().unwrap_or("").trim();
            memo = format!("attempt {attempts} {shape}");
        } else if text.starts_with(END) {
            memo.clear();
        } else if !text.trim().is_empty()
            && let Err((column, reason)) = row(line, text, &memo, [&mut from, &mut to], intake)
        {
            let is_cut = reason == Reason::TooFewFields && feed.ends_in_a_line();
            let reason = if is_cut { Reason::Truncated } else { reason };
            intake.reject(line, column.and_then(|it| COLUMNS.get(it).copied()), reason);
        }
    }
    Ok(Format::AmlWorldPatterns)
}

fn row(
    line: u32,
    text: &str,
    memo: &str,
    [from, to]: [&mut String; 2],
    intake: &mut Intake,
) -> Result<(), (Option<usize>, Reason)> {
    if memo.is_empty() {
        return Err((None, Reason::OutsideAttempt));
    }
    let mut fields = [""; COLUMNS.len()];
    let mut count = 0;
    for field in text.split(',') {
        *fields.get_mut(count).ok_or((None, Reason::TooManyFields))? = field;
        count += 1;
    }
    if count < fields.len() {
        return Err((None, Reason::TooFewFields));
    }
    account(fields[1], fields[2], from);
    account(fields[3], fields[4], to);
    let mut cells = Cells::empty();
    for (role, text) in [
        (Role::Time, fields[0]),
        (Role::From, from.as_str()),
        (Role::To, to.as_str()),
        (Role::Amount, fields[7]),
        (Role::Asset, fields[8]),
        (Role::Kind, fields[9]),
        (Role::Memo, memo),
    ] {
        cells.put(role, text);
    }
    intake.accept(line, &cells).map_err(|it| (column(it.cell), it.reason))
}

const fn column(cell: Cell) -> Option<usize> {
    match cell {
        Cell::At(column) => Some(column),
        Cell::Of(Role::Time) => Some(0),
        Cell::Of(Role::From) => Some(2),
        Cell::Of(Role::To) => Some(4),
        Cell::Of(Role::Amount) => Some(7),
        Cell::Of(Role::Asset) => Some(8),
        Cell::Of(Role::Kind) => Some(9),
        Cell::Of(_) => None,
    }
}
