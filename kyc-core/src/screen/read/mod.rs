//! Readers of sanctions lists: a publisher's own file in, a [`List`] and what is wrong with parts of it out.
//!
//! The format is recognised by content, never by the name of the file. Everything is streamed and bounded:
//! a file that is cut, packed, empty, in another encoding or not a list at all is a [`ListError`] that says what
//! to do, because half a list calls half the world clear.

mod customers;
mod draft;
mod error;
mod eu;
mod format;
mod ftm;
mod input;
mod ofac_csv;
mod ofac_remarks;
mod ofac_xml;
mod own;
mod quotes;
mod simple;
mod table;
#[cfg(test)]
mod tests;
mod uk;
mod un;
mod xml;

pub use customers::{CustomerFault, CustomerFile, CustomerFinding, CustomerRow, CustomersError, read_customers};
pub use error::{Finding, FindingCode, ListError};
pub use format::Format;

use super::list::{Entry, List, Publisher};
use crate::base::{Day, SourceId};
use error::Findings;
use input::Input;
use ofac_csv::Part;
use std::io::Read;
use table::{Dialect, Ends};

/// How much of a list is read at most.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of one file, unpacked. The largest list in use, all of OpenSanctions, has 3 GB.
    pub bytes_max: u64,
    /// Entries of one list.
    pub entries_max: usize,
}

impl Default for Limits {
    /// One gibibyte and two million entries: eight times the largest publisher's own file, 121 MB.
    fn default() -> Self {
        Self { bytes_max: 1 << 30, entries_max: 2_000_000 }
    }
}

/// What a reader draws from a file.
struct Drawn {
    publisher: Publisher,
    id: Box<str>,
    published: Option<Day>,
    entries: Vec<Entry>,
}

impl Drawn {
    fn of(publisher: Publisher, id: &str) -> Self {
        Self { publisher, id: id.into(), published: None, entries: Vec::new() }
    }
}

/// Reads a list from one file. Linear in its bytes; memory grows with the entries, not with the file.
///
/// # Errors
/// A [`ListError`]; [`ListError::help`] says what to do about it. OFAC's CSV, which is four files, goes to [`read_parts`].
pub fn read(input: impl Read, limits: &Limits) -> Result<(List, Vec<Finding>), ListError> {
    read_parts(vec![Box::new(input)], limits).map_err(|it| it.1)
}

/// Reads a list that comes in one or several files, in any order. Of several files the source is the SHA-256 of
/// their digests in the order names, alternates, addresses, comments.
///
/// # Errors
/// The number of the file that is wrong, counted from zero, and why.
pub fn read_parts<'a>(
    files: Vec<Box<dyn Read + 'a>>,
    limits: &Limits,
) -> Result<(List, Vec<Finding>), (usize, ListError)> {
    let mut inputs = Vec::with_capacity(files.len());
    for (at, file) in files.into_iter().enumerate() {
        let input = Input::open(file, limits).map_err(|it| (at, it))?;
        let format = Format::recognise(input.head()).map_err(|it| (at, it))?;
        inputs.push((format, at, input));
    }
    let mut findings = Findings::default();
    let (drawn, source) = match inputs.as_mut_slice() {
        [] => return Err((0, ListError::Empty)),
        [(format, at, _)] if format.part().is_none() => {
            let (format, at) = (*format, *at);
            let (_, _, input) = inputs.remove(0);
            one(format, input, &mut findings).map_err(|it| (at, it))?
        }
        _ => together(inputs, &mut findings)?,
    };
    let list = whole(drawn, source, limits, &mut findings).map_err(|it| (0, it))?;
    Ok((list, findings.into_vec()))
}

fn whole(drawn: Drawn, source: SourceId, limits: &Limits, findings: &mut Findings) -> Result<List, ListError> {
    if drawn.entries.len() > limits.entries_max {
        return Err(ListError::TooLarge { what: "entries", most: limits.entries_max as u64 });
    }
    if drawn.published.is_none() {
        findings.add(FindingCode::NoDay, "", 0);
    }
    let list = List::new(&drawn.id, drawn.publisher, drawn.published, source, drawn.entries);
    let list = list.map_err(|_| ListError::Empty)?;
    let nameless = list.entries().iter().filter(|it| it.names.is_empty() && it.addresses.is_empty());
    nameless.for_each(|it| findings.add(FindingCode::NoName, &it.id, 0));
    // Whoever stood in what was left out or cut is not on the list.
    Ok(if findings.lack() { list.known_to_lack() } else { list })
}

fn one<R: Read>(format: Format, mut input: Input<R>, findings: &mut Findings) -> Result<(Drawn, SourceId), ListError> {
    let step = input.step.clone();
    let drawn = match format {
        Format::OfacXml => ofac_xml::read(input.stream(), &step, findings),
        Format::UnXml => un::read(input.stream(), &step, findings),
        Format::EuXml => eu::read_xml(input.stream(), &step, findings),
        Format::UkXml => uk::read_xml(input.stream(), &step, findings),
        Format::FtmJson => ftm::read(input.stream(), &step, findings),
        _ => rows(format, &mut input, findings),
    };
    let drawn = drawn.map_err(|it| input.cause(it))?;
    Ok((drawn, input.finish()?))
}

fn rows<R: Read>(format: Format, input: &mut Input<R>, findings: &mut Findings) -> Result<Drawn, ListError> {
    let step = input.step.clone();
    let comma = Dialect { delimiter: b',', first: Some("id"), cells: 0, ends: Ends::Line };
    macro_rules! read {
        ($reader:expr, $dialect:expr) => {{
            let mut reader = $reader;
            table::read(input.stream(), &step, $dialect, &mut reader, findings)?;
            Ok(reader.finish())
        }};
    }
    match format {
        Format::EuCsv => {
            let tabs = if input.head().iter().take(4096).any(|it| *it == b';') { b';' } else { b',' };
            read!(eu::Csv::new(), Dialect { delimiter: tabs, first: Some("Entity_LogicalId"), ..comma })
        }
        Format::UkCsv => read!(uk::Csv::new(), Dialect { first: Some("Unique ID"), ..comma }),
        Format::TargetsCsv => read!(simple::Targets::new(), comma),
        Format::CslCsv => read!(simple::Csl::new(), Dialect { first: Some("source"), ..comma }),
        Format::OwnCsv => {
            let mark =
                input.head().get(own::OWN.len()).copied().filter(|it| matches!(it, b';' | b'\t')).unwrap_or(b',');
            read!(own::Own::new(), Dialect { delimiter: mark, ..comma })
        }
        _ => Err(ListError::Unrecognised),
    }
}

/// The four files of OFAC's CSV.
fn together<R: Read>(
    mut inputs: Vec<(Format, usize, Input<R>)>,
    findings: &mut Findings,
) -> Result<(Drawn, SourceId), (usize, ListError)> {
    inputs.sort_by_key(|it| (it.0.part(), it.1));
    let first = inputs.first().map_or(0, |it| it.1);
    let parts: Vec<Option<Part>> = inputs.iter().map(|it| it.0.part()).collect();
    if let Some(stranger) = inputs.iter().find(|it| it.0.part().is_none()) {
        return Err((stranger.1, ListError::Mixed));
    }
    for (part, name) in [
        (Part::Primary, "file of names (sdn.csv)"),
        (Part::Alternates, "file of alternate names (alt.csv)"),
        (Part::Addresses, "file of addresses (add.csv)"),
        (Part::Comments, "file of comments (sdn_comments.csv)"),
    ] {
        match parts.iter().filter(|it| **it == Some(part)).count() {
            1 => {}
            0 => return Err((first, ListError::Part(name))),
            _ => return Err((first, ListError::Mixed)),
        }
    }
    let mut reader = ofac_csv::Csv::new();
    let mut digests = Vec::new();
    for (format, at, mut input) in inputs {
        let Some(part) = format.part() else { continue };
        reader.part = part;
        let step = input.step.clone();
        let dialect = Dialect { delimiter: b',', first: None, cells: part.cells(), ends: Ends::Quote };
        let read = table::read(input.stream(), &step, dialect, &mut reader, findings);
        read.map_err(|it| (at, input.cause(it)))?;
        digests.extend_from_slice(input.finish().map_err(|it| (at, it))?.digest());
    }
    Ok((reader.finish(findings), SourceId::of(&digests)))
}
