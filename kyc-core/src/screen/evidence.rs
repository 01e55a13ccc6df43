//! Evidence beside the name: what is known of a customer and of an entry in, what agrees out.
//!
//! Evidence orders candidates whose names agree equally. It never changes a score, so that a date of birth
//! cannot lift a weak name over the threshold; an identifier that agrees exactly is a finding of its own.

use super::customer::Customer;
use super::list::{Birth, Entry, Precision, Strength};
use std::cmp::Ordering;

crate::codes! {
    /// How dates of birth agree.
    pub enum BirthMatch {
        /// The same day.
        SameDay = "same-day",
        /// Day and month are swapped.
        Swapped = "swapped",
        /// Within the time told, which is longer than a day.
        Within = "within",
        /// At most a year apart.
        Near = "near",
        /// One of them is not told.
        Unknown = "unknown",
        /// More than a year apart.
        Disjoint = "disjoint",
    }
}

crate::codes! {
    /// Whether facts of two sides have one in common.
    pub enum Overlap {
        /// At least one is the same.
        Same = "same",
        /// One side tells none.
        Unknown = "unknown",
        /// None is the same.
        Disjoint = "disjoint",
    }
}

/// What agrees beside the name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// Dates of birth, the best of those listed.
    pub birth: BirthMatch,
    /// Countries of any role.
    pub country: Overlap,
    /// Genders.
    pub gender: Overlap,
    /// Identifiers, letters and digits only. [`Overlap::Disjoint`] is never told: lists name some numbers only.
    pub identifier: Overlap,
    /// How strongly the publisher stands behind the name.
    pub strength: Strength,
}

impl Evidence {
    /// For ordering equal scores: more is more alike. The figures are judgements and mean nothing else.
    #[must_use]
    pub fn rank(&self) -> i8 {
        let birth = match self.birth {
            BirthMatch::SameDay => 8,
            BirthMatch::Swapped => 5,
            BirthMatch::Within => 3,
            BirthMatch::Near => 1,
            BirthMatch::Unknown => 0,
            BirthMatch::Disjoint => -8,
        };
        let overlap = |it, same, disjoint| match it {
            Overlap::Same => same,
            Overlap::Unknown => 0,
            Overlap::Disjoint => disjoint,
        };
        let strength = match self.strength {
            Strength::Primary => 1,
            Strength::Alias => 0,
            Strength::WeakAlias => -2,
        };
        birth + overlap(self.country, 2, -2) + overlap(self.gender, 1, -4) + overlap(self.identifier, 40, 0) + strength
    }
}

/// The more alike comes first.
impl Ord for Evidence {
    fn cmp(&self, other: &Self) -> Ordering {
        let key = |it: &Self| (it.birth, it.country, it.gender, it.identifier, it.strength);
        other.rank().cmp(&self.rank()).then_with(|| key(self).cmp(&key(other)))
    }
}

impl PartialOrd for Evidence {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// Compares what is known of a customer with an entry; `strength` is that of the name which agreed.
#[must_use]
pub fn evidence(customer: &Customer, entry: &Entry, strength: Strength) -> Evidence {
    let countries: Vec<_> = entry.countries.iter().map(|it| it.country).collect();
    let mut numbers = customer.identifiers.iter().flat_map(|it| numbers(it.reveal()));
    let listed: Vec<String> = entry.identifiers.iter().flat_map(|it| self::numbers(&it.value)).collect();
    let same = numbers.any(|it| listed.contains(&it));
    Evidence {
        birth: births(customer.birth.as_ref().map(|it| *it.reveal()), &entry.births),
        country: overlap(&customer.countries, &countries),
        gender: overlap(customer.gender.as_slice(), &entry.genders),
        identifier: if same { Overlap::Same } else { Overlap::Unknown },
        strength,
    }
}

/// Digits of a number that tells something without the word before it.
const DIGITS_MIN: usize = 5;

/// What an identifier is found by: all of it, and the number that stands behind its name (`IMO number: 9000007`,
/// `IMO9000007`, `Passport MX4471902`). Nothing where it has no letter or digit.
pub(super) fn numbers(text: &str) -> Vec<String> {
    let number = |it: &str| it.bytes().filter(u8::is_ascii_digit).count() >= DIGITS_MIN;
    let last = text.rsplit(|it: char| it.is_whitespace() || it == ':').find(|it| !it.is_empty()).unwrap_or("");
    let bare = last.strip_prefix("IMO").or_else(|| last.strip_prefix("imo")).unwrap_or(last);
    let mut all = vec![plain(text)];
    all.extend([last, bare].into_iter().filter(|it| number(it)).map(plain));
    all.dedup();
    all.retain(|it| !it.is_empty());
    all
}

/// An identifier without what is typed in one place and not in another: upper-case letters and digits.
fn plain(text: &str) -> String {
    text.chars().filter(|it| it.is_alphanumeric()).flat_map(char::to_uppercase).collect()
}

fn overlap<T: PartialEq>(one: &[T], other: &[T]) -> Overlap {
    match () {
        () if one.is_empty() || other.is_empty() => Overlap::Unknown,
        () if one.iter().any(|it| other.contains(it)) => Overlap::Same,
        () => Overlap::Disjoint,
    }
}

/// The best agreement of one birth with any of those listed.
fn births(one: Option<Birth>, listed: &[Birth]) -> BirthMatch {
    let Some(one) = one else { return BirthMatch::Unknown };
    listed.iter().map(|it| birth(one, *it)).min().unwrap_or(BirthMatch::Unknown)
}

fn birth(one: Birth, other: Birth) -> BirthMatch {
    let days = [one, other].iter().all(|it| it.precision() == Precision::Day && it.first() == it.last());
    let (here, there) = (one.first().civil(), other.first().civil());
    match () {
        () if days && one.first() == other.first() => BirthMatch::SameDay,
        () if days && (here.0, here.1, here.2) == (there.0, there.2, there.1) => BirthMatch::Swapped,
        () if !days && one.first() <= other.last() && other.first() <= one.last() => BirthMatch::Within,
        () if here.0 - 1 <= other.last().civil().0 && there.0 - 1 <= one.last().civil().0 => BirthMatch::Near,
        () => BirthMatch::Disjoint,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Day;

    fn on(text: &str) -> Birth {
        Birth::on(Day::parse(text).unwrap())
    }

    #[test]
    fn births_agree_by_day_swap_span_and_year() {
        let year = Birth::in_year(1970).unwrap();
        for (one, other, expected) in [
            (on("1970-03-04"), on("1970-03-04"), BirthMatch::SameDay),
            (on("1970-03-04"), on("1970-04-03"), BirthMatch::Swapped),
            (on("1970-03-04"), year, BirthMatch::Within),
            (on("1971-12-31"), year, BirthMatch::Near),
            (on("1970-03-04"), on("1969-01-01"), BirthMatch::Near),
            (on("1972-01-01"), year, BirthMatch::Disjoint),
            (on("1970-03-04"), on("1990-03-04"), BirthMatch::Disjoint),
        ] {
            assert_eq!(birth(one, other), expected);
            assert_eq!(birth(other, one), expected);
        }
        assert_eq!(births(None, &[year]), BirthMatch::Unknown);
        assert_eq!(births(Some(year), &[]), BirthMatch::Unknown);
        assert_eq!(births(Some(on("1970-03-04")), &[on("1990-01-01"), year]), BirthMatch::Within);
    }

    #[test]
    fn more_evidence_comes_first() {
        let none = Evidence {
            birth: BirthMatch::Unknown,
            country: Overlap::Unknown,
            gender: Overlap::Unknown,
            identifier: Overlap::Unknown,
            strength: Strength::Alias,
        };
        let better = [
            Evidence { identifier: Overlap::Same, birth: BirthMatch::Disjoint, ..none },
            Evidence { birth: BirthMatch::SameDay, ..none },
            Evidence { country: Overlap::Same, ..none },
            none,
            Evidence { strength: Strength::WeakAlias, ..none },
            Evidence { birth: BirthMatch::Disjoint, ..none },
        ];
        assert!(better.is_sorted());
        assert_eq!(plain("ab-12 34/é"), "AB1234É");
        for (text, keys) in [
            ("IMO number: 9000007", &["IMONUMBER9000007", "9000007"][..]),
            ("IMO9000007", &["IMO9000007", "9000007"]),
            ("Passport MX-4471902", &["PASSPORTMX4471902", "MX4471902"]),
            ("Box 12", &["BOX12"]),
            ("C01X00T47", &["C01X00T47"]),
            (" - ", &[]),
        ] {
            assert_eq!(numbers(text), keys, "{text}");
        }
    }
}
