//! Consistency of an AAMVA payload: elements in, faults out.
//!
//! AAMVA DL/ID Card Design Standard, annex D, tables D.3 and D.4: which elements each version
//! demands, and what some of them must look like. A payload without a fault may still be invented.

use super::{Aamva, ElementId, issuers};
use crate::base::Day;
use crate::codes;

codes! {
    /// What is not consistent in an AAMVA payload.
    pub enum AamvaFault {
        /// The characters that part the header, the elements and the subfiles are not those of the standard, often by a scanner's doing.
        Separator = "separator",
        /// Characters before the file type that do not belong there.
        Header = "header",
        /// A designator does not point at its subfile, or its length is another.
        Offset = "offset",
        /// A character among the letters of an element, or a control character in a value, that cannot be there.
        Stray = "stray-character",
        /// An element that does not belong to its subfile.
        Unknown = "unknown-element",
        /// An element stands twice.
        Twice = "twice",
        /// An element that the version demands is missing.
        Missing = "missing",
        /// A date that is none in the order of its country.
        Date = "date",
        /// Birth, issue and expiry do not follow each other.
        DateOrder = "date-order",
        /// A value that its element does not know.
        Value = "value",
        /// No authority of the AAMVA's list has the issuer number of the header, or it is newer than that list.
        IssuerUnknown = "issuer-unknown",
        /// The issuer number of the header is that of another state than the address is in.
        IssuerState = "issuer-state",
        /// A version of the standard that does not exist.
        Version = "version",
    }
}

impl std::error::Error for AamvaFault {}

/// The newest version of the standard that is known here: 2025.
const VERSION_MAX: u8 = 11;

/// Mandatory for cards and licences since version 4 (2009); a licence has three more.
const MANDATORY: [&str; 19] = [
    "DCS", "DAC", "DAD", "DBD", "DBB", "DBA", "DBC", "DAY", "DAU", "DAG", "DAI", "DAJ", "DAK", "DAQ", "DCF", "DCG",
    "DDE", "DDF", "DDG",
];
/// Classes, restrictions and endorsements of a licence.
const OF_LICENCES: [&str; 3] = ["DCA", "DCB", "DCD"];
/// What every version demands in one form or another.
const OF_OLD_VERSIONS: [&str; 8] = ["DAQ", "DBB", "DBA", "DBD", "DBC", "DAG", "DAI", "DAJ"];

pub(super) fn faults(card: &Aamva, faults: &mut Vec<(Option<ElementId>, AamvaFault)>) {
    let mut add = |id: Option<&str>, fault: AamvaFault| faults.push((id.and_then(element_id), fault));
    if card.version == 0 || card.version > VERSION_MAX {
        add(None, AamvaFault::Version);
    }
    match issuers::state(card.issuer) {
        None => add(None, AamvaFault::IssuerUnknown),
        Some(state) => {
            let other = card.element("DAJ").is_some_and(|it| !state.is_empty() && *it.reveal() != state);
            if other {
                add(Some("DAJ"), AamvaFault::IssuerState);
            }
        }
    }
    let licence = card.main().is_some_and(|it| &it.kind == b"DL");
    let mandatory = match card.version {
        0..=3 => OF_OLD_VERSIONS.as_slice(),
        _ => MANDATORY.as_slice(),
    };
    let of_licences = OF_LICENCES.iter().filter(|_| licence && card.version >= 2);
    for id in mandatory.iter().chain(of_licences).filter(|it| card.written(it).is_none()) {
        add(Some(id), AamvaFault::Missing);
    }
    for id in ["DBB", "DBA", "DBD"].into_iter().filter(|it| card.date(it).is_err()) {
        add(Some(id), AamvaFault::Date);
    }
    let day = |id: &str| card.date(id).ok().flatten();
    let after = |earlier: Option<Day>, later: Option<Day>| earlier.zip(later).is_some_and(|(a, b)| a > b);
    if after(day("DBB"), day("DBD")) || after(day("DBD"), day("DBA")) || after(day("DBB"), day("DBA")) {
        add(None, AamvaFault::DateOrder);
    }
    if card.element("DBC").is_some() && card.sex().is_none() {
        add(Some("DBC"), AamvaFault::Value);
    }
    if card.element("DCG").is_some() && card.country().is_none() {
        add(Some("DCG"), AamvaFault::Value);
    }
    for id in ["DDE", "DDF", "DDG"] {
        if card.written(id).is_some_and(|it| !matches!(it, "T" | "N" | "U")) {
            add(Some(id), AamvaFault::Value);
        }
    }
}

fn element_id(id: &str) -> Option<ElementId> {
    id.as_bytes().try_into().ok().map(ElementId)
}
