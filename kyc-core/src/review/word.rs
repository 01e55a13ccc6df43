//! Who said what last: many reviews → each reviewer's last word on each matter.

use super::record::Act;
use super::verify::SignedReview;
use crate::base::{Instant, Label, SubjectId};
use crate::policy::Reason;
use std::collections::BTreeMap;

/// Each reviewer's last word on each reason, and on the level of risk, about a subject up to an instant; in the order
/// of reviewers. A word that has ended is not among them, and what it replaced does not come back. Of two of one
/// second, one that upholds a reason comes last, and otherwise the one that stands later: give them as they were filed.
#[must_use]
pub fn last_words<'r>(reviews: &'r [SignedReview], subject: &SubjectId, at: Instant) -> Vec<&'r SignedReview> {
    let mut last: BTreeMap<(&Label, Option<&Reason>), &SignedReview> = BTreeMap::new();
    let order = |it: &SignedReview| (it.review().made, matches!(it.review().act, Act::Uphold(_)));
    let said = reviews.iter().filter(|it| it.review().subject == *subject && it.review().made <= at);
    for it in said {
        let matter = match &it.review().act {
            Act::Lift(reason) | Act::Uphold(reason) => Some(reason),
            Act::SetLevel(_) => None,
        };
        let held = last.entry((&it.review().reviewer, matter)).or_insert(it);
        if order(held) <= order(it) {
            *held = it;
        }
    }
    last.into_values().filter(|it| it.counts(subject, at)).collect()
}
