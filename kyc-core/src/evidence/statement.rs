//! What one source says of a holder and of a document, in one shape whatever the source.
//!
//! Takes zones, barcodes, lists of attributes and claims; gives statements that can be compared.
//! Knows nothing of whether they are true.

use super::claim::{Claim, date};
use super::compare::is_same_birth;
use crate::base::{Country, Day, Instant, Redacted};
use crate::codes;
use crate::document::aamva::{Aamva, AamvaSex};
use crate::document::lds::HolderDetails;
use crate::document::mrz::{Ending, Mrz, PartialDate, Sex, ZoneDate};
use crate::document::{Ages, Attribute};
use std::fmt;

codes! {
    /// Where a statement comes from.
    pub enum Source {
        /// The machine-readable zone of the printed page.
        Page = "page",
        /// The machine-readable zone in the chip, data group 1.
        Chip = "chip",
        /// The holder's details in the chip, data group 11.
        ChipDetails = "chip-details",
        /// A verifiable credential (SD-JWT).
        SdJwt = "sd-jwt",
        /// A mobile document (ISO 18013-5).
        Mdoc = "mdoc",
        /// An AAMVA barcode.
        Barcode = "barcode",
        /// A visible digital seal.
        Seal = "seal",
        /// What the customer says.
        Claim = "claim",
    }
}

/// A name in the form of its source.
#[derive(Clone, PartialEq, Eq)]
pub(super) enum Name {
    /// As a zone prints it, with fillers.
    Zone { primary: String, secondary: String, ending: Ending },
    /// As people write it.
    Written { family: Option<String>, given: Option<String> },
}

/// A day of birth in the form of its source.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Birth {
    /// Six characters without a century.
    Zone(ZoneDate),
    /// A day, or a part of one.
    Known(PartialDate),
}

/// A day of expiry in the form of its source.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Expiry {
    /// Six characters without a century.
    Zone(ZoneDate),
    /// A day, of which all is valid.
    Known(Day),
    /// An instant, which is the end.
    Until(Instant),
}

/// What one source says. `Debug` shows the source and which attributes it states, no values.
#[derive(Clone, PartialEq, Eq)]
pub struct Statement {
    pub(super) source: Source,
    pub(super) name: Option<Name>,
    pub(super) birth: Option<Birth>,
    pub(super) sex: Option<Sex>,
    /// Codes that are in the table.
    pub(super) nationalities: Vec<Country>,
    pub(super) number: Option<String>,
    pub(super) expiry: Option<Expiry>,
    pub(super) issuer: Option<Country>,
    /// Whether the source says that the holder is of age, where it says so in so many words.
    pub(super) adult: Option<bool>,
    /// The day of issue.
    pub(super) issued: Option<Day>,
    /// What it says of the age beside the day of birth.
    pub(super) ages: Ages,
    /// What it states in a form that cannot be read.
    pub(super) unreadable: Vec<Attribute>,
    /// What nothing is compared with: addresses, places, numbers of persons.
    pub(super) others: Vec<(Attribute, Redacted<String>)>,
}

/// The attributes that have a place of their own in a statement.
const COMPARED: &[Attribute] = &[
    Attribute::FamilyName,
    Attribute::GivenName,
    Attribute::FullName,
    Attribute::BirthDate,
    Attribute::Sex,
    Attribute::Nationality,
    Attribute::DocumentNumber,
    Attribute::ExpiryDate,
    Attribute::IssuingCountry,
];

impl Statement {
    fn silent(source: Source) -> Self {
        let (name, birth, sex, number) = (None, None, None, None);
        let (nationalities, others, unreadable) = (Vec::new(), Vec::new(), Vec::new());
        let (expiry, issuer, adult, issued, ages) = (None, None, None, None, Ages::default());
        Self {
            source,
            name,
            birth,
            sex,
            nationalities,
            number,
            expiry,
            issuer,
            adult,
            issued,
            ages,
            unreadable,
            others,
        }
    }

    /// With the day of issue, where another part of the document has it.
    pub(super) fn issued_on(self, day: Option<Day>) -> Self {
        Self { issued: self.issued.or(day), ..self }
    }

    /// With what it says of the age beside the day of birth.
    pub(super) fn aged(self, ages: Ages) -> Self {
        Self { ages, ..self }
    }

    /// What a machine-readable zone says; `source` tells a printed one from that of a chip.
    #[must_use]
    pub fn of_mrz(source: Source, mrz: &Mrz) -> Self {
        let name = mrz.name();
        let name = name.reveal();
        Self {
            name: Some(Name::Zone {
                primary: name.primary.to_owned(),
                secondary: name.secondary.to_owned(),
                ending: name.ending,
            }),
            birth: Some(Birth::Zone(*mrz.birth().reveal())),
            sex: *mrz.sex().reveal(),
            nationalities: mrz.nationality().and_then(|it| Country::from_mrz(it.reveal())).into_iter().collect(),
            number: Some(mrz.document_number().reveal().to_string()).filter(|it| !it.is_empty()),
            expiry: mrz.expiry().map(Expiry::Zone),
            issuer: mrz.issuing_country(),
            ..Self::silent(source)
        }
    }

    /// What the holder's details in a chip say (Doc 9303-10, data group 11).
    #[must_use]
    pub fn of_details(details: &HolderDetails) -> Self {
        Self {
            name: details.name.as_ref().map(|it| full_name(it.reveal())),
            birth: details.birth.map(|it| Birth::Known(*it.reveal())),
            others: [
                (Attribute::BirthPlace, &details.birth_place),
                (Attribute::Address, &details.address),
                (Attribute::PersonalNumber, &details.personal_number),
                (Attribute::Phone, &details.telephone),
            ]
            .into_iter()
            .filter_map(|(attribute, value)| Some((attribute, value.clone()?)))
            .collect(),
            ..Self::silent(Source::ChipDetails)
        }
    }

    /// What an AAMVA barcode says.
    #[must_use]
    pub fn of_aamva(card: &Aamva) -> Self {
        let family = card.surname().map(|it| (*it.reveal()).to_owned());
        let given = card.given_names().map(Redacted::into_revealed);
        let sex = card.sex().map(|it| match it.reveal() {
            AamvaSex::Female => Sex::Female,
            AamvaSex::Male => Sex::Male,
            AamvaSex::Unspecified => Sex::Unspecified,
        });
        Self {
            name: (family.is_some() || given.is_some()).then_some(Name::Written { family, given }),
            birth: card.birth().ok().flatten().map(|it| Birth::Known(whole(*it.reveal()))),
            sex,
            number: card.number().map(|it| (*it.reveal()).to_owned()),
            expiry: card.date("DBA").ok().flatten().map(Expiry::Known),
            issuer: card.country(),
            ..Self::silent(Source::Barcode)
        }
    }

    /// What a list of attributes says, as credentials and mobile documents disclose them.
    ///
    /// A value that has not the form of its attribute is left out: it then agrees with nothing,
    /// and a check that needs it answers unknown.
    #[must_use]
    pub fn of_fields(source: Source, fields: &[(Attribute, Redacted<String>)]) -> Self {
        let all = |wanted: Attribute| fields.iter().filter(move |it| it.0 == wanted).map(|it| it.1.reveal().as_str());
        let text = |wanted: Attribute| all(wanted).next().map(str::to_owned);
        let expiry = all(Attribute::ExpiryDate).next().and_then(|it| {
            let day = Day::parse(it).map(Expiry::Known);
            day.or_else(|_| Instant::parse(it).map(Expiry::Until)).ok()
        });
        let issued = all(Attribute::IssueDate).next();
        let issued = issued.and_then(|it| Day::parse(it).or_else(|_| Instant::parse(it).map(Instant::day)).ok());
        let (family, given) = (text(Attribute::FamilyName), text(Attribute::GivenName));
        let written = (family.is_some() || given.is_some()).then_some(Name::Written { family, given });
        let full = all(Attribute::FullName).next().map(full_name);
        let birth = all(Attribute::BirthDate).next().and_then(|it| date(it).ok()).map(Birth::Known);
        let sex = all(Attribute::Sex).next().and_then(sex);
        let read = [
            (Attribute::BirthDate, birth.is_some()),
            (Attribute::Sex, sex.is_some()),
            (Attribute::ExpiryDate, expiry.is_some()),
        ];
        let unreadable = read.into_iter().filter(|it| !it.1 && all(it.0).next().is_some()).map(|it| it.0).collect();
        Self {
            name: written.or(full),
            birth,
            sex,
            expiry,
            issued,
            unreadable,
            nationalities: all(Attribute::Nationality).filter_map(|it| Country::parse(it).ok()).collect(),
            number: text(Attribute::DocumentNumber),
            issuer: all(Attribute::IssuingCountry).next().and_then(|it| Country::parse(it).ok()),
            adult: all(Attribute::AgeOver18).next().and_then(|it| it.parse().ok()),
            others: fields.iter().filter(|it| !COMPARED.contains(&it.0)).map(in_three_letters).collect(),
            ..Self::silent(source)
        }
    }

    /// What a customer claims.
    #[must_use]
    pub fn of_claim(claim: &Claim) -> Self {
        let text = |it: &Option<Redacted<String>>| it.as_ref().map(|it| it.reveal().clone());
        let (family, given) = (text(&claim.family_name), text(&claim.given_names));
        Self {
            name: (family.is_some() || given.is_some()).then_some(Name::Written { family, given }),
            birth: claim.birth_date.map(|it| Birth::Known(*it.reveal())),
            sex: claim.sex.map(|it| *it.reveal()),
            nationalities: claim.nationalities.reveal().clone(),
            number: text(&claim.document_number),
            ..Self::silent(Source::Claim)
        }
    }

    /// Takes the day of birth of another part of the same document where that one is whole and has a century, and this one
    /// has none or is the same but for that.
    pub(super) fn complete_birth(&mut self, others: &[Self]) {
        let whole = |it: &Birth| matches!(it, Birth::Known(date) if date.day.is_some());
        let fits = |it: &Birth| self.birth.is_none_or(|own| !whole(&own) && is_same_birth(own, *it));
        if let Some(birth) = others.iter().filter_map(|it| it.birth).find(|it| whole(it) && fits(it)) {
            self.birth = Some(birth);
        }
    }

    /// Where it comes from.
    #[must_use]
    pub const fn source(&self) -> Source {
        self.source
    }

    /// Which attributes it states.
    #[must_use]
    pub fn attributes(&self) -> Vec<Attribute> {
        self.listed(None).into_iter().map(|it| it.0).collect()
    }

    /// What it states, attribute by attribute, as text: dates as far as known and with the century
    /// that follows from a day of reading, sex as a word, countries by three letters. A date that
    /// cannot be read is left out.
    #[must_use]
    pub fn values_at(&self, at: Day) -> Vec<(Attribute, Redacted<String>)> {
        let mut values = self.listed(Some(at));
        values.retain(|it| !it.1.reveal().is_empty());
        values
    }

    fn listed(&self, at: Option<Day>) -> Vec<(Attribute, Redacted<String>)> {
        let (family, given) = match &self.name {
            None => (None, None),
            Some(Name::Zone { primary, secondary, .. }) => (spaced(primary), spaced(secondary)),
            Some(Name::Written { family, given }) => (family.clone(), given.clone()),
        };
        let birth = self.birth.map(|it| match (it, at) {
            (Birth::Known(date), _) => partial(date),
            (Birth::Zone(zone), Some(at)) => zone.birth(at).map(partial).unwrap_or_default(),
            (Birth::Zone(_), None) => String::new(),
        });
        let expiry = self.expiry.map(|it| match (it, at) {
            (Expiry::Known(day), _) => day.to_string(),
            (Expiry::Until(end), _) => end.day().to_string(),
            (Expiry::Zone(zone), Some(at)) => zone.expiry(at).map(|it| it.to_string()).unwrap_or_default(),
            (Expiry::Zone(_), None) => String::new(),
        });
        let mut values =
            vec![(Attribute::FamilyName, family), (Attribute::GivenName, given), (Attribute::BirthDate, birth)];
        values.extend(self.nationalities.iter().map(|it| (Attribute::Nationality, Some(it.to_string()))));
        values.extend([
            (Attribute::Sex, self.sex.map(|it| sex_word(it).to_owned())),
            (Attribute::DocumentNumber, self.number.clone()),
            (Attribute::ExpiryDate, expiry),
            (Attribute::IssuingCountry, self.issuer.map(|it| it.to_string())),
        ]);
        let own = values.into_iter().filter_map(|it| it.1.map(|text| (it.0, Redacted::new(text))));
        own.chain(self.others.iter().cloned()).collect()
    }
}

/// A country by its three letters; as it stands where it cannot be read.
fn in_three_letters(field: &(Attribute, Redacted<String>)) -> (Attribute, Redacted<String>) {
    let is_country = matches!(field.0, Attribute::AddressCountry | Attribute::BirthCountry);
    let read = || Country::parse(field.1.reveal()).ok().map(|it| Redacted::new(it.to_string()));
    (field.0, is_country.then(read).flatten().unwrap_or_else(|| field.1.clone()))
}

fn whole(day: Day) -> PartialDate {
    let (year, month, of_month) = day.civil();
    PartialDate { year, month: Some(month), day: Some(of_month) }
}

fn partial(date: PartialDate) -> String {
    let year = format!("{:04}", date.year);
    let month = date.month.map(|it| format!("-{it:02}")).unwrap_or_default();
    let day = date.day.map(|it| format!("-{it:02}")).unwrap_or_default();
    year + &month + &day
}

fn spaced(identifier: &str) -> Option<String> {
    Some(identifier.replace('<', " ")).filter(|it| !it.is_empty())
}

/// A name in one text: family name, then given names behind two fillers or two blanks, as data group 11
/// and seals have it. Letters are those of the holder's own script.
fn full_name(text: &str) -> Name {
    let (family, given) = text.split_once("<<").or_else(|| text.split_once("  ")).unwrap_or((text, ""));
    Name::Written { family: spaced(family), given: spaced(given) }
}

/// Words, letters and the numbers of ISO/IEC 5218, as credentials write them.
fn sex(text: &str) -> Option<Sex> {
    match text {
        "2" | "F" | "female" => Some(Sex::Female),
        "1" | "M" | "male" => Some(Sex::Male),
        "0" | "9" | "X" | "unspecified" | "<" => Some(Sex::Unspecified),
        _ => None,
    }
}

const fn sex_word(sex: Sex) -> &'static str {
    match sex {
        Sex::Female => "female",
        Sex::Male => "male",
        Sex::Unspecified => "unspecified",
    }
}

impl fmt::Debug for Statement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Statement").field("source", &self.source).field("states", &self.attributes()).finish()
    }
}
