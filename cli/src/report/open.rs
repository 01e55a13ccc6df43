//! What a run did not answer, for people: searches without an end, lacks of knowledge, rows in doubt.
//!
//! Takes lines and a width, gives text.

use super::lines::{RejectedLine, TooLittleLine, UnfinishedLine, UntaggedLine, VALUE, WithoutOrder, WithoutValue};
use super::paint::{BAD, WARN, fold, paint, side_by_side};
use super::valueless;
use super::words::{Shortener, clean, grouped, minute, plural};
use std::collections::BTreeSet;

/// How many rejected rows, unfinished searches and lacks are listed before the rest is counted.
const LISTED: usize = 5;
/// How many wallets without tags are named before the rest is counted.
const UNTAGGED: usize = 5;

pub(super) fn heading(style: anstyle::Style, head: &str, text: &str, width: usize) -> Vec<String> {
    let texts = fold(text, width.saturating_sub(head.len() + 4)).into_iter().enumerate();
    let margin = " ".repeat(head.len() + 3);
    texts
        .map(|(at, it)| if at == 0 { format!(" {}  {it}", paint(style, head)) } else { format!("{margin}{it}") })
        .collect()
}

pub(super) fn item(text: &str, width: usize) -> Vec<String> {
    indented(fold(text, width.saturating_sub(6)))
}

fn indented(lines: Vec<String>) -> Vec<String> {
    lines.into_iter().enumerate().map(|(at, it)| format!("{}{it}", if at == 0 { "   " } else { "     " })).collect()
}

fn listed<T>(all: &[T], count: u64, width: usize, say: impl Fn(&T) -> String) -> Vec<String> {
    let mut lines: Vec<String> = all.iter().take(LISTED).flat_map(|it| item(&say(it), width)).collect();
    let more = count.saturating_sub(LISTED as u64);
    if more > 0 {
        lines.push(format!("   … and {} more: --as jsonl lists them", grouped(more)));
    }
    lines.push(String::new());
    lines
}

/// The searches without an end.
pub(super) fn unfinished(all: &[UnfinishedLine], shortener: &Shortener, width: usize) -> Vec<String> {
    if all.is_empty() {
        return Vec::new();
    }
    let count = plural(all.len() as u64, "search", "searches");
    let what = format!("{count} ran out of steps: neither a hit nor clear");
    let mut lines = heading(BAD, "NOT FINISHED", &what, width);
    lines.extend(listed(all, all.len() as u64, width, |it| {
        let subject = format!("{} {}", it.subject.kind, shortener.name(&it.subject.id));
        format!("{}: {subject} at {}, {}:{}", clean(&it.rule), minute(&it.at.time), clean(&it.at.source), it.at.line)
    }));
    lines.pop();
    lines.extend(all.iter().take(1).flat_map(|it| item(&format!("→ {}", it.why), width)));
    lines.push(String::new());
    lines
}

/// Transfers of which nothing says which came first, and what would help.
pub(super) fn without_order(it: &WithoutOrder, width: usize) -> Vec<String> {
    if it.transfers == 0 {
        return Vec::new();
    }
    let what = "what came first is not known: chains, cycles and pass-through may be missed or made up";
    let mut lines = heading(WARN, "NOT JUDGED", what, width);
    let first =
        it.first.as_ref().map(|it| format!(", the first is {}:{}", clean(&it.source), it.line)).unwrap_or_default();
    let count = plural(it.transfers, "transfer shares", "transfers share");
    let text = format!("{count} an instant with one that may follow or go before, in the order of ids{first}");
    lines.extend(item(&text, width));
    let help = "→ export times with their seconds, or give a column sequence that numbers the rows of one instant";
    lines.extend(item(help, width));
    lines.push(String::new());
    lines
}

/// What rules could not judge, and what would help.
pub(super) fn too_little(
    all: &[TooLittleLine],
    without: &WithoutValue,
    shortener: &Shortener,
    width: usize,
) -> Vec<String> {
    if all.is_empty() {
        return Vec::new();
    }
    let what = "rules lacked knowledge: neither hit nor clear";
    let mut lines = heading(WARN, "NOT JUDGED", what, width);
    // Those who lack the same thing stand together, over the one remedy for it.
    let kind = |it: &TooLittleLine| (it.missing.clone(), it.why.clone());
    let mut told = false;
    for kind_of in all.iter().map(kind).collect::<BTreeSet<_>>() {
        let these: Vec<&TooLittleLine> = all.iter().filter(|it| kind(it) == kind_of).collect();
        lines.extend(listed(&these, these.len() as u64, width, |it| lacking(it)));
        lines.pop();
        if kind_of.0 == VALUE && !std::mem::replace(&mut told, true) {
            lines.extend(valueless::shown(without, width));
        }
        if let Some(most) = these.iter().max_by_key(|it| it.transfers) {
            lines.extend(untagged(most, shortener, width));
            lines.extend(item(&format!("→ {}", most.why), width));
        }
        lines.push(String::new());
    }
    lines
}

fn lacking(it: &TooLittleLine) -> String {
    let count = plural(it.transfers, "transfer", "transfers");
    let first = format!("{}:{}", clean(&it.first.source), it.first.line);
    match it.wallets.len() as u64 {
        0 if it.missing == "party" => {
            format!("{}: no sender or receiver for {count}, the first is {first}", clean(&it.rule))
        }
        // What lacks the value may be another transfer, with which this one is weighed.
        0 => format!("{}: {count} not judged for want of a {}, the first is {first}", clean(&it.rule), it.missing),
        wallets => {
            let wallets = plural(wallets, "wallet", "wallets");
            format!("{}: {count} of {wallets} not followed, the first is {first}", clean(&it.rule))
        }
    }
}

/// The wallets to be tagged, by the rule that would have followed most transfers; none is broken in two.
fn untagged(lack: &TooLittleLine, shortener: &Shortener, width: usize) -> Vec<String> {
    if lack.wallets.is_empty() {
        return Vec::new();
    }
    let named = |it: &UntaggedLine| format!("{} ({})", shortener.name(&it.id), grouped(it.transfers));
    let mut parts: Vec<String> = lack.wallets.iter().take(UNTAGGED).map(named).collect();
    let more = lack.wallets.len().saturating_sub(UNTAGGED) as u64;
    if more > 0 {
        parts.push(format!("{} more in --as jsonl", grouped(more)));
    }
    if let Some(first) = parts.first_mut() {
        first.insert_str(0, "untagged: ");
    }
    indented(side_by_side(&parts, width.saturating_sub(6)))
}

/// Rows under a head, each with its place and what is wrong with it.
pub(super) fn rejected(head: &str, all: &[RejectedLine], count: u64, width: usize) -> Vec<String> {
    if all.is_empty() {
        return Vec::new();
    }
    let mut lines = heading(WARN, head, &plural(count, "row", "rows"), width);
    lines.extend(listed(all, count, width, |it| {
        let column = it.column.as_ref().map(|it| format!(" {}:", clean(it))).unwrap_or_default();
        format!("{}:{}:{column} {}", clean(&it.source), it.line, clean(&it.why))
    }));
    lines
}

#[cfg(test)]
mod tests {
    use super::super::testing::line_of;
    use super::*;
    use tidegate_monitor::pattern::Kind;

    #[test]
    fn rules_that_lack_values_for_different_reasons_stand_under_their_own() {
        let lack = |rule: &str, why: &str| TooLittleLine {
            rule: rule.to_owned(),
            missing: "value".to_owned(),
            transfers: 1,
            wallets: Vec::new(),
            first: line_of("a z 9 EUR", Kind::Flow).rows.remove(0),
            why: why.to_owned(),
        };
        let all = [lack("one", "no column"), lack("two", "too large"), lack("three", "no column")];
        let lines: Vec<String> = too_little(&all, &WithoutValue::default(), &Shortener::default(), 100)
            .iter()
            .map(|it| it.trim().to_owned())
            .collect();
        let told: Vec<&str> = lines
            .iter()
            .filter_map(|it| it.split_once(": 1 transfer not judged").map(|it| it.0).or(it.strip_prefix("→ ")))
            .collect();
        assert_eq!(told, ["one", "three", "no column", "two", "too large"]);
    }
}
