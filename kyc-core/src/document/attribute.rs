//! Attributes that documents state: one lasting code each, whatever the document calls them.
//!
//! The lists tie the names of the formats to the codes: EUDI PID (CIR (EU) 2024/2977, annex, and the PID
//! rulebook of the Architecture and Reference Framework) and mobile driving licence (ISO/IEC 18013-5
//! table 5). Knows nothing of whether what is stated is true.

use crate::codes;

codes! {
    /// What a document states of its holder or of itself.
    pub enum Attribute {
        /// The current family name.
        FamilyName = "family-name",
        /// The current given names.
        GivenName = "given-name",
        /// The whole name in one text, where the document does not part it.
        FullName = "full-name",
        /// The family name at birth.
        BirthFamilyName = "birth-family-name",
        /// The given names at birth.
        BirthGivenName = "birth-given-name",
        /// The day of birth, as YYYY-MM-DD.
        BirthDate = "birth-date",
        /// The year of birth alone.
        BirthYear = "birth-year",
        /// The town of birth, or the place as one text.
        BirthPlace = "birth-place",
        /// The region of birth.
        BirthRegion = "birth-region",
        /// The country of birth.
        BirthCountry = "birth-country",
        /// A nationality; stands once for each.
        Nationality = "nationality",
        /// The sex, as the document writes it.
        Sex = "sex",
        /// Whether the holder is at least 18 years old, as true or false.
        AgeOver18 = "age-over-18",
        /// The age in whole years.
        AgeInYears = "age-in-years",
        /// The address as one text.
        Address = "address",
        /// The street of the address.
        AddressStreet = "address-street",
        /// The house number of the address.
        AddressHouse = "address-house-number",
        /// The town of the address.
        AddressCity = "address-city",
        /// The postal code of the address.
        AddressPostalCode = "address-postal-code",
        /// The region of the address.
        AddressRegion = "address-region",
        /// The country of the address.
        AddressCountry = "address-country",
        /// The number a state has given the person.
        PersonalNumber = "personal-number",
        /// The number of the document.
        DocumentNumber = "document-number",
        /// The day of issue, as YYYY-MM-DD or as an instant.
        IssueDate = "issue-date",
        /// The day of expiry, as YYYY-MM-DD or as an instant.
        ExpiryDate = "expiry-date",
        /// The authority that issued the document.
        IssuingAuthority = "issuing-authority",
        /// The country that issued the document.
        IssuingCountry = "issuing-country",
        /// The part of the country that issued the document.
        IssuingJurisdiction = "issuing-jurisdiction",
        /// The mail address.
        Email = "email",
        /// The telephone number.
        Phone = "phone",
        /// The SHA-256 of the portrait's bytes, as hex: what a face-match attestation is bound to.
        PortraitDigest = "portrait-digest",
    }
}

/// Paths of SD-JWT PIDs (type metadata `urn:eudi:pid:1`), and behind them two names from before it.
pub(super) const SD_JWT_PID: &[(&[&str], Attribute)] = &[
    (&["family_name"], Attribute::FamilyName),
    (&["given_name"], Attribute::GivenName),
    (&["birth_family_name"], Attribute::BirthFamilyName),
    (&["birth_given_name"], Attribute::BirthGivenName),
    (&["birthdate"], Attribute::BirthDate),
    (&["age_birth_year"], Attribute::BirthYear),
    (&["place_of_birth", "locality"], Attribute::BirthPlace),
    (&["place_of_birth", "region"], Attribute::BirthRegion),
    (&["place_of_birth", "country"], Attribute::BirthCountry),
    (&["nationalities"], Attribute::Nationality),
    (&["sex"], Attribute::Sex),
    (&["age_equal_or_over", "18"], Attribute::AgeOver18),
    (&["age_in_years"], Attribute::AgeInYears),
    (&["address", "formatted"], Attribute::Address),
    (&["address", "street_address"], Attribute::AddressStreet),
    (&["address", "house_number"], Attribute::AddressHouse),
    (&["address", "locality"], Attribute::AddressCity),
    (&["address", "postal_code"], Attribute::AddressPostalCode),
    (&["address", "region"], Attribute::AddressRegion),
    (&["address", "country"], Attribute::AddressCountry),
    (&["personal_administrative_number"], Attribute::PersonalNumber),
    (&["document_number"], Attribute::DocumentNumber),
    (&["date_of_issuance"], Attribute::IssueDate),
    (&["date_of_expiry"], Attribute::ExpiryDate),
    (&["issuing_authority"], Attribute::IssuingAuthority),
    (&["issuing_country"], Attribute::IssuingCountry),
    (&["issuing_jurisdiction"], Attribute::IssuingJurisdiction),
    (&["email"], Attribute::Email),
    (&["phone_number"], Attribute::Phone),
    (&["issuance_date"], Attribute::IssueDate),
    (&["expiry_date"], Attribute::ExpiryDate),
];

/// Elements of mobile PIDs, namespace `eu.europa.ec.eudi.pid.1`.
pub(super) const MDOC_PID: &[(&str, Attribute)] = &[
    ("family_name", Attribute::FamilyName),
    ("given_name", Attribute::GivenName),
    ("family_name_birth", Attribute::BirthFamilyName),
    ("given_name_birth", Attribute::BirthGivenName),
    ("birth_date", Attribute::BirthDate),
    ("age_birth_year", Attribute::BirthYear),
    ("birth_place", Attribute::BirthPlace),
    ("nationality", Attribute::Nationality),
    ("sex", Attribute::Sex),
    ("age_over_18", Attribute::AgeOver18),
    ("age_in_years", Attribute::AgeInYears),
    ("resident_address", Attribute::Address),
    ("resident_street", Attribute::AddressStreet),
    ("resident_house_number", Attribute::AddressHouse),
    ("resident_city", Attribute::AddressCity),
    ("resident_postal_code", Attribute::AddressPostalCode),
    ("resident_state", Attribute::AddressRegion),
    ("resident_country", Attribute::AddressCountry),
    ("personal_administrative_number", Attribute::PersonalNumber),
    ("document_number", Attribute::DocumentNumber),
    ("issuance_date", Attribute::IssueDate),
    ("expiry_date", Attribute::ExpiryDate),
    ("issuing_authority", Attribute::IssuingAuthority),
    ("issuing_country", Attribute::IssuingCountry),
    ("issuing_jurisdiction", Attribute::IssuingJurisdiction),
    ("email_address", Attribute::Email),
    ("mobile_phone_number", Attribute::Phone),
];

/// Elements of mobile driving licences, namespace `org.iso.18013.5.1`.
pub(super) const MDL: &[(&str, Attribute)] = &[
    ("family_name", Attribute::FamilyName),
    ("given_name", Attribute::GivenName),
    ("birth_date", Attribute::BirthDate),
    ("age_birth_year", Attribute::BirthYear),
    ("birth_place", Attribute::BirthPlace),
    ("nationality", Attribute::Nationality),
    ("sex", Attribute::Sex),
    ("age_over_18", Attribute::AgeOver18),
    ("age_in_years", Attribute::AgeInYears),
    ("resident_address", Attribute::Address),
    ("resident_city", Attribute::AddressCity),
    ("resident_postal_code", Attribute::AddressPostalCode),
    ("resident_state", Attribute::AddressRegion),
    ("resident_country", Attribute::AddressCountry),
    ("administrative_number", Attribute::PersonalNumber),
    ("document_number", Attribute::DocumentNumber),
    ("issue_date", Attribute::IssueDate),
    ("expiry_date", Attribute::ExpiryDate),
    ("issuing_authority", Attribute::IssuingAuthority),
    ("issuing_country", Attribute::IssuingCountry),
    ("issuing_jurisdiction", Attribute::IssuingJurisdiction),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_explained_and_no_name_stands_twice() {
        for it in Attribute::ALL {
            assert!(it.meaning().starts_with(char::is_uppercase) && it.meaning().ends_with('.'), "{it}");
        }
        for list in [MDOC_PID, MDL] {
            let mut names: Vec<&str> = list.iter().map(|it| it.0).collect();
            names.sort_unstable();
            names.dedup();
            assert_eq!(names.len(), list.len());
        }
    }
}
