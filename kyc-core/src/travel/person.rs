//! Persons of a payload: the components of IVMS101.2023 section 5 as types. Plain data, all of it under a cloak.
//!
//! Names are the standard's. What must be there is there; the lists that must have an entry have one.

use super::list::{
    AddressType, LegalPersonNameType, NationalIdentifierType, NaturalPersonNameType, TransliterationMethod,
};
use crate::base::{Country, Day, Redacted};

/// A text about somebody.
type Text = Redacted<String>;

/// The originator or the beneficiary: the persons behind one side of a transfer, and their accounts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Party {
    /// `originatorPerson` or `beneficiaryPerson`; at least one.
    pub persons: Vec<Person>,
    /// `accountNumber`, as most JSON has it: beside the persons. The standard has it within each of them.
    pub account_numbers: Vec<Text>,
}

/// `Person`: either a natural or a legal one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// Which of the two.
    pub who: Who,
    /// `accountNumber`: the accounts by which the transfer is made; wallet addresses.
    pub account_numbers: Vec<Text>,
}

/// A person of one kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Who {
    /// `naturalPerson`
    Natural(NaturalPerson),
    /// `legalPerson`
    Legal(LegalPerson),
}

/// `NaturalPerson`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NaturalPerson {
    /// `name`
    pub name: NaturalPersonName,
    /// `geographicAddress`
    pub geographic_addresses: Vec<Address>,
    /// `nationalIdentification`
    pub national_identification: Option<NationalIdentification>,
    /// `customerIdentification`: how the service itself names its customer.
    pub customer_identification: Option<Text>,
    /// `dateAndPlaceOfBirth`
    pub date_and_place_of_birth: Option<DateAndPlaceOfBirth>,
    /// `countryOfResidence`; [`None`] within for the code XX, a state that is not known.
    pub country_of_residence: Option<Redacted<Option<Country>>>,
}

/// `NaturalPersonName`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NaturalPersonName {
    /// `nameIdentifier`: in Latin letters; at least one, and one of them the legal name.
    pub name_identifiers: Vec<NaturalPersonNameId>,
    /// `localNameIdentifier`: in the letters of the country.
    pub local_name_identifiers: Vec<NaturalPersonNameId>,
    /// `phoneticNameIdentifier`: as it is pronounced.
    pub phonetic_name_identifiers: Vec<NaturalPersonNameId>,
}

/// `NaturalPersonNameID` and `LocalNaturalPersonNameID`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NaturalPersonNameId {
    /// `primaryIdentifier`: the family name, or the whole where it cannot be parted.
    pub primary_identifier: Text,
    /// `secondaryIdentifier`: the given names.
    pub secondary_identifier: Option<Text>,
    /// `naturalPersonNameIdentifierType`; `nameIdentifierType` of a local or phonetic name.
    pub name_type: NaturalPersonNameType,
}

/// `LegalPerson`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LegalPerson {
    /// `name`
    pub name: LegalPersonName,
    /// `geographicAddress`
    pub geographic_addresses: Vec<Address>,
    /// `customerIdentification`
    pub customer_identification: Option<Text>,
    /// `nationalIdentification`
    pub national_identification: Option<NationalIdentification>,
    /// `countryOfRegistration`; [`None`] within for the code XX.
    pub country_of_registration: Option<Redacted<Option<Country>>>,
}

/// `LegalPersonName`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LegalPersonName {
    /// `nameIdentifier`: in Latin letters; at least one, and one of them the legal name.
    pub name_identifiers: Vec<LegalPersonNameId>,
    /// `localNameIdentifier`
    pub local_name_identifiers: Vec<LegalPersonNameId>,
    /// `phoneticNameIdentifier`
    pub phonetic_name_identifiers: Vec<LegalPersonNameId>,
}

/// `LegalPersonNameID` and `LocalLegalPersonNameID`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LegalPersonNameId {
    /// `legalPersonName`
    pub legal_person_name: Text,
    /// `legalPersonNameIdentifierType`
    pub name_type: LegalPersonNameType,
}

/// `Address`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    /// `addressType`
    pub address_type: AddressType,
    /// Its texts by the names of the standard, in the standard's order: `townName`, which is always there, and whichever of
    /// `department`, `subDepartment`, `streetName`, `buildingNumber`, `buildingName`, `floor`, `postBox`, `room`, `postcode`,
    /// `townLocationName`, `districtName` and `countrySubDivision` are.
    pub parts: Vec<(&'static str, Text)>,
    /// `addressLine`: at most seven.
    pub address_lines: Vec<Text>,
    /// `country`; [`None`] within for the code XX.
    pub country: Redacted<Option<Country>>,
}

/// `NationalIdentification`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NationalIdentification {
    /// `nationalIdentifier`
    pub national_identifier: Text,
    /// `nationalIdentifierType`
    pub national_identifier_type: NationalIdentifierType,
    /// `countryOfIssue`; [`None`] within for the code XX.
    pub country_of_issue: Option<Redacted<Option<Country>>>,
    /// `registrationAuthority`: a code of the form `RA000001`; whether GLEIF's list has it is not said.
    pub registration_authority: Option<Text>,
}

/// `DateAndPlaceOfBirth`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DateAndPlaceOfBirth {
    /// `dateOfBirth`
    pub date_of_birth: Redacted<Day>,
    /// `placeOfBirth`
    pub place_of_birth: Text,
}

/// `IntermediaryVASP`: a service that passes the transfer on. Its number in the chain is its place in the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IntermediaryVasp {
    /// `intermediaryVASP`
    pub vasp: Person,
    /// `sequence`
    pub sequence: u64,
}

/// `PayloadMetadata`, without the version, which is [`super::VERSION`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Metadata {
    /// `transliterationMethod`
    pub transliteration_methods: Vec<TransliterationMethod>,
}
