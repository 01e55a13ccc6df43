//! Person identification data: an SD-JWT or a mobile document → the attributes of a PID, typed.
//!
//! Attribute set of CIR (EU) 2024/2977, annex, tables 1 to 5. Says what is stated and what is missing, not
//! whether it is true: take the document out of an `Authenticated` first.

use super::attribute::{Attribute, SD_JWT_PID};
use super::mdoc::Mdoc;
use super::sd_jwt::SdJwt;
use crate::base::{Day, Instant, Redacted, SourceId};
use serde_json::{Map, Value};

/// The attributes that every PID has to hold (CIR (EU) 2024/2977, annex, table 1 and table 5).
pub const MANDATORY: [Attribute; 8] = [
    Attribute::FamilyName,
    Attribute::GivenName,
    Attribute::BirthDate,
    Attribute::BirthPlace,
    Attribute::Nationality,
    Attribute::ExpiryDate,
    Attribute::IssuingAuthority,
    Attribute::IssuingCountry,
];

/// The attributes one document disclosed.
#[derive(Clone, Debug)]
pub struct Pid {
    fields: Vec<(Attribute, Redacted<String>)>,
}

/// An attribute a typed accessor asked for cannot be given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PidGap {
    /// The document does not state it, or the holder did not disclose it.
    #[error("{0} is not stated")]
    NotStated(Attribute),
    /// It is not of the form its standard gives it.
    #[error("{0} has not the form of its standard")]
    Form(Attribute),
}

impl Pid {
    /// The attributes an SD-JWT PID disclosed.
    #[must_use]
    pub fn of_sd_jwt(token: &SdJwt) -> Self {
        Self { fields: sd_jwt_fields(token.claims().reveal()) }
    }

    /// The attributes a mobile PID or driving licence disclosed.
    #[must_use]
    pub fn of_mdoc(document: &Mdoc) -> Self {
        Self { fields: document.fields() }
    }

    /// Every attribute, in the order of the format's list; a nationality stands once for each.
    #[must_use]
    pub fn fields(&self) -> &[(Attribute, Redacted<String>)] {
        &self.fields
    }

    /// The first value of an attribute.
    ///
    /// # Errors
    /// [`PidGap::NotStated`].
    pub fn text(&self, attribute: Attribute) -> Result<&Redacted<String>, PidGap> {
        let found = self.fields.iter().find(|it| it.0 == attribute);
        found.map(|it| &it.1).ok_or(PidGap::NotStated(attribute))
    }

    /// A day: `YYYY-MM-DD`, or the UTC day of an instant.
    ///
    /// # Errors
    /// [`PidGap`].
    pub fn day(&self, attribute: Attribute) -> Result<Redacted<Day>, PidGap> {
        let text = self.text(attribute)?.reveal();
        let day = Day::parse(text).or_else(|_| Instant::parse(text).map(Instant::day));
        day.map(Redacted::new).map_err(|_| PidGap::Form(attribute))
    }

    /// The current family name.
    ///
    /// # Errors
    /// [`PidGap::NotStated`].
    pub fn family_name(&self) -> Result<&Redacted<String>, PidGap> {
        self.text(Attribute::FamilyName)
    }

    /// The current given names.
    ///
    /// # Errors
    /// [`PidGap::NotStated`].
    pub fn given_name(&self) -> Result<&Redacted<String>, PidGap> {
        self.text(Attribute::GivenName)
    }

    /// The day of birth.
    ///
    /// # Errors
    /// [`PidGap`].
    pub fn birth_date(&self) -> Result<Redacted<Day>, PidGap> {
        self.day(Attribute::BirthDate)
    }

    /// The last day the data may be relied on.
    ///
    /// # Errors
    /// [`PidGap`].
    pub fn expiry_date(&self) -> Result<Redacted<Day>, PidGap> {
        self.day(Attribute::ExpiryDate)
    }

    /// Every nationality.
    #[must_use]
    pub fn nationalities(&self) -> Vec<&Redacted<String>> {
        self.fields.iter().filter(|it| it.0 == Attribute::Nationality).map(|it| &it.1).collect()
    }

    /// The mandatory attributes that are not stated, in the order of [`MANDATORY`].
    ///
    /// A place of birth is stated by any of its town, region and country.
    #[must_use]
    pub fn missing(&self) -> Vec<Attribute> {
        let stated = |wanted: Attribute| {
            let place = [Attribute::BirthPlace, Attribute::BirthRegion, Attribute::BirthCountry];
            let enough: &[Attribute] = if wanted == Attribute::BirthPlace { &place } else { &[wanted] };
            self.fields.iter().any(|it| enough.contains(&it.0))
        };
        MANDATORY.into_iter().filter(|it| !stated(*it)).collect()
    }
}

fn sd_jwt_fields(claims: &Map<String, Value>) -> Vec<(Attribute, Redacted<String>)> {
    let mut found = Vec::new();
    for (path, attribute) in SD_JWT_PID {
        let [first, rest @ ..] = *path else { continue };
        let value = rest.iter().try_fold(claims.get(*first), |at, name| at.map(|it| it.get(*name)));
        if let Some(Some(value)) = value {
            push(&mut found, *attribute, value);
        }
    }
    let picture = claims.get("picture").and_then(Value::as_str);
    let data = picture.and_then(|it| it.split_once(";base64,")).map(|it| it.1);
    if let Some(bytes) = data.and_then(super::base64url::decode_plain) {
        found.push((Attribute::PortraitDigest, Redacted::new(SourceId::of(&bytes).to_string())));
    }
    found
}

/// One field for each text, number or flag; arrays give one for each element.
fn push(found: &mut Vec<(Attribute, Redacted<String>)>, attribute: Attribute, value: &Value) {
    let text = match value {
        Value::String(it) => it.clone(),
        Value::Number(it) => it.to_string(),
        Value::Bool(it) => it.to_string(),
        Value::Array(items) => {
            return items.iter().filter(|it| !it.is_array()).for_each(|it| push(found, attribute, it));
        }
        Value::Null | Value::Object(_) => return,
    };
    found.push((attribute, Redacted::new(text)));
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn pid(claims: Value) -> Pid {
        let Value::Object(claims) = claims else { panic!("an object") };
        Pid { fields: sd_jwt_fields(&claims) }
    }

    #[test]
    fn attributes_are_found_at_their_paths() {
        let pid = pid(json!({
            "family_name": "Mustermann", "birthdate": "1964-08-12", "nationalities": ["DE", "FR", ["XX"]],
            "place_of_birth": {"country": "DE"}, "age_equal_or_over": {"18": true}, "sex": 2,
            "picture": "data:image/jpeg;base64,TQ==", "address": "one text", "unknown": "x",
        }));
        assert_eq!(pid.family_name().unwrap().reveal(), "Mustermann");
        assert_eq!(pid.birth_date().unwrap().reveal().to_string(), "1964-08-12");
        assert_eq!(pid.nationalities().iter().map(|it| it.reveal().as_str()).collect::<Vec<_>>(), ["DE", "FR"]);
        assert_eq!(pid.text(Attribute::AgeOver18).unwrap().reveal(), "true");
        assert_eq!(pid.text(Attribute::Sex).unwrap().reveal(), "2");
        assert_eq!(pid.text(Attribute::PortraitDigest).unwrap().reveal(), &SourceId::of(b"M").to_string());
        assert_eq!(pid.given_name(), Err(PidGap::NotStated(Attribute::GivenName)));
        let missing =
            [Attribute::GivenName, Attribute::ExpiryDate, Attribute::IssuingAuthority, Attribute::IssuingCountry];
        assert_eq!(pid.missing(), missing);
        assert!(!format!("{pid:?}").contains("Mustermann"));
    }

    #[test]
    fn a_day_of_another_form_is_a_gap() {
        let of = |date: &str| pid(json!({"date_of_expiry": date})).expiry_date().map(|it| it.reveal().to_string());
        assert_eq!(of("2030-01-31"), Ok("2030-01-31".into()));
        assert_eq!(of("2030-01-31T23:00:00-02:00"), Ok("2030-02-01".into()));
        assert_eq!(of("31.01.2030"), Err(PidGap::Form(Attribute::ExpiryDate)));
    }
}
