//! The flow of one hit as a drawing: wallets, arrows, amounts, times.
//!
//! Takes a hit line and a width, gives lines of text. The shape follows the kind of the rule; a
//! hit that does not have that shape (it grew sideways, or was cut) is drawn arrow by arrow.

use super::lines::{HitLine, RowLine};
use super::paint::{left, right, width as wide};
use super::words::{Shortener, brief, clean, minute};
use tidegate_monitor::pattern::Kind;

/// The most arms that are drawn; of more, the middle ones are counted only.
const ARMS: usize = 16;

/// What a drawing is made with.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pen<'a> {
    /// The hit.
    pub(crate) hit: &'a HitLine,
    /// Short forms of its names.
    pub(crate) names: &'a Shortener,
    /// Columns to draw in.
    pub(crate) width: usize,
}

/// The flow of a hit, drawn in the shape of its kind.
pub(crate) fn draw(pen: Pen<'_>, kind: Kind) -> Vec<String> {
    let rows = &pen.hit.rows;
    let drawn = match kind {
        Kind::Flow | Kind::Turnover => Some(arms(pen)),
        Kind::Path if pen.is_chain() => Some(chain(pen)),
        Kind::Cycle if pen.is_chain() && rows.len() > 1 && pen.from(&rows[0]) == pen.to(&rows[rows.len() - 1]) => {
            Some(ring(pen))
        }
        Kind::Diamond => diamond(pen),
        Kind::Path | Kind::Cycle => None,
    };
    drawn.filter(|it| !it.is_empty()).unwrap_or_else(|| arrows(pen))
}

impl Pen<'_> {
    /// The sending party: the subject itself, else the customer where the row names one, else the wallet.
    fn from(&self, row: &RowLine) -> String {
        if self.hit.subject.sends(row) { self.subject() } else { self.party(row.from_customer.as_ref(), &row.from) }
    }

    fn to(&self, row: &RowLine) -> String {
        if self.hit.subject.receives(row) { self.subject() } else { self.party(row.to_customer.as_ref(), &row.to) }
    }

    fn party(&self, customer: Option<&String>, wallet: &str) -> String {
        customer.map_or_else(|| self.names.name(wallet), |it| format!("customer {}", self.names.name(it)))
    }

    fn subject(&self) -> String {
        self.party((self.hit.subject.kind == "customer").then_some(&self.hit.subject.id), &self.hit.subject.id)
    }

    /// The time, without its year where all rows share it.
    fn when(&self, row: &RowLine) -> String {
        let year = row.time.get(..5);
        let time = minute(&row.time);
        let shared = self.hit.rows.iter().all(|it| it.time.get(..5) == year);
        if shared { time.get(5..).unwrap_or(&time).to_owned() } else { time }
    }

    fn much(row: &RowLine) -> String {
        format!("{} {}", brief(&row.amount), clean(&row.asset))
    }

    fn is_chain(&self) -> bool {
        self.hit.rows.windows(2).all(|it| self.to(&it[0]) == self.from(&it[1]))
    }
}

/// The piece of a line that goes on in these directions.
fn joint(up: bool, down: bool, to_left: bool, to_right: bool) -> char {
    match (up, down, to_left, to_right) {
        (true, true, true, true) => '┼',
        (true, true, true, false) => '┤',
        (true, true, false, true) => '├',
        (true, true, false, false) => '│',
        (true, false, true, true) => '┴',
        (true, false, true, false) => '┘',
        (true, false, false, true) => '└',
        (false, true, true, true) => '┬',
        (false, true, true, false) => '┐',
        (false, true, false, true) => '┌',
        (false, false, false, false) => ' ',
        (true | false, false, ..) | (false, true, false, false) => '─',
    }
}

/// The trunk that `arms` arms meet in, with the subject at line `middle`, seen at line `at`.
fn trunk(at: usize, arms: usize, middle: usize, is_left: bool) -> char {
    let last = middle.max(arms.saturating_sub(1));
    let (arm, subject) = (at < arms, at == middle);
    let (to_left, to_right) = if is_left { (arm, subject) } else { (subject, arm) };
    if at > last { ' ' } else { joint(at > 0, at < last, to_left, to_right) }
}

/// All of them, or the first and the last with a count of those between.
fn some<T>(all: Vec<T>, say: impl Fn(usize) -> T) -> Vec<T> {
    if all.len() <= ARMS {
        return all;
    }
    let hidden = all.len() - (ARMS - 1);
    let mut kept: Vec<Option<T>> = all.into_iter().map(Some).collect();
    let tail = kept.split_off(ARMS / 2 + hidden);
    kept.truncate(ARMS / 2);
    kept.into_iter().flatten().chain([say(hidden)]).chain(tail.into_iter().flatten()).collect()
}

/// Transfers into and out of the subject as arms on both of its sides.
fn arms(pen: Pen<'_>) -> Vec<String> {
    let subject = &pen.hit.subject;
    let (ins, outs): (Vec<&RowLine>, Vec<&RowLine>) = pen.hit.rows.iter().partition(|it| subject.receives(it));
    if outs.iter().any(|it| !subject.sends(it)) {
        return Vec::new();
    }
    let ins = some(in_arms(pen, &ins), |hidden| format!("… {hidden} more …"));
    let outs = some(out_arms(pen, &outs), |hidden| format!("… {hidden} more …"));
    let side_by_side = join(&ins, &pen.subject(), &outs);
    if ins.is_empty() || outs.is_empty() || side_by_side.iter().all(|it| wide(it) <= pen.width) {
        return side_by_side;
    }
    let mut lines = join(&ins, &pen.subject(), &[]);
    lines.push(String::new());
    lines.extend(join(&[], &pen.subject(), &outs));
    lines
}

fn in_arms(pen: Pen<'_>, rows: &[&RowLine]) -> Vec<String> {
    let names = rows.iter().map(|it| wide(&pen.from(it))).max().unwrap_or(0);
    let amounts = rows.iter().map(|it| wide(&Pen::much(it))).max().unwrap_or(0);
    let arm = |it: &&RowLine| {
        format!("{}  {} ── {} ", left(&pen.from(it), names), pen.when(it), right(&Pen::much(it), amounts))
    };
    rows.iter().map(arm).collect()
}

fn out_arms(pen: Pen<'_>, rows: &[&RowLine]) -> Vec<String> {
    legs(pen, rows).into_iter().zip(rows).map(|(leg, row)| format!("{leg} ──▶ {}", pen.to(row))).collect()
}

/// Times and amounts, aligned.
fn legs(pen: Pen<'_>, rows: &[&RowLine]) -> Vec<String> {
    let amounts = rows.iter().map(|it| wide(&Pen::much(it))).max().unwrap_or(0);
    rows.iter().map(|it| format!(" {}  {}", pen.when(it), right(&Pen::much(it), amounts))).collect()
}

fn join(ins: &[String], subject: &str, outs: &[String]) -> Vec<String> {
    let height = ins.len().max(outs.len()).max(1);
    let middle = (height - 1) / 2;
    let in_width = ins.iter().map(|it| wide(it)).max().unwrap_or(0);
    let line = |at: usize| {
        let mut line = String::new();
        if !ins.is_empty() {
            let arm = ins.get(at).map_or_else(|| " ".repeat(in_width + 2), |it| left(it, in_width) + "──");
            line += &format!("{arm}{}", trunk(at, ins.len(), middle, true));
            line += if at == middle { "──▶ " } else { "    " };
        }
        line += &if at == middle { subject.to_owned() } else { " ".repeat(wide(subject)) };
        if !outs.is_empty() {
            line += if at == middle { " ──" } else { "   " };
            let arm = outs.get(at).map_or_else(String::new, |it| format!("──{it}"));
            line += &format!("{}{arm}", trunk(at, outs.len(), middle, false));
        }
        line.trim_end().to_owned()
    };
    (0..height).map(line).collect()
}

/// One wallet under the other.
fn chain(pen: Pen<'_>) -> Vec<String> {
    let rows = &pen.hit.rows;
    let Some(first) = rows.first() else { return Vec::new() };
    let mut lines = vec![pen.from(first)];
    for row in rows {
        lines.push(format!(" │  {}  {}", pen.when(row), Pen::much(row)));
        lines.push(" ▼".to_owned());
        lines.push(pen.to(row));
    }
    lines
}

/// A chain whose last transfer leads back to the top.
fn ring(pen: Pen<'_>) -> Vec<String> {
    let mut lines = chain(pen);
    lines.truncate(lines.len() - 2);
    let last = lines.len() - 1;
    lines
        .into_iter()
        .enumerate()
        .map(|(at, line)| match at {
            0 => format!("┌─▶ {line}"),
            _ if at == last => format!("└────┘{}", line.trim_start_matches(" │")),
            _ => format!("│   {line}"),
        })
        .collect()
}

/// One source, its middles, one gatherer; `None` where the rows do not pair up so.
fn diamond(pen: Pen<'_>) -> Option<Vec<String>> {
    let rows = &pen.hit.rows;
    let mut branches: Vec<(&RowLine, &RowLine)> = Vec::new();
    for (at, second) in rows.iter().enumerate().filter(|(_, it)| pen.hit.subject.receives(it)) {
        let middle = pen.from(second);
        let first = rows[..at].iter().rfind(|it| pen.to(it) == middle && !pen.hit.subject.receives(it))?;
        branches.push((first, second));
    }
    let source = pen.from(branches.first()?.0);
    let covered = |row: &RowLine| branches.iter().any(|it| it.0 == row || it.1 == row);
    if branches.iter().any(|it| pen.from(it.0) != source) || !rows.iter().all(covered) {
        return None;
    }
    let firsts: Vec<&RowLine> = branches.iter().map(|it| it.0).collect();
    let middles = branches.iter().map(|it| wide(&pen.to(it.0))).max().unwrap_or(0);
    let seconds: Vec<&RowLine> = branches.iter().map(|it| it.1).collect();
    let (outs, ins) = (legs(pen, &firsts), legs(pen, &seconds));
    let name = |at: usize| left(&pen.to(firsts[at]), middles);
    let arms = (0..branches.len()).map(|at| format!("{} ──▶ {} ──{} ──", outs[at], name(at), ins[at])).collect();
    let arms = some(arms, |hidden| format!(" … {hidden} more …"));
    let gathered = gather(&arms, &source, &pen.subject());
    if gathered.iter().all(|it| wide(it) <= pen.width) {
        return Some(gathered);
    }
    let (outs, ins) = (out_arms(pen, &firsts), out_arms(pen, &seconds));
    let two_lines = |at: usize| format!("{}\n{}", outs[at], ins[at]);
    let pairs = some((0..branches.len()).map(two_lines).collect(), |hidden| format!(" … {hidden} more …"));
    Some(under(&source, &pairs))
}

fn gather(arms: &[String], source: &str, gatherer: &str) -> Vec<String> {
    let middle = (arms.len() - 1) / 2;
    let width = arms.iter().map(|it| wide(it)).max().unwrap_or(0);
    let line = |(at, arm): (usize, &String)| {
        let start = if at == middle { format!("{source} ──") } else { " ".repeat(wide(source) + 3) };
        let end = if at == middle { format!("──▶ {gatherer}") } else { String::new() };
        let (out, back) = (trunk(at, arms.len(), middle, false), trunk(at, arms.len(), middle, true));
        format!("{start}{out}──{}{back}{end}", left(arm, width))
    };
    arms.iter().enumerate().map(line).collect()
}

/// The source on top, each branch in two lines below it.
fn under(source: &str, pairs: &[String]) -> Vec<String> {
    let mut lines = vec![source.to_owned()];
    for (at, pair) in pairs.iter().enumerate() {
        let (corner, stem) = if at + 1 == pairs.len() { ('└', ' ') } else { ('├', '│') };
        let (first, second) = pair.split_once('\n').unwrap_or((pair, ""));
        lines.push(format!(" {corner}──{first}"));
        if !second.is_empty() {
            lines.push(format!(" {stem}       └──{second}"));
        }
    }
    lines
}

/// Each row as one arrow: for shapes that have no drawing of their own.
fn arrows(pen: Pen<'_>) -> Vec<String> {
    let rows: Vec<&RowLine> = pen.hit.rows.iter().collect();
    let lines = in_arms(pen, &rows).into_iter().zip(&rows).map(|(arm, row)| format!("{arm}──▶ {}", pen.to(row)));
    some(lines.collect(), |hidden| format!("… {hidden} more …"))
}

#[cfg(test)]
mod tests {
    use super::super::testing::line_of;
    use super::*;

    fn check(kind: Kind, width: usize, transfers: &str, expected: &str) {
        let hit = line_of(transfers, kind);
        let names = Shortener::of(hit.rows.iter().flat_map(|it| [it.from.as_str(), it.to.as_str()]));
        let drawn = draw(Pen { hit: &hit, names: &names, width }, kind).join("\n");
        assert_eq!(drawn, expected.trim_matches('\n'), "\n{drawn}\n");
    }

    #[test]
    fn payers_meet_in_the_subject() {
        check(
            Kind::Flow,
            80,
            "ann z 9500 EUR\nb z 9800.25 EUR\nc z 90 EUR",
            "
ann  03-01 10:00 ──    9500 EUR ──┐
b    03-01 11:00 ── 9800.25 EUR ──┼──▶ z
c    03-01 12:00 ──      90 EUR ──┘",
        );
        check(Kind::Flow, 80, "a z 9500 EUR", "a  03-01 10:00 ── 9500 EUR ─────▶ z");
    }

    #[test]
    fn receivers_hang_from_the_subject() {
        check(
            Kind::Flow,
            80,
            "z a 9 EUR\nz b 10 EUR",
            "
z ──┬── 03-01 10:00   9 EUR ──▶ a
    └── 03-01 11:00  10 EUR ──▶ b",
        );
    }

    #[test]
    fn a_turnover_has_both_sides_where_there_is_room() {
        let rows = "a z 9 EUR\nb z 10 EUR\nz c 18 EUR";
        check(
            Kind::Turnover,
            80,
            rows,
            "
a  03-01 10:00 ──  9 EUR ──┬──▶ z ───── 03-01 12:00  18 EUR ──▶ c
b  03-01 11:00 ── 10 EUR ──┘",
        );
        check(
            Kind::Turnover,
            60,
            rows,
            "
a  03-01 10:00 ──  9 EUR ──┬──▶ z
b  03-01 11:00 ── 10 EUR ──┘

z ───── 03-01 12:00  18 EUR ──▶ c",
        );
    }

    #[test]
    fn a_path_runs_down_and_a_cycle_comes_back() {
        check(
            Kind::Path,
            80,
            "z b 9 EUR\nb c 8 EUR",
            "
z
 │  03-01 10:00  9 EUR
 ▼
b
 │  03-01 11:00  8 EUR
 ▼
c",
        );
        check(
            Kind::Cycle,
            80,
            "z b 9 EUR\nb z 8 EUR",
            "
┌─▶ z
│    │  03-01 10:00  9 EUR
│    ▼
│   b
└────┘  03-01 11:00  8 EUR",
        );
    }

    #[test]
    fn a_diamond_scatters_and_gathers() {
        let rows = "a m 5 ETH\na n 4 ETH\nm z 5 ETH\nn z 4 ETH";
        check(
            Kind::Diamond,
            120,
            rows,
            "
a ──┬── 03-01 10:00  5 ETH ──▶ m ── 03-01 12:00  5 ETH ──┬──▶ z
    └── 03-01 11:00  4 ETH ──▶ n ── 03-01 13:00  4 ETH ──┘",
        );
        check(
            Kind::Diamond,
            50,
            rows,
            "
a
 ├── 03-01 10:00  5 ETH ──▶ m
 │       └── 03-01 12:00  5 ETH ──▶ z
 └── 03-01 11:00  4 ETH ──▶ n
         └── 03-01 13:00  4 ETH ──▶ z",
        );
    }

    #[test]
    fn rows_without_the_shape_are_drawn_arrow_by_arrow() {
        for kind in [Kind::Path, Kind::Cycle, Kind::Diamond, Kind::Flow] {
            check(
                kind,
                80,
                "x b 9 EUR\nz c 8 EUR",
                "
x  03-01 10:00 ── 9 EUR ──▶ b
z  03-01 11:00 ── 8 EUR ──▶ c",
            );
        }
    }

    #[test]
    fn customers_stand_for_their_wallets() {
        check(
            Kind::Flow,
            80,
            "a cust:z 9500 EUR\ncust:7 cust:z 80 EUR",
            "
a           03-01 10:00 ── 9500 EUR ──┬──▶ customer z
customer 7  03-01 11:00 ──   80 EUR ──┘",
        );
    }

    #[test]
    fn a_hundred_payers_are_counted_rather_than_drawn() {
        let rows: Vec<String> = (0..100).map(|it| format!("p{it:02} z 5 EUR")).collect();
        let hit = line_of(&rows.join("\n"), Kind::Flow);
        let drawn = draw(Pen { hit: &hit, names: &Shortener::default(), width: 80 }, Kind::Flow);
        assert_eq!(drawn.len(), ARMS);
        assert!(drawn[ARMS / 2].starts_with("… 85 more …"), "{drawn:?}");
        assert!(drawn[0].starts_with("p00") && drawn[ARMS - 1].starts_with("p99"));
    }
}
