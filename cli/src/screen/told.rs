//! What is wrong with parts of lists, said on standard error: the same for every command that reads lists.

use crate::input::{self, LoadedList};
use crate::report::words::{clean, grouped, plural};
use tidegate_kyc_core::screen::Screen;
use tidegate_kyc_core::screen::list::Publisher;
use tidegate_kyc_core::screen::read::{Finding, FindingCode};

/// Columns or elements that are named before the rest is counted.
const NAMED: usize = 8;

/// Tells each kind of finding once, with how often it was met and, where rows can be mended, on which line first.
pub(crate) fn tell_findings(loaded: &[LoadedList]) {
    for it in loaded {
        let mut findings: Vec<&Finding> = it.findings.iter().collect();
        // Where the day was said on the command line, nothing is amiss.
        findings.retain(|finding| finding.code != FindingCode::NoDay || it.list.published().is_none());
        findings.sort_unstable();
        for same in findings.chunk_by(|one, other| one.code == other.code) {
            let Some(code) = same.first().map(|it| it.code) else { continue };
            let said = match code {
                FindingCode::Column => format!("columns that were not read: {}", names(same)),
                FindingCode::Element => {
                    let meaning =
                        "elements that are not known, so that whoever or whatever stands in them may be missing";
                    format!("{meaning}: {}", names(same))
                }
                _ => format!("{}{}", code.meaning().trim_end_matches('.'), times(same, it.list.publisher())),
            };
            input::speak(&format!("note: {}: {said}", clean(&it.name)));
        }
    }
}

fn names(same: &[&Finding]) -> String {
    let names: Vec<String> = same.iter().take(NAMED).filter_map(|it| it.entry.as_deref()).map(clean).collect();
    let more = if same.len() > NAMED { ", …" } else { "" };
    format!("{}{more}", names.join(", "))
}

fn times(same: &[&Finding], publisher: Publisher) -> String {
    let first = same.iter().map(|it| it.at).filter(|it| *it > 0).min();
    match (same.len(), first.filter(|_| publisher == Publisher::Own)) {
        (1, None) => String::new(),
        (1, Some(line)) => format!(" (line {line})"),
        (count, None) => format!(" ({} times)", grouped(count as u64)),
        (count, Some(line)) => format!(" ({} times, first on line {line})", grouped(count as u64)),
    }
}

/// Listed addresses of no known network are found only where somebody writes them in the same way.
pub(crate) fn tell_undecoded(screen: &Screen) {
    let count = screen.undecoded().len() as u64;
    if count > 0 {
        let what = plural(count, "listed address is", "listed addresses are");
        input::speak(&format!("note: {what} of no known network and found by the exact text alone"));
    }
}
