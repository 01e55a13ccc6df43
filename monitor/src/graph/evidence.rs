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
            txid: book.texts.text(row.txid).into_owned(),
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
        let label = quoted(&[&format!("{} {}", row.amount, row.asset), &row.time.to_string()]);
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

#[cfg(test)]
mod tests;
