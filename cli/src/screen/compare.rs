//! `tidegate screen compare`: pairs of names in, the same file with a score for each pair out.

use crate::args::CompareArgs;
use crate::fault::{Exit, Fault};
use crate::input::{self, Ink};
use std::io;
use tidegate_kyc_core::screen::list::EntryKind;
use tidegate_kyc_core::screen::name::{Name, score};

/// Runs the command.
///
/// # Errors
/// A fault where the file cannot be read or written.
pub(super) fn command(args: &CompareArgs) -> Result<Exit, Fault> {
    let mut table = input::table(&args.pairs)?;
    let broken = |it: csv::Error| input::broken(&args.pairs, &it);
    let mut names = table.headers().map_err(broken)?.clone();
    let column = |name: &str| names.iter().position(|it| it.trim_start_matches('\u{feff}').eq_ignore_ascii_case(name));
    let (Some(one), Some(other)) = (column("name1"), column("name2")) else {
        return Err(Fault::unreadable(
            format!("{} has no columns name1 and name2", input::file_name(&args.pairs)),
            "a file of pairs is CSV with name1 and name2, and if known schema",
        ));
    };
    let schema = column("schema");
    names.push_field("score");
    let mut rows = vec![names];
    for row in table.into_records() {
        let mut row = row.map_err(broken)?;
        let cell = |at: usize| row.get(at).unwrap_or("");
        let kind = schema.map_or(EntryKind::Unknown, |it| kind(cell(it)));
        let scored = score(&Name::prepare(cell(one), kind), &Name::prepare(cell(other), kind)).to_string();
        row.push_field(&scored);
        rows.push(row);
    }
    input::write(args.out.as_deref(), Ink::Plain, &mut |out| {
        let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(out);
        rows.iter().try_for_each(|it| writer.write_record(it)).map_err(io::Error::other)?;
        writer.flush()
    })?;
    Ok(Exit::Clear)
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
