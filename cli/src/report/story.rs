//! One hit in full, for the person who must decide about it.
//!
//! Takes a hit line, the rule it came from if that is at hand, and a width; gives text: the
//! flow drawn, measured against asked, the rows, and what else it may be. Judges nothing.

use super::draw::{Pen, draw};
use super::figures::{asked, holds, observed};
use super::lines::{HitLine, RowLine};
use super::paint::{self, BAD, FAINT, GOOD, HEAD, STRONG, WARN, fold, paint};
use super::words::{Shortener, between, clean, plural, second};
use comfy_table::{CellAlignment, ColumnConstraint, ContentArrangement, Table, Width, presets};
use tidegate_monitor::pattern::{Bounds, Kind};
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
    /// Columns to write in.
    pub(crate) width: usize,
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
    let mut lines = vec![
        format!("{badge} {}", paint(STRONG, &title)),
        format!("{} · {} version {}{trial} · score {}", clean(&hit.typology), clean(&hit.rule), hit.version, hit.score),
        paint(FAINT, &format!("hit {}", clean(&hit.id))),
        String::new(),
        format!("{} {}", clean(&hit.subject.kind), clean(&hit.subject.id)),
    ];
    if let (Some(first), Some(last)) = (hit.rows.first(), hit.rows.last()) {
        let rows = plural(hit.rows.len() as u64, "transfer", "transfers");
        lines.push(format!("{} UTC · {rows}", between(&first.time, &last.time)));
    }
    lines.extend(fold(&clean(&hit.explanation), width));
    if hit.truncated {
        lines.push(paint(WARN, "the hit reached its largest size: later rows are not in it"));
    }
    lines
}

/// Each part of the score with its reason; parts that were not earned as well.
fn score(teller: Teller<'_>) -> Vec<String> {
    let Some(rule) = teller.rule else { return Vec::new() };
    let parts = rule.score.iter().map(|part| {
        let earned = met(&part.when, teller.hit);
        let why = part.because.as_deref().unwrap_or("every hit of this rule");
        let line = format!("{:>4}  {}", if earned { part.points.to_string() } else { "–".to_owned() }, clean(why));
        if earned { line } else { paint(FAINT, &format!("{line} (would add {})", part.points)) }
    });
    let sum = paint(STRONG, &format!("{:>4}  in all", teller.hit.score));
    parts.chain([sum]).collect()
}

fn met(when: &Bounds, hit: &HitLine) -> bool {
    when.0.iter().all(|(quantity, bound)| {
        let row = quantity.row();
        let line = hit.measured.iter().find(|it| it.what == row.name);
        let figure = line.and_then(|it| super::figures::read(row.unit, it.observed.as_ref()?));
        figure.is_some_and(|it| bound.holds(it))
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
        lines.push(format!("… and {} more: the JSON line of the hit holds them all", hit.rows.len() - ROWS));
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
