//! One hit in full, for the person who must decide about it.
//!
//! Takes a hit line, the rule it came from if that is at hand, and a width; gives text: the
//! flow drawn, measured against asked, the rows, and what else it may be. Judges nothing.

use super::draw::{Pen, draw};
use super::figures::{asked, holds, observed};
use super::lines::{HitLine, RowLine};
use super::paint::{self, BAD, FAINT, GOOD, HEAD, STRONG, WARN, fold, paint, side_by_side};
use super::words::{Shortener, between, clean, plural, second};
use comfy_table::{CellAlignment, ColumnConstraint, ContentArrangement, Table, Width, presets};
use tidegate_monitor::pattern::{Answer, Bounds, Figure, Kind};
use tidegate_monitor::rule::Rule;

/// How many rows are listed; the JSON line holds all of them.
const ROWS: usize = 100;

/// What a story is told with.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Teller<'a> {
    /// The hit.
    pub(crate) hit: &'a HitLine,
    /// Its rule, in the very version that found it.
    pub(crate) rule: Option<&'a Rule>,
    /// The reporting currency; empty where it is not known.
    pub(crate) currency: &'a str,
    /// Whether the run took the wallet or customer at the end of its trail for a service, since it has no tag.
    pub(crate) end: End,
    /// Columns to write in.
    pub(crate) width: usize,
}

/// What is known of the end of a hit's trail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// Nothing that would have ended it.
    Plain,
    /// It receives and sends like a service and has no tag, so that nothing is followed through it.
    Untagged,
}

/// The whole story of a hit.
pub(crate) fn story(teller: Teller<'_>) -> String {
    let Teller { hit, width, .. } = teller;
    let width = width.clamp(40, 160);
    let teller = Teller { width, ..teller };
    let customers = hit.rows.iter().flat_map(|it| [&it.from_customer, &it.to_customer]).flatten();
    let parties = hit.rows.iter().flat_map(|it| [&it.from, &it.to]).chain(customers).chain([&hit.subject.id]);
    let names = Shortener::of(parties.map(String::as_str));
    let mut lines = head(teller);
    section(&mut lines, "SCORE", score(teller));
    section(&mut lines, "MEASURED AGAINST ASKED", measured(teller));
    section(&mut lines, "FLOW", draw(Pen { hit, names: &names, width: width - 2 }, kind(teller)));
    section(&mut lines, "ROWS", rows(teller, &names));
    let whole = names_in_full(&names, hit, width);
    section(&mut lines, "NAMES IN FULL", whole);
    if let Some(rule) = teller.rule {
        section(&mut lines, "WHY IT MATTERS", fold(&clean(&rule.rationale), width - 2));
        section(&mut lines, "WHAT ELSE IT MAY BE", bullets(&rule.innocent, width));
        section(&mut lines, "WHAT THE RULE DOES NOT SEE", bullets(&rule.blind_spots, width));
        section(&mut lines, "REFERENCES", bullets(&rule.references, width));
    }
    lines.join("\n") + "\n"
}

fn section(lines: &mut Vec<String>, name: &str, content: Vec<String>) {
    if content.is_empty() {
        return;
    }
    lines.push(String::new());
    lines.push(paint(HEAD, name));
    lines.extend(content.into_iter().map(|it| format!("  {it}").trim_end().to_owned()));
}

fn head(teller: Teller<'_>) -> Vec<String> {
    let Teller { hit, rule, width, .. } = teller;
    let title = rule.map_or_else(|| clean(&hit.rule), |it| clean(&it.title));
    let badge = paint(paint::severity(&hit.severity), &format!(" {} ", clean(&hit.severity).to_uppercase()));
    let trial = hit.status.as_ref().map(|_| ", on trial").unwrap_or_default();
    let painted = |style, text: &str| fold(text, width).into_iter().map(move |it| paint(style, &it));
    let margin = paint::width(&badge) + 1;
    let titles = fold(&title, width.saturating_sub(margin)).into_iter().enumerate();
    let begin = |at: usize| if at == 0 { format!("{badge} ") } else { " ".repeat(margin) };
    let mut lines: Vec<String> = titles.map(|(at, it)| begin(at) + &paint(STRONG, &it)).collect();
    let facts = [
        clean(&hit.typology),
        format!("{} version {}{trial}", clean(&hit.rule), hit.version),
        format!("score {}", hit.score),
    ];
    lines.extend(side_by_side(&facts, width));
    lines.extend(painted(FAINT, &format!("hit {}", clean(&hit.id))));
    lines.push(String::new());
    lines.extend(fold(&format!("{} {}", clean(&hit.subject.kind), clean(&hit.subject.id)), width));
    if let (Some(first), Some(last)) = (hit.rows.first(), hit.rows.last()) {
        let rows = plural(hit.rows.len() as u64, "transfer", "transfers");
        lines.extend(side_by_side(&[format!("{} UTC", between(&first.time, &last.time)), rows], width));
        if teller.end == End::Untagged && kind(teller) == Kind::Path {
            let end = clean(last.to_customer.as_ref().unwrap_or(&last.to));
            let text = format!(
                "the trail ends at {end}, which this run took for a service, for it receives and sends like one and \
                 has no tag: what it sent on is not followed"
            );
            lines.extend(painted(WARN, &text));
        }
    }
    lines.extend(fold(&clean(&hit.explanation), width));
    if hit.truncated {
        lines.extend(painted(WARN, "the hit reached its largest size: later rows are not in it"));
    }
    lines
}

/// Each part of the score with its reason; parts that were not earned as well.
fn score(teller: Teller<'_>) -> Vec<String> {
    let Some(rule) = teller.rule else { return Vec::new() };
    let parts = rule.score.iter().flat_map(|part| {
        let answer = met(&part.when, teller.hit);
        let earned = answer == Answer::Holds;
        let why = part.because.as_deref().unwrap_or("every hit of this rule");
        let points = if earned { part.points.to_string() } else { "–".to_owned() };
        let why = if earned { clean(why) } else { format!("{} ({} {})", clean(why), would(answer), part.points) };
        let lines = fold(&why, teller.width.saturating_sub(8)).into_iter().enumerate();
        let begin = move |at| if at == 0 { format!("{points:>4}  ") } else { " ".repeat(6) };
        let lines = lines.map(move |(at, it)| begin(at) + &it);
        lines.map(move |it| if earned { it } else { paint(FAINT, &it) })
    });
    let sum = paint(STRONG, &format!("{:>4}  in all", teller.hit.score));
    parts.chain([sum]).collect()
}

const fn would(answer: Answer) -> &'static str {
    match answer {
        Answer::Unknown => "cannot be told for want of values; would add",
        Answer::Holds | Answer::Fails => "would add",
    }
}

fn met(when: &Bounds, hit: &HitLine) -> Answer {
    let is_valued = hit.rows.iter().all(|it| it.value.is_some());
    when.judge(|quantity| {
        let row = quantity.row();
        let line = hit.measured.iter().find(|it| it.what == row.name);
        match line.map_or(Figure::Absent, |it| super::figures::known(row.unit, it)) {
            // Where no value is missing, there is no such thing: no transfer before the first one.
            Figure::Unknown if is_valued => Figure::Absent,
            known => known,
        }
    })
}

fn measured(teller: Teller<'_>) -> Vec<String> {
    let mut table = plain(teller.width - 2);
    for it in &teller.hit.measured {
        let mark = match holds(it) {
            Some(true) => "✓",
            Some(false) => "✗",
            None => "·",
        };
        let asked = asked(&it.what, &it.asked, teller.currency);
        let asked = if asked.is_empty() { "not asked".to_owned() } else { asked };
        let since = if it.since.as_deref() == Some("first_row") { " since the first row" } else { "" };
        let what = clean(&it.what).replace('_', " ") + since;
        table.add_row([mark.to_owned(), what, observed(it, teller.currency), asked]);
    }
    align_right(&mut table, &[2]);
    let paint_mark = |line: String| match line.chars().next() {
        Some('✓') => line.replacen('✓', &paint(GOOD, "✓"), 1),
        Some('✗') => line.replacen('✗', &paint(BAD, "✗"), 1),
        Some('·') => paint(FAINT, &line),
        _ => line,
    };
    lines_of(&table).into_iter().map(paint_mark).collect()
}

/// One line a row where that fits, otherwise two.
fn rows(teller: Teller<'_>, names: &Shortener) -> Vec<String> {
    let hit = teller.hit;
    let room = teller.width - 2;
    let texts = Shortener::of(hit.rows.iter().map(|it| it.txid.as_str()));
    let cells: Vec<Cells> =
        hit.rows.iter().take(ROWS).map(|it| Cells::of(it, names, &texts, teller.currency)).collect();
    let mut lines = lines_of(&wide_rows(&cells, room));
    if lines.iter().any(|it| paint::width(it) > room) {
        lines = lines_of(&narrow_rows(&cells, room));
    }
    if let Some(first) = lines.first_mut() {
        *first = paint(FAINT, first);
    }
    if hit.rows.len() > ROWS {
        let more = format!("… and {} more: the JSON line of the hit holds them all", hit.rows.len() - ROWS);
        lines.extend(fold(&more, room));
    }
    lines
}

/// A row in words; `value` is empty where the amount says it already.
struct Cells {
    time: String,
    from: String,
    to: String,
    amount: String,
    value: String,
    txid: String,
    place: String,
}

impl Cells {
    fn of(row: &RowLine, names: &Shortener, txids: &Shortener, currency: &str) -> Self {
        let party = |wallet: &str, customer: &Option<String>| match customer {
            Some(it) => format!("{} ({})", names.name(wallet), names.name(it)),
            None => names.name(wallet),
        };
        let value = match &row.value {
            None => "unknown value".to_owned(),
            Some(_) if row.asset == currency => String::new(),
            Some(it) => format!("{} {currency}", clean(it)).trim_end().to_owned(),
        };
        Self {
            time: second(&row.time),
            from: party(&row.from, &row.from_customer),
            to: party(&row.to, &row.to_customer),
            amount: format!("{} {}", clean(&row.amount), clean(&row.asset)),
            value,
            txid: txids.name(&row.txid),
            place: format!("{}:{}", clean(&row.source), row.line),
        }
    }
}

fn wide_rows(cells: &[Cells], room: usize) -> Table {
    let mut table = plain(room);
    table.set_content_arrangement(ContentArrangement::Disabled);
    let valued = cells.iter().any(|it| !it.value.is_empty());
    let mut header = vec!["", "time (UTC)", "from", "to", "amount"];
    header.extend(valued.then_some("value"));
    header.extend(["txid", "file:line"]);
    table.set_header(header);
    for (at, it) in cells.iter().enumerate() {
        let number = (at + 1).to_string();
        let mut row = vec![&number, &it.time, &it.from, &it.to, &it.amount];
        row.extend(valued.then_some(&it.value));
        row.extend([&it.txid, &it.place]);
        table.add_row(row);
    }
    align_right(&mut table, if valued { &[0, 4, 5] } else { &[0, 4] });
    table
}

fn narrow_rows(cells: &[Cells], room: usize) -> Table {
    let mut table = plain(room);
    table.set_header(["", "time (UTC), file:line", "from → to, txid", "amount, value"]);
    for (at, it) in cells.iter().enumerate() {
        let time = format!("{}\n{}", it.time, it.place);
        let parties = format!("{} → {}\n{}", it.from, it.to, it.txid);
        table.add_row([(at + 1).to_string(), time, parties, format!("{}\n{}", it.amount, it.value)]);
    }
    align_right(&mut table, &[0, 3]);
    table
}

/// Shortened names beside what they stand for, so that an address can be copied.
fn names_in_full(names: &Shortener, hit: &HitLine, width: usize) -> Vec<String> {
    let mut all: Vec<&str> = Vec::new();
    for name in hit.rows.iter().flat_map(|it| [it.from.as_str(), it.to.as_str()]) {
        if names.name(name) != clean(name) && !all.contains(&name) && all.len() < ROWS {
            all.push(name);
        }
    }
    let short = all.iter().map(|it| paint::width(&names.name(it))).max().unwrap_or(0);
    let line = |it: &&str| fold(&format!("{}  {}", paint::left(&names.name(it), short), clean(it)), width - 2);
    all.iter().flat_map(line).collect()
}

fn bullets(all: &[String], width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    for it in all {
        let folded = fold(&clean(it), width.saturating_sub(4)).into_iter().enumerate();
        lines.extend(folded.map(|(at, it)| format!("{} {it}", if at == 0 { "–" } else { " " })));
    }
    lines
}

/// The shape to draw: the rule's kind, or what the figures of the line give away.
fn kind(teller: Teller<'_>) -> Kind {
    let measures = |name: &str| teller.hit.measured.iter().any(|it| it.what == name);
    match teller.rule {
        Some(rule) => rule.require.kind,
        None if measures("middles") => Kind::Diamond,
        None if measures("returned_share") => Kind::Cycle,
        None if measures("hops") => Kind::Path,
        None if measures("in_count") || measures("out_count") => Kind::Turnover,
        None => Kind::Flow,
    }
}

fn plain(width: usize) -> Table {
    let mut table = Table::new();
    table.load_style(presets::NOTHING).set_content_arrangement(ContentArrangement::Dynamic);
    table.set_width(u16::try_from(width).unwrap_or(u16::MAX));
    table
}

fn align_right(table: &mut Table, columns: &[usize]) {
    for (at, column) in table.column_iter_mut().enumerate() {
        column.set_padding((0, 2));
        if columns.contains(&at) {
            column.set_cell_alignment(CellAlignment::Right);
        }
        if at == 0 {
            column.set_constraint(ColumnConstraint::LowerBoundary(Width::Fixed(3)));
        }
    }
}

fn lines_of(table: &Table) -> Vec<String> {
    table.lines().map(|it| it.trim_end().to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::super::testing::{line_of, rule_of};
    use super::*;

    fn told(hit: &HitLine, rule: &Rule, end: End, width: usize) -> String {
        let text = story(Teller { hit, rule: Some(rule), currency: "EUR", end, width });
        anstream::adapter::strip_str(&text).to_string()
    }

    #[test]
    fn no_line_is_wider_than_the_terminal() {
        let (long, other) =
            ("0x52908400098527886e0f7030069857d2e4169ee7", "0x6a38589d67ac7833173b04e58e6d4bb0e60cf706");
        let rows = format!("{long} z 12.123456789 ETH 9500\n{other} z 9500 EUR\nz {long} 9 EUR\nz {other} 1 ETH\n");
        for kind in [Kind::Flow, Kind::Turnover, Kind::Path, Kind::Cycle, Kind::Diamond] {
            let mut rule = rule_of(kind);
            rule.score[1].because = Some("nine or more of them within a window, which hardly anybody needs".to_owned());
            let mut hit = line_of(&rows, kind);
            hit.truncated = true;
            hit.rows = std::iter::repeat_n(hit.rows.clone(), 26).flatten().collect();
            for width in [40, 60, 100] {
                let text = told(&hit, &rule, End::Untagged, width);
                // What is drawn is not folded.
                let (drawn, whole) = (text.find("\nFLOW").unwrap(), text.find("\nROWS").unwrap());
                for line in text[..drawn].lines().chain(text[whole..].lines()) {
                    assert!(paint::width(line) <= width, "{} > {width}: {line}\n{text}", paint::width(line));
                }
            }
        }
    }

    #[test]
    fn a_trail_that_ends_at_an_untagged_service_says_so() {
        for (kind, end, says) in
            [(Kind::Path, End::Untagged, true), (Kind::Path, End::Plain, false), (Kind::Flow, End::Untagged, false)]
        {
            let text = told(&line_of("a b 9 EUR\nb z 9 EUR", kind), &rule_of(kind), end, 200);
            assert_eq!(text.contains("the trail ends at z, which this run took for a service"), says, "{text}");
        }
    }
}
