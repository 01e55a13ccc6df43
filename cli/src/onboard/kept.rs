//! What is kept of one customer beside the journal: the openings of the commitments that its entries hold.
//!
//! A check of the moment is passed once: what was shown then, and when, is kept here, and counts later only where the newest
//! decision's entry is committed to it. Deleting a customer's file takes nothing from the journal.

use super::application::Application;
use super::past::Item;
use crate::fault::Fault;
use crate::input;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use tidegate_kyc_core::base::{Label, Redacted};
use tidegate_kyc_core::evidence::Shown;
use tidegate_kyc_core::journal::{Commitment, Openings, Salt};
use tidegate_kyc_core::profile::{Met, Profile};

/// The salt of the digests that reasons name: it opens a commitment to nothing.
const DIGESTS: &str = "reason-digests";
/// What was shown, by digest, and when first.
const PRESENTATIONS: &str = "presentations";
/// The factors of risk that were met or not known.
const FACTORS: &str = "factors";
const WALLETS: &str = "wallets";
const COMPANY: &str = "company";

/// The openings of one customer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Kept {
    pub(super) openings: Openings,
    salt: Salt,
}

impl Kept {
    /// What is kept; a customer of whom nothing is gets a salt.
    ///
    /// # Errors
    /// A fault where the operating system gives no random bytes.
    pub(super) fn of(openings: Openings) -> Result<Self, Fault> {
        let salt = openings.salt(DIGESTS).copied().map_or_else(fresh, Ok)?;
        Ok(Self { openings, salt })
    }

    /// The customer's own salt.
    pub(super) const fn salt(&self) -> Salt {
        self.salt
    }

    /// What was seen before, by the word of the store alone.
    pub(super) fn told(&self) -> Shown {
        self.openings.newest_value(PRESENTATIONS).map(|it| Shown::read(it.reveal())).unwrap_or_default()
    }

    /// What was seen before, by the newest decision's entry; none where there was a decision and nobody can tell.
    pub(super) fn proved(&self, last: Option<&Item>) -> Option<Shown> {
        let Some(last) = last else { return Some(Shown::default()) };
        let committed = last.committed(PRESENTATIONS)?;
        self.openings.value(PRESENTATIONS, committed).map(|it| Shown::read(it.reveal()))
    }

    /// The commitments of a decision's entry, each with what opens it.
    ///
    /// # Errors
    /// A fault where the operating system gives no random bytes.
    pub(super) fn commit(
        &mut self,
        entry: u64,
        profile: &Profile,
        application: &Application,
        shown: &Shown,
    ) -> Result<BTreeMap<Box<str>, Commitment>, Fault> {
        let factors: Vec<&str> =
            profile.table().iter().filter(|it| it.met != Met::No).map(|it| it.factor.as_str()).collect();
        let wallets: Vec<&String> = application.wallets.iter().map(Redacted::reveal).collect();
        let known = profile.known().iter().map(|it| (it.attribute.code(), json!(it.values.reveal())));
        let company = application.company.as_ref().map(|it| (COMPANY, json!(it.name.reveal())));
        let others = [(FACTORS, json!(factors)), (PRESENTATIONS, shown.value()), (WALLETS, json!(wallets))];
        let mut commitments = BTreeMap::new();
        let all: Vec<(&str, Value)> = known.chain(others).chain(company).collect();
        for (attribute, value, salt) in
            std::iter::once((DIGESTS, Value::Null, Some(self.salt))).chain(all.into_iter().map(|it| (it.0, it.1, None)))
        {
            let made = self.openings.commit(entry, attribute, value, salt.map_or_else(fresh, Ok)?);
            commitments.insert(attribute.into(), made.map_err(|it| Fault::unreadable(it, "report this"))?);
        }
        Ok(commitments)
    }

    /// The text to be kept.
    pub(super) fn text(&self) -> String {
        self.openings.text()
    }
}

/// The factors that were met or not known at a decision; none where nothing opens what its entry is committed to.
pub(super) fn factors<T: FromIterator<Label>>(item: &Item, openings: &Openings) -> Option<T> {
    let value = openings.value(FACTORS, item.committed(FACTORS)?)?.reveal();
    value.as_array()?.iter().map(|it| Label::parse(it.as_str()?).ok()).collect()
}

/// A salt that nothing else has.
fn fresh() -> Result<Salt, Fault> {
    Ok(Salt::new(*input::random()?))
}
