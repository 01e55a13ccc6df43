//! `tidegate screen compare`: pairs of names in, the same file with a score for each pair out.
//!
//! Rows come back byte for byte with one more cell, and where nobody says what the names name, one before it that tells
//! what they were taken for; a pair that cannot be compared has empty ones and is told.

use crate::args::CompareArgs;
use crate::fault::{Exit, Fault};
use crate::input::{self, Ink, Row};
use crate::report::words::{clean, plural};
use std::io::{self, Write};
use tidegate_kyc_core::screen::list::EntryKind;
use tidegate_kyc_core::screen::{score_of, scored_as};

/// Runs the command.
///
/// # Errors
/// A fault where the file cannot be read or written.
pub(super) fn command(args: &CompareArgs) -> Result<Exit, Fault> {
    if let Some(out) = &args.out {
        input::spares_records(out)?;
    }
    let name = input::file_name(&args.pairs);
    let mut table = input::pairs(&args.pairs)?;
    let mut row = Row::default();
    table.read(&mut row)?;
    let columns = Columns::of(&row.cells).ok_or_else(|| {
        let help = "a file of pairs is CSV with name1 and name2, and if known schema";
        Fault::unreadable(format!("{} has no columns name1 and name2", clean(&name)), help)
    })?;
    if let Some(column) = columns.taken {
        let help =
            "take that column out of the file, or give it another name: what is found is written into one of that name";
        return Err(Fault::unreadable(format!("{} has a column {column} already", clean(&name)), help));
    }
    let (mut counts, mut fault) = (Counts::default(), None);
    let written = input::write(args.out.as_deref(), Ink::Plain, &mut |out| {
        put(out, &row, columns.width, columns.heading())?;
        loop {
            match table.read(&mut row) {
                Ok(true) => {
                    let cells = counts.scored(columns.score(&row.cells), row.line);
                    put(out, &row, columns.width, cells.as_deref().unwrap_or(columns.nothing()))?;
                }
                Ok(false) => {
                    return [&row.before, &row.bytes, &row.after].into_iter().try_for_each(|it| out.write_all(it));
                }
                Err(it) => {
                    fault = Some(it);
                    return Err(io::ErrorKind::InvalidData.into());
                }
            }
        }
    });
    match fault {
        Some(fault) => return Err(fault),
        None => written?,
    }
    let Counts { pairs, bad, first } = counts;
    let scored = plural(pairs, "pair", "pairs");
    match first {
        None => input::speak(&format!("{scored} scored")),
        Some(line) => input::speak(&format!(
            "{scored} scored; {} could not be compared, the first on line {line}: cells or a name are missing",
            plural(bad, "row", "rows")
        )),
    }
    match pairs {
        0 => Err(Fault::unreadable(
            format!("{} has no pair that can be compared", clean(&name)),
            "is it the right file?",
        )),
        _ => Ok(if bad == 0 { Exit::Clear } else { Exit::Found }),
    }
}

/// Rows that were scored, and rows that could not be.
#[derive(Default)]
struct Counts {
    pairs: u64,
    bad: u64,
    first: Option<u64>,
}

impl Counts {
    fn scored(&mut self, score: Option<String>, line: u64) -> Option<String> {
        if score.is_some() {
            self.pairs += 1;
        } else {
            self.bad += 1;
            self.first = self.first.or(Some(line));
        }
        score
    }
}

/// Writes a row with the new cells. Where cells are missing, the new ones still stand in their columns.
fn put(out: &mut dyn Write, row: &Row, width: usize, cells: &str) -> io::Result<()> {
    out.write_all(&row.before)?;
    out.write_all(&row.bytes)?;
    if row.cells.len() <= width {
        out.write_all(",".repeat(width + 1 - row.cells.len()).as_bytes())?;
        out.write_all(cells.as_bytes())?;
    }
    out.write_all(&row.after)
}

struct Columns {
    one: usize,
    other: usize,
    schema: Option<usize>,
    /// A column of the file that is to be written.
    taken: Option<&'static str>,
    width: usize,
}

impl Columns {
    fn of(names: &csv::StringRecord) -> Option<Self> {
        let name = |it: &str| it.trim_start_matches('\u{feff}').trim_matches(['"', ' ']).to_ascii_lowercase();
        let column = |wanted: &str| names.iter().position(|it| name(it) == wanted);
        let (one, other) = (column("name1")?, column("name2")?);
        let schema = column("schema");
        let stands = |it: &&str| column(it).is_some();
        let taken = ["score"].into_iter().chain(schema.is_none().then_some("scored_as")).find(stands);
        Some(Self { one, other, schema, taken, width: names.len() })
    }

    /// The names of the new columns.
    const fn heading(&self) -> &'static str {
        if self.schema.is_some() { "score" } else { "scored_as,score" }
    }

    /// The new cells of a pair that was not compared.
    const fn nothing(&self) -> &'static str {
        if self.schema.is_some() { "" } else { "," }
    }

    /// The new cells of a pair: its score, and what the names were taken for where no column says it. `None` where a name or
    /// cells are missing.
    fn score(&self, row: &csv::StringRecord) -> Option<String> {
        if row.len() != self.width {
            return None;
        }
        let cell = |at: usize| row.get(at).unwrap_or("").trim();
        let (one, other) = (cell(self.one), cell(self.other));
        match self.schema.map(|it| kind(cell(it))) {
            Some(kind) => score_of(one, other, kind).map(|it| it.to_string()),
            None => scored_as(one, other).map(|(score, kind)| format!("{kind},{score}")),
        }
    }
}

/// The kind of a schema, by its name among those of FollowTheMoney or in plain words.
fn kind(schema: &str) -> EntryKind {
    match schema.to_ascii_lowercase().as_str() {
        "person" | "individual" => EntryKind::Person,
        "company" | "organization" | "organisation" | "publicbody" | "entity" => EntryKind::Organisation,
        "vessel" => EntryKind::Vessel,
        "airplane" | "aircraft" => EntryKind::Aircraft,
        _ => EntryKind::Unknown,
    }
}
