//! A first line that does not do as a header → the columns it names, and which later line looks like the header.
//!
//! Knows the usual names of columns. What may be a row is not repeated: it may name somebody.

use super::Role;
use super::record::split;
use super::table::delimiter;

/// So many lines below the first are looked at.
const LINES: usize = 30;
/// A line that names so many roles looks like a header.
const NAMED: usize = 3;
/// So many columns are named in an error.
const SHOWN: usize = 24;
/// A name of a column is not longer.
const NAME_MAX: usize = 48;

/// The names of a header's columns; empty where the line may be a row.
pub(super) fn shown(headers: &[String]) -> String {
    // Characters that nobody sees are no part of a name.
    let is_seen = |it: &char| !it.is_control() && !matches!(it, '\u{ad}' | '\u{200b}'..='\u{206f}' | '\u{feff}');
    let names: Vec<String> = headers.iter().map(|it| it.chars().filter(is_seen).collect()).collect();
    let names: Vec<&str> = names.iter().map(|it| it.trim()).filter(|it| !it.is_empty()).collect();
    if names.iter().any(|it| is_value(it)) {
        return String::new();
    }
    let more = if names.len() > SHOWN { ", …" } else { "" };
    names.into_iter().take(SHOWN).collect::<Vec<_>>().join(", ") + more
}

/// Whether a cell is rather a date, an amount, an address or a sentence than a name of a column.
fn is_value(cell: &str) -> bool {
    cell.starts_with(|it: char| it.is_ascii_digit() || matches!(it, '-' | '+'))
        || cell.contains('@')
        || cell.len() > NAME_MAX
}

/// Which of the lines that begin here looks like the header, where `headers` does not; `line` is the number of the
/// first.
pub(super) fn below(headers: &[String], start: &[u8], line: u32, currency: Option<&str>) -> Option<u32> {
    let own = named(headers.iter().map(String::as_str), currency);
    let mut bounds = Vec::new();
    let looks = |text: &[u8]| {
        let text = text.trim_ascii();
        split(text, delimiter(text), &mut bounds);
        let fields = bounds.iter().filter_map(|it| str::from_utf8(text.get(it.0 as usize..it.1 as usize)?).ok());
        let count = named(fields.map(|it| it.trim().trim_matches('"')), currency);
        count >= NAMED && count > own
    };
    let at = start.split(|it| *it == b'\n').take(LINES).position(looks)?;
    Some(line.saturating_add(u32::try_from(at).ok()?))
}

/// How many roles the names of columns stand for.
fn named<'a>(names: impl Iterator<Item = &'a str>, currency: Option<&str>) -> usize {
    let folded: Vec<String> = names.map(super::columns::fold).collect();
    Role::ALL.into_iter().filter(|role| folded.iter().any(|it| role.rank(it, currency).is_some())).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(line: &str) -> Vec<String> {
        line.split(';').map(str::to_owned).collect()
    }

    #[test]
    fn columns_are_named_and_rows_are_not() {
        assert_eq!(shown(&cells("\u{feff}Datum; Betrag ;;Währung")), "Datum, Betrag, Währung");
        assert_eq!(shown(&cells(&"a;".repeat(30))), "a, ".repeat(24) + "…");
        for row in ["2026-03-01;Anna;Berta;5;EUR", "Anna;Berta;-5", "anna@example.org;x", &"long ".repeat(12)] {
            assert_eq!(shown(&cells(row)), "", "{row}");
        }
    }

    #[test]
    fn a_line_below_that_names_columns_is_found() {
        for (first, rest, found) in [
            ("Export March;;", "Made on;01.03.2026;\n\ntime;from;to;amount;asset;txid\n1;2;3;4;5;6\n", Some(4)),
            ("Transactions", "User,John,abc\nID,Timestamp,Transaction Type,Asset,Notes\n", Some(3)),
            ("Title", "\"Date\"\t\"From\"\t\"To\"\r\n", Some(2)),
            ("Title", "\u{e4}\n1;2;3;4\n", None),
            ("Datum;Betrag", "2026-03-01;5\n", None),
            ("time;from;to", "time;from;to\n", None),
        ] {
            assert_eq!(below(&cells(first), rest.as_bytes(), 2, None), found, "{first}");
        }
        let far = "\n".repeat(LINES) + "time;from;to;amount\n";
        assert_eq!(below(&cells("Title"), far.as_bytes(), 2, None), None);
    }
}
