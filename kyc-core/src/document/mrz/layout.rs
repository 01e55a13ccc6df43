//! Where each field of a machine-readable zone stands: a kind in, character positions out.
//!
//! One table, from ICAO Doc 9303 parts 4 to 7 and, for the former French card, from the decree
//! that made it. Positions count from 0 through all lines without their line breaks.

use crate::codes;
use std::ops::Range;

codes! {
    /// The kinds of machine-readable zones.
    pub enum MrzKind {
        /// Three lines of 30: cards (Doc 9303-5).
        Td1 = "td1",
        /// Two lines of 36: larger cards (Doc 9303-6).
        Td2 = "td2",
        /// Two lines of 44: passports (Doc 9303-4).
        Td3 = "td3",
        /// Two lines of 44 that begin with V: full-page visas (Doc 9303-7).
        MrvA = "mrv-a",
        /// Two lines of 36 that begin with V: smaller visas (Doc 9303-7).
        MrvB = "mrv-b",
        /// Two lines of 36: the French identity card issued until 2021, which follows no part of Doc 9303.
        FrenchId = "french-id",
    }
}

codes! {
    /// The fields of a machine-readable zone.
    pub enum MrzField {
        /// The letters that say which kind of document it is.
        DocumentCode = "document-code",
        /// The state or organisation that issued it.
        Issuer = "issuing-state",
        /// The name of the holder.
        Name = "name",
        /// The number of the document.
        Number = "document-number",
        /// The nationality of the holder.
        Nationality = "nationality",
        /// The day of birth.
        Birth = "birth-date",
        /// The sex of the holder.
        Sex = "sex",
        /// The day of expiry.
        Expiry = "expiry-date",
        /// What the issuer put there of its own accord.
        Optional = "optional-data",
        /// The check digit over several fields.
        Composite = "composite",
    }
}

/// Positions of one kind. An empty range: the kind has no such field.
pub(super) struct Layout {
    pub(super) lines: usize,
    pub(super) width: usize,
    /// Primary and secondary identifier; for the French card the surname alone.
    pub(super) name: Range<usize>,
    /// The given names of the French card.
    pub(super) given: Range<usize>,
    pub(super) number: Range<usize>,
    pub(super) number_digit: usize,
    pub(super) nationality: Range<usize>,
    pub(super) birth: Range<usize>,
    pub(super) birth_digit: usize,
    pub(super) sex: usize,
    pub(super) expiry: Range<usize>,
    pub(super) expiry_digit: usize,
    pub(super) optional: [Range<usize>; 2],
    /// Where the optional data have a check digit of their own.
    pub(super) optional_digit: Option<usize>,
    /// Where the composite digit stands, and what it covers.
    pub(super) composite: Option<(usize, &'static [Range<usize>])>,
    /// Whether a number may run on into the optional data (Doc 9303-5 and 9303-6, note j).
    pub(super) runs_on: bool,
}

/// The document code and the issuer stand at the same place in every kind.
pub(super) const DOCUMENT_CODE: Range<usize> = 0..2;
/// See [`DOCUMENT_CODE`].
pub(super) const ISSUER: Range<usize> = 2..5;

const TD1: Layout = Layout {
    lines: 3,
    width: 30,
    name: 60..90,
    given: 0..0,
    number: 5..14,
    number_digit: 14,
    nationality: 45..48,
    birth: 30..36,
    birth_digit: 36,
    sex: 37,
    expiry: 38..44,
    expiry_digit: 44,
    optional: [15..30, 48..59],
    optional_digit: None,
    composite: Some((59, &[5..30, 30..37, 38..45, 48..59])),
    runs_on: true,
};

const TD2: Layout = Layout {
    lines: 2,
    width: 36,
    name: 5..36,
    given: 0..0,
    number: 36..45,
    number_digit: 45,
    nationality: 46..49,
    birth: 49..55,
    birth_digit: 55,
    sex: 56,
    expiry: 57..63,
    expiry_digit: 63,
    optional: [64..71, 0..0],
    optional_digit: None,
    composite: Some((71, &[36..46, 49..56, 57..71])),
    runs_on: true,
};

const MRV_B: Layout = Layout { optional: [64..72, 0..0], composite: None, runs_on: false, ..TD2 };

const TD3: Layout = Layout {
    lines: 2,
    width: 44,
    name: 5..44,
    given: 0..0,
    number: 44..53,
    number_digit: 53,
    nationality: 54..57,
    birth: 57..63,
    birth_digit: 63,
    sex: 64,
    expiry: 65..71,
    expiry_digit: 71,
    optional: [72..86, 0..0],
    optional_digit: Some(86),
    composite: Some((87, &[44..54, 57..64, 65..87])),
    runs_on: false,
};

const MRV_A: Layout = Layout { optional: [72..88, 0..0], optional_digit: None, composite: None, ..TD3 };

/// Décret n° 55-1397, and the cards themselves: the digit covers both lines from their beginning.
const FRENCH_ID: Layout = Layout {
    lines: 2,
    width: 36,
    name: 5..30,
    given: 49..63,
    number: 36..48,
    number_digit: 48,
    nationality: 0..0,
    birth: 63..69,
    birth_digit: 69,
    sex: 70,
    expiry: 0..0,
    expiry_digit: 0,
    optional: [30..36, 0..0],
    optional_digit: None,
    composite: Some((71, &[0..36, 36..71])),
    runs_on: false,
};

impl MrzKind {
    pub(super) const fn layout(self) -> &'static Layout {
        match self {
            Self::Td1 => &TD1,
            Self::Td2 => &TD2,
            Self::Td3 => &TD3,
            Self::MrvA => &MRV_A,
            Self::MrvB => &MRV_B,
            Self::FrenchId => &FRENCH_ID,
        }
    }

    /// How many lines it has.
    #[must_use]
    pub const fn lines(self) -> usize {
        self.layout().lines
    }

    /// How many characters each line has.
    #[must_use]
    pub const fn width(self) -> usize {
        self.layout().width
    }

    /// The letters that may begin its document code (Doc 9303-4 to 9303-7).
    pub(super) const fn first_letters(self) -> &'static [u8] {
        match self {
            Self::Td1 | Self::Td2 => b"ACI",
            Self::Td3 => b"P",
            Self::MrvA | Self::MrvB => b"V",
            Self::FrenchId => b"I",
        }
    }
}
