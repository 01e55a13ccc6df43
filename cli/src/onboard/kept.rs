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
use tidegate_kyc_core::document::Attribute;
use tidegate_kyc_core::evidence::Shown;
use tidegate_kyc_core::journal::{Commitment, Openings, Salt};
use tidegate_kyc_core::policy::{Reason, ReasonCode};
use tidegate_kyc_core::profile::{Allowed, Dossier, Earlier, Met, Profile, Row};

/// The salt of the digests that reasons name: it opens a commitment to nothing.
const DIGESTS: &str = "reason-digests";
/// What was shown, by digest, and when first.
const PRESENTATIONS: &str = "presentations";
/// The factors of risk that were met or not known.
const FACTORS: &str = "factors";
/// Those that were met.
const MET: &str = "factors-met";
const WALLETS: &str = "wallets";
const COMPANY: &str = "company";
/// Whoever is behind the company.
pub(crate) const BEHIND: &str = "behind";

/// Attributes that tell one person from another, and that somebody acts for a company.
const IDENTITY: [Attribute; 4] =
    [Attribute::FamilyName, Attribute::GivenName, Attribute::BirthDate, Attribute::Nationality];

/// Whether an attribute tells who the customer is.
pub(super) fn is_of_identity(attribute: &str) -> bool {
    attribute == COMPANY || IDENTITY.iter().any(|it| it.code() == attribute)
}

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

    /// How many values that the newest decision's entry is committed to, or the newest that let the customer trade, nothing
    /// opens.
    pub(super) fn lost(&self, last: &Item) -> usize {
        let mut all: Vec<(&str, &Commitment)> = last.commitments().collect();
        for (attribute, it) in last.allowed.iter().flat_map(|it| &it.1) {
            if !all.contains(&(&**attribute, it)) {
                all.push((&**attribute, it));
            }
        }
        all.iter().filter(|it| self.openings.value(it.0, it.1).is_none()).count()
    }

    /// What earlier decisions knew; none where there was none.
    pub(super) fn earlier(&self, last: Option<&Item>) -> Option<Earlier> {
        let last = last?;
        let texts = |attribute: &str, it: &Commitment| -> Vec<String> {
            let all = self.openings.value(attribute, it).and_then(|it| it.reveal().as_array()).into_iter().flatten();
            all.filter_map(Value::as_str).map(str::to_owned).collect()
        };
        let met = last.committed(MET).and_then(|it| self.openings.value(MET, it));
        let met = met.and_then(|it| it.reveal().as_array()).into_iter().flatten().filter_map(|it| {
            let text = |name: &str| it.get(name)?.as_str();
            Some((Label::parse(text("factor")?).ok()?, Redacted::new(text("observed")?.to_owned())))
        });
        let met = met.collect();
        let allowed = last.allowed.as_ref().map(|it| {
            let of = |attribute: Attribute| {
                let committed = it.1.iter().find(|it| &*it.0 == attribute.code())?;
                Some((attribute, Redacted::new(texts(attribute.code(), &committed.1))))
            };
            let known = IDENTITY.into_iter().filter_map(of).collect();
            Allowed { entry: it.0, known, for_company: it.1.iter().any(|it| &*it.0 == COMPANY) }
        });
        // Of a customer whose data were deleted, what a list found is all that counts still.
        let is_of_list = |it: &&Reason| match it.code {
            ReasonCode::ScreeningMatch | ReasonCode::ScreeningCandidate => true,
            ReasonCode::Withdrawn => it.about.starts_with("match "),
            _ => false,
        };
        let reasons = last.reasons.iter().filter(|it| !last.erased || is_of_list(it)).cloned().collect();
        Some(Earlier { entry: last.entry, reasons, met, allowed })
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
        dossier: &Dossier,
        shown: &Shown,
    ) -> Result<BTreeMap<Box<str>, Commitment>, Fault> {
        let factors: Vec<&str> =
            profile.table().iter().filter(|it| it.met != Met::No).map(|it| it.factor.as_str()).collect();
        let met = profile.table().iter().filter(|it| it.met == Met::Yes);
        let observed = |it: &Row| it.observed.as_ref().map(|it| it.reveal().clone());
        let met: Vec<Value> = met.map(|it| json!({"factor": it.factor.as_str(), "observed": observed(it)})).collect();
        let wallets: Vec<&String> = application.wallets.iter().map(Redacted::reveal).collect();
        let known = profile.known().iter().map(|it| (it.attribute.code(), json!(it.values.reveal())));
        let company = application.company.as_ref().map(|it| (COMPANY, json!(it.name.reveal())));
        let behind = dossier.company.iter().flat_map(|it| &it.behind);
        let behind = behind.map(|it| (BEHIND, it.value().reveal().clone()));
        let others =
            [(FACTORS, json!(factors)), (MET, json!(met)), (PRESENTATIONS, shown.value()), (WALLETS, json!(wallets))];
        let mut commitments = BTreeMap::new();
        let all: Vec<(&str, Value)> = known.chain(others).chain(company).chain(behind).collect();
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
