//! What a credential or a mobile document says of its holder's age beside the day of birth.
//!
//! Claims of the PID rulebook (`age_equal_or_over`, `age_in_years`, `age_birth_year`) and elements of ISO/IEC 18013-5
//! (`age_over_NN`). Compares nothing, and knows nothing of whether any of it is true.

use super::mdoc::{Element, MDL_NAMESPACE, Mdoc, PID_TYPE};
use super::sd_jwt::SdJwt;
use crate::base::{Day, Instant};
use serde_json::Value;

/// Statements about an age. Has no `Debug`: an age is personal.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Ages {
    /// Whether the holder has reached an age, by the age in years.
    pub over: Vec<(i32, bool)>,
    /// The age in whole years.
    pub years: Option<i32>,
    /// The year of birth.
    pub birth_year: Option<i32>,
    /// When the issuer said so: what it said may have been overtaken since.
    pub as_of: Option<Day>,
}

impl Ages {
    /// What an SD-JWT disclosed. What has not the form of its claim is left out.
    #[must_use]
    pub fn of_sd_jwt(token: &SdJwt) -> Self {
        let claims = token.claims().reveal();
        let number = |name: &str| claims.get(name).and_then(Value::as_i64).and_then(|it| i32::try_from(it).ok());
        let over = claims.get("age_equal_or_over").and_then(Value::as_object).into_iter().flatten();
        let made = ["iat", "nbf"].iter().find_map(|it| claims.get(*it)?.as_i64()?.checked_mul(1_000_000));
        Self {
            over: over.filter_map(|(age, said)| Some((age.parse().ok()?, said.as_bool()?))).collect(),
            years: number("age_in_years"),
            birth_year: number("age_birth_year"),
            as_of: made.map(|it| Instant::from_micros(it).day()),
        }
    }

    /// What a mobile document disclosed. What has not the form of its element is left out.
    #[must_use]
    pub fn of_mdoc(document: &Mdoc) -> Self {
        let mut ages = Self { as_of: Some(document.security().signed.day()), ..Self::default() };
        let known = |it: &str| [PID_TYPE, MDL_NAMESPACE].contains(&it);
        for it in document.namespaces().iter().filter(|it| known(&it.name)).flat_map(|it| &it.elements) {
            match it.identifier() {
                "age_in_years" => ages.years = ages.years.or(value(it)),
                "age_birth_year" => ages.birth_year = ages.birth_year.or(value(it)),
                name => {
                    let age = name.strip_prefix("age_over_").and_then(|it| it.parse().ok());
                    ages.over.extend(age.zip(value(it)));
                }
            }
        }
        ages
    }
}

fn value<T: std::str::FromStr>(element: &Element) -> Option<T> {
    element.texts().first()?.reveal().parse().ok()
}
