//! A run for people: most severe first, at a glance, at any width, readable without colours.
//!
//! Takes lines and a width, gives text. Reads nothing and knows no terminal.

use super::lines::{RejectedLine, SliceLine, SummaryLine, TooLittleLine, UnfinishedLine};
use super::paint::{self, FAINT, GOOD, HEAD, STRONG, WARN, fold, left, paint, right, width as wide};
use super::words::{Shortener, between, clean, grouped, plural};
use super::{open, part, split};

/// From which width on the reason stands beside the facts.
const TWO_COLUMNS: usize = 132;
/// The width of the margin with severity and score.
const MARGIN: usize = 16;

/// One hit as the table shows it.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    /// `low`, `medium`, `high` or `critical`.
    pub(crate) severity: &'static str,
    /// The points it earned.
    pub(crate) score: u32,
    /// The rule's title.
    pub(crate) title: String,
    /// As many digits of the id as tell it from all others.
    pub(crate) id: String,
    /// Whom it is about, cleaned and shortened.
    pub(crate) subject: String,
    /// Times of the first and the last row.
    pub(crate) times: (String, String),
    /// How much, in words.
    pub(crate) moved: String,
    /// How many rows.
    pub(crate) rows: usize,
    /// Another hit that consists of the very same rows, by its id: one matter seen from two sides.
    pub(crate) twin: Option<String>,
    /// One line of why.
    pub(crate) why: String,
    /// Whether the rule is on trial.
    pub(crate) shadow: bool,
}

/// Everything that is not a hit.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rest<'a> {
    /// Searches without an end.
    pub(crate) unfinished: &'a [UnfinishedLine],
    /// What could not be judged.
    pub(crate) too_little: &'a [TooLittleLine],
    /// Rows that could not be read.
    pub(crate) rejected: &'a [RejectedLine],
    /// Rows that were taken and are in doubt.
    pub(crate) doubted: &'a [RejectedLine],
    /// The counts.
    pub(crate) summary: &'a SummaryLine,
    /// Which part was judged, where not all was.
    pub(crate) slice: Option<&'a SliceLine>,
}

/// The whole table: `entries` are the hits to show, the summary says how many there are.
pub(crate) fn table(entries: &[Entry], rest: &Rest<'_>, width: usize) -> String {
    let width = width.clamp(40, 200);
    let untagged = rest.too_little.iter().flat_map(|it| &it.wallets).map(|it| it.id.as_str());
    let shortener = Shortener::of(rest.unfinished.iter().map(|it| it.subject.id.as_str()).chain(untagged));
    let mut text = headline(rest.summary, width);
    text.push(String::new());
    for entry in entries {
        text.extend(block(entry, width));
        text.push(String::new());
    }
    let more = rest.summary.hits.saturating_sub(entries.len() as u64);
    if more > 0 {
        let line = format!(
            "… and {} less severe or later: --all shows them, --as jsonl writes them",
            plural(more, "hit", "hits")
        );
        text.extend(fold(&line, width - 1).into_iter().map(|it| format!(" {}", paint(STRONG, &it))));
        text.push(String::new());
    }
    text.extend(open::unfinished(rest.unfinished, &shortener, width));
    text.extend(open::without_order(&rest.summary.without_order, width));
    text.extend(open::too_little(rest.too_little, &rest.summary.without_value, &shortener, width));
    text.extend(split::shown(&rest.summary.split_wallets, width));
    text.extend(open::rejected("NOT READ", rest.rejected, rest.summary.unread(), width));
    text.extend(open::rejected("IN DOUBT", rest.doubted, rest.summary.findings, width));
    text.extend(rest.slice.into_iter().flat_map(|it| part::lines(it, width)));
    text.extend(foot(rest.summary, entries.first(), width));
    text.join("\n") + "\n"
}

fn headline(summary: &SummaryLine, width: usize) -> Vec<String> {
    let painted = |style, line: &str| -> Vec<String> {
        fold(line, width - 1).iter().map(|it| format!(" {}", paint(style, it))).collect()
    };
    if summary.rows.accepted == 0 {
        return painted(WARN, "nothing was judged: no row is a transfer");
    }
    if summary.hits == 0 {
        let silent = summary.unfinished == 0 && summary.too_little == 0;
        let silent = silent && summary.unread() == 0 && summary.findings == 0;
        let silent = silent && summary.without_order.transfers == 0;
        let line = if silent { "no hits" } else { "no hits, but not everything could be judged: see below" };
        return painted(if silent { GOOD } else { WARN }, line);
    }
    let mut parts = vec![paint(STRONG, &plural(summary.hits, "hit", "hits"))];
    for word in ["critical", "high", "medium", "low"] {
        if let Some(count) = summary.hits_by_severity.get(word) {
            parts.push(paint(paint::severity(word), &format!("{} {word}", grouped(*count))));
        }
    }
    paint::side_by_side(&parts, width - 1).into_iter().map(|it| format!(" {it}")).collect()
}

fn block(entry: &Entry, width: usize) -> Vec<String> {
    let style = paint::severity(entry.severity);
    let badge = paint(style, &left(&format!(" {}", entry.severity.to_uppercase()), 10));
    let score = right(&entry.score.to_string(), 4);
    let shadow = if entry.shadow { " (on trial)" } else { "" };
    let room = width - MARGIN - 1;
    let facts = facts(entry);
    let why = &entry.why;
    let title = format!("{}{shadow}", clean(&entry.title));
    let id = paint(FAINT, &entry.id);
    let mut lines = Vec::new();
    if width < TWO_COLUMNS {
        let titles = fold(&title, room.saturating_sub(wide(&entry.id) + 2));
        for (at, it) in titles.iter().enumerate() {
            let margin = if at == 0 { format!("{badge}{score}  ") } else { " ".repeat(MARGIN) };
            let end =
                if at == 0 { right("", room.saturating_sub(wide(it) + wide(&entry.id))) + &id } else { String::new() };
            lines.push(format!("{margin}{}{end}", paint(STRONG, it)));
        }
        let all = paint::side_by_side(&facts, room).into_iter().chain(fold(why, room));
        lines.extend(all.map(|it| format!("{}{it}", " ".repeat(MARGIN))));
        return lines;
    }
    let first = room / 2;
    let second = room - first - wide(&entry.id) - 4;
    let titles = fold(&title, first);
    let bold = titles.len();
    let here: Vec<String> = titles.into_iter().chain(paint::side_by_side(&facts, first)).collect();
    let there = fold(why, second);
    for at in 0..here.len().max(there.len()) {
        let margin = if at == 0 { format!("{badge}{score}  ") } else { " ".repeat(MARGIN) };
        let fact = left(here.get(at).map_or("", String::as_str), first);
        let fact = if at < bold { paint(STRONG, &fact) } else { fact };
        let end = if at == 0 { format!("  {id}") } else { String::new() };
        let reason = there.get(at).map_or("", String::as_str);
        let reason = if at == 0 { left(reason, second) } else { reason.to_owned() };
        lines.push(format!("{margin}{fact}  {reason}{end}").trim_end().to_owned());
    }
    lines
}

fn facts(entry: &Entry) -> Vec<String> {
    let rows = plural(entry.rows as u64, "transfer", "transfers");
    let twin = entry.twin.as_ref().map(|it| format!("the same transfers as {it}"));
    let facts = [entry.subject.clone(), between(&entry.times.0, &entry.times.1), entry.moved.clone(), rows];
    facts.into_iter().chain(twin).collect()
}

/// One line for people beside an answer for machines.
pub(crate) fn in_short(summary: &SummaryLine, slice: Option<&SliceLine>) -> String {
    let open = [
        (summary.unfinished, "search", "searches", "not finished"),
        (summary.too_little, "lack", "lacks", "of values, names or tags"),
        (summary.without_order.transfers, "transfer", "transfers", "in no known order"),
        (summary.unread() - summary.rows.rejected, "row", "rows", "of facts not read"),
        (summary.findings, "row", "rows", "of facts in doubt"),
    ];
    let mut parts = vec![plural(summary.hits, "hit", "hits")];
    parts.extend(slice.map(|it| format!("slice {}", part::ends(it))));
    parts.push(reconciled(summary));
    parts.extend(open.iter().filter(|it| it.0 > 0).map(|it| format!("{} {}", plural(it.0, it.1, it.2), it.3)));
    parts.join("; ")
}

/// What came in and what became of it: the sum must be seen to be right.
fn reconciled(summary: &SummaryLine) -> String {
    let [total, accepted, rejected, duplicates] =
        [summary.rows.total, summary.rows.accepted, summary.rows.rejected, summary.rows.duplicates].map(grouped);
    format!("rows in {total} = accepted {accepted} + rejected {rejected} + duplicates {duplicates}")
}

fn foot(summary: &SummaryLine, first: Option<&Entry>, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = fold(&reconciled(summary), width - 1);
    if let (Some(from), Some(to)) = (&summary.first, &summary.last) {
        let wallets = plural(summary.wallets, "wallet", "wallets");
        lines.extend(fold(&format!("{wallets}, {} UTC", between(from, to)), width - 1));
    }
    if let Some(entry) = first {
        // A command is not folded, so that it can be copied.
        let (command, rest) = (format!("tidegate explain {}", entry.id), "with the same files shows one hit in full");
        let painted = paint(HEAD, &command);
        if command.len() + rest.len() + 2 > width {
            lines.push(painted);
            lines.extend(fold(rest, width - 1));
        } else {
            lines.push(format!("{painted} {rest}"));
        }
    }
    lines.into_iter().map(|it| format!(" {it}")).collect()
}

#[cfg(test)]
mod tests {
    use super::super::lines::UntaggedLine;
    use super::super::lines::{Counts, RowLine, SplitWallets, WithoutOrder, WithoutValue};
    use super::super::testing::line_of;
    use super::*;
    use tidegate_monitor::pattern::Kind;

    fn entry(id: &str) -> Entry {
        Entry {
            severity: "critical",
            score: 110,
            title: "Money returns to where it started, over more wallets than anybody needs".to_owned(),
            id: id.to_owned(),
            subject: "customer c-0042".to_owned(),
            times: ("2026-03-01T10:00:00Z".to_owned(), "2026-03-02T10:00:00Z".to_owned()),
            moved: "12.5 ETH (26250.00 EUR) → 11.9123456… ETH (25015.93 EUR)".to_owned(),
            rows: 1234,
            twin: Some("0f58145d".to_owned()),
            why: "money came back over 4 hops within 21 h 45 min, and 95.2 % of it returned".to_owned(),
            shadow: false,
        }
    }

    fn summary(hits: u64) -> SummaryLine {
        SummaryLine {
            schema: String::new(),
            rows: Counts { total: 1_000_007, accepted: 1_000_000, rejected: 6, duplicates: 1 },
            sources: Vec::new(),
            facts: Vec::new(),
            findings: 0,
            hits,
            hits_by_rule: std::collections::BTreeMap::new(),
            hits_by_severity: ["critical", "high", "medium", "low"]
                .iter()
                .map(|it| ((*it).to_owned(), hits))
                .filter(|it| it.1 > 0)
                .collect(),
            unfinished: 0,
            too_little: 0,
            without_value: WithoutValue::default(),
            without_order: WithoutOrder::default(),
            wallets: 3,
            split_wallets: SplitWallets::default(),
            first: Some("2026-03-01T10:00:00Z".to_owned()),
            last: Some("2026-03-02T10:00:00Z".to_owned()),
            pack_digest: String::new(),
            currency: "EUR".to_owned(),
            tool: String::new(),
        }
    }

    fn row() -> RowLine {
        line_of("a z 9 EUR", Kind::Flow).rows.remove(0)
    }

    fn plain(entries: &[Entry], rest: &Rest<'_>, width: usize) -> String {
        anstream::adapter::strip_str(&table(entries, rest, width)).to_string()
    }

    #[test]
    fn no_line_is_wider_than_the_terminal() {
        let rejected: Vec<RejectedLine> = (0..6)
            .map(|it| RejectedLine {
                source: "transfers.csv".to_owned(),
                line: it,
                column: Some("amount".to_owned()),
                reason: String::new(),
                why: "an amount is not a decimal number that anybody could read as one".to_owned(),
            })
            .collect();
        let lack = TooLittleLine {
            rule: "many-small-ones".to_owned(),
            missing: "value".to_owned(),
            transfers: 12_345,
            wallets: vec![],
            first: row(),
            why: "the rule needs values in EUR".to_owned(),
        };
        let busy = |it: u8| UntaggedLine { id: format!("0x{:a<40}", it), transfers: 1_000 + u64::from(it) };
        let why = "find out what each is, and tag it in a --tags file".to_owned();
        let unfollowed =
            TooLittleLine { missing: "tag".to_owned(), wallets: (0..9).map(busy).collect(), why, ..lack.clone() };
        let subject = super::super::lines::PartyLine { kind: "wallet".to_owned(), id: "w".repeat(90) };
        let open = UnfinishedLine { rule: "round".to_owned(), version: 1, subject, at: row(), why: String::new() };
        let summary = summary(7);
        let rest = Rest {
            unfinished: &[open],
            too_little: &[lack, unfollowed],
            rejected: &rejected,
            doubted: &rejected,
            summary: &summary,
            slice: None,
        };
        for width in [40, 60, 80, 100, 131, 132, 160, 200] {
            let text = plain(&[entry("3458145d"), entry("aa58145d")], &rest, width);
            // Commands are not folded, so that they can be copied.
            for line in text.lines().filter(|it| !it.contains("--as jsonl lists")) {
                assert!(wide(line) <= width, "{} > {width}: {line}\n{text}", wide(line));
            }
            for needed in [
                "NOT FINISHED",
                "NOT JUDGED",
                "untagged: 0x",
                "4 more in",
                "NOT READ",
                "3458145d",
                "… and 1 more",
                "customer c-0042",
                "0f58145d",
            ] {
                assert!(text.contains(needed), "no {needed} at {width}:\n{text}");
            }
        }
    }

    #[test]
    fn hits_that_are_not_shown_are_counted() {
        let summary = summary(1_234);
        let rest =
            Rest { unfinished: &[], too_little: &[], rejected: &[], doubted: &[], summary: &summary, slice: None };
        let text = plain(&[entry("3458145d")], &rest, 100);
        assert!(text.contains("1,234 hits") && text.contains("and 1,233 hits less severe or later: --all"), "{text}");
        assert!(text.contains("rows in 1,000,007 = accepted 1,000,000 + rejected 6 + duplicates 1"), "{text}");
    }

    #[test]
    fn silence_is_clear_only_where_everything_was_judged() {
        let mut clear = summary(0);
        clear.rows.rejected = 0;
        let rest = Rest { unfinished: &[], too_little: &[], rejected: &[], doubted: &[], summary: &clear, slice: None };
        assert!(plain(&[], &rest, 80).starts_with(" no hits\n"));
        let mut nothing = clear.clone();
        nothing.rows.accepted = 0;
        assert!(plain(&[], &Rest { summary: &nothing, ..rest }, 80).starts_with(" nothing was judged"));
        for change in [
            |it: &mut SummaryLine| it.unfinished = 1,
            |it: &mut SummaryLine| it.too_little = 1,
            |it: &mut SummaryLine| it.rows.rejected = 1,
            |it: &mut SummaryLine| it.findings = 1,
            |it: &mut SummaryLine| it.without_order.transfers = 2,
        ] {
            let mut open = clear.clone();
            change(&mut open);
            let text = plain(&[], &Rest { summary: &open, ..rest }, 80);
            assert!(text.contains("not everything could be judged"), "{text}");
        }
    }

    #[test]
    fn a_rule_on_trial_says_so() {
        let summary = summary(1);
        let rest =
            Rest { unfinished: &[], too_little: &[], rejected: &[], doubted: &[], summary: &summary, slice: None };
        assert!(plain(&[Entry { shadow: true, ..entry("a") }], &rest, 120).contains("(on trial)"));
    }
}
