//! The record: what was decided, by whom, why, from when until when.

use super::fault::{ReviewError, ReviewFault};
use crate::base::{Instant, Label, Redacted, SubjectId, Window, says_something};
use crate::document::base64url::encode;
use crate::key::KeyPair;
use crate::policy::{Reason, ReasonCode};
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

/// The longest reason of a review, in characters.
pub const WHY_LEN_MAX: usize = 2_000;
/// The longest subject of a reason, in bytes: an entry of a list, by the list and its id.
const ABOUT_LEN_MAX: usize = 256;
/// The most factors of a level that is set.
const FACTORS_MAX: usize = 256;
/// Nothing is accepted for ever.
const LIFE_MAX: Window = Window::from_hours(366 * 24);
const FORM: &str = "tidegate.review/1";
const SECOND: i64 = 1_000_000;

/// What a reviewer decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Act {
    /// That a reason shall not stand in the way.
    Lift(Reason),
    /// That a reason stands: takes back what the same reviewer lifted before.
    Uphold(Reason),
    /// That the customer's risk is of another level than the points say.
    SetLevel(NewLevel),
}

/// A level of risk in place of the one that was reckoned, and what was known then: a lower one says nothing of a
/// customer of whom worse is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewLevel {
    /// The level.
    pub level: Label,
    /// The level that was reckoned when it was set.
    pub instead_of: Label,
    /// The factors that were met then, or not known, by name.
    pub factors: BTreeSet<Label>,
}

/// One decision of one reviewer about one customer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Review {
    /// The customer's pseudonym.
    pub subject: SubjectId,
    /// What was decided.
    pub act: Act,
    /// Who decided, by the name in the policy.
    pub reviewer: Label,
    /// When, rounded down to the second.
    pub made: Instant,
    /// The instant from which it no longer counts, rounded down to the second.
    pub until: Instant,
    /// Why. May hold personal data, and stays in the record.
    pub why: Redacted<String>,
}

impl Review {
    /// Signs the record: a compact JWS (RFC 7515) of type `review+jwt` by Ed25519. The same review and key give the
    /// same bytes.
    ///
    /// # Errors
    /// [`ReviewFault::Why`], [`ReviewFault::Time`] or [`ReviewFault::Claims`].
    pub fn sign(&self, key: &KeyPair) -> Result<String, ReviewError> {
        self.sound()?;
        let header = json!({"alg": "EdDSA", "kid": self.reviewer.as_str(), "typ": "review+jwt"});
        let claims = self.written().to_string();
        let input = format!("{}.{}", encode(header.to_string().as_bytes()), encode(claims.as_bytes()));
        let signature = encode(&key.sign(input.as_bytes()));
        Ok(format!("{input}.{signature}"))
    }

    fn sound(&self) -> Result<(), ReviewFault> {
        let why = self.why.reveal();
        if !says_something(why) || why.chars().count() > WHY_LEN_MAX {
            return Err(ReviewFault::Why);
        }
        if let Act::Lift(reason) | Act::Uphold(reason) = &self.act
            && (reason.about.is_empty() || reason.about.len() > ABOUT_LEN_MAX)
        {
            return Err(ReviewFault::Claims);
        }
        if matches!(&self.act, Act::SetLevel(it) if it.factors.len() > FACTORS_MAX) {
            return Err(ReviewFault::Claims);
        }
        let (made, until) = (self.made.micros().div_euclid(SECOND), self.until.micros().div_euclid(SECOND));
        let year = self.until.day().civil().0;
        let sensible = made >= 0 && until > made && (until - made) <= LIFE_MAX.micros() / SECOND && year <= 9999;
        if sensible { Ok(()) } else { Err(ReviewFault::Time) }
    }

    fn written(&self) -> Value {
        let seconds = |it: Instant| it.micros().div_euclid(SECOND);
        let (name, act) = match &self.act {
            Act::Lift(reason) => ("lift", json!({"about": &*reason.about, "code": reason.code.code()})),
            Act::Uphold(reason) => ("uphold", json!({"about": &*reason.about, "code": reason.code.code()})),
            Act::SetLevel(it) => (
                "level",
                json!({
                    "factors": it.factors.iter().map(Label::as_str).collect::<Vec<_>>(),
                    "instead_of": it.instead_of.as_str(),
                    "set": it.level.as_str(),
                }),
            ),
        };
        json!({
            "exp": seconds(self.until),
            "iat": seconds(self.made),
            name: act,
            "reviewer": self.reviewer.as_str(),
            "sub": self.subject.as_str(),
            "type": FORM,
            "why": self.why.reveal(),
        })
    }

    /// The review that claims spell out, and nothing but it.
    pub(super) fn read(claims: &Map<String, Value>) -> Result<Self, ReviewFault> {
        let review = Self::spelled(claims).ok_or(ReviewFault::Claims)?;
        review.sound()?;
        let again = review.written();
        if again.as_object() == Some(claims) { Ok(review) } else { Err(ReviewFault::Claims) }
    }

    fn spelled(claims: &Map<String, Value>) -> Option<Self> {
        let text = |name: &str| claims.get(name)?.as_str();
        let time = |name: &str| Some(Instant::from_micros(claims.get(name)?.as_i64()?.checked_mul(SECOND)?));
        let reason = |it: &Value| {
            let code = ReasonCode::parse(it.get("code")?.as_str()?)?;
            Some(Reason::new(code, it.get("about")?.as_str()?))
        };
        let label = |it: &Value| Label::parse(it.as_str()?).ok();
        let act = match (claims.get("lift"), claims.get("uphold"), claims.get("level")) {
            (Some(it), None, None) => Act::Lift(reason(it)?),
            (None, Some(it), None) => Act::Uphold(reason(it)?),
            (None, None, Some(it)) => Act::SetLevel(NewLevel {
                level: label(it.get("set")?)?,
                instead_of: label(it.get("instead_of")?)?,
                factors: it.get("factors")?.as_array()?.iter().map(label).collect::<Option<_>>()?,
            }),
            _ => return None,
        };
        Some(Self {
            subject: SubjectId::parse(text("sub")?).ok()?,
            act,
            reviewer: Label::parse(text("reviewer")?).ok()?,
            made: time("iat")?,
            until: time("exp")?,
            why: Redacted::new(text("why")?.to_owned()),
        })
    }
}
