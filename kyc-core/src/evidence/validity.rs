//! Validity and age at a day: a statement and the day in, two checks out.

use super::check::{Answer, Check, CheckCode};
use super::statement::{Birth, Expiry, Statement};
use crate::base::{Day, Instant};
use crate::document::Attribute;

/// The age from which a person may open an account on their own, in years. Eighteen throughout
/// the Union, the United Kingdom and the United States; a policy for other ages asks [`age`] itself.
pub const ADULT_YEARS: i32 = 18;

/// The oldest that somebody is believed to be, in years: the oldest person on record reached 122.
pub(super) const AGE_MAX: i32 = 130;

/// Whether the document has expired and whether the holder is of age.
#[must_use]
pub(super) fn check(statement: &Statement, at: Instant) -> Vec<Check> {
    vec![expiry(statement, at), adulthood(statement, at.day())]
}

/// Valid through its last day, which is not repeated (Doc 9303-3 section 4.8; CIR (EU) 2024/2977); where the end is an
/// instant, until then.
fn expiry(statement: &Statement, at: Instant) -> Check {
    let unread = statement.unreadable.contains(&Attribute::ExpiryDate);
    let valid = match statement.expiry {
        None if unread => Err("the document says until when it is valid, in a form that cannot be read"),
        None => Err("the document does not say until when it is valid"),
        Some(Expiry::Known(day)) => Ok(at.day() <= day),
        Some(Expiry::Until(end)) => Ok(at < end),
        Some(Expiry::Zone(zone)) => {
            zone.expiry(at.day()).map(|it| at.day() <= it).map_err(|_| "the day of expiry cannot be read")
        }
    };
    let (answer, why) = match valid {
        Ok(true) => (Answer::Clear, "the document has not expired"),
        Ok(false) => (Answer::Found, "the document has expired"),
        Err(why) => (Answer::Unknown, why),
    };
    Check::new(CheckCode::DocumentExpiry, answer, why).of(Attribute::ExpiryDate)
}

fn adulthood(statement: &Statement, at: Day) -> Check {
    let check = |answer: Answer, why: &str| Check::new(CheckCode::HolderAge, answer, why).of(Attribute::BirthDate);
    let born = match statement.birth {
        Some(Birth::Known(date)) => Some(date),
        Some(Birth::Zone(zone)) => zone.birth(at).ok(),
        None => None,
    };
    let ages = born.and_then(|it| it.earliest().ok().zip(it.latest().ok()));
    match (ages, statement.adult) {
        (Some((earliest, latest)), _) => match (age(latest, at), age(earliest, at)) {
            (Some(least), _) if least > AGE_MAX => {
                check(Answer::Unknown, "by the day of birth the holder would be older than 130 years")
            }
            (Some(least), _) if least >= ADULT_YEARS => check(Answer::Clear, "the holder is of age"),
            (_, Some(most)) if most >= ADULT_YEARS => {
                check(Answer::Unknown, "the day of birth is not known well enough to tell the age")
            }
            (_, Some(_)) => check(Answer::Found, underage(statement.birth)),
            (_, None) => check(Answer::Found, "the day of birth lies ahead"),
        },
        (None, Some(true)) => check(Answer::Clear, "the issuer says that the holder is of age"),
        (None, Some(false)) => check(Answer::Found, "the issuer says that the holder is not of age"),
        (None, None) if statement.unreadable.contains(&Attribute::BirthDate) => {
            check(Answer::Unknown, "the document states the day of birth in a form that cannot be read")
        }
        (None, None) => check(Answer::Unknown, "the day of birth is not known"),
    }
}

/// A zone tells no century: a child and someone a hundred years older look alike.
const fn underage(birth: Option<Birth>) -> &'static str {
    match birth {
        Some(Birth::Zone(_)) => "the holder is under 18, or a hundred years older: a zone tells no century",
        _ => "the holder is under 18",
    }
}

/// Whole years from a birth to a day; none where the birth lies ahead. Someone born on
/// 29 February turns a year older on 1 March of common years.
#[must_use]
pub fn age(born: Day, at: Day) -> Option<i32> {
    let ((year, month, day), (year_at, month_at, day_at)) = (born.civil(), at.civil());
    let before = (month_at, day_at) < (month, day);
    (born <= at).then_some(year_at - year - i32::from(before))
}
