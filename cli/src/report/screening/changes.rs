//! What changed between two issues of a list, as lines and as a table.

use super::rows::guarded;
use crate::report::paint::{BAD, FAINT, GOOD, STRONG, WARN, fit, fold, paint};
use crate::report::words::{clean, plural};
use serde::Serialize;
use std::io::{self, Write};
use tidegate_kyc_core::screen::diff::Changes;
use tidegate_kyc_core::screen::list::{Entry, List};

const SCHEMA: &str = "tidegate.screen-change/1";
/// Changes shown before the rest is counted.
const SHOWN: usize = 40;

/// One entry that was added, removed or changed.
#[derive(Clone, Serialize)]
pub(crate) struct ChangeLine {
    schema: &'static str,
    /// `added`, `removed` or `changed`.
    change: &'static str,
    entry: String,
    title: String,
    #[serde(rename = "type")]
    kind: &'static str,
    programmes: Vec<String>,
    /// Fields that changed: `names +2 -1`.
    fields: Vec<String>,
}

/// The lines: added, then removed, then changed, each in the order of identifiers.
pub(crate) fn change_lines(changes: &Changes<'_>) -> Vec<ChangeLine> {
    let of = |change, entry: &Entry, fields| ChangeLine {
        schema: SCHEMA,
        change,
        entry: entry.id.to_string(),
        title: entry.title().map(|it| it.text.to_string()).unwrap_or_default(),
        kind: entry.kind.code(),
        programmes: entry.programmes.iter().map(ToString::to_string).collect(),
        fields,
    };
    let added = changes.added.iter().map(|it| of("added", it, Vec::new()));
    let removed = changes.removed.iter().map(|it| of("removed", it, Vec::new()));
    let changed =
        changes.changed.iter().map(|it| of("changed", it.new, it.fields.iter().map(ToString::to_string).collect()));
    added.chain(removed).chain(changed).collect()
}

/// `2 added, 1 removed, 3 changed`.
pub(crate) fn changes_in_short(lines: &[ChangeLine]) -> String {
    let of = |change: &str| lines.iter().filter(|it| it.change == change).count();
    format!("{} added, {} removed, {} changed", of("added"), of("removed"), of("changed"))
}

/// The changes for people.
pub(crate) fn change_table(lines: &[ChangeLine], old: &List, new: &List, width: usize) -> String {
    let day = |it: &List| it.published().map_or_else(|| "no day".to_owned(), |it| it.to_string());
    let mut text = vec![
        format!(
            " {} · {}",
            paint(STRONG, &changes_in_short(lines)),
            paint(FAINT, &format!("{} {} → {}", clean(new.id()), day(old), day(new)))
        ),
        String::new(),
    ];
    for it in lines.iter().take(SHOWN) {
        let mark = match it.change {
            "added" => paint(BAD, "+"),
            "removed" => paint(GOOD, "-"),
            _ => paint(WARN, "~"),
        };
        let fields = if it.fields.is_empty() { it.programmes.join(", ") } else { it.fields.join(", ") };
        let words = format!("{} {} · {} · {}", clean(&it.entry), clean(&it.title), it.kind, clean(&fields));
        let folded = fold(words.trim_end_matches(" · "), width.clamp(40, 200) - 4);
        text.extend(
            folded
                .into_iter()
                .enumerate()
                .map(|(at, it)| if at == 0 { format!(" {mark} {it}") } else { format!("   {it}") }),
        );
    }
    let more = lines.len().saturating_sub(SHOWN) as u64;
    if more > 0 {
        text.push(format!(" … and {}: --as jsonl writes them", plural(more, "change", "changes")));
    }
    fit(&(text.join("\n") + "\n"), width)
}

/// One row a change.
pub(crate) fn change_csv(lines: &[ChangeLine], out: &mut dyn Write) -> io::Result<()> {
    let mut writer = csv::Writer::from_writer(out);
    writer.write_record(["change", "entry", "title", "type", "programmes", "fields"])?;
    for it in lines {
        writer.write_record([
            it.change,
            &*guarded(&it.entry),
            &*guarded(&it.title),
            it.kind,
            &*guarded(&it.programmes.join("; ")),
            &it.fields.join(", "),
        ])?;
    }
    writer.flush()
}
