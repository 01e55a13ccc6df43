//! The step to a profile: a dossier, reviews, the policy and an instant in, a [`Profile`] out.

use super::dossier::Dossier;
use super::earlier;
use super::known::{Knowledge, Known};
use super::lift::{Lifted, Lifts, SetLevel};
use super::risk::{Met, Reckoned, Row, reckon};
use super::{digest, gaps};
use crate::base::{Country, Day, Instant, Label, SourceId, SubjectId};
use crate::codes;
use crate::policy::{Diligence, Policy, Reason, ReasonCode};
use crate::review::{SignedReview, last_words};

codes! {
    /// Where a customer stands between two reviews.
    pub enum Stage {
        /// The next review lies ahead.
        Current = "current",
        /// The review is due; the customer may go on for the policy's days of grace.
        Due = "due",
        /// The days of grace are over.
        Lapsed = "lapsed",
    }
}

/// Who a customer is to the policy, at one instant: risk with its reasons, what is known, what stands in the way.
///
/// Only [`assess`] makes one, so that the gate decides on nothing else.
#[derive(Clone, Debug)]
#[must_use]
pub struct Profile {
    pub(super) subject: SubjectId,
    pub(super) jurisdiction: Country,
    pub(super) tier: Label,
    pub(super) channel: Label,
    pub(super) at: Instant,
    pub(super) known: Vec<Known>,
    pub(super) table: Vec<Row>,
    pub(super) points: u64,
    pub(super) reckoned: Label,
    pub(super) set: Option<SetLevel>,
    pub(super) level: Label,
    pub(super) diligence: Diligence,
    pub(super) reasons: Vec<Reason>,
    pub(super) lifted: Vec<Lifted>,
    pub(super) lifts: Lifts,
    pub(super) verified: Day,
    pub(super) next_review: Day,
    pub(super) lapses: Day,
    pub(super) until: Option<Instant>,
    pub(super) for_company: bool,
    pub(super) evidence: SourceId,
    pub(super) policy: SourceId,
}

/// Assesses a customer.
///
/// Monotone by construction: another finding, another gap, a fact that becomes unknown or a proof taken away that
/// found nothing never takes a reason out, so that none turns a decision towards yes. A proof that itself brings a
/// finding does, when it is taken away. What an earlier decision found or knew of who the customer is
/// ([`Dossier::earlier`]) and is not given any more is a reason of its own.
///
/// Costs a walk of the dossier for each factor and requirement.
pub fn assess(dossier: &Dossier, reviews: &[SignedReview], policy: &Policy, at: Instant) -> Profile {
    let day = at.day();
    let lifts = Lifts::of(reviews, &dossier.subject, at);
    let knowledge = Knowledge::of(dossier, policy, &lifts);
    let Reckoned { table, points, level } = reckon(dossier, &knowledge, policy, day);
    let counting = last_words(reviews, &dossier.subject, at);
    let levels = policy.levels();
    let met = table.iter().filter(|it| it.met != Met::No).map(|it| &it.factor).collect();
    let set = lifts.level(policy, level, &met);
    let held = set.as_ref().and_then(|set| levels.iter().position(|it| it.name == set.level)).unwrap_or(level);
    let name = |at: usize| levels.get(at).map_or_else(|| policy.id().clone(), |it| it.name.clone());
    let diligence = levels.get(held).map_or(Diligence::Enhanced, |it| it.diligence);
    let (verified, next_review, lapses) = reviews_days(&knowledge, policy, held, day);

    let mut reasons = gaps::of_documents(dossier, &knowledge, policy, day);
    reasons.extend(gaps::of_requirements(dossier, &knowledge, policy, diligence, day));
    reasons.extend(gaps::of_screenings(dossier, policy, day));
    reasons.extend(gaps::of_company(dossier, day));
    reasons.extend(gaps::of_level(dossier, policy, held, points));
    if day >= lapses {
        let about = if knowledge.dated.is_empty() { "no document counts".to_owned() } else { next_review.to_string() };
        reasons.push(Reason::new(ReasonCode::ReviewLapsed, about));
    }
    reasons.extend(earlier::withdrawn(dossier, &knowledge.attributes, &table, &reasons, &lifts));
    reasons.sort_unstable();
    reasons.dedup();
    let (reasons, lifted) = lifts.settle(reasons);
    let until = lifted.iter().map(|it| it.until).chain(set.iter().map(|it| it.until)).min();
    let evidence = digest::of(dossier, &knowledge.attributes, &table, &counting, at);
    Profile {
        subject: dossier.subject.clone(),
        jurisdiction: dossier.jurisdiction,
        tier: dossier.tier.clone(),
        channel: dossier.channel.clone(),
        at,
        known: knowledge.attributes,
        table,
        points,
        reckoned: name(level),
        set,
        level: name(held),
        diligence,
        reasons,
        lifted,
        lifts,
        verified,
        next_review,
        lapses,
        until,
        for_company: dossier.company.is_some(),
        evidence,
        policy: policy.digest(),
    }
}

/// When the customer was verified, when the next review is due, and when its days of grace are over: by the document
/// that carries furthest of those that count. A document's expiry makes a review due as well, and there is no grace past
/// it. Without a document nobody was verified, and the review is overdue.
fn reviews_days(knowledge: &Knowledge, policy: &Policy, level: usize, at: Day) -> (Day, Day, Day) {
    let later = |day: Day, by: u32| i32::try_from(by).ok().and_then(|it| day.plus_days(it)).unwrap_or(day);
    let review_days = policy.levels().get(level).map_or(0, |it| it.review_days);
    let of_document = |(since, expiry): &(Instant, Option<Day>)| {
        let (verified, expired) = (since.day(), expiry.map(|it| later(it, 1)));
        let not_past = |day: Day| expired.map_or(day, |it| it.min(day));
        let next = not_past(later(verified, review_days));
        (next, not_past(later(next, policy.grace_days())), verified)
    };
    match knowledge.dated.iter().map(of_document).max() {
        Some((next, lapses, verified)) => (verified, next, lapses),
        None => (at, at, at),
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample::policy;
    use super::*;

    #[test]
    fn there_are_no_days_of_grace_past_the_document() {
        let day = |it: &str| Day::parse(it).unwrap();
        let at = Instant::from_civil(day("2026-03-01"), 10, 0, 0).unwrap();
        for (expiry, next, lapses) in [
            (None, "2031-02-28", "2031-03-14"),
            (Some("2036-01-01"), "2031-02-28", "2031-03-14"),
            (Some("2031-03-05"), "2031-02-28", "2031-03-06"),
            (Some("2030-04-15"), "2030-04-16", "2030-04-16"),
        ] {
            let dated = vec![(at, expiry.map(day))];
            let knowledge = Knowledge { attributes: Vec::new(), missing: Vec::new(), dated };
            let found = reviews_days(&knowledge, &policy(), 0, at.day());
            assert_eq!(found, (at.day(), day(next), day(lapses)), "{expiry:?}");
        }
    }
}
