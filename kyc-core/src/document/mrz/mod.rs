//! Machine-readable zone: text of the data page or of DG1 in, a [`Mrz`] out.
//!
//! Reads TD1, TD2, TD3, MRV-A, MRV-B (ICAO Doc 9303 parts 3 to 7) and the former French identity
//! card, and answers field by field. Knows nothing of trust: whoever can count can print a zone
//! whose every check digit agrees.

mod date;
mod digits;
mod form;
mod layout;
mod name;
mod read;
mod repair;
#[cfg(test)]
mod tests;

pub use date::{DateFault, DateFit, PartialDate, ZoneDate};
pub use digits::{Digit, FieldDigit, check_digit, value};
pub use form::FormFault;
pub use layout::{MrzField, MrzKind};
pub use name::{Ending, ZoneName};
pub use read::MrzError;
pub use repair::{Change, SUGGESTIONS_MAX, Suggestion};

use crate::base::{Country, Day, Redacted};
use layout::{DOCUMENT_CODE, ISSUER, Layout};
use std::borrow::Cow;
use std::fmt;

/// Characters of the longest zone: three lines of 30.
const LEN_MAX: usize = 90;

/// A machine-readable zone: the right number of characters, all of them A to Z, 0 to 9 or `<`.
///
/// That is all its existence says. What the check digits say is [`Mrz::digits`], whether each
/// field has the form of its kind is [`Mrz::forms`]. `Debug` shows the kind alone.
///
/// ```
/// use tidegate_kyc_core::document::mrz::{Digit, Mrz, MrzField, MrzKind};
/// let page = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10\n";
/// let mrz = Mrz::read(page)?;
/// assert_eq!((mrz.kind(), mrz.issuer()), (MrzKind::Td3, "UTO"));
/// assert!(mrz.digits().all(|(_, digit)| digit == Digit::Agrees));
/// assert_eq!(mrz.name().reveal().secondary, "ANNA<MARIA");
/// # Ok::<(), tidegate_kyc_core::document::mrz::MrzError>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Mrz {
    kind: MrzKind,
    /// Its lines without breaks; what is beyond its length is zero.
    text: [u8; LEN_MAX],
}

/// Sex as a zone tells it (Doc 9303-3 section 4 and note f of parts 4 to 7).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sex {
    /// `F`.
    Female,
    /// `M`.
    Male,
    /// `<`: the issuer does not say. `X`, which some issuers print against the standard, means the same.
    Unspecified,
}

impl Mrz {
    /// Which kind it is.
    #[must_use]
    pub const fn kind(&self) -> MrzKind {
        self.kind
    }

    /// The document code without fillers, one or two characters: `P`, `ID`, `V`.
    #[must_use]
    pub fn document_code(&self) -> &str {
        unfilled(self.part(DOCUMENT_CODE))
    }

    /// The code of the issuing state or organisation as printed, without fillers.
    #[must_use]
    pub fn issuer(&self) -> &str {
        unfilled(self.part(ISSUER))
    }

    /// The issuer, where its code is one of the table. The French card prints FRA.
    #[must_use]
    pub fn issuing_country(&self) -> Option<Country> {
        Country::from_mrz(self.issuer())
    }

    /// The name of the holder.
    #[must_use]
    pub fn name(&self) -> Redacted<ZoneName<'_>> {
        let layout = self.layout();
        let given = (!layout.given.is_empty()).then(|| self.part(layout.given.clone()));
        Redacted::new(ZoneName::of(self.part(layout.name.clone()), given))
    }

    /// The document number without fillers at its end, whole where it runs on into the optional data.
    #[must_use]
    pub fn document_number(&self) -> Redacted<Cow<'_, str>> {
        let (layout, places) = (self.layout(), digits::number_places(self.characters(), self.layout()));
        let field = self.part(layout.number.clone());
        Redacted::new(match self.part(places.rest.0..places.rest.1) {
            "" => Cow::Borrowed(unfilled(field)),
            rest => Cow::Owned([field, rest].concat()),
        })
    }

    /// The code of the nationality as printed, without fillers; none on the French card.
    #[must_use]
    pub fn nationality(&self) -> Option<Redacted<&str>> {
        let range = self.layout().nationality.clone();
        (!range.is_empty()).then(|| Redacted::new(unfilled(self.part(range))))
    }

    /// The six characters of the day of birth.
    #[must_use]
    pub fn birth(&self) -> Redacted<ZoneDate> {
        Redacted::new(ZoneDate::of(&self.characters()[self.layout().birth.clone()]))
    }

    /// The sex; none where the character is no sex.
    #[must_use]
    pub fn sex(&self) -> Redacted<Option<Sex>> {
        Redacted::new(match self.characters()[self.layout().sex] {
            b'F' => Some(Sex::Female),
            b'M' => Some(Sex::Male),
            b'<' | b'X' => Some(Sex::Unspecified),
            _ => None,
        })
    }

    /// The six characters of the day of expiry; none on the French card.
    #[must_use]
    pub fn expiry(&self) -> Option<ZoneDate> {
        let range = self.layout().expiry.clone();
        (!range.is_empty()).then(|| ZoneDate::of(&self.characters()[range]))
    }

    /// The day of expiry nearest to what a document handed in on `at` can mean: see [`ZoneDate::expiry`].
    ///
    /// # Errors
    /// A [`DateFault`]; [`DateFault::NotPrinted`] for the French card.
    pub fn expires(&self, at: Day) -> Result<Day, DateFault> {
        self.expiry().ok_or(DateFault::NotPrinted)?.expiry(at)
    }

    /// The optional data without fillers at their ends: one field or, of a TD1, two.
    #[must_use]
    pub fn optional(&self) -> Redacted<[&str; 2]> {
        let layout = self.layout();
        let from = digits::number_places(self.characters(), layout).optional_from;
        let first = unfilled(self.part(from..layout.optional[0].end));
        Redacted::new([first, unfilled(self.part(layout.optional[1].clone()))])
    }

    /// What each check digit says, in the order of printing. Visas have no composite digit, and
    /// only passports one over the optional data.
    pub fn digits(&self) -> impl Iterator<Item = FieldDigit> + use<> {
        digits::verdicts(self.characters(), self.layout()).into_iter().flatten()
    }

    /// What the digit of one field says; none where the kind has no digit for it.
    #[must_use]
    pub fn digit(&self, field: MrzField) -> Option<Digit> {
        self.digits().find(|it| it.0 == field).map(|it| it.1)
    }

    /// Every field that has not the form its kind asks: wrong characters, fillers out of place,
    /// codes and dates that do not exist. A field that is in order does not appear.
    pub fn forms(&self) -> impl Iterator<Item = (MrzField, FormFault)> + use<> {
        form::faults(self).into_iter().flatten()
    }

    /// What a reader may have misread, so that all check digits would agree: suggestions, at most
    /// [`SUGGESTIONS_MAX`], best first. Empty where nothing is wrong or nothing helps. Nothing is
    /// ever changed in the zone itself.
    #[must_use]
    pub fn suggestions(&self) -> Vec<Suggestion> {
        repair::suggestions(self)
    }

    /// Its lines as printed.
    pub fn lines(&self) -> impl Iterator<Item = Redacted<&str>> {
        let width = self.kind.width();
        (0..self.kind.lines()).map(move |line| Redacted::new(self.part(line * width..(line + 1) * width)))
    }

    const fn layout(&self) -> &'static Layout {
        self.kind.layout()
    }

    fn characters(&self) -> &[u8] {
        &self.text[..self.kind.lines() * self.kind.width()]
    }

    fn part(&self, range: std::ops::Range<usize>) -> &str {
        // INVARIANT: the text is ASCII, checked where it was read.
        str::from_utf8(&self.characters()[range]).unwrap_or_default()
    }
}

fn unfilled(text: &str) -> &str {
    text.trim_end_matches('<')
}

impl fmt::Debug for Mrz {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Mrz").field("kind", &self.kind).finish_non_exhaustive()
    }
}
