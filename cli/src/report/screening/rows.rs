//! Screened subjects for a spreadsheet: one row a candidate or listed wallet, and one for each subject without any.

use super::lines::{CandidateLine, ListLine, ScreenLine, WalletHitLine};
use super::words::aligned;
use crate::report::lines::RejectedLine;
use std::borrow::Cow;
use std::io::{self, Write};

/// The columns.
const COLUMNS: [&str; 23] = [
    "customer",
    "line",
    "name",
    "address",
    "answer",
    "reasons",
    "basis",
    "score",
    "threshold",
    "list",
    "list_day",
    "list_sha256",
    "entry",
    "title",
    "matched",
    "how",
    "alignment",
    "birth",
    "country",
    "gender",
    "identifiers",
    "programmes",
    "algorithm",
];

/// A cell that somebody else wrote, for a spreadsheet: what one would take for a formula has an apostrophe before it, which
/// a spreadsheet does not show (OWASP, "CSV Injection").
pub(super) fn guarded(text: &str) -> Cow<'_, str> {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']) { format!("'{text}").into() } else { text.into() }
}

/// Rows on their way out.
pub(crate) struct Rows<'a>(csv::Writer<&'a mut dyn Write>);

impl<'a> Rows<'a> {
    /// Begins with the columns' names.
    pub(crate) fn new(out: &'a mut dyn Write) -> io::Result<Self> {
        let mut writer = csv::Writer::from_writer(out);
        writer.write_record(COLUMNS)?;
        Ok(Self(writer))
    }

    /// The rows of a subject.
    pub(crate) fn screened(&mut self, line: &ScreenLine) -> io::Result<()> {
        let head = head(line);
        let mut rows = 0;
        for it in line.wallets.iter().flat_map(|it| &it.listed) {
            self.row(&head, line, &of_wallet(it, line))?;
            rows += 1;
        }
        for it in &line.candidates {
            self.row(&head, line, &of_candidate(it, line))?;
            rows += 1;
        }
        if rows == 0 {
            self.row(&head, line, &Cells::default())?;
        }
        Ok(())
    }

    /// The row of a customer who was not screened.
    pub(crate) fn rejected(&mut self, id: &str, it: &RejectedLine) -> io::Result<()> {
        let number = it.line.to_string();
        let id = guarded(id);
        let known = [&*id, &number, "", "", "rejected", &it.reason];
        Ok(self.0.write_record(known.into_iter().chain([""; COLUMNS.len() - 6]))?)
    }

    fn row(&mut self, head: &[String; 6], line: &ScreenLine, cells: &Cells) -> io::Result<()> {
        let list = cells.list;
        let day = list.and_then(|it| it.published.as_deref()).unwrap_or("");
        let row = [
            cells.basis,
            &cells.score,
            &line.threshold,
            &*guarded(list.map_or("", |it| &it.id)),
            day,
            list.map_or("", |it| &it.sha256),
            &*guarded(cells.entry),
            &*guarded(cells.title),
            &*guarded(cells.matched),
            cells.how,
            &*guarded(&cells.alignment),
            cells.facts[0],
            cells.facts[1],
            cells.facts[2],
            &*guarded(&cells.identifiers),
            &*guarded(&cells.programmes),
            line.algorithm,
        ];
        Ok(self.0.write_record(head.iter().map(String::as_str).chain(row))?)
    }

    /// Ends the table.
    pub(crate) fn finish(mut self) -> io::Result<()> {
        self.0.flush()
    }
}

fn head(line: &ScreenLine) -> [String; 6] {
    let it = &line.subject;
    let mut reasons: Vec<&str> = line.gaps.iter().map(|it| it.code.code()).collect();
    reasons.sort_unstable();
    reasons.dedup();
    [
        guarded(it.customer.as_deref().unwrap_or("")).into_owned(),
        it.line.map(|it| it.to_string()).unwrap_or_default(),
        guarded(&it.names.join("; ")).into_owned(),
        guarded(&it.addresses.join("; ")).into_owned(),
        line.answer.to_owned(),
        reasons.join(" "),
    ]
}

/// What a row says of one candidate.
#[derive(Default)]
struct Cells<'a> {
    basis: &'a str,
    score: String,
    list: Option<&'a ListLine>,
    entry: &'a str,
    title: &'a str,
    matched: &'a str,
    how: &'a str,
    alignment: String,
    /// Birth, country, gender.
    facts: [&'a str; 3],
    identifiers: String,
    programmes: String,
}

fn list<'a>(id: &str, line: &'a ScreenLine) -> Option<&'a ListLine> {
    line.lists.iter().find(|it| it.id == id)
}

fn of_wallet<'a>(it: &'a WalletHitLine, line: &'a ScreenLine) -> Cells<'a> {
    Cells {
        basis: "wallet",
        list: list(&it.list, line),
        entry: &it.entry,
        title: &it.title,
        matched: &it.address,
        how: it.agreement,
        programmes: it.programmes.join("; "),
        ..Cells::default()
    }
}

fn of_candidate<'a>(it: &'a CandidateLine, line: &'a ScreenLine) -> Cells<'a> {
    Cells {
        basis: it.basis,
        score: it.score.clone(),
        list: list(&it.list, line),
        entry: &it.entry,
        title: &it.title,
        matched: it.name.as_deref().unwrap_or(""),
        how: it.strength.unwrap_or(""),
        alignment: it.alignment.iter().map(aligned).collect::<Vec<_>>().join(" · "),
        facts: [it.evidence.birth, it.evidence.country, it.evidence.gender],
        identifiers: it.identifiers.join("; "),
        programmes: it.programmes.join("; "),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_spreadsheet_would_reckon_is_guarded_and_nothing_else() {
        for text in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1"] {
            assert_eq!(guarded(text), format!("'{text}"), "{text:?}");
        }
        for text in ["", "Anna Berg", "a=b", "'=1", "0x7e5f", "Al-Hadid", "2026-03-01"] {
            assert_eq!(guarded(text), text);
        }
    }
}
