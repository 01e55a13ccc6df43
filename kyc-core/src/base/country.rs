//! Countries and the other entities of travel documents: a code in, one entry of a fixed table out.
//!
//! Knows the codes of ISO 3166-1 and of ICAO Doc 9303-3 section 5, and which of them name one
//! state. Knows no borders, no lists of sanctions and no risk.

use super::country_table::ROWS;
use super::text::serde_as_text;
use std::fmt;

/// A state, organisation or status that a travel document can name: one row of the table.
///
/// Shows, and is written by serde, as its three-letter code (ISO 3166-1 alpha-3 or the code of
/// Doc 9303-3). Comparing two is comparing rows; [`Country::state`] tells which state stands behind.
///
/// ```
/// use tidegate_kyc_core::base::Country;
/// let germany = Country::from_mrz("D<<").unwrap();
/// assert_eq!((germany.alpha3(), germany.alpha2(), germany.mrz()), ("DEU", Some("DE"), "D"));
/// assert_eq!(Country::from_alpha2("DE"), Some(germany));
/// assert_eq!(Country::from_mrz("XXA").unwrap().alpha2(), None);
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Country(u16);

/// What a code stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Entity {
    /// A country or territory (ISO 3166-1, and Kosovo).
    State,
    /// An organisation that issues travel documents (Doc 9303-3 section 5, parts B, C, D and H).
    Organisation,
    /// A status of persons that is no country: stateless, refugee, forms of British nationality.
    Person,
    /// A state or territory whose code is withdrawn (part F); old documents still carry it.
    Former,
    /// Utopia, the state of specimens: no real document has it (part G).
    Specimen,
}

/// A text is not the code of anything in the table. Carries nothing of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("is not a country code of ISO 3166-1 or ICAO Doc 9303-3")]
pub struct CountryError;

/// The code of Germany on documents (Doc 9303-3 section 5, part A), and its row in the table.
const GERMANY: (&str, &[u8; 3]) = ("D", b"DEU");

/// Kosovo as others write it, which ISO 3166-1 leaves to its users; that of Doc 9303-3; and in three letters.
const KOSOVO: (&str, &str, &str) = ("XK", "KS", "XKX");

impl Country {
    /// The country of an ISO 3166-1 alpha-2 code, or of a two-letter code of Doc 9303-3 (`EU`, `KS`, `UN`). Kosovo is `XK`, too,
    /// as the European Union and banks write it. Linear.
    #[must_use]
    pub fn from_alpha2(code: &str) -> Option<Self> {
        let code = if code == KOSOVO.0 { KOSOVO.1 } else { code };
        let wanted: &[u8; 2] = code.as_bytes().try_into().ok().filter(|it| *it != b"--")?;
        Self::nth(ROWS.iter().position(|it| it.1 == *wanted)?)
    }

    /// The country of a three-letter code, with `DEU` for Germany. Logarithmic.
    #[must_use]
    pub fn from_alpha3(code: &str) -> Option<Self> {
        let wanted: &[u8; 3] = code.as_bytes().try_into().ok()?;
        Self::nth(ROWS.binary_search_by(|it| it.0.cmp(wanted)).ok()?)
    }

    /// The country of a code as machine-readable zones have it: three letters, or fewer before
    /// fillers; Germany is `D` there, and `DEU` is nothing (Doc 9303-3 section 5, part A).
    #[must_use]
    pub fn from_mrz(code: &str) -> Option<Self> {
        match code.trim_end_matches('<') {
            it if it == GERMANY.0 => Self::from_alpha3("DEU"),
            "DEU" => None,
            it => Self::from_alpha3(it),
        }
    }

    /// Reads a code however a customer, a token or a document may write it: `DE`, `DEU`, `D`, `D<<`; Kosovo also as `XK` and
    /// `XKX`.
    ///
    /// # Errors
    /// [`CountryError`] for any other text, and for small letters.
    pub fn parse(text: &str) -> Result<Self, CountryError> {
        let kosovo = || Self::from_alpha2(KOSOVO.1).filter(|_| text == KOSOVO.2);
        let found = Self::from_alpha2(text).or_else(|| Self::from_alpha3(text)).or_else(|| Self::from_mrz(text));
        found.or_else(kosovo).ok_or(CountryError)
    }

    /// The three-letter code: ISO 3166-1 alpha-3, or that of Doc 9303-3 where ISO has none.
    #[must_use]
    pub fn alpha3(self) -> &'static str {
        str::from_utf8(&self.row().0).unwrap_or_default()
    }

    /// The two-letter code, where there is one.
    #[must_use]
    pub fn alpha2(self) -> Option<&'static str> {
        str::from_utf8(&self.row().1).ok().filter(|it| *it != "--")
    }

    /// The code as a machine-readable zone has it, without fillers: `D` for Germany.
    #[must_use]
    pub fn mrz(self) -> &'static str {
        if self.row().0 == *GERMANY.1 { GERMANY.0 } else { self.alpha3() }
    }

    /// The English short name.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.row().2
    }

    /// What the code stands for.
    #[must_use]
    pub fn entity(self) -> Entity {
        self.row().3
    }

    /// The state behind it: the United Kingdom for the forms of British nationality, `UNO` for the
    /// specialized agencies, otherwise itself.
    ///
    /// A certificate says GB or UN where the document says GBN or UNA. Same state does not mean
    /// same nationality.
    #[must_use]
    pub fn state(self) -> Self {
        let behind = match self.alpha3() {
            "GBD" | "GBN" | "GBO" | "GBP" | "GBS" => "GBR",
            "UNA" | "UNK" => "UNO",
            other => other,
        };
        Self::from_alpha3(behind).unwrap_or(self)
    }

    /// Every entry, by three-letter code.
    pub fn all() -> impl Iterator<Item = Self> {
        (0..ROWS.len()).filter_map(Self::nth)
    }

    fn nth(row: usize) -> Option<Self> {
        u16::try_from(row).ok().filter(|_| row < ROWS.len()).map(Self)
    }

    fn row(self) -> &'static super::country_table::Row {
        // INVARIANT: only `nth` makes one, and it checks the row.
        &ROWS[usize::from(self.0)]
    }
}

impl fmt::Display for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.alpha3())
    }
}

impl fmt::Debug for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.alpha3())
    }
}

serde_as_text!(Country, CountryError, "a country code");

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    #[test]
    fn the_table_is_sorted_and_every_code_stands_once() {
        assert!(ROWS.windows(2).all(|it| it[0].0 < it[1].0));
        let two: Vec<_> = Country::all().filter_map(Country::alpha2).collect();
        assert_eq!(two.iter().collect::<BTreeSet<_>>().len(), two.len());
        let ours = |it: &&super::super::country_table::Row| it.3 == Entity::State;
        assert_eq!(ROWS.iter().filter(ours).count(), 250, "249 of ISO 3166-1, and Kosovo");
        assert_eq!(ROWS.len(), 278);
        for it in Country::all() {
            assert!(it.alpha3().bytes().all(|it| it.is_ascii_uppercase()), "{it}");
            assert!(!it.name().is_empty() && !it.name().contains('<'), "{it}");
        }
    }

    #[test]
    fn the_three_ways_of_writing_a_country_agree() {
        for it in Country::all() {
            assert_eq!(Country::from_alpha3(it.alpha3()), Some(it));
            assert_eq!(Country::from_mrz(it.mrz()), Some(it));
            assert_eq!(Country::from_mrz(&format!("{:<<3}", it.mrz())), Some(it));
            assert!(it.alpha2().is_none_or(|two| Country::from_alpha2(two) == Some(it)), "{it}");
            assert_eq!(Country::parse(it.mrz()), Ok(it));
        }
    }

    #[test]
    fn known_codes_have_their_known_rows() {
        for (mrz, alpha3, alpha2, entity) in [
            ("D", "DEU", Some("DE"), Entity::State),
            ("GBR", "GBR", Some("GB"), Entity::State),
            ("RKS", "RKS", Some("KS"), Entity::State),
            ("EUE", "EUE", Some("EU"), Entity::Organisation),
            ("XPO", "XPO", None, Entity::Organisation),
            ("XXB", "XXB", None, Entity::Person),
            ("GBN", "GBN", None, Entity::Person),
            ("UTO", "UTO", Some("UT"), Entity::Specimen),
            ("ANT", "ANT", Some("AN"), Entity::Former),
        ] {
            let country = Country::from_mrz(mrz).unwrap();
            assert_eq!((country.alpha3(), country.alpha2(), country.entity()), (alpha3, alpha2, entity), "{mrz}");
        }
        for code in ["RKS", "KS", "XK", "XKX"] {
            assert_eq!(
                Country::parse(code).map(Country::alpha3),
                Ok("RKS"),
                "{code}: Kosovo has no code of ISO 3166-1"
            );
        }
        let state = |code: &str| Country::parse(code).unwrap().state().alpha3();
        assert_eq!([state("GBN"), state("UNA"), state("D"), state("XXA")], ["GBR", "UNO", "DEU", "XXA"]);
    }

    #[test]
    fn what_is_no_code_is_refused_by_name() {
        for (fault, text) in [
            ("empty", ""),
            ("small_letters", "deu"),
            ("one_letter", "F"),
            ("fillers_only", "<<<"),
            ("placeholder_of_the_table", "--"),
            ("unknown_three", "ZZZ"),
            ("unknown_two", "XX"),
            ("digit_for_a_letter", "UT0"),
            ("four_letters", "DEUT"),
            ("filler_inside", "D<E"),
        ] {
            assert_eq!(Country::parse(text), Err(CountryError), "{fault}");
        }
        assert_eq!(Country::from_mrz("DEU"), None, "a zone says D");
        assert_eq!(Country::from_alpha3("D"), None);
    }

    #[test]
    fn serde_speaks_the_three_letters() {
        let country: Country = serde_json::from_str("\"DE\"").unwrap();
        assert_eq!(serde_json::to_string(&country).unwrap(), "\"DEU\"");
        assert!(serde_json::from_str::<Country>("\"Germany\"").is_err());
    }

    proptest! {
        /// The oracle: a walk through the table.
        #[test]
        fn the_search_agrees_with_a_walk(code in "[A-Z]{3}") {
            let slowly = Country::all().find(|it| it.alpha3() == code);
            prop_assert_eq!(Country::from_alpha3(&code), slowly);
        }
    }
}
