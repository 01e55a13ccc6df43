//! A hit's rows as a small graph of their own, and that graph as Graphviz DOT.
//!
//! Takes transfers and the book of names; gives a [`petgraph::Graph`] that owns its texts, or a
//! drawing of it. Names come out of exports and may be hostile: in DOT they are quoted, and what
//! cannot be seen is written out. Knows nothing of rules.

use crate::ledger::{Amount, Book, PartyId, PartyKind, Transfer, Value};
use petgraph::visit::EdgeRef;
use std::collections::BTreeMap;
use std::fmt::Write;
use tidegate_kyc_core::base::Instant;

/// The flow of one hit: parties, and a transfer from one to the other for each row.
pub type Evidence = petgraph::Graph<EvidenceParty, EvidenceTransfer>;

/// A party of the flow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EvidenceParty {
    /// Its name as the export writes it.
    pub name: String,
    /// Whether it is a wallet or a customer.
    pub kind: PartyKind,
}

/// A transfer of the flow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EvidenceTransfer {
    /// What was moved.
    pub amount: Amount,
    /// The asset, by name.
    pub asset: String,
    /// When.
    pub time: Instant,
    /// Worth in the reporting currency; `None` is unknown.
    pub value: Option<Value>,
    /// Transaction id, empty where the export has none.
    pub txid: String,
}

/// The flow that `rows` draw.
///
/// `rows` stand in the ledger's order, as a hit has them. Nodes are the parties by their first
/// appearance (sender before receiver), edges the rows one by one, so that the same rows give
/// the same graph whatever numbers the book gave to names.
pub fn evidence<'a>(rows: impl IntoIterator<Item = &'a Transfer>, book: &Book) -> Evidence {
    let mut graph = Evidence::new();
    let mut nodes = BTreeMap::new();
    for row in rows {
        let mut node = |party: PartyId| {
            *nodes.entry(party).or_insert_with(|| {
                let name = book.parties.name(party).to_owned();
                graph.add_node(EvidenceParty { name, kind: book.parties.kind(party) })
            })
        };
        let (from, to) = (node(row.sender()), node(row.receiver()));
        let transfer = EvidenceTransfer {
            amount: row.amount,
            asset: book.asset(row.asset).to_owned(),
            time: row.time,
            value: row.value,
            txid: book.texts.text(row.txid).to_owned(),
        };
        graph.add_edge(from, to, transfer);
    }
    graph
}

/// The flow as a DOT drawing, byte for byte the same for the same graph.
///
/// Long names are shortened in the middle, the whole name is the tooltip. Two names of one
/// graph that would shorten to the same label are both written out: addresses that look alike
/// are themselves a laundering pattern. Customers are boxes, wallets are ellipses.
#[must_use]
pub fn dot(flow: &Evidence) -> String {
    let mut out = String::from("digraph flow {\n  rankdir=LR;\n  node [fontname=\"monospace\"];\n");
    let mut alike = BTreeMap::<String, u32>::new();
    for party in flow.node_weights() {
        *alike.entry(short(&party.name)).or_default() += 1;
    }
    for (number, party) in flow.node_weights().enumerate() {
        let brief = short(&party.name);
        let label = if alike.get(&brief) == Some(&1) { &brief } else { &party.name };
        let shape = match party.kind {
            PartyKind::Customer => "box",
            PartyKind::Wallet => "ellipse",
        };
        let (label, tooltip) = (quoted(&[label]), quoted(&[&party.name]));
        // Writing to a String cannot fail.
        let _ = writeln!(out, "  n{number} [label={label}, tooltip={tooltip}, shape={shape}];");
    }
    for edge in flow.edge_references() {
        let (source, target, row) = (edge.source().index(), edge.target().index(), edge.weight());
        let label = quoted(&[&format!("{} {}", row.amount, row.asset), &rfc3339(row.time)]);
        let tooltip = quoted(&[&row.txid]);
        let _ = writeln!(out, "  n{source} -> n{target} [label={label}, tooltip={tooltip}];");
    }
    out.push_str("}\n");
    out
}

/// The longest name that is written whole.
const WHOLE_CHARS_MAX: usize = 20;
/// What stays of a longer one: `0x12345678…abcdef`.
const HEAD_CHARS: usize = 10;
const TAIL_CHARS: usize = 6;

fn short(name: &str) -> String {
    let count = name.chars().count();
    if count <= WHOLE_CHARS_MAX {
        return name.to_owned();
    }
    let head = name.chars().take(HEAD_CHARS);
    let tail = name.chars().skip(count - TAIL_CHARS);
    head.chain(['…']).chain(tail).collect()
}

/// One quoted string; each text stands on a line of its own, and no text can add another.
fn quoted(lines: &[&str]) -> String {
    let mut out = String::from("\"");
    for (number, line) in lines.iter().enumerate() {
        out.push_str(if number == 0 { "" } else { "\\n" });
        line.chars().for_each(|it| escape(it, &mut out));
    }
    out.push('"');
    out
}

/// Graphviz reads a backslash as the start of an escape and `&` as the start of an entity.
fn escape(it: char, out: &mut String) {
    match it {
        '"' => out.push_str("\\\""),
        '\\' => out.push_str("\\\\"),
        '&' => out.push_str("&amp;"),
        _ if is_invisible(it) => {
            let _ = write!(out, "{{U+{:04X}}}", u32::from(it));
        }
        _ => out.push(it),
    }
}

/// Control characters, and those that hide or turn round what stands beside them
/// (Unicode Standard Annex 9, Bidirectional Formatting Characters; zero-width characters).
fn is_invisible(it: char) -> bool {
    it.is_control()
        || matches!(it, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// A moment as RFC 3339 writes it, in UTC, with a fraction only where there is one.
fn rfc3339(time: Instant) -> String {
    const DAY_MICROS: i64 = 86_400_000_000;
    let (day, micros) = (time.micros().div_euclid(DAY_MICROS), time.micros().rem_euclid(DAY_MICROS));
    let (year, month, day) = civil(day);
    let (seconds, fraction) = (micros / 1_000_000, micros % 1_000_000);
    let (hour, minute, second) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    let mut out = format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}");
    if fraction != 0 {
        let digits = format!("{fraction:06}");
        let _ = write!(out, ".{}", digits.trim_end_matches('0'));
    }
    out.push('Z');
    out
}

/// Year, month and day of a day counted from 1970-01-01, in the proleptic Gregorian calendar
/// (ISO 8601; the arithmetic is known as `civil_from_days`).
///
/// Years are counted from March, so that the leap day is the last one: after 400 years,
/// 146,097 days, the calendar repeats; five months from March on have 153 days.
fn civil(day: i64) -> (i64, i64, i64) {
    let from_march_0 = day + 719_468;
    let (era, of_era) = (from_march_0.div_euclid(146_097), from_march_0.rem_euclid(146_097));
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    (era * 400 + year_of_era + i64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests;
