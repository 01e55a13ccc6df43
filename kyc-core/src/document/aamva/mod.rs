//! AAMVA barcode: the PDF417 payload of a North American driving licence or identity card in, its elements out.
//!
//! AAMVA DL/ID Card Design Standard, annex D, versions 1 to 11. The payload carries no signature:
//! anyone can print one. It is parsed and checked for consistency, and is never evidence of
//! authenticity; no function makes an authenticated document of it.

mod check;
mod issuers;
mod read;
#[cfg(test)]
mod tests;

pub use check::AamvaFault;
pub use read::{AamvaError, LEN_MAX};

use crate::base::{Country, Day, Redacted, TimeError};
use std::fmt;

/// A payload taken apart. `Debug` shows versions, issuer and the ids of elements, no values.
#[derive(Clone, PartialEq, Eq)]
pub struct Aamva {
    issuer: u32,
    version: u8,
    subfiles: Vec<Subfile>,
    /// What reading itself noticed.
    noticed: Vec<(Option<ElementId>, AamvaFault)>,
}

/// One subfile: `DL`, `ID`, or one of a jurisdiction, which begins with Z.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Subfile {
    /// Its two letters.
    pub kind: [u8; 2],
    /// Its elements in the order of the payload; values without blanks at their ends.
    pub elements: Vec<(ElementId, Redacted<String>)>,
}

/// The three letters of a data element, for instance `DBB`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ElementId(pub [u8; 3]);

/// Sex by ANSI D-20, as element DBC has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AamvaSex {
    /// `1`, or `M` in version 1.
    Male,
    /// `2`, or `F` in version 1.
    Female,
    /// `9`: not specified.
    Unspecified,
}

impl Aamva {
    /// The issuer identification number of the header, six digits.
    #[must_use]
    pub const fn issuer_number(&self) -> u32 {
        self.issuer
    }

    /// The version of the standard that the header names.
    #[must_use]
    pub const fn version(&self) -> u8 {
        self.version
    }

    /// The subfiles in the order of the payload.
    #[must_use]
    pub fn subfiles(&self) -> &[Subfile] {
        &self.subfiles
    }

    /// The value of an element of the `DL` or `ID` subfile; none where it is missing, empty, or
    /// one of the words for "none" (`NONE`, `unavl`).
    #[must_use]
    pub fn element(&self, id: &str) -> Option<Redacted<&str>> {
        let value = self.written(id)?;
        let none = matches!(value, "" | "NONE" | "unavl" | "UNAVL");
        (!none).then(|| Redacted::new(value))
    }

    /// The surname: DCS, or DAB of version 1.
    #[must_use]
    pub fn surname(&self) -> Option<Redacted<&str>> {
        self.element("DCS").or_else(|| self.element("DAB"))
    }

    /// First and middle names parted by a blank: DAC and DAD, or DCT of versions 2 and 3, where commas part them.
    #[must_use]
    pub fn given_names(&self) -> Option<Redacted<String>> {
        if let Some(all) = self.element("DCT") {
            return Some(all.map(|it| it.replace(',', " ")));
        }
        let parts: Vec<&str> = ["DAC", "DAD"].iter().filter_map(|it| self.element(it)).map(|it| *it.reveal()).collect();
        (!parts.is_empty()).then(|| Redacted::new(parts.join(" ")))
    }

    /// The number of the licence or card: DAQ.
    #[must_use]
    pub fn number(&self) -> Option<Redacted<&str>> {
        self.element("DAQ")
    }

    /// The country of issue: DCG, the United States or Canada.
    #[must_use]
    pub fn country(&self) -> Option<Country> {
        match *self.element("DCG")?.reveal() {
            "USA" => Country::from_alpha3("USA"),
            "CAN" | "CDN" => Country::from_alpha3("CAN"),
            _ => None,
        }
    }

    /// The sex: DBC.
    #[must_use]
    pub fn sex(&self) -> Option<Redacted<AamvaSex>> {
        let sex = match *self.element("DBC")?.reveal() {
            "1" | "M" => AamvaSex::Male,
            "2" | "F" => AamvaSex::Female,
            "9" => AamvaSex::Unspecified,
            _ => return None,
        };
        Some(Redacted::new(sex))
    }

    /// The day of birth: DBB. None where it is missing, an error where it is no day.
    ///
    /// # Errors
    /// As [`Aamva::date`].
    pub fn birth(&self) -> Result<Option<Redacted<Day>>, TimeError> {
        Ok(self.date("DBB")?.map(Redacted::new))
    }

    /// A date element in the order of its country: `MMDDCCYY` in the United States from version 2
    /// on, `CCYYMMDD` in Canada and in version 1. None where it is missing.
    ///
    /// # Errors
    /// A [`TimeError`] where the value is no day in that order. No other order is tried: a day
    /// that can be read both ways must not depend on which is tried first.
    pub fn date(&self, id: &str) -> Result<Option<Day>, TimeError> {
        let Some(value) = self.element(id) else { return Ok(None) };
        let year_first = self.version == 1 || self.country().is_some_and(|it| it.alpha3() == "CAN");
        let form = TimeError::Form(if year_first { "CCYYMMDD" } else { "MMDDCCYY" });
        let digits: Vec<u8> = value.reveal().bytes().map(|it| it.wrapping_sub(b'0')).collect();
        let digits: [u8; 8] = digits.try_into().map_err(|_| form)?;
        if digits.iter().any(|it| *it > 9) {
            return Err(form);
        }
        let number = |from: usize, to: usize| digits[from..to].iter().fold(0_i32, |sum, it| sum * 10 + i32::from(*it));
        let (year, month, day) = if year_first {
            (number(0, 4), number(4, 6), number(6, 8))
        } else {
            (number(4, 8), number(0, 2), number(2, 4))
        };
        // INVARIANT: two digits fit a u8.
        Day::from_civil(year, month as u8, day as u8).map(Some)
    }

    /// Everything that is not consistent: the element where one can be named, and the fault.
    /// Empty means consistent, and not one bit more.
    #[must_use]
    pub fn faults(&self) -> Vec<(Option<ElementId>, AamvaFault)> {
        let mut faults = self.noticed.clone();
        check::faults(self, &mut faults);
        faults.sort();
        faults.dedup();
        faults
    }

    /// The value as written, of the first `DL` or `ID` subfile.
    fn written(&self, id: &str) -> Option<&str> {
        let main = self.main()?;
        main.elements.iter().find(|it| it.0.0 == id.as_bytes()).map(|it| it.1.reveal().as_str())
    }

    fn main(&self) -> Option<&Subfile> {
        self.subfiles.iter().find(|it| matches!(&it.kind, b"DL" | b"ID"))
    }
}

impl fmt::Debug for Aamva {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Aamva");
        shown.field("issuer", &self.issuer).field("version", &self.version);
        shown.field("subfiles", &self.subfiles).finish_non_exhaustive()
    }
}

impl fmt::Display for ElementId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(str::from_utf8(&self.0).unwrap_or("???"))
    }
}

impl fmt::Debug for ElementId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
