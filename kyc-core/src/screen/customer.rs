//! Whom to screen: a [`Customer`] with names, facts and wallets; and what is asked of a screening, a [`Policy`].
//!
//! Knows no list. Everything about a customer is personal data: `Debug` shows none of it.

use super::list::{Birth, Country, EntryKind, Gender, ListName, PartRole, Strength, is_asked_for};
use super::name::{Name, Score};
use super::spaced::respelled;
use crate::base::Redacted;

/// The score at which a name is a candidate, unless a policy says otherwise.
///
/// From the table of false alerts in docs/screening.md: the last score at which two thirds of held-out aliases of
/// the Treasury's list are found; 3 of 1,000 customers of a census are alerted, and 36 of 1,000 whose every name is
/// common where listed people come from. The one place where it stands: a matcher tuned anew gets its figure here.
pub const THRESHOLD: Score = match Score::new(7_800) {
    Ok(score) => score,
    Err(_) => Score::FULL,
};

/// The most days since a list was published, unless a policy says otherwise.
///
/// A judgement: the Treasury and the European Union publish every few days, so that a list fetched daily is hardly
/// ever older than a week, and three more days bridge a long holiday. A publisher who writes less often gets a
/// figure of its own ([`Policy::days_max_of`]).
pub const DAYS_MAX: u32 = 10;

/// Steps of one search: about a second, a thousand times what a common name takes on the largest list.
pub const STEPS: u64 = 200_000_000;

/// The version of the comparison of names: raised whenever the same two names may get another score, so that an
/// answer says what it was made with.
pub const ALGORITHM: &str = "tidegate-names/10";

/// Whom or what to screen.
///
/// A customer may have several names: the one in the passport's own script and the one typed, or an earlier one.
/// Each is screened, and of each entry the one that agrees best is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Customer {
    /// What the customer is; of an unknown kind, entries of every kind are looked at.
    pub kind: EntryKind,
    /// The names; none where only wallets are screened.
    pub names: Vec<CustomerName>,
    /// When a person was born, as far as known.
    pub birth: Option<Redacted<Birth>>,
    /// Countries of any role.
    pub countries: Vec<Country>,
    /// The gender, where known.
    pub gender: Option<Gender>,
    /// Numbers of passports, registers and the like.
    pub identifiers: Vec<Redacted<String>>,
    /// Wallet addresses of any network in any spelling.
    pub wallets: Vec<Redacted<String>>,
}

impl Customer {
    /// A customer of whom nothing is known yet.
    #[must_use]
    pub const fn new(kind: EntryKind) -> Self {
        Self {
            kind,
            names: Vec::new(),
            birth: None,
            countries: Vec::new(),
            gender: None,
            identifiers: Vec::new(),
            wallets: Vec::new(),
        }
    }

    /// A customer of whom only the name is known.
    #[must_use]
    pub fn named(name: &str, kind: EntryKind) -> Self {
        Self { names: vec![CustomerName::whole(name)], ..Self::new(kind) }
    }

    /// A wallet of whose owner nothing is known.
    #[must_use]
    pub fn of_wallet(address: &str) -> Self {
        Self { wallets: vec![Redacted::new(address.to_owned())], ..Self::new(EntryKind::Unknown) }
    }
}

/// A customer's name, whole or in parts with roles.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CustomerName {
    name: ListName,
    /// The same with its words closed up, or parted where a capital begins one: [`respelled`] knows the gaps, which
    /// the name has lost.
    respelled: Vec<ListName>,
}

impl CustomerName {
    /// A name of which no roles are known.
    #[must_use]
    pub fn whole(text: &str) -> Self {
        let respelled = respelled(text).iter().map(|it| ListName::new(it, Strength::Primary)).collect();
        Self { name: ListName::new(text, Strength::Primary), respelled }
    }

    /// A name whose given and family names are known apart: a given name that meets a listed family name then
    /// counts less. A part without a character is left out.
    ///
    /// ```
    /// use tidegate_kyc_core::screen::CustomerName;
    /// assert_eq!(CustomerName::of_parts("Erika", "Mustermann").text(), "Erika Mustermann");
    /// ```
    #[must_use]
    pub fn of_parts(given: &str, family: &str) -> Self {
        let of = |given, family| {
            ListName::of_parts([(PartRole::Given, given), (PartRole::Family, family)], Strength::Primary)
        };
        let (one, other) = (respelled(given).pop(), respelled(family).pop());
        let otherwise = one.is_some() || other.is_some();
        let respelled =
            otherwise.then(|| of(one.as_deref().unwrap_or(given), other.as_deref().unwrap_or(family))).into_iter();
        Self { name: of(given, family), respelled: respelled.collect() }
    }

    /// The name as one text. Personal data.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.name.text
    }

    /// The name as it is written, and as it is written otherwise.
    pub(super) fn written(&self) -> impl Iterator<Item = &ListName> {
        std::iter::once(&self.name).chain(&self.respelled)
    }
}

/// A name made ready with the roles of its parts, where they cover all of its text.
pub(super) fn prepared(name: &ListName, kind: EntryKind) -> Name {
    let letters = |it: &str| it.bytes().filter(|it| *it != b' ').count();
    let covered: usize = name.parts().map(|it| letters(it.1)).sum();
    if covered == letters(&name.text) && covered > 0 {
        Name::prepare_parts(name.parts(), kind)
    } else {
        Name::prepare(&name.text, kind)
    }
}

/// What is asked of a screening.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    /// The score at which a name is a candidate.
    pub threshold: Score,
    /// The lists without which nothing is clear, by [`List::id`](super::list::List::id).
    pub required: Vec<String>,
    /// Days after which a list is too old.
    pub days_max: u32,
    /// Other days for some lists, by the list's id.
    pub days_max_of: Vec<(String, u32)>,
    /// Steps of the search for one name in one list; see [`Index::search`](super::name::Index::search).
    pub steps: u64,
}

impl Policy {
    /// Demands these lists, at most [`DAYS_MAX`] days old, and candidates from [`THRESHOLD`] on.
    #[must_use]
    pub fn requiring<T: Into<String>>(lists: impl IntoIterator<Item = T>) -> Self {
        let required = lists.into_iter().map(Into::into).collect();
        Self { threshold: THRESHOLD, required, days_max: DAYS_MAX, days_max_of: Vec::new(), steps: STEPS }
    }

    /// The most days since that list was published.
    #[must_use]
    pub fn days_max_of(&self, list: &str) -> u32 {
        let latest = |of: fn(&str, &str) -> bool| self.days_max_of.iter().rev().find(|it| of(&it.0, list));
        latest(|it, list| it == list).or_else(|| latest(is_asked_for)).map_or(self.days_max, |it| it.1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_that_do_not_cover_a_name_are_not_taken_for_all_of_it() {
        let family = "x".repeat(70_000);
        let cut = CustomerName::of_parts("Erika", &family);
        assert_eq!(cut.name.parts().count(), 1, "the family name is beyond what a range can say");
        assert_eq!(prepared(&cut.name, EntryKind::Person), Name::prepare(cut.text(), EntryKind::Person));
        let told = CustomerName::of_parts("Erika", "Mustermann");
        assert_ne!(prepared(&told.name, EntryKind::Person), Name::prepare(told.text(), EntryKind::Person));
    }

    #[test]
    fn roles_hold_given_and_family_names_apart() {
        let score = |one: &CustomerName, other: &CustomerName| {
            super::super::name::score(
                &prepared(&one.name, EntryKind::Person),
                &prepared(&other.name, EntryKind::Person),
            )
        };
        let (named, swapped) = (CustomerName::of_parts("Thomas", "Martin"), CustomerName::of_parts("Martin", "Thomas"));
        assert_eq!(score(&named, &named), Score::FULL);
        assert!(score(&named, &swapped) < score(&named, &named));
        assert_eq!(score(&CustomerName::whole("Martin Thomas"), &named), Score::FULL);
    }

    #[test]
    fn a_list_may_have_an_age_of_its_own() {
        let mut policy = Policy::requiring(["us-ofac"]);
        policy.days_max_of = vec![("un-sc".into(), 60), ("un-sc".into(), 90)];
        assert_eq!(policy.days_max_of("us-ofac-sdn"), DAYS_MAX);
        policy.days_max_of.extend([("us-ofac-cons".into(), 5), ("us-ofac".into(), 7)]);
        assert_eq!((policy.days_max_of("us-ofac-sdn"), policy.days_max_of("us-ofac-cons")), (7, 5));
        policy.days_max_of.truncate(2);
        assert_eq!((policy.days_max_of("us-ofac"), policy.days_max_of("un-sc")), (DAYS_MAX, 90));
        assert_eq!(THRESHOLD.to_string(), "0.7800");
    }

    #[test]
    fn a_debug_print_shows_nobody() {
        let mut customer = Customer::named("Erika Mustermann", EntryKind::Person);
        customer.wallets.push(Redacted::new("bc1qsecret".into()));
        customer.identifiers.push(Redacted::new("C01X00T47".into()));
        let shown = format!("{customer:?}");
        assert!(!shown.contains("Erika") && !shown.contains("bc1q") && !shown.contains("C01X"), "{shown}");
    }
}
