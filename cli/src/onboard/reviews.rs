//! The signed reviews of a folder → those that count, and what is told of the others.

use super::past::{Filed, Past};
use crate::input;
use std::collections::BTreeSet;
use tidegate_kyc_core::base::{Instant, SourceId};
use tidegate_kyc_core::policy::Policy;
use tidegate_kyc_core::review::{Review, SignedReview};

/// So many reviews that do not count are told one by one.
const TOLD_MAX: usize = 5;

/// Reviews that count by their signature and stand in the journal, in its order. Others are named, for nobody should
/// believe that they count. Where one is gone, those before it by the same reviewer about the same customer do not
/// count either: it may have taken them back.
pub(crate) fn verified(files: Vec<(String, Vec<u8>)>, past: &Past, policy: &Policy, at: Instant) -> Verified {
    let (mut reviews, mut found, mut gone, mut notes) = (Vec::new(), BTreeSet::new(), Vec::new(), Vec::new());
    let names: BTreeSet<String> = files.iter().map(|it| it.0.clone()).collect();
    for (name, bytes) in files {
        let digest = SourceId::of(bytes.trim_ascii()).to_string();
        let (read, filed) = (SignedReview::verify(&bytes, policy), past.filed(&digest));
        let why =
            if past.is_erased(&digest) { "it was deleted, and put back" } else { "the journal has no entry of it" };
        found.insert(digest);
        match (read, filed) {
            (Ok(review), Some(filed)) => reviews.push((filed.entry, review)),
            (Ok(_), None) => notes.push(format!("the review {name} does not count: {why}")),
            (Err(why), _) => notes.push(format!("the review {name} does not count: {why}")),
        }
    }
    for (digest, lost) in past.lost(&found) {
        let Filed { subject, reviewer, entry, until } = lost;
        let silenced = |review: &Review| review.subject == *subject && review.reviewer.as_str() == reviewer;
        let before = reviews.len();
        reviews.retain(|it| it.0 > *entry || !silenced(it.1.review()));
        if at < *until || reviews.len() < before {
            let name = format!("{digest}.jwt");
            let fate = if names.contains(&name) { "is not what was filed in" } else { "is gone from" };
            notes.push(format!(
                "{name} {fate} reviews/: what {reviewer} said of {subject} up to entry {entry} does not count; take it \
                 from a copy"
            ));
            gone.push(digest.to_owned());
        }
    }
    tell(&notes);
    reviews.sort_by_key(|it| it.0);
    Verified { reviews: reviews.into_iter().map(|it| it.1).collect(), gone }
}

/// The reviews of a folder.
pub(crate) struct Verified {
    /// Those that count, in the journal's order.
    pub(crate) reviews: Vec<SignedReview>,
    /// Those that are missing, by digest.
    pub(crate) gone: Vec<String>,
}

/// Tells which reviews do not count, the first one by one: a reviewer who left the policy may have made thousands.
fn tell(notes: &[String]) {
    notes.iter().take(TOLD_MAX).for_each(|it| input::speak(&format!("note: {it}")));
    if notes.len() > TOLD_MAX {
        input::speak(&format!(
            "note: {} more reviews do not count, for these reasons or others",
            notes.len() - TOLD_MAX
        ));
    }
}
