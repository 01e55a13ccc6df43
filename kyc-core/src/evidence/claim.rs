//! What a customer claims to be: a form filled in by the customer, read strictly.
//!
//! The form comes through serde, from TOML or JSON as the caller likes. Unknown keys are refused:
//! a misspelt key would otherwise be a claim that nobody checks.

use crate::base::{Country, Day, Redacted};
use crate::document::Attribute;
use crate::document::mrz::{PartialDate, Sex};
use std::collections::BTreeMap;

/// The form as written. All values are texts, so that no parser's error repeats one.
#[derive(Clone, Debug, Default, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawClaim {
    /// All family names as they are written, in any script.
    pub family_name: Option<Redacted<String>>,
    /// All given names as they are written, in any script.
    pub given_names: Option<Redacted<String>>,
    /// `YYYY-MM-DD`, `YYYY-MM` or `YYYY`.
    pub birth_date: Option<Redacted<String>>,
    /// `female`, `male` or `unspecified`.
    pub sex: Option<Redacted<String>>,
    /// Every nationality as a code of two or three letters; without the key nothing is claimed of them.
    pub nationalities: Option<Vec<Redacted<String>>>,
    /// The number of the document.
    pub document_number: Option<Redacted<String>>,
}

impl RawClaim {
    /// What the customer says by it, as written, by attribute: the part of `Dossier::declared` that documents are compared with.
    #[must_use]
    pub fn declared(&self) -> BTreeMap<Attribute, Vec<Redacted<String>>> {
        let single = [
            (Attribute::FamilyName, &self.family_name),
            (Attribute::GivenName, &self.given_names),
            (Attribute::BirthDate, &self.birth_date),
            (Attribute::Sex, &self.sex),
            (Attribute::DocumentNumber, &self.document_number),
        ];
        let single = single.into_iter().filter_map(|(attribute, it)| Some((attribute, vec![it.clone()?])));
        single.chain(self.nationalities.clone().map(|it| (Attribute::Nationality, it))).collect()
    }
}

/// What a customer claims. `Debug` shows none of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    pub(super) family_name: Option<Redacted<String>>,
    pub(super) given_names: Option<Redacted<String>>,
    pub(super) birth_date: Option<Redacted<PartialDate>>,
    pub(super) sex: Option<Redacted<Sex>>,
    pub(super) nationalities: Redacted<Vec<Country>>,
    pub(super) document_number: Option<Redacted<String>>,
}

/// Why a form is no claim. Carries the key, never the value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ClaimError {
    /// Nothing is claimed.
    #[error("the claim says nothing")]
    Empty,
    /// A text without a letter or digit.
    #[error("{0} is empty: leave the key away where there is none")]
    Blank(&'static str),
    /// A text of more than 512 characters.
    #[error("{0} is longer than {TEXT_LEN_MAX} characters")]
    TooLong(&'static str),
    /// No date of the three forms, or none of the calendar.
    #[error("birth_date is not a day as YYYY-MM-DD, YYYY-MM or YYYY")]
    Date,
    /// Another word than the three.
    #[error("sex is not female, male or unspecified")]
    Sex,
    /// No code of the table of countries.
    #[error("nationalities holds what is no country code of two or three letters")]
    Nationality,
    /// A list of nationalities with none in it.
    #[error("nationalities is an empty list: leave the key away where none are claimed")]
    NoNationality,
}

/// The longest text of a claim, in characters: as long as a name may be.
const TEXT_LEN_MAX: usize = crate::document::transliterate::NAME_LEN_MAX;

impl Claim {
    /// Checks a form.
    ///
    /// # Errors
    /// A [`ClaimError`], the first that is wrong in the order of the keys.
    pub fn of(raw: RawClaim) -> Result<Self, ClaimError> {
        let claim = Self {
            family_name: text("family_name", raw.family_name)?,
            given_names: text("given_names", raw.given_names)?,
            birth_date: raw.birth_date.map(|it| date(it.reveal()).map(Redacted::new)).transpose()?,
            sex: raw.sex.map(|it| sex(it.reveal()).map(Redacted::new)).transpose()?,
            nationalities: Redacted::new(countries(raw.nationalities.as_deref())?),
            document_number: text("document_number", raw.document_number)?,
        };
        if claim.attributes().is_empty() { Err(ClaimError::Empty) } else { Ok(claim) }
    }

    /// What is claimed, without what is claimed of it.
    #[must_use]
    pub fn attributes(&self) -> Vec<Attribute> {
        let said = [
            (Attribute::FamilyName, self.family_name.is_some()),
            (Attribute::GivenName, self.given_names.is_some()),
            (Attribute::BirthDate, self.birth_date.is_some()),
            (Attribute::Sex, self.sex.is_some()),
            (Attribute::Nationality, !self.nationalities.reveal().is_empty()),
            (Attribute::DocumentNumber, self.document_number.is_some()),
        ];
        said.into_iter().filter(|it| it.1).map(|it| it.0).collect()
    }
}

fn text(key: &'static str, value: Option<Redacted<String>>) -> Result<Option<Redacted<String>>, ClaimError> {
    match value.as_ref().map(|it| it.reveal().as_str()) {
        Some(it) if !it.contains(char::is_alphanumeric) => Err(ClaimError::Blank(key)),
        Some(it) if it.chars().nth(TEXT_LEN_MAX).is_some() => Err(ClaimError::TooLong(key)),
        _ => Ok(value.map(|it| it.map(|it| it.trim().to_owned()))),
    }
}

/// A date as precise as it is written.
pub(super) fn date(text: &str) -> Result<PartialDate, ClaimError> {
    let whole = match text.len() {
        4 => format!("{text}-01-01"),
        7 => format!("{text}-01"),
        _ => text.to_owned(),
    };
    let (year, month, day) = Day::parse(&whole).map_err(|_| ClaimError::Date)?.civil();
    Ok(PartialDate { year, month: (text.len() > 4).then_some(month), day: (text.len() > 7).then_some(day) })
}

fn sex(text: &str) -> Result<Sex, ClaimError> {
    match text {
        "female" => Ok(Sex::Female),
        "male" => Ok(Sex::Male),
        "unspecified" => Ok(Sex::Unspecified),
        _ => Err(ClaimError::Sex),
    }
}

fn countries(texts: Option<&[Redacted<String>]>) -> Result<Vec<Country>, ClaimError> {
    match texts {
        None => Ok(Vec::new()),
        Some([]) => Err(ClaimError::NoNationality),
        Some(all) => all.iter().map(|it| Country::parse(it.reveal()).map_err(|_| ClaimError::Nationality)).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> Result<Claim, String> {
        let raw: RawClaim = serde_json::from_str(json).map_err(|it| it.to_string())?;
        Claim::of(raw).map_err(|it| it.to_string())
    }

    #[test]
    fn a_whole_claim_is_read_and_shows_nothing() {
        let claim = read(
            r#"{"family_name": " Mustermann ", "given_names": "Erika", "birth_date": "1964-08", "sex": "female",
                "nationalities": ["DE", "FRA"], "document_number": "C01X0006H1"}"#,
        );
        let claim = claim.unwrap();
        assert_eq!(claim.attributes().len(), 6);
        assert_eq!(claim.family_name.as_ref().unwrap().reveal(), "Mustermann");
        assert_eq!(*claim.birth_date.unwrap().reveal(), PartialDate { year: 1964, month: Some(8), day: None });
        let shown = format!("{claim:?}");
        assert!(!shown.contains("Erika") && !shown.contains("1964") && !shown.contains("C01"), "{shown}");
    }

    #[test]
    fn bad_forms_are_refused_by_key_and_never_repeated() {
        for (fault, json, error) in [
            ("nothing", "{}", "the claim says nothing"),
            ("empty_name", r#"{"family_name": " - "}"#, "family_name is empty: leave the key away"),
            ("no_nationality", r#"{"nationalities": []}"#, "nationalities is an empty list: leave the key away"),
            ("date_with_slashes", r#"{"birth_date": "1964/08/12"}"#, "birth_date is not a day"),
            ("month_13", r#"{"birth_date": "1964-13"}"#, "birth_date is not a day"),
            ("sex_by_letter", r#"{"sex": "F"}"#, "sex is not female, male or unspecified"),
            ("country_by_name", r#"{"nationalities": ["Germany"]}"#, "nationalities holds"),
            ("misspelt_key", r#"{"familyname": "Mustermann"}"#, "unknown field `familyname`"),
        ] {
            let said = read(json).unwrap_err();
            assert!(said.starts_with(error), "{fault}: {said}");
            for value in ["1964", "Germany", "Mustermann"] {
                assert!(!said.contains(value), "{fault}: {said}");
            }
        }
        let long = format!(r#"{{"given_names": "{}"}}"#, "A".repeat(513));
        assert_eq!(read(&long).unwrap_err(), "given_names is longer than 512 characters");
    }
}
