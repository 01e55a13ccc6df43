//! The name field of a zone: characters in, primary and secondary identifier out.
//!
//! ICAO Doc 9303-3 section 4.6. A zone holds what its issuer made of a name; `transliterate` goes
//! the other way, from a name to what an issuer may have made of it.

/// The name of the holder as printed, with fillers between the components.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ZoneName<'a> {
    /// The primary identifier, mostly the surname: `VAN<DER<MUELLEN`. Empty where the issuer prints none.
    pub primary: &'a str,
    /// The secondary identifier, mostly the given names; may be empty.
    pub secondary: &'a str,
    /// Whether names may be cut.
    pub ending: Ending,
}

/// How the name field ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Ending {
    /// A filler: the name is whole.
    Whole,
    /// A letter in the last position: it must be assumed that the name was cut
    /// (Doc 9303-5 section 4.2.3.3), though it may just fit.
    MayBeCut,
}

impl<'a> ZoneName<'a> {
    /// Takes the name field apart; `given` is that of the French card, which has a field of its own.
    pub(super) fn of(field: &'a str, given: Option<&'a str>) -> Self {
        let ends_in_letter = |it: &str| !it.ends_with('<');
        let Some(given) = given else {
            let (primary, secondary) = field.split_once("<<").unwrap_or((field, ""));
            let ending = if ends_in_letter(field) { Ending::MayBeCut } else { Ending::Whole };
            let primary = primary.trim_end_matches('<');
            return Self { primary, secondary: secondary.trim_matches('<'), ending };
        };
        let cut = ends_in_letter(field) || ends_in_letter(given);
        let ending = if cut { Ending::MayBeCut } else { Ending::Whole };
        Self { primary: field.trim_end_matches('<'), secondary: given.trim_end_matches('<'), ending }
    }

    /// The components of the primary identifier.
    pub fn primary_parts(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        parts(self.primary)
    }

    /// The components of the secondary identifier.
    pub fn secondary_parts(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        parts(self.secondary)
    }
}

fn parts(identifier: &str) -> impl Iterator<Item = &str> {
    identifier.split('<').filter(|it| !it.is_empty())
}
