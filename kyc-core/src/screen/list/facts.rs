//! What a list tells beside names: countries, places, genders, identifiers and addresses.

use super::{Country, Text};

crate::codes! {
    /// What a country is to an entry.
    pub enum CountryRole {
        /// Nationality or citizenship.
        Nationality = "nationality",
        /// Where an address is.
        Residence = "residence",
        /// Where a company, ship or aircraft is registered; a ship's flag.
        Registration = "registration",
        /// Where a person was born.
        Birth = "birth",
        /// The list does not tell.
        Other = "other",
    }
}

/// A country and what it is to the entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CountryFact {
    /// Which country.
    pub country: Country,
    /// What it is to the entry.
    pub role: CountryRole,
}

crate::codes! {
    /// What a place is to an entry.
    pub enum PlaceRole {
        /// Where a person was born.
        Birth = "birth",
        /// An address.
        Address = "address",
    }
}

/// A place in the publisher's words.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// The words, from the narrowest part to the country.
    pub text: Text,
    /// The country, where it is told apart or can be read.
    pub country: Option<Country>,
    /// What it is to the entry.
    pub role: PlaceRole,
}

crate::codes! {
    /// A gender as lists tell it.
    pub enum Gender {
        /// Female.
        Female = "female",
        /// Male.
        Male = "male",
    }
}

impl Gender {
    /// Reads `F`, `female`, `M`, `male` and the like in any case; `None` for anything else.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let text = text.trim();
        let is = |words: &[&str]| words.iter().any(|it| text.eq_ignore_ascii_case(it));
        match () {
            () if is(&["f", "female", "woman"]) => Some(Self::Female),
            () if is(&["m", "male", "man"]) => Some(Self::Male),
            () => None,
        }
    }
}

crate::codes! {
    /// What an identifier identifies.
    pub enum IdentifierKind {
        /// A passport or other travel document.
        Passport = "passport",
        /// A national identity card or personal number.
        National = "national-id",
        /// A taxpayer's number.
        Tax = "tax",
        /// A company, ship or aircraft in a register.
        Registration = "registration",
        /// A Legal Entity Identifier, ISO 17442.
        Lei = "lei",
        /// A bank's code, ISO 9362.
        Bic = "bic",
        /// A ship's number of the International Maritime Organization.
        Imo = "imo",
        /// A driving licence.
        Driving = "driving-licence",
        /// Anything else, as its label says.
        Other = "other",
    }
}

impl IdentifierKind {
    /// The kind that a publisher's label speaks of. Labels are English words, in any case.
    #[must_use]
    pub fn of_label(label: &str) -> Self {
        let label = label.to_lowercase();
        let has = |words: &[&str]| words.iter().any(|it| label.contains(it));
        match () {
            () if has(&["passport", "travel document"]) => Self::Passport,
            () if label == "lei" || has(&["legal entity identifier", "lei code", "leicode"]) => Self::Lei,
            () if has(&["swift", "bic"]) && !has(&["public"]) => Self::Bic,
            () if has(&["vessel registration", "imo"]) => Self::Imo,
            () if has(&["driv"]) => Self::Driving,
            () if has(TAX) => Self::Tax,
            () if has(NATIONAL) => Self::National,
            () if has(REGISTRATION) => Self::Registration,
            () => Self::Other,
        }
    }
}

/// Words of taxpayers' numbers, with the abbreviations of Latin America, Spain, Italy and the United States.
const TAX: &[&str] = &[
    "tax",
    "fiscal",
    "v.a.t",
    "vat n",
    "vatcode",
    "ssn",
    "social security",
    "rfc",
    "r.f.c",
    "nit #",
    "ruc #",
    "rif #",
    "fein",
    "c.u.i.t",
    "cuit",
    "n.i.f",
    "c.i.f",
    "nuit",
    "rtn",
    "innc",
    "inn ",
];
/// Words of personal numbers and identity cards.
const NATIONAL: &[&str] = &[
    "national id",
    "national foreign id",
    "identification number",
    "identity card",
    "id card",
    "personal id",
    "nationalid",
    "d.n.i",
    "n.i.e",
    "cedula",
    "c.u.r.p",
    "curp",
    "tazkira",
    "identidad",
    "citizen",
    "cnp",
    "kenyan id",
    "c.u.i",
    "birth certificate",
    "turkish identification",
    "uae identification",
    "idnumber",
    "residency",
    "national no",
];
/// Words of registers.
const REGISTRATION: &[&str] = &[
    "regist",
    "company number",
    "incorporation",
    "commerc",
    "c.r. no",
    "mercantil",
    "business",
    "enterprise",
    "chamber",
    "trade licen",
    "organization code",
    "uscc",
    "social credit",
    "legal entity",
    "ogrn",
    "regnumber",
    "d-u-n-s",
    "charity",
    "serial",
    "tail number",
    "construction number",
];

/// A number that a register or an authority gave.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Identifier {
    /// What it identifies.
    pub kind: IdentifierKind,
    /// The publisher's own label.
    pub label: Text,
    /// The number as listed.
    pub value: Text,
    /// Who gave it, where the list tells.
    pub country: Option<Country>,
}

/// A digital-currency address as listed. The ticker is the publisher's word and proves nothing: one real entry
/// lists a TRON address under `XBT`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ListedAddress {
    /// The currency the publisher names, for instance `XBT`; empty where none is named.
    pub ticker: Box<str>,
    /// The address as written.
    pub text: Text,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_in_use_have_their_kinds() {
        use IdentifierKind::*;
        for (label, kind) in [
            ("Passport", Passport),
            ("British National Overseas Passport", Passport),
            ("National ID No.", National),
            ("Cedula No.", National),
            ("Tax ID No.", Tax),
            ("R.F.C.", Tax),
            ("Registration Number", Registration),
            ("Vessel Registration Identification", Imo),
            ("SWIFT/BIC", Bic),
            ("Public Registration Number", Registration),
            ("Driver's License No.", Driving),
            ("Chinese Commercial Code", Registration),
            ("Phone", Other),
            ("LEI", Lei),
        ] {
            assert_eq!(IdentifierKind::of_label(label), kind, "{label}");
        }
    }

    #[test]
    fn genders_are_read_in_any_case() {
        assert_eq!(
            ["F", "Male", " female ", "x", ""].map(Gender::read),
            [Some(Gender::Female), Some(Gender::Male), Some(Gender::Female), None, None]
        );
    }
}
