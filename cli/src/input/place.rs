//! Places of answers: what a command writes takes the place of a former answer of its own kind and of nothing else, and
//! stands among no files of the gate.

use super::lists::unpacked;
use super::{bounded_text, has_place, is_same, is_there, lies_in, out::end_of_links, out::replaceable, read_rules};
use crate::fault::Fault;
use std::io::Read;
use std::path::{Path, PathBuf};
use tidegate_kyc_core::document::Jws;
use tidegate_kyc_core::gate::UnverifiedPermit;
use tidegate_kyc_core::journal::{Checkpoint, ProofRecord};

/// The largest answer that is looked at: the bytes of a status list of a million places, with room to spare.
const LEN_MAX: u64 = 1 << 22;
/// How much is read of a file to know it.
const HEAD: usize = 512;
/// How a file with a byte order mark begins.
const BOM: &[u8] = b"\xef\xbb\xbf";
const NOTHING: &str = "nothing was changed";

/// What a command writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Written {
    Permit,
    StatusList,
    Proof,
    Checkpoint,
}

impl Written {
    const fn name(self) -> &'static str {
        match self {
            Self::Permit => "permit",
            Self::StatusList => "status list",
            Self::Proof => "proof",
            Self::Checkpoint => "checkpoint",
        }
    }

    /// Whether a text is one, whoever wrote it.
    fn is(self, text: &str) -> bool {
        match self {
            Self::Permit => UnverifiedPermit::read(text.trim()).is_ok(),
            Self::StatusList => Jws::read(text.trim()).is_ok_and(|it| it.kind() == Ok(Some("statuslist+jwt"))),
            Self::Proof => ProofRecord::read(text.as_bytes()).is_ok(),
            Self::Checkpoint => Checkpoint::read_unverified(text.as_bytes()).is_ok(),
        }
    }
}

/// How a journal, a key, a set of keys, a signed record and what opens commitments begin.
const RECORDS: [&[u8]; 5] = [b"{\"entry\":", b"-----BEGIN", b"{\n  \"keys\"", b"eyJ", b"{\"attribute\":"];
/// What stands in the first lines of a signed note, and of what officers write and others sign.
const WRITTEN: [&str; 4] = ["\n\n\u{2014} ", "tidegate.restriction/1", "tidegate.application/1", "tidegate.proof/1"];
/// Files that a gate reads by their names, be they there or not.
const NAMES: [&str; 5] = ["journal.jsonl", "status.jwt", "jwks.json", "policy.toml", "reviewers.toml"];

/// Refuses to put an answer in the place of what a gate keeps: its journal, its keys, whatever it signed, and what officers
/// wrote for it.
///
/// # Errors
/// A fault that names the place, also where its folder does not stand.
pub(crate) fn spares_records(out: &Path) -> Result<(), Fault> {
    spares_signed(out, &WRITTEN)
}

/// Refuses an answer that has no place, or would take that of what it is made from: files that are read, and the `rules`.
///
/// # Errors
/// As [`spares_records`], and a fault that names the file.
pub(crate) fn spares_inputs(
    out: Option<&Path>,
    mut read: impl Iterator<Item = PathBuf>,
    rules: Option<&Path>,
) -> Result<(), Fault> {
    let Some(out) = out.filter(|it| it.as_os_str() != "-") else { return Ok(()) };
    spares_records(out)?;
    let rules = rules.map(read_rules).transpose()?.into_iter().flat_map(|it| it.packs.into_iter().chain(it.rules));
    let mut rules = rules.map(|it| PathBuf::from(it.name));
    let is_out = |it: &PathBuf| is_same(it, out);
    let Some(same) = read.find(is_out).or_else(|| rules.find(is_out)) else { return Ok(()) };
    let what = format!("--out {} would overwrite a file that is read ({})", out.display(), same.display());
    Err(Fault::usage(what, "write to another file"))
}

/// As [`spares_records`], for a file of restrictions, which may be there already.
///
/// # Errors
/// As [`spares_records`].
pub(crate) fn spares_others(out: &Path) -> Result<(), Fault> {
    spares_signed(out, &[WRITTEN[0], WRITTEN[2], WRITTEN[3]])
}

fn spares_signed(out: &Path, written: &[&str]) -> Result<(), Fault> {
    has_place(out)?;
    let head = head(out);
    let named = out.file_name().is_some_and(|it| NAMES.iter().any(|name| it == *name));
    let is_mark = out.extension().is_some_and(|it| it == "mark");
    let text = String::from_utf8_lossy(&head);
    let is_record = RECORDS.iter().any(|it| head.starts_with(it)) || written.iter().any(|it| text.contains(it));
    if named || is_mark || is_record {
        let what = format!(
            "{} is a record of a gate: its journal, a key, what it signed, or what officers wrote for it",
            out.display()
        );
        return Err(Fault::usage(what, format!("give the answer another name; {NOTHING}")));
    }
    let place = end_of_links(out);
    let folder = place.parent().filter(|it| !it.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if std::fs::canonicalize(folder).is_ok_and(|it| is_kept(&it)) {
        let what = format!("{} lies where a gate keeps its keys, or what opens its journal", out.display());
        return Err(Fault::usage(what, format!("write the answer somewhere else; {NOTHING}")));
    }
    Ok(())
}

/// The beginning of a file as it is read: unpacked, and without a byte order mark. What cannot be read, or is no file, is
/// found when it is written.
fn head(path: &Path) -> Vec<u8> {
    let mut head = Vec::new();
    if let Some(text) = Some(path).filter(|it| it.is_file()).and_then(|it| unpacked(it).ok()) {
        // Of what is damaged further on, the beginning is there all the same.
        let _ = text.take(HEAD as u64).read_to_end(&mut head);
    }
    if head.starts_with(BOM) {
        head.drain(..BOM.len());
    }
    head
}

/// Whether a folder, by its whole path, is that of a gate's keys, or one in which a gate keeps what it knows of customers.
fn is_kept(folder: &Path) -> bool {
    let beside = |name: &str| folder.parent().is_some_and(|it| it.join(name).is_file());
    let is_sealed = |it: PathBuf| it.extension().is_some_and(|it| it == "pem");
    let holds_keys = || std::fs::read_dir(folder).into_iter().flatten().flatten().any(|it| is_sealed(it.path()));
    let named = folder.file_name().is_some_and(|it| it == "openings" || it == "reviews");
    named && beside("journal.jsonl") || folder.join("jwks.json").is_file() && holds_keys()
}

/// Refuses a place that has no folder, lies in one of the `folders`, or holds anything but what the command writes.
/// What is no file, such as a pipe, is no place for a permit or a list; other answers are written into it.
///
/// # Errors
/// A fault that names the place.
pub(crate) fn free_for<'a>(
    out: &Path,
    written: Written,
    folders: impl IntoIterator<Item = &'a Path>,
) -> Result<(), Fault> {
    let name = written.name();
    has_place(out)?;
    if folders.into_iter().any(|it| it.is_dir() && lies_in(out, it)) {
        let what = format!("{} is no place for a {name}: the gate keeps its own files there", out.display());
        return Err(Fault::usage(what, format!("write it somewhere else; {NOTHING}")));
    }
    if !is_there(out) {
        return Ok(());
    }
    match (replaceable(out), written) {
        (Ok(()), _) => {}
        (Err(fault), Written::Permit | Written::StatusList) => return Err(fault),
        (Err(_), _) if out.is_dir() => {
            return Err(Fault::usage(
                format!("{} is a folder", out.display()),
                format!("give the place of a file; {NOTHING}"),
            ));
        }
        (Err(_), _) => return Ok(()),
    }
    if bounded_text(out, LEN_MAX, NOTHING).is_ok_and(|it| written.is(&it)) {
        return Ok(());
    }
    let what = format!("{} is there already and is no {name}", out.display());
    Err(Fault::usage(what, format!("a {name} replaces a former {name} and nothing else; {NOTHING}")))
}
