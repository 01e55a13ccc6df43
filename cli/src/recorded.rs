//! `tidegate scan --journal`: that exports were judged, by which rules and with which answer, as an entry of a journal.
//!
//! The entry holds digests and counts: whoever has the exports, the rules and the answer can show that they are those.

use crate::args::ScanArgs;
use crate::fault::Fault;
use crate::input::{self, JournalFile, journal_file};
use crate::report::lines::{SliceLine, SummaryLine};
use clap::ValueEnum;
use serde_json::{Map, Value, json};
use std::path::Path;
use tidegate_kyc_core::base::SourceId;
use tidegate_kyc_core::journal::{Event, Kind};

/// Refuses to begin where nothing could be recorded.
///
/// # Errors
/// A fault where there is no journal, or it is not whole, may not be written, or is ahead of the clock.
pub(crate) fn is_possible(journal: &Path) -> Result<(), Fault> {
    let file = journal_file(journal);
    if !input::is_there(&file) {
        let help = "give the folder or the file of a journal; tidegate audit new begins one; nothing was scanned";
        return Err(Fault::unreadable(format!("there is no journal {}", file.display()), help));
    }
    let (newest, now) = (JournalFile::open(journal)?.journal().last(), input::now());
    if newest > now {
        let what = format!("{} has an entry of {newest}, and the clock shows {now}", file.display());
        return Err(Fault::usage(what, "set the clock right, or record in another journal; nothing was scanned"));
    }
    Ok(())
}

/// Records a run whose answer was written.
///
/// # Errors
/// A fault where the journal cannot be read or written; the answer stands.
pub(crate) fn record(
    journal: &Path,
    args: &ScanArgs,
    summary: &SummaryLine,
    slice: Option<&SliceLine>,
    restricted: Option<usize>,
) -> Result<(), Fault> {
    let answer = args.out.as_deref().filter(|it| it.is_file()).map(input::whole).transpose()?;
    let body = body(args, summary, slice, answer.map(|it| SourceId::of(&it)), restricted);
    let recorded =
        JournalFile::open(journal).and_then(|mut it| it.append(input::now(), Event::of(Kind::Run, body)).map(|()| it));
    let file = recorded.map_err(|it| match it {
        Fault::Said { exit, what, help } => {
            Fault::Said { exit, what: format!("{what}: the answer was written, and is not recorded"), help }
        }
        other => other,
    })?;
    input::speak(&format!("recorded as entry {} of {}", file.journal().size() - 1, file.journal().origin()));
    Ok(())
}

/// The digest of how exports were read: of names of columns and wallets that nobody is to read here.
fn reading(args: &ScanArgs) -> SourceId {
    let read = &args.read;
    let options = json!({"decimal": read.decimal, "format": read.format, "map": read.map, "owner": read.owner});
    SourceId::of(options.to_string().as_bytes())
}

fn body(
    args: &ScanArgs,
    summary: &SummaryLine,
    slice: Option<&SliceLine>,
    answer: Option<SourceId>,
    restricted: Option<usize>,
) -> Map<String, Value> {
    let rows = &summary.rows;
    let body = json!({
        "answer": answer.map(|it| it.to_string()),
        "as": args.form.to_possible_value().map(|it| it.get_name().to_owned()),
        "currency": summary.currency,
        "exports": summary.sources.iter().map(|it| it.sha256.as_str()).collect::<Vec<_>>(),
        "facts": summary.facts.iter().map(|it| json!({"holds": it.holds, "sha256": it.sha256})).collect::<Vec<_>>(),
        "hits": summary.hits_by_severity,
        "pack": summary.pack_digest,
        "reading": reading(args).to_string(),
        "restricted": restricted,
        "rows": {"accepted": rows.accepted, "duplicates": rows.duplicates, "rejected": rows.rejected},
        "slice": slice.map(|it| json!({"from": it.from, "to": it.to})),
        "too_little": summary.too_little,
        "tool": summary.tool,
        "unfinished": summary.unfinished,
        "without_order": summary.without_order.transfers,
    });
    body.as_object().cloned().unwrap_or_default()
}
